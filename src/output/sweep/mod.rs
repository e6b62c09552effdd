//! The folder of a sweep. The plan comes first and never changes: `run.toml`, `plan.csv` and
//! `points.csv` appear together or not at all. Then results gather in `parts/`, cell by cell, in
//! any order and from any number of calls. When all are there they are written in the order of the
//! plan, so that the tables are the same whoever ran which cell when.

mod columns;
mod record;
mod store;
mod tables;

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use record::{SweepRead, SweepRecord, SweepSize};
pub use store::{Appender, Damage, Store, piece_bytes};
pub use tables::{Which, table_bytes};

use crate::experiment::sweep::{Figure, Key, SweepPlan, layout};
use crate::observe::M;
use crate::output::error::Error;
pub(crate) use crate::output::folder::sync_folder;
use crate::output::folder::{Existing, Target};
use crate::output::record::Machine;
use crate::output::rows::Writer;
use crate::scenario::{Parameters, Spec, names};

/// One cell, as `plan.csv` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedCell {
    /// The name of its result.
    pub key: Key,
    /// Number of its point.
    pub point: usize,
    /// Number of its scenario, as the record lists them.
    pub scenario: usize,
    /// Number of its replicate.
    pub replicate: u32,
}

/// A folder with a plan.
#[derive(Debug)]
pub struct SweepFolder {
    path: PathBuf,
    /// The record.
    pub record: SweepRecord,
    /// The cells, in the order of the plan.
    pub cells: Vec<PlannedCell>,
    /// Paths of the parameters that take other values.
    pub factors: Vec<String>,
    /// Their values, point by point.
    pub points: Vec<Vec<f64>>,
}

/// Who may work in a folder at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Shards, beside each other.
    Shared,
    /// One call alone.
    Alone,
}

/// The two tables of a plan, and their digests.
///
/// # Panics
/// Never: memory takes what is written to it.
#[must_use]
pub fn plan_tables(plan: &SweepPlan) -> ([Vec<u8>; 2], [String; 2]) {
    let tables = [plan_csv(plan), points_csv(plan)].map(|table| table.expect("writing to memory"));
    let digests = [digest(&tables[0]), digest(&tables[1])];
    (tables, digests)
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

fn plan_csv(plan: &SweepPlan) -> io::Result<Vec<u8>> {
    let mut rows = Writer::from_writer(Vec::new());
    rows.write_record(["cell", "key", "point", "scenario", "replicate"])?;
    for (number, key) in plan.keys.iter().enumerate() {
        let cell = plan.cell(number);
        rows.write_record([
            &number.to_string(),
            &key.to_string(),
            &cell.point.to_string(),
            &plan.scenarios[cell.scenario].name,
            &cell.replicate.to_string(),
        ])?;
    }
    rows.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

fn points_csv(plan: &SweepPlan) -> io::Result<Vec<u8>> {
    let mut rows = Writer::from_writer(Vec::new());
    let paths = plan.factors.iter().map(|factor| factor.path.as_str());
    rows.write_record(std::iter::once("point").chain(paths))?;
    for (number, point) in plan.points.iter().enumerate() {
        rows.write_field(number.to_string())?;
        // The shortest text that is read as this number again.
        point.iter().try_for_each(|value| rows.write_field(value.to_string()))?;
        rows.write_record(None::<&[u8]>)?;
    }
    rows.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

impl SweepFolder {
    /// Whether there is a folder with a sweep at a path.
    #[must_use]
    pub fn is_there(path: &Path) -> bool {
        path.join("plan.csv").is_file() && path.join("run.toml").is_file()
    }

    /// Lays down a plan: record and tables appear together.
    ///
    /// # Errors
    /// If something is there already, or nothing can be written there.
    pub fn create(
        path: &Path,
        record: &SweepRecord,
        tables: &[Vec<u8>; 2],
        machine: &Machine,
    ) -> Result<(), Error> {
        let bytes = tables.iter().map(Vec::len).sum::<usize>() as u64 + (1 << 16);
        let target = Target::try_out(path, Existing::Keep, bytes)?;
        let staging = target.stage()?;
        staging.file("run.toml", |out| record.write(out, machine))?;
        staging.file("plan.csv", |out| out.write_all(&tables[0]))?;
        staging.file("points.csv", |out| out.write_all(&tables[1]))?;
        staging.publish()
    }

    /// Opens a folder and holds its tables against their digests.
    ///
    /// # Errors
    /// If there is no sweep, or its plan has been altered.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let read = |name: &str| {
            let file = path.join(name);
            fs::read(&file).map_err(|cause| Error::failed("read", &file, cause))
        };
        let refused = |what: String| Error::Refused(format!("{}: {what}", path.display()));
        if !Self::is_there(path) {
            return Err(refused("there is no sweep here (no plan.csv beside a run.toml)".into()));
        }
        let text = String::from_utf8_lossy(&read("run.toml")?).into_owned();
        let record: SweepRecord = toml::from_str(&text)
            .map_err(|error| refused(format!("run.toml is no record of a sweep: {error}")))?;
        let (plan, points) = (read("plan.csv")?, read("points.csv")?);
        for (name, bytes, wanted) in [
            ("plan.csv", &plan, &record.sweep.plan),
            ("points.csv", &points, &record.sweep.points_digest),
        ] {
            if digest(bytes) != *wanted {
                return Err(refused(format!("{name} has been altered: a plan never changes")));
            }
        }
        let torn = || refused("the plan cannot be read, though nobody altered it".into());
        let cells = cells(&plan, &record).ok_or_else(torn)?;
        let (factors, points) = points_of(&points).ok_or_else(torn)?;
        Ok(Self { path: path.to_owned(), record, cells, factors, points })
    }

    /// Lays the same plan down in another folder.
    ///
    /// # Errors
    /// If something is there already, or nothing can be written there.
    pub fn copy_plan(&self, to: &Path, machine: &Machine) -> Result<(), Error> {
        let read = |name: &str| {
            let file = self.path.join(name);
            fs::read(&file).map_err(|cause| Error::failed("read", &file, cause))
        };
        Self::create(to, &self.record, &[read("plan.csv")?, read("points.csv")?], machine)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of the parts.
    #[must_use]
    pub fn parts(&self) -> PathBuf {
        self.path.join("parts")
    }

    /// Holds the folder until the file is dropped, or the process ends in whatever way.
    ///
    /// # Errors
    /// If somebody else holds it.
    pub fn hold(&self, mode: Hold) -> Result<File, Error> {
        let path = self.path.join("plan.csv");
        let file = File::open(&path).map_err(|cause| Error::failed("read", &path, cause))?;
        let held = match mode {
            Hold::Shared => file.try_lock_shared(),
            Hold::Alone => file.try_lock(),
        };
        match held {
            Err(TryLockError::WouldBlock) => Err(Error::Refused(format!(
                "{}: another kith is at work here; wait for it, or give shards (--shard 1/2 ...) \
                 to work side by side",
                self.path.display()
            ))),
            // Some file systems know no locks. Two calls at once do work twice, and no harm.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
        }
    }

    /// What the figures of a cell are about.
    #[must_use]
    pub fn layout(&self) -> Vec<Figure> {
        layout(self.record.run.weeks as usize, &self.weekly())
    }

    /// Metrics whose weeks are reported.
    #[must_use]
    pub fn weekly(&self) -> Vec<M> {
        let named = |name: &String| M::ALL.iter().find(|metric| metric.metric().name == name);
        self.record.sweep.weekly.iter().filter_map(named).copied().collect()
    }

    /// How many cells have no result yet.
    #[must_use]
    pub fn missing(&self, store: &Store) -> usize {
        self.cells.iter().filter(|cell| !store.has(&cell.key)).count()
    }

    /// Copies the results that another folder of the same plan has and this one has not.
    ///
    /// # Errors
    /// If the plans differ, or a part cannot be read or written.
    pub fn gather(&self, from: &Self) -> Result<usize, Error> {
        let unlike = from.record.unlike(&self.record);
        if !unlike.is_empty() {
            return Err(Error::Refused(format!(
                "{} and {} are sweeps of two plans:\n  {}",
                self.path.display(),
                from.path.display(),
                unlike.join("\n  ")
            )));
        }
        let (here, mut there) = (Store::open(&self.parts())?, Store::open(&from.parts())?);
        let mut appender = Appender::new(&self.parts());
        let mut copied = 0;
        for cell in self.cells.iter().filter(|cell| !here.has(&cell.key)) {
            if let Some(figures) = there.read(&cell.key)? {
                appender.append(&[(cell.key, &figures)])?;
                copied += 1;
            }
        }
        Ok(copied)
    }

    /// Writes the record anew, with the machine that had the last word.
    fn write_record(&self, machine: &Machine) -> Result<(), Error> {
        let path = self.path.join("run.toml");
        let failed = |cause: io::Error| Error::failed("write", &path, cause);
        let mut text = Vec::new();
        self.record.write(&mut text, machine).map_err(failed)?;
        let mut file = pending(&self.path, "run.toml").map_err(failed)?;
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        sync_folder(&self.path).map_err(failed)
    }
}

/// The declaration a factor's column is described by: that of its first parameter.
fn spec_of(path: &str) -> Option<&'static Spec> {
    names::parameters(path).first().map(|&parameter| &Parameters::specs()[parameter])
}

/// A file that is not there yet, beside its final place.
fn pending(folder: &Path, name: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    let prefix = format!(".{name}.");
    builder.prefix(&prefix).suffix(".partial");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Removes files that a call left unfinished when it was killed.
fn sweep_up(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(".partial") && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn cells(plan: &[u8], record: &SweepRecord) -> Option<Vec<PlannedCell>> {
    let scenario = |name: &str| record.scenarios.iter().position(|read| read.name == name);
    let mut cells = Vec::with_capacity(record.sweep.cells);
    for row in csv::Reader::from_reader(plan).records() {
        let row = row.ok()?;
        cells.push(PlannedCell {
            key: row.get(1)?.parse().ok()?,
            point: row.get(2)?.parse().ok()?,
            scenario: scenario(row.get(3)?)?,
            replicate: row.get(4)?.parse().ok()?,
        });
    }
    let points = record.sweep.points;
    cells.iter().all(|cell| cell.point < points).then_some(cells)
}

fn points_of(table: &[u8]) -> Option<(Vec<String>, Vec<Vec<f64>>)> {
    let mut rows = csv::Reader::from_reader(table);
    let factors = rows.headers().ok()?.iter().skip(1).map(str::to_owned).collect();
    let mut points = Vec::new();
    for row in rows.records() {
        let row = row.ok()?;
        points.push(row.iter().skip(1).map(|cell| cell.parse().ok()).collect::<Option<_>>()?);
    }
    Some((factors, points))
}

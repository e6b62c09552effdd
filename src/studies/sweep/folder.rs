//! The folder of a sweep. The plan comes first and never changes: `run.toml`, `plan.csv` and
//! `points.csv` appear together or not at all. Then results gather in `parts/`, cell by cell, in
//! any order and from any number of calls. When all are there they are written in the order of the
//! plan, so that the tables are the same whoever ran which cell when.

use crate::scenario::names;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::studies::sweep::record::SweepRecord;
use crate::studies::sweep::store::Store;

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::model::spec::Spec;
use crate::report::error::Error;
use crate::report::folder::sync_folder;
use crate::report::folder::{Destination, Existing, Kind};
use crate::report::inputs::{Inputs, digest};
use crate::report::number::full;
use crate::report::record::Machine;
use crate::report::rows::Writer;
use crate::studies::sweep::figures::{Figure, layout};
use crate::studies::sweep::plan::{Cut, Key, SweepPlan};
use crate::studies::sweep::read::Since;

/// How long a plan is waited for that somebody else lays down, and how often it is looked for.
const PATIENCE: Duration = Duration::from_mins(1);
const LOOK: Duration = Duration::from_millis(20);

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
    pub(crate) path: PathBuf,
    /// The record.
    pub record: SweepRecord,
    /// The cells, in the order of the plan.
    pub cells: Vec<PlannedCell>,
    /// Paths of the parameters that take other values.
    pub factors: Vec<String>,
    /// Their values, point by point.
    pub points: Vec<Vec<f64>>,
}

/// What is laid down before the first cell runs.
#[derive(Clone, Copy, Debug)]
pub struct Sheets<'a> {
    /// The record.
    pub record: &'a SweepRecord,
    /// The two tables of the plan.
    pub tables: &'a [Vec<u8>; 2],
    /// The table of draws of parameters, where they lie under the points.
    pub draws: Option<&'a [u8]>,
    /// The files that it came from.
    pub inputs: &'a Inputs,
    /// The machine and the clock.
    pub machine: &'a Machine,
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

/// The table that says which draw each replicate has, where draws of parameters lie under the points.
const DRAWS: &str = "draws.csv";

/// That table of a plan.
///
/// # Panics
/// Never: memory takes what is written to it.
#[must_use]
pub fn draws_table(plan: &SweepPlan) -> Option<Vec<u8>> {
    let laid = plan.laid.as_ref()?;
    let mut table = Vec::new();
    laid.table_of_sweep(&mut table, plan.size.replicates).expect("writing to memory");
    Some(table)
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
        point.iter().try_for_each(|value| rows.write_field(full(*value)))?;
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
    pub fn create(path: &Path, sheets: &Sheets<'_>) -> Result<(), Error> {
        let Sheets { record, tables, draws, inputs, machine } = *sheets;
        let bytes = tables.iter().map(Vec::len).sum::<usize>() as u64 + (1 << 16);
        let began = Instant::now();
        let target = loop {
            match Destination::try_out(path, Kind::Sweep, Existing::Keep, bytes) {
                // Another shard lays the same plan: it will be there in a moment.
                Err(Error::Held(_)) if began.elapsed() < PATIENCE => thread::sleep(LOOK),
                tried => break tried?,
            }
        };
        let staging = target.stage()?;
        staging.file("plan.csv", |out| out.write_all(&tables[0]))?;
        staging.file("points.csv", |out| out.write_all(&tables[1]))?;
        if let Some(draws) = draws {
            staging.file(DRAWS, |out| out.write_all(draws))?;
        }
        inputs.write(&staging, "")?;
        // A plan never changes and is never replaced: its record lists no files.
        staging.record(|_, out| record.write(out, machine))?;
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
        let tables = [read("plan.csv")?, read("points.csv")?];
        let inputs = Inputs::of_folder(&self.path, &self.record.inputs)?;
        // Tables are written there once more.
        let record = SweepRecord { tables: None, ..self.record.clone() };
        let draws = record.sweep.drawn.as_ref().map(|_| read(DRAWS)).transpose()?;
        let (tables, draws) = (&tables, draws.as_deref());
        Self::create(to, &Sheets { record: &record, tables, draws, inputs: &inputs, machine })
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

    /// Holds the folder until the file is dropped, or the process ends in whatever way. What a call
    /// left beside it goes that was killed just after it had laid the plan down.
    ///
    /// # Errors
    /// If somebody else holds it.
    pub fn hold(&self, mode: Hold) -> Result<File, Error> {
        let path = self.path.join("plan.csv");
        // Read and write: some network file systems lock nothing else. A sweep that may only be
        // read is still held against others on this machine.
        let file = OpenOptions::new().read(true).write(true).open(&path);
        let file = file.or_else(|_| File::open(&path));
        let file = file.map_err(|cause| Error::failed("read", &path, cause))?;
        let held = match mode {
            Hold::Shared => file.try_lock_shared(),
            Hold::Alone => file.try_lock(),
        };
        match held {
            Err(TryLockError::WouldBlock) => Err(Error::Held(format!(
                "{}: another kith is at work here; wait for it, or give shards (--shard 1/2 ...) \
                 to work side by side",
                self.path.display()
            ))),
            // Some file systems know no locks. Two calls at once do work twice, and no harm.
            Ok(()) | Err(TryLockError::Error(_)) => {
                // Where it cannot be taken away it does no harm.
                let _ = Destination::tidy(&self.path);
                Ok(file)
            }
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
        metrics(&self.record.sweep.weekly)
    }

    /// The metrics of the tables of periods.
    pub(crate) fn chosen(&self) -> Vec<M> {
        let named = &self.record.sweep.metrics;
        if named.is_empty() { M::ALL.to_vec() } else { metrics(named) }
    }

    /// How many replicates, one after the other, have one draw of parameters: one where none is drawn.
    #[must_use]
    pub fn runs_of_each(&self) -> u32 {
        self.record.sweep.drawn.as_ref().map_or(1, |drawn| drawn.runs_of_each)
    }

    /// How many cells have no result yet.
    #[must_use]
    pub fn missing(&self, store: &Store) -> usize {
        self.cells.iter().filter(|cell| !store.has(&cell.key)).count()
    }

    /// The parts, of so many and from 1, that have cells without a result.
    #[must_use]
    pub fn missing_parts(&self, store: &Store, of: usize) -> BTreeSet<usize> {
        let of_sweep = &self.record.sweep;
        let since = Since::of(&of_sweep.from).unwrap_or_default();
        let replicates = self.record.run.replicates;
        let cut = Cut::new(self.points.len(), replicates, since, of_sweep.draws);
        let missing = self.cells.iter().filter(|cell| !store.has(&cell.key));
        missing.map(|cell| cut.shard(cell.point, cell.replicate, of) + 1).collect()
    }

    /// Writes the record anew, with the machine that had the last word.
    pub(crate) fn write_record(&self, machine: &Machine) -> Result<(), Error> {
        self.write_file("run.toml", |out| self.record.write(out, machine))
    }

    /// Writes a file beside its place and puts it there.
    pub(crate) fn write_file(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let path = self.path.join(name);
        let write = || {
            let mut beside = pending(&self.path, name)?;
            fill(&mut beside)?;
            beside.as_file().sync_all()?;
            beside.persist(&path).map_err(|error| error.error)?;
            sync_folder(&self.path)
        };
        write().map_err(|cause| Error::failed("write", &path, cause))
    }
}

/// Metrics by their names.
fn metrics(names: &[String]) -> Vec<M> {
    let find = |name: &String| M::ALL.iter().find(|metric| metric.metric().name == name);
    names.iter().filter_map(find).copied().collect()
}

/// The declaration a factor's column is described by: that of its first parameter.
pub(crate) fn spec_of(path: &str) -> Option<&'static Spec> {
    names::parameters(path).first().map(|&parameter| &Parameters::specs()[parameter])
}

/// A file that is not there yet, beside its final place.
pub(crate) fn pending(folder: &Path, name: &str) -> io::Result<tempfile::NamedTempFile> {
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
pub(crate) fn sweep_up(folder: &Path) -> io::Result<()> {
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

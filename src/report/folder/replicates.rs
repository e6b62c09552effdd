//! Replicates that are complete, kept on the disk until the results of their run are published, so
//! that hours of work outlive a kill, a full disk or a fault; one of many neighbourhoods is kept in part
//! as well. Each is a file of its own, sealed by a checksum, and named by all that it follows from: a file
//! that is torn, or of another run, counts as none. Results of a run that was stopped take their replicates along.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::parameters::Parameters;
use crate::report::error::Error;
use crate::report::folder::{Destination, Staging};
use crate::report::record::Record;
use crate::runs::parallel::Courses;
use crate::runs::{Begun, RunSize, Sample};
use crate::scenario::Timeline;

/// The folder they are in, in the working folder and in results.
const FOLDER: &str = "replicates";

/// The ending of their names.
const ENDING: &str = ".replicate";

/// The ending of one that is being written.
const BESIDE: &str = "half";

/// Bytes of a seal.
const SEAL: usize = 32;

/// The replicates of one run.
#[derive(Debug)]
pub struct Replicates<'a> {
    target: &'a Destination,
    courses: &'a Courses,
    /// Of each draw, what names of its replicates begin with.
    stems: Vec<String>,
}

impl Destination {
    /// The replicates of a run whose results will be published here.
    #[must_use]
    pub fn replicates<'a>(
        &'a self,
        courses: &'a Courses,
        plan: &RunSize,
        sample: Option<&Sample>,
    ) -> Replicates<'a> {
        let stem = |worlds: &[Vec<Timeline>]| {
            let kept = (sample, courses.networks());
            stem(self.kind.command(), worlds.iter().flatten(), plan, kept)
        };
        Replicates { target: self, courses, stems: courses.each().map(stem).collect() }
    }
}

impl Replicates<'_> {
    /// Those of these numbers that are there, whole or in part.
    #[must_use]
    pub fn there(&self, numbers: &[u32]) -> BTreeMap<u32, Begun> {
        numbers.iter().filter_map(|&number| Some((number, self.read(number)?))).collect()
    }

    /// Keeps one as far as it has come, in place of what was kept of it.
    ///
    /// # Errors
    /// If it cannot be written, such as when the disk is full.
    ///
    /// # Panics
    /// Never: memory takes what is written to it.
    pub fn keep(&self, number: u32, made: &Begun) -> Result<(), Error> {
        let mut bytes = Vec::new();
        ciborium::into_writer(made, &mut bytes).expect("writing to memory");
        let seal = self.seal(number, &bytes);
        bytes.extend_from_slice(&seal);
        let path = {
            let mut work = self.target.work();
            work.release(bytes.len() as u64);
            work.path.join(FOLDER).join(self.name(number))
        };
        // No sync: a power cut costs the last ones, which are torn then and run again.
        let beside = path.with_extension(BESIDE);
        let written = fs::create_dir_all(path.with_file_name(""))
            .and_then(|()| fs::write(&beside, bytes))
            .and_then(|()| fs::rename(&beside, &path));
        written.map_err(|cause| {
            let _ = fs::remove_file(&beside);
            Error::failed("write", &path, cause)
        })
    }

    /// Puts what is there of these numbers beside results that are not complete.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn take_along(&self, staging: &Staging<'_>, numbers: &[u32]) -> Result<(), Error> {
        for &number in numbers {
            if let Some(bytes) = self.sealed(number) {
                let name = format!("{FOLDER}/{}", self.name(number));
                staging.file(&name, |out| out.write_all(&bytes))?;
            }
        }
        Ok(())
    }

    /// How many of these numbers are kept, and where.
    #[must_use]
    pub fn kept(&self, numbers: &[u32]) -> (usize, PathBuf) {
        let kept = numbers.iter().filter(|&&number| self.sealed(number).is_some()).count();
        (kept, self.target.work().path.clone())
    }

    fn read(&self, number: u32) -> Option<Begun> {
        let bytes = self.sealed(number)?;
        ciborium::from_reader(&bytes[..bytes.len() - SEAL]).ok()
    }

    /// The bytes of one with their seal, if it is whole.
    fn sealed(&self, number: u32) -> Option<Vec<u8>> {
        let folders = [self.target.work().path.clone(), self.target.path.clone()];
        folders.iter().find_map(|folder| {
            let bytes = fs::read(folder.join(FOLDER).join(self.name(number))).ok()?;
            let (made, seal) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
            (seal == self.seal(number, made)).then_some(bytes)
        })
    }

    fn name(&self, number: u32) -> String {
        format!("{}_{number:05}{ENDING}", self.stems[self.courses.place(number)])
    }

    fn seal(&self, number: u32, made: &[u8]) -> [u8; SEAL] {
        let mut hash = blake3::Hasher::new();
        hash.update(self.name(number).as_bytes()).update(made);
        *hash.finalize().as_bytes()
    }
}

/// Removes the replicates in a working folder.
pub(crate) fn remove(work: &Path) {
    let folder = work.join(FOLDER);
    for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(ENDING) || Path::new(&name).extension().is_some_and(|end| end == BESIDE) {
            let _ = fs::remove_file(entry.path());
        }
    }
    let _ = fs::remove_dir(folder);
}

/// All that a replicate follows from, but its number, by a digest.
fn stem<'a>(
    command: &str,
    timelines: impl Iterator<Item = &'a Timeline>,
    plan: &RunSize,
    (sample, networks): (Option<&Sample>, usize),
) -> String {
    let mut hash = blake3::Hasher::new();
    let mut eat = |bytes: &[u8]| {
        hash.update(&(bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    eat(Record::program().as_bytes());
    eat(Record::model().as_bytes());
    eat(command.as_bytes());
    for size in [plan.seed, plan.neighbourhoods, plan.people, plan.weeks, plan.warm_up] {
        eat(&size.to_le_bytes());
    }
    if let Some(sample) = sample {
        eat(&sample.take.to_le_bytes());
    }
    if networks > 0 {
        eat(b"networks");
    }
    for epochs in timelines.map(Timeline::epochs) {
        eat(&(epochs.len() as u64).to_le_bytes());
        for epoch in epochs {
            eat(&epoch.from.to_le_bytes());
            for (spec, value) in Parameters::specs().iter().zip(epoch.values.iter()) {
                // How many replicates there are makes none of them another.
                if spec.path != "run.replicates" {
                    eat(spec.path.as_bytes());
                    eat(&value.to_bits().to_le_bytes());
                }
            }
        }
    }
    hash.finalize().to_hex()[..16].to_owned()
}

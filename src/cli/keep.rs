//! Replicates that outlive a call: kept on the disk as they are complete, found by the same command
//! after a kill, a full disk or a fault, and told of when results cannot be published.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::{complain, counted};
use crate::report::{Destination, Error, Replicates, RunMade, Staging};
use crate::runs::parallel::Courses;
use crate::runs::{Begun, RunSize};

/// What keeps the replicates of a run.
pub(crate) struct Keeper<'a> {
    replicates: Replicates<'a>,
    /// Whether it was said that they cannot be kept.
    said: AtomicBool,
}

/// What is said of a run that stopped too early to have results.
pub(crate) fn nothing_written(plan: &RunSize) -> &'static str {
    match plan.neighbourhoods {
        1 => "Stopped before a replicate was complete: nothing was written.",
        _ => {
            "Stopped before a replicate was complete: nothing was written, and the neighbourhoods that are \
             done are kept for the same command."
        }
    }
}

impl<'a> Keeper<'a> {
    pub(crate) fn new(replicates: Replicates<'a>) -> Self {
        Self { replicates, said: AtomicBool::new(false) }
    }

    /// What an earlier call did of these runs, each of which has so many neighbourhoods, and how many
    /// neighbourhoods are left.
    pub(crate) fn there(
        &self,
        numbers: &[u32],
        each: u32,
        quiet: bool,
    ) -> (BTreeMap<u32, Begun>, u64) {
        let all = numbers.len() as u64 * u64::from(each);
        let there = self.replicates.there(numbers);
        let whole = there.values().filter(|begun| begun.done.len() == each as usize).count();
        let done: usize = there.values().map(|begun| begun.done.len()).sum();
        let parts = done - whole * each as usize;
        if whole > 0 && !quiet {
            let all = counted(whole, "replicate was", "replicates were");
            complain(&format!("{all} complete before and need not be run again"));
        }
        if parts > 0 && !quiet {
            let all = counted(parts, "neighbourhood was", "neighbourhoods were");
            complain(&format!("{all} done before and need not be run again"));
        }
        (there, all - done as u64)
    }

    /// Keeps one. A disk that is full is no reason to end a run that may yet be published.
    pub(crate) fn keep(&self, number: u32, made: &Begun) {
        if let Err(error) = self.replicates.keep(number, made)
            && !self.said.swap(true, Ordering::Relaxed)
        {
            complain(&format!(
                "warning: {error}\nReplicates are not safe on the disk until this is mended; the run \
                 goes on"
            ));
        }
    }

    /// Says why results were not published, what is kept of them, and how to go on.
    pub(crate) fn unpublished(&self, error: &Error, done: &[u32], again: &str) {
        let (kept, folder) = self.replicates.kept(done);
        let all = counted(done.len(), "replicate is", "replicates are");
        complain(&format!("error: {error}\n{kept} of {all} kept in {}.", folder.display()));
        let force = match error {
            Error::Exists(_) if !again.ends_with(" --force") => " --force",
            _ => "",
        };
        complain(&format!(
            "When this is mended, the same command writes the results and runs only what is not \
             kept:\n  {again}{force}"
        ));
    }

    /// Publishes results; if replicates are missing, those that are not are kept with them.
    pub(crate) fn publish(
        &self,
        target: &Destination,
        (run, courses): (&RunMade, &Courses),
        write: impl FnOnce(&Staging) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let staging = target.stage()?;
        if run.replicates_done < run.replicates_asked {
            self.replicates.take_along(&staging, &courses.runs(0..run.replicates_asked))?;
        }
        write(&staging)?;
        staging.publish()
    }
}

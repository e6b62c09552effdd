//! Replicates that outlive a call: kept on the disk as they are complete, found by the same command
//! after a kill, a full disk or a fault, and told of when results cannot be published.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::{complain, counted};
use crate::report::{Destination, Error, Replicates, RunMade, Staging};
use crate::runs::Made;

/// What keeps the replicates of a run.
pub(crate) struct Keeper<'a> {
    replicates: Replicates<'a>,
    /// Whether it was said that they cannot be kept.
    said: AtomicBool,
}

impl<'a> Keeper<'a> {
    pub(crate) fn new(replicates: Replicates<'a>) -> Self {
        Self { replicates, said: AtomicBool::new(false) }
    }

    /// Those of these numbers that an earlier call completed.
    pub(crate) fn there(&self, numbers: Range<u32>, quiet: bool) -> BTreeMap<u32, Made> {
        let there = self.replicates.there(numbers);
        if !there.is_empty() && !quiet {
            let all = counted(there.len(), "replicate was", "replicates were");
            complain(&format!("{all} complete before and need not be run again"));
        }
        there
    }

    /// Keeps one. A disk that is full is no reason to end a run that may yet be published.
    pub(crate) fn keep(&self, number: u32, made: &Made) {
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
        run: &RunMade,
        write: impl FnOnce(&Staging) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let staging = target.stage()?;
        if run.replicates_done < run.replicates_asked {
            self.replicates.take_along(&staging, &run.replicates)?;
        }
        write(&staging)?;
        staging.publish()
    }
}

//! What `kith theory` measures beside the claims: gains of loops, rival readings, archetypes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::Result;
use crate::cli::progress::Progress;
use crate::runs::{RunSize, Watch};
use crate::scenario::{Scenario, Timeline};
use crate::studies::theory::form::{Measured, archetypes, gain, rivals};

/// What is measured beside the claims.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[command(next_help_heading = "Beside the claims (alone where no claim is named)")]
pub(crate) struct Beside {
    /// Measure the gain of each loop of the theory, by two small pushes with and without its weight.
    #[arg(long)]
    loops: bool,
    /// Set rival readings of the theory side by side: which observation would tell them apart, with
    /// how many people.
    #[arg(long)]
    rivals: bool,
    /// Run the archetypes of practice: holistic, relational, redistributive, each with its opposite.
    #[arg(long)]
    archetypes: bool,
}

/// All arms of it.
#[derive(Default)]
pub(crate) struct Planned {
    loops: Option<Vec<gain::Planned>>,
    rivals: Option<Vec<rivals::Planned>>,
    archetypes: Option<Vec<(String, Timeline)>>,
}

impl Beside {
    /// Whether anything is asked for.
    pub(crate) fn any(self) -> bool {
        self.loops || self.rivals || self.archetypes
    }

    /// These flags as a command line takes them.
    pub(crate) fn flags(self) -> String {
        let flags = [
            (self.loops, " --loops"),
            (self.rivals, " --rivals"),
            (self.archetypes, " --archetypes"),
        ];
        flags.iter().filter(|(given, _)| *given).map(|(_, flag)| *flag).collect()
    }

    /// Lays out all arms, before anything is run.
    pub(crate) fn planned(self, baseline: &Scenario) -> Result<Planned> {
        Ok(Planned {
            loops: self.loops.then(|| gain::planned(baseline)).transpose()?,
            rivals: self.rivals.then(|| rivals::planned(baseline)).transpose()?,
            archetypes: self.archetypes.then(archetypes::planned).transpose()?,
        })
    }
}

impl Planned {
    /// Runs all arms; what is not complete when a signal comes is left out.
    pub(crate) fn measure(
        &self,
        baseline: &Scenario,
        plan: &RunSize,
        quiet: bool,
        stop: &Arc<AtomicBool>,
    ) -> Measured {
        let mut measured = Measured::default();
        if stop.load(Ordering::Relaxed) {
            return measured;
        }
        let loops = self.loops.as_ref().map_or(0, |planned| gain::work(planned, plan));
        let rivals = self.rivals.as_ref().map_or(0, |planned| rivals::work(planned, plan));
        let archetypes = self.archetypes.as_ref().map_or(0, |_| u64::from(plan.replicates));
        let all = loops + rivals + archetypes;
        if all == 0 {
            return measured;
        }
        let progress = Progress::of("cells beside the claims", all, quiet, Arc::clone(stop));
        let cell_done = || progress.advance();
        let watch = Watch { cell_done: &cell_done, stop };
        if let Some(planned) = &self.loops {
            measured.loops = gain::measure(planned, baseline, plan, &watch);
        }
        if let Some(planned) = &self.rivals {
            measured.rivals = rivals::measure(planned, plan, &watch);
        }
        if let Some(planned) = &self.archetypes {
            measured.archetypes = archetypes::measure(planned, plan, &watch);
        }
        progress.finish();
        measured
    }
}

//! Arms that are no claim's: a scenario with some values changed, read replicate by replicate.

use crate::model::observe::M;
use crate::runs::{self, Replicate, RunSize, Watch};
use crate::scenario::overlay::{Action, Change};
use crate::scenario::schedule::Times;
use crate::scenario::{Location, Timeline, names};
use crate::studies::theory::form::loops::Push;
use crate::studies::theory::read::{Reading, Shift, Whom};

/// Changes of an arm, from the first measured week on or from the start.
pub(crate) fn shift(pushes: &[Push], from: Option<i32>) -> Shift {
    let place = Location { file: "the program".into(), position: None };
    let mut changes = Vec::new();
    for push in pushes {
        let (path, action) = match *push {
            Push::Set(path, value) => (path, Action::Set(value)),
            Push::Scale(path, factor) => (path, Action::Scale(factor)),
        };
        changes.extend(names::parameters(path).into_iter().map(|parameter| Change {
            parameter,
            action,
            place: place.clone(),
            basis: None,
            source: None,
            note: None,
        }));
    }
    Shift { changes, times: from.map(|from| Times { from, over: 0, until: None }) }
}

/// Runs arms in all replicates; for each arm, the replicates that are complete.
pub(crate) fn run(arms: &[Timeline], plan: &RunSize, watch: &Watch<'_>) -> Vec<Vec<Replicate>> {
    runs::run(&arms.iter().collect::<Vec<_>>(), plan, watch)
}

/// A metric for some people over the last two thirds of a run, when most has come to rest.
pub(crate) fn late(metric: M, whom: Whom, plan: &RunSize) -> Reading {
    let weeks = plan.weeks as usize;
    Reading { metric, over: None, whom, weeks: weeks / 3..weeks }
}

/// What is read in each replicate.
pub(crate) fn read(reading: &Reading, replicates: &[Replicate]) -> Vec<Option<f64>> {
    replicates.iter().map(|replicate| reading.of(&replicate.observations)).collect()
}

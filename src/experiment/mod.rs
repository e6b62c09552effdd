//! Experiments: more than one run. A cell is one neighbourhood in one replicate; cells share
//! nothing, run in parallel, and are folded as they finish into integer totals, so that neither
//! threads nor order can matter.

mod cell;
mod margins;
mod studies;
mod targets;
pub mod theory;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use cell::{Arm, Outcome, run as run_cell};
pub use margins::{Census, Margin};
pub use studies::{Estimates, Studies};
pub use targets::{Purpose, Target, targets};

use crate::observe::Observations;
use crate::scenario::{Parameters, Timeline};

/// The size and seed of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Seed of all draws.
    pub seed: u32,
    /// Independent repetitions.
    pub replicates: u32,
    /// Neighbourhoods in each replicate.
    pub neighbourhoods: u32,
    /// Registered people in each neighbourhood, on average.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
    /// Warm-up weeks.
    pub warm_up: u32,
}

/// How an experiment is watched and stopped from outside.
pub struct Watch<'a> {
    /// Called after each finished cell, from any thread.
    pub cell_done: &'a (dyn Fn() + Sync),
    /// When set, no further cell starts.
    pub stop: &'a AtomicBool,
}

/// One replicate of a scenario, over all its neighbourhoods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replicate {
    /// Number of the replicate, from 0.
    pub number: u32,
    /// What was observed.
    pub observations: Observations,
    /// What studies of the records would find.
    pub studies: Studies,
}

impl Plan {
    /// The size and seed that a scenario asks for.
    #[must_use]
    pub fn of(parameters: &Parameters) -> Self {
        let run = &parameters.run;
        Self {
            seed: run.seed as u32,
            replicates: run.replicates as u32,
            neighbourhoods: run.neighbourhoods as u32,
            people: run.people as u32,
            weeks: run.weeks as u32,
            warm_up: run.warm_up_weeks as u32,
        }
    }
}

/// The replicates of one arm, folded as cells finish; `None` until every neighbourhood is in.
struct Fold {
    left: u32,
    sum: Option<Vec<Outcome>>,
}

/// Runs every arm in every replicate and neighbourhood, in parallel over cells, on the current
/// thread pool. For each arm: the replicates whose cells all finished, in order.
///
/// # Panics
/// If a cell panics: that is a bug.
#[must_use]
pub fn run(timelines: &[&Timeline], plan: &Plan, watch: &Watch) -> Vec<Vec<Replicate>> {
    let arms: Vec<Arm> = timelines.iter().map(|timeline| Arm::new(timeline)).collect();
    let folds: Mutex<BTreeMap<u32, Fold>> = Mutex::new(BTreeMap::new());
    let cells = plan.replicates as usize * plan.neighbourhoods as usize;
    (0..cells).into_par_iter().with_max_len(1).for_each(|cell| {
        if watch.stop.load(Ordering::Relaxed) {
            return;
        }
        let replicate = (cell / plan.neighbourhoods as usize) as u32;
        let neighbourhood = (cell % plan.neighbourhoods as usize) as u32;
        let outcomes = cell::run(&arms, plan, replicate, neighbourhood);
        let mut folds = folds.lock().expect("no cell panics while it folds");
        let fold = folds.entry(replicate).or_insert(Fold { left: plan.neighbourhoods, sum: None });
        fold.left -= 1;
        match &mut fold.sum {
            None => fold.sum = Some(outcomes),
            Some(sum) => sum.iter_mut().zip(&outcomes).for_each(|(sum, outcome)| {
                sum.observations.add(&outcome.observations);
                sum.studies.add(&outcome.studies);
            }),
        }
        drop(folds);
        (watch.cell_done)();
    });
    let mut replicates: Vec<Vec<Replicate>> = timelines.iter().map(|_| Vec::new()).collect();
    for (number, fold) in folds.into_inner().expect("no cell panicked") {
        if fold.left == 0 {
            for (arm, outcome) in fold.sum.into_iter().flatten().enumerate() {
                let Outcome { observations, studies } = outcome;
                replicates[arm].push(Replicate { number, observations, studies });
            }
        }
    }
    replicates
}

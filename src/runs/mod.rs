//! Experiments: more than one run. A cell is one neighbourhood in one replicate; cells share
//! nothing, run in parallel, and are folded as they finish into integer totals, so that neither
//! threads nor order can matter.

pub mod account;
pub mod cell;
pub mod paired;
pub mod population_check;
pub mod studies;
pub mod targets;
pub mod twins;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use account::{Account, Spent};
pub use cell::{Arm, Outcome, run as run_cell, run_twins as run_cell_twins};
pub use paired::{Difference, Reduction, SHARES, Students, ratio, reduction};
pub use population_check::{PopulationCheck, PopulationCount};
pub use studies::{Estimates, Studies};
pub use targets::{Target, TargetUse, published, targets};
pub use twins::{By, HORIZON, LIFE_CHANGED, Tally, Twins, VISITS_CHANGED, Whose};

use serde::{Deserialize, Serialize};

use crate::model::observe::Observations;
use crate::model::parameters::Parameters;
use crate::scenario::Timeline;

/// The size and seed of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSize {
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
    /// Weeks before the first measured one.
    #[serde(rename = "warm_up_weeks")]
    pub warm_up: u32,
}

/// How an experiment is watched and stopped from outside.
pub struct Watch<'a> {
    /// Called after each finished cell, from any thread.
    pub cell_done: &'a (dyn Fn() + Sync),
    /// When set, no further cell starts. A fault in a cell sets it.
    pub stop: &'a AtomicBool,
}

impl Watch<'_> {
    /// Runs a cell. A panic in it is a fault of the program, and said where it happens: no further
    /// cell starts then, and what is complete is kept.
    pub(crate) fn catch<T>(&self, run: impl FnOnce() -> T) -> Option<T> {
        // Nothing is shared with a cell that it could leave half changed.
        let done = std::panic::catch_unwind(AssertUnwindSafe(run));
        if done.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        done.ok()
    }
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

impl RunSize {
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

/// The arms of a comparison, replicate by replicate.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// The replicates of each arm whose cells all finished, in order.
    pub arms: Vec<Vec<Replicate>>,
    /// The twins of each arm after the first, for the same replicates.
    pub twins: Vec<Vec<Twins>>,
}

impl Compared {
    /// Adds further replicates.
    pub fn extend(&mut self, more: Self) {
        if self.arms.is_empty() {
            *self = more;
            return;
        }
        self.arms.iter_mut().zip(more.arms).for_each(|(all, more)| all.extend(more));
        self.twins.iter_mut().zip(more.twins).for_each(|(all, more)| all.extend(more));
    }
}

/// What a cell or a whole replicate comes to: the outcome of each arm, and the twins of each arm
/// after the first, if twins are compared.
pub type Made = (Vec<Outcome>, Vec<Twins>);

/// Replicates that outlive a call.
pub struct Kept<'a> {
    /// Those that are complete already: they are not run again.
    pub there: BTreeMap<u32, Made>,
    /// Called with each other one as it is complete, from any thread.
    pub keep: &'a (dyn Fn(u32, &Made) + Sync),
}

impl Kept<'_> {
    /// None is there, and none is kept.
    #[must_use]
    pub fn none() -> Self {
        Self { there: BTreeMap::new(), keep: &|_, _| () }
    }
}

/// The cells of one replicate, folded as they finish.
struct Fold {
    left: u32,
    sum: Option<Made>,
}

/// Runs every arm in every replicate and neighbourhood, in parallel over cells, on the current
/// thread pool. For each arm: the replicates whose cells all finished, in order.
#[must_use]
pub fn run(timelines: &[&Timeline], plan: &RunSize, watch: &Watch) -> Vec<Vec<Replicate>> {
    run_kept(timelines, plan, watch, Kept::none())
}

/// The same, with replicates that outlive the call.
///
/// # Panics
/// If a cell panics: that is a bug.
#[must_use]
pub fn run_kept(
    timelines: &[&Timeline],
    plan: &RunSize,
    watch: &Watch,
    kept: Kept<'_>,
) -> Vec<Vec<Replicate>> {
    let cell = |arms: &[Arm], replicate: u32, neighbourhood: u32| {
        (cell::run(arms, plan, replicate, neighbourhood), Vec::new())
    };
    over_cells(timelines, plan, 0..plan.replicates, (watch, kept), &cell).arms
}

/// Runs some of the replicates, by their numbers, and compares everybody in the first arm with
/// their twins in each other. Replicates may be added batch by batch: each is what it would have
/// been in one go.
#[must_use]
pub fn run_compared(
    timelines: &[&Timeline],
    plan: &RunSize,
    numbers: Range<u32>,
    watch: &Watch,
    kept: Kept<'_>,
) -> Compared {
    let cell = |arms: &[Arm], replicate: u32, neighbourhood: u32| {
        cell::run_twins(arms, plan, replicate, neighbourhood)
    };
    over_cells(timelines, plan, numbers, (watch, kept), &cell)
}

/// Runs cells in parallel and folds them into replicates.
fn over_cells(
    timelines: &[&Timeline],
    plan: &RunSize,
    numbers: Range<u32>,
    (watch, kept): (&Watch, Kept<'_>),
    run: &(dyn Fn(&[Arm], u32, u32) -> Made + Sync),
) -> Compared {
    let arms: Vec<Arm> = timelines.iter().map(|timeline| Arm::new(timeline)).collect();
    let Kept { there, keep } = kept;
    let wanted: Vec<u32> = numbers.filter(|number| !there.contains_key(number)).collect();
    let there = there.into_iter().map(|(number, made)| (number, Fold { left: 0, sum: Some(made) }));
    let folds: Mutex<BTreeMap<u32, Fold>> = Mutex::new(there.collect());
    let cells = wanted.len() * plan.neighbourhoods as usize;
    (0..cells).into_par_iter().with_max_len(1).for_each(|cell| {
        if watch.stop.load(Ordering::Relaxed) {
            return;
        }
        let replicate = wanted[cell / plan.neighbourhoods as usize];
        let neighbourhood = (cell % plan.neighbourhoods as usize) as u32;
        let Some(handed) = watch.catch(|| run(&arms, replicate, neighbourhood)) else { return };
        let complete = {
            let mut folds = folds.lock().expect("no cell panics while it folds");
            let whole = Fold { left: plan.neighbourhoods, sum: None };
            let fold = folds.entry(replicate).or_insert(whole);
            fold.left -= 1;
            match &mut fold.sum {
                None => fold.sum = Some(handed),
                Some(sum) => add(sum, &handed),
            }
            if fold.left == 0 { fold.sum.take() } else { None }
        };
        if let Some(made) = complete {
            // Others fold on while this one is written.
            keep(replicate, &made);
            let mut folds = folds.lock().expect("no cell panics while it folds");
            folds.insert(replicate, Fold { left: 0, sum: Some(made) });
        }
        (watch.cell_done)();
    });
    let none = || timelines.iter().map(|_| Vec::new());
    let mut all = Compared { arms: none().collect(), twins: Vec::new() };
    for (number, fold) in folds.into_inner().expect("no cell panicked") {
        let (0, Some((outcomes, twins))) = (fold.left, fold.sum) else { continue };
        for (arm, Outcome { observations, studies }) in outcomes.into_iter().enumerate() {
            all.arms[arm].push(Replicate { number, observations, studies });
        }
        all.twins.resize_with(twins.len(), Vec::new);
        all.twins.iter_mut().zip(twins).for_each(|(all, twins)| all.push(twins));
    }
    all
}

/// Adds another neighbourhood of the same replicate.
fn add((outcomes, twins): &mut Made, (others, their_twins): &Made) {
    for (sum, outcome) in outcomes.iter_mut().zip(others) {
        sum.observations.add(&outcome.observations);
        sum.studies.add(&outcome.studies);
    }
    twins.iter_mut().zip(their_twins).for_each(|(sum, twins)| sum.sum(twins));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_a_cell_keeps_the_replicates_that_are_complete() {
        let values = Parameters::specs().iter().map(|spec| spec.min).collect();
        let timeline = Timeline::constant(values);
        let plan =
            RunSize { seed: 1, replicates: 6, neighbourhoods: 2, people: 1, weeks: 1, warm_up: 0 };
        let (stop, done) = (AtomicBool::new(false), std::sync::atomic::AtomicU32::new(0));
        let cell_done = || _ = done.fetch_add(1, Ordering::Relaxed);
        let watch = Watch { cell_done: &cell_done, stop: &stop };
        let cell = |_: &[Arm], replicate: u32, neighbourhood: u32| {
            assert!((replicate, neighbourhood) != (2, 1), "a fault that this test makes");
            let observations = Observations::new(1);
            (vec![Outcome { observations, studies: Studies::default() }], Vec::new())
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let all =
            pool.install(|| over_cells(&[&timeline], &plan, 0..6, (&watch, Kept::none()), &cell));
        let kept: Vec<u32> = all.arms[0].iter().map(|replicate| replicate.number).collect();
        assert_eq!((kept, done.into_inner()), (vec![0, 1], 5));
        assert!(stop.into_inner(), "no further cell starts");
    }
}

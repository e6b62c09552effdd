//! Cells in parallel, on the current thread pool: they are folded into replicates as they finish, and
//! can be watched and stopped from outside.

mod courses;

pub use courses::Courses;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::model::observe::Observations;
use crate::runs::cell;
use crate::runs::{Arm, Compared, Made, Outcome, Replicate, RunSize, Sample, Studies, add};
use crate::scenario::Timeline;

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

/// A replicate under way: which of its neighbourhoods are done, by their places among those that are run, and
/// what they come to. Sums of whole numbers: the order in which they were done leaves no trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Places of the neighbourhoods that are done.
    pub done: BTreeSet<u32>,
    /// Their sum; after the arms come those of each part that is told apart.
    pub made: Made,
}

/// Parts of a replicate of which there are sums beside the whole.
#[derive(Clone, Copy, Debug)]
enum Parts<'a> {
    /// None.
    None,
    /// Half-samples of a sample of the neighbourhoods.
    Halves(&'a Sample),
    /// Each of so many networks.
    Networks(usize),
}

impl Parts<'_> {
    fn count(self) -> usize {
        match self {
            Self::None => 0,
            Self::Halves(sample) => sample.halves(),
            Self::Networks(count) => count,
        }
    }

    /// Whether the neighbourhood at a place is in a part.
    fn has(self, place: u32, part: usize) -> bool {
        match self {
            Self::None => false,
            Self::Halves(sample) => sample.in_half(place as usize, part),
            Self::Networks(_) => place as usize == part,
        }
    }
}

impl Begun {
    /// Adds a neighbourhood.
    fn take(&mut self, place: u32, handed: Made, parts: Parts<'_>) {
        let count = parts.count();
        let seen = |outcome: &Outcome| outcome.observations.clone();
        let seen = (count > 0).then(|| handed.0.iter().map(seen).collect::<Vec<_>>());
        if self.done.insert(place) && self.done.len() == 1 {
            self.made = handed;
        } else {
            // Parts are behind the arms: nothing is added to them here.
            add(&mut self.made, &handed);
        }
        let Some(seen) = seen else { return };
        let arms = seen.len();
        if self.made.0.len() == arms {
            let observations = Observations::new(seen[0].weeks());
            let none = Outcome { observations, studies: Studies::default() };
            self.made.0.resize(arms * (1 + count), none);
        }
        for part in (0..count).filter(|&part| parts.has(place, part)) {
            let sums = &mut self.made.0[arms * (1 + part)..];
            sums.iter_mut().zip(&seen).for_each(|(sum, seen)| sum.observations.add(seen));
        }
    }
}

/// Replicates that outlive a call.
pub struct Kept<'a> {
    /// Those that are there already, whole or in part: what is done of them is not run again.
    pub there: BTreeMap<u32, Begun>,
    /// Called with each other one as it is complete, and with one of many neighbourhoods now and then before
    /// that, from any thread.
    pub keep: &'a (dyn Fn(u32, &Begun) + Sync),
}

impl Kept<'_> {
    /// None is there, and none is kept.
    #[must_use]
    pub fn none() -> Self {
        Self { there: BTreeMap::new(), keep: &|_, _| () }
    }
}

/// Neighbourhoods of a replicate after which it is kept in part: seconds of work on a processor for those of
/// ordinary size.
const PART: usize = 16;

/// Runs every arm in every replicate and neighbourhood, in parallel over cells, on the current
/// thread pool. For each arm: the replicates whose cells all finished, in order.
#[must_use]
pub fn run(timelines: &[&Timeline], plan: &RunSize, watch: &Watch) -> Vec<Vec<Replicate>> {
    run_kept(&Courses::same(timelines), plan, None, watch, Kept::none()).arms
}

/// The same, of a sample of the neighbourhoods if there is one, with replicates that outlive the call; of draws both
/// runs of each replicate.
///
/// # Panics
/// If a cell panics: that is a bug.
#[must_use]
pub fn run_kept(
    courses: &Courses,
    plan: &RunSize,
    sample: Option<&Sample>,
    watch: &Watch,
    kept: Kept<'_>,
) -> Compared {
    let cell = |arms: &[Arm], replicate: u32, neighbourhood: u32| {
        (cell::run(arms, plan, replicate, neighbourhood), Vec::new())
    };
    let numbers = courses.runs(0..plan.replicates);
    over_cells(courses, plan, &numbers, sample, (watch, kept), &cell)
}

/// Runs some of the replicates, by their numbers, and compares everybody in the first arm with
/// their twins in each other; of draws both runs of each. Replicates may be added batch by batch: each is what it
/// would have been in one go.
#[must_use]
pub fn run_compared(
    courses: &Courses,
    plan: &RunSize,
    numbers: Range<u32>,
    sample: Option<&Sample>,
    watch: &Watch,
    kept: Kept<'_>,
) -> Compared {
    let cell = |arms: &[Arm], replicate: u32, neighbourhood: u32| {
        cell::run_twins(arms, plan, replicate, neighbourhood)
    };
    over_cells(courses, plan, &courses.runs(numbers), sample, (watch, kept), &cell)
}

/// Runs cells in parallel and folds them into replicates.
fn over_cells(
    courses: &Courses,
    plan: &RunSize,
    numbers: &[u32],
    sample: Option<&Sample>,
    (watch, kept): (&Watch, Kept<'_>),
    run: &(dyn Fn(&[Arm], u32, u32) -> Made + Sync),
) -> Compared {
    let places: BTreeSet<usize> = numbers.iter().map(|&number| courses.place(number)).collect();
    let arms: BTreeMap<usize, Vec<Vec<Arm>>> =
        places.into_iter().map(|place| (place, courses.at(place))).collect();
    let arms = |number: u32, neighbourhood: u32| {
        let worlds = &arms[&courses.place(number)];
        let world = if courses.networks() == 0 { 0 } else { neighbourhood as usize };
        worlds[world].as_slice()
    };
    let parts = match (sample, courses.networks()) {
        (Some(sample), _) => Parts::Halves(sample),
        (None, 0) => Parts::None,
        (None, networks) => Parts::Networks(networks),
    };
    let Kept { there, keep } = kept;
    let each = sample.map_or(plan.neighbourhoods, |sample| sample.take);
    let places = |replicate| match sample {
        Some(sample) => sample.places(replicate),
        None => (0..each).collect(),
    };
    let mut cells = Vec::new();
    for &replicate in numbers {
        let done = there.get(&replicate).map(|begun| &begun.done);
        let places = places(replicate).into_iter().zip(0..);
        let left = places.filter(|(_, place)| done.is_none_or(|done| !done.contains(place)));
        cells.extend(left.map(|(neighbourhood, place)| (replicate, neighbourhood, place)));
    }
    let folds: Mutex<BTreeMap<u32, Begun>> = Mutex::new(there);
    cells.into_par_iter().with_max_len(1).for_each(|(replicate, neighbourhood, place)| {
        if watch.stop.load(Ordering::Relaxed) {
            return;
        }
        let Some(handed) =
            watch.catch(|| run(arms(replicate, neighbourhood), replicate, neighbourhood))
        else {
            return;
        };
        let complete = {
            let mut folds = folds.lock().expect("no cell panics while it folds");
            let fold = folds.entry(replicate).or_default();
            fold.take(place, handed, parts);
            let done = fold.done.len();
            if done == each as usize {
                folds.remove(&replicate)
            } else {
                if done.is_multiple_of(PART) {
                    keep(replicate, fold);
                }
                None
            }
        };
        if let Some(made) = complete {
            // Others fold on while this one is written.
            keep(replicate, &made);
            folds.lock().expect("no cell panics while it folds").insert(replicate, made);
        }
        (watch.cell_done)();
    });
    let none = vec![Vec::new(); courses.arms()];
    let mut all = Compared { arms: none, ..Compared::default() };
    for (number, fold) in folds.into_inner().expect("no cell panicked") {
        if fold.done.len() < each as usize {
            keep(number, &fold);
            continue;
        }
        let (outcomes, twins) = fold.made;
        if let Parts::Networks(count) = parts {
            all.networks.resize_with(count, || vec![Vec::new(); courses.arms()]);
        } else {
            all.halves.resize_with(outcomes.len() - courses.arms(), Vec::new);
        }
        let networks = all.networks.iter_mut().flatten();
        let lists = all.arms.iter_mut().chain(&mut all.halves).chain(networks);
        for (list, Outcome { observations, studies }) in lists.zip(outcomes) {
            list.push(Replicate { number, observations, studies });
        }
        all.twins.resize_with(twins.len(), Vec::new);
        all.twins.iter_mut().zip(twins).for_each(|(all, twins)| all.push(twins));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::Parameters;

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
        let (courses, numbers) = (Courses::same(&[&timeline]), [0, 1, 2, 3, 4, 5]);
        let kept = (&watch, Kept::none());
        let all = pool.install(|| over_cells(&courses, &plan, &numbers, None, kept, &cell));
        let kept: Vec<u32> = all.arms[0].iter().map(|replicate| replicate.number).collect();
        assert_eq!((kept, done.into_inner()), (vec![0, 1], 5));
        assert!(stop.into_inner(), "no further cell starts");
    }
}

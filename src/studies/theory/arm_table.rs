//! The table: every arm of every claim, each run once in each replicate. Arms that start alike
//! are put into one cell, so that they share their warm-up. Only what the claims read is kept.

use crate::studies::theory::parts;
use crate::studies::theory::read;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::runs::{Arm, RunSize, Watch, run_cell};
use crate::scenario::{Diagnostics, Scenario, Timeline};
use crate::studies::theory::parts::Part;
use crate::studies::theory::read::{Claim, Effect, Reading, Shift, Test};

/// Most arms of one cell: more would share more of the warm-up, and need more memory at a time.
const ARMS_IN_A_CELL: usize = 8;

/// One arm: its values in every week, who reads what of it, and in how many replicates.
struct PlannedArm {
    timeline: Timeline,
    readings: Vec<Reading>,
    replicates: u32,
}

/// The arms of one claim, by number; in another context and with the mechanism severed.
#[derive(Default)]
struct Layout {
    main: Vec<usize>,
    severed: Vec<usize>,
    context: Vec<usize>,
}

/// What the arms are laid on.
#[derive(Clone, Copy, Debug)]
pub enum Base<'a> {
    /// The baseline.
    AsItIs,
    /// Other values, one for each declaration. What the arms of a claim change starts from the
    /// baseline's value all the same: drawn beside it, a lever could be below what it adds to.
    Drawn(&'a [f64]),
    /// The baseline with these weights mirrored at zero, in every week. What the arms of a claim
    /// change keeps its sign, so that a lever means what it meant.
    Mirrored(&'a [bool]),
}

/// Every arm of a list of claims.
pub struct ArmTable {
    planned: Vec<PlannedArm>,
    layouts: Vec<Layout>,
    by_hash: BTreeMap<String, usize>,
}

impl ArmTable {
    /// Lays out the arms of claims on a scenario, with those in other contexts and with the
    /// mechanism severed; `replicates` for claims that ask for none.
    ///
    /// # Errors
    /// If an arm leads outside what is possible.
    pub fn new(
        claims: &[Claim],
        scenario: &Scenario,
        replicates: u32,
    ) -> Result<Self, Diagnostics> {
        let mut wrong = Vec::new();
        let table = Self::lay_out(claims, |table, test| {
            let replicates = test.replicates.unwrap_or(replicates).max(replicates);
            let mut lay = |over, last| {
                let arms = laid(test, scenario, Base::AsItIs, over, last);
                let arms = arms.unwrap_or_else(|found| {
                    wrong.extend(found.into_vec());
                    Vec::new()
                });
                arms.into_iter().map(|arm| table.planned_arm(arm, test, replicates)).collect()
            };
            let main = lay(None, None);
            let severed = test.sever.as_ref().map(|sever| lay(None, Some(sever)));
            let context = test.context.as_ref().map(|context| lay(Some(&context.shift), None));
            let (severed, context) = (severed.unwrap_or_default(), context.unwrap_or_default());
            Layout { main, severed, context }
        });
        if wrong.is_empty() { Ok(table) } else { Err(Diagnostics::new(wrong)) }
    }

    /// Lays out the main arms only, on other base. A claim whose arms lead outside what is
    /// possible there has none.
    #[must_use]
    pub fn on(
        claims: &[Claim],
        scenario: &Scenario,
        base: Base<'_>,
        replicates: impl Fn(&Test) -> u32,
    ) -> Self {
        Self::lay_out(claims, |table, test| {
            let arms = laid(test, scenario, base, None, None).unwrap_or_default();
            let planned_arm = |arm| table.planned_arm(arm, test, replicates(test));
            Layout { main: arms.into_iter().map(planned_arm).collect(), ..Layout::default() }
        })
    }

    fn lay_out(claims: &[Claim], mut lay: impl FnMut(&mut Self, &Test) -> Layout) -> Self {
        let mut table = Self { planned: Vec::new(), layouts: Vec::new(), by_hash: BTreeMap::new() };
        for claim in claims {
            let layout = claim.test().map(|test| lay(&mut table, test)).unwrap_or_default();
            table.layouts.push(layout);
        }
        table
    }

    /// Has the arms of one claim read what another claim reads.
    pub(crate) fn also_read(&mut self, arms_of: usize, test: &Test) {
        for number in self.layouts[arms_of].main.clone() {
            self.planned[number].read(test);
        }
    }

    /// The number of an arm, which is new if no arm has the same values in every week.
    fn planned_arm(&mut self, timeline: Timeline, test: &Test, replicates: u32) -> usize {
        let number = *self.by_hash.entry(timeline.hash()).or_insert(self.planned.len());
        if number == self.planned.len() {
            self.planned.push(PlannedArm { timeline, readings: Vec::new(), replicates });
        }
        let planned_arm = &mut self.planned[number];
        planned_arm.replicates = planned_arm.replicates.max(replicates);
        planned_arm.read(test);
        number
    }

    /// Different arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.planned.len()
    }

    /// Arms in cells, those that start alike together.
    fn cells(&self) -> Vec<Vec<usize>> {
        let mut alike: BTreeMap<(u32, Vec<u64>), Vec<usize>> = BTreeMap::new();
        for (number, planned_arm) in self.planned.iter().enumerate() {
            let start =
                planned_arm.timeline.epochs()[0].values.iter().map(|v| v.to_bits()).collect();
            alike.entry((planned_arm.replicates, start)).or_default().push(number);
        }
        let cells = alike.values().flat_map(|arms| arms.chunks(ARMS_IN_A_CELL));
        let mut cells: Vec<Vec<usize>> = cells.map(<[usize]>::to_vec).collect();
        // In the order of the claims.
        cells.sort();
        cells
    }

    /// Cells that a run has.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.cells().iter().map(|cell| u64::from(self.planned[cell[0]].replicates)).sum()
    }

    /// Runs every arm, in parallel over cells, on the current thread pool.
    ///
    /// # Panics
    /// If a cell panics while it is read: that is a bug.
    #[must_use]
    pub fn run(self, plan: &RunSize, watch: &Watch) -> Measured {
        let cells: Vec<(Vec<usize>, Vec<Arm>)> = self
            .cells()
            .into_iter()
            .map(|cell| {
                let arms = cell.iter().map(|&arm| Arm::new(&self.planned[arm].timeline)).collect();
                (cell, arms)
            })
            .collect();
        // Claim by claim, so that a run that is stopped has whole ones.
        let tasks = (0..cells.len()).flat_map(|cell| {
            let replicates = self.planned[cells[cell].0[0]].replicates;
            (0..replicates).map(move |replicate| (replicate, cell))
        });
        let empty = |planned_arm: &PlannedArm| {
            vec![vec![None; planned_arm.replicates as usize]; planned_arm.readings.len()]
        };
        let left: Vec<u32> =
            self.planned.iter().map(|planned_arm| planned_arm.replicates).collect();
        let values = Mutex::new((self.planned.iter().map(empty).collect::<Vec<_>>(), left));
        tasks.collect::<Vec<_>>().into_iter().par_bridge().for_each(|(replicate, cell)| {
            if watch.stop.load(Ordering::Relaxed) {
                return;
            }
            let (numbers, arms) = &cells[cell];
            let Some(outcomes) = watch.catch(|| run_cell(arms, plan, replicate, 0)) else { return };
            let mut lock = values.lock().expect("no cell panics while it is read");
            let (values, left) = &mut *lock;
            for (&number, outcome) in numbers.iter().zip(&outcomes) {
                left[number] -= 1;
                for (at, reading) in self.planned[number].readings.iter().enumerate() {
                    values[number][at][replicate as usize] = reading.of(&outcome.observations);
                }
            }
            drop(lock);
            (watch.cell_done)();
        });
        let (values, left) = values.into_inner().expect("no cell panicked");
        let done = left.into_iter().map(|left| left == 0).collect();
        let readings = self.planned.into_iter().map(|planned_arm| planned_arm.readings).collect();
        Measured { layouts: self.layouts, readings, values, done }
    }
}

impl PlannedArm {
    /// Keeps what a claim reads.
    fn read(&mut self, test: &Test) {
        for reading in test.mechanism.iter().chain(&test.outcome).flat_map(readings) {
            if !self.readings.contains(&reading) {
                self.readings.push(reading);
            }
        }
    }
}

/// The values of each arm of a claim in every week.
fn laid(
    test: &Test,
    scenario: &Scenario,
    base: Base<'_>,
    over: Option<&Shift>,
    last: Option<&Shift>,
) -> Result<Vec<Timeline>, Diagnostics> {
    let levers = test.levers();
    let mut start = scenario.values();
    // A weight that was acted on is not so where the claim moves it: a lever means what it meant.
    for &lever in &levers {
        start[lever] = scenario.was(lever);
    }
    if let Base::Drawn(values) = base {
        for (number, value) in start.iter_mut().enumerate() {
            if !levers.contains(&number) {
                *value = values[number];
            }
        }
    }
    let one = |pieces: &Vec<&Shift>| {
        let timeline = read::timeline_from(scenario, &start, pieces)?;
        let Base::Mirrored(mirrored) = base else { return Ok(timeline) };
        Ok(timeline.mapped(|number, value| {
            let turned = mirrored[number] && !levers.contains(&number);
            if turned { 0.0 - value } else { value }
        }))
    };
    parts::arms(&test.base, &test.contrast, over, last).iter().map(one).collect()
}

/// What an effect reads: its span, and the other one of a temporary or later effect.
fn readings(effect: &Effect) -> Vec<Reading> {
    let others = effect.others.clone().map(|weeks| Reading { weeks, ..effect.reading.clone() });
    [effect.reading.clone()].into_iter().chain(others).collect()
}

/// What was read of every arm.
pub struct Measured {
    layouts: Vec<Layout>,
    readings: Vec<Vec<Reading>>,
    /// By arm, reading and replicate.
    values: Vec<Vec<Vec<Option<f64>>>>,
    /// Which arms have all their replicates.
    done: Vec<bool>,
}

/// The parts of an effect, and what was read in each arm.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// The parts.
    pub parts: Vec<Part>,
    /// Mean of the reading in each arm, over the replicates that all arms have.
    pub arms: Vec<f64>,
}

impl Measured {
    /// Whether every arm of a claim has all its replicates.
    #[must_use]
    pub fn done(&self, number: usize) -> bool {
        let Layout { main, severed, context } = &self.layouts[number];
        main.iter().chain(severed).chain(context).all(|&arm| self.done[arm])
    }

    /// What was measured of an effect of a claim, as it is.
    #[must_use]
    pub fn main(&self, claims: &[Claim], number: usize, effect: &Effect) -> Measure {
        self.measure(&claims[number], effect, &self.layouts[number].main)
    }

    /// The same in the arms of another claim.
    #[must_use]
    pub fn swapped(&self, claim: &Claim, effect: &Effect, arms_of: usize) -> Measure {
        self.measure(claim, effect, &self.layouts[arms_of].main)
    }

    /// The same with the mechanism severed, if the claim says how.
    #[must_use]
    pub fn severed(&self, claims: &[Claim], number: usize, effect: &Effect) -> Measure {
        self.measure(&claims[number], effect, &self.layouts[number].severed)
    }

    /// The same in the other context, if the claim names one.
    #[must_use]
    pub fn context(&self, claims: &[Claim], number: usize, effect: &Effect) -> Measure {
        self.measure(&claims[number], effect, &self.layouts[number].context)
    }

    fn measure(&self, claim: &Claim, effect: &Effect, arms: &[usize]) -> Measure {
        let Some(test) = claim.test() else { return Measure::default() };
        if arms.is_empty() || arms.iter().any(|&arm| !self.done[arm]) {
            return Measure::default();
        }
        let read = |reading: &Reading| -> Vec<Vec<Option<f64>>> {
            arms.iter()
                .map(|&arm| {
                    let at = self.readings[arm].iter().position(|kept| kept == reading);
                    at.map_or_else(Vec::new, |at| self.values[arm][at].clone())
                })
                .collect()
        };
        let mut wanted = readings(effect).into_iter();
        let values = wanted.next().map(|reading| read(&reading)).unwrap_or_default();
        let second = wanted.next().map(|reading| read(&reading)).unwrap_or_default();
        Measure {
            parts: parts::parts(&test.contrast, effect, &values, &second),
            arms: parts::means(&values),
        }
    }
}

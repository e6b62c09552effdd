//! The bench: every arm of every claim, each run once in each replicate. Arms that start alike
//! are put into one cell, so that they share their warm-up. Only what the claims read is kept.

use crate::studies::theory::parts;
use crate::studies::theory::read;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::runs::{Arm, Plan, Watch, run_cell};
use crate::scenario::{Diagnostics, Scenario, Timeline};
use crate::studies::theory::parts::Part;
use crate::studies::theory::read::{Claim, Effect, Reading, Shift, Test};

/// Most arms of one cell: more would share more of the warm-up, and need more memory at a time.
const ARMS_IN_A_CELL: usize = 8;

/// One arm: its values in every week, who reads what of it, and in how many replicates.
struct Bed {
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
pub enum Ground<'a> {
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
pub struct Bench {
    beds: Vec<Bed>,
    layouts: Vec<Layout>,
    by_hash: BTreeMap<String, usize>,
}

impl Bench {
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
        let bench = Self::lay_out(claims, |bench, test| {
            let replicates = test.replicates.unwrap_or(replicates).max(replicates);
            let mut lay = |over, last| {
                let arms = laid(test, scenario, Ground::AsItIs, over, last);
                let arms = arms.unwrap_or_else(|found| {
                    wrong.extend(found.into_vec());
                    Vec::new()
                });
                arms.into_iter().map(|arm| bench.bed(arm, test, replicates)).collect()
            };
            let main = lay(None, None);
            let severed = test.sever.as_ref().map(|sever| lay(None, Some(sever)));
            let context = test.context.as_ref().map(|context| lay(Some(&context.shift), None));
            let (severed, context) = (severed.unwrap_or_default(), context.unwrap_or_default());
            Layout { main, severed, context }
        });
        if wrong.is_empty() { Ok(bench) } else { Err(Diagnostics::new(wrong)) }
    }

    /// Lays out the main arms only, on other ground. A claim whose arms lead outside what is
    /// possible there has none.
    #[must_use]
    pub fn on(
        claims: &[Claim],
        scenario: &Scenario,
        ground: Ground<'_>,
        replicates: impl Fn(&Test) -> u32,
    ) -> Self {
        Self::lay_out(claims, |bench, test| {
            let arms = laid(test, scenario, ground, None, None).unwrap_or_default();
            let bed = |arm| bench.bed(arm, test, replicates(test));
            Layout { main: arms.into_iter().map(bed).collect(), ..Layout::default() }
        })
    }

    fn lay_out(claims: &[Claim], mut lay: impl FnMut(&mut Self, &Test) -> Layout) -> Self {
        let mut bench = Self { beds: Vec::new(), layouts: Vec::new(), by_hash: BTreeMap::new() };
        for claim in claims {
            let layout = claim.test().map(|test| lay(&mut bench, test)).unwrap_or_default();
            bench.layouts.push(layout);
        }
        bench
    }

    /// Has the arms of one claim read what another claim reads.
    pub(crate) fn lend(&mut self, arms_of: usize, test: &Test) {
        for number in self.layouts[arms_of].main.clone() {
            self.beds[number].read(test);
        }
    }

    /// The number of an arm, which is new if no arm has the same values in every week.
    fn bed(&mut self, timeline: Timeline, test: &Test, replicates: u32) -> usize {
        let number = *self.by_hash.entry(timeline.hash()).or_insert(self.beds.len());
        if number == self.beds.len() {
            self.beds.push(Bed { timeline, readings: Vec::new(), replicates });
        }
        let bed = &mut self.beds[number];
        bed.replicates = bed.replicates.max(replicates);
        bed.read(test);
        number
    }

    /// Different arms.
    #[must_use]
    pub fn arms(&self) -> usize {
        self.beds.len()
    }

    /// Arms in cells, those that start alike together.
    fn cells(&self) -> Vec<Vec<usize>> {
        let mut alike: BTreeMap<(u32, Vec<u64>), Vec<usize>> = BTreeMap::new();
        for (number, bed) in self.beds.iter().enumerate() {
            let start = bed.timeline.epochs()[0].values.iter().map(|v| v.to_bits()).collect();
            alike.entry((bed.replicates, start)).or_default().push(number);
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
        self.cells().iter().map(|cell| u64::from(self.beds[cell[0]].replicates)).sum()
    }

    /// Runs every arm, in parallel over cells, on the current thread pool.
    ///
    /// # Panics
    /// If a cell panics while it is read: that is a bug.
    #[must_use]
    pub fn run(self, plan: &Plan, watch: &Watch) -> Measured {
        let cells: Vec<(Vec<usize>, Vec<Arm>)> = self
            .cells()
            .into_iter()
            .map(|cell| {
                let arms = cell.iter().map(|&arm| Arm::new(&self.beds[arm].timeline)).collect();
                (cell, arms)
            })
            .collect();
        // Claim by claim, so that a run that is stopped has whole ones.
        let tasks = (0..cells.len()).flat_map(|cell| {
            let replicates = self.beds[cells[cell].0[0]].replicates;
            (0..replicates).map(move |replicate| (replicate, cell))
        });
        let empty = |bed: &Bed| vec![vec![None; bed.replicates as usize]; bed.readings.len()];
        let left: Vec<u32> = self.beds.iter().map(|bed| bed.replicates).collect();
        let values = Mutex::new((self.beds.iter().map(empty).collect::<Vec<_>>(), left));
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
                for (at, reading) in self.beds[number].readings.iter().enumerate() {
                    values[number][at][replicate as usize] = reading.of(&outcome.observations);
                }
            }
            drop(lock);
            (watch.cell_done)();
        });
        let (values, left) = values.into_inner().expect("no cell panicked");
        let done = left.into_iter().map(|left| left == 0).collect();
        let readings = self.beds.into_iter().map(|bed| bed.readings).collect();
        Measured { layouts: self.layouts, readings, values, done }
    }
}

impl Bed {
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
    ground: Ground<'_>,
    over: Option<&Shift>,
    last: Option<&Shift>,
) -> Result<Vec<Timeline>, Diagnostics> {
    let levers = test.levers();
    let mut start = scenario.values();
    if let Ground::Drawn(values) = ground {
        for (number, value) in start.iter_mut().enumerate() {
            if !levers.contains(&number) {
                *value = values[number];
            }
        }
    }
    let one = |pieces: &Vec<&Shift>| {
        let timeline = read::timeline_from(scenario, &start, pieces)?;
        let Ground::Mirrored(mirrored) = ground else { return Ok(timeline) };
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

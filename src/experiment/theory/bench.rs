//! The bench: every arm of every claim, each run once in each replicate. Arms that start alike
//! are put into one cell, so that they share their warm-up. Only what the claims read is kept.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::experiment::theory::parts::{self, Part};
use crate::experiment::{Arm, Plan, Watch, run_cell};
use crate::scenario::claims::{self, Claim, Effect, Reading, Shift, Test};
use crate::scenario::{Diagnostic, Diagnostics, Scenario, Timeline};

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

/// Every arm of a list of claims.
pub struct Bench {
    beds: Vec<Bed>,
    layouts: Vec<Layout>,
    by_hash: BTreeMap<String, usize>,
}

impl Bench {
    /// Lays out the arms of claims on a scenario; `replicates` for claims that ask for none.
    ///
    /// # Errors
    /// If an arm leads outside what is possible.
    pub fn new(
        claims: &[Claim],
        scenario: &Scenario,
        replicates: u32,
    ) -> Result<Self, Diagnostics> {
        let mut wrong = Vec::new();
        let bench = Self::lay_out(claims, scenario, replicates, Depth::Whole, &mut wrong);
        if wrong.is_empty() { Ok(bench) } else { Err(Diagnostics::new(wrong)) }
    }

    /// Lays out the main arms only, each in so many replicates, on a scenario whose values were
    /// drawn; a claim whose arms lead outside what is possible there has none.
    #[must_use]
    pub fn drawn(claims: &[Claim], scenario: &Scenario, replicates: u32) -> Self {
        Self::lay_out(claims, scenario, replicates, Depth::MainArms, &mut Vec::new())
    }

    fn lay_out(
        claims: &[Claim],
        scenario: &Scenario,
        replicates: u32,
        depth: Depth,
        wrong: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut bench = Self { beds: Vec::new(), layouts: Vec::new(), by_hash: BTreeMap::new() };
        for claim in claims {
            let layout = match claim.test() {
                Some(test) => bench.lay(test, scenario, replicates, depth, wrong),
                None => Layout::default(),
            };
            bench.layouts.push(layout);
        }
        bench
    }

    fn lay(
        &mut self,
        test: &Test,
        scenario: &Scenario,
        replicates: u32,
        depth: Depth,
        wrong: &mut Vec<Diagnostic>,
    ) -> Layout {
        let (replicates, sever, context) = match depth {
            Depth::Whole => {
                let asked = test.replicates.unwrap_or(replicates);
                (asked.max(replicates), test.sever.as_ref(), test.context.as_ref())
            }
            Depth::MainArms => (replicates, None, None),
        };
        let mut lay = |over: Option<&Shift>, last: Option<&Shift>| -> Vec<usize> {
            let mut timelines = Vec::new();
            for pieces in parts::arms(&test.base, &test.contrast, over, last) {
                match claims::timeline(scenario, &pieces) {
                    Ok(timeline) => timelines.push(timeline),
                    Err(found) => {
                        wrong.extend(found.into_vec());
                        return Vec::new();
                    }
                }
            }
            timelines.into_iter().map(|timeline| self.bed(timeline, test, replicates)).collect()
        };
        let main = lay(None, None);
        let severed = sever.map(|sever| lay(None, Some(sever)));
        let context = context.map(|context| lay(Some(&context.shift), None));
        Layout { main, severed: severed.unwrap_or_default(), context: context.unwrap_or_default() }
    }

    /// The number of an arm, which is new if no arm has the same values in every week.
    fn bed(&mut self, timeline: Timeline, test: &Test, replicates: u32) -> usize {
        let number = *self.by_hash.entry(timeline.hash()).or_insert(self.beds.len());
        if number == self.beds.len() {
            self.beds.push(Bed { timeline, readings: Vec::new(), replicates });
        }
        let bed = &mut self.beds[number];
        bed.replicates = bed.replicates.max(replicates);
        for reading in test.mechanism.iter().chain(&test.outcome).flat_map(readings) {
            if !bed.readings.contains(&reading) {
                bed.readings.push(reading);
            }
        }
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
        alike.values().flat_map(|arms| arms.chunks(ARMS_IN_A_CELL)).map(<[usize]>::to_vec).collect()
    }

    /// Cells that a run has.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.cells().iter().map(|cell| u64::from(self.beds[cell[0]].replicates)).sum()
    }

    /// Runs every arm, in parallel over cells, on the current thread pool.
    ///
    /// # Panics
    /// If a cell panics: that is a bug.
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
        let most = self.beds.iter().map(|bed| bed.replicates).max().unwrap_or(0);
        // Replicate by replicate, so that a run that is stopped has whole ones.
        let tasks: Vec<(u32, usize)> = (0..most)
            .flat_map(|replicate| (0..cells.len()).map(move |cell| (replicate, cell)))
            .filter(|&(replicate, cell)| replicate < self.beds[cells[cell].0[0]].replicates)
            .collect();
        let empty = |bed: &Bed| vec![vec![None; bed.replicates as usize]; bed.readings.len()];
        let values = Mutex::new(self.beds.iter().map(empty).collect::<Vec<_>>());
        tasks.into_par_iter().with_max_len(1).for_each(|(replicate, cell)| {
            if watch.stop.load(Ordering::Relaxed) {
                return;
            }
            let (numbers, arms) = &cells[cell];
            let outcomes = run_cell(arms, plan, replicate, 0);
            let mut values = values.lock().expect("no cell panics while it is read");
            for (&number, outcome) in numbers.iter().zip(&outcomes) {
                for (at, reading) in self.beds[number].readings.iter().enumerate() {
                    values[number][at][replicate as usize] = reading.of(&outcome.observations);
                }
            }
            drop(values);
            (watch.cell_done)();
        });
        let values = values.into_inner().expect("no cell panicked");
        let readings = self.beds.into_iter().map(|bed| bed.readings).collect();
        Measured { layouts: self.layouts, readings, values }
    }
}

/// How much of a claim is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// Its arms, those with the mechanism severed, and those in another context.
    Whole,
    /// Its arms.
    MainArms,
}

/// What an effect reads: its span, and the later one of a temporary effect.
fn readings(effect: &Effect) -> Vec<Reading> {
    let later = effect.gone.clone().map(|weeks| Reading { weeks, ..effect.reading.clone() });
    [effect.reading.clone()].into_iter().chain(later).collect()
}

/// What was read of every arm.
pub struct Measured {
    layouts: Vec<Layout>,
    readings: Vec<Vec<Reading>>,
    /// By arm, reading and replicate.
    values: Vec<Vec<Vec<Option<f64>>>>,
}

impl Measured {
    /// The parts of an effect of a claim, as it is.
    #[must_use]
    pub fn main(&self, claims: &[Claim], number: usize, effect: &Effect) -> Vec<Part> {
        self.parts(claims, number, effect, &self.layouts[number].main)
    }

    /// The same with the mechanism severed, if the claim says how.
    #[must_use]
    pub fn severed(&self, claims: &[Claim], number: usize, effect: &Effect) -> Option<Vec<Part>> {
        let arms = &self.layouts[number].severed;
        (!arms.is_empty()).then(|| self.parts(claims, number, effect, arms))
    }

    /// The same in the other context, if the claim names one.
    #[must_use]
    pub fn context(&self, claims: &[Claim], number: usize, effect: &Effect) -> Option<Vec<Part>> {
        let arms = &self.layouts[number].context;
        (!arms.is_empty()).then(|| self.parts(claims, number, effect, arms))
    }

    fn parts(&self, claims: &[Claim], number: usize, effect: &Effect, arms: &[usize]) -> Vec<Part> {
        let Some(test) = claims[number].test() else { return Vec::new() };
        if arms.is_empty() {
            return Vec::new();
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
        let later = wanted.next().map(|reading| read(&reading)).unwrap_or_default();
        parts::parts(&test.contrast, effect, &values, &later)
    }
}

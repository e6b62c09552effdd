//! The table: every arm of every claim, each run once in each replicate. Arms that start alike
//! are put into one cell, so that they share their warm-up. Only what the claims read is kept.

use crate::studies::theory::parts;
use crate::studies::theory::read;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::runs::{Arm, RunSize, Watch, run_cell};
use crate::scenario::{Diagnostics, Scenario, Timeline, Weighed};
use crate::studies::theory::measured::{Layout, Measured, readings};
use crate::studies::theory::read::{Claim, Reading, Shift, Test};

/// Most arms of one cell: more would share more of the warm-up, and need more memory at a time.
const ARMS_IN_A_CELL: usize = 8;

/// One arm: its values in every week, who reads what of it, and in how many replicates.
struct PlannedArm {
    timeline: Timeline,
    readings: Vec<Reading>,
    replicates: u32,
    people: u32,
}

/// How many replicates an arm is run in, and how many people live there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Replicates.
    pub replicates: u32,
    /// Registered people.
    pub people: u32,
}

impl Extent {
    /// As much as a claim asks for, and as the plan has at least.
    #[must_use]
    pub fn of(test: &Test, plan: &RunSize) -> Self {
        Self {
            replicates: test.replicates.unwrap_or(0).max(plan.replicates),
            people: test.people.unwrap_or(0).max(plan.people),
        }
    }
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
    /// The baseline with these weights multiplied about the value at which they act on nothing, in every
    /// week, but for what the arms of a claim change.
    Weighed(&'a [Weighed]),
}

/// Whether the arms with the mechanism severed are run as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cuts {
    /// They are.
    Too,
    /// They are not.
    Not,
}

/// Every arm of a list of claims.
pub struct ArmTable {
    planned: Vec<PlannedArm>,
    layouts: Vec<Layout>,
    by_hash: BTreeMap<(String, u32), usize>,
}

impl ArmTable {
    /// Lays out the arms of claims on a scenario, with those in other contexts and with the
    /// mechanism severed.
    ///
    /// # Errors
    /// If an arm leads outside what is possible.
    pub fn new(claims: &[Claim], scenario: &Scenario, plan: &RunSize) -> Result<Self, Diagnostics> {
        let mut wrong = Vec::new();
        let table = Self::lay_out(claims, |table, _, test| {
            let mut lay = |over, last| {
                let arms = laid(test, scenario, Base::AsItIs, over, last);
                let arms = arms.unwrap_or_else(|found| {
                    wrong.extend(found.into_vec());
                    Vec::new()
                });
                table.planned_arms(arms, test, Extent::of(test, plan))
            };
            Layout {
                main: lay(None, None),
                severed: test.cut.shift().map(|cut| lay(None, Some(cut))).unwrap_or_default(),
                contexts: test.contexts.iter().map(|one| lay(Some(&one.shift), None)).collect(),
                swapped: BTreeMap::new(),
            }
        });
        if wrong.is_empty() { Ok(table) } else { Err(Diagnostics::new(wrong)) }
    }

    /// Lays out the main arms on other base, and with `cuts` those with the mechanism severed. A
    /// claim whose arms lead outside what is possible there has none.
    #[must_use]
    pub fn on(
        claims: &[Claim],
        scenario: &Scenario,
        base: Base<'_>,
        cuts: Cuts,
        extent: impl Fn(&Test) -> Extent,
    ) -> Self {
        Self::on_each(claims, scenario, |_| Some(base), cuts, extent)
    }

    /// The same with a base for each claim, by its number; a claim without one has no arms.
    #[must_use]
    pub fn on_each<'a>(
        claims: &[Claim],
        scenario: &Scenario,
        base: impl Fn(usize) -> Option<Base<'a>>,
        cuts: Cuts,
        extent: impl Fn(&Test) -> Extent,
    ) -> Self {
        Self::lay_out(claims, |table, number, test| {
            let Some(base) = base(number) else { return Layout::default() };
            let mut lay = |last| {
                let arms = laid(test, scenario, base, None, last).unwrap_or_default();
                table.planned_arms(arms, test, extent(test))
            };
            let main = lay(None);
            let cut = test.cut.shift().filter(|_| cuts == Cuts::Too);
            let severed = cut.map(|cut| lay(Some(cut))).unwrap_or_default();
            Layout { main, severed, ..Layout::default() }
        })
    }

    fn lay_out(claims: &[Claim], mut lay: impl FnMut(&mut Self, usize, &Test) -> Layout) -> Self {
        let mut table = Self { planned: Vec::new(), layouts: Vec::new(), by_hash: BTreeMap::new() };
        for (number, claim) in claims.iter().enumerate() {
            let layout = claim.test().map(|test| lay(&mut table, number, test)).unwrap_or_default();
            table.layouts.push(layout);
        }
        table
    }

    /// Has the arms of one claim, as they are and with the mechanism of another claim severed, read
    /// what that other claim reads.
    pub(crate) fn also_read(
        &mut self,
        claims: &[Claim],
        (arms_of, number): (usize, usize),
        scenario: &Scenario,
        plan: &RunSize,
    ) {
        let (Some(host), Some(test)) = (claims[arms_of].test(), claims[number].test()) else {
            return;
        };
        for arm in self.layouts[arms_of].main.clone() {
            self.planned[arm].read(test);
        }
        let Some(cut) = test.cut.shift() else { return };
        let severed = laid(host, scenario, Base::AsItIs, None, Some(cut)).unwrap_or_default();
        let severed = self.planned_arms(severed, test, Extent::of(host, plan));
        self.layouts[number].swapped.insert(arms_of, severed);
    }

    fn planned_arms(&mut self, arms: Vec<Timeline>, test: &Test, extent: Extent) -> Vec<usize> {
        arms.into_iter().map(|arm| self.planned_arm(arm, test, extent)).collect()
    }

    /// The number of an arm, which is new if no arm has the same values in every week and as many
    /// people.
    fn planned_arm(&mut self, timeline: Timeline, test: &Test, extent: Extent) -> usize {
        let Extent { replicates, people } = extent;
        let key = (timeline.hash(), people);
        let number = *self.by_hash.entry(key).or_insert(self.planned.len());
        if number == self.planned.len() {
            self.planned.push(PlannedArm { timeline, readings: Vec::new(), replicates, people });
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
        let mut alike: BTreeMap<(u32, u32, Vec<u64>), Vec<usize>> = BTreeMap::new();
        for (number, planned_arm) in self.planned.iter().enumerate() {
            let start =
                planned_arm.timeline.epochs()[0].values.iter().map(|v| v.to_bits()).collect();
            let PlannedArm { replicates, people, .. } = *planned_arm;
            alike.entry((replicates, people, start)).or_default().push(number);
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

    /// People whose weeks a run simulates, all arms and replicates together.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.planned.iter().map(|arm| u64::from(arm.replicates) * u64::from(arm.people)).sum()
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
            let plan = &RunSize { people: self.planned[numbers[0]].people, ..*plan };
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
    let one =
        |pieces: &Vec<&Shift>| {
            let timeline = read::timeline_from(scenario, &start, pieces)?;
            let left = |number: usize| levers.contains(&number);
            Ok(match base {
                Base::AsItIs | Base::Drawn(_) => timeline,
                Base::Mirrored(mirrored) => timeline.mapped(|number, value| {
                    if mirrored[number] && !left(number) { 0.0 - value } else { value }
                }),
                Base::Weighed(weighed) => timeline.mapped(|number, value| {
                    let one = weighed.iter().find(|it| it.parameter == number && !left(number));
                    one.map_or(value, |one| one.after(value))
                }),
            })
        };
    parts::arms(&test.base, &test.contrast, over, last).iter().map(one).collect()
}

//! The plan of a sweep: every point in every scenario in every replicate is one cell, and each
//! cell has a key, which names its result in every study.
//!
//! Cells of one replicate share the seed across points and scenarios, so they share every draw:
//! the difference between two points is what the parameters do, in pairs, not what luck does. Where a
//! study asks for draws of their own, each point has a seed of its own, which follows from its values:
//! its scenarios still share every draw.
//!
//! Where a table of draws of parameters lies under the points, two replicates, one after the other, live under the
//! same draw, and that draw is the same at every point and in every scenario.

use crate::studies::sweep::design;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::runs::RunSize;
use crate::scenario::{Diagnostics, Scenario, Timeline};
use crate::studies::draws::Laid;
use crate::studies::sweep::figures::{Figure, layout};
use crate::studies::sweep::read::{Factor, Luck, Report, Since, Study};

/// Most points that share a job: what a kill loses at most.
const MOST_TOGETHER: usize = 32;

/// Jobs that a plan is cut into at least, where it has as many cells: work for as many threads.
const FEWEST_JOBS: usize = 16;

/// The name of a cell's result: a hash of the values of every parameter in every week, the size
/// and seed of the run, the replicate, and the source of the model. Equal keys are equal cells, in
/// whatever study: how many replicates, points and figures it asks for is no part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub [u8; 16]);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for Key {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut key = [0; 16];
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| ())?;
        }
        Ok(Self(key))
    }
}

/// One cell: a point in a scenario in a replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Number of the cell, from 0, in the order of the plan.
    pub number: usize,
    /// Number of the point, from 0.
    pub point: usize,
    /// Number of the scenario, from 0.
    pub scenario: usize,
    /// Number of the replicate, from 0.
    pub replicate: u32,
}

/// Everything a sweep will do, before it does any of it.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    /// The scenarios, all of one size.
    pub scenarios: Vec<Scenario>,
    /// The parameters that take other values.
    pub factors: Vec<Factor>,
    /// Their values, point by point.
    pub points: Vec<Vec<f64>>,
    /// Size and seed of every cell, and how many replicates.
    pub size: RunSize,
    /// What is reported.
    pub report: Report,
    /// From when on the values of a point hold.
    pub since: Since,
    /// Which draws the points have.
    pub luck: Luck,
    /// Draws of parameters under all points.
    pub laid: Option<Laid>,
    /// For each scenario, the numbers of the factors of which it keeps its own values.
    pub kept: Vec<Vec<usize>>,
    /// The key of each cell.
    pub keys: Vec<Key>,
}

impl SweepPlan {
    /// The plan of a study: cells point by point, in each point scenario by scenario, in each
    /// scenario replicate by replicate.
    ///
    /// # Errors
    /// If a scenario cannot have the sizes of the first.
    pub fn new(study: &Study) -> Result<Self, Diagnostics> {
        Self::at(study, design::points(study.design, &study.factors))
    }

    /// The plan of a study at other points than those of its design. Its reader has judged every
    /// value, and a point and a schedule never meet in one parameter: no point can be wrong here.
    ///
    /// # Errors
    /// If a scenario cannot have the sizes of the first.
    pub fn at(study: &Study, points: Vec<Vec<f64>>) -> Result<Self, Diagnostics> {
        let keeps = |scenario: usize| {
            let factors = study.factors.iter().enumerate();
            let kept = factors.filter(|(_, factor)| study.keeps(scenario, factor));
            kept.map(|(number, _)| number).collect()
        };
        let mut plan = Self {
            scenarios: study.scenarios.clone(),
            factors: study.factors.clone(),
            points,
            size: RunSize::of(study.scenarios[0].start()),
            report: study.report.clone(),
            since: study.since,
            luck: study.luck,
            laid: study.laid.clone(),
            kept: (0..study.scenarios.len()).map(keeps).collect(),
            keys: Vec::new(),
        };
        plan.one_size()?;
        plan.keys = plan.keys();
        Ok(plan)
    }

    /// Gives every scenario the sizes of the first.
    fn one_size(&mut self) -> Result<(), Diagnostics> {
        let (first, others) = self.scenarios.split_first_mut().expect("a study has a scenario");
        for (spec, entry) in Parameters::specs().iter().zip(&first.entries) {
            if spec.path.starts_with("run.") {
                for other in &mut *others {
                    other.with_value(&spec.path, entry.value)?;
                }
            }
        }
        Ok(())
    }

    /// How many cells there are.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.points.len() * self.scenarios.len() * self.size.replicates as usize
    }

    /// A cell by its number.
    #[must_use]
    pub fn cell(&self, number: usize) -> Cell {
        let replicates = self.size.replicates as usize;
        let (rest, replicate) = (number / replicates, (number % replicates) as u32);
        let scenarios = self.scenarios.len();
        Cell { number, point: rest / scenarios, scenario: rest % scenarios, replicate }
    }

    /// The number of a cell.
    #[must_use]
    pub fn number(&self, point: usize, scenario: usize, replicate: u32) -> usize {
        let replicates = self.size.replicates as usize;
        (point * self.scenarios.len() + scenario) * replicates + replicate as usize
    }

    /// What the figures of a cell are about.
    #[must_use]
    pub fn layout(&self) -> Vec<Figure> {
        layout(self.size.weeks as usize, self.weekly())
    }

    /// Metrics whose weeks are reported.
    #[must_use]
    pub fn weekly(&self) -> &[M] {
        &self.report.weekly
    }

    /// The values of every week of a cell.
    #[must_use]
    pub fn timeline(&self, cell: Cell) -> Timeline {
        let under = self.under(cell.scenario, self.draw(cell.replicate));
        self.at_point(cell.point, cell.scenario, &under)
    }

    /// The values of every week of some cells of one replicate, in their order. Stretches that they share are
    /// one.
    #[must_use]
    pub fn timelines(&self, cells: &[usize]) -> Vec<Timeline> {
        let replicate = cells.first().map_or(0, |&cell| self.cell(cell).replicate);
        let draw = self.draw(replicate);
        let under: Vec<_> = (0..self.scenarios.len()).map(|it| self.under(it, draw)).collect();
        let cells = cells.iter().map(|&cell| self.cell(cell));
        cells.map(|cell| self.at_point(cell.point, cell.scenario, &under[cell.scenario])).collect()
    }

    /// The draw under the points in a replicate, where draws are laid.
    fn draw(&self, replicate: u32) -> Option<usize> {
        self.laid.as_ref().map(|laid| laid.of_replicate(replicate))
    }

    /// A scenario with a draw under it.
    fn under(&self, scenario: usize, draw: Option<usize>) -> Cow<'_, Timeline> {
        let timeline = &self.scenarios[scenario].timeline;
        match (&self.laid, draw) {
            (Some(laid), Some(draw)) => Cow::Owned(timeline.holding(&laid.values(draw))),
            _ => Cow::Borrowed(timeline),
        }
    }

    /// A point on what lies under it.
    fn at_point(&self, point: usize, scenario: usize, under: &Timeline) -> Timeline {
        under.holding_from(self.since.week(), &self.held(point, scenario))
    }

    /// The parameters that a point holds in a scenario, with their values.
    fn held(&self, point: usize, scenario: usize) -> Vec<(usize, f64)> {
        let factors = self.factors.iter().zip(&self.points[point]).enumerate();
        let held = factors.filter(|(number, _)| !self.kept[scenario].contains(number));
        held.flat_map(|(_, (factor, &value))| factor.parameters.iter().map(move |&at| (at, value)))
            .collect()
    }

    /// Jobs that one of several machines does: job after job in turn. `shard` is from 0.
    #[must_use]
    pub fn jobs(&self, shard: usize, of: usize) -> Vec<Job> {
        self.cut().jobs(shard, of)
    }

    /// How the plan is cut into jobs.
    #[must_use]
    pub fn cut(&self) -> Cut {
        Cut::new(self.points.len(), self.size.replicates, self.since, self.luck)
    }

    /// The key of each cell. What all points have in common is hashed once for each scenario, so
    /// that a plan of a hundred thousand points is made in seconds.
    fn keys(&self) -> Vec<Key> {
        // The draw of each replicate, and those that there are.
        let of_replicate: Vec<Option<usize>> =
            (0..self.size.replicates).map(|replicate| self.draw(replicate)).collect();
        let draws: BTreeSet<Option<usize>> = of_replicate.iter().copied().collect();
        let common = |scenario: usize| -> Common {
            let leaves = |&draw: &Option<usize>| (draw, leaves(&self.under(scenario, draw)));
            draws.iter().map(leaves).collect()
        };
        let common: Vec<Common> = (0..self.scenarios.len()).map(common).collect();
        let of_point = |point: usize| {
            let of_replicate = &of_replicate;
            common.iter().enumerate().flat_map(move |(scenario, common)| {
                let held: Vec<(usize, [u8; LEAF])> = self
                    .held(point, scenario)
                    .into_iter()
                    .map(|(parameter, value)| {
                        let course = self.course(scenario, parameter, value + 0.0);
                        (parameter, leaf(parameter, &course))
                    })
                    .collect();
                let stem = |(&draw, leaves): (&Option<usize>, &Vec<u8>)| {
                    let mut leaves = leaves.clone();
                    for (parameter, leaf) in &held {
                        leaves[parameter * LEAF..][..LEAF].copy_from_slice(leaf);
                    }
                    (draw, self.stem(&leaves, self.seed(point)))
                };
                let stems: BTreeMap<Option<usize>, blake3::Hash> =
                    common.iter().map(stem).collect();
                (0_u32..).zip(of_replicate).map(move |(number, draw)| key(stems[draw], number))
            })
        };
        (0..self.points.len()).into_par_iter().flat_map_iter(of_point).collect()
    }

    /// The course of a parameter that a point holds in a scenario.
    fn course(&self, scenario: usize, parameter: usize, held: f64) -> Vec<(i32, f64)> {
        let since = self.since.week();
        let mut course = Vec::new();
        if since > i32::MIN {
            course = self.scenarios[scenario].timeline.course(parameter);
            course.retain(|&(from, _)| from < since);
        }
        if course.last().is_none_or(|(_, before)| before.to_bits() != held.to_bits()) {
            course.push((since, held));
        }
        course
    }

    /// The seed of the cells at a point.
    #[must_use]
    pub fn seed(&self, point: usize) -> u32 {
        if self.luck == Luck::Shared {
            return self.size.seed;
        }
        let mut hash = blake3::Hasher::new();
        hash.update(&self.size.seed.to_le_bytes());
        for (factor, value) in self.factors.iter().zip(&self.points[point]) {
            hash.update(factor.path.as_bytes());
            hash.update(&(value + 0.0).to_bits().to_le_bytes());
        }
        let mut seed = [0; 4];
        seed.copy_from_slice(&hash.finalize().as_bytes()[..4]);
        u32::from_le_bytes(seed)
    }

    /// The part of a key that all replicates share.
    fn stem(&self, leaves: &[u8], seed: u32) -> blake3::Hash {
        let size = &self.size;
        let mut hash = blake3::Hasher::new();
        hash.update(env!("KITH_MODEL").as_bytes());
        for size in [seed, size.neighbourhoods, size.people, size.weeks, size.warm_up] {
            hash.update(&size.to_le_bytes());
        }
        hash.update(leaves);
        hash.finalize()
    }
}

/// The hashes of all courses under each draw.
type Common = BTreeMap<Option<usize>, Vec<u8>>;

/// Bytes of the hash of one parameter's course.
const LEAF: usize = 16;

/// A hash of the course of each parameter, in the order of their declarations.
fn leaves(timeline: &Timeline) -> Vec<u8> {
    let all = 0..Parameters::specs().len();
    all.flat_map(|parameter| leaf(parameter, &timeline.course(parameter))).collect()
}

/// A hash of the course of one parameter. How many replicates there are makes none of them another.
fn leaf(parameter: usize, course: &[(i32, f64)]) -> [u8; LEAF] {
    let path = Parameters::specs()[parameter].path.as_str();
    let mut hash = blake3::Hasher::new();
    hash.update(&(path.len() as u64).to_le_bytes());
    hash.update(path.as_bytes());
    for (from, value) in course.iter().filter(|_| path != "run.replicates") {
        hash.update(&from.to_le_bytes());
        hash.update(&value.to_bits().to_le_bytes());
    }
    let mut leaf = [0; LEAF];
    leaf.copy_from_slice(&hash.finalize().as_bytes()[..LEAF]);
    leaf
}

/// How a plan is cut into jobs. It follows from the plan alone, so that machines agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    points: usize,
    replicates: usize,
    /// How many points share a job.
    pub together: usize,
}

impl Cut {
    /// The cut of a plan of so many points and replicates.
    #[must_use]
    pub fn new(points: usize, replicates: u32, since: Since, luck: Luck) -> Self {
        let replicates = replicates as usize;
        let together = match (since, luck) {
            (Since::WarmUp, _) | (_, Luck::Own) => 1,
            (Since::Start, Luck::Shared) => {
                (points * replicates).div_ceil(FEWEST_JOBS).clamp(1, MOST_TOGETHER)
            }
        };
        Self { points, replicates, together }
    }

    /// Jobs that one of several machines does: job after job in turn. `shard` is from 0.
    #[must_use]
    pub fn jobs(self, shard: usize, of: usize) -> Vec<Job> {
        let all = self.points.div_ceil(self.together) * self.replicates;
        let job = |number: usize| {
            let first = number / self.replicates * self.together;
            let points = first..(first + self.together).min(self.points);
            Job { points, replicate: (number % self.replicates) as u32 }
        };
        (shard..all).step_by(of).map(job).collect()
    }

    /// Which of several machines, from 0, does the cells of a point and replicate.
    #[must_use]
    pub fn shard(self, point: usize, replicate: u32, of: usize) -> usize {
        (point / self.together * self.replicates + replicate as usize) % of
    }
}

/// Cells that are run together: all scenarios at some points in a replicate. They share one world
/// until their values first differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Numbers of the points.
    pub points: Range<usize>,
    /// Number of the replicate.
    pub replicate: u32,
}

impl Job {
    /// The cells of the job, by number.
    #[must_use]
    pub fn cells(&self, plan: &SweepPlan) -> Vec<usize> {
        let scenarios = plan.scenarios.len();
        let at = |point| (0..scenarios).map(move |scenario| (point, scenario));
        let cells = self.points.clone().flat_map(at);
        cells.map(|(point, scenario)| plan.number(point, scenario, self.replicate)).collect()
    }
}

fn key(stem: blake3::Hash, replicate: u32) -> Key {
    let mut hash = blake3::Hasher::new();
    hash.update(stem.as_bytes());
    hash.update(&replicate.to_le_bytes());
    let mut key = [0; 16];
    key.copy_from_slice(&hash.finalize().as_bytes()[..16]);
    Key(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_done_once_by_the_shard_that_is_said_to() {
        for since in Since::ALL {
            for (points, replicates, of) in [(1, 1, 1), (7, 3, 2), (100, 2, 5), (1_000, 4, 16)] {
                let cut = Cut::new(points, replicates, since, Luck::Shared);
                let mut seen = vec![0; points * replicates as usize];
                for shard in 0..of {
                    for job in cut.jobs(shard, of) {
                        assert!(!job.points.is_empty() && job.points.len() <= MOST_TOGETHER);
                        for point in job.points {
                            assert_eq!(cut.shard(point, job.replicate, of), shard);
                            seen[point * replicates as usize + job.replicate as usize] += 1;
                        }
                    }
                }
                assert!(seen.iter().all(|&times| times == 1));
            }
        }
        assert_eq!(Cut::new(1_000, 4, Since::Start, Luck::Shared).together, MOST_TOGETHER);
        assert_eq!(Cut::new(5, 2, Since::Start, Luck::Shared).together, 1);
        assert_eq!(Cut::new(1_000, 4, Since::Start, Luck::Own).together, 1);
    }
}

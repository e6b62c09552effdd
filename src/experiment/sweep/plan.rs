//! The plan of a sweep: every point in every scenario in every replicate is one cell, and each
//! cell has a key, which names its result for ever.
//!
//! Cells of one replicate share the seed across points and scenarios, so they share every draw:
//! the difference between two points is what the parameters do, in pairs, not what luck does.

use std::ops::Range;

use rayon::prelude::*;

use crate::experiment::Plan;
use crate::experiment::sweep::design;
use crate::experiment::sweep::figures::{Figure, layout};
use crate::observe::M;
use crate::scenario::study::{Factor, Own, Report, Study};
use crate::scenario::{Diagnostics, Parameters, Scenario, Timeline};

/// The name of a cell's result: a hash of the values of every parameter in every week, the size
/// and seed of the run, the replicate, and the source of the model.
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
        if text.len() != 32 || !text.is_ascii() {
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
    pub size: Plan,
    /// What is reported.
    pub report: Report,
    /// What becomes of values that scenarios after the first change themselves.
    pub own: Own,
    /// The key of each cell.
    pub keys: Vec<Key>,
}

impl SweepPlan {
    /// The plan of a study: cells point by point, in each point scenario by scenario, in each
    /// scenario replicate by replicate.
    ///
    /// # Errors
    /// If a point leads outside what is possible in a scenario.
    pub fn new(study: &Study) -> Result<Self, Diagnostics> {
        Self::at(study, design::points(study.design, &study.factors))
    }

    /// The plan of a study at other points than those of its design.
    ///
    /// # Errors
    /// If a point leads outside what is possible in a scenario.
    pub fn at(study: &Study, points: Vec<Vec<f64>>) -> Result<Self, Diagnostics> {
        let size = Plan::of(study.scenarios[0].start());
        let mut plan = Self {
            scenarios: study.scenarios.clone(),
            factors: study.factors.clone(),
            points,
            size,
            report: study.report.clone(),
            own: study.own,
            keys: Vec::new(),
        };
        plan.one_size()?;
        let scenarios = plan.scenarios.len();
        // Each point by itself, so that the first wrong ones can be named and the rest left out.
        let stems: Vec<Result<Vec<blake3::Hash>, Diagnostics>> = (0..plan.points.len())
            .into_par_iter()
            .map(|point| {
                (0..scenarios)
                    .map(|scenario| Ok(plan.stem(&plan.timeline(point, scenario)?)))
                    .collect()
            })
            .collect();
        let mut wrong = Vec::new();
        for stem in stems {
            match stem {
                Ok(stems) => {
                    for stem in stems {
                        plan.keys.extend((0..size.replicates).map(|number| key(stem, number)));
                    }
                }
                Err(found) if wrong.len() < 20 => wrong.extend(found.into_vec()),
                Err(_) => {}
            }
        }
        if wrong.is_empty() { Ok(plan) } else { Err(Diagnostics::new(wrong)) }
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

    /// The values of every week at a point in a scenario.
    ///
    /// # Errors
    /// If the point leads outside what is possible there.
    pub fn timeline(&self, point: usize, scenario: usize) -> Result<Timeline, Diagnostics> {
        let values: Vec<(usize, f64)> = self
            .factors
            .iter()
            .zip(&self.points[point])
            .flat_map(|(factor, &value)| factor.parameters.iter().map(move |&at| (at, value)))
            .filter(|&(at, _)| self.own == Own::Swept || !self.changes_itself(scenario, at))
            .collect();
        self.scenarios[scenario].timeline_with(&values)
    }

    /// Whether a scenario has another value of a parameter than the first.
    fn changes_itself(&self, scenario: usize, parameter: usize) -> bool {
        let value = |scenario: usize| self.scenarios[scenario].entries[parameter].value.to_bits();
        value(scenario) != value(0)
    }

    /// Jobs that one of several machines does: job after job in turn. `shard` is from 0.
    #[must_use]
    pub fn jobs(&self, shard: usize, of: usize) -> Vec<Job> {
        let replicates = self.size.replicates;
        let all = self.points.len() * replicates as usize;
        let job = |number: usize| Job {
            point: number / replicates as usize,
            replicate: (number % replicates as usize) as u32,
        };
        (shard..all).step_by(of).map(job).collect()
    }

    /// The part of a key that all replicates share.
    fn stem(&self, timeline: &Timeline) -> blake3::Hash {
        let mut hash = blake3::Hasher::new();
        let mut eat = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        eat(env!("KITH_MODEL").as_bytes());
        let size = &self.size;
        let sizes = [size.seed, size.neighbourhoods, size.people, size.weeks, size.warm_up];
        for size in sizes {
            eat(&size.to_le_bytes());
        }
        for metric in self.weekly() {
            eat(metric.metric().name.as_bytes());
        }
        for epoch in timeline.epochs() {
            eat(&epoch.from.to_le_bytes());
            for (spec, value) in Parameters::specs().iter().zip(epoch.values.iter()) {
                // How many replicates there are makes none of them another.
                if spec.path != "run.replicates" {
                    eat(spec.path.as_bytes());
                    eat(&value.to_bits().to_le_bytes());
                }
            }
        }
        hash.finalize()
    }
}

/// Cells that are run together: all scenarios at a point in a replicate. They share one world
/// until their values first differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number of the point.
    pub point: usize,
    /// Number of the replicate.
    pub replicate: u32,
}

impl Job {
    /// The cells of the job, by number.
    #[must_use]
    pub fn cells(self, plan: &SweepPlan) -> Vec<usize> {
        let scenarios: Range<usize> = 0..plan.scenarios.len();
        scenarios.map(|scenario| plan.number(self.point, scenario, self.replicate)).collect()
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

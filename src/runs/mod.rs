//! Experiments: more than one run. A cell is one neighbourhood in one replicate; cells share
//! nothing, run in parallel, and are folded as they finish into integer totals, so that neither
//! threads nor order can matter. Without the feature `program` there are cells one after another.

pub mod account;
pub mod cell;
#[cfg(feature = "program")]
pub mod evaluation;
pub mod paired;
#[cfg(feature = "program")]
pub mod parallel;
pub mod population_check;
#[cfg(feature = "program")]
pub mod records;
#[cfg(feature = "program")]
pub mod sample;
pub mod studies;
#[cfg(feature = "program")]
pub mod targets;
pub mod twins;

pub use account::{Account, Lives, Spent};
pub use cell::{Arm, Outcome, run as run_cell, run_twins as run_cell_twins};
pub use paired::{Difference, Reduction, SHARES, Students, ratio, reduction};
#[cfg(feature = "program")]
pub use parallel::{Begun, Kept, Watch, run, run_compared, run_kept};
pub use population_check::{PopulationCheck, PopulationCount};
#[cfg(feature = "program")]
pub use sample::Sample;
pub use studies::Studies;
#[cfg(feature = "program")]
pub use targets::{Known, Target, TargetUse, calibrated, published, targets};
pub use twins::{
    By, Followed, HORIZON, LIFE_CHANGED, MONTHS, Moment, Tally, Twins, VISITS_CHANGED, Whose,
};

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

/// Which published figures a table shows beside what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Those that parameters are chosen by: whoever chooses parameters sees no others.
    #[default]
    Calibration,
    /// Those that judge the model as well.
    All,
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
    /// Where there is a sample of neighbourhoods: for each of its half-samples the same replicates of every
    /// arm, with observations only.
    pub halves: Vec<Vec<Replicate>>,
    /// Where a replicate has networks: of each network the same replicates of every arm, with observations only.
    pub networks: Vec<Vec<Vec<Replicate>>>,
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
        self.halves.iter_mut().zip(more.halves).for_each(|(all, more)| all.extend(more));
        let networks = self.networks.iter_mut().flatten();
        networks.zip(more.networks.into_iter().flatten()).for_each(|(all, more)| all.extend(more));
        self.twins.iter_mut().zip(more.twins).for_each(|(all, more)| all.extend(more));
    }
}

/// What a cell or a whole replicate comes to: the outcome of each arm, and the twins of each arm
/// after the first, if twins are compared.
pub type Made = (Vec<Outcome>, Vec<Twins>);

/// Runs one replicate of a scenario, its neighbourhoods one after another on this thread.
///
/// # Panics
/// If there is no neighbourhood: a checked scenario has one.
#[must_use]
pub fn replicate(timeline: &Timeline, plan: &RunSize, number: u32) -> Replicate {
    let arms = [Arm::new(timeline)];
    let cell = |place| (run_cell(&arms, plan, number, place), Vec::new());
    let mut cells = (0..plan.neighbourhoods).map(cell);
    let mut all = cells.next().expect("a neighbourhood");
    cells.for_each(|cell| add(&mut all, &cell));
    let Outcome { observations, studies } = all.0.remove(0);
    Replicate { number, observations, studies }
}

/// Adds another neighbourhood of the same replicate.
fn add((outcomes, twins): &mut Made, (others, their_twins): &Made) {
    for (sum, outcome) in outcomes.iter_mut().zip(others) {
        sum.observations.add(&outcome.observations);
        sum.studies.add(&outcome.studies);
    }
    twins.iter_mut().zip(their_twins).for_each(|(sum, twins)| sum.sum(twins));
}

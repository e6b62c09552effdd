//! Experiments: more than one run. A cell is one neighbourhood in one replicate; cells share
//! nothing, run in parallel, and are folded as they finish into integer totals, so that neither
//! threads nor order can matter.

use std::sync::atomic::AtomicBool;

use crate::observe::Observations;

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
}

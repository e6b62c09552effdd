//! Sensitivity: which parameters the outcomes depend on. First a screening of many parameters
//! ([`Trajectories`]), then shares of variance for the few that matter ([`Rows`]), and for both how
//! much is chance ([`Noise`]).

mod morris;
mod noise;
mod sobol;

pub use morris::{Effect, Trajectories};
pub use noise::{Noise, centre, spread};
pub use sobol::{Index, Indices, MOST_FACTORS, Rows};

/// Share of the intervals of all figures.
pub const INTERVAL: f64 = 0.9;

/// Rounds in which effects or rows are drawn again for an interval.
const BOOTSTRAPS: u32 = 1_000;

/// The value below which so much of a sorted list lies, between its neighbours.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() as f64 - 1.0);
    let (low, part) = (place.floor(), place.fract());
    let at = |place: f64| sorted[(place as usize).min(sorted.len() - 1)];
    at(low) + part * (at(low + 1.0) - at(low))
}

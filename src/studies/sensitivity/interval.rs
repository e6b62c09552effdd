//! Slopes and intervals that screening, indices and noise share.

use crate::runs::paired::students_t;

/// Share of the intervals of all figures.
pub const INTERVAL: f64 = 0.9;

/// Rounds in which effects or rows are drawn again for an interval.
pub(crate) const BOOTSTRAPS: u32 = 1_000;

/// The value below which so much of a sorted list lies, between its neighbours.
pub(crate) fn percentile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() as f64 - 1.0);
    let (low, part) = (place.floor(), place.fract());
    let at = |place: f64| sorted[(place as usize).min(sorted.len() - 1)];
    at(low) + part * (at(low + 1.0) - at(low))
}

/// What a parameter does to an outcome from the low end of its range to the high end, on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The mean difference.
    pub value: f64,
    /// Low end of its interval.
    pub low: f64,
    /// High end.
    pub high: f64,
}

impl Slope {
    /// A slope with its standard error.
    pub(crate) fn new(value: f64, error: f64, freedom: usize) -> Self {
        let half = error * students_t(INTERVAL, freedom);
        Self { value, low: value - half, high: value + half }
    }
}

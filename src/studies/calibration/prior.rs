//! What is held of a parameter before any target is seen: its plausible range, with a shape that follows
//! from how the range is known.
//!
//! - *measured* or *derived*: the range is the middle 90 % of a normal law, or of a lognormal one where the
//!   value cannot fall below zero, is no share, and the range spans more than a factor of two.
//! - *calibrated* or *assumed*: even over the range, or even on a logarithmic scale where the unit is one of
//!   rates, times or counts (or a ratio) and the range spans a factor of ten or more.
//!
//! Normal and lognormal laws end at their middle 99 %, and at what is possible.

use crate::model::random::normal_quantile;
use crate::model::spec::Spec;
use crate::model::units::Unit;
use crate::scenario::{Basis, Entry};
use crate::studies::sweep::read::Scale;

/// The normal quantile of 95 %: half the width of the middle 90 %, in standard deviations.
const NINETY: f64 = 1.644_853_626_951_472_2;

/// Share of a law that is cut off at either end.
const CUT_OFF: f64 = 0.005;

/// From this factor between its ends on, a measured range is lognormal.
const SKEWED: f64 = 2.0;

/// From this factor between its ends on, an assumed range is even on a logarithmic scale.
const DECADE: f64 = 10.0;

/// The shape of a prior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Even.
    Uniform,
    /// Even on a logarithmic scale.
    LogUniform,
    /// Normal, its middle 90 % the range.
    Normal,
    /// Lognormal, its middle 90 % the range.
    LogNormal,
}

impl Shape {
    /// The word of tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::LogUniform => "log-uniform",
            Self::Normal => "normal",
            Self::LogNormal => "lognormal",
        }
    }
}

/// What is held of a parameter before any target is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Its shape.
    pub shape: Shape,
    /// Low end of the range.
    pub low: f64,
    /// High end of the range.
    pub high: f64,
    /// The lowest and the highest value that are possible.
    pub possible: (f64, f64),
}

impl Prior {
    /// The prior of a parameter from its entry.
    #[must_use]
    pub fn of(spec: &Spec, entry: &Entry) -> Self {
        let (low, high) = (entry.low, entry.high);
        let additive = matches!(spec.unit, Unit::Share | Unit::LogOdds | Unit::LogRatio);
        let factor = if low > 0.0 && !additive { high / low } else { 1.0 };
        let shape = match entry.basis {
            Basis::Measured | Basis::Derived if factor > SKEWED => Shape::LogNormal,
            Basis::Measured | Basis::Derived => Shape::Normal,
            Basis::Calibrated | Basis::Assumed if factor >= DECADE => Shape::LogUniform,
            Basis::Calibrated | Basis::Assumed => Shape::Uniform,
        };
        Self { shape, low, high, possible: (spec.min, spec.max) }
    }

    /// The prior of a range that the study gives itself.
    #[must_use]
    pub fn over(low: f64, high: f64, scale: Scale) -> Self {
        let shape = match scale {
            Scale::Linear => Shape::Uniform,
            Scale::Log => Shape::LogUniform,
        };
        Self { shape, low, high, possible: (low, high) }
    }

    /// The value below which this share of the prior lies. The unit interval is the scale on which all that
    /// follows works: there every prior is even.
    #[must_use]
    pub fn value(&self, share: f64) -> f64 {
        let Self { low, high, .. } = *self;
        let deviations = || normal_quantile(CUT_OFF + share * (1.0 - 2.0 * CUT_OFF)) / NINETY;
        let value = match self.shape {
            Shape::Uniform => low + share * (high - low),
            Shape::LogUniform => low * libm::exp(share * libm::log(high / low)),
            Shape::Normal => f64::midpoint(low, high) + deviations() * (high - low) / 2.0,
            Shape::LogNormal => {
                let (middle, half) = (libm::log(low * high) / 2.0, libm::log(high / low) / 2.0);
                libm::exp(middle + deviations() * half)
            }
        };
        value.clamp(self.possible.0, self.possible.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prior(shape: Shape) -> Prior {
        Prior { shape, low: 1.0, high: 4.0, possible: (0.0, 100.0) }
    }

    #[test]
    fn the_range_of_a_measured_value_is_its_middle_ninety_per_cent() {
        let cut = |share: f64| (share - CUT_OFF) / (1.0 - 2.0 * CUT_OFF);
        for shape in [Shape::Normal, Shape::LogNormal] {
            let prior = prior(shape);
            assert!((prior.value(cut(0.05)) - 1.0).abs() < 1e-6, "{shape:?}");
            assert!((prior.value(cut(0.95)) - 4.0).abs() < 1e-6, "{shape:?}");
        }
        assert!((prior(Shape::Normal).value(0.5) - 2.5).abs() < 1e-6);
        assert!((prior(Shape::LogNormal).value(0.5) - 2.0).abs() < 1e-6);
    }

    #[test]
    fn an_assumed_range_is_even_and_no_value_is_impossible() {
        assert!((prior(Shape::Uniform).value(0.5) - 2.5).abs() < 1e-12);
        assert!((prior(Shape::LogUniform).value(0.5) - 2.0).abs() < 1e-12);
        let bounded = Prior { possible: (0.9, 3.9), ..prior(Shape::Normal) };
        assert_eq!((bounded.value(0.0), bounded.value(1.0)), (0.9, 3.9));
    }
}

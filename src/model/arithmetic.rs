//! The arithmetic of shares, rates and chances that the world and all mechanisms have in common.

use crate::model::random::normal_quantile;

/// Share nearer than which nothing comes to none or all in log-odds, so that they stay finite.
pub(crate) const NEAREST_TO_CERTAIN: f64 = 1e-6;

/// Shortest half-life, in weeks: a division by zero is none.
const SHORTEST_HALF_LIFE: f64 = 0.01;

/// Shortest way from a threshold to its end that a distance is divided by.
pub(crate) const SHORTEST_WAY: f64 = 0.01;

/// Lowest trait drawn for anybody: nobody is wholly without it.
const LOWEST_TRAIT: f64 = 0.02;

/// Highest trait drawn for anybody: nobody has it to the full.
pub(crate) const HIGHEST_TRAIT: f64 = 0.98;

/// Rate below which a chance comes from the first terms of its series: exact to 1e-7 there, and
/// this is where the hot path is.
const SERIES_BELOW: f64 = 0.2;

/// Terms of that series after the first: one over the factorials of 2 to 5.
const SERIES: [f64; 4] = [0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0];

/// Mean above which a count is a rounded normal draw.
const NORMAL_ABOVE: f64 = 60.0;

/// Largest count below that mean, which no draw comes near.
const LARGEST_COUNT: u32 = 200;

/// Points in a table by activation: 0 to 100, and one more for the slope at 100.
const ACTIVATION_POINTS: usize = 102;

/// The logistic function.
#[must_use]
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Log-odds of a share.
#[must_use]
pub(crate) fn log_odds(share: f64) -> f64 {
    let share = share.clamp(NEAREST_TO_CERTAIN, 1.0 - NEAREST_TO_CERTAIN);
    libm::log(share / (1.0 - share))
}

/// A share raised by a share of what is missing to one.
#[must_use]
pub(crate) fn raised(x: f64, by: f64) -> f64 {
    x + by.clamp(0.0, 1.0) * (1.0 - x)
}

/// A share lowered by a share of itself.
#[must_use]
pub(crate) fn lowered(x: f64, by: f64) -> f64 {
    x - by.clamp(0.0, 1.0) * x
}

/// The mean of a few values.
#[must_use]
pub(crate) fn mean<const N: usize>(values: [f64; N]) -> f64 {
    values.iter().sum::<f64>() / N as f64
}

/// A trait as it may be drawn.
#[must_use]
pub(crate) fn as_trait(x: f64) -> f64 {
    x.clamp(LOWEST_TRAIT, HIGHEST_TRAIT)
}

/// A value moved towards a target by a share of the distance.
#[must_use]
pub(crate) fn towards(x: f64, target: f64, by: f64) -> f64 {
    x + by * (target - x)
}

/// Share of the distance covered in a week, for a half-life in weeks.
#[must_use]
pub(crate) fn weekly(half_life: f64) -> f64 {
    within(1.0, half_life)
}

/// Share of the distance covered in some weeks, for a half-life in weeks.
#[must_use]
pub(crate) fn within(weeks: f64, half_life: f64) -> f64 {
    1.0 - libm::exp(-std::f64::consts::LN_2 * weeks / half_life.max(SHORTEST_HALF_LIFE))
}

/// Chance of at least one event, from a rate.
#[must_use]
#[inline]
pub(crate) fn chance(rate: f64) -> f64 {
    if rate < SERIES_BELOW {
        let x = rate.max(0.0);
        x * (1.0 - x * (SERIES[0] - x * (SERIES[1] - x * (SERIES[2] - x * SERIES[3]))))
    } else {
        1.0 - libm::exp(-rate)
    }
}

/// `exp(-slope (activation - reference) / 10)` at every point of the activation scale, so that the
/// hot path reads a table. Between points it is linear, to 1e-5 of the value.
#[derive(Clone, Debug)]
pub struct ByActivation([f64; ACTIVATION_POINTS]);

impl ByActivation {
    /// The table for one slope, 1 at the reference.
    #[must_use]
    pub fn new(slope: f64, reference: f64) -> Self {
        Self(std::array::from_fn(|a| libm::exp(-slope * (a as f64 - reference) / 10.0)))
    }

    /// The factor at an activation between 0 and 100.
    #[must_use]
    #[inline]
    pub fn at(&self, activation: f64) -> f64 {
        let below = (activation as usize).min(100);
        let part = activation - below as f64;
        self.0[below] + part * (self.0[below + 1] - self.0[below])
    }
}

/// How many events of a Poisson count with this mean, by quantile, so that the count is
/// monotone in the draw and in the mean.
#[must_use]
pub(crate) fn poisson(uniform: f64, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    if mean > NORMAL_ABOVE {
        let z = normal_quantile(uniform);
        return (mean + z * mean.sqrt()).round().max(0.0) as u32;
    }
    let mut term = libm::exp(-mean);
    let mut below = term;
    let mut count = 0;
    while uniform > below && count < LARGEST_COUNT {
        count += 1;
        term *= mean / f64::from(count);
        below += term;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_counts_have_their_mean_and_rise_with_it() {
        for mean in [0.05, 0.7, 5.0, 90.0] {
            let counts = (0..20_000).map(|i| poisson((f64::from(i) + 0.5) / 20_000.0, mean));
            let average = counts.map(f64::from).sum::<f64>() / 20_000.0;
            assert!((average / mean - 1.0).abs() < 0.01, "mean {mean}, found {average}");
        }
        assert!(
            (1..100)
                .all(|i| poisson(f64::from(i) / 100.0, 1.0) <= poisson(f64::from(i) / 100.0, 1.1))
        );
    }

    #[test]
    fn a_chance_from_a_rate_is_the_exponential_one_on_both_sides_of_the_series() {
        for rate in [0.0, 1e-6, 0.05, 0.199, 0.201, 3.0] {
            assert!((chance(rate) - (1.0 - libm::exp(-rate))).abs() < 2e-7, "rate {rate}");
        }
    }

    #[test]
    fn the_table_by_activation_follows_its_formula() {
        let table = ByActivation::new(0.05, 60.0);
        for activation in [0.0, 33.3, 59.99, 60.0, 99.7, 100.0] {
            let exact = libm::exp(-0.05 * (activation - 60.0) / 10.0);
            assert!((table.at(activation) / exact - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn half_lives_halve() {
        let mut x = 1.0;
        for _ in 0..13 {
            x = towards(x, 0.0, weekly(13.0));
        }
        assert!((x - 0.5).abs() < 1e-12);
    }
}

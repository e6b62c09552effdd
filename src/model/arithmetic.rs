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
    if rate < SERIES_BELOW { series(rate.max(0.0)) } else { 1.0 - libm::exp(-rate) }
}

/// `1 - exp(-x)` near 0, by the first terms of its series.
#[inline]
fn series(x: f64) -> f64 {
    x * (1.0 - x * (SERIES[0] - x * (SERIES[1] - x * (SERIES[2] - x * SERIES[3]))))
}

/// Rate up to which chances are read off a table.
const CHANCES_TO: f64 = 8.0;

/// Steps of that table for a unit of rate.
const CHANCES_STEPS: f64 = 64.0;

/// Half of such a step, by which the nearest one is found.
const HALF_STEP: f64 = 0.5;

/// The chance of at least one event by its rate, from a table of exponentials: what lies between two steps is
/// their series, exact to 1e-15, where the clocks are in steps of 2e-10.
#[derive(Clone, Debug)]
pub struct Chances(Vec<f64>);

impl Default for Chances {
    fn default() -> Self {
        let points = 0..=(CHANCES_TO * CHANCES_STEPS) as u32;
        Self(points.map(|at| libm::exp(-f64::from(at) / CHANCES_STEPS)).collect())
    }
}

impl Chances {
    /// The chance at a rate: that of `chance`.
    #[must_use]
    #[inline]
    pub(crate) fn at(&self, rate: f64) -> f64 {
        if !(SERIES_BELOW..CHANCES_TO).contains(&rate) {
            return chance(rate);
        }
        let near = (rate * CHANCES_STEPS + HALF_STEP) as usize;
        let beyond = rate - near as f64 / CHANCES_STEPS;
        1.0 - self.0[near] * (1.0 - series(beyond))
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

/// How far from 0 either way the table of `Rising` goes.
const RISING_TO: f64 = 8.0;

/// Steps of that table for a unit.
const RISING_STEPS: f64 = 16.0;

/// What a lower bound is multiplied and an upper one divided by, so that both hold whatever the last digits are
/// rounded to.
pub(crate) const ROUNDED: f64 = 1.0 - 1e-9;

/// A function that never falls, such as a chance by its log-odds, at every step around 0: whether something
/// lies below it is nearly always seen from its neighbours, without an exponential.
#[derive(Clone, Debug)]
pub struct Rising {
    of: fn(f64) -> f64,
    at: Vec<f64>,
}

impl Rising {
    /// The table of a function.
    #[must_use]
    pub fn new(of: fn(f64) -> f64) -> Self {
        let points = 0..=(2.0 * RISING_TO * RISING_STEPS) as u32;
        Self { of, at: points.map(|at| of(f64::from(at) / RISING_STEPS - RISING_TO)).collect() }
    }

    /// Whether a lot is below the function.
    #[must_use]
    #[inline]
    pub(crate) fn is_above(&self, x: f64, lot: f64) -> bool {
        let below = (x + RISING_TO) * RISING_STEPS;
        if below >= 0.0 {
            match self.at.get(below as usize..).unwrap_or_default() {
                [least, ..] if lot < least * ROUNDED => return true,
                [_, most, ..] if lot >= most / ROUNDED => return false,
                _ => {}
            }
        }
        lot < (self.of)(x)
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
    poisson_from(uniform, mean, libm::exp(-mean))
}

/// The same for a mean that is not large, with the chance of none known.
#[must_use]
pub(crate) fn poisson_from(uniform: f64, mean: f64, none: f64) -> u32 {
    let mut term = none;
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
    use crate::model::random::normal_share;

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
    fn a_lot_is_below_a_function_where_the_function_says_so() {
        for of in [logistic, normal_share] {
            let table = Rising::new(of);
            for at in -4_000..4_000 {
                let x = f64::from(at) * 0.004_9;
                let chance = of(x);
                let near = [0.5, 0.9, 0.999, 1.0 - 1e-12, 1.0, 1.0 + 1e-12, 1.001, 1.1, 2.0];
                for lot in near.map(|times| chance * times) {
                    assert_eq!(table.is_above(x, lot), lot < chance, "{lot} at {x}");
                }
            }
            assert!(table.is_above(f64::INFINITY, 0.999));
            assert!(!table.is_above(f64::NEG_INFINITY, 1e-9) && !table.is_above(f64::NAN, 0.5));
        }
    }

    #[test]
    fn chances_of_the_table_are_those_of_the_exponential() {
        let table = Chances::default();
        for rate in (0..20_000).map(|k| f64::from(k) * 0.000_51) {
            assert!((table.at(rate) - chance(rate)).abs() < 1e-15, "rate {rate}");
        }
        assert!(
            table.at(f64::INFINITY) >= 1.0 && table.at(-1.0) <= 0.0 && table.at(f64::NAN).is_nan()
        );
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

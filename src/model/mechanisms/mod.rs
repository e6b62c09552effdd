//! The mechanisms: one causal claim family per file. A mechanism reads top to bottom: the claim,
//! the equation, the units, the evidence, the claim ids, its parameters, its pure rules, its
//! step. Mechanisms do not import one another; they meet in the columns of the world, in the
//! order that the engine states.

pub mod community;
pub mod link_work;
pub mod people;
pub mod practice;
pub mod reference;

use crate::model::parameters::Parameters;
use crate::model::world::Needs;

/// Share nearer than which nothing comes to none or all in log-odds, so that they stay finite.
const NEAREST_TO_CERTAIN: f64 = 1e-6;

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

/// How overwhelmed a person is by what they have to deal with.
#[must_use]
pub(crate) fn overwhelm(
    per_severe_need: f64,
    per_hardship: f64,
    needs: Needs,
    hardship: f64,
) -> f64 {
    (per_severe_need * needs.severe() as f64 + per_hardship * hardship.max(0.0)).min(1.0)
}

/// Share of the week that the worker is at a practice, once premises are counted.
#[must_use]
pub(crate) fn room(all: &Parameters) -> f64 {
    all.practice.co_location * (1.0 - all.practice.estate_pressure)
}

/// Burden of reports and forms: what is asked for, and what pay by targets adds.
#[must_use]
pub(crate) fn reporting(all: &Parameters) -> f64 {
    raised(all.hours.reporting_burden, all.targets.forms * all.targets.pay_share)
}

/// Seat in a practice's team, with what its champion gets for the worker.
#[must_use]
pub(crate) fn seat(all: &Parameters, champion: f64) -> f64 {
    raised(all.practice.mdt_seat, all.practice.champion_seat * champion)
}

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
        let z = crate::model::random::normal_quantile(uniform);
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
pub(crate) mod tests {
    use super::*;
    use crate::model::engine::Rules;
    use crate::model::kinds::{Fifth, Sex};
    use crate::model::random::Draws;
    use crate::model::synthesis::{self, NeighbourhoodNumber};
    use crate::model::world::{Fixed, Traits, World};
    use std::sync::Arc;

    /// The parameters of the baseline, for tests of the mechanisms.
    pub(crate) fn baseline() -> Parameters {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
        let scenario = crate::scenario::load(std::path::Path::new(path)).expect("the baseline");
        scenario.start().clone()
    }

    /// A woman of 50 in the middle fifth, with every trait at one half.
    pub(crate) fn somebody() -> Fixed {
        let traits = Traits {
            complexity: 0.5,
            sociability: 0.5,
            affiliation: 0.5,
            stigma: 0.5,
            attribution: 0.5,
            trust: 0.5,
            readiness: 0.5,
        };
        Fixed::new(50, Sex::Female, Fifth::Middle, 0, 0, &traits)
    }

    /// A small neighbourhood as it is when a run begins, with the rules that made it.
    pub(crate) fn small_world(all: Parameters) -> (Rules, World) {
        let rules = Rules::new(Arc::new(all), &Arc::from([]));
        let place = NeighbourhoodNumber { number: 0, of: 1 };
        let world = synthesis::neighbourhood(&rules, place, 500, 52, 0, Draws::new(1, 0, 0));
        (rules, world)
    }

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

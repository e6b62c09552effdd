//! From shares of the five national fifths of deprivation to the two parameters by which the model has them. No
//! parameter holds the shares themselves: a neighbourhood lies somewhere on the scale of deprivation, its people
//! around it, and the national edges cut it.
//!
//! ```text
//! people of one neighbourhood   N(m, s), m = population.area x sqrt(V), s = sqrt(1 - V), V = population.area_variance
//! share of a fifth              normal(upper edge) - normal(lower edge), edges of model::kinds::Fifth
//! from shares                   the `area` (-3 to 3) and V (its plausible range) under which the shares found are the
//!                               most likely: the largest sum of share x ln(share of the model), by steps of 0.01
//! from a decile                 the middle of that tenth of all neighbourhoods, 1 the most deprived:
//!                               area = -normal quantile((decile - 0.5) / 10); V stays. Assumed: that a place named by
//!                               its decile is like the middle of the neighbourhoods of that tenth
//! ```

use crate::model::kinds::Fifth;
use crate::model::random::{normal_quantile, normal_share};

/// Shares of the five fifths, the most deprived first.
pub type Shares = [f64; Fifth::COUNT];

/// The steps in which both parameters are tried.
const STEPS_PER_ONE: f64 = 100.0;

/// The furthest a neighbourhood may lie from the middle of all, in standard deviations: what is possible for
/// `population.area`.
const FURTHEST: f64 = 3.0;

/// A share of the model below this is taken as this, so that its logarithm is finite.
const SMALLEST: f64 = 1e-9;

/// Where a neighbourhood lies and how widely its people do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// `population.area`.
    pub area: f64,
    /// `population.area_variance`.
    pub variance: f64,
}

impl Place {
    /// Shares of the fifths that the model makes of it, before chance.
    #[must_use]
    pub fn shares(self) -> Shares {
        let (middle, spread) = (self.area * self.variance.sqrt(), (1.0 - self.variance).sqrt());
        let below = |edge: f64| normal_share((edge - middle) / spread);
        let mut upper = 1.0;
        std::array::from_fn(|fifth| {
            let lower = Fifth::EDGES.get(fifth).map_or(0.0, |&edge| below(edge));
            std::mem::replace(&mut upper, lower) - lower
        })
    }

    /// The place whose people have these shares, with the variance in this range.
    #[must_use]
    pub fn of_shares(shares: Shares, (low, high): (f64, f64)) -> Self {
        let steps = |from: f64, to: f64| {
            let count = ((to - from) * STEPS_PER_ONE).round() as u32;
            (0..=count).map(move |step| from + f64::from(step) / STEPS_PER_ONE)
        };
        let mut best = (f64::NEG_INFINITY, Self { area: 0.0, variance: low });
        for variance in steps(low, high) {
            for area in steps(-FURTHEST, FURTHEST) {
                let place = Self { area: (area * STEPS_PER_ONE).round() / STEPS_PER_ONE, variance };
                let pairs = shares.iter().zip(place.shares());
                let likely: f64 =
                    pairs.map(|(found, made)| found * libm::log(made.max(SMALLEST))).sum();
                if likely > best.0 {
                    best = (likely, place);
                }
            }
        }
        let rounded = (best.1.variance * STEPS_PER_ONE).round() / STEPS_PER_ONE;
        Self { variance: rounded, ..best.1 }
    }

    /// The middle of a tenth of all neighbourhoods, 1 the most deprived.
    #[must_use]
    pub fn of_decile(decile: u8, variance: f64) -> Self {
        let area = -normal_quantile((f64::from(decile) - 0.5) / 10.0);
        Self { area: (area * STEPS_PER_ONE).round() / STEPS_PER_ONE, variance }
    }

    /// The mean place of its people on the gradient of deprivation, 1 in the most deprived fifth, -1 in the least.
    #[must_use]
    pub fn gradient(self) -> f64 {
        let shares = self.shares();
        Fifth::ALL.iter().map(|&fifth| shares[fifth as usize] * fifth.gradient()).sum()
    }
}

/// The largest distance between two lists of shares.
#[must_use]
pub fn furthest(a: Shares, b: Shares) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Shares as percentages, the most deprived first: `38/24/17/12/9 %`.
#[must_use]
pub fn told(shares: Shares) -> String {
    let parts = shares.map(|share| format!("{:.0}", 100.0 * share));
    format!("{} %", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: (f64, f64) = (0.1, 0.5);

    #[test]
    fn all_shares_are_there_and_the_middle_place_is_nearly_england() {
        let middle = Place { area: 0.0, variance: 0.1 }.shares();
        assert!((middle.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(furthest(middle, [0.2; 5]) < 0.02, "{middle:?}");
        let whole = Place { area: 0.0, variance: 0.0 }.shares();
        assert!(furthest(whole, [0.2; 5]) < 1e-9, "{whole:?}");
    }

    #[test]
    fn shares_that_a_place_makes_lead_back_to_it() {
        for place in [(1.2, 0.3), (-0.8, 0.25), (2.5, 0.4), (0.0, 0.2)] {
            let place = Place { area: place.0, variance: place.1 };
            let found = Place::of_shares(place.shares(), RANGE);
            assert!(furthest(found.shares(), place.shares()) < 0.005, "{place:?} {found:?}");
        }
    }

    #[test]
    fn extreme_shares_are_met_as_far_as_a_place_can() {
        let found = Place::of_shares([1.0, 0.0, 0.0, 0.0, 0.0], RANGE);
        assert!(found.shares()[0] > 0.9, "{found:?}");
        let split = [0.5, 0.0, 0.0, 0.0, 0.5];
        assert!(furthest(Place::of_shares(split, RANGE).shares(), split) > 0.1);
    }

    #[test]
    fn deciles_go_from_the_most_deprived_down_and_mirror_each_other() {
        let areas: Vec<f64> = (1..=10).map(|n| Place::of_decile(n, 0.25).area).collect();
        assert!(areas.windows(2).all(|pair| pair[0] > pair[1]), "{areas:?}");
        assert!((areas[0] + areas[9]).abs() < 1e-9 && (areas[0] - 1.64).abs() < 1e-9);
        assert!(Place::of_decile(1, 0.25).gradient() > 0.3);
    }
}

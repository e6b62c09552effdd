//! A sample of the neighbourhoods of a run, and how far what it finds may lie from what all of them would
//! give.
//!
//! Neighbourhoods are numbered by deprivation. They are cut into strata of neighbours in that order, as equal
//! as whole numbers allow, and two are drawn by lot from each. So each has nearly the same chance to be drawn,
//! and sums over the sample stand for sums over all: every metric is a ratio of sums, and is taken of the sample
//! as it is of the whole.
//!
//! Its error is found by balanced half-samples: each has one neighbourhood of every stratum, chosen so that over
//! all half-samples any two strata are chosen independently (the rows of a Hadamard matrix).
//!
//! ```text
//! sampling variance = (1 - n / N) x mean over half-samples of (figure of the half - figure of the sample)^2
//! ```
//!
//! **Evidence.** Pseudo-replication: half samples (Review of the International Statistical Institute 37:239,
//! 1969); Wolter, Introduction to Variance Estimation, 2007, chapter 3; both recalled. The error of a quantile is
//! found by it as well, which the jackknife does not.

use crate::model::random::{Draws, Purpose, Who};
use crate::runs::RunSize;

/// Most half-samples. Strata beyond one less share choices, which leaves the variance as it is and makes it a
/// little less sure; memory does not grow with the sample then.
const MOST_HALVES: usize = 32;

/// Neighbourhoods that are drawn from each stratum.
const DRAWN: u32 = 2;

/// The place of lots: no neighbourhood has this number.
const LOTS: u32 = u32::MAX - 1;

/// A sample of neighbourhoods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// How many are drawn.
    pub take: u32,
    /// Of how many.
    pub of: u32,
    seed: u32,
}

impl Sample {
    /// A sample of the neighbourhoods of a run.
    ///
    /// # Errors
    /// If there are not so many, or they are no pairs.
    pub fn new(plan: &RunSize, take: u32) -> Result<Self, String> {
        let of = plan.neighbourhoods;
        if take < 2 * DRAWN || !take.is_multiple_of(DRAWN) || take > of {
            return Err(format!(
                "a sample has an even number of neighbourhoods, from 4 to all of them, which are {of} here: \
                 {take} is none"
            ));
        }
        Ok(Self { take, of, seed: plan.seed })
    }

    /// How many strata there are.
    #[must_use]
    pub fn strata(&self) -> u32 {
        self.take / DRAWN
    }

    /// The neighbourhoods of a replicate that are drawn, stratum by stratum, both of one after another.
    #[must_use]
    pub fn places(&self, replicate: u32) -> Vec<u32> {
        let lots = Draws::new(self.seed, replicate, LOTS).week(0);
        let stratum = |number: u32| {
            let edge = |number: u32| {
                (u64::from(number) * u64::from(self.of) / u64::from(self.strata())) as u32
            };
            let (low, high) = (edge(number), edge(number + 1));
            let [one, other, ..] = lots.uniforms(Purpose::Range, Who(number), 3, 0);
            let first = low + (one * f64::from(high - low)) as u32;
            // The other is one of the rest.
            let step = 1 + (other * f64::from(high - low - 1)) as u32;
            [first, low + (first - low + step) % (high - low)]
        };
        (0..self.strata()).flat_map(stratum).collect()
    }

    /// How many half-samples there are.
    #[must_use]
    pub fn halves(&self) -> usize {
        (self.strata() as usize + 1).next_power_of_two().min(MOST_HALVES)
    }

    /// Whether the neighbourhood at a place of `places` is in a half-sample.
    #[must_use]
    pub fn in_half(&self, place: usize, half: usize) -> bool {
        let (stratum, one) = (place / DRAWN as usize, place % DRAWN as usize);
        let column = 1 + stratum % (self.halves() - 1);
        // The matrix of Sylvester; its first column has one sign only and balances nothing.
        (column & half).count_ones() as usize % 2 == one
    }

    /// The standard error of a figure of the sample, from those of the half-samples.
    #[must_use]
    pub fn error(&self, found: f64, halves: &[Option<f64>]) -> Option<f64> {
        let squares = halves.iter().map(|half| half.map(|half| (half - found) * (half - found)));
        let squares: f64 = squares.sum::<Option<f64>>()?;
        let left_out = 1.0 - f64::from(self.take) / f64::from(self.of);
        (!halves.is_empty()).then(|| libm::sqrt(left_out * squares / halves.len() as f64))
    }

    /// Degrees of freedom of such an error.
    #[must_use]
    pub fn freedom(&self) -> usize {
        self.halves().saturating_sub(1).min(self.strata() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(take: u32, of: u32, seed: u32) -> Sample {
        let plan =
            RunSize { seed, replicates: 1, neighbourhoods: of, people: 1, weeks: 1, warm_up: 0 };
        Sample::new(&plan, take).unwrap()
    }

    #[test]
    fn two_of_each_stratum_are_drawn_and_all_have_the_same_chance() {
        let mut drawn = vec![0; 50];
        for seed in 0..2_000 {
            let places = sample(20, 50, seed).places(0);
            for (stratum, pair) in places.chunks(2).enumerate() {
                assert!(pair[0] != pair[1] && pair.iter().all(|&at| at as usize / 5 == stratum));
                drawn[pair[0] as usize] += 1;
                drawn[pair[1] as usize] += 1;
            }
        }
        assert!(drawn.iter().all(|&times| (700..900).contains(&times)), "{drawn:?}");
        assert_ne!(sample(20, 50, 1).places(0), sample(20, 50, 1).places(1));
        assert_eq!(sample(4, 4, 1).places(0).len(), 4);
        let plan =
            RunSize { seed: 1, replicates: 1, neighbourhoods: 1, people: 1, weeks: 1, warm_up: 0 };
        assert!([0, 2, 5, 60].iter().all(|&take| Sample::new(&plan, take).is_err()));
    }

    #[test]
    fn halves_are_balanced_and_have_one_of_each_stratum() {
        let sample = sample(60, 1_250, 1);
        assert_eq!((sample.halves(), sample.strata(), sample.freedom()), (32, 30, 30));
        for half in 0..32 {
            for stratum in 0..30 {
                let pair = [0, 1].map(|one| sample.in_half(2 * stratum + one, half));
                assert!(pair[0] != pair[1]);
            }
        }
        for (a, b) in [(0, 1), (3, 17), (28, 29)] {
            let same = (0..32).filter(|&k| sample.in_half(2 * a, k) == sample.in_half(2 * b, k));
            assert_eq!(same.count(), 16);
        }
    }

    #[test]
    fn the_error_is_that_of_a_mean_of_strata() {
        // Figures of the strata's pairs; of a mean the half-samples give sum of (a - b)^2 / (4 strata^2) exactly.
        let sample = sample(12, 1_200, 1);
        let values: Vec<f64> = (0..12).map(|at| f64::from(at * at % 7)).collect();
        let mean = values.iter().sum::<f64>() / 12.0;
        let half = |half| {
            let of = values.iter().enumerate().filter(|(at, _)| sample.in_half(*at, half));
            Some(of.map(|(_, value)| value).sum::<f64>() / 6.0)
        };
        let halves: Vec<Option<f64>> = (0..sample.halves()).map(half).collect();
        let pairs = values.chunks(2).map(|pair| (pair[0] - pair[1]) * (pair[0] - pair[1]));
        let by_hand = (0.99 * pairs.sum::<f64>() / 4.0 / 36.0).sqrt();
        assert!((sample.error(mean, &halves).unwrap() - by_hand).abs() < 1e-12);
        assert_eq!(sample.error(mean, &[None, Some(1.0)]), None);
    }
}

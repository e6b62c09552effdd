//! Statistics of paired differences: Student's t without the standard library's functions, whose
//! last bits differ between builds, and the control of false discoveries.

use special::Beta;

use crate::runs::paired::students_t;

/// What the paired differences of the replicates say together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Replicates that have the difference.
    pub replicates: usize,
    /// Mean difference.
    pub mean: f64,
    /// Standard error of the mean.
    pub error: f64,
}

impl Summary {
    /// The summary of these differences, or nothing for fewer than two.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = values.len();
        if n < 2 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let error = (squares / (n as f64 - 1.0) / n as f64).sqrt();
        Some(Self { replicates: n, mean, error })
    }

    /// The interval that covers the true mean in this share of experiments.
    #[must_use]
    pub fn interval(&self, share: f64) -> (f64, f64) {
        let half = self.error * students_t(share, self.replicates - 1);
        (self.mean - half, self.mean + half)
    }

    /// Chance of a mean at least so far from nothing, if there is nothing.
    #[must_use]
    pub fn p(&self) -> f64 {
        self.p_from(0.0)
    }

    /// Chance, were the true mean as far from nothing as `smallest`, of one at least so near to it:
    /// two tests, one from each side.
    #[must_use]
    pub fn p_same(&self, smallest: f64) -> f64 {
        let one = |distance: f64| {
            let half = self.p_from(self.mean - distance) / 2.0;
            if distance > 0.0 { half } else { 1.0 - half }
        };
        one(smallest - self.mean).max(one(smallest + self.mean))
    }

    /// Two-sided chance for a true mean.
    fn p_from(&self, truth: f64) -> f64 {
        let distance = (self.mean - truth).abs();
        if distance <= 0.0 {
            1.0
        } else if self.error <= 0.0 {
            0.0
        } else {
            two_sided(distance / self.error, self.replicates as f64 - 1.0)
        }
    }
}

/// Chance that Student's t is at least so far from nothing.
fn two_sided(t: f64, freedom: f64) -> f64 {
    let half = freedom / 2.0;
    (freedom / (freedom + t * t)).inc_beta(half, 0.5, half.ln_beta(0.5))
}

/// Adjusted chances after Benjamini and Hochberg: those at most 5 % are discoveries of which, on
/// average, at most 5 % are false.
#[must_use]
pub fn adjusted(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[b].total_cmp(&chances[a]));
    let (count, mut least) = (chances.len() as f64, 1.0_f64);
    let mut adjusted = vec![1.0; chances.len()];
    for (after, index) in order.into_iter().enumerate() {
        let rank = count - after as f64;
        least = least.min(chances[index] * count / rank);
        adjusted[index] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_t_are_those_of_the_tables() {
        for (share, freedom, t) in
            [(0.95, 1.0, 12.706), (0.95, 11.0, 2.201), (0.9, 7.0, 1.895), (0.99, 30.0, 2.750)]
        {
            let found = students_t(share, freedom as usize);
            assert!((found - t).abs() < 0.001, "{share} {freedom}: {found}");
        }
    }

    #[test]
    fn adjusted_chances_are_those_of_the_textbook() {
        let found = adjusted(&[0.01, 0.04, 0.03, 0.005]);
        for (found, right) in found.iter().zip([0.02, 0.04, 0.04, 0.02]) {
            assert!((found - right).abs() < 1e-12, "{found}");
        }
    }

    #[test]
    fn sameness_needs_the_whole_interval_within_the_smallest() {
        let narrow = Summary { replicates: 12, mean: 0.1, error: 0.1 };
        let wide = Summary { replicates: 12, mean: 0.1, error: 1.0 };
        assert!(narrow.p_same(1.0) < 0.05 && wide.p_same(1.0) > 0.05);
        let (low, high) = narrow.interval(0.9);
        let edge = narrow.p_same(high);
        assert!((edge - 0.05).abs() < 1e-6 && low < 0.0, "{edge}");
        let outside = Summary { replicates: 12, mean: 2.0, error: 0.1 };
        assert!(outside.p_same(1.0) > 0.95);
    }

    #[test]
    fn equal_arms_show_nothing_and_a_constant_difference_is_certain() {
        let none = Summary::of(&[0.0; 8]).expect("eight values");
        assert!(none.p() >= 1.0 && none.p_same(0.1) <= 0.0);
        let sure = Summary::of(&[1.0; 8]).expect("eight values");
        assert!(sure.p() <= 0.0);
        assert_eq!(Summary::of(&[1.0]), None);
    }
}

//! How likely the published figures are, all together, where a figure of each is expected:
//!
//! ```text
//! log L = -1/2 (r' S^-1 r + log |S|)         r: published less expected
//! S = diag(V_emulator + V_chance) + A        A_ij = c_ij sqrt((V_observed + V_discrepancy)_i (...)_j)
//! ```
//!
//! `c` is 1 on the diagonal, [`SHARED`] for two figures of one source, 0 otherwise.

use crate::studies::calibration::implausible::Aim;
use crate::studies::calibration::matrix::{Triangle, dot};

/// Correlation of the errors of two figures of one source: assumed.
pub const SHARED: f64 = 0.5;

/// What is expected of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The mean.
    pub mean: f64,
    /// Variance of what is not known of it.
    pub doubt: f64,
    /// Variance of single runs.
    pub run: f64,
}

impl Expected {
    /// The same after a mean of so many runs was seen, each by how sure it is.
    #[must_use]
    pub fn after(self, seen: f64, runs: usize) -> Self {
        let (own, other) = (self.doubt, self.run / runs as f64);
        if own + other <= 0.0 {
            return Self { mean: seen, doubt: 0.0, ..self };
        }
        let weight = own / (own + other);
        Self { mean: self.mean + weight * (seen - self.mean), doubt: own * (1.0 - weight), ..self }
    }
}

/// The logarithm of the likelihood, but for a constant. Figures of which nothing is expected are left out.
#[must_use]
pub fn log_likelihood(aims: &[Aim], expected: &[Option<Expected>]) -> f64 {
    let there: Vec<(&Aim, Expected)> =
        aims.iter().zip(expected).filter_map(|(aim, expected)| Some((aim, (*expected)?))).collect();
    let mut groups: Vec<usize> = there.iter().map(|(aim, _)| aim.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let of_group = |group: &usize| {
        let all: Vec<&(&Aim, Expected)> =
            there.iter().filter(|(aim, _)| aim.group == *group).collect();
        let own = |(aim, expected): &(&Aim, Expected)| {
            aim.apart() + expected.doubt + aim.chance * expected.run
        };
        let cell = |i: usize, j: usize| {
            let shared = || SHARED * (all[i].0.apart() * all[j].0.apart()).sqrt();
            if i == j { own(all[i]) } else { shared() }
        };
        let many = all.len();
        let matrix: Vec<f64> = (0..many * many).map(|at| cell(at / many, at % many)).collect();
        let Some(triangle) = Triangle::of(&matrix, many) else { return f64::NEG_INFINITY };
        let mut rest: Vec<f64> =
            all.iter().map(|(aim, expected)| aim.value - expected.mean).collect();
        triangle.forward(&mut rest);
        -0.5 * (dot(&rest, &rest) + triangle.log_determinant())
    };
    groups.iter().map(of_group).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aim(value: f64, group: usize) -> Aim {
        Aim { value, observed: 3.0, discrepancy: 1.0, chance: 0.0, group }
    }

    fn expected(mean: f64) -> Expected {
        Expected { mean, doubt: 0.0, run: 9.0 }
    }

    #[test]
    fn apart_figures_add_up_and_figures_of_one_source_share_what_they_miss_by() {
        let apart = log_likelihood(&[aim(2.0, 0), aim(2.0, 1)], &[Some(expected(0.0)); 2]);
        assert!((apart + 0.5 * (2.0 + 2.0 * libm::log(4.0))).abs() < 1e-12, "{apart}");
        // S = [[4, 2], [2, 4]]: r' S^-1 r = 4 / 3 for r = (2, 2); |S| = 12.
        let one = log_likelihood(&[aim(2.0, 0), aim(2.0, 0)], &[Some(expected(0.0)); 2]);
        assert!((one + 0.5 * (4.0 / 3.0 + libm::log(12.0))).abs() < 1e-12, "{one}");
        let alone = log_likelihood(&[aim(2.0, 0), aim(9.0, 1)], &[Some(expected(0.0)), None]);
        assert!((alone + 0.5 * (1.0 + libm::log(4.0))).abs() < 1e-12, "{alone}");
    }

    #[test]
    fn what_runs_say_is_joined_by_how_sure_it_is() {
        let before = Expected { mean: 0.0, doubt: 3.0, run: 2.0 };
        let after = before.after(8.0, 2);
        assert!((after.mean - 6.0).abs() < 1e-12 && (after.doubt - 0.75).abs() < 1e-12);
        let sure = Expected { mean: 5.0, doubt: 0.0, run: 0.0 };
        assert!((sure.after(5.0, 2).mean - 5.0).abs() < 1e-12);
    }
}

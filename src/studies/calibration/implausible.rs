//! How far a model is from a published figure, counted in all that may keep the two apart:
//!
//! ```text
//! I = |z - E| / sqrt(V_emulator + V_chance + V_observed + V_discrepancy)
//! ```
//!
//! `z` is the published value; `E` what the emulator expects, with the variance of its own doubt; chance that
//! of a simulated study of the published one's size; observed the square of its standard error, and of the
//! spread between studies where there are several; discrepancy what a right parameter may still miss by,
//! because the model is not the world (Craig, Goldstein, Seheult and Smith 1997). A point is *implausible*
//! when the second-largest `I` is above the cut: one figure alone, which may be wrong itself, rules nothing out.
//! Figures of one source share its errors and speak with one voice: the largest of a group counts.

/// A published figure to come near.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// The value, on the scale on which it is compared.
    pub value: f64,
    /// Variance of the study, and between studies.
    pub observed: f64,
    /// Variance of what a right parameter may still miss by.
    pub discrepancy: f64,
    /// Share of the variance of one run that a study of the published size has by chance.
    pub chance: f64,
    /// Which figures share an error.
    pub group: usize,
}

impl Aim {
    /// All variance that no emulator can take away, but chance.
    #[must_use]
    pub fn apart(&self) -> f64 {
        self.observed + self.discrepancy
    }

    /// The implausibility of a mean, of which so much is not known, where single runs vary so much.
    #[must_use]
    pub fn implausibility(&self, (mean, doubt): (f64, f64), run: f64) -> f64 {
        let variance = doubt + self.chance * run + self.apart();
        (self.value - mean).abs() / variance.sqrt()
    }
}

/// The second-largest of implausibilities, each group with its largest; the largest where there is one group.
#[must_use]
pub fn second_largest(all: impl Iterator<Item = (usize, f64)>) -> f64 {
    let mut largest: Vec<(usize, f64)> = Vec::new();
    for (group, one) in all {
        match largest.iter_mut().find(|(other, _)| *other == group) {
            Some((_, most)) => *most = most.max(one),
            None => largest.push((group, one)),
        }
    }
    largest.sort_by(|a, b| b.1.total_cmp(&a.1));
    largest.get(1).or(largest.first()).map_or(0.0, |&(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variance_counts_once() {
        let aim = Aim { value: 10.0, observed: 4.0, discrepancy: 9.0, chance: 0.5, group: 0 };
        assert!((aim.implausibility((16.0, 10.0), 26.0) - 1.0).abs() < 1e-12);
        assert!((aim.implausibility((10.0, 1.0), 1.0)).abs() < 1e-12);
    }

    #[test]
    fn one_voice_alone_rules_nothing_out() {
        assert!((second_largest([(0, 9.0), (1, 2.0), (2, 1.0)].into_iter()) - 2.0).abs() < 1e-12);
        // Two figures of one source are one voice.
        assert!((second_largest([(0, 9.0), (0, 8.0), (1, 2.0)].into_iter()) - 2.0).abs() < 1e-12);
        assert!((second_largest([(0, 9.0)].into_iter()) - 9.0).abs() < 1e-12);
        assert!(second_largest(std::iter::empty()).abs() < 1e-12);
    }
}

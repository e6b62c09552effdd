//! Ranking and selection: which options may be the best, when all that is known of them are paired samples on
//! the same draws. An option stays among those that may be best unless the paired difference to the one ahead
//! is clear at a level that is shared out among the others (Bonferroni): the chance that the true best is
//! dropped is at most the stated error.

use crate::runs::Difference;
use crate::runs::paired::students_t;

/// What is known of an option beside the one that is ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Behind {
    /// The option, by its place.
    pub option: usize,
    /// How far its mean is behind.
    pub by: f64,
    /// How far it is behind at least and at most, by the shared-out level.
    pub between: (f64, f64),
}

/// What a selection comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The option with the highest mean.
    pub ahead: usize,
    /// The others, nearest first.
    pub behind: Vec<Behind>,
}

impl Selection {
    /// The options that may be best, the one ahead first.
    #[must_use]
    pub fn may_be_best(&self) -> Vec<usize> {
        let near = self.behind.iter().filter(|behind| behind.between.0 <= 0.0);
        std::iter::once(self.ahead).chain(near.map(|behind| behind.option)).collect()
    }

    /// Whether the one ahead is told apart from all others.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.may_be_best().len() == 1
    }

    /// Whether whatever may be best is known to be within this of the one ahead: it is no matter which is taken.
    #[must_use]
    pub fn is_no_matter(&self, within: f64) -> bool {
        let near = self.behind.iter().filter(|behind| behind.between.0 <= 0.0);
        near.into_iter().all(|behind| behind.between.1 <= within)
    }
}

/// Selects among options by paired samples: of each option a row, all of one length, larger is better. `error`
/// is the chance at most of dropping the true best. Nothing with fewer than two samples.
///
/// # Panics
/// If rows are not of one length.
#[must_use]
pub fn select(samples: &[Vec<f64>], error: f64) -> Option<Selection> {
    let count = samples.first()?.len();
    if count < 2 {
        return None;
    }
    let mean = |row: &Vec<f64>| row.iter().sum::<f64>() / count as f64;
    let means: Vec<f64> = samples.iter().map(mean).collect();
    let ahead = (1..means.len()).fold(0, |a, b| if means[b] > means[a] { b } else { a });
    let each = error / (samples.len() - 1).max(1) as f64;
    // One-sided: of both sides together twice as much.
    let reach = students_t(1.0 - 2.0 * each, count - 1);
    let mut behind: Vec<Behind> = (0..samples.len())
        .filter(|&option| option != ahead)
        .map(|option| {
            let apart: Vec<f64> =
                samples[ahead].iter().zip(&samples[option]).map(|(a, b)| a - b).collect();
            let found = Difference::of(&apart).expect("there are samples");
            let by = reach * found.standard_error.unwrap_or(f64::INFINITY);
            Behind { option, by: found.mean, between: (found.mean - by, found.mean + by) }
        })
        .collect();
    behind.sort_by(|a, b| a.by.total_cmp(&b.by).then(a.option.cmp(&b.option)));
    Some(Selection { ahead, behind })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::economics::matched::tests::normal;

    /// Samples of options with these means, with common luck and luck of their own.
    fn samples(seed: u32, means: &[f64], count: u32, own: f64) -> Vec<Vec<f64>> {
        let one = |(option, &mean): (usize, &f64)| {
            let luck =
                |at: u32| 5.0 * normal(seed, at, 0, 99) + own * normal(seed, at, 1, option as u8);
            (0..count).map(|at| mean + luck(at)).collect()
        };
        means.iter().enumerate().map(one).collect()
    }

    #[test]
    fn what_is_far_behind_is_dropped_and_what_overlaps_is_not_told_apart() {
        let clear = select(&samples(1, &[0.0, 3.0, 1.0], 30, 0.5), 0.05).unwrap();
        assert_eq!((clear.ahead, clear.is_clear()), (1, true));
        let close = select(&samples(1, &[3.0, 3.05, 0.0], 30, 0.5), 0.05).unwrap();
        let mut near = close.may_be_best();
        near.sort_unstable();
        assert_eq!(near, [0, 1], "two overlap, the third is far behind");
        assert!(close.is_no_matter(1.0) && !close.is_no_matter(0.01));
        assert_eq!(select(&samples(1, &[1.0, 2.0], 1, 1.0), 0.05), None);
    }

    #[test]
    fn the_true_best_is_dropped_no_more_often_than_stated() {
        let dropped = (0..400).filter(|&seed| {
            let found = select(&samples(seed, &[1.0, 0.9, 0.8, 0.7, 0.2], 8, 1.0), 0.05).unwrap();
            !found.may_be_best().contains(&0)
        });
        let dropped = dropped.count();
        assert!(dropped <= 28, "{dropped} of 400");
    }
}

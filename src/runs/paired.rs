//! Paired differences: two arms that share every draw, replicate by replicate. The interval of a
//! mean difference is Student's, over replicates; nothing is assumed of the arms by themselves.
//! Also here: how much the shared draws saved, measured on the same replicates.

use special::Beta;

/// The shares of confidence for which intervals are given.
pub const SHARES: [f64; 3] = [0.5, 0.9, 0.95];

/// How many standard errors an interval reaches to either side, by the number of replicates.
#[derive(Clone, Debug)]
pub struct Students(Vec<[f64; 3]>);

impl Students {
    /// The table for up to this many replicates.
    #[must_use]
    pub fn up_to(replicates: usize) -> Self {
        let row = |count: usize| SHARES.map(|share| students_t(share, count.saturating_sub(1)));
        Self((0..=replicates).map(row).collect())
    }

    /// How many standard deviations of single values one value more lies from the mean of this many at
    /// most, nine times in ten: it has its own chance, and the mean has that of all.
    #[must_use]
    pub fn further(&self, values: usize) -> Option<f64> {
        let [_, nine, _] = self.0.get(values)?;
        Some(nine * libm::sqrt(1.0 + 1.0 / values as f64))
    }
}

/// The value that Student's t stays within, on both sides of zero, with a given chance. Infinite
/// without a degree of freedom. All of it is computed by `libm`: equal to the bit everywhere.
pub(crate) fn students_t(share: f64, freedom: usize) -> f64 {
    if freedom == 0 {
        return f64::INFINITY;
    }
    let half = freedom as f64 / 2.0;
    // Outside of t lies I_x(n / 2, 1 / 2) with x = n / (n + t^2).
    let x = (1.0 - share).inv_inc_beta(half, 0.5, half.ln_beta(0.5));
    libm::sqrt(freedom as f64 * (1.0 - x) / x)
}

/// The mean of a paired difference over replicates, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean over replicates.
    pub mean: f64,
    /// Standard error of the mean; one replicate has none.
    pub standard_error: Option<f64>,
    /// Replicates in which both arms have the figure.
    pub replicates: usize,
    /// Of these, how many are above zero.
    pub higher: usize,
    /// How many are below.
    pub lower: usize,
}

impl Difference {
    /// The difference in these replicates, or nothing when there are none.
    #[must_use]
    pub fn of(differences: &[f64]) -> Option<Self> {
        let largest = differences.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        // Differences that cancel leave dust of rounding, which is no difference.
        let mean = mean(differences).map(|it| if it.abs() < largest * 1e-12 { 0.0 } else { it })?;
        let count = differences.len();
        let count_of = |wanted: fn(f64) -> bool| {
            differences.iter().filter(|&&difference| wanted(difference)).count()
        };
        Some(Self {
            mean,
            standard_error: variance(differences).map(|square| libm::sqrt(square / count as f64)),
            replicates: count,
            higher: count_of(|difference| difference > 0.0),
            lower: count_of(|difference| difference < 0.0),
        })
    }

    /// The intervals of the mean, in the order of `SHARES`.
    #[must_use]
    pub fn intervals(&self, students: &Students) -> Option<[(f64, f64); 3]> {
        let reach = students.0.get(self.replicates)?;
        let error = self.standard_error?;
        Some(reach.map(|t| (self.mean - t * error, self.mean + t * error)))
    }

    /// How far the mean is from zero, in standard errors. No error and a difference: infinite.
    #[must_use]
    pub fn clarity(&self) -> f64 {
        match self.standard_error {
            Some(error) if error > 0.0 => self.mean.abs() / error,
            Some(_) if self.mean.abs() > 0.0 => f64::INFINITY,
            _ => 0.0,
        }
    }
}

/// A ratio of two means over the same replicates, its standard error by linearising it: what a
/// difference is in per cent of its base, or for each pound.
#[must_use]
pub fn ratio(above: &[f64], below: &[f64]) -> Option<Difference> {
    let (top, bottom) = (mean(above)?, mean(below)?);
    if above.len() != below.len() || bottom.abs() <= 0.0 {
        return None;
    }
    let ratio = top / bottom;
    let rest: Vec<f64> = above.iter().zip(below).map(|(a, b)| (a - ratio * b) / bottom).collect();
    let spread = Difference::of(&rest)?;
    Some(Difference {
        mean: ratio,
        standard_error: spread.standard_error,
        ..Difference::of(above)?
    })
}

/// What shared draws gave, against seeds of their own for each arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduction {
    /// Variance of the difference between twins.
    pub paired: f64,
    /// Variance of the difference between strangers.
    pub independent: f64,
}

impl Reduction {
    /// How many times as many replicates seeds of their own would take for the same interval.
    #[must_use]
    pub fn factor(&self) -> Option<f64> {
        (self.paired > 0.0).then(|| self.independent / self.paired)
    }
}

/// Measures the reduction of variance: replicate i of one arm against i + 1 of the other, the
/// last against the first. Both sets of differences have one mean, so that the variance between
/// strangers is a little too small: what is missing is added back. Needs three replicates.
#[must_use]
pub fn reduction(base: &[f64], other: &[f64]) -> Option<Reduction> {
    if base.len() != other.len() || base.len() < 3 {
        return None;
    }
    let count = base.len() as f64;
    let twins: Vec<f64> = base.iter().zip(other).map(|(base, other)| other - base).collect();
    let next = base.iter().cycle().skip(1);
    let strangers: Vec<f64> = other.iter().zip(next).map(|(other, base)| other - base).collect();
    let paired = variance(&twins)?;
    let independent = (variance(&strangers)? * (count - 1.0) + paired) / count;
    Some(Reduction { paired, independent })
}

/// The mean of what is there.
pub(crate) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn variance(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (values.len() > 1).then(|| squares / (values.len() - 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};

    #[test]
    fn students_t_agrees_with_printed_tables() {
        let printed = [
            (0.95, 1, 12.706_205),
            (0.9, 1, 6.313_752),
            (0.5, 1, 1.0),
            (0.95, 4, 2.776_445),
            (0.95, 19, 2.093_024),
            (0.9, 19, 1.729_133),
            (0.5, 19, 0.687_621),
            (0.95, 999, 1.962_341),
        ];
        for (share, freedom, t) in printed {
            let found = students_t(share, freedom);
            assert!((found - t).abs() < 2e-6, "{share} {freedom}: {found}");
        }
    }

    #[test]
    fn intervals_are_those_worked_by_hand() {
        // Mean 2, variance 2.5, standard error sqrt(0.5); t of 4 degrees of freedom.
        let found = Difference::of(&[0.0, 1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((found.higher, found.lower, found.replicates), (4, 0, 5));
        let [half, nine, most] = found.intervals(&Students::up_to(5)).unwrap();
        assert!((half.1 - (2.0 + 0.740_697 * 0.5_f64.sqrt())).abs() < 1e-6, "{half:?}");
        assert!((nine.0 - (2.0 - 2.131_847 * 0.5_f64.sqrt())).abs() < 1e-6, "{nine:?}");
        assert!((most.0 - (2.0 - 2.776_445 * 0.5_f64.sqrt())).abs() < 1e-6, "{most:?}");
    }

    #[test]
    fn one_replicate_has_a_difference_but_no_interval() {
        let one = Difference::of(&[3.0]).unwrap();
        assert_eq!((one.mean, one.standard_error), (3.0, None));
        assert_eq!(one.intervals(&Students::up_to(1)), None);
        assert_eq!(Difference::of(&[]), None);
    }

    /// Normal numbers with addresses of their own.
    fn normal(study: u32, replicate: u32, occasion: u8) -> f64 {
        Draws::new(20, study, 0).week(0).normal(Purpose::Measure, Who(replicate), occasion)
    }

    #[test]
    fn nine_in_ten_intervals_hold_the_truth() {
        let students = Students::up_to(6);
        let truth = 0.3;
        let holds = (0..200).filter(|&study| {
            let values: Vec<f64> = (0..6).map(|at| truth + normal(study, at, 0)).collect();
            let [_, (low, high), _] =
                Difference::of(&values).unwrap().intervals(&students).unwrap();
            (low..=high).contains(&truth)
        });
        let held = holds.count();
        assert!((172..=188).contains(&held), "{held} of 200");
    }

    #[test]
    fn a_ratio_has_the_error_of_its_parts() {
        let even = ratio(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]).unwrap();
        assert_eq!((even.mean, even.standard_error), (0.5, Some(0.0)));
        assert_eq!(ratio(&[1.0, 2.0], &[1.0, -1.0]), None);
        let fixed = ratio(&[1.0, 2.0, 3.0], &[4.0, 4.0, 4.0]).unwrap();
        let error = Difference::of(&[0.25, 0.5, 0.75]).unwrap().standard_error;
        assert!((fixed.standard_error.unwrap() - error.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn the_reduction_of_variance_is_measured_without_bias() {
        // A common part of variance 3 and own parts of variance 1: strangers 8, twins 2.
        let arm = |occasion: u8| -> Vec<f64> {
            let common = |at| normal(1, at, 1) * 3.0_f64.sqrt();
            (0..4_000).map(|at| common(at) + normal(1, at, occasion)).collect()
        };
        let found = reduction(&arm(2), &arm(3)).unwrap();
        assert!((found.factor().unwrap() - 4.0).abs() < 0.4, "{found:?}");
        let few: Vec<Reduction> = (0..600)
            .map(|study| {
                let arm = |occasion| -> Vec<f64> {
                    let common = |at| normal(study, at, 1) * 3.0_f64.sqrt();
                    (0..4).map(|at| common(at) + normal(study, at, occasion)).collect()
                };
                reduction(&arm(2), &arm(3)).unwrap()
            })
            .collect();
        let mean = few.iter().map(|found| found.independent).sum::<f64>() / few.len() as f64;
        assert!((mean - 8.0).abs() < 0.7, "{mean}");
        assert_eq!(reduction(&[1.0, 2.0, 4.0], &[1.0, 2.0, 4.0]).unwrap().factor(), None);
    }
}

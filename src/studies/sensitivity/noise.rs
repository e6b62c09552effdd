//! How much of what varies over a design is chance.
//!
//! Every point of a design is run in the same replicates, on the same draws. A figure is then the
//! sum of what the parameters make of it, what the replicate makes of it everywhere, and a rest:
//!
//! ```text
//! y[point, replicate] = mean + point + replicate + rest
//! ```
//!
//! The rest, over the number of replicates, is the variance that remains in the mean of a point; it
//! is what an index of a parameter would show that only disturbs the draws. The replicate is common
//! to all points and cancels in every index. Somebody who makes a single run, with a seed of their
//! own, has both.

/// How much of the variance of an outcome over a design is chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Mean of the outcome over the design.
    pub mean: f64,
    /// Standard deviation of the means of the points.
    pub deviation: f64,
    /// Variance between the replicates of one point, on average: the chance in a single run.
    pub within: f64,
    /// Variance that parameters make: that between points, less the chance in it.
    pub parameters: f64,
    /// Variance that chance leaves in the mean of a point.
    pub left: f64,
}

impl Noise {
    /// The noise of an outcome, from its value at each point and in each replicate. Points at which
    /// it is absent are left out. Nothing for fewer than two points or replicates.
    #[must_use]
    pub fn of(values: &[Vec<Option<f64>>]) -> Option<Self> {
        let whole: Vec<Vec<f64>> = values
            .iter()
            .filter_map(|point| point.iter().copied().collect::<Option<Vec<f64>>>())
            .collect();
        let replicates = whole.first()?.len();
        if replicates < 2 || whole.len() < 2 {
            return None;
        }
        let (points, runs) = (whole.len() as f64, replicates as f64);
        let means: Vec<f64> = whole.iter().map(|point| mean(point)).collect();
        let grand = mean(&means);
        let columns: Vec<f64> = (0..replicates)
            .map(|replicate| whole.iter().map(|point| point[replicate]).sum::<f64>() / points)
            .collect();
        let mut rest = 0.0;
        for (point, own) in whole.iter().zip(&means) {
            for (value, column) in point.iter().zip(&columns) {
                let rests = value - own - column + grand;
                rest += rests * rests;
            }
        }
        let left = rest / ((points - 1.0) * (runs - 1.0)) / runs;
        let within = whole.iter().map(|point| variance(point)).sum::<f64>() / points;
        let between = variance(&means);
        Some(Self {
            mean: grand,
            deviation: between.sqrt(),
            within,
            parameters: (between - left).max(0.0),
            left,
        })
    }

    /// The same for the variance between replicates as an outcome. Its own chance follows from the
    /// number of replicates if runs are spread normally; no replicate is common to points here.
    #[must_use]
    pub fn of_variances(values: &[Vec<Option<f64>>]) -> Option<Self> {
        let variances: Vec<f64> = values.iter().filter_map(|point| spread(point)).collect();
        let replicates = values.first()?.len();
        if variances.len() < 2 {
            return None;
        }
        // The variance of a variance is 2 s^4 / (n - 1); of s^4, the square of an estimate is too
        // large by (n + 1) / (n - 1).
        let squares = variances.iter().map(|variance| variance * variance).sum::<f64>();
        let left = 2.0 * squares / variances.len() as f64 / (replicates as f64 + 1.0);
        let between = variance(&variances);
        Some(Self {
            mean: mean(&variances),
            deviation: between.sqrt(),
            within: left,
            parameters: (between - left).max(0.0),
            left,
        })
    }

    /// The share of the variance over single runs, all with draws of their own, that is chance.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        share(self.within, self.parameters)
    }

    /// The share of the variance over the points of this design that is chance: what the total
    /// index of a parameter without any effect would be.
    #[must_use]
    pub fn floor(&self) -> Option<f64> {
        share(self.left, self.parameters)
    }

    /// What mu* of a parameter without any effect would be, for steps of so much of its range.
    #[must_use]
    pub fn floor_of_effects(&self, step: f64) -> f64 {
        // The mean distance from zero of a normal difference of two means.
        (2.0 / std::f64::consts::PI).sqrt() * (2.0 * self.left).sqrt() / step
    }
}

/// The variance between the replicates of one point, if all have the outcome.
#[must_use]
pub fn spread(point: &[Option<f64>]) -> Option<f64> {
    let values = point.iter().copied().collect::<Option<Vec<f64>>>()?;
    (values.len() > 1).then(|| variance(&values))
}

/// The mean over the replicates of one point, if all have the outcome.
#[must_use]
pub fn centre(point: &[Option<f64>]) -> Option<f64> {
    let values = point.iter().copied().collect::<Option<Vec<f64>>>()?;
    (!values.is_empty()).then(|| mean(&values))
}

fn share(part: f64, rest: f64) -> Option<f64> {
    (part + rest > 0.0).then(|| part / (part + rest))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    squares / (values.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};

    /// A value for each point and replicate: parameters, the replicate and a rest, each with its
    /// standard deviation.
    fn made(points: u32, replicates: u32, sizes: [f64; 3]) -> Vec<Vec<Option<f64>>> {
        let lots = Draws::new(11, 0, 0).week(0);
        let normal = |who: u32, occasion: u8, other: u32| {
            let lot = lots.uniform(Purpose::Measure, Who(who), occasion, other);
            crate::model::random::normal_quantile(lot)
        };
        let one = |point: u32, replicate: u32| {
            10.0 + sizes[0] * normal(point, 0, 0)
                + sizes[1] * normal(replicate, 1, 0)
                + sizes[2] * normal(point, 2, replicate)
        };
        (0..points).map(|p| (0..replicates).map(|r| Some(one(p, r))).collect()).collect()
    }

    #[test]
    fn what_went_in_comes_out() {
        let found = Noise::of(&made(3000, 4, [3.0, 0.0, 2.0])).expect("many points");
        assert!((found.parameters - 9.0).abs() < 0.7, "{found:?}");
        assert!((found.within - 4.0).abs() < 0.2, "{found:?}");
        assert!((found.share().expect("it varies") - 4.0 / 13.0).abs() < 0.03, "{found:?}");
        assert!((found.floor().expect("it varies") - 1.0 / 10.0).abs() < 0.02, "{found:?}");
        assert!((found.mean - 10.0).abs() < 0.3, "{found:?}");
    }

    #[test]
    fn what_is_common_to_all_points_is_noise_of_a_run_but_not_of_an_index() {
        let values = made(2000, 6, [3.0, 5.0, 0.0]);
        let found = Noise::of(&values).expect("many points");
        assert!(found.left < 1e-20, "{found:?}");
        assert!(found.within > 1.0 && found.share().expect("it varies") > 0.1, "{found:?}");
        assert_eq!(found.floor().map(|share| share < 1e-12), Some(true));
    }

    #[test]
    fn the_variance_of_a_variance_is_mostly_chance_when_all_points_have_one_spread() {
        let found = Noise::of_variances(&made(4000, 4, [0.0, 0.0, 2.0])).expect("many points");
        assert!((found.mean - 4.0).abs() < 0.2, "{found:?}");
        assert!(found.share().expect("it varies") > 0.9, "{found:?}");
    }

    #[test]
    fn the_effect_of_nothing_is_foreseen() {
        use crate::studies::sensitivity::morris::{ElementaryEffect, Trajectories};
        let design = Trajectories::drawn(4, 600, 4, 2);
        let values = made(design.points().len() as u32, 2, [0.0, 1.0, 1.5]);
        let noise = Noise::of(&values).expect("many points");
        let outcomes: Vec<_> = values.iter().map(|point| centre(point)).collect();
        for (factor, all) in design.elementary(&outcomes).iter().enumerate() {
            let found = ElementaryEffect::of(all, 1, factor).expect("effects").mu_star;
            let foreseen = noise.floor_of_effects(2.0 / 3.0);
            assert!((found / foreseen - 1.0).abs() < 0.12, "{found} against {foreseen}");
        }
    }

    #[test]
    fn absent_outcomes_and_single_replicates_give_no_noise() {
        assert_eq!(Noise::of(&[vec![Some(1.0)], vec![Some(2.0)]]), None);
        assert_eq!(Noise::of(&[vec![Some(1.0), None], vec![Some(2.0), Some(1.0)]]), None);
        assert_eq!(Noise::of(&[]), None);
        assert_eq!(
            (spread(&[Some(1.0), None]), centre(&[Some(1.0), Some(2.0)])),
            (None, Some(1.5))
        );
    }
}

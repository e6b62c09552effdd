//! Finished replicates and what they say together: the spread of a figure over replicates, for
//! a week, a span of weeks or a part of the run.

use std::ops::Range;

use crate::experiment::Replicate;
use crate::observe::{Group, M, Observations, Period};

/// The complete replicates of one scenario.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// Slug of the scenario: a column of every table.
    pub scenario: &'a str,
    /// Title of the scenario: the second line of every picture.
    pub title: &'a str,
    /// The replicates, at least one, all of one length.
    pub replicates: &'a [Replicate],
}

/// One figure over the replicates that have it, in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread(Vec<f64>);

impl Spread {
    /// The spread of these values.
    #[must_use]
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// How many replicates have the figure.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.0.len()
    }

    /// The middle.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        quantile(&self.0, 0.5)
    }

    /// Where a share of the replicates lie, as two centiles around the middle: `0.9` gives the
    /// 5th and the 95th. One replicate has no spread.
    #[must_use]
    pub fn middle(&self, share: f64) -> Option<(f64, f64)> {
        let tail = (1.0 - share) / 2.0;
        let both = || Some((quantile(&self.0, tail)?, quantile(&self.0, 1.0 - tail)?));
        (self.0.len() > 1).then(both).flatten()
    }
}

/// A quantile of ascending values, by linear interpolation between neighbours (type 7 of
/// Hyndman and Fan 1996, the default of R and numpy), or nothing when there are none.
#[must_use]
pub fn quantile(ascending: &[f64], q: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let position = q.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let (low, high) = (ascending[below], ascending[(below + 1).min(last)]);
    Some(low + (high - low) * (position - below as f64))
}

impl Results<'_> {
    /// Measured weeks.
    #[must_use]
    pub fn weeks(&self) -> usize {
        self.replicates.first().map_or(0, |replicate| replicate.observations.weeks())
    }

    /// A figure taken from every replicate.
    #[must_use]
    pub fn spread(&self, figure: impl Fn(&Observations) -> Option<f64>) -> Spread {
        Spread::of(self.replicates.iter().filter_map(|replicate| figure(&replicate.observations)))
    }

    /// A metric over a span of weeks.
    #[must_use]
    pub fn over(&self, metric: M, group: Group, span: Range<usize>) -> Spread {
        self.spread(|observations| observations.value_over(metric, group, span.clone()))
    }

    /// A metric over a period, without a value when the run is too short to have it.
    #[must_use]
    pub fn during(&self, metric: M, group: Group, period: Period) -> Spread {
        period
            .span(self.weeks())
            .map_or_else(Spread::default, |span| self.over(metric, group, span))
    }

    /// All replicates taken together as if they were one large run. Shares and rates of one
    /// such run are consistent with each other, which medians over replicates are not.
    ///
    /// # Panics
    /// If there is no replicate: results have at least one.
    #[must_use]
    pub fn pooled(&self) -> Observations {
        let (first, others) = self.replicates.split_first().expect("results have a replicate");
        let mut all = first.observations.clone();
        for replicate in others {
            all.add(&replicate.observations);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_neighbours() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.75), Some(5.0));
        assert_eq!(quantile(&values, 1.0), Some(8.0));
        assert_eq!(quantile(&[7.0], 0.95), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn one_replicate_has_a_middle_but_no_spread() {
        let one = Spread::of([3.0].into_iter());
        assert_eq!((one.median(), one.middle(0.9)), (Some(3.0), None));
        let none = Spread::default();
        assert_eq!((none.median(), none.middle(0.9), none.replicates()), (None, None, 0));
    }
}

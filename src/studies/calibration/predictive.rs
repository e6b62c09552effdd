//! What the draws say: of each parameter, and of each figure beside the published one.

use crate::studies::calibration::course::{Course, Kept};
use crate::studies::calibration::read::Figure;
use crate::studies::sensitivity::noise::centre;
use crate::studies::sensitivity::stage::Values;

/// A figure over all draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// Below 5, 50 and 95 % of single runs.
    pub quantiles: [f64; 3],
    /// Share of draws, by weight, whose mean lies in the published range.
    pub inside: f64,
}

/// The shares of an interval and its middle.
const SHARES: [f64; 3] = [0.05, 0.5, 0.95];

/// The values below which these shares of the weight lie.
#[must_use]
pub fn quantiles(mut weighted: Vec<(f64, f64)>) -> Option<[f64; 3]> {
    weighted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    let at = |share: f64| {
        let mut sum = 0.0;
        let reached = weighted.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share * all
        });
        reached.or(weighted.last()).map(|(value, _)| *value)
    };
    Some([at(SHARES[0])?, at(SHARES[1])?, at(SHARES[2])?])
}

/// Whether the mean of a draw lies in the published range; nothing where runs do not have the figure.
fn inside(figure: &Figure, values: &Values, draw: usize) -> Option<bool> {
    let mean = figure.unscaled(centre(&values[draw])?);
    Some(figure.target.low <= mean && mean <= figure.target.high)
}

/// Each figure over all draws.
#[must_use]
pub fn predicted(figures: &[Figure], course: &Course) -> Vec<Option<Predicted>> {
    let of = |(figure, values): (&Figure, &Values)| {
        let runs = course.draws.iter().zip(values).flat_map(|(draw, runs)| {
            runs.iter().flatten().map(|&value| (figure.unscaled(value), draw.weight))
        });
        let share = |(number, draw): (usize, &Kept)| {
            if inside(figure, values, number) == Some(true) { draw.weight } else { 0.0 }
        };
        Some(Predicted {
            quantiles: quantiles(runs.collect())?,
            inside: course.draws.iter().enumerate().map(share).sum::<f64>(),
        })
    };
    if course.draws.is_empty() {
        return vec![None; figures.len()];
    }
    figures.iter().zip(&course.seen).map(of).collect()
}

/// Share of draws, by weight, in which every figure lies in its published range.
#[must_use]
pub fn jointly(figures: &[Figure], course: &Course) -> f64 {
    let every = |number: usize| {
        let mut all = figures.iter().zip(&course.seen);
        all.all(|(figure, values)| inside(figure, values, number) == Some(true))
    };
    let there = course.draws.iter().enumerate().filter(|(number, _)| every(*number));
    // An empty sum is a negative zero.
    there.map(|(_, draw)| draw.weight).sum::<f64>() + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_go_by_weight() {
        let even: Vec<(f64, f64)> = (0..100).map(|i| (f64::from(i), 1.0)).collect();
        assert_eq!(quantiles(even), Some([4.0, 49.0, 94.0]));
        assert_eq!(quantiles(vec![(1.0, 0.0), (2.0, 1.0), (3.0, 0.0)]), Some([2.0, 2.0, 2.0]));
        assert_eq!(quantiles(Vec::new()), None);
    }
}

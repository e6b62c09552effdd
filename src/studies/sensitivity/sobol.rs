//! Sobol indices: which share of the variance of an outcome comes from which parameter.
//!
//! The *first-order* index is the share that would go if the parameter were known. The *total*
//! index is the share that would remain if everything else were known: it counts interactions too,
//! and is the one to rank by. Points come in rows: a point `A`, a point `B`, and for each parameter
//! the point `A` with that parameter as in `B`.
//!
//! **Sources.** The design and the first-order estimator of Saltelli et al. 2010, Computer Physics
//! Communications 181:259, and the total estimator of Jansen 1999 given there. Intervals come of
//! drawing rows again. A digital shift of the sequence, drawn from the seed, keeps
//! its balance and moves it off the corner in which it begins.

use crate::model::random::{Draws, Purpose, Who};
use crate::studies::cube;
use crate::studies::sensitivity::interval::{BOOTSTRAPS, INTERVAL, Slope};

/// No neighbourhood has this number, so no world shares these draws.
const NOWHERE: u32 = u32::MAX - 2;

/// Most parameters of a design: the table of direction numbers has two columns for each.
pub const MOST_FACTORS: usize = cube::MOST_COLUMNS / 2;

/// Rows of points in the unit cube.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    factors: usize,
    points: Vec<Vec<f64>>,
}

/// A figure with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// The figure.
    pub value: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// The indices of every parameter for one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Rows in which every point has the outcome.
    pub rows: usize,
    /// First-order indices, in the order of the parameters.
    pub first: Vec<Index>,
    /// Total indices.
    pub total: Vec<Index>,
}

impl Rows {
    /// So many rows, best a power of two.
    ///
    /// # Panics
    /// If there are no parameters, or more than [`MOST_FACTORS`]: a reader refuses it.
    #[must_use]
    pub fn drawn(factors: usize, rows: u32, seed: u32) -> Self {
        assert!((1..=MOST_FACTORS).contains(&factors), "from 1 to {MOST_FACTORS} parameters");
        let lots = Draws::new(seed, 0, NOWHERE).week(0);
        let shifts: Vec<u32> = (0..2 * factors)
            .map(|column| lots.words(Purpose::Range, Who(column as u32), 0, 0)[0])
            .collect();
        let mut points = Vec::with_capacity(rows as usize * (factors + 2));
        for row in cube::sobol(2 * factors, rows) {
            let both: Vec<f64> = row.iter().zip(&shifts).map(|(x, s)| shifted(*x, *s)).collect();
            let (a, b) = both.split_at(factors);
            points.push(a.to_vec());
            for factor in 0..factors {
                let mut mixed = a.to_vec();
                mixed[factor] = b[factor];
                points.push(mixed);
            }
            points.push(b.to_vec());
        }
        Self { factors, points }
    }

    /// The points, row after row: `A`, the mixed ones in the order of the parameters, `B`.
    #[must_use]
    pub fn points(&self) -> &[Vec<f64>] {
        &self.points
    }

    /// Whether a point is one of those that are spread over the whole cube by themselves.
    #[must_use]
    pub fn is_free(&self, point: usize) -> bool {
        let place = point % (self.factors + 2);
        place == 0 || place == self.factors + 1
    }

    /// The indices from the outcome at each point, if it varies at all.
    ///
    /// # Panics
    /// If there is not one outcome, or its absence, for each point.
    #[must_use]
    pub fn indices(&self, outcomes: &[Option<f64>], seed: u32) -> Option<Indices> {
        assert_eq!(outcomes.len(), self.points.len(), "one outcome for each point");
        let whole: Vec<Vec<f64>> = outcomes
            .chunks(self.factors + 2)
            .filter_map(|row| row.iter().copied().collect::<Option<Vec<f64>>>())
            .collect();
        let (centre, scale) = centre_and_scale(whole.iter().flatten().copied())?;
        // The first-order estimator is a mean of products: an outcome far from zero would drown it.
        let column = |place: usize| -> Vec<f64> {
            whole.iter().map(|row| (row[place] - centre) / scale).collect()
        };
        let (a, b) = (column(0), column(self.factors + 1));
        let (_, over_a) = centre_and_scale(a.iter().copied())?;
        let mixed: Vec<Vec<f64>> = (1..=self.factors).map(column).collect();
        let [first, total] = estimated(&a, &b, &mixed);
        let again = self.again(&a, &b, &mixed, seed)?;
        // The estimators take the variance over A; over A and B it is known better.
        let both = a.iter().chain(&b).copied();
        let (_, over_both) = centre_and_scale(both).unwrap_or((0.0, over_a));
        let ratio = (over_a / over_both) * (over_a / over_both);
        let index = |(value, (low, high)): (&f64, &(f64, f64))| Index {
            value: value * ratio,
            low: low * ratio,
            high: high * ratio,
        };
        let first = first.iter().zip(&again[0]).map(index).collect();
        let total = total.iter().zip(&again[1]).map(index).collect();
        Some(Indices { rows: whole.len(), first, total })
    }

    /// Intervals of the first-order and total indices, by drawing rows again. A round whose rows all
    /// happen to have one outcome has no variance to share out: such rounds are left out, and when
    /// most are, there is no interval and no index.
    fn again(
        &self,
        a: &[f64],
        b: &[f64],
        mixed: &[Vec<f64>],
        seed: u32,
    ) -> Option<[Vec<(f64, f64)>; 2]> {
        let mut rounds = [vec![Vec::new(); self.factors], vec![Vec::new(); self.factors]];
        for round in 0..BOOTSTRAPS {
            let lots = Draws::new(seed, round, NOWHERE).week(0);
            let rows: Vec<usize> = (0..a.len() as u32)
                .map(|row| lots.uniform(Purpose::Measure, Who(row), 0, 0))
                .map(|lot| (lot * a.len() as f64) as usize)
                .collect();
            let drawn = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
            let (a, b) = (drawn(a), drawn(b));
            if centre_and_scale(a.iter().copied()).is_none() {
                continue;
            }
            let mixed: Vec<Vec<f64>> = mixed.iter().map(|column| drawn(column)).collect();
            for (rounds, found) in rounds.iter_mut().zip(estimated(&a, &b, &mixed)) {
                rounds.iter_mut().zip(found.iter()).for_each(|(all, &value)| all.push(value));
            }
        }
        let enough = rounds[0].first().is_some_and(|all| all.len() * 2 > BOOTSTRAPS as usize);
        enough.then(|| rounds.map(|factors| factors.into_iter().map(interval).collect()))
    }

    /// What each parameter does to the outcome over its whole range: the straight line through the
    /// differences between `A` and the points that differ from it in that parameter alone.
    #[must_use]
    pub fn slopes(&self, outcomes: &[Option<f64>]) -> Vec<Option<Slope>> {
        let length = self.factors + 2;
        let slope = |factor: usize| {
            let steps: Vec<(f64, f64)> = self
                .points
                .chunks(length)
                .zip(outcomes.chunks(length))
                .filter_map(|(row, seen)| {
                    let (before, after) = (seen[0]?, seen[1 + factor]?);
                    Some((row[1 + factor][factor] - row[0][factor], after - before))
                })
                .collect();
            let squares: f64 = steps.iter().map(|(run, _)| run * run).sum();
            if steps.len() < 2 || squares <= 0.0 {
                return None;
            }
            let value = steps.iter().map(|(run, rise)| run * rise).sum::<f64>() / squares;
            let rest: f64 =
                steps.iter().map(|(run, rise)| (rise - value * run) * (rise - value * run)).sum();
            let freedom = steps.len() - 1;
            Some(Slope::new(value, (rest / freedom as f64 / squares).sqrt(), freedom))
        };
        (0..self.factors).map(slope).collect()
    }
}

/// The middle `INTERVAL` of some values.
fn interval(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[(share * (values.len() - 1) as f64).round() as usize];
    (at((1.0 - INTERVAL) / 2.0), at(f64::midpoint(1.0, INTERVAL)))
}

/// Digits of the sequence as a share, with some of them turned over.
fn shifted(digits: u32, shift: u32) -> f64 {
    f64::from(digits ^ shift) / 4_294_967_296.0
}

/// First-order and total shares of each parameter, of the variance over `A`.
fn estimated(a: &[f64], b: &[f64], mixed: &[Vec<f64>]) -> [Vec<f64>; 2] {
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / a.len() as f64;
    let centre = mean(&mut a.iter().copied());
    let variance = mean(&mut a.iter().map(|a| (a - centre) * (a - centre)));
    let first = |mixed: &Vec<f64>| {
        mean(&mut b.iter().zip(mixed).zip(a).map(|((b, mixed), a)| b * (mixed - a))) / variance
    };
    let total = |mixed: &Vec<f64>| {
        mean(&mut mixed.iter().zip(a).map(|(mixed, a)| (a - mixed) * (a - mixed))) / 2.0 / variance
    };
    [mixed.iter().map(first).collect(), mixed.iter().map(total).collect()]
}

/// Mean and standard deviation, unless nothing varies.
fn centre_and_scale(values: impl Iterator<Item = f64> + Clone) -> Option<(f64, f64)> {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let square = values.map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    (square > 1e-24 * mean.abs().max(1e-12)).then(|| (mean, square.sqrt()))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    fn indices(design: &Rows, model: impl Fn(&[f64]) -> f64) -> Indices {
        let outcomes: Vec<_> = design.points().iter().map(|point| Some(model(point))).collect();
        design.indices(&outcomes, 1).expect("it varies")
    }

    fn near(found: &[Index], right: &[f64], by: f64) {
        assert_eq!(found.len(), right.len());
        for (number, (found, right)) in found.iter().zip(right).enumerate() {
            assert!((found.value - right).abs() < by, "{number}: {found:?} instead of {right}");
        }
    }

    /// The function of Ishigami and Homma (1990), on a cube of edges from -pi to pi.
    fn ishigami(x: &[f64]) -> f64 {
        let x: Vec<f64> = x.iter().map(|x| (2.0 * x - 1.0) * PI).collect();
        let (first, second) = (libm::sin(x[0]), libm::sin(x[1]));
        first + 7.0 * second * second + 0.1 * x[2] * x[2] * x[2] * x[2] * first
    }

    #[test]
    fn the_indices_of_ishigami_are_the_analytic_ones() {
        let fourth = PI * PI * PI * PI;
        let one = 0.5 * (1.0 + 0.1 * fourth / 5.0) * (1.0 + 0.1 * fourth / 5.0);
        let two = 49.0 / 8.0;
        let both = 0.01 * fourth * fourth * (1.0 / 18.0 - 1.0 / 50.0);
        let all = one + two + both;
        let found = indices(&Rows::drawn(3, 4096, 5), ishigami);
        near(&found.first, &[one / all, two / all, 0.0], 0.01);
        near(&found.total, &[(one + both) / all, two / all, both / all], 0.01);
        // Far from zero, and in other units, nothing changes.
        let moved = indices(&Rows::drawn(3, 4096, 5), |x| 1e5 + 1e-3 * ishigami(x));
        near(&moved.first, &found.first.iter().map(|index| index.value).collect::<Vec<_>>(), 1e-5);
    }

    /// The g function of Saltelli and Sobol (1995).
    const WEIGHTS: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

    fn g(x: &[f64]) -> f64 {
        let factor = |(x, a): (&f64, &f64)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a);
        x.iter().zip(&WEIGHTS).map(factor).product()
    }

    #[test]
    fn the_indices_of_sobol_g_are_the_analytic_ones() {
        let part = |a: &f64| 1.0 / (3.0 * (1.0 + a) * (1.0 + a));
        let product: f64 = WEIGHTS.iter().map(|a| 1.0 + part(a)).product();
        let all = product - 1.0;
        let first: Vec<f64> = WEIGHTS.iter().map(|a| part(a) / all).collect();
        let total: Vec<f64> =
            WEIGHTS.iter().map(|a| part(a) * product / (1.0 + part(a)) / all).collect();
        let found = indices(&Rows::drawn(8, 4096, 5), g);
        near(&found.first, &first, 0.015);
        near(&found.total, &total, 0.015);
        assert!(found.total[0].value > found.total[1].value);
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        // A line with weights 3 and 1: nine tenths of the variance, and one tenth.
        let inside = (0..60)
            .filter(|&seed| {
                let found = indices(&Rows::drawn(2, 64, seed), |x| 3.0 * x[0] + x[1]);
                found.total[1].low <= 0.1 && 0.1 <= found.total[1].high
            })
            .count();
        assert!(inside >= 50, "{inside} of 60");
    }

    #[test]
    fn slopes_are_those_of_a_line() {
        let design = Rows::drawn(3, 64, 2);
        let outcomes: Vec<_> =
            design.points().iter().map(|x| Some(4.0 - 3.0 * x[0] + x[1] * x[1])).collect();
        let found: Vec<Slope> = design.slopes(&outcomes).into_iter().flatten().collect();
        assert!((found[0].value + 3.0).abs() < 1e-9 && found[0].high - found[0].low < 1e-9);
        // A bend: as much as the line from end to end, give or take.
        assert!(found[1].low < 1.0 && 1.0 < found[1].high, "{:?}", found[1]);
        assert!(found[2].value.abs() < 1e-12 && found[2].high.abs() < 1e-12, "{:?}", found[2]);
    }

    #[test]
    fn rows_with_an_absent_outcome_and_outcomes_that_do_not_vary_are_left_out() {
        let design = Rows::drawn(2, 32, 1);
        let mut outcomes: Vec<_> = design.points().iter().map(|x| Some(x[0])).collect();
        outcomes[6] = None;
        let found = design.indices(&outcomes, 1).expect("it varies");
        assert_eq!(found.rows, 31);
        assert!((found.total[0].value - 1.0).abs() < 0.2 && found.total[1].value.abs() < 1e-12);
        assert_eq!(design.indices(&vec![Some(3.0); outcomes.len()], 1), None);
        assert_eq!(design.indices(&vec![None; outcomes.len()], 1), None);
    }

    #[test]
    fn rows_are_balanced_and_their_mixed_points_differ_in_one_place() {
        let design = Rows::drawn(6, 64, 9);
        assert_eq!(design, Rows::drawn(6, 64, 9));
        for row in design.points().chunks(8) {
            for factor in 0..6 {
                for place in 0..6 {
                    let from = if place == factor { &row[7] } else { &row[0] };
                    assert!((row[1 + factor][place] - from[place]).abs() <= 0.0);
                }
            }
        }
        for place in 0..6 {
            let below = design.points().chunks(8).filter(|row| row[0][place] < 0.5).count();
            assert_eq!(below, 32, "half of the sequence is in either half");
        }
        assert_eq!((0..16).filter(|&point| design.is_free(point)).count(), 4);
    }
}

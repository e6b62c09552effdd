//! Draws with chance taken out. A draw's mean over few replicates lies further out than what would be expected
//! of the draw, by chance alone; whatever is read off the largest of several options is too high then.
//!
//! ```text
//! X_d    net benefits of a draw, less that of nothing more, means over R replicates
//! V      their covariance over draws; S the mean covariance within draws, over R
//! X'_d   m + A (X_d - m) with A = sqrt((I - S V^-1)+): the same means, and the covariance (V - S)+ that draws
//!        would have without chance. (..)+ takes what is below nought for nought
//! ```
//!
//! Exact where draws and chance are normal, and close to it elsewhere: a draw keeps its place among the others.

use crate::studies::calibration::matrix::{Triangle, dot};
use crate::studies::economics::sample::{Benefit, means};

/// Part of the mean variance that is added to each, so that options that never differ are no obstacle.
const RIDGE: f64 = 1e-10;

/// Sweeps after which a matrix of a dozen rows is diagonal to the last digit.
const SWEEPS: usize = 60;

/// What draws are without chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Matched {
    /// Net benefit of every option in every draw, that of nothing more 0.
    pub draws: Vec<Vec<f64>>,
    /// Share of the variance of draws that is chance, for each option; nothing for the first, and with a single
    /// replicate for all.
    pub chance: Vec<Option<f64>>,
}

/// Takes chance out of draws. With one replicate nothing is known of chance, and nothing is taken out.
#[must_use]
pub fn matched(benefit: &Benefit) -> Matched {
    let rows: Vec<Vec<f64>> =
        (0..benefit.draws()).map(|draw| increments(&benefit.of_draw(draw))).collect();
    let n = benefit.options - 1;
    let middle = means(&rows);
    let with_first = |row: &[f64]| [&[0.0], row].concat();
    let unknown = || Matched {
        draws: rows.iter().map(|row| with_first(row)).collect(),
        chance: vec![None; benefit.options],
    };
    if benefit.replicates < 2 || rows.len() < 2 || n == 0 {
        return unknown();
    }
    let between = covariance(&rows, &middle);
    let within: Vec<f64> =
        within(benefit).iter().map(|one| one / benefit.replicates as f64).collect();
    let chance = (0..n).map(|at| {
        let (of, all) = (within[at * n + at], between[at * n + at]);
        (all > 0.0).then(|| (of / all).min(1.0))
    });
    let chance = std::iter::once(None).chain(chance).collect();
    let Some(shrink) = shrinking(&between, &within, n) else { return unknown() };
    let draws = rows.iter().map(|row| {
        let apart: Vec<f64> = row.iter().zip(&middle).map(|(value, mean)| value - mean).collect();
        let nearer = shrink.chunks(n).zip(&middle).map(|(of, mean)| mean + dot(of, &apart));
        with_first(&nearer.collect::<Vec<_>>())
    });
    Matched { draws: draws.collect(), chance }
}

/// The mean covariance of net benefits within draws: that of chance, of a single replicate.
fn within(benefit: &Benefit) -> Vec<f64> {
    let n = benefit.options - 1;
    let mut within = vec![0.0; n * n];
    for draw in 0..benefit.draws() {
        let cells: Vec<Vec<f64>> = (0..benefit.replicates)
            .map(|replicate| {
                let row = (0..benefit.options).map(|option| benefit.cell(draw, replicate, option));
                increments(&row.collect::<Vec<_>>())
            })
            .collect();
        let of_draw = covariance(&cells, &means(&cells));
        let draws = benefit.draws() as f64;
        within.iter_mut().zip(of_draw).for_each(|(sum, one)| *sum += one / draws);
    }
    within
}

/// A triangle whose square is the covariance of chance, row by row; nothing if there is none to be known.
pub(crate) fn chance_of(benefit: &Benefit) -> Option<Vec<f64>> {
    let n = benefit.options - 1;
    if benefit.replicates < 2 || n == 0 {
        return None;
    }
    let mut chance = within(benefit);
    let trace: f64 = (0..n).map(|at| chance[at * n + at]).sum();
    (0..n).for_each(|at| chance[at * n + at] += RIDGE * trace / n as f64);
    Some(Triangle::of(&chance, n)?.cells().to_vec())
}

/// Values less the first of them, without that.
fn increments(values: &[f64]) -> Vec<f64> {
    values[1..].iter().map(|value| value - values[0]).collect()
}

/// The covariance of rows around their mean, row by row.
fn covariance(rows: &[Vec<f64>], middle: &[f64]) -> Vec<f64> {
    let n = middle.len();
    let mut sums = vec![0.0; n * n];
    for row in rows {
        for i in 0..n {
            for j in 0..n {
                sums[i * n + j] += (row[i] - middle[i]) * (row[j] - middle[j]);
            }
        }
    }
    sums.iter().map(|sum| sum / (rows.len() - 1) as f64).collect()
}

/// `sqrt((I - S V^-1)+)`, by way of `M = L^-1 S L^-T`, where `V = L L'`.
fn shrinking(between: &[f64], within: &[f64], n: usize) -> Option<Vec<f64>> {
    let trace: f64 = (0..n).map(|at| between[at * n + at]).sum();
    if trace <= 0.0 {
        return None;
    }
    let mut whole = between.to_vec();
    (0..n).for_each(|at| whole[at * n + at] += RIDGE * trace / n as f64);
    let triangle = Triangle::of(&whole, n)?;
    // The columns of L^-1: solved for those of the unit matrix.
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut unit: Vec<f64> = (0..n).map(|at| f64::from(u8::from(at == column))).collect();
        triangle.forward(&mut unit);
        (0..n).for_each(|row| inverse[row * n + column] = unit[row]);
    }
    let middle = product(&product(&inverse, within, n), &transposed(&inverse, n), n);
    let (values, vectors) = eigen(&middle, n);
    let roots: Vec<f64> = values.iter().map(|value| (1.0 - value).max(0.0).sqrt()).collect();
    let mut scaled = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            scaled[i * n + j] =
                (0..n).map(|k| vectors[i * n + k] * roots[k] * vectors[j * n + k]).sum();
        }
    }
    // A = L f(M) L^-1, and L = V L^-T.
    let lower = product(&whole, &transposed(&inverse, n), n);
    Some(product(&product(&lower, &scaled, n), &inverse, n))
}

fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let cell = |at: usize| (0..n).map(|k| a[at / n * n + k] * b[k * n + at % n]).sum();
    (0..n * n).map(cell).collect()
}

fn transposed(a: &[f64], n: usize) -> Vec<f64> {
    (0..n * n).map(|at| a[at % n * n + at / n]).collect()
}

/// Eigenvalues of a symmetric matrix, and its eigenvectors as columns (Jacobi's rotations).
#[expect(clippy::many_single_char_names, reason = "the letters of the textbook")]
fn eigen(matrix: &[f64], n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = matrix.to_vec();
    let mut v: Vec<f64> = (0..n * n).map(|at| f64::from(u8::from(at / n == at % n))).collect();
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                let off = a[p * n + q];
                if off.abs() < f64::MIN_POSITIVE {
                    continue;
                }
                let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for k in 0..n {
                    let (kp, kq) = (a[k * n + p], a[k * n + q]);
                    (a[k * n + p], a[k * n + q]) = (c * kp - s * kq, s * kp + c * kq);
                    let (vp, vq) = (v[k * n + p], v[k * n + q]);
                    (v[k * n + p], v[k * n + q]) = (c * vp - s * vq, s * vp + c * vq);
                }
                for k in 0..n {
                    let (pk, qk) = (a[p * n + k], a[q * n + k]);
                    (a[p * n + k], a[q * n + k]) = (c * pk - s * qk, s * pk + c * qk);
                }
            }
        }
    }
    ((0..n).map(|at| a[at * n + at]).collect(), v)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};

    /// Standard normal numbers by draw, replicate and option; `u32::MAX` for what replicates share.
    pub(crate) fn normal(seed: u32, draw: u32, replicate: u32, option: u8) -> f64 {
        Draws::new(seed, draw, replicate).week(0).normal(Purpose::Measure, Who(0), option)
    }

    /// Three options; those after the first have these means, and these deviations by draw and by chance.
    pub(crate) fn toy(
        seed: u32,
        (draws, replicates): (u32, u32),
        options: &[(f64, f64, f64)],
    ) -> Benefit {
        let mut cells = Vec::new();
        for draw in 0..draws {
            for replicate in 0..replicates {
                cells.push(0.0);
                for (at, &(mean, of_draw, of_chance)) in (0..).zip(options) {
                    let known = of_draw * normal(seed, draw, u32::MAX - 7, at);
                    cells.push(mean + known + of_chance * normal(seed, draw, replicate, at));
                }
            }
        }
        Benefit::new(options.len() + 1, replicates as usize, cells)
    }

    #[test]
    fn eigenvectors_make_the_matrix_again() {
        let matrix = [4.0, 1.0, -2.0, 1.0, 3.0, 0.5, -2.0, 0.5, 5.0];
        let (values, vectors) = eigen(&matrix, 3);
        for i in 0..3 {
            for j in 0..3 {
                let again: f64 =
                    (0..3).map(|k| vectors[i * 3 + k] * values[k] * vectors[j * 3 + k]).sum();
                assert!((again - matrix[i * 3 + j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn without_chance_draws_keep_their_means_and_lose_the_variance_of_chance() {
        let benefit = toy(3, (400, 2), &[(10.0, 3.0, 4.0), (8.0, 1.0, 2.0)]);
        let found = matched(&benefit);
        for (option, (mean, deviation)) in [(1, (10.0, 3.0)), (2, (8.0, 1.0))] {
            let column: Vec<f64> = found.draws.iter().map(|row| row[option]).collect();
            let middle = column.iter().sum::<f64>() / 400.0;
            let variance = column.iter().map(|x| (x - middle) * (x - middle)).sum::<f64>() / 399.0;
            assert!((middle - benefit.means()[option]).abs() < 1e-9 && (middle - mean).abs() < 0.6);
            assert!((variance.sqrt() / deviation - 1.0).abs() < 0.25, "{option}: {variance}");
        }
        // Of the variance 9 + 16 / 2 chance is 8, of 1 + 4 / 2 it is 2.
        let chance = found.chance[1].expect("it is known");
        assert!((chance - 8.0 / 17.0).abs() < 0.08, "{chance}");
    }

    #[test]
    fn one_replicate_says_nothing_of_chance_and_options_that_never_differ_are_no_obstacle() {
        let one = matched(&toy(3, (50, 1), &[(1.0, 1.0, 1.0)]));
        assert_eq!(one.chance, [None, None]);
        let same = matched(&toy(3, (50, 2), &[(1.0, 1.0, 1.0), (0.0, 0.0, 0.0)]));
        assert!(same.draws.iter().all(|row| row[2].abs() < 1e-9));
        let none = matched(&Benefit::new(2, 2, vec![0.0; 40]));
        assert!(none.draws.iter().flatten().all(|value| value.abs() < 1e-12));
    }
}

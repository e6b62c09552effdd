//! Least squares with a few columns, and four ways to say how sure the coefficients are.
//!
//! ```text
//! b            solves X'X b = X'y, on columns of length 1, with one step of refinement
//! classical    s^2 (X'X)^-1,  s^2 = e'e / (n - k)
//! HC2          (X'X)^-1 [sum of e^2 / (1 - h) x x'] (X'X)^-1,  h = x' (X'X)^-1 x
//! clustered    (X'X)^-1 [sum over clusters of s s'] (X'X)^-1 x G / (G - 1) x (n - 1) / (n - k),  s = sum of e x
//! Newey-West   (X'X)^-1 [S_0 + sum over l <= L of (1 - l / (L + 1)) (S_l + S_l')] (X'X)^-1,  S_l = sum of
//!              e_t e_(t-l) x_t x_(t-l)'
//! ```

use std::collections::BTreeMap;

use crate::studies::calibration::matrix::{Triangle, dot};

/// What was fitted.
#[derive(Clone, Debug)]
pub struct Fit<'a> {
    x: &'a [f64],
    columns: usize,
    /// Coefficients, in the order of the columns.
    pub coefficients: Vec<f64>,
    residuals: Vec<f64>,
    /// The inverse of X'X.
    inverse: Vec<f64>,
}

/// Fits `y` by the rows of `x`, which has so many columns; nothing where a column says what others say, or where
/// there are no more rows than columns.
#[must_use]
pub fn fit<'a>(x: &'a [f64], columns: usize, y: &[f64]) -> Option<Fit<'a>> {
    if y.len() <= columns {
        return None;
    }
    let cross = |weight: &dyn Fn(usize, &[f64]) -> f64| -> Vec<f64> {
        let mut sums = vec![0.0; columns];
        for (at, row) in x.chunks_exact(columns).enumerate() {
            let weight = weight(at, row);
            sums.iter_mut().zip(row).for_each(|(sum, cell)| *sum += weight * cell);
        }
        sums
    };
    let mut square = Vec::with_capacity(columns * columns);
    for column in 0..columns {
        square.extend(cross(&|_, row| row[column]));
    }
    let scale: Vec<f64> = (0..columns).map(|at| square[at * columns + at].sqrt()).collect();
    if scale.iter().any(|&length| length <= 0.0) {
        return None;
    }
    let cell = |at: usize| square[at] / (scale[at / columns] * scale[at % columns]);
    let scaled: Vec<f64> = (0..columns * columns).map(cell).collect();
    let triangle = Triangle::of(&scaled, columns)?;
    if (0..columns).any(|at| triangle.diagonal(at) < COLLINEAR) {
        return None;
    }
    let solve = |mut right: Vec<f64>| {
        right.iter_mut().zip(&scale).for_each(|(cell, length)| *cell /= length);
        triangle.solve(&mut right);
        right.iter_mut().zip(&scale).for_each(|(cell, length)| *cell /= length);
        right
    };
    let mut coefficients = solve(cross(&|at, _| y[at]));
    let left = |coefficients: &[f64]| -> Vec<f64> {
        x.chunks_exact(columns).zip(y).map(|(row, y)| y - dot(row, coefficients)).collect()
    };
    let rest = left(&coefficients);
    let refined = solve(cross(&|at, _| rest[at]));
    coefficients.iter_mut().zip(refined).for_each(|(coefficient, more)| *coefficient += more);
    let residuals = left(&coefficients);
    let mut inverse = Vec::with_capacity(columns * columns);
    for column in 0..columns {
        let mut unit = vec![0.0; columns];
        unit[column] = 1.0;
        inverse.extend(solve(unit));
    }
    Some(Fit { x, columns, coefficients, residuals, inverse })
}

/// How much of a column of length 1 must be its own.
const COLLINEAR: f64 = 1e-7;

impl Fit<'_> {
    /// Degrees of freedom that are left.
    #[must_use]
    pub fn freedom(&self) -> usize {
        self.residuals.len() - self.columns
    }

    fn rows(&self) -> impl Iterator<Item = (&[f64], f64)> {
        self.x.chunks_exact(self.columns).zip(self.residuals.iter().copied())
    }

    /// Errors alike and independent.
    #[must_use]
    pub fn classical(&self) -> Vec<f64> {
        let square = dot(&self.residuals, &self.residuals) / self.freedom() as f64;
        self.inverse.iter().map(|cell| cell * square).collect()
    }

    /// Errors of different size.
    #[must_use]
    pub fn hc2(&self) -> Vec<f64> {
        let mut middle = vec![0.0; self.columns * self.columns];
        for (row, error) in self.rows() {
            let leverage = (0..self.columns)
                .map(|at| row[at] * dot(&self.inverse[at * self.columns..][..self.columns], row))
                .sum::<f64>();
            add(&mut middle, row, row, error * error / (1.0 - leverage));
        }
        self.between(&middle)
    }

    /// Errors that rows of one cluster share; and how many clusters there are.
    #[must_use]
    pub fn clustered(&self, clusters: &[u32]) -> (Vec<f64>, usize) {
        let mut sums: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for ((row, error), &cluster) in self.rows().zip(clusters) {
            let sum = sums.entry(cluster).or_insert_with(|| vec![0.0; self.columns]);
            sum.iter_mut().zip(row).for_each(|(sum, cell)| *sum += error * cell);
        }
        let mut middle = vec![0.0; self.columns * self.columns];
        for sum in sums.values() {
            add(&mut middle, sum, sum, 1.0);
        }
        let (groups, rows) = (sums.len() as f64, self.residuals.len() as f64);
        let correction = groups / (groups - 1.0) * (rows - 1.0) / self.freedom() as f64;
        let all = self.between(&middle).iter().map(|cell| cell * correction).collect();
        (all, sums.len())
    }

    /// Errors of a series that hang together over so many steps.
    #[must_use]
    pub fn newey_west(&self, lag: usize) -> Vec<f64> {
        let rows: Vec<(&[f64], f64)> = self.rows().collect();
        let mut middle = vec![0.0; self.columns * self.columns];
        for apart in 0..=lag {
            let weight = 1.0 - apart as f64 / (lag + 1) as f64;
            for (late, early) in rows.iter().skip(apart).zip(&rows) {
                add(&mut middle, late.0, early.0, weight * late.1 * early.1);
                if apart > 0 {
                    add(&mut middle, early.0, late.0, weight * late.1 * early.1);
                }
            }
        }
        self.between(&middle)
    }

    /// The middle between two inverses.
    fn between(&self, middle: &[f64]) -> Vec<f64> {
        times(&times(&self.inverse, middle, self.columns), &self.inverse, self.columns)
    }
}

/// The standard error of a weighted sum of coefficients.
#[must_use]
pub fn error_of(covariance: &[f64], weights: &[f64]) -> f64 {
    let columns = weights.len();
    let sum: f64 = (0..columns)
        .map(|at| weights[at] * dot(&covariance[at * columns..][..columns], weights))
        .sum();
    sum.max(0.0).sqrt()
}

/// Adds a weighted outer product.
fn add(to: &mut [f64], a: &[f64], b: &[f64], weight: f64) {
    for (row, a) in to.chunks_exact_mut(b.len()).zip(a) {
        row.iter_mut().zip(b).for_each(|(cell, b)| *cell += weight * a * b);
    }
}

fn times(a: &[f64], b: &[f64], size: usize) -> Vec<f64> {
    let cell = |at: usize| {
        let (row, column) = (at / size, at % size);
        (0..size).map(|k| a[row * size + k] * b[k * size + column]).sum()
    };
    (0..size * size).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line through five points: y = 1 + 2 x with errors 0.1, -0.2, 0.1, 0.1, -0.1.
    fn line() -> (Vec<f64>, Vec<f64>) {
        let x = (0..5).flat_map(|x| [1.0, f64::from(x)]).collect();
        let errors = [0.1, -0.2, 0.1, 0.1, -0.1];
        let y = errors.iter().zip(0..).map(|(error, x)| 1.0 + 2.0 * f64::from(x) + error);
        (x, y.collect())
    }

    #[test]
    fn a_line_is_that_worked_by_hand() {
        let (x, y) = line();
        let fit = fit(&x, 2, &y).unwrap();
        // Slope: sum of (x - 2)(y - 5) / 10 = 2 - 0.01; middle 5 - 2 x 1.99.
        assert!((fit.coefficients[1] - 1.99).abs() < 1e-12);
        assert!((fit.coefficients[0] - 1.02).abs() < 1e-12);
        // e'e = sum of squared errors - 10 x 0.01^2 (mean error 0) = 0.08 - 0.001.
        let square = 0.079 / 3.0;
        let error = error_of(&fit.classical(), &[0.0, 1.0]);
        assert!((error - (square / 10.0_f64).sqrt()).abs() < 1e-12);
        // One cluster a row is HC1 of the sandwich: n / (n - k) after the two corrections.
        let (clustered, groups) = fit.clustered(&[0, 1, 2, 3, 4]);
        let sum: f64 =
            fit.residuals.iter().zip(0..5).map(|(e, x)| e * e * f64::from((x - 2) * (x - 2))).sum();
        assert_eq!(groups, 5);
        assert!((clustered[3] - sum / 100.0 * 5.0 / 3.0).abs() < 1e-12);
        // No lag: the same without a correction.
        assert!((fit.newey_west(0)[3] - sum / 100.0).abs() < 1e-12);
    }

    #[test]
    fn what_two_columns_both_say_is_not_fitted() {
        let x = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
        assert!(fit(&x, 2, &[1.0, 2.0, 3.0]).is_none());
        assert!(fit(&[1.0, 0.0, 1.0, 1.0], 2, &[1.0, 2.0]).is_none(), "no freedom is left");
    }

    #[test]
    fn two_groups_have_the_error_of_welch() {
        let x = [[1.0, 0.0]; 3].into_iter().chain([[1.0, 1.0]; 4]).flatten().collect::<Vec<_>>();
        let fit = fit(&x, 2, &[1.0, 2.0, 3.0, 5.0, 5.0, 9.0, 9.0]).unwrap();
        // Variances 1 and 16 / 3.
        let welch: f64 = 1.0 / 3.0 + 16.0 / 3.0 / 4.0;
        assert!((error_of(&fit.hc2(), &[0.0, 1.0]) - welch.sqrt()).abs() < 1e-12);
        assert!((fit.coefficients[1] - 5.0).abs() < 1e-12);
    }
}

//! An emulator: what a run would give at a point where nothing was run, and how sure that is.
//!
//! ```text
//! y(x) = g(x)' b + z(x) + e            x in the unit cube of the active parameters
//! g: a constant, all linear terms, and those quadratic terms that are worth their place
//! z: a Gaussian process, covariance s2 exp(-|x - x'|^2 / (2 l^2))
//! e: chance, of a variance that is given for each point
//! ```
//!
//! The coefficients `b` have a flat prior and are integrated out (universal kriging), so that their doubt is in
//! every prediction. `s2` and `l` are the best of a grid by restricted likelihood. Quadratic terms enter one
//! after another, the one that takes most from the squares of the residuals first, while each lowers
//! `n log(RSS / n)` by more than `2 log n` (twice the price of BIC: the best of many candidates is tried).
//!
//! **Leave-one-out** errors follow from the same matrices without fitting again: with
//! `Q = K^-1 - K^-1 G (G' K^-1 G)^-1 G' K^-1`, the error at point `i` is `(Q y)_i / Q_ii` and its variance
//! `1 / Q_ii` (Dubrule 1983, Mathematical Geology 15:687).
//!
//! No crate: what is needed of linear algebra is one triangle of a few hundred rows (`matrix`).

use crate::studies::calibration::matrix::{Triangle, dot};

/// Price of a quadratic term, in `log n`.
const PRICE: f64 = 2.0;

/// A quadratic term for so many points at most.
const POINTS_A_TERM: usize = 6;

/// Lengths of correlation that are tried, in diagonals of the cube.
const LENGTHS: [f64; 5] = [0.08, 0.2, 0.4, 0.8, 1.6];

/// Variances of the process that are tried, in variances of the residuals.
const VARIANCES: [f64; 6] = [0.003, 0.03, 0.15, 0.5, 1.0, 2.5];

/// What keeps the matrix of two equal points positive, in variances of the process.
const JITTER: f64 = 1e-8;

/// One term of the regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The same everywhere.
    Constant,
    /// A parameter.
    Linear(usize),
    /// Two parameters, or one squared.
    Product(usize, usize),
}

impl Term {
    /// Coordinates are taken from the middle of the cube, from -1 to 1.
    fn at(self, x: &[f64]) -> f64 {
        let from_middle = |i: usize| 2.0 * x[i] - 1.0;
        match self {
            Self::Constant => 1.0,
            Self::Linear(i) => from_middle(i),
            Self::Product(i, j) => from_middle(i) * from_middle(j),
        }
    }
}

/// How rich a regression may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All linear terms, and quadratic ones that pay.
    Quadratic,
    /// A constant, and linear terms that pay: for what is known badly, such as variances.
    Sparse,
}

/// What a fit says of a point when it is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeftOut {
    /// The value less what the others foresee.
    pub error: f64,
    /// The standard deviation of that, as foreseen.
    pub deviation: f64,
}

/// A fitted emulator.
#[derive(Clone, Debug)]
pub struct Emulator {
    terms: Vec<Term>,
    /// Denominator of the exponent of the covariance.
    scale: f64,
    variance: f64,
    points: Vec<Vec<f64>>,
    coefficients: Vec<f64>,
    /// `K^-1 (y - G b)`.
    weights: Vec<f64>,
    covariance: Triangle,
    /// `L^-1 G`, term by term.
    terms_solved: Vec<Vec<f64>>,
    information: Triangle,
    /// Each point left out in turn.
    pub left_out: Vec<LeftOut>,
}

impl Emulator {
    /// Fits an emulator to the values at some points, whose chance has these variances. Nothing if there are
    /// too few points for the regression, or the values do not vary.
    #[must_use]
    pub fn fit(points: &[Vec<f64>], values: &[f64], noise: &[f64], form: Form) -> Option<Self> {
        let (terms, residual) = terms(points, values, form)?;
        let diagonal = (points[0].len() as f64).sqrt();
        let apart: Vec<f64> = points
            .iter()
            .flat_map(|a| points.iter().map(move |b| squared_distance(a, b)))
            .collect();
        let mut best: Option<(f64, f64, f64)> = None;
        for length in LENGTHS.map(|length| length * diagonal) {
            let scale = 2.0 * length * length;
            let shape: Vec<f64> = apart.iter().map(|&d| libm::exp(-d / scale)).collect();
            for variance in VARIANCES.map(|variance| variance * residual) {
                let fit = Fit::of(points, &terms, values, &covariance(&shape, variance, noise));
                let likelihood = fit.map(|fit| fit.likelihood);
                if let Some(likelihood) = likelihood
                    && best.is_none_or(|(most, ..)| likelihood > most)
                {
                    best = Some((likelihood, scale, variance));
                }
            }
        }
        let (_, scale, variance) = best?;
        let shape: Vec<f64> = apart.iter().map(|&d| libm::exp(-d / scale)).collect();
        let fit = Fit::of(points, &terms, values, &covariance(&shape, variance, noise))?;
        let left_out = fit.left_out();
        let Fit { coefficients, weights, covariance, terms_solved, information, .. } = fit;
        Some(Self {
            terms,
            scale,
            variance,
            points: points.to_vec(),
            coefficients,
            weights,
            covariance,
            terms_solved,
            information,
            left_out,
        })
    }

    /// The mean at a point, and the variance of what is not known of it.
    #[must_use]
    pub fn at(&self, x: &[f64]) -> (f64, f64) {
        let mut near: Vec<f64> = self
            .points
            .iter()
            .map(|point| self.variance * libm::exp(-squared_distance(point, x) / self.scale))
            .collect();
        let mut terms: Vec<f64> = self.terms.iter().map(|term| term.at(x)).collect();
        let mean = dot(&terms, &self.coefficients) + dot(&near, &self.weights);
        self.covariance.forward(&mut near);
        let known = dot(&near, &near);
        for (term, solved) in terms.iter_mut().zip(&self.terms_solved) {
            *term -= dot(solved, &near);
        }
        self.information.forward(&mut terms);
        (mean, (self.variance - known).max(0.0) + dot(&terms, &terms))
    }

    /// The share of the variance of the values that the others foresee when each is left out.
    #[must_use]
    pub fn foreseen(&self, values: &[f64]) -> f64 {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let all: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let left: f64 = self.left_out.iter().map(|out| out.error * out.error).sum();
        if all > 0.0 { 1.0 - left / all } else { 0.0 }
    }

    /// The share of points that lie within so many standard deviations when each is left out.
    #[must_use]
    pub fn within(&self, deviations: f64) -> f64 {
        let inside = |out: &&LeftOut| out.error.abs() <= deviations * out.deviation;
        self.left_out.iter().filter(inside).count() as f64 / self.left_out.len() as f64
    }
}

/// A fit under given covariance.
struct Fit {
    likelihood: f64,
    values: Vec<f64>,
    terms: Vec<Vec<f64>>,
    coefficients: Vec<f64>,
    weights: Vec<f64>,
    covariance: Triangle,
    terms_solved: Vec<Vec<f64>>,
    information: Triangle,
}

impl Fit {
    fn of(points: &[Vec<f64>], terms: &[Term], values: &[f64], matrix: &[f64]) -> Option<Self> {
        let many = points.len();
        let covariance = Triangle::of(matrix, many)?;
        let terms: Vec<Vec<f64>> =
            terms.iter().map(|term| points.iter().map(|point| term.at(point)).collect()).collect();
        let forward = |column: &Vec<f64>| {
            let mut column = column.clone();
            covariance.forward(&mut column);
            column
        };
        let terms_solved: Vec<Vec<f64>> = terms.iter().map(forward).collect();
        let values_solved = forward(&values.to_vec());
        let inner: Vec<f64> =
            terms_solved.iter().flat_map(|a| terms_solved.iter().map(move |b| dot(a, b))).collect();
        let information = Triangle::of(&inner, terms.len())?;
        let mut coefficients: Vec<f64> =
            terms_solved.iter().map(|term| dot(term, &values_solved)).collect();
        information.solve(&mut coefficients);
        let mut weights = values.to_vec();
        for (term, coefficient) in terms.iter().zip(&coefficients) {
            weights.iter_mut().zip(term).for_each(|(rest, g)| *rest -= coefficient * g);
        }
        let rest = weights.clone();
        covariance.solve(&mut weights);
        let likelihood = -0.5
            * (covariance.log_determinant() + information.log_determinant() + dot(&rest, &weights));
        let values = values.to_vec();
        Some(Self {
            likelihood,
            values,
            terms,
            coefficients,
            weights,
            covariance,
            terms_solved,
            information,
        })
        .filter(|fit| fit.likelihood.is_finite())
    }

    fn left_out(&self) -> Vec<LeftOut> {
        let many = self.values.len();
        let solved = |column: &Vec<f64>| {
            let mut column = column.clone();
            self.covariance.solve(&mut column);
            column
        };
        let terms: Vec<Vec<f64>> = self.terms.iter().map(solved).collect();
        // `Q y` is what weights the residuals already: `K^-1 (y - G b)`.
        (0..many)
            .map(|i| {
                let mut unit = vec![0.0; many];
                unit[i] = 1.0;
                self.covariance.forward(&mut unit);
                let mut row: Vec<f64> = terms.iter().map(|term| term[i]).collect();
                self.information.forward(&mut row);
                let own = (dot(&unit, &unit) - dot(&row, &row)).max(f64::MIN_POSITIVE);
                LeftOut { error: self.weights[i] / own, deviation: (1.0 / own).sqrt() }
            })
            .collect()
    }
}

fn covariance(shape: &[f64], variance: f64, noise: &[f64]) -> Vec<f64> {
    let many = noise.len();
    let mut matrix: Vec<f64> = shape.iter().map(|shape| variance * shape).collect();
    for (i, noise) in noise.iter().enumerate() {
        matrix[i * many + i] += noise + JITTER * variance;
    }
    matrix
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The terms of a regression, and the variance of what it leaves; nothing if it is of too few points, or if
/// nothing varies.
fn terms(points: &[Vec<f64>], values: &[f64], form: Form) -> Option<(Vec<Term>, f64)> {
    let (many, active) = (points.len(), points.first()?.len());
    let mut basis = Basis { columns: Vec::new(), rest: values.to_vec() };
    let linear: Vec<Term> = (0..active).map(Term::Linear).collect();
    let mut terms = vec![Term::Constant];
    basis.take(&basis.column(points, Term::Constant)?);
    let squares = |rest: &[f64]| dot(rest, rest);
    // What the last digits of equal values leave is nothing.
    if squares(&basis.rest) <= f64::EPSILON * squares(values) {
        return None;
    }
    let mut candidates = match form {
        Form::Quadratic => {
            for &term in &linear {
                // A parameter that stands still at all points is none here.
                if let Some(column) = basis.column(points, term) {
                    basis.take(&column);
                    terms.push(term);
                }
            }
            let pairs = (0..active).flat_map(|i| (i..active).map(move |j| Term::Product(i, j)));
            pairs.collect()
        }
        Form::Sparse => linear,
    };
    if many < terms.len() + 3 {
        return None;
    }
    let room = terms.len() + many / POINTS_A_TERM;
    while terms.len() < room.min(many - 3) {
        let gain = |&term: &Term| {
            let column = basis.column(points, term)?;
            let along = dot(&column, &basis.rest);
            Some((along * along, term, column))
        };
        let best = candidates.iter().filter_map(gain).max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((gain, term, column)) = best else { break };
        let (n, before) = (many as f64, squares(&basis.rest));
        let after = (before - gain).max(before * f64::EPSILON);
        if n * libm::log(before / after) <= PRICE * libm::log(n) {
            break;
        }
        basis.take(&column);
        terms.push(term);
        candidates.retain(|&other| other != term);
    }
    let left = squares(&basis.rest) / (many - terms.len()) as f64;
    // A regression that leaves nothing still has a process, of almost nothing.
    let mean = values.iter().sum::<f64>() / many as f64;
    let all: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((terms, left.max(all / many as f64 * 1e-9)))
}

/// Columns at right angles, of length one, and what they leave of the values.
struct Basis {
    columns: Vec<Vec<f64>>,
    rest: Vec<f64>,
}

impl Basis {
    /// What a term adds to the columns there are; nothing if they have it already.
    fn column(&self, points: &[Vec<f64>], term: Term) -> Option<Vec<f64>> {
        let mut column: Vec<f64> = points.iter().map(|point| term.at(point)).collect();
        let whole = dot(&column, &column);
        for other in &self.columns {
            let along = dot(other, &column);
            column.iter_mut().zip(other).for_each(|(cell, other)| *cell -= along * other);
        }
        let left = dot(&column, &column);
        if left <= whole * 1e-9 || left <= 0.0 {
            return None;
        }
        for cell in &mut column {
            *cell /= left.sqrt();
        }
        Some(column)
    }

    fn take(&mut self, column: &[f64]) {
        let along = dot(column, &self.rest);
        self.rest.iter_mut().zip(column).for_each(|(rest, cell)| *rest -= along * cell);
        self.columns.push(column.to_vec());
    }
}

#[cfg(test)]
mod tests;

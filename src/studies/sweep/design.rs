//! From a design to its points, which are a function of the design and its seed alone.

use crate::model::random::{Draws, Purpose, WeekDraws, Who};
use crate::studies::cube;
use crate::studies::sweep::read::{Design, Factor, Values, within};

/// The values of all factors, point by point.
#[must_use]
pub fn points(design: Design, factors: &[Factor]) -> Vec<Vec<f64>> {
    match design {
        Design::Grid => grid(factors),
        Design::List | Design::Ladder => {
            let many = factors.iter().map(|factor| levels(factor).len()).min().unwrap_or(0);
            (0..many).map(|at| factors.iter().map(|factor| levels(factor)[at]).collect()).collect()
        }
        Design::LatinHypercube { points, seed } => {
            let shares = cube::latin(factors.len(), points, lots(seed));
            place(factors, points, |point, factor| shares[point][factor])
        }
        Design::Sobol { points, seed } => {
            let digits = cube::sobol(factors.len(), points);
            let shifts: Vec<u32> = (0..factors.len()).map(|factor| shift(seed, factor)).collect();
            place(factors, points, |point, factor| {
                cube::share(digits[point][factor] ^ shifts[factor])
            })
        }
    }
}

/// Every combination of levels; the last factor changes fastest.
fn grid(factors: &[Factor]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for factor in factors {
        let longer = |point: &Vec<f64>| {
            let point = point.clone();
            levels(factor).iter().map(move |&level| [point.as_slice(), &[level]].concat())
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

/// Shares of the ranges as values.
fn place(factors: &[Factor], points: u32, share: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let point = |point: usize| {
        let value = |(at, factor): (usize, &Factor)| value(factor, share(point, at));
        factors.iter().enumerate().map(value).collect()
    };
    (0..points as usize).map(point).collect()
}

/// The value of a factor at a share of its range, or of its levels: each is as likely as another.
#[must_use]
pub fn value(factor: &Factor, share: f64) -> f64 {
    match &factor.values {
        Values::Range { low, high, scale } => within(*low, *high, *scale, share),
        Values::Levels(levels) => {
            levels[((share * levels.len() as f64) as usize).min(levels.len() - 1)]
        }
    }
}

fn levels(factor: &Factor) -> &[f64] {
    match &factor.values {
        Values::Levels(levels) => levels,
        Values::Range { .. } => unreachable!("a reader gives levels to grids and lists"),
    }
}

/// The draws of a design. No neighbourhood has this number, so no world shares them.
fn lots(seed: u32) -> WeekDraws {
    Draws::new(seed, 0, u32::MAX).week(0)
}

/// The digits in which a factor's coordinates are moved: a point of the sequence at the corner of
/// the cube would stand at the end of every range.
fn shift(seed: u32, factor: usize) -> u32 {
    lots(seed).words(Purpose::Range, Who(factor as u32), 1, 0)[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::sweep::read::Scale;

    fn range(low: f64, high: f64) -> Factor {
        let values = Values::Range { low, high, scale: Scale::Linear };
        Factor { path: "a.b".into(), parameters: vec![0], values }
    }

    fn these(values: &[f64]) -> Factor {
        Factor { path: "a.b".into(), parameters: vec![0], values: Values::Levels(values.to_vec()) }
    }

    #[test]
    fn a_grid_combines_and_a_list_goes_side_by_side() {
        let factors = [these(&[1.0, 2.0]), these(&[5.0, 6.0])];
        let all = [[1.0, 5.0], [1.0, 6.0], [2.0, 5.0], [2.0, 6.0]];
        assert_eq!(points(Design::Grid, &factors), all);
        assert_eq!(points(Design::List, &factors), [[1.0, 5.0], [2.0, 6.0]]);
    }

    /// How many of the points lie in each of this many slices of the unit range.
    fn slices(points: &[Vec<f64>], factor: usize, slices: usize) -> Vec<usize> {
        let mut counts = vec![0; slices];
        for point in points {
            counts[(point[factor] * slices as f64) as usize] += 1;
        }
        counts
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_slice() {
        let factors = [range(0.0, 1.0), range(0.0, 1.0), range(0.0, 1.0)];
        let design = |seed| Design::LatinHypercube { points: 50, seed };
        let made = points(design(3), &factors);
        for factor in 0..3 {
            assert_eq!(slices(&made, factor, 50), vec![1; 50]);
        }
        assert_eq!(made, points(design(3), &factors));
        assert_ne!(made, points(design(4), &factors));
    }

    #[test]
    fn a_shifted_sobol_sequence_fills_every_square_evenly_and_no_corner() {
        let factors = [range(0.0, 1.0), range(0.0, 1.0)];
        let design = |seed| Design::Sobol { points: 64, seed };
        let made = points(design(1), &factors);
        for factor in 0..2 {
            assert_eq!(slices(&made, factor, 64), vec![1; 64]);
        }
        let squares: std::collections::BTreeSet<(usize, usize)> =
            made.iter().map(|p| ((p[0] * 8.0) as usize, (p[1] * 8.0) as usize)).collect();
        assert_eq!(squares.len(), 64);
        assert!(made.iter().flatten().all(|&share| share > 0.0 && share < 1.0));
        assert_ne!(made, points(design(2), &factors));
    }

    #[test]
    fn levels_are_as_likely_as_each_other() {
        let factor = these(&[1.0, 2.0, 4.0]);
        let at = |share| value(&factor, share) as u32;
        assert_eq!([at(0.0), at(0.34), at(0.99), at(1.0)], [1, 2, 4, 4]);
    }
}

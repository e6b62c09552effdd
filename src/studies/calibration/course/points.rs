//! Where waves have their points.

use rayon::prelude::*;

use crate::model::random::Draws;
use crate::studies::calibration::chain::NOWHERE;
use crate::studies::cube;

/// Latin hypercubes among which the most even one is chosen.
const HYPERCUBES: u32 = 40;

/// Candidates among which points of a later wave are chosen.
pub(super) const CHOICE: usize = 2_000;

/// The Latin hypercube, of many, whose nearest points are furthest apart.
pub(super) fn maximin(active: usize, points: u32, seed: u32) -> Vec<Vec<f64>> {
    let drawn =
        |number: u32| cube::latin(active, points, Draws::new(seed, number, NOWHERE).week(2));
    let nearest = |points: &Vec<Vec<f64>>| {
        let mut least = f64::INFINITY;
        for (i, a) in points.iter().enumerate() {
            for b in &points[..i] {
                least = least.min(squared_distance(a, b));
            }
        }
        least
    };
    let all: Vec<(f64, Vec<Vec<f64>>)> = (0..HYPERCUBES)
        .into_par_iter()
        .map(|number| {
            let points = drawn(number);
            (nearest(&points), points)
        })
        .collect();
    let best = all.into_iter().reduce(|best, one| if one.0 > best.0 { one } else { best });
    best.map_or_else(Vec::new, |(_, points)| points)
}

/// So many of some points, each as far as can be from those taken before and from others.
pub(super) fn apart(from: &[Vec<f64>], others: &[Vec<f64>], many: usize) -> Vec<Vec<f64>> {
    let step = from.len().div_ceil(CHOICE).max(1);
    let from: Vec<&Vec<f64>> = from.iter().step_by(step).collect();
    let to = |x: &[f64], all: &[Vec<f64>]| {
        all.iter().map(|other| squared_distance(x, other)).fold(f64::INFINITY, f64::min)
    };
    let mut nearest: Vec<f64> = from.iter().map(|x| to(x, others)).collect();
    let mut taken: Vec<Vec<f64>> = Vec::new();
    while taken.len() < many.min(from.len()) {
        let mut best = 0;
        for at in 1..from.len() {
            if nearest[at] > nearest[best] {
                best = at;
            }
        }
        let new = from[best].clone();
        for (nearest, x) in nearest.iter_mut().zip(&from) {
            *nearest = nearest.min(squared_distance(x, &new));
        }
        nearest[best] = f64::NEG_INFINITY;
        taken.push(new);
    }
    taken
}

pub(super) fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

//! Emulators of surfaces that are known.

use super::*;
use crate::model::random::{Draws, Purpose, Who};
use crate::studies::cube;

fn cube_of(columns: usize, points: u32, seed: u32) -> Vec<Vec<f64>> {
    cube::latin(columns, points, Draws::new(seed, 0, u32::MAX).week(0))
}

fn chance(point: usize) -> f64 {
    Draws::new(5, 0, u32::MAX).week(1).normal(Purpose::Range, Who(point as u32), 0)
}

/// Straight in the first, bent in the second, a wave in the third.
fn known(x: &[f64]) -> f64 {
    3.0 * x[0] + 4.0 * (x[1] - 0.3) * (x[1] - 0.3) + 0.5 * libm::sin(6.0 * x[2])
}

#[test]
fn a_known_surface_is_foreseen_between_its_points() {
    let points = cube_of(3, 60, 1);
    let values: Vec<f64> = points.iter().map(|x| known(x)).collect();
    let fit = Emulator::fit(&points, &values, &[0.0; 60], Form::Quadratic).expect("a fit");
    assert!(fit.terms.contains(&Term::Product(1, 1)), "{:?}", fit.terms);
    assert!(fit.foreseen(&values) > 0.98, "{}", fit.foreseen(&values));
    let others = cube_of(3, 400, 9);
    let inside = others.iter().filter(|x| {
        let (mean, variance) = fit.at(x);
        (known(x) - mean).abs() <= 3.0 * variance.sqrt() + 1e-9
    });
    assert!(inside.count() >= 380);
    // At a point of its own it gives the value, and is sure.
    let (mean, variance) = fit.at(&points[7]);
    assert!((mean - values[7]).abs() < 1e-3 && variance < 1e-4, "{mean} {variance}");
}

#[test]
fn leaving_a_point_out_is_what_fitting_without_it_says() {
    let points = cube_of(2, 24, 2);
    let value = |(i, x): (usize, &Vec<f64>)| 2.0 * x[0] - x[1] + 0.2 * chance(i);
    let values: Vec<f64> = points.iter().enumerate().map(value).collect();
    let terms = [Term::Constant, Term::Linear(0), Term::Linear(1)];
    let matrix = |points: &[Vec<f64>]| {
        let apart = points
            .iter()
            .flat_map(|a| points.iter().map(move |b| libm::exp(-squared_distance(a, b) / 0.3)));
        covariance(&apart.collect::<Vec<_>>(), 0.5, &vec![0.04; points.len()])
    };
    let all = Fit::of(&points, &terms, &values, &matrix(&points)).expect("a fit");
    let out = all.left_out()[5];
    let (mut fewer, mut rest) = (points.clone(), values.clone());
    fewer.remove(5);
    rest.remove(5);
    let fit = Fit::of(&fewer, &terms, &rest, &matrix(&fewer)).expect("a fit");
    let near: Vec<f64> = fewer
        .iter()
        .map(|other| 0.5 * libm::exp(-squared_distance(other, &points[5]) / 0.3))
        .collect();
    let regression: f64 =
        terms.iter().zip(&fit.coefficients).map(|(term, b)| term.at(&points[5]) * b).sum();
    let foreseen = regression + dot(&near, &fit.weights);
    assert!((values[5] - foreseen - out.error).abs() < 1e-9, "{foreseen} {out:?}");
}

#[test]
fn noise_alone_is_not_taken_for_a_surface() {
    let points = cube_of(4, 60, 3);
    let values: Vec<f64> = (0..60).map(chance).collect();
    let fit = Emulator::fit(&points, &values, &[1.0; 60], Form::Quadratic).expect("a fit");
    assert!(fit.foreseen(&values) < 0.2, "{}", fit.foreseen(&values));
    assert!(fit.within(3.0) >= 0.95);
    let sparse = Emulator::fit(&points, &values, &[1.0; 60], Form::Sparse).expect("a fit");
    assert!(sparse.terms.len() <= 2, "{:?}", sparse.terms);
}

#[test]
fn too_few_points_and_values_that_stand_still_have_no_emulator() {
    let points = cube_of(4, 6, 3);
    let values: Vec<f64> = (0..6).map(chance).collect();
    assert!(Emulator::fit(&points, &values, &[0.1; 6], Form::Quadratic).is_none());
    let points = cube_of(2, 20, 3);
    assert!(Emulator::fit(&points, &[7.0; 20], &[0.0; 20], Form::Quadratic).is_none());
}

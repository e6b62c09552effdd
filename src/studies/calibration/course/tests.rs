//! Simulate and recover: truths are drawn from the prior, a study of each is simulated, and a calibration by
//! that study is to find them again, as often as it says. A full calibration each, waves and all, of a cheap
//! simulator that is known.

use super::points::squared_distance;
use super::*;
use crate::model::random::{Purpose, Who};

/// Parameters; no figure reads the last one.
const ACTIVE: usize = 3;

/// Standard deviation of one run of each figure.
const CHANCE: [f64; 4] = [0.15, 0.3, 0.2, 0.1];

/// What is expected of each figure.
fn expects(x: &[f64]) -> [f64; 4] {
    [
        x[0] + 0.5 * x[1],
        2.0 * x[0] * x[0] - x[1],
        libm::sin(2.0 * x[0]) + x[1] * x[1],
        x[1] - 0.3 * x[0],
    ]
}

/// One run of each figure, with a chance of its own.
fn run(x: &[f64], seed: u32, number: u32) -> [f64; 4] {
    let lots = Draws::new(seed, number, NOWHERE).week(9);
    let mut figures = expects(x);
    for (at, figure) in figures.iter_mut().enumerate() {
        *figure += CHANCE[at] * lots.normal(Purpose::Range, Who(at as u32), 0);
    }
    figures
}

/// Calibrates by one run at a truth, which is all that is known of it.
fn recovered(truth: &[f64], seed: u32) -> Course {
    let aims: Vec<Aim> = run(truth, seed, u32::MAX)
        .into_iter()
        .enumerate()
        .map(|(group, value)| Aim { value, observed: 0.0, discrepancy: 0.0, chance: 1.0, group })
        .collect();
    let asked = Asked {
        points: 40,
        most: 2,
        candidates: 2_000,
        cut: 3.0,
        enough: 0.8,
        steps: 500,
        draws: 200,
        seed,
    };
    let mut number = 0;
    let mut simulate = |_: &str, points: &[Vec<f64>]| -> Result<Vec<Values>, ()> {
        let mut figures_seen = vec![Vec::new(); CHANCE.len()];
        for x in points {
            let runs: Vec<[f64; 4]> = (0..3)
                .map(|_| {
                    number += 1;
                    run(x, seed, number)
                })
                .collect();
            for (at, values) in figures_seen.iter_mut().enumerate() {
                values.push(runs.iter().map(|figures| Some(figures[at])).collect());
            }
        }
        Ok(figures_seen)
    };
    calibrate(&asked, ACTIVE, &aims, &mut simulate).expect("a course")
}

/// The weight of draws below a truth: its rank.
fn rank(course: &Course, truth: &[f64], i: usize) -> f64 {
    let below = course.draws.iter().filter(|draw| draw.place[i] < truth[i]);
    below.map(|draw| draw.weight).sum()
}

fn truths_are_found_again(truths: u32) {
    let truth = cube::latin(ACTIVE, truths, Draws::new(77, 0, NOWHERE).week(3));
    let courses: Vec<Course> = truth
        .par_iter()
        .enumerate()
        .map(|(at, truth)| recovered(truth, 1_000 + at as u32))
        .collect();
    let ranks: Vec<f64> = courses
        .iter()
        .zip(&truth)
        .flat_map(|(course, truth)| (0..2).map(move |i| rank(course, truth, i)))
        .collect();
    let many = ranks.len() as f64;
    for share in [0.5, 0.9] {
        let side = (1.0 - share) / 2.0;
        let inside = ranks.iter().filter(|rank| (side..=1.0 - side).contains(*rank)).count() as f64;
        // One calibration in a thousand is further out by chance.
        let limit = 3.3 * (many * share * (1.0 - share)).sqrt();
        assert!((inside - many * share).abs() <= limit, "{share}: {inside} of {many}");
    }
    // Ranks of truths are even: their mean, and how far they are spread.
    let mean = ranks.iter().sum::<f64>() / many;
    let variance = ranks.iter().map(|rank| (rank - 0.5) * (rank - 0.5)).sum::<f64>() / many;
    assert!((mean - 0.5).abs() < 3.3 * (EVEN / many).sqrt(), "{mean}");
    // The variance of a squared distance from the middle is 1 / 180.
    assert!((variance - EVEN).abs() < 3.3 * (1.0 / 180.0 / many).sqrt(), "{variance}");
    for course in &courses {
        let narrowed = course.narrowed(ACTIVE);
        assert!(narrowed[0] < UNIDENTIFIED && narrowed[1] < UNIDENTIFIED, "{narrowed:?}");
        assert!(course.worth() > 50.0, "{}", course.worth());
    }
    // What nothing reads is named, but for the chance of few draws.
    let blind = courses.iter().filter(|course| course.narrowed(ACTIVE)[2] > 0.7).count();
    assert!(blind as f64 >= 0.9 * courses.len() as f64, "{blind}");
}

#[test]
fn twenty_truths_are_found_again_as_often_as_is_said() {
    truths_are_found_again(20);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn two_hundred_truths_are_found_again_as_often_as_is_said() {
    truths_are_found_again(200);
}

#[test]
fn the_same_figures_make_the_same_course_to_the_bit() {
    let (one, two) = (recovered(&[0.3, 0.6, 0.5], 5), recovered(&[0.3, 0.6, 0.5], 5));
    assert_eq!(one.draws, two.draws);
    assert!(one.waves.len() <= 2 && one.waves[0].volume < 0.8, "{:?}", one.waves[0].left);
}

#[test]
fn figures_that_cannot_be_met_together_leave_nothing() {
    let figure = |value, group| Aim { value, observed: 1e-4, discrepancy: 0.0, chance: 0.0, group };
    let aims = [figure(0.2, 0), figure(0.8, 1), figure(0.5, 2)];
    let asked = Asked {
        points: 20,
        most: 2,
        candidates: 500,
        cut: 3.0,
        enough: 0.8,
        steps: 60,
        draws: 50,
        seed: 1,
    };
    // All three figures are the first parameter.
    let mut simulate = |_: &str, points: &[Vec<f64>]| -> Result<Vec<Values>, ()> {
        let chance = |i: usize| 0.001 * libm::sin(i as f64 * 0.7);
        let values: Values = points
            .iter()
            .enumerate()
            .map(|(i, x)| vec![Some(x[0] + chance(i)), Some(x[0] - chance(i))])
            .collect();
        Ok(vec![values; 3])
    };
    let course = calibrate(&asked, 2, &aims, &mut simulate).expect("a course");
    assert_eq!(course.ended, Ended::Empty);
    assert!(course.draws.is_empty());
    assert!(course.waves[0].ruled_out.iter().all(|out| out.is_some_and(|out| out > 0.5)));
}

#[test]
fn points_of_a_later_wave_keep_apart() {
    let from = cube::latin(2, 500, Draws::new(1, 0, NOWHERE).week(0));
    let others = vec![vec![0.5, 0.5]];
    let taken = apart(&from, &others, 5);
    assert_eq!(taken.len(), 5);
    for (i, a) in taken.iter().enumerate() {
        for b in taken[..i].iter().chain(&others) {
            assert!(squared_distance(a, b) > 0.09, "{a:?} {b:?}");
        }
    }
    assert_eq!(apart(&from[..3], &[], 9).len(), 3);
}

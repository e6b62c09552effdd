//! What it would be worth to know all parameters before choosing. Chance is no parameter: replicates of an
//! agent-based model are luck that no study takes away, and must not count as something to be known.
//!
//! ```text
//! value    mean over draws of the largest X' - largest of the means, X' draws without chance (`matched`)
//! at most  the same of the draws as they are: too high, since the largest of several takes luck for worth
//! by luck  the value that nineteen in twenty studies stay below in which only chance differs, with the same means and the
//!          same chance: what is not above it may be nought
//! at least the option of each draw is chosen by half of its replicates and judged by the other half, against
//!          the option that the other draws' means choose: unbiased for a choice that knows a little less
//! ```
//!
//! The value is a ceiling: what no study of any size can exceed.

use crate::model::random::{Draws, Purpose, Who};
use crate::studies::calibration::matrix::dot;
use crate::studies::economics::matched::{chance_of, matched};
use crate::studies::economics::sample::{Benefit, largest, means};

/// Parts that are left out in turn for the standard error.
const PARTS: usize = 25;

/// Studies in which only chance differs, and which of them in rising order is told.
const BY_LUCK: (u32, usize) = (60, 57);

/// The value of perfect information.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    /// Its estimate, with chance taken out.
    pub value: f64,
    /// Its standard error over draws (jackknife over parts).
    pub standard_error: f64,
    /// What nineteen in twenty studies would find at most if only chance differed; nothing with one replicate.
    pub by_luck: Option<f64>,
    /// What a choice by half the replicates already gains; nothing with one replicate.
    pub at_least: Option<f64>,
    /// What draws with their chance would say.
    pub at_most: f64,
}

/// The value of knowing all parameters.
#[must_use]
pub fn information(benefit: &Benefit) -> Option<Information> {
    let draws = benefit.draws();
    if draws < 3 {
        return None;
    }
    let value = of_rows(&matched(benefit).draws);
    let parts = draws.min(PARTS);
    let without = |left: usize| {
        let kept = (0..draws).filter(|&draw| draw % parts != left);
        of_rows(&matched(&of_some(benefit, kept)).draws)
    };
    let each: Vec<f64> = (0..parts).map(without).collect();
    let middle = each.iter().sum::<f64>() / parts as f64;
    let squares: f64 = each.iter().map(|one| (one - middle) * (one - middle)).sum();
    let standard_error = (squares * (parts - 1) as f64 / parts as f64).sqrt();
    Some(Information {
        value,
        standard_error,
        by_luck: by_luck(benefit),
        at_least: at_least(benefit),
        at_most: of_rows(&benefit.by_draw()),
    })
}

/// The value that studies find in which only chance differs, with these means and this chance.
fn by_luck(benefit: &Benefit) -> Option<f64> {
    let n = benefit.options - 1;
    let triangle = chance_of(benefit)?;
    let means = benefit.means();
    let study = |number: u32| {
        let mut cells = Vec::new();
        for draw in 0..benefit.draws() as u32 {
            for replicate in 0..benefit.replicates as u32 {
                let lots = Draws::new(number, draw, replicate).week(0);
                let normal = |at: usize| lots.normal(Purpose::Measure, Who(at as u32), 0);
                let normals: Vec<f64> = (0..n).map(normal).collect();
                cells.push(0.0);
                for option in 0..n {
                    let row = &triangle[option * n..=option * n + option];
                    cells.push(means[option + 1] - means[0] + dot(row, &normals[..=option]));
                }
            }
        }
        of_rows(&matched(&Benefit::new(n + 1, benefit.replicates, cells)).draws)
    };
    let mut values: Vec<f64> = (0..BY_LUCK.0).map(study).collect();
    values.sort_by(f64::total_cmp);
    Some(values[BY_LUCK.1 - 1])
}

/// Mean of the largest less the largest of the means.
fn of_rows(rows: &[Vec<f64>]) -> f64 {
    let most = rows.iter().map(|row| row.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let middle = means(rows);
    (most.sum::<f64>() / rows.len() as f64 - middle[largest(&middle)]).max(0.0)
}

/// Some of the draws.
fn of_some(benefit: &Benefit, draws: impl Iterator<Item = usize>) -> Benefit {
    let cells = draws.flat_map(|draw| {
        (0..benefit.replicates).flat_map(move |replicate| {
            (0..benefit.options).map(move |option| benefit.cell(draw, replicate, option))
        })
    });
    Benefit::new(benefit.options, benefit.replicates, cells.collect())
}

/// What choosing by one half of the replicates gains in the other half, both ways round.
fn at_least(benefit: &Benefit) -> Option<f64> {
    let half = benefit.replicates / 2;
    if half == 0 {
        return None;
    }
    let over = |draw: usize, replicates: std::ops::Range<usize>| -> Vec<f64> {
        let mean = |option: usize| {
            let each = replicates.clone().map(|replicate| benefit.cell(draw, replicate, option));
            each.sum::<f64>() / replicates.len() as f64
        };
        (0..benefit.options).map(mean).collect()
    };
    let draws = benefit.draws();
    let sums = benefit.means();
    let mut gained = 0.0;
    for draw in 0..draws {
        let here = benefit.of_draw(draw);
        let others: Vec<f64> =
            sums.iter().zip(&here).map(|(mean, one)| mean * draws as f64 - one).collect();
        let usual = largest(&others);
        let halves = [over(draw, 0..half), over(draw, half..2 * half)];
        for (chooses, judges) in [(0, 1), (1, 0)] {
            let judged: &Vec<f64> = &halves[judges];
            gained += (judged[largest(&halves[chooses])] - judged[usual]) / 2.0;
        }
    }
    Some(gained / draws as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::economics::matched::tests::toy;

    /// E max(0, x) - max(0, m) of a normal x with mean m: the unit normal loss.
    fn unit_loss(mean: f64, deviation: f64) -> f64 {
        let z: f64 = mean.abs() / deviation;
        let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        let beyond = libm::erfc(z / libm::sqrt(2.0)) / 2.0;
        deviation * (density - z * beyond)
    }

    #[test]
    fn the_value_is_that_of_the_closed_form_whatever_the_chance() {
        for (mean, deviation, chance) in [(0.0, 3.0, 0.0), (1.0, 3.0, 3.0), (-2.0, 4.0, 8.0)] {
            let truth = unit_loss(mean, deviation);
            // The mean of many studies: one alone is as far off as its standard error says.
            let studies: Vec<Information> = (0..24)
                .map(|seed| {
                    information(&toy(seed, (150, 2), &[(mean, deviation, chance)])).unwrap()
                })
                .collect();
            let of = |figure: fn(&Information) -> f64| {
                studies.iter().map(figure).sum::<f64>() / studies.len() as f64
            };
            let value = of(|it| it.value);
            // Crossed halves choose by fewer draws, so a little is lost; the rest is chance.
            let near = 0.08 * truth + 3.0 * of(|it| it.standard_error) / libm::sqrt(24.0);
            assert!(
                (value - truth).abs() < near,
                "{mean} {deviation} {chance}: {value} {truth} {near}"
            );
            let bounds = (of(|it| it.at_least.unwrap()), of(|it| it.at_most));
            assert!(bounds.0 <= truth * 1.1 && bounds.1 >= truth * 0.9, "{bounds:?} {truth}");
            let within =
                studies.iter().filter(|it| (it.value - truth).abs() < 2.0 * it.standard_error);
            assert!(within.count() >= 18, "the standard error is too small");
        }
    }

    #[test]
    fn where_only_chance_differs_nothing_is_worth_knowing() {
        let options = [(1.0, 0.0, 4.0), (0.8, 0.0, 4.0)];
        let of = |options: &[(f64, f64, f64)]| -> Vec<Information> {
            (0..24).map(|seed| information(&toy(seed, (60, 2), options)).unwrap()).collect()
        };
        let nothing = of(&options);
        let mean = |figure: fn(&Information) -> f64| nothing.iter().map(figure).sum::<f64>() / 24.0;
        let (naive, value) = (mean(|it| it.at_most), mean(|it| it.value));
        assert!(
            naive > 1.4 && value < naive / 3.0,
            "chance looks like something to know: {naive}, {value}"
        );
        let above =
            |all: &[Information]| all.iter().filter(|it| it.value > it.by_luck.unwrap()).count();
        let (by_luck, found) = (above(&nothing), above(&of(&[(1.0, 4.0, 4.0), (0.8, 0.0, 4.0)])));
        assert!(by_luck <= 4 && found >= 20, "{by_luck} and {found} of 24 are above luck");
        let least = mean(|it| it.at_least.unwrap());
        assert!(least < naive / 3.0, "where nothing is known to choose by: {least}, {naive}");
    }

    #[test]
    fn two_draws_say_nothing() {
        assert_eq!(information(&toy(1, (2, 2), &[(1.0, 1.0, 1.0)])), None);
    }
}

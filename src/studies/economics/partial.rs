//! What it would be worth to know some of the parameters before choosing. The option of a draw is chosen by
//! what a regression on these parameters alone foresees of it, and judged by what the draw came to; the regression
//! never saw the draw. So neither chance nor the search for the largest makes the value too high: it is
//! what such a choice gains, and at most what knowing them is worth.
//!
//! ```text
//! foreseen   of a held-out draw: kernel ridge on the standardised parameters and their squares, fitted to the
//!            other draws; how much it is held back is chosen among these by leaving out parts once more
//! value      mean over draws of (what the foreseen best came to - what the best by the others' means came to)
//! ```

use crate::studies::calibration::matrix::{Triangle, dot};
use crate::studies::economics::sample::{Benefit, largest, means};

/// Parts that are held out in turn.
const FOLDS: usize = 5;

/// How much a regression is held back, as shares of the mean squared length of a draw.
const HELD_BACK: [f64; 5] = [0.01, 0.1, 1.0, 10.0, 100.0];

/// What knowing a group of parameters gains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Partial {
    /// Its estimate; below nought by luck where knowing them gains nothing.
    pub value: f64,
    /// Its standard error over draws.
    pub standard_error: f64,
}

/// The value of knowing these parameters: of each draw a row of them.
#[must_use]
pub fn partial(benefit: &Benefit, known: &[Vec<f64>]) -> Option<Partial> {
    Some(summed(&gains(benefit, known)?))
}

/// What the gains of single draws come to.
pub(crate) fn summed(gained: &[f64]) -> Partial {
    let draws = gained.len();
    let value = gained.iter().sum::<f64>() / draws as f64;
    let squares: f64 = gained.iter().map(|one| (one - value) * (one - value)).sum();
    Partial { value, standard_error: (squares / ((draws - 1) * draws) as f64).sqrt() }
}

/// What choosing by these figures gains in each draw, of which each has a row.
pub(crate) fn gains(benefit: &Benefit, known: &[Vec<f64>]) -> Option<Vec<f64>> {
    let rows = benefit.by_draw();
    let draws = rows.len();
    if draws < 2 * FOLDS || known.len() != draws || known[0].is_empty() {
        return None;
    }
    let products = products(&features(known));
    let mut gained = vec![0.0; draws];
    for fold in 0..FOLDS {
        let (held, others) = parted(0..draws, fold);
        let usual = largest(&means(&others.iter().map(|&at| rows[at].clone()).collect::<Vec<_>>()));
        let ridge = held_back(&products, draws, &others, &rows);
        let foreseen = foreseen(&products, draws, (&others, &held), &rows, ridge);
        for (&draw, row) in held.iter().zip(&foreseen) {
            gained[draw] = rows[draw][largest(row)] - rows[draw][usual];
        }
    }
    Some(gained)
}

/// Draws that are held out of a fold, and the others.
fn parted(draws: impl IntoIterator<Item = usize>, fold: usize) -> (Vec<usize>, Vec<usize>) {
    let (held, others): (Vec<_>, Vec<_>) =
        draws.into_iter().enumerate().partition(|(place, _)| place % FOLDS == fold);
    let plain = |list: Vec<(usize, usize)>| list.into_iter().map(|(_, draw)| draw).collect();
    (plain(held), plain(others))
}

/// Parameters and their squares, each with mean 0 and variance 1 over draws; those that never differ are left
/// out.
fn features(known: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let draws = known.len() as f64;
    let standard = |values: Vec<f64>| -> Option<Vec<f64>> {
        let mean = values.iter().sum::<f64>() / draws;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / draws;
        let differs = variance > 1e-18 * (1.0 + mean * mean);
        differs.then(|| values.iter().map(|x| (x - mean) / variance.sqrt()).collect())
    };
    let mut columns = Vec::new();
    for at in 0..known[0].len() {
        let Some(linear) = standard(known.iter().map(|row| row[at]).collect()) else { continue };
        let square = standard(linear.iter().map(|x| x * x).collect());
        columns.push(linear);
        columns.extend(square);
    }
    let row = |draw: usize| columns.iter().map(|column| column[draw]).collect();
    (0..known.len()).map(row).collect()
}

/// The products of all pairs of draws, over their number of features.
fn products(features: &[Vec<f64>]) -> Vec<f64> {
    let each = features[0].len().max(1) as f64;
    let mut all = Vec::with_capacity(features.len() * features.len());
    for a in features {
        all.extend(features.iter().map(|b| dot(a, b) / each));
    }
    all
}

/// What a regression on some draws foresees of others: net benefit of every option.
fn foreseen(
    products: &[f64],
    draws: usize,
    (on, of): (&[usize], &[usize]),
    rows: &[Vec<f64>],
    ridge: f64,
) -> Vec<Vec<f64>> {
    let on_rows: Vec<Vec<f64>> = on.iter().map(|&at| rows[at].clone()).collect();
    let middle = means(&on_rows);
    let n = on.len();
    let mut matrix: Vec<f64> =
        on.iter().flat_map(|&a| on.iter().map(move |&b| products[a * draws + b])).collect();
    (0..n).for_each(|at| matrix[at * n + at] += ridge);
    let Some(triangle) = Triangle::of(&matrix, n) else {
        return of.iter().map(|_| middle.clone()).collect();
    };
    let mut found = vec![middle.clone(); of.len()];
    for (option, mean) in middle.iter().enumerate() {
        let mut weights: Vec<f64> = on_rows.iter().map(|row| row[option] - mean).collect();
        triangle.solve(&mut weights);
        for (&draw, row) in of.iter().zip(&mut found) {
            let near: f64 =
                on.iter().zip(&weights).map(|(&at, w)| products[draw * draws + at] * w).sum();
            row[option] += near;
        }
    }
    found
}

/// How much a regression on these draws is held back: what foresees parts of them best that are left out.
fn held_back(products: &[f64], draws: usize, on: &[usize], rows: &[Vec<f64>]) -> f64 {
    let error = |ridge: f64| -> f64 {
        (0..FOLDS)
            .map(|fold| {
                let (held, others) = parted(on.iter().copied(), fold);
                let foreseen = foreseen(products, draws, (&others, &held), rows, ridge);
                let miss = |(&draw, row): (&usize, &Vec<f64>)| -> f64 {
                    rows[draw].iter().zip(row).map(|(a, b)| (a - b) * (a - b)).sum()
                };
                held.iter().zip(&foreseen).map(miss).sum::<f64>()
            })
            .sum()
    };
    let scale = on.len() as f64;
    let tried = HELD_BACK.map(|share| (share * scale, error(share * scale)));
    tried.iter().min_by(|a, b| a.1.total_cmp(&b.1)).map_or(scale, |best| best.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::economics::matched::tests::normal;

    const DRAWS: u32 = 160;

    /// One option whose worth is a sum of two parameters, with chance; the parameters beside it.
    fn toy(seed: u32, weights: (f64, f64), chance: f64) -> (Benefit, Vec<Vec<f64>>) {
        let parameter = |draw: u32, which: u8| normal(seed, draw, 77, which);
        let mut cells = Vec::new();
        for draw in 0..DRAWS {
            let known = weights.0 * parameter(draw, 0) + weights.1 * parameter(draw, 1);
            for replicate in 0..2 {
                cells.extend([0.0, known + chance * normal(seed, draw, replicate, 5)]);
            }
        }
        let known = (0..DRAWS).map(|draw| vec![parameter(draw, 0), parameter(draw, 1)]);
        (Benefit::new(2, 2, cells), known.collect())
    }

    fn only(known: &[Vec<f64>], columns: &[usize]) -> Vec<Vec<f64>> {
        known.iter().map(|row| columns.iter().map(|&at| row[at]).collect()).collect()
    }

    /// Means over many studies.
    fn mean(figure: impl Fn(u32) -> f64) -> f64 {
        (0..24).map(figure).sum::<f64>() / 24.0
    }

    #[test]
    fn knowing_is_worth_what_the_closed_form_says_and_more_is_worth_more() {
        // E max(0, x) of a normal around 0 is its deviation over the root of 2 pi.
        let worth = |deviation: f64| deviation / libm::sqrt(2.0 * std::f64::consts::PI);
        let of = |columns: &'static [usize]| {
            mean(|seed| {
                let (benefit, known) = toy(seed, (3.0, 4.0), 3.0);
                partial(&benefit, &only(&known, columns)).unwrap().value
            })
        };
        let (first, second, both) = (of(&[0]), of(&[1]), of(&[0, 1]));
        for (found, truth) in [(first, worth(3.0)), (second, worth(4.0)), (both, worth(5.0))] {
            assert!((0.8..=1.05).contains(&(found / truth)), "{found} {truth}");
        }
        assert!(first < second && second < both);
    }

    #[test]
    fn where_only_chance_differs_knowing_is_worth_nothing() {
        let value = mean(|seed| {
            let (benefit, known) = toy(seed, (0.0, 0.0), 4.0);
            let found = partial(&benefit, &known).unwrap();
            assert!(found.value < 3.0 * found.standard_error + 0.1, "{found:?}");
            found.value
        });
        assert!(value < 0.05, "{value}");
    }

    #[test]
    fn few_draws_and_parameters_that_never_differ_say_nothing() {
        let (benefit, known) = toy(1, (3.0, 0.0), 1.0);
        assert_eq!(partial(&benefit, &only(&known, &[])), None);
        let same: Vec<Vec<f64>> = known.iter().map(|_| vec![2.0]).collect();
        let found = partial(&benefit, &same).unwrap();
        assert!(found.value.abs() < 4.0 * found.standard_error + 0.5);
    }
}

//! Which option is best at a price, how probably, and what is lost if it is not.

use crate::studies::economics::sample::{Benefit, Sample, largest, means};

/// What is said of the options at one price.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Mean net benefit of each option.
    pub benefit: Vec<f64>,
    /// The option with the highest.
    pub best: usize,
    /// Share of draws in which each option is best of all; those that tie share the draw.
    pub probability: Vec<f64>,
    /// Mean over draws of what is lost against the best option of the draw.
    pub loss: Vec<f64>,
}

/// Decides among options by their net benefit in each draw.
#[must_use]
pub fn decide(benefit: &Benefit) -> Decision {
    of_draws(&benefit.by_draw())
}

/// The same of net benefits that stand in rows, one for each draw.
#[must_use]
pub fn of_draws(rows: &[Vec<f64>]) -> Decision {
    let means = means(rows);
    let (mut probability, mut loss) = (vec![0.0; means.len()], vec![0.0; means.len()]);
    for row in rows {
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let alike = row.iter().filter(|&&value| value >= most).count();
        for (option, &value) in row.iter().enumerate() {
            if value >= most {
                probability[option] += 1.0 / (alike as f64 * rows.len() as f64);
            }
            loss[option] += (most - value) / rows.len() as f64;
        }
    }
    Decision { best: largest(&means), benefit: means, probability, loss }
}

/// Points of an acceptability curve, with its frontier.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Prices of a WELLBY.
    pub prices: Vec<f64>,
    /// What is decided at each.
    pub decisions: Vec<Decision>,
}

/// What is decided at each of these prices, the same in every draw.
#[must_use]
pub fn curve(sample: &Sample, prices: &[f64]) -> Curve {
    let at = |&price: &f64| decide(&sample.benefit(&vec![price; sample.draws()]));
    Curve { prices: prices.to_vec(), decisions: prices.iter().map(at).collect() }
}

/// So many prices from one to another, evenly on a logarithmic scale.
#[must_use]
pub fn prices(from: f64, to: f64, steps: usize) -> Vec<f64> {
    let step = libm::log(to / from) / (steps.max(2) - 1) as f64;
    (0..steps).map(|at| from * libm::exp(step * at as f64)).collect()
}

/// The price above which an option is worth more than nothing more: its mean cost for its mean effect. None
/// where it brings nothing.
#[must_use]
pub fn break_even((cost, effect): (f64, f64)) -> Option<f64> {
    (effect > 0.0).then(|| cost / effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_all_options_add_up_and_the_best_by_means_may_be_rarely_best() {
        // Two draws in three the second is best by a little, in one the third by much.
        let cells = [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 30.0]];
        let benefit = Benefit::new(3, 1, cells.concat());
        let found = decide(&benefit);
        assert_eq!(found.best, 2);
        assert!((found.probability[1] - 2.0 / 3.0).abs() < 1e-12);
        assert!((found.probability.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((found.loss[2] - 2.0 / 3.0).abs() < 1e-12 && (found.loss[1] - 10.0).abs() < 1e-12);
        // The best option has the least expected loss, whatever the draws.
        assert!(found.loss.iter().all(|&loss| loss >= found.loss[found.best]));
        let tie = decide(&Benefit::new(2, 1, vec![0.0, 0.0]));
        assert_eq!(tie.probability, [0.5, 0.5]);
    }

    #[test]
    fn the_curve_turns_where_cost_over_effect_is_the_price() {
        let sample = Sample::new(2, 1, vec![(0.0, 0.0), (100.0, 0.5), (0.0, 0.0), (100.0, 1.5)]);
        assert_eq!(break_even(sample.mean(1)), Some(100.0));
        let found = curve(&sample, &[60.0, 70.0, 99.0, 101.0, 250.0]);
        let best: Vec<usize> = found.decisions.iter().map(|at| at.best).collect();
        assert_eq!(best, [0, 0, 0, 1, 1]);
        let share: Vec<f64> = found.decisions.iter().map(|at| at.probability[1]).collect();
        assert_eq!(share, [0.0, 0.5, 0.5, 0.5, 1.0]);
        let prices = prices(100.0, 10_000.0, 3);
        assert!((prices[1] - 1_000.0).abs() < 1e-9 && (prices[2] - 10_000.0).abs() < 1e-8);
        assert_eq!(break_even((100.0, -1.0)), None);
    }
}

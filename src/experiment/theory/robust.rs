//! Robust or contingent: whether the sign of a claim's first outcome holds when all parameters are
//! drawn from their plausible ranges at once, and on which parameter it depends where it does not.

use serde::Serialize;

use crate::experiment::theory::bench::Measured;
use crate::random::{Draws, Purpose, Who};
use crate::scenario::claims::{Claim, Expect};
use crate::scenario::{Parameters, Scenario, names};

/// Share of draws in which the sign of a robust claim holds.
const ROBUST_FROM: f64 = 0.9;

/// Standard errors by which the strongest rank correlation of some six hundred parameters exceeds
/// nothing by luck in one experiment of twenty.
const NAMED_FROM: f64 = 4.0;

/// One draw: the parameters as shares of their ranges, and what came of each claim.
#[derive(Clone, Debug)]
pub struct Draw {
    /// A share of its range for each parameter.
    pub shares: Vec<f64>,
    /// The effect on each claim's first outcome, positive for the expected way.
    pub effects: Vec<Option<f64>>,
}

/// How a claim fares over the draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Robust {
    /// Draws that have the effect.
    pub draws: usize,
    /// Share of them in which it goes the expected way.
    pub share: f64,
    /// Whether that is at least nine in ten.
    pub robust: bool,
    /// The parameter on which the effect depends most, where one stands out.
    pub on: Option<String>,
    /// Its rank correlation with the effect.
    pub correlation: Option<f64>,
}

/// A scenario whose parameters are drawn from their plausible ranges, and the shares drawn. The
/// size of runs stays.
#[must_use]
pub fn drawn(scenario: &Scenario, seed: u32, number: u32) -> (Scenario, Vec<f64>) {
    let mut drawn = scenario.clone();
    // No neighbourhood has this number, so no world shares these draws.
    let lots = Draws::new(seed, number, u32::MAX).week(0);
    let mut shares = Vec::with_capacity(drawn.entries.len());
    for (index, (spec, entry)) in Parameters::specs().iter().zip(&mut drawn.entries).enumerate() {
        let share = lots.uniform(Purpose::Range, Who(index as u32), 0, 0);
        shares.push(share);
        if names::section(&spec.path) != "run" {
            entry.value = entry.low + share * (entry.high - entry.low);
        }
    }
    (drawn, shares)
}

/// What came of one draw.
#[must_use]
pub fn draw(claims: &[Claim], measured: &Measured, shares: Vec<f64>) -> Draw {
    let effects = claims
        .iter()
        .enumerate()
        .map(|(number, claim)| {
            let effect = claim.test()?.outcome.first()?;
            let part = measured.main(claims, number, effect).into_iter().next()?;
            let count = part.values.len();
            let mean = part.values.iter().sum::<f64>() / count as f64;
            match part.expect {
                _ if count == 0 => None,
                Expect::Up | Expect::Peak => Some(mean),
                Expect::Down | Expect::Dip => Some(-mean),
                // For `same`, positive within the smallest that matters.
                Expect::Same => Some(part.smallest - mean.abs()),
            }
        })
        .collect();
    Draw { shares, effects }
}

/// How claim `number` fares over all draws.
#[must_use]
pub fn robust(draws: &[Draw], number: usize) -> Option<Robust> {
    let (mut effects, mut rows) = (Vec::new(), Vec::new());
    for draw in draws {
        if let Some(effect) = draw.effects[number] {
            effects.push(effect);
            rows.push(&draw.shares);
        }
    }
    if effects.len() < 2 {
        return None;
    }
    let right = effects.iter().filter(|effect| **effect > 0.0).count();
    let share = right as f64 / effects.len() as f64;
    let order = ranks(&effects);
    let strongest = (0..rows[0].len())
        .map(|parameter| {
            let values: Vec<f64> = rows.iter().map(|row| row[parameter]).collect();
            (parameter, correlation(&ranks(&values), &order))
        })
        .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
        .filter(|(_, strength)| strength.abs() * (effects.len() as f64 - 1.0).sqrt() >= NAMED_FROM);
    Some(Robust {
        draws: effects.len(),
        share,
        robust: share >= ROBUST_FROM,
        on: strongest.map(|(parameter, _)| Parameters::specs()[parameter].path.clone()),
        correlation: strongest.map(|(_, strength)| strength),
    })
}

/// Ranks from 0; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let level = values[order[start]];
        let same = order[start..].iter().take_while(|&&i| values[i].total_cmp(&level).is_eq());
        let end = start + same.count();
        for &index in &order[start..end] {
            ranks[index] = (start + end - 1) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

/// Pearson's correlation of two lists of equal length; none where one does not vary.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| f(a - mean_a, b - mean_b)).sum()
    };
    let (aa, bb) = (sum(&|a, _| a * a), sum(&|_, b| b * b));
    if aa <= 0.0 || bb <= 0.0 { 0.0 } else { sum(&|a, b| a * b) / (aa * bb).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_share_ties_and_correlate() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [2.5, 0.0, 2.5, 1.0]);
        let up = ranks(&[1.0, 2.0, 10.0]);
        assert!((correlation(&up, &ranks(&[0.1, 5.0, 6.0])) - 1.0).abs() < 1e-12);
        assert!((correlation(&up, &ranks(&[9.0, 5.0, 1.0])) + 1.0).abs() < 1e-12);
        assert!(correlation(&up, &[1.0, 1.0, 1.0]).abs() < 1e-12);
    }

    #[test]
    fn a_sign_that_follows_one_parameter_is_contingent_on_it() {
        let draws: Vec<Draw> = (0..40)
            .map(|i| {
                let share = f64::from(i) / 40.0;
                let noise = f64::from(i * 17 % 40);
                Draw { shares: vec![noise, share], effects: vec![Some(share - 0.5), Some(1.0)] }
            })
            .collect();
        let found = robust(&draws, 0).expect("draws");
        assert!(!found.robust && (found.share - 0.475).abs() < 1e-12, "{found:?}");
        assert_eq!(found.on.as_deref(), Some(Parameters::specs()[1].path.as_str()));
        let always = robust(&draws, 1).expect("draws");
        assert!(always.robust && always.on.is_none(), "{always:?}");
    }
}

//! A balanced panel: everybody in every period, with effects of persons and of periods taken out (two-way fixed
//! effects). Errors are those of clusters, which hold persons whole.
//!
//! ```text
//! within       v~ = v - mean of the person - mean of the period + mean of all
//! effect       sum of d~ y~ / sum of d~^2
//! error        sqrt(sum over clusters of (sum of d~ e)^2) / sum of d~^2, x sqrt(G / (G - 1) x (n - 1) / n)
//! ```

use std::collections::BTreeMap;

use crate::studies::evaluation::estimators::Estimate;

/// A panel, person by person, so many periods each.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Periods of each person.
    pub periods: usize,
    /// Outcomes.
    pub outcomes: Vec<f64>,
    /// Whether the person has the scheme: 0 or 1.
    pub exposed: Vec<f64>,
    /// The cluster of each person.
    pub clusters: Vec<u32>,
}

impl Panel {
    /// The values with effects of persons and periods taken out.
    fn within(&self, values: &[f64]) -> Vec<f64> {
        let (people, periods) = (self.clusters.len() as f64, self.periods as f64);
        let mut of_period = vec![0.0; self.periods];
        for person in values.chunks_exact(self.periods) {
            of_period.iter_mut().zip(person).for_each(|(sum, value)| *sum += value);
        }
        let all = of_period.iter().sum::<f64>() / (people * periods);
        let rest = values.chunks_exact(self.periods).flat_map(|person| {
            let own = person.iter().sum::<f64>() / periods;
            let rest = person.iter().zip(&of_period);
            rest.map(move |(value, period)| value - own - period / people + all)
        });
        rest.collect()
    }

    /// The effect of having the scheme.
    #[must_use]
    pub fn two_way(&self) -> Option<Estimate> {
        let (y, d) = (self.within(&self.outcomes), self.within(&self.exposed));
        let square: f64 = d.iter().map(|d| d * d).sum();
        if square <= 0.0 {
            return None;
        }
        let value = d.iter().zip(&y).map(|(d, y)| d * y).sum::<f64>() / square;
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        let rows = d.chunks_exact(self.periods).zip(y.chunks_exact(self.periods));
        for ((d, y), &cluster) in rows.zip(&self.clusters) {
            let score: f64 = d.iter().zip(y).map(|(d, y)| d * (y - value * d)).sum();
            *scores.entry(cluster).or_default() += score;
        }
        let (groups, rows) = (scores.len() as f64, y.len() as f64);
        let correction = groups / (groups - 1.0) * (rows - 1.0) / rows;
        let error = (scores.values().map(|score| score * score).sum::<f64>() * correction).sqrt();
        let exposed = self.exposed.chunks_exact(self.periods);
        let treated = exposed.filter(|person| person.iter().any(|&d| d > 0.0)).count();
        Some(Estimate {
            value,
            standard_error: error / square,
            freedom: scores.len() - 1,
            treated,
            controls: self.clusters.len() - treated,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_periods_give_the_difference_of_differences() {
        // Two with the scheme in the second period, two never.
        let panel = Panel {
            periods: 2,
            outcomes: vec![5.0, 3.0, 7.0, 6.0, 1.0, 2.0, 2.0, 4.0],
            exposed: vec![0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            clusters: vec![0, 1, 2, 3],
        };
        let found = panel.two_way().unwrap();
        // Changes -2 and -1 against 1 and 2.
        assert!((found.value + 3.0).abs() < 1e-12);
        assert_eq!((found.treated, found.controls, found.freedom), (2, 2, 3));
        // Residuals of changes are half a unit either way: scores of 1/8 each, over 1/2.
        let wanted = (4.0 * 0.125 * 0.125 * 4.0 / 3.0 * 7.0 / 8.0_f64).sqrt() / 0.5;
        assert!((found.standard_error - wanted).abs() < 1e-12, "{}", found.standard_error);
        let nobody = Panel { exposed: vec![0.0; 8], ..panel };
        assert!(nobody.two_way().is_none());
    }
}

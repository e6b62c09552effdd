//! Costs and effects of options, by draw of the parameters and replicate of chance.

/// Costs and effects of every option, less those of the first, which is nothing more.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Options, the first of which is nothing more.
    pub options: usize,
    /// Replicates of each draw.
    pub replicates: usize,
    /// Cost and effect of each option, of each replicate of each draw.
    cells: Vec<(f64, f64)>,
}

/// The net benefit of every option at one price, or one price for each draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Benefit {
    /// Options, the first of which is nothing more.
    pub options: usize,
    /// Replicates of each draw.
    pub replicates: usize,
    cells: Vec<f64>,
}

impl Sample {
    /// A sample from its cells: option by option within a replicate, replicate by replicate within a draw.
    ///
    /// # Panics
    /// If these are no whole draws.
    #[must_use]
    pub fn new(options: usize, replicates: usize, cells: Vec<(f64, f64)>) -> Self {
        assert!(cells.len().is_multiple_of(options * replicates), "whole draws");
        Self { options, replicates, cells }
    }

    /// How many draws there are.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.cells.len() / (self.options * self.replicates)
    }

    /// Cost and effect of an option in a draw: means over its replicates.
    #[must_use]
    pub fn of_draw(&self, draw: usize, option: usize) -> (f64, f64) {
        let each = (0..self.replicates).map(|replicate| self.cell(draw, replicate, option));
        let (cost, effect) = each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (cost / self.replicates as f64, effect / self.replicates as f64)
    }

    /// Cost and effect of an option in a replicate of a draw.
    #[must_use]
    pub fn cell(&self, draw: usize, replicate: usize, option: usize) -> (f64, f64) {
        self.cells[(draw * self.replicates + replicate) * self.options + option]
    }

    /// Mean cost and mean effect of an option over all draws.
    #[must_use]
    pub fn mean(&self, option: usize) -> (f64, f64) {
        let all = self.draws();
        let each = (0..all).map(|draw| self.of_draw(draw, option));
        let (cost, effect) = each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (cost / all as f64, effect / all as f64)
    }

    /// Net benefit at a price for each draw.
    ///
    /// # Panics
    /// If there are not as many prices as draws.
    #[must_use]
    pub fn benefit(&self, prices: &[f64]) -> Benefit {
        assert_eq!(prices.len(), self.draws(), "a price for each draw");
        let each = self.options * self.replicates;
        let cells = self.cells.iter().enumerate();
        let cells = cells.map(|(at, &(cost, effect))| prices[at / each] * effect - cost);
        Benefit { options: self.options, replicates: self.replicates, cells: cells.collect() }
    }
}

impl Benefit {
    /// Net benefits from their cells, in the order of a sample's.
    ///
    /// # Panics
    /// If these are no whole draws.
    #[must_use]
    pub fn new(options: usize, replicates: usize, cells: Vec<f64>) -> Self {
        assert!(cells.len().is_multiple_of(options * replicates), "whole draws");
        Self { options, replicates, cells }
    }

    /// How many draws there are.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.cells.len() / (self.options * self.replicates)
    }

    /// Net benefit of an option in a replicate of a draw.
    #[must_use]
    pub fn cell(&self, draw: usize, replicate: usize, option: usize) -> f64 {
        self.cells[(draw * self.replicates + replicate) * self.options + option]
    }

    /// Net benefit of every option in a draw: means over its replicates.
    #[must_use]
    pub fn of_draw(&self, draw: usize) -> Vec<f64> {
        let mean = |option: usize| {
            let each = (0..self.replicates).map(|replicate| self.cell(draw, replicate, option));
            each.sum::<f64>() / self.replicates as f64
        };
        (0..self.options).map(mean).collect()
    }

    /// The same of every draw.
    #[must_use]
    pub fn by_draw(&self) -> Vec<Vec<f64>> {
        (0..self.draws()).map(|draw| self.of_draw(draw)).collect()
    }

    /// Mean net benefit of every option.
    #[must_use]
    pub fn means(&self) -> Vec<f64> {
        means(&self.by_draw())
    }
}

/// The mean of each column.
pub(crate) fn means(rows: &[Vec<f64>]) -> Vec<f64> {
    let Some(first) = rows.first() else { return Vec::new() };
    let column = |at: usize| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64;
    (0..first.len()).map(column).collect()
}

/// The place of the largest, the first of equals.
pub(crate) fn largest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_over_replicates_and_then_over_draws() {
        let cells = vec![
            (0.0, 0.0),
            (10.0, 1.0),
            (0.0, 0.0),
            (14.0, 3.0),
            (0.0, 0.0),
            (20.0, 4.0),
            (0.0, 0.0),
            (20.0, 8.0),
        ];
        let sample = Sample::new(2, 2, cells);
        assert_eq!(
            (sample.draws(), sample.of_draw(0, 1), sample.mean(1)),
            (2, (12.0, 2.0), (16.0, 4.0))
        );
        let benefit = sample.benefit(&[10.0, 5.0]);
        assert_eq!(benefit.by_draw(), [[0.0, 8.0], [0.0, 10.0]]);
        assert_eq!((benefit.means(), largest(&[0.0, 9.0, 9.0])), (vec![0.0, 9.0], 1));
    }
}

//! The best mix of lines for a sum: every split in steps on the same draws, the best few run on until they are
//! told apart or declared equal, then what more and less money would bring, and what the next pounds bring on each
//! line.

use crate::runs::{Difference, Students};
use crate::scenario::economics::{Economics, Lens};
use crate::scenario::line::Line;
use crate::scenario::payer::Purse;
use crate::studies::budget::draws::Drawn;
use crate::studies::budget::plan::Budget;
use crate::studies::budget::run::{Choice, Draw};
use crate::studies::budget::split::{Fenced, Split};
use crate::studies::economics::search::Searched;

/// Shares of the budget at which its best split is run.
pub const FRONTIER: [f64; 6] = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0];

/// The step by which a line is given more, as a share of the budget: so large that it is told from chance.
pub const STEP: f64 = 0.125;

/// Pounds a year for which the next is told.
pub const NEXT: f64 = 10_000.0;

/// What a search for the best mix came to.
#[derive(Clone, Debug)]
pub struct Mixed<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// What decisions rest on.
    pub economics: &'a Economics,
    /// What is not known.
    pub drawn: &'a Drawn,
    /// Lines that were mixed.
    pub lines: &'a [Line],
    /// The splits, the last of which is nothing more.
    pub splits: &'a [Split],
    /// The search.
    pub searched: &'a Searched,
    /// Cost and effect of each split in each draw in which it was run, by the payer's lens.
    pub pairs: &'a [Vec<(f64, f64)>],
    /// Options around the best split.
    pub around: &'a [Choice],
    /// Draws of these.
    pub draws: &'a [Draw],
    /// Chance at most that the true best was dropped.
    pub error: f64,
    /// Net benefit within which options are as good.
    pub no_matter: f64,
    /// Replicates of each draw.
    pub replicates: u32,
    /// Who pays what, and what is ring-fenced.
    pub purse: &'a Purse,
    /// Splits that were left out since they spend less on a line than is ring-fenced for it.
    pub left_out: usize,
}

/// A mean over draws with its 90 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sure {
    /// The mean.
    pub mean: f64,
    /// Its interval, where there are two draws.
    pub between: Option<(f64, f64)>,
}

/// The best split with more or less money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Pounds a year.
    pub a_year: f64,
    /// Pounds in all, discounted.
    pub cost: Sure,
    /// WELLBYs.
    pub effect: Sure,
}

/// The next pounds on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// The line.
    pub line: Line,
    /// WELLBYs that the next 10,000 pounds a year bring over all years of spending.
    pub effect: Sure,
    /// Pounds a year of the step that the line could not take up.
    pub refused: f64,
}

/// A mean with its 90 % interval.
#[must_use]
pub fn sure(values: &[f64]) -> Sure {
    let Some(found) = Difference::of(values) else { return Sure { mean: 0.0, between: None } };
    let students = Students::up_to(values.len());
    let between = found.intervals(&students).map(|all| all[1]);
    Sure { mean: found.mean, between }
}

/// The splits that are searched, nothing more last.
#[must_use]
pub fn searched(lines: &[Line], steps: usize) -> Vec<Split> {
    let mut splits = Split::grid(lines, steps);
    splits.push(Split::NOTHING);
    splits
}

/// The options around a split: it with more and less money, and with a step more on each line.
#[must_use]
pub fn around(split: &Split, budget: &Budget, lines: &[Line], fenced: &Fenced) -> Vec<Choice> {
    let usual = |part: f64| Choice {
        split: fenced.scaled(split, part),
        a_year: budget.a_year * part,
        additionality: None,
    };
    let more = |line: &Line| {
        let mut shares = split.shares.map(|share| share / (1.0 + STEP));
        shares[*line as usize] += STEP / (1.0 + STEP);
        let a_year = budget.a_year * (1.0 + STEP);
        Choice { split: Split { shares }, a_year, additionality: None }
    };
    FRONTIER.into_iter().map(usual).chain(lines.iter().map(more)).collect()
}

/// Net benefit through the payer's lens of every option of a draw, with its cost and effect, means over replicates.
#[must_use]
pub fn worth(draw: &Draw, price: f64) -> Vec<(f64, (f64, f64))> {
    let options = draw.cells.first().map_or(0, Vec::len);
    let mean = |option: usize| {
        let each = draw.cells.iter().map(|cell| cell[option].through(0));
        let sum = each.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let count = draw.cells.len() as f64;
        (sum.0 / count, sum.1 / count)
    };
    (0..options)
        .map(|option| {
            let (cost, effect) = mean(option);
            (price * effect - cost, (cost, effect))
        })
        .collect()
}

/// The payer's price in a draw.
#[must_use]
pub fn price(economics: &Economics, drawn: &Drawn, draw: usize) -> f64 {
    drawn.term(Lens::Payer.price(), draw).unwrap_or_else(|| economics.price(Lens::Payer))
}

impl Mixed<'_> {
    /// Cost and effect of an option around the best split in each draw.
    fn each(&self, option: usize) -> Vec<(f64, f64)> {
        self.draws.iter().map(|draw| worth(draw, 1.0)[option].1).collect()
    }

    /// The best split with more and less money, nothing first.
    #[must_use]
    pub fn frontier(&self) -> Vec<Point> {
        let nothing = Sure { mean: 0.0, between: None };
        let none = Point { a_year: 0.0, cost: nothing, effect: nothing };
        let of = |(option, part): (usize, &f64)| {
            let each = self.each(option);
            Point {
                a_year: self.budget.a_year * part,
                cost: sure(&each.iter().map(|one| one.0).collect::<Vec<_>>()),
                effect: sure(&each.iter().map(|one| one.1).collect::<Vec<_>>()),
            }
        };
        std::iter::once(none).chain(FRONTIER.iter().enumerate().map(of)).collect()
    }

    /// What the next pounds bring on each line.
    #[must_use]
    pub fn next(&self) -> Vec<Next> {
        let here = FRONTIER.iter().position(|part| part.total_cmp(&1.0).is_eq()).unwrap_or(0);
        let base = self.each(here);
        let step = self.budget.a_year * STEP;
        let of = |(place, &line): (usize, &Line)| {
            let option = FRONTIER.len() + place;
            let each = self.each(option);
            let more = each.iter().zip(&base).map(|(more, base)| (more.1 - base.1) / step * NEXT);
            let refused = self
                .draws
                .iter()
                .map(|draw| draw.spending[option].refused - draw.spending[here].refused);
            let count = self.draws.len().max(1) as f64;
            Next {
                line,
                effect: sure(&more.collect::<Vec<_>>()),
                refused: refused.sum::<f64>() / count,
            }
        };
        self.lines.iter().enumerate().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_a_split_there_is_more_money_and_a_step_on_each_line() {
        let budget = Budget { a_year: 800.0, from: 0, years: 1, people: 1.0, each: 1.0 };
        let split = Split::read("posts=0.5,grants=0.5").unwrap();
        let all =
            around(&split, &budget, &[Line::Posts, Line::Support], &Fenced([0.0; Line::COUNT]));
        assert_eq!(all.len(), FRONTIER.len() + 2);
        let pounds = |choice: &Choice, line: Line| choice.a_year * choice.split.share(line);
        let more = &all[FRONTIER.len() + 1];
        assert!((pounds(more, Line::Support) - 100.0).abs() < 1e-9);
        assert!((pounds(more, Line::Posts) - 400.0).abs() < 1e-9);
        assert!((all[5].a_year - 1_600.0).abs() < 1e-9);
        assert_eq!(searched(&[Line::Posts, Line::Grants, Line::Support], 5).len(), 22);
    }

    #[test]
    fn a_mean_has_the_interval_of_student() {
        let found = sure(&[0.0, 1.0, 2.0, 3.0, 4.0]);
        let (low, high) = found.between.unwrap();
        assert!((found.mean - 2.0).abs() < 1e-12);
        assert!((high - (2.0 + 2.131_847 * 0.5_f64.sqrt())).abs() < 1e-5 && low < 2.0);
        assert_eq!(sure(&[1.0]).between, None);
    }
}

//! What an arm with a budget spends that the account of its people does not know: grants that open no further place, pay
//! that rises, posts that end, and what has no price in the model. All as planned; by fifth as people are.

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::{Group, Observations};
use crate::model::units::WEEKS_PER_YEAR;
use crate::runs::Spent;

/// Pounds that flow, or are paid once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The line of the account; none for what has no price in the model.
    pub line: Option<BudgetLine>,
    /// First week.
    pub from: i32,
    /// First week after it.
    pub until: i32,
    /// Pounds a week.
    pub a_week: f64,
}

/// All that an arm spends so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beyond(pub Vec<Flow>);

impl Beyond {
    /// Pounds of these flows in so many weeks from a week on, discounted by this rate a year.
    fn sum(&self, wanted: impl Fn(&Flow) -> bool, (from, weeks): (i32, usize), rate: f64) -> f64 {
        let of = |flow: &Flow| -> f64 {
            let inside = flow.from.max(from)..flow.until.min(from + weeks as i32);
            let weight =
                |week: i32| libm::pow(1.0 + rate, -f64::from(week - from) / WEEKS_PER_YEAR);
            inside.map(weight).sum::<f64>() * flow.a_week
        };
        self.0.iter().filter(|flow| wanted(flow)).map(of).sum()
    }

    /// What is taken of it, where these people are.
    pub(crate) fn pounds(
        &self,
        what: Spent,
        seen: &Observations,
        weeks: (i32, usize),
        rate: f64,
    ) -> f64 {
        let share = |fifth: Fifth| {
            seen.people(Group::Only(fifth)) as f64 / (seen.people(Group::All) as f64).max(1.0)
        };
        match what {
            Spent::All => self.sum(|_| true, weeks, rate),
            Spent::Line(line) => self.sum(|flow| flow.line == Some(line), weeks, rate),
            Spent::Fifth(fifth) => self.sum(|_| true, weeks, rate) * share(fifth),
            Spent::Of(line, fifth) => {
                self.sum(|flow| flow.line == Some(line), weeks, rate) * share(fifth)
            }
        }
    }

    /// Whether something of it has no price in the model.
    pub(crate) fn has_no_price(&self) -> bool {
        self.0.iter().any(|flow| flow.line.is_none())
    }

    /// What is spent on that.
    pub(crate) fn without_price(&self, weeks: (i32, usize), rate: f64) -> f64 {
        self.sum(|flow| flow.line.is_none(), weeks, rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_count_in_the_weeks_that_are_told_and_are_discounted_from_the_first() {
        let line = Some(BudgetLine::Organisations);
        let grants = Flow { line, from: 10, until: 62, a_week: 100.0 };
        let ways = Flow { line: None, from: 10, until: 20, a_week: 7.0 };
        let beyond = Beyond(vec![grants, ways]);
        let all = |from, weeks, rate| beyond.sum(|_| true, (from, weeks), rate);
        assert!((all(0, 100, 0.0) - 5_270.0).abs() < 1e-9);
        assert!((all(10, 5, 0.0) - 535.0).abs() < 1e-9 && all(62, 10, 0.0).abs() < 1e-9);
        assert!((beyond.without_price((0, 100), 0.0) - 70.0).abs() < 1e-9);
        // A year later at 10 % it is worth a tenth part less.
        let later = beyond.sum(|_| true, (10 - 52, 200), 0.1) * 1.1;
        assert!((later - all(10, 200, 0.1)).abs() < 1e-9);
        assert!(beyond.has_no_price() && !Beyond(vec![grants]).has_no_price());
    }
}

//! What is kept of an option in one cell: what it costs and brings beyond nothing more, by line and by fifth.

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::{Group, M, Observations};
use crate::model::units::{THOUSAND, WEEKS_PER_YEAR};
use crate::runs::{Account, Lives, Outcome, Spent};
use crate::scenario::economics::{Economics, Lens};
use crate::studies::budget::plan::Budget;

/// How many lenses there are.
pub const LENSES: usize = Lens::ALL.len();

/// Rates through each lens, of costs and of effects.
pub type Rates = [(f64, f64); LENSES];

/// The rates of a scenario's lenses.
#[must_use]
pub fn rates(economics: &Economics) -> Rates {
    Lens::ALL.map(|lens| economics.rates(lens))
}

/// One option against nothing more, in one cell: sums over everybody and all weeks from the first in which they
/// differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Whole pence, undiscounted, by line and by fifth. Of grants it is all that was granted, with what did
    /// not open a place.
    pub pence: [[i64; Fifth::COUNT]; BudgetLine::COUNT],
    /// Pence of what the payer pays, in each year of spending: all lines but the places that clients hold.
    pub paid: Vec<i64>,
    /// Pounds through each lens, by fifth.
    pub costs: [[f64; Fifth::COUNT]; LENSES],
    /// WELLBYs through each lens, by fifth.
    pub effects: [[f64; Fifth::COUNT]; LENSES],
    /// WELLBYs, undiscounted, by fifth.
    pub undiscounted: [f64; Fifth::COUNT],
    /// The same with what those who moved away took with them.
    pub with_movers: f64,
    /// WELLBYs of the last year but one and of the last, undiscounted: what is left of the gain follows.
    pub last_years: [f64; 2],
    /// GP appointments, more or fewer, by fifth.
    pub visits: [f64; Fifth::COUNT],
    /// First contacts with a link worker.
    pub helped: f64,
    /// Weeks that the median wait for them is longer while the money is spent, where both have one.
    pub wait: Option<f64>,
}

/// Lines that the payer pays.
const PAID: [BudgetLine; 4] =
    [BudgetLine::Workers, BudgetLine::Support, BudgetLine::Organisations, BudgetLine::Navigators];

/// Weeks in a year.
const YEAR: usize = WEEKS_PER_YEAR as usize;

/// A metric over weeks as a sum over everybody of a group: a rate for 1,000 people a week.
fn summed(seen: &Observations, metric: M, group: Group, weeks: usize) -> f64 {
    let rate = seen.value_over(metric, group, 0..weeks).unwrap_or(0.0);
    rate / THOUSAND * seen.people(group) as f64 * weeks as f64
}

impl Figures {
    /// What is kept of an option and of nothing more, with the account of the one less the other. A grant opens
    /// a place for each `granted` that it pays.
    #[must_use]
    pub fn of(
        (base, option): (&Outcome, &Outcome),
        account: &Account,
        budget: &Budget,
        rates: &Rates,
        granted: f64,
    ) -> Self {
        let weeks = account.weeks();
        let scale = |line| if line == BudgetLine::Organisations { granted } else { 1.0 };
        let whole = |line: BudgetLine, fifth: Fifth, weeks: std::ops::Range<usize>| -> i64 {
            (account.pence(line, fifth, weeks) as f64 * scale(line)).round() as i64
        };
        let mut pence = [[0; Fifth::COUNT]; BudgetLine::COUNT];
        for &line in BudgetLine::ALL {
            for &fifth in Fifth::ALL {
                pence[line as usize][fifth as usize] = whole(line, fifth, 0..weeks);
            }
        }
        let paid = (0..budget.years as usize).map(|year| {
            let within = year * YEAR..(year + 1) * YEAR;
            let of = |line| {
                Fifth::ALL.iter().map(|&fifth| whole(line, fifth, within.clone())).sum::<i64>()
            };
            PAID.iter().map(|&line| of(line)).sum()
        });
        let by_fifth = |figure: &dyn Fn(Fifth) -> f64| -> [f64; Fifth::COUNT] {
            std::array::from_fn(|at| figure(Fifth::ALL[at]))
        };
        let cost = |rate: f64| {
            by_fifth(&|fifth| {
                let lines = BudgetLine::ALL.iter();
                lines.map(|&l| scale(l) * account.pounds(Spent::Of(l, fifth), weeks, rate)).sum()
            })
        };
        let effect =
            |rate: f64| by_fifth(&|f| account.life_years(Lives::OfTheList, Some(f), weeks, rate));
        let up_to = |weeks: usize| account.life_years(Lives::OfTheList, None, weeks, 0.0);
        let last = up_to(weeks) - up_to(weeks.saturating_sub(YEAR));
        let before = up_to(weeks.saturating_sub(YEAR)) - up_to(weeks.saturating_sub(2 * YEAR));
        let (without, with) = (&base.observations, &option.observations);
        let more = |metric: M, group: Group| {
            let weeks = with.weeks();
            summed(with, metric, group, weeks) - summed(without, metric, group, weeks)
        };
        let waits = budget.from as usize..budget.until() as usize;
        let wait = |seen: &Observations| seen.value_over(M::WaitMedian, Group::All, waits.clone());
        Self {
            pence,
            paid: paid.collect(),
            costs: rates.map(|(costs, _)| cost(costs)),
            effects: rates.map(|(_, effects)| effect(effects)),
            undiscounted: effect(0.0),
            with_movers: account.life_years(Lives::WithMovers, None, weeks, 0.0),
            last_years: [before, last],
            visits: by_fifth(&|fifth| more(M::GpVisits, Group::Only(fifth))),
            helped: more(M::FirstContacts, Group::All),
            wait: wait(with).zip(wait(without)).map(|(with, without)| with - without),
        }
    }

    /// Whole pence on a line, of all fifths.
    #[must_use]
    pub fn line(&self, line: BudgetLine) -> i64 {
        self.pence[line as usize].iter().sum()
    }

    /// Whole pence of a fifth, on all lines.
    #[must_use]
    pub fn fifth(&self, fifth: usize) -> i64 {
        self.pence.iter().map(|line| line[fifth]).sum()
    }

    /// Cost and effect through a lens.
    #[must_use]
    pub fn through(&self, lens: usize) -> (f64, f64) {
        (self.costs[lens].iter().sum(), self.effects[lens].iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::Arm;
    use crate::runs::{RunSize, run_cell_twins};
    use crate::studies::budget::line::Line;
    use crate::studies::budget::plan::Found;
    use crate::studies::budget::split::Split;

    #[test]
    fn sums_over_fifths_are_the_totals_to_the_penny_and_grants_cost_what_is_granted() {
        let text = include_str!("../../../scenarios/baseline.toml");
        let scenario =
            crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base");
        let economics = scenario.economics.as_ref().expect("it has the section");
        let size = RunSize {
            seed: 1,
            replicates: 1,
            neighbourhoods: 1,
            people: 2_000,
            weeks: 104,
            warm_up: 8,
        };
        let budget = Budget { a_year: 16_000.0, from: 0, years: 1, people: 2_000.0, each: 2_000.0 };
        let spending = |additionality| {
            let found = Found([1.0; Line::COUNT]);
            budget.spending(&Split::all(Line::Grants), scenario.start(), &found, additionality)
        };
        let half = spending(0.5);
        let timelines = [scenario.timeline.clone(), budget.spent(&scenario.timeline, &half)];
        let (outcomes, twins) = run_cell_twins(&Arm::all(&timelines), &size, 0, 0);
        let account = twins[0].account();
        let of = |granted| {
            let pair = (&outcomes[0], &outcomes[1]);
            Figures::of(pair, account, &budget, &rates(economics), granted)
        };
        let (opened, granted) = (of(1.0), of(2.0));
        let lines: i64 = BudgetLine::ALL.iter().map(|&line| granted.line(line)).sum();
        let fifths: i64 = (0..Fifth::COUNT).map(|fifth| granted.fifth(fifth)).sum();
        assert_eq!(lines, fifths);
        assert_eq!(
            granted.line(BudgetLine::Organisations),
            2 * opened.line(BudgetLine::Organisations)
        );
        assert!(opened.line(BudgetLine::Organisations) > 0);
        assert_eq!(granted.line(BudgetLine::Workers), opened.line(BudgetLine::Workers));
        // All is spent in the one year of spending, but for places that clients hold.
        let paid = lines - granted.line(BudgetLine::Places);
        assert!(
            (granted.paid.iter().sum::<i64>() - paid).abs() <= 100,
            "{:?} {paid}",
            granted.paid
        );
        let (cost, effect) = granted.through(0);
        assert!(cost < lines as f64 / 100.0 && cost > lines as f64 / 105.0, "discounted {cost}");
        let plain: f64 = granted.undiscounted.iter().sum();
        assert!((account.life_years(Lives::OfTheList, None, 104, 0.0) - plain).abs() < 1e-9);
        assert!(effect.abs() <= plain.abs() + 1e-9);
    }
}

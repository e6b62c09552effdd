//! What is kept of an option in one cell: what it costs and brings beyond nothing more, by line and by fifth.

use std::ops::Range;

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::{Group, M, Observations};
use crate::model::units::{PENCE_PER_POUND, THOUSAND, WEEKS_PER_YEAR};
use crate::runs::{Account, Lives, Outcome, Spent, Twins};
use crate::scenario::economics::{Economics, Lens};
use crate::scenario::line::Line;
use crate::studies::budget::categories::OfCategories;
use crate::studies::budget::payers::PaidBy;
use crate::studies::budget::plan::{Budget, Spending};
use crate::studies::budget::worth::{BOUGHT, Worth};

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
    /// not open a place; of workers pay that rises, and redundancy at the end.
    pub pence: [[i64; Fifth::COUNT]; BudgetLine::COUNT],
    /// Whole pence for what has no price in the model, by fifth as people are.
    pub bought: [i64; Fifth::COUNT],
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
    /// The same by age, sex, belonging to a cultural minority and disability.
    pub of: OfCategories,
    /// What each payer pays, where one is named or something is ring-fenced.
    pub payers: Vec<PaidBy>,
    /// First contacts with a link worker.
    pub helped: f64,
    /// Weeks that the median wait for them is longer while the money is spent, where both have one.
    pub wait: Option<f64>,
}

/// Lines that the payer pays.
const PAID: [BudgetLine; 4] =
    [BudgetLine::Workers, BudgetLine::Support, BudgetLine::Organisations, BudgetLine::Navigators];

/// Weeks in a year.
pub(super) const YEAR: usize = WEEKS_PER_YEAR as usize;

/// A metric over weeks as a sum over everybody of a group: a rate for 1,000 people a week.
fn summed(seen: &Observations, metric: M, group: Group, weeks: usize) -> f64 {
    let rate = seen.value_over(metric, group, 0..weeks).unwrap_or(0.0);
    rate / THOUSAND * seen.people(group) as f64 * weeks as f64
}

/// The account of an option, with what the model's account does not know: grants that open no place, pay that
/// rises, redundancy, and what has no price there.
pub(super) struct Paid<'a> {
    pub(super) account: &'a Account,
    pub(super) spending: &'a Spending,
    /// Rise of pay for workers' posts, as a share a year.
    growth: f64,
    /// Years of spending.
    pub(super) years: u32,
    /// Weeks of spending.
    pub(super) spent: usize,
    /// Share of people in each fifth.
    people: [f64; Fifth::COUNT],
}

impl Paid<'_> {
    /// How many pounds are spent on a line for each that the account holds.
    pub(super) fn scale(&self, line: BudgetLine) -> f64 {
        let grants = self.spending.extents[Line::Grants as usize] > 0.0;
        let granted = grants && line == BudgetLine::Organisations;
        if granted { 1.0 / self.spending.prices.additionality } else { 1.0 }
    }

    /// What a pound counts for through a lens.
    pub(super) fn worth(&self, lens: usize) -> &Worth {
        if Lens::ALL[lens] == Lens::Payer { &self.spending.worth } else { &Worth::PLAIN }
    }

    /// The rate at which a line is discounted: pay that rises by as much less.
    pub(super) fn rate(&self, line: BudgetLine, rate: f64) -> f64 {
        let rises = line == BudgetLine::Workers && self.growth > 0.0;
        if rises { (1.0 + rate) / (1.0 + self.growth) - 1.0 } else { rate }
    }

    /// The factor of what is paid once when the spending is over.
    pub(super) fn at_the_end(&self, rate: f64) -> f64 {
        libm::pow(1.0 + rate, -f64::from(self.years))
    }

    /// Pounds of the first so many weeks on a line for a fifth.
    pub(super) fn pounds(&self, line: BudgetLine, fifth: Fifth, weeks: usize, rate: f64) -> f64 {
        let rate = self.rate(line, rate);
        self.scale(line) * self.account.pounds(Spent::Of(line, fifth), weeks, rate)
    }

    pub(super) fn pence(&self, line: BudgetLine, fifth: Fifth, weeks: Range<usize>) -> i64 {
        if line == BudgetLine::Workers && self.growth > 0.0 {
            let until = |week| self.pounds(line, fifth, week, 0.0);
            return ((until(weeks.end) - until(weeks.start)) * PENCE_PER_POUND).round() as i64;
        }
        (self.account.pence(line, fifth, weeks) as f64 * self.scale(line)).round() as i64
    }

    /// Pounds that the posts of the last year of spending cost once when they end, by fifth.
    pub(super) fn redundancy(&self) -> [f64; Fifth::COUNT] {
        let last = self.spent.saturating_sub(YEAR)..self.spent;
        let pence = Fifth::ALL.iter().map(|&f| self.pence(BudgetLine::Workers, f, last.clone()));
        let pence: Vec<i64> = pence.collect();
        let posts = self.spending.has_posts() && pence.iter().sum::<i64>() > 0;
        let weeks = if posts { self.spending.prices.redundancy } else { 0.0 };
        std::array::from_fn(|at| pence[at] as f64 / PENCE_PER_POUND * weeks / WEEKS_PER_YEAR)
    }

    /// Pounds for what has no price in the model, for one fifth.
    pub(super) fn bought(&self, fifth: usize, rate: f64) -> f64 {
        let weeks = self.spent.min(self.account.weeks());
        let weight = |week: usize| libm::pow(1.0 + rate, -(week as f64) / WEEKS_PER_YEAR);
        let weights: f64 = (0..weeks).map(weight).sum();
        self.spending.bought() / WEEKS_PER_YEAR * weights * self.people[fifth]
    }
}

impl Figures {
    /// What is kept of an option and of nothing more, with the twins of the two, where so much is spent.
    #[must_use]
    pub fn of(
        (base, option): (&Outcome, &Outcome),
        twins: &Twins,
        budget: &Budget,
        rates: &Rates,
        spending: &Spending,
    ) -> Self {
        let account = twins.account();
        let weeks = account.weeks();
        let all = base.observations.people(Group::All) as f64;
        let money = Paid {
            account,
            spending,
            growth: if spending.has_posts() { spending.prices.growth } else { 0.0 },
            years: budget.years,
            spent: budget.years as usize * YEAR,
            people: std::array::from_fn(|at| {
                base.observations.people(Group::Only(Fifth::ALL[at])) as f64 / all
            }),
        };
        let redundancy = money.redundancy();
        let whole = |pounds: f64| (pounds * PENCE_PER_POUND).round() as i64;
        let mut pence = [[0; Fifth::COUNT]; BudgetLine::COUNT];
        for &line in BudgetLine::ALL {
            for &fifth in Fifth::ALL {
                let ends =
                    if line == BudgetLine::Workers { redundancy[fifth as usize] } else { 0.0 };
                let paid = money.pence(line, fifth, 0..weeks) + whole(ends);
                pence[line as usize][fifth as usize] = paid;
            }
        }
        let paid = (0..budget.years as usize).map(|year| {
            let within = year * YEAR..(year + 1) * YEAR;
            let of = |line| {
                Fifth::ALL.iter().map(|&f| money.pence(line, f, within.clone())).sum::<i64>()
            };
            PAID.iter().map(|&line| of(line)).sum::<i64>() + whole(spending.bought())
        });
        let by_fifth = |figure: &dyn Fn(Fifth) -> f64| -> [f64; Fifth::COUNT] {
            std::array::from_fn(|at| figure(Fifth::ALL[at]))
        };
        let cost = |rate: f64, worth: &Worth| {
            let end = money.at_the_end(rate);
            by_fifth(&|fifth| {
                let lines = BudgetLine::ALL.iter();
                let paid = |&line: &BudgetLine| {
                    worth.weight(line as usize) * money.pounds(line, fifth, weeks, rate)
                };
                lines.map(paid).sum::<f64>()
                    + worth.weight(BudgetLine::Workers as usize) * redundancy[fifth as usize] * end
                    + worth.weight(BOUGHT) * money.bought(fifth as usize, rate)
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
        let bought: [i64; Fifth::COUNT] =
            std::array::from_fn(|fifth| whole(money.bought(fifth, 0.0)));
        let all_pence = pence.iter().flatten().sum::<i64>() + bought.iter().sum::<i64>();
        Self {
            of: OfCategories::of(twins, &money, rates, all_pence),
            pence,
            bought,
            paid: paid.collect(),
            costs: std::array::from_fn(|lens| cost(rates[lens].0, money.worth(lens))),
            payers: PaidBy::each(&money, rates[0].0),
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
        self.pence.iter().map(|line| line[fifth]).sum::<i64>() + self.bought[fifth]
    }

    /// Whole pence of everything.
    #[must_use]
    pub fn whole(&self) -> i64 {
        (0..Fifth::COUNT).map(|fifth| self.fifth(fifth)).sum()
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
    use crate::scenario::line::Prices;
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
        let usual = Prices::of(economics, 1, |_| None);
        let spending = |split: &str, prices: Prices| {
            let found = Found([1.0; Line::COUNT]);
            let split = Split::read(split).expect("a split");
            budget.spending(&split, scenario.start(), &found, &prices)
        };
        let half = spending("grants=1", Prices { additionality: 0.5, ..usual });
        let timelines = [scenario.timeline.clone(), budget.spent(&scenario.timeline, &half)];
        let (outcomes, twins) = run_cell_twins(&Arm::all(&timelines), &size, 0, 0);
        let account = twins[0].account();
        let of = |spending: &Spending| {
            let pair = (&outcomes[0], &outcomes[1]);
            Figures::of(pair, &twins[0], &budget, &rates(economics), spending)
        };
        let all = Prices { additionality: 1.0, ..usual };
        let (opened, granted) = (of(&spending("grants=1", all)), of(&half));
        let lines: i64 = BudgetLine::ALL.iter().map(|&line| granted.line(line)).sum();
        assert_eq!(lines, granted.whole());
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
        // What has no price in the model costs what is planned, to the penny over fifths.
        let ways = of(&spending("transport=0.5,fees=0.5", usual));
        let (planned, more) = (ways.bought.iter().sum::<i64>(), opened.whole());
        let bought = spending("transport=0.5,fees=0.5", usual).bought();
        assert!(bought > 0.0 && (planned as f64 / 100.0 - bought).abs() < 0.03, "{planned}");
        assert_eq!(ways.whole(), more + planned);
    }

    #[test]
    fn pay_that_rises_and_posts_that_end_cost_more_and_nought_costs_nothing() {
        let text = include_str!("../../../scenarios/baseline.toml");
        let scenario =
            crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base");
        let economics = scenario.economics.as_ref().expect("it has the section");
        let size = RunSize {
            seed: 1,
            replicates: 1,
            neighbourhoods: 1,
            people: 2_000,
            weeks: 130,
            warm_up: 8,
        };
        let budget = Budget { a_year: 40_000.0, from: 0, years: 2, people: 2_000.0, each: 2_000.0 };
        let usual = Prices::of(economics, 2, |_| None);
        let still = Prices { growth: 0.0, rise: 1.0, redundancy: 0.0, ..usual };
        let found = Found([1.0; Line::COUNT]);
        let posts = Split::all(Line::Posts);
        let spending = budget.spending(&posts, scenario.start(), &found, &still);
        let timelines = [scenario.timeline.clone(), budget.spent(&scenario.timeline, &spending)];
        let (outcomes, twins) = run_cell_twins(&Arm::all(&timelines), &size, 0, 0);
        let of = |prices: Prices| {
            let pair = (&outcomes[0], &outcomes[1]);
            let mut spending: Spending = spending;
            spending.prices = prices;
            Figures::of(pair, &twins[0], &budget, &rates(economics), &spending)
        };
        let plain = of(still);
        let workers = |figures: &Figures| figures.line(BudgetLine::Workers);
        assert!(workers(&plain) > 0);
        let rising = of(Prices { growth: 0.05, ..still });
        // Over two years a rise of 5 % a year is one of some 5 % on average, in the second year more than in the first.
        let more = workers(&rising) as f64 / workers(&plain) as f64;
        assert!((1.03..1.08).contains(&more), "{more}");
        let risen = |year: usize| rising.paid[year] as f64 / plain.paid[year] as f64;
        assert!(risen(1) > risen(0) && risen(0) > 1.0);
        let ended = of(Prices { redundancy: 26.0, ..still });
        let half = (workers(&ended) - workers(&plain)) as f64 / 100.0;
        let account = twins[0].account();
        let last = |fifth| account.pence(BudgetLine::Workers, fifth, 52..104);
        let last: i64 = Fifth::ALL.iter().map(|&fifth| last(fifth)).sum();
        assert!((half - last as f64 / 200.0).abs() < 0.1, "half a year of pay: {half} {last}");
        assert_eq!(ended.paid, plain.paid, "it is paid when the years of spending are over");
        assert!(ended.through(0).0 > plain.through(0).0);
    }
}

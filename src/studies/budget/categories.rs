//! For whom, by characteristics: what an option costs and brings by age, sex, belonging to a cultural minority, and a
//! disability that limits. The categories of each characteristic add up to everybody, in whole pence to the penny.
//!
//! ```text
//! pounds     as booked: on places, starts and contacts for the person; on a worker for those on the caseload; on what is
//!            for nobody in particular (grants, posts without a caseload, transport and fees) for the list as it is
//! given up   cost / price x share of the list: everybody gives up the same
//! ```

use crate::model::characteristics::{ByCategory, Category, Characteristic};
use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::units::PENCE_PER_POUND;
use crate::runs::{By, Tally, Twins, Whose};
use crate::studies::budget::figures::{LENSES, Paid, Rates, YEAR};
use crate::studies::budget::worth::{BOUGHT, Worth};

/// One option against nothing more, in one cell, by category.
#[derive(Clone, Debug, PartialEq)]
pub struct OfCategories {
    /// Whole pence, undiscounted; of each characteristic they add up to those of everybody.
    pub pence: ByCategory<i64>,
    /// Pounds through each lens.
    pub costs: [ByCategory<f64>; LENSES],
    /// WELLBYs through each lens.
    pub effects: [ByCategory<f64>; LENSES],
    /// Share of the list, as the account begins.
    pub list: ByCategory<f64>,
    /// Of everybody who is in both worlds: how many there are, who gain and who lose life satisfaction.
    pub people: ByCategory<Counted>,
}

/// How many people, and how many of them gain and lose more than twins are told to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// People.
    pub all: i64,
    /// Who gain.
    pub gain: i64,
    /// Who lose.
    pub lose: i64,
}

impl Counted {
    /// The people of this category and those of a further cell.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            all: self.all + other.all,
            gain: self.gain + other.gain,
            lose: self.lose + other.lose,
        }
    }
}

impl From<&Tally> for Counted {
    fn from(tally: &Tally) -> Self {
        Self { all: tally.people, gain: tally.gained, lose: tally.lost }
    }
}

impl OfCategories {
    /// What is kept by category of an option that costs so much in whole pence for everybody.
    pub(super) fn of(twins: &Twins, money: &Paid<'_>, rates: &Rates, whole: i64) -> Self {
        let (weeks, list) = (money.account.weeks(), money.account.list());
        let cost = |rate: f64, worth: &Worth| by_category(money, &list, rate, worth);
        let mut pence =
            cost(0.0, &Worth::PLAIN).map(|pounds| (pounds * PENCE_PER_POUND).round() as i64);
        for characteristic in Characteristic::ALL {
            // What rounding leaves is the last one's.
            let categories = characteristic.categories();
            let rest = categories.end - 1;
            let others: i64 = pence[categories.start..rest].iter().sum();
            pence[rest] = whole - others;
        }
        Self {
            pence,
            costs: std::array::from_fn(|lens| cost(rates[lens].0, money.worth(lens))),
            effects: rates.map(|(_, rate)| money.account.life_years_by_category(weeks, rate)),
            list,
            people: counted(twins),
        }
    }
}

/// Pounds of everything, discounted and each for what it counts for, by category.
fn by_category(
    money: &Paid<'_>,
    list: &ByCategory<f64>,
    rate: f64,
    worth: &Worth,
) -> ByCategory<f64> {
    let weeks = money.account.weeks();
    let mut sums = [0.0; Category::COUNT];
    for &line in BudgetLine::ALL {
        let pounds = money.account.pounds_by_category(line, weeks, money.rate(line, rate));
        let scale = money.scale(line) * worth.weight(line as usize);
        sums.iter_mut().zip(pounds).for_each(|(sum, pounds)| *sum += scale * pounds);
    }
    let once = money.redundancy().iter().sum::<f64>()
        * money.at_the_end(rate)
        * worth.weight(BudgetLine::Workers as usize);
    let bought: f64 = (0..Fifth::COUNT).map(|fifth| money.bought(fifth, rate)).sum();
    let bought = bought * worth.weight(BOUGHT);
    let ended = shares_of_last_year(money);
    for (category, sum) in sums.iter_mut().enumerate() {
        *sum += once * ended[category] + bought * list[category];
    }
    sums
}

/// Share of each category in what posts cost in the last year of spending.
fn shares_of_last_year(money: &Paid<'_>) -> ByCategory<f64> {
    let rate = money.rate(BudgetLine::Workers, 0.0);
    let until = |week| money.account.pounds_by_category(BudgetLine::Workers, week, rate);
    let (before, all) = (until(money.spent.saturating_sub(YEAR)), until(money.spent));
    let last: ByCategory<f64> = std::array::from_fn(|category| all[category] - before[category]);
    let whole: f64 = last[Characteristic::Sex.categories()].iter().sum();
    last.map(|pounds| if whole > 0.0 { pounds / whole } else { 0.0 })
}

fn counted(twins: &Twins) -> ByCategory<Counted> {
    let mut all = [Counted::default(); Category::COUNT];
    for &characteristic in Characteristic::ALL {
        for category in characteristic.categories() {
            let tally = twins.tally(Whose::Everybody, By::Of(characteristic), category as u8);
            all[category] = tally.map_or_else(Counted::default, Counted::from);
        }
    }
    all
}

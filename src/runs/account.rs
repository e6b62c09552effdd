//! Accounts: what an arm spends, and how content its people are, week by week, from the first week in
//! which it differs from the arm it is compared with. Gains and spending are counted from the same week:
//! of two worlds that have been different since before week 0, from the first week of the warm-up.
//!
//! ```text
//! pounds       sum over weeks of pence / 100 x D
//! life years   sum over weeks of the life satisfaction of all adults on the list, summed, / 52 x D; a census
//!              stands for its four weeks
//! with those who moved away  the same with M of `living` added: what people who left the list for elsewhere took
//!              with them, fading. Who dies takes nothing
//! D            (1 + rate) ^ (-w / 52) in the week w after the first that counts; 1 undiscounted
//! ```

use serde::{Deserialize, Serialize};

use crate::model::characteristics::{ByCategory, Category, Characteristic};
use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::units::{PENCE_PER_POUND, WEEKS_PER_YEAR};
use crate::model::world::{CategoryPence, Ledger, Pence};
use crate::runs::twins::{CENSUS, FIXED};

/// What is spent and how content people are, by week. As kept of an arm: sums. As what comes of two
/// arms: the other less the base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The first week: 0, below it in the warm-up.
    first: i32,
    /// Pence of each week, by line of the budget and by fifth.
    pence: Vec<Pence>,
    /// Life satisfaction of all adults at the censuses, by fifth, in the steps of trails. The first
    /// is that of the four weeks in which the first week lies.
    life: Vec<[i64; Fifth::COUNT]>,
    /// The same of adults who have moved away, as they left, fading.
    away: Vec<[i64; Fifth::COUNT]>,
    /// As `pence` and `life`, by category of characteristics.
    pence_of: Vec<CategoryPence>,
    life_of: Vec<ByCategory<i64>>,
    /// People on the list in the first week that is kept, by category; of two arms those of the base.
    list: ByCategory<i64>,
}

/// How content people are at a census, in the steps of trails.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Census {
    /// All adults on the list, by fifth.
    pub life: [i64; Fifth::COUNT],
    /// The same by category of characteristics.
    pub life_of: ByCategory<i64>,
    /// Adults who have moved away.
    pub away: [i64; Fifth::COUNT],
}

/// Whose life satisfaction is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lives {
    /// That of people on the list.
    OfTheList,
    /// That of people on the list, and what those who moved away took with them.
    WithMovers,
}

/// What is taken of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// Everything.
    All,
    /// One line of the budget.
    Line(BudgetLine),
    /// All that is spent on one fifth.
    Fifth(Fifth),
    /// One line of the budget, of one fifth.
    Of(BudgetLine, Fifth),
}

impl Account {
    /// Nothing yet, from this week to the week before `end`.
    pub(crate) fn new(first: i32, end: i32) -> Self {
        let blocks = (end - 1).div_euclid(CENSUS) - first.div_euclid(CENSUS) + 1;
        let (weeks, blocks) = ((end - first).max(0) as usize, blocks.max(0) as usize);
        Self {
            first,
            pence: vec![Pence::default(); weeks],
            life: vec![[0; Fifth::COUNT]; blocks],
            away: vec![[0; Fifth::COUNT]; blocks],
            pence_of: vec![CategoryPence::default(); weeks],
            life_of: vec![[0; Category::COUNT]; blocks],
            list: [0; Category::COUNT],
        }
    }

    /// Enters who is on the list in the first week.
    pub(crate) fn begin(&mut self, list: ByCategory<i64>) {
        self.list = list;
    }

    /// Enters what was spent in a week.
    pub(crate) fn spend(&mut self, week: i32, ledger: &Ledger) {
        let week = (week - self.first) as usize;
        self.pence[week] = ledger.pence;
        self.pence_of[week] = ledger.by_category;
    }

    /// Enters how content people were at the census of a week.
    pub(crate) fn census(&mut self, week: i32, census: &Census) {
        let block = (week.div_euclid(CENSUS) - self.first.div_euclid(CENSUS)) as usize;
        self.life[block] = census.life;
        self.away[block] = census.away;
        self.life_of[block] = census.life_of;
    }

    /// What differs between this arm, the base, and another from a week on. Both are kept for the
    /// same weeks.
    pub(crate) fn against(&self, other: &Self, from: i32) -> Self {
        let from = from.max(self.first);
        let weeks = (from - self.first) as usize;
        let blocks = (from.div_euclid(CENSUS) - self.first.div_euclid(CENSUS)) as usize;
        let pence = self.pence.iter().zip(&other.pence).skip(weeks);
        let life = self.life.iter().zip(&other.life).skip(blocks);
        let away = self.away.iter().zip(&other.away).skip(blocks);
        let pence_of = self.pence_of.iter().zip(&other.pence_of).skip(weeks);
        let life_of = self.life_of.iter().zip(&other.life_of).skip(blocks);
        Self {
            first: from,
            pence: pence
                .map(|(a, b)| std::array::from_fn(|line| less(&b[line], &a[line])))
                .collect(),
            life: life.map(|(a, b)| less(b, a)).collect(),
            away: away.map(|(a, b)| less(b, a)).collect(),
            pence_of: pence_of
                .map(|(a, b)| std::array::from_fn(|line| less(&b[line], &a[line])))
                .collect(),
            life_of: life_of.map(|(a, b)| less(b, a)).collect(),
            list: self.list,
        }
    }

    /// Adds the account of another neighbourhood.
    pub(crate) fn add(&mut self, other: &Self) {
        fn sum<'a>(mine: impl Iterator<Item = &'a mut i64>, theirs: impl Iterator<Item = &'a i64>) {
            mine.zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        sum(self.pence.iter_mut().flatten().flatten(), other.pence.iter().flatten().flatten());
        sum(self.life.iter_mut().flatten(), other.life.iter().flatten());
        sum(self.away.iter_mut().flatten(), other.away.iter().flatten());
        sum(
            self.pence_of.iter_mut().flatten().flatten(),
            other.pence_of.iter().flatten().flatten(),
        );
        sum(self.life_of.iter_mut().flatten(), other.life_of.iter().flatten());
        sum(self.list.iter_mut(), other.list.iter());
    }

    /// The first week that counts: 0 is the first measured one, those of the warm-up are below it.
    #[must_use]
    pub fn first(&self) -> i32 {
        self.first
    }

    /// How many weeks count.
    #[must_use]
    pub fn weeks(&self) -> usize {
        self.pence.len()
    }

    /// Pounds spent in the first so many weeks, discounted by this rate a year.
    #[must_use]
    pub fn pounds(&self, what: Spent, weeks: usize, rate: f64) -> f64 {
        let of = |pence: &Pence| -> i64 {
            match what {
                Spent::All => pence.iter().flatten().sum(),
                Spent::Line(line) => pence[line as usize].iter().sum(),
                Spent::Fifth(fifth) => pence.iter().map(|line| line[fifth as usize]).sum(),
                Spent::Of(line, fifth) => pence[line as usize][fifth as usize],
            }
        };
        let weeks = self.pence.iter().take(weeks).enumerate();
        let pence: f64 = weeks.map(|(week, pence)| of(pence) as f64 * discount(rate, week)).sum();
        pence / PENCE_PER_POUND
    }

    /// Whole pence that are spent on a line for a fifth from one week to the week before another, counted from
    /// the first.
    #[must_use]
    pub fn pence(&self, line: BudgetLine, fifth: Fifth, weeks: std::ops::Range<usize>) -> i64 {
        let weeks = weeks.start.min(self.weeks())..weeks.end.min(self.weeks());
        self.pence[weeks].iter().map(|pence| pence[line as usize][fifth as usize]).sum()
    }

    /// Pounds spent on a line in the first so many weeks, discounted by this rate a year, by category.
    #[must_use]
    pub fn pounds_by_category(&self, line: BudgetLine, weeks: usize, rate: f64) -> ByCategory<f64> {
        let weeks = self.pence_of.iter().take(weeks).map(|pence| &pence[line as usize]);
        discounted(weeks, rate).map(|pence| pence / PENCE_PER_POUND)
    }

    /// Life-satisfaction years of people on the list in the first so many weeks, discounted by this rate a
    /// year, by category.
    #[must_use]
    pub fn life_years_by_category(&self, weeks: usize, rate: f64) -> ByCategory<f64> {
        let into = self.first.rem_euclid(CENSUS) as usize;
        let weeks = (0..weeks.min(self.weeks())).map(|week| (week + into) / CENSUS as usize);
        discounted(weeks.map(|block| &self.life_of[block]), rate)
            .map(|life| life / FIXED / WEEKS_PER_YEAR)
    }

    /// Share of the people on the list in each category, as the account begins.
    #[must_use]
    pub fn list(&self) -> ByCategory<f64> {
        let sexes = &self.list[Characteristic::Sex.categories()];
        let all = sexes.iter().sum::<i64>().max(1) as f64;
        self.list.map(|people| people as f64 / all)
    }

    /// Life-satisfaction years in the first so many weeks, discounted by this rate a year; of everybody,
    /// or of one fifth.
    #[must_use]
    pub fn life_years(&self, lives: Lives, whose: Option<Fifth>, weeks: usize, rate: f64) -> f64 {
        self.life_between(lives, whose, 0..weeks, rate)
    }

    /// The same from one week to another, counted from the first.
    fn life_between(
        &self,
        lives: Lives,
        whose: Option<Fifth>,
        weeks: std::ops::Range<usize>,
        rate: f64,
    ) -> f64 {
        let into = self.first.rem_euclid(CENSUS) as usize;
        let sum = |life: &[i64; Fifth::COUNT]| {
            whose.map_or_else(|| life.iter().sum::<i64>(), |fifth| life[fifth as usize])
        };
        let of = |week: usize| {
            let block = (week + into) / CENSUS as usize;
            match lives {
                Lives::OfTheList => sum(&self.life[block]),
                Lives::WithMovers => sum(&self.life[block]) + sum(&self.away[block]),
            }
        };
        let weeks = weeks.start..weeks.end.min(self.weeks());
        let life: f64 = weeks.map(|week| of(week) as f64 * discount(rate, week)).sum();
        life / FIXED / WEEKS_PER_YEAR
    }

    /// How much of the whole gain is still to come when the weeks are over, if it goes on falling as it
    /// did from the last year but one to the last: a share of what came and is to come. Nothing where
    /// the gain does not fall, or there are fewer than two years.
    #[must_use]
    pub fn gain_left(accounts: &[&Self]) -> Option<f64> {
        let year = WEEKS_PER_YEAR as usize;
        let weeks = accounts.iter().map(|account| account.weeks()).min()?;
        let before = weeks.checked_sub(2 * year)?;
        let over = |from: usize, to: usize| -> f64 {
            let of = |account: &&Self| account.life_between(Lives::OfTheList, None, from..to, 0.0);
            accounts.iter().map(of).sum()
        };
        let (all, last_but_one, last) =
            (over(0, weeks), over(before, before + year), over(before + year, weeks));
        let kept = last / last_but_one;
        let left = last * kept / (1.0 - kept);
        (last > 0.0 && kept < 1.0 && all > 0.0).then(|| left / (all + left))
    }
}

/// The factor by which a week counts, so many weeks after the first.
fn discount(rate: f64, week: usize) -> f64 {
    libm::pow(1.0 + rate, -(week as f64) / WEEKS_PER_YEAR)
}

/// Sums over weeks, each by its factor.
fn discounted<'a>(weeks: impl Iterator<Item = &'a ByCategory<i64>>, rate: f64) -> ByCategory<f64> {
    let mut sums = [0.0; Category::COUNT];
    for (week, figures) in weeks.enumerate() {
        let factor = discount(rate, week);
        sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += *figure as f64 * factor);
    }
    sums
}

fn less<const PARTS: usize>(a: &[i64; PARTS], b: &[i64; PARTS]) -> [i64; PARTS] {
    std::array::from_fn(|at| a[at] - b[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: i64 = 2_184;

    /// A pound a week on link workers, and one point more of life satisfaction of one person.
    fn steady(first: i32, end: i32) -> Account {
        let mut account = Account::new(first, end);
        let mut ledger = Ledger::default();
        let workers = BudgetLine::Workers as usize;
        ledger.pence[workers][Fifth::Most as usize] = 100;
        ledger.by_category[workers][Category::From65 as usize] = 100;
        let mut census = Census {
            life: [WHOLE, 0, 0, 0, 0],
            away: [0, 0, WHOLE / 2, 0, 0],
            ..Census::default()
        };
        census.life_of[Category::From65 as usize] = WHOLE;
        for week in first..end {
            account.spend(week, &ledger);
            if week.rem_euclid(CENSUS) == 0 {
                account.census(week, &census);
            }
        }
        account
    }

    #[test]
    fn a_constant_gain_is_discounted_as_the_closed_form_says() {
        let account = steady(0, 520);
        assert!((account.life_years(Lives::OfTheList, None, 520, 0.0) - 10.0).abs() < 1e-12);
        assert!((account.life_years(Lives::WithMovers, None, 520, 0.0) - 15.0).abs() < 1e-12);
        assert!((account.pounds(Spent::All, 520, 0.0) - 520.0).abs() < 1e-9);
        // A geometric series of weeks.
        let q = libm::pow(1.035, -1.0 / 52.0);
        let weeks = (1.0 - libm::pow(q, 260.0)) / (1.0 - q);
        assert!(
            (account.life_years(Lives::OfTheList, Some(Fifth::Most), 260, 0.035) - weeks / 52.0)
                .abs()
                < 1e-9
        );
        assert!(
            (account.pounds(Spent::Line(BudgetLine::Workers), 260, 0.035) - weeks).abs() < 1e-7
        );
        assert!(account.pounds(Spent::Fifth(Fifth::Least), 520, 0.0).abs() < 1e-12);
        let workers = Spent::Of(BudgetLine::Workers, Fifth::Most);
        assert!((account.pounds(workers, 260, 0.035) - weeks).abs() < 1e-7);
        assert_eq!(account.pence(BudgetLine::Workers, Fifth::Most, 10..20), 1_000);
        assert_eq!(account.pence(BudgetLine::Support, Fifth::Most, 0..520), 0);
        // By category it is the same of whoever has it all, and of others nothing.
        let by_category = account.pounds_by_category(BudgetLine::Workers, 260, 0.035);
        assert!((by_category[Category::From65 as usize] - weeks).abs() < 1e-7);
        let years = account.life_years_by_category(260, 0.035);
        assert!((years[Category::From65 as usize] - weeks / 52.0).abs() < 1e-9);
        let others = by_category.iter().chain(&years).filter(|figure| figure.abs() > 0.0);
        assert_eq!(others.count(), 2);
        let ratio = |rate| {
            account.pounds(Spent::All, 520, rate)
                / account.life_years(Lives::OfTheList, None, 520, rate)
        };
        assert!((ratio(0.0) - ratio(0.035)).abs() < 1e-9, "both are counted alike");
    }

    #[test]
    fn the_warm_up_counts_from_where_arms_differ_in_both() {
        let (none, some) = (Account::new(-50, 52), steady(-50, 52));
        let all = none.against(&some, -50);
        // The census of the first two weeks was before them.
        assert_eq!((all.first(), all.weeks()), (-50, 102));
        assert!((all.life_years(Lives::OfTheList, None, 102, 0.0) - 100.0 / 52.0).abs() < 1e-12);
        assert!((all.pounds(Spent::All, 102, 0.0) - 102.0).abs() < 1e-9);
        let older = Category::From65 as usize;
        assert!((all.life_years_by_category(102, 0.0)[older] - 100.0 / 52.0).abs() < 1e-12);
        let later = none.against(&some, 0);
        assert_eq!((later.first(), later.weeks()), (0, 52));
        assert!((later.life_years(Lives::OfTheList, None, 52, 0.0) - 1.0).abs() < 1e-12);
        assert!((later.pounds(Spent::All, 10, 0.0) - 10.0).abs() < 1e-12);
        let mut twice = later.clone();
        twice.add(&later);
        assert!((twice.life_years(Lives::OfTheList, None, 52, 0.0) - 2.0).abs() < 1e-12);
        assert!((twice.life_years_by_category(52, 0.0)[older] - 2.0).abs() < 1e-12);
        let spent = twice.pounds_by_category(BudgetLine::Workers, 10, 0.0);
        assert!((spent[older] - 20.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_left_of_a_gain_that_falls_by_half_a_year_is_as_much_as_the_last_year_brought() {
        let mut account = Account::new(0, 156);
        for (block, life) in account.life.iter_mut().enumerate() {
            life[0] = [4 * WHOLE, 2 * WHOLE, WHOLE][block / 13];
        }
        let left = Account::gain_left(&[&account]).expect("the gain falls");
        assert!((left - 1.0 / 8.0).abs() < 1e-12, "{left}");
        assert_eq!(Account::gain_left(&[&steady(0, 156)]), None, "a steady gain has no end");
        assert_eq!(Account::gain_left(&[&steady(0, 100)]), None);
        assert_eq!(Account::gain_left(&[]), None);
    }
}

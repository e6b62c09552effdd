//! Pounds that a scenario asks for: what they are for a run of this size, whether they can be spent at all, and the
//! changes of parameters that a pilot run makes of them.

use std::io::{self, Write};

use crate::model::kinds::BudgetLine;
use crate::model::units::{PENCE_PER_POUND, WEEKS_PER_YEAR};
use crate::report::BudgetMade;
use crate::report::number::{full, short};
use crate::report::rows::Writer;
use crate::runs::RunSize;
use crate::scenario::budget::Sum;
use crate::scenario::economics::{Economics, Lens};
use crate::scenario::line::{Line, Prices};
use crate::scenario::payer::{Payer, Purse};
use crate::scenario::{Diagnostic, Diagnostics, Scenario, names};
use crate::studies::budget::payers;
use crate::studies::budget::plan::{Budget, Found, Spending};
use crate::studies::budget::run::Draw;
use crate::studies::budget::split::Split;
use crate::studies::compare::beyond::{Beyond, Flow};

/// Share of the planned sum from which on a difference is told.
const AMISS: f64 = 0.02;

/// People on a list of which few runs of a trial tell spending to 2 %.
const SMALL: f64 = 20_000.0;

/// What has to be open for posts to be of any use.
const OPEN: &str = "referral.open";

/// What a scenario asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Where and when.
    pub sum: Sum,
    /// The budget of this run.
    pub budget: Budget,
    /// How it is split.
    pub split: Split,
    /// Who pays what, and what is ring-fenced in this run.
    pub purse: Purse,
    /// What decisions rest on.
    pub economics: Economics,
    /// First week after the spending, where the run sees it.
    pub until: Option<u32>,
}

impl Wish {
    /// What a scenario asks for in a run of this size; nothing if it asks for nothing.
    ///
    /// # Errors
    /// If money cannot be spent so, with the line and the reason.
    pub fn of(scenario: &Scenario, size: &RunSize) -> Result<Option<Self>, Diagnostics> {
        let Some(sum) = scenario.budget.clone() else { return Ok(None) };
        let refuse = |message: String, found: String, allowed: &str| {
            let error = Diagnostic::error(sum.place.clone(), message).about("budget");
            Diagnostics::new(vec![error.found(found).allowed(allowed)])
        };
        let Some(economics) = scenario.economics.clone() else {
            let message = "pounds need prices, and the base has no section `[economics]`";
            let found = format!("the base `{}`", scenario.files[0]);
            return Err(refuse(message.to_owned(), found, "the section as the baseline has it"));
        };
        if sum.from >= size.weeks {
            let message = "the money comes only after the end of the run".to_owned();
            let allowed = "an earlier `from`, or a longer run (`run.weeks`, `--weeks`)";
            let found = format!("from week {} of {}", sum.from, size.weeks);
            return Err(refuse(message, found, allowed));
        }
        let left = (size.weeks - sum.from).div_ceil(WEEKS_PER_YEAR as u32);
        let years = sum.years.unwrap_or(left);
        let people = f64::from(size.people) * f64::from(size.neighbourhoods);
        let all: f64 = sum.lines.iter().map(|pounds| pounds.a_year).sum();
        let mut split = Split::NOTHING;
        for pounds in &sum.lines {
            split.shares[pounds.line as usize] = pounds.a_year / all;
        }
        let a_year = all * people / sum.people;
        let each = f64::from(size.people);
        let budget = Budget { a_year, from: sum.from, years, people, each };
        let until = (budget.until() < size.weeks).then(|| budget.until());
        let part = people / sum.people;
        let purse = Purse { fences: sum.purse.fences.map(|fence| fence * part), ..sum.purse };
        let wish = Self { sum, budget, split, purse, economics, until };
        let found = wish.impossible(scenario);
        if found.is_empty() { Ok(Some(wish)) } else { Err(Diagnostics::new(found)) }
    }

    /// Lines on which nothing can be spent, with the reason.
    fn impossible(&self, scenario: &Scenario) -> Vec<Diagnostic> {
        let epoch = scenario.timeline.at(self.sum.from as i32);
        let open = names::parameter(OPEN).expect("a parameter");
        let list = Found([1.0; Line::COUNT]);
        let prices = self.prices().pilot();
        let spending = self.budget.spending(&self.split, &epoch.parameters, &list, &prices);
        let wrong = |pounds: &&crate::scenario::budget::Pounds| {
            let line = pounds.line;
            let workers = line.is_posts() || line == Line::Support;
            let why = if workers && epoch.values[open] < 0.5 {
                format!("nobody is referred in week {}: set `{OPEN} = 1`", self.sum.from)
            } else if spending.extents[line as usize] <= 0.0 {
                let levers = line.levers().iter().map(|path| format!("`{path}`"));
                format!("{} cannot be moved further", levers.collect::<Vec<_>>().join(" and "))
            } else {
                return None;
            };
            let message = format!("no money can be spent on {}", line.phrase());
            let error = Diagnostic::error(pounds.place.clone(), message);
            let error = error.about(format!("budget.{}", line.label())).found(why);
            Some(error.allowed("another line, or a scenario in which there is something to buy"))
        };
        self.sum.lines.iter().filter_map(|pounds| wrong(&pounds)).collect()
    }

    /// What `[economics]` says of prices.
    #[must_use]
    pub fn prices(&self) -> Prices {
        Prices::of(&self.economics, self.budget.years, |_| None)
    }

    /// How far the money goes, by what a pilot found.
    #[must_use]
    pub fn spending(&self, scenario: &Scenario, found: &Found) -> Spending {
        let all = &scenario.timeline.at(self.sum.from as i32).parameters;
        self.budget.spending(&self.split, all, found, &self.prices())
    }

    /// The changes of parameters that it comes to, by their numbers.
    #[must_use]
    pub fn moved(&self, scenario: &Scenario, spending: &Spending) -> Vec<(usize, f64)> {
        let there = &scenario.timeline.at(self.sum.from as i32).values;
        let mut values = there.to_vec();
        spending.apply(&mut values);
        let pairs = there.iter().zip(&values).enumerate();
        let moved = pairs.filter(|(_, (now, then))| now.to_bits() != then.to_bits());
        moved.map(|(parameter, (now, then))| (parameter, then - now)).collect()
    }
}

/// What became of a wish.
#[derive(Clone, Debug)]
pub struct Bought {
    /// What was asked.
    pub wish: Wish,
    /// How prices of lines differ from the list.
    pub found: Found,
    /// How far the money goes.
    pub spending: Spending,
    /// Pounds of the payer in each year of spending that the run sees, by the pilot: planned, and spent.
    pub years: Vec<(f64, f64)>,
    /// Weeks of the run.
    pub weeks: u32,
}

impl Bought {
    /// What became of a wish, with what a trial of it spent in each replicate.
    #[must_use]
    pub fn new(wish: Wish, found: Found, trial: &Draw, weeks: u32) -> Self {
        let spending = trial.spending[0];
        let year = WEEKS_PER_YEAR as u32;
        let count = trial.cells.len() as f64;
        let years = (0..wish.budget.years)
            .map_while(|number| {
                let seen =
                    weeks.checked_sub(wish.sum.from + number * year).filter(|&left| left > 0)?;
                let planned = spending.total() * f64::from(seen.min(year)) / f64::from(year);
                let paid =
                    trial.cells.iter().map(|cell| cell[0].paid[number as usize]).sum::<i64>();
                Some((planned, paid as f64 / PENCE_PER_POUND / count))
            })
            .collect();
        Self { wish, found, spending, years, weeks }
    }

    /// Its lines.
    fn lines(&self) -> Vec<Line> {
        self.wish.split.lines()
    }

    /// What is spent that the account of a run does not know, as planned.
    #[must_use]
    pub fn beyond(&self) -> Beyond {
        let (from, until) = (self.wish.sum.from as i32, self.wish.budget.until() as i32);
        let (spending, prices) = (&self.spending, &self.spending.prices);
        let posts = Line::ALL.into_iter().filter(|line| line.is_posts());
        let posts: f64 = posts.map(|line| spending.planned[line as usize]).sum();
        let grants = spending.planned[Line::Grants as usize] * (1.0 - prices.additionality);
        let flow = |line, a_year: f64| Flow { line, from, until, a_week: a_year / WEEKS_PER_YEAR };
        let workers = Some(BudgetLine::Workers);
        let mut flows = vec![
            flow(Some(BudgetLine::Organisations), grants),
            flow(workers, posts * (1.0 - 1.0 / prices.rise)),
            flow(None, spending.bought()),
        ];
        if self.wish.until.is_some() {
            let once = posts * prices.redundancy / WEEKS_PER_YEAR;
            flows.push(Flow { line: workers, from: until, until: until + 1, a_week: once });
        }
        flows.retain(|flow| flow.a_week > 0.0);
        Beyond(flows)
    }

    /// What of it stands in a record.
    #[must_use]
    pub fn made(&self, scenario: &str) -> BudgetMade {
        BudgetMade {
            scenario: scenario.to_owned(),
            pounds_a_year: self.wish.budget.a_year,
            refused_a_year: self.spending.refused,
            from_week: self.wish.sum.from,
            until_week: self.wish.until,
            lines: self.lines().into_iter().map(Line::label).collect(),
            spent_over_list: self.lines().iter().map(|&l| self.found.0[l as usize]).collect(),
        }
    }

    /// What was bought and whether the money is spent, in words.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let people = self.wish.budget.people;
        let mut lines = Vec::new();
        for line in self.lines() {
            let asked = self.wish.split.share(line) * self.wish.budget.a_year;
            let planned = self.spending.planned[line as usize];
            let left = if asked - planned > AMISS * asked {
                format!(
                    "; the other {} cannot be absorbed: its lever has an end",
                    short(asked - planned)
                )
            } else {
                String::new()
            };
            lines.push(format!(
                "{} pounds a year on {}, for {} people{left}",
                short(planned),
                line.phrase(),
                short(people)
            ));
        }
        lines.extend(payers::asked_for(&self.wish.purse, |payer| {
            self.wish.economics.value(payer.price())
        }));
        for (year, &(planned, spent)) in self.years.iter().enumerate() {
            if planned > 0.0 && (spent / planned - 1.0).abs() > AMISS {
                let why = if self.spending.has_posts() && spent < planned {
                    ": posts are filled over months, and some stand empty"
                } else if people < SMALL {
                    ": on so small a list organisations and posts differ by chance"
                } else {
                    ""
                };
                let share = spent / planned * 100.0;
                lines.push(format!(
                    "in year {} of spending {share:.0} % of what was planned is spent{why}",
                    year + 1
                ));
            }
        }
        if self
            .years
            .iter()
            .all(|&(planned, spent)| planned > 0.0 && (spent / planned - 1.0).abs() <= AMISS)
        {
            lines.push("spent within 2 % in each year, by a trial run".to_owned());
        }
        lines
    }

    /// Who pays what in each year that the run sees, and what is given up for it, as far as it is said; nothing where
    /// it is not.
    pub(crate) fn payers(&self) -> Option<Vec<[String; 7]>> {
        let (purse, economics) = (&self.wish.purse, &self.wish.economics);
        if purse.is_plain() {
            return None;
        }
        let mut rows = Vec::new();
        for (year, &(planned, spent)) in self.years.iter().enumerate() {
            for line in self.lines() {
                let at = line as usize;
                // What is spent is that of all lines: each has its part as planned.
                let part = self.spending.planned[at] / self.spending.total();
                let pounds = if planned > 0.0 { spent * part } else { 0.0 };
                let fenced = purse.fences[at] / self.spending.planned[at];
                let fenced = if fenced.is_finite() { pounds * fenced.min(1.0) } else { 0.0 };
                let payer = purse.payers[at];
                let price = economics.value(payer.map_or(Lens::Payer.price(), Payer::price));
                rows.push([
                    line.label().to_owned(),
                    payer.map_or("payer", Payer::label).to_owned(),
                    (year + 1).to_string(),
                    full(pounds),
                    full(fenced),
                    full(price),
                    full((pounds - fenced) / price),
                ]);
            }
        }
        Some(rows)
    }

    /// The table of what was planned and spent.
    pub(crate) fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record([
            "line",
            "year",
            "asked_a_year",
            "planned",
            "spent",
            "share",
            "price_over_list",
            "lever",
        ])?;
        for line in self.lines() {
            let at = line as usize;
            rows.write_record([
                line.label().to_owned(),
                "each".to_owned(),
                full(self.wish.split.share(line) * self.wish.budget.a_year),
                full(self.spending.planned[at]),
                String::new(),
                String::new(),
                full(self.found.0[at]),
                line.levers().join(" "),
            ])?;
        }
        for (year, &(planned, spent)) in self.years.iter().enumerate() {
            rows.write_record([
                "all".to_owned(),
                (year + 1).to_string(),
                full(self.wish.budget.a_year),
                full(planned),
                full(spent),
                if planned > 0.0 { full(spent / planned) } else { String::new() },
                String::new(),
                String::new(),
            ])?;
        }
        rows.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(more: &str) -> Scenario {
        let text = format!(
            "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n[budget]\nfrom = 52\nyears = 2\n\
             people = 50_000\n{more}\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).expect("written");
        crate::scenario::load_whole(&path).expect("a scenario")
    }

    fn size(weeks: u32) -> RunSize {
        RunSize { seed: 1, replicates: 2, neighbourhoods: 2, people: 5_000, weeks, warm_up: 8 }
    }

    #[test]
    fn a_run_of_other_sizes_has_its_part_and_changes_follow_the_split() {
        let scenario = scenario("posts = 300_000\ngrants = 100_000");
        let wish = Wish::of(&scenario, &size(300)).expect("possible").expect("a wish");
        assert!((wish.budget.a_year - 80_000.0).abs() < 1e-6, "a fifth of the people");
        assert_eq!((wish.until, wish.budget.years), (Some(156), 2));
        let found = Found([1.0; Line::COUNT]);
        let spending = wish.spending(&scenario, &found);
        assert!((spending.total() - 80_000.0).abs() < 1e-6 && spending.refused <= 0.0);
        let moved = wish.moved(&scenario, &spending);
        let named = |path: &str| names::parameter(path).expect("a parameter");
        let paths: Vec<usize> = moved.iter().map(|(parameter, _)| *parameter).collect();
        let mut wanted = vec![named("link_workers.per_50k"), named("vcs.grants_level")];
        wanted.sort_unstable();
        assert_eq!(paths, wanted);
        // Money that is spent to the end of the run has no end in it.
        assert_eq!(Wish::of(&scenario, &size(156)).expect("possible").expect("a wish").until, None);
    }

    #[test]
    fn what_cannot_be_spent_is_refused_with_its_line_and_the_reason() {
        let late = Wish::of(&scenario("posts = 1"), &size(40)).expect_err("too late").to_string();
        assert!(
            late.contains("mine.toml:4") && late.contains("after the end of the run"),
            "{late}"
        );
        let full =
            "support = 1_000\n[set]\n\"workforce.supervision\" = 1\n\"workforce.training\" = 1";
        let full =
            Wish::of(&scenario(full), &size(200)).expect_err("nothing is missing").to_string();
        assert!(full.contains("mine.toml:8") && full.contains("cannot be moved further"), "{full}");
        let closed = "posts = 1_000\n[set]\n\"referral.open\" = 0";
        let closed = Wish::of(&scenario(closed), &size(200)).expect_err("nobody comes").to_string();
        assert!(closed.contains("nobody is referred in week 52"), "{closed}");
    }
}

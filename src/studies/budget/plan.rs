//! From pounds to levers: how far the money of each line goes, what a pilot run says of the price list, and the
//! weeks in which levers are moved.

use crate::model::observe::{Group, M};
use crate::model::parameters::Parameters;
use crate::model::units::{PENCE_PER_POUND, WEEKS_PER_YEAR};
use crate::runs::{Arm, RunSize, Watch, run_cell};
use crate::scenario::Timeline;
use crate::scenario::line::{Line, Prices};
use crate::studies::budget::split::Split;
use crate::studies::budget::worth::Worth;

use rayon::prelude::*;

/// Replicates of the pilot.
const PILOT: u32 = 4;

/// What is to be spent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// Pounds a year, for everybody in the run.
    pub a_year: f64,
    /// The first week of spending.
    pub from: u32,
    /// Years of spending.
    pub years: u32,
    /// Registered people, of all neighbourhoods.
    pub people: f64,
    /// Registered people of each.
    pub each: f64,
}

/// How much more money moves with each lever than the price list says: 1 for as much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found(pub [f64; Line::COUNT]);

/// How far a split goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spending {
    /// How far each lever is moved.
    pub extents: [f64; Line::COUNT],
    /// Pounds a year that each line takes up.
    pub planned: [f64; Line::COUNT],
    /// Pounds a year that no line can take up.
    pub refused: f64,
    /// What `[economics]` says of prices.
    pub prices: Prices,
    /// What a pound counts for by the payer's lens.
    pub worth: Worth,
}

impl Budget {
    /// The first week after the spending.
    #[must_use]
    pub fn until(&self) -> u32 {
        self.from + self.years * WEEKS_PER_YEAR as u32
    }

    /// How far a split goes among parameters, at these prices.
    #[must_use]
    pub fn spending(
        &self,
        split: &Split,
        all: &Parameters,
        found: &Found,
        prices: &Prices,
    ) -> Spending {
        let nothing = [0.0; Line::COUNT];
        let mut spending = Spending {
            extents: nothing,
            planned: nothing,
            refused: 0.0,
            prices: *prices,
            worth: Worth::PLAIN,
        };
        let mut per_50k = all.link_workers.per_50k;
        for line in Line::BOUGHT {
            let pounds = split.share(line) * self.a_year;
            let price = line.list_price(all, self.people, per_50k, prices) * found.0[line as usize];
            let most = line.most(all, self.each, per_50k, prices).max(0.0);
            let extent = if price > 0.0 { (pounds / price).min(most) } else { 0.0 };
            let planned = extent * price;
            spending.extents[line as usize] = extent;
            spending.planned[line as usize] = planned;
            spending.refused += pounds - planned;
            if line.is_posts() {
                per_50k += extent;
            }
        }
        // What rounding leaves is nothing refused.
        if spending.refused < self.a_year * 1e-9 {
            spending.refused = 0.0;
        }
        spending
    }

    /// A course of values in which levers are moved while the money is spent.
    #[must_use]
    pub fn spent(&self, timeline: &Timeline, spending: &Spending) -> Timeline {
        timeline.during(self.from as i32..self.until() as i32, |values| spending.apply(values))
    }

    /// Runs each line's money from the start of a world, beside that world without it, and finds how much
    /// more moves than the price list says. Posts are filled then, as they are after a while: what a post costs
    /// counts that some stand empty. Nothing if it was stopped.
    #[must_use]
    pub fn pilot(
        &self,
        timeline: &Timeline,
        size: &RunSize,
        splits: &[Split],
        prices: &Prices,
        watch: &Watch<'_>,
    ) -> Option<Found> {
        let prices = prices.pilot();
        let all = &timeline.at(self.from as i32).parameters;
        let weeks = WEEKS_PER_YEAR as u32;
        let size = RunSize { weeks, replicates: PILOT, ..*size };
        let most = |line: Line| splits.iter().map(|split| split.share(line)).fold(0.0, f64::max);
        let lines: Vec<Line> = Line::ALL.into_iter().filter(|&line| most(line) > 0.0).collect();
        let list = Found([1.0; Line::COUNT]);
        let (mut timelines, mut tried) = (vec![timeline.clone()], Vec::new());
        for &line in &lines {
            let wanted = Self { a_year: self.a_year * most(line), ..*self };
            let spending = wanted.spending(&Split::all(line), all, &list, &prices);
            timelines.push(timeline.during(i32::MIN..i32::MAX, |values| spending.apply(values)));
            tried.push(spending.planned[line as usize]);
        }
        let arms = Arm::all(&timelines);
        let cells: Vec<(u32, u32)> = (0..PILOT)
            .flat_map(|number| (0..size.neighbourhoods).map(move |place| (number, place)))
            .collect();
        let cells: Vec<Option<Vec<i64>>> = cells
            .par_iter()
            .map(|&(replicate, place)| {
                let stopped = watch.stop.load(std::sync::atomic::Ordering::Relaxed);
                let seen =
                    (!stopped).then(|| watch.catch(|| run_cell(&arms, &size, replicate, place)));
                (watch.cell_done)();
                let seen = seen.flatten()?;
                let money = |arm: usize, line: Line| -> i64 {
                    let of = |&counted| {
                        seen[arm].observations.pence(
                            M::spending(counted),
                            Group::All,
                            0..weeks as usize,
                        )
                    };
                    line.counted().iter().map(of).sum()
                };
                let more = |(at, &line): (usize, &Line)| money(at + 1, line) - money(0, line);
                Some(lines.iter().enumerate().map(more).collect())
            })
            .collect();
        let mut found = list;
        for (at, (&line, tried)) in lines.iter().zip(tried).enumerate() {
            let sum =
                cells.iter().map(|cell| cell.as_ref().map(|cell| cell[at])).sum::<Option<i64>>()?;
            let a_year = sum as f64 / PENCE_PER_POUND / f64::from(PILOT);
            if tried > 0.0 && a_year > 0.0 {
                found.0[line as usize] = a_year / tried;
            }
        }
        Some(found)
    }
}

impl Spending {
    /// Moves the levers among the values of all parameters.
    pub fn apply(&self, values: &mut [f64]) {
        for line in Line::BOUGHT {
            line.apply(self.extents[line as usize], &self.prices, values);
        }
    }

    /// Pounds a year that are planned on all lines.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.planned.iter().sum()
    }

    /// Pounds a year that are paid for what has no price in the model.
    #[must_use]
    pub fn bought(&self) -> f64 {
        let no_price = Line::ALL.into_iter().filter(|line| line.counted().is_empty());
        no_price.map(|line| self.planned[line as usize]).sum()
    }

    /// Whether it pays for posts.
    #[must_use]
    pub fn has_posts(&self) -> bool {
        let posts = Line::ALL.into_iter().filter(|line| line.is_posts());
        posts.into_iter().any(|line| self.extents[line as usize] > 0.0)
    }

    /// Paths of levers that are moved beyond what is plausible, by the range of each parameter.
    ///
    /// # Panics
    /// If a lever is no parameter: the tests see to it that each is.
    #[must_use]
    pub fn implausible(&self, ranges: &[(f64, f64)], values: &[f64]) -> Vec<&'static str> {
        let mut moved = values.to_vec();
        self.apply(&mut moved);
        let levers = Line::ALL.into_iter().flat_map(Line::levers);
        let beyond = |path: &&&str| {
            let place = crate::scenario::names::parameter(path).expect("a lever is a parameter");
            moved[place] > ranges[place].1 && moved[place] > values[place]
        };
        let mut paths: Vec<&str> = levers.filter(beyond).copied().collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> crate::scenario::Scenario {
        let text = include_str!("../../../scenarios/baseline.toml");
        crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base")
    }

    fn prices(scenario: &crate::scenario::Scenario) -> Prices {
        let economics = scenario.economics.as_ref().expect("it has the section");
        Prices { additionality: 0.5, ..Prices::of(economics, 2, |_| None) }
    }

    const BUDGET: Budget =
        Budget { a_year: 400_000.0, from: 10, years: 2, people: 50_000.0, each: 50_000.0 };

    #[test]
    fn the_sum_of_planned_and_refused_is_the_sum_and_twice_the_price_buys_half() {
        let scenario = baseline();
        let (all, prices) = (scenario.start(), prices(&scenario));
        let list = Found([1.0; Line::COUNT]);
        for split in Split::ready_made() {
            let spending = BUDGET.spending(&split, all, &list, &prices);
            assert!((spending.total() + spending.refused - BUDGET.a_year).abs() < 1e-6);
            let dear = BUDGET.spending(&split, all, &Found([2.0; Line::COUNT]), &prices);
            let (posts, fewer) = (spending.extents[0], dear.extents[0]);
            assert!((fewer * 2.0 - posts).abs() < 1e-9);
        }
        let support = BUDGET.spending(&Split::all(Line::Support), all, &list, &prices);
        assert!(support.refused > 390_000.0, "few posts take little support");
        let both = Split::read("posts=0.5,support=0.5").unwrap();
        let both = BUDGET.spending(&both, all, &list, &prices);
        assert!(both.planned[Line::Support as usize] > support.planned[Line::Support as usize]);
    }

    #[test]
    fn levers_move_while_the_money_is_spent_and_then_go_back() {
        let scenario = baseline();
        let spending = BUDGET.spending(
            &Split::all(Line::Posts),
            scenario.start(),
            &Found([1.0; Line::COUNT]),
            &prices(&scenario),
        );
        let timeline = BUDGET.spent(&scenario.timeline, &spending);
        let posts = crate::scenario::names::parameter("link_workers.per_50k").unwrap();
        let course: Vec<(i32, f64)> =
            [0, 9, 10, 113, 114].map(|week| (week, timeline.at(week).values[posts])).into();
        let more = 2.6 + spending.extents[0];
        let wanted = [(0, 2.6), (9, 2.6), (10, more), (113, more), (114, 2.6)];
        assert!(course.iter().zip(wanted).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-12));
    }
}

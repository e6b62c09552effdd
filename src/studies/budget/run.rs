//! Every option in every draw and replicate, beside nothing more on the same draws of chance. Chance is a draw's
//! own: replicate r of draw d is number d x R + r of the run, so that over draws chance evens out, and what
//! replicates of one draw differ by is chance alone.

use std::ops::Range;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::model::observe::{Group, M};
use crate::model::parameters::Parameters;
use crate::model::units::{PENCE_PER_POUND, WEEKS_PER_YEAR};
use crate::runs::{Arm, Outcome, RunSize, Twins, Watch, run_cell, run_cell_twins};
use crate::scenario::economics::{Economics, Lens};
use crate::scenario::line::{Line, Prices};
use crate::scenario::payer::{Payer, Purse};
use crate::scenario::{Timeline, names};
use crate::studies::budget::draws::{Drawn, Of};
use crate::studies::budget::figures::{Figures, Rates};
use crate::studies::budget::plan::{Budget, Found, Spending};
use crate::studies::budget::split::Split;
use crate::studies::budget::worth::Worth;

/// Lines of which a whole level is paid for in every world.
const MEASURED: [Line; 2] = [Line::Grants, Line::Navigators];

/// An option: a split, and how much is spent so.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The split.
    pub split: Split,
    /// Pounds a year.
    pub a_year: f64,
    /// Additionality of grants, where it is given and not that of the draw.
    pub additionality: Option<f64>,
}

/// What is run.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The course of values without new money.
    pub timeline: &'a Timeline,
    /// The budget.
    pub budget: &'a Budget,
    /// How prices of lines differ from the list.
    pub found: &'a Found,
    /// What decisions rest on.
    pub economics: &'a Economics,
    /// What is not known.
    pub drawn: &'a Drawn,
    /// The options, without nothing more.
    pub options: &'a [Choice],
    /// Size of a cell; replicates are those of each draw.
    pub size: &'a RunSize,
    /// Discount rates.
    pub rates: &'a Rates,
    /// Who pays what, and what is ring-fenced.
    pub purse: &'a Purse,
}

/// A draw that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// How far each option goes in it.
    pub spending: Vec<Spending>,
    /// Figures of each option in each replicate.
    pub cells: Vec<Vec<Figures>>,
}

impl Work<'_> {
    /// How many cells there are.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.drawn.rows.len() as u64 * u64::from(self.size.replicates)
    }

    /// What `[economics]` says of prices in a draw.
    fn prices(&self, draw: usize, option: &Choice) -> Prices {
        let drawn = |term| self.drawn.term(term, draw);
        let prices = Prices::of(self.economics, self.budget.years, drawn);
        let additionality = option.additionality.unwrap_or(prices.additionality);
        Prices { additionality, ..prices }
    }

    /// How prices of lines differ from the list in a draw. Grants are given whatever the draw, and so is the time of
    /// navigators: what a whole level of either costs is read off a year of the draw's world without new money.
    /// Posts stand empty as long as they do in the draw: the plan is that of the pilot.
    fn priced(&self, draw: usize) -> Found {
        let mut found = *self.found;
        if self.drawn.columns.iter().all(|column| matches!(column.of, Of::Term(_))) {
            return found;
        }
        let base = self.drawn.timeline(self.timeline, draw);
        let size = RunSize { weeks: WEEKS_PER_YEAR as u32, replicates: 1, ..*self.size };
        let (arm, weeks) = ([Arm::new(&base)], 0..size.weeks as usize);
        let mut pence = [0; Line::COUNT];
        for place in 0..size.neighbourhoods {
            let seen = run_cell(&arm, &size, draw as u32, place).remove(0).observations;
            for line in MEASURED {
                let of = |&counted| seen.pence(M::spending(counted), Group::All, weeks.clone());
                pence[line as usize] += line.counted().iter().map(of).sum::<i64>();
            }
        }
        let epoch = base.at(0);
        let (people, prices) = (self.budget.people, Prices::of(self.economics, 1, |_| None));
        for line in MEASURED {
            let lever = names::parameter(line.levers()[0]).expect("a lever is a parameter");
            let amount = epoch.values[lever];
            let list = amount * line.list_price(&epoch.parameters, people, 0.0, &prices);
            let a_year = pence[line as usize] as f64 / PENCE_PER_POUND;
            if list > 0.0 && a_year > 0.0 {
                found.0[line as usize] = a_year / list;
            }
        }
        found
    }

    /// The arms of a draw, nothing more first, and how far each goes.
    fn arms(&self, draw: usize, found: &Found) -> (Vec<Timeline>, Vec<Spending>) {
        let base = self.drawn.timeline(self.timeline, draw);
        let all: &Parameters = &base.at(self.budget.from as i32).parameters;
        let price = |payer: Option<Payer>| {
            let term = payer.map_or_else(|| Lens::Payer.price(), Payer::price);
            self.drawn.term(term, draw).unwrap_or_else(|| self.economics.value(term))
        };
        let spending: Vec<Spending> = self
            .options
            .iter()
            .map(|option| {
                let budget = Budget { a_year: option.a_year, ..*self.budget };
                let prices = self.prices(draw, option);
                let mut spending = budget.spending(&option.split, all, found, &prices);
                spending.worth = Worth::of(self.purse, &spending.planned, (all, &prices), price);
                spending
            })
            .collect();
        let spent = spending.iter().map(|spending| self.budget.spent(&base, spending));
        let timelines = std::iter::once(base.clone()).chain(spent).collect();
        (timelines, spending)
    }

    /// Figures of every option in one replicate of a draw.
    fn cell(&self, timelines: &[Timeline], spending: &[Spending], number: u32) -> Vec<Figures> {
        let arms = Arm::all(timelines);
        let mut made: Option<(Vec<Outcome>, Vec<Twins>)> = None;
        for place in 0..self.size.neighbourhoods {
            let (outcomes, twins) = run_cell_twins(&arms, self.size, number, place);
            let Some((sums, all)) = &mut made else {
                made = Some((outcomes, twins));
                continue;
            };
            for (sum, outcome) in sums.iter_mut().zip(&outcomes) {
                sum.observations.add(&outcome.observations);
            }
            all.iter_mut().zip(&twins).for_each(|(sum, twins)| sum.sum(twins));
        }
        let (outcomes, twins) = made.expect("a neighbourhood");
        let of = |((outcome, twins), spending): ((&Outcome, &Twins), &Spending)| {
            let pair = (&outcomes[0], outcome);
            Figures::of(pair, twins, self.budget, self.rates, spending)
        };
        outcomes[1..].iter().zip(&twins).zip(spending).map(of).collect()
    }

    /// Runs every draw, in parallel on the current thread pool; those from the first on that are complete.
    #[must_use]
    pub fn run(&self, watch: &Watch<'_>) -> Vec<Draw> {
        self.run_some(0..self.drawn.rows.len(), watch)
    }

    /// Runs some of the draws, by their numbers; those from the first on that are complete.
    #[must_use]
    pub fn run_some(&self, draws: Range<usize>, watch: &Watch<'_>) -> Vec<Draw> {
        let each = self.size.replicates;
        let first = draws.start;
        let priced: Vec<Option<Found>> = draws
            .clone()
            .into_par_iter()
            .with_max_len(1)
            .map(|draw| {
                let stopped = watch.stop.load(Ordering::Relaxed);
                (!stopped).then(|| watch.catch(|| self.priced(draw))).flatten()
            })
            .collect();
        let jobs: Vec<(usize, u32)> =
            draws.flat_map(|draw| (0..each).map(move |replicate| (draw, replicate))).collect();
        let done: Vec<Option<(Vec<Spending>, Vec<Figures>)>> = jobs
            .par_iter()
            .with_max_len(1)
            .map(|&(draw, replicate)| {
                if watch.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let found = priced[draw - first]?;
                let made = watch.catch(|| {
                    let (timelines, spending) = self.arms(draw, &found);
                    let figures = self.cell(&timelines, &spending, draw as u32 * each + replicate);
                    (spending, figures)
                });
                (watch.cell_done)();
                made
            })
            .collect();
        let mut draws = Vec::new();
        for cells in done.chunks(each as usize) {
            let whole: Option<Vec<_>> = cells.iter().cloned().collect();
            let Some(cells) = whole else { break };
            let spending = cells[0].0.clone();
            draws.push(Draw { spending, cells: cells.into_iter().map(|(_, cell)| cell).collect() });
        }
        draws
    }
}

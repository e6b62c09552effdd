//! For whom beyond fifths, over all draws: the table of costs, gains and what is given up by age, sex, belonging to a
//! cultural minority and disability, who gains and who loses, and both in words.

use std::io::{self, Write};

use crate::model::characteristics::{Category, Characteristic};
use crate::model::units::{PENCE_PER_POUND, THOUSAND};
use crate::report::page::groups::ASSUMED;
use crate::report::rows::Writer;
use crate::runs::LIFE_CHANGED;
use crate::studies::budget::answer::{Answer, Asked, View};
use crate::studies::budget::categories::{Counted, OfCategories};
use crate::studies::budget::columns::GROUPS;
use crate::studies::budget::sentences::{signed_two, two};
use crate::studies::budget::tables::{cell, header};

/// Everybody, or a category of a characteristic: mean figures of an option through a lens over all draws and replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Of {
    /// Share of the list.
    pub list: f64,
    /// Pounds, undiscounted, to the penny.
    pub pounds: f64,
    /// Pounds.
    pub cost: f64,
    /// WELLBYs.
    pub effect: f64,
    /// WELLBYs that the money would have bought for them elsewhere.
    pub given_up: f64,
    /// People of all runs, and who gain and lose of them.
    pub people: Counted,
}

impl Of {
    /// WELLBYs gained less those given up.
    pub(crate) fn net(&self) -> f64 {
        self.effect - self.given_up
    }

    /// Share of these people who gain, and who lose.
    pub(crate) fn shares(&self) -> Option<(f64, f64)> {
        let all = self.people.all as f64;
        (self.people.all > 0)
            .then(|| (self.people.gain as f64 / all, self.people.lose as f64 / all))
    }

    fn and(self, other: &Self) -> Self {
        Self {
            list: self.list + other.list,
            pounds: self.pounds + other.pounds,
            cost: self.cost + other.cost,
            effect: self.effect + other.effect,
            given_up: self.given_up + other.given_up,
            people: self.people.and(other.people),
        }
    }
}

/// An option through a lens, by its place, category by category: means over all cells.
pub(crate) fn of_option(
    asked: &Asked<'_>,
    (place, view): (usize, &View),
    option: usize,
) -> [Of; Category::COUNT] {
    let cells: Vec<&OfCategories> =
        asked.draws.iter().flat_map(|draw| &draw.cells).map(|cell| &cell[option].of).collect();
    let count = cells.len() as f64;
    let mean = |figure: &dyn Fn(&OfCategories) -> f64| {
        cells.iter().map(|cell| figure(cell)).sum::<f64>() / count
    };
    let given_up = view.sample.mean(option + 1).0 / view.price();
    std::array::from_fn(|category| {
        let list = mean(&|of| of.list[category]);
        // Whole pence of all cells: categories add up to everybody without a rest.
        let pence: i64 = cells.iter().map(|of| of.pence[category]).sum();
        Of {
            list,
            pounds: pence as f64 / PENCE_PER_POUND / count,
            cost: mean(&|of| of.costs[place][category]),
            effect: mean(&|of| of.effects[place][category]),
            given_up: given_up * list,
            people: cells.iter().fold(Counted::default(), |sum, of| sum.and(of.people[category])),
        }
    })
}

/// Everybody: the categories of any characteristic together.
fn everybody(all: &[Of; Category::COUNT]) -> Of {
    all[Characteristic::Sex.categories()].iter().fold(Of::default(), Of::and)
}

/// For whom, by characteristics.
pub(crate) fn table(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &GROUPS, &[])?;
    for (place, view) in answer.views.iter().enumerate() {
        for option in 0..asked.options.len() {
            let all = of_option(asked, (place, view), option);
            let mut row = |by: &str, group: &str, of: &Of| {
                let (gain, lose) = of.shares().unzip();
                let figures = [
                    Some(of.list),
                    Some(of.pounds),
                    Some(of.cost),
                    Some(of.effect),
                    Some(of.given_up),
                    Some(of.net()),
                    Some(of.net() * view.price()),
                    gain,
                    lose,
                ];
                let names = [view.lens.label(), &answer.names[option + 1], by, group];
                rows.write_record(names.map(str::to_owned).into_iter().chain(figures.map(cell)))
            };
            for characteristic in Characteristic::ALL {
                for category in characteristic.categories() {
                    row(characteristic.label(), Category::at(category).label(), &all[category])?;
                }
            }
            row("all", "all", &everybody(&all))?;
        }
    }
    rows.flush()
}

/// Net WELLBYs of each group by the payer's lens, and who gains and loses, in sentences.
pub(crate) fn said(asked: &Asked<'_>, answer: &Answer) -> Vec<String> {
    let mut lines = vec![
        "For whom, by the payer's price: net WELLBYs for 1,000 people of each group, what they give up taken off \
         (the same for everybody):"
            .to_owned(),
    ];
    for option in 0..asked.options.len() {
        let all = of_option(asked, (0, &answer.views[0]), option);
        let thousands = asked.budget.people / THOUSAND;
        let of_characteristic = |characteristic: &Characteristic| {
            let of = |category: usize| {
                let of = &all[category];
                let each = if of.list > 0.0 { of.net() / (of.list * thousands) } else { 0.0 };
                format!("{} {}", Category::at(category).phrase(), signed_two(each))
            };
            characteristic.categories().map(of).collect::<Vec<_>>().join(", ")
        };
        let groups: Vec<String> = Characteristic::ALL.iter().map(of_characteristic).collect();
        let (gain, lose) = everybody(&all).shares().unwrap_or_default();
        lines.push(format!(
            "  {}: {}. Of everybody {} % gain and {} % lose more than {LIFE_CHANGED} WELLBYs, chance in it.",
            answer.splits[option + 1].phrase(),
            groups.join("; "),
            two(gain * 100.0),
            two(lose * 100.0),
        ));
    }
    lines.push(format!("  {ASSUMED}"));
    lines
}

//! The table of pounds of a sweep: what each scenario spends more than the first, at each point, and what
//! comes of it, over all measured weeks and undiscounted. `kith compare` tells more of one pair.

use std::io;

use crate::model::observe::{Group, M, Period};
use crate::model::units::{THOUSAND, WEEKS_PER_YEAR};
use crate::runs::{Difference, ratio};
use crate::studies::sweep::columns::{Cell, Kind, Table};
use crate::studies::sweep::figures::{Figure, When};
use crate::studies::sweep::folder::{PlannedCell, SweepFolder};

/// Its columns: name, kind, unit, meaning.
pub(crate) const COLUMNS: [(&str, Kind, &str, &str); 9] = [
    ("point", Kind::Whole, "", "Number of the point, as in points.csv"),
    ("step", Kind::Text, "", "What the step of a ladder assumes; empty in other designs"),
    ("scenario", Kind::Text, "", "Scenario that is judged"),
    ("base", Kind::Text, "", "The first scenario of the study, by which it is judged"),
    (
        "pounds_per_person",
        Kind::Number,
        "pounds of 2023/24",
        "What is spent more on all lines in all measured weeks, over all registered people: mean of \
         paired differences",
    ),
    (
        "life_satisfaction_years_per_1000_people",
        Kind::Number,
        "years",
        "What is gained in all measured weeks, for each 1,000 registered people",
    ),
    (
        "pounds_per_life_satisfaction_year",
        Kind::Number,
        "pounds of 2023/24",
        "The first for the second: none where one is above zero and the other below",
    ),
    ("standard_error", Kind::Number, "pounds of 2023/24", "Of the column before, over replicates"),
    ("replicates", Kind::Whole, "", "Replicates that have both scenarios"),
];

/// Years gained for each person below which there is no price.
const LEAST_YEARS: f64 = 1e-9;

/// Rows under way: one point's figures, until all its cells have come.
#[derive(Debug)]
pub(crate) struct Pounds {
    /// Places of spending and of life satisfaction in the layout.
    places: [usize; 2],
    years: f64,
    point: usize,
    /// Scenario, replicate, spending and life satisfaction of each cell of the point.
    cells: Vec<(usize, u32, [f64; 2])>,
}

impl Pounds {
    /// Nothing yet, for figures in this layout of runs of so many weeks.
    pub(crate) fn new(layout: &[Figure], weeks: u32) -> Self {
        let place = |metric: M| {
            let wanted = Figure { metric, group: Group::All, when: When::During(Period::AllWeeks) };
            layout.iter().position(|figure| *figure == wanted).expect("a layout has every metric")
        };
        Self {
            places: [place(M::CostAll), place(M::LifeSatisfactionSummed)],
            years: f64::from(weeks) / WEEKS_PER_YEAR,
            point: 0,
            cells: Vec::new(),
        }
    }

    /// Takes a cell; writes the rows of the point before when another begins.
    pub(crate) fn cell(
        &mut self,
        sweep: &SweepFolder,
        cell: &PlannedCell,
        figures: &[f64],
        table: &mut Table,
    ) -> io::Result<()> {
        if cell.point != self.point {
            self.write(sweep, table)?;
            self.point = cell.point;
        }
        self.cells.push((cell.scenario, cell.replicate, self.places.map(|place| figures[place])));
        Ok(())
    }

    /// Writes the rows of the point at hand.
    pub(crate) fn write(&mut self, sweep: &SweepFolder, table: &mut Table) -> io::Result<()> {
        let cells = std::mem::take(&mut self.cells);
        let names: Vec<&str> =
            sweep.record.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        for (scenario, name) in names.iter().enumerate().skip(1) {
            let [pounds, years] = self.differences(&cells, scenario);
            if pounds.is_empty() {
                continue;
            }
            let mean = |of: &[f64]| Difference::of(of).map_or(f64::NAN, |found| found.mean);
            let priced = mean(&years).abs() > LEAST_YEARS && mean(&pounds) * mean(&years) > 0.0;
            let price = if priced { ratio(&pounds, &years) } else { None };
            let step = sweep.record.sweep.steps.get(self.point).map_or("", String::as_str);
            table.row(
                [
                    Cell::Whole(self.point as i64),
                    Cell::Text(step),
                    Cell::Text(name),
                    Cell::Text(names[0]),
                    Cell::Number(mean(&pounds)),
                    Cell::Number(mean(&years) * THOUSAND),
                    Cell::Number(price.map_or(f64::NAN, |price| price.mean)),
                    Cell::Number(price.and_then(|price| price.standard_error).unwrap_or(f64::NAN)),
                    Cell::Whole(pounds.len() as i64),
                ]
                .into_iter(),
            )?;
        }
        Ok(())
    }

    /// Pounds and years for each person, a scenario less the first, of each replicate that has both.
    fn differences(&self, cells: &[(usize, u32, [f64; 2])], scenario: usize) -> [Vec<f64>; 2] {
        let base = cells.iter().filter(|(at, ..)| *at == 0);
        let pairs = base.filter_map(|(_, replicate, ours)| {
            let of =
                |(at, number, _): &&(usize, u32, [f64; 2])| *at == scenario && number == replicate;
            cells
                .iter()
                .find(of)
                .map(|(.., theirs)| [0, 1].map(|k| (theirs[k] - ours[k]) * self.years))
        });
        let pairs: Vec<[f64; 2]> = pairs.collect();
        [0, 1].map(|k| pairs.iter().map(|pair| pair[k]).collect())
    }
}

//! What is not known: draws of parameters, from a posterior where there is one, else from plausible ranges; with
//! them the lines of `[economics]` of which only a range is known.
//!
//! Draws from ranges are a Latin hypercube over every parameter that has a range, levers, sizes, who lives there and
//! what a schedule moves apart. All of them at once lead further from what is published than anybody believes; so
//! of several candidates for each draw those are kept whose world without new money comes nearest to the rows by
//! which parameters are chosen (`held`). Rows that judge the model are not looked at.

use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::model::parameters::Parameters;
use crate::model::random::{Draws, WeekDraws};
use crate::model::units::Unit;
use crate::runs::targets::found;
use crate::runs::{Arm, RunSize, Watch, calibrated, run_cell};
use crate::scenario::economics::{TERMS, Term, is_drawn};
use crate::scenario::line::Line;
use crate::scenario::payer::Payer;
use crate::scenario::{Scenario, Timeline, names};
use crate::studies::calibration::prior::{Prior, Shape};
use crate::studies::cube;
use crate::studies::draws::ParameterDraws;

/// Sections of which nothing is drawn: sizes, and who lives there.
const FIXED: [&str; 2] = ["run", "population"];

/// From this factor between its ends on, a line of `[economics]` is drawn evenly on a logarithmic scale.
const SKEWED: f64 = 3.0;

/// The place of the lots of draws: no neighbourhood has this number.
const LOTS: u32 = u32::MAX - 2;

/// Most squared distance, in half widths of its range, that one published figure counts.
const MOST_APART: f64 = 9.0;

/// Where draws come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A table of draws, such as the posterior of a calibration.
    Table,
    /// Plausible ranges, held to what is published.
    Ranges,
    /// Nothing is drawn: all draws are alike but for chance.
    Nothing,
}

/// What one column of the draws gives a value to.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// Parameters of the model.
    Parameters(Vec<usize>),
    /// A line of `[economics]`.
    Term(Term),
}

/// One thing that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its path.
    pub path: String,
    /// What it gives a value to.
    pub of: Of,
}

/// Draws of what is not known.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Where they come from.
    pub source: Source,
    /// What is drawn.
    pub columns: Vec<Column>,
    /// A row of values for each draw.
    pub rows: Vec<Vec<f64>>,
}

/// How near draws are to what is published.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Nearness {
    /// Draws among which was chosen.
    pub candidates: usize,
    /// Rows by which parameters are chosen.
    pub rows: usize,
    /// How many of them lie inside, of all candidates: a mean.
    pub before: f64,
    /// The same of the draws that are kept.
    pub after: f64,
}

impl Column {
    /// The group of what is drawn: the section of its path.
    #[must_use]
    pub fn group(&self) -> &str {
        names::section(&self.path)
    }
}

impl Drawn {
    /// As many draws in which nothing differs but chance.
    #[must_use]
    pub fn nothing(draws: usize) -> Self {
        Self { source: Source::Nothing, columns: Vec::new(), rows: vec![Vec::new(); draws] }
    }

    /// Draws over plausible ranges.
    #[must_use]
    pub fn ranges(scenario: &Scenario, payers: &[Payer], draws: usize, seed: u32) -> Self {
        let mut columns = Vec::new();
        let mut priors: Vec<(Prior, bool)> = Vec::new();
        let levers: Vec<usize> = Line::ALL
            .iter()
            .flat_map(|line| line.levers())
            .filter_map(|path| names::parameter(path))
            .collect();
        for (index, (spec, entry)) in Parameters::specs().iter().zip(&scenario.entries).enumerate()
        {
            let free = !FIXED.contains(&names::section(&spec.path)) && !levers.contains(&index);
            let steady = scenario.timeline.course(index).len() == 1;
            if free && steady && entry.low < entry.high && entry.overridden_by.is_none() {
                let of = Of::Parameters(vec![index]);
                columns.push(Column { path: spec.path.clone(), of });
                priors.push((Prior::of(spec, entry), spec.unit == Unit::Switch));
            }
        }
        let mut made = Self { source: Source::Ranges, columns, rows: Vec::new() };
        made.add_terms(scenario, payers, &mut priors);
        let lots = lots(seed);
        let cube = cube::latin(priors.len(), draws as u32, lots);
        let value = |((prior, switch), share): (&(Prior, bool), &f64)| {
            // A switch is on as often as off.
            let share = if *switch { f64::from(u8::from(*share >= 0.5)) } else { *share };
            prior.value(share)
        };
        made.rows = cube.iter().map(|row| priors.iter().zip(row).map(value).collect()).collect();
        made
    }

    /// As many draws out of a table as are wanted, each as often as its weight says.
    #[must_use]
    pub fn table(
        table: &ParameterDraws,
        (scenario, payers): (&Scenario, &[Payer]),
        draws: usize,
        seed: u32,
    ) -> Self {
        let columns = table.columns().map(|(path, parameters, _)| {
            let of = Of::Parameters(parameters.to_vec());
            Column { path: path.to_owned(), of }
        });
        let mut made = Self { source: Source::Table, columns: columns.collect(), rows: Vec::new() };
        let mut priors = Vec::new();
        made.add_terms(scenario, payers, &mut priors);
        let cube = cube::latin(priors.len(), draws as u32, lots(seed));
        let row = |(draw, shares): (usize, &Vec<f64>)| {
            let terms = priors.iter().zip(shares).map(|((prior, _), share)| prior.value(*share));
            table.columns().map(|(_, _, values)| values[draw]).chain(terms).collect()
        };
        made.rows = table.choose(draws as u32).into_iter().zip(&cube).map(row).collect();
        made
    }

    /// Adds the lines of `[economics]` that are drawn, prices of these payers among them, with what is held of each.
    fn add_terms(
        &mut self,
        scenario: &Scenario,
        payers: &[Payer],
        priors: &mut Vec<(Prior, bool)>,
    ) {
        let Some(economics) = &scenario.economics else { return };
        let named = |term: Term| payers.iter().any(|payer| payer.price() == term);
        let drawn = |term: Term| is_drawn(term) || named(term);
        for declared in TERMS.iter().filter(|declared| drawn(declared.term)) {
            let entry = economics.entry(declared.term);
            if entry.low < entry.high {
                let skewed = entry.low > 0.0 && entry.high / entry.low > SKEWED;
                let price = skewed && declared.unit.contains("pounds");
                let shape = if price { Shape::LogUniform } else { Shape::Uniform };
                let possible = (declared.min, declared.max);
                priors.push((Prior { shape, low: entry.low, high: entry.high, possible }, false));
                let path = format!("economics.{}", declared.name);
                self.columns.push(Column { path, of: Of::Term(declared.term) });
            }
        }
    }

    /// The course of values of a draw.
    #[must_use]
    pub fn timeline(&self, base: &Timeline, draw: usize) -> Timeline {
        let mut held = Vec::new();
        for (column, &value) in self.columns.iter().zip(&self.rows[draw]) {
            if let Of::Parameters(parameters) = &column.of {
                held.extend(parameters.iter().map(|&parameter| (parameter, value)));
            }
        }
        if held.is_empty() { base.clone() } else { base.holding(&held) }
    }

    /// The value of a line of `[economics]` in a draw, if it is drawn.
    #[must_use]
    pub fn term(&self, term: Term, draw: usize) -> Option<f64> {
        let place = self.columns.iter().position(|column| column.of == Of::Term(term))?;
        Some(self.rows[draw][place])
    }

    /// Keeps so many draws: those whose world without new money comes nearest to what is published. Nothing
    /// if it was stopped.
    #[must_use]
    pub fn held(
        self,
        base: &Timeline,
        size: &RunSize,
        keep: usize,
        watch: &Watch<'_>,
    ) -> Option<(Self, Nearness)> {
        let candidates = self.rows.len();
        let apart: Vec<Option<(f64, f64)>> = (0..candidates)
            .into_par_iter()
            .with_max_len(1)
            .map(|draw| {
                let stopped = watch.stop.load(Ordering::Relaxed);
                let arm = Arm::new(&self.timeline(base, draw));
                let outcome =
                    (!stopped).then(|| watch.catch(|| run_cell(&[arm], size, draw as u32, 0)));
                (watch.cell_done)();
                let outcome = outcome.flatten()?.remove(0);
                let (mut inside, mut sum) = (0.0, 0.0);
                for row in calibrated() {
                    let value = found(&row.id, &outcome.observations, &outcome.studies);
                    let half = (row.high - row.low) / 2.0;
                    let Some(value) = value.filter(|_| half > 0.0) else {
                        sum += MOST_APART;
                        continue;
                    };
                    let apart = (value - f64::midpoint(row.low, row.high)) / half;
                    sum += (apart * apart).min(MOST_APART);
                    inside += f64::from(u8::from(apart.abs() <= 1.0));
                }
                Some((sum, inside))
            })
            .collect();
        let apart: Vec<(f64, f64)> = apart.into_iter().collect::<Option<_>>()?;
        let mut order: Vec<usize> = (0..candidates).collect();
        order.sort_by(|&a, &b| apart[a].0.total_cmp(&apart[b].0).then(a.cmp(&b)));
        order.truncate(keep);
        order.sort_unstable();
        let mean = |which: &mut dyn Iterator<Item = usize>| {
            let all: Vec<f64> = which.map(|at| apart[at].1).collect();
            all.iter().sum::<f64>() / all.len().max(1) as f64
        };
        let nearness = Nearness {
            candidates,
            rows: calibrated().len(),
            before: mean(&mut (0..candidates)),
            after: mean(&mut order.iter().copied()),
        };
        let rows = order.into_iter().map(|draw| self.rows[draw].clone()).collect();
        Some((Self { rows, ..self }, nearness))
    }
}

/// The lots of draws.
fn lots(seed: u32) -> WeekDraws {
    Draws::new(seed, 0, LOTS).week(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Scenario {
        let text = include_str!("../../../scenarios/baseline.toml");
        crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base")
    }

    #[test]
    fn draws_over_ranges_leave_levers_and_sizes_and_stay_in_their_ranges() {
        let scenario = baseline();
        let drawn = Drawn::ranges(&scenario, &[], 40, 1);
        assert!(drawn.columns.len() > 400 && drawn.rows.len() == 40);
        let paths: Vec<&str> = drawn.columns.iter().map(|column| column.path.as_str()).collect();
        for path in ["run.people", "link_workers.per_50k", "vcs.grants_level", "workforce.training"]
        {
            assert!(!paths.contains(&path), "{path}");
        }
        for path in ["economics.additionality", "economics.payer_price", "workforce.post_cost"] {
            assert!(paths.contains(&path), "{path}");
        }
        for (at, column) in drawn.columns.iter().enumerate() {
            let values: Vec<f64> = drawn.rows.iter().map(|row| row[at]).collect();
            if let Of::Parameters(parameters) = &column.of {
                let spec = &Parameters::specs()[parameters[0]];
                assert!(values.iter().all(|value| (spec.min..=spec.max).contains(value)));
                let switch = spec.unit == Unit::Switch;
                assert!(
                    !switch || values.iter().all(|v| v.fract().abs() <= 0.0),
                    "{}",
                    column.path
                );
            }
        }
        let first = drawn.timeline(&scenario.timeline, 0);
        let cost = names::parameter("workforce.post_cost").unwrap();
        let place = paths.iter().position(|path| *path == "workforce.post_cost").unwrap();
        assert_eq!(first.at(0).values[cost].to_bits(), drawn.rows[0][place].to_bits());
        assert!(drawn.term(Term::Additionality, 3).is_some_and(|a| (0.3..=1.0).contains(&a)));
        assert_eq!(Drawn::nothing(2).term(Term::Additionality, 0), None);
    }

    #[test]
    fn a_table_of_draws_is_taken_by_its_weights() {
        let scenario = baseline();
        let file = tempfile::NamedTempFile::new().expect("a file");
        let text = "draw,weight,model,workforce.post_cost\n0,0.75,m,50000\n1,0.25,m,60000\n";
        std::fs::write(file.path(), text).expect("written");
        let table = ParameterDraws::read(file.path()).expect("draws");
        let drawn = Drawn::table(&table, (&scenario, &[]), 4, 1);
        let costs: Vec<f64> = drawn.rows.iter().map(|row| row[0]).collect();
        assert_eq!(costs, [50_000.0, 50_000.0, 50_000.0, 60_000.0]);
        assert_eq!(drawn.columns.len(), 9, "with the eight lines of economics");
    }
}

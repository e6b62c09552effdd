//! What a sweep comes to: means over replicates, paired differences, and how large the error of both
//! is that comes of few replicates (their Monte-Carlo error).
//!
//! Cells of one replicate share every draw across points and scenarios. So what differs is taken
//! replicate by replicate and averaged then. It is told in two ways:
//!
//! ```text
//! scenario   a scenario less the first one, at the same point
//! point      a point less the first one, in the same scenario
//! ```
//!
//! Where draws of parameters lie under the points, the runs of one draw are averaged first: a draw counts once.
//!
//! Results are read point by point: memory holds two points, and three numbers for each figure of each
//! point.

pub mod doubts;
pub mod pictures;
pub mod sentences;
pub mod tables;

use std::collections::BTreeMap;
use std::io;

use crate::model::observe::{Group, M, Period};
use crate::report::error::Error;
use crate::runs::{Difference, Students};
use crate::studies::sweep::figures::{Figure, When};
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::read::TableName;
use crate::studies::sweep::store::Store;
use crate::studies::sweep::tables::holds;

/// What a difference is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Against {
    /// The first scenario, at the same point.
    Scenario,
    /// The first point, in the same scenario.
    Point,
}

impl Against {
    /// Both.
    pub const EVERY: [Self; 2] = [Self::Scenario, Self::Point];

    /// The word of the tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Point => "point",
        }
    }
}

/// A sweep whose results are summed up.
pub struct Summary<'a> {
    sweep: &'a SweepFolder,
    /// The figures that are summed up, and their places in a result.
    figures: Vec<(usize, Figure)>,
    students: Students,
}

/// The results of one point: for each scenario and replicate the figures, where there are any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointRuns {
    /// Number of the point.
    pub point: usize,
    /// How many replicates, one after the other, have one draw of parameters.
    pub of_each: u32,
    /// Scenario by scenario, replicate by replicate.
    pub scenarios: Vec<BTreeMap<u32, Vec<f64>>>,
}

impl PointRuns {
    /// A figure of a scenario in each replicate that has it.
    fn singles(&self, scenario: usize, place: usize) -> Vec<(u32, f64)> {
        let all = self.scenarios[scenario].iter();
        let all = all.map(|(&replicate, figures)| (replicate, figures[place]));
        all.filter(|(_, value)| !value.is_nan()).collect()
    }

    /// The same, averaged over the runs of each draw.
    fn values(&self, scenario: usize, place: usize) -> Vec<f64> {
        let each = self.by_draw(&self.singles(scenario, place));
        each.into_iter().map(|(_, value)| value).collect()
    }

    /// Runs of one draw averaged, where all of them are there.
    fn by_draw(&self, singles: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let mean = |(draw, runs): (u32, &[(u32, f64)])| {
            let sum: f64 = runs.iter().map(|(_, value)| value).sum();
            (draw, sum / runs.len() as f64)
        };
        self.runs(singles).map(mean).collect()
    }

    /// A figure in both runs of each draw.
    fn both(&self, singles: &[(u32, f64)]) -> Vec<(f64, f64)> {
        let pair = |(_, runs): (u32, &[(u32, f64)])| match runs {
            [(_, one), (_, other)] => Some((*one, *other)),
            _ => None,
        };
        self.runs(singles).filter_map(pair).collect()
    }

    /// The runs of each draw of which none is missing.
    fn runs<'a>(
        &self,
        singles: &'a [(u32, f64)],
    ) -> impl Iterator<Item = (u32, &'a [(u32, f64)])> + use<'a> {
        let of_each = self.of_each;
        let draws = singles.chunk_by(move |(one, _), (next, _)| one / of_each == next / of_each);
        let whole = draws.filter(move |runs| runs.len() == of_each as usize);
        whole.map(move |runs| (runs[0].0 / of_each, runs))
    }

    /// A figure of a scenario less that of another, there or at another point, in each replicate that
    /// has both.
    fn differences(
        &self,
        scenario: usize,
        (base, other): (&Self, usize),
        place: usize,
    ) -> Vec<(u32, f64)> {
        let pairs = self.scenarios[scenario].iter().filter_map(|(&replicate, ours)| {
            let theirs = base.scenarios[other].get(&replicate)?;
            Some((replicate, ours[place] - theirs[place]))
        });
        pairs.filter(|(_, difference)| !difference.is_nan()).collect()
    }
}

/// One pair: what is less what.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) against: Against,
    pub(crate) point: usize,
    pub(crate) scenario: usize,
    runs: &'a PointRuns,
    base: (&'a PointRuns, usize),
}

impl Pair<'_> {
    /// The difference in each replicate.
    fn singles(&self, place: usize) -> Vec<(u32, f64)> {
        self.runs.differences(self.scenario, self.base, place)
    }

    /// The same, averaged over the runs of each draw.
    fn each(&self, place: usize) -> Vec<(u32, f64)> {
        self.runs.by_draw(&self.singles(place))
    }

    /// The mean of the difference, and its error.
    pub(crate) fn difference(&self, place: usize) -> Option<Difference> {
        let each: Vec<f64> = self.each(place).into_iter().map(|(_, value)| value).collect();
        Difference::of(&each)
    }
}

/// All pairs of a point.
fn pairs<'a>(runs: &'a PointRuns, first: &'a PointRuns) -> Vec<Pair<'a>> {
    let scenarios = 0..runs.scenarios.len();
    let of = |against, scenario, base| Pair { against, point: runs.point, scenario, runs, base };
    let of_scenarios = scenarios.clone().skip(1).map(|at| of(Against::Scenario, at, (runs, 0)));
    let others = scenarios.filter(|_| runs.point > 0);
    of_scenarios.chain(others.map(|at| of(Against::Point, at, (first, at)))).collect()
}

impl SweepFolder {
    /// A summary of these metrics; of those of the study's tables when none is named.
    #[must_use]
    pub fn summary(&self, metrics: &[M]) -> Summary<'_> {
        Summary::new(self, metrics)
    }
}

impl<'a> Summary<'a> {
    fn new(sweep: &'a SweepFolder, metrics: &[M]) -> Self {
        let own = sweep.chosen();
        let chosen = if metrics.is_empty() { &own } else { metrics };
        let fifths = sweep.record.sweep.fifths;
        let layout = sweep.layout().into_iter().enumerate();
        let figures = layout
            .filter(|(_, figure)| holds(TableName::Metrics, figure, chosen, fifths))
            .collect();
        let students = Students::up_to(sweep.record.run.replicates as usize);
        Self { sweep, figures, students }
    }

    /// The figures, in the order of their places in `PointRuns`.
    pub(crate) fn figures(&self) -> impl Iterator<Item = (usize, &Figure, Period)> {
        let figures = self.figures.iter().enumerate();
        figures.filter_map(|(place, (_, figure))| match figure.when {
            When::During(period) => Some((place, figure, period)),
            When::Week(_) => None,
        })
    }

    /// The place of a metric for everybody over all weeks.
    pub(crate) fn place(&self, metric: M) -> Option<usize> {
        let wanted = Figure { metric, group: Group::All, when: When::During(Period::AllWeeks) };
        self.figures.iter().position(|(_, figure)| *figure == wanted)
    }

    /// The interval that holds the mean of so many replicates 95 times in a hundred.
    pub(crate) fn interval(&self, found: &Difference) -> Option<(f64, f64)> {
        found.intervals(&self.students).map(|[.., most]| most)
    }

    /// Reads the results point by point, those that are there, with the first point beside.
    ///
    /// # Errors
    /// If a result cannot be read, or `each` fails.
    pub fn walk(
        &self,
        store: &mut Store,
        each: &mut dyn FnMut(&PointRuns, &PointRuns) -> io::Result<()>,
    ) -> Result<(), Error> {
        let failed = |cause: io::Error| Error::failed("sum up", self.sweep.path(), cause);
        let scenarios = self.sweep.record.scenarios.len();
        let of_each = self.sweep.runs_of_each();
        let empty =
            |point| PointRuns { point, of_each, scenarios: vec![BTreeMap::new(); scenarios] };
        let mut first: Option<PointRuns> = None;
        let mut runs = empty(0);
        let mut hand = |runs: PointRuns| {
            let beside = first.get_or_insert_with(|| runs.clone());
            each(&runs, beside).map_err(failed)
        };
        for cell in &self.sweep.cells {
            if cell.point != runs.point {
                hand(std::mem::replace(&mut runs, empty(cell.point)))?;
            }
            let Some(result) = store.read(&cell.key)? else { continue };
            let figure = |(place, _): &(usize, Figure)| result.get(*place).copied();
            let figures: Option<Vec<f64>> = self.figures.iter().map(figure).collect();
            let figures = figures.ok_or_else(|| {
                Error::Refused(format!(
                    "{}: a result is of another form",
                    self.sweep.path().display()
                ))
            })?;
            runs.scenarios[cell.scenario].insert(cell.replicate, figures);
        }
        hand(runs)
    }

    /// The largest standard error that a paired difference of a metric has over all weeks: between
    /// scenarios where there are several, else between points. Nothing where there is no pair, or one
    /// without an error.
    ///
    /// # Errors
    /// If a result cannot be read.
    pub fn largest_error(&self, store: &mut Store, metric: M) -> Result<Option<f64>, Error> {
        let Some(place) = self.place(metric) else { return Ok(None) };
        let against = match self.sweep.record.scenarios.len() {
            1 => Against::Point,
            _ => Against::Scenario,
        };
        let mut largest = Some(f64::NEG_INFINITY);
        self.walk(store, &mut |runs, first| {
            for pair in pairs(runs, first).into_iter().filter(|pair| pair.against == against) {
                // A pair without the figure has nothing to be sure of.
                let Some(found) = pair.difference(place) else { continue };
                largest = largest.zip(found.standard_error).map(|(most, error)| most.max(error));
            }
            Ok(())
        })?;
        Ok(largest.filter(|error| error.is_finite()))
    }

    /// What a point is called: by its step, by the values that it has, or by its number.
    pub(crate) fn name(&self, point: usize) -> String {
        const MOST_NAMED: usize = 2;
        let sweep = self.sweep;
        if let Some(step) = sweep.record.sweep.steps.get(point) {
            return step.clone();
        }
        if sweep.factors.is_empty() || sweep.factors.len() > MOST_NAMED {
            return format!("point {point}");
        }
        let values = sweep.factors.iter().zip(&sweep.points[point]);
        let each = values.map(|(path, value)| {
            let last = path.rsplit('.').next().unwrap_or(path);
            format!("{last} {}", crate::report::number::short(*value))
        });
        each.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(point: usize, scenarios: &[&[(u32, f64)]]) -> PointRuns {
        let scenario = |all: &&[(u32, f64)]| {
            all.iter().map(|&(replicate, value)| (replicate, vec![value])).collect()
        };
        PointRuns { point, of_each: 1, scenarios: scenarios.iter().map(scenario).collect() }
    }

    #[test]
    fn runs_of_one_draw_count_once() {
        let all = [(0, 1.0), (1, 3.0), (2, 8.0), (3, 10.0), (5, 7.0)];
        let drawn = PointRuns { of_each: 2, ..runs(0, &[&all]) };
        // The third draw lacks a run.
        assert_eq!(drawn.values(0, 0), [2.0, 9.0]);
        assert_eq!(drawn.both(&drawn.singles(0, 0)), [(1.0, 3.0), (8.0, 10.0)]);
        assert_eq!(runs(0, &[&all]).values(0, 0), [1.0, 3.0, 8.0, 10.0, 7.0]);
    }

    #[test]
    fn differences_are_taken_replicate_by_replicate() {
        let first = runs(0, &[&[(0, 1.0), (1, 5.0)], &[(0, 2.0), (1, 6.0)]]);
        let second = runs(1, &[&[(0, 3.0), (1, 9.0), (2, 4.0)], &[(0, f64::NAN), (1, 9.5)]]);
        let told: Vec<_> = pairs(&second, &first)
            .iter()
            .map(|pair| (pair.against, pair.scenario, pair.each(0)))
            .collect();
        assert_eq!(
            told,
            [
                (Against::Scenario, 1, vec![(1, 0.5)]),
                (Against::Point, 0, vec![(0, 2.0), (1, 4.0)]),
                (Against::Point, 1, vec![(1, 3.5)]),
            ]
        );
        let of_first = pairs(&first, &first);
        assert_eq!(of_first.len(), 1, "the first point is no other than itself");
        let found = of_first[0].difference(0).unwrap();
        assert_eq!((found.mean, found.standard_error), (1.0, Some(0.0)), "what is shared cancels");
    }
}

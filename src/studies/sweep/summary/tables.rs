//! The tables of a summary: means, differences, and the Monte-Carlo error of both.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::number::written_or_empty;
use crate::report::rows::Writer;
use crate::runs::Difference;
use crate::studies::sweep::figures::{Figure, When};
use crate::studies::sweep::store::Store;
use crate::studies::sweep::summary::{Against, Pair, PointRuns, Summary, pairs};

const MEANS: [&str; 13] = [
    "point",
    "step",
    "scenario",
    "period",
    "group",
    "metric",
    "unit",
    "mean",
    "standard_error",
    "low95",
    "high95",
    "standard_deviation",
    "replicates",
];

const DIFFERENCES: [&str; 16] = [
    "against",
    "point",
    "step",
    "scenario",
    "base",
    "period",
    "group",
    "metric",
    "unit",
    "difference",
    "standard_error",
    "low95",
    "high95",
    "replicates",
    "replicates_higher",
    "replicates_lower",
];

const ERRORS: [&str; 11] = [
    "of",
    "period",
    "group",
    "metric",
    "unit",
    "figures",
    "median_standard_error",
    "largest_standard_error",
    "point",
    "scenario",
    "share_clear",
];

/// What the word `mean` stands for in the table of errors: no difference at all.
pub(crate) const MEAN: &str = "mean";

/// The standard errors of one figure, over points and scenarios.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors {
    each: Vec<f64>,
    /// The largest, with its point and scenario.
    pub(crate) largest: Option<(f64, usize, usize)>,
    /// How many differences leave zero out of their 95 % interval, of how many.
    pub(crate) clear: [usize; 2],
}

impl Errors {
    fn take(&mut self, found: &Difference, (point, scenario): (usize, usize)) {
        let Some(error) = found.standard_error else { return };
        self.each.push(error);
        if self.largest.is_none_or(|(most, ..)| error > most) {
            self.largest = Some((error, point, scenario));
        }
    }

    /// The middle one of them.
    pub(crate) fn median(&self) -> Option<f64> {
        let mut sorted = self.each.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        Some(f64::midpoint(sorted[last / 2], sorted[sorted.len() / 2]))
    }
}

/// The errors of every figure, of means (`None`) and of differences.
pub(crate) type AllErrors = BTreeMap<(Option<Against>, usize), Errors>;

/// The mean of differences over all points, replicate by replicate.
#[derive(Clone, Debug, Default)]
struct Across {
    sums: BTreeMap<u32, (f64, usize)>,
}

/// One difference as it is taken: against what, of which point and scenario, at which place.
pub(crate) type Found = (Against, usize, usize, usize, Difference);

impl Summary<'_> {
    /// Every figure of every point and scenario: its mean over replicates.
    pub(crate) fn means(
        &self,
        store: &mut Store,
        out: &mut dyn Write,
        errors: &mut AllErrors,
    ) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(MEANS)?;
        self.walk(store, &mut |runs, _| {
            for scenario in 0..runs.scenarios.len() {
                for (place, figure, _) in self.figures() {
                    let found = Difference::of(&runs.values(scenario, place));
                    if let Some(found) = &found {
                        let errors = errors.entry((None, place)).or_default();
                        errors.take(found, (runs.point, scenario));
                    }
                    let [point, step] = self.point(runs.point);
                    let head = [point, step, self.scenario(scenario)];
                    let spread = found.and_then(|found| {
                        Some(found.standard_error? * libm::sqrt(found.replicates as f64))
                    });
                    let cells = self.cells(found.as_ref());
                    let tail = [written_or_empty(spread), replicates(found.as_ref())];
                    rows.write_record(chain(&[&head, &Self::names(figure), &cells, &tail]))?;
                }
            }
            Ok(())
        })
        .map_err(io::Error::other)?;
        rows.flush()
    }

    /// Every paired difference, then the means of those between scenarios over all points.
    pub(crate) fn differences(
        &self,
        store: &mut Store,
        out: &mut dyn Write,
        errors: &mut AllErrors,
        told: &mut dyn FnMut(Found),
    ) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(DIFFERENCES)?;
        let mut across: BTreeMap<(usize, usize), Across> = BTreeMap::new();
        let mut points = 0;
        self.walk(store, &mut |runs, first| {
            points += 1;
            for pair in pairs(runs, first) {
                for (place, figure, _) in self.figures() {
                    let found = pair.difference(place);
                    if let Some(found) = &found {
                        self.count(errors, &pair, place, found);
                        told((pair.against, pair.point, pair.scenario, place, *found));
                    }
                    if pair.against == Against::Scenario {
                        let sums = across.entry((pair.scenario, place)).or_default();
                        sums.take(&pair, place);
                    }
                    let [point, step] = self.point(pair.point);
                    let base = self.base(pair.against, first);
                    let head = [
                        pair.against.label().to_owned(),
                        point,
                        step,
                        self.scenario(pair.scenario),
                        base,
                    ];
                    let names = Self::names(figure);
                    rows.write_record(chain(&[
                        &head,
                        &names,
                        &self.cells(found.as_ref()),
                        &counts(found.as_ref()),
                    ]))?;
                }
            }
            Ok(())
        })
        .map_err(io::Error::other)?;
        for ((scenario, place), sums) in across {
            let Some(found) = sums.over(points) else { continue };
            let head = [
                Against::Scenario.label().to_owned(),
                String::new(),
                "all points".to_owned(),
                self.scenario(scenario),
                self.scenario(0),
            ];
            let names = Self::names(&self.figures[place].1);
            let cells = self.cells(Some(&found));
            rows.write_record(chain(&[&head, &names, &cells, &counts(Some(&found))]))?;
        }
        rows.flush()
    }

    /// How large the Monte-Carlo error of each figure is, over points and scenarios.
    pub(crate) fn errors(&self, errors: &AllErrors, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(ERRORS)?;
        for ((of, place), errors) in errors {
            let figure = &self.figures[*place].1;
            let (most, point, scenario) = errors.largest.map_or_else(
                || (None, String::new(), String::new()),
                |(most, point, scenario)| (Some(most), point.to_string(), self.scenario(scenario)),
            );
            let [clear, all] = errors.clear;
            let share = (all > 0).then(|| clear as f64 / all as f64);
            let head = [of.map_or(MEAN, Against::label).to_owned()];
            let tail = [
                errors.each.len().to_string(),
                written_or_empty(errors.median()),
                written_or_empty(most),
                point,
                scenario,
                written_or_empty(share),
            ];
            rows.write_record(chain(&[&head, &Self::names(figure), &tail]))?;
        }
        rows.flush()
    }

    fn count(&self, errors: &mut AllErrors, pair: &Pair<'_>, place: usize, found: &Difference) {
        let errors = errors.entry((Some(pair.against), place)).or_default();
        errors.take(found, (pair.point, pair.scenario));
        if let Some((low, high)) = self.interval(found) {
            errors.clear[0] += usize::from(low > 0.0 || high < 0.0);
            errors.clear[1] += 1;
        }
    }

    pub(crate) fn point(&self, point: usize) -> [String; 2] {
        let step = self.sweep.record.sweep.steps.get(point);
        [point.to_string(), step.cloned().unwrap_or_default()]
    }

    pub(crate) fn scenario(&self, scenario: usize) -> String {
        self.sweep.record.scenarios[scenario].name.clone()
    }

    pub(crate) fn base(&self, against: Against, first: &PointRuns) -> String {
        match against {
            Against::Scenario => self.scenario(0),
            Against::Point => first.point.to_string(),
        }
    }

    /// Period, group, metric and unit.
    pub(crate) fn names(figure: &Figure) -> [String; 4] {
        let period = match figure.when {
            When::During(period) => period.label(),
            When::Week(_) => "",
        };
        let metric = figure.metric.metric();
        [period, figure.group.label(), metric.name, metric.unit].map(str::to_owned)
    }

    /// A mean, its standard error and the ends of its 95 % interval.
    fn cells(&self, found: Option<&Difference>) -> [String; 4] {
        let (low, high) = found.and_then(|found| self.interval(found)).unzip();
        let error = found.and_then(|found| found.standard_error);
        [found.map(|found| found.mean), error, low, high].map(written_or_empty)
    }
}

impl Across {
    fn take(&mut self, pair: &Pair<'_>, place: usize) {
        for (replicate, difference) in pair.each(place) {
            let (sum, count) = self.sums.entry(replicate).or_default();
            *sum += difference;
            *count += 1;
        }
    }

    /// The mean, of the replicates that have all points.
    fn over(&self, points: usize) -> Option<Difference> {
        let whole = self.sums.values().filter(|(_, count)| *count == points);
        let means: Vec<f64> = whole.map(|(sum, count)| sum / *count as f64).collect();
        Difference::of(&means)
    }
}

fn replicates(found: Option<&Difference>) -> String {
    found.map_or(0, |found| found.replicates).to_string()
}

/// In how many replicates there is the difference, in how many it is above zero, and below.
fn counts(found: Option<&Difference>) -> [String; 3] {
    let [higher, lower] = found.map_or([0; 2], |found| [found.higher, found.lower]);
    [replicates(found), higher.to_string(), lower.to_string()]
}

pub(crate) fn chain<'a>(parts: &[&'a [String]]) -> Vec<&'a str> {
    parts.iter().flat_map(|part| part.iter()).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_largest_error_are_told() {
        let mut errors = Errors::default();
        assert_eq!((errors.median(), errors.largest), (None, None));
        for (point, spread) in [1.0, 4.0, 2.0].into_iter().enumerate() {
            errors.take(&Difference::of(&[-spread, spread]).unwrap(), (point, 1));
        }
        errors.take(&Difference::of(&[7.0]).unwrap(), (3, 0));
        assert_eq!(errors.median(), Some(2.0));
        assert_eq!(errors.largest, Some((4.0, 1, 1)));
    }

    #[test]
    fn means_over_points_leave_out_replicates_that_lack_one() {
        let sums = [(0, (4.0, 2)), (1, (6.0, 2)), (2, (100.0, 1))];
        let across = Across { sums: sums.into_iter().collect() };
        let found = across.over(2).unwrap();
        assert_eq!((found.mean, found.replicates), (2.5, 2));
        assert_eq!(across.over(3), None);
    }
}

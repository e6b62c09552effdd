//! The table of a sample: each figure with how far it may lie from that of all neighbourhoods.

use std::io::{self, Write};

use crate::model::observe::{M, METRICS, Observations, Period};
use crate::report::number::written_or_empty;
use crate::report::rows::Writer;
use crate::runs::paired::students_t;
use crate::runs::{Replicate, Sample};

/// Columns of the table of a run, and of a comparison.
const FIGURES: [&str; 5] = ["scenario", "period", "group", "metric", "unit"];
const DIFFERENCES: [&str; 6] = ["scenario", "base", "period", "group", "metric", "unit"];
const FOUND: [&str; 6] =
    ["value", "sampling_error", "low95", "high95", "sampled", "neighbourhoods"];

/// How sure the intervals of the table are.
const SURE: f64 = 0.95;

/// What was found in the half-samples of a sample.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// The sample.
    pub sample: &'a Sample,
    /// The replicates of each arm.
    pub arms: &'a [Vec<Replicate>],
    /// For each half-sample the same.
    pub halves: &'a [Vec<Replicate>],
}

impl Sampled<'_> {
    /// The mean over replicates of a figure of an arm, or of what it is more than that of another, with the
    /// standard error that sampling gives it. A replicate that lacks the figure does not count; one of which a
    /// half-sample lacks it leaves the error unknown.
    #[must_use]
    pub fn found(
        &self,
        (arm, base): (usize, Option<usize>),
        figure: impl Fn(&Observations) -> Option<f64>,
    ) -> Option<(f64, Option<f64>)> {
        let of = |arms: &[Vec<Replicate>], place: usize| {
            let figure = |arm: usize| figure(&arms[arm][place].observations);
            Some(figure(arm)? - base.map_or(Some(0.0), figure)?)
        };
        let mut sums = (0.0, Some(0.0), 0.0);
        for place in 0..self.arms[arm].len() {
            let Some(value) = of(self.arms, place) else { continue };
            let halves = self.halves.chunks(self.arms.len()).map(|half| of(half, place));
            let error = self.sample.error(value, &halves.collect::<Vec<_>>());
            let squares = sums.1.zip(error).map(|(sum, error)| sum + error * error);
            sums = (sums.0 + value, squares, sums.2 + 1.0);
        }
        let (sum, squares, count) = sums;
        (count > 0.0).then(|| (sum / count, squares.map(|sum| libm::sqrt(sum) / count)))
    }

    /// Every metric over the first year, the last year and all weeks: of the scenario that is named, or of each
    /// but the first less the first.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table(&self, out: &mut dyn Write, names: &[&str]) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        match names {
            [_] => rows.write_record(FIGURES.iter().chain(&FOUND))?,
            _ => rows.write_record(DIFFERENCES.iter().chain(&FOUND))?,
        }
        let Some(first) = self.arms[0].first() else { return rows.flush() };
        let reach = students_t(SURE, self.sample.freedom() * self.arms[0].len());
        let pairs: Vec<(usize, Option<usize>)> = match names {
            [_] => vec![(0, None)],
            _ => (1..names.len()).map(|arm| (arm, Some(0))).collect(),
        };
        for (arm, base) in pairs {
            let who = [Some(arm), base].into_iter().flatten().map(|arm| names[arm]);
            for period in Period::EVERY {
                let Some(span) = period.span(first.observations.weeks()) else { continue };
                for (&metric, listed) in M::ALL.iter().zip(METRICS) {
                    for &group in listed.by.groups() {
                        let figure =
                            |seen: &Observations| seen.value_over(metric, group, span.clone());
                        let what = [period.label(), group.label(), listed.name, listed.unit];
                        let found = self.cells(self.found((arm, base), figure), reach);
                        let row = who.clone().chain(what).map(str::to_owned).chain(found);
                        rows.write_record(row)?;
                    }
                }
            }
        }
        rows.flush()
    }

    /// A figure, its error, the ends of its interval, and how much of what was simulated.
    fn cells(&self, found: Option<(f64, Option<f64>)>, reach: f64) -> Vec<String> {
        let (value, error) = (found.map(|(value, _)| value), found.and_then(|(_, error)| error));
        let edge = |sign: f64| value.zip(error).map(|(value, error)| value + sign * reach * error);
        let figures = [value, error, edge(-1.0), edge(1.0)].map(written_or_empty);
        let sizes = [self.sample.take, self.sample.of].map(|size| size.to_string());
        figures.into_iter().chain(sizes).collect()
    }
}

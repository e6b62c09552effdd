//! The table of a sample: each figure with how far it may lie from that of all neighbourhoods.

use std::io::{self, Write};

use crate::model::observe::{Group, M, METRICS, Observations, Period};
use crate::report::number::written_or_empty;
use crate::report::results::Results;
use crate::report::rows::Writer;
use crate::runs::paired::students_t;
use crate::runs::{Replicate, Sample};

const SAMPLING: [&str; 11] = [
    "scenario",
    "period",
    "group",
    "metric",
    "unit",
    "value",
    "sampling_error",
    "low95",
    "high95",
    "sampled",
    "neighbourhoods",
];

/// How sure the intervals of the table are.
const SURE: f64 = 0.95;

/// What was found in the half-samples of a sample.
#[derive(Clone, Copy, Debug)]
pub struct Sampled<'a> {
    /// The sample.
    pub sample: &'a Sample,
    /// For each half-sample its replicates, in the order of those of the sample.
    pub halves: &'a [Vec<Replicate>],
}

impl Sampled<'_> {
    /// A figure of the mean over replicates, with the standard error that sampling gives it. A replicate that
    /// lacks the figure does not count; one of which a half-sample lacks it leaves the error unknown.
    #[must_use]
    pub fn found(
        &self,
        replicates: &[Replicate],
        figure: impl Fn(&Observations) -> Option<f64>,
    ) -> Option<(f64, Option<f64>)> {
        let mut sums = (0.0, Some(0.0), 0.0);
        for (place, replicate) in replicates.iter().enumerate() {
            let Some(value) = figure(&replicate.observations) else { continue };
            let halves = self.halves.iter().map(|half| figure(&half[place].observations));
            let error = self.sample.error(value, &halves.collect::<Vec<_>>());
            let squares = sums.1.zip(error).map(|(sum, error)| sum + error * error);
            sums = (sums.0 + value, squares, sums.2 + 1.0);
        }
        let (sum, squares, count) = sums;
        (count > 0.0).then(|| (sum / count, squares.map(|sum| libm::sqrt(sum) / count)))
    }

    /// Every metric over the first year, the last year and all weeks.
    pub(crate) fn table(&self, out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(SAMPLING)?;
        let weeks = results.replicates.first().map_or(0, |first| first.observations.weeks());
        let freedom = self.sample.freedom() * results.replicates.len();
        let reach = students_t(SURE, freedom);
        for period in Period::EVERY {
            let Some(span) = period.span(weeks) else { continue };
            for (&metric, listed) in M::ALL.iter().zip(METRICS) {
                for &group in listed.by.groups() {
                    let figure = |seen: &Observations| seen.value_over(metric, group, span.clone());
                    let found = self.found(results.replicates, figure);
                    rows.write_record(self.row(
                        results.scenario,
                        (period, metric, group),
                        found,
                        reach,
                    ))?;
                }
            }
        }
        rows.flush()
    }

    fn row(
        &self,
        scenario: &str,
        (period, metric, group): (Period, M, Group),
        found: Option<(f64, Option<f64>)>,
        reach: f64,
    ) -> Vec<String> {
        let error = found.and_then(|(_, error)| error);
        let edge =
            |sign: f64| found.zip(error).map(|((value, _), error)| value + sign * reach * error);
        let listed = metric.metric();
        let names = [scenario, period.label(), group.label(), listed.name, listed.unit];
        let figures = [found.map(|(value, _)| value), error, edge(-1.0), edge(1.0)];
        let sizes = [self.sample.take, self.sample.of].map(|size| size.to_string());
        let names = names.into_iter().map(str::to_owned);
        names.chain(figures.map(written_or_empty)).chain(sizes).collect()
    }
}

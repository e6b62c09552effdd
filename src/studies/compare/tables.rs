//! The tables of differences: tidy, one header row, an empty cell where a number does not exist.

use std::io::{self, Write};
use std::ops::Range;

use crate::model::observe::{Group, M, METRICS, Period};
use crate::report::number::{written, written_or_empty};
use crate::report::rows::{Writer, in_parts};
use crate::runs::Difference;
use crate::studies::compare::{Comparison, Pair};

const DIFFERENCES: [&str; 14] = [
    "scenario",
    "base",
    "week",
    "group",
    "metric",
    "difference",
    "low50",
    "high50",
    "low90",
    "high90",
    "low95",
    "high95",
    "standard_error",
    "replicates",
];

pub(crate) const SUMMARY: [&str; 22] = [
    "scenario",
    "base",
    "period",
    "group",
    "metric",
    "base_value",
    "scenario_value",
    "difference",
    "low50",
    "high50",
    "low90",
    "high90",
    "low95",
    "high95",
    "standard_error",
    "relative_percent",
    "relative_low95",
    "relative_high95",
    "replicates",
    "replicates_higher",
    "replicates_lower",
    "replicates_equal",
];

/// Every metric in every week: the mean paired difference with its intervals.
pub(crate) fn differences(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let mut head = Writer::from_writer(&mut *out);
    head.write_record(DIFFERENCES)?;
    head.flush()?;
    drop(head);
    let taken: Vec<(M, Group)> = taken().collect();
    for pair in comparison.pairs() {
        in_parts(out, &taken, |&(metric, group), rows| weeks(rows, &pair, (metric, group)))?;
    }
    Ok(())
}

/// The weeks of one metric for one group.
fn weeks<W: Write>(
    rows: &mut Writer<W>,
    pair: &Pair<'_>,
    (metric, group): (M, Group),
) -> io::Result<()> {
    let first = pair.base.replicates.iter().take(1);
    for week in first.flat_map(|replicate| replicate.observations.weeks_of(metric)) {
        let found = pair.over(metric, group, week..week + 1);
        let week = week.to_string();
        let name = metric.metric().name;
        let names = [pair.other.scenario, pair.base.scenario, &week, group.label(), name];
        let replicates = found.map_or(0, |found| found.replicates).to_string();
        let cells = interval_cells(found, pair);
        let cells = cells.iter().map(String::as_str).chain([replicates.as_str()]);
        rows.write_record(names.into_iter().chain(cells))?;
    }
    Ok(())
}

/// Every metric over the first year, the last year and all weeks.
pub(crate) fn summary(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(SUMMARY)?;
    for pair in comparison.pairs() {
        for period in Period::EVERY {
            for (metric, group) in taken() {
                let span = period.span(pair.base.weeks());
                rows.write_record(span_row(&pair, (metric, group), (period.label(), span)))?;
            }
        }
    }
    rows.flush()
}

/// A row of a metric over a span of weeks with a name, where the run is long enough to have it.
pub(crate) fn span_row(
    pair: &Pair<'_>,
    (metric, group): (M, Group),
    (period, span): (&str, Option<Range<usize>>),
) -> Vec<String> {
    let (base, other) =
        pair.both(|seen| span.clone().and_then(|span| seen.value_over(metric, group, span)));
    let middle = |values: &[f64]| written_or_empty(Difference::of(values).map(|of| of.mean));
    let found = span.clone().and_then(|span| pair.over(metric, group, span));
    let relative = span.and_then(|span| pair.relative_over(metric, group, span));
    let around = relative.and_then(|relative| relative.intervals(pair.students));
    let (low, high) = around.map(|intervals| intervals[2]).unzip();
    let percent = |value: Option<f64>| written_or_empty(value.map(|value| value * 100.0));
    let names = [pair.other.scenario, pair.base.scenario, period, group.label()];
    let mut row: Vec<String> = names.map(str::to_owned).into();
    row.push(metric.metric().name.to_owned());
    row.extend([middle(&base), middle(&other)]);
    row.extend(interval_cells(found, pair));
    row.extend([percent(relative.map(|relative| relative.mean)), percent(low), percent(high)]);
    let counts = found.map_or([0; 4], |found| {
        let equal = found.replicates - found.higher - found.lower;
        [found.replicates, found.higher, found.lower, equal]
    });
    row.extend(counts.map(|count| count.to_string()));
    row
}

/// Every metric with every group it is taken for.
fn taken() -> impl Iterator<Item = (M, Group)> {
    let listed = M::ALL.iter().zip(METRICS);
    listed.flat_map(|(&metric, listed)| listed.by.groups().iter().map(move |&of| (metric, of)))
}

/// The difference, where nine in ten of it lie and its standard error; then of how many people and
/// replicates it is.
pub(crate) fn difference_cells(
    found: Option<Difference>,
    people: f64,
    pair: &Pair<'_>,
) -> [String; 6] {
    let nine = found.and_then(|found| found.intervals(pair.students)).map(|all| all[1]);
    [
        written_or_empty(found.map(|found| found.mean)),
        written_or_empty(nine.map(|(low, _)| low)),
        written_or_empty(nine.map(|(_, high)| high)),
        written_or_empty(found.and_then(|found| found.standard_error)),
        written(people),
        found.map_or(0, |found| found.replicates).to_string(),
    ]
}

/// The difference, its three intervals and its standard error.
fn interval_cells(found: Option<Difference>, pair: &Pair<'_>) -> Vec<String> {
    let mut cells = vec![written_or_empty(found.map(|found| found.mean))];
    match found.and_then(|found| found.intervals(pair.students)) {
        Some(intervals) => {
            cells.extend(intervals.iter().flat_map(|&(low, high)| [written(low), written(high)]));
        }
        None => cells.extend(std::iter::repeat_n(String::new(), 6)),
    }
    cells.push(written_or_empty(found.and_then(|found| found.standard_error)));
    cells
}

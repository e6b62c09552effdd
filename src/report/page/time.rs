//! Figures over time, run by run, as the pictures of a page draw them.

use std::ops::Range;

use crate::model::observe::{CENSUS_WEEKS, Cadence, M};
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::page::arm::Arm;

/// Weeks between two points of a line.
const STEP: usize = 4;

/// The quarter up to a week for flows, which takes the noise of single weeks away: a centred one would show an
/// effect before its cause.
pub(crate) fn up_to(metric: M, week: usize) -> Range<usize> {
    match (metric, metric.metric().cadence) {
        (_, Cadence::Weekly) => week.saturating_sub(12)..week + 1,
        // Of few people in four weeks the median leaps: the mean of three.
        (M::WaitMedian, _) => week.saturating_sub(2 * CENSUS_WEEKS)..week + 1,
        (_, Cadence::FourWeekly) => week..week + 1,
    }
}

/// What is said of it.
pub(crate) fn window(metric: M) -> &'static str {
    match (metric, metric.metric().cadence) {
        (_, Cadence::Weekly) => "Means of the 13 weeks up to then.",
        (M::WaitMedian, _) => "Means of the three periods of four weeks up to then.",
        (_, Cadence::FourWeekly) => "From a census every four weeks.",
    }
}

/// The weeks at which a metric is drawn.
pub(crate) fn moments(arm: &Arm, metric: M) -> Vec<usize> {
    let weeks = arm.rows(metric).weeks();
    match metric.metric().cadence {
        Cadence::Weekly => weeks.iter().copied().skip(STEP - 1).step_by(STEP).collect(),
        Cadence::FourWeekly => weeks.to_vec(),
    }
}

/// The mean of the runs that have a figure.
pub(crate) fn mean(each: &[Option<f64>]) -> Option<f64> {
    let there: Vec<f64> = each.iter().copied().flatten().collect();
    (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
}

/// The moment at the end of a week, in years.
pub(crate) fn year(week: usize) -> f64 {
    (week + 1) as f64 / WEEKS_PER_YEAR
}

/// A line, in pieces where there is no figure.
pub(crate) fn pieces(points: impl Iterator<Item = (f64, Option<f64>)>) -> Vec<Vec<(f64, f64)>> {
    let mut pieces = vec![Vec::new()];
    for (at, value) in points {
        match (value, pieces.last_mut()) {
            (Some(value), Some(piece)) => piece.push((at, value)),
            _ => pieces.push(Vec::new()),
        }
    }
    pieces.retain(|piece: &Vec<_>| !piece.is_empty());
    pieces
}

/// The years of a run of so many weeks: number and weeks, the last one perhaps short.
pub(crate) fn years(weeks: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    let length = WEEKS_PER_YEAR as usize;
    (0..weeks)
        .step_by(length)
        .map(move |start| (start / length + 1, start..(start + length).min(weeks)))
}

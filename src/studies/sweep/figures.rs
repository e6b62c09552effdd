//! What a cell hands in: every metric for every group over every period, and the weeks of those
//! metrics that a study asks for, as one list of numbers; after them what the studies find by which
//! parameters are chosen.

use crate::model::observe::{Group, M, Observations, Period};
use crate::runs::targets::found;
use crate::runs::{Outcome, calibrated};

/// What one number of a cell is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The metric.
    pub metric: M,
    /// For whom it was taken.
    pub group: Group,
    /// When.
    pub when: When,
}

/// When a figure was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Over a part of the run.
    During(Period),
    /// In one measured week, from 0.
    Week(usize),
}

/// The figures of every cell of a sweep, in their order: period by period all metrics, each for
/// everybody and then by fifth; after them the weeks of metrics, for everybody.
#[must_use]
pub fn layout(weeks: usize, weekly: &[M]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for period in Period::EVERY {
        for &metric in M::ALL {
            for &group in metric.metric().by.groups() {
                figures.push(Figure { metric, group, when: When::During(period) });
            }
        }
    }
    let unseen = Observations::new(weeks);
    for &metric in weekly {
        for week in unseen.weeks_of(metric) {
            figures.push(Figure { metric, group: Group::All, when: When::Week(week) });
        }
    }
    figures
}

/// How many figures a cell hands in: those of a layout, then one for each target that parameters are
/// chosen by.
#[must_use]
pub fn count(layout: &[Figure]) -> usize {
    layout.len() + calibrated().len()
}

/// The figures of a cell, in the order of a layout, then of the targets; `NaN` where there is none.
#[must_use]
pub fn figures(layout: &[Figure], outcome: &Outcome) -> Vec<f64> {
    let seen = &outcome.observations;
    let value = |figure: &Figure| {
        let span = match figure.when {
            When::During(period) => period.span(seen.weeks())?,
            When::Week(week) => week..week + 1,
        };
        seen.value_over(figure.metric, figure.group, span)
    };
    // One form of "none", and one of zero, so that equal cells have equal bits.
    let metrics = layout.iter().map(value);
    let targets = calibrated().iter().map(|row| found(&row.id, seen, &outcome.studies));
    metrics.chain(targets).map(|value| value.map_or(f64::NAN, |value| value + 0.0)).collect()
}

//! What a cell hands in: every metric for every group over every period, and the weeks of those
//! metrics that a study asks for, as one list of numbers.

use crate::model::observe::{Group, M, Observations, Period};
use crate::runs::Outcome;

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

/// The figures of a cell, in the order of a layout; `NaN` where there is none.
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
    layout.iter().map(|figure| value(figure).map_or(f64::NAN, |value| value + 0.0)).collect()
}

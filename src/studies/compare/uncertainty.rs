//! Chance and parameters apart in what differs between arms, where each replicate has a draw of parameters and is
//! run twice: the two doubts of every paired difference.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::model::observe::{Group, M, METRICS, Period};
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::doubt::{DOUBT, Doubt, told};
use crate::report::results::Possible;
use crate::report::rows::Writer;
use crate::runs::{Lives, Replicate, Spent, Twins};
use crate::studies::compare::sentences::signed;
use crate::studies::compare::{Comparison, Pair};

/// A difference can lie on either side.
const ANYTHING: Possible = (f64::NEG_INFINITY, f64::INFINITY);

/// What is gained and spent by everybody, from the first week in which the arms differ, undiscounted: its name in
/// tables and in sentences, its unit, and what is taken of twins.
type Gain = (&'static str, &'static str, &'static str, fn(&Twins) -> f64);

/// What is gained, and what is spent.
const GAINS: [Gain; 2] = [
    ("life_satisfaction_years_gained", "WELLBYs gained", "a year", |twins| {
        let account = twins.account();
        account.life_years(Lives::OfTheList, None, account.weeks(), 0.0)
    }),
    ("pounds_spent", "Spending", "pounds a year", |twins| {
        let account = twins.account();
        account.pounds(Spent::All, account.weeks(), 0.0)
    }),
];

/// Figures of which both doubts are told, each with its name.
const TOLD: [(M, &str); 3] = [
    (M::GpRequests, "GP requests"),
    (M::LifeSatisfaction, "Life satisfaction"),
    (M::WaitMedian, "The median wait for a first contact"),
];

/// The difference of a metric in both runs of each draw in which both arms have it.
fn during(pair: &Pair<'_>, metric: M, group: Group, period: Period) -> Option<Doubt> {
    let span = period.span(pair.base.weeks())?;
    let each = |base: &[Replicate], other: &[Replicate]| -> Vec<Option<f64>> {
        let of = |it: &Replicate| it.observations.value_over(metric, group, span.clone());
        base.iter().zip(other).map(|(base, other)| Some(of(other)? - of(base)?)).collect()
    };
    let first = each(pair.base.replicates, pair.other.replicates);
    let second = each(pair.base.second, pair.other.second);
    let both = first.into_iter().zip(second).filter_map(|(one, other)| one.zip(other));
    Doubt::of(&both.collect::<Vec<_>>())
}

/// The doubts of what is gained or spent over all weeks that count.
fn gained(pair: &Pair<'_>, second: &[Twins], figure: fn(&Twins) -> f64) -> Option<Doubt> {
    let both = pair.twins.iter().zip(second);
    Doubt::of(&both.map(|(one, other)| (figure(one), figure(other))).collect::<Vec<_>>())
}

/// Every metric over the first year, the last year and all weeks, then what is gained and spent: the two doubts of
/// the paired difference. `second` has the twins of each other arm in the second run of each replicate.
///
/// # Errors
/// If it cannot be written.
pub fn table(
    out: &mut dyn Write,
    comparison: &Comparison<'_>,
    second: &[Vec<Twins>],
) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    let head = ["scenario", "base", "period", "group", "metric"];
    rows.write_record(head.iter().chain(&DOUBT))?;
    for (pair, second) in comparison.pairs().zip(second) {
        let mut row = |period: &str, group: &str, name: &str, found: Option<Doubt>| {
            let names = [pair.other.scenario, pair.base.scenario, period, group, name];
            let cells = Doubt::cells(found, ANYTHING);
            rows.write_record(names.into_iter().chain(cells.iter().map(String::as_str)))
        };
        for period in Period::EVERY {
            for (&metric, listed) in M::ALL.iter().zip(METRICS) {
                for &group in listed.by.groups() {
                    let found = during(&pair, metric, group, period);
                    row(period.label(), group.label(), listed.name, found)?;
                }
            }
        }
        for (name, _, _, figure) in GAINS {
            row(FROM_PARTING, Group::All.label(), name, gained(&pair, second, figure))?;
        }
    }
    rows.flush()
}

/// The period of what is gained and spent: from the first week in which the arms differ to the end.
const FROM_PARTING: &str = "from_parting";

/// What is told of every arm, in two sentences for each figure.
#[must_use]
pub fn said(comparison: &Comparison<'_>, second: &[Vec<Twins>]) -> Vec<String> {
    let mut lines = Vec::new();
    let several = comparison.others.len() > 1;
    for (pair, second) in comparison.pairs().zip(second) {
        if several {
            lines.push(format!("{} against {}", pair.other.title, pair.base.title));
        }
        let weeks = pair.twins.first().map_or(1, |twins| twins.account().weeks()) as f64;
        let a_year = WEEKS_PER_YEAR / weeks.max(1.0);
        for (_, name, unit, figure) in GAINS {
            let Some(found) = gained(&pair, second, figure) else { continue };
            let mut unit = unit.to_owned();
            if unit.starts_with("pounds") {
                write!(unit, ", prices of {PRICE_YEAR}").expect("writing to a string");
            }
            lines.extend(told(name, &unit, &found.times(a_year), ANYTHING, signed));
        }
        for (metric, name) in TOLD {
            let found = during(&pair, metric, Group::All, pair.period());
            let Some(found) = found else { continue };
            lines.extend(told(name, metric.metric().unit, &found, ANYTHING, signed));
        }
    }
    lines
}

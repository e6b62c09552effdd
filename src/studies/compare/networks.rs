//! What differs network by network: which gain and which lose, as means of paired differences with intervals.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::model::observe::{Group, M};
use crate::report::networks::{MOST_SAID, TABLE, in_words, latest, periods};
use crate::report::rows::Writer;
use crate::studies::compare::sentences::over_span;
use crate::studies::compare::tables::{SUMMARY, span_row};
use crate::studies::compare::{Comparison, Pair};

/// The arms of a comparison in one network.
#[derive(Clone, Debug)]
pub struct InNetwork<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What came of it in each arm.
    pub comparison: Comparison<'a>,
}

/// Column of a summary that says of which fifth a row is, and where the network stands in its place.
const GROUP: usize = 3;
const NETWORK: usize = 2;

/// What a sentence tells of a network.
const TOLD: [(M, &str); 3] = [
    (M::FirstContacts, "first contacts with a link worker"),
    (M::WaitMedian, "the median wait"),
    (M::LifeSatisfaction, "life satisfaction"),
];

/// Every metric of each network, over all weeks and year by year.
///
/// # Errors
/// If it cannot be written.
pub fn table(out: &mut dyn Write, all: &[InNetwork<'_>]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(placed(SUMMARY.map(str::to_owned).into(), "network"))?;
    for InNetwork { name, comparison, .. } in all {
        for pair in comparison.pairs() {
            for (period, span) in periods(pair.base.weeks()) {
                for &metric in M::ALL {
                    let span = Some(span.clone());
                    let row = span_row(&pair, (metric, Group::All), (&period, span));
                    rows.write_record(placed(row, name))?;
                }
            }
        }
    }
    rows.flush()
}

/// A row of a summary with the network in the place of the group.
fn placed(mut row: Vec<String>, network: &str) -> Vec<String> {
    row.remove(GROUP);
    row.insert(NETWORK, network.to_owned());
    row
}

/// What is said of each network in each arm.
#[must_use]
pub fn said(all: &[InNetwork<'_>]) -> String {
    let mut text = String::new();
    let arms = all.first().map_or(0, |first| first.comparison.others.len());
    for arm in 0..arms {
        for (place, InNetwork { title, comparison, .. }) in all.iter().take(MOST_SAID).enumerate() {
            let Some(pair) = comparison.pairs().nth(arm) else { continue };
            if place == 0 {
                let (period, _) = latest(pair.base.weeks());
                let (other, base) = (pair.other.title, pair.base.title);
                writeln!(
                    text,
                    "{other} against {base}, network by network, {}\n",
                    in_words(&period)
                )
                .expect("writing to a string");
            }
            writeln!(text, "  {title}. {}.", told(&pair)).expect("writing to a string");
        }
        if all.len() > MOST_SAID {
            let more = all.len() - MOST_SAID;
            writeln!(text, "  {more} more networks stand in {TABLE}.")
                .expect("writing to a string");
        }
        text.push('\n');
    }
    text
}

/// The differences of one network, in a line.
fn told(pair: &Pair<'_>) -> String {
    let (_, span) = latest(pair.base.weeks());
    let one = |(metric, name): (M, &str)| over_span(pair, metric, name, span.clone());
    TOLD.map(one).join("; ")
}

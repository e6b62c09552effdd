//! Networks of a run side by side: the table of what happens in each, the table of what is said of each, and a sentence
//! on each.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use crate::model::observe::{Group, M, METRICS};
use crate::model::parameters::Parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{brief, full, short, written_or_empty};
use crate::report::results::Results;
use crate::report::rows::Writer;
use crate::scenario::{Scenario, names};

/// The table of what happens in each.
pub(crate) const TABLE: &str = "networks.csv";

/// The table of what is said of each.
const VALUES: &str = "network_values.csv";

/// Most networks of which a sentence is printed: the rest stands in the table.
pub(crate) const MOST_SAID: usize = 12;

const HEAD: [&str; 8] =
    ["scenario", "network", "period", "metric", "median", "low", "high", "replicates"];
const VALUES_HEAD: [&str; 10] = [
    "scenario",
    "network",
    "title",
    "path",
    "unit",
    "at_start",
    "at_end",
    "basis",
    "source",
    "overridden_by",
];

/// One network of a run.
#[derive(Clone, Copy, Debug)]
pub struct OfNetwork<'a> {
    /// The network: its name, title and values.
    pub network: &'a Scenario,
    /// What came of it.
    pub results: Results<'a>,
}

/// The parts of a run that tables of networks have: all weeks, then year by year.
pub(crate) fn periods(weeks: usize) -> Vec<(String, Range<usize>)> {
    let year = WEEKS_PER_YEAR as usize;
    let years = (0..weeks / year)
        .map(|number| (format!("year_{}", number + 1), number * year..(number + 1) * year));
    std::iter::once(("all_weeks".to_owned(), 0..weeks)).chain(years).collect()
}

/// The last whole year of a run, or all weeks of a shorter one.
pub(crate) fn latest(weeks: usize) -> (String, Range<usize>) {
    periods(weeks).pop().expect("a run has weeks")
}

/// A period of these, in words.
pub(crate) fn in_words(period: &str) -> String {
    match period.strip_prefix("year_") {
        Some(number) => format!("in year {number}"),
        None => "over all weeks".to_owned(),
    }
}

/// Writes both tables into a folder of results, which is empty or ends in a slash.
///
/// # Errors
/// If one cannot be written.
pub fn write(
    staging: &Staging<'_>,
    folder: &str,
    scenario: &Scenario,
    all: &[OfNetwork<'_>],
) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    staging.file(&format!("{folder}{TABLE}"), |out| table(out, all))?;
    staging.file(&format!("{folder}{VALUES}"), |out| values(out, scenario))
}

/// Every metric of each network, over all weeks and year by year.
fn table(out: &mut dyn Write, all: &[OfNetwork<'_>]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(HEAD)?;
    for OfNetwork { network, results } in all {
        for (period, span) in periods(results.weeks()) {
            for (&metric, listed) in M::ALL.iter().zip(METRICS) {
                let spread = results.over(metric, Group::All, span.clone());
                let (low, high) = spread.range().unzip();
                let [median, low, high] = [spread.median(), low, high].map(written_or_empty);
                let count = spread.replicates().to_string();
                let names = [results.scenario, &network.name, &period, listed.name];
                let figures = [&*median, &*low, &*high, &*count];
                rows.write_record(names.into_iter().chain(figures))?;
            }
        }
    }
    rows.flush()
}

/// The people of each network, and every value in which networks differ at the start or the end of the run.
fn values(out: &mut dyn Write, scenario: &Scenario) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(VALUES_HEAD)?;
    let last = scenario.start().run.weeks as i32 - 1;
    let (common, networks) = (scenario.values(), &scenario.networks);
    let differs = |place: usize| {
        networks.iter().any(|network| {
            let there = [i32::MIN, last].map(|week| network.timeline.at(week).values[place]);
            let alike = |value: &f64| value.to_bits() == common[place].to_bits();
            !(alike(&there[0]) && there[0].to_bits() == there[1].to_bits())
        })
    };
    let specs = || Parameters::specs().iter().enumerate();
    for network in networks {
        for (place, spec) in specs() {
            let own = names::section(&spec.path) != "run" || spec.path == "run.people";
            if !own || !(differs(place) || spec.path == "run.people") {
                continue;
            }
            let entry = &network.entries[place];
            rows.write_record([
                &*scenario.name,
                &*network.name,
                &*network.title,
                &*spec.path,
                spec.unit.text(),
                &*full(entry.value),
                &*full(network.timeline.at(last).values[place]),
                entry.basis.text(),
                &*entry.source,
                entry.overridden_by.as_deref().unwrap_or(""),
            ])?;
        }
    }
    rows.flush()
}

/// A line on each network: whom link workers see there, how long people wait, and how they are.
#[must_use]
pub fn said(all: &[OfNetwork<'_>]) -> String {
    let Some(first) = all.first() else { return String::new() };
    let (period, span) = latest(first.results.weeks());
    let mut text = format!("\nNetworks side by side, {}\n", in_words(&period));
    for OfNetwork { network, results } in all.iter().take(MOST_SAID) {
        let of = |metric: M| results.over(metric, Group::All, span.clone()).median();
        let seen = of(M::FirstContacts).map_or("no figure".to_owned(), |rate| {
            format!("{} people a year first seen for 1,000", short(rate * WEEKS_PER_YEAR))
        });
        let wait = of(M::WaitMedian).map_or("nobody seen after a wait".to_owned(), |weeks| {
            format!("median wait {} weeks", short(weeks))
        });
        let life = of(M::LifeSatisfaction)
            .map_or_else(String::new, |points| format!(", life satisfaction {}", short(points)));
        let people = brief(network.people());
        writeln!(text, "  {} ({people} people): {seen}, {wait}{life}.", network.title)
            .expect("writing to a string");
    }
    if all.len() > MOST_SAID {
        let more = all.len() - MOST_SAID;
        writeln!(text, "  {more} more networks stand in {TABLE}.").expect("writing to a string");
    }
    text
}

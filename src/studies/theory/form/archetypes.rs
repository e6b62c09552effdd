//! The archetypes of practice: holistic, relational and redistributive, each with its opposite, as
//! scenarios inside the program, by the three indicators that no parameter states and by what people get.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::observe::{Group, M};
use crate::report::number::{short, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::paired::mean;
use crate::runs::{Replicate, RunSize, Watch};
use crate::scenario::{Diagnostics, Timeline, load_text};
use crate::studies::theory::form::arms::{self, late, read};
use crate::studies::theory::read::{Reading, Whom};
use crate::studies::theory::stats::Summary;

/// Scenarios inside the program, each with the setting whose archetype it is.
pub const ARCHETYPES: [(&str, &str); 7] = [
    ("baseline", "as it is"),
    ("holistic", "practice"),
    ("fragmental", "practice, the opposite"),
    ("relational", "link work"),
    ("transactional", "link work, the opposite"),
    ("redistributive", "organisations"),
    ("inverse_care", "organisations, the opposite"),
];

/// What is read: the three indicators first.
pub const READ: [(M, Whom); 9] = [
    (M::Holism, Whom::Group(Group::All)),
    (M::Relationality, Whom::Group(Group::All)),
    (M::Redistribution, Whom::Group(Group::All)),
    (M::FirstContacts, Whom::Group(Group::All)),
    (M::GoalsReached, Whom::Group(Group::All)),
    (M::Uptake, Whom::Group(Group::All)),
    (M::ClientLifeSatisfaction, Whom::Group(Group::All)),
    (M::GpRequestsSocialNeed, Whom::Group(Group::All)),
    (M::LifeSatisfaction, Whom::Gap),
];

/// A scenario of an archetype, by all that is read.
#[derive(Clone, Debug, Serialize)]
pub struct Archetype {
    /// The scenario.
    pub scenario: &'static str,
    /// Whose archetype it is.
    pub of: &'static str,
    /// Its title.
    pub title: String,
    /// What was read.
    pub seen: Vec<Seen>,
}

/// A metric of an archetype.
#[derive(Clone, Debug, Serialize)]
pub struct Seen {
    /// Its name.
    pub reading: String,
    /// The same for people.
    pub label: String,
    /// Its unit.
    pub unit: &'static str,
    /// Its mean.
    pub value: Option<f64>,
    /// The difference to the baseline on the same draws, with its 95 % interval; none for that itself.
    pub more: Option<[f64; 3]>,
}

/// The timelines of all archetypes, with their titles.
///
/// # Errors
/// If a scenario inside the program is wrong: that is a bug.
pub fn planned() -> Result<Vec<(String, Timeline)>, Diagnostics> {
    let one = |(name, _): &(&str, &str)| {
        load_text(name, &[]).map(|scenario| (scenario.title, scenario.timeline))
    };
    ARCHETYPES.iter().map(one).collect()
}

/// Runs all archetypes on the same draws; nothing if that was stopped.
#[must_use]
pub fn measure(
    planned: &[(String, Timeline)],
    plan: &RunSize,
    watch: &Watch<'_>,
) -> Vec<Archetype> {
    let timelines: Vec<Timeline> = planned.iter().map(|(_, timeline)| timeline.clone()).collect();
    let runs = arms::run(&timelines, plan, watch);
    if runs.iter().any(|arm| arm.len() < plan.replicates as usize) {
        return Vec::new();
    }
    let readings: Vec<Reading> =
        READ.iter().map(|&(metric, whom)| late(metric, whom, plan)).collect();
    ARCHETYPES
        .iter()
        .zip(planned)
        .zip(&runs)
        .enumerate()
        .map(|(number, ((&(scenario, of), (title, _)), arm))| Archetype {
            scenario,
            of,
            title: title.clone(),
            seen: readings
                .iter()
                .map(|reading| seen(reading, arm, (number > 0).then_some(&runs[0])))
                .collect(),
        })
        .collect()
}

fn seen(reading: &Reading, arm: &[Replicate], base: Option<&Vec<Replicate>>) -> Seen {
    let values = read(reading, arm);
    let more = base.and_then(|base| {
        let pairs = values.iter().zip(read(reading, base));
        let more: Vec<f64> = pairs.filter_map(|(here, there)| Some((*here)? - there?)).collect();
        let summary = Summary::of(&more)?;
        let (low, high) = summary.interval(0.95);
        Some([summary.mean, low, high])
    });
    Seen {
        reading: reading.name(),
        label: reading.label(),
        unit: reading.metric.metric().unit,
        value: mean(&values.into_iter().flatten().collect::<Vec<_>>()),
        more,
    }
}

const COLUMNS: [&str; 8] =
    ["scenario", "archetype_of", "reading", "unit", "value", "more", "more_low", "more_high"];

/// Writes the archetypes as a table.
pub(crate) fn write(out: &mut dyn Write, archetypes: &[Archetype]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for it in archetypes {
        for seen in &it.seen {
            let more = |at: usize| written_or_empty(seen.more.map(|more| more[at]));
            rows.write_record([
                it.scenario.to_owned(),
                it.of.to_owned(),
                seen.reading.clone(),
                seen.unit.to_owned(),
                written_or_empty(seen.value),
                more(0),
                more(1),
                more(2),
            ])?;
        }
    }
    rows.flush()
}

/// The three indicators for a terminal.
#[must_use]
pub fn said(archetypes: &[Archetype]) -> String {
    let mut text = String::from("Archetypes: holism, relationality, redistribution\n");
    for it in archetypes {
        let value = |at: usize| it.seen[at].value.map_or_else(|| "-".to_owned(), short);
        let _ =
            writeln!(text, "  {:<16} {:>8} {:>8} {:>8}", it.scenario, value(0), value(1), value(2));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_archetype_is_a_scenario_inside_the_program() {
        let planned = planned().unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(planned.len(), ARCHETYPES.len());
        let first = planned[0].1.hash();
        assert!(planned[1..].iter().all(|(_, timeline)| timeline.hash() != first));
    }
}

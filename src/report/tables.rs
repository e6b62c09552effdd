//! The tables: tidy, one header row, names that never change, no units in cells. A number that
//! does not exist is an empty cell, never 0.

use crate::report::funnel;
use std::io::{self, Write};

use crate::model::observe::{Group, M, METRICS, Period};
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::number::{full, written, written_or_empty};
use crate::report::results::{Results, Spread};
use crate::report::rows::{Writer, in_parts};
#[cfg(feature = "program")]
use crate::runs::{Target, TargetUse};

/// One parameter of the scenario, as `parameters.csv` holds it.
#[derive(Clone, Debug)]
pub struct ParameterRow {
    /// Path in scenario files.
    pub path: String,
    /// Value at the start of the run.
    pub value: f64,
    /// Unit, as scenario files write it.
    pub unit: String,
    /// Lower end of the plausible range.
    pub low: f64,
    /// Upper end of the plausible range.
    pub high: f64,
    /// Measured, derived, calibrated or assumed.
    pub basis: String,
    /// Key of the source.
    pub source: String,
    /// Title of the source.
    pub source_title: String,
    /// The overlay that set the value, if one did.
    pub overridden_by: Option<String>,
    /// Meaning, in a sentence.
    pub meaning: String,
}

const WEEKLY: [&str; 8] =
    ["scenario", "replicate", "week", "group", "metric", "value", "low", "high"];
const SUMMARY: [&str; 8] =
    ["scenario", "period", "group", "metric", "median", "low", "high", "replicates"];
const FUNNEL: [&str; 8] =
    ["scenario", "from", "to", "median", "low", "high", "per_1000_people_a_year", "mean"];
const AROUND_REFERRAL: [&str; 6] =
    ["scenario", "from_week", "to_week", "kind", "clients", "visits_a_year"];

#[cfg(feature = "program")]
const TARGETS: [&str; 11] = [
    "scenario",
    "id",
    "use",
    "target",
    "unit",
    "published",
    "low",
    "high",
    "found",
    "agrees",
    "note",
];
const PARAMETERS: [&str; 10] = [
    "path",
    "value",
    "unit",
    "low",
    "high",
    "basis",
    "source",
    "source_title",
    "overridden_by",
    "meaning",
];

/// Every metric in every week: over replicates for each group, then each replicate by itself.
pub(crate) fn weekly(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut head = Writer::from_writer(&mut *out);
    head.write_record(WEEKLY)?;
    head.flush()?;
    drop(head);
    in_parts(out, M::ALL, |&metric, rows| weeks(rows, metric, results))
}

/// The weeks of one metric.
fn weeks<W: Write>(rows: &mut Writer<W>, metric: M, results: &Results<'_>) -> io::Result<()> {
    let listed = metric.metric();
    let weeks =
        || results.replicates.iter().take(1).flat_map(|it| it.observations.weeks_of(metric));
    for &group in listed.by.groups() {
        for week in weeks() {
            let spread = results.over(metric, group, week..week + 1);
            let [median, low, high] = cells(&spread);
            rows.write_record([
                results.scenario,
                "summary",
                &week.to_string(),
                group.label(),
                listed.name,
                &median,
                &low,
                &high,
            ])?;
        }
    }
    for replicate in results.replicates {
        let number = replicate.number.to_string();
        for week in weeks() {
            let value = replicate.observations.value(metric, Group::All, week);
            rows.write_record([
                results.scenario,
                &number,
                &week.to_string(),
                Group::All.label(),
                listed.name,
                &written_or_empty(value),
                "",
                "",
            ])?;
        }
    }
    Ok(())
}

/// Every metric over the first year, the last year and all weeks.
pub(crate) fn summary(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(SUMMARY)?;
    for period in Period::EVERY {
        for (&metric, listed) in M::ALL.iter().zip(METRICS) {
            for &group in listed.by.groups() {
                let spread = results.during(metric, group, period);
                let [median, low, high] = cells(&spread);
                rows.write_record([
                    results.scenario,
                    period.label(),
                    group.label(),
                    listed.name,
                    &median,
                    &low,
                    &high,
                    &spread.replicates().to_string(),
                ])?;
            }
        }
    }
    rows.flush()
}

/// Every move on the pathway, counted over the measured weeks.
pub(crate) fn funnel(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(FUNNEL)?;
    for moves in funnel::moves(results) {
        let [median, low, high] = cells(&moves.count);
        rows.write_record([
            results.scenario,
            moves.from.label(),
            moves.to.label(),
            &median,
            &low,
            &high,
            &written_or_empty(moves.rate.median()),
            &written_or_empty(moves.count.mean()),
        ])?;
    }
    rows.flush()
}

/// What each parameter was, and where it comes from.
pub(crate) fn parameters(out: &mut dyn Write, parameters: &[ParameterRow]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(PARAMETERS)?;
    for parameter in parameters {
        rows.write_record([
            &parameter.path,
            &full(parameter.value),
            &parameter.unit,
            &written(parameter.low),
            &written(parameter.high),
            &parameter.basis,
            &parameter.source,
            &parameter.source_title,
            parameter.overridden_by.as_deref().unwrap_or(""),
            &parameter.meaning,
        ])?;
    }
    rows.flush()
}

fn cells(spread: &Spread) -> [String; 3] {
    let (low, high) = spread.range().unzip();
    [spread.median(), low, high].map(written_or_empty)
}

/// Published figures beside what the same studies would find in the run. They were published of how
/// things are, so that a scenario that changes something is not judged by them. Those that judge the
/// model are there where they were asked for, and nowhere else.
#[cfg(feature = "program")]
pub(crate) fn targets(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(TARGETS)?;
    let targets = crate::runs::targets(results.replicates);
    let there = |target: &&Target| {
        results.shown.shows(target.purpose) && target.belongs_to(results.scenario)
    };
    for target in targets.iter().filter(there) {
        let (agrees, note) = verdict(target, results);
        table.write_record([
            results.scenario,
            &target.id,
            target.purpose.label(),
            &target.name,
            &target.unit,
            &written(target.published),
            &written(target.low),
            &written(target.high),
            &written_or_empty(target.found),
            agrees,
            &note,
        ])?;
    }
    table.flush()
}

/// Visits of clients in four-week stretches around their first accepted referral, the week of which belongs
/// to none: what any design of before and after starts from.
pub(crate) fn around_referral(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(AROUND_REFERRAL)?;
    let mut clients = crate::runs::studies::clients::Clients::default();
    results.replicates.iter().for_each(|replicate| clients.add(&replicate.studies.clients));
    for (bucket, [people, visits @ ..]) in clients.profile() {
        let [from, to] = crate::runs::studies::history::weeks_of(bucket);
        for (kind, visits) in ["gp", "practice", "urgent"].into_iter().zip(visits) {
            let yearly = (people > 0)
                .then(|| visits as f64 / people as f64 * WEEKS_PER_YEAR / f64::from(to - from));
            table.write_record([
                results.scenario,
                &from.to_string(),
                &(to - 1).to_string(),
                kind,
                &people.to_string(),
                &written_or_empty(yearly),
            ])?;
        }
    }
    table.flush()
}

/// Whether a target agrees, and why it is not judged if it is not.
#[cfg(feature = "program")]
fn verdict(target: &Target, results: &Results<'_>) -> (&'static str, String) {
    // What was published of a scenario judges it, whatever it changes.
    let changed = if target.scenario.is_empty() { results.changed } else { &[] };
    match (target.purpose, target.agrees()) {
        (TargetUse::Prior, _) => ("", "found by `kith compare`, judged nowhere".to_owned()),
        (_, None) => ("", "the run is too short, or nobody was there to study".to_owned()),
        (TargetUse::Circular, _) => ("not judged", target.note.clone()),
        _ if !changed.is_empty() => {
            ("not judged", format!("the scenario changes {}", listed(changed)))
        }
        (_, Some(true)) => ("yes", String::new()),
        (_, Some(false)) => ("no", String::new()),
    }
}

/// The first few names, and how many more there are.
#[cfg(feature = "program")]
fn listed(names: &[&str]) -> String {
    let (first, more) = names.split_at(names.len().min(3));
    match more.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{replicates, results};
    use crate::runs::Shown;

    fn table(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Vec<Vec<String>> {
        let mut text = Vec::new();
        write(&mut text).unwrap();
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn the_weekly_table_holds_the_summary_and_then_each_replicate() {
        let sample = replicates(3, 9);
        let rows = table(|out| weekly(out, &results(&sample)));
        let of = |metric: &str, replicate: &str, group: &str| -> Vec<&Vec<String>> {
            let wanted = [("sample", 0), (replicate, 1), (group, 3), (metric, 4)];
            rows.iter().filter(|row| wanted.iter().all(|&(text, at)| row[at] == text)).collect()
        };
        let census = of("life_satisfaction", "summary", "most_deprived");
        assert_eq!(census.iter().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["0", "4", "8"]);
        assert!(census.iter().all(|row| row[6] <= row[5] && row[5] <= row[7]), "{census:?}");
        assert_eq!(of("gp_requests", "2", "all").len(), 9);
        assert!(of("gp_requests", "2", "all").iter().all(|row| row[6].is_empty()));
        assert!(of("gp_requests", "2", "most_deprived").is_empty());
    }

    #[test]
    fn a_run_shorter_than_a_year_leaves_the_years_empty() {
        let sample = replicates(2, 30);
        let rows = table(|out| summary(out, &results(&sample)));
        let row = |period: &str| {
            rows.iter().find(|row| row[1] == period && row[3] == "gp_requests").unwrap()
        };
        assert_eq!(row("first_year")[4..], ["", "", "", "0"]);
        assert!(!row("all_weeks")[4].is_empty());
        assert_eq!(row("all_weeks")[7], "2");
    }

    #[test]
    fn one_replicate_has_no_low_and_no_high() {
        let sample = replicates(1, 60);
        let rows = table(|out| summary(out, &results(&sample)));
        assert!(rows[1..].iter().all(|row| row[5].is_empty() && row[6].is_empty()));
    }

    #[test]
    fn the_funnel_leaves_out_moves_that_nobody_made() {
        let sample = replicates(2, 52);
        let rows = table(|out| funnel(out, &results(&sample)));
        let moves: Vec<_> = rows.iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
        assert_eq!(
            moves,
            [
                ("from", "to"),
                ("not_referred", "waiting"),
                ("declined", "waiting"),
                ("waiting", "active")
            ]
        );
        // Twenty a week in a year of 52 weeks, of 50,000 people.
        assert_eq!(rows[1][3..], ["1040.0", "1040.0", "1040.0", "20.8", "1040.0"]);
    }

    #[test]
    fn figures_that_judge_the_model_are_shown_only_where_they_were_asked_for() {
        let sample = replicates(2, 52);
        let uses = |shown| {
            let rows = table(|out| targets(out, &Results { shown, ..results(&sample) }));
            rows[1..].iter().map(|row| row[2].clone()).collect::<Vec<_>>()
        };
        let (few, all) = (uses(Shown::Calibration), uses(Shown::All));
        assert!(few.iter().all(|purpose| purpose == "calibrate"), "{few:?}");
        assert!(few.len() < all.len() && all.iter().any(|purpose| purpose == "validate"));
    }

    #[test]
    fn parameters_say_where_they_come_from() {
        let row = ParameterRow {
            path: "run.weeks".into(),
            value: 260.0,
            unit: "weeks".into(),
            low: 52.0,
            high: 520.0,
            basis: "assumed".into(),
            source: "design".into(),
            source_title: "A choice, of ours".into(),
            overridden_by: None,
            meaning: "Weeks that are measured.".into(),
        };
        let rows = table(|out| parameters(out, &[row]));
        assert_eq!(rows[1][..5], ["run.weeks", "260.0", "weeks", "52.0", "520.0"]);
        assert_eq!(rows[1][7..], ["A choice, of ours", "", "Weeks that are measured."]);
    }
}

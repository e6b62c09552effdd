//! The tables of an evaluation. Each column is declared once, with its unit and meaning: header and dictionary
//! come from that.

use std::io::{self, Write};

use crate::report::number::{full, written, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::Difference;
use crate::studies::evaluation::found::Evaluated;
use crate::studies::evaluation::power::Power;
use crate::studies::evaluation::taken::{Drawn, Rows};

/// A column: its name, unit and meaning.
pub(crate) type Column = (&'static str, &'static str, &'static str);

const DESIGNS: [Column; 22] = [
    ("design", "", "Name of the design's file"),
    ("title", "", "Title of the design"),
    ("estimator", "", "How the effect is estimated"),
    ("outcome", "", "What is measured"),
    ("unit", "", "Unit of every number of the row"),
    ("studies", "count", "Studies that were simulated, one a replicate"),
    ("treated", "count", "With the scheme, on average: persons, practices or periods"),
    ("controls", "count", "Without it, on average"),
    ("published", "the design's", "Published effect"),
    ("published_low", "the design's", "Low end of its interval or range"),
    ("published_high", "the design's", "High end"),
    ("source", "", "Where it stands"),
    ("target", "", "Id of the row of published figures that it is"),
    ("calibrated", "", "Whether parameters were chosen by it: yes or no"),
    ("found", "the design's", "What the design finds here, as a mean over studies"),
    ("found_error", "the design's", "Standard error of that mean"),
    ("truth", "the design's", "The truth of its own estimand here, by twins"),
    ("truth_error", "the design's", "Standard error of that mean"),
    ("bias", "the design's", "Found less truth, as a mean over studies"),
    ("bias_error", "the design's", "Standard error of that mean"),
    (
        "interference",
        "the design's",
        "Everybody against nobody, less the truth, for the same people",
    ),
    ("interference_error", "the design's", "Standard error of that mean"),
];

const STUDIES: [Column; 12] = [
    ("design", "", "Name of the design's file"),
    ("replicate", "", "Number of the study, from 0"),
    ("people", "count", "People who could be in it; empty where it draws none"),
    ("treated", "count", "With the scheme: persons, practices or periods"),
    ("controls", "count", "Without it"),
    ("estimate", "the design's", "What the study finds"),
    ("standard_error", "the design's", "Its standard error"),
    ("freedom", "count", "Degrees of freedom of its interval"),
    ("low", "the design's", "Low end of its interval of 95 %"),
    ("high", "the design's", "High end"),
    ("truth", "the design's", "The truth of its own estimand, by twins"),
    ("interference", "the design's", "Everybody against nobody, less the truth"),
];

const POWER: [Column; 7] = [
    ("design", "", "Name of the design's file"),
    ("people", "count", "People in each study"),
    ("studies", "count", "Studies that were drawn from all who were simulated and found anything"),
    ("power", "share", "Those whose interval leaves zero out"),
    ("right_sign", "share", "Those that do and have the sign of the truth"),
    ("coverage", "share", "Those whose interval holds the truth"),
    ("enough", "", "Whether the power is at least 0.8: yes or no"),
];

const AROUND: [Column; 5] = [
    ("design", "", "Name of the design's file"),
    ("bucket", "", "Four weeks: 0 begins the week after the referral, -1 ends the week before"),
    ("people", "count", "Clients who have a twin, over all studies"),
    ("with", "visits a year", "Visits of these clients, of the design's kind"),
    ("without", "visits a year", "Visits of the same clients, kept from the scheme"),
];

fn header(rows: &mut Writer<&mut dyn Write>, columns: &[Column]) -> io::Result<()> {
    Ok(rows.write_record(columns.iter().map(|(name, ..)| name))?)
}

fn yes(truth: bool) -> String {
    (if truth { "yes" } else { "no" }).to_owned()
}

/// Every column of every table.
pub(crate) fn dictionary(out: &mut dyn Write, others: &[(&str, &[Column])]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let tables: [(&str, &[Column]); 4] =
        [("designs", &DESIGNS), ("studies", &STUDIES), ("around", &AROUND), ("power", &POWER)];
    for (table, columns) in tables.iter().chain(others) {
        for (column, unit, meaning) in *columns {
            rows.write_record([table, column, unit, meaning])?;
        }
    }
    rows.flush()
}

/// One row for each design.
pub(crate) fn designs(out: &mut dyn Write, all: &[Evaluated<'_>]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &DESIGNS)?;
    for one in all {
        let design = one.design;
        let estimates: Vec<_> = one.studies.iter().filter_map(|study| study.estimate).collect();
        let mean = |of: fn(&crate::studies::evaluation::estimators::Estimate) -> usize| {
            let sum: usize = estimates.iter().map(of).sum();
            (!estimates.is_empty()).then(|| sum as f64 / estimates.len() as f64)
        };
        let published = design.published.as_ref();
        let number = |of: Option<f64>| written_or_empty(of);
        let both = |found: Option<Difference>| {
            let error = found.and_then(|found| found.standard_error);
            [number(found.map(|found| found.mean)), number(error)]
        };
        let head = [
            design.name.clone(),
            design.title.clone(),
            design.estimator.label().to_owned(),
            design.outcome.label().to_owned(),
            design.unit().to_owned(),
            one.studies.len().to_string(),
            number(mean(|found| found.treated)),
            number(mean(|found| found.controls)),
            number(published.map(|it| it.value)),
            number(published.and_then(|it| it.low)),
            number(published.and_then(|it| it.high)),
            published.map_or_else(String::new, |it| it.source.clone()),
            published.and_then(|it| it.id.clone()).unwrap_or_default(),
            published.map_or_else(String::new, |it| yes(it.calibrated)),
        ];
        let figures = [one.found(), one.truth(), one.bias(), one.interference()];
        rows.write_record(head.into_iter().chain(figures.into_iter().flat_map(both)))?;
    }
    rows.flush()
}

/// One row for each study.
pub(crate) fn studies(out: &mut dyn Write, all: &[Evaluated<'_>]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &STUDIES)?;
    for (design, study) in
        all.iter().flat_map(|one| one.studies.iter().map(|study| (one.design, study)))
    {
        let found = study.estimate;
        let count = |of: Option<usize>| of.map_or_else(String::new, |count| count.to_string());
        let number = |of: Option<f64>| of.map_or_else(String::new, full);
        rows.write_record([
            design.name.clone(),
            study.replicate.to_string(),
            count(study.taken.rows.people()),
            count(found.map(|found| found.treated)),
            count(found.map(|found| found.controls)),
            number(found.map(|found| found.value)),
            number(found.map(|found| found.standard_error)),
            count(found.map(|found| found.freedom)),
            number(found.map(|found| found.interval().0)),
            number(found.map(|found| found.interval().1)),
            number(study.truth),
            number(study.interference),
        ])?;
    }
    rows.flush()
}

/// One row for each design of clients and bucket.
pub(crate) fn around(out: &mut dyn Write, all: &[Evaluated<'_>]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &AROUND)?;
    for one in all {
        for bucket in one.around().buckets() {
            rows.write_record([
                one.design.name.clone(),
                bucket.number.to_string(),
                written(bucket.people),
                written(bucket.with),
                written(bucket.without),
            ])?;
        }
    }
    rows.flush()
}

/// One row for each design and size.
pub(crate) fn power(out: &mut dyn Write, all: &[(&Evaluated<'_>, Vec<Power>)]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &POWER)?;
    for (one, powers) in all {
        for power in powers {
            let share = |count: usize| written(count as f64 / power.studies as f64);
            rows.write_record([
                one.design.name.clone(),
                power.people.to_string(),
                power.studies.to_string(),
                share(power.clear),
                share(power.right),
                share(power.held),
                yes(power.power() >= crate::studies::evaluation::power::ENOUGH),
            ])?;
        }
    }
    rows.flush()
}

/// The rows that a study estimates from, in full.
pub(crate) fn rows(out: &mut dyn Write, rows: &Rows, number: usize) -> io::Result<()> {
    let mut out = Writer::from_writer(out);
    let one = |truth: bool| u8::from(truth).to_string();
    match rows {
        Rows::Changes(rows) => {
            out.write_record(["before", "after"])?;
            for [before, after] in chosen(rows, number) {
                out.write_record([full(*before), full(*after)])?;
            }
        }
        Rows::Pairs(rows) => {
            out.write_record(["case_change", "control_change"])?;
            for [case, control] in chosen(rows, number) {
                out.write_record([full(*case), full(*control)])?;
            }
        }
        Rows::Panel { cases, controls } => {
            out.write_record(["unit", "period", "outcome", "exposed"])?;
            let cases = chosen(cases, number);
            let of_cases = cases.iter().map(|case| (&case.outcomes, case.from));
            let never = controls.iter().map(|outcomes| (outcomes, usize::MAX));
            for (unit, (outcomes, from)) in of_cases.chain(never).enumerate() {
                for (period, &outcome) in outcomes.iter().enumerate() {
                    let exposed = one(period >= from);
                    out.write_record([
                        unit.to_string(),
                        period.to_string(),
                        full(outcome),
                        exposed,
                    ])?;
                }
            }
        }
        Rows::Participants(rows) => {
            out.write_record(["practice", "before", "after", "allotted", "kept_to"])?;
            for (practice, person) in chosen(rows, number) {
                out.write_record([
                    practice.to_string(),
                    full(person.before),
                    full(person.after),
                    one(person.allotted),
                    one(person.kept_to),
                ])?;
            }
        }
        Rows::Units(units) => {
            out.write_record(["unit", "period", "outcome", "start"])?;
            for (unit, practice) in units.iter().enumerate() {
                for (period, &outcome) in practice.outcomes.iter().enumerate() {
                    let start = practice.start.map_or_else(String::new, |start| start.to_string());
                    out.write_record([unit.to_string(), period.to_string(), full(outcome), start])?;
                }
            }
        }
        Rows::Answers(answers) => {
            out.write_record(["outcome", "exposed", "after", "practice"])?;
            for answer in answers {
                out.write_record([
                    full(answer.outcome),
                    one(answer.exposed),
                    one(answer.after),
                    answer.practice.to_string(),
                ])?;
            }
        }
        Rows::Series { sums, people, before } => {
            out.write_record(["period", "outcome", "after"])?;
            for (period, sum) in sums.iter().enumerate() {
                let after = one(period >= *before);
                out.write_record([period.to_string(), full(sum / people), after])?;
            }
        }
    }
    out.flush()
}

fn chosen<T>(rows: &[Drawn<T>], number: usize) -> Vec<&T> {
    crate::studies::evaluation::taken::drawn(rows, number)
}

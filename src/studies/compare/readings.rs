//! Readings: what four designs say of the clients of one scheme, beside each other, where one arm has a
//! scheme and the other none. Naive before and after, and matched controls, see the arm with the scheme
//! alone; twins see the truth, in the first and in the second year and at moments after the referral. The
//! first two judge the model and are there where that was asked for.

use std::io::{self, Write};

use crate::model::kinds::Score;
use crate::report::number::written;
use crate::report::rows::Writer;
use crate::runs::{
    Difference, Followed, MONTHS, Moment, Replicate, Shown, Studies, TargetUse, Twins, published,
    ratio,
};
use crate::studies::compare::tables::difference_cells;
use crate::studies::compare::{Comparison, Pair};

const READINGS: [&str; 10] = [
    "scenario",
    "without",
    "reading",
    "measure",
    "value",
    "low90",
    "high90",
    "standard_error",
    "people",
    "replicates",
];

/// Names of the two measures of a year.
const VISITS: &str = "practice_visits_a_year";
const LIFE: &str = "life_satisfaction";

/// One reading of one measure.
struct Row {
    reading: String,
    measure: &'static str,
    found: Option<Difference>,
    /// Mean number of people over replicates.
    people: f64,
}

/// The arm with a scheme, and by what differences of twins are multiplied so that they tell of it.
struct Scheme<'a> {
    with: &'a str,
    without: &'a str,
    replicates: &'a [Replicate],
    turned: f64,
}

/// Which arm has a scheme, if one has and the other has not.
fn scheme<'a>(pair: &Pair<'a>) -> Option<Scheme<'a>> {
    let has = |replicates: &[Replicate]| {
        replicates.iter().any(|replicate| replicate.studies.referred.accepted() > 0)
    };
    let (base, other) = (pair.base, pair.other);
    let scheme = |with: &'a crate::report::Results<'a>,
                  without: &'a crate::report::Results<'a>,
                  turned| Scheme {
        with: with.scenario,
        without: without.scenario,
        replicates: with.replicates,
        turned,
    };
    match (has(base.replicates), has(other.replicates)) {
        (false, true) => Some(scheme(other, base, 1.0)),
        (true, false) => Some(scheme(base, other, -1.0)),
        _ => None,
    }
}

/// Every reading of every pair of which one arm has a scheme.
pub(crate) fn table(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(READINGS)?;
    for pair in comparison.pairs() {
        let Some(scheme) = scheme(&pair) else { continue };
        let seen = match pair.base.shown {
            Shown::All => studied(&scheme),
            Shown::Calibration => Vec::new(),
        };
        for row in seen.into_iter().chain(followed(&scheme, pair.twins)) {
            let names = [scheme.with, scheme.without, &row.reading, row.measure].map(str::to_owned);
            let cells = difference_cells(row.found, row.people, &pair);
            rows.write_record(names.into_iter().chain(cells))?;
        }
        for prior in published().iter().filter(|row| row.purpose == TargetUse::Prior) {
            rows.write_record([
                scheme.with,
                scheme.without,
                &format!("prior_{}", prior.id),
                &prior.name,
                &written(prior.published),
                &written(prior.low),
                &written(prior.high),
                "",
                "",
                "",
            ])?;
        }
    }
    rows.flush()
}

/// What studies of the arm with the scheme find.
fn studied(scheme: &Scheme<'_>) -> Vec<Row> {
    type Figure = fn(&Studies) -> Option<f64>;
    let naive: [(&str, Figure); 2] = [
        (VISITS, |studies| studies.clients.practice().map(|year| year.after - year.before)),
        (LIFE, |studies| studies.scores.gain(Score::LifeSatisfaction)),
    ];
    let matched: [(&str, Figure); 2] = [
        (VISITS, |studies| {
            let [cases, controls] = studies.matched.practice()?;
            Some(cases.after - cases.before - (controls.after - controls.before))
        }),
        (LIFE, |studies| studies.matched.life()),
    ];
    let people: i64 = scheme.replicates.iter().map(|it| it.studies.clients.people()).sum();
    let people = people as f64 / scheme.replicates.len().max(1) as f64;
    let row = |reading: &str, measure: &'static str, figure: Figure| {
        let each: Vec<f64> =
            scheme.replicates.iter().filter_map(|replicate| figure(&replicate.studies)).collect();
        Row { reading: reading.to_owned(), measure, found: Difference::of(&each), people }
    };
    let naive =
        naive.into_iter().map(|(measure, figure)| row("naive_before_after", measure, figure));
    let matched =
        matched.into_iter().map(|(measure, figure)| row("matched_control", measure, figure));
    naive.chain(matched).collect()
}

/// What twins say: the truth, for each client.
fn followed(scheme: &Scheme<'_>, twins: &[Twins]) -> Vec<Row> {
    type Figure = fn(&Followed, Moment) -> f64;
    let measures: [(&'static str, Figure); 2] =
        [(VISITS, Followed::visits), (LIFE, Followed::life)];
    let rows = Moment::every().flat_map(|moment| {
        measures.map(|(measure, figure)| {
            let people: Vec<f64> =
                twins.iter().map(|twins| twins.followed().people(moment) as f64).collect();
            let sums: Vec<f64> = twins
                .iter()
                .map(|twins| scheme.turned * figure(twins.followed(), moment))
                .collect();
            let count = people.len().max(1) as f64;
            let reading = match moment {
                Moment::FirstYear => "twins_year_1".to_owned(),
                Moment::SecondYear => "twins_year_2".to_owned(),
                Moment::Month(place) => format!("twins_month_{}", MONTHS[place]),
            };
            Row {
                reading,
                measure,
                found: ratio(&sums, &people),
                people: people.iter().sum::<f64>() / count,
            }
        })
    });
    rows.collect()
}

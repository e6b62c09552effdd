//! Twins, person by person: the table of who gained and who lost, and what it comes to for each
//! client and for everybody; after them what was spent and what came of it (`pounds`).

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::report::number::{full, short, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::{
    By, Difference, HORIZON, LIFE_CHANGED, Tally, Twins, VISITS_CHANGED, Whose, ratio,
};
use crate::studies::compare::pounds;
use crate::studies::compare::sentences::signed;
use crate::studies::compare::tables::difference_cells;
use crate::studies::compare::{Comparison, Pair};

const TWINS: [&str; 16] = [
    "scenario",
    "base",
    "whose",
    "from_week",
    "weeks",
    "discount_percent",
    "by",
    "group",
    "measure",
    "threshold",
    "value",
    "low90",
    "high90",
    "standard_error",
    "people",
    "replicates",
];

/// What is taken of a tally.
type Figure = fn(&Tally) -> f64;

/// What is taken of a group of twins, for each person in it.
const MEASURES: [(&str, Option<f64>, Figure); 6] = [
    ("life_satisfaction_years", None, Tally::life_years),
    ("practice_visits", None, Tally::visits),
    ("share_gained", Some(LIFE_CHANGED), |tally| tally.gained as f64),
    ("share_lost", Some(LIFE_CHANGED), |tally| tally.lost as f64),
    ("share_more_visits", Some(VISITS_CHANGED as f64), |tally| tally.more_visits as f64),
    ("share_fewer_visits", Some(VISITS_CHANGED as f64), |tally| tally.fewer_visits as f64),
];

/// Every group of twins with every measure, then what each pound came to.
pub(crate) fn table(out: &mut dyn Write, comparison: &Comparison<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(TWINS)?;
    for pair in comparison.pairs() {
        let groups: BTreeSet<_> = pair.twins.iter().flat_map(Twins::groups).collect();
        for (whose, by, group) in groups {
            for (measure, threshold, figure) in MEASURES {
                let found = each(&pair, (whose, by, group), figure);
                let names = [by.label().to_owned(), by.group(group), measure.to_owned()];
                let people = people(&pair, (whose, by, group));
                let when = (pair.from(), weeks(&pair, whose), 0.0);
                rows.write_record(row(&pair, (whose, when), names, threshold, found, people))?;
            }
        }
        let people = people(&pair, (Whose::Everybody, By::All, 0));
        for money in pounds::figures(&pair) {
            let from = pounds::span(&pair).map_or(0, |(from, _)| from);
            let names = [money.by, money.group, money.measure].map(str::to_owned);
            let when = (from, money.weeks, money.discount);
            rows.write_record(row(
                &pair,
                (Whose::Everybody, when),
                names,
                None,
                money.found,
                people,
            ))?;
        }
    }
    rows.flush()
}

/// Over how many weeks gains of these people are counted: of clients from their referral, of others
/// from the first week.
fn weeks(pair: &Pair<'_>, whose: Whose) -> usize {
    match whose {
        Whose::Clients => HORIZON as usize,
        _ => (pair.base.weeks() as i32 - pair.from()) as usize,
    }
}

/// From which week, over how many weeks, at which discount.
type When = (i32, usize, f64);

fn row(
    pair: &Pair<'_>,
    (whose, (from, weeks, discount)): (Whose, When),
    [by, group, measure]: [String; 3],
    threshold: Option<f64>,
    found: Option<Difference>,
    people: f64,
) -> Vec<String> {
    let mut row = vec![
        pair.other.scenario.to_owned(),
        pair.base.scenario.to_owned(),
        whose.label().to_owned(),
        from.to_string(),
        weeks.to_string(),
        full(discount),
        by,
        group,
        measure,
        written_or_empty(threshold),
    ];
    row.extend(difference_cells(found, people, pair));
    row
}

/// A measure for each person of a group, over the replicates: the ratio of the means, so that
/// a replicate with few people counts little.
fn each(
    pair: &Pair<'_>,
    (whose, by, group): (Whose, By, u8),
    figure: Figure,
) -> Option<Difference> {
    let tallies = pair.twins.iter().map(|twins| twins.tally(whose, by, group));
    let (sums, people): (Vec<f64>, Vec<f64>) = tallies
        .map(|tally| tally.map_or((0.0, 0.0), |tally| (figure(tally), tally.people as f64)))
        .unzip();
    ratio(&sums, &people)
}

/// What one group of clients gained, each, in the year from the referral.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientGain {
    /// By what the group is told apart.
    pub(crate) by: By,
    /// Which group of that.
    pub(crate) group: u8,
    /// Life-satisfaction years.
    pub(crate) life_years: Difference,
    /// Share who gained more than the threshold, and share who lost more.
    pub(crate) gained_and_lost: (f64, f64),
}

/// What clients gained by each of their groups, in the order of the groups. Groups of fewer than
/// twenty clients over all replicates are left out.
pub(crate) fn client_gains(pair: &Pair<'_>) -> Vec<ClientGain> {
    let groups: BTreeSet<_> = pair.twins.iter().flat_map(Twins::groups).collect();
    let clients = groups.into_iter().filter(|&(whose, ..)| whose == Whose::Clients);
    clients
        .filter(|&key| people(pair, key) * pair.twins.len() as f64 >= 20.0)
        .filter_map(|key| {
            let [life, _, gained, lost, ..] =
                MEASURES.map(|(_, _, figure)| each(pair, key, figure));
            Some(ClientGain {
                by: key.1,
                group: key.2,
                life_years: life?,
                gained_and_lost: (gained?.mean, lost?.mean),
            })
        })
        .collect()
}

/// People in a group, the mean over replicates.
fn people(pair: &Pair<'_>, (whose, by, group): (Whose, By, u8)) -> f64 {
    let count = |twins: &Twins| twins.tally(whose, by, group).map_or(0, |tally| tally.people);
    let all: i64 = pair.twins.iter().map(count).sum();
    all as f64 / pair.twins.len().max(1) as f64
}

/// Sentences on clients, others and everybody, then on the pound.
pub(crate) fn said_of(pair: &Pair<'_>) -> Vec<String> {
    let life: Figure = Tally::life_years;
    let around = |found: &Difference| {
        let interval = found.intervals(pair.students).map(|all| all[2]);
        interval.map_or_else(String::new, |(low, high)| {
            format!(" (95 % interval {} to {})", signed(low), signed(high))
        })
    };
    let mut lines = Vec::new();
    let share = |key, at: usize| {
        each(pair, key, MEASURES[at].2).map_or_else(String::new, |found| short(found.mean * 100.0))
    };
    for (whose, name) in [
        (Whose::Clients, "Each client, in the year from the referral"),
        (Whose::Others, "Everybody never referred, each, over all weeks"),
        (Whose::Everybody, "Everybody, each, over all weeks"),
    ] {
        let key = (whose, By::All, 0);
        let (Some(found), Some(visits)) = (each(pair, key, life), each(pair, key, Tally::visits))
        else {
            continue;
        };
        lines.push(format!(
            "{name}: {} life-satisfaction years{} and {} visits to the practice{}; {} % gain and \
             {} % lose more than {LIFE_CHANGED} years",
            signed(found.mean),
            around(&found),
            signed(visits.mean),
            around(&visits),
            share(key, 2),
            share(key, 3)
        ));
    }
    lines.extend(pounds::said(pair));
    lines
}

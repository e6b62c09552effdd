//! What the page says of loops, rival readings and archetypes.

use crate::report::number::short;
use crate::studies::theory::form::archetypes::Seen;
use crate::studies::theory::form::gain::Estimate;
use crate::studies::theory::form::loops::{LOOPS, Loop};
use crate::studies::theory::form::map::Sign;
use crate::studies::theory::form::rivals::{RIVALS, Rivals, Told, order, people_said};
use crate::studies::theory::form::{Measured, Shown, shown};
use crate::studies::theory::run::Finding;

/// A loop of the theory, as a row.
pub(crate) struct Turn {
    pub(crate) of: &'static Loop,
    pub(crate) sign: &'static str,
    pub(crate) path: String,
    pub(crate) claims: Vec<(&'static str, Option<Shown>)>,
    /// Its gain by all ways, its own, and how they are known.
    pub(crate) gain: [String; 3],
}

/// The loops, with their gains where they were measured.
pub(crate) fn turns(findings: &[Finding], form: &Measured) -> Vec<Turn> {
    let verdict =
        |id: &&'static str| (*id, findings.iter().find(|finding| finding.id == **id).map(shown));
    let one = |(number, of): (usize, &'static Loop)| {
        let gain = form.loops.get(number).map_or_else(
            || ["–".into(), "–".into(), "Not measured in this run.".into()],
            |gain| {
                let said =
                    |it: Option<_>| it.map_or_else(|| "–".to_owned(), |it: Estimate| it.said());
                [said(gain.whole), said(gain.own), gain.said.clone()]
            },
        );
        Turn {
            of,
            sign: match of.sign() {
                Some(Sign::Plus) => "reinforcing",
                Some(Sign::Minus) => "balancing",
                None if of.closed => "either way",
                None => "not closed",
            },
            path: of.path_said(),
            claims: of.claims.iter().map(verdict).collect(),
            gain,
        }
    };
    LOOPS.iter().enumerate().map(one).collect()
}

/// Two rival readings.
pub(crate) struct RivalsView<'a> {
    pub(crate) of: &'static Rivals,
    pub(crate) told: Vec<ToldRow<'a>>,
}

/// What one observation would say.
pub(crate) struct ToldRow<'a> {
    pub(crate) told: &'a Told,
    pub(crate) expected: [String; 2],
    pub(crate) apart: String,
    pub(crate) people: String,
}

/// Rival readings, the easiest observation first.
pub(crate) fn rivals(form: &Measured) -> Vec<RivalsView<'_>> {
    let one = |of: &'static Rivals| {
        let mut told: Vec<&Told> = form.rivals.iter().filter(|it| it.rivals == of.name).collect();
        told.sort_by(|a, b| order(a).total_cmp(&order(b)));
        RivalsView { of, told: told.into_iter().map(row).collect() }
    };
    RIVALS.iter().map(one).filter(|view| !view.told.is_empty()).collect()
}

fn row(told: &Told) -> ToldRow<'_> {
    let [apart, low, high] = told.apart;
    ToldRow {
        told,
        expected: told.expected.map(short),
        apart: format!("{} ({} to {})", short(apart), short(low), short(high)),
        people: people_said(told.people),
    }
}

/// A metric of the archetypes, in each of their scenarios.
pub(crate) struct ReadingRow<'a> {
    pub(crate) label: &'a str,
    pub(crate) unit: &'a str,
    /// The value; the difference to the baseline in words, with a mark where it is clear.
    pub(crate) cells: Vec<[String; 2]>,
}

/// The archetypes, metric by metric.
pub(crate) fn readings(form: &Measured) -> Vec<ReadingRow<'_>> {
    let Some(first) = form.archetypes.first() else { return Vec::new() };
    let cell = |seen: &Seen| {
        let value = seen.value.map_or_else(|| "–".to_owned(), short);
        let more = seen.more.map_or_else(String::new, |[more, low, high]| {
            let mark = match (low > 0.0, high < 0.0) {
                (true, _) => "▲ ",
                (_, true) => "▼ ",
                _ => "",
            };
            let sign = if more > 0.0 { "+" } else { "" };
            format!("{mark}{sign}{} ({} to {})", short(more), short(low), short(high))
        });
        [value, more]
    };
    let row = |(number, seen): (usize, &'_ Seen)| {
        let cells = form.archetypes.iter().map(|it| cell(&it.seen[number])).collect();
        (cells, seen.unit)
    };
    let rows = first.seen.iter().enumerate().map(row).zip(&first.seen);
    rows.map(|((cells, unit), seen)| ReadingRow { label: &seen.label, unit, cells }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_that_were_not_measured_say_so() {
        let turns = turns(&[], &Measured::default());
        assert_eq!(turns.len(), 18);
        assert!(turns.iter().all(|turn| turn.gain[2] == "Not measured in this run."));
        assert_eq!(turns[0].sign, "reinforcing");
    }
}

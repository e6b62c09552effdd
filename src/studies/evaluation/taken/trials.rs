//! Trials: persons who enrol are allotted by lot, or practices are.

use std::collections::BTreeMap;

use crate::model::world::Assigned;
use crate::runs::records::{Kind, Person, Records};
use crate::studies::evaluation::around::Around;
use crate::studies::evaluation::design::Estimator;
use crate::studies::evaluation::estimators::trial::Participant;
use crate::studies::evaluation::taken::{Drawn, Rows, Site, Sum, Taken, occasion};

/// The worlds: as seen, the mirror, everybody, nobody.
const MIRROR: usize = 1;
const ON: usize = 2;
const OFF: usize = 3;

pub(super) fn take(site: &Site<'_>) -> Taken {
    let when = site.design.when;
    let mut rows = Vec::new();
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for (number, person) in site.worlds[0].people().iter().enumerate() {
        let Some((week, assigned)) = person.case.enrolled else { continue };
        let (from, to) = (week - when.before, week + 1 + when.after);
        if !site.eligible(person, from, to) {
            continue;
        }
        let allotted = assigned == Assigned::TakenOn;
        let windows = |records: &Records, person: &Person| {
            let before = site.outcome(records, person, from, week)?;
            Some((before, site.outcome(records, person, week + 1, to)?))
        };
        if let Some((before, after)) = windows(&site.worlds[0], person) {
            let kept_to = allotted == came(person, to);
            let row = Participant { before, after, allotted, kept_to };
            let row = (site.practice(person), row);
            rows.push(Drawn { lot: site.lot(person, occasion::SAMPLE), row });
        }
        // Who did not enrol in the same week of the mirror has no twin who was allotted the other.
        let twin = site.twin(MIRROR, number);
        if twin.case.enrolled.map(|(week, _)| week) != Some(week) {
            continue;
        }
        let with = if allotted { person } else { twin };
        if site.design.estimator == Estimator::PerProtocol && !came(with, to) {
            continue;
        }
        let truth = |world: usize| {
            let (records, who) = (&site.worlds[world], site.twin(world, number));
            site.truth(records, who, week + 1, to)
        };
        let before = site.truth(&site.worlds[0], person, from, week).unwrap_or_default();
        let (Some(seen), Some(mirrored)) = (truth(0), truth(MIRROR)) else { continue };
        let apart = if allotted { seen - mirrored } else { mirrored - seen };
        own.take(apart, before);
        // Where these two worlds were not lived, nothing is said of interference.
        if site.worlds.len() > OFF
            && let (Some(on), Some(off)) = (truth(ON), truth(OFF))
        {
            interference.take(on - off - apart, before);
        }
    }
    Taken { rows: Rows::Participants(rows), own, interference, around: Around::default() }
}

/// Whether somebody had a contact before a week.
fn came(person: &Person, to: i32) -> bool {
    person.case.contacted.is_some_and(|contact| contact < to)
}

/// A trial of practices: those who were on a practice's list when it began, old enough and seen often enough.
pub(super) fn by_practice(site: &Site<'_>) -> Taken {
    let (when, who) = (site.design.when, site.design.who);
    let starts = site.starts();
    let (week, to) = (when.from, when.from + when.after);
    let from = week - when.before;
    let mut rows = Vec::new();
    let mut practices: BTreeMap<u32, [Sum; 2]> = BTreeMap::new();
    for (number, person) in site.worlds[0].people().iter().enumerate() {
        if !site.eligible(person, from, to)
            || site.worlds[0].visits(Kind::Practice, person, from, week) < who.visits_from
        {
            continue;
        }
        let allotted = starts[usize::from(person.practice)] == week;
        let practice = site.practice(person);
        let (before, after) = (
            site.outcome(&site.worlds[0], person, from, week),
            site.outcome(&site.worlds[0], person, week, to),
        );
        if let (Some(before), Some(after)) = (before, after) {
            let row = Participant { before, after, allotted, kept_to: true };
            let lot = site.lot(person, occasion::SAMPLE);
            rows.push(Drawn { lot, row: (practice, row) });
        }
        let truth =
            |world: usize| site.truth(&site.worlds[world], site.twin(world, number), week, to);
        if let (Some(seen), Some(mirrored), Some(on), Some(off)) =
            (truth(0), truth(MIRROR), truth(ON), truth(OFF))
        {
            let sums = practices.entry(practice).or_default();
            let apart = if allotted { seen - mirrored } else { mirrored - seen };
            sums[0].take(apart, 0.0);
            sums[1].take(on - off - apart, 0.0);
        }
    }
    // Practices count alike, as they do for the estimator.
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for [one, all] in practices.values() {
        own.take(one.apart / one.count, 0.0);
        interference.take(all.apart / all.count, 0.0);
    }
    Taken { rows: Rows::Participants(rows), own, interference, around: Around::default() }
}

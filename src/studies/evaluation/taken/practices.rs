//! Studies of practices and lists: a roll-out in steps, a survey taken twice, and a series of months.

use std::collections::BTreeMap;

use crate::runs::records::{Person, Records};
use crate::studies::evaluation::around::Around;
use crate::studies::evaluation::estimators::staggered::Unit;
use crate::studies::evaluation::estimators::survey::Answer;
use crate::studies::evaluation::taken::{MONTH, QUARTER, Rows, Site, Sum, Taken, occasion};

/// Life satisfaction at which as many answer as is said.
const MIDDLE: f64 = 7.0;

/// The mean of each practice in each quarter of the measured weeks, over those who were there throughout.
fn means(site: &Site<'_>, world: usize) -> BTreeMap<u8, Vec<f64>> {
    let records = &site.worlds[world];
    let quarters = records.end() / QUARTER;
    let mut sums: BTreeMap<u8, (f64, Vec<f64>)> = BTreeMap::new();
    for person in records.people() {
        if !site.eligible(person, 0, quarters * QUARTER) {
            continue;
        }
        let none = || (0.0, vec![0.0; quarters as usize]);
        let (count, all) = sums.entry(person.practice).or_insert_with(none);
        *count += 1.0;
        for (quarter, sum) in (0..quarters).zip(all) {
            let from = quarter * QUARTER;
            *sum += site.truth(records, person, from, from + QUARTER).unwrap_or_default();
        }
    }
    let mean = |(practice, (count, sums)): (u8, (f64, Vec<f64>))| {
        (practice, sums.into_iter().map(|sum| sum / count).collect())
    };
    sums.into_iter().map(mean).collect()
}

/// A roll-out: practices begin in steps; truth by practices that never would have.
pub(super) fn steps(site: &Site<'_>) -> Taken {
    let starts = site.starts();
    let [seen, never, all] = [0, 1, 2].map(|world| means(site, world));
    let first = site.design.starts.iter().copied().min();
    let mut units = Vec::new();
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for (practice, outcomes) in seen {
        let week = starts[usize::from(practice)];
        let start = (week < i32::MAX).then_some((week / QUARTER) as usize);
        for period in start.unwrap_or(outcomes.len())..outcomes.len() {
            let without = never[&practice][period];
            own.take(outcomes[period] - without, without);
            // Only the first to begin have had the scheme as long where all begin with them.
            if Some(week) == first {
                interference.take(all[&practice][period] - outcomes[period], without);
            }
        }
        units.push(Unit { outcomes, start });
    }
    Taken { rows: Rows::Units(units), own, interference, around: Around::default() }
}

/// A survey: some of the adults of each list are asked before the scheme comes to half of the practices, and
/// some after, drawn anew.
pub(super) fn survey(site: &Site<'_>) -> Taken {
    let when = site.design.when;
    let starts = site.starts();
    let waves =
        [(false, when.from - when.before, when.from), (true, when.from, when.from + when.after)];
    let mut answers = Vec::new();
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for (after, from, to) in waves {
        for (number, person) in site.worlds[0].people().iter().enumerate() {
            if !site.eligible(person, from, to) {
                continue;
            }
            let exposed = starts[usize::from(person.practice)] == when.from;
            if answers_in(site, &site.worlds[0], person, to)
                && let Some(outcome) = site.outcome(&site.worlds[0], person, from, to)
            {
                let practice = site.practice(person);
                answers.push(Answer { outcome, exposed, after, practice });
            }
            let truth =
                |world: usize| site.truth(&site.worlds[world], site.twin(world, number), from, to);
            if after
                && let (Some(seen), Some(mirrored), Some(on), Some(off)) =
                    (truth(0), truth(1), truth(2), truth(3))
            {
                let apart = if exposed { seen - mirrored } else { mirrored - seen };
                own.take(apart, 0.0);
                interference.take(on - off - apart, 0.0);
            }
        }
    }
    Taken { rows: Rows::Answers(answers), own, interference, around: Around::default() }
}

/// Whether somebody is asked and answers in the week before another.
fn answers_in(site: &Site<'_>, records: &Records, person: &Person, to: i32) -> bool {
    let asked = site.design.asked;
    if site.lot_of(to, person, occasion::ASKED) >= asked.asked {
        return false;
    }
    let life = records.life(person, to - 1).unwrap_or(MIDDLE);
    let chance = asked.answer
        * (1.0 - asked.deprived * person.fifth.gradient())
        * (1.0 + asked.satisfied * (life - MIDDLE));
    site.lot_of(to, person, occasion::ANSWERS) < chance
}

/// A series: visits of everybody who was there throughout, month by month, before and after all begin.
pub(super) fn series(site: &Site<'_>) -> Taken {
    let when = site.design.when;
    let (before, after) = (when.before / MONTH, when.after / MONTH);
    let first = when.from - before * MONTH;
    let months = before + after;
    let mut sums = vec![0.0; months as usize];
    let mut people = 0.0;
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for (number, person) in site.worlds[0].people().iter().enumerate() {
        if !site.eligible(person, first, first + months * MONTH) {
            continue;
        }
        people += 1.0;
        for (month, sum) in (0..months).zip(&mut sums) {
            let from = first + month * MONTH;
            let visits = site.outcome(&site.worlds[0], person, from, from + MONTH);
            *sum += visits.unwrap_or_default();
        }
        let (from, to) = (when.from, when.from + after * MONTH);
        let truth =
            |world: usize| site.truth(&site.worlds[world], site.twin(world, number), from, to);
        if let (Some(with), Some(without)) = (truth(0), truth(1)) {
            own.take(with - without, without);
            interference.take(0.0, without);
        }
    }
    Taken {
        rows: Rows::Series { sums, people, before: before as usize },
        own,
        interference,
        around: Around::default(),
    }
}

//! Studies of clients, where nobody decides who has the scheme: before and after, completers, matched controls,
//! and clients against people who are never referred.

use std::collections::BTreeMap;

use crate::model::world::{Assigned, Form};
use crate::runs::records::{Kind, Person};
use crate::studies::evaluation::around::Around;
use crate::studies::evaluation::design::{Clients, Covariate, Estimator};
use crate::studies::evaluation::estimators::matched::pairs;
use crate::studies::evaluation::taken::{
    Drawn, QUARTER, Quarters, Rows, Site, Sum, Taken, YEAR, occasion,
};
use crate::studies::evaluation::worlds::TENTHS;

/// A client of the study: who, and when.
struct Case {
    number: usize,
    week: i32,
}

pub(super) fn take(site: &Site<'_>) -> Taken {
    let cases = cases(site);
    let rows = match site.design.estimator {
        Estimator::MatchedControl => Rows::Pairs(matched(site, &cases)),
        Estimator::DifferenceInDifferences => difference(site, &cases),
        _ => {
            let row = |case: &Case| {
                let change = change(site, 0, case)?;
                Some(Drawn { lot: site.lot(person(site, case), occasion::SAMPLE), row: change })
            };
            Rows::Changes(cases.iter().filter_map(row).collect())
        }
    };
    let off = TENTHS + 1;
    let mut around = Around::new(site.design.when.before, site.design.when.after);
    let (mut own, mut interference) = (Sum::default(), Sum::default());
    for case in &cases {
        for kept in 1..=TENTHS {
            let twin = site.twin(kept, case.number);
            if twin.case.enrolled != Some((case.week, Assigned::Kept)) {
                continue;
            }
            let Some([before, with]) = truth(site, 0, case) else { continue };
            let (Some([_, without]), Some([_, nobody])) =
                (truth(site, kept, case), truth(site, off, case))
            else {
                continue;
            };
            own.take(with - without, before);
            interference.take(without - nobody, before);
            around_referral(site, &mut around, case, kept);
        }
    }
    Taken { rows, own, interference, around }
}

/// Adds a client and their twin in a world, where the design counts visits and both windows are in the records.
fn around_referral(site: &Site<'_>, around: &mut Around, case: &Case, kept: usize) {
    let (when, week) = (site.design.when, case.week);
    let (who, twin) = (person(site, case), site.twin(kept, case.number));
    let (from, to) = (week - when.before, week + 1 + when.after);
    let Some(kind) = site.design.outcome.kind() else { return };
    if who.there(from, to) && site.worlds[0].covers(from, to) {
        around.take(|from, to| {
            [(0, who), (kept, twin)].map(|(world, person)| {
                f64::from(site.worlds[world].visits(kind, person, week + from, week + to))
            })
        });
    }
}

fn person<'a>(site: &'a Site<'_>, case: &Case) -> &'a Person {
    &site.worlds[0].people()[case.number]
}

/// The quarters of the panel: first week, and how many there are before referrals begin and in all.
fn quarters(site: &Site<'_>) -> (i32, usize, usize) {
    let when = site.design.when;
    let (before, after) = (when.before / QUARTER, (when.until - when.from + when.after) / QUARTER);
    (when.from - before * QUARTER, before as usize, (before + after) as usize)
}

fn cases(site: &Site<'_>) -> Vec<Case> {
    let design = site.design;
    let when = design.when;
    let people = site.worlds[0].people().iter().enumerate();
    let case = |(number, person): (usize, &Person)| {
        let week = person.case.referred.filter(|week| (when.from..when.until).contains(week))?;
        let (mut from, mut to) = (week - when.before, week + 1 + when.after);
        if design.estimator == Estimator::DifferenceInDifferences {
            let (first, _, all) = quarters(site);
            (from, to) = (first, first + all as i32 * QUARTER);
        }
        let contacted = person.case.contacted.is_some_and(|contact| contact >= week);
        let wanted = design.who.clients == Clients::Referred || contacted;
        let visits = site.worlds[0].covers(from, to)
            && site.worlds[0].visits(Kind::Practice, person, week - when.before, week)
                >= design.who.visits_from;
        let complete =
            design.estimator != Estimator::Completers || person.case.last != Form::default();
        let all = wanted && visits && complete && site.eligible(person, from, to);
        all.then_some(Case { number, week })
    };
    people.filter_map(case).collect()
}

/// A client's outcome before and after, as the study sees it: visits in windows that leave out the week of the
/// referral, or the scores of the two forms.
fn change(site: &Site<'_>, world: usize, case: &Case) -> Option<[f64; 2]> {
    let who = site.twin(world, case.number);
    if site.design.outcome.kind().is_none() {
        let outcome = site.design.outcome;
        let [first, last] = [who.case.first, who.case.last].map(|form| outcome.on(form));
        return Some([f64::from(first?), f64::from(last?)]);
    }
    window(site, world, who, case.week)
}

/// The outcome of somebody in the windows before and after a week.
fn window(site: &Site<'_>, world: usize, who: &Person, week: i32) -> Option<[f64; 2]> {
    let (when, records) = (site.design.when, &site.worlds[world]);
    let before = site.outcome(records, who, week - when.before, week)?;
    Some([before, site.outcome(records, who, week + 1, week + 1 + when.after)?])
}

/// What twins of a client are compared by: at the last form where there is one, else over the window after.
fn truth(site: &Site<'_>, world: usize, case: &Case) -> Option<[f64; 2]> {
    let (when, records) = (site.design.when, &site.worlds[world]);
    let who = site.twin(world, case.number);
    let forms = matches!(site.design.estimator, Estimator::BeforeAfter | Estimator::Completers);
    let week = case.week;
    if site.design.outcome.kind().is_none() && forms {
        let seen = site.twin(0, case.number).case;
        site.design.outcome.on(seen.last)?;
        let closed = seen.closed.filter(|&closed| closed < who.to)?;
        let at = |week: i32| site.truth(records, who, week, week + 1);
        return Some([at(week)?, at(closed)?]);
    }
    if site.design.estimator == Estimator::DifferenceInDifferences {
        let (first, _, all) = quarters(site);
        let (from, to) = (exposed_from(site, week), first + all as i32 * QUARTER);
        let from = first + from as i32 * QUARTER;
        if from >= to {
            return None;
        }
        let before = site.truth(records, who, first, from)?;
        return Some([before, site.truth(records, who, from, to)?]);
    }
    let before = site.truth(records, who, week - when.before, week)?;
    Some([before, site.truth(records, who, week + 1, week + 1 + when.after)?])
}

fn matched(site: &Site<'_>, cases: &[Case]) -> Vec<Drawn<[f64; 2]>> {
    let (design, records) = (site.design, &site.worlds[0]);
    let when = design.when;
    let stratum = |person: &Person| (person.fifth, person.sex);
    let mut pool: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (number, person) in records.people().iter().enumerate() {
        if person.case.referred.is_none() && u32::from(person.age) >= design.who.age_from {
            pool.entry(stratum(person)).or_default().push(number);
        }
    }
    let like = |person: &Person, week: i32| -> Vec<f64> {
        let value = |covariate: &Covariate| match covariate {
            Covariate::Age => f64::from(person.age),
            Covariate::Conditions => f64::from(person.conditions),
            Covariate::Visits => {
                let visits = records.visits(Kind::Practice, person, week - when.before, week);
                f64::from(visits) * YEAR / f64::from(when.before)
            }
        };
        design.covariates.iter().map(value).collect()
    };
    let of_cases: Vec<Vec<f64>> =
        cases.iter().map(|case| like(person(site, case), case.week)).collect();
    let candidates = |at: usize| {
        let case = &cases[at];
        let week = case.week;
        let same = pool.get(&stratum(person(site, case))).map_or(&[][..], Vec::as_slice);
        let there = same.iter().filter_map(|&number| {
            let other = &records.people()[number];
            let there = other.there(week - when.before, week + 1 + when.after);
            there.then(|| (number, like(other, week)))
        });
        there.collect()
    };
    let found = pairs(&of_cases, records.people().len(), design.caliper, candidates);
    let row = |(case, control): (&Case, Option<usize>)| {
        let own = window(site, 0, person(site, case), case.week)?;
        let other = window(site, 0, &records.people()[control?], case.week)?;
        let lot = site.lot(person(site, case), occasion::SAMPLE);
        Some(Drawn { lot, row: [own[1] - own[0], other[1] - other[0]] })
    };
    cases.iter().zip(found).filter_map(row).collect()
}

/// The quarter after the one of a referral.
fn exposed_from(site: &Site<'_>, week: i32) -> usize {
    ((week - quarters(site).0) / QUARTER + 1) as usize
}

fn difference(site: &Site<'_>, cases: &[Case]) -> Rows {
    let records = &site.worlds[0];
    let (first, _, all) = quarters(site);
    let outcomes = |person: &Person| -> Option<Vec<f64>> {
        let quarter = |at: i32| {
            let from = first + at * QUARTER;
            site.outcome(records, person, from, from + QUARTER)
        };
        (0..all as i32).map(quarter).collect()
    };
    let row = |case: &Case| {
        let who = person(site, case);
        let row = Quarters { outcomes: outcomes(who)?, from: exposed_from(site, case.week) };
        Some(Drawn { lot: site.lot(who, occasion::SAMPLE), row })
    };
    let never = records.people().iter().filter(|person| {
        person.case.referred.is_none() && site.eligible(person, first, first + all as i32 * QUARTER)
    });
    Rows::Panel {
        cases: cases.iter().filter_map(row).filter(|case| case.row.from < all).collect(),
        controls: never.filter_map(outcomes).collect(),
    }
}

//! Where a pointer leads: somebody who is told of an organisation, by a professional or at reception,
//! and goes there alone, or finds that there is nothing to go to. The equations stand in the opening
//! of `signposting`.

use crate::model::kinds::Need;
use crate::model::mechanisms::community::connection::{fit, serves};
use crate::model::mechanisms::community::suits;
use crate::model::mechanisms::{log_odds, logistic};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::world::World;

/// Obstacles that are left for somebody who goes alone: all of them.
const ALL_OBSTACLES: f64 = 1.0;

/// First occasion of pointers among the draws of matching, after that of link work.
const POINTED: u8 = 1;

/// Match of the best place for a need that somebody knows of who points this person there, if there is
/// one that is open, has room and is not below what would be proposed. Counts the pointer.
pub fn leads_to(
    world: &World,
    person: usize,
    need: Need,
    knowledge: f64,
    occasion: u8,
    now: Now,
    seen: &mut Observations,
) -> Option<f64> {
    let found = best(world, person, need, knowledge, occasion, now);
    let nowhere = f64::from(u8::from(found.is_none()));
    seen.add_total(M::PointedNowhere, nowhere, 1.0);
    found
}

fn best(
    world: &World,
    person: usize,
    need: Need,
    knowledge: f64,
    occasion: u8,
    now: Now,
) -> Option<f64> {
    let Now { all, draws, .. } = now;
    let p = &all.connection;
    let (who, id) = (&world.people.fixed[person], person as u32);
    let leanings = suits::of_person(draws, id, world.people.generation[person]);
    let mut best: Option<(f64, f64)> = None;
    for (number, organisation) in world.organisations.iter().enumerate() {
        let queue = organisation.queue + organisation.client_queue;
        let serves = serves(need).contains(&organisation.offer);
        if !organisation.open() || !serves || organisation.free() <= queue {
            continue;
        }
        let [known, chance, ..] =
            draws.uniforms(Purpose::Match, Who(id), POINTED + occasion, number as u32);
        if known >= knowledge {
            continue;
        }
        let matched = fit::fit(all, who, organisation, ALL_OBSTACLES)
            * suits::suits(all, leanings, organisation);
        let value = matched + p.misjudgement * (1.0 - knowledge) * (2.0 * chance - 1.0);
        if matched >= p.smallest_fit && best.is_none_or(|(most, _)| value > most) {
            best = Some((value, matched));
        }
    }
    best.map(|(_, matched)| matched)
}

/// Chance that somebody with this activation, in points, goes where a pointer leads, from the chance at
/// the references, with the weight of ten points of activation.
#[must_use]
pub fn follows(all: &All, at_reference: f64, weight: f64, activation: f64, matched: f64) -> f64 {
    if at_reference <= 0.0 {
        return 0.0;
    }
    let tens = (activation - all.reference.activation_with_needs) / 10.0;
    let suits = all.connection.fit_weight * (matched - all.reference.fit);
    logistic(log_odds(at_reference) + weight * tens + suits)
}

/// Chance that the need ends of somebody who followed a pointer, from the chance at the reference of fit.
#[must_use]
pub fn helps(all: &All, at_reference: f64, matched: f64) -> f64 {
    (at_reference * matched / all.reference.fit).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, now, small_world};

    #[test]
    fn a_pointer_leads_nowhere_without_knowledge_room_or_an_open_door() {
        let mut all = baseline();
        all.connection.smallest_fit = 0.0;
        let (_, mut world) = small_world(all.clone());
        let host = &mut world.organisations[0];
        (host.offer, host.capacity) = (serves(Need::Loneliness)[0], 10);
        (host.visitors, host.queue) = (0, 0);
        world.organisations.truncate(1);
        let mut seen = Observations::new(1);
        seen.open(0);
        let mut find = |world: &World, knowledge| {
            leads_to(world, 3, Need::Loneliness, knowledge, 0, now(&all, 0), &mut seen)
        };
        assert!(find(&world, 1.0).is_some());
        assert!(find(&world, 0.0).is_none());
        world.organisations[0].visitors = 10;
        assert!(find(&world, 1.0).is_none());
        world.organisations[0].visitors = 0;
        world.organisations[0].closed = Some(-1);
        assert!(find(&world, 1.0).is_none());
    }

    #[test]
    fn a_pointer_is_followed_by_the_able_and_to_what_suits() {
        let all = baseline();
        let at = &all.reference;
        let go = |activation, matched| follows(&all, 0.2, 0.6, activation, matched);
        assert!((go(at.activation_with_needs, at.fit) - 0.2).abs() < 1e-12);
        assert!(go(80.0, at.fit) > 0.2 && go(80.0, at.fit) > go(80.0, 0.2));
        assert!(follows(&all, 0.0, 0.6, 80.0, 1.0).abs() < f64::EPSILON);
        assert!((helps(&all, 0.3, at.fit) - 0.3).abs() < 1e-12);
        assert!((helps(&all, 1.0, 1.0) - 1.0).abs() < 1e-12, "a chance is one at most");
    }
}

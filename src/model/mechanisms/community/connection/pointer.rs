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
use crate::model::world::{Organisation, World};

/// Obstacles that are left for somebody who goes alone: all of them.
const ALL_OBSTACLES: f64 = 1.0;

/// First occasion of pointers among the draws of matching, after that of link work.
const POINTED: u8 = 1;

/// Organisations that are open and serve each need, by number: as the week's visits find them.
#[derive(Clone, Debug)]
pub struct Serving([Vec<u32>; Need::COUNT]);

impl Serving {
    /// Those of the week at hand.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let open = |&(_, organisation): &(u32, &Organisation)| organisation.open();
        let open: Vec<_> = (0..).zip(&world.organisations).filter(open).collect();
        Self(std::array::from_fn(|need| {
            let serve = serves(Need::at(need));
            let of = open.iter().filter(|(_, organisation)| serve.contains(&organisation.offer));
            of.map(|&(number, _)| number).collect()
        }))
    }

    /// Those that serve a need.
    #[must_use]
    pub fn of(&self, need: Need) -> &[u32] {
        &self.0[need as usize]
    }
}

/// Match of the best place that somebody knows of who points this person there, of those that are open and
/// serve a need, if one has room and is not below what would be proposed. Counts the pointer.
pub fn leads_to(
    world: &World,
    serving: &[u32],
    person: usize,
    knowledge: f64,
    occasion: u8,
    now: Now,
    seen: &mut Observations,
) -> Option<f64> {
    let found = best(world, serving, person, knowledge, occasion, now);
    let nowhere = f64::from(u8::from(found.is_none()));
    seen.add_total(M::PointedNowhere, nowhere, 1.0);
    found
}

fn best(
    world: &World,
    serving: &[u32],
    person: usize,
    knowledge: f64,
    occasion: u8,
    now: Now,
) -> Option<f64> {
    let Now { all, draws, .. } = now;
    let p = &all.connection;
    let (who, id) = (&world.people.fixed[person], person as u32);
    let leanings = suits::of_person(draws, id, world.people.generation[person]);
    let mut best: Option<(f64, f64)> = None;
    for &number in serving {
        let organisation = &world.organisations[number as usize];
        if organisation.free() <= organisation.queue + organisation.client_queue {
            continue;
        }
        let [known, chance, ..] =
            draws.uniforms(Purpose::Match, Who(id), POINTED + occasion, number);
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
            let serving = Serving::new(world);
            let serving = serving.of(Need::Loneliness);
            leads_to(world, serving, 3, knowledge, 0, now(&all, 0), &mut seen)
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

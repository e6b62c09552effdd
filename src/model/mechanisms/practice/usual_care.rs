//! Usual care: services that people reach from general practice without a link worker, so that a scheme
//! is not credited with what others do. Clients of link workers wait in the same queues for the same
//! places (`connection`, `statutory`).
//!
//! ```text
//! answers      low mood: mental-health services if severe, else the practitioner of the practice; housing: the
//!              housing service; caring and practical needs: social care
//! referred     at a visit at which a need is recognised (`referral`), by somebody who neither waits for a service
//!              nor is seen by one: of the needs that are not hidden and that a service answers for, each as
//!              likely, one, with chance referred_share of the service, x offered_ratio if the scheme is offered at
//!              this visit
//! waits        as long as the service's wait says when they join (`statutory`); gives up with chance lost_per_week
//! seen         when the wait is over and a place is free, those first whose wait was over first, ties by lot; for
//!              participation.service_weeks at most
//! helped       with chance participation.service_resolution_per_week: the need is taken down a step (`relapse`),
//!              and the service is done with it; so it is when the need ends by itself
//! ```
//!
//! A person is in the care of one service at a time. Nothing here asks whether there is a scheme, but for
//! `offered_ratio`.
//!
//! **Claims.** A126, A144, A204 (waits of services), A053 (what practices can do without the scheme).
//! **Evidence.** NHS Talking Therapies: 1.83 million referrals and 1.26 million people who entered treatment in
//! 2023-24, of 57 million (recalled), half of those who finish recover. Two million new requests for adult social
//! care in 2022-23, most not from practices (recalled). Numbers by practitioner, and chances of a referral, are
//! assumed within these.

use crate::model::kinds::{Need, Service};
use crate::model::mechanisms::practice::referral::Considered;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Care, CareStage, Needs, Place, Request, Severity, World};

parameters! {
    /// Services that people reach without a link worker.
    Parameters {
        /// Share of the recognised needs that a service answers for which the practice refers there.
        referred_share: Share [0.0, 1.0] by Service "A126 A204";
        /// Referrals to services of people who are offered the scheme at the same visit, against those of
        /// others.
        offered_ratio: Ratio [0.0, 2.0] "";
        /// Chance a week that somebody who waits for a service gives up.
        lost_per_week: Share [0.0, 1.0] "A204";
    }
}

/// Occasions of draws of one person and week.
mod occasion {
    /// Whether somebody who waits gives up.
    pub(super) const LOST: u8 = 120;
    /// Order of those whose wait was over in the same week.
    pub(super) const ORDER: u8 = 121;
    /// Whether the service ends the need.
    pub(super) const HELPED: u8 = 122;
}

/// The service that practices refer to for a need.
#[must_use]
pub fn service_for(needs: Needs, need: Need) -> Option<Service> {
    match (need, needs.severity(need)) {
        (_, Severity::Absent) => None,
        (Need::LowMood, Severity::Present) => Some(Service::Practitioner),
        _ => need.service(),
    }
}

/// Refers somebody with a recognised need to a service, or does not.
pub fn refer(
    world: &mut World,
    visit: Request,
    considered: Considered,
    now: Now,
    seen: &mut Observations,
) {
    let Now { all, week, draws, .. } = now;
    let p = &all.usual_care;
    let person = visit.person as usize;
    let [sent, which, ..] =
        draws.uniforms(Purpose::UsualCare, Who(visit.person), visit.cause as u8, 0);
    let ratio = if considered == Considered::Offered { p.offered_ratio } else { 1.0 };
    // Whatever the service, such a lot sends nobody.
    if p.referred_share.iter().all(|share| sent >= share * ratio)
        || world.care.contains_key(&visit.person)
        || with_a_service(world, person)
    {
        return;
    }
    let needs = world.people.needs[person];
    let open: Vec<(Need, Service)> = needs
        .iter()
        .filter(|&need| !needs.hides(need))
        .filter_map(|need| Some((need, service_for(needs, need)?)))
        .collect();
    let Some(&(need, service)) = open.get((which * open.len() as f64) as usize) else { return };
    if sent >= p.referred_share[service as usize] * ratio {
        return;
    }
    seen.count(M::UsualCareReferred, world.people.fixed[person].fifth);
    let until = week + world.services[service as usize].wait.ceil() as i32;
    world.refer_to_service(visit.person, Care { need, service, stage: CareStage::Waits, until });
}

/// Whether a client waits for a service or is seen by one.
fn with_a_service(world: &World, person: usize) -> bool {
    world.people.client_row(person).is_some_and(|row| {
        matches!(world.clients[row].place, Place::ServiceQueue { .. } | Place::ServiceUse { .. })
    })
}

/// A week of the services: who is helped, who gives up, and who is seen next.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, draws, week, .. } = now;
    let cared_for: Vec<(u32, Care)> =
        world.care.iter().map(|(&person, &care)| (person, care)).collect();
    for (person, care) in cared_for {
        let id = Who(person);
        let over = !world.people.needs[person as usize].has(care.need);
        let happens = |chance, occasion| draws.happens(chance, Purpose::UsualCare, id, occasion);
        let is_seen = care.stage == CareStage::Seen;
        let helped = is_seen
            && !over
            && happens(all.participation.service_resolution_per_week, occasion::HELPED);
        if helped {
            world.people.needs[person as usize].help(care.need);
            seen.count(M::UsualCareHelped, world.people.fixed[person as usize].fifth);
        }
        let lost = !is_seen && happens(all.usual_care.lost_per_week, occasion::LOST);
        if helped || over || lost || (is_seen && care.until <= week) {
            world.end_care(person);
        }
    }
    next(world, now, seen);
}

/// Gives free places to those whose wait is over, clients of link workers among them.
fn next(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, draws, week, .. } = now;
    let lot = |person: u32| draws.uniform(Purpose::UsualCare, Who(person), occasion::ORDER, 0);
    let mut due: [Vec<(i32, f64, u32)>; Service::COUNT] = Default::default();
    for (&person, care) in &world.care {
        if care.stage == CareStage::Waits && care.until <= week {
            due[care.service as usize].push((care.until, lot(person), person));
        }
    }
    for &row in &world.in_touch {
        let client = &world.clients[row];
        if let Place::ServiceQueue { service, until } = client.place
            && until <= week
        {
            due[service as usize].push((until, lot(client.person), client.person));
        }
    }
    for (&service, mut due) in Service::ALL.iter().zip(due) {
        due.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let free = world.services[service as usize].free();
        let until = week + all.participation.service_weeks as i32;
        for &(_, _, person) in due.iter().take(free as usize) {
            if world.care.contains_key(&person) {
                seen.count(M::UsualCareStarts, world.people.fixed[person as usize].fifth);
            }
            world.be_seen_by_service(person, service, until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Cause;
    use crate::model::mechanisms::tests::{baseline, now, small_world};
    use crate::model::parameters::Parameters;
    use crate::model::world::Staff;

    /// Three people with a severe low mood that nobody hides, and parameters under which all who are
    /// recognised are referred, nobody gives up and the service always helps.
    fn three() -> (Parameters, World, [u32; 3]) {
        let mut all = baseline();
        all.usual_care.referred_share = [1.0; Service::COUNT];
        all.usual_care.lost_per_week = 0.0;
        all.participation.service_resolution_per_week = 1.0;
        let (_, mut world) = small_world(all.clone());
        let people = [3, 5, 8];
        for person in people {
            let mut needs = Needs::default();
            needs.start(Need::LowMood, Severity::Severe, false);
            world.people.needs[person as usize] = needs;
        }
        (all, world, people)
    }

    fn visit(person: u32) -> Request {
        Request { person, cause: Cause::SocialNeed, staff: Staff::Gp }
    }

    #[test]
    fn who_is_referred_waits_for_a_place_and_is_helped_one_step() {
        let (all, mut world, people) = three();
        let mental = Service::MentalHealth as usize;
        (world.services[mental].wait, world.services[mental].places) = (2.0, 1);
        let mut seen = Observations::new(20);
        for person in people {
            refer(&mut world, visit(person), Considered::PassedOver, now(&all, 0), &mut seen);
            refer(&mut world, visit(person), Considered::PassedOver, now(&all, 0), &mut seen);
        }
        assert_eq!((world.care.len(), world.services[mental].joined), (3, 3), "once each");
        let mut done = Vec::new();
        for week in 1..8 {
            step(&mut world, now(&all, week), &mut seen);
            assert!(world.services[mental].seen <= 1, "one place");
            done.push(3 - world.care.len());
        }
        // The wait is over in week 2; each is seen for a week.
        assert_eq!(done, [0, 0, 1, 2, 3, 3, 3]);
        for person in people {
            let needs = world.people.needs[person as usize];
            assert_eq!(needs.severity(Need::LowMood), Severity::Present);
            assert!(needs.is_held(Need::LowMood));
        }
        assert_eq!(world.services[mental].seen, 0);
    }

    #[test]
    fn an_offer_may_stand_in_for_a_referral_and_a_need_that_ends_ends_the_care() {
        let (mut all, mut world, people) = three();
        all.usual_care.offered_ratio = 0.0;
        let mut seen = Observations::new(20);
        refer(&mut world, visit(people[0]), Considered::Offered, now(&all, 0), &mut seen);
        assert!(world.care.is_empty());
        refer(&mut world, visit(people[0]), Considered::PassedOver, now(&all, 0), &mut seen);
        assert_eq!(world.care[&people[0]].service, Service::MentalHealth);
        world.people.needs[people[0] as usize].end(Need::LowMood);
        step(&mut world, now(&all, 1), &mut seen);
        assert!(world.care.is_empty());
    }

    #[test]
    fn the_service_follows_need_and_severity() {
        let mut needs = Needs::default();
        assert_eq!(service_for(needs, Need::Housing), None);
        needs.start(Need::LowMood, Severity::Present, false);
        needs.start(Need::Housing, Severity::Present, false);
        needs.start(Need::Money, Severity::Severe, false);
        assert_eq!(service_for(needs, Need::LowMood), Some(Service::Practitioner));
        assert_eq!(service_for(needs, Need::Housing), Some(Service::Housing));
        assert_eq!(service_for(needs, Need::Money), None);
    }
}

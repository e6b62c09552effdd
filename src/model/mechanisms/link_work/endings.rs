//! Endings and what follows: dependency, returns to the GP, advice visits, the open door.
//!
//! ```text
//! a session    D <- D + G x T x (1 - L) x (1 - tie_moderation x (bonding + bridging) / 2) x (1 - D),
//!              G = dependency_gain, and referred_dependency more unless the person came by themselves;
//!              T = trust in the link worker, L = limits that the worker keeps
//! after        off the caseload D -> 0 by dependency_half_life; taking part in a group lowers it too
//!              (`participation`)
//! planned      with chance planned_share when goals are met or the sessions are used up; otherwise abrupt
//! returns      in the return_weeks after an ending: visits to the GP with chance 1 - exp(-rate) a week,
//!              rate = returns_per_week x D x trust in the GP x (1 - planned_effect, if planned)
//! advice       in the advice_weeks from the first contact, with a long-term condition and a gain of activation
//!              since then above one point: chance 1 - exp(-rate) a week,
//!              rate = advice_per_week x gain / 10 x (advice_floor + (1 - advice_floor) x hope)
//! open door    somebody whose goals were met or whose sessions were used up, and who would ask the practice
//!              because of a need, goes to a link worker's list instead: chance open_door x referral.open x T
//! ```
//!
//! **Claims.** A032-A038 (dependency, boundaries, endings, open door), A050, A052 (self-care advice),
//! A080 (help may raise visits at first), A145 (boundaries need options).
//! **Evidence.** Directions: Tierney 2020, Turk 2024. Sizes assumed, swept.

use crate::model::kinds::{Cause, Pathway, Resource};
use crate::model::mechanisms::{chance, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Contact, Ending, NEVER, Request, Route, Staff, World};

parameters! {
    /// Endings of support.
    Parameters {
        /// Share of endings of support that are prepared from the start.
        planned_share: Share [0.0, 1.0] "A037";
        /// Share of returns to the GP that a prepared ending prevents.
        planned_effect: Share [0.0, 1.0] "A037";
        /// Share of what is missing to full dependency won in a session of full trust, without limits and
        /// other ties.
        dependency_gain: Share [0.0, 1.0] "A033";
        /// Share of the gain in dependency that full ties with other people take away.
        tie_moderation: Share [0.0, 1.0] "A033 A034 A035";
        /// Half-life of dependency on the link worker once contact stops.
        dependency_half_life: Weeks [1.0, 520.0] "A036";
        /// Share of dependency on the link worker that full ties take away in a week of taking part in a
        /// group.
        dependency_loss_with_ties: Share [0.0, 1.0] "A034";
        /// What is added to the gain in dependency of clients whom a professional referred.
        referred_dependency: Share [0.0, 0.5] "A019";
        /// Returns to the GP in a week after an abrupt ending, at full dependency and full trust in the GP.
        returns_per_week: PerWeek [0.0, 5.0] "A036";
        /// Weeks after the end of support in which people return to the GP.
        return_weeks: Weeks [0.0, 104.0] "A036";
        /// Advice visits to the GP in a week for ten points of activation gained, with a long-term condition
        /// and full hope.
        advice_per_week: PerWeek [0.0, 5.0] "A050 A052";
        /// Weeks from the first contact with a link worker in which people who gained activation seek
        /// advice.
        advice_weeks: Weeks [0.0, 2600.0] "A050";
        /// Advice visits to the GP of somebody without hope, as a share of those of somebody with full hope.
        advice_floor: Share [0.0, 1.0] "A052";
        /// Share of former clients with full trust who go back to the link worker when a need would bring
        /// them to the practice.
        open_door: Share [0.0, 1.0] "A038";
    }
}

/// Points of activation below which nothing was gained that a person would notice.
const LEAST_GAIN: f64 = 1.0;

impl Parameters {
    /// Share of what is missing to full dependency that a session adds.
    fn gain(&self, route: Route, trust: f64, limits: f64, ties: f64) -> f64 {
        let referred = if route == Route::Self_ { 0.0 } else { self.referred_dependency };
        (self.dependency_gain + referred)
            * trust
            * (1.0 - limits)
            * (1.0 - self.tie_moderation * ties)
    }

    /// Rate a week of advice visits after a gain of this many points of activation.
    fn advice_rate(&self, gained: f64, hope: f64) -> f64 {
        self.advice_per_week * gained / 10.0
            * (self.advice_floor + (1.0 - self.advice_floor) * hope)
    }
}

/// A week of everybody who has or had a link worker.
pub fn step(world: &mut World, now: Now) {
    let Now { all, week, draws, .. } = now;
    let p = &all.endings;
    let fade = weekly(p.dependency_half_life);
    for row in 0..world.clients.len() {
        let client = &mut world.clients[row];
        if client.first_contact == NEVER || client.gone() {
            continue;
        }
        let id = Who(client.person);
        let person = client.person as usize;
        let worker = world.posts[client.post as usize].worker();
        if let (Contact::Session { .. }, Some(worker)) = (client.contact, worker) {
            let capital = &world.people.slow[person].capital;
            let ties = f64::midpoint(
                capital[Resource::Bonding as usize].share(),
                capital[Resource::Bridging as usize].share(),
            );
            let gain = p.gain(client.route, client.trust_worker, worker.limits, ties);
            client.lean(gain);
        } else if !client.pathway.on_caseload() {
            client.stand_alone(fade);
        }
        let ended = matches!(client.ending, Ending::Planned | Ending::Unplanned)
            && !client.pathway.on_caseload();
        if ended && f64::from(week - client.since) <= p.return_weeks {
            let kept = if client.ending == Ending::Planned { 1.0 - p.planned_effect } else { 1.0 };
            let rate = p.returns_per_week * client.dependency * kept * client.trust_gp;
            if draws.happens(chance(rate), Purpose::ClientVisit, id, 0) {
                world.desk.pending.push(Request {
                    person: id.0,
                    cause: Cause::Return,
                    staff: Staff::Gp,
                });
            }
        }
        let gained = world.people.slow[person].activation.share() * 100.0 - client.entry_activation;
        let conditions = world.people.fixed[person].conditions;
        let early = f64::from(week - client.first_contact) < p.advice_weeks;
        if conditions > 0 && gained > LEAST_GAIN && early {
            let rate = p.advice_rate(gained, client.hope);
            if draws.happens(chance(rate), Purpose::ClientVisit, id, 1) {
                world.desk.pending.push(Request {
                    person: id.0,
                    cause: Cause::SelfCare,
                    staff: Staff::Gp,
                });
            }
        }
    }
}

/// Whether somebody who is about to ask for an appointment goes back to the link worker instead.
pub fn returns_by_open_door(
    world: &mut World,
    person: usize,
    now: Now,
    seen: &mut Observations,
) -> bool {
    let Now { all, week, draws, .. } = now;
    let Some(row) = world.people.client_row(person) else { return false };
    let client = &world.clients[row];
    let former = matches!(client.pathway, Pathway::GoalsMet | Pathway::SessionLimit);
    let practice = world.people.fixed[person].practice;
    let chance = all.endings.open_door * all.referral.open * client.trust_worker;
    if !former || !draws.happens(chance, Purpose::ClientVisit, Who(person as u32), 2) {
        return false;
    }
    let lot = draws.uniform(Purpose::Route, Who(person as u32), 1, 0);
    let Some(post) = world.choose_post(all, practice, lot) else { return false };
    world.clients[row].come_back(post);
    seen.count(M::Reopened, world.people.fixed[person].fifth);
    world.move_client(row, Pathway::Waiting, week, seen);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn dependency_comes_of_trust_and_is_held_back_by_limits_and_ties() {
        let mut p = baseline().endings;
        p.referred_dependency = 0.1;
        let gain = |route, trust, limits, ties| p.gain(route, trust, limits, ties);
        assert!((gain(Route::Self_, 1.0, 0.0, 0.0) - p.dependency_gain).abs() < 1e-12);
        assert!(gain(Route::Clinician, 1.0, 0.0, 0.0) > gain(Route::Self_, 1.0, 0.0, 0.0));
        assert!(gain(Route::Self_, 1.0, 0.5, 0.5) < gain(Route::Self_, 1.0, 0.0, 0.5));
        assert!(gain(Route::Self_, 1.0, 1.0, 0.0).abs() < 1e-12);
    }

    #[test]
    fn advice_grows_with_what_was_gained_and_with_hope() {
        let p = baseline().endings;
        assert!((p.advice_rate(10.0, 1.0) - p.advice_per_week).abs() < 1e-12);
        let hopeless = p.advice_rate(20.0, 0.0);
        assert!((hopeless - 2.0 * p.advice_floor * p.advice_per_week).abs() < 1e-12);
    }
}

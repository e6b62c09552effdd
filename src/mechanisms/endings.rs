//! Endings and what follows: dependency, returns to the GP, advice visits, the open door.
//!
//! dependency   D <- D + gain x trust x (1 - boundary) x (1 - moderation x other ties) x (1 - D) a session; fades
//! returns      chance a week x D x (1 - planning if planned), for some weeks after the end
//! advice       chance a week x activation gained / 10 x long-term condition
//! open door    a former client with a need who would ask the GP goes to the worker instead
//!
//! **Claims.** A032-A038 (dependency, boundaries, endings, open door), A050, A052 (self-care advice),
//! A080 (help may raise visits at first), A145 (boundaries need options).
//! **Evidence.** Directions: Tierney 2020, Turk 2024. Sizes assumed, swept.

use crate::axes::{Cause, Pathway, Resource};
use crate::mechanisms::{chance, lowered, raised, weekly};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Contact, Ending, NEVER, Request, Staff, World};

parameters! {
    /// Endings of support.
    Parameters {
        /// Share of endings that are prepared from the start.
        planned_share: Share [0.0, 1.0] "A037";
        /// Share of returns that a prepared ending prevents.
        planned_effect: Share [0.0, 1.0] "A037";
        /// Dependency won in a session of full trust, without boundaries and ties.
        dependency_gain: Share [0.0, 1.0] "A033";
        /// Share of that gain that full ties of other kinds take away.
        tie_moderation: Share [0.0, 1.0] "A033 A034 A035";
        /// Half-life of dependency once contact stops.
        dependency_half_life: Weeks [1.0, 520.0] "A036";
        /// Share of dependency that full community ties take away in a week.
        dependency_loss_with_ties: Share [0.0, 1.0] "A034";
        /// Further dependency of those whom a professional referred.
        referred_dependency: Share [0.0, 0.5] "A019";
        /// Returns to the GP in a week, at full dependency after an abrupt ending.
        returns_per_week: PerWeek [0.0, 5.0] "A036";
        /// Weeks after an ending in which people return.
        return_weeks: Weeks [0.0, 104.0] "A036";
        /// Advice visits in a week for ten points of activation gained, with a long-term condition.
        advice_per_week: PerWeek [0.0, 5.0] "A050 A052";
        /// Share of former clients with full trust who use the open door when a need brings them.
        open_door: Share [0.0, 1.0] "A038";
    }
}

/// A week of everybody who has or had a link worker.
pub fn step(world: &mut World, all: &All, week: i32, draws: WeekDraws) {
    let p = &all.endings;
    let fade = weekly(p.dependency_half_life);
    for row in 0..world.clients.len() {
        let client = &mut world.clients[row];
        if client.first_contact == NEVER {
            continue;
        }
        let id = Who(client.person);
        let person = client.person as usize;
        if matches!(client.contact, Contact::Session { .. }) {
            let boundary =
                world.posts[client.post as usize].worker().map_or(0.5, |worker| worker.limits);
            let capital = &world.people.slow[person].capital;
            let ties = 0.5
                * (capital[Resource::Bonding as usize].share()
                    + capital[Resource::Bridging as usize].share());
            let referred = if client.route == crate::world::Route::Self_ {
                0.0
            } else {
                p.referred_dependency
            };
            let gain = (p.dependency_gain + referred)
                * client.trust_worker
                * (1.0 - boundary)
                * (1.0 - p.tie_moderation * ties);
            client.dependency = raised(client.dependency, gain);
        } else if !client.pathway.on_caseload() {
            client.dependency = lowered(client.dependency, fade);
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
        if conditions > 0 && gained > 1.0 && week - client.first_contact < 104 {
            let rate = p.advice_per_week * gained / 10.0 * (0.5 + 0.5 * client.hope);
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
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) -> bool {
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
    let client = &mut world.clients[row];
    client.begin_spell();
    client.post = post as u8;
    client.momentum = 1.0;
    seen.count(M::Reopened, world.people.fixed[person].fifth);
    world.move_client(row, Pathway::Waiting, week, seen);
    true
}

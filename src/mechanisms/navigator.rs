//! Care navigators: existing reception staff who give one brief contact. No tie can grow; a
//! pointer is enough only for those who are confident and able.
//!
//! contact    share of visits at which reception picks the need up x coverage
//! uptake     logit = base + activation + skill + explanation; then the person finds a group alone
//!
//! **Claims.** A018, A043, A053 (a pointer suits the able), A229-A236 (what reception can and cannot do).
//! **Evidence.** Little literature (Tierney 2020): sizes assumed. 14 % of accepted referrals are
//! taken to be handled by such roles at first.

use crate::axes::{Need, Pathway};
use crate::mechanisms::{log_odds, logistic};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Membership, Staff, World};

parameters! {
    /// Care navigators at reception.
    Parameters {
        /// Share of practices' contacts that navigators cover.
        coverage: Share [0.0, 1.0] "A229";
        /// Share of social needs that reception picks up in passing, at three minutes.
        picked_up: Share [0.0, 1.0] "A231";
        /// Minutes a contact lasts, over three.
        minutes_ratio: Ratio [0.1, 30.0] "A231 A232";
        /// Training in communication.
        training: Share [0.0, 1.0] "A233";
        /// Extent to which the offer of non-medical help is explained.
        explanation: Share [0.0, 1.0] "A230";
        /// Fixed points of the day for changing role.
        fixed_switch: Share [0.0, 1.0] "A234";
        /// Share of pointers followed at 55 points of activation.
        followed: Share [0.0, 1.0] "A053 A232";
        /// Weight of ten points of activation in following a pointer.
        activation_weight: LogOdds [0.0, 5.0] "A043 A053";
        /// Share of followed pointers after which the need ends.
        resolved: Share [0.0, 1.0] "A053";
    }
}

/// Brief contacts of this week: at the desk, and with referrals handled outside link work.
pub fn step(world: &mut World, all: &All, week: i32, draws: WeekDraws, seen: &mut Observations) {
    let p = &all.navigator;
    let role = 0.7 + 0.3 * p.fixed_switch;
    let picks = p.coverage
        * (p.picked_up * libm::sqrt(p.minutes_ratio) * role * (0.8 + 0.4 * p.training)).min(1.0);
    let visits = std::mem::take(&mut world.desk.visits);
    if picks > 0.0 {
        for visit in visits.iter().filter(|visit| visit.staff == Staff::Other) {
            let person = visit.person as usize;
            let needs = world.people.needs[person];
            let open = needs.iter().any(|need| !needs.hides(need));
            let occasion = visit.cause as u8;
            if world.people.fixed[person].adult()
                && open
                && draws.happens(picks, Purpose::Navigator, Who(visit.person), occasion)
            {
                contact(world, person, all, draws, occasion, seen);
            }
        }
    }
    world.desk.visits = visits;
    // Referrals that went elsewhere get their one contact in the week after.
    for row in 0..world.clients.len() {
        let client = &world.clients[row];
        if client.pathway == Pathway::Elsewhere && client.since == week - 1 {
            contact(world, client.person as usize, all, draws, 9, seen);
        }
    }
}

fn contact(
    world: &mut World,
    person: usize,
    all: &All,
    draws: WeekDraws,
    occasion: u8,
    seen: &mut Observations,
) {
    let p = &all.navigator;
    let who = world.people.fixed[person];
    seen.count(M::NavigatorContacts, who.fifth);
    let activation = world.people.slow[person].activation.share() * 100.0;
    let odds = log_odds(p.followed)
        + p.activation_weight * (activation - 55.0) / 10.0
        + (p.training - 0.5)
        + (p.explanation - 0.5);
    let [follows, resolves, which, joins] =
        draws.uniforms(Purpose::Navigator, Who(person as u32), 10 + occasion, 0);
    if follows >= logistic(odds) {
        return;
    }
    let needs = world.people.needs[person];
    let open: Vec<Need> = needs.iter().filter(|&need| !needs.hides(need)).collect();
    let Some(&need) = open.get((which * open.len() as f64) as usize) else { return };
    world.desk.touched.push(person as u32);
    if resolves < p.resolved {
        world.people.needs[person].end(need);
    }
    if matches!(need, Need::Loneliness | Need::Lifestyle) && joins < who.traits().affiliation {
        world.people.membership[person] = Membership::Member;
    }
}

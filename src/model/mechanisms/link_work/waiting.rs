//! Waiting for a first contact: momentum and trust fade with the wait; a call renews them; some
//! people are lost.
//!
//! ```text
//! referred     M = 1: momentum at the accepted referral
//! a week       M <- M - momentum_loss_per_week x M
//! first week   with chance outreach_share the link worker calls: M <- M + outreach_gain x (1 - M)
//! lost         from the first week on, chance 1 - exp(-rate) a week,
//!              rate = loss_per_month / (52 / 12) x exp(momentum_weight x (ref.momentum_waiting - M))
//!                     x (1 - buy_in_weight x (B - ref.buy_in_waiting)), B = buy-in
//! memory       wait of a practice -> mean weeks waited by those on its lists, 0 when there is nobody,
//!              by memory_half_life
//! ```
//!
//! What a week on the list and a call do to trust and buy-in stands in `trust`.
//!
//! **Claims.** A013 (queues cost impetus), A014 (and trust), A017 (outreach), A117 (spread over many
//! practices lengthens queues).
//! **Evidence.** Median wait 3 weeks (1-12) and a loss of 6 % a month (3-12 %) are assumed; non-
//! attendance rises with the wait (IAPT, Loumidis). 76 % of accepted referrals reach a first contact.

use crate::model::kinds::Pathway;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{chance, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_MONTH;
use crate::model::world::{Contact, World};

parameters! {
    /// The waiting list.
    Parameters {
        /// Share of momentum lost in a week of waiting.
        momentum_loss_per_week: Share [0.0, 1.0] "A013";
        /// Rate at which people on the waiting list are lost in a month, with momentum and buy-in at their
        /// references.
        loss_per_month: PerMonth [0.0, 2.0] "A013";
        /// Weight of lost momentum in the rate at which people on the waiting list are lost.
        momentum_weight: LogRatio [0.0, 10.0] "A013";
        /// Weight of buy-in in the rate at which people on the waiting list are lost.
        buy_in_weight: Ratio [0.0, 2.0] "A013";
        /// Share of people called by the link worker soon after referral.
        outreach_share: Share [0.0, 1.0] "A017";
        /// Share of lost momentum that a call of the link worker to somebody who waits gives back.
        outreach_gain: Share [0.0, 1.0] "A017";
        /// Half-life of a practice's memory of its waits.
        memory_half_life: Weeks [0.5, 104.0] "A014 A117";
    }
}

/// Rate a week at which somebody with this momentum and buy-in is lost from the list.
fn loss_rate(all: &All, momentum: f64, buy_in: f64) -> f64 {
    let p = &all.waiting;
    p.loss_per_month / WEEKS_PER_MONTH
        * libm::exp(p.momentum_weight * (all.reference.momentum_waiting - momentum))
        * factor(-p.buy_in_weight, buy_in, all.reference.buy_in_waiting)
}

/// A week on the list for everybody on it.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let p = &all.waiting;
    world.posts.iter_mut().for_each(|post| post.waiting = 0);
    let mut waits = vec![(0.0, 0.0); world.practices.len()];
    for row in world.in_touch.clone() {
        let client = &mut world.clients[row];
        if client.pathway != Pathway::Waiting {
            continue;
        }
        let who = &world.people.fixed[client.person as usize];
        let id = Who(client.person);
        let weeks = week - client.since;
        client.lose_momentum(p.momentum_loss_per_week);
        client.meets(Contact::Waiting);
        if weeks == 1 && draws.happens(p.outreach_share, Purpose::Outreach, id, 0) {
            client.regain_momentum(p.outreach_gain);
            client.meets(Contact::Outreach);
        }
        let rate = loss_rate(all, client.momentum, client.buy_in);
        if weeks >= 1 && draws.happens(chance(rate), Purpose::Wait, id, 0) {
            seen.count(M::LostWaiting, who.fifth);
            seen.add_for(M::ReachedShare, who.fifth, 0.0, 1.0);
            client.meets(Contact::LetDown);
            world.move_client(row, Pathway::LostToWait, week, seen);
        } else {
            world.posts[client.post as usize].waiting += 1;
            let wait = &mut waits[who.practice as usize];
            *wait = (wait.0 + f64::from(weeks), wait.1 + 1.0);
        }
    }
    let by = weekly(p.memory_half_life);
    for (practice, (weeks, people)) in world.practices.iter_mut().zip(waits) {
        let now = if people > 0.0 { weeks / people } else { 0.0 };
        practice.wait += by * (now - practice.wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn who_has_lost_momentum_and_buy_in_is_lost_sooner() {
        let all = baseline();
        let at = &all.reference;
        let usual = loss_rate(&all, at.momentum_waiting, at.buy_in_waiting);
        assert!((usual - all.waiting.loss_per_month * 12.0 / 52.0).abs() < 1e-12, "{usual}");
        assert!(loss_rate(&all, 0.2, 0.5) > usual && loss_rate(&all, 1.0, 0.5) < usual);
        assert!(loss_rate(&all, 0.7, 0.1) > usual && loss_rate(&all, 0.7, 1.0) > 0.0);
    }
}

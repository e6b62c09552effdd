//! Peers: others at the same place whose troubles are like one's own show that progress is
//! possible and confirm one's experience. Who else attends is known for clients of the scheme; of
//! an organisation's own visitors a share, by kind of offer, came with a like trouble.
//!
//! ```text
//! likeness     K = (V x alike + F) / (V + M - 1), 1 at most, 0 where nobody else is; V = the organisation's
//!              own visitors, alike = the share by kind of offer, F = fellow clients there with the same
//!              goal, M = clients there
//! a week       motivation <- motivation + motivation_gain x K x (1 - motivation)
//! a newcomer   in the first newcomer_weeks, motivation <- motivation - shut_out x (1 - mix of members) x (1 - K) x
//!              motivation: a close-knit group keeps to itself, the more the less one is like them
//! ```
//!
//! **Claims.** A046 (people in a like situation), A063 (close-knit groups shut others out), A066 (groups that bring
//! together people alike).
//! **Evidence.** Direction: Calderon-Larranaga 2021. Sizes assumed.

use crate::model::kinds::Need;
use crate::model::now::Now;
use crate::model::spec::parameters;
use crate::model::world::{Place, World};

parameters! {
    /// Other people in a group.
    Parameters {
        /// Share of an organisation's own visitors whose trouble is like that of a client there, by kind of
        /// offer.
        alike: Share [0.0, 1.0] by Offer "A046";
        /// Share of missing motivation won by a client in a week among people who all have a like trouble.
        motivation_gain: Share [0.0, 0.5] "A046";
        /// Share of motivation that a newcomer loses in a week among people who are all of one circle and not
        /// like the newcomer.
        shut_out: Share [0.0, 0.5] "A063";
        /// Weeks in which somebody is a newcomer to a group.
        newcomer_weeks: Weeks [0.0, 104.0] "A063";
    }
}

/// How like one's own the troubles of the others are: own visitors, of whom a share is alike, and fellow
/// clients, of whom some have the same goal.
fn likeness(visitors: u32, share: f64, fellows: u32, same: u32) -> f64 {
    let visitors = f64::from(visitors);
    let others = visitors + f64::from(fellows);
    let alike = visitors * share + f64::from(same);
    if others > 0.0 { (alike / others).min(1.0) } else { 0.0 }
}

/// Share of motivation that a newcomer loses in a group of this mix, being so like the others.
fn shut_out(p: &Parameters, mixed: f64, likeness: f64) -> f64 {
    p.shut_out * (1.0 - mixed) * (1.0 - likeness)
}

/// A week among others, for everybody who attends an organisation.
pub fn step(world: &mut World, now: Now) {
    let Now { all, week, .. } = now;
    let p = &all.peers;
    let mut fellows = vec![[0_u32; Need::COUNT]; world.organisations.len()];
    for &row in &world.in_touch {
        let client = &world.clients[row];
        if let (Place::Attend { organisation, .. }, Some(goal)) = (client.place, client.goal) {
            fellows[organisation as usize][goal as usize] += 1;
        }
    }
    for &row in &world.in_touch {
        let client = &mut world.clients[row];
        let Place::Attend { organisation, since } = client.place else { continue };
        let host = &world.organisations[organisation as usize];
        let same = client.goal.map_or(0, |goal| fellows[organisation as usize][goal as usize] - 1);
        let alike = p.alike[host.offer as usize];
        client.likeness = likeness(host.visitors, alike, host.clients.saturating_sub(1), same);
        client.be_encouraged(p.motivation_gain * client.likeness);
        if f64::from(week - since) < p.newcomer_weeks {
            client.be_discouraged(shut_out(p, host.mixed, client.likeness));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_knit_groups_shut_out_those_unlike_them_and_nobody_else() {
        let mut p = crate::model::mechanisms::tests::baseline().peers;
        p.shut_out = 0.1;
        assert!((shut_out(&p, 0.2, 0.5) - 0.04).abs() < 1e-12);
        assert!(shut_out(&p, 1.0, 0.0).abs() < 1e-12 && shut_out(&p, 0.0, 1.0).abs() < 1e-12);
    }

    #[test]
    fn likeness_is_the_share_of_the_others_with_a_like_trouble() {
        assert!((likeness(8, 0.25, 2, 1) - 0.3).abs() < 1e-12);
        assert!((likeness(0, 0.25, 3, 3) - 1.0).abs() < 1e-12);
        assert!(likeness(0, 0.25, 0, 0).abs() < 1e-12, "nobody else is there");
    }
}

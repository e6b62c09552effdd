//! Peers: others at the same place whose troubles are like one's own show that progress is
//! possible and confirm one's experience. Who else attends is known for clients of the scheme; of
//! an organisation's own visitors a share, by kind of offer, came with a like trouble.
//!
//! ```text
//! likeness     K = (V x alike + F) / (V + M - 1), 1 at most, 0 where nobody else is; V = the organisation's
//!              own visitors, alike = the share by kind of offer, F = fellow clients there with the same
//!              goal, M = clients there
//! a week       motivation <- motivation + motivation_gain x K x (1 - motivation)
//! ```
//!
//! **Claims.** A046 (people in a like situation), A066 (groups that bring together people alike).
//! **Evidence.** Direction: Calderon-Larranaga 2021. Sizes assumed.

use crate::model::kinds::Need;
use crate::model::parameters::Parameters as All;
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

/// A week among others, for everybody who attends an organisation.
pub fn step(world: &mut World, all: &All) {
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
        let Place::Attend { organisation, .. } = client.place else { continue };
        let host = &world.organisations[organisation as usize];
        let same = client.goal.map_or(0, |goal| fellows[organisation as usize][goal as usize] - 1);
        let alike = p.alike[host.offer as usize];
        client.likeness = likeness(host.visitors, alike, host.clients.saturating_sub(1), same);
        client.be_encouraged(p.motivation_gain * client.likeness);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_the_others_with_a_like_trouble() {
        assert!((likeness(8, 0.25, 2, 1) - 0.3).abs() < 1e-12);
        assert!((likeness(0, 0.25, 3, 3) - 1.0).abs() < 1e-12);
        assert!(likeness(0, 0.25, 0, 0).abs() < 1e-12, "nobody else is there");
    }
}

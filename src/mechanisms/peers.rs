//! Peers: others at the same place whose troubles are like one's own show that progress is
//! possible and confirm one's experience. Who else attends is known for clients of the scheme; of
//! an organisation's own visitors a share, by kind of offer, came with a like trouble.
//!
//! likeness     (visitors x share alike + fellow clients with the same goal) / everybody else there
//! a week       motivation <- motivation + gain x likeness x (1 - motivation)
//!
//! **Claims.** A046 (people in a like situation), A066 (groups that bring together people alike).
//! **Evidence.** Direction: Calderon-Larranaga 2021. Sizes assumed.

use crate::axes::Need;
use crate::mechanisms::raised;
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Place, World};

parameters! {
    /// Other people in a group.
    Parameters {
        /// Share of an organisation's own visitors who came with a like trouble.
        alike: Share [0.0, 1.0] by Offer "A046";
        /// Share of missing motivation won in a week among people who are all alike.
        motivation_gain: Share [0.0, 0.5] "A046";
    }
}

/// A week among others, for everybody who attends an organisation.
pub fn step(world: &mut World, all: &All) {
    let p = &all.peers;
    let mut fellows = vec![[0_u32; Need::COUNT]; world.organisations.len()];
    for client in &world.clients {
        if let (Place::Attend { organisation, .. }, Some(goal)) = (client.place, client.goal) {
            fellows[organisation as usize][goal as usize] += 1;
        }
    }
    for client in &mut world.clients {
        let Place::Attend { organisation, .. } = client.place else { continue };
        let host = &world.organisations[organisation as usize];
        let same = client.goal.map_or(0, |goal| fellows[organisation as usize][goal as usize] - 1);
        let visitors = f64::from(host.visitors);
        let others = visitors + f64::from(host.clients.saturating_sub(1));
        let alike = visitors * p.alike[host.offer as usize] + f64::from(same);
        client.likeness = if others > 0.0 { (alike / others).min(1.0) } else { 0.0 };
        client.mind.motivation =
            raised(client.mind.motivation, p.motivation_gain * client.likeness);
    }
}

//! Integration of the link worker in a practice: four parts that come out of levers and of what
//! happens, never of a switch.
//!
//! power           shared leadership
//! identity        visibility, clarity of the role, a seat in the team, less scope creep
//! effect          news heard x belief
//! infrastructure  room, records, supervision
//! each            x <- x + speed (target - x); score is their geometric mean
//!
//! **Claims.** A091-A093, A131, A143, A146, A218, A221-A227.
//! **Evidence.** Tierney 2025 names the four parts and three stages; no sizes exist: assumed.

use crate::mechanisms::{room, seat, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{IntegrationStage, World};

parameters! {
    /// Integration.
    Parameters {
        /// Half-life of each part on its way to its target.
        half_life: Weeks [1.0, 520.0] "A218 A221";
        /// How much full austerity slows it.
        austerity_drag: Share [0.0, 1.0] "A218";
        /// Score from which the worker is fitting in.
        fitting_in_from: Share [0.0, 1.0] "A226";
        /// Score from which the worker belongs.
        belonging_from: Share [0.0, 1.0] "A227";
        /// Hierarchy that keeps workers outsiders.
        hierarchy: Share [0.0, 1.0] "A146";
    }
}

/// Stage of a score.
#[must_use]
pub fn stage(all: &All, score: f64) -> IntegrationStage {
    if score >= all.integration.belonging_from {
        IntegrationStage::Belonging
    } else if score >= all.integration.fitting_in_from {
        IntegrationStage::FittingIn
    } else {
        IntegrationStage::BoltedOn
    }
}

/// A week of every practice.
pub fn step(world: &mut World, all: &All) {
    let p = &all.integration;
    let speed = weekly(p.half_life) * (1.0 - p.austerity_drag * all.policy.austerity);
    let room = room(all);
    for number in 0..world.practices.len() {
        let (mut clarity, mut creep, mut filled) = (0.0, 0.0, 0.0);
        let (mut belief, mut gps) = (0.0, 0.0);
        for (index, post) in world.posts.iter().enumerate() {
            if !post.serves(number as u8) {
                continue;
            }
            for gp in world.gps.iter().filter(|gp| gp.practice as usize == number) {
                belief += gp.belief[index];
                gps += 1.0;
            }
            if let Some(worker) = post.worker() {
                clarity += worker.clarity;
                creep += worker.creep;
                filled += 1.0;
            }
        }
        let mean = |sum: f64, count: f64| if count > 0.0 { sum / count } else { 0.0 };
        let practice = &mut world.practices[number];
        let effect = mean(belief, gps) * (0.4 + 0.6 * (practice.news / 0.15).min(1.0));
        let identity = if filled > 0.0 {
            (0.35 * practice.visibility
                + 0.35 * mean(clarity, filled)
                + 0.3 * seat(all, practice.champion))
                * (1.0 - 0.5 * mean(creep, filled))
        } else {
            0.0
        };
        let infrastructure = (room + all.practice.it_integration + all.workforce.supervision) / 3.0;
        let power = all.practice.shared_leadership * (1.0 - 0.6 * p.hierarchy);
        let parts = &mut practice.integration;
        for (part, target) in [
            (&mut parts.power, power),
            (&mut parts.identity, identity),
            (&mut parts.effect, effect),
            (&mut parts.infrastructure, infrastructure),
        ] {
            *part = towards(*part, target.clamp(0.0, 1.0), speed);
        }
    }
}

//! Integration of the link worker in a practice: four parts that come out of levers and of what
//! happens, never of a switch.
//!
//! power           shared leadership
//! identity        visibility, clarity of the role, a seat in the team, less scope creep
//! effect          news heard x belief
//! infrastructure  room, records, supervision
//! each            x <- x + speed (target - x); score is their geometric mean
//! accommodation   infrastructure x (1 - mean of power and identity): the worker is there, and has
//!                 to please; bolted on there is little to fit in with, belonging little need to
//!
//! offers          x (1 + weight x score + weight x accommodation), about their middles
//! steps           problems shared with clinicians ease steps of severe and complex cases
//! stress          a worker who belongs bears more (in `workforce`)
//! range           accommodation leaves needs out of the plan that are far from medicine
//!
//! **Claims.** A091-A093, A131, A143, A146, A218, A221-A228.
//! **Evidence.** Tierney 2025 names the four parts and three stages; no sizes exist: assumed.

use crate::axes::Need;
use crate::mechanisms::{room, seat, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{IntegrationStage, Practice, World};

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
        /// Share of power that full hierarchy holds back.
        hierarchy_loss: Share [0.0, 1.0] "A146";
        /// Rise of offers with a full score.
        offers_per_score: Ratio [0.0, 5.0] "A146 A225";
        /// Rise of offers with full accommodation.
        offers_per_accommodation: Ratio [0.0, 5.0] "A226";
        /// Score at which offers, steps and stress are as they are without it.
        score_at_middle: Share [0.0, 1.0] "A225 A227";
        /// Accommodation at which offers are as they are without it.
        accommodation_at_middle: Share [0.0, 1.0] "A226";
        /// Rise in log-odds of a step, in a case severe or complex, with a full score.
        shared_problem_solving: LogOdds [0.0, 5.0] "A227";
        /// Share of stress that a full score takes away.
        stress_relief: Share [0.0, 1.0] "A225 A227";
        /// Share of needs far from medicine that full accommodation leaves out of the plan.
        narrowing: Share [0.0, 1.0] "A226";
        /// How near a need is to medicine.
        nearness: Share [0.0, 1.0] by Need "A226";
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

/// How far a practice's score stands from its middle.
fn above(all: &All, practice: &Practice) -> f64 {
    practice.integration.score() - all.integration.score_at_middle
}

/// Factor of offers, by how the worker is integrated.
#[must_use]
pub fn offers(all: &All, practice: &Practice) -> f64 {
    let p = &all.integration;
    let pleases = practice.accommodation - p.accommodation_at_middle;
    (1.0 + p.offers_per_score * above(all, practice) + p.offers_per_accommodation * pleases)
        .max(0.0)
}

/// What sharing problems with clinicians adds to the log-odds of a step; `hard` runs from 0 to 1.
#[must_use]
pub fn shared_problems(all: &All, practice: &Practice, hard: f64) -> f64 {
    all.integration.shared_problem_solving * above(all, practice) * hard
}

/// Share of needs of this kind that stay out of the plan.
#[must_use]
pub fn left_out(all: &All, practice: &Practice, need: Need) -> f64 {
    let p = &all.integration;
    p.narrowing * practice.accommodation * (1.0 - p.nearness[need as usize])
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
        let power = all.practice.shared_leadership * (1.0 - p.hierarchy_loss * p.hierarchy);
        let parts = &mut practice.integration;
        for (part, target) in [
            (&mut parts.power, power),
            (&mut parts.identity, identity),
            (&mut parts.effect, effect),
            (&mut parts.infrastructure, infrastructure),
        ] {
            *part = towards(*part, target.clamp(0.0, 1.0), speed);
        }
        let standing = f64::midpoint(parts.power, parts.identity);
        practice.accommodation = parts.infrastructure * (1.0 - standing);
    }
}

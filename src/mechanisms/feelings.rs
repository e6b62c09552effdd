//! What link workers feel and hold on to: confidence, identity, resilience, limits, fulfilment,
//! fairness, and the gap between the job as promised and as it is. Stress and leaving are in
//! `workforce`, which reads these.
//!
//! each          x -> target by the half-life of workforce
//! taught        training x (worth of theory + (1 - worth) x practical share)
//! limits        boundary x (1 - loss x share of cases that cannot be passed on)
//! identity      base + shared identity + integration at the practices - scope creep
//! resilience    base + identity + career + supervision
//! fulfilment    base + vocation + success + relational time + identity - scope creep - volume missed
//! fairness      pay + ease - load
//! discrepancy   scope creep + unclear role + reports + volume missed
//!
//! **Claims.** A133 (kind of training), A132, A153 (confidence), A143 (creep and standing), A145 (limits
//! need options), A147 (identity, career, resilience), A151, A154 (fulfilment), A152 (fairness), A158
//! (numbers expected).
//! **Evidence.** Directions: Turk 2024; job discrepancy: Tierney 2025. Weights are assumed.

use crate::mechanisms::{reporting, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Post, World};

parameters! {
    /// What link workers feel.
    Parameters {
        /// Share of training that is practice with cases and peers, not theory.
        practical: Share [0.0, 1.0] "A133";
        /// Worth of an hour of theory, against one of practice.
        theory_worth: Share [0.0, 1.0] "A133";
        /// Confidence with no training, no background and full stress.
        confidence_base: Share [0.0, 1.0] "A132";
        /// Confidence that full ability gives.
        confidence_able: Share [0.0, 1.0] "A132 A133 A153";
        /// Confidence that being free of stress gives.
        confidence_calm: Share [0.0, 1.0] "A132";
        /// Share of limits lost when no case can be passed on.
        limits_loss: Share [0.0, 1.0] "A145";
        /// Identity shared by link workers: a body, a name, a description of the work.
        shared_identity: Share [0.0, 1.0] "A147";
        /// A career to go on to.
        career: Share [0.0, 1.0] "A147";
        /// Identity without anything.
        identity_base: Share [0.0, 1.0] "A147";
        /// Identity that a full shared one gives.
        identity_shared: Share [0.0, 1.0] "A147";
        /// Identity that full integration at the practices gives.
        identity_integration: Share [0.0, 1.0] "A222";
        /// Identity lost to full scope creep.
        identity_creep: Share [0.0, 1.0] "A143";
        /// Resilience without anything.
        resilience_base: Share [0.0, 1.0] "A147";
        /// Resilience that full identity gives.
        resilience_identity: Share [0.0, 1.0] "A147";
        /// Resilience that a career gives.
        resilience_career: Share [0.0, 1.0] "A147";
        /// Resilience that full supervision gives.
        resilience_supervision: Share [0.0, 1.0] "A134";
        /// Fulfilment without anything.
        fulfilment_base: Share [0.0, 1.0] "";
        /// Fulfilment of full vocation.
        fulfilment_vocation: Share [0.0, 1.0] "A154";
        /// Fulfilment of two successes a week.
        fulfilment_success: Share [0.0, 1.0] "A151";
        /// Fulfilment of a fully relational style.
        fulfilment_relational: Share [0.0, 1.0] "A151";
        /// Fulfilment of full identity, above a half.
        fulfilment_identity: Share [0.0, 1.0] "A147";
        /// Fulfilment lost to full scope creep.
        fulfilment_creep: Share [0.0, 1.0] "A143";
        /// Fulfilment lost when none of the number expected is reached.
        fulfilment_volume: Share [0.0, 1.0] "A158";
        /// Fairness of pay as at the baseline.
        fairness_pay: Share [0.0, 1.0] "A152";
        /// Fairness felt by somebody without stress.
        fairness_ease: Share [0.0, 1.0] "A152";
        /// Fairness lost to a full load.
        fairness_load: Share [0.0, 1.0] "A152";
        /// Discrepancy of full scope creep.
        discrepancy_creep: Share [0.0, 1.0] "A127";
        /// Discrepancy of a role without clarity.
        discrepancy_unclear: Share [0.0, 1.0] "A138";
        /// Discrepancy of a full burden of reports.
        discrepancy_reports: Share [0.0, 1.0] "A158 A193";
        /// Discrepancy when none of the number expected is reached.
        discrepancy_volume: Share [0.0, 1.0] "A158";
    }
}

/// What training and background make a worker able to do.
#[must_use]
pub fn able(all: &All, mental_health: f64) -> f64 {
    let p = &all.feelings;
    let taught = all.workforce.training * towards(p.theory_worth, 1.0, p.practical);
    0.5 * taught + 0.5 * mental_health
}

/// A week of every worker in post.
pub fn step(world: &mut World, all: &All) {
    let speed = weekly(all.workforce.half_life);
    for post in &mut world.posts {
        let integration = crate::world::mean_integration(&world.practices, post.practices);
        feel(all, post, integration, speed);
    }
}

fn feel(all: &All, post: &mut Post, integration: f64, speed: f64) {
    let (p, work) = (&all.feelings, &all.workforce);
    let held = f64::from(post.held) / f64::from(post.caseload.max(1));
    let load = ((post.load - 0.9).max(0.0) * 10.0).min(1.0);
    let success = (post.success / (2.0 * post.full_time).max(0.1)).min(1.0);
    let missed = post.volume_gap;
    let Some(worker) = post.worker_mut() else { return };
    let able = able(all, worker.mental_health);
    let confidence =
        p.confidence_base + p.confidence_able * able + p.confidence_calm * (1.0 - worker.stress);
    let limits = worker.boundary * (1.0 - p.limits_loss * held);
    let identity = p.identity_base
        + p.identity_shared * p.shared_identity
        + p.identity_integration * integration
        - p.identity_creep * worker.creep;
    let resilience = p.resilience_base
        + p.resilience_identity * worker.identity
        + p.resilience_career * p.career
        + p.resilience_supervision * work.supervision;
    let fulfilment = p.fulfilment_base
        + p.fulfilment_vocation * worker.vocation
        + p.fulfilment_success * success
        + p.fulfilment_relational * all.link_work.relational
        + p.fulfilment_identity * (worker.identity - 0.5)
        - p.fulfilment_creep * worker.creep
        - p.fulfilment_volume * missed;
    let fairness = p.fairness_pay * work.pay + p.fairness_ease * (1.0 - worker.stress)
        - p.fairness_load * load;
    let discrepancy = p.discrepancy_creep * worker.creep
        + p.discrepancy_unclear * (1.0 - work.role_clarity)
        + p.discrepancy_reports * reporting(all)
        + p.discrepancy_volume * missed;
    for (state, target) in [
        (&mut worker.confidence, confidence),
        (&mut worker.limits, limits),
        (&mut worker.identity, identity),
        (&mut worker.resilience, resilience),
        (&mut worker.fulfilment, fulfilment),
        (&mut worker.fairness, fairness),
        (&mut worker.discrepancy, discrepancy),
    ] {
        *state = towards(*state, target.clamp(0.0, 1.0), speed);
    }
}

//! What link workers feel and hold on to: confidence, identity, resilience, limits, fulfilment,
//! fairness, and the gap between the job as promised and as it is. Stress and leaving are in
//! `workforce`, which reads these.
//!
//! ```text
//! each          x -> its target, between 0 and 1, by workforce.half_life
//! taught        workforce.training x (theory_worth + (1 - theory_worth) x practical)
//! ability       able_taught x taught + (1 - able_taught) x background in mental health
//! confidence    confidence_base + confidence_able x ability + confidence_calm x (1 - stress)
//! limits        boundary x (1 - boundaries_loss x share of the caseload that is held)
//! identity      identity_base + identity_shared x shared identity + identity_integration x mean integration
//!               score of the practices served - identity_creep x scope creep
//! resilience    resilience_base + resilience_identity x identity + resilience_career x career (both as `role` makes them)
//!               + resilience_supervision x workforce.supervision
//! fulfilment    fulfilment_base + fulfilment_vocation x vocation + fulfilment_success x S
//!               + fulfilment_relational x link_work.relational_style + fulfilment_identity x (identity
//!               - ref.identity) + fulfilment_autonomy x (flexibility of the role - ref.role_flexibility)
//!               - fulfilment_creep x scope creep - fulfilment_volume x volume gap
//!               S = successes a week / (success_full x full time of the post), 1 at most
//! fairness      fairness_pay x pay (`role`) + fairness_ease x (1 - stress) - fairness_load x L
//!               - fairness_risk x risk carried beyond training (`complexity`)
//!               L = (load - ref.load) x 10, between 0 and 1
//! discrepancy   discrepancy_creep x scope creep + discrepancy_unclear x (1 - clarity of the role, `role`)
//!               + discrepancy_reports x burden of reports + discrepancy_volume x volume gap
//! at hire       confidence start_confidence, identity start_identity, fairness start_fairness; fulfilment,
//!               resilience and discrepancy at their references
//! ```
//!
//! **Claims.** A133 (kind of training), A137 (freedom), A132, A153 (confidence), A143 (creep and standing), A145 (limits
//! need options), A147 (identity, career, resilience), A151, A154 (fulfilment), A152 (fairness), A158
//! (numbers expected).
//! **Evidence.** Directions: Turk 2024; job discrepancy: Tierney 2025. Weights are assumed.

use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::{reporting, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Post, World};

parameters! {
    /// What link workers feel.
    Parameters {
        /// Share of link workers' training that is practice with cases and peers, not theory.
        practical: Share [0.0, 1.0] "A133";
        /// Worth of an hour of theory in link workers' training, against one of practice.
        theory_worth: Share [0.0, 1.0] "A133";
        /// Share of a link worker's ability that training gives; the rest is background in mental health.
        able_taught: Share [0.0, 1.0] "A132 A153";
        /// Confidence of a link worker with no training, no background and full stress.
        confidence_base: Share [0.0, 1.0] "A132";
        /// Confidence that full ability, by training and background, gives a link worker.
        confidence_able: Share [0.0, 1.0] "A132 A133 A153";
        /// Confidence that being free of stress gives a link worker.
        confidence_calm: Share [0.0, 1.0] "A132";
        /// Confidence of a link worker at hire.
        start_confidence: Share [0.0, 1.0] "";
        /// Share of a link worker's limits lost when no case can be passed on.
        boundaries_loss: Share [0.0, 1.0] "A145";
        /// Extent to which link workers share an identity: a body, a name, a description of the work.
        shared_identity: Share [0.0, 1.0] "A147";
        /// Extent to which link workers have a career to go on to.
        career: Share [0.0, 1.0] "A147";
        /// Professional identity of a link worker without any support for it.
        identity_base: Share [0.0, 1.0] "A147";
        /// Professional identity that an identity fully shared by link workers gives each.
        identity_shared: Share [0.0, 1.0] "A147";
        /// Professional identity that full integration in the practices gives a link worker.
        identity_integration: Share [0.0, 1.0] "A222";
        /// Professional identity that a link worker loses to full scope creep.
        identity_creep: Share [0.0, 1.0] "A143";
        /// Professional identity of a link worker at hire.
        start_identity: Share [0.0, 1.0] "";
        /// Resilience of a link worker without any support for it.
        resilience_base: Share [0.0, 1.0] "A147";
        /// Resilience that full professional identity gives a link worker.
        resilience_identity: Share [0.0, 1.0] "A147";
        /// Resilience that a career to go on to gives a link worker.
        resilience_career: Share [0.0, 1.0] "A147";
        /// Resilience that full supervision gives a link worker.
        resilience_supervision: Share [0.0, 1.0] "A134";
        /// Fulfilment of a link worker without any source of it.
        fulfilment_base: Share [0.0, 1.0] "";
        /// Fulfilment that full vocation gives a link worker.
        fulfilment_vocation: Share [0.0, 1.0] "A154";
        /// Fulfilment that success in full gives a link worker.
        fulfilment_success: Share [0.0, 1.0] "A151";
        /// Goals reached in a week's sessions that are success in full for a full-time link worker.
        success_full: PerWeek [0.1, 50.0] "A151";
        /// Fulfilment that a fully relational style of work gives a link worker.
        fulfilment_relational: Share [0.0, 1.0] "A151";
        /// Fulfilment for a unit of a link worker's professional identity above its reference.
        fulfilment_identity: Share [0.0, 1.0] "A147";
        /// Fulfilment of a link worker for a unit of the role's flexibility above its reference.
        fulfilment_autonomy: Share [0.0, 1.0] "A137";
        /// Fulfilment that a link worker loses to full scope creep.
        fulfilment_creep: Share [0.0, 1.0] "A143";
        /// Fulfilment that a link worker loses when none of the number of clients expected is reached.
        fulfilment_volume: Share [0.0, 1.0] "A158";
        /// Fairness that a link worker feels in pay as it is in the baseline.
        fairness_pay: Share [0.0, 1.0] "A152";
        /// Fairness of pay that being free of stress adds for a link worker.
        fairness_ease: Share [0.0, 1.0] "A152";
        /// Fairness of pay that a full load takes away for a link worker.
        fairness_load: Share [0.0, 1.0] "A152";
        /// Fairness of pay that full risk beyond training takes away for a link worker.
        fairness_risk: Share [0.0, 1.0] "A142 A152";
        /// Fairness of pay that a link worker feels at hire.
        start_fairness: Share [0.0, 1.0] "";
        /// Gap between the job as promised and as it is that full scope creep opens.
        discrepancy_creep: Share [0.0, 1.0] "A127";
        /// Gap between the job as promised and as it is that a role without clarity opens.
        discrepancy_unclear: Share [0.0, 1.0] "A138";
        /// Gap between the job as promised and as it is that a full burden of reports opens.
        discrepancy_reports: Share [0.0, 1.0] "A158 A193";
        /// Gap between the job as promised and as it is when none of the number of clients expected is
        /// reached.
        discrepancy_volume: Share [0.0, 1.0] "A158";
    }
}

/// What training and background make a worker able to do.
#[must_use]
pub fn able(all: &All, mental_health: f64) -> f64 {
    let p = &all.feelings;
    let taught = all.workforce.training * towards(p.theory_worth, 1.0, p.practical);
    p.able_taught * taught + (1.0 - p.able_taught) * mental_health
}

/// Least successes a week that full success is taken to be, so that nothing is divided by none.
const LEAST_SUCCESS: f64 = 0.1;

impl Parameters {
    /// How far this many successes a week are success in full for a post of this share of full time.
    fn success(&self, successes: f64, full_time: f64) -> f64 {
        (successes / (self.success_full * full_time).max(LEAST_SUCCESS)).min(1.0)
    }
}

/// A week of every worker in post.
pub fn step(world: &mut World, all: &All) {
    let speed = weekly(all.workforce.half_life);
    for post in &mut world.posts {
        let integration = crate::model::world::mean_integration(&world.practices, post.practices);
        feel(all, post, integration, speed);
    }
}

fn feel(all: &All, post: &mut Post, integration: f64, speed: f64) {
    let (p, work, at) = (&all.feelings, &all.workforce, &all.reference);
    let held = f64::from(post.held) / f64::from(post.caseload.max(1));
    let load = ((post.load - at.load).max(0.0) * 10.0).min(1.0);
    let success = p.success(post.success, post.full_time);
    let missed = post.volume_gap;
    let Some(worker) = post.worker_mut() else { return };
    let able = able(all, worker.mental_health);
    let confidence =
        p.confidence_base + p.confidence_able * able + p.confidence_calm * (1.0 - worker.stress);
    let limits = worker.boundary * (1.0 - p.boundaries_loss * held);
    let identity = p.identity_base
        + p.identity_shared * role::shared_identity(all)
        + p.identity_integration * integration
        - p.identity_creep * worker.creep;
    let resilience = p.resilience_base
        + p.resilience_identity * worker.identity
        + p.resilience_career * role::career(all)
        + p.resilience_supervision * work.supervision;
    let fulfilment = p.fulfilment_base
        + p.fulfilment_vocation * worker.vocation
        + p.fulfilment_success * success
        + p.fulfilment_relational * all.link_work.relational_style
        + p.fulfilment_identity * (worker.identity - at.identity)
        + p.fulfilment_autonomy * (role::flexibility(all) - at.role_flexibility)
        - p.fulfilment_creep * worker.creep
        - p.fulfilment_volume * missed;
    let fairness = p.fairness_pay * role::pay(all) + p.fairness_ease * (1.0 - worker.stress)
        - p.fairness_load * load
        - p.fairness_risk * worker.risk;
    let discrepancy = p.discrepancy_creep * worker.creep
        + p.discrepancy_unclear * (1.0 - worker.clarity)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::link_work::{posts, workforce};
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    #[test]
    fn practice_teaches_more_than_theory() {
        let mut all = baseline();
        (all.workforce.training, all.feelings.practical) = (1.0, 1.0);
        assert!((able(&all, 0.0) - all.feelings.able_taught).abs() < 1e-12);
        all.feelings.practical = 0.0;
        let theory = all.feelings.able_taught * all.feelings.theory_worth;
        assert!((able(&all, 0.0) - theory).abs() < 1e-12);
        assert!(
            (able(&all, 1.0) - able(&all, 0.0) - (1.0 - all.feelings.able_taught)).abs() < 1e-12
        );
    }

    #[test]
    fn success_is_full_at_its_number_for_the_hours_of_the_post() {
        let p = baseline().feelings;
        assert!((p.success(p.success_full / 4.0, 0.5) - 0.5).abs() < 1e-12);
        assert!((p.success(100.0, 1.0) - 1.0).abs() < 1e-12);
        assert!(p.success(0.0, 0.0).abs() < 1e-12);
    }

    #[test]
    fn risk_beyond_training_makes_pay_feel_less_fair() {
        let all = baseline();
        let fairness = |risk| {
            let mut post = posts::vacant(&all, 1.0, 0, 0);
            let mut worker = workforce::make(&all, &post, 0, 0, Draws::new(1, 0, 0));
            worker.risk = risk;
            post.state = crate::model::world::PostState::Filled(worker);
            feel(&all, &mut post, 0.4, 1.0);
            post.worker().map_or(0.0, |worker| worker.fairness)
        };
        assert!((fairness(0.0) - fairness(0.5) - 0.5 * all.feelings.fairness_risk).abs() < 1e-12);
    }

    #[test]
    fn a_caseload_that_is_held_wears_limits_away() {
        let all = baseline();
        let mut post = posts::vacant(&all, 1.0, 0, 0);
        let worker = workforce::make(&all, &post, 0, 0, Draws::new(1, 0, 0));
        let boundary = worker.boundary;
        post.state = crate::model::world::PostState::Filled(worker);
        (post.caseload, post.held) = (10, 10);
        feel(&all, &mut post, 0.4, 1.0);
        let limits = post.worker().map(|worker| worker.limits);
        let left = boundary * (1.0 - all.feelings.boundaries_loss);
        assert!(limits.is_some_and(|limits| (limits - left).abs() < 1e-12), "{limits:?}");
    }
}

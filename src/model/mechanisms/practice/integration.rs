//! Integration of the link worker in a practice: four parts that come out of levers and of what
//! happens, never of a switch.
//!
//! ```text
//! each part    -> its target between 0 and 1, covering (1 - 2 ^ (-1 / half_life)) x (1 - austerity_drag x
//!              policy.austerity) of the way in a week
//! power        practice.shared_leadership x (1 - hierarchy_loss x hierarchy) x (1 + power_culture x (culture
//!              - ref.culture)) x upkeep
//! identity     (identity_visibility x visibility + identity_clarity x clarity of the role + identity_seat x seat
//!              in the team) x (1 - identity_creep x scope creep), means over workers in post; 0 without one; x upkeep
//! effect       GPs' mean belief in the posts x (effect_unheard + (1 - effect_unheard) x (news / news_at_full, 1
//!              at most))
//! infrastructure  mean of room, practice.it_integration and workforce.supervision (room and seat: `buy_in`)
//! upkeep       1 - lost_without_upkeep x (1 - (hours a week of promotion and of telling at the practice / upkeep_hours, 1 at
//!              most)); a worker's hours are shared among the practices served
//! score        fourth root of the product of the four
//! stage        fitting in from fitting_in_from on, belonging from belonging_from on, bolted on before
//! accommodation  infrastructure x (1 - mean of power and identity): the worker is there, and has to please;
//!              bolted on there is little to fit in with, belonging little need to
//! offers       x (1 + offers_per_score x (score - ref.integration) + offers_per_accommodation x (accommodation -
//!              ref.accommodation)), not below 0 (`referral`)
//! steps        log-odds + shared_problem_solving x (score - ref.integration) x h, h = clinical complexity, 1 more
//!              if the need is severe, 1 at most (`link_work`)
//! stress       x (1 - stress_relief x (score - ref.integration)) (`workforce`)
//! range        a need stays out of the plan with chance narrowing x accommodation x (1 - nearness) (`link_work`)
//! ```
//!
//! **Claims.** A091-A093, A131, A143, A146, A218, A221-A228.
//! **Evidence.** Tierney 2025 names the four parts and three stages; no sizes exist: assumed.

use crate::model::kinds::Need;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{mean, raised, room, seat, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{IntegrationStage, Practice, World};

parameters! {
    /// Integration.
    Parameters {
        /// Half-life of each of the four parts of integration on its way to its target.
        half_life: Weeks [1.0, 520.0] "A218 A221";
        /// Share of its speed that full austerity takes from integration.
        austerity_drag: Share [0.0, 1.0] "A218";
        /// Integration score from which a link worker is fitting in.
        fitting_in_from: Share [0.0, 1.0] "A226";
        /// Integration score from which a link worker belongs.
        belonging_from: Share [0.0, 1.0] "A227";
        /// Hierarchy in practices that keeps link workers outsiders.
        hierarchy: Share [0.0, 1.0] "A146";
        /// Share of the power shared with link workers that full hierarchy holds back.
        hierarchy_loss: Share [0.0, 1.0] "A146";
        /// Share of GPs' belief that counts as seen effect where no news of clients is heard.
        effect_unheard: Share [0.0, 1.0] "A223";
        /// Relative rise of the power shared with link workers for a unit of the GPs' buy-in above its
        /// reference.
        power_culture: Ratio [0.0, 5.0] "A228";
        /// Share of power and identity that is lost where nobody tells the practice of the service or of its
        /// clients.
        lost_without_upkeep: Share [0.0, 1.0] "A228";
        /// Hours a week of promotion and of telling at a practice from which integration is kept up.
        upkeep_hours: HoursPerWeek [0.01, 40.0] "A228";
        /// News of clients for each GP in a week from which all of GPs' belief counts as seen effect.
        news_at_full: PerWeek [0.001, 10.0] "A223";
        /// Weight of the service's visibility in the identity of link workers in a practice.
        identity_visibility: Share [0.0, 1.0] "A222";
        /// Weight of a clear role in the identity of link workers in a practice.
        identity_clarity: Share [0.0, 1.0] "A222";
        /// Weight of a seat in the team in the identity of link workers in a practice.
        identity_seat: Share [0.0, 1.0] "A222";
        /// Share of the identity of link workers in a practice that full scope creep takes away.
        identity_creep: Share [0.0, 1.0] "A131";
        /// Rise of offers of the scheme for a whole unit of the integration score.
        offers_per_score: Ratio [0.0, 5.0] "A146 A225";
        /// Rise of offers of the scheme for a whole unit of accommodation.
        offers_per_accommodation: Ratio [0.0, 5.0] "A226";
        /// Rise in log-odds that a step succeeds, in a case severe or complex, for a whole unit of the
        /// integration score.
        shared_problem_solving: LogOdds [0.0, 5.0] "A227";
        /// Share of link workers' stress that a whole unit of the integration score takes away.
        stress_relief: Share [0.0, 1.0] "A225 A227";
        /// Share of needs far from medicine that full accommodation leaves out of the plan.
        narrowing: Share [0.0, 1.0] "A226";
        /// How near each need is to medicine.
        nearness: Share [0.0, 1.0] by Need "A226";
    }
}

impl Parameters {
    /// What is left of power and identity with so many hours a week at a practice.
    fn upkeep(&self, hours: f64) -> f64 {
        1.0 - self.lost_without_upkeep * (1.0 - (hours / self.upkeep_hours).min(1.0))
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

/// Room, records and supervision that a practice gives the worker.
#[must_use]
pub fn infrastructure(all: &All) -> f64 {
    mean([room(all), all.practice.it_integration, all.workforce.supervision])
}

/// How far a practice's score stands above the reference.
fn above(all: &All, practice: &Practice) -> f64 {
    practice.integration.score() - all.reference.integration
}

/// Factor of offers, by how the worker is integrated.
#[must_use]
pub fn offers(all: &All, practice: &Practice) -> f64 {
    let p = &all.integration;
    let pleases = practice.accommodation - all.reference.accommodation;
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
    for number in 0..world.practices.len() {
        let (mut clarity, mut creep, mut filled) = (0.0, 0.0, 0.0);
        let (mut belief, mut gps, mut hours) = (0.0, 0.0, 0.0);
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
                hours += (post.hours.promotion + post.hours.feedback)
                    / f64::from(post.practices.count_ones().max(1));
            }
        }
        let mean_of = |sum: f64, count: f64| if count > 0.0 { sum / count } else { 0.0 };
        let practice = &mut world.practices[number];
        let effect =
            mean_of(belief, gps) * raised(p.effect_unheard, practice.news / p.news_at_full);
        let identity = if filled > 0.0 {
            (p.identity_visibility * practice.visibility
                + p.identity_clarity * mean_of(clarity, filled)
                + p.identity_seat * seat(all, practice.champion))
                * (1.0 - p.identity_creep * mean_of(creep, filled))
        } else {
            0.0
        };
        let upkeep = p.upkeep(hours);
        let power = all.practice.shared_leadership
            * (1.0 - p.hierarchy_loss * p.hierarchy)
            * factor(p.power_culture, practice.culture, all.reference.culture)
            * upkeep;
        let parts = &mut practice.integration;
        for (part, target) in [
            (&mut parts.power, power),
            (&mut parts.identity, identity * upkeep),
            (&mut parts.effect, effect),
            (&mut parts.infrastructure, infrastructure(all)),
        ] {
            *part = towards(*part, target.clamp(0.0, 1.0), speed);
        }
        let standing = f64::midpoint(parts.power, parts.identity);
        practice.accommodation = parts.infrastructure * (1.0 - standing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn stages_begin_at_their_scores() {
        let all = baseline();
        let p = &all.integration;
        assert_eq!(stage(&all, 0.0), IntegrationStage::BoltedOn);
        assert_eq!(stage(&all, p.fitting_in_from), IntegrationStage::FittingIn);
        assert_eq!(stage(&all, p.belonging_from), IntegrationStage::Belonging);
    }

    #[test]
    fn what_nobody_keeps_up_is_lost_by_its_share_and_no_more() {
        let mut p = baseline().integration;
        (p.lost_without_upkeep, p.upkeep_hours) = (0.4, 2.0);
        assert!((p.upkeep(0.0) - 0.6).abs() < 1e-12 && (p.upkeep(1.0) - 0.8).abs() < 1e-12);
        assert!((p.upkeep(9.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn infrastructure_is_the_mean_of_room_records_and_supervision() {
        let mut all = baseline();
        (all.practice.co_location, all.practice.estate_pressure) = (1.0, 0.4);
        (all.practice.it_integration, all.workforce.supervision) = (0.9, 0.3);
        assert!((infrastructure(&all) - 0.6).abs() < 1e-12);
    }
}

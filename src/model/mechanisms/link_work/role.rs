//! The role of a link worker: how loosely it is drawn, and what rules of entry and registration make of it,
//! each for good and for bad. Every size is a parameter of its own, so that each edge can be cut apart
//! from the others.
//!
//! ```text
//! looseness    L, from 0 for a role with fixed bounds to 1 for one that the worker makes
//! flexibility  F = (workforce.role_flexibility + frees x (L - ref.looseness), between 0 and 1)
//!              x (1 - workforce.registration_rigidity x R)
//! clarity      of the role, K = workforce.role_clarity - blurs x (L - ref.looseness), between 0 and 1; of a worker
//!              C -> K by half_life, K at hire
//! understood   by those who refer at a practice: U -> mean C of the workers in post who serve it, by
//!              understood_half_life; it stays as it is where nobody is in post, and begins at K
//! F gives      initiative at hire (`workforce`), obstacles solved together (`connection`), help fitted to the person
//!              and more kinds of it (`link_work`), fulfilment (`feelings`)
//! lack of C    brings stress and scope creep (`workforce`), risk (`complexity`), a job not as promised (`feelings`);
//!              lack of U unfitting referrals and inflated hopes (`referral`)
//! registration R, a share; with none of it everything below is as it is without
//! standing     of a worker, R when they were hired; GPs' buy-in rises by practice.standing_gain x mean standing of
//!              the workers in post who serve the practice (`buy_in`)
//! pay          workforce.pay x (1 + registration_pay x R): what fairness is felt of, and what a post costs
//! career       C + registration_career x R x (1 - C), C = feelings.career; shared identity likewise, by
//!              registration_identity
//! fair choice  preference for people who are easy to help x (1 - registration_fair x R) (`targets`)
//! entry        a post stands empty 1 + registration_vacancy x R times as long
//! who comes    hired with a background in mental health: M + registration_clinical x R x (1 - M); with knowledge of
//!              welfare rights: W x (1 - registration_clinical x R); M, W the shares without registration
//! ```
//!
//! Skill, empathy and their spread, which registration changes too, stand in `workforce`.
//!
//! **Claims.** A137-A139 (a loose role as a double-edged sword), A147 (career, identity), A148 (legitimacy, fairness of access, consistency), A149 (less free, less
//! like the people helped, nearer to the clinic), A150 (entry), A152 (pay).
//! **Evidence.** Directions: Turk 2024, where each edge is an expectation of those asked and none was measured. No
//! register of link workers has been long enough in force to tell sizes: assumed.

use crate::model::mechanisms::{lowered, raised, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Post, World};

parameters! {
    /// What the role of a link worker is.
    Parameters {
        /// Looseness of the link worker's role: 0 for fixed bounds, 1 for a role that each worker makes.
        looseness: Share [0.0, 1.0] "A137 A138 A139";
        /// Flexibility that a role wholly loose has more than one with fixed bounds.
        frees: Share [0.0, 1.0] "A137";
        /// Clarity that a role wholly loose has less than one with fixed bounds.
        blurs: Share [0.0, 1.0] "A138 A139";
        /// Half-life of a link worker's own sense of the role on its way to how clear the role is.
        half_life: Weeks [0.5, 520.0] "A138";
        /// Half-life of what those who refer understand of the link worker's role on its way to how clear it
        /// is to the workers.
        understood_half_life: Weeks [0.5, 520.0] "A139";
        /// Relative rise of link workers' pay with full registration.
        registration_pay: Ratio [0.0, 2.0] "A148 A152";
        /// Share of what is missing to a career to go on to that full registration gives link workers.
        registration_career: Share [0.0, 1.0] "A147 A148";
        /// Share of what is missing to a shared identity that full registration gives link workers.
        registration_identity: Share [0.0, 1.0] "A147 A148";
        /// Share of the preference for people who are easy to help that full registration takes away.
        registration_fair: Share [0.0, 1.0] "A148";
        /// Relative rise of the time for which a link worker's post stands empty with full registration.
        registration_vacancy: Ratio [0.0, 10.0] "A150";
        /// How far full registration moves hiring from people who know welfare rights to people from mental
        /// health.
        registration_clinical: Share [0.0, 1.0] "A149";
    }
}

/// How free workers are to shape what they do.
#[must_use]
pub fn flexibility(all: &All) -> f64 {
    let p = &all.workforce;
    let drawn =
        p.role_flexibility + all.role.frees * (all.role.looseness - all.reference.looseness);
    lowered(drawn.clamp(0.0, 1.0), p.registration_rigidity * p.registration)
}

/// How clear the role is, as it is drawn.
#[must_use]
pub fn clarity(all: &All) -> f64 {
    let blurred = all.role.blurs * (all.role.looseness - all.reference.looseness);
    (all.workforce.role_clarity - blurred).clamp(0.0, 1.0)
}

/// A week in which workers come to see their role as it is drawn, and those who refer as workers see it.
pub fn step(world: &mut World, all: &All) {
    let (own, others) = (weekly(all.role.half_life), weekly(all.role.understood_half_life));
    let drawn = clarity(all);
    for worker in world.posts.iter_mut().filter_map(Post::worker_mut) {
        worker.clarity = towards(worker.clarity, drawn, own);
    }
    for (number, practice) in world.practices.iter_mut().enumerate() {
        let serving = world.posts.iter().filter(|post| post.serves(number as u8));
        let clear = serving.filter_map(|post| post.worker().map(|worker| worker.clarity));
        let (sum, count) = clear.fold((0.0, 0.0), |(sum, count), it| (sum + it, count + 1.0));
        if count > 0.0 {
            practice.role_understood = towards(practice.role_understood, sum / count, others);
        }
    }
}

/// Pay of link workers, against the baseline's without registration.
#[must_use]
pub fn pay(all: &All) -> f64 {
    all.workforce.pay * (1.0 + all.role.registration_pay * all.workforce.registration)
}

/// Extent to which link workers have a career to go on to.
#[must_use]
pub fn career(all: &All) -> f64 {
    raised(all.feelings.career, all.role.registration_career * all.workforce.registration)
}

/// Extent to which link workers share an identity.
#[must_use]
pub fn shared_identity(all: &All) -> f64 {
    raised(
        all.feelings.shared_identity,
        all.role.registration_identity * all.workforce.registration,
    )
}

/// What is left of a preference for people who are easy to help.
#[must_use]
pub fn choosing(all: &All, creaming: f64) -> f64 {
    lowered(creaming, all.role.registration_fair * all.workforce.registration)
}

/// How many times as long a post stands empty.
#[must_use]
pub fn entry(all: &All) -> f64 {
    1.0 + all.role.registration_vacancy * all.workforce.registration
}

/// Shares of those hired who come from mental health, and who know welfare rights.
#[must_use]
pub fn backgrounds(all: &All) -> [f64; 2] {
    let moved = all.role.registration_clinical * all.workforce.registration;
    [raised(all.workforce.mental_health_share, moved), lowered(all.workforce.welfare_share, moved)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};

    #[test]
    fn a_loose_role_frees_and_blurs_and_at_the_reference_it_does_neither() {
        let mut all = baseline();
        all.role.looseness = all.reference.looseness;
        let work = &all.workforce;
        let found = [flexibility(&all), clarity(&all)].map(f64::to_bits);
        assert_eq!(found, [work.role_flexibility, work.role_clarity].map(f64::to_bits));
        (all.workforce.role_flexibility, all.workforce.role_clarity) = (0.5, 0.6);
        (all.role.frees, all.role.blurs, all.reference.looseness) = (0.8, 0.4, 0.5);
        all.role.looseness = 1.0;
        assert!((flexibility(&all) - 0.9).abs() < 1e-12 && (clarity(&all) - 0.4).abs() < 1e-12);
        (all.role.frees, all.role.looseness) = (0.0, 0.0);
        assert!((flexibility(&all) - 0.5).abs() < 1e-12 && (clarity(&all) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn what_workers_see_of_their_role_comes_to_those_who_refer_and_not_where_nobody_is() {
        let mut all = baseline();
        all.link_workers.per_50k = 30.0;
        let (_, mut world) = small_world(all.clone());
        (all.workforce.role_clarity, all.role.looseness) = (0.9, all.reference.looseness);
        (all.role.half_life, all.role.understood_half_life) = (1.0, 1.0);
        let was = world.practices[0].role_understood;
        step(&mut world, &all);
        let half = f64::midpoint(was, 0.9);
        assert!(world.posts[0].worker().is_some_and(|it| (it.clarity - half).abs() < 1e-12));
        let understood = world.practices[0].role_understood;
        assert!((understood - f64::midpoint(was, half)).abs() < 1e-12);
        world.posts.clear();
        step(&mut world, &all);
        assert_eq!(world.practices[0].role_understood.to_bits(), understood.to_bits());
    }

    #[test]
    fn without_registration_everything_is_as_it_was() {
        let mut all = baseline();
        (all.workforce.registration, all.role.looseness) = (0.0, all.reference.looseness);
        let (work, felt) = (&all.workforce, &all.feelings);
        let found =
            [flexibility(&all), pay(&all), career(&all), shared_identity(&all), entry(&all)];
        let wanted = [work.role_flexibility, work.pay, felt.career, felt.shared_identity, 1.0];
        assert_eq!(found.map(f64::to_bits), wanted.map(f64::to_bits));
        let [clinical, welfare] = backgrounds(&all).map(f64::to_bits);
        assert_eq!(clinical, work.mental_health_share.to_bits());
        assert_eq!(welfare, work.welfare_share.to_bits());
        assert_eq!(choosing(&all, 0.3).to_bits(), 0.3_f64.to_bits());
    }

    #[test]
    fn registration_gives_and_takes_by_its_own_sizes() {
        let mut all = baseline();
        (all.workforce.registration, all.workforce.pay, all.feelings.career) = (0.5, 1.0, 0.2);
        let p = &mut all.role;
        (p.registration_pay, p.registration_career, p.registration_fair) = (0.2, 0.5, 0.8);
        (p.registration_vacancy, p.registration_clinical) = (2.0, 0.4);
        all.workforce.mental_health_share = 0.4;
        all.workforce.welfare_share = 0.3;
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found}");
        near(pay(&all), 1.1);
        near(career(&all), 0.4);
        near(choosing(&all, 0.5), 0.3);
        near(entry(&all), 2.0);
        let [clinical, welfare] = backgrounds(&all);
        near(clinical, 0.52);
        near(welfare, 0.24);
    }
}

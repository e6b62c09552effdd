//! The role of a link worker: what rules of entry and registration make of it, for good and for bad.
//! Every size is a parameter of its own, so that each edge can be cut apart from the others.
//!
//! ```text
//! registration R, a share; with none of it everything below is as it is without
//! flexibility  workforce.role_flexibility x (1 - workforce.registration_rigidity x R)
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
//! **Claims.** A147 (career, identity), A148 (legitimacy, fairness of access, consistency), A149 (less free, less
//! like the people helped, nearer to the clinic), A150 (entry), A152 (pay).
//! **Evidence.** Directions: Turk 2024, where each is an expectation of those asked and none was measured. No
//! register of link workers has been long enough in force to tell sizes: assumed.

use crate::model::mechanisms::{lowered, raised};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;

parameters! {
    /// What the role of a link worker is.
    Parameters {
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
    lowered(
        all.workforce.role_flexibility,
        all.workforce.registration_rigidity * all.workforce.registration,
    )
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
    raised(all.feelings.shared_identity, all.role.registration_identity * all.workforce.registration)
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
    [
        raised(all.workforce.mental_health_share, moved),
        lowered(all.workforce.welfare_share, moved),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn without_registration_everything_is_as_it_was() {
        let mut all = baseline();
        all.workforce.registration = 0.0;
        let (work, felt) = (&all.workforce, &all.feelings);
        let found =
            [flexibility(&all), pay(&all), career(&all), shared_identity(&all), entry(&all)];
        let wanted = [work.role_flexibility, work.pay, felt.career, felt.shared_identity, 1.0];
        assert_eq!(found.map(f64::to_bits), wanted.map(f64::to_bits));
        assert_eq!(backgrounds(&all), [work.mental_health_share, work.welfare_share]);
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

//! Handover: what is known of a person and goes with them from one carer to the next, or is lost
//! and has to be asked and told again.
//!
//! ```text
//! background    B = passed x practice.it_integration x what the GP knows of the person
//! told again    at the first contact with chance (1 - sharing) (1 - B); at the start in an organisation and
//!               when another worker takes over with chance 1 - sharing
//!               then: buy-in and confidence fall by again_loss of themselves, and the worker needs
//!               again_hours more, except at the start in an organisation
//! first hours   link_work.first_hours x (1 - saved x B)
//! ```
//!
//! What the worker foresees from B takes obstacles away (`connection`). A handover is an act on two
//! parties, so the world makes it (`World::hand_over`).
//!
//! **Claims.** A096 (background passed on with a referral), A115 (joined records connect care).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;

parameters! {
    /// What passes on with a person.
    Parameters {
        /// Share of what the GP knows of the person that a referral passes on where it is built into the
        /// records.
        knowledge_passed_on: Share [0.0, 1.0] "A096";
        /// Share of the length of a first contact that full background from the referral saves.
        first_contact_saved: Share [0.0, 1.0] "A096";
        /// Share of practical obstacles that full background from the referral lets the link worker foresee.
        obstacles_foreseen: Share [0.0, 1.0] "A096";
        /// Extent to which practice, link worker and organisations share their records.
        sharing: Share [0.0, 1.0] "A115";
        /// Hours of a link worker that it takes to ask a client everything again.
        again_hours: Hours [0.0, 5.0] "A115";
        /// Share of buy-in and of confidence lost by a client who has to tell everything again.
        again_loss: Share [0.0, 1.0] "A115";
    }
}

/// What a link worker knows of a person from the referral.
#[must_use]
pub fn background(all: &All, context: f64) -> f64 {
    all.handover.knowledge_passed_on * all.practice.it_integration * context
}

impl Parameters {
    /// Chance that somebody has to tell everything again to a carer who knows this much already.
    #[must_use]
    pub(crate) fn told_again(&self, known: f64) -> f64 {
        (1.0 - self.sharing) * (1.0 - known)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn nobody_tells_again_what_is_shared_or_known() {
        let mut p = baseline().handover;
        p.sharing = 0.25;
        assert!((p.told_again(0.2) - 0.6).abs() < 1e-12);
        assert!(p.told_again(1.0).abs() < 1e-12);
        p.sharing = 1.0;
        assert!(p.told_again(0.0).abs() < 1e-12);
    }
}

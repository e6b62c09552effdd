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
//! What the worker foresees from B takes obstacles away (`connection`).
//!
//! **Claims.** A096 (background passed on with a referral), A115 (joined records connect care).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::model::mechanisms::lowered;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::spec::parameters;
use crate::model::world::World;

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

/// A step from one carer to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From the practice to the link worker.
    FirstContact,
    /// From the link worker to an organisation.
    Start,
    /// From one link worker to another.
    Successor,
}

/// What a link worker knows of a person from the referral.
#[must_use]
pub fn background(all: &All, context: f64) -> f64 {
    all.handover.knowledge_passed_on * all.practice.it_integration * context
}

impl Parameters {
    /// Chance that somebody has to tell everything again to a carer who knows this much already.
    fn told_again(&self, known: f64) -> f64 {
        (1.0 - self.sharing) * (1.0 - known)
    }
}

/// A step is made: is the story told again? Returns the hours that this takes of a link worker.
pub fn pass_on(
    world: &mut World,
    row: usize,
    what: Step,
    all: &All,
    draws: WeekDraws,
    seen: &mut Observations,
) -> f64 {
    let p = &all.handover;
    let client = &mut world.clients[row];
    let known = if what == Step::FirstContact { client.background } else { 0.0 };
    let tells =
        draws.happens(p.told_again(known), Purpose::Handover, Who(client.person), what as u8);
    seen.add_total(M::ConnectedCare, f64::from(u8::from(!tells)), 1.0);
    if !tells {
        return 0.0;
    }
    client.buy_in = lowered(client.buy_in, p.again_loss);
    client.confidence = lowered(client.confidence, p.again_loss);
    if what == Step::Start { 0.0 } else { p.again_hours }
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

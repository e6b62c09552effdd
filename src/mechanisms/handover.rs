//! Handover: what is known of a person and goes with them from one carer to the next, or is lost
//! and has to be asked and told again.
//!
//! background    B = passed x integrated records x what the GP knows of the person
//! told again    chance (1 - sharing) (1 - B) at the first contact, 1 - sharing at each further step
//! first hours   h (1 - saved x B) + hours of asking again
//! told again    buy-in and confidence fall by a share
//!
//! **Claims.** A096 (background passed on with a referral), A115 (joined records connect care).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::mechanisms::lowered;
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::World;

parameters! {
    /// What passes on with a person.
    Parameters {
        /// Share of what the GP knows of the person that a referral built into the records passes on.
        passed: Share [0.0, 1.0] "A096";
        /// Share of a first contact that full background saves.
        saved: Share [0.0, 1.0] "A096";
        /// Share of practical obstacles that full background lets the worker see beforehand.
        foreseen: Share [0.0, 1.0] "A096";
        /// Records joined between practice, link worker and organisations.
        sharing: Share [0.0, 1.0] "A115";
        /// Hours of a link worker that asking everything again takes.
        again_hours: Hours [0.0, 5.0] "A115";
        /// Share of buy-in and confidence lost by somebody who has to tell everything again.
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
    all.handover.passed * all.practice.it_integration * context
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
    let again = (1.0 - p.sharing) * (1.0 - known);
    let tells = draws.happens(again, Purpose::Handover, Who(client.person), what as u8);
    seen.add_total(M::ConnectedCare, f64::from(u8::from(!tells)), 1.0);
    if !tells {
        return 0.0;
    }
    client.buy_in = lowered(client.buy_in, p.again_loss);
    client.confidence = lowered(client.confidence, p.again_loss);
    if what == Step::Start { 0.0 } else { p.again_hours }
}

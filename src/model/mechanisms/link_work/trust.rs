//! Trust in the link worker and buy-in to the service: won by unhurried contact, damaged by
//! waiting and by promises broken.
//!
//! ```text
//! referred    T at least: at_start x (at_start_floor + (1 - at_start_floor) x trust in others)
//! session     T <- T + gain_per_session x Q x (1 - T)       B <- B + buy_in_per_session x Q x (1 - B)
//! call        T <- T + gain_per_call x (1 - T)              B <- B + buy_in_of_call x gain_per_call x (1 - B)
//! waiting     T <- T - loss_per_week_waiting x T            B <- B - buy_in_loss_per_week_waiting x B
//! let down    T <- T - loss_when_let_down x T               B <- B - loss_when_let_down x B
//! ```
//!
//! T is trust in the link worker, B buy-in to the service, Q the quality of the session (`link_work`). One
//! contact a week counts: the last. People are let down when they are lost from the waiting list, when
//! their worker leaves, when they lose patience in a queue, and when the organisation closes.
//!
//! **Claims.** A014 (waits damage trust), A020, A021, A023 (trust grows by repeated contact), A103
//! (belief in the worker and in the service move together), A128 (a leaver takes trust along).
//! **Evidence.** Directions: Tierney et al. 2020. Sizes: assumed, swept.

use crate::model::mechanisms::{lowered, raised};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Client, Contact, World};

parameters! {
    /// Trust of the people referred.
    Parameters {
        /// Trust that a link worker not yet met gets from somebody with full trust in others.
        at_start: Share [0.0, 1.0] "A004";
        /// Share of the trust that a link worker not yet met gets which does not hang on the person's trust in
        /// others.
        at_start_floor: Share [0.0, 1.0] "A004";
        /// Share of a client's remaining distrust of the link worker removed by one session of full quality.
        gain_per_session: Share [0.0, 1.0] "A023";
        /// Share of a client's remaining distrust of the link worker removed by one call.
        gain_per_call: Share [0.0, 1.0] "A017 A029";
        /// What a call of the link worker gives to buy-in, as a share of what it gives to trust.
        buy_in_of_call: Share [0.0, 1.0] "A103";
        /// Share of a client's remaining doubt about the service removed by one session of full quality.
        buy_in_per_session: Share [0.0, 1.0] "A103";
        /// Share of trust in the link worker lost in one week on the waiting list.
        loss_per_week_waiting: Share [0.0, 1.0] "A014";
        /// Share of buy-in to the service lost in one week on the waiting list.
        buy_in_loss_per_week_waiting: Share [0.0, 1.0] "A014";
        /// Share of trust in the link worker and of buy-in lost when somebody is let down.
        loss_when_let_down: Share [0.0, 1.0] "A014 A128";
    }
}

impl Parameters {
    /// Trust after a week with this contact.
    #[must_use]
    pub fn trust_after(&self, trust: f64, contact: Contact) -> f64 {
        match contact {
            Contact::None => trust,
            Contact::Waiting => lowered(trust, self.loss_per_week_waiting),
            Contact::Outreach | Contact::FollowUp => raised(trust, self.gain_per_call),
            Contact::Session { quality } => raised(trust, self.gain_per_session * quality),
            Contact::LetDown => lowered(trust, self.loss_when_let_down),
        }
    }

    /// Buy-in after a week with this contact.
    #[must_use]
    pub fn buy_in_after(&self, buy_in: f64, contact: Contact) -> f64 {
        match contact {
            Contact::None => buy_in,
            Contact::Waiting => lowered(buy_in, self.buy_in_loss_per_week_waiting),
            Contact::Outreach | Contact::FollowUp => {
                raised(buy_in, self.buy_in_of_call * self.gain_per_call)
            }
            Contact::Session { quality } => raised(buy_in, self.buy_in_per_session * quality),
            Contact::LetDown => lowered(buy_in, self.loss_when_let_down),
        }
    }

    /// Trust in a link worker not yet met, by somebody with this trust in others.
    #[must_use]
    pub fn of_a_stranger(&self, others: f64) -> f64 {
        self.at_start * (self.at_start_floor + (1.0 - self.at_start_floor) * others)
    }
}

/// Applies the week's contact to everybody who had one.
pub fn step(world: &mut World, all: &All) {
    for &row in &world.in_touch {
        let client = &mut world.clients[row];
        if client.contact != Contact::None {
            meet(all, client);
        }
    }
}

fn meet(all: &All, client: &mut Client) {
    let trust = all.trust.trust_after(client.trust_worker, client.contact);
    client.take_contact(trust, all.trust.buy_in_after(client.buy_in, client.contact));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Parameters {
        Parameters {
            at_start: 0.6,
            at_start_floor: 0.3,
            gain_per_session: 0.2,
            gain_per_call: 0.05,
            buy_in_of_call: 0.5,
            buy_in_per_session: 0.1,
            loss_per_week_waiting: 0.02,
            buy_in_loss_per_week_waiting: 0.02,
            loss_when_let_down: 0.3,
        }
    }

    #[test]
    fn six_short_sessions_win_more_trust_than_one_long_one() {
        let p = parameters();
        let six = (0..6).fold(0.3, |t, _| p.trust_after(t, Contact::Session { quality: 0.6 }));
        assert!(six > p.trust_after(0.3, Contact::Session { quality: 1.0 }));
    }

    #[test]
    fn trust_stays_between_its_ends_whatever_happens() {
        let p = parameters();
        for contact in [Contact::Waiting, Contact::LetDown, Contact::Session { quality: 1.0 }] {
            for trust in [0.0, 0.4, 1.0] {
                assert!((0.0..=1.0).contains(&p.trust_after(trust, contact)));
            }
        }
    }
}

//! Trust in the link worker and buy-in to the service: won by unhurried contact, damaged by
//! waiting and by promises broken.
//!
//! referred    T at least: at start x (0.3 + 0.7 trust in others)
//! session     T <- T + gain x quality x (1 - T)      B <- B + gain x quality x (1 - B)
//! call        T <- T + call gain x (1 - T)
//! waiting     T <- T - loss x T                      B <- B - loss x B
//! let down    T <- T - share x T                     B <- B - share x B
//!
//! **Claims.** A014 (waits damage trust), A020, A021, A023 (trust grows by repeated contact), A103
//! (belief in the worker and in the service move together), A128 (a leaver takes trust along).
//! **Evidence.** Directions: Tierney et al. 2020. Sizes: assumed, swept.

use crate::mechanisms::{lowered, raised};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Client, Contact, World};

parameters! {
    /// Trust of the people referred.
    Parameters {
        /// Trust that a stranger gets, as a share of the person's trust in others.
        at_start: Share [0.0, 1.0] "A004";
        /// Share of the remaining distrust removed by one session of full quality.
        gain_per_session: Share [0.0, 1.0] "A023";
        /// The same for one call.
        gain_per_call: Share [0.0, 1.0] "A017 A029";
        /// Share of the remaining doubt about the service removed by a session of full quality.
        buy_in_per_session: Share [0.0, 1.0] "A103";
        /// Share of trust lost in one week on the waiting list.
        loss_per_week_waiting: Share [0.0, 1.0] "A014";
        /// Share of buy-in lost in one week on the waiting list.
        buy_in_loss_per_week_waiting: Share [0.0, 1.0] "A014";
        /// Share of trust and buy-in lost when somebody is let down.
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
            Contact::Outreach | Contact::FollowUp => raised(buy_in, 0.5 * self.gain_per_call),
            Contact::Session { quality } => raised(buy_in, self.buy_in_per_session * quality),
            Contact::LetDown => lowered(buy_in, self.loss_when_let_down),
        }
    }

    /// Trust in a link worker not yet met, by somebody with this trust in others.
    #[must_use]
    pub fn of_a_stranger(&self, others: f64) -> f64 {
        self.at_start * (0.3 + 0.7 * others)
    }
}

/// Applies the week's contact to everybody who had one.
pub fn step(world: &mut World, all: &All) {
    for client in &mut world.clients {
        if client.contact != Contact::None {
            meet(all, client);
        }
    }
}

fn meet(all: &All, client: &mut Client) {
    client.trust_worker = all.trust.trust_after(client.trust_worker, client.contact);
    client.buy_in = all.trust.buy_in_after(client.buy_in, client.contact);
    client.contact = Contact::None;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Parameters {
        Parameters {
            at_start: 0.6,
            gain_per_session: 0.2,
            gain_per_call: 0.05,
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

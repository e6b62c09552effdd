//! Relapse: help takes a need down and holds it, and what is held comes back while its cause lasts.
//!
//! ```text
//! help         takes a need down one step: severe -> present -> none; it is held then
//! comes back   up one step, chance a week r = per_month / weeks in a month, x protected_ratio if anything holds it
//! holds it     an open case with a link worker, or a place at an organisation or service; for loneliness, low
//!              mood, lifestyle and bereavement also belonging to a group, however it was joined
//! is over      when its cause is: with the chance at which the need would have ended without help (`need`), a
//!              severe cause at the speed of a severe need
//! ```
//!
//! A need that is held cannot start anew. Without help nothing is ever held, so the stationary law of
//! needs is untouched, and in two scenarios a need has the same cause for as long: the gain from one
//! helped ending fades as exp(-(r + e) t), e the chance at which the cause ends, and never outlasts it.
//! So it is with every ending by help: of the link worker, a place, a service, signposting, a
//! navigator, help sought by oneself, self-care.
//!
//! **Claims.** A240 (value lies in what lasts), A070 (belonging protects), A036 (what follows an ending).
//! **Evidence.** 53 % of 439 people relapse within twelve months of low-intensity therapy for
//! depression and anxiety that ended with remission, which is 6.3 % a month (Ali 2017); the same is
//! assumed of other needs. What protection is worth is assumed.

use crate::model::kinds::Need;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_MONTH;
use crate::model::world::{Membership, Support};

parameters! {
    /// Needs that help has taken down, and that come back.
    Parameters {
        /// Share of needs taken down by help that come back up a step in a month, while their cause
        /// lasts and nothing holds them.
        per_month: PerMonth [0.0, 1.0] "A036 A240";
        /// Speed at which needs that a case, a place or a group holds come back, against others.
        protected_ratio: Ratio [0.0, 1.0] "A070 A240";
    }
}

/// Needs that belonging to a group holds.
const HELD_BY_GROUPS: [Need; 4] =
    [Need::Loneliness, Need::LowMood, Need::Lifestyle, Need::Bereavement];

impl Parameters {
    /// Chance a week that a need which help has taken down comes back up a step.
    #[must_use]
    #[inline]
    pub fn chance(&self, need: Need, membership: Membership, support: Support) -> f64 {
        let by_group = membership == Membership::Member && HELD_BY_GROUPS.contains(&need);
        let held = support == Support::Open || by_group;
        self.per_month / WEEKS_PER_MONTH * if held { self.protected_ratio } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_a_place_and_for_some_needs_a_group_hold_what_was_won() {
        let p = Parameters { per_month: 0.1, protected_ratio: 0.5 };
        let at = |need, membership, support| p.chance(need, membership, support) * WEEKS_PER_MONTH;
        let close = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12);
        close(at(Need::Money, Membership::None, Support::None), 0.1);
        close(at(Need::Money, Membership::Member, Support::None), 0.1);
        close(at(Need::LowMood, Membership::Member, Support::None), 0.05);
        close(at(Need::Money, Membership::None, Support::Open), 0.05);
        close(at(Need::LowMood, Membership::Member, Support::Open), 0.05);
    }
}

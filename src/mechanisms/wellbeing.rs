//! Wellbeing: life satisfaction as a person's life stands. Gains are held up by what goes on (a
//! need that is over, a group one belongs to), and fade when it stops.
//!
//! target   `T_L` = set point - sum over needs (points, severe: x ratio) - illness + group
//!
//! **Claims.** A070, A071, A073 (joining and capital raise wellbeing), A240 (value lies in ties that
//! last).
//! **Evidence.** Mean 7.45 (APS 2023), standard deviation 1.8 (recalled), clients 4.7 at entry
//! (Green social prescribing). Weights of needs are calibrated to these; their order is assumed.

use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Fixed, Health, Membership, Needs};

parameters! {
    /// Life satisfaction.
    Parameters {
        /// Mean life satisfaction without needs, illness or groups.
        set: Points [0.0, 10.0] "";
        /// Spread of that level between people.
        spread: Points [0.0, 5.0] "";
        /// Life satisfaction lost to a need that is present.
        need_points: Points [0.0, 10.0] by Need "";
        /// Loss to a severe need, against one that is present.
        severe_ratio: Ratio [1.0, 10.0] "";
        /// Life satisfaction lost in an episode of illness.
        illness_points: Points [0.0, 10.0] "";
        /// Life satisfaction gained by belonging to a group.
        member_points: Points [0.0, 10.0] "A070 A240";
        /// Half-life of life satisfaction on its way to its target.
        half_life: Weeks [0.1, 500.0] "";
        /// Error of one measured score.
        score_error: Points [0.0, 5.0] "";
        /// Share of clients whose scores are asked at the first and again at the last contact.
        scored_share: Share [0.0, 1.0] "";
    }
}

/// Where wellbeing tends, as a person's life stands.
#[must_use]
#[inline]
pub fn target(all: &All, who: &Fixed, needs: Needs, health: Health, membership: Membership) -> f64 {
    let p = &all.wellbeing;
    let mut target = f64::from(who.wellbeing_set) - needs.weigh(&p.need_points, p.severe_ratio);
    if health == Health::Ill {
        target -= p.illness_points;
    }
    if membership == Membership::Member {
        target += p.member_points;
    }
    target.clamp(0.0, 10.0)
}

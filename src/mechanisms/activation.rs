//! Activation: the Patient Activation Measure, fed by capital and by small successes, lowered by
//! low mood and illness, returning to the person's own level without renewal.
//!
//! target   `T_A` = set point - low mood - illness
//!
//! **Claims.** A044, A045 (steps raise activation), A048-A050 (what activation does), A051 (capital
//! feeds activation).
//! **Evidence.** Islington, people with long-term conditions: mean 57.7, SD 13.4, levels 22/19/46/13 %
//! (Barker 2018); correlation over six months 0.43, depression the strongest correlate (Blakemore
//! 2016). Speed of return 2-10 % a month, assumed.

use crate::axes::Need;
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Fixed, Health, Needs};

parameters! {
    /// Activation.
    Parameters {
        /// Mean activation of adults without low mood, illness and long-term conditions.
        set: PamPoints [0.0, 100.0] "";
        /// Spread of that level between people.
        spread: PamPoints [0.0, 40.0] "";
        /// Activation lost with long-term conditions.
        condition_loss: PamPoints [0.0, 40.0] "";
        /// Activation lost with low mood.
        low_mood_loss: PamPoints [0.0, 60.0] "";
        /// Activation lost in an episode of illness.
        illness_loss: PamPoints [0.0, 60.0] "";
        /// Half-life of activation on its way to its target.
        half_life: Weeks [0.1, 500.0] "A048";
        /// Error of one measured score.
        score_error: PamPoints [0.0, 40.0] "";
        /// Score that divides level 1 from level 2.
        level_2_from: PamPoints [1.0, 99.0] "";
        /// Score that divides level 2 from level 3.
        level_3_from: PamPoints [1.0, 99.0] "";
        /// Score that divides level 3 from level 4.
        level_4_from: PamPoints [1.0, 99.0] "";
    }
}

/// Where activation tends, as a person's life stands.
#[must_use]
#[inline]
pub fn target(all: &All, who: &Fixed, needs: Needs, health: Health) -> f64 {
    let p = &all.activation;
    let low_mood = if needs.has(Need::LowMood) { p.low_mood_loss } else { 0.0 };
    let ill = if health == Health::Ill { p.illness_loss } else { 0.0 };
    (f64::from(who.activation_set) - low_mood - ill).clamp(0.0, 100.0)
}

/// Level of a score, 1 to 4.
#[must_use]
pub fn level(all: &All, score: f64) -> usize {
    let p = &all.activation;
    1 + [p.level_2_from, p.level_3_from, p.level_4_from]
        .iter()
        .filter(|&&from| score >= from)
        .count()
}

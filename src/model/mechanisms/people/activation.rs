//! Activation: the Patient Activation Measure, fed by capital and by small successes, lowered by
//! low mood and illness, returning to the person's own level without renewal. That level follows slowly
//! what the person has become.
//!
//! ```text
//! usual level  u ~ N(set - condition_loss (with any long-term condition), spread), between LOWEST and HIGHEST
//! target       T = u - low_mood_loss (in low mood) - illness_loss (in an episode), between 0 and 100
//! a week       towards T + s by half_life, with what capital above its base adds (`settle`)
//! own level    moved by s: s -> lasting x (activation - T) by own_half_life; 0 for everybody at the start
//! level        1, and 1 more for each of level_2_from, level_3_from and level_4_from that is reached
//! ```
//!
//! **Claims.** A044, A045 (steps raise activation), A048-A050 (what activation does), A051 (capital
//! feeds activation), A240 (gains that last).
//! **Evidence.** Islington, people with long-term conditions: mean 57.7, SD 13.4, levels 22/19/46/13 %
//! (Barker 2018); correlation over six months 0.43, depression the strongest correlate (Blakemore
//! 2016). Speed of return 2-10 % a month, assumed. Whether gains last is an open question (Tierney 2020):
//! `lasting` runs from 0, a fixed level, to 1, where what was won stays.

use crate::model::kinds::Need;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Fixed, Health, Needs};

parameters! {
    /// Activation.
    Parameters {
        /// Mean activation of adults without low mood, illness and long-term conditions.
        usual_level: PamPoints [0.0, 100.0] "";
        /// Standard deviation between adults of their usual activation.
        spread: PamPoints [0.0, 40.0] "";
        /// Activation lost by people with any long-term condition.
        condition_loss: PamPoints [0.0, 40.0] "";
        /// Activation lost with low mood.
        low_mood_loss: PamPoints [0.0, 60.0] "";
        /// Activation lost in an episode of illness.
        illness_loss: PamPoints [0.0, 60.0] "";
        /// Half-life of activation on its way to its target.
        half_life: Weeks [0.1, 500.0] "A048";
        /// Share of activation above or below what a person's life supports which becomes the person's own
        /// level, if it stays.
        lasting: Share [0.0, 1.0] "A051 A240";
        /// Half-life of a person's own level of activation on its way to what the person has become.
        own_half_life: Weeks [1.0, 1000.0] "A051 A240";
        /// Standard deviation of the error of one measured score of activation.
        score_error: PamPoints [0.0, 40.0] "";
        /// Score that divides level 1 from level 2.
        level_2_from: PamPoints [1.0, 99.0] "";
        /// Score that divides level 2 from level 3.
        level_3_from: PamPoints [1.0, 99.0] "";
        /// Score that divides level 3 from level 4.
        level_4_from: PamPoints [1.0, 99.0] "";
    }
}

/// Levels of the measure.
pub const LEVELS: usize = 4;

/// Lowest usual level of anybody: no one keeps at the foot of the scale.
pub const LOWEST: f64 = 5.0;

/// Highest usual level of anybody: no one keeps at the top of the scale.
pub const HIGHEST: f64 = 98.0;

/// Where activation tends, as a person's life stands.
#[must_use]
#[inline]
pub fn target(all: &All, who: &Fixed, needs: Needs, health: Health) -> f64 {
    let p = &all.activation;
    // No branches: whoever comes next may have either.
    let is = |is: bool| f64::from(u8::from(is));
    let low_mood = is(needs.has(Need::LowMood)) * p.low_mood_loss;
    let ill = is(health == Health::Ill) * p.illness_loss;
    (f64::from(who.activation_usual) - low_mood - ill).clamp(0.0, 100.0)
}

/// Level of a score, from 1.
#[must_use]
pub fn level(all: &All, score: f64) -> usize {
    let p = &all.activation;
    1 + [p.level_2_from, p.level_3_from, p.level_4_from]
        .iter()
        .filter(|&&from| score >= from)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Severity;

    #[test]
    fn levels_run_from_one_to_four_and_begin_at_their_scores() {
        let all = baseline();
        let p = &all.activation;
        let edges = [0.0, p.level_2_from, p.level_3_from, p.level_4_from];
        assert_eq!(edges.map(|score| level(&all, score)), [1, 2, 3, 4]);
        assert_eq!(level(&all, p.level_2_from - 0.1), 1);
    }

    #[test]
    fn low_mood_and_illness_lower_the_target_and_nothing_takes_it_below_none() {
        let all = baseline();
        let mut low = Needs::default();
        low.start(Need::LowMood, Severity::Present, false);
        let at = |set, needs, health| {
            let mut who = somebody();
            who.activation_usual = set;
            target(&all, &who, needs, health)
        };
        let lost = all.activation.low_mood_loss + all.activation.illness_loss;
        assert!((at(60.0, low, Health::Ill) - (60.0 - lost)).abs() < 1e-6);
        assert!((at(60.0, Needs::default(), Health::Usual) - 60.0).abs() < 1e-6);
        assert!(at(5.0, low, Health::Ill) >= 0.0);
    }
}

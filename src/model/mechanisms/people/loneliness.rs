//! How lonely somebody is, in degrees: the three-item UCLA scale, of which the need of loneliness is the
//! part that is felt often.
//!
//! ```text
//! step         m = usual, present or severe, as the need of loneliness is absent, present or severe
//! level        l = m + held_rise (help holds the need, and it is absent) + crisis_rise (in a crisis) + spread x
//!              s, between LEAST and often_from if the need is absent, between often_from and MOST if it is there
//! s            (ref.sociability - sociability) / population.trait_spread: people who make contacts less easily
//!              are lonelier among those of the same step
//! often        l is often_from or more: the same people as those who have the need
//! score        N(l, score_error), rounded, between LEAST and MOST
//! ```
//!
//! The steps of the need, what holds it and the crisis are the one truth; the level is read from them and
//! kept nowhere, so that the need and the cut in the level cannot fall apart. Children have no level.
//!
//! **Claims.** A070 (joining lessens isolation).
//! **Evidence.** Three answers of 1 to 3 (hardly ever, some of the time, often) make a score of 3 to 9. In
//! the Community Life Survey a score of 8 or 9 is as common as feeling lonely often or always (about 7 %),
//! so the cut lies between 7 and 8; the mean of adults is about 4.5 (recalled). Steps, and the error of a
//! score, are assumed; a test-retest correlation of 0.8 to 0.9 over two weeks (UCLA-20 in a small sample,
//! Pikea 2016) is an upper end for three items.

use crate::model::kinds::Need;
use crate::model::mechanisms::people::crisis;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Fixed, Needs, Severity};

parameters! {
    /// Degrees of loneliness.
    Parameters {
        /// Level of loneliness of people of reference sociability who are not lonely often.
        usual: UclaPoints [3.0, 9.0] "";
        /// Level of loneliness of people of reference sociability with the need, when it is not severe.
        present: UclaPoints [3.0, 9.0] "";
        /// Level of loneliness of people of reference sociability with a severe need.
        severe: UclaPoints [3.0, 9.0] "";
        /// Level from which people are lonely often: those with the need are at it or above.
        often_from: UclaPoints [3.5, 8.5] "";
        /// Rise of the level of people whose need help has ended while its cause lasts.
        held_rise: UclaPoints [0.0, 6.0] "A070";
        /// Rise of the level in each phase of a crisis.
        crisis_rise: UclaPoints [0.0, 6.0] by Phase "";
        /// Rise of the level for a standard deviation of sociability below the reference.
        spread: UclaPoints [0.0, 6.0] "";
        /// Standard deviation of the error of one measured score of loneliness.
        score_error: UclaPoints [0.0, 3.0] "";
    }
}

/// Least level and least score: all three answers are hardly ever.
pub const LEAST: f64 = 3.0;

/// Highest level and highest score: all three answers are often.
pub const MOST: f64 = 9.0;

/// How far below the cut the level of those ends who are not lonely often.
const BELOW_THE_CUT: f64 = 1e-6;

/// Smallest standard deviation of sociability that a distance is divided by.
const SMALLEST_SPREAD: f64 = 1e-6;

/// How lonely a person is, from 3 to 9.
#[must_use]
pub fn level(all: &All, who: &Fixed, needs: Needs) -> f64 {
    let p = &all.loneliness;
    let step = match needs.severity(Need::Loneliness) {
        Severity::Absent if needs.is_held(Need::Loneliness) => p.usual + p.held_rise,
        Severity::Absent => p.usual,
        Severity::Present => p.present,
        Severity::Severe => p.severe,
    };
    let shy = (all.reference.sociability - who.sociability())
        / all.population.trait_spread.max(SMALLEST_SPREAD);
    let level = step + crisis::added(&p.crisis_rise, needs) + p.spread * shy;
    if needs.has(Need::Loneliness) {
        level.clamp(p.often_from, MOST)
    } else {
        level.clamp(LEAST, p.often_from - BELOW_THE_CUT)
    }
}

/// Whether a level is that of somebody who is lonely often.
#[must_use]
pub fn often(all: &All, level: f64) -> bool {
    level >= all.loneliness.often_from
}

/// The score that somebody of this level gives who answers so many standard deviations too high.
#[must_use]
pub fn score(all: &All, level: f64, z: f64) -> f64 {
    (level + all.loneliness.score_error * z).round().clamp(LEAST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Fifth, Phase, Sex};
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Traits;

    #[test]
    fn the_need_is_read_from_the_level_whoever_it_is_and_whatever_else_there_is() {
        let all = baseline();
        for sociability in [0.0, 0.2, 0.5, 0.8, 1.0] {
            let traits = Traits { sociability, ..somebody().traits() };
            let who = Fixed::new(50, Sex::Male, Fifth::Middle, 0, 0, &traits);
            for severity in [Severity::Absent, Severity::Present, Severity::Severe] {
                for helped in 0..3 {
                    for phase in [None, Some(Phase::Building), Some(Phase::Peak)] {
                        let mut needs = Needs::default();
                        needs.start(Need::Loneliness, severity, false);
                        needs.set_crisis(phase);
                        (0..helped).for_each(|_| needs.help(Need::Loneliness));
                        let level = level(&all, &who, needs);
                        assert!((LEAST..=MOST).contains(&level));
                        assert_eq!(often(&all, level), needs.has(Need::Loneliness));
                    }
                }
            }
        }
    }

    #[test]
    fn help_lowers_the_level_step_by_step_and_leaves_a_rise_while_the_cause_lasts() {
        let all = baseline();
        let who = somebody();
        let mut needs = Needs::default();
        let none = level(&all, &who, needs);
        needs.start(Need::Loneliness, Severity::Severe, false);
        let mut levels = vec![level(&all, &who, needs)];
        for _ in 0..2 {
            needs.help(Need::Loneliness);
            levels.push(level(&all, &who, needs));
        }
        needs.end(Need::Loneliness);
        levels.push(level(&all, &who, needs));
        assert!(levels.windows(2).all(|pair| pair[0] > pair[1]), "{levels:?}");
        assert!((levels[3] - none).abs() < f64::EPSILON);
    }

    #[test]
    fn scores_are_whole_and_within_the_scale() {
        let all = baseline();
        assert!((score(&all, 6.4, 0.0) - 6.0).abs() < f64::EPSILON);
        assert!((score(&all, 8.9, 9.0) - MOST).abs() < f64::EPSILON);
        assert!((score(&all, 3.1, -9.0) - LEAST).abs() < f64::EPSILON);
    }
}

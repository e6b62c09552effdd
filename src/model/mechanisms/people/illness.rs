//! Episodes of illness: the transient half of the differences in consulting. They come and go
//! whatever else happens, and people are referred when they are in one: so consulting falls
//! afterwards with no help at all.
//!
//! ```text
//! starts       chance a week s = episodes_per_year / 52 x (1 + rise_per_condition x long-term conditions)
//! ends         chance a week 1 / duration
//! first week   ill with odds s x duration
//! ```
//!
//! What an episode does stands in `consulting` (requests), `activation` and `wellbeing`; clients'
//! self-care can end one early (`self_care`).
//!
//! **Evidence.** Sizes are calibrated to the natural course of frequent attenders (targets T01,
//! T02, T05): 79 % of the top 3 % attend less in the next half-year; 15 % of the top tenth stay in
//! it for three years.

use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Health, World};

parameters! {
    /// Episodes of illness.
    Parameters {
        /// Episodes that start in a year, for a person without long-term conditions.
        episodes_per_year: PerYear [0.0, 10.0] "";
        /// Relative rise of the rate at which episodes of illness start, for each long-term condition.
        rise_per_condition: Ratio [0.0, 5.0] "";
        /// Mean length of an episode of illness.
        duration: Weeks [1.0, 200.0] "";
    }
}

/// Chance that the health of somebody with so many long-term conditions changes this week.
#[must_use]
pub fn change_chance(all: &All, conditions: u8, health: Health) -> f64 {
    let p = &all.illness;
    match health {
        Health::Usual => {
            p.episodes_per_year / WEEKS_PER_YEAR
                * (1.0 + p.rise_per_condition * f64::from(conditions))
        }
        Health::Ill => 1.0 / p.duration,
    }
}

/// Share of weeks that somebody with so many long-term conditions is in an episode: the start of a run is
/// drawn from it.
#[must_use]
pub fn share_of_weeks(all: &All, conditions: u8) -> f64 {
    let odds = change_chance(all, conditions, Health::Usual) * all.illness.duration;
    odds / (1.0 + odds)
}

/// An episode of somebody whose clock struck starts or ends.
pub fn strike(world: &mut World, person: usize) {
    let health = &mut world.people.health[person];
    *health = if *health == Health::Ill { Health::Usual } else { Health::Ill };
}

/// Episodes that are over sooner than they would be (`self_care`).
pub fn recover(world: &mut World) {
    for person in std::mem::take(&mut world.desk.recovered) {
        world.people.health[person as usize] = Health::Usual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};

    #[test]
    fn as_many_people_fall_ill_in_a_week_as_recover() {
        let all = baseline();
        for conditions in [0, 2, 6] {
            let mut who = somebody();
            who.conditions = conditions;
            let ill = share_of_weeks(&all, who.conditions);
            let falls = (1.0 - ill) * change_chance(&all, who.conditions, Health::Usual);
            assert!((falls - ill * change_chance(&all, who.conditions, Health::Ill)).abs() < 1e-12);
        }
    }
}

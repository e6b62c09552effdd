//! The clocks of a person: the only thing done for everybody every week. Each is a chance
//! compared, as an integer, with a draw; whoever a clock strikes for gets full attention.
//!
//! ```text
//! consult   1 - exp(-rate of asking for a medical appointment)
//! illness   an episode starts or ends
//! need      a need starts, ends or comes back, or a group is joined or left
//! social    1 - exp(-rate of asking for an appointment because of a social need)
//! crisis    a crisis begins to build, comes to a head or passes
//! ```
//!
//! Four draws serve the five: illness strikes at the low end of its draw and a crisis moves at the
//! high end of the same one. Neither chance moves the other's end, so each is shared between two
//! scenarios as if it had a draw of its own; only both in one week is ruled out, which would be rarer
//! than one week in a thousand.

use std::ops::BitOr;

use crate::model::abreast::BATCH;
use crate::model::engine::Rules;
use crate::model::engine::settle;
use crate::model::kinds::Phase;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::need::Situation;
use crate::model::mechanisms::practice::consulting;
use crate::model::parameters::Parameters;
use crate::model::random::{Batch, Purpose, WeekDraws, threshold};
use crate::model::world::{Clocks, Fixed, Health, Needs, People, Support, World};

/// Clocks that few things decide, worked out once for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// An episode of illness starts, by long-term conditions.
    falls_ill: Vec<u32>,
    recovers: u32,
    /// A crisis begins to build, by needs that bring one on.
    crisis_begins: [u32; crisis::BROUGHT_ON],
    crisis_moves: [u32; Phase::COUNT],
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &Parameters) -> Self {
        let ill = |conditions, health| threshold(illness::change_chance(all, conditions, health));
        let crisis = |phase, needs| threshold(crisis::move_chance(all, phase, needs));
        Self {
            falls_ill: (0..=u8::MAX).map(|conditions| ill(conditions, Health::Usual)).collect(),
            recovers: ill(0, Health::Ill),
            crisis_begins: std::array::from_fn(|needs| crisis(None, needs)),
            crisis_moves: std::array::from_fn(|phase| crisis(Some(Phase::at(phase)), 0)),
        }
    }

    fn illness(&self, who: &Fixed, health: Health) -> u32 {
        match health {
            Health::Usual => self.falls_ill[who.conditions as usize],
            Health::Ill => self.recovers,
        }
    }

    fn crisis(&self, who: &Fixed, needs: Needs) -> u32 {
        match needs.crisis() {
            None if !who.adult() => 0,
            None => self.crisis_begins[crisis::brought_on(needs)],
            Some(phase) => self.crisis_moves[phase as usize],
        }
    }
}

/// Sets the clocks of a person whose state has just been settled, and for whom so much of the scheme
/// is open.
pub fn set(rules: &Rules, people: &mut People, person: usize, support: Support) {
    people.clocks[person] = of(rules, people, person, support);
}

/// Sets the clocks of asking alone, of a person whose state has just been settled and to whom nothing else
/// has happened: what the others hang on is as it was when they were set.
pub fn set_asking(rules: &Rules, people: &mut People, person: usize) {
    let (consult, social) = asking(rules, people, person);
    people.clocks[person] = Clocks { consult, social, ..people.clocks[person] };
    debug_assert!(
        people.needs[person].any_held()
            || people.clocks[person] == of(rules, people, person, Support::None)
    );
}

/// The clocks of asking for an appointment, medical and because of a social need.
#[inline]
fn asking(rules: &Rules, people: &People, person: usize) -> (u32, u32) {
    let all = &*rules.all;
    let who = &people.fixed[person];
    let (needs, health) = (people.needs[person], people.health[person]);
    let activation = people.slow[person].activation.share() * 100.0;
    let medical = consulting::medical_rate(all, &rules.consulting, who, needs, health, activation);
    let chances = &rules.consulting.chances;
    let consult = threshold(chances.at(medical));
    if !needs.any() && needs.crisis().is_none() {
        return (consult, 0);
    }
    let gap = settle::capital_gap(rules, people, person);
    let social = consulting::social_rate(all, who, needs, health, gap, activation);
    (consult, if social > 0.0 { threshold(chances.at(social)) } else { 0 })
}

#[inline]
fn of(rules: &Rules, people: &People, person: usize, support: Support) -> Clocks {
    let who = &people.fixed[person];
    let now = Situation {
        needs: people.needs[person],
        health: people.health[person],
        membership: people.membership[person],
        support,
    };
    let (consult, social) = asking(rules, people, person);
    Clocks {
        consult,
        illness: rules.clocks.illness(who, now.health),
        need: threshold(rules.need.any_chance(&rules.all, who, now)),
        social,
        crisis: rules.clocks.crisis(who, now.needs),
    }
}

/// Lists everybody for whom a clock strikes this week.
pub fn strike(world: &mut World, draws: WeekDraws) {
    let mut lots = Batch::NONE;
    // Everybody is put down, and whoever comes next takes the place of somebody whom nothing struck: no
    // branch, since nobody can tell for whom a clock strikes.
    let mut listed = [0_u8; BATCH];
    world.desk.struck.clear();
    for (batch, clocks) in world.people.clocks.chunks(BATCH).enumerate() {
        let first = (batch * BATCH) as u32;
        lots.draw(draws, Purpose::Clocks, (first..first + clocks.len() as u32).map(|id| (id, 0)));
        let mut count = 0;
        for (at, clock) in clocks.iter().enumerate() {
            let draw = lots.words(at);
            let strikes = [
                draw[0] < clock.consult,
                draw[1] < clock.illness,
                draw[2] < clock.need,
                draw[3] < clock.social,
                !draw[1] < clock.crisis,
            ];
            listed[count] = at as u8;
            count += strikes.into_iter().map(usize::from).fold(0, BitOr::bitor);
        }
        let struck = listed[..count].iter().map(|&at| usize::from(at));
        world.desk.struck.extend(struck.map(|at| (first + at as u32, lots.words(at))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Need;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Severity;

    #[test]
    fn tables_hold_the_chances_of_their_mechanisms_and_children_come_to_no_crisis() {
        let mut all = baseline();
        (all.crisis.starts_per_year, all.crisis.per_need) = (0.4, 0.8);
        let (tables, mut who) = (Tables::new(&all), somebody());
        let mut needs = Needs::default();
        needs.start(Need::Money, Severity::Present, false);
        for conditions in 0..5 {
            who.conditions = conditions;
            for health in [Health::Usual, Health::Ill] {
                let wanted = threshold(illness::change_chance(&all, conditions, health));
                assert_eq!(tables.illness(&who, health), wanted);
            }
        }
        for phase in [None, Some(Phase::Building), Some(Phase::Peak)] {
            needs.set_crisis(phase);
            let wanted = threshold(crisis::move_chance(&all, phase, 1));
            assert_eq!(tables.crisis(&who, needs), wanted);
        }
        who.age = 9;
        assert_eq!(tables.crisis(&who, Needs::default()), 0);
    }
}

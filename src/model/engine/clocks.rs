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

use crate::model::engine::Rules;
use crate::model::engine::settle;
use crate::model::mechanisms::chance;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::need::Situation;
use crate::model::mechanisms::practice::consulting;
use crate::model::random::{WORDS, WeekDraws, threshold};
use crate::model::world::{Clocks, People, Support, World};

/// People whose draws are made in one go.
const BATCH: usize = 1024;

/// Sets the clocks of a person whose state has just been settled, and for whom so much of the scheme
/// is open.
pub fn set(rules: &Rules, people: &mut People, person: usize, support: Support) {
    let (all, tables) = (&*rules.all, &rules.need);
    let who = &people.fixed[person];
    let now = Situation {
        needs: people.needs[person],
        health: people.health[person],
        membership: people.membership[person],
        support,
    };
    let activation = people.slow[person].activation.share() * 100.0;
    let (needs, health) = (now.needs, now.health);
    let medical = consulting::medical_rate(all, &rules.consulting, who, needs, health, activation);
    let social = if needs.any() || needs.crisis().is_some() {
        consulting::social_rate(
            all,
            who,
            needs,
            health,
            settle::capital_gap(rules, people, person),
            activation,
        )
    } else {
        0.0
    };
    people.clocks[person] = Clocks {
        consult: threshold(chance(medical)),
        illness: threshold(illness::change_chance(all, who, health)),
        need: threshold(tables.any_chance(all, who, now)),
        social: if social > 0.0 { threshold(chance(social)) } else { 0 },
        crisis: threshold(crisis::move_chance(all, who, needs)),
    };
}

/// Lists everybody for whom a clock strikes this week.
pub fn strike(world: &mut World, draws: WeekDraws) {
    let mut words = [0_u32; WORDS * BATCH];
    let struck = &mut world.desk.struck;
    struck.clear();
    for (batch, clocks) in world.people.clocks.chunks(BATCH).enumerate() {
        let first = (batch * BATCH) as u32;
        let words = &mut words[..WORDS * clocks.len()];
        draws.clocks(first, words);
        for (offset, (clock, draw)) in clocks.iter().zip(words.chunks_exact(WORDS)).enumerate() {
            let strikes = (draw[0] < clock.consult)
                || (draw[1] < clock.illness)
                || (draw[2] < clock.need)
                || (draw[3] < clock.social)
                || (!draw[1] < clock.crisis);
            if strikes {
                struck.push((first + offset as u32, [draw[0], draw[1], draw[2], draw[3]]));
            }
        }
    }
}

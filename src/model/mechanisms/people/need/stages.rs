//! What the needs of somebody become who comes to another stage of life: the smallest change that keeps
//! the law of those who are in it.

use crate::model::kinds::Need;
use crate::model::mechanisms::people::need::Tables;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, WORDS, Who};
use crate::model::world::{Membership, Severity, World};

/// Occasion of the draws of what a need is like that comes with a stage, after those of whether it does.
const KIND: u8 = 16;

/// Whether something is there that was there with one chance and is to be there with another: it comes or
/// goes only as often as it must.
fn moved(is: bool, was: f64, wanted: f64, lot: f64) -> bool {
    if is && wanted < was {
        lot < wanted / was
    } else if !is && wanted > was {
        lot < (wanted - was) / (1.0 - was)
    } else {
        is
    }
}

/// Adults who came to another stage of life this week.
pub fn turn(world: &mut World, now: Now, tables: &Tables, seen: &mut Observations) {
    let Now { all, draws, .. } = now;
    for (person, before) in std::mem::take(&mut world.desk.turned) {
        let (id, at) = (Who(person), person as usize);
        let who = world.people.fixed[at];
        let mut blocks = [[0.0; WORDS]; (Need::COUNT + 1).div_ceil(WORDS)];
        for (block, words) in blocks.iter_mut().enumerate() {
            *words = draws.uniforms(Purpose::Stage, id, block as u8, 0);
        }
        let lot = |index: usize| blocks[index / WORDS][index % WORDS];
        let was = world.people.membership[at];
        let shares = (tables.member_share(&before), tables.member_share(&who));
        let member = moved(was == Membership::Member, shares.0, shares.1, lot(Need::COUNT));
        let is = if member { Membership::Member } else { Membership::None };
        world.people.membership[at] = is;
        for &need in Need::ALL {
            let needs = &mut world.people.needs[at];
            let there = needs.cause(need) != Severity::Absent;
            let shares = (tables.share(&before, need, was), tables.share(&who, need, is));
            let stays = moved(there, shares.0, shares.1, lot(need as usize));
            if there && !stays {
                if needs.has(need) {
                    seen.count(M::NeedsEnded, who.fifth);
                }
                needs.end(need);
            } else if stays && !there {
                let [severe, hidden, ..] = draws.uniforms(Purpose::Stage, id, KIND + need as u8, 0);
                let severity = if severe < tables.severe_prevalence(need) {
                    Severity::Severe
                } else {
                    Severity::Present
                };
                needs.start(need, severity, hidden < all.need.hidden_share[need as usize]);
                seen.count(M::NeedsStarted, who.fifth);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Stage;
    use crate::model::mechanisms::tests::small_world;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::random::Draws;
    use crate::model::world::Needs;

    #[test]
    fn what_must_change_changes_and_nothing_else_does() {
        let lots = || (0..1_000).map(|lot| (f64::from(lot) + 0.5) / 1_000.0);
        for (was, wanted) in
            [(0.2, 0.5), (0.5, 0.2), (0.3, 0.3), (0.0, 0.4), (0.4, 0.0), (1.0, 0.5)]
        {
            let share = |is| lots().filter(|&lot| moved(is, was, wanted, lot)).count() as f64 / 1e3;
            let after = was * share(true) + (1.0 - was) * share(false);
            assert!((after - wanted).abs() < 1e-3, "{was} to {wanted}: {after}");
            assert!(share(true) > 0.999 || share(false) < 0.001, "both ways at once");
        }
    }

    /// People of one kind in each of 20,000 places, all turning 65 from the law of their stage.
    #[test]
    fn who_turns_sixty_five_has_needs_and_groups_as_those_who_are() {
        let (rules, mut world) = small_world(baseline());
        let tables = &rules.need;
        let (mut before, mut after) = (somebody(), somebody());
        (before.age, after.age) = (64, 65);
        assert_ne!(before.stage() as u8, after.stage() as u8);
        assert_eq!(after.stage(), Stage::Older);
        let people = world.people.len();
        let rounds = 60;
        let mut members = 0.0;
        let mut counts = [0.0; Need::COUNT];
        for round in 0..rounds {
            let now = rules.now(round, Draws::new(7, 0, 0));
            let draws = now.draws;
            for person in 0..people {
                let lot = |k: u8| draws.uniform(Purpose::MakePerson, Who(person as u32), k, 0);
                let member = lot(100) < tables.member_share(&before);
                let is = if member { Membership::Member } else { Membership::None };
                let mut needs = Needs::default();
                for &need in Need::ALL {
                    if lot(need as u8) < tables.share(&before, need, is) {
                        needs.start(need, Severity::Present, false);
                    }
                }
                world.people.fixed[person] = after;
                world.people.needs[person] = needs;
                world.people.membership[person] = is;
                world.desk.turned.push((person as u32, before));
            }
            turn(&mut world, now, tables, &mut Observations::new(0));
            for person in 0..people {
                let is = world.people.membership[person];
                members += f64::from(u8::from(is == Membership::Member));
                for need in world.people.needs[person].iter() {
                    counts[need as usize] += 1.0;
                }
            }
        }
        let all_people = (people * rounds as usize) as f64;
        let near = |found: f64, wanted: f64| {
            let error = (wanted * (1.0 - wanted) / all_people).sqrt();
            assert!((found / all_people - wanted).abs() < 4.0 * error, "{found} {wanted}");
        };
        let share = tables.member_share(&after);
        near(members, share);
        for &need in Need::ALL {
            let [of_members, of_others] =
                [Membership::Member, Membership::None].map(|is| tables.share(&after, need, is));
            near(counts[need as usize], share * of_members + (1.0 - share) * of_others);
        }
    }
}

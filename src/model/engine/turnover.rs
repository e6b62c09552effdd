//! Turnover of the list: birthdays, deaths and moves of those places whose birthdays fall in this week.
//! The law stands in `living`; who comes is drawn as synthesis draws.

use crate::model::engine::Rules;
use crate::model::engine::clocks;
use crate::model::engine::settle;
use crate::model::mechanisms::people::living;
use crate::model::mechanisms::people::living::Fate;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::synthesis::people::{self, Birthday};
use crate::model::world::World;

/// Birthdays of this week, with who dies, moves away and comes.
pub fn step(world: &mut World, rules: &Rules, now: Now, seen: &mut Observations) {
    let Now { week, setup, draws, .. } = now;
    world.desk.departed.clear();
    world.moved_away.iter_mut().for_each(|sum| *sum *= rules.living.kept);
    if !rules.living.open {
        return;
    }
    let gps = people::gps_by_practice(&world.gps, world.practices.len());
    for at in world.people.birthdays.in_week(week) {
        let person = world.people.birthdays.place(at);
        let who = world.people.fixed[person];
        let fifth = who.fifth;
        let generation = u32::from(world.people.generation[person]);
        let [lot, comes, ..] = draws.uniforms(Purpose::Leave, Who(person as u32), 0, generation);
        match rules.living.fate(who.sex, who.age, lot) {
            Fate::Stays => {
                grow_older(world, rules, person, &gps, now);
                continue;
            }
            Fate::Moves => {
                seen.count(M::MovesOut, fifth);
                if who.adult() {
                    let state = settle::state_at(rules, &world.people, person, week);
                    world.moved_away[fifth as usize] += state.wellbeing;
                }
            }
            Fate::Dies => {
                seen.count(M::Deaths, fifth);
                leave_bereaved(world, rules, person, generation, draws);
            }
        }
        world.depart(person, week, seen);
        let age = rules.living.comes_at(who.sex, comes);
        seen.count(if age == 0 { M::Births } else { M::MovesIn }, fifth);
        people::come(rules, &mut world.people, person, &gps, age, week, setup);
    }
    // What people who have left had put off, nobody asks for.
    let entered = &world.people.entered;
    let before = world.desk.pending.len();
    world.desk.pending.retain(|request| i32::from(entered[request.person as usize]) != week);
    world.ledger.lapsed += (before - world.desk.pending.len()) as u64;
    world.desk.bereaved.retain(|&person| i32::from(entered[person as usize]) != week);
    for at in 0..world.desk.bereaved.len() {
        let person = world.desk.bereaved[at] as usize;
        settle::settle(rules, &mut world.people, person, week);
        world.desk.settled.extend(world.people.client_row(person));
    }
}

/// Somebody is a year older.
fn grow_older(world: &mut World, rules: &Rules, person: usize, gps: &[Vec<u16>], now: Now) {
    let before = world.people.fixed[person];
    let birthday = people::birthday(&before);
    if birthday == Birthday::Plain {
        people::turn(&mut world.people, person);
        return;
    }
    settle::settle(rules, &mut world.people, person, now.week);
    people::grow(rules, &mut world.people, person, gps, now.setup);
    // A disability that limits comes and goes with conditions, at any change of the band.
    let after = world.people.fixed[person];
    if birthday == Birthday::Stage || before.adult() && before.mobility != after.mobility {
        world.desk.turned.push((person as u32, before));
    }
    let support = world.support(person);
    clocks::set(rules, &mut world.people, person, support);
    world.desk.touched.push(person as u32);
}

/// Whom a death leaves bereaved, of the circle of the one who died.
fn leave_bereaved(
    world: &mut World,
    rules: &Rules,
    person: usize,
    generation: u32,
    draws: WeekDraws,
) {
    let tried = rules.need.tried();
    let id = Who(person as u32);
    for k in 0..tried.ceil() as u8 {
        let [which, takes, there, _] = draws.uniforms(Purpose::Bereave, id, k, generation);
        // The last try is one only in part.
        if there >= tried - f64::from(k) {
            continue;
        }
        let Some(other) = living::tried(person, world.people.len(), which) else { continue };
        if takes < rules.need.bereaved(&world.people.fixed[other]) {
            world.desk.bereaved.push(other as u32);
        }
    }
}

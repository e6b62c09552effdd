//! Buy-in of GPs and other staff, the culture of practices, and the ease of the referral route.
//!
//! ```text
//! buy-in       of a GP B -> (culture_weight x culture + belief_weight x belief + permanence_weight x (1 -
//!              pilot_label) (1 - threat of a cut, `commissioner`) + own_weight x own) / sum of these weights + champion_gain x champion
//!              + integration_gain x (integration score - ref.integration) (`integration`)
//!              + framing_weight x (framing - ref.framing) + room_signal x (room - ref.room) + ease_gain x
//!              (ease - ref.ease) + vcs_trust_gain x (trust in organisations - ref.trust_vcs) - wait_loss x
//!              (wait - wait_without_loss, if above 0) + standing_gain x mean standing of the workers in post who
//!              serve the practice (`role`) - expectation_loss x gap, between 0 and 1, by half_life
//! own          sceptic_buy_in for a share sceptic_share of those who do not lead; else gp_buy_in + the GP's own
//!              deviation, N(0, gp_spread). B begins there
//! belief       mean over the posts that serve the practice, belief_without_workers without one
//! promised     P = promised + promised_unclear x (ref.role_clarity - U) - promised_information x (referral.information
//!              - ref.information), between 0 and 1; U = what the practice understands of the role (`role`)
//! expected     by a GP of the workers, E -> belief + promise_kept x (P - belief), by expects_half_life; it begins at P
//! gap          E - belief, if above 0: what came is less than what was promised
//! won over     the leader of each practice has B of leader_endorses at least, one other of member_endorses
//! door         offers of a GP x 2 / (1 + exp(-door x (belief - ref.belief))): 1 where belief is at its reference
//! culture      mean buy-in of the practice's GPs, a leader counting leader_weight times
//! champion     champion_credibility in practices whose lot is below champion_share, else 0
//! holism       -> holism + holism_per_buy_in x (B - ref.gp_buy_in), between 0 and 1, by half_life
//! frustration  -> frustration_without_options x (1 - frustration_relief x visibility x knowledge of
//!              organisations) + frustration_workload x (workload - 1, if above 0), between 0 and 1, by half_life
//! other staff  -> staff_buy_in + staff_backing x (culture - staff_buy_in), by half_life
//! framing      fades by framing_half_life, then rises by framing_per_hour x h of what is missing; h = hours of
//!              promotion, a worker's shared among the practices served. It begins at framing_at_start
//! ease         -> first ease x (route_ease_kept + (1 - route_ease_kept) x adaptability), by ease_half_life; it begins at
//!              first ease = ease_base + ease_it x it_integration + ease_co_design x co_design, 1 at most
//! room         co_location x (1 - estate_pressure)
//! seat         in the team, mdt_seat + champion_seat x champion x (1 - mdt_seat)
//! ```
//!
//! **Claims.** A082 (frustration), A086-A090 (fads, pilots, praise by the respected, champions), A091
//! (a room as a sign), A095, A097, A098 (ease, local shaping, co-design), A103 (worker and service),
//! A100, A239 (a door that opens and shuts), A104-A106 (culture, other staff), A111 (early promotion), A117 (waits cost clinicians), A148 (standing), A139, A006 (clinicians who
//! expect too much), A168 (trust
//! in organisations), A191 (churn lowers commitment).
//! **Evidence.** One GP in five referred regularly before 2019, 40 % would with more information; 59 %
//! think it cuts workload (polls). Weights and speeds are assumed; references are what the baseline
//! itself gives.

use crate::model::mechanisms::{logistic, lowered, raised, room, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::world::{Attitude, Gp, Post, Practice, Standing, World};

/// Smallest sum of weights that buy-in is divided by.
const SMALLEST_WEIGHT: f64 = 1e-9;

/// A wide-open door, against one at the reference of belief: half-way up its curve.
const OPEN: f64 = 2.0;

/// A week of opinions.
pub fn step(world: &mut World, all: &All) {
    let p = &all.practice;
    let speed = weekly(p.half_life);
    for practice in &mut world.practices {
        let champion = practice.champion_lot < p.champion_share;
        practice.champion = if champion { p.champion_credibility } else { 0.0 };
    }
    culture(world, all);
    for gp in &mut world.gps {
        let practice = &world.practices[gp.practice as usize];
        let serving = world.posts.iter().enumerate().filter(|(_, post)| post.serves(gp.practice));
        let (sum, count) = serving
            .fold((0.0, 0.0), |(sum, count), (number, _)| (sum + gp.belief[number], count + 1.0));
        let belief = if count > 0.0 { sum / count } else { p.belief_without_workers };
        let standing = standing(world.posts.iter().filter(|post| post.serves(gp.practice)));
        let permanence = (1.0 - p.pilot_label) * (1.0 - world.commissioner.threat);
        let promise = promised(all, practice.role_understood);
        let expects = belief + p.promise_kept * (promise - belief);
        gp.expects = towards(gp.expects, expects, weekly(p.expects_half_life));
        let gap = (gp.expects - belief).max(0.0);
        let seen = Seen { belief, standing, permanence, gap };
        let target = target(all, gp, practice, seen);
        gp.buy_in = towards(gp.buy_in, target, speed);
        let holism = p.holism + p.holism_per_buy_in * (gp.buy_in - all.reference.gp_buy_in);
        gp.holism = towards(gp.holism, holism.clamp(0.0, 1.0), speed);
        let options = practice.visibility * gp.knowledge;
        let frustration = p.frustration_without_options * (1.0 - p.frustration_relief * options)
            + p.frustration_workload * (practice.workload - 1.0).max(0.0);
        gp.frustration = towards(gp.frustration, frustration.clamp(0.0, 1.0), speed);
    }
    endorse(world, all);
    let drift = weekly(p.ease_half_life);
    for practice in &mut world.practices {
        let ease =
            start_ease(all) * (p.route_ease_kept + (1.0 - p.route_ease_kept) * p.adaptability);
        practice.ease = towards(practice.ease, ease, drift);
        let staff = towards(p.staff_buy_in, practice.culture, p.staff_backing);
        practice.staff_buy_in = towards(practice.staff_buy_in, staff, speed);
    }
    frame(world, all);
}

/// Mean professional standing of the workers in these posts; none where nobody is.
fn standing<'a>(posts: impl Iterator<Item = &'a Post>) -> f64 {
    let standings = posts.filter_map(|post| post.worker().map(|worker| worker.standing));
    let (sum, count) =
        standings.fold((0.0, 0.0), |(sum, count), standing| (sum + standing, count + 1.0));
    if count > 0.0 { sum / count } else { 0.0 }
}

/// What a GP sees of the scheme.
#[derive(Clone, Copy)]
struct Seen {
    /// Mean belief in the workers.
    belief: f64,
    /// Mean professional standing of the workers.
    standing: f64,
    /// How permanent the scheme seems.
    permanence: f64,
    /// How far what came is less than what was expected.
    gap: f64,
}

/// What the scheme promises clinicians who understand this much of the role.
#[must_use]
pub fn promised(all: &All, understood: f64) -> f64 {
    let (p, at) = (&all.practice, &all.reference);
    let promised = p.promised + p.promised_unclear * (at.role_clarity - understood)
        - p.promised_information * (all.referral.information - at.information);
    promised.clamp(0.0, 1.0)
}

/// Where a GP's buy-in tends.
fn target(all: &All, gp: &Gp, practice: &Practice, seen: Seen) -> f64 {
    let p = &all.practice;
    let own = match gp.attitude {
        Attitude::Usual(apart) => p.gp_buy_in + apart,
        Attitude::Sceptic => p.sceptic_buy_in,
    };
    let weights = p.culture_weight + p.belief_weight + p.permanence_weight + p.own_weight;
    let target = (p.culture_weight * practice.culture
        + p.belief_weight * seen.belief
        + p.permanence_weight * seen.permanence
        + p.own_weight * own)
        / weights.max(SMALLEST_WEIGHT)
        + p.champion_gain * practice.champion
        + p.integration_gain * (practice.integration.score() - all.reference.integration)
        + p.framing_weight * (practice.framing - all.reference.framing)
        + p.room_signal * (room(all) - all.reference.room)
        + p.ease_gain * (practice.ease - all.reference.ease)
        + p.vcs_trust_gain * (gp.trust_vcs - all.reference.trust_vcs)
        - p.wait_loss * (practice.wait - p.wait_without_loss).max(0.0)
        + p.standing_gain * seen.standing
        - p.expectation_loss * seen.gap;
    target.clamp(0.0, 1.0)
}

/// Factor of a GP's offers, by the belief in the workers who would take them on.
#[must_use]
pub fn door(all: &All, belief: f64) -> f64 {
    OPEN * logistic(all.practice.door * (belief - all.reference.belief))
}

/// One GP of each practice is won over, by name: its leader, or the first who is none.
fn endorse(world: &mut World, all: &All) {
    let p = &all.practice;
    for (standing, share) in
        [(Standing::Leader, p.leader_endorses), (Standing::Member, p.member_endorses)]
    {
        if share <= 0.0 {
            continue;
        }
        for number in 0..world.practices.len() {
            let mut there = world.gps.iter_mut().filter(|gp| gp.practice as usize == number);
            if let Some(gp) = there.find(|gp| gp.standing == standing) {
                gp.buy_in = gp.buy_in.max(share);
            }
        }
    }
}

/// Promotion tells a practice what the service is for; without it the understanding fades.
fn frame(world: &mut World, all: &All) {
    let p = &all.practice;
    let fade = weekly(p.framing_half_life);
    for (number, practice) in world.practices.iter_mut().enumerate() {
        let hours: f64 = world
            .posts
            .iter()
            .filter(|post| post.serves(number as u8))
            .map(|post| post.hours.promotion / f64::from(post.practices.count_ones().max(1)))
            .sum();
        practice.framing = raised(lowered(practice.framing, fade), p.framing_per_hour * hours);
    }
}

/// Ease of the referral route when it is new.
#[must_use]
pub fn start_ease(all: &All) -> f64 {
    let p = &all.practice;
    (p.ease_base + p.ease_it * p.it_integration + p.ease_co_design * p.co_design).min(1.0)
}

fn culture(world: &mut World, all: &All) {
    let mut sums = vec![(0.0, 0.0); world.practices.len()];
    for gp in &world.gps {
        let leads = gp.standing == Standing::Leader;
        let weight = if leads { all.practice.leader_weight } else { 1.0 };
        let sum = &mut sums[gp.practice as usize];
        *sum = (sum.0 + weight * gp.buy_in, sum.1 + weight);
    }
    for (practice, (sum, weight)) in world.practices.iter_mut().zip(sums) {
        if weight > 0.0 {
            practice.culture = sum / weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};

    #[test]
    fn the_door_opens_with_belief_and_stands_as_it_is_at_the_reference() {
        let mut all = baseline();
        let at = all.reference.belief;
        assert!((door(&all, at) - 1.0).abs() < 1e-12);
        all.practice.door = 10.0;
        assert!(door(&all, at + 0.2) > 1.5 && door(&all, at - 0.2) < 0.5);
        all.practice.door = 0.0;
        assert!((door(&all, 0.1) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn what_is_not_understood_or_not_told_promises_too_much() {
        let mut all = baseline();
        let clear = all.reference.role_clarity;
        all.referral.information = all.reference.information;
        assert!((promised(&all, clear) - all.practice.promised).abs() < 1e-12);
        (all.practice.promised_unclear, all.practice.promised_information) = (0.5, 0.4);
        let more = promised(&all, clear - 0.2) - all.practice.promised;
        assert!((more - 0.1).abs() < 1e-12);
        all.referral.information += 0.25;
        assert!((promised(&all, clear - 0.2) - all.practice.promised).abs() < 1e-12);
    }

    #[test]
    fn doctors_come_down_to_what_they_meet_by_what_the_promise_does_not_keep_up() {
        let mut all = baseline();
        all.practice.expects_half_life = 1.0;
        let (_, mut world) = small_world(all.clone());
        all.practice.promised = 1.0;
        all.practice.promise_kept = 0.5;
        all.referral.information = all.reference.information;
        let understood = all.reference.role_clarity;
        world.practices.iter_mut().for_each(|practice| practice.role_understood = understood);
        world.gps.iter_mut().for_each(|gp| {
            gp.expects = 1.0;
            gp.belief.iter_mut().for_each(|belief| *belief = 0.4);
        });
        world.posts.clear();
        all.practice.belief_without_workers = 0.4;
        step(&mut world, &all);
        // Half of the way from 1 to 0.4 + 0.5 x 0.6.
        assert!((world.gps[0].expects - 0.85).abs() < 1e-12, "{}", world.gps[0].expects);
        let buy_in = |loss| {
            let mut all = all.clone();
            all.practice.expectation_loss = loss;
            let mut world = world.clone();
            step(&mut world, &all);
            world.gps[0].buy_in
        };
        assert!(buy_in(0.5) < buy_in(0.0));
    }

    #[test]
    fn a_new_route_is_as_easy_as_records_and_co_design_make_it() {
        let mut all = baseline();
        let p = &mut all.practice;
        (p.ease_base, p.ease_it, p.ease_co_design) = (0.4, 0.3, 0.2);
        (p.it_integration, p.co_design) = (0.5, 1.0);
        assert!((start_ease(&all) - 0.75).abs() < 1e-12);
        all.practice.ease_base = 0.9;
        assert!((start_ease(&all) - 1.0).abs() < f64::EPSILON);
    }
}

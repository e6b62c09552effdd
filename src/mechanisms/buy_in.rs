//! Buy-in of GPs and other staff, the culture of practices, and the ease of the referral route.
//!
//! buy-in target   culture, belief, permanence and own attitude, as weights; + champion + framing
//!                 + room given + ease + trust in organisations, each above or below its middle; - waits
//! a week          B <- B + speed (target - B); who is won over by name is raised to it at once
//! culture         mean buy-in, leaders counting more
//! other staff     towards their own, drawn by the GPs' culture
//! framing         F <- F + gain x promotion hours (1 - F) - fade F
//! ease            adaptable routes keep it; others lose it
//!
//! **Claims.** A082 (frustration), A086-A090 (fads, pilots, praise by the respected, champions), A091
//! (a room as a sign), A095, A097, A098 (ease, local shaping, co-design), A103 (worker and service),
//! A104-A106 (culture, other staff), A111 (early promotion), A117 (waits cost clinicians), A168 (trust
//! in organisations), A191 (churn lowers commitment).
//! **Evidence.** One GP in five referred regularly before 2019, 40 % would with more information; 59 %
//! think it cuts workload (polls). Weights and speeds are assumed; the middles are what the baseline
//! itself gives.

use crate::mechanisms::{lowered, raised, room, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Attitude, Gp, Practice, Standing, World};

parameters! {
    /// Practices and their GPs.
    Parameters {
        /// Buy-in of GPs at the start.
        gp_buy_in: Share [0.0, 1.0] "A001 A086";
        /// Spread of buy-in between GPs.
        gp_spread: Share [0.0, 0.5] "A105";
        /// Half-life of buy-in on its way to its target.
        half_life: Weeks [1.0, 520.0] "A086";
        /// Weight of the practice's culture in the target.
        culture_weight: Share [0.0, 1.0] "A105";
        /// How much more than another GP a leader counts in it.
        leader_weight: Ratio [1.0, 20.0] "A088";
        /// Weight of the GP's own attitude.
        own_weight: Share [0.0, 1.0] "A105";
        /// Share of GPs who think the service one more fad.
        sceptic_share: Share [0.0, 1.0] "A086 A105";
        /// Buy-in of such a GP by themselves.
        sceptic_buy_in: Share [0.0, 1.0] "A086 A105";
        /// Buy-in, at least, of the leader of each practice, who is won over and speaks for the service.
        leader_endorses: Share [0.0, 1.0] "A088";
        /// The same for one GP of no special standing.
        member_endorses: Share [0.0, 1.0] "A088";
        /// Weight of belief in the workers.
        belief_weight: Share [0.0, 1.0] "A103";
        /// Weight of how permanent the scheme seems.
        permanence_weight: Share [0.0, 1.0] "A087";
        /// Label of a pilot: how short-lived the scheme is said to be.
        pilot_label: Share [0.0, 1.0] "A087";
        /// Belief in workers where there are none.
        belief_without_workers: Share [0.0, 1.0] "A103";
        /// Weight of how far the service is understood as a complement to medicine.
        framing_weight: Share [0.0, 1.0] "A111";
        /// Framing that neither adds to buy-in nor takes from it.
        framing_at_middle: Share [0.0, 1.0] "A111";
        /// Framing when the run begins.
        framing_at_start: Share [0.0, 1.0] "A111";
        /// Share of what is missing to it that an hour of promotion at a practice gives.
        framing_per_hour: Share [0.0, 1.0] "A111";
        /// Half-life of framing without promotion.
        framing_half_life: Weeks [1.0, 1000.0] "A111";
        /// Buy-in that a room given for the whole week shows and brings.
        room_signal: Share [0.0, 1.0] "A091";
        /// Room that neither adds to buy-in nor takes from it.
        room_at_middle: Share [0.0, 1.0] "A091";
        /// Buy-in that a referral route of full ease brings.
        ease_gain: Share [0.0, 1.0] "A098";
        /// Ease that neither adds to buy-in nor takes from it.
        ease_at_middle: Share [0.0, 1.0] "A098";
        /// Buy-in that full trust in organisations brings.
        vcs_trust_gain: Share [0.0, 1.0] "A168";
        /// Trust in organisations that neither adds to buy-in nor takes from it.
        vcs_trust_at_middle: Share [0.0, 1.0] "A168";
        /// Wait that costs no buy-in.
        wait_free: Weeks [0.0, 52.0] "A117";
        /// Buy-in lost for each week of wait above that.
        wait_loss: Share [0.0, 0.5] "A014 A117";
        /// Share of practices with a champion.
        champion_share: Share [0.0, 1.0] "A089 A090";
        /// The champion's credibility.
        champion_credibility: Share [0.0, 1.0] "A088 A089";
        /// Buy-in that a fully credible champion adds to the culture.
        champion_gain: Share [0.0, 1.0] "A088 A089";
        /// Share of what is missing to a seat in the team that a fully credible champion gets for the worker.
        champion_seat: Share [0.0, 1.0] "A090";
        /// Responsibility shared by GPs, managers and the worker.
        shared_leadership: Share [0.0, 1.0] "A110 A221";
        /// Share of the week that the worker is at the practice.
        co_location: Share [0.0, 1.0] "A091 A093 A094";
        /// Shortage of premises, which takes rooms away.
        estate_pressure: Share [0.0, 1.0] "A092";
        /// A seat in the multidisciplinary team.
        mdt_seat: Share [0.0, 1.0] "A067 A222";
        /// Referral built into the practice's records.
        it_integration: Share [0.0, 1.0] "A095 A096";
        /// Extent to which practices can shape their own route.
        adaptability: Share [0.0, 1.0] "A097";
        /// Co-design with all parties at the start.
        co_design: Share [0.0, 1.0] "A058 A098 A167";
        /// Ease of the referral route without any help.
        ease_base: Share [0.0, 1.0] "A095";
        /// Ease that referral built into the records adds.
        ease_it: Share [0.0, 1.0] "A095";
        /// Ease that co-design adds.
        ease_co_design: Share [0.0, 1.0] "A098";
        /// Share of its first ease that a route which cannot be shaped keeps.
        ease_kept: Share [0.0, 1.0] "A097";
        /// Half-life of ease on its way there.
        ease_half_life: Weeks [1.0, 1000.0] "A097";
        /// Buy-in of nurses, reception and other staff by themselves.
        staff_buy_in: Share [0.0, 1.0] "A106";
        /// Weight of the GPs' culture in theirs.
        staff_backing: Share [0.0, 1.0] "A106";
        /// Holism of GPs at the start.
        holism: Share [0.0, 1.0] "A104 A177";
        /// Effect of buy-in on holism.
        holism_per_buy_in: Share [0.0, 1.0] "A104";
        /// Buy-in at which holism is as at the start.
        holism_at_buy_in: Share [0.0, 1.0] "A104";
        /// Frustration of a GP without options for cases that are not medical.
        frustration_without_options: Share [0.0, 1.0] "A082";
        /// How much known options ease it.
        frustration_relief: Share [0.0, 1.0] "A082";
        /// Frustration for a unit of workload above capacity.
        frustration_workload: Share [0.0, 1.0] "A108";
    }
}

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
        gp.buy_in = towards(gp.buy_in, target(all, gp, practice, belief), speed);
        let holism = p.holism + p.holism_per_buy_in * (gp.buy_in - p.holism_at_buy_in);
        gp.holism = towards(gp.holism, holism.clamp(0.0, 1.0), speed);
        let options = practice.visibility * gp.knowledge;
        let frustration = p.frustration_without_options * (1.0 - p.frustration_relief * options)
            + p.frustration_workload * (practice.workload - 1.0).max(0.0);
        gp.frustration = towards(gp.frustration, frustration.clamp(0.0, 1.0), speed);
    }
    endorse(world, all);
    let drift = weekly(p.ease_half_life);
    for practice in &mut world.practices {
        let ease = start_ease(all) * (p.ease_kept + (1.0 - p.ease_kept) * p.adaptability);
        practice.ease = towards(practice.ease, ease, drift);
        let staff = towards(p.staff_buy_in, practice.culture, p.staff_backing);
        practice.staff_buy_in = towards(practice.staff_buy_in, staff, speed);
    }
    frame(world, all);
}

/// Where a GP's buy-in tends.
fn target(all: &All, gp: &Gp, practice: &Practice, belief: f64) -> f64 {
    let p = &all.practice;
    let own = match gp.attitude {
        Attitude::Usual(apart) => p.gp_buy_in + apart,
        Attitude::Sceptic => p.sceptic_buy_in,
    };
    let weights = p.culture_weight + p.belief_weight + p.permanence_weight + p.own_weight;
    let target = (p.culture_weight * practice.culture
        + p.belief_weight * belief
        + p.permanence_weight * (1.0 - p.pilot_label)
        + p.own_weight * own)
        / weights.max(1e-9)
        + p.champion_gain * practice.champion
        + p.framing_weight * (practice.framing - p.framing_at_middle)
        + p.room_signal * (room(all) - p.room_at_middle)
        + p.ease_gain * (practice.ease - p.ease_at_middle)
        + p.vcs_trust_gain * (gp.trust_vcs - p.vcs_trust_at_middle)
        - p.wait_loss * (practice.wait - p.wait_free).max(0.0);
    target.clamp(0.0, 1.0)
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

//! Buy-in of GPs, the culture of practices, and the ease of the referral route.
//!
//! buy-in target   culture pull + belief + champion - short money - waits - churn, as weights
//! a week          B <- B + speed (target - B)
//! culture         mean buy-in, leaders counting more
//! ease            adaptable routes keep it; others lose it
//!
//! **Claims.** A082 (frustration), A086-A090 (fads, pilots, champions), A095, A097, A098 (ease, local
//! shaping, co-design), A103 (worker and service), A104-A106 (culture), A111 (early promotion), A117
//! (waits cost clinicians), A191 (churn lowers commitment).
//! **Evidence.** One GP in five referred regularly before 2019, 40 % would with more information; 59 %
//! think it cuts workload (polls). Weights and speeds are assumed.

use crate::mechanisms::{towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Standing, World};

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
        /// Weight of belief in the workers.
        belief_weight: Share [0.0, 1.0] "A103";
        /// Weight of how permanent the scheme seems.
        permanence_weight: Share [0.0, 1.0] "A087";
        /// Label of a pilot: how short-lived the scheme is said to be.
        pilot_label: Share [0.0, 1.0] "A087";
        /// Buy-in lost for each week of wait above two.
        wait_loss: Share [0.0, 0.5] "A014 A117";
        /// Share of practices with a champion.
        champion_share: Share [0.0, 1.0] "A089 A090";
        /// The champion's credibility.
        champion_credibility: Share [0.0, 1.0] "A088 A089";
        /// Buy-in that a fully credible champion adds to the culture.
        champion_gain: Share [0.0, 1.0] "A088 A089";
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
        /// Holism of GPs at the start.
        holism: Share [0.0, 1.0] "A104 A177";
        /// Effect of buy-in on holism.
        holism_per_buy_in: Share [0.0, 1.0] "A104";
        /// Frustration of a GP without options for cases that are not medical.
        frustration_without_options: Share [0.0, 1.0] "A082";
        /// How much known options ease it.
        frustration_relief: Share [0.0, 1.0] "A082";
    }
}

/// A week of opinions.
pub fn step(world: &mut World, all: &All) {
    let p = &all.practice;
    let speed = weekly(p.half_life);
    culture(world, all);
    for gp in &mut world.gps {
        let practice = &world.practices[gp.practice as usize];
        let serving = world.posts.iter().enumerate().filter(|(_, post)| post.serves(gp.practice));
        let (sum, count) = serving
            .fold((0.0, 0.0), |(sum, count), (number, _)| (sum + gp.belief[number], count + 1.0));
        let belief: f64 = if count > 0.0 { sum / count } else { 0.3 };
        let champion = p.champion_gain * practice.champion;
        let permanence = 1.0 - p.pilot_label;
        let weights = p.culture_weight + p.belief_weight + p.permanence_weight;
        let target = (p.culture_weight * practice.culture
            + p.belief_weight * belief
            + p.permanence_weight * permanence)
            / weights
            + champion
            - p.wait_loss * (practice.wait - 2.0).max(0.0);
        gp.buy_in = towards(gp.buy_in, target.clamp(0.0, 1.0), speed);
        let holism = p.holism + p.holism_per_buy_in * (gp.buy_in - p.gp_buy_in);
        gp.holism = towards(gp.holism, holism.clamp(0.0, 1.0), speed);
        let options = practice.visibility * gp.knowledge;
        let frustration = p.frustration_without_options * (1.0 - p.frustration_relief * options)
            + 0.3 * (practice.workload - 1.0).max(0.0);
        gp.frustration = towards(gp.frustration, frustration.clamp(0.0, 1.0), speed);
    }
    let drift = weekly(104.0);
    for practice in &mut world.practices {
        let ease = start_ease(all) * (0.6 + 0.4 * p.adaptability);
        practice.ease = towards(practice.ease, ease, drift);
    }
}

/// Ease of the referral route when it is new.
#[must_use]
pub fn start_ease(all: &All) -> f64 {
    let p = &all.practice;
    (0.45 + 0.4 * p.it_integration + 0.15 * p.co_design).min(1.0)
}

fn culture(world: &mut World, _all: &All) {
    let mut sums = vec![(0.0, 0.0); world.practices.len()];
    for gp in &world.gps {
        let weight = if gp.standing == Standing::Leader { 3.0 } else { 1.0 };
        let sum = &mut sums[gp.practice as usize];
        *sum = (sum.0 + weight * gp.buy_in, sum.1 + weight);
    }
    for (practice, (sum, weight)) in world.practices.iter_mut().zip(sums) {
        if weight > 0.0 {
            practice.culture = sum / weight;
        }
    }
}

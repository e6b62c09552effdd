//! The practices of a neighbourhood, their GPs, and its organisations.

use crate::model::kinds::{Fifth, Offer};
use crate::model::mechanisms::as_trait;
use crate::model::mechanisms::community::vcs;
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::practice::buy_in;
use crate::model::mechanisms::practice::integration;
use crate::model::mechanisms::practice::navigator;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Draws, Purpose};
use crate::model::synthesis::normal;
use crate::model::units::THOUSAND;
use crate::model::world::{
    Attitude, Gp, Integration, MOST_PRACTICES, Organisation, Practice, Standing, World,
};

/// Most GPs of a practice: a practice of the largest size has fewer.
const MOST_GPS: usize = 200;

pub(crate) fn practices(all: &All, size: u32, setup: Draws) -> Vec<Practice> {
    let p = &all.population;
    let count = (f64::from(size) / p.list).round().clamp(1.0, f64::from(MOST_PRACTICES)) as usize;
    let variance = libm::log(1.0 + p.list_variation * p.list_variation);
    let weights: Vec<f64> = (0..count)
        .map(|number| {
            let z = normal(&mut setup.stream(Purpose::MakeNeighbourhood, 1 + number as u32, 0));
            libm::exp(libm::sqrt(variance) * z.clamp(-p.list_bound, p.list_bound))
        })
        .collect();
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .enumerate()
        .map(|(number, weight)| {
            let list = (f64::from(size) * weight / total).round().max(1.0);
            let champion = setup.week(0).uniform(
                Purpose::Practice,
                crate::model::random::Who(number as u32),
                0,
                0,
            );
            Practice {
                list: list as u32,
                gp_capacity: 0.0,
                other_capacity: 0.0,
                time_taken: 0.0,
                workload: 1.0,
                culture: all.practice.gp_buy_in,
                champion: if champion < all.practice.champion_share {
                    all.practice.champion_credibility
                } else {
                    0.0
                },
                champion_lot: champion,
                framing: all.practice.framing_at_start,
                role_understood: role::clarity(all),
                staff_buy_in: all.practice.staff_buy_in,
                visibility: all.start.visibility,
                integration: Integration {
                    power: all.practice.shared_leadership * all.start.power,
                    identity: all.start.identity,
                    effect: all.start.effect,
                    infrastructure: integration::infrastructure(all),
                },
                accommodation: all.reference.accommodation,
                navigator_clarity: navigator::clarity(all, 1.0),
                ease: buy_in::start_ease(all),
                news: all.start.news,
                wait: all.start.wait,
            }
        })
        .collect()
}

pub(crate) fn gps(all: &All, practices: &[Practice], setup: Draws) -> Vec<Gp> {
    let p = &all.practice;
    let mut gps = Vec::new();
    for (number, practice) in practices.iter().enumerate() {
        let count = (f64::from(practice.list) / THOUSAND * all.consulting.gps_per_thousand)
            .round()
            .max(1.0) as usize;
        for place in 0..count.min(MOST_GPS) {
            let id = gps.len() as u32;
            let z = normal(&mut setup.stream(Purpose::MakeGp, id, 0));
            let lot = setup.week(0).uniform(Purpose::Practice, crate::model::random::Who(id), 1, 0);
            let standing = if place == 0 { Standing::Leader } else { Standing::Member };
            let sceptic = standing == Standing::Member && lot < p.sceptic_share;
            let (attitude, buy_in) = if sceptic {
                (Attitude::Sceptic, p.sceptic_buy_in)
            } else {
                (Attitude::Usual(p.gp_spread * z), p.gp_buy_in + p.gp_spread * z)
            };
            gps.push(Gp {
                practice: number as u8,
                standing,
                attitude,
                buy_in: as_trait(buy_in),
                belief: Vec::new(),
                expects: buy_in::promised(all, practice.role_understood),
                trust_vcs: (all.brokerage.gp_trust_prior
                    + all.start.bridge * all.brokerage.gp_trust_bridge)
                    .min(1.0),
                knowledge: (all.brokerage.gp_knowledge_prior
                    + all.start.bridge * all.brokerage.gp_knowledge_bridge)
                    .min(1.0),
                frustration: (p.frustration_without_options * all.start.frustration).min(1.0),
                skill: (all.feedback.skill_prior + all.start.skill).min(1.0),
                holism: as_trait(p.holism + p.holism_spread * z),
            });
        }
    }
    gps
}

pub(crate) fn organisations(world: &mut World, all: &All, setup: Draws) {
    let p = &all.vcs;
    let count = (world.thousands() * p.per_thousand).round() as usize;
    let mix: f64 = p.offer_weights.iter().sum();
    let density = |fifth: Fifth| (1.0 - p.density_tilt * fifth.gradient()).max(0.0);
    let total: f64 =
        Fifth::ALL.iter().map(|&fifth| world.shares.fifths[fifth as usize] * density(fifth)).sum();
    let pick = |weights: &[f64], mut left: f64| {
        weights
            .iter()
            .position(|&weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or(weights.len() - 1)
    };
    // The density itself follows the gradient: a deprived neighbourhood has fewer in all.
    let count = (count as f64 * total).round() as usize;
    for slot in 0..count {
        let draws = setup.week(0);
        let who = crate::model::random::Who(slot as u32);
        // Kinds are dealt in turn, so that no neighbourhood lacks one by chance alone.
        let turn =
            (slot as f64 + draws.uniform(Purpose::MakeNeighbourhood, who, 1, 0)) / count as f64;
        let offer = Offer::at(pick(&p.offer_weights, turn * mix));
        let lot = draws.uniform(Purpose::MakeNeighbourhood, who, 2, 0);
        let (fifth, locality) = world.localities.pick(density, lot);
        let organisation = vcs::make(all, slot, 0, offer, fifth, setup);
        world.organisations.push(Organisation { locality, ..organisation });
    }
}

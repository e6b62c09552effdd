//! Development: workers with time for it adapt what is offered and start what is missing, so that
//! the stock of kinds grows, slowly, and only while the time is protected.
//!
//! ```text
//! gaps       of each kind of offer: goals for which nothing was found, each shared out among the kinds that
//!            could have served; fading by gap_half_life
//! lack       of a kind: its gap / (1 + places of the open organisations of the kind)
//! adapted    a <- a - fade x a by adapted_half_life, then a <- a + adapted_per_hour x H / open organisations
//!            x (1 - a); H = hours of development of all workers this week
//! new group  chance 1 - exp(-groups_per_100_hours x H / 100) a week: a slot more, of the kind with the largest
//!            lack (social where nothing lacks), in a fifth and a locality by where people live, members
//!            mixed by founded_mixed, no visitors yet; workers with time for development have tie and knowledge of
//!            founder_knows
//! ```
//!
//! Foundings that fill a closed slot stand in `vcs`; what adapting takes away of obstacles in `connection`.
//!
//! **Claims.** A066 (groups founded where there is a gap), A175 (adapting, starting what is missing).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::model::kinds::Offer;
use crate::model::mechanisms::community::vcs;
use crate::model::mechanisms::{chance, lowered, raised, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Founders, Organisation, World};

parameters! {
    /// Adapting and founding.
    Parameters {
        /// Half-life of link workers' memory of goals for which nothing could be found.
        gap_half_life: Weeks [1.0, 520.0] "A175";
        /// Share of foundings by link workers that look for what is missing, not for what was there.
        gap_seeking: Share [0.0, 1.0] "A066 A175";
        /// New groups that link workers found in a hundred hours of development.
        groups_per_100_hours: Count [0.0, 20.0] "A066 A175";
        /// Share of what is left to adapt at an organisation that an hour of development spent there adapts.
        adapted_per_hour: Share [0.0, 1.0] "A175";
        /// Half-life of what was adapted at an organisation.
        adapted_half_life: Weeks [1.0, 1000.0] "A175";
        /// Share of practical obstacles that an organisation fully adapted takes away.
        adapted_solves: Share [0.0, 1.0] "A175";
        /// Tie with, and knowledge of, a group in the link workers who founded it.
        founder_knows: Share [0.0, 1.0] "A066";
        /// Mix of members in a group that link workers found for people with like troubles.
        founded_mixed: Share [0.0, 1.0] "A066";
    }
}

/// A week of adapting and founding.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, setup, draws, .. } = now;
    let p = &all.development;
    let hours: f64 = world.posts.iter().map(|post| post.hours.development).sum();
    let fade = weekly(p.gap_half_life);
    world.gaps.iter_mut().for_each(|gap| *gap = lowered(*gap, fade));
    let open = world.organisations.iter().filter(|host| host.open()).count().max(1) as f64;
    let forget = weekly(p.adapted_half_life);
    for host in &mut world.organisations {
        host.adapted = raised(lowered(host.adapted, forget), p.adapted_per_hour * hours / open);
    }
    let rate = p.groups_per_100_hours * hours / 100.0;
    let slot = world.organisations.len();
    let [founded, where_, ..] = draws.uniforms(Purpose::Develop, Who(0), 0, 0);
    if founded < chance(rate) && slot < MOST_ORGANISATIONS {
        let offer = vcs::missing(world).unwrap_or(Offer::Social);
        let (fifth, locality) = world.localities.pick(|_| 1.0, where_);
        let young = vcs::make(all, slot, 0, offer, fifth, setup);
        let young = Organisation { locality, visitors: 0, mixed: p.founded_mixed, ..young };
        world.found(slot, young, Founders::LinkWorkers);
        seen.add_total(M::VcsFoundings, 1.0, 0.0);
    }
}

/// Numbers of organisations are kept in 16 bits.
const MOST_ORGANISATIONS: usize = 60_000;

/// Notes the goals of this week for which nothing was found.
pub fn note(world: &mut World) {
    for could in std::mem::take(&mut world.desk.unserved) {
        for &offer in could {
            world.gaps[offer as usize] += 1.0 / could.len() as f64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::community::brokerage;
    use crate::model::mechanisms::tests::{baseline, now, small_world};

    #[test]
    fn a_gap_is_shared_out_among_the_kinds_that_could_have_served_and_fades_by_half() {
        let mut all = baseline();
        all.development.gap_half_life = 1.0;
        let (_, mut world) = small_world(all.clone());
        world.gaps = [0.0; Offer::COUNT];
        world.desk.unserved = vec![&[Offer::Social, Offer::Arts], &[Offer::Social]];
        note(&mut world);
        assert!((world.gaps[Offer::Social as usize] - 1.5).abs() < 1e-12);
        assert!((world.gaps[Offer::Arts as usize] - 0.5).abs() < 1e-12);
        let mut seen = Observations::new(1);
        step(&mut world, now(&all, 0), &mut seen);
        assert!((world.gaps[Offer::Social as usize] - 0.75).abs() < 1e-12);
    }

    #[test]
    fn hours_adapt_a_share_of_what_is_left_and_found_groups_that_their_founders_know() {
        let mut all = baseline();
        all.link_workers.per_50k = 60.0;
        all.development.groups_per_100_hours = 20.0;
        let (_, mut world) = small_world(all.clone());
        let mut seen = Observations::new(52);
        let before = world.organisations.len();
        // Without time for it nothing is adapted and nothing founded.
        for week in 0..52 {
            step(&mut world, now(&all, week), &mut seen);
        }
        assert_eq!(world.organisations.len(), before);
        assert!(world.organisations.iter().all(|host| host.adapted == 0.0));
        world.posts[0].hours.development = 10.0;
        let open = world.organisations.iter().filter(|host| host.open()).count() as f64;
        step(&mut world, now(&all, 0), &mut seen);
        let adapted = all.development.adapted_per_hour * 10.0 / open;
        assert!((world.organisations[0].adapted - adapted).abs() < 1e-12);
        for week in 1..52 {
            step(&mut world, now(&all, week), &mut seen);
        }
        assert!(world.organisations.len() > before, "a year of 10 hours a week founds something");
        brokerage::meet_new(&mut world, &all);
        assert!((world.posts[0].ties[before] - all.development.founder_knows).abs() < 1e-12);
        assert!(world.posts.iter().all(|post| post.ties.len() == world.organisations.len()));
    }
}

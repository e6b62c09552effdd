//! Posts: how many link workers are funded, where, and whom they serve.
//!
//! posts = people / 50,000 x posts per 50,000 x (1 + tilt x deprivation of the neighbourhood)
//!
//! When cuts come the highest posts go first; new posts start empty and must be filled.
//!
//! **Claims.** A116, A117 (practices per worker), A123 (named or pooled), A136 (team size), A219
//! (ambition and infrastructure).
//! **Evidence.** 3,300 workers for 63 million people in 2023: 2.6 for 50,000, 0.87 full-time each
//! (UCL; ARC-GM); supply is lower where need is (Wilding 2024).

use crate::mechanisms::workforce;
use crate::random::{Draws, Purpose};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Hours, Post, PostState, World};

parameters! {
    /// Posts for link workers.
    Parameters {
        /// Posts for 50,000 registered people.
        per_50k: Posts [0.0, 60.0] "A056 A085 A219";
        /// Share of full time that a post has.
        full_time_share: Share [0.1, 1.0] "";
        /// Relative change of supply in the most deprived places, and the reverse in the least.
        deprivation_tilt: LogRatio [-0.9, 0.9] "A182";
        /// Extent to which workers serve all practices together, not each their own.
        pooled: Switch [0.0, 1.0] "A123 A136";
    }
}

/// Brings the posts to what is funded now. `start` fills them at once, as at the start of a run.
pub fn fund(world: &mut World, all: &All, week: i32, setup: Draws, start: bool) {
    let p = &all.link_workers;
    let gradient: f64 = (0..5).map(|f| world.fifth_shares[f] * (1.0 - f as f64 / 2.0)).sum();
    let wanted = world.thousands() / 50.0 * p.per_50k * (1.0 + p.deprivation_tilt * gradient);
    let count = if wanted < 0.02 { 0 } else { wanted.ceil().min(60.0) as usize };
    let each = if count == 0 { 0.0 } else { p.full_time_share * wanted / count as f64 };
    while world.posts.len() < count {
        let number = world.posts.len();
        let organisations = world.organisations.len();
        let mut post = Post {
            full_time: each,
            state: PostState::Vacant(week),
            tenure: 0,
            ties: vec![0.0; organisations],
            partners: vec![false; organisations],
            practices: 0,
            directory: vec![0.0; organisations],
            hours: Hours::default(),
            used: 0.0,
            load: 0.9,
            caseload: 0,
            held: 0,
            complex: 0,
            complex_held: 0,
            difficult: 0,
            waiting: 0,
            owed: 0.0,
            success: 0.0,
            taken_on: 0,
            intake: 0.0,
            volume_gap: 0.0,
            funded: true,
        };
        if start {
            let directory = all.brokerage.directory;
            // As many as are expected, so that no gap opens by the start alone.
            post.intake = all.targets.volume * each / crate::units::WEEKS_PER_YEAR;
            post.directory = vec![0.5 * directory; organisations];
            post.ties = vec![0.3; organisations];
            let mut worker = workforce::make(all, &post, number, week, setup);
            worker.knowledge.iter_mut().for_each(|known| *known = known.max(0.5));
            // Those in post at the start came at different times.
            let months = setup.week(0).uniform(
                Purpose::MakeLinkWorker,
                crate::random::Who(number as u32),
                9,
                0,
            );
            worker.since = week - (months * 156.0) as i32;
            if worker.contract_end != i32::MAX {
                worker.contract_end -= (months * all.workforce.contract_years * 52.0) as i32;
            }
            post.state = PostState::Filled(worker);
        }
        world.posts.push(post);
        for gp in &mut world.gps {
            gp.belief.push(if start { 0.55 } else { all.feedback.belief_prior });
        }
    }
    for (number, post) in world.posts.iter_mut().enumerate() {
        post.funded = number < count;
        if post.funded {
            post.full_time = each;
        }
    }
    assign(world, all, count);
}

/// Gives every funded post its practices.
fn assign(world: &mut World, all: &All, count: usize) {
    let practices = world.practices.len().min(32);
    for (number, post) in world.posts.iter_mut().enumerate() {
        post.practices = if number >= count {
            0
        } else if all.link_workers.pooled {
            u32::MAX >> (32 - practices)
        } else {
            (0..practices)
                .filter(|practice| practice % count == number || number % practices == *practice)
                .fold(0, |served, practice| served | 1 << practice)
        };
    }
}

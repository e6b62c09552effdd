//! Posts: how many link workers are funded, where, and whom they serve.
//!
//! ```text
//! wanted      W = people / 50,000 x per_50k x (1 + deprivation_tilt x D) x funding by the commissioner, D = mean of d over everybody
//!             registered, d from 1 in the most deprived fifth to -1 in the least
//! posts       W rounded up, none below a fiftieth of a post and never more than 60; each of
//!             full_time_share x W / posts of full time
//! practices   post i of n serves practices i, i + n, i + 2n, ...; where posts are more than practices,
//!             practice i mod practices; every post serves all of them when pooled
//! further     practices beyond the first, further_practices at most
//! at start    every post is filled: by a worker who came up to start.worker_years ago, evenly, knows each
//!             organisation at least by start.worker_knowledge and has a tie of start.worker_ties with it;
//!             the directory holds start.worker_knowledge x brokerage.directory of each; GPs believe in
//!             the worker by start.worker_belief; a fixed-term contract has run for as large a part of its
//!             length
//! ```
//!
//! When cuts come the highest posts go first; new posts start empty and must be filled, and GPs believe
//! in whoever comes by `feedback.belief_prior`.
//!
//! **Claims.** A116, A117 (practices per worker), A123 (named or pooled), A136 (team size), A219
//! (ambition and infrastructure).
//! **Evidence.** 3,300 workers for 63 million people in 2023: 2.6 for 50,000, 0.87 full-time each
//! (UCL; ARC-GM); supply is lower where need is (Wilding 2024).

use crate::model::kinds::Fifth;
use crate::model::mechanisms::link_work::workforce;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Draws, Purpose, Who};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Hours, Post, PostState, Worker, World};

parameters! {
    /// Posts for link workers.
    Parameters {
        /// Full-time posts for link workers for 50,000 registered people.
        per_50k: Posts [0.0, 60.0] "A056 A085 A219";
        /// Share of full time that a link worker's post has.
        full_time_share: Share [0.1, 1.0] "";
        /// Relative change of posts for link workers in the most deprived places, and the reverse in the
        /// least.
        deprivation_tilt: LogRatio [-0.9, 0.9] "A182";
        /// Whether link workers serve all practices together, not each their own.
        pooled: Switch [0.0, 1.0] "A123 A136";
        /// Practices beyond the first that a link worker's travel and divided attention grow with; more
        /// of them add nothing.
        further_practices: Count [0.0, 31.0] "A116 A123";
    }
}

/// Thousands of registered people for which posts are counted.
const THOUSANDS: f64 = 50.0;

/// Full-time posts below which there are none: a smaller part of a post cannot be filled.
const LEAST_WANTED: f64 = 0.02;

/// Most posts of a neighbourhood, well within the 8 bits in which they are numbered.
const MOST_POSTS: f64 = 60.0;

/// A post of this share of full time in which nobody is yet.
pub(crate) fn vacant(all: &All, full_time: f64, organisations: usize, week: i32) -> Post {
    Post {
        full_time,
        state: PostState::Vacant(week),
        tenure: 0,
        ties: vec![0.0; organisations],
        partners: vec![false; organisations],
        practices: 0,
        directory: vec![0.0; organisations],
        hours: Hours::default(),
        used: 0.0,
        load: all.reference.load,
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
    }
}

/// Brings the posts to what is funded now. `start` fills them at once, as at the start of a run.
pub fn fund(world: &mut World, all: &All, week: i32, setup: Draws, start: bool) {
    let p = &all.link_workers;
    let gradient: f64 = Fifth::ALL
        .iter()
        .map(|&fifth| world.shares.fifths[fifth as usize] * fifth.gradient())
        .sum();
    let wanted = p.wanted(world.thousands(), gradient) * world.commissioner.funding;
    let count = if wanted < LEAST_WANTED { 0 } else { wanted.ceil().min(MOST_POSTS) as usize };
    let each = if count == 0 { 0.0 } else { p.full_time_share * wanted / count as f64 };
    while world.posts.len() < count {
        let (number, organisations) = (world.posts.len(), world.organisations.len());
        let post = vacant(all, each, organisations, week);
        world.posts.push(if start { filled(all, post, number, week, setup) } else { post });
    }
    for (number, post) in world.posts.iter_mut().enumerate() {
        post.funded = number < count;
        if post.funded {
            post.full_time = each;
        }
    }
    assign(world, all, count);
}

/// A post as it is at the start of a run, when somebody has been in it for a while.
fn filled(all: &All, post: Post, number: usize, week: i32, setup: Draws) -> Post {
    let organisations = post.ties.len();
    let post = Post {
        // As many as are expected, so that no gap opens by the start alone.
        intake: all.targets.volume * post.full_time / WEEKS_PER_YEAR,
        directory: vec![all.start.worker_knowledge * all.brokerage.directory; organisations],
        ties: vec![all.start.worker_ties; organisations],
        ..post
    };
    let made = workforce::make(all, &post, number, week, setup);
    // Those in post at the start came at different times.
    let lot = workforce::Lot::Came as u8;
    let ago = setup.week(0).uniform(Purpose::MakeLinkWorker, Who(number as u32), lot, 0);
    let elapsed = (ago * all.workforce.contract_years * WEEKS_PER_YEAR) as i32;
    let knows = all.start.worker_knowledge;
    let worker = Worker {
        since: week - (ago * (all.start.worker_years * WEEKS_PER_YEAR)) as i32,
        contract_end: match made.contract_end {
            i32::MAX => i32::MAX,
            end => end - elapsed,
        },
        knowledge: made.knowledge.iter().map(|known| known.max(knows)).collect(),
        ..made
    };
    Post { state: PostState::Filled(worker), ..post }
}

/// Gives every funded post its practices.
fn assign(world: &mut World, all: &All, count: usize) {
    let practices = world.practices.len();
    for (number, post) in world.posts.iter_mut().enumerate() {
        post.practices =
            if number < count { all.link_workers.served(number, count, practices) } else { 0 };
    }
}

impl Parameters {
    /// Full-time posts for this many thousand people, by the mean place of the people on the gradient of
    /// deprivation.
    fn wanted(&self, thousands: f64, gradient: f64) -> f64 {
        thousands / THOUSANDS * self.per_50k * (1.0 + self.deprivation_tilt * gradient)
    }

    /// Practices that a post of this many serves, one bit each: in turn, or all of them when pooled.
    fn served(&self, number: usize, posts: usize, practices: usize) -> u32 {
        let practices = practices.min(u32::BITS as usize);
        if self.pooled {
            return u32::MAX >> (u32::BITS as usize - practices);
        }
        (0..practices)
            .filter(|practice| practice % posts == number || number % practices == *practice)
            .fold(0, |served, practice| served | 1 << practice)
    }

    /// Practices beyond the first that travel and divided attention grow with.
    #[must_use]
    pub fn further(&self, served: u32) -> f64 {
        f64::from(served.count_ones().saturating_sub(1)).min(self.further_practices)
    }
}

#[cfg(test)]
mod tests {
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn posts_follow_the_people_and_the_deprivation_of_the_place() {
        let p = baseline().link_workers;
        assert!((p.wanted(50.0, 0.0) - p.per_50k).abs() < 1e-12);
        assert!(
            (p.wanted(100.0, 1.0) - 2.0 * p.per_50k * (1.0 + p.deprivation_tilt)).abs() < 1e-12
        );
    }

    #[test]
    fn practices_are_shared_out_and_nobody_is_left_without() {
        let mut p = baseline().link_workers;
        assert_eq!([p.served(0, 2, 5), p.served(1, 2, 5)], [0b1_0101, 0b0_1010]);
        assert_eq!([0, 1, 2].map(|number| p.served(number, 3, 2)), [0b01, 0b10, 0b01]);
        assert!((p.further(0b1_0101) - 2.0).abs() < 1e-12 && p.further(1) < 1e-12);
        p.pooled = true;
        assert_eq!(p.served(1, 2, 5), 0b1_1111);
        assert!((p.further(u32::MAX) - p.further_practices).abs() < 1e-12);
    }
}

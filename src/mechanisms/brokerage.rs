//! Brokerage: the worker learns what there is, builds ties on both sides, and is seen.
//!
//! knowledge of an organisation   k <- k + gain x hours x (1 + learning) (1 - k) - decay x k, kept up by use
//!                                stale when a grant ends; slower for each further practice served
//! tie to an organisation         t <- t + gain x networking hours x trust (1 - t) - decay x t, kept up by use
//! visibility at a practice       towards room, seat, presence, promotion and champion
//! GPs' trust and knowledge       towards what the worker, events and training give; else fading
//! GPs' knowledge                 + a directory, as far as it is right; goes stale when organisations change
//!
//! **Claims.** A057 (protected time), A063, A065, A160-A162 (distrust, bridge, events), A067 (team
//! seat), A083 (GPs' own knowledge decays), A093, A116, A118 (presence), A113, A114 (encounters,
//! directory), A120, A123 (ties, one place or many), A156 (proactivity), A190 (short grants).
//! **Evidence.** Directions: Tierney 2020, Turk 2024. Speeds assumed.

use crate::mechanisms::{lowered, raised, room, seat, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::World;

parameters! {
    /// Knowledge, ties and visibility.
    Parameters {
        /// Knowledge of each organisation won by an hour of checking, spread over all.
        knowledge_per_hour: Share [0.0, 10.0] "A057";
        /// Half-life of unused knowledge.
        knowledge_half_life: Weeks [1.0, 1000.0] "A057 A083";
        /// Tie with each organisation won by an hour of networking, spread over all.
        tie_per_hour: Share [0.0, 10.0] "A123 A161";
        /// Half-life of a tie that is not kept up.
        tie_half_life: Weeks [1.0, 1000.0] "A120 A176";
        /// Share of what a worker learns and of the ties made that is lost for each practice served
        /// beyond the first.
        spread_loss: Share [0.0, 0.5] "A116 A123";
        /// Share of a worker's knowledge of an organisation that goes stale when its grant ends: what
        /// it offers changes.
        knowledge_stale: Share [0.0, 1.0] "A190";
        /// Quality of the shared directory: share of a worker's knowledge that it holds.
        directory: Share [0.0, 1.0] "A114 A129";
        /// Share of what is missing to a tie that a client started there gives.
        tie_per_start: Share [0.0, 1.0] "A068 A120";
        /// The same of knowledge of the organisation.
        knowledge_per_start: Share [0.0, 1.0] "A057 A068";
        /// Extent to which practices have a directory of local organisations.
        gp_directory: Share [0.0, 1.0] "A114";
        /// Knowledge that a directory which is right adds to GPs'.
        gp_directory_gain: Share [0.0, 1.0] "A114";
        /// Times a year that the directory is brought up to date.
        gp_directory_checks: PerYear [0.0, 52.0] "A114";
        /// Share of GPs' knowledge of an organisation lost when it closes or another takes its place.
        gp_knowledge_stale: Share [0.0, 1.0] "A083 A114";
        /// Half-life of visibility on its way to its target.
        visibility_half_life: Weeks [1.0, 520.0] "A090 A118";
        /// Visibility that presence gives: one post for one practice.
        presence_weight: Share [0.0, 1.0] "A116";
        /// Visibility that a room at the practice gives.
        room_weight: Share [0.0, 1.0] "A091 A093";
        /// Visibility that a seat in the team gives.
        seat_weight: Share [0.0, 1.0] "A067 A090";
        /// Visibility that an hour of promotion a week gives.
        promotion_weight: Share [0.0, 1.0] "A109 A111";
        /// Visibility that a credible champion gives.
        champion_weight: Share [0.0, 1.0] "A090";
        /// GPs' trust in organisations without any bridge.
        gp_trust_prior: Share [0.0, 1.0] "A063 A160";
        /// What a worker with full ties adds to it.
        gp_trust_bridge: Share [0.0, 1.0] "A065 A161";
        /// What fully trained staff of organisations add to it, against untrained.
        gp_trust_training: Share [0.0, 1.0] "A168";
        /// Joint events in a year.
        events_per_year: PerYear [0.0, 52.0] "A162";
        /// Share of distrust that one event takes away.
        event_gain: Share [0.0, 1.0] "A162";
        /// GPs' knowledge of local organisations without any help.
        gp_knowledge_prior: Share [0.0, 1.0] "A083";
        /// What a seat in the team and a visible worker add to it.
        gp_knowledge_bridge: Share [0.0, 1.0] "A067 A114";
        /// Share of that for which a seat in the team is needed.
        gp_knowledge_seat: Share [0.0, 1.0] "A067";
        /// Half-life of GPs' knowledge and trust on their way to their targets.
        gp_half_life: Weeks [1.0, 520.0] "A083 A161";
    }
}

/// A week of learning, meeting and being seen.
pub fn step(world: &mut World, all: &All) {
    let p = &all.brokerage;
    let forget = weekly(p.knowledge_half_life);
    let loosen = weekly(p.tie_half_life);
    let open =
        world.organisations.iter().filter(|organisation| organisation.open()).count().max(1) as f64;
    let scheme = world.scheme;
    let faster = 1.0 + all.targets.learning_checking * scheme.learning;
    let renewed = std::mem::take(&mut world.desk.renewed);
    for post in &mut world.posts {
        // Who is at home in one place learns more in the same hours than who goes from one to the next.
        let further = post.practices.count_ones().saturating_sub(1).min(6);
        let at_home = (0..further).fold(1.0, |left, _| lowered(left, p.spread_loss));
        let checking = post.hours.checking * at_home;
        let networking = post.hours.networking * at_home;
        let ties = &mut post.ties;
        let directory = &mut post.directory;
        let crate::world::PostState::Filled(worker) = &mut post.state else {
            for tie in ties.iter_mut() {
                *tie = lowered(*tie, loosen);
            }
            continue;
        };
        let learnt = p.knowledge_per_hour * faster * (checking + 0.5 * networking) / open;
        let gained = p.tie_per_hour * (0.5 + scheme.trust) * networking / open;
        for &number in &renewed {
            worker.knowledge[number] = lowered(worker.knowledge[number], p.knowledge_stale);
        }
        for (number, knowledge) in worker.knowledge.iter_mut().enumerate() {
            *knowledge = raised(lowered(*knowledge, forget), learnt);
            ties[number] = raised(lowered(ties[number], loosen), gained);
            directory[number] = directory[number].max(p.directory * *knowledge);
            directory[number] = lowered(directory[number], forget);
        }
    }
    for shared in std::mem::take(&mut world.desk.shared) {
        let post = &mut world.posts[world.clients[shared.client].post as usize];
        let organisation = shared.organisation as usize;
        post.ties[organisation] = raised(post.ties[organisation], p.tie_per_start);
        if let Some(worker) = post.worker_mut() {
            let knowledge = &mut worker.knowledge[organisation];
            *knowledge = raised(*knowledge, p.knowledge_per_start);
        }
    }
    see(world, all);
    gps(world, all);
}

fn see(world: &mut World, all: &All) {
    let p = &all.brokerage;
    let speed = weekly(p.visibility_half_life);
    let room = room(all);
    for (number, practice) in world.practices.iter_mut().enumerate() {
        let (mut presence, mut promotion) = (0.0, 0.0);
        for post in
            world.posts.iter().filter(|post| post.serves(number as u8) && post.worker().is_some())
        {
            let share = post.full_time / f64::from(post.practices.count_ones().max(1));
            presence += share;
            promotion += post.hours.promotion / f64::from(post.practices.count_ones().max(1));
        }
        let here = presence.min(1.0);
        let target = if presence > 0.0 {
            p.presence_weight * here
                + p.room_weight * room
                + p.seat_weight * seat(all, practice.champion)
                + p.promotion_weight * promotion
                + p.champion_weight * practice.champion
        } else {
            0.0
        };
        practice.visibility = towards(practice.visibility, target.clamp(0.0, 1.0), speed);
    }
}

fn gps(world: &mut World, all: &All) {
    let p = &all.brokerage;
    let speed = weekly(p.gp_half_life);
    let events = p.events_per_year / crate::units::WEEKS_PER_YEAR * p.event_gain;
    let training = world.organisations.iter().filter(|o| o.open()).map(|o| o.training).sum::<f64>()
        / world.organisations.iter().filter(|o| o.open()).count().max(1) as f64;
    let churn = f64::from(std::mem::take(&mut world.desk.churned))
        / world.organisations.len().max(1) as f64;
    let stale = p.gp_knowledge_stale * churn;
    let checks = p.gp_directory_checks / crate::units::WEEKS_PER_YEAR;
    world.directory = raised(lowered(world.directory, churn), checks);
    let mut bridges = vec![0.0_f64; world.practices.len()];
    for post in world.posts.iter().filter(|post| post.funded && post.worker().is_some()) {
        let ties = post.ties.iter().sum::<f64>() / post.ties.len().max(1) as f64;
        for (number, bridge) in bridges.iter_mut().enumerate() {
            if post.practices >> number & 1 == 1 {
                *bridge = bridge.max(ties);
            }
        }
    }
    for gp in &mut world.gps {
        let practice = &world.practices[gp.practice as usize];
        let bridge = bridges[gp.practice as usize] * practice.visibility;
        let trust =
            p.gp_trust_prior + p.gp_trust_bridge * bridge + p.gp_trust_training * (training - 0.5);
        gp.trust_vcs = raised(towards(gp.trust_vcs, trust.clamp(0.0, 1.0), speed), events * bridge);
        let busy = (practice.workload - 1.0).max(0.0);
        let knowledge = p.gp_knowledge_prior * (1.0 - busy).max(0.0)
            + p.gp_knowledge_bridge
                * practice.visibility
                * towards(1.0, seat(all, practice.champion), p.gp_knowledge_seat)
            + p.gp_directory_gain * p.gp_directory * world.directory;
        gp.knowledge = lowered(towards(gp.knowledge, knowledge.clamp(0.0, 1.0), speed), stale);
    }
}

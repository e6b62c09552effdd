//! Brokerage: the worker learns what there is, builds ties on both sides, and is seen.
//!
//! ```text
//! at home       W = (1 - spread_loss) ^ further practices (`posts`)
//! knowledge     of an organisation k <- k - knowledge_stale x k when its grant ends; then each week
//!               k <- k - fade x k, k <- k + knowledge_per_hour x (1 + targets.learning_checking x learning) x
//!               (checking + knowledge_networking x networking) x W / open organisations x (1 - k); fade by
//!               knowledge_half_life
//! tie           t <- t - fade x t (less with partners, `partnership`), t <- t + tie_per_hour x introductions
//!               (`partnership`) x (1 + tie_trust x (trust in the scheme
//!               - ref.scheme_trust)) x networking x W / open organisations x (1 - t); fade by tie_half_life; in an empty post ties fade alone
//! directory     of a post: the most of what it holds and directory x k, fading by knowledge_half_life
//! a start       of a client at an organisation: t <- t + tie_per_start x (1 - t),
//!               k <- k + knowledge_per_start x (1 - k)
//! visibility    at a practice -> 0 without a worker, else presence_weight x P + room_weight x room +
//!               seat_weight x seat + promotion_weight x hours of promotion + champion_weight x champion, by
//!               visibility_half_life; P and the hours are the practice's part of each post, P 1 at most;
//!               room = practice.co_location x (1 - practice.estate_pressure);
//!               seat = 1 - (1 - practice.mdt_seat) (1 - practice.champion_seat x champion)
//! bridge        G = largest mean tie of a worker in post who serves the practice x visibility
//! GPs' trust    in organisations -> gp_trust_prior + gp_trust_bridge x G + gp_trust_training x (mean training
//!               of their staff - ref.vcs_training), by gp_half_life; then each week e of what is missing,
//!               e = events_per_year / 52 x event_gain x G
//! GPs' directory  D <- D - c x D, D <- D + gp_directory_checks / 52 x (1 - D): the part of it that is right;
//!               c = organisations closed or founded this week / all
//! GPs' knowledge  -> gp_knowledge_prior x (1 - (workload - 1, if above 0)) + gp_knowledge_bridge x visibility x
//!               (1 - gp_knowledge_seat x (1 - seat)) + gp_directory_gain x gp_directory x D, by gp_half_life;
//!               then it falls by gp_knowledge_stale x c of itself
//! ```
//!
//! **Claims.** A057 (protected time), A063, A065, A160-A162 (distrust, bridge, events), A067 (team
//! seat), A083 (GPs' own knowledge decays), A093, A116, A118 (presence), A113, A114 (encounters,
//! directory), A120, A123 (ties, one place or many), A156 (proactivity), A190 (short grants).
//! **Evidence.** Directions: Tierney 2020, Turk 2024. Speeds assumed.

use crate::model::mechanisms::community::partnership;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{lowered, raised, room, seat, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Founders, World};

parameters! {
    /// Knowledge, ties and visibility.
    Parameters {
        /// Knowledge, in whole organisations, that a link worker wins by an hour of checking, spread over
        /// all of them.
        knowledge_per_hour: Share [0.0, 10.0] "A057";
        /// Half-life of a link worker's unused knowledge of an organisation.
        knowledge_half_life: Weeks [1.0, 1000.0] "A057 A083";
        /// What an hour of networking teaches a link worker about organisations, against an hour of checking.
        knowledge_networking: Ratio [0.0, 5.0] "A057";
        /// Ties, in whole organisations, that a link worker wins by an hour of networking, spread over all
        /// of them.
        tie_per_hour: Share [0.0, 10.0] "A123 A161";
        /// Relative rise of the ties won by networking with trust between commissioner, workers and
        /// organisations.
        tie_trust: Ratio [0.0, 2.0] "A196";
        /// Half-life of a link worker's tie with an organisation that is not kept up.
        tie_half_life: Weeks [1.0, 1000.0] "A120 A176";
        /// Share of what a worker learns and of the ties made that is lost for each practice served
        /// beyond the first.
        spread_loss: Share [0.0, 0.5] "A116 A123";
        /// Share of a worker's knowledge of an organisation that goes stale when its grant ends: what
        /// it offers changes.
        knowledge_stale: Share [0.0, 1.0] "A190";
        /// Share of a link worker's knowledge that the directory of the post holds for successors.
        directory: Share [0.0, 1.0] "A114 A129";
        /// Share of what is missing to a full tie with an organisation that a client started there gives the
        /// link worker.
        tie_per_start: Share [0.0, 1.0] "A068 A120";
        /// Share of what is missing to full knowledge of an organisation that a client started there gives the
        /// link worker.
        knowledge_per_start: Share [0.0, 1.0] "A057 A068";
        /// Extent to which practices have a directory of local organisations.
        gp_directory: Share [0.0, 1.0] "A114";
        /// Knowledge of local organisations that a directory which is all right adds to GPs.
        gp_directory_gain: Share [0.0, 1.0] "A114";
        /// Times a year that the practices' directory of local organisations is brought up to date.
        gp_directory_checks: PerYear [0.0, 52.0] "A114";
        /// Share of GPs' knowledge of an organisation lost when it closes or another takes its place.
        gp_knowledge_stale: Share [0.0, 1.0] "A083 A114";
        /// Half-life of the service's visibility at a practice on its way to its level.
        visibility_half_life: Weeks [1.0, 520.0] "A090 A118";
        /// Visibility at a practice that a full-time link worker for it alone gives the service.
        presence_weight: Share [0.0, 1.0] "A116";
        /// Visibility at a practice that a room there for the whole week gives the service.
        room_weight: Share [0.0, 1.0] "A091 A093";
        /// Visibility at a practice that a full seat of the link worker in the team gives the service.
        seat_weight: Share [0.0, 1.0] "A067 A090";
        /// Visibility at a practice that an hour of promotion a week there gives the service.
        promotion_weight: Share [0.0, 1.0] "A109 A111";
        /// Visibility at a practice that a fully credible champion gives the service.
        champion_weight: Share [0.0, 1.0] "A090";
        /// Trust of GPs in organisations where no link worker brings them together.
        gp_trust_prior: Share [0.0, 1.0] "A063 A160";
        /// Trust in organisations that a visible link worker with full ties adds to GPs.
        gp_trust_bridge: Share [0.0, 1.0] "A065 A161";
        /// Trust of GPs in organisations that fully trained staff add, against untrained.
        gp_trust_training: Share [0.0, 1.0] "A168";
        /// Joint events of practices and organisations in a year.
        events_per_year: PerYear [0.0, 52.0] "A162";
        /// Share of the distrust between GPs and organisations that one joint event takes away.
        event_gain: Share [0.0, 1.0] "A162";
        /// Knowledge that GPs have of local organisations without any help.
        gp_knowledge_prior: Share [0.0, 1.0] "A083";
        /// Knowledge of local organisations that a fully visible link worker with a seat in the team adds to
        /// GPs.
        gp_knowledge_bridge: Share [0.0, 1.0] "A067 A114";
        /// Share of the knowledge that a link worker adds to GPs for which a seat in the team is needed.
        gp_knowledge_seat: Share [0.0, 1.0] "A067";
        /// Half-life of GPs' knowledge of organisations and trust in them on their way to their levels.
        gp_half_life: Weeks [1.0, 520.0] "A083 A161";
    }
}

impl Parameters {
    /// What an hour gives somebody who serves this many further practices, against somebody at home in one.
    fn at_home(&self, further: f64) -> f64 {
        (0..further as u32).fold(1.0, |left, _| lowered(left, self.spread_loss))
    }
}

/// GPs' trust in organisations after what they heard of them this week.
pub fn hear(world: &mut World, all: &All) {
    for gp in std::mem::take(&mut world.desk.heard) {
        let gp = &mut world.gps[gp as usize];
        gp.trust_vcs = raised(gp.trust_vcs, all.feedback.vcs_trust_gain);
    }
}

/// Ties that stay with a post when its worker leaves.
pub fn part(world: &mut World) {
    for left in std::mem::take(&mut world.desk.left) {
        let post = &mut world.posts[left.post];
        post.ties.iter_mut().for_each(|tie| *tie *= left.ties_kept);
    }
}

/// What the posts know of organisations made this week: their founders know them, and nobody else.
pub fn meet_new(world: &mut World, all: &All) {
    for founded in std::mem::take(&mut world.desk.founded) {
        for post in &mut world.posts {
            let developing = post.hours.development > 0.0;
            let (tie, known) = match founded.by {
                Founders::Others => (0.0, all.workforce.knowledge_at_hire),
                Founders::LinkWorkers if developing => {
                    (all.development.founder_knows, all.development.founder_knows)
                }
                Founders::LinkWorkers => (0.0, 0.0),
            };
            put(&mut post.ties, founded.organisation, tie);
            put(&mut post.directory, founded.organisation, 0.0);
            if let Some(worker) = post.worker_mut() {
                put(&mut worker.knowledge, founded.organisation, known);
            }
        }
    }
}

/// Sets the value of an organisation, which may be one after the last.
fn put(column: &mut Vec<f64>, organisation: usize, value: f64) {
    column.resize(column.len().max(organisation + 1), 0.0);
    column[organisation] = value;
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
        let at_home = p.at_home(all.link_workers.further(post.practices));
        let checking = post.hours.checking * at_home;
        let networking = post.hours.networking * at_home;
        let learnt =
            p.knowledge_per_hour * faster * (checking + p.knowledge_networking * networking) / open;
        let gained = p.tie_per_hour
            * factor(p.tie_trust, scheme.trust, all.reference.scheme_trust)
            * partnership::introductions(all, &post.ties)
            * networking
            / open;
        let Some(worker) = post.worker_mut() else {
            for tie in &mut post.ties {
                *tie = lowered(*tie, loosen);
            }
            continue;
        };
        let mut knowledge = std::mem::take(&mut worker.knowledge);
        for &number in &renewed {
            knowledge[number] = lowered(knowledge[number], p.knowledge_stale);
        }
        for (number, known) in knowledge.iter_mut().enumerate() {
            *known = raised(lowered(*known, forget), learnt);
            let partners = post.partners.get(number).copied().unwrap_or_default();
            let loosen = loosen * partnership::loosens(all, partners);
            post.ties[number] = raised(lowered(post.ties[number], loosen), gained);
            let kept = post.directory[number].max(p.directory * *known);
            post.directory[number] = lowered(kept, forget);
        }
        if let Some(worker) = post.worker_mut() {
            worker.knowledge = knowledge;
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
    let events = p.events_per_year / crate::model::units::WEEKS_PER_YEAR * p.event_gain;
    let training = world.organisations.iter().filter(|o| o.open()).map(|o| o.training).sum::<f64>()
        / world.organisations.iter().filter(|o| o.open()).count().max(1) as f64;
    let churn = f64::from(std::mem::take(&mut world.desk.churned))
        / world.organisations.len().max(1) as f64;
    let stale = p.gp_knowledge_stale * churn;
    let checks = p.gp_directory_checks / crate::model::units::WEEKS_PER_YEAR;
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
        let trust = p.gp_trust_prior
            + p.gp_trust_bridge * bridge
            + p.gp_trust_training * (training - all.reference.vcs_training);
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

#[cfg(test)]
mod tests {
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn each_further_practice_takes_its_part_of_what_an_hour_gives() {
        let mut p = baseline().brokerage;
        p.spread_loss = 0.2;
        assert!((p.at_home(0.0) - 1.0).abs() < 1e-12);
        assert!((p.at_home(2.0) - 0.64).abs() < 1e-12);
    }
}

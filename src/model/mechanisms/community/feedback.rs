//! Feedback: news of how people fare reaches the referrer and the organisation, or it does not.
//!
//! ```text
//! news         of a client who reached a goal or completed a participation; it reaches the referrer with chance
//!              `share`, and the organisation concerned with chance to_organisations x trust in the scheme /
//!              ref.scheme_trust
//! referrer     belief in the worker b <- b + belief_gain x (1 - b), skill s <- s + skill_gain x (1 - s), and
//!              where an organisation is concerned trust in organisations <- + vcs_trust_gain of what is
//!              missing, and its reputation <- + reputation_gain of what is missing
//! colleagues   of the referrer in the practice hear of it too: their belief moves by told_on of that
//! bad news     of a client whom the scheme let go with nothing reached (`outlook`): it reaches the referrer with
//!              chance bad_news, and b <- b - belief_loss x b
//! a new worker in the first new_worker_weeks in post, belief moves new_worker_speed times as fast: all three ways
//! organisation valued <- + valued_per_report of what is missing; trust in the practices as in `partnership`
//! every week   b -> belief_prior + belief_ties x (mean tie of the post - ref.ties) + belief_service x (the GP's
//!              buy-in - ref.gp_buy_in), between 0 and 1, by
//!              belief_half_life; s -> skill_prior + (1 - skill_prior) x training_skill x training, by
//!              skill_half_life; reputation -> reputation_usual + reputation_training x (training of the
//!              staff - ref.vcs_training), by belief_half_life
//! heard        news a week for each GP of a practice, averaged by news_half_life (read by `integration`)
//! ```
//!
//! **Claims.** A082 (options ease frustration), A099-A102 (belief, feedback and skill), A120 (credibility rests on ties), A125 (success
//! brings harder cases), A129 (a successor is soon known), A184 (disappointment), A239 (loops), A163 (reports to both sides), A223 (an effect that is seen).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. No study gives loop gains: assumed.

use crate::model::mechanisms::{lowered, raised, towards, weekly};
use crate::model::now::Now;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Post, Route, Worker, World};

parameters! {
    /// News of people.
    Parameters {
        /// Share of news of clients that reaches the GP who referred them.
        to_referrers: Share [0.0, 1.0] "A100 A101";
        /// Share of news of clients that reaches the organisation concerned, at the reference of trust in
        /// the scheme.
        to_organisations: Share [0.0, 1.0] "A163";
        /// Share of missing belief in a link worker that one piece of news gives the referring GP.
        belief_gain: Share [0.0, 1.0] "A100";
        /// Half-life of GPs' belief in a link worker, and of an organisation's reputation, without news.
        belief_half_life: Weeks [1.0, 1000.0] "A101";
        /// Belief of GPs in a link worker of whom nothing is heard, at the reference of ties.
        belief_prior: Share [0.0, 1.0] "A099 A101";
        /// Belief of GPs in a link worker for a unit of the worker's ties with organisations above their
        /// reference.
        belief_ties: Share [0.0, 1.0] "A120";
        /// Belief of GPs in a link worker of whom nothing is heard, for a unit of the GP's buy-in to the
        /// service above its reference.
        belief_service: Share [0.0, 1.0] "A103 A129";
        /// Share of what news does to the belief of the referring GP that it does to each colleague in the
        /// practice.
        told_on: Share [0.0, 1.0] "A100 A105 A239";
        /// Share of clients whom the scheme let go with nothing reached of whom the referring GP hears.
        bad_news: Share [0.0, 1.0] "A184 A239";
        /// Share of belief in a link worker that one piece of bad news takes from the referring GP.
        belief_loss: Share [0.0, 1.0] "A184 A239";
        /// How many times as fast GPs' belief moves of a link worker who is new in post.
        new_worker_speed: Ratio [1.0, 20.0] "A129";
        /// Weeks in which a link worker is new in post.
        new_worker_weeks: Weeks [0.0, 260.0] "A129";
        /// Share of missing skill in referring that one piece of news gives a GP.
        skill_gain: Share [0.0, 1.0] "A102";
        /// Half-life of GPs' skill in referring without news.
        skill_half_life: Weeks [1.0, 1000.0] "A102";
        /// Skill in referring of a GP who hears nothing and has no training.
        skill_prior: Share [0.0, 1.0] "A102 A107";
        /// Extent of practical training of practice staff in referring, discussed with peers.
        training: Share [0.0, 1.0] "A107";
        /// Share of missing skill in referring that full training gives GPs who hear nothing.
        training_skill: Share [0.0, 1.0] "A107";
        /// Share of missing reputation that one piece of news gives an organisation.
        reputation_gain: Share [0.0, 1.0] "A168";
        /// Reputation of an organisation of which nothing is heard, with training at its reference; a new
        /// organisation starts there.
        reputation_usual: Share [0.0, 1.0] "A168";
        /// Reputation that fully trained staff add to an organisation of which nothing is heard, against
        /// untrained.
        reputation_training: Share [0.0, 1.0] "A168";
        /// Share of what is missing to feeling valued that a report gives an organisation.
        valued_per_report: Share [0.0, 1.0] "A163";
        /// Share of missing trust in organisations that one piece of news gives a GP.
        vcs_trust_gain: Share [0.0, 1.0] "A163 A168";
        /// Half-life of the average of news that a practice hears of its clients.
        news_half_life: Weeks [0.5, 260.0] "A223";
    }
}

/// Belief, of a GP of this buy-in, in a worker with these ties of whom nothing is heard.
fn belief_prior(all: &All, ties: f64, buy_in: f64) -> f64 {
    let p = &all.feedback;
    let service = p.belief_service * (buy_in - all.reference.gp_buy_in);
    (p.belief_prior + p.belief_ties * (ties - all.reference.ties) + service).clamp(0.0, 1.0)
}

/// How many times as fast belief in the worker of a post moves.
fn speed(all: &All, post: &Post, week: i32) -> f64 {
    let p = &all.feedback;
    let new = |worker: &Worker| f64::from(week - worker.since) < p.new_worker_weeks;
    if post.worker().is_some_and(new) { p.new_worker_speed } else { 1.0 }
}

/// What news does to a belief: it wins a share of what is missing, or takes a share of what there is.
#[derive(Clone, Copy)]
enum Heard {
    Good,
    Bad,
}

impl Heard {
    fn moves(self, all: &All, belief: f64, times: f64) -> f64 {
        let p = &all.feedback;
        match self {
            Self::Good => raised(belief, (p.belief_gain * times).min(1.0)),
            Self::Bad => lowered(belief, (p.belief_loss * times).min(1.0)),
        }
    }
}

/// A piece of news of a client comes to the practice: to the referrer, and by them to colleagues.
fn tell(world: &mut World, all: &All, client: usize, heard: Heard, week: i32) {
    let client = &world.clients[client];
    let (referrer, post) = (client.gp, client.post as usize);
    let times = speed(all, &world.posts[post], week);
    let practice = world.gps[referrer as usize].practice;
    for (number, gp) in world.gps.iter_mut().enumerate() {
        let share = if number == referrer as usize {
            1.0
        } else if gp.practice == practice {
            all.feedback.told_on
        } else {
            0.0
        };
        if share > 0.0 {
            gp.belief[post] = heard.moves(all, gp.belief[post], share * times);
        }
    }
}

/// Reputation of an organisation with this training of which nothing is heard.
fn reputation(all: &All, training: f64) -> f64 {
    let p = &all.feedback;
    p.reputation_usual + p.reputation_training * (training - all.reference.vcs_training)
}

/// GPs believe in the workers of new posts as far as they believe in a worker of whom nothing is
/// heard, or, at the start of a run, in those who have been there for a while.
pub fn meet_posts(world: &mut World, all: &All, start: bool) {
    let belief = if start { all.start.worker_belief } else { all.feedback.belief_prior };
    for gp in &mut world.gps {
        gp.belief.resize(world.posts.len().max(gp.belief.len()), belief);
    }
}

/// What is left of GPs' belief in workers who left this week.
pub fn part(world: &mut World, all: &All) {
    for left in &world.desk.left {
        for gp in &mut world.gps {
            gp.belief[left.post] *= all.workforce.belief_kept;
        }
    }
}

/// Carries the week's news.
pub fn step(world: &mut World, now: Now) {
    let Now { all, week, draws, .. } = now;
    let p = &all.feedback;
    let fade = weekly(p.belief_half_life);
    let forget = weekly(p.skill_half_life);
    let prior = p.skill_prior + (1.0 - p.skill_prior) * p.training_skill * p.training;
    // A worker's credibility rests on whom they know.
    let posts: Vec<(f64, f64)> = world
        .posts
        .iter()
        .map(|post| {
            let ties = post.ties.iter().sum::<f64>() / post.ties.len().max(1) as f64;
            (ties, weekly(p.belief_half_life / speed(all, post, week)))
        })
        .collect();
    for gp in &mut world.gps {
        for (belief, &(ties, fade)) in gp.belief.iter_mut().zip(&posts) {
            *belief = towards(*belief, belief_prior(all, ties, gp.buy_in), fade);
        }
        gp.skill = towards(gp.skill, prior, forget);
    }
    for host in &mut world.organisations {
        host.reputation = towards(host.reputation, reputation(all, host.training), fade);
    }
    let mut heard = vec![0.0; world.practices.len()];
    for news in std::mem::take(&mut world.desk.news) {
        let client = &world.clients[news.client];
        let [referrer, organisation, ..] =
            draws.uniforms(Purpose::Feedback, Who(client.person), 0, 0);
        if referrer < p.to_referrers {
            let (row, referrer) = (news.client, client.gp);
            tell(world, all, row, Heard::Good, week);
            let gp = &mut world.gps[referrer as usize];
            gp.skill = raised(gp.skill, p.skill_gain);
            if let Some(number) = news.organisation {
                world.desk.heard.push(referrer);
                let host = &mut world.organisations[number];
                host.reputation = raised(host.reputation, p.reputation_gain);
            }
            heard[gp.practice as usize] += 1.0;
        }
        if let Some(number) = news.organisation
            && organisation < p.to_organisations * world.scheme.trust / all.reference.scheme_trust
        {
            world.desk.reports.push(number);
        }
    }
    for row in world.in_touch.clone() {
        let client = &world.clients[row];
        let person = Who(client.person);
        if client.came_to_nothing(week)
            && client.route == Route::Clinician
            && draws.happens(p.bad_news, Purpose::Feedback, person, 1)
        {
            tell(world, all, row, Heard::Bad, week);
        }
    }
    let smooth = weekly(p.news_half_life);
    let mut gps = vec![0.0_f64; world.practices.len()];
    world.gps.iter().for_each(|gp| gps[gp.practice as usize] += 1.0);
    for (number, practice) in world.practices.iter_mut().enumerate() {
        practice.news += smooth * (heard[number] / gps[number].max(1.0) - practice.news);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn a_worker_of_whom_nothing_is_heard_is_believed_by_whom_they_know() {
        let all = baseline();
        let buy_in = all.reference.gp_buy_in;
        let usual = belief_prior(&all, all.reference.ties, buy_in);
        assert!((usual - all.feedback.belief_prior).abs() < 1e-12);
        let more = belief_prior(&all, all.reference.ties + 0.2, buy_in) - usual;
        assert!((more - 0.2 * all.feedback.belief_ties).abs() < 1e-12);
        let service = belief_prior(&all, all.reference.ties, buy_in + 0.1) - usual;
        assert!((service - 0.1 * all.feedback.belief_service).abs() < 1e-12);
    }

    #[test]
    fn good_news_wins_of_what_is_missing_and_bad_news_takes_of_what_there_is() {
        let mut all = baseline();
        (all.feedback.belief_gain, all.feedback.belief_loss) = (0.1, 0.2);
        assert!((Heard::Good.moves(&all, 0.4, 1.0) - 0.46).abs() < 1e-12);
        assert!((Heard::Bad.moves(&all, 0.4, 0.5) - 0.36).abs() < 1e-12);
    }
}

//! Feedback: news of how people fare reaches the referrer and the organisation, or it does not.
//!
//! ```text
//! news         of a client who reached a goal or completed a participation; it reaches the referrer with chance
//!              `share`, and the organisation concerned with chance to_organisations x trust in the scheme /
//!              ref.scheme_trust
//! referrer     belief in the worker b <- b + belief_gain x (1 - b), skill s <- s + skill_gain x (1 - s), and
//!              where an organisation is concerned trust in organisations <- + vcs_trust_gain of what is
//!              missing, and its reputation <- + reputation_gain of what is missing
//! organisation valued <- + valued_per_report of what is missing; trust in the practices as in `partnership`
//! every week   b -> belief_prior + belief_ties x (mean tie of the post - ref.ties), between 0 and 1, by
//!              belief_half_life; s -> skill_prior + (1 - skill_prior) x training_skill x training, by
//!              skill_half_life; reputation -> reputation_usual + reputation_training x (training of the
//!              staff - ref.vcs_training), by belief_half_life
//! heard        news a week for each GP of a practice, averaged by news_half_life (read by `integration`)
//! ```
//!
//! **Claims.** A082 (options ease frustration), A099-A102 (belief, feedback and skill), A120 (credibility rests on ties), A125 (success
//! brings harder cases), A163 (reports to both sides), A223 (an effect that is seen).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. No study gives loop gains: assumed.

use crate::model::mechanisms::{raised, towards, weekly};
use crate::model::now::Now;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::World;

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

/// Belief in a worker with these ties of whom nothing is heard.
fn belief_prior(all: &All, ties: f64) -> f64 {
    let p = &all.feedback;
    (p.belief_prior + p.belief_ties * (ties - all.reference.ties)).clamp(0.0, 1.0)
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
    let Now { all, draws, .. } = now;
    let p = &all.feedback;
    let fade = weekly(p.belief_half_life);
    let forget = weekly(p.skill_half_life);
    let prior = p.skill_prior + (1.0 - p.skill_prior) * p.training_skill * p.training;
    // A worker's credibility rests on whom they know.
    let priors: Vec<f64> = world
        .posts
        .iter()
        .map(|post| {
            let ties = post.ties.iter().sum::<f64>() / post.ties.len().max(1) as f64;
            belief_prior(all, ties)
        })
        .collect();
    for gp in &mut world.gps {
        for (belief, &prior) in gp.belief.iter_mut().zip(&priors) {
            *belief = towards(*belief, prior, fade);
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
            let gp = &mut world.gps[client.gp as usize];
            let belief = &mut gp.belief[client.post as usize];
            *belief = raised(*belief, p.belief_gain);
            gp.skill = raised(gp.skill, p.skill_gain);
            if let Some(number) = news.organisation {
                world.desk.heard.push(client.gp);
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
        let usual = belief_prior(&all, all.reference.ties);
        assert!((usual - all.feedback.belief_prior).abs() < 1e-12);
        let more = belief_prior(&all, all.reference.ties + 0.2) - usual;
        assert!((more - 0.2 * all.feedback.belief_ties).abs() < 1e-12);
    }
}

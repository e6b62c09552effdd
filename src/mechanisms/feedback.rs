//! Feedback: news of how people fare reaches the referrer and the organisation, or it does not.
//!
//! news heard   belief <- belief + gain (1 - belief); skill <- skill + gain (1 - skill)
//! every week   belief <- belief + fade (prior + weight (ties - middle) - belief); skill likewise
//!
//! **Claims.** A082 (options ease frustration), A099-A102 (belief, feedback and skill), A120 (credibility rests on ties), A125 (success
//! brings harder cases), A163 (reports to both sides), A223 (an effect that is seen).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. No study gives loop gains: assumed.

use crate::mechanisms::{raised, towards, weekly};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::World;

parameters! {
    /// News of people.
    Parameters {
        /// Share of news that reaches the referrer.
        share: Share [0.0, 1.0] "A100 A101";
        /// Share of news that reaches the organisation too.
        to_organisations: Share [0.0, 1.0] "A163";
        /// Belief in the worker won by one piece of good news.
        belief_gain: Share [0.0, 1.0] "A100";
        /// Half-life of belief without news.
        belief_half_life: Weeks [1.0, 1000.0] "A101";
        /// Belief in a worker of whom nothing is heard.
        belief_prior: Share [0.0, 1.0] "A099 A101";
        /// Belief that full ties of the worker with organisations add to that, above their middle.
        belief_ties: Share [0.0, 1.0] "A120";
        /// Ties that neither add to belief nor take from it.
        ties_at_middle: Share [0.0, 1.0] "A120";
        /// Referral skill won by one piece of news.
        skill_gain: Share [0.0, 1.0] "A102";
        /// Half-life of referral skill without news.
        skill_half_life: Weeks [1.0, 1000.0] "A102";
        /// Skill of a GP who hears nothing and has no training.
        skill_prior: Share [0.0, 1.0] "A102 A107";
        /// Practical training of practice staff, discussed with peers.
        training: Share [0.0, 1.0] "A107";
        /// Reputation that an organisation wins by one piece of news.
        reputation_gain: Share [0.0, 1.0] "A168";
        /// Share of what is missing to feeling valued that a report gives an organisation.
        valued_per_report: Share [0.0, 1.0] "A163";
        /// Trust in organisations won by one piece of news.
        vcs_trust_gain: Share [0.0, 1.0] "A163 A168";
    }
}

/// Carries the week's news.
pub fn step(world: &mut World, all: &All, draws: WeekDraws) {
    let p = &all.feedback;
    let fade = weekly(p.belief_half_life);
    let forget = weekly(p.skill_half_life);
    let prior = p.skill_prior + (1.0 - p.skill_prior) * 0.5 * p.training;
    // A worker's credibility rests on whom they know.
    let priors: Vec<f64> = world
        .posts
        .iter()
        .map(|post| {
            let ties = post.ties.iter().sum::<f64>() / post.ties.len().max(1) as f64;
            (p.belief_prior + p.belief_ties * (ties - p.ties_at_middle)).clamp(0.0, 1.0)
        })
        .collect();
    for gp in &mut world.gps {
        for (belief, &prior) in gp.belief.iter_mut().zip(&priors) {
            *belief = towards(*belief, prior, fade);
        }
        gp.skill = towards(gp.skill, prior, forget);
    }
    for host in &mut world.organisations {
        host.reputation = towards(host.reputation, 0.5 * (0.5 + host.training), fade);
    }
    let mut heard = vec![0.0; world.practices.len()];
    for news in std::mem::take(&mut world.desk.news) {
        let client = &world.clients[news.client];
        let [referrer, organisation, ..] =
            draws.uniforms(Purpose::Feedback, Who(client.person), 0, 0);
        if referrer < p.share {
            let gp = &mut world.gps[client.gp as usize];
            let belief = &mut gp.belief[client.post as usize];
            *belief = raised(*belief, p.belief_gain);
            gp.skill = raised(gp.skill, p.skill_gain);
            if let Some(number) = news.organisation {
                gp.trust_vcs = raised(gp.trust_vcs, p.vcs_trust_gain);
                let host = &mut world.organisations[number];
                host.reputation = raised(host.reputation, p.reputation_gain);
            }
            heard[gp.practice as usize] += 1.0;
        }
        if let Some(number) = news.organisation
            && organisation < p.to_organisations * 2.0 * world.scheme.trust
        {
            let host = &mut world.organisations[number];
            host.valued = raised(host.valued, p.valued_per_report);
            host.trust_gp = raised(host.trust_gp, all.partnership.report_gain);
        }
    }
    let smooth = weekly(13.0);
    let mut gps = vec![0.0_f64; world.practices.len()];
    world.gps.iter().for_each(|gp| gps[gp.practice as usize] += 1.0);
    for (number, practice) in world.practices.iter_mut().enumerate() {
        practice.news += smooth * (heard[number] / gps[number].max(1.0) - practice.news);
    }
}

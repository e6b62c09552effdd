//! The workforce: stress, fulfilment and pay; leaving, empty posts, and successors who rebuild.
//!
//! stress       towards load + held + complexity + unclear role + risk - supervision - peers
//! fulfilment   towards success + relational time - scope creep
//! leaving      rate a year x exp(stress - middle, fulfilment, unfair pay, insecure contract, a job
//!              that is not what was promised)
//! filled       chance a week 1 / vacancy, longer in a tight market and with entry rules
//! successor    knows what the directory kept; ties held by the organisation survive
//!
//! **Claims.** A062, A125-A131, A134-A142, A144, A146, A148-A150, A155-A159 (workforce), A189 (short contracts), A199, A213, A219.
//! **Evidence.** 29 % meant to leave within a year (NALW 2020); actual leaving 20 % (12-30 %) assumed;
//! 75 % permanent contracts (NHSE 2023); job discrepancy raises the intention to leave (Tierney
//! 2025). Vacancies of a quarter of a year and all weights are assumed.

mod turnover;

pub use turnover::make;

use crate::mechanisms::{complexity, feelings, lowered, reporting, towards, weekly};
use crate::observe::{M, Observations};
use crate::random::{Draws, Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Post, PostState, Worker, World, mean_integration};

parameters! {
    /// Link workers as people at work.
    Parameters {
        /// Leaving in a year, at middling stress and fulfilment.
        leaving_per_year: PerYear [0.0, 5.0] "A127";
        /// Weight of stress in leaving.
        stress_weight: LogRatio [0.0, 10.0] "A127";
        /// Weight of fulfilment.
        fulfilment_weight: LogRatio [0.0, 10.0] "A151";
        /// Weight of unfair pay.
        pay_weight: LogRatio [0.0, 10.0] "A152";
        /// Weight of an insecure contract in its last half-year.
        insecurity_weight: LogRatio [0.0, 10.0] "A189";
        /// Weight of the gap between the job as promised and as it is.
        discrepancy_weight: LogRatio [0.0, 10.0] "A127 A158";
        /// Share of workers employed by a voluntary organisation.
        voluntary_employer_share: Share [0.0, 1.0] "A136";
        /// Share of what would be lost at an exit that a voluntary employer keeps of the ties.
        voluntary_employer_ties: Share [0.0, 1.0] "A130";
        /// Share of permanent contracts.
        permanent_share: Share [0.0, 1.0] "A189";
        /// Length of the other contracts.
        contract_years: Years [0.25, 20.0] "A087 A189";
        /// Pay, against the baseline.
        pay: Ratio [0.3, 3.0] "A152";
        /// Weeks that a post stands empty in a market of middling tightness.
        vacancy: Weeks [0.5, 260.0] "A150 A159";
        /// Tightness of the labour market, 1 for the baseline.
        market_tightness: Ratio [0.1, 10.0] "A159";
        /// Entry rules and registration.
        registration: Share [0.0, 1.0] "A148 A149 A150";
        /// Half-life of stress and fulfilment on their way to their targets.
        half_life: Weeks [0.5, 260.0] "A127";
        /// Stress with nothing in particular.
        stress_base: Share [0.0, 1.0] "";
        /// Stress for full use of patient hours, above nine tenths of them.
        stress_load: Share [0.0, 3.0] "A119 A213";
        /// Stress for a caseload that is all held.
        stress_held: Share [0.0, 2.0] "A144";
        /// Stress for a caseload that is all complex.
        stress_complex: Share [0.0, 2.0] "A125 A126 A132";
        /// Stress from full risk beyond training.
        stress_risk: Share [0.0, 1.0] "A142";
        /// Stress from a role without clarity.
        stress_unclear: Share [0.0, 1.0] "A138";
        /// Stress from having no boundaries at all, against middling ones.
        stress_boundary: Share [0.0, 1.0] "A032 A145";
        /// Stress from full reporting burden and targets.
        stress_targets: Share [0.0, 1.0] "A158 A193";
        /// Stress from missing all of the number of clients expected.
        stress_volume: Share [0.0, 1.0] "A158 A199";
        /// Share of stress that full resilience takes away, above a half.
        resilience_relief: Share [0.0, 1.0] "A147";
        /// Supervision and peer support.
        supervision: Share [0.0, 1.0] "A134 A135";
        /// Share of stress that full supervision takes away.
        supervision_relief: Share [0.0, 1.0] "A134 A142";
        /// Share of stress that a team takes away from each of many.
        team_relief: Share [0.0, 1.0] "A062 A136";
        /// What a colleague at other practices gives, against one who shares a practice.
        team_apart: Share [0.0, 1.0] "A136";
        /// Suitable training.
        training: Share [0.0, 1.0] "A132 A133";
        /// Clarity of the role, to workers and to referrers.
        role_clarity: Share [0.0, 1.0] "A137 A138 A139";
        /// Flexibility of the role.
        role_flexibility: Share [0.0, 1.0] "A137";
        /// Share of flexibility that full registration takes away.
        registration_rigidity: Share [0.0, 1.0] "A149";
        /// Mean listening skill and empathy of those hired.
        skill_mean: Share [0.0, 1.0] "A020 A155";
        /// Spread of skill between workers.
        skill_spread: Share [0.0, 0.5] "A155";
        /// Mean vocation.
        vocation: Share [0.0, 1.0] "A154";
        /// Share hired with a background in mental health.
        mental_health_share: Share [0.0, 1.0] "A153";
        /// Share hired with knowledge of welfare rights.
        welfare_share: Share [0.0, 1.0] "A157";
        /// Mean proactivity.
        proactivity: Share [0.0, 1.0] "A156";
        /// Mean strength of boundaries.
        boundary: Share [0.0, 1.0] "A032";
        /// Local knowledge of a worker at hire.
        knowledge_at_hire: Share [0.0, 1.0] "A128";
        /// Share of ties with organisations that the employer holds, not the person.
        ties_kept: Share [0.0, 1.0] "A130 A131";
        /// Share of GPs' belief that passes to a successor.
        belief_kept: Share [0.0, 1.0] "A099 A129";
        /// Share of a leaver's cases that colleagues take over.
        handover_share: Share [0.0, 1.0] "A128 A136";
        /// Yearly cost of a full-time post, supervision and overheads included.
        post_cost: PoundsPerYear [10000.0, 200_000.0] "";
        /// Yearly cost of full supervision and training for one post.
        support_cost: PoundsPerYear [0.0, 50000.0] "";
    }
}

/// How free workers are to shape what they do.
#[must_use]
pub fn flexibility(all: &All) -> f64 {
    lowered(
        all.workforce.role_flexibility,
        all.workforce.registration_rigidity * all.workforce.registration,
    )
}

/// A week at work.
pub fn step(
    world: &mut World,
    all: &All,
    week: i32,
    setup: Draws,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.workforce;
    let teams: Vec<f64> = (0..world.posts.len()).map(|post| team(world, all, post)).collect();
    for (number, &team) in teams.iter().enumerate() {
        let id = Who(number as u32);
        let post = &world.posts[number];
        match &post.state {
            PostState::Filled(worker) => {
                let integration = mean_integration(&world.practices, post.practices);
                let felt = feel(all, post, worker, team, integration);
                let funded = post.funded;
                let leaving = turnover::leaving_chance(all, worker, week);
                let PostState::Filled(worker) = &mut world.posts[number].state else { continue };
                felt.apply(worker, weekly(p.half_life));
                seen.add_total(M::Exits, 0.0, 1.0);
                if !funded || draws.happens(leaving, Purpose::Workforce, id, 0) {
                    seen.add_total(M::Exits, 1.0, 0.0);
                    turnover::leave(world, number, all, week, draws, seen);
                }
            }
            PostState::Vacant(since) => {
                let rules = 1.0 + p.registration;
                let mean = p.vacancy * p.market_tightness * rules;
                if post.funded
                    && week > *since
                    && draws.happens(1.0 / mean.max(1.0), Purpose::Workforce, id, 1)
                {
                    turnover::hire(world, number, all, week, setup);
                }
            }
        }
        let post = &world.posts[number];
        if post.funded && post.worker().is_some() {
            let cost = p.post_cost * p.pay * post.full_time / WEEKS_PER_YEAR;
            let support = p.support_cost * (p.supervision + p.training) / 2.0 * post.full_time
                / WEEKS_PER_YEAR;
            seen.add_total(M::CostWorkers, cost, 0.0);
            seen.add_total(M::CostSupport, support, 0.0);
            world.ledger.pay(0, cost);
            world.ledger.pay(1, support);
        }
    }
}

/// Where a worker's feelings tend.
struct Felt {
    stress: f64,
    creep: f64,
    risk: f64,
}

impl Felt {
    fn apply(&self, worker: &mut Worker, speed: f64) {
        for (state, target) in [
            (&mut worker.stress, self.stress),
            (&mut worker.creep, self.creep),
            (&mut worker.risk, self.risk),
        ] {
            *state = towards(*state, target.clamp(0.0, 1.0), speed);
        }
    }
}

/// Colleagues in post, those who share no practice counting for less.
fn team(world: &World, all: &All, number: usize) -> f64 {
    let shares = world.posts[number].practices;
    let others = world.posts.iter().enumerate().filter(|(other, _)| *other != number);
    others
        .filter(|(_, post)| post.worker().is_some())
        .map(|(_, post)| if post.practices & shares == 0 { all.workforce.team_apart } else { 1.0 })
        .sum()
}

fn feel(all: &All, post: &Post, worker: &Worker, team: f64, integration: f64) -> Felt {
    let p = &all.workforce;
    let caseload = f64::from(post.caseload.max(1));
    let held = f64::from(post.held) / caseload;
    let complex = f64::from(post.complex) / caseload;
    let able = feelings::able(all, worker.mental_health);
    let creep = (1.0 - p.role_clarity) * (0.3 + held) + 0.2 * held;
    let risk = complexity::risk(all, post, worker);
    let colleagues = team / (team + 2.0);
    let load = (post.load - 0.9).max(0.0) * 10.0;
    let raw = p.stress_base
        + p.stress_load * load
        + p.stress_held * held
        + p.stress_complex * complex * (1.0 - 0.5 * able)
        + p.stress_unclear * (1.0 - p.role_clarity)
        + 2.0 * p.stress_boundary * (0.5 - worker.limits)
        + p.stress_targets * reporting(all)
        + p.stress_volume * post.volume_gap
        + p.stress_risk * worker.risk;
    let eased = (1.0 - p.supervision_relief * p.supervision)
        * (1.0 - p.team_relief * colleagues)
        * (1.0 - p.resilience_relief * (worker.resilience - 0.5))
        * (1.0 - all.integration.stress_relief * (integration - all.integration.score_at_middle));
    Felt { stress: raw * eased, creep, risk }
}

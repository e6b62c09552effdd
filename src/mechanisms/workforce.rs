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

use crate::axes::{BudgetLine, Pathway};
use crate::mechanisms::handover::{self, Step};
use crate::mechanisms::{complexity, feelings, lowered, raised, reporting, towards, weekly};
use crate::observe::{M, Observations};
use crate::random::{Draws, Purpose, WeekDraws, Who, normal_quantile};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{
    Contact, Employer, Ending, NEVER, Post, PostState, Worker, World, mean_integration,
};

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
                let leaving = leaving_chance(all, worker, week);
                let PostState::Filled(worker) = &mut world.posts[number].state else { continue };
                felt.apply(worker, weekly(p.half_life));
                seen.add_total(M::Exits, 0.0, 1.0);
                if !funded || draws.happens(leaving, Purpose::Workforce, id, 0) {
                    seen.add_total(M::Exits, 1.0, 0.0);
                    leave(world, number, all, week, draws, seen);
                }
            }
            PostState::Vacant(since) => {
                let rules = 1.0 + p.registration;
                let mean = p.vacancy * p.market_tightness * rules;
                if post.funded
                    && week > *since
                    && draws.happens(1.0 / mean.max(1.0), Purpose::Workforce, id, 1)
                {
                    hire(world, number, all, week, setup);
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
            world.ledger.pay(BudgetLine::Workers, cost);
            world.ledger.pay(BudgetLine::Support, support);
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
        * (1.0 - all.integration.stress_relief * (integration - all.reference.integration));
    Felt { stress: raw * eased, creep, risk }
}

fn leaving_chance(all: &All, worker: &Worker, week: i32) -> f64 {
    let p = &all.workforce;
    let left = f64::from(worker.contract_end.saturating_sub(week));
    let insecure =
        if worker.contract_end != NEVER && left < 26.0 { p.insecurity_weight } else { 0.0 };
    let rate = p.leaving_per_year / WEEKS_PER_YEAR
        * libm::exp(
            p.stress_weight * (worker.stress - 0.5)
                - p.fulfilment_weight * (worker.fulfilment - 0.6)
                - p.pay_weight * (worker.fairness - 0.55)
                + p.discrepancy_weight * (worker.discrepancy - 0.275)
                + insecure,
        );
    crate::mechanisms::chance(rate)
}

fn leave(
    world: &mut World,
    number: usize,
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.workforce;
    let post = &mut world.posts[number];
    let voluntary = post.worker().is_some_and(|worker| worker.employer == Employer::Voluntary);
    post.state = PostState::Vacant(week);
    let kept = (p.ties_kept
        + (1.0 - p.ties_kept) * mean_integration(&world.practices, post.practices) * 0.5)
        .min(1.0);
    let kept = if voluntary { raised(kept, p.voluntary_employer_ties) } else { kept };
    post.ties.iter_mut().for_each(|tie| *tie *= kept);
    for gp in &mut world.gps {
        gp.belief[number] *= p.belief_kept;
    }
    for row in 0..world.clients.len() {
        let client = &world.clients[row];
        if client.post as usize != number {
            continue;
        }
        let person = client.person;
        let practice = world.people.fixed[person as usize].practice;
        let lot = draws.uniform(Purpose::Route, Who(person), 2, 0);
        let colleague = world
            .choose_post(all, practice, lot)
            .filter(|&post| world.posts[post].worker().is_some());
        if client.pathway == Pathway::Waiting {
            if let Some(post) = colleague {
                world.clients[row].post = post as u8;
            }
        } else if client.pathway.on_caseload() {
            world.clients[row].contact = Contact::LetDown;
            let handed = draws.happens(p.handover_share, Purpose::Workforce, Who(person), 2);
            match colleague {
                Some(post) if handed => {
                    world.clients[row].post = post as u8;
                    let hours = handover::pass_on(world, row, Step::Successor, all, draws, seen);
                    world.posts[post].owed += hours;
                }
                _ => {
                    world.clients[row].ending = Ending::Unplanned;
                    world.clients[row].due = NEVER;
                    world.move_client(row, Pathway::WorkerLeft, week, seen);
                }
            }
        }
    }
}

fn hire(world: &mut World, number: usize, all: &All, week: i32, setup: Draws) {
    let post = &mut world.posts[number];
    post.tenure += 1;
    let worker = make(all, post, number, week, setup);
    post.state = PostState::Filled(worker);
}

/// A worker for a post: who they are depends on the post and the tenure alone.
#[must_use]
pub fn make(all: &All, post: &Post, number: usize, week: i32, setup: Draws) -> Worker {
    let p = &all.workforce;
    let draw = |what: u8| {
        setup.week(0).uniform(Purpose::MakeLinkWorker, Who(number as u32), what, post.tenure)
    };
    let trait_ = |what: u8, mean: f64, spread: f64| {
        (mean + spread * normal_quantile(draw(what))).clamp(0.02, 0.98)
    };
    let spread = p.skill_spread * (1.0 - 0.5 * p.registration);
    let skill = trait_(0, p.skill_mean, spread);
    let skill = raised(skill, 0.25 * p.training);
    let permanent = draw(8) < p.permanent_share;
    let contract = (p.contract_years * WEEKS_PER_YEAR) as i32;
    let knows = p.knowledge_at_hire;
    let boundary = trait_(6, p.boundary, 0.12);
    Worker {
        since: week,
        employer: if draw(10) < p.voluntary_employer_share {
            Employer::Voluntary
        } else {
            Employer::Network
        },
        discrepancy: 0.275,
        contract_end: if permanent { i32::MAX } else { week + contract },
        skill,
        empathy: lowered(trait_(1, p.skill_mean, spread), 0.15 * p.registration),
        vocation: trait_(2, p.vocation, 0.15),
        mental_health: if draw(3) < p.mental_health_share { 0.8 } else { 0.35 },
        welfare: if draw(4) < p.welfare_share { 0.85 } else { 0.35 },
        proactivity: trait_(5, p.proactivity * (0.7 + 0.6 * flexibility(all)), 0.15),
        boundary,
        limits: boundary,
        identity: 0.4,
        resilience: 0.5,
        confidence: 0.4,
        stress: 0.35,
        fulfilment: 0.6,
        fairness: 0.6,
        clarity: p.role_clarity,
        creep: 0.1,
        risk: 0.1,
        knowledge: post.directory.iter().map(|&kept| kept.max(knows)).collect(),
    }
}

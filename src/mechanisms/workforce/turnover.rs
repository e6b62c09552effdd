//! How link workers leave and come: who goes, what goes with them, and who follows. The equations stand
//! in the opening of `workforce`.
use super::flexibility;
use crate::axes::Pathway;
use crate::mechanisms::handover::{self, Step};
use crate::mechanisms::{lowered, raised};
use crate::observe::Observations;
use crate::random::{Draws, Purpose, WeekDraws, Who, normal_quantile};
use crate::scenario::Parameters as All;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{
    Contact, Employer, Ending, NEVER, Post, PostState, Worker, World, mean_integration,
};

pub(super) fn leaving_chance(all: &All, worker: &Worker, week: i32) -> f64 {
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

pub(super) fn leave(
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
        let colleague =
            world.choose_post(practice, lot).filter(|&post| world.posts[post].worker().is_some());
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

pub(super) fn hire(world: &mut World, number: usize, all: &All, week: i32, setup: Draws) {
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

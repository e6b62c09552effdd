//! How link workers leave and come: who goes, what goes with them, and who follows. The equations stand
//! in the opening of `workforce`.
use crate::model::kinds::Pathway;
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{as_trait, lowered, raised};
use crate::model::now::Now;
use crate::model::observe::Observations;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Draws, Purpose, Who, normal_quantile};
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{
    Contact, Employer, Ending, Left, NEVER, Post, PostState, Step, Worker, World, mean_integration,
};

/// What the draws decide by which a link worker is made.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Lot {
    /// Listening skill.
    Skill = 0,
    /// Empathy.
    Empathy = 1,
    /// Vocation.
    Vocation = 2,
    /// Whether there is a background in mental health.
    MentalHealth = 3,
    /// Whether there is knowledge of welfare rights.
    Welfare = 4,
    /// Proactivity.
    Proactivity = 5,
    /// Strength of boundaries.
    Boundary = 6,
    /// Whether the contract is permanent.
    Permanent = 8,
    /// How long ago somebody in post at the start came.
    Came = 9,
    /// Who employs them.
    Employer = 10,
}

/// Chance that a worker leaves this week, under this threat of a cut.
pub(crate) fn leaving_chance(all: &All, worker: &Worker, threat: f64, week: i32) -> f64 {
    let (p, at) = (&all.workforce, &all.reference);
    let left = f64::from(worker.contract_end.saturating_sub(week));
    let insecure = if worker.contract_end != NEVER && left < p.insecure_weeks {
        p.insecurity_weight
    } else {
        0.0
    };
    let rate = p.leaving_per_year / WEEKS_PER_YEAR
        * libm::exp(
            p.stress_weight * (worker.stress - at.stress)
                - p.fulfilment_weight * (worker.fulfilment - at.fulfilment)
                - p.pay_weight * (worker.fairness - at.fairness)
                + p.discrepancy_weight * (worker.discrepancy - at.discrepancy)
                + insecure
                + p.threat_weight * threat,
        );
    crate::model::mechanisms::chance(rate)
}

pub(crate) fn leave(world: &mut World, number: usize, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let p = &all.workforce;
    let post = &mut world.posts[number];
    let voluntary = post.worker().is_some_and(|worker| worker.employer == Employer::Voluntary);
    post.state = PostState::Vacant(week);
    let integration = mean_integration(&world.practices, post.practices);
    let kept = (p.ties_kept + (1.0 - p.ties_kept) * integration * p.integration_ties).min(1.0);
    let kept = if voluntary { raised(kept, p.voluntary_employer_ties) } else { kept };
    world.desk.left.push(Left { post: number, ties_kept: kept });
    for row in world.in_touch.clone() {
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
                world.clients[row].assign(post);
            }
        } else if client.pathway.on_caseload() {
            world.clients[row].meets(Contact::LetDown);
            let handed = draws.happens(p.handover_share, Purpose::Workforce, Who(person), 2);
            match colleague {
                Some(post) if handed => {
                    world.clients[row].assign(post);
                    let hours = world.hand_over(row, Step::Successor, all, draws, seen);
                    world.desk.promised.push((post, hours));
                }
                _ => {
                    world.clients[row].end_support(Ending::Unplanned);
                    world.move_client(row, Pathway::WorkerLeft, week, seen);
                }
            }
        }
    }
}

pub(crate) fn hire(world: &mut World, number: usize, all: &All, week: i32, setup: Draws) {
    let post = &mut world.posts[number];
    post.tenure += 1;
    let worker = make(all, post, number, week, setup);
    post.state = PostState::Filled(worker);
}

/// A worker for a post: who they are depends on the post and the tenure alone.
#[must_use]
pub fn make(all: &All, post: &Post, number: usize, week: i32, setup: Draws) -> Worker {
    let p = &all.workforce;
    let draw = |what: Lot| {
        let who = Who(number as u32);
        setup.week(0).uniform(Purpose::MakeLinkWorker, who, what as u8, post.tenure)
    };
    let trait_ =
        |what: Lot, mean: f64, spread: f64| as_trait(mean + spread * normal_quantile(draw(what)));
    let background = |what: Lot, share: f64, level: f64| {
        if draw(what) < share { level } else { p.background_floor }
    };
    let spread = p.skill_spread * (1.0 - p.registration_spread * p.registration);
    let skill = trait_(Lot::Skill, p.skill_mean, spread);
    let empathy = trait_(Lot::Empathy, p.skill_mean, spread);
    let permanent = draw(Lot::Permanent) < p.permanent_share;
    let contract = (p.contract_years * WEEKS_PER_YEAR) as i32;
    let knows = p.knowledge_at_hire;
    let proactivity = p.proactivity
        * factor(p.proactivity_flexibility, role::flexibility(all), all.reference.role_flexibility);
    let [from_mental_health, knows_welfare] = role::backgrounds(all);
    let boundary = trait_(Lot::Boundary, p.boundary, p.boundary_spread);
    Worker {
        since: week,
        employer: if draw(Lot::Employer) < p.voluntary_employer_share {
            Employer::Voluntary
        } else {
            Employer::Network
        },
        discrepancy: all.reference.discrepancy,
        contract_end: if permanent { i32::MAX } else { week + contract },
        skill: raised(skill, p.training_skill * p.training),
        empathy: lowered(empathy, p.registration_empathy * p.registration),
        vocation: trait_(Lot::Vocation, p.vocation, p.trait_spread),
        mental_health: background(Lot::MentalHealth, from_mental_health, p.mental_health_level),
        welfare: background(Lot::Welfare, knows_welfare, p.welfare_level),
        standing: p.registration,
        proactivity: trait_(Lot::Proactivity, proactivity, p.trait_spread),
        boundary,
        limits: boundary,
        identity: all.feelings.start_identity,
        resilience: all.reference.resilience,
        confidence: all.feelings.start_confidence,
        stress: p.start_stress,
        fulfilment: all.reference.fulfilment,
        fairness: all.feelings.start_fairness,
        clarity: role::clarity(all),
        creep: p.start_creep,
        risk: p.start_risk,
        knowledge: post.directory.iter().map(|&kept| kept.max(knows)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::link_work::posts;
    use crate::model::mechanisms::tests::baseline;

    fn worker(all: &All) -> Worker {
        make(all, &posts::vacant(all, 1.0, 3, 0), 0, 0, Draws::new(1, 0, 0))
    }

    #[test]
    fn leaving_is_at_its_base_where_everything_is_at_its_reference() {
        let all = baseline();
        let mut worker = worker(&all);
        worker.contract_end = i32::MAX;
        worker.stress = all.reference.stress;
        worker.fairness = all.reference.fairness;
        let base = 1.0 - libm::exp(-all.workforce.leaving_per_year / WEEKS_PER_YEAR);
        assert!((leaving_chance(&all, &worker, 0.0, 0) - base).abs() < 1e-7);
        worker.stress += 0.2;
        let stressed = leaving_chance(&all, &worker, 0.0, 0);
        assert!(stressed > base);
        worker.contract_end = 10;
        assert!(leaving_chance(&all, &worker, 0.0, 0) > stressed);
        worker.contract_end = i32::MAX;
        assert!(leaving_chance(&all, &worker, 0.3, 0) > stressed);
    }

    #[test]
    fn a_successor_knows_what_the_directory_kept() {
        let all = baseline();
        let mut post = posts::vacant(&all, 1.0, 2, 0);
        post.directory = vec![0.0, 0.9];
        let knowledge = make(&all, &post, 0, 0, Draws::new(1, 0, 0)).knowledge;
        assert_eq!(knowledge, [all.workforce.knowledge_at_hire, 0.9]);
    }
}

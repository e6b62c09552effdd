//! The workforce: stress, fulfilment and pay; leaving, empty posts, and successors who rebuild.
//!
//! ```text
//! states       stress, scope creep and risk -> their targets, between 0 and 1, by half_life
//! stress       S x (1 - supervision_relief x supervision) x (1 - team_relief x K / (K + team_half))
//!              x (1 - resilience_relief x (resilience - ref.resilience))
//!              x (1 - integration.stress_relief x (integration score - ref.integration))
//!              S = stress_base + stress_load x (load - ref.load, if above 0) x 10 + stress_held x H
//!              + stress_complex x X x (1 - complex_relief x ability) + stress_unclear x (1 - clarity of the role, `role`)
//!              + stress_boundary x (ref.boundaries - limits kept) / ref.boundaries
//!              + stress_targets x burden of reports + stress_volume x volume gap + stress_risk x risk
//!              H, X = shares of the caseload that are held and complex; ability from `feelings`;
//!              K = colleagues in post, those who share no practice counting team_apart each
//! scope creep  (1 - clarity) x (creep_unclear + H) + creep_held x H
//! risk         from `complexity`
//! leaving      chance 1 - exp(-rate) a week, rate = leaving_per_year / 52 x exp(stress_weight x (stress
//!              - ref.stress) - fulfilment_weight x (fulfilment - ref.fulfilment) - pay_weight x (fairness
//!              - ref.fairness) + discrepancy_weight x (discrepancy - ref.discrepancy) + insecurity_weight,
//!              in the last insecure_weeks of a fixed-term contract, + threat_weight x threat of a cut by the
//!              commissioner); at once when the post is cut
//! what stays   ties k = ties_kept + (1 - ties_kept) x integration score x integration_ties; with a voluntary
//!              employer k <- k + voluntary_employer_ties x (1 - k); GPs' belief belief_kept; people who wait
//!              go to a colleague, others with chance handover_share, told again (`handover`) and let down
//! filled       chance a week 1 / (vacancy x market_tightness x what `role` makes of entry), 1 at most
//! successor    skill ~ N(skill_mean, s), s = skill_spread x (1 - registration_spread x registration), then
//!              raised by training_skill x training of what is missing; empathy ~ N(skill_mean, s), lowered by
//!              registration_empathy x registration of itself; vocation ~ N(vocation, trait_spread);
//!              boundary ~ N(boundary, boundary_spread); proactivity ~ N(proactivity x (1 +
//!              proactivity_flexibility x (flexibility - ref.role_flexibility)), trait_spread),
//!              each between 0.02 and 0.98; in mental health and in welfare rights mental_health_level and welfare_level for a share of mental_health_share and
//!              welfare_share, as `role` moves them, background_floor for the others; standing as registration is; a permanent contract for permanent_share,
//!              contract_years otherwise; a voluntary employer for voluntary_employer_share; knows of each
//!              organisation what the directory kept, knowledge_at_hire at least; begins with start_stress,
//!              start_creep, start_risk, limits as the boundary, and what `feelings` says
//! cost         a year of a full-time post post_cost x pay (`role`) + support_cost x (supervision + training) / 2, to the
//!              fifths in proportion to the people on its caseload, or to all registered people where there is none
//! ```
//!
//! **Claims.** A062, A125-A131, A134-A142, A144, A146, A148-A150, A155-A159 (workforce), A189 (short contracts), A199, A213, A219.
//! **Evidence.** 29 % meant to leave within a year (NALW 2020); actual leaving 20 % (12-30 %) assumed;
//! 75 % permanent contracts (NHSE 2023); job discrepancy raises the intention to leave (Tierney
//! 2025). Vacancies of a quarter of a year and all weights are assumed.

pub mod turnover;

pub(crate) use turnover::Lot;
pub use turnover::make;

use crate::model::characteristics::Weights;
use crate::model::kinds::BudgetLine;
use crate::model::mechanisms::link_work::{feelings, role};
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::{raised, reporting, towards, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Post, PostState, Worker, World, mean_integration};

parameters! {
    /// Link workers as people at work.
    Parameters {
        /// Rate at which link workers leave in a year, with everything at its reference.
        leaving_per_year: PerYear [0.0, 5.0] "A127";
        /// Weight of stress in link workers' leaving.
        stress_weight: LogRatio [0.0, 10.0] "A127";
        /// Weight of fulfilment in link workers' staying.
        fulfilment_weight: LogRatio [0.0, 10.0] "A151";
        /// Weight of pay felt to be unfair in link workers' leaving.
        pay_weight: LogRatio [0.0, 10.0] "A152";
        /// Rise of leaving near the end of a fixed-term contract.
        insecurity_weight: LogRatio [0.0, 10.0] "A189";
        /// Weeks before the end of a fixed-term contract in which a link worker looks for another post.
        insecure_weeks: Weeks [0.0, 260.0] "A189";
        /// Weight of a threat that all funding is cut in link workers' leaving.
        threat_weight: LogRatio [0.0, 10.0] "A189";
        /// Weight of the gap between the job as promised and as it is in link workers' leaving.
        discrepancy_weight: LogRatio [0.0, 10.0] "A127 A158";
        /// Share of link workers employed by a voluntary organisation.
        voluntary_employer_share: Share [0.0, 1.0] "A136";
        /// Share of the ties that would be lost when a link worker leaves which a voluntary employer keeps.
        voluntary_employer_ties: Share [0.0, 1.0] "A130";
        /// Share of the ties that would be lost when a link worker leaves which full integration in the
        /// practices keeps.
        integration_ties: Share [0.0, 1.0] "A131";
        /// Share of link workers with a permanent contract.
        permanent_share: Share [0.0, 1.0] "A189";
        /// Length of link workers' fixed-term contracts.
        contract_years: Years [0.25, 20.0] "A087 A189";
        /// Pay of link workers, against the baseline.
        pay: Ratio [0.3, 3.0] "A152";
        /// Weeks that a link worker's post stands empty in the labour market of the baseline, without
        /// registration.
        vacancy: Weeks [0.5, 260.0] "A150 A159";
        /// Tightness of the labour market for link workers, 1 for the baseline.
        market_tightness: Ratio [0.1, 10.0] "A159";
        /// Extent of rules of entry and registration for link workers.
        registration: Share [0.0, 1.0] "A148 A149 A150";
        /// Half-life of what link workers feel on its way to its level.
        half_life: Weeks [0.5, 260.0] "A127";
        /// Stress of a link worker with no particular cause.
        stress_base: Share [0.0, 1.0] "";
        /// Stress of a link worker for a tenth of the hours with patients used beyond the reference of load.
        stress_load: Share [0.0, 3.0] "A119 A213";
        /// Stress of a link worker all of whose cases are held for want of an onward route.
        stress_held: Share [0.0, 2.0] "A144";
        /// Stress of a link worker without training or background all of whose cases are complex.
        stress_complex: Share [0.0, 2.0] "A125 A126 A132";
        /// Share of the stress from complex cases that full training and background take away.
        complex_relief: Share [0.0, 1.0] "A132 A153";
        /// Stress of a link worker who carries full risk beyond training.
        stress_risk: Share [0.0, 1.0] "A142";
        /// Stress of a link worker in a role without clarity.
        stress_unclear: Share [0.0, 1.0] "A138";
        /// Stress of a link worker who keeps no boundaries at all, against one at the reference.
        stress_boundary: Share [0.0, 1.0] "A032 A145";
        /// Stress of a link worker under a full burden of reports.
        stress_targets: Share [0.0, 1.0] "A158 A193";
        /// Stress of a link worker who reaches none of the number of clients expected.
        stress_volume: Share [0.0, 1.0] "A158 A199";
        /// Share of stress that a unit of resilience above its reference takes away.
        resilience_relief: Share [0.0, 1.0] "A147";
        /// Extent of supervision and peer support for link workers.
        supervision: Share [0.0, 1.0] "A134 A135";
        /// Share of link workers' stress that full supervision takes away.
        supervision_relief: Share [0.0, 1.0] "A134 A142";
        /// Share of a link worker's stress that a team without end takes away.
        team_relief: Share [0.0, 1.0] "A062 A136";
        /// Colleagues with whom half of the relief by a team is reached.
        team_half: Count [0.1, 50.0] "A136";
        /// What a link worker at other practices counts for as a colleague, against one who shares a
        /// practice.
        team_apart: Share [0.0, 1.0] "A136";
        /// Extent of suitable training for link workers.
        training: Share [0.0, 1.0] "A132 A133";
        /// Clarity of the link worker's role, at the reference of its looseness.
        role_clarity: Share [0.0, 1.0] "A137 A138 A139";
        /// Scope creep in a role without clarity when no case is held.
        creep_unclear: Share [0.0, 1.0] "A138 A140";
        /// Scope creep of a link worker in a clear role all of whose cases are held.
        creep_held: Share [0.0, 1.0] "A140 A144";
        /// Flexibility of the link worker's role, without registration, at the reference of its looseness.
        role_flexibility: Share [0.0, 1.0] "A137";
        /// Share of the role's flexibility that full registration takes away.
        registration_rigidity: Share [0.0, 1.0] "A149";
        /// Share of the spread of skill between link workers that full registration takes away.
        registration_spread: Share [0.0, 1.0] "A148";
        /// Share of the empathy of link workers hired that full registration takes away.
        registration_empathy: Share [0.0, 1.0] "A148";
        /// Mean listening skill and empathy of link workers hired.
        skill_mean: Share [0.0, 1.0] "A020 A155";
        /// Standard deviation of listening skill and of empathy between link workers, without registration.
        skill_spread: Share [0.0, 0.5] "A155";
        /// Share of missing listening skill that full training gives a link worker at hire.
        training_skill: Share [0.0, 1.0] "A132";
        /// Mean vocation of link workers hired.
        vocation: Share [0.0, 1.0] "A154";
        /// Standard deviation of vocation and of proactivity between link workers.
        trait_spread: Share [0.0, 0.5] "";
        /// Share of link workers hired with a background in mental health.
        mental_health_share: Share [0.0, 1.0] "A153";
        /// Background in mental health of a link worker who was hired with it.
        mental_health_level: Share [0.0, 1.0] "A153";
        /// Share of link workers hired with knowledge of welfare rights.
        welfare_share: Share [0.0, 1.0] "A157";
        /// Knowledge of welfare rights of a link worker who was hired with it.
        welfare_level: Share [0.0, 1.0] "A157";
        /// Background in mental health, or in welfare rights, of a link worker who was hired without it.
        background_floor: Share [0.0, 1.0] "A153 A157";
        /// Mean proactivity of link workers hired, at the reference of the role's flexibility.
        proactivity: Share [0.0, 1.0] "A156";
        /// Relative rise of the proactivity of link workers hired with the flexibility of the role.
        proactivity_flexibility: Ratio [0.0, 2.0] "A137 A149 A156";
        /// Mean strength of boundaries of link workers hired.
        boundary: Share [0.0, 1.0] "A032";
        /// Standard deviation of the strength of boundaries between link workers.
        boundary_spread: Share [0.0, 0.5] "";
        /// Least knowledge of each organisation in a link worker at hire.
        knowledge_at_hire: Share [0.0, 1.0] "A128";
        /// Stress of a link worker at hire.
        start_stress: Share [0.0, 1.0] "";
        /// Scope creep of a link worker at hire.
        start_creep: Share [0.0, 1.0] "";
        /// Risk carried by a link worker at hire.
        start_risk: Share [0.0, 1.0] "";
        /// Share of a post's ties with organisations that stay when the link worker leaves.
        ties_kept: Share [0.0, 1.0] "A130 A131";
        /// Share of GPs' belief in a link worker that passes to the successor.
        belief_kept: Share [0.0, 1.0] "A099 A129";
        /// Share of a leaving link worker's cases that colleagues take over.
        handover_share: Share [0.0, 1.0] "A128 A136";
        /// Yearly cost of a full-time link worker's post, overheads included.
        post_cost: PoundsPerYear [10000.0, 200_000.0] "";
        /// Yearly cost of full supervision and full training for one full-time link worker.
        support_cost: PoundsPerYear [0.0, 50000.0] "";
    }
}

impl Parameters {
    /// Where scope creep tends in a role of this clarity when this share of the caseload is held.
    fn creep(&self, clarity: f64, held: f64) -> f64 {
        (1.0 - clarity) * (self.creep_unclear + held) + self.creep_held * held
    }

    /// How much of the relief by a team this many colleagues give.
    fn colleagues(&self, team: f64) -> f64 {
        team / (team + self.team_half)
    }
}

/// A week at work.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, setup, draws, .. } = now;
    let p = &all.workforce;
    let teams: Vec<f64> = (0..world.posts.len()).map(|post| team(world, all, post)).collect();
    let served = caseloads(world);
    for (number, &team) in teams.iter().enumerate() {
        let id = Who(number as u32);
        let post = &world.posts[number];
        match &post.state {
            PostState::Filled(worker) => {
                let integration = mean_integration(&world.practices, post.practices);
                let felt = feel(all, post, worker, team, integration);
                let funded = post.funded;
                let threat = world.commissioner.threat;
                let leaving = turnover::leaving_chance(all, worker, threat, week);
                let PostState::Filled(worker) = &mut world.posts[number].state else { continue };
                felt.apply(worker, weekly(p.half_life));
                seen.add_total(M::Exits, 0.0, 1.0);
                if !funded || draws.happens(leaving, Purpose::Workforce, id, 0) {
                    seen.add_total(M::Exits, 1.0, 0.0);
                    turnover::leave(world, number, now, seen);
                }
            }
            PostState::Vacant(since) => {
                let mean = p.vacancy * p.market_tightness * role::entry(all);
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
            let cost = p.post_cost * role::pay(all) * post.full_time / WEEKS_PER_YEAR;
            let support = p.support_cost * (p.supervision + p.training) / 2.0 * post.full_time
                / WEEKS_PER_YEAR;
            let whose = if post.caseload > 0 { &served[number] } else { &world.shares };
            for (line, pounds) in [(BudgetLine::Workers, cost), (BudgetLine::Support, support)] {
                world.ledger.pay_shared(line, whose, pounds, seen);
            }
        }
    }
}

/// Stress of workers in whose cases there was an adverse event (`complexity`).
pub fn shaken(world: &mut World, all: &All) {
    for (number, events) in std::mem::take(&mut world.desk.adverse) {
        let Some(worker) = world.posts[number].worker_mut() else { continue };
        for _ in 0..events {
            worker.stress = raised(worker.stress, all.complexity.adverse_stress);
        }
    }
}

/// People on the caseload of each post.
fn caseloads(world: &World) -> Vec<Weights> {
    let mut served = vec![Weights::default(); world.posts.len()];
    let in_touch = world.in_touch.iter().map(|&row| &world.clients[row]);
    for client in in_touch.filter(|client| client.pathway.on_caseload()) {
        served[client.post as usize].add(&world.people.fixed[client.person as usize], 1.0);
    }
    served
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
    let (p, at) = (&all.workforce, &all.reference);
    let caseload = f64::from(post.caseload.max(1));
    let held = f64::from(post.held) / caseload;
    let complex = f64::from(post.complex) / caseload;
    let able = feelings::able(all, worker.mental_health);
    let creep = p.creep(worker.clarity, held);
    let risk = complexity::risk(all, post, worker);
    let load = (post.load - at.load).max(0.0) * 10.0;
    let raw = p.stress_base
        + p.stress_load * load
        + p.stress_held * held
        + p.stress_complex * complex * (1.0 - p.complex_relief * able)
        + p.stress_unclear * (1.0 - worker.clarity)
        + p.stress_boundary * (at.boundaries - worker.limits) / at.boundaries
        + p.stress_targets * reporting(all)
        + p.stress_volume * post.volume_gap
        + p.stress_risk * worker.risk;
    let eased = (1.0 - p.supervision_relief * p.supervision)
        * (1.0 - p.team_relief * p.colleagues(team))
        * (1.0 - p.resilience_relief * (worker.resilience - at.resilience))
        * (1.0 - all.integration.stress_relief * (integration - at.integration));
    Felt { stress: raw * eased, creep, risk }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::link_work::posts;
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    #[test]
    fn a_team_relieves_by_half_at_its_half_and_never_wholly() {
        let p = baseline().workforce;
        assert!((p.colleagues(p.team_half) - 0.5).abs() < 1e-12);
        assert!(p.colleagues(0.0).abs() < 1e-12 && p.colleagues(1e6) < 1.0);
    }

    #[test]
    fn scope_creep_grows_with_held_cases_and_with_an_unclear_role() {
        let p = baseline().workforce;
        let clear = |held| p.creep(1.0, held);
        assert!(clear(0.0).abs() < 1e-12 && (clear(1.0) - p.creep_held).abs() < 1e-12);
        assert!((p.creep(0.0, 0.0) - p.creep_unclear).abs() < 1e-12);
    }

    #[test]
    fn stress_comes_of_held_cases_and_load_and_is_eased_by_colleagues() {
        let all = baseline();
        let mut post = posts::vacant(&all, 1.0, 0, 0);
        let worker = make(&all, &post, 0, 0, Draws::new(1, 0, 0));
        let stress = |post: &Post, team| feel(&all, post, &worker, team, 0.4).stress;
        let calm = stress(&post, 0.0);
        assert!(stress(&post, 3.0) < calm);
        (post.caseload, post.held) = (20, 10);
        let held = stress(&post, 0.0);
        assert!(held > calm);
        post.load = 1.1;
        assert!(stress(&post, 0.0) > held);
    }
}

//! The census: every four weeks the stocks are read. It takes `&World`, so it cannot change
//! anything; slow states are computed as they are this week and not written.
//!
//! ```text
//! other ONS questions   mean of the question + slope x (life satisfaction - its national mean)
//! relationality         trust in the worker x fit of the plan
//! redistribution        slope over fifths of h / mean h on n / mean n, h the share of people who attend through
//!                       the scheme, n the share of adults with a need
//! variety               exp(-sum over kinds of share x log(share)): as many equally common kinds
//!                       would be as mixed
//! ```
//!
//! Other metrics are sums of states over people, clients, workers, practices or organisations.

use crate::model::engine::Rules;
use crate::model::engine::settle;
use crate::model::kinds::{Fifth, Need, Offer, Pathway, Question, Resource};
use crate::model::mechanisms::community::connection;
use crate::model::mechanisms::community::place;
use crate::model::mechanisms::people::activation;
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::loneliness;
use crate::model::mechanisms::practice::integration;
use crate::model::observe::{M, Observations};
use crate::model::world::{Attitude, Client, IntegrationStage, NEVER, Place, Worker, World};

/// Fit of a plan that does not exist yet, in the metric of relationality: neither good nor bad.
const UNPLANNED_FIT: f64 = 0.5;

/// Weeks after the first contact in which the census asks how a client fares: a year.
const RECENT_WEEKS: i32 = 52;

/// Share of its places that an organisation with room has free, in the metric of that name.
const ROOM: f64 = 0.1;

/// Sums of one group of people, and how many of them have what.
#[derive(Clone, Copy, Default)]
struct Sums {
    people: u32,
    age: u32,
    adults: u32,
    wellbeing: f64,
    activation: f64,
    capital: [f64; Resource::COUNT],
    needs: [u32; Need::COUNT],
    loneliness: f64,
    any: u32,
    held: u32,
    in_crisis: u32,
    with_condition: u32,
    levels: [u32; activation::LEVELS],
    complex: u32,
    complex_wellbeing: f64,
}

/// Takes the census of a week.
pub fn take(world: &World, rules: &Rules, week: i32, seen: &mut Observations) {
    let sums = people(world, rules, week, seen);
    let attending = clients(world, rules, week, seen);
    let needy = sums.map(|sum| f64::from(sum.any) / f64::from(sum.adults.max(1)));
    let helped: [f64; Fifth::COUNT] =
        std::array::from_fn(|fifth| attending[fifth] / f64::from(sums[fifth].people.max(1)));
    if let Some((along, spread)) = follows(needy, helped) {
        seen.add_total(M::Redistribution, along, spread);
    }
    workers(world, seen);
    skills(world, seen);
    practices(world, rules, seen);
    organisations(world, rules, seen);
}

fn people(
    world: &World,
    rules: &Rules,
    week: i32,
    seen: &mut Observations,
) -> [Sums; Fifth::COUNT] {
    let mut sums = [Sums::default(); Fifth::COUNT];
    for (person, who) in world.people.fixed.iter().enumerate() {
        let sum = &mut sums[who.fifth as usize];
        sum.people += 1;
        sum.age += u32::from(who.age);
        if !who.adult() {
            continue;
        }
        let state = settle::state_at(rules, &world.people, person, week);
        sum.adults += 1;
        sum.wellbeing += state.wellbeing;
        sum.activation += state.activation;
        if who.complexity() > rules.all.complexity.clinical_from {
            sum.complex += 1;
            sum.complex_wellbeing += state.wellbeing;
        }
        for r in 0..Resource::COUNT {
            sum.capital[r] += state.capital[r];
        }
        let needs = world.people.needs[person];
        sum.loneliness += loneliness::level(&rules.all, who, needs);
        sum.held += u32::from(needs.any_held());
        sum.in_crisis += u32::from(needs.crisis().is_some());
        sum.any += u32::from(needs.any());
        for (count, &need) in sum.needs.iter_mut().zip(Need::ALL) {
            *count += u32::from(needs.has(need));
        }
        let with_condition = u32::from(who.conditions > 0);
        sum.with_condition += with_condition;
        sum.levels[activation::level(&rules.all, state.activation) - 1] += with_condition;
    }
    for (sum, &fifth) in sums.iter().zip(Fifth::ALL) {
        let [people, adults] = [sum.people, sum.adults].map(f64::from);
        seen.add_for(M::MeanAge, fifth, f64::from(sum.age), people);
        seen.add_for(M::LifeSatisfactionAway, fifth, world.moved_away[fifth as usize], 0.0);
        let mut put = |metric: M, value: f64| seen.add_for(metric, fifth, value, adults);
        put(M::LifeSatisfaction, sum.wellbeing);
        put(M::LifeSatisfactionSummed, sum.wellbeing);
        let w = &rules.all.wellbeing;
        for (metric, question) in
            [M::Worthwhile, M::Happy, M::Anxious].into_iter().zip(Question::ALL)
        {
            let (mean, slope) =
                (w.question_mean[*question as usize], w.question_slope[*question as usize]);
            let above = sum.wellbeing - w.national_mean * adults;
            put(metric, mean * adults + slope * above);
        }
        put(M::Activation, sum.activation);
        put(M::Bonding, sum.capital[Resource::Bonding as usize]);
        put(M::Bridging, sum.capital[Resource::Bridging as usize]);
        put(M::Cognitive, sum.capital[Resource::Cognitive as usize]);
        put(M::Psychological, sum.capital[Resource::Psychological as usize]);
        put(M::Instrumental, sum.capital[Resource::Instrumental as usize]);
        let ties =
            sum.capital[Resource::Bonding as usize] + sum.capital[Resource::Bridging as usize];
        put(M::Isolation, adults - ties / 2.0);
        put(M::AnyNeed, f64::from(sum.any));
        put(M::NeedHeld, f64::from(sum.held));
        put(M::InCrisis, f64::from(sum.in_crisis));
        put(M::LonelinessLevel, sum.loneliness);
        put(M::Lonely, f64::from(sum.needs[Need::Loneliness as usize]));
        for &need in Need::ALL {
            put(M::need(need), f64::from(sum.needs[need as usize]));
        }
        seen.add_total(M::LifeSatisfactionComplex, sum.complex_wellbeing, f64::from(sum.complex));
        let levels =
            [M::ActivationLevel1, M::ActivationLevel2, M::ActivationLevel3, M::ActivationLevel4];
        for (metric, share) in levels.into_iter().zip(sum.levels) {
            seen.add_for(metric, fifth, f64::from(share), f64::from(sum.with_condition));
        }
    }
    sums
}

/// How far one share follows another over fifths, each against its mean: the sum of products of their
/// distances from it, and of squares of the other's; the slope is one over the other. Nothing where
/// nobody has either.
fn follows(needy: [f64; Fifth::COUNT], helped: [f64; Fifth::COUNT]) -> Option<(f64, f64)> {
    let mean = |shares: [f64; Fifth::COUNT]| shares.iter().sum::<f64>() / Fifth::COUNT as f64;
    let (need, help) = (mean(needy), mean(helped));
    if need <= 0.0 || help <= 0.0 {
        return None;
    }
    let apart: [f64; Fifth::COUNT] = needy.map(|share| share / need - 1.0);
    let along = apart.iter().zip(helped).map(|(x, share)| x * (share / help - 1.0)).sum();
    Some((along, apart.iter().map(|x| x * x).sum()))
}

/// Says how many of each fifth attend an organisation or service through the scheme.
fn clients(
    world: &World,
    rules: &Rules,
    week: i32,
    seen: &mut Observations,
) -> [f64; Fifth::COUNT] {
    let (mut knows, mut referred) = (0.0, 0.0);
    let mut attending = [0.0; Fifth::COUNT];
    for client in world.clients.iter().filter(|client| !client.gone()) {
        let person = client.person as usize;
        let fifth = world.people.fixed[person].fifth;
        let on_list = client.pathway == Pathway::Waiting;
        let on_caseload = client.pathway.on_caseload();
        if on_list {
            seen.count(M::WaitingList, fifth);
        }
        if on_list || on_caseload {
            seen.add_total(M::ClientBuyIn, client.buy_in, 1.0);
        }
        if on_caseload {
            seen.add_total(M::ClientTrust, client.trust_worker, 1.0);
            seen.add_total(M::Dependency, client.dependency, 1.0);
            seen.add_total(M::HeldShare, f64::from(u8::from(client.pathway == Pathway::Held)), 1.0);
            let fit = if client.plan_fit > 0.0 { client.plan_fit } else { UNPLANNED_FIT };
            seen.add_total(M::Relationality, client.trust_worker * fit, 1.0);
            seen.add_for(M::ClientReadiness, fifth, client.mind.readiness, 1.0);
            seen.add_for(M::ClientMotivation, fifth, client.mind.motivation, 1.0);
            seen.add_total(M::ClientHope, client.hope, 1.0);
            seen.add_total(M::MentalLoad, client.mind.load, 1.0);
            seen.add_total(M::HelpLegitimacy, client.mind.legitimacy, 1.0);
        } else if client.first_contact != NEVER || client.pathway == Pathway::LostToWait {
            seen.add_total(M::FormerClientTrust, client.trust_worker, 1.0);
        }
        if client.first_contact != NEVER && week - client.first_contact <= RECENT_WEEKS {
            recent(world, rules, week, client, seen);
        }
        if matches!(client.place, Place::Attend { .. }) {
            seen.add_total(M::PeerLikeness, client.likeness, 1.0);
        }
        if matches!(client.place, Place::Attend { .. } | Place::ServiceUse { .. }) {
            seen.count(M::Participants, fifth);
            attending[fifth as usize] += 1.0;
        }
        if client.referred != NEVER {
            knows += world.people.context[person].share();
            referred += 1.0;
        }
    }
    seen.add_total(M::Holism, knows, referred);
    attending
}

/// How somebody fares whose first contact was in the last year.
fn recent(world: &World, rules: &Rules, week: i32, client: &Client, seen: &mut Observations) {
    let person = client.person as usize;
    let people = &world.people;
    let who = &people.fixed[person];
    let state = settle::state_at(rules, people, person, week);
    let base = capital::base(&rules.all, who, people.needs[person], people.membership[person]);
    let gained = state.capital.iter().zip(base).map(|(held, base)| held - base).sum::<f64>()
        / Resource::COUNT as f64;
    seen.add_for(M::ClientLifeSatisfaction, who.fifth, state.wellbeing, 1.0);
    seen.add_for(M::ClientActivation, who.fifth, state.activation, 1.0);
    seen.add_for(M::CapitalGained, who.fifth, gained, 1.0);
    seen.add_total(M::FamilyTies, client.mind.family, 1.0);
    seen.add_total(M::Rumination, client.mind.rumination, 1.0);
    if !client.behaviour.is_nan() {
        let own = if who.conditions > 0 { M::SelfCareCondition } else { M::SelfCareNoCondition };
        seen.add_total(M::HealthBehaviour, client.behaviour, 1.0);
        seen.add_total(own, client.behaviour, 1.0);
    }
}

fn workers(world: &World, seen: &mut Observations) {
    let open: Vec<usize> = (0..world.organisations.len())
        .filter(|&number| world.organisations[number].open())
        .collect();
    for post in world.posts.iter().filter(|post| post.funded) {
        seen.add_total(M::Posts, 1.0, 0.0);
        seen.add_total(M::VacantPosts, f64::from(u8::from(post.worker().is_none())), 1.0);
        let mean = |values: &[f64]| {
            open.iter().map(|&number| values[number]).sum::<f64>() / open.len().max(1) as f64
        };
        seen.add_total(M::WorkerTies, mean(&post.ties), 1.0);
        let partners =
            open.iter().filter(|&&number| post.partners.get(number) == Some(&true)).count();
        seen.add_total(M::Partnerships, partners as f64, open.len() as f64);
        let Some(worker) = post.worker() else {
            seen.add_total(M::WorkerKnowledge, 0.0, 1.0);
            continue;
        };
        seen.add_total(M::FullTimeWorkers, post.full_time, 0.0);
        seen.add_total(M::WorkerKnowledge, mean(&worker.knowledge), 1.0);
        seen.add_total(M::Caseload, f64::from(post.caseload), 1.0);
        let caseload = f64::from(post.caseload);
        seen.add_total(M::ComplexCaseload, f64::from(post.complex), caseload);
        seen.add_total(M::DifficultCaseload, f64::from(post.difficult), caseload);
        seen.add_total(M::Stress, worker.stress, 1.0);
        seen.add_total(M::WorkerRisk, worker.risk, 1.0);
        seen.add_total(M::WorkerSkill, f64::midpoint(worker.skill, worker.empathy), 1.0);
        seen.add_total(M::Fulfilment, worker.fulfilment, 1.0);
        seen.add_total(M::ScopeCreep, worker.creep, 1.0);
        seen.add_total(M::WorkerConfidence, worker.confidence, 1.0);
        seen.add_total(M::WorkerIdentity, worker.identity, 1.0);
        seen.add_total(M::WorkerResilience, worker.resilience, 1.0);
        seen.add_total(M::BoundariesKept, worker.limits, 1.0);
        seen.add_total(M::PayFairness, worker.fairness, 1.0);
        seen.add_total(M::JobDiscrepancy, worker.discrepancy, 1.0);
        seen.add_total(M::VolumeGap, post.volume_gap, 1.0);
    }
}

/// How far link workers of one place differ in skill.
fn skills(world: &World, seen: &mut Observations) {
    let skill = |worker: &Worker| f64::midpoint(worker.skill, worker.empathy);
    let skills: Vec<f64> = world.posts.iter().filter_map(|post| post.worker().map(skill)).collect();
    let mean = skills.iter().sum::<f64>() / skills.len().max(1) as f64;
    let apart: f64 = skills.iter().map(|skill| (skill - mean).abs()).sum();
    seen.add_total(M::WorkerSkillSpread, apart, skills.len() as f64);
}

fn practices(world: &World, rules: &Rules, seen: &mut Observations) {
    for practice in &world.practices {
        let score = practice.integration.score();
        let stage = integration::stage(&rules.all, score);
        let is = |wanted: IntegrationStage| f64::from(u8::from(stage == wanted));
        seen.add_total(M::Visibility, practice.visibility, 1.0);
        seen.add_total(M::ReferralEase, practice.ease, 1.0);
        seen.add_total(M::Framing, practice.framing, 1.0);
        seen.add_total(M::RoleUnderstood, practice.role_understood, 1.0);
        seen.add_total(M::GpTimeTaken, practice.time_taken, practice.gp_capacity);
        seen.add_total(M::StaffBuyIn, practice.staff_buy_in, 1.0);
        seen.add_total(M::Integration, score, 1.0);
        seen.add_total(M::Accommodation, practice.accommodation, 1.0);
        seen.add_total(M::NavigatorClarity, practice.navigator_clarity, 1.0);
        seen.add_total(M::BoltedOn, is(IntegrationStage::BoltedOn), 1.0);
        seen.add_total(M::FittingIn, is(IntegrationStage::FittingIn), 1.0);
        seen.add_total(M::Belonging, is(IntegrationStage::Belonging), 1.0);
    }
    for (number, _) in world.practices.iter().enumerate() {
        let there = || world.gps.iter().filter(move |gp| gp.practice as usize == number);
        let count = there().count().max(1) as f64;
        let mean = there().map(|gp| gp.buy_in).sum::<f64>() / count;
        let apart: f64 = there().map(|gp| (gp.buy_in - mean).abs()).sum();
        seen.add_total(M::GpBuyInSpread, apart, count);
    }
    for gp in &world.gps {
        seen.add_total(M::GpBuyIn, gp.buy_in, 1.0);
        seen.add_total(M::GpHolism, gp.holism, 1.0);
        if gp.attitude == Attitude::Sceptic {
            seen.add_total(M::ScepticsBuyIn, gp.buy_in, 1.0);
        }
        seen.add_total(M::GpTrustVcs, gp.trust_vcs, 1.0);
        seen.add_total(M::GpKnowledge, gp.knowledge, 1.0);
        seen.add_total(M::GpFrustration, gp.frustration, 1.0);
        seen.add_total(M::ReferralSkill, gp.skill, 1.0);
        seen.add_total(M::GpExpectation, gp.expects, 1.0);
        for (number, post) in world.posts.iter().enumerate() {
            if post.serves(gp.practice) {
                seen.add_total(M::GpBelief, gp.belief[number], 1.0);
            }
        }
    }
}

/// Effective number of kinds: as many equally common ones would be as mixed.
fn variety(kinds: &[f64]) -> f64 {
    let all: f64 = kinds.iter().sum();
    let entropy: f64 = kinds
        .iter()
        .filter(|&&count| count > 0.0)
        .map(|count| -count / all * libm::log(count / all))
        .sum();
    if all > 0.0 { libm::exp(entropy) } else { 0.0 }
}

fn organisations(world: &World, rules: &Rules, seen: &mut Observations) {
    let mut options = [0.0; Fifth::COUNT];
    let mut kinds = [0.0_f64; Offer::COUNT];
    for organisation in world.organisations.iter().filter(|organisation| organisation.open()) {
        let places = f64::from(organisation.capacity);
        let used = f64::from(organisation.visitors + organisation.clients);
        let queue = organisation.queue + organisation.client_queue;
        let free = organisation.free();
        let room = free > queue && f64::from(free - queue) >= ROOM * places;
        seen.add_for(M::VcsPlaces, organisation.fifth, places, 0.0);
        seen.add_total(M::VcsUse, used.min(places), places);
        seen.add_total(M::VcsFull, f64::from(u8::from(free <= queue)), 1.0);
        seen.add_total(M::VcsRoom, f64::from(u8::from(room)), 1.0);
        seen.add_total(M::VcsQueue, f64::from(queue), 0.0);
        seen.add_total(M::VcsTimeTaken, organisation.time_taken, organisation.places);
        seen.add_total(M::VcsStrain, organisation.strain, 1.0);
        seen.add_total(M::VcsDedication, organisation.dedication, 1.0);
        seen.add_total(M::VcsBuyIn, organisation.buy_in, 1.0);
        seen.add_total(M::VcsTrustInPractices, organisation.trust_gp, 1.0);
        seen.add_total(M::VcsReach, organisation.reach, 1.0);
        kinds[organisation.offer as usize] += 1.0;
        seen.add_total(M::VcsOpen, 1.0, 0.0);
        seen.add_total(M::VcsValued, organisation.valued, 1.0);
        if free > queue {
            let needs = Need::ALL
                .iter()
                .filter(|&&need| connection::serves(need).contains(&organisation.offer));
            let served = needs.count() as f64 / Need::COUNT as f64;
            for (fifth, options) in Fifth::ALL.iter().zip(&mut options) {
                let steps = (f64::from(*fifth as u8) - f64::from(organisation.fifth as u8)).abs();
                let apart = |locality| place::distance(&rules.all, locality, organisation.locality);
                let way = rules.all.place.loss * world.localities.mean(*fifth, apart);
                let area = 1.0 - rules.all.connection.area_loss * steps;
                *options += served * area.max(0.0) * (1.0 - way);
            }
        }
    }
    seen.add_total(M::Variety, variety(&kinds), 1.0);
    for (&fifth, options) in Fifth::ALL.iter().zip(options) {
        seen.add_for(M::OnwardOptions, fifth, options, 1.0);
    }
    seen.add_total(M::CommissionerBuyIn, world.commissioner.buy_in, 1.0);
    seen.add_total(M::FundingLevel, world.commissioner.funding, 1.0);
    seen.add_total(M::SectorTrust, world.scheme.trust, 1.0);
    seen.add_total(M::ServiceLearning, world.scheme.learning, 1.0);
    for service in &world.services {
        seen.add_total(M::StatutoryWait, service.wait, 1.0);
        seen.add_total(M::ServiceUse, f64::from(service.seen), f64::from(service.places));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_follows_need_or_runs_against_it() {
        let need = [0.5, 0.45, 0.4, 0.35, 0.3];
        let slope = |helped: [f64; Fifth::COUNT]| {
            follows(need, helped).map(|(along, spread)| along / spread)
        };
        let near = |found: Option<f64>, wanted: f64| {
            assert!(found.is_some_and(|it| (it - wanted).abs() < 1e-9), "{found:?}");
        };
        near(slope(need.map(|share| share / 100.0)), 1.0);
        near(slope([0.004; Fifth::COUNT]), 0.0);
        near(slope(need.map(|share| (0.8 - share) / 100.0)), -1.0);
        assert_eq!(slope([0.0; Fifth::COUNT]), None);
        assert_eq!(follows([0.0; Fifth::COUNT], need), None);
    }
}

//! How organisations begin and end: what one is like when it is made, whether it lasts another week,
//! and whether a closed slot is filled again. The equations stand in the opening of `vcs`.
use crate::axes::{Fifth, Offer};
use crate::mechanisms::{chance, development, policy, reporting};
use crate::observe::{M, Observations};
use crate::random::{Draws, Purpose, WeekDraws, Who, normal_quantile};
use crate::scenario::Parameters as All;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Organisation, SizeClass, World};

/// Weeks before the end of a grant in which closing gathers.
const EXPIRY_WEEKS: i32 = 26;

/// An organisation for a slot: what it is depends on the slot and the generation alone.
#[must_use]
pub fn make(
    all: &All,
    slot: usize,
    generation: u32,
    offer: Offer,
    fifth: Fifth,
    setup: Draws,
) -> Organisation {
    let p = &all.vcs;
    let draw = |what: u8| {
        setup.week(0).uniform(Purpose::MakeOrganisation, Who(slot as u32), what, generation)
    };
    let trait_ = |what: u8, mean: f64, spread: f64| {
        (mean + spread * normal_quantile(draw(what))).clamp(0.02, 0.98)
    };
    let size = match draw(0) {
        u if u < p.small_share => SizeClass::Small,
        u if u < p.small_share + 0.6 * (1.0 - p.small_share) => SizeClass::Middle,
        _ => SizeClass::Large,
    };
    let mean = if size == SizeClass::Small { p.small_places } else { p.large_places };
    let places = (mean * libm::exp(0.5 * normal_quantile(draw(1)) - 0.125)).max(2.0);
    let pull = p.own_demand * libm::exp(p.own_demand_spread * normal_quantile(draw(2)));
    let first_end = (draw(8) * p.contract_years * WEEKS_PER_YEAR) as i32;
    Organisation {
        offer,
        generation,
        closed: None,
        size,
        fifth,
        places,
        capacity: places.round() as u32,
        pull,
        visitors: (places * pull.min(1.0)) as u32,
        queue: 0,
        clients: 0,
        client_queue: 0,
        fee: if draw(3) < 0.5 { 0.0 } else { 2.0 * p.fee },
        travel: trait_(4, p.travel, 0.2),
        evening: draw(5) < p.evening_share,
        cultural_fit: trait_(6, p.cultural_fit, 0.2),
        adapted: 0.0,
        mixed: trait_(9, p.mixed, p.mixed_spread),
        trust_gp: all.partnership.trust_prior,
        reach: (1.0 - all.partnership.closure) * all.partnership.reach_prior,
        leader: trait_(7, p.leader, 0.15),
        training: p.training,
        strain: 0.3,
        buy_in: p.buy_in,
        valued: all.practice.co_design,
        unfitting: 0.1,
        reputation: 0.5,
        administration: 0.0,
        contract_end: first_end,
    }
}

/// Whether the organisation lasts another week.
pub(super) fn survive(
    world: &mut World,
    number: usize,
    all: &All,
    policy: &policy::Tables,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.vcs;
    let organisation = &mut world.organisations[number];
    let share = if organisation.size == SizeClass::Small {
        p.grant_share_small
    } else {
        p.grant_share_large
    };
    let shortfall = share * (1.0 - policy.grants[organisation.fifth as usize]).max(0.0);
    let small = match organisation.size {
        SizeClass::Small => 1.0 + reporting(all),
        SizeClass::Middle => 0.0,
        SizeClass::Large => -1.0,
    };
    let short = (libm::log2(3.0 / p.contract_years)).max(0.0);
    let length = p.contract_years * WEEKS_PER_YEAR;
    while organisation.contract_end <= week {
        organisation.contract_end += length.ceil() as i32;
        world.desk.renewed.push(number);
    }
    // Closing gathers before grants end; over a whole grant the rate is the same.
    let near = organisation.contract_end - week <= EXPIRY_WEEKS;
    let gathered = if near { 1.0 + p.expiry_weight } else { 1.0 };
    let mean = 1.0 + p.expiry_weight * (f64::from(EXPIRY_WEEKS) / length).min(1.0);
    let rate = gathered / mean * p.closing_per_year / WEEKS_PER_YEAR
        * libm::exp(
            p.shortfall_weight * shortfall
                + p.small_weight * small
                + p.short_contract_weight * short,
        );
    if draws.happens(chance(rate), Purpose::Survival, Who(number as u32), 0) {
        organisation.closed = Some(week);
        organisation.visitors = 0;
        organisation.queue = 0;
        seen.add_total(M::VcsClosures, 1.0, 0.0);
        world.desk.churned += 1;
    }
}

/// Whether a closed slot is filled again.
#[allow(clippy::too_many_arguments)]
pub(super) fn found(
    world: &mut World,
    number: usize,
    all: &All,
    hours: f64,
    setup: Draws,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.vcs;
    let old = &world.organisations[number];
    let nobody_left = old.clients == 0 && old.client_queue == 0;
    let grants = all.vcs.grants_level.min(1.0)
        * (1.0 - all.policy.austerity * all.policy.grants_cut_at_full);
    let rate = (1.0 + p.founding_per_hour * hours) * grants / p.refounding;
    if nobody_left && draws.happens(chance(rate), Purpose::Survival, Who(number as u32), 1) {
        let generation = old.generation + 1;
        // A worker who founds looks for what is missing; others bring back what there was.
        let by_worker = p.founding_per_hour * hours / (1.0 + p.founding_per_hour * hours);
        let seeks = draws.happens(
            by_worker * all.development.gap_seeking,
            Purpose::Survival,
            Who(number as u32),
            2,
        );
        let gap = if seeks { development::missing(world) } else { None };
        let old = &world.organisations[number];
        let mut young = make(all, number, generation, gap.unwrap_or(old.offer), old.fifth, setup);
        young.visitors = 0;
        if gap.is_some() {
            young.mixed = all.development.founded_mixed;
        }
        world.organisations[number] = young;
        seen.add_total(M::VcsFoundings, 1.0, 0.0);
        world.desk.churned += 1;
        // Nobody knows the new one yet.
        for post in &mut world.posts {
            post.ties[number] = 0.0;
            post.directory[number] = 0.0;
            if let Some(worker) = post.worker_mut() {
                worker.knowledge[number] = all.workforce.knowledge_at_hire;
            }
        }
    }
}

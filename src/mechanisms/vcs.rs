//! Organisations of the voluntary and community sector: places, own visitors, queues, strain,
//! buy-in, closing and founding.
//!
//! places       full places x (1 - grant share + grant share x grants) x (1 - strain loss)
//! own visitors arrive by themselves and stay; clients of the scheme queue behind and among them
//! strain       towards queue over places + reporting burden x small size
//! buy-in       towards fitting referrals, manageable demand, being valued, trust in the practices
//! closing      rate a year x exp(size, shortfall, strain); founding fills closed slots
//!
//! **Claims.** A056, A066, A165-A169 (what organisations need), A175 (new groups), A185, A187, A190,
//! A191, A195 (funding, churn, burden on the small), A181, A182 (where provision is), A217.
//! **Evidence.** 1.8 organisations per 1,000 people, 0.5 to 1.5 times that from most to least deprived
//! places; half are full, a third have room (CAF 2023); a third of income is public; 3.5 % close a
//! year; small ones lost most income in the cuts of 2008-13 (NCVO). Weights assumed.

use crate::axes::{Fifth, Offer};
use crate::mechanisms::{
    chance, development, lowered, poisson, policy, reporting, towards, weekly,
};
use crate::observe::{M, Observations};
use crate::random::{Draws, Purpose, WeekDraws, Who, normal_quantile};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Organisation, Place, SizeClass, World};

parameters! {
    /// Voluntary and community organisations.
    Parameters {
        /// Organisations that could take part, for a thousand people.
        per_thousand: PerThousand [0.0, 20.0] "A056";
        /// Mix of offers: weight of each kind.
        mix: Ratio [0.0, 20.0] by Offer "A173";
        /// Relative density in areas of the most deprived fifth, and the reverse in the least.
        density_tilt: LogRatio [-0.95, 0.95] "A182 A206";
        /// Level of grants, against the baseline.
        grants_level: Ratio [0.0, 5.0] "A187";
        /// Grants directed at deprived areas (positive) or away from them (negative).
        redistribution: LogRatio [-0.9, 0.9] "A181 A182";
        /// Share of income that is public, small organisations.
        grant_share_small: Share [0.0, 1.0] "A187";
        /// The same for middling and large organisations.
        grant_share_large: Share [0.0, 1.0] "A187";
        /// Share of organisations that are small.
        small_share: Share [0.0, 1.0] "A195";
        /// Places of a small organisation.
        small_places: Places [1.0, 500.0] "";
        /// Places of the others.
        large_places: Places [1.0, 1000.0] "";
        /// Demand of own visitors over places, middle of all organisations.
        own_demand: Ratio [0.0, 5.0] "A166";
        /// Spread of that ratio between organisations, on a logarithmic scale.
        own_demand_spread: LogRatio [0.0, 2.0] "";
        /// Weeks that an own visitor stays.
        visitor_weeks: Weeks [1.0, 520.0] "";
        /// Rise of own visitors' demand for a unit of hardship, on a logarithmic scale.
        demand_per_hardship: LogRatio [0.0, 3.0] "A203";
        /// Rise of that demand where statutory services are at nothing, on a logarithmic scale.
        demand_from_services: LogRatio [0.0, 3.0] "A187 A217";
        /// Share of queueing visitors who give up in a week.
        queue_loss_per_week: PerWeek [0.0, 1.0] "A169";
        /// Share of a freed place's draws that go to clients of the scheme, queues being equal.
        client_priority: Share [0.0, 1.0] "A166";
        /// Half-life of strain and buy-in on their way to their targets.
        half_life: Weeks [1.0, 260.0] "A166";
        /// Buy-in of organisations without any trouble.
        buy_in: Share [0.0, 1.0] "A001 A165";
        /// Buy-in that being a valued partner from the start adds.
        valued_gain: Share [0.0, 1.0] "A167 A185";
        /// Buy-in that full trust in the practices brings.
        trust_gain: Share [0.0, 1.0] "A164 A176";
        /// Trust in the practices that neither adds to buy-in nor takes from it.
        trust_at_middle: Share [0.0, 1.0] "A164 A176";
        /// Buy-in lost when all referrals are unfitting.
        unfitting_loss: Share [0.0, 1.0] "A165";
        /// Buy-in lost at full strain.
        strain_loss: Share [0.0, 1.0] "A166";
        /// Share of places lost at full strain.
        places_lost_to_strain: Share [0.0, 1.0] "A169";
        /// Closing in a year, for a middling organisation.
        closing_per_year: PerYear [0.0, 5.0] "A187";
        /// Weight of the shortfall of grants in closing.
        shortfall_weight: LogRatio [0.0, 10.0] "A187 A190";
        /// Weight of a small size in closing.
        small_weight: LogRatio [0.0, 5.0] "A195";
        /// Length of grants.
        contract_years: Years [0.25, 20.0] "A190";
        /// Weight of short grants in closing: for each halving below three years.
        short_contract_weight: LogRatio [0.0, 5.0] "A190";
        /// How much closing gathers in the half-year before a grant ends.
        expiry_weight: Ratio [0.0, 20.0] "A189 A190";
        /// Weeks until a closed slot is filled again, without link workers.
        refounding: Weeks [4.0, 2000.0] "A175";
        /// How much an hour of development a week raises that chance.
        founding_per_hour: Ratio [0.0, 10.0] "A066 A175";
        /// Training of the staff.
        training: Share [0.0, 1.0] "A168";
        /// Mean quality of leaders.
        leader: Share [0.0, 1.0] "A047";
        /// Mean fee a visit.
        fee: Pounds [0.0, 100.0] "A170";
        /// Share of organisations open outside working hours.
        evening_share: Share [0.0, 1.0] "A171";
        /// Mean fit to people of a cultural minority.
        cultural_fit: Share [0.0, 1.0] "A174";
        /// Mean mix of members: 0 all alike, 1 from every circle.
        mixed: Share [0.0, 1.0] "A064";
        /// Spread of that between organisations.
        mixed_spread: Share [0.0, 0.5] "A064";
        /// Mean travel trouble.
        travel: Share [0.0, 1.0] "A172";
        /// Yearly cost of a place.
        place_cost: PoundsPerYear [0.0, 20000.0] "";
        /// Payment for each client who starts.
        payment_per_start: Pounds [0.0, 5000.0] "";
    }
}

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

/// A week of every organisation.
pub fn step(
    world: &mut World,
    all: &All,
    policy: &policy::Tables,
    week: i32,
    setup: Draws,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let queues = client_queues(world);
    let hours: f64 = world.posts.iter().map(|post| post.hours.development).sum();
    for (number, queue) in queues.iter().enumerate() {
        if world.organisations[number].open() {
            run(world, number, all, policy, draws, seen);
            admit(world, number, queue, all, week, draws, seen);
            survive(world, number, all, policy, week, draws, seen);
        } else {
            found(world, number, all, hours, setup, draws, seen);
        }
    }
}

/// Clients in each organisation's queue, longest wait first, ties by lot.
fn client_queues(world: &World) -> Vec<Vec<usize>> {
    let mut queues = vec![Vec::new(); world.organisations.len()];
    for (row, client) in world.clients.iter().enumerate() {
        if let Place::Queue { organisation, since } = client.place {
            queues[organisation as usize].push((since, row));
        }
    }
    queues
        .into_iter()
        .map(|mut queue| {
            queue.sort_unstable();
            queue.into_iter().map(|(_, row)| row).collect()
        })
        .collect()
}

/// Funding, own visitors, strain and buy-in of one organisation.
fn run(
    world: &mut World,
    number: usize,
    all: &All,
    policy: &policy::Tables,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.vcs;
    let id = Who(number as u32);
    let organisation = &mut world.organisations[number];
    let fifth = organisation.fifth as usize;
    let share = if organisation.size == SizeClass::Small {
        p.grant_share_small
    } else {
        p.grant_share_large
    };
    let income = 1.0 - share + share * policy.grants[fifth];
    let level = income * (1.0 - p.places_lost_to_strain * organisation.strain);
    let target = organisation.places * level / (1.0 - p.places_lost_to_strain * 0.3);
    // Places follow money over a quarter of a year.
    let smooth = towards(f64::from(organisation.capacity), target, 0.08);
    let chance_up = smooth.fract();
    let up = draws.happens(chance_up, Purpose::Visitors, id, 3);
    organisation.capacity = smooth.floor() as u32 + u32::from(up);

    let [gone, come, lost, _] = draws.uniforms(Purpose::Visitors, id, 0, 0);
    let leaving = poisson(gone, f64::from(organisation.visitors) / p.visitor_weeks)
        .min(organisation.visitors);
    organisation.visitors -= leaving;
    let unserved = (1.0 - policy.statutory).max(0.0);
    let hardship = libm::exp(
        p.demand_per_hardship * policy.hardship[fifth] + p.demand_from_services * unserved,
    );
    // Nobody comes twice in a week: with hardship far beyond what is plausible more would be drawn.
    let arrivals =
        poisson(come, organisation.places * organisation.pull * hardship / p.visitor_weeks)
            .min(world.people.len() as u32);
    let impatient = poisson(lost, f64::from(organisation.queue) * p.queue_loss_per_week)
        .min(organisation.queue);
    let free = organisation.free();
    let served = (organisation.queue + arrivals).min(free);
    // An own visitor who would have found a place, had no client of the scheme taken it.
    let turned_away = organisation.queue + arrivals - served;
    let displaced = turned_away.min(organisation.clients).min(arrivals);
    seen.add_total(M::VcsDisplaced, f64::from(displaced), 0.0);
    let organisation = &mut world.organisations[number];
    organisation.queue = (organisation.queue + arrivals).saturating_sub(impatient);

    let speed = weekly(p.half_life);
    let waiting = f64::from(organisation.queue + organisation.client_queue)
        / f64::from(organisation.capacity.max(1));
    let small = if organisation.size == SizeClass::Small { 1.0 } else { 0.4 };
    let burden = reporting(all) * small;
    organisation.administration = towards(organisation.administration, burden, speed);
    let strain =
        0.1 + 0.8 * waiting + 0.4 * organisation.administration + 0.3 * (1.0 - income).max(0.0);
    organisation.strain = towards(organisation.strain, strain.min(1.0), speed);
    let valued = p.valued_gain * organisation.valued;
    let buy_in = p.buy_in + valued + p.trust_gain * (organisation.trust_gp - p.trust_at_middle)
        - p.unfitting_loss * organisation.unfitting
        - p.strain_loss * (organisation.strain - 0.3).max(0.0);
    organisation.buy_in = towards(organisation.buy_in, buy_in.clamp(0.0, 1.0), speed);
    organisation.valued = towards(organisation.valued, all.practice.co_design, weekly(104.0));
    organisation.training = towards(organisation.training, p.training, weekly(26.0));
    organisation.unfitting = lowered(organisation.unfitting, 0.01);
    let cost = f64::from(organisation.capacity) * p.place_cost * share * policy.grants[fifth]
        / WEEKS_PER_YEAR;
    seen.add_total(M::CostVcs, cost, 0.0);
    world.ledger.pay(2, cost);
}

/// Gives the free places to the two queues, clients getting a share of the draws.
#[allow(clippy::too_many_arguments)]
fn admit(
    world: &mut World,
    number: usize,
    queue: &[usize],
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let mut waiting = queue.iter().copied().filter(|&row| {
        matches!(world.clients[row].place, Place::Queue { organisation, .. } if organisation as usize == number)
    }).collect::<Vec<_>>().into_iter().peekable();
    let free = world.organisations[number].free();
    for place in 0..free {
        let own = world.organisations[number].queue > 0;
        let clients = waiting.peek().is_some();
        let lot = draws.uniform(Purpose::Visitors, Who(number as u32), 1, place);
        if clients && (!own || lot < all.vcs.client_priority) {
            let Some(row) = waiting.next() else { break };
            let host = &mut world.organisations[number];
            host.client_queue = host.client_queue.saturating_sub(1);
            host.clients += 1;
            world.clients[row].place = Place::Attend { organisation: number as u16, since: week };
            world.desk.started.push(row);
            seen.add_total(M::CostVcs, all.vcs.payment_per_start, 0.0);
            world.ledger.pay(2, all.vcs.payment_per_start);
        } else if own {
            let host = &mut world.organisations[number];
            host.queue -= 1;
            host.visitors += 1;
        } else {
            break;
        }
    }
}

/// Whether the organisation lasts another week.
fn survive(
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
fn found(
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

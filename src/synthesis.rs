//! Synthesis: a neighbourhood made from published margins. The same seed, replicate and
//! neighbourhood always give the same people; each person's draws are their own, so that one more
//! person changes nobody else. Slow states start at their stationary distribution, so that without
//! a scheme nothing drifts.
//!
//! neighbourhood  deprivation at the middle of its slice of the normal distribution x sqrt(area
//!                variance); size the mean, or for more than one x exp(v z - v^2 / 2) within its bounds
//! practices      people / mean list of them, lists in proportion to exp(s z), z within the bound and
//!                s^2 = ln(1 + variation^2); deprivation of each apart by sqrt(practice x area variance) z
//! GPs            list / 1,000 x GPs per thousand; the first of each practice is its leader; buy-in, and
//!                holism, of a mean and a spread with one z; sceptics by lot among the others
//! age            a band by its share, evenly within it
//! deprivation    that of the practice + sqrt(1 - area variance (1 + practice variance)) z, cut into
//!                national fifths; d runs from 1 in the most deprived to -1 in the least
//! conditions     Poisson, mean by age x exp(tilt d)
//! traits         mean + trait spread x z, held to 0 to 1; mean complexity rises with conditions, mean trust
//!                and readiness fall by tilt x d
//! margins        car and minority by fifth, tied by age, disability by conditions: each by its own lot
//! frailty        gamma with mean 1 and the shape in `consulting`
//! usual levels   of wellbeing and activation: see there; needs and membership: see `need`
//! illness        by its share of weeks: see `illness`
//! slow states    at their targets
//! context        what the GP knows of the person: even between mean - range / 2 and mean + range / 2
//! organisations  per thousand people x mean over fifths of (1 - density tilt x d); kinds in turn by `mix`,
//!                fifths by lot in proportion to people x (1 - density tilt x d)
//!
//! z is a standard normal draw, its own for each of these.
//!
//! **Evidence.** Ages: Census 2021. Conditions by age and fifth: Valabhji 2023 (14.8 % have two or
//! more; 68 % at 80 and over; odds 2.26 most against least deprived). No car: Census 2021 (recalled).
//! Practices of 10,000 with a coefficient of variation of 0.6; primary care networks of 14 to 120
//! thousand. Trust: two in three trust their neighbours (ONS). Spreads of traits are assumed.

use rand::RngExt;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedIndex;
use rand_philox::Philox;

use crate::axes::{AgeBand, Fifth, Need, Offer, Resource, Service as ServiceKind, Sex, Stage};
use crate::engine::Rules;
use crate::mechanisms::{
    activation, as_trait, buy_in, capital, illness, integration, navigator, poisson, vcs, wellbeing,
};
use crate::random::{Draws, Purpose, normal_quantile};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::{THOUSAND, WEEKS_PER_HALF_YEAR};
use crate::world::{
    Attitude, BUCKETS, Clocks, Desk, Fixed, Gp, Health, Integration, Ledger, Level, MOST_PRACTICES,
    Membership, Mobility, Needs, People, Practice, Scheme, Service, Severity, Standing, State,
    Traits, World,
};

parameters! {
    /// Who lives in a neighbourhood.
    Parameters {
        /// Share of the population in each age band.
        age: Share [0.0, 1.0] by AgeBand "";
        /// Share of the population who are women.
        female: Share [0.0, 1.0] "";
        /// Share of the variance of deprivation that lies between neighbourhoods.
        area_variance: Share [0.0, 1.0] "A206";
        /// Share of the variance of deprivation between neighbourhoods that lies between practices of
        /// one neighbourhood as well.
        practice_variance: Share [0.0, 1.0] "A206";
        /// Mean number of long-term conditions at each age, in the middle fifth.
        conditions: Count [0.0, 20.0] by AgeBand "";
        /// Rise on a logarithmic scale of the mean number of long-term conditions in the most deprived
        /// fifth, and fall in the least.
        conditions_tilt: LogRatio [-2.0, 2.0] "";
        /// Share of people without the use of a car, by fifth.
        no_car: Share [0.0, 1.0] by Fifth "A172 A183";
        /// Share of people of 18 to 64 who are tied down by work or caring in the daytime.
        tied_young: Share [0.0, 1.0] "A171";
        /// Share of people of 65 and over who are tied down by work or caring in the daytime.
        tied_old: Share [0.0, 1.0] "A171";
        /// Share of people of a cultural minority, by fifth.
        minority: Share [0.0, 1.0] by Fifth "A174";
        /// Share of people without long-term conditions who live with a disability that limits where they can go.
        disabled: Share [0.0, 1.0] "A058";
        /// Rise of the share of people with a disability that limits where they can go, for each
        /// long-term condition.
        disabled_per_condition: Share [0.0, 1.0] "A058";
        /// Mean clinical complexity of people without long-term conditions.
        complexity: Share [0.0, 1.0] "A078";
        /// Rise of clinical complexity for each long-term condition.
        complexity_per_condition: Share [0.0, 1.0] "A078";
        /// Mean ease with which people make contacts.
        sociability: Share [0.0, 1.0] "A054";
        /// Mean liking of people for groups.
        affiliation: Share [0.0, 1.0] "A075";
        /// Mean sensitivity of people to the stigma of accepting help.
        stigma: Share [0.0, 1.0] "A008";
        /// Mean conviction of people that their problems are medical.
        attribution: Share [0.0, 1.0] "A009";
        /// Mean initial trust of people in others.
        trust: Share [0.0, 1.0] "A004";
        /// Mean energy and room for change that people have, before hardship and load.
        readiness: Share [0.0, 1.0] "A010 A059";
        /// Fall of mean readiness and trust in the most deprived fifth, and rise in the least.
        trait_tilt: Share [0.0, 0.5] "A211";
        /// Standard deviation of every trait between people.
        trait_spread: Share [0.0, 0.5] "A211";
        /// Mean number of people registered with a practice.
        list: People [500.0, 100_000.0] "";
        /// Standard deviation of the list sizes of practices, over their mean.
        list_variation: Ratio [0.0, 2.0] "";
        /// Size beyond which no list of a practice goes, up or down, on the logarithmic scale of sizes.
        list_bound: Deviations [0.1, 5.0] "";
        /// Spread on a logarithmic scale of the sizes of neighbourhoods, where a run has more than one.
        network_variation: Ratio [0.0, 2.0] "";
        /// Size of the smallest neighbourhood, over the mean.
        network_least: Ratio [0.01, 1.0] "";
        /// Size of the largest neighbourhood, over the mean.
        network_most: Ratio [1.0, 20.0] "";
    }
}

parameters! {
    /// State of practices, their GPs and link workers, and what GPs know, when the warm-up begins.
    Start {
        /// Visibility of the service in a practice when the warm-up begins.
        visibility: Share [0.0, 1.0] "";
        /// Power that is shared with link workers when the warm-up begins, over the responsibility shared
        /// in the practice.
        power: Ratio [0.0, 1.0] "";
        /// Identity of link workers in a practice when the warm-up begins.
        identity: Share [0.0, 1.0] "";
        /// Effect of link workers that a practice sees when the warm-up begins.
        effect: Share [0.0, 1.0] "";
        /// News that a GP hears in a week when the warm-up begins.
        news: PerWeek [0.0, 10.0] "";
        /// Wait of people referred that a practice has met with when the warm-up begins.
        wait: Weeks [0.0, 104.0] "";
        /// Bridge that link workers make between GPs and organisations when the warm-up begins.
        bridge: Share [0.0, 1.0] "";
        /// Frustration of GPs when the warm-up begins, over that of a GP without options.
        frustration: Ratio [0.0, 2.0] "";
        /// Skill of GPs in using the service when the warm-up begins, above what they have untaught.
        skill: Share [0.0, 1.0] "";
        /// Mean knowledge that GPs have of a person's social context when the warm-up begins.
        context: Share [0.0, 1.0] "";
        /// Range, between the person least known and the person best known, of what GPs know of social
        /// contexts when the warm-up begins.
        context_range: Share [0.0, 1.0] "";
        /// Longest time that a link worker who is in post when the warm-up begins has been there; the times
        /// are spread evenly below it.
        worker_years: Years [0.0, 40.0] "";
        /// Least knowledge of each organisation in a link worker who is in post when the warm-up begins.
        worker_knowledge: Share [0.0, 1.0] "";
        /// Tie with each organisation of a link worker who is in post when the warm-up begins.
        worker_ties: Share [0.0, 1.0] "";
        /// Belief of GPs in each link worker who is in post when the warm-up begins.
        worker_belief: Share [0.0, 1.0] "";
    }
}

/// Edges between the national fifths of deprivation, the most deprived at the top: quantiles of the
/// standard normal distribution at four, three, two and one fifths.
const FIFTH_EDGES: [f64; Fifth::COUNT - 1] = [
    0.841_621_233_572_914_2,
    0.253_347_103_135_799_7,
    -0.253_347_103_135_799_7,
    -0.841_621_233_572_914_2,
];

/// Middle of the slice of the distribution of deprivation that a neighbourhood stands for.
const MIDDLE: f64 = 0.5;

/// Most long-term conditions of anybody; the mean is 3 at the oldest.
const MOST_CONDITIONS: u32 = 12;

/// Most GPs of a practice: a practice of the largest size has fewer.
const MOST_GPS: usize = 200;

/// Draws that make one need of one person: whether it is there, severe, hidden.
const LOTS: usize = 3;

/// Uniform draws nearer to 0 or 1 than this are taken as this, so that normal ones are finite.
const FURTHEST: f64 = 1e-12;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const THIRD: f64 = 1.0 / 3.0;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const NINE: f64 = 9.0;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const HALF: f64 = 0.5;

/// Where a neighbourhood stands among all: its number and how many there are.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Number of the neighbourhood.
    pub number: u32,
    /// How many neighbourhoods there are.
    pub of: u32,
}

/// Makes a neighbourhood with about so many people, for a run of so many measured weeks, as it is
/// in `week`, the first of the warm-up.
#[must_use]
pub fn neighbourhood(
    rules: &Rules,
    place: Position,
    people: u32,
    weeks: u32,
    week: i32,
    setup: Draws,
) -> World {
    let all = &rules.all;
    let p = &all.population;
    // Deprivation of neighbourhoods is spread evenly over its distribution, the middle one for one.
    let area = normal_quantile((f64::from(place.number) + MIDDLE) / f64::from(place.of.max(1)))
        * libm::sqrt(p.area_variance);
    let size = if place.of == 1 {
        people
    } else {
        // Sizes vary as primary care networks do, deprivation or not.
        let z = normal(&mut setup.stream(Purpose::MakeNeighbourhood, 0, 0));
        let spread = p.network_variation;
        (f64::from(people) * libm::exp(spread * z - spread * spread / 2.0))
            .clamp(f64::from(people) * p.network_least, f64::from(people) * p.network_most)
            as u32
    };
    let practices = practices(all, size, setup);
    let gps = gps(all, &practices, setup);
    let people = registered(rules, size, area, &practices, &gps, weeks, week, setup);
    let mut shares = [0.0; Fifth::COUNT];
    for who in &people.fixed {
        shares[who.fifth as usize] += 1.0 / people.len() as f64;
    }
    let services = std::array::from_fn(|kind| Service {
        wait: all.statutory.wait[ServiceKind::at(kind) as usize],
        clients: 0,
    });
    let mut world = World {
        people,
        clients: Vec::new(),
        gps,
        practices,
        posts: Vec::new(),
        organisations: Vec::new(),
        services,
        open_door: all.partnership.reach_prior * all.partnership.trust_prior,
        gaps: [0.0; Offer::COUNT],
        directory: 1.0,
        fifth_shares: shares,
        scheme: Scheme { trust: all.targets.trust_start, learning: 0.0, gaming: 0.0 },
        desk: Desk::default(),
        ledger: Ledger::default(),
    };
    organisations(&mut world, all, setup);
    crate::mechanisms::posts::fund(&mut world, all, week, setup, true);
    world
}

fn practices(all: &All, size: u32, setup: Draws) -> Vec<Practice> {
    let p = &all.population;
    let count = (f64::from(size) / p.list).round().clamp(1.0, f64::from(MOST_PRACTICES)) as usize;
    let variance = libm::log(1.0 + p.list_variation * p.list_variation);
    let weights: Vec<f64> = (0..count)
        .map(|number| {
            let z = normal(&mut setup.stream(Purpose::MakeNeighbourhood, 1 + number as u32, 0));
            libm::exp(libm::sqrt(variance) * z.clamp(-p.list_bound, p.list_bound))
        })
        .collect();
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .enumerate()
        .map(|(number, weight)| {
            let list = (f64::from(size) * weight / total).round().max(1.0);
            let champion =
                setup.week(0).uniform(Purpose::Practice, crate::random::Who(number as u32), 0, 0);
            Practice {
                list: list as u32,
                gp_capacity: 0.0,
                other_capacity: 0.0,
                workload: 1.0,
                culture: all.practice.gp_buy_in,
                champion: if champion < all.practice.champion_share {
                    all.practice.champion_credibility
                } else {
                    0.0
                },
                champion_lot: champion,
                framing: all.practice.framing_at_start,
                staff_buy_in: all.practice.staff_buy_in,
                visibility: all.start.visibility,
                integration: Integration {
                    power: all.practice.shared_leadership * all.start.power,
                    identity: all.start.identity,
                    effect: all.start.effect,
                    infrastructure: integration::infrastructure(all),
                },
                accommodation: all.reference.accommodation,
                navigator_clarity: navigator::clarity(all, 1.0),
                ease: buy_in::start_ease(all),
                news: all.start.news,
                wait: all.start.wait,
            }
        })
        .collect()
}

fn gps(all: &All, practices: &[Practice], setup: Draws) -> Vec<Gp> {
    let p = &all.practice;
    let mut gps = Vec::new();
    for (number, practice) in practices.iter().enumerate() {
        let count = (f64::from(practice.list) / THOUSAND * all.consulting.gps_per_thousand)
            .round()
            .max(1.0) as usize;
        for place in 0..count.min(MOST_GPS) {
            let id = gps.len() as u32;
            let z = normal(&mut setup.stream(Purpose::MakeGp, id, 0));
            let lot = setup.week(0).uniform(Purpose::Practice, crate::random::Who(id), 1, 0);
            let standing = if place == 0 { Standing::Leader } else { Standing::Member };
            let sceptic = standing == Standing::Member && lot < p.sceptic_share;
            let (attitude, buy_in) = if sceptic {
                (Attitude::Sceptic, p.sceptic_buy_in)
            } else {
                (Attitude::Usual(p.gp_spread * z), p.gp_buy_in + p.gp_spread * z)
            };
            gps.push(Gp {
                practice: number as u8,
                standing,
                attitude,
                buy_in: as_trait(buy_in),
                belief: Vec::new(),
                trust_vcs: (all.brokerage.gp_trust_prior
                    + all.start.bridge * all.brokerage.gp_trust_bridge)
                    .min(1.0),
                knowledge: (all.brokerage.gp_knowledge_prior
                    + all.start.bridge * all.brokerage.gp_knowledge_bridge)
                    .min(1.0),
                frustration: p.frustration_without_options * all.start.frustration,
                skill: (all.feedback.skill_prior + all.start.skill).min(1.0),
                holism: as_trait(p.holism + p.holism_spread * z),
            });
        }
    }
    gps
}

#[allow(clippy::too_many_arguments)]
fn registered(
    rules: &Rules,
    size: u32,
    area: f64,
    practices: &[Practice],
    gps: &[Gp],
    weeks: u32,
    week: i32,
    setup: Draws,
) -> People {
    let count = size as usize;
    let halves_each = weeks as usize / WEEKS_PER_HALF_YEAR;
    let mut people = People {
        clocks: vec![Clocks::default(); count],
        needs: Vec::with_capacity(count),
        health: Vec::with_capacity(count),
        membership: Vec::with_capacity(count),
        slow: Vec::with_capacity(count),
        settled: vec![week as i16; count],
        context: Vec::with_capacity(count),
        client: vec![0; count],
        recent: vec![[0; BUCKETS]; count],
        halves: vec![0; count * halves_each],
        halves_each,
        fixed: Vec::with_capacity(count),
    };
    let mut last = Vec::new();
    let mut sum = 0.0;
    for practice in practices {
        sum += f64::from(practice.list);
        last.push(sum);
    }
    let spread =
        libm::sqrt(rules.all.population.practice_variance * rules.all.population.area_variance);
    let own: Vec<f64> = (0..practices.len() as u32)
        .map(|number| {
            normal(&mut setup.stream(Purpose::MakeNeighbourhood, 101 + number, 0)) * spread
        })
        .collect();
    // The neighbourhood is as deprived as its place among all says: its practices differ around it.
    let weighted = own.iter().zip(practices).map(|(z, practice)| z * f64::from(practice.list));
    let middle = weighted.sum::<f64>() / sum;
    let by_practice: Vec<Vec<u16>> = (0..practices.len())
        .map(|number| {
            (0..gps.len())
                .filter(|&gp| gps[gp].practice as usize == number)
                .map(|gp| gp as u16)
                .collect()
        })
        .collect();
    let bands = WeightedIndex::new(rules.all.population.age).ok();
    for person in 0..count {
        let mut stream = setup.stream(Purpose::MakePerson, person as u32, 0);
        let lot: f64 = stream.random::<f64>() * sum;
        let practice = last.partition_point(|&edge| edge <= lot).min(practices.len() - 1);
        let place = area + own[practice] - middle;
        make(
            rules,
            &mut people,
            practice as u8,
            &by_practice[practice],
            place,
            bands.as_ref(),
            &mut stream,
        );
    }
    for person in 0..count {
        crate::engine::clocks::set(rules, &mut people, person);
    }
    people
}

fn make(
    rules: &Rules,
    people: &mut People,
    practice: u8,
    gps: &[u16],
    place: f64,
    bands: Option<&WeightedIndex<f64>>,
    stream: &mut Philox,
) {
    let all = &rules.all;
    let p = &all.population;
    let age = age(bands, stream);
    let band = AgeBand::of(age) as usize;
    let sex = if stream.random::<f64>() < p.female { Sex::Female } else { Sex::Male };
    let own = normal(stream);
    let latent =
        place + own * libm::sqrt((1.0 - p.area_variance * (1.0 + p.practice_variance)).max(0.0));
    let fifth = Fifth::at(FIFTH_EDGES.iter().filter(|&&edge| latent < edge).count());
    let d = fifth.gradient();
    let conditions = poisson(stream.random(), p.conditions[band] * libm::exp(p.conditions_tilt * d))
        .min(MOST_CONDITIONS) as u8;
    let mut spread = |mean: f64| {
        let z = normal(stream);
        (mean + p.trait_spread * z).clamp(0.0, 1.0)
    };
    let traits = Traits {
        complexity: spread(p.complexity + p.complexity_per_condition * f64::from(conditions)),
        sociability: spread(p.sociability),
        affiliation: spread(p.affiliation),
        stigma: spread(p.stigma),
        attribution: spread(p.attribution),
        trust: spread(p.trust - p.trait_tilt * d),
        readiness: spread(p.readiness - p.trait_tilt * d),
    };
    let gp = gps[(stream.random::<f64>() * gps.len() as f64) as usize % gps.len()];
    let mut who = Fixed::new(age, sex, fifth, practice, gp, &traits);
    who.conditions = conditions;
    who.car = stream.random::<f64>() >= p.no_car[fifth as usize];
    who.tied = stream.random::<f64>()
        < match who.stage() {
            _ if !who.adult() => 0.0,
            Stage::Young | Stage::Middle => p.tied_young,
            Stage::Older => p.tied_old,
        };
    who.minority = stream.random::<f64>() < p.minority[fifth as usize];
    who.frailty = gamma(stream, all.consulting.frailty_shape) as f32;
    let wellbeing_own = normal(stream);
    who.wellbeing_set = (all.wellbeing.set + all.wellbeing.spread * wellbeing_own) as f32;
    let activation_own = normal(stream);
    let loss = if conditions > 0 { all.activation.condition_loss } else { 0.0 };
    who.activation_set = (all.activation.set - loss + all.activation.spread * activation_own)
        .clamp(activation::LOWEST, activation::HIGHEST) as f32;
    let (needs, membership) = start_of_needs(rules, &who, stream);
    let ill = stream.random::<f64>() < illness::share_of_weeks(all, &who);
    let health = if ill { Health::Ill } else { Health::Usual };
    let context: f64 = stream.random();
    let disabled: f64 = stream.random();
    if disabled < p.disabled + p.disabled_per_condition * f64::from(conditions) {
        who.mobility = Mobility::Limited;
    }
    let state = State {
        wellbeing: wellbeing::target(all, &who, needs, health, membership),
        activation: activation::target(all, &who, needs, health),
        capital: capital::base(all, &who, needs, membership),
    };
    debug_assert_eq!(state.capital.len(), Resource::COUNT);
    let from = all.start.context - all.start.context_range / 2.0;
    people.needs.push(needs);
    people.health.push(health);
    people.membership.push(membership);
    people.slow.push(state.stored());
    people.context.push(Level::of(from + all.start.context_range * context));
    people.fixed.push(who);
}

/// A standard normal draw, by quantile. `rand_distr` would take `exp` and `ln` from the platform,
/// whose last bits differ; `libm` does not.
fn normal(stream: &mut Philox) -> f64 {
    normal_quantile(stream.random::<f64>().clamp(FURTHEST, 1.0 - FURTHEST))
}

/// A gamma draw of mean 1 with this shape, after Marsaglia and Tsang (2000).
fn gamma(stream: &mut Philox, shape: f64) -> f64 {
    let raised = if shape < 1.0 { shape + 1.0 } else { shape };
    let middle = raised - THIRD;
    let slope = 1.0 / (NINE * middle).sqrt();
    let draw = loop {
        let z = normal(stream);
        let root = 1.0 + slope * z;
        let cube = root * root * root;
        let lot = libm::log(1.0 - stream.random::<f64>());
        if cube > 0.0 && lot < HALF * z * z + middle * (1.0 - cube + libm::log(cube)) {
            break middle * cube;
        }
    };
    let lowered =
        if shape < 1.0 { libm::pow(1.0 - stream.random::<f64>(), 1.0 / shape) } else { 1.0 };
    draw * lowered / shape
}

/// An age: its band by weight (all weights zero: the oldest), evenly within the band.
fn age(bands: Option<&WeightedIndex<f64>>, stream: &mut Philox) -> u8 {
    let band = bands.map_or(AgeBand::COUNT - 1, |bands| bands.sample(stream));
    let (from, to) = (f64::from(AgeBand::EDGES[band]), f64::from(AgeBand::EDGES[band + 1]));
    (from + stream.random::<f64>() * (to - from)) as u8
}

/// Needs and membership at their stationary distribution. The two shun one another, so they are
/// drawn together: membership first, then each need given it.
fn start_of_needs(rules: &Rules, who: &Fixed, stream: &mut Philox) -> (Needs, Membership) {
    let draws: [f64; LOTS * Need::COUNT] = std::array::from_fn(|_| stream.random());
    let lot: f64 = stream.random();
    if !who.adult() {
        return (Needs::default(), Membership::None);
    }
    let tables = &rules.need;
    let shun = tables.shun();
    let eased = [Need::Loneliness, Need::LowMood];
    // Weight of membership against none, summed over the needs that it shuns.
    let weight = eased.iter().fold(tables.member_odds(who), |weight, &need| {
        let odds = tables.start_odds(who, need);
        weight * (1.0 + odds * shun) / (1.0 + odds)
    });
    let member = lot < weight / (1.0 + weight);
    let mut needs = Needs::default();
    for &need in Need::ALL {
        let [is, severe, hidden]: [f64; LOTS] =
            std::array::from_fn(|k| draws[LOTS * need as usize + k]);
        let ratio = if member && eased.contains(&need) { shun } else { 1.0 };
        let odds = tables.start_odds(who, need) * ratio;
        if is < odds / (1.0 + odds) {
            let severity = if severe < tables.severe_prevalence(need) {
                Severity::Severe
            } else {
                Severity::Present
            };
            needs.start(need, severity, hidden < rules.all.need.hidden_share[need as usize]);
        }
    }
    (needs, if member { Membership::Member } else { Membership::None })
}

fn organisations(world: &mut World, all: &All, setup: Draws) {
    let p = &all.vcs;
    let count = (world.thousands() * p.per_thousand).round() as usize;
    let mix: f64 = p.mix.iter().sum();
    let density: Vec<f64> = Fifth::ALL
        .iter()
        .map(|fifth| {
            world.fifth_shares[*fifth as usize] * (1.0 - p.density_tilt * fifth.gradient()).max(0.0)
        })
        .collect();
    let total: f64 = density.iter().sum();
    let pick = |weights: &[f64], mut left: f64| {
        weights
            .iter()
            .position(|&weight| {
                left -= weight;
                left < 0.0
            })
            .unwrap_or(weights.len() - 1)
    };
    // The density itself follows the gradient: a deprived neighbourhood has fewer in all.
    let count = (count as f64 * total).round() as usize;
    for slot in 0..count {
        let draws = setup.week(0);
        let who = crate::random::Who(slot as u32);
        // Kinds are dealt in turn, so that no neighbourhood lacks one by chance alone.
        let turn =
            (slot as f64 + draws.uniform(Purpose::MakeNeighbourhood, who, 1, 0)) / count as f64;
        let offer = Offer::at(pick(&p.mix, turn * mix));
        let fifth =
            Fifth::at(pick(&density, draws.uniform(Purpose::MakeNeighbourhood, who, 2, 0) * total));
        let organisation = vcs::make(all, slot, 0, offer, fifth, setup);
        world.organisations.push(organisation);
    }
}

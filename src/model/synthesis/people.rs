//! The people of a neighbourhood: margins, traits, usual levels, and the state they start in.

use crate::model::mechanisms::people::activation;
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::need;
use crate::model::mechanisms::people::wellbeing;
use rand::RngExt;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedIndex;
use rand_philox::Philox;

use crate::model::engine::Rules;
use crate::model::kinds::{AgeBand, Fifth, Need, Resource, Sex, Stage};
use crate::model::mechanisms::poisson;
use crate::model::random::{Draws, Purpose};
use crate::model::synthesis::normal;
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::{
    BUCKETS, Clocks, Fixed, Gp, Health, Level, Membership, Mobility, Needs, People, Practice,
    Severity, State, Support, Traits,
};

/// Edges between the national fifths of deprivation, the most deprived at the top: quantiles of the
/// standard normal distribution at four, three, two and one fifths.
const FIFTH_EDGES: [f64; Fifth::COUNT - 1] = [
    0.841_621_233_572_914_2,
    0.253_347_103_135_799_7,
    -0.253_347_103_135_799_7,
    -0.841_621_233_572_914_2,
];

/// Most long-term conditions of anybody; the mean is 3 at the oldest.
const MOST_CONDITIONS: u32 = 12;

/// Draws that make one need of one person: whether it is there, severe, hidden.
const LOTS: usize = 3;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const THIRD: f64 = 1.0 / 3.0;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const NINE: f64 = 9.0;

/// A constant of the gamma draw after Marsaglia and Tsang (2000).
const HALF: f64 = 0.5;

#[allow(clippy::too_many_arguments)]
pub(crate) fn registered(
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
        crate::model::engine::clocks::set(rules, &mut people, person, Support::None);
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
    who.wellbeing_usual = (all.wellbeing.usual_level + all.wellbeing.spread * wellbeing_own) as f32;
    who.proneness = need::class_of(wellbeing_own);
    let activation_own = normal(stream);
    let loss = if conditions > 0 { all.activation.condition_loss } else { 0.0 };
    who.activation_usual = (all.activation.usual_level - loss
        + all.activation.spread * activation_own)
        .clamp(activation::LOWEST, activation::HIGHEST) as f32;
    let (mut needs, membership) = start_of_needs(rules, &who, stream);
    let ill = stream.random::<f64>() < illness::share_of_weeks(all, &who);
    let health = if ill { Health::Ill } else { Health::Usual };
    let context: f64 = stream.random();
    let disabled: f64 = stream.random();
    if disabled < p.disabled + p.disabled_per_condition * f64::from(conditions) {
        who.mobility = Mobility::Limited;
    }
    needs.set_crisis(crisis::drawn(crisis::at_start(all, &who, needs), stream.random()));
    for &need in Need::ALL {
        if stream.random::<f64>() < all.start.held[need as usize] && needs.has(need) {
            needs.help(need);
        }
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

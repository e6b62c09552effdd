//! The people of a neighbourhood: margins, traits, usual levels, and the state they start in.

use crate::model::mechanisms::community::place;
use crate::model::mechanisms::people::activation;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::wellbeing;
use rand::RngExt;
use rand_distr::Distribution;

use crate::model::engine::Rules;
use crate::model::engine::clocks;
use crate::model::kinds::{AgeBand, Favoured, Fifth, Need, Resource, Sex, Stage};
use crate::model::mechanisms::poisson;
use crate::model::parameters::Parameters;
use crate::model::random::{Draws, Purpose, Stream, Who, normal_share};
use crate::model::synthesis::advantage::Advantage;
use crate::model::synthesis::normal;
use crate::model::units::{WEEKS_PER_HALF_YEAR, WEEKS_PER_YEAR};
use crate::model::world::{
    BUCKETS, Birthdays, Clocks, Fixed, Gp, Health, Level, Membership, Mobility, Needs, People,
    Practice, Severity, Slow, State, Support, Traits,
};

/// Most long-term conditions of anybody; the mean is 3 at the oldest.
const MOST_CONDITIONS: u32 = 12;

/// Smallest standard deviation of deprivation within a neighbourhood that anything is divided by.
const SMALLEST_SPREAD: f64 = 1e-6;

/// Draws that make one need of one person: whether it is there, severe, hidden.
const LOTS: usize = 3;

/// Occasion of the draw of the week in which birthdays fall, after those of who leaves and who comes.
const BIRTHDAYS: u8 = 1;

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
        generation: vec![0; count],
        entered: vec![i16::MIN; count],
        changed: vec![0; count],
        birthdays: birthdays(count, week, setup),
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
    let by_practice = gps_by_practice(gps, practices.len());
    for person in 0..count {
        let mut stream = setup.stream(Purpose::MakePerson, person as u32, 0);
        let lot: f64 = stream.random::<f64>() * sum;
        let practice = last.partition_point(|&edge| edge <= lot).min(practices.len() - 1);
        let place = area + own[practice] - middle;
        let (who, lots) = make(
            rules,
            practice as u8,
            &by_practice[practice],
            Home::At { area, place },
            &mut stream,
        );
        let made = start(rules, &who, &lots);
        people.needs.push(made.needs);
        people.health.push(made.health);
        people.membership.push(made.membership);
        people.slow.push(made.slow);
        people.context.push(made.context);
        people.fixed.push(who);
    }
    for person in 0..count {
        clocks::set(rules, &mut people, person, Support::None);
    }
    people
}

/// In which week of the year the birthdays of each place fall.
fn birthdays(count: usize, first: i32, setup: Draws) -> Birthdays {
    let draws = setup.week(0);
    let week = |place: usize| {
        let lot = draws.uniform(Purpose::Leave, Who(place as u32), BIRTHDAYS, 0);
        (lot * WEEKS_PER_YEAR) as u8
    };
    Birthdays::new(first, (0..count).map(week).collect())
}

/// GPs of each practice.
pub(crate) fn gps_by_practice(gps: &[Gp], practices: usize) -> Vec<Vec<u16>> {
    let mut by_practice = vec![Vec::new(); practices];
    for (number, gp) in gps.iter().enumerate() {
        by_practice[gp.practice as usize].push(number as u16);
    }
    by_practice
}

/// Somebody new comes to a place of the list that has changed hands, at an age: drawn as everybody was,
/// with nothing known of them yet.
pub(crate) fn come(
    rules: &Rules,
    people: &mut People,
    person: usize,
    gps: &[Vec<u16>],
    age: u8,
    week: i32,
    setup: Draws,
) {
    let (who, lots) = again(rules, people, person, gps, age, setup);
    let made = start(rules, &who, &lots);
    people.settled[person] = week as i16;
    people.needs[person] = made.needs;
    people.health[person] = made.health;
    people.membership[person] = made.membership;
    people.slow[person] = made.slow;
    people.context[person] = made.context;
    people.recent[person] = [0; BUCKETS];
    people.fixed[person] = who;
    clocks::set(rules, people, person, Support::None);
}

/// What a birthday changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Birthday {
    /// The age alone.
    Plain,
    /// What comes with age.
    Band,
    /// The stage of adult life too.
    Stage,
}

/// What it changes for somebody to be a year older.
pub(crate) fn birthday(who: &Fixed) -> Birthday {
    let mut older = *who;
    older.age += 1;
    match (who.adult(), older.adult()) {
        (true, true) if who.stage() != older.stage() => Birthday::Stage,
        (before, after) if before != after || who.band() != older.band() => Birthday::Band,
        _ => Birthday::Plain,
    }
}

/// Somebody is a year older, and nothing comes with it.
pub(crate) fn turn(people: &mut People, person: usize) {
    people.fixed[person].age += 1;
}

/// Somebody whose slow states are settled is a year older, and what comes with age is read again from
/// the draws that made them. Who comes of age has needs and groups from then on.
pub(crate) fn grow(
    rules: &Rules,
    people: &mut People,
    person: usize,
    gps: &[Vec<u16>],
    setup: Draws,
) {
    let before = people.fixed[person];
    let (who, lots) = again(rules, people, person, gps, before.age + 1, setup);
    people.fixed[person] = who;
    if before.adult() || !who.adult() {
        return;
    }
    let made = start(rules, &who, &lots);
    people.needs[person] = made.needs;
    people.membership[person] = made.membership;
    // An illness goes on.
    let health = people.health[person];
    people.slow[person] = at_rest(rules, &who, made.needs, health, made.membership);
}

/// The person of a place as their draws make them at an age.
fn again(
    rules: &Rules,
    people: &People,
    person: usize,
    gps: &[Vec<u16>],
    age: u8,
    setup: Draws,
) -> (Fixed, Lots) {
    let generation = u32::from(people.generation[person]);
    let mut stream = setup.stream(Purpose::MakePerson, person as u32, generation);
    let _practice: f64 = stream.random();
    let now = &people.fixed[person];
    let home = Home::Kept { age, sex: now.sex, fifth: now.fifth, locality: now.locality() };
    make(rules, now.practice, &gps[now.practice as usize], home, &mut stream)
}

/// Where somebody is made.
#[derive(Clone, Copy, Debug)]
enum Home {
    /// Anywhere in a practice as deprived as `place`, in a neighbourhood as deprived as `area`.
    At { area: f64, place: f64 },
    /// In a place of the list, at an age.
    Kept { age: u8, sex: Sex, fifth: Fifth, locality: u8 },
}

/// Draws of the state that somebody starts in.
struct Lots {
    needs: [f64; LOTS * Need::COUNT],
    member: f64,
    ill: f64,
    context: f64,
    crisis: f64,
    held: [f64; Need::COUNT],
}

/// The state that somebody starts in.
struct Made {
    needs: Needs,
    health: Health,
    membership: Membership,
    slow: Slow,
    context: Level,
}

/// Slow states at their targets.
fn at_rest(
    rules: &Rules,
    who: &Fixed,
    needs: Needs,
    health: Health,
    membership: Membership,
) -> Slow {
    let all = &rules.all;
    let state = State {
        wellbeing: wellbeing::target(all, who, needs, health, membership),
        activation: activation::target(all, who, needs, health),
        own: 0.0,
        capital: *rules.settle.levels.of(who, needs, membership),
    };
    debug_assert_eq!(state.capital.len(), Resource::COUNT);
    state.stored()
}

/// Makes a person, with the draws of the state that they start in.
fn make(
    rules: &Rules,
    practice: u8,
    gps: &[u16],
    home: Home,
    stream: &mut Stream,
) -> (Fixed, Lots) {
    let all = &rules.all;
    let p = &all.population;
    let age = age(rules, stream);
    let sex = if stream.random::<f64>() < p.female { Sex::Female } else { Sex::Male };
    let own = normal(stream);
    let within = 1.0 - p.area_variance * (1.0 + p.practice_variance);
    let latent = |place: f64| place + own * libm::sqrt(within.max(0.0));
    let (age, sex, fifth) = match home {
        Home::At { place, .. } => {
            let below = Fifth::EDGES.iter().filter(|&&edge| latent(place) < edge).count();
            (age, sex, Fifth::at(below))
        }
        Home::Kept { age, sex, fifth, .. } => (age, sex, fifth),
    };
    let band = AgeBand::of(age) as usize;
    let d = fifth.gradient();
    let conditions = poisson(stream.random(), p.conditions[band] * libm::exp(p.conditions_tilt * d))
        .min(MOST_CONDITIONS) as u8;
    let [complexity, sociability, affiliation, stigma, attribution, trust, readiness] =
        std::array::from_fn(|_| normal(stream));
    let gp = gps[(stream.random::<f64>() * gps.len() as f64) as usize % gps.len()];
    let (car, tied) = (stream.random(), stream.random());
    let minority = stream.random::<f64>() < p.minority[fifth as usize];
    let frailty = gamma(stream, all.consulting.frailty_shape) as f32;
    let (wellbeing_own, activation_own) = (normal(stream), normal(stream));
    let needs: [f64; LOTS * Need::COUNT] = std::array::from_fn(|_| stream.random());
    let (member, ill, context) = (stream.random(), stream.random(), stream.random());
    let disabled = stream.random();
    let crisis: f64 = stream.random();
    let held = std::array::from_fn(|_| stream.random());
    let advantage = Advantage { deviations: normal(stream), p };
    let lives = normal(stream);
    let locality = match home {
        Home::At { area, place } => locality(all, latent(place) - area, lives),
        Home::Kept { locality, .. } => locality,
    };

    let good = |what, z| advantage.normal(what, z);
    let spread = |mean: f64, z: f64| (mean + p.trait_spread * z).clamp(0.0, 1.0);
    let traits = Traits {
        complexity: spread(
            p.complexity + p.complexity_per_condition * f64::from(conditions),
            -good(Favoured::Simplicity, -complexity),
        ),
        sociability: spread(p.sociability, sociability),
        affiliation: spread(p.affiliation, affiliation),
        stigma: spread(p.stigma, -good(Favoured::Ease, -stigma)),
        attribution: spread(p.attribution, attribution),
        trust: spread(p.trust - p.trait_tilt * d, good(Favoured::Trust, trust)),
        readiness: spread(p.readiness - p.trait_tilt * d, good(Favoured::Readiness, readiness)),
    };
    let mut who = Fixed::new(age, sex, fifth, practice, gp, &traits);
    who.set_advantage(advantage.deviations);
    who.live_in(locality);
    who.conditions = conditions;
    let below = |what, lot, share| advantage.is_below(what, lot, share, &rules.normal);
    who.car = !below(Favoured::Car, car, p.no_car[fifth as usize]);
    let tied_share = match who.stage() {
        _ if !who.adult() => 0.0,
        Stage::Young | Stage::Middle => p.tied_young,
        Stage::Older => p.tied_old,
    };
    who.tied = below(Favoured::Time, tied, tied_share);
    who.minority = minority;
    who.frailty = frailty;
    let satisfaction = good(Favoured::Satisfaction, wellbeing_own);
    who.wellbeing_usual = (all.wellbeing.usual_level + all.wellbeing.spread * satisfaction) as f32;
    who.set_proneness(rules.need.classes.class_of(satisfaction));
    let loss = if conditions > 0 { all.activation.condition_loss } else { 0.0 };
    let usual = all.activation.usual_level - loss - p.activation_tilt * d;
    who.activation_usual = (usual
        + all.activation.spread * good(Favoured::Activation, activation_own))
    .clamp(activation::LOWEST, activation::HIGHEST) as f32;
    let limited = p.disabled + p.disabled_per_condition * f64::from(conditions);
    if below(Favoured::Mobility, disabled, limited) {
        who.mobility = Mobility::Limited;
    }
    (who, Lots { needs, member, ill, context, crisis, held })
}

/// Locality of a place on the list that is so much more deprived than its neighbourhood: by its standing
/// there, as far as poor and rich live apart, and by lot.
fn locality(all: &Parameters, deprived: f64, z: f64) -> u8 {
    let (p, count) = (&all.population, place::count(all));
    let standing = -deprived / libm::sqrt(1.0 - p.area_variance).max(SMALLEST_SPREAD);
    let apart = p.segregation;
    let rank = normal_share(apart * standing + libm::sqrt(1.0 - apart * apart) * z);
    ((rank * count as f64) as usize).min(count - 1) as u8
}

/// The state that somebody starts in, by these draws.
fn start(rules: &Rules, who: &Fixed, lots: &Lots) -> Made {
    let all = &rules.all;
    let (mut needs, membership) = start_of_needs(rules, who, lots);
    let ill = lots.ill < illness::share_of_weeks(all, who.conditions);
    let health = if ill { Health::Ill } else { Health::Usual };
    if who.adult() {
        let chances = crisis::at_start(all, crisis::brought_on(needs));
        needs.set_crisis(crisis::drawn(chances, lots.crisis));
    }
    for &need in Need::ALL {
        if lots.held[need as usize] < all.start.held[need as usize] && needs.has(need) {
            needs.help(need);
        }
    }
    let slow = at_rest(rules, who, needs, health, membership);
    let from = all.start.context - all.start.context_range / 2.0;
    let context = Level::of(from + all.start.context_range * lots.context);
    Made { needs, health, membership, slow, context }
}

/// A gamma draw of mean 1 with this shape, after Marsaglia and Tsang (2000).
fn gamma(stream: &mut Stream, shape: f64) -> f64 {
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

/// An age: its band by weight (all weights zero: the oldest); within the band evenly, and of a living list
/// as people survive.
fn age(rules: &Rules, stream: &mut Stream) -> u8 {
    let living = &rules.living;
    let band = living.bands.as_ref().map_or(AgeBand::COUNT - 1, |bands| bands.sample(stream));
    let lot: f64 = stream.random();
    if living.open {
        return living.age_within(band, lot);
    }
    let (from, to) = (f64::from(AgeBand::EDGES[band]), f64::from(AgeBand::EDGES[band + 1]));
    (from + lot * (to - from)) as u8
}

/// Needs and membership at their stationary distribution. The two shun one another, so they are
/// drawn together: membership first, then each need given it.
fn start_of_needs(rules: &Rules, who: &Fixed, lots: &Lots) -> (Needs, Membership) {
    if !who.adult() {
        return (Needs::default(), Membership::None);
    }
    let tables = &rules.need;
    let member = lots.member < tables.member_share(who);
    let membership = if member { Membership::Member } else { Membership::None };
    let mut needs = Needs::default();
    for &need in Need::ALL {
        let [is, severe, hidden]: [f64; LOTS] =
            std::array::from_fn(|k| lots.needs[LOTS * need as usize + k]);
        if is < tables.share(who, need, membership) {
            let severity = if severe < tables.severe_prevalence(need) {
                Severity::Severe
            } else {
                Severity::Present
            };
            needs.start(need, severity, hidden < rules.all.need.hidden_share[need as usize]);
        }
    }
    (needs, membership)
}

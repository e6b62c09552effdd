//! One week, in order: READ THIS FIRST. The order of the phases is written here and nowhere else.
//!
//!  1. policy         the timeline's parameters; posts and capacities follow
//!  2. turnover       birthdays; who dies or moves away, and who comes
//!  3. need           clocks strike; needs, illness and crises start and end
//!  4. consulting     who asks, what can be given, what happens to the rest
//!  5. referral       recognition, offer, acceptance; usual care; navigators; self-referral
//!  6. waiting        momentum and trust decay; outreach; losses
//!  7. link work      hours, sessions, goals, trust
//!  8. connection     from a goal to a place
//!  9. participation  what peers, services and a place do; what goes on in clients' minds; self-care
//! 10. endings        dependency, returns, advice, the open door; what contacts did to trust
//! 11. feedback       news, belief, buy-in, culture, integration, residents' say, brokerage
//! 12. workforce      targets, what workers feel, stress, exits, vacancies, successors; who pays for them
//! 13. vcs            time taken, places, queues, strain, closing and founding; statutory services; scores
//! 14. renewal        capital, activation and wellbeing, settled in closed form; clocks are set
//! 15. observe        read-only census
//!
//! What one mechanism has for another lies on the desk until the engine has its owner take it: those
//! calls stand where they must, so that whoever looks later in the week sees it.

pub mod census;
pub mod clocks;
#[cfg(feature = "laps")]
pub mod laps;
pub mod settle;
pub mod turnover;

use crate::model::arithmetic::{Rising, logistic};
use crate::model::mechanisms::community::brokerage;
use crate::model::mechanisms::community::commissioner;
use crate::model::mechanisms::community::connection;
use crate::model::mechanisms::community::connection::pointer::Serving;
use crate::model::mechanisms::community::development;
use crate::model::mechanisms::community::elsewhere;
use crate::model::mechanisms::community::feedback;
use crate::model::mechanisms::community::participation;
use crate::model::mechanisms::community::partnership;
use crate::model::mechanisms::community::peers;
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::community::statutory;
use crate::model::mechanisms::community::suits;
use crate::model::mechanisms::community::vcs;
use crate::model::mechanisms::link_work::endings;
use crate::model::mechanisms::link_work::feelings;
use crate::model::mechanisms::link_work::hours;
use crate::model::mechanisms::link_work::posts;
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::link_work::scores;
use crate::model::mechanisms::link_work::sessions;
use crate::model::mechanisms::link_work::targets;
use crate::model::mechanisms::link_work::trust;
use crate::model::mechanisms::link_work::waiting;
use crate::model::mechanisms::link_work::workforce;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::mechanisms::people::living;
use crate::model::mechanisms::people::need;
use crate::model::mechanisms::people::outlook;
use crate::model::mechanisms::people::self_care;
use crate::model::mechanisms::practice::buy_in;
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::practice::consulting;
use crate::model::mechanisms::practice::integration;
use crate::model::mechanisms::practice::navigator;
use crate::model::mechanisms::practice::referral;
use crate::model::mechanisms::practice::referral::Considered;
use crate::model::mechanisms::practice::signposting;
use crate::model::mechanisms::practice::usual_care;
#[cfg(feature = "laps")]
use laps::lap;
use std::sync::Arc;

use crate::model::now::Now;
use crate::model::observe::{Group, Observations};
use crate::model::parameters::Parameters;
use crate::model::random::{Draws, Purpose, WORDS, normal_share, u32_to_unit_f64};
use crate::model::world::{Ledger, Moved, NEVER, People, Request, Support, World};

/// Nothing: what is measured is measured with the feature `laps`.
#[cfg(not(feature = "laps"))]
#[inline]
fn lap(_begins: &'static str) {}

/// Weeks between two looks at a former client's mind; those in touch with the scheme are looked at
/// every week. Slow states are exact at any spacing; only what is drawn in between waits for it.
const FORMER_CLIENTS_EVERY: i32 = 4;

/// People whose columns are read ahead at once.
const AHEAD: usize = 16;

/// Parameters of one stretch of the timeline, with the tables that follow from them.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The parameters.
    pub all: Arc<Parameters>,
    /// The values they were read from, by which two sets are compared.
    values: Arc<[f64]>,
    /// What policy gives each fifth.
    pub policy: policy::Tables,
    /// Births, deaths and moves.
    pub living: living::Tables,
    /// Chances of needs.
    pub need: need::Tables,
    /// Factors by activation.
    pub consulting: consulting::Tables,
    /// Chances by log-odds.
    pub odds: Rising,
    /// Shares of a standard normal distribution.
    pub normal: Rising,
    /// What bounds coming by oneself.
    pub signposting: signposting::Tables,
    /// Clocks that few things decide.
    pub clocks: clocks::Tables,
    /// Decay of slow states.
    pub settle: settle::Tables,
}

impl Rules {
    /// The rules for one set of parameters.
    #[must_use]
    pub fn new(all: Arc<Parameters>, values: &Arc<[f64]>) -> Self {
        let policy = policy::Tables::new(&all);
        let living = living::Tables::new(&all);
        let need = need::Tables::new(&all, &policy, &living);
        let consulting = consulting::Tables::new(&all);
        let signposting = signposting::Tables::new(&all);
        let clocks = clocks::Tables::new(&all);
        let settle = settle::Tables::new(&all);
        let values = values.clone();
        let (odds, normal) = (Rising::new(logistic), Rising::new(normal_share));
        Self {
            all,
            values,
            policy,
            living,
            need,
            consulting,
            odds,
            normal,
            signposting,
            clocks,
            settle,
        }
    }

    /// A week under these rules.
    #[must_use]
    pub fn now(&self, week: i32, setup: Draws) -> Now<'_> {
        let draws = setup.week(week);
        Now { all: &self.all, hardship: &self.policy.hardship, setup, draws, week }
    }

    /// Whether two sets of rules come from the same values, to the bit.
    #[must_use]
    pub fn same_values(&self, other: &Self) -> bool {
        let pairs = || self.values.iter().zip(&*other.values);
        Arc::ptr_eq(&self.values, &other.values) || pairs().all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

/// Brings the world under new rules: everybody is settled under the old ones first.
pub fn change_rules(world: &mut World, old: &Rules, new: &Rules, week: i32, setup: Draws) {
    for person in 0..world.people.len() {
        settle::settle(old, &mut world.people, person, week);
        let support = world.support(person);
        clocks::set(new, &mut world.people, person, support);
    }
    world.desk.settled = (0..world.clients.len()).collect();
    begin(world, new, week, setup);
}

/// Applies what policy and the commissioner fix: posts and the capacity of general practice.
pub fn begin(world: &mut World, rules: &Rules, week: i32, setup: Draws) {
    posts::fund(world, &rules.all, week, setup, false);
    feedback::meet_posts(world, &rules.all, false);
    consulting::capacity::set(world, &rules.all);
}

/// Brings posts to what the commissioner decided this week, if anything.
fn follow_funds(world: &mut World, rules: &Rules, week: i32, setup: Draws) {
    if std::mem::take(&mut world.desk.funds_decided) {
        begin(world, rules, week, setup);
    }
}

/// One week of a neighbourhood.
pub fn week(world: &mut World, rules: &Rules, week: i32, setup: Draws, seen: &mut Observations) {
    let all = &*rules.all;
    let now = rules.now(week, setup);
    world.ledger = Ledger::default();
    seen.open(week);
    world.desk.urgent.clear();

    // 2. turnover
    lap("turnover");
    turnover::step(world, rules, now, seen);
    need::turn(world, now, &rules.need, seen);
    need::mourn(world, now, seen);
    // 3. need
    need_phase(world, rules, now, seen);
    // 4. consulting
    lap("consulting");
    consulting::turn_buckets(world, week);
    consulting::give(world, now, seen);
    // 5. referral
    lap("referral");
    let serving = Serving::new(world);
    referral_phase(world, rules, &serving, now, seen);
    navigator::step(world, &serving, now, seen);
    need::join(world);
    referral::admit(world, now, seen);
    // 6. waiting
    lap("waiting");
    waiting::step(world, now, seen);
    // 7. link work
    lap("link work");
    hours::step(world, now, seen);
    sessions::step(world, now, seen);
    // 8. connection
    lap("connection");
    connection::step(world, now, seen);
    development::note(world);
    // 9. participation
    lap("participation");
    peers::step(world, now);
    usual_care::step(world, now, seen);
    participation::step(world, now, seen);
    need::join(world);
    self_care::step(world, now, seen);
    illness::recover(world);
    outlook::step(world, now, seen);
    // 10. endings
    lap("endings");
    endings::step(world, now);
    trust::step(world, all);
    // 11. feedback
    lap("feedback");
    feedback::step(world, now);
    brokerage::hear(world, all);
    buy_in::step(world, all);
    integration::step(world, all);
    partnership::step(world, all, seen);
    suits::step(world, now);
    brokerage::step(world, all);
    // 12. workforce
    lap("workforce");
    targets::step(world, all);
    role::step(world, all);
    feelings::step(world, all);
    workforce::step(world, now, seen);
    feedback::part(world, all);
    brokerage::part(world);
    complexity::step(world, now, seen);
    workforce::shaken(world, all);
    commissioner::step(world, now);
    follow_funds(world, rules, week, setup);
    // 13. vcs
    lap("vcs");
    elsewhere::step(world, all);
    vcs::step(world, now, &rules.policy, seen);
    development::step(world, now, seen);
    brokerage::meet_new(world, all);
    participation::take_up(world, now, seen);
    statutory::step(world, all, &rules.policy);
    scores::step(world, now);
    // 14. renewal
    lap("renewal");
    renew(world, rules, week);
    world.desk.settled.clear();
    world.lose_touch(week);
    // 15. observe
    lap("observe");
    if seen.census_due() {
        census::take(world, rules, week, seen);
    }
    lap("");
}

/// Needs, illness and crises of those whose clocks struck, and what they ask for.
fn need_phase(world: &mut World, rules: &Rules, now: Now, seen: &mut Observations) {
    let Now { week, draws, .. } = now;
    lap("scan of the clocks");
    clocks::strike(world, draws);
    lap("after the strike");
    // Those in contact with the scheme are settled every week, former clients every four.
    let open = |row: &&usize| world.clients[**row].support() == Support::Open;
    let former = week.rem_euclid(FORMER_CLIENTS_EVERY) as usize..world.clients.len();
    let former = former.step_by(FORMER_CLIENTS_EVERY as usize).filter(|&row| {
        let client = &world.clients[row];
        client.referred != NEVER && !client.gone()
    });
    for row in world.in_touch.iter().filter(open).copied().chain(former) {
        let person = world.clients[row].person;
        settle::settle(rules, &mut world.people, person as usize, week);
        world.desk.touched.push(person);
    }
    // What last week left to be asked for now: retries, disclosures, returns, revisits, talks.
    world.desk.requests.append(&mut world.desk.pending);
    let asked: Vec<u32> = world.desk.requests.iter().map(|request| request.person).collect();
    for person in asked {
        settle::settle(rules, &mut world.people, person as usize, week);
        world.desk.touched.push(person);
    }
    let struck = std::mem::take(&mut world.desk.struck);
    let requests = draws.each(Purpose::Request, &struck, |&(person, _)| (person, 0));
    for (at, ((person, draw), lots)) in requests.enumerate() {
        if at % AHEAD == 0 {
            fetch(&world.people, struck[at..].iter().map(|&(person, _)| person));
        }
        let person = *person as usize;
        settle::settle(rules, &mut world.people, person, week);
        let clocks = world.people.clocks[person];
        let (ill, in_crisis) = (draw[1] < clocks.illness, !draw[1] < clocks.crisis);
        let (need, social) = (draw[2] < clocks.need, draw[3] < clocks.social);
        if ill {
            illness::strike(world, person);
        }
        if in_crisis {
            crisis::move_on(world, person, &rules.all, seen);
        }
        if need {
            need::happen(world, person, now, &rules.need, seen);
        }
        ask(world, rules, person, draw, lots, now, seen);
        if ill || in_crisis || need || social || world.people.client_row(person).is_some() {
            world.desk.touched.push(person as u32);
        } else {
            world.desk.consulted.push(person as u32);
        }
    }
    world.desk.struck = struck;
    let rows =
        world.desk.touched.iter().filter_map(|&person| world.people.client_row(person as usize));
    world.desk.settled.extend(rows);
}

/// What comes of the week's visits: who is recognised may be offered the scheme, told about an organisation
/// directly, and sent to a service.
fn referral_phase(
    world: &mut World,
    rules: &Rules,
    serving: &Serving,
    now: Now,
    seen: &mut Observations,
) {
    let visits = std::mem::take(&mut world.desk.visits);
    let common = referral::Common::new(now.all, world, &rules.odds);
    for (&visit, lots) in now.draws.each(Purpose::Recognise, &visits, Request::occasion) {
        let lot = u32_to_unit_f64(lots[0]);
        let considered = referral::consider(world, visit, lot, &common, now, seen);
        if considered != Considered::Nothing {
            signposting::signpost(world, visit, considered, serving, now, seen);
            usual_care::refer(world, visit, considered, now, seen);
        }
    }
    world.desk.visits = visits;
}

/// What a person asks for this week; a need may take a former client to the link worker's open
/// door, or somebody new to the link worker without a referral, instead of to the practice.
fn ask(
    world: &mut World,
    rules: &Rules,
    person: usize,
    draw: &[u32; WORDS],
    lots: [u32; WORDS],
    now: Now,
    seen: &mut Observations,
) {
    if draw[3] < world.people.clocks[person].social
        && world.people.needs[person].any()
        && (endings::returns_by_open_door(world, person, now, seen)
            || signposting::self_refer(world, person, now, &rules.signposting, seen))
    {
        let medical_only = [draw[0], draw[1], draw[2], u32::MAX];
        consulting::ask(world, person, &medical_only, lots, now, &rules.consulting, seen);
    } else {
        consulting::ask(world, person, draw, lots, now, &rules.consulting, seen);
    }
}

/// Reads the wide columns of the next few people before their turn. Whoever is touched lies anywhere in the
/// list, and each would wait for the memory alone; read side by side, they wait together. Nothing
/// follows from what is read.
fn fetch(people: &People, soon: impl Iterator<Item = u32>) {
    let read = soon.take(AHEAD).fold(0, |read, person| {
        let person = person as usize;
        let (who, clocks) = (&people.fixed[person], &people.clocks[person]);
        let ends = who.frailty.to_bits() ^ u32::from(who.age) ^ clocks.consult ^ clocks.crisis;
        let states = people.needs[person].any() ^ (people.slow[person].own == Moved::default());
        read ^ ends ^ u32::from(states)
    });
    std::hint::black_box(read);
}

/// Sets the clocks of everybody whom this week touched.
fn renew(world: &mut World, rules: &Rules, week: i32) {
    // Somebody may stand in the lists twice, and once is enough: those to whom more has happened go first.
    let mut met = vec![0_u64; world.people.len().div_ceil(u64::BITS as usize)];
    let mut first = |&person: &u32| {
        let (some, bit) = (&mut met[(person / u64::BITS) as usize], 1 << (person % u64::BITS));
        let first = *some & bit == 0;
        *some |= bit;
        first
    };
    let mut touched = std::mem::take(&mut world.desk.touched);
    let mut consulted = std::mem::take(&mut world.desk.consulted);
    touched.retain(&mut first);
    consulted.retain(first);
    for (at, &person) in touched.iter().enumerate() {
        if at % AHEAD == 0 {
            fetch(&world.people, touched[at..].iter().copied());
        }
        let person = person as usize;
        settle::settle(rules, &mut world.people, person, week);
        // Nothing else asks what is open for whom.
        let held = world.people.needs[person].any_held();
        let support = if held { world.support(person) } else { Support::None };
        clocks::set(rules, &mut world.people, person, support);
    }
    for (at, &person) in consulted.iter().enumerate() {
        if at % AHEAD == 0 {
            fetch(&world.people, consulted[at..].iter().copied());
        }
        clocks::set_asking(rules, &mut world.people, person as usize);
    }
    touched.clear();
    consulted.clear();
    world.desk.touched = touched;
    world.desk.consulted = consulted;
}

/// Registered people of a neighbourhood, by group of the observations.
#[must_use]
pub fn people_by_group(world: &World) -> [i64; Group::COUNT] {
    let mut people = [0; Group::COUNT];
    for who in &world.people.fixed {
        people[0] += 1;
        people[1 + who.fifth as usize] += 1;
    }
    people
}

//! What must come out even every week, whatever the parameters: requests, hours, pounds, places,
//! and people on the pathway; and no state leaves its bounds. The scenarios are drawn at random
//! from the plausible ranges of the baseline, half of them from the ends of the ranges only.

use kith::model::engine;
use kith::model::synthesis;
use kith::scenario::names;
use std::collections::BTreeMap;

use crate::common::shipped;
use kith::model::engine::Rules;
use kith::model::kinds::{BudgetLine, Fifth, Pathway};
use kith::model::observe::{Group, M, METRICS, Observations};
use kith::model::parameters::Parameters;
use kith::model::random::{Draws, Purpose, Who};
use kith::model::synthesis::NeighbourhoodNumber;
use kith::model::world::{CareStage, Client, Form, NEVER, Organisation, Place, Post, World};
use kith::scenario::{Scenario, Timeline};
use rayon::prelude::*;

const PEOPLE: u32 = 2_000;
const WEEKS: i32 = 60;
/// Weeks before the first that is measured.
const WARM_UP: i32 = 8;

/// How the values of a random scenario are drawn.
#[derive(Clone, Copy, Debug)]
enum Drawn {
    /// Anywhere in the plausible range.
    Inside,
    /// At one of its two ends.
    AtAnEnd,
    /// Anywhere in what is possible, far beyond what is plausible.
    Possible,
    /// At the ends of what is possible, all together.
    AtTheLast,
    /// Some at the ends of what is possible, the others as they are.
    SomeAtTheLast,
}

/// Values of every parameter within its plausible range, the size of the run apart. In every third
/// case there are very many posts, which workers soon leave, so that much happens among few people.
fn values(baseline: &Scenario, case: u32, drawn: Drawn) -> Vec<f64> {
    let lots = Draws::new(20_261_122, case, 0).week(0);
    let specs = Parameters::specs().iter().zip(&baseline.entries).enumerate();
    specs
        .map(|(number, (spec, entry))| {
            if names::section(&spec.path) == "run" {
                return entry.value;
            }
            match spec.path.as_str() {
                "link_workers.per_50k" if case.is_multiple_of(3) => return 40.0,
                "workforce.leaving_per_year" if case.is_multiple_of(3) => return 3.0,
                "link_work.session_cap" if case.is_multiple_of(4) => return 2.0,
                _ => {}
            }
            let lot = lots.uniform(Purpose::StudyTies, Who(number as u32), 0, 0);
            match drawn {
                Drawn::Inside => entry.low + lot * (entry.high - entry.low),
                Drawn::AtAnEnd if lot < 0.5 => entry.low,
                Drawn::AtAnEnd => entry.high,
                Drawn::Possible => spec.min + lot * (spec.max - spec.min),
                Drawn::AtTheLast if lot < 0.5 => spec.min,
                Drawn::AtTheLast => spec.max,
                Drawn::SomeAtTheLast if lot < 0.25 => spec.min,
                Drawn::SomeAtTheLast if lot < 0.5 => spec.max,
                Drawn::SomeAtTheLast => entry.value,
            }
        })
        .collect()
}

/// A neighbourhood and what it lives under.
struct Run {
    world: World,
    rules: Rules,
    setup: Draws,
    seen: Observations,
    week: i32,
}

impl Run {
    fn new(values: Vec<f64>, seed: u32) -> Self {
        Self::of(values, seed, PEOPLE)
    }

    fn of(values: Vec<f64>, seed: u32, people: u32) -> Self {
        let timeline = Timeline::constant(values);
        let epoch = timeline.at(0);
        let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
        let setup = Draws::new(seed, 0, 0);
        let place = NeighbourhoodNumber { number: 0, of: 1 };
        let mut world =
            synthesis::neighbourhood(&rules, place, people, WEEKS as u32, -WARM_UP, setup);
        engine::begin(&mut world, &rules, -WARM_UP, setup);
        Self { world, rules, setup, seen: Observations::new(WEEKS as usize), week: -WARM_UP }
    }

    fn step(&mut self) {
        engine::week(&mut self.world, &self.rules, self.week, self.setup, &mut self.seen);
        self.week += 1;
    }
}

/// Runs twelve random scenarios, and has a look before and after every week.
fn every_week<B>(before: impl Fn(&World) -> B, after: impl Fn(&Run, &B, &str)) {
    let baseline = shipped("baseline");
    for case in 0..12 {
        let drawn = if case % 2 == 0 { Drawn::Inside } else { Drawn::AtAnEnd };
        let mut run = Run::new(values(&baseline, case, drawn), case);
        while run.week < WEEKS {
            let was = before(&run.world);
            let at = format!("case {case} ({drawn:?}), week {}", run.week);
            run.step();
            after(&run, &was, &at);
        }
    }
}

/// Equal but for the rounding of sums.
fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn every_request_is_met_or_not_and_every_unmet_one_goes_somewhere() {
    let put_off = |world: &World| world.desk.pending.len() as u64;
    every_week(put_off, |run, &put_off, at| {
        let ledger = &run.world.ledger;
        assert_eq!(ledger.requests, ledger.visits + ledger.unmet, "{at}");
        assert_eq!(ledger.unmet, ledger.retried + ledger.urgent + ledger.given_up, "{at}");
        // What people who have left the list had put off, nobody asks for.
        let kept = put_off - ledger.lapsed;
        assert!(ledger.requests >= kept, "{at}: a request put off is lost");
        assert!(run.world.desk.requests.is_empty(), "{at}: every request is settled in its week");
        let next = run.world.desk.pending.len() as u64;
        assert!(next >= ledger.retried, "{at}: what is tried again comes next week");
    });
}

#[test]
fn hours_of_patients_are_used_or_left_and_never_lost() {
    let owed = |world: &World| -> f64 {
        let filled = |number: usize| world.posts[number].worker().is_some();
        let promised = world.desk.promised.iter().filter(|(number, _)| filled(*number));
        let owed = (0..world.posts.len()).filter(|&number| filled(number));
        owed.map(|number| world.posts[number].owed).sum::<f64>()
            + promised.map(|(_, hours)| hours).sum::<f64>()
    };
    every_week(owed, |run, &owed, at| {
        let ledger = &run.world.ledger;
        assert!(equal(ledger.hours_owed_before, owed), "{at}: {ledger:?}, and {owed} owed");
        let before = ledger.hours_owed_before + ledger.hours_worked;
        let after = ledger.hours_used + ledger.hours_owed_after;
        assert!(equal(before, after), "{at}: {before} and {after}");
        let there: f64 = run.world.posts.iter().map(|post| post.hours.patients).sum();
        assert!(ledger.hours_used <= there + 1e-9, "{at}: more hours used than there are");
        let paid: f64 = run.world.posts.iter().map(|post| post.hours.total()).sum();
        assert!(equal(ledger.hours_paid, paid), "{at}: {paid} hours, {} paid", ledger.hours_paid);
    });
}

#[test]
fn pounds_are_the_sum_of_their_lines_and_of_the_fifths_to_the_penny() {
    every_week(
        |_| (),
        |run, (), at| {
            let Ok(week) = usize::try_from(run.week - 1) else { return };
            let pence = &run.world.ledger.pence;
            assert!(pence.iter().flatten().all(|&pence| pence >= 0), "{at}");
            let seen = |metric, group| run.seen.pence(metric, group, week..week + 1);
            for &line in BudgetLine::ALL {
                let spent = pence[line as usize];
                let metric = M::spending(line);
                let sum: i64 = spent.iter().sum();
                assert_eq!(seen(metric, Group::All), sum, "{at}: {}", line.label());
                for (&fifth, pence) in Fifth::ALL.iter().zip(spent) {
                    assert_eq!(seen(metric, Group::Only(fifth)), pence, "{at}: {}", line.label());
                }
            }
            let sum: i64 = pence.iter().flatten().sum();
            assert_eq!(seen(M::CostAll, Group::All), sum, "{at}");
            for metric in [M::CostAll, M::CostGp, M::CostUrgent] {
                let fifths: i64 =
                    Fifth::ALL.iter().map(|&fifth| seen(metric, Group::Only(fifth))).sum();
                assert_eq!(seen(metric, Group::All), fifths, "{at}: {}", metric.metric().name);
            }
        },
    );
}

#[test]
fn every_place_in_use_and_in_a_queue_has_one_client() {
    every_week(
        |_| (),
        |run, (), at| {
            let world = &run.world;
            let mut attend = vec![0; world.organisations.len()];
            let mut queue = vec![0; world.organisations.len()];
            let mut services = vec![0; world.services.len()];
            for client in &world.clients {
                match client.place {
                    Place::None => {}
                    Place::Attend { organisation, .. } => attend[organisation as usize] += 1,
                    Place::Queue { organisation, .. } => queue[organisation as usize] += 1,
                    Place::ServiceQueue { service, .. } | Place::ServiceUse { service, .. } => {
                        services[service as usize] += 1;
                    }
                }
            }
            let counted = |of: fn(&Organisation) -> u32| -> Vec<u32> {
                world.organisations.iter().map(of).collect()
            };
            assert_eq!(counted(|host| host.clients), attend, "{at}: clients attending");
            assert_eq!(counted(|host| host.client_queue), queue, "{at}: clients queueing");
            let counted: Vec<u32> = world.services.iter().map(|service| service.clients).collect();
            assert_eq!(counted, services, "{at}: clients of services");
            let mut used = vec![0; world.services.len()];
            for client in &world.clients {
                if let Place::ServiceUse { service, .. } = client.place {
                    used[service as usize] += 1;
                }
            }
            for (&person, care) in &world.care {
                used[care.service as usize] += u32::from(care.stage == CareStage::Seen);
                let row = world.people.client_row(person as usize);
                let place = row.map_or(Place::None, |row| world.clients[row].place);
                let twice = matches!(place, Place::ServiceQueue { .. } | Place::ServiceUse { .. });
                assert!(!twice, "{at}: person {person} is with two services");
            }
            let counted: Vec<u32> = world.services.iter().map(|service| service.seen).collect();
            assert_eq!(counted, used, "{at}: places of services in use");
        },
    );
}

#[test]
fn everybody_on_a_list_or_caseload_has_a_post_and_one_row() {
    every_week(
        |_| (),
        |run, (), at| {
            let world = &run.world;
            let (gone, here): (Vec<&Client>, Vec<&Client>) =
                world.clients.iter().partition(|client| client.gone());
            for client in gone {
                // The row is kept, and nobody points to it.
                let number = world.people.client_row(client.person as usize);
                let other = number.map(|number| &world.clients[number]);
                assert!(other.is_none_or(|other| !other.gone()), "{at}: {client:?}");
                let closed = (client.pathway, client.place, client.due);
                assert_eq!(closed, (Pathway::OffList, Place::None, NEVER), "{at}");
            }
            for client in here {
                assert_ne!(client.pathway, Pathway::OffList, "{at}");
                if client.pathway == Pathway::Waiting || client.pathway.on_caseload() {
                    assert!((client.post as usize) < world.posts.len(), "{at}: {client:?}");
                }
                assert_eq!(
                    world
                        .people
                        .client_row(client.person as usize)
                        .map(|row| &world.clients[row])
                        .map(|row| row.person),
                    Some(client.person),
                    "{at}: the person of a row has another row"
                );
            }
        },
    );
}

#[test]
fn the_list_of_clients_in_touch_holds_all_with_whom_something_goes_on_and_nobody_else() {
    every_week(
        |_| (),
        |run, (), at| {
            let clients = run.world.clients.iter().enumerate();
            let wanted = clients.filter(|(_, client)| client.in_touch(run.week - 1));
            let wanted: Vec<usize> = wanted.map(|(row, _)| row).collect();
            assert_eq!(run.world.in_touch, wanted, "{at}");
        },
    );
}

/// How many people stand in each place of the pathway.
fn standing(world: &World) -> BTreeMap<Pathway, i64> {
    let mut standing: BTreeMap<Pathway, i64> =
        Pathway::ALL.iter().map(|&place| (place, 0)).collect();
    for person in 0..world.people.len() {
        let row = world.people.client_row(person);
        let place = row.map_or(Pathway::NotReferred, |row| world.clients[row].pathway);
        *standing.entry(place).or_default() += 1;
    }
    standing
}

#[test]
fn people_arrive_in_a_place_of_the_pathway_and_leave_it_and_are_never_lost() {
    let baseline = shipped("baseline");
    for case in 0..12 {
        let drawn = if case % 2 == 0 { Drawn::Inside } else { Drawn::AtAnEnd };
        let mut run = Run::new(values(&baseline, case, drawn), case);
        while run.week < 0 {
            run.step();
        }
        let start = standing(&run.world);
        while run.week < WEEKS {
            run.step();
            let now = standing(&run.world);
            for &place in Pathway::ALL {
                let moves = |from, to| run.seen.transitions(from, to);
                let arrived: i64 = Pathway::ALL.iter().map(|&from| moves(from, place)).sum();
                let left: i64 = Pathway::ALL.iter().map(|&to| moves(place, to)).sum();
                assert_eq!(
                    now[&place] - start[&place],
                    arrived - left,
                    "case {case} ({drawn:?}), week {}, {}",
                    run.week,
                    place.label()
                );
            }
        }
    }
}

#[test]
fn nobody_joins_a_waiting_list_twice() {
    every_week(
        |_| (),
        |run, (), at| {
            let twice = run.seen.transitions(Pathway::Waiting, Pathway::Waiting);
            assert_eq!(twice, 0, "{at}");
            for &place in Pathway::ALL.iter().filter(|place| place.on_caseload()) {
                let moved = run.seen.transitions(place, Pathway::Waiting);
                assert_eq!(moved, 0, "{at}: from {}", place.label());
            }
        },
    );
}

fn share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

fn from_zero(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

/// Fails for the first value that is out of bounds, and says which.
fn assert_all(at: &str, whose: &str, within: fn(f64) -> bool, values: &[(&str, f64)]) {
    for &(name, value) in values {
        assert!(within(value), "{at}: {name} of {whose} is {value}");
    }
}

fn check_client(at: &str, row: usize, client: &Client) {
    let whose = format!("client {row}");
    assert_all(
        at,
        &whose,
        share,
        &[
            ("buy-in", client.buy_in),
            ("trust in the GP", client.trust_gp),
            ("trust in the worker", client.trust_worker),
            ("trust in organisations", client.trust_vcs),
            ("expectation gap", client.expectation_gap),
            ("momentum", client.momentum),
            ("hope", client.hope),
            ("confidence", client.confidence),
            ("dependency", client.dependency),
            ("plan fit", client.plan_fit),
            ("readiness", client.mind.readiness),
            ("motivation", client.mind.motivation),
            ("mental load", client.mind.load),
            ("legitimacy of help", client.mind.legitimacy),
            ("rumination", client.mind.rumination),
            ("ties with family and friends", client.mind.family),
            ("likeness of peers", client.likeness),
            ("background", client.background),
        ],
    );
    for behaviour in [client.behaviour, client.entry_behaviour] {
        assert!(behaviour.is_nan() || share(behaviour), "{at}: behaviour {behaviour} of {whose}");
    }
    if client.first_contact == NEVER {
        let scored = client.last_form != Form::default();
        assert!(!scored, "{at}: a last score of {whose} before the first contact");
    } else {
        let activation = client.entry_activation;
        assert!((0.0..=100.0).contains(&activation), "{at}: activation {activation} of {whose}");
    }
    for form in [client.first_form, client.last_form] {
        let scores = [
            (form.life_satisfaction, 0..=10),
            (form.loneliness, 3..=9),
            (form.activation, 0..=100),
            (form.wellbeing, 7..=35),
        ];
        let sound = scores.iter().all(|(score, scale)| score.is_none_or(|n| scale.contains(&n)));
        assert!(sound, "{at}: scores {form:?} of {whose}");
    }
}

fn check_post(at: &str, number: usize, post: &Post) {
    let whose = format!("post {number}");
    let hours = &post.hours;
    assert_all(
        at,
        &whose,
        from_zero,
        &[
            ("full time", post.full_time),
            ("hours with patients", hours.patients),
            ("hours of networking", hours.networking),
            ("hours of checking", hours.checking),
            ("hours of development", hours.development),
            ("hours of promotion", hours.promotion),
            ("hours of administration", hours.administration),
            ("hours of feedback", hours.feedback),
            ("hours of training", hours.training),
            ("hours of travel", hours.travel),
            ("hours used", post.used),
            ("hours owed", post.owed),
            ("load", post.load),
            ("successes", post.success),
            ("people taken on", post.intake),
        ],
    );
    assert!(share(post.volume_gap), "{at}: volume gap {} of {whose}", post.volume_gap);
    for &known in post.ties.iter().chain(&post.directory) {
        assert!(share(known), "{at}: a tie or an entry of the directory of {whose} is {known}");
    }
    if let Some(worker) = post.worker() {
        assert_all(
            at,
            &whose,
            share,
            &[
                ("skill", worker.skill),
                ("empathy", worker.empathy),
                ("vocation", worker.vocation),
                ("mental health", worker.mental_health),
                ("welfare", worker.welfare),
                ("proactivity", worker.proactivity),
                ("boundary", worker.boundary),
                ("confidence", worker.confidence),
                ("stress", worker.stress),
                ("fulfilment", worker.fulfilment),
                ("fairness", worker.fairness),
                ("clarity", worker.clarity),
                ("creep", worker.creep),
                ("risk", worker.risk),
                ("limits", worker.limits),
                ("identity", worker.identity),
                ("resilience", worker.resilience),
                ("discrepancy", worker.discrepancy),
            ],
        );
        for &known in &worker.knowledge {
            assert!(share(known), "{at}: knowledge of the worker in {whose} is {known}");
        }
    }
}

fn check_organisation(at: &str, number: usize, host: &Organisation) {
    let whose = format!("organisation {number}");
    assert_all(
        at,
        &whose,
        share,
        &[
            ("travel", host.travel),
            ("cultural fit", host.cultural_fit),
            ("leader", host.leader),
            ("training", host.training),
            ("strain", host.strain),
            ("buy-in", host.buy_in),
            ("value", host.valued),
            ("unfitting referrals", host.unfitting),
            ("adapted", host.adapted),
            ("mix of members", host.mixed),
            ("trust in practices", host.trust_gp),
            ("reach", host.reach),
        ],
    );
    assert_all(
        at,
        &whose,
        from_zero,
        &[("places", host.places), ("pull", host.pull), ("fee", host.fee)],
    );
    assert!(host.capacity < 100_000, "{at}: {} places at {whose}", host.capacity);
    if !host.open() {
        assert_eq!((host.visitors, host.queue), (0, 0), "{at}: visitors of closed {whose}");
    }
}

/// Fails for the first state of a neighbourhood that is out of bounds.
fn check_world(run: &Run, at: &str) {
    let world = &run.world;
    let scheme = &world.scheme;
    assert_all(
        at,
        "the scheme",
        share,
        &[("trust", scheme.trust), ("learning", scheme.learning), ("gaming", scheme.gaming)],
    );
    for (row, client) in world.clients.iter().enumerate() {
        check_client(at, row, client);
    }
    for (number, post) in world.posts.iter().enumerate() {
        check_post(at, number, post);
    }
    for (number, host) in world.organisations.iter().enumerate() {
        check_organisation(at, number, host);
    }
    for (number, gp) in world.gps.iter().enumerate() {
        let whose = format!("GP {number}");
        let states = [
            ("buy-in", gp.buy_in),
            ("trust in organisations", gp.trust_vcs),
            ("knowledge", gp.knowledge),
            ("frustration", gp.frustration),
            ("skill", gp.skill),
            ("holism", gp.holism),
        ];
        assert_all(at, &whose, share, &states);
        assert!(gp.belief.iter().copied().all(share), "{at}: {:?} of {whose}", gp.belief);
    }
    for (number, practice) in world.practices.iter().enumerate() {
        let whose = format!("practice {number}");
        let integration = &practice.integration;
        let states = [
            ("culture", practice.culture),
            ("champion", practice.champion),
            ("visibility", practice.visibility),
            ("ease", practice.ease),
            ("accommodation", practice.accommodation),
            ("clarity of navigators", practice.navigator_clarity),
            ("framing", practice.framing),
            ("buy-in of staff", practice.staff_buy_in),
            ("power", integration.power),
            ("identity", integration.identity),
            ("effect", integration.effect),
            ("infrastructure", integration.infrastructure),
        ];
        assert_all(at, &whose, share, &states);
        let states = [
            ("workload", practice.workload),
            ("news", practice.news),
            ("wait", practice.wait),
            ("capacity of GPs", practice.gp_capacity),
            ("capacity of others", practice.other_capacity),
        ];
        assert_all(at, &whose, from_zero, &states);
    }
    let states = [("directory", world.directory), ("open door", world.open_door)];
    assert_all(at, "the neighbourhood", share, &states);
    assert!(world.gaps.iter().copied().all(from_zero), "{at}: gaps {:?}", world.gaps);
    for (number, service) in world.services.iter().enumerate() {
        assert!(from_zero(service.wait), "{at}: service {number} waits {}", service.wait);
        assert!(from_zero(service.arrivals), "{at}: service {number} joined {}", service.arrivals);
    }
    // Wellbeing, activation and capital are stored as shares and cannot leave their bounds;
    // what they are computed from can.
    for (person, who) in world.people.fixed.iter().enumerate() {
        let state = engine::settle::state_at(&run.rules, &world.people, person, run.week);
        let whose = format!("person {person}");
        assert!((0.0..=10.0).contains(&state.wellbeing), "{at}: {state:?} of {whose}");
        assert!((0.0..=100.0).contains(&state.activation), "{at}: {state:?} of {whose}");
        assert!(state.capital.into_iter().all(share), "{at}: {state:?} of {whose}");
        assert!(from_zero(f64::from(who.frailty)), "{at}: frailty of {whose}");
    }
}

#[test]
fn every_state_stays_in_its_bounds() {
    every_week(|_| (), |run, (), at| check_world(run, at));
}

#[test]
fn no_possible_value_of_any_parameter_leads_out_of_bounds() {
    // Each parameter by itself at the ends of what is possible, far beyond what is plausible.
    let baseline = shipped("baseline");
    let start: Vec<f64> = baseline.entries.iter().map(|entry| entry.value).collect();
    let specs: Vec<_> = Parameters::specs().iter().enumerate().collect();
    specs.into_par_iter().for_each(|(number, spec)| {
        if names::section(&spec.path) == "run" {
            return;
        }
        for value in [spec.min, spec.max] {
            let mut values = start.clone();
            values[number] = value;
            let mut run = Run::of(values, 1, 500);
            while run.week < 12 {
                run.step();
            }
            check_world(&run, &format!("{} = {value}", spec.path));
        }
    });
}

#[test]
fn no_possible_values_together_lead_out_of_bounds_or_overflow() {
    // What is possible by itself can be too much together: a wait is a product of four parameters.
    // Whole numbers are checked for overflow here as in a release.
    const CASES: u32 = 150;
    let baseline = shipped("baseline");
    let wrong: Vec<String> = (0..CASES)
        .into_par_iter()
        .filter_map(|case| {
            let drawn = match case % 3 {
                0 => Drawn::AtTheLast,
                1 => Drawn::SomeAtTheLast,
                _ => Drawn::Possible,
            };
            let values = values(&baseline, case, drawn);
            // Some long enough for what is counted in a byte.
            let weeks = if case < 6 { 320 } else { 24 };
            let run = std::panic::catch_unwind(|| {
                let mut run = Run::of(values, case, 400);
                while run.week < weeks {
                    run.step();
                    check_world(&run, &format!("week {}", run.week));
                }
                check_seen(&run);
            });
            let message = |said: Box<dyn std::any::Any + Send>| {
                let text = said.downcast_ref::<String>().cloned();
                text.or_else(|| said.downcast_ref::<&str>().map(|&text| text.to_owned()))
            };
            Some(format!("case {case} ({drawn:?}): {}", message(run.err()?).unwrap_or_default()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fails for the first metric that is no finite number.
fn check_seen(run: &Run) {
    for (&metric, listed) in M::ALL.iter().zip(METRICS) {
        for &group in listed.by.groups() {
            let value = run.seen.value_over(metric, group, 0..WEEKS as usize);
            assert!(value.is_none_or(f64::is_finite), "{} is {value:?}", listed.name);
        }
    }
}

#[test]
fn random_scenarios_reach_every_corner_of_the_pathway() {
    // Else the tests above would assert little.
    let baseline = shipped("baseline");
    let mut arrived: BTreeMap<Pathway, i64> = BTreeMap::new();
    for case in 0..24 {
        let drawn = if case % 2 == 0 { Drawn::Inside } else { Drawn::AtAnEnd };
        let mut run = Run::new(values(&baseline, case, drawn), case);
        while run.week < WEEKS {
            run.step();
        }
        for (&from, &to) in
            Pathway::ALL.iter().flat_map(|from| Pathway::ALL.iter().map(move |to| (from, to)))
        {
            *arrived.entry(to).or_default() += run.seen.transitions(from, to);
        }
    }
    for (place, people) in arrived {
        let wanted = i64::from(place != Pathway::NotReferred);
        assert!(people >= wanted, "{people} people arrived at {}", place.label());
    }
}

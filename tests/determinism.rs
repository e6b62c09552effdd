//! The same run is the same to the bit: at any number of threads, beside any other arm, until the
//! week in which its rules differ. And draws belong to addresses, so that one more person, or one
//! more decision, moves nobody else's.

use crate::common::{overlay, run, run_alone, shipped, small};
use kith::model::engine;
use kith::model::engine::Rules;
use kith::model::engine::clocks;
use kith::model::mechanisms::people::living::CIRCLE;
use kith::model::observe::{Breakdown, Group, M, Observations};
use kith::model::random::{Draws, Purpose, Who};
use kith::model::synthesis;
use kith::model::synthesis::NeighbourhoodNumber;
use kith::model::world::World;
use kith::runs::{Replicate, RunSize};
use kith::scenario::Scenario;
use rand::Rng;
use rand_philox::philox4x32_10;

fn at_threads(threads: usize, scenario: &Scenario, plan: &RunSize) -> Vec<Replicate> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    pool.install(|| run_alone(scenario, plan))
}

/// The first value, metric by metric and group by group, in which two runs differ within a span of
/// weeks.
fn first_difference(
    a: &Observations,
    b: &Observations,
    weeks: std::ops::Range<usize>,
) -> Option<String> {
    M::ALL.iter().find_map(|&metric| {
        let groups = match metric.metric().by {
            Breakdown::Total => &Group::EVERY[..1],
            Breakdown::Fifths => &Group::EVERY[..],
        };
        groups.iter().find_map(|&group| {
            a.weeks_of(metric).filter(|week| weeks.contains(week)).find_map(|week| {
                let (x, y) = (a.value(metric, group, week), b.value(metric, group, week));
                (x.map(f64::to_bits) != y.map(f64::to_bits)).then(|| {
                    let name = metric.metric().name;
                    format!("{name}, {}, week {week}: {x:?} and {y:?}", group.label())
                })
            })
        })
    })
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    // A scenario that changes with time, in cells that finish in any order.
    let scenario = shipped("austerity");
    let plan = RunSize { neighbourhoods: 2, ..small(2_000, 80, 3) };
    let alone = at_threads(1, &scenario, &plan);
    assert_eq!(alone.len(), 3);
    for threads in [2, 3, 8] {
        assert!(at_threads(threads, &scenario, &plan) == alone, "{threads} threads differ from 1");
    }
}

#[test]
fn replicates_and_seeds_differ() {
    let scenario = shipped("baseline");
    let plan = small(2_000, 8, 2);
    let first = run_alone(&scenario, &plan);
    let other = run_alone(&scenario, &RunSize { seed: 2, ..plan });
    assert!(first[0].observations != first[1].observations, "two replicates are the same");
    assert!(first[0].observations != other[0].observations, "two seeds are the same");
}

#[test]
fn arms_with_equal_timelines_are_equal_to_the_bit() {
    let plan = small(2_000, 60, 2);
    let (one, two) = (shipped("baseline"), shipped("baseline"));
    let arms = run(&[&one.timeline, &two.timeline], &plan);
    assert!(arms[0] == arms[1], "two equal arms differ");
}

#[test]
fn an_arm_is_the_same_beside_others_as_alone() {
    // Turnover and waiting lists leave the baseline in week 52, austerity step by step.
    let plan = small(2_000, 70, 1);
    let names = ["baseline", "staff_turnover", "no_social_prescribing", "austerity"];
    let scenarios = names.map(shipped);
    let timelines: Vec<_> = scenarios.iter().map(|scenario| &scenario.timeline).collect();
    let together = run(&timelines, &plan);
    for (name, (scenario, beside)) in names.iter().zip(scenarios.iter().zip(&together)) {
        assert!(run_alone(scenario, &plan) == *beside, "{name} differs beside other arms");
    }
    assert!(together[0] != together[1], "the turnover does nothing");
}

#[test]
fn a_late_lever_changes_nothing_before_its_week_and_something_after() {
    let plan = small(3_000, 60, 1);
    let before = run_alone(&shipped("baseline"), &plan).remove(0).observations;
    let levers = [
        "set.\"link_workers.per_50k\" = 8",
        "set.\"referral.open\" = 0",
        "set.\"vcs.grants_level\" = 0.5",
        "set.\"policy.austerity\" = 1",
        "set.\"workforce.leaving_per_year\" = 4",
        "set.\"navigator.coverage\" = 1",
        "scale.\"consulting.capacity_level\" = 0.8",
    ];
    for lever in levers {
        let scenario = overlay(&format!("[[schedule]]\nfrom = 40\n{lever}"));
        let after = run_alone(&scenario, &plan).remove(0).observations;
        assert_eq!(first_difference(&before, &after, 0..40), None, "{lever} acts too early");
        let late = first_difference(&before, &after, 40..60);
        assert!(late.is_some(), "{lever} does nothing");
    }
}

fn neighbourhood(scenario: &Scenario, people: u32) -> World {
    let epoch = scenario.timeline.at(0);
    let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
    let place = NeighbourhoodNumber { number: 0, of: 1 };
    synthesis::neighbourhood(&rules, place, people, 52, -26, Draws::new(1, 0, 0))
}

#[test]
fn one_more_person_changes_nobody_else_when_made() {
    // In one practice, whose edges do not move with its size.
    let scenario = shipped("baseline");
    let (few, many) = (neighbourhood(&scenario, 2_000), neighbourhood(&scenario, 2_001));
    assert_eq!((few.people.len(), many.people.len()), (2_000, 2_001));
    assert_eq!((few.practices.len(), few.gps.len()), (many.practices.len(), many.gps.len()));
    for person in 0..few.people.len() {
        let (a, b) = (&few.people, &many.people);
        // Every number of a person that does not change, printed to the last digit.
        let fixed = |world: &World| format!("{:?}", world.people.fixed[person]);
        assert_eq!(fixed(&few), fixed(&many), "person {person}");
        assert_eq!(a.needs[person], b.needs[person], "needs of person {person}");
        assert_eq!(a.health[person], b.health[person], "health of person {person}");
        assert_eq!(a.membership[person], b.membership[person], "membership of person {person}");
        assert_eq!(a.slow[person], b.slow[person], "slow states of person {person}");
        assert_eq!(a.context[person], b.context[person], "context of person {person}");
        assert_eq!(a.clocks[person], b.clocks[person], "clocks of person {person}");
    }
}

#[test]
fn one_more_person_among_several_practices_moves_only_who_lives_at_their_edges() {
    let scenario = shipped("baseline");
    let (few, many) = (neighbourhood(&scenario, 40_000), neighbourhood(&scenario, 40_001));
    assert!(few.practices.len() > 2, "{} practices", few.practices.len());
    assert_eq!((few.practices.len(), few.gps.len()), (many.practices.len(), many.gps.len()));
    let person = |world: &World, person: usize| format!("{:?}", world.people.fixed[person]);
    let differ = (0..few.people.len()).filter(|&at| person(&few, at) != person(&many, at));
    let (moved, others): (Vec<usize>, Vec<usize>) =
        differ.partition(|&at| few.people.fixed[at].practice != many.people.fixed[at].practice);
    assert_eq!(others, Vec::<usize>::new(), "people who stay in their practice are others");
    assert!(moved.len() < 10, "{} people are in another practice", moved.len());
}

#[test]
fn one_more_person_strikes_nobody_elses_clock() {
    let scenario = shipped("baseline");
    let struck = |people: u32| {
        let mut world = neighbourhood(&scenario, people);
        clocks::strike(&mut world, Draws::new(1, 0, 0).week(3));
        world.desk.struck
    };
    let (few, mut many) = (struck(2_000), struck(2_001));
    many.retain(|&(person, _)| person < 2_000);
    assert!(few.len() > 20, "hardly a clock strikes");
    assert_eq!(few, many);
}

#[test]
fn one_more_place_changes_nobody_elses_birth_death_or_move() {
    // Without help of any kind, so that nobody's needs hang on what others use.
    let scenario = overlay(
        "[set]\n\"referral.open\" = 0\n\"referral.self_referral_share\" = 0\n\
         \"navigator.coverage\" = 0\n\"referral.signposted_share\" = 0",
    );
    let epoch = scenario.timeline.at(0);
    let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
    let setup = Draws::new(1, 0, 0);
    let after = |people: u32| {
        let mut world = neighbourhood(&scenario, people);
        engine::begin(&mut world, &rules, -26, setup);
        let mut seen = Observations::new(0);
        for week in -26..104 {
            engine::week(&mut world, &rules, week, setup, &mut seen);
        }
        world
    };
    let (few, many) = (after(2_000), after(2_001));
    let left = few.people.generation.iter().filter(|&&generation| generation > 0).count();
    assert!((300..800).contains(&left), "{left} places have changed hands");
    // Only those of the last circle have one more to mourn.
    for person in 0..few.people.len() / CIRCLE * CIRCLE {
        let (a, b) = (&few.people, &many.people);
        let fixed = |world: &World| format!("{:?}", world.people.fixed[person]);
        assert_eq!(a.generation[person], b.generation[person], "person {person}");
        assert_eq!(fixed(&few), fixed(&many), "person {person}");
        assert_eq!(a.needs[person], b.needs[person], "needs of person {person}");
        assert_eq!(a.health[person], b.health[person], "health of person {person}");
        assert_eq!(a.membership[person], b.membership[person], "membership of person {person}");
    }
}

#[test]
fn no_scheme_changes_who_is_born_dies_or_moves() {
    let plan = small(5_000, 104, 1);
    let [with, without] = ["baseline", "no_social_prescribing"].map(shipped);
    let arms = run(&[&with.timeline, &without.timeline], &plan);
    let flows = |arm: usize| {
        [M::Births, M::Deaths, M::MovesIn, M::MovesOut, M::MeanAge].map(|metric| {
            let seen = &arms[arm][0].observations;
            let weeks = seen.weeks_of(metric);
            weeks.map(|week| seen.value(metric, Group::All, week)).collect::<Vec<_>>()
        })
    };
    assert_eq!(flows(0), flows(1));
    assert!(flows(0)[1].iter().flatten().sum::<f64>() > 0.0, "nobody dies");
}

#[test]
fn in_a_closed_list_nobody_is_born_dies_moves_or_ages() {
    let scenario = overlay("[set]\n\"living.open\" = 0");
    let seen = run_alone(&scenario, &small(2_000, 104, 1)).remove(0).observations;
    let metrics = [M::Births, M::Deaths, M::MovesIn, M::MovesOut, M::Bereaved];
    for metric in metrics {
        let value = seen.value_over(metric, Group::All, 0..104).expect("observed");
        assert!(value.abs() < f64::EPSILON, "{} is {value}", metric.metric().name);
    }
    let age = |week| seen.value(M::MeanAge, Group::All, week).expect("observed");
    assert!((age(0) - age(100)).abs() < f64::EPSILON);
}

#[test]
fn the_clocks_made_in_one_go_are_everybodys_own_draws() {
    let mut world = neighbourhood(&shipped("baseline"), 5_000);
    let draws = Draws::new(1, 0, 0).week(7);
    clocks::strike(&mut world, draws);
    assert!(world.desk.struck.iter().any(|&(person, _)| person > 4_096));
    for (person, words) in &world.desk.struck {
        assert_eq!(*words, draws.words(Purpose::Clocks, Who(*person), 0, 0), "person {person}");
    }
}

#[test]
fn measuring_changes_nothing() {
    // The same weeks with a census every four of them, and as a warm-up, which is not measured.
    let scenario = shipped("baseline");
    let epoch = scenario.timeline.at(0);
    let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
    let setup = Draws::new(1, 0, 0);
    let weeks_seen = |weeks: usize| {
        let mut world = neighbourhood(&scenario, 2_000);
        engine::begin(&mut world, &rules, 0, setup);
        let mut seen = Observations::new(weeks);
        for week in 0..30 {
            engine::week(&mut world, &rules, week, setup, &mut seen);
        }
        world
    };
    let (measured, unmeasured) = (weeks_seen(30), weeks_seen(0));
    assert_eq!(format!("{measured:?}"), format!("{unmeasured:?}"));
}

#[test]
fn the_generator_gives_the_published_answers() {
    // Known answers of philox4x32-10 from the Random123 distribution (Salmon et al. 2011).
    let pi = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344];
    let cases = [
        ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
    ];
    for (counter, key, answer) in cases {
        assert_eq!(philox4x32_10(counter, key), answer);
    }
}

/// An address: seed, replicate, neighbourhood, week, purpose, who, occasion, other party.
type Address = (u32, u32, u32, i32, Purpose, u32, u8, u32);

#[test]
fn twenty_addresses_keep_their_draws() {
    // If one of these changes, so does every result: say why in the commit and in CHANGELOG.md.
    let vectors: [(Address, [u32; 4]); 20] = [
        (
            (1, 0, 0, 0, Purpose::Clocks, 0, 0, 0),
            [0xe3e8_0670, 0xe50a_0ebc, 0x95f2_22c0, 0xb615_aa27],
        ),
        (
            (1, 0, 0, 0, Purpose::Clocks, 1, 0, 0),
            [0xac08_141b, 0xdfc5_ccbe, 0x79c0_7a47, 0xa7f6_6093],
        ),
        (
            (1, 0, 0, 1, Purpose::Clocks, 0, 0, 0),
            [0x833f_f8dc, 0x225c_963c, 0x232b_88b3, 0x0b33_4b07],
        ),
        (
            (1, 1, 0, 0, Purpose::Clocks, 0, 0, 0),
            [0xa1cf_b571, 0x2cef_5b95, 0xd51d_c87d, 0x02fa_dfa7],
        ),
        (
            (2, 0, 0, 0, Purpose::Clocks, 0, 0, 0),
            [0x6cea_1ec5, 0x7f4d_bfff, 0xf994_50e5, 0x6645_93ce],
        ),
        (
            (1, 0, 1, 0, Purpose::Clocks, 0, 0, 0),
            [0x0707_1c12, 0x4282_64b6, 0x3909_104b, 0x6da2_bda2],
        ),
        (
            (1, 0, 0, -52, Purpose::Clocks, 0, 0, 0),
            [0x95b3_26b7, 0x25bd_016f, 0xb44b_b29a, 0xb8b4_1682],
        ),
        (
            (1, 0, 0, 259, Purpose::NeedEvent, 49_999, 0, 0),
            [0x2d40_080f, 0xf0a5_1692, 0xd41a_940d, 0x4981_50b0],
        ),
        (
            (1, 0, 0, 12, Purpose::Request, 17, 6, 0),
            [0x3e9b_041d, 0xbb38_5969, 0xca82_eab3, 0xae81_8e7b],
        ),
        (
            (1, 0, 0, 12, Purpose::Request, 17, 7, 0),
            [0x9f5c_0696, 0xeb0f_4d64, 0xff2d_db3a, 0x1e33_af14],
        ),
        (
            (1, 7, 0, 30, Purpose::RequestLottery, 2500, 1, 0),
            [0x7aed_a6d0, 0x10c8_e86d, 0x5035_6950, 0x3347_4d4d],
        ),
        (
            (1, 0, 0, 0, Purpose::MakeLinkWorker, 0, 8, 2),
            [0xb7d7_d49e, 0x08e9_7fbf, 0x3562_942b, 0xa628_0892],
        ),
        (
            (1, 0, 0, 0, Purpose::MakeOrganisation, 4, 1, 1),
            [0x1b66_f252, 0x71c9_8ba1, 0x4420_845b, 0x81f5_de08],
        ),
        (
            (1, 0, 3, 40, Purpose::Match, 1234, 0, 31),
            [0x7b9a_fb19, 0x56da_e06f, 0x2db5_79ec, 0x22dc_fd88],
        ),
        (
            (1, 0, 3, 40, Purpose::Match, 1234, 0, 32),
            [0xae0d_64de, 0x5541_e9ab, 0x1996_ab11, 0x1a38_c1d3],
        ),
        (
            (1, 0, 0, -1, Purpose::Visitors, 5, 1, 19),
            [0xca4a_0163, 0x3574_5011, 0x34bf_a400, 0xe4e0_6072],
        ),
        (
            (7, 0, 0, 100, Purpose::Participate, 300, 0, 0),
            [0xf353_fa7f, 0x9a01_03c9, 0xec69_ba18, 0x422f_7ed7],
        ),
        (
            (u32::MAX, 999, 1249, 2599, Purpose::Survival, 200, 1, 0),
            [0x391d_df2a, 0x37bc_b3f6, 0xb40d_2921, 0x1c1f_aae8],
        ),
        (
            (1, 0, 0, 64, Purpose::Navigator, 11, 16, 0),
            [0x1340_9c68, 0x0c70_2eb3, 0x71a0_7295, 0xdea7_b811],
        ),
        (
            (1, 0, 0, 51, Purpose::Plan, 299_999, 9, 0),
            [0x819e_df8e, 0x3d74_1d8e, 0x7248_0102, 0x96cd_c5e1],
        ),
    ];
    for ((seed, replicate, place, week, purpose, who, occasion, other), words) in vectors {
        let draws = Draws::new(seed, replicate, place).week(week);
        let found = draws.words(purpose, Who(who), occasion, other);
        assert_eq!(found, words, "{purpose:?} of {who} in week {week}");
    }
}

#[test]
fn streams_of_synthesis_keep_their_draws() {
    let first = |purpose, entity, generation| {
        let mut stream = Draws::new(1, 2, 3).stream(purpose, entity, generation);
        [stream.next_u32(), stream.next_u32()]
    };
    assert_eq!(first(Purpose::MakePerson, 0, 0), [0x6f55_a823, 0x3e1a_88e0]);
    assert_eq!(first(Purpose::MakePerson, 1, 0), [0x0561_538a, 0xa48d_1120]);
    assert_eq!(first(Purpose::MakePerson, 65_536, 0), [0x2330_1f30, 0x65c8_9be6]);
    assert_eq!(first(Purpose::MakeNeighbourhood, 0, 0), [0x5097_af58, 0x3103_fda3]);
    assert_eq!(first(Purpose::MakeGp, 3, 0), [0x8183_aed0, 0xa395_03ee]);
    assert_eq!(first(Purpose::MakePerson, 0, 1), [0xc00d_d6df, 0xf606_741a]);
}

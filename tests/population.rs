//! The made population holds its margins, and the same seed makes the same people.

use kith::model::kinds::{Favoured, Fifth};
use kith::model::world::{Fixed, Membership, Mobility};
use kith::scenario;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use crate::common;
use kith::model::engine::Rules;
use kith::model::parameters::Parameters;
use kith::model::random::Draws;
use kith::model::synthesis;
use kith::model::synthesis::NeighbourhoodNumber;
use kith::model::world::World;
use kith::runs::PopulationCount;

fn baseline() -> Rules {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let scenario = scenario::load(&path).expect("the baseline is sound");
    let epoch = scenario.timeline.at(0);
    Rules::new(Arc::clone(&epoch.parameters), &epoch.values)
}

fn made(rules: &Rules, number: u32, of: u32, people: u32) -> World {
    let place = NeighbourhoodNumber { number, of };
    synthesis::neighbourhood(rules, place, people, 104, -52, Draws::new(11, 0, number))
}

#[test]
fn the_made_population_meets_its_published_margins() {
    let rules = baseline();
    let mut census = PopulationCount::default();
    for number in 0..8 {
        census.add(&made(&rules, number, 8, 20_000));
    }
    let checks = census.checks(&rules);
    assert!(checks.len() > 25);
    let mut table = String::from("margin, wanted, made, tolerance\n");
    let mut wrong = Vec::new();
    for margin in &checks {
        writeln!(
            table,
            "{}, {:.3}, {:.3}, {:.3}",
            margin.name, margin.wanted, margin.made, margin.tolerance
        )
        .expect("writing to a string");
        if !margin.agrees() {
            wrong.push(margin.name.clone());
        }
    }
    assert!(wrong.is_empty(), "these checks are missed: {wrong:?}\n{table}");
}

#[test]
fn the_same_seed_makes_the_same_people_and_another_seed_makes_others() {
    let rules = baseline();
    let (one, two) = (made(&rules, 0, 1, 3_000), made(&rules, 0, 1, 3_000));
    assert_eq!(one.people.needs, two.people.needs);
    assert_eq!(one.people.slow, two.people.slow);
    assert_eq!(one.people.clocks, two.people.clocks);
    let place = NeighbourhoodNumber { number: 0, of: 1 };
    let other = synthesis::neighbourhood(&rules, place, 3_000, 104, -52, Draws::new(12, 0, 0));
    assert_ne!(one.people.needs, other.people.needs);
}

#[test]
fn deprived_places_have_fewer_organisations_for_their_people() {
    let rules = baseline();
    let deprived = made(&rules, 0, 8, 30_000);
    let affluent = made(&rules, 7, 8, 30_000);
    let share = |world: &World| world.shares.fifths[0] + world.shares.fifths[1];
    let (most, least) = if share(&deprived) > share(&affluent) {
        (deprived, affluent)
    } else {
        (affluent, deprived)
    };
    let density = |world: &World| world.organisations.len() as f64 / world.people.len() as f64;
    assert!(density(&most) < 0.9 * density(&least));
}

/// The baseline with some parameters changed.
fn changed(changes: &[(&str, f64)]) -> Rules {
    let values = common::baseline_with(changes);
    Rules::new(Arc::new(Parameters::from_values(&values)), &Arc::from(values))
}

/// The baseline with advantage telling on nothing.
fn alike() -> Rules {
    let paths = Favoured::LABELS.iter().map(|label| format!("population.advantage.{label}"));
    let paths: Vec<String> = paths.collect();
    changed(&paths.iter().map(|path| (path.as_str(), 0.0)).collect::<Vec<_>>())
}

/// Mean of a number over some people, and how many they are.
fn mean<'a>(people: impl Iterator<Item = &'a Fixed>, of: impl Fn(&Fixed) -> f64) -> (f64, f64) {
    people.fold((0.0, 0.0), |(mean, count), who| {
        (mean + (of(who) - mean) / (count + 1.0), count + 1.0)
    })
}

/// Mean over the fifths of the correlation of two numbers among the adults of one.
fn correlation(world: &World, one: impl Fn(&Fixed) -> f64, other: impl Fn(&Fixed) -> f64) -> f64 {
    let within = Fifth::ALL.iter().map(|&fifth| {
        let adults = || world.people.fixed.iter().filter(|w| w.adult() && w.fifth == fifth);
        let (x, y) = (mean(adults(), &one).0, mean(adults(), &other).0);
        let both = |f: &dyn Fn(f64, f64) -> f64| mean(adults(), |w| f(one(w) - x, other(w) - y)).0;
        both(&|x, y| x * y) / (both(&|x, _| x * x) * both(&|_, y| y * y)).sqrt()
    });
    within.sum::<f64>() / Fifth::COUNT as f64
}

#[test]
fn people_of_a_fifth_differ_by_their_advantage_as_far_as_asked() {
    let rules = baseline();
    let world = made(&rules, 0, 1, 40_000);
    let asked = rules.all.population.advantage;
    let told: [fn(&Fixed) -> f64; 6] = [
        |w| w.traits().trust,
        |w| w.traits().readiness,
        |w| -w.traits().stigma,
        |w| -w.traits().complexity,
        |w| f64::from(w.activation_usual),
        |w| f64::from(w.wellbeing_usual),
    ];
    for (k, of) in told.into_iter().enumerate() {
        // What is held between ends, and what other causes move, goes a little less with advantage.
        let found = correlation(&world, Fixed::advantage, of);
        assert!((0.85 * asked[k] - 0.02..asked[k] + 0.02).contains(&found), "{k}: {found}");
    }
    let both = correlation(&world, told[4], told[5]);
    assert!((both - asked[4] * asked[5]).abs() < 0.03, "activation and satisfaction: {both}");
    let car = correlation(&world, Fixed::advantage, |w| f64::from(u8::from(w.car)));
    assert!(car > 0.2, "{car}");
    let alike = made(&alike(), 0, 1, 40_000);
    for of in told {
        assert!(correlation(&alike, Fixed::advantage, of).abs() < 0.02);
    }
}

#[test]
fn shares_by_fifth_do_not_depend_on_how_far_advantage_tells() {
    let shares = |rules: &Rules| {
        let worlds: Vec<World> = (0..4).map(|n| made(rules, n, 4, 30_000)).collect();
        let told: [fn(&Fixed) -> bool; 3] =
            [|w| !w.car, |w| w.tied, |w| w.mobility == Mobility::Limited];
        told.map(|is| {
            Fifth::each(|fifth| {
                let people = worlds.iter().flat_map(|world| &world.people.fixed);
                mean(people.filter(|w| w.fifth == fifth), |w| f64::from(u8::from(is(w)))).0
            })
        })
    };
    let rules = baseline();
    let differ = shares(&rules);
    let alike = shares(&alike());
    for (one, other) in differ.as_flattened().iter().zip(alike.as_flattened()) {
        assert!((one - other).abs() < 0.012, "{one} {other}");
    }
    for (found, wanted) in differ[0].iter().zip(rules.all.population.no_car) {
        assert!((found - wanted).abs() < 0.012, "{found} {wanted}");
    }
}

#[test]
fn activation_falls_with_deprivation_and_its_mean_stays() {
    let usual = |tilt: f64| {
        let world = made(&changed(&[("population.activation_tilt", tilt)]), 0, 1, 40_000);
        let adults = || world.people.fixed.iter().filter(|w| w.adult());
        let of = |w: &Fixed| f64::from(w.activation_usual);
        (mean(adults(), of).0, Fifth::each(|f| mean(adults().filter(|w| w.fifth == f), of).0))
    };
    let (flat, tilted) = (usual(0.0), usual(4.0));
    assert!((flat.0 - tilted.0).abs() < 0.2, "{flat:?} {tilted:?}");
    for (k, fall) in [(0, -4.0), (4, 4.0)] {
        assert!((tilted.1[k] - flat.1[k] - fall).abs() < 0.3, "{flat:?} {tilted:?}");
    }
}

#[test]
fn localities_are_of_a_size_and_run_from_poor_to_rich() {
    let world = made(&baseline(), 0, 1, 40_000);
    let people = &world.people.fixed;
    let deprived: Vec<f64> = (0..6)
        .map(|k| {
            let here = people.iter().filter(|w| w.locality() == k);
            let (deprived, count) = mean(here, |w| w.fifth.gradient());
            assert!((count / people.len() as f64 * 6.0 - 1.0).abs() < 0.15, "{k}: {count}");
            deprived
        })
        .collect();
    assert!(deprived.windows(2).all(|pair| pair[0] > pair[1]), "{deprived:?}");
    let every: std::collections::BTreeSet<u8> =
        world.organisations.iter().map(|host| host.locality).collect();
    assert!(every.len() > 4, "{every:?}");
}

#[test]
fn merging_the_localities_changes_who_is_in_a_group() {
    // Belonging is stated at the same reach, so that the level moves with the localities: it is the
    // ratio of those without a car to those with one that tells who.
    let members = |localities: f64| {
        let world = made(&changed(&[("population.localities", localities)]), 0, 1, 40_000);
        let share = |is: &dyn Fn(&Fixed) -> bool| {
            let adults = (0..world.people.len())
                .filter(|&k| world.people.fixed[k].adult() && is(&world.people.fixed[k]));
            let (mut with, mut all) = (0.0, 0.0);
            for k in adults {
                all += 1.0;
                with += f64::from(u8::from(world.people.membership[k] == Membership::Member));
            }
            with / all
        };
        let car = share(&|w| !w.car) / share(&|w| w.car);
        (car, share(&|w| w.fifth == Fifth::Most) / share(&|w| w.fifth == Fifth::Middle))
    };
    let (merged, apart) = (members(1.0), members(6.0));
    assert!(apart.0 < merged.0 - 0.05, "without a car: {apart:?} {merged:?}");
    assert!(apart.1 < merged.1 - 0.01, "the most deprived: {apart:?} {merged:?}");
}

#[test]
fn poor_and_rich_areas_can_be_asked_for() {
    let area = |area: f64| made(&changed(&[("population.area", area)]), 0, 1, 20_000);
    let (poor, rich) = (area(1.5), area(-1.5));
    let ends = |world: &World| [world.shares.fifths[0], world.shares.fifths[4]];
    assert!(ends(&poor)[0] > 0.4 && ends(&poor)[1] < 0.1, "{:?}", ends(&poor));
    assert!(ends(&rich)[1] > 0.4 && ends(&rich)[0] < 0.1, "{:?}", ends(&rich));
    assert!(poor.organisations.len() < rich.organisations.len());
}

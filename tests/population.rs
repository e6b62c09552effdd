//! The made population holds its margins, and the same seed makes the same people.

use kith::model::synthesis;
use kith::scenario;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use kith::model::engine::Rules;
use kith::model::random::Draws;
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
    let share = |world: &World| world.fifth_shares[0] + world.fifth_shares[1];
    let (most, least) = if share(&deprived) > share(&affluent) {
        (deprived, affluent)
    } else {
        (affluent, deprived)
    };
    let density = |world: &World| world.organisations.len() as f64 / world.people.len() as f64;
    assert!(density(&most) < 0.9 * density(&least));
}

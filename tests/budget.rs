//! What is paid for: each line of the budget follows its lever, before anything else follows from it.

use crate::common::{baseline_with, neighbourhood};
use kith::model::engine;
use kith::model::kinds::BudgetLine;
use kith::model::observe::Observations;

const PEOPLE: u32 = 20_000;
const WEEKS: i32 = 26;

/// Nothing closes, and nobody leaves: what a line costs follows from its lever alone.
const STEADY: [(&str, f64); 2] =
    [("vcs.closing_per_year", 0.0), ("workforce.leaving_per_year", 0.0)];

/// Pounds spent on each line in the first weeks of a neighbourhood.
fn spent(changes: &[(&str, f64)]) -> [f64; BudgetLine::COUNT] {
    spent_among(PEOPLE, changes)
}

fn spent_among(people: u32, changes: &[(&str, f64)]) -> [f64; BudgetLine::COUNT] {
    let values = baseline_with(&[&STEADY[..], changes].concat());
    let (mut world, rules, setup) = neighbourhood(values, people, WEEKS as u32);
    let mut seen = Observations::new(WEEKS as usize);
    let mut pence = [0; BudgetLine::COUNT];
    for week in 0..WEEKS {
        engine::week(&mut world, &rules, week, setup, &mut seen);
        for &line in BudgetLine::ALL {
            pence[line as usize] += world.ledger.spent(line);
        }
    }
    pence.map(|pence| pence as f64 / 100.0)
}

/// A line costs twice as much with its lever doubled, within 2 %.
fn doubles(line: BudgetLine, once: &[(&str, f64)], twice: &[(&str, f64)]) {
    doubles_among(PEOPLE, line, once, twice);
}

fn doubles_among(people: u32, line: BudgetLine, once: &[(&str, f64)], twice: &[(&str, f64)]) {
    let [once, twice] = [once, twice].map(|changes| spent_among(people, changes)[line as usize]);
    assert!(once > 100.0, "{}: {once} pounds", line.label());
    let ratio = twice / once;
    println!("{}: {once:.0} and {twice:.0} pounds, {ratio:.4} times", line.label());
    assert!((ratio - 2.0).abs() < 0.04, "{}: {once} and {twice}", line.label());
}

#[test]
fn twice_the_posts_cost_twice_as_much_with_their_support() {
    for line in [BudgetLine::Workers, BudgetLine::Support] {
        doubles(line, &[], &[("link_workers.per_50k", 5.2)]);
    }
}

#[test]
fn twice_the_supervision_and_training_cost_twice_as_much() {
    let once = [("workforce.supervision", 0.35), ("workforce.training", 0.4)];
    let twice = [("workforce.supervision", 0.7), ("workforce.training", 0.8)];
    doubles(BudgetLine::Support, &once, &twice);
}

#[test]
fn twice_the_grants_cost_twice_as_much() {
    doubles(BudgetLine::Organisations, &[], &[("vcs.grants_level", 2.0)]);
    doubles(BudgetLine::Organisations, &[("vcs.grants_level", 1.4)], &[("vcs.grants_level", 2.8)]);
}

#[test]
fn twice_the_price_of_a_place_costs_twice_as_much_and_what_is_granted_is_not_charged_again() {
    // So many link workers that clients hold places within weeks.
    let with = |cost, grants| {
        [("link_workers.per_50k", 20.0), ("vcs.place_cost", cost), ("vcs.grants_level", grants)]
    };
    doubles(BudgetLine::Places, &with(500.0, 1.0), &with(1000.0, 1.0));
    let granted = spent(&with(500.0, 5.0));
    let places = granted[BudgetLine::Places as usize];
    assert!(places.abs() < 1e-9, "grants pay for all of a place: {places} pounds charged");
}

#[test]
fn twice_the_desks_with_navigators_cost_twice_as_much() {
    // Contacts at the desk alone: those with referrals that go elsewhere follow the referrals. Every need
    // is noticed, so that there are many.
    let with = |coverage| {
        [
            ("navigator.coverage", coverage),
            ("navigator.needs_noticed", 1.0),
            ("referral.share_reaching_link_workers", 1.0),
        ]
    };
    // Contacts come by chance, one by one: among more people it tells less.
    doubles_among(4 * PEOPLE, BudgetLine::Navigators, &with(0.4), &with(0.8));
}

//! The shipped scenarios load, say why they are there and do something; and limiting cases come
//! out as they must.

use kith::scenario;
use std::fs;

use crate::common::{overlay, run, run_alone, scenarios, shipped, small};
use kith::model::kinds::Pathway;
use kith::model::observe::{Group, M, Observations};
use kith::runs::{Replicate, RunSize};
use kith::scenario::Scenario;

fn all_shipped() -> Vec<Scenario> {
    let mut files: Vec<_> = fs::read_dir(scenarios())
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    let load = |path| scenario::load_with_networks(path).unwrap_or_else(|found| panic!("{found}"));
    files.iter().map(|path| load(path)).collect()
}

/// What a small run of a scenario gives, over all its replicates.
fn seen(scenario: &Scenario, plan: &RunSize) -> Observations {
    together(&run_alone(scenario, plan))
}

fn together(replicates: &[Replicate]) -> Observations {
    let (first, others) = replicates.split_first().expect("a replicate");
    let mut sum = first.observations.clone();
    for other in others {
        sum.add(&other.observations);
    }
    sum
}

fn mean(seen: &Observations, metric: M) -> f64 {
    let value = seen.value_over(metric, Group::All, 0..seen.weeks());
    value.unwrap_or_else(|| panic!("{} has no value", metric.metric().name))
}

fn moves(seen: &Observations, to: Pathway) -> i64 {
    Pathway::ALL.iter().map(|&from| seen.transitions(from, to)).sum()
}

#[test]
fn every_shipped_scenario_loads_and_says_why() {
    let shipped = all_shipped();
    assert!(shipped.len() >= 7, "scenarios have gone: {}", shipped.len());
    for scenario in shipped {
        assert!(!scenario.title.is_empty(), "{} has no title", scenario.name);
        assert!(scenario.because.trim().len() > 40, "{} does not say why", scenario.name);
    }
}

#[test]
fn every_shipped_scenario_differs_from_the_baseline_in_its_results() {
    // Ramps of the shipped scenarios have begun by the second year.
    let plan = small(2_000, 90, 1);
    let mut shipped = all_shipped();
    // What it changes is how many neighbourhoods there are, and of what sizes: here is one. Networks have a file of
    // tests of their own.
    shipped.retain(|scenario| scenario.name != "england" && scenario.networks.is_empty());
    let timelines: Vec<_> = shipped.iter().map(|scenario| &scenario.timeline).collect();
    let arms = run(&timelines, &plan);
    let baseline = shipped.iter().position(|scenario| scenario.name == "baseline");
    let baseline = baseline.expect("the baseline is shipped");
    for (number, scenario) in shipped.iter().enumerate() {
        let differs = arms[number] != arms[baseline];
        assert_eq!(differs, number != baseline, "{}", scenario.name);
    }
}

#[test]
fn the_scheme_that_starts_and_stops_is_the_scheme_of_the_baseline() {
    let [baseline, without] = ["baseline", "no_social_prescribing"].map(shipped);
    for (name, years) in [("scheme_of_one_year", 1), ("scheme_of_five_years", 5)] {
        let scheme = shipped(name).timeline;
        let values = |week: i32| scheme.at(week).values.clone();
        assert_eq!(values(-1), without.timeline.at(-1).values, "{name}: before");
        assert_eq!(values(0), baseline.timeline.at(0).values, "{name}: at the start");
        assert_eq!(values(52 * years - 1), values(0), "{name}: to the end");
        assert_eq!(values(52 * years), values(-1), "{name}: afterwards");
    }
}

#[test]
fn without_link_workers_nobody_is_seen_by_one() {
    for scenario in [overlay("set.\"link_workers.per_50k\" = 0"), shipped("no_social_prescribing")]
    {
        let seen = seen(&scenario, &small(4_000, 52, 2));
        let metrics = [M::Sessions, M::FirstContacts, M::WaitingList, M::Posts, M::CostLinkWorkers];
        for metric in metrics {
            // A share of posts has no value where there is no post.
            let value = seen.value_over(metric, Group::All, 0..52).unwrap_or(0.0);
            assert!(value == 0.0, "{}: {} is {value}", scenario.name, metric.metric().name);
        }
        assert_eq!(moves(&seen, Pathway::Active), 0, "{}", scenario.name);
        assert!(mean(&seen, M::GpVisits) > 0.0, "people still see their GP");
    }
}

#[test]
fn with_very_many_posts_hardly_anybody_waits() {
    let wait = |per_50k: u32| {
        let scenario = overlay(&format!("set.\"link_workers.per_50k\" = {per_50k}"));
        mean(&seen(&scenario, &small(10_000, 78, 2)), M::WaitMedian)
    };
    let many = wait(20);
    assert!(many <= 1.5, "the median wait is {many} weeks with 20 posts for 50,000 people");
    let few = wait(1);
    assert!(few > many, "the median wait is {few} weeks with one post, {many} with twenty");
}

#[test]
fn a_closed_door_brings_no_offers_and_no_referrals() {
    let seen = seen(&overlay("set.\"referral.open\" = 0"), &small(4_000, 52, 2));
    for metric in [M::Offered, M::Accepted, M::SelfReferred, M::FirstContacts] {
        let value = mean(&seen, metric);
        assert!(value == 0.0, "{} is {value}", metric.metric().name);
    }
    assert!(mean(&seen, M::Recognised) > 0.0, "needs are still recognised");
}

#[test]
fn without_organisations_nobody_is_connected_to_one() {
    let lines = "set.\"vcs.per_thousand\" = 0\nset.\"link_workers.per_50k\" = 10";
    let seen_so = seen(&overlay(lines), &small(4_000, 52, 2));
    assert_eq!(moves(&seen_so, Pathway::Queueing), 0);
    for metric in [M::Completed, M::LeftActivity, M::VcsPlaces, M::CostVcs] {
        let value = seen_so.value_over(metric, Group::All, 0..52).unwrap_or(0.0);
        assert!(value == 0.0, "{} is {value}", metric.metric().name);
    }
    // What is left are statutory services; without those nothing is.
    let lines = format!("{lines}\nset.\"connection.statutory_share\" = 0");
    let seen_so = seen(&overlay(&lines), &small(4_000, 52, 2));
    assert!(mean(&seen_so, M::Sessions) > 0.0, "link workers still see people");
    assert!(mean(&seen_so, M::Connected) == 0.0, "connected to nothing at all");
    assert!(moves(&seen_so, Pathway::Held) > 0, "cases are held for want of an onward route");
}

//! With no scheme the natural course of consulting is right and nothing drifts: everything else
//! is judged against it.

use crate::common::{self, baseline_with, neighbourhood};
use kith::model::engine;
use kith::model::observe::{Group, M, Observations};
use kith::model::world::Staff;
use kith::runs;
use kith::runs::{Replicate, RunSize, TargetUse};

fn run(scenario: &str, people: u32, weeks: u32, replicates: u32) -> Vec<Replicate> {
    let scenario = common::shipped(scenario);
    let plan = RunSize { people, weeks, replicates, ..RunSize::of(scenario.start()) };
    common::run_alone(&scenario, &plan)
}

/// What was seen in all replicates together.
fn together(replicates: &[Replicate]) -> Observations {
    let mut all = replicates[0].observations.clone();
    replicates[1..].iter().for_each(|replicate| all.add(&replicate.observations));
    all
}

fn judge(replicates: &[Replicate], wanted: &[&str]) {
    let targets = runs::targets(replicates);
    let mut wrong = Vec::new();
    for id in wanted {
        let rows: Vec<_> = targets.iter().filter(|t| t.id.split('-').next() == Some(id)).collect();
        assert!(!rows.is_empty(), "no target {id}");
        for target in rows {
            assert_eq!(target.purpose, TargetUse::Calibrate, "{id} must not be tuned to");
            if target.agrees() != Some(true) {
                wrong.push(format!(
                    "{}: {:?} is not in {} to {}",
                    target.id, target.found, target.low, target.high
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_a_scheme_the_natural_course_of_consulting_is_right() {
    let replicates = run("no_social_prescribing.toml", 50_000, 156, 2);
    judge(&replicates, &["T01", "T02", "T03", "T04", "T05", "T06", "T13", "T14", "T15", "T33"]);
}

#[test]
fn with_the_baseline_scheme_the_flow_of_referrals_is_right() {
    let replicates = run("baseline.toml", 50_000, 156, 8);
    judge(
        &replicates,
        &[
            "T07", "T08", "T09", "T10", "T11", "T12", "T26", "T27", "T28", "T29", "T30", "T31",
            "T32", "T33",
        ],
    );
}

/// Change from the first of five years to the last, in shares of the first, and its standard error.
fn drift(replicates: &[Replicate], metric: M) -> (f64, f64) {
    let changes = replicates.iter().map(|replicate| {
        let year = |weeks| replicate.observations.value_over(metric, Group::All, weeks);
        let [start, end] = [0..52, 208..260].map(|weeks| year(weeks).expect("observed"));
        end / start - 1.0
    });
    let changes: Vec<f64> = changes.collect();
    let n = changes.len() as f64;
    let mean = changes.iter().sum::<f64>() / n;
    let squares: f64 = changes.iter().map(|change| (change - mean) * (change - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

#[test]
fn nothing_drifts_without_a_scheme() {
    let replicates = run("no_social_prescribing.toml", 50_000, 260, 12);
    let mut wrong = Vec::new();
    for metric in [
        M::AnyNeed,
        M::MeanAge,
        M::PracticeVisits,
        M::Activation,
        M::LifeSatisfaction,
        M::PracticeRequests,
        M::GpRequests,
        M::Bonding,
        M::Crises,
        M::InCrisis,
    ] {
        let (drift, error) = drift(&replicates, metric);
        if drift.abs() >= f64::max(0.01, 2.0 * error) {
            let name = metric.metric().name;
            wrong.push(format!("{name} drifts by {:.2} ± {:.2} %", 100.0 * drift, 100.0 * error));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_help_nothing_is_held_and_with_help_something_is() {
    let plan = common::small(10_000, 104, 2);
    let held = |set: &str| {
        let seen = common::run_alone(&common::overlay(&format!("[set]\n{set}")), &plan);
        [M::NeedHeld, M::NeedsBack].map(|metric| {
            let seen = together(&seen);
            seen.value_over(metric, Group::All, 52..104).expect("observed")
        })
    };
    let none = "referral.open = 0\nreferral.self_referral_share = 0\nnavigator.coverage = 0\n\
                referral.signposted_share = 0\n\
                usual_care.referred_share = { mental_health = 0, housing = 0, social_care = 0, \
                mental_health_practitioner = 0 }\n\
                start.held = { loneliness = 0, low_mood = 0, money = 0, housing = 0, work = 0, food = 0, \
                lifestyle = 0, caring = 0, bereavement = 0, practical = 0 }";
    assert!(held(none).iter().all(|value| value.abs() < f64::EPSILON));
    assert!(held("referral.information = 0.51").iter().all(|&value| value > 0.0));
}

#[test]
fn under_lasting_cuts_there_is_more_need_from_the_start_and_nothing_drifts() {
    let cuts = "referral.open = 0\nvcs.grants_level = 0.5\nstatutory.capacity = 0.5";
    let plan = common::small(20_000, 208, 4);
    let seen =
        |set: &str| together(&common::run_alone(&common::overlay(&format!("[set]\n{set}")), &plan));
    let need = |seen: &Observations, weeks: std::ops::Range<usize>| {
        seen.value_over(M::AnyNeed, Group::All, weeks).expect("observed")
    };
    let cut = seen(cuts);
    let (start, end) = (need(&cut, 0..52), need(&cut, 156..208));
    assert!((end / start - 1.0).abs() < 0.02, "needs go from {start} to {end}");
    let usual = need(&seen("referral.open = 0"), 0..52);
    assert!((1.02..1.2).contains(&(start / usual)), "{start} under cuts, {usual} as usual");
}

#[test]
fn practices_are_asked_for_what_is_expected_of_their_lists() {
    // Without a scheme, and with so many appointments that nobody asks twice.
    let without = [
        ("link_workers.per_50k", 0.0),
        ("referral.open", 0.0),
        ("referral.self_referral_share", 0.0),
        ("navigator.coverage", 0.0),
        ("consulting.capacity_level", 3.0),
    ];
    let people = 20_000;
    let (mut world, rules, setup) = neighbourhood(baseline_with(&without), people, 104);
    let expected = world.usual_requests;
    let mut seen = Observations::new(104);
    let mut asked = [0_usize; 2];
    for week in 0..104 {
        engine::week(&mut world, &rules, week, setup, &mut seen);
        let gp = world.desk.visits.iter().filter(|visit| visit.staff == Staff::Gp).count();
        asked = [asked[0] + gp, asked[1] + world.desk.visits.len() - gp];
    }
    let asked = asked.map(|visits| visits as f64 / 104.0 / f64::from(people));
    println!(
        "a year: expected {:?}, asked {:?}",
        expected.map(|e| e * 52.0),
        asked.map(|a| a * 52.0)
    );
    for (found, wanted) in asked.into_iter().zip(expected) {
        assert!((found / wanted - 1.0).abs() < 0.03, "{found} a week, expected {wanted}");
    }
}

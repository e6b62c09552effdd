//! Two runs, kept number by number, so that no change of results goes unseen: a tiny one of the
//! baseline, and one in which everything happens. They are fixtures and no evidence of anything: when
//! results are meant to change, renew them with `INSTA_UPDATE=always cargo test golden` and say why in the commit.

use std::fmt::Write as _;

use crate::common::{root, run_alone, shipped, small};
use kith::model::observe::{Breakdown, Group, M, Observations};
use kith::scenario;

/// What is kept: demand, the funnel, people, those who deliver, money.
const KEPT: [M; 46] = [
    M::GpRequests,
    M::GpVisits,
    M::PracticeVisits,
    M::GpRequestsSocialNeed,
    M::UnmetRequests,
    M::Workload,
    M::UrgentVisits,
    M::Recognised,
    M::Offered,
    M::Accepted,
    M::DeclinedShare,
    M::SelfReferred,
    M::NavigatorContacts,
    M::Signposted,
    M::ReachedShare,
    M::LostWaiting,
    M::FirstContacts,
    M::Sessions,
    M::MissedShare,
    M::GoalsReached,
    M::Connected,
    M::Completed,
    M::LeftActivity,
    M::WaitMedian,
    M::WaitingList,
    M::LifeSatisfaction,
    M::Activation,
    M::Bonding,
    M::Bridging,
    M::AnyNeed,
    M::Lonely,
    M::ClientTrust,
    M::Caseload,
    M::Stress,
    M::WorkerKnowledge,
    M::Visibility,
    M::GpBuyIn,
    M::GpBelief,
    M::VcsUse,
    M::VcsQueue,
    M::VcsStrain,
    M::CostLinkWorkers,
    M::CostVcs,
    M::CostPlaces,
    M::CostAll,
    M::CostGp,
];

/// The yearly value of each of some metrics, for everybody and for the two ends of the gradient.
fn table(seen: &Observations, metrics: &[M]) -> String {
    let mut text = String::new();
    for &metric in metrics {
        let groups = match metric.metric().by {
            Breakdown::Total => vec![Group::EVERY[0]],
            Breakdown::Fifths => vec![Group::EVERY[0], Group::EVERY[1], Group::EVERY[5]],
        };
        let values = groups.into_iter().map(|group| {
            let value = seen.value_over(metric, group, 0..seen.weeks());
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.6}"))
        });
        let values: Vec<String> = values.collect();
        writeln!(text, "{} {}", metric.metric().name, values.join(" ")).expect("a line");
    }
    text
}

#[test]
fn a_tiny_run_gives_the_numbers_it_gave() {
    let replicates = run_alone(&shipped("baseline"), &small(2_000, 52, 2));
    let mut seen = replicates[0].observations.clone();
    seen.add(&replicates[1].observations);
    insta::assert_snapshot!(table(&seen, &KEPT));
}

#[test]
fn a_run_in_which_everything_happens_gives_the_numbers_it_gave() {
    let everything = scenario::load(&root().join("tests/everything.toml"));
    let everything = everything.unwrap_or_else(|found| panic!("{found}"));
    let seen = &run_alone(&everything, &small(10_000, 104, 1))[0].observations;
    let idle: Vec<&str> = M::ALL
        .iter()
        .filter(|&&metric| {
            let value = seen.value_over(metric, Group::EVERY[0], 0..seen.weeks());
            value.is_none_or(|value| value == 0.0)
        })
        .map(|metric| metric.metric().name)
        .collect();
    assert!(
        idle.is_empty(),
        "nothing happens in {idle:?}: tests/everything.toml does not bring it about"
    );
    insta::assert_snapshot!(table(seen, M::ALL));
}

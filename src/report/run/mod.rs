//! The pictures of one run.

pub mod counts;
#[cfg(feature = "program")]
pub mod doubts;
pub mod time;

#[cfg(test)]
pub(crate) mod samples;

use crate::report::charts::Chart;
use crate::report::results::Results;

/// Every picture of a run.
pub(crate) fn every(results: &Results<'_>) -> Vec<Chart> {
    let charts = [
        time::gp_requests(results),
        time::gp_requests_by_cause(results),
        time::life_satisfaction(results),
        time::life_satisfaction_by_fifth(results),
        time::waits(results),
        counts::funnel(results),
        time::link_workers(results),
        time::voluntary_sector(results),
        counts::where_hours_go(results),
        time::spending(results),
    ];
    charts.into_iter().chain(of_draws(results)).collect()
}

/// What there is of replicates that have draws: only the program runs them.
#[cfg(feature = "program")]
fn of_draws(results: &Results<'_>) -> Option<Chart> {
    doubts::chance_and_parameters(results)
}

/// There are none without it.
#[cfg(not(feature = "program"))]
fn of_draws(_: &Results<'_>) -> Option<Chart> {
    None
}

/// The line at the foot of each picture.
pub(crate) fn footer(results: &Results<'_>) -> String {
    let runs = match results.replicates.len() {
        1 => "1 run".to_owned(),
        n => format!("{n} runs"),
    };
    format!(
        "Scenario: {} \u{b7} {runs} \u{b7} simulated by Kith {}, not observed",
        results.title,
        env!("CARGO_PKG_VERSION")
    )
}

//! Published figures beside what single runs give over draws of parameters: intervals that hold chance and
//! parameters together, and how often each figure is met. No row that judges the model is there but where it was
//! asked for.

use std::io::{self, Write};

use crate::report::doubt::Doubt;
use crate::report::number::{in_a_hundred, short, written, written_or_empty};
use crate::report::results::Results;
use crate::report::rows::Writer;
use crate::runs::{Replicate, Target};

/// The table of a run on draws.
pub(crate) const TABLE: &str = "targets_over_draws.csv";

/// Its columns.
const COLUMNS: [&str; 17] = [
    "scenario",
    "target",
    "use",
    "name",
    "unit",
    "published",
    "low",
    "high",
    "run_low",
    "run_median",
    "run_high",
    "mean",
    "sd_by_chance",
    "sd_by_parameters",
    "draws",
    "inside",
    "runs_inside",
];

/// Shares of single runs that lie below the low end, the middle and the high end.
const SHARES: [f64; 3] = [0.05, 0.5, 0.95];

/// A figure over draws.
struct OverDraws {
    /// Its row.
    target: Target,
    /// Below which values 5, 50 and 95 % of single runs lie; nothing where no run has the figure.
    quantiles: Option<[f64; 3]>,
    /// Chance and parameters; nothing for fewer than two draws that have it.
    doubt: Option<Doubt>,
    /// Draws that have it in both runs.
    draws: usize,
    /// Share of draws whose mean of both runs agrees, and of single runs that do; nothing where the figure does not
    /// judge the scenario.
    inside: Option<(f64, f64)>,
}

/// What one run gives, target by target.
fn of_run(replicate: &Replicate) -> Vec<Target> {
    crate::runs::targets(std::slice::from_ref(replicate))
}

/// Every figure that is shown, over all draws.
fn figures(results: &Results<'_>) -> Vec<OverDraws> {
    let pairs = results.replicates.iter().zip(results.second);
    let pairs: Vec<(Vec<Target>, Vec<Target>)> =
        pairs.map(|(one, other)| (of_run(one), of_run(other))).collect();
    let of = |(place, target): (usize, Target)| {
        let both: Vec<(f64, f64)> = pairs
            .iter()
            .filter_map(|(one, other)| Some((one[place].found?, other[place].found?)))
            .collect();
        let mut runs: Vec<f64> = both.iter().flat_map(|&(one, other)| [one, other]).collect();
        runs.sort_by(f64::total_cmp);
        let at = |share: f64| runs[(share * (runs.len() - 1) as f64).round() as usize];
        let agrees = |value: f64| (target.low..=target.high).contains(&value);
        let share = |count: usize, of: usize| count as f64 / of as f64;
        // What was published of a scenario judges it, whatever it changes.
        let judges = results.changed.is_empty() || !target.scenario.is_empty();
        let inside = (judges && target.judges() && !both.is_empty()).then(|| {
            let means = both.iter().filter(|(one, other)| agrees(f64::midpoint(*one, *other)));
            let single = runs.iter().filter(|run| agrees(**run)).count();
            (share(means.count(), both.len()), share(single, runs.len()))
        });
        OverDraws {
            quantiles: (!runs.is_empty()).then(|| SHARES.map(at)),
            doubt: Doubt::of(&both),
            draws: both.len(),
            inside,
            target,
        }
    };
    let all = crate::runs::published().into_iter().enumerate();
    let shown = |(_, target): &(usize, Target)| {
        results.shown.shows(target.purpose) && target.belongs_to(results.scenario)
    };
    all.filter(shown).map(of).collect()
}

/// Writes the table.
///
/// # Errors
/// If it cannot be written.
pub fn table(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for found in figures(results) {
        let OverDraws { target, quantiles, doubt, draws, inside } = found;
        let quantile = |at: usize| written_or_empty(quantiles.map(|found| found[at]));
        rows.write_record([
            results.scenario.to_owned(),
            target.id.clone(),
            target.purpose.label().to_owned(),
            target.name.clone(),
            target.unit.clone(),
            written(target.published),
            written(target.low),
            written(target.high),
            quantile(0),
            quantile(1),
            quantile(2),
            written_or_empty(doubt.map(|doubt| doubt.mean)),
            written_or_empty(doubt.map(|doubt| libm::sqrt(doubt.chance))),
            written_or_empty(doubt.map(|doubt| libm::sqrt(doubt.parameters()))),
            draws.to_string(),
            written_or_empty(inside.map(|(means, _)| means)),
            written_or_empty(inside.map(|(_, runs)| runs)),
        ])?;
    }
    rows.flush()
}

/// What is told of it: a line for each figure that draws have.
#[must_use]
pub fn said(results: &Results<'_>) -> Vec<String> {
    let line = |found: OverDraws| {
        let ([low, _, high], (inside, _)) = (found.quantiles?, found.inside?);
        Some(format!(
            "{} ({}): nine runs in ten from {} to {} {}; published {}, agrees from {} to {}: {} % of draws",
            found.target.id,
            found.target.purpose.label(),
            short(low),
            short(high),
            found.target.unit,
            short(found.target.published),
            short(found.target.low),
            short(found.target.high),
            in_a_hundred(100.0 * inside)
        ))
    };
    figures(results).into_iter().filter_map(line).collect()
}

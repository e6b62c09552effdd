//! Pounds in scenarios: a pilot run makes parameters of them, and a trial says whether the money is spent.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::ThreadPool;

use crate::cli::sum::Stage;
use crate::cli::{Exit, Result, complain, keep, tell, warn};
use crate::report::{Destination, Error, Existing, Kind, Staging};
use crate::runs::RunSize;
use crate::scenario::Scenario;
use crate::scenario::payer::Purse;
use crate::studies::budget::draws::Drawn;
use crate::studies::budget::figures::rates;
use crate::studies::budget::payers;
use crate::studies::budget::run::{Choice, Work};
use crate::studies::budget::wish::{Bought, Wish};

/// Replicates of a trial.
const TRIAL: u32 = 4;

/// The name of the table of what was planned and spent.
const TABLE: &str = "budget.csv";

/// The name of the table of who pays.
const PAYERS: &str = "payers.csv";

/// What a scenario with pounds came to.
enum Spent {
    /// Nothing was asked.
    Nothing,
    /// It was bought.
    Bought(Box<Bought>),
    /// It was stopped before that was known.
    Stopped,
}

/// Makes parameters of the pounds of a scenario.
///
/// # Errors
/// If money cannot be spent so.
fn spent(
    scenario: &mut Scenario,
    pool: &ThreadPool,
    (stop, quiet): (&Arc<AtomicBool>, bool),
) -> Result<Spent> {
    let size = RunSize::of(scenario.start());
    let Some(wish) = Wish::of(scenario, &size)? else { return Ok(Spent::Nothing) };
    let (stage, prices) = (Stage { stop, quiet }, wish.prices());
    let splits = std::slice::from_ref(&wish.split);
    let found = pool.install(|| {
        let cells = u64::from(TRIAL * size.neighbourhoods);
        stage.watched(cells, "pilot runs", |watch| {
            wish.budget.pilot(&scenario.timeline, &size, splits, &prices, watch)
        })
    });
    let Some(found) = found else { return Ok(Spent::Stopped) };
    let spending = wish.spending(scenario, &found);
    // What is there without the money is what the trial is held against.
    let without = scenario.timeline.clone();
    scenario.spend(&wish.moved(scenario, &spending), wish.until)?;
    if !quiet {
        warn(&scenario.warnings);
    }
    let weeks = size.weeks.min(wish.budget.until());
    let trial = RunSize { weeks, replicates: TRIAL, ..size };
    let options =
        [Choice { split: wish.split.clone(), a_year: wish.budget.a_year, additionality: None }];
    // The second draw of nothing: its replicates are others than those of the pilot, which set the levers.
    let (drawn, rates) = (Drawn::nothing(2), rates(&wish.economics));
    let work = Work {
        timeline: &without,
        budget: &wish.budget,
        found: &found,
        economics: &wish.economics,
        drawn: &drawn,
        options: &options,
        size: &trial,
        rates: &rates,
        purse: &Purse::default(),
    };
    let cells = u64::from(TRIAL);
    let done =
        pool.install(|| stage.watched(cells, "trial runs", |watch| work.run_some(1..2, watch)));
    let Some(draw) = done.first() else { return Ok(Spent::Stopped) };
    let bought = Bought::new(wish, found, draw, size.weeks);
    if !quiet {
        let lines = bought.said().into_iter().map(|line| format!("  {line}\n"));
        tell(&format!("Budget of {}:\n{}", scenario.name, lines.collect::<String>()));
    }
    Ok(Spent::Bought(Box::new(bought)))
}

/// The same of several scenarios; nothing if it was stopped.
///
/// # Errors
/// If money cannot be spent so.
pub(crate) fn all(
    scenarios: &mut [Scenario],
    pool: &ThreadPool,
    how: (&Arc<AtomicBool>, bool),
) -> Result<Option<Vec<Option<Box<Bought>>>>> {
    let mut all = Vec::new();
    for scenario in scenarios {
        match spent(scenario, pool, how)? {
            Spent::Nothing => all.push(None),
            Spent::Bought(bought) => all.push(Some(bought)),
            Spent::Stopped => return Ok(None),
        }
    }
    Ok(Some(all))
}

/// Says that it was stopped before there was anything, and what begins again.
pub(crate) fn stopped(scenario: &Scenario, again: impl Fn(&RunSize) -> String) -> Exit {
    let plan = RunSize::of(scenario.start());
    complain(&keep::nothing_written(&plan));
    complain(&again(&plan));
    Exit::Stopped
}

/// Whether results can be put here, before a pilot runs.
///
/// # Errors
/// If they cannot.
pub(crate) fn room(
    scenarios: &[&Scenario],
    path: &Path,
    (kind, existing): (Kind, Existing),
) -> std::result::Result<(), Error> {
    if scenarios.iter().any(|scenario| scenario.budget.is_some()) {
        drop(Destination::try_out(path, kind, existing, 0)?);
    }
    Ok(())
}

/// Writes what was planned and spent into a folder of results.
///
/// # Errors
/// If the file cannot be written.
pub(crate) fn write(
    staging: &Staging<'_>,
    folder: &str,
    bought: Option<&Bought>,
) -> std::result::Result<(), Error> {
    match bought {
        Some(bought) => {
            staging.file(&format!("{folder}{TABLE}"), |out| bought.table(out))?;
            let Some(rows) = bought.payers() else { return Ok(()) };
            staging.file(&format!("{folder}{PAYERS}"), |out| payers::of_wish(out, &rows))
        }
        None => Ok(()),
    }
}

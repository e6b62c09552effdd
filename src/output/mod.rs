//! Result files: tables, pictures and the record of the run. Everything a run leaves behind is
//! written here, into one folder that appears whole or not at all. This module reads finished
//! observations and prints nothing; no other module knows what a result file looks like.

mod charts;
mod error;
mod folder;
mod funnel;
mod number;
mod record;
mod results;
mod tables;
mod theory;
mod words;

pub use error::Error;
pub use folder::{Existing, Staging, Target};
pub use record::{Machine, Record, RunMade, ScenarioRead};
pub use results::{Period, Results, Spread, quantile};
pub use tables::{ParameterRow, room_needed};
pub use theory::{theory_summary, theory_table, write_theory};
pub use words::{flow_budget, headlines};

/// Whether a run is also drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// As SVG and PNG.
    Drawn,
    /// Tables only.
    LeftOut,
}

/// Writes everything a run leaves behind into a staging folder, the record first.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write(
    staging: &Staging,
    record: &Record,
    parameters: &[ParameterRow],
    results: &Results<'_>,
    pictures: Pictures,
) -> Result<(), Error> {
    staging.file("run.toml", |out| record.write(out))?;
    staging.file("weekly.csv", |out| tables::weekly(out, results))?;
    staging.file("summary.csv", |out| tables::summary(out, results))?;
    staging.file("funnel.csv", |out| tables::funnel(out, results))?;
    staging.file("targets.csv", |out| tables::targets(out, results))?;
    staging.file("dictionary.csv", |out| tables::dictionary(out))?;
    staging.file("parameters.csv", |out| tables::parameters(out, parameters))?;
    match pictures {
        Pictures::Drawn => charts::write(staging, results),
        Pictures::LeftOut => Ok(()),
    }
}

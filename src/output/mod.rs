//! Result files: tables, pictures and the record of the run. Everything a run leaves behind is
//! written here, into one folder that appears whole or not at all. This module reads finished
//! observations and prints nothing; no other module knows what a result file looks like.

mod charts;
mod compare;
mod dictionary;
mod error;
mod folder;
mod funnel;
mod inputs;
mod number;
mod record;
mod results;
pub mod room;
mod rows;
mod sensitivity;
pub mod sweep;
mod tables;
mod theory;
mod words;

pub use compare::{ArmRecord, Comparison, ComparisonRecord, differences_said, write_comparison};
pub use error::Error;
pub use folder::{Existing, Kind, Replicates, Staging, Target};
pub use inputs::{INPUTS, Input, Inputs};
pub use record::{Machine, Record, RunMade, ScenarioRead};
pub use results::{Holds, Results, Spread};
pub use sensitivity::{
    SensitivityRead, SensitivityRecord, SensitivityResults, sensitivity_said, write_sensitivity,
};
pub use tables::ParameterRow;
pub use theory::{TheoryMade, TheoryRecord, theory_summary, theory_table, write_theory};
pub use words::{flow_budget, headlines};

/// Whether a run is also drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// As SVG and PNG.
    Drawn,
    /// Tables only.
    LeftOut,
}

/// Writes everything a run leaves behind into a staging folder, the record last.
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
    write_tables(staging, "", parameters, results)?;
    if pictures == Pictures::Drawn {
        charts::write(staging, results)?;
    }
    staging.record(|files, out| record.write(Some(files), out))
}

/// Writes the tables of one run into a folder of the staging folder; the folder is
/// empty or ends in a slash.
fn write_tables(
    staging: &Staging,
    folder: &str,
    parameters: &[ParameterRow],
    results: &Results<'_>,
) -> Result<(), Error> {
    let name = |file: &str| format!("{folder}{file}");
    staging.file(&name("weekly.csv"), |out| tables::weekly(out, results))?;
    staging.file(&name("summary.csv"), |out| tables::summary(out, results))?;
    staging.file(&name("funnel.csv"), |out| tables::funnel(out, results))?;
    staging.file(&name("targets.csv"), |out| tables::targets(out, results))?;
    staging.file(&name("dictionary.csv"), |out| dictionary::write(out))?;
    staging.file(&name("parameters.csv"), |out| tables::parameters(out, parameters))
}

//! What all result folders share: the folder itself, which appears whole or not at all, the record,
//! tables, sentences, the toolkit of pictures, and what a single run leaves behind. It reads finished
//! observations and prints nothing. Studies have their own files in `studies`.

pub mod charts;
pub mod describe;
pub mod dictionary;
pub mod error;
pub mod folder;
pub mod funnel;
pub mod inputs;
pub mod number;
pub mod record;
pub mod results;
pub mod room;
pub mod rows;
pub mod run;
pub mod sentences;
pub mod tables;

pub use error::Error;
pub use folder::{Destination, Existing, Kind, Replicates, Staging};
pub use inputs::{INPUTS, Input, Inputs};
pub use record::{Machine, Record, RunMade, ScenarioRead};
pub use results::{Holds, Results, Spread};
pub use sentences::{flow_budget, headlines};
pub use tables::ParameterRow;

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
        run::write(staging, results)?;
    }
    staging.record(|files, out| record.write(Some(files), out))
}

/// Writes the tables of one run into a folder of the staging folder; the folder is
/// empty or ends in a slash.
pub(crate) fn write_tables(
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

//! `kith check`: everything that is wrong with scenario files, at once.

use std::path::PathBuf;

use crate::cli::{Exit, Result, complain, counted, say};
use crate::scenario::{self, Scenario};

/// Arguments of `kith check`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  kith check scenarios/baseline.toml scenarios/austerity.toml\n  \
                        kith check --schema > kith.schema.json"
)]
pub struct Check {
    /// The scenario files.
    #[arg(value_name = "SCENARIO", required_unless_present = "schema")]
    scenarios: Vec<PathBuf>,
    /// Print the JSON Schema of scenario files, for completion and checks in an editor.
    #[arg(long, conflicts_with = "scenarios")]
    schema: bool,
}

/// Checks scenario files.
///
/// # Errors
/// If nothing can be printed.
pub fn execute(args: &Check) -> Result<Exit> {
    if args.schema {
        say(&format!("{}\n", scenario::schema()))?;
        return Ok(Exit::Done);
    }
    let mut exit = Exit::Done;
    for path in &args.scenarios {
        match scenario::load(path) {
            Ok(scenario) => {
                for warning in &scenario.warnings {
                    complain(warning);
                }
                say(&format!("{}: {}\n", path.display(), summary(&scenario)))?;
            }
            Err(found) => {
                complain(&found);
                exit = Exit::BadInput;
            }
        }
    }
    Ok(exit)
}

/// One line on a scenario that can be used.
fn summary(scenario: &Scenario) -> String {
    let parameters = scenario.entries.len();
    let warnings = counted(scenario.warnings.len(), "warning", "warnings");
    if scenario.files.len() == 1 {
        let parameters = counted(parameters, "parameter", "parameters");
        let sources = counted(scenario.sources.len(), "source", "sources");
        return format!("ok, a base, {parameters}, {sources}, {warnings}");
    }
    let scheduled = counted(scenario.scheduled(), "scheduled change", "scheduled changes");
    let overridden = scenario.overridden();
    format!("ok, {overridden} of {parameters} parameters overridden, {scheduled}, {warnings}")
}

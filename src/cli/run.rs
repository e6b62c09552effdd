//! `kith run`: one scenario.

use std::path::PathBuf;

use crate::cli::{Exit, Failure, Result};

/// Arguments of `kith run`.
#[derive(Debug, clap::Args)]
pub struct Run {
    /// The scenario file.
    pub scenario: PathBuf,
}

/// Runs a scenario.
///
/// # Errors
/// If the scenario is wrong; for now, always.
pub fn execute(args: Run) -> Result<Exit> {
    let Run { scenario } = args;
    let scenario = crate::scenario::load(&scenario)?;
    Err(Failure::Input(format!("`{}` cannot be run yet", scenario.name)))
}

//! Draws of parameters as every command takes them: `--draws FILE`.

use std::path::Path;

use crate::cli::{Failure, Result, complain};
use crate::report::Inputs;
use crate::studies::draws::ParameterDraws;

/// Reads a table of draws, and says so where they are of another model.
pub(crate) fn read(path: Option<&Path>) -> Result<Option<ParameterDraws>> {
    let draws = path.map(ParameterDraws::read).transpose()?;
    if let Some(foreign) = draws.as_ref().and_then(ParameterDraws::foreign) {
        complain(&format!("warning: {foreign}"));
    }
    Ok(draws)
}

/// What a command reads, with the table of draws.
pub(crate) fn with(inputs: Inputs, draws: Option<&ParameterDraws>) -> Result<Inputs> {
    let inputs = inputs.with("draws", draws.map(|draws| &draws.origin));
    inputs.map_err(|error| Failure::Input(error.to_string()))
}

//! `kith describe`: the model under the headings of ODD, made from the program itself.

use crate::report::describe;
use crate::scenario;
use std::path::PathBuf;

use crate::cli::{BASELINE, Exit, Result, named_file, say};

/// Arguments of `kith describe`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kith describe > docs/model.md\n  \
                        kith describe --scenario austerity > austerity.md")]
pub struct Describe {
    /// The scenario file whose values are described.
    #[arg(long, value_name = "FILE", value_parser = named_file(), default_value = BASELINE)]
    scenario: PathBuf,
}

/// Prints the description of the model as Markdown.
///
/// # Errors
/// If the scenario is wrong.
pub fn execute(args: &Describe) -> Result<Exit> {
    let scenario = scenario::load(&args.scenario)?;
    say(&describe::markdown(&scenario))?;
    Ok(Exit::Done)
}

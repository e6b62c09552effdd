//! Draws of parameters as every command takes them: `--draws FILE`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::run::quoted;
use crate::cli::{Failure, Result, complain};
use crate::report::{DrawsRead, Inputs};
use crate::scenario::{Scenario, names};
use crate::studies::draws::{Laid, ParameterDraws};

/// Replicates where draws are asked for, and neither the command line nor a scenario says how many.
const REPLICATES: u32 = 20;

/// Fewest replicates of draws: of one draw nothing is said of parameters.
const FEWEST: u32 = 2;

/// What commands take that keep chance and parameters apart.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Drawn {
    /// Give each replicate a draw of parameters from a table such as the posterior of a calibration, and run it
    /// twice, to keep chance and parameters apart (uncertainty.csv). What a scenario says itself is not drawn.
    #[arg(long, value_name = "FILE")]
    pub(crate) draws: Option<PathBuf>,
    /// Do not draw this parameter of the table; may be given again.
    #[arg(long, value_name = "PATH", requires = "draws")]
    hold: Vec<String>,
}

impl Drawn {
    /// How many replicates, where the command line does not say it.
    pub(crate) fn replicates(&self, scenario: &Scenario) -> Option<u32> {
        let says = names::parameter("run.replicates").is_some_and(|it| scenario.changes(it));
        (self.draws.is_some() && !says).then_some(REPLICATES)
    }

    /// Draws laid under arms, and what is not drawn said.
    pub(crate) fn laid(
        &self,
        table: Option<&Arc<ParameterDraws>>,
        arms: &[&Scenario],
        replicates: u32,
        quiet: bool,
    ) -> Result<Option<Laid>> {
        let Some(table) = table else { return Ok(None) };
        if replicates < FEWEST {
            return Err(Failure::Input(format!(
                "--draws: {replicates} replicate has one draw, which says nothing of parameters (allowed: \
                 --replicates {FEWEST} or more, each on a draw of its own)"
            )));
        }
        let laid = self.under(table, arms, &[])?;
        if !quiet {
            tell_held(&laid);
        }
        Ok(Some(laid))
    }

    /// Draws laid under arms, of which points sweep some parameters.
    pub(crate) fn under(
        &self,
        table: &Arc<ParameterDraws>,
        arms: &[&Scenario],
        swept: &[usize],
    ) -> Result<Laid> {
        let laid = Laid::under(table, arms, &self.hold, swept);
        laid.map_err(|wrong| Failure::Input(format!("--draws: {wrong}")))
    }

    /// What the command line holds.
    pub(crate) fn hold(&self) -> &[String] {
        &self.hold
    }

    /// These flags as a command line takes them.
    pub(crate) fn flags(&self) -> String {
        self.flags_at(|table| table)
    }

    /// The same of a table that is where `of` says.
    pub(crate) fn flags_at<'a>(&'a self, of: impl Fn(&'a Path) -> &'a Path) -> String {
        self.draws.as_deref().map_or_else(String::new, |table| flags(of(table), &self.hold))
    }
}

/// What is printed of both doubts, below a line on the draws; nothing where nothing is drawn.
pub(crate) fn doubts(draws: Option<&DrawsRead>, told: &[String]) -> String {
    let Some(draws) = draws else { return String::new() };
    let mut text = format!("\nChance and parameters apart ({})\n\n", draws.said());
    if told.is_empty() {
        text += "  Too few draws were run to tell them apart.\n";
    }
    for line in told {
        writeln!(text, "  {line}").expect("writing to a string");
    }
    text
}

/// The flags of draws of a table, of which these are held.
pub(crate) fn flags<T: AsRef<str>>(table: &Path, hold: &[T]) -> String {
    let mut text = format!(" --draws {}", quoted(table));
    for path in hold {
        write!(text, " --hold {}", path.as_ref()).expect("writing to a string");
    }
    text
}

/// Says what is not drawn though a table has it.
pub(crate) fn tell_held(laid: &Laid) {
    let held = laid.held();
    if !held.is_empty() {
        complain(&format!(
            "note: not drawn, since a scenario, a point or the command line says them: {}",
            held.join(", ")
        ));
    }
}

/// Says so where draws are of another model.
pub(crate) fn tell_foreign(draws: &ParameterDraws) {
    if let Some(foreign) = draws.foreign() {
        complain(&format!("warning: {foreign}"));
    }
}

/// Reads a table of draws, and says so where they are of another model.
pub(crate) fn read(path: Option<&Path>) -> Result<Option<ParameterDraws>> {
    let draws = path.map(ParameterDraws::read).transpose()?;
    draws.iter().for_each(tell_foreign);
    Ok(draws)
}

/// What a command reads, with the table of draws.
pub(crate) fn with(inputs: Inputs, draws: Option<&ParameterDraws>) -> Result<Inputs> {
    let inputs = inputs.with("draws", draws.map(|draws| &draws.origin));
    inputs.map_err(|error| Failure::Input(error.to_string()))
}

//! The command line: one file per command. Only this module prints. Results go to standard output,
//! everything that is wrong to standard error.

pub mod check;
pub mod compare;
pub mod describe;
pub mod diff;
pub mod explain;
mod keep;
mod progress;
pub mod reproduce;
pub mod run;
pub mod sensitivity;
mod sizes;
pub mod sweep;
pub mod theory;
mod theory_run;

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output;
use crate::scenario::Diagnostics;

/// What a person sees who types `kith` and nothing else.
const WELCOME: &str = "\
Kith simulates social prescribing: what changes in funding, staffing and community provision do
to GP demand and wellbeing, and why.

Three commands to begin with:

  kith check scenarios/baseline.toml     is the scenario sound?
  kith explain run                       what do its parameters mean, and where are they from?
  kith run scenarios/baseline.toml       simulate it

`kith --help` lists every command.
";

/// An agent-based simulator of social prescribing.
#[derive(Debug, Parser)]
#[command(name = "kith", version, after_help = "Example:\n  kith check scenarios/baseline.toml")]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
enum Command {
    /// Run one scenario.
    Run(run::Run),
    /// Compare scenarios on the same draws: differences with intervals.
    Compare(compare::Compare),
    /// Run many points of a parameter space; goes on where it stopped.
    Sweep(sweep::Sweep),
    /// Find the parameters on which outcomes depend; goes on where it stopped.
    Sensitivity(sensitivity::SensitivityArgs),
    /// Make results again from their record, and compare them to the bit.
    Reproduce(reproduce::Reproduce),
    /// Say everything that is wrong with scenario files.
    Check(check::Check),
    /// Explain parameters: value, unit, range, source, claims.
    Explain(explain::Explain),
    /// Describe the model under the headings of ODD.
    Describe(describe::Describe),
    /// Say what differs between two scenarios.
    Diff(diff::Diff),
    /// Put the claims of the theory to the test.
    Theory(theory::Theory),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done,
    /// The command line was wrong.
    Usage,
    /// A file was wrong.
    BadInput,
    /// The program was wrong.
    Bug,
    /// Stopped before the end; the same command goes on.
    Stopped,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Usage => 2,
            Exit::BadInput => 65,
            Exit::Bug => 70,
            Exit::Stopped => 75,
        })
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Scenario files are wrong.
    Scenario(Diagnostics),
    /// What the user asked for cannot be had.
    Input(String),
    /// Reading or writing failed.
    Io(io::Error),
    /// What was found could not be printed.
    Print(io::Error),
}

impl Failure {
    /// How the program ends for it.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Print(_) => Exit::Stopped,
            Self::Scenario(_) | Self::Input(_) | Self::Io(_) => Exit::BadInput,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scenario(found) => found.fmt(f),
            Self::Input(message) => write!(f, "error: {message}"),
            Self::Io(error) => write!(f, "error: {error}"),
            Self::Print(error) => write!(f, "error: cannot print: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Diagnostics> for Failure {
    fn from(found: Diagnostics) -> Self {
        Self::Scenario(found)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a command comes to.
pub type Result<T> = std::result::Result<T, Failure>;

/// Does what the command line asks for.
#[must_use]
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            // Nobody is left to tell when help cannot be printed.
            let _ = error.print();
            return exit;
        }
    };
    execute(cli).unwrap_or_else(|failure| {
        complain(&failure);
        failure.exit()
    })
}

fn execute(cli: Cli) -> Result<Exit> {
    match cli.command {
        None => {
            say(WELCOME)?;
            Ok(Exit::Done)
        }
        Some(Command::Run(args)) => run::execute(&args),
        Some(Command::Compare(args)) => compare::execute(&args),
        Some(Command::Sweep(args)) => sweep::execute(&args),
        Some(Command::Sensitivity(args)) => sensitivity::execute(&args),
        Some(Command::Reproduce(args)) => reproduce::execute(&args),
        Some(Command::Check(args)) => check::execute(&args),
        Some(Command::Explain(args)) => explain::execute(&args),
        Some(Command::Describe(args)) => describe::execute(&args),
        Some(Command::Diff(args)) => diff::execute(&args),
        Some(Command::Theory(args)) => theory::execute(&args),
    }
}

/// Prints to standard output. A reader that has gone away, such as `head`, is no error.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(Failure::Print),
    }
}

/// Prints what is in a folder of results as well: they are there, whether it can be printed or not.
pub(crate) fn tell(text: &str) {
    if let Err(failure) = say(text) {
        complain(&format!("{failure}\nThe results are complete."));
    }
}

/// Says why results cannot be put somewhere, and how the command ends for it.
pub(crate) fn refuse(error: &output::Error) -> Exit {
    complain(&format!("error: {error}"));
    match error {
        output::Error::Held(_) => Exit::Stopped,
        _ => Exit::Usage,
    }
}

/// Prints a line to standard error; nobody is left to tell when that fails.
pub(crate) fn complain(text: &dyn fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A count and its noun: `1 warning`, `2 warnings`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_shows_an_example_in_its_help() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("kith "), "{} has no example", command.get_name());
        }
    }
}

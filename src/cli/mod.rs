//! The command line: one file per command. Only this module prints. Results go to standard output,
//! everything that is wrong to standard error.

mod arrows;
pub mod budget;
mod budgeted;
pub mod calibrate;
pub mod check;
mod check_page;
pub mod compare;
pub mod describe;
pub mod diff;
mod draws;
pub mod evaluate;
pub mod explain;
mod goal;
pub mod keep;
pub mod localise;
pub mod new;
pub mod optimise;
mod overlay;
pub mod page;
mod placed;
pub mod progress;
pub mod report;
pub mod reproduce;
mod reweigh;
pub mod run;
pub mod scenarios;
pub mod sensitivity;
pub mod sizes;
mod stages;
mod sum;
pub mod sweep;
pub mod theory;
mod theory_form;
pub mod theory_run;
pub mod validation;
mod whole;

use crate::scenario;
use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Parser, Subcommand};

use crate::scenario::{Diagnostic, Diagnostics, Origin, Scenario, clean};

/// What a person sees who types `kith` and nothing else.
const WELCOME: &str = "\
Kith simulates social prescribing: what changes in funding, staffing and community provision do
to GP demand and wellbeing, and why.

Three commands to begin with:

  kith scenarios              which scenarios are there to begin with?
  kith explain waiting        what do its parameters mean, and where are they from?
  kith run austerity          simulate one

`kith --help` lists every command.
";

/// An agent-based simulator of social prescribing.
#[derive(Debug, Parser)]
#[command(name = "kith", version, after_help = "Example:\n  kith run austerity")]
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
    /// Spend a sum in several ways at equal cost: which buys most, for whom, how sure that is.
    Budget(budget::BudgetArgs),
    /// Find the best mix of lines for a sum, and what cannot be told apart.
    Optimise(optimise::OptimiseArgs),
    /// Run many points of a parameter space; goes on where it stopped.
    Sweep(sweep::Sweep),
    /// Find the parameters on which outcomes depend; goes on where it stopped.
    Sensitivity(sensitivity::SensitivityArgs),
    /// Find the parameters that published figures leave, as draws; goes on where it stopped.
    Calibrate(calibrate::CalibrateArgs),
    /// Make one page of finished results, for a board: offline, printable.
    Report(report::Report),
    /// Apply published designs to what they would see of the model: published, found, and true.
    Evaluate(evaluate::EvaluateArgs),
    /// Make results again from their record, and compare them to the bit.
    Reproduce(reproduce::Reproduce),
    /// Say everything that is wrong with scenario files.
    Check(check::Check),
    /// Explain parameters, metrics and claims: value, unit, range, source, verdict.
    Explain(explain::Explain),
    /// Describe the model under the headings of ODD.
    Describe(describe::Describe),
    /// Say what differs between two scenarios.
    Diff(diff::Diff),
    /// List the scenarios inside the program, or write one down to start from.
    Scenarios(scenarios::Scenarios),
    /// Write a scenario of your own area from a few answers.
    New(new::New),
    /// Write a scenario of one network from public files that lie in a folder.
    Localise(localise::Localise),
    /// Make the simulator in one file: a page that opens without a network and runs.
    Page(page::Page),
    /// Put the claims of the theory to the test.
    Theory(theory::Theory),
    /// Hold published figures against what runs found, as a page.
    Validation(validation::Validation),
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
    /// A round is done, and the tolerance asks for another.
    More,
    /// Stopped before the end; the same command goes on.
    Stopped,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Usage => 2,
            Exit::More => 3,
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
            if error.use_stderr() {
                // It repeats words of the command line, which may be names of files.
                complain(&error.render().to_string().trim_end());
                return Exit::Usage;
            }
            // Nobody is left to tell when help cannot be printed.
            let _ = error.print();
            return Exit::Done;
        }
    };
    watched(|| {
        execute(cli).unwrap_or_else(|failure| {
            complain(&failure);
            failure.exit()
        })
    })
}

/// Does some work. A panic in it is a fault of the program, on whatever thread: its message is
/// followed by a word on what to do, and the work ends with the code of a bug, however much of it
/// could be kept.
fn watched(work: impl FnOnce() -> Exit) -> Exit {
    let fault = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&fault);
    let said = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        said(panic);
        if !seen.swap(true, Ordering::Relaxed) {
            complain(&FAULT);
        }
    }));
    let exit = work();
    // The hook of before is gone with this one: nothing follows but the end of the program.
    drop(std::panic::take_hook());
    if fault.load(Ordering::Relaxed) { Exit::Bug } else { exit }
}

/// What is said after the message of a panic.
const FAULT: &str = "error: this is a fault of Kith, not of your files. Please report it with the \
                     lines above and the command.";

fn execute(cli: Cli) -> Result<Exit> {
    match cli.command {
        None => {
            say(WELCOME)?;
            Ok(Exit::Done)
        }
        Some(Command::Run(args)) => run::execute(&args),
        Some(Command::Compare(args)) => compare::execute(&args),
        Some(Command::Budget(args)) => budget::execute(&args),
        Some(Command::Optimise(args)) => optimise::execute(&args),
        Some(Command::Sweep(args)) => sweep::execute(&args),
        Some(Command::Sensitivity(args)) => sensitivity::execute(&args),
        Some(Command::Calibrate(args)) => calibrate::execute(&args),
        Some(Command::Report(args)) => report::execute(&args),
        Some(Command::Evaluate(args)) => evaluate::execute(&args),
        Some(Command::Reproduce(args)) => reproduce::execute(&args),
        Some(Command::Check(args)) => check::execute(&args),
        Some(Command::Explain(args)) => explain::execute(&args),
        Some(Command::Describe(args)) => describe::execute(&args),
        Some(Command::Diff(args)) => diff::execute(&args),
        Some(Command::Scenarios(args)) => scenarios::execute(&args),
        Some(Command::New(args)) => new::execute(&args),
        Some(Command::Localise(args)) => localise::execute(&args),
        Some(Command::Page(args)) => page::execute(&args),
        Some(Command::Theory(args)) => theory::execute(&args),
        Some(Command::Validation(args)) => validation::execute(&args),
    }
}

/// Prints to standard output, without what could steer a terminal. A reader that has gone away,
/// such as `head`, is no error.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(clean(text).as_bytes()).and_then(|()| out.flush()) {
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
pub(crate) fn refuse(error: &crate::report::Error) -> Exit {
    complain(&format!("error: {error}"));
    match error {
        crate::report::Error::Held(_) => Exit::Stopped,
        _ => Exit::Usage,
    }
}

/// Prints a line to standard error, without what could steer a terminal; nobody is left to tell
/// when that fails.
pub(crate) fn complain(text: &dyn fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{}", clean(&text.to_string()));
}

/// Prints what is doubtful, each thing once.
pub(crate) fn warn<'a>(warnings: impl IntoIterator<Item = &'a Diagnostic>) {
    let warnings = Diagnostics::new(warnings.into_iter().cloned().collect());
    if warnings.iter().next().is_some() {
        complain(&warnings);
    }
}

/// The scenario that commands take when none is named: the file of that name, or the one inside the
/// program.
pub(crate) const BASELINE: &str = "baseline";

/// Says which scenarios were taken from inside the program, since a file of the name would have come
/// first.
pub(crate) fn tell_built_in<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) {
    let files = scenarios.into_iter().flat_map(|scenario| &scenario.files);
    let names: BTreeSet<&str> = files.filter_map(Origin::inside).collect();
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        complain(&format!("note: built in: {} (no file of that name here)", names.join(", ")));
    }
}

/// Takes a path, or a name such as `austerity` for the file of a scenario or a study, or for a
/// scenario inside the program.
fn named_file() -> impl TypedValueParser<Value = std::path::PathBuf> {
    PathBufValueParser::new().map(scenario::find)
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
    fn a_panic_that_was_caught_still_ends_as_a_bug() {
        let kept =
            || std::panic::catch_unwind(|| panic!("a fault")).map_or(Exit::Done, |()| Exit::Usage);
        assert_eq!(watched(kept), Exit::Bug);
    }

    #[test]
    fn every_command_shows_an_example_in_its_help() {
        Cli::command().debug_assert();
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("kith "), "{} has no example", command.get_name());
        }
    }
}

//! `kith scenarios`: the scenarios inside the program: their names and titles, and the text of each,
//! to start from.

use crate::scenario;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::run::quoted;
use crate::cli::{Exit, Failure, Result, complain, say};
use crate::scenario::{BUILT_IN, Origin};

/// Arguments of `kith scenarios`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith scenarios
  kith scenarios austerity
  kith scenarios austerity --output mine.toml

A scenario inside the program is named as it is: `kith run austerity`, or `extends = \"baseline\"` in a
file of yours. Where a file of that name lies beside it, the file comes first.")]
pub struct Scenarios {
    /// The scenario whose text is wanted; all are listed when none is named.
    name: Option<String>,
    /// Write the text to this file, which must not be there yet, instead of printing it.
    #[arg(long, value_name = "FILE", requires = "name")]
    output: Option<PathBuf>,
}

/// Lists the scenarios inside the program, or gives the text of one.
///
/// # Errors
/// If there is none of that name, or the file cannot be written.
pub fn execute(args: &Scenarios) -> Result<Exit> {
    let Some(name) = &args.name else {
        say(&list()?)?;
        return Ok(Exit::Done);
    };
    let Some((_, text)) = BUILT_IN.iter().find(|(inside, _)| inside == name) else {
        let nearest = scenario::names::nearest(name, BUILT_IN.iter().map(|(name, _)| *name));
        let hint = nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"));
        let message = format!("no scenario inside the program is called `{name}`{hint}");
        return Err(Failure::Input(format!("{message}; `kith scenarios` lists them")));
    };
    let Some(file) = &args.output else {
        say(text)?;
        return Ok(Exit::Done);
    };
    let written = OpenOptions::new().write(true).create_new(true).open(file);
    match written.and_then(|mut out| out.write_all(text.as_bytes())) {
        Ok(()) => {
            say(&format!(
                "{}: the text of `{name}`. To run it:\n  kith run {}\n",
                file.display(),
                quoted(file)
            ))?;
            Ok(Exit::Done)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            complain(&format!("error: {} is there already: nothing was written", file.display()));
            Ok(Exit::Usage)
        }
        Err(error) => Err(Failure::Input(format!("cannot write {}: {error}", file.display()))),
    }
}

/// Every name with its title.
fn list() -> Result<String> {
    let width = BUILT_IN.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, _) in BUILT_IN {
        let inside =
            Origin::built_in(Path::new(name), Path::new(name)).expect("a name of the list");
        let scenario = scenario::file::whole_from(inside)?;
        writeln!(text, "{name:width$}  {}", scenario.title).expect("writing to a string");
    }
    Ok(
        text + "\n`kith run NAME` runs one, `kith scenarios NAME --output FILE` writes one down to start from.\n"
    )
}

//! `kith localise`: an overlay of one primary care network from public files that lie in a folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::overlay::{england, judged, outside, taken, usual};
use crate::cli::run::quoted;
use crate::cli::whole;
use crate::cli::{Exit, Failure, Result, say, warn};
use crate::localise::england::Baseline;
use crate::localise::targets::csv;
use crate::localise::{Network, network};
use crate::report::number::short;
use crate::scenario::names;

/// Arguments of `kith localise`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith localise --data downloads --pcn U12345
  kith localise --data downloads --pcn U12345 --output mine.toml --force

Kith downloads nothing: docs/my-area.md says which files to put into the folder and where they are. Files are known by
their headings, whatever they are called. What no file says stays England's, and is listed. Beside the scenario stands
a table of local figures, NAME_targets.csv, with the columns of targets.csv of any run.")]
pub struct Localise {
    /// Folder with the public files.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
    /// Code of the primary care network, as U12345.
    #[arg(long, value_name = "CODE")]
    pcn: String,
    /// The scenario to write; the code in small letters when not given.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    force: bool,
}

/// Makes the overlay.
///
/// # Errors
/// Everything that is wrong in any of the files, or that cannot be written.
pub fn execute(args: &Localise) -> Result<Exit> {
    let code = args.pcn.trim().to_uppercase();
    if code.is_empty() || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
        let message =
            format!("`{}` is no code of a network: letters and digits, as U12345", args.pcn);
        return Err(Failure::Input(message));
    }
    let file = args.output.clone().unwrap_or_else(|| usual(&code));
    let table = beside(&file);
    if let Some(exit) = taken(&[&file, &table], args.force) {
        return Ok(exit);
    }
    let baseline = england()?;
    let read = network(&args.data, &code, &baseline).map_err(|error| {
        Failure::Input(format!("cannot read the folder {}: {error}", quoted(&args.data)))
    })?;
    let found = read?;
    warn(&found.warnings);
    if found.overlay.settings.is_empty() {
        let message =
            format!("no value of {code} follows from the files of {}", quoted(&args.data));
        return Err(Failure::Input(format!("{message}:\n  {}", found.absent.join("\n  "))));
    }
    let text = found.overlay.toml(&baseline.values);
    let scenario = judged(&file, &text)?;
    let figures = csv(&found.targets)?;
    let mut texts: Vec<(&Path, &[u8])> = vec![(&file, text.as_bytes())];
    if !found.targets.is_empty() {
        texts.push((&table, figures.as_bytes()));
    }
    whole::write(&texts, args.force)?;
    let mut told = page(&code, &found, &baseline);
    if let Some(outside) = outside(&scenario) {
        writeln!(told, "\n{outside}.").expect("writing to a string");
    }
    writeln!(told, "\n{}: the scenario. To run it:\n  kith run {}", file.display(), quoted(&file))
        .expect("writing to a string");
    if !found.targets.is_empty() {
        writeln!(told, "{}: local figures, which are no parameters.", table.display())
            .expect("writing to a string");
    }
    say(&told)?;
    Ok(Exit::Done)
}

/// The table of local figures beside a scenario.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}_targets.csv"))
}

/// The network beside England, and what stays England's.
fn page(code: &str, found: &Network, baseline: &Baseline) -> String {
    let mut text = String::new();
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    for (file, what) in &found.known {
        line(format!("{file}: {what}"));
    }
    for file in &found.unknown {
        line(format!("{file}: of no known form, left out"));
    }
    line(String::new());
    for told in &found.told {
        line(format!("{told}."));
    }
    line(String::new());
    line(format!("{:32}{:>12}{:>12}", "", code, "England"));
    for setting in &found.overlay.settings {
        let england = baseline.values[names::parameter(&setting.path).expect("a parameter")];
        line(format!("{:32}{:>12}{:>12}", setting.path, short(setting.value), short(england)));
    }
    if !found.targets.is_empty() {
        line(String::new());
        line("Local figures, to hold a run against:".to_owned());
    }
    for target in &found.targets {
        line(format!("{:14}{}: {} {}", target.id, target.name, short(target.value), target.unit));
    }
    line(String::new());
    line("Stays England's:".to_owned());
    for absent in &found.absent {
        line(format!("  {absent}"));
    }
    line(
        "  everything else: needs, behaviour, practice, workforce, organisations' lives, prices"
            .to_owned(),
    );
    text
}

//! `kith explain`: what a parameter means, what it is worth, and how that is known.

use crate::scenario;
use crate::scenario::names;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::{BASELINE, Exit, Failure, Result, counted, named_file, say};
use crate::model::parameters::Parameters;
use crate::scenario::Scenario;

/// Most changes over time that are listed.
const MOST_CHANGES: usize = 6;

/// Arguments of `kith explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kith explain\n  kith explain run.people\n  \
                        kith explain policy --scenario austerity")]
pub struct Explain {
    /// A parameter, a section, or a parameter that differs along an axis; nothing lists sections.
    path: Option<String>,
    /// The scenario file whose values are explained.
    #[arg(long, value_name = "FILE", value_parser = named_file(), default_value = BASELINE)]
    scenario: PathBuf,
}

/// Explains parameters.
///
/// # Errors
/// If the scenario is wrong or no parameter has the path.
pub fn execute(args: &Explain) -> Result<Exit> {
    let Some(path) = &args.path else {
        say(&sections())?;
        return Ok(Exit::Done);
    };
    let parameters = names::under(path);
    if parameters.is_empty() {
        let nearest = names::nearest_path(path);
        let hint = nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default();
        let message = format!("no parameter or section is called `{path}`{hint}");
        return Err(Failure::Input(format!("{message}; `kith explain` lists the sections")));
    }
    let scenario = scenario::load(&args.scenario)?;
    let said: Vec<String> =
        parameters.into_iter().map(|index| parameter(&scenario, index)).collect();
    say(&said.join("\n"))?;
    Ok(Exit::Done)
}

/// The sections and how many parameters each has.
fn sections() -> String {
    let sections = names::sections();
    let width = sections.iter().map(|name| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for name in &sections {
        let count = counted(names::under(name).len(), "parameter", "parameters");
        let _ = writeln!(text, "{name:width$}  {count}");
    }
    text + "\n`kith explain SECTION` explains all its parameters.\n"
}

/// Everything that is known of one parameter.
fn parameter(scenario: &Scenario, index: usize) -> String {
    let (spec, entry) = (&Parameters::specs()[index], &scenario.entries[index]);
    let mut text = format!("{}\n  {}\n", spec.path, spec.about);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<10}{value}");
    };
    line("value", &format!("{} {}", entry.value, spec.unit));
    line("range", &format!("{} to {} (plausible)", entry.low, entry.high));
    line("possible", &format!("{} to {}", spec.min, spec.max));
    line("basis", entry.basis.text());
    if let Some(source) = scenario.sources.get(&entry.source) {
        line("source", &format!("{} ({}) [{}]", source.title, source.year, entry.source));
        for more in [&source.link, &source.note].into_iter().flatten() {
            line("", more);
        }
    }
    if let Some(note) = &entry.note {
        line("note", note);
    }
    if let Some(overlay) = &entry.overridden_by {
        line("set by", overlay);
    }
    let changes = changes(scenario, index);
    if !changes.is_empty() {
        line("changes", &changes);
    }
    line("claims", if spec.claims.is_empty() { "none" } else { spec.claims });
    text
}

/// The weeks in which a schedule changes a parameter.
fn changes(scenario: &Scenario, index: usize) -> String {
    let changes: Vec<String> = scenario
        .timeline
        .epochs()
        .windows(2)
        .filter(|pair| pair[0].values[index].to_bits() != pair[1].values[index].to_bits())
        .map(|pair| format!("{} from week {}", pair[1].values[index], pair[1].from))
        .collect();
    let shown = changes.iter().take(MOST_CHANGES).cloned().collect::<Vec<_>>().join(", ");
    match changes.len().saturating_sub(MOST_CHANGES) {
        0 => shown,
        more => format!("{shown}, and {more} more"),
    }
}

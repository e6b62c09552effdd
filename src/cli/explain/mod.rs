//! `kith explain`: what a parameter, a metric or a claim means, what it is worth, and how that is
//! known.

mod claim;
mod find;

use crate::scenario;
use crate::scenario::names;
use crate::studies::theory;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::theory::claims_of;
use crate::cli::{BASELINE, Exit, Failure, Result, counted, named_file, say};
use crate::model::observe::{Breakdown, Cadence, M};
use crate::model::parameters::Parameters;
use crate::scenario::Scenario;
use crate::studies::theory::read::Claim;

/// Most changes over time that are listed.
const MOST_CHANGES: usize = 6;

/// Arguments of `kith explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith explain
  kith explain run.people
  kith explain policy --scenario austerity
  kith explain gp_requests
  kith explain A100
  kith explain --find trust waiting

The verdict on a claim is that of the run in --theory, or in output/theory if there is one.")]
pub struct Explain {
    /// A parameter, a section, a parameter that differs along an axis, a metric, or a claim such as
    /// A100; nothing lists sections.
    name: Option<String>,
    /// List the parameters, metrics and claims in whose names or meanings all these words stand.
    #[arg(long, value_name = "WORD", num_args = 1.., conflicts_with = "name")]
    find: Vec<String>,
    /// The scenario whose values are explained: a file, or a name.
    #[arg(long, value_name = "SCENARIO", value_parser = named_file(), default_value = BASELINE)]
    scenario: PathBuf,
    /// A folder of results of `kith theory`, for the verdict on a claim.
    #[arg(long, value_name = "DIR")]
    theory: Option<PathBuf>,
}

/// Explains parameters, metrics and claims.
///
/// # Errors
/// If the scenario is wrong, or nothing has the name.
pub fn execute(args: &Explain) -> Result<Exit> {
    if !args.find.is_empty() {
        let Some(found) = find::found(&args.find, &claims()?) else {
            let words = args.find.join(" ");
            return Err(Failure::Input(format!("nothing is named or explained with `{words}`")));
        };
        say(&found)?;
        return Ok(Exit::Done);
    }
    let Some(name) = &args.name else {
        say(&sections())?;
        return Ok(Exit::Done);
    };
    let parameters = names::under(name);
    let metric = M::ALL.iter().copied().find(|metric| metric.metric().name == name);
    let mut said = Vec::new();
    if let Some(metric) = metric {
        said.push(of_metric(metric, &claims()?));
    }
    if !parameters.is_empty() {
        let scenario = scenario::load_with_networks(&args.scenario)?;
        said.extend(parameters.into_iter().map(|index| parameter(&scenario, index)));
    }
    if said.is_empty() {
        let claims = claims()?;
        let claim = claims.iter().find(|claim| claim.id.eq_ignore_ascii_case(name));
        let Some(claim) = claim else { return Err(unknown(name, &claims)) };
        said.push(claim::explained(claim, args.theory.as_deref()));
    }
    say(&said.join("\n"))?;
    Ok(Exit::Done)
}

fn claims() -> Result<Vec<Claim>> {
    Ok(theory::read::load_from(&claims_of(None))?)
}

/// What is said of a name that nothing has, with the nearest right one.
fn unknown(name: &str, claims: &[Claim]) -> Failure {
    let nearest = names::nearest_path(name)
        .or_else(|| names::nearest(name, M::ALL.iter().map(|metric| metric.metric().name)))
        .or_else(|| theory::read::nearest_id(name, claims.iter().map(|claim| &*claim.id)));
    let hint = nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default();
    Failure::Input(format!(
        "no parameter, section, metric or claim is called `{name}`{hint}; `kith explain` lists the \
         sections, `kith explain --find WORD` looks into names and meanings"
    ))
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
    text + "\n`kith explain SECTION` explains all its parameters; \
            `kith explain --find WORD` looks into names and meanings.\n"
}

/// Everything that is known of a metric.
fn of_metric(metric: M, claims: &[Claim]) -> String {
    let of = metric.metric();
    let taken = match of.cadence {
        Cadence::Weekly => "every week",
        Cadence::FourWeekly => "every four weeks",
    };
    let whom = match of.by {
        Breakdown::Total => "for everybody",
        Breakdown::Fifths => "for everybody, and for each fifth of deprivation",
    };
    let judged = claim::judged_by(metric, claims).join(" ");
    let mut text = format!("{}\n  {}\n", of.name, of.about);
    for (label, value) in [
        ("label", of.label),
        ("unit", of.unit),
        ("taken", taken),
        ("", whom),
        ("judges", if judged.is_empty() { "no claim" } else { &judged }),
    ] {
        let _ = writeln!(text, "  {label:<10}{value}");
    }
    text
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
    for network in &scenario.networks {
        let there = network.entries[index].value;
        let changes = self::changes(network, index);
        let own = there.to_bits() != entry.value.to_bits() || !changes.is_empty();
        if own {
            let changes = if changes.is_empty() { changes } else { format!("; {changes}") };
            line("in", &format!("{}: {there} {}{changes}", network.name, spec.unit));
        }
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

//! `kith validation`: the page on validation, with what runs found.

use std::path::PathBuf;

use crate::cli::{Exit, Failure, Result, say};
use crate::report::validation::{self, AllFound, Found};
use crate::runs::published;

/// Arguments of `kith validation`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith validation > docs/validation.md
  kith validation output/baseline output/hindcast_2019_2023 > docs/validation.md

What a run does not show was not looked at: `kith run --validate` shows all rows. The first run that has a
row says what was found; rows of one scenario are taken from a run of it alone.")]
pub struct Validation {
    /// Folders of runs, as `kith run` writes them.
    runs: Vec<PathBuf>,
}

/// Prints the page as Markdown.
///
/// # Errors
/// If a folder holds no run.
pub fn execute(args: &Validation) -> Result<Exit> {
    let mut found = AllFound::new();
    let mut runs = Vec::new();
    for folder in &args.runs {
        let wrong = |why: String| Failure::Input(format!("{}: {why}", folder.display()));
        let record = std::fs::read_to_string(folder.join("run.toml"))
            .map_err(|error| wrong(format!("no record of a run: {error}")))?;
        let record: toml::Table =
            record.parse().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
        let model = record.get("model").and_then(toml::Value::as_str).unwrap_or_default();
        let mut table = csv::Reader::from_path(folder.join("targets.csv"))
            .map_err(|error| wrong(format!("no targets.csv: {error}")))?;
        let mut scenario = String::new();
        for row in table.deserialize::<Row>() {
            let row = row.map_err(|error| wrong(format!("targets.csv: {error}")))?;
            row.scenario.clone_into(&mut scenario);
            take(&mut found, row);
        }
        runs.push([folder.display().to_string(), scenario, model.to_owned()]);
    }
    say(&validation::page(&found, &runs))?;
    Ok(Exit::Done)
}

/// A row of `targets.csv`.
#[derive(serde::Deserialize)]
struct Row {
    scenario: String,
    id: String,
    found: String,
    agrees: String,
}

/// Takes what a run found, if no run before it did and the row is judged by it at all: a run that
/// changes something says nothing of things as they are.
fn take(found: &mut AllFound, row: Row) {
    let belongs = |target: &crate::runs::Target| {
        target.id == row.id && (target.scenario == row.scenario || target.scenario.is_empty())
    };
    let known = published();
    let circular = known.iter().any(|it| belongs(it) && !it.judges());
    let judged = row.agrees == "yes" || row.agrees == "no" || circular;
    if judged && !row.found.is_empty() && known.iter().any(belongs) {
        let Row { id, found: value, agrees, .. } = row;
        found.entry(id).or_insert(Found { value, agrees });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(scenario: &str, id: &str, agrees: &str) -> Row {
        let text = str::to_owned;
        Row { scenario: text(scenario), id: text(id), found: text("1.0"), agrees: text(agrees) }
    }

    #[test]
    fn the_first_run_that_judges_a_row_says_what_was_found() {
        let mut found = AllFound::new();
        take(&mut found, row("austerity", "T01", "not judged"));
        take(&mut found, row("baseline", "T34-last", "yes"));
        assert!(found.is_empty(), "{found:?}");
        take(&mut found, row("baseline", "T01", "no"));
        take(&mut found, row("baseline", "T01", "yes"));
        take(&mut found, row("hindcast_2019_2023", "T34-last", "yes"));
        take(&mut found, row("baseline", "T24-gp", "not judged"));
        assert_eq!(found.keys().collect::<Vec<_>>(), ["T01", "T24-gp", "T34-last"]);
        assert_eq!(found["T01"].agrees, "no");
    }
}

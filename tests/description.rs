//! The description of the model: it is made from the program, and cannot drift from it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn made() -> String {
    let baseline = kith::scenario::load(&here("scenarios/baseline.toml")).expect("the baseline");
    kith::report::describe::markdown(&baseline)
}

#[test]
fn the_page_in_the_repository_is_what_the_program_says() {
    let kept = fs::read_to_string(here("docs/model.md")).expect("docs/model.md");
    let made = made();
    let first = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "docs/model.md is not what the program says. Renew it: kith describe > docs/model.md\n\
         first difference: {first:?}"
    );
}

/// The rooms of the mechanisms.
const ROOMS: [&str; 4] = ["people", "practice", "link_work", "community"];

/// The mechanisms in the four rooms, and what stands beside them.
fn kept_in_rooms() -> BTreeSet<String> {
    let mut found = BTreeSet::from(["reference".to_owned()]);
    for room in ROOMS {
        let folder = here("src/model/mechanisms").join(room);
        let entries =
            fs::read_dir(folder).expect("a room").map(|entry| entry.expect("a file").path());
        let names =
            entries.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned());
        found.extend(names.filter(|name| name != "mod"));
    }
    found
}

/// The file of each mechanism that is in a room.
fn files_of(found: &BTreeSet<String>) -> Vec<(&String, PathBuf)> {
    let mut files = Vec::new();
    for module in found {
        for room in ROOMS {
            let folder = here("src/model/mechanisms").join(room);
            for path in [folder.join(format!("{module}.rs")), folder.join(module).join("mod.rs")] {
                if path.is_file() {
                    files.push((module, path));
                }
            }
        }
    }
    files
}

#[test]
fn every_mechanism_is_described_and_called() {
    let found = kept_in_rooms();
    let described: BTreeSet<String> =
        kith::report::describe::mechanisms().into_iter().map(str::to_owned).collect();
    assert_eq!(found, described, "list the mechanism in src/report/describe/mod.rs");
    let page = made();
    let week = page.split_once("| Call | Submodel |").expect("the calls").1;
    let week = week.split_once("## 4").expect("the next heading").0;
    for (module, path) in &files_of(&found) {
        let steps = fs::read_to_string(path).expect("a mechanism").contains("pub fn step(");
        assert!(!steps || week.contains(&format!("`{module}::step`")), "{module}");
    }
}

/// Beginnings of meanings that say nothing without the line before them.
const LEANING: &[&str] = &[
    "The same",
    "Spread of that",
    "Weight of that",
    "Share of that",
    "Loss of that",
    "Rise of that",
    "Such ",
];

#[test]
fn every_meaning_of_a_parameter_stands_alone() {
    for spec in kith::model::parameters::Parameters::specs() {
        let leans = LEANING.iter().any(|beginning| spec.about.starts_with(beginning))
            || spec.about.contains("the others.");
        let sentence = spec.about.ends_with('.') && spec.about.split(' ').count() > 3;
        assert!(!leans && sentence, "{}: {}", spec.path, spec.about);
    }
}

#[test]
fn every_constant_of_the_model_is_on_the_page() {
    let page = made();
    for folder in ["mechanisms", "engine", "world", "synthesis"] {
        for file in crate::naked_numbers::files(&here("src/model").join(folder)) {
            let source = fs::read_to_string(&file).expect("a source");
            for line in source.split("\n#[cfg(test)]").next().unwrap_or_default().lines() {
                let item = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
                let named = item.strip_prefix("const ").and_then(|item| item.split_once(": "));
                // Lists of what there is stand on the page in a form of their own.
                if let Some((name, kind)) = named.filter(|(_, kind)| !kind.starts_with('&')) {
                    let shown = page.contains(&format!("| `{name}` |"));
                    assert!(shown, "{}: {name}: {kind}", file.display());
                }
            }
        }
    }
}

#[test]
fn every_parameter_metric_and_phase_is_on_the_page() {
    let page = made();
    for spec in kith::model::parameters::Parameters::specs() {
        let axis = spec.path.rsplit_once('.').map(|(axis, _)| format!("| `{axis}` |"));
        let own = format!("| `{}` |", spec.path);
        assert!(page.contains(&own) || axis.is_some_and(|axis| page.contains(&axis)), "{own}");
    }
    for metric in kith::model::observe::METRICS {
        assert!(page.contains(&format!("| `{}` |", metric.name)), "{}", metric.name);
    }
    for phase in 1..=14 {
        assert!(page.contains(&format!("{phase}. ")), "phase {phase}");
    }
    let empty: Vec<&str> = page.lines().filter(|line| line.ends_with("|  |")).collect();
    let rows = empty.iter().filter(|line| line.matches(" | ").count() < 4);
    assert_eq!(rows.count(), 0, "a row says nothing: {empty:?}");
}

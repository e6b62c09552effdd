//! Reading a study file: its head, its scenarios, its sizes, its design and what it reports.

use crate::scenario::file;
use crate::scenario::names;
use crate::studies::sweep::read::factors;
use crate::studies::sweep::read::ladder;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::scenario::base::possible_number;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity};
use crate::scenario::file::load_from;
use crate::scenario::kind::Kind;
use crate::scenario::reader::{Misspelt, Reader, Value};
use crate::scenario::{Origin, Scenario};
use crate::studies::sweep::read::{Design, Luck, Own, Report, Since, Study, TableName};
use crate::studies::theory::read::{whole, word};

const FILE: &[&str] = &[
    "title",
    "because",
    "scenarios",
    "points_win",
    "from",
    "draws",
    "run",
    "design",
    "parameters",
    "step",
    "report",
];
const RUN: &[&str] = &["replicates", "seed", "neighbourhoods", "people", "weeks", "warm_up_weeks"];
const DESIGN: &[&str] = &["kind", "points", "seed"];
const REPORT: &[&str] = &["tables", "metrics", "fifths", "weekly"];

/// Most points of one study.
pub(crate) const MOST_POINTS: f64 = 10_000_000.0;

/// Reads a study file and its scenarios.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(path: &Path) -> Result<Study, Diagnostics> {
    let text =
        file::read(&Origin::at(path), None).map_err(|error| Diagnostics::new(vec![*error]))?;
    let (root, complaints) = Kind::Study.parsed(&text).map_err(Diagnostics::new)?;
    let root = root.get_ref();
    let mut reader = Reader::new(&text, complaints);
    let misspelt = reader.unknown_keys(root, FILE);
    let Head { title, because, mut scenarios, own, sizes, mut elsewhere } =
        head(&mut reader, root, path, &misspelt);
    let design = design(&mut reader, root, &misspelt);
    let (factors, steps) = if design == Some(Design::Ladder) {
        ladder::read(&mut reader, root, scenarios.first(), &misspelt).unzip()
    } else {
        for key in root.keys().filter(|key| key.get_ref() == "step") {
            let error = Diagnostic::error(reader.place(key.span()), "steps without a ladder");
            reader.push(error.about("step").allowed("`step` with the design `ladder`"));
        }
        let factors = factors::read(&mut reader, root, design, scenarios.first(), &misspelt);
        (factors, Some(Vec::new()))
    };
    let report = report(&mut reader, root, &scenarios);
    let since = since(&mut reader, root);
    let luck = luck(&mut reader, root);
    elsewhere.extend(reader.finish());
    if elsewhere.iter().all(|found| found.severity != Gravity::Error) {
        for scenario in &mut scenarios {
            for &(parameter, size) in &sizes {
                let set = scenario.with_value(&Parameters::specs()[parameter].path, size);
                set.map_err(|found| elsewhere.extend(found.into_vec())).ok();
            }
        }
    }
    let found = Diagnostics::new(elsewhere);
    let (Some(title), Some(because), Some(design), Some(factors), Some(steps), Some(report), 0) =
        (title, because, design, factors, steps, report, found.count(Gravity::Error))
    else {
        return Err(found);
    };
    let file = Some(path.to_owned());
    let name = text.stem.clone();
    let (table, warnings) = (None, Vec::new());
    Ok(Study {
        name,
        title,
        because,
        file,
        table,
        scenarios,
        design,
        since,
        luck,
        laid: None,
        factors,
        steps,
        report,
        own,
        warnings,
    })
}

/// What every study says first.
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    pub(crate) because: Option<String>,
    pub(crate) scenarios: Vec<Scenario>,
    /// Which value holds where a scenario changes what is swept.
    pub(crate) own: Option<Own>,
    /// Sizes, by the parameters that hold them.
    pub(crate) sizes: Vec<(usize, f64)>,
    /// What is wrong in the scenarios.
    pub(crate) elsewhere: Vec<Diagnostic>,
}

/// Reads what every study says first.
pub(crate) fn head(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    path: &Path,
    misspelt: &Misspelt,
) -> Head {
    let title = reader.required_text(root, "title", None, misspelt, "a title in a few words");
    let about = "a sentence that says what the study is to find out";
    let because = reader.required_text(root, "because", None, misspelt, about);
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut elsewhere = Vec::new();
    let scenarios = scenarios(reader, root, folder, misspelt, &mut elsewhere);
    let own = match root.get("points_win").map(|value| (value, value.get_ref())) {
        None => None,
        Some((_, DeValue::Boolean(true))) => Some(Own::Swept),
        Some((_, DeValue::Boolean(false))) => Some(Own::Kept),
        Some((value, _)) => {
            reader.wrong_type(value, "points_win", "true or false");
            None
        }
    };
    let sizes = sizes(reader, root);
    Head { title, because, scenarios, own, sizes, elsewhere }
}

/// The scenarios, by their paths from the folder of the study, or by the names of those inside the
/// program.
fn scenarios(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    folder: &Path,
    misspelt: &Misspelt,
    elsewhere: &mut Vec<Diagnostic>,
) -> Vec<Scenario> {
    let allowed = "a list of scenarios, such as [\"baseline\", \"../mine.toml\"]";
    let mut scenarios: Vec<Scenario> = Vec::new();
    let Some(value) = root.get("scenarios") else {
        if !misspelt.contains("scenarios") {
            reader.missing(None, "scenarios", allowed.into());
        }
        return scenarios;
    };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "scenarios", allowed);
        return scenarios;
    };
    if array.is_empty() {
        let error = Diagnostic::error(reader.place(value.span()), "a study of no scenario");
        reader.push(error.about("scenarios").allowed(allowed));
    }
    for value in array {
        let Some(name) = reader.text(value, "scenarios") else { continue };
        let origin = Origin::named(folder, Path::new(&name));
        // A file that is not there is wrong where it is named.
        if let Err(error) = file::read(&origin, Some(&reader.place(value.span()))) {
            reader.push(*error);
            continue;
        }
        match load_from(origin) {
            Ok(scenario) if scenarios.iter().any(|other| other.name == scenario.name) => {
                let message = format!("two scenarios are called `{}`", scenario.name);
                let error = Diagnostic::error(reader.place(value.span()), message);
                reader.push(error.about("scenarios").allowed("each scenario once, by its name"));
            }
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => elsewhere.extend(found.into_vec()),
        }
    }
    scenarios
}

/// The sizes that hold for every scenario.
fn sizes(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Vec<(usize, f64)> {
    let Some(table) = root.get("run").and_then(|value| reader.table(value, "run")) else {
        return Vec::new();
    };
    reader.unknown_keys(table, RUN);
    let mut sizes = Vec::new();
    for key in RUN {
        let Some(value) = table.get(*key) else { continue };
        let path = format!("run.{key}");
        let parameter = names::parameter(&path).expect("sizes are parameters");
        let number = possible_number(reader, &Parameters::specs()[parameter], value, &path);
        sizes.extend(number.map(|number| (parameter, number)));
    }
    sizes
}

fn design(reader: &mut Reader<'_>, root: &DeTable<'_>, misspelt: &Misspelt) -> Option<Design> {
    let Some(value) = root.get("design") else {
        if !misspelt.contains("design") {
            reader.missing(None, "design", "a table such as { kind = \"grid\" }".into());
        }
        return None;
    };
    let table = reader.table(value, "design")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, DESIGN);
    let kind = word(reader, table, "kind", Design::LABELS, Some((&at, &misspelt)))?;
    let label = Design::LABELS[kind];
    if matches!(label, "grid" | "list" | "ladder") {
        for key in ["points", "seed"] {
            if let Some(value) = table.get(key) {
                let message = format!("`{key}` has no place in the design `{label}`");
                let error = Diagnostic::error(reader.place(value.span()), message).about(key);
                reader.push(error.allowed("levels of each parameter, in `values` or `steps`"));
            }
        }
        return Some(match label {
            "grid" => Design::Grid,
            "list" => Design::List,
            _ => Design::Ladder,
        });
    }
    let points = points(reader, table, &at, &misspelt);
    let seed = match table.get("seed") {
        Some(value) => whole(reader, value, "seed", 0.0, f64::from(u32::MAX))? as u32,
        None => 1,
    };
    let points = points?;
    Some(if label == "sobol" {
        Design::Sobol { points, seed }
    } else {
        Design::LatinHypercube { points, seed }
    })
}

/// From when on points hold: from the warm-up, unless the study says so.
fn since(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Since {
    if !root.contains_key("from") {
        return Since::default();
    }
    word(reader, root, "from", &Since::LABELS, None).map_or(Since::default(), |at| Since::ALL[at])
}

/// Which draws points have: the same, unless the study says so.
fn luck(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Luck {
    if !root.contains_key("draws") {
        return Luck::default();
    }
    word(reader, root, "draws", &Luck::LABELS, None).map_or(Luck::default(), |at| Luck::ALL[at])
}

fn points(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<u32> {
    let Some(value) = table.get("points") else {
        if !misspelt.contains("points") {
            reader.missing(Some(at.clone()), "points", "how many points there are to be".into());
        }
        return None;
    };
    whole(reader, value, "points", 1.0, MOST_POINTS).map(|points| points as u32)
}

/// What is reported. Anything wrong in it is noted, and refuses the study.
fn report(reader: &mut Reader<'_>, root: &DeTable<'_>, scenarios: &[Scenario]) -> Option<Report> {
    let Some(value) = root.get("report") else { return Some(Report::default()) };
    let table = reader.table(value, "report")?;
    reader.unknown_keys(table, REPORT);
    let fifths = match table.get("fifths").map(|value| (value, value.get_ref())) {
        None => false,
        Some((_, DeValue::Boolean(fifths))) => *fifths,
        Some((value, _)) => {
            reader.wrong_type(value, "fifths", "true or false");
            false
        }
    };
    let metrics = metrics_of(reader, table, "metrics");
    let weekly = metrics_of(reader, table, "weekly");
    let tables = tables(reader, table, fifths, &weekly);
    if let (true, Some(value)) = (tables.contains(&TableName::Pounds), table.get("tables")) {
        priced(reader, value, scenarios);
    }
    Some(Report { tables, metrics, fifths, weekly })
}

/// The table of pounds is about scenarios against the first, from week 0 on: both are counted from there.
fn priced(reader: &mut Reader<'_>, at: &Value<'_>, scenarios: &[Scenario]) {
    let Some((base, others)) = scenarios.split_first() else { return };
    let before = others.iter().find(|other| {
        let values = base.entries.iter().zip(&other.entries).zip(Parameters::specs());
        values
            .filter(|(_, spec)| names::section(&spec.path) != "run")
            .any(|((ours, theirs), _)| ours.value.to_bits() != theirs.value.to_bits())
    });
    let (message, found) = match before {
        _ if others.is_empty() => ("the table `pounds` of one scenario", base.name.clone()),
        Some(other) => (
            "the table `pounds` of a scenario that differs before week 0: what was spent then is not seen",
            other.name.clone(),
        ),
        None => return,
    };
    let error = Diagnostic::error(reader.place(at.span()), message).about("tables").found(found);
    reader.push(error.allowed(
        "a scenario to judge by, then others that differ from it by a schedule, from week 0 on",
    ));
}

/// A list of metrics, each once and in their order.
fn metrics_of(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str) -> Vec<M> {
    let mut metrics = Vec::new();
    match table.get(key).map(|value| (value, value.get_ref())) {
        None => {}
        Some((_, DeValue::Array(array))) => {
            for value in array {
                metrics.extend(reader.metric(value, key));
            }
        }
        Some((value, _)) => reader.wrong_type(value, key, "a list of metrics"),
    }
    metrics.sort();
    metrics.dedup();
    metrics
}

/// The tables that are written: those that are named, or those that hold what is asked for and no
/// figure twice.
fn tables(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    fifths: bool,
    weekly: &[M],
) -> Vec<TableName> {
    let Some(value) = table.get("tables") else {
        let asked = [true, fifths, !weekly.is_empty(), false];
        let tables = TableName::EVERY.into_iter().zip(asked);
        return tables.filter(|(_, asked)| *asked).map(|(table, _)| table).collect();
    };
    let allowed = "a list of \"results\", \"metrics\", \"weekly\" and \"pounds\"";
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "tables", allowed);
        return Vec::new();
    };
    let mut named = Vec::new();
    for value in array {
        let Some(name) = reader.text(value, "tables") else { continue };
        let table = TableName::EVERY.into_iter().find(|table| table.label() == name);
        if table.is_none() {
            let known = TableName::EVERY.map(TableName::label);
            let error = Diagnostic::error(reader.place(value.span()), format!("no table `{name}`"));
            let error = error.about("tables").allowed(allowed);
            reader.push(error.nearest(names::nearest(&name, known)));
        }
        named.extend(table);
    }
    let has = |table: TableName| named.contains(&table);
    let wrong = match (has(TableName::Weekly), weekly.is_empty()) {
        _ if array.is_empty() => Some("no table at all"),
        (true, true) => Some("the table `weekly` of no metric: name some in `weekly`"),
        (false, false) => Some("metrics in `weekly`, and the table `weekly` is left out"),
        _ if fifths && !has(TableName::Metrics) => {
            Some("`fifths` are in the table `metrics`, which is left out")
        }
        _ => None,
    };
    if let Some(wrong) = wrong {
        let error = Diagnostic::error(reader.place(value.span()), wrong).about("tables");
        reader.push(error.allowed(allowed));
    }
    TableName::EVERY.into_iter().filter(|&table| named.contains(&table)).collect()
}

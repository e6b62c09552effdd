//! Reading a study of sensitivity: which parameters are varied, and which outcomes are read. The
//! head, the scenarios and the sizes are those of any study.

use crate::scenario::file;
use crate::scenario::names;
use crate::studies::sweep;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::model::observe::{Breakdown, Group, M, Period};
use crate::model::parameters::Parameters;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location};
use crate::scenario::kind::Kind;
use crate::scenario::reader::{Misspelt, Reader, Value};
use crate::scenario::{Origin, Scenario};
use crate::studies::sweep::read::file::{Head, head};
use crate::studies::sweep::read::{Design, Luck, Report, Since, Study};
use crate::studies::theory::read::{whole, word};

const FILE: &[&str] = &[
    "title",
    "because",
    "scenarios",
    "points_win",
    "run",
    "screening",
    "indices",
    "outcome",
    "parameters",
    "ranges",
];
const SCREENING: &[&str] = &["trajectories", "levels", "seed"];
const INDICES: &[&str] = &["rows", "strongest", "seed"];
const OUTCOME: &[&str] = &["metric", "period", "group", "against"];

/// Most parameters of indices: the sequence has two columns for each.
const MOST_OF_INDICES: usize = 500;

/// How many parameters are screened, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screening {
    /// Walks through the parameters' ranges: each costs one point more than there are parameters.
    pub trajectories: u32,
    /// Levels of the grid on which they walk.
    pub levels: u32,
    /// Seed of the walks; not that of the runs.
    pub seed: u32,
}

impl Screening {
    /// How much of its range a parameter moves in one step.
    #[must_use]
    pub fn step(&self) -> f64 {
        f64::from(self.levels) / (2.0 * f64::from(self.levels - 1))
    }
}

/// How shares of variance are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Rows of points: each costs two points more than there are parameters.
    pub rows: u32,
    /// How many of the parameters that the screening finds strongest are taken for each outcome;
    /// all when there is no screening.
    pub strongest: u32,
    /// Seed of the rows; not that of the runs.
    pub seed: u32,
}

/// What is read off the runs at a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The metric.
    pub metric: M,
    /// Over which part of the run.
    pub period: Period,
    /// For whom.
    pub group: Group,
    /// The scenario whose value is taken off, by its place in the list.
    pub against: Option<usize>,
}

/// A checked study of sensitivity.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// The parameters in their ranges, the scenarios and the sizes. The first scenario is the one
    /// that is studied.
    pub study: Study,
    /// The screening, if there is one.
    pub screening: Option<Screening>,
    /// The shares of variance, if they are taken.
    pub indices: Option<Shares>,
    /// The outcomes, in the order of the file.
    pub outcomes: Vec<Outcome>,
}

impl Sensitivity {
    /// A short name of an outcome, for tables.
    #[must_use]
    pub fn name(&self, outcome: &Outcome) -> String {
        let mut name = format!("{}.{}", outcome.metric.metric().name, outcome.period.label());
        if outcome.group != Group::All {
            name = format!("{name}.{}", outcome.group.label());
        }
        if let Some(against) = outcome.against {
            name = format!("{name}.against_{}", self.study.scenarios[against].name);
        }
        name
    }

    /// Whether the sizes of the runs fit the outcomes.
    ///
    /// # Errors
    /// If a year is read of runs of less, or there is a single replicate.
    pub fn check_sizes(&self) -> Result<(), Diagnostics> {
        let file = self.study.file.as_ref().map(|file| file.display().to_string());
        let place = Location { file: file.unwrap_or_default().into(), position: None };
        let found = too_short(&place, &self.outcomes, self.study.scenarios.first());
        if found.is_empty() { Ok(()) } else { Err(Diagnostics::new(found)) }
    }
}

/// Reads a study of sensitivity and its scenarios.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load_sensitivity(path: &Path) -> Result<Sensitivity, Diagnostics> {
    let text =
        file::read(&Origin::at(path), None).map_err(|error| Diagnostics::new(vec![*error]))?;
    let (root, complaints) = Kind::Sensitivity.parsed(&text).map_err(Diagnostics::new)?;
    let root = root.get_ref();
    let mut reader = Reader::new(&text, complaints);
    let misspelt = reader.unknown_keys(root, FILE);
    let Head { title, because, mut scenarios, own, sizes, mut elsewhere } =
        head(&mut reader, root, path, &misspelt);
    let screening = screening(&mut reader, root);
    let indices = indices(&mut reader, root, screening.is_some());
    if screening.is_none() && indices.is_none() {
        let message = "`[screening]` with `trajectories`, `[indices]` with `rows`, or both";
        if !root.contains_key("screening") && !root.contains_key("indices") {
            reader.missing(None, "screening", message.into());
        }
    }
    let outcomes = outcomes(&mut reader, root, &scenarios, &misspelt);
    let factors = sweep::read::patterns::chosen(&mut reader, root, scenarios.first());
    if let (Some(factors), None, Some(_)) = (&factors, &screening, &indices)
        && factors.len() > MOST_OF_INDICES
    {
        let error = Diagnostic::error(reader.text.whole(), "too many parameters for indices");
        let error = error.about("parameters").found(factors.len().to_string());
        reader.push(error.allowed(format!("at most {MOST_OF_INDICES}, or a `[screening]` first")));
    }
    elsewhere.extend(reader.finish());
    let sound = elsewhere.iter().all(|found| found.severity != Gravity::Error);
    if sound {
        for scenario in &mut scenarios {
            for &(parameter, size) in &sizes {
                let set = scenario.with_value(&Parameters::specs()[parameter].path, size);
                set.map_err(|found| elsewhere.extend(found.into_vec())).ok();
            }
        }
        elsewhere.extend(too_short(&text.whole(), &outcomes, scenarios.first()));
    }
    let found = Diagnostics::new(elsewhere);
    let (Some(title), Some(because), Some(factors), 0) =
        (title, because, factors, found.count(Gravity::Error))
    else {
        return Err(found);
    };
    let study = Study {
        name: text.stem.clone(),
        title,
        because,
        file: Some(path.to_owned()),
        table: None,
        scenarios,
        // The points of a screening and of indices are given to the plan.
        design: Design::List,
        since: Since::default(),
        luck: Luck::Shared,
        laid: None,
        steps: Vec::new(),
        factors,
        report: Report::default(),
        own,
        warnings: Vec::new(),
    };
    Ok(Sensitivity { study: study.judged()?, screening, indices, outcomes })
}

/// A complaint if a year is read of a run that has none, or variances of a single replicate.
fn too_short(
    place: &Location,
    outcomes: &[Outcome],
    scenario: Option<&Scenario>,
) -> Vec<Diagnostic> {
    let Some(run) = scenario.map(|scenario| scenario.start().run.clone()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if outcomes.iter().any(|outcome| outcome.period.span(run.weeks as usize).is_none()) {
        let error = Diagnostic::error(place.clone(), "an outcome of a year in runs of less");
        let error = error.about("run.weeks").found(run.weeks.to_string());
        found.push(error.allowed("`weeks` of 52 or more, or `period = \"all_weeks\"`"));
    }
    if run.replicates < 2.0 {
        let error = Diagnostic::error(place.clone(), "one replicate cannot tell chance");
        let error = error.about("run.replicates").found(run.replicates.to_string());
        found.push(error.allowed("at least 2 `replicates` in `[run]`"));
    }
    found
}

fn screening(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Screening> {
    let value = root.get("screening")?;
    let table = reader.table(value, "screening")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, SCREENING);
    let trajectories = required(reader, table, "trajectories", (&at, &misspelt), 2.0, 10_000.0);
    let levels = optional(reader, table, "levels", 4, 2.0, 100.0);
    let seed = optional(reader, table, "seed", 1, 0.0, f64::from(u32::MAX));
    if let (Some(levels), Some(value)) = (levels, table.get("levels"))
        && levels % 2 == 1
    {
        let error =
            Diagnostic::error(reader.place(value.span()), "`levels` is odd").about("levels");
        reader.push(error.found(levels.to_string()).allowed("an even number, such as 4"));
        return None;
    }
    Some(Screening { trajectories: trajectories?, levels: levels?, seed: seed? })
}

fn indices(reader: &mut Reader<'_>, root: &DeTable<'_>, screened: bool) -> Option<Shares> {
    let value = root.get("indices")?;
    let table = reader.table(value, "indices")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, INDICES);
    let rows = required(reader, table, "rows", (&at, &misspelt), 2.0, 1_048_576.0);
    let strongest = optional(reader, table, "strongest", 10, 1.0, MOST_OF_INDICES as f64);
    let seed = optional(reader, table, "seed", 1, 0.0, f64::from(u32::MAX));
    if let (Some(value), false) =
        (table.get("strongest"), screened || root.contains_key("screening"))
    {
        let message = "`strongest` without a screening";
        let error = Diagnostic::error(reader.place(value.span()), message).about("strongest");
        reader.push(error.allowed("a `[screening]` that finds them, or no `strongest`"));
    }
    if let (Some(rows), Some(value)) = (rows, table.get("rows"))
        && !rows.is_power_of_two()
    {
        let message = "`rows` is not a power of two";
        let error = Diagnostic::error(reader.place(value.span()), message).about("rows");
        reader.push(error.found(rows.to_string()).allowed("64, 128, 256 and so on"));
        return None;
    }
    Some(Shares { rows: rows?, strongest: strongest?, seed: seed? })
}

fn required(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    (at, misspelt): (&Range<usize>, &Misspelt),
    least: f64,
    most: f64,
) -> Option<u32> {
    let Some(value) = table.get(key) else {
        if !misspelt.contains(key) {
            let allowed = format!("a whole number from {least} to {most}");
            reader.missing(Some(at.clone()), key, allowed);
        }
        return None;
    };
    whole(reader, value, key, least, most).map(|number| number as u32)
}

fn optional(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    usual: u32,
    least: f64,
    most: f64,
) -> Option<u32> {
    match table.get(key) {
        Some(value) => whole(reader, value, key, least, most).map(|number| number as u32),
        None => Some(usual),
    }
}

fn outcomes(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    scenarios: &[Scenario],
    misspelt: &Misspelt,
) -> Vec<Outcome> {
    let allowed = "outcomes under `[[outcome]]`, each with a `metric`";
    match root.get("outcome").map(|value| (value, value.get_ref())) {
        None if misspelt.contains("outcome") => Vec::new(),
        None => {
            reader.missing(None, "outcome", allowed.into());
            Vec::new()
        }
        Some((_, DeValue::Array(array))) => {
            let mut outcomes: Vec<Outcome> = Vec::new();
            for value in array {
                let Some(one) = outcome(reader, value, scenarios) else { continue };
                if outcomes.contains(&one) {
                    let message = "an outcome is given twice";
                    let error = Diagnostic::error(reader.place(value.span()), message);
                    reader.push(error.about("outcome").allowed("each outcome once"));
                } else {
                    outcomes.push(one);
                }
            }
            outcomes
        }
        Some((value, _)) => {
            reader.wrong_type(value, "outcome", allowed);
            Vec::new()
        }
    }
}

fn outcome(reader: &mut Reader<'_>, value: &Value<'_>, scenarios: &[Scenario]) -> Option<Outcome> {
    let table = reader.table(value, "outcome")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, OUTCOME);
    let metric = table.get("metric").and_then(|value| reader.metric(value, "metric"));
    if !table.contains_key("metric") && !misspelt.contains("metric") {
        let allowed = "a metric that `dictionary.csv` of any result lists";
        reader.missing(Some(at), "metric", allowed.into());
    }
    let periods = Period::EVERY.map(Period::label);
    let period = match table.get("period") {
        Some(_) => word(reader, table, "period", &periods, None)?,
        None => 1,
    };
    let groups = Group::EVERY.map(Group::label);
    let group = match table.get("group") {
        Some(_) => word(reader, table, "group", &groups, None)?,
        None => 0,
    };
    let against = match table.get("against") {
        None => None,
        Some(value) => {
            let name = reader.text(value, "against")?;
            let others = || scenarios.iter().skip(1).map(|scenario| scenario.name.as_str());
            let place = others().position(|other| other == name);
            if place.is_none() {
                let message = format!("no scenario `{name}` after the first");
                let error = Diagnostic::error(reader.place(value.span()), message).about("against");
                let allowed = "the name of a further file in `scenarios`, without its ending";
                let nearest = names::nearest(&name, others());
                reader.push(error.allowed(allowed).nearest(nearest));
                return None;
            }
            place.map(|place| place + 1)
        }
    };
    let (metric, group) = (metric?, Group::EVERY[group]);
    if group != Group::All && metric.metric().by == Breakdown::Total {
        let place = table.get("group").map_or_else(|| value.span(), toml::Spanned::span);
        let message = format!("`{}` is taken for everybody only", metric.metric().name);
        let error = Diagnostic::error(reader.place(place), message).about("group");
        reader.push(error.allowed("\"all\", or a metric that is taken by fifth"));
        return None;
    }
    Some(Outcome { metric, period: Period::EVERY[period], group, against })
}

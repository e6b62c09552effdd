//! Reading a study of calibration: which published figures, with which errors, and which parameters. Values of
//! figures are the program's own; the study says how sure each is. The head, the scenario and the sizes are
//! those of any study.

mod effects;

use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::runs::{Target, TargetUse, published};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity};
use crate::scenario::kind::Kind;
use crate::scenario::reader::{Misspelt, Reader, Value};
use crate::scenario::{Origin, Scenario, file, names};
use crate::studies::calibration::effects::Effect;
use crate::studies::calibration::local::Local;
use crate::studies::calibration::prior::Prior;
use crate::studies::sweep;
use crate::studies::sweep::read::file::{Head, head};
use crate::studies::sweep::read::{Design, Factor, Luck, Report, Scale, Since, Study, Values};
use crate::studies::theory::read::{whole, word};

const FILE: &[&str] = &[
    "title",
    "because",
    "scenarios",
    "run",
    "screening",
    "waves",
    "chain",
    "targets",
    "target",
    "trials",
    "effect",
    "parameters",
    "ranges",
];
const SCREENING: &[&str] = &["trajectories", "levels", "active", "seed"];
const WAVES: &[&str] = &["most", "points", "cut", "candidates", "enough", "seed"];
const CHAIN: &[&str] = &["steps", "draws"];
const TARGET: &[&str] =
    &["id", "n", "standard_error", "spread", "discrepancy", "group", "scale", "note"];

/// Most draws of a posterior.
pub const MOST_DRAWS: f64 = 1_000.0;

/// A published figure and how sure it is.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The figure, the published one or that of a place.
    pub target: Target,
    /// Where it stands among the figures by which parameters are chosen.
    pub place: usize,
    /// People whom the study saw; nothing for a whole country.
    pub people: Option<f64>,
    /// Standard error of the study.
    pub error: f64,
    /// Standard deviation between studies, where there are several.
    pub spread: f64,
    /// What a right parameter may still miss it by, as a standard deviation: assumed.
    pub discrepancy: f64,
    /// The source whose errors it shares.
    pub group: String,
    /// On which scale it is compared.
    pub scale: Scale,
}

/// How parameters are screened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screening {
    /// Walks through the parameters' ranges.
    pub trajectories: u32,
    /// Levels of their grid.
    pub levels: u32,
    /// Most parameters that go on.
    pub active: u32,
    /// Seed of the walks.
    pub seed: u32,
}

/// How waves and chains go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waves {
    /// Most waves.
    pub most: u32,
    /// Points of each, for each active parameter.
    pub points: u32,
    /// Implausibility above which a point is ruled out.
    pub cut: f64,
    /// Points at which emulators are asked.
    pub candidates: u32,
    /// Waves end when one leaves more than this share.
    pub enough: f64,
    /// Seed of designs and chains.
    pub seed: u32,
    /// Steps of each walker.
    pub steps: u32,
    /// Draws that are kept.
    pub draws: u32,
}

/// A checked study of calibration.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The parameters in their ranges, the scenario and the sizes.
    pub study: Study,
    /// What is held of each parameter before.
    pub priors: Vec<Prior>,
    /// The figures, in the order of the file.
    pub figures: Vec<Figure>,
    /// Effects of trials, which weigh the draws once more.
    pub effects: Vec<Effect>,
    /// The table of local figures, where the study has one.
    pub local: Option<Local>,
    /// How parameters are screened.
    pub screening: Screening,
    /// How waves and chains go.
    pub waves: Waves,
}

/// Reads a study of calibration and its scenario.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load_calibration(path: &Path) -> Result<Calibration, Diagnostics> {
    let text =
        file::read(&Origin::at(path), None).map_err(|error| Diagnostics::new(vec![*error]))?;
    let (root, complaints) = Kind::Calibration.parsed(&text).map_err(Diagnostics::new)?;
    let root = root.get_ref();
    let mut reader = Reader::new(&text, complaints);
    let misspelt = reader.unknown_keys(root, FILE);
    let Head { title, because, mut scenarios, own, sizes, mut elsewhere } =
        head(&mut reader, root, path, &misspelt);
    if scenarios.len() > 1
        && let Some(value) = root.get("scenarios")
    {
        let error = Diagnostic::error(reader.place(value.span()), "several scenarios");
        let error = error.about("scenarios").found(scenarios.len().to_string());
        reader.push(error.allowed("one: parameters are chosen by things as they are"));
    }
    let screening = screening(&mut reader, root);
    let waves = waves(&mut reader, root);
    let mut figures = figures(&mut reader, root, &misspelt);
    let local = local(&mut reader, root, path, &mut elsewhere);
    for figure in &mut figures {
        if let Some(row) =
            local.iter().flat_map(|local| &local.rows).find(|row| row.id == figure.target.id)
        {
            figure.target = row.clone();
        }
    }
    let effects = effects::effects(&mut reader, root, (path, scenarios.first()), &mut elsewhere);
    let factors = sweep::read::patterns::chosen(&mut reader, root, scenarios.first());
    elsewhere.extend(reader.finish());
    if elsewhere.iter().all(|found| found.severity != Gravity::Error) {
        for scenario in &mut scenarios {
            for &(parameter, size) in &sizes {
                let set = scenario.with_value(&Parameters::specs()[parameter].path, size);
                set.map_err(|found| elsewhere.extend(found.into_vec())).ok();
            }
        }
        let replicates = scenarios.first().map_or(2.0, |one| one.start().run.replicates);
        if replicates < 2.0 {
            let error = Diagnostic::error(text.whole(), "one replicate cannot tell chance");
            let error = error.about("run.replicates").found(replicates.to_string());
            elsewhere.push(error.allowed("at least 2 `replicates` in `[run]`"));
        }
    }
    let found = Diagnostics::new(elsewhere);
    let (Some(title), Some(because), Some(mut factors), Some(screening), Some(waves), 0) =
        (title, because, factors, screening, waves, found.count(Gravity::Error))
    else {
        return Err(found);
    };
    // A switch is another model, not another value: it is left as the scenario has it.
    factors.retain(|factor| matches!(factor.values, Values::Range { .. }));
    let priors = factors.iter().map(|factor| prior(factor, &scenarios[0])).collect();
    let study = Study {
        name: text.stem.clone(),
        title,
        because,
        file: Some(path.to_owned()),
        table: None,
        scenarios,
        design: Design::List,
        since: Since::default(),
        luck: Luck::Own,
        laid: None,
        steps: Vec::new(),
        factors,
        report: Report::default(),
        own,
        warnings: Vec::new(),
    };
    Ok(Calibration { study: study.judged()?, priors, figures, effects, local, screening, waves })
}

/// What is held of a parameter before: by its entry, unless the study has a range of its own for it.
fn prior(factor: &Factor, scenario: &Scenario) -> Prior {
    let (parameter, entry) = (factor.parameters[0], &scenario.entries[factor.parameters[0]]);
    match factor.values {
        Values::Range { low, high, scale } => {
            let usual = scale == Scale::Linear
                && factor.parameters.len() == 1
                && (low.to_bits(), high.to_bits()) == (entry.low.to_bits(), entry.high.to_bits());
            if usual {
                Prior::of(&Parameters::specs()[parameter], entry)
            } else {
                Prior::over(low, high, scale)
            }
        }
        Values::Levels(_) => unreachable!("switches are left out"),
    }
}

/// The whole number of a key, or what is usual.
pub(crate) fn count(
    reader: &mut Reader<'_>,
    table: Option<&DeTable<'_>>,
    key: &str,
    (usual, least, most): (u32, f64, f64),
) -> Option<u32> {
    match table.and_then(|table| table.get(key)) {
        Some(value) => whole(reader, value, key, least, most).map(|number| number as u32),
        None => Some(usual),
    }
}

/// The number of a key within what is allowed, or what is usual.
pub(crate) fn number(
    reader: &mut Reader<'_>,
    table: Option<&DeTable<'_>>,
    key: &str,
    (usual, least, most): (f64, f64, f64),
) -> Option<f64> {
    let Some(value) = table.and_then(|table| table.get(key)) else { return Some(usual) };
    let number = reader.number(value, key)?;
    if (least..=most).contains(&number) {
        return Some(number);
    }
    let error = Diagnostic::error(reader.place(value.span()), format!("`{key}` is out of range"));
    let error = error.about(key).found(number.to_string());
    reader.push(error.allowed(format!("a number from {least} to {most}")));
    None
}

/// A table that may be left out.
pub(crate) fn section<'t, 'i>(
    reader: &mut Reader<'_>,
    root: &'t DeTable<'i>,
    key: &str,
    known: &[&str],
) -> Option<&'t DeTable<'i>> {
    let table = reader.table(root.get(key)?, key)?;
    reader.unknown_keys(table, known);
    Some(table)
}

/// The largest seed of a design.
const SEED: (u32, f64, f64) = (1, 0.0, u32::MAX as f64);

fn screening(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Screening> {
    let table = section(reader, root, "screening", SCREENING);
    let trajectories = count(reader, table, "trajectories", (4, 2.0, 10_000.0));
    let levels = count(reader, table, "levels", (4, 2.0, 100.0));
    let active = count(reader, table, "active", (8, 1.0, 30.0));
    let seed = count(reader, table, "seed", SEED);
    if levels.is_some_and(|levels| levels % 2 == 1)
        && let Some(value) = table.and_then(|table| table.get("levels"))
    {
        let error = Diagnostic::error(reader.place(value.span()), "`levels` is odd");
        reader.push(error.about("levels").allowed("an even number, such as 4"));
    }
    Some(Screening { trajectories: trajectories?, levels: levels?, active: active?, seed: seed? })
}

fn waves(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Waves> {
    let table = section(reader, root, "waves", WAVES);
    let most = count(reader, table, "most", (3, 1.0, 20.0));
    let points = count(reader, table, "points", (10, 4.0, 100.0));
    let candidates = count(reader, table, "candidates", (10_000, 100.0, 1_000_000.0));
    let seed = count(reader, table, "seed", SEED);
    let cut = number(reader, table, "cut", (3.0, 1.0, 10.0));
    let enough = number(reader, table, "enough", (0.8, 0.0, 1.0));
    let chain = section(reader, root, "chain", CHAIN);
    let steps = count(reader, chain, "steps", (400, 30.0, 60_000.0));
    let draws = count(reader, chain, "draws", (200, 10.0, MOST_DRAWS));
    Some(Waves {
        most: most?,
        points: points?,
        cut: cut?,
        candidates: candidates?,
        enough: enough?,
        seed: seed?,
        steps: steps?,
        draws: draws?,
    })
}

/// The table of local figures, where a study names one.
fn local(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    study: &Path,
    found: &mut Vec<Diagnostic>,
) -> Option<Local> {
    let value = root.get("targets")?;
    let name = reader.text(value, "targets")?;
    let read = Local::beside(study, &name, &reader.place(value.span()));
    read.map_err(|wrong| found.extend(wrong)).ok()
}

fn figures(reader: &mut Reader<'_>, root: &DeTable<'_>, misspelt: &Misspelt) -> Vec<Figure> {
    let allowed = "published figures under `[[target]]`, each with its `id`";
    let mut figures: Vec<Figure> = Vec::new();
    match root.get("target").map(|value| (value, value.get_ref())) {
        None if misspelt.contains("target") => {}
        None => reader.missing(None, "target", allowed.into()),
        Some((_, DeValue::Array(array))) => {
            for value in array {
                let Some(one) = figure(reader, value) else { continue };
                if figures.iter().any(|other| other.place == one.place) {
                    let error = Diagnostic::error(reader.place(value.span()), "a target twice");
                    reader.push(error.about("target").found(&*one.target.id));
                } else {
                    figures.push(one);
                }
            }
        }
        Some((value, _)) => reader.wrong_type(value, "target", allowed),
    }
    figures
}

fn figure(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Figure> {
    let table = reader.table(value, "target")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, TARGET);
    let id = reader.required_text(table, "id", Some(at.clone()), &misspelt, "its number, as `T03`");
    let place = id.as_ref().and_then(|id| known(reader, table, id));
    let error = positive(reader, table, "standard_error", Some((&at, &misspelt)));
    let discrepancy = positive(reader, table, "discrepancy", Some((&at, &misspelt)));
    let spread = positive(reader, table, "spread", None);
    let people = positive(reader, table, "n", None);
    let group = reader.optional_text(table, "group");
    reader.optional_text(table, "note");
    let scale = match table.get("scale") {
        Some(_) => word(reader, table, "scale", &["linear", "log"], None)?,
        None => 0,
    };
    let (place, id) = (place?, id?);
    Some(Figure {
        target: crate::runs::calibrated()[place].clone(),
        place,
        people,
        error: error?,
        spread: spread.unwrap_or(0.0),
        discrepancy: discrepancy?,
        group: group.unwrap_or(id),
        scale: if scale == 1 { Scale::Log } else { Scale::Linear },
    })
}

/// Where a target stands among those by which parameters are chosen. Others are refused.
fn known(reader: &mut Reader<'_>, table: &DeTable<'_>, id: &str) -> Option<usize> {
    let rows = crate::runs::calibrated();
    let place = rows.iter().position(|row| row.id == id);
    if place.is_some() {
        return place;
    }
    let at =
        table.get("id").map_or_else(|| reader.text.whole(), |value| reader.place(value.span()));
    let other = published().into_iter().find(|row| row.id == id);
    let (message, allowed) = match other.map(|row| row.purpose) {
        Some(TargetUse::Validate) => (
            format!("`{id}` is kept apart to judge the model: no parameter may be chosen by it"),
            "targets of use `calibrate`",
        ),
        Some(_) => (format!("`{id}` is no figure of a study"), "targets of use `calibrate`"),
        None if id.starts_with('E') => (
            format!("`{id}` is an effect that no run of one scenario shows"),
            "an `[[effect]]` with its trial: docs/calibration.md says how",
        ),
        None => (format!("unknown target `{id}`"), "an id of `targets.csv` of any run"),
    };
    let nearest = names::nearest(id, rows.iter().map(|row| row.id.as_str()));
    reader.push(Diagnostic::error(at, message).about("id").allowed(allowed).nearest(nearest));
    None
}

/// A number above zero, or none.
pub(crate) fn positive(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    required: Option<(&Range<usize>, &Misspelt)>,
) -> Option<f64> {
    let Some(value) = table.get(key) else {
        if let Some((at, misspelt)) = required
            && !misspelt.contains(key)
        {
            reader.missing(Some(at.clone()), key, "a number above 0, in the target's unit".into());
        }
        return None;
    };
    let number = reader.number(value, key)?;
    if number > 0.0 {
        return Some(number);
    }
    let error = Diagnostic::error(reader.place(value.span()), format!("`{key}` is not above 0"));
    reader.push(error.about(key).found(number.to_string()).allowed("a number above 0"));
    None
}

//! Reading a ladder: steps that each set or scale some parameters, as an overlay does. What a step does
//! not name is as the first scenario has it, so that a ladder goes on being right when the base changes.
//!
//! ```toml
//! [[step]]
//! name = "points per need lower by a third"
//! scale."wellbeing.need_points" = 0.667
//! ```

use crate::scenario::names;
use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::scenario::Scenario;
use crate::scenario::base::impossible;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::overlay::{self, Change, When};
use crate::scenario::reader::{Misspelt, Reader, Value};
use crate::studies::sweep::read::{Factor, Values};

const STEP: &[&str] = &["name", "set", "scale"];

/// The parameters that any step changes, with their values step by step, and what the steps are called;
/// nothing if any is wrong.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    scenario: Option<&Scenario>,
    misspelt: &Misspelt,
) -> Option<(Vec<Factor>, Vec<String>)> {
    let allowed = "steps under `[[step]]`, each with a name and what it sets or scales";
    for key in root.keys().filter(|key| key.get_ref() == "parameters") {
        let error =
            Diagnostic::error(reader.place(key.span()), "parameters beside the steps of a ladder");
        reader.push(error.about("parameters").allowed(allowed));
    }
    let Some(value) = root.get("step") else {
        if !misspelt.contains("step") {
            reader.missing(None, "step", allowed.into());
        }
        return None;
    };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "step", allowed);
        return None;
    };
    let steps: Vec<Option<(String, Vec<Change>)>> =
        array.iter().map(|entry| step(reader, entry)).collect();
    let mut sound = steps.iter().all(Option::is_some);
    let (names, changes): (Vec<String>, Vec<Vec<Change>>) = steps.into_iter().flatten().unzip();
    let entries = &scenario?.entries;
    let touched: BTreeSet<usize> =
        changes.iter().flatten().map(|change| change.parameter).collect();
    if touched.is_empty() && sound {
        let error = Diagnostic::error(reader.place(value.span()), "a ladder that changes nothing");
        reader.push(error.about("step").allowed("at least one `set` or `scale` in some step"));
        return None;
    }
    let mut factors = Vec::new();
    for parameter in touched {
        let usual = entries[parameter].value;
        let mut levels = Vec::new();
        for step in &changes {
            let change = step.iter().find(|change| change.parameter == parameter);
            let level = change.map_or(usual, |change| change.action.after(usual, 1.0));
            let spec = &Parameters::specs()[parameter];
            if let (Some(change), Some((problem, allowed))) = (change, impossible(spec, level)) {
                let message = format!("`{}` {problem}", spec.path);
                let error = Diagnostic::error(change.place.clone(), message).about(&*spec.path);
                reader.push(error.found(level.to_string()).allowed(allowed));
                sound = false;
            }
            levels.push(level);
        }
        let path = Parameters::specs()[parameter].path.clone();
        factors.push(Factor { path, parameters: vec![parameter], values: Values::Levels(levels) });
    }
    sound.then_some((factors, names))
}

/// One step: its name and its changes. The first is often the base itself, and changes nothing.
fn step(reader: &mut Reader<'_>, entry: &Value<'_>) -> Option<(String, Vec<Change>)> {
    let table = reader.table(entry, "step")?;
    let misspelt = reader.unknown_keys(table, STEP);
    let at = Some(entry.span());
    let name =
        reader.required_text(table, "name", at, &misspelt, "what the step assumes, in a few words");
    let changes = overlay::changes(reader, table, When::Always);
    let (sizes, changes): (Vec<Change>, Vec<Change>) = changes
        .into_iter()
        .partition(|change| names::section(&Parameters::specs()[change.parameter].path) == "run");
    for change in &sizes {
        let path = &Parameters::specs()[change.parameter].path;
        let message = format!("`{path}` is a size of the run");
        let error = Diagnostic::error(change.place.clone(), message).about(&**path);
        reader.push(error.allowed("sizes in `[run]`, the same for every step"));
    }
    Some((name?, changes)).filter(|_| sizes.is_empty())
}

//! Reading the effects of trials: which design each is a trial of, and how sure it is. What was published stands in
//! the design.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::runs::published;
use crate::scenario::Scenario;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::reader::{Reader, Value};
use crate::studies::calibration::effects::Effect;
use crate::studies::calibration::read::{count, positive, section};
use crate::studies::evaluation::Design;
use crate::studies::evaluation::design::Family;
use crate::studies::evaluation::read::load_design;

const EFFECT: &[&str] = &["id", "design", "standard_error", "discrepancy", "group", "note"];
const TRIALS: &[&str] = &["people", "replicates", "note"];

/// The effects of a study, and what is wrong in the files of their designs.
pub(super) fn effects(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    (study, scenario): (&Path, Option<&Scenario>),
    elsewhere: &mut Vec<Diagnostic>,
) -> Vec<Effect> {
    let table = section(reader, root, "trials", TRIALS);
    // The people of the design where the study has none; 0 is none.
    let people = count(reader, table, "people", (0, 100.0, 1e6)).filter(|&people| people > 0);
    let replicates = count(reader, table, "replicates", (2, 2.0, 1e5));
    let mut effects: Vec<Effect> = Vec::new();
    let Some(value) = root.get("effect") else { return effects };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "effect", "effects of trials under `[[effect]]`");
        return effects;
    };
    for value in array {
        let Some(mut one) = effect(reader, value, (study, scenario), elsewhere) else { continue };
        if effects.iter().any(|other| other.id == one.id) {
            let error = Diagnostic::error(reader.place(value.span()), "an effect twice");
            reader.push(error.about("effect").found(&*one.id));
            continue;
        }
        for (path, size) in [("run.people", people), ("run.replicates", replicates)] {
            let Some(size) = size else { continue };
            let set = one.design.scenario.with_value(path, f64::from(size));
            set.map_err(|found| elsewhere.extend(found.into_vec())).ok();
        }
        effects.push(one);
    }
    effects
}

fn effect(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    (study, scenario): (&Path, Option<&Scenario>),
    elsewhere: &mut Vec<Diagnostic>,
) -> Option<Effect> {
    let table = reader.table(value, "effect")?;
    let at = value.span();
    let misspelt = reader.unknown_keys(table, EFFECT);
    let id = reader.required_text(table, "id", Some(at.clone()), &misspelt, "its number, as `E02`");
    let about = "the file of a trial, as `../evaluations/NAME.toml`";
    let file = reader.required_text(table, "design", Some(at.clone()), &misspelt, about);
    let error = positive(reader, table, "standard_error", Some((&at, &misspelt)));
    let discrepancy = positive(reader, table, "discrepancy", Some((&at, &misspelt)));
    let group = reader.optional_text(table, "group");
    reader.optional_text(table, "note");
    let (id, file) = (id?, file?);
    let place = |key: &str| table.get(key).map_or_else(|| at.clone(), toml::Spanned::span);
    if published().iter().any(|row| row.id == id) {
        let message = format!("`{id}` is a figure of a run, and no effect of a trial");
        let error = Diagnostic::error(reader.place(place("id")), message).about("id");
        reader.push(error.allowed("a `[[target]]` if parameters may be chosen by it"));
        return None;
    }
    let folder = study.parent().unwrap_or_else(|| Path::new(""));
    let design = match load_design(&folder.join(&file)) {
        Ok(design) => design,
        Err(found) => {
            elsewhere.extend(found.into_vec());
            return None;
        }
    };
    let wrong = unfit(&design, scenario);
    for (message, found, allowed) in &wrong {
        let error = Diagnostic::error(reader.place(place("design")), message.clone());
        let error = error.about("design").found(found.clone());
        reader.push(error.allowed(*allowed));
    }
    let published = design.published.clone().filter(|_| wrong.is_empty())?;
    Some(Effect {
        group: group.unwrap_or_else(|| id.clone()),
        id,
        design,
        published: published.value,
        source: published.source,
        error: error?,
        discrepancy: discrepancy?,
    })
}

/// Why draws of the study cannot be lived in a design: what is wrong, what was found, and what is allowed.
fn unfit(design: &Design, scenario: Option<&Scenario>) -> Vec<(String, String, &'static str)> {
    let mut wrong = Vec::new();
    if design.estimator.family() != Family::Persons {
        wrong.push((
            format!("`{}` is no trial of persons", design.name),
            design.estimator.label().to_owned(),
            "`randomised` or `per_protocol`: the effect of a lot",
        ));
    }
    if design.published.is_none() {
        wrong.push((
            format!("`{}` has no effect that was published", design.name),
            "no `[published]`".to_owned(),
            "a design with `value` and `source` under `[published]`",
        ));
    }
    // Sizes of runs are those of each; all else, in every week, has to be the same.
    let sizes: Vec<bool> =
        Parameters::specs().iter().map(|spec| spec.path.starts_with("run.")).collect();
    let lived = |scenario: &Scenario| {
        let all = |number: usize, value: f64| if sizes[number] { 0.0 } else { value };
        scenario.timeline.mapped(all).hash()
    };
    if scenario.is_some_and(|scenario| lived(scenario) != lived(&design.scenario)) {
        wrong.push((
            format!("`{}` is lived in another scenario than that of the study", design.name),
            design.scenario.name.clone(),
            "the scenario of the study: draws are of it",
        ));
    }
    wrong
}

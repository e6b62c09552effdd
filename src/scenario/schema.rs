//! The JSON Schema of scenario files, made from the declarations, so that an editor completes
//! names and underlines mistakes while they are typed. It allows a little more than the reader:
//! what needs the whole chain of files, such as the name of a source, is judged on reading.

use crate::scenario::moves;
use crate::scenario::names;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::model::parameters::Parameters;
use crate::model::spec::Spec;
use crate::model::units::Unit;
use crate::scenario::budget;
use crate::scenario::economics::{SECTION, TERMS};
use crate::scenario::line::{Line, MOST_POSTS};
use crate::scenario::names::{FIXED_SECTIONS, WHOLE_SECTIONS, section};
use crate::scenario::network;
use crate::scenario::source::Basis;

/// The JSON Schema (draft 2020-12) of scenario files, as text.
#[must_use]
pub fn schema() -> String {
    let mut defs: Map<String, Value> =
        Parameters::specs().iter().map(|spec| (spec.path.clone(), number(spec))).collect();
    defs.insert("text".into(), json!({ "type": "string", "pattern": "\\S" }));
    defs.insert("time".into(), time());
    defs.insert("sources".into(), sources());
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Kith scenario",
        "description": "A base says everything; an overlay extends another file and says what differs.",
        "type": "object",
        "if": { "anyOf": [
            { "required": ["extends"] }, { "required": ["set"] },
            { "required": ["scale"] }, { "required": ["schedule"] },
            { "required": ["network"] }, { "required": ["move"] },
        ] },
        "then": overlay(),
        "else": base(),
        "$defs": defs,
    });
    format!("{schema:#}")
}

/// The values a parameter can have.
fn number(spec: &Spec) -> Value {
    let whole = WHOLE_SECTIONS.contains(&section(&spec.path)) || spec.unit == Unit::Switch;
    let kind = if whole { "integer" } else { "number" };
    json!({
        "type": kind, "minimum": spec.min, "maximum": spec.max,
        "description": format!("{} ({})", spec.about, spec.unit),
    })
}

fn time() -> Value {
    json!({ "anyOf": [
        { "type": "integer", "minimum": 0 },
        { "type": "string", "pattern": "^\\s*[0-9.]+\\s+(week|month|year)s?\\s*$" },
    ] })
}

fn text() -> Value {
    json!({ "$ref": "#/$defs/text" })
}

fn sources() -> Value {
    let link = json!({ "type": "string", "pattern": "^https?://" });
    json!({ "type": "object", "additionalProperties": object(
        &["title", "year"],
        json!({
            "title": text(), "link": link, "note": text(),
            "year": { "type": "integer", "minimum": 1800, "maximum": 2100 },
        }),
    ) })
}

/// An object with these properties and no others.
fn object(required: &[&str], properties: Value) -> Value {
    let mut object = json!({
        "type": "object", "required": required, "additionalProperties": false,
    });
    object["properties"] = properties;
    object
}

fn base() -> Value {
    let entry = |spec: &Spec| {
        let value = || json!({ "$ref": format!("#/$defs/{}", spec.path) });
        object(
            &["value", "unit", "low", "high", "basis", "source"],
            json!({
                "value": value(), "low": value(), "high": value(),
                "unit": { "const": spec.unit.text() },
                "basis": basis(), "source": text(), "note": text(),
            }),
        )
    };
    let mut properties = tree(Parameters::specs(), &entry, Nesting::Complete);
    // An axis is a row, or a table with a line for each label.
    let axes: BTreeSet<&str> =
        Parameters::specs().iter().filter_map(|spec| Some(names::axis(&spec.path)?.0)).collect();
    for axis in axes {
        let (section, name) = axis.split_once('.').expect("an axis is in a section");
        let place = &mut properties[section]["properties"][name];
        *place = json!({ "anyOf": [row(axis), place.take()] });
    }
    let mut required: Vec<&str> = names::sections();
    required.extend(["title", "because", "sources"]);
    properties.extend(head());
    let every: Vec<&str> = TERMS.iter().map(|declared| declared.name).collect();
    properties.insert(SECTION.into(), economics(&every));
    object(&required, Value::Object(properties))
}

/// The section of what decisions on money rest on, with the lines that it has to have.
fn economics(required: &[&str]) -> Value {
    let lines = TERMS.iter().map(|declared| {
        let number = || {
            json!({
                "type": "number", "minimum": declared.min, "maximum": declared.max,
                "description": format!("{} ({})", declared.about, declared.unit),
            })
        };
        let fields = json!({
            "value": number(), "low": number(), "high": number(),
            "unit": { "const": declared.unit },
            "basis": basis(), "source": text(), "note": text(),
        });
        let line = object(&["value", "unit", "low", "high", "basis", "source"], fields);
        (declared.name.to_owned(), line)
    });
    object(required, Value::Object(lines.collect()))
}

/// Pounds that are to be spent.
fn pounds() -> Value {
    let above = json!({ "type": "number", "exclusiveMinimum": 0, "maximum": budget::MOST });
    let lines = Line::ALL.iter().map(|line| {
        let mut line_of = above.clone();
        line_of["description"] = format!("pounds a year on {}", line.phrase()).into();
        (line.label().to_owned(), line_of)
    });
    let mut properties: Map<String, Value> = lines.collect();
    let years = json!({ "type": "integer", "minimum": 1, "maximum": budget::MOST_YEARS });
    properties.insert("from".into(), json!({ "$ref": "#/$defs/time" }));
    properties.insert("years".into(), years);
    properties.insert("people".into(), above);
    let mut section = object(&["from", "people"], Value::Object(properties));
    section["minProperties"] = 3.into();
    section
}

/// A row of a base: one value for each label of an axis, and the rest once.
fn row(axis: &str) -> Value {
    let specs = names::under(axis).into_iter().map(|index| &Parameters::specs()[index]);
    let mut values = Map::new();
    let mut unit = "";
    for spec in specs {
        let label = names::axis(&spec.path).map_or("", |(_, label)| label);
        values.insert(label.to_owned(), json!({ "$ref": format!("#/$defs/{}", spec.path) }));
        unit = spec.unit.text();
    }
    let labels: Vec<String> = values.keys().cloned().collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    object(
        &["value", "unit", "low_ratio", "high_ratio", "basis", "source"],
        json!({
            "value": object(&labels, Value::Object(values)),
            "unit": { "const": unit },
            "low_ratio": { "type": "number" }, "high_ratio": { "type": "number" },
            "basis": basis(), "source": text(), "note": text(),
        }),
    )
}

fn head() -> Map<String, Value> {
    let sources = json!({ "$ref": "#/$defs/sources" });
    [("title", text()), ("because", text()), ("sources", sources)]
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
}

fn basis() -> Value {
    json!({ "enum": Basis::ALL.iter().map(|basis| basis.text()).collect::<Vec<_>>() })
}

fn overlay() -> Value {
    let all = Parameters::specs();
    let free: Vec<Spec> =
        all.iter().filter(|spec| !FIXED_SECTIONS.contains(&section(&spec.path))).cloned().collect();
    let time = json!({ "$ref": "#/$defs/time" });
    let entry = object(
        &["from"],
        json!({
            "from": time, "over": time, "until": time,
            "set": set(&free), "scale": scale(&free),
        }),
    );
    let mut properties = head();
    properties.insert("extends".into(), json!({ "type": "string", "pattern": "^[^/\\\\:]+$" }));
    properties.insert("set".into(), set(all));
    properties.insert("scale".into(), scale(all));
    let schedule = json!({ "type": "array", "items": entry });
    properties.insert(network::SECTION.into(), networks(&schedule));
    properties.insert(moves::SECTION.into(), moved());
    properties.insert("schedule".into(), schedule);
    properties.insert(SECTION.into(), economics(&[]));
    properties.insert(budget::SECTION.into(), pounds());
    object(&["title", "extends", "because"], Value::Object(properties))
}

/// Networks, each with what differs there.
fn networks(schedule: &Value) -> Value {
    let own = |spec: &&Spec| section(&spec.path) != "run" || spec.path == network::PEOPLE;
    let own: Vec<Spec> = Parameters::specs().iter().filter(own).cloned().collect();
    let network = object(
        &[],
        json!({ "title": text(), "set": set(&own), "scale": scale(&own), "schedule": schedule }),
    );
    json!({
        "type": "object", "minProperties": 1, "maxProperties": network::MOST,
        "propertyNames": { "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$" },
        "additionalProperties": network,
    })
}

/// Posts that move between networks.
fn moved() -> Value {
    let posts = json!({ "type": "number", "exclusiveMinimum": 0, "maximum": MOST_POSTS });
    let week = json!({ "$ref": "#/$defs/time" });
    let entry = object(
        moves::KEYS,
        json!({ "posts": posts, "from": text(), "to": text(), "from_week": week }),
    );
    json!({ "type": "array", "items": entry })
}

fn set(specs: &[Spec]) -> Value {
    let change = |spec: &Spec| {
        let value = json!({ "$ref": format!("#/$defs/{}", spec.path) });
        let fields = json!({ "value": value, "basis": basis(), "source": text(), "note": text() });
        json!({ "anyOf": [value, object(&["value"], fields)] })
    };
    object(&[], Value::Object(changes(specs, &change)))
}

fn scale(specs: &[Spec]) -> Value {
    object(&[], Value::Object(changes(specs, &|_| json!({ "type": "number" }))))
}

/// Every way to write a path in a change: in quotes, for all labels of an axis, and with dots.
fn changes(specs: &[Spec], leaf: &dyn Fn(&Spec) -> Value) -> Map<String, Value> {
    let mut properties = tree(specs, leaf, Nesting::Sparse);
    for spec in specs {
        properties.insert(spec.path.clone(), leaf(spec));
        if let Some((all, _)) = spec.path.rsplit_once('.').filter(|(all, _)| all.contains('.')) {
            properties.insert(all.to_owned(), leaf(spec));
        }
    }
    properties
}

/// Whether tables of parameters have to be complete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nesting {
    Complete,
    Sparse,
}

/// Tables within tables, as the parts of the paths say.
fn tree(specs: &[Spec], leaf: &dyn Fn(&Spec) -> Value, nesting: Nesting) -> Map<String, Value> {
    let paths = specs.iter().map(|spec| (spec.path.as_str(), spec)).collect();
    branch(paths, leaf, nesting)
}

fn branch(
    paths: Vec<(&str, &Spec)>,
    leaf: &dyn Fn(&Spec) -> Value,
    nesting: Nesting,
) -> Map<String, Value> {
    let mut children: BTreeMap<&str, Vec<(&str, &Spec)>> = BTreeMap::new();
    let mut properties = Map::new();
    for (path, spec) in paths {
        if let Some((first, rest)) = path.split_once('.') {
            children.entry(first).or_default().push((rest, spec));
        } else {
            properties.insert(path.to_owned(), leaf(spec));
        }
    }
    for (name, under) in children {
        let any = under[0].1;
        let is_axis = under[0].0 == any.path.rsplit('.').next().unwrap_or_default()
            && any.path.matches('.').count() > 1;
        let inner = branch(under, leaf, nesting);
        let required: Vec<&str> = match nesting {
            Nesting::Complete => inner.keys().map(String::as_str).collect(),
            Nesting::Sparse => Vec::new(),
        };
        let table = object(&required, Value::Object(inner.clone()));
        let value = if is_axis && nesting == Nesting::Sparse {
            json!({ "anyOf": [leaf(any), table] })
        } else {
            table
        };
        properties.insert(name.to_owned(), value);
    }
    properties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_every_parameter_in_every_place() {
        let schema: Value = serde_json::from_str(&schema()).expect("valid JSON");
        for spec in Parameters::specs() {
            assert_eq!(schema["$defs"][&spec.path]["minimum"], json!(spec.min), "{}", spec.path);
            let set = &schema["then"]["properties"]["set"]["properties"];
            assert!(set[&spec.path].is_object(), "{}", spec.path);
            let mut base = &schema["else"];
            for part in spec.path.split('.') {
                let lines = base.get("anyOf").map_or(base, |forms| &forms[1]);
                base = &lines["properties"][part];
            }
            assert_eq!(base["properties"]["unit"]["const"], json!(spec.unit.text()));
            if let Some((axis, label)) = names::axis(&spec.path) {
                let pointer = format!("/else/properties/{}", axis.replace('.', "/properties/"));
                let row = &schema.pointer(&pointer).expect("an axis")["anyOf"][0]["properties"];
                assert_eq!(row["unit"]["const"], json!(spec.unit.text()));
                assert!(row["value"]["properties"][label].is_object(), "{}", spec.path);
            }
        }
    }

    #[test]
    fn a_schedule_cannot_change_what_holds_for_a_whole_run() {
        let schema: Value = serde_json::from_str(&schema()).expect("valid JSON");
        let entry = &schema["then"]["properties"]["schedule"]["items"]["properties"];
        let names = entry["set"]["properties"].as_object().expect("properties");
        assert!(names.keys().all(|name| !FIXED_SECTIONS.contains(&section(name))));
    }
}

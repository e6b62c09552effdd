//! What a claim of the theory says, where the model has it, by what it is judged, and what came of it
//! in the last run that is at hand.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use toml::Table;

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::model::spec::Spec;
use crate::report::{Record, describe};
use crate::scenario::names;
use crate::studies::theory::form::map::{Arrow, map};
use crate::studies::theory::held::is_apart;
use crate::studies::theory::read::{Claim, Effect, Test};

/// Where a verdict is looked for when nobody says.
const LAST: &str = "output/theory";

/// Everything that is known of a claim.
pub(super) fn explained(claim: &Claim, run: Option<&Path>) -> String {
    let mut text = format!("{}\n  {}\n", claim.id, claim.claim);
    let mut line = |label: &str, values: &[String]| {
        for (at, value) in values.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            writeln!(text, "  {label:<11}{value}").expect("writing to a string");
        }
    };
    let one = |text: &str| [text.to_owned()];
    line("source", &one(&claim.source));
    line("group", &one(&format!("{}, {}", claim.group, claim.title)));
    line("class", &one(about(claim.class.label())));
    let said = &claim.configuration;
    line("moves", &one(&said.lever));
    line("context", &one(&said.context));
    line("through", &one(&said.mechanism));
    line("outcome", &one(&format!("{} ({})", said.outcome, said.direction)));
    line("level", &one(said.level.label()));
    line("setting", &one(&said.settings_said()));
    line("basis", &one(said.basis.label()));
    line("papers", &one(&said.cited_said()));
    line("mechanism", &describe::files_of(&claim.id));
    let carries = |spec: &&Spec| spec.claims.split(' ').any(|carried| carried == claim.id);
    let mut parameters: Vec<String> = Parameters::specs()
        .iter()
        .filter(carries)
        .map(|spec| names::axis(&spec.path).map_or(&*spec.path, |(axis, _)| axis).to_owned())
        .collect();
    parameters.dedup();
    line("parameters", &parameters);
    line("arrows", &arrows(&claim.id));
    if let Some(test) = claim.test() {
        line("tested by", &one(test.contrast.about()));
        line("levers", &levers(test));
        line("first", &test.mechanism.iter().map(effect).collect::<Vec<_>>());
        line("then", &test.outcome.iter().map(effect).collect::<Vec<_>>());
    }
    let seen = |said: &Option<String>| said.clone().filter(|_| !is_apart(&claim.id));
    for (label, said) in [("note", seen(&claim.note)), ("finding", seen(&claim.finding))] {
        if let Some(said) = said {
            line(label, &one(&said));
        }
    }
    let verdict = if is_apart(&claim.id) {
        format!("held apart; only `kith theory {} --open` tells it", claim.id)
    } else {
        verdict(claim, run)
    };
    line("verdict", &one(&verdict));
    text
}

/// The arrows of the theory that carry a claim, each with its weight.
fn arrows(id: &str) -> Vec<String> {
    let map = map();
    let said = |arrow: &Arrow| {
        let [from, to] = [arrow.from, arrow.to].map(|at| map.states[at].label);
        let by = arrow.weight.as_ref().map_or("by counting", |weight| weight.path);
        format!("{from} {} {to} ({by})", arrow.sign.mark())
    };
    map.arrows.iter().filter(|arrow| arrow.claims.contains(&id)).map(said).collect()
}

/// How much of a claim the parameters say, in words.
fn about(class: &str) -> &'static str {
    match class {
        "built_in" => "built in: a parameter says so, and the test shows that it does what it says",
        "one_step" => "one step from a parameter",
        _ => "emergent: nothing says so",
    }
}

fn levers(test: &Test) -> Vec<String> {
    let specs = Parameters::specs();
    test.levers().into_iter().map(|index| specs[index].path.clone()).collect()
}

fn effect(effect: &Effect) -> String {
    let Effect { reading, expect, .. } = effect;
    let weeks = format!("weeks {} to {}", reading.weeks.start, reading.weeks.end);
    format!("{} {} ({weeks})", reading.name(), expect.label())
}

/// The verdict of the run in a folder, and of which model it is.
fn verdict(claim: &Claim, run: Option<&Path>) -> String {
    let folder = run.unwrap_or(Path::new(LAST));
    let shown = folder.display();
    let Some(verdict) = of_table(&folder.join("theory.csv"), &claim.id) else {
        let again = format!("`kith theory {} --output {LAST}` runs the test", claim.id);
        return format!("none in {shown}; {again}");
    };
    let record = fs::read_to_string(folder.join("run.toml")).unwrap_or_default();
    let record: Table = record.parse().unwrap_or_default();
    let said = |key: &str| {
        let run = record.get("run").and_then(|run| run.get(key)).and_then(toml::Value::as_integer);
        run.map_or_else(|| "?".to_owned(), |number| number.to_string())
    };
    let model = match record.get("model").and_then(toml::Value::as_str) {
        Some(model) if model == Record::model() => "this model".to_owned(),
        Some(model) => format!("another model, {model}"),
        None => "an unknown model".to_owned(),
    };
    let size = format!("{} people, {} weeks", said("people"), said("weeks"));
    format!("{verdict} ({shown}: {size}, {model})")
}

/// The verdict on a claim in a table of the theory.
fn of_table(table: &Path, id: &str) -> Option<String> {
    let mut rows = csv::Reader::from_path(table).ok()?;
    let headers = rows.headers().ok()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (own, verdict) = (column("id")?, column("verdict")?);
    let row = rows.records().flatten().find(|row| row.get(own) == Some(id))?;
    Some(row.get(verdict)?.replace('_', " "))
}

/// The claims that are judged by a metric.
pub(super) fn judged_by(metric: M, claims: &[Claim]) -> Vec<&str> {
    let reads =
        |effect: &Effect| effect.reading.metric == metric || effect.reading.over == Some(metric);
    let judged = claims.iter().filter(|claim| {
        claim.test().is_some_and(|test| test.mechanism.iter().chain(&test.outcome).any(reads))
    });
    judged.map(|claim| claim.id.as_str()).collect()
}

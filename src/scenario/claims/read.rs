//! Reading the files of claims. Nothing stops at the first error: each claim takes what it can and
//! notes what is wrong, in the words in which scenario files are judged.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::observe::{Group, M};
use crate::scenario::claims::{
    Claim, Class, Context, Contrast, Effect, Expect, InContext, Reading, Shift, Smallest, Test,
    Tested, Whom,
};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Place, Text};
use crate::scenario::load::not_toml;
use crate::scenario::overlay::{self, When};
use crate::scenario::reader::{Misspelt, Reader, Value, describe};
use crate::scenario::{file, names, schedule, syntax};

const FILE: &[&str] = &["group", "title", "claim"];
const CLAIM: &[&str] = &[
    "id",
    "claim",
    "source",
    "class",
    "note",
    "untestable",
    "contrast",
    "base",
    "lever",
    "with",
    "other_base",
    "arms",
    "step",
    "mechanism",
    "outcome",
    "sever",
    "context",
    "replicates",
];
/// Keys that make an experiment.
const TEST: &[&str] = &[
    "contrast",
    "base",
    "lever",
    "with",
    "other_base",
    "arms",
    "step",
    "mechanism",
    "outcome",
    "sever",
    "context",
    "replicates",
];
const SHIFT: &[&str] = &["set", "scale", "from", "over", "until"];
const EFFECT: &[&str] = &[
    "metric",
    "over",
    "expect",
    "from",
    "to",
    "group",
    "smallest",
    "smallest_percent",
    "gone_from",
    "gone_to",
];

/// Weeks that are read when a file does not say which.
const USUAL: Range<usize> = 52..156;

/// Last week that can be read.
const LAST: f64 = 520.0;

/// Reads every file of claims in a folder (`a01.toml` and so on), in the order of their names, and
/// holds them against the list of claims, `claims.csv`, beside them.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(folder: &Path) -> Result<Vec<Claim>, Diagnostics> {
    let mut found = Vec::new();
    let listed = listed(folder, &mut found);
    let mut claims: Vec<Claim> = Vec::new();
    for path in files(folder) {
        match file::read(&path, None) {
            Ok(text) => claims.extend(one_file(&path, &text, &mut found)),
            Err(error) => found.push(*error),
        }
    }
    if claims.is_empty() && found.is_empty() {
        let place = Place { file: folder.display().to_string().into(), position: None };
        let error = Diagnostic::error(place, "there are no claims in this folder");
        found.push(error.allowed("files such as `a01.toml`"));
    }
    judge_ids(&claims, &listed, &mut found);
    if found.is_empty() { Ok(claims) } else { Err(Diagnostics::new(found)) }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// The group of each claim that the list names.
fn listed(folder: &Path, found: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let path = folder.join("claims.csv");
    let mut cannot = |reason: String| {
        let place = Place { file: path.display().to_string().into(), position: None };
        found.push(Diagnostic::error(place, "the list of claims cannot be read").found(reason));
    };
    let mut listed = BTreeMap::new();
    let rows = match csv::Reader::from_path(&path) {
        Ok(rows) => rows,
        Err(error) => {
            cannot(error.to_string());
            return listed;
        }
    };
    for row in rows.into_records() {
        match row {
            Ok(row) => {
                let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
                listed.insert(cell(0), cell(1));
            }
            Err(error) => cannot(error.to_string()),
        }
    }
    listed
}

/// Notes ids that no list has, that stand in the wrong group, or that come twice.
fn judge_ids(claims: &[Claim], listed: &BTreeMap<String, String>, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &Claim> = BTreeMap::new();
    for claim in claims {
        let error = |message: String| Diagnostic::error(claim.place.clone(), message).about("id");
        match listed.get(&claim.id) {
            None => found.push(
                error(format!("unknown claim `{}`", claim.id))
                    .allowed("an id that `claims.csv` lists")
                    .nearest(nearest_id(&claim.id, listed.keys().map(String::as_str))),
            ),
            Some(group) if *group != claim.group => found.push(
                error(format!("`{}` is not of this group", claim.id))
                    .found(format!("group {}", claim.group))
                    .allowed(format!("group {group}, as `claims.csv` says")),
            ),
            Some(_) => {}
        }
        if let Some(before) = first.insert(&claim.id, claim) {
            found.push(
                error(format!("`{}` is given twice", claim.id))
                    .found(format!("the same id in `{}`", before.place.file))
                    .allowed("each claim once"),
            );
        }
    }
}

/// The nearest right id for a wrong one.
pub(crate) fn nearest_id<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    // Names are compared in lower case; ids are in capitals.
    let known: Vec<String> = known.into_iter().map(str::to_lowercase).collect();
    names::nearest(wrong, known.iter().map(String::as_str)).map(|id| id.to_uppercase())
}

fn one_file(path: &Path, text: &Text, found: &mut Vec<Diagnostic>) -> Vec<Claim> {
    let complaints = syntax::complaints(&text.body);
    let (root, wrong) = DeTable::parse_recoverable(&text.body);
    let mut errors: Vec<Diagnostic> = wrong.iter().map(|wrong| not_toml(text, wrong)).collect();
    let line = |error: &Diagnostic| error.place.position.as_ref().map(|at| at.line);
    let lines: BTreeSet<usize> = errors.iter().filter_map(line).collect();
    let complaints = complaints
        .into_iter()
        .map(|c| Diagnostic::error(text.place(c.span), c.message).allowed(c.allowed))
        .filter(|complaint| line(complaint).is_none_or(|line| !lines.contains(&line)));
    errors.extend(complaints);
    let mut reader = Reader::new(text, errors);
    let root = root.get_ref();
    let misspelt = reader.unknown_keys(root, FILE);
    let group = reader.required_text(root, "group", None, &misspelt, "a group such as \"A5\"");
    reader.required_text(root, "title", None, &misspelt, "what the group is about");
    let mut claims = Vec::new();
    match root.get("claim").map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(array))) => {
            for value in array.iter() {
                let Some(table) = reader.table(value, "claim") else { continue };
                let group = group.clone().unwrap_or_default();
                claims.extend(claim(&mut reader, table, value.span(), group, path));
            }
        }
        Some((value, _)) => reader.wrong_type(value, "claim", "claims under `[[claim]]`"),
        None => reader.missing(None, "claim", "claims under `[[claim]]`".into()),
    }
    found.extend(reader.finish());
    claims
}

fn claim(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: Range<usize>,
    group: String,
    path: &Path,
) -> Option<Claim> {
    let misspelt = reader.unknown_keys(table, CLAIM);
    let mut text = |key: &str, about: &str| {
        reader.required_text(table, key, Some(at.clone()), &misspelt, about)
    };
    let id = text("id", "an id such as \"A013\"");
    let says = text("claim", "what the claim says, in our own words");
    let source = text("source", "the paper that says it, and where");
    let labels: Vec<&str> = Class::ALL.iter().map(|class| class.label()).collect();
    let class = word(reader, table, "class", &labels, Some((&at, &misspelt)));
    let note = reader.optional_text(table, "note");
    let tested = match table.get("untestable") {
        Some(value) => {
            let reason = reader.text(value, "untestable");
            for key in table.keys().filter(|key| TEST.contains(&key.get_ref().as_ref())) {
                let message = format!("`{}` beside `untestable`", key.get_ref());
                reader.push(
                    Diagnostic::error(reader.place(key.span()), message)
                        .about("untestable")
                        .allowed("an experiment, or the reason why there is none"),
                );
            }
            reason.map(Tested::No)
        }
        None => test(reader, table, &at, &misspelt).map(|test| Tested::Yes(Box::new(test))),
    };
    let place = table.get("id").map_or_else(|| reader.place(at), |id| reader.place(id.span()));
    Some(Claim {
        id: id?,
        group,
        claim: says?,
        source: source?,
        class: Class::ALL[class?],
        note,
        tested: tested?,
        file: path.to_owned(),
        place,
    })
}

/// One of a few words, by its number.
fn word(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    words: &[&str],
    required: Option<(&Range<usize>, &Misspelt)>,
) -> Option<usize> {
    let allowed = || words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let Some(value) = table.get(key) else {
        if let Some((at, misspelt)) = required
            && !misspelt.contains(key)
        {
            reader.missing(Some(at.clone()), key, allowed());
        }
        return None;
    };
    let text = reader.text(value, key)?;
    let which = words.iter().position(|word| *word == text);
    if which.is_none() {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("unknown `{key}`"))
                .about(key)
                .found(describe(value.get_ref()))
                .allowed(allowed())
                .nearest(names::nearest(&text, words.iter().copied())),
        );
    }
    which
}

fn test(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Test> {
    let base = optional_shift(reader, table, "base");
    let sever = optional_shift(reader, table, "sever");
    let which = match table.get("contrast") {
        Some(_) => word(reader, table, "contrast", Contrast::LABELS, None),
        None => Some(0),
    };
    let contrast = which.and_then(|which| contrast(reader, table, which, at, misspelt));
    let label = which.map_or("difference", |which| Contrast::LABELS[which]);
    let mechanism = effects(reader, table, "mechanism", label);
    let outcome = effects(reader, table, "outcome", label);
    if outcome.is_empty() && !table.contains_key("outcome") && !misspelt.contains("outcome") {
        reader.missing(Some(at.clone()), "outcome", "what should follow, in `outcome`".into());
    }
    let replicates = table.get("replicates").and_then(|value| {
        whole(reader, value, "replicates", 3.0, 10_000.0).map(|count| count as u32)
    });
    let context = table.get("context").and_then(|value| context(reader, value));
    Some(Test {
        base: base.unwrap_or_default(),
        contrast: contrast?,
        mechanism,
        outcome,
        sever,
        context,
        replicates,
    })
}

fn contrast(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    which: usize,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Contrast> {
    let label = Contrast::LABELS[which];
    let wanted: &[&str] = match label {
        "interaction" => &["lever", "with"],
        "order" => &["arms"],
        "threshold" => &["arms", "step"],
        "two_sided" => &["lever", "other_base"],
        _ => &["lever"],
    };
    for key in ["lever", "with", "arms", "step", "other_base"] {
        let (given, wanted) = (table.get(key), wanted.contains(&key));
        if let Some(value) = given
            && !wanted
        {
            let message = format!("`{key}` has no place in the contrast `{label}`");
            reader.push(Diagnostic::error(reader.place(value.span()), message).about(key));
        }
        if given.is_none() && wanted && !misspelt.contains(key) {
            let message = format!("`{key}`, for the contrast `{label}`");
            reader.missing(Some(at.clone()), key, message);
        }
    }
    let mut one = |key: &str| optional_shift(reader, table, key);
    let lever = wanted.contains(&"lever").then(|| one("lever")).flatten();
    let second = wanted.get(1).filter(|key| **key != "step").and_then(|key| one(key));
    match label {
        "difference" => Some(Contrast::Difference { lever: lever? }),
        "slope" => Some(Contrast::Slope { lever: lever? }),
        "variance" => Some(Contrast::Variance { lever: lever? }),
        "temporary" => Some(Contrast::Temporary { lever: lever? }),
        "interaction" => Some(Contrast::Interaction { lever: lever?, with: second? }),
        "two_sided" => Some(Contrast::TwoSided { lever: lever?, other: second? }),
        _ => {
            let arms = arms(reader, table.get("arms")?)?;
            if label == "order" {
                return Some(Contrast::Order { arms });
            }
            let steps = (arms.len() - 1) as f64;
            let step = whole(reader, table.get("step")?, "step", 1.0, steps)? as usize;
            Some(Contrast::Threshold { arms, step })
        }
    }
}

fn arms(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Vec<Shift>> {
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "arms", "a list of arms, each { set, scale }");
        return None;
    };
    let arms: Vec<Shift> =
        array.iter().filter_map(|arm| shift(reader, arm, "arms", Empty::Allowed)).collect();
    if array.len() < 3 {
        reader.push(
            Diagnostic::error(reader.place(value.span()), "too few arms")
                .about("arms")
                .found(array.len().to_string())
                .allowed("at least three"),
        );
        return None;
    }
    (arms.len() == array.len()).then_some(arms)
}

/// Whether a piece of an arm may change nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Empty {
    Allowed,
    Refused,
}

fn optional_shift(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str) -> Option<Shift> {
    table.get(key).and_then(|value| shift(reader, value, key, Empty::Refused))
}

fn shift(reader: &mut Reader<'_>, value: &Value<'_>, key: &str, empty: Empty) -> Option<Shift> {
    let table = reader.table(value, key)?;
    let misspelt = reader.unknown_keys(table, SHIFT);
    body(reader, table, value.span(), &misspelt, key, empty)
}

fn body(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: Range<usize>,
    misspelt: &Misspelt,
    key: &str,
    empty: Empty,
) -> Option<Shift> {
    let scheduled = ["from", "over", "until"].iter().any(|key| table.contains_key(*key));
    let when = if scheduled { When::Scheduled } else { When::Always };
    let changes = overlay::changes(reader, table, when);
    let said = table.contains_key("set") || table.contains_key("scale");
    if !said && empty == Empty::Refused && misspelt.is_empty() {
        let error = Diagnostic::error(reader.place(at.clone()), format!("`{key}` changes nothing"));
        reader.push(error.about(key).allowed("at least one `set` or `scale`"));
        return None;
    }
    let times = if scheduled { Some(schedule::times(reader, table, at, misspelt)?) } else { None };
    Some(Shift { changes, times })
}

fn context(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Context> {
    let table = reader.table(value, "context")?;
    let misspelt = reader.unknown_keys(table, &["expect", "set", "scale", "from", "over", "until"]);
    let labels: Vec<&str> = InContext::ALL.iter().map(|expect| expect.label()).collect();
    let expect = word(reader, table, "expect", &labels, Some((&value.span(), &misspelt)));
    let shift = body(reader, table, value.span(), &misspelt, "context", Empty::Refused);
    Some(Context { shift: shift?, expect: InContext::ALL[expect?] })
}

fn effects(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str, contrast: &str) -> Vec<Effect> {
    match table.get(key).map(|value| (value, value.get_ref())) {
        None => Vec::new(),
        Some((_, DeValue::Array(array))) => {
            array.iter().filter_map(|value| effect(reader, value, key, contrast)).collect()
        }
        Some((value, _)) => {
            reader.wrong_type(value, key, "a list of { metric, expect, smallest }");
            Vec::new()
        }
    }
}

fn effect(reader: &mut Reader<'_>, value: &Value<'_>, key: &str, contrast: &str) -> Option<Effect> {
    let table = reader.table(value, key)?;
    let misspelt = reader.unknown_keys(table, EFFECT);
    let at = value.span();
    let required = Some((&at, &misspelt));
    let names: Vec<&str> = M::ALL.iter().map(|metric| metric.metric().name).collect();
    let metric = metric(reader, table, "metric", &names, required);
    let over = metric_or_none(reader, table, &names);
    let labels: Vec<&str> = Expect::ALL.iter().map(|expect| expect.label()).collect();
    let ends = matches!(contrast, "order");
    let labels = if ends { &labels[..] } else { &labels[..3] };
    let expect = word(reader, table, "expect", labels, required);
    let whom = group(reader, table, contrast == "slope" && key == "outcome");
    let span = weeks(reader, table, ["from", "to"], USUAL);
    let gone = match (contrast, table.get("gone_from").or(table.get("gone_to"))) {
        ("temporary", None) => {
            reader.missing(Some(at.clone()), "gone_from", "weeks by which it is gone".into());
            None
        }
        ("temporary", Some(_)) => Some(weeks(reader, table, ["gone_from", "gone_to"], 104..156)?),
        (_, Some(value)) => {
            let message = "`gone_from` has a place in the contrast `temporary` only";
            reader.push(Diagnostic::error(reader.place(value.span()), message).about("gone_from"));
            None
        }
        (_, None) => None,
    };
    let smallest = smallest(reader, table, &at, &misspelt);
    let reading = Reading { metric: metric?, over: over?, whom: whom?, weeks: span? };
    if !reading.is_taken() {
        let place = table.get("group").map_or(at, Spanned::span);
        let message = format!("`{}` is taken for everybody only", reading.metric.metric().name);
        let error = Diagnostic::error(reader.place(place), message).about("group");
        reader.push(error.allowed("\"all\", or a metric that is taken by fifth"));
        return None;
    }
    Some(Effect { reading, expect: Expect::ALL[expect?], smallest: smallest?, gone })
}

fn metric(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    names: &[&str],
    required: Option<(&Range<usize>, &Misspelt)>,
) -> Option<M> {
    let Some(value) = table.get(key) else {
        if let Some((at, misspelt)) = required
            && !misspelt.contains(key)
        {
            reader.missing(Some(at.clone()), key, METRIC.into());
        }
        return None;
    };
    let text = reader.text(value, key)?;
    let which = names.iter().position(|name| *name == text);
    if which.is_none() {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("unknown metric `{text}`"))
                .about(key)
                .allowed(METRIC)
                .nearest(crate::scenario::names::nearest(&text, names.iter().copied())),
        );
    }
    which.map(|which| M::ALL[which])
}

const METRIC: &str = "a metric that `dictionary.csv` of any result lists";

/// The metric to divide by; the outer option is for a wrong one.
fn metric_or_none(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    names: &[&str],
) -> Option<Option<M>> {
    if table.contains_key("over") {
        metric(reader, table, "over", names, None).map(Some)
    } else {
        Some(None)
    }
}

fn group(reader: &mut Reader<'_>, table: &DeTable<'_>, slope: bool) -> Option<Whom> {
    let every = Group::EVERY.map(Whom::Group);
    let all: Vec<Whom> = every.into_iter().chain([Whom::Gap]).collect();
    if !table.contains_key("group") {
        return Some(if slope { Whom::Gap } else { Whom::Group(Group::All) });
    }
    let labels: Vec<&str> = all.iter().map(|whom| whom.label()).collect();
    word(reader, table, "group", &labels, None).map(|which| all[which])
}

fn weeks(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    keys: [&str; 2],
    usual: Range<usize>,
) -> Option<Range<usize>> {
    let mut week = |key: &str, usual: usize| match table.get(key) {
        Some(value) => whole(reader, value, key, 0.0, LAST).map(|week| week as usize),
        None => Some(usual),
    };
    let (from, to) = (week(keys[0], usual.start), week(keys[1], usual.end));
    let (from, to) = (from?, to?);
    if from + 4 > to {
        let span = keys.iter().find_map(|key| table.get(*key)).map(Spanned::span);
        let place = span.map_or_else(|| reader.text.whole(), |span| reader.place(span));
        reader.push(
            Diagnostic::error(place, "too few weeks")
                .about(keys[1])
                .found(format!("from {from} to {to}"))
                .allowed(format!("`{}` at least four weeks after `{}`", keys[1], keys[0])),
        );
        return None;
    }
    Some(from..to)
}

fn whole(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    least: f64,
    most: f64,
) -> Option<f64> {
    let number = reader.number(value, key)?;
    if (least..=most).contains(&number) && number.fract() == 0.0 {
        return Some(number);
    }
    reader.push(
        Diagnostic::error(reader.place(value.span()), format!("`{key}` is outside its range"))
            .about(key)
            .found(describe(value.get_ref()))
            .allowed(format!("a whole number from {least} to {most}")),
    );
    None
}

fn smallest(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Smallest> {
    let (units, percent) = (table.get("smallest"), table.get("smallest_percent"));
    let (value, key) = match (units, percent) {
        (Some(value), None) => (value, "smallest"),
        (None, Some(value)) => (value, "smallest_percent"),
        (None, None) => {
            if !misspelt.contains("smallest") && !misspelt.contains("smallest_percent") {
                let allowed = "the smallest difference that matters, in units or as a percentage";
                reader.missing(Some(at.clone()), "smallest", allowed.into());
            }
            return None;
        }
        (Some(_), Some(value)) => {
            let message = "`smallest` and `smallest_percent` are both given";
            let error = Diagnostic::error(reader.place(value.span()), message);
            reader.push(error.about("smallest").allowed("one of them"));
            return None;
        }
    };
    let number = reader.number(value, key)?;
    if number <= 0.0 {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("`{key}` is not above zero"))
                .about(key)
                .found(describe(value.get_ref()))
                .allowed("a number above zero: what is too small to matter"),
        );
        return None;
    }
    Some(if key == "smallest" { Smallest::Units(number) } else { Smallest::Percent(number) })
}

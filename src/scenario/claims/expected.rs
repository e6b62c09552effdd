//! Reading what a claim expects: metrics, weeks, people, directions and sizes.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::observe::{Group, M};
use crate::scenario::claims::{Effect, Expect, Reading, Smallest, Whom};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::names;
use crate::scenario::reader::{Misspelt, Reader, Value, describe};

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

/// The effects under one key.
pub(super) fn effects(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
    contrast: &str,
) -> Vec<Effect> {
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
    let known: Vec<&str> = M::ALL.iter().map(|metric| metric.metric().name).collect();
    let of = metric(reader, table, "metric", &known, required);
    let over = metric(reader, table, "over", &known, None);
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
    let reading = Reading { metric: of?, over, whom: whom?, weeks: span? };
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
    known: &[&str],
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
    let which = known.iter().position(|name| *name == text);
    if which.is_none() {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("unknown metric `{text}`"))
                .about(key)
                .allowed(METRIC)
                .nearest(names::nearest(&text, known.iter().copied())),
        );
    }
    which.map(|which| M::ALL[which])
}

const METRIC: &str = "a metric that `dictionary.csv` of any result lists";

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

/// One of a few words, by its number.
pub(crate) fn word(
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

/// A whole number in a range.
pub(crate) fn whole(
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

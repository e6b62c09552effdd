//! Reading what a claim expects: metrics, weeks, people, directions and sizes.

use crate::scenario::names;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::observe::{Group, M};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::reader::{Misspelt, Reader, Value, describe};
use crate::studies::theory::read::{Contrast, Effect, Expect, Reading, Whom};
use crate::studies::theory::sizes::{Size, Smallest, size_of};

const EFFECT: &[&str] = &[
    "metric",
    "over",
    "expect",
    "from",
    "to",
    "group",
    "smallest",
    "smallest_percent",
    "because",
    "gone_from",
    "gone_to",
    "early_from",
    "early_to",
    "first",
];

/// Weeks that are read when a file does not say which.
const USUAL: Range<usize> = 52..156;

/// Last week that can be read.
const LAST: f64 = 520.0;

/// The effects under one key.
pub(crate) fn effects(
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
    let labels = match contrast {
        "order" => &labels[..],
        "ranking" => &labels[..2],
        _ => &labels[..3],
    };
    let expect = word(reader, table, "expect", labels, required);
    let whom = group(reader, table, contrast == "slope" && key == "outcome");
    let span = weeks(reader, table, ["from", "to"], USUAL);
    let others = others(reader, table, contrast, required);
    let first = first(reader, table, contrast, required);
    let own = own_size(reader, table, &at, &misspelt);
    let reading = Reading { metric: of?, over, whom: whom?, weeks: span? };
    if !reading.is_taken() {
        let place = table.get("group").map_or(at, Spanned::span);
        let message = format!("`{}` is taken for everybody only", reading.metric.metric().name);
        let error = Diagnostic::error(reader.place(place), message).about("group");
        reader.push(error.allowed("\"all\", or a metric that is taken by fifth"));
        return None;
    }
    let own = own.ok()?;
    Some(Effect {
        expect: Expect::ALL[expect?],
        own_size: own.is_some(),
        size: own.unwrap_or_else(|| size_of(reading.metric, reading.over, contrast)),
        reading,
        others: others.ok()?,
        first: first.ok()?,
    })
}

/// Something is wrong, and the reader has noted it.
struct Noted;

/// Other weeks that a contrast reads.
fn others(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    contrast: &str,
    required: Option<(&Range<usize>, &Misspelt)>,
) -> Result<Option<Range<usize>>, Noted> {
    let mut wanted = None;
    for (of, keys, usual, about) in [
        ("temporary", ["gone_from", "gone_to"], 104..156, "weeks by which it is gone"),
        ("later", ["early_from", "early_to"], 0..26, "the early weeks"),
    ] {
        match (contrast == of, keys.iter().find_map(|key| table.get(*key))) {
            (true, Some(_)) => wanted = Some(weeks(reader, table, keys, usual).ok_or(Noted)?),
            (true, None) => {
                if let Some((at, _)) = required {
                    reader.missing(Some(at.clone()), keys[0], about.into());
                }
                return Err(Noted);
            }
            (false, Some(value)) => {
                let message = format!("`{}` has a place in the contrast `{of}` only", keys[0]);
                let error = Diagnostic::error(reader.place(value.span()), message);
                reader.push(error.about(keys[0]));
                return Err(Noted);
            }
            (false, None) => {}
        }
    }
    Ok(wanted)
}

/// The arm that a yardstick should put first, counted from 0.
fn first(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    contrast: &str,
    required: Option<(&Range<usize>, &Misspelt)>,
) -> Result<Option<usize>, Noted> {
    match (contrast == "ranking", table.get("first")) {
        (true, Some(value)) => {
            let arm = whole(reader, value, "first", 1.0, 99.0).ok_or(Noted)?;
            Ok(Some(arm as usize - 1))
        }
        (true, None) => {
            if let Some((at, _)) = required.filter(|(_, misspelt)| !misspelt.contains("first")) {
                let about = "the arm that this yardstick puts first, from 1".into();
                reader.missing(Some(at.clone()), "first", about);
            }
            Err(Noted)
        }
        (false, Some(value)) => {
            let message = "`first` has a place in the contrast `ranking` only";
            reader.push(Diagnostic::error(reader.place(value.span()), message).about("first"));
            Err(Noted)
        }
        (false, None) => Ok(None),
    }
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

/// The size that matters where a claim needs another than the table has, with its reason.
fn own_size(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Result<Option<Size>, Noted> {
    let because = reader.optional_text(table, "because");
    let (units, percent) = (table.get("smallest"), table.get("smallest_percent"));
    let (value, key) = match (units, percent) {
        (Some(value), None) => (value, "smallest"),
        (None, Some(value)) => (value, "smallest_percent"),
        (None, None) => {
            if let Some(value) = table.get("because") {
                let error = Diagnostic::error(reader.place(value.span()), "`because` of nothing");
                reader.push(error.about("because").allowed("beside `smallest`"));
                return Err(Noted);
            }
            return Ok(None);
        }
        (Some(_), Some(value)) => {
            let message = "`smallest` and `smallest_percent` are both given";
            let error = Diagnostic::error(reader.place(value.span()), message);
            reader.push(error.about("smallest").allowed("one of them"));
            return Err(Noted);
        }
    };
    let number = reader.number(value, key).ok_or(Noted)?;
    if number <= 0.0 {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("`{key}` is not above zero"))
                .about(key)
                .found(describe(value.get_ref()))
                .allowed("a number above zero: what is too small to matter"),
        );
        return Err(Noted);
    }
    let smallest =
        if key == "smallest" { Smallest::Units(number) } else { Smallest::Percent(number) };
    if let Some(because) = because {
        return Ok(Some(Size { smallest, because }));
    }
    if !table.contains_key("because") && !misspelt.contains("because") {
        let about = format!(
            "why `{key}` is not what the rule for the metric says; without `{key}` the rule holds"
        );
        reader.missing(Some(at.clone()), "because", about);
    }
    Err(Noted)
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

/// Notes what is wrong with the yardsticks of a ranking: each has to put first an arm that there
/// is, and those of the outcome must not all agree.
pub(crate) fn judge_ranking(
    reader: &mut Reader<'_>,
    at: &Range<usize>,
    contrast: &Contrast,
    mechanism: &[Effect],
    outcome: &[Effect],
) {
    let Contrast::Ranking { arms } = contrast else { return };
    let mut wrong = |message: String, found: String, allowed: String| {
        let error = Diagnostic::error(reader.place(at.clone()), message).about("first");
        reader.push(error.found(found).allowed(allowed));
    };
    for first in mechanism.iter().chain(outcome).filter_map(|effect| effect.first) {
        if first >= arms.len() {
            let allowed = format!("an arm from 1 to {}", arms.len());
            wrong("no such arm".into(), (first + 1).to_string(), allowed);
        }
    }
    let firsts: BTreeSet<_> = outcome.iter().map(|effect| effect.first).collect();
    if firsts.len() == 1 {
        let allowed = "two yardsticks of the outcome that put different arms first".into();
        wrong("all yardsticks agree".into(), "one arm first".into(), allowed);
    }
}

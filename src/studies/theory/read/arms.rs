//! Reading the arms of a claim: what each changes, and how they are compared.

use crate::scenario::overlay;
use crate::scenario::schedule;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::overlay::When;
use crate::scenario::reader::{Misspelt, Reader, Value};
use crate::studies::theory::read::expected::{whole, word};
use crate::studies::theory::read::{Context, Contrast, Cut, InContext, Shift};

const SHIFT: &[&str] = &["set", "scale", "from", "over", "until"];

/// The arms, as the contrast needs them.
pub(crate) fn contrast(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    which: usize,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Contrast> {
    let label = Contrast::LABELS[which];
    let wanted: &[&str] = match label {
        "interaction" => &["lever", "with"],
        "order" | "ranking" => &["arms"],
        "together" => &["levers"],
        "threshold" => &["arms", "step"],
        "two_sided" => &["lever", "other_base"],
        _ => &["lever"],
    };
    for key in ["lever", "with", "levers", "arms", "step", "other_base"] {
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
        "later" => Some(Contrast::Later { lever: lever? }),
        "two_peaks" => Some(Contrast::TwoPeaks { lever: lever? }),
        "together" => {
            let levers = arms(reader, table.get("levers")?, "levers", 3)?;
            Some(Contrast::Together { levers })
        }
        "ranking" => {
            let arms = arms(reader, table.get("arms")?, "arms", 2)?;
            Some(Contrast::Ranking { arms })
        }
        "interaction" => Some(Contrast::Interaction { lever: lever?, with: second? }),
        "two_sided" => Some(Contrast::TwoSided { lever: lever?, other: second? }),
        _ => {
            let arms = arms(reader, table.get("arms")?, "arms", 3)?;
            if label == "order" {
                return Some(Contrast::Order { arms });
            }
            let steps = (arms.len() - 1) as f64;
            let step = whole(reader, table.get("step")?, "step", 1.0, steps)? as usize;
            Some(Contrast::Threshold { arms, step })
        }
    }
}

/// A list of arms or levers.
fn arms(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    fewest: usize,
) -> Option<Vec<Shift>> {
    // One of several arms may be the base as it is; a lever has to change something.
    let empty = if key == "levers" { Empty::Refused } else { Empty::Allowed };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, key, &format!("a list of {key}, each {{ set, scale }}"));
        return None;
    };
    let arms: Vec<Shift> = array.iter().filter_map(|arm| shift(reader, arm, key, empty)).collect();
    if array.len() < fewest {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("too few {key}"))
                .about(key)
                .found(array.len().to_string())
                .allowed(if fewest == 2 { "at least two" } else { "at least three" }),
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

/// A piece of an arm, where the claim has it.
pub(crate) fn optional_shift(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    key: &str,
) -> Option<Shift> {
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

/// The other contexts.
pub(crate) fn contexts(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Vec<Context> {
    if let Some(value) = table.get("context") {
        let error = Diagnostic::error(reader.place(value.span()), "`context` is now a list");
        reader.push(
            error.about("context").allowed(
                "`contexts = [ { name = \"for whom or where\", expect = ..., set = ... } ]`",
            ),
        );
        return Vec::new();
    }
    let Some(value) = table.get("contexts") else { return Vec::new() };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(
            value,
            "contexts",
            "a list of contexts, each { name, expect, set, scale }",
        );
        return Vec::new();
    };
    let contexts: Vec<Context> = array.iter().filter_map(|one| context(reader, one)).collect();
    for (number, one) in contexts.iter().enumerate() {
        if contexts[..number].iter().any(|other| other.name == one.name) {
            let message = format!("two contexts are called `{}`", one.name);
            reader.push(Diagnostic::error(reader.place(value.span()), message).about("name"));
        }
    }
    contexts
}

fn context(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Context> {
    const KEYS: &[&str] = &["name", "expect", "set", "scale", "from", "over", "until"];
    let table = reader.table(value, "contexts")?;
    let misspelt = reader.unknown_keys(table, KEYS);
    let at = value.span();
    let about = "for whom or where, in a few words";
    let name = reader.required_text(table, "name", Some(at.clone()), &misspelt, about);
    let labels: Vec<&str> = InContext::ALL.iter().map(|expect| expect.label()).collect();
    let expect = word(reader, table, "expect", &labels, Some((&at, &misspelt)));
    let shift = body(reader, table, at, &misspelt, "contexts", Empty::Refused);
    Some(Context { name: name?, shift: shift?, expect: InContext::ALL[expect?] })
}

/// What cuts the mechanism, or why nothing does: one of three keys.
pub(crate) fn cut(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Cut> {
    const KEYS: [&str; 3] = ["sever", "no_cut", "by_construction"];
    const ABOUT: &str = "what cuts the mechanism, in `sever`; or why nothing in the model can, in `no_cut`; \
                         or why it could not come otherwise, in `by_construction`";
    let given: Vec<&str> = KEYS.into_iter().filter(|key| table.contains_key(*key)).collect();
    match given[..] {
        [] if KEYS.iter().any(|key| misspelt.contains(*key)) => None,
        [] => {
            reader.missing(Some(at.clone()), "sever", ABOUT.into());
            None
        }
        ["sever"] => optional_shift(reader, table, "sever").map(Cut::By),
        ["no_cut"] => reader.optional_text(table, "no_cut").map(Cut::Nothing),
        ["by_construction"] => {
            reader.optional_text(table, "by_construction").map(Cut::Construction)
        }
        [first, second, ..] => {
            let span = table.get(second).map_or(at.clone(), toml::Spanned::span);
            let message = format!("`{first}` and `{second}` are both given");
            let error = Diagnostic::error(reader.place(span), message);
            reader.push(error.about(second).allowed("one of them"));
            None
        }
        [_] => None,
    }
}

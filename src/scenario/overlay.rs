//! Reading an overlay: a file that extends another and says only what differs, when, and why.

use crate::scenario::base;
use crate::scenario::budget;
use crate::scenario::economics;
use crate::scenario::moves::{self, Move};
use crate::scenario::names;
use crate::scenario::network::{self, Own};
use crate::scenario::schedule;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::scenario::base::{LISTED, basis, possible_number, twice};
use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::names::FIXED_SECTIONS;
use crate::scenario::reader::{Reader, Value, join};
use crate::scenario::schedule::Block;
use crate::scenario::source::Basis;

/// Keys of an overlay.
pub(crate) const KEYS: &[&str] = &[
    "title",
    "extends",
    "because",
    "set",
    "scale",
    "schedule",
    "network",
    "move",
    "budget",
    "economics",
    "sources",
];

/// Keys of a value that says more than its number.
const ENTRY: &[&str] = &["value", "basis", "source", "note"];

/// What is done to a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Action {
    Set(f64),
    Scale(f64),
    /// What a budget buys: no line of a file says it.
    Add(f64),
}

/// A change of one parameter.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) parameter: usize,
    pub(crate) action: Action,
    pub(crate) place: Location,
    pub(crate) basis: Option<Basis>,
    pub(crate) source: Option<(String, Location)>,
    pub(crate) note: Option<String>,
}

/// What an overlay changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    pub(crate) extends: Option<(String, Location)>,
    pub(crate) changes: Vec<Change>,
    pub(crate) schedule: Vec<Block>,
    pub(crate) networks: Vec<Own>,
    pub(crate) moves: Vec<Move>,
}

/// Whether changes hold from the start or from a week on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    Scheduled,
}

/// Reads an overlay.
pub(crate) fn read(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Overlay {
    let misspelt = unknown_keys(reader, root);
    if !root.contains_key("extends") && !misspelt {
        let allowed = "the name of a scenario file in the same folder, such as \"baseline\"";
        reader.missing(None, "extends", allowed.into());
    }
    let extends = root.get("extends").and_then(|value| {
        let place = reader.place(value.span());
        reader.text(value, "extends").map(|name| (name, place))
    });
    let changes = changes(reader, root, When::Always);
    let schedule = match root.get("schedule") {
        Some(value) => blocks(reader, value),
        None => Vec::new(),
    };
    let (networks, moves) = (network::read(reader, root), moves::read(reader, root));
    let other = [economics::SECTION, budget::SECTION, network::SECTION, moves::SECTION];
    let other = other.iter().any(|key| root.contains_key(*key));
    if changes.is_empty() && schedule.is_empty() && !other && reader.is_content() {
        reader.push(Diagnostic::warning(reader.text.whole(), "this overlay changes nothing"));
    }
    Overlay { extends, changes, schedule, networks, moves }
}

/// Notes unknown keys; says whether one of them was meant to be `extends`.
fn unknown_keys(reader: &mut Reader<'_>, root: &DeTable<'_>) -> bool {
    let mut extends_misspelt = false;
    for key in root.keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref())) {
        let name = key.get_ref();
        let nearest = names::nearest(name, KEYS.iter().copied());
        extends_misspelt |= nearest.as_deref() == Some("extends");
        let known = names::is_prefix(name) || names::parameter(name).is_some();
        let allowed = if known {
            "parameters inside `[set]`, `[scale]` or `[[schedule]]`".to_owned()
        } else {
            KEYS.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
        };
        reader.unknown(key, name, Some(allowed), nearest);
    }
    extends_misspelt
}

/// The entries of a schedule.
pub(crate) fn blocks(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Block> {
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, "schedule", "entries under `[[schedule]]`");
        return Vec::new();
    };
    array.iter().filter_map(|entry| block(reader, entry)).collect()
}

fn block(reader: &mut Reader<'_>, entry: &Value<'_>) -> Option<Block> {
    let table = reader.table(entry, "schedule")?;
    let misspelt = reader.unknown_keys(table, &["from", "over", "until", "set", "scale"]);
    let times = schedule::times(reader, table, entry.span(), &misspelt);
    let changes = changes(reader, table, When::Scheduled);
    let tables = ["set", "scale"].map(|key| table.get(key));
    let empty = |value: &&Value<'_>| value.get_ref().as_table().is_some_and(DeTable::is_empty);
    let said_nothing = tables.iter().flatten().all(empty);
    if said_nothing && !misspelt.contains("set") && !misspelt.contains("scale") {
        let place = reader.place(entry.span());
        reader.push(
            Diagnostic::error(place, "this schedule changes nothing")
                .about("schedule")
                .allowed("at least one `set` or `scale`"),
        );
    }
    let times = times?;
    Some(Block { times, changes })
}

/// The two tables of changes a block can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Set,
    Scale,
}

impl Verb {
    fn action(self, number: f64) -> Action {
        match self {
            Self::Set => Action::Set(number),
            Self::Scale => Action::Scale(number),
        }
    }
}

/// The changes of one block.
pub(crate) fn changes(reader: &mut Reader<'_>, block: &DeTable<'_>, when: When) -> Vec<Change> {
    let mut into = Changes { when, seen: BTreeMap::new(), list: Vec::new() };
    for (key, verb) in [("set", Verb::Set), ("scale", Verb::Scale)] {
        if let Some(table) = block.get(key).and_then(|value| reader.table(value, key)) {
            into.walk(reader, "", table, verb);
        }
    }
    into.list
}

struct Changes {
    when: When,
    /// Where each parameter was first changed in this block, and how.
    seen: BTreeMap<usize, (Range<usize>, Verb)>,
    list: Vec<Change>,
}

impl Changes {
    fn walk(&mut self, reader: &mut Reader<'_>, prefix: &str, table: &DeTable<'_>, verb: Verb) {
        for (key, value) in table {
            let path = join(prefix, key.get_ref());
            let inner = value.get_ref().as_table();
            let one = |t: &DeTable<'_>| !names::is_prefix(&path) || t.contains_key("value");
            if !names::parameters(&path).is_empty() && inner.is_none_or(one) {
                self.leaf(reader, &path, key.span(), value, verb);
            } else if !names::is_prefix(&path) {
                reader.unknown(key, &path, Some(LISTED.into()), names::nearest_path(&path));
            } else if let Some(inner) = inner {
                self.walk(reader, &path, inner, verb);
            } else {
                reader.wrong_type(value, &path, "a table of parameters: this is a section");
            }
        }
    }

    fn leaf(
        &mut self,
        reader: &mut Reader<'_>,
        path: &str,
        at: Range<usize>,
        value: &Value<'_>,
        verb: Verb,
    ) {
        if self.when == When::Scheduled && FIXED_SECTIONS.contains(&names::section(path)) {
            reader.push(
                Diagnostic::error(reader.place(at), format!("`{path}` cannot change during a run"))
                    .about(path)
                    .allowed(format!("`{path}` in `[set]`, for the whole run")),
            );
            return;
        }
        let Some(said) = Said::read(reader, path, value, verb) else { return };
        for parameter in names::parameters(path) {
            let spec = &Parameters::specs()[parameter];
            if let Some((first, before)) = self.seen.get(&parameter) {
                if *before == verb {
                    twice(reader, &spec.path, at.clone(), first.clone());
                } else {
                    both(reader, &spec.path, at.clone(), first);
                }
                continue;
            }
            self.seen.insert(parameter, (at.clone(), verb));
            let number = match verb {
                Verb::Set => possible_number(reader, spec, said.value, path),
                Verb::Scale => reader.number(said.value, path),
            };
            if let Some(number) = number {
                self.list.push(Change {
                    parameter,
                    action: verb.action(number),
                    place: reader.place(said.value.span()),
                    basis: said.basis,
                    source: said.source.clone(),
                    note: said.note.clone(),
                });
            }
        }
    }
}

/// Notes a path that one block both sets and scales.
fn both(reader: &mut Reader<'_>, path: &str, at: Range<usize>, first: &Range<usize>) {
    let line = reader.text.line(first.start) + 1;
    reader.push(
        Diagnostic::error(reader.place(at), format!("`{path}` is both set and scaled"))
            .about(path)
            .found(format!("`set` in line {line}"))
            .allowed("either `set` or `scale` of a path in one block"),
    );
}

/// A value, and what else an overlay says of it.
struct Said<'t, 'i> {
    value: &'t Value<'i>,
    basis: Option<Basis>,
    source: Option<(String, Location)>,
    note: Option<String>,
}

impl<'t, 'i> Said<'t, 'i> {
    fn read(reader: &mut Reader<'_>, path: &str, value: &'t Value<'i>, verb: Verb) -> Option<Self> {
        let DeValue::Table(fields) = value.get_ref() else {
            if matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_)) {
                return Some(Self { value, basis: None, source: None, note: None });
            }
            let allowed = match verb {
                Verb::Set => "a number, or { value, basis, source, note }",
                Verb::Scale => "a number",
            };
            reader.no_number(value, path, allowed);
            return None;
        };
        if verb == Verb::Scale {
            reader.wrong_type(value, path, "a number");
            return None;
        }
        let misspelt = reader.unknown_keys(fields, ENTRY);
        let basis = fields.get("basis").and_then(|value| basis(reader, value));
        let source = fields.get("source").and_then(|value| {
            let place = reader.place(value.span());
            reader.text(value, "source").map(|id| (id, place))
        });
        let note = reader.optional_text(fields, "note");
        if fields.get("value").is_none() && !misspelt.contains("value") {
            let spec = names::parameter(path).map(|index| &Parameters::specs()[index]);
            let allowed = spec.map_or_else(|| "a number".to_owned(), base::possible);
            reader.missing(Some(value.span()), &format!("{path}.value"), allowed);
        }
        Some(Self { value: fields.get("value")?, basis, source, note })
    }
}

/// Why a name cannot stand for a file in the same folder, if it cannot.
pub(crate) fn bad_name(name: &str) -> Option<&'static str> {
    if name.starts_with('/') || name.starts_with('\\') || name.contains(':') {
        Some("`extends` is an absolute path")
    } else if name.contains(['/', '\\']) || name == "." || name == ".." {
        Some("`extends` leaves the folder of the scenario")
    } else {
        None
    }
}

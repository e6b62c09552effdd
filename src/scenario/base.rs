//! Reading a base: a file that extends nothing and so must say everything. Every parameter has
//! its value, unit, range, basis and source: in a line of its own, or in a row of an axis.

use crate::scenario::names;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use crate::model::parameters::Parameters;
use crate::model::spec::Spec;
use crate::model::units::Unit;
use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::names::WHOLE_SECTIONS;
use crate::scenario::reader::{Misspelt, Reader, Value, describe, join};
use crate::scenario::row::{self, Labelled};
use crate::scenario::source::Basis;

/// Keys of a base that are no sections.
pub(crate) const HEAD: &[&str] = &["title", "because", "economics", "sources"];

/// Keys of an entry that describe one parameter.
pub(crate) const ENTRY: &[&str] = &["value", "unit", "low", "high", "basis", "source", "note"];

/// One parameter as a base gives it.
#[derive(Clone, Debug)]
pub(crate) struct BaseEntry {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) basis: Basis,
    pub(crate) source: String,
    pub(crate) source_at: Location,
    pub(crate) note: Option<String>,
    pub(crate) value_at: Location,
}

/// Where the right names can be found.
pub(crate) const LISTED: &str = "a path that `kith explain` lists";

/// Reads the parameters of a base, one for each declaration, nothing for those that are wrong.
pub(crate) fn read(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Vec<Option<BaseEntry>> {
    let specs = Parameters::specs();
    let mut base = Base {
        seen: BTreeMap::new(),
        misspelt: Misspelt::new(),
        entries: specs.iter().map(|_| None).collect(),
    };
    base.walk(reader, "", root);
    for (index, spec) in specs.iter().enumerate() {
        if !base.seen.contains_key(&index) && !base.misspelt.contains(&spec.path) {
            reader.missing(None, &spec.path, possible(spec));
        }
    }
    base.entries
}

struct Base {
    /// Where each parameter was first given.
    seen: BTreeMap<usize, Range<usize>>,
    misspelt: Misspelt,
    entries: Vec<Option<BaseEntry>>,
}

impl Base {
    /// Takes what a file says of a parameter, which it may say once.
    fn take(&mut self, reader: &mut Reader<'_>, (index, at, entry): Labelled) {
        match self.seen.insert(index, at.clone()) {
            Some(first) => twice(reader, &Parameters::specs()[index].path, at, first),
            None => self.entries[index] = entry,
        }
    }

    fn walk(&mut self, reader: &mut Reader<'_>, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = join(prefix, key.get_ref());
            if prefix.is_empty() && HEAD.contains(&path.as_str()) {
                continue;
            }
            if let Some(index) = names::parameter(&path) {
                let fresh = !self.seen.contains_key(&index);
                let entry = fresh.then(|| entry(reader, index, value, key.span())).flatten();
                self.take(reader, (index, key.span(), entry));
            } else if let Some(fields) = row::fields(&path, value) {
                for labelled in row::read(reader, &path, fields, key.span()) {
                    self.take(reader, labelled);
                }
            } else if names::is_prefix(&path) {
                if let Some(table) = reader.table(value, &path) {
                    self.walk(reader, &path, table);
                }
            } else {
                let head = HEAD.iter().copied().filter(|_| prefix.is_empty());
                let nearest = names::nearest(&path, head).or_else(|| names::nearest_path(&path));
                self.misspelt.extend(nearest.clone());
                reader.unknown(key, &path, Some(LISTED.into()), nearest);
            }
        }
    }
}

/// Notes a path that is given twice, in quotes and with dots.
pub(crate) fn twice(reader: &mut Reader<'_>, path: &str, one: Range<usize>, other: Range<usize>) {
    // Tables are read in the order of their keys, not of their lines.
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    let place = reader.place(second);
    let line = reader.text.line(first.start) + 1;
    reader.push(
        Diagnostic::error(place, format!("`{path}` is given twice"))
            .about(path)
            .found(format!("the same path in line {line}"))
            .allowed("each path once, in quotes or with dots"),
    );
}

/// What a parameter may be, in words.
pub(crate) fn possible(spec: &Spec) -> String {
    format!("{} to {} ({})", spec.min, spec.max, spec.unit)
}

/// Whether a parameter counts things.
pub(crate) fn is_whole(spec: &Spec) -> bool {
    WHOLE_SECTIONS.contains(&names::section(&spec.path))
}

/// What is wrong with a value, and what is allowed, if it is not possible.
pub(crate) fn impossible(spec: &Spec, value: f64) -> Option<(&'static str, String)> {
    if !(spec.min..=spec.max).contains(&value) {
        Some(("is outside the possible range", possible(spec)))
    } else if is_whole(spec) && value.fract() != 0.0 {
        Some(("is not a whole number", format!("a whole number, {}", possible(spec))))
    } else if spec.unit == Unit::Switch && value.fract() != 0.0 {
        Some(("is neither on nor off", "0 (off) or 1 (on)".into()))
    } else {
        None
    }
}

/// A number inside the possible range of its parameter.
pub(crate) fn possible_number(
    reader: &mut Reader<'_>,
    spec: &Spec,
    value: &Value<'_>,
    name: &str,
) -> Option<f64> {
    let number = reader.number(value, name)?;
    let Some((problem, allowed)) = impossible(spec, number) else { return Some(number) };
    reader.push(
        Diagnostic::error(reader.place(value.span()), format!("`{name}` {problem}"))
            .about(name)
            .found(describe(value.get_ref()))
            .allowed(allowed),
    );
    None
}

fn entry(
    reader: &mut Reader<'_>,
    index: usize,
    value: &Value<'_>,
    at: Range<usize>,
) -> Option<BaseEntry> {
    let spec = &Parameters::specs()[index];
    let Some(fields) = value.get_ref().as_table() else {
        reader.wrong_type(value, &spec.path, "{ value, unit, low, high, basis, source }");
        return None;
    };
    let misspelt = reader.unknown_keys(fields, ENTRY);
    let number = |reader: &mut Reader<'_>, key: &str| {
        let name = join(&spec.path, key);
        match field(reader, fields, (&spec.path, key), &at, &misspelt, possible(spec)) {
            Some(value) => possible_number(reader, spec, value, &name),
            None => None,
        }
    };
    let (value, low, high) =
        (number(reader, "value"), number(reader, "low"), number(reader, "high"));
    let shared = Shared::read(reader, fields, (&spec.path, spec.unit.text()), &at, &misspelt);
    let (value, low, high) = (value?, low?, high?);
    if low > high {
        let span = fields.get("low").map_or(at, toml::Spanned::span);
        reader.push(
            Diagnostic::error(reader.place(span), format!("`{}.low` is above `high`", spec.path))
                .about(&*spec.path)
                .found(format!("low {low} and high {high}"))
                .allowed("low not above high"),
        );
        return None;
    }
    let value_at = reader.place(fields.get("value")?.span());
    Some(shared?.entry([value, low, high], value_at))
}

/// What is said of a parameter beside its numbers, or once of all labels of an axis.
pub(crate) struct Shared {
    basis: Basis,
    source: String,
    source_at: Location,
    note: Option<String>,
}

impl Shared {
    /// Reads unit, basis, source and note of the parameter or the axis of a path.
    pub(crate) fn read(
        reader: &mut Reader<'_>,
        fields: &DeTable<'_>,
        (path, declared): (&str, &str),
        at: &Range<usize>,
        misspelt: &Misspelt,
    ) -> Option<Self> {
        unit(reader, fields, (path, declared), at, misspelt);
        let basis = field(reader, fields, (path, "basis"), at, misspelt, bases())
            .and_then(|value| basis(reader, value));
        let source =
            field(reader, fields, (path, "source"), at, misspelt, "a name in `[sources]`".into())
                .and_then(|value| Some((reader.text(value, "source")?, value.span())));
        let note = reader.optional_text(fields, "note");
        let (source, span) = source?;
        Some(Self { basis: basis?, source, source_at: reader.place(span), note })
    }

    /// The entry with these: value, low end and high end.
    pub(crate) fn entry(&self, [value, low, high]: [f64; 3], value_at: Location) -> BaseEntry {
        let Self { basis, source, source_at, note } = self;
        BaseEntry {
            value,
            low,
            high,
            basis: *basis,
            source: source.clone(),
            source_at: source_at.clone(),
            note: note.clone(),
            value_at,
        }
    }
}

/// A field that has to be there, by the path of its parameter or axis and its key.
pub(crate) fn field<'t, 'i>(
    reader: &mut Reader<'_>,
    fields: &'t DeTable<'i>,
    (path, key): (&str, &str),
    at: &Range<usize>,
    misspelt: &Misspelt,
    allowed: String,
) -> Option<&'t Value<'i>> {
    let value = fields.get(key);
    if value.is_none() && !misspelt.contains(key) {
        reader.missing(Some(at.clone()), &join(path, key), allowed);
    }
    value
}

fn unit(
    reader: &mut Reader<'_>,
    fields: &DeTable<'_>,
    (path, declared): (&str, &str),
    at: &Range<usize>,
    misspelt: &Misspelt,
) {
    let allowed = format!("\"{declared}\"");
    let Some(value) = field(reader, fields, (path, "unit"), at, misspelt, allowed.clone()) else {
        return;
    };
    if value.get_ref().as_str() != Some(declared) {
        reader.push(
            Diagnostic::error(reader.place(value.span()), format!("`{path}` has another unit"))
                .about(path)
                .found(describe(value.get_ref()))
                .allowed(allowed),
        );
    }
}

fn bases() -> String {
    Basis::ALL.iter().map(|basis| format!("\"{basis}\"")).collect::<Vec<_>>().join(", ")
}

/// How a value is known.
pub(crate) fn basis(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Basis> {
    let text = reader.text(value, "basis")?;
    let basis = Basis::ALL.iter().copied().find(|basis| basis.text() == text);
    if basis.is_none() {
        reader.push(
            Diagnostic::error(reader.place(value.span()), "unknown basis")
                .about("basis")
                .found(describe(value.get_ref()))
                .allowed(bases())
                .nearest(names::nearest(&text, Basis::ALL.iter().map(|basis| basis.text()))),
        );
    }
    basis
}

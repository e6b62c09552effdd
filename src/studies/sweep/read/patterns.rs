//! Reading which parameters a study of sensitivity varies: everything with a plausible range, or
//! what lists of paths and patterns take in and leave out, and ranges of the study's own.

use crate::scenario::names;
use crate::studies::sweep::read::factors;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::scenario::Scenario;
use crate::scenario::base::LISTED;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::names::section;
use crate::scenario::reader::{Reader, Value};
use crate::studies::sweep::read::{Factor, Scale, Values};

const PARAMETERS: &[&str] = &["include", "exclude"];

/// The parameters that are varied, in the order of their declarations.
pub(crate) fn chosen(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    scenario: Option<&Scenario>,
) -> Option<Vec<Factor>> {
    let (mut include, mut exclude) = (None, BTreeSet::new());
    if let Some(value) = root.get("parameters") {
        let table = reader.table(value, "parameters")?;
        reader.unknown_keys(table, PARAMETERS);
        include = table.get("include").map(|value| patterns(reader, value, "include"));
        if let Some(value) = table.get("exclude") {
            exclude.extend(patterns(reader, value, "exclude").into_keys());
        }
    }
    let own = match root.get("ranges") {
        Some(value) => {
            let table = reader.table(value, "ranges")?;
            factors::ranges(reader, table, scenario)?
        }
        None => Vec::new(),
    };
    let scenario = scenario?;
    let given: BTreeSet<usize> = own.iter().flat_map(|own| own.parameters.clone()).collect();
    let mut list = own;
    for (parameter, spec) in Parameters::specs().iter().enumerate() {
        let named = include.as_ref().map(|include| include.get(&parameter));
        let wanted = named.is_none_or(|named| named.is_some()) && !exclude.contains(&parameter);
        if !wanted || section(&spec.path) == "run" || given.contains(&parameter) {
            continue;
        }
        let entry = &scenario.entries[parameter];
        if entry.low < entry.high {
            let values = Values::between(&[parameter], entry.low, entry.high, Scale::Linear);
            list.push(Factor { path: spec.path.clone(), parameters: vec![parameter], values });
        } else if let Some(Some(Named::Itself(at))) = named {
            let message = format!("`{}` has no range", spec.path);
            let error = Diagnostic::error(reader.place(at.clone()), message).about(&*spec.path);
            let found = format!("{} to {}", entry.low, entry.high);
            reader.push(error.found(found).allowed("a range of its own under `[ranges]`"));
        }
    }
    list.sort_by_key(|factor| factor.parameters[0]);
    if list.len() < 2 && !reader.is_content() {
        // The names that are wrong would have made more.
        return None;
    }
    if list.len() < 2 {
        let place = root.get("parameters").map(toml::Spanned::span);
        let place = place.map_or_else(|| reader.text.whole(), |at| reader.place(at));
        let error = Diagnostic::error(place, "too few parameters").about("parameters");
        reader.push(error.found(list.len().to_string()).allowed("at least two with a range"));
        return None;
    }
    Some(list)
}

/// How a list names a parameter.
enum Named {
    /// By its path.
    Itself(Range<usize>),
    /// Among others.
    Among,
}

/// The parameters that a list of paths names: a path, one for all labels of an axis, or a section
/// or a stretch of a path with `.*` at its end; `*` is everything.
fn patterns(reader: &mut Reader<'_>, value: &Value<'_>, key: &str) -> BTreeMap<usize, Named> {
    let mut named = BTreeMap::new();
    let allowed = "a list of paths, such as [\"trust.*\", \"link_workers.per_50k\"]";
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, key, allowed);
        return named;
    };
    for value in array {
        let Some(path) = reader.text(value, key) else { continue };
        if path == "*" {
            named.extend((0..Parameters::specs().len()).map(|all| (all, Named::Among)));
            continue;
        }
        let stem = path.strip_suffix(".*");
        let parameters = match stem {
            Some(stem) => names::under(stem),
            None => names::parameters(&path),
        };
        let wrong =
            |message: String| Diagnostic::error(reader.place(value.span()), message).about(&*path);
        if parameters.is_empty() {
            let error = if names::is_prefix(&path) {
                wrong(format!("`{path}` is a section")).allowed(format!("`{path}.*`"))
            } else {
                let nearest = names::nearest_path(stem.unwrap_or(&path));
                let nearest = nearest.map(|near| match stem {
                    Some(_) => format!("{near}.*"),
                    None => near,
                });
                wrong(format!("unknown parameter `{path}`")).allowed(LISTED).nearest(nearest)
            };
            reader.push(error);
        } else if parameters.iter().any(|&at| section(&Parameters::specs()[at].path) == "run") {
            let error = wrong(format!("`{path}` is a size of the run"));
            reader.push(error.allowed("sizes in `[run]`, the same for every point"));
        }
        for parameter in parameters {
            let how = if stem.is_none() { Named::Itself(value.span()) } else { Named::Among };
            named.insert(parameter, how);
        }
    }
    named
}

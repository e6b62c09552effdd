//! Reading the parameters of a study: what each is called and which values it takes.

use crate::scenario::names;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::scenario::Scenario;
use crate::scenario::base::{LISTED, impossible, twice};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::names::section;
use crate::scenario::reader::{Misspelt, Reader, Value, join};
use crate::studies::sweep::read::file::MOST_POINTS;
use crate::studies::sweep::read::{Design, Factor, Scale, Values};
use crate::studies::theory::read::{whole, word};

const FACTOR: &[&str] = &["low", "high", "steps", "scale", "values"];

/// The parameters of a study, in the order of their declarations; nothing if any is wrong.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    design: Option<Design>,
    scenario: Option<&Scenario>,
    misspelt: &Misspelt,
) -> Option<Vec<Factor>> {
    let allowed = "the parameters that take other values, such as \"link_workers.per_50k\" = {}";
    let Some(value) = root.get("parameters") else {
        if !misspelt.contains("parameters") {
            reader.missing(None, "parameters", allowed.into());
        }
        return None;
    };
    let table = reader.table(value, "parameters")?;
    let mut factors =
        Factors { design, scenario, seen: BTreeMap::new(), list: Vec::new(), sound: true };
    factors.walk(reader, "", table);
    if factors.seen.is_empty() && factors.sound {
        let error = Diagnostic::error(reader.place(value.span()), "a study of no parameter");
        reader.push(error.about("parameters").allowed(allowed));
        return None;
    }
    let Factors { mut list, sound, .. } = factors;
    list.sort_by_key(|factor| factor.parameters[0]);
    let fits = sound && fit(reader, value, design?, &list);
    fits.then_some(list)
}

/// Parameters with ranges of their own, in no order; nothing if any is wrong.
pub(crate) fn ranges(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    scenario: Option<&Scenario>,
) -> Option<Vec<Factor>> {
    let mut factors =
        Factors { design: None, scenario, seen: BTreeMap::new(), list: Vec::new(), sound: true };
    factors.walk(reader, "", table);
    factors.sound.then_some(factors.list)
}

/// Whether the parameters together make a design.
fn fit(reader: &mut Reader<'_>, at: &Value<'_>, design: Design, list: &[Factor]) -> bool {
    let levels = |factor: &Factor| match &factor.values {
        Values::Levels(levels) => levels.len(),
        Values::Range { .. } => 1,
    };
    let problem = match design {
        Design::List => {
            let unlike = list.iter().find(|factor| levels(factor) != levels(&list[0]));
            unlike.map(|unlike| {
                let (first, other) = (&list[0], unlike);
                let found = format!(
                    "{} of `{}`, {} of `{}`",
                    levels(first),
                    first.path,
                    levels(other),
                    other.path
                );
                (
                    "the lists of values are not of one length",
                    found,
                    "as many values of each".into(),
                )
            })
        }
        Design::Grid => {
            let points: f64 = list.iter().map(|factor| levels(factor) as f64).product();
            (points > MOST_POINTS).then(|| {
                (
                    "the grid has too many points",
                    points.to_string(),
                    format!("at most {MOST_POINTS}"),
                )
            })
        }
        Design::Ladder => None,
        Design::LatinHypercube { .. } | Design::Sobol { .. } => (list.len() > 1_000).then(|| {
            ("too many parameters for this design", list.len().to_string(), "at most 1000".into())
        }),
    };
    let Some((message, found, allowed)) = problem else { return true };
    let error = Diagnostic::error(reader.place(at.span()), message);
    reader.push(error.about("parameters").found(found).allowed(allowed));
    false
}

struct Factors<'s> {
    design: Option<Design>,
    /// Where ranges that are not given come from.
    scenario: Option<&'s Scenario>,
    /// Where each parameter was first given.
    seen: BTreeMap<usize, Range<usize>>,
    list: Vec<Factor>,
    /// Whether everything could be read.
    sound: bool,
}

impl Factors<'_> {
    fn walk(&mut self, reader: &mut Reader<'_>, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = join(prefix, key.get_ref());
            let parameters = names::parameters(&path);
            let inner = value.get_ref().as_table();
            let says =
                |t: &DeTable<'_>| t.is_empty() || FACTOR.iter().any(|key| t.contains_key(*key));
            let leaf = inner.is_none_or(|table| says(table) || names::parameter(&path).is_some());
            if !parameters.is_empty() && leaf {
                let factor = self.leaf(reader, path, key.span(), value, parameters);
                self.sound &= factor.is_some();
                self.list.extend(factor);
            } else if let (Some(inner), true) =
                (inner.filter(|inner| !inner.is_empty()), names::is_prefix(&path))
            {
                self.walk(reader, &path, inner);
            } else if names::is_prefix(&path) {
                self.sound = false;
                reader.wrong_type(value, &path, "a table of parameters: this is a section");
            } else {
                self.sound = false;
                reader.unknown(key, &path, Some(LISTED.into()), names::nearest_path(&path));
            }
        }
    }

    fn leaf(
        &mut self,
        reader: &mut Reader<'_>,
        path: String,
        at: Range<usize>,
        value: &Value<'_>,
        parameters: Vec<usize>,
    ) -> Option<Factor> {
        if section(&path) == "run" {
            let error =
                Diagnostic::error(reader.place(at), format!("`{path}` is a size of the run"));
            reader.push(error.about(path).allowed("sizes in `[run]`, the same for every point"));
            return None;
        }
        for &parameter in &parameters {
            if let Some(first) = self.seen.insert(parameter, at.clone()) {
                twice(reader, &Parameters::specs()[parameter].path, at, first);
                return None;
            }
        }
        let values = match value.get_ref() {
            DeValue::Array(_) => Values::Levels(levels(reader, value, &path, &parameters)?),
            DeValue::Table(table) => self.stated(reader, table, value, &path, &parameters)?,
            _ => {
                let allowed = "a list of values, or { low, high, steps, scale, values }";
                reader.wrong_type(value, &path, allowed);
                return None;
            }
        };
        if let (Values::Range { .. }, Some(design @ (Design::Grid | Design::List))) =
            (&values, self.design)
        {
            let message = format!("`{path}` has no levels for the design `{}`", design.label());
            let allowed = match design {
                Design::Grid => "`values`, or `steps` from `low` to `high`",
                _ => "`values`, as many of each parameter as there are points",
            };
            let error = Diagnostic::error(reader.place(value.span()), message);
            reader.push(error.about(path).allowed(allowed));
            return None;
        }
        Some(Factor { path, parameters, values })
    }

    /// The values that a table describes.
    fn stated(
        &self,
        reader: &mut Reader<'_>,
        table: &DeTable<'_>,
        value: &Value<'_>,
        path: &str,
        parameters: &[usize],
    ) -> Option<Values> {
        reader.unknown_keys(table, FACTOR);
        if let Some(values) = table.get("values") {
            for key in ["low", "high", "steps", "scale"] {
                if let Some(value) = table.get(key) {
                    let message = format!("`{key}` beside `values`");
                    let error = Diagnostic::error(reader.place(value.span()), message).about(path);
                    reader.push(error.allowed("either `values` or a range"));
                }
            }
            return levels(reader, values, path, parameters).map(Values::Levels);
        }
        let usual = self.usual(parameters);
        let mut end = |key: &str, usual: Option<f64>| match table.get(key) {
            Some(value) => number(reader, value, path, parameters),
            None if usual.is_some() => usual,
            None => {
                // Without a sound scenario no range is known: that has been said.
                if self.scenario.is_some() {
                    let allowed =
                        "`low` and `high`: the labels of the axis have ranges of their own";
                    reader.missing(Some(value.span()), key, allowed.into());
                }
                None
            }
        };
        let low = end("low", usual.map(|(low, _)| low));
        let high = end("high", usual.map(|(_, high)| high));
        let scale = match table.get("scale") {
            Some(_) => word(reader, table, "scale", &["linear", "log"], None),
            None => Some(0),
        };
        let steps = match table.get("steps") {
            Some(value) => Some(whole(reader, value, "steps", 2.0, 100_000.0)? as usize),
            None => None,
        };
        let (low, high) = (low?, high?);
        let scale = if scale? == 1 { Scale::Log } else { Scale::Linear };
        let wrong = match scale {
            _ if low >= high => Some(("`low` is not below `high`", "a range from low to high")),
            Scale::Log if low <= 0.0 => Some(("a log scale from 0 or less", "`low` above 0")),
            _ => None,
        };
        if let Some((message, allowed)) = wrong {
            let error = Diagnostic::error(reader.place(value.span()), message).about(path);
            reader.push(error.found(format!("{low} to {high}")).allowed(allowed));
            return None;
        }
        let Some(steps) = steps else { return Some(Values::between(parameters, low, high, scale)) };
        let at = |step: usize| within(low, high, scale, step as f64 / (steps - 1) as f64);
        Some(Values::Levels((0..steps).map(at).collect()))
    }

    /// The plausible range, if all parameters have the same.
    fn usual(&self, parameters: &[usize]) -> Option<(f64, f64)> {
        let entries = &self.scenario?.entries;
        let range = |parameter: usize| (entries[parameter].low, entries[parameter].high);
        let first = range(parameters[0]);
        parameters.iter().all(|&parameter| range(parameter) == first).then_some(first)
    }
}

/// The value at a share of a range; its ends are met exactly.
#[must_use]
pub fn within(low: f64, high: f64, scale: Scale, share: f64) -> f64 {
    let value = match scale {
        _ if share <= 0.0 => low,
        _ if share >= 1.0 => high,
        Scale::Linear => low + share * (high - low),
        Scale::Log => low * libm::exp(share * libm::log(high / low)),
    };
    value.clamp(low, high)
}

/// A list of values, each possible.
fn levels(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    path: &str,
    parameters: &[usize],
) -> Option<Vec<f64>> {
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, path, "a list of values");
        return None;
    };
    if array.is_empty() {
        let error = Diagnostic::error(reader.place(value.span()), format!("`{path}` has no value"));
        reader.push(error.about(path).allowed("at least one value"));
        return None;
    }
    let levels: Vec<f64> =
        array.iter().filter_map(|value| number(reader, value, path, parameters)).collect();
    (levels.len() == array.len()).then_some(levels)
}

/// A number that is possible for each of the parameters.
fn number(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    path: &str,
    parameters: &[usize],
) -> Option<f64> {
    let number = reader.number(value, path)?;
    let specs = parameters.iter().map(|&parameter| &Parameters::specs()[parameter]);
    let Some((problem, allowed)) = specs.into_iter().find_map(|spec| impossible(spec, number))
    else {
        return Some(number);
    };
    let error = Diagnostic::error(reader.place(value.span()), format!("`{path}` {problem}"));
    reader.push(error.about(path).found(number.to_string()).allowed(allowed));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_meet_their_ends_and_log_steps_multiply() {
        let at = |scale, share| within(0.1, 10.0, scale, share);
        for scale in [Scale::Linear, Scale::Log] {
            assert_eq!(
                (at(scale, 0.0).to_bits(), at(scale, 1.0).to_bits()),
                (0.1_f64.to_bits(), 10.0_f64.to_bits())
            );
        }
        assert!((at(Scale::Linear, 0.5) - 5.05).abs() < 1e-12);
        assert!((at(Scale::Log, 0.5) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_range_of_a_switch_is_off_and_on() {
        let of = |path| {
            let parameter = names::parameter(path).expect("a parameter");
            Values::between(&[parameter], 0.0, 1.0, Scale::Linear)
        };
        assert_eq!(of("link_workers.pooled"), Values::Levels(vec![0.0, 1.0]));
        assert!(matches!(of("referral.open"), Values::Range { .. }));
    }
}

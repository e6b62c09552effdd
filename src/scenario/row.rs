//! A row of a base: parameters that differ along an axis and in nothing else. It gives one value for
//! each label, and once what all of them have in common. The plausible range of each is its value times
//! two ratios:
//!
//! ```toml
//! wait = { value = { housing = 26, social_care = 12 }, unit = "weeks", low_ratio = 0.5, high_ratio = 2, basis = "assumed", source = "design" }
//! ```

use crate::scenario::names;
use std::ops::Range;

use toml::de::DeTable;

use crate::model::parameters::Parameters;
use crate::scenario::base::{BaseEntry, Shared, field, impossible, possible, possible_number};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::reader::{Misspelt, Reader, Value, join};

/// Keys of a row.
const ROW: &[&str] = &["value", "unit", "low_ratio", "high_ratio", "basis", "source", "note"];

/// Significant digits of an end of a range: 0.072 x 0.7 is 0.0504, without a rest of the multiplication.
const DIGITS: usize = 12;

/// One parameter of a row: its number, where it stands, and what is said of it.
pub(crate) type Labelled = (usize, Range<usize>, Option<BaseEntry>);

/// The fields of a row, if a value of this path is one. A table of lines has labels for keys.
pub(crate) fn fields<'t, 'i>(path: &str, value: &'t Value<'i>) -> Option<&'t DeTable<'i>> {
    let fields = value.get_ref().as_table()?;
    let is_row = fields.keys().any(|key| ROW.contains(&key.get_ref().as_ref()));
    (is_row && !names::parameters(path).is_empty()).then_some(fields)
}

/// Reads a row: an entry for each label that it gives.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    path: &str,
    fields: &DeTable<'_>,
    at: Range<usize>,
) -> Vec<Labelled> {
    let specs = Parameters::specs();
    let labels = names::parameters(path);
    let misspelt = reader.unknown_keys(fields, ROW);
    let of = (path, specs[labels[0]].unit.text());
    let shared = Shared::read(reader, fields, of, &at, &misspelt);
    let low = ratio(reader, fields, (path, "low_ratio"), &at, &misspelt);
    let high = ratio(reader, fields, (path, "high_ratio"), &at, &misspelt);
    let about = format!("a table with a value for each of {}", listed(&labels));
    let value = field(reader, fields, (path, "value"), &at, &misspelt, about.clone());
    let values = value.and_then(|value| value.get_ref().as_table());
    let Some(values) = values else {
        value.inspect(|value| reader.wrong_type(value, &join(path, "value"), &about));
        return labels.into_iter().map(|index| (index, at.clone(), None)).collect();
    };
    let (numbers, misspelt) = numbers(reader, path, values);
    let mut read = Vec::new();
    for index in labels {
        let spec = &specs[index];
        let Some((_, span, value, number)) = numbers.iter().find(|(of, ..)| *of == index) else {
            if !misspelt.contains(&spec.path) {
                reader.missing(Some(at.clone()), &spec.path, possible(spec));
            }
            read.push((index, at.clone(), None));
            continue;
        };
        let mut end = |name: &str, ratio: &Option<(f64, Range<usize>)>| {
            let (ratio, at) = ratio.as_ref()?;
            let end = times((*number)?, *ratio);
            let Some((problem, allowed)) = impossible(spec, end) else { return Some(end) };
            let message = format!("`{}.{name}` {problem}", spec.path);
            let error = Diagnostic::error(reader.place(at.clone()), message).about(&*spec.path);
            let found = format!("{} x {ratio} = {end}", (*number)?);
            reader.push(error.found(found).allowed(allowed));
            None
        };
        let ends = (end("low", &low), end("high", &high));
        let entry = match (ends, *number, &shared) {
            ((Some(low), Some(high)), Some(number), Some(shared)) if low <= high => {
                Some(shared.entry([number, low, high], reader.place(value.span())))
            }
            ((Some(low), Some(high)), ..) if low > high => {
                reader.push(
                    Diagnostic::error(reader.place(span.clone()), "a range ends below its start")
                        .about(&*spec.path)
                        .found(format!("low {low} and high {high}"))
                        .allowed("`low_ratio` not above `high_ratio`, and values not below 0"),
                );
                None
            }
            _ => None,
        };
        read.push((index, span.clone(), entry));
    }
    read
}

/// A value of a row: the number of its parameter, where its label stands, where it stands, and the number.
type Given<'t, 'i> = (usize, Range<usize>, &'t Value<'i>, Option<f64>);

/// The values of a row, and the paths of labels that are misspelt.
fn numbers<'t, 'i>(
    reader: &mut Reader<'_>,
    path: &str,
    values: &'t DeTable<'i>,
) -> (Vec<Given<'t, 'i>>, Misspelt) {
    let specs = Parameters::specs();
    let (mut numbers, mut misspelt) = (Vec::new(), Misspelt::new());
    for (label, value) in values {
        let full = join(path, label.get_ref());
        if let Some(index) = names::parameter(&full) {
            let number = possible_number(reader, &specs[index], value, &full);
            numbers.push((index, label.span(), value, number));
        } else {
            let nearest = names::nearest_path(&full);
            misspelt.extend(nearest.clone());
            reader.unknown(label, &full, Some(listed(&names::parameters(path))), nearest);
        }
    }
    (numbers, misspelt)
}

/// The labels of an axis, in words.
fn listed(labels: &[usize]) -> String {
    let path = |index: &usize| Parameters::specs()[*index].path.as_str();
    let label = |index| names::axis(path(index)).map_or("", |(_, label)| label);
    labels.iter().map(|index| format!("`{}`", label(index))).collect::<Vec<_>>().join(", ")
}

fn ratio(
    reader: &mut Reader<'_>,
    fields: &DeTable<'_>,
    (path, key): (&str, &str),
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<(f64, Range<usize>)> {
    let allowed = "what a value is multiplied by, such as 0.8".to_owned();
    let value = field(reader, fields, (path, key), at, misspelt, allowed)?;
    Some((reader.number(value, &join(path, key))?, value.span()))
}

/// A value times a ratio, without the rest that the multiplication leaves in the last digits.
fn times(value: f64, ratio: f64) -> f64 {
    let text = format!("{:.*e}", DIGITS - 1, value * ratio);
    text.parse::<f64>().map_or(value * ratio, |number| number + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_of_a_range_is_the_number_that_a_person_would_write() {
        for (value, ratio, end) in [
            (0.072, 0.7, 0.0504),
            (0.05, 1.3, 0.065),
            (1.15, 1.25, 1.4375),
            (2.4, 1.2, 2.88),
            (0.0, 0.5, 0.0),
            (0.0, -1.0, 0.0),
        ] {
            assert_eq!(times(value, ratio).to_bits(), f64::to_bits(end), "{value} x {ratio}");
        }
    }

    #[test]
    fn no_label_of_an_axis_is_a_key_of_a_row() {
        for spec in Parameters::specs() {
            let label = names::axis(&spec.path).map_or("", |(_, label)| label);
            assert!(!ROW.contains(&label), "{}", spec.path);
        }
    }
}

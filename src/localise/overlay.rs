//! An overlay as text that people read: each value with what it is, its unit, England's value beside it, and where it
//! comes from.

use std::fmt::Write as _;

use crate::model::parameters::Parameters;
use crate::scenario::names;

/// Where a value comes from, as a scenario names sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in the scenario.
    pub name: &'static str,
    /// What it is.
    pub title: String,
    /// Year of the figures.
    pub year: u32,
    /// What a reader should know.
    pub note: String,
}

/// One parameter of an area.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its path.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// `measured`, `derived` or `assumed`.
    pub basis: &'static str,
    /// The name of its source, where it has one of its own.
    pub source: Option<&'static str>,
    /// How it was found: formula, file, date, rows.
    pub note: String,
}

/// A scenario of one area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// The title.
    pub title: String,
    /// Why it is as it is.
    pub because: String,
    /// Lines that stand above its values.
    pub remarks: Vec<String>,
    /// The values.
    pub settings: Vec<Setting>,
    /// Parameters that stay England's and stand there as comments, to be set by hand.
    pub offered: Vec<String>,
    /// What the values come from.
    pub sources: Vec<Source>,
}

/// Digits of a value in a file.
const DIGITS: i32 = 6;

/// Six significant digits, in the shortest text.
pub(crate) fn rounded(value: f64) -> f64 {
    let text = format!("{value:.*e}", DIGITS as usize - 1);
    text.parse::<f64>().unwrap_or(value) + 0.0
}

/// A text as TOML has it in one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// The text of a comment: what would end its line is a blank.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl Overlay {
    /// The file, on a baseline of which each parameter has a value at its place.
    ///
    /// # Panics
    /// If a setting is of no parameter: paths are written in this program or were looked up.
    #[must_use]
    pub fn toml(&self, baseline: &[f64]) -> String {
        let mut text = String::new();
        let line = |text: &mut String, line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        line(&mut text, &format!("title = {} # What reports call it.", quoted(&self.title)));
        line(&mut text, "extends = \"baseline\" # England: everything that is not set below.");
        line(&mut text, &format!("because = {} # Why it is as it is.", quoted(&self.because)));
        line(&mut text, "");
        for remark in &self.remarks {
            line(&mut text, &format!("# {}", comment(remark)));
        }
        if !self.settings.is_empty() {
            line(&mut text, "[set] # What differs from England.");
        }
        for setting in &self.settings {
            let at = names::parameter(&setting.path).expect("the path of a parameter");
            let spec = &Parameters::specs()[at];
            let mut value = format!("value = {}", setting.value);
            write!(value, ", basis = \"{}\"", setting.basis).expect("writing to a string");
            if let Some(source) = setting.source {
                write!(value, ", source = \"{source}\"").expect("writing to a string");
            }
            write!(value, ", note = {}", quoted(&setting.note)).expect("writing to a string");
            let about = comment(&spec.about);
            let beside = format!("Unit: {}. England: {}.", spec.unit, baseline[at]);
            line(&mut text, &format!("\"{}\" = {{ {value} }} # {about} {beside}", setting.path));
        }
        for path in &self.offered {
            let at = names::parameter(path).expect("the path of a parameter");
            let spec = &Parameters::specs()[at];
            let about = comment(&spec.about);
            let rest = format!("{about} Unit: {}. England's, as it stands.", spec.unit);
            line(&mut text, &format!("# \"{path}\" = {} # {rest}", baseline[at]));
        }
        if !self.sources.is_empty() {
            line(&mut text, "");
            line(&mut text, "[sources] # Where the values come from.");
        }
        for source in &self.sources {
            let (title, note) = (quoted(&source.title), quoted(&source.note));
            let entry = format!("{{ title = {title}, year = {}, note = {note} }}", source.year);
            line(&mut text, &format!("{} = {entry} # A source named above.", source.name));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_text_cannot_end_it() {
        assert_eq!(quoted("a \"b\" \\ \n c"), "\"a \\\"b\\\" \\\\   c\"");
        let setting = Setting {
            path: "run.people".into(),
            value: 41_234.0,
            basis: "measured",
            source: Some("lists"),
            note: "a\nb".into(),
        };
        let overlay =
            Overlay { title: "A\n[set]".into(), settings: vec![setting], ..Overlay::default() };
        let text = overlay.toml(&vec![1.0; Parameters::specs().len()]);
        assert!(text.starts_with("title = \"A [set]\" #"), "{text}");
        assert!(
            text.lines().filter(|line| !line.is_empty()).all(|line| line.contains('#')),
            "{text}"
        );
        assert!(text.contains("Unit: people. England: 1."), "{text}");
    }

    #[test]
    fn values_have_six_digits() {
        let written = [0.123_456_789, 41_234.0, -0.0].map(|value| rounded(value).to_string());
        assert_eq!(written, ["0.123457", "41234", "0"]);
    }
}

//! What a piece of an arm changes, in words.

use crate::scenario::names;
use serde::Serialize;

use crate::model::parameters::Parameters;
use crate::scenario::checked::Scenario;
use crate::scenario::overlay::{Action, Change};
use crate::studies::theory::read::Shift;

/// One change in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Words {
    /// The path, or the name of all labels of an axis.
    pub path: String,
    /// What the parameter means.
    pub about: String,
    /// What becomes of it, with its unit.
    pub to: String,
    /// What it is in the baseline; nothing where that differs along an axis.
    pub baseline: Option<f64>,
    /// When, if not always.
    pub when: Option<String>,
}

impl Shift {
    /// What the piece changes, in words.
    #[must_use]
    pub fn words(&self, scenario: &Scenario) -> Vec<Words> {
        let when = self.times.map(|times| {
            let over =
                if times.over > 0 { format!(" over {} weeks", times.over) } else { String::new() };
            let until = times.until.map_or_else(String::new, |week| format!(" until week {week}"));
            format!("from week {}{over}{until}", times.from)
        });
        let mut words: Vec<Words> = Vec::new();
        for change in &self.changes {
            let path = said_path(&self.changes, change);
            if words.iter().any(|said| said.path == path) {
                continue;
            }
            let (spec, entry) =
                (&Parameters::specs()[change.parameter], &scenario.entries[change.parameter]);
            let to = match change.action {
                Action::Set(value) => format!("{value} {}", spec.unit),
                Action::Scale(factor) => format!("times {factor}"),
                Action::Add(more) => format!("{more} {} more", spec.unit),
            };
            let one = path == spec.path;
            let about = spec.about.trim_end_matches('.').to_owned();
            words.push(Words {
                baseline: one.then_some(entry.value),
                path,
                about,
                to,
                when: when.clone(),
            });
        }
        words
    }
}

/// The path of a change, or of the whole axis where all its labels change alike.
fn said_path(changes: &[Change], change: &Change) -> String {
    let path = &Parameters::specs()[change.parameter].path;
    let Some((axis, _)) = path.rsplit_once('.').filter(|(axis, _)| axis.contains('.')) else {
        return path.clone();
    };
    let labels = names::parameters(axis);
    let alike = |label: &usize| {
        changes.iter().any(|other| other.parameter == *label && other.action == change.action)
    };
    if labels.iter().all(alike) { axis.to_owned() } else { path.clone() }
}

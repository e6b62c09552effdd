//! What kind of file a TOML file is, told by its keys, so that a file given to a command that does
//! not take it is refused with the command that does.

use crate::scenario::names;
use crate::scenario::syntax;
use std::fmt;
use std::path::Path;

use toml::de::DeTable;

use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::origin;
use crate::scenario::syntax::Parsed;

/// The kinds of TOML file this project knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A base or an overlay.
    Scenario,
    /// A study of a parameter space.
    Study,
    /// A study of sensitivity.
    Sensitivity,
    /// A study of calibration.
    Calibration,
    /// A design of an evaluation.
    Evaluation,
    /// Claims of the theory.
    Theory,
    /// The record of a result folder.
    Record,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scenario => "a scenario",
            Self::Study => "a study of a parameter space",
            Self::Sensitivity => "a study of sensitivity",
            Self::Calibration => "a study of calibration",
            Self::Evaluation => "a design of an evaluation",
            Self::Theory => "a file of claims of the theory",
            Self::Record => "the record of a result folder",
        })
    }
}

impl Kind {
    /// The kind of a parsed file; nothing where its keys do not tell.
    pub(crate) fn of(root: &DeTable<'_>) -> Option<Self> {
        let has = |keys: &[&str]| keys.iter().any(|key| root.contains_key(*key));
        let section = || root.keys().any(|key| names::is_prefix(names::section(key.get_ref())));
        Some(match () {
            () if has(&["extends"]) => Self::Scenario,
            () if has(&["estimator"]) => Self::Evaluation,
            () if has(&["design"]) => Self::Study,
            () if has(&["waves", "target"]) => Self::Calibration,
            () if has(&["screening", "indices", "outcome"]) => Self::Sensitivity,
            () if has(&["claim"]) => Self::Theory,
            () if has(&["reproduce"]) => Self::Record,
            () if has(&["scenarios", "parameters"]) => Self::Study,
            () if has(&["set", "scale", "schedule", "network", "move"]) || section() => {
                Self::Scenario
            }
            () => return None,
        })
    }

    /// The command that takes such a file.
    fn command(self, file: &str) -> String {
        let file = origin::plainly(file);
        let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).display();
        match self {
            Self::Scenario => format!("kith run {file}"),
            Self::Study => format!("kith sweep {file}"),
            Self::Sensitivity => format!("kith sensitivity {file}"),
            Self::Calibration => format!("kith calibrate {file}"),
            Self::Evaluation => format!("kith evaluate {file}"),
            Self::Theory => format!("kith theory --claims {folder}"),
            Self::Record => format!("kith reproduce {folder}"),
        }
    }

    /// Parses a file that is to be of this kind.
    ///
    /// # Errors
    /// If the text is not TOML, or tells that it is of another kind. Nothing else is said then.
    pub(crate) fn parsed(self, text: &Text) -> Result<Parsed<'_>, Vec<Diagnostic>> {
        let parsed = syntax::parsed(text)?;
        let root = parsed.0.get_ref();
        match Self::of(root) {
            // Both kinds of study have scenarios and parameters.
            Some(Self::Study)
                if matches!(self, Self::Sensitivity | Self::Calibration)
                    && !root.contains_key("design") => {}
            Some(kind) if kind != self => return Err(vec![kind.instead_of(self, text.whole())]),
            _ => {}
        }
        Ok(parsed)
    }

    /// Refuses a file of this kind where another is wanted.
    fn instead_of(self, wanted: Self, whole: Location) -> Diagnostic {
        let allowed = format!("{wanted} here; for this file `{}`", self.command(&whole.file));
        Diagnostic::error(whole, format!("this is {self}, not {wanted}")).allowed(allowed)
    }
}

//! The theory in its own form: configurations of context, mechanism and outcome, the states and arrows
//! that carry them, and what is drawn of both.

pub mod acts;
pub mod archetypes;
pub mod arms;
pub mod diagram;
pub mod gain;
pub mod loop_list;
pub mod loops;
pub mod map;
pub mod rival_list;
pub mod rivals;
pub mod table;
pub(crate) mod views;

use std::io;

use serde::Serialize;

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::studies::theory::form::archetypes::Archetype;
use crate::studies::theory::form::gain::Gain;
use crate::studies::theory::form::rivals::Told;
use crate::studies::theory::run::Finding;
use crate::studies::theory::verdict::Verdict;

/// What was measured of the theory beside its claims; nothing where it was not asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Measured {
    /// The gain of each loop.
    pub loops: Vec<Gain>,
    /// What would tell rival readings apart.
    pub rivals: Vec<Told>,
    /// The archetypes of practice.
    pub archetypes: Vec<Archetype>,
}

impl Measured {
    /// Writes the tables of what was measured.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn write(&self, staging: &Staging<'_>, replicates: u32) -> Result<(), Error> {
        type Write<'a> = Box<dyn Fn(&mut dyn io::Write) -> io::Result<()> + 'a>;
        let tables: [(&str, bool, Write<'_>); 3] = [
            (
                "loops.csv",
                self.loops.is_empty(),
                Box::new(|out| gain::write(out, &self.loops, replicates)),
            ),
            (
                "rivals.csv",
                self.rivals.is_empty(),
                Box::new(|out| rivals::write(out, &self.rivals)),
            ),
            (
                "archetypes.csv",
                self.archetypes.is_empty(),
                Box::new(|out| archetypes::write(out, &self.archetypes)),
            ),
        ];
        for (name, empty, write) in tables {
            if !empty {
                staging.file(name, |out| write(out))?;
            }
        }
        Ok(())
    }

    /// What was measured, for a terminal.
    #[must_use]
    pub fn said(&self) -> String {
        let mut text = String::new();
        if !self.loops.is_empty() {
            text += &gain::said(&self.loops);
        }
        if !self.rivals.is_empty() {
            text += &rivals::said(&self.rivals);
        }
        if !self.archetypes.is_empty() {
            text += &archetypes::said(&self.archetypes);
        }
        text
    }
}

/// How a verdict is shown: a word for styles and filters, a mark beside every colour, and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// For classes of the style and values of the filter.
    pub slug: &'static str,
    /// What stands beside the colour.
    pub mark: &'static str,
    /// The name.
    pub label: &'static str,
}

/// The verdict on a claim, as every table and picture of this folder shows it: the one place where it
/// is asked for.
#[must_use]
pub fn shown(finding: &Finding) -> Shown {
    of(finding.verdict)
}

/// How a verdict is shown; one that has no colour of its own is grey.
#[must_use]
pub fn of(verdict: Verdict) -> Shown {
    let (slug, mark) = match verdict.label() {
        "supported" => ("supported", "✓"),
        "mechanism only" => ("mechanism", "◐"),
        "outcome only" => ("outcome", "◑"),
        "too small to matter" => ("small", "·"),
        "contradicted" => ("contradicted", "✗"),
        "unclear" => ("unclear", "?"),
        "outcome by another way" => ("another", "↷"),
        "no cut" => ("nocut", "○"),
        "shown by construction" => ("construction", "≡"),
        "held apart" => ("apart", "▢"),
        "untested" => ("untested", "–"),
        _ => ("other", "–"),
    };
    Shown { slug, mark, label: verdict.label() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_a_mark_beside_its_colour() {
        for verdict in Verdict::ALL {
            let shown = of(verdict);
            assert!(!shown.mark.is_empty() && !shown.slug.contains(' '), "{shown:?}");
        }
    }
}

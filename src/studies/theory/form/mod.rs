//! The theory in its own form: configurations of context, mechanism and outcome, the states and arrows
//! that carry them, and what is drawn of both.

pub mod table;

use crate::studies::theory::run::Finding;
use crate::studies::theory::verdict::Verdict;

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

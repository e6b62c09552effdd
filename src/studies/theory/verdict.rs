//! Verdicts by declared rules. A part holds if it goes the expected way, survives the control of
//! false discoveries, and is at least as large as the smallest that matters; a claim is supported
//! if every effect of its mechanism and of its outcome holds.

use serde::Serialize;

use crate::studies::theory::parts::{Part, Role};
use crate::studies::theory::read::Expect;
use crate::studies::theory::stats::Summary;

/// False discoveries that are accepted.
pub const RATE: f64 = 0.05;

/// What became of an effect, or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is there.
    Holds,
    /// It goes the right way, and is smaller than what matters.
    Small,
    /// So many replicates cannot tell, or nothing could be read.
    Unclear,
    /// It is too small to matter, whichever way it goes.
    Nothing,
    /// It goes the other way, by as much as matters.
    Against,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Mechanism and outcome are there.
    Supported,
    /// The mechanism is there, the outcome is not.
    MechanismOnly,
    /// The outcome is there, the mechanism named is not.
    OutcomeOnly,
    /// The right way, below the smallest that matters; or nothing.
    TooSmall,
    /// The other way.
    Contradicted,
    /// These replicates cannot tell.
    Unclear,
    /// There is no experiment.
    Untested,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 7] = [
        Self::Supported,
        Self::MechanismOnly,
        Self::OutcomeOnly,
        Self::TooSmall,
        Self::Contradicted,
        Self::Unclear,
        Self::Untested,
    ];

    /// The words that tables use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::MechanismOnly => "mechanism only",
            Self::OutcomeOnly => "outcome only",
            Self::TooSmall => "too small to matter",
            Self::Contradicted => "contradicted",
            Self::Unclear => "unclear",
            Self::Untested => "untested",
        }
    }
}

/// The chance that enters the control of false discoveries.
#[must_use]
pub(crate) fn chance(part: &Part, summary: &Summary) -> f64 {
    match part.expect {
        Expect::Same => summary.p_same(part.smallest),
        _ => summary.p(),
    }
}

/// What became of a part, with its adjusted chance.
#[must_use]
pub(crate) fn part_status(part: &Part, summary: Option<&Summary>, adjusted: f64) -> Status {
    let Some(summary) = summary else { return Status::Unclear };
    let (mean, smallest) = (summary.mean, part.smallest);
    let (low, high) = summary.interval(0.9);
    let within = low > -smallest && high < smallest;
    let apart = summary.p() <= RATE && mean.abs() >= smallest;
    let right = match part.expect {
        Expect::Same => {
            return match (within && adjusted <= RATE, apart) {
                (true, _) => Status::Holds,
                (false, true) => Status::Against,
                (false, false) => Status::Unclear,
            };
        }
        Expect::Down | Expect::Dip => mean < 0.0,
        Expect::Up | Expect::Peak => mean > 0.0,
    };
    if part.role == Role::Guard {
        return if apart && !right { Status::Against } else { Status::Holds };
    }
    match (right, adjusted <= RATE) {
        (true, true) if mean.abs() >= smallest => Status::Holds,
        (true, true) => Status::Small,
        (false, true) if mean.abs() >= smallest => Status::Against,
        _ if within => Status::Nothing,
        _ => Status::Unclear,
    }
}

/// What became of an effect: as bad as its worst part.
#[must_use]
pub(crate) fn effect_status(parts: impl IntoIterator<Item = Status>) -> Status {
    parts.into_iter().max().unwrap_or(Status::Unclear)
}

/// What became of a claim.
#[must_use]
pub(crate) fn verdict(mechanism: &[Status], outcome: &[Status]) -> Verdict {
    let all = |side: &[Status]| side.iter().all(|status| *status == Status::Holds);
    let both = || mechanism.iter().chain(outcome);
    if both().any(|status| *status == Status::Against) {
        return Verdict::Contradicted;
    }
    match (all(mechanism), all(outcome)) {
        (true, true) => Verdict::Supported,
        (true, false) if outcome.iter().all(|s| matches!(s, Status::Holds | Status::Small)) => {
            Verdict::TooSmall
        }
        (true, false) if !mechanism.is_empty() => Verdict::MechanismOnly,
        (false, true) => Verdict::OutcomeOnly,
        _ if both().all(|status| *status != Status::Unclear) => Verdict::TooSmall,
        _ => Verdict::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(role: Role, expect: Expect) -> Part {
        Part { role, expect, values: Vec::new(), smallest: 1.0 }
    }

    fn judged(expect: Expect, mean: f64, error: f64) -> Status {
        let summary = Summary { replicates: 12, mean, error };
        let part = part(Role::Needed, expect);
        part_status(&part, Some(&summary), chance(&part, &summary))
    }

    #[test]
    fn size_and_certainty_are_both_needed() {
        assert_eq!(judged(Expect::Up, 2.0, 0.1), Status::Holds);
        assert_eq!(judged(Expect::Up, 0.5, 0.1), Status::Small);
        assert_eq!(judged(Expect::Up, 2.0, 2.0), Status::Unclear);
        assert_eq!(judged(Expect::Up, -2.0, 0.1), Status::Against);
        assert_eq!(judged(Expect::Up, -0.5, 0.1), Status::Nothing);
        assert_eq!(judged(Expect::Down, -2.0, 0.1), Status::Holds);
    }

    #[test]
    fn sameness_is_shown_not_assumed() {
        assert_eq!(judged(Expect::Same, 0.1, 0.1), Status::Holds);
        assert_eq!(judged(Expect::Same, 0.1, 3.0), Status::Unclear);
        assert_eq!(judged(Expect::Same, 2.0, 0.1), Status::Against);
    }

    #[test]
    fn a_guard_fails_only_when_it_goes_the_other_way() {
        let guard = part(Role::Guard, Expect::Up);
        let at =
            |mean, error| part_status(&guard, Some(&Summary { replicates: 12, mean, error }), 1.0);
        assert_eq!((at(0.0, 0.1), at(-0.5, 0.1)), (Status::Holds, Status::Holds));
        assert_eq!((at(-2.0, 0.1), at(-2.0, 9.0)), (Status::Against, Status::Holds));
    }

    #[test]
    fn a_claim_is_as_good_as_both_its_halves() {
        use Status::{Against, Holds, Nothing, Small, Unclear};
        assert_eq!(verdict(&[Holds], &[Holds, Holds]), Verdict::Supported);
        assert_eq!(verdict(&[], &[Holds]), Verdict::Supported);
        assert_eq!(verdict(&[Holds], &[Unclear]), Verdict::MechanismOnly);
        assert_eq!(verdict(&[Holds], &[Holds, Small]), Verdict::TooSmall);
        assert_eq!(verdict(&[Unclear], &[Holds]), Verdict::OutcomeOnly);
        assert_eq!(verdict(&[Holds], &[Holds, Against]), Verdict::Contradicted);
        assert_eq!(verdict(&[Small], &[Nothing]), Verdict::TooSmall);
        assert_eq!(verdict(&[], &[Unclear]), Verdict::Unclear);
        assert_eq!(verdict(&[Small], &[Unclear]), Verdict::Unclear);
    }
}

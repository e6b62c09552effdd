//! Verdicts by declared rules. A part holds if it goes the expected way, survives the control of
//! false discoveries, and is at least as large as the smallest that matters. It is small, or nothing,
//! only if its interval lies within that size; else it is unclear. A claim is supported if every effect
//! of its mechanism and of its outcome holds, and the outcome goes when the mechanism is cut.

use serde::Serialize;

use crate::studies::theory::parts::{Part, Role};
use crate::studies::theory::read::Expect;
use crate::studies::theory::stats::Summary;

/// False discoveries that are accepted.
pub const RATE: f64 = 0.05;

/// Part of an outcome that has to go with its mechanism.
const HALF: f64 = 0.5;

/// What became of an effect, or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is there.
    Holds,
    /// It goes the right way, and all of its interval is smaller than what matters.
    Small,
    /// All of its interval is too small to matter, whichever way it goes.
    Nothing,
    /// The interval reaches what matters and does not settle it, or nothing could be read.
    Unclear,
    /// It goes the other way, by as much as matters.
    Against,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Mechanism and outcome are there, and half of the outcome or more goes with the mechanism.
    Supported,
    /// Both are there, and the outcome stays when the mechanism is cut.
    AnotherWay,
    /// The mechanism is there, the outcome is not.
    MechanismOnly,
    /// The outcome is there, the mechanism named is not.
    OutcomeOnly,
    /// Below the smallest that matters, for sure.
    TooSmall,
    /// The other way.
    Contradicted,
    /// These replicates cannot tell.
    Unclear,
    /// Both are there, and nothing in the model can cut the one from the other.
    NoCut,
    /// Both are there, and could not be otherwise.
    ByConstruction,
    /// Nobody looks at it yet.
    HeldApart,
    /// There is no experiment.
    Untested,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 11] = [
        Self::Supported,
        Self::AnotherWay,
        Self::MechanismOnly,
        Self::OutcomeOnly,
        Self::TooSmall,
        Self::Contradicted,
        Self::Unclear,
        Self::NoCut,
        Self::ByConstruction,
        Self::HeldApart,
        Self::Untested,
    ];

    /// The words that tables use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::AnotherWay => "outcome by another way",
            Self::MechanismOnly => "mechanism only",
            Self::OutcomeOnly => "outcome only",
            Self::TooSmall => "too small to matter",
            Self::Contradicted => "contradicted",
            Self::Unclear => "unclear",
            Self::NoCut => "no cut",
            Self::ByConstruction => "shown by construction",
            Self::HeldApart => "held apart",
            Self::Untested => "untested",
        }
    }

    /// Whether there is something to explain: the model gives something else than the claim says.
    #[must_use]
    pub fn is_otherwise(self) -> bool {
        use Verdict::{AnotherWay, Contradicted, MechanismOnly, OutcomeOnly, TooSmall, Unclear};
        matches!(self, AnotherWay | MechanismOnly | OutcomeOnly | TooSmall | Contradicted | Unclear)
    }
}

/// What became of the outcome when the mechanism was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severed {
    /// Half of it or more goes.
    Goes,
    /// More than half of it stays.
    Stays,
    /// These replicates cannot tell.
    Unclear,
}

/// By what a claim whose effects are there is supported, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Its mechanism was cut, and this became of the outcome.
    Cut(Severed),
    /// Nothing in the model can cut it.
    NoCut,
    /// It could not be otherwise.
    Construction,
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
        (true, true) if within => Status::Small,
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

/// What became of an outcome whose mechanism was cut: `whole` and `left` are its figures before and
/// after, replicate by replicate, and `expect` says which way it goes. It goes with the mechanism if
/// at least half of the mean is lost and the loss is above nothing; it stays if less is lost, and what
/// is left is above half. Each of these is a difference of paired figures, judged at 5 % on one side.
#[must_use]
pub(crate) fn severed(expect: Expect, whole: &[f64], left: &[f64]) -> Severed {
    let sign = if matches!(expect, Expect::Down | Expect::Dip) { -1.0 } else { 1.0 };
    let pairs = || whole.iter().zip(left);
    let lost: Vec<f64> = pairs().map(|(whole, left)| sign * (whole - left)).collect();
    let beyond: Vec<f64> = pairs().map(|(whole, left)| sign * (left - HALF * whole)).collect();
    let (Some(lost), Some(beyond)) = (Summary::of(&lost), Summary::of(&beyond)) else {
        return Severed::Unclear;
    };
    // An outcome that is not there has nothing to lose.
    let there = whole.iter().sum::<f64>() * sign > 0.0;
    // From both sides it is twice the chance from one.
    let above = |summary: Summary| summary.mean > 0.0 && summary.p() <= 2.0 * RATE;
    if !there {
        Severed::Unclear
    } else if beyond.mean <= 0.0 && above(lost) {
        Severed::Goes
    } else if above(beyond) {
        Severed::Stays
    } else {
        Severed::Unclear
    }
}

/// What became of a claim.
#[must_use]
pub(crate) fn verdict(mechanism: &[Status], outcome: &[Status], proof: Proof) -> Verdict {
    let all = |side: &[Status]| side.iter().all(|status| *status == Status::Holds);
    let any = |side: &[Status], what: Status| side.contains(&what);
    if any(mechanism, Status::Against) || any(outcome, Status::Against) {
        return Verdict::Contradicted;
    }
    if any(outcome, Status::Unclear) {
        return Verdict::Unclear;
    }
    match (all(mechanism), all(outcome)) {
        (true, true) => match proof {
            Proof::Cut(Severed::Goes) => Verdict::Supported,
            Proof::Cut(Severed::Stays) => Verdict::AnotherWay,
            Proof::Cut(Severed::Unclear) => Verdict::Unclear,
            Proof::NoCut => Verdict::NoCut,
            Proof::Construction => Verdict::ByConstruction,
        },
        (false, true) if any(mechanism, Status::Unclear) => Verdict::Unclear,
        (false, true) => Verdict::OutcomeOnly,
        (true, false) if !mechanism.is_empty() && any(outcome, Status::Nothing) => {
            Verdict::MechanismOnly
        }
        (_, false) => Verdict::TooSmall,
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

    const GOES: Proof = Proof::Cut(Severed::Goes);

    #[test]
    fn nothing_is_said_only_where_the_interval_lies_within() {
        assert_eq!(judged(Expect::Up, 0.95, 0.1), Status::Unclear, "it reaches what matters");
        assert_eq!(judged(Expect::Up, 0.2, 0.6), Status::Unclear);
        assert_eq!(judged(Expect::Up, 0.1, 0.3), Status::Nothing);
    }

    #[test]
    fn a_claim_is_as_good_as_both_its_halves() {
        use Status::{Against, Holds, Nothing, Small, Unclear};
        let of = |mechanism: &[Status], outcome: &[Status]| verdict(mechanism, outcome, GOES);
        assert_eq!(of(&[Holds], &[Holds, Holds]), Verdict::Supported);
        assert_eq!(of(&[], &[Holds]), Verdict::Supported);
        assert_eq!(of(&[Holds], &[Unclear]), Verdict::Unclear);
        assert_eq!(of(&[Holds], &[Nothing]), Verdict::MechanismOnly);
        assert_eq!(of(&[Holds], &[Holds, Small]), Verdict::TooSmall);
        assert_eq!(of(&[Unclear], &[Holds]), Verdict::Unclear);
        assert_eq!(of(&[Nothing], &[Holds]), Verdict::OutcomeOnly);
        assert_eq!(of(&[Small], &[Holds]), Verdict::OutcomeOnly);
        assert_eq!(of(&[Holds], &[Holds, Against]), Verdict::Contradicted);
        assert_eq!(of(&[Against], &[Holds]), Verdict::Contradicted);
        assert_eq!(of(&[Small], &[Nothing]), Verdict::TooSmall);
        assert_eq!(of(&[], &[Nothing]), Verdict::TooSmall);
        assert_eq!(of(&[], &[Unclear]), Verdict::Unclear);
        assert_eq!(of(&[Small], &[Unclear, Nothing]), Verdict::Unclear);
    }

    #[test]
    fn what_is_there_is_supported_only_if_it_goes_with_its_mechanism() {
        let of = |proof| verdict(&[Status::Holds], &[Status::Holds], proof);
        assert_eq!(of(GOES), Verdict::Supported);
        assert_eq!(of(Proof::Cut(Severed::Stays)), Verdict::AnotherWay);
        assert_eq!(of(Proof::Cut(Severed::Unclear)), Verdict::Unclear);
        assert_eq!(of(Proof::NoCut), Verdict::NoCut);
        assert_eq!(of(Proof::Construction), Verdict::ByConstruction);
        let failed = verdict(&[Status::Holds], &[Status::Against], Proof::Construction);
        assert_eq!(failed, Verdict::Contradicted, "what fails is not shown by construction");
    }

    #[test]
    fn half_of_the_outcome_has_to_go_for_sure() {
        let whole = [10.0, 12.0, 8.0, 11.0, 9.0, 10.0];
        let times = |share: f64| whole.map(|value| value * share);
        assert_eq!(severed(Expect::Up, &whole, &times(0.0)), Severed::Goes);
        assert_eq!(severed(Expect::Up, &whole, &times(0.4)), Severed::Goes);
        assert_eq!(severed(Expect::Up, &whole, &times(0.8)), Severed::Stays);
        assert_eq!(severed(Expect::Up, &whole, &times(1.3)), Severed::Stays);
        // A cut that turns the outcome takes away more than all of it.
        assert_eq!(severed(Expect::Up, &whole, &times(-0.5)), Severed::Goes);
        let down = whole.map(|value| -value);
        assert_eq!(severed(Expect::Down, &down, &times(0.0)), Severed::Goes);
        assert_eq!(severed(Expect::Down, &down, &down), Severed::Stays);
        // Less than half is lost on average, but how much is not known.
        let noisy = [20.0, -8.0, 15.0, -5.0, 22.0, -4.0];
        assert_eq!(severed(Expect::Up, &whole, &noisy), Severed::Unclear);
        // More than half is lost on average, but it may be none.
        let noisier = [40.0, -38.0, 30.0, -35.0, 36.0, -20.0];
        assert_eq!(severed(Expect::Up, &whole, &noisier), Severed::Unclear);
        assert_eq!(severed(Expect::Up, &whole[..1], &whole[..1]), Severed::Unclear);
        assert_eq!(severed(Expect::Up, &down, &times(0.2)), Severed::Unclear, "the other way");
    }
}

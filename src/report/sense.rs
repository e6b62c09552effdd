//! Which way is better: whether more of a metric is good or bad for the people of a list, as far as anybody
//! would say so. Colour and words of pictures ask here; most of what is measured is neither.

use crate::model::observe::M;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Nobody can say so by the metric alone.
    Neither,
}

impl Sense {
    /// Of a metric.
    pub(crate) fn of(metric: M) -> Self {
        match metric {
            M::LifeSatisfaction
            | M::LifeSatisfactionSummed
            | M::Worthwhile
            | M::Happy
            | M::Activation
            | M::FirstContacts
            | M::Connected
            | M::Completed
            | M::GoalsReached => Self::More,
            M::GpRequests
            | M::GpRequestsMedical
            | M::GpRequestsSocialNeed
            | M::GpRequestsDisclosure
            | M::GpRequestsSelfCareAdvice
            | M::GpRequestsReturnAfterEnding
            | M::GpRequestsRevisitAfterRefusal
            | M::GpRequestsReferralTalk
            | M::PracticeRequests
            | M::UnmetRequests
            | M::UrgentVisits
            | M::Admissions
            | M::LostWaiting
            | M::NotReached
            | M::WaitMedian
            | M::WaitP90
            | M::Anxious
            | M::Lonely
            | M::AnyNeed
            | M::Stress
            | M::Exits => Self::Less,
            _ => Self::Neither,
        }
    }

    /// Whether a difference is for the better, if that can be said.
    pub(crate) fn better(self, difference: f64) -> Option<bool> {
        match self {
            Self::More => Some(difference > 0.0),
            Self::Less => Some(difference < 0.0),
            Self::Neither => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_change_is_better_of_one_thing_and_worse_of_another() {
        assert_eq!(Sense::of(M::LifeSatisfaction).better(0.2), Some(true));
        assert_eq!(Sense::of(M::GpRequests).better(0.2), Some(false));
        assert_eq!(Sense::of(M::WaitMedian).better(-1.0), Some(true));
        assert_eq!(Sense::of(M::Sessions).better(1.0), None);
    }
}

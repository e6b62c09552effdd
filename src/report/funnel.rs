//! The funnel: moves on the pathway, and the stages from a recognised need to a completed
//! activity with what is lost between them.

use crate::model::kinds::Pathway;
use crate::model::observe::{Group, M, Observations};
use crate::report::results::{NOT_NEGATIVE, Results, Spread};

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// Moves from one place on the pathway to another, over the measured weeks.
pub(crate) struct Moves {
    /// From here.
    pub(crate) from: Pathway,
    /// To there.
    pub(crate) to: Pathway,
    /// How many, over replicates.
    pub(crate) count: Spread,
    /// How many per 1,000 people a year, over replicates.
    pub(crate) rate: Spread,
}

/// Every move that happened in some replicate, in the order of the pathway.
pub(crate) fn moves(results: &Results<'_>) -> Vec<Moves> {
    let pairs =
        Pathway::ALL.iter().flat_map(|&from| Pathway::ALL.iter().map(move |&to| (from, to)));
    pairs
        .map(|(from, to)| Moves {
            from,
            to,
            count: results.spread(NOT_NEGATIVE, |seen| Some(seen.transitions(from, to) as f64)),
            rate: results.spread(NOT_NEGATIVE, |seen| a_year(seen, seen.transitions(from, to))),
        })
        .filter(|moves| moves.count.mean().is_some_and(|mean| mean > 0.0))
        .collect()
}

/// A count over the measured weeks as a rate per 1,000 people a year.
fn a_year(seen: &Observations, count: i64) -> Option<f64> {
    let person_years = seen.people(Group::All) as f64 * seen.weeks() as f64 / YEAR;
    (person_years > 0.0).then(|| count as f64 * 1_000.0 / person_years)
}

/// A stage of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Recognised,
    Offered,
    Accepted,
    Joined,
    FirstContact,
    Connected,
    Completed,
}

impl Stage {
    pub(crate) const EVERY: [Self; 7] = [
        Self::Recognised,
        Self::Offered,
        Self::Accepted,
        Self::Joined,
        Self::FirstContact,
        Self::Connected,
        Self::Completed,
    ];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Recognised => "Social need recognised",
            Self::Offered => "Scheme offered",
            Self::Accepted => "Referral accepted",
            Self::Joined => "Joined the waiting list",
            Self::FirstContact => "First contact",
            Self::Connected => "Connected to an activity",
            Self::Completed => "Activity completed",
        }
    }

    /// What befalls those who do not reach this stage from the one before.
    pub(crate) fn loss(self) -> &'static str {
        match self {
            Self::Recognised => "",
            Self::Offered => "not offered",
            Self::Accepted => "declined",
            Self::Joined => "handled elsewhere",
            Self::FirstContact => "not reached, lost waiting or still waiting",
            Self::Connected => "not connected",
            Self::Completed => "left early or still attending",
        }
    }

    /// Why more may reach this stage than the one before.
    pub(crate) fn gain(self) -> &'static str {
        match self {
            Self::Joined => "self-referrals, reopened cases",
            Self::Connected => "several activities for one person",
            _ => "they come from elsewhere",
        }
    }

    /// How many reach the stage, per 1,000 people a year.
    pub(crate) fn rate(self, seen: &Observations) -> Option<f64> {
        let metric = match self {
            Self::Joined => return a_year(seen, joined(seen)),
            Self::Recognised => M::Recognised,
            Self::Offered => M::Offered,
            Self::Accepted => M::Accepted,
            Self::FirstContact => M::FirstContacts,
            Self::Connected => M::Connected,
            Self::Completed => M::Completed,
        };
        seen.value_over(metric, Group::All, 0..seen.weeks()).map(|a_week| a_week * YEAR)
    }
}

/// People who joined the waiting list in the measured weeks, from wherever they came.
pub(crate) fn joined(seen: &Observations) -> i64 {
    Pathway::ALL.iter().map(|&from| seen.transitions(from, Pathway::Waiting)).sum()
}

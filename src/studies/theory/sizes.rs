//! The smallest difference that matters: one rule for each kind of metric, with its reason. A claim does
//! not choose its own yardstick; where it has to, its file says why.
//!
//! A change that clients feel is told for each client and scaled by the clients that there are in a
//! claim's arms: of the mean over all adults it is then the part that so many clients can move.

use crate::model::observe::M;
use crate::model::units::WEEKS_PER_YEAR;

/// The smallest difference that matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Smallest {
    /// In the units of the reading.
    Units(f64),
    /// As a percentage of the reading of everybody, in the arm where it is largest.
    Percent(f64),
    /// In the units of the reading, were every registered person a client of a year.
    PerClient(f64),
}

impl Smallest {
    /// The difference in the units of the reading, for arms of this scale: the largest reading of
    /// everybody for a percentage, first contacts for 1,000 people a week for clients.
    #[must_use]
    pub(crate) fn of(self, scale: f64) -> f64 {
        match self {
            Self::Units(units) => units,
            Self::Percent(percent) => scale.abs() * percent / HUNDRED,
            Self::PerClient(each) => each * scale * WEEKS_PER_YEAR / THOUSAND,
        }
    }
}

/// The size that matters, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Size {
    /// How much.
    pub smallest: Smallest,
    /// Why so much.
    pub because: String,
}

/// Metrics are told for so many people.
const THOUSAND: f64 = 1_000.0;

/// Of so many is a percentage.
const HUNDRED: f64 = 100.0;

/// Share of registered people who are adults, of whom means of adults are taken.
const ADULTS: f64 = 0.8;

/// A fiftieth of a scale from 0 to 1 or from 0 to 100.
const FIFTIETH: f64 = 0.02;

/// A twentieth of a count, in per cent.
const TWENTIETH: f64 = 5.0;

/// Points of the Patient Activation Measure.
const ACTIVATION: f64 = 3.0;

/// Points of ten of life satisfaction.
const SATISFACTION: f64 = 0.1;

/// Appointments a year.
const APPOINTMENTS: f64 = 0.5;

/// Share of clients, in per cent, who have a need less.
const NEEDS: f64 = 5.0;

const OF_A_SCALE: &str =
    "a fiftieth of the whole scale: less would not be seen in a survey of some hundred people";
const OF_PRACTICES: &str =
    "a tenth: a network has a handful of practices, so that less is not one of them";
const OF_A_COUNT: &str =
    "a twentieth: some 400 cases a year, of which a network has about as many, vary by that much";
const OF_A_PERSON: &str =
    "one for each fifty people: less would not be seen in the figures of a network's year";
const OF_WEEKS: &str = "a week, which somebody who waits would notice";
const OF_ACTIVATION: &str = "3 points, the low end of what is thought a meaningful change (3 to 6) of the Patient Activation Measure";
const OF_SATISFACTION: &str =
    "0.1 points of ten, a fifth of what losing a job or a partner takes away";
const OF_CAPITAL: &str = "a fiftieth of the whole scale for each client of a year";
const OF_NEED: &str = "one client of a year in twenty who has a need less, or more";
const OF_GP: &str = "one appointment in two years for each client of a year";
const OF_EVENTS: &str = "one event for each fifty clients of a year";
const OF_GROUPS: &str = "a tenth of the variance between places: a bell has 0.64 of it between its halves, two points have all";

/// The size that matters for a reading: of a metric, over another, as a contrast compares it.
#[must_use]
pub fn size_of(metric: M, over: Option<M>, contrast: &str) -> Size {
    let (smallest, because) = if contrast == "two_peaks" {
        (Smallest::Units(0.1), OF_GROUPS)
    } else if let Some(over) = over {
        ratio(metric, over)
    } else {
        by_name(metric).unwrap_or_else(|| by_unit(metric))
    };
    Size { smallest, because: because.to_owned() }
}

/// Metrics of everybody that move by what happens to clients, and events that only clients have.
fn by_name(metric: M) -> Option<(Smallest, &'static str)> {
    let adults = |each: f64| Smallest::PerClient(each / ADULTS);
    let a_week = |each: f64| Smallest::PerClient(each * THOUSAND / WEEKS_PER_YEAR);
    Some(match metric.metric().name {
        "life_satisfaction" | "life_satisfaction_complex" => {
            (adults(SATISFACTION), OF_SATISFACTION)
        }
        "activation" => (adults(ACTIVATION), OF_ACTIVATION),
        "bonding" | "bridging" | "cognitive" | "psychological" | "instrumental" | "isolation" => {
            (adults(FIFTIETH), OF_CAPITAL)
        }
        "any_need" | "lonely" | "need_money" | "need_work" => (adults(NEEDS), OF_NEED),
        "gp_requests" | "gp_requests_social_need" | "gp_requests_complex" | "gp_visits" => {
            (a_week(APPOINTMENTS), OF_GP)
        }
        "gp_requests_disclosure"
        | "gp_requests_return_after_ending"
        | "gp_requests_revisit_after_refusal"
        | "gp_requests_self_care_advice"
        | "disclosures"
        | "family_ties_renewed"
        | "healthier_ways"
        | "help_sought"
        | "reopened" => (a_week(FIFTIETH), OF_EVENTS),
        "belonging" | "bolted_on" | "fitting_in" => (Smallest::Units(10.0), OF_PRACTICES),
        _ => return None,
    })
}

/// What the unit says.
fn by_unit(metric: M) -> (Smallest, &'static str) {
    match metric.metric().unit {
        "share" | "share of capacity" => (Smallest::Units(FIFTIETH), OF_A_SCALE),
        "weeks" => (Smallest::Units(1.0), OF_WEEKS),
        "PAM points" => (Smallest::Units(ACTIVATION), OF_ACTIVATION),
        "points of 10" => (Smallest::Units(SATISFACTION), OF_SATISFACTION),
        unit if unit.starts_with('%') => (Smallest::Units(FIFTIETH * HUNDRED), OF_A_SCALE),
        _ => (Smallest::Percent(TWENTIETH), OF_A_COUNT),
    }
}

/// Of one count over another: for each person of the second, if these are people; else in per cent.
fn ratio(metric: M, over: M) -> (Smallest, &'static str) {
    let part = metric.metric().name.starts_with(over.metric().name);
    match over.metric().name {
        "first_contacts" | "connected" | "closed" | "offered" | "accepted" => {
            (Smallest::Units(FIFTIETH), OF_A_PERSON)
        }
        _ if part => (Smallest::Units(FIFTIETH), OF_A_SCALE),
        _ => (Smallest::Percent(TWENTIETH), OF_A_COUNT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(metric: M) -> Smallest {
        size_of(metric, None, "difference").smallest
    }

    #[test]
    fn a_change_of_clients_is_scaled_by_how_many_there_are() {
        // Two first contacts for 1,000 people a week are 104 clients a year, 13 % of 800 adults.
        let matters = of(M::Activation).of(2.0);
        assert!((matters - 0.13 * ACTIVATION).abs() < 0.005, "{matters}");
        assert!((of(M::ClientActivation).of(2.0) - ACTIVATION).abs() < 1e-12);
        assert!(of(M::Activation).of(0.0).abs() < 1e-12, "no clients, nothing to scale");
        // Half an appointment a year for each of 104 clients is one a week.
        let appointments = of(M::GpRequests).of(2.0);
        assert!((appointments - 1.0).abs() < 0.01, "{appointments}");
    }

    #[test]
    fn every_metric_has_a_size_above_nothing_with_its_reason() {
        for metric in M::ALL {
            for over in [None, Some(M::FirstContacts), Some(M::PracticeVisits)] {
                for contrast in ["difference", "two_peaks"] {
                    let size = size_of(*metric, over, contrast);
                    assert!(size.smallest.of(1.0) > 0.0 && !size.because.is_empty());
                }
            }
        }
    }

    #[test]
    fn one_scale_has_one_size_whatever_its_unit() {
        assert_eq!(of(M::DeclinedShare), Smallest::Units(2.0));
        assert_eq!(of(M::Stress), Smallest::Units(0.02));
        assert_eq!(of(M::Offered), Smallest::Percent(5.0));
    }
}

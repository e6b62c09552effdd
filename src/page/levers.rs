//! What can be moved on the page: a list, each with the parameter that it moves and how it is shown.

use serde::Serialize;

use crate::scenario::names;
use crate::scenario::{Scenario, Timeline};

/// From when a lever is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// From week 0, in a place that was as it is until then.
    Now,
    /// All the time, the warm-up included: a place that has always been so. What is made at the start of a
    /// run and never again can only be moved like this.
    Always,
    /// The same, of who lives there: part of the area, which no policy moves.
    Area,
}

/// One thing that can be moved.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lever {
    /// Its name in addresses and requests.
    pub id: &'static str,
    /// The parameter.
    pub path: &'static str,
    /// Its name on the page.
    pub label: &'static str,
    /// The unit, as shown.
    pub unit: &'static str,
    /// What is shown is the value times this.
    pub times: f64,
    /// Lowest place, as shown.
    pub low: f64,
    /// Highest place, as shown.
    pub high: f64,
    /// Distance between two places, as shown.
    pub step: f64,
    /// From when it holds.
    pub from: From,
    /// What it means, in a sentence.
    pub about: &'static str,
}

const PERCENT: f64 = 100.0;

/// Every lever, in the order of the page.
pub const LEVERS: [Lever; 9] = [
    Lever {
        id: "posts",
        path: "link_workers.per_50k",
        label: "Link-worker posts",
        unit: "for 50,000 people",
        times: 1.0,
        low: 0.0,
        high: 12.0,
        step: 0.1,
        from: From::Now,
        about: "Funded full-time posts.",
    },
    Lever {
        id: "supervision",
        path: "workforce.supervision",
        label: "Supervision",
        unit: "% of full",
        times: PERCENT,
        low: 0.0,
        high: 100.0,
        step: 1.0,
        from: From::Now,
        about: "Support and clinical supervision of link workers.",
    },
    Lever {
        id: "grants",
        path: "vcs.grants_level",
        label: "Grants to organisations",
        unit: "% of the usual",
        times: PERCENT,
        low: 30.0,
        high: 200.0,
        step: 1.0,
        from: From::Now,
        about: "Public money for voluntary organisations.",
    },
    Lever {
        id: "organisations",
        path: "vcs.per_thousand",
        label: "Organisations",
        unit: "for 1,000 people",
        times: 1.0,
        low: 0.2,
        high: 6.0,
        step: 0.1,
        from: From::Always,
        about: "A place that has always had so many: the model founds none by decree.",
    },
    Lever {
        id: "targets",
        path: "targets.pay_share",
        label: "Pay tied to targets",
        unit: "% of the pay",
        times: PERCENT,
        low: 0.0,
        high: 100.0,
        step: 1.0,
        from: From::Now,
        about: "Share of the scheme's pay that hangs on targets.",
    },
    Lever {
        id: "austerity",
        path: "policy.austerity",
        label: "Austerity",
        unit: "% of the 2010s",
        times: PERCENT,
        low: 0.0,
        high: 100.0,
        step: 1.0,
        from: From::Now,
        about: "Cuts to grants and services, and the hardship that comes with them.",
    },
    Lever {
        id: "reach",
        path: "referral.share_reaching_link_workers",
        label: "Referrals that reach a worker",
        unit: "% of accepted",
        times: PERCENT,
        low: 0.0,
        high: 100.0,
        step: 1.0,
        from: From::Now,
        about: "The others are dealt with elsewhere.",
    },
    Lever {
        id: "intensive",
        path: "link_work.intensive_share",
        label: "Intensive help",
        unit: "% of those eligible",
        times: PERCENT,
        low: 0.0,
        high: 100.0,
        step: 1.0,
        from: From::Now,
        about: "Longer sessions for people with several conditions in the two most deprived fifths.",
    },
    Lever {
        id: "deprivation",
        path: "population.area",
        label: "Deprivation",
        unit: "from \u{2212}2 (rich) to 2 (poor)",
        times: 1.0,
        low: -2.0,
        high: 2.0,
        step: 0.1,
        from: From::Area,
        about: "Of the area, in standard deviations among all; people of every fifth live in each.",
    },
];

/// Levers of which it can be said how they stand today.
pub const TODAY: [&str; 3] = ["deprivation", "posts", "organisations"];

impl Lever {
    /// The lever of this name.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        LEVERS.iter().find(|lever| lever.id == id)
    }

    /// The value of the parameter for a place of the lever.
    #[must_use]
    pub fn value(&self, shown: f64) -> f64 {
        shown / self.times
    }

    /// The place of the lever for a value, to the precision of the page.
    #[must_use]
    pub fn shown(&self, value: f64) -> f64 {
        let steps = (value * self.times / self.step).round();
        // In whole tenths, so that 2.6 is shown as 2.6.
        (steps * self.step * TENTHS).round() / TENTHS
    }

    /// Where a scenario takes the lever by its end.
    #[must_use]
    pub fn at_end(&self, scenario: &Scenario) -> f64 {
        let weeks = scenario.start().run.weeks as i32;
        self.shown(self.of(&scenario.timeline, weeks - 1))
    }

    fn of(&self, timeline: &Timeline, week: i32) -> f64 {
        let number = names::parameter(self.path).expect("the parameter of a lever");
        timeline.at(week).values[number]
    }
}

/// Places of a lever are told to a tenth.
const TENTHS: f64 = 10.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::Parameters;

    #[test]
    fn every_place_of_a_lever_is_possible_and_a_change_is_a_whole_number_of_steps() {
        for lever in &LEVERS {
            let number = names::parameter(lever.path).expect(lever.path);
            let spec = &Parameters::specs()[number];
            for end in [lever.low, lever.high] {
                let value = lever.value(end);
                assert!((spec.min..=spec.max).contains(&value), "{}: {value}", lever.id);
                assert!((lever.shown(value) - end).abs() < 1e-9, "{}: {end}", lever.id);
            }
            let steps = (lever.high - lever.low) / lever.step;
            assert!((steps - steps.round()).abs() < 1e-9, "{}", lever.id);
        }
        assert!(TODAY.iter().all(|id| Lever::named(id).is_some()));
    }
}

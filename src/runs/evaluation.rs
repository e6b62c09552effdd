//! The worlds of an evaluation: one neighbourhood, made once and lived several times, each time with another
//! rule of who has the scheme. All share every draw, so that what one and the same person is like in two of
//! them differs by that rule alone. Each leaves records of everybody.

use crate::model::engine::{self, Rules};
use crate::model::observe::Observations;
use crate::model::random::{Draws, Purpose, Who};
use crate::model::synthesis::{self, NeighbourhoodNumber};
use crate::model::world::{Allocation, Enrolment, World};
use crate::runs::records::Records;
use crate::runs::{Arm, RunSize};

/// Occasion of the lot that orders the practices of a neighbourhood.
const ORDER: u8 = 1;

/// From which week practices have the scheme.
#[derive(Clone, Debug, PartialEq)]
pub enum Starts {
    /// All of them all the time.
    Always,
    /// Practices are put in an order by lot and dealt these weeks in turn; those that are dealt none never have
    /// it.
    Dealt(Vec<Option<i32>>),
}

/// A rule of who has the scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Practices.
    pub starts: Starts,
    /// Persons.
    pub enrolment: Option<Enrolment>,
}

impl Rule {
    /// Everybody has it, and who accepts for the first time in these weeks is put down.
    #[must_use]
    pub fn everybody(from: i32, until: i32) -> Self {
        let enrolment = Enrolment { from, until, low: 0.0, high: 0.0, wait: None };
        Self { starts: Starts::Always, enrolment: Some(enrolment) }
    }

    /// The same, but those with lots in a range are kept from it.
    #[must_use]
    pub fn keeping(from: i32, until: i32, (low, high): (f64, f64), wait: Option<i32>) -> Self {
        let enrolment = Enrolment { from, until, low, high, wait };
        Self { starts: Starts::Always, enrolment: Some(enrolment) }
    }

    /// Practices have it from the weeks that they are dealt.
    #[must_use]
    pub fn dealt(starts: Vec<Option<i32>>) -> Self {
        Self { starts: Starts::Dealt(starts), enrolment: None }
    }

    /// The allocation of a neighbourhood with so many practices.
    fn allocation(&self, practices: usize, setup: Draws, neighbourhood: u32) -> Allocation {
        Allocation::new(self.weeks(practices, setup, neighbourhood), self.enrolment)
    }

    /// The first week of each practice of a neighbourhood, far off for one that never has the scheme; nothing
    /// where all have it all the time. Neighbourhoods begin the deal at turns, so that odd ones out are shared.
    #[must_use]
    pub fn weeks(&self, practices: usize, setup: Draws, neighbourhood: u32) -> Vec<i32> {
        let Starts::Dealt(starts) = &self.starts else { return Vec::new() };
        let lots = setup.week(0);
        let mut order: Vec<(f64, usize)> = (0..practices)
            .map(|number| (lots.uniform(Purpose::Allocate, Who(number as u32), ORDER, 0), number))
            .collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut weeks = vec![i32::MAX; practices];
        for (turn, (_, practice)) in order.into_iter().enumerate() {
            let start = starts[(turn + neighbourhood as usize) % starts.len()];
            weeks[practice] = start.unwrap_or(i32::MAX);
        }
        weeks
    }

    /// The first week in which a world under this rule may differ from one under another.
    fn acts_from(&self, first: i32) -> i32 {
        match (&self.starts, self.enrolment) {
            (Starts::Always, Some(enrolment)) => enrolment.from.max(first),
            _ => first,
        }
    }
}

/// One world and its records.
#[derive(Clone)]
struct Branch {
    world: World,
    seen: Observations,
    records: Records,
}

/// Lives one neighbourhood under each rule; records come in their order. Worlds are one until a rule acts.
#[must_use]
pub fn live(
    arm: &Arm,
    rules: &[Rule],
    plan: &RunSize,
    (replicate, neighbourhood): (u32, u32),
) -> Vec<Records> {
    let (first, end) = (-(plan.warm_up as i32), plan.weeks as i32);
    let setup = Draws::new(plan.seed, replicate, neighbourhood);
    let place = NeighbourhoodNumber { number: neighbourhood, of: plan.neighbourhoods };
    let begun = arm.at(first);
    let mut world = synthesis::neighbourhood(begun, place, plan.people, plan.weeks, first, setup);
    engine::begin(&mut world, begun, first, setup);
    let seen = Observations::new(plan.weeks as usize);
    let mut trunk = Branch { world, seen, records: Records::new(first, end) };
    let parts = rules.iter().map(|rule| rule.acts_from(first)).min().unwrap_or(first);
    trunk.advance(arm, (first, parts), end, setup);
    let practices = trunk.world.practices.len();
    let lived = rules.iter().map(|rule| {
        let mut branch = trunk.clone();
        branch.world.allocation = rule.allocation(practices, setup, neighbourhood);
        branch.advance(arm, (parts, end), end, setup);
        branch.records.close(&branch.world);
        branch.records
    });
    lived.collect()
}

impl Branch {
    /// Lives the weeks from one to the one before another, under the rules of each.
    fn advance(&mut self, arm: &Arm, (from, to): (i32, i32), end: i32, setup: Draws) {
        for week in from..to {
            let rules: &Rules = arm.at(week);
            engine::week(&mut self.world, rules, week, setup, &mut self.seen);
            self.records.week(&self.world, rules, week);
            if week + 1 < end {
                let next = arm.at(week + 1);
                if !rules.same_values(next) {
                    engine::change_rules(&mut self.world, rules, next, week + 1, setup);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practices_are_dealt_evenly_and_by_lot() {
        let setup = Draws::new(1, 0, 0);
        let rule = Rule::dealt(vec![Some(0), None]);
        let weeks = rule.weeks(5, setup, 0);
        assert_eq!(weeks.iter().filter(|&&week| week == 0).count(), 3);
        let other = rule.weeks(5, setup, 1);
        assert_eq!(other.iter().filter(|&&week| week == 0).count(), 2);
        let mirror = Rule::dealt(vec![None, Some(0)]).weeks(5, setup, 0);
        assert!(weeks.iter().zip(&mirror).all(|(one, other)| one != other));
        assert!(Rule::everybody(0, 52).weeks(5, setup, 0).is_empty());
        assert_eq!(Rule::everybody(0, 52).acts_from(-52), 0);
        assert_eq!(rule.acts_from(-52), -52);
    }
}

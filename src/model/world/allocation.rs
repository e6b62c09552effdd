//! Who has the scheme where an evaluation decides it. In every other run everybody has: an allocation that
//! says nothing keeps nobody out and draws nothing.
//!
//! ```text
//! practices    a practice takes part from its first week on: before it nobody there is offered the scheme or
//!              comes to it by themselves
//! enrolled     who accepts for the first time, from the first week of enrolment to the one before its end, has
//!              one lot between 0 and 1, the same in every world of the neighbourhood
//! kept         whose lot is from `low` to below `high` is taken on so many weeks later, or never; nobody offers
//!              again in between
//! ```

use std::collections::BTreeMap;

use crate::model::random::{Purpose, WeekDraws, Who};

/// Who is kept from the scheme after accepting it, and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Enrolment {
    /// First week of enrolment.
    pub from: i32,
    /// The week after its last.
    pub until: i32,
    /// Lowest lot that is kept.
    pub low: f64,
    /// The lot above that.
    pub high: f64,
    /// Weeks until they are taken on; for good without.
    pub wait: Option<i32>,
}

/// Whether somebody who enrolled is taken on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// At once.
    TakenOn,
    /// Later or never.
    Kept,
}

/// Somebody who enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Place on the registered list.
    pub person: u32,
    /// How many had the place before.
    pub generation: u16,
    /// Week in which they accepted.
    pub week: i32,
    /// What the lot said.
    pub assigned: Assigned,
}

/// Who has the scheme.
#[derive(Clone, Debug, Default)]
pub struct Allocation {
    /// First week of each practice; all take part all the time where there is none.
    practices: Vec<i32>,
    enrolment: Option<Enrolment>,
    /// Who enrolled, in order of weeks.
    enrolled: Vec<Enrolled>,
    /// Rows of clients who are kept, with the week in which they are taken on.
    kept: BTreeMap<usize, Option<i32>>,
}

impl Allocation {
    /// By practices, by persons, or by both.
    #[must_use]
    pub fn new(practices: Vec<i32>, enrolment: Option<Enrolment>) -> Self {
        Self { practices, enrolment, ..Self::default() }
    }

    /// Whether a practice takes part in a week.
    #[must_use]
    pub fn takes_part(&self, practice: u8, week: i32) -> bool {
        self.practices.get(usize::from(practice)).is_none_or(|&first| first <= week)
    }

    /// Whether a client is kept from the scheme now.
    #[must_use]
    pub fn keeps(&self, row: usize) -> bool {
        self.kept.contains_key(&row)
    }

    /// Enrols the person of a client's row who accepted for the first time, if it is the time to, and says
    /// whether they are taken on.
    pub(crate) fn enrol(
        &mut self,
        row: usize,
        (person, generation): (u32, u16),
        week: i32,
        draws: WeekDraws,
    ) -> Assigned {
        let Some(enrolment) = self.enrolment else { return Assigned::TakenOn };
        if !(enrolment.from..enrolment.until).contains(&week) {
            return Assigned::TakenOn;
        }
        let lasting = draws.lasting();
        let lot = lasting.uniform(Purpose::Allocate, Who(person), 0, generation.into());
        let kept = (enrolment.low..enrolment.high).contains(&lot);
        let assigned = if kept { Assigned::Kept } else { Assigned::TakenOn };
        self.enrolled.push(Enrolled { person, generation, week, assigned });
        if kept {
            self.kept.insert(row, enrolment.wait.map(|weeks| week + weeks));
        }
        assigned
    }

    /// Rows of clients whose wait is over in a week: they are kept no longer.
    pub(crate) fn due(&mut self, week: i32) -> Vec<usize> {
        let due = self.kept.iter().filter(|(_, until)| until.is_some_and(|until| until <= week));
        let due: Vec<usize> = due.map(|(&row, _)| row).collect();
        for row in &due {
            self.kept.remove(row);
        }
        due
    }

    /// Everybody who enrolled, in order of weeks.
    #[must_use]
    pub fn enrolled(&self) -> &[Enrolled] {
        &self.enrolled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::Draws;

    #[test]
    fn without_an_evaluation_nobody_is_kept_out() {
        let mut all = Allocation::default();
        assert!(all.takes_part(3, -52) && !all.keeps(0) && all.due(9).is_empty());
        let draws = Draws::new(1, 0, 0).week(5);
        assert_eq!(all.enrol(0, (7, 0), 5, draws), Assigned::TakenOn);
        assert!(all.enrolled().is_empty());
    }

    #[test]
    fn practices_take_part_from_their_first_week_on() {
        let all = Allocation::new(vec![0, 26], None);
        assert!(all.takes_part(0, 0) && !all.takes_part(1, 25) && all.takes_part(1, 26));
    }

    #[test]
    fn two_worlds_with_the_same_lots_keep_everybody_once() {
        let half = |low, high| Enrolment { from: 0, until: 52, low, high, wait: Some(26) };
        let mut one = Allocation::new(Vec::new(), Some(half(0.0, 0.5)));
        let mut other = Allocation::new(Vec::new(), Some(half(0.5, 1.0)));
        let draws = Draws::new(1, 0, 0);
        for person in 0..400 {
            let enrol = |all: &mut Allocation| {
                all.enrol(person as usize, (person, 0), 3, draws.week(3)) == Assigned::Kept
            };
            assert_ne!(enrol(&mut one), enrol(&mut other));
        }
        let kept = one.enrolled().iter().filter(|one| one.assigned == Assigned::Kept).count();
        assert!((160..=240).contains(&kept), "{kept} of 400");
        assert!(one.due(28).is_empty());
        assert_eq!(one.due(29).len(), kept);
        assert!(!one.keeps(0) && one.due(30).is_empty());
        assert_eq!(one.enrol(900, (900, 0), 52, draws.week(52)), Assigned::TakenOn);
    }
}

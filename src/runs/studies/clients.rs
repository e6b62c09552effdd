//! Clients before and after: visits over whole weeks on either side of the first referral, as
//! uncontrolled studies count them, and the profile of visits around it.

use serde::{Deserialize, Serialize};

use crate::model::world::World;
use crate::runs::studies::history::{self, History, PRACTICE, SIDE, Seen};
use crate::runs::studies::{Index, registered, sum};

/// Weeks on either side that are compared.
pub const YEAR: i32 = 52;

/// What is counted: visits to a GP, to the practice, to urgent care.
const KINDS: [&[Seen]; 3] = [&[Seen::Gp], PRACTICE, &[Seen::Urgent]];

/// Sums over clients.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clients {
    /// Clients with a year on either side.
    people: i64,
    /// Visits of each kind in the year before, in the week of the referral, in the first week of the
    /// year before, and in the year after.
    visits: [[i64; 4]; 3],
    /// Bucket by bucket, from two years before to two years after: clients whose record has it, and
    /// visits of each kind.
    profile: Vec<[i64; 4]>,
}

/// Visits a year before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeforeAfter {
    /// In the year before.
    pub before: f64,
    /// In the year after.
    pub after: f64,
}

impl BeforeAfter {
    /// Change in per cent of the year before, where there is one.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        (self.before > 0.0).then(|| 100.0 * (self.after / self.before - 1.0))
    }
}

impl Clients {
    /// Takes those clients who were ever contacted, by their first referral.
    pub fn take(&mut self, world: &World, history: &History, index: &Index) {
        self.profile.resize(2 * SIDE as usize, [0; 4]);
        for (client, &week) in world.clients.iter().zip(index.weeks()) {
            if week >= 0 && client.first_contact >= 0 {
                self.follow(world, history, client.person as usize, week);
            }
        }
    }

    fn follow(&mut self, world: &World, history: &History, person: usize, week: i32) {
        let (from, to) = (week - YEAR, week + 1 + YEAR);
        if history.covers(from, to) && registered(world, person, from, to) {
            self.people += 1;
            for (sums, kind) in self.visits.iter_mut().zip(KINDS) {
                let visits = |from, to| history.count(person, kind, from, to);
                let weeks = [(from, week), (week, week + 1), (from, from + 1), (week + 1, to)];
                sum(sums, &weeks.map(|(from, to)| visits(from, to)));
            }
        }
        for (place, sums) in self.profile.iter_mut().enumerate() {
            let bucket = place as i32 - SIDE;
            let visits = KINDS.map(|kind| history.bucket(person, kind, week, bucket));
            let [from, to] = history::weeks_of(bucket).map(|of| week + of);
            let (from, to) = (from.min(week), to.max(week + 1));
            if let [Some(gp), Some(practice), Some(urgent)] = visits
                && registered(world, person, from, to)
            {
                sum(sums, &[1, gp.into(), practice.into(), urgent.into()]);
            }
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.visits.iter_mut().zip(&other.visits).for_each(|(mine, theirs)| sum(mine, theirs));
        self.profile.resize(self.profile.len().max(other.profile.len()), [0; 4]);
        self.profile.iter_mut().zip(&other.profile).for_each(|(mine, theirs)| sum(mine, theirs));
    }

    fn kind(&self, kind: usize, visit: Referral) -> Option<BeforeAfter> {
        let [before, referral, first, after] = self.visits[kind];
        let before = match visit {
            Referral::Left => before,
            Referral::Counted => before - first + referral,
        };
        let each = |sum: i64| sum as f64 / self.people as f64;
        (self.people > 0).then(|| BeforeAfter { before: each(before), after: each(after) })
    }

    /// Clients with a year on either side.
    #[must_use]
    pub fn people(&self) -> i64 {
        self.people
    }

    /// GP visits a year, before and after.
    #[must_use]
    pub fn gp(&self, visit: Referral) -> Option<BeforeAfter> {
        self.kind(0, visit)
    }

    /// Visits to the practice a year, before and after.
    #[must_use]
    pub fn practice(&self) -> Option<BeforeAfter> {
        self.kind(1, Referral::Left)
    }

    /// Urgent-care visits a year, before and after.
    #[must_use]
    pub fn urgent(&self) -> Option<BeforeAfter> {
        self.kind(2, Referral::Left)
    }

    /// Bucket by bucket (`history::weeks_of`), from two years before the referral to two years after: clients
    /// whose record has it; visits to GPs, to the practice and to urgent care.
    pub fn profile(&self) -> impl Iterator<Item = (i32, [i64; 4])> {
        (-SIDE..).zip(self.profile.iter().copied())
    }
}

/// What becomes of visits in the week of the referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referral {
    /// They are in neither year.
    Left,
    /// They are the last of the year before.
    Counted,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};
    use crate::runs::studies::history::Diary;

    /// One client referred in week 0 who sees a GP twice before it, once in its week, once after.
    fn clients() -> Clients {
        let (_, mut world) = small_world(baseline());
        let row = world.open_row(&baseline(), 3);
        (world.clients[row].referred, world.clients[row].first_contact) = (0, 2);
        let mut diary = Diary::default();
        for week in -52..53 {
            diary.open(week);
            if [-52, -1, 0, 7].contains(&week) {
                diary.note(3, Seen::Gp);
            }
            if week == 9 {
                diary.note(3, Seen::Urgent);
            }
        }
        let mut index = Index::default();
        index.week(&world, 0);
        let mut clients = Clients::default();
        clients.take(&world, &diary.by_person(world.people.len()), &index);
        clients
    }

    #[test]
    fn the_week_of_the_referral_is_in_neither_year_or_ends_the_year_before() {
        let clients = clients();
        assert_eq!(clients.gp(Referral::Left), Some(BeforeAfter { before: 2.0, after: 1.0 }));
        // The year before that ends with the referral begins a week later.
        assert_eq!(clients.gp(Referral::Counted), Some(BeforeAfter { before: 2.0, after: 1.0 }));
        assert_eq!(clients.urgent(), Some(BeforeAfter { before: 0.0, after: 1.0 }));
        assert_eq!(clients.urgent().unwrap().percent(), None);
        assert_eq!(clients.gp(Referral::Left).unwrap().percent(), Some(-50.0));
    }

    #[test]
    fn the_profile_holds_what_the_record_has_of_two_years_on_either_side() {
        let clients = clients();
        let profile: Vec<_> = clients.profile().map(|(_, sums)| sums).collect();
        let of = |bucket: i32| profile[(bucket + SIDE) as usize];
        assert_eq!(profile.len(), 52);
        assert_eq!([of(-14), of(-13), of(-1)], [[0; 4], [1, 1, 1, 0], [1, 1, 1, 0]]);
        assert_eq!(
            [of(0), of(1), of(2), of(13)],
            [[1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1], [0; 4]]
        );
    }
}

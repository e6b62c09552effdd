//! Who was seen where in which week: the record that designs of clients and their controls are applied
//! to. It is kept as a list of weeks, four bytes a visit, and turned over once, at the end of a run.

use crate::model::world::{BUCKET_WEEKS, Staff, Stay, World};

/// Where somebody was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Seen {
    /// By a GP.
    Gp,
    /// By a nurse or other staff of the practice.
    Other,
    /// In urgent care.
    Urgent,
    /// In hospital, after urgent care.
    Admitted,
}

/// Everybody whom the practice saw.
pub const PRACTICE: &[Seen] = &[Seen::Gp, Seen::Other];

/// Buckets on either side of a referral that are summed up over clients: two years.
pub const SIDE: i32 = 26;

/// Bits of an entry that say where.
const WHERE_BITS: u32 = 2;

/// Everything that happened, week by week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diary {
    first: i32,
    /// Where each week begins among the entries.
    weeks: Vec<u32>,
    /// Person and where.
    entries: Vec<u32>,
}

/// The same, person by person, in the order of the weeks.
#[derive(Clone, Debug, Default)]
pub struct History {
    first: i32,
    end: i32,
    /// Where each person begins among the entries, and the end of the last.
    people: Vec<u32>,
    /// Week since the first, and where.
    entries: Vec<u16>,
}

/// The first week of a bucket of four weeks and the week after its last, counted from a week that lies in
/// none: bucket 0 begins the week after it, -1 ends the week before.
#[must_use]
pub fn weeks_of(bucket: i32) -> [i32; 2] {
    let from = BUCKET_WEEKS * bucket + i32::from(bucket >= 0);
    [from, from + BUCKET_WEEKS]
}

/// Somebody was seen somewhere.
fn entry(person: u32, seen: Seen) -> u32 {
    (person << WHERE_BITS) | seen as u32
}

impl Diary {
    /// Takes what happened in a week that is over.
    pub fn week(&mut self, world: &World, week: i32) {
        self.open(week);
        let visits = world.desk.visits.iter().map(|visit| {
            let seen = if visit.staff == Staff::Gp { Seen::Gp } else { Seen::Other };
            entry(visit.person, seen)
        });
        self.entries.extend(visits);
        for &(person, stay) in &world.desk.urgent {
            self.note(person, Seen::Urgent);
            if stay == Stay::Admitted {
                self.note(person, Seen::Admitted);
            }
        }
    }

    /// A new week; they come one after another.
    pub(crate) fn open(&mut self, week: i32) {
        if self.weeks.is_empty() {
            self.first = week;
        }
        self.weeks.push(self.entries.len() as u32);
    }

    /// Somebody was seen in the week at hand.
    pub(crate) fn note(&mut self, person: u32, seen: Seen) {
        self.entries.push(entry(person, seen));
    }

    /// Turned over, for so many people.
    #[must_use]
    pub fn by_person(&self, people: usize) -> History {
        let mut starts = vec![0_u32; people + 1];
        for &entry in &self.entries {
            starts[(entry >> WHERE_BITS) as usize + 1] += 1;
        }
        for person in 0..people {
            starts[person + 1] += starts[person];
        }
        let (mut next, mut entries) = (starts.clone(), vec![0; self.entries.len()]);
        for week in 0..self.weeks.len() {
            let end = self.weeks.get(week + 1).map_or(self.entries.len(), |&end| end as usize);
            for &entry in &self.entries[self.weeks[week] as usize..end] {
                let place = &mut next[(entry >> WHERE_BITS) as usize];
                let seen = entry as u16 & ((1 << WHERE_BITS) - 1);
                entries[*place as usize] = ((week as u16) << WHERE_BITS) | seen;
                *place += 1;
            }
        }
        let end = self.first + self.weeks.len() as i32;
        History { first: self.first, end, people: starts, entries }
    }
}

impl History {
    /// The week after the last.
    #[must_use]
    pub fn end(&self) -> i32 {
        self.end
    }

    /// Whether every week from one to the week before another is in the record.
    #[must_use]
    pub fn covers(&self, from: i32, to: i32) -> bool {
        self.first <= from && to <= self.end
    }

    /// How often somebody was seen there from one week to the week before another.
    #[must_use]
    pub fn count(&self, person: usize, seen: &[Seen], from: i32, to: i32) -> i64 {
        let all = &self.entries[self.people[person] as usize..self.people[person + 1] as usize];
        let week = |entry: u16| self.first + i32::from(entry >> WHERE_BITS);
        let begin = all.partition_point(|&entry| week(entry) < from);
        let inside = all[begin..].iter().take_while(|&&entry| week(entry) < to);
        let wanted =
            |entry: u16| seen.iter().any(|&seen| seen as u16 == entry & ((1 << WHERE_BITS) - 1));
        inside.filter(|&&entry| wanted(entry)).count() as i64
    }

    /// Visits in a bucket around a week (`weeks_of`). Nothing where the record does not hold all of it.
    #[must_use]
    pub fn bucket(&self, person: usize, seen: &[Seen], around: i32, bucket: i32) -> Option<u8> {
        let [from, to] = weeks_of(bucket).map(|week| around + week);
        let covered = self.covers(from, to);
        covered.then(|| self.count(person, seen, from, to).min(i64::from(u8::MAX)) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two people: the first sees a GP every third week, the second a nurse in week 5 and urgent care in 6.
    fn history() -> History {
        let mut diary = Diary::default();
        for week in -9..9 {
            diary.open(week);
            if week.rem_euclid(3) == 0 {
                diary.note(0, Seen::Gp);
            }
            if week == 5 {
                diary.note(1, Seen::Other);
            }
            if week == 6 {
                diary.note(1, Seen::Urgent);
                diary.note(1, Seen::Admitted);
            }
        }
        diary.by_person(2)
    }

    #[test]
    fn visits_are_counted_by_person_kind_and_week() {
        let history = history();
        assert_eq!(history.count(0, &[Seen::Gp], -9, 9), 6);
        assert_eq!(history.count(0, &[Seen::Gp], -9, 0), 3);
        assert_eq!(history.count(0, PRACTICE, 0, 1), 1);
        assert_eq!(history.count(0, &[Seen::Other], -9, 9), 0);
        assert_eq!(history.count(1, PRACTICE, -9, 9), 1);
        assert_eq!(history.count(1, &[Seen::Urgent], 6, 7), 1);
        assert_eq!(history.count(1, &[Seen::Urgent, Seen::Admitted], -9, 6), 0);
    }

    #[test]
    fn buckets_leave_out_the_week_they_lie_around() {
        let history = history();
        let at = |bucket| history.bucket(0, &[Seen::Gp], 0, bucket);
        // Weeks 1 to 4 and 5 to 8; weeks -4 to -1 and -8 to -5; week -9 begins a bucket that is cut off.
        assert_eq!([at(0), at(1), at(2)], [Some(1), Some(1), None]);
        assert_eq!([at(-1), at(-2), at(-3)], [Some(1), Some(1), None]);
        assert!(history.covers(-9, 9) && !history.covers(-10, 0) && !history.covers(0, 10));
    }
}

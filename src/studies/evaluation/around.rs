//! Visits around the referral: of clients as the study sees them, and of the same clients kept from the scheme, by
//! buckets of four weeks. Before the referral the two are one.

use crate::runs::studies::history::weeks_of;
use crate::studies::evaluation::taken::MONTH;

/// Sums over clients who have a twin, bucket by bucket.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Around {
    /// Bucket of the first sums: 0 begins the week after the referral, -1 ends the week before.
    first: i32,
    /// Clients, their visits, and those of their twins.
    sums: Vec<[f64; 3]>,
}

/// A bucket: rates a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Its number.
    pub number: i32,
    /// Clients.
    pub people: f64,
    /// Visits a year with the scheme.
    pub with: f64,
    /// Visits a year of the same without it.
    pub without: f64,
}

impl Around {
    /// Room for windows of so many weeks before and after.
    #[must_use]
    pub fn new(before: i32, after: i32) -> Self {
        let first = -before / MONTH;
        Self { first, sums: vec![[0.0; 3]; (after / MONTH - first) as usize] }
    }

    /// Takes a client: visits of them and of their twin from one week after the referral to the one before another.
    pub(super) fn take(&mut self, visits: impl Fn(i32, i32) -> [f64; 2]) {
        for (bucket, sums) in (self.first..).zip(&mut self.sums) {
            let [from, to] = weeks_of(bucket);
            let [with, without] = visits(from, to);
            sums[0] += 1.0;
            sums[1] += with;
            sums[2] += without;
        }
    }

    /// Adds those of another neighbourhood or study.
    pub fn add(&mut self, other: &Self) {
        if self.sums.is_empty() {
            self.clone_from(other);
            return;
        }
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// The buckets in which there is anybody.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> {
        let a_year = super::taken::YEAR / f64::from(MONTH);
        let there = (self.first..).zip(&self.sums).filter(|(_, sums)| sums[0] > 0.0);
        there.map(move |(number, &[people, with, without])| Bucket {
            number,
            people,
            with: a_year * with / people,
            without: a_year * without / people,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_rates_of_clients_and_of_their_twins() {
        let mut around = Around::new(8, 4);
        // One visit a week, and none by the twin from the referral on.
        let visits = |from: i32, to: i32| {
            let all = f64::from(to - from);
            [all, if from > 0 { 0.0 } else { all }]
        };
        around.take(visits);
        let mut twice = around.clone();
        twice.add(&around);
        let buckets: Vec<Bucket> = twice.buckets().collect();
        assert_eq!(buckets.iter().map(|it| it.number).collect::<Vec<_>>(), [-2, -1, 0]);
        assert!(buckets.iter().all(|it| it.people > 1.5 && (it.with - 52.0).abs() < 1e-12));
        assert!((buckets[1].without - 52.0).abs() < 1e-12 && buckets[2].without.abs() < 1e-12);
        let mut none = Around::default();
        assert_eq!(none.buckets().count(), 0);
        none.add(&around);
        assert_eq!(none, around);
    }
}

//! Attenders: how the most frequent ones go on, what share of visits they take, and how visits differ
//! between fifths of deprivation. Everybody counts, whether in touch with the scheme or not.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::model::kinds::{AgeBand, Fifth, Sex};
use crate::model::random::{Draws, Purpose, Who};
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::World;
use crate::runs::studies::{registered, share, sum};

/// Sums over attenders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attenders {
    /// Top 3 % attenders of a half-year: how many, and how many attend less in the next.
    frequent_half: [i64; 2],
    /// Top tenth of a year: how many, and how many are so in both following years.
    frequent_year: [i64; 2],
    /// Visits of a year: all, and those of the top tenth.
    visits: [i64; 2],
    /// Visits and people of a year by fifth, age band and sex.
    by_fifth: Vec<[i64; 2]>,
}

impl Attenders {
    /// Takes the visits of the first year, as it ends: ages are those of then.
    pub(crate) fn first_year(&mut self, world: &World) {
        if world.people.halves_each < 2 {
            return;
        }
        let there = there(world, 0, 2);
        let visits = year(world, &there, 0);
        let best = top(&visits, there.len() / 10, 100);
        self.visits[0] += visits.iter().map(|&n| i64::from(n)).sum::<i64>();
        self.visits[1] += best.iter().map(|&place| i64::from(visits[place])).sum::<i64>();
        self.by_fifth.resize(Fifth::COUNT * AgeBand::COUNT * Sex::COUNT, [0; 2]);
        for (&person, &visits) in there.iter().zip(&visits) {
            let who = &world.people.fixed[person];
            let cell = stratum(who.fifth as usize, who.band() as usize, who.sex as usize);
            sum(&mut self.by_fifth[cell], &[i64::from(visits), 1]);
        }
    }

    /// Takes everybody's half-years.
    pub fn take(&mut self, world: &World) {
        let all = world.people.halves_each;
        for first in (0..all.saturating_sub(1)).step_by(2) {
            let there = there(world, first, first + 2);
            let (now, next) = (half(world, &there, first), half(world, &there, first + 1));
            for place in top(&now, now.len() * 3 / 100, first as u32) {
                self.frequent_half[0] += 1;
                self.frequent_half[1] += i64::from(next[place] < now[place]);
            }
        }
        if all >= 6 {
            let there = there(world, 0, 6);
            let ranked: Vec<Vec<bool>> = (0..3)
                .map(|index| {
                    let mut is = vec![false; there.len()];
                    let visits = year(world, &there, index);
                    for place in top(&visits, there.len() / 10, 100 + index as u32) {
                        is[place] = true;
                    }
                    is
                })
                .collect();
            for place in (0..there.len()).filter(|&place| ranked[0][place]) {
                let stays = ranked[1][place] && ranked[2][place];
                sum(&mut self.frequent_year, &[1, i64::from(stays)]);
            }
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        sum(&mut self.frequent_half, &other.frequent_half);
        sum(&mut self.frequent_year, &other.frequent_year);
        sum(&mut self.visits, &other.visits);
        self.by_fifth.resize(self.by_fifth.len().max(other.by_fifth.len()), [0; 2]);
        self.by_fifth.iter_mut().zip(&other.by_fifth).for_each(|(mine, theirs)| sum(mine, theirs));
    }

    /// Top 3 % attenders of a half-year who attend less in the next, in per cent.
    #[must_use]
    pub fn half_less(&self) -> Option<f64> {
        share(self.frequent_half)
    }

    /// Top tenth of a year who are so in both following years, in per cent.
    #[must_use]
    pub fn year_persists(&self) -> Option<f64> {
        share(self.frequent_year)
    }

    /// Share of visits of the top tenth, in per cent.
    #[must_use]
    pub fn top_tenth(&self) -> Option<f64> {
        share(self.visits)
    }

    /// Visits a year, most less least deprived fifth, standardised to everybody's ages and sexes.
    #[must_use]
    pub fn deprivation_gap(&self) -> Option<f64> {
        if self.by_fifth.is_empty() {
            return None;
        }
        let (mut gap, mut people) = (0.0, 0.0);
        for band in 0..AgeBand::COUNT {
            for sex in 0..Sex::COUNT {
                let cell = |fifth: usize| self.by_fifth[stratum(fifth, band, sex)];
                let weight: i64 = (0..Fifth::COUNT).map(|fifth| cell(fifth)[1]).sum();
                let (most, least) = (cell(0), cell(Fifth::COUNT - 1));
                if most[1] > 0 && least[1] > 0 {
                    let rate = |cell: [i64; 2]| cell[0] as f64 / cell[1] as f64;
                    gap += weight as f64 * (rate(most) - rate(least));
                    people += weight as f64;
                }
            }
        }
        (people > 0.0).then(|| gap / people)
    }
}

/// Rows of those registered from one half-year to the one before another.
fn there(world: &World, from: usize, to: usize) -> Vec<usize> {
    let [from, to] = [from, to].map(|half| (half * WEEKS_PER_HALF_YEAR) as i32);
    (0..world.people.len()).filter(|&person| registered(world, person, from, to)).collect()
}

/// Visits of these people in a half-year.
fn half(world: &World, there: &[usize], half: usize) -> Vec<u32> {
    let people = &world.people;
    there
        .iter()
        .map(|person| u32::from(people.halves[person * people.halves_each + half]))
        .collect()
}

/// Visits of these people in a year.
fn year(world: &World, there: &[usize], year: usize) -> Vec<u32> {
    let halves = [2 * year, 2 * year + 1].map(|number| half(world, there, number));
    halves[0].iter().zip(&halves[1]).map(|(a, b)| a + b).collect()
}

fn stratum(fifth: usize, band: usize, sex: usize) -> usize {
    (fifth * AgeBand::COUNT + band) * Sex::COUNT + sex
}

/// The places of the people with the most visits; among equals a lot decides, not the row.
fn top(visits: &[u32], count: usize, salt: u32) -> Vec<usize> {
    if count == 0 || count >= visits.len() {
        return Vec::new();
    }
    let mut ranked = visits.to_vec();
    let (_, &mut fewest, _) = ranked.select_nth_unstable_by_key(count - 1, |&n| Reverse(n));
    let with = |is: fn(&u32, &u32) -> bool| {
        (0..visits.len()).filter(move |&person| is(&visits[person], &fewest))
    };
    let lots = Draws::new(salt, 0, 0).week(0);
    let lot = |&person: &usize| lots.words(Purpose::StudyTies, Who(person as u32), 0, 0)[0];
    let mut equal: Vec<usize> = with(u32::eq).collect();
    equal.sort_by_cached_key(|person| (lot(person), *person));
    let mut top: Vec<usize> = with(u32::gt).collect();
    equal.truncate(count - top.len());
    top.append(&mut equal);
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_are_those_with_most_visits_and_equals_are_drawn() {
        let visits: Vec<u32> = (0..100).map(|person| u32::from(person % 10 == 3) * 7).collect();
        let mut best = top(&visits, 10, 1);
        best.sort_unstable();
        assert_eq!(best, (0..10).map(|k| 10 * k + 3).collect::<Vec<_>>());
        let (one, other) = (top(&vec![1; 100], 10, 1), top(&vec![1; 100], 10, 2));
        assert!(one.len() == 10 && one != other);
    }

    #[test]
    fn fifths_are_compared_at_like_age_and_sex() {
        let mut by_fifth = vec![[0, 0]; Fifth::COUNT * AgeBand::COUNT * Sex::COUNT];
        // The least deprived are older, who go more often: at each age the most deprived go once more.
        by_fifth[stratum(0, 3, 0)] = [300, 100];
        by_fifth[stratum(4, 3, 0)] = [20, 10];
        by_fifth[stratum(0, 6, 0)] = [80, 10];
        by_fifth[stratum(4, 6, 0)] = [700, 100];
        let study = Attenders { by_fifth, ..Attenders::default() };
        assert!((study.deprivation_gap().unwrap() - 1.0).abs() < 1e-12);
    }
}

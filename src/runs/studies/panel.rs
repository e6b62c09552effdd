//! A panel in half-yearly waves: life satisfaction as measured, and whether people take part in a group
//! or an activity. Of people of 50 and over it tells what starting and stopping community activity goes
//! with, as Munford 2020 did: the gain over the eighteen months from the wave before the change, against
//! those who stayed as they were.

use serde::{Deserialize, Serialize};

use crate::model::engine::{Rules, settle};
use crate::model::random::{Draws, Purpose, Who};
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::{Membership, Place, World};
use crate::runs::studies::{still_there, sum};

/// Weeks between waves.
const APART: i32 = WEEKS_PER_HALF_YEAR as i32;

/// Age from which people belong to the study of activity.
const OLDER: u8 = 50;

/// Of younger adults one in so many rows is in the panel: enough for contrasts of clients, and quick.
const OF_YOUNGER: usize = 3;

/// Waves after the first within which the gain is counted: eighteen months.
const FOLLOWED: usize = 3;

/// Occasion of the error of a measured score.
const ERROR: u8 = 10;

/// Weights by which changes at the three waves after the first add up to quarters of a point-year: the
/// area under straight lines between waves half a year apart.
const AREA: [i64; FOLLOWED] = [2, 2, 1];

/// Quarters in a year: the unit of that area.
const QUARTERS: f64 = 4.0;

/// What people say in each wave: nothing for those who are not in the panel, else twice the score, and one
/// if active, and one.
#[derive(Clone, Debug, Default)]
pub struct Waves {
    people: usize,
    said: Vec<u8>,
}

impl Waves {
    /// Takes a wave, if one is due.
    pub fn week(&mut self, world: &World, rules: &Rules, week: i32, setup: Draws) {
        if week < 0 || week % APART != 0 {
            return;
        }
        let (people, draws) = (&world.people, setup.week(week));
        self.people = people.len();
        let said = (0..people.len()).map(|person| {
            let who = &people.fixed[person];
            if !who.adult() || (who.age < OLDER && person % OF_YOUNGER != 0) {
                return 0;
            }
            let error = rules.all.wellbeing.score_error
                * draws.normal(Purpose::Measure, Who(person as u32), ERROR);
            let life = settle::state_at(rules, people, person, week).wellbeing;
            let attends = |row: usize| matches!(world.clients[row].place, Place::Attend { .. });
            let active = people.membership[person] == Membership::Member
                || people.client_row(person).is_some_and(attends);
            Self::code((life + error).clamp(0.0, 10.0).round() as u8, active)
        });
        self.said.extend(said);
    }

    fn code(score: u8, active: bool) -> u8 {
        2 * score + u8::from(active) + 1
    }

    fn of(&self, person: usize, wave: usize) -> Option<u8> {
        self.said.get(wave * self.people + person)?.checked_sub(1)
    }

    /// The score of somebody in the panel in a wave that there was.
    #[must_use]
    pub fn score(&self, person: usize, wave: usize) -> Option<i64> {
        Some(i64::from(self.of(person, wave)? / 2))
    }

    fn active(&self, person: usize, wave: usize) -> Option<bool> {
        Some(self.of(person, wave)? % 2 == 1)
    }

    fn waves(&self) -> usize {
        self.said.len().checked_div(self.people).unwrap_or(0)
    }

    /// The last wave before a week.
    #[must_use]
    pub fn last_before(&self, week: i32) -> Option<usize> {
        (week > 0).then(|| ((week - 1) / APART) as usize)
    }
}

/// Sums by whether people were active in the first wave, and in the next: how many, and their gain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    by_change: [[[i64; 2]; 2]; 2],
}

impl Panel {
    /// Takes everybody of the age, from every wave that has three after it.
    pub fn take(&mut self, world: &World, waves: &Waves) {
        for first in 0..waves.waves().saturating_sub(FOLLOWED) {
            let (from, to) = (first as i32 * APART, (first + FOLLOWED) as i32 * APART + 1);
            for (person, who) in world.people.fixed.iter().enumerate() {
                if who.age >= OLDER && still_there(world, person, from, to) {
                    self.one(waves, person, first);
                }
            }
        }
    }

    fn one(&mut self, waves: &Waves, person: usize, first: usize) -> Option<()> {
        let (was, is) = (waves.active(person, first)?, waves.active(person, first + 1)?);
        let start = waves.score(person, first)?;
        let mut gain = 0;
        for (later, weight) in AREA.iter().enumerate() {
            gain += weight * (waves.score(person, first + 1 + later)? - start);
        }
        sum(&mut self.by_change[usize::from(was)][usize::from(is)], &[1, gain]);
        Some(())
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        let theirs = other.by_change.iter().flatten();
        self.by_change
            .iter_mut()
            .flatten()
            .zip(theirs)
            .for_each(|(mine, theirs)| sum(mine, theirs));
    }

    /// Life-satisfaction years of those who changed, less those of others who had been like them.
    fn change(&self, was: usize) -> Option<f64> {
        let mean =
            |[people, gain]: [i64; 2]| (people > 0).then(|| gain as f64 / QUARTERS / people as f64);
        let [stayed, changed] = [self.by_change[was][was], self.by_change[was][1 - was]];
        Some(mean(changed)? - mean(stayed)?)
    }

    /// Life-satisfaction years over eighteen months that go with starting community activity.
    #[must_use]
    pub fn starting(&self) -> Option<f64> {
        self.change(0)
    }

    /// Life-satisfaction years over eighteen months that go with stopping.
    #[must_use]
    pub fn stopping(&self) -> Option<f64> {
        self.change(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};

    #[test]
    fn what_starting_and_stopping_go_with_is_told_from_those_who_stayed_as_they_were() {
        let (_, world) = small_world(baseline());
        let older: Vec<usize> =
            (0..world.people.len()).filter(|&who| world.people.fixed[who].age >= OLDER).collect();
        // Four courses, of whether active in the first waves and the scores of all four.
        let courses = [
            ([false, false], [5, 5, 5, 5]),
            ([false, true], [5, 6, 6, 6]),
            ([true, true], [7, 6, 7, 7]),
            ([true, false], [7, 5, 5, 5]),
        ];
        let mut waves = Waves { people: world.people.len(), said: Vec::new() };
        for wave in 0..4 {
            let mut said = vec![0; world.people.len()];
            for (place, &person) in older.iter().enumerate() {
                let (active, scores) = courses[place % 4];
                said[person] = Waves::code(scores[wave], active[wave.min(1)]);
            }
            waves.said.extend(said);
        }
        let mut panel = Panel::default();
        panel.take(&world, &waves);
        // A point over two halves of a year and half of the third; two points, less the one of a wave.
        assert!((panel.starting().unwrap() - 1.25).abs() < 1e-12);
        assert!((panel.stopping().unwrap() + 2.5 - 0.5).abs() < 1e-12);
        let mut twice = panel.clone();
        twice.add(&panel);
        assert_eq!(twice.starting(), panel.starting());
        assert_eq!(Panel::default().stopping(), None);
    }

    #[test]
    fn the_wave_before_a_week_is_never_that_of_the_week() {
        let waves = Waves::default();
        let wave = |week| waves.last_before(week);
        assert_eq!([wave(0), wave(1), wave(26), wave(27)], [None, Some(0), Some(0), Some(1)]);
        assert_eq!(waves.score(3, 0), None);
    }
}

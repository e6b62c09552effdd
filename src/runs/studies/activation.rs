//! Activation of adults with a long-term condition, as measured: levels, steadiness over six months, and
//! use of care at the highest level against the lowest, as Barker 2018 told it.

use serde::{Deserialize, Serialize};

use crate::model::engine::{Rules, settle};
use crate::model::kinds::{AgeBand, Fifth, Sex};
use crate::model::mechanisms::people::activation;
use crate::model::random::{Draws, Purpose, Who};
use crate::model::world::{Fixed, World};
use crate::runs::studies::history::{History, Seen};
use crate::runs::studies::{registered, sum};

/// Scale of measured scores: tenths.
const TENTHS: f64 = 10.0;

/// Occasion of the error of a measured score.
const ERROR: u8 = 9;

/// Weeks of use of care that a level is told by: the year with which the run ends.
const YEAR: i32 = 52;

/// Long-term conditions from which on people count as alike.
const MANY_CONDITIONS: usize = 4;

/// What is counted of each stratum and level: people, then their GP visits, urgent visits, admissions.
type Cell = [i64; 4];

/// Measured scores at one time, in tenths; below zero for those who are not asked.
pub(crate) type Measured = Vec<i32>;

/// Sums over those with a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    levels: [i64; activation::LEVELS],
    /// Sums for the correlation over six months: n, x, y, xx, yy, xy.
    correlation: [i64; 6],
    /// By stratum of age, sex, fifth and conditions: the lowest level, and the highest.
    use_of_care: Vec<[Cell; 2]>,
}

/// Activation of adults with a long-term condition as measured.
pub(crate) fn measure(world: &World, rules: &Rules, week: i32, setup: Draws) -> Measured {
    let (draws, people) = (setup.week(week), &world.people);
    (0..people.len())
        .map(|person| {
            let who = &people.fixed[person];
            if !who.adult() || who.conditions == 0 {
                return -1;
            }
            let state = settle::state_at(rules, people, person, week);
            let error = rules.all.activation.score_error
                * draws.normal(Purpose::Measure, Who(person as u32), ERROR);
            ((state.activation + error).clamp(0.0, 100.0) * TENTHS) as i32
        })
        .collect()
}

fn stratum(who: &Fixed) -> usize {
    let conditions = usize::from(who.conditions).clamp(1, MANY_CONDITIONS) - 1;
    ((who.band() as usize * Sex::COUNT + who.sex as usize) * Fifth::COUNT + who.fifth as usize)
        * MANY_CONDITIONS
        + conditions
}

fn level(rules: &Rules, score: i32) -> usize {
    activation::level(&rules.all, f64::from(score) / TENTHS)
}

impl Activation {
    /// Takes the levels of a first measurement.
    pub(crate) fn levels_of(&mut self, rules: &Rules, first: &Measured) {
        for &score in first.iter().filter(|&&score| score >= 0) {
            self.levels[level(rules, score) - 1] += 1;
        }
    }

    /// Takes what six months change.
    pub(crate) fn pairs(
        &mut self,
        world: &World,
        first: &Measured,
        second: &Measured,
        weeks: (i32, i32),
    ) {
        for (person, (&x, &y)) in first.iter().zip(second).enumerate() {
            if x >= 0 && y >= 0 && registered(world, person, weeks.0, weeks.1 + 1) {
                let (x, y) = (i64::from(x), i64::from(y));
                sum(&mut self.correlation, &[1, x, y, x * x, y * y, x * y]);
            }
        }
    }

    /// Takes the use of care in the last year by the level measured in it.
    pub(crate) fn care(
        &mut self,
        world: &World,
        rules: &Rules,
        first: &Measured,
        history: &History,
    ) {
        let end = history.end();
        let from = end - YEAR;
        if !history.covers(from, end) {
            return;
        }
        let strata = AgeBand::COUNT * Sex::COUNT * Fifth::COUNT * MANY_CONDITIONS;
        self.use_of_care.resize(strata, [[0; 4]; 2]);
        for (person, &score) in first.iter().enumerate().filter(|(_, score)| **score >= 0) {
            let end_of_scale = match level(rules, score) {
                1 => 0,
                activation::LEVELS => 1,
                _ => continue,
            };
            if registered(world, person, from, end) {
                let count = |seen| history.count(person, &[seen], from, end);
                let cell = [1, count(Seen::Gp), count(Seen::Urgent), count(Seen::Admitted)];
                let stratum = stratum(&world.people.fixed[person]);
                sum(&mut self.use_of_care[stratum][end_of_scale], &cell);
            }
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        sum(&mut self.levels, &other.levels);
        sum(&mut self.correlation, &other.correlation);
        self.use_of_care.resize(self.use_of_care.len().max(other.use_of_care.len()), [[0; 4]; 2]);
        for (mine, theirs) in self.use_of_care.iter_mut().zip(&other.use_of_care) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| sum(mine, theirs));
        }
    }

    /// Shares of the four levels, in per cent.
    #[must_use]
    pub fn levels(&self) -> Option<[f64; activation::LEVELS]> {
        let all: i64 = self.levels.iter().sum();
        (all > 0).then(|| self.levels.map(|n| 100.0 * n as f64 / all as f64))
    }

    /// Correlation over six months.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let [n, x, y, xx, yy, xy] = self.correlation.map(|sum| sum as f64);
        let spread = (n * xx - x * x) * (n * yy - y * y);
        (n > 10.0 && spread > 0.0).then(|| (n * xy - x * y) / spread.sqrt())
    }

    /// Rates of GP visits, urgent visits and admissions at level 4 against level 1, within strata of
    /// age, sex, fifth and conditions (Mantel-Haenszel for person-time).
    #[must_use]
    pub fn highest_against_lowest(&self) -> [Option<f64>; 3] {
        std::array::from_fn(|kind| {
            let (mut above, mut below) = (0.0, 0.0);
            for [lowest, highest] in &self.use_of_care {
                let all = (lowest[0] + highest[0]) as f64;
                if all > 0.0 {
                    above += highest[kind + 1] as f64 * lowest[0] as f64 / all;
                    below += lowest[kind + 1] as f64 * highest[0] as f64 / all;
                }
            }
            (below > 0.0).then(|| above / below)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_compared_within_strata_and_not_across_them() {
        // Half the rate in each of two strata, of which the one with high rates holds most of level 4.
        let study = Activation {
            use_of_care: vec![
                [[900, 900, 90, 0], [100, 50, 5, 0]],
                [[100, 1_000, 100, 0], [900, 4_500, 450, 0]],
                [[7, 70, 7, 0], [0, 0, 0, 0]],
            ],
            ..Activation::default()
        };
        let [gp, urgent, admitted] = study.highest_against_lowest();
        assert!((gp.unwrap() - 0.5).abs() < 1e-12 && (urgent.unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(admitted, None);
        assert_eq!(Activation::default().highest_against_lowest(), [None; 3]);
    }

    #[test]
    fn scores_that_follow_from_each_other_correlate_fully() {
        let mut study = Activation::default();
        for x in 0..20 {
            sum(&mut study.correlation, &[1, x, 2 * x, x * x, 4 * x * x, 2 * x * x]);
        }
        assert!((study.correlation().unwrap() - 1.0).abs() < 1e-9);
    }
}

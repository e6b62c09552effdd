//! Birthdays: each place of the registered list has its own in one week of the year, and may go from one
//! person to another only then.

use crate::model::units::WEEKS_PER_YEAR;

/// Years of the longest run that are told apart; what is later counts as the last of them.
const YEARS: u32 = u128::BITS;

/// Weeks of a year, as a number of weeks.
const YEAR: i32 = WEEKS_PER_YEAR as i32;

/// The bits below a place.
fn bits_below(place: u32) -> u128 {
    1_u128.checked_shl(place).map_or(u128::MAX, |bit| bit - 1)
}

/// In which week of the year the birthdays of each place fall.
#[derive(Clone, Debug, Default)]
pub struct Birthdays {
    /// First week of the run.
    first: i32,
    /// Weeks from it to the first birthday of each place.
    after: Vec<u8>,
    /// Places in the order of their birthdays.
    places: Vec<u32>,
    /// Where each week begins among them, and where the last one ends.
    starts: Vec<usize>,
}

impl Birthdays {
    /// Those of a run that begins in a week, for each place one week from then on.
    #[must_use]
    pub fn new(first: i32, after: Vec<u8>) -> Self {
        let mut starts = vec![0; YEAR as usize + 1];
        for &week in &after {
            starts[week as usize + 1] += 1;
        }
        for week in 0..YEAR as usize {
            starts[week + 1] += starts[week];
        }
        let mut next = starts.clone();
        let mut places = vec![0; after.len()];
        for (place, &week) in after.iter().enumerate() {
            places[next[week as usize]] = place as u32;
            next[week as usize] += 1;
        }
        Self { first, after, places, starts }
    }

    /// Positions of the places whose birthdays fall in a week.
    #[must_use]
    pub fn in_week(&self, week: i32) -> std::ops::Range<usize> {
        let week = (week - self.first).rem_euclid(YEAR) as usize;
        self.starts[week]..self.starts[week + 1]
    }

    /// The place at a position.
    #[must_use]
    pub fn place(&self, at: usize) -> usize {
        self.places[at] as usize
    }

    /// The birthdays of a place after a week and before another, one bit each.
    #[must_use]
    pub fn between(&self, place: usize, from: i32, to: i32) -> u128 {
        let (after, until) = (self.number(place, from + 1), self.number(place, to));
        if after < until { bits_below(until) & !bits_below(after) } else { 0 }
    }

    /// The bit of the birthday of a place in a week.
    #[must_use]
    pub fn bit(&self, place: usize, week: i32) -> u128 {
        1 << self.number(place, week).min(YEARS - 1)
    }

    /// How many birthdays a place has had before a week of the run.
    fn number(&self, place: usize, week: i32) -> u32 {
        let since = week - self.first - i32::from(self.after[place]);
        ((since + YEAR - 1).div_euclid(YEAR)).max(0) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_birthdays_in_one_week_of_the_year() {
        let weeks = [3, 0, 3, 51, 7];
        let birthdays = Birthdays::new(-26, weeks.to_vec());
        for (place, &week) in weeks.iter().enumerate() {
            for year in [0, 1, 4] {
                let there = birthdays.in_week(-26 + year * 52 + i32::from(week));
                assert!(there.map(|at| birthdays.place(at)).any(|at| at == place));
            }
        }
        let all: usize = (0..52).map(|week| birthdays.in_week(week).len()).sum();
        assert_eq!(all, weeks.len());
    }
}

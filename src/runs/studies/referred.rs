//! Who is referred: women, the two most deprived fifths, and the odds of the lonely and of the poorest
//! at 50 and over.

use serde::{Deserialize, Serialize};

use crate::model::kinds::{Fifth, Need, Sex};
use crate::model::world::World;
use crate::runs::studies::{registered, share, sum};

/// Age from which people belong to the study of odds.
const OLDER: u8 = 50;

/// Weeks in which the study of odds asks for a referral.
pub(crate) const ASKED: i32 = 52;

/// Sums over those referred.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// People at 50 and over at the first census, by lonely, most deprived fifth, and whether they
    /// accepted a referral in the year after.
    at_50: [[[i64; 2]; 2]; 2],
    /// Accepted referrals, by their last: all, women, two most deprived fifths.
    accepted: [i64; 3],
}

impl Referred {
    /// Who was lonely in a week.
    pub(crate) fn lonely(world: &World) -> Vec<bool> {
        world.people.needs.iter().map(|needs| needs.has(Need::Loneliness)).collect()
    }

    /// Takes those of 50 and over at the end of the first year.
    pub(crate) fn first_year(&mut self, world: &World, lonely: &[bool]) {
        for (person, who) in world.people.fixed.iter().enumerate() {
            if who.age < OLDER || lonely.is_empty() || !registered(world, person, 0, ASKED) {
                continue;
            }
            let row = world.people.client_row(person);
            let referred = row.is_some_and(|row| world.clients[row].referred >= 0);
            let poor = usize::from(who.fifth == Fifth::Most);
            self.at_50[usize::from(lonely[person])][poor][usize::from(referred)] += 1;
        }
    }

    /// Takes everybody who accepted a referral.
    pub fn take(&mut self, world: &World) {
        for client in world.clients.iter().filter(|client| client.referred >= 0) {
            let who = &world.people.fixed[client.person as usize];
            let woman = i64::from(who.sex == Sex::Female);
            sum(&mut self.accepted, &[1, woman, i64::from(who.fifth.gradient() > 0.0)]);
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        sum(&mut self.accepted, &other.accepted);
        for (mine, theirs) in self.at_50.iter_mut().flatten().zip(other.at_50.iter().flatten()) {
            sum(mine, theirs);
        }
    }

    /// People who accepted a referral.
    #[must_use]
    pub fn accepted(&self) -> i64 {
        self.accepted[0]
    }

    /// Women among them, in per cent.
    #[must_use]
    pub fn women(&self) -> Option<f64> {
        share([self.accepted[0], self.accepted[1]])
    }

    /// People of the two most deprived fifths among them, in per cent.
    #[must_use]
    pub fn deprived(&self) -> Option<f64> {
        share([self.accepted[0], self.accepted[2]])
    }

    /// Odds ratios of having been referred, each stratified by the other (Mantel-Haenszel).
    #[must_use]
    pub fn odds(&self) -> Option<[f64; 2]> {
        let ratio = |cell: &dyn Fn(usize, usize) -> [i64; 2]| {
            let (mut above, mut below) = (0.0, 0.0);
            for other in 0..2 {
                let [[d, c], [b, a]] =
                    [cell(0, other), cell(1, other)].map(|n| n.map(|n| n as f64));
                let all = a + b + c + d;
                if all > 0.0 {
                    above += a * d / all;
                    below += b * c / all;
                }
            }
            (below > 0.0).then(|| above / below)
        };
        let lonely = ratio(&|exposed, other| self.at_50[exposed][other])?;
        let poor = ratio(&|exposed, other| self.at_50[other][exposed])?;
        Some([lonely, poor])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_of_one_trait_are_those_within_levels_of_the_other() {
        // Twice the odds for the lonely and three times for the poor, who are lonely more often.
        let at_50 = [[[1_000, 100], [100, 30]], [[100, 20], [1_000, 600]]];
        let study = Referred { at_50, ..Referred::default() };
        let [lonely, poor] = study.odds().unwrap();
        assert!((lonely - 2.0).abs() < 1e-9 && (poor - 3.0).abs() < 1e-9, "{lonely} {poor}");
    }
}

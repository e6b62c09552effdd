//! How many clients a study needs: studies of a given size are drawn from all that were simulated, and the share
//! of them whose interval leaves zero out is their power; no formula is asked.

use rayon::prelude::*;

use crate::model::random::{Draws, Purpose, Who};
use crate::studies::evaluation::design::Family;
use crate::studies::evaluation::found::Evaluated;
use crate::studies::evaluation::taken::{Rows, Taken};

/// Studies that are drawn of each size.
pub const DRAWN: u32 = 200;

/// Power from which a study is called large enough, by convention.
pub const ENOUGH: f64 = 0.8;

/// Smallest size that is drawn; the next is twice that, and so on.
const SMALLEST: usize = 25;

/// Share of all people that a study drawn from them may have, so that studies differ.
const LARGEST_SHARE: f64 = 0.5;

/// Occasion of the lots; those of worlds and studies stand before.
const DRAW: u8 = 6;

/// Studies of one size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// People in each.
    pub people: usize,
    /// Studies that found anything.
    pub studies: usize,
    /// Those whose interval leaves zero out.
    pub clear: usize,
    /// Those of them that have the sign of the truth.
    pub right: usize,
    /// Those whose interval holds the truth.
    pub held: usize,
}

impl Power {
    /// Share of studies that find an effect.
    #[must_use]
    pub fn power(&self) -> f64 {
        self.clear as f64 / self.studies as f64
    }
}

/// Power by size, from the smallest to half of all people who were simulated; nothing where a study draws no
/// people, or where there is no truth.
#[must_use]
pub fn power(evaluated: &Evaluated<'_>) -> Vec<Power> {
    let (design, truth) = (evaluated.design, evaluated.truth());
    if design.estimator.family() == Family::Practices {
        return Vec::new();
    }
    let mut all: Option<Taken> = None;
    for study in &evaluated.studies {
        match &mut all {
            None => all = Some(study.taken.clone()),
            Some(all) => all.join(study.taken.clone()),
        }
    }
    let (Some(all), Some(truth)) = (all, truth) else { return Vec::new() };
    let Some(people) = all.rows.people() else { return Vec::new() };
    let sizes = std::iter::successors(Some(SMALLEST), |size| Some(2 * size));
    let sizes = sizes.take_while(|&size| size as f64 <= LARGEST_SHARE * people as f64);
    let of_size = |size: usize| {
        let mut power = Power { people: size, studies: 0, clear: 0, right: 0, held: 0 };
        let one = |number: u32| {
            drawn(&all.rows, design.size().seed, (size, number)).estimate(design, size)
        };
        let found: Vec<_> = (0..DRAWN).into_par_iter().map(one).collect();
        for found in found.into_iter().flatten() {
            let (low, high) = found.interval();
            let clear = low > 0.0 || high < 0.0;
            power.studies += 1;
            power.clear += usize::from(clear);
            power.right += usize::from(clear && found.value * truth.mean > 0.0);
            power.held += usize::from((low..=high).contains(&truth.mean));
        }
        power
    };
    sizes.map(of_size).filter(|power| power.studies > 0).collect()
}

/// The rows with lots of their own for one study.
fn drawn(rows: &Rows, seed: u32, (size, number): (usize, u32)) -> Rows {
    let lots = Draws::new(seed, number, size as u32).week(0);
    rows.relotted(|at| lots.uniform(Purpose::Allocate, Who(at as u32), DRAW, 0))
}

/// The smallest size from which on every larger one has the power that is called enough.
#[must_use]
pub fn needed(powers: &[Power]) -> Option<usize> {
    let short = powers.iter().rposition(|power| power.power() < ENOUGH);
    powers.get(short.map_or(0, |at| at + 1)).map(|power| power.people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_the_size_from_which_on_all_are_enough() {
        let of =
            |people: usize, clear: usize| Power { people, studies: 100, clear, right: 0, held: 0 };
        assert_eq!(needed(&[of(25, 10), of(50, 85), of(100, 75), of(200, 90)]), Some(200));
        assert_eq!(needed(&[of(25, 10), of(50, 50)]), None);
        assert_eq!(needed(&[of(25, 80), of(50, 100)]), Some(25));
        assert_eq!(needed(&[]), None);
    }
}

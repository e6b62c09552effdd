//! Markov chains in the unit cube: an ensemble of walkers, each of which moves along the line through itself
//! and another (the stretch move of Goodman and Weare 2010, Communications in Applied Mathematics and
//! Computational Science 5:65). It needs no step size, and does not mind how parameters are correlated. One
//! half of the walkers moves while the other stands, so that moves can be made side by side; every draw is a
//! function of the seed, the walker and the step, so that threads cannot matter.

use rayon::prelude::*;

use crate::model::random::{Draws, Purpose, Who};

/// No neighbourhood has this number, so no world shares these draws.
pub(crate) const NOWHERE: u32 = u32::MAX - 2;

/// How far a stretch goes at most: twice as far as the other walker, or half.
const STRETCH: f64 = 2.0;

/// Share of the steps that are left away at the beginning.
const BURNT: f64 = 1.0 / 3.0;

/// What a walk leaves.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Where all walkers were, step by step, without the beginning.
    pub places: Vec<Vec<Vec<f64>>>,
    /// Share of moves that were accepted.
    pub accepted: f64,
}

/// Lets walkers walk for so many steps. `density` is a logarithm, minus infinity where nobody may go.
///
/// # Panics
/// If there are fewer than four walkers.
#[must_use]
pub fn walk(
    start: &[Vec<f64>],
    steps: u32,
    seed: u32,
    density: &(dyn Fn(&[f64]) -> f64 + Sync),
) -> Walk {
    assert!(start.len() >= 4, "walkers need others to move by");
    let active = start[0].len() as f64;
    let half = start.len() / 2;
    let heights: Vec<f64> = start.par_iter().map(|place| density(place)).collect();
    let mut now: Vec<(Vec<f64>, f64)> = start.iter().cloned().zip(heights).collect();
    let (mut places, mut moves, mut tries) = (Vec::new(), 0_usize, 0_usize);
    let burnt = (f64::from(steps) * BURNT) as u32;
    for step in 0..steps {
        let lots = Draws::new(seed, 0, NOWHERE).week(0);
        for movers in [0..half, half..start.len()] {
            let others = if movers.start == 0 { half..start.len() } else { 0..half };
            let (first, many) = (others.start, others.len());
            let new: Vec<Option<(Vec<f64>, f64)>> = movers
                .clone()
                .into_par_iter()
                .map(|walker| {
                    let lot = lots.uniforms(Purpose::Range, Who(walker as u32), 3, step);
                    let z = (STRETCH - 1.0) * lot[0] + 1.0;
                    let z = z * z / STRETCH;
                    let other = &now[first + ((lot[1] * many as f64) as usize).min(many - 1)].0;
                    let (here, height) = &now[walker];
                    let along = |(a, b): (&f64, &f64)| b + z * (a - b);
                    let there: Vec<f64> = here.iter().zip(other).map(along).collect();
                    if there.iter().any(|share| !(*share > 0.0 && *share < 1.0)) {
                        return None;
                    }
                    let reached = density(&there);
                    let chance = (active - 1.0) * libm::log(z) + reached - height;
                    (libm::log(lot[2]) < chance).then_some((there, reached))
                })
                .collect();
            tries += new.len();
            for (walker, moved) in movers.zip(new) {
                if let Some(moved) = moved {
                    now[walker] = moved;
                    moves += 1;
                }
            }
        }
        if step >= burnt {
            places.push(now.iter().map(|(place, _)| place.clone()).collect());
        }
    }
    Walk { places, accepted: moves as f64 / tries.max(1) as f64 }
}

impl Walk {
    /// So many draws, evenly over steps and walkers.
    #[must_use]
    pub fn draws(&self, many: usize) -> Vec<Vec<f64>> {
        let all: Vec<&Vec<f64>> = self.places.iter().flatten().collect();
        let many = many.min(all.len());
        // Half a stride in, so that ends are no special case.
        (0..many).map(|i| all[(2 * i + 1) * all.len() / (2 * many)].clone()).collect()
    }

    /// How many independent draws the walk is worth, for the parameter that moves most slowly: all places
    /// over the time in which the mean of the walkers forgets itself.
    #[must_use]
    pub fn effective(&self) -> f64 {
        let (Some(first), many) = (self.places.first(), self.places.len()) else { return 0.0 };
        let walkers = first.len() as f64;
        let active = first[0].len();
        let time = (0..active)
            .map(|i| {
                let mean =
                    |step: &Vec<Vec<f64>>| step.iter().map(|place| place[i]).sum::<f64>() / walkers;
                let means: Vec<f64> = self.places.iter().map(mean).collect();
                forgetting(&means)
            })
            .fold(1.0, f64::max);
        walkers * many as f64 / time
    }
}

/// The integrated time of autocorrelation of a series, over the shortest window of five times itself.
fn forgetting(series: &[f64]) -> f64 {
    let many = series.len() as f64;
    let mean = series.iter().sum::<f64>() / many;
    let at = |lag: usize| {
        series.iter().zip(&series[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>()
    };
    let all = at(0);
    let mut time = 1.0;
    if all <= 0.0 {
        return time;
    }
    for lag in 1..series.len() {
        time += 2.0 * at(lag) / all;
        if lag as f64 >= 5.0 * time {
            break;
        }
    }
    time.max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::cube;

    #[test]
    fn a_slanted_hill_is_found_with_its_place_width_and_slant() {
        let start = cube::latin(2, 40, Draws::new(1, 0, NOWHERE).week(0));
        // Means 0.4 and 0.6, deviations 0.05, correlation 0.8.
        let hill = |x: &[f64]| {
            let (a, b) = ((x[0] - 0.4) / 0.05, (x[1] - 0.6) / 0.05);
            -(a * a - 1.6 * a * b + b * b) / (2.0 * 0.36)
        };
        let walk = walk(&start, 1_500, 3, &hill);
        let all = walk.draws(20_000);
        let many = all.len() as f64;
        let mean = |i: usize| all.iter().map(|x| x[i]).sum::<f64>() / many;
        let (a, b) = (mean(0), mean(1));
        let product = |i: usize, j: usize| {
            let centred = |x: &[f64]| (x[i] - [a, b][i]) * (x[j] - [a, b][j]);
            all.iter().map(|x| centred(x)).sum::<f64>() / many
        };
        assert!((a - 0.4).abs() < 0.005 && (b - 0.6).abs() < 0.005, "{a} {b}");
        assert!((product(0, 0).sqrt() - 0.05).abs() < 0.004, "{}", product(0, 0));
        let correlation = product(0, 1) / (product(0, 0) * product(1, 1)).sqrt();
        assert!((correlation - 0.8).abs() < 0.04, "{correlation}");
        assert!((0.3..0.9).contains(&walk.accepted), "{}", walk.accepted);
        assert!(walk.effective() > 1_000.0, "{}", walk.effective());
    }

    #[test]
    fn nobody_leaves_the_cube_or_enters_what_is_closed() {
        let start = cube::latin(3, 20, Draws::new(2, 0, NOWHERE).week(0));
        let start: Vec<Vec<f64>> =
            start.into_iter().map(|x| x.iter().map(|share| share / 2.0).collect()).collect();
        let closed = |x: &[f64]| if x[0] < 0.5 { 0.0 } else { f64::NEG_INFINITY };
        let walk = walk(&start, 300, 3, &closed);
        let inside = |x: &Vec<f64>| x[0] < 0.5 && x.iter().all(|&x| x > 0.0 && x < 1.0);
        assert!(walk.places.iter().flatten().all(inside));
        let mean = walk.draws(4_000).iter().map(|x| x[1]).sum::<f64>() / 4_000.0;
        assert!((mean - 0.5).abs() < 0.05, "{mean}");
    }

    #[test]
    fn a_series_that_forgets_slowly_is_worth_less() {
        let lots = Draws::new(1, 0, NOWHERE).week(0);
        let chance = |i: u32| lots.uniform(Purpose::Range, Who(i), 0, 0) - 0.5;
        let quick: Vec<f64> = (0..4_000).map(chance).collect();
        let mut slow = vec![0.0];
        for i in 1..4_000 {
            slow.push(0.9 * slow[i - 1] + chance(i as u32));
        }
        assert!(forgetting(&quick) < 1.3);
        // A series with memory r has (1 + r) / (1 - r).
        assert!((forgetting(&slow) - 19.0).abs() < 6.0, "{}", forgetting(&slow));
    }
}

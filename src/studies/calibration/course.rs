//! The course of a calibration: waves that rule out, then chains in what is left, then runs at the draws that
//! are kept, which weigh them. It knows no files: points go out to whatever simulates, figures come back. All
//! else is a function of those figures, so that the state of a calibration is the cells on disk.
//!
//! Points of the first wave are a maximin Latin hypercube: every parameter has one point in each of as many
//! slices as there are points, which ten points a parameter would leave to luck in a plain sample, and any
//! number will do, which a Sobol sequence leaves uneven. Of many drawn, the one whose nearest points are
//! furthest apart is taken. Later waves take points of what is left, each as far as can be from all others.

mod points;

use rayon::prelude::*;

use crate::model::random::Draws;
use crate::studies::calibration::chain::{NOWHERE, Walk, walk};
use crate::studies::calibration::course::points::{CHOICE, apart, maximin};
use crate::studies::calibration::implausible::Aim;
use crate::studies::calibration::likelihood::{Expected, log_likelihood};
use crate::studies::calibration::wave::{Check, Emulated, Region, Verdict, emulate};
use crate::studies::cube;
use crate::studies::sensitivity::noise::centre;
use crate::studies::sensitivity::stage::Values;

/// Fewest candidates that a wave must leave to go on with them; from fewer, chains find more.
const FEWEST: usize = 400;

/// Share of figures that must have a sound emulator, or the wave is refused.
const SOUND: f64 = 0.5;

/// How steeply the density falls outside what is left, while chains look for it.
const SLOPE: f64 = 10.0;

/// Share of other variance below which an emulator's own is no reason for another wave.
const SURE: f64 = 0.25;

/// Share of the prior's variance above which a parameter is not identified.
pub const UNIDENTIFIED: f64 = 0.9;

/// Variance of an even law over the unit interval.
const EVEN: f64 = 1.0 / 12.0;

/// How a calibration is to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// Points of each wave.
    pub points: u32,
    /// Most waves.
    pub most: u32,
    /// Points of the space at which emulators are asked.
    pub candidates: u32,
    /// Implausibility above which a point is ruled out.
    pub cut: f64,
    /// Waves end when one leaves more than this share of what was there.
    pub enough: f64,
    /// Steps of each walker.
    pub steps: u32,
    /// Draws that are kept.
    pub draws: u32,
    /// Seed of designs and chains; not that of the runs.
    pub seed: u32,
}

/// One wave that was run.
#[derive(Clone, Debug)]
pub struct WaveFound {
    /// Its points.
    pub points: Vec<Vec<f64>>,
    /// The check of each figure's emulator.
    pub checks: Vec<Check>,
    /// Share of what was there that each figure alone rules out.
    pub ruled_out: Vec<Option<f64>>,
    /// Share of what was there that is left.
    pub left: f64,
    /// Share of the whole space that is left.
    pub volume: f64,
}

/// Why there was no further wave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There were as many as asked.
    Most,
    /// The last one ruled little out.
    Settled,
    /// Emulators are surer than all else: another wave would not help.
    Sure,
    /// Too few figures had a sound emulator in the last one, which rules nothing out.
    Refused,
    /// Nothing is left.
    Empty,
}

impl Ended {
    /// Why, in a sentence.
    #[must_use]
    pub fn because(self) -> &'static str {
        match self {
            Self::Most => "There were as many waves as the study allows.",
            Self::Settled => "The last wave ruled little out.",
            Self::Sure => "The emulators are surer than the figures: another wave would not help.",
            Self::Refused => {
                "The last wave is refused: too few of its emulators hold when points are left out. It rules \
                 nothing out; more points may help."
            }
            Self::Empty => {
                "Nothing is left: no parameters in their ranges meet all figures within their errors and \
                 discrepancies."
            }
        }
    }
}

/// A draw that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its place in the unit cube.
    pub place: Vec<f64>,
    /// Its weight; all add up to one.
    pub weight: f64,
}

/// What came of a calibration.
#[derive(Clone, Debug)]
pub struct Course {
    /// The waves.
    pub waves: Vec<WaveFound>,
    /// Why they ended.
    pub ended: Ended,
    /// Share of moves of the chains that were accepted.
    pub accepted: f64,
    /// Independent draws that the chains are worth.
    pub effective: f64,
    /// The draws; none where nothing is left.
    pub draws: Vec<Kept>,
    /// Their figures, by figure, draw and replicate.
    pub seen: Vec<Values>,
}

impl Course {
    /// How many equal draws the weighted ones are worth.
    #[must_use]
    pub fn worth(&self) -> f64 {
        worth(self.draws.iter().map(|draw| draw.weight))
    }

    /// Variance of each parameter over its prior's.
    #[must_use]
    pub fn narrowed(&self, active: usize) -> Vec<f64> {
        let of = |i: usize| {
            let mean: f64 = self.draws.iter().map(|draw| draw.weight * draw.place[i]).sum();
            let square =
                |draw: &Kept| draw.weight * (draw.place[i] - mean) * (draw.place[i] - mean);
            self.draws.iter().map(square).sum::<f64>() / EVEN
        };
        (0..active).map(of).collect()
    }
}

/// How many draws of equal weight those with these weights are worth.
#[must_use]
pub fn worth(weights: impl IntoIterator<Item = f64>) -> f64 {
    let squares: f64 = weights.into_iter().map(|weight| weight * weight).sum();
    if squares > 0.0 { 1.0 / squares } else { 0.0 }
}

/// What runs the points of a stage, by its name, and gives the figures by figure, point and replicate.
pub type Simulate<'a, E> = dyn FnMut(&str, &[Vec<f64>]) -> Result<Vec<Values>, E> + Send + 'a;

/// Calibrates: `simulate` runs the points of a stage, and gives the figures by figure, point and replicate.
///
/// # Errors
/// The first error of `simulate`.
pub fn calibrate<E>(
    asked: &Asked,
    active: usize,
    aims: &[Aim],
    simulate: &mut Simulate<'_, E>,
) -> Result<Course, E> {
    let mut region = Region::whole(aims, asked.cut);
    let lots = Draws::new(asked.seed, 0, NOWHERE).week(1);
    let mut sample = cube::latin(active, asked.candidates, lots);
    let mut all: (Vec<Vec<f64>>, Vec<Values>) = (Vec::new(), vec![Vec::new(); aims.len()]);
    let (mut waves, mut volume): (Vec<WaveFound>, f64) = (Vec::new(), 1.0);
    let ended = loop {
        let number = waves.len() as u32 + 1;
        let points = match number {
            1 => maximin(active, asked.points, asked.seed),
            _ => apart(&sample, &all.0, asked.points as usize),
        };
        let seen = simulate(&format!("wave_{number}"), &points)?;
        all.0.extend(points.iter().cloned());
        all.1.iter_mut().zip(seen).for_each(|(all, more)| all.extend(more));
        let (checks, wave) = of_what_is_left(&region, &all);
        let sound = checks.iter().filter(|check| check.verdict == Verdict::Sound).count();
        let mut found =
            WaveFound { points, checks, ruled_out: vec![None; aims.len()], left: 1.0, volume };
        if sound == 0 || (sound as f64) < SOUND * aims.len() as f64 {
            waves.push(found);
            break Ended::Refused;
        }
        region.narrow(wave);
        let by_figure: Vec<Vec<Option<f64>>> =
            sample.par_iter().map(|x| region.by_last(x)).collect();
        found.ruled_out = ruled_out(&by_figure, asked.cut);
        let inside: Vec<bool> = sample.par_iter().map(|x| region.has(x)).collect();
        let survivors = those(&sample, &inside);
        found.left = survivors.len() as f64 / sample.len() as f64;
        volume *= found.left;
        found.volume = volume;
        let settled = found.left > asked.enough;
        waves.push(found);
        sample = refilled(survivors, &sample, &region, asked, number);
        if sample.is_empty() {
            break Ended::Empty;
        }
        if number >= asked.most {
            break Ended::Most;
        }
        if settled {
            break Ended::Settled;
        }
        if sure(&region, aims, &sample) {
            break Ended::Sure;
        }
    };
    let nothing =
        Course { waves, ended, accepted: 0.0, effective: 0.0, draws: Vec::new(), seen: Vec::new() };
    if ended == Ended::Empty || region.latest().iter().all(Option::is_none) {
        return Ok(nothing);
    }
    let walked = walked(&region, aims, &sample, asked);
    let places = walked.draws(asked.draws as usize);
    let seen = simulate("draws", &places)?;
    let weights = weights(&region, aims, &places, &seen);
    let draws = places.into_iter().zip(weights).map(|(place, weight)| Kept { place, weight });
    Ok(Course {
        accepted: walked.accepted,
        effective: walked.effective(),
        draws: draws.collect(),
        seen,
        ..nothing
    })
}

/// The emulators of a wave, from all points so far that no earlier wave ruled out.
fn of_what_is_left(
    region: &Region<'_>,
    (points, seen): &(Vec<Vec<f64>>, Vec<Values>),
) -> (Vec<Check>, Vec<Option<Emulated>>) {
    let inside: Vec<bool> = points.par_iter().map(|x| region.has(x)).collect();
    let seen: Vec<Values> = seen.iter().map(|values| those(values, &inside)).collect();
    emulate(&those(points, &inside), &seen)
}

/// Those of a list that are inside.
fn those<T: Clone>(list: &[T], inside: &[bool]) -> Vec<T> {
    list.iter().zip(inside).filter(|(_, inside)| **inside).map(|(one, _)| one.clone()).collect()
}

/// Share of points that each figure alone rules out.
fn ruled_out(by_figure: &[Vec<Option<f64>>], cut: f64) -> Vec<Option<f64>> {
    let many = by_figure.len() as f64;
    let figures = by_figure.first().map_or(0, Vec::len);
    let of = |figure: usize| {
        by_figure.first().and_then(|first| first[figure])?;
        let out = by_figure.iter().filter(|x| x[figure].is_some_and(|one| one > cut)).count();
        Some(out as f64 / many)
    };
    (0..figures).map(of).collect()
}

/// Whether no emulator's own doubt is worth another wave, halfway among the points that are left.
fn sure(region: &Region<'_>, aims: &[Aim], sample: &[Vec<f64>]) -> bool {
    let some: Vec<&Vec<f64>> = sample.iter().step_by((sample.len() / 100).max(1)).collect();
    aims.iter().zip(region.latest()).all(|(aim, emulated)| {
        let Some(emulated) = emulated else { return true };
        let mut shares: Vec<f64> = some
            .iter()
            .map(|x| {
                let ((_, doubt), run) = emulated.at(x);
                doubt / (aim.apart() + aim.chance * run)
            })
            .collect();
        shares.sort_by(f64::total_cmp);
        shares[shares.len() / 2] < SURE
    })
}

/// As many walkers as parameters ask for: an even number.
fn walkers(active: usize) -> usize {
    (4 * active).max(24) & !1
}

/// Points of what is left: the survivors, and where they are few more that chains find from them, or from the
/// least implausible points where there is none. Nothing if chains find none either.
fn refilled(
    survivors: Vec<Vec<f64>>,
    before: &[Vec<f64>],
    region: &Region<'_>,
    asked: &Asked,
    number: u32,
) -> Vec<Vec<f64>> {
    if survivors.len() >= FEWEST {
        return survivors;
    }
    let active = before[0].len();
    let mut start = apart(&survivors, &[], walkers(active));
    if start.len() < walkers(active) {
        let heights: Vec<f64> = before.par_iter().map(|x| region.implausibility(x)).collect();
        let mut order: Vec<usize> =
            (0..before.len()).filter(|&i| !region.has(&before[i])).collect();
        order.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]).then(a.cmp(&b)));
        let missing = walkers(active) - start.len();
        start.extend(order.into_iter().take(missing).map(|i| before[i].clone()));
    }
    if start.len() < walkers(active) {
        return survivors;
    }
    let density = |x: &[f64]| {
        let over = (region.implausibility(x) - asked.cut).max(0.0);
        -SLOPE * over * over
    };
    let walk = walk(&start, asked.steps, asked.seed ^ number, &density);
    let found = walk.draws(2 * CHOICE);
    let inside: Vec<bool> = found.par_iter().map(|x| region.has(x)).collect();
    found.into_iter().zip(inside).filter(|(_, inside)| *inside).map(|(x, _)| x).collect()
}

/// Chains inside what is left.
fn walked(region: &Region<'_>, aims: &[Aim], sample: &[Vec<f64>], asked: &Asked) -> Walk {
    let latest = region.latest();
    let density = |x: &[f64]| {
        if !region.has(x) {
            return f64::NEG_INFINITY;
        }
        let expected: Vec<Option<Expected>> =
            latest.iter().map(|emulated| emulated.map(|emulated| expected(emulated, x))).collect();
        log_likelihood(aims, &expected)
    };
    let active = sample[0].len();
    let mut start = apart(sample, &[], walkers(active));
    // Where fewer places are known than there are walkers, several begin at one.
    let known = start.len();
    for again in known..walkers(active) {
        start.push(start[again % known].clone());
    }
    walk(&start, asked.steps, asked.seed, &density)
}

fn expected(emulated: &Emulated, x: &[f64]) -> Expected {
    let ((mean, doubt), run) = emulated.at(x);
    Expected { mean, doubt, run }
}

/// What the runs at the draws make of them: the likelihood after their figures were seen, over the one that
/// the chains went by. All add up to one.
fn weights(region: &Region<'_>, aims: &[Aim], places: &[Vec<f64>], seen: &[Values]) -> Vec<f64> {
    let latest = region.latest();
    let logs: Vec<f64> = places
        .par_iter()
        .enumerate()
        .map(|(point, x)| {
            let before: Vec<Option<Expected>> =
                latest.iter().map(|one| one.map(|emulated| expected(emulated, x))).collect();
            let after = |(before, values): (&Option<Expected>, &Values)| {
                let before = (*before)?;
                let mean = centre(&values[point]);
                Some(mean.map_or(before, |mean| before.after(mean, values[point].len())))
            };
            let after: Vec<Option<Expected>> = before.iter().zip(seen).map(after).collect();
            log_likelihood(aims, &after) - log_likelihood(aims, &before)
        })
        .collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}

#[cfg(test)]
mod tests;

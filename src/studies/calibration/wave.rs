//! One wave: an emulator of the mean and of the variance of every figure, each checked before anything is
//! ruled out by it.
//!
//! The logarithm of a variance of `R` replicates is biased by `psi(f / 2) - log(f / 2)` and has the variance
//! `psi'(f / 2)`, `f = R - 1`, if runs are spread normally: so the emulator of variances knows how badly two
//! replicates show one. A figure whose emulator does not hold when its own points are left out is left out of
//! the wave; so is one that too many runs do not have.

use rayon::prelude::*;

use crate::studies::calibration::emulator::{Emulator, Form};
use crate::studies::calibration::implausible::{Aim, second_largest};
use crate::studies::sensitivity::noise::{centre, spread};
use crate::studies::sensitivity::stage::Values;

/// Standard deviations within which a point must lie when it is left out.
pub const DEVIATIONS: f64 = 3.0;

/// Share of points that must do so.
pub const INSIDE: f64 = 0.95;

/// Share of points that must have a figure in all replicates.
const SEEN: f64 = 0.8;

/// The constant of Euler, less which stands for psi at one.
const EULER: f64 = 0.577_215_664_901_532_9;

/// What the check of an emulator came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Sound,
    /// Too many of its own points lie far from where the others put them.
    Astray,
    /// Too few points, or a figure that stands still or is not there.
    Unseen,
}

impl Verdict {
    /// The word of tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Astray => "left out: its emulator fails its check",
            Self::Unseen => "left out: not seen, or it stands still",
        }
    }
}

/// The check of an emulator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// Points behind it.
    pub points: usize,
    /// Share of the variance that is foreseen when points are left out.
    pub foreseen: f64,
    /// Share of points within three standard deviations then.
    pub within: f64,
    /// What that comes to.
    pub verdict: Verdict,
}

/// The variance of single runs, over the space.
#[derive(Clone, Debug)]
enum Chance {
    Even(f64),
    Emulated { log: Box<Emulator>, least: f64, most: f64 },
}

impl Chance {
    fn of(points: &[Vec<f64>], variances: &[f64], replicates: usize) -> Self {
        let many = variances.len() as f64;
        let even = Self::Even(variances.iter().sum::<f64>() / many);
        let there: Vec<usize> = (0..variances.len()).filter(|&i| variances[i] > 0.0).collect();
        if (there.len() as f64) < SEEN * many || replicates < 2 {
            return even;
        }
        let (bias, doubt) = logarithm(replicates - 1);
        let at: Vec<Vec<f64>> = there.iter().map(|&i| points[i].clone()).collect();
        let logs: Vec<f64> = there.iter().map(|&i| libm::log(variances[i]) - bias).collect();
        let fit = Emulator::fit(&at, &logs, &vec![doubt; logs.len()], Form::Sparse);
        let ends = logs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &log| {
            (low.min(log), high.max(log))
        });
        fit.map_or(even, |log| Self::Emulated { log: Box::new(log), least: ends.0, most: ends.1 })
    }

    fn at(&self, x: &[f64]) -> f64 {
        match self {
            Self::Even(variance) => *variance,
            Self::Emulated { log, least, most } => libm::exp(log.at(x).0.clamp(*least, *most)),
        }
    }
}

/// By how much the logarithm of a variance of so many degrees of freedom is off, and its own variance.
fn logarithm(freedom: usize) -> (f64, f64) {
    use std::f64::consts::{LN_2, PI};
    // From 1/2 or 1 upwards: psi(x + 1) = psi(x) + 1 / x.
    let odd = freedom % 2 == 1;
    let (mut x, mut psi, mut slope) =
        if odd { (0.5, -EULER - 2.0 * LN_2, PI * PI / 2.0) } else { (1.0, -EULER, PI * PI / 6.0) };
    let half = freedom as f64 / 2.0;
    while x < half - 0.25 {
        psi += 1.0 / x;
        slope -= 1.0 / (x * x);
        x += 1.0;
    }
    (psi - libm::log(half), slope)
}

/// A figure over the space.
#[derive(Clone, Debug)]
pub struct Emulated {
    mean: Emulator,
    chance: Chance,
}

impl Emulated {
    /// The expected figure with the variance of what is not known of it, and the variance of single runs.
    #[must_use]
    pub fn at(&self, x: &[f64]) -> ((f64, f64), f64) {
        (self.mean.at(x), self.chance.at(x))
    }

    /// Fits both emulators of a figure, and checks the one of the mean.
    #[must_use]
    pub fn fit(points: &[Vec<f64>], values: &Values) -> (Check, Option<Self>) {
        let there: Vec<usize> =
            (0..points.len()).filter(|&i| spread(&values[i]).is_some()).collect();
        let unseen =
            Check { points: there.len(), foreseen: 0.0, within: 0.0, verdict: Verdict::Unseen };
        if there.is_empty() || (there.len() as f64) < SEEN * points.len() as f64 {
            return (unseen, None);
        }
        let at: Vec<Vec<f64>> = there.iter().map(|&i| points[i].clone()).collect();
        let means: Vec<f64> = there.iter().filter_map(|&i| centre(&values[i])).collect();
        let variances: Vec<f64> = there.iter().filter_map(|&i| spread(&values[i])).collect();
        let replicates = values[there[0]].len();
        let chance = Chance::of(&at, &variances, replicates);
        let noise: Vec<f64> = at.iter().map(|x| chance.at(x) / replicates as f64).collect();
        let Some(mean) = Emulator::fit(&at, &means, &noise, Form::Quadratic) else {
            return (unseen, None);
        };
        let (foreseen, within) = (mean.foreseen(&means), mean.within(DEVIATIONS));
        let verdict = if within >= INSIDE { Verdict::Sound } else { Verdict::Astray };
        let check = Check { foreseen, within, verdict, ..unseen };
        (check, (verdict == Verdict::Sound).then_some(Self { mean, chance }))
    }
}

/// The space that is left: what no wave has ruled out.
#[derive(Clone, Debug)]
pub struct Region<'a> {
    aims: &'a [Aim],
    cut: f64,
    waves: Vec<Vec<Option<Emulated>>>,
}

impl<'a> Region<'a> {
    /// All of the space.
    #[must_use]
    pub fn whole(aims: &'a [Aim], cut: f64) -> Self {
        Self { aims, cut, waves: Vec::new() }
    }

    /// Rules out by one more wave.
    pub fn narrow(&mut self, wave: Vec<Option<Emulated>>) {
        self.waves.push(wave);
    }

    /// The implausibility of each figure by the last wave, where it has an emulator.
    #[must_use]
    pub fn by_last(&self, x: &[f64]) -> Vec<Option<f64>> {
        let Some(last) = self.waves.last() else { return vec![None; self.aims.len()] };
        let of = |(aim, emulated): (&Aim, &Option<Emulated>)| {
            let (mean, run) = emulated.as_ref()?.at(x);
            Some(aim.implausibility(mean, run))
        };
        self.aims.iter().zip(last).map(of).collect()
    }

    /// The second-largest implausibility, by the worst of all waves.
    #[must_use]
    pub fn implausibility(&self, x: &[f64]) -> f64 {
        self.by_waves(x, f64::INFINITY)
    }

    /// Whether a point is left.
    #[must_use]
    pub fn has(&self, x: &[f64]) -> bool {
        self.by_waves(x, self.cut) <= self.cut
    }

    /// The last wave, which rules out most, is asked first; none is asked once the answer is above `enough`.
    fn by_waves(&self, x: &[f64], enough: f64) -> f64 {
        let mut worst = 0.0_f64;
        for wave in self.waves.iter().rev() {
            let all = self.aims.iter().zip(wave).filter_map(|(aim, emulated)| {
                let (mean, run) = emulated.as_ref()?.at(x);
                Some((aim.group, aim.implausibility(mean, run)))
            });
            worst = worst.max(second_largest(all));
            if worst > enough {
                break;
            }
        }
        worst
    }

    /// The latest sound emulator of each figure.
    #[must_use]
    pub fn latest(&self) -> Vec<Option<&Emulated>> {
        let of = |figure: usize| self.waves.iter().rev().find_map(|wave| wave[figure].as_ref());
        (0..self.aims.len()).map(of).collect()
    }
}

/// The emulators of all figures at once, and their checks.
#[must_use]
pub fn emulate(points: &[Vec<f64>], seen: &[Values]) -> (Vec<Check>, Vec<Option<Emulated>>) {
    let fits: Vec<(Check, Option<Emulated>)> =
        seen.par_iter().map(|values| Emulated::fit(points, values)).collect();
    fits.into_iter().unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};
    use crate::studies::cube;

    #[test]
    fn the_logarithm_of_a_variance_is_known_for_small_studies() {
        // psi(1/2) = -1.96351, psi(1) = -0.57722, psi(3/2) = 0.03649; psi'(3/2) = 0.93480.
        for (freedom, bias, doubt) in [
            (1, -1.963_51 - libm::log(0.5), 4.934_80),
            (2, -0.577_22, 1.644_93),
            (3, 0.036_49 - libm::log(1.5), 0.934_80),
        ] {
            let (found, variance) = logarithm(freedom);
            assert!((found - bias).abs() < 1e-4 && (variance - doubt).abs() < 1e-4, "{freedom}");
        }
    }

    fn runs(points: &[Vec<f64>], replicates: u32) -> Values {
        let normal = |i: usize, r: u32| {
            Draws::new(8, r, u32::MAX).week(0).normal(Purpose::Range, Who(i as u32), 0)
        };
        let run = |i: usize, x: &[f64], r: u32| Some(2.0 * x[0] + (0.1 + x[1]) * normal(i, r));
        let point = |(i, x): (usize, &Vec<f64>)| (0..replicates).map(|r| run(i, x, r)).collect();
        points.iter().enumerate().map(point).collect()
    }

    #[test]
    fn the_mean_and_the_variance_are_both_emulated() {
        let points = cube::latin(2, 80, Draws::new(1, 0, u32::MAX).week(0));
        let (check, fit) = Emulated::fit(&points, &runs(&points, 4));
        assert_eq!(check.verdict, Verdict::Sound, "{check:?}");
        let fit = fit.expect("a sound emulator");
        let ((mean, doubt), quiet) = fit.at(&[0.5, 0.1]);
        let (_, loud) = fit.at(&[0.5, 0.9]);
        assert!((mean - 1.0).abs() < 3.0 * doubt.sqrt() + 0.05, "{mean} {doubt}");
        assert!((0.01..0.15).contains(&quiet) && (0.5..2.0).contains(&loud), "{quiet} {loud}");
    }

    #[test]
    fn a_figure_that_is_not_there_or_stands_still_is_left_out() {
        let points = cube::latin(2, 30, Draws::new(1, 0, u32::MAX).week(0));
        let absent: Values = points.iter().map(|x| vec![Some(x[0]), None]).collect();
        assert_eq!(Emulated::fit(&points, &absent).0.verdict, Verdict::Unseen);
        let still: Values = points.iter().map(|_| vec![Some(1.0), Some(1.0)]).collect();
        assert_eq!(Emulated::fit(&points, &still).0.verdict, Verdict::Unseen);
    }

    #[test]
    fn a_jump_makes_an_emulator_fail_its_check_or_be_unsure() {
        // Nine in ten lie on a plane without any chance, one in ten far off it.
        let points = cube::latin(2, 60, Draws::new(1, 0, u32::MAX).week(0));
        let value = |x: &Vec<f64>| x[0] + if x[1] > 0.93 { 50.0 } else { 0.0 };
        let values: Values = points.iter().map(|x| vec![Some(value(x)); 2]).collect();
        let (check, fit) = Emulated::fit(&points, &values);
        if let Some(fit) = fit {
            let ((_, doubt), _) = fit.at(&[0.5, 0.95]);
            assert!(doubt.sqrt() > 1.0, "{check:?} {doubt}");
        } else {
            assert_eq!(check.verdict, Verdict::Astray);
        }
    }
}

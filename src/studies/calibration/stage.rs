//! The stages of a calibration, each a sweep: a screening, waves, and the draws that are kept. Whatever runs,
//! stops and resumes a sweep does it with these.
//!
//! **Screening** is Morris's, as `kith sensitivity` does it, and not a correlation over the first wave: with
//! many more parameters than a wave has points, correlations of single parameters are mostly those of others.
//! A parameter's strength is its mean absolute effect on a figure over all that keeps the figure from the
//! published one (the root of its variances), less what chance alone would show; the largest over all figures
//! counts. Walks share their draws, since each step is a difference of two points; waves have draws of their
//! own, since an emulator must see chance.

use crate::runs::RunSize;
use crate::scenario::Diagnostics;
use crate::studies::calibration::course::Asked;
use crate::studies::calibration::implausible::Aim;
use crate::studies::calibration::prior::Prior;
use crate::studies::calibration::read::{Calibration, Figure};
use crate::studies::sensitivity::morris::{ElementaryEffect, Trajectories};
use crate::studies::sensitivity::noise::{Noise, centre};
use crate::studies::sensitivity::stage::Values;
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::read::{Luck, Scale, Study};

/// How strongly a parameter moves the figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// The parameter, by its place in the study.
    pub factor: usize,
    /// Its effect, in standard deviations of what keeps a figure from the published one.
    pub strength: f64,
    /// The figure that it moves most, by its place in the study.
    pub figure: usize,
}

impl Figure {
    /// A value on the scale on which it is compared.
    #[must_use]
    pub fn scaled(&self, value: f64) -> Option<f64> {
        match self.scale {
            Scale::Linear => Some(value),
            Scale::Log => (value > 0.0).then(|| libm::log(value)),
        }
    }

    /// The other way.
    #[must_use]
    pub fn unscaled(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::Log => libm::exp(value),
        }
    }

    /// A standard deviation on the scale on which it is compared.
    fn deviation(&self, deviation: f64) -> f64 {
        match self.scale {
            Scale::Linear => deviation,
            Scale::Log => deviation / self.target.published,
        }
    }
}

impl Calibration {
    /// What is aimed at, for runs of this size.
    ///
    /// # Panics
    /// If a figure that is compared by logarithms is not above zero: none is.
    #[must_use]
    pub fn aims(&self) -> Vec<Aim> {
        let size = RunSize::of(self.study.scenarios[0].start());
        let people = f64::from(size.people) * f64::from(size.neighbourhoods);
        let group = |figure: &Figure| {
            let same = |other: &Figure| other.group == figure.group;
            self.figures.iter().position(same).expect("a figure is in its own group")
        };
        let squared = |deviation: f64| deviation * deviation;
        let aim = |figure: &Figure| Aim {
            value: figure.scaled(figure.target.published).expect("a published value above zero"),
            observed: squared(figure.deviation(figure.error))
                + squared(figure.deviation(figure.spread)),
            discrepancy: squared(figure.deviation(figure.discrepancy)),
            chance: figure.people.map_or(0.0, |seen| (people / seen).min(1.0)),
            group: group(figure),
        };
        self.figures.iter().map(aim).collect()
    }

    /// How waves and chains go for so many active parameters.
    #[must_use]
    pub fn asked(&self, active: usize) -> Asked {
        let waves = self.waves;
        Asked {
            points: waves.points * active as u32,
            most: waves.most,
            candidates: waves.candidates,
            cut: waves.cut,
            enough: waves.enough,
            steps: waves.steps,
            draws: waves.draws,
            seed: waves.seed,
        }
    }

    /// Whether parameters are screened: there may be no more than may go on.
    #[must_use]
    pub fn is_screened(&self) -> bool {
        self.study.factors.len() > self.screening.active as usize
    }

    /// The walks of the screening.
    #[must_use]
    pub fn walks(&self) -> Trajectories {
        let asked = self.screening;
        let many = self.study.factors.len();
        Trajectories::drawn(many, asked.trajectories, asked.levels, asked.seed)
    }

    /// The plan of a stage at points of the unit cube of some parameters.
    ///
    /// # Errors
    /// If a scenario cannot have the sizes of the study.
    pub fn plan(
        &self,
        active: &[usize],
        points: &[Vec<f64>],
        luck: Luck,
    ) -> Result<SweepPlan, Diagnostics> {
        let factors = active.iter().map(|&at| self.study.factors[at].clone()).collect();
        let priors: Vec<Prior> = active.iter().map(|&at| self.priors[at]).collect();
        let value = |(prior, share): (&Prior, &f64)| prior.value(*share);
        let points = points.iter().map(|x| priors.iter().zip(x).map(value).collect()).collect();
        SweepPlan::at(&Study { luck, factors, ..self.study.clone() }, points)
    }

    /// The figures of a stage, by figure, point and replicate, each on its scale.
    ///
    /// # Errors
    /// The first error of `figures`.
    pub fn seen<E>(
        &self,
        plan: &SweepPlan,
        mut figures: impl FnMut(usize) -> Result<Vec<f64>, E>,
    ) -> Result<Vec<Values>, E> {
        let before = plan.layout().len();
        let replicates = plan.size.replicates;
        let empty = vec![vec![None; replicates as usize]; plan.points.len()];
        let mut values = vec![empty; self.figures.len()];
        for point in 0..plan.points.len() {
            for replicate in 0..replicates {
                let cell = figures(plan.number(point, 0, replicate))?;
                for (values, figure) in values.iter_mut().zip(&self.figures) {
                    let value = Some(cell[before + figure.place]).filter(|value| !value.is_nan());
                    values[point][replicate as usize] =
                        value.and_then(|value| figure.scaled(value));
                }
            }
        }
        Ok(values)
    }

    /// The strength of each parameter, the strongest first.
    #[must_use]
    pub fn strengths(&self, walks: &Trajectories, seen: &[Values]) -> Vec<Strength> {
        let asked = self.screening;
        let step = f64::from(asked.levels) / (2.0 * f64::from(asked.levels - 1));
        let aims = self.aims();
        let mut all: Vec<Strength> = (0..self.study.factors.len())
            .map(|factor| Strength { factor, strength: 0.0, figure: 0 })
            .collect();
        for (figure, (values, aim)) in seen.iter().zip(&aims).enumerate() {
            let means: Vec<Option<f64>> = values.iter().map(|point| centre(point)).collect();
            let noise = Noise::of(values);
            let floor = noise.map_or(0.0, |noise| noise.floor_of_effects(step));
            let run = noise.map_or(0.0, |noise| noise.within);
            let apart = (aim.apart() + aim.chance * run).sqrt();
            for (factor, effects) in walks.elementary(&means).iter().enumerate() {
                let effect = ElementaryEffect::of(effects, asked.seed, factor);
                let strength = (effect.map_or(0.0, |effect| effect.mu_star) - floor) / apart;
                if strength > all[factor].strength {
                    all[factor] = Strength { factor, strength, figure };
                }
            }
        }
        all.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.factor.cmp(&b.factor)));
        all
    }

    /// The parameters that go on, in their order.
    #[must_use]
    pub fn active(&self, strengths: &[Strength]) -> Vec<usize> {
        let moving = strengths.iter().filter(|one| one.strength > 0.0);
        let mut active: Vec<usize> =
            moving.take(self.screening.active as usize).map(|one| one.factor).collect();
        active.sort_unstable();
        active
    }
}

//! The two stages of a study: their plans, and from the figures of their cells to findings. A stage
//! is a sweep at points of its own, so whatever runs, stops and resumes a sweep does it with these.

use crate::scenario::Diagnostics;
use crate::studies::sensitivity::interval::Slope;
use crate::studies::sensitivity::morris::{ElementaryEffect, Trajectories};
use crate::studies::sensitivity::noise::{Noise, centre, spread};
use crate::studies::sensitivity::read::{Outcome, Sensitivity};
use crate::studies::sensitivity::sobol::{Indices, Rows};
use crate::studies::sweep::design::value;
use crate::studies::sweep::figures::{Figure, When};
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::read::{Factor, Study};

/// The values of one outcome, by point and replicate.
pub type Values = Vec<Vec<Option<f64>>>;

/// What of an outcome depends on parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Its mean over replicates.
    Mean,
    /// Its variance between replicates.
    Variance,
}

impl Statistic {
    /// Both.
    pub const EVERY: [Self; 2] = [Self::Mean, Self::Variance];

    /// Its name in tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Variance => "variance",
        }
    }

    fn of(self, values: &Values) -> Vec<Option<f64>> {
        let one = match self {
            Self::Mean => centre,
            Self::Variance => spread,
        };
        values.iter().map(|point| one(point)).collect()
    }

    fn noise(self, values: &[Vec<Option<f64>>]) -> Option<Noise> {
        match self {
            Self::Mean => Noise::of(values),
            Self::Variance => Noise::of_variances(values),
        }
    }
}

/// What the screening says of one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    /// The outcome, by its place in the study.
    pub outcome: usize,
    /// What of it.
    pub statistic: Statistic,
    /// Points of the screening.
    pub points: usize,
    /// How much is chance.
    pub noise: Option<Noise>,
    /// The effect of each parameter of the study.
    pub effects: Vec<Option<ElementaryEffect>>,
}

/// What the shares of variance say of one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The outcome, by its place in the study.
    pub outcome: usize,
    /// What of it.
    pub statistic: Statistic,
    /// Points that are spread over the whole cube by themselves.
    pub points: usize,
    /// How much is chance.
    pub noise: Option<Noise>,
    /// The indices of the parameters of this stage, if the outcome varies.
    pub indices: Option<Indices>,
    /// What each does to the outcome from the low end of its range to the high end, on average.
    pub slopes: Vec<Option<Slope>>,
}

/// The screening that a study asks for, and its cells.
///
/// # Errors
/// If a point leads outside what is possible in a scenario.
pub fn screening(study: &Sensitivity) -> Result<Option<(Trajectories, SweepPlan)>, Diagnostics> {
    let Some(asked) = study.screening else { return Ok(None) };
    let factors = &study.study.factors;
    let walks = Trajectories::drawn(factors.len(), asked.trajectories, asked.levels, asked.seed);
    let plan = SweepPlan::at(&study.study, placed(factors, walks.points()))?;
    Ok(Some((walks, plan)))
}

/// The shares of variance that a study asks for, over these of its parameters, and their cells.
///
/// # Errors
/// If a point leads outside what is possible in a scenario.
pub fn indices(
    study: &Sensitivity,
    chosen: &[usize],
) -> Result<Option<(Rows, SweepPlan)>, Diagnostics> {
    let Some(asked) = study.indices else { return Ok(None) };
    let factors: Vec<Factor> =
        chosen.iter().map(|&factor| study.study.factors[factor].clone()).collect();
    let rows = Rows::drawn(factors.len(), asked.rows, asked.seed);
    let points = placed(&factors, rows.points());
    let plan = SweepPlan::at(&Study { factors, ..study.study.clone() }, points)?;
    Ok(Some((rows, plan)))
}

/// Points of the unit cube as values of the parameters.
fn placed(factors: &[Factor], points: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let point = |shares: &Vec<f64>| {
        factors.iter().zip(shares).map(|(factor, &share)| value(factor, share)).collect()
    };
    points.iter().map(point).collect()
}

/// The values of each outcome of a study, from the figures of each cell of a plan.
///
/// # Errors
/// The first error of `figures`.
pub fn seen<E>(
    study: &Sensitivity,
    plan: &SweepPlan,
    mut figures: impl FnMut(usize) -> Result<Vec<f64>, E>,
) -> Result<Vec<Values>, E> {
    let layout = plan.layout();
    let places: Vec<usize> = study.outcomes.iter().map(|outcome| place(&layout, outcome)).collect();
    let replicates = plan.size.replicates;
    let empty = vec![vec![None; replicates as usize]; plan.points.len()];
    let mut values = vec![empty; study.outcomes.len()];
    for point in 0..plan.points.len() {
        for replicate in 0..replicates {
            let cells = (0..plan.scenarios.len())
                .map(|scenario| figures(plan.number(point, scenario, replicate)))
                .collect::<Result<Vec<_>, E>>()?;
            for ((values, outcome), &at) in values.iter_mut().zip(&study.outcomes).zip(&places) {
                let there = |scenario: usize| Some(cells[scenario][at]).filter(|v| !v.is_nan());
                values[point][replicate as usize] = match outcome.against {
                    None => there(0),
                    Some(against) => {
                        there(0).zip(there(against)).map(|(with, without)| with - without)
                    }
                };
            }
        }
    }
    Ok(values)
}

/// Where an outcome stands among the figures of a cell.
fn place(layout: &[Figure], outcome: &Outcome) -> usize {
    let figure =
        Figure { metric: outcome.metric, group: outcome.group, when: When::During(outcome.period) };
    layout.iter().position(|other| *other == figure).expect("every metric is among the figures")
}

/// What a screening says, outcome by outcome, of means and then of variances.
#[must_use]
pub fn screened(study: &Sensitivity, walks: &Trajectories, values: &[Values]) -> Vec<Screened> {
    let seed = study.screening.map_or(0, |asked| asked.seed);
    each(values, |outcome, statistic, values| {
        let elementary = walks.elementary(&statistic.of(values));
        let effect = |(factor, all): (usize, &Vec<f64>)| ElementaryEffect::of(all, seed, factor);
        Screened {
            outcome,
            statistic,
            points: values.len(),
            noise: statistic.noise(values),
            effects: elementary.iter().enumerate().map(effect).collect(),
        }
    })
}

/// What rows of points say, outcome by outcome, of means and then of variances.
#[must_use]
pub fn shared(study: &Sensitivity, rows: &Rows, values: &[Values]) -> Vec<Shared> {
    let seed = study.indices.map_or(0, |asked| asked.seed);
    each(values, |outcome, statistic, values| {
        let free: Values = (0..values.len())
            .filter(|&point| rows.is_free(point))
            .map(|point| values[point].clone())
            .collect();
        let outcomes = statistic.of(values);
        Shared {
            outcome,
            statistic,
            points: free.len(),
            noise: statistic.noise(&free),
            indices: rows.indices(&outcomes, seed),
            slopes: rows.slopes(&outcomes),
        }
    })
}

fn each<T>(seen: &[Values], mut one: impl FnMut(usize, Statistic, &Values) -> T) -> Vec<T> {
    let mut all = Vec::new();
    for statistic in Statistic::EVERY {
        for (outcome, values) in seen.iter().enumerate() {
            all.push(one(outcome, statistic, values));
        }
    }
    all
}

/// The parameters of a study that are among the strongest of any outcome's mean, in their order.
#[must_use]
pub fn strongest(screened: &[Screened], count: u32) -> Vec<usize> {
    let mut chosen: Vec<usize> = screened
        .iter()
        .filter(|found| found.statistic == Statistic::Mean)
        .flat_map(|found| found.ranked().into_iter().take(count as usize))
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

impl Screened {
    /// The parameters that have an effect, the strongest first.
    #[must_use]
    pub fn ranked(&self) -> Vec<usize> {
        let strength = |factor: usize| self.effects[factor].map_or(0.0, |effect| effect.mu_star);
        in_order(self.effects.len(), strength)
    }
}

impl Shared {
    /// The parameters that have an index, the largest total first.
    #[must_use]
    pub fn ranked(&self) -> Vec<usize> {
        let Some(indices) = &self.indices else { return Vec::new() };
        in_order(indices.total.len(), |factor| indices.total[factor].value)
    }
}

/// Those with any strength, the strongest first; of equal ones the first.
fn in_order(many: usize, strength: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..many).filter(|&factor| strength(factor) > 0.0).collect();
    order.sort_by(|&a, &b| strength(b).total_cmp(&strength(a)).then(a.cmp(&b)));
    order
}

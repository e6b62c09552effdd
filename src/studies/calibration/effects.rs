//! Effects of trials in a calibration. A run of one scenario shows none, so each draw that was kept is lived as a
//! trial of the form of each effect: two worlds that share every draw of chance, in which the lot falls the other way
//! round. Twins say the truth of the trial's own estimand, and the draws are weighed anew:
//!
//! ```text
//! w'  ~  w x L(effects)        L as in `likelihood`, of published less truth, with the variances
//!                              standard error^2 + discrepancy^2 + chance of the simulated truth
//! ```
//!
//! The discrepancy holds what keeps the trial from what is simulated: another country, another programme, another
//! scale. It is assumed. Weights without effects stay as they are beside the new ones.

use crate::runs::evaluation::live;
use crate::runs::{Arm, RunSize};
use crate::scenario::{Diagnostics, names};
use crate::studies::calibration::implausible::Aim;
use crate::studies::calibration::likelihood::{Expected, log_likelihood};
use crate::studies::evaluation::Design;
use crate::studies::evaluation::found::Study as Lived;
use crate::studies::evaluation::taken::{Taken, take};
use crate::studies::evaluation::worlds::{MIRRORED, rules};
use crate::studies::sensitivity::noise::{Noise, centre};
use crate::studies::sensitivity::stage::Values;
use crate::studies::sweep::plan::{Key, SweepPlan};
use crate::studies::sweep::read::{Factor, Luck, Study};

/// The effect of a trial and how sure it is.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its number in the evidence.
    pub id: String,
    /// The trial, at the size at which draws are lived in it.
    pub design: Design,
    /// The published effect, in the measure of the design.
    pub published: f64,
    /// Where it stands.
    pub source: String,
    /// Standard error of the study.
    pub error: f64,
    /// What keeps the trial from what is simulated, as a standard deviation: assumed.
    pub discrepancy: f64,
    /// The study whose errors it shares.
    pub group: String,
}

impl Effect {
    /// Standard deviation of all that may keep the published effect from the truth of a right draw.
    #[must_use]
    pub fn apart(&self) -> f64 {
        self.error.hypot(self.discrepancy)
    }
}

/// Effects whose trials are lived in the same worlds, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Name of its stage.
    pub name: String,
    /// The effects.
    pub effects: Vec<usize>,
}

/// The trials of some effects: those of one size, one scenario and one rule of who is kept from the scheme share
/// their worlds.
#[must_use]
pub fn trials(effects: &[Effect]) -> Vec<Trial> {
    let alike = |one: &Effect, other: &Effect| {
        let (one, other) = (&one.design, &other.design);
        let values = |design: &Design| design.scenario.values();
        one.size() == other.size()
            && rules(one)[..MIRRORED] == rules(other)[..MIRRORED]
            && values(one) == values(other)
    };
    let mut all: Vec<Trial> = Vec::new();
    for (place, effect) in effects.iter().enumerate() {
        let there = all.iter_mut().find(|trial| alike(&effects[trial.effects[0]], effect));
        if let Some(trial) = there {
            trial.effects.push(place);
        } else {
            let name = format!("trial_{}", all.len() + 1);
            all.push(Trial { name, effects: vec![place] });
        }
    }
    all
}

impl Trial {
    /// The plan of its cells: one for each draw and replicate, each draw with luck of its own.
    ///
    /// # Errors
    /// If the scenario sets or schedules what is drawn.
    pub fn plan(
        &self,
        effects: &[Effect],
        study: &Study,
        factors: &[Factor],
        points: &[Vec<f64>],
    ) -> Result<SweepPlan, Diagnostics> {
        let design = &effects[self.effects[0]].design;
        let study = Study {
            scenarios: vec![design.scenario.clone()],
            factors: factors.to_vec(),
            luck: Luck::Own,
            ..study.clone()
        };
        let mut plan = SweepPlan::at(&study.judged()?, points.to_vec())?;
        // A cell of a trial is no cell of a sweep, and another one where a window of it is another.
        let mut form = blake3::Hasher::new();
        for &place in &self.effects {
            let Design { estimator, outcome, measure, who, when, wait, .. } =
                &effects[place].design;
            let text = format!("{estimator:?} {outcome:?} {measure:?} {who:?} {when:?} {wait:?};");
            form.update(text.as_bytes());
        }
        let form = form.finalize();
        for key in &mut plan.keys {
            let mut hash = blake3::Hasher::new();
            hash.update(form.as_bytes());
            hash.update(&key.0);
            let mut named = [0; 16];
            named.copy_from_slice(&hash.finalize().as_bytes()[..16]);
            *key = Key(named);
        }
        Ok(plan)
    }

    /// The figures of a cell: the truth of each effect by twins, not a number where nobody enrolled.
    ///
    /// # Panics
    /// Never: a run has a seed.
    #[must_use]
    pub fn cell(&self, effects: &[Effect], plan: &SweepPlan, cell: usize) -> Vec<f64> {
        let cell = plan.cell(cell);
        let seed = plan.seed(cell.point);
        let seeded = names::parameter("run.seed").expect("a run has a seed");
        let timeline = plan.timeline(cell).holding(&[(seeded, f64::from(seed))]);
        let size = RunSize { seed, ..plan.size };
        let arm = Arm::new(&timeline);
        let lived = |place: &usize| {
            let mut design = effects[*place].design.clone();
            design.scenario.timeline = timeline.clone();
            design
        };
        let designs: Vec<Design> = self.effects.iter().map(lived).collect();
        let worlds = &rules(&designs[0])[..MIRRORED];
        let mut taken: Vec<Option<Taken>> = vec![None; designs.len()];
        for neighbourhood in 0..size.neighbourhoods {
            let place = (cell.replicate, neighbourhood);
            let records = live(&arm, worlds, &size, place);
            for (taken, design) in taken.iter_mut().zip(&designs) {
                let more = take(design, &records, place);
                match taken {
                    Some(all) => all.join(more),
                    None => *taken = Some(more),
                }
            }
        }
        let truth = |(taken, design): (Option<Taken>, &Design)| {
            let study = taken.map(|taken| Lived::of(design, cell.replicate, taken));
            study.and_then(|study| study.truth).unwrap_or(f64::NAN)
        };
        taken.into_iter().zip(&designs).map(truth).collect()
    }

    /// The truths of its effects, each by draw and replicate.
    ///
    /// # Errors
    /// The first error of `figures`.
    pub fn seen<E>(
        &self,
        plan: &SweepPlan,
        mut figures: impl FnMut(usize) -> Result<Vec<f64>, E>,
    ) -> Result<Vec<Values>, E> {
        let replicates = plan.size.replicates;
        let empty = vec![vec![None; replicates as usize]; plan.points.len()];
        let mut values = vec![empty; self.effects.len()];
        for point in 0..plan.points.len() {
            for replicate in 0..replicates {
                let cell = figures(plan.number(point, 0, replicate))?;
                for (values, truth) in values.iter_mut().zip(cell) {
                    values[point][replicate as usize] = Some(truth).filter(|it| !it.is_nan());
                }
            }
        }
        Ok(values)
    }
}

/// The weights of draws after the effects were seen, which add up to one: `seen` has the truths by effect, draw and
/// replicate.
///
/// # Panics
/// Never: an effect is in its own group.
#[must_use]
pub fn reweighed(effects: &[Effect], weights: &[f64], seen: &[Values]) -> Vec<f64> {
    let group = |effect: &Effect| {
        let same = |other: &Effect| other.group == effect.group;
        effects.iter().position(same).expect("an effect is in its own group")
    };
    let aims: Vec<Aim> = effects
        .iter()
        .map(|effect| Aim {
            value: effect.published,
            observed: effect.error * effect.error,
            discrepancy: effect.discrepancy * effect.discrepancy,
            chance: 0.0,
            group: group(effect),
        })
        .collect();
    let chance: Vec<f64> =
        seen.iter().map(|values| Noise::of(values).map_or(0.0, |noise| noise.within)).collect();
    // What is expected of a draw of which nothing was seen: what is of all.
    let middle: Vec<Option<Expected>> = seen.iter().map(of_all).collect();
    let log = |(draw, weight): (usize, &f64)| {
        let expected = |((values, chance), middle): ((&Values, &f64), &Option<Expected>)| {
            let there = values[draw].iter().flatten().count();
            let seen = centre(&values[draw]);
            let seen = seen.map(|mean| Expected { mean, doubt: chance / there as f64, run: 0.0 });
            seen.or(*middle)
        };
        let expected: Vec<_> = seen.iter().zip(&chance).zip(&middle).map(expected).collect();
        libm::log(*weight) + log_likelihood(&aims, &expected)
    };
    let logs: Vec<f64> = weights.iter().enumerate().map(log).collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}

/// The mean and the variance of an effect over the draws in which it was seen; nothing where it was in none.
fn of_all(values: &Values) -> Option<Expected> {
    let means: Vec<f64> = values.iter().filter_map(|runs| centre(runs)).collect();
    let count = means.len() as f64;
    let mean = means.iter().sum::<f64>() / count;
    let square = |one: &f64| (one - mean) * (one - mean);
    let doubt = means.iter().map(square).sum::<f64>() / count;
    (!means.is_empty()).then_some(Expected { mean, doubt, run: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::calibration::course::worth;
    use crate::studies::evaluation::read::load_design;
    use std::path::Path;

    fn effect(id: &str, group: &str, published: f64) -> Effect {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/evaluations");
        let design = load_design(&folder.join("randomised_waiting_list.toml")).expect("a design");
        Effect {
            id: id.to_owned(),
            design,
            published,
            source: String::new(),
            error: 3.0,
            discrepancy: 4.0,
            group: group.to_owned(),
        }
    }

    #[test]
    fn draws_that_come_nearer_to_an_effect_weigh_more_and_none_is_lost() {
        let effects = [effect("E01", "a", 10.0)];
        assert!((effects[0].apart() - 5.0).abs() < 1e-12);
        let seen = vec![vec![vec![Some(10.0); 2], vec![Some(5.0); 2], vec![None; 2]]];
        let found = reweighed(&effects, &[0.25, 0.25, 0.5], &seen);
        // No chance; the second misses by one standard deviation of 5.
        assert!((found[0] / found[1] - libm::exp(0.5)).abs() < 1e-12, "{found:?}");
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // Of the third nothing was seen: it gains on neither of the others by that.
        assert!(found[2] / 2.0 > found[1] && found[2] / 2.0 < found[0], "{found:?}");
        assert!(worth(found.clone()) < 3.0 && (worth([0.5, 0.5]) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn chance_of_the_simulated_truth_is_no_news() {
        let effects = [effect("E01", "a", 10.0)];
        let even = [0.5, 0.5];
        let sure = reweighed(&effects, &even, &[vec![vec![Some(10.0); 2], vec![Some(0.0); 2]]]);
        let loose = vec![vec![Some(40.0), Some(-20.0)], vec![Some(30.0), Some(-30.0)]];
        let unsure = reweighed(&effects, &even, &[loose]);
        assert!(unsure[0] > 0.5 && unsure[0] < sure[0], "{unsure:?} {sure:?}");
    }

    #[test]
    fn effects_of_one_study_share_what_they_miss_by() {
        let seen = vec![vec![vec![Some(10.0); 2], vec![Some(0.0); 2]]; 2];
        let odds = |groups: [&str; 2]| {
            let effects = groups.map(|group| effect(group, group, 10.0));
            let found = reweighed(&effects, &[0.5, 0.5], &seen);
            found[0] / found[1]
        };
        let (apart, one) = (odds(["a", "b"]), odds(["a", "a"]));
        assert!(one > 1.0 && one < apart, "{one} {apart}");
    }

    #[test]
    fn effects_of_like_trials_share_their_worlds() {
        let mut effects = [effect("a", "a", 1.0), effect("b", "b", 1.0), effect("c", "c", 1.0)];
        effects[1].design.when.after = 9;
        effects[2].design.when.until = 60;
        let found = trials(&effects);
        let places: Vec<&[usize]> = found.iter().map(|trial| &*trial.effects).collect();
        assert_eq!(places, [&[0, 1][..], &[2]]);
        assert_eq!(found[1].name, "trial_2");
    }
}

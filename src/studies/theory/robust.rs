//! Robust or contingent: whether the sign of a claim's first outcome holds when all that is uncertain
//! is drawn at once, and on which parameters it depends where it does not.
//!
//! **What is drawn.** Every parameter with a plausible range, but for: the size of runs; ranges that
//! are all that is possible (a switch such as `referral.open`: the range says nothing); measures that
//! the baseline does not have (zero, at the low end of what is possible: the range says how much of it
//! one could choose, not how much there is); and, claim by claim, what its own arms change.
//!
//! **From what law.** As likely below the baseline's value as above it, evenly on each side. The value
//! is the best single figure and so the median; a range says how far, and nothing in between. Even
//! over the whole range instead, several hundred skewed ranges would together move the middle of all
//! draws away from the model that was calibrated. A triangle would hardly ever reach the ends, where
//! signs are most likely to turn. Draws are independent, and the same for all claims.
//!
//! **Parameters or chance.** A draw is one replicate (more only where a claim is about the spread of
//! them), so that a sign can fail by chance alone. The share of the baseline's own replicates in which it
//! holds says how often: where that is no higher than the share of draws, it is not the parameters.

use crate::scenario::names;
use serde::Serialize;

use crate::model::parameters::Parameters;
use crate::model::random::{Draws, Purpose, WeekDraws, Who};
use crate::model::spec::Spec;
use crate::runs::RunSize;
use crate::scenario::{Entry, Scenario};
use crate::studies::theory::arm_table::Extent;
use crate::studies::theory::measured::Measured;
use crate::studies::theory::parts::Part;
use crate::studies::theory::read::{Claim, Contrast, Expect, Test};

/// Share of draws in which the sign of a robust claim holds.
const ROBUST_FROM: f64 = 0.9;

/// Standard errors from which a parameter is named: among some five hundred, the one that stands out
/// most by luck does so in one experiment of thirty.
const NAMED_FROM: f64 = 4.0;

/// Fewest draws on either side from which a parameter is named.
const FEWEST: usize = 8;

/// Most parameters that are named.
const MOST_NAMED: usize = 3;

/// Replicates of a draw where a claim is about the spread of replicates.
const TO_SPREAD: u32 = 8;

/// Replicates and people of a draw: signs are counted over the draws, so many draws with one replicate
/// say more than few draws with many.
#[must_use]
pub fn extent(test: &Test, plan: &RunSize) -> Extent {
    Extent { replicates: if spreads(test) { TO_SPREAD } else { 1 }, people: plan.people }
}

fn spreads(test: &Test) -> bool {
    matches!(test.contrast, Contrast::Variance { .. })
}

/// One draw: where in its range each parameter is, and what came of each claim.
#[derive(Clone, Debug)]
pub struct Draw {
    /// Place of each parameter in its range, from 0 for the low end to 1 for the high one; nothing
    /// for those that are not drawn.
    pub places: Vec<Option<f64>>,
    /// The effect on each claim's first outcome, positive for the expected way.
    pub effects: Vec<Option<f64>>,
}

/// How a claim fares over the draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Robust {
    /// Draws that have the effect.
    pub draws: usize,
    /// Share of them in which it goes the expected way.
    pub share: f64,
    /// Whether that is at least nine in ten.
    pub robust: bool,
    /// Share of single replicates at the baseline's values in which it does: the rest is chance.
    pub usual: Option<f64>,
    /// What it depends on where it is not robust, the strongest first.
    pub on: Vec<Dependence>,
}

impl Robust {
    /// Whether the sign fails no more often than in replicates at the baseline's values.
    #[must_use]
    pub fn by_chance(&self) -> bool {
        self.usual.is_some_and(|usual| usual <= self.share)
    }
}

/// A parameter on which a sign depends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dependence {
    /// Its path.
    pub path: String,
    /// Its mean place in its range where the sign holds, less where it does not, in standard
    /// deviations of the place: above zero, the sign holds where the parameter is high.
    pub difference: f64,
}

/// Whether a parameter is drawn.
fn is_drawn(spec: &Spec, entry: &Entry) -> bool {
    let switch = entry.low <= spec.min && entry.high >= spec.max;
    let absent = entry.value <= entry.low && entry.low <= spec.min && entry.value.abs() <= 0.0;
    names::section(&spec.path) != "run" && entry.low < entry.high && !switch && !absent
}

/// The value at a place of a range: the middle place has the baseline's value.
fn at(entry: &Entry, place: f64) -> f64 {
    let Entry { value, low, high, .. } = *entry;
    if value <= low || value >= high {
        low + place * (high - low)
    } else if place < 0.5 {
        low + 2.0 * place * (value - low)
    } else {
        value + (2.0 * place - 1.0) * (high - value)
    }
}

/// The draw of a parameter. Its path is its address, so that a new parameter moves nobody else's.
pub(crate) fn lot_of(lots: WeekDraws, path: &str) -> f64 {
    let name = blake3::hash(path.as_bytes());
    let word =
        |at: usize| u32::from_le_bytes(name.as_bytes()[at..at + 4].try_into().expect("four bytes"));
    lots.uniform(Purpose::Range, Who(word(0)), 0, word(4))
}

/// A draw of all that is uncertain: the values of all parameters, and their places.
#[must_use]
pub fn drawn(scenario: &Scenario, seed: u32, number: u32) -> (Vec<f64>, Vec<Option<f64>>) {
    // No neighbourhood has this number, so no world shares these draws.
    let lots = Draws::new(seed, number, u32::MAX).week(0);
    Parameters::specs()
        .iter()
        .zip(&scenario.entries)
        .map(|(spec, entry)| {
            let place = is_drawn(spec, entry).then(|| lot_of(lots, &spec.path));
            (place.map_or(entry.value, |place| at(entry, place)), place)
        })
        .unzip()
}

/// What came of one draw.
#[must_use]
pub fn draw(claims: &[Claim], measured: &Measured, places: Vec<Option<f64>>) -> Draw {
    let effects = claims
        .iter()
        .enumerate()
        .map(|(number, claim)| {
            let effect = claim.test()?.outcome.first()?;
            let part = measured.main(claims, number, effect).parts.into_iter().next()?;
            let count = part.values.len();
            let mean = part.values.iter().sum::<f64>() / count as f64;
            (count > 0).then(|| expected_way(&part, mean))
        })
        .collect();
    Draw { places, effects }
}

/// A value of an effect, positive for the expected way; for `same`, within the smallest that matters.
fn expected_way(part: &Part, value: f64) -> f64 {
    match part.expect {
        Expect::Up | Expect::Peak => value,
        Expect::Down | Expect::Dip => -value,
        Expect::Same => part.smallest - value.abs(),
    }
}

/// Share of the baseline's replicates in which a claim's first outcome goes the expected way; nothing
/// where a single replicate has no sign.
#[must_use]
pub fn usual(claims: &[Claim], number: usize, measured: &Measured) -> Option<f64> {
    let test = claims[number].test().filter(|test| !spreads(test))?;
    let part = measured.main(claims, number, test.outcome.first()?).parts.into_iter().next()?;
    let holds = part.values.iter().filter(|&&value| expected_way(&part, value) > 0.0).count();
    (!part.values.is_empty()).then(|| holds as f64 / part.values.len() as f64)
}

/// How claim `number` fares over all draws; `usual` is the share of replicates at the baseline's values.
#[must_use]
pub fn robust(draws: &[Draw], number: usize, usual: Option<f64>) -> Option<Robust> {
    let tried: Vec<(bool, &[Option<f64>])> = draws
        .iter()
        .filter_map(|draw| Some((draw.effects[number]? > 0.0, draw.places.as_slice())))
        .collect();
    if tried.len() < 2 {
        return None;
    }
    let share = tried.iter().filter(|(holds, _)| *holds).count() as f64 / tried.len() as f64;
    let robust = share >= ROBUST_FROM;
    let on = if robust { Vec::new() } else { depends_on(&tried) };
    Some(Robust { draws: tried.len(), share, robust, usual, on })
}

impl Dependence {
    /// On which side of its range the sign holds more often.
    #[must_use]
    pub fn side(&self) -> &'static str {
        if self.difference > 0.0 { "high" } else { "low" }
    }
}

/// The parameters whose places differ most between draws where a sign holds and where it does not.
fn depends_on(tried: &[(bool, &[Option<f64>])]) -> Vec<Dependence> {
    let (with, without): (Vec<_>, Vec<_>) = tried.iter().partition(|(holds, _)| *holds);
    if with.len().min(without.len()) < FEWEST {
        return Vec::new();
    }
    let (n, m) = (with.len() as f64, without.len() as f64);
    let mut all: Vec<(usize, f64)> = (0..tried[0].1.len())
        .filter_map(|parameter| {
            let places = |draws: &[&(bool, &[Option<f64>])]| -> Option<Vec<f64>> {
                draws.iter().map(|(_, places)| places[parameter]).collect()
            };
            Some((parameter, standardised(&places(&with)?, &places(&without)?)?))
        })
        .filter(|(_, difference)| difference.abs() * (n * m / (n + m)).sqrt() >= NAMED_FROM)
        .collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all.truncate(MOST_NAMED);
    let named = |(parameter, difference): (usize, f64)| Dependence {
        path: Parameters::specs()[parameter].path.clone(),
        difference,
    };
    all.into_iter().map(named).collect()
}

/// Difference of two means in standard deviations within the lists; nothing where that is none.
fn standardised(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let squares = |list: &[f64]| {
        let mean = mean(list);
        list.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>()
    };
    let freedom = (a.len() + b.len()) as f64 - 2.0;
    let within = ((squares(a) + squares(b)) / freedom).sqrt();
    (within > 0.0).then(|| (mean(a) - mean(b)) / within)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Basis;

    fn entry(value: f64, low: f64, high: f64) -> Entry {
        Entry {
            value,
            low,
            high,
            basis: Basis::Assumed,
            source: "design".into(),
            note: None,
            overridden_by: None,
        }
    }

    fn spec(path: &str) -> &'static Spec {
        &Parameters::specs()[names::parameter(path).expect("a parameter")]
    }

    #[test]
    fn a_parameter_is_drawn_by_its_path_alone() {
        let lots = Draws::new(7, 3, u32::MAX).week(0);
        let lot = lot_of(lots, "referral.trust_weight");
        assert!((lot - lot_of(lots, "referral.trust_weight")).abs() <= 0.0);
        assert!((lot - lot_of(lots, "referral.trust_weights")).abs() > 1e-9);
        let lots: Vec<f64> = Parameters::specs().iter().map(|it| lot_of(lots, &it.path)).collect();
        let mean = lots.iter().sum::<f64>() / lots.len() as f64;
        assert!((mean - 0.5).abs() < 0.05, "the mean of {} places is {mean}", lots.len());
    }

    #[test]
    fn switches_sizes_and_absent_measures_are_not_drawn() {
        assert!(!is_drawn(spec("referral.open"), &entry(1.0, 0.0, 1.0)));
        assert!(!is_drawn(spec("run.people"), &entry(50_000.0, 20_000.0, 90_000.0)));
        assert!(!is_drawn(spec("policy.cost_of_living"), &entry(0.0, 0.0, 1.5)));
        assert!(!is_drawn(spec("referral.trust_weight"), &entry(1.0, 1.0, 1.0)));
        assert!(is_drawn(spec("referral.trust_weight"), &entry(1.0, 0.3, 2.0)));
        assert!(is_drawn(spec("vcs.redistribution"), &entry(0.0, -0.5, 0.5)));
    }

    #[test]
    fn half_of_the_draws_are_below_the_value() {
        let skewed = entry(1.0, 0.5, 4.0);
        for (place, value) in [(0.0, 0.5), (0.25, 0.75), (0.5, 1.0), (0.75, 2.5)] {
            assert!((at(&skewed, place) - value).abs() < 1e-12, "{place}");
        }
        assert!((at(&entry(1.0, 0.9, 1.0), 0.5) - 0.95).abs() < 1e-12, "a range on one side");
    }

    #[test]
    fn a_sign_that_follows_one_parameter_is_contingent_on_it() {
        let draws: Vec<Draw> = (0..60)
            .map(|i| {
                let place = f64::from(i) / 60.0;
                let noise = f64::from(i * 17 % 60) / 60.0;
                let places = vec![None, Some(noise), Some(place)];
                // Below a third the sign turns, with some exceptions.
                let effect = if i % 20 == 0 { 0.3 - place } else { place - 0.3 };
                Draw { places, effects: vec![Some(effect), Some(1.0), None] }
            })
            .collect();
        let found = robust(&draws, 0, None).expect("draws");
        assert!(!found.robust && (0.6..0.8).contains(&found.share), "{found:?}");
        assert_eq!(found.on.len(), 1, "{found:?}");
        assert_eq!(found.on[0].path, Parameters::specs()[2].path);
        assert!(found.on[0].difference > 1.0, "the sign holds where it is high");
        let always = robust(&draws, 1, None).expect("draws");
        assert!(always.robust && always.on.is_empty(), "{always:?}");
        assert_eq!(robust(&draws, 2, None), None);
    }
}

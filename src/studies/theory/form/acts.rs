//! What if an arrow were not there, turned, or stronger: acts on the weights that carry a claim.

use std::fmt;

use crate::model::parameters::Parameters;
use crate::model::units::Unit;
use crate::scenario::{Scenario, Weighed};
use crate::studies::theory::form::map::{Arrow, Weight, map};
use crate::studies::theory::read;

/// What is done to the weights of a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// They are taken out.
    Without,
    /// They act the other way.
    Turn,
    /// They are so many times as strong.
    Times(f64),
}

impl Act {
    /// By what the distance of a weight from nothing is multiplied.
    fn factor(self) -> f64 {
        match self {
            Self::Without => 0.0,
            Self::Turn => -1.0,
            Self::Times(factor) => factor,
        }
    }
}

/// An act on a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What is done.
    pub act: Act,
    /// To which claim.
    pub claim: String,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.act {
            Act::Without => write!(f, "without {}", self.claim),
            Act::Turn => write!(f, "{} turned", self.claim),
            Act::Times(factor) => write!(f, "{} times {factor}", self.claim),
        }
    }
}

/// What became of one weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Which act.
    pub by: String,
    /// The path.
    pub path: String,
    /// What it was at the start, and what it is.
    pub was: f64,
    /// What it is.
    pub is: f64,
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} is {}, not {}", self.by, self.path, self.is, self.was)
    }
}

/// Acts on the weights of a scenario that carry claims; says what became of each, or all that cannot be
/// done.
///
/// # Errors
/// In sentences, one for each act that cannot be done.
pub fn act(scenario: &mut Scenario, asked: &[Asked]) -> Result<Vec<Changed>, Vec<String>> {
    let mut wrong = Vec::new();
    let mut weighed: Vec<Weighed> = Vec::new();
    let mut changed: Vec<Changed> = Vec::new();
    for one in asked {
        match weights(one) {
            Ok(weights) => {
                for weight in weights {
                    match weigh(scenario, one, weight, &weighed) {
                        Ok(more) => {
                            let said = |it: &Weighed| Changed {
                                by: one.to_string(),
                                path: Parameters::specs()[it.parameter].path.clone(),
                                was: scenario.entries[it.parameter].value,
                                is: it.after(scenario.entries[it.parameter].value),
                            };
                            changed.extend(more.iter().map(said));
                            weighed.extend(more);
                        }
                        Err(reason) => wrong.push(reason),
                    }
                }
            }
            Err(reason) => wrong.push(reason),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    scenario.weigh(&weighed).map_err(|found| vec![found.to_string()])?;
    Ok(changed)
}

/// The weights of a claim that an act can act on.
fn weights(asked: &Asked) -> Result<Vec<&'static Weight>, String> {
    let Asked { act, claim } = asked;
    let carried = |arrow: &&Arrow| arrow.claims.contains(&claim.as_str());
    let arrows: Vec<&Arrow> = map().arrows.iter().filter(carried).collect();
    let mut weights: Vec<&Weight> = Vec::new();
    for weight in arrows.iter().filter_map(|arrow| arrow.weight.as_ref()) {
        if weights.iter().all(|known| known.path != weight.path) {
            weights.push(weight);
        }
    }
    if weights.is_empty() {
        if !read::is_claim(claim) {
            let nearest = read::nearest_claim(claim);
            let hint = nearest.map_or_else(String::new, |id| format!(" (did you mean `{id}`?)"));
            return Err(format!("there is no claim `{claim}`{hint}"));
        }
        let why = if arrows.is_empty() {
            "no arrow of the model carries it"
        } else {
            "its arrow follows from counting and has no weight"
        };
        return Err(format!(
            "nothing can be taken from {claim}: {why}; `kith explain {claim}` says where it stands"
        ));
    }
    if *act == Act::Turn {
        let signed: Vec<&Weight> =
            weights.iter().copied().filter(|weight| has_sign(weight)).collect();
        if signed.is_empty() {
            let named: Vec<String> = weights.iter().map(|it| unit_said(it)).collect();
            return Err(format!(
                "{claim} cannot be turned: it rests on {}, which can be taken out or multiplied and have \
                 no sign",
                named.join(", ")
            ));
        }
        return Ok(signed);
    }
    Ok(weights)
}

/// The weights that carry a claim: those that have a sign, and those that have none.
///
/// # Errors
/// In a sentence, where no weight carries it.
pub(crate) fn carrying(
    claim: &str,
) -> Result<(Vec<&'static Weight>, Vec<&'static Weight>), String> {
    let all = weights(&Asked { act: Act::Without, claim: claim.to_owned() })?;
    Ok(all.into_iter().partition(|weight| has_sign(weight)))
}

/// Whether the sign of a weight carries meaning.
fn has_sign(weight: &Weight) -> bool {
    let spec = &Parameters::specs()[weight.parameters[0]];
    matches!(spec.unit, Unit::LogOdds | Unit::LogRatio)
}

fn unit_said(weight: &Weight) -> String {
    format!("`{}` ({})", weight.path, Parameters::specs()[weight.parameters[0]].unit)
}

/// What an act makes of a weight. A turned weight may be negative where no file may make it so: the
/// model is then wrong on purpose.
fn weigh(
    scenario: &Scenario,
    asked: &Asked,
    weight: &Weight,
    before: &[Weighed],
) -> Result<Vec<Weighed>, String> {
    let mut weighed = Vec::new();
    for &parameter in &weight.parameters {
        let spec = &Parameters::specs()[parameter];
        let one = Weighed { parameter, nothing: weight.nothing, factor: asked.act.factor() };
        if before.iter().any(|other| other.parameter == parameter) {
            return Err(format!(
                "{asked}: `{}` carries another claim that is acted on too; give one of them",
                spec.path
            ));
        }
        let is = one.after(scenario.entries[parameter].value);
        if matches!(asked.act, Act::Times(_)) && !(spec.min..=spec.max).contains(&is) {
            let was = scenario.entries[parameter].value;
            return Err(format!(
                "{asked}: `{}` would be {is}, not {was}; possible is {} to {} ({})",
                spec.path, spec.min, spec.max, spec.unit
            ));
        }
        weighed.push(one);
    }
    Ok(weighed)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn baseline() -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        crate::scenario::load(&path).expect("the baseline")
    }

    fn asked(act: Act, claim: &str) -> Asked {
        Asked { act, claim: claim.to_owned() }
    }

    fn after(acts: &[Asked]) -> Result<Vec<(String, f64)>, Vec<String>> {
        let changed = act(&mut baseline(), acts)?;
        Ok(changed.into_iter().map(|it| (it.path, it.is)).collect())
    }

    #[test]
    fn a_weight_is_taken_out_turned_and_multiplied() {
        let gain = "endings.dependency_gain".to_owned();
        assert_eq!(after(&[asked(Act::Without, "A033")]), Ok(vec![(gain.clone(), 0.0)]));
        assert_eq!(after(&[asked(Act::Times(2.0), "A033")]), Ok(vec![(gain, 0.5)]));
        let stigma = after(&[asked(Act::Turn, "A009")]).expect("a weight with a sign");
        assert_eq!(stigma, [("referral.attribution_weight".to_owned(), -1.5)]);
        // Where one is no change, the way to it is what counts.
        let ties = after(&[asked(Act::Without, "A130")]).expect("ties");
        assert_eq!(ties, [("workforce.ties_kept".to_owned(), 1.0)]);
    }

    #[test]
    fn what_cannot_be_done_is_said_for_each() {
        let wrong = after(&[
            asked(Act::Without, "A079"),
            asked(Act::Turn, "A033"),
            asked(Act::Without, "A999"),
            asked(Act::Times(9.0), "A033"),
        ])
        .expect_err("four things that cannot be done");
        for (said, wanted) in wrong.iter().zip([
            "nothing can be taken from A079",
            "no sign",
            "no claim `A999`",
            "possible is",
        ]) {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        let twice = after(&[asked(Act::Without, "A034"), asked(Act::Turn, "A035")]);
        assert!(twice.is_err());
    }

    #[test]
    fn a_schedule_sets_the_weight_that_is_left() {
        let mut scenario = baseline();
        let parameter =
            crate::scenario::names::parameter("endings.dependency_gain").expect("a path");
        act(&mut scenario, &[asked(Act::Without, "A033")]).expect("without dependency");
        assert!(scenario.timeline.epochs().iter().all(|epoch| epoch.values[parameter] == 0.0));
        assert!(scenario.was(parameter) > 0.0);
    }
}

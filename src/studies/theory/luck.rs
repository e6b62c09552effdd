//! Passing by luck: how many claims the same tests would support where the theory is not at work.
//! Two models of luck, because neither says all.
//!
//! - **A scrambled model.** Each weight has its sign turned with a chance of one half. A weight is a
//!   parameter in log-odds or as a log ratio: the units of a link whose sign is what the theory says
//!   and for which zero is no effect. What the arms of a claim change keeps its sign, so that a lever
//!   means what it meant. Most weights cannot be negative in a scenario; here they are, on purpose:
//!   a scrambled model is wrong by design, and no file can ask for one. Gains and losses that are
//!   shares or rates have no sign to turn and stay, so that a claim resting on those alone passes as
//!   before: its rate says that it could not fail this way, not that it passed by luck.
//! - **Swapped levers.** Each claim is judged, by its own expectations, in the arms of another claim
//!   whose contrast has the same form and whose lever has no parameter in common with its own. It
//!   asks whether *any* lever moves these metrics this way, and by this mechanism: the claim's own cut
//!   is made in those arms, which needs further ones.
//!
//! Both go by the rules by which the claims themselves are judged. Claims without a cut are not tried:
//! they cannot be supported.

use serde::Serialize;

use crate::model::parameters::Parameters;
use crate::model::random::{Draws, Purpose, Who};
use crate::model::spec::Spec;
use crate::model::units::Unit;
use crate::runs::RunSize;
use crate::scenario::Scenario;
use crate::studies::theory::arm_table::ArmTable;
use crate::studies::theory::measured::{Measure, Measured};
use crate::studies::theory::parts::arms;
use crate::studies::theory::read::{Claim, Effect, Test};
use crate::studies::theory::robust::lot_of;
use crate::studies::theory::run::{Sources, verdicts};
use crate::studies::theory::verdict::Verdict;

/// How often a claim passes by luck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Luck {
    /// Times it was tried.
    pub tried: u32,
    /// Times it was supported.
    pub supported: u32,
}

impl Luck {
    /// Counts one more try.
    pub fn count(&mut self, verdict: Verdict) {
        if verdict != Verdict::Untested {
            self.tried += 1;
            self.supported += u32::from(verdict == Verdict::Supported);
        }
    }
}

/// The parameters that are weights: a sign, and zero for no effect.
#[must_use]
pub fn weights() -> Vec<bool> {
    let specs = Parameters::specs().iter();
    specs.map(|spec| matches!(spec.unit, Unit::LogOdds | Unit::LogRatio)).collect()
}

/// Which weights a scrambled model mirrors.
#[must_use]
pub fn mirrored(seed: u32, number: u32) -> Vec<bool> {
    let lots = Draws::new(seed, number, SCRAMBLED).week(0);
    let turned = |spec: &Spec| lot_of(lots, &spec.path) < 0.5;
    weights()
        .into_iter()
        .zip(Parameters::specs())
        .map(|(weight, spec)| weight && turned(spec))
        .collect()
}

/// Neighbourhoods that no world has, so that no world shares these draws; `robust` has the last.
const SCRAMBLED: u32 = u32::MAX - 1;
const DEALT: u32 = u32::MAX - 2;

/// For each swap and claim, the claim whose arms it is judged in.
pub struct Swaps(Vec<Vec<Option<usize>>>);

/// Swaps the levers of claims to other claims, and has the arms read what these expect.
#[must_use]
pub fn swap_levers(
    table: &mut ArmTable,
    claims: &[Claim],
    scenario: &Scenario,
    plan: &RunSize,
    swaps: u32,
) -> Swaps {
    let swaps: Vec<Vec<Option<usize>>> =
        (0..swaps).map(|number| dealt(claims, plan.seed, number)).collect();
    for number in (0..claims.len()).filter(|&number| can_fail(&claims[number])) {
        for other in swaps.iter().filter_map(|dealt| dealt[number]) {
            table.also_read(claims, (other, number), scenario, plan);
        }
    }
    Swaps(swaps)
}

/// Whether luck can be told of a claim: only where a cut can fail it.
#[must_use]
pub fn can_fail(claim: &Claim) -> bool {
    claim.test().is_some_and(|test| test.cut.shift().is_some())
}

/// One swap: the claims of each form stand in a drawn circle, and each gets the arms of the next.
fn dealt(claims: &[Claim], seed: u32, number: u32) -> Vec<Option<usize>> {
    let lots = Draws::new(seed, number, DEALT).week(0);
    let lot = |claim: usize| lots.uniform(Purpose::Range, Who(claim as u32), 0, 0);
    let mut dealt = vec![None; claims.len()];
    let mut waiting: Vec<usize> =
        (0..claims.len()).filter(|&claim| claims[claim].test().is_some()).collect();
    while let Some(test) = waiting.first().and_then(|&first| claims[first].test()) {
        let form = form(test);
        let alike = |&claim: &usize| claims[claim].test().is_some_and(|t| self::form(t) == form);
        let (mut circle, others): (Vec<usize>, Vec<usize>) = waiting.into_iter().partition(alike);
        circle.sort_by(|&a, &b| lot(a).total_cmp(&lot(b)));
        for (place, &claim) in circle.iter().enumerate() {
            let other = circle[(place + 1) % circle.len()];
            let levers = |claim: usize| claims[claim].test().map(Test::levers).unwrap_or_default();
            dealt[claim] = levers(claim).is_disjoint(&levers(other)).then_some(other);
        }
        waiting = others;
    }
    dealt
}

/// Contrasts of one form read their arms alike: two arms are a base and a lever, whatever is made
/// of them; others have to be of one kind and length.
fn form(test: &Test) -> (&'static str, usize) {
    let arms = arms(&test.base, &test.contrast, None, None).len();
    (if arms == 2 { "pair" } else { test.contrast.label() }, arms)
}

impl Swaps {
    /// How often each claim is supported in the arms of others.
    #[must_use]
    pub fn luck(&self, claims: &[Claim], plan: &RunSize, measured: &Measured) -> Vec<Luck> {
        let mut luck = vec![Luck::default(); claims.len()];
        for dealt in &self.0 {
            let effect = |number: usize, effect: &Effect| match dealt[number] {
                Some(other) => measured.swapped(&claims[number], effect, other),
                None => Measure::default(),
            };
            let severed = |number: usize, effect: &Effect| match dealt[number] {
                Some(other) => measured.swapped_severed(claims, (number, other), effect),
                None => Default::default(),
            };
            let sources = Sources { effect: &effect, severed: &severed };
            for (number, verdict) in verdicts(claims, plan, &sources).into_iter().enumerate() {
                let done = |other| measured.swapped_done(number, other);
                if can_fail(&claims[number]) && dealt[number].is_some_and(done) {
                    luck[number].count(verdict);
                }
            }
        }
        luck
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::studies::theory::read;

    #[test]
    fn weights_are_mirrored_and_nothing_else() {
        let weights = weights();
        let turned: Vec<Vec<bool>> = (0..40).map(|number| mirrored(1, number)).collect();
        for (index, spec) in Parameters::specs().iter().enumerate() {
            let times = turned.iter().filter(|turned| turned[index]).count();
            if weights[index] {
                assert!((8..=32).contains(&times), "{}: {times} of 40", spec.path);
            } else {
                assert_eq!(times, 0, "{}", spec.path);
            }
        }
        assert_eq!(turned[0], mirrored(1, 0), "the same seed, the same signs");
        assert_ne!(turned[0], turned[1]);
    }

    #[test]
    fn levers_are_dealt_within_a_form_and_never_to_their_like() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory");
        let claims = read::load(&folder).expect("the claims");
        let dealt = dealt(&claims, 1, 0);
        let mut given = 0;
        for (number, other) in dealt.iter().enumerate() {
            let Some(other) = *other else { continue };
            let test = |number: usize| claims[number].test().expect("an experiment");
            assert_ne!(number, other);
            assert_eq!(form(test(number)), form(test(other)));
            assert!(test(number).levers().is_disjoint(&test(other).levers()));
            given += 1;
        }
        assert!(given > 100, "{given} of {} claims have other levers", claims.len());
    }
}

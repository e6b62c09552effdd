//! Signs, tested where they matter: a supported claim is run once more in the model in which the weights that
//! carry *it* act the other way, all else as it is. A claim that says something must not hold there.
//!
//! - **Own weights.** Those of the arrows that carry the claim and have a sign (log-odds and log ratios) are turned;
//!   those without one (shares, rates) stay. Where none has a sign they are taken out instead, which says that they
//!   carry the claim, and not that their sign matters: it is counted apart. What its own arms change is
//!   left as it is, so that a lever means what it meant.
//! - **Another's weights.** The same with the weights of another of these claims, drawn by lot, which has
//!   none in common with the claim: what such a change does to a claim that does not rest on it. Without it nobody
//!   could tell a claim that needs its own weights from one that any damage undoes.
//!
//! Both go by the rules by which the claims themselves are judged, with the mechanism cut there too. False
//! discoveries are controlled among the claims that are turned.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::random::Draws;
use crate::report::number::written_or_empty;
use crate::report::rows::Writer;
use crate::runs::RunSize;
use crate::scenario::{Scenario, Weighed};
use crate::studies::theory::arm_table::{ArmTable, Base, Cuts, Extent};
use crate::studies::theory::form::acts::carrying;
use crate::studies::theory::measured::Measured;
use crate::studies::theory::read::{Claim, Test};
use crate::studies::theory::robust::lot_of;
use crate::studies::theory::run::{Finding, Found, Half, Sources, judged};
use crate::studies::theory::verdict::Verdict;

/// Neighbourhoods that no world has, so that no world shares these draws; `luck` and `robust` have the
/// three after it.
const TURNED: u32 = u32::MAX - 3;

const COLUMNS: [&str; 19] = [
    "id",
    "verdict",
    "effect",
    "low",
    "high",
    "act",
    "weights",
    "weights_that_stay",
    "turned_verdict",
    "turned_effect",
    "turned_low",
    "turned_high",
    "other",
    "other_verdict",
    "other_effect",
    "other_low",
    "other_high",
    "outcome",
    "not_turned_because",
];

/// What is done to the weights that carry a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Those with a sign act the other way.
    Turned,
    /// None has a sign; they act on nothing.
    TakenOut,
}

impl How {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Turned => "turned",
            Self::TakenOut => "taken out",
        }
    }

    /// By what the distance of a weight from nothing is multiplied.
    fn factor(self) -> f64 {
        match self {
            Self::Turned => -1.0,
            Self::TakenOut => 0.0,
        }
    }
}

/// What came of a supported claim when weights were turned.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turned {
    /// It was run again.
    Tried(Box<Tried>),
    /// Nothing of it can be turned, for this reason.
    Not(String),
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    /// What was done to its weights.
    pub how: How,
    /// Paths of the weights to which it was done.
    pub weights: Vec<String>,
    /// Paths of those that carry the claim too and stay: without a sign beside others, or moved by its own arms.
    pub stay: Vec<String>,
    /// With these weights treated so.
    pub own: Came,
    /// With the weights of another claim treated so, and which; nothing where all others share weights with it.
    pub other: Option<(String, Came)>,
}

/// A verdict, and the first outcome with its 95 % interval, in the units of the reading.
#[derive(Clone, Debug, Serialize)]
pub struct Came {
    /// By the rules of all claims.
    pub verdict: Verdict,
    /// Mean difference.
    pub effect: Option<f64>,
    /// Low end.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
}

impl Came {
    fn of((verdict, effects): &(Verdict, Vec<Found>)) -> Self {
        let first = effects.iter().find(|found| found.half == Half::Outcome);
        let number = |of: fn(&Found) -> Option<f64>| first.and_then(of);
        Self {
            verdict: *verdict,
            effect: number(|found| found.effect),
            low: number(|found| found.low),
            high: number(|found| found.high),
        }
    }

    fn holds(&self) -> bool {
        self.verdict == Verdict::Supported
    }
}

/// What is to be turned for one claim.
#[derive(Clone, Debug)]
struct Turn {
    how: How,
    weighed: Vec<Weighed>,
    weights: Vec<String>,
    stay: Vec<String>,
}

impl Turn {
    fn parameters(&self) -> BTreeSet<usize> {
        self.weighed.iter().map(|weighed| weighed.parameter).collect()
    }
}

/// What is to be turned for each claim; nothing for those that are not supported.
pub struct Plan(Vec<Option<Result<Turn, String>>>);

impl Plan {
    /// The supported claims, and what can be turned of each. `findings` are those of all `claims`.
    #[must_use]
    pub fn new(claims: &[Claim], findings: &[Finding]) -> Self {
        let supported = |finding: &Finding| finding.verdict == Verdict::Supported;
        let one = |(claim, finding): (&Claim, &Finding)| {
            let test = claim.test().filter(|_| supported(finding))?;
            Some(turn(&claim.id, test))
        };
        Self(claims.iter().zip(findings).map(one).collect())
    }

    /// How many claims can be turned.
    #[must_use]
    pub fn count(&self) -> usize {
        (0..self.0.len()).filter(|&number| self.turn(number).is_some()).count()
    }

    fn turn(&self, number: usize) -> Option<&Turn> {
        self.0[number].as_ref()?.as_ref().ok()
    }

    /// For each claim the claim whose weights are turned beside: the next in a drawn circle that has
    /// none of its weights, nor of what its arms move.
    #[must_use]
    pub fn others(&self, claims: &[Claim], seed: u32) -> Vec<Option<usize>> {
        let lots = Draws::new(seed, 0, TURNED).week(0);
        let mut circle: Vec<usize> =
            (0..claims.len()).filter(|&number| self.turn(number).is_some()).collect();
        circle
            .sort_by(|&a, &b| lot_of(lots, &claims[a].id).total_cmp(&lot_of(lots, &claims[b].id)));
        let mut others = vec![None; claims.len()];
        for (place, &claim) in circle.iter().enumerate() {
            let apart = |&other: &usize| {
                let (Some(own), Some(its)) = (self.turn(claim), self.turn(other)) else {
                    return false;
                };
                let levers = claims[claim].test().map(Test::levers).unwrap_or_default();
                let its = its.parameters();
                own.parameters().is_disjoint(&its) && levers.is_disjoint(&its)
            };
            let next = circle.iter().cycle().skip(place + 1).take(circle.len() - 1);
            others[claim] = next.copied().find(apart);
        }
        others
    }

    /// The arms of every claim in the model in which the weights of `whose` claim are turned.
    #[must_use]
    pub fn table(
        &self,
        claims: &[Claim],
        scenario: &Scenario,
        plan: &RunSize,
        whose: &dyn Fn(usize) -> Option<usize>,
    ) -> ArmTable {
        let base = |number: usize| {
            let turn = self.turn(number).and(whose(number)).and_then(|it| self.turn(it));
            turn.map(|turn| Base::Weighed(&turn.weighed))
        };
        ArmTable::on_each(claims, scenario, base, Cuts::Too, |test| Extent::of(test, plan))
    }

    /// What came of each supported claim, by what was measured in the models with its own weights turned and
    /// with those of others.
    #[must_use]
    pub fn judge(
        &self,
        claims: &[Claim],
        plan: &RunSize,
        others: &[Option<usize>],
        [own, other]: [&Measured; 2],
    ) -> Vec<Option<Turned>> {
        let all = |measured: &Measured| {
            let sources = Sources {
                effect: &|number, effect| measured.main(claims, number, effect),
                severed: &|number, effect| measured.severed(claims, number, effect),
            };
            judged(claims, plan, &sources)
        };
        let (own, other) = (all(own), all(other));
        let one = |(number, turn): (usize, &Option<Result<Turn, String>>)| {
            Some(match turn.as_ref()? {
                Err(reason) => Turned::Not(reason.clone()),
                Ok(turn) => Turned::Tried(Box::new(Tried {
                    how: turn.how,
                    weights: turn.weights.clone(),
                    stay: turn.stay.clone(),
                    own: Came::of(&own[number]),
                    other: others[number]
                        .map(|it| (claims[it].id.clone(), Came::of(&other[number]))),
                })),
            })
        };
        self.0.iter().enumerate().map(one).collect()
    }
}

/// What is turned for a claim, or why nothing is.
fn turn(id: &str, test: &Test) -> Result<Turn, String> {
    let (signed, others) = carrying(id)?;
    let (how, acted, mut stay) = if signed.is_empty() {
        (How::TakenOut, others, Vec::new())
    } else {
        let stay = others.iter().map(|weight| weight.path.to_owned()).collect();
        (How::Turned, signed, stay)
    };
    let levers = test.levers();
    let (mut weighed, mut weights) = (Vec::new(), Vec::new());
    for weight in acted {
        let left = weight.parameters.iter().filter(|parameter| !levers.contains(parameter));
        let before = weighed.len();
        weighed.extend(left.map(|&parameter| Weighed {
            parameter,
            nothing: weight.nothing,
            factor: how.factor(),
        }));
        let list = if weighed.len() > before { &mut weights } else { &mut stay };
        list.push(weight.path.to_owned());
    }
    if weighed.is_empty() {
        return Err(format!("the arms of {id} move its own weights, {}", stay.join(", ")));
    }
    Ok(Turn { how, weighed, weights, stay })
}

/// Of how many claims so many still hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    hold: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, came: &Came) {
        self.of += 1;
        self.hold += usize::from(came.holds());
    }
}

/// What turning says of all claims together; nothing where none was to be turned.
#[must_use]
pub fn said(findings: &[&Finding]) -> Option<String> {
    let [mut turned, mut out, mut beside_turned, mut beside_out] = [Share::default(); 4];
    let (mut not, mut still) = (0, Vec::new());
    for finding in findings {
        let tried = match &finding.turned {
            None => continue,
            Some(Turned::Not(_)) => {
                not += 1;
                continue;
            }
            Some(Turned::Tried(tried)) => tried,
        };
        let (own, beside) = match tried.how {
            How::Turned => (&mut turned, &mut beside_turned),
            How::TakenOut => (&mut out, &mut beside_out),
        };
        own.count(&tried.own);
        if let Some((_, came)) = &tried.other {
            beside.count(came);
        }
        if tried.own.holds() {
            still.push(finding.id.as_str());
        }
    }
    if turned.of + out.of + not == 0 {
        return None;
    }
    let mut said = format!(
        "with their own weights turned {} of {} supported claims hold, with those of another claim {} of {}; \
         taken out, where none has a sign, {} of {}, and {} of {}; {not} have no weight of their own",
        turned.hold,
        turned.of,
        beside_turned.hold,
        beside_turned.of,
        out.hold,
        out.of,
        beside_out.hold,
        beside_out.of,
    );
    if !still.is_empty() {
        write!(said, "; hold all the same: {}", still.join(" ")).expect("writing to a string");
    }
    Some(said)
}

/// What turning says of one claim.
#[must_use]
pub fn said_of(turned: &Turned) -> String {
    let tried = match turned {
        Turned::Not(reason) => return format!("Not turned: {reason}."),
        Turned::Tried(tried) => tried,
    };
    let mut said = format!(
        "With its own weights {} ({}): {}.",
        tried.how.label(),
        tried.weights.join(", "),
        tried.own.verdict.label()
    );
    if let Some((id, came)) = &tried.other {
        let verdict = came.verdict.label();
        write!(said, " With those of {id} instead: {verdict}.").expect("writing to a string");
    }
    said
}

/// Writes the table: a row for each supported claim.
pub(crate) fn write(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    let numbers = |came: Option<&Came>| {
        let verdict = came.map_or_else(String::new, |came| came.verdict.label().to_owned());
        let number = |of: fn(&Came) -> Option<f64>| written_or_empty(came.and_then(of));
        [verdict, number(|it| it.effect), number(|it| it.low), number(|it| it.high)]
    };
    for finding in findings {
        let Some(turned) = &finding.turned else { continue };
        let (tried, reason) = match turned {
            Turned::Tried(tried) => (Some(tried), String::new()),
            Turned::Not(reason) => (None, reason.clone()),
        };
        let first = finding.effects.iter().find(|found| found.half == Half::Outcome);
        let outcome = first.map_or_else(String::new, |found| found.reading.clone());
        let usual = Came::of(&(finding.verdict, finding.effects.clone()));
        let paths =
            |of: fn(&Tried) -> &[String]| tried.map_or_else(String::new, |it| of(it).join(" "));
        let other = tried.and_then(|it| it.other.as_ref());
        let mut row = vec![finding.id.clone()];
        row.extend(numbers(Some(&usual)));
        row.push(tried.map_or_else(String::new, |it| it.how.label().to_owned()));
        row.extend([paths(|it| &it.weights), paths(|it| &it.stay)]);
        row.extend(numbers(tried.map(|it| &it.own)));
        row.push(other.map_or_else(String::new, |(id, _)| id.clone()));
        row.extend(numbers(other.map(|(_, came)| came)));
        row.extend([outcome, reason]);
        rows.write_record(row)?;
    }
    rows.flush()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::parameters::Parameters;
    use crate::model::units::Unit;
    use crate::studies::theory::read;

    fn claims() -> Vec<Claim> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory");
        read::load(&folder).expect("the claims")
    }

    /// As if every claim with an experiment were supported.
    fn all(claims: &[Claim]) -> Plan {
        Plan(claims.iter().map(|it| Some(turn(&it.id, it.test()?))).collect())
    }

    #[test]
    fn weights_are_turned_or_taken_out_and_never_what_the_arms_move() {
        let claims = claims();
        let plan = all(&claims);
        let (mut turned, mut out) = (0, 0);
        for (number, claim) in claims.iter().enumerate() {
            let Some(turn) = plan.turn(number) else { continue };
            let levers = claim.test().expect("an experiment").levers();
            assert!(!turn.weights.is_empty(), "{}", claim.id);
            assert!(turn.parameters().is_disjoint(&levers), "{}", claim.id);
            for weighed in &turn.weighed {
                let spec = &Parameters::specs()[weighed.parameter];
                let signed = matches!(spec.unit, Unit::LogOdds | Unit::LogRatio);
                assert_eq!(signed, turn.how == How::Turned, "{}: {}", claim.id, spec.path);
            }
            match turn.how {
                How::Turned => turned += 1,
                How::TakenOut => out += 1,
            }
        }
        assert!(turned > 60 && out > 60, "{turned} turned, {out} taken out");
    }

    #[test]
    fn the_other_claim_has_no_weight_of_it() {
        let claims = claims();
        let plan = all(&claims);
        let others = plan.others(&claims, 1);
        let given = others.iter().flatten().count();
        assert!(given + 3 > plan.count(), "{given} of {}", plan.count());
        for (number, other) in others.iter().enumerate() {
            let Some(other) = *other else { continue };
            let of = |number: usize| plan.turn(number).expect("weights").parameters();
            assert!(of(number).is_disjoint(&of(other)));
        }
        assert_eq!(others, plan.others(&claims, 1), "the same seed, the same circle");
        assert_ne!(others, plan.others(&claims, 2));
    }

    #[test]
    fn a_claim_without_weights_of_its_own_says_so() {
        let claims = claims();
        let of = |id: &str| {
            let claim = claims.iter().find(|claim| claim.id == id).expect("a claim");
            turn(id, claim.test().expect("an experiment"))
        };
        assert!(of("A056").expect_err("counting").contains("no weight"));
        assert_eq!(of("A023").expect("a share").how, How::TakenOut);
        let stigma = of("A008").expect("a weight with a sign");
        assert_eq!(
            (stigma.how, stigma.weights),
            (How::Turned, vec!["referral.stigma_weight".into()])
        );
    }
}

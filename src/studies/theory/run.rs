//! The theory as experiments. Each claim is a few arms on shared draws; each arm is run once,
//! however many claims use it; paired differences of the replicates are judged by rules that were
//! declared before. The claims themselves are data: see `scenarios/theory/`.

use crate::studies::theory::verdict;
use serde::Serialize;

use crate::studies::theory::arm_table::{Measure, Measured};
use crate::studies::theory::design::Design;
use crate::studies::theory::luck::Luck;
use crate::studies::theory::parts::{Part, Role};
use crate::studies::theory::robust::Robust;
use crate::studies::theory::stats::{Summary, adjusted};
use crate::studies::theory::verdict::{RATE, Status, Verdict};

use crate::runs::RunSize;
use crate::scenario::Scenario;
use crate::studies::theory::read::{Claim, Configuration, Effect, InContext, Tested};

/// Which half of a claim an effect belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// What should move first.
    Mechanism,
    /// What should follow.
    Outcome,
}

/// What was found of one effect.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// Which half of the claim it belongs to.
    pub half: Half,
    /// What was read.
    pub reading: String,
    /// The same in the words of pictures.
    pub label: String,
    /// Its unit.
    pub unit: &'static str,
    /// First and last week that was read.
    pub weeks: [usize; 2],
    /// Which way it should go.
    pub expect: &'static str,
    /// Mean difference, of the first part.
    pub effect: Option<f64>,
    /// Low end of its 95 % interval.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
    /// The smallest that matters.
    pub smallest: f64,
    /// Chance, adjusted for all effects of the run.
    pub adjusted: Option<f64>,
    /// Replicates that have it.
    pub replicates: usize,
    /// Mean of the reading in each arm.
    pub arms: Vec<f64>,
    /// What became of it.
    pub status: Status,
}

/// What became of the outcome in another context.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Elsewhere {
    /// What should have become of it.
    pub expect: &'static str,
    /// The effect there.
    pub effect: Option<f64>,
    /// Whether it became so.
    pub status: Status,
}

/// What became of one claim.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Its name.
    pub id: String,
    /// Its group.
    pub group: String,
    /// What the group is about.
    pub title: String,
    /// What it says.
    pub claim: String,
    /// The same as a configuration of context, mechanism and outcome.
    pub configuration: Configuration,
    /// Who says it, and where.
    pub source: String,
    /// What a reader should know of the test.
    pub note: Option<String>,
    /// Why the model gives something else, where it does.
    pub finding: Option<String>,
    /// The experiment in words.
    pub design: Option<Design>,
    /// How much of it the parameters say themselves.
    pub class: &'static str,
    /// How arms were compared.
    pub contrast: Option<&'static str>,
    /// What became of it.
    pub verdict: Verdict,
    /// Why there is no experiment.
    pub untested: Option<String>,
    /// Every effect of its mechanism, then of its outcome.
    pub effects: Vec<Found>,
    /// Share of the first outcome that goes when the mechanism is severed.
    pub mediated: Option<f64>,
    /// What became of the first outcome in another context.
    pub context: Option<Elsewhere>,
    /// How the first outcome fares over draws of all parameters.
    pub robust: Option<Robust>,
    /// How often it passes in scrambled models.
    pub scrambled: Option<Luck>,
    /// How often it passes with the levers of other claims.
    pub swapped: Option<Luck>,
    /// Size of the experiment.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
}

impl Finding {
    /// Why the model gives something else than the claim says, if it does and the file says why.
    #[must_use]
    pub fn why_not(&self) -> Option<&str> {
        let wrong = !matches!(self.verdict, Verdict::Supported | Verdict::Untested);
        self.finding.as_deref().filter(|_| wrong)
    }
}

/// Judges every claim by what was measured, all effects of the run together. Claims whose arms are
/// not all run are left out.
#[must_use]
pub fn judge(
    claims: &[Claim],
    scenario: &Scenario,
    plan: &RunSize,
    measured: &Measured,
) -> Vec<Finding> {
    let found = found(claims, &|number, effect| measured.main(claims, number, effect));
    claims
        .iter()
        .zip(found)
        .enumerate()
        .filter(|(number, _)| measured.done(*number))
        .map(|(number, (claim, found))| Finding {
            design: Design::of(claim, scenario),
            ..finding(claims, number, claim, found, plan, measured)
        })
        .collect()
}

/// The verdict on every claim by what `of` measured of its effects, all effects together.
#[must_use]
pub fn verdicts(
    claims: &[Claim],
    plan: &RunSize,
    of: &dyn Fn(usize, &Effect) -> Measure,
) -> Vec<Verdict> {
    let found = found(claims, of);
    claims.iter().zip(&found).map(|(claim, found)| reached(claim, found, plan).0).collect()
}

/// What was found of every effect of every claim.
fn found(claims: &[Claim], of: &dyn Fn(usize, &Effect) -> Measure) -> Vec<Vec<Found>> {
    let all: Vec<(usize, Half, &Effect, Measure)> = claims
        .iter()
        .enumerate()
        .flat_map(|(number, claim)| {
            effects(claim).map(move |(half, effect)| (number, half, effect, of(number, effect)))
        })
        .collect();
    let needed: Vec<f64> = all
        .iter()
        .flat_map(|(.., measure)| &measure.parts)
        .filter(|part| part.role == Role::Needed)
        .map(|part| Summary::of(&part.values).map_or(1.0, |s| verdict::chance(part, &s)))
        .collect();
    let mut chances = adjusted(&needed).into_iter();
    let mut found: Vec<Vec<Found>> = vec![Vec::new(); claims.len()];
    for (number, half, effect, measure) in all {
        let chances: Vec<f64> = measure
            .parts
            .iter()
            .map(|part| match part.role {
                Role::Needed => chances.next().unwrap_or(1.0),
                Role::Guard => 1.0,
            })
            .collect();
        found[number].push(one(half, effect, measure, &chances));
    }
    found
}

/// The effects of a claim, those of its mechanism first.
fn effects(claim: &Claim) -> impl Iterator<Item = (Half, &Effect)> {
    claim.test().into_iter().flat_map(|test| {
        let mechanism = test.mechanism.iter().map(|effect| (Half::Mechanism, effect));
        mechanism.chain(test.outcome.iter().map(|effect| (Half::Outcome, effect)))
    })
}

fn one(half: Half, effect: &Effect, measure: Measure, chances: &[f64]) -> Found {
    let Measure { parts, arms } = measure;
    let summaries: Vec<Option<Summary>> =
        parts.iter().map(|part| Summary::of(&part.values)).collect();
    let statuses = parts
        .iter()
        .zip(&summaries)
        .zip(chances)
        .map(|((part, summary), chance)| verdict::part_status(part, summary.as_ref(), *chance));
    let status = verdict::effect_status(statuses);
    let first = summaries.first().copied().flatten();
    let interval = first.map(|summary| summary.interval(0.95));
    Found {
        half,
        reading: effect.reading.name(),
        label: effect.reading.label(),
        unit: if effect.reading.over.is_some() {
            "ratio"
        } else {
            effect.reading.metric.metric().unit
        },
        weeks: [effect.reading.weeks.start, effect.reading.weeks.end],
        expect: effect.expect.label(),
        effect: first.map(|summary| summary.mean),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
        smallest: parts.first().map_or(0.0, |part| part.smallest),
        adjusted: first.and(chances.first().copied()),
        replicates: first.map_or(0, |summary| summary.replicates),
        arms,
        status,
    }
}

fn finding(
    claims: &[Claim],
    number: usize,
    claim: &Claim,
    effects: Vec<Found>,
    plan: &RunSize,
    measured: &Measured,
) -> Finding {
    let (verdict, untested) = reached(claim, &effects, plan);
    Finding {
        id: claim.id.clone(),
        group: claim.group.clone(),
        claim: claim.claim.clone(),
        configuration: claim.configuration.clone(),
        class: claim.class.label(),
        source: claim.source.clone(),
        note: claim.note.clone(),
        finding: claim.finding.clone(),
        title: claim.title.clone(),
        design: None,
        contrast: claim.test().map(|test| test.contrast.label()),
        verdict,
        untested,
        effects,
        mediated: mediated(claims, number, claim, measured),
        context: elsewhere(claims, number, claim, measured),
        robust: None,
        scrambled: None,
        swapped: None,
        people: plan.people,
        weeks: plan.weeks,
    }
}

/// The verdict on a claim, and why there is none.
fn reached(claim: &Claim, effects: &[Found], plan: &RunSize) -> (Verdict, Option<String>) {
    let of = |half: Half| -> Vec<Status> {
        effects.iter().filter(|found| found.half == half).map(|found| found.status).collect()
    };
    let beyond = claim.test().and_then(|test| {
        let last = test.mechanism.iter().chain(&test.outcome).map(|e| e.reading.weeks.end).max()?;
        (last > plan.weeks as usize).then(|| format!("needs {last} weeks"))
    });
    let untested = match &claim.tested {
        Tested::No(reason) => Some(reason.clone()),
        Tested::Yes(_) => beyond,
    };
    let verdict = match untested {
        Some(_) => Verdict::Untested,
        None => verdict::verdict(&of(Half::Mechanism), &of(Half::Outcome)),
    };
    (verdict, untested)
}

/// Share of the first outcome that goes when the mechanism is severed, where there is an outcome.
fn mediated(claims: &[Claim], number: usize, claim: &Claim, measured: &Measured) -> Option<f64> {
    let effect = claim.test()?.outcome.first()?;
    let mean = |measure: Measure| Summary::of(&measure.parts.first()?.values);
    let whole = mean(measured.main(claims, number, effect))?;
    let severed = mean(measured.severed(claims, number, effect))?;
    (whole.p() <= RATE && whole.mean.abs() > 0.0).then(|| 1.0 - severed.mean / whole.mean)
}

fn elsewhere(
    claims: &[Claim],
    number: usize,
    claim: &Claim,
    measured: &Measured,
) -> Option<Elsewhere> {
    let test = claim.test()?;
    let expect = test.context.as_ref()?.expect;
    let effect = test.outcome.first()?;
    let here = measured.main(claims, number, effect).parts.into_iter().next()?;
    let there = measured.context(claims, number, effect).parts.into_iter().next()?;
    let (near, far) = (Summary::of(&here.values)?, Summary::of(&there.values));
    let status = far.map_or(Status::Unclear, |far| {
        let same_way = far.mean * near.mean > 0.0;
        match expect {
            InContext::Hold if same_way && far.p() <= RATE => Status::Holds,
            InContext::Hold if far.p() <= RATE => Status::Against,
            InContext::Vanish if far.p_same(there.smallest) <= RATE => Status::Holds,
            InContext::Vanish if far.p() <= RATE && far.mean.abs() >= there.smallest => {
                Status::Against
            }
            InContext::Weaker => weaker(&here, &there, near.mean),
            InContext::Hold | InContext::Vanish => Status::Unclear,
        }
    });
    Some(Elsewhere { expect: expect.label(), effect: far.map(|far| far.mean), status })
}

/// Whether the effect is nearer to nothing there than here, replicate by replicate.
fn weaker(here: &Part, there: &Part, mean: f64) -> Status {
    let sign = if mean < 0.0 { -1.0 } else { 1.0 };
    let less: Vec<f64> =
        here.values.iter().zip(&there.values).map(|(near, far)| sign * (near - far)).collect();
    match Summary::of(&less) {
        Some(summary) if summary.p() <= RATE && summary.mean > 0.0 => Status::Holds,
        Some(summary) if summary.p() <= RATE => Status::Against,
        _ => Status::Unclear,
    }
}

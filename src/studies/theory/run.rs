//! The theory as experiments. Each claim is a few arms on shared draws; each arm is run once,
//! however many claims use it; paired differences of the replicates are judged by rules that were
//! declared before. The claims themselves are data: see `scenarios/theory/`.

use crate::studies::theory::verdict;
use serde::Serialize;

use crate::studies::theory::contexts::{Elsewhere, elsewhere};
use crate::studies::theory::design::Design;
use crate::studies::theory::held;
use crate::studies::theory::luck::Luck;
use crate::studies::theory::measured::{Measure, Measured};
use crate::studies::theory::parts::Role;
use crate::studies::theory::robust::Robust;
use crate::studies::theory::stats::{Summary, adjusted};
use crate::studies::theory::turned::Turned;
use crate::studies::theory::verdict::{Proof, RATE, Severed, Status, Verdict};

use crate::runs::RunSize;
use crate::scenario::Scenario;
use crate::studies::theory::read::{Claim, Configuration, Cut, Effect, Fitted, Test, Tested};

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
    /// Why so much.
    pub smallest_because: String,
    /// Chance, adjusted for all effects of the run.
    pub adjusted: Option<f64>,
    /// Replicates that have it.
    pub replicates: usize,
    /// Mean of the reading in each arm.
    pub arms: Vec<f64>,
    /// What became of it.
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
    /// How it is known that the outcome comes by the mechanism: `cut`, `no cut` or `by construction`.
    pub proof: &'static str,
    /// Share of the first outcome that goes when the mechanism is severed.
    pub mediated: Option<f64>,
    /// What became of that outcome then.
    pub severed: Option<Severed>,
    /// What became of the first outcome in other contexts.
    pub contexts: Vec<Elsewhere>,
    /// Whether it was looked at before something was changed, and what: `model`, `test` or `verdict`.
    pub fitted: Option<&'static str>,
    /// Whether it is one of the claims held apart.
    pub apart: bool,
    /// How the first outcome fares over draws of all parameters.
    pub robust: Option<Robust>,
    /// How often it passes in scrambled models.
    pub scrambled: Option<Luck>,
    /// How often it passes with the levers of other claims.
    pub swapped: Option<Luck>,
    /// What came of it when weights were turned, where that was tried and it is supported.
    pub turned: Option<Turned>,
    /// Size of the experiment.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
}

impl Finding {
    /// Why the model gives something else than the claim says, if it does and the file says why.
    #[must_use]
    pub fn why_not(&self) -> Option<&str> {
        self.finding.as_deref().filter(|_| self.verdict.is_otherwise())
    }

    /// Whether it is among the claims of which so many are supported: those that could have failed to
    /// be, by an experiment with a cut.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        let run = !matches!(self.verdict, Verdict::Untested | Verdict::HeldApart);
        run && self.proof == proof_label(None)
    }

    /// A claim that is held apart: what its file says of it, and nothing of what comes of it.
    #[must_use]
    pub fn sealed(claim: &Claim, plan: &RunSize) -> Self {
        // Remarks, and whether it was ever explained, say what came of earlier tests.
        Self {
            verdict: Verdict::HeldApart,
            finding: None,
            note: None,
            fitted: None,
            ..Self::bare(claim, plan)
        }
    }

    /// A claim of which nothing was found.
    fn bare(claim: &Claim, plan: &RunSize) -> Self {
        let people = claim.test().and_then(|test| test.people).unwrap_or(0);
        Self {
            id: claim.id.clone(),
            group: claim.group.clone(),
            title: claim.title.clone(),
            claim: claim.claim.clone(),
            configuration: claim.configuration.clone(),
            source: claim.source.clone(),
            note: claim.note.clone(),
            finding: claim.finding.clone(),
            design: None,
            class: claim.class.label(),
            contrast: claim.test().map(|test| test.contrast.label()),
            verdict: Verdict::Untested,
            untested: None,
            effects: Vec::new(),
            proof: proof_label(claim.test()),
            mediated: None,
            severed: None,
            contexts: Vec::new(),
            fitted: claim.fitted.map(Fitted::label),
            apart: held::is_apart(&claim.id),
            robust: None,
            scrambled: None,
            swapped: None,
            turned: None,
            people: people.max(plan.people),
            weeks: plan.weeks,
        }
    }
}

fn proof_label(test: Option<&Test>) -> &'static str {
    match test.map(|test| &test.cut) {
        Some(Cut::By(_)) | None => "cut",
        Some(Cut::Nothing(_)) => "no cut",
        Some(Cut::Construction(_)) => "by construction",
    }
}

/// Where the figures of a claim come from, by its number: of each effect, and of the outcome before and after the cut.
pub struct Sources<'a> {
    /// An effect.
    pub effect: &'a dyn Fn(usize, &Effect) -> Measure,
    /// An outcome as it is, and with the mechanism severed, in the same replicates.
    pub severed: &'a dyn Fn(usize, &Effect) -> [Measure; 2],
}

/// Judges every claim by what was measured, all effects of the run together; those of claims held
/// apart by themselves, so that nothing of them shows in the others. Claims whose arms are not all run
/// are left out.
#[must_use]
pub fn judge(
    claims: &[Claim],
    scenario: &Scenario,
    plan: &RunSize,
    measured: &Measured,
) -> Vec<Finding> {
    let sources = Sources {
        effect: &|number, effect| measured.main(claims, number, effect),
        severed: &|number, effect| measured.severed(claims, number, effect),
    };
    let found = found(claims, sources.effect);
    claims
        .iter()
        .zip(found)
        .enumerate()
        .filter(|(number, _)| measured.done(*number))
        .map(|(number, (claim, effects))| {
            let (severed, mediated) = cut(claim, number, &sources);
            let (verdict, untested) = reached(claim, &effects, severed, plan);
            Finding {
                design: Design::of(claim, scenario),
                verdict,
                untested,
                effects,
                mediated,
                severed: claim.test().and_then(|test| test.cut.shift()).map(|_| severed),
                contexts: elsewhere(claims, number, measured),
                ..Finding::bare(claim, plan)
            }
        })
        .collect()
}

/// The verdict on every claim by what was measured of its effects, all effects together.
#[must_use]
pub fn verdicts(claims: &[Claim], plan: &RunSize, sources: &Sources<'_>) -> Vec<Verdict> {
    judged(claims, plan, sources).into_iter().map(|(verdict, _)| verdict).collect()
}

/// The same with what was found of every effect.
#[must_use]
pub fn judged(
    claims: &[Claim],
    plan: &RunSize,
    sources: &Sources<'_>,
) -> Vec<(Verdict, Vec<Found>)> {
    let found = found(claims, sources.effect);
    let judged = claims.iter().zip(found).enumerate();
    judged
        .map(|(number, (claim, found))| {
            (reached(claim, &found, cut(claim, number, sources).0, plan).0, found)
        })
        .collect()
}

/// What was found of every effect of every claim. False discoveries are controlled among the claims held
/// apart, and among the others.
fn found(claims: &[Claim], of: &dyn Fn(usize, &Effect) -> Measure) -> Vec<Vec<Found>> {
    let mut found: Vec<Vec<Found>> = vec![Vec::new(); claims.len()];
    for apart in [false, true] {
        let family = |number: &usize| held::is_apart(&claims[*number].id) == apart;
        let all: Vec<(usize, Half, &Effect, Measure)> = (0..claims.len())
            .filter(family)
            .flat_map(|number| {
                let effects = effects(&claims[number]);
                effects.map(move |(half, effect)| (number, half, effect, of(number, effect)))
            })
            .collect();
        judge_family(all, &mut found);
    }
    found
}

fn judge_family(all: Vec<(usize, Half, &Effect, Measure)>, found: &mut [Vec<Found>]) {
    let needed: Vec<f64> = all
        .iter()
        .flat_map(|(.., measure)| &measure.parts)
        .filter(|part| part.role == Role::Needed)
        .map(|part| Summary::of(&part.values).map_or(1.0, |s| verdict::chance(part, &s)))
        .collect();
    let mut chances = adjusted(&needed).into_iter();
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
        smallest_because: effect.size.because.clone(),
        adjusted: first.and(chances.first().copied()),
        replicates: first.map_or(0, |summary| summary.replicates),
        arms,
        status,
    }
}

/// The verdict on a claim, and why there is none.
fn reached(
    claim: &Claim,
    effects: &[Found],
    severed: Severed,
    plan: &RunSize,
) -> (Verdict, Option<String>) {
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
    let proof = match claim.test().map(|test| &test.cut) {
        Some(Cut::Nothing(_)) => Proof::NoCut,
        Some(Cut::Construction(_)) => Proof::Construction,
        Some(Cut::By(_)) | None => Proof::Cut(severed),
    };
    let verdict = match untested {
        Some(_) => Verdict::Untested,
        None => verdict::verdict(&of(Half::Mechanism), &of(Half::Outcome), proof),
    };
    (verdict, untested)
}

/// What became of the first outcome that should change when the mechanism was severed, and the share of
/// it that went, where there was an outcome.
fn cut(claim: &Claim, number: usize, sources: &Sources<'_>) -> (Severed, Option<f64>) {
    let unknown = (Severed::Unclear, None);
    let Some(test) = claim.test().filter(|test| test.cut.shift().is_some()) else { return unknown };
    let Some(effect) = test.carried() else { return unknown };
    let [whole, left] = (sources.severed)(number, effect);
    let (Some(whole), Some(left)) = (whole.parts.first(), left.parts.first()) else {
        return unknown;
    };
    let share = match (Summary::of(&whole.values), Summary::of(&left.values)) {
        (Some(whole), Some(left)) if whole.p() <= RATE && whole.mean.abs() > 0.0 => {
            Some(1.0 - left.mean / whole.mean)
        }
        _ => None,
    };
    (verdict::severed(whole.expect, &whole.values, &left.values), share)
}

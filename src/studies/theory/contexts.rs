//! Contexts: for whom and where a claim holds. In each its first outcome should hold, be weaker or
//! stronger, vanish or turn; what became of it stands beside what was expected, claim by claim, so that
//! the whole is a matrix of claims and contexts.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::number::written_or_empty;
use crate::report::rows::Writer;
use crate::studies::theory::measured::Measured;
use crate::studies::theory::parts::Part;
use crate::studies::theory::read::{Claim, InContext};
use crate::studies::theory::run::{Finding, Half};
use crate::studies::theory::stats::Summary;
use crate::studies::theory::tables::status;
use crate::studies::theory::verdict::{RATE, Status};

/// What became of the outcome in another context.
#[derive(Clone, Debug, Serialize)]
pub struct Elsewhere {
    /// For whom or where.
    pub name: String,
    /// What should have become of it.
    pub expect: &'static str,
    /// The effect here, in the replicates that have both.
    pub here: Option<f64>,
    /// The effect there.
    pub effect: Option<f64>,
    /// Low end of its 95 % interval.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
    /// Whether it became so.
    pub status: Status,
}

/// What became of the first outcome of a claim in each of its contexts.
pub(crate) fn elsewhere(claims: &[Claim], number: usize, measured: &Measured) -> Vec<Elsewhere> {
    let Some(test) = claims[number].test() else { return Vec::new() };
    let Some(effect) = test.outcome.first() else { return Vec::new() };
    let places = test.contexts.iter().enumerate();
    places
        .map(|(place, context)| {
            let both = measured.context(claims, (number, place), effect);
            let [here, there] = both.map(|measure| measure.parts.into_iter().next());
            let (near, far) = (summary(here.as_ref()), summary(there.as_ref()));
            let interval = far.map(|far| far.interval(0.95));
            Elsewhere {
                name: context.name.clone(),
                expect: context.expect.label(),
                here: near.map(|near| near.mean),
                effect: far.map(|far| far.mean),
                low: interval.map(|(low, _)| low),
                high: interval.map(|(_, high)| high),
                status: match (here, there) {
                    (Some(here), Some(there)) => became(context.expect, &here, &there),
                    _ => Status::Unclear,
                },
            }
        })
        .collect()
}

fn summary(part: Option<&Part>) -> Option<Summary> {
    Summary::of(&part?.values)
}

/// Whether an effect became what it should, of its figures here and there, replicate by replicate.
fn became(expect: InContext, here: &Part, there: &Part) -> Status {
    let (Some(near), Some(far)) = (summary(Some(here)), summary(Some(there))) else {
        return Status::Unclear;
    };
    let is_there = far.p() <= RATE;
    let same_way = far.mean * near.mean > 0.0;
    match expect {
        InContext::Hold | InContext::Turn if !is_there => Status::Unclear,
        InContext::Hold if same_way => Status::Holds,
        InContext::Turn if !same_way => Status::Holds,
        InContext::Hold | InContext::Turn => Status::Against,
        InContext::Vanish if far.p_same(there.smallest) <= RATE => Status::Holds,
        InContext::Vanish if is_there && far.mean.abs() >= there.smallest => Status::Against,
        InContext::Vanish => Status::Unclear,
        InContext::Weaker => nearer(here, there, near.mean, 1.0),
        InContext::Stronger => nearer(here, there, near.mean, -1.0),
    }
}

/// Whether the effect is nearer to nothing there than here (or further, with -1), replicate by replicate.
fn nearer(here: &Part, there: &Part, mean: f64, way: f64) -> Status {
    let sign = if mean < 0.0 { -way } else { way };
    let pairs = here.values.iter().zip(&there.values);
    let less: Vec<f64> = pairs.map(|(near, far)| sign * (near - far)).collect();
    match Summary::of(&less) {
        Some(summary) if summary.p() <= RATE && summary.mean > 0.0 => Status::Holds,
        Some(summary) if summary.p() <= RATE => Status::Against,
        _ => Status::Unclear,
    }
}

/// What a status says of a context.
pub(crate) fn says(status: Status) -> &'static str {
    match status {
        Status::Holds => "as expected",
        Status::Against => "not as expected",
        _ => "unclear",
    }
}

const CONTEXTS: [&str; 10] =
    ["id", "verdict", "context", "outcome", "expect", "here", "effect", "low", "high", "result"];

/// The matrix as rows: one for each claim and context.
pub(crate) fn write(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(CONTEXTS)?;
    for finding in findings {
        for one in &finding.contexts {
            rows.write_record([
                finding.id.clone(),
                finding.verdict.label().to_owned(),
                one.name.clone(),
                outcome(finding),
                one.expect.to_owned(),
                written_or_empty(one.here),
                written_or_empty(one.effect),
                written_or_empty(one.low),
                written_or_empty(one.high),
                status(one.status),
            ])?;
        }
    }
    rows.flush()
}

/// The outcome that contexts are about.
fn outcome(finding: &Finding) -> String {
    let first = finding.effects.iter().find(|found| found.half == Half::Outcome);
    first.map_or_else(String::new, |found| found.reading.clone())
}

/// The first outcome in a context, in words for a page.
pub(crate) fn sentence(one: &Elsewhere, effect: &str) -> String {
    let should = match one.expect {
        "hold" => "keep its sign",
        "weaker" => "be weaker",
        "stronger" => "be stronger",
        "turn" => "have the other sign",
        _ => "vanish",
    };
    format!(
        "{}: the first outcome was to {should}: {} (effect {effect}).",
        one.name,
        says(one.status)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::theory::parts::Role;
    use crate::studies::theory::read::Expect;

    fn part(values: [f64; 4]) -> Part {
        Part { role: Role::Needed, expect: Expect::Up, values: values.to_vec(), smallest: 1.0 }
    }

    #[test]
    fn each_expectation_has_its_own_test() {
        let here = part([5.0, 5.2, 4.9, 5.1]);
        let of = |expect, there: [f64; 4]| became(expect, &here, &part(there));
        let (less, more) = ([2.0, 2.1, 1.9, 2.2], [8.0, 8.1, 7.9, 8.3]);
        let (none, turned) = ([0.1, -0.1, 0.05, 0.0], [-3.0, -3.1, -2.9, -3.0]);
        let noise = [9.0, -9.0, 8.0, -7.0];
        assert_eq!(of(InContext::Hold, less), Status::Holds);
        assert_eq!(of(InContext::Hold, turned), Status::Against);
        assert_eq!(of(InContext::Hold, noise), Status::Unclear);
        assert_eq!(of(InContext::Weaker, less), Status::Holds);
        assert_eq!(of(InContext::Weaker, more), Status::Against);
        assert_eq!(of(InContext::Stronger, more), Status::Holds);
        assert_eq!(of(InContext::Stronger, less), Status::Against);
        assert_eq!(of(InContext::Vanish, none), Status::Holds);
        assert_eq!(of(InContext::Vanish, less), Status::Against);
        assert_eq!(of(InContext::Vanish, noise), Status::Unclear);
        assert_eq!(of(InContext::Turn, turned), Status::Holds);
        assert_eq!(of(InContext::Turn, less), Status::Against);
    }
}

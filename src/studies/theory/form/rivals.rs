//! Rival readings of the theory side by side: two worlds that differ in weights, the same interventions
//! tried in both, and which observation would tell the worlds apart, with how many people.
//!
//! **How many people.** Somebody tries an intervention in one place and not in another like it, n
//! registered people each, and reads a metric of both. The worlds expect differences that are D apart. In
//! places of the size that was run the difference spreads by s between replicates (arms drawn anew, as
//! no two real places share their draws). With n people the spread is s x sqrt(people / n), so that a test
//! at 5 % finds D with a chance of 80 % from n = people x (2.8 s / D)^2 on. This holds for chance alone: real
//! places differ besides, so that n is the least.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::observe::M;
use crate::report::number::{short, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::paired::mean;
use crate::runs::{Replicate, RunSize, Watch};
use crate::scenario::{Diagnostics, Scenario, Timeline};
use crate::studies::theory::form::arms::{self, late, read, shift};
use crate::studies::theory::form::loops::Push;
pub use crate::studies::theory::form::rival_list::RIVALS;
use crate::studies::theory::read::{Whom, timeline};
use crate::studies::theory::stats::Summary;

/// Standard normal deviates of 97.5 % and of 80 %, added: what a difference has to be, in standard errors,
/// to be found at 5 % with a chance of 80 %.
const FOUND: f64 = 1.959_964 + 0.841_621;

/// A world as one reading of the theory has it.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// What it holds.
    pub name: &'static str,
    /// The claims that speak for it.
    pub claims: &'static [&'static str],
    /// Its weights.
    pub weights: &'static [Push],
}

/// An intervention that is tried in both worlds.
#[derive(Clone, Copy, Debug)]
pub struct Tried {
    /// What is done.
    pub name: &'static str,
    /// By these changes, from the first measured week on.
    pub pushes: &'static [Push],
}

/// Two readings of the theory.
#[derive(Clone, Copy, Debug)]
pub struct Rivals {
    /// What they are about.
    pub name: &'static str,
    /// Both worlds.
    pub worlds: [World; 2],
    /// What is tried.
    pub tried: &'static [Tried],
    /// What is read, for whom.
    pub read: &'static [(M, Whom)],
}

/// What one observation would say.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The rivals.
    pub rivals: &'static str,
    /// What is tried.
    pub tried: &'static str,
    /// What is read.
    pub reading: String,
    /// Its unit.
    pub unit: &'static str,
    /// The difference that each world expects.
    pub expected: [f64; 2],
    /// How far they are apart, and the 95 % interval of it.
    pub apart: [f64; 3],
    /// Spread between places of the size that was run.
    pub spread: f64,
    /// Registered people in each of two places; nothing where the worlds cannot be told apart by it.
    pub people: Option<f64>,
}

/// The arms of a pair of rivals: in each world as it is, then with each intervention.
pub struct Planned {
    of: &'static Rivals,
    arms: [Vec<Timeline>; 2],
}

/// Lays out the arms of all rivals.
///
/// # Errors
/// If a weight leads outside what is possible on this scenario.
pub fn planned(scenario: &Scenario) -> Result<Vec<Planned>, Diagnostics> {
    let mut all = Vec::new();
    for of in RIVALS {
        let mut arms = [Vec::new(), Vec::new()];
        for (world, arms) in of.worlds.iter().zip(&mut arms) {
            let weights = shift(world.weights, None);
            arms.push(timeline(scenario, &[&weights])?);
            for tried in of.tried {
                arms.push(timeline(scenario, &[&weights, &shift(tried.pushes, Some(0))])?);
            }
        }
        all.push(Planned { of, arms });
    }
    Ok(all)
}

/// How many cells the rivals come to.
#[must_use]
pub fn work(planned: &[Planned], plan: &RunSize) -> u64 {
    2 * planned.len() as u64 * u64::from(plan.replicates)
}

/// Runs all worlds, and says which observation would tell them apart; rivals whose arms are not complete
/// are left out.
#[must_use]
pub fn measure(planned: &[Planned], plan: &RunSize, watch: &Watch<'_>) -> Vec<Told> {
    let mut told = Vec::new();
    for Planned { of, arms } in planned {
        let worlds = [0, 1].map(|world: usize| arms::run(&arms[world], plan, watch));
        let short = |arm: &Vec<Replicate>| arm.len() < plan.replicates as usize;
        if worlds.iter().flatten().any(short) {
            continue;
        }
        for (number, tried) in of.tried.iter().enumerate() {
            for &(metric, whom) in of.read {
                told.extend(one(of, tried, number, (metric, whom), &worlds, plan));
            }
        }
    }
    told
}

fn one(
    of: &Rivals,
    tried: &Tried,
    number: usize,
    (metric, whom): (M, Whom),
    worlds: &[Vec<Vec<Replicate>>; 2],
    plan: &RunSize,
) -> Option<Told> {
    let reading = late(metric, whom, plan);
    let read = |world: usize, arm: usize| read(&reading, &worlds[world][arm]);
    let mut differences: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut apart = Vec::new();
    let mut spreads = Vec::new();
    let arms: Vec<Vec<Option<f64>>> =
        [(0, 0), (0, number + 1), (1, 0), (1, number + 1)].map(|(w, a)| read(w, a)).to_vec();
    let all = arms[0].iter().zip(&arms[1]).zip(&arms[2]).zip(&arms[3]);
    for (((a, b), c), d) in all {
        let (Some(a), Some(b), Some(c), Some(d)) = (a, b, c, d) else { continue };
        differences[0].push(b - a);
        differences[1].push(d - c);
        apart.push((d - c) - (b - a));
    }
    for arm in &arms {
        spreads.push(variance(&arm.iter().copied().flatten().collect::<Vec<_>>())?);
    }
    // Two places with draws of their own: their variances add; the two worlds' are pooled.
    let spread = (spreads.iter().sum::<f64>() / 2.0).sqrt();
    let summary = Summary::of(&apart)?;
    let (low, high) = summary.interval(0.95);
    let told = (low > 0.0 || high < 0.0) && spread > 0.0;
    let needed = FOUND * spread / summary.mean;
    let unit = metric.metric().unit;
    Some(Told {
        rivals: of.name,
        tried: tried.name,
        reading: reading.name(),
        unit,
        expected: [mean(&differences[0])?, mean(&differences[1])?],
        apart: [summary.mean, low, high],
        spread,
        people: told.then(|| f64::from(plan.people) * needed * needed),
    })
}

fn variance(values: &[f64]) -> Option<f64> {
    let middle = mean(values)?;
    let squares: f64 = values.iter().map(|it| (it - middle) * (it - middle)).sum();
    (values.len() > 1).then(|| squares / (values.len() as f64 - 1.0))
}

const COLUMNS: [&str; 11] = [
    "rivals",
    "tried",
    "reading",
    "unit",
    "expected_one",
    "expected_other",
    "apart",
    "apart_low",
    "apart_high",
    "spread",
    "people",
];

/// Writes what would tell rivals apart, as a table.
pub(crate) fn write(out: &mut dyn Write, told: &[Told]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for it in told {
        let number = |value: f64| written_or_empty(Some(value));
        rows.write_record([
            it.rivals.to_owned(),
            it.tried.to_owned(),
            it.reading.clone(),
            it.unit.to_owned(),
            number(it.expected[0]),
            number(it.expected[1]),
            number(it.apart[0]),
            number(it.apart[1]),
            number(it.apart[2]),
            number(it.spread),
            written_or_empty(it.people.map(rounded)),
        ])?;
    }
    rows.flush()
}

/// People to two digits, upwards: an estimate of so few replicates has no more.
#[must_use]
pub fn rounded(people: f64) -> f64 {
    let mut step = 1.0;
    while people / step > 100.0 {
        step *= 10.0;
    }
    (people / step).ceil() * step
}

/// Most people that are said as a number: no two places that could be compared have more.
const MOST: f64 = 1e7;

/// How many people an observation needs, in words.
#[must_use]
pub fn people_said(people: Option<f64>) -> String {
    match people.map(rounded) {
        None => "these replicates cannot tell".to_owned(),
        Some(people) if people > MOST => "more than ten million".to_owned(),
        Some(people) => thousands(people),
    }
}

/// A whole number with commas.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// What would tell rivals apart, the easiest first, for a terminal.
#[must_use]
pub fn said(told: &[Told]) -> String {
    let mut text = String::new();
    for of in RIVALS {
        let mut own: Vec<&Told> = told.iter().filter(|it| it.rivals == of.name).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by(|a, b| order(a).total_cmp(&order(b)));
        let _ = writeln!(text, "{}", of.name);
        for it in own {
            let people = people_said(it.people);
            let _ = writeln!(
                text,
                "  {:<40} {:<36} {} or {}; people in each place: {people}",
                it.tried,
                it.reading,
                short(it.expected[0]),
                short(it.expected[1])
            );
        }
    }
    text
}

/// By what observations are put in order: the people that they need.
#[must_use]
pub fn order(told: &Told) -> f64 {
    told.people.unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rivals_lay_out_their_worlds_on_the_baseline() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let scenario = crate::scenario::load(&path).expect("the baseline");
        let planned = planned(&scenario).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(planned.len(), 3);
        for it in &planned {
            assert!(it.arms.iter().all(|arms| arms.len() == it.of.tried.len() + 1));
            let plan = RunSize {
                seed: 1,
                replicates: 2,
                neighbourhoods: 1,
                people: 400,
                weeks: 30,
                warm_up: 4,
            };
            for &(metric, whom) in it.of.read {
                assert!(late(metric, whom, &plan).is_taken(), "{metric:?} by fifths");
            }
        }
    }

    #[test]
    fn people_are_rounded_up_to_two_digits() {
        let said = [3.2, 99.0, 101.0, 12_345.0].map(|people| rounded(people).to_string());
        assert_eq!(said, ["4", "99", "110", "13000"]);
    }

    #[test]
    fn people_are_said_with_commas_and_not_beyond_reason() {
        let said = [None, Some(999.0), Some(1_234.0), Some(4e9)].map(people_said);
        let wanted = ["these replicates cannot tell", "1,000", "1,300", "more than ten million"];
        assert_eq!(said, wanted);
    }

    #[test]
    fn a_variance_needs_two_values() {
        assert_eq!(variance(&[1.0]), None);
        assert_eq!(variance(&[1.0, 3.0]), Some(2.0));
    }
}

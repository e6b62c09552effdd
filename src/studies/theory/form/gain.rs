//! Gains of loops, measured by two pushes with and without the weight of the loop; `loops` says how.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::observe::Group;
use crate::report::number::{short, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::paired::{mean, students_t};
use crate::runs::{Replicate, RunSize, Watch};
use crate::scenario::{Diagnostics, Scenario, Timeline, names};
use crate::studies::theory::form::arms::{self, late, shift};
use crate::studies::theory::form::loops::{End, LOOPS, Loop, Measure, Push, Size};
use crate::studies::theory::read::{Shift, Whom, timeline};

/// The gain of a loop.
#[derive(Clone, Debug, Serialize)]
pub struct Gain {
    /// The loop.
    pub id: &'static str,
    /// Its gain, by all ways between its two states.
    pub whole: Option<Estimate>,
    /// What is left of it with the weight of the loop cut.
    pub cut: Option<Estimate>,
    /// The difference: the loop's own.
    pub own: Option<Estimate>,
    /// Why there is none, or how it is known if not by pushes.
    pub said: String,
}

/// A figure and its 95 % interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

impl Estimate {
    /// In words.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{} ({} to {})", short(self.value), short(self.low), short(self.high))
    }
}

/// The arms of one loop: as it is, with one push, with the other; then the same with the cut.
pub struct Planned {
    of: &'static Loop,
    arms: Vec<Timeline>,
}

/// Lays out the arms of all loops that are measured by pushes.
///
/// # Errors
/// If a push leads outside what is possible on this scenario.
pub fn planned(scenario: &Scenario) -> Result<Vec<Planned>, Diagnostics> {
    let mut all = Vec::new();
    for of in LOOPS {
        let Measure::Pushes { state, flow, cut } = of.measure else { continue };
        let cuts: Vec<Push> = cut.iter().map(|&(path, nothing)| Push::Set(path, nothing)).collect();
        let cut = shift(&cuts, Some(0));
        let pushes: Vec<Shift> =
            [state, flow].iter().map(|end| shift(&[end.push], Some(0))).collect();
        let none = Shift::default();
        let mut arms = Vec::new();
        for cut in [&none, &cut].into_iter().take(if cuts.is_empty() { 1 } else { 2 }) {
            for push in [&none, &pushes[0], &pushes[1]] {
                let shifts: Vec<&Shift> =
                    [cut, push].into_iter().filter(|shift| shift.changes() > 0).collect();
                arms.push(timeline(scenario, &shifts)?);
            }
        }
        all.push(Planned { of, arms });
    }
    Ok(all)
}

/// How many cells the loops come to.
#[must_use]
pub fn work(planned: &[Planned], plan: &RunSize) -> u64 {
    planned.len() as u64 * u64::from(plan.replicates)
}

/// Runs and measures; loops whose arms are not complete have no gain.
#[must_use]
pub fn measure(
    planned: &[Planned],
    scenario: &Scenario,
    plan: &RunSize,
    watch: &Watch<'_>,
) -> Vec<Gain> {
    let one = |of: &'static Loop| match of.measure {
        Measure::Not(reason) => nothing(of, reason.to_owned()),
        Measure::Share(weight, all) => share(of, scenario, weight, all),
        Measure::Pushes { state, flow, .. } => {
            let Some(planned) = planned.iter().find(|planned| planned.of.id == of.id) else {
                return nothing(of, "Not asked for.".into());
            };
            let runs = arms::run(&planned.arms, plan, watch);
            if runs.iter().any(|arm| arm.len() < plan.replicates as usize) {
                return nothing(of, "Stopped before it was complete.".into());
            }
            by_pushes(of, [&state, &flow], &runs, plan)
        }
    };
    LOOPS.iter().map(one).collect()
}

fn nothing(of: &Loop, said: String) -> Gain {
    Gain { id: of.id, whole: None, cut: None, own: None, said }
}

/// A gain that an equation states.
fn share(of: &Loop, scenario: &Scenario, weight: &str, all: &[&str]) -> Gain {
    let value = |path: &str| {
        let numbers = names::parameters(path);
        numbers.iter().map(|&at| scenario.entries[at].value).sum::<f64>()
    };
    let sum: f64 = all.iter().map(|path| value(path)).sum();
    let gain = if sum > 0.0 { value(weight) / sum } else { 0.0 };
    let whole = Estimate { value: gain, low: gain, high: gain };
    let zero = Estimate { value: 0.0, low: 0.0, high: 0.0 };
    let said = "Read off the equation: a weight over the sum of weights.".to_owned();
    Gain { id: of.id, whole: Some(whole), cut: Some(zero), own: Some(whole), said }
}

/// What both states are in each replicate of three arms: none pushed, one pushed, the other pushed.
type Read = Vec<[[f64; 2]; 3]>;

fn by_pushes(of: &'static Loop, ends: [&End; 2], runs: &[Vec<Replicate>], plan: &RunSize) -> Gain {
    let read = |arms: &[Vec<Replicate>]| -> Read {
        let reading = |end: &End| late(end.metric, Whom::Group(Group::All), plan);
        let readings = ends.map(reading);
        (0..plan.replicates as usize)
            .filter_map(|number| {
                let mut all = [[0.0; 2]; 3];
                for (arm, row) in arms.iter().zip(&mut all) {
                    for (reading, cell) in readings.iter().zip(row) {
                        *cell = reading.of(&arm[number].observations)?;
                    }
                }
                Some(all)
            })
            .collect()
    };
    let whole = read(&runs[..3]);
    let cut = runs.get(3..6).map(read);
    let sizes = ends.map(|end| end.size);
    let of_whole = jackknife(whole.len(), &|left| gain(&without(&whole, left), sizes));
    let of_cut =
        cut.as_ref().and_then(|cut| jackknife(cut.len(), &|left| gain(&without(cut, left), sizes)));
    // Both are read in the same replicates, so that what they share goes with the difference.
    let own = cut.as_ref().filter(|cut| cut.len() == whole.len()).and_then(|cut| {
        jackknife(whole.len(), &|left| {
            Some(gain(&without(&whole, left), sizes)? - gain(&without(cut, left), sizes)?)
        })
    });
    let said = match (&of_whole, cut.is_some()) {
        (None, _) => "A push did not move its own state: so many replicates cannot tell.",
        (Some(_), true) => "By two pushes, with and without the weight of the loop.",
        (Some(_), false) => "By two pushes; the loop has no weight of its own to cut.",
    };
    Gain { id: of.id, whole: of_whole, cut: of_cut, own, said: said.to_owned() }
}

/// All replicates but one.
fn without(read: &Read, left: Option<usize>) -> Read {
    let kept = read.iter().enumerate().filter(|(number, _)| Some(*number) != left);
    kept.map(|(_, row)| *row).collect()
}

/// The gain: the answer of each state to a push of the other, multiplied. Nothing where a push did not
/// move its own state.
fn gain(read: &[[[f64; 2]; 3]], sizes: [Size; 2]) -> Option<f64> {
    let at =
        |arm: usize, end: usize| mean(&read.iter().map(|row| row[arm][end]).collect::<Vec<_>>());
    let change = |arm: usize, end: usize| -> Option<f64> {
        let (before, after) = (at(0, end)?, at(arm, end)?);
        match sizes[end] {
            Size::Read => Some(after - before),
            Size::Log(_) => (before > 0.0 && after > 0.0).then(|| libm::log(after / before)),
        }
    };
    let size = |arm: usize, end: usize| match sizes[end] {
        Size::Read => change(arm, end),
        Size::Log(factor) => Some(libm::log(factor)),
    };
    let answer = |up: f64, by: f64| (by.abs() > 0.0).then(|| up / by);
    Some(answer(change(1, 1)?, size(1, 0)?)? * answer(change(2, 0)?, size(2, 1)?)?)
}

/// A figure of all replicates with an interval by leaving each out in turn.
fn jackknife(count: usize, of: &dyn Fn(Option<usize>) -> Option<f64>) -> Option<Estimate> {
    let value = of(None)?;
    let left: Vec<f64> = (0..count).map(|number| of(Some(number))).collect::<Option<_>>()?;
    if left.len() < 2 {
        return None;
    }
    let middle = mean(&left)?;
    let squares: f64 = left.iter().map(|it| (it - middle) * (it - middle)).sum();
    let error = (squares * (count as f64 - 1.0) / count as f64).sqrt();
    let half = error * students_t(0.95, count - 1);
    Some(Estimate { value, low: value - half, high: value + half })
}

const COLUMNS: [&str; 18] = [
    "id",
    "name",
    "theory",
    "arrows",
    "path",
    "claims",
    "state",
    "flow",
    "cut",
    "gain",
    "gain_low",
    "gain_high",
    "gain_cut",
    "own",
    "own_low",
    "own_high",
    "replicates",
    "how",
];

/// Writes the loops as a table.
pub(crate) fn write(out: &mut dyn Write, gains: &[Gain], replicates: u32) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for (of, gain) in LOOPS.iter().zip(gains) {
        let [state, flow, cut] = match of.measure {
            Measure::Pushes { state, flow, cut } => {
                let cut: Vec<&str> = cut.iter().map(|(path, _)| *path).collect();
                let name = |end: End| end.metric.metric().name.to_owned();
                [name(state), name(flow), cut.join(" ")]
            }
            Measure::Share(weight, _) => [String::new(), String::new(), weight.to_owned()],
            Measure::Not(_) => [String::new(), String::new(), String::new()],
        };
        let number =
            |it: &Option<Estimate>, of: fn(&Estimate) -> f64| written_or_empty(it.as_ref().map(of));
        let arrows = of.sign().map_or("", crate::studies::theory::form::map::Sign::mark);
        rows.write_record([
            of.id.to_owned(),
            of.name.to_owned(),
            of.kind.label().to_owned(),
            arrows.to_owned(),
            of.path_said(),
            of.claims.join(" "),
            state,
            flow,
            cut,
            number(&gain.whole, |it| it.value),
            number(&gain.whole, |it| it.low),
            number(&gain.whole, |it| it.high),
            number(&gain.cut, |it| it.value),
            number(&gain.own, |it| it.value),
            number(&gain.own, |it| it.low),
            number(&gain.own, |it| it.high),
            replicates.to_string(),
            gain.said.clone(),
        ])?;
    }
    rows.flush()
}

/// The gains for a terminal.
#[must_use]
pub fn said(gains: &[Gain]) -> String {
    let mut text = String::from("Loops: gain of one turn, and what of it is the loop's own\n");
    for (of, gain) in LOOPS.iter().zip(gains) {
        let known = |it: &Option<Estimate>| it.map_or_else(|| "-".to_owned(), |it| it.said());
        let (whole, own) = (known(&gain.whole), known(&gain.own));
        let _ = writeln!(text, "{:<4}{:<40} {whole:<28} own {own}", of.id, of.name);
        if gain.whole.is_none() {
            let _ = writeln!(text, "    {}", gain.said);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A loop of two states in one equation each: s = u + b f, f = v + a s, with some noise that arms share.
    fn made(a: f64, b: f64, noise: f64) -> [[f64; 2]; 3] {
        let at = |u: f64, v: f64| {
            let s = (u + b * v) / (1.0 - a * b);
            [s + noise, v + a * s - noise]
        };
        [at(1.0, 1.0), at(1.2, 1.0), at(1.0, 1.1)]
    }

    #[test]
    fn what_returns_cancels() {
        let read: Read = (0..6).map(|number| made(0.5, 0.8, f64::from(number))).collect();
        let found = gain(&read, [Size::Read; 2]).expect("a gain");
        assert!((found - 0.4).abs() < 1e-9, "{found}");
        let balancing = gain(&[made(0.5, -2.0, 0.0)], [Size::Read; 2]).expect("a gain");
        assert!((balancing + 1.0).abs() < 1e-9, "{balancing}");
        let still = gain(&[[[1.0, 1.0]; 3]], [Size::Read; 2]);
        assert_eq!(still, None);
    }

    #[test]
    fn a_push_of_known_size_is_a_ratio() {
        // f doubles where s is pushed by 1; a push that triples f moves s by ln 3 / 2.
        let rows = [[[1.0, 1.0], [2.0, 2.0], [1.0 + libm::log(3.0) / 2.0, 1.0]]];
        let found = gain(&rows, [Size::Read, Size::Log(3.0)]).expect("a gain");
        assert!((found - libm::log(2.0) / 2.0).abs() < 1e-9, "{found}");
    }

    #[test]
    fn an_interval_leaves_each_replicate_out_in_turn() {
        let values = [1.0, 2.0, 3.0, 4.0];
        let of = |left: Option<usize>| {
            let kept: Vec<f64> = values
                .iter()
                .enumerate()
                .filter(|(number, _)| Some(*number) != left)
                .map(|(_, value)| *value)
                .collect();
            mean(&kept)
        };
        let found = jackknife(4, &of).expect("an estimate");
        // The jackknife of a mean is its standard error: 0.6455 times Student's t of 3.182.
        assert!((found.value - 2.5).abs() < 1e-9 && (found.high - 4.554).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn every_loop_lays_out_its_arms_on_the_baseline() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let scenario = crate::scenario::load(&path).expect("the baseline");
        let planned = planned(&scenario).unwrap_or_else(|found| panic!("{found}"));
        assert!(planned.len() > 10 && planned.iter().all(|it| [3, 6].contains(&it.arms.len())));
    }
}

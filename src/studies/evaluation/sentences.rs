//! What an evaluation says in words.

use std::fmt::Write as _;

use crate::report::number::{in_a_hundred, short};
use crate::runs::{Difference, Students};
use crate::studies::evaluation::found::Evaluated;
use crate::studies::evaluation::power::{DRAWN, Power, needed};

/// A mean and the interval that holds it nine times in ten.
fn with_interval(found: Difference) -> String {
    let students = Students::up_to(found.replicates);
    match found.intervals(&students) {
        Some([_, (low, high), _]) => {
            format!("{} ({} to {})", short(found.mean), short(low), short(high))
        }
        None => short(found.mean),
    }
}

/// Three numbers of each design, and what lies between them.
#[must_use]
pub fn evaluation_said(all: &[Evaluated<'_>], powers: &[Vec<Power>]) -> String {
    let mut text = String::new();
    let mut say = |line: &str| writeln!(text, "{line}").expect("writing to a string");
    say("Effects of social prescribing, as designs find them. Simulated, not observed.");
    say("In brackets: where the mean over all studies lies, nine times in ten.");
    for (at, one) in all.iter().enumerate() {
        let design = one.design;
        say("");
        say(&format!(
            "{} ({}, {})",
            design.title,
            design.estimator.label(),
            design.outcome.label()
        ));
        let unit = design.unit();
        match &design.published {
            Some(it) => {
                let range = match (it.low, it.high) {
                    (Some(low), Some(high)) => format!(" ({} to {})", short(low), short(high)),
                    _ => String::new(),
                };
                let used = if it.calibrated { "; parameters were chosen by it" } else { "" };
                say(&format!(
                    "  published     {}{range} {unit}; {}{used}",
                    short(it.value),
                    it.source
                ));
            }
            None => say("  published     nothing yet"),
        }
        let Some(found) = one.found() else {
            say("  found here    nothing: there were too few to estimate from");
            continue;
        };
        let studies = one.studies.len();
        say(&format!("  found here    {} {unit}, over {studies} studies", with_interval(found)));
        match one.truth() {
            Some(truth) => say(&format!("  truth here    {} {unit}", with_interval(truth))),
            None => say("  truth here    no twins were left to tell"),
        }
        if let Some(bias) = one.bias() {
            say(&format!("  bias          {} {unit}", with_interval(bias)));
        }
        if let Some(interference) = one.interference() {
            let what = with_interval(interference);
            say(&format!(
                "  interference  {what} {unit}: everybody against nobody, less the truth"
            ));
        }
        let [studies, held, clear] = one.held();
        if studies > 1 {
            say(&format!(
                "  intervals     {held} of {studies} hold the truth, {clear} leave zero out"
            ));
        }
        if let Some(powers) = powers.get(at) {
            say(&format!("  power         {}", power_said(powers)));
        }
    }
    text
}

/// How many people a study needs.
#[must_use]
pub fn power_said(powers: &[Power]) -> String {
    let Some(last) = powers.last() else {
        return "not drawn: the design draws no people, or there were too few".to_owned();
    };
    match needed(powers) {
        Some(people) => format!(
            "your evaluation needs {people} people to see an effect four times in five, by {DRAWN} \
             studies of each size"
        ),
        None => format!(
            "{} % of studies of {} people see an effect: more are needed than were simulated",
            in_a_hundred(100.0 * last.power()),
            last.people
        ),
    }
}

//! What a summary says of some metrics in plain sentences, over all weeks.

use std::fmt::Write as _;

use crate::model::observe::M;
use crate::report::number::short;
use crate::studies::sweep::summary::tables::AllErrors;
use crate::studies::sweep::summary::{Against, Summary};

/// Metrics that are told when a study names many.
const USUAL: [M; 3] = [M::GpRequests, M::GpVisits, M::LifeSatisfaction];

/// As many metrics as can be told and drawn one by one.
const MOST_TOLD: usize = 6;

impl Summary<'_> {
    /// The metrics that are told and drawn: those asked for if they are few.
    pub(crate) fn told(&self) -> Vec<M> {
        let mut all: Vec<M> = Vec::new();
        for (_, figure, _) in self.figures() {
            if !all.contains(&figure.metric) {
                all.push(figure.metric);
            }
        }
        if all.len() > MOST_TOLD {
            all.retain(|metric| USUAL.contains(metric));
        }
        all
    }

    /// How sure means and differences are, metric by metric.
    pub(crate) fn said(&self, errors: &AllErrors) -> String {
        let mut text = String::new();
        for metric in self.told() {
            let listed = metric.metric();
            writeln!(text, "{} ({}), over all weeks", listed.name, listed.unit).expect(WRITING);
            let place = self.place(metric).expect("a metric that is told is summed up");
            for of in [None, Some(Against::Scenario), Some(Against::Point)] {
                let Some(found) = errors.get(&(of, place)) else { continue };
                let (Some(middle), Some((most, point, scenario))) = (found.median(), found.largest)
                else {
                    continue;
                };
                let what = match of {
                    None => "of a mean",
                    Some(Against::Scenario) => "of a difference between scenarios",
                    Some(Against::Point) => "of a difference between points",
                };
                let [clear, all] = found.clear;
                let sure = match of {
                    None => String::new(),
                    Some(_) => format!("; {clear} of {all} leave zero out of their 95 % interval"),
                };
                writeln!(
                    text,
                    "  standard error {what}: {} in the middle, {} at most ({}, {}){sure}",
                    short(middle),
                    short(most),
                    self.name(point),
                    self.scenario(scenario)
                )
                .expect(WRITING);
            }
        }
        text
    }
}

const WRITING: &str = "writing to a string";

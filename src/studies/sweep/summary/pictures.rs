//! The pictures of a summary: for each metric that is told, what differs between scenarios at each
//! point, or between points where there is one scenario.

use crate::model::observe::M;
use crate::report::charts::Set;
use crate::report::charts::steps::{Step, Tone};
use crate::report::charts::{Body, Chart};
use crate::report::number::short;
use crate::runs::Difference;
use crate::studies::sweep::summary::tables::Found;
use crate::studies::sweep::summary::{Against, Summary};

/// As many rows as can be read.
const MOST_ROWS: usize = 16;

/// The differences that pictures show, as they were found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown(Vec<Found>);

impl Summary<'_> {
    /// Takes a difference if a picture shows it.
    pub(crate) fn show(&self, shown: &mut Shown, found: Found) {
        let (against, .., place, _) = found;
        let several = self.sweep.record.scenarios.len() > 1;
        let wanted = if several { Against::Scenario } else { Against::Point };
        let told = || self.told().into_iter().any(|metric| self.place(metric) == Some(place));
        if against == wanted && told() {
            shown.0.push(found);
        }
    }

    /// The pictures, a set for each metric.
    pub(crate) fn pictures(&self, shown: &Shown) -> Vec<Set> {
        let record = &self.sweep.record;
        let footer = format!(
            "Study: {} \u{b7} {} replicates \u{b7} simulated by Kith {}, not observed",
            record.sweep.title,
            record.run.replicates,
            env!("CARGO_PKG_VERSION")
        );
        let set = |metric: M| {
            Some(Set {
                prefix: format!("{}_", metric.metric().name),
                charts: vec![self.picture(metric, shown)?],
                footer: footer.clone(),
            })
        };
        self.told().into_iter().filter_map(set).collect()
    }

    fn picture(&self, metric: M, shown: &Shown) -> Option<Chart> {
        let place = self.place(metric)?;
        let of_metric = shown.0.iter().filter(|(.., at, _)| *at == place);
        let mut found: Vec<(Against, usize, usize, Difference)> = of_metric
            .map(|&(against, point, scenario, _, found)| (against, point, scenario, found))
            .collect();
        let against = found.first()?.0;
        let all = found.len();
        if all > MOST_ROWS {
            found.sort_by(|a, b| b.3.mean.total_cmp(&a.3.mean));
            found.drain(MOST_ROWS / 2..all - MOST_ROWS / 2);
        }
        let clear = |found: &Difference| {
            self.interval(found).is_some_and(|(low, high)| low > 0.0 || high < 0.0)
        };
        let (sure, shown) = (found.iter().filter(|row| clear(&row.3)).count(), found.len());
        let rows = found.iter().map(|(_, point, scenario, found)| {
            let interval = self.interval(found);
            let around = interval.map_or_else(String::new, |(low, high)| {
                format!(" ({} to {})", short(low), short(high))
            });
            let (name, scenario) = (self.name(*point), self.scenario(*scenario));
            let label = match against {
                Against::Point => name,
                Against::Scenario if self.sweep.points.len() == 1 => scenario,
                Against::Scenario if self.sweep.record.scenarios.len() == 2 => name,
                Against::Scenario => format!("{scenario}, {name}"),
            };
            Step {
                label,
                from: 0.0,
                by: found.mean,
                interval,
                text: format!("{}{around}", short(found.mean)),
                tone: Tone::Direction,
            }
        });
        let listed = metric.metric();
        let what = match against {
            Against::Scenario if self.sweep.record.scenarios.len() == 2 => {
                format!("{} less {}", self.scenario(1), self.scenario(0))
            }
            Against::Scenario => format!("each scenario less {}", self.scenario(0)),
            Against::Point => format!("each point less the first ({})", self.name(0)),
        };
        let some = if all > shown {
            format!(" The {shown} highest and lowest of {all}.")
        } else {
            String::new()
        };
        Some(Chart {
            name: "differences",
            sentence: format!(
                "{}: {sure} of the {shown} differences shown leave zero out of their interval",
                listed.name
            ),
            subtitle: format!(
                "{what}, over all weeks, replicate by replicate on the same draws. Brackets and \
                 whiskers: 95 % interval of the mean.{some}"
            ),
            data: "differences.csv",
            body: Body::Steps {
                steps: rows.collect(),
                unit: format!("difference, {}", listed.unit),
            },
        })
    }
}

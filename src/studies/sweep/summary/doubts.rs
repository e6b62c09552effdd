//! Chance and parameters apart, where draws of parameters lie under the points and each is run twice: of every mean
//! and of every paired difference.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::model::observe::M;
use crate::report::doubt::{DOUBT, Doubt, told};
use crate::report::number::short;
use crate::report::results::{Possible, possible};
use crate::report::rows::Writer;
use crate::studies::sweep::store::Store;
use crate::studies::sweep::summary::tables::{MEAN, chain};
use crate::studies::sweep::summary::{Against, Summary, pairs};

/// As many figures as are told one by one, of each metric.
const MOST_TOLD: usize = 4;

const NAMES: [&str; 9] =
    ["of", "point", "step", "scenario", "base", "period", "group", "metric", "unit"];

/// What a figure can be: a difference anything.
fn bounds(of: Option<Against>, metric: M) -> Possible {
    of.map_or_else(|| possible(metric), |_| (f64::NEG_INFINITY, f64::INFINITY))
}

/// A doubt that is told in words: of what, of which metric, point and scenario.
type Found = (Option<Against>, M, (usize, usize), Doubt);

/// The doubts that are told in words, of metrics over all weeks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told(Vec<Found>);

impl Summary<'_> {
    /// Both doubts of every figure of every point and scenario, and of every paired difference.
    pub(crate) fn doubts(
        &self,
        store: &mut Store,
        out: &mut dyn Write,
        told: &mut Told,
    ) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(NAMES.iter().chain(&DOUBT))?;
        let places: Vec<(M, Option<usize>)> =
            self.told().into_iter().map(|metric| (metric, self.place(metric))).collect();
        self.walk(store, &mut |runs, first| {
            let [point, step] = self.point(runs.point);
            let mut row = |of: Option<Against>,
                           scenario: usize,
                           base: &str,
                           place: usize,
                           singles: &[(u32, f64)]| {
                let metric = self.figures[place].1.metric;
                let found = Doubt::of(&runs.both(singles));
                let head = [
                    of.map_or(MEAN, Against::label).to_owned(),
                    point.clone(),
                    step.clone(),
                    self.scenario(scenario),
                    base.to_owned(),
                ];
                let names = Self::names(&self.figures[place].1);
                let cells = Doubt::cells(found, bounds(of, metric));
                if places.contains(&(metric, Some(place))) {
                    told.0.extend(found.map(|found| (of, metric, (runs.point, scenario), found)));
                }
                rows.write_record(chain(&[&head, &names, &cells]))
            };
            for scenario in 0..runs.scenarios.len() {
                for (place, ..) in self.figures() {
                    row(None, scenario, "", place, &runs.singles(scenario, place))?;
                }
            }
            for pair in pairs(runs, first) {
                let base = self.base(pair.against, first);
                for (place, ..) in self.figures() {
                    row(Some(pair.against), pair.scenario, &base, place, &pair.singles(place))?;
                }
            }
            Ok(())
        })
        .map_err(io::Error::other)?;
        rows.flush()
    }

    /// What is told of both doubts: of differences between scenarios, or between points, or of means where there
    /// is neither.
    pub(crate) fn said_apart(&self, told_of: &Told) -> String {
        let mut text = String::new();
        let Some(drawn) = &self.sweep.record.sweep.drawn else { return text };
        let there = |of: Option<Against>| told_of.0.iter().any(|(which, ..)| *which == of);
        let ways = [Some(Against::Scenario), Some(Against::Point), None];
        let Some(of) = ways.into_iter().find(|&of| there(of)) else { return text };
        writeln!(text, "\nChance and parameters apart ({})\n", drawn.said()).expect(WRITING);
        for metric in self.told() {
            let all = told_of.0.iter().filter(|(which, its, ..)| (*which, *its) == (of, metric));
            let clear = all.clone().filter(|(.., found)| found.clear()).count();
            let (listed, count) = (metric.metric(), all.clone().count());
            for (.., (point, scenario), found) in all.take(MOST_TOLD) {
                let (at, scenario) = (self.name(*point), self.scenario(*scenario));
                let what = match of {
                    None => format!("{scenario}, {at}"),
                    Some(Against::Scenario) => {
                        format!("{scenario} less {}, {at}", self.scenario(0))
                    }
                    Some(Against::Point) => format!("{scenario}, {at} less {}", self.name(0)),
                };
                let name = format!("{}, {what}", listed.name);
                for line in told(&name, listed.unit, found, bounds(of, metric), short) {
                    writeln!(text, "  {line}").expect(WRITING);
                }
            }
            if count > MOST_TOLD {
                writeln!(
                    text,
                    "  {}: in {clear} of {count} such figures the parameters do more than luck explains \
                     (uncertainty.csv)",
                    listed.name
                )
                .expect(WRITING);
            }
        }
        text + "\n"
    }
}

const WRITING: &str = "writing to a string";

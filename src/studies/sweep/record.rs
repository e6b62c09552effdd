//! The record of a sweep: what it is to do, from which sources, and how to do it again. It is
//! written with the plan, before the first cell runs, and holds the plan's digest.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::model::observe::M;
use crate::report::inputs::{Input, Inputs};
use crate::report::record::{DrawsRead, Machine, Record, ScenarioRead, WHERE};
use crate::runs::RunSize;
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::read::{Luck, Since, Study, TableName};

/// The record of a sweep, as `run.toml` holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: results of one digest can be made again to the bit.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// What is swept.
    pub sweep: SweepRead,
    /// The size of every cell.
    pub run: RunSize,
    /// What is in the tables, once they are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<TablesMade>,
    /// The scenarios, in the order of the cells of a point.
    pub scenarios: Vec<ScenarioRead>,
    /// The files that the plan came from, and their copies in the folder.
    #[serde(default)]
    pub inputs: Vec<Input>,
}

/// How many cells the tables hold. Tables can be had before all cells are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablesMade {
    /// Cells in the tables.
    pub cells: usize,
    /// Cells of the plan.
    pub of: usize,
}

impl TablesMade {
    /// Whether cells are missing.
    #[must_use]
    pub fn partial(self) -> bool {
        self.cells < self.of
    }
}

impl std::fmt::Display for TablesMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} cells", self.cells, self.of)
    }
}

/// What is swept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepRead {
    /// Slug of the study.
    pub name: String,
    /// Title of the study.
    pub title: String,
    /// How its points are laid out.
    pub design: String,
    /// From when on the values of a point hold.
    #[serde(default = "from_warm_up")]
    pub from: String,
    /// Which draws points have: shared ones where nothing is said.
    #[serde(default, skip_serializing_if = "Luck::is_shared")]
    pub draws: Luck,
    /// Draws of parameters that lie under all points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<DrawsRead>,
    /// Points.
    pub points: usize,
    /// Cells: points, scenarios and replicates.
    pub cells: usize,
    /// Digest of `plan.csv`.
    pub plan: String,
    /// Digest of `points.csv`.
    pub points_digest: String,
    /// Whether figures by fifth of deprivation are written as well.
    pub fifths: bool,
    /// The tables that are written.
    #[serde(default = "all_tables")]
    pub tables: Vec<String>,
    /// The metrics in tables of periods; all of them when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<String>,
    /// Metrics whose every week is written.
    pub weekly: Vec<String>,
    /// What each step of a ladder is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// By scenario, the swept parameters of which it keeps its own values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, Vec<String>>,
}

impl SweepRead {
    /// What is drawn under points, in words.
    fn drawn_words(&self) -> String {
        self.drawn.as_ref().map_or_else(|| "none".to_owned(), |drawn| drawn.parameters.join(", "))
    }
}

impl SweepRecord {
    /// The record of a plan, with the digests of its two tables.
    #[must_use]
    pub fn new(
        study: &Study,
        plan: &SweepPlan,
        reproduce: String,
        inputs: &Inputs,
        [plan_digest, points_digest]: [String; 2],
    ) -> Self {
        let report = &plan.report;
        Self {
            program: Record::program(),
            commit: Record::commit(),
            model: Record::model(),
            reproduce,
            sweep: SweepRead {
                name: study.name.clone(),
                title: study.title.clone(),
                design: study.design.label().to_owned(),
                from: plan.since.label().to_owned(),
                draws: plan.luck,
                drawn: plan.laid.as_ref().map(|laid| laid.read(inputs.copy_of(laid.origin()))),
                points: plan.points.len(),
                cells: plan.cells(),
                plan: plan_digest,
                points_digest,
                fifths: report.fifths,
                tables: report.tables.iter().map(|table| table.label().to_owned()).collect(),
                metrics: names(&report.metrics),
                weekly: names(&report.weekly),
                steps: study.steps.clone(),
                kept: kept(plan),
            },
            run: plan.size,
            tables: None,
            scenarios: plan.scenarios.iter().map(|read| ScenarioRead::of(read, inputs)).collect(),
            inputs: inputs.listed(),
        }
    }

    /// What makes another plan of the one that a record holds, in words; nothing if they are one.
    /// Where files lie and what a study is called is no matter.
    #[must_use]
    pub fn unlike(&self, other: &Self) -> Vec<String> {
        let mut unlike = Vec::new();
        let mut say = |what: &str, here: String, there: String| {
            if here != there {
                unlike.push(format!("{what}: {there} there, {here} now"));
            }
        };
        say("model", self.model.clone(), other.model.clone());
        let (a, b) = (&self.run, &other.run);
        say("seed", a.seed.to_string(), b.seed.to_string());
        say("replicates", a.replicates.to_string(), b.replicates.to_string());
        say("neighbourhoods", a.neighbourhoods.to_string(), b.neighbourhoods.to_string());
        say("people", a.people.to_string(), b.people.to_string());
        say("weeks", a.weeks.to_string(), b.weeks.to_string());
        say("warm-up weeks", a.warm_up.to_string(), b.warm_up.to_string());
        let named = |record: &Self| {
            let each = record.scenarios.iter().map(|s| format!("{} ({})", s.name, s.hash));
            each.collect::<Vec<_>>().join(", ")
        };
        say("scenarios", named(self), named(other));
        let (a, b) = (&self.sweep, &other.sweep);
        say("number of points", a.points.to_string(), b.points.to_string());
        say("from when on points hold", a.from.clone(), b.from.clone());
        say("draws", a.draws.label().into(), b.draws.label().into());
        say("parameters drawn under points", a.drawn_words(), b.drawn_words());
        say("points", a.points_digest.clone(), b.points_digest.clone());
        say("tables", a.tables.join(", "), b.tables.join(", "));
        say("metrics", a.metrics.join(", "), b.metrics.join(", "));
        say("weekly metrics", a.weekly.join(", "), b.weekly.join(", "));
        say("figures by fifth", a.fifths.to_string(), b.fifths.to_string());
        if unlike.is_empty() && self.sweep.plan != other.sweep.plan {
            unlike.push("cells: the plans differ in their cells".to_owned());
        }
        unlike
    }

    /// Whether a scenario keeps its own values of a swept parameter.
    pub(crate) fn keeps(&self, scenario: usize, path: &str) -> bool {
        let kept = self.sweep.kept.get(&self.scenarios[scenario].name);
        kept.is_some_and(|kept| kept.iter().any(|kept| kept == path))
    }

    pub(crate) fn write(&self, out: &mut dyn Write, machine: &Machine) -> io::Result<()> {
        #[derive(Serialize)]
        struct Last<'a> {
            machine: &'a Machine,
        }
        let text = toml::to_string(self).map_err(io::Error::other)?;
        let machine = toml::to_string(&Last { machine }).map_err(io::Error::other)?;
        writeln!(
            out,
            "# What is swept, and how to do it again. Only the table of the machine may differ \
             then:\n# it is that of the last call, since a sweep may be done in many.\n{WHERE}"
        )?;
        write!(out, "{text}\n{machine}")
    }
}

/// From when on points hold where a record does not say: of sweeps from before there was a choice.
fn from_warm_up() -> String {
    Since::WarmUp.label().to_owned()
}

/// The tables of a record that does not name them: those of the first sweeps.
fn all_tables() -> Vec<String> {
    let first = [TableName::Results, TableName::Metrics, TableName::Weekly];
    first.map(|table| table.label().to_owned()).to_vec()
}

fn names(metrics: &[M]) -> Vec<String> {
    metrics.iter().map(|metric| metric.metric().name.to_owned()).collect()
}

fn kept(plan: &SweepPlan) -> BTreeMap<String, Vec<String>> {
    let path = |&factor: &usize| plan.factors[factor].path.clone();
    let each = plan.scenarios.iter().zip(&plan.kept).filter(|(_, kept)| !kept.is_empty());
    each.map(|(scenario, kept)| (scenario.name.clone(), kept.iter().map(path).collect())).collect()
}

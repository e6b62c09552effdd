//! Result files of an evaluation: tables with a dictionary, a page of words, pictures, and records if asked for.

use serde::Serialize;

use crate::report::error::Error;
use crate::report::folder::{Kind, Staging};
use crate::report::inputs::Input;
use crate::report::page;
use crate::report::record::{Machine, ScenarioRead, write_record};
use crate::runs::RunSize;
use crate::studies::evaluation::found::Evaluated;
use crate::studies::evaluation::power::{Power, power};
use crate::studies::evaluation::sentences::evaluation_said;
use crate::studies::evaluation::{export, pictures, tables};

/// Whether records are written as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordsAsked {
    /// As Parquet, one replicate of each design.
    Written,
    /// Not.
    LeftOut,
}

/// Whether studies of several sizes are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerAsked {
    /// They are.
    Drawn,
    /// They are not.
    LeftOut,
}

/// The record of an evaluation, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct EvaluationRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// The designs.
    pub designs: Vec<DesignRead>,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// A design, as a record lists it.
#[derive(Clone, Debug, Serialize)]
pub struct DesignRead {
    /// Slug of the design.
    pub name: String,
    /// Title of the design.
    pub title: String,
    /// Studies that are complete.
    pub studies: usize,
    /// The size of its worlds.
    pub run: RunSize,
    /// The scenario.
    pub scenario: ScenarioRead,
}

/// Powers of each design, or none where they were not asked for.
#[must_use]
pub fn powers(all: &[Evaluated<'_>], asked: PowerAsked) -> Vec<Vec<Power>> {
    match asked {
        PowerAsked::Drawn => all.iter().map(power).collect(),
        PowerAsked::LeftOut => Vec::new(),
    }
}

/// Writes everything an evaluation leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_evaluation(
    staging: &Staging<'_>,
    record: &EvaluationRecord,
    all: &[Evaluated<'_>],
    powers: &[Vec<Power>],
    records: RecordsAsked,
) -> Result<(), Error> {
    let said = evaluation_said(all, powers);
    staging.file("summary.txt", |out| out.write_all(said.as_bytes()))?;
    staging.file("designs.csv", |out| tables::designs(out, all))?;
    staging.file("studies.csv", |out| tables::studies(out, all))?;
    if all.iter().any(|one| one.around().buckets().next().is_some()) {
        staging.file("around.csv", |out| tables::around(out, all))?;
    }
    if !powers.is_empty() {
        let powers: Vec<_> = all.iter().zip(powers.iter().cloned()).collect();
        staging.file("power.csv", |out| tables::power(out, &powers))?;
    }
    let mut others: Vec<(&str, &[tables::Column])> = Vec::new();
    if records == RecordsAsked::Written {
        for one in all {
            export::records(staging, &format!("{}/", one.design.name), one.design)?;
        }
        others.extend([
            ("people", export::PEOPLE.as_slice()),
            ("visits", &export::VISITS),
            ("truth_visits", &export::VISITS),
            ("truth_life", &export::LIFE),
        ]);
    }
    staging.file("dictionary.csv", |out| tables::dictionary(out, &others))?;
    pictures::write(staging, all)?;
    let says = "What was evaluated, and how to do it again";
    let page = page::ready(staging, Kind::Evaluation, |out| write_record(out, says, None, record))?;
    page.write(staging)?;
    staging.record(|files, out| write_record(out, says, Some(files), record))
}

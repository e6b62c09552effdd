//! Result files of a study of sensitivity: tables of effects and indices with a dictionary, a
//! summary in plain words, and pictures.

use crate::studies::sensitivity::pictures;
use crate::studies::sensitivity::tables;
use serde::Serialize;

use crate::studies::sensitivity::sentences::sensitivity_said;

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::inputs::Input;
use crate::report::record::{Machine, ScenarioRead, write_record};
use crate::runs::RunSize;
use crate::studies::sensitivity::findings::{Findings, Rank, Ranking};
use crate::studies::sensitivity::read::Sensitivity;
use crate::studies::sensitivity::stage::Statistic;

/// Parameters that a sentence or a picture names at most.
pub(crate) const NAMED: usize = 10;

/// Share of the strongest below which a parameter is not named.
const NEGLIGIBLE: f64 = 0.0001;

impl Ranking {
    /// The parameters that are named in words and pictures.
    pub(crate) fn named(&self) -> &[Rank] {
        let most = self.ranks.first().map_or(0.0, |first| first.strength);
        let count = self.ranks.iter().take_while(|r| r.strength >= NEGLIGIBLE * most).count();
        &self.ranks[..count.min(NAMED)]
    }
}

/// A study and what it found.
#[derive(Clone, Copy, Debug)]
pub struct SensitivityResults<'a> {
    /// The study.
    pub study: &'a Sensitivity,
    /// What it found.
    pub findings: &'a Findings,
}

impl SensitivityResults<'_> {
    /// The ranking of parameters for an outcome, if it varies.
    pub(crate) fn ranking(&self, outcome: usize, statistic: Statistic) -> Option<Ranking> {
        let step = self.study.screening.map_or(1.0, |screening| screening.step());
        self.findings.ranking(outcome, statistic, step)
    }
}

/// The record of a study of sensitivity, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct SensitivityRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: results of one digest can be made again to the bit.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// What was studied.
    pub sensitivity: SensitivityRead,
    /// The size of every cell.
    pub run: RunSize,
    /// The scenarios, the studied one first.
    pub scenarios: Vec<ScenarioRead>,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// What was studied.
#[derive(Clone, Debug, Serialize)]
pub struct SensitivityRead {
    /// Slug of the study.
    pub name: String,
    /// Title of the study.
    pub title: String,
    /// Parameters that were varied.
    pub parameters: usize,
    /// Trajectories of the screening; 0 when there was none.
    pub trajectories: u32,
    /// Parameters of which shares of variance were taken; 0 when they were not.
    pub parameters_of_indices: usize,
    /// Rows of the shares of variance; 0 when they were not taken.
    pub rows: u32,
    /// Cells of both stages: points, scenarios and replicates.
    pub cells: usize,
}

/// Writes everything a study leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_sensitivity(
    staging: &Staging<'_>,
    record: &SensitivityRecord,
    results: &SensitivityResults<'_>,
) -> Result<(), Error> {
    staging.file("summary.txt", |out| out.write_all(sensitivity_said(results).as_bytes()))?;
    if !results.findings.screened.is_empty() {
        staging.file("effects.csv", |out| tables::effects(out, results))?;
    }
    if !results.findings.shared.is_empty() {
        staging.file("indices.csv", |out| tables::indices(out, results))?;
    }
    staging.file("noise.csv", |out| tables::noise(out, results))?;
    staging.file("outcomes.csv", |out| tables::outcomes(out, results))?;
    staging.file("parameters.csv", |out| tables::parameters(out, results))?;
    staging.file("dictionary.csv", |out| tables::dictionary(out, results))?;
    pictures::write(staging, results)?;
    let says = "What was studied, and how to do it again";
    staging.record(|files, out| write_record(out, says, Some(files), record))
}

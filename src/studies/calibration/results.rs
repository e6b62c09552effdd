//! Result files of a calibration: the draws, tables with a dictionary, a page of words, and pictures.

use serde::Serialize;

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::inputs::Input;
use crate::report::record::{Machine, ScenarioRead, write_record};
use crate::runs::RunSize;
use crate::studies::calibration::course::{Course, Kept};
use crate::studies::calibration::read::Calibration;
use crate::studies::calibration::stage::Strength;
use crate::studies::calibration::trialled::Trialled;
use crate::studies::calibration::{pictures, sentences, tables};

/// A study and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct CalibrationResults<'a> {
    /// The study.
    pub calibration: &'a Calibration,
    /// How strongly each parameter moves the figures, the strongest first; none without a screening.
    pub strengths: &'a [Strength],
    /// The parameters that were calibrated, by their places in the study.
    pub active: &'a [usize],
    /// The waves and the draws.
    pub course: &'a Course,
    /// What effects of trials make of the draws; none in a study without effects.
    pub trialled: Option<&'a Trialled<'a>>,
}

impl CalibrationResults<'_> {
    /// The same course, its draws weighed with the effects of trials.
    pub(crate) fn with_effects(&self) -> Option<Course> {
        let trialled = self.trialled?;
        let mut course = self.course.clone();
        for (draw, weight) in course.draws.iter_mut().zip(&trialled.with) {
            draw.weight = *weight;
        }
        Some(course)
    }

    /// Values of the active parameters, draw by draw.
    #[must_use]
    pub fn draws(&self) -> Vec<Vec<f64>> {
        let values = |draw: &Kept| {
            let places = draw.place.iter().enumerate();
            places.map(|(active, &place)| self.value(active, place)).collect()
        };
        self.course.draws.iter().map(values).collect()
    }

    /// The path of an active parameter.
    pub(crate) fn path(&self, active: usize) -> &str {
        &self.calibration.study.factors[self.active[active]].path
    }

    /// The value of an active parameter at a place.
    pub(crate) fn value(&self, active: usize, place: f64) -> f64 {
        self.calibration.priors[self.active[active]].value(place)
    }
}

/// The record of a calibration, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct CalibrationRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: draws are of this model.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// What was calibrated.
    pub calibration: CalibrationRead,
    /// The size of every cell.
    pub run: RunSize,
    /// The scenario.
    pub scenarios: Vec<ScenarioRead>,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// What was calibrated.
#[derive(Clone, Debug, Serialize)]
pub struct CalibrationRead {
    /// Slug of the study.
    pub name: String,
    /// Title of the study.
    pub title: String,
    /// Parameters that were screened.
    pub parameters: usize,
    /// Parameters that were calibrated.
    pub active: usize,
    /// Published figures.
    pub figures: usize,
    /// Effects of trials.
    pub effects: usize,
    /// Waves.
    pub waves: usize,
    /// Draws that are kept.
    pub draws: usize,
    /// Cells of all stages.
    pub cells: usize,
}

/// Writes what effects of trials make of draws of a table, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_reweighed(
    staging: &Staging<'_>,
    record: &CalibrationRecord,
    (title, trialled): (&str, &Trialled<'_>),
) -> Result<(), Error> {
    let said = format!("{title}\n\n{}", trialled.said());
    staging.file("summary.txt", |out| out.write_all(said.as_bytes()))?;
    trialled.write(staging, &record.model)?;
    staging.file("dictionary.csv", |out| tables::dictionary(out))?;
    pictures::of_effects(staging, title, trialled)?;
    let says = "Which draws were weighed by which effects, and how to do it again";
    staging.record(|files, out| write_record(out, says, Some(files), record))
}

/// Writes everything a calibration leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_calibration(
    staging: &Staging<'_>,
    record: &CalibrationRecord,
    results: &CalibrationResults<'_>,
) -> Result<(), Error> {
    let said = sentences::calibration_said(results);
    staging.file("summary.txt", |out| out.write_all(said.as_bytes()))?;
    if !results.course.draws.is_empty() {
        staging.file("posterior.csv", |out| tables::posterior(out, results, &record.model))?;
    }
    staging.file("waves.csv", |out| tables::waves(out, results))?;
    staging.file("figures.csv", |out| tables::figures(out, results))?;
    staging.file("parameters.csv", |out| tables::parameters(out, results))?;
    staging.file("dictionary.csv", |out| tables::dictionary(out))?;
    if let Some(trialled) = results.trialled {
        trialled.write(staging, &record.model)?;
    }
    pictures::write(staging, results)?;
    let says = "What was calibrated, and how to do it again";
    staging.record(|files, out| write_record(out, says, Some(files), record))
}

//! Draws lived in the trials of a study of calibration: each trial is a stage, so that its cells gather beside the
//! results as those of all others do.

use std::path::Path;

use crate::cli::stages::{Figures, Site, Stage};
use crate::cli::sweep::{self, Cells};
use crate::cli::{Failure, Result};
use crate::report::{Inputs, Machine};
use crate::scenario::Origin;
use crate::studies::calibration::effects::{reweighed, trials};
use crate::studies::calibration::read::Calibration;
use crate::studies::calibration::trialled::Trialled;
use crate::studies::draws::ParameterDraws;
use crate::studies::sweep::read::Factor;

/// Draws and their weights without effects.
pub(crate) struct Weighted {
    /// What is drawn.
    pub(crate) factors: Vec<Factor>,
    /// Its values, draw by draw.
    pub(crate) draws: Vec<Vec<f64>>,
    /// Weights, which add up to one.
    pub(crate) weights: Vec<f64>,
}

impl Weighted {
    /// The draws of a table.
    pub(crate) fn of(table: &ParameterDraws) -> Self {
        let weights = table.shares();
        let value = |draw| table.columns().map(|(_, _, levels)| levels[draw]).collect();
        Self {
            factors: table.factors().to_vec(),
            draws: (0..weights.len()).map(value).collect(),
            weights,
        }
    }
}

/// Lives draws in every trial of a study, and weighs them by its effects: with how many cells.
pub(crate) fn trialled<'a>(
    site: &Site<'_>,
    laid: &Machine,
    calibration: &'a Calibration,
    weighted: Weighted,
) -> Result<Stage<(Trialled<'a>, usize)>> {
    let effects = &calibration.effects;
    let Weighted { factors, draws, weights } = weighted;
    let mut seen = vec![Vec::new(); effects.len()];
    let mut cells = 0;
    for trial in trials(effects) {
        let plan = site.pool.install(|| trial.plan(effects, &calibration.study, &factors, &draws));
        let plan = plan.map_err(Failure::from)?;
        cells += plan.cells();
        let make = |cells: &[usize]| -> Vec<Vec<f64>> {
            cells.iter().map(|&cell| trial.cell(effects, &plan, cell)).collect()
        };
        let read = |figures: &mut Figures<'_>| trial.seen(&plan, figures);
        match site.stage_of(&trial.name, &plan, laid, Cells::Made(&make), read)? {
            Stage::Ended(exit) => return Ok(Stage::Ended(exit)),
            Stage::Seen(values) => {
                for (place, values) in trial.effects.iter().zip(values) {
                    seen[*place] = values;
                }
            }
        }
    }
    let with = reweighed(effects, &weights, &seen);
    let paths = factors.iter().map(|factor| factor.path.clone()).collect();
    Ok(Stage::Seen((Trialled { effects, paths, draws, without: weights, with, seen }, cells)))
}

/// The files of a study of calibration: its own, those of its scenario and of the trials, and its table.
pub(crate) fn inputs(calibration: &Calibration) -> Result<Inputs> {
    let file = |path: &Path| Origin::File(path.to_owned());
    let designs = calibration.effects.iter().map(|effect| &effect.design);
    let trials = designs
        .flat_map(|design| [&design.file].into_iter().chain(&design.scenario.files).cloned());
    let table = calibration.local.iter().map(|local| file(&local.file));
    sweep::inputs_beside(&calibration.study, &trials.chain(table).collect::<Vec<_>>())
}

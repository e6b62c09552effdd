//! The tables of a calibration. Each column is declared once, with its unit and meaning: header and dictionary
//! come from that.

use std::io::{self, Write};

use crate::model::parameters::Parameters;
use crate::report::number::{full, written, written_or_empty};
use crate::report::rows::Writer;
use crate::studies::calibration::course::UNIDENTIFIED;
use crate::studies::calibration::predictive::{predicted, quantiles};
use crate::studies::calibration::results::CalibrationResults;
use crate::studies::calibration::trialled::{BOTH, EFFECTS};
use crate::studies::sweep::read::Scale;

/// A column: its name, unit and meaning.
pub(crate) type Column = (&'static str, &'static str, &'static str);

/// The columns of `posterior.csv` before those of parameters.
pub const DRAW: [Column; 3] = [
    ("draw", "", "Number of the draw, from 0"),
    ("weight", "share", "Its weight; all add up to 1"),
    ("model", "", "Digest of the model of which it is a draw"),
];

const WAVES: [Column; 10] = [
    ("wave", "", "Number of the wave, from 1"),
    ("target", "", "Id of the published figure"),
    ("points", "count", "Points behind its emulator: all that no earlier wave ruled out"),
    ("foreseen", "share of variance", "What the others foresee of a point that is left out"),
    ("within_three", "share", "Points within three standard deviations when left out"),
    ("emulator", "", "sound, or why the figure is left out of the wave"),
    ("ruled_out", "share", "Points so far left that the figure alone would rule out"),
    ("left", "share", "Points so far left that the wave leaves"),
    ("volume", "share", "The whole space that is left after the wave"),
    ("new_points", "count", "Points that were run for the wave"),
];

const FIGURES: [Column; 18] = [
    ("target", "", "Id of the published figure"),
    ("name", "", "What it is"),
    ("unit", "", "Its unit"),
    ("published", "the target's", "Published value"),
    ("low", "the target's", "Lowest value that counts as inside"),
    ("high", "the target's", "Highest value that counts as inside"),
    ("standard_error", "the target's", "Standard error of the study"),
    ("spread", "the target's", "Standard deviation between studies"),
    ("discrepancy", "the target's", "What a right parameter may still miss by: assumed"),
    ("scale", "", "On which scale it is compared: linear or log"),
    ("run_low", "the target's", "Below it lie 5 % of single runs over all draws"),
    ("run_median", "the target's", "Below it lies half of them"),
    ("run_high", "the target's", "Below it lie 95 % of them"),
    ("inside", "share", "Draws, by weight, whose mean lies from low to high"),
    (
        "with_effects_low",
        "the target's",
        "Below it lie 5 % of single runs, weighed with effects of trials",
    ),
    (
        "with_effects_median",
        "the target's",
        "Below it lies half of them; empty in a study without effects",
    ),
    ("with_effects_high", "the target's", "Below it lie 95 % of them"),
    ("with_effects_inside", "share", "Draws inside, weighed with effects"),
];

const PARAMETERS: [Column; 13] = [
    ("parameter", "", "Path of the parameter"),
    ("calibrated", "", "yes, or no: then it stays as the scenario has it"),
    ("prior", "", "Shape of what is held of it before"),
    ("low", "the parameter's", "Low end of its range"),
    ("high", "the parameter's", "High end of its range"),
    ("unit", "", "Unit of the parameter"),
    ("basis", "", "How the value is known: measured, derived, calibrated or assumed"),
    ("strength", "standard deviations", "Largest effect on a figure in the screening"),
    ("moves", "", "Id of that figure"),
    ("draw_low", "the parameter's", "Below it lie 5 % of draws"),
    ("draw_median", "the parameter's", "Below it lies half of them"),
    ("draw_high", "the parameter's", "Below it lie 95 % of them"),
    (
        "variance_left",
        "share",
        "Variance over draws over that of the prior; above 0.9: not identified",
    ),
];

pub(crate) fn header(rows: &mut Writer<&mut dyn Write>, columns: &[Column]) -> io::Result<()> {
    Ok(rows.write_record(columns.iter().map(|(name, ..)| name))?)
}

/// Every column of every table; those of parameters in `posterior.csv` are their paths.
pub(crate) fn dictionary(out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let tables: [(&str, &[Column]); 7] = [
        ("posterior", &DRAW),
        ("waves", &WAVES),
        ("figures", &FIGURES),
        ("parameters", &PARAMETERS),
        ("effects", &EFFECTS),
        ("parameters_with_effects", &BOTH),
        ("posterior_with_effects", &DRAW),
    ];
    for (table, columns) in tables {
        for (column, unit, meaning) in columns {
            rows.write_record([table, column, unit, meaning])?;
        }
    }
    rows.flush()
}

/// The draws: one row each, with the value of every calibrated parameter.
pub(crate) fn posterior(
    out: &mut dyn Write,
    results: &CalibrationResults<'_>,
    model: &str,
) -> io::Result<()> {
    let paths: Vec<&str> = (0..results.active.len()).map(|active| results.path(active)).collect();
    let weights: Vec<f64> = results.course.draws.iter().map(|draw| draw.weight).collect();
    weighted_draws(out, model, &paths, (&results.draws(), &weights))
}

/// Draws of these paths with their weights, one row for each: what `--draws` takes.
pub(crate) fn weighted_draws(
    out: &mut dyn Write,
    model: &str,
    paths: &[impl AsRef<str>],
    (draws, weights): (&[Vec<f64>], &[f64]),
) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    let names = DRAW.iter().map(|(name, ..)| *name);
    rows.write_record(names.chain(paths.iter().map(AsRef::as_ref)))?;
    for (number, (draw, weight)) in draws.iter().zip(weights).enumerate() {
        let first = [number.to_string(), full(*weight), model.to_owned()];
        rows.write_record(first.into_iter().chain(draw.iter().map(|&value| full(value))))?;
    }
    rows.flush()
}

/// Which figure ruled out how much: one row for each wave and figure.
pub(crate) fn waves(out: &mut dyn Write, results: &CalibrationResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &WAVES)?;
    for (number, wave) in results.course.waves.iter().enumerate() {
        let each = results.calibration.figures.iter().zip(&wave.checks).zip(&wave.ruled_out);
        for ((figure, check), ruled_out) in each {
            rows.write_record([
                (number + 1).to_string(),
                figure.target.id.clone(),
                check.points.to_string(),
                written(check.foreseen),
                written(check.within),
                check.verdict.label().to_owned(),
                written_or_empty(*ruled_out),
                written(wave.left),
                written(wave.volume),
                wave.points.len().to_string(),
            ])?;
        }
    }
    rows.flush()
}

/// The figures: published, and over all draws.
pub(crate) fn figures(out: &mut dyn Write, results: &CalibrationResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &FIGURES)?;
    let figures = &results.calibration.figures;
    let with = results.with_effects();
    let with = with.map_or_else(|| vec![None; figures.len()], |course| predicted(figures, &course));
    let both = predicted(figures, results.course).into_iter().zip(with);
    for (figure, (found, with)) in figures.iter().zip(both) {
        let target = &figure.target;
        let quantile = |at: usize| written_or_empty(found.map(|found| found.quantiles[at]));
        let reweighed = |at: usize| written_or_empty(with.map(|found| found.quantiles[at]));
        rows.write_record([
            target.id.clone(),
            target.name.clone(),
            target.unit.clone(),
            written(target.published),
            written(target.low),
            written(target.high),
            written(figure.error),
            written(figure.spread),
            written(figure.discrepancy),
            if figure.scale == Scale::Log { "log" } else { "linear" }.to_owned(),
            quantile(0),
            quantile(1),
            quantile(2),
            written_or_empty(found.map(|found| found.inside)),
            reweighed(0),
            reweighed(1),
            reweighed(2),
            written_or_empty(with.map(|found| found.inside)),
        ])?;
    }
    rows.flush()
}

/// The parameters, before and after.
pub(crate) fn parameters(out: &mut dyn Write, results: &CalibrationResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &PARAMETERS)?;
    let study = &results.calibration.study;
    let left = results.course.narrowed(results.active.len());
    for (place, (factor, prior)) in
        study.factors.iter().zip(&results.calibration.priors).enumerate()
    {
        let (spec, entry) = (
            &Parameters::specs()[factor.parameters[0]],
            &study.scenarios[0].entries[factor.parameters[0]],
        );
        let strength = results.strengths.iter().find(|one| one.factor == place);
        let moving = strength.filter(|one| one.strength > 0.0);
        let active = results.active.iter().position(|&active| active == place);
        let found = active.and_then(|active| {
            let each = results.course.draws.iter();
            quantiles(
                each.map(|draw| (results.value(active, draw.place[active]), draw.weight)).collect(),
            )
        });
        let quantile = |at: usize| written_or_empty(found.map(|found| found[at]));
        rows.write_record([
            factor.path.clone(),
            if active.is_some() { "yes" } else { "no" }.to_owned(),
            prior.shape.label().to_owned(),
            written(prior.low),
            written(prior.high),
            spec.unit.text().to_owned(),
            entry.basis.to_string(),
            written_or_empty(strength.map(|one| one.strength)),
            moving.map_or_else(String::new, |one| {
                results.calibration.figures[one.figure].target.id.clone()
            }),
            quantile(0),
            quantile(1),
            quantile(2),
            written_or_empty(active.filter(|_| found.is_some()).map(|active| left[active])),
        ])?;
    }
    rows.flush()
}

/// The active parameters that the figures do not identify.
pub(crate) fn unidentified<'a>(results: &'a CalibrationResults<'_>) -> Vec<&'a str> {
    let left = results.course.narrowed(results.active.len());
    let those = left.iter().enumerate().filter(|(_, left)| **left > UNIDENTIFIED);
    those.map(|(active, _)| results.path(active)).collect()
}

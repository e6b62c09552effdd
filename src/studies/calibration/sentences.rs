//! What a calibration found, in plain words.

use std::fmt::Write as _;

use crate::report::number::{in_a_hundred, short};
use crate::studies::calibration::predictive::{jointly, predicted};
use crate::studies::calibration::results::CalibrationResults;
use crate::studies::calibration::tables::unidentified;
use crate::studies::calibration::wave::Verdict;

/// Everything that is said of a calibration.
///
/// # Panics
/// Never: writing to a string does not fail.
#[must_use]
pub fn calibration_said(results: &CalibrationResults<'_>) -> String {
    let mut text = format!("{}\n\n", results.calibration.study.title);
    how(&mut text, results).expect("writing to a string");
    waves(&mut text, results).expect("writing to a string");
    draws(&mut text, results).expect("writing to a string");
    if let Some(trialled) = results.trialled {
        write!(text, "\n{}", trialled.said()).expect("writing to a string");
    }
    text
}

/// What was done.
fn how(text: &mut String, results: &CalibrationResults<'_>) -> std::fmt::Result {
    let calibration = results.calibration;
    let (all, active) = (calibration.study.factors.len(), results.active.len());
    if results.strengths.is_empty() {
        writeln!(text, "Calibrated: {active} parameters, without a screening.")?;
    } else {
        writeln!(
            text,
            "Screened: {all} parameters. Calibrated: the {active} that move the figures most; the others \
             stay as the scenario has them, and what they would add is part of no interval."
        )?;
    }
    let run = &calibration.study.scenarios[0].start().run;
    writeln!(
        text,
        "Figures: {}. Each point: {} people, {} weeks, {} replicates, with draws of its own.",
        calibration.figures.len(),
        short(run.people * run.neighbourhoods),
        run.weeks,
        run.replicates
    )?;
    let effects: Vec<&str> = calibration.effects.iter().map(|effect| effect.id.as_str()).collect();
    if effects.is_empty() {
        return writeln!(
            text,
            "No figure is the effect of a trial: whatever the draws say of effects comes from the model and \
             from what was held of its parameters before.\n"
        );
    }
    writeln!(
        text,
        "No figure is the effect of a trial. Effects ({}) weigh the draws once more, with an assumed \
         discrepancy for transport: what is said with them stands at the end.\n",
        effects.join(", ")
    )
}

/// What the waves ruled out.
fn waves(text: &mut String, results: &CalibrationResults<'_>) -> std::fmt::Result {
    let course = results.course;
    for (number, wave) in course.waves.iter().enumerate() {
        let volume = wave.volume * 100.0;
        let volume =
            if volume > 0.0 && volume < 0.1 { short(volume) } else { in_a_hundred(volume) };
        write!(
            text,
            "Wave {}: {} points; {volume} % of the space is left.",
            number + 1,
            wave.points.len()
        )?;
        let ids = results.calibration.figures.iter().map(|figure| figure.target.id.as_str());
        let mut most: Vec<(f64, &str)> = wave
            .ruled_out
            .iter()
            .zip(ids.clone())
            .filter_map(|(out, id)| Some(((*out)?, id)))
            .collect();
        most.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let most: Vec<String> = most
            .iter()
            .filter(|(out, _)| *out > 0.0)
            .take(3)
            .map(|(out, id)| format!("{id} ({} %)", in_a_hundred(out * 100.0)))
            .collect();
        if !most.is_empty() {
            write!(text, " What alone rules out most: {}.", most.join(", "))?;
        }
        let left_out: Vec<&str> = wave
            .checks
            .iter()
            .zip(ids)
            .filter(|(check, _)| check.verdict != Verdict::Sound)
            .map(|(_, id)| id)
            .collect();
        if !left_out.is_empty() {
            write!(text, " Left out, since no emulator of theirs holds: {}.", left_out.join(", "))?;
        }
        writeln!(text)?;
    }
    writeln!(text, "{}\n", course.ended.because())
}

/// What the draws are worth, and where figures lie.
fn draws(text: &mut String, results: &CalibrationResults<'_>) -> std::fmt::Result {
    let course = results.course;
    if course.draws.is_empty() {
        return writeln!(text, "There are no draws.");
    }
    writeln!(
        text,
        "Chains accepted {} % of their moves and are worth {} independent draws; {} draws were run, and are \
         worth {} of equal weight.",
        in_a_hundred(course.accepted * 100.0),
        short(course.effective),
        course.draws.len(),
        short(course.worth())
    )?;
    match unidentified(results).as_slice() {
        [] => writeln!(text, "The figures narrow every calibrated parameter.")?,
        paths => writeln!(
            text,
            "Not identified, their variance above nine tenths of what was held before: {}.",
            paths.join(", ")
        )?,
    }
    let figures = &results.calibration.figures;
    writeln!(
        text,
        "All figures lie in their published ranges at once in {} % of draws.\n",
        in_a_hundred(jointly(figures, course) * 100.0)
    )?;
    if let Some(local) = &results.calibration.local {
        let ours = |id: &str| local.rows.iter().any(|row| row.id == id);
        let ids = figures.iter().map(|figure| figure.target.id.as_str()).filter(|id| ours(id));
        let ids: Vec<&str> = ids.collect();
        writeln!(text, "Figures of this place, not published ones: {}.\n", ids.join(", "))?;
    }
    writeln!(text, "Over all draws, nine single runs in ten lie:")?;
    for (figure, found) in figures.iter().zip(predicted(figures, course)) {
        let Some(found) = found else { continue };
        writeln!(
            text,
            "  {}: {} to {} {} (published {}; inside in {} % of draws)",
            figure.target.id,
            short(found.quantiles[0]),
            short(found.quantiles[2]),
            figure.target.unit,
            short(figure.target.published),
            in_a_hundred(found.inside * 100.0)
        )?;
    }
    Ok(())
}

//! `kith check`: everything that is wrong with scenario files, at once; and figures of another model in
//! pages.

use crate::scenario;
use crate::studies::calibration;
use crate::studies::evaluation;
use crate::studies::sensitivity;
use crate::studies::sweep;
use std::path::{Path, PathBuf};

use crate::cli::check_page;
use crate::cli::{Exit, Result, complain, counted, named_file, say, warn};
use crate::scenario::{Diagnostics, Kind, Origin, Scenario};
use crate::studies::sweep::plan::SweepPlan;

/// Arguments of `kith check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kith check baseline mine.toml\n  \
                        kith check scenarios/studies/*.toml docs/*.md\n  \
                        kith check --schema > kith.schema.json")]
pub struct Check {
    /// The scenario files, and files of studies, or their names; also pages (.md) with figures, which
    /// say `<!-- model DIGEST -->` of the model that they are of.
    #[arg(value_name = "SCENARIO", value_parser = named_file(), required_unless_present = "schema")]
    scenarios: Vec<PathBuf>,
    /// Print the JSON Schema of scenario files, for completion and checks in an editor.
    #[arg(long, conflicts_with = "scenarios")]
    schema: bool,
}

/// Checks scenario files.
///
/// # Errors
/// If nothing can be printed.
pub fn execute(args: &Check) -> Result<Exit> {
    if args.schema {
        say(&format!("{}\n", scenario::schema()))?;
        return Ok(Exit::Done);
    }
    let mut exit = Exit::Done;
    for path in &args.scenarios {
        let checked = match Kind::at(path) {
            _ if check_page::is_page(path) => check_page::of_page(path),
            Some(Kind::Study) => of_study(path),
            Some(Kind::Sensitivity) => of_sensitivity(path),
            Some(Kind::Calibration) => of_calibration(path),
            Some(Kind::Evaluation) => of_design(path),
            _ => of_scenario(path),
        };
        match checked {
            Ok(summary) => say(&format!("{}: {summary}\n", path.display()))?,
            Err(found) => {
                complain(&found);
                exit = Exit::BadInput;
            }
        }
    }
    Ok(exit)
}

fn of_scenario(path: &Path) -> std::result::Result<String, Diagnostics> {
    let mut scenario = scenario::load_whole(path)?;
    scenario.check_effect()?;
    warn(&scenario.warnings);
    Ok(summary(&scenario))
}

/// One line on a study that can be run.
fn of_study(path: &Path) -> std::result::Result<String, Diagnostics> {
    let mut study = sweep::read::load(path)?;
    study.scenarios.iter_mut().try_for_each(Scenario::check_effect)?;
    let study = study.judged()?;
    // Sizes are judged; the points need not be drawn for that.
    let plan = SweepPlan::at(&study, Vec::new())?;
    warn(study.scenarios.iter().flat_map(|scenario| &scenario.warnings).chain(&study.warnings));
    let cells = study.points() * plan.scenarios.len() * plan.size.replicates as usize;
    let factors = counted(study.factors.len(), "parameter", "parameters");
    let scenarios = counted(study.scenarios.len(), "scenario", "scenarios");
    let points = counted(study.points(), "point", "points");
    let cells = counted(cells, "cell", "cells");
    Ok(format!("ok, a study, {}, {factors}, {scenarios}, {points}, {cells}", study.design.label()))
}

/// One line on a study of sensitivity that can be run.
fn of_sensitivity(path: &Path) -> std::result::Result<String, Diagnostics> {
    let mut study = sensitivity::read::load_sensitivity(path)?;
    study.study.scenarios.iter_mut().try_for_each(Scenario::check_effect)?;
    warn(study.study.scenarios.iter().flat_map(|scenario| &scenario.warnings));
    warn(&study.study.warnings);
    let factors = counted(study.study.factors.len(), "parameter", "parameters");
    let outcomes = counted(study.outcomes.len(), "outcome", "outcomes");
    let screening = sensitivity::stage::screening(&study)?;
    let walks = screening.map_or_else(String::new, |(_, plan)| {
        format!(", {} to screen", counted(plan.cells(), "cell", "cells"))
    });
    let rows = study.indices.map_or_else(String::new, |indices| {
        format!(", {} for indices", counted(indices.rows as usize, "row", "rows"))
    });
    Ok(format!("ok, a study of sensitivity, {factors}, {outcomes}{walks}{rows}"))
}

/// One line on a study of calibration that can be run.
fn of_calibration(path: &Path) -> std::result::Result<String, Diagnostics> {
    let mut found = calibration::read::load_calibration(path)?;
    found.study.scenarios.iter_mut().try_for_each(Scenario::check_effect)?;
    warn(found.study.scenarios.iter().flat_map(|scenario| &scenario.warnings));
    warn(&found.study.warnings);
    let factors = counted(found.study.factors.len(), "parameter", "parameters");
    let figures = counted(found.figures.len(), "figure", "figures");
    let active = found.study.factors.len().min(found.screening.active as usize);
    let points = counted(found.asked(active).points as usize, "point", "points");
    let effects = match found.effects.len() {
        0 => String::new(),
        many => format!("{}, ", counted(many, "effect of a trial", "effects of trials")),
    };
    Ok(format!("ok, a study of calibration, {factors}, {figures}, {effects}{points} in a wave"))
}

/// One line on a design that can be applied.
fn of_design(path: &Path) -> std::result::Result<String, Diagnostics> {
    let mut design = evaluation::read::load_design(path)?;
    design.scenario.check_effect()?;
    warn(&design.scenario.warnings);
    let (estimator, outcome) = (design.estimator.label(), design.outcome.label());
    let studies = counted(design.size().replicates as usize, "study", "studies");
    Ok(format!("ok, a design, {estimator}, {outcome}, {studies}"))
}

/// How often posts move between networks.
fn moved(scenario: &Scenario) -> String {
    counted(scenario.moves(), "move of posts", "moves of posts")
}

/// One line on a scenario that can be used.
fn summary(scenario: &Scenario) -> String {
    let parameters = scenario.entries.len();
    let warnings = counted(scenario.warnings.len(), "warning", "warnings");
    let own = scenario.files.last().and_then(Origin::inside);
    let base = scenario.files.first().and_then(Origin::inside);
    let from = match (own, base) {
        (Some(_), _) => "built in, ".to_owned(),
        (None, Some(base)) => format!("on `{base}` (built in), "),
        (None, None) => String::new(),
    };
    if scenario.files.len() == 1 {
        let parameters = counted(parameters, "parameter", "parameters");
        let sources = counted(scenario.sources.len(), "source", "sources");
        return format!("ok, {from}a base, {parameters}, {sources}, {warnings}");
    }
    let scheduled = counted(scenario.scheduled(), "scheduled change", "scheduled changes");
    let overridden = scenario.overridden();
    let networks = match scenario.networks.len() {
        0 => String::new(),
        many => format!("{}, {}, ", counted(many, "network", "networks"), moved(scenario)),
    };
    format!(
        "ok, {from}{overridden} of {parameters} parameters overridden, {scheduled}, {networks}{warnings}"
    )
}

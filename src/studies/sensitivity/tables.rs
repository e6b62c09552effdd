//! The tables of a study of sensitivity. Each column is declared once, with its unit and meaning:
//! header and dictionary come from that.

use crate::scenario::names;
use std::io::{self, Write};

use crate::model::parameters::Parameters;
use crate::report::number::{written, written_or_empty};
use crate::report::rows::Writer;
use crate::studies::sensitivity::noise::Noise;
use crate::studies::sensitivity::results::SensitivityResults;
use crate::studies::sensitivity::sentences::{of_outcome, unit_of};
use crate::studies::sensitivity::stage::Statistic;
use crate::studies::sweep::read::{Scale, Values};

/// A column: its name, unit and meaning.
type Column = (&'static str, &'static str, &'static str);

const OF: &str = "the outcome's; for a variance, its square";
const OUTCOME: Column = ("outcome", "", "Name of the outcome, as in outcomes.csv");
const STATISTIC: Column = ("statistic", "", "mean over replicates, or variance between replicates");
const PARAMETER: Column = ("parameter", "", "Path of the parameter, as in parameters.csv");
const RANK: Column =
    ("rank", "", "Location among the parameters, from 1; none if it has no effect");

const EFFECTS: [Column; 11] = [
    OUTCOME,
    STATISTIC,
    PARAMETER,
    RANK,
    ("mu_star", OF, "Mean absolute elementary effect of the whole range (Morris)"),
    ("mu_star_low", OF, "Low end of its 90 % interval"),
    ("mu_star_high", OF, "High end of its 90 % interval"),
    ("mu", OF, "Mean elementary effect of the whole range: its sign says which way"),
    ("sigma", OF, "Standard deviation of the effects: interactions and bends"),
    ("mu_star_of_chance", OF, "mu_star that a parameter without any effect would show"),
    ("effects", "count", "Elementary effects behind the row"),
];

const INDICES: [Column; 15] = [
    OUTCOME,
    STATISTIC,
    PARAMETER,
    RANK,
    ("total", "share of variance", "Total index: with all interactions (Jansen)"),
    ("total_low", "share of variance", "Low end of its 90 % interval"),
    ("total_high", "share of variance", "High end of its 90 % interval"),
    ("first", "share of variance", "First-order index: alone (Saltelli 2010)"),
    ("first_low", "share of variance", "Low end of its 90 % interval"),
    ("first_high", "share of variance", "High end of its 90 % interval"),
    (
        "total_of_chance",
        "share of variance",
        "total that a parameter without any effect would show",
    ),
    ("slope", OF, "Mean change from the low end of the range to the high end"),
    ("slope_low", OF, "Low end of its 90 % interval"),
    ("slope_high", OF, "High end of its 90 % interval"),
    ("rows", "count", "Rows of the design behind the row"),
];

const NOISE: [Column; 8] = [
    ("stage", "", "screening or indices"),
    OUTCOME,
    STATISTIC,
    ("points", "count", "Points of the design"),
    ("mean", OF, "Mean over the points"),
    ("deviation", OF, "Standard deviation of the points' figures"),
    (
        "noise_share",
        "share of variance",
        "Share of the variance over single runs, each with draws of its own, that is chance",
    ),
    (
        "noise_share_of_points",
        "share of variance",
        "Share of the variance over points, means of replicates on common draws, that is chance",
    ),
];

const OUTCOMES: [Column; 7] = [
    OUTCOME,
    ("label", "", "What it is, in words"),
    ("unit", "", "Unit of the outcome"),
    ("metric", "", "The metric; for its meaning see the dictionary.csv of any run"),
    ("period", "", "Weeks: first_year, last_year or all_weeks"),
    ("group", "", "For whom: all, or a fifth of deprivation"),
    ("against", "", "Scenario whose figure is taken off, run by run on the same draws, if any"),
];

const PARAMETERS: [Column; 10] = [
    PARAMETER,
    ("low", "the parameter's", "Low end of the range in which it is varied"),
    ("high", "the parameter's", "High end"),
    ("scale", "", "linear or log"),
    ("value", "the parameter's", "Value in the studied scenario"),
    ("unit", "", "Unit of the parameter"),
    ("basis", "", "How the value is known: measured, derived, calibrated or assumed"),
    ("source", "", "Name of its source"),
    ("stage", "", "The last stage in which it was varied: screening or indices"),
    ("meaning", "", "Meaning, in a sentence"),
];

fn header(rows: &mut Writer<&mut dyn Write>, columns: &[Column]) -> io::Result<()> {
    Ok(rows.write_record(columns.iter().map(|(name, ..)| name))?)
}

/// Every column of every table that is written.
pub(crate) fn dictionary(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let mut tables: Vec<(&str, &[Column])> = Vec::new();
    if !results.findings.screened.is_empty() {
        tables.push(("effects", &EFFECTS));
    }
    if !results.findings.shared.is_empty() {
        tables.push(("indices", &INDICES));
    }
    tables.extend([("noise", &NOISE[..]), ("outcomes", &OUTCOMES), ("parameters", &PARAMETERS)]);
    for (table, columns) in tables {
        for (column, unit, meaning) in columns {
            rows.write_record([table, column, unit, meaning])?;
        }
    }
    rows.flush()
}

/// Where each of this many parameters stands in a ranking.
fn places(ranked: &[usize], many: usize) -> Vec<String> {
    let mut places = vec![String::new(); many];
    for (place, &factor) in ranked.iter().enumerate() {
        places[factor] = (place + 1).to_string();
    }
    places
}

/// The screening: one row for each outcome, statistic and parameter.
pub(crate) fn effects(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &EFFECTS)?;
    let study = results.study;
    let step = study.screening.map_or(1.0, |screening| screening.step());
    for found in &results.findings.screened {
        let chance = found.noise.map(|noise| noise.floor_of_effects(step));
        let places = places(&found.ranked(), found.effects.len());
        for ((factor, effect), place) in study.study.factors.iter().zip(&found.effects).zip(places)
        {
            let interval = effect.and_then(|effect| effect.interval);
            rows.write_record([
                study.name(&study.outcomes[found.outcome]),
                found.statistic.label().to_owned(),
                factor.path.clone(),
                place,
                written_or_empty(effect.map(|effect| effect.mu_star)),
                written_or_empty(interval.map(|(low, _)| low)),
                written_or_empty(interval.map(|(_, high)| high)),
                written_or_empty(effect.map(|effect| effect.mu)),
                written_or_empty(effect.and_then(|effect| effect.sigma)),
                written_or_empty(chance),
                effect.map_or(0, |effect| effect.count).to_string(),
            ])?;
        }
    }
    rows.flush()
}

/// Shares of variance: one row for each outcome, statistic and parameter of that stage.
pub(crate) fn indices(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &INDICES)?;
    let study = results.study;
    for found in &results.findings.shared {
        let chance = found.noise.and_then(|noise| noise.floor());
        let chosen = &results.findings.chosen;
        let ranks = places(&found.ranked(), chosen.len());
        for ((place, &factor), rank) in chosen.iter().enumerate().zip(ranks) {
            let indices = found.indices.as_ref();
            let (total, first) =
                (indices.map(|all| all.total[place]), indices.map(|all| all.first[place]));
            let slope = found.slopes[place];
            rows.write_record([
                study.name(&study.outcomes[found.outcome]),
                found.statistic.label().to_owned(),
                study.study.factors[factor].path.clone(),
                rank,
                written_or_empty(total.map(|index| index.value)),
                written_or_empty(total.map(|index| index.low)),
                written_or_empty(total.map(|index| index.high)),
                written_or_empty(first.map(|index| index.value)),
                written_or_empty(first.map(|index| index.low)),
                written_or_empty(first.map(|index| index.high)),
                written_or_empty(chance),
                written_or_empty(slope.map(|slope| slope.value)),
                written_or_empty(slope.map(|slope| slope.low)),
                written_or_empty(slope.map(|slope| slope.high)),
                indices.map_or(0, |all| all.rows).to_string(),
            ])?;
        }
    }
    rows.flush()
}

/// How much is chance: one row for each stage, outcome and statistic.
pub(crate) fn noise(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &NOISE)?;
    let study = results.study;
    let screened = results.findings.screened.iter();
    let screened = screened.map(|f| ("screening", f.outcome, f.statistic, f.points, f.noise));
    let shared = results.findings.shared.iter();
    let shared = shared.map(|f| ("indices", f.outcome, f.statistic, f.points, f.noise));
    let all: Vec<(&str, usize, Statistic, usize, Option<Noise>)> = screened.chain(shared).collect();
    for (stage, outcome, statistic, points, noise) in all {
        rows.write_record([
            stage.to_owned(),
            study.name(&study.outcomes[outcome]),
            statistic.label().to_owned(),
            points.to_string(),
            written_or_empty(noise.map(|noise| noise.mean)),
            written_or_empty(noise.map(|noise| noise.deviation)),
            written_or_empty(noise.and_then(|noise| noise.share())),
            written_or_empty(noise.and_then(|noise| noise.floor())),
        ])?;
    }
    rows.flush()
}

/// The outcomes of the study.
pub(crate) fn outcomes(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &OUTCOMES)?;
    let study = results.study;
    for outcome in &study.outcomes {
        let against = outcome.against.map(|place| study.study.scenarios[place].name.clone());
        rows.write_record([
            study.name(outcome),
            of_outcome(study, outcome),
            unit_of(outcome).to_owned(),
            outcome.metric.metric().name.to_owned(),
            outcome.period.label().to_owned(),
            outcome.group.label().to_owned(),
            against.unwrap_or_default(),
        ])?;
    }
    rows.flush()
}

/// The parameters that were varied.
pub(crate) fn parameters(out: &mut dyn Write, results: &SensitivityResults<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &PARAMETERS)?;
    let study = &results.study.study;
    for (place, factor) in study.factors.iter().enumerate() {
        let (low, high, scale) = match &factor.values {
            Values::Range { low, high, scale: Scale::Linear } => (*low, *high, "linear"),
            Values::Range { low, high, scale: Scale::Log } => (*low, *high, "log"),
            Values::Levels(levels) => {
                let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
                let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (low, high, "levels")
            }
        };
        let entry = &study.scenarios[0].entries[factor.parameters[0]];
        let spec = &Parameters::specs()[factor.parameters[0]];
        debug_assert!(names::parameters(&factor.path).contains(&factor.parameters[0]));
        let last = if results.findings.chosen.contains(&place) { "indices" } else { "screening" };
        rows.write_record([
            factor.path.clone(),
            written(low),
            written(high),
            scale.to_owned(),
            written(entry.value),
            spec.unit.text().to_owned(),
            entry.basis.to_string(),
            entry.source.clone(),
            last.to_owned(),
            spec.about.clone(),
        ])?;
    }
    rows.flush()
}

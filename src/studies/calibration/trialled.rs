//! Draws with and without the effects of trials, side by side: in tables, words and a picture.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::charts::intervals::Interval;
use crate::report::charts::marks::{BLUE, SKY};
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{short, written, written_or_empty};
use crate::report::rows::Writer;
use crate::studies::calibration::course::worth;
use crate::studies::calibration::effects::Effect;
use crate::studies::calibration::predictive::quantiles;
use crate::studies::calibration::tables::{Column, header, weighted_draws};
use crate::studies::sensitivity::noise::centre;
use crate::studies::sensitivity::stage::Values;

/// The normal quantile of 95 %: nine values in ten lie within so many standard deviations.
const NINETY: f64 = 1.644_853_626_951_472_2;

/// Standard deviations by which a draw may miss an effect and still be near it.
const NEAR: f64 = 2.0;

/// Draws, and what the effects of trials make of them.
#[derive(Clone, Debug)]
pub struct Trialled<'a> {
    /// The effects.
    pub effects: &'a [Effect],
    /// Paths of what is drawn.
    pub paths: Vec<String>,
    /// Its values, draw by draw.
    pub draws: Vec<Vec<f64>>,
    /// Weights without effects; all add up to one.
    pub without: Vec<f64>,
    /// Weights with them.
    pub with: Vec<f64>,
    /// The truths of each effect, by draw and replicate.
    pub seen: Vec<Values>,
}

/// The columns of `effects.csv`.
pub(crate) const EFFECTS: [Column; 18] = [
    ("effect", "", "Number of the effect in the evidence"),
    ("design", "", "The trial in which each draw was lived"),
    ("outcome", "", "What is measured"),
    ("unit", "", "Unit of every number of the row"),
    ("published", "the effect's", "Published effect, in the unit of the design"),
    ("standard_error", "the effect's", "Standard error of the study"),
    ("discrepancy", "the effect's", "What keeps the trial from what is simulated: assumed"),
    ("group", "", "The study whose errors it shares"),
    ("source", "", "Where it stands"),
    (
        "sd_by_chance",
        "the effect's",
        "Standard deviation of the mean truth of a draw by chance alone",
    ),
    (
        "without_low",
        "the effect's",
        "Below it lie 5 % of the truths of draws, weighed without effects",
    ),
    ("without_median", "the effect's", "Below it lies half of them"),
    ("without_high", "the effect's", "Below it lie 95 % of them"),
    ("with_low", "the effect's", "Below it lie 5 % of the truths of draws, weighed with effects"),
    ("with_median", "the effect's", "Below it lies half of them"),
    ("with_high", "the effect's", "Below it lie 95 % of them"),
    ("near_without", "share", "Draws within two standard deviations of error and discrepancy"),
    ("near_with", "share", "The same, weighed with effects"),
];

/// The columns of `parameters_with_effects.csv`.
pub(crate) const BOTH: [Column; 8] = [
    ("parameter", "", "Path of the parameter"),
    ("without_low", "the parameter's", "Below it lie 5 % of draws, weighed without effects"),
    ("without_median", "the parameter's", "Below it lies half of them"),
    ("without_high", "the parameter's", "Below it lie 95 % of them"),
    ("with_low", "the parameter's", "Below it lie 5 % of draws, weighed with effects"),
    ("with_median", "the parameter's", "Below it lies half of them"),
    ("with_high", "the parameter's", "Below it lie 95 % of them"),
    ("variance_kept", "share", "Variance over draws with effects over that without"),
];

impl Trialled<'_> {
    /// The truth of an effect in each draw.
    fn truths(&self, effect: usize) -> Vec<Option<f64>> {
        self.seen[effect].iter().map(|runs| centre(runs)).collect()
    }

    /// Below which truths 5, 50 and 95 % of draws lie.
    fn spread(&self, effect: usize, weights: &[f64]) -> Option<[f64; 3]> {
        let truths = self.truths(effect);
        let there =
            truths.iter().zip(weights).filter_map(|(truth, &weight)| Some(((*truth)?, weight)));
        quantiles(there.collect())
    }

    /// Share of draws whose truth is near the published effect.
    fn near(&self, effect: usize, weights: &[f64]) -> f64 {
        let of = &self.effects[effect];
        let near = |truth: &Option<f64>| {
            truth.is_some_and(|truth| (truth - of.published).abs() <= NEAR * of.apart())
        };
        let there = self.truths(effect).into_iter().zip(weights).filter(|(truth, _)| near(truth));
        // An empty sum is a negative zero.
        there.map(|(_, weight)| weight).sum::<f64>() + 0.0
    }

    /// Variance by chance of the mean of a draw's truths.
    fn chance(&self, effect: usize) -> Option<f64> {
        let noise = crate::studies::sensitivity::noise::Noise::of(&self.seen[effect])?;
        let replicates = self.seen[effect].first().map_or(1, Vec::len);
        Some(noise.within / replicates as f64)
    }

    /// Of a drawn parameter: below which values 5, 50 and 95 % of draws lie, and its variance.
    fn of_parameter(&self, place: usize, weights: &[f64]) -> (Option<[f64; 3]>, f64) {
        let all: Vec<(f64, f64)> =
            self.draws.iter().zip(weights).map(|(draw, &weight)| (draw[place], weight)).collect();
        let mean: f64 = all.iter().map(|(value, weight)| value * weight).sum();
        let variance = all.iter().map(|(value, weight)| weight * (value - mean) * (value - mean));
        (quantiles(all.clone()), variance.sum())
    }

    /// Writes the tables.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn write(&self, staging: &Staging<'_>, model: &str) -> Result<(), Error> {
        staging.file("effects.csv", |out| self.effects_table(out))?;
        staging.file("parameters_with_effects.csv", |out| self.parameters_table(out))?;
        let with = (&*self.draws, &*self.with);
        staging
            .file("posterior_with_effects.csv", |out| weighted_draws(out, model, &self.paths, with))
    }

    fn effects_table(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        header(&mut rows, &EFFECTS)?;
        for (place, effect) in self.effects.iter().enumerate() {
            let head = [
                effect.id.clone(),
                effect.design.name.clone(),
                effect.design.outcome.label().to_owned(),
                effect.design.unit().to_owned(),
                written(effect.published),
                written(effect.error),
                written(effect.discrepancy),
                effect.group.clone(),
                effect.source.clone(),
                written_or_empty(self.chance(place).map(libm::sqrt)),
            ];
            let three = |weights: &[f64]| {
                let found = self.spread(place, weights);
                [0, 1, 2].map(|at| written_or_empty(found.map(|found| found[at])))
            };
            let near =
                [&self.without, &self.with].map(|weights| written(self.near(place, weights)));
            let cells = head.into_iter().chain(three(&self.without)).chain(three(&self.with));
            rows.write_record(cells.chain(near))?;
        }
        rows.flush()
    }

    fn parameters_table(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        header(&mut rows, &BOTH)?;
        for (place, path) in self.paths.iter().enumerate() {
            let [(without, before), (with, after)] =
                [&self.without, &self.with].map(|weights| self.of_parameter(place, weights));
            let cells = [without, with].into_iter().flat_map(|found| {
                [0, 1, 2].map(|at| written_or_empty(found.map(|found| found[at])))
            });
            let kept = (before > 0.0).then(|| after / before);
            let cells = [path.clone()].into_iter().chain(cells);
            rows.write_record(cells.chain([written_or_empty(kept)]))?;
        }
        rows.flush()
    }

    /// What the effects make of the draws, in words.
    ///
    /// # Panics
    /// Never: writing to a string does not fail.
    #[must_use]
    pub fn said(&self) -> String {
        let mut text = String::new();
        let mut say = |line: String| writeln!(text, "{line}").expect("writing to a string");
        say(format!(
            "Effects of trials, each draw lived in a trial of that form: {} draws, worth {} of equal weight \
             without effects and {} with them.",
            self.draws.len(),
            short(worth(self.without.iter().copied())),
            short(worth(self.with.iter().copied()))
        ));
        say("Nine draws in ten have a true effect:".to_owned());
        for (place, effect) in self.effects.iter().enumerate() {
            let range = |weights: &[f64]| {
                let found = self.spread(place, weights);
                found.map(|[low, _, high]| format!("{} to {}", short(low), short(high)))
            };
            let (Some(without), Some(with)) = (range(&self.without), range(&self.with)) else {
                say(format!("  {}: nobody enrolled in any draw", effect.id));
                continue;
            };
            let reach = NINETY * effect.apart();
            say(format!(
                "  {} {}: {without} {} without effects, {with} with them (published {}; with its error and an \
                 assumed discrepancy {} to {})",
                effect.id,
                effect.design.outcome.label(),
                effect.design.unit(),
                short(effect.published),
                short(effect.published - reach),
                short(effect.published + reach)
            ));
        }
        let mut most: Option<(f64, &str)> = None;
        for (place, path) in self.paths.iter().enumerate() {
            let [before, after] =
                [&self.without, &self.with].map(|weights| self.of_parameter(place, weights));
            let (Some(without), Some(with)) = (before.0, after.0) else { continue };
            if before.1 > 0.0 {
                let moved = (with[1] - without[1]).abs() / libm::sqrt(before.1);
                if most.is_none_or(|(other, _)| moved > other) {
                    most = Some((moved, path));
                }
            }
        }
        if let Some((moved, path)) = most {
            say(format!(
                "The effects move the median of {path} most, by {} of its standard deviations over draws.",
                short(moved)
            ));
        }
        text
    }

    /// The picture: of each effect the truths of draws without and with effects.
    pub(crate) fn chart(&self) -> Chart {
        let two = |place: usize| {
            let effect = &self.effects[place];
            let reach = NINETY * effect.apart();
            let at = move |value: f64| (value - effect.published + reach) / (2.0 * reach);
            let row = move |word: &str, weights: &[f64], colour| {
                let [low, middle, high] = self.spread(place, weights)?;
                Some(Interval {
                    label: format!(
                        "{} {} {word}",
                        effect.id,
                        effect.design.outcome.label().replace('_', " ")
                    ),
                    low: at(low),
                    middle: at(middle),
                    high: at(high),
                    published: at(effect.published),
                    text: format!("{} to {}", short(low), short(high)),
                    colour,
                })
            };
            [row("without", &self.without, SKY), row("with", &self.with, BLUE)]
        };
        let rows: Vec<Interval> = (0..self.effects.len()).flat_map(two).flatten().collect();
        let inside = (0..self.effects.len()).filter(|&place| self.near(place, &self.with) > 0.5);
        Chart {
            name: "effects",
            sentence: format!(
                "{} of {} effects of trials are near in most draws",
                inside.count(),
                self.effects.len()
            ),
            subtitle: "True effects of nine draws in ten, and their median, weighed without and with effects of \
                       trials, beside the published effect (line) and where nine right draws in ten may lie by \
                       its error and an assumed discrepancy (grey)."
                .to_owned(),
            data: "effects.csv",
            body: Body::Intervals(rows),
        }
    }
}

//! The pictures of a calibration: what waves left, which figures ruled out what, where figures lie over all
//! draws, and how draws of parameters hang together.

use crate::report::charts::Set;
use crate::report::charts::bars::Bar;
use crate::report::charts::corner::{Corner, Dot};
use crate::report::charts::intervals::Interval;
use crate::report::charts::marks::{BLUE, SKY};
use crate::report::charts::publish::publish;
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{in_a_hundred, short};
use crate::studies::calibration::predictive::{Predicted, predicted};
use crate::studies::calibration::read::Figure;
use crate::studies::calibration::results::CalibrationResults;
use crate::studies::calibration::trialled::Trialled;

/// Parameters of the corner plot.
const CORNER: usize = 5;

/// Figures that a picture of what ruled out what names.
const NAMED: usize = 12;

/// Draws the pictures of a calibration.
pub(crate) fn write(staging: &Staging<'_>, results: &CalibrationResults<'_>) -> Result<(), Error> {
    let study = &results.calibration.study;
    let footer = format!(
        "Study: {} \u{b7} {} parameters \u{b7} {} draws \u{b7} simulated by Kith {}, not observed",
        study.title,
        results.active.len(),
        results.course.draws.len(),
        env!("CARGO_PKG_VERSION")
    );
    let mut charts = vec![volume(results)];
    charts.extend(ruled_out(results));
    if !results.course.draws.is_empty() {
        charts.extend([figures(results), corner(results)]);
    }
    charts.extend(results.trialled.map(Trialled::chart));
    publish(staging, &[Set { prefix: String::new(), charts, footer }])
}

/// Draws the picture of draws of a table that effects of trials weigh.
pub(crate) fn of_effects(
    staging: &Staging<'_>,
    title: &str,
    trialled: &Trialled<'_>,
) -> Result<(), Error> {
    let footer = format!(
        "Study: {title} \u{b7} {} parameters \u{b7} {} draws \u{b7} simulated by Kith {}, not observed",
        trialled.paths.len(),
        trialled.draws.len(),
        env!("CARGO_PKG_VERSION")
    );
    let charts = vec![trialled.chart()];
    publish(staging, &[Set { prefix: String::new(), charts, footer }])
}

fn bar(label: String, share: f64) -> Bar {
    Bar {
        label,
        value: share,
        text: format!("{} %", in_a_hundred(share * 100.0)),
        spread: None,
        loss: None,
        outline: None,
        colour: BLUE,
    }
}

fn volume(results: &CalibrationResults<'_>) -> Chart {
    let waves = results.course.waves.iter().enumerate();
    let last = results.course.waves.last().map_or(1.0, |wave| wave.volume);
    let mut bars = vec![bar("before".to_owned(), 1.0)];
    bars.extend(waves.map(|(number, wave)| bar(format!("wave {}", number + 1), wave.volume)));
    Chart {
        name: "volume",
        sentence: format!(
            "{} % of the space of parameters is left after {} waves",
            in_a_hundred(last * 100.0),
            results.course.waves.len()
        ),
        subtitle:
            "Share of what was held possible before, by its own measure, that no wave rules out."
                .to_owned(),
        data: "waves.csv: volume",
        body: Body::Rows(bars),
    }
}

/// What each figure ruled out in the first wave that ruled anything out.
fn ruled_out(results: &CalibrationResults<'_>) -> Option<Chart> {
    let waves = &results.course.waves;
    let (number, wave) =
        waves.iter().enumerate().find(|(_, wave)| wave.ruled_out.iter().any(Option::is_some))?;
    let figures = results.calibration.figures.iter().zip(&wave.ruled_out);
    let mut bars: Vec<Bar> = figures
        .filter_map(|(figure, out)| {
            let target = &figure.target;
            Some(bar(format!("{} {}", target.id, cut(&target.name)), (*out)?))
        })
        .collect();
    bars.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.label.cmp(&b.label)));
    bars.truncate(NAMED);
    Some(Chart {
        name: "ruled_out",
        sentence: format!("{} rules out most", bars.first()?.label),
        subtitle: format!(
            "Share of the space that each published figure alone would rule out, by wave {}. A point goes \
             only when two say so.",
            number + 1
        ),
        data: "waves.csv: ruled_out",
        body: Body::Rows(bars),
    })
}

/// A name that fits beside a row.
fn cut(name: &str) -> String {
    const LONGEST: usize = 34;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 3).chain("...".chars()).collect()
}

fn figures(results: &CalibrationResults<'_>) -> Chart {
    let all = &results.calibration.figures;
    let found = predicted(all, results.course);
    let inside = found.iter().flatten().filter(|found| {
        // Most draws inside: more than half of their weight.
        found.inside > 0.5
    });
    let inside = inside.count();
    let row = |(figure, found): (&Figure, &Option<Predicted>)| {
        let (found, target) = ((*found)?, &figure.target);
        let width = (target.high - target.low).max(f64::MIN_POSITIVE);
        let place = |value: f64| (value - target.low) / width;
        Some(Interval {
            label: format!("{} {}", target.id, cut(&target.name)),
            low: place(found.quantiles[0]),
            middle: place(found.quantiles[1]),
            high: place(found.quantiles[2]),
            published: place(target.published),
            text: format!("{} % inside", in_a_hundred(found.inside * 100.0)),
            colour: if found.inside > 0.5 { BLUE } else { SKY },
        })
    };
    Chart {
        name: "figures",
        sentence: format!("{inside} of {} figures lie inside in most draws", all.len()),
        subtitle: "Nine single runs in ten over all draws, and their median, beside the published range \
                   (grey, every figure on its own scale) and the published value (line). None of the \
                   figures that judge the model is among them."
            .to_owned(),
        data: "figures.csv",
        body: Body::Intervals(all.iter().zip(&found).filter_map(row).collect()),
    }
}

fn corner(results: &CalibrationResults<'_>) -> Chart {
    let left = results.course.narrowed(results.active.len());
    let mut order: Vec<usize> = (0..left.len()).collect();
    order.sort_by(|&a, &b| left[a].total_cmp(&left[b]).then(a.cmp(&b)));
    order.truncate(CORNER);
    let end = |active: usize, place: f64| short(results.value(active, place));
    let ends = |&active: &usize| format!("{} to {}", end(active, 0.0), end(active, 1.0));
    let dots = results.course.draws.iter().map(|draw| Dot {
        places: order.iter().map(|&active| draw.place[active]).collect(),
        weight: draw.weight,
    });
    let first = order.first().map_or("", |&active| results.path(active));
    Chart {
        name: "corner",
        sentence: format!("The figures say most of {first}"),
        subtitle: "Draws of the parameters that are narrowed most, two by two, each from the low to the \
                   high end of what was held possible; bars: how many draws lie where, which would be even \
                   before."
            .to_owned(),
        data: "posterior.csv",
        body: Body::Corner(Corner {
            names: order.iter().map(|&active| results.path(active).to_owned()).collect(),
            ends: order.iter().map(ends).collect(),
            dots: dots.collect(),
        }),
    }
}

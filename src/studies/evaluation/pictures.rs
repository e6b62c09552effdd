//! The pictures of an evaluation: three marks a study, the bias of each design, and power by size.

use crate::report::charts::Set;
use crate::report::charts::forest::{Row, Valued};
use crate::report::charts::marks::{BLUE, Dash, VERMILLION};
use crate::report::charts::panel::{Axis, Label, Layer, Marker, Panel};
use crate::report::charts::publish::publish;
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::short;
use crate::runs::{Difference, Students};
use crate::studies::evaluation::around::Bucket;
use crate::studies::evaluation::found::Evaluated;
use crate::studies::evaluation::taken::{MONTH, YEAR};

/// Rows of one picture.
const ROWS: usize = 16;

/// Draws the pictures of an evaluation.
pub(crate) fn write(staging: &Staging<'_>, all: &[Evaluated<'_>]) -> Result<(), Error> {
    let studies: usize = all.iter().map(|one| one.studies.len()).sum();
    let footer = format!(
        "{} designs \u{b7} {studies} studies \u{b7} simulated by Kith {}, not observed",
        all.len(),
        env!("CARGO_PKG_VERSION")
    );
    let mut charts = vec![forest(all), bias(all)];
    charts.extend(all.iter().find_map(around));
    publish(staging, &[Set { prefix: String::new(), charts, footer }])
}

fn valued(found: Option<Difference>) -> Option<Valued> {
    let found = found?;
    let interval = found.intervals(&Students::up_to(found.replicates)).map(|[_, nine, _]| nine);
    Some(Valued { value: found.mean, interval })
}

fn forest(all: &[Evaluated<'_>]) -> Chart {
    let row = |one: &Evaluated<'_>| {
        let published = one
            .design
            .published
            .as_ref()
            .map(|it| Valued { value: it.value, interval: it.low.zip(it.high) });
        let said = |figure: Option<f64>| figure.map_or_else(|| "none".to_owned(), short);
        let text = format!(
            "{} | {} | {} {}",
            said(published.map(|it| it.value)),
            said(one.found().map(|found| found.mean)),
            said(one.truth().map(|truth| truth.mean)),
            one.design.unit()
        );
        let label = one.design.name.replace('_', " ");
        Row { label, marks: [published, valued(one.found()), valued(one.truth())], text }
    };
    let between = all.iter().filter(|one| {
        let (Some(found), Some(truth)) = (one.found(), one.truth()) else { return false };
        (found.mean < 0.0) != (truth.mean < 0.0)
    });
    let between = between.count();
    Chart {
        name: "three_numbers",
        sentence: match between {
            0 => {
                format!("What {} designs find, beside what was published and the truth", all.len())
            }
            wrong => format!("{wrong} of {} designs find an effect of the wrong sign", all.len()),
        },
        subtitle:
            "Each row on a scale of its own, zero in the middle; lines: published range, else \
                   where the mean over studies lies nine times in ten."
                .to_owned(),
        data: "designs.csv: published, found, truth",
        body: Body::Forest(all.iter().take(ROWS).map(row).collect()),
    }
}

fn bias(all: &[Evaluated<'_>]) -> Chart {
    let row = |one: &Evaluated<'_>| {
        let said = one.bias().map_or_else(|| "none".to_owned(), |bias| short(bias.mean));
        let text = format!("{said} {}", one.design.unit());
        let label = one.design.name.replace('_', " ");
        Row { label, marks: [None, valued(one.bias()), valued(one.truth())], text }
    };
    let larger = all.iter().filter(|one| {
        let (Some(bias), Some(truth)) = (one.bias(), one.truth()) else { return false };
        bias.mean.abs() > truth.mean.abs()
    });
    Chart {
        name: "bias",
        sentence: format!(
            "In {} of {} designs the bias is larger than the truth",
            larger.count(),
            all.len()
        ),
        subtitle:
            "Blue: what the design finds less the truth. Red: the truth. Each row on a scale of \
                   its own, zero in the middle."
                .to_owned(),
        data: "designs.csv: bias, truth",
        body: Body::Forest(all.iter().take(ROWS).map(row).collect()),
    }
}

/// Visits around the referral in the first design that has them: the window before begins at 0, and the referral
/// lies where it ends.
fn around(one: &Evaluated<'_>) -> Option<Chart> {
    let buckets: Vec<Bucket> = one.around().buckets().collect();
    let (first, last) = (buckets.first()?, buckets.last()?);
    let a_year = YEAR / f64::from(MONTH);
    let at = |bucket: &Bucket| (f64::from(bucket.number - first.number) + 0.5) / a_year;
    let line = |of: fn(&Bucket) -> f64, colour, dash| Layer::Line {
        pieces: vec![buckets.iter().map(|bucket| (at(bucket), of(bucket))).collect()],
        colour,
        width: 2.2,
        dash,
        marker: Marker::None,
    };
    let label = |text: &str, value, colour| Label { value, text: text.to_owned(), colour };
    let values = || buckets.iter().flat_map(|bucket| [bucket.with, bucket.without]);
    let most = values().fold(0.0, f64::max);
    let referral = f64::from(-first.number) / a_year;
    let fall = |of: fn(&Bucket) -> f64| {
        let side = |after: bool| {
            let side = buckets.iter().filter(|bucket| (bucket.number >= 0) == after).map(of);
            let values: Vec<f64> = side.collect();
            values.iter().sum::<f64>() / values.len().max(1) as f64
        };
        side(true) - side(false)
    };
    let panel = Panel {
        heading: format!("{}, a year", one.design.outcome.label().replace('_', " ")),
        years: (f64::from(last.number - first.number) + 1.0) / a_year,
        axis: Axis::from_zero(most, 1.0),
        layers: vec![
            line(|bucket| bucket.without, VERMILLION, Dash::Long),
            line(|bucket| bucket.with, BLUE, Dash::Solid),
        ],
        labels: vec![label("with", last.with, BLUE), label("without", last.without, VERMILLION)],
    };
    Some(Chart {
        name: "around_referral",
        sentence: format!(
            "Visits of clients change by {} a year after the referral; without the scheme by {}",
            short(fall(|bucket| bucket.with)),
            short(fall(|bucket| bucket.without))
        ),
        subtitle: format!(
            "{}: clients, and the same clients kept from the scheme, who are one before the referral, \
             in year {}.",
            one.design.title,
            short(referral)
        ),
        data: "around.csv: with, without",
        body: Body::Panels(vec![panel]),
    })
}

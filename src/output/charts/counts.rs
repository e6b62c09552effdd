//! The pictures in rows: the funnel and where link workers' hours go.

use plotters::style::RGBColor;

use super::bars::Bar;
use super::marks::{BLUE, GREEN, GREY, ORANGE};
use super::{Body, Chart};
use crate::observe::{Group, M, Period};
use crate::output::funnel::Stage;
use crate::output::number::{in_a_hundred, said};
use crate::output::results::{Results, Spread};

fn figure(spread: &Spread, unit: &str, said: fn(f64) -> String) -> String {
    let Some(middle) = spread.median() else {
        return "no figure".to_owned();
    };
    match spread.middle(0.9) {
        Some((low, high)) if said(low) != said(high) => {
            format!("{}{unit} ({} to {})", said(middle), said(low), said(high))
        }
        _ => format!("{}{unit}", said(middle)),
    }
}

/// How whiskers and brackets are read, when there are any.
fn whiskers(results: &Results<'_>) -> &'static str {
    if results.replicates.len() > 1 { " Whiskers and brackets: nine runs in ten." } else { "" }
}

pub(super) fn funnel(results: &Results<'_>) -> Chart {
    let stages = Stage::EVERY.map(|stage| (stage, results.spread(|seen| stage.rate(seen))));
    let mut before = None;
    let rows = stages
        .iter()
        .map(|(stage, spread)| {
            let value = spread.median().unwrap_or(0.0);
            let fewer = before.map_or(0.0, |before: f64| before - value);
            before = Some(value);
            let loss = match fewer {
                fewer if fewer > 0.0 => {
                    Some((fewer, format!("\u{2212}{} {}", said(fewer), stage.loss())))
                }
                fewer if fewer < 0.0 => Some((
                    0.0,
                    format!("{} more than the row above: {}", said(-fewer), stage.gain()),
                )),
                _ => None,
            };
            Bar {
                label: stage.label().into(),
                value,
                text: figure(spread, "", said),
                spread: spread.middle(0.9),
                loss,
                colour: BLUE,
            }
        })
        .collect();
    let rate = |wanted| {
        stages.iter().find(|(stage, _)| *stage == wanted).and_then(|(_, spread)| spread.median())
    };
    let sentence = match (rate(Stage::Recognised), rate(Stage::FirstContact)) {
        (Some(recognised), Some(seen)) if recognised > 0.0 => format!(
            "Of 100 visits at which a social need is recognised, {} lead to a first contact with \
             a link worker",
            in_a_hundred(seen / recognised * 100.0)
        ),
        _ => "No social need was recognised".to_owned(),
    };
    Chart {
        name: "funnel",
        sentence,
        subtitle: format!(
            "Events per 1,000 people a year over all weeks: one person can count more than once. \
             Bars: the median of the runs; pale: those lost since the row above.{}",
            whiskers(results)
        ),
        data: "summary.csv: recognised to completed; funnel.csv: moves to waiting",
        body: Body::Rows(rows),
    }
}

/// What link workers spend hours on, with the kind of each.
const HOURS: [(M, &str, RGBColor); 10] = [
    (M::HoursPatients, "with and for patients", BLUE),
    (M::HoursIdle, "kept for patients, not used", GREY),
    (M::HoursAdministration, "assessments, administration", ORANGE),
    (M::HoursTravel, "travel", ORANGE),
    (M::HoursTraining, "training, supervision", ORANGE),
    (M::HoursNetworking, "building ties with organisations", GREEN),
    (M::HoursChecking, "checking what is on offer", GREEN),
    (M::HoursDevelopment, "founding groups", GREEN),
    (M::HoursFeedback, "feedback to referrers", GREEN),
    (M::HoursPromotion, "presenting the service", GREEN),
];

pub(super) fn where_hours_go(results: &Results<'_>) -> Chart {
    let rows = HOURS
        .iter()
        .map(|&(metric, label, colour)| {
            let spread = results.during(metric, Group::All, Period::AllWeeks);
            Bar {
                label: label.into(),
                value: spread.median().unwrap_or(0.0),
                text: figure(&spread, " %", |percent| format!("{percent:.1}")),
                spread: spread.middle(0.9),
                loss: None,
                colour,
            }
        })
        .collect();
    let patients = results.during(M::HoursPatients, Group::All, Period::AllWeeks).median();
    Chart {
        name: "where_hours_go",
        sentence: patients.map_or_else(
            || "No link worker was in post".to_owned(),
            |share| {
                format!(
                    "Link workers spend {} % of their paid hours with and for patients",
                    said(share)
                )
            },
        ),
        subtitle: format!(
            "Share of paid hours over all weeks. From the top: patients (blue, grey), overheads \
             (orange), work with organisations and practices (green).{}",
            whiskers(results)
        ),
        data: "summary.csv: hours_patients to hours_idle",
        body: Body::Rows(rows),
    }
}

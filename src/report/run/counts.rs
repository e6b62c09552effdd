//! The pictures in rows: the funnel and where link workers' hours go.

use crate::model::observe::{Group, M, Period};
use crate::report::charts::bars::Bar;
use crate::report::charts::marks::{BLUE, Colour, GREEN, GREY, ORANGE};
use crate::report::charts::{Body, Chart};
use crate::report::funnel::Stage;
use crate::report::number::{brief, in_a_hundred, short};
use crate::report::results::{NOT_NEGATIVE, Results, Spread};
use crate::report::sentences::held;

/// A figure of all runs together, and where single runs lie.
fn bar(results: &Results<'_>, label: &str, value: Option<f64>, spread: &Spread, say: Say) -> Bar {
    let Say { said: short, unit, colour } = say;
    // Whiskers of one picture mean one thing: none where too few runs have the figure.
    let lie = spread.range().filter(|_| spread.holds() == results.holds());
    let text = match (value, lie) {
        (None, _) => "no figure".to_owned(),
        (Some(value), Some((low, high))) if short(low) != short(high) => {
            format!("{}{unit} ({} to {})", short(value), short(low), short(high))
        }
        (Some(value), _) => format!("{}{unit}", short(value)),
    };
    let (label, value) = (label.into(), value.unwrap_or(0.0));
    Bar { label, value, text, spread: lie, loss: None, outline: None, colour }
}

/// How the figure of a bar is said and drawn.
#[derive(Clone, Copy)]
struct Say {
    said: fn(f64) -> String,
    unit: &'static str,
    colour: Colour,
}

/// How whiskers and brackets are read, when there are any.
fn whiskers(results: &Results<'_>) -> String {
    held(results).map_or_else(String::new, |held| format!(" Whiskers and brackets: {held}."))
}

pub(crate) fn funnel(results: &Results<'_>) -> Chart {
    // All runs together: medians of stages would not differ by the median of what is lost.
    let pooled = results.pooled();
    let say = Say { said: short, unit: " per 1,000", colour: BLUE };
    // People of the list in one run: what makes a rate a number that somebody can count.
    let list = pooled.people(Group::All) as f64 / results.replicates.len() as f64 / 1_000.0;
    let mut before = None;
    // From the offer down: of needs that are seen most are offered nothing, which would hide the rest.
    let rows = Stage::EVERY[1..]
        .iter()
        .map(|stage| {
            let rate = stage.rate(&pooled);
            let spread = results.spread(NOT_NEGATIVE, |seen| stage.rate(seen));
            let mut row = bar(results, stage.label(), rate, &spread, say);
            row.text = format!("{} here; {}", brief(row.value * list), row.text);
            let fewer = before.map_or(0.0, |before: f64| before - row.value);
            before = Some(row.value);
            let loss = match fewer {
                fewer if fewer > 0.0 => {
                    Some((fewer, format!("\u{2212}{} {}", short(fewer), stage.loss())))
                }
                fewer if fewer < 0.0 => Some((
                    0.0,
                    format!("{} more than the row above: {}", short(-fewer), stage.gain()),
                )),
                _ => None,
            };
            Bar { loss, ..row }
        })
        .collect();
    let rate = |wanted: Stage| wanted.rate(&pooled);
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
            "Events a year, for this list of {} people and per 1,000: one person can count more than once. Bars: \
             all runs together; pale: those lost since the row above.{}",
            brief(list * 1_000.0),
            whiskers(results)
        ),
        data: "summary.csv: recognised to completed; funnel.csv: moves to waiting",
        body: Body::Rows(rows),
    }
}

/// What link workers spend hours on, with the kind of each.
const HOURS: [(M, &str, Colour); 10] = [
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

pub(crate) fn where_hours_go(results: &Results<'_>) -> Chart {
    // All runs together: medians of shares would not add up to the whole.
    let pooled = results.pooled();
    let share = |metric| pooled.value_over(metric, Group::All, 0..pooled.weeks());
    let rows = HOURS
        .iter()
        .map(|&(metric, label, colour)| {
            let spread = results.during(metric, Group::All, Period::AllWeeks);
            let say = Say { said: |percent| format!("{percent:.1}"), unit: " %", colour };
            bar(results, label, share(metric), &spread, say)
        })
        .collect();
    let patients = share(M::HoursPatients);
    Chart {
        name: "where_hours_go",
        sentence: patients.map_or_else(
            || "No link worker was in post".to_owned(),
            |share| {
                format!(
                    "Link workers spend {} % of their paid hours with and for patients",
                    short(share)
                )
            },
        ),
        subtitle: format!(
            "Share of paid hours over all weeks, all runs together. From the top: patients (blue, grey), overheads \
             (orange), work with organisations and practices (green).{}",
            whiskers(results)
        ),
        data: "summary.csv: hours_patients to hours_idle",
        body: Body::Rows(rows),
    }
}

//! Pictures of a run, each as SVG and PNG from the same marks, with a sentence that says what it
//! shows, computed from the results, and the name of the table behind it.

mod bars;
mod counts;
mod curves;
mod differences;
mod exceedance;
mod marks;
mod panel;
mod render;
mod sensitivity;
mod steps;
mod time;
mod tornado;
mod twins;

use std::io::{self, Write};

use crate::output::compare::{Comparison, Pair};
use crate::output::error::Error;
use crate::output::folder::Staging;
use crate::output::results::Results;
use crate::output::rows::Writer;
use crate::output::sensitivity::SensitivityResults;
use bars::Bar;
use exceedance::Exceedance;
use marks::{Align, GREY, HEIGHT, INK, Mark, Sheet, WIDTH};
use panel::{Frame, Panel};
use steps::Step;
use tornado::Blow;

/// One picture, before it is laid out.
#[derive(Clone, Debug)]
struct Chart {
    /// Name of its files.
    name: &'static str,
    /// What it shows, in a plain sentence.
    sentence: String,
    /// How to read it.
    subtitle: String,
    /// The table and the metrics behind it.
    data: &'static str,
    /// What is drawn.
    body: Body,
}

/// What is drawn.
#[derive(Clone, Debug)]
enum Body {
    /// Panels over time, side by side.
    Panels(Vec<Panel>),
    /// Rows.
    Rows(Vec<Bar>),
    /// Steps to either side of zero, and the unit of their axis.
    Steps { steps: Vec<Step>, unit: String },
    /// How many runs show how much.
    Exceedance(Exceedance),
    /// What the ends of ranges do, and the unit of their axis.
    Tornado { blows: Vec<Blow>, unit: String },
}

const INDEX: [&str; 4] = ["chart", "file", "sentence", "data"];

/// Draws every picture into the staging folder, with an index of what each says.
pub(super) fn write(staging: &Staging<'_>, results: &Results<'_>) -> Result<(), Error> {
    let set = Set { prefix: String::new(), charts: every(results), footer: footer(results) };
    publish(staging, &[set])
}

/// Draws the pictures of a comparison; with several arms, names begin with the arm's.
pub(super) fn write_differences(
    staging: &Staging<'_>,
    comparison: &Comparison<'_>,
) -> Result<(), Error> {
    let prefix = |pair: &Pair<'_>| match comparison.others.len() {
        1 => String::new(),
        _ => format!("{}_", pair.other.scenario),
    };
    render::prepare();
    let sets: Vec<Set> = comparison
        .pairs()
        .map(|pair| Set {
            prefix: prefix(&pair),
            charts: differences::every(&pair).into_iter().chain(twins::every(&pair)).collect(),
            footer: format!("Against {} \u{b7} {}", pair.base.title, footer(pair.other)),
        })
        .collect();
    publish(staging, &sets)
}

/// Draws the pictures of a study of sensitivity; names begin with the outcome's.
pub(super) fn write_sensitivity(
    staging: &Staging<'_>,
    results: &SensitivityResults<'_>,
) -> Result<(), Error> {
    render::prepare();
    let study = results.study;
    let run = &study.study.scenarios[0].start().run;
    let footer = format!(
        "Study: {} \u{b7} {} parameters \u{b7} {} replicates a point \u{b7} simulated by Kith {}, not observed",
        study.study.title,
        study.study.factors.len(),
        run.replicates,
        env!("CARGO_PKG_VERSION")
    );
    let set = |(number, outcome)| Set {
        prefix: format!("{}_", study.name(outcome).replace('.', "_")),
        charts: sensitivity::every(results, number),
        footer: footer.clone(),
    };
    let sets: Vec<Set> = study.outcomes.iter().enumerate().map(set).collect();
    publish(staging, &sets)
}

/// Pictures that belong together.
struct Set {
    /// What their files' names begin with.
    prefix: String,
    charts: Vec<Chart>,
    /// The line at the foot of each.
    footer: String,
}

fn publish(staging: &Staging<'_>, sets: &[Set]) -> Result<(), Error> {
    render::prepare();
    for Set { prefix, charts, footer } in sets {
        for chart in charts {
            let marks = laid_out(chart, footer);
            let svg = format!("charts/{prefix}{}.svg", chart.name);
            staging.file(&svg, |out| {
                let text = render::svg(&marks, &chart.sentence, &description(chart))
                    .map_err(io::Error::other)?;
                out.write_all(text.as_bytes())
            })?;
            let png = format!("charts/{prefix}{}.png", chart.name);
            staging.drawn(&png, |path| render::png(&marks, path))?;
        }
    }
    staging.file("charts/index.csv", |out| index(out, sets))
}

/// Every picture of a run.
fn every(results: &Results<'_>) -> Vec<Chart> {
    vec![
        time::gp_requests(results),
        time::gp_requests_by_cause(results),
        time::life_satisfaction(results),
        time::life_satisfaction_by_fifth(results),
        time::waits(results),
        counts::funnel(results),
        time::link_workers(results),
        time::voluntary_sector(results),
        counts::where_hours_go(results),
    ]
}

fn index(out: &mut dyn Write, sets: &[Set]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(INDEX)?;
    for set in sets {
        for chart in &set.charts {
            let name = format!("{}{}", set.prefix, chart.name);
            for ending in ["svg", "png"] {
                let file = format!("{name}.{ending}");
                rows.write_record([&name, &file, &chart.sentence, chart.data])?;
            }
        }
    }
    rows.flush()
}

fn description(chart: &Chart) -> String {
    format!("{}. {} Data: {}.", chart.sentence, chart.subtitle, chart.data)
}

fn footer(results: &Results<'_>) -> String {
    let runs = match results.replicates.len() {
        1 => "1 run".to_owned(),
        n => format!("{n} runs"),
    };
    format!(
        "Scenario: {} \u{b7} {runs} \u{b7} simulated by Kith {}, not observed",
        results.title,
        env!("CARGO_PKG_VERSION")
    )
}

/// Lays a picture out: title, subtitle, body, footer.
fn laid_out(chart: &Chart, footer: &str) -> Vec<Mark> {
    let mut sheet = Sheet::default();
    let edge = 28.0;
    let room = WIDTH - 2.0 * edge;
    let below = sheet.paragraph((edge, 32.0), &chart.sentence, 20.0, INK, room);
    let below = sheet.paragraph((edge, below + 1.0), &chart.subtitle, 13.5, GREY, room);
    sheet.text((edge, HEIGHT - 16.0), footer, 11.5, GREY, Align::Start);
    let (top, bottom) = (below + 32.0, HEIGHT - 76.0);
    match &chart.body {
        Body::Panels(panels) => {
            let column = room / panels.len() as f64;
            for (place, panel) in panels.iter().enumerate() {
                let left = edge + column * place as f64 + 40.0;
                let right = edge + column * (place as f64 + 1.0) - panel::label_room(&panel.labels);
                panel::draw(&mut sheet, Frame { left, top, right, bottom }, panel);
            }
        }
        Body::Rows(rows) => {
            let (labels, texts) = bars::room(rows);
            let frame = Frame {
                left: edge + labels,
                top: below + 6.0,
                right: WIDTH - edge - texts,
                bottom: HEIGHT - 36.0,
            };
            bars::draw(&mut sheet, frame, rows);
        }
        Body::Steps { steps, unit } => {
            let left = edge + steps::label_room(steps);
            let frame =
                Frame { left, top: below + 10.0, right: WIDTH - edge, bottom: HEIGHT - 36.0 };
            steps::draw(&mut sheet, frame, steps, unit);
        }
        Body::Tornado { blows, unit } => {
            let left = edge + tornado::label_room(blows);
            let frame =
                Frame { left, top: below + 10.0, right: WIDTH - edge, bottom: HEIGHT - 36.0 };
            tornado::draw(&mut sheet, frame, blows, unit);
        }
        Body::Exceedance(curve) => {
            let frame = Frame { left: edge + 44.0, top, right: WIDTH - edge - 12.0, bottom };
            exceedance::draw(&mut sheet, frame, curve);
        }
    }
    sheet.marks
}

#[cfg(test)]
pub(super) mod samples;

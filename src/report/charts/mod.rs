//! The toolkit of pictures: each as SVG and PNG from the same marks, with a sentence that says what
//! it shows and the name of the table behind it. It knows none of its clients.

pub mod bars;
pub mod curves;
pub mod exceedance;
pub mod marks;
pub mod panel;
pub mod render;
pub mod steps;
pub mod tornado;

use std::io::{self, Write};

use crate::report::charts::bars::Bar;
use crate::report::charts::exceedance::Exceedance;
use crate::report::charts::marks::{Align, GREY, HEIGHT, INK, Mark, Sheet, WIDTH};
use crate::report::charts::panel::{Frame, Panel};
use crate::report::charts::steps::Step;
use crate::report::charts::tornado::Swing;
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::rows::Writer;

/// One picture, before it is laid out.
#[derive(Clone, Debug)]
pub(crate) struct Chart {
    /// Name of its files.
    pub(crate) name: &'static str,
    /// What it shows, in a plain sentence.
    pub(crate) sentence: String,
    /// How to read it.
    pub(crate) subtitle: String,
    /// The table and the metrics behind it.
    pub(crate) data: &'static str,
    /// What is drawn.
    pub(crate) body: Body,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// Panels over time, side by side.
    Panels(Vec<Panel>),
    /// Rows.
    Rows(Vec<Bar>),
    /// Steps to either side of zero, and the unit of their axis.
    Steps { steps: Vec<Step>, unit: String },
    /// How many runs show how much.
    Exceedance(Exceedance),
    /// What the ends of ranges do, and the unit of their axis.
    Tornado { swings: Vec<Swing>, unit: String },
}

const INDEX: [&str; 4] = ["chart", "file", "sentence", "data"];

/// Pictures that belong together.
pub(crate) struct Set {
    /// What their files' names begin with.
    pub(crate) prefix: String,
    /// The pictures.
    pub(crate) charts: Vec<Chart>,
    /// The line at the foot of each.
    pub(crate) footer: String,
}

/// Draws pictures into the staging folder, with an index of what each says.
pub(crate) fn publish(staging: &Staging<'_>, sets: &[Set]) -> Result<(), Error> {
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

pub(crate) fn description(chart: &Chart) -> String {
    format!("{}. {} Data: {}.", chart.sentence, chart.subtitle, chart.data)
}

/// Lays a picture out: title, subtitle, body, footer.
pub(crate) fn laid_out(chart: &Chart, footer: &str) -> Vec<Mark> {
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
        Body::Tornado { swings, unit } => {
            let left = edge + tornado::label_room(swings);
            let frame =
                Frame { left, top: below + 10.0, right: WIDTH - edge, bottom: HEIGHT - 36.0 };
            tornado::draw(&mut sheet, frame, swings, unit);
        }
        Body::Exceedance(curve) => {
            let frame = Frame { left: edge + 44.0, top, right: WIDTH - edge - 12.0, bottom };
            exceedance::draw(&mut sheet, frame, curve);
        }
    }
    sheet.marks
}

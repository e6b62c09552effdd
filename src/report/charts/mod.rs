//! The toolkit of pictures: each as SVG and PNG from the same marks, with a sentence that says what
//! it shows and the name of the table behind it. It knows none of its clients. Layout and SVG are
//! pure; what writes files is apart (`png`, `publish`).

pub mod bars;
pub mod corner;
pub mod curves;
pub mod exceedance;
pub mod intervals;
pub mod lettering;
pub mod marks;
pub mod panel;
pub mod plot;
#[cfg(feature = "program")]
pub mod png;
#[cfg(feature = "program")]
pub mod publish;
pub mod steps;
pub mod svg;
pub mod tornado;

use crate::report::charts::bars::Bar;
use crate::report::charts::corner::Corner;
use crate::report::charts::exceedance::Exceedance;
use crate::report::charts::intervals::Interval;
use crate::report::charts::marks::{Align, GREY, HEIGHT, INK, Mark, Sheet, WIDTH};
use crate::report::charts::panel::{Frame, Panel};
use crate::report::charts::plot::Plot;
use crate::report::charts::steps::Step;
use crate::report::charts::tornado::Swing;

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
    /// Intervals beside a range.
    Intervals(Vec<Interval>),
    /// One quantity against another.
    Plot(Plot),
    /// Draws, two by two.
    Corner(Corner),
    /// What the ends of ranges do, and the unit of their axis.
    Tornado { swings: Vec<Swing>, unit: String },
}

/// A picture as SVG text, with a line at its foot.
pub(crate) fn drawn(chart: &Chart, footer: &str) -> String {
    svg::svg(&laid_out(chart, footer), &chart.sentence, &description(chart))
}

fn description(chart: &Chart) -> String {
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
        Body::Intervals(rows) => {
            let (labels, texts) = intervals::room(rows);
            let (left, right) = (edge + labels, WIDTH - edge - texts);
            let frame = Frame { left, top: below + 6.0, right, bottom: HEIGHT - 36.0 };
            intervals::draw(&mut sheet, frame, rows);
        }
        Body::Plot(plot) => {
            let right = WIDTH - edge - plot::room(plot);
            let frame = Frame { left: edge + 44.0, top, right, bottom };
            plot::draw(&mut sheet, frame, plot);
        }
        Body::Corner(corner) => {
            // Room for the name beside the last diagonal.
            let right = WIDTH - edge - 250.0;
            let frame = Frame { left: edge, top: below, right, bottom: HEIGHT - 32.0 };
            corner::draw(&mut sheet, frame, corner);
        }
        Body::Exceedance(curve) => {
            let frame = Frame { left: edge + 44.0, top, right: WIDTH - edge - 12.0, bottom };
            exceedance::draw(&mut sheet, frame, curve);
        }
    }
    sheet.marks
}

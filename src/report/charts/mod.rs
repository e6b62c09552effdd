//! The toolkit of pictures: each as SVG and PNG from the same marks, with a sentence that says what
//! it shows and the name of the table behind it. It knows none of its clients. Layout and SVG are
//! pure; what writes files is apart (`png`, `publish`).

pub mod bars;
pub mod corner;
pub mod curves;
pub mod exceedance;
pub mod forest;
pub mod intervals;
pub mod lettering;
pub mod marks;
pub mod options;
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
use crate::report::charts::forest::Row;
use crate::report::charts::intervals::Interval;
use crate::report::charts::marks::{Align, GREY, HEIGHT, INK, Mark, Sheet, WIDTH};
use crate::report::charts::options::Options;
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

/// Pictures that belong together.
pub(crate) struct Set {
    /// What their files' names begin with.
    pub(crate) prefix: String,
    /// The pictures.
    pub(crate) charts: Vec<Chart>,
    /// The line at the foot of each.
    pub(crate) footer: String,
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
    /// Studies with several marks each.
    Forest(Vec<Row>),
    /// Intervals beside a range.
    Intervals(Vec<Interval>),
    /// One quantity against another.
    Plot(Plot),
    /// Draws, two by two.
    Corner(Corner),
    /// Options side by side.
    Options(Options),
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
    let whole = Frame { left: edge, top: below, right: WIDTH - edge, bottom: HEIGHT - 36.0 };
    body(&mut sheet, whole, &chart.body);
    sheet.marks
}

/// A picture within a page, as SVG text: its body alone, since the page says the rest around it.
pub(crate) fn embedded(body_of: &Body, size: marks::Size, label: &str) -> String {
    let mut sheet = Sheet::default();
    let whole = Frame { left: 1.0, top: 2.0, right: size.0 - 1.0, bottom: size.1 };
    body(&mut sheet, whole, body_of);
    svg::inline(&sheet.marks, size, label)
}

/// Panels beside each other at most: more stand in rows.
const ACROSS: usize = 3;

/// Lays the body of a picture out in what is left of the plane.
fn body(sheet: &mut Sheet, whole: Frame, body: &Body) {
    let Frame { left: edge, top: below, right: end, bottom: foot } = whole;
    match body {
        Body::Panels(panels) => {
            let across = panels.len().clamp(1, ACROSS);
            let (column, row) = (
                (end - edge) / across as f64,
                (foot - below) / panels.len().div_ceil(across).max(1) as f64,
            );
            for (place, panel) in panels.iter().enumerate() {
                let (down, along) = ((place / across) as f64, (place % across) as f64);
                let frame = Frame {
                    left: edge + column * along + panel::axis_room(panel.axis),
                    top: below + row * down + PANEL_HEAD,
                    right: edge + column * (along + 1.0) - panel::label_room(&panel.labels),
                    bottom: below + row * (down + 1.0) - PANEL_FOOT,
                };
                panel::draw(sheet, frame, panel);
            }
        }
        Body::Rows(rows) => {
            let (labels, texts) = bars::room(rows);
            let (left, right) = (edge + labels, end - texts);
            bars::draw(sheet, Frame { left, top: below + 6.0, right, bottom: foot }, rows);
        }
        Body::Steps { steps, unit } => {
            let left = edge + steps::label_room(steps);
            let frame = Frame { left, top: below + 10.0, right: end, bottom: foot };
            steps::draw(sheet, frame, steps, unit);
        }
        Body::Tornado { swings, unit } => {
            let left = edge + tornado::label_room(swings);
            let frame = Frame { left, top: below + 10.0, right: end, bottom: foot };
            tornado::draw(sheet, frame, swings, unit);
        }
        Body::Forest(rows) => {
            let (labels, texts) = forest::room(rows);
            let frame =
                Frame { left: edge + labels, top: below + 6.0, right: end - texts, bottom: foot };
            forest::draw(sheet, frame, rows);
        }
        Body::Intervals(rows) => {
            let (labels, texts) = intervals::room(rows);
            let frame =
                Frame { left: edge + labels, top: below + 6.0, right: end - texts, bottom: foot };
            intervals::draw(sheet, frame, rows);
        }
        Body::Plot(plot) => {
            let frame = Frame {
                left: edge + 44.0,
                top: below + PANEL_HEAD,
                right: end - plot::room(plot),
                bottom: foot - 40.0,
            };
            plot::draw(sheet, frame, plot);
        }
        Body::Corner(corner) => {
            // Room for the name beside the last diagonal.
            let frame = Frame { left: edge, top: below, right: end - 250.0, bottom: foot + 4.0 };
            corner::draw(sheet, frame, corner);
        }
        Body::Exceedance(curve) => {
            let frame = Frame {
                left: edge + 44.0,
                top: below + PANEL_HEAD,
                right: end - 12.0,
                bottom: foot - 40.0,
            };
            exceedance::draw(sheet, frame, curve);
        }
        Body::Options(options) => options::draw(sheet, whole, options),
    }
}

/// Room above the frame of a panel, for its heading, and below it, for the axis of years.
const PANEL_HEAD: f64 = 32.0;
const PANEL_FOOT: f64 = 40.0;

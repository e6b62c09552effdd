//! The exceedance curve: for each size of a difference, the share of runs that show at least it.

use crate::report::charts::marks::{Align, BLUE, GREY, GRID, INK, Point, Sheet, VERMILLION};
use crate::report::charts::panel::{Axis, Frame, tick_text};
use crate::report::number::short;

/// Differences of single runs, turned so that the usual direction is positive.
#[derive(Clone, Debug)]
pub(crate) struct Exceedance {
    /// In ascending order.
    pub(crate) sizes: Vec<f64>,
    /// What most of them reach.
    pub(crate) most: Most,
    /// What the sizes are, with their unit.
    pub(crate) heading: String,
}

/// What nine in ten of the runs that there are show at least; of fewer than ten, all. It is a count of
/// runs and says nothing of further ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    /// So many runs.
    runs: usize,
    /// Of this many.
    of: usize,
    /// Show at least this.
    pub(crate) size: f64,
}

impl Most {
    /// What most of these sizes, in ascending order, reach.
    pub(crate) fn of(sizes: &[f64]) -> Self {
        let left_out = sizes.len() / 10;
        let size = sizes.get(left_out).copied().unwrap_or(0.0);
        Self { runs: sizes.len() - left_out, of: sizes.len(), size }
    }

    /// The runs, in words.
    pub(crate) fn phrase(&self) -> String {
        match (self.runs, self.of) {
            (1, 1) => "The only run".to_owned(),
            (2, 2) => "Both runs".to_owned(),
            (runs, of) if runs == of => format!("All {runs} runs"),
            (runs, of) => format!("{runs} of {of} runs"),
        }
    }

    fn share(&self) -> f64 {
        self.runs as f64 / self.of.max(1) as f64
    }
}

/// Draws the curve in a frame.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, curve: &Exceedance) {
    let Frame { left, top, right, bottom } = frame;
    let least = curve.sizes.first().copied().unwrap_or(0.0).min(0.0);
    let most = curve.sizes.last().copied().unwrap_or(0.0).max(0.0);
    let axis = Axis::around(least, most, 1e-6);
    let x = |value: f64| left + (right - left) * (value - axis.low) / (axis.high - axis.low);
    let y = |share: f64| bottom - (bottom - top) * share;
    for tenths in [0.0, 0.25, 0.5, 0.75, 1.0] {
        sheet.line(&[(left, y(tenths)), (right, y(tenths))], GRID, 0.75);
        let text = format!("{:.0} %", tenths * 100.0);
        sheet.text((left - 8.0, y(tenths)), text, 13.0, INK, Align::End);
    }
    for tick in axis.ticks() {
        sheet.line(&[(x(tick), bottom), (x(tick), bottom + 5.0)], INK, 1.0);
        sheet.text((x(tick), bottom + 15.0), tick_text(tick, axis.step), 13.0, INK, Align::Middle);
    }
    sheet.text(
        (left - 40.0, top - 18.0),
        "share of runs that show at least this",
        13.0,
        GREY,
        Align::Start,
    );
    sheet.text((right, bottom + 33.0), &curve.heading, 13.0, GREY, Align::End);
    sheet.line(&[(left, bottom), (right, bottom)], INK, 1.0);
    sheet.line(&[(x(0.0), top), (x(0.0), bottom)], INK, 1.0);
    let count = curve.sizes.len() as f64;
    let mut points: Vec<Point> = vec![(x(axis.low), y(1.0))];
    for (place, &size) in curve.sizes.iter().enumerate() {
        points.push((x(size), y(1.0 - place as f64 / count)));
        points.push((x(size), y(1.0 - (place as f64 + 1.0) / count)));
    }
    points.push((x(axis.high), y(0.0)));
    sheet.line(&points, BLUE, 2.4);
    let (at, height) = (x(curve.most.size), y(curve.most.share()));
    sheet.line(&[(left, height), (at, height)], VERMILLION, 1.4);
    sheet.line(&[(at, height), (at, bottom)], VERMILLION, 1.4);
    let text = format!("{}: {}", curve.most.phrase(), short(curve.most.size));
    let (at, align) = if curve.most.size < 0.0 && at - left > 160.0 {
        (at - 8.0, Align::End)
    } else {
        (at + 8.0, Align::Start)
    };
    sheet.text((at, y(0.06)), text, 13.0, INK, align);
}

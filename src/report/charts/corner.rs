//! A corner plot: weighted dots two by two, and on the diagonal how much weight lies where.

use crate::report::charts::marks::{Align, BLUE, GREY, GRID, INK, SKY, Sheet};
use crate::report::charts::panel::Frame;

/// Bars of a diagonal.
const BARS: usize = 12;

/// Half the width of a dot of usual weight, in points.
const DOT: f64 = 1.6;

/// A dot.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    /// Its places, from 0 to 1.
    pub(crate) places: Vec<f64>,
    /// Its weight.
    pub(crate) weight: f64,
}

/// The plot.
#[derive(Clone, Debug)]
pub(crate) struct Corner {
    /// What the axes are.
    pub(crate) names: Vec<String>,
    /// Their ends, in words.
    pub(crate) ends: Vec<String>,
    /// The dots.
    pub(crate) dots: Vec<Dot>,
}

/// Draws the plot in a frame; names go left of the diagonal's rows, and beside each diagonal.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, corner: &Corner) {
    let many = corner.names.len().max(1) as f64;
    let (width, height) = ((frame.right - frame.left) / many, (frame.bottom - frame.top) / many);
    let usual = 1.0 / corner.dots.len().max(1) as f64;
    for row in 0..corner.names.len() {
        let bottom = frame.top + height * (row as f64 + 1.0) - 4.0;
        for column in 0..=row {
            let left = frame.left + width * column as f64;
            let (right, top) = (left + width - 6.0, bottom - height + 8.0);
            let x = |share: f64| left + (right - left) * share;
            let y = |share: f64| bottom - (bottom - top) * share;
            let outline =
                [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)];
            sheet.line(&outline, GRID, 0.75);
            if row == column {
                let mut bars = [0.0; BARS];
                for dot in &corner.dots {
                    bars[((dot.places[row] * BARS as f64) as usize).min(BARS - 1)] += dot.weight;
                }
                let most = bars.iter().copied().fold(1e-9, f64::max);
                for (at, bar) in bars.iter().enumerate() {
                    let (from, to) = (at as f64 / BARS as f64, (at as f64 + 1.0) / BARS as f64);
                    sheet.rectangle((x(from), y(bar / most)), (x(to) - 0.8, bottom), SKY);
                }
                let name = &corner.names[row];
                sheet.text((right + 8.0, top + 12.0), name, 12.5, INK, Align::Start);
                sheet.text((right + 8.0, top + 28.0), &corner.ends[row], 11.5, GREY, Align::Start);
                continue;
            }
            for dot in &corner.dots {
                let size = DOT * (dot.weight / usual).clamp(0.1, 4.0).sqrt();
                let at = (x(dot.places[column]), y(dot.places[row]));
                let corners = [(-size, 0.0), (0.0, -size), (size, 0.0), (0.0, size)];
                let outline = corners.iter().map(|(dx, dy)| (at.0 + dx, at.1 + dy)).collect();
                sheet.fill(outline, BLUE, 0.6);
            }
        }
    }
}

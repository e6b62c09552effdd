//! The tornado: what each parameter does to an outcome when it goes from the scenario's value to
//! either end of its range.

use crate::report::charts::marks::{Align, BLUE, GREY, GRID, INK, Sheet, VERMILLION, text_width};
use crate::report::charts::panel::{Axis, Frame, tick_text};

/// Size of row text in points.
const ROW_TEXT: f64 = 14.0;

/// What stands above the ends of the ranges.
const HEADING: &str = "from low to high";

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Swing {
    /// The parameter.
    pub(crate) label: String,
    /// What its low end does.
    pub(crate) low: f64,
    /// What its high end does.
    pub(crate) high: f64,
    /// The ends of its range, in words.
    pub(crate) text: String,
}

/// Draws rows in a frame, with their labels left of it and the ranges right of it.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, swings: &[Swing], unit: &str) {
    let ends = || swings.iter().flat_map(|swing| [swing.low, swing.high]);
    let axis = Axis::around(ends().fold(0.0, f64::min), ends().fold(0.0, f64::max), 1e-9);
    let texts = swings.iter().map(|swing| swing.text.as_str()).chain([HEADING]);
    let texts = texts.map(|text| text_width(text, ROW_TEXT - 1.0)).fold(0.0, f64::max);
    let right = frame.right - texts - 20.0;
    let bottom = frame.bottom - 44.0;
    let top = frame.top + 20.0;
    let x = |value: f64| {
        frame.left + (right - frame.left) * (value - axis.low) / (axis.high - axis.low)
    };
    for tick in axis.ticks() {
        sheet.line(&[(x(tick), top), (x(tick), bottom)], GRID, 0.75);
        let text = tick_text(tick, axis.step);
        sheet.text((x(tick), bottom + 14.0), text, 13.0, INK, Align::Middle);
    }
    sheet.text((right, bottom + 33.0), unit, 13.0, GREY, Align::End);
    // The two ends are told apart by colour, and by a hollow or a full foot.
    for (place, colour, words) in
        [(0.0, BLUE, "at the low end"), (1.0, VERMILLION, "at the high end")]
    {
        let left = frame.left + place * 150.0;
        sheet.rectangle((left, frame.top - 5.0), (left + 18.0, frame.top + 5.0), colour);
        if colour == BLUE {
            sheet.line(&[(left, frame.top), (left + 18.0, frame.top)], INK, 1.2);
        }
        sheet.text((left + 25.0, frame.top), words, 13.0, INK, Align::Start);
    }
    sheet.text((right + 16.0, frame.top), HEADING, ROW_TEXT - 1.0, GREY, Align::Start);
    let row = (bottom - top) / swings.len().max(1) as f64;
    let thick = (row * 0.56).min(28.0);
    for (place, swing) in swings.iter().enumerate() {
        let middle = top + row * (place as f64 + 0.5);
        let (above, below) = (middle - thick / 2.0, middle + thick / 2.0);
        for (value, colour) in [(swing.low, BLUE), (swing.high, VERMILLION)] {
            let (from, to) = (x(0.0).min(x(value)), x(0.0).max(x(value)));
            sheet.rectangle((from, above), (to, below), colour);
        }
        // A line along the low end's bar, so that ends differ without colour.
        sheet.line(&[(x(0.0), middle), (x(swing.low), middle)], INK, 1.2);
        sheet.text((frame.left - 12.0, middle), &swing.label, ROW_TEXT, INK, Align::End);
        sheet.text((right + 16.0, middle), &swing.text, ROW_TEXT - 1.0, INK, Align::Start);
    }
    sheet.line(&[(x(0.0), top), (x(0.0), bottom)], INK, 1.2);
}

/// The width that the longest label needs.
pub(crate) fn label_room(swings: &[Swing]) -> f64 {
    swings.iter().map(|swing| text_width(&swing.label, ROW_TEXT)).fold(0.0, f64::max) + 14.0
}

//! Intervals beside a range that all rows share: each row on a scale of its own, on which the range goes from 0
//! to 1.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{Align, Colour, INK, PALE, Sheet};
use crate::report::charts::panel::Frame;

/// Size of row text in points.
const ROW_TEXT: f64 = 11.5;

/// How far the picture goes beyond the range on either side, in ranges.
const BEYOND: f64 = 1.5;

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Interval {
    /// What it is.
    pub(crate) label: String,
    /// Low end, where the range is 0 to 1.
    pub(crate) low: f64,
    /// The middle.
    pub(crate) middle: f64,
    /// High end.
    pub(crate) high: f64,
    /// The published value.
    pub(crate) published: f64,
    /// What stands beside the row.
    pub(crate) text: String,
    /// Colour of the interval.
    pub(crate) colour: Colour,
}

/// Draws rows in a frame; labels go left of it.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, rows: &[Interval]) {
    let x = |value: f64| {
        let share = (value.clamp(-BEYOND, 1.0 + BEYOND) + BEYOND) / (1.0 + 2.0 * BEYOND);
        frame.left + (frame.right - frame.left) * share
    };
    let row = (frame.bottom - frame.top) / rows.len().max(1) as f64;
    let thick = (row * 0.3).min(7.0);
    sheet.rectangle((x(0.0), frame.top), (x(1.0), frame.bottom), PALE);
    for (place, one) in rows.iter().enumerate() {
        let middle = frame.top + row * (place as f64 + 0.5);
        let (top, bottom) = (middle - thick / 2.0, middle + thick / 2.0);
        sheet.rectangle((x(one.low), top), (x(one.high), bottom), one.colour);
        sheet.line(
            &[(x(one.published), middle - row * 0.4), (x(one.published), middle + row * 0.4)],
            INK,
            1.5,
        );
        let (at, size) = (x(one.middle), thick.max(5.0) * 0.7);
        let diamond = vec![
            (at - size, middle),
            (at, middle - size),
            (at + size, middle),
            (at, middle + size),
        ];
        sheet.fill(diamond, INK, 1.0);
        sheet.text((frame.left - 10.0, middle), &one.label, ROW_TEXT, INK, Align::End);
        sheet.text((frame.right + 8.0, middle), &one.text, ROW_TEXT, INK, Align::Start);
    }
}

/// The width that the longest label and the longest text need.
pub(crate) fn room(rows: &[Interval]) -> (f64, f64) {
    let widest = |text: fn(&Interval) -> &str| {
        rows.iter().map(|row| text_width(text(row), ROW_TEXT)).fold(0.0, f64::max) + 12.0
    };
    (widest(|row| &row.label), widest(|row| &row.text))
}

//! Horizontal bars: one row each, with its figure, its spread over runs and a note.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{Align, Colour, GREY, INK, PALE, Sheet};
use crate::report::charts::panel::Frame;

/// Size of row text in points.
const ROW_TEXT: f64 = 14.0;

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// What the row is.
    pub(crate) label: String,
    /// Its length.
    pub(crate) value: f64,
    /// Its length, as text, with what else there is to say.
    pub(crate) text: String,
    /// Where single runs lie.
    pub(crate) spread: Option<(f64, f64)>,
    /// What was lost on the way to this row: how much, in words.
    pub(crate) loss: Option<(f64, String)>,
    /// The same of what it is held against, as a thin outline below, with its words.
    pub(crate) outline: Option<(f64, String)>,
    /// Colour.
    pub(crate) colour: Colour,
}

/// Draws rows in a frame; labels go left of it.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, bars: &[Bar]) {
    let longest = bars
        .iter()
        .flat_map(|bar| {
            let outline = bar.outline.as_ref().map(|(value, _)| *value);
            [Some(bar.value), bar.spread.map(|(_, high)| high), outline]
        })
        .flatten()
        .fold(1e-9, f64::max);
    let row = (frame.bottom - frame.top) / bars.len().max(1) as f64;
    let thick = (row * 0.5).min(26.0);
    let x = |value: f64| frame.left + (frame.right - frame.left) * value / longest;
    for (place, bar) in bars.iter().enumerate() {
        let middle = frame.top + row * (place as f64 + 0.5);
        let (top, bottom) = (middle - thick / 2.0, middle + thick / 2.0);
        let mut end = x(bar.value);
        if let Some((lost, words)) = &bar.loss {
            // The ghost of those lost reaches as far as the bar above.
            sheet.rectangle((end, top), (x(bar.value + lost), bottom), PALE);
            end = x(bar.value + lost);
            sheet.text((end + 8.0, middle + 8.5), words, ROW_TEXT - 1.5, GREY, Align::Start);
        }
        sheet.rectangle((frame.left, top), (x(bar.value), bottom), bar.colour);
        if let Some((low, high)) = bar.spread {
            for at in [low, high] {
                sheet.line(&[(x(at), middle - 5.0), (x(at), middle + 5.0)], INK, 1.2);
            }
            sheet.line(&[(x(low), middle), (x(high), middle)], INK, 1.2);
            end = end.max(x(high));
        }
        if let Some((value, words)) = &bar.outline {
            let (above, below) = (bottom + 2.0, bottom + 9.0);
            let outline = [
                (frame.left, above),
                (x(*value), above),
                (x(*value), below),
                (frame.left, below),
                (frame.left, above),
            ];
            sheet.line(&outline, GREY, 1.0);
            let at = (x(*value) + 6.0, f64::midpoint(above, below));
            sheet.text(at, words, ROW_TEXT - 3.0, GREY, Align::Start);
        }
        sheet.text((frame.left - 10.0, middle), &bar.label, ROW_TEXT, INK, Align::End);
        let lift = if bar.loss.is_some() { -8.0 } else { 0.0 };
        sheet.text((end + 8.0, middle + lift), &bar.text, ROW_TEXT, INK, Align::Start);
    }
    sheet.line(&[(frame.left, frame.top), (frame.left, frame.bottom)], INK, 1.0);
}

/// The width that the longest label and the longest text need.
pub(crate) fn room(bars: &[Bar]) -> (f64, f64) {
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| text_width(text, ROW_TEXT)).fold(0.0, f64::max)
    };
    let labels = widest(&mut bars.iter().map(|bar| &bar.label));
    let losses = bars.iter().filter_map(|bar| bar.loss.as_ref()).map(|(_, words)| words);
    (labels + 12.0, widest(&mut bars.iter().map(|bar| &bar.text).chain(losses)) + 12.0)
}

//! A forest: studies under each other, each with several marks for one effect, on a scale of its own that has
//! its zero in the middle. Marks differ in shape as in colour.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{Align, BLUE, Colour, GREY, GRID, INK, Sheet, VERMILLION};
use crate::report::charts::panel::Frame;

/// Size of row text in points.
const ROW_TEXT: f64 = 11.5;

/// Share of the half width that the largest mark of a row takes.
const REACH: f64 = 0.94;

/// One value, with an interval if it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Valued {
    /// The value.
    pub(crate) value: f64,
    /// Its interval.
    pub(crate) interval: Option<(f64, f64)>,
}

/// One study.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What it is.
    pub(crate) label: String,
    /// What was published, what is found, and the truth; each may be missing.
    pub(crate) marks: [Option<Valued>; 3],
    /// What stands beside the row.
    pub(crate) text: String,
}

/// What the marks mean, in their order, with their colours.
const MARKS: [(&str, Colour); 3] =
    [("published", GREY), ("found here", BLUE), ("truth here", VERMILLION)];

impl Row {
    /// The largest number of the row, whatever its sign.
    fn most(&self) -> f64 {
        let ends = |mark: &Valued| {
            let (low, high) = mark.interval.unwrap_or((mark.value, mark.value));
            mark.value.abs().max(low.abs()).max(high.abs())
        };
        self.marks.iter().flatten().map(ends).fold(0.0, f64::max)
    }
}

/// Draws rows in a frame; labels go left of it and texts right of it.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, rows: &[Row]) {
    let middle = f64::midpoint(frame.left, frame.right);
    let half = (frame.right - frame.left) / 2.0 * REACH;
    let top = frame.top + 22.0;
    let mut at = frame.left;
    for (place, (name, colour)) in MARKS.iter().enumerate() {
        mark(sheet, (at + 6.0, frame.top + 6.0), place, *colour);
        sheet.text((at + 16.0, frame.top + 6.0), *name, ROW_TEXT, INK, Align::Start);
        at += text_width(name, ROW_TEXT) + 40.0;
    }
    sheet.line(&[(middle, top), (middle, frame.bottom)], GREY, 1.0);
    let height = (frame.bottom - top) / rows.len().max(1) as f64;
    for (place, row) in rows.iter().enumerate() {
        let centre = top + height * (place as f64 + 0.5);
        if place > 0 {
            let edge = top + height * place as f64;
            sheet.line(&[(frame.left, edge), (frame.right, edge)], GRID, 0.5);
        }
        let most = row.most();
        let x = |value: f64| middle + if most > 0.0 { value / most * half } else { 0.0 };
        for (number, valued) in row.marks.iter().enumerate() {
            let Some(valued) = valued else { continue };
            let colour = MARKS[number].1;
            let y = centre + (number as f64 - 1.0) * (height * 0.26).min(12.0);
            if let Some((low, high)) = valued.interval {
                sheet.line(&[(x(low), y), (x(high), y)], colour, 1.6);
            }
            mark(sheet, (x(valued.value), y), number, colour);
        }
        sheet.text((frame.left - 10.0, centre), &row.label, ROW_TEXT, INK, Align::End);
        sheet.text((frame.right + 8.0, centre), &row.text, ROW_TEXT, INK, Align::Start);
    }
}

/// A square, a dot of eight corners, or a diamond.
fn mark(sheet: &mut Sheet, (x, y): (f64, f64), shape: usize, colour: Colour) {
    let size = 4.0;
    let outline = match shape {
        0 => vec![(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        1 => vec![
            (-1.0, -0.4),
            (-0.4, -1.0),
            (0.4, -1.0),
            (1.0, -0.4),
            (1.0, 0.4),
            (0.4, 1.0),
            (-0.4, 1.0),
            (-1.0, 0.4),
        ],
        _ => vec![(-1.3, 0.0), (0.0, -1.3), (1.3, 0.0), (0.0, 1.3)],
    };
    let points = outline.into_iter().map(|(dx, dy)| (x + dx * size, y + dy * size));
    sheet.fill(points.collect(), colour, 1.0);
}

/// The width that the longest label and the longest text need.
pub(crate) fn room(rows: &[Row]) -> (f64, f64) {
    let widest = |text: fn(&Row) -> &str| {
        rows.iter().map(|row| text_width(text(row), ROW_TEXT)).fold(0.0, f64::max) + 12.0
    };
    (widest(|row| &row.label), widest(|row| &row.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::charts::marks::Mark;

    #[test]
    fn marks_lie_on_the_side_of_their_sign_and_the_largest_at_the_edge() {
        let valued = |value| Some(Valued { value, interval: None });
        let row =
            Row { label: "a".into(), marks: [valued(-2.0), None, valued(1.0)], text: "b".into() };
        let mut sheet = Sheet::default();
        draw(&mut sheet, Frame { left: 100.0, top: 0.0, right: 300.0, bottom: 100.0 }, &[row]);
        let fills: Vec<f64> = sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Fill { points, .. } => {
                    Some(points.iter().map(|(x, _)| x).sum::<f64>() / points.len() as f64)
                }
                _ => None,
            })
            .collect();
        // Three marks of the legend, then the two of the row.
        assert_eq!(fills.len(), 5);
        assert!((fills[3] - 106.0).abs() < 1e-9 && (fills[4] - 247.0).abs() < 1e-9, "{fills:?}");
    }
}

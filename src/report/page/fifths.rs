//! What each fifth of deprivation gains, as small bars in a cell.

use crate::report::charts::marks::{BETTER, GREY, INK, Sheet, WORSE};
use crate::report::charts::svg;
use crate::report::page::board::Cell;
use crate::report::page::estimate::{Estimate, Verdict, signed};
use crate::report::sense::Sense;

/// Bars from the most to the least deprived fifth, with words below; hollow where nothing is clear.
pub(crate) fn cell(found: &[Estimate], of: &str, small: String) -> Cell {
    let (width, height) = (70.0, 34.0);
    let most = found.iter().map(|it| it.value.abs()).fold(1e-9, f64::max);
    let lowest = found.iter().map(|it| it.value).fold(0.0, f64::min);
    let highest = found.iter().map(|it| it.value).fold(0.0, f64::max);
    let unit = (height - 4.0) / (highest - lowest).max(most);
    let zero = 2.0 + highest * unit;
    let mut sheet = Sheet::default();
    for (place, fifth) in found.iter().enumerate() {
        let left = 2.0 + place as f64 * 13.5;
        let end = zero - fifth.value * unit;
        let colour = match fifth.verdict(Sense::More) {
            Verdict::Better => BETTER,
            Verdict::Worse => WORSE,
            _ => GREY,
        };
        let (top, bottom) = (zero.min(end), zero.max(end));
        if fifth.clear() {
            sheet.rectangle((left, top), (left + 10.0, bottom), colour);
        } else {
            let box_of = [
                (left, top),
                (left + 10.0, top),
                (left + 10.0, bottom),
                (left, bottom),
                (left, top),
            ];
            sheet.line(&box_of, colour, 1.0);
        }
    }
    sheet.line(&[(0.0, zero), (width, zero)], INK, 1.0);
    let says: Vec<String> = found.iter().map(|it| signed(it.value)).collect();
    let label = format!("{of} from the most to the least deprived fifth: {}", says.join(", "));
    Cell {
        svg: Some(svg::inline(&sheet.marks, (width, height), &label)),
        ..Cell::plain(String::new(), small)
    }
}

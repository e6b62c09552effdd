//! Horizontal steps to either side of zero: differences by group, and the waterfall in which each
//! step begins where the one above it ends.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{
    Align, BETTER, BLUE, Colour, GREY, GRID, INK, Sheet, VERMILLION, WORSE,
};
use crate::report::charts::panel::{Axis, Frame};

/// Size of row text in points.
const ROW_TEXT: f64 = 14.0;

/// What colour says of a step. It is never alone: the words beside the step say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Where it goes: nobody can say that more or less of it is better.
    Direction,
    /// Whose it is, by a colour of theirs.
    Theirs(Colour),
    /// Better, and clear of chance.
    Better,
    /// Worse, and clear of chance.
    Worse,
    /// Not clear of chance: drawn hollow.
    Unclear,
}

/// One step.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// What the row is.
    pub(crate) label: String,
    /// Where it begins.
    pub(crate) from: f64,
    /// How far it goes.
    pub(crate) by: f64,
    /// Where its length may lie.
    pub(crate) interval: Option<(f64, f64)>,
    /// Its length, in words.
    pub(crate) text: String,
    /// What its colour says.
    pub(crate) tone: Tone,
}

impl Step {
    fn colour(&self) -> Colour {
        match self.tone {
            Tone::Direction if self.by < 0.0 => BLUE,
            Tone::Direction => VERMILLION,
            Tone::Theirs(colour) => colour,
            Tone::Better => BETTER,
            Tone::Worse => WORSE,
            Tone::Unclear => GREY,
        }
    }

    fn ends(&self) -> impl Iterator<Item = f64> {
        let (low, high) = self.interval.unwrap_or((self.by, self.by));
        [self.from, self.from + self.by, self.from + low, self.from + high].into_iter()
    }
}

/// Draws steps in a frame, with their labels left of it and their texts right of it.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, steps: &[Step], unit: &str) {
    let ends = || steps.iter().flat_map(Step::ends);
    let low = ends().fold(0.0, f64::min);
    let high = ends().fold(0.0, f64::max);
    let axis = Axis::around(low, high, 1e-6);
    let texts = steps.iter().map(|step| text_width(&step.text, ROW_TEXT)).fold(0.0, f64::max);
    let right = frame.right - texts - 20.0;
    let bottom = frame.bottom - 44.0;
    let x = |value: f64| {
        frame.left + (right - frame.left) * (value - axis.low) / (axis.high - axis.low)
    };
    let mut free = f64::NEG_INFINITY;
    for tick in axis.ticks() {
        sheet.line(&[(x(tick), frame.top), (x(tick), bottom)], GRID, 0.75);
        let text = crate::report::charts::panel::tick_text(tick, axis.step);
        let half = text_width(&text, 13.0) / 2.0;
        // Where there is little room, not every line has its number.
        if x(tick) - half > free {
            free = x(tick) + half + 4.0;
            sheet.text((x(tick), bottom + 14.0), text, 13.0, INK, Align::Middle);
        }
    }
    sheet.text((right, bottom + 33.0), unit, 13.0, GREY, Align::End);
    let row = (bottom - frame.top) / steps.len().max(1) as f64;
    let thick = (row * 0.56).min(28.0);
    for (place, step) in steps.iter().enumerate() {
        let middle = frame.top + row * (place as f64 + 0.5);
        let (from, to) = (x(step.from), x(step.from + step.by));
        let (top, base) = (middle - thick / 2.0, middle + thick / 2.0);
        let (near, far) = (from.min(to), from.max(to));
        if step.tone == Tone::Unclear {
            let outline = [(near, top), (far, top), (far, base), (near, base), (near, top)];
            sheet.line(&outline, step.colour(), 1.2);
        } else {
            sheet.rectangle((near, top), (far, base), step.colour());
        }
        if place + 1 < steps.len() && steps[place + 1].from.abs() > 0.0 {
            // A thread to the next step, which begins here.
            sheet.line(&[(to, base), (to, middle + row - thick / 2.0)], GREY, 0.75);
        }
        if let Some((low, high)) = step.interval {
            let (low, high) = (x(step.from + low), x(step.from + high));
            sheet.line(&[(low, middle), (high, middle)], INK, 1.2);
            for at in [low, high] {
                sheet.line(&[(at, middle - 5.0), (at, middle + 5.0)], INK, 1.2);
            }
        }
        sheet.text((frame.left - 12.0, middle), &step.label, ROW_TEXT, INK, Align::End);
        sheet.text((right + 16.0, middle), &step.text, ROW_TEXT, INK, Align::Start);
    }
    sheet.line(&[(x(0.0), frame.top), (x(0.0), bottom)], INK, 1.2);
}

/// The width that the longest label needs.
pub(crate) fn label_room(steps: &[Step]) -> f64 {
    steps.iter().map(|step| text_width(&step.label, ROW_TEXT)).fold(0.0, f64::max) + 14.0
}

//! Options side by side: each a mark with its interval on one axis, with the scenario that they are judged
//! against, or prices, as lines across them. Names stand above their marks, so that long ones have room.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{Align, Colour, GREY, GRID, INK, PAPER, Sheet};
use crate::report::charts::panel::{Axis, Frame, Marker, shape, tick_text};

/// Size of text in points.
const TEXT: f64 = 12.5;

/// Height of the line that names an option.
const NAME: f64 = 17.0;

/// One option.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) label: String,
    /// Its figure, in words.
    pub(crate) text: String,
    /// Its figure, if there is one.
    pub(crate) value: Option<f64>,
    /// Where it may lie.
    pub(crate) interval: Option<(f64, f64)>,
    /// Whether it is clear of chance: a full mark, else a hollow one.
    pub(crate) clear: bool,
    /// The sign of the option.
    pub(crate) marker: Marker,
    /// Its colour.
    pub(crate) colour: Colour,
}

/// How values lie on the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// By their difference. Zero is on it.
    Linear,
    /// By their ratio. Only values above zero are on it.
    Ratio,
}

/// Options on one axis.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The options, from the top.
    pub(crate) entries: Vec<Entry>,
    /// The scale.
    pub(crate) scale: Scale,
    /// Lines across all options: value and name.
    pub(crate) lines: Vec<(f64, String)>,
    /// What is towards the left and towards the right.
    pub(crate) ends: (String, String),
}

/// An axis: from, to, and where it has ticks, in the sense of its scale.
struct Ruler {
    low: f64,
    high: f64,
    ticks: Vec<(f64, String)>,
}

impl Ruler {
    fn of(options: &Options) -> Self {
        let of_entry = |entry: &Entry| {
            let (low, high) = entry.interval.unzip();
            [entry.value, low, high]
        };
        let entries = options.entries.iter().flat_map(of_entry).flatten();
        let values = entries.chain(options.lines.iter().map(|line| line.0));
        match options.scale {
            Scale::Linear => {
                let (low, high) = extent(values.chain([0.0]));
                let axis = Axis::around(low, high, 1e-9);
                // Half as many ticks as the steps of the axis: there is little room.
                let ticks = axis.ticks().filter(|tick| (tick / axis.step).round() % 2.0 == 0.0);
                let ticks = ticks.map(|tick| (tick, tick_text(tick, axis.step))).collect();
                Self { low: axis.low, high: axis.high, ticks }
            }
            Scale::Ratio => {
                let (low, high) = extent(values.filter(|value| *value > 0.0).map(libm::log10));
                let (low, high) = if low < high { (low, high) } else { (low - 0.5, low + 0.5) };
                let whole = (low.floor() as i32)..=(high.ceil() as i32);
                let ticks = whole.flat_map(|tens| {
                    [1.0, 2.0, 5.0].map(|of| of * libm::pow(10.0, f64::from(tens)))
                });
                let within = |tick: &f64| (low - 0.1..=high + 0.1).contains(&libm::log10(*tick));
                let ticks =
                    ticks.filter(within).map(|tick| (libm::log10(tick), tick_text(tick, tick)));
                Self { low: low - 0.1, high: high + 0.1, ticks: ticks.collect() }
            }
        }
    }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// Draws options in a frame.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, options: &Options) {
    let ruler = Ruler::of(options);
    let (left, right) = (frame.left + 6.0, frame.right - 6.0);
    let top = if options.lines.is_empty() { frame.top + 4.0 } else { frame.top + 22.0 };
    let bottom = frame.bottom - 42.0;
    let place = |value: f64| match options.scale {
        Scale::Linear => value,
        Scale::Ratio => libm::log10(value.max(1e-12)),
    };
    let on_axis = |at: f64| {
        let share = (at - ruler.low) / (ruler.high - ruler.low);
        left + (right - left) * share.clamp(0.0, 1.0)
    };
    let x = |value: f64| on_axis(place(value));
    let row = (bottom - top) / options.entries.len().max(1) as f64;
    let bands: Vec<(f64, f64)> = (0..options.entries.len())
        .map(|at| (top + row * at as f64 + NAME, top + row * (at as f64 + 1.0) - 3.0))
        .collect();
    // Lines run in the bands of marks only, never through names.
    for (from, to) in &bands {
        for (tick, _) in &ruler.ticks {
            sheet.line(&[(on_axis(*tick), *from), (on_axis(*tick), *to)], GRID, 0.75);
        }
        if options.scale == Scale::Linear {
            sheet.line(&[(x(0.0), *from), (x(0.0), *to)], INK, 1.2);
        }
        for (value, _) in &options.lines {
            let dash = crate::report::charts::marks::Dash::Short;
            sheet.dashed(&[(x(*value), *from), (x(*value), *to)], INK, 1.2, dash);
        }
    }
    let mut free = f64::NEG_INFINITY;
    for (value, name) in &options.lines {
        let half = text_width(name, TEXT - 1.0) / 2.0;
        let middle = x(*value).clamp(frame.left + half, frame.right - half).max(free + half);
        sheet.text((middle, frame.top + 9.0), name, TEXT - 1.0, INK, Align::Middle);
        free = middle + half + 6.0;
    }
    for (entry, (from, to)) in options.entries.iter().zip(&bands) {
        let middle = f64::midpoint(*from, *to);
        let thick = ((to - from) * 0.6).min(14.0);
        sheet.text((left - 4.0, from - NAME / 2.0), &entry.label, TEXT, INK, Align::Start);
        sheet.text((right + 4.0, from - NAME / 2.0), &entry.text, TEXT, INK, Align::End);
        if let Some((low, high)) = entry.interval {
            let (low, high) = (x(low), x(high).max(x(low) + 1.0));
            let (above, below) = (middle - thick / 2.0, middle + thick / 2.0);
            let band = vec![(low, above), (high, above), (high, below), (low, below)];
            sheet.fill(band, entry.colour, 0.28);
        }
        if let Some(value) = entry.value {
            let at = (x(value), middle);
            shape(sheet, at, entry.marker, 6.5, entry.colour);
            if !entry.clear {
                shape(sheet, at, entry.marker, 3.8, PAPER);
            }
        }
    }
    sheet.line(&[(left, bottom), (right, bottom)], INK, 1.0);
    let mut free = f64::NEG_INFINITY;
    for (tick, text) in &ruler.ticks {
        let (at, half) = (on_axis(*tick), text_width(text, TEXT) / 2.0);
        sheet.line(&[(at, bottom), (at, bottom + 4.0)], INK, 1.0);
        if at - half > free && at - half > frame.left - 4.0 && at + half < frame.right + 4.0 {
            sheet.text((at, bottom + 13.0), text, TEXT, INK, Align::Middle);
            free = at + half + 4.0;
        }
    }
    sheet.text((left, bottom + 32.0), &options.ends.0, TEXT, GREY, Align::Start);
    sheet.text((right, bottom + 32.0), &options.ends.1, TEXT, GREY, Align::End);
}

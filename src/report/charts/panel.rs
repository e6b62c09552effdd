//! A panel: layers over time with axes, grid and labels at the ends of lines.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{
    Align, Colour, Dash, GREY, GRID, INK, PAPER, Point, STRIP, Sheet,
};
use crate::report::number::short;

/// Size of axis text in points.
const AXIS_TEXT: f64 = 13.0;
/// Height of the strip of a policy, and size of its text, in points.
pub(crate) const STRIP_HEIGHT: f64 = 16.0;
const STRIP_TEXT: f64 = 11.5;
/// Distance between end labels in points.
const LABEL_STEP: f64 = 15.5;

/// Things drawn over one pair of axes.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    /// What is on the vertical axis, with its unit.
    pub(crate) heading: String,
    /// Length of the time axis in years.
    pub(crate) years: f64,
    /// The vertical axis.
    pub(crate) axis: Axis,
    /// What is drawn, the last on top.
    pub(crate) layers: Vec<Layer>,
    /// Labels beside the right end.
    pub(crate) labels: Vec<Label>,
}

/// One thing drawn.
#[derive(Clone, Debug)]
pub(crate) enum Layer {
    /// The years in which a policy runs, and what runs then.
    Strip { from: f64, to: f64, text: String },
    /// The space between two lines over the same years.
    Band { low: Vec<Point>, high: Vec<Point>, colour: Colour, opacity: f64 },
    /// A line in pieces, with gaps where there is no figure.
    Line { pieces: Vec<Vec<Point>>, colour: Colour, width: f64, dash: Dash, marker: Marker },
}

/// A label beside the right end of what it names.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Where the named thing ends.
    pub(crate) value: f64,
    /// Its name.
    pub(crate) text: String,
    /// Its colour, shown by a short line: the text stays dark to be read.
    pub(crate) colour: Colour,
}

/// The sign a line carries at every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    None,
    Disc,
    Square,
    Diamond,
    Up,
    Down,
}

/// A vertical axis: from, to, and the distance of its ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) step: f64,
}

impl Axis {
    /// An axis that holds these values on round numbers and spans at least so much, so that
    /// small noise does not look large. Values that cannot be negative get no negative axis.
    pub(crate) fn around(low: f64, high: f64, least: f64) -> Self {
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        let missing = (least - (high - low)).max(0.0) / 2.0;
        let (mut from, mut to) = (low - missing, high + missing);
        if low >= 0.0 && from < 0.0 {
            (from, to) = (0.0, to - from);
        }
        let step = round_step((to - from).max(1e-9) / 5.0);
        Self { low: (from / step).floor() * step, high: (to / step).ceil() * step, step }
    }

    /// An axis from zero.
    pub(crate) fn from_zero(high: f64, least: f64) -> Self {
        Self::around(0.0, high.max(least), 0.0)
    }

    pub(crate) fn ticks(self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(move |tick| self.low + self.step * tick as f64)
    }
}

/// The next 1, 2 or 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let mut step = 1e-9;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if step * factor >= least * 0.999 {
                return step * factor;
            }
        }
        step *= 10.0;
    }
}

/// The place of the axes on the sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// Draws a panel.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, panel: &Panel) {
    let Frame { left, top, right, bottom } = frame;
    let Axis { low, high, .. } = panel.axis;
    let x = |year: f64| left + (right - left) * year / panel.years;
    let y = |value: f64| bottom - (bottom - top) * (value - low) / (high - low);
    let on_sheet = |points: &[Point]| -> Vec<Point> {
        points.iter().map(|&(year, value)| (x(year), y(value.clamp(low, high)))).collect()
    };
    let strips = panel.layers.iter().any(|layer| matches!(layer, Layer::Strip { .. }));
    for layer in &panel.layers {
        if let Layer::Strip { from, to, text } = layer {
            let (from, to) = (x(from.clamp(0.0, panel.years)), x(to.clamp(0.0, panel.years)));
            sheet.rectangle((from, top - STRIP_HEIGHT), (to, top), STRIP);
            for at in [from, to] {
                sheet.line(&[(at, top - STRIP_HEIGHT), (at, bottom)], GREY, 0.75);
            }
            if text_width(text, STRIP_TEXT) < to - from {
                let middle = (f64::midpoint(from, to), top - STRIP_HEIGHT / 2.0);
                sheet.text(middle, text, STRIP_TEXT, INK, Align::Middle);
            }
        }
    }
    let heading = if strips { top - STRIP_HEIGHT - 12.0 } else { top - 18.0 };
    sheet.text(
        (left - axis_room(panel.axis), heading),
        &panel.heading,
        AXIS_TEXT,
        GREY,
        Align::Start,
    );
    for tick in panel.axis.ticks() {
        sheet.line(&[(left, y(tick)), (right, y(tick))], GRID, 0.75);
        sheet.text(
            (left - 8.0, y(tick)),
            tick_text(tick, panel.axis.step),
            AXIS_TEXT,
            INK,
            Align::End,
        );
    }
    for layer in &panel.layers {
        match layer {
            // Drawn below the grid.
            Layer::Strip { .. } => {}
            Layer::Band { low, high, colour, opacity } => {
                let mut outline = on_sheet(low);
                outline.extend(on_sheet(high).into_iter().rev());
                sheet.fill(outline, *colour, *opacity);
            }
            Layer::Line { pieces, colour, width, dash, marker } => {
                for piece in pieces {
                    sheet.dashed(&on_sheet(piece), *colour, *width, *dash);
                }
                for &at in pieces.iter().flat_map(|piece| yearly(piece)) {
                    mark(sheet, on_sheet(&[at])[0], *marker, *colour);
                }
            }
        }
    }
    sheet.line(&[(left, bottom), (right, bottom)], INK, 1.0);
    let room = if panel.years > 1.0 { 42.0 } else { 70.0 };
    let step = round_step(panel.years * room / (right - left));
    let step = if panel.years > 1.0 { step.max(1.0) } else { step };
    let count = (panel.years / step + 1e-9).floor() as usize;
    for tick in (0..=count).map(|tick| tick as f64 * step) {
        sheet.line(&[(x(tick), bottom), (x(tick), bottom + 5.0)], INK, 1.0);
        sheet.text((x(tick), bottom + 15.0), tick_text(tick, step), AXIS_TEXT, INK, Align::Middle);
    }
    sheet.text((right, bottom + 33.0), "years since start", AXIS_TEXT, GREY, Align::End);
    let mut ends: Vec<_> =
        panel.labels.iter().map(|label| (y(label.value.clamp(low, high)), label)).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let places = apart(&ends.iter().map(|end| end.0).collect::<Vec<_>>(), top, bottom);
    for ((end, label), place) in ends.into_iter().zip(places) {
        sheet.line(
            &[(right + 2.0, end), (right + 14.0, place), (right + 24.0, place)],
            label.colour,
            1.5,
        );
        sheet.text((right + 29.0, place), &label.text, AXIS_TEXT, INK, Align::Start);
    }
}

/// The width that the numbers of an axis need left of it.
pub(crate) fn axis_room(axis: Axis) -> f64 {
    let widths = axis.ticks().map(|tick| text_width(&tick_text(tick, axis.step), AXIS_TEXT) + 10.0);
    widths.fold(40.0, f64::max)
}

/// The width that the longest label needs right of the axes.
pub(crate) fn label_room(labels: &[Label]) -> f64 {
    labels.iter().map(|label| text_width(&label.text, AXIS_TEXT) + 34.0).fold(12.0, f64::max)
}

/// Moves places apart, so that labels do not lie on each other, and keeps them in the frame.
pub(crate) fn apart(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut places = wanted.to_vec();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + LABEL_STEP);
    }
    let mut floor = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(floor);
        floor = *place - LABEL_STEP;
    }
    let mut ceiling = top;
    for place in &mut places {
        *place = place.max(ceiling);
        ceiling = *place + LABEL_STEP;
    }
    places
}

/// One point in every year of a line, half a year in.
fn yearly(piece: &[Point]) -> impl Iterator<Item = &Point> {
    let mut last = f64::NEG_INFINITY;
    piece.iter().filter(move |point| {
        let year = (point.0 - 0.5).floor();
        let fresh = year > last && point.0 >= 0.5;
        if fresh {
            last = year;
        }
        fresh
    })
}

/// A sign with a rim of paper, so that it stands out from lines.
pub(crate) fn mark(sheet: &mut Sheet, at: Point, marker: Marker, colour: Colour) {
    shape(sheet, at, marker, 6.2, PAPER);
    shape(sheet, at, marker, 4.6, colour);
}

/// A sign of about so many points to either side.
pub(crate) fn shape(sheet: &mut Sheet, (x, y): Point, marker: Marker, size: f64, colour: Colour) {
    let corners: &[Point] = match marker {
        Marker::None => return,
        Marker::Disc => &[
            (1.0, 0.0),
            (0.92, 0.38),
            (0.71, 0.71),
            (0.38, 0.92),
            (0.0, 1.0),
            (-0.38, 0.92),
            (-0.71, 0.71),
            (-0.92, 0.38),
            (-1.0, 0.0),
            (-0.92, -0.38),
            (-0.71, -0.71),
            (-0.38, -0.92),
            (0.0, -1.0),
            (0.38, -0.92),
            (0.71, -0.71),
            (0.92, -0.38),
        ],
        Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        Marker::Up => &[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
        Marker::Down => &[(0.0, 1.2), (1.15, -0.9), (-1.15, -0.9)],
    };
    let outline = corners.iter().map(|&(dx, dy)| (x + dx * size, y + dy * size)).collect();
    sheet.fill(outline, colour, 1.0);
}

/// A tick's number, with the decimals that its step needs.
pub(crate) fn tick_text(tick: f64, step: f64) -> String {
    let decimals = (0..6).find(|&n| {
        let scaled = step * [1.0, 1e1, 1e2, 1e3, 1e4, 1e5][n];
        (scaled - scaled.round()).abs() < 1e-6
    });
    if tick.abs() >= 1_000.0 {
        return short(tick);
    }
    let text = format!("{:.*}", decimals.unwrap_or(6), tick.abs());
    if tick < -1e-9 { format!("\u{2212}{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers_and_do_not_blow_up_noise() {
        assert_eq!(Axis::around(50.2, 53.9, 0.0), Axis { low: 50.0, high: 54.0, step: 1.0 });
        let quiet = Axis::around(7.44, 7.46, 0.4);
        assert!(quiet.high - quiet.low >= 0.4, "{quiet:?}");
        let small = Axis::around(0.1, 0.2, 1.0);
        assert!(small.low.abs() < 1e-9 && small.high >= 1.0, "{small:?}");
    }

    #[test]
    fn ticks_have_the_decimals_of_their_step() {
        assert_eq!(tick_text(7.4, 0.1), "7.4");
        assert_eq!(tick_text(8.0, 2.0), "8");
        assert_eq!(tick_text(0.25, 0.05), "0.25");
        assert_eq!(tick_text(-2.0, 1.0), "\u{2212}2");
    }

    #[test]
    fn labels_keep_their_distance_and_stay_in_the_frame() {
        let places = apart(&[100.0, 101.0, 102.0, 299.0], 0.0, 300.0);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_STEP - 1e-9), "{places:?}");
        assert!(places.iter().all(|&place| (0.0..=300.0).contains(&place)));
    }
}

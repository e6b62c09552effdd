//! One quantity against another: lines with labels at their ends, dots, and rules that mark values of the
//! lower axis, which is even or logarithmic.

use crate::report::charts::lettering::text_width;
use crate::report::charts::marks::{Align, Colour, Dash, GREY, GRID, INK, Point, Sheet};
use crate::report::charts::panel::{Axis, Frame, Marker, apart, mark, tick_text};
use crate::report::number::short;

/// Size of text in points.
const TEXT: f64 = 13.0;

/// Half the side of a dot in points.
const DOT: f64 = 1.8;

/// The lower axis.
#[derive(Clone, Debug)]
pub(crate) enum Across {
    /// Even.
    Even(Axis),
    /// Logarithmic, from one value to another, both above nought.
    Log(f64, f64),
}

/// A line with what stands at its end.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its name.
    pub(crate) label: String,
    /// Where it goes.
    pub(crate) points: Vec<Point>,
    /// Its colour.
    pub(crate) colour: Colour,
    /// Its width in points.
    pub(crate) width: f64,
    /// How it is broken up.
    pub(crate) dash: Dash,
}

/// Dots of one kind, and where their mean lies.
#[derive(Clone, Debug)]
pub(crate) struct Cloud {
    /// Its name.
    pub(crate) label: String,
    /// The dots.
    pub(crate) dots: Vec<Point>,
    /// Their mean.
    pub(crate) middle: Point,
    /// Its colour.
    pub(crate) colour: Colour,
    /// The sign at the mean.
    pub(crate) marker: Marker,
}

/// One quantity against another.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    /// What is on the upright axis, with its unit.
    pub(crate) heading: String,
    /// What is on the lower axis, with its unit.
    pub(crate) foot: String,
    /// The lower axis.
    pub(crate) across: Across,
    /// The upright axis.
    pub(crate) up: Axis,
    /// Lines.
    pub(crate) lines: Vec<Line>,
    /// A wide pale line beneath the others, and its name.
    pub(crate) frontier: Option<Line>,
    /// Dots.
    pub(crate) clouds: Vec<Cloud>,
    /// Values of the lower axis that are marked, with their names.
    pub(crate) rules: Vec<(f64, String)>,
    /// Lines through nothing of both axes that are named, as far as the picture goes.
    pub(crate) rays: Vec<(f64, String)>,
}

impl Across {
    /// The place of a value, from 0 to 1; values beyond are at the ends.
    fn share(&self, value: f64) -> f64 {
        match self {
            Self::Even(Axis { low, high, .. }) => ((value - low) / (high - low)).clamp(0.0, 1.0),
            Self::Log(low, high) => {
                let value = value.max(f64::MIN_POSITIVE);
                (libm::log(value / low) / libm::log(high / low)).clamp(0.0, 1.0)
            }
        }
    }

    /// Values that are written at the axis.
    fn ticks(&self) -> Vec<(f64, String)> {
        match self {
            Self::Even(axis) => {
                axis.ticks().map(|tick| (tick, tick_text(tick, axis.step))).collect()
            }
            Self::Log(low, high) => {
                let decade = libm::floor(libm::log10(*low)) as i32;
                let all = (decade..decade + 12).flat_map(|power| {
                    [1.0, 3.0].map(|digit| digit * libm::pow(10.0, f64::from(power)))
                });
                let inside = all.filter(|tick| (*low * 0.999..=*high * 1.001).contains(tick));
                inside.map(|tick| (tick, short(tick))).collect()
            }
        }
    }
}

/// The room that labels need right of the axes.
pub(crate) fn room(plot: &Plot) -> f64 {
    let lines = plot.lines.iter().map(|line| &line.label);
    let labels = lines.chain(plot.clouds.iter().map(|cloud| &cloud.label));
    labels.map(|label| text_width(label, TEXT) + 34.0).fold(12.0, f64::max)
}

/// Draws it in a frame.
pub(crate) fn draw(sheet: &mut Sheet, frame: Frame, plot: &Plot) {
    let Frame { left, top, right, bottom } = frame;
    let Axis { low, high, .. } = plot.up;
    let x = |value: f64| left + (right - left) * plot.across.share(value);
    let y = |value: f64| bottom - (bottom - top) * (value.clamp(low, high) - low) / (high - low);
    sheet.text((left - 40.0, top - 18.0), &plot.heading, TEXT, GREY, Align::Start);
    for tick in plot.up.ticks() {
        sheet.line(&[(left, y(tick)), (right, y(tick))], GRID, 0.75);
        let text = tick_text(tick, plot.up.step);
        sheet.text((left - 8.0, y(tick)), text, TEXT, INK, Align::End);
    }
    for (tick, text) in plot.across.ticks() {
        sheet.line(&[(x(tick), bottom), (x(tick), bottom + 5.0)], INK, 1.0);
        sheet.text((x(tick), bottom + 15.0), text, TEXT, INK, Align::Middle);
    }
    sheet.line(&[(left, bottom), (right, bottom)], INK, 1.0);
    sheet.text((right, bottom + 33.0), &plot.foot, TEXT, GREY, Align::End);
    if let Across::Even(axis) = &plot.across
        && axis.low < 0.0
    {
        sheet.line(&[(x(0.0), top), (x(0.0), bottom)], GREY, 1.0);
    }
    if low < 0.0 {
        sheet.line(&[(left, y(0.0)), (right, y(0.0))], GREY, 1.0);
    }
    // Names of rules stand one below the other where rules are near.
    for (place, (value, name)) in plot.rules.iter().enumerate() {
        sheet.dashed(&[(x(*value), top), (x(*value), bottom)], GREY, 1.0, Dash::Short);
        let at = (x(*value) + 5.0, top + 8.0 + 15.0 * place as f64);
        sheet.text(at, name, TEXT - 1.5, GREY, Align::Start);
    }
    if let Across::Even(axis) = &plot.across {
        for (slope, name) in &plot.rays {
            // Where the ray leaves the picture, to the right or at its top.
            let end = if slope * axis.high > high { high / slope } else { axis.high };
            if end > 0.0 && *slope > 0.0 {
                let start = if slope * axis.low < low { low / slope } else { axis.low };
                let ends = [(x(start), y(slope * start)), (x(end), y(slope * end))];
                sheet.dashed(&ends, GREY, 1.0, Dash::Short);
                let align = if x(end) > right - 90.0 { Align::End } else { Align::Start };
                sheet.text((ends[1].0, ends[1].1 - 9.0), name, TEXT - 1.5, GREY, align);
            }
        }
    }
    let on = |points: &[Point]| -> Vec<Point> { points.iter().map(|p| (x(p.0), y(p.1))).collect() };
    if let Some(Line { points, colour, width, .. }) = &plot.frontier {
        sheet.line(&on(points), *colour, *width);
    }
    for line in &plot.lines {
        sheet.dashed(&on(&line.points), line.colour, line.width, line.dash);
    }
    for cloud in &plot.clouds {
        for (x, y) in on(&cloud.dots) {
            sheet.fill(
                vec![(x - DOT, y), (x, y - DOT), (x + DOT, y), (x, y + DOT)],
                cloud.colour,
                0.55,
            );
        }
    }
    for cloud in &plot.clouds {
        mark(sheet, on(&[cloud.middle])[0], cloud.marker, cloud.colour);
    }
    let lines =
        plot.lines.iter().filter_map(|line| Some((&line.label, line.colour, *line.points.last()?)));
    let clouds = plot.clouds.iter().map(|cloud| (&cloud.label, cloud.colour, cloud.middle));
    let mut ends: Vec<_> = lines.chain(clouds).collect();
    ends.sort_by(|a, b| y(a.2.1).total_cmp(&y(b.2.1)));
    let wanted: Vec<f64> = ends.iter().map(|end| y(end.2.1)).collect();
    for ((label, colour, end), place) in ends.into_iter().zip(apart(&wanted, top, bottom)) {
        let from = (x(end.0), y(end.1));
        sheet.line(&[from, (right + 14.0, place), (right + 24.0, place)], colour, 0.8);
        sheet.text((right + 29.0, place), label, TEXT, INK, Align::Start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logarithmic_axis_has_its_middle_at_the_root_of_the_product() {
        let across = Across::Log(100.0, 10_000.0);
        assert!((across.share(1_000.0) - 0.5).abs() < 1e-12);
        assert_eq!((across.share(1.0), across.share(1e9)), (0.0, 1.0));
        let ticks: Vec<String> = across.ticks().into_iter().map(|(_, text)| text).collect();
        assert_eq!(ticks, ["100", "300", "1,000", "3,000", "10,000"]);
    }
}

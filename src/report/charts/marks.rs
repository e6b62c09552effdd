//! Pictures as lists of marks in a plane of 960 by 540 points. Layout is pure: it turns numbers
//! into marks, and one dull driver replays the marks as SVG or PNG.

use crate::report::charts::lettering::text_width;

/// Width of a picture in points.
pub(crate) const WIDTH: f64 = 960.0;
/// Height of a picture in points.
pub(crate) const HEIGHT: f64 = 540.0;

/// Width and height of a picture within a page, in points.
pub(crate) type Size = (f64, f64);

/// A place in the plane, from the upper left corner.
pub(crate) type Point = (f64, f64);

/// A colour by its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// Text and axes.
pub(crate) const INK: Colour = Colour(0x22, 0x22, 0x22);
/// Second thoughts: subtitles, units, footers.
pub(crate) const GREY: Colour = Colour(0x59, 0x59, 0x59);
/// Grid lines.
pub(crate) const GRID: Colour = Colour(0xdd, 0xdd, 0xdd);
/// Ghosts of what was lost.
pub(crate) const PALE: Colour = Colour(0xec, 0xec, 0xec);
/// The years in which a policy runs.
pub(crate) const STRIP: Colour = Colour(0xf1, 0xec, 0xe0);
/// Better than the scenario that all are judged against.
pub(crate) const BETTER: Colour = Colour(0x00, 0x6b, 0x4f);
/// Worse than it.
pub(crate) const WORSE: Colour = Colour(0xa3, 0x3c, 0x00);
/// Paper.
pub(crate) const PAPER: Colour = Colour(0xff, 0xff, 0xff);

// The palette of Okabe and Ito (2008), told apart by the colour-blind. Its yellow is too
// faint for lines on white and is left out.
/// Okabe-Ito blue.
pub(crate) const BLUE: Colour = Colour(0x00, 0x72, 0xb2);
/// Okabe-Ito orange.
pub(crate) const ORANGE: Colour = Colour(0xe6, 0x9f, 0x00);
/// Okabe-Ito bluish green.
pub(crate) const GREEN: Colour = Colour(0x00, 0x9e, 0x73);
/// Okabe-Ito vermillion.
pub(crate) const VERMILLION: Colour = Colour(0xd5, 0x5e, 0x00);
/// Okabe-Ito reddish purple.
pub(crate) const PURPLE: Colour = Colour(0xcc, 0x79, 0xa7);
/// Okabe-Ito sky blue.
pub(crate) const SKY: Colour = Colour(0x56, 0xb4, 0xe9);

/// One mark of a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A line through points.
    Line { points: Vec<Point>, colour: Colour, width: f64 },
    /// A filled outline.
    Fill { points: Vec<Point>, colour: Colour, opacity: f64 },
    /// A line of text, centred upwards and downwards on its place.
    Text { at: Point, text: String, size: f64, colour: Colour, align: Align },
}

/// Where text lies from its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// How a line is broken up, so that lines differ without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dash {
    Solid,
    Long,
    Short,
    Mixed,
}

impl Dash {
    /// Lengths of strokes and gaps in turn, in points.
    fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Long => &[14.0, 6.0],
            Self::Short => &[7.0, 5.0],
            Self::Mixed => &[12.0, 5.0, 2.5, 5.0],
        }
    }
}

/// A sheet of marks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) marks: Vec<Mark>,
}

impl Sheet {
    pub(crate) fn line(&mut self, points: &[Point], colour: Colour, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points: points.to_vec(), colour, width });
        }
    }

    pub(crate) fn dashed(&mut self, points: &[Point], colour: Colour, width: f64, dash: Dash) {
        match dash {
            Dash::Solid => self.line(points, colour, width),
            _ => strokes(points, dash.pattern())
                .iter()
                .for_each(|stroke| self.line(stroke, colour, width)),
        }
    }

    pub(crate) fn fill(&mut self, points: Vec<Point>, colour: Colour, opacity: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Fill { points, colour, opacity });
        }
    }

    pub(crate) fn rectangle(&mut self, (x0, y0): Point, (x1, y1): Point, colour: Colour) {
        self.fill(vec![(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, 1.0);
    }

    pub(crate) fn text(
        &mut self,
        at: Point,
        text: impl Into<String>,
        size: f64,
        colour: Colour,
        align: Align,
    ) {
        self.marks.push(Mark::Text { at, text: text.into(), size, colour, align });
    }

    /// Text broken into lines of at most `room` points; returns the place below the last one.
    pub(crate) fn paragraph(
        &mut self,
        at: Point,
        text: &str,
        size: f64,
        colour: Colour,
        room: f64,
    ) -> f64 {
        let mut y = at.1;
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && text_width(&longer, size) > room {
                self.text((at.0, y), std::mem::take(&mut line), size, colour, Align::Start);
                y += size * 1.3;
                word.clone_into(&mut line);
            } else {
                line = longer;
            }
        }
        self.text((at.0, y), line, size, colour, Align::Start);
        y + size * 1.3
    }
}

/// Breaks a line into the strokes of a pattern.
fn strokes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let mut strokes = Vec::new();
    let mut place = 0;
    let mut left = pattern[0];
    let mut stroke: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = libm::hypot(dx, dy);
            let drawn = place % 2 == 0;
            if length <= left {
                left -= length;
                if drawn {
                    stroke.push(to);
                }
                break;
            }
            from = (from.0 + dx * left / length, from.1 + dy * left / length);
            if drawn {
                stroke.push(from);
                strokes.push(std::mem::take(&mut stroke));
            } else {
                stroke = vec![from];
            }
            place = (place + 1) % pattern.len();
            left = pattern[place];
        }
    }
    strokes.push(stroke);
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashed_line_has_the_strokes_of_its_pattern() {
        let strokes = strokes(&[(0.0, 0.0), (10.0, 0.0), (40.0, 0.0)], &[14.0, 6.0]);
        assert_eq!(strokes[0], [(0.0, 0.0), (10.0, 0.0), (14.0, 0.0)]);
        assert_eq!(strokes[1], [(20.0, 0.0), (34.0, 0.0)]);
        assert_eq!(strokes.len(), 3);
    }
}

//! Pictures as SVG text: marks are written as they are, in whole numbers on a fine plane.

use std::fmt::Write as _;

use crate::report::charts::marks::{Align, Colour, HEIGHT, Mark, PAPER, Point, Size, WIDTH};

/// Steps to a point of the plane: coordinates are whole numbers, so the plane is fine.
const SCALE: f64 = 8.0;

/// Size of a letter in SVG, which is by em, for a size by height as in PNG, which makes letters
/// nearly as large in both. In SVG they are a little smaller, because the reader's own font may be
/// wider.
const LETTERING: f64 = 1.24 / 1.149;

/// Height of a letter for its em.
const HEIGHT_OF_EM: f64 = 1.24;

/// Fonts in the order in which a reader's program looks for them.
const FONTS: &str = "Liberation Sans, Arial, Helvetica, sans-serif";

/// A picture as SVG, with its text alternative.
pub(crate) fn svg(marks: &[Mark], title: &str, description: &str) -> String {
    let (width, height) = ((WIDTH * SCALE) as u32, (HEIGHT * SCALE) as u32);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {width} {height}\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n\
         <rect x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\" opacity=\"1\" \
         fill=\"{}\" stroke=\"none\"/>\n",
        escaped(title),
        escaped(description),
        code(PAPER)
    );
    for mark in marks {
        write(&mut text, mark).expect("writing to a string");
    }
    text.push_str("</svg>\n");
    text
}

/// A picture within a page, which says around it what the picture shows: by its label, no more. It has no names
/// that could be given twice and no paper, so that a style sheet can give it another ground.
pub(crate) fn inline(marks: &[Mark], size: Size, label: &str) -> String {
    within(marks, size, &format!("role=\"img\" aria-label=\"{}\"", escaped(label)))
}

/// A sign within a page that says nothing that words beside it do not say.
pub(crate) fn hidden(marks: &[Mark], size: Size) -> String {
    within(marks, size, "aria-hidden=\"true\"")
}

fn within(marks: &[Mark], (width, height): Size, attributes: &str) -> String {
    let (width, height) = ((width * SCALE) as u32, (height * SCALE) as u32);
    let mut text = format!("<svg {attributes} viewBox=\"0 0 {width} {height}\">");
    for mark in marks {
        write(&mut text, mark).expect("writing to a string");
    }
    text.push_str("</svg>");
    text
}

fn write(text: &mut String, mark: &Mark) -> std::fmt::Result {
    match mark {
        Mark::Line { points, colour, width } => writeln!(
            text,
            "<polyline fill=\"none\" opacity=\"1\" stroke=\"{}\" stroke-width=\"{}\" points=\"{}\"/>",
            code(*colour),
            (width * SCALE).round().max(1.0) as u32,
            listed(points)
        ),
        Mark::Fill { opacity, .. } if *opacity == 0.0 => Ok(()),
        Mark::Fill { points, colour, opacity } => writeln!(
            text,
            "<polygon opacity=\"{opacity}\" fill=\"{}\" points=\"{}\"/>",
            code(*colour),
            listed(points)
        ),
        Mark::Text { at, text: letters, size, colour, align } => {
            let (x, y) = step(*at);
            let anchor = match align {
                Align::Start => "start",
                Align::Middle => "middle",
                Align::End => "end",
            };
            writeln!(
                text,
                "<text x=\"{x}\" y=\"{y}\" dy=\"0.5ex\" text-anchor=\"{anchor}\" \
                 font-family=\"{FONTS}\" font-size=\"{}\" opacity=\"1\" fill=\"{}\">\n{}\n</text>",
                size * SCALE * LETTERING / HEIGHT_OF_EM,
                code(*colour),
                escaped(letters)
            )
        }
    }
}

/// A place on the fine plane.
fn step((x, y): Point) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn listed(points: &[Point]) -> String {
    points.iter().fold(String::new(), |mut list, &point| {
        let (x, y) = step(point);
        write!(list, "{x},{y} ").expect("writing to a string");
        list
    })
}

fn code(Colour(red, green, blue): Colour) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

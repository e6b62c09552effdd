//! The driver that replays marks on a back end of plotters, as SVG text or as a PNG file.

use std::path::Path;
use std::sync::Once;

use plotters::backend::{BitMapBackend, DrawingBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, register_font};

use crate::report::charts::marks::{Align, HEIGHT, Mark, PAPER, Point, WIDTH};

/// Pixels to a point of the plane: SVG coordinates are whole numbers, so the plane is fine.
const SVG_SCALE: f64 = 8.0;
/// Pixels of a PNG to a point.
const PNG_SCALE: usize = 2;
/// A PNG is drawn this many times larger in each direction, and averaged: smooth edges.
const OVERSAMPLE: usize = 2;

/// A font has a size by height in PNG and by em in SVG: this makes letters nearly as large in
/// both. In SVG they are a little smaller, because the reader's own font may be wider.
const SVG_LETTERING: f64 = 1.24 / 1.149;

/// Plotters draws letters in PNG too high by this share of their size.
const PNG_DROP: f64 = 0.17;

/// The font of PNG files and of all measuring: Liberation Sans, under the SIL Open Font License.
static FONT: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");

/// Registers the font. Measuring or drawing text before does not work.
pub(crate) fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if register_font("sans-serif", FontStyle::Normal, FONT).is_err() {
            unreachable!("the embedded font is a font");
        }
    });
}

/// A picture as SVG, with its text alternative.
pub(crate) fn svg(marks: &[Mark], title: &str, description: &str) -> Result<String, String> {
    prepare();
    let (width, height) = pixels(SVG_SCALE);
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, (width, height)).into_drawing_area();
        replay(&area, marks, SVG_SCALE, (SVG_LETTERING, 0.0))?;
    }
    let rest = text.split_once("<svg ").and_then(|(_, svg)| svg.split_once('>'));
    let (_, body) = rest.ok_or("the picture has no beginning")?;
    let body = body.replace(
        "font-family=\"sans-serif\"",
        "font-family=\"Liberation Sans, Arial, Helvetica, sans-serif\"",
    );
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {width} {height}\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>{body}",
        escaped(title),
        escaped(description)
    ))
}

/// A picture as a PNG file.
pub(crate) fn png(marks: &[Mark], path: &Path) -> Result<(), String> {
    prepare();
    let scale = PNG_SCALE * OVERSAMPLE;
    let (width, height) = pixels(scale as f64);
    let mut large = vec![0_u8; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut large, (width, height)).into_drawing_area();
        replay(&area, marks, scale as f64, (1.0, PNG_DROP))?;
    }
    let small = averaged(&large, width as usize, height as usize);
    let size = pixels(PNG_SCALE as f64);
    let mut file = BitMapBackend::new(path, size);
    file.blit_bitmap((0, 0), size, &small).map_err(|error| error.to_string())?;
    file.present().map_err(|error| error.to_string())
}

fn pixels(scale: f64) -> (u32, u32) {
    ((WIDTH * scale) as u32, (HEIGHT * scale) as u32)
}

fn replay<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    marks: &[Mark],
    scale: f64,
    (lettering, drop): (f64, f64),
) -> Result<(), String> {
    let place = |(x, y): Point| ((x * scale).round() as i32, (y * scale).round() as i32);
    area.fill(&PAPER).map_err(|error| error.to_string())?;
    for mark in marks {
        match mark {
            Mark::Line { points, colour, width } => area.draw(&PathElement::new(
                points.iter().copied().map(place).collect::<Vec<_>>(),
                ShapeStyle {
                    color: colour.to_rgba(),
                    filled: false,
                    stroke_width: (width * scale).round().max(1.0) as u32,
                },
            )),
            Mark::Fill { points, colour, opacity } => area.draw(&Polygon::new(
                points.iter().copied().map(place).collect::<Vec<_>>(),
                colour.mix(*opacity).filled(),
            )),
            Mark::Text { at, text, size, colour, align } => area.draw(&Text::new(
                text.as_str(),
                place((at.0, at.1 + size * drop)),
                lettered(size * scale * lettering, *colour, *align),
            )),
        }
        .map_err(|error| error.to_string())?;
    }
    area.present().map_err(|error| error.to_string())
}

fn lettered(size: f64, colour: RGBColor, align: Align) -> plotters::style::TextStyle<'static> {
    let across = match align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    ("sans-serif", size).into_font().color(&colour).pos(Pos::new(across, VPos::Center))
}

/// Averages squares of pixels.
fn averaged(large: &[u8], width: usize, height: usize) -> Vec<u8> {
    let (columns, rows) = (width / OVERSAMPLE, height / OVERSAMPLE);
    let mut small = Vec::with_capacity(columns * rows * 3);
    for row in 0..rows {
        for column in 0..columns {
            for channel in 0..3 {
                let mut sum = 0;
                for y in 0..OVERSAMPLE {
                    for x in 0..OVERSAMPLE {
                        let pixel = (row * OVERSAMPLE + y) * width + column * OVERSAMPLE + x;
                        sum += usize::from(large[pixel * 3 + channel]);
                    }
                }
                small.push((sum / (OVERSAMPLE * OVERSAMPLE)) as u8);
            }
        }
    }
    small
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

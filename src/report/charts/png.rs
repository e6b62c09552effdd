//! Pictures as PNG files: marks are replayed on the bitmap of plotters.

use std::path::Path;
use std::sync::Once;

use plotters::backend::{BitMapBackend, DrawingBackend};
use plotters::drawing::IntoDrawingArea;
use plotters::element::{PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, IntoFont, RGBColor, ShapeStyle, register_font};

use crate::report::charts::lettering::FONT;
use crate::report::charts::marks::{Align, Colour, HEIGHT, Mark, PAPER, Point, WIDTH};

/// Pixels of a PNG to a point: as wide as a page is shown, 1,440 of them. Whoever needs more takes the SVG.
const SCALE: f64 = 1.5;
/// A PNG is drawn this many times larger in each direction, and averaged: smooth edges.
const OVERSAMPLE: usize = 2;

/// Plotters draws letters in PNG too high by this share of their size.
const DROP: f64 = 0.17;

/// Registers the font. Drawing text before does not work.
fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if register_font("sans-serif", FontStyle::Normal, FONT).is_err() {
            unreachable!("the embedded font is a font");
        }
    });
}

/// A picture as a PNG file.
pub(crate) fn png(marks: &[Mark], path: &Path) -> Result<(), String> {
    prepare();
    let scale = SCALE * OVERSAMPLE as f64;
    let (width, height) = pixels(scale);
    let mut large = vec![0_u8; width as usize * height as usize * 3];
    replay(&mut large, (width, height), marks, scale)?;
    let small = averaged(&large, width as usize, height as usize);
    let size = pixels(SCALE);
    let mut file = BitMapBackend::new(path, size);
    file.blit_bitmap((0, 0), size, &small).map_err(|error| error.to_string())?;
    file.present().map_err(|error| error.to_string())
}

fn pixels(scale: f64) -> (u32, u32) {
    ((WIDTH * scale) as u32, (HEIGHT * scale) as u32)
}

/// Draws marks on a bitmap of so many pixels to a point.
fn replay(large: &mut [u8], size: (u32, u32), marks: &[Mark], scale: f64) -> Result<(), String> {
    let area = BitMapBackend::with_buffer(large, size).into_drawing_area();
    let place = |(x, y): Point| ((x * scale).round() as i32, (y * scale).round() as i32);
    area.fill(&ink(PAPER)).map_err(|error| error.to_string())?;
    for mark in marks {
        match mark {
            Mark::Line { points, colour, width } => area.draw(&PathElement::new(
                points.iter().copied().map(place).collect::<Vec<_>>(),
                ShapeStyle {
                    color: ink(*colour).to_rgba(),
                    filled: false,
                    stroke_width: (width * scale).round().max(1.0) as u32,
                },
            )),
            Mark::Fill { points, colour, opacity } => area.draw(&Polygon::new(
                points.iter().copied().map(place).collect::<Vec<_>>(),
                ink(*colour).mix(*opacity).filled(),
            )),
            Mark::Text { at, text, size, colour, align } => area.draw(&Text::new(
                text.as_str(),
                place((at.0, at.1 + size * DROP)),
                lettered(size * scale, *colour, *align),
            )),
        }
        .map_err(|error| error.to_string())?;
    }
    area.present().map_err(|error| error.to_string())
}

/// A colour as plotters has it.
fn ink(Colour(red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn lettered(size: f64, colour: Colour, align: Align) -> plotters::style::TextStyle<'static> {
    let across = match align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    ("sans-serif", size).into_font().color(&ink(colour)).pos(Pos::new(across, VPos::Center))
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

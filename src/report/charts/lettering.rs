//! The font of pictures, and how wide a line of text is in it.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, ScaleFont};

/// The font of PNG files and of all measuring: Liberation Sans, under the SIL Open Font License.
pub(crate) static FONT: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");

/// The font, read once.
static LETTERS: LazyLock<FontRef<'static>> =
    LazyLock::new(|| FontRef::try_from_slice(FONT).expect("the embedded font is a font"));

/// Height at which text is measured: large, since the measure is cut to whole points.
const LARGE: f64 = 200.0;

/// Room for fonts that are wider than the one of the PNG files: readers of SVG use their own.
const WIDER: f64 = 1.1;

/// Room that a line of text needs, in points.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let font = LETTERS.as_scaled(LARGE as f32);
    let mut before = None;
    let width: f32 = text.chars().fold(0.0, |width, letter| {
        let glyph = font.glyph_id(letter);
        let kern = before.replace(glyph).map_or(0.0, |before| font.kern(before, glyph));
        width + font.h_advance(glyph) + kern
    });
    f64::from(width.trunc()) * size / LARGE * WIDER
}

//! The font of pictures, and how wide a line of text is in it.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, ScaleFont};

/// The font of PNG files and of all measuring: Liberation Sans, under the SIL Open Font License.
#[cfg(feature = "program")]
pub(crate) static FONT: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");

/// As much of it as measuring needs, where nothing is drawn with it: made by `build.rs`.
#[cfg(not(feature = "program"))]
static FONT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/widths.ttf"));

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

#[cfg(all(test, feature = "program"))]
mod tests {
    use super::*;

    #[test]
    fn what_measures_text_in_a_browser_measures_as_the_font_does() {
        let widths = include_bytes!(concat!(env!("OUT_DIR"), "/widths.ttf"));
        assert!(widths.len() * 20 < FONT.len(), "{} bytes", widths.len());
        let small = FontRef::try_from_slice(widths).expect("a font");
        let (small, whole) = (small.as_scaled(LARGE as f32), LETTERS.as_scaled(LARGE as f32));
        let letters: Vec<char> = (' '..'\u{3000}').collect();
        for pair in letters.windows(2).map(|it| [it[0], it[1]]).chain([['A', 'V'], ['T', 'o']]) {
            let [one, other] = pair.map(|letter| whole.glyph_id(letter));
            assert_eq!(pair.map(|letter| small.glyph_id(letter)), [one, other]);
            assert_eq!(small.h_advance(one).to_bits(), whole.h_advance(one).to_bits());
            assert_eq!(small.kern(one, other).to_bits(), whole.kern(one, other).to_bits());
        }
        assert!(whole.kern(whole.glyph_id('A'), whole.glyph_id('V')) < 0.0);
    }
}

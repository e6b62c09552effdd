//! What options are known by, in tables and pictures alike: a letter, a colour and a shape.

use crate::report::charts::marks::{Colour, Sheet};
use crate::report::charts::panel::{Marker, shape};
use crate::report::charts::svg;

/// Signs of options, in their order: each has a colour and a shape of its own, and none is the colour of better
/// or worse.
pub(crate) const SIGNS: [(Colour, Marker); 6] = [
    (Colour(0x1d, 0x2b, 0x53), Marker::Diamond),
    (Colour(0xa8, 0x43, 0x8a), Marker::Square),
    (Colour(0x00, 0x69, 0xa8), Marker::Disc),
    (Colour(0x8a, 0x61, 0x00), Marker::Up),
    (Colour(0x5b, 0x3a, 0x8c), Marker::Down),
    (Colour(0x7a, 0x1f, 0x3d), Marker::Diamond),
];

/// The letter of the option at this place.
pub(crate) fn letter(place: usize) -> char {
    char::from(b'A' + (place % 26) as u8)
}

/// A sign, to stand beside a name.
pub(crate) fn sign(colour: Colour, marker: Marker) -> String {
    let mut sheet = Sheet::default();
    shape(&mut sheet, (8.0, 8.0), marker, 6.0, colour);
    svg::hidden(&sheet.marks, (16.0, 16.0))
}

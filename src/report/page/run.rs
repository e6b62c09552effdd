//! The report on one run: levels, and where further runs would lie.

use crate::report::Error;
use crate::report::page::board::Board;
use crate::report::page::source::Source;

/// Makes the board of a run.
pub(crate) fn board(source: Source<'_>, _text: &str) -> Result<Board, Error> {
    source.sound(Board::default())
}

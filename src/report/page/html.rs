//! Boards as a page, and as a table. The markup stands in `templates/report.html`.

use std::io::{self, Write};

use askama::Template;

use crate::report::number::written;
use crate::report::page::board::{Board, Cell, Figure, OptionRow, Pictured};
use crate::report::rows::Writer;

/// All that the page says.
#[derive(Template)]
#[template(path = "report.html")]
struct Whole<'a> {
    title: &'a str,
    parts: Vec<Part<'a>>,
}

/// A board, with what numbers its sheets and links.
struct Part<'a> {
    /// Before every name, so that names are unique in the page.
    id: String,
    board: &'a Board,
    /// Sheets in all: the first page, those of pictures, and the record.
    pages: usize,
    program: &'a str,
}

impl Part<'_> {
    fn name(&self, picture: &Pictured) -> String {
        match &picture.whose {
            Some(whose) => format!("{}-{}-{whose}", self.id, picture.name),
            None => format!("{}-{}", self.id, picture.name),
        }
    }
}

/// Writes the page.
pub(crate) fn page(boards: &[Board], mut out: &mut dyn Write) -> io::Result<()> {
    let parts = boards.iter().enumerate().map(|(number, board)| Part {
        id: format!("part-{}", number + 1),
        board,
        pages: board.sheets.len() + 2,
        program: board.record.first().map_or("Kith", |(_, program)| program.as_str()),
    });
    let title = boards.first().map_or("", |board| board.headline.as_str());
    Whole { title, parts: parts.collect() }.write_into(&mut out)
}

const TABLE: [&str; 8] =
    ["report", "option", "figure", "unit", "value", "low90", "high90", "source"];

/// What a spreadsheet knows Unicode by.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the table: the figures of the first page, those of the options first.
pub(crate) fn table(boards: &[Board], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(MARK)?;
    let mut rows = Writer::from_writer(out);
    rows.write_record(TABLE)?;
    for (number, board) in boards.iter().enumerate() {
        let cells = board.options.iter().flat_map(|option: &OptionRow| &option.cells);
        let figures = cells.flat_map(|cell: &Cell| &cell.figures).chain(&board.named);
        for Figure { option, name, unit, found, source } in figures {
            let (low, high) = found.interval.unzip();
            let text = |value: Option<f64>| value.map_or_else(String::new, written);
            rows.write_record([
                &(number + 1).to_string(),
                option,
                name,
                unit,
                &written(found.value),
                &text(low),
                &text(high),
                *source,
            ])?;
        }
    }
    rows.flush()
}

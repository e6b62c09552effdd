//! Tables as a workbook that spreadsheets open: sheets of texts and numbers, a head that stands out and stays,
//! widths. Texts are written as texts whatever they begin with, so that none is taken for a formula. No clock is in
//! it: the same tables make the same bytes.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
}

/// A sheet: a head and rows below it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    /// Its name: made fit for a tab.
    pub(crate) name: String,
    /// The head.
    pub(crate) head: Vec<String>,
    /// Rows.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Most characters of the name of a tab.
const LONGEST_NAME: usize = 31;

/// Most characters of a cell.
const LONGEST_TEXT: usize = 32_767;

/// Most rows of a sheet, with its head.
pub(crate) const MOST_ROWS: usize = 1_048_576;

/// Widths of columns, in characters.
const WIDTHS: (usize, usize) = (8, 60);

impl Cell {
    /// A cell of a table: a number where it is one as a whole.
    pub(crate) fn of(text: &str) -> Self {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        // What a number is not written as is a name: 007, +5 or 1e5.
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"-.e".contains(&byte));
        let named = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
        match number.filter(|_| plain && !named) {
            Some(number) => Self::Number(number),
            None => Self::Text(text.to_owned()),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Number(_) => 12,
        }
    }
}

/// Writes sheets as a workbook.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write(out: &mut dyn Write, sheets: &[Sheet]) -> io::Result<()> {
    let bytes = packed(sheets).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&bytes)
}

fn packed(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let no_clock = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&no_clock));
    for (sheet, name) in sheets.iter().zip(names(sheets)) {
        fill(book.add_worksheet().set_name(name)?, sheet)?;
    }
    book.save_to_buffer()
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    page.set_freeze_panes(1, 0)?;
    for (column, head) in sheet.head.iter().enumerate() {
        page.write_string_with_format(0, column as u16, head, &bold)?;
        let cells = sheet.rows.iter().filter_map(|row| row.get(column)).map(Cell::width);
        let widest = cells.fold(head.chars().count(), usize::max).clamp(WIDTHS.0, WIDTHS.1);
        page.set_column_width(column as u16, widest as f64)?;
    }
    for (row, cells) in (1..).zip(sheet.rows.iter().take(MOST_ROWS - 1)) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    let text: String = text.chars().take(LONGEST_TEXT).collect();
                    page.write_string(row, column, text)?;
                }
                Cell::Number(number) => {
                    page.write_number(row, column, *number)?;
                }
            }
        }
    }
    Ok(())
}

/// Names of tabs: short, without signs that no tab may have, each once.
fn names(sheets: &[Sheet]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let fit = |c: char| if "[]:*?/\\'".contains(c) { '_' } else { c };
        let plain: String = sheet.name.chars().map(fit).collect();
        let mut name: String = plain.chars().take(LONGEST_NAME).collect();
        let mut number = 2;
        while name.is_empty()
            || names.iter().any(|there| there.to_lowercase() == name.to_lowercase())
        {
            let end = format!(" {number}");
            name = plain.chars().take(LONGEST_NAME - end.len()).collect::<String>() + &end;
            number += 1;
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str, rows: Vec<Vec<Cell>>) -> Sheet {
        Sheet { name: name.to_owned(), head: vec!["what".into(), "value".into()], rows }
    }

    #[test]
    fn texts_stay_texts_and_numbers_are_numbers() {
        let text = |text: &str| Cell::Text(text.to_owned());
        for word in ["=1+1", "+5", "007", "", "inf", "NaN", "1,000", "a"] {
            assert_eq!(Cell::of(word), text(word), "{word}");
        }
        for (word, number) in [("0.5", 0.5), ("-3", -3.0), ("0", 0.0), ("1e-7", 1e-7)] {
            assert_eq!(Cell::of(word), Cell::Number(number), "{word}");
        }
    }

    #[test]
    fn tabs_have_names_that_spreadsheets_take_each_once() {
        let long = "a/b ".repeat(20);
        let names = names(&[sheet(&long, vec![]), sheet(&long, vec![]), sheet("A_B", vec![])]);
        assert!(names.iter().all(|name| name.chars().count() <= 31 && !name.contains('/')));
        assert!(names[1].ends_with(" 2") && names[0] != names[1], "{names:?}");
    }

    #[test]
    fn the_same_sheets_make_the_same_bytes_and_the_longest_text_is_cut() {
        let long = Cell::Text("a".repeat(LONGEST_TEXT + 5));
        let sheets = [sheet("a", vec![vec![Cell::Number(1.0), long]]), sheet("b", vec![])];
        let bytes = || {
            let mut out = Vec::new();
            write(&mut out, &sheets).expect("written");
            out
        };
        assert_eq!(bytes(), bytes());
    }
}

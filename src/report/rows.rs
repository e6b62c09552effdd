//! Rows of comma-separated tables. A text that a spreadsheet would take for a formula, since it
//! begins with `=`, `+`, `-` or `@`, gets an apostrophe before it, which spreadsheets read as "this
//! is text". Numbers are left alone.

use std::io::{self, Write};

#[cfg(feature = "program")]
use rayon::prelude::*;

/// Writes a table row by row.
pub(crate) struct Writer<W: Write>(csv::Writer<W>);

impl<W: Write> Writer<W> {
    /// A table without rows yet.
    pub(crate) fn from_writer(out: W) -> Self {
        Self(csv::Writer::from_writer(out))
    }

    /// Adds cells to the row at hand and ends it.
    pub(crate) fn write_record<T: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = T>,
    ) -> csv::Result<()> {
        for cell in cells {
            self.write_field(cell)?;
        }
        self.0.write_record(None::<&[u8]>)
    }

    /// Adds a cell to the row at hand.
    pub(crate) fn write_field(&mut self, cell: impl AsRef<[u8]>) -> csv::Result<()> {
        let cell = cell.as_ref();
        if is_formula(cell) {
            return self.0.write_field([b"'", cell].concat());
        }
        self.0.write_field(cell)
    }

    /// Hands on what is written so far.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    /// What was written to.
    pub(crate) fn into_inner(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Parts of a table that are made before they are written: what memory holds of it.
const AT_ONCE: usize = 64;

/// Writes the rows of a table part by part, in their order. Parts are made on all threads that there are.
pub(crate) fn in_parts<T: Sync>(
    out: &mut dyn Write,
    parts: &[T],
    rows: impl Fn(&T, &mut Writer<Vec<u8>>) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let one = |part: &T| {
        let mut made = Writer::from_writer(Vec::new());
        rows(part, &mut made)?;
        made.into_inner()
    };
    for parts in parts.chunks(AT_ONCE) {
        #[cfg(feature = "program")]
        let parts = parts.par_iter();
        #[cfg(not(feature = "program"))]
        let parts = parts.iter();
        let made: Vec<io::Result<Vec<u8>>> = parts.map(one).collect();
        for made in made {
            out.write_all(&made?)?;
        }
    }
    out.flush()
}

/// Whether a spreadsheet would take a cell for a formula.
fn is_formula(cell: &[u8]) -> bool {
    let number = || str::from_utf8(cell).is_ok_and(|text| text.parse::<f64>().is_ok());
    matches!(cell, [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..]) && !number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_in_their_order_whoever_made_them() {
        let parts: Vec<usize> = (0..200).collect();
        let mut out = Vec::new();
        let rows = |part: &usize, rows: &mut Writer<Vec<u8>>| {
            Ok(rows.write_record([part.to_string(), "a".to_owned()])?)
        };
        in_parts(&mut out, &parts, rows).unwrap();
        let wanted: Vec<String> = (0..200).map(|part| format!("{part},a")).collect();
        assert_eq!(String::from_utf8(out).unwrap(), wanted.join("\n") + "\n");
    }

    #[test]
    fn texts_like_formulas_are_guarded_and_numbers_are_not() {
        let mut rows = Writer::from_writer(Vec::new());
        rows.write_record(["=1+1", "-2.5", "+3e-7", "-inf", "plain", ""]).unwrap();
        rows.write_record(["@SUM(A1)", "- a dash", "+44 20", "a=b", "1", "-"]).unwrap();
        let text = String::from_utf8(rows.into_inner().unwrap()).unwrap();
        assert_eq!(text, "'=1+1,-2.5,+3e-7,-inf,plain,\n'@SUM(A1),'- a dash,'+44 20,a=b,1,'-\n");
    }
}

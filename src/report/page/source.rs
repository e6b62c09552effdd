//! Tables of a finished folder, read back by the names of their columns. All that is wrong with a folder is
//! gathered and said at once: a file that is missing, a column, a cell.

use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};

use crate::report::Error;

/// The path of a file that a record names, where that leads nowhere but into the folder.
pub(crate) fn inside(folder: &Path, file: &str) -> Option<PathBuf> {
    let normal = |part| matches!(part, Component::Normal(_));
    Path::new(file).components().all(normal).then(|| folder.join(file))
}

/// A folder of results, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    folder: &'a Path,
    wrong: RefCell<Vec<String>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(folder: &'a Path) -> Self {
        Self { folder, wrong: RefCell::default() }
    }

    /// Notes that something is wrong.
    pub(crate) fn wrong(&self, what: String) {
        self.wrong.borrow_mut().push(what);
    }

    /// The text of a file inside the folder, where it can be read.
    pub(crate) fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(inside(self.folder, file)?).ok()
    }

    /// The paragraphs of a file of words, line by line; fewer than two are noted.
    pub(crate) fn paragraphs(&self, file: &str) -> Vec<Vec<String>> {
        let said = self.text(file).unwrap_or_default();
        let lines = |paragraph: &str| {
            paragraph.lines().map(|line| crate::scenario::clean(line).into_owned()).collect()
        };
        let said: Vec<Vec<String>> = said.split("\n\n").map(lines).collect();
        if said.len() < 2 || said[0].is_empty() {
            self.wrong(format!("{file} does not say what came of it"));
        }
        said
    }

    /// Hands over these columns of every row of a table. A cell that `take` refuses is noted with its line, and
    /// ends the table.
    pub(crate) fn rows<const N: usize>(
        &self,
        table: &str,
        columns: [&str; N],
        mut take: impl FnMut([&str; N]) -> Result<(), String>,
    ) {
        let mut read = || -> Result<(), String> {
            let mut rows = csv::Reader::from_path(self.folder.join(table))
                .map_err(|error| format!("{table} cannot be read: {error}"))?;
            let head = rows.headers().map_err(|error| format!("{table}: {error}"))?.clone();
            let place = |column: &&str| {
                head.iter().position(|there| there == *column).ok_or_else(|| {
                    let there: Vec<&str> = head.iter().collect();
                    format!("{table} has no column `{column}` (it has {})", there.join(", "))
                })
            };
            let places = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
            let mut row = csv::StringRecord::new();
            loop {
                match rows.read_record(&mut row) {
                    Ok(false) => return Ok(()),
                    Ok(true) => {}
                    Err(error) => return Err(format!("{table}: {error}")),
                }
                let mut cells = [""; N];
                for (cell, place) in cells.iter_mut().zip(&places) {
                    *cell = row.get(*place).unwrap_or_default();
                }
                let line = row.position().map_or(0, csv::Position::line);
                take(cells).map_err(|what| format!("{table}, line {line}: {what}"))?;
            }
        };
        if let Err(what) = read() {
            self.wrong(what);
        }
    }

    /// What was read, if nothing is wrong.
    pub(crate) fn sound<T>(self, read: T) -> Result<T, Error> {
        let wrong = self.wrong.into_inner();
        if wrong.is_empty() {
            return Ok(read);
        }
        Err(Error::Refused(format!(
            "{} cannot be reported, its files are not as they were written:\n  {}",
            self.folder.display(),
            wrong.join("\n  ")
        )))
    }
}

/// A number of a table; nothing where a figure does not exist.
pub(crate) fn number(cell: &str) -> Result<Option<f64>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => Err(format!("`{}` is no number", crate::scenario::clean(cell))),
    }
}

/// What is nought but for the rounding of sums.
const NOUGHT: f64 = 1e-9;

/// A number that has to be there.
pub(crate) fn there(cell: &str) -> Result<f64, String> {
    let found = number(cell)?.ok_or_else(|| "a figure is missing".to_owned())?;
    Ok(if found.abs() < NOUGHT { 0.0 } else { found })
}

/// A whole number of a table.
pub(crate) fn whole<T: std::str::FromStr>(cell: &str) -> Result<T, String> {
    cell.parse().map_err(|_| format!("`{}` is no whole number", crate::scenario::clean(cell)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_leads_nowhere_but_into_its_folder() {
        let folder = Path::new("results");
        assert_eq!(inside(folder, "inputs/a.toml"), Some(folder.join("inputs/a.toml")));
        for file in ["../a.toml", "inputs/../../a.toml", "/etc/passwd", "./a.toml"] {
            assert_eq!(inside(folder, file), None, "{file}");
        }
    }
}

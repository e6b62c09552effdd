//! A folder of public files: which of them are known, and their rows, one after another. No file is ever held
//! whole, and everything that is wrong in any of them is gathered.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::ByteRecord;

use crate::localise::date::{self, Date};
use crate::localise::form::{Kind, Recognised, plain, recognise};
use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::slip;

/// Most wrong rows of one file after which the rest of it is not read.
const MOST_WRONG: usize = 20;

/// Bytes that are read at once.
const AT_ONCE: usize = 1 << 16;

/// A file of a known form.
#[derive(Debug)]
struct Table {
    path: PathBuf,
    /// Its name in the folder.
    name: Arc<str>,
    columns: Vec<usize>,
}

/// The files of a folder, by what they hold, and what was found wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    tables: BTreeMap<Kind, Vec<Table>>,
    /// Files of no known form.
    pub(crate) unknown: Vec<String>,
    /// Everything wrong or doubtful.
    pub(crate) found: Vec<Diagnostic>,
}

/// Where values come from: the files of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Names of the files.
    pub(crate) files: Vec<String>,
    /// Their date, as far as they say it.
    pub(crate) date: String,
    /// Rows that were taken.
    pub(crate) rows: u64,
    /// Cells that were suppressed.
    pub(crate) suppressed: u64,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}), {} rows", self.files.join(" and "), self.date, self.rows)?;
        match self.suppressed {
            0 => Ok(()),
            1 => f.write_str(", 1 cell suppressed and left out"),
            some => write!(f, ", {some} cells suppressed and left out"),
        }
    }
}

/// What a reader did with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is of another place.
    No,
    /// It is part of what is said.
    Yes,
    /// It would be, and its number is suppressed.
    Suppressed,
}

/// A number in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Not below 0.
    Number(f64),
    /// Small, and so not published.
    Suppressed,
}

/// One row of a table, its columns in the order of the form.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    record: &'a ByteRecord,
    table: &'a Table,
}

impl Row<'_> {
    /// The text of a column of the form; a sign of what is none where it is not UTF-8.
    pub(crate) fn text(&self, column: usize) -> &str {
        let bytes = self.record.get(self.table.columns[column]).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or("\u{fffd}").trim()
    }

    /// The texts of the first columns of the form.
    pub(crate) fn texts<const N: usize>(&self) -> [&str; N] {
        std::array::from_fn(|column| self.text(column))
    }

    /// Where a column of the form stands.
    pub(crate) fn at(&self, column: usize) -> Location {
        let cells = self.record.iter().map(String::from_utf8_lossy);
        let (mut text, mut part) = (String::new(), 0..0);
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                text.push(',');
            }
            let start = text.len();
            text.push_str(&cell);
            if place == self.table.columns[column] {
                part = start..text.len();
            }
        }
        let position = self.record.position();
        let start = position.map_or((0, 0), |at| (at.line() as usize, at.byte() as usize));
        Location::in_line(&self.table.name, start, &text, part)
    }

    /// An error in a column of the form.
    pub(crate) fn wrong(&self, column: usize, message: &str) -> Diagnostic {
        let found = match self.text(column) {
            "" => "nothing".to_owned(),
            text => format!("`{text}`"),
        };
        Diagnostic::error(self.at(column), message).found(found)
    }

    /// The number in a column.
    ///
    /// # Errors
    /// If it is none, or below 0.
    pub(crate) fn number(&self, column: usize) -> Result<Cell, Box<Diagnostic>> {
        let text = self.text(column);
        let suppressed = ["", "*", "-", ":", "..", "[c]", "[x]", "NA", "N/A"];
        if suppressed.contains(&text) || text.starts_with('<') {
            return Ok(Cell::Suppressed);
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Cell::Number(number)),
            _ => {
                let allowed =
                    "a number not below 0, or `*`, `<5` or nothing where it is suppressed";
                let nearest = slip::number(text).filter(|meant| !meant.starts_with('-'));
                Err(Box::new(self.wrong(column, "not a count").allowed(allowed).nearest(nearest)))
            }
        }
    }
}

impl Folder {
    /// Recognises the files of a folder, by their headings.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut folder = Self::default();
        let mut paths = Vec::new();
        for entry in fs::read_dir(path)? {
            paths.push(entry?.path());
        }
        paths.sort();
        for path in paths.into_iter().filter(|path| path.is_file()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            match &*ending {
                "csv" | "txt" | "tsv" => folder.recognise(path, name.as_str().into()),
                _ => folder.unknown.push(name),
            }
        }
        Ok(folder)
    }

    fn recognise(&mut self, path: PathBuf, name: Arc<str>) {
        let headings = headings(&path);
        let headings = match headings {
            Ok(Some(read)) => read,
            Ok(None) => {
                let error = Diagnostic::error(Location::whole(&name), "the file is not UTF-8 text");
                self.found.push(error.allowed("a CSV file saved as UTF-8"));
                return;
            }
            Err(error) => {
                let at = Location::whole(&name);
                let cannot = Diagnostic::error(at, "cannot read the file");
                self.found.push(cannot.found(error.to_string()));
                return;
            }
        };
        match recognise(&name, &headings) {
            Ok(Recognised::As(form, columns)) => {
                let table = Table { path, name, columns };
                self.tables.entry(form.kind).or_default().push(table);
            }
            Ok(Recognised::Nothing) => self.unknown.push(name.to_string()),
            Err(wrong) => self.found.extend(wrong),
        }
    }

    /// Whether there is a file of this kind.
    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.tables.contains_key(&kind)
    }

    /// The whole of the first file of a kind.
    pub(crate) fn whole(&self, kind: Kind) -> Option<Location> {
        Some(Location::whole(&self.tables.get(&kind)?.first()?.name))
    }

    /// Every file that is known, with what it is called in sentences.
    pub(crate) fn known(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let tables = self.tables.iter();
        tables.flat_map(|(kind, of)| of.iter().map(|table| (&*table.name, kind.form().name)))
    }

    /// Gives every row of the files of a kind to a reader. Rows that are taken must be of one date, where the form
    /// has one.
    pub(crate) fn each(
        &mut self,
        kind: Kind,
        mut reader: impl FnMut(&Row<'_>) -> Result<Taken, Box<Diagnostic>>,
    ) -> Origin {
        let form = kind.form();
        let mut origin = Origin { date: form.edition.to_owned(), ..Origin::default() };
        let mut dated: Option<(Date, Arc<str>)> = None;
        for table in self.tables.get(&kind).into_iter().flatten() {
            let before = self.found.len();
            let rows = origin.rows;
            let mut other_date = false;
            let end = stream(table, |row| {
                let taken = match reader(row) {
                    Ok(Taken::No) => return true,
                    Ok(taken) => taken,
                    Err(wrong) => {
                        self.found.push(*wrong);
                        return self.found.len() - before < MOST_WRONG;
                    }
                };
                origin.rows += 1;
                origin.suppressed += u64::from(taken == Taken::Suppressed);
                if form.when.is_empty() {
                    return true;
                }
                match (date::read(row, form.when), &dated) {
                    (Err(wrong), _) => {
                        self.found.push(*wrong);
                        return false;
                    }
                    (Ok(date), None) => dated = Some((date, Arc::clone(&table.name))),
                    (Ok(date), Some((first, file))) if date != *first => {
                        if !std::mem::replace(&mut other_date, true) {
                            let message = format!("{} of two dates", form.name);
                            let error = row.wrong(form.when[0], &message);
                            let allowed = format!(
                                "one date, as {first} in {file}: take the others out of the folder"
                            );
                            self.found.push(error.allowed(allowed));
                        }
                    }
                    (Ok(_), Some(_)) => {}
                }
                true
            });
            if let Err(wrong) = end {
                self.found.push(*wrong);
            }
            if origin.rows > rows {
                origin.files.push(table.name.to_string());
            }
        }
        if let Some((date, _)) = dated {
            origin.date = date.to_string();
        }
        origin
    }
}

/// The headings of a file; nothing if it is not UTF-8.
fn headings(path: &Path) -> io::Result<Option<Vec<String>>> {
    let mut reader = open(path)?;
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(io::Error::other)?;
    let headings = record.iter().map(|heading| str::from_utf8(heading).map(plain));
    let headings: Result<Vec<String>, _> = headings.collect();
    Ok(headings.ok().filter(|all| !all.iter().any(|one| one.contains('\0'))))
}

type Rows = csv::Reader<BufReader<File>>;

/// Opens a table; its first line says whether tabs or commas stand between cells. Tables with tabs have no quotes.
fn open(path: &Path) -> io::Result<Rows> {
    let mut file = BufReader::with_capacity(AT_ONCE, File::open(path)?);
    let first = file.fill_buf()?;
    let line = first.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.split(|&byte| byte == sign).count();
    let delimiter = if count(b'\t') > count(b',') { b'\t' } else { b',' };
    file.rewind()?;
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quoting(delimiter == b',');
    Ok(builder.from_reader(file))
}

/// Gives the rows of a table one by one, as long as they are wanted.
fn stream(table: &Table, mut wanted: impl FnMut(&Row<'_>) -> bool) -> Result<(), Box<Diagnostic>> {
    let whole = || Location::whole(&table.name);
    let cannot = |cause: String| {
        Box::new(Diagnostic::error(whole(), "cannot read the file to its end").found(cause))
    };
    let mut reader = open(&table.path).map_err(|error| cannot(error.to_string()))?;
    let last = table.columns.iter().copied().max().unwrap_or(0);
    let mut record = ByteRecord::new();
    let mut header = true;
    while reader.read_byte_record(&mut record).map_err(|error| cannot(error.to_string()))? {
        if std::mem::take(&mut header) {
            continue;
        }
        let row = Row { record: &record, table };
        if record.len() <= last {
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let line = record.position().map_or(0, |at| at.line() as usize);
            let text = record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
            let byte = record.position().map_or(0, |at| at.byte() as usize);
            let at = Location::in_line(&table.name, (line, byte), &text, 0..text.len());
            let error = Diagnostic::error(at, "a row that ends too early");
            let found = format!("{} cells", record.len());
            return Err(Box::new(
                error.found(found).allowed(format!("at least {} cells", last + 1)),
            ));
        }
        if !wanted(&row) {
            return Ok(());
        }
    }
    Ok(())
}

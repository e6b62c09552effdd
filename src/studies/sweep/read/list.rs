//! Reading a table of points: comma-separated, a header of parameter paths, one point in a row.
//! This is the door for designs made elsewhere.

use crate::scenario::file;
use crate::scenario::names;
use crate::scenario::slip;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::model::parameters::Parameters;
use crate::scenario::base::{LISTED, impossible};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::names::section;
use crate::scenario::reader::short;
use crate::studies::sweep::read::{Factor, Values};

/// Columns beside the values: `points.csv` of a sweep numbers its points, `posterior.csv` of a calibration
/// its draws, with their weight and their model. Points are numbered by their rows, from 0, whatever
/// stands there.
const BESIDE: [&str; 4] = ["point", "draw", "weight", "model"];

/// Most complaints about one table; what follows is the same again.
const MOST: usize = 1_000;

/// Largest table, in bytes.
const LARGEST: u64 = 256 << 20;

/// The parameters of a table, each with its column of values.
pub(crate) fn read(path: &Path) -> Result<Vec<Factor>, Diagnostics> {
    let shown = path.display().to_string();
    let whole = Location { file: shown.as_str().into(), position: None };
    let bytes = bytes_of(path).map_err(|found| {
        let error = Diagnostic::error(whole.clone(), "the table of points cannot be read");
        Diagnostics::new(vec![error.found(found).allowed(ALLOWED)])
    })?;
    let body = file::text(bytes, &whole).map_err(|error| Diagnostics::new(vec![*error]))?;
    let text = Text::new(&shown, String::new(), body);
    let mut table = Table { text: &text, slips: BTreeMap::new(), found: Vec::new() };
    let factors = table.read();
    table.count_slips();
    if table.found.is_empty() { Ok(factors) } else { Err(Diagnostics::new(table.found)) }
}

/// What is said of a column without a name.
const NAMED: &str = "a parameter's path over each column; pandas leaves its row numbers out with \
     `to_csv(..., index=False)`";

/// Whether the first column is the row numbers that pandas writes when it is not told to leave them
/// out: no point has them, so they are left out here, as long as they count from 0.
fn unnamed(header: &csv::StringRecord) -> bool {
    matches!(header.get(0), Some("" | "Unnamed: 0"))
}

/// What a table of points is kept in. A sweep that goes on, or is made again, reads it once more.
const ALLOWED: &str = "comma-separated text in a file, saved as UTF-8, of at most 256 MiB";

/// The bytes of a table, or why there are none. What has no end is not read to its end.
fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let kind = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !kind.is_file() {
        let found = if kind.is_dir() { "a folder" } else { "a pipe or a device, not a file" };
        return Err(found.to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST {
        return Err("more than 256 MiB".to_owned());
    }
    Ok(bytes)
}

struct Table<'a> {
    text: &'a Text,
    /// Slips that spreadsheets make in every row are said once: which of `found`, and how often.
    slips: BTreeMap<Slip, (usize, usize)>,
    found: Vec<Diagnostic>,
}

/// What a spreadsheet does to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Rows of empty cells.
    BlankRow,
    /// Commas before decimals, taken for ends of cells.
    TornRow,
    /// Numbers as people write them, in this column.
    Number(usize),
}

impl Table<'_> {
    fn read(&mut self) -> Vec<Factor> {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(self.text.body.as_bytes());
        let mut rows = rows.records();
        let Some(Ok(header)) = rows.next() else {
            let error = Diagnostic::error(self.text.whole(), "the table of points is empty");
            self.found.push(error.allowed("a header of parameter paths, then one row a point"));
            return Vec::new();
        };
        if let Some(separator) = [';', '\t'].into_iter().find(|&it| header[0].contains(it)) {
            let name = if separator == ';' { "semicolons" } else { "tabs" };
            let error = Diagnostic::error(self.place(&header), "columns are separated by commas");
            self.found.push(error.found(name).allowed("`,` between cells, `.` before decimals"));
            return Vec::new();
        }
        // Which factor each column gives its values to.
        let mut columns: Vec<Option<usize>> = Vec::new();
        let mut factors: Vec<Factor> = Vec::new();
        let mut seen: BTreeMap<usize, String> = BTreeMap::new();
        for (column, name) in header.iter().enumerate() {
            let index = column == 0 && unnamed(&header);
            let parameters = if index { None } else { self.header(name, &header, &mut seen) };
            columns.push(parameters.map(|parameters| {
                let values = Values::Levels(Vec::new());
                factors.push(Factor { path: name.to_owned(), parameters, values });
                factors.len() - 1
            }));
        }
        if factors.is_empty() && self.found.is_empty() {
            let error = Diagnostic::error(self.place(&header), "a table of no parameter");
            self.found.push(error.allowed("at least one column with a parameter's path"));
        }
        let mut points = 0_usize;
        for row in rows {
            if let Ok(row) = &row
                && unnamed(&header)
                && row.get(0) != Some(points.to_string().as_str())
            {
                let error = Diagnostic::error(self.place(row), "a column that has no name");
                let error = error.found(short(row.get(0).unwrap_or_default()));
                self.complain(error.allowed(NAMED));
                return factors;
            }
            points += 1;
            match row {
                Ok(row) if row.iter().all(str::is_empty) => {
                    let blank = Diagnostic::error(self.place(&row), "a row of empty cells");
                    let allowed = "rows with a value for each column";
                    self.slip(Slip::BlankRow, blank.allowed(allowed));
                }
                Ok(row) if row.len() == header.len() => {
                    for (column, cell) in row.iter().enumerate() {
                        let Some(factor) = columns[column] else { continue };
                        let number = self.number(&factors[factor], column, cell, &row);
                        let Values::Levels(levels) = &mut factors[factor].values else { continue };
                        levels.extend(number);
                    }
                }
                Ok(row) if row.len() == 2 * header.len() => {
                    let message = "a row of twice as many cells as the header";
                    let torn = Diagnostic::error(self.place(&row), message);
                    self.slip(Slip::TornRow, torn.allowed("`.` before decimals, not a comma"));
                }
                Ok(row) => self.complain(
                    Diagnostic::error(self.place(&row), "a row of another length than the header")
                        .found(row.len().to_string())
                        .allowed(format!("{}, as the header has", header.len())),
                ),
                Err(error) => {
                    let place = self.text.whole();
                    let wrong = Diagnostic::error(place, "a row that cannot be read");
                    self.complain(wrong.found(error.to_string()));
                }
            }
        }
        if points == 0 {
            let error = Diagnostic::error(self.text.whole(), "the table has no point");
            self.found.push(error.allowed("at least one row below the header"));
        }
        factors
    }

    /// The parameters that a column is about; nothing for a number of points.
    fn header(
        &mut self,
        name: &str,
        header: &csv::StringRecord,
        seen: &mut BTreeMap<usize, String>,
    ) -> Option<Vec<usize>> {
        if BESIDE.contains(&name) {
            return None;
        }
        let place = self.place(header);
        let parameters = names::parameters(name);
        let wrong = |message: String| Diagnostic::error(place.clone(), message).about(name);
        if name.is_empty() {
            self.complain(wrong("a column that has no name".to_owned()).allowed(NAMED));
            return None;
        }
        if parameters.is_empty() {
            let unknown = wrong(format!("unknown parameter `{}`", short(name)));
            self.complain(unknown.allowed(LISTED).nearest(names::nearest_path(name)));
            return None;
        }
        if section(name) == "run" {
            let size = wrong(format!("`{name}` is a size of the run"));
            self.complain(size.allowed("sizes on the command line or in a study's `[run]`"));
            return None;
        }
        for &parameter in &parameters {
            if let Some(first) = seen.insert(parameter, name.to_owned()) {
                let path = &Parameters::specs()[parameter].path;
                let twice = wrong(format!("`{path}` is given twice"));
                self.complain(twice.found(format!("columns `{first}` and `{name}`")));
                return None;
            }
        }
        Some(parameters)
    }

    fn number(
        &mut self,
        factor: &Factor,
        column: usize,
        cell: &str,
        row: &csv::StringRecord,
    ) -> Option<f64> {
        let path = &factor.path;
        let wrong = |place: Location, message: String| {
            Diagnostic::error(place, message).about(path).found(if cell.is_empty() {
                "an empty cell".into()
            } else {
                short(cell)
            })
        };
        let Some(number) = cell.parse().ok().filter(|number: &f64| number.is_finite()) else {
            let message = format!("`{path}` is not a finite number");
            let wrong = wrong(self.place(row), message).allowed("a finite number");
            match slip::number(cell) {
                Some(meant) => self.slip(Slip::Number(column), wrong.nearest(Some(meant))),
                None => self.complain(wrong),
            }
            return None;
        };
        let specs = factor.parameters.iter().map(|&parameter| &Parameters::specs()[parameter]);
        if let Some((problem, allowed)) =
            specs.into_iter().find_map(|spec| impossible(spec, number))
        {
            self.complain(wrong(self.place(row), format!("`{path}` {problem}")).allowed(allowed));
            return None;
        }
        Some(number + 0.0)
    }

    /// Notes a slip where it is seen first, and counts it then.
    fn slip(&mut self, slip: Slip, wrong: Diagnostic) {
        let next = self.found.len();
        let (_, times) = self.slips.entry(slip).or_insert((next, 0));
        *times += 1;
        if *times == 1 {
            self.found.push(wrong);
        }
    }

    /// Says how often each slip was made.
    fn count_slips(&mut self) {
        for &(at, times) in self.slips.values().filter(|(_, times)| *times > 1) {
            let wrong = &mut self.found[at];
            let all = format!("the first of {times} like it");
            let found = wrong.found.take().map_or(all.clone(), |found| format!("{found}, {all}"));
            wrong.found = Some(found);
        }
    }

    fn complain(&mut self, wrong: Diagnostic) {
        if self.found.len() < MOST {
            self.found.push(wrong);
        } else if self.found.len() == MOST {
            let more = "more errors in this table from here on, which are not counted";
            self.found.push(Diagnostic::error(wrong.place, more));
        }
    }

    /// The line that a row begins in.
    fn place(&self, row: &csv::StringRecord) -> Location {
        let begin = row.position().map_or(0, |at| at.byte() as usize).min(self.text.body.len());
        // Empty lines before a row belong to it, as its reader counts.
        let blank = self.text.body[begin..].len() - self.text.body[begin..].trim_start().len();
        let begin = begin + blank;
        let length = self.text.body[begin..].find(['\r', '\n']);
        let end = length.map_or(self.text.body.len(), |length| begin + length);
        self.text.place(begin..end)
    }
}

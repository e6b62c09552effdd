//! Finished folders as a workbook for boards and for who assures their quality (the Aqua Book asks for it): the figures of
//! the first page, every assumption with its basis, its source and who is to decide on it, and the tables beside.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use toml::{Table, Value};

use crate::model::parameters::Parameters;
use crate::report::Error;
use crate::report::folder::place::RECORD;
use crate::report::page::source::inside;
use crate::report::page::{Page, refused};
use crate::report::workbook::{self, Cell, MOST_ROWS, Sheet};
use crate::scenario::economics::{TERMS, Term};
use crate::scenario::line::Line;
use crate::scenario::{Entry, Scenario, clean, load_whole, names};

/// Rows up to which a table is taken into the workbook: longer ones are for programs.
const LONGEST: usize = 20_000;

/// Parameters that who commissions a scheme sets, beside the levers of a budget.
const COMMISSIONED: [&str; 3] = ["run", "commissioning", "referral"];

/// A workbook on finished folders.
#[derive(Debug)]
pub struct Book {
    sheets: Vec<Sheet>,
}

impl Book {
    /// Makes the workbook of a page and of the folders that it tells of.
    ///
    /// # Errors
    /// If the record or a table of a folder cannot be read.
    pub fn of(page: &Page, folders: &[&Path]) -> Result<Self, Error> {
        let mut figures = Vec::new();
        page.table(&mut figures)
            .map_err(|cause| Error::failed("write", Path::new("the table"), cause))?;
        let text = String::from_utf8_lossy(&figures);
        let first = sheet("First page", text.trim_start_matches('\u{feff}').as_bytes());
        let mut sheets = vec![first.map_err(|what| refused(Path::new("the table"), &what))?];
        for (number, folder) in folders.iter().enumerate() {
            let prefix = if folders.len() > 1 { format!("{} ", number + 1) } else { String::new() };
            let record = record(folder)?;
            let (assumed, decided) = assumptions(folder, &record)?;
            sheets.push(Sheet { name: format!("{prefix}Assumptions"), ..assumed });
            sheets.push(Sheet { name: format!("{prefix}Decisions"), ..decided });
            let mut left = Vec::new();
            for name in tables(&record) {
                let path = folder.join(&name);
                let bytes = fs::read(&path).map_err(|cause| Error::failed("read", &path, cause))?;
                let title = format!("{prefix}{}", name.trim_end_matches(".csv"));
                let read = sheet(&title, &bytes).map_err(|what| refused(&path, &what))?;
                if read.rows.len() <= LONGEST {
                    sheets.push(read);
                } else {
                    left.push(vec![Cell::Text(name), Cell::Number(read.rows.len() as f64)]);
                }
            }
            if !left.is_empty() {
                let head =
                    ["table that is left out for its length", "rows"].map(str::to_owned).into();
                sheets.push(Sheet { name: format!("{prefix}Left out"), head, rows: left });
            }
        }
        Ok(Self { sheets })
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        workbook::write(out, &self.sheets)
    }
}

/// A table of comma-separated values as a sheet. What guards a text against being a formula is not needed in one.
fn sheet(name: &str, bytes: &[u8]) -> Result<Sheet, String> {
    let mut rows = csv::Reader::from_reader(bytes);
    let wrong = |error: csv::Error| format!("is no table: {error}");
    let head = rows.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
    let mut cells = Vec::new();
    for row in rows.records().take(MOST_ROWS) {
        cells.push(row.map_err(wrong)?.iter().map(cell).collect());
    }
    Ok(Sheet { name: name.to_owned(), head, rows: cells })
}

fn cell(text: &str) -> Cell {
    let guarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    guarded.map_or_else(|| Cell::of(text), |rest| Cell::Text(rest.to_owned()))
}

/// Tables of a folder that its record lists, in their order; those of arms and the report's own are left out.
fn tables(record: &Table) -> Vec<String> {
    let files = record.get("files").and_then(Value::as_array).into_iter().flatten();
    let names = files.filter_map(Value::as_str).filter(|name| {
        let table = Path::new(name).extension().is_some_and(|end| end == "csv");
        table && !name.contains('/') && *name != crate::report::page::TABLE
    });
    names.map(str::to_owned).collect()
}

fn record(folder: &Path) -> Result<Table, Error> {
    let path = folder.join(RECORD);
    let text = fs::read_to_string(&path).map_err(|cause| Error::failed("read", &path, cause))?;
    text.parse::<Table>().map_err(|error| refused(&path, error.message()))
}

/// The scenarios of a record, each by the last of its files.
fn scenarios(record: &Table) -> Vec<String> {
    let list = |key: &str| record.get(key).and_then(Value::as_array).into_iter().flatten();
    let designs = list("designs").filter_map(|design| design.get("scenario"));
    let all = record
        .get("scenario")
        .into_iter()
        .chain(record.get("base"))
        .chain(list("others"))
        .chain(designs);
    let file =
        |scenario: &Value| Some(scenario.get("files")?.as_array()?.last()?.as_str()?.to_owned());
    let mut files: Vec<String> = all.filter_map(file).collect();
    let mut seen = Vec::new();
    files.retain(|file| {
        !seen.contains(file) && {
            seen.push(file.clone());
            true
        }
    });
    files
}

/// A network as a scenario whose own values are those that differ from what holds for all.
fn own_values(all: &Scenario, network: &Scenario) -> Scenario {
    let name = format!("{}, {}", all.name, network.name);
    let mut own = Scenario { name, economics: None, ..network.clone() };
    for (entry, common) in own.entries.iter_mut().zip(&all.entries) {
        if entry.value.to_bits() == common.value.to_bits() {
            entry.overridden_by = None;
        }
    }
    own
}

const ASSUMED: [&str; 12] = [
    "scenario",
    "what",
    "value",
    "unit",
    "plausible from",
    "plausible to",
    "basis",
    "source",
    "note",
    "changed by",
    "meaning",
    "who decides",
];
const DECIDED: [&str; 7] =
    ["scenario", "what", "value", "who decides", "agreed (yes or no)", "by whom", "on which day"];

/// Everything that is assumed, derived or measured, of the first scenario; of the others what they change. Beside it what
/// somebody has to decide on: every value that is no measured one and that an overlay, a budget or a price rests on.
fn assumptions(folder: &Path, record: &Table) -> Result<(Sheet, Sheet), Error> {
    let (mut assumed, mut decided) = (Vec::new(), Vec::new());
    let mut read = Vec::new();
    for file in &scenarios(record) {
        let path = inside(folder, file).ok_or_else(|| {
            refused(folder, &format!("names a scenario that is not in it: {}", clean(file)))
        })?;
        let scenario = load_whole(&path).map_err(|found| {
            refused(folder, &format!("has a copy of a scenario that cannot be read:\n{found}"))
        })?;
        let networks: Vec<_> =
            scenario.networks.iter().map(|it| own_values(&scenario, it)).collect();
        read.push(scenario);
        read.extend(networks);
    }
    for (number, scenario) in read.iter().enumerate() {
        let parameters = Parameters::specs().iter().zip(&scenario.entries);
        let mut lines: Vec<Assumption<'_>> = parameters
            .map(|(spec, entry)| Assumption {
                path: spec.path.clone(),
                unit: spec.unit.text(),
                about: &spec.about,
                entry,
            })
            .collect();
        if let Some(economics) = &scenario.economics {
            lines.extend(TERMS.iter().map(|declared| Assumption {
                path: format!("economics.{}", declared.name),
                unit: declared.unit,
                about: declared.about,
                entry: economics.entry(declared.term),
            }));
        }
        for line in &lines {
            let changed = line.entry.overridden_by.is_some();
            if number == 0 || changed {
                assumed.push(line.row(scenario));
            }
            let who = decides(&line.path);
            if (number == 0 && who != EVIDENCE) || changed {
                let texts = [scenario.name.clone(), line.path.clone()].map(Cell::Text);
                let rest =
                    [who.to_owned(), String::new(), String::new(), String::new()].map(Cell::Text);
                decided.push(
                    texts.into_iter().chain([Cell::Number(line.entry.value)]).chain(rest).collect(),
                );
            }
        }
    }
    let sheet = |head: &[&str], rows| Sheet {
        name: String::new(),
        head: head.iter().map(|name| (*name).to_owned()).collect(),
        rows,
    };
    Ok((sheet(&ASSUMED, assumed), sheet(&DECIDED, decided)))
}

/// A value and what is said of it.
struct Assumption<'a> {
    path: String,
    unit: &'a str,
    about: &'a str,
    entry: &'a Entry,
}

impl Assumption<'_> {
    fn row(&self, scenario: &Scenario) -> Vec<Cell> {
        let entry = self.entry;
        let text = |text: &str| Cell::Text(text.to_owned());
        let title = scenario.sources.get(&entry.source);
        let source = title.map_or_else(
            || entry.source.clone(),
            |source| format!("{} ({})", source.title, source.year),
        );
        vec![
            text(&scenario.name),
            text(&self.path),
            Cell::Number(entry.value),
            text(self.unit),
            Cell::Number(entry.low),
            Cell::Number(entry.high),
            text(entry.basis.text()),
            Cell::Text(source),
            text(entry.note.as_deref().unwrap_or_default()),
            text(entry.overridden_by.as_deref().unwrap_or_default()),
            text(self.about),
            text(decides(&self.path)),
        ]
    }
}

/// Who decides where evidence and judgement do.
const EVIDENCE: &str = "analyst, on evidence";

/// Who is to decide on a value: an *assumed* rule, to begin from.
fn decides(path: &str) -> &'static str {
    let (section, name) = path.split_once('.').unwrap_or((path, ""));
    if section == "economics" {
        let term =
            TERMS.iter().find(|declared| declared.name == name).map(|declared| declared.term);
        return match term {
            Some(
                Term::PayerPrice | Term::SpendingYears | Term::DecisionPeople | Term::DecisionYears,
            ) => "payer: the board that pays",
            Some(
                Term::Additionality
                | Term::TransportPrice
                | Term::FeesPrice
                | Term::IntensiveClients
                | Term::RedundancyWeeks
                | Term::PayGrowth,
            ) => "commissioner, with finance",
            Some(Term::StudyYears | Term::StudyKnown | Term::StudyFixed | Term::StudyEach) => {
                "who would commission a study"
            }
            _ => "guidance: analyst checks that it is current",
        };
    }
    let lever = Line::ALL.iter().flat_map(|line| line.levers()).any(|lever| *lever == path);
    if lever || COMMISSIONED.contains(&names::section(path)) { "commissioner" } else { EVIDENCE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_somebody_who_decides_and_levers_are_the_commissioners() {
        assert_eq!(decides("link_workers.per_50k"), "commissioner");
        assert_eq!(decides("economics.payer_price"), "payer: the board that pays");
        assert_eq!(
            decides("economics.deflator_2019"),
            "guidance: analyst checks that it is current"
        );
        assert_eq!(decides("participation.course_weeks"), EVIDENCE);
    }

    #[test]
    fn guards_of_tables_are_taken_off_and_scenarios_are_told_once() {
        assert_eq!(cell("'=1+1"), Cell::Text("=1+1".to_owned()));
        assert_eq!(cell("'tis"), Cell::Text("'tis".to_owned()));
        let record: Table = "[base]\nfiles = [\"a\", \"b\"]\n[[others]]\nfiles = [\"a\", \"c\"]\n[[others]]\nfiles = [\"a\", \"b\"]"
            .parse()
            .expect("a record");
        assert_eq!(scenarios(&record), ["b", "c"]);
    }
}

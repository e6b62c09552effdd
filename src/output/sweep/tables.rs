//! The tables of a sweep, each as CSV and as Parquet: `results` with one row for each cell,
//! `metrics` with one row for each figure, `weekly` with one row for each week where a study asks
//! for it, and `dictionary.csv`, which says what every column means.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::experiment::sweep::{Figure, When};
use crate::observe::{Group, M, Period};
use crate::output::error::Error;
use crate::output::record::Machine;
use crate::output::rows::Writer;
use crate::output::sweep::columns::{Cell, Kind, Table};
use crate::output::sweep::{
    PlannedCell, Store, SweepFolder, pending, spec_of, sweep_up, sync_folder,
};

/// Which cells the tables hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All; it is an error if one is missing.
    All,
    /// Those that are there.
    Done,
}

/// Columns that say which cell a row is about.
const CELL: [(&str, Kind, &str); 4] = [
    ("cell", Kind::Whole, "Number of the cell, as in plan.csv"),
    ("point", Kind::Whole, "Number of the point, as in points.csv; its rows share all parameters"),
    ("scenario", Kind::Text, "Scenario on which the point is laid"),
    ("replicate", Kind::Whole, "Number of the replicate; rows of one replicate share every draw"),
];

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Results,
    Metrics,
    Weekly,
}

impl Name {
    fn text(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Metrics => "metrics",
            Self::Weekly => "weekly",
        }
    }
}

/// A column: its name, kind, unit and meaning.
type Column = (String, Kind, String, String);

/// Bytes that all tables of a sweep may take: texts of numbers have about 18 characters, and
/// Parquet holds a number in eight bytes, mostly twice.
#[must_use]
pub fn table_bytes(layout: &[Figure], fifths: bool, factors: usize) -> u64 {
    let long = layout.iter().filter(|figure| in_metrics(figure, fifths)).count();
    let weekly = layout.iter().filter(|figure| matches!(figure.when, When::Week(_))).count();
    let wide = layout.iter().filter(|figure| in_results(figure)).count() + factors;
    (wide * (18 + 10) + long * (68 + 10) + weekly * (58 + 10)) as u64
}

/// A figure that has a column of its own: over a period, for everybody.
fn in_results(figure: &Figure) -> bool {
    matches!(figure.when, When::During(_)) && figure.group == Group::All
}

fn in_metrics(figure: &Figure, fifths: bool) -> bool {
    matches!(figure.when, When::During(_)) && (fifths || figure.group == Group::All)
}

fn column_name(metric: M, period: Period) -> String {
    format!("{}.{}", metric.metric().name, period.label())
}

impl SweepFolder {
    /// Writes all tables, in the order of the plan, then the record. How many rows of cells.
    ///
    /// # Errors
    /// If a cell is missing, or a file cannot be read or written. Nothing is half-written then:
    /// each file is the old one or the new one.
    pub fn write_tables(
        &self,
        store: &mut Store,
        which: Which,
        machine: &Machine,
    ) -> Result<usize, Error> {
        let rows = self.write_tables_to(self.path(), store, which)?;
        self.write_record(machine)?;
        Ok(rows)
    }

    /// Writes all tables into another folder.
    ///
    /// # Errors
    /// If a cell is missing, or a file cannot be read or written.
    pub fn write_tables_to(
        &self,
        folder: &Path,
        store: &mut Store,
        which: Which,
    ) -> Result<usize, Error> {
        let failed = |cause: io::Error| Error::failed("write the tables in", folder, cause);
        let missing = self.missing(store);
        if missing > 0 && which == Which::All {
            return Err(Error::Refused(format!(
                "{}: {missing} of {} cells have no result yet",
                self.path().display(),
                self.cells.len()
            )));
        }
        sweep_up(folder).map_err(failed)?;
        let mut writing = Writing::begin(self, folder).map_err(failed)?;
        let mut rows = 0;
        for (number, cell) in self.cells.iter().enumerate() {
            let Some(figures) = store.read(&cell.key)? else { continue };
            if figures.len() != writing.layout.len() {
                return Err(Error::Refused(format!(
                    "{}: the result of cell {number} has {} figures, not {}",
                    store.folder().display(),
                    figures.len(),
                    writing.layout.len()
                )));
            }
            writing.cell(self, number, cell, &figures).map_err(failed)?;
            rows += 1;
        }
        writing.finish(self, folder).map_err(failed)?;
        Ok(rows)
    }

    /// The columns of a table.
    fn columns(&self, name: Name) -> Vec<Column> {
        let mut columns: Vec<Column> = CELL
            .iter()
            .map(|(name, kind, about)| (name.to_string(), *kind, String::new(), about.to_string()))
            .collect();
        let mut push = |name: &str, kind: Kind, unit: &str, about: &str| {
            columns.push((name.to_owned(), kind, unit.to_owned(), about.to_owned()));
        };
        match name {
            Name::Results => {
                for path in &self.factors {
                    let spec = spec_of(path);
                    let (unit, about) =
                        spec.map_or(("", ""), |s| (s.unit.text(), s.about.as_str()));
                    push(path, Kind::Number, unit, &format!("Parameter. {about}"));
                }
                for period in Period::EVERY {
                    for &metric in M::ALL {
                        let listed = metric.metric();
                        let about = format!("{} {}", listed.about, said(period));
                        push(&column_name(metric, period), Kind::Number, listed.unit, &about);
                    }
                }
            }
            Name::Metrics => {
                push("period", Kind::Text, "", "Weeks: first_year, last_year or all_weeks");
                push("group", Kind::Text, "", "For whom: all, or a fifth of deprivation");
                push("metric", Kind::Text, "", METRIC);
                push("value", Kind::Number, "the metric's", "Mean over the weeks; none if empty");
            }
            Name::Weekly => {
                push("week", Kind::Whole, "weeks", "Measured week, from 0");
                push("metric", Kind::Text, "", METRIC);
                push("value", Kind::Number, "the metric's", "Value in the week; none if empty");
            }
        }
        columns
    }

    /// The tables of this sweep.
    fn names(&self) -> Vec<Name> {
        let mut names = vec![Name::Results, Name::Metrics];
        names.extend((!self.record.sweep.weekly.is_empty()).then_some(Name::Weekly));
        names
    }

    /// The files that `write_tables` writes, beside the record.
    #[must_use]
    pub fn table_files(&self) -> Vec<String> {
        let names = self.names();
        let both = |name: &Name| [".csv", ".parquet"].map(|end| format!("{}{end}", name.text()));
        let mut files: Vec<String> = names.iter().flat_map(both).collect();
        files.push("dictionary.csv".to_owned());
        files
    }

    fn dictionary(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(["table", "column", "type", "unit", "meaning"])?;
        for name in self.names() {
            for (column, kind, unit, about) in self.columns(name) {
                rows.write_record([name.text(), &column, kind.label(), &unit, &about])?;
            }
        }
        rows.flush()
    }
}

const METRIC: &str = "Name of the metric; units and meanings are those of the columns of results";

fn said(period: Period) -> &'static str {
    match period {
        Period::FirstYear => "Mean over the first 52 weeks.",
        Period::LastYear => "Mean over the last 52 weeks.",
        Period::AllWeeks => "Mean over all measured weeks.",
    }
}

/// Tables under way, and the files they will be.
struct Writing {
    layout: Vec<Figure>,
    fifths: bool,
    tables: Vec<(Name, Table)>,
    files: Vec<(NamedTempFile, String)>,
}

impl Writing {
    fn begin(sweep: &SweepFolder, folder: &Path) -> io::Result<Self> {
        let (layout, fifths) = (sweep.layout(), sweep.record.sweep.fifths);
        let mut writing = Self { layout, fifths, tables: Vec::new(), files: Vec::new() };
        for name in sweep.names() {
            let columns = sweep.columns(name).into_iter().map(|(name, kind, ..)| (name, kind));
            let columns: Vec<(String, Kind)> = columns.collect();
            let mut open = |ending: &str| -> io::Result<fs::File> {
                let file = format!("{}.{ending}", name.text());
                let pending = pending(folder, &file)?;
                let open = pending.reopen()?;
                writing.files.push((pending, file));
                Ok(open)
            };
            let (csv, parquet) = (open("csv")?, open("parquet")?);
            writing.tables.push((name, Table::new(&columns, csv, parquet)?));
        }
        let mut dictionary = pending(folder, "dictionary.csv")?;
        sweep.dictionary(&mut dictionary)?;
        dictionary.as_file().sync_all()?;
        writing.files.push((dictionary, "dictionary.csv".to_owned()));
        Ok(writing)
    }

    /// Adds a cell to each table.
    fn cell(
        &mut self,
        sweep: &SweepFolder,
        number: usize,
        cell: &PlannedCell,
        figures: &[f64],
    ) -> io::Result<()> {
        let head = [
            Cell::Whole(number as i64),
            Cell::Whole(cell.point as i64),
            Cell::Text(&sweep.record.scenarios[cell.scenario].name),
            Cell::Whole(i64::from(cell.replicate)),
        ];
        let all = || self.layout.iter().zip(figures);
        for (name, table) in &mut self.tables {
            if *name == Name::Results {
                let point = sweep.points[cell.point].iter().map(|&value| Cell::Number(value));
                let own = all().filter(|(figure, _)| in_results(figure));
                let own = own.map(|(_, &value)| Cell::Number(value));
                table.row(head.into_iter().chain(point).chain(own))?;
                continue;
            }
            for (figure, &value) in all() {
                let metric = figure.metric.metric().name;
                match figure.when {
                    When::During(period)
                        if *name == Name::Metrics && in_metrics(figure, self.fifths) =>
                    {
                        let own = [period.label(), figure.group.label(), metric].map(Cell::Text);
                        let own = own.into_iter().chain([Cell::Number(value)]);
                        table.row(head.into_iter().chain(own))?;
                    }
                    When::Week(week) if *name == Name::Weekly => {
                        let week = Cell::Whole(week as i64);
                        let own = [week, Cell::Text(metric), Cell::Number(value)];
                        table.row(head.into_iter().chain(own))?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Ends all tables, then puts all files in their places.
    fn finish(self, sweep: &SweepFolder, folder: &Path) -> io::Result<()> {
        for (_, table) in self.tables {
            table.finish()?;
        }
        debug_assert_eq!(self.files.len(), sweep.table_files().len());
        for (file, name) in self.files {
            file.persist(folder.join(name)).map_err(|error| error.error)?;
        }
        sync_folder(folder)
    }
}

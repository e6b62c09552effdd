//! The tables of a sweep, each as CSV and as Parquet: `results` with one row for each cell,
//! `metrics` with one row for each figure, `weekly` with one row for each week where a study asks
//! for it, and `dictionary.csv`, which says what every column means.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::model::observe::{Group, M, Period};
use crate::report::error::Error;
use crate::report::folder::sync_folder;
use crate::report::record::Machine;
use crate::report::rows::Writer;
use crate::runs::{Target, calibrated};
use crate::studies::sweep::columns::{Cell, Kind, Table};
use crate::studies::sweep::figures::{Figure, When, count};
use crate::studies::sweep::folder::{PlannedCell, SweepFolder, pending, spec_of, sweep_up};
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::pounds::{self, Pounds};
use crate::studies::sweep::read::TableName;
use crate::studies::sweep::record::TablesMade;
use crate::studies::sweep::store::Store;

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

/// A column: its name, kind, unit and meaning.
type Column = (String, Kind, String, String);

/// A file that says so while the tables hold a part of the cells only.
const INCOMPLETE: &str = "INCOMPLETE.txt";

/// Bytes that all tables of a cell may take: texts of numbers have about 18 characters, and Parquet
/// holds a number in eight bytes, mostly twice.
#[must_use]
pub fn table_bytes(plan: &SweepPlan) -> u64 {
    let report = &plan.report;
    let chosen = if report.metrics.is_empty() { M::ALL } else { &report.metrics };
    let of_table = |&table: &TableName| {
        let there = |figure: &&Figure| holds(table, figure, chosen, report.fifths);
        let figures = plan.layout().iter().filter(there).count();
        match table {
            TableName::Results => 28 * (figures + plan.factors.len() + studied(chosen).len()),
            TableName::Metrics => 78 * figures,
            TableName::Weekly => 68 * figures,
            TableName::Pounds => 150,
        }
    };
    report.tables.iter().map(of_table).sum::<usize>() as u64
}

/// Whether a table holds a figure: `results` those for everybody, of the chosen metrics.
pub(crate) fn holds(table: TableName, figure: &Figure, chosen: &[M], fifths: bool) -> bool {
    let everybody = figure.group == Group::All;
    match (table, figure.when) {
        (TableName::Results, When::During(_)) => everybody && chosen.contains(&figure.metric),
        (TableName::Metrics, When::During(_)) => {
            (everybody || fifths) && chosen.contains(&figure.metric)
        }
        (TableName::Weekly, When::Week(_)) => true,
        _ => false,
    }
}

/// The targets whose found values are columns of `results`: those that parameters are chosen by, unless
/// a study names the metrics it wants.
fn studied(chosen: &[M]) -> &'static [Target] {
    if chosen.len() == M::ALL.len() { calibrated() } else { &[] }
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
        &mut self,
        store: &mut Store,
        which: Which,
        machine: &Machine,
    ) -> Result<TablesMade, Error> {
        // Said before there is a table that has it, and taken back after there is none.
        let made = self.made(store);
        if made.partial() && which == Which::Done {
            self.write_file(INCOMPLETE, |out| {
                writeln!(
                    out,
                    "The tables in this folder hold {made} of the plan (plan.csv).\nThe others have \
                     no result yet: `kith sweep status` says how to go on."
                )
            })?;
        }
        self.write_tables_to(self.path(), store, which)?;
        self.record.tables = Some(made);
        self.write_record(machine)?;
        if !made.partial() {
            match fs::remove_file(self.path().join(INCOMPLETE)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::failed("remove", &self.path().join(INCOMPLETE), cause));
                }
                _ => {}
            }
        }
        Ok(made)
    }

    /// Whether all tables are there, and hold all cells.
    pub(crate) fn whole(&self) -> bool {
        let there = |file: &String| self.path().join(file).is_file();
        self.record.tables.is_some_and(|made| !made.partial())
            && self.table_files().iter().all(there)
    }

    /// How many cells tables would hold that are written now.
    #[must_use]
    pub fn made(&self, store: &Store) -> TablesMade {
        let of = self.cells.len();
        TablesMade { cells: of - self.missing(store), of }
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
    ) -> Result<(), Error> {
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
        let made = self.made(store);
        let mut writing = Writing::begin(self, folder, made).map_err(failed)?;
        for (number, cell) in self.cells.iter().enumerate() {
            let Some(figures) = store.read(&cell.key)? else { continue };
            if figures.len() != count(&writing.layout) {
                return Err(Error::Refused(format!(
                    "{}: the result of cell {number} has {} figures, not {}",
                    store.folder().display(),
                    figures.len(),
                    count(&writing.layout)
                )));
            }
            writing.cell(self, number, cell, &figures).map_err(failed)?;
        }
        writing.finish(self, folder).map_err(failed)
    }

    /// The columns of a table.
    fn columns(&self, name: TableName) -> Vec<Column> {
        if name == TableName::Pounds {
            let text = str::to_owned;
            let column = |&(name, kind, unit, about): &(&str, Kind, &str, &str)| {
                (text(name), kind, text(unit), text(about))
            };
            return pounds::COLUMNS.iter().map(column).collect();
        }
        let mut columns: Vec<Column> = CELL
            .iter()
            .map(|(name, kind, about)| (name.to_string(), *kind, String::new(), about.to_string()))
            .collect();
        let mut push = |name: &str, kind: Kind, unit: &str, about: &str| {
            columns.push((name.to_owned(), kind, unit.to_owned(), about.to_owned()));
        };
        match name {
            TableName::Results => {
                for path in &self.factors {
                    let spec = spec_of(path);
                    let (unit, about) =
                        spec.map_or(("", ""), |s| (s.unit.text(), s.about.as_str()));
                    push(path, Kind::Number, unit, &format!("Parameter. {about}"));
                }
                for period in Period::EVERY {
                    for metric in self.chosen() {
                        let listed = metric.metric();
                        let about = format!("{} {}", listed.about, period_text(period));
                        push(&column_name(metric, period), Kind::Number, listed.unit, &about);
                    }
                }
                for target in studied(&self.chosen()) {
                    let about = format!(
                        "Found by the study of target {}: {}. Published {}, agrees from {} to {}. {}",
                        target.id,
                        target.name,
                        target.published,
                        target.low,
                        target.high,
                        target.estimator
                    );
                    push(&target.id, Kind::Number, &target.unit, &about);
                }
            }
            TableName::Metrics => {
                push("period", Kind::Text, "", "Weeks: first_year, last_year or all_weeks");
                push("group", Kind::Text, "", "For whom: all, or a fifth of deprivation");
                push("metric", Kind::Text, "", METRIC);
                push("value", Kind::Number, "the metric's", "Mean over the weeks; none if empty");
            }
            TableName::Weekly => {
                push("week", Kind::Whole, "weeks", "Measured week, from 0");
                push("metric", Kind::Text, "", METRIC);
                push("value", Kind::Number, "the metric's", "Value in the week; none if empty");
            }
            TableName::Pounds => {}
        }
        columns
    }

    /// The tables of this sweep.
    fn names(&self) -> Vec<TableName> {
        let sweep = &self.record.sweep;
        let named = |table: &TableName| sweep.tables.iter().any(|name| name == table.label());
        let there = |table: &TableName| *table != TableName::Weekly || !sweep.weekly.is_empty();
        TableName::EVERY.into_iter().filter(|table| named(table) && there(table)).collect()
    }

    /// What the Parquet file of a table says beside its columns: how many cells it holds, and the
    /// units, by column, or by metric where a column has the figures of many.
    fn notes(&self, name: TableName, made: TablesMade) -> Vec<(String, String)> {
        let of = |metrics: Vec<M>| -> BTreeMap<String, String> {
            let listed = metrics.into_iter().map(M::metric);
            listed.map(|metric| (metric.name.to_owned(), metric.unit.to_owned())).collect()
        };
        let mut units = match name {
            TableName::Results | TableName::Pounds => {
                self.columns(name).into_iter().map(|(column, _, unit, _)| (column, unit)).collect()
            }
            TableName::Metrics => of(self.chosen()),
            TableName::Weekly => of(self.weekly()),
        };
        units.retain(|_, unit| !unit.is_empty());
        let units = serde_json::to_string(&units).expect("texts are JSON");
        vec![("kith.cells".to_owned(), made.to_string()), ("kith.units".to_owned(), units)]
    }

    /// The files that `write_tables` writes, beside the record.
    #[must_use]
    pub fn table_files(&self) -> Vec<String> {
        let names = self.names();
        let both =
            |name: &TableName| [".csv", ".parquet"].map(|end| format!("{}{end}", name.label()));
        let mut files: Vec<String> = names.iter().flat_map(both).collect();
        files.push("dictionary.csv".to_owned());
        files
    }

    fn dictionary(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        rows.write_record(["table", "column", "type", "unit", "meaning"])?;
        for name in self.names() {
            for (column, kind, unit, about) in self.columns(name) {
                rows.write_record([name.label(), &column, kind.label(), &unit, &about])?;
            }
        }
        rows.flush()
    }
}

const METRIC: &str = "Name of the metric; units and meanings are those of the columns of results";

fn period_text(period: Period) -> &'static str {
    match period {
        Period::FirstYear => "Mean over the first 52 weeks.",
        Period::LastYear => "Mean over the last 52 weeks.",
        Period::AllWeeks => "Mean over all measured weeks.",
    }
}

/// Tables under way, and the files they will be.
struct Writing {
    layout: Vec<Figure>,
    pounds: Pounds,
    tables: Vec<Filling>,
    files: Vec<(NamedTempFile, String)>,
}

/// A table under way, and the places of its figures in the layout.
struct Filling {
    name: TableName,
    table: Table,
    held: Vec<usize>,
}

impl Writing {
    fn begin(sweep: &SweepFolder, folder: &Path, made: TablesMade) -> io::Result<Self> {
        let layout = sweep.layout();
        let pounds = Pounds::new(&layout, sweep.record.run.weeks);
        let mut writing = Self { layout, pounds, tables: Vec::new(), files: Vec::new() };
        let (chosen, fifths) = (sweep.chosen(), sweep.record.sweep.fifths);
        for name in sweep.names() {
            let columns = sweep.columns(name).into_iter().map(|(name, kind, ..)| (name, kind));
            let columns: Vec<(String, Kind)> = columns.collect();
            let mut open = |ending: &str| -> io::Result<fs::File> {
                let file = format!("{}.{ending}", name.label());
                let pending = pending(folder, &file)?;
                let open = pending.reopen()?;
                writing.files.push((pending, file));
                Ok(open)
            };
            let (csv, parquet) = (open("csv")?, open("parquet")?);
            let table = Table::new(&columns, sweep.notes(name, made), csv, parquet)?;
            let held = writing.layout.iter().enumerate();
            let held = held.filter(|(_, figure)| holds(name, figure, &chosen, fifths));
            let held = held.map(|(place, _)| place).collect();
            writing.tables.push(Filling { name, table, held });
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
        for Filling { name, table, held } in &mut self.tables {
            if *name == TableName::Pounds {
                self.pounds.cell(sweep, cell, figures, table)?;
                continue;
            }
            if *name == TableName::Results {
                // A value that a scenario did not take is none.
                let kept = |path: &String| sweep.record.keeps(cell.scenario, path);
                let point = sweep.factors.iter().zip(&sweep.points[cell.point]);
                let point = point.map(|(path, &value)| if kept(path) { f64::NAN } else { value });
                let places = held.iter().copied();
                let targets = self.layout.len()..self.layout.len() + studied(&sweep.chosen()).len();
                let own = places.chain(targets).map(|place| figures[place]);
                table.row(head.into_iter().chain(point.chain(own).map(Cell::Number)))?;
                continue;
            }
            for &mut place in held {
                let (figure, value) = (&self.layout[place], Cell::Number(figures[place]));
                let metric = Cell::Text(figure.metric.metric().name);
                let own = match figure.when {
                    When::During(period) => {
                        vec![Cell::Text(period.label()), Cell::Text(figure.group.label()), metric]
                    }
                    When::Week(week) => vec![Cell::Whole(week as i64), metric],
                };
                table.row(head.into_iter().chain(own).chain([value]))?;
            }
        }
        Ok(())
    }

    /// Ends all tables, then puts all files in their places.
    fn finish(mut self, sweep: &SweepFolder, folder: &Path) -> io::Result<()> {
        for mut filling in self.tables {
            if filling.name == TableName::Pounds {
                self.pounds.write(sweep, &mut filling.table)?;
            }
            filling.table.finish()?;
        }
        debug_assert_eq!(self.files.len(), sweep.table_files().len());
        for (file, name) in self.files {
            file.persist(folder.join(name)).map_err(|error| error.error)?;
        }
        sync_folder(folder)
    }
}

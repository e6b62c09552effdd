//! `kith diff`: what differs between two scenarios, at the start and as the weeks go by.

use crate::scenario;
use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::cli::{Exit, Failure, Result, named_file, say};
use crate::model::parameters::Parameters;
use crate::scenario::Scenario;

/// Arguments of `kith diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kith diff baseline austerity\n  \
                        kith diff --csv baseline mine.toml")]
pub struct Diff {
    /// The first scenario file, or its name.
    #[arg(value_parser = named_file())]
    first: PathBuf,
    /// The second scenario file, or its name.
    #[arg(value_parser = named_file())]
    second: PathBuf,
    /// Print comma-separated values; the week is empty for the start.
    #[arg(long)]
    csv: bool,
}

/// A value that differs from a week on.
#[derive(Debug, PartialEq)]
struct Row {
    from: i32,
    parameter: usize,
    first: f64,
    second: f64,
}

/// Compares two scenarios.
///
/// # Errors
/// If a scenario is wrong.
pub fn execute(args: &Diff) -> Result<Exit> {
    let (first, second) = match (scenario::load(&args.first), scenario::load(&args.second)) {
        (Ok(first), Ok(second)) => (first, second),
        (first, second) => {
            let found = [first.err(), second.err()].into_iter().flatten();
            let found = found.flat_map(scenario::Diagnostics::into_vec).collect();
            return Err(Failure::Scenario(scenario::Diagnostics::new(found)));
        }
    };
    let rows = rows(&first, &second);
    say(&if args.csv { csv(&rows)? } else { table(&rows, &first, &second) })?;
    Ok(Exit::Done)
}

/// Every pair of values that differs, from the week in which it does or changes; a pair that
/// agrees again has a row too.
fn rows(first: &Scenario, second: &Scenario) -> Vec<Row> {
    let (first, second) = (&first.timeline, &second.timeline);
    let weeks: BTreeSet<i32> =
        first.epochs().iter().chain(second.epochs()).map(|epoch| epoch.from).collect();
    let mut rows = Vec::new();
    let mut before: Vec<(u64, u64)> = vec![(0, 0); Parameters::specs().len()];
    for from in weeks {
        let (a, b) = (&first.at(from).values, &second.at(from).values);
        for (parameter, before) in before.iter_mut().enumerate() {
            let now = (a[parameter].to_bits(), b[parameter].to_bits());
            let differs = now.0 != now.1 || before.0 != before.1;
            if now != *before && differs {
                rows.push(Row { from, parameter, first: a[parameter], second: b[parameter] });
            }
            *before = now;
        }
    }
    rows
}

fn csv(rows: &[Row]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["from_week", "parameter", "first", "second", "unit"];
    writer.write_record(header).map_err(std::io::Error::other)?;
    for row in rows {
        let spec = &Parameters::specs()[row.parameter];
        let from = if row.from == i32::MIN { String::new() } else { row.from.to_string() };
        let (first, second) = (row.first.to_string(), row.second.to_string());
        writer
            .write_record([&from, &spec.path, &first, &second, spec.unit.text()])
            .map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn table(rows: &[Row], first: &Scenario, second: &Scenario) -> String {
    if rows.is_empty() {
        return format!("no value differs between {} and {}\n", first.name, second.name);
    }
    let header = ["from", "parameter", &first.name, &second.name, "unit"].map(str::to_owned);
    let lines: Vec<[String; 5]> = std::iter::once(header)
        .chain(rows.iter().map(|row| {
            let spec = &Parameters::specs()[row.parameter];
            let from = match row.from {
                i32::MIN => "start".to_owned(),
                week => format!("week {week}"),
            };
            let (first, second) = (row.first.to_string(), row.second.to_string());
            [from, spec.path.clone(), first, second, spec.unit.to_string()]
        }))
        .collect();
    let mut text = String::new();
    let width = |column: usize| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0);
    let widths = [0, 1, 2, 3, 4].map(width);
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .enumerate()
            .map(|(column, (cell, width))| match column {
                2 | 3 => format!("{cell:>width$}"),
                _ => format!("{cell:<width$}"),
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

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
    /// The network in which it does; nothing where there are none.
    network: Option<String>,
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
    let load = scenario::load_with_networks;
    let (first, second) = match (load(&args.first), load(&args.second)) {
        (Ok(first), Ok(second)) => (first, second),
        (first, second) => {
            let found = [first.err(), second.err()].into_iter().flatten();
            let found = found.flat_map(scenario::Diagnostics::into_vec).collect();
            return Err(Failure::Scenario(scenario::Diagnostics::new(found)));
        }
    };
    let rows = all(&first, &second);
    let networks = [&first, &second].iter().any(|scenario| !scenario.networks.is_empty());
    let shown = if networks { Shown::Networks } else { Shown::Values };
    say(&if args.csv { csv(&rows, shown)? } else { table(&rows, (&first, &second), shown) })?;
    Ok(Exit::Done)
}

/// Whether rows say in which network they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Values,
    Networks,
}

/// What differs, network by network where either has some. A scenario that lacks a network has its own values there.
fn all(first: &Scenario, second: &Scenario) -> Vec<Row> {
    let mut names: Vec<&str> = Vec::new();
    for network in first.networks.iter().chain(&second.networks) {
        if !names.contains(&network.name.as_str()) {
            names.push(&network.name);
        }
    }
    if names.is_empty() {
        return rows(first, second, None);
    }
    let each = |name: &&str| rows(network(first, name), network(second, name), Some(name));
    names.iter().flat_map(each).collect()
}

/// A network of a scenario, or the scenario itself where it has none of that name.
fn network<'a>(scenario: &'a Scenario, name: &str) -> &'a Scenario {
    scenario.networks.iter().find(|network| network.name == name).unwrap_or(scenario)
}

/// Every pair of values that differs, from the week in which it does or changes; a pair that
/// agrees again has a row too.
fn rows(first: &Scenario, second: &Scenario, network: Option<&str>) -> Vec<Row> {
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
                let network = network.map(str::to_owned);
                let (first, second) = (a[parameter], b[parameter]);
                rows.push(Row { network, from, parameter, first, second });
            }
            *before = now;
        }
    }
    rows
}

fn csv(rows: &[Row], shown: Shown) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let network = || (shown == Shown::Networks).then_some("network");
    let header = ["from_week", "parameter", "first", "second", "unit"];
    writer.write_record(network().into_iter().chain(header)).map_err(std::io::Error::other)?;
    for row in rows {
        let spec = &Parameters::specs()[row.parameter];
        let from = if row.from == i32::MIN { String::new() } else { row.from.to_string() };
        let (first, second) = (row.first.to_string(), row.second.to_string());
        let cells = [&*from, &spec.path, &first, &second, spec.unit.text()];
        let network = row.network.as_deref().into_iter();
        writer.write_record(network.chain(cells)).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn table(rows: &[Row], (first, second): (&Scenario, &Scenario), shown: Shown) -> String {
    if rows.is_empty() {
        return format!("no value differs between {} and {}\n", first.name, second.name);
    }
    let header = ["from", "parameter", &first.name, &second.name, "unit", "network"];
    let columns = if shown == Shown::Networks { 6 } else { 5 };
    let lines: Vec<[String; 6]> = std::iter::once(header.map(str::to_owned))
        .chain(rows.iter().map(|row| {
            let spec = &Parameters::specs()[row.parameter];
            let from = match row.from {
                i32::MIN => "start".to_owned(),
                week => format!("week {week}"),
            };
            let (first, second) = (row.first.to_string(), row.second.to_string());
            let network = row.network.clone().unwrap_or_default();
            [from, spec.path.clone(), first, second, spec.unit.to_string(), network]
        }))
        .collect();
    let mut text = String::new();
    let width = |column: usize| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0);
    let widths = (0..columns).map(width).collect::<Vec<_>>();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
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

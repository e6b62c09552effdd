//! `kith sweep summary`: what a sweep comes to, from its folder alone.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use crate::cli::goal::metric;
use crate::cli::run::quoted;
use crate::cli::{Exit, Failure, Result, complain, refuse, tell};
use crate::model::observe::M;
use crate::report::charts::publish::publish;
use crate::report::doubt::TABLE;
use crate::report::{Destination, Error, Existing, Kind, Machine, Record, Staging};
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::record::TablesMade;
use crate::studies::sweep::store::Store;
use crate::studies::sweep::summary::doubts::Told;
use crate::studies::sweep::summary::pictures::Shown;
use crate::studies::sweep::summary::tables::AllErrors;

/// Arguments of `kith sweep summary`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith sweep summary output/first
  kith sweep summary output/first --metric gp_requests life_satisfaction

It needs the folder alone, and writes means, paired differences, Monte-Carlo errors and pictures into
the folder `summary` in it, in place of those of an earlier call.")]
pub(crate) struct SummaryArgs {
    /// The folder of a sweep.
    folder: PathBuf,
    /// Metrics to sum up; those of the study's tables when not given.
    #[arg(long, value_name = "METRIC", num_args = 1.., value_parser = metric)]
    metric: Vec<M>,
    /// Write pictures as well.
    #[arg(long)]
    charts: bool,
    /// Sum up the cells that are done, though others are not.
    #[arg(long)]
    incomplete: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// The record of a summary, as its `run.toml` holds it.
#[derive(Serialize)]
struct SummaryRecord {
    program: String,
    model: String,
    /// The command that makes it again, in the folder of the summary.
    reproduce: String,
    /// How many cells are summed up.
    summary: TablesMade,
    machine: Machine,
}

/// The record with the files that it was published with: they may be replaced, and no others.
#[derive(Serialize)]
struct Listed<'a> {
    files: &'a BTreeSet<String>,
    #[serde(flatten)]
    record: &'a SummaryRecord,
}

/// Bytes that the staging folder keeps free.
const ROOM: u64 = 1 << 20;

/// Sums up a sweep.
pub(crate) fn execute(args: &SummaryArgs) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let refused = |error: Error| Failure::Input(error.to_string());
    let folder = SweepFolder::open(&args.folder).map_err(refused)?;
    let mut store = Store::open(&folder.parts()).map_err(refused)?;
    let made = folder.made(&store);
    if made.cells == 0 || made.partial() && !args.incomplete {
        let shown = args.folder.display();
        return Err(Failure::Input(format!(
            "{shown} holds {made}: run the others, or give --incomplete to sum up what is there"
        )));
    }
    let place = args.folder.join(SUMMARY);
    let target = match Destination::try_out(&place, Kind::Summary, Existing::Replace, ROOM) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    let summary = folder.summary(&args.metric);
    let (mut errors, mut shown) = (AllErrors::new(), Shown::default());
    let mut apart = Told::default();
    let mut write = |staging: &Staging<'_>| {
        staging.file("means.csv", |out| summary.means(&mut store, out, &mut errors))?;
        staging.file("differences.csv", |out| {
            let mut told = |found| summary.show(&mut shown, found);
            summary.differences(&mut store, out, &mut errors, &mut told)
        })?;
        staging.file("monte_carlo.csv", |out| summary.errors(&errors, out))?;
        if folder.record.sweep.drawn.is_some() {
            staging.file(TABLE, |out| summary.doubts(&mut store, out, &mut apart))?;
        }
        if args.charts {
            publish(staging, &summary.pictures(&shown))?;
        }
        let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let record = SummaryRecord {
            program: Record::program(),
            model: folder.record.model.clone(),
            reproduce: command(args),
            summary: made,
            machine: Machine::here(1, since, started.elapsed().as_secs_f64()),
        };
        staging.record(|files, out| {
            writeln!(out, "# Made of the sweep in the folder above, by the command below.")?;
            let record = toml::to_string(&Listed { files, record: &record });
            out.write_all(record.map_err(io::Error::other)?.as_bytes())
        })
    };
    let written = target.stage().and_then(|staging| {
        write(&staging)?;
        staging.publish()
    });
    if let Err(error) = written {
        complain(&format!("error: {error}"));
        return Ok(Exit::Stopped);
    }
    if !args.quiet {
        let (said, apart) = (summary.said(&errors), summary.said_apart(&apart));
        tell(&format!("{said}{apart}Results: {}\n", place.display()));
    }
    Ok(Exit::Done)
}

/// The folder of the summary in that of the sweep.
pub(crate) const SUMMARY: &str = "summary";

fn command(args: &SummaryArgs) -> String {
    let mut text = format!("{} {}", Kind::Summary.command(), quoted(Path::new("..")));
    for (place, metric) in args.metric.iter().enumerate() {
        text += if place == 0 { " --metric " } else { " " };
        text += metric.metric().name;
    }
    text += if args.charts { " --charts" } else { "" };
    text + if args.incomplete { " --incomplete" } else { "" }
}

//! `kith sweep`: many points of a parameter space. A plan is laid down first; the same command
//! goes on with it after whatever stopped it.

mod estimate;
mod follow;
mod verify;
mod work;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::Subcommand;
pub(super) use work::Work;

use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::{self, RunSizes};
use crate::cli::{Exit, Result, complain, counted, named_file, say, warn};
use crate::experiment::sweep::SweepPlan;
use crate::output::sweep::{Hold, Store, SweepFolder, SweepRecord, Which, plan_tables};
use crate::output::{Error, Machine};
use crate::scenario::{self, study, study::Study};

/// Arguments of `kith sweep`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  kith sweep scenarios/studies/first.toml
  kith sweep --design my.csv --people 10000 --weeks 156 --replicates 4
  kith sweep scenarios/studies/first.toml --shard 1/2 --output output/first_1
  kith sweep merge output/first output/first_1 output/first_2

A study is a TOML file: docs/sweep.md says how to write one. A design is a table (CSV) with one
column for each parameter path and one row for each point. Replicates have the same seed at every
point, so that differences between points are paired. Ctrl-C, a crash or a full disk loses the
cells at hand at most: the same command goes on."
)]
pub struct Sweep {
    #[command(subcommand)]
    then: Option<Then>,
    #[command(flatten)]
    run: RunSweep,
}

/// What to do with a sweep that is there.
#[derive(Debug, Subcommand)]
enum Then {
    /// Say how far a sweep has come.
    Status(follow::Status),
    /// Gather the results of shards, and write the tables.
    Merge(follow::Merge),
    /// Run cells again and compare them to the bit.
    Verify(verify::Verify),
}

/// What a sweep runs.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct RunSweep {
    /// The study file, or the name of one in `scenarios/studies`.
    #[arg(required_unless_present = "design", value_parser = named_file())]
    study: Option<PathBuf>,
    /// A table of points to run, instead of the study's own or of any study.
    #[arg(long, value_name = "CSV")]
    design: Option<PathBuf>,
    /// The scenario on which the points of a design are laid when there is no study.
    #[arg(
        long,
        value_name = "SCENARIO",
        conflicts_with = "study",
        value_parser = named_file(),
        default_value = "scenarios/baseline.toml"
    )]
    scenario: PathBuf,
    #[command(flatten)]
    sizes: RunSizes,
    /// Do one part of the work in so many, for instance 1/4; `kith sweep merge` joins them.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Folder of the results; `output/` and the study's name when not given.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// One machine's part of the work, numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Shard {
    /// All of the work.
    pub(super) const WHOLE: Self = Self { number: 0, of: 1 };
}

/// Reads `I/N`.
pub(super) fn shard(text: &str) -> std::result::Result<Shard, String> {
    let whole = |text: &str| text.parse::<usize>().ok();
    let both = text.split_once('/').and_then(|(i, n)| Some((whole(i)?, whole(n)?)));
    match both {
        Some((number, of)) if 1 <= number && number <= of => Ok(Shard { number: number - 1, of }),
        _ => Err("write I/N, as in 1/4 for the first of four".to_owned()),
    }
}

impl RunSweep {
    /// The study with the sizes of the command line.
    fn study(&self) -> Result<Study> {
        let mut study = match (&self.study, &self.design) {
            (Some(path), None) => study::load(path)?,
            (Some(path), Some(design)) => study::load(path)?.with_design(design)?,
            (None, Some(design)) => Study::of_design(design, scenario::load(&self.scenario)?)?,
            (None, None) => unreachable!("the command line asks for one of the two"),
        };
        for scenario in &mut study.scenarios {
            self.sizes.apply(scenario)?;
        }
        Ok(study)
    }

    fn folder(&self, study: &Study) -> PathBuf {
        self.output.clone().unwrap_or_else(|| Path::new("output").join(&study.name))
    }

    /// The command that makes the same results, wherever they are put and whoever helps.
    fn reproduce(&self, plan: &SweepPlan) -> String {
        let mut text = "kith sweep".to_owned();
        let mut add = |flag: &str, path: &Path| {
            write!(text, " {flag}{}", quoted(path)).expect("writing to a string");
        };
        self.study.iter().for_each(|study| add("", study));
        self.design.iter().for_each(|design| add("--design ", design));
        if self.study.is_none() {
            add("--scenario ", &self.scenario);
        }
        text + &sizes::said(&plan.size)
    }

    /// The command that goes on with this work.
    fn again(&self, plan: &SweepPlan) -> String {
        let mut text = self.reproduce(plan) + &self.sizes.threads();
        if let Some(Shard { number, of }) = self.shard {
            write!(text, " --shard {}/{of}", number + 1).expect("writing to a string");
        }
        if let Some(output) = &self.output {
            write!(text, " --output {}", quoted(output)).expect("writing to a string");
        }
        text + if self.quiet { " --quiet" } else { "" }
    }
}

/// Runs a sweep, or follows up one that is there.
///
/// # Errors
/// If the study is wrong, or no thread can be started.
pub fn execute(args: &Sweep) -> Result<Exit> {
    match &args.then {
        None => run(&args.run),
        Some(Then::Status(args)) => follow::status(args),
        Some(Then::Merge(args)) => follow::merge(args),
        Some(Then::Verify(args)) => verify::execute(args),
    }
}

fn run(args: &RunSweep) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let study = args.study()?;
    let pool = args.sizes.each.pool()?;
    let plan = pool.install(|| SweepPlan::new(&study))?;
    let (tables, digests) = plan_tables(&plan);
    let record = SweepRecord::new(&study, &plan, args.reproduce(&plan), digests);
    if !args.quiet {
        warn(study.scenarios.iter().flat_map(|scenario| &scenario.warnings));
    }
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = |seconds| Machine::here(pool.current_num_threads(), since, seconds);
    let path = args.folder(&study);
    let opened = open(&path, &record, &tables, &machine(0.0));
    drop(tables);
    let mode = if args.shard.is_some() { Hold::Shared } else { Hold::Alone };
    let held = opened.and_then(|folder| Ok((folder.hold(mode)?, folder)));
    let found = held.and_then(|(held, folder)| Ok((held, Store::open(&folder.parts())?, folder)));
    let (_held, store, folder) = match found {
        Ok(found) => found,
        Err(error) => {
            complain(&format!("error: {error}"));
            return Ok(Exit::Usage);
        }
    };
    let stop = stop_on_signals()?;
    let work = Work {
        plan: &plan,
        folder: &folder,
        shard: args.shard.unwrap_or(Shard::WHOLE),
        pool: &pool,
        stop: &stop,
        quiet: args.quiet,
    };
    let ran = work.run(&store);
    drop(store);
    let stopped = |why: &str| {
        complain(&format!("{why}\n  {}", args.again(&plan)));
        Ok(Exit::Stopped)
    };
    let cells = match ran {
        Ok(cells) => cells,
        Err(error) => return stopped(&format!("error: {error}\n{KEPT}")),
    };
    let mut store = match Store::open(&folder.parts()) {
        Ok(store) => store,
        Err(error) => return stopped(&format!("error: {error}\nTo go on:")),
    };
    if stop.load(Ordering::Relaxed) {
        let there = folder.cells.len() - folder.missing(&store);
        let all = folder.cells.len();
        return stopped(&format!("Stopped: {there} of {all} cells are done. To go on:"));
    }
    if let Some(Shard { number, of }) = args.shard {
        if !args.quiet {
            let (shard, path) = (number + 1, path.display());
            say(&format!("Shard {shard} of {of} is done: {path}\n{MERGE}\n"))?;
        }
        return Ok(Exit::Done);
    }
    let seconds = started.elapsed().as_secs_f64();
    if let Err(error) = folder.write_tables(&mut store, Which::All, &machine(seconds)) {
        return stopped(&format!("error: {error}\nAll cells are done. To write the tables:"));
    }
    if !args.quiet {
        let all = counted(folder.cells.len(), "cell", "cells");
        let now = match cells {
            0 => "all were done before".to_owned(),
            _ => format!("{cells} of them now, {:.1} a second", cells as f64 / seconds),
        };
        let (title, path) = (&study.title, path.display());
        say(&format!("{title}: {all}, {now}, {seconds:.1} seconds\nResults: {path}\n"))?;
    }
    Ok(Exit::Done)
}

/// What is said when results cannot be written.
pub(super) const KEPT: &str =
    "The results of all other cells are kept. When this is mended, to go on:";

const MERGE: &str =
    "When all shards are done, join them: kith sweep merge FOLDER OTHER... (or FOLDER alone)";

/// The folder of a plan: laid down now, or found with the same plan in it.
pub(super) fn open(
    path: &Path,
    record: &SweepRecord,
    tables: &[Vec<u8>; 2],
    machine: &Machine,
) -> std::result::Result<SweepFolder, Error> {
    if !SweepFolder::is_there(path) {
        match SweepFolder::create(path, record, tables, machine) {
            // Another shard was faster.
            Err(Error::Exists(_)) if SweepFolder::is_there(path) => {}
            created => created?,
        }
    }
    let folder = SweepFolder::open(path)?;
    let unlike = record.unlike(&folder.record);
    if unlike.is_empty() {
        return Ok(folder);
    }
    Err(Error::Refused(format!(
        "{} holds another plan, and a plan never changes:\n  {}\nGive another folder with --output, \
         or remove this one",
        path.display(),
        unlike.join("\n  ")
    )))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        sweep: Sweep,
    }

    fn line(text: &str) -> std::result::Result<Sweep, clap::Error> {
        Line::try_parse_from(text.split(' ')).map(|line| line.sweep)
    }

    #[test]
    fn a_study_or_a_design_is_needed_and_a_folder_for_what_follows() {
        assert!(line("kith").is_err());
        assert!(line("kith a.toml --scenario b.toml").is_err());
        assert!(line("kith a.toml --design b.csv").is_ok());
        assert!(line("kith --design b.csv --scenario c.toml").is_ok());
        assert!(line("kith status").is_err());
        let status = line("kith status output/a").unwrap();
        assert!(matches!(status.then, Some(Then::Status(_))));
    }

    #[test]
    fn shards_are_numbered_from_one() {
        assert_eq!(shard("2/3"), Ok(Shard { number: 1, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}

//! `kith evaluate`: published designs, applied to what they would see of the model, beside the truth that twins
//! tell.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::builder::RangedU64ValueParser;

use crate::cli::placed::Placed;
use crate::cli::progress::Progress;
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::Sizes;
use crate::cli::{Exit, Failure, Result, complain, named_file, refuse, tell, warn};
use crate::report::{Destination, Inputs, Kind, Machine, Record, ScenarioRead};
use crate::runs::{RunSize, Watch};
use crate::scenario::Diagnostics;
use crate::studies::evaluation::Design;
use crate::studies::evaluation::found::{Evaluated, evaluate};
use crate::studies::evaluation::read::load_design;
use crate::studies::evaluation::results::{
    DesignRead, EvaluationRecord, PowerAsked, RecordsAsked, powers, write_evaluation,
};
use crate::studies::evaluation::sentences::evaluation_said;

/// Bytes that tables and pictures may take.
const ROOM: u64 = 16 << 20;

/// Bytes that the records of one neighbourhood may take: the visits of 120,000 people over ten years.
const RECORDS: u64 = 64 << 20;

/// Where designs lie that nobody named.
const SHELF: &str = "scenarios/evaluations";

/// Arguments of `kith evaluate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith evaluate
  kith evaluate before_after_gp matched_control_gp --replicates 4
  kith evaluate randomised_waiting_list --power
  kith evaluate before_after_gp --records --output output/records

A design is a TOML file: docs/evaluate.md says how to write one. Ctrl-C ends with the studies that are
complete, or with nothing written where none is.")]
pub struct EvaluateArgs {
    /// The designs: files, or the names of some in `scenarios/evaluations`; all of these when none is given.
    #[arg(value_name = "STUDY", value_parser = named_file())]
    designs: Vec<PathBuf>,
    /// Studies of each design.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<u32>::new().range(1..=100_000))]
    replicates: Option<u32>,
    /// Seed of all draws.
    #[arg(long, value_name = "N")]
    seed: Option<u32>,
    /// Neighbourhoods of each study.
    #[arg(long, value_name = "N")]
    neighbourhoods: Option<u32>,
    /// Registered people in each neighbourhood, on average.
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// Threads; as many as Slurm gives the job, or all processors, when not given.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    threads: Option<usize>,
    /// Draw studies of several sizes from all who were simulated: how many people an evaluation needs.
    #[arg(long)]
    power: bool,
    /// Write the records of the first study of each design as Parquet, marked synthetic, with a dictionary.
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    placed: Placed,
}

/// Evaluates.
///
/// # Errors
/// If a design is wrong, or no thread can be started.
pub fn execute(args: &EvaluateArgs) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let designs = args.designs()?;
    let inputs = inputs(&designs)?;
    if !args.placed.quiet {
        warn(designs.iter().flat_map(|design| &design.scenario.warnings));
    }
    let usual = if let [one] = designs.as_slice() { one.name.as_str() } else { "evaluation" };
    let path = args.placed.folder(usual);
    let worlds: u64 = designs.iter().map(|design| u64::from(design.size().neighbourhoods)).sum();
    let room = ROOM + if args.records { RECORDS * worlds } else { 0 };
    let target = match Destination::try_out(&path, Kind::Evaluation, args.placed.existing(), room) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let sizes = Sizes { threads: args.threads, ..Sizes::default() };
    let (pool, stop) = (sizes.pool()?, stop_on_signals()?);
    let cells: u64 = designs
        .iter()
        .map(|design| u64::from(design.size().replicates) * u64::from(design.size().neighbourhoods))
        .sum();
    let progress = Progress::of("neighbourhoods", cells, args.placed.quiet, Arc::clone(&stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let all: Vec<Evaluated<'_>> =
        pool.install(|| designs.iter().map(|design| evaluate(design, &watch)).collect());
    progress.finish();
    let stopped = stop.load(Ordering::Relaxed);
    if all.iter().any(|one| one.studies.is_empty()) {
        complain(
            &"Stopped before every design had a study: nothing was written. To evaluate again:",
        );
        complain(&format!("  {}", args.again(&designs)));
        return Ok(Exit::Stopped);
    }
    let asked = if args.power { PowerAsked::Drawn } else { PowerAsked::LeftOut };
    let powers = pool.install(|| powers(&all, asked));
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seconds = started.elapsed().as_secs_f64();
    let machine = Machine::here(pool.current_num_threads(), since, seconds);
    let record = args.record(&all, &inputs, machine);
    let records = if args.records { RecordsAsked::Written } else { RecordsAsked::LeftOut };
    let write = || {
        let staging = target.stage()?;
        inputs.write(&staging, "")?;
        write_evaluation(&staging, &record, &all, &powers, records)?;
        staging.publish()
    };
    if let Err(error) = pool.install(write) {
        return Ok(refuse(&error));
    }
    if !args.placed.quiet {
        let said = evaluation_said(&all, &powers);
        tell(&format!("{said}\nResults: {}\n", path.display()));
    }
    if stopped {
        complain(&"Stopped: the results hold the studies that were complete. To run them all:");
        complain(&format!("  {} --force", args.again(&designs).trim_end_matches(" --force")));
        return Ok(Exit::Stopped);
    }
    Ok(Exit::Done)
}

/// The files of all designs.
fn inputs(designs: &[Design]) -> Result<Inputs> {
    let own = designs.iter().map(|design| &design.file);
    let scenarios = designs.iter().flat_map(|design| &design.scenario.files);
    let read = Inputs::default().with("", own.chain(scenarios));
    read.map_err(|error| Failure::Input(error.to_string()))
}

impl EvaluateArgs {
    /// The designs with the sizes of the command line; what is wrong in any of them is said at once.
    fn designs(&self) -> Result<Vec<Design>> {
        let named = if self.designs.is_empty() { shelved()? } else { self.designs.clone() };
        let (mut designs, mut wrong) = (Vec::<Design>::new(), Vec::new());
        for path in &named {
            match load_design(path) {
                Ok(design) => designs.push(design),
                Err(found) => wrong.extend(found.into_vec()),
            }
        }
        if !wrong.is_empty() {
            return Err(Diagnostics::new(wrong).into());
        }
        for (place, design) in designs.iter().enumerate() {
            if designs[..place].iter().any(|other| other.name == design.name) {
                let message = format!("two designs are called `{}`: each once", design.name);
                return Err(Failure::Input(message));
            }
        }
        let sizes = [
            ("run.replicates", self.replicates),
            ("run.seed", self.seed),
            ("run.neighbourhoods", self.neighbourhoods),
            ("run.people", self.people),
        ];
        for design in &mut designs {
            for (path, size) in sizes {
                if let Some(size) = size {
                    design.scenario.with_value(path, f64::from(size))?;
                }
            }
            design.scenario.check_effect()?;
        }
        Ok(designs)
    }

    /// The sizes that hold for every design, and what else makes results what they are.
    fn flags(&self) -> String {
        let mut text = String::new();
        let sizes = [
            ("replicates", self.replicates),
            ("seed", self.seed),
            ("neighbourhoods", self.neighbourhoods),
            ("people", self.people),
        ];
        for (flag, size) in sizes {
            if let Some(size) = size {
                write!(text, " --{flag} {size}").expect("writing to a string");
            }
        }
        for (flag, given) in [("power", self.power), ("records", self.records)] {
            if given {
                write!(text, " --{flag}").expect("writing to a string");
            }
        }
        text
    }

    /// The command that evaluates these files, wherever results are put.
    fn command<'a>(&self, files: impl Iterator<Item = &'a Path>) -> String {
        let mut text = "kith evaluate".to_owned();
        for file in files {
            write!(text, " {}", quoted(file)).expect("writing to a string");
        }
        text + &self.flags()
    }

    /// The command that evaluates again.
    fn again(&self, designs: &[Design]) -> String {
        let files = designs.iter().map(|design| design.file.place());
        self.command(files) + &self.placed.flags()
    }

    fn record(&self, all: &[Evaluated<'_>], inputs: &Inputs, machine: Machine) -> EvaluationRecord {
        let copies = all.iter().map(|one| Path::new(inputs.copy_of(&one.design.file)));
        let design = |one: &Evaluated<'_>| DesignRead {
            name: one.design.name.clone(),
            title: one.design.title.clone(),
            studies: one.studies.len(),
            run: RunSize::of(one.design.scenario.start()),
            scenario: ScenarioRead::of(&one.design.scenario, inputs),
        };
        EvaluationRecord {
            program: Record::program(),
            commit: Record::commit(),
            model: Record::model(),
            reproduce: self.command(copies),
            designs: all.iter().map(design).collect(),
            inputs: inputs.listed(),
            machine,
        }
    }
}

/// The designs on the shelf, in order of their names.
fn shelved() -> Result<Vec<PathBuf>> {
    let none = || Failure::Input(format!("there are no designs in {SHELF}: name some files"));
    let entries = std::fs::read_dir(SHELF).map_err(|_| none())?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    if paths.is_empty() { Err(none()) } else { Ok(paths) }
}

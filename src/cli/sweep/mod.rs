//! `kith sweep`: many points of a parameter space. A plan is laid down first; the same command
//! goes on with it after whatever stopped it.

pub mod estimate;
pub mod follow;
pub mod limit;
pub mod reuse;
pub mod script;
pub mod shard;
pub(crate) mod summary;
mod tolerance;
pub mod verify;
pub mod work;

use crate::cli::draws::{self, Drawn};
use crate::cli::sizes;
use crate::scenario;
use crate::studies::sweep;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use tolerance::Rounds;
pub(crate) use work::{Cells, Work};

use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::RunSizes;
pub(crate) use crate::cli::sweep::shard::{Shard, shard};
use crate::cli::{
    BASELINE, Exit, Failure, Result, complain, counted, named_file, refuse, say, tell,
    tell_built_in, warn,
};
use crate::report::{Error, Inputs, Machine};
use crate::runs::RunSize;
use crate::scenario::{Origin, Scenario};
use crate::studies::draws::{Laid, ParameterDraws, RUNS_OF_EACH};
use crate::studies::sweep::folder::{Hold, Sheets, SweepFolder, draws_table, plan_tables};
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::read::{Own, Since, Study};
use crate::studies::sweep::record::SweepRecord;
use crate::studies::sweep::store::Store;
use crate::studies::sweep::tables::Which;

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
  kith sweep larger.toml --output output/larger --reuse output/first

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
    /// Sum up: means, paired differences and their Monte-Carlo errors.
    Summary(summary::SummaryArgs),
    /// Run cells again and compare them to the bit.
    Verify(verify::Verify),
    /// Print a script that shares a sweep out over a cluster.
    Script(Box<script::Script>),
}

/// What a sweep runs.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RunSweep {
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
        default_value = BASELINE
    )]
    scenario: PathBuf,
    /// Let points hold, in every week, over what a scenario sets or schedules: what `points_win =
    /// true` says in a study.
    #[arg(long)]
    points_win: bool,
    /// From when on the values of a point hold: from the `warm_up` (another world), or from the `start`
    /// of the measured weeks (another policy in one world, which is made and warmed up once for many
    /// points); as the study says when not given.
    #[arg(long, value_name = "WHEN", value_parser = since())]
    from: Option<Since>,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    sizes: RunSizes,
    /// Take over the cells that other sweeps have and this one needs, whatever their plans: for a
    /// study that has grown.
    #[arg(long, value_name = "FOLDER", num_args = 1..)]
    reuse: Vec<PathBuf>,
    /// Do one part of the work in this many, for instance 1/4; `kith sweep merge` joins them. In a job array
    /// `auto/4`: the part that Slurm, `HyperQueue` or Kubernetes says. `auto`: of as many as a Slurm array has
    /// elements.
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// Begin no cell after this time, such as 50m or 1h30m, and end with code 75: the same command goes on.
    #[arg(long, value_name = "TIME", value_parser = limit::duration)]
    time_limit: Option<Duration>,
    #[command(flatten)]
    rounds: Rounds,
    /// Folder of the results; `output/` and the study's name when not given.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// Takes one of the words that studies use.
fn since() -> impl TypedValueParser<Value = Since> {
    let words = PossibleValuesParser::new(Since::LABELS);
    words.map(|word| Since::of(&word).expect("a word that is taken means something"))
}

impl RunSweep {
    /// The study with the sizes of the command line.
    fn study(&self) -> Result<Study> {
        let mut study = match (&self.study, &self.design) {
            (Some(path), None) => sweep::read::load(path)?,
            (Some(path), Some(design)) => sweep::read::load(path)?.with_design(design)?,
            (None, Some(design)) => Study::of_design(design, scenario::load(&self.scenario)?)?,
            (None, None) => unreachable!("the command line asks for one of the two"),
        };
        for scenario in &mut study.scenarios {
            self.sizes.apply(scenario)?;
        }
        if self.points_win {
            study.own = Some(Own::Swept);
        }
        if let Some(since) = self.from {
            study.since = since;
        }
        if let Some(path) = &self.drawn.draws {
            study.laid = Some(self.laid(&Arc::new(ParameterDraws::read(path)?), &study)?);
        }
        Ok(study.judged()?)
    }

    /// Draws under the points of a study.
    fn laid(&self, table: &Arc<ParameterDraws>, study: &Study) -> Result<Laid> {
        let replicates = RunSize::of(study.scenarios[0].start()).replicates;
        if !replicates.is_multiple_of(RUNS_OF_EACH) || replicates < 2 * RUNS_OF_EACH {
            return Err(Failure::Input(format!(
                "--draws: {replicates} replicates cannot be shared out (allowed: an even number from {}: two                  replicates, one after the other, have one draw, which tells chance from parameters)",
                2 * RUNS_OF_EACH
            )));
        }
        let arms: Vec<&Scenario> = study.scenarios.iter().collect();
        let swept = study.factors.iter().flat_map(|factor| factor.parameters.iter().copied());
        self.drawn.under(table, &arms, &swept.collect::<Vec<_>>())
    }

    fn folder(&self, study: &Study) -> PathBuf {
        self.output.clone().unwrap_or_else(|| Path::new("output").join(&study.name))
    }

    /// The files of a study.
    fn inputs(&self, study: &Study) -> Result<Inputs> {
        let inputs = study_inputs(study)?;
        let table: Vec<Origin> = self.design.iter().cloned().map(Origin::File).collect();
        let inputs = inputs.with("design", &table);
        let drawn = study.laid.iter().map(Laid::origin);
        let inputs = inputs.and_then(|inputs| inputs.with("draws", drawn));
        inputs.map_err(|error| Failure::Input(error.to_string()))
    }

    /// The command that makes the same results, wherever they are put and whoever helps, of files
    /// that are where `of` says.
    fn command<'a>(&'a self, plan: &SweepPlan, of: impl Fn(&'a Path) -> &'a Path) -> String {
        let mut text = "kith sweep".to_owned();
        let mut add = |flag: &str, path: &'a Path| {
            write!(text, " {flag}{}", quoted(of(path))).expect("writing to a string");
        };
        self.study.iter().for_each(|study| add("", study));
        self.design.iter().for_each(|design| add("--design ", design));
        if self.study.is_none() {
            add("--scenario ", &self.scenario);
        }
        text += if self.points_win { " --points-win" } else { "" };
        if let Some(since) = self.from {
            write!(text, " --from {}", since.label()).expect("writing to a string");
        }
        text += &self.drawn.flags_at(of);
        text + &sizes::flags(&plan.size)
    }

    /// The command that goes on with this work.
    fn again(&self, plan: &SweepPlan) -> String {
        let mut text = self.command(plan, |file| file) + &self.sizes.threads();
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
        None => tolerance::run_rounds(&args.run),
        Some(Then::Status(args)) => follow::status(args),
        Some(Then::Merge(args)) => tolerance::merge_rounds(args),
        Some(Then::Summary(args)) => summary::execute(args),
        Some(Then::Verify(args)) => verify::execute(args),
        Some(Then::Script(args)) => script::script(args),
    }
}

fn run(args: &RunSweep) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let study = args.study()?;
    let inputs = args.inputs(&study)?;
    let sources = reuse::sources(&args.reuse)?;
    let pool = args.sizes.each.pool()?;
    let plan = pool.install(|| SweepPlan::new(&study))?;
    let (tables, digests) = plan_tables(&plan);
    let copy = |file: &Path| Path::new(inputs.copy_of(&Origin::at(file)));
    let reproduce = args.command(&plan, copy);
    let record = SweepRecord::new(&study, &plan, reproduce, &inputs, digests);
    if !args.quiet {
        tell_built_in(&study.scenarios);
        let doubts = study.scenarios.iter().flat_map(|scenario| &scenario.warnings);
        warn(doubts.chain(&study.warnings));
        if let Some(laid) = &study.laid {
            draws::tell_foreign(laid.drawn_from());
            draws::tell_held(laid);
        }
    }
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let threads = pool.current_num_threads();
    let machine = |seconds| Machine::here(threads, since, seconds).doing("sweep");
    let path = args.folder(&study);
    let laid = machine(0.0).doing("plan");
    let drawn = draws_table(&plan);
    let sheets = Sheets {
        record: &record,
        tables: &tables,
        draws: drawn.as_deref(),
        inputs: &inputs,
        machine: &laid,
    };
    let opened = open(&path, &sheets);
    drop(tables);
    let mode = if args.shard.is_some() { Hold::Shared } else { Hold::Alone };
    let held = opened.and_then(|folder| Ok((folder.hold(mode)?, folder)));
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let found = held.and_then(|(held, folder)| {
        let store = reuse::take_over(&sources, &plan, shard, &folder, args.quiet)?;
        Ok((held, store, folder))
    });
    let (_held, store, mut folder) = match found {
        Ok(found) => found,
        Err(error) => return Ok(refuse(&error)),
    };
    let stop = stop_on_signals()?;
    if let Some(limit) = args.time_limit {
        limit::stop_after(limit, &stop);
    }
    let work =
        Work { plan: &plan, folder: &folder, shard, pool: &pool, stop: &stop, quiet: args.quiet };
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
            // Where replicates are added it is the round that is merged, and `tolerance` says how.
            let then = if args.rounds.tolerance.is_none() { MERGE } else { "" };
            say(&format!("Shard {shard} of {of} is done: {path}\n{then}"))?;
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
        tell(&format!("{title}: {all}, {now}, {seconds:.1} seconds\nResults: {path}\n"));
    }
    Ok(Exit::Done)
}

/// The files of a study but its table.
pub(crate) fn study_inputs(study: &Study) -> Result<Inputs> {
    inputs_beside(study, &[])
}

/// The same, with files that the study names.
pub(crate) fn inputs_beside(study: &Study, named: &[Origin]) -> Result<Inputs> {
    let own = study.file.clone().map(Origin::File);
    let scenarios = study.scenarios.iter().flat_map(|scenario| &scenario.files);
    Inputs::default()
        .with("", own.iter().chain(scenarios).chain(named))
        .map_err(|error| Failure::Input(error.to_string()))
}

/// What is said when results cannot be written.
pub(crate) const KEPT: &str =
    "The results of all other cells are kept. When this is mended, to go on:";

const MERGE: &str =
    "When all shards are done, join them: kith sweep merge FOLDER OTHER... (or FOLDER alone)\n";

/// The folder of a plan: laid down now, or found with the same plan in it.
pub(crate) fn open(path: &Path, sheets: &Sheets<'_>) -> std::result::Result<SweepFolder, Error> {
    laid_down(path, PATIENCE, || SweepFolder::create(path, sheets))?;
    let folder = SweepFolder::open(path)?;
    let unlike = sheets.record.unlike(&folder.record);
    if unlike.is_empty() {
        return Ok(folder);
    }
    Err(Error::Refused(format!(
        "{} holds another plan, and a plan never changes:\n  {}\nGive another folder with --output \
         (--reuse {} takes over what both have), or remove this one",
        path.display(),
        unlike.join("\n  "),
        quoted(path)
    )))
}

/// How long a call waits for another that is about to lay the same plan down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Lays a plan down unless one is there. Shards that start together all try, and all but one fail,
/// in one way or another: whoever finds a plan afterwards goes on.
fn laid_down(
    path: &Path,
    patience: Duration,
    mut create: impl FnMut() -> std::result::Result<(), Error>,
) -> std::result::Result<(), Error> {
    let begun = Instant::now();
    while !SweepFolder::is_there(path) {
        match create() {
            Ok(()) => break,
            Err(_) if SweepFolder::is_there(path) => break,
            Err(error @ (Error::Exists(_) | Error::Refused(_))) => return Err(error),
            Err(error) if begun.elapsed() >= patience => return Err(error),
            Err(_) => sleep(Duration::from_millis(50)),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn a_creation_that_fails_is_no_matter_when_the_plan_is_there_afterwards() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let path = home.path().join("swept");
        let failed = || Error::Failed {
            doing: "create",
            path: path.clone(),
            cause: "Directory not empty".to_owned(),
        };
        // The slow rename of one shard ends after the other's.
        let slow = || {
            fs::create_dir(&path).expect("a folder");
            for file in ["plan.csv", "run.toml"] {
                fs::write(path.join(file), "").expect("a file");
            }
            Err(failed())
        };
        let patience = Duration::from_millis(150);
        assert!(laid_down(&path, patience, slow).is_ok());
        assert!(laid_down(&path, patience, || unreachable!("it is there")).is_ok());
        // Trouble that lasts is said.
        let (nowhere, mut tries) = (home.path().join("none"), 0);
        let never = || {
            tries += 1;
            Err(failed())
        };
        assert!(matches!(laid_down(&nowhere, patience, never), Err(Error::Failed { .. })));
        assert!(tries > 1);
        let taken = || Err(Error::Refused("no".to_owned()));
        assert!(matches!(laid_down(&nowhere, patience, taken), Err(Error::Refused(_))));
    }

    #[test]
    fn shards_are_numbered_from_one() {
        assert_eq!(shard("2/3"), Ok(Shard { number: 1, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}

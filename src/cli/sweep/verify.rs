//! `kith sweep verify`: whether the results of a sweep are what this program makes. Cells drawn by
//! lot are run again, every part is read, and the tables are written anew beside the old ones.

use crate::studies::sweep;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use clap::Parser;

use crate::cli::progress::Progress;
use crate::cli::reproduce::{carried, copies_are_sound};
use crate::cli::run::stop_on_signals;
use crate::cli::sizes::Sizes;
use crate::cli::sweep::RunSweep;
use crate::cli::{Exit, Failure, Result, complain, counted, say};
use crate::model::random::{Draws, Purpose, Who};
use crate::report::{Error, Record};
use crate::runs::Watch;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::plan::{Job, SweepPlan};
use crate::studies::sweep::run::Done;
use crate::studies::sweep::store::Store;
use crate::studies::sweep::tables::Which;

/// Arguments of `kith sweep verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  kith sweep verify output/first --cells 50

It needs the folder alone: copies of the study and its scenarios are in it.")]
pub(crate) struct Verify {
    /// The folder of a sweep.
    folder: PathBuf,
    /// How many cells to run again.
    #[arg(long, value_name = "N", default_value_t = 20)]
    cells: usize,
    /// Seed of the lots that choose them.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
    /// Threads; all processors when not given.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// The command in a record.
#[derive(Debug, Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(flatten)]
    run: RunSweep,
}

/// Runs cells again and compares.
pub(crate) fn execute(args: &Verify) -> Result<Exit> {
    let refused = |error: Error| Failure::Input(error.to_string());
    let folder = SweepFolder::open(&args.folder).map_err(refused)?;
    let mut store = Store::open(&folder.parts()).map_err(refused)?;
    if folder.record.model != Record::model() {
        return Err(Failure::Input(format!(
            "{} was made by another version of the model ({}, {}); this is {} ({}). Cells that \
             differ would say nothing about the sweep",
            args.folder.display(),
            folder.record.model,
            folder.record.program,
            Record::model(),
            Record::program()
        )));
    }
    let plan = plan(&folder)?;
    let chosen = chosen(args, &folder, &store);
    if chosen.is_empty() {
        return Err(Failure::Input(format!("{}: no cell is done yet", args.folder.display())));
    }
    let stop = stop_on_signals()?;
    let pool = Sizes { threads: args.threads, ..Sizes::default() }.pool()?;
    let progress = Progress::of("cells", chosen.len() as u64, args.quiet, Arc::clone(&stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let again: Mutex<Vec<Done>> = Mutex::new(Vec::new());
    let hand_in = |done: Vec<Done>| {
        again.lock().expect("no cell panics while it hands in").extend(done);
        Ok::<(), Error>(())
    };
    let jobs = jobs(&plan, &chosen);
    let wanted = |cell: usize| chosen.contains(&cell);
    let ran = pool.install(|| sweep::run::run(&plan, &jobs, &wanted, &watch, &hand_in));
    progress.finish();
    ran.map_err(refused)?;
    if stop.load(Ordering::Relaxed) {
        complain(&"Stopped before all cells were run again.");
        return Ok(Exit::Stopped);
    }
    let mut wrong = Vec::new();
    for done in again.into_inner().expect("no cell panicked") {
        let there = store.read(&done.key).map_err(refused)?.unwrap_or_default();
        let bits = |figures: &[f64]| figures.iter().map(|f| f.to_bits()).collect::<Vec<_>>();
        if bits(&there) != bits(&done.figures) {
            wrong.push(format!("cell {} is not what this program makes", done.cell));
        }
    }
    wrong.sort();
    for damage in &store.damage {
        complain(&crate::cli::sweep::follow::damaged(damage));
    }
    let made = folder.made(&store);
    let of_tables = match tables(&folder, &mut store).map_err(refused)? {
        Tables::None => "no table is written yet".to_owned(),
        Tables::Other { held } if held > made.cells => {
            wrong.push(format!(
                "the tables hold {held} cells, and parts/ has {} of them: a part is missing or \
                 damaged. The same command runs what is gone again",
                made.cells
            ));
            String::new()
        }
        Tables::Other { held } => format!(
            "the tables are older: they hold {held} of the {} cells that are done, and `kith sweep \
             merge` writes them anew",
            made.cells
        ),
        Tables::Compared { wrong: tables } => {
            wrong.extend(tables);
            "so are the tables".to_owned()
        }
    };
    if wrong.is_empty() {
        let cells = counted(chosen.len(), "cell is", "cells are");
        let partial = if made.partial() { format!("; {made} are done") } else { String::new() };
        say(&format!("{cells} the same to the bit, and {of_tables}{partial}\n"))?;
        return Ok(Exit::Done);
    }
    complain(&format!("error: {}\n  {}", args.folder.display(), wrong.join("\n  ")));
    Ok(Exit::BadInput)
}

/// The plan of the study as it is now, if it is still that of the folder.
fn plan(folder: &SweepFolder) -> Result<SweepPlan> {
    copies_are_sound(&folder.record.inputs, folder.path())?;
    let command = carried(&folder.record.reproduce, folder.path());
    let line = command.strip_prefix(&["kith".to_owned(), "sweep".to_owned()]).unwrap_or_default();
    let line = Line::try_parse_from(line).map_err(|_| {
        Failure::Input(format!("the record's command is none: {}", folder.record.reproduce))
    })?;
    let plan = SweepPlan::new(&line.run.study()?)?;
    let same = plan.keys.iter().eq(folder.cells.iter().map(|cell| &cell.key));
    if same {
        return Ok(plan);
    }
    Err(Failure::Input(format!(
        "{}: this program makes another plan of the study in inputs/",
        folder.path().display()
    )))
}

/// Cells drawn by lot among those that are done, in their order.
fn chosen(args: &Verify, folder: &SweepFolder, store: &Store) -> Vec<usize> {
    let lots = Draws::new(args.seed, 0, u32::MAX).week(0);
    let there = (0..folder.cells.len()).filter(|&cell| store.has(&folder.cells[cell].key));
    let mut lots: Vec<(u32, usize)> =
        there.map(|cell| (lots.words(Purpose::Range, Who(cell as u32), 2, 0)[0], cell)).collect();
    lots.sort_unstable();
    let mut cells: Vec<usize> = lots.into_iter().take(args.cells).map(|(_, cell)| cell).collect();
    cells.sort_unstable();
    cells
}

/// The jobs of some cells.
fn jobs(plan: &SweepPlan, cells: &[usize]) -> Vec<Job> {
    let job = |&cell: &usize| {
        let cell = plan.cell(cell);
        Job { points: cell.point..cell.point + 1, replicate: cell.replicate }
    };
    let mut jobs: Vec<Job> = cells.iter().map(job).collect();
    jobs.sort_by_key(|job| (job.points.start, job.replicate));
    jobs.dedup();
    jobs
}

/// What is wrong with the tables, or with the parts that they were made of.
fn tables(folder: &SweepFolder, store: &mut Store) -> std::result::Result<Tables, Error> {
    let files = folder.table_files();
    let (there, gone): (Vec<String>, Vec<String>) =
        files.into_iter().partition(|file| folder.path().join(file).is_file());
    let made = folder.made(store);
    // Records of the first sweeps do not say how many cells the tables hold.
    let held = folder.record.tables.map_or(made.cells, |tables| tables.cells);
    if there.is_empty() {
        return Ok(Tables::None);
    }
    if held != made.cells {
        return Ok(Tables::Other { held });
    }
    let failed = |doing, path: &Path, cause: io::Error| Error::Failed {
        doing,
        path: path.to_owned(),
        cause: cause.to_string(),
    };
    let beside =
        tempfile::tempdir().map_err(|cause| failed("create", Path::new("a folder"), cause))?;
    folder.write_tables_to(beside.path(), store, Which::Done)?;
    let mut wrong: Vec<String> = gone.iter().map(|file| format!("{file} is missing")).collect();
    for file in there {
        let path = folder.path().join(&file);
        let read = |path: &Path| fs::read(path).map_err(|cause| failed("read", path, cause));
        if read(&path)? != read(&beside.path().join(&file))? {
            wrong.push(format!("{file} does not hold what the cells gave"));
        }
    }
    Ok(Tables::Compared { wrong })
}

/// How tables and parts stand to each other.
enum Tables {
    /// No table is written yet.
    None,
    /// The tables hold this many cells, and the parts more or fewer.
    Other { held: usize },
    /// They hold the same cells; these tables are not what the parts give.
    Compared { wrong: Vec<String> },
}

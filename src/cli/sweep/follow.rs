//! `kith sweep status` and `kith sweep merge`: they need the folder of a sweep and nothing else,
//! neither the study nor its scenarios.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::builder::RangedU64ValueParser;
use serde::Serialize;

use crate::cli::reproduce::carried;
use crate::cli::run::quoted;
use crate::cli::sweep::tolerance::Rounds;
use crate::cli::{Exit, Result, complain, say};
use crate::report::{Error, Machine, Record};
use crate::studies::sweep::folder::{Hold, SweepFolder};
use crate::studies::sweep::record::TablesMade;
use crate::studies::sweep::store::{Damage, Store};
use crate::studies::sweep::tables::Which;

/// Arguments of `kith sweep status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith sweep status output/first
  sbatch --array=$(kith sweep status --missing-as-array 16 output/first) element.sh")]
pub(crate) struct Status {
    /// Print one JSON object for each folder, one on a line.
    #[arg(long)]
    json: bool,
    /// Print nothing but the numbers of the parts, of so many, that have cells to run, as a job array takes
    /// them, such as 2,5-7; with --json beside the rest.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000))]
    missing_as_array: Option<usize>,
    /// Folders of sweeps.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
}

/// Arguments of `kith sweep merge`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith sweep merge output/all output/shard_1 output/shard_2
  kith sweep merge output/shared
  kith sweep merge output/first --incomplete
  kith sweep merge output/shared --tolerance gp_requests=0.05 --most 64

Results of the other folders are copied into the first, which need not be there yet; then the
tables are written. They are equal to the bit however the work was shared out. With --tolerance the
last round of replicates is joined, in the one folder that all shards share: code 0 says that no more
are wanted, 3 that the same shards are to run another round.")]
pub(crate) struct Merge {
    /// The folder that gets all results; of a sweep with a tolerance that of its first round.
    pub(in crate::cli::sweep) folder: PathBuf,
    /// Folders of shards of the same plan.
    #[arg(conflicts_with = "tolerance")]
    from: Vec<PathBuf>,
    /// Write tables of the cells that are done, though others are not.
    #[arg(long, conflicts_with = "tolerance")]
    incomplete: bool,
    #[command(flatten)]
    pub(in crate::cli::sweep) rounds: Rounds,
    /// Print nothing but errors.
    #[arg(long)]
    pub(in crate::cli::sweep) quiet: bool,
}

/// What is said of a damaged stretch.
pub(crate) fn damaged(damage: &Damage) -> String {
    format!(
        "warning: {} bytes of {} from byte {} on are torn or damaged: what was there is run again",
        damage.bytes,
        damage.part.display(),
        damage.offset
    )
}

/// Says how far sweeps have come.
pub(crate) fn status(args: &Status) -> Result<Exit> {
    let mut exit = Exit::Done;
    for path in &args.folders {
        match one_status(path, args) {
            Ok(text) => say(&text)?,
            Err(error) => {
                complain(&format!("error: {error}"));
                exit = Exit::BadInput;
            }
        }
    }
    Ok(exit)
}

/// How far a sweep has come, for other programs.
#[derive(Serialize)]
struct Progress<'a> {
    folder: &'a Path,
    title: &'a str,
    cells: usize,
    done: usize,
    /// The model that the sweep is of, and whether it is this program's.
    model: &'a str,
    this_model: bool,
    tables_written: bool,
    damaged_pieces: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_as_array: Option<String>,
}

/// Numbers as a job array takes them: runs of three or more as a range.
fn as_array(numbers: &BTreeSet<usize>) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let run = |&(first, last): &(usize, usize)| match last - first {
        0 => format!("{first}"),
        1 => format!("{first},{last}"),
        _ => format!("{first}-{last}"),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(",")
}

fn one_status(path: &Path, args: &Status) -> std::result::Result<String, Error> {
    let folder = SweepFolder::open(path)?;
    let store = Store::open(&folder.parts())?;
    let record = &folder.record;
    let (all, missing) = (folder.cells.len(), folder.missing(&store));
    let this_model = record.model == Record::model();
    let written = folder.table_files().iter().all(|file| path.join(file).is_file());
    let array = args.missing_as_array.map(|of| as_array(&folder.missing_parts(&store, of)));
    if args.json {
        let progress = Progress {
            folder: path,
            title: &record.sweep.title,
            cells: all,
            done: all - missing,
            model: &record.model,
            this_model,
            tables_written: written,
            damaged_pieces: store.damage.len(),
            missing_as_array: array,
        };
        let text = serde_json::to_string(&progress).expect("a plain table is JSON");
        return Ok(text + "\n");
    }
    if let Some(array) = array {
        return Ok(array + "\n");
    }
    let mut text = format!("{}: {}\n", path.display(), record.sweep.title);
    let mut line = |what: &str, says: String| {
        writeln!(text, "  {what:<10}{says}").expect("writing to a string");
    };
    line("cells", format!("{} of {all} done", all - missing));
    for (number, scenario) in record.scenarios.iter().enumerate() {
        let of: Vec<_> = folder.cells.iter().filter(|cell| cell.scenario == number).collect();
        let done = of.iter().filter(|cell| store.has(&cell.key)).count();
        line("", format!("{}: {done} of {}", scenario.name, of.len()));
    }
    line(
        "plan",
        format!(
            "{} points ({}), {} replicates, {} people, {} weeks, seed {}",
            record.sweep.points,
            record.sweep.design,
            record.run.replicates,
            record.run.people,
            record.run.weeks,
            record.run.seed
        ),
    );
    let model = if this_model {
        format!("{}, this program's", record.model)
    } else {
        format!("{}; this program's is {}", record.model, Record::model())
    };
    line("model", model);
    let tables = match record.tables {
        Some(made) if written => format!("written, of {made}"),
        None if written => "written".to_owned(),
        _ => "not written yet".to_owned(),
    };
    line("tables", tables);
    for damage in &store.damage {
        line("damage", damaged(damage).trim_start_matches("warning: ").to_owned());
    }
    if missing > 0 {
        let command = carried(&record.reproduce, path);
        let words: Vec<String> = command.iter().map(|word| quoted(Path::new(word))).collect();
        line("to go on", format!("{} --output {}", words.join(" "), quoted(path)));
    }
    Ok(text)
}

/// Gathers results and writes tables.
pub(crate) fn merge(args: &Merge) -> Result<Exit> {
    match merged(args) {
        Ok(made) => {
            if made.partial() && !args.quiet {
                complain(&"warning: the tables are incomplete; INCOMPLETE.txt beside them says so");
            }
            if !args.quiet {
                say(&format!("{made} in the tables\nResults: {}\n", args.folder.display()))?;
            }
            Ok(Exit::Done)
        }
        Err(error) => {
            complain(&format!("error: {error}"));
            Ok(match error {
                Error::Failed { .. } | Error::NoRoom { .. } | Error::Held(_) => Exit::Stopped,
                Error::Exists(_) | Error::Refused(_) => Exit::BadInput,
            })
        }
    }
}

fn merged(args: &Merge) -> std::result::Result<TablesMade, Error> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = |seconds| Machine::here(1, since, seconds).doing("merge");
    let others: Vec<SweepFolder> = args
        .from
        .iter()
        .map(|path| SweepFolder::open(path))
        .collect::<std::result::Result<_, _>>()?;
    if let (false, Some(first)) = (SweepFolder::is_there(&args.folder), others.first()) {
        first.copy_plan(&args.folder, &machine(0.0))?;
    }
    let mut folder = SweepFolder::open(&args.folder)?;
    let _held = folder.hold(Hold::Alone)?;
    for other in &others {
        folder.gather(other)?;
    }
    let mut store = Store::open(&folder.parts())?;
    if !args.quiet {
        store.damage.iter().for_each(|damage| complain(&damaged(damage)));
    }
    let which = if args.incomplete { Which::Done } else { Which::All };
    let seconds = started.elapsed().as_secs_f64();
    folder.write_tables(&mut store, which, &machine(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_listed_as_a_job_array_takes_them() {
        let array = |numbers: &[usize]| as_array(&numbers.iter().copied().collect());
        assert_eq!(array(&[2, 5, 6, 7]), "2,5-7");
        assert_eq!(array(&[1, 2, 4]), "1,2,4");
        assert_eq!((array(&[]), array(&[3])), (String::new(), "3".to_owned()));
    }
}

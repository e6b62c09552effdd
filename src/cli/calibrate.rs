//! `kith calibrate`: from published figures to draws of parameters that could have given them. A screening,
//! waves and the draws that are kept are each a sweep; all between them is a function of its figures, so that
//! what gathers beside the results is the whole state.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::draws;
use crate::cli::placed::Placed;
use crate::cli::reweigh::{self, Weighted};
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::{self, RunSizes};
use crate::cli::stages::{Figures, Site, Stage};
use crate::cli::sweep::{self, Shard};
use crate::cli::{
    Exit, Failure, Result, complain, named_file, refuse, say, tell, tell_built_in, warn,
};
use crate::report::{Destination, Error, Inputs, Kind, Machine, Record, ScenarioRead, Staging};
use crate::runs::RunSize;
use crate::scenario::Origin;
use crate::studies::calibration::course;
use crate::studies::calibration::read::{Calibration, load_calibration};
use crate::studies::calibration::results::{
    CalibrationRead, CalibrationRecord, CalibrationResults, write_calibration, write_reweighed,
};
use crate::studies::calibration::sentences::calibration_said;
use crate::studies::draws::ParameterDraws;
use crate::studies::sweep::read::Luck;

/// Bytes that tables and pictures may take.
const ROOM: u64 = 16 << 20;

/// Arguments of `kith calibrate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith calibrate scenarios/studies/calibration.toml
  kith calibrate scenarios/studies/calibration.toml --people 1000 --shard 1/2
  kith calibrate scenarios/studies/calibration.toml --draws scenarios/posterior.csv --output output/effects

A study is a TOML file: docs/calibration.md says how to write one. Cells gather in a folder beside the
results, with `.cells` at its end. Ctrl-C, a crash or a full disk loses the cells at hand at most: the same
command goes on. Shards each do their part of a stage; when all have, the same commands go on with the next
stage, and without --shard the results are written.")]
pub struct CalibrateArgs {
    /// The study file, or the name of one in `scenarios/studies`.
    #[arg(value_parser = named_file())]
    study: PathBuf,
    #[command(flatten)]
    sizes: RunSizes,
    /// Do one part of the work in this many, for instance 1/4.
    #[arg(long, value_name = "I/N", value_parser = sweep::shard)]
    shard: Option<Shard>,
    /// Begin with the draws of this table, such as an earlier posterior, and weigh them by the study's effects of
    /// trials alone: no screening, no waves.
    #[arg(long, value_name = "FILE")]
    draws: Option<PathBuf>,
    #[command(flatten)]
    placed: Placed,
}

/// Why a calibration goes no further here.
enum Halt {
    /// A stage is not done: how the command ends.
    Ended(Exit),
    /// Something is wrong.
    Failed(Failure),
}

/// Calibrates.
///
/// # Errors
/// If the study is wrong, or no thread can be started.
pub fn execute(args: &CalibrateArgs) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let calibration = args.calibration()?;
    let study = &calibration.study;
    let table = args.table(&calibration)?;
    let inputs = draws::with(reweigh::inputs(&calibration)?, table.as_ref())?;
    if !args.placed.quiet {
        tell_built_in(&study.scenarios);
        warn(study.scenarios[0].warnings.iter().chain(&study.warnings));
    }
    let path = args.placed.folder(&study.name);
    let target = match Destination::try_out(&path, Kind::Calibration, args.placed.existing(), ROOM)
    {
        // Shards work side by side on the cells and publish nothing.
        Ok(_) | Err(Error::Held(_)) if args.shard.is_some() => None,
        Ok(target) => Some(target),
        Err(error) => return Ok(refuse(&error)),
    };
    let notes = target.iter().flat_map(Destination::notes);
    notes.for_each(|note| complain(&format!("note: {note}")));
    let pool = args.sizes.each.pool()?;
    let site = Site {
        study,
        cells: args.placed.cells(&study.name),
        inputs: &inputs,
        pool: &pool,
        stop: &stop_on_signals()?,
        shard: args.shard,
        quiet: args.placed.quiet,
        reproduce: args.reproduce(&calibration, &inputs),
        again: args.again(&calibration),
    };
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let desk = Desk { args, calibration: &calibration, site, target, path: &path, since, started };
    match &table {
        Some(table) => desk.weighed_anew(table),
        None => desk.calibrated(),
    }
}

/// A calibration that can begin.
struct Desk<'a> {
    args: &'a CalibrateArgs,
    calibration: &'a Calibration,
    site: Site<'a>,
    /// Nothing for a shard.
    target: Option<Destination>,
    path: &'a Path,
    since: u64,
    started: Instant,
}

impl Desk<'_> {
    fn machine(&self, seconds: f64) -> Machine {
        Machine::here(self.site.pool.current_num_threads(), self.since, seconds)
    }

    /// Weighs the draws of a table by the effects of the study.
    fn weighed_anew(self, table: &ParameterDraws) -> Result<Exit> {
        let calibration = self.calibration;
        let laid = self.machine(0.0).doing("plan");
        let stage = reweigh::trialled(&self.site, &laid, calibration, Weighted::of(table))?;
        let (trialled, cells) = match stage {
            Stage::Seen(seen) => seen,
            Stage::Ended(exit) => return Ok(exit),
        };
        let read = CalibrationRead {
            active: trialled.paths.len(),
            draws: trialled.draws.len(),
            cells,
            ..CalibrateArgs::read(calibration)
        };
        let title = calibration.study.title.as_str();
        let write = |staging: &Staging<'_>, record: &CalibrationRecord| {
            write_reweighed(staging, record, (title, &trialled))
        };
        self.published(read, write, || format!("{title}\n\n{}", trialled.said()))
    }

    /// Screens, rules out in waves, and keeps draws.
    fn calibrated(self) -> Result<Exit> {
        let (calibration, site) = (self.calibration, &self.site);
        let study = &calibration.study;
        let laid = self.machine(0.0).doing("plan");
        let mut cells = 0;
        let mut run = |name: &str, active: &[usize], points: &[Vec<f64>], luck: Luck| {
            let plan = site.pool.install(|| calibration.plan(active, points, luck));
            let plan = plan.map_err(|found| Halt::Failed(found.into()))?;
            cells += plan.cells();
            let read = |figures: &mut Figures<'_>| calibration.seen(&plan, figures);
            match site.stage(name, &plan, &laid, read).map_err(Halt::Failed)? {
                Stage::Seen(seen) => Ok(seen),
                Stage::Ended(exit) => Err(Halt::Ended(exit)),
            }
        };
        let all: Vec<usize> = (0..study.factors.len()).collect();
        let mut strengths = Vec::new();
        let mut active = all.clone();
        if calibration.is_screened() {
            let walks = calibration.walks();
            match run("screening", &all, walks.points(), Luck::Shared) {
                Ok(seen) => strengths = calibration.strengths(&walks, &seen),
                Err(halt) => return halt.exit(),
            }
            active = calibration.active(&strengths);
        }
        if active.is_empty() {
            return Err(Failure::Input("no parameter moves any of the figures".to_owned()));
        }
        let asked = calibration.asked(active.len());
        let mut simulate = |name: &str, points: &[Vec<f64>]| run(name, &active, points, Luck::Own);
        let aims = calibration.aims();
        let made =
            site.pool.install(|| course::calibrate(&asked, active.len(), &aims, &mut simulate));
        let course = match made {
            Ok(course) => course,
            Err(halt) => return halt.exit(),
        };
        let mut results = CalibrationResults {
            calibration,
            strengths: &strengths,
            active: &active,
            course: &course,
            trialled: None,
        };
        let mut trialled = None;
        if !calibration.effects.is_empty() && !course.draws.is_empty() {
            let weighted = CalibrateArgs::weighted(&results);
            match reweigh::trialled(site, &laid, calibration, weighted)? {
                Stage::Seen((seen, more)) => {
                    cells += more;
                    trialled = Some(seen);
                }
                Stage::Ended(exit) => return Ok(exit),
            }
        }
        results.trialled = trialled.as_ref();
        let read = CalibrationRead {
            active: active.len(),
            waves: course.waves.len(),
            draws: course.draws.len(),
            cells,
            ..CalibrateArgs::read(calibration)
        };
        let write = |staging: &Staging<'_>, record: &CalibrationRecord| {
            write_calibration(staging, record, &results)
        };
        self.published(read, write, || calibration_said(&results))
    }

    /// Publishes the results, but of a shard, and says what they come to.
    fn published(
        self,
        read: CalibrationRead,
        write: impl FnOnce(&Staging<'_>, &CalibrationRecord) -> std::result::Result<(), Error>,
        said: impl FnOnce() -> String,
    ) -> Result<Exit> {
        let quiet = self.args.placed.quiet;
        let seconds = self.started.elapsed().as_secs_f64();
        let Some(target) = &self.target else {
            if !quiet {
                say("All cells are done: the same command without --shard writes the results.\n")?;
            }
            return Ok(Exit::Done);
        };
        let (inputs, cells) = (self.site.inputs, read.cells);
        let record = self.args.record(self.calibration, inputs, read, self.machine(seconds));
        let publish = || {
            let staging = target.stage()?;
            inputs.write(&staging, "")?;
            write(&staging, &record)?;
            staging.publish()
        };
        if let Err(error) = publish() {
            complain(&format!("error: {error}\nAll cells are done. To write the results:"));
            complain(&format!("  {}", self.args.again(self.calibration)));
            return Ok(Exit::Stopped);
        }
        if !quiet {
            let (seconds, path) = (self.started.elapsed().as_secs_f64(), self.path.display());
            let said = said();
            tell(&format!("{said}\n{cells} cells, {seconds:.0} s\nResults: {path}\n"));
        }
        Ok(Exit::Done)
    }
}

impl Halt {
    fn exit(self) -> Result<Exit> {
        match self {
            Self::Ended(exit) => Ok(exit),
            Self::Failed(failure) => Err(failure),
        }
    }
}

impl CalibrateArgs {
    /// The study with the sizes of the command line.
    fn calibration(&self) -> Result<Calibration> {
        let mut calibration = load_calibration(&self.study)?;
        for scenario in &mut calibration.study.scenarios {
            self.sizes.apply(scenario)?;
        }
        if calibration.study.scenarios[0].start().run.replicates < 2.0 {
            return Err(Failure::Input("one replicate cannot tell chance: at least 2".to_owned()));
        }
        Ok(calibration)
    }

    /// The draws that are weighed anew, if a table of them was given.
    fn table(&self, calibration: &Calibration) -> Result<Option<ParameterDraws>> {
        let table = draws::read(self.draws.as_deref())?;
        if table.is_some() && calibration.effects.is_empty() {
            return Err(Failure::Input(format!(
                "--draws: {} has no effect of a trial that could weigh draws (allowed: a study with `[[effect]]`, \
                 as docs/calibration.md shows)",
                self.study.display()
            )));
        }
        Ok(table)
    }

    /// The command that makes the same results of a study file, wherever they are put and whoever helps.
    fn command(calibration: &Calibration, file: &Path, table: Option<&Path>) -> String {
        let size = RunSize::of(calibration.study.scenarios[0].start());
        let text = format!("kith calibrate {}", quoted(file));
        let table = table.map_or_else(String::new, |table| format!(" --draws {}", quoted(table)));
        text + &table + &sizes::flags(&size)
    }

    /// The same in the folder of the results, of the copy there.
    fn reproduce(&self, calibration: &Calibration, inputs: &Inputs) -> String {
        let copy = |path: &Path| Path::new(inputs.copy_of(&Origin::File(path.to_owned())));
        let table = self.draws.as_deref().map(copy);
        Self::command(calibration, copy(&self.study), table)
    }

    /// The command that goes on with this work.
    fn again(&self, calibration: &Calibration) -> String {
        let mut text =
            Self::command(calibration, &self.study, self.draws.as_deref()) + &self.sizes.threads();
        if let Some(Shard { number, of }) = self.shard {
            write!(text, " --shard {}/{of}", number + 1).expect("writing to a string");
        }
        text + &self.placed.flags()
    }

    /// The draws that were kept.
    fn weighted(results: &CalibrationResults<'_>) -> Weighted {
        let factors = &results.calibration.study.factors;
        Weighted {
            factors: results.active.iter().map(|&active| factors[active].clone()).collect(),
            draws: results.draws(),
            weights: results.course.draws.iter().map(|draw| draw.weight).collect(),
        }
    }

    /// What records say of a study, before anything came of it.
    fn read(calibration: &Calibration) -> CalibrationRead {
        let of = &calibration.study;
        CalibrationRead {
            name: of.name.clone(),
            title: of.title.clone(),
            parameters: of.factors.len(),
            active: 0,
            figures: calibration.figures.len(),
            effects: calibration.effects.len(),
            waves: 0,
            draws: 0,
            cells: 0,
        }
    }

    fn record(
        &self,
        calibration: &Calibration,
        inputs: &Inputs,
        read: CalibrationRead,
        machine: Machine,
    ) -> CalibrationRecord {
        let of = &calibration.study;
        CalibrationRecord {
            program: Record::program(),
            commit: Record::commit(),
            model: Record::model(),
            reproduce: self.reproduce(calibration, inputs),
            calibration: read,
            run: RunSize::of(of.scenarios[0].start()),
            scenarios: of.scenarios.iter().map(|read| ScenarioRead::of(read, inputs)).collect(),
            inputs: inputs.listed(),
            machine,
        }
    }
}

//! `kith sensitivity`: on which parameters outcomes depend. Two stages, each a sweep at points of
//! its own: a screening of many parameters, then shares of variance for the strongest. Cells gather
//! beside the results, so that the same command goes on after whatever stopped it.

use crate::cli::placed::Placed;
use crate::cli::sizes;
use crate::cli::sweep;
use crate::report;
use crate::studies::sensitivity;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::RunSizes;
use crate::cli::stages::{Figures, Site, Stage};
use crate::cli::sweep::Shard;
use crate::cli::{Exit, Result, complain, named_file, refuse, say, tell, tell_built_in, warn};
use crate::report::{Destination, Error, Inputs, Kind, Machine, ScenarioRead};
use crate::runs::RunSize;
use crate::scenario::Origin;
use crate::studies::sensitivity::findings::Findings;
use crate::studies::sensitivity::read::Sensitivity;
use crate::studies::sensitivity::results::{
    SensitivityRead, SensitivityRecord, SensitivityResults,
};

/// Bytes that tables and pictures may take.
const ROOM: u64 = 16 << 20;

/// Arguments of `kith sensitivity`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith sensitivity scenarios/studies/sensitivity.toml
  kith sensitivity scenarios/studies/sensitivity.toml --shard 1/2

A study is a TOML file: docs/sensitivity.md says how to write one. Cells gather in a folder beside
the results, with `.cells` at its end. Ctrl-C, a crash or a full disk loses the cells at hand at
most: the same command goes on. Shards each do their part of a stage; when all have, the same
commands go on with the next stage, and without --shard the results are written.")]
pub struct SensitivityArgs {
    /// The study file, or the name of one in `scenarios/studies`.
    #[arg(value_parser = named_file())]
    study: PathBuf,
    #[command(flatten)]
    sizes: RunSizes,
    /// Do one part of the work in this many, for instance 1/4.
    #[arg(long, value_name = "I/N", value_parser = sweep::shard)]
    shard: Option<Shard>,
    #[command(flatten)]
    placed: Placed,
}

/// Runs a study.
///
/// # Errors
/// If the study is wrong, or no thread can be started.
pub fn execute(args: &SensitivityArgs) -> Result<Exit> {
    let (clock, started) = (SystemTime::now(), Instant::now());
    let study = args.study()?;
    let inputs = sweep::study_inputs(&study.study)?;
    if !args.placed.quiet {
        let scenarios = study.study.scenarios.iter();
        tell_built_in(&study.study.scenarios);
        warn(scenarios.flat_map(|scenario| &scenario.warnings).chain(&study.study.warnings));
    }
    let path = args.placed.folder(&study.study.name);
    let existing = args.placed.existing();
    let target = match Destination::try_out(&path, Kind::Sensitivity, existing, ROOM) {
        // Shards work side by side on the cells and publish nothing.
        Ok(_) | Err(Error::Held(_)) if args.shard.is_some() => None,
        Ok(target) => Some(target),
        Err(error) => return Ok(refuse(&error)),
    };
    let notes = target.iter().flat_map(Destination::notes);
    notes.for_each(|note| complain(&format!("note: {note}")));
    let pool = args.sizes.each.pool()?;
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = |seconds| Machine::here(pool.current_num_threads(), since, seconds);
    let site = Site {
        study: &study.study,
        cells: args.placed.cells(&study.study.name),
        inputs: &inputs,
        pool: &pool,
        stop: &stop_on_signals()?,
        shard: args.shard,
        quiet: args.placed.quiet,
        reproduce: args.reproduce(&study, &inputs),
        again: args.again(&study),
    };
    let mut findings = Findings::default();
    let mut cells = 0;
    if let Some((walks, plan)) = pool.install(|| sensitivity::stage::screening(&study))? {
        cells += plan.cells();
        let read = |figures: &mut Figures<'_>| sensitivity::stage::seen(&study, &plan, figures);
        match site.stage("screening", &plan, &machine(0.0).doing("plan"), read)? {
            Stage::Seen(seen) => {
                findings.screened = sensitivity::stage::screened(&study, &walks, &seen);
            }
            Stage::Ended(exit) => return Ok(exit),
        }
    }
    findings.chosen = match &study.indices {
        None => Vec::new(),
        Some(asked) if study.screening.is_some() => {
            sensitivity::stage::strongest(&findings.screened, asked.strongest)
        }
        Some(_) => (0..study.study.factors.len()).collect(),
    };
    if !findings.chosen.is_empty()
        && let Some((rows, plan)) =
            pool.install(|| sensitivity::stage::indices(&study, &findings.chosen))?
    {
        cells += plan.cells();
        let read = |figures: &mut Figures<'_>| sensitivity::stage::seen(&study, &plan, figures);
        match site.stage("indices", &plan, &machine(0.0).doing("plan"), read)? {
            Stage::Seen(seen) => findings.shared = sensitivity::stage::shared(&study, &rows, &seen),
            Stage::Ended(exit) => return Ok(exit),
        }
    }
    let Some(target) = target else {
        if !args.placed.quiet {
            say("All cells are done: the same command without --shard writes the results.\n")?;
        }
        return Ok(Exit::Done);
    };
    let record =
        args.record((&study, &inputs), &findings, cells, machine(started.elapsed().as_secs_f64()));
    let results = SensitivityResults { study: &study, findings: &findings };
    let write = || {
        let staging = target.stage()?;
        inputs.write(&staging, "")?;
        sensitivity::results::write_sensitivity(&staging, &record, &results)?;
        staging.publish()
    };
    if let Err(error) = write() {
        complain(&format!("error: {error}\nAll cells are done. To write the results:"));
        complain(&format!("  {}", args.again(&study)));
        return Ok(Exit::Stopped);
    }
    if !args.placed.quiet {
        let said = sensitivity::sentences::sensitivity_said(&results);
        let seconds = started.elapsed().as_secs_f64();
        tell(&format!("{said}\n{cells} cells, {seconds:.0} s\nResults: {}\n", path.display()));
    }
    Ok(Exit::Done)
}

impl SensitivityArgs {
    /// The study with the sizes of the command line.
    fn study(&self) -> Result<Sensitivity> {
        let mut study = sensitivity::read::load_sensitivity(&self.study)?;
        for scenario in &mut study.study.scenarios {
            self.sizes.apply(scenario)?;
        }
        study.check_sizes()?;
        Ok(study)
    }

    /// The command that makes the same results of a study file, wherever they are put and whoever
    /// helps.
    fn command(study: &Sensitivity, file: &Path) -> String {
        let size = RunSize::of(study.study.scenarios[0].start());
        format!("kith sensitivity {}{}", quoted(file), sizes::flags(&size))
    }

    /// The same in the folder of the results, of the copy there.
    fn reproduce(&self, study: &Sensitivity, inputs: &Inputs) -> String {
        Self::command(study, Path::new(inputs.copy_of(&Origin::File(self.study.clone()))))
    }

    /// The command that goes on with this work.
    fn again(&self, study: &Sensitivity) -> String {
        let mut text = Self::command(study, &self.study) + &self.sizes.threads();
        if let Some(Shard { number, of }) = self.shard {
            write!(text, " --shard {}/{of}", number + 1).expect("writing to a string");
        }
        text + &self.placed.flags()
    }

    fn record(
        &self,
        (study, inputs): (&Sensitivity, &Inputs),
        findings: &Findings,
        cells: usize,
        machine: Machine,
    ) -> SensitivityRecord {
        let of = &study.study;
        let rows = study.indices.filter(|_| !findings.chosen.is_empty());
        SensitivityRecord {
            program: report::Record::program(),
            commit: report::Record::commit(),
            model: report::Record::model(),
            reproduce: self.reproduce(study, inputs),
            sensitivity: SensitivityRead {
                name: of.name.clone(),
                title: of.title.clone(),
                parameters: of.factors.len(),
                trajectories: study.screening.map_or(0, |screening| screening.trajectories),
                parameters_of_indices: findings.chosen.len(),
                rows: rows.map_or(0, |rows| rows.rows),
                cells,
            },
            run: RunSize::of(of.scenarios[0].start()),
            scenarios: of.scenarios.iter().map(|read| ScenarioRead::of(read, inputs)).collect(),
            inputs: inputs.listed(),
            machine,
        }
    }
}

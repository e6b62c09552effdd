//! `kith theory`: the claims of the theory as experiments, with a verdict for each. The sizes are
//! those at which all claims together take less than 20 minutes on two cores: their reasons stand beside them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::progress::Progress;
use crate::cli::run::stop_on_signals;
use crate::cli::sizes::Sizes;
use crate::cli::{Exit, Failure, Result, complain, counted, say};
use crate::experiment::theory::{self, Bench, Draw, Verdict};
use crate::experiment::{Plan, Watch};
use crate::output::{
    self, Existing, Machine, Record, RunMade, ScenarioRead, Target, theory_summary, theory_table,
};
use crate::scenario::claims::{self, Claim, Tested};
use crate::scenario::{self, Scenario};

/// Registered people of a neighbourhood: one or two practices and about twenty organisations.
const PEOPLE: u32 = 10_000;

/// Measured weeks: a year to settle, two years that are read.
const WEEKS: u32 = 156;

/// Replicates: the interval of a mean over 12 paired differences is 1.27 of their standard
/// deviation wide on both sides together.
const REPLICATES: u32 = 12;

/// Replicates of each draw of parameters: signs are counted over the draws, so many draws with few
/// replicates say more than few draws with many.
const DRAW_REPLICATES: u32 = 2;

/// Arguments of `kith theory`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith theory A013 A017
  kith theory --group A1 --replicates 24
  kith theory A001-A055 --output output/theory --force
  kith theory --list

Claims are experiments in `scenarios/theory`; README.md there says how to write one. The same seed
gives the same verdicts, whatever the number of threads. Results are kept when a folder is named.
Sizes that are not given: 12 replicates (of a claim that asks for none), 10,000 people, 156 weeks,
the seed of the baseline.")]
#[allow(clippy::struct_excessive_bools)] // Switches of a command line.
pub struct Theory {
    /// Claims, such as A013 or A001-A019; all when none is named.
    #[arg(value_name = "IDS")]
    ids: Vec<String>,
    /// Claims of this group; may be given again.
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    #[command(flatten)]
    sizes: Sizes,
    /// Try the signs in so many draws of all parameters from their plausible ranges.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    robust: Option<u32>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// List the claims and run nothing.
    #[arg(long)]
    list: bool,
    /// Folder for `theory.csv`, `effects.csv` and the record of the run.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace results that are there, once the new ones are complete.
    #[arg(long)]
    force: bool,
    /// Print nothing but results and errors.
    #[arg(long)]
    quiet: bool,
    /// Folder of the claims.
    #[arg(long, value_name = "DIR", default_value = "scenarios/theory")]
    claims: PathBuf,
    /// The scenario that arms are laid on.
    #[arg(long, value_name = "SCENARIO", default_value = "scenarios/baseline.toml")]
    baseline: PathBuf,
}

/// Runs the experiments and says what came of them.
///
/// # Errors
/// If a file of claims or the baseline is wrong, or results cannot be written.
pub fn execute(args: &Theory) -> Result<Exit> {
    let claims = chosen(claims::load(&args.claims)?, args)?;
    if args.list {
        say(&list(&claims))?;
        return Ok(Exit::Done);
    }
    let baseline = scenario::load(&args.baseline)?;
    let plan = plan(&args.sizes, &baseline);
    if let Some(wrong) = impossible(&plan) {
        complain(&format!("error: {wrong}"));
        return Ok(Exit::Usage);
    }
    let bench = Bench::new(&claims, &baseline, plan.replicates)?;
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let target = match &args.output {
        Some(path) => match Target::try_out(path, existing, 1 << 20) {
            Ok(target) => Some(target),
            Err(error) => {
                complain(&format!("error: {error}"));
                return Ok(Exit::Usage);
            }
        },
        None => None,
    };
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = args.sizes.pool()?;
    if !args.quiet {
        let arms = counted(bench.arms(), "arm", "different arms");
        complain(&format!("{}, {arms}", counted(claims.len(), "claim", "claims")));
    }
    let progress = Progress::new(bench.work(), args.quiet, Arc::clone(&stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let measured = pool.install(|| bench.run(&plan, &watch));
    progress.finish();
    if stop.load(Ordering::Relaxed) {
        complain(&"Stopped: no verdict was reached and nothing was written.");
        return Ok(Exit::Stopped);
    }
    let mut findings = theory::judge(&claims, &plan, &measured);
    if let Some(draws) = args.robust {
        let progress = Progress::new(u64::from(draws), args.quiet, Arc::clone(&stop));
        let tried = pool.install(|| try_signs(draws, &claims, &baseline, &plan, &stop, &progress));
        progress.finish();
        if stop.load(Ordering::Relaxed) {
            complain(&"Stopped: nothing was written.");
            return Ok(Exit::Stopped);
        }
        for (number, finding) in findings.iter_mut().enumerate() {
            finding.robust = theory::robust(&tried, number);
        }
    }
    if let Some(target) = &target {
        let seconds = started.elapsed().as_secs_f64();
        let clock = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let machine = Machine::here(pool.current_num_threads(), clock, seconds);
        let record = record(args, &baseline, &plan, machine);
        let write = || {
            let staging = target.stage()?;
            output::write_theory(&staging, &record, &findings)?;
            staging.publish()
        };
        write().map_err(|error| Failure::Input(error.to_string()))?;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&findings).map_err(std::io::Error::other)?;
        say(&format!("{text}\n"))?;
    } else {
        let seconds = started.elapsed().as_secs_f64();
        let size = format!(
            "{} people, {} weeks, {} replicates, {seconds:.0} s",
            plan.people, plan.weeks, plan.replicates
        );
        say(&format!("{}\n{}{size}\n", theory_table(&findings), theory_summary(&findings)))?;
    }
    Ok(Exit::Done)
}

/// What comes of every claim in draws of all parameters.
fn try_signs(
    draws: u32,
    claims: &[Claim],
    baseline: &Scenario,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &Progress,
) -> Vec<Draw> {
    let watch = Watch { cell_done: &|| {}, stop };
    let mut tried = Vec::new();
    for number in 0..draws {
        let (scenario, shares) = theory::drawn(baseline, plan.seed, number);
        let measured = Bench::drawn(claims, &scenario, DRAW_REPLICATES).run(plan, &watch);
        if stop.load(Ordering::Relaxed) {
            break;
        }
        tried.push(theory::draw(claims, &measured, shares));
        progress.advance();
    }
    tried
}

fn plan(sizes: &Sizes, baseline: &Scenario) -> Plan {
    Plan {
        seed: sizes.seed.unwrap_or(baseline.start().run.seed as u32),
        replicates: sizes.replicates.unwrap_or(REPLICATES),
        neighbourhoods: 1,
        people: sizes.people.unwrap_or(PEOPLE),
        weeks: sizes.weeks.unwrap_or(WEEKS),
        warm_up: baseline.start().run.warm_up_weeks as u32,
    }
}

/// What is wrong with the sizes of the command line: no interval comes of one replicate, and no
/// effect is read after week 520.
fn impossible(plan: &Plan) -> Option<String> {
    let sizes = [
        ("--replicates", plan.replicates, 2..=10_000),
        ("--people", plan.people, 200..=300_000),
        ("--weeks", plan.weeks, 8..=520),
    ];
    let (flag, size, allowed) = sizes.into_iter().find(|(_, size, all)| !all.contains(size))?;
    Some(format!("{flag} {size}: allowed is {} to {}", allowed.start(), allowed.end()))
}

/// The claims that the command line names.
fn chosen(all: Vec<Claim>, args: &Theory) -> Result<Vec<Claim>> {
    let known: BTreeSet<&str> = all.iter().map(|claim| claim.id.as_str()).collect();
    let groups: BTreeSet<&str> = all.iter().map(|claim| claim.group.as_str()).collect();
    let unknown = |kind: &str, name: &str, among: &BTreeSet<&str>| {
        let nearest = claims::nearest_id(name, among.iter().copied());
        let hint = nearest.map_or_else(String::new, |right| format!(": did you mean `{right}`?"));
        Failure::Input(format!("no {kind} `{name}` in {}{hint}", args.claims.display()))
    };
    let mut wanted: Vec<(String, String)> = Vec::new();
    for id in &args.ids {
        let (first, last) = id.split_once('-').unwrap_or((id, id));
        for end in [first, last] {
            if !known.contains(end) {
                return Err(unknown("claim", end, &known));
            }
        }
        wanted.push((first.to_owned(), last.to_owned()));
    }
    for group in &args.group {
        if !groups.contains(group.as_str()) {
            return Err(unknown("group", group, &groups));
        }
    }
    let everything = wanted.is_empty() && args.group.is_empty();
    Ok(all
        .into_iter()
        .filter(|claim| {
            everything
                || args.group.contains(&claim.group)
                || wanted.iter().any(|(first, last)| (first..=last).contains(&&claim.id))
        })
        .collect())
}

fn list(claims: &[Claim]) -> String {
    let mut lines = String::new();
    for claim in claims {
        let how = match &claim.tested {
            Tested::Yes(test) => test.contrast.label(),
            Tested::No(_) => Verdict::Untested.label(),
        };
        writeln!(
            lines,
            "{}  {:<4} {:<9} {how:<12} {}",
            claim.id,
            claim.group,
            claim.class.label(),
            claim.claim
        )
        .expect("writing to a string");
    }
    lines
}

fn record(args: &Theory, baseline: &Scenario, plan: &Plan, machine: Machine) -> Record {
    let mut reproduce = String::from("kith theory");
    args.ids.iter().for_each(|id| reproduce.extend([" ", id]));
    args.group.iter().for_each(|group| reproduce.extend([" --group ", group]));
    let sizes = format!(
        " --seed {} --replicates {} --people {} --weeks {}",
        plan.seed, plan.replicates, plan.people, plan.weeks
    );
    reproduce.push_str(&sizes);
    if let Some(draws) = args.robust {
        write!(reproduce, " --robust {draws}").expect("writing to a string");
    }
    Record {
        program: Record::program(),
        commit: Record::commit(),
        model: Record::model(),
        reproduce,
        scenario: ScenarioRead {
            name: baseline.name.clone(),
            title: baseline.title.clone(),
            files: baseline.files.iter().map(|file| file.display().to_string()).collect(),
            hash: baseline.hash(),
        },
        run: RunMade {
            seed: plan.seed,
            replicates_asked: plan.replicates,
            replicates_done: plan.replicates,
            replicates: (0..plan.replicates).collect(),
            neighbourhoods: plan.neighbourhoods,
            people: plan.people,
            weeks: plan.weeks,
            warm_up_weeks: plan.warm_up,
        },
        machine,
    }
}

//! `kith compare`: arms on the same draws, so that what differs between them is caused by what
//! differs between their scenarios. Every arm has the same people, seeds and weeks, those of the
//! base and of the command line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::builder::RangedU64ValueParser;

use crate::cli::progress::Progress;
use crate::cli::run::{quoted, rows, stop_on_signals};
use crate::cli::{Exit, Failure, Result, complain, say};
use crate::experiment::{self, Plan, Replicate, Watch};
use crate::output::{
    self, Comparison, ComparisonRecord, Existing, Machine, Pictures, Record, Results, RunMade,
    ScenarioRead, Target, differences_said, room_needed,
};
use crate::scenario::{self, Parameters, Scenario};

/// Arguments of `kith compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith compare scenarios/baseline.toml scenarios/waiting_lists.toml
  kith compare scenarios/baseline.toml scenarios/austerity.toml scenarios/expansion.toml
  kith compare scenarios/baseline.toml scenarios/austerity.toml --people 5000 --replicates 20

Every arm has the people, seed and weeks of the first scenario or of the command line, and shares
all random draws with it. Intervals are those of the mean difference over replicates.")]
pub struct Compare {
    /// The scenario that the others are judged against.
    pub base: PathBuf,
    /// The other scenarios.
    #[arg(required = true)]
    pub others: Vec<PathBuf>,
    /// Independent repetitions, each with all arms.
    #[arg(long, value_name = "N")]
    replicates: Option<u32>,
    /// Seed of all draws.
    #[arg(long, value_name = "N")]
    seed: Option<u32>,
    /// Threads; all processors when not given.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    threads: Option<usize>,
    /// Neighbourhoods in each replicate.
    #[arg(long, value_name = "N")]
    neighbourhoods: Option<u32>,
    /// Registered people in each neighbourhood, on average.
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// Weeks to measure.
    #[arg(long, value_name = "N")]
    weeks: Option<u32>,
    /// Folder of the results; `output/` and the scenarios' names when not given.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace results that are there, once the new ones are complete.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
    /// Write tables only.
    #[arg(long)]
    no_charts: bool,
}

/// Compares scenarios and writes what differs.
///
/// # Errors
/// If a scenario is wrong or cannot be paired with the base, or no thread can be started.
pub fn execute(args: &Compare) -> Result<Exit> {
    let arms = arms(args)?;
    let plan = Plan::of(arms[0].start());
    let path = args.output.clone().unwrap_or_else(|| folder(&arms));
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let bytes = 3 * arms.len() as u64 * room_needed(plan.weeks as usize, plan.replicates as usize);
    let target = match Target::try_out(&path, existing, bytes) {
        Ok(target) => target,
        Err(error) => {
            complain(&format!("error: {error}"));
            return Ok(Exit::Usage);
        }
    };
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0)).build();
    let pool = pool.map_err(std::io::Error::other)?;
    let cells = u64::from(plan.replicates) * u64::from(plan.neighbourhoods);
    let progress = Progress::new(cells, args.quiet, Arc::clone(&stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let timelines: Vec<_> = arms.iter().map(|arm| &arm.timeline).collect();
    let replicates = pool.install(|| experiment::run(&timelines, &plan, &watch));
    progress.finish();
    let done = replicates[0].len();
    if done == 0 {
        complain(&"Stopped before a replicate was complete: nothing was written.");
        complain(&format!("To compare again:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    let seconds = started.elapsed().as_secs_f64();
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = Machine::here(pool.current_num_threads(), since, seconds);
    let comparison = comparison(&arms, &replicates);
    let made = run_made(&plan, &replicates[0]);
    if let Err(error) = publish(&target, args, &arms, &comparison, (&plan, made, machine)) {
        complain(&format!("error: {error}\nThe comparison was not kept. When this is mended:"));
        complain(&format!("  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    if !args.quiet {
        say(&format!("{}Results: {}\n", differences_said(&comparison), path.display()))?;
    }
    if done < plan.replicates as usize {
        complain(&format!(
            "Stopped: the results hold {done} of {} replicates. To run them all:\n  {} --force",
            plan.replicates,
            again(args, &plan).trim_end_matches(" --force")
        ));
        return Ok(Exit::Stopped);
    }
    Ok(Exit::Done)
}

fn publish(
    target: &Target,
    args: &Compare,
    arms: &[Scenario],
    comparison: &Comparison<'_>,
    (plan, run, machine): (&Plan, RunMade, Machine),
) -> std::result::Result<(), output::Error> {
    let reads: Vec<ScenarioRead> = arms.iter().map(read).collect();
    let records: Vec<_> = arms
        .iter()
        .zip(&reads)
        .zip(std::iter::once(&args.base).chain(&args.others))
        .map(|((arm, read), file)| {
            let record = Record {
                program: Record::program(),
                commit: Record::commit(),
                reproduce: format!("kith run {}{}", quoted(file), sizes(plan)),
                scenario: read.clone(),
                run: run.clone(),
                machine: machine.clone(),
            };
            (record, rows(arm))
        })
        .collect();
    let mut reads = reads.into_iter();
    let record = ComparisonRecord {
        program: Record::program(),
        commit: Record::commit(),
        reproduce: format!("{}{}", command(args), sizes(plan)),
        base: reads.next().expect("a comparison has a base"),
        run,
        others: reads.collect(),
        machine,
    };
    let pictures = if args.no_charts { Pictures::LeftOut } else { Pictures::Drawn };
    let staging = target.stage()?;
    output::write_comparison(&staging, &record, &records, comparison, pictures)?;
    staging.publish()
}

fn comparison<'a>(arms: &'a [Scenario], replicates: &'a [Vec<Replicate>]) -> Comparison<'a> {
    let mut results = arms.iter().zip(replicates).map(|(arm, replicates)| Results {
        scenario: &arm.name,
        title: &arm.title,
        replicates,
    });
    let base = results.next().expect("a comparison has a base");
    Comparison::new(base, results.collect())
}

/// The arms with the sizes of the base and of the command line, the base first.
fn arms(args: &Compare) -> Result<Vec<Scenario>> {
    let given = [
        ("run.replicates", args.replicates),
        ("run.seed", args.seed),
        ("run.neighbourhoods", args.neighbourhoods),
        ("run.people", args.people),
        ("run.weeks", args.weeks),
    ];
    let mut arms = Vec::new();
    for path in std::iter::once(&args.base).chain(&args.others) {
        let mut arm = scenario::load(path)?;
        for (path, size) in given {
            if let Some(size) = size {
                arm.with_value(path, f64::from(size))?;
            }
        }
        if !args.quiet {
            arm.warnings.iter().for_each(|warning| complain(warning));
        }
        arms.push(arm);
    }
    distinct(&mut arms);
    let (base, others) = arms.split_first().expect("a comparison has a base");
    let found: Vec<String> = others.iter().flat_map(|other| unlike(base, other)).collect();
    if found.is_empty() {
        return Ok(arms);
    }
    Err(Failure::Input(format!(
        "these arms cannot be compared person by person with {}:\n  {}\n\
         Twins need the same people for the same weeks: leave these values to the base, or give \
         sizes (--people, --weeks ...) for all arms",
        base.name,
        found.join("\n  ")
    )))
}

/// What makes two arms different populations: sizes, seeds, and who lives there.
fn unlike(base: &Scenario, other: &Scenario) -> Vec<String> {
    // Replicates are those of the base: how many another scenario would have is no matter.
    let matters = |path: &str| {
        (path.starts_with("run.") && path != "run.replicates") || path.starts_with("population.")
    };
    let entries = base.entries.iter().zip(&other.entries).zip(Parameters::specs());
    entries
        .filter(|((ours, theirs), spec)| {
            matters(&spec.path) && ours.value.to_bits() != theirs.value.to_bits()
        })
        .map(|((ours, theirs), spec)| {
            format!("{}: {} is {}, in the base {}", other.name, spec.path, theirs.value, ours.value)
        })
        .collect()
}

/// Arms of one name get numbers: each has a folder and a column value of its own.
fn distinct(arms: &mut [Scenario]) {
    for at in 1..arms.len() {
        let name = arms[at].name.clone();
        let mut number = 2;
        while arms[..at].iter().any(|earlier| earlier.name == arms[at].name) {
            arms[at].name = format!("{name}_{number}");
            number += 1;
        }
    }
}

fn folder(arms: &[Scenario]) -> PathBuf {
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    Path::new("output").join(names.join("_vs_"))
}

fn read(arm: &Scenario) -> ScenarioRead {
    ScenarioRead {
        name: arm.name.clone(),
        title: arm.title.clone(),
        files: arm.files.iter().map(|file| file.display().to_string()).collect(),
        hash: arm.hash(),
    }
}

fn run_made(plan: &Plan, done: &[Replicate]) -> RunMade {
    RunMade {
        seed: plan.seed,
        replicates_asked: plan.replicates,
        replicates_done: done.len() as u32,
        replicates: done.iter().map(|replicate| replicate.number).collect(),
        neighbourhoods: plan.neighbourhoods,
        people: plan.people,
        weeks: plan.weeks,
        warm_up_weeks: plan.warm_up,
    }
}

fn command(args: &Compare) -> String {
    let mut text = format!("kith compare {}", quoted(&args.base));
    for other in &args.others {
        write!(text, " {}", quoted(other)).expect("writing to a string");
    }
    text
}

fn sizes(plan: &Plan) -> String {
    format!(
        " --seed {} --replicates {} --neighbourhoods {} --people {} --weeks {}",
        plan.seed, plan.replicates, plan.neighbourhoods, plan.people, plan.weeks
    )
}

/// The command that does what this one was to do.
fn again(args: &Compare, plan: &Plan) -> String {
    let mut text = command(args) + &sizes(plan);
    if let Some(threads) = args.threads {
        write!(text, " --threads {threads}").expect("writing to a string");
    }
    if let Some(output) = &args.output {
        write!(text, " --output {}", quoted(output)).expect("writing to a string");
    }
    let flags =
        [(args.quiet, " --quiet"), (args.no_charts, " --no-charts"), (args.force, " --force")];
    flags.iter().filter(|(given, _)| *given).for_each(|(_, flag)| text.push_str(flag));
    text
}

//! `kith theory`: the claims of the theory as experiments, with a verdict for each. The sizes are
//! those at which all claims together take less than 30 minutes on two cores: their reasons stand beside them.

use crate::report;
use crate::report::room;
use crate::scenario;
use crate::studies::draws::ParameterDraws;
use crate::studies::theory;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::arrows::Arrows;
use crate::cli::draws;
use crate::cli::placed::Placed;
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::Sizes;
use crate::cli::theory_form::Beside;
use crate::cli::theory_run::Run;
use crate::cli::{
    BASELINE, Exit, Failure, Result, complain, named_file, refuse, say, tell, tell_built_in,
};
use crate::report::{Destination, Inputs, Kind, Machine, Record, ScenarioRead};
use crate::runs::RunSize;
use crate::scenario::{Origin, Scenario};
use crate::studies::theory::arm_table::ArmTable;
use crate::studies::theory::form::Measured;
use crate::studies::theory::held::is_apart;
use crate::studies::theory::read::{Claim, Tested};
use crate::studies::theory::record::{TheoryMade, TheoryRecord};
use crate::studies::theory::run::Finding;
use crate::studies::theory::summary::theory_summary;
use crate::studies::theory::tables::theory_table;
use crate::studies::theory::verdict::Verdict;

/// Registered people of a neighbourhood: one or two practices and about twenty organisations.
const PEOPLE: u32 = 10_000;

/// Measured weeks: a year to settle, two years that are read.
const WEEKS: u32 = 156;

/// Replicates: the interval of a mean over 8 paired differences is 1.67 of their standard
/// deviation wide on both sides together.
const REPLICATES: u32 = 8;

/// Where the claims are, when nobody says: in this folder if there is one, else inside the program.
pub(crate) const CLAIMS: &str = "scenarios/theory";

/// Arguments of `kith theory`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith theory A013 A017
  kith theory --group A1 --replicates 24
  kith theory A001-A055 --output output/theory --force
  kith theory --scrambled 5 --robust 200 --output output/theory
  kith theory A034 A036 --without A033
  kith theory A086-A115 --turned --output output/turned
  kith theory --loops --rivals --archetypes --output output/form
  kith theory --list

Claims are experiments in `scenarios/theory`; README.md there says how to write one. Where there is no
such folder, those inside the program are taken. The same seed
gives the same verdicts, whatever the number of threads. Results are kept when a folder is named;
`index.html` in it is a page to read. Ctrl-C keeps the claims that are complete and ends with code 75.
Sizes that are not given: 8 replicates and 10,000 people (of a claim that asks for no more), 156 weeks,
the seed of the baseline. Claims held apart are not run without --open.")]
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
    /// See how many claims pass by luck: in this many scrambled models, whose weights have signs drawn
    /// by lot, and in as many swaps of the levers to other claims. Each model costs about half of
    /// what the claims cost.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) scrambled: Option<u32>,
    /// Run each supported claim again in the model in which the weights that carry it are turned (taken
    /// out where none has a sign), and in one in which those of another claim are: it should hold in the
    /// second and not in the first. Costs up to as much as the claims cost.
    #[arg(long)]
    pub(crate) turned: bool,
    /// Try the signs in this many draws of all that is uncertain, from the plausible ranges, on one
    /// replicate each. Time is in proportion to the draws and to the claims.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub(crate) robust: Option<u32>,
    /// Take these draws from a table such as the posterior of a calibration, instead of from each plausible
    /// range by itself: parameters that are not in it stay as the baseline has them.
    #[arg(long, value_name = "FILE", requires = "robust", value_parser = named_file())]
    draws: Option<PathBuf>,
    /// Run the claims that are held apart as well, and tell what comes of them, by themselves. They
    /// were drawn by lot before the model was changed, and what is seen is no longer unseen.
    #[arg(long)]
    open: bool,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// List the claims and run nothing.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    pub(crate) placed: Placed,
    /// Folder of the claims; `scenarios/theory` when not given, or the claims inside the program if
    /// there is no such folder.
    #[arg(long, value_name = "DIR")]
    claims: Option<PathBuf>,
    /// The scenario that arms are laid on; `baseline` when not given.
    #[arg(long, value_name = "SCENARIO", value_parser = named_file())]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    beside: Beside,
    #[command(flatten)]
    pub(crate) arrows: Arrows,
}

/// Runs the experiments and says what came of them.
///
/// # Errors
/// If a file of claims or the baseline is wrong, or results cannot be written.
pub fn execute(args: &Theory) -> Result<Exit> {
    let origins = claims_of(args.claims.as_deref());
    let chosen = chosen(theory::read::load_from(&origins)?, args)?;
    if args.list {
        say(&list(&chosen))?;
        return Ok(Exit::Done);
    }
    let mut baseline = scenario::load(&args.baseline())?;
    if !args.placed.quiet {
        tell_built_in([&baseline]);
    }
    args.arrows.apply([&mut baseline], args.placed.quiet)?;
    let draws = draws::read(args.draws.as_deref())?;
    let inputs = inputs(&origins, &baseline, draws.as_ref())?;
    let plan = plan(&args.sizes, &baseline);
    // What is held apart is not even run, so that nothing of it can show.
    let (apart, claims): (Vec<Claim>, Vec<Claim>) =
        chosen.into_iter().partition(|claim| !args.open && is_apart(&claim.id));
    if let Some(wrong) = impossible(&plan) {
        complain(&format!("error: {wrong}"));
        return Ok(Exit::Usage);
    }
    let table = ArmTable::new(&claims, &baseline, &plan)?;
    let beside = args.beside.planned(&baseline)?;
    let existing = args.placed.existing();
    let target = match &args.placed.output {
        Some(path) => {
            match Destination::try_out(path, Kind::Theory, existing, room::theory(claims.len())) {
                Ok(target) => Some(target),
                Err(error) => return Ok(refuse(&error)),
            }
        }
        None => None,
    };
    let notes = target.iter().flat_map(Destination::notes);
    notes.for_each(|note| complain(&format!("note: {note}")));
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = args.sizes.pool()?;
    let run = Run {
        args,
        claims: &claims,
        baseline: &baseline,
        plan: &plan,
        draws: draws.as_ref(),
        stop: &stop,
    };
    let mut tried = pool.install(|| run.all(table));
    let form = pool.install(|| beside.measure(&baseline, &plan, args.placed.quiet, &stop));
    tried.made.partial |= args.beside.any() && stop.load(Ordering::Relaxed);
    if tried.findings.iter().all(|finding| finding.contrast.is_none()) && tried.stopped() {
        complain(&"Stopped before a claim was complete: nothing was written.");
        complain(&format!("To run it again:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    let seconds = started.elapsed().as_secs_f64();
    tried.made.claims_held_apart = apart.len();
    tried.findings.extend(apart.iter().map(|claim| Finding::sealed(claim, &plan)));
    tried.findings.sort_by(|a, b| a.id.cmp(&b.id));
    let published = target.as_ref().map(|target| {
        let clock = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let machine = Machine::here(pool.current_num_threads(), clock, seconds);
        let read = (&baseline, origins.as_slice(), draws.as_ref(), &inputs);
        let record = record(args, read, &plan, tried.made, machine);
        publish(target, &record, &inputs, (&tried.findings, &form))
    });
    // What was found is printed in any case: whatever became of the folder, it is not lost.
    let text = if args.json {
        serde_json::to_string_pretty(&tried.findings).map_err(std::io::Error::other)?
    } else {
        let size = format!(
            "{} people, {} weeks, {} replicates, {seconds:.0} s",
            plan.people, plan.weeks, plan.replicates
        );
        let findings = &tried.findings;
        let claims = if findings.is_empty() {
            String::new()
        } else {
            format!("{}\n{}", theory_table(findings), theory_summary(findings))
        };
        format!("{claims}{}{size}", form.said())
    };
    match &published {
        Some(Ok(())) => tell(&format!("{text}\n")),
        _ => say(&format!("{text}\n"))?,
    }
    if let Some(Err(error)) = published {
        complain(&format!("error: {error}\nThe results are printed above and not written."));
        complain(&format!("To run them again:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    if tried.stopped() {
        let kept = if args.placed.output.is_some() { "hold" } else { "are of" };
        complain(&format!("Stopped: the results {kept} {}.", tried.made.done()));
        complain(&format!("To run them all:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    Ok(Exit::Done)
}

fn publish(
    target: &Destination,
    record: &TheoryRecord,
    inputs: &Inputs,
    (findings, form): (&[Finding], &Measured),
) -> std::result::Result<(), report::Error> {
    let staging = target.stage()?;
    inputs.write(&staging, "")?;
    theory::tables::write_theory(&staging, record, findings, form)?;
    staging.publish()
}

fn plan(sizes: &Sizes, baseline: &Scenario) -> RunSize {
    RunSize {
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
fn impossible(plan: &RunSize) -> Option<String> {
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
        let nearest = theory::read::nearest_id(name, among.iter().copied());
        let hint = nearest.map_or_else(String::new, |right| format!(": did you mean `{right}`?"));
        let claims = args.claims.as_deref().unwrap_or(Path::new(CLAIMS));
        Failure::Input(format!("no {kind} `{name}` in {}{hint}", claims.display()))
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
    let everything = wanted.is_empty() && args.group.is_empty() && !args.beside.any();
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

/// Where the claims are: in a folder, or inside the program where nobody names one and the usual one
/// is not there.
pub(crate) fn claims_of(folder: Option<&Path>) -> Vec<Origin> {
    let usual = Path::new(CLAIMS);
    match folder {
        None if !usual.is_dir() => theory::read::built_in(usual),
        _ => theory::read::files_of(folder.unwrap_or(usual)),
    }
}

impl Theory {
    fn baseline(&self) -> PathBuf {
        self.baseline.clone().unwrap_or_else(|| scenario::find(BASELINE.into()))
    }
}

/// The baseline, the claims and the draws.
fn inputs(
    claims: &[Origin],
    baseline: &Scenario,
    draws: Option<&ParameterDraws>,
) -> Result<Inputs> {
    let inputs = Inputs::default().with("", &baseline.files);
    let inputs = inputs.and_then(|inputs| inputs.with("theory", claims));
    draws::with(inputs.map_err(|error| Failure::Input(error.to_string()))?, draws)
}

/// The command that makes the same results of these claims on this baseline, wherever they are put.
fn command(args: &Theory, plan: &RunSize, places: [Option<&Path>; 3]) -> String {
    let mut command = String::from("kith theory");
    args.ids.iter().for_each(|id| command.extend([" ", id]));
    args.group.iter().for_each(|group| command.extend([" --group ", group]));
    let mut say = |text: String| command.push_str(&text);
    say(format!(
        " --seed {} --replicates {} --people {} --weeks {}",
        plan.seed, plan.replicates, plan.people, plan.weeks
    ));
    for (flag, count) in [("scrambled", args.scrambled), ("robust", args.robust)] {
        if let Some(count) = count {
            say(format!(" --{flag} {count}"));
        }
    }
    if args.turned {
        say(" --turned".to_owned());
    }
    if args.open {
        say(" --open".to_owned());
    }
    say(args.beside.flags() + &args.arrows.flags());
    for (flag, path) in ["claims", "baseline", "draws"].into_iter().zip(places) {
        if let Some(path) = path {
            say(format!(" --{flag} {}", quoted(path)));
        }
    }
    command
}

/// The command that does what this one was to do.
fn again(args: &Theory, plan: &RunSize) -> String {
    let named = [&args.claims, &args.baseline, &args.draws].map(Option::as_deref);
    let mut command = command(args, plan, named);
    if let Some(threads) = args.sizes.threads {
        write!(command, " --threads {threads}").expect("writing to a string");
    }
    // What was complete when it stopped lies there as results.
    let force = args.placed.force || args.placed.output.is_some();
    command += &Placed { force, ..args.placed.clone() }.flags();
    command + if args.json { " --json" } else { "" }
}

fn record(
    args: &Theory,
    (baseline, claims, draws, inputs): (&Scenario, &[Origin], Option<&ParameterDraws>, &Inputs),
    plan: &RunSize,
    run: TheoryMade,
    machine: Machine,
) -> TheoryRecord {
    let on = Path::new(inputs.copy_of(baseline.files.last().expect("a scenario has a file")));
    let claims = Path::new(inputs.copy_of(claims.last().expect("a list of claims")));
    let claims = claims.parent().expect("a folder of copies");
    let draws = draws.map(|draws| Path::new(inputs.copy_of(&draws.origin)));
    TheoryRecord {
        program: Record::program(),
        commit: Record::commit(),
        reproduce: command(args, plan, [Some(claims), Some(on), draws]),
        model: Record::model(),
        baseline: ScenarioRead::of(baseline, inputs),
        inputs: inputs.listed(),
        run: TheoryMade {
            seed: plan.seed,
            replicates: plan.replicates,
            neighbourhoods: plan.neighbourhoods,
            people: plan.people,
            weeks: plan.weeks,
            warm_up_weeks: plan.warm_up,
            ..run
        },
        machine,
    }
}

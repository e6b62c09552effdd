//! `kith theory`: the claims of the theory as experiments, with a verdict for each. The sizes are
//! those at which all claims together take less than 20 minutes on two cores: their reasons stand beside them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::progress::Progress;
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes::Sizes;
use crate::cli::{Exit, Failure, Result, complain, counted, say};
use crate::experiment::theory::{
    self, Bench, Deals, Draw, Finding, Ground, Luck, Measured, Verdict,
};
use crate::experiment::{Plan, Watch};
use crate::output::{
    self, Existing, Machine, Record, ScenarioRead, Target, TheoryMade, TheoryRecord,
    theory_summary, theory_table,
};
use crate::scenario::claims::{self, Claim, Effect, Test, Tested};
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

/// Where the claims and the baseline are, when nobody says.
const CLAIMS: &str = "scenarios/theory";
const BASELINE: &str = "scenarios/baseline.toml";

/// Arguments of `kith theory`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith theory A013 A017
  kith theory --group A1 --replicates 24
  kith theory A001-A055 --output output/theory --force
  kith theory --scrambled 5 --robust 200 --output output/theory
  kith theory --list

Claims are experiments in `scenarios/theory`; README.md there says how to write one. The same seed
gives the same verdicts, whatever the number of threads. Results are kept when a folder is named;
`index.html` in it is a page to read. Ctrl-C keeps the claims that are complete and ends with code 75.
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
    /// See how many claims pass by luck: in so many scrambled models, whose weights have signs drawn
    /// by lot, and in as many deals of the levers to other claims. Each model costs about half of
    /// what the claims cost.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    scrambled: Option<u32>,
    /// Try the signs in so many draws of all that is uncertain, from the plausible ranges, on two
    /// replicates each. Time is in proportion to the draws and to the claims.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=10_000))]
    robust: Option<u32>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// List the claims and run nothing.
    #[arg(long)]
    list: bool,
    /// Folder for the page, `theory.csv`, `effects.csv` and the record of the run.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace results that are there, once the new ones are complete.
    #[arg(long)]
    force: bool,
    /// Print nothing but results and errors.
    #[arg(long)]
    quiet: bool,
    /// Folder of the claims.
    #[arg(long, value_name = "DIR", default_value = CLAIMS)]
    claims: PathBuf,
    /// The scenario that arms are laid on.
    #[arg(long, value_name = "SCENARIO", default_value = BASELINE)]
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
    let run = Run { args, claims: &claims, baseline: &baseline, plan: &plan, stop: &stop };
    let tried = pool.install(|| run.all(bench));
    if tried.findings.iter().all(|finding| finding.contrast.is_none()) && tried.stopped() {
        complain(&"Stopped before a claim was complete: nothing was written.");
        complain(&format!("To run it again:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    let seconds = started.elapsed().as_secs_f64();
    if let Some(target) = &target {
        let clock = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let machine = Machine::here(pool.current_num_threads(), clock, seconds);
        let record = record(args, &baseline, &plan, tried.made, machine);
        let write = || {
            let staging = target.stage()?;
            output::write_theory(&staging, &record, &tried.findings)?;
            staging.publish()
        };
        write().map_err(|error: output::Error| Failure::Input(error.to_string()))?;
    }
    if args.json {
        let text = serde_json::to_string_pretty(&tried.findings).map_err(std::io::Error::other)?;
        say(&format!("{text}\n"))?;
    } else {
        let size = format!(
            "{} people, {} weeks, {} replicates, {seconds:.0} s",
            plan.people, plan.weeks, plan.replicates
        );
        let findings = &tried.findings;
        say(&format!("{}\n{}{size}\n", theory_table(findings), theory_summary(findings)))?;
    }
    if tried.stopped() {
        let kept = if args.output.is_some() { "hold" } else { "are of" };
        complain(&format!("Stopped: the results {kept} {}.", tried.made.done()));
        complain(&format!("To run them all:\n  {}", again(args, &plan)));
        return Ok(Exit::Stopped);
    }
    Ok(Exit::Done)
}

/// What a command runs.
struct Run<'a> {
    args: &'a Theory,
    claims: &'a [Claim],
    baseline: &'a Scenario,
    plan: &'a Plan,
    stop: &'a Arc<AtomicBool>,
}

/// What came of it.
struct Tried {
    findings: Vec<Finding>,
    made: TheoryMade,
}

impl Tried {
    /// Whether something that was asked for is missing.
    fn stopped(&self) -> bool {
        self.made.partial
    }
}

impl Run<'_> {
    /// The claims as they are, then in scrambled models, then in draws of all parameters. A signal
    /// keeps what is complete by then.
    fn all(&self, mut bench: Bench) -> Tried {
        let Self { args, claims, plan, .. } = *self;
        let asked = |count: Option<u32>| count.unwrap_or(0);
        let deals = theory::deal(&mut bench, claims, plan.seed, asked(args.scrambled));
        if !args.quiet {
            let arms = counted(bench.arms(), "arm", "different arms");
            complain(&format!("{}, {arms}", counted(claims.len(), "claim", "claims")));
        }
        let measured = self.bench(bench);
        let mut findings = theory::judge(claims, self.baseline, plan, &measured);
        let mut made = TheoryMade {
            claims_asked: claims.len(),
            claims_done: findings.len(),
            scrambled_asked: asked(args.scrambled),
            draws_asked: asked(args.robust),
            ..TheoryMade::default()
        };
        if !self.stopped() {
            made.scrambled_done = self.scramble(&mut findings, &deals, &measured);
            made.draws_done = self.draw(&mut findings);
        }
        made.partial = made.claims_done < made.claims_asked
            || made.scrambled_done < made.scrambled_asked
            || made.draws_done < made.draws_asked;
        Tried { findings, made }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn bench(&self, bench: Bench) -> Measured {
        let progress = Progress::new(bench.work(), self.args.quiet, Arc::clone(self.stop));
        let cell_done = || progress.advance();
        let measured = bench.run(self.plan, &Watch { cell_done: &cell_done, stop: self.stop });
        progress.finish();
        measured
    }

    /// Runs the claims in scrambled models and judges them with levers of other claims; says how
    /// many models were complete.
    fn scramble(&self, findings: &mut [Finding], deals: &Deals, measured: &Measured) -> u32 {
        let (claims, plan) = (self.claims, self.plan);
        let Some(models) = self.args.scrambled else { return 0 };
        let swapped = deals.luck(claims, measured, &|of| theory::verdicts(claims, plan, of));
        for (finding, luck) in findings.iter_mut().zip(swapped) {
            finding.swapped = Some(luck).filter(|luck| luck.tried > 0);
        }
        let mut luck = vec![Luck::default(); claims.len()];
        let mut done = 0;
        for number in 0..models {
            let mirrored = theory::mirrored(plan.seed, number);
            let replicates = |test: &Test| test.replicates.unwrap_or(0).max(plan.replicates);
            let ground = Ground::Mirrored(&mirrored);
            let measured = self.bench(Bench::on(claims, self.baseline, ground, replicates));
            if self.stopped() {
                break;
            }
            let of = |number: usize, effect: &Effect| measured.main(claims, number, effect);
            for (luck, verdict) in luck.iter_mut().zip(theory::verdicts(claims, plan, &of)) {
                luck.count(verdict);
            }
            done += 1;
        }
        for (finding, luck) in findings.iter_mut().zip(luck) {
            finding.scrambled = Some(luck).filter(|luck| luck.tried > 0);
        }
        done
    }

    /// Tries the signs in draws of all that is uncertain; says how many draws were complete.
    fn draw(&self, findings: &mut [Finding]) -> u32 {
        let (claims, plan) = (self.claims, self.plan);
        let Some(draws) = self.args.robust.filter(|_| !self.stopped()) else { return 0 };
        let progress = Progress::new(u64::from(draws), self.args.quiet, Arc::clone(self.stop));
        let watch = Watch { cell_done: &|| {}, stop: self.stop };
        let mut tried: Vec<Draw> = Vec::new();
        for number in 0..draws {
            let (values, places) = theory::drawn(self.baseline, plan.seed, number);
            let ground = Ground::Drawn(&values);
            let bench = Bench::on(claims, self.baseline, ground, |_| DRAW_REPLICATES);
            let measured = bench.run(plan, &watch);
            if self.stopped() {
                break;
            }
            tried.push(theory::draw(claims, &measured, places));
            progress.advance();
        }
        progress.finish();
        for (number, finding) in findings.iter_mut().enumerate() {
            finding.robust = theory::robust(&tried, number);
        }
        tried.len() as u32
    }
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

/// The command that makes the same results, wherever they are put.
fn reproduce(args: &Theory, plan: &Plan) -> String {
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
    for (flag, path, usual) in
        [("claims", &args.claims, CLAIMS), ("baseline", &args.baseline, BASELINE)]
    {
        if path.as_os_str() != usual {
            say(format!(" --{flag} {}", quoted(path)));
        }
    }
    command
}

/// The command that does what this one was to do.
fn again(args: &Theory, plan: &Plan) -> String {
    let mut command = reproduce(args, plan);
    if let Some(threads) = args.sizes.threads {
        write!(command, " --threads {threads}").expect("writing to a string");
    }
    if let Some(output) = &args.output {
        write!(command, " --output {} --force", quoted(output)).expect("writing to a string");
    }
    let flags = [(args.quiet, " --quiet"), (args.json, " --json")];
    flags.iter().filter(|(given, _)| *given).for_each(|(_, flag)| command.push_str(flag));
    command
}

fn record(
    args: &Theory,
    baseline: &Scenario,
    plan: &Plan,
    run: TheoryMade,
    machine: Machine,
) -> TheoryRecord {
    TheoryRecord {
        program: Record::program(),
        commit: Record::commit(),
        reproduce: reproduce(args, plan),
        model: Record::model(),
        baseline: ScenarioRead {
            name: baseline.name.clone(),
            title: baseline.title.clone(),
            files: baseline.files.iter().map(|file| file.display().to_string()).collect(),
            hash: baseline.hash(),
        },
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

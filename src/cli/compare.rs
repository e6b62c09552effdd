//! `kith compare`: arms on the same draws, so that what differs between them is caused by what
//! differs between their scenarios. Every arm has the same people, seeds and weeks, those of the
//! base and of the command line.

use crate::cli::placed::Placed;
use crate::cli::sizes;
use crate::report::doubt;
use crate::report::networks;
use crate::report::room;
use crate::runs;
use crate::runs::parallel::Courses;
use crate::scenario::{self, Entry, names};
use crate::studies::budget::wish::Bought;
use crate::studies::compare::{self, uncertainty};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::arrows::Arrows;
use crate::cli::budgeted;
use crate::cli::draws::{self, Drawn};
use crate::cli::goal::{Goal, goal};
use crate::cli::keep::Keeper;
use crate::cli::progress::Progress;
use crate::cli::run::{self as one, quoted, rows, stop_on_signals};
use crate::cli::sizes::RunSizes;
use crate::cli::{Exit, Failure, Result, complain, named_file, refuse, tell, tell_built_in, warn};
use crate::model::observe::Group;
use crate::report::{
    Destination, Error, Inputs, Kind, Machine, NetworkRead, Pictures, Record, Results, RunMade,
    Sampled, ScenarioRead, Staging,
};
use crate::runs::{Compared, Difference, Kept, Replicate, RunSize, Sample, Shown, Watch};
use crate::scenario::Scenario;
use crate::studies::compare::networks::InNetwork;
use crate::studies::compare::{
    ArmRecord, Comparison, ComparisonRecord, DISCOUNT, Parting, differences_said, unlike,
};
use crate::studies::draws::Laid;

/// Arguments of `kith compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith compare baseline waiting_lists
  kith compare baseline austerity mine.toml
  kith compare baseline austerity --people 5000 --replicates 20
  kith compare baseline waiting_lists --without A013
  kith compare baseline expansion --draws output/calibration/posterior.csv

Every arm has the people, seed and weeks of the first scenario or of the command line, and shares
all random draws with it. Intervals are those of the mean difference over replicates.")]
pub struct Compare {
    /// The scenario that the others are judged against: a file, the name of one in `scenarios`, or of
    /// one inside the program.
    #[arg(value_parser = named_file())]
    pub base: PathBuf,
    /// The other scenarios.
    #[arg(required = true, value_parser = named_file())]
    pub others: Vec<PathBuf>,
    #[command(flatten)]
    sizes: RunSizes,
    /// Simulate so many of the neighbourhoods only, two from each stratum of deprivation, and write
    /// sampling.csv: how far differences may lie from those of all neighbourhoods.
    #[arg(long, value_name = "N")]
    sample: Option<u32>,
    /// Add replicates, as many again each time, until the standard error of the mean difference
    /// of a metric over all weeks is no more than this, in every arm.
    #[arg(long, value_name = "METRIC=VALUE", requires = "most", value_parser = goal)]
    tolerance: Option<Goal>,
    /// The largest number of replicates that a tolerance may lead to.
    #[arg(long, value_name = "N", requires = "tolerance")]
    most: Option<u32>,
    /// Rate at which gains and spending are discounted, beside the undiscounted ones, in per cent a year.
    #[arg(long, value_name = "PERCENT", default_value_t = DISCOUNT, value_parser = discount)]
    discount: f64,
    #[command(flatten)]
    placed: Placed,
    /// Write tables only.
    #[arg(long)]
    no_charts: bool,
    /// Show what judges the model as well: the published figures kept apart for it, and in readings.csv
    /// what naive and matched studies of the scheme find. Whoever chooses parameters leaves them unseen.
    #[arg(long)]
    validate: bool,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    arrows: Arrows,
}

/// Reads a discount rate.
fn discount(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (0.0..=MOST_DISCOUNT).contains(&rate) => Ok(rate),
        _ => Err(format!("`{text}` is no rate from 0 to {MOST_DISCOUNT} per cent a year")),
    }
}

/// Highest discount rate, in per cent a year: far beyond any that is used.
const MOST_DISCOUNT: f64 = 50.0;

impl Goal {
    /// Whether every arm is as sure as wanted. Without an error there is nothing to be sure of.
    fn reached(&self, compared: &Compared) -> bool {
        let (base, others) = compared.arms.split_first().expect("a comparison has a base");
        others.iter().all(|other| {
            let figure = |replicate: &Replicate| {
                let seen = &replicate.observations;
                seen.value_over(self.metric, Group::All, 0..seen.weeks())
            };
            let pairs = base.iter().zip(other);
            let each: Vec<f64> =
                pairs.filter_map(|(base, other)| Some(figure(other)? - figure(base)?)).collect();
            let error = Difference::of(&each).and_then(|found| found.standard_error);
            error.is_some_and(|error| error <= self.standard_error)
        })
    }
}

/// Runs all replicates, and batch by batch as many more as the goal asks for; then their second runs, where each has
/// a draw.
fn run(
    args: &Compare,
    courses: &Courses,
    (plan, sample): (&RunSize, Option<&Sample>),
    keeper: &Keeper<'_>,
    stop: &Arc<AtomicBool>,
) -> (Compared, Compared) {
    let (mut compared, mut seconds) = (Compared::default(), Compared::default());
    let most = args.most.unwrap_or(plan.replicates);
    let mut numbers = 0..plan.replicates;
    loop {
        let each = args.sample.unwrap_or(plan.neighbourhoods);
        let (there, left) = keeper.there(&courses.runs(numbers.clone()), each, args.placed.quiet);
        let progress = Progress::of_run(plan, left, args.placed.quiet, Arc::clone(stop));
        let cell_done = || progress.advance();
        let watch = Watch { cell_done: &cell_done, stop };
        let kept = Kept { there, keep: &|number, made| keeper.keep(number, made) };
        let made = runs::run_compared(courses, plan, numbers.clone(), sample, &watch, kept);
        let (first, second) = courses.apart(made);
        compared.extend(first);
        seconds.extend(second);
        progress.finish();
        let sure = args.tolerance.is_none_or(|goal| goal.reached(&compared));
        if sure || numbers.end >= most || stop.load(Ordering::Relaxed) {
            return (compared, seconds);
        }
        numbers = numbers.end..numbers.end.saturating_add(plan.replicates).min(most);
    }
}

/// Compares scenarios and writes what differs.
///
/// # Errors
/// If a scenario is wrong or cannot be paired with the base, or no thread can be started.
pub fn execute(args: &Compare) -> Result<Exit> {
    let table = draws::read(args.drawn.draws.as_deref())?.map(Arc::new);
    let (mut arms, own) = arms(args)?;
    let path = args.placed.folder(&folder_name(&arms));
    let each: Vec<&Scenario> = arms.iter().collect();
    if let Err(error) = budgeted::room(&each, &path, (Kind::Compare, args.placed.existing())) {
        return Ok(refuse(&error));
    }
    let stop = stop_on_signals()?;
    let pool = args.sizes.each.pool()?;
    let again_with = |plan: &RunSize| format!("To compare again:\n  {}", again(args, plan));
    let Some(bought) = budgeted::all(&mut arms, &pool, (&stop, args.placed.quiet))? else {
        return Ok(budgeted::stopped(&arms[0], again_with));
    };
    of_one_size(&mut arms);
    let with_draws = |inputs| draws::with(inputs, table.as_deref());
    let inputs =
        arms.iter().map(|arm| with_draws(one::inputs(arm)?)).collect::<Result<Vec<_>>>()?;
    let all = with_draws(all_inputs(&arms)?)?;
    let plan = RunSize::of(arms[0].start());
    let each: Vec<&Scenario> = arms.iter().collect();
    let laid = args.drawn.laid(table.as_ref(), &each, plan.replicates, args.placed.quiet)?;
    let sample = one::sample(args.sample, &plan, &arms[0])?;
    let pictures = if args.no_charts { Pictures::LeftOut } else { Pictures::Drawn };
    let most = args.most.unwrap_or(0).max(plan.replicates);
    let courses = match &laid {
        Some(laid) => laid.courses(&each, most),
        None => Courses::of(&each),
    };
    let largest = RunSize { replicates: most, ..plan };
    let bytes = room::comparison(arms.len(), plan.weeks as usize, most as usize, pictures)
        + one::beside(&courses, &largest, sample.as_ref()) * arms.len() as u64;
    let target = match Destination::try_out(&path, Kind::Compare, args.placed.existing(), bytes) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let (clock, started) = (SystemTime::now(), Instant::now());
    let keeper = Keeper::new(target.replicates(&courses, &plan, sample.as_ref()));
    let (compared, rerun) =
        pool.install(|| run(args, &courses, (&plan, sample.as_ref()), &keeper, &stop));
    let done = compared.arms.first().map_or(0, Vec::len);
    if done == 0 {
        return Ok(budgeted::stopped(&arms[0], again_with));
    }
    let seconds = started.elapsed().as_secs_f64();
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = Machine::here(pool.current_num_threads(), since, seconds);
    let changed: Vec<_> = arms.iter().map(Scenario::changed).collect();
    let partings: Vec<_> = arms[1..].iter().map(|other| Parting::of(&arms[0], other)).collect();
    let comparison = comparison(&arms, &changed, (&compared, &rerun), Shown::asked(args.validate))
        .with(partings.clone(), args.discount)
        .spending(bought.iter().map(|bought| bought.as_ref().map(|b| b.beyond())).collect());
    // Batches may have added replicates: the record says how many there are.
    let plan = RunSize { replicates: plan.replicates.max(done as u32), ..plan };
    let ended = ended(&arms, &own, plan.replicates)?;
    let made = RunMade { sampled: args.sample, ..RunMade::of(&plan, &compared.arms[0]) };
    let (mut record, mut records) = records((&ended, &inputs, &all), (&plan, made, machine));
    let flags = args.arrows.flags() + &one::sampled_flag(args.sample);
    record.reproduce += &(discounted(args.discount) + &flags);
    for (arm, _) in &mut records {
        arm.reproduce += &flags;
    }
    if let Some(laid) = &laid {
        say_draws(laid, args, (&mut record, &all), (&mut records, &inputs));
    }
    record.reproduce += shown(args);
    record.discount_percent = args.discount;
    say_budgets(&bought, &arms, (&mut record, &mut records));
    record.differs = partings.into_iter().flatten().collect();
    let in_networks = in_networks(&arms[0], &compared, &comparison);
    let write = |staging: &Staging| {
        all.write(staging, "")?;
        for ((arm, inputs), bought) in arms.iter().zip(&inputs).zip(&bought) {
            inputs.write(staging, &format!("{}/", arm.name))?;
            budgeted::write(staging, &format!("{}/", arm.name), bought.as_deref())?;
        }
        write_networks(staging, (&arms, &compared), &comparison, &in_networks)?;
        if let Some(sample) = &sample {
            write_sampling(staging, sample, (&arms, &compared))?;
        }
        if let Some(laid) = &laid {
            write_draws(staging, laid, &record.run.replicates, (&comparison, &rerun))?;
        }
        compare::write_comparison(staging, &record, &records, &comparison, pictures)
    };
    let published = pool.install(|| keeper.publish(&target, (&record.run, &courses), write));
    if let Err(error) = published {
        keeper.unpublished(&error, &record.run.replicates, &again(args, &plan));
        return Ok(Exit::Stopped);
    }
    if !args.placed.quiet {
        let drawn = laid.is_some().then(|| {
            let told = uncertainty::said(&comparison, &rerun.twins);
            draws::doubts(record.draws.as_ref(), &told).trim_start().to_owned() + "\n"
        });
        let by_network = compare::networks::said(&in_networks);
        let said = differences_said(&comparison) + &by_network + &drawn.unwrap_or_default();
        tell(&format!("{said}Results: {}\n{}", path.display(), one::reported(&path)));
    }
    Ok(one::whole_or_stopped(done, plan.replicates, &again(args, &plan)))
}

/// Says in the records which pounds were asked for.
fn say_budgets(
    bought: &[Option<Box<Bought>>],
    arms: &[Scenario],
    (record, records): (&mut ComparisonRecord, &mut [ArmRecord]),
) {
    for (((own, _), bought), arm) in records.iter_mut().zip(bought).zip(arms) {
        own.budget = bought.as_ref().map(|bought| bought.made(&arm.name));
        record.budgets.extend(own.budget.clone());
    }
}

/// Says in the records what is drawn, and how it is drawn again.
fn say_draws(
    laid: &Laid,
    args: &Compare,
    (record, all): (&mut ComparisonRecord, &Inputs),
    (arms, inputs): (&mut [ArmRecord], &[Inputs]),
) {
    let read = laid.read(all.copy_of(laid.origin()));
    record.reproduce += &draws::flags(Path::new(&read.table), args.drawn.hold());
    record.draws = Some(read);
    for ((arm, _), inputs) in arms.iter_mut().zip(inputs) {
        // By itself an arm would have drawn what another one says.
        let read = laid.read(inputs.copy_of(laid.origin()));
        arm.reproduce += &draws::flags(Path::new(&read.table), &read.held);
        arm.draws = Some(read);
    }
}

/// Writes the tables of draws: of the differences, and of each arm beside its own.
fn write_draws(
    staging: &Staging<'_>,
    laid: &Laid,
    replicates: &[u32],
    (comparison, rerun): (&Comparison<'_>, &Compared),
) -> std::result::Result<(), Error> {
    staging.file("draws.csv", |out| laid.table(out, replicates))?;
    staging.file(doubt::TABLE, |out| uncertainty::table(out, comparison, &rerun.twins))?;
    for arm in comparison.arms() {
        one::write_draws(staging, &format!("{}/", arm.scenario), (laid, replicates), arm)?;
    }
    Ok(())
}

/// The files of all arms together.
fn all_inputs(arms: &[Scenario]) -> Result<Inputs> {
    arms.iter()
        .try_fold(Inputs::default(), |all, arm| all.with("", &arm.files))
        .map_err(|error| Failure::Input(error.to_string()))
}

/// The record of a comparison, and what is written down of each arm.
fn records(
    (arms, inputs, all): (&[Scenario], &[Inputs], &Inputs),
    (plan, run, machine): (&RunSize, RunMade, Machine),
) -> (ComparisonRecord, Vec<ArmRecord>) {
    // Each arm has a folder with a record, and with what it came from.
    let records: Vec<_> = arms
        .iter()
        .zip(inputs)
        .map(|(arm, inputs)| {
            let record = Record {
                program: Record::program(),
                commit: Record::commit(),
                model: Record::model(),
                reproduce: one::reproduce(arm, inputs, plan),
                scenario: ScenarioRead::of(arm, inputs),
                run: run.clone(),
                draws: None,
                budget: None,
                networks: NetworkRead::of(arm),
                inputs: inputs.listed(),
                machine: machine.clone(),
            };
            (record, rows(arm))
        })
        .collect();
    let copies = arms.iter().map(|arm| all.copy_of(arm.files.last().expect("a file")));
    let mut reads = arms.iter().map(|arm| ScenarioRead::of(arm, all));
    let record = ComparisonRecord {
        program: Record::program(),
        commit: Record::commit(),
        model: Record::model(),
        reproduce: command(copies.map(Path::new)) + &sizes::flags(plan),
        discount_percent: DISCOUNT,
        base: reads.next().expect("a comparison has a base"),
        run,
        draws: None,
        others: reads.collect(),
        budgets: Vec::new(),
        networks: NetworkRead::of(&arms[0]),
        differs: Vec::new(),
        inputs: all.listed(),
        machine,
    };
    (record, records)
}

fn comparison<'a>(
    arms: &'a [Scenario],
    changed: &'a [Vec<&'static str>],
    (compared, seconds): (&'a Compared, &'a Compared),
    shown: Shown,
) -> Comparison<'a> {
    let second = seconds.arms.iter().map(Vec::as_slice).chain(std::iter::repeat(&[] as &[_]));
    let arms = arms.iter().zip(changed).zip(&compared.arms).zip(second);
    let mut results = arms.map(|(((arm, changed), replicates), second)| Results {
        scenario: &arm.name,
        title: &arm.title,
        changed,
        shown,
        replicates,
        second,
    });
    let base = results.next().expect("a comparison has a base");
    Comparison::new(base, results.collect(), compared.twins.iter().map(Vec::as_slice).collect())
}

/// Writes how far differences may lie from those of all neighbourhoods.
fn write_sampling(
    staging: &Staging<'_>,
    sample: &Sample,
    (arms, compared): (&[Scenario], &Compared),
) -> std::result::Result<(), Error> {
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    let sampled = Sampled { sample, arms: &compared.arms, halves: &compared.halves };
    staging.file("sampling.csv", |out| sampled.table(out, &names))
}

/// Writes what differs network by network, and the networks of each arm beside its own tables.
fn write_networks(
    staging: &Staging<'_>,
    (arms, compared): (&[Scenario], &Compared),
    comparison: &Comparison<'_>,
    in_networks: &[InNetwork<'_>],
) -> std::result::Result<(), Error> {
    if in_networks.is_empty() {
        return Ok(());
    }
    for (number, (arm, results)) in arms.iter().zip(comparison.arms()).enumerate() {
        let own = one::of_networks(arm, number, &compared.networks, results);
        networks::write(staging, &format!("{}/", arm.name), arm, &own)?;
    }
    staging.file(networks::TABLE, |out| compare::networks::table(out, in_networks))
}

/// The arms of a comparison in each network.
fn in_networks<'a>(
    base: &'a Scenario,
    compared: &'a Compared,
    comparison: &Comparison<'a>,
) -> Vec<InNetwork<'a>> {
    let one = |(network, arms): (&'a Scenario, &'a Vec<Vec<Replicate>>)| {
        let results = comparison.arms().zip(arms);
        let mut results =
            results.map(|(all, replicates)| Results { replicates, second: &[], ..*all });
        let base = results.next().expect("a comparison has a base");
        let comparison = Comparison::new(base, results.collect(), Vec::new());
        InNetwork { name: &network.name, title: &network.title, comparison }
    };
    base.networks.iter().zip(&compared.networks).map(one).collect()
}

/// The arms as their records tell of them: with as many replicates as there are in the end, as if these had been
/// asked for.
fn ended(arms: &[Scenario], own: &[Entry], replicates: u32) -> Result<Vec<Scenario>> {
    let number = names::parameter(REPLICATES).expect("a parameter");
    let wanted = f64::from(replicates);
    let one = |(arm, own): (&Scenario, &Entry)| {
        let mut arm = arm.clone();
        if arm.timeline.at(0).values[number].to_bits() == wanted.to_bits() {
            return Ok(arm);
        }
        if own.value.to_bits() == wanted.to_bits() {
            arm.entries[number] = own.clone();
            hold(&mut arm, number, wanted);
        } else {
            arm.with_value(REPLICATES, wanted)?;
        }
        Ok(arm)
    };
    arms.iter().zip(own).map(one).collect()
}

/// How often everything is run.
const REPLICATES: &str = "run.replicates";

/// The arms with the sizes of the base and of the command line, the base first, and how many replicates each file
/// asks for.
fn arms(args: &Compare) -> Result<(Vec<Scenario>, Vec<Entry>)> {
    let replicates = names::parameter(REPLICATES).expect("a parameter");
    let (mut arms, mut own) = (Vec::new(), Vec::new());
    for path in std::iter::once(&args.base).chain(&args.others) {
        let mut arm = scenario::load_whole(path)?;
        own.push(arm.entries[replicates].clone());
        args.sizes.or(args.drawn.replicates(&arm)).apply(&mut arm)?;
        arms.push(arm);
    }
    args.arrows.apply(&mut arms, args.placed.quiet)?;
    if !args.placed.quiet {
        // Arms share a base: what is doubtful there is said once.
        tell_built_in(&arms);
        warn(arms.iter().flat_map(|arm| &arm.warnings));
    }
    distinct(&mut arms);
    of_one_size(&mut arms);
    let (base, others) = arms.split_first().expect("a comparison has a base");
    let found: Vec<String> = others.iter().flat_map(|other| unlike(base, other)).collect();
    if found.is_empty() {
        return Ok((arms, own));
    }
    Err(Failure::Input(format!(
        "these arms cannot be compared person by person with {}:\n  {}\n\
         Twins need the same people for the same weeks: leave these values to the base, or give \
         sizes (--people, --weeks ...) for all arms",
        base.name,
        found.join("\n  ")
    )))
}

/// How many replicates another scenario would have is no difference between worlds.
fn of_one_size(arms: &mut [Scenario]) {
    let replicates = names::parameter(REPLICATES).expect("a parameter");
    let asked = arms[0].timeline.at(0).values[replicates];
    for arm in &mut arms[1..] {
        hold(arm, replicates, asked);
    }
}

/// Holds a value of a scenario and of its networks in every week.
fn hold(scenario: &mut Scenario, parameter: usize, value: f64) {
    scenario.timeline = scenario.timeline.holding(&[(parameter, value)]);
    scenario.networks.iter_mut().for_each(|network| hold(network, parameter, value));
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

fn folder_name(arms: &[Scenario]) -> String {
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    names.join("_vs_")
}

/// The command that compares these files, the base first.
fn command<'a>(files: impl Iterator<Item = &'a Path>) -> String {
    let mut text = "kith compare".to_owned();
    for file in files {
        write!(text, " {}", quoted(file)).expect("writing to a string");
    }
    text
}

/// The flag of a discount rate that is not the usual one.
fn discounted(rate: f64) -> String {
    let usual = (rate - DISCOUNT).abs() <= 0.0;
    if usual { String::new() } else { format!(" --discount {rate}") }
}

/// The flag that shows what judges the model, if it was given.
fn shown(args: &Compare) -> &'static str {
    if args.validate { one::VALIDATE } else { "" }
}

/// The command that does what this one was to do.
fn again(args: &Compare, plan: &RunSize) -> String {
    let files = std::iter::once(&args.base).chain(&args.others).map(PathBuf::as_path);
    let mut text = command(files) + &sizes::flags(plan) + &args.sizes.threads();
    if let (Some(goal), Some(most)) = (args.tolerance, args.most) {
        write!(text, " --tolerance {} --most {most}", goal.text()).expect("writing to a string");
    }
    text += &discounted(args.discount);
    text += &args.arrows.flags();
    text += &one::sampled_flag(args.sample);
    text += &args.drawn.flags();
    text += shown(args);
    text + &args.placed.flags() + if args.no_charts { " --no-charts" } else { "" }
}

//! `kith run`: one scenario, this many replicates. The folder of the results is tried before the
//! run, and written after it; a signal in between keeps the replicates that are complete.

use crate::cli::arrows::Arrows;
use crate::cli::budgeted;
use crate::cli::draws::{self, Drawn};
use crate::cli::placed::Placed;
use crate::cli::sizes;
use crate::report;
use crate::report::doubt;
use crate::report::over_draws;
use crate::report::page::PAGE;
use crate::report::room;
use crate::runs;
use crate::runs::parallel::Courses;
use crate::scenario;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::cli::keep::Keeper;
use crate::cli::progress::Progress;
use crate::cli::sizes::RunSizes;
use crate::cli::{Exit, Failure, Result, complain, named_file, refuse, tell, tell_built_in, warn};
use crate::model::parameters::Parameters;
use crate::report::{
    Destination, Inputs, Kind, Machine, NetworkRead, OfNetwork, ParameterRow, Pictures, Record,
    Results, RunMade, Sampled, ScenarioRead, Staging, flow_budget, headlines,
};
use crate::runs::{Compared, Kept, Replicate, RunSize, Sample, Shown, Watch};
use crate::scenario::Scenario;
use crate::studies::draws::Laid;

/// Arguments of `kith run`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith run baseline
  kith run austerity --replicates 50 --threads 4
  kith run mine.toml --people 5000 --weeks 104 --output output/trial --force
  kith run baseline --without A033
  kith run england --sample 60
  kith run baseline --draws output/calibration/posterior.csv

The same seed gives the same results, whatever the number of threads. Sizes that are not given
are those of the scenario. targets.csv holds the published figures that parameters are chosen by;
those kept apart to judge the model are added by --validate. Ctrl-C keeps the replicates that are complete and ends with code 75;
the same command with --force runs the others. A run that was killed goes on with the same command, and
so does one that was stopped before a replicate was complete.")]
pub struct Run {
    /// The scenario: a file, the name of one in `scenarios`, or of one inside the program.
    #[arg(value_parser = named_file())]
    pub scenario: PathBuf,
    #[command(flatten)]
    sizes: RunSizes,
    #[command(flatten)]
    placed: Placed,
    /// Simulate so many of the neighbourhoods only, two from each stratum of deprivation, and write
    /// sampling.csv: how far figures may lie from those of all neighbourhoods.
    #[arg(long, value_name = "N")]
    sample: Option<u32>,
    /// Write tables only.
    #[arg(long)]
    no_charts: bool,
    /// Show the published figures that judge the model as well. Whoever chooses parameters leaves
    /// them unseen.
    #[arg(long)]
    validate: bool,
    #[command(flatten)]
    drawn: Drawn,
    #[command(flatten)]
    arrows: Arrows,
}

/// The flag that shows the published figures that judge the model, as a command line takes it.
pub(crate) const VALIDATE: &str = " --validate";

/// Runs a scenario and writes its results.
///
/// # Errors
/// If the scenario is wrong, or no thread can be started.
pub fn execute(args: &Run) -> Result<Exit> {
    let table = draws::read(args.drawn.draws.as_deref())?.map(Arc::new);
    let mut scenario = resized(args)?;
    let path = args.placed.folder(&scenario.name);
    if let Err(error) = budgeted::room(&[&scenario], &path, (Kind::Run, args.placed.existing())) {
        return Ok(refuse(&error));
    }
    let stop = stop_on_signals()?;
    let pool = args.sizes.each.pool()?;
    let quiet = args.placed.quiet;
    let again_with = |plan: &RunSize| format!("To run it again:\n  {}", again(args, plan));
    let spent = budgeted::all(std::slice::from_mut(&mut scenario), &pool, (&stop, quiet))?;
    let Some(bought) = spent else {
        return Ok(budgeted::stopped(&scenario, again_with));
    };
    let bought = bought.into_iter().flatten().next();
    let inputs = draws::with(inputs(&scenario)?, table.as_deref())?;
    let plan = RunSize::of(scenario.start());
    let arms = [&scenario];
    let laid = args.drawn.laid(table.as_ref(), &arms, plan.replicates, args.placed.quiet)?;
    let courses = match &laid {
        Some(laid) => laid.courses(&arms, plan.replicates),
        None => Courses::of(&arms),
    };
    let numbers = courses.runs(0..plan.replicates);
    let pictures = if args.no_charts { Pictures::LeftOut } else { Pictures::Drawn };
    let sample = sample(args.sample, &plan, &scenario)?;
    let weeks = plan.weeks as usize;
    let bytes = room::run(weeks, plan.replicates as usize, pictures)
        + beside(&courses, &plan, sample.as_ref());
    let target = match Destination::try_out(&path, Kind::Run, args.placed.existing(), bytes) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let (clock, started) = (SystemTime::now(), Instant::now());
    let keeper = Keeper::new(target.replicates(&courses, &plan, sample.as_ref()));
    let each = args.sample.unwrap_or(plan.neighbourhoods);
    let (there, left) = keeper.there(&numbers, each, args.placed.quiet);
    let progress = Progress::of_run(&plan, left, args.placed.quiet, Arc::clone(&stop));
    let cell_done = || progress.advance();
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let kept = Kept { there, keep: &|number, made| keeper.keep(number, made) };
    let run = || runs::run_kept(&courses, &plan, sample.as_ref(), &watch, kept);
    let (Compared { arms, halves, networks, .. }, second) = courses.apart(pool.install(run));
    let second = second.arms.first().map_or(&[][..], Vec::as_slice);
    let replicates = &*arms[0];
    let sampled = sample.as_ref().map(|sample| Sampled { sample, arms: &arms, halves: &halves });
    progress.finish();
    if replicates.is_empty() {
        return Ok(budgeted::stopped(&scenario, again_with));
    }
    let seconds = started.elapsed().as_secs_f64();
    let clock = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let machine = Machine::here(pool.current_num_threads(), clock, seconds);
    let mut record =
        record(args, &scenario, &inputs, (&plan, replicates), (machine, laid.as_ref()));
    record.budget = bought.as_ref().map(|bought| bought.made(&scenario.name));
    let results = Results {
        scenario: &scenario.name,
        title: &scenario.title,
        changed: &scenario.changed(),
        shown: Shown::asked(args.validate),
        replicates,
        second,
    };
    let networks = of_networks(&scenario, 0, &networks, &results);
    let write = |staging: &Staging| {
        inputs.write(staging, "")?;
        report::networks::write(staging, "", &scenario, &networks)?;
        if let Some(sampled) = sampled {
            staging.file("sampling.csv", |out| sampled.table(out, &[&scenario.name]))?;
        }
        if let Some(laid) = &laid {
            write_draws(staging, "", (laid, &record.run.replicates), &results)?;
        }
        budgeted::write(staging, "", bought.as_deref())?;
        report::write(staging, &record, &rows(&scenario), &results, pictures)
    };
    let published = pool.install(|| keeper.publish(&target, (&record.run, &courses), write));
    if let Err(error) = published {
        keeper.unpublished(&error, &record.run.replicates, &again(args, &plan));
        return Ok(Exit::Stopped);
    }
    if !args.placed.quiet {
        let told = laid.map_or_else(Vec::new, |_| {
            let mut told = doubt::said(&results);
            told.extend(over_draws::said(&results));
            told
        });
        let doubts = draws::doubts(record.draws.as_ref(), &told);
        let doubts = report::networks::said(&networks) + &doubts;
        tell(&(summary(&results, &doubts, &path, seconds) + &reported(&path)));
    }
    Ok(whole_or_stopped(replicates.len(), plan.replicates, &again(args, &plan)))
}

/// What came of each network in an arm; `all` holds the replicates by network and arm.
pub(crate) fn of_networks<'a>(
    scenario: &'a Scenario,
    arm: usize,
    all: &'a [Vec<Vec<Replicate>>],
    results: &Results<'a>,
) -> Vec<OfNetwork<'a>> {
    let networks = scenario.networks.iter().zip(all);
    let one = |(network, arms): (&'a Scenario, &'a Vec<Vec<Replicate>>)| OfNetwork {
        network,
        results: Results { replicates: &arms[arm], second: &[], ..*results },
    };
    networks.map(one).collect()
}

/// How a command ends whose results hold so many of the replicates that were wanted; the command that runs them all
/// is said where there are fewer.
pub(crate) fn whole_or_stopped(done: usize, wanted: u32, again: &str) -> Exit {
    if done >= wanted as usize {
        return Exit::Done;
    }
    complain(&format!(
        "Stopped: the results hold {done} of {wanted} replicates. To run them all:\n  {} --force",
        again.trim_end_matches(" --force")
    ));
    Exit::Stopped
}

/// Writes what was drawn for a run, and what it comes to, into a folder of results: empty, or ending in a slash.
pub(crate) fn write_draws(
    staging: &Staging<'_>,
    folder: &str,
    (laid, replicates): (&Laid, &[u32]),
    results: &Results<'_>,
) -> std::result::Result<(), crate::report::Error> {
    let name = |file: &str| format!("{folder}{file}");
    staging.file(&name("draws.csv"), |out| laid.table(out, replicates))?;
    staging.file(&name(doubt::TABLE), |out| doubt::table(out, results))?;
    staging.file(&name(over_draws::TABLE), |out| over_draws::table(out, results))
}

/// The scenario with the sizes of the command line.
fn resized(args: &Run) -> Result<Scenario> {
    let mut scenario = scenario::load_whole(&args.scenario)?;
    args.sizes.or(args.drawn.replicates(&scenario)).apply(&mut scenario)?;
    args.arrows.apply([&mut scenario], args.placed.quiet)?;
    if !args.placed.quiet {
        tell_built_in([&scenario]);
        warn(&scenario.warnings);
    }
    Ok(scenario)
}

/// The first signal asks to stop after the cells at hand, the second ends the program.
pub(crate) fn stop_on_signals() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: the first signal finds the flag down and only raises it.
        signal_hook::flag::register_conditional_shutdown(signal, 75, Arc::clone(&stop))?;
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// The files of a scenario.
pub(crate) fn inputs(scenario: &Scenario) -> Result<Inputs> {
    Inputs::default().with("", &scenario.files).map_err(|error| Failure::Input(error.to_string()))
}

/// The command that makes the results of a scenario, wherever they are put.
pub(crate) fn command(scenario: &Path, plan: &RunSize) -> String {
    format!("kith run {}{}", quoted(scenario), sizes::flags(plan))
}

/// The same in the folder of the results, of the copy there.
pub(crate) fn reproduce(scenario: &Scenario, inputs: &Inputs, plan: &RunSize) -> String {
    let file = scenario.files.last().expect("a scenario has a file");
    command(Path::new(inputs.copy_of(file)), plan)
}

/// The command that does what this one was to do.
fn again(args: &Run, plan: &RunSize) -> String {
    let flags = [(args.no_charts, " --no-charts"), (args.validate, VALIDATE)];
    let flags: String = flags.iter().filter(|(given, _)| *given).map(|(_, flag)| *flag).collect();
    command(&args.scenario, plan)
        + &args.arrows.flags()
        + &sampled_flag(args.sample)
        + &args.drawn.flags()
        + &args.sizes.threads()
        + &args.placed.flags()
        + &flags
}

/// The sample of neighbourhoods that is asked for.
pub(crate) fn sample(
    take: Option<u32>,
    plan: &RunSize,
    scenario: &Scenario,
) -> Result<Option<Sample>> {
    if take.is_some() && !scenario.networks.is_empty() {
        let message = "--sample: networks that a scenario names are all run: a sample is drawn of neighbourhoods that \
                       differ by chance and deprivation alone";
        return Err(Failure::Input(message.to_owned()));
    }
    take.map(|take| Sample::new(plan, take).map_err(Failure::Input)).transpose()
}

/// Bytes of what an arm keeps beside its replicates until the run is done: second runs of draws, and sums of
/// half-samples or of networks.
pub(crate) fn beside(courses: &Courses, plan: &RunSize, sample: Option<&Sample>) -> u64 {
    let replicates = plan.replicates as usize;
    let second = courses.runs(0..plan.replicates).len() - replicates;
    let parts = sample.map_or(courses.networks(), Sample::halves);
    room::halves(plan.weeks as usize, second + parts * replicates)
}

/// The flag of a sample, as a command line takes it.
pub(crate) fn sampled_flag(sample: Option<u32>) -> String {
    sample.map_or_else(String::new, |take| format!(" --sample {take}"))
}

/// A path as a shell takes it.
pub(crate) fn quoted(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "/._-+,=:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn record(
    args: &Run,
    scenario: &Scenario,
    inputs: &Inputs,
    (plan, done): (&RunSize, &[Replicate]),
    (machine, laid): (Machine, Option<&Laid>),
) -> Record {
    let shown = if args.validate { VALIDATE } else { "" };
    let read = laid.map(|laid| laid.read(inputs.copy_of(laid.origin())));
    let flags = read
        .as_ref()
        .map_or_else(String::new, |read| draws::flags(Path::new(&read.table), args.drawn.hold()));
    Record {
        program: Record::program(),
        commit: Record::commit(),
        model: Record::model(),
        reproduce: reproduce(scenario, inputs, plan)
            + &args.arrows.flags()
            + &sampled_flag(args.sample)
            + &flags
            + shown,
        scenario: ScenarioRead::of(scenario, inputs),
        run: RunMade { sampled: args.sample, ..RunMade::of(plan, done) },
        draws: read,
        budget: None,
        networks: NetworkRead::of(scenario),
        inputs: inputs.listed(),
        machine,
    }
}

pub(crate) fn rows(scenario: &Scenario) -> Vec<ParameterRow> {
    let specs = Parameters::specs().iter().zip(&scenario.entries);
    specs
        .map(|(spec, entry)| ParameterRow {
            path: spec.path.clone(),
            value: entry.value,
            unit: spec.unit.text().to_owned(),
            low: entry.low,
            high: entry.high,
            basis: entry.basis.text().to_owned(),
            source: entry.source.clone(),
            source_title: scenario
                .sources
                .get(&entry.source)
                .map_or_else(String::new, |source| source.title.clone()),
            overridden_by: entry.overridden_by.clone(),
            meaning: spec.about.clone(),
        })
        .collect()
}

/// Where the page on results is, if there is one.
pub(crate) fn reported(path: &Path) -> String {
    let page = path.join(PAGE);
    if page.is_file() { format!("Report: {}\n", page.display()) } else { String::new() }
}

fn summary(results: &Results<'_>, doubts: &str, path: &Path, seconds: f64) -> String {
    let runs = match results.replicates.len() {
        1 => "1 replicate".to_owned(),
        n => format!("{n} replicates"),
    };
    let mut text = format!("{}: {runs}, {seconds:.1} seconds\n\n", results.title);
    for line in headlines(results) {
        text.push_str(&line);
        text.push('\n');
    }
    format!("{text}\n{}{doubts}\nResults: {}\n", flow_budget(results), path.display())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        run: Run,
    }

    #[test]
    fn the_command_to_go_on_says_all_that_was_asked() {
        let line = "kith a b.toml --threads 2 --output out --no-charts --validate";
        let words = line.replace("a b.toml", "a_b.toml");
        let mut args = Line::try_parse_from(words.split(' ')).unwrap().run;
        args.scenario = "a b.toml".into();
        let plan = RunSize {
            seed: 7,
            replicates: 3,
            neighbourhoods: 1,
            people: 500,
            weeks: 52,
            warm_up: 4,
        };
        assert_eq!(
            again(&args, &plan),
            "kith run 'a b.toml' --seed 7 --replicates 3 --neighbourhoods 1 --people 500 \
             --weeks 52 --threads 2 --output out --no-charts --validate"
        );
    }
}

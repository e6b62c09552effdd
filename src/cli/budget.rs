//! `kith budget`: a sum of money, spent in several ways at equal cost on the same draws: which buys most, for whom,
//! and how sure that is.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::placed::Placed;
use crate::cli::progress::Progress;
use crate::cli::run::{self as one, quoted, stop_on_signals};
use crate::cli::sizes::{self, RunSizes};
use crate::cli::{Exit, Failure, Result, complain, named_file, refuse, tell, tell_built_in, warn};
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::{Destination, Inputs, Kind, Machine, Record, ScenarioRead};
use crate::runs::{RunSize, Watch};
use crate::scenario::economics::{Economics, Term};
use crate::scenario::{self, Origin, Scenario, names};
use crate::studies::budget::draws::{Drawn, Nearness, Source};
use crate::studies::budget::figures::rates;
use crate::studies::budget::plan::{Budget, Found};
use crate::studies::budget::record::{BudgetRead, BudgetRecord, write_budget};
use crate::studies::budget::run::{Choice, Draw, Work};
use crate::studies::budget::{Asked, Line, Split, sentences};

/// Bytes that tables and pictures may take, at most for a thousand draws of a dozen options.
const ROOM: u64 = 64 << 20;

/// Draws of the parameters that are usual.
const DRAWS: usize = 24;

/// Replicates of each draw that are usual: two are the fewest that tell chance.
const EACH: u32 = 2;

/// Replicates of the run at the middle of everything.
const CENTRE: u32 = 4;

/// Candidates for each draw over plausible ranges.
const CANDIDATES: usize = 4;

/// Years of the runs by which candidates are held to what is published.
const HELD_YEARS: u32 = 2;

/// Most people of those runs.
const HELD_PEOPLE: u32 = 20_000;

/// Arguments of `kith budget`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith budget baseline --pounds 400000 --per-year
  kith budget baseline --pounds 400000 --per-year --split posts=0.7,grants=0.2,support=0.1
  kith budget mine.toml --pounds 2000000 --years 5 --from 52 --draws output/calibration/posterior.csv
  kith budget baseline --pounds 400000 --per-year --people 20000 --number 100

A sum is spent in several ways for everybody in the scenario: all on link-worker posts, all on grants to
organisations, half each, all on supervision and training, and as you split it. Lines are posts, grants, support
and navigators. Ten minutes on two processors are usual; more draws (--number) make it surer. docs/budget.md says
how everything is reckoned.")]
pub struct BudgetArgs {
    /// The scenario in which the money comes: a file, the name of one in `scenarios`, or of one inside the
    /// program.
    #[arg(value_parser = named_file())]
    scenario: PathBuf,
    /// The sum, in pounds of 2023/24, for everybody in the scenario: over all years, or with --per-year in each.
    #[arg(long, value_name = "POUNDS", value_parser = pounds)]
    pounds: f64,
    /// The sum is for each year.
    #[arg(long)]
    per_year: bool,
    /// Years of spending; those of the scenario's `[economics]` when not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=40))]
    years: Option<u32>,
    /// The first week of spending.
    #[arg(long, value_name = "WEEK", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1040))]
    from: u32,
    /// A way to spend it beside the ready-made ones, as in posts=0.5,grants=0.5; may be given again.
    #[arg(long = "split", value_name = "LINE=SHARE,...", value_parser = Split::read)]
    splits: Vec<Split>,
    /// Draws of parameters, as `kith calibrate` writes them (posterior.csv): a column for each path, a row for
    /// each draw. Without it plausible ranges are drawn.
    #[arg(long, value_name = "FILE")]
    draws: Option<PathBuf>,
    /// How many draws of parameters.
    #[arg(long, value_name = "N", default_value_t = DRAWS, value_parser = number)]
    number: usize,
    /// Draw nothing: all that differs between draws is chance.
    #[arg(long, conflicts_with = "draws")]
    certain: bool,
    #[command(flatten)]
    sizes: RunSizes,
    #[command(flatten)]
    placed: Placed,
}

/// Reads a sum.
fn pounds(text: &str) -> std::result::Result<f64, String> {
    match text.replace([',', '_'], "").parse::<f64>() {
        Ok(pounds) if pounds > 0.0 && pounds.is_finite() => Ok(pounds),
        Ok(pounds) if pounds <= 0.0 => {
            Err("a sum is above nought: cuts are a scenario of their own, as in austerity"
                .to_owned())
        }
        _ => Err(format!("`{text}` is no sum of pounds, as in 400000")),
    }
}

/// Reads a number of draws.
fn number(text: &str) -> std::result::Result<usize, String> {
    match text.parse::<usize>() {
        Ok(number) if (3..=10_000).contains(&number) => Ok(number),
        _ => Err("from 3 to 10000 draws".to_owned()),
    }
}

/// What is to be run.
pub(crate) struct Ready {
    pub(crate) scenario: Scenario,
    pub(crate) economics: Economics,
    pub(crate) budget: Budget,
    pub(crate) size: RunSize,
    pub(crate) inputs: Inputs,
    pub(crate) text: Option<String>,
}

/// Spends a sum in several ways and writes what comes of it.
///
/// # Errors
/// If the scenario or the draws are wrong, or no thread can be started.
pub fn execute(args: &BudgetArgs) -> Result<Exit> {
    let ready = args.ready()?;
    let Ready { scenario, economics, budget, size, inputs, text } = &ready;
    let options = args.options(budget);
    let path = args.placed.folder(&format!("{}_budget", scenario.name));
    let target = match Destination::try_out(&path, Kind::Budget, args.placed.existing(), ROOM) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = args.sizes.each.pool()?;
    let stage = Stage { stop: &stop, quiet: args.placed.quiet };
    let stopped = || {
        complain(
            &"Stopped before there was a draw to tell of: nothing was written. To begin again:",
        );
        complain(&format!("  {}", args.again(size)));
        Ok(Exit::Stopped)
    };
    let done = pool.install(|| -> Result<Option<Done>> {
        let splits: Vec<Split> = options.iter().map(|choice| choice.split.clone()).collect();
        let cells = u64::from(4 * size.neighbourhoods);
        let found = stage.watched(cells, "pilot runs", |watch| {
            budget.pilot(&scenario.timeline, size, &splits, watch)
        });
        let Some(found) = found else { return Ok(None) };
        let Some((drawn, nearness)) = args.drawn(&ready, text.as_deref(), &stage)? else {
            return Ok(None);
        };
        let centre_options = centre_options(&options, economics);
        let centre_size = RunSize { replicates: CENTRE, ..*size };
        let rates = rates(economics);
        let middle = Drawn::nothing(1);
        let work = Work {
            timeline: &scenario.timeline,
            budget,
            found: &found,
            economics,
            drawn: &middle,
            options: &centre_options,
            size: &centre_size,
            rates: &rates,
        };
        let centre = stage.watched(work.cells(), "runs at the middle", |watch| work.run(watch));
        let Some(centre) = centre.into_iter().next() else { return Ok(None) };
        let work = Work { drawn: &drawn, options: &options, size, ..work };
        let draws = stage.watched(work.cells(), "runs", |watch| work.run(watch));
        Ok((draws.len() >= 3).then_some(Done {
            found,
            drawn,
            nearness,
            centre,
            centre_options,
            draws,
        }))
    })?;
    let Some(done) = done else { return stopped() };
    let all = &scenario.timeline.at(budget.from as i32).parameters;
    let post = all.workforce.post_cost * all.workforce.pay;
    let asked = Asked {
        budget,
        options: &options,
        economics,
        drawn: &done.drawn,
        nearness: done.nearness,
        found: &done.found,
        draws: &done.draws,
        centre: &done.centre,
        centre_options: &done.centre_options,
        post,
        visit: all.consulting.gp_visit_cost,
        full_time_share: all.link_workers.full_time_share,
    };
    let answer = pool.install(|| asked.answer());
    let seconds = started.elapsed().as_secs_f64();
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let record = BudgetRecord {
        program: Record::program(),
        commit: Record::commit(),
        model: Record::model(),
        reproduce: args.reproduce(scenario, inputs, size),
        budget: BudgetRead {
            pounds_a_year: budget.a_year,
            from_week: budget.from,
            years: budget.years,
            options: answer.names.clone(),
            draws: done.draws.len(),
            drawn: done.drawn.columns.len(),
            source: match done.drawn.source {
                Source::Table => "draws that were given",
                Source::Ranges => {
                    "plausible ranges, held to the rows by which parameters are chosen"
                }
                Source::Nothing => "nothing is drawn",
            },
            spent_over_list: done.found.0.to_vec(),
        },
        run: *size,
        scenario: ScenarioRead::of(scenario, inputs),
        inputs: inputs.listed(),
        machine: Machine::here(pool.current_num_threads(), since, seconds),
    };
    let write = || {
        let staging = target.stage()?;
        inputs.write(&staging, "")?;
        write_budget(&staging, &record, &asked, &answer)?;
        staging.publish()
    };
    if let Err(error) = pool.install(write) {
        complain(&format!("error: {error}\nTo run it again:\n  {}", args.again(size)));
        return Ok(Exit::Stopped);
    }
    if !args.placed.quiet {
        let said = sentences::said(&asked, &answer);
        tell(&format!("{said}\n{seconds:.0} s\nResults: {}\n", path.display()));
    }
    if done.draws.len() < args.number {
        complain(&format!(
            "Stopped: the results hold {} of {} draws. To run them all:\n  {} --force",
            done.draws.len(),
            args.number,
            args.again(size).trim_end_matches(" --force")
        ));
        return Ok(Exit::Stopped);
    }
    Ok(Exit::Done)
}

/// What was run.
struct Done {
    found: Found,
    drawn: Drawn,
    nearness: Option<Nearness>,
    centre: Draw,
    centre_options: Vec<Choice>,
    draws: Vec<Draw>,
}

/// How work is watched.
pub(crate) struct Stage<'a> {
    pub(crate) stop: &'a Arc<AtomicBool>,
    pub(crate) quiet: bool,
}

impl Stage<'_> {
    /// Does some work of so many cells under a bar.
    pub(crate) fn watched<T>(
        &self,
        cells: u64,
        noun: &'static str,
        work: impl FnOnce(&Watch<'_>) -> T,
    ) -> T {
        let progress = Progress::of(noun, cells, self.quiet, Arc::clone(self.stop));
        let cell_done = || progress.advance();
        let done = work(&Watch { cell_done: &cell_done, stop: self.stop });
        progress.finish();
        done
    }
}

/// The options at the middle of everything, and after them grants with the additionality at either end of
/// its range.
fn centre_options(options: &[Choice], economics: &Economics) -> Vec<Choice> {
    let entry = economics.entry(Term::Additionality);
    let grants = options.iter().find(|choice| choice.split == Split::all(Line::Grants));
    let ends = grants.into_iter().flat_map(|grants| {
        [entry.low, entry.high].map(|end| Choice { additionality: Some(end), ..grants.clone() })
    });
    options.iter().cloned().chain(ends).collect()
}

/// What has to be open for posts to be of any use.
const OPEN: &str = "referral.open";

impl BudgetArgs {
    /// The ways to spend it, the ready-made ones first.
    fn options(&self, budget: &Budget) -> Vec<Choice> {
        let mut splits = Split::ready_made();
        for split in &self.splits {
            if !splits.contains(split) {
                splits.push(split.clone());
            }
        }
        let choice = |split| Choice { split, a_year: budget.a_year, additionality: None };
        splits.into_iter().map(choice).collect()
    }

    /// The scenario, checked, with the sizes of the command line.
    fn ready(&self) -> Result<Ready> {
        let mut scenario = scenario::load(&self.scenario)?;
        let Some(economics) = scenario.economics.clone() else {
            return Err(Failure::Input(format!(
                "{} has no section `[economics]`, on which every figure of a budget rests: take it over from \
                 the baseline (`kith scenarios baseline`)",
                scenario.files[0]
            )));
        };
        let years =
            self.years.unwrap_or(economics.value(Term::SpendingYears).round() as u32).max(1);
        let after = economics.value(Term::YearsAfter);
        let weeks = f64::from(self.from) + (f64::from(years) + after) * WEEKS_PER_YEAR;
        let mut sizes = self.sizes.clone();
        sizes.each.weeks = sizes.each.weeks.or(Some(weeks.round() as u32));
        sizes.each.replicates = sizes.each.replicates.or(Some(EACH));
        sizes.apply(&mut scenario)?;
        let size = RunSize::of(scenario.start());
        let until = self.from + years * WEEKS_PER_YEAR as u32;
        if size.weeks <= until {
            return Err(Failure::Input(format!(
                "the money is spent until week {until}, and the run ends in week {}: give more --weeks, so \
                 that what comes after the spending is seen",
                size.weeks
            )));
        }
        let people = f64::from(size.people) * f64::from(size.neighbourhoods);
        let a_year = if self.per_year { self.pounds } else { self.pounds / f64::from(years) };
        let each = f64::from(size.people);
        let budget = Budget { a_year, from: self.from, years, people, each };
        let open = names::parameter(OPEN).expect("a parameter");
        if scenario.timeline.at(self.from as i32).values[open] < 0.5 {
            return Err(Failure::Input(format!(
                "nobody is referred in {} in week {}, so that posts would serve nobody: set `{OPEN} = 1` in it",
                scenario.name, self.from
            )));
        }
        if !self.placed.quiet {
            tell_built_in([&scenario]);
            warn(&scenario.warnings);
            self.doubt(&scenario, &budget);
        }
        let mut inputs = one::inputs(&scenario)?;
        let mut text = None;
        if let Some(path) = &self.draws {
            let cannot = |why: String| Failure::Input(format!("{}: {why}", path.display()));
            text = Some(fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?);
            let origin = Origin::File(path.clone());
            inputs = inputs.with("draws", [&origin]).map_err(|error| cannot(error.to_string()))?;
        }
        Ok(Ready { scenario, economics, budget, size, inputs, text })
    }

    /// Says which levers are moved further than anybody thought of.
    fn doubt(&self, scenario: &Scenario, budget: &Budget) {
        let all = &scenario.timeline.at(self.from as i32).parameters;
        let values = &scenario.timeline.at(self.from as i32).values;
        let ranges: Vec<(f64, f64)> =
            scenario.entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let list = Found([1.0; Line::COUNT]);
        for choice in self.options(budget) {
            let spending = budget.spending(&choice.split, all, &list, 1.0);
            let beyond = spending.implausible(&ranges, values);
            if !beyond.is_empty() {
                complain(&format!(
                    "warning: {} moves {} beyond its plausible range: what follows is further than anybody has \
                     looked",
                    choice.split.phrase(),
                    beyond.join(" and ")
                ));
            }
        }
    }

    /// What is not known. Nothing if it was stopped.
    fn drawn(
        &self,
        ready: &Ready,
        text: Option<&str>,
        stage: &Stage<'_>,
    ) -> Result<Option<(Drawn, Option<Nearness>)>> {
        let Ready { scenario, size, .. } = ready;
        if self.certain {
            return Ok(Some((Drawn::nothing(self.number), None)));
        }
        if let (Some(text), Some(path)) = (text, &self.draws) {
            let drawn = Drawn::table(text, &Record::model(), scenario, self.number, size.seed);
            let wrong = |why: String| Failure::Input(format!("{}:\n  {why}", path.display()));
            return Ok(Some((drawn.map_err(wrong)?, None)));
        }
        let candidates = self.number * CANDIDATES;
        let drawn = Drawn::ranges(scenario, candidates, size.seed);
        let held = RunSize {
            weeks: HELD_YEARS * WEEKS_PER_YEAR as u32,
            people: size.people.min(HELD_PEOPLE),
            neighbourhoods: 1,
            ..*size
        };
        let kept = stage.watched(candidates as u64, "candidates", |watch| {
            drawn.held(&scenario.timeline, &held, self.number, watch)
        });
        Ok(kept.map(|(drawn, nearness)| (drawn, Some(nearness))))
    }

    /// The flags that say what is asked.
    fn flags(&self, draws: Option<&Path>) -> String {
        let mut text = format!(" --pounds {}", self.pounds);
        if self.per_year {
            text.push_str(" --per-year");
        }
        if let Some(years) = self.years {
            write!(text, " --years {years}").expect("writing to a string");
        }
        if self.from > 0 {
            write!(text, " --from {}", self.from).expect("writing to a string");
        }
        for split in &self.splits {
            write!(text, " --split {}", split.text()).expect("writing to a string");
        }
        if let Some(draws) = draws {
            write!(text, " --draws {}", quoted(draws)).expect("writing to a string");
        }
        write!(text, " --number {}", self.number).expect("writing to a string");
        if self.certain {
            text.push_str(" --certain");
        }
        text
    }

    /// The command that makes the same results in the folder of the results.
    fn reproduce(&self, scenario: &Scenario, inputs: &Inputs, size: &RunSize) -> String {
        let file = scenario.files.last().expect("a scenario has a file");
        let draws = self
            .draws
            .as_ref()
            .map(|path| PathBuf::from(inputs.copy_of(&Origin::File(path.clone()))));
        let file = quoted(Path::new(inputs.copy_of(file)));
        format!("kith budget {file}{}{}", self.flags(draws.as_deref()), sizes::flags(size))
    }

    /// The command that does what this one was to do.
    fn again(&self, size: &RunSize) -> String {
        format!(
            "kith budget {}{}{}{}{}",
            quoted(&self.scenario),
            self.flags(self.draws.as_deref()),
            sizes::flags(size),
            self.sizes.threads(),
            self.placed.flags()
        )
    }
}

//! `kith budget`: a sum of money, spent in several ways at equal cost on the same draws: which buys most, for whom,
//! and how sure that is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::placed::Placed;
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes;
use crate::cli::sum::{Ready, Stage, Sum};
use crate::cli::{Exit, Failure, Result, complain, refuse, tell};
use crate::report::{Destination, Kind, Machine, Record, ScenarioRead};
use crate::runs::RunSize;
use crate::scenario::economics::{Economics, Term};
use crate::studies::budget::answer::Answer;
use crate::studies::budget::draws::{Drawn, Nearness, Source};
use crate::studies::budget::figures::rates;
use crate::studies::budget::plan::Found;
use crate::studies::budget::record::{BudgetRead, BudgetRecord, WayRead, write_budget};
use crate::studies::budget::run::{Choice, Draw, Work};
use crate::studies::budget::split::Fenced;
use crate::studies::budget::{Asked, Line, Split, sentences};

/// Bytes that tables and pictures may take, at most for a thousand draws of a dozen options.
const ROOM: u64 = 64 << 20;

/// Replicates of the run at the middle of everything.
const CENTRE: u32 = 4;

/// Nothing may be spent on one line only.
const NOTHING_FENCED: Fenced = Fenced([0.0; Line::COUNT]);

/// Arguments of `kith budget`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith budget baseline --pounds 400000 --per-year
  kith budget baseline --pounds 400000 --per-year --split posts=0.7,grants=0.2,support=0.1
  kith budget mine.toml --pounds 2000000 --years 5 --from 52 --draws output/calibration/posterior.csv
  kith budget baseline --pounds 400000 --per-year --people 20000 --number 100
  kith budget baseline --pounds 400000 --per-year --payer grants=council,posts=board --ring-fence grants=100000

A sum is spent in several ways for everybody in the scenario: all on link-worker posts, all on grants to
organisations, half each, all on supervision and training, and as you split it. Lines are posts, grants, support,
navigators, transport, fees, promotion and intensive. Ten minutes on two processors are usual; more draws (--number) make it surer. docs/budget.md says
how everything is reckoned.")]
pub struct BudgetArgs {
    #[command(flatten)]
    sum: Sum,
    /// A way to spend it beside the ready-made ones, as in posts=0.5,grants=0.5; may be given again.
    #[arg(long = "split", value_name = "LINE=SHARE,...", value_parser = Split::read)]
    splits: Vec<Split>,
    #[command(flatten)]
    placed: Placed,
}

/// Spends a sum in several ways and writes what comes of it.
///
/// # Errors
/// If the scenario or the draws are wrong, or no thread can be started.
pub fn execute(args: &BudgetArgs) -> Result<Exit> {
    let ready = args.sum.ready(args.placed.quiet, &args.splits(&NOTHING_FENCED)?)?;
    let splits = args.splits(&ready.fenced)?;
    let Ready { scenario, economics, budget, size, inputs, .. } = &ready;
    let choice =
        |split: &Split| Choice { split: split.clone(), a_year: budget.a_year, additionality: None };
    let options: Vec<Choice> = splits.iter().map(choice).collect();
    let path = args.placed.folder(&format!("{}_budget", scenario.name));
    let target = match Destination::try_out(&path, Kind::Budget, args.placed.existing(), ROOM) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = args.sum.sizes.each.pool()?;
    let stage = Stage { stop: &stop, quiet: args.placed.quiet };
    let stopped = || {
        complain(
            &"Stopped before there was a draw to tell of: nothing was written. To begin again:",
        );
        complain(&format!("  {}", args.again(size)));
        Ok(Exit::Stopped)
    };
    let done = pool.install(|| args.run(&ready, &splits, &options, &stage));
    let Some(done) = done else { return stopped() };
    let all = &scenario.timeline.at(budget.from as i32).parameters;
    let post = all.workforce.post_cost * all.workforce.pay;
    let asked = Asked {
        budget,
        options: &options,
        economics,
        purse: &ready.purse,
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
    let machine = Machine::here(pool.current_num_threads(), since, seconds);
    let record = args.record(&ready, &done, &answer, machine);
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
    if done.draws.len() < args.sum.number {
        complain(&format!(
            "Stopped: the results hold {} of {} draws. To run them all:\n  {} --force",
            done.draws.len(),
            args.sum.number,
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

impl BudgetArgs {
    /// The ways to spend it, the ready-made ones first: of these what is ring-fenced stays on its lines, and the rest
    /// is spent as they say.
    ///
    /// # Errors
    /// If one that was given spends less on a line than is ring-fenced for it.
    fn splits(&self, fenced: &Fenced) -> Result<Vec<Split>> {
        let ready_made = Split::ready_made();
        let mut splits: Vec<Split> = Vec::new();
        for split in ready_made.iter().map(|split| fenced.keep(split)).chain(self.splits.clone()) {
            if let Some(line) = fenced.broken(&split) {
                return Err(Failure::Input(format!(
                    "--split {} spends {} of the sum on {}, of which {} is ring-fenced for it: give that line at \
                     least so much",
                    split.text(),
                    split.share(line),
                    line.phrase(),
                    fenced.0[line as usize]
                )));
            }
            if !splits.contains(&split) {
                splits.push(split);
            }
        }
        Ok(splits)
    }

    /// Runs all that the answer rests on. Nothing if it was stopped before there was anything to tell of.
    fn run(
        &self,
        ready: &Ready,
        splits: &[Split],
        options: &[Choice],
        stage: &Stage<'_>,
    ) -> Option<Done> {
        let Ready { scenario, economics, budget, size, .. } = ready;
        let cells = u64::from(4 * size.neighbourhoods);
        let found = stage.watched(cells, "pilot runs", |watch| {
            budget.pilot(&scenario.timeline, size, splits, &Sum::prices(ready), watch)
        });
        let found = found?;
        let (drawn, nearness) = self.sum.drawn(ready, self.sum.number, stage)?;
        let centre_options = centre_options(options, economics);
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
            purse: &ready.purse,
        };
        let centre = stage.watched(work.cells(), "runs at the middle", |watch| work.run(watch));
        let centre = centre.into_iter().next()?;
        let work = Work { drawn: &drawn, options, size, ..work };
        let seen = stage.watched(work.cells(), "runs", |watch| work.run(watch));
        (seen.len() >= 3).then_some(Done {
            found,
            drawn,
            nearness,
            centre,
            centre_options,
            draws: seen,
        })
    }

    fn record(
        &self,
        ready: &Ready,
        done: &Done,
        answer: &Answer,
        machine: Machine,
    ) -> BudgetRecord {
        let Ready { scenario, budget, size, inputs, .. } = ready;
        BudgetRecord {
            program: Record::program(),
            commit: Record::commit(),
            model: Record::model(),
            reproduce: self.reproduce(ready),
            budget: BudgetRead {
                pounds_a_year: budget.a_year,
                from_week: budget.from,
                years: budget.years,
                ways: answer
                    .names
                    .iter()
                    .zip(&answer.splits)
                    .map(|(name, split)| WayRead {
                        name: name.clone(),
                        label: split.short(),
                        phrase: split.phrase(),
                    })
                    .collect(),
                held: sentences::held(done.draws.len()),
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
            machine,
        }
    }

    /// The flags of the user's splits.
    fn flags(&self) -> String {
        let flag = |split: &Split| format!(" --split {}", split.text());
        self.splits.iter().map(flag).collect()
    }

    /// The command that makes the same results in the folder of the results.
    fn reproduce(&self, ready: &Ready) -> String {
        let (file, flags) = self.sum.copied(ready);
        format!("kith budget {file}{flags}{}{}", self.flags(), sizes::flags(&ready.size))
    }

    /// The command that does what this one was to do.
    fn again(&self, size: &RunSize) -> String {
        format!(
            "kith budget {}{}{}{}{}{}",
            quoted(&self.sum.scenario),
            self.sum.flags(self.sum.draws.as_deref()),
            self.flags(),
            sizes::flags(size),
            self.sum.sizes.threads(),
            self.placed.flags()
        )
    }
}

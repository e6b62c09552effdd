//! `kith optimise`: the best mix of lines for a sum, sought on common draws until it is told apart from the others or
//! said to be no better.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::cli::placed::Placed;
use crate::cli::run::{quoted, stop_on_signals};
use crate::cli::sizes;
use crate::cli::sum::{Ready, Stage, Sum};
use crate::cli::{Exit, Failure, Result, complain, refuse, tell};
use crate::report::{Destination, Kind, Machine, Record, ScenarioRead};
use crate::runs::RunSize;
use crate::studies::budget::best::{Mixed, around, price, searched, worth};
use crate::studies::budget::best_files::{MixRead, MixRecord, ended, said, write_mix};
use crate::studies::budget::draws::Drawn;
use crate::studies::budget::figures::rates;
use crate::studies::budget::run::{Choice, Draw, Work};
use crate::studies::budget::split::Fenced;
use crate::studies::budget::{Line, Split};
use crate::studies::economics::search::{End, Rule, Searched, search};

/// Bytes that tables and pictures may take.
const ROOM: u64 = 16 << 20;

/// Arguments of `kith optimise`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith optimise baseline --pounds 400000 --per-year
  kith optimise baseline --pounds 400000 --per-year --lines posts,grants --steps 10
  kith optimise baseline --pounds 400000 --per-year --people 20000 --number 12 --rounds 6

Every split over the lines in steps is run on the same draws, --number of them in a round; those that may be best
are run on in further rounds until one is told apart, what is left is as good as each other, or the rounds are over.
docs/budget.md says how everything is reckoned.")]
pub struct OptimiseArgs {
    #[command(flatten)]
    sum: Sum,
    /// The lines that are mixed: posts, grants, support, navigators, transport, fees, promotion, intensive.
    #[arg(long, value_name = "LINE,...", value_delimiter = ',', default_value = "posts,grants,support", value_parser = Line::named)]
    lines: Vec<Line>,
    /// In how many steps the sum is split: 5 for fifths, which is 21 splits of three lines.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=20))]
    steps: u32,
    /// Most rounds.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// The chance at most that the best mix is dropped on the way.
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = share)]
    error: f64,
    /// Mixes within this of the one ahead count as good as it: net benefit in all, as a share of the money.
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    no_matter: f64,
    #[command(flatten)]
    placed: Placed,
}

/// Reads a share.
fn share(text: &str) -> std::result::Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err(format!("`{text}` is no share between 0 and 1")),
    }
}

/// Most splits: what a machine does in a night.
const MOST_SPLITS: usize = 400;

/// What was run.
struct Done {
    drawn: Drawn,
    searched: Searched,
    pairs: Vec<Vec<(f64, f64)>>,
    around: Vec<Choice>,
    draws: Vec<Draw>,
}

/// Seeks the best mix and writes what was found.
///
/// # Errors
/// If the scenario or the draws are wrong, or no thread can be started.
pub fn execute(args: &OptimiseArgs) -> Result<Exit> {
    let mut lines = args.lines.clone();
    lines.sort_unstable();
    lines.dedup();
    let splits = searched(&lines, args.steps as usize);
    if splits.len() > MOST_SPLITS {
        let text = format!(
            "{} splits are too many: at most {MOST_SPLITS}; give fewer --lines or --steps",
            splits.len()
        );
        return Err(Failure::Input(text));
    }
    let ready = args.sum.ready(args.placed.quiet, &ends(&lines))?;
    let (splits, left_out) = allowed(splits, &lines, &ready.fenced)?;
    let Ready { scenario, economics, budget, size, inputs, .. } = &ready;
    let path = args.placed.folder(&format!("{}_mix", scenario.name));
    let target = match Destination::try_out(&path, Kind::Optimise, args.placed.existing(), ROOM) {
        Ok(target) => target,
        Err(error) => return Ok(refuse(&error)),
    };
    target.notes().iter().for_each(|note| complain(&format!("note: {note}")));
    let stop = stop_on_signals()?;
    let (clock, started) = (SystemTime::now(), Instant::now());
    let pool = args.sum.sizes.each.pool()?;
    let stage = Stage { stop: &stop, quiet: args.placed.quiet };
    let done = pool.install(|| args.run(&ready, &lines, &splits, &stage));
    let Some(done) = done else {
        complain(&"Stopped before the end: nothing was written. To begin again:");
        complain(&format!("  {}", args.again(size)));
        return Ok(Exit::Stopped);
    };
    let mixed = Mixed {
        budget,
        economics,
        drawn: &done.drawn,
        lines: &lines,
        splits: &splits,
        searched: &done.searched,
        pairs: &done.pairs,
        around: &done.around,
        draws: &done.draws,
        error: args.error,
        no_matter: args.within(&ready),
        replicates: size.replicates,
        purse: &ready.purse,
        left_out,
    };
    let seconds = started.elapsed().as_secs_f64();
    let since = clock.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let record = MixRecord {
        program: Record::program(),
        commit: Record::commit(),
        model: Record::model(),
        reproduce: args.reproduce(&ready),
        optimise: MixRead {
            pounds_a_year: budget.a_year,
            from_week: budget.from,
            years: budget.years,
            splits: splits.len(),
            rounds: done.searched.rounds,
            end: ended(done.searched.end),
            may_be_best: done.searched.left.iter().map(|&at| splits[at].label()).collect(),
        },
        run: *size,
        scenario: ScenarioRead::of(scenario, inputs),
        inputs: inputs.listed(),
        machine: Machine::here(pool.current_num_threads(), since, seconds),
    };
    let write = || {
        let staging = target.stage()?;
        inputs.write(&staging, "")?;
        write_mix(&staging, &record, &mixed)?;
        staging.publish()
    };
    if let Err(error) = pool.install(write) {
        complain(&format!("error: {error}\nTo run it again:\n  {}", args.again(size)));
        return Ok(Exit::Stopped);
    }
    if !args.placed.quiet {
        tell(&format!("{}\n{seconds:.0} s\nResults: {}\n", said(&mixed), path.display()));
    }
    Ok(Exit::Done)
}

/// The splits that keep what is ring-fenced on its lines, and how many do not.
///
/// # Errors
/// If money is ring-fenced for a line that is not mixed, or no split in these steps keeps it.
fn allowed(splits: Vec<Split>, lines: &[Line], fenced: &Fenced) -> Result<(Vec<Split>, usize)> {
    let missing = Line::ALL.into_iter().filter(|&line| fenced.0[line as usize] > 0.0);
    if let Some(line) = missing.into_iter().find(|line| !lines.contains(line)) {
        let label = line.label();
        return Err(Failure::Input(format!(
            "money is ring-fenced for `{label}`, which is not mixed: add it to --lines"
        )));
    }
    let all = splits.len();
    let kept: Vec<Split> = splits
        .into_iter()
        .filter(|split| *split == Split::NOTHING || fenced.broken(split).is_none())
        .collect();
    if kept.len() < 2 {
        return Err(Failure::Input(
            "no split in these steps keeps what is ring-fenced on its lines: give more --steps"
                .to_owned(),
        ));
    }
    let left_out = all - kept.len();
    Ok((kept, left_out))
}

/// All of the money on each line.
fn ends(lines: &[Line]) -> Vec<Split> {
    lines.iter().map(|&line| Split::all(line)).collect()
}

impl OptimiseArgs {
    /// Searches, and runs what is around the best. Nothing if it was stopped.
    fn run(
        &self,
        ready: &Ready,
        lines: &[Line],
        splits: &[Split],
        stage: &Stage<'_>,
    ) -> Option<Done> {
        let Ready { scenario, economics, budget, size, .. } = ready;
        let each = self.sum.number;
        let no_matter = self.within(ready);
        let cells = u64::from(4 * size.neighbourhoods);
        let found = stage.watched(cells, "pilot runs", |watch| {
            budget.pilot(&scenario.timeline, size, &ends(lines), &Sum::prices(ready), watch)
        });
        let found = found?;
        let number = each * self.rounds as usize;
        let (drawn, _) = self.sum.drawn(ready, number, stage)?;
        let rates = rates(economics);
        let choice = |split: &Split| Choice {
            split: split.clone(),
            a_year: budget.a_year,
            additionality: None,
        };
        let mut pairs = vec![Vec::new(); splits.len()];
        let mut run = |options: &[usize], round: usize| -> Option<Vec<Vec<f64>>> {
            let choices: Vec<Choice> = options.iter().map(|&at| choice(&splits[at])).collect();
            let work = Work {
                timeline: &scenario.timeline,
                budget,
                found: &found,
                economics,
                drawn: &drawn,
                options: &choices,
                size,
                rates: &rates,
                purse: &ready.purse,
            };
            let these = round * each..(round + 1) * each;
            let cells = each as u64 * u64::from(size.replicates);
            let seen = stage.watched(cells, "runs", |watch| work.run_some(these.clone(), watch));
            if seen.len() < each {
                return None;
            }
            let mut rows = vec![Vec::new(); options.len()];
            for (draw, number) in seen.iter().zip(these) {
                let all = worth(draw, price(economics, &drawn, number));
                for (place, (benefit, pair)) in all.into_iter().enumerate() {
                    rows[place].push(benefit);
                    pairs[options[place]].push(pair);
                }
            }
            Some(rows)
        };
        let rule = Rule { rounds: self.rounds as usize, error: self.error, no_matter };
        let searched = search(splits.len(), &rule, &mut run);
        if searched.end == End::Stopped {
            return None;
        }
        // Nothing more has no mix of its own: what more money brings is told of the best that spends.
        let spends = splits.len() - 1;
        let mean = |at: usize| {
            let all = &searched.samples[at];
            all.iter().sum::<f64>() / all.len().max(1) as f64
        };
        let best = match searched.left[0] {
            ahead if ahead < spends => ahead,
            _ => (0..spends).max_by(|&a, &b| mean(a).total_cmp(&mean(b))).unwrap_or(0),
        };
        let around = around(&splits[best], budget, lines, &ready.fenced);
        let work = Work {
            timeline: &scenario.timeline,
            budget,
            found: &found,
            economics,
            drawn: &drawn,
            options: &around,
            size,
            rates: &rates,
            purse: &ready.purse,
        };
        let cells = each as u64 * u64::from(size.replicates);
        let seen = stage.watched(cells, "runs", |watch| work.run_some(0..each, watch));
        (seen.len() == each).then_some(Done { drawn, searched, pairs, around, draws: seen })
    }

    /// Net benefit within which mixes are as good as each other.
    fn within(&self, ready: &Ready) -> f64 {
        self.no_matter * ready.budget.a_year * f64::from(ready.budget.years)
    }

    fn flags(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.label()).collect();
        format!(
            " --lines {} --steps {} --rounds {} --error {} --no-matter {}",
            lines.join(","),
            self.steps,
            self.rounds,
            self.error,
            self.no_matter
        )
    }

    fn reproduce(&self, ready: &Ready) -> String {
        let (file, flags) = self.sum.copied(ready);
        format!("kith optimise {file}{flags}{}{}", self.flags(), sizes::flags(&ready.size))
    }

    fn again(&self, size: &RunSize) -> String {
        format!(
            "kith optimise {}{}{}{}{}{}",
            quoted(&self.sum.scenario),
            self.sum.flags(self.sum.draws.as_deref()),
            self.flags(),
            sizes::flags(size),
            self.sum.sizes.threads(),
            self.placed.flags()
        )
    }
}

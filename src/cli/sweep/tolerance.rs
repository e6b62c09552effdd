//! A sweep whose replicates are added until differences are sure enough. A plan never changes: each
//! round is a sweep of its own, in a folder of its own, that takes over the cells of the round before.
//! So the same command goes on after whatever stopped it. Shards run their part of the round that is open;
//! `kith sweep merge` closes it and says whether another is wanted. What a round comes to follows from its
//! cells alone, and so do all later ones, whoever ran them.

use std::path::{Path, PathBuf};

use crate::cli::goal::{Goal, goal};
use crate::cli::run::quoted;
use crate::cli::sweep::follow::{self, Merge};
use crate::cli::sweep::{RunSweep, run};
use crate::cli::{Exit, Failure, Result, complain, say, tell};
use crate::model::observe::M;
use crate::report::Error;
use crate::runs::RunSize;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::store::Store;

/// What is asked for, and the most replicates that may be run for it.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Rounds {
    /// Add replicates until no paired difference of a metric over all weeks, between scenarios or, in a
    /// study of one, from the first point, has a larger standard error than this. Each round has a folder
    /// of its own, named by its replicates, and takes over the cells of the one before. With --shard each call
    /// runs its part of one round, and `kith sweep merge` with the same two flags ends the round.
    #[arg(long, value_name = "METRIC=VALUE", requires = "most", value_parser = goal)]
    pub(crate) tolerance: Option<Goal>,
    /// The largest number of replicates that a tolerance may lead to.
    #[arg(long, value_name = "N", requires = "tolerance")]
    pub(crate) most: Option<u32>,
}

impl Rounds {
    /// Both, where they are asked for.
    fn asked(self) -> Option<(Goal, u32)> {
        self.tolerance.zip(self.most)
    }

    /// As a command line takes them.
    pub(crate) fn flags(self) -> String {
        let text =
            |(goal, most): (Goal, u32)| format!(" --tolerance {} --most {most}", goal.text());
        self.asked().map(text).unwrap_or_default()
    }
}

/// What follows from a round whose cells are all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// Nothing: the tolerance is kept.
    Kept,
    /// Nothing: there may be no more replicates.
    NotKept,
    /// A round of so many.
    Round(u32),
}

/// Runs a sweep, and larger ones until the tolerance is kept, if one is asked for.
pub(crate) fn run_rounds(args: &RunSweep) -> Result<Exit> {
    let Some((goal, most)) = args.rounds.asked() else { return run(args) };
    let study = args.study()?;
    let first = RunSize::of(study.scenarios[0].start()).replicates;
    let path = args.folder(&study);
    let (mut replicates, mut folder) = (first, path.clone());
    let mut before: Option<PathBuf> = None;
    loop {
        let mut round = args.clone();
        round.sizes.each.replicates = Some(replicates);
        round.output = Some(folder.clone());
        round.reuse.extend(before.take());
        // What is closed is looked through once more, and that is not worth a word.
        round.quiet |= args.shard.is_some() && closed(&folder);
        let exit = run(&round)?;
        if exit != Exit::Done {
            if exit == Exit::Stopped {
                complain(&format!("The same command goes on until {} is kept.", goal.text()));
            }
            return Ok(exit);
        }
        if args.shard.is_some() && !closed(&folder) {
            if !args.quiet {
                say(&format!(
                    "When all shards are done with these {replicates} replicates, this says whether there are \
                     to be more: kith sweep merge {}{}\n",
                    quoted(&path),
                    args.rounds.flags()
                ))?;
            }
            return Ok(Exit::Done);
        }
        let (then, error) = judged(&folder, goal, most)?;
        let Then::Round(next) = then else {
            if !args.quiet {
                tell(&said(then, error, &goal.text(), replicates));
            }
            return Ok(Exit::Done);
        };
        before = Some(folder);
        (replicates, folder) = (next, grown(&path, next));
    }
}

/// Closes the round at hand of a sweep that shards run, and says whether there is to be another.
pub(crate) fn merge_rounds(args: &Merge) -> Result<Exit> {
    let Some((goal, most)) = args.rounds.asked() else { return follow::merge(args) };
    let opened = SweepFolder::open(&args.folder).map_err(|error| input(&error))?;
    let (mut replicates, mut folder) = (opened.record.run.replicates, args.folder.clone());
    loop {
        if !closed(&folder) {
            let mut round = args.clone();
            round.folder.clone_from(&folder);
            let exit = follow::merge(&round)?;
            if exit != Exit::Done {
                return Ok(exit);
            }
        }
        let (then, error) = judged(&folder, goal, most)?;
        let Then::Round(next) = then else {
            if !args.quiet {
                tell(&said(then, error, &goal.text(), replicates));
            }
            return Ok(Exit::Done);
        };
        folder = grown(&args.folder, next);
        if !SweepFolder::is_there(&folder) {
            if !args.quiet {
                let so_far = said(then, error, &goal.text(), replicates);
                tell(&format!(
                    "{so_far}The same shards again run the round of {next} replicates.\n"
                ));
            }
            return Ok(Exit::More);
        }
        replicates = next;
    }
}

/// Whether a round has all its tables.
fn closed(folder: &Path) -> bool {
    SweepFolder::is_there(folder) && SweepFolder::open(folder).is_ok_and(|folder| folder.whole())
}

/// What follows from a round that is closed, and its largest standard error.
fn judged(path: &Path, goal: Goal, most: u32) -> Result<(Then, Option<f64>)> {
    let folder = SweepFolder::open(path).map_err(|error| input(&error))?;
    let error = largest_error(&folder, goal.metric).map_err(|error| input(&error))?;
    let replicates = folder.record.run.replicates;
    Ok((then((replicates, folder.runs_of_each()), error, goal.standard_error, most), error))
}

fn input(error: &Error) -> Failure {
    Failure::Input(error.to_string())
}

/// The largest standard error of a paired difference of a metric, over all weeks.
fn largest_error(folder: &SweepFolder, metric: M) -> std::result::Result<Option<f64>, Error> {
    let mut store = Store::open(&folder.parts())?;
    let missing = folder.missing(&store);
    if missing > 0 {
        return Err(Error::Refused(format!(
            "{}: {missing} of {} cells have no result any more; the tables stand, but what follows from them \
             is judged by the cells: run the same shards again",
            folder.path().display(),
            folder.cells.len()
        )));
    }
    folder.summary(&[metric]).largest_error(&mut store, metric)
}

/// What follows from the largest standard error of a round. A further one has as many replicates as would do if
/// single runs go on to vary as they do, but no more than twice as many, since few runs say little of that. Every draw
/// of parameters has all its runs.
fn then((replicates, of_each): (u32, u32), error: Option<f64>, wanted: f64, most: u32) -> Then {
    let most = most - most % of_each;
    if error.is_some_and(|error| error <= wanted) {
        return Then::Kept;
    }
    if replicates >= most {
        return Then::NotKept;
    }
    let twice = replicates.saturating_mul(2);
    let would_do = error.map_or(twice, |error| {
        let times = error / wanted;
        (f64::from(replicates) * times * times).ceil().clamp(0.0, f64::from(twice)) as u32
    });
    let next = would_do.max(replicates.saturating_add(1)).min(twice.max(2));
    Then::Round(next.next_multiple_of(of_each).min(most))
}

/// The folder of a round.
fn grown(path: &Path, replicates: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("_{replicates}"));
    PathBuf::from(name)
}

fn said(then: Then, error: Option<f64>, goal: &str, replicates: u32) -> String {
    let error = error.map_or_else(|| "unknown".to_owned(), crate::report::number::short);
    let kept = if then == Then::Kept { "kept" } else { "not kept" };
    format!(
        "{goal} is {kept} with {replicates} replicates: the largest standard error is {error}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_grow_as_the_error_asks_and_never_beyond_the_most() {
        assert_eq!(then((4, 1), Some(1.2), 1.0, 100), Then::Round(6));
        assert_eq!(then((4, 1), Some(9.0), 1.0, 100), Then::Round(8));
        assert_eq!(then((4, 1), Some(1.000_001), 1.0, 100), Then::Round(5));
        assert_eq!(then((8, 1), Some(9.0), 1.0, 10), Then::Round(10));
        assert_eq!(then((1, 1), None, 1.0, 100), Then::Round(2));
        assert_eq!(then((10, 1), Some(9.0), 1.0, 10), Then::NotKept);
        assert_eq!(then((12, 1), Some(1.0), 1.0, 10), Then::Kept);
        // Draws that are run twice have both runs.
        assert_eq!(then((4, 2), Some(1.000_001), 1.0, 100), Then::Round(6));
        assert_eq!(then((8, 2), Some(9.0), 1.0, 11), Then::Round(10));
        assert_eq!(then((10, 2), Some(9.0), 1.0, 11), Then::NotKept);
        assert_eq!(grown(Path::new("output/a"), 8), Path::new("output/a_8"));
    }
}

//! A sweep whose replicates are added until differences are sure enough. A plan never changes: each
//! round is a sweep of its own, in a folder of its own, that takes over the cells of the round before.
//! So the same command goes on after whatever stopped it.

use std::path::{Path, PathBuf};

use crate::cli::sweep::{RunSweep, run};
use crate::cli::{Exit, Failure, Result, complain, tell};
use crate::report::Error;
use crate::runs::RunSize;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::store::Store;

/// Runs a sweep, and larger ones until the tolerance is kept, if one is asked for.
pub(crate) fn run_rounds(args: &RunSweep) -> Result<Exit> {
    let (Some(goal), Some(most)) = (args.tolerance, args.most) else { return run(args) };
    let study = args.study()?;
    let first = RunSize::of(study.scenarios[0].start()).replicates;
    let path = args.folder(&study);
    let mut replicates = first;
    let mut before: Option<PathBuf> = None;
    loop {
        let folder = if replicates == first { path.clone() } else { grown(&path, replicates) };
        let mut round = args.clone();
        round.sizes.each.replicates = Some(replicates);
        round.output = Some(folder.clone());
        (round.tolerance, round.most) = (None, None);
        round.reuse.extend(before.take());
        let exit = run(&round)?;
        if exit != Exit::Done {
            if exit == Exit::Stopped {
                complain(&format!("The same command goes on until {} is kept.", goal.text()));
            }
            return Ok(exit);
        }
        let error = largest_error(&folder, goal.metric)
            .map_err(|error| Failure::Input(error.to_string()))?;
        let kept = error.is_some_and(|error| error <= goal.standard_error);
        if kept || replicates >= most {
            if !args.quiet {
                tell(&said(kept, error, &goal.text(), replicates));
            }
            return Ok(Exit::Done);
        }
        replicates = next(replicates, error.map(|error| error / goal.standard_error), most);
        before = Some(folder);
    }
}

/// The largest standard error of a paired difference of a metric, over all weeks.
fn largest_error(
    folder: &Path,
    metric: crate::model::observe::M,
) -> std::result::Result<Option<f64>, Error> {
    let folder = SweepFolder::open(folder)?;
    let mut store = Store::open(&folder.parts())?;
    folder.summary(&[metric]).largest_error(&mut store, metric)
}

/// How many replicates the next round has, when the error is so many times too large: as many as would
/// do if single runs go on to vary as they do, but no more than twice as many, since few runs say little
/// of that.
fn next(replicates: u32, too_large: Option<f64>, most: u32) -> u32 {
    let twice = replicates.saturating_mul(2);
    let would_do = too_large.map_or(twice, |times| {
        let wanted = f64::from(replicates) * times * times;
        wanted.ceil().clamp(0.0, f64::from(twice)) as u32
    });
    would_do.max(replicates.saturating_add(1)).min(twice.max(2)).min(most)
}

/// The folder of a round.
fn grown(path: &Path, replicates: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("_{replicates}"));
    PathBuf::from(name)
}

fn said(kept: bool, error: Option<f64>, goal: &str, replicates: u32) -> String {
    let error = error.map_or_else(|| "unknown".to_owned(), crate::report::number::short);
    let kept = if kept { "kept" } else { "not kept" };
    format!(
        "{goal} is {kept} with {replicates} replicates: the largest standard error is {error}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_grow_as_the_error_asks_and_never_beyond_the_most() {
        assert_eq!(next(4, Some(1.2), 100), 6);
        assert_eq!(next(4, Some(9.0), 100), 8);
        assert_eq!(next(4, Some(1.000_001), 100), 5);
        assert_eq!(next(8, Some(9.0), 10), 10);
        assert_eq!(next(1, None, 100), 2);
        assert_eq!(grown(Path::new("output/a"), 8), Path::new("output/a_8"));
    }
}

//! The size flags that commands share. A size that is not given is that of the scenario, or the
//! command's own.

use crate::scenario::names;
use std::fmt::Write as _;

use clap::builder::RangedU64ValueParser;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::cli::Result;
use crate::runs::RunSize;
use crate::scenario::Scenario;

/// How much is simulated, and on how many threads.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Sizes {
    /// Independent repetitions.
    #[arg(long, value_name = "N")]
    pub(crate) replicates: Option<u32>,
    /// Seed of all draws.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u32>,
    /// Registered people in each neighbourhood, on average.
    #[arg(long, value_name = "N")]
    pub(crate) people: Option<u32>,
    /// Weeks to measure.
    #[arg(long, value_name = "N")]
    pub(crate) weeks: Option<u32>,
    /// Threads; as many as Slurm gives the job, or all processors, when not given.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub(crate) threads: Option<usize>,
}

/// The same for commands that can simulate more than one neighbourhood.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct RunSizes {
    #[command(flatten)]
    pub(crate) each: Sizes,
    /// Neighbourhoods in each replicate.
    #[arg(long, value_name = "N")]
    pub(crate) neighbourhoods: Option<u32>,
}

impl Sizes {
    /// The threads that do the work.
    pub(crate) fn pool(&self) -> Result<ThreadPool> {
        let given = || std::env::var("SLURM_CPUS_PER_TASK").ok()?.parse().ok();
        let threads = self.threads.or_else(given).unwrap_or(0);
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(pool.map_err(std::io::Error::other)?)
    }
}

impl RunSizes {
    /// Gives a scenario the sizes of the command line, and checks what is left of its changes in a
    /// run of that length. A size that the scenario has already is not overridden, so that the
    /// command in a record makes the same tables as one that gave less.
    pub(crate) fn apply(&self, scenario: &mut Scenario) -> Result<()> {
        let sizes = [
            ("run.replicates", self.each.replicates),
            ("run.seed", self.each.seed),
            ("run.neighbourhoods", self.neighbourhoods),
            ("run.people", self.each.people),
            ("run.weeks", self.each.weeks),
        ];
        for (path, size) in sizes {
            let has = names::parameter(path).map(|index| scenario.entries[index].value);
            if let Some(size) = size.map(f64::from)
                && has != Some(size)
            {
                scenario.with_value(path, size)?;
            }
        }
        Ok(scenario.check_effect()?)
    }

    /// The same, with so many replicates where the command line does not say how many.
    pub(crate) fn or(&self, replicates: Option<u32>) -> Self {
        let mut sizes = self.clone();
        sizes.each.replicates = sizes.each.replicates.or(replicates);
        sizes
    }

    /// The flags that concern the machine alone, as a command line takes them.
    pub(crate) fn threads(&self) -> String {
        let mut text = String::new();
        if let Some(threads) = self.each.threads {
            write!(text, " --threads {threads}").expect("writing to a string");
        }
        text
    }
}

/// The sizes of a run, as a command line takes them.
pub(crate) fn flags(plan: &RunSize) -> String {
    format!(
        " --seed {} --replicates {} --neighbourhoods {} --people {} --weeks {}",
        plan.seed, plan.replicates, plan.neighbourhoods, plan.people, plan.weeks
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        sizes: RunSizes,
    }

    #[test]
    fn no_threads_at_all_is_a_usage_error() {
        assert!(Line::try_parse_from(["kith", "--threads", "0"]).is_err());
        let line = Line::try_parse_from(["kith", "--threads", "2"]).expect("a command line");
        assert_eq!(line.sizes.threads(), " --threads 2");
    }
}

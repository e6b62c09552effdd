//! `kith sweep script`: a script that shares a sweep out over a cluster. It says all that it does, and
//! is meant to be read and altered.

use askama::Template;
use clap::builder::RangedU64ValueParser;

use crate::cli::run::quoted;
use crate::cli::sweep::RunSweep;
use crate::cli::{Exit, Failure, Result, counted, say};
use crate::studies::sweep::plan::SweepPlan;

/// Arguments of `kith sweep script`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith sweep script --slurm scenarios/studies/first.toml --parts 16 > first.sh; bash first.sh
  kith sweep script --parallel study.toml --parts 64 --cpus 1
  kith sweep script --slurm study.toml --parts 16 --tolerance gp_requests=0.05 --most 64 > rounds.sh

The study is checked first. docs/cluster.md says how to go from a laptop to a thousand cores.")]
pub(crate) struct Script {
    #[command(flatten)]
    manager: Manager,
    /// Parts that the work is cut into, each a job of its own.
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..=100_000))]
    parts: usize,
    /// Processors, and so threads, of each part.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = RangedU64ValueParser::<usize>::new().range(1..=1_024))]
    cpus: usize,
    /// Time after which Slurm ends a part, which then goes on in another turn: in Slurm's own words.
    #[arg(long, value_name = "TIME", default_value = "4:00:00", value_parser = plain)]
    time: String,
    #[command(flatten)]
    run: RunSweep,
}

/// What shares out the work.
#[derive(Clone, Copy, Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Manager {
    /// Slurm.
    #[arg(long)]
    slurm: bool,
    /// `HyperQueue`.
    #[arg(long)]
    hyperqueue: bool,
    /// GNU parallel, on one machine.
    #[arg(long)]
    parallel: bool,
}

/// A word that a line of Slurm takes as it is.
fn plain(text: &str) -> std::result::Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-:".contains(c);
    if text.is_empty() || !text.chars().all(fits) {
        return Err(
            "write a time as Slurm does: minutes, hours:minutes:seconds, days-hours".to_owned()
        );
    }
    Ok(text.to_owned())
}

/// What all scripts say.
struct Sheet {
    /// The study in a few words, on one line.
    title: String,
    /// How much there is to do.
    work: String,
    name: String,
    /// The command of a part, without the program, the part and the folder.
    flags: String,
    /// The flags of rounds that go on until a tolerance is kept, or nothing.
    rounds: String,
    folder: String,
    parts: usize,
    cpus: usize,
    time: String,
}

#[derive(Template)]
#[template(path = "slurm.sh", escape = "none")]
struct Slurm<'a> {
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "hyperqueue.sh", escape = "none")]
struct HyperQueue<'a> {
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "parallel.sh", escape = "none")]
struct Parallel<'a> {
    sheet: &'a Sheet,
}

/// Prints the script.
pub(crate) fn script(args: &Script) -> Result<Exit> {
    let run = &args.run;
    for (given, flag) in [
        (run.shard.is_some(), "--shard"),
        (run.quiet, "--quiet"),
        (run.time_limit.is_some(), "--time-limit"),
        (run.sizes.each.threads.is_some(), "--threads"),
    ] {
        if given {
            return Err(Failure::Input(format!(
                "{flag} has no place here: the script says it, from --parts, --cpus and --time"
            )));
        }
    }
    let study = run.study()?;
    let plan = SweepPlan::new(&study)?;
    let command = run.command(&plan, |file| file);
    let folder = quoted(&run.folder(&study));
    if command.chars().chain(folder.chars()).any(char::is_control) {
        let why = "a path with a line break or another control character has no place in a script";
        return Err(Failure::Input(why.to_owned()));
    }
    let sheet = Sheet {
        title: one_line(&study.title),
        work: format!(
            "{} in {}",
            counted(plan.cells(), "cell", "cells"),
            counted(args.parts, "part", "parts")
        ),
        name: slug(&study.name),
        flags: command.strip_prefix("kith ").unwrap_or(&command).to_owned(),
        rounds: run.rounds.flags(),
        folder,
        parts: args.parts,
        cpus: args.cpus,
        time: args.time.clone(),
    };
    let sheet = &sheet;
    let Manager { slurm, hyperqueue, .. } = args.manager;
    let text = match (slurm, hyperqueue) {
        (true, _) => Slurm { sheet }.render(),
        (false, true) => HyperQueue { sheet }.render(),
        (false, false) => Parallel { sheet }.render(),
    };
    say(&text.map_err(std::io::Error::other)?)?;
    Ok(Exit::Done)
}

/// A title in a comment: nothing in it ends the line.
fn one_line(title: &str) -> String {
    title.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A name of a job and of its log.
fn slug(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let slug: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if slug.is_empty() { "kith".to_owned() } else { slug }
}

//! What a sweep will take, said before it starts: time from a short trial on this machine, memory
//! and room on the disk from the sizes. Estimates are told to people and reach no result.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use crate::cli::counted;
use crate::runs::{Arm, RunSize, run_cell};
use crate::studies::sweep::figures::count;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::store::piece_bytes;
use crate::studies::sweep::tables::table_bytes;

/// Bytes of a world for each person, and of the record of visits over six years, measured with
/// neighbourhoods of 20,000 to 100,000 people.
const PERSON: u64 = 430;

/// Bytes of a week of observations.
const WEEK: u64 = 8_000;

/// Bytes of the program and of the tables under way.
const PROGRAM: u64 = 60 << 20;

/// Bytes for each cell of the plan: its keys, its row, its place in the parts.
const PLANNED: u64 = 250;

/// People and weeks of the trial, at most.
const TRIAL: (u32, u32) = (5_000, 52);

/// What a sweep will take, in two lines.
pub(crate) fn sentences(
    plan: &SweepPlan,
    cells: usize,
    there: usize,
    folder: &SweepFolder,
    threads: usize,
) -> String {
    let size = &plan.size;
    let layout = plan.layout();
    let each = piece_bytes(count(&layout));
    let tables = table_bytes(plan);
    let disk = cells as u64 * each + plan.cells() as u64 * tables;
    let world = u64::from(size.people) * PERSON + u64::from(size.weeks) * WEEK;
    let observed = plan.cut().together as u64 * u64::from(size.weeks) * WEEK;
    let memory = PROGRAM
        + (threads * plan.scenarios.len()) as u64 * (world + observed)
        + plan.cells() as u64 * PLANNED;
    let shape = format!(
        "{}: {}, {}, {}, {} people for {} weeks",
        counted(plan.cells(), "cell", "cells"),
        counted(plan.points.len(), "point", "points"),
        counted(plan.scenarios.len(), "scenario", "scenarios"),
        counted(size.replicates as usize, "replicate", "replicates"),
        size.neighbourhoods * size.people,
        size.weeks
    );
    if cells == 0 {
        return format!("{shape}\nnothing left to run, {there} cells are done");
    }
    let seconds = cells as f64 * trial(plan) / threads as f64;
    let mut text = format!(
        "{shape}\n{there} done, {cells} to run: about {} on {}, {} of memory, {} on the disk",
        time(seconds),
        counted(threads, "thread", "threads"),
        bytes(memory),
        bytes(disk)
    );
    if let Some(free) = free(folder.path()) {
        write!(text, " ({} free)", bytes(free)).expect("writing to a string");
        if free < disk {
            text.push_str("\nwarning: the disk may fill up; what is done is kept then");
        }
    }
    text
}

/// Seconds a cell takes, from a short one.
fn trial(plan: &SweepPlan) -> f64 {
    let size = &plan.size;
    let short = RunSize {
        people: size.people.min(TRIAL.0),
        weeks: size.weeks.min(TRIAL.1),
        warm_up: 0,
        neighbourhoods: 1,
        ..*size
    };
    let timeline = plan.timeline(plan.cell(0));
    let started = Instant::now();
    let outcome = run_cell(&[Arm::new(&timeline)], &short, 0, 0);
    let seconds = started.elapsed().as_secs_f64();
    drop(outcome);
    // Points of one job share the warm-up.
    let warm_up = |size: &RunSize| f64::from(size.warm_up) / plan.cut().together as f64;
    let weeks = |size: &RunSize| f64::from(size.people) * (f64::from(size.weeks) + warm_up(size));
    seconds * weeks(size) / weeks(&short) * f64::from(size.neighbourhoods)
}

fn time(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        90.0..5_400.0 => format!("{:.0} min", seconds / 60.0),
        5_400.0..172_800.0 => format!("{:.1} hours", seconds / 3_600.0),
        _ => format!("{:.1} days", seconds / 86_400.0),
    }
}

fn bytes(bytes: u64) -> String {
    match bytes {
        ..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// Bytes that are free on the disk of a folder, where the system says so.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail * found.f_frsize)
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_said_in_units_a_person_thinks_in() {
        let times = [80.0, 600.0, 36_000.0, 864_000.0].map(time);
        assert_eq!(times, ["80 s", "10 min", "10.0 hours", "10.0 days"]);
        assert_eq!([bytes(1), bytes(2_500_000_000)], ["1 MB", "2.5 GB"]);
    }
}

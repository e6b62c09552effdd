//! How many bytes results may take, rather too many than too few, and how many are free.

use std::path::Path;

use crate::model::observe::{CENSUS_WEEKS, Cadence, METRICS};
use crate::report::Pictures;

/// Bytes of a row of `weekly.csv`: about 50, and the name of a scenario.
const ROW: usize = 70;

/// Bytes of a row of `differences.csv`, with all its intervals.
const DIFFERENCE: usize = 180;

/// Bytes of the other tables, most of them `parameters.csv` and `summary.csv`, and of the copies
/// of what a user wrote in `inputs/`.
const TABLES: usize = 800_000;

/// Bytes of a set of pictures.
const PICTURES: usize = 4_000_000;

/// Bytes of the page on results.
const REPORT: usize = crate::report::page::MOST;

/// Bytes of a sum in a replicate that is kept, with its denominator.
const SUM: usize = 7;

/// Bytes that the page and the tables of a claim may take, and those of none, most of them the
/// copies in `inputs/`.
const CLAIM: u64 = 12_000;
const PAGE: u64 = 800_000;

/// Bytes the results of a run may take, with its replicates as they are kept until then.
#[must_use]
pub fn run(weeks: usize, replicates: usize, pictures: Pictures) -> u64 {
    let rows = figures(weeks, replicates) * ROW;
    (rows + TABLES + drawn(pictures) + replicates * kept(weeks)) as u64
}

/// Bytes that so many further sums (of half-samples, of networks, of second runs) add to the replicates of a run, as
/// they are kept until it is done.
#[must_use]
pub fn halves(weeks: usize, count: usize) -> u64 {
    (count * kept(weeks)) as u64
}

/// The same for a comparison of this many arms.
#[must_use]
pub fn comparison(arms: usize, weeks: usize, replicates: usize, pictures: Pictures) -> u64 {
    let each = run(weeks, replicates, Pictures::LeftOut);
    let against = figures(weeks, 0) * DIFFERENCE + TABLES + drawn(pictures);
    arms as u64 * each + (arms.max(1) - 1) as u64 * against as u64
}

/// Bytes the results of this many claims may take.
#[must_use]
pub fn theory(claims: usize) -> u64 {
    PAGE + claims as u64 * CLAIM
}

/// Figures over replicates for each group, and those of each replicate for everybody.
fn figures(weeks: usize, replicates: usize) -> usize {
    let taken = |metric: &crate::model::observe::Metric| match metric.cadence {
        Cadence::Weekly => weeks,
        Cadence::FourWeekly => weeks.div_ceil(CENSUS_WEEKS),
    };
    METRICS.iter().map(|metric| taken(metric) * (metric.by.groups().len() + replicates)).sum()
}

/// Bytes of a replicate that is kept.
fn kept(weeks: usize) -> usize {
    figures(weeks, 0) * SUM + weeks.div_ceil(CENSUS_WEEKS) * 200 + 20_000
}

fn drawn(pictures: Pictures) -> usize {
    match pictures {
        Pictures::Drawn => PICTURES + REPORT,
        Pictures::LeftOut => 0,
    }
}

/// Bytes that are free on the disk of a folder, where the system says so.
#[cfg(unix)]
pub(crate) fn free(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    // Some file systems do not know how large they are.
    if found.f_blocks == 0 {
        return None;
    }
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
pub(crate) fn free(_folder: &Path) -> Option<u64> {
    None
}

/// So many bytes, as a person says it.
pub(crate) fn bytes_text(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_in_units_a_person_thinks_in() {
        assert_eq!([20, 1_500_000, 2_500_000_000].map(bytes_text), ["1 kB", "2 MB", "2.5 GB"]);
    }
}

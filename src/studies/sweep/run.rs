//! Sweeps: many points of a parameter space, each in several scenarios and replicates. A plan is
//! made first and never changes; cells are run in any order, by anybody, and handed in one by one.
//! Nothing here holds the results of more than the cells at hand, and nothing here knows files.

use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::studies::sweep::figures::figures;
use crate::studies::sweep::plan::{Job, Key, SweepPlan};

use crate::runs::{Arm, Outcome, RunSize, Watch, run_cell};

/// The results of one cell.
#[derive(Clone, Debug)]
pub struct Done {
    /// Number of the cell.
    pub cell: usize,
    /// The name of its result.
    pub key: Key,
    /// Its figures, in the order of the plan's layout.
    pub figures: Vec<f64>,
}

/// Runs the cells of some jobs that are `wanted`, with the figures of every sweep: [`run_made`].
///
/// # Errors
/// The first error of `hand_in`.
pub fn run<E: Send>(
    plan: &SweepPlan,
    jobs: &[Job],
    wanted: &(dyn Fn(usize) -> bool + Sync),
    watch: &Watch,
    hand_in: &(dyn Fn(Vec<Done>) -> Result<(), E> + Sync),
) -> Result<(), E> {
    let layout = plan.layout();
    let made = |cells: &[usize]| -> Vec<Vec<f64>> {
        outcomes(plan, cells).iter().map(|outcome| figures(&layout, outcome)).collect()
    };
    run_made(plan, jobs, wanted, watch, hand_in, &made)
}

/// What makes the figures of cells of one replicate, in their order.
pub type Make<'a> = dyn Fn(&[usize]) -> Vec<Vec<f64>> + Sync + 'a;

/// Runs the cells of some jobs that are `wanted`, in parallel over jobs, on the current thread
/// pool, and hands in the cells of each job when it is done. Stops early when the watch says so, at
/// a fault in a cell, or at the first error of `hand_in`.
///
/// # Errors
/// The first error of `hand_in`.
pub fn run_made<E: Send>(
    plan: &SweepPlan,
    jobs: &[Job],
    wanted: &(dyn Fn(usize) -> bool + Sync),
    watch: &Watch,
    hand_in: &(dyn Fn(Vec<Done>) -> Result<(), E> + Sync),
    make: &Make<'_>,
) -> Result<(), E> {
    jobs.par_iter().with_max_len(1).try_for_each(|job| {
        let cells: Vec<usize> = job.cells(plan).into_iter().filter(|&cell| wanted(cell)).collect();
        if cells.is_empty() || watch.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Some(rows) = watch.catch(|| make(&cells)) else { return Ok(()) };
        let done = cells.iter().zip(rows).map(|(&cell, figures)| Done {
            cell,
            key: plan.keys[cell],
            figures,
        });
        hand_in(done.collect())?;
        for _ in &cells {
            (watch.cell_done)();
        }
        Ok(())
    })
}

/// Runs cells of one replicate, in their order.
fn outcomes(plan: &SweepPlan, cells: &[usize]) -> Vec<Outcome> {
    let arms = Arm::all(&plan.timelines(cells));
    let replicate = plan.cell(cells[0]).replicate;
    // A job is of one point where points have draws of their own.
    let seed = plan.seed(plan.cell(cells[0]).point);
    let size = RunSize { replicates: 1, seed, ..plan.size };
    let mut sums: Vec<Outcome> = run_cell(&arms, &size, replicate, 0);
    for neighbourhood in 1..size.neighbourhoods {
        for (sum, outcome) in sums.iter_mut().zip(run_cell(&arms, &size, replicate, neighbourhood))
        {
            sum.observations.add(&outcome.observations);
            sum.studies.add(&outcome.studies);
        }
    }
    sums
}

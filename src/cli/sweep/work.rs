//! The cells of a plan that have no result yet, run into the plan's folder. Sweeps and studies of
//! sensitivity do their work here.

use crate::cli::sweep::estimate;
use crate::cli::sweep::follow;
use crate::studies::sweep;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use rayon::ThreadPool;

use crate::cli::complain;
use crate::cli::progress::Progress;
use crate::cli::sweep::Shard;
use crate::report::Error;
use crate::runs::Watch;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::run::{Done, Make, run_made};
use crate::studies::sweep::store::{Appender, Store};

/// What is to be run, where, and how it is watched.
pub(crate) struct Work<'a> {
    /// The plan.
    pub(in crate::cli) plan: &'a SweepPlan,
    /// Its folder.
    pub(in crate::cli) folder: &'a SweepFolder,
    /// The part of the work that is done here.
    pub(in crate::cli) shard: Shard,
    /// The threads.
    pub(in crate::cli) pool: &'a ThreadPool,
    /// When set, no further cell starts.
    pub(in crate::cli) stop: &'a Arc<AtomicBool>,
    /// Whether nothing is said but errors.
    pub(in crate::cli) quiet: bool,
}

/// What the figures of cells are.
#[derive(Clone, Copy)]
pub(crate) enum Cells<'a> {
    /// Those of every sweep.
    Sweep,
    /// Those that something else makes.
    Made(&'a Make<'a>),
}

impl Work<'_> {
    /// Runs the cells whose results are not in the store, and keeps each as it is done: how many
    /// there were to run.
    ///
    /// # Errors
    /// If a result cannot be written. Those written before stay.
    pub(in crate::cli) fn run(&self, store: &Store) -> Result<usize, Error> {
        self.run_cells(store, Cells::Sweep)
    }

    /// The same of cells of some kind.
    ///
    /// # Errors
    /// If a result cannot be written. Those written before stay.
    pub(in crate::cli) fn run_cells(&self, store: &Store, of: Cells<'_>) -> Result<usize, Error> {
        let Self { plan, folder, pool, .. } = *self;
        let jobs = plan.jobs(self.shard.number, self.shard.of);
        let wanted = |cell: usize| !store.has(&plan.keys[cell]);
        let cells = jobs.iter().flat_map(|job| job.cells(plan)).filter(|&c| wanted(c)).count();
        if !self.quiet {
            for damage in &store.damage {
                complain(&follow::damaged(damage));
            }
            let there = folder.cells.len() - folder.missing(store);
            match of {
                Cells::Sweep => {
                    let threads = pool.current_num_threads();
                    complain(&estimate::sentences(plan, cells, there, folder, threads));
                }
                Cells::Made(_) => complain(&format!("{there} cells done, {cells} to run")),
            }
        }
        let progress = Progress::of("cells", cells as u64, self.quiet, Arc::clone(self.stop));
        let cell_done = || progress.advance();
        let watch = Watch { cell_done: &cell_done, stop: self.stop };
        // A part for each thread: none waits for another's disk.
        let appenders: Vec<Mutex<Appender>> = (0..pool.current_num_threads())
            .map(|_| Mutex::new(Appender::new(&folder.parts())))
            .collect();
        let hand_in = |done: Vec<Done>| {
            let thread = rayon::current_thread_index().unwrap_or(0);
            let results: Vec<_> = done.iter().map(|done| (done.key, &*done.figures)).collect();
            appenders[thread].lock().expect("no cell panics while it writes").append(&results)
        };
        let ran = pool.install(|| match of {
            Cells::Sweep => sweep::run::run(plan, &jobs, &wanted, &watch, &hand_in),
            Cells::Made(make) => run_made(plan, &jobs, &wanted, &watch, &hand_in, make),
        });
        progress.finish();
        ran.map(|()| cells)
    }
}

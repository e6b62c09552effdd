//! Studies of several stages, each a sweep at points of its own. Cells gather beside the results, so that the
//! same command goes on after whatever stopped it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPool;

use crate::cli::sweep::{self, Cells, KEPT, Shard, Work};
use crate::cli::{Exit, Failure, Result, complain, refuse, say};
use crate::report::{Error, Inputs, Machine};
use crate::studies::sweep::folder::{Hold, Sheets, plan_tables};
use crate::studies::sweep::plan::SweepPlan;
use crate::studies::sweep::read::Study;
use crate::studies::sweep::record::SweepRecord;
use crate::studies::sweep::store::Store;

/// Where stages are run.
pub(crate) struct Site<'a> {
    /// The study, for its names.
    pub(in crate::cli) study: &'a Study,
    /// The folder in which cells gather.
    pub(in crate::cli) cells: PathBuf,
    /// The files of the study.
    pub(in crate::cli) inputs: &'a Inputs,
    /// The threads.
    pub(in crate::cli) pool: &'a ThreadPool,
    /// When set, no further cell starts.
    pub(in crate::cli) stop: &'a Arc<AtomicBool>,
    /// The part of the work that is done here, if it is shared out.
    pub(in crate::cli) shard: Option<Shard>,
    /// Whether nothing is said but errors.
    pub(in crate::cli) quiet: bool,
    /// The command that makes the same results.
    pub(in crate::cli) reproduce: String,
    /// The command that goes on with this work.
    pub(in crate::cli) again: String,
}

/// A stage that was run as far as it goes here.
pub(crate) enum Stage<T> {
    /// All its cells are there.
    Seen(T),
    /// They are not: how the command ends.
    Ended(Exit),
}

/// The figures of a cell, by its number.
pub(crate) type Figures<'a> = dyn FnMut(usize) -> std::result::Result<Vec<f64>, Error> + 'a;

impl Site<'_> {
    /// Runs the cells of a stage that have no result, and reads what they come to if all have.
    pub(in crate::cli) fn stage<T>(
        &self,
        name: &str,
        plan: &SweepPlan,
        machine: &Machine,
        read: impl FnOnce(&mut Figures<'_>) -> std::result::Result<T, Error>,
    ) -> Result<Stage<T>> {
        self.stage_of(name, plan, machine, Cells::Sweep, read)
    }

    /// The same of cells of some kind.
    pub(in crate::cli) fn stage_of<T>(
        &self,
        name: &str,
        plan: &SweepPlan,
        machine: &Machine,
        cells: Cells<'_>,
        read: impl FnOnce(&mut Figures<'_>) -> std::result::Result<T, Error>,
    ) -> Result<Stage<T>> {
        let Self { study, inputs, pool, stop, .. } = *self;
        let path = self.cells.join(name);
        let (tables, digests) = plan_tables(plan);
        let record = SweepRecord::new(study, plan, self.reproduce.clone(), inputs, digests);
        let sheets = Sheets { record: &record, tables: &tables, draws: None, inputs, machine };
        let whose = if self.shard.is_some() { Hold::Shared } else { Hold::Alone };
        let opened = sweep::open(&path, &sheets).and_then(|folder| {
            let held = folder.hold(whose)?;
            Ok((Store::open(&folder.parts())?, held, folder))
        });
        drop(tables);
        let (store, _held, folder) = match opened {
            Ok(opened) => opened,
            Err(error) => return Ok(Stage::Ended(refuse(&error))),
        };
        if !self.quiet {
            complain(&format!("{name}: {} parameters", plan.factors.len()));
        }
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let work = Work { plan, folder: &folder, shard, pool, stop, quiet: self.quiet };
        let stopped = |why: &str| {
            complain(&format!("{why}\n  {}", self.again));
            Ok(Stage::Ended(Exit::Stopped))
        };
        if let Err(error) = work.run_cells(&store, cells) {
            return stopped(&format!("error: {error}\n{KEPT}"));
        }
        drop(store);
        let mut store = match Store::open(&folder.parts()) {
            Ok(store) => store,
            Err(error) => return stopped(&format!("error: {error}\nTo go on:")),
        };
        let missing = folder.missing(&store);
        if missing > 0 && stop.load(Ordering::Relaxed) {
            let (there, all) = (folder.cells.len() - missing, folder.cells.len());
            return stopped(&format!("Stopped: {there} of {all} cells are done. To go on:"));
        }
        if missing > 0 {
            let text = format!(
                "This shard's part of the {name} is done; {missing} cells are with the others. When \
                 they are done, the same command goes on.\n"
            );
            say(if self.quiet { "" } else { &text })?;
            return Ok(Stage::Ended(Exit::Done));
        }
        let mut figures = |cell: usize| {
            let key = &plan.keys[cell];
            store.read(key)?.ok_or_else(|| Error::Refused(format!("the cell {key} is gone")))
        };
        let seen = read(&mut figures);
        Ok(Stage::Seen(seen.map_err(|error| Failure::Input(error.to_string()))?))
    }
}

//! Results of other sweeps, taken over where cells are equal: so a study can grow by replicates,
//! points or scenarios and runs only what is new.

use std::path::PathBuf;

use crate::cli::sweep::Shard;
use crate::cli::{Failure, Result, complain, counted};
use crate::report::{Error, Record};
use crate::studies::sweep::copy::Reused;
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::plan::{Key, SweepPlan};
use crate::studies::sweep::store::Store;

/// The sweeps in some folders.
pub(crate) fn sources(folders: &[PathBuf]) -> Result<Vec<SweepFolder>> {
    let open = |path: &PathBuf| SweepFolder::open(path);
    let sources = folders.iter().map(open).collect::<std::result::Result<_, Error>>();
    sources.map_err(|error| Failure::Input(error.to_string()))
}

/// Takes over what is equal, in this part of the work, and says from where; the store as it is then.
pub(crate) fn take_over(
    sources: &[SweepFolder],
    plan: &SweepPlan,
    shard: Shard,
    folder: &SweepFolder,
    quiet: bool,
) -> std::result::Result<Store, Error> {
    let mut store = Store::open(&folder.parts())?;
    for source in sources {
        let jobs = plan.jobs(shard.number, shard.of);
        let cells = jobs.iter().flat_map(|job| job.cells(plan)).map(|cell| plan.keys[cell]);
        let wanted: Vec<Key> = cells.filter(|key| !store.has(key)).collect();
        let path = source.path().display();
        let said = match folder.reuse(source, &wanted)? {
            Reused::Taken(0) | Reused::Lacking(0) if source.record.model != Record::model() => {
                format!("nothing is taken from {path}: another version of the model made it")
            }
            Reused::Taken(0) | Reused::Lacking(0) => {
                format!("nothing is taken from {path}: it has no cell that is to be run here")
            }
            Reused::Taken(cells) => {
                format!("{} taken from {path}", counted(cells, "cell is", "cells are"))
            }
            Reused::Lacking(cells) => format!(
                "{} of {path}, and run again: weeks that this study asks for are not kept there",
                counted(cells, "cell is", "cells are")
            ),
        };
        if !quiet {
            complain(&said);
        }
        store = Store::open(&folder.parts())?;
    }
    Ok(store)
}

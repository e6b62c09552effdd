//! Sweeps: many points of a parameter space, in a folder that goes on after whatever stopped it.

pub mod columns;
pub mod copy;
pub mod design;
pub mod figures;
pub mod folder;
pub mod plan;
pub mod pounds;
pub mod read;
pub mod record;
pub mod run;
pub mod store;
pub mod summary;
pub mod tables;

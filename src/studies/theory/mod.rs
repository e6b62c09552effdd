//! The theory as experiments: claims as data, arms on shared draws, verdicts by rules made before.

pub mod arm_table;
pub mod design;
pub mod findings;
pub mod form;
pub mod luck;
pub mod page;
pub mod parts;
pub mod pictures;
pub mod read;
pub mod record;
pub mod robust;
pub mod run;
pub mod stats;
pub mod tables;
pub mod verdict;

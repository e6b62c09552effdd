//! The theory as experiments: claims as data, arms on shared draws, verdicts by rules made before.

pub mod arm_table;
pub mod contexts;
pub mod design;
pub mod findings;
pub mod form;
pub mod held;
pub mod luck;
pub mod measured;
pub mod page;
pub mod parts;
pub mod pictures;
pub mod read;
pub mod record;
pub mod robust;
pub mod run;
pub mod sizes;
pub mod stats;
pub mod summary;
pub mod tables;
pub mod turned;
pub mod verdict;

//! Sensitivity: on which parameters the outcomes depend, and how much is chance.

pub mod findings;
pub mod interval;
pub mod morris;
pub mod noise;
pub mod pictures;
pub mod read;
pub mod results;
pub mod sentences;
pub mod sobol;
pub mod stage;
pub mod tables;

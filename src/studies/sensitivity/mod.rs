//! Sensitivity: on which parameters the outcomes depend. First a screening of many parameters
//! ([`morris`]), then shares of variance for the few that matter ([`sobol`]), and for both how much is
//! chance ([`noise`]).

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

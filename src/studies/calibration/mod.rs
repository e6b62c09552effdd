//! Calibration: from one baseline whose figures lie inside published ranges to many draws of parameters, each
//! of which could be the place that was studied. Waves of history matching rule out what cannot be
//! ([`wave`], [`course`]), chains go on inside what is left ([`chain`]), and runs at the draws weigh them. Effects of
//! trials weigh them once more ([`effects`]).

pub mod chain;
pub mod course;
pub mod effects;
pub mod emulator;
pub mod implausible;
pub mod likelihood;
pub mod local;
pub mod matrix;
pub mod pictures;
pub mod predictive;
pub mod prior;
pub mod read;
pub mod results;
pub mod sentences;
pub mod stage;
pub mod tables;
pub mod trialled;
pub mod wave;

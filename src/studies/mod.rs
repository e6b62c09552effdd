//! Studies: more than one run with a question. Each has a folder with its reader, plan, tables,
//! sentences, pictures and record. A page in a browser compares and does no more.

#[cfg(feature = "program")]
pub mod budget;
#[cfg(feature = "program")]
pub mod calibration;
pub mod compare;
#[cfg(feature = "program")]
pub mod cube;
#[cfg(feature = "program")]
pub mod draws;
#[cfg(feature = "program")]
pub mod economics;
#[cfg(feature = "program")]
pub mod evaluation;
#[cfg(feature = "program")]
pub mod sensitivity;
#[cfg(feature = "program")]
pub mod sweep;
#[cfg(feature = "program")]
pub mod theory;

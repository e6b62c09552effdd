//! Studies: more than one run with a question. Each has a folder with its reader, plan, tables,
//! sentences, pictures and record.

pub mod budget;
pub mod calibration;
pub mod compare;
pub mod cube;
pub mod economics;
pub mod draws;
pub mod sensitivity;
pub mod sweep;
pub mod theory;

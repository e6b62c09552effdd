//! Studies: more than one run with a question. Each has a folder with its reader, plan, tables,
//! sentences, pictures and record.

pub mod calibration;
pub mod compare;
pub mod cube;
pub mod draws;
pub mod sensitivity;
pub mod sweep;
pub mod theory;

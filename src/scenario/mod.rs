//! Scenarios: text in, checked parameters out. Only this module knows TOML. A scenario file is
//! judged here, once and completely; inside, values are valid and code does not check again.

mod parameters;
pub(crate) mod spec;

pub use parameters::{Parameters, RunSize};
pub use spec::{Group, Spec};

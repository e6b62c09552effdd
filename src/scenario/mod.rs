//! Scenarios: text in, checked parameters out. Only this module knows TOML. A scenario file is
//! judged here, once and completely; inside, values are valid and code does not check again.

mod base;
mod checked;
pub mod claims;
mod diagnostic;
mod effect;
mod file;
mod kind;
mod legible;
mod load;
pub mod names;
mod overlay;
mod parameters;
mod reader;
mod schedule;
mod schema;
mod slip;
mod source;
pub(crate) mod spec;
pub mod study;
mod syntax;
mod timeline;

pub use checked::{Entry, Scenario};
pub use diagnostic::{Diagnostic, Diagnostics, Place, Position, Severity};
pub use file::find;
pub use kind::Kind;
pub use legible::clean;
pub use load::load;
pub use parameters::{Parameters, RunSize};
pub use schema::schema;
pub use source::{Basis, Source};
pub use spec::{Group, Spec};
pub use timeline::{Epoch, Timeline};

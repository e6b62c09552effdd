//! Scenarios: text in, checked parameters out. Only this module knows TOML. A scenario file is
//! judged here, once and completely; inside, values are valid and code does not check again.

pub mod base;
pub mod budget;
pub mod chain;
pub mod checked;
pub mod diagnostic;
pub mod economics;
pub mod effect;
#[cfg(feature = "program")]
pub mod file;
pub mod kind;
pub mod legible;
pub mod line;
pub mod load;
pub mod moves;
pub mod names;
pub mod network;
pub mod origin;
pub mod overlay;
pub mod payer;
pub mod reader;
pub mod row;
pub mod schedule;
#[cfg(feature = "program")]
pub mod schema;
pub mod slip;
pub mod source;
pub mod syntax;
pub mod texts;
pub mod timeline;

pub use checked::{Entry, Scenario, Weighed};
pub use diagnostic::{Diagnostic, Diagnostics, Gravity, Location, Position};
pub use economics::{Economics, Lens};
#[cfg(feature = "program")]
pub use file::{find, load, load_whole, load_with_networks};
pub use kind::Kind;
pub use legible::clean;
pub use origin::{BUILT_IN, Origin};
#[cfg(feature = "program")]
pub use schema::schema;
pub use source::{Basis, Source};
pub use texts::load_text;
pub use timeline::{Epoch, Timeline};

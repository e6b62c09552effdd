//! What all result folders share: the folder itself, which appears whole or not at all, the record,
//! tables, sentences, the toolkit of pictures, and what a single run leaves behind. It reads finished
//! observations and prints nothing. Studies have their own files in `studies`. Without the feature
//! `program` the drawing of a run's pictures is left, and nothing that writes files.

pub mod charts;
#[cfg(feature = "program")]
pub mod describe;
#[cfg(feature = "program")]
pub mod dictionary;
#[cfg(feature = "program")]
pub mod doubt;
#[cfg(feature = "program")]
pub mod error;
#[cfg(feature = "program")]
pub mod folder;
pub mod funnel;
#[cfg(feature = "program")]
pub mod inputs;
#[cfg(feature = "program")]
pub mod networks;
pub mod number;
#[cfg(feature = "program")]
pub mod over_draws;
#[cfg(feature = "program")]
pub mod page;
#[cfg(feature = "program")]
pub mod record;
pub mod results;
#[cfg(feature = "program")]
pub mod room;
#[cfg(feature = "page")]
pub mod rows;
pub mod run;
#[cfg(feature = "program")]
pub mod sampling;
pub mod sense;
pub mod sentences;
#[cfg(feature = "page")]
pub mod tables;
#[cfg(feature = "program")]
pub mod validation;
#[cfg(feature = "program")]
pub mod workbook;
#[cfg(feature = "program")]
pub mod write;

#[cfg(feature = "program")]
pub use error::Error;
#[cfg(feature = "program")]
pub use folder::{Destination, Existing, Kind, Replicates, Staging};
#[cfg(feature = "program")]
pub use inputs::{INPUTS, Input, Inputs};
#[cfg(feature = "program")]
pub use networks::OfNetwork;
#[cfg(feature = "program")]
pub use record::{BudgetMade, DrawsRead, Machine, NetworkRead, Record, RunMade, ScenarioRead};
pub use results::{Holds, Results, Spread};
#[cfg(feature = "program")]
pub use sampling::Sampled;
pub use sentences::{flow_budget, headlines};
#[cfg(feature = "program")]
pub use tables::ParameterRow;
#[cfg(feature = "program")]
pub(crate) use write::write_tables;
#[cfg(feature = "program")]
pub use write::{Pictures, write};

//! What the next pound buys: a sum of money, spent in several ways at equal cost, on the same draws.
//!
//! ```text
//! pounds -> splits over lines -> levers (`scenario::line`, `plan`) -> arms over draws of parameters and replicates (`draws`,
//! `run`) -> costs and effects by fifth (`figures`) -> the economics of options (`studies::economics`) -> tables,
//! words and pictures
//! ```

pub mod answer;
pub mod best;
pub mod best_files;
pub mod categories;
pub mod columns;
pub mod draws;
pub mod figures;
pub mod groups;
pub mod payers;
pub mod plan;
pub mod record;
pub mod run;
pub mod sentences;
pub mod split;
pub mod studied;
pub mod tables;
pub mod wish;
pub mod worth;

pub use crate::scenario::line::{Line, Prices};
pub use answer::{Answer, Asked};
pub use split::Split;

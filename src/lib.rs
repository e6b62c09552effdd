//! Kith: an agent-based simulator of social prescribing.
//!
//! **The map of the house.** Data goes one way:
//!
//! ```text
//! scenario.toml -> Scenario (values + sources) -> synthesis -> World -> engine (week x phase) -> Observations
//!                                                                                                    |
//!        report, charts, tables <- summary <- experiment (scenarios x replicates x neighbourhoods) <-+
//! ```
//!
//! - [`scenario`]: text in, checked parameters out; the only module that knows TOML.
//! - [`synthesis`]: a neighbourhood made from published margins.
//! - [`world`]: people, practices, link workers, organisations: columns and rows.
//! - [`engine`]: one week, in order. Read this first.
//! - [`mechanisms`]: one causal claim family per file.
//! - [`observe`]: the list of metrics, and integer sums over time.
//! - [`experiment`]: more than one run: cells, arms, replicates, sweeps, studies of the records.
//! - [`output`]: tables, charts, the run record; the only module that knows result files.
//! - [`cli`]: one file per command; the only module that prints.
//!
//! **The borders.** `engine`, `mechanisms`, `world` and `observe` do no input or output, read no
//! clock, hold no global and take no generator: a draw is a function of its address ([`random`]).
//! A mechanism imports no other; they meet in the columns of the world, in the order the engine
//! states. Parameters do not change after loading, and nothing in code supplies a value that a
//! scenario left out. Measuring takes `&World`. Results add up as integers, so that neither the
//! order of cells nor the number of threads can matter.

#![doc(html_no_source)]

pub mod axes;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod mechanisms;
pub mod observe;
pub mod output;
pub mod random;
pub mod scenario;
pub mod synthesis;
pub mod units;
pub mod world;

//! Kith: an agent-based simulator of social prescribing.
//!
//! **The map of the house.** Data goes one way:
//!
//! ```text
//! scenario.toml -> Scenario (values + sources) -> synthesis -> World -> engine (week x phase) -> Observations
//!                                                                                                    |
//!                    report: tables, pictures <- studies <- runs (scenarios x replicates x neighbourhoods) <-+
//! ```
//!
//! - [`model`]: all that results follow from: people, practices, link workers and organisations
//!   ([`model::world`]), how they are made ([`model::synthesis`]), one week in order
//!   ([`model::engine`]: read this first), one causal claim family per file
//!   ([`model::mechanisms`], in four rooms), and what is counted ([`model::observe`]).
//! - [`scenario`]: text in, checked parameters out.
//! - [`localise`]: public files of one area in, an overlay and local figures out.
//! - [`runs`]: more than one run: cells, arms, replicates, twins, studies of the records.
//! - [`report`]: what all result folders share: folder, record, tables, sentences, pictures.
//! - [`embed`]: a scenario as text in, figures and pictures as text out, for a page.
//! - [`studies`]: compare, sweep, sensitivity, calibration and theory, one folder each.
//! - [`page`]: what the page that runs in a browser asks for, and how it is made.
//! - [`cli`]: one file per command; the only module that prints.
//!
//! **The borders**, which `tests/borders.rs` and `tests/owners.rs` hold. `model` does no input or
//! output, reads no clock, starts no thread and imports nothing of the rest: a draw is a function of
//! its address ([`model::random`]). Folders import those above them in this list, never those below.
//! Mechanisms meet in the columns of the world, and each column has one owner: one may ask another for
//! a number, in no circle, and never for a change. What it has for another lies on the desk until the
//! engine has the owner take it; what several do to a client, and acts on two parties, are causes and
//! acts of the world ([`model::world`]); three columns with two owners stand in the test with their
//! reason. Parameters do not change after loading, and nothing in code supplies a value that a
//! scenario left out. Measuring takes `&World`. Results add up as integers, so that neither the order
//! of cells nor the number of threads can matter.
//!
//! **Without the feature `program`** there are the model, scenarios read from text, cells one after
//! another and pictures as SVG. With the feature `page` there are comparisons as sentences, tables and
//! pictures too: what a page in a browser runs. Files, threads, result folders, the other studies and
//! commands are the program.

#![doc(html_no_source)]
// Without the program some parts of the toolkit have no client.
#![cfg_attr(not(feature = "program"), allow(dead_code))]

#[cfg(feature = "program")]
pub mod cli;
pub mod embed;
#[cfg(feature = "program")]
pub mod localise;
pub mod model;
#[cfg(feature = "page")]
pub mod page;
pub mod report;
pub mod runs;
pub mod scenario;
#[cfg(feature = "page")]
pub mod studies;

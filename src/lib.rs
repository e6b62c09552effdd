//! Kith: an agent-based simulator of social prescribing.

#![doc(html_no_source)]

pub mod axes;
pub mod engine;
pub mod experiment;
pub mod mechanisms;
pub mod observe;
pub mod random;
pub mod scenario;
pub mod synthesis;
pub mod units;
pub mod world;

//! Kith: an agent-based simulator of social prescribing.

#![doc(html_no_source)]

pub mod axes;
pub mod experiment;
pub mod observe;
pub mod output;
pub mod random;
pub mod scenario;
pub mod units;

//! What there is to go to: organisations, services, how people get there, and policy from outside.

pub mod brokerage;
pub mod commissioner;
pub mod connection;
pub mod development;
pub mod elsewhere;
pub mod feedback;
pub mod participation;
pub mod partnership;
pub mod peers;
pub mod place;
pub mod policy;
pub mod statutory;
pub mod suits;
pub mod vcs;

//! What link workers do and feel: posts, the waiting list, hours, sessions, endings.

pub mod endings;
pub mod feelings;
pub mod handover;
pub mod hours;
pub mod posts;
pub mod role;
pub mod scores;
pub mod sessions;
pub mod targets;
pub mod trust;
pub mod waiting;
pub mod workforce;

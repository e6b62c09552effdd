//! What goes on in people: needs and illness, ties, minds, activation, wellbeing.

pub mod activation;
pub mod capital;
pub mod crisis;
pub mod illness;
pub mod living;
pub mod loneliness;
pub mod means;
pub mod need;
pub mod outlook;
pub mod relapse;
pub mod self_care;
pub mod stopping;
pub mod wellbeing;

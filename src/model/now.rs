//! What the rules of a week need at hand beside the world that they change.

use crate::model::parameters::Parameters;
use crate::model::random::{Draws, WeekDraws};

/// A week as its rules meet it.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    /// The parameters of the week.
    pub all: &'a Parameters,
    /// Hardship of each fifth, as policy has it.
    pub hardship: &'a [f64],
    /// Draws of what is made: workers, organisations.
    pub setup: Draws,
    /// Draws of the week.
    pub draws: WeekDraws,
    /// The week.
    pub week: i32,
}

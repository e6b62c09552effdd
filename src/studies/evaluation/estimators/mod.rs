//! Estimators of published designs, as pure functions of what a study would hold. Each is compared with a named
//! reference in Python on exported records (`tests/python/test_evaluation.py`) and with answers worked by hand.

pub mod before_after;
pub mod matched;
pub mod ols;
pub mod panel;
pub mod series;
pub mod staggered;
pub mod survey;
pub mod trial;

use crate::runs::paired::students_t;

/// Share of intervals that are to hold the truth.
pub const HELD: f64 = 0.95;

/// What a design finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The effect, in the unit of the outcome.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of the interval.
    pub freedom: usize,
    /// Persons, practices or weeks with the scheme that it rests on.
    pub treated: usize,
    /// Those without it, if the design has any.
    pub controls: usize,
}

impl Estimate {
    /// The same in units of another size.
    #[must_use]
    pub fn over(self, unit: f64) -> Self {
        Self { value: self.value / unit, standard_error: self.standard_error / unit, ..self }
    }

    /// The interval that holds the truth nineteen times in twenty where the design has no bias.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        let reach = students_t(HELD, self.freedom) * self.standard_error;
        (self.value - reach, self.value + reach)
    }
}

//! Parts of a run over which figures are taken.

use std::ops::Range;

/// Weeks in a year of a run.
const YEAR: usize = 52;

/// A part of the measured weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The first 52 weeks.
    FirstYear,
    /// The last 52 weeks.
    LastYear,
    /// All of them.
    AllWeeks,
}

impl Period {
    /// Every period, in the order of the tables.
    pub const EVERY: [Self; 3] = [Self::FirstYear, Self::LastYear, Self::AllWeeks];

    /// The period's name in result files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::FirstYear => "first_year",
            Self::LastYear => "last_year",
            Self::AllWeeks => "all_weeks",
        }
    }

    /// The weeks of the period. A run shorter than a year has no first and no last year.
    #[must_use]
    pub fn span(self, weeks: usize) -> Option<Range<usize>> {
        match self {
            Self::AllWeeks => Some(0..weeks),
            Self::FirstYear => (weeks >= YEAR).then_some(0..YEAR),
            Self::LastYear => (weeks >= YEAR).then(|| weeks - YEAR..weeks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_shorter_than_a_year_has_no_years() {
        assert_eq!(Period::FirstYear.span(51), None);
        assert_eq!(Period::LastYear.span(60), Some(8..60));
        assert_eq!(Period::AllWeeks.span(51), Some(0..51));
    }
}

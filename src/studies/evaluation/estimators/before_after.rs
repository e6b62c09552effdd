//! Before and after, without a control: the mean change of those who are followed, or what it is in per cent of
//! the mean before. Whoever is not followed is not in it: among completers it is the same sum over fewer people.

use crate::runs::{Difference, ratio};
use crate::studies::evaluation::estimators::Estimate;

/// In which unit a change is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// In the unit of the outcome.
    Difference,
    /// In per cent of the mean before.
    Percent,
    /// In standard deviations of the outcome before, in a trial of persons.
    Deviations,
}

/// Per cent of one.
pub(crate) const PERCENT: f64 = 100.0;

/// The change of people seen before and after.
#[must_use]
pub fn before_after(people: &[[f64; 2]], measure: Measure) -> Option<Estimate> {
    let change: Vec<f64> = people.iter().map(|[before, after]| after - before).collect();
    let before: Vec<f64> = people.iter().map(|[before, _]| *before).collect();
    let (found, scale) = match measure {
        Measure::Difference | Measure::Deviations => (Difference::of(&change)?, 1.0),
        Measure::Percent => (ratio(&change, &before)?, PERCENT),
    };
    Some(Estimate {
        value: scale * found.mean,
        standard_error: scale * found.standard_error?,
        freedom: people.len() - 1,
        treated: people.len(),
        controls: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_those_worked_by_hand() {
        let people = [[4.0, 2.0], [6.0, 6.0], [2.0, 1.0]];
        let found = before_after(&people, Measure::Difference).unwrap();
        assert!((found.value + 1.0).abs() < 1e-12 && found.freedom == 2);
        assert!((found.standard_error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        let percent = before_after(&people, Measure::Percent).unwrap();
        // A quarter less; rests after the line are -1, 1.5 and -0.5, over 4.
        assert!((percent.value + 25.0).abs() < 1e-12);
        let spread = (1.0 + 2.25 + 0.25) / 16.0 / 2.0 / 3.0_f64;
        assert!((percent.standard_error - 100.0 * spread.sqrt()).abs() < 1e-9);
        assert!(before_after(&people[..1], Measure::Difference).is_none());
        let (low, high) = found.interval();
        assert!((high - low - 2.0 * 4.302_653 * found.standard_error).abs() < 1e-5);
    }
}

//! An interrupted time series: one line before, another level and slope after. The effect is the mean distance
//! of the line after from the line before drawn on, over the periods after. Errors by Newey and West.

use crate::studies::evaluation::estimators::Estimate;
use crate::studies::evaluation::estimators::ols::{error_of, fit};

/// The mean effect from a period on, with errors that hang together over so many periods.
#[must_use]
pub fn interrupted(series: &[f64], from: usize, lag: usize) -> Option<Estimate> {
    let after = series.len().checked_sub(from).filter(|&after| after > 1)?;
    let row = |period: usize| {
        let since = period.saturating_sub(from) as f64;
        [1.0, period as f64, f64::from(u8::from(period >= from)), since]
    };
    let x: Vec<f64> = (0..series.len()).flat_map(row).collect();
    let fit = fit(&x, 4, series)?;
    // Half of the last place is the mean of places from 0 on.
    let weights = [0.0, 0.0, 1.0, (after - 1) as f64 / 2.0];
    let value = weights.iter().zip(&fit.coefficients).map(|(weight, b)| weight * b).sum();
    Some(Estimate {
        value,
        standard_error: error_of(&fit.newey_west(lag), &weights),
        freedom: fit.freedom(),
        treated: after,
        controls: from,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_and_a_turn_are_found() {
        let line = |period: usize| 10.0 + 0.5 * period as f64;
        let drop = |period: usize| if period < 8 { 0.0 } else { 2.0 + 0.25 * (period - 8) as f64 };
        let series: Vec<f64> = (0..16).map(|period| line(period) - drop(period)).collect();
        let found = interrupted(&series, 8, 2).unwrap();
        assert!((found.value + 2.0 + 0.25 * 3.5).abs() < 1e-9, "{}", found.value);
        assert!(found.standard_error < 1e-9);
        assert_eq!((found.treated, found.controls, found.freedom), (8, 8, 12));
        assert!(interrupted(&series, 15, 2).is_none());
    }
}

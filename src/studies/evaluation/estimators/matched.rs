//! Matched controls: for each case the nearest person who is not taken yet, in the order of the cases, among
//! those of the same stratum; none beyond the caliper. The effect is the mean of the case's change less the
//! control's.
//!
//! ```text
//! distance     sqrt of the sum over covariates of ((case - control) / sd)^2, sd of the cases (n - 1), 1 if 0
//! ties         the first in the order of the pool
//! ```

use crate::runs::Difference;
use crate::studies::evaluation::estimators::Estimate;

/// Pairs cases with controls: for each case the number of its control in the pool, if it has one. The pool is
/// asked for those who may be a case's control, with their covariates as they were at the case's time.
#[must_use]
pub fn pairs(
    cases: &[Vec<f64>],
    pool: usize,
    caliper: f64,
    candidates: impl Fn(usize) -> Vec<(usize, Vec<f64>)>,
) -> Vec<Option<usize>> {
    let spread = spread(cases);
    let mut taken = vec![false; pool];
    let mut one = |(number, case): (usize, &Vec<f64>)| {
        let mut nearest: Option<(f64, usize)> = None;
        for (candidate, like) in candidates(number) {
            let square = |at: usize| {
                let apart = (case[at] - like[at]) / spread[at];
                apart * apart
            };
            let distance = (0..case.len()).map(square).sum::<f64>().sqrt();
            let nearer = nearest.is_none_or(|(least, _)| distance < least);
            if !taken[candidate] && distance <= caliper && nearer {
                nearest = Some((distance, candidate));
            }
        }
        let (_, control) = nearest?;
        taken[control] = true;
        Some(control)
    };
    cases.iter().enumerate().map(&mut one).collect()
}

/// The standard deviation of each covariate among the cases.
fn spread(cases: &[Vec<f64>]) -> Vec<f64> {
    let columns = cases.first().map_or(0, Vec::len);
    let of = |column: usize| {
        let values: Vec<f64> = cases.iter().map(|case| case[column]).collect();
        let error = Difference::of(&values).and_then(|found| found.standard_error);
        let spread = error.map_or(0.0, |error| error * (values.len() as f64).sqrt());
        if spread > 0.0 { spread } else { 1.0 }
    };
    (0..columns).map(of).collect()
}

/// The effect from changes of cases and of the control of each.
#[must_use]
pub fn contrast(changes: &[[f64; 2]]) -> Option<Estimate> {
    let apart: Vec<f64> = changes.iter().map(|[case, control]| case - control).collect();
    let found = Difference::of(&apart)?;
    Some(Estimate {
        value: found.mean,
        standard_error: found.standard_error?,
        freedom: changes.len() - 1,
        treated: changes.len(),
        controls: changes.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_gets_the_nearest_who_is_left() {
        let cases = [vec![10.0], vec![11.0], vec![30.0]];
        let pool = [vec![11.0], vec![10.5], vec![9.0]];
        let all = |_: usize| pool.iter().cloned().enumerate().collect();
        // The spread of the cases is 11.3: within half of it nobody is near the last.
        assert_eq!(pairs(&cases, 3, 0.5, all), [Some(1), Some(0), None]);
        assert_eq!(pairs(&cases, 3, 9.0, all), [Some(1), Some(0), Some(2)]);
        let nobody = |_: usize| Vec::new();
        assert_eq!(pairs(&cases, 3, 9.0, nobody), [None; 3]);
    }

    #[test]
    fn the_contrast_is_the_mean_of_pairs() {
        let found = contrast(&[[-2.0, 0.0], [-1.0, 1.0], [0.0, 3.0]]).unwrap();
        assert!((found.value + 7.0 / 3.0).abs() < 1e-12 && found.freedom == 2);
        assert!((found.standard_error - 1.0 / 3.0).abs() < 1e-12);
    }
}

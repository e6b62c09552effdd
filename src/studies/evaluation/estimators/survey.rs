//! A survey taken twice of people drawn anew each time, in places with and without the scheme: the change where
//! it came, less the change where it did not. Errors are those of practices.

use crate::studies::evaluation::estimators::Estimate;
use crate::studies::evaluation::estimators::ols::{error_of, fit};

/// Somebody who answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// What they said.
    pub outcome: f64,
    /// Whether their practice ever has the scheme.
    pub exposed: bool,
    /// Whether they were asked after it came.
    pub after: bool,
    /// Their practice, numbered over all neighbourhoods.
    pub practice: u32,
}

/// The effect on whoever is asked.
#[must_use]
pub fn repeated(answers: &[Answer]) -> Option<Estimate> {
    let number = |truth: bool| f64::from(u8::from(truth));
    let row = |answer: &Answer| {
        let (exposed, after) = (number(answer.exposed), number(answer.after));
        [1.0, exposed, after, exposed * after]
    };
    let x: Vec<f64> = answers.iter().flat_map(row).collect();
    let y: Vec<f64> = answers.iter().map(|answer| answer.outcome).collect();
    let practices: Vec<u32> = answers.iter().map(|answer| answer.practice).collect();
    let fit = fit(&x, 4, &y)?;
    let (covariance, groups) = fit.clustered(&practices);
    let treated = answers.iter().filter(|answer| answer.exposed && answer.after).count();
    (groups > 1).then(|| Estimate {
        value: fit.coefficients[3],
        standard_error: error_of(&covariance, &[0.0, 0.0, 0.0, 1.0]),
        freedom: groups - 1,
        treated,
        controls: answers.len() - treated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_change_elsewhere_is_taken_off() {
        let answer =
            |outcome, exposed, after, practice| Answer { outcome, exposed, after, practice };
        let answers = [
            answer(5.0, true, false, 0),
            answer(6.0, true, false, 1),
            answer(8.0, true, true, 0),
            answer(8.0, true, true, 1),
            answer(4.0, false, false, 2),
            answer(5.0, false, false, 3),
            answer(5.0, false, true, 2),
            answer(5.0, false, true, 3),
        ];
        let found = repeated(&answers).unwrap();
        // 8 - 5.5 less 5 - 4.5.
        assert!((found.value - 2.0).abs() < 1e-12 && found.freedom == 3);
        assert!(found.standard_error > 0.0);
        assert!(repeated(&answers[..4]).is_none());
    }
}

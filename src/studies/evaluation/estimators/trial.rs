//! Trials: by persons, whoever was allotted what (intention to treat) or those alone who did what was allotted
//! (per protocol); and by practices, by the mean of each. Both take the outcome before into account.

use std::collections::BTreeMap;

use crate::studies::evaluation::estimators::Estimate;
use crate::studies::evaluation::estimators::ols::{error_of, fit};

/// Somebody in a trial who was followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Participant {
    /// The outcome before.
    pub before: f64,
    /// The outcome after.
    pub after: f64,
    /// Whether the scheme was allotted.
    pub allotted: bool,
    /// Whether what happened is what was allotted.
    pub kept_to: bool,
}

/// Who counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Everybody as allotted.
    ToTreat,
    /// Those who did as allotted.
    PerProtocol,
}

/// The effect in a trial of persons: least squares of the outcome after on the allotment and the outcome
/// before, errors by HC2.
#[must_use]
pub fn by_person(people: &[Participant], counted: Counted) -> Option<Estimate> {
    let who: Vec<&Participant> =
        people.iter().filter(|person| counted == Counted::ToTreat || person.kept_to).collect();
    let row = |person: &&Participant| [1.0, f64::from(u8::from(person.allotted)), person.before];
    let x: Vec<f64> = who.iter().flat_map(row).collect();
    let y: Vec<f64> = who.iter().map(|person| person.after).collect();
    let fit = fit(&x, 3, &y)?;
    let treated = who.iter().filter(|person| person.allotted).count();
    Some(Estimate {
        value: fit.coefficients[1],
        standard_error: error_of(&fit.hc2(), &[0.0, 1.0, 0.0]),
        freedom: fit.freedom(),
        treated,
        controls: who.len() - treated,
    })
}

/// The effect in a trial of practices: the same of the means of practices, each alike, errors classical.
#[must_use]
pub fn by_practice(people: &[(u32, Participant)]) -> Option<Estimate> {
    let mut practices: BTreeMap<u32, (f64, f64, f64, bool)> = BTreeMap::new();
    for (practice, person) in people {
        let sums = practices.entry(*practice).or_insert((0.0, 0.0, 0.0, person.allotted));
        (sums.0, sums.1, sums.2) = (sums.0 + 1.0, sums.1 + person.before, sums.2 + person.after);
    }
    let row = |&(count, before, _, allotted): &(f64, f64, f64, bool)| {
        [1.0, f64::from(u8::from(allotted)), before / count]
    };
    let x: Vec<f64> = practices.values().flat_map(row).collect();
    let y: Vec<f64> = practices.values().map(|(count, _, after, _)| after / count).collect();
    let fit = fit(&x, 3, &y)?;
    let treated = practices.values().filter(|practice| practice.3).count();
    Some(Estimate {
        value: fit.coefficients[1],
        standard_error: error_of(&fit.classical(), &[0.0, 1.0, 0.0]),
        freedom: fit.freedom(),
        treated,
        controls: practices.len() - treated,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(before: f64, after: f64, allotted: bool, kept_to: bool) -> Participant {
        Participant { before, after, allotted, kept_to }
    }

    #[test]
    fn a_trial_finds_what_it_was_given() {
        // After = 1 + 0.5 x before - 2 for those allotted; one of them never came and gained nothing.
        let people: Vec<Participant> = (0..12)
            .map(|at| {
                let (before, allotted) = (f64::from(at % 5), at % 2 == 0);
                let came = at != 4;
                let effect = if allotted && came { -2.0 } else { 0.0 };
                person(before, 1.0 + 0.5 * before + effect, allotted, came || !allotted)
            })
            .collect();
        let all = by_person(&people, Counted::ToTreat).unwrap();
        let kept = by_person(&people, Counted::PerProtocol).unwrap();
        assert!((kept.value + 2.0).abs() < 1e-9 && kept.standard_error < 1e-9);
        assert!(all.value > -1.9 && all.value < -1.4, "{}", all.value);
        assert_eq!((all.treated, all.controls, kept.treated), (6, 6, 5));
    }

    #[test]
    fn practices_count_alike_whatever_their_size() {
        let people = [
            (0, person(1.0, 0.0, true, true)),
            (1, person(2.0, 1.5, true, true)),
            (2, person(1.0, 1.0, false, true)),
            (3, person(2.0, 2.0, false, true)),
            (3, person(2.0, 2.0, false, true)),
            (3, person(2.0, 2.0, false, true)),
        ];
        let found = by_practice(&people).unwrap();
        assert!((found.value + 0.75).abs() < 1e-12);
        assert_eq!((found.treated, found.controls, found.freedom), (2, 2, 1));
    }
}

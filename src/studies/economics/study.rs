//! What a study of so many people would be worth before choosing: the expected value of sample information. A study does
//! not tell a parameter, it tells it with an error that falls with its size. So what a study would say is drawn for
//! each draw, and the option is chosen by what a regression on *that* foresees (Strong et al., Medical Decision
//! Making 35, 2015), as in `partial`: by one that never saw the draw.
//!
//! ```text
//! known now    the deviation of a parameter over draws is worth `known` people: a study of n says
//!              parameter + deviation x sqrt(known / n) x z, z normal by lot, the same lots for every n
//! value        mean over draws and lots of (what the option foreseen as best came to - what the best by means came to)
//! everywhere   value x people to whom the decision applies / people of the runs x (years for which it holds and which
//!              come after the study) / years of spending, both discounted
//! worth it     what it is worth everywhere less its cost, fixed + n x each, is above 0, and its value above twice its error
//! ```
//!
//! With n without end the value is that of knowing the parameters (`partial`).

use crate::model::random::{Draws, Purpose, Who};
use crate::studies::economics::partial::{Partial, gains, summed};
use crate::studies::economics::sample::Benefit;

/// Lots by which what a study would say is drawn, for each draw.
const LOTS: u32 = 4;

/// The seed of the lots.
const SEED: u32 = 0x5AFE;

/// Sizes of studies that are tried.
pub const SIZES: [u32; 6] = [30, 100, 300, 1_000, 3_000, 10_000];

/// To whom a decision applies, and what a study costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// People to whom it applies, for each of the runs.
    pub people: f64,
    /// Years for which it holds.
    pub years: f64,
    /// Years until a study tells.
    pub study_years: f64,
    /// Years of spending that the runs had.
    pub spending_years: f64,
    /// Discount rate, as a share a year.
    pub rate: f64,
    /// People whose study would say as much as is known now.
    pub known: f64,
    /// Pounds of a study whatever its size.
    pub fixed: f64,
    /// Pounds for each person in it.
    pub each: f64,
}

/// A study of a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Study {
    /// People in it.
    pub people: u32,
    /// What it is worth for the runs' list and budget, in pounds.
    pub value: Partial,
    /// What it is worth everywhere.
    pub everywhere: f64,
    /// What it costs.
    pub cost: f64,
}

impl Study {
    /// What is left of its worth after its cost.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.everywhere - self.cost
    }

    /// Whether it is shown to be worth its cost.
    #[must_use]
    pub fn is_worth_it(&self) -> bool {
        self.net() > 0.0 && self.value.value > 2.0 * self.value.standard_error
    }
}

impl Decision {
    /// By how much a value for the runs is worth more everywhere, where it is known from the start or only after a
    /// study.
    #[must_use]
    pub fn reach(&self, after: f64) -> f64 {
        let spending = annuity(0.0, self.spending_years, self.rate);
        if spending > 0.0 {
            self.people * annuity(after, self.years, self.rate) / spending
        } else {
            0.0
        }
    }
}

/// What a pound a year is worth that is paid from one year on until another.
fn annuity(from: f64, until: f64, rate: f64) -> f64 {
    if until <= from {
        return 0.0;
    }
    let force = libm::log(1.0 + rate);
    if force > 0.0 {
        (libm::exp(-force * from) - libm::exp(-force * until)) / force
    } else {
        until - from
    }
}

/// Studies of every size of these parameters, of which each draw has a row; nothing where there are too few draws.
#[must_use]
pub fn studies(benefit: &Benefit, known: &[Vec<f64>], decision: &Decision) -> Option<Vec<Study>> {
    let of = |&people: &u32| {
        let value = sampled(benefit, known, decision.known / f64::from(people))?;
        let everywhere = value.value * decision.reach(decision.study_years);
        let cost = decision.fixed + decision.each * f64::from(people);
        Some(Study { people, value, everywhere, cost })
    };
    SIZES.iter().map(of).collect()
}

/// The value of a study that tells parameters with an error of so many times their variance over draws.
#[must_use]
pub fn sampled(benefit: &Benefit, known: &[Vec<f64>], error: f64) -> Option<Partial> {
    let columns = known.first()?.len();
    let draws = known.len() as f64;
    let deviation = |column: usize| {
        let mean = known.iter().map(|row| row[column]).sum::<f64>() / draws;
        let squares = known.iter().map(|row| (row[column] - mean) * (row[column] - mean));
        (squares.sum::<f64>() / draws).sqrt()
    };
    let errors: Vec<f64> = (0..columns).map(|at| deviation(at) * error.sqrt()).collect();
    let mut gained = vec![0.0; known.len()];
    for lot in 0..LOTS {
        let said = |(draw, row): (usize, &Vec<f64>)| -> Vec<f64> {
            let one = |(column, (value, error)): (usize, (&f64, &f64))| {
                let lots = Draws::new(SEED, lot, column as u32).week(0);
                value + error * lots.normal(Purpose::Measure, Who(draw as u32), 0)
            };
            row.iter().zip(&errors).enumerate().map(one).collect()
        };
        let said: Vec<Vec<f64>> = known.iter().enumerate().map(said).collect();
        let one = gains(benefit, &said)?;
        gained.iter_mut().zip(one).for_each(|(sum, gain)| *sum += gain / f64::from(LOTS));
    }
    Some(summed(&gained))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::normal_share;
    use crate::studies::economics::matched::tests::normal;
    use crate::studies::economics::partial::partial;

    const DRAWS: u32 = 100;

    /// One option whose worth around `middle` is a parameter of a deviation, with chance.
    fn toy(seed: u32, (middle, deviation, chance): (f64, f64, f64)) -> (Benefit, Vec<Vec<f64>>) {
        let parameter = |draw: u32| normal(seed, draw, 77, 0);
        let mut cells = Vec::new();
        for draw in 0..DRAWS {
            for replicate in 0..2 {
                let luck = chance * normal(seed, draw, replicate, 5);
                cells.extend([0.0, middle + deviation * parameter(draw) + luck]);
            }
        }
        (Benefit::new(2, 2, cells), (0..DRAWS).map(|draw| vec![parameter(draw)]).collect())
    }

    fn mean(figure: impl Fn(u32) -> f64) -> f64 {
        (0..12).map(figure).sum::<f64>() / 12.0
    }

    /// What a study is worth by the closed form: of two options whose difference is normal, known now as `known` people
    /// would tell it, what is foreseen after a study of n is normal with the variance x n / (n + known).
    fn closed(middle: f64, deviation: f64, error: f64) -> f64 {
        let foreseen = deviation * (1.0 / (1.0 + error)).sqrt();
        let z = middle / foreseen;
        let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
        foreseen * density + middle * normal_share(z) - middle.max(0.0)
    }

    #[test]
    fn a_study_is_worth_what_the_closed_form_says_and_more_the_larger_it_is() {
        let of = |middle: f64, error: f64| {
            mean(|seed| {
                let (benefit, known) = toy(seed, (middle, 4.0, 2.0));
                sampled(&benefit, &known, error).expect("enough draws").value
            })
        };
        let found = [4.0, 1.0, 0.1].map(|error| (error, of(0.0, error)));
        for (error, found) in found {
            let truth = closed(0.0, 4.0, error);
            assert!((0.7..=1.1).contains(&(found / truth)), "{error}: {found} {truth}");
        }
        assert!(found.map(|(_, found)| found).is_sorted(), "{found:?}");
        // Where one option is ahead by what is known now, a study is worth less.
        let (ahead, truth) = (of(1.5, 0.1), closed(1.5, 4.0, 0.1));
        assert!((0.6..=1.15).contains(&(ahead / truth)) && ahead < found[2].1, "{ahead} {truth}");
    }

    #[test]
    fn without_an_error_a_study_is_worth_what_knowing_is() {
        let (benefit, known) = toy(3, (0.0, 4.0, 2.0));
        assert_eq!(sampled(&benefit, &known, 0.0), partial(&benefit, &known));
        let near = sampled(&benefit, &known, 1e-8).expect("enough draws").value;
        let whole = partial(&benefit, &known).expect("enough draws").value;
        assert!((near - whole).abs() <= 0.01 * whole);
    }

    #[test]
    fn where_only_chance_differs_no_study_is_worth_anything() {
        let value = mean(|seed| {
            let (benefit, known) = toy(seed, (0.0, 0.0, 4.0));
            sampled(&benefit, &known, 0.25).expect("enough draws").value
        });
        assert!(value.abs() < 0.15, "{value}");
    }

    #[test]
    fn a_study_is_worth_it_only_beyond_its_cost_and_its_error() {
        let decision = Decision {
            people: 20.0,
            years: 10.0,
            study_years: 3.0,
            spending_years: 5.0,
            rate: 0.0,
            known: 100.0,
            fixed: 500_000.0,
            each: 1_000.0,
        };
        // Twenty such lists, seven years after the study, of five that a value is for.
        assert!((decision.reach(3.0) - 28.0).abs() < 1e-12 && decision.reach(10.0) <= 0.0);
        let discounted = Decision { rate: 0.035, ..decision };
        assert!(discounted.reach(3.0) < 28.0 && discounted.reach(0.0) < 40.0);
        let value = |value, standard_error| Partial { value, standard_error };
        let study = |found: Partial| Study {
            people: 100,
            value: found,
            everywhere: found.value * 28.0,
            cost: 600_000.0,
        };
        assert!(study(value(30_000.0, 5_000.0)).is_worth_it());
        assert!(!study(value(30_000.0, 20_000.0)).is_worth_it(), "it may be nought");
        assert!(!study(value(20_000.0, 1_000.0)).is_worth_it(), "it costs more");
    }
}

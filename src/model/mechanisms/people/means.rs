//! Means: how hard up a person is. People of one fifth differ in it, by their advantage over the others
//! of the fifth (`synthesis`).
//!
//! ```text
//! short of means  m = 1 - spread x advantage, 0 at least
//! hardship        of a person h = (H + usual of the fifth) x m, H the index of hardship of the fifth (`policy`)
//! gradient        of a person d - spread x advantage, d from 1 in the most deprived fifth to -1 in the least
//! ```
//!
//! What a person can afford goes by the gradient, what overwhelms them by hardship. Prevalences of needs
//! hold what usual hardship brings, so that it starts none: only H does.
//!
//! **Claims.** A011, A012 (hardship overwhelms and makes healthy aims look pointless), A170 (fees), A209,
//! A211 (those worst off engage least).
//! **Evidence.** In 2020 11 % felt a heavy burden of bills, 21 % in 2023, when H was 1 (FCA); financial
//! difficulty is several times as frequent in deprived places. That half of people of one fifth are a
//! third or more above or below their fifth's hardship is assumed.

use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::Fixed;

parameters! {
    /// How hard up people are.
    Parameters {
        /// Hardship of people in ordinary times in each fifth, on the index on which a shock like that of 2022-23
        /// is 1.
        usual: Ratio [0.0, 5.0] by Fifth "A011 A012 A211";
        /// Relative fall of a person's hardship for a standard deviation of advantage over others of the fifth.
        spread: Share [0.0, 1.0] "A209 A211";
    }
}

/// How short of means a person is, 1 for the middle of their fifth.
fn short(all: &All, who: &Fixed) -> f64 {
    (1.0 - all.means.spread * who.advantage()).max(0.0)
}

/// Hardship of a person, by the index of hardship of each fifth.
#[must_use]
pub fn hardship(all: &All, who: &Fixed, by_fifth: &[f64]) -> f64 {
    let fifth = who.fifth as usize;
    (by_fifth[fifth] + all.means.usual[fifth]) * short(all, who)
}

/// Position of a person on the gradient of means: 1 in the middle of the most deprived fifth, -1 in the
/// middle of the least.
#[must_use]
pub fn gradient(all: &All, who: &Fixed) -> f64 {
    who.fifth.gradient() - all.means.spread * who.advantage()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Fifth;
    use crate::model::mechanisms::tests::{baseline, somebody};

    #[test]
    fn hardship_falls_with_advantage_and_never_below_none() {
        let mut all = baseline();
        all.means.usual = [0.5; Fifth::COUNT];
        all.means.spread = 0.5;
        let at = |advantage: f64, shock: f64| {
            let mut who = somebody();
            who.set_advantage(advantage);
            hardship(&all, &who, &[shock; Fifth::COUNT])
        };
        assert!((at(0.0, 1.0) - 1.5).abs() < 1e-12);
        assert!((at(-1.0, 1.0) - 2.25).abs() < 1e-12 && (at(1.0, 1.0) - 0.75).abs() < 1e-12);
        assert!(at(3.5, 1.0).abs() < 1e-12);
        assert!((at(0.0, -0.75) + 0.25).abs() < 1e-12, "income policy brings ease");
    }

    #[test]
    fn people_of_a_fifth_are_alike_without_a_spread() {
        let mut all = baseline();
        all.means.spread = 0.0;
        for advantage in [-2.0, 0.0, 2.0] {
            let mut who = somebody();
            who.fifth = Fifth::Second;
            who.set_advantage(advantage);
            assert!((gradient(&all, &who) - Fifth::Second.gradient()).abs() < f64::EPSILON);
        }
    }
}

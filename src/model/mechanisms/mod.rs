//! The mechanisms: one causal claim family per file. A mechanism reads top to bottom: the claim,
//! the equation, the units, the evidence, the claim ids, its parameters, its pure rules, its
//! step. Mechanisms meet in the columns of the world, in the order that the engine states. One
//! may ask another for a number, never for a change.

pub mod community;
pub mod link_work;
pub mod people;
pub mod practice;
pub mod reference;

pub use crate::model::arithmetic::ByActivation;
pub(crate) use crate::model::arithmetic::{
    HIGHEST_TRAIT, NEAREST_TO_CERTAIN, SHORTEST_WAY, as_trait, chance, log_odds, logistic, lowered,
    mean, poisson, raised, towards, weekly, within,
};

use crate::model::parameters::Parameters;
use crate::model::world::Needs;

/// How overwhelmed a person is by what they have to deal with.
#[must_use]
pub(crate) fn overwhelm(
    per_severe_need: f64,
    per_hardship: f64,
    needs: Needs,
    hardship: f64,
) -> f64 {
    (per_severe_need * needs.severe() as f64 + per_hardship * hardship.max(0.0)).min(1.0)
}

/// Share of the week that the worker is at a practice, once premises are counted.
#[must_use]
pub(crate) fn room(all: &Parameters) -> f64 {
    all.practice.co_location * (1.0 - all.practice.estate_pressure)
}

/// Burden of reports and forms: what is asked for, and what pay by targets adds.
#[must_use]
pub(crate) fn reporting(all: &Parameters) -> f64 {
    raised(all.hours.reporting_burden, all.targets.forms * all.targets.pay_share)
}

/// Seat in a practice's team, with what its champion gets for the worker.
#[must_use]
pub(crate) fn seat(all: &Parameters, champion: f64) -> f64 {
    raised(all.practice.mdt_seat, all.practice.champion_seat * champion)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::engine::Rules;
    use crate::model::kinds::{Fifth, Need, Sex};
    use crate::model::now::Now;
    use crate::model::random::Draws;
    use crate::model::synthesis::{self, NeighbourhoodNumber};
    use crate::model::world::{Fixed, Severity, Traits, World};
    use std::sync::Arc;

    /// The parameters of the baseline, for tests of the mechanisms.
    pub(crate) fn baseline() -> Parameters {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
        let scenario = crate::scenario::load(std::path::Path::new(path)).expect("the baseline");
        scenario.start().clone()
    }

    /// A week with these parameters, equal hardship and the draws of seed 1.
    pub(crate) fn now(all: &Parameters, week: i32) -> Now<'_> {
        let setup = Draws::new(1, 0, 0);
        Now { all, hardship: &[1.0; Fifth::COUNT], setup, draws: setup.week(week), week }
    }

    /// A woman of 50 in the middle fifth, with every trait at one half.
    pub(crate) fn somebody() -> Fixed {
        let traits = Traits {
            complexity: 0.5,
            sociability: 0.5,
            affiliation: 0.5,
            stigma: 0.5,
            attribution: 0.5,
            trust: 0.5,
            readiness: 0.5,
        };
        Fixed::new(50, Sex::Female, Fifth::Middle, 0, 0, &traits)
    }

    /// A small neighbourhood as it is when a run begins, with the rules that made it.
    pub(crate) fn small_world(all: Parameters) -> (Rules, World) {
        let rules = Rules::new(Arc::new(all), &Arc::from([]));
        let place = NeighbourhoodNumber { number: 0, of: 1 };
        let world = synthesis::neighbourhood(&rules, place, 500, 52, 0, Draws::new(1, 0, 0));
        (rules, world)
    }

    #[test]
    fn what_several_mechanisms_ask_for_stays_a_share() {
        let mut all = baseline();
        let (mut one, mut all_needs) = (Needs::default(), Needs::default());
        one.start(Need::Money, Severity::Severe, false);
        for &need in Need::ALL {
            all_needs.start(need, Severity::Severe, false);
        }
        assert!((overwhelm(0.3, 0.2, one, 0.5) - 0.4).abs() < 1e-12);
        assert!((overwhelm(0.3, 0.2, one, -1.0) - 0.3).abs() < 1e-12, "ease overwhelms nobody");
        assert!((overwhelm(0.3, 0.2, all_needs, 1.0) - 1.0).abs() < 1e-12);
        (all.practice.co_location, all.practice.estate_pressure) = (0.5, 0.4);
        assert!((room(&all) - 0.3).abs() < 1e-12);
        (all.hours.reporting_burden, all.targets.forms, all.targets.pay_share) = (0.2, 0.5, 0.5);
        assert!((reporting(&all) - 0.4).abs() < 1e-12);
        (all.practice.mdt_seat, all.practice.champion_seat) = (0.5, 0.4);
        assert!((seat(&all, 0.5) - 0.6).abs() < 1e-12);
    }
}

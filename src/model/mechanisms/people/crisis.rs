//! Crises: trouble builds up, comes to a head, and passes. In a crisis people consult more and are
//! less satisfied with their lives, and at its head their distress is told and seen.
//!
//! ```text
//! begins       chance a week h = starts_per_year / 52 x (1 + per_need x n)
//! comes to a head  chance a week 1 / weeks of building
//! passes       chance a week 1 / weeks of the peak
//! first week   building and at the peak with weights h x weeks of each, against 1 for neither
//! at once      when it comes to a head life satisfaction falls by what the peak takes beyond building
//! factor       of medical_ratio, social_ratio and offer_ratio: 1 outside a crisis
//! ```
//!
//! n counts the needs among loneliness, low mood, money, housing, work, food and bereavement. One way
//! round: what came before the peak is not what comes after it, as in a chain that runs both ways it
//! would be. For needs that stand still the stationary law is exact; they move slowly, so next to
//! nothing drifts. What a crisis does to requests stands in `consulting`, to offers in `referral`, to
//! life satisfaction in `wellbeing`. Nothing here knows of the scheme: two scenarios have the same
//! crises but for needs that help has ended. Children have none.
//!
//! **Claims.** A002 and A080 (people are referred in distress), A012 (hardship overwhelms).
//! **Evidence.** 9 % of adults have two or more stressful events in a year, 6 % of those with much
//! and 14 % of those with little education (Understanding Society, wave 2). Life satisfaction falls
//! years before the loss of a partner, steeply in the months around it, and comes back (Infurna 2017;
//! Clark 2008). Consultations 27 % up in the year after such a loss against the year before (Charlton
//! 2001), when they are up already; of those who consult more than monthly before a suicide the
//! odds are sixfold (Alothman 2024). Sizes by phase are assumed within what these allow, and with
//! targets T01 to T07 and T12; no figure of a study of social prescribing was used.

use crate::model::kinds::{Need, Phase};
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Needs, State, World};

parameters! {
    /// Crises that build up, come to a head and pass.
    Parameters {
        /// Crises that begin to build in a year, for an adult without any of the needs that bring them
        /// on.
        starts_per_year: PerYear [0.0, 5.0] "";
        /// Relative rise of the rate at which crises begin for each need that brings them on.
        per_need: Ratio [0.0, 10.0] "A012";
        /// Mean length of each phase of a crisis.
        weeks: Weeks [1.0, 200.0] by Phase "";
        /// Medical requests in each phase of a crisis, against other weeks.
        medical_ratio: Ratio [1.0, 20.0] by Phase "";
        /// Requests because of social needs in each phase of a crisis, against other weeks.
        social_ratio: Ratio [1.0, 20.0] by Phase "";
        /// Requests because of distress in each phase of a crisis in a year, whatever the needs, for
        /// somebody of mean frailty.
        requests_per_year: PerYear [0.0, 100.0] by Phase "";
        /// Life satisfaction lost in each phase of a crisis.
        points: Points [0.0, 10.0] by Phase "";
        /// Offers of the scheme in each phase of a crisis, against other weeks.
        offer_ratio: Ratio [1.0, 100.0] by Phase "A002";
    }
}

/// Needs that bring on crises.
const BRING_ON: [Need; 7] = [
    Need::Loneliness,
    Need::LowMood,
    Need::Money,
    Need::Housing,
    Need::Work,
    Need::Food,
    Need::Bereavement,
];

/// How many numbers of such needs there are, with none.
pub const BROUGHT_ON: usize = BRING_ON.len() + 1;

/// How many needs somebody has that bring on crises.
#[must_use]
#[inline]
pub fn brought_on(needs: Needs) -> usize {
    BRING_ON.iter().map(|&need| usize::from(needs.has(need))).sum()
}

/// Chance a week that the crisis of an adult with so many needs that bring one on begins to build, comes to a
/// head or passes.
#[must_use]
pub fn move_chance(all: &All, phase: Option<Phase>, brought_on: usize) -> f64 {
    let p = &all.crisis;
    match phase {
        None => {
            (p.starts_per_year / WEEKS_PER_YEAR * (1.0 + p.per_need * brought_on as f64)).min(1.0)
        }
        Some(phase) => 1.0 / p.weeks[phase as usize],
    }
}

/// Chances of being in each phase, of an adult with so many needs that bring one on: the start of a run is
/// drawn from them.
#[must_use]
pub fn at_start(all: &All, brought_on: usize) -> [f64; Phase::COUNT] {
    let weights = all.crisis.weeks.map(|weeks| move_chance(all, None, brought_on) * weeks);
    let sum = 1.0 + weights.iter().sum::<f64>();
    weights.map(|weight| weight / sum)
}

/// The phase that a lot between 0 and 1 picks out of chances.
#[must_use]
pub fn drawn(chances: [f64; Phase::COUNT], lot: f64) -> Option<Phase> {
    let [building, peak] = chances;
    match lot {
        _ if lot < peak => Some(Phase::Peak),
        _ if lot < peak + building => Some(Phase::Building),
        _ => None,
    }
}

/// The factor of a phase, 1 outside a crisis.
#[must_use]
#[inline]
pub fn factor(ratios: &[f64; Phase::COUNT], needs: Needs) -> f64 {
    needs.crisis().map_or(1.0, |phase| ratios[phase as usize])
}

/// What a phase adds, nothing outside a crisis.
#[must_use]
#[inline]
pub fn added(amounts: &[f64; Phase::COUNT], needs: Needs) -> f64 {
    needs.crisis().map_or(0.0, |phase| amounts[phase as usize])
}

/// A person's crisis moves on by one phase; when it comes to a head, life looks worse at once.
pub fn move_on(world: &mut World, person: usize, all: &All, seen: &mut Observations) {
    let next = match world.people.needs[person].crisis() {
        None => Some(Phase::Building),
        Some(Phase::Building) => Some(Phase::Peak),
        Some(Phase::Peak) => None,
    };
    world.people.needs[person].set_crisis(next);
    if next == Some(Phase::Peak) {
        let [building, peak] = all.crisis.points;
        let mut state = State::of(&world.people.slow[person]);
        state.wellbeing = (state.wellbeing - (peak - building)).clamp(0.0, 10.0);
        world.people.keep(person, &state);
        seen.count(M::Crises, world.people.fixed[person].fifth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};
    use crate::model::world::Severity;

    #[test]
    fn as_many_crises_begin_come_to_a_head_and_pass() {
        let mut all = baseline();
        all.crisis.starts_per_year = 0.1;
        let mut needs = Needs::default();
        needs.start(Need::Money, Severity::Severe, false);
        needs.start(Need::Caring, Severity::Present, false);
        let needs = brought_on(needs);
        let chances = at_start(&all, needs);
        let flow = |phase: Option<Phase>, share: f64| share * move_chance(&all, phase, needs);
        let neither = 1.0 - chances.iter().sum::<f64>();
        let begin = flow(None, neither);
        assert!(begin > 0.0);
        for phase in [Phase::Building, Phase::Peak] {
            assert!((flow(Some(phase), chances[phase as usize]) - begin).abs() < 1e-15);
        }
    }

    #[test]
    fn children_start_in_no_crisis() {
        let mut all = baseline();
        all.crisis.starts_per_year = 10.0;
        let (_, world) = small_world(all);
        let in_crisis = |adult| {
            let people = world.people.fixed.iter().zip(&world.people.needs);
            people.filter(|(who, needs)| who.adult() == adult && needs.crisis().is_some()).count()
        };
        assert!(in_crisis(true) > 0 && in_crisis(false) == 0);
    }

    #[test]
    fn needs_bring_on_crises() {
        let mut all = baseline();
        (all.crisis.starts_per_year, all.crisis.per_need) = (0.1, 0.8);
        let mut needs = Needs::default();
        let begins = |needs| move_chance(&all, None, brought_on(needs));
        let without = begins(needs);
        needs.start(Need::Lifestyle, Severity::Present, false);
        assert!((begins(needs) - without).abs() < f64::EPSILON);
        needs.start(Need::Bereavement, Severity::Present, true);
        assert!((begins(needs) / without - 1.8).abs() < 1e-12);
    }

    #[test]
    fn a_lot_picks_each_phase_as_often_as_its_chance_says() {
        let chances = [0.3, 0.1];
        let picked = |phase| {
            (0..1_000).filter(|&lot| drawn(chances, f64::from(lot) / 1_000.0) == phase).count()
        };
        assert_eq!([Some(Phase::Building), Some(Phase::Peak), None].map(picked), [300, 100, 600]);
    }
}

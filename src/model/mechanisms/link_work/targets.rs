//! Targets: what a commissioner asks and pays for, and what that does to trust between the
//! sectors, to learning, to whom a worker takes on, and to the figures themselves.
//!
//! ```text
//! intake       I -> people taken on this week, by volume_half_life
//! volume gap   V = 1 - 52 I / (volume x full time of the post), between 0 and 1; 0 without a number expected
//! turned away  at the first contact somebody is asked to come later whose fitness R - fitness_lost_to_complexity x C is
//!              below bar - V x (bar + fitness_lost_to_complexity); R = readiness, C = clinical complexity, both shares
//! creaming     1 - (1 - link_work.creaming) (1 - pay_share x results x creaming_at_full), less what registration
//!              takes of it (`role`)
//! burden       of reports: 1 - (1 - hours.reporting_burden) (1 - forms x pay_share)
//! gaming       -> gaming x burden x (1 - relevance), by gaming_half_life: share of failures that are
//!              reported as successes
//! trust        -> trust_base + trust_relevance x relevance - trust_pay x pay_share - trust_gaming x gaming,
//!              by trust_half_life; at the start trust_start
//! learning     G <- G - fade x G, then G <- G + learning_per_year / 52 x relevance x trust
//!              x (1 - learning_crowded x pay_share) x (1 - G); fade by learning_half_life
//! ```
//!
//! Trust carries news to organisations (`feedback`) and lets ties grow (`brokerage`); what is learnt makes
//! checking (`brokerage`) and matching (`connection`) better. Reported figures act on nothing: they are what a
//! commissioner would see.
//!
//! **Claims.** A158 (numbers expected), A192 (measures to learn from), A193 (gaming), A194
//! (creaming), A196, A197 (pay by targets, trust and learning), A198, A199 (pressure for numbers).
//! **Evidence.** Directions: Calderon-Larranaga 2021, Turk 2024. Sizes assumed, swept.

use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::{lowered, raised, reporting, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Client, Fixed, World};

parameters! {
    /// Targets and measures.
    Parameters {
        /// New clients a year that the commissioner expects of a full-time post; 0 for no such number.
        volume: PerYear [0.0, 2000.0] "A158 A199";
        /// Share of the scheme's pay that hangs on targets.
        pay_share: Share [0.0, 1.0] "A194 A196 A197";
        /// Share of the targets on which pay hangs that are results, not volumes and forms.
        results: Share [0.0, 1.0] "A194";
        /// Extent to which the measures asked for are relevant, negotiated and feasible.
        relevance: Share [0.0, 1.0] "A192";
        /// Share of the freedom from reports that is lost when all pay hangs on targets.
        forms: Share [0.0, 1.0] "A198";
        /// Preference for people who are easy to help, when all pay hangs on results.
        creaming_at_full: Share [0.0, 1.0] "A194";
        /// Fitness for link work below which people are asked at the first contact to come later.
        lowest_fitness_taken_on: Share [-1.0, 1.0] "A199";
        /// Fitness for link work that full clinical complexity takes away.
        fitness_lost_to_complexity: Share [0.0, 1.0] "A199";
        /// Half-life of the average of new clients that a post is held to.
        volume_half_life: Weeks [1.0, 104.0] "A158";
        /// Trust between commissioner, workers and organisations at the start.
        trust_start: Share [0.0, 1.0] "A196";
        /// Trust between commissioner, workers and organisations with measures without relevance and no pay
        /// by targets.
        trust_base: Share [0.0, 1.0] "A196";
        /// Trust between commissioner, workers and organisations that fully relevant measures add.
        trust_relevance: Share [0.0, 1.0] "A192 A196";
        /// Trust between commissioner, workers and organisations lost when all pay hangs on targets.
        trust_pay: Share [0.0, 1.0] "A196";
        /// Trust between commissioner, workers and organisations lost when every failure is reported as a
        /// success.
        trust_gaming: Share [0.0, 1.0] "A193";
        /// Half-life of trust between commissioner, workers and organisations on its way to its level.
        trust_half_life: Weeks [1.0, 520.0] "A196";
        /// Rate a year at which a service learns what is left to learn from fully relevant measures, in full
        /// trust.
        learning_per_year: PerYear [0.0, 10.0] "A192";
        /// Share of a service's learning that is crowded out when all pay hangs on targets.
        learning_crowded: Share [0.0, 1.0] "A197";
        /// Half-life of what a service has learnt from its measures.
        learning_half_life: Weeks [1.0, 1000.0] "A192";
        /// Rise of the knowledge that an hour of checking gives, for a service that has learnt all there is.
        learning_checking: Ratio [0.0, 10.0] "A192";
        /// Share of the organisations unknown to a link worker that a service which has learnt all can point
        /// out.
        learning_matching: Share [0.0, 1.0] "A192 A197";
        /// Share of failures reported as successes at a full burden of reports, with measures without
        /// relevance.
        gaming: Share [0.0, 1.0] "A193";
        /// Half-life of the habit of reporting failures as successes.
        gaming_half_life: Weeks [1.0, 260.0] "A193";
    }
}

/// Preference for people who are easy to help: the workers' own, and what pay by results adds.
#[must_use]
pub fn creaming(all: &All) -> f64 {
    let p = &all.targets;
    let preference = raised(all.link_work.creaming, p.pay_share * p.results * p.creaming_at_full);
    role::choosing(all, preference)
}

/// Whether a worker asks somebody to come back later: not ready, or too complex, by a bar that
/// falls as the number expected is missed.
#[must_use]
pub fn turned_away(all: &All, client: &Client, who: &Fixed, volume_gap: f64) -> bool {
    all.targets.unfit(client.mind.readiness, who.complexity(), volume_gap)
}

impl Parameters {
    /// Whether somebody of this readiness and clinical complexity is below the bar, which falls with the
    /// gap until nobody is.
    fn unfit(&self, readiness: f64, complexity: f64, volume_gap: f64) -> bool {
        let fitness = readiness - self.fitness_lost_to_complexity * complexity;
        fitness
            < self.lowest_fitness_taken_on
                - volume_gap * (self.lowest_fitness_taken_on + self.fitness_lost_to_complexity)
    }

    /// Share of the number expected that was missed, by the people taken on in a week.
    fn gap(&self, intake: f64, full_time: f64) -> f64 {
        let expected = self.volume * full_time;
        if expected > 0.0 {
            (1.0 - intake * WEEKS_PER_YEAR / expected).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// A week of figures.
pub fn step(world: &mut World, all: &All) {
    let p = &all.targets;
    for post in &mut world.posts {
        post.intake = towards(post.intake, f64::from(post.taken_on), weekly(p.volume_half_life));
        post.volume_gap = if post.funded { p.gap(post.intake, post.full_time) } else { 0.0 };
    }
    let scheme = &mut world.scheme;
    let habit = p.gaming * reporting(all) * (1.0 - p.relevance);
    scheme.gaming = towards(scheme.gaming, habit, weekly(p.gaming_half_life));
    let trust = p.trust_base + p.trust_relevance * p.relevance
        - p.trust_pay * p.pay_share
        - p.trust_gaming * scheme.gaming;
    scheme.trust = towards(scheme.trust, trust.clamp(0.0, 1.0), weekly(p.trust_half_life));
    let learnt = p.learning_per_year / WEEKS_PER_YEAR
        * p.relevance
        * scheme.trust
        * (1.0 - p.learning_crowded * p.pay_share);
    scheme.learning = raised(lowered(scheme.learning, weekly(p.learning_half_life)), learnt);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn the_bar_keeps_out_the_complex_and_the_unready_until_the_number_is_missed() {
        let p = baseline().targets;
        assert!(p.unfit(0.05, 0.0, 0.0) && p.unfit(0.3, 1.0, 0.0) && !p.unfit(0.3, 0.0, 0.0));
        assert!(
            !p.unfit(0.0, 1.0, 1.0),
            "nobody is turned away when none of the number is reached"
        );
    }

    #[test]
    fn the_gap_is_the_part_of_the_number_that_is_missed() {
        let mut p = baseline().targets;
        assert!(p.gap(0.0, 1.0).abs() < 1e-12, "no number, no gap");
        p.volume = 208.0;
        assert!((p.gap(3.0, 1.0) - 0.25).abs() < 1e-12);
        assert!(p.gap(3.0, 0.5).abs() < 1e-12);
    }

    #[test]
    fn pay_for_results_adds_to_creaming_and_never_takes_from_it() {
        let mut all = baseline();
        all.targets.pay_share = 0.0;
        assert!((creaming(&all) - all.link_work.creaming).abs() < 1e-12);
        (all.targets.pay_share, all.targets.results) = (1.0, 1.0);
        let added = all.targets.creaming_at_full * (1.0 - all.link_work.creaming);
        assert!((creaming(&all) - all.link_work.creaming - added).abs() < 1e-12);
    }
}

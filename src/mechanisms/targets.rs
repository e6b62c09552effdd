//! Targets: what a commissioner asks and pays for, and what that does to trust between the
//! sectors, to learning, to whom a worker takes on, and to the figures themselves.
//!
//! volume gap   1 - new clients a year / the number expected of the post, and 0 without a number
//! bar          people less fit for the work than a bar are asked to come later; it falls with the gap;
//!              fitness = readiness - weight x clinical complexity
//! creaming     preference for the easy, raised by the share of pay that hangs on results
//! burden       of reports, raised by forms for pay that hangs on targets
//! trust        -> base + relevance of the measures - pay that hangs on targets - bent figures
//! learning     G <- G + rate x relevance x trust x (1 - crowding x pay share) x (1 - G), and fades
//! gaming       -> bending x burden x (1 - relevance): share of failures reported as successes
//!
//! Trust carries news to organisations and lets ties grow; what is learnt makes checking and
//! matching better. Reported figures act on nothing: they are what a commissioner would see.
//!
//! **Claims.** A158 (numbers expected), A192 (measures to learn from), A193 (bent figures), A194
//! (creaming), A196, A197 (pay by targets, trust and learning), A198, A199 (pressure for numbers).
//! **Evidence.** Directions: Calderon-Larranaga 2021, Turk 2024. Sizes assumed, swept.

use crate::mechanisms::{lowered, raised, reporting, towards, weekly};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Client, Fixed, World};

parameters! {
    /// Targets and measures.
    Parameters {
        /// New clients a year that are expected of a full-time post; 0 for no such number.
        volume: PerYear [0.0, 2000.0] "A158 A199";
        /// Share of pay that hangs on targets.
        pay_share: Share [0.0, 1.0] "A194 A196 A197";
        /// Share of those targets that are results, not volumes and forms.
        results: Share [0.0, 1.0] "A194";
        /// Extent to which measures are relevant, negotiated and feasible.
        relevance: Share [0.0, 1.0] "A192";
        /// Share of the freedom from reports that full pay by targets takes.
        forms: Share [0.0, 1.0] "A198";
        /// Creaming when all pay hangs on results.
        creaming_at_full: Share [0.0, 1.0] "A194";
        /// Fitness for the work below which people are asked to come later.
        bar: Share [-1.0, 1.0] "A199";
        /// Weight of clinical complexity in that fitness.
        bar_complexity: Share [0.0, 1.0] "A199";
        /// Half-life of the memory of how many new clients there were.
        volume_half_life: Weeks [1.0, 104.0] "A158";
        /// Trust between commissioner, workers and organisations at the start.
        trust_start: Share [0.0, 1.0] "A196";
        /// Trust with measures without relevance and no pay by targets.
        trust_base: Share [0.0, 1.0] "A196";
        /// Trust that fully relevant measures add.
        trust_relevance: Share [0.0, 1.0] "A192 A196";
        /// Trust lost when all pay hangs on targets.
        trust_pay: Share [0.0, 1.0] "A196";
        /// Trust lost when all figures are bent.
        trust_gaming: Share [0.0, 1.0] "A193";
        /// Half-life of trust on its way there.
        trust_half_life: Weeks [1.0, 520.0] "A196";
        /// What is learnt in a year from fully relevant measures, in full trust.
        learning_per_year: PerYear [0.0, 10.0] "A192";
        /// Share of learning that full pay by targets crowds out.
        learning_crowded: Share [0.0, 1.0] "A197";
        /// Half-life of what was learnt.
        learning_half_life: Weeks [1.0, 1000.0] "A192";
        /// Rise of what an hour of checking gives, for a service that has learnt all.
        learning_checking: Ratio [0.0, 10.0] "A192";
        /// Share of organisations unknown to a worker that such a service can point out.
        learning_matching: Share [0.0, 1.0] "A192 A197";
        /// Share of failures that are reported as successes at full burden, without relevance.
        bending: Share [0.0, 1.0] "A193";
        /// Half-life of that habit.
        bending_half_life: Weeks [1.0, 260.0] "A193";
    }
}

/// Preference for people who are easy to help: the workers' own, and what pay by results adds.
#[must_use]
pub fn creaming(all: &All) -> f64 {
    let p = &all.targets;
    raised(all.link_work.creaming, p.pay_share * p.results * p.creaming_at_full)
}

/// Whether a worker asks somebody to come back later: not ready, or too complex, by a bar that
/// falls as the number expected is missed.
#[must_use]
pub fn turned_away(all: &All, client: &Client, who: &Fixed, volume_gap: f64) -> bool {
    let p = &all.targets;
    let fitness = client.mind.readiness - p.bar_complexity * who.complexity();
    fitness < p.bar - volume_gap * (p.bar + p.bar_complexity)
}

/// A week of figures.
pub fn step(world: &mut World, all: &All) {
    let p = &all.targets;
    for post in &mut world.posts {
        post.intake = towards(post.intake, f64::from(post.taken_on), weekly(p.volume_half_life));
        post.taken_on = 0;
        let expected = p.volume * post.full_time;
        post.volume_gap = if expected > 0.0 && post.funded {
            (1.0 - post.intake * WEEKS_PER_YEAR / expected).clamp(0.0, 1.0)
        } else {
            0.0
        };
    }
    let scheme = &mut world.scheme;
    let bent = p.bending * reporting(all) * (1.0 - p.relevance);
    scheme.gaming = towards(scheme.gaming, bent, weekly(p.bending_half_life));
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

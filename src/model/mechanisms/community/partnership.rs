//! Partnership between practices and organisations: trust both ways, how far organisations reach
//! clinicians, referrals made directly, and how long a partnership lasts.
//!
//! ```text
//! bridge               G = largest tie of a worker in post with the organisation x mean visibility of the
//!                      service at the practices
//! trust in practices   T -> trust_prior + trust_bridge x G x (1 - trust_prior), by half_life; then
//!                      T <- T + e x (1 - T), e = brokerage.events_per_year / 52 x brokerage.event_gain
//! a start there        of a case that the practice wanted to be rid of T <- T - inappropriate_loss x T, of another
//!                      inappropriate referral T <- T - unfitting_loss x T
//! reach                R -> (1 - closure) x (reach_prior + reach_bridge x G), by half_life
//! reports              T <- T + report_gain x (1 - T) for each that the organisation hears (`feedback`)
//! direct referral      chance, when signposted: direct_at_full x GP's trust in organisations x mean of R x T
//!                      over open organisations; helps direct_ratio times as often (`signposting`)
//! introductions        ties that a worker wins by networking x (1 + introductions x (mean tie - ref.ties)): who is
//!                      known is passed on (`brokerage`)
//! upkeep               a tie with a partner loosens by (1 - partner_keeps) of what others do (`brokerage`)
//! partnership          begins when a tie reaches begins_at, ends when it is below ends_at (or begins_at, where
//!                      that is less), or when the organisation closes
//! ```
//!
//! **Claims.** A063 (closed networks), A068 (ties make ties), A065 and A161 (the bridge), A160 (doubt at the start), A162 (joint
//! events), A163 (reports), A164 (hidden motives), A176 (partnerships that last).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{lowered, raised, towards, weekly};
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Fit, Motive, World};

parameters! {
    /// Practices and organisations as partners.
    Parameters {
        /// Extent to which clinicians' networks are closed to organisations.
        closure: Share [0.0, 1.0] "A063";
        /// Organisations' trust in practices where no link worker brings them together.
        trust_prior: Share [0.0, 1.0] "A160";
        /// Share of an organisation's distrust of practices that a visible link worker with a full tie takes
        /// away.
        trust_bridge: Share [0.0, 1.0] "A065 A161";
        /// Share of an organisation's distrust of practices that one report of a client's progress takes
        /// away.
        report_gain: Share [0.0, 1.0] "A163";
        /// Share of an organisation's trust in practices that one inappropriate referral takes away.
        unfitting_loss: Share [0.0, 1.0] "A164";
        /// Share of an organisation's trust in practices that one case takes away which the practice wanted
        /// to be rid of.
        inappropriate_loss: Share [0.0, 1.0] "A164";
        /// Reach to clinicians of an organisation that no link worker brings there, in open networks.
        reach_prior: Share [0.0, 1.0] "A063 A160";
        /// Reach to clinicians, in open networks, that a visible link worker with a full tie adds to an
        /// organisation.
        reach_bridge: Share [0.0, 1.0] "A065";
        /// Half-life of organisations' trust in practices and reach to clinicians on their way to their
        /// levels.
        half_life: Weeks [1.0, 520.0] "A161";
        /// Share of people signposted by a GP who are referred directly, at full trust on both sides and
        /// full reach.
        direct_at_full: Share [0.0, 1.0] "A160";
        /// Chance that a direct referral by a GP helps, against signposting alone.
        direct_ratio: Ratio [1.0, 10.0] "A160";
        /// Relative rise of the ties that a link worker wins by networking, for a unit of mean tie above its
        /// reference.
        introductions: Ratio [0.0, 20.0] "A068";
        /// Share of the loosening of a tie that a partnership saves.
        partner_keeps: Share [0.0, 1.0] "A068 A176";
        /// Tie between link worker and organisation at which a partnership begins.
        begins_at: Share [0.0, 1.0] "A176";
        /// Tie between link worker and organisation below which a partnership ends.
        ends_at: Share [0.0, 1.0] "A176";
    }
}

impl Parameters {
    /// Whether a tie makes, or keeps, partners.
    fn partners(&self, were: bool, tie: f64) -> bool {
        tie >= if were { self.ends_at.min(self.begins_at) } else { self.begins_at }
    }
}

/// Factor of the ties that networking wins, by the worker's ties.
#[must_use]
pub fn introductions(all: &All, ties: &[f64]) -> f64 {
    let mean = ties.iter().sum::<f64>() / ties.len().max(1) as f64;
    factor(all.partnership.introductions, mean, all.reference.ties)
}

/// How much of the loosening of a tie is left, with a partner or not.
#[must_use]
pub fn loosens(all: &All, partners: bool) -> f64 {
    if partners { 1.0 - all.partnership.partner_keeps } else { 1.0 }
}

/// A week of partners.
pub fn step(world: &mut World, all: &All, seen: &mut Observations) {
    for &number in &world.desk.reports {
        let host = &mut world.organisations[number];
        host.trust_gp = raised(host.trust_gp, all.partnership.report_gain);
    }
    trust(world, all);
    last(world, all, seen);
}

fn trust(world: &mut World, all: &All) {
    let p = &all.partnership;
    let speed = weekly(p.half_life);
    let events = all.brokerage.events_per_year / WEEKS_PER_YEAR * all.brokerage.event_gain;
    let seen_at = world.practices.iter().map(|practice| practice.visibility).sum::<f64>()
        / world.practices.len().max(1) as f64;
    for (number, host) in world.organisations.iter_mut().enumerate() {
        let ties = world
            .posts
            .iter()
            .filter(|post| post.funded && post.worker().is_some())
            .map(|post| post.ties[number]);
        let bridge = ties.fold(0.0, f64::max) * seen_at;
        let trust = raised(p.trust_prior, p.trust_bridge * bridge);
        host.trust_gp = raised(towards(host.trust_gp, trust, speed), events);
        let reach = (1.0 - p.closure) * (p.reach_prior + p.reach_bridge * bridge);
        host.reach = towards(host.reach, reach.clamp(0.0, 1.0), speed);
    }
    for shared in &world.desk.shared {
        let host = &mut world.organisations[shared.organisation as usize];
        let client = &world.clients[shared.client];
        if client.motive == Motive::PassingOn {
            host.trust_gp = lowered(host.trust_gp, p.inappropriate_loss);
        } else if client.fit == Fit::Unfitting {
            host.trust_gp = lowered(host.trust_gp, p.unfitting_loss);
        }
    }
    let open = || world.organisations.iter().filter(|host| host.open());
    let count = open().count().max(1) as f64;
    world.open_door = open().map(|host| host.reach * host.trust_gp).sum::<f64>() / count;
}

fn last(world: &mut World, all: &All, seen: &mut Observations) {
    let p = &all.partnership;
    for post in world.posts.iter_mut().filter(|post| post.funded) {
        post.partners.resize(world.organisations.len(), false);
        for (number, host) in world.organisations.iter().enumerate() {
            let tie = post.ties[number];
            let partners = &mut post.partners[number];
            let were = std::mem::replace(partners, host.open() && p.partners(*partners, tie));
            if were {
                seen.add_total(M::PartnershipsEnded, f64::from(u8::from(!*partners)), 1.0);
            }
        }
    }
}

/// Chance that somebody who is signposted by a GP with this trust is referred directly.
#[must_use]
pub fn direct_chance(all: &All, trust_vcs: f64, open_door: f64) -> f64 {
    all.partnership.direct_at_full * trust_vcs * open_door
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn a_partnership_outlasts_the_tie_that_began_it_for_a_while() {
        let p = baseline().partnership;
        let between = f64::midpoint(p.ends_at, p.begins_at);
        assert!(!p.partners(false, between) && p.partners(true, between));
        assert!(p.partners(false, p.begins_at) && !p.partners(true, p.ends_at - 0.01));
    }

    #[test]
    fn ties_bring_ties_and_partners_keep_them() {
        let mut all = baseline();
        (all.partnership.introductions, all.partnership.partner_keeps) = (2.0, 0.6);
        let at = all.reference.ties;
        assert!((introductions(&all, &[at, at]) - 1.0).abs() < 1e-12);
        assert!((introductions(&all, &[at, at + 0.2]) - 1.2).abs() < 1e-12);
        assert!((loosens(&all, true) - 0.4).abs() < 1e-12 && loosens(&all, false) > 0.99);
    }

    #[test]
    fn nobody_is_referred_directly_where_one_side_has_no_trust() {
        let all = baseline();
        assert!((direct_chance(&all, 1.0, 1.0) - all.partnership.direct_at_full).abs() < 1e-12);
        assert!(direct_chance(&all, 0.0, 1.0).abs() < 1e-12);
        assert!(direct_chance(&all, 1.0, 0.0).abs() < 1e-12);
    }
}

//! Ways past the referral: professionals who point to an organisation or refer to it directly, and
//! people who come to the link worker by themselves. The parameters stand with those of `referral`.
//!
//! ```text
//! signposted   of those recognised, with chance signposted_share x trust of the GP in organisations /
//!              ref.trust_vcs, x signposted_beside of those who are offered the scheme at this visit
//! direct       of these, a share that rests on trust and reach both ways (`partnership`)
//! leads to     for one need that is not hidden, each as likely: of the organisations that are open, have a place
//!              free beyond their queues, serve the need (`connection`), are known by a lot of the visit, with chance
//!              k = the GP's knowledge of organisations, and match the person by connection.smallest_fit at least, the
//!              one with the most M + connection.misjudgement x (1 - k) x lot; M as in `connection`, with
//!              all obstacles left. Where there is none, the pointer leads nowhere
//! followed     logit = log-odds(signpost_followed) + signpost_activation x (A - ref.activation_with_needs) / 10
//!              + connection.fit_weight x (M - ref.fit); the chance x partnership.direct_ratio if referred
//!              directly, 1 at most
//! helped       of those who follow, with chance resolved_per_signpost x M / ref.fit, 1 at most: the need is taken
//!              down a step (`relapse`)
//! by themselves  people whose clock strikes for a social need, who are not on a list or caseload and whose
//!              practice a post serves: logit = log-odds(self_referral_share x visibility x open, at most
//!              MOST_BY_THEMSELVES) + self_referral_activation x (activation - ref.activation_with_needs) / 10
//!              + self_referral_readiness x (readiness trait - ref.readiness) - self_referral_overwhelm x
//!              overwhelm (`referral`). They begin with self_buy_in, self_gap, a referral that fits, and no
//!              background; the request to the practice is not made
//! ```
//!
//! Who follows a pointer goes alone, as one of an organisation's own visitors, whose number `vcs` has: no
//! obstacle is solved together, nobody opens a door or calls, and no place is taken beyond theirs.
//!
//! **Claims.** A018 (self-referral as a gate), A053 and A083 (what pointing can do), A160 (direct
//! referrals).
//! **Evidence.** 96 % of clinicians signpost directly (Moore 2022); the rest is assumed.

use crate::model::kinds::Need;
use crate::model::mechanisms::community::connection::pointer::{self, Serving};
use crate::model::mechanisms::community::partnership;
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::practice::referral::Considered;
use crate::model::mechanisms::{NEAREST_TO_CERTAIN, log_odds, logistic, overwhelm};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::world::{Fit, Motive, Referral, Request, Route, World};

/// Most that the base share of self-referrals comes to: its log-odds stay finite.
const MOST_BY_THEMSELVES: f64 = 0.99;

/// What is left of a bound when the last digits of what it bounds are rounded.
const ROUNDED: f64 = 1.000_001;

/// What bounds the chance of coming by oneself, for one set of parameters: nearly all lots lie above the
/// bound, and nothing else of the person has to be worked out for these.
#[derive(Clone, Copy, Debug)]
pub struct Tables {
    /// Highest ratio of the odds of coming by oneself to the base odds.
    most: f64,
}

impl Tables {
    /// The bound for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let (p, at) = (&all.referral, &all.reference);
        let tens = [0.0, 100.0].map(|points| (points - at.activation_with_needs) / 10.0);
        let ready = [0.0, 1.0].map(|share| share - at.readiness);
        // A weight may be turned round (`--turn`), so both ends of each are tried.
        let most = |weight: f64, ends: [f64; 2]| (weight * ends[0]).max(weight * ends[1]);
        let further = most(p.self_referral_activation, tens)
            + most(p.self_referral_readiness, ready)
            + most(p.self_referral_overwhelm, [0.0, -1.0]);
        Self { most: libm::exp(further.max(0.0)) * ROUNDED }
    }

    /// A chance that nobody's is above.
    fn bound(self, base: f64) -> f64 {
        base.max(NEAREST_TO_CERTAIN) * self.most
    }
}

/// Tells somebody who visits directly about an organisation, without the scheme.
pub fn signpost(
    world: &mut World,
    visit: Request,
    considered: Considered,
    serving: &Serving,
    now: Now,
    seen: &mut Observations,
) {
    let Now { all, draws, .. } = now;
    let p = &all.referral;
    let (person, occasion) = (visit.person as usize, visit.cause as u8);
    let who = world.people.fixed[person];
    let [told, helps, which, direct] =
        draws.uniforms(Purpose::Signpost, Who(person as u32), occasion, 0);
    // Nobody sends people where they trust nobody.
    let trust = world.gps[who.gp as usize].trust_vcs;
    let ratio = if considered == Considered::Offered { p.signposted_beside } else { 1.0 };
    if told >= p.signposted_share * ratio * trust / all.reference.trust_vcs {
        return;
    }
    seen.count(M::Signposted, who.fifth);
    let direct = direct < partnership::direct_chance(all, trust, world.open_door);
    let ratio = if direct { all.partnership.direct_ratio } else { 1.0 };
    seen.add_for(M::DirectReferrals, who.fifth, f64::from(u8::from(direct)), 0.0);
    let knowledge = world.gps[who.gp as usize].knowledge;
    let needs = world.people.needs[person];
    let open: Vec<Need> = needs.iter().filter(|&need| !needs.hides(need)).collect();
    let led = open.get((which * open.len() as f64) as usize).and_then(|&need| {
        let matched =
            pointer::leads_to(world, serving.of(need), person, knowledge, occasion, now, seen)?;
        Some((need, matched))
    });
    // One lot for both: who is helped has followed.
    let chance = led.map_or(0.0, |(_, matched)| {
        let activation = world.people.slow[person].activation.share() * 100.0;
        let (base, weight) = (p.signpost_followed, p.signpost_activation);
        (ratio * pointer::follows(all, base, weight, activation, matched)).min(1.0)
    });
    if helps < chance {
        seen.count(M::PointerStarts, who.fifth);
        seen.count(M::PlacesFound, who.fifth);
    }
    let helped = led.filter(|&(_, matched)| {
        helps < chance * pointer::helps(all, p.resolved_per_signpost, matched)
    });
    seen.add_total(M::SignpostedHelped, f64::from(u8::from(helped.is_some())), 1.0);
    if let Some((need, _)) = helped {
        world.people.needs[person].help(need);
        world.desk.touched.push(person as u32);
    }
}

/// Share of those who would ask the practice that comes to the link worker instead, at the reference.
fn self_base(all: &All, visibility: f64) -> f64 {
    (all.referral.self_referral_share * visibility * all.referral.open).min(MOST_BY_THEMSELVES)
}

/// Chance that somebody with this activation, in points, comes to the link worker by themselves.
fn self_chance(all: &All, visibility: f64, activation: f64, readiness: f64, overwhelm: f64) -> f64 {
    let (p, at) = (&all.referral, &all.reference);
    let base = self_base(all, visibility);
    if base <= 0.0 {
        return 0.0;
    }
    logistic(
        log_odds(base)
            + p.self_referral_activation * (activation - at.activation_with_needs) / 10.0
            + p.self_referral_readiness * (readiness - at.readiness)
            - p.self_referral_overwhelm * overwhelm,
    )
}

/// People who come to the link worker by themselves, at the moment they would ask the practice.
pub fn self_refer(
    world: &mut World,
    person: usize,
    now: Now,
    tables: &Tables,
    seen: &mut Observations,
) -> bool {
    let Now { all, hardship, draws, .. } = now;
    let p = &all.referral;
    let who = world.people.fixed[person];
    let visibility = world.practices[who.practice as usize].visibility;
    let lot = draws.uniform(Purpose::SelfRefer, Who(person as u32), 0, 0);
    if lot >= tables.bound(self_base(all, visibility)) {
        return false;
    }
    let activation = world.people.slow[person].activation.share() * 100.0;
    let burden = overwhelm(
        p.overwhelm_per_severe_need,
        p.overwhelm_per_hardship,
        world.people.needs[person],
        means::hardship(all, &who, hardship),
    );
    let chance = self_chance(all, visibility, activation, who.traits().readiness, burden);
    let open = world.allocation.takes_part(who.practice, now.week);
    let free = open
        && world.people.client_row(person).is_none_or(|row| {
            let may = world.clients[row].pathway.may_be_offered() && !world.allocation.keeps(row);
            may && !world.desk.accepted.contains(&row)
        });
    let served = world.posts.iter().any(|post| post.serves(who.practice));
    if !free || !served || lot >= chance {
        return false;
    }
    seen.count(M::SelfReferred, who.fifth);
    let row = world.open_row(all, person);
    world.clients[row].accept(Referral {
        route: Route::Self_,
        gp: who.gp,
        motive: Motive::Help,
        fit: Fit::Fitting,
        background: 0.0,
        buy_in: p.self_buy_in,
        expectation_gap: p.self_gap,
    });
    world.desk.accepted.push(row);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn nobody_is_likelier_to_come_than_the_bound() {
        let mut all = baseline();
        for share in [1e-9, 0.002, 0.03, 1.0] {
            all.referral.self_referral_share = share;
            for weight in [all.referral.self_referral_activation, 0.0, -0.5, 5.0] {
                all.referral.self_referral_activation = weight;
                for away in [all.referral.self_referral_readiness, -1.0] {
                    all.referral.self_referral_readiness = away;
                    all.referral.self_referral_overwhelm = -away;
                    let bound = Tables::new(&all).bound(self_base(&all, 0.7));
                    for [activation, readiness, burden] in
                        [[0.0, 0.0, 0.0], [100.0, 1.0, 0.0], [0.0, 1.0, 1.0], [100.0, 0.0, 1.0]]
                    {
                        let chance = self_chance(&all, 0.7, activation, readiness, burden);
                        assert!(chance <= bound, "{chance} above {bound}");
                    }
                }
            }
        }
    }

    #[test]
    fn people_come_by_themselves_as_often_as_is_said_and_never_to_a_closed_scheme() {
        let mut all = baseline();
        all.referral.self_referral_share = 0.02;
        let at = |all: &All, activation, overwhelm| {
            self_chance(all, 0.5, activation, all.reference.readiness, overwhelm)
        };
        let usual = at(&all, all.reference.activation_with_needs, 0.0);
        assert!((usual - 0.01).abs() < 1e-12);
        assert!(at(&all, 80.0, 0.0) > usual && at(&all, 80.0, 1.0) < at(&all, 80.0, 0.0));
        all.referral.open = 0.0;
        assert!(at(&all, 80.0, 0.0).abs() < f64::EPSILON);
    }
}

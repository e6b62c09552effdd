//! Partnership between practices and organisations: trust both ways, how far organisations reach
//! clinicians, referrals made directly, and how long a partnership lasts.
//!
//! trust in practices   towards prior + bridge x ties x visibility; events and starts raise it;
//!                      unfitting and shed cases lower it
//! reach                towards (1 - closure) (prior + bridge x ties x visibility)
//! direct referral      chance, when signposted: full x GP's trust x organisations' reach x trust
//! partnership          begins when a tie is above one level, ends when below another
//!
//! **Claims.** A063 (closed networks), A065 and A161 (the bridge), A160 (doubt at the start), A162 (joint
//! events), A163 (reports), A164 (hidden motives), A176 (partnerships that last).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021. Sizes are assumed.

use crate::mechanisms::{lowered, raised, towards, weekly};
use crate::observe::{M, Observations};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Fit, Motive, World};

parameters! {
    /// Practices and organisations as partners.
    Parameters {
        /// How closed clinicians' networks are to outsiders.
        closure: Share [0.0, 1.0] "A063";
        /// Organisations' trust in practices without any bridge.
        trust_prior: Share [0.0, 1.0] "A160";
        /// What a visible worker with full ties adds to it.
        trust_bridge: Share [0.0, 1.0] "A065 A161";
        /// Share of distrust that one report of a client's progress takes away.
        report_gain: Share [0.0, 1.0] "A163";
        /// Share of trust that one unfitting referral takes away.
        unfitting_loss: Share [0.0, 1.0] "A164";
        /// Share of trust that one case takes away which the practice wanted to be rid of.
        shed_loss: Share [0.0, 1.0] "A164";
        /// Reach to clinicians of an organisation that nobody brings there, in open networks.
        reach_prior: Share [0.0, 1.0] "A063 A160";
        /// What a visible worker with full ties adds to it.
        reach_bridge: Share [0.0, 1.0] "A065";
        /// Half-life of trust and reach on their way to their targets.
        half_life: Weeks [1.0, 520.0] "A161";
        /// Share of signposted people referred directly, at full trust and reach.
        direct_at_full: Share [0.0, 1.0] "A160";
        /// How much more a direct referral helps than a pointer.
        direct_ratio: Ratio [1.0, 10.0] "A160";
        /// Tie at which a partnership begins.
        begins_at: Share [0.0, 1.0] "A176";
        /// Tie below which it ends.
        ends_at: Share [0.0, 1.0] "A176";
    }
}

/// A week of partners.
pub fn step(world: &mut World, all: &All, seen: &mut Observations) {
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
        let trust = (p.trust_prior + p.trust_bridge * bridge).min(1.0);
        host.trust_gp = raised(towards(host.trust_gp, trust, speed), events);
        let reach = (1.0 - p.closure) * (p.reach_prior + p.reach_bridge * bridge);
        host.reach = towards(host.reach, reach.clamp(0.0, 1.0), speed);
    }
    for shared in &world.desk.shared {
        let host = &mut world.organisations[shared.organisation as usize];
        let client = &world.clients[shared.client];
        if client.motive == Motive::Shedding {
            host.trust_gp = lowered(host.trust_gp, p.shed_loss);
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
        for (number, host) in world.organisations.iter().enumerate() {
            let tie = post.ties[number];
            let partners = &mut post.partners[number];
            if *partners {
                *partners = host.open() && tie >= p.ends_at.min(p.begins_at);
                seen.add_total(M::PartnershipsEnded, f64::from(u8::from(!*partners)), 1.0);
            } else {
                *partners = host.open() && tie >= p.begins_at;
            }
        }
    }
}

/// Chance that somebody who is signposted by a GP with this trust is referred directly.
#[must_use]
pub fn direct_chance(all: &All, trust_vcs: f64, open_door: f64) -> f64 {
    all.partnership.direct_at_full * trust_vcs * open_door
}

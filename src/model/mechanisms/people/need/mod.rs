//! Social needs start, and end by themselves; people join and leave groups by themselves.
//!
//! ```text
//! supply       S = 1 - served_share + served_share x s, s = supply of statutory services for low mood, housing,
//!              caring and practical help, of organisations in the person's fifth for the others (`policy`),
//!              between LEAST_SUPPLY and largest_supply
//! odds         o = prevalence / (1 - prevalence) x young_ratio, 1 or older_ratio x deprived_ratio ^ d
//!              x exp(hardship_elasticity x H) / S, x sqrt(female_ratio) for women, / sqrt(female_ratio) for men,
//!              x prone
//! prone        c x exp(-k z), z the mean of the person's class of usual life satisfaction in standard deviations
//!              (`wellbeing`); k such that those with the need are (1 - wellbeing.within_share) x
//!              wellbeing.need_points (the mean with severe ones) below the others in it, at the prevalence;
//!              MOST_PRONE at most; c keeps the prevalence of such people at that of z = 0. For groups those
//!              in one are (1 - capital.within_share) x wellbeing.member_points above the others
//! ends         chance a week e = resolution / weeks in a month x S, x severe_resolution_ratio if it is severe
//! starts       chance a week o x e of one that is not severe / (1 - severe_share + severe_share /
//!              severe_resolution_ratio)
//! of members   loneliness and low mood start x member_onset_ratio and end x member_resolution_ratio
//! bereavement  starts x (1 - B) by the clock; people whom a death in the list leaves bereaved have it from then
//!              (`living`, B)
//! another stage  at 35 and at 65: with p the chance before and p' after, of a group, then of each need given the
//!              group, what is there goes with chance 1 - p' / p where p' < p, and what is not comes with chance
//!              (p' - p) / (1 - p) where p' > p
//! held         what help has taken down ends with the chance e of its cause and comes back by `relapse`
//! leaves       a group, chance a week l = 1 / (member_years x 52), x F / U by `stopping`
//! joins        a group, chance a week l x m; m = member_share / (1 - member_share) x exp(member_sociability x
//!              (sociability - ref.sociability)) x prone x what is within reach (`place`), x shun for loneliness and x shun for low mood, if they are
//!              there; shun = member_onset_ratio / member_resolution_ratio
//! an event     with the sum of these chances something happens in a week; which is the first of exponential
//!              clocks, one for each chance
//! when a need starts  it is severe with chance severe_share and hidden with chance hidden_share
//! first week   a member with odds m x (1 + o1 shun) / (1 + o1) x (1 + o2 shun) / (1 + o2) for loneliness and
//!              low mood; then each need with odds o, x shun for these two in a member; of those that are there
//!              v / (v + 1 - severe_share) are severe, v = severe_share / severe_resolution_ratio
//! ```
//!
//! People who are less satisfied by their own lights have needs more often, and belong to groups less
//! often: this is the part of what needs and groups are worth between people that is not worth anything
//! within one person, so that a need that ends leaves it as it is.
//!
//! Chances, not rates: at most one event a person and week, so that the chain is in detailed
//! balance with the product of the prevalences and nothing drifts without a scheme. Belonging to
//! a group makes loneliness and low mood rarer and shorter, and these make joining rarer, by
//! ratios that keep the balance: what a group takes off the onset and adds to the resolution is
//! taken off the chance to join of those who have the need. H is the index of hardship; d runs from
//! 1 in the most deprived fifth to -1 in the least. Children have no needs and no groups.
//!
//! **Claims.** A011, A012, A200, A203 (hardship brings needs), A187, A214, A217 (cuts let them
//! last), A070 (joining lessens isolation).
//! **Evidence.** Prevalences: DCMS Community Life Survey 2024/25 (loneliness by age), APMS 2023/4
//! (common mental disorder by deprivation), FCA (money), EHS (housing). Loneliness ends at about
//! 3 % a month, depression at 6.5 %, practical problems at 4 % (parameters.md section 7). Shares
//! that are severe or hidden, and elasticities, are assumed and swept.

mod proneness;
mod stages;
mod tables;

pub use stages::turn;
pub use tables::Tables;

use crate::model::kinds::Need;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, WORDS, Who};
use crate::model::spec::parameters;
use crate::model::world::{Health, Membership, Needs, Severity, State, Support, World};

parameters! {
    /// Needs by kind, and groups that people find by themselves.
    Parameters {
        /// Share of adults aged 35 to 64 in the middle fifth who have the need.
        prevalence: Share [0.0, 0.9] by Need "A203";
        /// Odds of the need at 18 to 34, against 35 to 64.
        young_ratio: Ratio [0.05, 20.0] by Need "";
        /// Odds of the need at 65 and over, against 35 to 64.
        older_ratio: Ratio [0.05, 20.0] by Need "";
        /// Odds of the need in the most deprived fifth, against the middle one.
        deprived_ratio: Ratio [0.1, 10.0] by Need "A211";
        /// Share of needs that end by themselves in a month, with usual care.
        resolution: PerMonth [0.0, 1.0] by Need "";
        /// Share of needs ending by themselves that services and organisations bring about, so that as
        /// much of it goes as they are cut.
        served_share: Share [0.0, 1.0] "A187 A203 A214 A217";
        /// Supply of services and organisations, against the baseline, above which more of it ends no
        /// more needs.
        largest_supply: Ratio [1.0, 10.0] "A187";
        /// Share of needs that are severe when they start.
        severe_share: Share [0.0, 1.0] by Need "";
        /// Share of needs that the person hides when they start.
        hidden_share: Share [0.0, 1.0] by Need "A024 A077";
        /// How hard the need is to meet.
        difficulty: Share [0.0, 1.0] by Need "A041 A042";
        /// Rise of the odds of the need on a logarithmic scale, for one unit of hardship.
        hardship_elasticity: LogRatio [-3.0, 3.0] by Need "A012 A203";
        /// Whether the need is basic, so that a plan puts it before lifestyle aims.
        basic: Switch [0.0, 1.0] by Need "A055";
        /// Odds of any need among women, against men.
        female_ratio: Ratio [0.2, 5.0] "";
        /// Speed at which severe needs end, against needs that are not severe.
        severe_resolution_ratio: Ratio [0.05, 1.0] "";
        /// Share of adults of reference sociability, without loneliness and low mood, who belong to a
        /// group without a scheme.
        member_share: Share [0.01, 0.9] "A070 A075";
        /// Weight of sociability in the odds of belonging to a group.
        member_sociability: LogOdds [-5.0, 5.0] "A054 A075";
        /// Mean length of membership of a group that people find by themselves.
        member_years: Years [0.1, 30.0] "A070";
        /// Rate at which loneliness and low mood start among members of a group, against others.
        member_onset_ratio: Ratio [0.05, 1.0] "A070 A071";
        /// Speed at which loneliness and low mood end among members of a group, against others.
        member_resolution_ratio: Ratio [1.0, 10.0] "A070 A071";
    }
}

/// Needs that belonging to a group makes rarer.
pub(crate) const EASED_BY_GROUPS: [Need; 2] = [Need::Loneliness, Need::LowMood];

/// Clocks that run for what can happen to somebody's needs: one for each need, one for membership, and
/// one for each need that help may have taken down and that comes back.
const CLOCKS: usize = 2 * Need::COUNT + 1;

/// Those of them that run for everybody.
const USUAL_CLOCKS: usize = Need::COUNT + 1;

/// What happens to a person's needs or membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A need starts.
    Starts(Need),
    /// A need ends by itself, or the cause of one that help has taken down.
    Ends(Need),
    /// A need that help has taken down comes back up a step.
    ComesBack(Need),
    /// The person joins or leaves a group.
    Membership,
}

/// What the chances of a person's needs depend on, beside who they are.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    /// Needs, and the crisis they may have come to.
    pub needs: Needs,
    /// Health.
    pub health: Health,
    /// Group membership.
    pub membership: Membership,
    /// Whether a case or place is open.
    pub support: Support,
}

/// One event of a person's needs, drawn and applied.
pub fn happen(
    world: &mut World,
    person: usize,
    now: Now,
    tables: &Tables,
    seen: &mut Observations,
) {
    let Now { all, draws, .. } = now;
    let who = world.people.fixed[person];
    let id = Who(person as u32);
    let now = Situation {
        needs: world.people.needs[person],
        health: world.people.health[person],
        membership: world.people.membership[person],
        support: world.support(person),
    };
    let wanted = if now.needs.any_held() { CLOCKS } else { USUAL_CLOCKS }.div_ceil(WORDS);
    let mut blocks = [[1.0; WORDS]; CLOCKS.div_ceil(WORDS)];
    for (block, words) in blocks.iter_mut().take(wanted).enumerate() {
        *words = draws.uniforms(Purpose::NeedEvent, id, block as u8, 0);
    }
    let uniform = |index: usize| blocks[index / WORDS][index % WORDS];
    let needs = &mut world.people.needs[person];
    match tables.event(all, &who, now, uniform) {
        Event::Starts(need) => {
            let [severe, hidden, ..] = draws.uniforms(Purpose::NeedKind, id, need as u8, 0);
            let severity = if severe < all.need.severe_share[need as usize] {
                Severity::Severe
            } else {
                Severity::Present
            };
            needs.start(need, severity, hidden < all.need.hidden_share[need as usize]);
            seen.count(M::NeedsStarted, who.fifth);
        }
        Event::Ends(need) => {
            if needs.has(need) {
                seen.count(M::NeedsEnded, who.fifth);
            }
            needs.end(need);
        }
        Event::ComesBack(need) => {
            needs.come_back(need);
            seen.count(M::NeedsBack, who.fifth);
        }
        Event::Membership => {
            world.people.membership[person] = match now.membership {
                Membership::None => Membership::Member,
                Membership::Member => Membership::None,
            };
            if now.membership == Membership::Member && all.stopping.dip_points > 0.0 {
                let mut state = State::of(&world.people.slow[person]);
                state.wellbeing = (state.wellbeing - all.stopping.dip_points).max(0.0);
                world.people.keep(person, &state);
            }
        }
    }
}

/// People whom deaths of this week leave bereaved, if they are not already.
pub fn mourn(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, draws, .. } = now;
    let need = Need::Bereavement;
    for person in std::mem::take(&mut world.desk.bereaved) {
        let needs = &mut world.people.needs[person as usize];
        if needs.cause(need) != Severity::Absent {
            continue;
        }
        let [severe, hidden, ..] = draws.uniforms(Purpose::NeedKind, Who(person), need as u8, 0);
        let severity = if severe < all.need.severe_share[need as usize] {
            Severity::Severe
        } else {
            Severity::Present
        };
        needs.start(need, severity, hidden < all.need.hidden_share[need as usize]);
        seen.count(M::NeedsStarted, world.people.fixed[person as usize].fifth);
        seen.count(M::Bereaved, world.people.fixed[person as usize].fifth);
        world.desk.touched.push(person);
    }
}

/// People who were brought to a group belong to it.
pub fn join(world: &mut World) {
    for person in std::mem::take(&mut world.desk.joined) {
        world.people.membership[person as usize] = Membership::Member;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::engine::Rules;
    use crate::model::random::Draws;
    use crate::model::synthesis::{self, NeighbourhoodNumber};
    use crate::model::world::Fixed;

    #[test]
    fn one_thing_happens_at_a_time_and_what_is_held_comes_back_while_its_cause_lasts() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/baseline.toml");
        let scenario = crate::scenario::load(std::path::Path::new(path)).expect("the baseline");
        let epoch = scenario.timeline.at(0);
        let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
        let (place, setup) = (NeighbourhoodNumber { number: 0, of: 1 }, Draws::new(1, 0, 0));
        let mut world = synthesis::neighbourhood(&rules, place, 300, 52, 0, setup);
        let person = world.people.fixed.iter().position(Fixed::adult).expect("an adult");
        let mut seen = Observations::new(0);
        let (mut back, mut over) = (0, 0);
        for week in 0..4_000 {
            // Whatever the person has, half of the weeks somebody helps.
            let needs = &mut world.people.needs[person];
            if let Some(need) = needs.iter().next().filter(|_| week % 2 == 0) {
                needs.help(need);
            }
            let (before, member) = (*needs, world.people.membership[person]);
            happen(&mut world, person, rules.now(week, setup), &rules.need, &mut seen);
            let after = world.people.needs[person];
            let moved: Vec<Need> = Need::ALL
                .iter()
                .copied()
                .filter(|&need| {
                    (before.severity(need), before.cause(need))
                        != (after.severity(need), after.cause(need))
                })
                .collect();
            let joined_or_left = usize::from(member != world.people.membership[person]);
            assert_eq!(moved.len() + joined_or_left, 1, "week {week}: {before:?} to {after:?}");
            for need in moved {
                if before.is_held(need) && after.cause(need) == before.cause(need) {
                    assert!(after.severity(need) > before.severity(need));
                    back += 1;
                } else if before.is_held(need) {
                    assert!(after.cause(need) == Severity::Absent && !after.has(need));
                    over += 1;
                }
            }
        }
        assert!(back > 50 && over > 50, "{back} came back, {over} were over");
    }
}

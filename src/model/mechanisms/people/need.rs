//! Social needs start, and end by themselves; people join and leave groups by themselves.
//!
//! ```text
//! supply       S = 1 - served_share + served_share x s, s = supply of statutory services for low mood, housing,
//!              caring and practical help, of organisations in the person's fifth for the others (`policy`),
//!              between LEAST_SUPPLY and largest_supply
//! odds         o = prevalence / (1 - prevalence) x young_ratio, 1 or older_ratio x deprived_ratio ^ d
//!              x exp(hardship_elasticity x H) / S, x sqrt(female_ratio) for women, / sqrt(female_ratio) for men
//! ends         chance a week e = resolution / weeks in a month x S, x severe_resolution_ratio if it is severe
//! starts       chance a week o x e of one that is not severe / (1 - severe_share + severe_share /
//!              severe_resolution_ratio)
//! of members   loneliness and low mood start x member_onset_ratio and end x member_resolution_ratio
//! leaves       a group, chance a week l = 1 / (member_years x 52)
//! joins        a group, chance a week l x m; m = member_share / (1 - member_share) x exp(member_sociability x
//!              (sociability - ref.sociability)), x shun for loneliness and x shun for low mood, if they are
//!              there; shun = member_onset_ratio / member_resolution_ratio
//! an event     with the sum of these chances something happens in a week; which is the first of exponential
//!              clocks, one for each chance
//! when a need starts  it is severe with chance severe_share and hidden with chance hidden_share
//! first week   a member with odds m x (1 + o1 shun) / (1 + o1) x (1 + o2 shun) / (1 + o2) for loneliness and
//!              low mood; then each need with odds o, x shun for these two in a member; of those that are there
//!              v / (v + 1 - severe_share) are severe, v = severe_share / severe_resolution_ratio
//! ```
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

use crate::model::kinds::{Fifth, Need, Stage};
use crate::model::mechanisms::community::policy;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WORDS, WeekDraws, Who};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_MONTH;
use crate::model::world::{Fixed, Membership, Needs, Severity, World};

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
const EASED_BY_GROUPS: [Need; 2] = [Need::Loneliness, Need::LowMood];

/// Clocks that run for what can happen to somebody's needs: one for each need, one for membership.
const CLOCKS: usize = Need::COUNT + 1;

/// Smallest chance that the time of a first event is divided by: far below any that a need has.
const SMALLEST_CHANCE: f64 = 1e-300;

/// Weekly chances for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    onset: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]>,
    odds: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]>,
    resolve: [[f64; Fifth::COUNT]; Need::COUNT],
    severe: [f64; Need::COUNT],
    severe_resolution: f64,
    /// Chance that any need starts, for somebody who has none: outside a group, and in one.
    any_onset: [[[[f64; 2]; 2]; Fifth::COUNT]; Stage::COUNT],
    leave: f64,
    onset_ratio: f64,
    resolution_ratio: f64,
    /// Odds of membership by sociability.
    member_odds: Vec<f64>,
}

/// What happens to a person's needs or membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A need starts.
    Starts(Need),
    /// A need ends by itself.
    Ends(Need),
    /// The person joins or leaves a group.
    Membership,
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All, policy: &policy::Tables) -> Self {
        let p = &all.need;
        let resolve: [f64; Need::COUNT] =
            std::array::from_fn(|k| p.resolution[k] / WEEKS_PER_MONTH);
        // What is left of the usual endings where services and organisations are cut, and what more
        // of them adds, up to twice as much.
        let supply = |need: Need, fifth: usize| {
            let there = match need.service() {
                Some(_) => policy.statutory,
                None => policy.organisations[fifth],
            };
            1.0 - p.served_share
                + p.served_share * there.clamp(policy::LEAST_SUPPLY, p.largest_supply)
        };
        let odds: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]> = (0..Need::COUNT)
            .map(|k| {
                let base = p.prevalence[k] / (1.0 - p.prevalence[k]);
                let stages = [p.young_ratio[k], 1.0, p.older_ratio[k]];
                std::array::from_fn(|stage| {
                    std::array::from_fn(|fifth| {
                        let d = Fifth::at(fifth).gradient();
                        let tilt = libm::exp(libm::log(p.deprived_ratio[k]) * d);
                        let shock = libm::exp(p.hardship_elasticity[k] * policy.hardship[fifth]);
                        let odds = base * stages[stage] * tilt * shock / supply(Need::at(k), fifth);
                        let sexes = libm::sqrt(p.female_ratio);
                        [odds * sexes, odds / sexes]
                    })
                })
            })
            .collect();
        // Severe needs last longer, so fewer start: the mix that gives the prevalence.
        let mean_length =
            |k: usize| 1.0 - p.severe_share[k] + p.severe_share[k] / p.severe_resolution_ratio;
        let resolve: [[f64; Fifth::COUNT]; Need::COUNT] = std::array::from_fn(|k| {
            std::array::from_fn(|fifth| resolve[k] * supply(Need::at(k), fifth))
        });
        let onset: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]> = odds
            .iter()
            .enumerate()
            .map(|(k, stages)| {
                stages.map(|fifths| {
                    std::array::from_fn(|fifth| {
                        fifths[fifth].map(|odds| odds * resolve[k][fifth] / mean_length(k))
                    })
                })
            })
            .collect();
        let any_onset = std::array::from_fn(|stage| {
            std::array::from_fn(|fifth| {
                std::array::from_fn(|sex| {
                    [1.0, p.member_onset_ratio].map(|eased| {
                        let chance = |need: Need| {
                            let factor = if EASED_BY_GROUPS.contains(&need) { eased } else { 1.0 };
                            onset[need as usize][stage][fifth][sex] * factor
                        };
                        Need::ALL.iter().map(|&need| chance(need)).sum()
                    })
                })
            })
        });
        let member_odds = |sociability: u8| {
            let above = Fixed::trait_of(sociability) - all.reference.sociability;
            libm::exp(
                crate::model::mechanisms::log_odds(p.member_share) + p.member_sociability * above,
            )
        };
        Self {
            onset,
            any_onset,
            odds,
            resolve,
            severe: p.severe_share,
            severe_resolution: p.severe_resolution_ratio,
            leave: 1.0 / (p.member_years * crate::model::units::WEEKS_PER_YEAR),
            onset_ratio: p.member_onset_ratio,
            resolution_ratio: p.member_resolution_ratio,
            member_odds: (0..=u8::MAX).map(member_odds).collect(),
        }
    }

    /// Odds of having a need and not being a member, and the odds of membership without needs:
    /// what synthesis draws the start from.
    #[must_use]
    pub fn start_odds(&self, who: &Fixed, need: Need) -> f64 {
        self.odds[need as usize][who.stage() as usize][who.fifth as usize][who.sex as usize]
    }

    /// Odds of membership among people without loneliness and low mood.
    #[must_use]
    pub fn member_odds(&self, who: &Fixed) -> f64 {
        self.member_odds[who.sociability_step() as usize]
    }

    /// Ratio by which membership and a need of `EASED_BY_GROUPS` shun one another.
    #[must_use]
    pub fn shun(&self) -> f64 {
        self.onset_ratio / self.resolution_ratio
    }

    /// Share of needs that are severe among those present.
    #[must_use]
    pub fn severe_prevalence(&self, need: Need) -> f64 {
        let severe = self.severe[need as usize] / self.severe_resolution;
        severe / (severe + 1.0 - self.severe[need as usize])
    }

    /// Chance a week of one need's starting or ending.
    #[inline]
    fn need_chance(&self, who: &Fixed, needs: Needs, member: bool, need: Need) -> f64 {
        let k = need as usize;
        let eased = member && EASED_BY_GROUPS.contains(&need);
        match needs.severity(need) {
            Severity::Absent => {
                let onset =
                    self.onset[k][who.stage() as usize][who.fifth as usize][who.sex as usize];
                if eased { onset * self.onset_ratio } else { onset }
            }
            severity => {
                let slower =
                    if severity == Severity::Severe { self.severe_resolution } else { 1.0 };
                let faster = if eased { self.resolution_ratio } else { 1.0 };
                self.resolve[k][who.fifth as usize] * slower * faster
            }
        }
    }

    /// Chance a week of joining or leaving a group.
    #[inline]
    fn member_chance(&self, who: &Fixed, needs: Needs, member: bool) -> f64 {
        if member {
            self.leave
        } else {
            let shunned = EASED_BY_GROUPS.iter().filter(|&&need| needs.has(need)).count();
            let shun = self.shun();
            self.leave * self.member_odds(who) * [1.0, shun, shun * shun][shunned]
        }
    }

    /// Chance a week that anything happens to a person's needs or membership.
    #[must_use]
    pub fn any_chance(&self, who: &Fixed, needs: Needs, membership: Membership) -> f64 {
        if !who.adult() {
            return 0.0;
        }
        let member = membership == Membership::Member;
        let none = self.any_onset[who.stage() as usize][who.fifth as usize][who.sex as usize]
            [usize::from(member)];
        // A need that is there can end, and cannot start.
        let change = needs.iter().fold(0.0, |sum, need| {
            sum + self.need_chance(who, needs, member, need)
                - self.need_chance(who, Needs::default(), member, need)
        });
        (none + change).max(0.0) + self.member_chance(who, needs, member)
    }

    /// Which event it is, given that there is one: the first of independent exponential clocks,
    /// so that a change in one chance disturbs the others' turn as little as can be.
    #[must_use]
    pub fn event(
        &self,
        who: &Fixed,
        needs: Needs,
        membership: Membership,
        uniform: impl Fn(usize) -> f64,
    ) -> Event {
        let member = membership == Membership::Member;
        let arrival =
            |index: usize, chance: f64| -libm::log(uniform(index)) / chance.max(SMALLEST_CHANCE);
        let mut first =
            (arrival(Need::COUNT, self.member_chance(who, needs, member)), Event::Membership);
        for &need in Need::ALL {
            let at = arrival(need as usize, self.need_chance(who, needs, member, need));
            if at < first.0 {
                let event = if needs.has(need) { Event::Ends(need) } else { Event::Starts(need) };
                first = (at, event);
            }
        }
        first.1
    }
}

/// One event of a person's needs, drawn and applied.
pub fn happen(
    world: &mut World,
    person: usize,
    all: &All,
    tables: &Tables,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let who = world.people.fixed[person];
    let id = Who(person as u32);
    let membership = world.people.membership[person];
    let blocks: [[f64; WORDS]; CLOCKS.div_ceil(WORDS)] =
        std::array::from_fn(|block| draws.uniforms(Purpose::NeedEvent, id, block as u8, 0));
    let needs = &mut world.people.needs[person];
    match tables.event(&who, *needs, membership, |index| blocks[index / WORDS][index % WORDS]) {
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
            needs.end(need);
            seen.count(M::NeedsEnded, who.fifth);
        }
        Event::Membership => {
            world.people.membership[person] = match membership {
                Membership::None => Membership::Member,
                Membership::Member => Membership::None,
            };
        }
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
    use crate::model::mechanisms::tests::{baseline, somebody};

    #[test]
    fn a_need_starts_as_often_as_it_ends_at_its_prevalence() {
        let all = baseline();
        let tables = Tables::new(&all, &policy::Tables::new(&all));
        let who = somebody();
        for &need in Need::ALL {
            let odds = tables.start_odds(&who, need);
            let severe = tables.severe_prevalence(need);
            let mut one = Needs::default();
            let starts = tables.need_chance(&who, one, false, need);
            one.start(need, Severity::Present, false);
            let ends = tables.need_chance(&who, one, false, need);
            let mixed = ends * (1.0 - severe) + ends * all.need.severe_resolution_ratio * severe;
            assert!((starts - odds * mixed).abs() < 1e-12, "{}", need.label());
        }
    }

    #[test]
    fn members_are_lonely_less_and_the_lonely_join_less() {
        let all = baseline();
        let tables = Tables::new(&all, &policy::Tables::new(&all));
        let who = somebody();
        let mut lonely = Needs::default();
        let starts = |member| tables.need_chance(&who, Needs::default(), member, Need::Loneliness);
        assert!(starts(true) < starts(false));
        lonely.start(Need::Loneliness, Severity::Present, false);
        let joins = |needs| tables.member_chance(&who, needs, false);
        assert!((joins(lonely) - joins(Needs::default()) * tables.shun()).abs() < 1e-15);
    }
}

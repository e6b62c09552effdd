//! Weekly chances of needs and of belonging to a group, worked out once for one set of parameters.

use crate::model::arithmetic::ROUNDED;
use crate::model::kinds::{Fifth, Need, Sex, Stage};
use crate::model::mechanisms::community::place;
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::people::living;
use crate::model::mechanisms::people::need::proneness::{self, CLASSES};
use crate::model::mechanisms::people::need::{
    CLOCKS, EASED_BY_GROUPS, Event, Situation, USUAL_CLOCKS,
};
use crate::model::mechanisms::people::stopping;
use crate::model::parameters::Parameters as All;
use crate::model::units::WEEKS_PER_MONTH;
use crate::model::world::{Fixed, Membership, Needs, Severity};

/// Smallest chance that the time of a first event is divided by: far below any that a need has.
const SMALLEST_CHANCE: f64 = 1e-300;

/// A number of each class, stage, fifth and sex.
type Bereaved = [[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]; CLASSES];

/// Leaves to deaths in the list their share of bereavements, and to the clock the others. Comes to the
/// chances of bereavement over the largest of them, and to how many people a death tries.
fn leave_to_deaths(
    all: &All,
    onset: &mut [[[f64; 2]; Fifth::COUNT]; Stage::COUNT],
    prone: &[f64; CLASSES],
    living: &living::Tables,
) -> (Bereaved, f64) {
    let chances: Bereaved =
        prone.map(|prone| onset.map(|fifths| fifths.map(|sexes| sexes.map(|one| one * prone))));
    let largest = chances.as_flattened().as_flattened().as_flattened();
    let largest = largest.iter().fold(0.0_f64, |largest, &chance| largest.max(chance));
    let over = |chance: f64| if largest > 0.0 { chance / largest } else { 0.0 };
    let bereaved = chances.map(|stages| stages.map(|fifths| fifths.map(|sexes| sexes.map(over))));
    let (tried, of_the_list) =
        living::bereaved(all.living.bereaved_share, largest, living.deaths_a_week);
    for chance in onset.as_flattened_mut().as_flattened_mut() {
        *chance *= 1.0 - of_the_list;
    }
    (bereaved, tried)
}

/// What of the chances goes by class, stage, fifth and sex: all of a person side by side.
#[derive(Clone, Copy, Debug)]
struct Onset {
    /// Chance that each need starts, outside a group.
    each: [f64; Need::COUNT],
    /// Chance that any need starts, for somebody who has none: outside a group, and in one.
    any: [f64; 2],
}

/// Those of each class, stage, fifth and sex.
type Onsets = [[[[Onset; Sex::COUNT]; Fifth::COUNT]; Stage::COUNT]; CLASSES];

/// The chances that needs start, from those of a need and of a class.
fn onsets(
    all: &All,
    onset: &[[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]],
    prone: &[[f64; CLASSES]; Need::COUNT],
) -> Onsets {
    let of = |class: usize, stage: usize, fifth: usize, sex: usize| {
        let each: [f64; Need::COUNT] =
            std::array::from_fn(|k| onset[k][stage][fifth][sex] * prone[k][class]);
        let any = |eased: f64| {
            let factor = |need: Need| if EASED_BY_GROUPS.contains(&need) { eased } else { 1.0 };
            Need::ALL.iter().map(|&need| each[need as usize] * factor(need)).sum()
        };
        Onset { each, any: [1.0, all.need.member_onset_ratio].map(any) }
    };
    std::array::from_fn(|class| {
        std::array::from_fn(|stage| {
            std::array::from_fn(|fifth| std::array::from_fn(|sex| of(class, stage, fifth, sex)))
        })
    })
}

/// Weekly chances for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    onsets: Box<Onsets>,
    odds: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]>,
    resolve: [[f64; Fifth::COUNT]; Need::COUNT],
    severe: [f64; Need::COUNT],
    severe_resolution: f64,
    /// Chance of bereavement, from deaths in the list and elsewhere, over the largest there is.
    bereaved: Bereaved,
    /// People whom a death in the list tries.
    tried: f64,
    /// Classes of proneness.
    pub classes: proneness::Edges,
    /// Odds of needs and of membership by class of proneness.
    prone: [[f64; CLASSES]; Need::COUNT],
    prone_to_groups: [f64; CLASSES],
    leave: f64,
    /// Why people stop going to a group.
    stopping: stopping::Tables,
    onset_ratio: f64,
    resolution_ratio: f64,
    shun: f64,
    /// Odds of membership by sociability.
    member_odds: Vec<f64>,
    /// Odds of membership by what is within reach.
    near: place::Belonging,
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All, policy: &policy::Tables, living: &living::Tables) -> Self {
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
        let severe_prevalence = |k: usize| {
            let severe = p.severe_share[k] / p.severe_resolution_ratio;
            severe / (severe + 1.0 - p.severe_share[k])
        };
        let prone: [[f64; CLASSES]; Need::COUNT] = std::array::from_fn(|k| {
            let odds = p.prevalence[k] / (1.0 - p.prevalence[k]);
            proneness::of_need(all, Need::at(k), odds, severe_prevalence(k))
        });
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
                            .map(|odds| odds * proneness::kept(odds, &prone[k]))
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
        let mut onset: Vec<[[[f64; 2]; Fifth::COUNT]; Stage::COUNT]> = odds
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
        let grief = Need::Bereavement as usize;
        let (bereaved, tried) = leave_to_deaths(all, &mut onset[grief], &prone[grief], living);
        let usual_odds = p.member_share / (1.0 - p.member_share);
        let mut prone_to_groups = proneness::of_groups(all, usual_odds);
        let kept = proneness::kept(usual_odds, &prone_to_groups);
        for odds in &mut prone_to_groups {
            *odds *= kept;
        }
        let member_odds = |sociability: u8| {
            let above = Fixed::trait_of(sociability) - all.reference.sociability;
            libm::exp(
                crate::model::mechanisms::log_odds(p.member_share) + p.member_sociability * above,
            )
        };
        Self {
            onsets: Box::new(onsets(all, &onset, &prone)),
            bereaved,
            tried,
            classes: proneness::Edges::default(),
            prone,
            prone_to_groups,
            odds,
            resolve,
            severe: p.severe_share,
            severe_resolution: p.severe_resolution_ratio,
            leave: 1.0 / (p.member_years * crate::model::units::WEEKS_PER_YEAR),
            stopping: stopping::Tables::new(all),
            onset_ratio: p.member_onset_ratio,
            resolution_ratio: p.member_resolution_ratio,
            shun: p.member_onset_ratio / p.member_resolution_ratio,
            member_odds: (0..=u8::MAX).map(member_odds).collect(),
            near: place::Belonging::new(all),
        }
    }

    /// Odds of having a need and not being a member, and the odds of membership without needs:
    /// what synthesis draws the start from.
    #[must_use]
    pub fn start_odds(&self, who: &Fixed, need: Need) -> f64 {
        self.odds[need as usize][who.stage() as usize][who.fifth as usize][who.sex as usize]
            * self.prone[need as usize][who.proneness()]
    }

    /// Odds of membership among people without loneliness and low mood.
    #[must_use]
    pub fn member_odds(&self, who: &Fixed) -> f64 {
        self.member_odds[who.sociability_step() as usize]
            * self.prone_to_groups[who.proneness()]
            * self.near.of(who)
    }

    /// Ratio by which membership and a need of `EASED_BY_GROUPS` shun one another.
    #[must_use]
    pub fn shun(&self) -> f64 {
        self.shun
    }

    /// How many others a death in the list tries (`living`).
    #[must_use]
    pub fn tried(&self) -> f64 {
        self.tried
    }

    /// Chance that somebody whom a death tries is left bereaved by it.
    #[must_use]
    pub fn bereaved(&self, who: &Fixed) -> f64 {
        if !who.adult() {
            return 0.0;
        }
        self.bereaved[who.proneness()][who.stage() as usize][who.fifth as usize][who.sex as usize]
    }

    /// Chance of belonging to a group at the stationary law, whatever the needs.
    #[must_use]
    pub fn member_share(&self, who: &Fixed) -> f64 {
        // Weight of membership against none, summed over the needs that it shuns.
        let weight = EASED_BY_GROUPS.iter().fold(self.member_odds(who), |weight, &need| {
            let odds = self.start_odds(who, need);
            weight * (1.0 + odds * self.shun()) / (1.0 + odds)
        });
        weight / (1.0 + weight)
    }

    /// Chance of a need at the stationary law, of somebody in a group or in none.
    #[must_use]
    pub fn share(&self, who: &Fixed, need: Need, membership: Membership) -> f64 {
        let shuns = membership == Membership::Member && EASED_BY_GROUPS.contains(&need);
        let ratio = if shuns { self.shun() } else { 1.0 };
        let odds = self.start_odds(who, need) * ratio;
        odds / (1.0 + odds)
    }

    /// Share of needs that are severe among those present.
    #[must_use]
    pub fn severe_prevalence(&self, need: Need) -> f64 {
        let severe = self.severe[need as usize] / self.severe_resolution;
        severe / (severe + 1.0 - self.severe[need as usize])
    }

    /// Chances that needs start in a person.
    #[inline]
    fn onset(&self, who: &Fixed) -> &Onset {
        let [stage, fifth, sex] = [who.stage() as usize, who.fifth as usize, who.sex as usize];
        &self.onsets[who.proneness()][stage][fifth][sex]
    }

    /// Chance a week of one need's starting or ending: of its cause, where help has taken it down.
    #[inline]
    fn need_chance(&self, who: &Fixed, needs: Needs, member: bool, need: Need) -> f64 {
        let k = need as usize;
        let eased = member && EASED_BY_GROUPS.contains(&need);
        match needs.cause(need) {
            Severity::Absent => {
                let onset = self.onset(who).each[k];
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
    fn member_chance(&self, all: &All, who: &Fixed, now: Situation) -> f64 {
        match now.membership {
            Membership::Member => {
                let odds = self.start_odds(who, Need::Caring);
                let usual = self.stopping.usual(who, now.needs, odds / (1.0 + odds));
                self.leave * stopping::factor(&all.stopping, now.health, now.needs) / usual
            }
            Membership::None => {
                let shunned = EASED_BY_GROUPS.iter().filter(|&&need| now.needs.has(need)).count();
                let shun = self.shun();
                self.leave * self.member_odds(who) * [1.0, shun, shun * shun][shunned]
            }
        }
    }

    /// Chance a week that anything happens to a person's needs or membership.
    #[must_use]
    pub fn any_chance(&self, all: &All, who: &Fixed, now: Situation) -> f64 {
        if !who.adult() {
            return 0.0;
        }
        let needs = now.needs;
        let member = now.membership == Membership::Member;
        let none = self.onset(who).any[usize::from(member)];
        // A need whose cause is there can end, and cannot start.
        let change = needs.caused().fold(0.0, |sum, need| {
            sum + self.need_chance(who, needs, member, need)
                - self.need_chance(who, Needs::default(), member, need)
        });
        let back = |need| all.relapse.chance(need, now.membership, now.support);
        (none + change).max(0.0)
            + needs.held().map(back).sum::<f64>()
            + self.member_chance(all, who, now)
    }

    /// Which event it is, given that there is one: the first of independent exponential clocks,
    /// so that a change in one chance disturbs the others' turn as little as can be.
    #[must_use]
    pub fn event(
        &self,
        all: &All,
        who: &Fixed,
        now: Situation,
        uniform: impl Fn(usize) -> f64,
    ) -> Event {
        let needs = now.needs;
        let member = now.membership == Membership::Member;
        let mut clocks = [(0, 0.0, Event::Membership); CLOCKS];
        clocks[0] = (Need::COUNT, self.member_chance(all, who, now), Event::Membership);
        for (&need, clock) in Need::ALL.iter().zip(&mut clocks[1..]) {
            let starts = needs.cause(need) == Severity::Absent;
            let event = if starts { Event::Starts(need) } else { Event::Ends(need) };
            *clock = (need as usize, self.need_chance(who, needs, member, need), event);
        }
        let mut running = USUAL_CLOCKS;
        for need in needs.held() {
            let chance = all.relapse.chance(need, now.membership, now.support);
            clocks[running] = (USUAL_CLOCKS + need as usize, chance, Event::ComesBack(need));
            running += 1;
        }
        first(&clocks[..running], uniform)
    }
}

/// Which of some independent exponential clocks strikes first: each with the number of its uniform draw and
/// its chance a week. The first stands at the front where two strike at once.
fn first(clocks: &[(usize, f64, Event)], uniform: impl Fn(usize) -> f64) -> Event {
    // -ln u lies between 2 (1 - u) / (1 + u) and (1 - u) (1 + u) / (2 u): only clocks whose lower bound
    // is not above every upper bound need a logarithm, which is nearly always one clock.
    let [mut earliest, mut latest] = [[0.0; CLOCKS], [f64::INFINITY; CLOCKS]];
    for (at, &(index, chance, _)) in clocks.iter().enumerate() {
        let (u, chance) = (uniform(index), chance.max(SMALLEST_CHANCE));
        let (less, more) = (1.0 - u, 1.0 + u);
        earliest[at] = 2.0 * less / (more * chance) * ROUNDED;
        latest[at] = less * more / (2.0 * u * chance) / ROUNDED;
    }
    let first = latest.iter().fold(f64::INFINITY, |first, &at| first.min(at));
    let mut may_be_first = (0..clocks.len()).filter(|&at| earliest[at] <= first).peekable();
    let mut found = (f64::INFINITY, Event::Membership);
    while let Some(at) = may_be_first.next() {
        let (index, chance, event) = clocks[at];
        if found.0 == f64::INFINITY && may_be_first.peek().is_none() {
            return event;
        }
        let at = -libm::log(uniform(index)) / chance.max(SMALLEST_CHANCE);
        if at < found.0 {
            found = (at, event);
        }
    }
    found.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::random::{Draws, Purpose, WORDS, Who};
    use crate::model::world::{Health, Support};

    fn tables(all: &All) -> Tables {
        Tables::new(all, &policy::Tables::new(all), &living::Tables::new(all))
    }

    fn situation(needs: Needs, membership: Membership) -> Situation {
        Situation { needs, health: Health::Usual, membership, support: Support::None }
    }

    #[test]
    fn a_need_starts_as_often_as_it_ends_at_its_prevalence() {
        let mut all = baseline();
        all.living.open = false;
        let tables = tables(&all);
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
    fn deaths_in_the_list_take_over_their_share_of_bereavements() {
        let mut all = baseline();
        all.living.bereaved_share = 0.4;
        let living = tables(&all);
        all.living.open = false;
        let closed = tables(&all);
        let (mut young, mut old) = (somebody(), somebody());
        (young.age, old.age) = (20, 80);
        for who in [young, somebody(), old] {
            let chance = |tables: &Tables| {
                tables.need_chance(&who, Needs::default(), false, Need::Bereavement)
            };
            let taken_over = living.tried() * living.bereaved(&who) * {
                let mut open = all.clone();
                open.living.open = true;
                living::Tables::new(&open).deaths_a_week
            };
            assert!((chance(&living) / chance(&closed) - 0.6).abs() < 1e-12);
            assert!((chance(&living) + taken_over - chance(&closed)).abs() < 1e-12);
        }
        young.age = 10;
        assert!(living.bereaved(&young).abs() < f64::EPSILON && closed.tried().abs() < 1e-12);
    }

    #[test]
    fn members_are_lonely_less_and_the_lonely_join_less() {
        let all = baseline();
        let tables = tables(&all);
        let who = somebody();
        let mut lonely = Needs::default();
        let starts = |member| tables.need_chance(&who, Needs::default(), member, Need::Loneliness);
        assert!(starts(true) < starts(false));
        lonely.start(Need::Loneliness, Severity::Present, false);
        let joins = |needs| tables.member_chance(&all, &who, situation(needs, Membership::None));
        assert!((joins(lonely) - joins(Needs::default()) * tables.shun()).abs() < 1e-15);
    }

    #[test]
    fn the_cause_of_a_need_that_is_held_ends_as_the_need_would_have() {
        let all = baseline();
        let tables = tables(&all);
        let who = somebody();
        for severity in [Severity::Present, Severity::Severe] {
            let mut needs = Needs::default();
            needs.start(Need::Money, severity, false);
            let ends = tables.need_chance(&who, needs, false, Need::Money);
            let before = tables.any_chance(&all, &who, situation(needs, Membership::None));
            needs.help(Need::Money);
            assert!((tables.need_chance(&who, needs, false, Need::Money) - ends).abs() < 1e-15);
            let back = all.relapse.chance(Need::Money, Membership::None, Support::None);
            let after = tables.any_chance(&all, &who, situation(needs, Membership::None));
            assert!((after - before - back).abs() < 1e-12, "{after} against {before}");
        }
    }

    #[test]
    fn the_first_clock_is_that_of_the_smallest_logarithm_over_its_chance() {
        let draws = Draws::new(7, 0, 0).week(3);
        for case in 0..20_000 {
            let lots = |index: usize| {
                let block = draws.uniforms(Purpose::NeedEvent, Who(case), (index / WORDS) as u8, 0);
                // Some lots lie near the ends, and some are equal.
                match case % 4 {
                    0 => block[index % WORDS],
                    1 => 1.0 - block[index % WORDS] * 1e-9,
                    2 => block[index % WORDS] * 1e-9,
                    _ => (block[index % WORDS] * 4.0).ceil() / 4.0,
                }
            };
            let clocks: Vec<(usize, f64, Event)> = (Need::ALL.iter().enumerate())
                .map(|(at, &need)| {
                    let chance = [0.0, 0.001, 0.01, 0.01][at % 4] * f64::from(case % 7);
                    (at, chance, Event::Starts(need))
                })
                .collect();
            let at = |&(index, chance, _): &(usize, f64, Event)| {
                -libm::log(lots(index)) / chance.max(SMALLEST_CHANCE)
            };
            let wanted = clocks.iter().min_by(|a, b| at(a).total_cmp(&at(b))).expect("clocks").2;
            assert_eq!(super::first(&clocks, lots), wanted, "case {case}");
        }
    }

    #[test]
    fn what_is_held_comes_back_or_ends_and_never_starts() {
        let all = baseline();
        let tables = tables(&all);
        let who = somebody();
        let mut needs = Needs::default();
        needs.start(Need::Food, Severity::Severe, false);
        needs.help(Need::Food);
        needs.help(Need::Food);
        let now = situation(needs, Membership::None);
        let first = |index: usize| {
            tables.event(&all, &who, now, |at| if at == index { 1.0 - 1e-12 } else { 1e-12 })
        };
        assert_eq!(first(Need::Food as usize), Event::Ends(Need::Food));
        assert_eq!(first(USUAL_CLOCKS + Need::Food as usize), Event::ComesBack(Need::Food));
        assert_eq!(first(Need::Work as usize), Event::Starts(Need::Work));
        assert_eq!(first(Need::COUNT), Event::Membership);
    }
}

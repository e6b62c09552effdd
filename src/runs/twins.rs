//! Twins: the same person in two arms of a cell. Who gained and who lost is only known person by
//! person, so each arm keeps a short trail of everybody until all arms of the cell are done.
//!
//! **Estimand.** The effect on people who accept a referral in either arm, from the week of the
//! first one over 52 weeks, against their twins from the same week (a shadow index date for a twin
//! who was not referred); and the effect on everybody else, which is spill-over. A trail has
//! stretches of 12 weeks: the stretch of the referral counts from its start, when twins are still
//! alike, and the last one by the share of it that lies within the horizon.

use crate::model::engine::settle;
use crate::model::mechanisms::people::activation;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::engine::Rules;
use crate::model::kinds::{Fifth, Need};
use crate::model::world::{NEVER, People, World};

/// Weeks over which clients are followed.
pub const HORIZON: usize = 52;
/// Years of one point of life satisfaction beyond which a person counts as having gained or lost.
pub const LIFE_CHANGED: f64 = 0.05;
/// Visits beyond which a person counts as having more or fewer: this many or more.
pub const VISITS_CHANGED: i64 = 1;

/// Weeks of a stretch: three censuses.
const STRETCH: usize = 12;
/// Weeks between censuses.
const CENSUS: usize = 4;
/// Steps of a point of life satisfaction: the sum of three censuses of 10 points fits 16 bits.
const FIXED: f64 = 2_184.0;

/// By what twins are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum By {
    /// Not at all.
    All,
    /// Fifth of deprivation.
    Fifth,
    /// First need at the index week; of those never referred, at week 0.
    Need,
    /// Level of activation at that week.
    Activation,
    /// Clinical complexity: under a quarter, under a half, above.
    Complexity,
    /// In which arms a referral was accepted.
    Referral,
}

/// Whose twins are compared, and over which weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// Clients of either arm, from their index week over the horizon: the direct effect.
    Clients,
    /// Clients of either arm over all weeks.
    ClientsAllWeeks,
    /// People referred during the warm-up only.
    Earlier,
    /// Everybody else over all weeks: spill-over.
    Others,
    /// Everybody over all weeks.
    Everybody,
}

/// Integer sums over twins; differences are the other arm minus the base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Pairs of twins.
    pub people: i64,
    life: i64,
    visits: i64,
    /// Who gained more life satisfaction than the threshold.
    pub gained: i64,
    /// Who lost more than that.
    pub lost: i64,
    /// Who went to the practice at least so much more often.
    pub more_visits: i64,
    /// Who went at least so much less often.
    pub fewer_visits: i64,
}

/// The twins of one replicate: one arm against the base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twins(BTreeMap<(Whose, By, u8), Tally>);

/// What is kept of everybody in one arm: some seventy bytes a person for five years.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    weeks: usize,
    stretches: usize,
    life: Vec<u16>,
    visits: Vec<u8>,
    start: Vec<Kind>,
    referred: BTreeMap<u32, (usize, Kind)>,
    earlier: BTreeSet<u32>,
}

/// What a person is like in a week.
#[derive(Clone, Copy, Debug)]
struct Kind {
    fifth: Fifth,
    complexity: u8,
    /// First need there is, or the number of needs for none.
    need: u8,
    /// 1 to 4, or 0 for a child.
    level: u8,
}

impl Trail {
    /// Nothing yet, for this many people and weeks.
    pub(crate) fn new(people: usize, weeks: usize) -> Self {
        let stretches = weeks.div_ceil(STRETCH);
        Self {
            weeks,
            stretches,
            life: vec![0; people * stretches],
            visits: vec![0; people * stretches],
            start: Vec::new(),
            referred: BTreeMap::new(),
            earlier: BTreeSet::new(),
        }
    }

    /// Takes what is kept of a week that is over.
    pub(crate) fn week(&mut self, world: &World, rules: &Rules, week: i32) {
        let Ok(now) = usize::try_from(week) else { return };
        let people = &world.people;
        if now == 0 {
            self.start = (0..people.len()).map(|who| Kind::of(people, rules, who, week)).collect();
            let before = world.clients.iter().filter(|it| it.referred != NEVER && it.referred < 0);
            self.earlier = before.map(|client| client.person).collect();
        }
        for client in world.clients.iter().filter(|client| client.referred == week) {
            let kind = Kind::of(people, rules, client.person as usize, week);
            self.referred.entry(client.person).or_insert((now, kind));
        }
        let stretch = now / STRETCH;
        if now.is_multiple_of(CENSUS) {
            for (person, _) in people.fixed.iter().enumerate().filter(|(_, who)| who.adult()) {
                let state = settle::state_at(rules, people, person, week);
                self.life[person * self.stretches + stretch] +=
                    (state.wellbeing * FIXED).round() as u16;
            }
        }
        if now % STRETCH == STRETCH - 1 || now + 1 == self.weeks {
            let buckets = (now % STRETCH) / CENSUS;
            for (person, recent) in people.recent.iter().enumerate() {
                let visits = (0..=buckets)
                    .map(|back| recent[People::bucket(week - (back * CENSUS) as i32)])
                    .fold(0, u8::saturating_add);
                self.visits[person * self.stretches + stretch] = visits;
            }
        }
    }

    /// Compares everybody in this arm, the base, with their twin in another.
    pub(crate) fn against(&self, other: &Self) -> Twins {
        assert_eq!(self.start.len(), other.start.len(), "arms of a cell have the same people");
        let mut twins = Twins::default();
        for person in 0..self.start.len() {
            let number = person as u32;
            let (here, there) = (self.referred.get(&number), other.referred.get(&number));
            let index = match (here, there) {
                (Some(a), Some(b)) if b.0 < a.0 => Some(b),
                (Some(a), _) => Some(a),
                (None, b) => b,
            };
            let all = self.difference(other, person, None);
            let kind = index.map_or(self.start[person], |index| index.1);
            twins.add(Whose::Everybody, kind, None, all);
            let Some(&(week, _)) = index else {
                let earlier = self.earlier.contains(&number) || other.earlier.contains(&number);
                let whose = if earlier { Whose::Earlier } else { Whose::Others };
                twins.add(whose, kind, None, all);
                continue;
            };
            let referral = match (here, there) {
                (Some(_), Some(_)) => 0,
                (Some(_), None) => 1,
                _ => 2,
            };
            twins.add(Whose::ClientsAllWeeks, kind, Some(referral), all);
            if week + HORIZON <= self.weeks / STRETCH * STRETCH {
                let direct = self.difference(other, person, Some(week));
                twins.add(Whose::Clients, kind, Some(referral), direct);
            }
        }
        twins
    }

    /// Twelve times the difference in life satisfaction and in visits of a person, over all weeks
    /// or over the horizon from a week.
    fn difference(&self, other: &Self, person: usize, from: Option<usize>) -> (i64, i64) {
        let row = person * self.stretches..(person + 1) * self.stretches;
        let weight = |stretch: usize| match from {
            None => STRETCH as i64,
            Some(week) => weeks_within(stretch, week),
        };
        let (mut life, mut visits) = (0, 0);
        for (stretch, at) in row.enumerate() {
            let weight = weight(stretch);
            life += weight * (i64::from(other.life[at]) - i64::from(self.life[at]));
            visits += weight * (i64::from(other.visits[at]) - i64::from(self.visits[at]));
        }
        (life, visits)
    }
}

/// How many weeks of a stretch count for somebody referred in a week.
fn weeks_within(stretch: usize, week: usize) -> i64 {
    if stretch < week / STRETCH {
        return 0;
    }
    (week + HORIZON).saturating_sub(stretch * STRETCH).min(STRETCH) as i64
}

impl Kind {
    fn of(people: &People, rules: &Rules, person: usize, week: i32) -> Self {
        let who = &people.fixed[person];
        let needs = people.needs[person];
        let level = if who.adult() {
            activation::level(&rules.all, settle::state_at(rules, people, person, week).activation)
        } else {
            0
        };
        Self {
            fifth: who.fifth,
            complexity: match who.complexity() {
                ..0.25 => 0,
                0.25..0.5 => 1,
                _ => 2,
            },
            need: needs.iter().next().map_or(Need::COUNT as u8, |need| need as u8),
            level: level as u8,
        }
    }
}

impl Twins {
    fn add(&mut self, whose: Whose, kind: Kind, referral: Option<u8>, (life, visits): (i64, i64)) {
        let adult = kind.level > 0;
        let places = [
            Some((By::All, 0)),
            Some((By::Fifth, kind.fifth as u8)),
            adult.then_some((By::Need, kind.need)),
            adult.then_some((By::Activation, kind.level)),
            adult.then_some((By::Complexity, kind.complexity)),
            referral.map(|referral| (By::Referral, referral)),
        ];
        let changed = (LIFE_CHANGED * point_year()) as i64;
        let often = VISITS_CHANGED * STRETCH as i64;
        for (by, group) in places.into_iter().flatten() {
            let tally = self.0.entry((whose, by, group)).or_default();
            tally.people += 1;
            tally.life += life;
            tally.visits += visits;
            tally.gained += i64::from(life > changed);
            tally.lost += i64::from(life < -changed);
            tally.more_visits += i64::from(visits >= often);
            tally.fewer_visits += i64::from(visits <= -often);
        }
    }

    /// Adds the twins of another neighbourhood.
    pub fn sum(&mut self, other: &Self) {
        for (&key, theirs) in &other.0 {
            let mine = self.0.entry(key).or_default();
            mine.people += theirs.people;
            mine.life += theirs.life;
            mine.visits += theirs.visits;
            mine.gained += theirs.gained;
            mine.lost += theirs.lost;
            mine.more_visits += theirs.more_visits;
            mine.fewer_visits += theirs.fewer_visits;
        }
    }

    /// The tally of a group, if anybody is in it.
    #[must_use]
    pub fn tally(&self, whose: Whose, by: By, group: u8) -> Option<&Tally> {
        self.0.get(&(whose, by, group))
    }

    /// Every group with anybody in it.
    pub fn groups(&self) -> impl Iterator<Item = (Whose, By, u8)> {
        self.0.keys().copied()
    }
}

/// A year of one point of life satisfaction, in the steps of the sums.
fn point_year() -> f64 {
    FIXED * STRETCH as f64 * 52.0 / CENSUS as f64
}

impl Tally {
    /// Years of one point of life satisfaction gained, all together.
    #[must_use]
    pub fn life_years(&self) -> f64 {
        self.life as f64 / point_year()
    }

    /// Visits to the practice added, all together.
    #[must_use]
    pub fn visits(&self) -> f64 {
        self.visits as f64 / STRETCH as f64
    }
}

impl Whose {
    /// Its name in result files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::ClientsAllWeeks => "clients_all_weeks",
            Self::Earlier => "referred_in_warm_up",
            Self::Others => "others",
            Self::Everybody => "everybody",
        }
    }
}

impl By {
    /// Its name in result files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Fifth => "fifth",
            Self::Need => "need",
            Self::Activation => "activation",
            Self::Complexity => "complexity",
            Self::Referral => "referral",
        }
    }

    /// The name of one of its groups.
    #[must_use]
    pub fn group(self, group: u8) -> String {
        let at = usize::from(group);
        match self {
            Self::All => "all".to_owned(),
            Self::Fifth => Fifth::at(at).label().to_owned(),
            Self::Need => Need::LABELS.get(at).map_or("none", |label| *label).to_owned(),
            Self::Activation => format!("level_{group}"),
            Self::Complexity => ["low", "middle", "high"][at.min(2)].to_owned(),
            Self::Referral => ["both", "base_only", "scenario_only"][at.min(2)].to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_ends_a_year_after_the_referral_wherever_it_falls_in_a_stretch() {
        for week in 0..36 {
            let counted: i64 = (0..20).map(|stretch| weeks_within(stretch, week)).sum();
            assert_eq!(counted as usize, HORIZON + week % STRETCH, "week {week}");
        }
    }

    fn trail(life: u16, referred: Option<usize>) -> Trail {
        let kind = Kind { fifth: Fifth::Most, complexity: 0, need: 0, level: 2 };
        let mut trail = Trail::new(1, 60);
        trail.start = vec![kind];
        trail.life[4] = life;
        trail.referred = referred.map(|week| (0, (week, kind))).into_iter().collect();
        trail
    }

    #[test]
    fn a_twin_without_a_referral_is_followed_from_the_shadow_date() {
        // A point for three censuses, of which the horizon from week 2 holds 6 weeks in 12.
        let (base, other) = (trail(0, None), trail(3 * 2_184, Some(2)));
        let twins = base.against(&other);
        let of = |whose| twins.tally(whose, By::All, 0).unwrap();
        assert!((of(Whose::Clients).life_years() - 6.0 / 52.0).abs() < 1e-9);
        assert!((of(Whose::Everybody).life_years() - 12.0 / 52.0).abs() < 1e-9);
        assert_eq!((of(Whose::Clients).gained, of(Whose::Clients).lost), (1, 0));
        assert_eq!(twins.tally(Whose::Clients, By::Referral, 2).unwrap().people, 1);
        assert_eq!(twins.tally(Whose::Others, By::All, 0), None);
        let back = other.against(&base);
        assert_eq!(back.tally(Whose::Clients, By::All, 0).unwrap().lost, 1);
    }

    #[test]
    fn too_late_a_referral_has_no_horizon_but_counts_over_all_weeks() {
        let twins = trail(0, Some(9)).against(&trail(9, None));
        assert_eq!(twins.tally(Whose::Clients, By::All, 0), None);
        assert_eq!(twins.tally(Whose::ClientsAllWeeks, By::Referral, 1).unwrap().people, 1);
    }
}

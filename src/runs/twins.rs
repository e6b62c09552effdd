//! Twins: the same person in two arms of a cell. Who gained and who lost is only known person by
//! person, so each arm keeps a short trail of everybody until all arms of the cell are done.
//!
//! **Estimand.** The effect on people who accept a referral in either arm, from the week of the
//! first one over 52 weeks, against their twins from the same week (a shadow index date for a twin
//! who was not referred); and the effect on everybody else, which is spill-over. A trail has
//! stretches of 12 weeks: the stretch of the referral counts from its start, when twins are still
//! alike, and the last one by the share of it that lies within the horizon. A person is a place of the
//! list and how many had it before; clients count who were on the list through the horizon.
//!
//! **From which week.** From week 0; of two arms that differ before it, two worlds that have been so all the
//! time, from the first week of the warm-up, so that what people gain who were referred then is counted
//! with what was spent on them then (`account`).

mod follow;

pub use follow::{Followed, MONTHS, Moment};

use crate::model::engine::settle;
use crate::model::mechanisms::people::activation;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::characteristics::{Category, Characteristic, Profile};
use crate::model::engine::Rules;
use crate::model::kinds::{Fifth, Need};
use crate::model::world::{BUCKETS, Client, NEVER, People, World};
use crate::runs::account::{Account, Census};

/// Weeks over which clients are followed.
pub const HORIZON: i32 = 52;
/// Years of one point of life satisfaction beyond which a person counts as having gained or lost.
pub const LIFE_CHANGED: f64 = 0.05;
/// Visits beyond which a person counts as having more or fewer: this many or more.
pub const VISITS_CHANGED: i64 = 1;

/// Weeks of a stretch: three censuses.
const STRETCH: i32 = 12;
/// Weeks between censuses.
pub(crate) const CENSUS: i32 = 4;
/// Steps of a point of life satisfaction: the sum of three censuses of 10 points fits 16 bits.
pub(crate) const FIXED: f64 = 2_184.0;

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
    /// Age, sex, belonging to a cultural minority, or a disability that limits, at the index week; of those never
    /// referred, at week 0.
    Of(Characteristic),
}

/// Whose twins are compared, and over which weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whose {
    /// Clients of either arm, from their index week over the horizon: the direct effect.
    Clients,
    /// Clients of either arm over all weeks.
    ClientsAllWeeks,
    /// People referred only before the first week that counts.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twins {
    /// First week of the gains of persons: 0, or the first of the warm-up.
    from: i32,
    tallies: BTreeMap<(Whose, By, u8), Tally>,
    followed: Followed,
    account: Account,
}

/// What is kept of everybody in one arm: some seventy bytes a person for five years, of each who has a
/// place of the list one after another. Stretches begin at multiples of twelve weeks from week 0,
/// wherever the trail begins.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    /// First week that is kept.
    first: i32,
    /// First week of the first stretch.
    origin: i32,
    /// The week after the last.
    end: i32,
    stretches: usize,
    /// Everybody who was ever there, and of each a row of stretches.
    people: Vec<Stay>,
    life: Vec<u16>,
    visits: Vec<u8>,
    /// Who has each place of the list now.
    now: Vec<u32>,
    /// Every week in which a referral of a person was accepted.
    referred: BTreeMap<u32, Vec<(i32, Kind)>>,
    /// Who was referred before the trail begins.
    earlier: BTreeSet<u32>,
    account: Account,
}

/// Somebody who is followed: a place of the list, and how many people had it before.
#[derive(Clone, Copy, Debug)]
struct Stay {
    place: u32,
    generation: u16,
    /// Week in which they left; far off for who is there.
    left: i32,
    /// As they were in week 0, or when they came.
    start: Kind,
}

/// What a person is like in a week.
#[derive(Clone, Copy, Debug)]
struct Kind {
    fifth: Fifth,
    profile: Profile,
    complexity: u8,
    /// First need there is, or the number of needs for none.
    need: u8,
    /// 1 to 4, or 0 for a child.
    level: u8,
}

impl Trail {
    /// Nothing yet, for this many people, from a week on, 0 at the latest, to the week before `end`.
    pub(crate) fn new(people: usize, first: i32, end: i32) -> Self {
        let origin = first.div_euclid(STRETCH) * STRETCH;
        let stretches = ((end - origin) as usize).div_ceil(STRETCH as usize);
        Self {
            first,
            origin,
            end,
            stretches,
            people: Vec::with_capacity(people),
            life: Vec::with_capacity(people * stretches),
            visits: Vec::with_capacity(people * stretches),
            now: Vec::with_capacity(people),
            referred: BTreeMap::new(),
            earlier: BTreeSet::new(),
            account: Account::new(first, end),
        }
    }

    /// Follows somebody from now on.
    fn follow(&mut self, place: u32, generation: u16, start: Kind) -> u32 {
        self.people.push(Stay { place, generation, left: i32::MAX, start });
        self.life.resize(self.people.len() * self.stretches, 0);
        self.visits.resize(self.people.len() * self.stretches, 0);
        self.people.len() as u32 - 1
    }

    /// Takes what is kept of a week that is over.
    pub(crate) fn week(&mut self, world: &World, rules: &Rules, week: i32) {
        if week < self.first {
            return;
        }
        let people = &world.people;
        let kind = |place: usize| Kind::of(people, rules, place, week);
        if week == self.first {
            for place in 0..people.len() {
                let number = self.follow(place as u32, people.generation[place], kind(place));
                self.now.push(number);
            }
            let before = world
                .clients
                .iter()
                .filter(|it| !it.gone() && it.referred != NEVER && it.referred < week);
            self.earlier = before.map(|client| client.person).collect();
            let mut list = [0; Profile::COUNT];
            people.fixed.iter().for_each(|who| list[Profile::of(who).place()] += 1);
            self.account.begin(Profile::by_category(&list));
        } else {
            self.turn_over(world, week, kind);
        }
        if week == 0 {
            for (place, &number) in self.now.iter().enumerate() {
                self.people[number as usize].start = kind(place);
            }
        }
        let referred = |it: &&Client| it.referred == week && !it.gone();
        for client in world.clients.iter().filter(referred) {
            let kind = kind(client.person as usize);
            let number = self.now[client.person as usize];
            self.referred.entry(number).or_default().push((week, kind));
        }
        self.account.spend(week, &world.ledger);
        let (stretch, within) = self.place(week);
        if week.rem_euclid(CENSUS) == 0 {
            let mut census = Census::default();
            let mut profiles = [0; Profile::COUNT];
            for (person, who) in people.fixed.iter().enumerate().filter(|(_, who)| who.adult()) {
                let state = settle::state_at(rules, people, person, week);
                let life = (state.wellbeing * FIXED).round() as u16;
                self.life[self.now[person] as usize * self.stretches + stretch] += life;
                census.life[who.fifth as usize] += i64::from(life);
                profiles[Profile::of(who).place()] += i64::from(life);
            }
            census.life_of = Profile::by_category(&profiles);
            census.away = world.moved_away.map(|points| (points * FIXED).round() as i64);
            self.account.census(week, &census);
        }
        if within == STRETCH - 1 || week + 1 == self.end {
            for (person, recent) in people.recent.iter().enumerate() {
                let at = self.now[person] as usize * self.stretches + stretch;
                self.visits[at] = visits_up_to(recent, week, within);
            }
        }
    }

    /// Whose places went to somebody else as a week began: their rows are closed, and others opened.
    fn turn_over(&mut self, world: &World, week: i32, kind: impl Fn(usize) -> Kind) {
        let (stretch, within) = self.place(week);
        for departed in &world.desk.departed {
            let place = departed.person as usize;
            let number = self.now[place] as usize;
            self.people[number].left = week;
            if within > 0 {
                let visits = visits_up_to(&departed.recent, week - 1, within - 1);
                self.visits[number * self.stretches + stretch] = visits;
            }
            let generation = world.people.generation[place];
            self.now[place] = self.follow(departed.person, generation, kind(place));
        }
    }

    /// The stretch of a week, and its place in it.
    fn place(&self, week: i32) -> (usize, i32) {
        let since = week - self.origin;
        ((since / STRETCH) as usize, since % STRETCH)
    }

    /// The first referral of a person from a week on.
    fn referral(&self, person: u32, from: i32) -> Option<(i32, Kind)> {
        let referred = self.referred.get(&person)?;
        referred.iter().find(|(week, _)| *week >= from).copied()
    }

    /// Whether the person was referred before a week.
    fn earlier(&self, person: u32, week: i32) -> bool {
        let first = self.referred.get(&person).and_then(|referred| referred.first());
        self.earlier.contains(&person) || first.is_some_and(|(first, _)| *first < week)
    }

    /// Compares everybody in this arm, the base, with their twin in another, from which it first
    /// differs in a week: gains of persons from week 0 or, if that is before it, from there; the account
    /// from that very week.
    pub(crate) fn against(&self, other: &Self, differs: i32) -> Twins {
        let from = differs.min(0).max(self.first);
        let account = self.account.against(&other.account, differs);
        let followed = Followed::default();
        let mut twins = Twins { from, tallies: BTreeMap::new(), followed, account };
        let whole = self.origin + (self.end - self.origin) / STRETCH * STRETCH;
        let theirs = other.numbers();
        for (number, person) in self.people.iter().enumerate() {
            // Two worlds in which different people live or die have twins only of who is in both.
            let twin = theirs.get(&(person.place, person.generation));
            let Some(&twin) = twin.filter(|_| person.left > from) else { continue };
            let left = person.left.min(other.people[twin as usize].left);
            let pair = (number as u32, twin);
            let (here, there) = (self.referral(pair.0, from), other.referral(pair.1, from));
            let index = match (here, there) {
                (Some(a), Some(b)) if b.0 < a.0 => Some(b),
                (Some(a), _) => Some(a),
                (None, b) => b,
            };
            let all = self.difference(other, pair, from, None);
            let kind = index.map_or(person.start, |index| index.1);
            twins.add(Whose::Everybody, kind, None, all);
            let Some((week, _)) = index else {
                let earlier = self.earlier(pair.0, from) || other.earlier(pair.1, from);
                let group = if earlier { Whose::Earlier } else { Whose::Others };
                twins.add(group, kind, None, all);
                continue;
            };
            let referral = match (here, there) {
                (Some(_), Some(_)) => 0,
                (Some(_), None) => 1,
                _ => 2,
            };
            twins.add(Whose::ClientsAllWeeks, kind, Some(referral), all);
            twins.followed.take(self, other, (pair, week), whole.min(left));
            if week + HORIZON <= whole.min(left) {
                let direct = self.difference(other, pair, from, Some(week));
                twins.add(Whose::Clients, kind, Some(referral), direct);
            }
        }
        twins
    }

    /// The number of everybody who was ever there, by place and how many had it before.
    fn numbers(&self) -> BTreeMap<(u32, u16), u32> {
        let all = self.people.iter().zip(0..);
        all.map(|(person, number)| ((person.place, person.generation), number)).collect()
    }

    /// Twelve times the difference in life satisfaction and in visits of a person, over all weeks from
    /// one on or over the horizon from the week of a referral.
    fn difference(
        &self,
        other: &Self,
        (here, there): (u32, u32),
        from: i32,
        referred: Option<i32>,
    ) -> (i64, i64) {
        let row = |number: u32| {
            let first = number as usize * self.stretches;
            first..first + self.stretches
        };
        let (mut life, mut visits) = (0, 0);
        let both = row(here).zip(row(there)).enumerate();
        for (stretch, (here, there)) in both.skip(self.place(from).0) {
            let weight = match referred {
                None => i64::from(STRETCH),
                Some(week) => weeks_within(stretch as i32, week - self.origin),
            };
            life += weight * (i64::from(other.life[there]) - i64::from(self.life[here]));
            visits += weight * (i64::from(other.visits[there]) - i64::from(self.visits[here]));
        }
        (life, visits)
    }
}

/// Visits from the first week of a stretch, so many weeks before this one, up to it.
fn visits_up_to(recent: &[u8; BUCKETS], week: i32, within: i32) -> u8 {
    (0..=within / CENSUS)
        .map(|back| recent[People::bucket(week - back * CENSUS)])
        .fold(0, u8::saturating_add)
}

/// How many weeks of a stretch count for somebody referred so many weeks after the first stretch begins.
fn weeks_within(stretch: i32, week: i32) -> i64 {
    if stretch < week / STRETCH {
        return 0;
    }
    (week + HORIZON - stretch * STRETCH).clamp(0, STRETCH).into()
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
            profile: Profile::of(who),
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
        let categories = Characteristic::ALL.iter().zip(kind.profile.categories());
        let categories = categories.map(|(&of, category)| (By::Of(of), category as u8));
        let changed = (LIFE_CHANGED * point_year()) as i64;
        let often = VISITS_CHANGED * i64::from(STRETCH);
        for (by, group) in places.into_iter().flatten().chain(categories) {
            let tally = self.tallies.entry((whose, by, group)).or_default();
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
        self.account.add(&other.account);
        self.followed.add(&other.followed);
        for (&key, theirs) in &other.tallies {
            let mine = self.tallies.entry(key).or_default();
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
        self.tallies.get(&(whose, by, group))
    }

    /// Every group with anybody in it.
    pub fn groups(&self) -> impl Iterator<Item = (Whose, By, u8)> {
        self.tallies.keys().copied()
    }

    /// What clients gain in each year and at each moment after the referral.
    #[must_use]
    pub fn followed(&self) -> &Followed {
        &self.followed
    }

    /// First week of the gains of persons: 0, or the first of the warm-up in two worlds that have been
    /// different since.
    #[must_use]
    pub fn from(&self) -> i32 {
        self.from
    }

    /// What was spent more and gained by everybody, week by week, from the first week in which the arms
    /// differ.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }
}

/// A year of one point of life satisfaction, in the steps of the sums.
fn point_year() -> f64 {
    FIXED * f64::from(STRETCH) * 52.0 / f64::from(CENSUS)
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
        self.visits as f64 / f64::from(STRETCH)
    }
}

impl Whose {
    /// Its name in result files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::ClientsAllWeeks => "clients_all_weeks",
            Self::Earlier => "referred_before",
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
            Self::Of(characteristic) => characteristic.label(),
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
            Self::Of(_) => Category::at(at).label().to_owned(),
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
            assert_eq!(counted, i64::from(HORIZON + week % STRETCH), "week {week}");
        }
    }

    /// One person, from a week of the warm-up or from week 0 on, with a gain in weeks 48 to 59.
    fn trail_from(first: i32, life: u16, referred: &[i32]) -> Trail {
        let profile = Profile::of(&crate::model::mechanisms::tests::somebody());
        let kind = Kind { fifth: Fifth::Most, profile, complexity: 0, need: 0, level: 2 };
        let mut trail = Trail::new(1, first, 60);
        let number = trail.follow(0, 0, kind);
        trail.now.push(number);
        let at = trail.place(48).0;
        trail.life[at] = life;
        let referred: Vec<_> = referred.iter().map(|&week| (week, kind)).collect();
        trail.referred = (!referred.is_empty()).then_some((0, referred)).into_iter().collect();
        trail
    }

    fn trail(life: u16, referred: Option<i32>) -> Trail {
        trail_from(0, life, referred.as_slice())
    }

    #[test]
    fn a_twin_without_a_referral_is_followed_from_the_shadow_date() {
        // A point for three censuses, of which the horizon from week 2 holds 6 weeks in 12.
        let (base, other) = (trail(0, None), trail(3 * 2_184, Some(2)));
        let twins = base.against(&other, 0);
        let of = |whose| twins.tally(whose, By::All, 0).unwrap();
        assert!((of(Whose::Clients).life_years() - 6.0 / 52.0).abs() < 1e-9);
        assert!((of(Whose::Everybody).life_years() - 12.0 / 52.0).abs() < 1e-9);
        assert_eq!((of(Whose::Clients).gained, of(Whose::Clients).lost), (1, 0));
        assert_eq!(twins.tally(Whose::Clients, By::Referral, 2).unwrap().people, 1);
        let minority = By::Of(Characteristic::Minority);
        let of = |category| twins.tally(Whose::Clients, minority, category as u8);
        assert_eq!(of(Category::NoMinority).unwrap().gained, 1);
        assert_eq!(of(Category::Minority), None);
        assert_eq!(twins.tally(Whose::Others, By::All, 0), None);
        let back = other.against(&base, 0);
        assert_eq!(back.tally(Whose::Clients, By::All, 0).unwrap().lost, 1);
    }

    #[test]
    fn who_leaves_within_the_horizon_is_no_client_and_the_next_of_the_place_is_another_person() {
        let (mut base, mut other) = (trail(0, None), trail(3 * 2_184, Some(2)));
        for trail in [&mut base, &mut other] {
            trail.people[0].left = 53;
            let kind = trail.people[0].start;
            let number = trail.follow(0, 1, kind);
            trail.now[0] = number;
        }
        let at = other.stretches + other.place(53).0;
        other.life[at] = 2_184;
        let twins = base.against(&other, 0);
        let of = |whose| twins.tally(whose, By::All, 0).map(|tally| tally.people);
        assert_eq!((of(Whose::Clients), of(Whose::ClientsAllWeeks)), (None, Some(1)));
        assert_eq!((of(Whose::Others), of(Whose::Everybody)), (Some(1), Some(2)));
        other.people[1].generation = 2;
        assert_eq!(base.against(&other, 0).tally(Whose::Everybody, By::All, 0).unwrap().people, 1);
    }

    #[test]
    fn too_late_a_referral_has_no_horizon_but_counts_over_all_weeks() {
        let twins = trail(0, Some(9)).against(&trail(9, None), 0);
        assert_eq!(twins.tally(Whose::Clients, By::All, 0), None);
        assert_eq!(twins.tally(Whose::ClientsAllWeeks, By::Referral, 1).unwrap().people, 1);
    }

    #[test]
    fn a_trail_that_begins_in_the_warm_up_is_the_same_from_week_0_on() {
        let (short, long) = (trail(0, None), trail(3 * 2_184, Some(2)));
        let wanted = short.against(&long, 0);
        for first in [-52, -26, -7] {
            let (base, other) = (trail_from(first, 0, &[]), trail_from(first, 3 * 2_184, &[2]));
            let found = base.against(&other, 0);
            assert_eq!((found.from, &found.tallies), (0, &wanted.tallies), "from {first}");
            let whole = base.against(&other, i32::MIN);
            assert_eq!((whole.from, &whole.tallies), (first, &wanted.tallies), "from {first}");
        }
        // Somebody referred in the warm-up is a client where that counts, and was one before where not.
        let (base, other) = (trail_from(-26, 0, &[]), trail_from(-26, 9, &[-20]));
        let of = |twins: &Twins, whose| twins.tally(whose, By::All, 0).map(|tally| tally.people);
        let (later, all) = (base.against(&other, 0), base.against(&other, -26));
        assert_eq!((of(&later, Whose::Earlier), of(&later, Whose::Clients)), (Some(1), None));
        assert_eq!((of(&all, Whose::Earlier), of(&all, Whose::Clients)), (None, Some(1)));
        assert_eq!((all.account().first(), all.account().weeks()), (-26, 86));
    }
}

//! What every registered person has: small columns, so that a week of a neighbourhood stays in
//! the cache. Who is offered the scheme gets a wide row beside it (`Client`).

use crate::model::kinds::{AgeBand, Fifth, Resource, Sex, Stage};
use crate::model::world::birthdays::Birthdays;
use crate::model::world::needs::Needs;

/// Age from which people are adults, whom the scheme is for.
const ADULT_FROM: u8 = 18;

/// Age from which people are in the middle stage of adult life, as the surveys of needs have it.
const MIDDLE_FROM: u8 = 35;

/// Age from which people are in the older stage of adult life, as the surveys of needs have it.
const OLDER_FROM: u8 = 65;

/// Steps of a share held in 16 bits.
const FINE_STEPS: f64 = u16::MAX as f64;

/// Half of such a step, by which the nearest one is found.
const HALF_STEP: f64 = 0.5;

/// Steps of a trait held in 8 bits.
const TRAIT_STEPS: f64 = u8::MAX as f64;

/// The share that each step of a trait stands for.
const TRAITS: [f64; 1 << u8::BITS] = {
    let mut shares = [0.0; 1 << u8::BITS];
    let mut step = 0;
    while step < shares.len() {
        shares[step] = step as f64 / TRAIT_STEPS;
        step += 1;
    }
    shares
};

/// Steps of a standard deviation of advantage held in 8 bits: nearly four deviations either way.
const ADVANTAGE_STEPS: f64 = 32.0;

/// Bit from which a byte holds the locality, after the class of usual life satisfaction.
const LOCALITY_FROM: u8 = 4;

/// Bits of the class of usual life satisfaction.
const PRONENESS: u8 = (1 << LOCALITY_FROM) - 1;

/// A share in [0, 1] in 16 bits: fine enough that a loss of 1 % a week does not round away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level(u16);

impl Level {
    /// The nearest level to a share; values outside [0, 1] are held at its ends.
    #[must_use]
    #[inline]
    pub fn of(share: f64) -> Self {
        Self((share.clamp(0.0, 1.0) * FINE_STEPS + HALF_STEP) as u16)
    }

    /// The level as a share.
    #[must_use]
    #[inline]
    pub fn share(self) -> f64 {
        f64::from(self.0) * (1.0 / FINE_STEPS)
    }
}

/// Points by which somebody's own level of activation has moved, in steps fine enough that a slow move
/// does not round away; none is exactly none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved(i16);

/// Steps of a point by which an own level moves.
const MOVED_STEPS: f64 = 256.0;

impl Moved {
    /// The nearest step to these points.
    #[must_use]
    #[inline]
    pub fn of(points: f64) -> Self {
        // To the nearest whole number, halves away from zero, without a call.
        let steps = points * MOVED_STEPS;
        Self((steps + HALF_STEP.copysign(steps)) as i16)
    }

    /// The points.
    #[must_use]
    #[inline]
    pub fn points(self) -> f64 {
        f64::from(self.0) * (1.0 / MOVED_STEPS)
    }
}

/// How freely somebody can go where things take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mobility {
    /// As most people.
    Free,
    /// Limited by a disability.
    Limited,
}

/// What a person brings that a run does not change, but for what comes with age.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    /// Age in years.
    pub age: u8,
    /// Sex as recorded by the practice.
    pub sex: Sex,
    /// Fifth of deprivation of the place where they live.
    pub fifth: Fifth,
    /// Long-term conditions.
    pub conditions: u8,
    /// Practice they are registered with.
    pub practice: u8,
    /// Usual GP, numbered within the neighbourhood.
    pub gp: u16,
    /// Has the use of a car.
    pub car: bool,
    /// Is tied down by work or caring in the daytime.
    pub tied: bool,
    /// Belongs to a cultural minority.
    pub minority: bool,
    /// Whether a disability limits where they can go.
    pub mobility: Mobility,
    /// Clinical complexity, 0 to 255.
    complexity: u8,
    /// Advantage over others of the fifth, in steps.
    advantage: i8,
    /// Class of usual life satisfaction in the lower bits, locality in the upper ones.
    packed: u8,
    sociability: u8,
    affiliation: u8,
    stigma: u8,
    attribution: u8,
    trust: u8,
    readiness: u8,
    /// Multiplier of the consulting rate, mean 1.
    pub frailty: f32,
    /// Life satisfaction without needs, illness, crisis or groups, 0 to 10.
    pub wellbeing_usual: f32,
    /// Activation to which the person returns, 0 to 100.
    pub activation_usual: f32,
}

/// Traits of a person as shares in [0, 1].
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// Clinical complexity.
    pub complexity: f64,
    /// Ease in making contacts.
    pub sociability: f64,
    /// Liking for groups.
    pub affiliation: f64,
    /// Sensitivity to stigma.
    pub stigma: f64,
    /// Conviction that their problems are medical.
    pub attribution: f64,
    /// Initial trust in others.
    pub trust: f64,
    /// Energy and mental room for change, before hardship and load.
    pub readiness: f64,
}

impl Fixed {
    /// A person with these margins and traits.
    #[must_use]
    pub fn new(age: u8, sex: Sex, fifth: Fifth, practice: u8, gp: u16, traits: &Traits) -> Self {
        let byte = |share: f64| (share.clamp(0.0, 1.0) * TRAIT_STEPS).round() as u8;
        Self {
            age,
            sex,
            fifth,
            conditions: 0,
            practice,
            gp,
            car: true,
            tied: false,
            minority: false,
            mobility: Mobility::Free,
            packed: 0,
            advantage: 0,
            complexity: byte(traits.complexity),
            sociability: byte(traits.sociability),
            affiliation: byte(traits.affiliation),
            stigma: byte(traits.stigma),
            attribution: byte(traits.attribution),
            trust: byte(traits.trust),
            readiness: byte(traits.readiness),
            frailty: 1.0,
            wellbeing_usual: 0.0,
            activation_usual: 0.0,
        }
    }

    /// Advantage over others of the same fifth, in standard deviations.
    #[must_use]
    pub fn advantage(&self) -> f64 {
        f64::from(self.advantage) / ADVANTAGE_STEPS
    }

    /// Sets the advantage over others of the same fifth, in standard deviations.
    pub(crate) fn set_advantage(&mut self, deviations: f64) {
        self.advantage = (deviations * ADVANTAGE_STEPS).round() as i8;
    }

    /// Class of usual life satisfaction, from the least satisfied: how prone to needs.
    #[must_use]
    #[inline]
    pub fn proneness(&self) -> usize {
        usize::from(self.packed & PRONENESS)
    }

    /// Sets the class of usual life satisfaction.
    pub(crate) fn set_proneness(&mut self, class: u8) {
        self.packed = (self.packed & !PRONENESS) | class;
    }

    /// Locality of the neighbourhood in which the person lives, from the poorest.
    #[must_use]
    #[inline]
    pub fn locality(&self) -> u8 {
        self.packed >> LOCALITY_FROM
    }

    /// Sets the locality in which the person lives.
    pub(crate) fn live_in(&mut self, locality: u8) {
        self.packed = (self.packed & PRONENESS) | (locality << LOCALITY_FROM);
    }

    /// The person's traits as shares.
    #[must_use]
    pub fn traits(&self) -> Traits {
        Traits {
            complexity: Self::trait_of(self.complexity),
            sociability: Self::trait_of(self.sociability),
            affiliation: Self::trait_of(self.affiliation),
            stigma: Self::trait_of(self.stigma),
            attribution: Self::trait_of(self.attribution),
            trust: Self::trait_of(self.trust),
            readiness: Self::trait_of(self.readiness),
        }
    }

    /// A trait as a share, from the step that is stored.
    #[must_use]
    #[inline]
    pub(crate) fn trait_of(step: u8) -> f64 {
        TRAITS[step as usize]
    }

    /// Sociability alone, which the hot path needs.
    #[must_use]
    #[inline]
    pub fn sociability(&self) -> f64 {
        Self::trait_of(self.sociability)
    }

    /// Sociability as it is stored, by which tables are read.
    #[must_use]
    #[inline]
    pub(crate) fn sociability_step(&self) -> u8 {
        self.sociability
    }

    /// Clinical complexity alone, which the hot path needs.
    #[must_use]
    #[inline]
    pub fn complexity(&self) -> f64 {
        Self::trait_of(self.complexity)
    }

    /// Whether the person is of an age for social prescribing.
    #[must_use]
    #[inline]
    pub fn adult(&self) -> bool {
        self.age >= ADULT_FROM
    }

    /// Age band of the consulting rate.
    #[must_use]
    #[inline]
    pub fn band(&self) -> AgeBand {
        AgeBand::of(self.age)
    }

    /// Stage of adult life, by which needs differ.
    #[must_use]
    #[inline]
    pub fn stage(&self) -> Stage {
        match self.age {
            0..MIDDLE_FROM => Stage::Young,
            MIDDLE_FROM..OLDER_FROM => Stage::Middle,
            OLDER_FROM.. => Stage::Older,
        }
    }
}

/// Health this week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// As usual.
    Usual,
    /// In an episode of illness.
    Ill,
}

/// Whether the person belongs to a group, found by themselves or kept up after the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Belongs to none.
    None,
    /// Belongs to one.
    Member,
}

/// States that relax slowly towards a target, kept at the week in which they were last settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slow {
    /// Life satisfaction, as a share of 10 points.
    pub wellbeing: Level,
    /// Activation, as a share of 100 points.
    pub activation: Level,
    /// How far the person's own level of activation has moved.
    pub own: Moved,
    /// Social capital, resource by resource.
    pub capital: [Level; Resource::COUNT],
}

/// The slow states of a person as plain numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Life satisfaction, 0 to 10.
    pub wellbeing: f64,
    /// Activation, 0 to 100.
    pub activation: f64,
    /// Points by which the person's own level of activation has moved.
    pub own: f64,
    /// Social capital, resource by resource.
    pub capital: [f64; Resource::COUNT],
}

impl State {
    /// The state as it is stored.
    #[must_use]
    #[inline]
    pub fn stored(&self) -> Slow {
        let mut slow = Slow {
            wellbeing: Level::of(self.wellbeing / 10.0),
            activation: Level::of(self.activation / 100.0),
            own: Moved::of(self.own),
            ..Slow::default()
        };
        for (level, &share) in slow.capital.iter_mut().zip(&self.capital) {
            *level = Level::of(share);
        }
        slow
    }

    /// The state that was stored.
    #[must_use]
    #[inline]
    pub fn of(slow: &Slow) -> Self {
        let mut state = Self {
            wellbeing: slow.wellbeing.share() * 10.0,
            activation: slow.activation.share() * 100.0,
            own: slow.own.points(),
            capital: [0.0; Resource::COUNT],
        };
        for (share, level) in state.capital.iter_mut().zip(slow.capital) {
            *share = level.share();
        }
        state
    }
}

/// Four-week buckets of visits kept for everybody: the year up to now.
pub const BUCKETS: usize = 13;

/// Weeks of a bucket of visits.
pub const BUCKET_WEEKS: i32 = 4;

/// The clocks of a person, as thresholds on a 32-bit draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clocks {
    /// Asks for a medical appointment.
    pub consult: u32,
    /// An illness episode starts or ends.
    pub illness: u32,
    /// A need starts or ends, or a group is joined or left.
    pub need: u32,
    /// Asks for an appointment because of a social need.
    pub social: u32,
    /// A crisis begins to build, comes to its head or passes: from the other end of the draw of
    /// `illness`.
    pub crisis: u32,
}

/// Columns of everybody registered. A row is a place on the registered list: its person may die or
/// move away, and another comes (`living`). A person is a row and how many people have had it.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Thresholds of the clocks. Owner: `clocks`.
    pub clocks: Vec<Clocks>,
    /// Social needs, and the crisis they may have come to. Owner: `need`.
    pub needs: Vec<Needs>,
    /// Health. Owner: `illness`.
    pub health: Vec<Health>,
    /// Group membership. Owner: `need`.
    pub membership: Vec<Membership>,
    /// Slow states. Owner: `world`.
    pub slow: Vec<Slow>,
    /// Week in which the slow states were last settled. Owner: `settle`.
    pub settled: Vec<i16>,
    /// What the usual GP knows of the person's social context. Owner: `referral`.
    pub context: Vec<Level>,
    /// Row among the clients, plus one; 0 for none. Owner: `world`.
    pub client: Vec<u32>,
    /// Visits in each of the last thirteen four-week buckets. Owner: `consulting`.
    pub recent: Vec<[u8; BUCKETS]>,
    /// Visits in each half-year of the measured weeks, person by person. Owner: `consulting`.
    pub halves: Vec<u8>,
    /// Half-years in `halves` for each person.
    pub halves_each: usize,
    /// How many people have had the place before. Owner: `world`.
    pub generation: Vec<u16>,
    /// Week in which the person came to the list; the earliest of all for who was there from the
    /// start. Owner: `world`.
    pub entered: Vec<i16>,
    /// Birthdays at which the place went to somebody else, one bit each. Owner: `world`.
    pub changed: Vec<u128>,
    /// In which week of the year birthdays fall.
    pub birthdays: Birthdays,
    /// What a run does not change but for birthdays.
    pub fixed: Vec<Fixed>,
}

impl People {
    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fixed.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fixed.is_empty()
    }

    /// Position of a week in the ring of four-week buckets.
    #[must_use]
    pub fn bucket(week: i32) -> usize {
        week.div_euclid(BUCKET_WEEKS).rem_euclid(BUCKETS as i32) as usize
    }

    /// Whether one and the same person has had a place from one week to the week before another, neither
    /// of them still to come.
    #[must_use]
    pub fn registered(&self, person: usize, from: i32, to: i32) -> bool {
        self.changed[person] & self.birthdays.between(person, from, to) == 0
    }

    /// A place goes to somebody else at its birthday in a week.
    pub fn change_hands(&mut self, person: usize, week: i32) {
        self.generation[person] += 1;
        self.entered[person] = week as i16;
        self.changed[person] |= self.birthdays.bit(person, week);
    }

    /// Keeps the slow states that somebody now has.
    #[inline]
    pub fn keep(&mut self, person: usize, state: &State) {
        self.slow[person] = state.stored();
    }

    /// Visits to the practice in the last year.
    #[must_use]
    pub fn visits_of_year(&self, person: usize) -> u32 {
        self.recent[person].iter().map(|&visits| u32::from(visits)).sum()
    }

    /// The person's row among the clients, if they were ever offered the scheme.
    #[must_use]
    pub fn client_row(&self, person: usize) -> Option<usize> {
        (self.client[person] as usize).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_registered_throughout_is_known_of_every_span() {
        let mut people = People {
            birthdays: Birthdays::new(-26, vec![10, 10]),
            changed: vec![0; 2],
            generation: vec![0; 2],
            entered: vec![i16::MIN; 2],
            ..People::default()
        };
        // Birthdays in weeks -16, 36, 88, 140: the first place changes hands at two of them.
        people.change_hands(0, 36);
        people.change_hands(0, 140);
        for from in -26..160 {
            for to in from + 1..160 {
                let changes = [36, 140].iter().any(|&at| from < at && at < to);
                assert_eq!(people.registered(0, from, to), !changes, "{from} to {to}");
                assert!(people.registered(1, from, to));
            }
        }
        assert_eq!((people.generation[0], people.entered[0]), (2, 140));
    }

    #[test]
    fn a_loss_of_one_per_cent_a_week_does_not_round_away() {
        let mut level = Level::of(0.5);
        for _ in 0..100 {
            level = Level::of(level.share() * 0.99);
        }
        assert!((level.share() - 0.5 * 0.366_032).abs() < 0.001);
    }
}

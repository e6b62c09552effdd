//! Records: what a study would hold of everybody registered in one neighbourhood, person by person, and apart
//! from that the truth that nobody could hold. A person is a place of the list and how many had it before.
//! Weeks are those of the run; week 0 is the first that is measured.

use std::collections::BTreeMap;

use crate::model::engine::{Rules, settle};
use crate::model::kinds::{Fifth, Sex};
use crate::model::mechanisms::people::loneliness;
use crate::model::world::{
    Assigned, BUCKET_WEEKS, Client, Form, NEVER, Scoring, Staff, Stay, World,
};

/// Where people are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By a GP.
    Gp,
    /// By anybody of the practice.
    Practice,
    /// In urgent care.
    Urgent,
}

impl Kind {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Gp, Self::Practice, Self::Urgent];

    /// The name in tables and files.
    #[must_use]
    pub fn label(self) -> &'static str {
        ["gp_visits", "practice_visits", "urgent_visits"][self as usize]
    }
}

/// Weeks between two looks at the true life satisfaction and loneliness of everybody.
pub const LOOK: i32 = BUCKET_WEEKS;

/// Steps of a point of a true level as it is kept: 10 points fit 16 bits, with room for `CHILD`.
const STEPS: f64 = 6_000.0;

/// What stands for somebody whom nobody asks.
const CHILD: u16 = u16::MAX;

/// Somebody's part of the scheme, as its records have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Week in which they first accepted, in the weeks of enrolment, and what the lot said.
    pub enrolled: Option<(i32, Assigned)>,
    /// Week in which they were first taken on.
    pub referred: Option<i32>,
    /// Week of the first contact with a link worker.
    pub contacted: Option<i32>,
    /// Week in which the first spell was over.
    pub closed: Option<i32>,
    /// Scores at the first referral to a link worker.
    pub first: Form,
    /// Scores at the end of the spell that began with it.
    pub last: Form,
}

/// Somebody who was registered for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Place of the list.
    pub place: u32,
    /// How many had it before.
    pub generation: u16,
    /// First week on the list, or of the records.
    pub from: i32,
    /// The week after the last.
    pub to: i32,
    /// Practice.
    pub practice: u8,
    /// Fifth of deprivation.
    pub fifth: Fifth,
    /// Age as the records begin, or as the person comes.
    pub age: u8,
    /// Sex.
    pub sex: Sex,
    /// Long-term conditions, at the same time.
    pub conditions: u8,
    /// Their part of the scheme.
    pub case: Case,
}

impl Person {
    /// Whether they were registered from a week to the one before another.
    #[must_use]
    pub fn there(&self, from: i32, to: i32) -> bool {
        self.from <= from && to <= self.to
    }

    /// Who they are in every world of the neighbourhood.
    #[must_use]
    pub fn name(&self) -> (u32, u16) {
        (self.place, self.generation)
    }
}

/// The records of one neighbourhood.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// First week.
    first: i32,
    /// The week after the last.
    end: i32,
    /// Everybody who was ever there.
    people: Vec<Person>,
    /// Who has each place now.
    now: Vec<u32>,
    /// Visits of each kind up to the week before each, week by week and place by place.
    visits: [Vec<u16>; Kind::ALL.len()],
    /// Visits of each kind so far, by place.
    so_far: [Vec<u16>; Kind::ALL.len()],
    /// True life satisfaction, look by look, in steps; `CHILD` for children.
    life: Vec<Vec<u16>>,
    /// True level of loneliness, in the same way.
    lonely: Vec<Vec<u16>>,
    /// What is known so far of each row among the clients, and whose it is.
    rows: Vec<(u32, Case)>,
    practices: usize,
    places: usize,
}

impl Records {
    /// Nothing yet, from a week to the one before another.
    #[must_use]
    pub fn new(first: i32, end: i32) -> Self {
        Self { first, end, ..Self::default() }
    }

    /// Takes a week that is over.
    pub fn week(&mut self, world: &World, rules: &Rules, week: i32) {
        self.turn_over(world, week);
        for visit in &world.desk.visits {
            let place = visit.person as usize;
            self.so_far[Kind::Practice as usize][place] += 1;
            self.so_far[Kind::Gp as usize][place] += u16::from(visit.staff == Staff::Gp);
        }
        for &(person, stay) in &world.desk.urgent {
            debug_assert!(matches!(stay, Stay::Home | Stay::Admitted));
            self.so_far[Kind::Urgent as usize][person as usize] += 1;
        }
        let from = (week + 1 - self.first) as usize * self.places;
        for (all, so_far) in self.visits.iter_mut().zip(&self.so_far) {
            all[from..from + so_far.len()].copy_from_slice(so_far);
        }
        if (week - self.first) % LOOK == 0 {
            let people = &world.people;
            let look = |level: &dyn Fn(usize) -> f64| {
                let steps = people.fixed.iter().enumerate().map(|(person, who)| {
                    if who.adult() { (level(person) * STEPS).round() as u16 } else { CHILD }
                });
                steps.collect()
            };
            let life = |person| settle::state_at(rules, people, person, week).wellbeing;
            let lonely = |person: usize| {
                loneliness::level(&rules.all, &people.fixed[person], people.needs[person])
            };
            self.life.push(look(&life));
            self.lonely.push(look(&lonely));
        }
        for (row, client) in world.clients.iter().enumerate() {
            if row == self.rows.len() {
                let person = self.now[client.person as usize];
                self.rows.push((person, Case::default()));
            }
            note(&mut self.rows[row].1, client, week);
        }
    }

    /// Whose places went to somebody else as a week began.
    fn turn_over(&mut self, world: &World, week: i32) {
        let people = &world.people;
        let person = |place: usize| {
            let who = &people.fixed[place];
            Person {
                place: place as u32,
                generation: people.generation[place],
                from: week,
                to: i32::MAX,
                practice: who.practice,
                fifth: who.fifth,
                age: who.age,
                sex: who.sex,
                conditions: who.conditions,
                case: Case::default(),
            }
        };
        if self.now.is_empty() {
            self.people = (0..people.len()).map(person).collect();
            self.now = (0..people.len() as u32).collect();
            self.places = people.len();
            self.practices = world.practices.len();
            let cells = people.len() * (self.weeks() + 1);
            self.visits = std::array::from_fn(|_| vec![0; cells]);
            self.so_far = std::array::from_fn(|_| vec![0; people.len()]);
            return;
        }
        for departed in &world.desk.departed {
            let place = departed.person as usize;
            self.people[self.now[place] as usize].to = week;
            self.now[place] = self.people.len() as u32;
            self.people.push(person(place));
        }
    }

    /// Closes the books.
    pub fn close(&mut self, world: &World) {
        for person in &mut self.people {
            person.to = person.to.min(self.end);
        }
        for (row, (person, mut case)) in std::mem::take(&mut self.rows).into_iter().enumerate() {
            if case.closed.is_none() {
                case.first = world.clients[row].first_form;
            }
            self.people[person as usize].case = case;
        }
        let names: BTreeMap<(u32, u16), usize> =
            self.people.iter().enumerate().map(|(at, person)| (person.name(), at)).collect();
        for enrolled in world.allocation.enrolled() {
            if let Some(&at) = names.get(&(enrolled.person, enrolled.generation)) {
                self.people[at].case.enrolled = Some((enrolled.week, enrolled.assigned));
            }
        }
    }

    fn weeks(&self) -> usize {
        (self.end - self.first) as usize
    }

    /// First week of the records.
    #[must_use]
    pub fn first(&self) -> i32 {
        self.first
    }

    /// The week after the last.
    #[must_use]
    pub fn end(&self) -> i32 {
        self.end
    }

    /// Practices of the neighbourhood.
    #[must_use]
    pub fn practices(&self) -> usize {
        self.practices
    }

    /// Everybody who was ever there.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Whether every week from one to the one before another is in the records.
    #[must_use]
    pub fn covers(&self, from: i32, to: i32) -> bool {
        self.first <= from && to <= self.end
    }

    /// How often somebody was seen from a week to the one before another, both in the records. A place has
    /// one person after another: the caller asks for weeks in which this one had it.
    ///
    /// # Panics
    /// If the weeks are not in the records.
    #[must_use]
    pub fn visits(&self, kind: Kind, person: &Person, from: i32, to: i32) -> u32 {
        let place = person.place as usize;
        let at = |week: i32| (week - self.first) as usize * self.places + place;
        let up_to = |week: i32| self.visits[kind as usize][at(week)];
        u32::from(up_to(to).wrapping_sub(up_to(from)))
    }

    /// True life satisfaction at the last look up to a week, 0 to 10; none of a child.
    #[must_use]
    pub fn life(&self, person: &Person, week: i32) -> Option<f64> {
        self.looked(&self.life, person, week)
    }

    /// True level of loneliness at the last look up to a week, 3 to 9; none of a child.
    #[must_use]
    pub fn lonely(&self, person: &Person, week: i32) -> Option<f64> {
        self.looked(&self.lonely, person, week)
    }

    fn looked(&self, looks: &[Vec<u16>], person: &Person, week: i32) -> Option<f64> {
        let look = looks.get(((week - self.first) / LOOK) as usize)?;
        let steps = look[person.place as usize];
        (steps != CHILD).then(|| f64::from(steps) / STEPS)
    }

    /// The weeks in which somebody's true life satisfaction was looked at.
    pub fn looks(&self, person: &Person) -> impl Iterator<Item = i32> {
        let first = self.first;
        (person.from..person.to).filter(move |week| (week - first) % LOOK == 0)
    }
}

/// What a week adds to what is known of a client.
fn note(case: &mut Case, client: &Client, week: i32) {
    if case.referred.is_none() && client.referred != NEVER {
        case.referred = Some(client.referred);
    }
    if case.contacted.is_none() && client.first_contact != NEVER {
        case.contacted = Some(client.first_contact);
    }
    if case.closed.is_none() && client.scoring == Scoring::Closed {
        (case.closed, case.first, case.last) = (Some(week), client.first_form, client.last_form);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Cause;
    use crate::model::mechanisms::tests::{baseline, small_world};
    use crate::model::world::Request;

    #[test]
    fn records_hold_who_was_seen_when_and_who_was_there() {
        let (rules, mut world) = small_world(baseline());
        let mut records = Records::new(-4, 8);
        let row = world.open_row(&baseline(), 3);
        for week in -4..8 {
            world.desk.visits.clear();
            world.desk.departed.clear();
            if week == 0 || week == 1 || week == 5 {
                for staff in [Staff::Gp, Staff::Other] {
                    world.desk.visits.push(Request { person: 3, cause: Cause::Medical, staff });
                }
            }
            if week == 2 {
                world.clients[row].referred = 2;
            }
            if week == 4 {
                let recent = world.people.recent[9];
                world.desk.departed.push(crate::model::world::Departed { person: 9, recent });
                world.people.generation[9] += 1;
            }
            records.week(&world, &rules, week);
        }
        records.close(&world);
        let person = &records.people()[3];
        let seen = |kind, from, to| records.visits(kind, person, from, to);
        assert_eq!([seen(Kind::Gp, -4, 8), seen(Kind::Gp, -4, 0), seen(Kind::Gp, 0, 2)], [3, 0, 2]);
        assert_eq!([seen(Kind::Practice, 1, 6), seen(Kind::Urgent, -4, 8)], [4, 0]);
        assert_eq!((person.case.referred, person.case.contacted), (Some(2), None));
        let (gone, come) = (&records.people()[9], records.people().last().unwrap());
        assert_eq!((gone.from, gone.to), (-4, 4));
        assert_eq!((come.place, come.generation, come.from, come.to), (9, 1, 4, 8));
        assert!(gone.there(-4, 4) && !gone.there(-4, 5) && come.there(4, 8));
        let adult = records.people().iter().find(|person| person.age > 30).unwrap();
        let life = settle::state_at(&rules, &world.people, adult.place as usize, 4).wellbeing;
        assert!((records.life(adult, 5).unwrap() - life).abs() < 1e-3);
        let place = adult.place as usize;
        let lonely =
            loneliness::level(&rules.all, &world.people.fixed[place], world.people.needs[place]);
        assert!((records.lonely(adult, 5).unwrap() - lonely).abs() < 1e-3);
    }
}

//! Clients against matched controls, as Carnes 2017 did it: everybody referred, and for each several
//! people of like age, sex, place and long-term conditions who were never referred, in the year before
//! and the year after the client's referral. Nobody is matched on visits, so that what comes of being
//! referred when visits are many stays in the contrast.

use serde::{Deserialize, Serialize};

use crate::model::kinds::{AgeBand, Fifth, Sex};
use crate::model::random::{Draws, Purpose, Who};
use crate::model::world::{Fixed, World};
use crate::runs::studies::clients::{BeforeAfter, YEAR};
use crate::runs::studies::history::{History, PRACTICE, Seen};
use crate::runs::studies::panel::Waves;
use crate::runs::studies::{Index, still_there, sum};

/// Controls of a client, at most.
const CONTROLS: usize = 5;

/// Long-term conditions from which on people count as alike.
const MANY_CONDITIONS: usize = 3;

/// Scale of means over controls.
const FIXED: i64 = 60_000;

/// Waves of the panel from the last one before the referral to the one that is compared with it.
const WAVES_ON: usize = 2;

/// Sums over clients who have a control.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// Of GP visits, then of visits to the practice: clients; their visits before and after; means over
    /// the controls of each, before and after.
    visits: [[i64; 5]; 2],
    /// Life satisfaction as measured in half-yearly waves: clients; their change; the mean change of
    /// the controls of each.
    life: [i64; 3],
}

/// What a client is matched on: age band, sex, fifth and number of long-term conditions.
fn stratum(who: &Fixed) -> usize {
    let conditions = usize::from(who.conditions).min(MANY_CONDITIONS);
    ((who.band() as usize * Sex::COUNT + who.sex as usize) * Fifth::COUNT + who.fifth as usize)
        * (MANY_CONDITIONS + 1)
        + conditions
}

impl Matched {
    /// Takes everybody whose first referral has a year of the record on either side.
    pub fn take(&mut self, world: &World, history: &History, waves: &Waves, index: &Index) {
        let mut pool =
            vec![Vec::new(); AgeBand::COUNT * Sex::COUNT * Fifth::COUNT * (MANY_CONDITIONS + 1)];
        for (person, who) in world.people.fixed.iter().enumerate() {
            // Whoever was never referred: also those who were offered it and declined.
            if !world.people.client_row(person).is_some_and(|row| index.ever(row)) {
                pool[stratum(who)].push(person);
            }
        }
        for (client, &week) in world.clients.iter().zip(index.weeks()) {
            let person = client.person as usize;
            let (from, to) = (week.saturating_sub(YEAR), week.saturating_add(1 + YEAR));
            if week < 0 || !history.covers(from, to) || !still_there(world, person, from, to) {
                continue;
            }
            let controls =
                controls(world, &pool[stratum(&world.people.fixed[person])], (person, week));
            if !controls.is_empty() {
                self.take_visits(history, person, &controls, week);
                self.take_life(waves, person, &controls, week);
            }
        }
    }

    fn take_visits(&mut self, history: &History, person: usize, controls: &[usize], week: i32) {
        let kinds: [&[Seen]; 2] = [&[Seen::Gp], PRACTICE];
        for (sums, kind) in self.visits.iter_mut().zip(kinds) {
            let years = |person: usize| {
                let before = history.count(person, kind, week - YEAR, week);
                [before, history.count(person, kind, week + 1, week + 1 + YEAR)]
            };
            let [before, after] = years(person);
            let mut all = [0; 2];
            for &control in controls {
                sum(&mut all, &years(control));
            }
            let mean = all.map(|sum| sum * FIXED / controls.len() as i64);
            sum(sums, &[1, before, after, mean[0], mean[1]]);
        }
    }

    fn take_life(&mut self, waves: &Waves, person: usize, controls: &[usize], week: i32) {
        let Some(first) = waves.last_before(week) else { return };
        let change = |person: usize| {
            let before = waves.score(person, first)?;
            Some(waves.score(person, first + WAVES_ON)? - before)
        };
        let theirs: Vec<i64> = controls.iter().filter_map(|&control| change(control)).collect();
        if let Some(own) = change(person)
            && !theirs.is_empty()
        {
            let mean = theirs.iter().sum::<i64>() * FIXED / theirs.len() as i64;
            sum(&mut self.life, &[1, own, mean]);
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        self.visits.iter_mut().zip(&other.visits).for_each(|(mine, theirs)| sum(mine, theirs));
        sum(&mut self.life, &other.life);
    }

    fn kind(&self, kind: usize) -> Option<[BeforeAfter; 2]> {
        let [people, before, after, before_all, after_all] = self.visits[kind];
        let own = |sum: i64| sum as f64 / people as f64;
        let mean = |sum: i64| own(sum) / FIXED as f64;
        let cases = BeforeAfter { before: own(before), after: own(after) };
        let controls = BeforeAfter { before: mean(before_all), after: mean(after_all) };
        (people > 0).then_some([cases, controls])
    }

    /// GP visits a year of clients and of their controls.
    #[must_use]
    pub fn gp(&self) -> Option<[BeforeAfter; 2]> {
        self.kind(0)
    }

    /// Visits to the practice a year of clients and of their controls.
    #[must_use]
    pub fn practice(&self) -> Option<[BeforeAfter; 2]> {
        self.kind(1)
    }

    /// Change of measured life satisfaction of clients, less that of their controls, from the half-yearly
    /// wave before the referral to the one a year later.
    #[must_use]
    pub fn life(&self) -> Option<f64> {
        let [people, own, controls] = self.life.map(|sum| sum as f64);
        (people > 0.0).then(|| (own - controls / FIXED as f64) / people)
    }
}

/// A few of the people alike who were registered at the time, by a lot of the client's.
fn controls(world: &World, pool: &[usize], (person, week): (usize, i32)) -> Vec<usize> {
    if pool.is_empty() {
        return Vec::new();
    }
    let lots = Draws::new(0, 0, 0).week(week);
    let lot = lots.words(Purpose::StudyTies, Who(person as u32), 1, 0)[0] as usize % pool.len();
    let there = |&control: &usize| still_there(world, control, week - YEAR, week + 1 + YEAR);
    pool[lot..].iter().chain(&pool[..lot]).copied().filter(there).take(CONTROLS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};
    use crate::runs::studies::history::Diary;

    #[test]
    fn a_client_is_held_against_people_alike_who_were_never_referred() {
        let (_, mut world) = small_world(baseline());
        let count = world.people.len();
        let of = |person: usize| stratum(&world.people.fixed[person]);
        let alike = |person: &usize| (0..count).any(|it| it != *person && of(it) == of(*person));
        let client = (0..count).find(alike).expect("two people alike");
        let row = world.open_row(&baseline(), client);
        (world.clients[row].referred, world.clients[row].first_contact) = (0, 2);
        let like = stratum(&world.people.fixed[client]);
        let mut diary = Diary::default();
        for week in -52..53 {
            diary.open(week);
            for person in 0..count {
                let alike = person != client && stratum(&world.people.fixed[person]) == like;
                let strange = stratum(&world.people.fixed[person]) != like;
                // Clients go eight times before and six after, people alike twice and thrice.
                let due = match week {
                    _ if person == client => (-40..-32).contains(&week) || (20..26).contains(&week),
                    _ if alike => [-20, -10, 10, 20, 30].contains(&week),
                    _ => strange,
                };
                if due {
                    diary.note(person as u32, Seen::Gp);
                }
            }
        }
        let mut index = Index::default();
        index.week(&world, 0);
        let history = diary.by_person(count);
        let mut found = Matched::default();
        found.take(&world, &history, &Waves::default(), &index);
        let years = |before, after| BeforeAfter { before, after };
        assert_eq!(found.gp(), Some([years(8.0, 6.0), years(2.0, 3.0)]));
        assert_eq!(found.life(), None);
        // Whoever was referred once is nobody's control, and a client without a year has none.
        let mut none = Matched::default();
        let mut late = Index::default();
        world.clients[row].referred = 1;
        late.week(&world, 1);
        none.take(&world, &history, &Waves::default(), &late);
        assert_eq!(none.gp(), None);
    }
}

//! Studies of the simulated records: each published figure is found again by its own study's
//! estimator, from what such a study could see, one file for each family of designs. Everything adds
//! up as integers over neighbourhoods. Whom a study follows was registered throughout (`registered`).

pub mod activation;
pub mod attenders;
pub mod clients;
pub mod course;
pub mod history;
pub mod matched;
pub mod panel;
pub mod referred;
mod registered;
pub mod scores;

pub use registered::{registered, still_there};

use serde::{Deserialize, Serialize};

use crate::model::engine::Rules;
use crate::model::random::Draws;
use crate::model::world::{NEVER, World};
use crate::runs::RunSize;
use activation::{Activation, Measured};
use attenders::Attenders;
use clients::Clients;
use history::Diary;
use matched::Matched;
use panel::{Panel, Waves};
use referred::Referred;
use scores::Scores;

/// Weeks from the first measurement of activation to the second, and one.
const SIX_MONTHS: i32 = 27;

/// Sums from which the studies' figures follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Studies {
    /// Frequent attenders, and fifths.
    pub attenders: Attenders,
    /// Activation with a long-term condition.
    pub activation: Activation,
    /// Who is referred.
    pub referred: Referred,
    /// Scores of clients.
    pub scores: Scores,
    /// Clients before and after.
    pub clients: Clients,
    /// Clients against matched controls.
    pub matched: Matched,
    /// Starting and stopping community activity.
    pub panel: Panel,
    #[serde(skip)]
    notes: Notes,
}

/// What is kept person by person while a run goes on.
#[derive(Clone, Debug, Default)]
struct Notes {
    diary: Diary,
    waves: Waves,
    index: Index,
    lonely: Vec<bool>,
    measured: Measured,
}

impl PartialEq for Notes {
    /// Notes are no figures.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Notes {}

/// The week of each client's first accepted referral, in the order of their rows.
#[derive(Clone, Debug, Default)]
pub struct Index(Vec<i32>);

impl Index {
    /// Takes the referrals of a week.
    pub fn week(&mut self, world: &World, week: i32) {
        self.0.resize(world.clients.len(), NEVER);
        for (first, client) in self.0.iter_mut().zip(&world.clients) {
            if *first == NEVER && client.referred == week {
                *first = week;
            }
        }
    }

    /// Row by row; `NEVER` for those who have accepted none.
    #[must_use]
    pub fn weeks(&self) -> &[i32] {
        &self.0
    }

    /// Whether the client of a row ever accepted one.
    #[must_use]
    pub fn ever(&self, row: usize) -> bool {
        self.0.get(row).is_some_and(|&week| week != NEVER)
    }
}

impl Studies {
    /// Takes what a study would take in a week.
    pub fn week(&mut self, world: &World, rules: &Rules, plan: &RunSize, week: i32, setup: Draws) {
        let end = plan.weeks as i32;
        let notes = &mut self.notes;
        notes.diary.week(world, week);
        notes.index.week(world, week);
        notes.waves.week(world, rules, week, setup);
        if week == 0 {
            notes.lonely = Referred::lonely(world);
        }
        let first = (end - SIX_MONTHS).max(0);
        if week == first {
            notes.measured = activation::measure(world, rules, week, setup);
            self.activation.levels_of(rules, &notes.measured);
        }
        if week == referred::ASKED - 1 {
            self.referred.first_year(world, &notes.lonely);
            self.attenders.first_year(world);
        }
        if week == end - 1 && end >= SIX_MONTHS {
            let second = activation::measure(world, rules, week, setup);
            self.activation.pairs(world, &notes.measured, &second, (first, week));
        }
    }

    /// Closes the books at the end of a run.
    pub fn close(&mut self, world: &World, rules: &Rules) {
        let notes = std::mem::take(&mut self.notes);
        let history = notes.diary.by_person(world.people.len());
        self.attenders.take(world);
        self.referred.take(world);
        self.scores.take(world);
        self.clients.take(world, &history, &notes.index);
        self.matched.take(world, &history, &notes.waves, &notes.index);
        self.panel.take(world, &notes.waves);
        self.activation.care(world, rules, &notes.measured, &history);
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        self.attenders.add(&other.attenders);
        self.activation.add(&other.activation);
        self.referred.add(&other.referred);
        self.scores.add(&other.scores);
        self.clients.add(&other.clients);
        self.matched.add(&other.matched);
        self.panel.add(&other.panel);
    }
}

/// Adds sums to sums.
fn sum<const N: usize>(mine: &mut [i64; N], theirs: &[i64; N]) {
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
}

/// A part of a whole, in per cent.
fn share([whole, part]: [i64; 2]) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

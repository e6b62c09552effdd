//! What a study takes from the records of one neighbourhood, and what twins say there. Rows of neighbourhoods
//! are joined in their order.

mod clients;
mod practices;
mod trials;

use crate::model::mechanisms::people::loneliness;
use crate::model::random::{Draws, Purpose, Who};
use crate::runs::Difference;
use crate::runs::records::{Person, Records};
use crate::studies::evaluation::around::Around;
use crate::studies::evaluation::design::{Design, Estimator, Family, Outcome};
use crate::studies::evaluation::estimators::before_after::before_after;
use crate::studies::evaluation::estimators::matched::contrast;
use crate::studies::evaluation::estimators::panel::Panel;
use crate::studies::evaluation::estimators::series::interrupted;
use crate::studies::evaluation::estimators::staggered::{Unit, callaway_santanna};
use crate::studies::evaluation::estimators::survey::{Answer, repeated};
use crate::studies::evaluation::estimators::trial::{Counted, Participant, by_person, by_practice};
use crate::studies::evaluation::estimators::{Estimate, before_after::Measure};

/// Weeks of a quarter of the calendar.
pub const QUARTER: i32 = 13;

/// Weeks of a period of a series.
pub const MONTH: i32 = 4;

/// Weeks of a year.
pub(crate) const YEAR: f64 = 52.0;

/// Room for practices of a neighbourhood in a number that holds both.
const PRACTICES: u32 = 256;

/// Occasions of lots that a study draws; 0 and 1 are those of the worlds.
mod occasion {
    /// Who is in the study.
    pub(super) const SAMPLE: u8 = 2;
    /// Who is followed.
    pub(super) const FOLLOWED: u8 = 3;
    /// Who is asked.
    pub(super) const ASKED: u8 = 4;
    /// Who answers.
    pub(super) const ANSWERS: u8 = 5;
    /// The error of a score that a study takes.
    pub(super) const ERROR: u8 = 60;
}

/// A row of somebody who may be in the study, with the lot that says whether.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn<T> {
    /// The lot.
    pub lot: f64,
    /// The row.
    pub row: T,
}

/// The quarters of a client.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarters {
    /// Outcomes, quarter by quarter.
    pub outcomes: Vec<f64>,
    /// First quarter with the scheme.
    pub from: usize,
}

/// What a study has before it estimates.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// Clients before and after.
    Changes(Vec<Drawn<[f64; 2]>>),
    /// Changes of a client and of their control.
    Pairs(Vec<Drawn<[f64; 2]>>),
    /// Clients and those who are never referred.
    Panel {
        /// Clients.
        cases: Vec<Drawn<Quarters>>,
        /// The others, with as many quarters each.
        controls: Vec<Vec<f64>>,
    },
    /// Participants of a trial, with their practices.
    Participants(Vec<Drawn<(u32, Participant)>>),
    /// Practices, period by period.
    Units(Vec<Unit>),
    /// Answers.
    Answers(Vec<Answer>),
    /// A series summed up over people, and how many they are; periods before the scheme.
    Series {
        /// Sums of each period.
        sums: Vec<f64>,
        /// People.
        people: f64,
        /// Periods before.
        before: usize,
    },
}

/// Differences between twins, summed up: of persons, or of practices by their means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum {
    /// The differences.
    pub apart: f64,
    /// What was there before, of the same.
    pub before: f64,
    /// How many.
    pub count: f64,
}

/// What one neighbourhood gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What the study has.
    pub rows: Rows,
    /// The truth of the design.
    pub own: Sum,
    /// Everybody against nobody, less the truth of the design, for the same people.
    pub interference: Sum,
    /// Visits around the referral, of studies of clients.
    pub around: Around,
}

/// One neighbourhood, lived in each of its worlds.
pub(super) struct Site<'a> {
    pub(super) design: &'a Design,
    /// The records, world by world.
    pub(super) worlds: &'a [Records],
    pub(super) setup: Draws,
    pub(super) neighbourhood: u32,
}

/// Takes what a design has use for from the records of its worlds.
#[must_use]
pub fn take(design: &Design, worlds: &[Records], (replicate, neighbourhood): (u32, u32)) -> Taken {
    let setup = Draws::new(design.size().seed, replicate, neighbourhood);
    let site = Site { design, worlds, setup, neighbourhood };
    match design.estimator.family() {
        Family::Clients => clients::take(&site),
        Family::Persons => trials::take(&site),
        Family::Practices if design.estimator == Estimator::Survey => practices::survey(&site),
        Family::Practices => trials::by_practice(&site),
        Family::Steps => practices::steps(&site),
        Family::Everywhere => practices::series(&site),
    }
}

impl Sum {
    /// One more.
    pub(super) fn take(&mut self, apart: f64, before: f64) {
        self.apart += apart;
        self.before += before;
        self.count += 1.0;
    }

    fn add(&mut self, other: Self) {
        self.apart += other.apart;
        self.before += other.before;
        self.count += other.count;
    }

    /// The mean, in the measure of the design.
    #[must_use]
    pub fn mean(&self, measure: Measure) -> Option<f64> {
        let percent = 100.0;
        match measure {
            Measure::Difference | Measure::Deviations => {
                (self.count > 0.0).then(|| self.apart / self.count)
            }
            Measure::Percent => (self.before > 0.0).then(|| percent * self.apart / self.before),
        }
    }
}

impl Site<'_> {
    /// A lot of somebody's, the same in every world.
    fn lot(&self, person: &Person, occasion: u8) -> f64 {
        self.lot_of(0, person, occasion)
    }

    fn lot_of(&self, week: i32, person: &Person, occasion: u8) -> f64 {
        let draws = self.setup.week(week);
        draws.uniform(Purpose::Allocate, Who(person.place), occasion, person.generation.into())
    }

    /// Whether somebody is old enough and was there, and can be followed.
    fn eligible(&self, person: &Person, from: i32, to: i32) -> bool {
        let who = &self.design.who;
        u32::from(person.age) >= who.age_from
            && person.there(from, to)
            && self.worlds[0].covers(from, to)
            && self.lot(person, occasion::FOLLOWED) < who.followed
    }

    /// The outcome in a window: visits as a rate a year, or the score asked in its last week.
    fn outcome(&self, records: &Records, person: &Person, from: i32, to: i32) -> Option<f64> {
        match self.design.outcome {
            Outcome::Visits(kind) => Some(
                f64::from(records.visits(kind, person, from, to)) * YEAR / f64::from(to - from),
            ),
            Outcome::LifeSatisfaction | Outcome::Loneliness => self.asked(records, person, to - 1),
        }
    }

    /// The same without the error of a score: what twins are compared by.
    fn truth(&self, records: &Records, person: &Person, from: i32, to: i32) -> Option<f64> {
        match self.design.outcome {
            Outcome::Visits(_) => self.outcome(records, person, from, to),
            Outcome::LifeSatisfaction => records.life(person, to - 1),
            Outcome::Loneliness => records.lonely(person, to - 1),
        }
    }

    /// Life satisfaction or loneliness as somebody says it in a week: with the error of a score, in whole points.
    fn asked(&self, records: &Records, person: &Person, week: i32) -> Option<f64> {
        let all = &self.design.scenario.timeline.at(week).parameters;
        let z = self.setup.week(week).normal(Purpose::Measure, Who(person.place), occasion::ERROR);
        if self.design.outcome == Outcome::Loneliness {
            return Some(loneliness::score(all, records.lonely(person, week)?, z));
        }
        let error = all.wellbeing.score_error;
        Some((records.life(person, week)? + error * z).round().clamp(0.0, 10.0))
    }

    /// The same person in another world. Who is born, dies or moves is the same in all.
    fn twin(&self, world: usize, number: usize) -> &Person {
        let (person, twin) =
            (&self.worlds[0].people()[number], &self.worlds[world].people()[number]);
        assert_eq!(person.name(), twin.name(), "the same people live in every world");
        twin
    }

    /// A practice, numbered over all neighbourhoods.
    fn practice(&self, person: &Person) -> u32 {
        self.neighbourhood * PRACTICES + u32::from(person.practice)
    }

    /// Whether the practice of each number has the scheme from the first step on in the world that is seen.
    fn starts(&self) -> Vec<i32> {
        let rule = &super::worlds::rules(self.design)[0];
        rule.weeks(self.worlds[0].practices(), self.setup, self.neighbourhood)
    }
}

impl Taken {
    /// Joins another neighbourhood of the same study.
    ///
    /// # Panics
    /// If it is of another design.
    pub fn join(&mut self, other: Self) {
        self.own.add(other.own);
        self.interference.add(other.interference);
        self.around.add(&other.around);
        match (&mut self.rows, other.rows) {
            (Rows::Changes(mine), Rows::Changes(more)) | (Rows::Pairs(mine), Rows::Pairs(more)) => {
                mine.extend(more);
            }
            (Rows::Panel { cases, controls }, Rows::Panel { cases: more, controls: others }) => {
                cases.extend(more);
                controls.extend(others);
            }
            (Rows::Participants(mine), Rows::Participants(more)) => mine.extend(more),
            (Rows::Units(mine), Rows::Units(more)) => mine.extend(more),
            (Rows::Answers(mine), Rows::Answers(more)) => mine.extend(more),
            (
                Rows::Series { sums, people, .. },
                Rows::Series { sums: more, people: others, .. },
            ) => {
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                *people += others;
            }
            _ => unreachable!("one design gives rows of one kind"),
        }
    }
}

/// So many rows, those with the smallest lots; all where that is 0.
pub(crate) fn drawn<T>(rows: &[Drawn<T>], number: usize) -> Vec<&T> {
    let mut order: Vec<&Drawn<T>> = rows.iter().collect();
    if number > 0 && number < rows.len() {
        order.sort_by(|a, b| a.lot.total_cmp(&b.lot));
        order.truncate(number);
    }
    order.into_iter().map(|drawn| &drawn.row).collect()
}

impl Rows {
    /// How many people a study could draw, if it draws people.
    #[must_use]
    pub fn people(&self) -> Option<usize> {
        match self {
            Self::Changes(rows) | Self::Pairs(rows) => Some(rows.len()),
            Self::Panel { cases, .. } => Some(cases.len()),
            Self::Participants(rows) => Some(rows.len()),
            Self::Units(_) | Self::Answers(_) | Self::Series { .. } => None,
        }
    }

    /// The same rows with other lots, by their places.
    #[must_use]
    pub fn relotted(&self, lot: impl Fn(usize) -> f64) -> Self {
        fn again<T: Clone>(rows: &[Drawn<T>], lot: impl Fn(usize) -> f64) -> Vec<Drawn<T>> {
            let row =
                |(at, drawn): (usize, &Drawn<T>)| Drawn { lot: lot(at), row: drawn.row.clone() };
            rows.iter().enumerate().map(row).collect()
        }
        match self {
            Self::Changes(rows) => Self::Changes(again(rows, lot)),
            Self::Pairs(rows) => Self::Pairs(again(rows, lot)),
            Self::Panel { cases, controls } => {
                Self::Panel { cases: again(cases, lot), controls: controls.clone() }
            }
            Self::Participants(rows) => Self::Participants(again(rows, lot)),
            other => other.clone(),
        }
    }

    /// What an effect among all who could be in the study is divided by, to be said in the measure of the design.
    #[must_use]
    pub fn unit(&self, measure: Measure) -> Option<f64> {
        match self {
            Self::Participants(rows) => {
                unit_of(measure, rows.iter().map(|drawn| drawn.row.1.before))
            }
            _ => Some(1.0),
        }
    }

    /// What the design finds in a study of so many people; in one of all there are where that is 0.
    #[must_use]
    pub fn estimate(&self, design: &Design, number: usize) -> Option<Estimate> {
        match self {
            Self::Changes(rows) => {
                let rows: Vec<[f64; 2]> = drawn(rows, number).into_iter().copied().collect();
                before_after(&rows, design.measure)
            }
            Self::Pairs(rows) => {
                let rows: Vec<[f64; 2]> = drawn(rows, number).into_iter().copied().collect();
                contrast(&rows)
            }
            Self::Panel { cases, controls } => panel(&drawn(cases, number), controls)?.two_way(),
            Self::Participants(rows) => {
                let rows: Vec<(u32, Participant)> =
                    drawn(rows, number).into_iter().copied().collect();
                if design.estimator == Estimator::ClusterRandomised {
                    return by_practice(&rows);
                }
                let people: Vec<Participant> = rows.into_iter().map(|(_, person)| person).collect();
                let counted = if design.estimator == Estimator::PerProtocol {
                    Counted::PerProtocol
                } else {
                    Counted::ToTreat
                };
                let found = by_person(&people, counted)?;
                Some(found.over(unit_of(design.measure, people.iter().map(|one| one.before))?))
            }
            Self::Units(units) if design.estimator == Estimator::StaggeredTwoWay => {
                of_units(units)?.two_way()
            }
            Self::Units(units) => callaway_santanna(units),
            Self::Answers(answers) => repeated(answers),
            Self::Series { sums, people, before } => {
                let series: Vec<f64> = sums.iter().map(|sum| sum / people).collect();
                interrupted(&series, *before, design.lag as usize)
            }
        }
    }
}

/// The standard deviation of outcomes before, where effects are said in it; one elsewhere.
fn unit_of(measure: Measure, before: impl Iterator<Item = f64>) -> Option<f64> {
    if measure != Measure::Deviations {
        return Some(1.0);
    }
    let before: Vec<f64> = before.collect();
    let deviation = Difference::of(&before)?.standard_error? * (before.len() as f64).sqrt();
    (deviation > 0.0).then_some(deviation)
}

/// Clients and the others as one panel, each a cluster of their own.
#[must_use]
pub fn panel(cases: &[&Quarters], controls: &[Vec<f64>]) -> Option<Panel> {
    let periods = cases.first()?.outcomes.len();
    let exposed = |case: &&Quarters| {
        let from = case.from;
        (0..periods).map(move |period| f64::from(u8::from(period >= from)))
    };
    let none = controls.iter().flat_map(|_| std::iter::repeat_n(0.0, periods));
    let outcomes = cases.iter().map(|case| &case.outcomes).chain(controls);
    Some(Panel {
        periods,
        outcomes: outcomes.flatten().copied().collect(),
        exposed: cases.iter().flat_map(exposed).chain(none).collect(),
        clusters: (0..(cases.len() + controls.len()) as u32).collect(),
    })
}

/// Practices as a panel, each a cluster.
#[must_use]
pub fn of_units(units: &[Unit]) -> Option<Panel> {
    let periods = units.first()?.outcomes.len();
    let exposed = |unit: &Unit| {
        let start = unit.start.unwrap_or(periods);
        (0..periods).map(move |period| f64::from(u8::from(period >= start)))
    };
    Some(Panel {
        periods,
        outcomes: units.iter().flat_map(|unit| unit.outcomes.iter().copied()).collect(),
        exposed: units.iter().flat_map(exposed).collect(),
        clusters: (0..units.len() as u32).collect(),
    })
}

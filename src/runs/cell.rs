//! A cell: one neighbourhood in one replicate, with all arms inside it. It is made once and warmed
//! up once; arms share one world until their timelines first differ, and are forked there. So two
//! arms are equal to the bit until they must not be.

use crate::model::engine;
use crate::model::synthesis;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::engine::Rules;
use crate::model::observe::Observations;
use crate::model::random::Draws;
use crate::model::synthesis::NeighbourhoodNumber;
use crate::model::world::World;
use crate::runs::twins::Trail;
use crate::runs::{RunSize, Studies, Twins};
use crate::scenario::Timeline;
use crate::scenario::timeline::Epoch;

/// The rules of one arm: a timeline with the tables that follow from each of its stretches.
#[derive(Debug)]
pub struct Arm {
    stretches: Vec<(i32, Arc<Rules>)>,
    stands: Stands,
}

/// Where the neighbourhood of an arm stands among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// Its number says how deprived it is, and its size is drawn.
    ByNumber,
    /// It is a network, with people and deprivation of its own; its number is that of its draws alone.
    ByItself,
}

impl Arm {
    /// The rules of a timeline.
    #[must_use]
    pub fn new(timeline: &Timeline) -> Self {
        Self::all([timeline]).remove(0)
    }

    /// The rules of some timelines. Stretches that they share have one table.
    #[must_use]
    pub fn all<'a>(timelines: impl IntoIterator<Item = &'a Timeline>) -> Vec<Self> {
        let mut made: Vec<(&Arc<[f64]>, Arc<Rules>)> = Vec::new();
        let mut rules = |epoch: &'a Epoch| {
            let there = made.iter().find(|(values, _)| Arc::ptr_eq(values, &epoch.values));
            if let Some((_, rules)) = there {
                return Arc::clone(rules);
            }
            let rules = Arc::new(Rules::new(epoch.parameters.clone(), &epoch.values));
            made.push((&epoch.values, Arc::clone(&rules)));
            rules
        };
        let stretches = |timeline: &'a Timeline| {
            timeline.epochs().iter().map(|epoch| (epoch.from, rules(epoch))).collect()
        };
        let arm = |stretches| Self { stretches, stands: Stands::ByNumber };
        timelines.into_iter().map(stretches).map(arm).collect()
    }

    /// The same, of a network: it has the people that its values say.
    #[must_use]
    pub fn of_network<'a>(timelines: impl IntoIterator<Item = &'a Timeline>) -> Vec<Self> {
        let all = Self::all(timelines).into_iter();
        all.map(|arm| Self { stands: Stands::ByItself, ..arm }).collect()
    }

    /// The rules in force in a week.
    #[must_use]
    pub fn at(&self, week: i32) -> &Rules {
        let after = self.stretches.partition_point(|(from, _)| *from <= week);
        &self.stretches[after.max(1) - 1].1
    }

    /// The first week of a run in which another arm lives under other values; 0 if none does.
    fn differs_from(&self, other: &Self, plan: &RunSize) -> i32 {
        let (first, end) = (-(plan.warm_up as i32), plan.weeks as i32);
        let turns = self.stretches.iter().chain(&other.stretches).map(|(from, _)| *from);
        let weeks = turns.map(|from| from.max(first)).filter(|&week| week < end);
        let differs = weeks.filter(|&week| !self.at(week).same_values(other.at(week))).min();
        differs.unwrap_or(0)
    }
}

/// What came out of one arm of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was observed.
    pub observations: Observations,
    /// What studies of the records would find.
    pub studies: Studies,
}

/// Runs all arms of a cell; outcomes come in the order of the arms.
///
/// # Panics
/// If an arm does not run: that is a bug.
#[must_use]
pub fn run(arms: &[Arm], plan: &RunSize, replicate: u32, neighbourhood: u32) -> Vec<Outcome> {
    let ended = run_all(arms, plan, (replicate, neighbourhood), None);
    ended.into_iter().map(|(outcome, _)| outcome).collect()
}

/// Runs all arms of a cell and compares everybody in the first with their twins in each other.
///
/// # Panics
/// If an arm does not run: that is a bug.
#[must_use]
pub fn run_twins(
    arms: &[Arm],
    plan: &RunSize,
    replicate: u32,
    neighbourhood: u32,
) -> (Vec<Outcome>, Vec<Twins>) {
    let differs: Vec<i32> =
        arms.iter().skip(1).map(|other| arms[0].differs_from(other, plan)).collect();
    let from = differs.iter().copied().fold(0, i32::min);
    let ended = run_all(arms, plan, (replicate, neighbourhood), Some(from));
    let (outcomes, trails): (Vec<_>, Vec<_>) = ended.into_iter().unzip();
    let trails: Vec<_> = trails.into_iter().flatten().collect();
    let others = trails.iter().skip(1).zip(differs);
    (outcomes, others.map(|(other, differs)| trails[0].against(other, differs)).collect())
}

/// One arm that is done.
type Ended = (Outcome, Option<Arc<Trail>>);

/// Runs all arms of a cell; with a trail of everybody from a week on, or with sums only.
fn run_all(
    arms: &[Arm],
    plan: &RunSize,
    (replicate, neighbourhood): (u32, u32),
    trail_from: Option<i32>,
) -> Vec<Ended> {
    let mut outcomes = vec![None; arms.len()];
    let first = -(plan.warm_up as i32);
    let setup = Draws::new(plan.seed, replicate, neighbourhood);
    for together in split((0..arms.len()).collect(), arms, first) {
        let rules = arms[together[0]].at(first);
        let by_number = NeighbourhoodNumber { number: neighbourhood, of: plan.neighbourhoods };
        let (place, people) = match arms[together[0]].stands {
            Stands::ByNumber => (by_number, plan.people),
            Stands::ByItself => (NeighbourhoodNumber::ONLY, rules.all.run.people as u32),
        };
        let mut world = synthesis::neighbourhood(rules, place, people, plan.weeks, first, setup);
        engine::begin(&mut world, rules, first, setup);
        let mut observations = Observations::new(plan.weeks as usize);
        observations.set_people(engine::people_by_group(&world));
        let trail = trail_from.map(|from| Trail::new(world.people.len(), from, plan.weeks as i32));
        let branch = Branch { world, observations, studies: Studies::default(), trail };
        advance(branch, together, arms, plan, first, setup, &mut outcomes);
    }
    outcomes.into_iter().map(|outcome| outcome.expect("every arm ran")).collect()
}

/// One world and its records, shared by the arms that have not yet differed.
#[derive(Clone)]
struct Branch {
    world: World,
    observations: Observations,
    studies: Studies,
    trail: Option<Trail>,
}

/// Runs a branch from a week whose rules it already lives under, forking where its arms part.
fn advance(
    mut branch: Branch,
    together: Vec<usize>,
    arms: &[Arm],
    plan: &RunSize,
    from: i32,
    setup: Draws,
    outcomes: &mut [Option<Ended>],
) {
    let end = plan.weeks as i32;
    for week in from..end {
        let rules = arms[together[0]].at(week);
        step(&mut branch, rules, plan, week, setup);
        let next = week + 1;
        if next == end {
            break;
        }
        let mut groups = split(together.clone(), arms, next);
        if groups.len() > 1 {
            for group in groups.drain(..) {
                let mut fork = branch.clone();
                change(&mut fork.world, rules, arms[group[0]].at(next), next, setup);
                advance(fork, group, arms, plan, next, setup, outcomes);
            }
            return;
        }
        change(&mut branch.world, rules, arms[together[0]].at(next), next, setup);
    }
    branch.studies.close(&branch.world, arms[together[0]].at(end - 1));
    let outcome = Outcome { observations: branch.observations, studies: branch.studies };
    let trail = branch.trail.map(Arc::new);
    for arm in together {
        outcomes[arm] = Some((outcome.clone(), trail.clone()));
    }
}

fn step(branch: &mut Branch, rules: &Rules, plan: &RunSize, week: i32, setup: Draws) {
    engine::week(&mut branch.world, rules, week, setup, &mut branch.observations);
    branch.studies.week(&branch.world, rules, plan, week, setup);
    if let Some(trail) = &mut branch.trail {
        trail.week(&branch.world, rules, week);
    }
}

fn change(world: &mut World, old: &Rules, new: &Rules, week: i32, setup: Draws) {
    if !old.same_values(new) {
        engine::change_rules(world, old, new, week, setup);
    }
}

/// Groups arms that live under the same values in a week, in order of their first member.
fn split(arms_together: Vec<usize>, arms: &[Arm], week: i32) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for arm in arms_together {
        let rules = arms[arm].at(week);
        match groups.iter_mut().find(|group| arms[group[0]].at(week).same_values(rules)) {
            Some(group) => group.push(arm),
            None => groups.push(vec![arm]),
        }
    }
    groups
}

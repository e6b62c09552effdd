//! The courses of values under which arms live, replicate by replicate: the same in all, or in each those of a
//! draw of parameters. A replicate of a draw is run twice, the second time with luck of its own: what differs
//! between the two runs is chance alone, so that chance and parameters can be told apart.

use std::ops::Range;

use crate::runs::{Arm, Compared, Replicate};
use crate::scenario::{Scenario, Timeline};

/// What is added to the number of a replicate for that of its second run. No replicate has so high a number, so no
/// first run shares the luck of a second one.
const SECOND: u32 = 1 << 31;

/// The course of each arm in each replicate.
#[derive(Clone, Debug)]
pub struct Courses {
    /// Of each draw, of each world, the course of each arm; one entry where nothing is drawn.
    arms: Vec<Vec<Vec<Timeline>>>,
    /// Which of them each replicate has, by its number; empty where all have the same.
    of: Vec<usize>,
    worlds: Worlds,
}

/// What the worlds of a replicate are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worlds {
    /// All its neighbourhoods live under the same values.
    Alike,
    /// Each neighbourhood is a network with values of its own, by its number.
    Networks,
}

impl Courses {
    /// The same in every replicate.
    #[must_use]
    pub fn same(timelines: &[&Timeline]) -> Self {
        let arms = timelines.iter().map(|&timeline| timeline.clone()).collect();
        Self { arms: vec![vec![arms]], of: Vec::new(), worlds: Worlds::Alike }
    }

    /// Those of scenarios, the same in every replicate: with networks or without, but all of one kind.
    #[must_use]
    pub fn of(arms: &[&Scenario]) -> Self {
        let laid = laid(arms, Timeline::clone);
        Self { arms: vec![laid], of: Vec::new(), worlds: Worlds::of(arms) }
    }

    /// Those of draws: which draw each replicate has, and what becomes of a course in each of so many draws.
    ///
    /// # Panics
    /// If a replicate has a draw that is not there, or there is no replicate.
    #[must_use]
    pub fn drawn(
        arms: &[&Scenario],
        of: Vec<usize>,
        draws: usize,
        lay: impl Fn(usize, &Timeline) -> Timeline,
    ) -> Self {
        assert!(!of.is_empty() && of.iter().all(|&draw| draw < draws), "draws that are there");
        let laid = (0..draws).map(|draw| laid(arms, |course| lay(draw, course))).collect();
        Self { arms: laid, of, worlds: Worlds::of(arms) }
    }

    /// Arms.
    pub(crate) fn arms(&self) -> usize {
        self.arms.first().and_then(|worlds| worlds.first()).map_or(0, Vec::len)
    }

    /// How many networks a replicate has; 0 where its neighbourhoods are alike.
    #[must_use]
    pub fn networks(&self) -> usize {
        match self.worlds {
            Worlds::Alike => 0,
            Worlds::Networks => self.arms.first().map_or(0, Vec::len),
        }
    }

    /// Which courses a run has, by its number.
    pub(crate) fn place(&self, number: u32) -> usize {
        self.of.get((number & !SECOND) as usize).copied().unwrap_or(0)
    }

    /// The arms at a place, of each world.
    pub(crate) fn at(&self, place: usize) -> Vec<Vec<Arm>> {
        let arms = |world: &Vec<Timeline>| match self.worlds {
            Worlds::Alike => Arm::all(world),
            Worlds::Networks => Arm::of_network(world),
        };
        self.arms[place].iter().map(arms).collect()
    }

    /// The courses at each place, of each world.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[Vec<Timeline>]> {
        self.arms.iter().map(Vec::as_slice)
    }

    /// The runs of these replicates: one of each, or two of each draw, the second beside the first.
    #[must_use]
    pub fn runs(&self, replicates: Range<u32>) -> Vec<u32> {
        if self.of.is_empty() {
            return replicates.collect();
        }
        replicates.flat_map(|number| [number, number | SECOND]).collect()
    }

    /// Parts runs into replicates and their second runs, those of the same place of one draw. A replicate without a
    /// second run is not complete and left out. Where nothing is drawn there is no second run.
    #[must_use]
    pub fn apart(&self, all: Compared) -> (Compared, Compared) {
        if self.of.is_empty() {
            return (all, Compared::default());
        }
        let numbers: Vec<u32> =
            all.arms.first().into_iter().flatten().map(|replicate| replicate.number).collect();
        let place = |wanted: u32| numbers.iter().position(|&number| number == wanted);
        let both: Vec<(usize, usize)> = numbers
            .iter()
            .enumerate()
            .filter(|(_, number)| *number & SECOND == 0)
            .filter_map(|(first, number)| Some((first, place(number | SECOND)?)))
            .collect();
        let firsts: Vec<usize> = both.iter().map(|&(first, _)| first).collect();
        let seconds: Vec<usize> = both.iter().map(|&(_, second)| second).collect();
        let first = picked(&all, &firsts);
        let mut second = picked(&all, &seconds);
        let networks = second.networks.iter_mut().flatten();
        let lists = second.arms.iter_mut().chain(&mut second.halves).chain(networks);
        lists.flatten().for_each(|Replicate { number, .. }| *number &= !SECOND);
        (first, second)
    }
}

impl Worlds {
    /// Those of scenarios: networks where the first has some.
    fn of(arms: &[&Scenario]) -> Self {
        match arms.first() {
            Some(first) if !first.networks.is_empty() => Self::Networks,
            _ => Self::Alike,
        }
    }
}

/// The course of each arm in each world, as it is laid.
fn laid(arms: &[&Scenario], lay: impl Fn(&Timeline) -> Timeline) -> Vec<Vec<Timeline>> {
    let worlds: Vec<Vec<&Scenario>> = arms.iter().map(|arm| arm.worlds()).collect();
    let count = worlds.iter().map(Vec::len).min().unwrap_or(0);
    let world = |place: usize| worlds.iter().map(|arm| lay(&arm[place].timeline)).collect();
    (0..count).map(world).collect()
}

/// The runs at these places.
fn picked(all: &Compared, places: &[usize]) -> Compared {
    fn of<T: Clone>(lists: &[Vec<T>], places: &[usize]) -> Vec<Vec<T>> {
        let pick = |list: &Vec<T>| places.iter().map(|&place| list[place].clone()).collect();
        lists.iter().map(pick).collect()
    }
    Compared {
        arms: of(&all.arms, places),
        halves: of(&all.halves, places),
        networks: all.networks.iter().map(|arms| of(arms, places)).collect(),
        twins: of(&all.twins, places),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observe::Observations;
    use crate::model::parameters::Parameters;
    use crate::runs::Studies;

    fn replicate(number: u32) -> Replicate {
        Replicate { number, observations: Observations::new(1), studies: Studies::default() }
    }

    fn courses() -> Courses {
        let values: Vec<f64> = Parameters::specs().iter().map(|spec| spec.min).collect();
        let draws = [Timeline::constant(values.clone()), Timeline::constant(values)];
        let arms = draws.into_iter().map(|course| vec![vec![course]]).collect();
        Courses { arms, of: vec![1, 0, 1], worlds: Worlds::Alike }
    }

    #[test]
    fn both_runs_of_a_replicate_have_its_draw_and_luck_of_their_own() {
        let courses = courses();
        let runs = courses.runs(0..3);
        assert_eq!(runs.len(), 6);
        assert_eq!(runs.iter().collect::<std::collections::BTreeSet<_>>().len(), 6);
        let places: Vec<usize> = runs.iter().map(|&number| courses.place(number)).collect();
        assert_eq!(places, [1, 1, 0, 0, 1, 1]);
        let same = Courses::same(&[&courses.arms[0][0][0]]);
        assert_eq!((same.runs(2..4), same.place(7)), (vec![2, 3], 0));
    }

    #[test]
    fn a_replicate_without_its_second_run_is_left_out() {
        let courses = courses();
        let numbers = [0, 1, 2, SECOND, SECOND | 2];
        let all = Compared {
            arms: vec![numbers.map(replicate).into()],
            halves: Vec::new(),
            networks: Vec::new(),
            twins: Vec::new(),
        };
        let (first, second) = courses.apart(all.clone());
        let told = |compared: &Compared| -> Vec<u32> {
            compared.arms[0].iter().map(|replicate| replicate.number).collect()
        };
        assert_eq!((told(&first), told(&second)), (vec![0, 2], vec![0, 2]));
        let (same, none) = Courses::same(&[&courses.arms[0][0][0]]).apart(all);
        assert_eq!((same.arms[0].len(), none.arms.len()), (5, 0));
    }
}

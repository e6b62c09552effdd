//! The localities of a neighbourhood, from the poorest to the richest, and who lives in them.

use crate::model::kinds::Fifth;
use crate::model::world::people::Fixed;

/// Most localities of a neighbourhood: more could not be told apart among its organisations.
pub const MOST_LOCALITIES: usize = 12;

/// Where the registered people live.
#[derive(Clone, Debug, Default)]
pub struct Localities {
    /// Share of everybody who is of a fifth and in a locality, fifth by fifth.
    cells: Vec<(Fifth, u8, f64)>,
}

impl Localities {
    /// Where these people live, in so many localities.
    #[must_use]
    pub fn of(people: &[Fixed], count: usize) -> Self {
        let cell = |&fifth: &Fifth| (0..count as u8).map(move |place| (fifth, place, 0.0));
        let mut cells: Vec<_> = Fifth::ALL.iter().flat_map(cell).collect();
        for who in people {
            cells[who.fifth as usize * count + usize::from(who.locality())].2 +=
                1.0 / people.len() as f64;
        }
        Self { cells }
    }

    /// A fifth and a locality by lot, each as often as it has people, times the weight of its fifth.
    #[must_use]
    pub fn pick(&self, weight: impl Fn(Fifth) -> f64, lot: f64) -> (Fifth, u8) {
        let of = |&(fifth, _, share): &(Fifth, u8, f64)| share * weight(fifth);
        let total: f64 = self.cells.iter().map(of).sum();
        let mut left = lot * total;
        let found = self.cells.iter().find(|cell| {
            left -= of(cell);
            left < 0.0
        });
        let last = self.cells.iter().rev().find(|cell| of(cell) > 0.0);
        found.or(last).map_or((Fifth::Least, 0), |&(fifth, place, _)| (fifth, place))
    }

    /// Mean over the people of a fifth of a number that goes with their locality.
    #[must_use]
    pub fn mean(&self, fifth: Fifth, of: impl Fn(u8) -> f64) -> f64 {
        let here = self.cells.iter().filter(|cell| cell.0 == fifth && cell.2 > 0.0);
        let (sum, all) = here.fold((0.0, 0.0), |(sum, all), &(_, place, share)| {
            (sum + share * of(place), all + share)
        });
        if all > 0.0 { sum / all } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::somebody;

    fn living(places: &[(Fifth, u8)]) -> Localities {
        let people: Vec<Fixed> = places
            .iter()
            .map(|&(fifth, place)| {
                let mut who = somebody();
                who.fifth = fifth;
                who.live_in(place);
                who
            })
            .collect();
        Localities::of(&people, 3)
    }

    #[test]
    fn a_place_is_picked_by_its_people_and_the_weight_of_their_fifth() {
        let places = [(Fifth::Most, 0), (Fifth::Most, 0), (Fifth::Most, 1), (Fifth::Least, 2)];
        let map = living(&places);
        let lots = [0.0, 0.49, 0.51, 0.74, 0.76, 0.999_999];
        let found = lots.map(|lot| map.pick(|_| 1.0, lot).1);
        assert_eq!(found, [0, 0, 1, 1, 2, 2]);
        let rich = |fifth: Fifth| 1.0 - fifth.gradient();
        assert_eq!(lots.map(|lot| map.pick(rich, lot)), [(Fifth::Least, 2); 6]);
        assert_eq!(map.pick(|_| 1.0, 1.0), (Fifth::Least, 2), "rounding leaves nobody nowhere");
    }

    #[test]
    fn means_are_over_the_people_of_a_fifth() {
        let map = living(&[(Fifth::Most, 0), (Fifth::Most, 2), (Fifth::Least, 2)]);
        assert!((map.mean(Fifth::Most, f64::from) - 1.0).abs() < 1e-12);
        assert!((map.mean(Fifth::Least, f64::from) - 2.0).abs() < 1e-12);
        assert!(map.mean(Fifth::Middle, f64::from).abs() < f64::EPSILON, "nobody is there");
    }
}

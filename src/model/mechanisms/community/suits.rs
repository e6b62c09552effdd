//! What suits whom: organisations of one kind differ in what is done there, in who comes and in when
//! they meet, and people differ in what they like, whom they feel at home with and when they can. The
//! best that a link worker knows of is often not good enough, so that it matters to know one more.
//!
//! ```text
//! leanings     of a person: a place on each of three circles (taste, company, hour) by even lots; of an organisation:
//!              variety x an even lot on each, fixed when it is founded
//! agreement    a = 1 - 2 x the distance along the circle, whose length is 1: from 0, opposite, to 1, the same
//! suits        S = (1 - taste_loss x telling x (1 - a of taste)) (1 - company_loss x telling x (1 - a of
//!              company)) (1 - hour_loss x (1 - a of hour)), telling by kind of offer
//! ```
//!
//! Circles have no middle: whatever the variety, an organisation suits people equally well on average,
//! so that variety acts through choice alone. Without variety all organisations of a kind suit a person
//! alike, and to know more of them gains nothing by it. The match of a person and an organisation is
//! S x F, with F of `connection`: where it is poor a place is not proposed, declined, or left early.
//!
//! **Claims.** A112, A113, A123, A128 (knowledge reaches the match), A173 (variety), A056 (one more
//! organisation), A015, A022 (what suits is taken up).
//! **Evidence.** Directions: Calderon-Larranaga 2021. Sizes are assumed: no study tells how far what
//! suits one client would suit another.

use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::spec::parameters;
use crate::model::world::{Leanings, Organisation};

parameters! {
    /// What suits whom.
    Parameters {
        /// Share of all tastes, companies and hours that organisations spread over: 0 if all are alike.
        variety: Share [0.0, 1.0] "A056 A173";
        /// Share of the match lost at an organisation where what is done is furthest from the person's taste.
        taste_loss: Share [0.0, 1.0] "A015 A112 A173";
        /// Share of the match lost at an organisation whose members are least like the person.
        company_loss: Share [0.0, 1.0] "A015 A113 A173";
        /// Share of the match lost at an organisation that meets at the hour that suits the person least.
        hour_loss: Share [0.0, 1.0] "A015 A173";
        /// How far taste and company tell on what suits a person, by kind of offer.
        telling: Share [0.0, 1.0] by Offer "A173";
    }
}

/// Where this person stands on the three circles: the same in every week.
#[must_use]
pub fn of_person(draws: WeekDraws, person: u32, generation: u16) -> Leanings {
    let [taste, company, hour, _] =
        draws.lasting().uniforms(Purpose::Suits, Who(person), 0, u32::from(generation));
    Leanings { taste, company, hour }
}

/// Agreement of two places on a circle.
fn agreement(one: f64, other: f64) -> f64 {
    let apart = (one - other).abs();
    1.0 - 2.0 * apart.min(1.0 - apart)
}

/// How well an organisation suits somebody with these leanings, 0 to 1.
#[must_use]
pub fn suits(all: &All, person: Leanings, organisation: &Organisation) -> f64 {
    let p = &all.suits;
    let telling = p.telling[organisation.offer as usize];
    let there = organisation.leanings;
    let keep = |loss: f64, one, other| 1.0 - loss * (1.0 - agreement(one, other));
    keep(p.taste_loss * telling, person.taste, there.taste)
        * keep(p.company_loss * telling, person.company, there.company)
        * keep(p.hour_loss, person.hour, there.hour)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Fifth, Offer};
    use crate::model::mechanisms::community::vcs;
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    /// Mean of the best of the first `known` organisations over many people.
    fn best_of(all: &All, known: usize) -> f64 {
        let setup = Draws::new(1, 0, 0);
        let host = |slot| vcs::make(all, slot, 0, Offer::Social, Fifth::Middle, setup);
        let hosts: Vec<_> = (0..known).map(host).collect();
        let best = |person| {
            let leanings = of_person(setup.week(3), person, 0);
            hosts.iter().map(|host| suits(all, leanings, host)).fold(0.0, f64::max)
        };
        (0..2_000).map(best).sum::<f64>() / 2_000.0
    }

    #[test]
    fn without_variety_it_gains_nothing_to_know_one_more() {
        let mut all = baseline();
        all.suits.variety = 0.0;
        assert!((best_of(&all, 1) - best_of(&all, 40)).abs() < 1e-12);
    }

    #[test]
    fn the_best_of_those_known_rises_with_their_number_and_saturates() {
        let mut all = baseline();
        all.suits.variety = 1.0;
        let best = [1, 2, 4, 20, 40].map(|known| best_of(&all, known));
        assert!(best.is_sorted(), "{best:?}");
        assert!(best[1] - best[0] > 0.03, "{best:?}");
        // Twenty more than twenty gain less than three more than one.
        assert!(best[4] - best[3] < 0.5 * (best[2] - best[0]) && best[4] < 1.0, "{best:?}");
    }

    #[test]
    fn somebody_keeps_their_leanings_and_the_next_person_of_the_place_has_others() {
        let setup = Draws::new(1, 0, 0);
        let at = |week, generation| of_person(setup.week(week), 7, generation);
        assert_eq!(at(2, 0), at(90, 0));
        assert_ne!(at(2, 0), at(2, 1));
    }

    #[test]
    fn agreement_goes_round_the_circle() {
        for (one, other, found) in [(0.3, 0.3, 1.0), (0.95, 0.05, 0.8), (0.1, 0.6, 0.0)] {
            assert!((agreement(one, other) - found).abs() < 1e-12, "{one} {other}");
        }
    }

    #[test]
    fn what_tells_nothing_loses_nothing() {
        let mut all = baseline();
        (all.suits.taste_loss, all.suits.company_loss, all.suits.hour_loss) = (0.0, 0.0, 0.0);
        assert!((best_of(&all, 1) - 1.0).abs() < f64::EPSILON);
    }
}

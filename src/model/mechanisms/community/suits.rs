//! What suits whom: organisations of one kind differ in what is done there, in who comes and in when
//! they meet, and people differ in what they like, whom they feel at home with and when they can. The
//! best that a link worker knows of is often not good enough, so that it matters to know one more.
//!
//! ```text
//! leanings     of a person: a place on each of three circles (taste, company, hour) by even lots; of an organisation:
//!              variety x an even lot on each when it is founded
//! say          of residents: with each client who starts there, an organisation moves say_per_start x
//!              practice.co_design x variety of the way to where that person stands, the shorter way round each
//!              circle; to ask takes hours of it (`elsewhere`)
//! agreement    a = 1 - 2 x the distance along the circle, whose length is 1: from 0, opposite, to 1, the same
//! suits        S = (1 - taste_loss x telling x (1 - a of taste)) (1 - company_loss x telling x (1 - a of
//!              company)) (1 - hour_loss x (1 - a of hour)), telling by kind of offer
//! ```
//!
//! Who comes to a place is mostly whom it suits best of those that are known. So, where residents have a say,
//! places come to stand each in the middle of their own, further from one another, and whoever looks for one
//! finds a nearer one: what is offered is reshaped, and no place pulls all others after it.
//!
//! Circles have no middle: whatever the variety, an organisation suits people equally well on average,
//! so that variety acts through choice alone. Without variety all organisations of a kind suit a person
//! alike, and to know more of them gains nothing by it. The match of a person and an organisation is
//! S x F, with F of `connection`: where it is poor a place is not proposed, declined, or left early.
//!
//! **Claims.** A112, A113, A123, A128 (knowledge reaches the match), A173 (variety), A056 (one more
//! organisation), A015, A022 (what suits is taken up), A185 (communities' say).
//! **Evidence.** Directions: Calderon-Larranaga 2021. Sizes are assumed: no study tells how far what
//! suits one client would suit another.

use crate::model::now::Now;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::spec::parameters;
use crate::model::world::{Leanings, Organisation, World};

/// Half of the way round a circle.
const HALF_ROUND: f64 = 0.5;

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
        /// Share of the way to what a client who starts there wants that an organisation goes, in a service
        /// fully designed together.
        say_per_start: Share [0.0, 1.0] "A185";
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

/// From one place on a circle a share of the shorter way to another.
fn drawn(from: f64, to: f64, share: f64) -> f64 {
    let way = (to - from + HALF_ROUND).rem_euclid(1.0) - HALF_ROUND;
    (from + share * way).rem_euclid(1.0)
}

/// What an organisation offers, moved by a share of the way to what somebody wants.
fn moved(there: Leanings, wanted: Leanings, share: f64) -> Leanings {
    Leanings {
        taste: drawn(there.taste, wanted.taste, share),
        company: drawn(there.company, wanted.company, share),
        hour: drawn(there.hour, wanted.hour, share),
    }
}

/// A week in which those who started somewhere say what they want.
pub fn step(world: &mut World, now: Now) {
    let Now { all, draws, .. } = now;
    let share = all.suits.say_per_start * all.practice.co_design * all.suits.variety;
    if share <= 0.0 {
        return;
    }
    for shared in &world.desk.shared {
        let person = world.clients[shared.client].person;
        let wanted = of_person(draws, person, world.people.generation[person as usize]);
        let number = shared.organisation as usize;
        let host = &mut world.organisations[number];
        host.leanings = moved(host.leanings, wanted, share);
        world.desk.asked.push(number);
    }
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
    fn a_place_is_drawn_the_shorter_way_round() {
        for (from, to, found) in [(0.2, 0.4, 0.25), (0.95, 0.15, 0.0), (0.1, 0.9, 0.05)] {
            let moved = drawn(from, to, 0.25);
            assert!((moved - found).abs() < 1e-12, "{from} {to} {moved}");
        }
        assert_eq!(drawn(0.3, 0.9, 0.0).to_bits(), 0.3_f64.to_bits());
    }

    /// Mean of how well the best of three places that began close together suits 5,000 people who come one
    /// after another, where each place moves by this share of the way to whoever comes to it.
    fn best_of_three(all: &All, share: f64) -> f64 {
        let setup = Draws::new(1, 0, 0);
        let mut hosts = [0.1, 0.2, 0.3].map(|at| {
            let host = vcs::make(all, 0, 0, Offer::Social, Fifth::Middle, setup);
            Organisation { leanings: Leanings { taste: at, company: at, hour: at }, ..host }
        });
        let come = |person| {
            let wanted = of_person(setup.week(1), person, 0);
            let fits = |host: &Organisation| suits(all, wanted, host);
            let best = hosts.iter_mut().max_by(|a, b| fits(a).total_cmp(&fits(b))).expect("three");
            let found = suits(all, wanted, best);
            best.leanings = moved(best.leanings, wanted, share);
            found
        };
        (0..5_000).map(come).sum::<f64>() / 5_000.0
    }

    #[test]
    fn where_those_who_come_have_a_say_places_part_and_suit_better() {
        let mut all = baseline();
        all.suits.variety = 1.0;
        let [fixed, moving] = [0.0, 0.02].map(|share| best_of_three(&all, share));
        assert!(moving > fixed + 0.005, "{fixed} {moving}");
    }

    #[test]
    fn what_tells_nothing_loses_nothing() {
        let mut all = baseline();
        (all.suits.taste_loss, all.suits.company_loss, all.suits.hour_loss) = (0.0, 0.0, 0.0);
        assert!((best_of(&all, 1) - 1.0).abs() < f64::EPSILON);
    }
}

//! Place binds: a neighbourhood has localities, from the poorest to the richest, with their own mix of
//! people and their own organisations, and what is far is reached by those who can.
//!
//! ```text
//! localities   K = population.localities, rounded, in a row (`synthesis` says who lives where)
//! distance     D of two localities: steps between them / (K - 1), from 0, the same, to 1, the two ends
//! trouble      with it t = by_car (with a car, else 1) x (1 + tied if tied in the daytime) x (1 + limited with a
//!              limiting disability)
//! there        share of fit left by a way, 1 - o x loss x D x t x (1 - connection.transport_support), o what is
//!              left of obstacles (`connection`)
//! reach        R = mean over the localities of 1 - loss x D x t (0 at least), weighed by 1 - vcs.density_tilt x d'
//!              (0 at least), d' the mean d of a locality in a neighbourhood in the middle
//! belonging    odds of belonging to a group x (R / ref.reach) ^ belonging (`need`)
//! ```
//!
//! The same distance tells on where the scheme's clients go and on who is in a group without it, so that
//! a scheme does not begin with people whom distance has kept from nothing.
//!
//! **Claims.** A172, A183 (travel and cars), A181, A182, A206, A214 (where provision is), A027, A058 (obstacles).
//! **Evidence.** Direction: Calderon-Larranaga 2021; in exercise referral those who live further away and
//! those without a car take part less. Sizes are assumed.

use std::array::from_fn;

use crate::model::kinds::Fifth;
use crate::model::parameters::Parameters as All;
use crate::model::random::{normal_quantile, normal_share};
use crate::model::spec::parameters;
use crate::model::world::{Fixed, MOST_LOCALITIES, Mobility};

parameters! {
    /// Localities, and the way between them.
    Parameters {
        /// Share of the fit of a place lost between the two ends of the neighbourhood, without a car, ties or
        /// a disability.
        loss: Share [0.0, 1.0] "A181 A182 A183 A206 A214";
        /// Share of the trouble of a way that is left for somebody with a car.
        by_car: Share [0.0, 1.0] "A172 A183";
        /// Relative rise of the trouble of a way for somebody tied down by work or caring in the daytime.
        tied: Ratio [0.0, 5.0] "A171";
        /// Relative rise of the trouble of a way for somebody whom a disability limits.
        limited: Ratio [0.0, 5.0] "A058";
        /// Power of what is within reach of a person in the odds of belonging to a group.
        belonging: Ratio [0.0, 5.0] "A183 A206";
    }
}

/// Points of each locality at which its mix of people is read off their distribution: the mean is right to
/// a hundredth of a step between fifths.
const POINTS: usize = 8;

/// Middle of the slice that a point stands for.
const MIDDLE: f64 = 0.5;

/// How many localities there are.
#[must_use]
pub fn count(all: &All) -> usize {
    (all.population.localities.round() as usize).clamp(1, MOST_LOCALITIES)
}

/// Distance between two localities, as a share of the breadth of the neighbourhood.
#[must_use]
pub fn distance(all: &All, one: u8, other: u8) -> f64 {
    f64::from(one.abs_diff(other)) / (count(all) as f64 - 1.0).max(1.0)
}

/// Trouble that a way is to people of one kind.
fn trouble(all: &All, car: bool, tied: bool, limited: bool) -> f64 {
    let p = &all.place;
    (if car { p.by_car } else { 1.0 })
        * (1.0 + if tied { p.tied } else { 0.0 })
        * (1.0 + if limited { p.limited } else { 0.0 })
}

/// Share of the fit of a place in this locality that is lost to the way there, before obstacles are
/// solved.
#[must_use]
pub fn lost(all: &All, who: &Fixed, there: u8) -> f64 {
    let trouble = trouble(all, who.car, who.tied, who.mobility == Mobility::Limited);
    let left = 1.0 - all.connection.transport_support;
    all.place.loss * distance(all, who.locality(), there) * trouble * left
}

/// Mean gradient of deprivation in each locality of a neighbourhood in the middle.
fn gradients(all: &All) -> [f64; MOST_LOCALITIES] {
    let (p, count) = (&all.population, count(all));
    let spread = libm::sqrt(1.0 - p.area_variance);
    let apart = libm::sqrt(1.0 - p.segregation * p.segregation);
    from_fn(|locality| {
        let at = |point: usize| {
            let rank = (locality as f64 + (point as f64 + MIDDLE) / POINTS as f64) / count as f64;
            let middle = -spread * p.segregation * normal_quantile(rank.min(1.0));
            // Each edge between fifths that people are above brings them a step nearer to the top.
            let above = |edge: f64| 1.0 - normal_share((edge - middle) / (spread * apart));
            let steps: f64 = Fifth::EDGES.iter().map(|&edge| above(edge)).sum();
            Fifth::Least.gradient() + steps * (Fifth::Most.gradient() - Fifth::Second.gradient())
        };
        if locality < count { (0..POINTS).map(at).sum::<f64>() / POINTS as f64 } else { 0.0 }
    })
}

/// How much what is within reach moves the odds of belonging to a group, by locality, and by whether a
/// disability limits the person, ties do, and they have a car.
#[derive(Clone, Debug)]
pub struct Belonging([[[[f64; 2]; 2]; 2]; MOST_LOCALITIES]);

impl Belonging {
    /// The factors for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let count = count(all);
        let there = gradients(all).map(|d| (1.0 - all.vcs.density_tilt * d).max(0.0));
        let total: f64 = there[..count].iter().sum();
        let reach = |from: usize, trouble: f64| {
            let one = |to: usize| {
                let way = all.place.loss * distance(all, from as u8, to as u8) * trouble;
                there[to] * (1.0 - way).max(0.0)
            };
            let within = (0..count).map(one).sum::<f64>();
            if total > 0.0 { within / total } else { 1.0 }
        };
        let factor = |locality: usize, trouble: f64| {
            let reach = reach(locality.min(count - 1), trouble);
            libm::pow(reach / all.reference.reach, all.place.belonging)
        };
        let kinds = |locality: usize| {
            [false, true].map(|limited| {
                [false, true].map(|tied| {
                    [false, true].map(|car| factor(locality, trouble(all, car, tied, limited)))
                })
            })
        };
        Self(from_fn(kinds))
    }

    /// The factor of a person.
    #[must_use]
    #[inline]
    pub fn of(&self, who: &Fixed) -> f64 {
        let limited = usize::from(who.mobility == Mobility::Limited);
        self.0[usize::from(who.locality())][limited][usize::from(who.tied)][usize::from(who.car)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};

    #[test]
    fn a_way_costs_those_most_who_have_no_car_no_time_and_a_disability() {
        let mut all = baseline();
        (all.population.localities, all.connection.transport_support) = (5.0, 0.0);
        let mut who = somebody();
        who.live_in(1);
        who.car = false;
        assert!(lost(&all, &who, 1).abs() < f64::EPSILON);
        let plain = lost(&all, &who, 3);
        assert!((plain - all.place.loss * 0.5).abs() < 1e-12);
        (who.tied, who.mobility) = (true, Mobility::Limited);
        let more = (1.0 + all.place.tied) * (1.0 + all.place.limited);
        assert!((lost(&all, &who, 3) / plain - more).abs() < 1e-12);
        who.car = true;
        assert!((lost(&all, &who, 3) / plain - more * all.place.by_car).abs() < 1e-12);
        all.connection.transport_support = 1.0;
        assert!(lost(&all, &who, 3).abs() < f64::EPSILON);
    }

    #[test]
    fn localities_run_from_poor_to_rich_as_far_as_people_live_apart() {
        let mut all = baseline();
        all.population.localities = 6.0;
        let range = |segregation: f64| {
            let mut all = all.clone();
            all.population.segregation = segregation;
            let found = gradients(&all);
            assert!(found[..6].windows(2).all(|pair| pair[0] >= pair[1] - 1e-12), "{found:?}");
            assert!(found[..6].iter().sum::<f64>().abs() < 1e-6, "{found:?}");
            found[0] - found[5]
        };
        assert!(range(0.0).abs() < 1e-12 && range(0.3) < range(0.8) && range(0.8) > 1.0);
    }

    #[test]
    fn one_locality_is_within_everybodys_reach() {
        let mut all = baseline();
        (all.population.localities, all.reference.reach) = (1.0, 1.0);
        let near = Belonging::new(&all);
        assert!(
            near.0
                .as_flattened()
                .as_flattened()
                .as_flattened()
                .iter()
                .all(|&factor| factor.to_bits() == 1.0_f64.to_bits())
        );
        all.population.localities = 6.0;
        let far = Belonging::new(&all);
        let mut who = somebody();
        let with_car = far.of(&who);
        who.car = false;
        assert!(far.of(&who) < with_car && with_car < 1.0);
        // Where organisations are fewer among the poor, fewer are within reach of the poorest locality.
        all.vcs.density_tilt = 0.6;
        let tilted = Belonging::new(&all);
        let ends = [0, 5].map(|locality| {
            who.live_in(locality);
            tilted.of(&who)
        });
        assert!(ends[0] < ends[1], "{ends:?}");
    }
}

//! How prone people are to needs, and to groups: what these are worth between people beyond what they
//! are worth within one person.

use crate::model::kinds::Need;
use crate::model::parameters::Parameters as All;
use crate::model::random::normal_quantile;

/// Classes of equal size, by usual life satisfaction: enough that what is lost within a class is one
/// part in forty.
pub(crate) const CLASSES: usize = 16;

/// Most that a standard deviation of usual life satisfaction counts on the logarithm of odds: beyond it
/// the usual level alone would tell who has the need.
const MOST_PRONE: f64 = 2.0;

/// Smallest standard deviation between people that anything is divided by.
const SMALLEST_SPREAD: f64 = 1e-6;

/// Rounds in which a prevalence, or a difference, is brought to what it is to be: each leaves a small
/// part of what is missing.
const ROUNDS: usize = 12;

/// Edges between the classes, in standard deviations.
fn edges() -> impl Iterator<Item = f64> {
    (1..CLASSES).map(|edge| normal_quantile(edge as f64 / CLASSES as f64))
}

/// Edges between the classes, worked out once.
#[derive(Clone, Debug)]
pub struct Edges([f64; CLASSES - 1]);

impl Default for Edges {
    fn default() -> Self {
        let mut edges = edges();
        Self(std::array::from_fn(|_| edges.next().expect("an edge between two classes")))
    }
}

impl Edges {
    /// The class of somebody whose usual life satisfaction is so many standard deviations above the mean.
    #[must_use]
    pub fn class_of(&self, z: f64) -> u8 {
        self.0.iter().filter(|&&edge| edge <= z).count() as u8
    }
}

/// Mean of each class, in standard deviations.
fn means() -> [f64; CLASSES] {
    let density = |z: f64| libm::exp(-z * z / 2.0) / libm::sqrt(std::f64::consts::TAU);
    let mut at: Vec<f64> = edges().map(density).collect();
    at.push(0.0);
    let mut below = 0.0;
    std::array::from_fn(|class| {
        let mean = CLASSES as f64 * (below - at[class]);
        below = at[class];
        mean
    })
}

/// Odds of each class where so much for a standard deviation comes off their logarithm.
fn of_slope(slope: f64) -> [f64; CLASSES] {
    means().map(|z| libm::exp(-slope * z))
}

/// Odds of each class by which those who have it are usually `points` of life satisfaction below those
/// who have not, where such odds are those of all people taken together.
fn by_class(all: &All, points: f64, odds: f64) -> [f64; CLASSES] {
    let wanted = points / all.wellbeing.spread.max(SMALLEST_SPREAD);
    if wanted.abs() < SMALLEST_SPREAD || odds <= 0.0 || !odds.is_finite() {
        return [1.0; CLASSES];
    }
    let slope = (0..ROUNDS).fold(wanted, |slope, _| {
        let slope = slope.clamp(-MOST_PRONE, MOST_PRONE);
        slope * wanted / below(odds, &of_slope(slope))
    });
    of_slope(slope.clamp(-MOST_PRONE, MOST_PRONE))
}

/// How many standard deviations of usual life satisfaction those who have it are below the others.
fn below(odds: f64, classes: &[f64; CLASSES]) -> f64 {
    let odds = odds * kept(odds, classes);
    let mut sums = [[0.0; 2]; 2];
    for (z, class) in means().iter().zip(classes) {
        let has = odds * class / (1.0 + odds * class);
        for (sum, share) in sums.iter_mut().zip([has, 1.0 - has]) {
            sum[0] += share;
            sum[1] += share * z;
        }
    }
    let [with, without] = sums.map(|[people, z]| z / people);
    without - with
}

/// Odds of a need by class: its points between people less those within one person, where it has such
/// odds and such a share of severe ones.
pub(crate) fn of_need(all: &All, need: Need, odds: f64, severe: f64) -> [f64; CLASSES] {
    let p = &all.wellbeing;
    let worse = 1.0 + (p.severe_ratio - 1.0) * severe;
    by_class(all, (1.0 - p.within_share) * p.need_points[need as usize] * worse, odds)
}

/// Odds of belonging to a group by class, where it has such odds.
pub(crate) fn of_groups(all: &All, odds: f64) -> [f64; CLASSES] {
    by_class(all, -(1.0 - all.capital.within_share) * all.wellbeing.member_points, odds)
}

/// Share of people who have it, where each class has these odds times so much.
fn share(odds: f64, classes: &[f64; CLASSES]) -> f64 {
    let each = classes.iter().map(|class| odds * class / (1.0 + odds * class));
    each.sum::<f64>() / CLASSES as f64
}

/// What odds are to be multiplied by beside the class, so that as many have it as if all were alike.
pub(crate) fn kept(odds: f64, classes: &[f64; CLASSES]) -> f64 {
    if odds <= 0.0 || !odds.is_finite() {
        return 1.0;
    }
    (0..ROUNDS).fold(1.0, |times, _| {
        let found = share(odds * times, classes);
        times * odds * (1.0 - found) / found
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn classes_are_of_one_size_and_have_their_means() {
        let (means, edges) = (means(), Edges::default());
        assert!(means.iter().sum::<f64>().abs() < 1e-9);
        assert!(means.windows(2).all(|pair| pair[0] < pair[1]));
        for (class, &mean) in means.iter().enumerate() {
            assert_eq!(edges.class_of(mean) as usize, class);
        }
        assert_eq!([edges.class_of(-9.0), edges.class_of(9.0)], [0, CLASSES as u8 - 1]);
    }

    #[test]
    fn as_many_have_a_need_as_if_all_were_alike() {
        let mut all = baseline();
        all.wellbeing.within_share = 0.3;
        let classes = of_need(&all, Need::LowMood, 0.2, 0.3);
        for odds in [0.01, 0.2, 1.0, 5.0] {
            let found = share(odds * kept(odds, &classes), &classes);
            assert!((found - odds / (1.0 + odds)).abs() < 1e-6, "{found} at odds {odds}");
        }
    }

    /// What the split is for: people with the need are as much less satisfied as without it, a part of
    /// which they are whether or not they have it.
    #[test]
    fn the_difference_between_people_is_what_it_was_whatever_is_within_them() {
        let mut all = baseline();
        for within in [0.3, 0.5, 0.7, 1.0] {
            all.wellbeing.within_share = within;
            let p = &all.wellbeing;
            for need in [Need::LowMood, Need::Money, Need::Caring] {
                let odds = all.need.prevalence[need as usize];
                let classes = of_need(&all, need, odds, 0.0);
                let points = p.need_points[need as usize];
                let gap = p.spread * below(odds, &classes) + within * points;
                assert!((gap / points - 1.0).abs() < 1e-3, "{gap} of {points} at {within}");
            }
        }
    }
}

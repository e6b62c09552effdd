//! The same clients at several times after their referral: what they gain in the first and in the second
//! year, and how far they are from their twins at 3 to 36 months. A moment is told by the stretch of
//! twelve weeks that holds it.

use serde::{Deserialize, Serialize};

use crate::model::units::WEEKS_PER_YEAR;
use crate::runs::twins::{CENSUS, FIXED, HORIZON, STRETCH, Trail, point_year};

/// Months after the referral at which clients are told from their twins.
pub const MONTHS: [u8; 6] = [3, 6, 12, 18, 24, 36];

/// Months of a year.
const YEAR_OF_MONTHS: i32 = 12;

/// Moments and years.
const COUNT: usize = 2 + MONTHS.len();

/// When clients are told from their twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The first year, of those who are followed for two.
    FirstYear,
    /// The second year, of the same.
    SecondYear,
    /// So many months after the referral, by the place in `MONTHS`.
    Month(usize),
}

/// Integer sums over clients; differences are the other arm minus the base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Clients, and their differences of life satisfaction and of visits: in the first and in the second
    /// year, in the steps of the sums of twins; then month by month, over one stretch.
    sums: [[i64; 3]; COUNT],
}

impl Moment {
    /// All of them, in their order.
    pub fn every() -> impl Iterator<Item = Self> {
        [Self::FirstYear, Self::SecondYear].into_iter().chain((0..MONTHS.len()).map(Self::Month))
    }

    fn place(self) -> usize {
        match self {
            Self::FirstYear => 0,
            Self::SecondYear => 1,
            Self::Month(month) => 2 + month,
        }
    }
}

/// Weeks after the referral of a month.
fn week_of(month: u8) -> i32 {
    i32::from(month) * HORIZON / YEAR_OF_MONTHS
}

/// How many weeks of a stretch lie in the year from a week on, both counted from the first stretch.
fn within(stretch: i32, from: i32) -> i64 {
    let (begin, end) = (stretch * STRETCH, (stretch + 1) * STRETCH);
    (end.min(from + HORIZON) - begin.max(from)).max(0).into()
}

impl Followed {
    /// Takes a client, numbered in both trails, whose index week is this, and of whom both know until a
    /// week.
    pub(super) fn take(
        &mut self,
        base: &Trail,
        other: &Trail,
        ((here, there), week): ((u32, u32), i32),
        until: i32,
    ) {
        let apart = |stretch: usize| {
            let (a, b) = (here as usize * base.stretches, there as usize * other.stretches);
            let (a, b) = (a + stretch, b + stretch);
            let life = i64::from(other.life[b]) - i64::from(base.life[a]);
            (life, i64::from(other.visits[b]) - i64::from(base.visits[a]))
        };
        if week + 2 * HORIZON <= until {
            for year in 0..2 {
                let from = week + year * HORIZON - base.origin;
                let stretches = from / STRETCH..=(from + HORIZON - 1) / STRETCH;
                let (mut life, mut visits) = (0, 0);
                for stretch in stretches {
                    let (more_life, more_visits) = apart(stretch as usize);
                    life += within(stretch, from) * more_life;
                    visits += within(stretch, from) * more_visits;
                }
                self.note(year as usize, life, visits);
            }
        }
        for (place, &month) in MONTHS.iter().enumerate() {
            let stretch = (week + week_of(month) - base.origin) / STRETCH;
            if base.origin + (stretch + 1) * STRETCH <= until {
                let (life, visits) = apart(stretch as usize);
                self.note(Moment::Month(place).place(), life, visits);
            }
        }
    }

    fn note(&mut self, place: usize, life: i64, visits: i64) {
        let sums = &mut self.sums[place];
        *sums = [sums[0] + 1, sums[1] + life, sums[2] + visits];
    }

    /// Adds the clients of another neighbourhood.
    pub(super) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// Clients who are followed to this moment.
    #[must_use]
    pub fn people(&self, moment: Moment) -> i64 {
        self.sums[moment.place()][0]
    }

    /// Difference of life satisfaction, all together: of a year in years of a point, at a moment in points.
    #[must_use]
    pub fn life(&self, moment: Moment) -> f64 {
        let unit = match moment {
            Moment::FirstYear | Moment::SecondYear => point_year(),
            Moment::Month(_) => FIXED * f64::from(STRETCH / CENSUS),
        };
        self.sums[moment.place()][1] as f64 / unit
    }

    /// Difference of visits to the practice, all together, a year.
    #[must_use]
    pub fn visits(&self, moment: Moment) -> f64 {
        let sum = self.sums[moment.place()][2] as f64;
        match moment {
            Moment::FirstYear | Moment::SecondYear => sum / f64::from(STRETCH),
            Moment::Month(_) => sum * WEEKS_PER_YEAR / f64::from(STRETCH),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::characteristics::Profile;
    use crate::model::kinds::Fifth;
    use crate::runs::twins::Kind;

    #[test]
    fn every_year_has_its_weeks_wherever_it_begins_in_a_stretch() {
        for from in 0..30 {
            let weeks: i64 = (0..20).map(|stretch| within(stretch, from)).sum();
            assert_eq!(weeks, i64::from(HORIZON), "from {from}");
        }
    }

    #[test]
    fn a_gain_of_the_first_year_is_not_one_of_the_second() {
        // A point in the first five stretches from a referral in week 0, then nothing.
        let profile = Profile::of(&crate::model::mechanisms::tests::somebody());
        let kind = Kind { fifth: Fifth::Most, profile, complexity: 0, need: 0, level: 2 };
        let [base, mut other] = [(); 2].map(|()| {
            let mut trail = Trail::new(1, 0, 120);
            trail.follow(0, 0, kind);
            trail
        });
        let point = (3.0 * FIXED) as u16;
        other.life[..4].fill(point);
        other.visits[..2].fill(3);
        let mut followed = Followed::default();
        followed.take(&base, &other, ((0, 0), 0), 120);
        let years = |moment| followed.life(moment);
        assert!((years(Moment::FirstYear) - 48.0 / 52.0).abs() < 1e-9);
        assert!(years(Moment::SecondYear).abs() < 1e-9);
        assert!((followed.visits(Moment::FirstYear) - 6.0).abs() < 1e-9);
        // 3 months are week 13, 6 are 26, 12 are 52 and 36 are beyond the trail.
        let months: Vec<f64> = (0..6).map(|at| followed.life(Moment::Month(at))).collect();
        assert_eq!(months, [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert!((followed.visits(Moment::Month(0)) - 13.0).abs() < 1e-9);
        assert_eq!(followed.people(Moment::Month(5)), 0);
        let mut twice = followed.clone();
        twice.add(&followed);
        assert_eq!(twice.people(Moment::FirstYear), 2);
    }
}

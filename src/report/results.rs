//! Finished replicates and what they say together: the spread of a figure over replicates, for
//! a week, a span of weeks or a part of the run, and where further replicates would lie.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::observe::{Group, M, Observations, Period};
use crate::runs::{Difference, Replicate, Shown, Students};

/// The complete replicates of one scenario.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// Slug of the scenario: a column of every table.
    pub scenario: &'a str,
    /// Title of the scenario: the second line of every picture.
    pub title: &'a str,
    /// Parameters, other than the size of the run, that the scenario gives other values than its
    /// base has, in some week of the run.
    pub changed: &'a [&'static str],
    /// Which published figures are shown beside what was found.
    pub shown: Shown,
    /// The replicates, at least one, all of one length.
    pub replicates: &'a [Replicate],
    /// The second run of each, with luck of its own, where each has a draw of parameters; else none.
    pub second: &'a [Replicate],
}

/// Fewer runs than this are too few to say where a further one lies.
const FEW: usize = 5;

/// Among this many runs and a further one, one in twenty is the least, on average, and one in twenty
/// the greatest: ranks alone say where nine further runs in ten lie.
const MANY: usize = 19;

/// What is said of where runs lie. It depends on nothing but how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One run, or none: nothing.
    Nothing,
    /// The runs that there are. A further one may well lie outside.
    AllRuns,
    /// A further run, nine times in ten.
    NineInTen,
}

impl Holds {
    /// What is said of this many runs.
    #[must_use]
    pub fn of(runs: usize) -> Self {
        match runs {
            0 | 1 => Self::Nothing,
            2..FEW => Self::AllRuns,
            _ => Self::NineInTen,
        }
    }
}

/// The least and the greatest value that a figure can have.
pub(crate) type Possible = (f64, f64);

/// What counts and rates can be.
pub(crate) const NOT_NEGATIVE: Possible = (0.0, f64::INFINITY);

/// What a metric can be, by its unit.
pub(crate) fn possible(metric: M) -> Possible {
    match metric.metric().unit {
        // What is gained can be lost.
        _ if metric == M::CapitalGained => (f64::NEG_INFINITY, f64::INFINITY),
        "share" => (0.0, 1.0),
        "points of 10" => (0.0, 10.0),
        "PAM points" => (0.0, 100.0),
        unit if unit.starts_with('%') => (0.0, 100.0),
        _ => NOT_NEGATIVE,
    }
}

/// One figure over the replicates that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// In ascending order.
    values: Vec<f64>,
    possible: Possible,
}

impl Spread {
    /// The spread of these values, of a figure that can lie between two bounds.
    #[must_use]
    pub fn of(values: impl Iterator<Item = f64>, possible: (f64, f64)) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        Self { values, possible }
    }

    /// The same in another unit, this many times as small.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let (floor, ceiling) = self.possible;
        Self {
            values: self.values.into_iter().map(|value| value * factor).collect(),
            possible: (floor * factor, ceiling * factor),
        }
    }

    /// How many replicates have the figure.
    #[must_use]
    pub fn replicates(&self) -> usize {
        self.values.len()
    }

    /// The middle.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let (low, high) = (self.values.len().checked_sub(1)? / 2, self.values.len() / 2);
        Some(f64::midpoint(self.values[low], self.values[high]))
    }

    /// The mean. Unlike medians, means of parts add up to the mean of the whole.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        Difference::of(&self.values).map(|of| of.mean)
    }

    /// What its range holds.
    #[must_use]
    pub fn holds(&self) -> Holds {
        Holds::of(self.values.len())
    }

    /// Between what runs lie, in the sense of `holds`: of few runs the least and the greatest, of
    /// many the ranks that hold nine further runs in ten whatever their shape. Between few and many
    /// ranks do not reach so far: there it is Student's interval for a further run, which takes runs
    /// to be spread like a bell, no farther than what is possible.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let (least, greatest) = (*self.values.first()?, *self.values.last()?);
        match self.values.len() {
            1 => None,
            2..FEW => Some((least, greatest)),
            MANY.. => Some(self.ranked(0.05)),
            _ => {
                let (low, high) = predicted(&self.values)?;
                let (floor, ceiling) = self.possible;
                Some((low.max(floor.min(least)), high.min(ceiling.max(greatest))))
            }
        }
    }

    /// The values with this share of further runs below and above: interpolated between ranks, of
    /// which there is one more gap than values (type 6 of Hyndman and Fan 1996).
    fn ranked(&self, tail: f64) -> (f64, f64) {
        let last = self.values.len() - 1;
        let position = (tail * (self.values.len() + 1) as f64 - 1.0).clamp(0.0, last as f64);
        let (whole, part) = (position.floor() as usize, position.fract());
        let between = |near: f64, far: f64| near + (far - near) * part;
        let inner = (whole + 1).min(last);
        (
            between(self.values[whole], self.values[inner]),
            between(self.values[last - whole], self.values[last - inner]),
        )
    }
}

/// Student's interval for one value more of the same kind, nine times in ten. The values are in
/// ascending order, fewer than `MANY`; none for one value.
fn predicted(values: &[f64]) -> Option<(f64, f64)> {
    static STUDENTS: LazyLock<Students> = LazyLock::new(|| Students::up_to(MANY));
    let found = Difference::of(values)?;
    let count = values.len() as f64;
    let deviation = found.standard_error? * libm::sqrt(count);
    let reach = deviation * STUDENTS.further(values.len())?;
    Some((found.mean - reach, found.mean + reach))
}

impl Results<'_> {
    /// Measured weeks.
    #[must_use]
    pub fn weeks(&self) -> usize {
        self.replicates.first().map_or(0, |replicate| replicate.observations.weeks())
    }

    /// A figure taken from every replicate, and between what it can lie.
    #[must_use]
    pub fn spread(
        &self,
        possible: (f64, f64),
        figure: impl Fn(&Observations) -> Option<f64>,
    ) -> Spread {
        let each = self.replicates.iter();
        Spread::of(each.filter_map(|replicate| figure(&replicate.observations)), possible)
    }

    /// What is said of the range of a figure that every replicate has.
    #[must_use]
    pub fn holds(&self) -> Holds {
        Holds::of(self.replicates.len())
    }

    /// A metric over a span of weeks.
    #[must_use]
    pub fn over(&self, metric: M, group: Group, span: Range<usize>) -> Spread {
        self.spread(possible(metric), |seen| seen.value_over(metric, group, span.clone()))
    }

    /// A metric over a period, without a value when the run is too short to have it.
    #[must_use]
    pub fn during(&self, metric: M, group: Group, period: Period) -> Spread {
        self.over(metric, group, period.span(self.weeks()).unwrap_or(0..0))
    }

    /// All replicates taken together as if they were one large run. Shares and rates of one
    /// such run are consistent with each other, which medians over replicates are not.
    ///
    /// # Panics
    /// If there is no replicate: results have at least one.
    #[must_use]
    pub fn pooled(&self) -> Observations {
        let (first, others) = self.replicates.split_first().expect("results have a replicate");
        let mut all = first.observations.clone();
        for replicate in others {
            all.add(&replicate.observations);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};

    const ANYTHING: Possible = (f64::NEG_INFINITY, f64::INFINITY);

    fn spread(values: &[f64]) -> Spread {
        Spread::of(values.iter().copied(), ANYTHING)
    }

    /// How many further runs in a hundred a range holds, over many studies of this many runs; each
    /// run is what `of` makes of a normal number.
    fn held(runs: usize, of: fn(f64) -> f64, range: fn(&Spread) -> Option<(f64, f64)>) -> f64 {
        const STUDIES: u32 = 8_000;
        let holds = |study: &u32| {
            let draw = Draws::new(9, *study, 0).week(0);
            let run = |at: usize| of(draw.normal(Purpose::Measure, Who(at as u32), 0));
            let (low, high) = range(&Spread::of((0..runs).map(run), ANYTHING)).expect("a range");
            (low..=high).contains(&run(runs))
        };
        (0..STUDIES).filter(holds).count() as f64 * 100.0 / f64::from(STUDIES)
    }

    /// Three standard deviations of a count among eight thousand, in a hundred.
    const CHANCE: f64 = 1.01;

    #[test]
    fn where_nine_runs_in_ten_are_expected_nine_further_ones_in_ten_lie() {
        for runs in [5, 8, 18, 19, 20, 30] {
            assert_eq!(Holds::of(runs), Holds::NineInTen);
            let held = held(runs, |normal| normal, Spread::range);
            assert!((held - 90.0).abs() < CHANCE, "{runs} runs: {held} of 100");
        }
        // Of few runs nothing is said of a further one: the range holds far fewer.
        for runs in [2, 3] {
            assert_eq!(Holds::of(runs), Holds::AllRuns);
            let held = held(runs, |normal| normal, Spread::range);
            let known = 100.0 * (runs as f64 - 1.0) / (runs as f64 + 1.0);
            assert!((held - known).abs() < 1.7 * CHANCE, "{runs} runs: {held} of 100");
        }
    }

    #[test]
    fn runs_that_lean_to_one_side_are_held_about_as_often() {
        // Exponential: the most slanted spread that waits and rare events have.
        let slanted = |normal: f64| -libm::log(0.5 * libm::erfc(normal / std::f64::consts::SQRT_2));
        for (runs, least, most) in [(5, 88.0, 92.0), (8, 88.0, 92.0), (19, 89.0, 91.0)] {
            let held = held(runs, slanted, Spread::range);
            assert!((least..most).contains(&held), "{runs} runs: {held} of 100");
        }
    }

    #[test]
    fn ranges_are_those_worked_by_hand() {
        assert_eq!(spread(&[4.0, 1.0]).range(), Some((1.0, 4.0)));
        // Mean 3, variance 2.5; t of 4 degrees of freedom.
        let (low, high) = spread(&[1.0, 2.0, 3.0, 4.0, 5.0]).range().expect("a range");
        let reach = 2.131_847 * (2.5_f64 * 1.2).sqrt();
        assert!((low - (3.0 - reach)).abs() < 1e-5 && (high - (3.0 + reach)).abs() < 1e-5);
        let ranks: Vec<f64> = (1..=39).map(f64::from).collect();
        assert_eq!(spread(&ranks).range(), Some((2.0, 38.0)));
        assert_eq!(spread(&ranks[..19]).range(), Some((1.0, 19.0)));
        assert_eq!(spread(&[2.0; 8]).range(), Some((2.0, 2.0)));
    }

    #[test]
    fn a_range_stays_with_what_is_possible_or_was_seen() {
        let percent = Spread::of([91.0, 97.0, 99.0, 99.5, 100.0].into_iter(), (0.0, 100.0));
        let (low, high) = percent.range().expect("a range");
        assert!(low < 91.0 && high <= 100.0, "{low} {high}");
        let over = Spread::of([90.0, 95.0, 99.0, 100.0, 104.0].into_iter(), (0.0, 100.0));
        assert!(over.range().is_some_and(|(_, high)| high >= 104.0));
        let rare = Spread::of([0.0, 0.0, 0.0, 0.0, 1.0].into_iter(), NOT_NEGATIVE);
        assert!(rare.range().is_some_and(|(low, high)| low >= 0.0 && high > 1.0));
    }

    #[test]
    fn one_replicate_has_a_middle_but_no_range() {
        let one = spread(&[3.0]);
        assert_eq!((one.median(), one.range()), (Some(3.0), None));
        let none = spread(&[]);
        assert_eq!((none.median(), none.mean(), none.range()), (None, None, None));
        assert_eq!(spread(&[1.0, 2.0, 4.0, 8.0]).median(), Some(3.0));
        assert_eq!(spread(&[1.0, 2.0, 6.0]).mean(), Some(3.0));
    }
}

//! What is observed of a run. Everything adds up as integers (counts, fixed-point sums,
//! histograms), so that the order of neighbourhoods, threads and shards cannot matter. Nothing
//! here can change the world: mechanisms hand in counts, the census takes `&World`.

pub mod metrics;
pub mod period;

pub use metrics::{Breakdown, Cadence, M, METRICS, Metric, Per};
pub use period::Period;

use serde::{Deserialize, Serialize};

use crate::model::kinds::{Fifth, Pathway};

/// Weeks between two censuses.
pub const CENSUS_WEEKS: usize = 4;

/// Scale of fixed-point sums.
const FIXED: f64 = 65_536.0;

/// Half of a unit, by which numbers are rounded and the middle of a week is found.
const HALF: f64 = 0.5;

/// Longest wait told apart, in weeks; longer ones count as this.
const LONGEST_WAIT: usize = 104;

/// Whom a figure is about: everybody, or one fifth of deprivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Everybody.
    All,
    /// One fifth.
    Only(Fifth),
}

impl Group {
    /// How many groups there are.
    pub const COUNT: usize = 1 + Fifth::COUNT;

    /// Every group, everybody first.
    pub const EVERY: [Self; Self::COUNT] = [
        Self::All,
        Self::Only(Fifth::Most),
        Self::Only(Fifth::Second),
        Self::Only(Fifth::Middle),
        Self::Only(Fifth::Fourth),
        Self::Only(Fifth::Least),
    ];

    /// The group's name in result files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Only(fifth) => fifth.label(),
        }
    }

    fn index(self) -> usize {
        match self {
            Self::All => 0,
            Self::Only(fifth) => 1 + fifth as usize,
        }
    }
}

impl Breakdown {
    /// The groups a metric is taken for.
    #[must_use]
    pub fn groups(self) -> &'static [Group] {
        match self {
            Self::Total => &Group::EVERY[..1],
            Self::Fifths => &Group::EVERY,
        }
    }
}

/// Sums of one metric over time and groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Series {
    /// Numerators, group by group.
    sums: Vec<i64>,
    /// Denominators, group by group; empty when the denominator is people.
    counts: Vec<i64>,
}

/// The observations of one run: one scenario in one replicate, over all its neighbourhoods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observations {
    weeks: usize,
    people: [i64; Group::COUNT],
    series: Vec<Series>,
    waits: Vec<Vec<u32>>,
    transitions: Vec<i64>,
    /// The week being recorded, or none during the warm-up.
    now: Option<usize>,
}

impl Observations {
    /// Nothing observed yet, for a run of this many measured weeks.
    #[must_use]
    pub fn new(weeks: usize) -> Self {
        let series = METRICS
            .iter()
            .map(|metric| {
                let cells = metric.by.groups().len() * slots(metric.cadence, weeks);
                match metric.per {
                    Per::People(_) => Series { sums: vec![0; cells], counts: Vec::new() },
                    Per::Own(_) => Series { sums: vec![0; cells], counts: vec![0; cells] },
                    Per::WaitQuantile(_) => Series { sums: Vec::new(), counts: Vec::new() },
                }
            })
            .collect();
        Self {
            weeks,
            people: [0; Group::COUNT],
            series,
            waits: vec![vec![0; LONGEST_WAIT + 1]; slots(Cadence::FourWeekly, weeks)],
            transitions: vec![0; Pathway::COUNT * Pathway::COUNT],
            now: None,
        }
    }

    /// Measured weeks.
    #[must_use]
    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// Registered people in a group.
    #[must_use]
    pub fn people(&self, group: Group) -> i64 {
        self.people[group.index()]
    }

    /// The weeks in which a metric is taken, in order.
    pub fn weeks_of(&self, metric: M) -> impl Iterator<Item = usize> + use<> {
        let step = match metric.metric().cadence {
            Cadence::Weekly => 1,
            Cadence::FourWeekly => CENSUS_WEEKS,
        };
        (0..self.weeks).step_by(step)
    }

    /// The value of a metric for a group in one of `weeks_of`, or nothing when there was
    /// nobody to take it from or the metric is not taken for the group.
    #[must_use]
    pub fn value(&self, metric: M, group: Group, week: usize) -> Option<f64> {
        self.value_over(metric, group, week..week + 1)
    }

    /// The value of a metric over a span of weeks: a weekly mean for flows, a mean over the
    /// censuses for stocks, ratios as the ratio of the sums.
    #[must_use]
    pub fn value_over(&self, metric: M, group: Group, span: std::ops::Range<usize>) -> Option<f64> {
        let what = metric.metric();
        let step = if what.cadence == Cadence::Weekly { 1 } else { CENSUS_WEEKS };
        let first = span.start.div_ceil(step);
        let last = span.end.min(self.weeks).div_ceil(step);
        if first >= last || group.index() >= what.by.groups().len() {
            return None;
        }
        if let Per::WaitQuantile(q) = what.per {
            return self.wait_quantile(q, first..last);
        }
        let series = &self.series[metric as usize];
        let offset = group.index() * slots(what.cadence, self.weeks);
        let cells = offset + first..offset + last;
        // Wide: half a century of the largest run adds up to more than 64 bits hold.
        let total = |cells: &[i64]| cells.iter().copied().map(i128::from).sum::<i128>() as f64;
        let sum = total(&series.sums[cells.clone()]) / FIXED;
        let (count, scale) = match what.per {
            Per::People(scale) => (self.people(group) as f64 * (last - first) as f64, scale),
            Per::Own(scale) => (total(&series.counts[cells]) / FIXED, scale),
            Per::WaitQuantile(_) => unreachable!("answered above"),
        };
        (count > 0.0).then(|| sum / count * scale)
    }

    /// What was spent for a group on a metric of money over a span of weeks, in pence: exact.
    #[must_use]
    pub fn pence(&self, metric: M, group: Group, span: std::ops::Range<usize>) -> i64 {
        let cells = group.index() * self.weeks + span.start..group.index() * self.weeks + span.end;
        let sum: i128 =
            self.series[metric as usize].sums[cells].iter().copied().map(i128::from).sum();
        (sum / FIXED as i128) as i64
    }

    /// How many people moved from one place on the pathway to another in the measured weeks.
    #[must_use]
    pub fn transitions(&self, from: Pathway, to: Pathway) -> i64 {
        self.transitions[from as usize * Pathway::COUNT + to as usize]
    }

    /// Adds the observations of another neighbourhood of the same run.
    ///
    /// # Panics
    /// If the two runs differ in length: cells of one run never do.
    pub fn add(&mut self, other: &Self) {
        assert_eq!(self.weeks, other.weeks, "cells of one run have one length");
        let sum = |mine: &mut [i64], theirs: &[i64]| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        };
        sum(&mut self.people, &other.people);
        sum(&mut self.transitions, &other.transitions);
        for (mine, theirs) in self.series.iter_mut().zip(&other.series) {
            sum(&mut mine.sums, &theirs.sums);
            sum(&mut mine.counts, &theirs.counts);
        }
        for (mine, theirs) in self.waits.iter_mut().flatten().zip(other.waits.iter().flatten()) {
            *mine += theirs;
        }
    }

    pub(crate) fn set_people(&mut self, people: [i64; Group::COUNT]) {
        self.people = people;
    }

    /// Opens a week for recording; weeks before 0 are the warm-up and leave no trace.
    pub(crate) fn open(&mut self, week: i32) {
        self.now = usize::try_from(week).ok().filter(|&week| week < self.weeks);
    }

    /// Whether this week is a measured week with a census.
    pub(crate) fn census_due(&self) -> bool {
        self.now.is_some_and(|week| week % CENSUS_WEEKS == 0)
    }

    /// Counts something that happened to somebody of this fifth.
    #[inline]
    pub(crate) fn count(&mut self, metric: M, fifth: Fifth) {
        self.count_times(metric, fifth, 1);
    }

    /// Counts something that happened so many times to people of this fifth.
    pub(crate) fn count_times(&mut self, metric: M, fifth: Fifth, times: u32) {
        self.put_for(metric, fifth, i64::from(times) * FIXED as i64, 0);
    }

    /// Adds to a metric that is taken for everybody only, or cannot be told by fifth.
    pub(crate) fn add_total(&mut self, metric: M, sum: f64, count: f64) {
        self.put(metric, 0, fixed(sum), fixed(count));
    }

    /// Adds to a metric for everybody and, where it is taken so, for the fifth.
    pub(crate) fn add_for(&mut self, metric: M, fifth: Fifth, sum: f64, count: f64) {
        self.put_for(metric, fifth, fixed(sum), fixed(count));
    }

    /// Adds whole pence to a metric of money.
    pub(crate) fn spend(&mut self, metric: M, fifth: Fifth, pence: i64) {
        self.add_for(metric, fifth, pence as f64, 0.0);
    }

    /// Adds clients contacted, or clients who started anything, to the shares of those whom obstacles
    /// keep away.
    pub(crate) fn taken_up(
        &mut self,
        who: &crate::model::world::Fixed,
        started: f64,
        contacted: f64,
    ) {
        self.add_total(M::Uptake, started, contacted);
        for (metric, is) in [
            (M::UptakeNoCar, !who.car),
            (M::UptakeTied, who.tied),
            (M::UptakeMinority, who.minority),
            (M::UptakeDisabled, who.mobility == crate::model::world::Mobility::Limited),
        ] {
            if is {
                self.add_total(metric, started, contacted);
            }
        }
    }

    /// Records a wait that ended in a first contact.
    pub(crate) fn waited(&mut self, weeks: i32) {
        if let Some(week) = self.now {
            self.waits[week / CENSUS_WEEKS][(weeks.max(0) as usize).min(LONGEST_WAIT)] += 1;
        }
    }

    /// Records a move on the pathway.
    pub(crate) fn moved(&mut self, from: Pathway, to: Pathway) {
        if self.now.is_some() {
            self.transitions[from as usize * Pathway::COUNT + to as usize] += 1;
        }
    }

    fn put_for(&mut self, metric: M, fifth: Fifth, sum: i64, count: i64) {
        self.put(metric, 0, sum, count);
        if metric.metric().by == Breakdown::Fifths {
            self.put(metric, 1 + fifth as usize, sum, count);
        }
    }

    /// Adds fixed-point numbers to a cell.
    #[inline]
    fn put(&mut self, metric: M, group: usize, sum: i64, count: i64) {
        let Some(week) = self.now else { return };
        let cadence = metric.metric().cadence;
        let slot = match cadence {
            Cadence::Weekly => week,
            Cadence::FourWeekly => week / CENSUS_WEEKS,
        };
        let cell = group * slots(cadence, self.weeks) + slot;
        let series = &mut self.series[metric as usize];
        series.sums[cell] += sum;
        if let Some(counted) = series.counts.get_mut(cell) {
            *counted += count;
        }
    }

    fn wait_quantile(&self, q: f64, slots: std::ops::Range<usize>) -> Option<f64> {
        let mut histogram = [0_u64; LONGEST_WAIT + 1];
        for waits in &self.waits[slots] {
            histogram.iter_mut().zip(waits).for_each(|(sum, &n)| *sum += u64::from(n));
        }
        let all: u64 = histogram.iter().sum();
        let wanted = q * all as f64;
        let mut below = 0.0;
        for (weeks, &n) in histogram.iter().enumerate() {
            if n > 0 && below + n as f64 >= wanted {
                // Waits are whole weeks: spread the people of a week evenly over it.
                return Some(weeks as f64 + (wanted - below) / n as f64 - HALF);
            }
            below += n as f64;
        }
        None
    }
}

/// The nearest fixed-point number, halves away from zero.
fn fixed(value: f64) -> i64 {
    let scaled = value * FIXED;
    (scaled + HALF.copysign(scaled)) as i64
}

fn slots(cadence: Cadence, weeks: usize) -> usize {
    match cadence {
        Cadence::Weekly => weeks,
        Cadence::FourWeekly => weeks.div_ceil(CENSUS_WEEKS),
    }
}

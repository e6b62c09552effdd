//! Studies of the simulated records: each published figure is found again by its own study's
//! estimator, from what such a study could see. Everything adds up as integers over
//! neighbourhoods.

use crate::model::engine::settle;
use crate::model::mechanisms::people::activation;
use serde::{Deserialize, Serialize};

use crate::model::engine::Rules;
use crate::model::kinds::{AgeBand, Fifth, Need, Pathway, Sex};
use crate::model::random::{Draws, Purpose, Who};
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::{NEVER, World};
use crate::runs::RunSize;

/// Scale of sums of scores.
const FIXED: f64 = 1_000.0;

/// Sums from which the studies' figures follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Studies {
    /// Top 3 % attenders of a half-year: how many, and how many attend less in the next.
    frequent_half: [i64; 2],
    /// Top tenth of a year: how many, and how many are so in both following years.
    frequent_year: [i64; 2],
    /// Visits of a year: all, and those of the top tenth.
    visits: [i64; 2],
    /// Visits and people of a year by fifth, age band and sex.
    by_fifth: Vec<[i64; 2]>,
    /// Measured activation levels of adults with a long-term condition.
    levels: [i64; 4],
    /// Sums for the correlation of activation over six months: n, x, y, xx, yy, xy.
    correlation: [i64; 6],
    /// Activation as measured the first time.
    first_activation: Vec<i32>,
    /// People at 50 and over at the first census, by lonely, most deprived fifth, and whether they
    /// accepted a referral in the year after.
    at_50: [[[i64; 2]; 2]; 2],
    lonely_at_start: Vec<bool>,
    /// Accepted referrals: all, women, two most deprived fifths.
    accepted: [i64; 3],
    /// First scores of life satisfaction: how many and their sum.
    first_scores: [i64; 2],
    /// Pairs of scores: how many, sum of first, sum of last.
    paired_scores: [i64; 3],
    /// Clients contacted.
    contacted: i64,
    /// Visits of clients with a year on both sides: clients, before, after.
    before_after: [i64; 3],
}

/// The estimates of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimates {
    /// T01, %.
    pub frequent_half_less: Option<f64>,
    /// T02, %.
    pub frequent_year_persists: Option<f64>,
    /// T05, %.
    pub top_tenth_share: Option<f64>,
    /// T12, points.
    pub first_score: Option<f64>,
    /// T13, %.
    pub levels: Option<[f64; 4]>,
    /// T14.
    pub activation_correlation: Option<f64>,
    /// T26, %.
    pub women: Option<f64>,
    /// T27, %.
    pub deprived: Option<f64>,
    /// T28: odds ratios of lonely and of the most deprived fifth.
    pub referred_odds: Option<[f64; 2]>,
    /// T33, a year.
    pub deprivation_gap: Option<f64>,
    /// T17, %.
    pub before_after: Option<f64>,
    /// T21, points.
    pub score_gain: Option<f64>,
    /// T25, %.
    pub paired_share: Option<f64>,
}

impl Studies {
    /// Takes what a study would take in a week.
    pub fn week(&mut self, world: &World, rules: &Rules, plan: &RunSize, week: i32, setup: Draws) {
        let end = plan.weeks as i32;
        if week == 0 {
            self.lonely_at_start =
                world.people.needs.iter().map(|needs| needs.has(Need::Loneliness)).collect();
        }
        let first = (end - 27).max(0);
        if week == first {
            self.first_activation = self.measure(world, rules, week, setup);
            self.count_levels(world, rules);
        }
        if week == 51 {
            self.count_referred(world);
            self.first_year(world);
        }
        if week == end - 1 && end >= 27 {
            let second = self.measure(world, rules, week, setup);
            for (person, (&x, &y)) in self.first_activation.iter().zip(&second).enumerate() {
                if x >= 0 && y >= 0 && world.people.registered(person, first, end) {
                    let (x, y) = (i64::from(x), i64::from(y));
                    let sums = [1, x, y, x * x, y * y, x * y];
                    self.correlation.iter_mut().zip(sums).for_each(|(sum, term)| *sum += term);
                }
            }
        }
    }

    /// Activation of adults with a long-term condition as measured, in tenths; -1 for others.
    #[allow(clippy::unused_self)]
    fn measure(&self, world: &World, rules: &Rules, week: i32, setup: Draws) -> Vec<i32> {
        let draws = setup.week(week);
        let people = &world.people;
        (0..people.len())
            .map(|person| {
                let who = &people.fixed[person];
                if !who.adult() || who.conditions == 0 {
                    return -1;
                }
                let state = settle::state_at(rules, people, person, week);
                let error = rules.all.activation.score_error
                    * draws.normal(Purpose::Measure, Who(person as u32), 9);
                ((state.activation + error).clamp(0.0, 100.0) * 10.0) as i32
            })
            .collect()
    }

    fn count_levels(&mut self, _world: &World, rules: &Rules) {
        for &score in self.first_activation.iter().filter(|&&score| score >= 0) {
            self.levels[activation::level(&rules.all, f64::from(score) / 10.0) - 1] += 1;
        }
    }

    fn count_referred(&mut self, world: &World) {
        for (person, who) in world.people.fixed.iter().enumerate() {
            let there = world.people.registered(person, 0, 52);
            if who.age < 50 || !there || self.lonely_at_start.is_empty() {
                continue;
            }
            let referred =
                world.people.client_row(person).is_some_and(|row| world.clients[row].referred >= 0);
            let lonely = usize::from(self.lonely_at_start[person]);
            let poor = usize::from(who.fifth == Fifth::Most);
            self.at_50[lonely][poor][usize::from(referred)] += 1;
        }
    }

    /// Closes the books at the end of a run.
    pub fn close(&mut self, world: &World, _rules: &Rules) {
        self.attenders(world);
        for client in &world.clients {
            let who = &world.people.fixed[client.person as usize];
            if client.referred != NEVER && client.referred >= 0 {
                self.accepted[0] += 1;
                self.accepted[1] += i64::from(who.sex == Sex::Female);
                self.accepted[2] += i64::from(who.fifth.gradient() > 0.0);
            }
            if client.first_contact >= 0 {
                self.contacted += 1;
                let settled = !client.pathway.on_caseload() && client.pathway != Pathway::Waiting;
                if !client.first_score.is_nan() {
                    self.first_scores[0] += 1;
                    self.first_scores[1] += (client.first_score * FIXED) as i64;
                }
                if settled && !client.first_score.is_nan() && !client.last_score.is_nan() {
                    self.paired_scores[0] += 1;
                    self.paired_scores[1] += (client.first_score * FIXED) as i64;
                    self.paired_scores[2] += (client.last_score * FIXED) as i64;
                }
                let weeks = world.people.halves_each as i32 * 26;
                let (place, week) = (client.person as usize, client.referred);
                let there = || world.people.registered(place, week - 52, week + 53);
                if client.referred >= 0 && client.referred + 52 < weeks && there() {
                    self.before_after[0] += 1;
                    self.before_after[1] +=
                        client.before.iter().map(|&n| i64::from(n)).sum::<i64>();
                    self.before_after[2] += client.after.iter().map(|&n| i64::from(n)).sum::<i64>();
                }
            }
        }
        self.lonely_at_start.clear();
        self.first_activation.clear();
    }

    /// Attenders over half-years and years, among those who were on the list throughout.
    fn attenders(&mut self, world: &World) {
        let halves = world.people.halves_each;
        for first in (0..halves.saturating_sub(1)).step_by(2) {
            let cohort = cohort(world, first..first + 2);
            let now: Vec<_> = cohort.iter().map(|(person, of)| (*person, u32::from(of[0]))).collect();
            for at in top(&now, now.len() * 3 / 100, first as u32) {
                let of = cohort[at].1;
                self.frequent_half[0] += 1;
                self.frequent_half[1] += i64::from(of[1] < of[0]);
            }
        }
        if halves >= 6 {
            let cohort = cohort(world, 0..6);
            let ranked: Vec<Vec<bool>> = (0..3)
                .map(|year| {
                    let visits: Vec<_> =
                        cohort.iter().map(|(person, of)| (*person, in_year(of, year))).collect();
                    let mut is = vec![false; cohort.len()];
                    for at in top(&visits, visits.len() / 10, 100 + year as u32) {
                        is[at] = true;
                    }
                    is
                })
                .collect();
            for at in (0..cohort.len()).filter(|&at| ranked[0][at]) {
                self.frequent_year[0] += 1;
                self.frequent_year[1] += i64::from(ranked[1][at] && ranked[2][at]);
            }
        }
    }

    /// Visits in the first year, as it ends: ages are those of then.
    fn first_year(&mut self, world: &World) {
        if world.people.halves_each < 2 {
            return;
        }
        let cohort = cohort(world, 0..2);
        let visits: Vec<_> = cohort.iter().map(|(person, of)| (*person, in_year(of, 0))).collect();
        self.visits[0] += visits.iter().map(|(_, n)| i64::from(*n)).sum::<i64>();
        let best = top(&visits, visits.len() / 10, 100);
        self.visits[1] += best.iter().map(|&at| i64::from(visits[at].1)).sum::<i64>();
        self.by_fifth.resize(Fifth::COUNT * AgeBand::COUNT * Sex::COUNT, [0; 2]);
        for (person, visits) in visits {
            let who = &world.people.fixed[person];
            let cell = &mut self.by_fifth
                [stratum(who.fifth as usize, who.band() as usize, who.sex as usize)];
            cell[0] += i64::from(visits);
            cell[1] += 1;
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        fn sum<const N: usize>(mine: &mut [i64; N], theirs: &[i64; N]) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        sum(&mut self.frequent_half, &other.frequent_half);
        sum(&mut self.frequent_year, &other.frequent_year);
        sum(&mut self.visits, &other.visits);
        sum(&mut self.levels, &other.levels);
        sum(&mut self.correlation, &other.correlation);
        sum(&mut self.accepted, &other.accepted);
        sum(&mut self.first_scores, &other.first_scores);
        sum(&mut self.paired_scores, &other.paired_scores);
        sum(&mut self.before_after, &other.before_after);
        self.contacted += other.contacted;
        self.by_fifth.resize(self.by_fifth.len().max(other.by_fifth.len()), [0; 2]);
        self.by_fifth.iter_mut().zip(&other.by_fifth).for_each(|(mine, theirs)| sum(mine, theirs));
        for (mine, theirs) in self.at_50.iter_mut().flatten().zip(other.at_50.iter().flatten()) {
            sum(mine, theirs);
        }
    }

    /// What the studies would report.
    #[must_use]
    pub fn estimates(&self) -> Estimates {
        let share = |part: i64, whole: i64| (whole > 0).then(|| 100.0 * part as f64 / whole as f64);
        let mean = |sum: i64, count: i64| (count > 0).then(|| sum as f64 / FIXED / count as f64);
        let levels: i64 = self.levels.iter().sum();
        let paired = self.paired_scores;
        Estimates {
            frequent_half_less: share(self.frequent_half[1], self.frequent_half[0]),
            frequent_year_persists: share(self.frequent_year[1], self.frequent_year[0]),
            top_tenth_share: share(self.visits[1], self.visits[0]),
            first_score: mean(self.first_scores[1], self.first_scores[0]),
            levels: (levels > 0).then(|| self.levels.map(|n| 100.0 * n as f64 / levels as f64)),
            activation_correlation: self.activation_correlation(),
            women: share(self.accepted[1], self.accepted[0]),
            deprived: share(self.accepted[2], self.accepted[0]),
            referred_odds: self.referred_odds(),
            deprivation_gap: self.deprivation_gap(),
            before_after: (self.before_after[1] > 0)
                .then(|| 100.0 * (self.before_after[2] as f64 / self.before_after[1] as f64 - 1.0)),
            score_gain: mean(paired[2] - paired[1], paired[0]),
            paired_share: share(paired[0], self.contacted),
        }
    }

    fn activation_correlation(&self) -> Option<f64> {
        let [n, x, y, xx, yy, xy] = self.correlation.map(|sum| sum as f64);
        let spread = (n * xx - x * x) * (n * yy - y * y);
        (n > 10.0 && spread > 0.0).then(|| (n * xy - x * y) / spread.sqrt())
    }

    /// Odds ratios of having been referred, each stratified by the other (Mantel-Haenszel).
    fn referred_odds(&self) -> Option<[f64; 2]> {
        let ratio = |cell: &dyn Fn(usize, usize) -> [i64; 2]| {
            let (mut above, mut below) = (0.0, 0.0);
            for other in 0..2 {
                let [[d, c], [b, a]] =
                    [cell(0, other), cell(1, other)].map(|n| n.map(|n| n as f64));
                let all = a + b + c + d;
                if all > 0.0 {
                    above += a * d / all;
                    below += b * c / all;
                }
            }
            (below > 0.0).then(|| above / below)
        };
        let lonely = ratio(&|exposed, other| self.at_50[exposed][other])?;
        let poor = ratio(&|exposed, other| self.at_50[other][exposed])?;
        Some([lonely, poor])
    }

    /// Visits a year, most less least deprived fifth, standardised to everybody's ages and sexes.
    fn deprivation_gap(&self) -> Option<f64> {
        if self.by_fifth.is_empty() {
            return None;
        }
        let (mut gap, mut people) = (0.0, 0.0);
        for band in 0..AgeBand::COUNT {
            for sex in 0..Sex::COUNT {
                let cell = |fifth: usize| self.by_fifth[stratum(fifth, band, sex)];
                let weight: i64 = (0..Fifth::COUNT).map(|fifth| cell(fifth)[1]).sum();
                let (most, least) = (cell(0), cell(Fifth::COUNT - 1));
                if most[1] > 0 && least[1] > 0 {
                    let rate = |cell: [i64; 2]| cell[0] as f64 / cell[1] as f64;
                    gap += weight as f64 * (rate(most) - rate(least));
                    people += weight as f64;
                }
            }
        }
        (people > 0.0).then(|| gap / people)
    }
}

fn stratum(fifth: usize, band: usize, sex: usize) -> usize {
    (fifth * AgeBand::COUNT + band) * Sex::COUNT + sex
}

/// Everybody who was on the list through these half-years, with their visits in each.
fn cohort(world: &World, halves: std::ops::Range<usize>) -> Vec<(usize, &[u8])> {
    let people = &world.people;
    let week = |half: usize| (half * WEEKS_PER_HALF_YEAR) as i32;
    let there = |&place: &usize| people.registered(place, week(halves.start), week(halves.end));
    let visits = |place: usize| {
        let first = place * people.halves_each;
        &people.halves[first + halves.start..first + halves.end]
    };
    (0..people.len()).filter(there).map(|place| (place, visits(place))).collect()
}

/// Visits in a year, of those in each half-year.
fn in_year(halves: &[u8], year: usize) -> u32 {
    halves[2 * year..2 * year + 2].iter().map(|&visits| u32::from(visits)).sum()
}

/// The places in a list of people and their visits of those with the most; among equals a lot decides,
/// not the row.
fn top(visits: &[(usize, u32)], count: usize, salt: u32) -> Vec<usize> {
    let lots = Draws::new(salt, 0, 0).week(0);
    let mut ranked: Vec<(std::cmp::Reverse<u32>, u32, usize)> = visits
        .iter()
        .enumerate()
        .map(|(at, &(person, n))| {
            let lot = lots.words(Purpose::StudyTies, Who(person as u32), 0, 0)[0];
            (std::cmp::Reverse(n), lot, at)
        })
        .collect();
    if count == 0 || count >= ranked.len() {
        return Vec::new();
    }
    ranked.select_nth_unstable(count);
    ranked[..count].iter().map(|&(_, _, at)| at).collect()
}

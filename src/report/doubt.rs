//! Two doubts of a figure, kept apart: chance, and what is not known of the parameters. Each draw of parameters is
//! run twice with luck of its own, so that a one-way analysis of variance tells them apart: half the mean squared
//! difference between the two runs of a draw is the variance by chance of one run; the variance of the means of
//! draws, less half of that, is the variance by parameters. That can come out below zero by luck, and is 0 then.

use std::io::{self, Write};
use std::ops::Range;

use special::Beta;

use crate::model::observe::{Group, M, METRICS, Observations, Period};
use crate::report::number::{short, written_or_empty};
use crate::report::results::{Possible, Results, possible};
use crate::report::rows::Writer;
use crate::runs::paired::students_t;

/// The share of confidence of all intervals here.
const SURE: f64 = 0.95;

/// What rounding may leave of a variance, as a part of that by chance.
const DUST: f64 = 1e-12;

/// A figure over draws, each of which was run twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Mean of all runs.
    pub mean: f64,
    /// Draws, at least two.
    pub draws: usize,
    /// Variance of one run by chance.
    pub chance: f64,
    /// Variance of the means of draws, of chance and of parameters.
    pub between: f64,
}

impl Doubt {
    /// The figure in both runs of each draw; nothing of fewer than two draws.
    #[must_use]
    pub fn of(both: &[(f64, f64)]) -> Option<Self> {
        if both.len() < 2 {
            return None;
        }
        let count = both.len() as f64;
        let middle = |&(one, other): &(f64, f64)| f64::midpoint(one, other);
        let mean = both.iter().map(middle).sum::<f64>() / count;
        let square = |value: f64| value * value;
        let apart = both.iter().map(|(one, other)| square(one - other)).sum::<f64>();
        let between = both.iter().map(|pair| square(middle(pair) - mean)).sum::<f64>();
        Some(Self {
            mean,
            draws: both.len(),
            chance: apart / (2.0 * count),
            between: between / (count - 1.0),
        })
    }

    /// Variance by parameters as it comes out. What rounding leaves is none.
    fn known(&self) -> f64 {
        let found = self.between - self.chance / 2.0;
        if found.abs() <= DUST * self.chance { 0.0 } else { found }
    }

    /// Variance by parameters, not below 0.
    #[must_use]
    pub fn parameters(&self) -> f64 {
        self.known().max(0.0)
    }

    /// Whether it came out below 0.
    #[must_use]
    pub fn floored(&self) -> bool {
        self.known() < 0.0
    }

    /// Part of the variance of a run that is by parameters; nothing where no run differs.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let whole = self.parameters() + self.chance;
        (whole > 0.0).then(|| self.parameters() / whole)
    }

    /// The 95 % interval of that share, from Fisher's F: exact where both doubts are spread like a bell.
    #[must_use]
    pub fn share_interval(&self) -> Option<(f64, f64)> {
        let share = self.share()?;
        if self.chance <= 0.0 {
            return Some((share, share));
        }
        let found = 2.0 * self.between / self.chance;
        let (between, within) = (self.draws - 1, self.draws);
        let tail = f64::midpoint(1.0, SURE);
        let of = |f: f64| ((f - 1.0) / (f + 1.0)).clamp(0.0, 1.0);
        Some((
            of(found / fishers_f(tail, between, within)),
            of(found * fishers_f(tail, within, between)),
        ))
    }

    /// Whether more than chance is seen between draws: the interval of the share leaves 0 out.
    #[must_use]
    pub fn clear(&self) -> bool {
        self.share_interval().is_some_and(|(low, _)| low > 0.0)
    }

    /// Where the mean of these draws would lie with other luck: its 95 % interval over chance alone.
    #[must_use]
    pub fn mean_by_chance(&self) -> (f64, f64) {
        let error = libm::sqrt(self.chance / (2.0 * self.draws as f64));
        let reach = if error > 0.0 { students_t(SURE, self.draws) * error } else { 0.0 };
        (self.mean - reach, self.mean + reach)
    }

    /// Where the figure of a further draw lies 95 times in 100, all chance taken out, if draws are spread like a
    /// bell; no farther than what is possible.
    #[must_use]
    pub fn range_by_parameters(&self, (floor, ceiling): (f64, f64)) -> (f64, f64) {
        let further = libm::sqrt(self.parameters() * (1.0 + 1.0 / self.draws as f64));
        let reach = if further > 0.0 { students_t(SURE, self.draws - 1) * further } else { 0.0 };
        ((self.mean - reach).max(floor), (self.mean + reach).min(ceiling))
    }

    /// The same in another unit, this many times as large.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        let square = factor * factor;
        Self {
            mean: self.mean * factor,
            chance: self.chance * square,
            between: self.between * square,
            ..self
        }
    }

    /// What luck does, and what is not known of the parameters, each as a sentence goes on after its name.
    fn said(&self, possible: Possible, say: impl Fn(f64) -> String) -> [String; 2] {
        let between = |(low, high): (f64, f64)| {
            let (low, high) = (say(low), say(high));
            if low == high { format!("at {low}") } else { format!("from {low} to {high}") }
        };
        let percent = |share: f64| format!("{:.0}", share * 100.0);
        let (Some(share), Some((least, most))) = (self.share(), self.share_interval()) else {
            return ["moves it in no run".to_owned(), "the parameters move it in none".to_owned()];
        };
        let luck = format!(
            "alone it leaves the mean {} (95 % interval), and moves one run by {} (standard deviation)",
            between(self.mean_by_chance()),
            short(libm::sqrt(self.chance))
        );
        let of = format!(
            "{} % of the variance of a run, 95 % interval {} to {}",
            percent(share),
            percent(least),
            percent(most)
        );
        let known = if self.parameters() <= 0.0 {
            let floor = if self.floored() {
                "; their variance came out below 0 and is set to 0"
            } else {
                ""
            };
            format!("the parameters add nothing that can be told from luck{floor} ({of})")
        } else {
            let clear = if self.clear() { "" } else { "; not clear of luck" };
            let range = between(self.range_by_parameters(possible));
            format!("the parameters spread it {range} (95 % of draws; {of}{clear})")
        };
        [luck, known]
    }

    /// The cells of a table, after those that name the figure; empty where there are fewer than two draws.
    pub(crate) fn cells(found: Option<Self>, possible: Possible) -> [String; DOUBT.len()] {
        let of = |value: fn(&Self) -> f64| written_or_empty(found.as_ref().map(value));
        let chance = found.map(|found| found.mean_by_chance());
        let range = found.map(|found| found.range_by_parameters(possible));
        let share = found.and_then(|found| found.share_interval());
        [
            of(|found| found.mean),
            of(|found| libm::sqrt(found.chance)),
            of(|found| libm::sqrt(found.parameters())),
            written_or_empty(found.and_then(|found| found.share())),
            written_or_empty(share.map(|(low, _)| low)),
            written_or_empty(share.map(|(_, high)| high)),
            written_or_empty(chance.map(|(low, _)| low)),
            written_or_empty(chance.map(|(_, high)| high)),
            written_or_empty(range.map(|(low, _)| low)),
            written_or_empty(range.map(|(_, high)| high)),
            found.map_or_else(String::new, |found| {
                if found.floored() { "yes" } else { "no" }.to_owned()
            }),
            found.map_or(0, |found| found.draws).to_string(),
        ]
    }
}

/// The columns that hold doubts.
pub(crate) const DOUBT: [&str; 12] = [
    "mean",
    "sd_by_chance",
    "sd_by_parameters",
    "share_by_parameters",
    "share_low95",
    "share_high95",
    "mean_low95_by_chance",
    "mean_high95_by_chance",
    "low95_by_parameters",
    "high95_by_parameters",
    "floored",
    "draws",
];

/// The table of a run's doubts.
pub(crate) const TABLE: &str = "uncertainty.csv";

/// The value that Fisher's F stays below with a given chance.
fn fishers_f(share: f64, above: usize, below: usize) -> f64 {
    let (above, below) = (above as f64, below as f64);
    let (a, b) = (above / 2.0, below / 2.0);
    // Of F, above F / (above F + below) has a beta law.
    let x = share.inv_inc_beta(a, b, a.ln_beta(b));
    below * x / (above * (1.0 - x))
}

/// A figure in both runs of each draw in which both have it.
fn both(results: &Results<'_>, figure: impl Fn(&Observations) -> Option<f64>) -> Option<Doubt> {
    let pairs = results.replicates.iter().zip(results.second);
    let figures = pairs.filter_map(|(one, other)| {
        Some((figure(&one.observations)?, figure(&other.observations)?))
    });
    Doubt::of(&figures.collect::<Vec<_>>())
}

/// The doubts of a metric over a span of weeks.
pub(crate) fn over(
    results: &Results<'_>,
    metric: M,
    group: Group,
    span: Range<usize>,
) -> Option<Doubt> {
    both(results, |seen| seen.value_over(metric, group, span.clone()))
}

/// The doubts of a metric over a period.
pub(crate) fn during(
    results: &Results<'_>,
    metric: M,
    group: Group,
    period: Period,
) -> Option<Doubt> {
    over(results, metric, group, period.span(results.weeks())?)
}

/// Every metric over the first year, the last year and all weeks: its two doubts.
///
/// # Errors
/// If it cannot be written.
pub fn table(out: &mut dyn Write, results: &Results<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["scenario", "period", "group", "metric"].iter().chain(&DOUBT))?;
    for period in Period::EVERY {
        for (&metric, listed) in M::ALL.iter().zip(METRICS) {
            for &group in listed.by.groups() {
                let found = during(results, metric, group, period);
                let names = [results.scenario, period.label(), group.label(), listed.name];
                let cells = Doubt::cells(found, possible(metric));
                rows.write_record(names.into_iter().chain(cells.iter().map(String::as_str)))?;
            }
        }
    }
    rows.flush()
}

/// Figures of which both doubts are told, each with its name.
const TOLD: [(M, &str); 4] = [
    (M::GpRequests, "GP requests"),
    (M::LifeSatisfaction, "Life satisfaction"),
    (M::FirstContacts, "First contacts with a link worker"),
    (M::WaitMedian, "The median wait for a first contact"),
];

/// The part of a run that is told of: the last year, or all weeks of a shorter one.
pub(crate) fn period(results: &Results<'_>) -> Period {
    match Period::LastYear.span(results.weeks()) {
        Some(_) => Period::LastYear,
        None => Period::AllWeeks,
    }
}

/// What is told of a run, in two sentences for each figure.
#[must_use]
pub fn said(results: &Results<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (metric, name) in TOLD {
        let Some(found) = during(results, metric, Group::All, period(results)) else { continue };
        let unit = metric.metric().unit;
        lines.extend(told(name, unit, &found, possible(metric), short));
    }
    lines
}

/// A figure with its two sentences.
pub(crate) fn told(
    name: &str,
    unit: &str,
    found: &Doubt,
    possible: Possible,
    say: impl Fn(f64) -> String,
) -> [String; 3] {
    let head = format!(
        "{name}: {} {unit}, the mean of both runs of {} draws",
        say(found.mean),
        found.draws
    );
    let [luck, known] = found.said(possible, say);
    [head, format!("  Luck: {luck}."), format!("  Not known: {known}.")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{Draws, Purpose, Who};

    const ANYTHING: Possible = (f64::NEG_INFINITY, f64::INFINITY);

    /// Draws whose figures spread by `known`, each run twice with chance of 1.
    fn simulated(study: u32, draws: usize, known: f64) -> Doubt {
        let lot = Draws::new(11, study, 0).week(0);
        let normal = |what: u8, at: usize| lot.normal(Purpose::Measure, Who(at as u32), what);
        let one = |draw: usize| {
            let middle = 5.0 + known * normal(0, draw);
            (middle + normal(1, draw), middle + normal(2, draw))
        };
        Doubt::of(&(0..draws).map(one).collect::<Vec<_>>()).expect("two draws")
    }

    #[test]
    fn chance_and_parameters_are_recovered_and_the_share_is_covered() {
        for (known, share) in [(0.0, 0.0), (0.5, 0.2), (2.0, 0.8)] {
            let studies: Vec<Doubt> = (0..2_000).map(|study| simulated(study, 20, known)).collect();
            let mean = |of: &dyn Fn(&Doubt) -> f64| studies.iter().map(of).sum::<f64>() / 2_000.0;
            assert!((mean(&|it| it.chance) - 1.0).abs() < 0.03);
            // Without the floor the variance by parameters is right on average.
            let raw = mean(&|it| it.between - it.chance / 2.0);
            assert!((raw - known * known).abs() < 0.03 * (1.0 + 3.0 * known), "{known}: {raw}");
            let held = mean(&|it| {
                let (low, high) = it.share_interval().expect("runs differ");
                f64::from(u8::from((low..=high).contains(&share)))
            });
            // Of a share of 0 the low end of the interval holds it whenever it is not clear.
            let wanted = if known > 0.0 { 0.95 } else { 0.975 };
            assert!((held - wanted).abs() < 0.015, "{known}: {held}");
            let inside = mean(&|it| {
                let (low, high) = it.range_by_parameters(ANYTHING);
                let next = Draws::new(12, (it.mean * 1e6) as u32, 0).week(0);
                let next = 5.0 + known * next.normal(Purpose::Measure, Who(0), 0);
                f64::from(u8::from((low..=high).contains(&next)))
            });
            assert!(known < 1.0 || (inside - 0.95).abs() < 0.02, "{known}: {inside}");
        }
    }

    #[test]
    fn doubts_are_those_worked_by_hand() {
        let found = Doubt::of(&[(1.0, 3.0), (5.0, 5.0), (7.0, 9.0)]).expect("three draws");
        // Squared differences 4, 0, 4; means 2, 5, 8.
        assert!((found.mean - 5.0).abs() < 1e-12);
        assert!((found.chance - 8.0 / 6.0).abs() < 1e-12 && (found.between - 9.0).abs() < 1e-12);
        assert!((found.parameters() - (9.0 - 4.0 / 6.0)).abs() < 1e-12 && !found.floored());
        assert!((found.times(2.0).parameters() - 4.0 * found.parameters()).abs() < 1e-9);
        let (low, high) = found.mean_by_chance();
        let reach = 3.182_446 * (8.0_f64 / 6.0 / 6.0).sqrt();
        assert!((high - 5.0 - reach).abs() < 1e-5 && (5.0 - low - reach).abs() < 1e-5);
        let floored = Doubt::of(&[(0.0, 2.0), (2.0, 0.0)]).expect("two draws");
        assert!(floored.floored() && floored.parameters() <= 0.0);
        assert_eq!(floored.range_by_parameters(ANYTHING), (1.0, 1.0));
        assert!(floored.said(ANYTHING, short)[1].contains("set to 0 (0 %"));
        let still = Doubt::of(&[(2.0, 2.0), (2.0, 2.0)]).expect("two draws");
        assert_eq!((still.share(), still.clear()), (None, false));
        assert_eq!(Doubt::of(&[(1.0, 2.0)]), None);
    }

    #[test]
    fn fishers_f_agrees_with_printed_tables() {
        for (share, above, below, f) in [
            (0.975, 9, 10, 3.779),
            (0.975, 10, 9, 3.964),
            (0.95, 4, 20, 2.866),
            (0.975, 19, 20, 2.482_3),
        ] {
            let found = fishers_f(share, above, below);
            assert!((found - f).abs() < 2e-3, "{share} {above} {below}: {found}");
        }
    }
}

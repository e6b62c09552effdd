//! The pictures of a comparison: what differs over time, by cause, by deprivation, and how many
//! runs show how much.

use std::ops::Range;

use plotters::style::RGBColor;

use super::exceedance::Exceedance;
use super::marks::{BLUE, Dash, GREEN, INK};
use super::panel::{Axis, Label, Layer, Marker, Panel};
use super::steps::Step;
use super::{Body, Chart};
use crate::axes::{Cause, Fifth};
use crate::experiment::Difference;
use crate::observe::{Cadence, Group, M};
use crate::output::compare::{Pair, of_metric, signed};
use crate::output::number::said;

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// Every picture of one arm against the base.
pub(super) fn every(pair: &Pair<'_>) -> Vec<Chart> {
    vec![
        fan(pair, "gp_requests_difference", M::GpRequests, "GP requests", BLUE),
        fan(pair, "life_satisfaction_difference", M::LifeSatisfaction, "Life satisfaction", GREEN),
        by_cause(pair),
        by_fifth(pair, "gp_requests_by_fifth", M::GpRequests, "GP requests"),
        by_fifth(pair, "life_satisfaction_by_fifth", M::LifeSatisfaction, "Life satisfaction"),
        exceeded(pair, "gp_requests_exceedance", M::GpRequests, "GP requests"),
        exceeded(pair, "life_satisfaction_exceedance", M::LifeSatisfaction, "life satisfaction"),
    ]
}

/// The quarter up to a week for flows, which takes the noise of single weeks away: a centred one
/// would show an effect before its cause.
fn up_to(metric: M, week: usize) -> Range<usize> {
    match metric.metric().cadence {
        Cadence::Weekly => week.saturating_sub(12)..week + 1,
        Cadence::FourWeekly => week..week + 1,
    }
}

fn fan(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str, colour: RGBColor) -> Chart {
    let first = pair.base.replicates.iter().take(1);
    let moments: Vec<(f64, Difference)> = first
        .flat_map(|replicate| replicate.observations.weeks_of(metric))
        .filter_map(|week| {
            Some((week as f64 / YEAR, pair.over(metric, Group::All, up_to(metric, week))?))
        })
        .collect();
    let band = |level: usize, opacity: f64| {
        let edges = moments.iter().filter_map(|(year, found)| {
            let (low, high) = found.intervals(pair.students)?[level];
            Some(((*year, low), (*year, high)))
        });
        let (low, high): (Vec<_>, Vec<_>) = edges.unzip();
        Layer::Band { low, high, colour, opacity }
    };
    let middle: Vec<_> = moments.iter().map(|(year, found)| (*year, found.mean)).collect();
    let end = moments.last().map(|(_, found)| (found.mean, found.intervals(pair.students)));
    let ends = moments.iter().flat_map(|(_, found)| {
        let nine = found.intervals(pair.students).map_or((found.mean, found.mean), |all| all[1]);
        [nine.0, nine.1]
    });
    let (low, high) =
        ends.fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    let years = pair.base.weeks() as f64 / YEAR;
    let line = |points, colour, width, dash| Layer::Line {
        pieces: vec![points],
        colour,
        width,
        dash,
        marker: Marker::None,
    };
    let mut labels = vec![Label { value: 0.0, text: "no difference".into(), colour: INK }];
    if let Some((mean, intervals)) = end {
        labels.push(Label { value: mean, text: "mean difference".into(), colour });
        let high = intervals.map(|all| all[1].1);
        labels.extend(high.map(|value| Label { value, text: "90 % interval".into(), colour }));
    }
    let window = match metric.metric().cadence {
        Cadence::Weekly => "Means of the 13 weeks up to then. ",
        Cadence::FourWeekly => "",
    };
    Chart {
        name,
        sentence: told(pair, metric, subject),
        subtitle: format!(
            "{} minus {}, run by run on the same draws. {window}Line: mean of {} runs; dark band: \
             its 50 % interval; light band: its 90 % interval.",
            pair.other.title,
            pair.base.title,
            pair.base.replicates.len()
        ),
        data: "differences.csv",
        body: Body::Panels(vec![Panel {
            heading: format!("difference, {}", metric.metric().unit),
            years,
            axis: Axis::around(low, high, 1e-3),
            layers: vec![
                band(1, 0.18),
                band(0, 0.28),
                line(vec![(0.0, 0.0), (years, 0.0)], INK, 1.2, Dash::Solid),
                line(middle, colour, 2.4, Dash::Solid),
            ],
            labels,
        }]),
    }
}

/// The sentence of a picture: whose difference, how large, how sure.
fn told(pair: &Pair<'_>, metric: M, subject: &str) -> String {
    let period = pair.told();
    let sentence = of_metric(pair, metric, subject, period);
    format!("{} {}. {sentence}", pair.other.title, period.words())
}

/// A step of a difference, with its 90 % interval.
pub(super) fn step(pair: &Pair<'_>, label: &str, from: f64, found: Option<Difference>) -> Step {
    let interval = found.and_then(|found| found.intervals(pair.students)).map(|all| all[1]);
    let by = found.map_or(0.0, |found| found.mean);
    let text = match (found, interval) {
        (None, _) => "no figure".to_owned(),
        (_, Some((low, high))) => format!("{} ({} to {})", signed(by), signed(low), signed(high)),
        _ => signed(by),
    };
    Step { label: label.to_owned(), from, by, interval, text }
}

/// Causes as the waterfall names them.
const CAUSES: [(Cause, &str); 7] = [
    (Cause::Medical, "medical"),
    (Cause::SocialNeed, "social need"),
    (Cause::Disclosure, "need told to the link worker"),
    (Cause::SelfCare, "self-care advice"),
    (Cause::Return, "return after support ended"),
    (Cause::Revisit, "revisit after refusal"),
    (Cause::ReferralTalk, "the referral talk itself"),
];

fn by_cause(pair: &Pair<'_>) -> Chart {
    let period = pair.told();
    let mut from = 0.0;
    let mut steps = Vec::new();
    let mut largest: Option<(f64, &str)> = None;
    for (cause, label) in CAUSES {
        let found = pair.during(M::gp_requests(cause), Group::All, period);
        let next = step(pair, label, from, found);
        from += next.by;
        if largest.is_none_or(|(most, _)| next.by.abs() > most.abs()) {
            largest = Some((next.by, label));
        }
        steps.push(next);
    }
    let whole = pair.during(M::GpRequests, Group::All, period);
    steps.push(step(pair, "all GP requests", 0.0, whole));
    let sentence = match (largest, whole) {
        (Some((most, label)), Some(whole)) if most.abs() > 0.0 => format!(
            "Of a difference of {} GP requests per 1,000 people a week, the largest part is {label}: {}",
            signed(whole.mean),
            signed(most)
        ),
        _ => "GP requests do not differ in any cause".to_owned(),
    };
    Chart {
        name: "gp_requests_by_cause_difference",
        sentence,
        subtitle: format!(
            "{} minus {}, {}. Each step begins where the one above ends; the last row is their \
             sum. Whiskers and brackets: 90 % interval of the mean.",
            pair.other.title,
            pair.base.title,
            period.words()
        ),
        data: "differences_summary.csv: gp_requests and its causes",
        body: Body::Steps { steps, unit: "difference, requests per 1,000 people a week".into() },
    }
}

/// Fifths as pictures name them.
pub(super) const FIFTHS: [(Fifth, &str); 5] = [
    (Fifth::Most, "most deprived fifth"),
    (Fifth::Second, "second"),
    (Fifth::Middle, "middle"),
    (Fifth::Fourth, "fourth"),
    (Fifth::Least, "least deprived fifth"),
];

fn by_fifth(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str) -> Chart {
    let period = pair.told();
    let of = |fifth| pair.during(metric, Group::Only(fifth), period);
    let mut steps: Vec<_> =
        FIFTHS.iter().map(|&(fifth, label)| step(pair, label, 0.0, of(fifth))).collect();
    steps.push(step(pair, "everybody", 0.0, pair.during(metric, Group::All, period)));
    let mean = |fifth| of(fifth).map_or(0.0, |found| found.mean);
    Chart {
        name,
        sentence: format!(
            "{subject} differ{} by {} in the most deprived fifth and by {} in the least deprived",
            if subject.ends_with('s') { "" } else { "s" },
            signed(mean(Fifth::Most)),
            signed(mean(Fifth::Least))
        ),
        subtitle: format!(
            "{} minus {}, {}, by fifth of deprivation. Whiskers and brackets: 90 % interval of \
             the mean.",
            pair.other.title,
            pair.base.title,
            period.words()
        ),
        data: "differences_summary.csv: by group",
        body: Body::Steps { steps, unit: format!("difference, {}", metric.metric().unit) },
    }
}

fn exceeded(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str) -> Chart {
    let period = pair.told();
    let span = period.span(pair.base.weeks()).unwrap_or(0..pair.base.weeks());
    let each = pair.each(|seen| seen.value_over(metric, Group::All, span.clone()));
    let mean = Difference::of(&each).map_or(0.0, |found| found.mean);
    let (way, turn) = if mean < 0.0 { ("lower", -1.0) } else { ("higher", 1.0) };
    // Adding zero turns a negative zero into zero.
    let mut sizes: Vec<f64> = each.iter().map(|difference| difference * turn + 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    // The largest size that nine runs in ten reach, a size of one of the runs.
    let nine = sizes.get(sizes.len() / 10).copied().unwrap_or(0.0);
    let unit = metric.metric().unit;
    let some = sizes.iter().filter(|&&size| size > 0.0).count();
    let sentence = match (some, nine) {
        (0, _) => format!("No run shows a difference in {subject}"),
        (_, 0.0..) => {
            format!("Nine runs in ten show {subject} {way} by at least {} {unit}", said(nine))
        }
        _ => format!(
            "{some} of {} runs show {subject} {way}; nine in ten show it at most {} {unit} {}",
            sizes.len(),
            said(-nine),
            if mean < 0.0 { "higher" } else { "lower" }
        ),
    };
    Chart {
        name,
        sentence,
        subtitle: format!(
            "{} minus {}, {}: the differences of {} single runs, not of their mean.",
            pair.other.title,
            pair.base.title,
            period.words(),
            sizes.len()
        ),
        data: "weekly.csv of each arm",
        body: Body::Exceedance(Exceedance { sizes, nine, heading: format!("{way} by, {unit}") }),
    }
}

//! The pictures of a comparison: what differs over time, by cause, by deprivation, and how many
//! runs show how much.

use std::ops::Range;

use crate::model::kinds::{Cause, Fifth};
use crate::model::observe::{Cadence, Group, M};
use crate::report::charts::Set;
use crate::report::charts::exceedance::{Exceedance, Most};
use crate::report::charts::marks::{BLUE, Colour, Dash, GREEN, INK};
use crate::report::charts::panel::{Axis, Label, Layer, Marker, Panel};
use crate::report::charts::publish::publish;
use crate::report::charts::steps::{Step, Tone};
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::short;
use crate::report::page::Page;
use crate::report::run::footer;
use crate::report::sense::Sense;
use crate::runs::Difference;
use crate::studies::compare::{Comparison, pictures_of_clients};
use crate::studies::compare::{Pair, Sign, of_metric, signed, way};

/// Draws the pictures of a comparison: those of its page, with all arms in each, then those of single arms; with
/// several arms, names of these begin with the arm's.
pub(crate) fn write(
    staging: &Staging<'_>,
    comparison: &Comparison<'_>,
    page: &Page,
) -> Result<(), Error> {
    let prefix = |pair: &Pair<'_>| match comparison.others.len() {
        1 => String::new(),
        _ => format!("{}_", pair.other.scenario),
    };
    let mut sets = page.sets(&format!("Against {}", footer(&comparison.base)));
    sets.extend(comparison.pairs().map(|pair| Set {
        prefix: prefix(&pair),
        charts: every(&pair).into_iter().chain(pictures_of_clients::every(&pair)).collect(),
        footer: format!("Against {} \u{b7} {}", pair.base.title, footer(pair.other)),
    }));
    publish(staging, &sets)
}

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// Every picture of one arm against the base.
pub(crate) fn every(pair: &Pair<'_>) -> Vec<Chart> {
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

fn fan(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str, colour: Colour) -> Chart {
    let first = pair.base.replicates.iter().take(1);
    let moments: Vec<(f64, Difference)> = first
        .flat_map(|replicate| replicate.observations.weeks_of(metric))
        .filter_map(|week| {
            Some((week as f64 / YEAR, pair.over(metric, Group::All, up_to(metric, week))?))
        })
        .collect();
    let edges = moments.iter().filter_map(|(year, found)| {
        let [_, (low, high), _] = found.intervals(pair.students)?;
        Some(((*year, low), (*year, high)))
    });
    let (below, above): (Vec<_>, Vec<_>) = edges.unzip();
    let band = Layer::Band { low: below, high: above, colour, opacity: 0.2 };
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
        sentence: sentence(pair, metric, subject),
        subtitle: format!(
            "{} minus {}, run by run on the same draws. {window}Line: mean of {} runs; band: its \
             90 % interval.",
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
                band,
                line(vec![(0.0, 0.0), (years, 0.0)], INK, 1.2, Dash::Solid),
                line(middle, colour, 2.4, Dash::Solid),
            ],
            labels,
        }]),
    }
}

/// The sentence of a picture: whose difference, how large, how sure.
fn sentence(pair: &Pair<'_>, metric: M, subject: &str) -> String {
    let period = pair.period();
    let sentence = of_metric(pair, metric, subject, period);
    format!("{} {}. {sentence}", pair.other.title, period.phrase())
}

/// A step of a difference, with its 90 % interval; its colour and its words say whether it is for the
/// better, where that can be said and is clear.
pub(crate) fn step(
    pair: &Pair<'_>,
    label: &str,
    (from, sense): (f64, Sense),
    found: Option<Difference>,
) -> Step {
    let interval = found.and_then(|found| found.intervals(pair.students)).map(|all| all[1]);
    let by = found.map_or(0.0, |found| found.mean);
    let text = match (found, interval) {
        (None, _) => "no figure".to_owned(),
        (_, Some((low, high))) => format!("{} ({} to {})", signed(by), signed(low), signed(high)),
        _ => signed(by),
    };
    let (tone, word) = match found.map(|found| (pair.sign(&found), sense.better(by))) {
        Some((Sign::Unclear | Sign::Same, Some(_))) => (Tone::Unclear, ""),
        Some((Sign::Clear | Sign::Unknown, Some(true))) => (Tone::Better, ", better"),
        Some((Sign::Clear | Sign::Unknown, Some(false))) => (Tone::Worse, ", worse"),
        _ => (Tone::Direction, ""),
    };
    Step { label: label.to_owned(), from, by, interval, text: text + word, tone }
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
    let period = pair.period();
    let mut from = 0.0;
    let mut steps = Vec::new();
    let mut causes = Vec::new();
    for (cause, label) in CAUSES {
        let found = pair.during(M::gp_requests(cause), Group::All, period);
        let next = step(pair, label, (from, Sense::of(M::gp_requests(cause))), found);
        from += next.by;
        causes.extend(found.map(|found| (found, label)));
        steps.push(next);
    }
    let whole = pair.during(M::GpRequests, Group::All, period);
    steps.push(step(pair, "all GP requests", (0.0, Sense::of(M::GpRequests)), whole));
    let sentence = whole.map_or_else(
        || "GP requests: nothing was observed".to_owned(),
        |whole| causes_told(pair, &whole, &causes),
    );
    Chart {
        name: "gp_requests_by_cause_difference",
        sentence,
        subtitle: format!(
            "{} minus {}, {}. Each step begins where the one above ends; the last row is their \
             sum. Whiskers and brackets: 90 % interval of the mean.",
            pair.other.title,
            pair.base.title,
            period.phrase()
        ),
        data: "differences_summary.csv: gp_requests and its causes",
        body: Body::Steps { steps, unit: "difference, requests per 1,000 people a week".into() },
    }
}

/// The sentence on what all GP requests and their causes come to.
fn causes_told(pair: &Pair<'_>, whole: &Difference, causes: &[(Difference, &str)]) -> String {
    let told = |found: &Difference| matches!(pair.sign(found), Sign::Clear | Sign::Unknown);
    let largest = causes
        .iter()
        .filter(|(found, _)| told(found))
        .max_by(|(a, _), (b, _)| a.mean.abs().total_cmp(&b.mean.abs()));
    let part = largest.map(|(found, label)| format!("{label}: {}", signed(found.mean)));
    match (pair.sign(whole), part) {
        (Sign::Unknown, Some(part)) => format!(
            "Of a difference of {} GP requests per 1,000 people a week, the largest part is {part}",
            signed(whole.mean)
        ),
        (Sign::Clear, Some(part)) => format!(
            "Of a difference of {} GP requests per 1,000 people a week, the largest clear part is {part}",
            signed(whole.mean)
        ),
        (Sign::Clear | Sign::Unknown, None) => format!(
            "GP requests differ by {} per 1,000 people a week; no cause by itself differs clearly",
            signed(whole.mean)
        ),
        (_, Some(part)) => {
            format!("No clear difference in GP requests together; the largest clear part is {part}")
        }
        (Sign::Unclear, None) => {
            "No clear difference in GP requests, nor in any of their causes".to_owned()
        }
        (Sign::Same, None) => "GP requests do not differ in any cause".to_owned(),
    }
}

/// Fifths as pictures name them.
pub(crate) const FIFTHS: [(Fifth, &str); 5] = [
    (Fifth::Most, "most deprived fifth"),
    (Fifth::Second, "second"),
    (Fifth::Middle, "middle"),
    (Fifth::Fourth, "fourth"),
    (Fifth::Least, "least deprived fifth"),
];

fn by_fifth(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str) -> Chart {
    let period = pair.period();
    let of = |fifth| pair.during(metric, Group::Only(fifth), period);
    let sense = Sense::of(metric);
    let mut steps: Vec<_> =
        FIFTHS.iter().map(|&(fifth, label)| step(pair, label, (0.0, sense), of(fifth))).collect();
    steps.push(step(pair, "everybody", (0.0, sense), pair.during(metric, Group::All, period)));
    let ends = [Fifth::Most, Fifth::Least].map(|fifth| {
        of(fifth).map_or("nothing was observed".to_owned(), |found| match pair.sign(&found) {
            Sign::Clear | Sign::Unknown => signed(found.mean),
            Sign::Unclear => "no clear difference".to_owned(),
            Sign::Same => "no difference".to_owned(),
        })
    });
    let sentence = match &ends {
        [most, least] if most == least && !most.contains(|c: char| c.is_ascii_digit()) => {
            format!("{subject}: {most} in the most deprived fifth, nor in the least deprived")
        }
        [most, least] => {
            format!("{subject}: {most} in the most deprived fifth, {least} in the least deprived")
        }
    };
    Chart {
        name,
        sentence,
        subtitle: format!(
            "{} minus {}, {}, by fifth of deprivation. Whiskers and brackets: 90 % interval of \
             the mean.",
            pair.other.title,
            pair.base.title,
            period.phrase()
        ),
        data: "differences_summary.csv: by group",
        body: Body::Steps { steps, unit: format!("difference, {}", metric.metric().unit) },
    }
}

fn exceeded(pair: &Pair<'_>, name: &'static str, metric: M, subject: &str) -> Chart {
    let period = pair.period();
    let span = period.span(pair.base.weeks()).unwrap_or(0..pair.base.weeks());
    let each = pair.each(|seen| seen.value_over(metric, Group::All, span.clone()));
    let found = Difference::of(&each);
    let (way, turn) = match found {
        Some(found) if found.mean < 0.0 => ("lower", -1.0),
        _ => ("higher", 1.0),
    };
    // Adding zero turns a negative zero into zero.
    let mut sizes: Vec<f64> = each.iter().map(|difference| difference * turn + 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    let unit = metric.metric().unit;
    let most = Most::of(&sizes);
    let sentence = found.map_or_else(
        || format!("No run has a figure for {subject}"),
        |found| single_runs_told(pair, &found, subject, unit, &most),
    );
    Chart {
        name,
        sentence,
        subtitle: format!(
            "{} minus {}, {}: the differences of {} single runs, not of their mean.",
            pair.other.title,
            pair.base.title,
            period.phrase(),
            sizes.len()
        ),
        data: "weekly.csv of each arm",
        body: Body::Exceedance(Exceedance { sizes, most, heading: format!("{way} by, {unit}") }),
    }
}

/// The sentence on what single runs show. It goes no further than the interval of their mean.
fn single_runs_told(
    pair: &Pair<'_>,
    found: &Difference,
    subject: &str,
    unit: &str,
    most: &Most,
) -> String {
    let runs = |count: usize| if count == 1 { "run" } else { "runs" };
    let all = found.replicates;
    let counts = format!("{} of {all} {} lower, {} higher", found.lower, runs(all), found.higher);
    match pair.sign(found) {
        Sign::Same => format!("No run shows a difference in {subject}"),
        Sign::Unclear => format!("No clear difference in {subject}: {counts}"),
        Sign::Unknown => {
            format!("The only run shows {subject} {} by {} {unit}", way(found), short(most.size))
        }
        Sign::Clear if most.size > 0.0 => format!(
            "{} show {subject} {} by at least {} {unit}",
            most.phrase(),
            way(found),
            short(most.size)
        ),
        Sign::Clear => format!("A clear difference in {subject} in the mean: {counts}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{others, replicates, results};
    use crate::studies::compare::{Comparison, differences_said};

    #[test]
    fn no_headline_goes_beyond_the_interval_beside_it() {
        let mut seen = [0, 0];
        for (runs, more) in
            [(1, 0.0), (2, 0.0), (3, 0.0), (3, 20.0), (8, 0.0), (8, 90.0), (20, 90.0)]
        {
            let (base, other) = (replicates(runs, 60), others(runs, 60, more));
            let comparison = Comparison::new(results(&base), vec![results(&other)], Vec::new());
            let text = differences_said(&comparison);
            let unclear = text.contains("  GP requests: no clear difference, ");
            seen[usize::from(unclear)] += 1;
            let charts = every(&comparison.pairs().next().unwrap());
            let of = |name: &str| {
                charts.iter().find(|chart| chart.name == name).unwrap().sentence.as_str()
            };
            for name in ["gp_requests_exceedance", "gp_requests_by_cause_difference"] {
                let says_so = of(name).starts_with("No clear difference in GP requests");
                assert_eq!(says_so, unclear, "{runs} runs: {text}{}", of(name));
            }
            assert_eq!(of("gp_requests_difference").contains("no clear"), unclear, "{text}");
            assert!(charts.iter().all(|chart| !chart.sentence.contains("in ten")), "{charts:?}");
        }
        assert!(seen[0] >= 2 && seen[1] >= 2, "{seen:?}");
    }
}

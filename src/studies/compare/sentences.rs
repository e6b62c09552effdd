//! Plain sentences on what differs: the most telling differences with their intervals, and what
//! the shared draws saved.

use crate::studies::compare::twins;
use std::fmt::Write as _;

use crate::model::kinds::Fifth;
use crate::model::observe::{Group, M, Observations, Period};
use crate::report::number::short;
use crate::runs::{Difference, reduction};
use crate::studies::compare::{Comparison, Pair, Parting};

/// What is always told, whether it differs or not.
const ALWAYS: [(M, &str); 7] = [
    (M::GpRequests, "GP requests"),
    (M::GpVisits, "GP visits"),
    (M::LifeSatisfaction, "Life satisfaction"),
    (M::FirstContacts, "First contacts with a link worker"),
    (M::WaitMedian, "The median wait for a first contact"),
    (M::Exits, "Link workers leaving"),
    (M::OnwardOptions, "Onward options"),
];

/// Causes of GP requests, of which the one that differs most clearly is told.
const CAUSES: [(M, &str); 7] = [
    (M::GpRequestsMedical, "GP requests for medical reasons"),
    (M::GpRequestsSocialNeed, "GP requests because of a social need"),
    (M::GpRequestsDisclosure, "GP requests after a disclosure"),
    (M::GpRequestsSelfCareAdvice, "GP requests for self-care advice"),
    (M::GpRequestsReturnAfterEnding, "GP requests after support ended"),
    (M::GpRequestsRevisitAfterRefusal, "GP requests after a refused referral"),
    (M::GpRequestsReferralTalk, "GP time for the referral talk"),
];

/// Other things, of which the one that differs most clearly is told.
const OTHERS: [(M, &str); 15] = [
    (M::UnmetRequests, "Unmet requests"),
    (M::Accepted, "Accepted referrals"),
    (M::Sessions, "Sessions"),
    (M::LostWaiting, "People lost while waiting"),
    (M::Connected, "Connections to an activity or service"),
    (M::Lonely, "Loneliness"),
    (M::AnyNeed, "People with a social need"),
    (M::Activation, "Activation"),
    (M::Caseload, "Caseload"),
    (M::FullTimeWorkers, "Link workers in post"),
    (M::Stress, "Stress of link workers"),
    (M::GpBuyIn, "GPs' buy-in"),
    (M::VcsQueue, "The queue at organisations"),
    (M::VcsDisplaced, "Own visitors of organisations displaced"),
    (M::CostLinkWorkers, "Spending on link workers"),
];

/// What is said of every arm: its most telling differences, then what the shared draws saved.
#[must_use]
pub fn differences_said(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    for pair in comparison.pairs() {
        let runs = match pair.base.replicates.len() {
            1 => "1 replicate: no interval is known".to_owned(),
            n => format!("{n} replicates, 95 % intervals of the mean difference"),
        };
        let when = pair.period().phrase();
        let (other, base) = (pair.other.title, pair.base.title);
        writeln!(text, "{other} against {base}, {when} ({runs})\n").expect("writing to a string");
        let parting = pair.parting.and_then(Parting::said);
        let lines = parting.into_iter().chain(telling(&pair)).chain(twins::said_of(&pair));
        for line in lines.chain(saved(&pair)) {
            writeln!(text, "  {line}.").expect("writing to a string");
        }
        text.push('\n');
    }
    text
}

/// The part of a run that sentences and pictures are about.
impl Pair<'_> {
    pub(crate) fn period(&self) -> Period {
        match Period::LastYear.span(self.base.weeks()) {
            Some(_) => Period::LastYear,
            None => Period::AllWeeks,
        }
    }
}

impl Period {
    pub(crate) fn phrase(self) -> &'static str {
        match self {
            Self::FirstYear => "in the first year",
            Self::LastYear => "in the last year",
            Self::AllWeeks => "over all weeks",
        }
    }
}

/// The most telling differences of an arm, in sentences.
fn telling(pair: &Pair<'_>) -> Vec<String> {
    let period = pair.period();
    let mut lines: Vec<String> =
        ALWAYS.iter().map(|&(metric, name)| of_metric(pair, metric, name, period)).collect();
    let gaps = Difference::of(&pair.each(|seen| gap(seen, period)));
    lines.push(sentence(
        "The gap in life satisfaction between the least and the most deprived fifth",
        "points of 10",
        gaps,
        None,
        pair,
    ));
    let clearest = [&CAUSES[..], &OTHERS[..]].map(|among| clearest(pair, among, period));
    lines.extend(clearest.into_iter().flatten());
    lines
}

/// A sentence on what differs most clearly among several things, if anything does. What is picked
/// for its clarity is said to be picked: among many things chance alone makes one look clear.
fn clearest(pair: &Pair<'_>, among: &[(M, &str)], period: Period) -> Option<String> {
    let clarity = |metric| pair.during(metric, Group::All, period).map_or(0.0, |it| it.clarity());
    let told = among.iter().map(|&(metric, name)| (clarity(metric), metric, name));
    let (_, metric, name) = told.filter(|told| told.0 > 0.0).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let sentence = of_metric(pair, metric, name, period);
    Some(format!("The clearest of {} further figures: {sentence}", among.len()))
}

/// The gap in life satisfaction between the least and the most deprived fifth.
fn gap(seen: &Observations, period: Period) -> Option<f64> {
    let span = period.span(seen.weeks())?;
    let of = |fifth| seen.value_over(M::LifeSatisfaction, Group::Only(fifth), span.clone());
    Some(of(Fifth::Least)? - of(Fifth::Most)?)
}

/// A sentence on one metric.
pub(crate) fn of_metric(pair: &Pair<'_>, metric: M, name: &str, period: Period) -> String {
    let found = pair.during(metric, Group::All, period);
    let relative = pair.relative(metric, Group::All, period).map(|relative| relative.mean);
    sentence(name, metric.metric().unit, found, relative, pair)
}

/// The same over a span of weeks.
#[cfg(feature = "program")]
pub(crate) fn over_span(
    pair: &Pair<'_>,
    metric: M,
    name: &str,
    span: std::ops::Range<usize>,
) -> String {
    let found = pair.over(metric, Group::All, span.clone());
    let relative = pair.relative_over(metric, Group::All, span).map(|relative| relative.mean);
    sentence(name, metric.metric().unit, found, relative, pair)
}

fn sentence(
    name: &str,
    unit: &str,
    found: Option<Difference>,
    relative: Option<f64>,
    pair: &Pair<'_>,
) -> String {
    let Some(found) = found else { return format!("{name}: no figure in both") };
    let by = amount(found.mean, unit);
    let way = way(&found);
    let around = found.intervals(pair.students).map_or_else(String::new, |[.., (low, high)]| {
        let percent =
            relative.map_or_else(String::new, |share| format!("; {} %", signed(share * 100.0)));
        format!(" (95 % interval {} to {}{percent})", signed(low), signed(high))
    });
    match pair.sign(&found) {
        Sign::Same => format!("{name}: no difference at all"),
        Sign::Clear | Sign::Unknown => format!("{name}: {way} by {by}{around}"),
        Sign::Unclear => format!("{name}: no clear difference, {way} by {by}{around}"),
    }
}

/// The direction of a difference.
pub(crate) fn way(found: &Difference) -> &'static str {
    if found.mean < 0.0 { "lower" } else { "higher" }
}

/// What can be said of the sign of a difference. Whatever is said of one, in words or in a picture,
/// asks this first, so that no headline goes beyond the interval beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// No replicate differs.
    Same,
    /// The 95 % interval of the mean leaves zero out.
    Clear,
    /// It does not.
    Unclear,
    /// One replicate has no interval.
    Unknown,
}

impl Pair<'_> {
    /// What can be said of the sign of a difference.
    pub(crate) fn sign(&self, found: &Difference) -> Sign {
        if found.higher + found.lower == 0 {
            return Sign::Same;
        }
        match found.intervals(self.students) {
            None => Sign::Unknown,
            Some([.., (low, high)]) if low > 0.0 || high < 0.0 => Sign::Clear,
            Some(_) => Sign::Unclear,
        }
    }
}

/// An amount with its unit; a difference between percentages is in points.
fn amount(value: f64, unit: &str) -> String {
    let value = short(value.abs());
    match unit.strip_prefix("% ") {
        Some(whole) => format!("{value} percentage points {whole}"),
        None => format!("{value} {unit}"),
    }
}

/// A number with its sign.
pub(crate) fn signed(value: f64) -> String {
    let text = short(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// What the shared draws saved.
fn saved(pair: &Pair<'_>) -> Vec<String> {
    let figures = [(M::GpVisits, "GP visits"), (M::LifeSatisfaction, "life satisfaction")];
    let saving = |(metric, name): (M, &str)| {
        let span = Period::AllWeeks.span(pair.base.weeks())?;
        let (base, other) = pair.both(|seen| seen.value_over(metric, Group::All, span.clone()));
        let found = reduction(&base, &other)?;
        let factor = found.factor().map_or_else(|| "without limit".to_owned(), short);
        Some(format!(
            "Shared draws, {name} over all weeks: replicates saved: factor {factor} (standard \
             deviation of the difference {} between twins, {} between independent seeds)",
            short(libm::sqrt(found.paired)),
            short(libm::sqrt(found.independent))
        ))
    };
    figures.into_iter().filter_map(saving).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{replicates, results};

    #[test]
    fn an_arm_against_itself_is_said_to_be_the_same() {
        let sample = replicates(4, 60);
        let comparison = Comparison::new(results(&sample), vec![results(&sample)], Vec::new());
        let text = differences_said(&comparison);
        assert!(text.contains("  GP requests: no difference at all.\n"), "{text}");
        assert!(text.contains("factor without limit"), "{text}");
    }

    #[test]
    fn differences_between_percentages_are_in_points() {
        assert_eq!(amount(-2.0, "% of adults"), "2.00 percentage points of adults");
        assert_eq!(amount(0.3, "weeks"), "0.30 weeks");
        assert_eq!(
            (signed(0.5), signed(-0.5), signed(0.0)),
            ("+0.50".into(), "\u{2212}0.50".into(), "0".into())
        );
    }
}

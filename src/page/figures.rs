//! The figures of the first screen: what differs in a year for this list, with an interval, the rate beside
//! it, and a sentence. Verdicts are those of `kith compare`: clear where the 95 % interval of the mean
//! paired difference leaves zero out.

use std::ops::Range;

use serde::Serialize;

use crate::model::observe::{Group, M, Observations};
use crate::model::units::{PRICE_YEAR, THOUSAND, WEEKS_PER_YEAR};
use crate::report::funnel::Stage;
use crate::report::number::brief;
use crate::report::results::Results;
use crate::runs::{Account, Difference, Lives, Spent, ratio};
use crate::studies::compare::{Pair, Sign};

/// What a difference is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// Clear, and for the better.
    Better,
    /// Clear, and for the worse.
    Worse,
    /// Clear, and neither good nor bad by itself.
    Plain,
    /// The interval holds zero.
    Unclear,
    /// One run: no interval.
    Unknown,
    /// No run differs.
    Same,
    /// There is no figure.
    Nothing,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Good {
    More,
    Less,
    Neither,
}

/// A figure as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its name in requests and tables.
    pub id: &'static str,
    /// What it is.
    pub label: &'static str,
    /// What is found, in a few words: `1,100 fewer`.
    pub said: String,
    /// What it is worth.
    pub worth: Worth,
    /// The 95 % interval in words, if there is one.
    pub interval: String,
    /// The rate or the level beside it.
    pub beside: String,
    /// All of it as a sentence.
    pub sentence: String,
    /// Mean difference, lowest and highest end of its interval, in the unit of what is said.
    pub numbers: Option<[f64; 3]>,
}

/// Weeks that yearly figures are taken from: the last year, or all of a shorter run.
pub(crate) fn last_year(weeks: usize) -> Range<usize> {
    weeks.saturating_sub(WEEKS_PER_YEAR as usize)..weeks
}

/// Makes a rate for 1,000 people a week what it is for the list in a year.
pub(crate) fn a_year(seen: &Observations) -> f64 {
    seen.people(Group::All) as f64 / THOUSAND * WEEKS_PER_YEAR
}

/// Words for more and less of something.
type Ways = (&'static str, &'static str);

const COUNTED: Ways = ("more", "fewer");

/// What a figure is made of.
struct Part<'a> {
    id: &'static str,
    label: &'static str,
    good: Good,
    ways: Ways,
    unit: &'static str,
    found: Option<Difference>,
    beside: String,
    pair: &'a Pair<'a>,
}

impl Part<'_> {
    fn figure(self) -> Figure {
        let Some(found) = self.found else { return nothing(self.id, self.label, self.beside) };
        let sign = self.pair.sign(&found);
        let worth = match (sign, self.good, found.mean > 0.0) {
            (Sign::Same, ..) => Worth::Same,
            (Sign::Unclear, ..) => Worth::Unclear,
            (Sign::Unknown, ..) => Worth::Unknown,
            (Sign::Clear, Good::Neither, _) => Worth::Plain,
            (Sign::Clear, Good::More, true) | (Sign::Clear, Good::Less, false) => Worth::Better,
            (Sign::Clear, ..) => Worth::Worse,
        };
        let around = found.intervals(self.pair.students).map(|all| all[2]);
        let amount = |value: f64| way(value, self.ways, self.unit);
        let said = match worth {
            Worth::Same => "no difference".to_owned(),
            Worth::Unclear => "no clear difference".to_owned(),
            _ => amount(found.mean),
        };
        let interval = around
            .filter(|_| sign != Sign::Same)
            .map_or_else(String::new, |(low, high)| between(low, high, self.ways, self.unit));
        let middle = if worth == Worth::Unclear {
            format!(" (middle {})", amount(found.mean))
        } else {
            String::new()
        };
        let known = match (around, worth) {
            (Some(_), Worth::Same) => String::new(),
            (Some(_), _) => format!(", 95 % interval {interval}"),
            (None, _) => ", one run: how much of it is luck is not known".to_owned(),
        };
        let sentence = format!("{}: {said}{middle}{known}. {}.", self.label, capital(&self.beside));
        let numbers = around.map(|(low, high)| [found.mean, low, high]);
        Figure {
            id: self.id,
            label: self.label,
            said,
            worth,
            interval,
            beside: self.beside,
            sentence,
            numbers,
        }
    }
}

fn nothing(id: &'static str, label: &'static str, beside: String) -> Figure {
    let said = "no figure".to_owned();
    let sentence = format!("{label}: no figure. {}.", capital(&beside));
    Figure {
        id,
        label,
        said,
        worth: Worth::Nothing,
        interval: String::new(),
        beside,
        sentence,
        numbers: None,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1,100 fewer`, `3.1 weeks shorter`, `£12,000 more`.
fn way(value: f64, (more, less): Ways, unit: &str) -> String {
    let word = if value < 0.0 { less } else { more };
    let number = brief(value.abs());
    match unit {
        "" => format!("{number} {word}"),
        "£" => format!("£{number} {word}"),
        unit => format!("{number} {unit} {word}"),
    }
}

/// `820 to 1,400 fewer`, or `90 fewer to 150 more`.
fn between(low: f64, high: f64, ways: Ways, unit: &str) -> String {
    if (low < 0.0) == (high < 0.0) {
        let (near, far) = if low.abs() <= high.abs() { (low, high) } else { (high, low) };
        let pound = if unit == "£" { "£" } else { "" };
        return format!("{pound}{} to {}", brief(near.abs()), way(far, ways, unit));
    }
    format!("{} to {}", way(low, ways, unit), way(high, ways, unit))
}

/// Every figure of a pair, in the order of the page.
pub(crate) fn figures(pair: &Pair<'_>) -> Vec<Figure> {
    let rate = |id, label, metric: M, good, each: &str| {
        let span = last_year(pair.base.weeks());
        let value = |seen: &Observations| seen.value_over(metric, Group::All, span.clone());
        let found = Difference::of(&pair.each(|seen| Some(value(seen)? * a_year(seen))));
        let (base, other) = pair.both(value);
        let beside = levels(&base, &other, each);
        Part { id, label, good, ways: COUNTED, unit: "", found, beside, pair }.figure()
    };
    let mut all = vec![
        rate("requests", REQUESTS, M::GpRequests, Good::Less, "for 1,000 people a week"),
        rate("visits", VISITS, M::GpVisits, Good::Neither, "for 1,000 people a week"),
    ];
    all.push(wait(pair));
    let helped = |seen: &Observations| Stage::FirstContact.rate(seen);
    let (base, other) = pair.both(helped);
    all.push(
        Part {
            id: "helped",
            label: HELPED,
            good: Good::More,
            ways: COUNTED,
            unit: "",
            found: Difference::of(
                &pair.each(|seen| Some(helped(seen)? * seen.people(Group::All) as f64 / THOUSAND)),
            ),
            beside: levels(&base, &other, "for 1,000 people a year"),
            pair,
        }
        .figure(),
    );
    all.extend([life(pair), spending(pair), price(pair)]);
    all
}

/// `49.6, was 50.1 for 1,000 people a week`.
fn levels(base: &[f64], other: &[f64], each: &str) -> String {
    let mean = |values: &[f64]| Difference::of(values).map(|found| found.mean);
    match (mean(base), mean(other)) {
        (Some(base), Some(other)) => {
            format!("{}, was {} {each}", three(other), three(base))
        }
        _ => format!("no figure in both, {each}"),
    }
}

fn three(value: f64) -> String {
    crate::report::number::short(value)
}

fn wait(pair: &Pair<'_>) -> Figure {
    let span = last_year(pair.base.weeks());
    let value = |seen: &Observations| seen.value_over(M::WaitMedian, Group::All, span.clone());
    let (base, other) = pair.both(value);
    Part {
        id: "wait",
        label: WAIT,
        good: Good::Less,
        ways: ("longer", "shorter"),
        unit: "weeks",
        found: Difference::of(&pair.each(value)),
        beside: levels(&base, &other, "weeks, of half the people at most"),
        pair,
    }
    .figure()
}

/// Of each run, over the years in which arms differ.
pub(crate) fn each(pair: &Pair<'_>, figure: impl Fn(&Account) -> f64) -> Vec<f64> {
    pair.twins.iter().map(|twins| figure(twins.account())).collect()
}

/// Years in which arms differ.
pub(crate) fn years(pair: &Pair<'_>) -> f64 {
    pair.twins.first().map_or(1.0, |twins| twins.account().weeks() as f64 / WEEKS_PER_YEAR)
}

fn life(pair: &Pair<'_>) -> Figure {
    let years = years(pair);
    let gained = |account: &Account| {
        account.life_years(Lives::OfTheList, None, account.weeks(), 0.0) / years
    };
    let span = last_year(pair.base.weeks());
    let value =
        |seen: &Observations| seen.value_over(M::LifeSatisfaction, Group::All, span.clone());
    let (base, other) = pair.both(value);
    Part {
        id: "wellbeing",
        label: "Wellbeing, a year",
        good: Good::More,
        ways: ("more", "less"),
        unit: "WELLBYs",
        found: Difference::of(&each(pair, gained)),
        beside: levels(&base, &other, "points of 10, life satisfaction of adults in the last year"),
        pair,
    }
    .figure()
}

fn spending(pair: &Pair<'_>) -> Figure {
    let years = years(pair);
    let spent = |account: &Account| account.pounds(Spent::All, account.weeks(), 0.0) / years;
    let span = last_year(pair.base.weeks());
    let value = |seen: &Observations| seen.value_over(M::CostAll, Group::All, span.clone());
    let (base, other) = pair.both(value);
    Part {
        id: "spending",
        label: SPENDING,
        good: Good::Neither,
        ways: ("more", "less"),
        unit: "£",
        found: Difference::of(&each(pair, spent)),
        beside: levels(&base, &other, &format!("pounds a person a year, prices of {PRICE_YEAR}")),
        pair,
    }
    .figure()
}

/// The figures of the area alone: levels in a year for this list, and between what its runs lie.
pub(crate) fn levels_of(base: &Results<'_>) -> Vec<Figure> {
    let span = last_year(base.weeks());
    let level = |id,
                 label,
                 unit: &str,
                 beside: String,
                 of: &dyn Fn(&Observations) -> Option<f64>| {
        let values: Vec<f64> =
            base.replicates.iter().filter_map(|it| of(&it.observations)).collect();
        let Some(mean) = Difference::of(&values).map(|found| found.mean) else {
            return nothing(id, label, beside);
        };
        let amount = |value: f64| match unit {
            "" => brief(value),
            "£" => format!("£{}", brief(value)),
            unit => format!("{} {unit}", brief(value)),
        };
        let lie = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
        let said = amount(mean);
        let interval = match values.len() {
            1 => "one run".to_owned(),
            count => format!("all {count} runs: {} to {}", brief(lie.0), amount(lie.1)),
        };
        let sentence = format!("{label}: {said}; {interval}. {}.", capital(&beside));
        Figure { id, label, said, worth: Worth::Plain, interval, beside, sentence, numbers: None }
    };
    let rate = |id, label, metric: M, each: &str| {
        let value = |seen: &Observations| seen.value_over(metric, Group::All, span.clone());
        let all: Vec<f64> =
            base.replicates.iter().filter_map(|it| value(&it.observations)).collect();
        let mean =
            Difference::of(&all).map_or_else(|| "\u{2013}".to_owned(), |found| three(found.mean));
        level(id, label, "", format!("{mean} {each}"), &|seen| Some(value(seen)? * a_year(seen)))
    };
    let plain = |metric: M| {
        let span = span.clone();
        move |seen: &Observations| seen.value_over(metric, Group::All, span.clone())
    };
    let people = |seen: &Observations| seen.people(Group::All) as f64;
    let (wait, life, cost) = (plain(M::WaitMedian), plain(M::LifeSatisfaction), plain(M::CostAll));
    vec![
        rate("requests", REQUESTS, M::GpRequests, "for 1,000 people a week"),
        rate("visits", VISITS, M::GpVisits, "for 1,000 people a week"),
        level("wait", WAIT, "weeks", "half the people wait no longer".to_owned(), &wait),
        level("helped", HELPED, "", "first contacts".to_owned(), &|seen| {
            Some(Stage::FirstContact.rate(seen)? * people(seen) / THOUSAND)
        }),
        level(
            "wellbeing",
            "Life satisfaction of adults",
            "points of 10",
            "mean of the list".to_owned(),
            &life,
        ),
        level("spending", SPENDING, "£", format!("prices of {PRICE_YEAR}"), &|seen| {
            Some(cost(seen)? * people(seen))
        }),
    ]
}

const REQUESTS: &str = "GP appointments asked for, a year";
const VISITS: &str = "GP visits, a year";
const WAIT: &str = "Wait for a first contact";
const HELPED: &str = "People who see a link worker, a year";
const SPENDING: &str = "Spending on the scheme, a year";

/// Pounds below which a rate for each pound would be noise over nothing.
const LEAST_POUNDS: f64 = 1.0;

/// Pounds for a WELLBY: only where both spending and gain are clear. Elsewhere it is said which is not.
fn price(pair: &Pair<'_>) -> Figure {
    const ID: &str = "price";
    const LABEL: &str = "Pounds for a WELLBY";
    let pounds = each(pair, |account| account.pounds(Spent::All, account.weeks(), 0.0));
    let lives =
        each(pair, |account| account.life_years(Lives::OfTheList, None, account.weeks(), 0.0));
    let (Some(spent), Some(gained)) = (Difference::of(&pounds), Difference::of(&lives)) else {
        return nothing(ID, LABEL, "nothing to compare".to_owned());
    };
    let clear = |found: &Difference| matches!(pair.sign(found), Sign::Clear | Sign::Unknown);
    let beside = format!("prices of {PRICE_YEAR}, over the whole run, undiscounted");
    let told = |said: &str| {
        let said = said.to_owned();
        let sentence = format!("{LABEL}: {said}. {}.", capital(&beside));
        let worth = Worth::Unclear;
        Figure {
            id: ID,
            label: LABEL,
            said,
            worth,
            interval: String::new(),
            beside: beside.clone(),
            sentence,
            numbers: None,
        }
    };
    if spent.mean.abs() < LEAST_POUNDS {
        return told("nothing is spent or saved");
    }
    if !clear(&gained) {
        return told("no price: no clear gain");
    }
    if !clear(&spent) {
        return told("no price: no clear spending");
    }
    match (spent.mean > 0.0, gained.mean > 0.0) {
        (true, false) => told("no price: more is spent and less gained"),
        (false, true) => told("no price: less is spent and more gained"),
        (more, _) => {
            let Some(found) = ratio(&pounds, &lives) else { return told("no price") };
            let around = found.intervals(pair.students).map(|all| all[2]);
            let said = if more {
                format!("£{}", brief(found.mean))
            } else {
                format!("£{} saved for each lost", brief(found.mean))
            };
            let interval =
                around.filter(|(low, _)| *low > 0.0).map_or_else(String::new, |(low, high)| {
                    format!("£{} to £{}", brief(low), brief(high))
                });
            let known = if interval.is_empty() {
                ", how surely is not known".to_owned()
            } else {
                format!(", 95 % interval {interval}")
            };
            let sentence = format!("{LABEL}: {said}{known}. {}.", capital(&beside));
            let numbers = around.map(|(low, high)| [found.mean, low, high]);
            let worth = Worth::Plain;
            Figure { id: ID, label: LABEL, said, worth, interval, beside, sentence, numbers }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_with_their_way() {
        assert_eq!(way(-1_149.0, COUNTED, ""), "1,100 fewer");
        assert_eq!(way(-3.1, ("longer", "shorter"), "weeks"), "3.1 weeks shorter");
        assert_eq!(way(12_400.0, ("more", "less"), "£"), "£12,000 more");
        assert_eq!(between(-1_400.0, -820.0, COUNTED, ""), "820 to 1,400 fewer");
        assert_eq!(between(-90.0, 150.0, COUNTED, ""), "90 fewer to 150 more");
        assert_eq!(between(100.0, 200.0, ("more", "less"), "£"), "£100 to £200 more");
    }
}

//! Plain sentences from results: what a picture shows, the headlines of a run, the flow budget.

use std::fmt::Write as _;

use crate::model::observe::{Cadence, Group, M, Per, Period};
use crate::report::funnel::joined;
use crate::report::number::short;
use crate::report::results::{Holds, NOT_NEGATIVE, Results, Spread};
use crate::runs::Replicate;

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// People in the flow budget: about one primary care network.
const NETWORK: f64 = 50_000.0;

/// What a sentence is about.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    /// Its name, as a sentence begins.
    pub(crate) name: &'static str,
    /// One thing or many: `goes` or `go`.
    pub(crate) number: Number,
    /// The unit, as it follows a figure.
    pub(crate) unit: &'static str,
}

/// Grammatical number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    One,
    Many,
}

impl Number {
    fn choose(self, one: &'static str, many: &'static str) -> &'static str {
        match self {
            Self::One => one,
            Self::Many => many,
        }
    }
}

/// From where to where a metric goes, and where runs end. A year in which too little happened to say
/// so gives way to all weeks; where these have too little, that is said.
pub(crate) fn course(results: &Results<'_>, subject: Subject, metric: M, group: Group) -> String {
    let Subject { name, .. } = subject;
    let seen = |period| events(results, metric, group, period);
    if let Some(all) = seen(Period::AllWeeks).filter(|&all| all < FEWEST) {
        let what = match (metric, all.round()) {
            (M::WaitMedian, 1.0) => " first contact",
            (M::WaitMedian, _) => " first contacts",
            _ => "",
        };
        return match all.round() {
            1.0.. => format!("{name}: only {all:.0}{what} in all, too few to say more"),
            _ if what.is_empty() => format!("{name}: none"),
            _ => format!("{name}: nothing was observed"),
        };
    }
    let of = |period| match seen(period) {
        Some(..FEWEST) => Spread::of(std::iter::empty(), NOT_NEGATIVE),
        _ => results.during(metric, group, period),
    };
    of_spreads(results, subject, &Period::EVERY.map(of))
}

/// From where to where a figure goes: its spread in the first year, in the last and over all weeks.
pub(crate) fn of_spreads(results: &Results<'_>, subject: Subject, spreads: &[Spread; 3]) -> String {
    let [first, last, all] = spreads;
    let Subject { name, number, unit } = subject;
    match (first.median(), last.median(), all.median()) {
        (Some(from), Some(to), _) => {
            let lie = where_runs_lie(results, last, "end", "");
            let to = short(to);
            match short(from) {
                from if from == to => {
                    format!("{name} {} at {to} {unit}{lie}", number.choose("stays", "stay"))
                }
                from => {
                    format!(
                        "{name} {} from {from} to {to} {unit}{lie}",
                        number.choose("goes", "go")
                    )
                }
            }
        }
        (_, _, Some(value)) => format!(
            "{name} {} {} {unit}{}",
            number.choose("is", "are"),
            short(value),
            where_runs_lie(results, all, "lie", "")
        ),
        _ => format!("{name}: nothing was observed"),
    }
}

/// Where runs lie, as a sentence ends: `verb` is what the runs do, `unit` follows each figure.
fn where_runs_lie(results: &Results<'_>, spread: &Spread, verb: &str, unit: &str) -> String {
    let (runs, all) = (spread.replicates(), results.replicates.len());
    let among =
        if runs < all { format!(" ({runs} of {all} runs have a figure)") } else { String::new() };
    let Some((low, high)) = spread.range() else { return among };
    let (low, high) = (short(low), short(high));
    let place = if low == high {
        format!("at {low}{unit}")
    } else {
        format!("between {low}{unit} and {high}{unit}")
    };
    match (spread.holds(), runs) {
        (Holds::NineInTen, _) => format!("; expect nine runs in ten {place}{among}"),
        (_, 2) => format!("; both runs {verb} {place}{among}"),
        _ => format!("; all {runs} runs {verb} {place}{among}"),
    }
}

/// What the bands and whiskers of pictures hold; nothing for one run.
pub(crate) fn held(results: &Results<'_>) -> Option<String> {
    match (results.holds(), results.replicates.len()) {
        (Holds::Nothing, _) => None,
        (Holds::AllRuns, 2) => Some("both runs".to_owned()),
        (Holds::AllRuns, runs) => Some(format!("all {runs} runs")),
        (Holds::NineInTen, _) => Some("nine runs in ten".to_owned()),
    }
}

/// Fewer events than this behind a figure, in all runs together, are too few to say anything.
const FEWEST: f64 = 20.0;

/// How many events a rate, or a wait, is taken from in all runs together; nothing for a figure that
/// is not taken from events.
fn events(results: &Results<'_>, metric: M, group: Group, period: Period) -> Option<f64> {
    let metric = if metric == M::WaitMedian { M::FirstContacts } else { metric };
    let (Cadence::Weekly, Per::People(each)) = (metric.metric().cadence, metric.metric().per)
    else {
        return None;
    };
    let span = period.span(results.weeks())?;
    let counts = results.replicates.iter().filter_map(|replicate| {
        let seen = &replicate.observations;
        let rate = seen.value_over(metric, group, span.clone())?;
        Some(rate / each * seen.people(group) as f64 * span.len() as f64)
    });
    counts.reduce(|sum, count| sum + count)
}

/// GP requests, as sentences name them.
pub(crate) const GP_REQUESTS: Subject =
    Subject { name: "GP requests", number: Number::Many, unit: "per 1,000 people a week" };

/// Life satisfaction, as sentences name it.
pub(crate) const LIFE_SATISFACTION: Subject =
    Subject { name: "Life satisfaction", number: Number::One, unit: "points of 10" };

/// The median wait, as sentences name it.
pub(crate) const WAIT: Subject =
    Subject { name: "The median wait for a first contact", number: Number::One, unit: "weeks" };

/// What a run came to, in a few sentences.
#[must_use]
pub fn headlines(results: &Results<'_>) -> Vec<String> {
    let all = Group::All;
    let mut lines = vec![
        course(results, GP_REQUESTS, M::GpRequests, all),
        course(results, LIFE_SATISFACTION, M::LifeSatisfaction, all),
        course(
            results,
            Subject {
                name: "First contacts with a link worker",
                number: Number::Many,
                unit: "per 1,000 people a week",
            },
            M::FirstContacts,
            all,
        ),
        course(results, WAIT, M::WaitMedian, all),
    ];
    lines.push(leaving(results));
    lines.iter().map(|line| format!("{line}.")).collect()
}

/// How many link workers leave in a year.
fn leaving(results: &Results<'_>) -> String {
    let exits = results.during(M::Exits, Group::All, Period::AllWeeks);
    let Some(share) = exits.median() else { return "No link worker was in post".to_owned() };
    let worked: f64 = results
        .replicates
        .iter()
        .filter_map(|Replicate { observations: seen, .. }| {
            let posts = seen.value_over(M::FullTimeWorkers, Group::All, 0..seen.weeks())?;
            Some(posts / NETWORK * seen.people(Group::All) as f64 * seen.weeks() as f64 / YEAR)
        })
        .sum();
    if worked < FEWEST {
        return format!(
            "How many link workers leave cannot be said: they worked {} years in all, at full time",
            short(worked)
        );
    }
    let lie = where_runs_lie(results, &exits, "lie", " %");
    format!("{} % of link workers leave in a year{lie}", short(share))
}

/// The flow budget: what goes through the scheme per 50,000 people a year. All figures come from
/// all replicates taken together, so that they are consistent with each other. What too few people
/// stand behind is left out.
#[must_use]
pub fn flow_budget(results: &Results<'_>) -> String {
    let pooled = results.pooled();
    let value = |metric| pooled.value_over(metric, Group::All, 0..pooled.weeks());
    let a_year = |metric| value(metric).map(|a_week| a_week * YEAR * NETWORK / 1_000.0);
    let contacts = events(results, M::FirstContacts, Group::All, Period::AllWeeks).unwrap_or(0.0);
    let enough = contacts >= FEWEST;
    let person_years = pooled.people(Group::All) as f64 * pooled.weeks() as f64 / YEAR;
    let joined = (person_years > 0.0).then(|| joined(&pooled) as f64 * NETWORK / person_years);
    let per_client = a_year(M::Sessions)
        .zip(a_year(M::FirstContacts).filter(|&clients| clients > 0.0 && enough))
        .map(|(sessions, clients)| sessions / clients);
    let used = value(M::HoursPatients);
    let kept = used.zip(value(M::HoursIdle)).map(|(used, idle)| used + idle);
    let rows = [
        ("accepted referrals", a_year(M::Accepted), ""),
        ("joined the waiting list", joined, ""),
        ("not reached, or declined at first call", a_year(M::NotReached), ""),
        ("lost while waiting", a_year(M::LostWaiting), ""),
        ("first contacts", a_year(M::FirstContacts), ""),
        ("sessions, first contacts included", a_year(M::Sessions), ""),
        ("sessions per client", per_client, ""),
        ("hours kept for patients", kept, "% of paid hours"),
        ("hours used with and for patients", used, "% of paid hours"),
        ("utilisation of these hours", value(M::Utilisation).map(|share| share * 100.0), "%"),
        ("median wait for a first contact", value(M::WaitMedian).filter(|_| enough), "weeks"),
    ];
    let mut text = String::from("Flow budget, per 50,000 people a year, all runs together\n");
    for (what, value, unit) in rows {
        let row = match value {
            Some(value) => format!("  {what:<40}{:>8} {unit}", short(value)),
            None => format!("  {what:<40}{:>8}", if contacts > 0.0 { "too few" } else { "none" }),
        };
        writeln!(text, "{}", row.trim_end()).expect("writing to a string");
    }
    if contacts > 0.0 && !enough {
        writeln!(text, "  First contacts in all: {contacts:.0}. So few say next to nothing.")
            .expect("writing to a string");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{replicates, results, scarce};

    fn gp_requests(runs: u32) -> String {
        let sample = replicates(runs, 260);
        course(&results(&sample), GP_REQUESTS, M::GpRequests, Group::All)
    }

    #[test]
    fn sentences_say_from_where_to_where_and_how_sure() {
        let course = "GP requests go from 51.4 to 52.7 per 1,000 people a week";
        assert_eq!(
            gp_requests(20),
            format!("{course}; expect nine runs in ten between 51.6 and 53.8")
        );
        assert!(
            gp_requests(8).contains("; expect nine runs in ten between "),
            "{}",
            gp_requests(8)
        );
    }

    #[test]
    fn of_few_runs_no_more_is_said_than_where_they_lie() {
        for (runs, words) in [(2, "; both runs end at 52.7"), (4, "; all 4 runs end between ")] {
            let line = gp_requests(runs);
            assert!(line.contains(words) && !line.contains("in ten"), "{line}");
        }
        assert!(!gp_requests(1).contains(';'));
    }

    #[test]
    fn a_run_too_small_to_say_anything_says_so() {
        // One first contact in eight weeks for every thousand people, in a thousand people.
        let small = Results { replicates: &scarce(2), ..results(&[]) };
        let lines = headlines(&small).join("\n");
        assert!(
            lines.contains(
                "The median wait for a first contact: only 4 first contacts in all, too few"
            ),
            "{lines}"
        );
        assert!(
            lines.contains("First contacts with a link worker: only 4 in all, too few"),
            "{lines}"
        );
        let text = flow_budget(&small);
        assert!(text.contains("median wait for a first contact          too few"), "{text}");
        assert!(text.contains("First contacts in all: 4. So few"), "{text}");
    }

    #[test]
    fn one_short_run_says_a_level_and_no_spread() {
        let sample = replicates(1, 30);
        let line = course(&results(&sample), LIFE_SATISFACTION, M::LifeSatisfaction, Group::All);
        assert_eq!(line, "Life satisfaction is 7.45 points of 10");
    }

    #[test]
    fn what_was_not_observed_is_said_so() {
        let sample = replicates(2, 60);
        let line = course(&results(&sample), WAIT, M::Anxious, Group::All);
        assert_eq!(line, "The median wait for a first contact: nothing was observed");
    }

    #[test]
    fn the_flow_budget_is_consistent_with_itself() {
        let sample = replicates(3, 104);
        let text = flow_budget(&results(&sample));
        let figure = |what: &str| -> f64 {
            let line = text.lines().find(|line| line.contains(what)).unwrap();
            let number = line[42..].split_whitespace().next().unwrap();
            number.replace(',', "").parse().unwrap()
        };
        let per_client = figure("sessions, ") / figure("first contacts ");
        assert!((per_client / figure("sessions per") - 1.0).abs() < 0.01, "{text}");
        let used = figure("hours used") / figure("hours kept") * 100.0;
        assert!((used / figure("utilisation") - 1.0).abs() < 0.01, "{text}");
    }
}

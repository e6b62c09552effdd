//! Plain sentences from results: what a picture shows, the headlines of a run, the flow budget.

use std::fmt::Write as _;

use crate::observe::{Group, M, Period};
use crate::output::funnel::joined;
use crate::output::number::said;
use crate::output::results::{Results, Spread};

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

/// From where to where a metric goes, and where nine runs in ten end.
pub(crate) fn course(results: &Results<'_>, subject: Subject, metric: M, group: Group) -> String {
    let first = results.during(metric, group, Period::FirstYear);
    let last = results.during(metric, group, Period::LastYear);
    let Subject { name, number, unit } = subject;
    let (Some(from), Some(to)) = (first.median(), last.median()) else {
        let all = results.during(metric, group, Period::AllWeeks);
        return match all.median() {
            Some(value) => format!(
                "{name} {} {} {unit}{}",
                number.choose("is", "are"),
                said(value),
                nine_in_ten(&all, "lie")
            ),
            None => format!("{name}: nothing was observed"),
        };
    };
    let spread = nine_in_ten(&last, "end");
    if said(from) == said(to) {
        return format!("{name} {} at {} {unit}{spread}", number.choose("stays", "stay"), said(to));
    }
    format!(
        "{name} {} from {} to {} {unit}{spread}",
        number.choose("goes", "go"),
        said(from),
        said(to)
    )
}

fn nine_in_ten(spread: &Spread, verb: &str) -> String {
    spread.middle(0.9).map_or_else(String::new, |(low, high)| {
        if said(low) == said(high) {
            format!("; nine runs in ten {verb} at {}", said(low))
        } else {
            format!("; nine runs in ten {verb} between {} and {}", said(low), said(high))
        }
    })
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
    let exits = results.during(M::Exits, all, Period::AllWeeks);
    lines.push(exits.median().map_or_else(
        || "No link worker was in post".to_owned(),
        |share| {
            let spread = nine_in_ten(&exits, "lie").replace(" and ", " % and ");
            let percent = if spread.is_empty() { "" } else { " %" };
            format!("{} % of link workers leave in a year{spread}{percent}", said(share))
        },
    ));
    lines.iter().map(|line| format!("{line}.")).collect()
}

/// The flow budget: what goes through the scheme per 50,000 people a year. All figures come from
/// all replicates taken together, so that they are consistent with each other.
#[must_use]
pub fn flow_budget(results: &Results<'_>) -> String {
    let pooled = results.pooled();
    let value = |metric| pooled.value_over(metric, Group::All, 0..pooled.weeks());
    let a_year = |metric| value(metric).map(|a_week| a_week * YEAR * NETWORK / 1_000.0);
    let person_years = pooled.people(Group::All) as f64 * pooled.weeks() as f64 / YEAR;
    let joined = (person_years > 0.0).then(|| joined(&pooled) as f64 * NETWORK / person_years);
    let per_client = a_year(M::Sessions)
        .zip(a_year(M::FirstContacts).filter(|&clients| clients > 0.0))
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
        ("median wait for a first contact", value(M::WaitMedian), "weeks"),
    ];
    let mut text = String::from("Flow budget, per 50,000 people a year\n");
    for (what, value, unit) in rows {
        let row = match value {
            Some(value) => format!("  {what:<40}{:>8} {unit}", said(value)),
            None => format!("  {what:<40}{:>8}", "none"),
        };
        writeln!(text, "{}", row.trim_end()).expect("writing to a string");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::charts::samples::{replicates, results};

    #[test]
    fn sentences_say_from_where_to_where_and_how_sure() {
        let sample = replicates(20, 260);
        let line = course(&results(&sample), GP_REQUESTS, M::GpRequests, Group::All);
        assert_eq!(
            line,
            "GP requests go from 51.4 to 52.7 per 1,000 people a week; \
             nine runs in ten end between 51.8 and 53.8"
        );
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

//! What is right by itself and wrong together: windows, waits and steps that do not fit a run or each other.

use toml::de::DeTable;

use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::reader::Reader;
use crate::studies::evaluation::design::{Estimator, Family, Outcome, Weeks};
use crate::studies::evaluation::taken::QUARTER;

/// Notes windows that no world holds.
pub(super) fn windows(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    (estimator, outcome): (Estimator, Option<Outcome>),
    when: Weeks,
    (first, end): (i32, i32),
) {
    let at = root.get("when").map(toml::Spanned::span);
    let place = at.map_or_else(|| reader.text.whole(), |at| reader.place(at));
    let mut wrong = |about: &str, found: String, allowed: String| {
        let error = Diagnostic::error(place.clone(), format!("`{about}` does not fit the run"));
        reader.push(error.about(about).found(found).allowed(allowed));
    };
    let enrols = matches!(estimator.family(), Family::Clients | Family::Persons);
    if enrols && when.until <= when.from {
        wrong("until", when.until.to_string(), format!("a week after `from`, {}", when.from));
    }
    let last = if enrols { when.until } else { when.from + 1 };
    if estimator.family() != Family::Steps && last + when.after > end {
        let latest = end - when.after - (last - when.from);
        wrong(
            "after",
            format!("{} weeks after week {}", when.after, last - 1),
            format!("a run of at least {} weeks, or `from` at most {latest}", last + when.after),
        );
    }
    if when.from - when.before < first {
        wrong(
            "before",
            format!("{} weeks before week {}", when.before, when.from),
            format!("at most {}: the run begins in week {first}", when.from - first),
        );
    }
    let counts = matches!(estimator.family(), Family::Steps | Family::Everywhere)
        || estimator == Estimator::DifferenceInDifferences;
    if counts && let Some(score @ (Outcome::LifeSatisfaction | Outcome::Loneliness)) = outcome {
        let allowed = "visits: nobody is asked for a score in every period".to_owned();
        wrong("outcome", score.label().to_owned(), allowed);
    }
}

/// Notes controls who are taken on before the outcome is measured.
pub(super) fn wait(
    reader: &mut Reader<'_>,
    allocation: Option<&DeTable<'_>>,
    estimator: Estimator,
    when: Weeks,
    weeks: Option<u32>,
) {
    let value = allocation.and_then(|table| table.get("wait"));
    let (Some(weeks), Some(value)) = (weeks, value) else { return };
    if estimator.family() == Family::Persons && (weeks as i32) <= when.after {
        let message = "controls are taken on before the outcome is measured";
        let error = Diagnostic::error(reader.place(value.span()), message).about("wait");
        let allowed = format!("more than `after`, {} weeks", when.after);
        reader.push(error.found(weeks.to_string()).allowed(allowed));
    }
}

/// Notes steps that are missing, or that do not begin with a period.
pub(super) fn starts(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    allocation: Option<&DeTable<'_>>,
    (estimator, end): (Estimator, i32),
    weeks: Option<&[i32]>,
) {
    let value = allocation.and_then(|table| table.get("starts"));
    let steps = estimator.family() == Family::Steps;
    let Some(value) = value else {
        if steps {
            let at = root.get("allocation").map(toml::Spanned::span);
            reader.missing(at, "allocation.starts", "weeks in which practices begin".into());
        }
        return;
    };
    let place = reader.place(value.span());
    if !steps {
        let error = Diagnostic::error(place, "steps without a roll-out").about("starts");
        reader.push(error.allowed("`starts` with a staggered estimator; `[when] from` elsewhere"));
        return;
    }
    for &week in weeks.unwrap_or_default() {
        if week % QUARTER != 0 || week < QUARTER || week >= end {
            let error = Diagnostic::error(place.clone(), "a step that no quarter begins with");
            let allowed = format!("weeks that {QUARTER} divides, from {QUARTER} to below {end}");
            reader.push(error.about("starts").found(week.to_string()).allowed(allowed));
        }
    }
}

//! Changes during a run. An entry of a schedule begins at a week, all at once or over a ramp, and
//! holds until the end or until a week. Weeks are counted from the first measured one; a time can be
//! a number of weeks or a text such as `"2 years"`, `"6 months"` or `"10 weeks"`.

use crate::scenario::names;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::units::{WEEKS_PER_MONTH, WEEKS_PER_YEAR};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::overlay::{Action, Change};
use crate::scenario::reader::{Misspelt, Reader, Value, describe};

/// Last week a schedule can name: a century.
pub(crate) const LAST_WEEK: i32 = 5200;

/// Weeks between two steps of a ramp.
pub(crate) const RAMP_STEP: i32 = 4;

/// When an entry of a schedule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    /// First week of the change.
    pub(crate) from: i32,
    /// Weeks until the change is whole: 0 for a step.
    pub(crate) over: i32,
    /// First week after the change, for a pulse.
    pub(crate) until: Option<i32>,
}

/// One entry of a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) times: Times,
    pub(crate) changes: Vec<Change>,
}

impl Times {
    /// How much of the change holds in a week: nothing when none, 1 for all of it. A ramp rises
    /// by steps of four weeks, each as high as the straight line is in the step's middle, so that
    /// the ramp as a whole changes as much as the line would.
    pub(crate) fn strength(self, week: i32) -> Option<f64> {
        if week < self.from || self.until.is_some_and(|until| week >= until) {
            return None;
        }
        let since = week - self.from;
        if since >= self.over {
            return Some(1.0);
        }
        let start = since - since % RAMP_STEP;
        let end = (start + RAMP_STEP).min(self.over);
        Some(f64::from(start + end) / 2.0 / f64::from(self.over))
    }

    /// The weeks in which the strength changes.
    pub(crate) fn turns(self) -> impl Iterator<Item = i32> {
        (self.from..self.from + self.over)
            .step_by(RAMP_STEP as usize)
            .chain([self.from + self.over])
            .chain(self.until)
    }
}

impl Action {
    /// The value after this much of the change.
    pub(crate) fn after(self, value: f64, strength: f64) -> f64 {
        let whole = strength >= 1.0;
        match self {
            Self::Set(target) if whole => target,
            Self::Set(target) => value + strength * (target - value),
            Self::Scale(factor) if whole => value * factor,
            Self::Scale(factor) => value * (1.0 + strength * (factor - 1.0)),
            Self::Add(more) => value + strength * more,
        }
    }
}

/// Reads when an entry holds.
pub(crate) fn times(
    reader: &mut Reader<'_>,
    entry: &DeTable<'_>,
    at: Range<usize>,
    misspelt: &Misspelt,
) -> Option<Times> {
    let from = if let Some(value) = entry.get("from") {
        time(reader, value, "from", 0)
    } else {
        if !misspelt.contains("from") {
            reader.missing(Some(at), "from", format!("{FORMS}, from 0 to {LAST_WEEK} weeks"));
        }
        None
    };
    let mut optional = |key, least| match entry.get(key) {
        Some(value) => time(reader, value, key, least).map(Some),
        None => Some(None),
    };
    let (over, until) = (optional("over", 1), optional("until", 1));
    let times = Times { from: from?, over: over?.unwrap_or(0), until: until? };
    let whole = times.from + times.over;
    if let (Some(until), Some(value)) = (times.until, entry.get("until"))
        && until <= whole
    {
        let message = match times.over {
            0 => "`until` is not after `from`",
            _ => "`until` is not after the end of the ramp",
        };
        reader.push(
            Diagnostic::error(reader.place(value.span()), message)
                .about("until")
                .found(format!("week {until}"))
                .allowed(format!("a week after {whole}")),
        );
        return None;
    }
    Some(times)
}

const FORMS: &str =
    "a whole number of weeks, or text such as \"2 years\", \"6 months\", \"10 weeks\"";

/// A time in weeks, from `least` on.
pub(crate) fn time(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    least: i32,
) -> Option<i32> {
    let mut nearest = None;
    let weeks = match value.get_ref() {
        DeValue::Integer(_) => reader.number(value, key)?,
        DeValue::String(text) => match weeks(text) {
            Ok(weeks) => weeks,
            Err(close) => {
                nearest = close;
                f64::NAN
            }
        },
        _ => f64::NAN,
    };
    if weeks >= f64::from(least) && weeks <= f64::from(LAST_WEEK) {
        return Some(weeks as i32);
    }
    let message = if weeks.is_nan() {
        format!("`{key}` is not a time")
    } else {
        format!("`{key}` is outside the possible range")
    };
    reader.push(
        Diagnostic::error(reader.place(value.span()), message)
            .about(key)
            .found(describe(value.get_ref()))
            .allowed(format!("{FORMS}, from {least} to {LAST_WEEK} weeks"))
            .nearest(nearest),
    );
    None
}

/// Weeks of a text, to the nearest week; or else the nearest right text, if there is one.
fn weeks(text: &str) -> Result<f64, Option<String>> {
    let mut words = text.split_whitespace();
    let (Some(number), Some(unit), None) = (words.next(), words.next(), words.next()) else {
        return Err(None);
    };
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    let count: f64 = number.parse().ok().filter(|_| plain).ok_or(None)?;
    let each = match unit {
        "week" | "weeks" => 1.0,
        "month" | "months" => WEEKS_PER_MONTH,
        "year" | "years" => WEEKS_PER_YEAR,
        _ => {
            let right = names::nearest(unit, ["weeks", "months", "years"]);
            return Err(right.map(|unit| format!("{number} {unit}")));
        }
    };
    Ok((count * each).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_weeks_months_and_years() {
        assert_eq!(weeks("10 weeks"), Ok(10.0));
        assert_eq!(weeks("6 months"), Ok(26.0));
        assert_eq!(weeks("1 month"), Ok(4.0));
        assert_eq!(weeks("1.5 years"), Ok(78.0));
        assert_eq!(weeks("2 yaers"), Err(Some("2 years".to_owned())));
        for wrong in ["", "2", "years", "two years", "inf years", "1e3 years", "2 years 3"] {
            assert_eq!(weeks(wrong), Err(None), "{wrong}");
        }
    }

    #[test]
    fn a_ramp_changes_as_much_as_its_line() {
        for over in [1, 3, 4, 6, 52, 101] {
            let ramp = Times { from: 10, over, until: None };
            let total: f64 = (10..10 + over).map(|week| ramp.strength(week).expect("active")).sum();
            assert!((total - f64::from(over) / 2.0).abs() < 1e-9, "over {over}: {total}");
            assert_eq!(ramp.strength(9), None);
            assert_eq!(ramp.strength(10 + over), Some(1.0));
        }
    }

    #[test]
    fn strength_changes_only_at_turns_and_never_falls_on_a_ramp() {
        let times = Times { from: 3, over: 10, until: Some(20) };
        let turns: Vec<_> = times.turns().collect();
        assert_eq!(turns, [3, 7, 11, 13, 20]);
        for week in 1..30 {
            let changed = times.strength(week) != times.strength(week - 1);
            assert_eq!(changed, turns.contains(&week), "week {week}");
        }
        assert!((4..20).all(|week| times.strength(week) >= times.strength(week - 1)));
    }

    #[test]
    fn a_whole_change_reaches_its_target_to_the_bit() {
        assert_eq!(Action::Set(0.1).after(0.7, 1.0).to_bits(), 0.1_f64.to_bits());
        assert_eq!(Action::Scale(0.5).after(0.8, 0.5).to_bits(), (0.8_f64 * 0.75).to_bits());
    }
}

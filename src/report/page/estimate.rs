//! A figure with its interval, as a page shows it: nine in ten, everywhere.

use crate::report::number::brief;
use crate::report::sense::Sense;
use crate::runs::{Difference, Students};

/// A figure and where nine in ten of it lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    /// Nothing where a single run, or a price without a gain, has none.
    pub(crate) interval: Option<(f64, f64)>,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Clear of chance, for the better.
    Better,
    /// Clear of chance, for the worse.
    Worse,
    /// Its interval holds zero.
    Unclear,
    /// No run differs.
    Same,
    /// A level, or a difference that is neither good nor bad.
    Plain,
}

impl Verdict {
    /// The class of the page's style, which is also the word that is heard.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Unclear => "unclear",
            Self::Same => "same",
            Self::Plain => "plain",
        }
    }

    /// Its sign, which is seen.
    pub(crate) fn glyph(self) -> &'static str {
        match self {
            Self::Better => "\u{2713}",
            Self::Worse => "\u{2717}",
            Self::Unclear => "?",
            Self::Same => "=",
            Self::Plain => "",
        }
    }
}

impl Estimate {
    /// A level without an interval.
    pub(crate) fn level(value: f64) -> Self {
        Self { value, interval: None }
    }

    /// A mean difference with its interval.
    pub(crate) fn of(found: &Difference, students: &Students) -> Self {
        let interval = found.intervals(students).map(|all| all[1]);
        Self { value: found.mean, interval }
    }

    /// The mean of the differences of pairs of runs in which both have a figure.
    pub(crate) fn paired(
        base: &[Option<f64>],
        other: &[Option<f64>],
        students: &Students,
    ) -> Option<Self> {
        let pairs = base.iter().zip(other);
        let each: Vec<f64> = pairs.filter_map(|(base, other)| Some((*other)? - (*base)?)).collect();
        Difference::of(&each).map(|found| Self::of(&found, students))
    }

    /// The same in another unit.
    pub(crate) fn times(self, factor: f64) -> Self {
        let interval = self.interval.map(|(low, high)| {
            let (low, high) = (low * factor, high * factor);
            (low.min(high), low.max(high))
        });
        Self { value: self.value * factor, interval }
    }

    /// Whether zero lies outside of the interval. A single run has none: nothing is clear then.
    pub(crate) fn clear(&self) -> bool {
        self.interval.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
    }

    /// What can be said of it as a difference.
    pub(crate) fn verdict(&self, sense: Sense) -> Verdict {
        let nothing = |value: f64| value.abs() <= 0.0;
        let still = self.interval.is_none_or(|(low, high)| nothing(low) && nothing(high));
        match sense.better(self.value) {
            _ if nothing(self.value) && still => Verdict::Same,
            _ if !self.clear() => Verdict::Unclear,
            Some(true) => Verdict::Better,
            Some(false) => Verdict::Worse,
            None => Verdict::Plain,
        }
    }

    /// Its interval in words, each end through `say`; empty where there is none.
    pub(crate) fn between(&self, say: impl Fn(f64) -> String) -> String {
        self.interval
            .map_or_else(String::new, |(low, high)| format!("{} to {}", say(low), say(high)))
    }
}

/// A number with its sign.
pub(crate) fn signed(value: f64) -> String {
    let text = brief(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// Pounds.
pub(crate) fn pounds(value: f64) -> String {
    let text = brief(value.abs());
    format!("{}\u{a3}{text}", if value < 0.0 && text != "0" { "\u{2212}" } else { "" })
}

/// Pounds with their sign.
pub(crate) fn money_signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", pounds(value)) } else { pounds(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_holds_zero_is_unclear_and_colour_follows_what_is_better() {
        let of = |value, low, high| Estimate { value, interval: Some((low, high)) };
        assert_eq!(of(-3.0, -5.0, -1.0).verdict(Sense::Less), Verdict::Better);
        assert_eq!(of(-3.0, -5.0, -1.0).verdict(Sense::More), Verdict::Worse);
        assert_eq!(of(-3.0, -5.0, 1.0).verdict(Sense::More), Verdict::Unclear);
        assert_eq!(of(0.0, 0.0, 0.0).verdict(Sense::More), Verdict::Same);
        assert_eq!(Estimate::level(2.0).verdict(Sense::More), Verdict::Unclear);
    }

    #[test]
    fn pounds_and_signs_stand_before_numbers() {
        assert_eq!(
            (pounds(-1_234.0), pounds(398_400.0)),
            ("\u{2212}\u{a3}1,200".into(), "\u{a3}400,000".into())
        );
        assert_eq!(
            (signed(138.0), signed(-0.42), signed(0.0)),
            ("+140".into(), "\u{2212}0.42".into(), "0".into())
        );
    }

    #[test]
    fn pairs_without_a_figure_do_not_count() {
        let students = Students::up_to(3);
        let (base, other) = ([Some(1.0), None, Some(2.0)], [Some(2.0), Some(9.0), Some(3.0)]);
        let found = Estimate::paired(&base, &other, &students).expect("two pairs");
        assert!((found.value - 1.0).abs() < 1e-12);
    }
}

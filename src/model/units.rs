//! Units of parameters. Each parameter declares its unit; the scenario file repeats it, and a
//! file that says another unit is refused.

use std::fmt;

/// Declares the units and the text by which scenario files name them.
macro_rules! units {
    ($( $(#[$doc:meta])* $unit:ident = $text:literal ),+ $(,)?) => {
        /// The unit of a parameter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Unit { $( $(#[$doc])* $unit ),+ }

        impl Unit {
            /// Every unit.
            pub const ALL: &[Self] = &[$( Self::$unit ),+];

            /// The unit as scenario files write it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $( Self::$unit => $text ),+ }
            }
        }
    };
}

units! {
    /// A proportion between 0 and 1.
    Share = "share",
    /// On or off: 1 or 0. A design draws each as often; a ramp switches halfway.
    Switch = "switch",
    /// A positive multiplier, 1 for no change.
    Ratio = "ratio",
    /// A weight on the log-odds scale.
    LogOdds = "log-odds",
    /// A change for each unit of a share or ratio, on a logarithmic scale.
    LogRatio = "log ratio",
    /// Events a week.
    PerWeek = "per week",
    /// Events a month (a twelfth of a year).
    PerMonth = "per month",
    /// Events a year.
    PerYear = "per year",
    /// Weeks.
    Weeks = "weeks",
    /// Years.
    Years = "years",
    /// Hours.
    Hours = "hours",
    /// Hours a week.
    HoursPerWeek = "hours per week",
    /// Hours a year.
    HoursPerYear = "hours per year",
    /// Pounds, in prices of the year that all money of the model is told in.
    Pounds = "pounds of 2023/24",
    /// Pounds a year, in the same prices.
    PoundsPerYear = "pounds of 2023/24 per year",
    /// Points of life satisfaction (0 to 10).
    Points = "points",
    /// Points of the Patient Activation Measure (0 to 100).
    PamPoints = "PAM points",
    /// Points of the three-item UCLA scale of loneliness (3 to 9).
    UclaPoints = "UCLA points",
    /// People.
    People = "people",
    /// A plain number of things.
    Count = "count",
    /// Posts.
    Posts = "posts",
    /// Places that are open at one time.
    Places = "places",
    /// Sessions with a link worker.
    Sessions = "sessions",
    /// Organisations per thousand registered people.
    PerThousand = "per 1,000 people",
    /// Standard deviations.
    Deviations = "standard deviations",
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// The year in whose prices all money of the model is told: one for all, so that prices of different
/// years cannot be mixed. A figure of another year is converted before it becomes a parameter.
pub const PRICE_YEAR: &str = "2023/24";

/// Pence in a pound.
pub const PENCE_PER_POUND: f64 = 100.0;

/// Weeks in a year. The model's year has 52 weeks.
pub const WEEKS_PER_YEAR: f64 = 52.0;

/// Weeks in half a year of the model.
pub const WEEKS_PER_HALF_YEAR: usize = 26;

/// Minutes in an hour.
pub const MINUTES_PER_HOUR: f64 = 60.0;

/// People in a thousand.
pub const THOUSAND: f64 = 1_000.0;

/// Weeks in a month, a twelfth of the model's year.
pub const WEEKS_PER_MONTH: f64 = WEEKS_PER_YEAR / 12.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_of_money_names_the_price_year() {
        let money = Unit::ALL.iter().filter(|unit| unit.text().contains("pounds"));
        assert!(
            money.clone().count() == 2 && money.into_iter().all(|u| u.text().contains(PRICE_YEAR))
        );
    }
}

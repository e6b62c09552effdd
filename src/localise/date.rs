//! Dates as public files write them: `01OCT2025`, `01/10/2025`, `2025-10-01`, or a year and a month in two columns.

use std::fmt;

use crate::localise::folder::Row;
use crate::scenario::diagnostic::Diagnostic;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// A day, or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    /// The year, of four digits.
    pub(crate) year: u32,
    /// The month, from 1.
    pub(crate) month: u32,
    day: Option<u32>,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.month)?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

/// The date of a row, in these columns of its form.
///
/// # Errors
/// If it is none.
pub(crate) fn read(row: &Row<'_>, columns: &[usize]) -> Result<Date, Box<Diagnostic>> {
    let text = columns.iter().map(|&column| row.text(column)).collect::<Vec<_>>().join("-");
    parsed(&text).ok_or_else(|| {
        let allowed = "a date such as `01OCT2025`, `01/10/2025` or `2025-10-01`";
        Box::new(row.wrong(columns[0], "not a date").allowed(allowed))
    })
}

/// The date that a text says.
fn parsed(text: &str) -> Option<Date> {
    let text = text.trim().to_uppercase();
    let text =
        text.split(['T', ' ']).next().filter(|text| text.len() >= "2025-1".len()).unwrap_or(&text);
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, month, day) = match parts[..] {
        [one] if one.len() == "01OCT2025".len() && one.is_ascii() => {
            (&one[5..], &one[2..5], Some(&one[..2]))
        }
        [year, month] if year.len() == 4 => (year, month, None),
        [year, month, day] if year.len() == 4 => (year, month, Some(day)),
        [day, month, year] => (year, month, Some(day)),
        _ => return None,
    };
    let name = MONTHS.iter().position(|name| month.starts_with(name)).map(|at| at as u32 + 1);
    let month = name.or_else(|| month.parse().ok()).filter(|month| (1..=12).contains(month))?;
    let day = day.map(|day| day.parse().ok().filter(|day| (1..=31).contains(day)));
    if day == Some(None) || year.len() != 4 {
        return None;
    }
    Some(Date { year: year.parse().ok()?, month, day: day.flatten() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form_that_files_have() {
        for (text, is) in [
            ("01OCT2025", "2025-10-01"),
            ("01Oct2025", "2025-10-01"),
            ("01/10/2025", "2025-10-01"),
            ("2025-10-01", "2025-10-01"),
            ("2025-10-01 00:00:00", "2025-10-01"),
            ("1-Oct-2025", "2025-10-01"),
            ("2025-9", "2025-09"),
            ("2025-September", "2025-09"),
        ] {
            assert_eq!(parsed(text).map(|date| date.to_string()).as_deref(), Some(is), "{text}");
        }
        for none in ["", "October", "2025", "32/01/2025", "01/13/2025", "01OKT2025", "01/10/25"] {
            assert_eq!(parsed(none), None, "{none}");
        }
    }
}

//! Where a value comes from: how it is known, and the publication or decision it rests on.

use std::fmt;

/// How a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Taken from a measurement.
    Measured,
    /// Worked out from measurements.
    Derived,
    /// Fitted, so that results meet targets.
    Calibrated,
    /// Chosen without evidence of size, to be swept.
    Assumed,
}

impl Basis {
    /// Every basis.
    pub const ALL: &[Self] = &[Self::Measured, Self::Derived, Self::Calibrated, Self::Assumed];

    /// The word scenario files use.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Derived => "derived",
            Self::Calibrated => "calibrated",
            Self::Assumed => "assumed",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// A publication, a data set or a decision of this project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it is called.
    pub title: String,
    /// Year it appeared.
    pub year: i32,
    /// Where it can be read.
    pub link: Option<String>,
    /// What a reader should know of it.
    pub note: Option<String>,
}

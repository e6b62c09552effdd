//! Studies: which parameters take which values, in which scenarios. A study file is judged like a
//! scenario file, everything that is wrong at once. What becomes of it stands in
//! `experiment::sweep`.

mod factors;
mod list;
mod patterns;
mod read;
mod sensitivity;

use std::path::{Path, PathBuf};

pub use factors::within;
pub use read::load;
pub use sensitivity::{Outcome, Screening, Sensitivity, Shares, load_sensitivity};

use crate::observe::M;
use crate::scenario::{Diagnostics, Scenario};

/// How points are laid into the ranges of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Every combination of levels; the last parameter changes fastest.
    Grid,
    /// The levels of all parameters side by side: the first of each, the second of each.
    List,
    /// A Latin hypercube: each parameter has one point in each of as many slices as points.
    LatinHypercube {
        /// How many points.
        points: u32,
        /// Seed of the design; not that of the runs.
        seed: u32,
    },
    /// A Sobol sequence under a random digital shift.
    Sobol {
        /// How many points; a power of two fills the ranges most evenly.
        points: u32,
        /// Seed of the design; not that of the runs.
        seed: u32,
    },
}

impl Design {
    /// The words that files use.
    pub const LABELS: &[&str] = &["grid", "list", "latin_hypercube", "sobol"];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::List => "list",
            Self::LatinHypercube { .. } => "latin_hypercube",
            Self::Sobol { .. } => "sobol",
        }
    }
}

/// How a range is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps add the same.
    Linear,
    /// Equal steps multiply by the same.
    Log,
}

/// The values a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Anything in a range.
    Range {
        /// Low end.
        low: f64,
        /// High end.
        high: f64,
        /// How the range is filled.
        scale: Scale,
    },
    /// These, in this order.
    Levels(Vec<f64>),
}

/// One parameter of a study.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Path in scenario files: of one parameter, or of all labels of an axis together.
    pub path: String,
    /// The parameters it stands for, by their place among the declarations.
    pub parameters: Vec<usize>,
    /// The values it takes.
    pub values: Values,
}

/// What is reported beside the figures of every cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Whether figures by fifth of deprivation are written as well.
    pub fifths: bool,
    /// Metrics whose every week is written.
    pub weekly: Vec<M>,
}

/// What a point does to values that a scenario after the first changes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// It replaces them, as any other.
    Swept,
    /// It leaves them: a scenario without link workers stays one.
    Kept,
}

/// A checked study. Every scenario has the sizes and the seed of the study or of its first
/// scenario, so that all are the same people for the same weeks.
#[derive(Clone, Debug)]
pub struct Study {
    /// The file's name without its ending.
    pub name: String,
    /// The title.
    pub title: String,
    /// Why the study is made.
    pub because: String,
    /// The file, when the study came from one.
    pub file: Option<PathBuf>,
    /// The scenarios in which every point is tried.
    pub scenarios: Vec<Scenario>,
    /// How points are laid out.
    pub design: Design,
    /// The parameters that take other values.
    pub factors: Vec<Factor>,
    /// What is reported.
    pub report: Report,
    /// What becomes of values that further scenarios change themselves.
    pub own: Own,
}

impl Study {
    /// Takes the points of a table instead: one column for each parameter, one row for each point.
    ///
    /// # Errors
    /// Everything that is wrong in the table.
    pub fn with_design(self, table: &Path) -> Result<Self, Diagnostics> {
        Ok(Self { design: Design::List, factors: list::read(table)?, ..self })
    }

    /// A study of nothing but a table of points in one scenario.
    ///
    /// # Errors
    /// Everything that is wrong in the table.
    pub fn of_design(table: &Path, scenario: Scenario) -> Result<Self, Diagnostics> {
        let name = table.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Ok(Self {
            name: name.unwrap_or_default(),
            title: format!("Points of {}", table.display()),
            because: "A design of somebody's own.".to_owned(),
            file: None,
            scenarios: vec![scenario],
            design: Design::List,
            factors: list::read(table)?,
            report: Report::default(),
            own: Own::Swept,
        })
    }
}

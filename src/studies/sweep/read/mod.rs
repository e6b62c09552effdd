//! Studies: which parameters take which values, in which scenarios. A study file is judged like a
//! scenario file, everything that is wrong at once. What becomes of it stands in
//! `studies::sweep`.

pub mod factors;
pub mod file;
pub mod ladder;
pub mod list;
pub mod own;
pub mod patterns;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use factors::within;
pub use file::load;
pub use own::Own;

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::model::units::Unit;
use crate::scenario::{Diagnostic, Diagnostics, Scenario};
use crate::studies::draws::Laid;

/// How points are laid into the ranges of the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Every combination of levels; the last parameter changes fastest.
    Grid,
    /// The levels of all parameters side by side: the first of each, the second of each.
    List,
    /// A ladder of assumptions: each step sets or scales some parameters, and leaves the others as the
    /// first scenario has them.
    Ladder,
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
    pub const LABELS: &[&str] = &["grid", "list", "ladder", "latin_hypercube", "sobol"];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::List => "list",
            Self::Ladder => "ladder",
            Self::LatinHypercube { .. } => "latin_hypercube",
            Self::Sobol { .. } => "sobol",
        }
    }
}

/// From when on the values of a point hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Since {
    /// From the start of the warm-up: each point is another world.
    #[default]
    WarmUp,
    /// From the first measured week: each point is another policy in one world, which points share
    /// until then.
    Start,
}

impl Since {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WarmUp, Self::Start];

    /// The words that files use, in the same order.
    pub const LABELS: [&str; 2] = ["warm_up", "start"];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::LABELS[self as usize]
    }

    /// What a word of files means.
    #[must_use]
    pub fn of(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|since| since.label() == label)
    }

    /// The first week in which the values hold.
    #[must_use]
    pub fn week(self) -> i32 {
        match self {
            Self::WarmUp => i32::MIN,
            Self::Start => 0,
        }
    }
}

/// Which draws the points of a plan have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Luck {
    /// The same at every point, replicate by replicate: what differs between two points is what their
    /// values do.
    #[default]
    Shared,
    /// Each point its own, by its values: chance differs from point to point as it does between studies.
    Own,
}

impl Luck {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Shared, Self::Own];

    /// The words that files use, in the same order.
    pub const LABELS: [&str; 2] = ["shared", "own"];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::LABELS[self as usize]
    }

    /// Whether all points have the same.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        *self == Self::Shared
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

impl Values {
    /// What lies between two ends of some parameters. Of a switch it is the two ends alone.
    #[must_use]
    pub fn between(parameters: &[usize], low: f64, high: f64, scale: Scale) -> Self {
        let switch = |&parameter: &usize| Parameters::specs()[parameter].unit == Unit::Switch;
        if parameters.iter().any(switch) {
            Self::Levels(vec![low, high])
        } else {
            Self::Range { low, high, scale }
        }
    }
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

/// A table of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableName {
    /// One row for each cell.
    Results,
    /// One row for each figure over a period.
    Metrics,
    /// One row for each week of a metric.
    Weekly,
    /// One row for each point in each scenario but the first: pounds for a life-satisfaction year.
    Pounds,
}

impl TableName {
    /// All tables, in the order in which they are written.
    pub const EVERY: [Self; 4] = [Self::Results, Self::Metrics, Self::Weekly, Self::Pounds];

    /// The word that files use, and the name of the table's file.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Metrics => "metrics",
            Self::Weekly => "weekly",
            Self::Pounds => "pounds",
        }
    }
}

/// What is reported of the figures of every cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The tables that are written.
    pub tables: Vec<TableName>,
    /// The metrics in tables of periods; all of them when none is named.
    pub metrics: Vec<M>,
    /// Whether figures by fifth of deprivation are written as well.
    pub fifths: bool,
    /// Metrics whose every week is written.
    pub weekly: Vec<M>,
}

impl Default for Report {
    fn default() -> Self {
        let (metrics, weekly) = (Vec::new(), Vec::new());
        Self { tables: vec![TableName::Results], metrics, fifths: false, weekly }
    }
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
    /// The table of its points, when they came from one.
    pub table: Option<PathBuf>,
    /// The scenarios in which every point is tried.
    pub scenarios: Vec<Scenario>,
    /// How points are laid out.
    pub design: Design,
    /// From when on the values of a point hold.
    pub since: Since,
    /// Which draws the points have.
    pub luck: Luck,
    /// Draws of parameters that lie under all points, where the command line gives a table.
    pub laid: Option<Laid>,
    /// The parameters that take other values.
    pub factors: Vec<Factor>,
    /// What each step of a ladder is called; nothing for other designs.
    pub steps: Vec<String>,
    /// What is reported.
    pub report: Report,
    /// Which value holds where a scenario sets or schedules what is swept, if the study says.
    pub own: Option<Own>,
    /// What is doubtful, though not refused.
    pub warnings: Vec<Diagnostic>,
}

impl Study {
    /// Takes the points of a table instead: one column for each parameter, one row for each point.
    ///
    /// # Errors
    /// Everything that is wrong in the table.
    pub fn with_design(self, table: &Path) -> Result<Self, Diagnostics> {
        let factors = list::read(table)?;
        let table = Some(table.to_owned());
        Ok(Self { design: Design::List, factors, table, steps: Vec::new(), ..self })
    }

    /// A study of nothing but a table of points in one scenario.
    ///
    /// # Errors
    /// Everything that is wrong in the table.
    pub fn of_design(table: &Path, scenario: Scenario) -> Result<Self, Diagnostics> {
        let name = table.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        Ok(Self {
            name: name.unwrap_or_default(),
            title: format!("Points of {}", table.file_name().unwrap_or_default().display()),
            because: "A design of somebody's own.".to_owned(),
            file: None,
            table: Some(table.to_owned()),
            scenarios: vec![scenario],
            design: Design::List,
            since: Since::default(),
            luck: Luck::default(),
            laid: None,
            factors: list::read(table)?,
            steps: Vec::new(),
            report: Report::default(),
            own: None,
            warnings: Vec::new(),
        })
    }

    /// How many points there are.
    #[must_use]
    pub fn points(&self) -> usize {
        let levels = self.factors.iter().map(|factor| match &factor.values {
            Values::Levels(levels) => levels.len(),
            Values::Range { .. } => 1,
        });
        match self.design {
            Design::Grid => levels.product(),
            Design::List | Design::Ladder => levels.min().unwrap_or(0),
            Design::LatinHypercube { points, .. } | Design::Sobol { points, .. } => points as usize,
        }
    }
}

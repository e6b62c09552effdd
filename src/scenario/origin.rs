//! Where a text comes from: a file, the program itself, or whoever calls. The baseline and the named scenarios are
//! inside the program, so that it works in any folder. A file comes first: a name stands for the
//! file of that name where there is one, and for the scenario inside the program where there is none.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The text of a scenario that is inside the program.
macro_rules! built_in {
    ($($name:literal)+) => {
        &[$( ($name, include_str!(concat!("../../scenarios/", $name, ".toml"))) ),+]
    };
}

/// The scenarios inside the program, by name: every file of `scenarios/`.
pub const BUILT_IN: &[(&str, &str)] = built_in! {
    "austerity" "baseline" "belonging" "bolted_on" "cost_of_living_shock" "england" "expansion"
    "expansion_with_vcs_growth" "fitting_in" "fragmental" "hindcast_2019_2023" "holistic" "inverse_care"
    "link_workers_without_vcs" "navigators_only" "no_social_prescribing" "posts_to_the_poorest" "redistributive" "relational"
    "renewed_by_results"
    "scheme_of_five_years" "scheme_of_one_year"
    "sham" "short_term_pilot" "staff_turnover" "supervision_and_support" "targets_and_creaming"
    "three_networks" "transactional" "waiting_lists" "whole_system"
};

/// What follows the name of a text that is inside the program.
const INSIDE: &str = " (built in)";

/// Where a text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, as it was named.
    File(PathBuf),
    /// A text inside the program.
    BuiltIn {
        /// Its name.
        name: &'static str,
        /// What it says.
        text: &'static str,
        /// Where a file of that name would have been taken from: copies are put there, so that
        /// whoever named it finds it beside the others.
        place: PathBuf,
    },
    /// A text that another program gave.
    Given {
        /// The file that it would be, by its name.
        place: PathBuf,
        /// What it says.
        text: Arc<str>,
    },
}

impl Origin {
    /// What a record names as it was said there.
    pub(crate) fn again(said: &str) -> Self {
        let inside = said.strip_suffix(INSIDE).map(Path::new);
        let inside = inside.and_then(|name| Self::built_in(name, name));
        inside.unwrap_or_else(|| Self::File(said.into()))
    }

    /// The scenario of this name inside the program, in the place of a file.
    pub(crate) fn built_in(name: &Path, place: &Path) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(inside, _)| name.as_os_str() == *inside)?;
        Some(Self::BuiltIn { name, text, place: place.to_owned() })
    }

    /// The file, or where it would have been.
    #[must_use]
    pub fn place(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::BuiltIn { place, .. } | Self::Given { place, .. } => place,
        }
    }

    /// The name of a text inside the program.
    #[must_use]
    pub fn inside(&self) -> Option<&'static str> {
        match self {
            Self::BuiltIn { name, .. } => Some(name),
            Self::File(_) | Self::Given { .. } => None,
        }
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn stem(&self) -> String {
        self.place().file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into())
    }
}

/// The file, or the name of the text inside the program, as messages and records say it.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) | Self::Given { place: path, .. } => path.display().fmt(f),
            Self::BuiltIn { name, .. } => write!(f, "{name}{INSIDE}"),
        }
    }
}

/// What is said of a scenario inside the program, as a command line takes it.
pub(crate) fn plainly(said: &str) -> &str {
    said.strip_suffix(INSIDE).unwrap_or(said)
}

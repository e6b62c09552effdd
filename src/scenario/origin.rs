//! Where a text comes from: a file, or the program itself. The baseline and the named scenarios are
//! inside the program, so that it works in any folder. A file comes first: a name stands for the
//! file of that name where there is one, and for the scenario inside the program where there is none.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The text of a scenario that is inside the program.
macro_rules! built_in {
    ($($name:literal)+) => {
        &[$( ($name, include_str!(concat!("../../scenarios/", $name, ".toml"))) ),+]
    };
}

/// The scenarios inside the program, by name: every file of `scenarios/`.
pub const BUILT_IN: &[(&str, &str)] = built_in! {
    "austerity" "baseline" "belonging" "bolted_on" "cost_of_living_shock" "expansion"
    "expansion_with_vcs_growth" "fitting_in" "fragmental" "holistic" "inverse_care"
    "link_workers_without_vcs" "navigators_only" "no_social_prescribing" "redistributive" "relational"
    "sham" "short_term_pilot" "staff_turnover" "supervision_and_support" "targets_and_creaming"
    "transactional" "waiting_lists" "whole_system"
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
}

impl Origin {
    /// What a path, or the name of a scenario, stands for.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self::named(Path::new(""), path)
    }

    /// What a path from a folder, or the name of a scenario, stands for: the file, the file of that
    /// name with its ending, or what is inside the program; the path itself if there is nothing.
    pub(crate) fn named(folder: &Path, name: &Path) -> Self {
        let there = |path: &Path| path.metadata().is_ok_and(|there| !there.is_dir());
        let (path, ended) = (folder.join(name), folder.join(ended(name)));
        if there(&path) {
            return Self::File(path);
        }
        match (there(&ended), Self::built_in(name, &ended)) {
            (true, _) => Self::File(ended),
            (false, Some(inside)) => inside,
            (false, None) => Self::File(path),
        }
    }

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
            Self::BuiltIn { place, .. } => place,
        }
    }

    /// The name of a text inside the program.
    #[must_use]
    pub fn inside(&self) -> Option<&'static str> {
        match self {
            Self::File(_) => None,
            Self::BuiltIn { name, .. } => Some(name),
        }
    }

    /// The file's name without its ending.
    #[must_use]
    pub fn stem(&self) -> String {
        self.place().file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into())
    }

    /// What is there.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => fs::read(path),
            Self::BuiltIn { text, .. } => Ok(text.as_bytes().to_owned()),
        }
    }
}

/// The file, or the name of the text inside the program, as messages and records say it.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::BuiltIn { name, .. } => write!(f, "{name}{INSIDE}"),
        }
    }
}

/// What is said of a scenario inside the program, as a command line takes it.
pub(crate) fn plainly(said: &str) -> &str {
    said.strip_suffix(INSIDE).unwrap_or(said)
}

/// A path with the ending of a scenario file, unless it has that.
fn ended(name: &Path) -> PathBuf {
    match (name.extension(), name.file_name()) {
        (Some(ending), _) if ending == "toml" => name.to_owned(),
        (_, None) => name.to_owned(),
        (_, Some(last)) => {
            let mut last = last.to_owned();
            last.push(".toml");
            name.with_file_name(last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scenario_is_inside_the_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let shipped = crate::scenario::file::stems(&folder);
        let inside: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(inside, shipped, "list it in src/scenario/origin.rs");
    }

    #[test]
    fn a_file_comes_first_and_a_path_is_no_name() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| Origin::named(home.path(), Path::new(name));
        let place = home.path().join("austerity.toml");
        assert_eq!(at("austerity").inside(), Some("austerity"));
        assert_eq!(at("austerity").place(), place);
        assert_eq!(at("austerity").to_string(), "austerity (built in)");
        for none in ["austerity.toml", "./austerity", "of/austerity", "austerity/", "", ".."] {
            let path = Origin::File(home.path().join(none));
            assert_eq!(at(none), path, "{none}");
        }
        fs::create_dir(home.path().join("austerity")).expect("a folder of that name");
        assert_eq!(at("austerity").inside(), Some("austerity"));
        fs::write(&place, "title = \"Mine\"\n").expect("a file");
        assert_eq!(at("austerity"), Origin::File(place));
    }
}

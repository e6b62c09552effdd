//! Scenarios given as texts, with no file in sight: what a page or another program has in hand.

use std::path::{Path, PathBuf};

use crate::scenario::Scenario;
use crate::scenario::chain;
use crate::scenario::chain::Shelf;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::scenario::load;
use crate::scenario::names;
use crate::scenario::origin::{BUILT_IN, Origin};

/// Reads a scenario out of texts: the one of this name and those that it extends, down to the base.
/// Each text has a name, without an ending, as `extends` has it. A name that no text has is that of a
/// scenario inside the program, as that of the baseline usually is.
///
/// # Errors
/// Everything that is wrong in any of the texts, with the name of the text and the line.
pub fn load_text(name: &str, texts: &[(&str, &str)]) -> Result<Scenario, Diagnostics> {
    let read = |origin: &Origin, wanted_at: Option<&Location>| match origin {
        Origin::File(path) => Err(missing(path, wanted_at, texts)),
        _ => chain::text(origin),
    };
    let beside = |origin: &Origin, name: &str| Ok(named(Some(origin), name, texts));
    let shelf = Shelf { read: &read, unique: &Path::to_path_buf, beside: &beside };
    load::from(named(None, name, texts), &shelf)?.without_budget()?.without_networks()
}

/// What a name means: the text of this name, or what is inside the program; beside what is inside,
/// always what is inside; a file that is not there if it is neither.
fn named(beside: Option<&Origin>, name: &str, texts: &[(&str, &str)]) -> Origin {
    let place = PathBuf::from(chain::full(name));
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let given = texts.iter().find(|(given, _)| *given == name);
    match given {
        Some((_, text)) if beside.is_none_or(|origin| origin.inside().is_none()) => {
            Origin::Given { place, text: (*text).into() }
        }
        _ => Origin::built_in(Path::new(name), &place).unwrap_or(Origin::File(place)),
    }
}

/// Nobody gave a text of this name.
fn missing(path: &Path, wanted_at: Option<&Location>, texts: &[(&str, &str)]) -> Box<Diagnostic> {
    let shown = path.display().to_string();
    let stem = shown.strip_suffix(".toml").unwrap_or(&shown);
    let others = texts.iter().chain(BUILT_IN).map(|(name, _)| *name);
    let nearest = names::nearest(stem, others);
    let whole = Location { file: shown.as_str().into(), position: None };
    let here = wanted_at.unwrap_or(&whole).clone();
    let error = Diagnostic::error(here, format!("there is no scenario `{stem}`"));
    Box::new(
        error.allowed("a name among the texts given, or one inside the program").nearest(nearest),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASELINE: &str = include_str!("../../scenarios/baseline.toml");

    #[test]
    fn a_text_extends_another_by_its_name_and_names_of_files_stand_in_messages() {
        let mine = "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n\
                    [set]\n\"vcs.per_thousand\" = 3\n";
        let scenario = load_text("mine", &[("mine", mine)]).expect("a scenario");
        assert_eq!((scenario.name.as_str(), scenario.overridden()), ("mine", 1));
        // A text comes before what is inside the program.
        let other = BASELINE.replace("title = ", "title = 1 # ");
        let texts = [("baseline", other.as_str()), ("mine", mine)];
        assert!(load_text("mine", &texts).is_err());
        let wrong = mine.replace("baseline", "basline");
        let found = load_text("mine", &[("mine", &wrong)]).expect_err("no base").to_string();
        for part in ["there is no scenario `basline`", "mine.toml:2", "baseline"] {
            assert!(found.contains(part), "{part}: {found}");
        }
        let circle = mine.replace("baseline", "mine");
        let found = load_text("mine", &[("mine", &circle)]).expect_err("a circle").to_string();
        assert!(found.contains("goes round in a circle"), "{found}");
        assert!(load_text("empty", &[("empty", " ")]).is_err());
    }
}

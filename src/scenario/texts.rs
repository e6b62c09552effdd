//! Scenarios given as texts, with no file in sight: what a page or another program has in hand.

use std::path::Path;

use crate::scenario::Scenario;
use crate::scenario::chain;
use crate::scenario::chain::Shelf;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::load;
use crate::scenario::names;

/// Reads a scenario out of texts: the one of this name and those that it extends, down to the base.
/// Each text has a name, without an ending, as `extends` has it.
///
/// # Errors
/// Everything that is wrong in any of the texts, with the name of the text and the line.
pub fn load_text(name: &str, texts: &[(&str, &str)]) -> Result<Scenario, Diagnostics> {
    let read = |path: &Path, wanted_at: Option<&Location>| look_up(path, wanted_at, texts);
    let shelf = Shelf { read: &read, unique: &Path::to_path_buf, strays: &|_, _| None };
    load::from(Path::new(&format!("{name}.toml")), &shelf)
}

/// The text of this name.
fn look_up(
    path: &Path,
    wanted_at: Option<&Location>,
    texts: &[(&str, &str)],
) -> Result<Text, Box<Diagnostic>> {
    let shown = path.display().to_string();
    let stem = shown.strip_suffix(".toml").unwrap_or(&shown);
    let Some((_, text)) = texts.iter().find(|(name, _)| *name == stem) else {
        let whole = Location { file: shown.as_str().into(), position: None };
        let nearest = names::nearest(stem, texts.iter().map(|(name, _)| *name));
        let here = wanted_at.unwrap_or(&whole).clone();
        let error = Diagnostic::error(here, format!("there is no scenario `{stem}`"));
        return Err(Box::new(error.allowed("a name among the texts given").nearest(nearest)));
    };
    chain::filled(&shown, stem.to_owned(), (*text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASELINE: &str = include_str!("../../scenarios/baseline.toml");

    #[test]
    fn a_text_extends_another_by_its_name_and_names_of_files_stand_in_messages() {
        let mine = "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n\
                    [set]\n\"vcs.per_thousand\" = 3\n";
        let texts = [("baseline", BASELINE), ("mine", mine)];
        let scenario = load_text("mine", &texts).expect("a scenario");
        assert_eq!((scenario.name.as_str(), scenario.overridden()), ("mine", 1));
        let wrong = mine.replace("baseline", "basline");
        let texts = [("baseline", BASELINE), ("mine", wrong.as_str())];
        let found = load_text("mine", &texts).expect_err("no base").to_string();
        for part in ["there is no scenario `basline`", "mine.toml:2", "baseline"] {
            assert!(found.contains(part), "{part}: {found}");
        }
        let circle = mine.replace("baseline", "mine");
        let found = load_text("mine", &[("mine", &circle)]).expect_err("a circle").to_string();
        assert!(found.contains("goes round in a circle"), "{found}");
        assert!(load_text("empty", &[("empty", " ")]).is_err());
    }
}

//! What `kith new` and `kith localise` share: England beside an area, and a scenario written once it is known to be one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::{BASELINE, Exit, Result, complain};
use crate::localise::england::Baseline;
use crate::scenario::texts::load_text;
use crate::scenario::{Gravity, Scenario};

/// England, as the baseline inside the program has it.
pub(crate) fn england() -> Result<Baseline> {
    Ok(Baseline::of(&load_text(BASELINE, &[])?))
}

/// Judges the text of an overlay as `kith check` would.
pub(crate) fn judged(path: &Path, text: &str) -> Result<Scenario> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut scenario = load_text(&stem, &[(&stem, text)])?;
    scenario.check_effect()?;
    Ok(scenario)
}

/// How many values lie outside the plausible range of England, in words.
pub(crate) fn outside(scenario: &Scenario) -> Option<String> {
    let warnings =
        scenario.warnings.iter().filter(|found| found.severity == Gravity::Warning).count();
    (warnings > 0).then(|| {
        format!(
            "{warnings} of these values lie outside the range that is plausible for England as a whole: `kith check` names \
             them, and they are used"
        )
    })
}

/// Says which of these files are there already, if any, and may not be replaced.
pub(crate) fn taken(paths: &[&Path], force: bool) -> Option<Exit> {
    let there: Vec<String> = paths
        .iter()
        .filter(|path| !force && path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if there.is_empty() {
        return None;
    }
    let (files, are) = (there.join(" and "), if there.len() == 1 { "is" } else { "are" });
    complain(&format!(
        "error: {files} {are} there already: nothing was written; --force replaces it"
    ));
    Some(Exit::Usage)
}

/// The file of a scenario of this name, in the working folder.
pub(crate) fn usual(name: &str) -> PathBuf {
    let plain =
        |c: char| if c.is_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '_' };
    let mut file: OsString = name.trim().chars().map(plain).collect::<String>().into();
    file.push(".toml");
    PathBuf::from(file)
}

//! What `kith new` and `kith localise` share: England beside an area, and a scenario written once it is known to be one.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::run::quoted;
use crate::cli::{BASELINE, Exit, Failure, Result, complain};
use crate::localise::england::Baseline;
use crate::scenario::texts::load_text;
use crate::scenario::{Gravity, Scenario};

/// A file that is to be written.
pub(crate) struct Text<'a> {
    pub(crate) path: &'a Path,
    pub(crate) body: &'a str,
}

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

/// Writes files whole: each beside its place first, and all of them there before the first is put in its place.
pub(crate) fn write(texts: &[Text<'_>], force: bool) -> Result<()> {
    let mut ready = Vec::new();
    for text in texts {
        let folder = text.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let cannot = |error: std::io::Error| {
            Failure::Input(format!("cannot write {}: {error}", quoted(text.path)))
        };
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
        #[cfg(unix)]
        file.as_file().set_permissions(crate::cli::page::ordinary()).map_err(cannot)?;
        file.write_all(text.body.as_bytes()).map_err(cannot)?;
        file.as_file().sync_all().map_err(cannot)?;
        ready.push((file, text.path));
    }
    for (file, path) in ready {
        let placed = if force { file.persist(path) } else { file.persist_noclobber(path) };
        placed.map_err(|error| {
            Failure::Input(format!("cannot write {}: {}", quoted(path), error.error))
        })?;
    }
    Ok(())
}

/// The file of a scenario of this name, in the working folder.
pub(crate) fn usual(name: &str) -> PathBuf {
    let plain =
        |c: char| if c.is_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '_' };
    let mut file: OsString = name.trim().chars().map(plain).collect::<String>().into();
    file.push(".toml");
    PathBuf::from(file)
}

//! One real area instead of a middle one: public files of a primary care network in, an overlay and local figures out.
//! Files are recognised by their headings and read row by row; nothing is downloaded, and nothing is guessed: what no
//! file says stays England's, and is listed. This folder turns rows into values. It prints nothing and writes nothing.
//!
//! ```text
//! folder of files -> Folder (known by headings) -> one reader for each kind -> settings, figures, what stays England's
//! ```

mod ages;
pub mod answers;
mod appointments;
mod areas;
mod charities;
mod date;
pub mod england;
pub mod fifths;
mod figures;
mod folder;
mod form;
mod indicators;
mod members;
pub mod overlay;
pub mod own;
mod settings;
pub mod targets;
mod workforce;

pub use ages::Tally;

use std::io;
use std::path::Path;

use crate::localise::england::Baseline;
use crate::localise::folder::Folder;
use crate::localise::form::Kind;
use crate::localise::overlay::Overlay;
use crate::localise::settings::Local;
use crate::localise::targets::Target;
use crate::scenario::{Diagnostic, Diagnostics, Gravity};

/// What public files say of a network.
#[derive(Clone, Debug)]
pub struct Network {
    /// The scenario.
    pub overlay: Overlay,
    /// Figures that no parameter holds.
    pub targets: Vec<Target>,
    /// What was found, a sentence each.
    pub told: Vec<String>,
    /// What stays England's, and what would be needed for it.
    pub absent: Vec<String>,
    /// Files that were known, and as what.
    pub known: Vec<(String, &'static str)>,
    /// Files of no known form.
    pub unknown: Vec<String>,
    /// What is doubtful.
    pub warnings: Vec<Diagnostic>,
}

/// Reads the public files of a folder for a network.
///
/// # Errors
/// Everything that is wrong in any of the files, or that the folder cannot be read.
pub fn network(
    folder: &Path,
    code: &str,
    baseline: &Baseline,
) -> io::Result<Result<Network, Diagnostics>> {
    let mut folder = Folder::open(folder)?;
    let local = local(&mut folder, code);
    let found = Diagnostics::new(std::mem::take(&mut folder.found));
    let Some(local) = local.filter(|_| found.count(Gravity::Error) == 0) else {
        return Ok(Err(found));
    };
    let made = settings::of(&local, baseline);
    let known = folder.known().map(|(name, what)| (name.to_owned(), what)).collect();
    let (overlay, targets) = (made.overlay, made.targets);
    let (told, absent, unknown) = (made.told, made.absent, folder.unknown);
    let warnings = found.into_vec();
    Ok(Ok(Network { overlay, targets, told, absent, known, unknown, warnings }))
}

/// Reads every kind of file, each whatever the others say, so that all errors come at once.
fn local(folder: &mut Folder, code: &str) -> Option<Local> {
    let members = members::read(folder, code)?;
    let registered = ages::read(folder, &members);
    let areas = areas::read(folder, &members);
    let deprivation = areas.as_ref().and_then(|areas| areas::deprivation(folder, areas));
    let workforce = workforce::read(folder, code);
    let indicators = indicators::read(folder, &members);
    let appointments = appointments::read(folder, &members);
    let charities = areas.as_ref().and_then(|areas| charities::read(folder, areas));
    let has_index = folder.has(Kind::Index2025) || folder.has(Kind::Index2019);
    let has_charities = folder.has(Kind::Charities);
    Some(Local {
        members,
        registered,
        areas,
        deprivation,
        workforce,
        indicators,
        appointments,
        charities,
        has_index,
        has_charities,
    })
}

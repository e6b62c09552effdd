//! The result folder, written whole or not at all. Files go into a hidden working folder beside the
//! target, on the same file system; each is flushed and synced, the record last; one exchange
//! publishes them. Old results stay in place until the new ones are complete. Trouble that can be
//! foreseen (a read-only folder, a full disk, results that may not be replaced) is found before a
//! run starts.

pub mod place;
pub mod replicates;
pub mod work;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

pub use place::Kind;
use rayon::prelude::*;
pub use replicates::Replicates;
use tempfile::TempDir;

use crate::report::error::Error;
use crate::report::folder::place::{Found, RECORD};
use crate::report::folder::work::Work;

/// Bytes of a path that the system takes, and of what is put below a folder of results.
const LONGEST_PATH: usize = 4_095;
const BELOW: usize = 160;

/// What to do with results that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Refuse to write.
    Keep,
    /// Replace them, once the new ones are complete.
    Replace,
}

impl Existing {
    /// What a command line asks for that has `--force`, or has not.
    #[must_use]
    pub fn of(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep }
    }
}

/// A place where results may be published: it has been tried, and nobody else works there.
#[derive(Debug)]
pub struct Destination {
    path: PathBuf,
    kind: Kind,
    existing: Existing,
    work: Mutex<Work>,
}

/// Results that are made ready; they disappear unless they are published.
#[derive(Debug)]
pub struct Staging<'a> {
    folder: TempDir,
    target: &'a Destination,
    files: RefCell<BTreeSet<String>>,
}

impl Destination {
    /// Finds out whether results of a command, of about this many bytes, could be published at
    /// `path`; keeps the room for them, and others out, until the target is dropped.
    ///
    /// # Errors
    /// If results are there and must be kept, if anything else is there, if somebody else is at
    /// work there, or if the folder around it cannot be written to or has no room.
    pub fn try_out(path: &Path, kind: Kind, existing: Existing, bytes: u64) -> Result<Self, Error> {
        let path = settled(path)?;
        let free = |path: &Path| match place::look(path)? {
            Found::Nothing => Ok(()),
            Found::Other(what) => Err(no_place(path, what)),
            Found::Results(there) if existing == Existing::Replace => there.may_go(path, kind),
            Found::Results(there) => Err(there.refused(path, kind)),
        };
        free(&path)?;
        fs::create_dir_all(parent(&path))
            .map_err(|cause| Error::failed("create", parent(&path), cause))?;
        let mut work = Work::begin(&path)?;
        // Somebody may have gone meanwhile and left results, or a killed call's may be back.
        free(&path)?;
        work.reserve(bytes)?;
        Ok(Self { path, kind, existing, work: Mutex::new(work) })
    }

    /// Takes away what a call left beside results that are in their place, if it was killed just
    /// after it had put them there.
    ///
    /// # Errors
    /// If that cannot be done.
    pub fn tidy(path: &Path) -> Result<(), Error> {
        let path = settled(path)?;
        if !work::beside(&path).exists() {
            return Ok(());
        }
        match Work::begin(&path) {
            // Whoever is at work there tidies up.
            Ok(_) | Err(Error::Held(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Where the results will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What an earlier call left behind that was killed, in words.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.work().notes.clone()
    }

    /// Opens a staging folder, with all the room that was kept.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn stage(&self) -> Result<Staging<'_>, Error> {
        let mut work = self.work();
        work.release(u64::MAX);
        let mut builder = tempfile::Builder::new();
        builder.prefix("new.");
        let ordinary = ordinary_permissions();
        if let Some(permissions) = ordinary {
            builder.permissions(permissions);
        }
        let made = fs::create_dir_all(&work.path).and_then(|()| builder.tempdir_in(&work.path));
        made.map(|folder| Staging { folder, target: self, files: RefCell::default() })
            // The kind only: the full text names the hidden folder.
            .map_err(|cause| Error::failed("write to", parent(&self.path), cause.kind()))
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().expect("nobody panics while the working folder is held")
    }
}

impl Staging<'_> {
    /// Where files are until they are published: what was written can be read back there.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes one file, flushed and synced to the disk. The name may hold one folder.
    ///
    /// # Errors
    /// If the file cannot be written: the error names it as it would have been published.
    pub fn file(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        self.files.borrow_mut().insert(name.to_owned());
        Self::write(&self.folder.path().join(name), fill).map_err(|cause| self.failed(name, cause))
    }

    fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = BufWriter::new(File::create(path)?);
        fill(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    fn failed(&self, name: &str, cause: impl std::fmt::Display) -> Error {
        Error::failed("write", &self.target.path.join(name), cause)
    }

    /// Writes the record, with the names of all files that were written: the last of them, so that
    /// results with a record are complete.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn record(
        &self,
        fill: impl FnOnce(&BTreeSet<String>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let mut files = self.files.borrow().clone();
        files.insert(RECORD.to_owned());
        let whole = self.folder.path().join(RECORD);
        let half = whole.with_extension("toml.partial");
        Self::write(&half, |out| fill(&files, out))
            .and_then(|()| fs::rename(&half, &whole))
            .map_err(|cause| self.failed(RECORD, cause))
    }

    /// Has files written by their names, on all threads, each by its number, and syncs them to the disk.
    pub(crate) fn drawn(
        &self,
        names: &[String],
        draw: &(dyn Fn(usize, &Path) -> Result<(), String> + Sync),
    ) -> Result<(), Error> {
        self.files.borrow_mut().extend(names.iter().cloned());
        let folder = self.folder.path();
        let one = |(number, name): (usize, &String)| {
            let path = folder.join(name);
            let sync = || OpenOptions::new().append(true).open(&path)?.sync_all();
            draw(number, &path)
                .and_then(|()| sync().map_err(|cause| cause.to_string()))
                .map_err(|cause| (number, cause))
        };
        // The first in their order that fails is told, whoever failed first.
        let ended: Vec<_> = names.par_iter().enumerate().with_max_len(1).map(one).collect();
        let ended: Result<(), _> = ended.into_iter().collect();
        ended.map_err(|(number, cause)| self.failed(&names[number], cause))
    }

    /// Puts the results in their place.
    ///
    /// # Errors
    /// If that fails; old results are then where they were, and the new ones are gone.
    pub fn publish(self) -> Result<(), Error> {
        let Self { folder, target, .. } = self;
        let path = &target.path;
        let failed = |cause| Error::failed("write", path, cause);
        sync_tree(folder.path()).map_err(failed)?;
        match place::look(path)? {
            Found::Other(what) => return Err(no_place(path, what)),
            Found::Results(there) if target.existing == Existing::Keep => {
                return Err(there.refused(path, target.kind));
            }
            Found::Results(there) => {
                there.may_go(path, target.kind)?;
                // What is in the folder now may be the old results: it is not removed unseen.
                target.work().replace(&folder.keep())?;
            }
            // Renaming onto an empty folder is allowed, onto one that filled meanwhile is not.
            Found::Nothing => {
                fs::rename(folder.path(), path)
                    .map_err(|cause| Error::failed("create", path, cause))?;
                let _ = folder.keep();
            }
        }
        replicates::remove(&target.work().path);
        sync_folder(parent(path)).map_err(failed)
    }
}

/// The path that stands for a target: a link to a folder stands for the folder, so that replacing
/// cannot break the link; `.` has a name.
fn settled(path: &Path) -> Result<PathBuf, Error> {
    let refused = |why: String| Err(Error::Refused(why));
    let shown = path.display();
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(_) if path.is_symlink() => {
            let to = fs::read_link(path).unwrap_or_default();
            return refused(format!(
                "{shown} is a link to {}, which is not there: make that folder, or remove the link",
                to.display()
            ));
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            let Some(_) = path.file_name() else {
                return refused(format!("{shown} is not there, and names no new folder"));
            };
            let around = fs::canonicalize(parent(path));
            around.map_or_else(
                |_| path.to_owned(),
                |real| real.join(path.file_name().unwrap_or_default()),
            )
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => {
            let file = path.ancestors().find(|above| above.is_file()).unwrap_or(path);
            return refused(format!(
                "{shown} cannot be: {} is a file, not a folder",
                file.display()
            ));
        }
        Err(cause) => return Err(Error::failed("use", path, cause)),
    };
    if real.as_os_str().len() + BELOW > LONGEST_PATH {
        return refused(format!("{shown} is too long a path to put files below it"));
    }
    if std::env::current_dir().is_ok_and(|here| here.starts_with(&real)) {
        return refused(format!(
            "{shown} is the folder you are in, or around it, and results take the place of a whole \
             folder: give one that is in it, as in --output {}",
            path.join("results").display()
        ));
    }
    if real.parent().is_none() || is_mounted(&real) {
        return refused(format!(
            "{shown} is where a disk is mounted, and results take the place of a whole folder: give \
             one that is in it, as in --output {}",
            path.join("results").display()
        ));
    }
    let plain = path.file_name().is_some() && !path.is_symlink();
    Ok(if plain { path.to_owned() } else { real })
}

fn no_place(path: &Path, what: &str) -> Error {
    Error::Refused(format!(
        "{} {what}: it will not be replaced, not even with --force",
        path.display()
    ))
}

/// The folder around a path.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether a folder is the top of a file system, which cannot be renamed.
#[cfg(target_os = "linux")]
fn is_mounted(folder: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    let found = statx(CWD, folder, AtFlags::empty(), StatxFlags::BASIC_STATS);
    found.is_ok_and(|there| there.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mounted(_folder: &Path) -> bool {
    false
}

/// Temporary folders are private to their owner by default; results are ordinary files.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have nothing to set")]
fn ordinary_permissions() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o777))
}

#[cfg(not(unix))]
fn ordinary_permissions() -> Option<fs::Permissions> {
    None
}

/// Syncs the names in a folder and in all folders below it to the disk.
fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(path)
}

/// Syncs the names in a folder to the disk.
#[cfg(unix)]
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "only Unix can sync a folder")]
pub(crate) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests;

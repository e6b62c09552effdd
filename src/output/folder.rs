//! The result folder, written whole or not at all. Files go into a hidden folder beside the
//! target, on the same file system; each is flushed and synced; one rename publishes them. Old
//! results stay in place until the new ones are complete. Trouble that can be foreseen (a
//! read-only folder, a full disk, results that may not be replaced) is found before a run starts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::output::error::Error;

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

/// A place where results may be published: it has been tried and found writable.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    existing: Existing,
}

/// A hidden folder beside the target; it disappears unless it is published.
#[derive(Debug)]
pub struct Staging<'a> {
    folder: TempDir,
    target: &'a Target,
}

impl Target {
    /// Finds out whether results of about so many bytes could be published at `path`.
    ///
    /// # Errors
    /// If results are there and must be kept, if something else is there, or if the folder
    /// around it cannot be written to or has no room.
    pub fn try_out(path: &Path, existing: Existing, bytes: u64) -> Result<Self, Error> {
        // A link to a folder stands for the folder, so that replacing cannot break the link.
        let path = match fs::canonicalize(path) {
            Ok(folder) if path.is_symlink() => folder,
            _ => path.to_owned(),
        };
        match (contents(&path)?, existing) {
            (Contents::Nothing, _) | (Contents::Results, Existing::Replace) => {}
            (Contents::Results, Existing::Keep) => return Err(Error::Exists(path)),
            (Contents::SomethingElse, _) => return Err(Error::NotResults(path)),
        }
        let target = Self { path, existing };
        fs::create_dir_all(target.parent())
            .map_err(|cause| Error::failed("create", target.parent(), cause))?;
        let trial = target.stage()?;
        trial.file("room", |out| {
            let block = vec![0x5a_u8; 1 << 16];
            (0..bytes.div_ceil(block.len() as u64)).try_for_each(|_| out.write_all(&block))
        })?;
        Ok(target)
    }

    /// Where the results will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a staging folder beside the target.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn stage(&self) -> Result<Staging<'_>, Error> {
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{}.", self.name());
        builder.prefix(&prefix).suffix(".partial");
        let ordinary = ordinary_permissions();
        if let Some(permissions) = ordinary {
            builder.permissions(permissions);
        }
        builder
            .tempdir_in(self.parent())
            .map(|folder| Staging { folder, target: self })
            // The kind only: the full text names the hidden folder.
            .map_err(|cause| Error::failed("write to", self.parent(), cause.kind()))
    }

    fn parent(&self) -> &Path {
        match self.path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Staging<'_> {
    /// Writes one file, flushed and synced to the disk. The name may hold one folder.
    ///
    /// # Errors
    /// If the file cannot be written: the error names it as it would have been published.
    pub fn file(
        &self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let write = || {
            let path = self.folder.path().join(name);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut out = BufWriter::new(File::create(&path)?);
            fill(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        write().map_err(|cause| Error::failed("write", &self.target.path.join(name), cause))
    }

    /// Has one file written by name, then syncs it to the disk.
    pub(crate) fn drawn(
        &self,
        name: &str,
        draw: impl FnOnce(&Path) -> Result<(), String>,
    ) -> Result<(), Error> {
        let path = self.folder.path().join(name);
        let failed = |cause| Error::failed("write", &self.target.path.join(name), cause);
        draw(&path).map_err(failed)?;
        let sync = || OpenOptions::new().append(true).open(&path)?.sync_all();
        sync().map_err(|cause| failed(cause.to_string()))
    }

    /// Puts the results in their place.
    ///
    /// # Errors
    /// If that fails; old results are then where they were, and the new ones are gone.
    pub fn publish(self) -> Result<(), Error> {
        let Self { folder, target } = self;
        let sync = |path: &Path| {
            sync_folder(path).map_err(|cause| Error::failed("write", &target.path, cause))
        };
        for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                sync(&entry.path())?;
            }
        }
        sync(folder.path())?;
        match contents(&target.path)? {
            Contents::SomethingElse => return Err(Error::NotResults(target.path.clone())),
            Contents::Results if target.existing == Existing::Keep => {
                return Err(Error::Exists(target.path.clone()));
            }
            Contents::Results => replace(folder.path(), target)?,
            // Renaming onto an empty folder is allowed, onto one that filled meanwhile is not.
            Contents::Nothing => fs::rename(folder.path(), &target.path)
                .map_err(|cause| Error::failed("create", &target.path, cause))?,
        }
        // The staging folder has moved: there is nothing left to remove.
        let _ = folder.keep();
        sync(target.parent())
    }
}

/// Renames the old results aside and the new ones in; on failure the old ones come back.
fn replace(new: &Path, target: &Target) -> Result<(), Error> {
    let failed = |cause| Error::failed("replace", &target.path, cause);
    let aside = tempfile::Builder::new()
        .prefix(&format!(".{}.", target.name()))
        .suffix(".old")
        .tempdir_in(target.parent())
        .map_err(failed)?;
    let old = aside.path().join("old");
    fs::rename(&target.path, &old).map_err(failed)?;
    if let Err(cause) = fs::rename(new, &target.path) {
        if fs::rename(&old, &target.path).is_err() {
            // Better a strange folder than lost results.
            let kept = aside.keep().join("old");
            return Err(Error::failed("bring back the old results, now in", &kept, cause));
        }
        return Err(failed(cause));
    }
    let path = aside.path().to_owned();
    aside.close().map_err(|cause| Error::failed("remove the old results in", &path, cause))
}

/// What is at a path.
enum Contents {
    Nothing,
    Results,
    SomethingElse,
}

fn contents(path: &Path) -> Result<Contents, Error> {
    match fs::read_dir(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Contents::Nothing),
        Err(cause) if cause.kind() == io::ErrorKind::NotADirectory => Ok(Contents::SomethingElse),
        Err(cause) => Err(Error::failed("read", path, cause)),
        Ok(_) if path.join("run.toml").is_file() => Ok(Contents::Results),
        Ok(mut entries) => {
            Ok(if entries.next().is_none() { Contents::Nothing } else { Contents::SomethingElse })
        }
    }
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
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn publish(path: &Path, existing: Existing, text: &str) -> Result<(), Error> {
        let target = Target::try_out(path, existing, 100_000)?;
        let staging = target.stage()?;
        staging.file("run.toml", |out| out.write_all(text.as_bytes()))?;
        staging.file("charts/a.svg", |out| out.write_all(b"<svg/>"))?;
        staging.publish()
    }

    #[test]
    fn results_appear_whole_and_leave_nothing_beside_them() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("output/baseline");
        publish(&path, Existing::Keep, "one").unwrap();
        assert_eq!(names(&home.path().join("output")), ["baseline"]);
        assert_eq!(names(&path), ["charts", "run.toml"]);
    }

    #[test]
    fn results_that_are_there_are_refused_unless_they_may_be_replaced() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("baseline");
        publish(&path, Existing::Keep, "one").unwrap();
        assert!(matches!(publish(&path, Existing::Keep, "two"), Err(Error::Exists(_))));
        assert_eq!(fs::read_to_string(path.join("run.toml")).unwrap(), "one");
        publish(&path, Existing::Replace, "two").unwrap();
        assert_eq!(fs::read_to_string(path.join("run.toml")).unwrap(), "two");
        assert_eq!(names(home.path()), ["baseline"]);
    }

    #[test]
    fn a_folder_that_is_no_result_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("letters");
        fs::create_dir(&path).unwrap();
        publish(&path, Existing::Keep, "an empty folder may be filled").unwrap();
        fs::remove_file(path.join("run.toml")).unwrap();
        assert!(matches!(publish(&path, Existing::Replace, "no"), Err(Error::NotResults(_))));
        let file = home.path().join("file");
        fs::write(&file, "text").unwrap();
        assert!(matches!(publish(&file, Existing::Replace, "no"), Err(Error::NotResults(_))));
    }

    #[test]
    fn a_failed_write_leaves_the_old_results_and_no_debris() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("baseline");
        publish(&path, Existing::Keep, "one").unwrap();
        let target = Target::try_out(&path, Existing::Replace, 0).unwrap();
        let staging = target.stage().unwrap();
        let error =
            staging.file("weekly.csv", |_| Err(io::Error::other("disk is full"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot write {}: disk is full", target.path().join("weekly.csv").display())
        );
        drop(staging);
        assert_eq!(fs::read_to_string(path.join("run.toml")).unwrap(), "one");
        assert_eq!(names(home.path()), ["baseline"]);
    }

    #[test]
    fn a_rename_that_fails_brings_the_old_results_back() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("baseline");
        publish(&path, Existing::Keep, "one").unwrap();
        let target = Target::try_out(&path, Existing::Replace, 0).unwrap();
        let missing = home.path().join("missing");
        assert!(replace(&missing, &target).is_err());
        assert_eq!(fs::read_to_string(path.join("run.toml")).unwrap(), "one");
        assert_eq!(names(home.path()), ["baseline"]);
    }

    #[test]
    fn results_that_appear_meanwhile_are_kept() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("baseline");
        let target = Target::try_out(&path, Existing::Keep, 0).unwrap();
        let staging = target.stage().unwrap();
        publish(&path, Existing::Keep, "theirs").unwrap();
        assert!(matches!(staging.publish(), Err(Error::Exists(_))));
        assert_eq!(fs::read_to_string(path.join("run.toml")).unwrap(), "theirs");
        assert_eq!(names(home.path()), ["baseline"]);
    }
}

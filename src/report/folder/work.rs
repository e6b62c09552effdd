//! The working folder: hidden, beside the target, one for each target. Results are made ready in
//! it and replicates are kept in it until they are published. Whoever holds its lock owns it; what
//! a call leaves there that was killed is put right or swept up by the next one.
//!
//! ```text
//! output/.NAME.partial/lock        held while a call is at work
//!                      new.XXXX/   results that are not published yet, or old ones that must go
//!                      old/        old results, between the two renames that replace them
//!                      replicates/ replicates that are complete
//! ```
//!
//! Results that have a record are complete, since it is written last.

use crate::report::folder::place;
use crate::report::room;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::report::error::Error;
use crate::report::folder::place::{Found, RECORD, Results};

/// The first line of a lock.
const MARK: &str = "kith makes results ready in this folder";

/// Bytes of a name that leave room for what is put around it.
const LONGEST: usize = 200;

/// Attempts at a lock that others remove while they go.
const ATTEMPTS: usize = 1_000;

/// The working folder of a target, held.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) path: PathBuf,
    target: PathBuf,
    lock: File,
    /// Whether the file system keeps others out. If not, nothing of theirs may be touched.
    alone: bool,
    /// Room on the disk that nobody else can take; the file has no name.
    reserve: Option<File>,
    /// What the call before left behind, in words.
    pub(crate) notes: Vec<String>,
}

impl Work {
    /// Takes the working folder of a target, and puts right what a killed call left there.
    pub(crate) fn begin(target: &Path) -> Result<Self, Error> {
        let path = beside(target);
        let (lock, alone) = take(&path, target)?;
        let mut work =
            Self { path, target: target.to_owned(), lock, alone, reserve: None, notes: Vec::new() };
        let failed = |cause: io::Error| Error::failed("write to", &beside(target), cause);
        work.restore()?;
        if work.alone {
            work.sweep_up().map_err(failed)?;
            let left = format!("{MARK}\nprocess {}\n", std::process::id());
            let written = work.lock.set_len(0).and_then(|()| work.lock.rewind());
            // On a full disk the lock is held all the same.
            let _ = written.and_then(|()| work.lock.write_all(left.as_bytes()));
        }
        work.older()?;
        Ok(work)
    }

    /// Sees to it that this many bytes are free, and keeps them for the results where it can.
    pub(crate) fn reserve(&mut self, bytes: u64) -> Result<(), Error> {
        let folder = crate::report::folder::parent(&self.target);
        let free = room::free(folder);
        let none = |free| Err(Error::NoRoom { folder: folder.to_owned(), needed: bytes, free });
        if free.is_some_and(|free| free < bytes) {
            return none(free);
        }
        let failed = |cause| Error::failed("write to", folder, cause);
        let file = tempfile::tempfile_in(&self.path).map_err(|cause| failed(cause.kind()))?;
        match allocate(&file, bytes) {
            Err(cause) if full(&cause) => return none(None),
            // Some file systems promise nothing.
            Ok(()) | Err(_) => self.reserve = Some(file),
        }
        Ok(())
    }

    /// Gives this many bytes of the reserve back, or all.
    pub(crate) fn release(&mut self, bytes: u64) {
        if let Some(file) = &self.reserve {
            let left = file.metadata().map_or(0, |file| file.len()).saturating_sub(bytes);
            let _ = file.set_len(left);
        }
    }

    /// Puts new results in the place of old ones, which are then taken away. In one step where the
    /// file system can; in two renames where not: if the second never comes, the next call restores.
    pub(crate) fn replace(&self, new: &Path) -> Result<(), Error> {
        let old = match exchange(new, &self.target) {
            Ok(()) => new.to_owned(),
            Err(_) => self.rename_twice(new).inspect_err(|_| {
                let _ = fs::remove_dir_all(new);
            })?,
        };
        place::take_away(&old)
            .map_err(|cause| Error::failed("remove the old results in", &old, cause))
    }

    pub(crate) fn rename_twice(&self, new: &Path) -> Result<PathBuf, Error> {
        let failed = |cause| Error::failed("replace", &self.target, cause);
        let old = self.path.join("old");
        fs::rename(&self.target, &old).map_err(failed)?;
        match fs::rename(new, &self.target) {
            Ok(()) => Ok(old),
            Err(cause) if fs::rename(&old, &self.target).is_ok() => Err(failed(cause)),
            Err(cause) => Err(Error::failed("bring back the old results, now in", &old, cause)),
        }
    }

    /// Brings old results back whose successors never came.
    fn restore(&mut self) -> Result<(), Error> {
        let old = self.path.join("old");
        if !old.join(RECORD).is_file() || !matches!(place::look(&self.target)?, Found::Nothing) {
            return Ok(());
        }
        let back = fs::rename(&old, &self.target);
        back.map_err(|cause| Error::failed("bring back the results in", &old, cause))?;
        self.note(format!("{}: the results that were there are back", self.target.display()));
        Ok(())
    }

    /// Takes away what was never published, or was replaced.
    fn sweep_up(&mut self) -> io::Result<()> {
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with(".tmp") && path.is_file() {
                // A reserve that had no time to lose its name.
                fs::remove_file(&path)?;
            }
            if !(name == "old" || name.starts_with("new.")) || !path.is_dir() {
                continue;
            }
            if !path.join(RECORD).exists() {
                // No record: written here and never complete.
                fs::remove_dir_all(&path)?;
            } else if place::take_away(&path).is_err() || path.exists() {
                self.note(format!("{} holds what Kith did not make: move it away", path.display()));
            }
        }
        Ok(())
    }

    /// What earlier versions left: `.NAME.XXXXXX.partial` was never published, and goes if only
    /// Kith can have written it; `.NAME.XXXXXX.old` holds results that were about to be replaced.
    fn older(&mut self) -> Result<(), Error> {
        let folder = crate::report::folder::parent(&self.target).to_owned();
        let failed = |cause: io::Error| Error::failed("read", &folder, cause);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, name) = (entry.path(), entry.file_name());
            match older_name(&name, &self.target) {
                Some(".partial") if self.alone && never_published(&path) => {
                    let gone = fs::remove_dir_all(&path);
                    gone.map_err(|cause| Error::failed("remove", &path, cause))?;
                }
                Some(".old") => {
                    let old = path.join("old");
                    if !old.exists() {
                        continue;
                    }
                    self.note(format!(
                        "{} holds results that an earlier version of Kith was about to replace: \
                         move them where you want them, or remove them",
                        old.display()
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

impl Drop for Work {
    /// The folder goes unless something is kept in it.
    fn drop(&mut self) {
        self.reserve = None;
        let _ = fs::remove_dir(self.path.join("replicates"));
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        if entries.into_iter().all(|entry| entry.file_name() == "lock") {
            // Whoever waits for this lock notices that it has gone.
            let _ = fs::remove_file(self.path.join("lock"));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// The working folder of a target.
pub(crate) fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default();
    let mut hidden = OsString::from(".");
    if name.len() <= LONGEST {
        hidden.push(name);
    } else {
        hidden.push(&blake3::hash(name.as_encoded_bytes()).to_hex()[..32]);
    }
    hidden.push(".partial");
    crate::report::folder::parent(target).join(hidden)
}

/// Opens and locks the lock of a working folder, which is made if it is not there.
fn take(path: &Path, target: &Path) -> Result<(File, bool), Error> {
    let failed = |cause: io::Error| {
        Error::failed("write to", crate::report::folder::parent(target), cause.kind())
    };
    let lock = path.join("lock");
    for attempt in 0..ATTEMPTS {
        match fs::create_dir(path) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                // A lock that was there a moment ago may have gone with its owner.
                if attempt > 2 && !ours(path) {
                    return Err(Error::Refused(format!(
                        "{} is in the way: results are made ready in a folder of that name, and \
                         this one is none of Kith's. Move it away, or give another folder with \
                         --output",
                        path.display()
                    )));
                }
            }
            made => made.map_err(failed)?,
        }
        if !ours(path) {
            continue;
        }
        // Read and write: some network file systems lock nothing else.
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock);
        let file = match open {
            // Somebody has just gone, with the folder.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            open => open.map_err(failed)?,
        };
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(held(file, target)),
            Err(TryLockError::Error(_)) => return Ok((file, false)),
            Ok(()) if same(&file, &lock) => return Ok((file, true)),
            Ok(()) => {}
        }
    }
    Err(failed(io::ErrorKind::WouldBlock.into()))
}

/// Whether a folder is Kith's to work in: its lock says so, or there is nothing in it yet.
fn ours(path: &Path) -> bool {
    let lock = path.join("lock");
    let marked = || {
        let mut start = String::new();
        let read = File::open(&lock).and_then(|file| file.take(1_000).read_to_string(&mut start));
        // The lock of a call that was killed at once, or on a full disk, is empty.
        read.is_ok() && (start.is_empty() || start.starts_with(MARK))
    };
    match fs::read_dir(path) {
        Err(cause) => cause.kind() == io::ErrorKind::NotFound,
        Ok(_) if path.is_symlink() => false,
        Ok(mut entries) => {
            let real = fs::symlink_metadata(&lock).is_ok_and(|lock| lock.is_file());
            real && marked() || entries.next().is_none()
        }
    }
}

fn held(mut lock: File, target: &Path) -> Error {
    let mut text = String::new();
    let _ = lock.read_to_string(&mut text);
    let who = text.lines().find(|line| line.starts_with("process "));
    let who = who.map_or_else(String::new, |who| format!(" ({who})"));
    Error::Held(format!(
        "{}: another kith is at work on these results{who}; wait for it, or give another folder \
         with --output",
        target.display()
    ))
}

/// Whether an open file is still the one of that name.
#[cfg(unix)]
fn same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |there: &fs::Metadata| (there.dev(), there.ino());
    matches!((file.metadata(), fs::symlink_metadata(path)), (Ok(a), Ok(b)) if number(&a) == number(&b))
}

#[cfg(not(unix))]
fn same(_file: &File, path: &Path) -> bool {
    path.exists()
}

/// Which ending a name has that an earlier version gave to a folder beside this target.
fn older_name(name: &OsStr, target: &Path) -> Option<&'static str> {
    let name = name.to_str()?.strip_prefix('.')?;
    let rest = name.strip_prefix(target.file_name()?.to_str()?)?.strip_prefix('.')?;
    let ending = [".partial", ".old"].into_iter().find(|ending| rest.ends_with(ending))?;
    let middle = &rest[..rest.len() - ending.len()];
    (middle.len() == 6 && middle.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(ending)
}

/// Whether only Kith can have written what is in a folder: nothing, the trial of room, or results
/// whose record, which came first then, says so.
fn never_published(folder: &Path) -> bool {
    let names: Vec<OsString> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.file_name()).collect();
    folder.is_dir()
        && (names.iter().all(|name| name == "room")
            || Results::of(folder).is_ok_and(|record| record.is_some()))
}

/// Swaps two folders in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_a: &Path, _b: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Takes room on the disk without writing to it.
#[cfg(target_os = "linux")]
fn allocate(file: &File, bytes: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    Ok(fallocate(file, FallocateFlags::empty(), 0, bytes.max(1))?)
}

#[cfg(not(target_os = "linux"))]
fn allocate(_file: &File, _bytes: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether an error says that a disk, or what a user may take of it, is full.
fn full(cause: &io::Error) -> bool {
    matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

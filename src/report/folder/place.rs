//! What is at a path already. A folder counts as results of Kith only if its record says so, and
//! only the files that the record lists are ever taken away: whatever else is there belongs to
//! somebody else.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use toml::Table;

use crate::report::error::Error;

/// The name of the record in every folder of results.
pub(crate) const RECORD: &str = "run.toml";

/// Bytes that no record has.
const TOO_LONG: u64 = 64 << 20;

/// Names that a message lists at most.
const NAMED: usize = 8;

/// Whose results a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One scenario.
    Run,
    /// Arms on the same draws.
    Compare,
    /// Claims put to the test.
    Theory,
    /// Points of a parameter space, which gather in their folder.
    Sweep,
    /// What outcomes depend on.
    Sensitivity,
    /// What a sweep comes to, in its folder.
    Summary,
    /// Draws of parameters that published figures leave.
    Calibration,
    /// A sum of money spent in several ways.
    Budget,
    /// The best mix of lines for a sum.
    Optimise,
    /// What published designs find.
    Evaluation,
}

impl Kind {
    /// All of them; the command of a summary begins as that of a sweep does, so it stands first.
    pub const EVERY: [Self; 10] = [
        Self::Summary,
        Self::Run,
        Self::Compare,
        Self::Theory,
        Self::Sweep,
        Self::Sensitivity,
        Self::Calibration,
        Self::Budget,
        Self::Optimise,
        Self::Evaluation,
    ];

    /// The command, as people type it.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Run => "kith run",
            Self::Compare => "kith compare",
            Self::Theory => "kith theory",
            Self::Sweep => "kith sweep",
            Self::Sensitivity => "kith sensitivity",
            Self::Summary => "kith sweep summary",
            Self::Calibration => "kith calibrate",
            Self::Budget => "kith budget",
            Self::Optimise => "kith optimise",
            Self::Evaluation => "kith evaluate",
        }
    }
}

/// What is at a path.
#[derive(Debug)]
pub(crate) enum Found {
    /// Nothing, or a folder with nothing in it.
    Nothing,
    /// Results.
    Results(Results),
    /// Something else: what, in words that follow its name.
    Other(&'static str),
}

/// What a record says of the folder it is in.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) kind: Kind,
    /// The files that were published together; older records do not list them.
    files: Option<BTreeSet<String>>,
}

/// What says whose a record is.
#[derive(Deserialize)]
struct Record {
    program: String,
    model: String,
    reproduce: String,
    files: Option<BTreeSet<String>>,
    sweep: Option<Table>,
}

/// Finds out what is at a path. Links are not followed.
pub(crate) fn look(path: &Path) -> Result<Found, Error> {
    let failed = |cause: io::Error| Error::failed("read", path, cause);
    match fs::symlink_metadata(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(cause) => return Err(failed(cause)),
        Ok(there) if there.is_file() => return Ok(Found::Other("is a file, not a folder")),
        Ok(there) if !there.is_dir() => return Ok(Found::Other("is no folder")),
        Ok(_) => {}
    }
    if fs::read_dir(path).map_err(failed)?.next().is_none() {
        return Ok(Found::Nothing);
    }
    if !path.join(RECORD).exists() {
        return Ok(Found::Other(
            "is not empty and holds no results of Kith (there is no run.toml)",
        ));
    }
    let results =
        Results::of(path).map_err(|cause| Error::failed("read", &path.join(RECORD), cause))?;
    Ok(results.map_or(
        Found::Other("holds no results of Kith (its run.toml is no record of them)"),
        Found::Results,
    ))
}

impl Results {
    /// What the record of a folder says, if it is one.
    pub(crate) fn of(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(RECORD);
        let there = fs::symlink_metadata(&path)?;
        if !there.is_file() || there.len() > TOO_LONG {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        let Ok(record) = toml::from_str::<Record>(&text) else { return Ok(None) };
        let word = |kind: &Kind| {
            record.reproduce.strip_prefix(kind.command()).is_some_and(|rest| rest.starts_with(' '))
        };
        let kind = match record.sweep {
            // Stages of a study of sensitivity are sweeps.
            Some(_) => Some(Kind::Sweep),
            None => Kind::EVERY.into_iter().find(word),
        };
        let ours = record.program.starts_with("kith ") && !record.model.is_empty();
        Ok(kind.filter(|_| ours).map(|kind| Self { kind, files: record.files }))
    }

    /// Why results of a command may not be put there: these are kept.
    pub(crate) fn refused(&self, path: &Path, wanted: Kind) -> Error {
        if self.kind == wanted { Error::Exists(path.to_owned()) } else { self.others(path, wanted) }
    }

    fn others(&self, path: &Path, wanted: Kind) -> Error {
        Error::Refused(format!(
            "{} holds results of `{}`, which `{}` does not replace: give another folder with \
             --output",
            path.display(),
            self.kind.command(),
            wanted.command()
        ))
    }

    /// Whether results of a command may take the place of these.
    pub(crate) fn may_go(&self, path: &Path, wanted: Kind) -> Result<(), Error> {
        if self.kind != wanted {
            return Err(self.others(path, wanted));
        }
        let refused = |why: String| Err(Error::Refused(format!("{} {why}", path.display())));
        let Some(files) = &self.files else {
            return refused(
                "was written by an earlier version of Kith, whose records do not list the files: \
                 nobody can say which of them may go. Remove the folder yourself, or give another \
                 with --output"
                    .into(),
            );
        };
        let strangers =
            strangers(path, files).map_err(|cause| Error::failed("read", path, cause))?;
        if strangers.is_empty() {
            return Ok(());
        }
        let named = strangers[..strangers.len().min(NAMED)].join(", ");
        let more = match strangers.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        refused(format!(
            "holds what Kith did not put there, and will not be replaced, not even with --force: \
             {named}{more}. Move that away, or give another folder with --output"
        ))
    }
}

/// What is in a folder and not in the list: files, and folders that no listed file is in. Links
/// are not followed.
fn strangers(folder: &Path, files: &BTreeSet<String>) -> io::Result<Vec<String>> {
    let mut strangers = Vec::new();
    let mut inside = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = inside.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let mut name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let known = if entry.file_type()?.is_dir() {
                name.push('/');
                files.range(name.clone()..).next().is_some_and(|file| file.starts_with(&name))
            } else {
                files.contains(&name)
            };
            match known {
                true if name.ends_with('/') => inside.push((entry.path(), name)),
                true => {}
                false => strangers.push(name),
            }
        }
    }
    strangers.sort();
    Ok(strangers)
}

/// Takes results away, file by file from the list of their record, the record last, and the folders
/// that are empty then. Whatever else is there stays: then the folder does, too.
pub(crate) fn take_away(folder: &Path) -> io::Result<()> {
    let files = match Results::of(folder)? {
        Some(Results { files: Some(files), .. }) => files,
        // A sweep is never replaced: this is a plan that was never published.
        Some(Results { kind: Kind::Sweep, files: None }) => return fs::remove_dir_all(folder),
        _ => return Err(io::Error::other("there is no list of the files")),
    };
    take_files(folder, "", &files)?;
    if strangers(folder, &BTreeSet::from([RECORD.to_owned()]))?.is_empty() {
        fs::remove_file(folder.join(RECORD))?;
        fs::remove_dir(folder)?;
    }
    Ok(())
}

fn take_files(folder: &Path, prefix: &str, files: &BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            take_files(&entry.path(), &format!("{name}/"), files)?;
            // Somebody else's files keep their folder.
            let _ = fs::remove_dir(entry.path());
        } else if name != RECORD && files.contains(&name) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

//! What can go wrong with result files: each error names the file or folder and the cause.

use crate::report::room;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why results could not be written.
#[derive(Debug)]
pub enum Error {
    /// The folder holds results already, and they may not be replaced.
    Exists(PathBuf),
    /// What is there does not fit what is asked for: the message says how.
    Refused(String),
    /// Somebody else is at work there: the message says where.
    Held(String),
    /// The disk has not enough room.
    NoRoom {
        /// A folder on that disk.
        folder: PathBuf,
        /// Bytes that may be needed.
        needed: u64,
        /// Bytes that are free, if the system says so.
        free: Option<u64>,
    },
    /// The file system refused.
    Failed {
        /// What was tried, as a verb: `write`, `create`.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
}

impl Error {
    pub(crate) fn failed(doing: &'static str, path: &Path, cause: impl fmt::Display) -> Self {
        Self::Failed { doing, path: path.to_owned(), cause: cause.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(path) => write!(
                f,
                "{} holds results already; give another folder with --output, \
                 or replace them with --force",
                path.display()
            ),
            Self::Refused(message) | Self::Held(message) => f.write_str(message),
            Self::NoRoom { folder, needed, free } => {
                let free = match free {
                    Some(free) => format!("{} are free", room::bytes_text(*free)),
                    None => "less is free".to_owned(),
                };
                write!(
                    f,
                    "there is no room for the results in {}: they may take up to {}, and {free} \
                     there",
                    folder.display(),
                    room::bytes_text(*needed)
                )
            }
            Self::Failed { doing, path, cause } => {
                write!(f, "cannot {doing} {}: {cause}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}

//! What can go wrong with result files: each error names the file or folder and the cause.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why results could not be written.
#[derive(Debug)]
pub enum Error {
    /// The folder holds results already, and they may not be replaced.
    Exists(PathBuf),
    /// The folder holds something that is not a result of Kith: it is never replaced.
    NotResults(PathBuf),
    /// What is there does not fit what is asked for: the message says how.
    Refused(String),
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
            Self::NotResults(path) => write!(
                f,
                "{} is not empty and holds no results of Kith (no run.toml): \
                 it will not be replaced, not even with --force",
                path.display()
            ),
            Self::Refused(message) => f.write_str(message),
            Self::Failed { doing, path, cause } => {
                write!(f, "cannot {doing} {}: {cause}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}

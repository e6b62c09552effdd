//! The flags of every command that writes a folder of results: where, whether old results go, and
//! how much is printed.

use std::path::{Path, PathBuf};

use crate::cli::run::quoted;
use crate::report::Existing;

/// Where results go, and how much is printed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Placed {
    /// Folder of the results; where there is a usual one, in `output/` under the name of what is
    /// run.
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace results that are there, once the new ones are complete.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    pub(crate) quiet: bool,
}

impl Placed {
    /// The folder that was asked for, or the one in `output/` with this name.
    pub(crate) fn folder(&self, usual: &str) -> PathBuf {
        self.output.clone().unwrap_or_else(|| Path::new("output").join(usual))
    }

    /// The folder beside it in which cells gather until the results are whole.
    pub(crate) fn cells(&self, usual: &str) -> PathBuf {
        let results = self.folder(usual);
        let mut name = results.file_name().unwrap_or_default().to_owned();
        name.push(".cells");
        results.with_file_name(name)
    }

    /// What happens to results that are there.
    pub(crate) fn existing(&self) -> Existing {
        Existing::of(self.force)
    }

    /// These flags as a command line takes them.
    pub(crate) fn flags(&self) -> String {
        let output = self.output.as_deref().map(|path| format!(" --output {}", quoted(path)));
        let flags = [(self.force, " --force"), (self.quiet, " --quiet")];
        let given = flags.iter().filter(|(given, _)| *given).map(|(_, flag)| *flag);
        output.unwrap_or_default() + &given.collect::<String>()
    }
}

//! The record of a test of the theory: what was asked, what was done, and how to do it again.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::inputs::Input;
use crate::report::record::{Machine, ScenarioRead, write_record};

/// The record of a test of the theory, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct TheoryRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The model by a digest of its source.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// The scenario that arms are laid on.
    pub baseline: ScenarioRead,
    /// The size of the run.
    pub run: TheoryMade,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// The size of a test of the theory, as asked and as done.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct TheoryMade {
    /// Whether something that was asked for is missing, because the run was stopped.
    pub partial: bool,
    /// Claims asked for.
    pub claims_asked: usize,
    /// Claims that are complete, with those that have no experiment.
    pub claims_done: usize,
    /// Claims asked for that are held apart, and were not run.
    pub claims_held_apart: usize,
    /// Scrambled models asked for.
    pub scrambled_asked: u32,
    /// Scrambled models that are complete.
    pub scrambled_done: u32,
    /// Supported claims whose weights were to be turned.
    pub turned_asked: usize,
    /// Those that were, with all of their arms.
    pub turned_done: usize,
    /// Draws of all parameters asked for.
    pub draws_asked: u32,
    /// Draws that are complete.
    pub draws_done: u32,
    /// Seed of all draws.
    pub seed: u32,
    /// Replicates of a claim that asks for none.
    pub replicates: u32,
    /// Neighbourhoods in each replicate.
    pub neighbourhoods: u32,
    /// People in each neighbourhood.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
    /// Weeks before the first measured one.
    pub warm_up_weeks: u32,
}

impl TheoryMade {
    /// What was done of what was asked, in words.
    #[must_use]
    pub fn done(&self) -> String {
        let all = [
            (self.claims_done as u32, self.claims_asked as u32, "claims"),
            (self.scrambled_done, self.scrambled_asked, "scrambled models"),
            (self.turned_done as u32, self.turned_asked as u32, "claims turned"),
            (self.draws_done, self.draws_asked, "draws of all parameters"),
        ];
        let said = all.iter().filter(|(_, asked, _)| *asked > 0);
        let said = said.map(|(done, asked, what)| format!("{done} of {asked} {what}"));
        let apart = Some(self.claims_held_apart).filter(|count| *count > 0);
        let apart = apart.map(|count| format!("{count} claims held apart"));
        said.chain(apart).collect::<Vec<_>>().join(", ")
    }
}

impl TheoryRecord {
    /// The command as a person gives it who has the files that it reads without being told.
    pub(crate) fn asked(&self) -> &str {
        let end = self.reproduce.find(" --claims ").unwrap_or(self.reproduce.len());
        &self.reproduce[..end]
    }

    pub(crate) fn write(&self, files: &BTreeSet<String>, out: &mut dyn Write) -> io::Result<()> {
        write_record(out, "What was tested, and how to do it again", Some(files), self)
    }
}

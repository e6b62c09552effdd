//! The record of a comparison: which arms were run, on what, and how to run them again.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::inputs::Input;
use crate::report::record::{
    BudgetMade, DrawsRead, Machine, NetworkRead, RunMade, ScenarioRead, write_record,
};
use crate::studies::compare::Parting;

/// The record of a comparison, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: results of one digest can be made again to the bit.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// Rate at which gains and spending are discounted beside the undiscounted ones, in per cent a year.
    pub discount_percent: f64,
    /// The arm that the others are judged against.
    pub base: ScenarioRead,
    /// The size of the run, the same in every arm.
    pub run: RunMade,
    /// The draws of parameters, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draws: Option<DrawsRead>,
    /// The other arms.
    pub others: Vec<ScenarioRead>,
    /// Pounds that scenarios asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub budgets: Vec<BudgetMade>,
    /// The networks of every arm, where they have some, in the order of their numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<NetworkRead>,
    /// From which week and in what each differs from the base, and what that means.
    pub differs: Vec<Parting>,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

impl ComparisonRecord {
    pub(crate) fn write(&self, files: &BTreeSet<String>, out: &mut dyn Write) -> io::Result<()> {
        write_record(out, "What was compared, and how to do it again", Some(files), self)
    }
}

//! The record of a run: what was run, on what, and how to run it again. All that depends on the
//! clock or the machine stands in a table of its own, so that the rest is the same every time.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::report::inputs::{Input, Inputs};
use crate::runs::{Replicate, RunSize};
use crate::scenario::Scenario;

/// The record of one run, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: results of one digest can be made again to the bit.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// The scenario.
    pub scenario: ScenarioRead,
    /// The size of the run.
    pub run: RunMade,
    /// The draws of parameters, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draws: Option<DrawsRead>,
    /// Pounds that the scenario asked for, where it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetMade>,
    /// The networks of the scenario, where it has some, in the order of their numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<NetworkRead>,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// A table of draws as it was laid under scenarios.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawsRead {
    /// Copy of the table.
    pub table: String,
    /// Digest of the model of which they are draws, where the table says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How often each draw was run, with luck of its own: more than once tells chance from parameters.
    pub runs_of_each: u32,
    /// Paths of the parameters that are drawn.
    pub parameters: Vec<String>,
    /// Paths of those of the table that are not, since a scenario, a point or the command line says
    /// them.
    pub held: Vec<String>,
}

/// Pounds that a scenario asked for, and what became of them.
#[derive(Clone, Debug, Serialize)]
pub struct BudgetMade {
    /// The scenario.
    pub scenario: String,
    /// Pounds a year for the people of this run.
    pub pounds_a_year: f64,
    /// Pounds a year that no line can take up.
    pub refused_a_year: f64,
    /// First week of spending.
    pub from_week: u32,
    /// First week after it, where the run sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_week: Option<u32>,
    /// Lines, in the order of the list.
    pub lines: Vec<&'static str>,
    /// How much more money moves with the lever of each line than the price list says, by the pilot run.
    pub spent_over_list: Vec<f64>,
}

/// A network of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkRead {
    /// Name, as tables have it.
    pub name: String,
    /// Title.
    pub title: String,
    /// Registered people.
    pub people: u32,
}

/// The scenario as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRead {
    /// Slug.
    pub name: String,
    /// Title.
    pub title: String,
    /// Copies of its files, the base first.
    pub files: Vec<String>,
    /// Hash of all values and schedules.
    pub hash: String,
}

/// The size of the run, as asked and as done.
#[derive(Clone, Debug, Serialize)]
pub struct RunMade {
    /// Seed of all draws.
    pub seed: u32,
    /// Replicates asked for.
    pub replicates_asked: u32,
    /// Replicates done: fewer when the run was stopped.
    pub replicates_done: u32,
    /// Numbers of the replicates done, from 0.
    pub replicates: Vec<u32>,
    /// Neighbourhoods in each replicate.
    pub neighbourhoods: u32,
    /// How many of them are simulated, where it is a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampled: Option<u32>,
    /// People in each neighbourhood.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
    /// Weeks before the first measured one.
    pub warm_up_weeks: u32,
}

/// What differs from machine to machine and from day to day. Results do not depend on it.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// What was done there, where results come of several calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<&'static str>,
    /// Operating system.
    pub os: &'static str,
    /// Processor architecture.
    pub architecture: &'static str,
    /// Threads used.
    pub threads: usize,
    /// When the run started, ISO 8601, UTC.
    pub started: String,
    /// Seconds taken.
    pub seconds: f64,
}

impl Record {
    /// Program and version, as records name them.
    #[must_use]
    pub fn program() -> String {
        format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    }

    /// The commit the program was built from, when the build was told (`KITH_COMMIT`).
    #[must_use]
    pub fn commit() -> Option<String> {
        option_env!("KITH_COMMIT").map(str::to_owned)
    }

    /// The digest of the model's source, as the build took it.
    #[must_use]
    pub fn model() -> String {
        env!("KITH_MODEL").to_owned()
    }

    /// Writes the record of a run; one that is part of other results lists no files.
    pub(crate) fn write(
        &self,
        files: Option<&BTreeSet<String>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        write_record(out, "What was run, and how to run it again", files, self)
    }
}

/// Where the command of a record is run.
pub(crate) const WHERE: &str =
    "# The command is for this folder; `kith reproduce` runs it from anywhere.\n";

/// Writes a record as TOML, below a line that says what it is, with the files it was published with.
pub(crate) fn write_record(
    out: &mut dyn Write,
    says: &str,
    files: Option<&BTreeSet<String>>,
    record: &impl Serialize,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Listed<'a> {
        files: &'a BTreeSet<String>,
    }
    writeln!(out, "# {says}. Only the table of the machine may differ then.\n{WHERE}")?;
    if let Some(files) = files {
        writeln!(out, "# These files may be replaced, and no others.")?;
        let list = toml::to_string_pretty(&Listed { files }).map_err(io::Error::other)?;
        writeln!(out, "{list}")?;
    }
    let text = toml::to_string(record).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

impl DrawsRead {
    /// What is drawn, and how often each draw is run, in words.
    #[must_use]
    pub fn said(&self) -> String {
        let parameters = match self.parameters.len() {
            1 => "1 parameter".to_owned(),
            many => format!("{many} parameters"),
        };
        let held = match self.held.len() {
            0 => String::new(),
            many => format!("; {many} more stay as a scenario or the command line says"),
        };
        format!(
            "draws of {parameters}, each run {} times with luck of its own{held}",
            self.runs_of_each
        )
    }
}

impl ScenarioRead {
    /// A scenario as it was read, from files that there are copies of.
    #[must_use]
    pub fn of(scenario: &Scenario, inputs: &Inputs) -> Self {
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            files: scenario.files.iter().map(|file| inputs.copy_of(file).to_owned()).collect(),
            hash: scenario.hash(),
        }
    }
}

impl NetworkRead {
    /// The networks of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Vec<Self> {
        let read = |network: &Scenario| Self {
            name: network.name.clone(),
            title: network.title.clone(),
            people: network.start().run.people as u32,
        };
        scenario.networks.iter().map(read).collect()
    }
}

impl RunMade {
    /// A plan, and the replicates of it that were done.
    #[must_use]
    pub fn of(plan: &RunSize, done: &[Replicate]) -> Self {
        Self {
            seed: plan.seed,
            replicates_asked: plan.replicates,
            replicates_done: done.len() as u32,
            replicates: done.iter().map(|replicate| replicate.number).collect(),
            neighbourhoods: plan.neighbourhoods,
            sampled: None,
            people: plan.people,
            weeks: plan.weeks,
            warm_up_weeks: plan.warm_up,
        }
    }
}

impl Machine {
    /// This machine, for a run that started this many seconds after 1970 and took so long.
    #[must_use]
    pub fn here(threads: usize, started: u64, seconds: f64) -> Self {
        Self {
            call: None,
            os: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
            threads,
            started: utc(started),
            seconds: (seconds * 1_000.0).round() / 1_000.0,
        }
    }

    /// The same, with what was done there.
    #[must_use]
    pub fn doing(self, call: &'static str) -> Self {
        Self { call: Some(call), ..self }
    }
}

/// Seconds since 1970 as an ISO 8601 moment in UTC.
fn utc(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    // Years that begin in March put the leap day last; 400 of them have 146,097 days.
    let day = days + 719_468;
    let (era, day_of_era) = (day / 146_097, day % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(951_868_800), "2000-03-01T00:00:00Z");
        assert_eq!(utc(1_767_225_599), "2025-12-31T23:59:59Z");
    }

    #[test]
    fn the_record_keeps_clock_and_machine_apart() {
        let record = Record {
            program: "kith 0.1.0".into(),
            commit: None,
            model: Record::model(),
            reproduce: "kith run scenarios/baseline.toml --seed 1".into(),
            scenario: ScenarioRead {
                name: "baseline".into(),
                title: "Baseline".into(),
                files: vec!["scenarios/baseline.toml".into()],
                hash: "0123".into(),
            },
            run: RunMade {
                seed: 1,
                replicates_asked: 8,
                replicates_done: 2,
                replicates: vec![0, 3],
                neighbourhoods: 1,
                sampled: None,
                people: 50_000,
                weeks: 260,
                warm_up_weeks: 52,
            },
            draws: None,
            budget: None,
            networks: Vec::new(),
            inputs: Vec::new(),
            machine: Machine::here(2, 0, 1.234_56),
        };
        let mut text = Vec::new();
        record.write(None, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let (same, machine) = text.split_once("[machine]").unwrap();
        assert!(same.contains("replicates = [0, 3]") && !same.contains("started"), "{text}");
        assert!(machine.contains("started = \"1970-01-01T00:00:00Z\""), "{text}");
        assert!(machine.contains("seconds = 1.235"), "{text}");
    }
}

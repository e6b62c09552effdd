//! The record of a finished folder, as a page needs it.

use serde::Deserialize;

use crate::model::units::{THOUSAND, WEEKS_PER_YEAR};
use crate::report::record::{DrawsRead, NetworkRead};

/// What `run.toml` says of a run or of a comparison.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    pub(crate) program: String,
    pub(crate) commit: Option<String>,
    pub(crate) model: String,
    pub(crate) reproduce: String,
    pub(crate) run: Size,
    /// Of a run.
    pub(crate) scenario: Option<Scenario>,
    /// Of a comparison.
    pub(crate) base: Option<Scenario>,
    #[serde(default)]
    pub(crate) others: Vec<Scenario>,
    #[serde(default)]
    pub(crate) differs: Vec<Differs>,
    pub(crate) discount_percent: Option<f64>,
    /// The networks that were run side by side, where there are any.
    #[serde(default)]
    pub(crate) networks: Vec<NetworkRead>,
    /// The draws of parameters, where there are any.
    pub(crate) draws: Option<DrawsRead>,
}

/// The size of the run.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Size {
    pub(crate) seed: u32,
    pub(crate) replicates_asked: u32,
    pub(crate) replicates: Vec<u32>,
    pub(crate) neighbourhoods: u32,
    pub(crate) sampled: Option<u32>,
    pub(crate) people: u32,
    pub(crate) weeks: u32,
    pub(crate) warm_up_weeks: u32,
}

impl Size {
    /// People of the lists that were simulated, at the start.
    pub(crate) fn list(&self) -> f64 {
        f64::from(self.people) * f64::from(self.sampled.unwrap_or(self.neighbourhoods))
    }

    /// What turns a rate per 1,000 people a week into a number a year for these lists.
    pub(crate) fn a_year(&self) -> f64 {
        self.list() / THOUSAND * WEEKS_PER_YEAR
    }
}

/// A scenario.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) files: Vec<String>,
    pub(crate) hash: String,
}

/// From which week and in what an arm differs from the base.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Differs {
    pub(crate) scenario: String,
    pub(crate) from_week: i32,
    pub(crate) until_week: Option<i32>,
    pub(crate) parameters: Vec<String>,
}

impl Record {
    /// What intervals know of.
    pub(crate) fn luck(&self) -> &'static str {
        if self.draws.is_some() { "luck and the drawn numbers" } else { "luck alone" }
    }

    /// How far intervals go.
    pub(crate) fn as_far_as(&self) -> &'static str {
        if self.draws.is_some() { "luck and the drawn numbers go" } else { "luck goes" }
    }

    /// Reads the text of `run.toml`.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let record: Self = toml::from_str(text)
            .map_err(|error| format!("run.toml is no record of a run: {}", error.message()))?;
        let size = &record.run;
        let runs = size.replicates.len();
        if runs == 0 || size.weeks == 0 {
            return Err("run.toml says that nothing was run".to_owned());
        }
        // A title is shown; what would steer the reader's screen is not.
        let mut record = record;
        let scenarios =
            record.scenario.iter_mut().chain(&mut record.base).chain(&mut record.others);
        for scenario in scenarios {
            scenario.title = crate::scenario::clean(&scenario.title).into_owned();
        }
        for network in &mut record.networks {
            network.title = crate::scenario::clean(&network.title).into_owned();
        }
        Ok(record)
    }
}

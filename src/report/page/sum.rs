//! What the records of a budget and of a search for the best mix share: what was run, and the sum.

use serde::Deserialize;

use crate::report::number::{brief, years};
use crate::report::page::record::Scenario;

/// What `run.toml` says of what was run, whatever was asked.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Made {
    pub(crate) program: String,
    pub(crate) commit: Option<String>,
    pub(crate) model: String,
    pub(crate) reproduce: String,
    pub(crate) run: Size,
    pub(crate) scenario: Scenario,
}

/// The size of every cell.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Size {
    pub(crate) seed: u32,
    pub(crate) replicates: u32,
    pub(crate) neighbourhoods: u32,
    pub(crate) people: u32,
    pub(crate) weeks: u32,
    pub(crate) warm_up_weeks: u32,
}

/// A sum, and when it is spent.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sum {
    pub(crate) pounds_a_year: f64,
    pub(crate) from_week: u32,
    pub(crate) years: u32,
}

impl Made {
    /// The title of the scenario, with nothing in it that would steer a reader's screen.
    pub(crate) fn clean(&mut self) {
        self.scenario.title = crate::scenario::clean(&self.scenario.title).into_owned();
    }

    /// People of the lists.
    pub(crate) fn list(&self) -> f64 {
        f64::from(self.run.people) * f64::from(self.run.neighbourhoods)
    }

    /// The record as a page shows it, with what is particular to one kind of results in its middle.
    pub(crate) fn lines(
        &self,
        sum: &Sum,
        own: [(&'static str, String); 2],
    ) -> Vec<(&'static str, String)> {
        let (size, scenario) = (&self.run, &self.scenario);
        let mut lines = vec![("Program", self.program.clone())];
        lines.extend(self.commit.clone().map(|commit| ("Commit", commit)));
        lines.extend([("Model", self.model.clone()), ("Seed", size.seed.to_string())]);
        lines.extend(own);
        lines.extend([
            (
                "People",
                format!("{} in each of {} neighbourhoods", size.people, size.neighbourhoods),
            ),
            ("Weeks", format!("{}, after {} of warm-up", size.weeks, size.warm_up_weeks)),
            (
                "Money",
                format!(
                    "{} pounds a year for {} from week {}",
                    brief(sum.pounds_a_year),
                    years(sum.years),
                    sum.from_week
                ),
            ),
            ("Scenario", format!("{} ({}), {}", scenario.title, scenario.name, scenario.hash)),
        ]);
        lines
    }
}

//! Where two arms part: from which week they differ, and in what. Arms that differ before week 0 are two
//! worlds that have been so all the time, and no change: what is counted of them is counted from the first
//! week of the warm-up.

use serde::Serialize;

use crate::model::parameters::Parameters;
use crate::scenario::{Scenario, names};

/// Most parameters that a sentence names.
const MOST_NAMED: usize = 6;

/// From which week an arm differs from the base, and in what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parting {
    /// The arm.
    pub scenario: String,
    /// The first week in which it differs: 0 is the first measured one.
    pub from_week: i32,
    /// What it is: two worlds, or a change.
    pub means: &'static str,
    /// The parameters that differ in that week.
    pub parameters: Vec<&'static str>,
}

/// What a `[set]` that differs between arms is.
const WORLDS: &str = "two worlds that have been different since before the first week, and no change of one: \
                      gains and spending are both counted from the first week of the warm-up";

/// What a schedule that differs between arms is.
const CHANGE: &str = "one world until this week, and a change from then on: gains and spending are both counted \
                      from this week";

impl Parting {
    /// Where an arm parts from the base, if it does in its run. Sizes of the run are no difference.
    #[must_use]
    pub fn of(base: &Scenario, other: &Scenario) -> Option<Self> {
        let run = &base.start().run;
        let (first, end) = (-(run.warm_up_weeks as i32), run.weeks as i32);
        let epochs = base.timeline.epochs().iter().chain(other.timeline.epochs());
        let mut weeks: Vec<i32> = epochs.map(|epoch| epoch.from.max(first)).collect();
        weeks.retain(|&week| week < end);
        weeks.sort_unstable();
        weeks.into_iter().find_map(|week| {
            let (ours, theirs) = (base.timeline.at(week), other.timeline.at(week));
            let values = Parameters::specs().iter().zip(ours.values.iter().zip(&*theirs.values));
            let parameters: Vec<&str> = values
                .filter(|(spec, _)| names::section(&spec.path) != "run")
                .filter(|(_, (ours, theirs))| ours.to_bits() != theirs.to_bits())
                .map(|(spec, _)| spec.path.as_str())
                .collect();
            (!parameters.is_empty()).then(|| Self {
                scenario: other.name.clone(),
                from_week: week,
                means: if week < 0 { WORLDS } else { CHANGE },
                parameters,
            })
        })
    }

    /// A sentence on what a difference before week 0 means; a change needs none.
    pub(crate) fn said(&self) -> Option<String> {
        let named = self.parameters.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = match self.parameters.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (self.from_week < 0).then(|| {
            format!("These are {WORLDS}, week {}. They differ in {named}{more}", self.from_week)
        })
    }
}

//! Where two arms part: from which week they differ, and in what. Arms that differ before week 0 are two
//! worlds that have been so all the time, and no change: what is counted of them is counted from the first
//! week of the warm-up.

use serde::Serialize;

use crate::model::parameters::Parameters;
use crate::scenario::{Scenario, names};

/// The parameters that differ between two scenarios in a week, in any of their networks.
fn different(base: &Scenario, other: &Scenario, week: i32) -> Vec<&'static str> {
    let worlds: Vec<_> = base.worlds().into_iter().zip(other.worlds()).collect();
    let differs = |place: usize| {
        worlds.iter().any(|(ours, theirs)| {
            let (ours, theirs) = (ours.timeline.at(week), theirs.timeline.at(week));
            ours.values[place].to_bits() != theirs.values[place].to_bits()
        })
    };
    let paths = Parameters::specs().iter().map(|spec| spec.path.as_str()).enumerate();
    let own = paths.filter(|(_, path)| names::section(path) != "run");
    own.filter(|(place, _)| differs(*place)).map(|(_, path)| path).collect()
}

/// What makes two arms different populations: sizes, seeds, and who lives there, network by network.
#[must_use]
pub fn unlike(base: &Scenario, other: &Scenario) -> Vec<String> {
    let named = |scenario: &Scenario| -> Vec<String> {
        scenario.networks.iter().map(|network| network.name.clone()).collect()
    };
    if named(base) != named(other) {
        let said = |names: Vec<String>| {
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let (theirs, ours) = (said(named(other)), said(named(base)));
        return vec![format!("{}: its networks are {theirs}, in the base {ours}", other.name)];
    }
    let mut found = unlike_in(base, other, &other.name);
    for (ours, theirs) in base.networks.iter().zip(&other.networks) {
        found.extend(unlike_in(ours, theirs, &format!("{}, network {}", other.name, ours.name)));
    }
    found
}

/// The same of one world of each.
fn unlike_in(base: &Scenario, other: &Scenario, name: &str) -> Vec<String> {
    // Replicates are those of the base: how many another scenario would have is no matter.
    let matters = |path: &str| {
        (path.starts_with("run.") && path != "run.replicates") || path.starts_with("population.")
    };
    let entries = base.entries.iter().zip(&other.entries).zip(Parameters::specs());
    entries
        .filter(|((ours, theirs), spec)| {
            matters(&spec.path) && ours.value.to_bits() != theirs.value.to_bits()
        })
        .map(|((ours, theirs), spec)| {
            format!("{name}: {} is {}, in the base {}", spec.path, theirs.value, ours.value)
        })
        .collect()
}

/// Most parameters that a sentence names.
const MOST_NAMED: usize = 6;

/// From which week an arm differs from the base, and in what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Parting {
    /// The arm.
    pub scenario: String,
    /// The first week in which it differs: 0 is the first measured one.
    pub from_week: i32,
    /// The week from which they are alike again, if there is one before the end.
    pub until_week: Option<i32>,
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
        let worlds = base.worlds().into_iter().chain(other.worlds());
        let epochs = worlds.flat_map(|world| world.timeline.epochs());
        let mut weeks: Vec<i32> = epochs.map(|epoch| epoch.from.max(first)).collect();
        weeks.retain(|&week| week < end);
        weeks.sort_unstable();
        weeks.dedup();
        let differ: Vec<Vec<&str>> =
            weeks.iter().map(|&week| different(base, other, week)).collect();
        let first = differ.iter().position(|parameters| !parameters.is_empty())?;
        let last = differ.iter().rposition(|parameters| !parameters.is_empty())?;
        Some(Self {
            scenario: other.name.clone(),
            from_week: weeks[first],
            until_week: weeks.get(last + 1).copied(),
            means: if weeks[first] < 0 { WORLDS } else { CHANGE },
            parameters: differ[first].clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn named(name: &str) -> Scenario {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        crate::scenario::load(&folder.join(name).with_extension("toml")).expect("a scenario")
    }

    #[test]
    fn arms_part_from_one_week_until_another() {
        let none = named("no_social_prescribing");
        let year = Parting::of(&none, &named("scheme_of_one_year")).expect("they differ");
        assert_eq!((year.from_week, year.until_week), (0, Some(52)));
        let all_along = Parting::of(&none, &named("baseline")).expect("they differ");
        assert_eq!(all_along.until_week, None);
        assert!(all_along.from_week < 0);
        assert_eq!(Parting::of(&none, &none), None);
    }
}

//! A checked scenario: what a reader hands to the rest of the house. Every value is possible,
//! every source is named, and the values of every week are laid out.

use crate::scenario::names;
use crate::scenario::timeline;
use std::collections::BTreeMap;

use crate::model::parameters::Parameters;
use crate::scenario::base::impossible;
use crate::scenario::budget::Sum;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location};
use crate::scenario::economics::Economics;
use crate::scenario::moves::Move;
use crate::scenario::origin::Origin;
use crate::scenario::overlay::Action;
use crate::scenario::schedule::Block;
use crate::scenario::source::{Basis, Source};
use crate::scenario::timeline::Timeline;

/// One parameter of a scenario, at the start of the warm-up.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The value.
    pub value: f64,
    /// Low end of the plausible range, from the base.
    pub low: f64,
    /// High end of the plausible range, from the base.
    pub high: f64,
    /// How the value is known; a value an overlay changes is assumed unless the overlay says
    /// otherwise.
    pub basis: Basis,
    /// Name of the source.
    pub source: String,
    /// What a reader should know of the value.
    pub note: Option<String>,
    /// The last overlay that changed the value, by its file's name without ending, or
    /// `command line`.
    pub overridden_by: Option<String>,
}

/// A checked scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file's name without its ending.
    pub name: String,
    /// The title.
    pub title: String,
    /// Why the scenario is as it is.
    pub because: String,
    /// Where its texts were read, the base first.
    pub files: Vec<Origin>,
    /// One entry for each declaration, in their order.
    pub entries: Vec<Entry>,
    /// Sources by their names.
    pub sources: BTreeMap<String, Source>,
    /// What decisions on money rest on, if the base says it.
    pub economics: Option<Economics>,
    /// Pounds that are still to be spent, if a file says so.
    pub budget: Option<Sum>,
    /// The values of every week.
    pub timeline: Timeline,
    /// What is doubtful, though not refused.
    pub warnings: Vec<Diagnostic>,
    /// The entries of all schedules, the base's side first.
    pub(crate) schedule: Vec<Block>,
    /// The values of the base, one for each declaration.
    pub(crate) base: Vec<f64>,
    /// Whether all that the files ask for is another size of the run.
    pub(crate) size_alone: bool,
    /// Weights that were acted on, each with what it was at the start.
    pub(crate) weighed: Vec<(usize, f64)>,
    /// Networks that a replicate has side by side, each a scenario of its own, in the order of their numbers; none where
    /// all neighbourhoods live under the values above.
    pub networks: Vec<Scenario>,
    /// Posts that go from one network to another.
    pub(crate) moves: Vec<Move>,
}

/// What is done to a weight: its distance from the value at which it acts on nothing is multiplied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// The parameter, by its number.
    pub parameter: usize,
    /// The value at which it acts on nothing.
    pub nothing: f64,
    /// By what its distance from there is multiplied.
    pub factor: f64,
}

impl Weighed {
    /// What becomes of a value.
    #[must_use]
    pub fn after(&self, value: f64) -> f64 {
        // Adding zero turns a negative zero, which has bits of its own, into zero.
        self.nothing + self.factor * (value - self.nothing) + 0.0
    }
}

impl Scenario {
    /// The parameters at the start of the warm-up.
    #[must_use]
    pub fn start(&self) -> &Parameters {
        &self.timeline.at(i32::MIN).parameters
    }

    /// The values at the start of the warm-up, one for each declaration.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        self.entries.iter().map(|entry| entry.value).collect()
    }

    /// How many entries of schedules the scenario has.
    #[must_use]
    pub fn scheduled(&self) -> usize {
        self.schedule.len()
    }

    /// How many moves of posts between networks the scenario has.
    #[must_use]
    pub fn moves(&self) -> usize {
        self.moves.len()
    }

    /// How many values differ from the base at the start.
    #[must_use]
    pub fn overridden(&self) -> usize {
        self.entries.iter().filter(|entry| entry.overridden_by.is_some()).count()
    }

    /// Whether a file that extends the base sets or schedules a parameter.
    #[must_use]
    pub fn changes(&self, parameter: usize) -> bool {
        let by = self.entries[parameter].overridden_by.as_deref();
        let mut scheduled = self.schedule.iter().flat_map(|block| &block.changes);
        by.is_some_and(|by| by != COMMAND_LINE)
            || scheduled.any(|change| change.parameter == parameter)
    }

    /// A hash of every value in every week, for records of runs.
    #[must_use]
    pub fn hash(&self) -> String {
        let [first, others @ ..] = self.networks.as_slice() else { return self.timeline.hash() };
        others
            .iter()
            .fold(first.timeline.hash(), |hash, network| network.timeline.hash_after(&hash))
    }

    /// Gives one parameter (or one for each label of an axis) another value at the start, as the
    /// command line does. On an error the scenario stays as it was.
    ///
    /// # Errors
    /// If no parameter has this path, or the value or what a schedule makes of it is not possible.
    pub fn with_value(&mut self, path: &str, value: f64) -> Result<(), Diagnostics> {
        if self.networks.is_empty() {
            return self.with_own_value(path, value);
        }
        let mut changed = self.clone();
        changed.with_own_value(path, value)?;
        changed.networks_with(path, value)?;
        *self = changed;
        Ok(())
    }

    /// The same, but for its networks.
    fn with_own_value(&mut self, path: &str, value: f64) -> Result<(), Diagnostics> {
        let error = |message: String| {
            let place = Location { file: COMMAND_LINE.into(), position: None };
            Diagnostic::error(place, message).about(path)
        };
        let parameters = names::parameters(path);
        if parameters.is_empty() {
            let unknown = error(format!("unknown parameter `{path}`"));
            return Err(Diagnostics::new(vec![unknown.nearest(names::nearest_path(path))]));
        }
        let mut entries = self.entries.clone();
        for index in parameters {
            let spec = &Parameters::specs()[index];
            if let Some((problem, allowed)) = impossible(spec, value) {
                let wrong = error(format!("`{}` {problem}", spec.path));
                let wrong = wrong.found(value.to_string()).allowed(allowed);
                return Err(Diagnostics::new(vec![wrong]));
            }
            let entry = &mut entries[index];
            // Adding zero turns a negative zero, which has bits of its own, into zero.
            entry.value = value + 0.0;
            entry.basis = Basis::Assumed;
            entry.overridden_by = Some(COMMAND_LINE.to_owned());
        }
        let start: Vec<f64> = entries.iter().map(|entry| entry.value).collect();
        let plausible = entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let (timeline, found) = timeline::build(&start, &plausible, &self.schedule);
        let found = Diagnostics::new(found);
        if found.count(Gravity::Error) > 0 {
            return Err(found);
        }
        (self.entries, self.timeline) = (entries, timeline);
        Ok(())
    }
}

impl Scenario {
    /// Acts on weights in every week: at the start, and in what schedules set. A weight may so leave
    /// what is possible, which no file can ask for. On an error the scenario stays as it was.
    ///
    /// # Errors
    /// If a schedule moves such a weight to where it cannot be.
    pub fn weigh(&mut self, weights: &[Weighed]) -> Result<(), Diagnostics> {
        let (mut entries, mut schedule) = (self.entries.clone(), self.schedule.clone());
        let mut weighed = self.weighed.clone();
        for weight in weights {
            let entry = &mut entries[weight.parameter];
            weighed.push((weight.parameter, entry.value));
            entry.value = weight.after(entry.value);
            entry.basis = Basis::Assumed;
            entry.overridden_by = Some(COMMAND_LINE.to_owned());
            for change in schedule.iter_mut().flat_map(|block| &mut block.changes) {
                if let (true, Action::Set(value)) =
                    (change.parameter == weight.parameter, change.action)
                {
                    change.action = Action::Set(weight.after(value));
                }
            }
        }
        let start: Vec<f64> = entries.iter().map(|entry| entry.value).collect();
        let plausible = entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let (timeline, found) = timeline::build(&start, &plausible, &schedule);
        let found = Diagnostics::new(found);
        if found.count(Gravity::Error) > 0 {
            return Err(found);
        }
        let mut networks = self.networks.clone();
        networks.iter_mut().try_for_each(|network| network.weigh(weights))?;
        (self.entries, self.schedule, self.timeline) = (entries, schedule, timeline);
        (self.weighed, self.networks) = (weighed, networks);
        Ok(())
    }

    /// The value of a parameter at the start, before any weight was acted on.
    #[must_use]
    pub fn was(&self, parameter: usize) -> f64 {
        let first = self.weighed.iter().find(|(number, _)| *number == parameter);
        first.map_or(self.entries[parameter].value, |(_, was)| *was)
    }
}

/// Who changed a value that no file changed.
const COMMAND_LINE: &str = "command line";

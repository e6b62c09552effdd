//! Where a study sweeps what one of its scenarios sets or schedules itself, there are two values
//! for one parameter. One rule holds until the endy kind of study: the study says which of them holds,
//! in every week, or it is refused.

use crate::model::parameters::Parameters;
use crate::scenario::Scenario;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location};
use crate::scenario::names::{FIXED_SECTIONS, section};
use crate::scenario::timeline::plausible_range;
use crate::studies::sweep::read::{Factor, Since, Study, Values};

/// Which value holds where a study sweeps what a scenario sets or schedules itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The point's, in every week: `points_win = true`.
    Swept,
    /// The scenario's, in every week: `points_win = false`.
    Kept,
}

/// Most paths that one message names.
const NAMED: usize = 4;

impl Study {
    /// Whether a scenario keeps its own values of a factor, whatever the point says.
    #[must_use]
    pub fn keeps(&self, scenario: usize, factor: &Factor) -> bool {
        self.own == Some(Own::Kept) && own(&self.scenarios[scenario], factor)
    }

    /// The study with its warnings, if it says what it has to say.
    ///
    /// # Errors
    /// If it sweeps what a scenario sets or schedules and does not say which holds, or if a
    /// parameter is swept nowhere.
    pub fn judged(mut self) -> Result<Self, Diagnostics> {
        let mut found: Vec<Diagnostic> =
            self.scenarios.iter().filter_map(|scenario| self.clash(scenario)).collect();
        for factor in &self.factors {
            if (0..self.scenarios.len()).all(|scenario| self.keeps(scenario, factor)) {
                let message = format!("`{}` is swept in no scenario", factor.path);
                let error = Diagnostic::error(self.place(), message).about(&*factor.path);
                let error = error.found("`points_win = false`, and every scenario sets its own");
                found.push(error.allowed("`points_win = true`, or another parameter"));
            }
            found.extend(self.implausible(factor));
            found.extend(self.too_late(factor));
        }
        let found = Diagnostics::new(found);
        if found.count(Gravity::Error) > 0 {
            return Err(found);
        }
        self.warnings = found.into_vec();
        Ok(self)
    }

    /// What is to be said of a scenario that changes something swept.
    fn clash(&self, scenario: &Scenario) -> Option<Diagnostic> {
        let factors = self.factors.iter().filter(|factor| own(scenario, factor));
        let paths: Vec<&str> = factors.map(|factor| factor.path.as_str()).collect();
        let mut named = paths.iter().take(NAMED).map(|path| format!("`{path}`"));
        let mut list = named.by_ref().collect::<Vec<_>>().join(", ");
        if paths.is_empty() {
            return None;
        }
        if paths.len() > NAMED {
            list = format!("{list} and {} more", paths.len() - NAMED);
        }
        let name = &scenario.name;
        let message = format!("`{name}` sets or schedules {list}, which the study sweeps");
        Some(match self.own {
            None => Diagnostic::error(self.place(), message).about("points_win").allowed(
                "`points_win = true` (the points hold, in every week), `points_win = false` (the \
                 scenario keeps its own), or other parameters; with `--design`, `--points-win`",
            ),
            Some(Own::Swept) => Diagnostic::warning(self.place(), message)
                .about("points_win")
                .found(format!("`points_win = true`: `{name}` has the values of the points")),
            Some(Own::Kept) => Diagnostic::warning(self.place(), message)
                .about("points_win")
                .found(format!("`points_win = false`: `{name}` keeps its own")),
        })
    }

    /// A complaint if a factor is read when the world is made and its values come later.
    fn too_late(&self, factor: &Factor) -> Option<Diagnostic> {
        if self.since == Since::WarmUp || !FIXED_SECTIONS.contains(&section(&factor.path)) {
            return None;
        }
        let message = format!("`{}` cannot change once the world is made", factor.path);
        let error = Diagnostic::error(self.place(), message).about(&*factor.path);
        let error = error.found("`from = \"start\"`: points share one world until week 0");
        Some(error.allowed("`from = \"warm_up\"`, or another parameter"))
    }

    /// A warning for a factor that leaves the plausible range of its parameters.
    fn implausible(&self, factor: &Factor) -> Option<Diagnostic> {
        let (scenario, parameter) = (self.scenarios.first()?, *factor.parameters.first()?);
        let entry = &scenario.entries[parameter];
        let outside = |value: f64| !(entry.low..=entry.high).contains(&value);
        let found = match &factor.values {
            Values::Range { low, high, .. } if outside(*low) || outside(*high) => {
                format!("{low} to {high}")
            }
            Values::Levels(levels) if levels.iter().any(|&level| outside(level)) => {
                let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
                let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let many = levels.iter().filter(|&&level| outside(level)).count();
                format!("{many} of {} values outside, from {low} to {high}", levels.len())
            }
            _ => return None,
        };
        let message = format!("`{}` is swept beyond its plausible range", factor.path);
        let spec = &Parameters::specs()[parameter];
        let warning = Diagnostic::warning(self.place(), message).about(&*factor.path).found(found);
        Some(warning.allowed(plausible_range(spec, (entry.low, entry.high))))
    }

    /// The study as a whole.
    fn place(&self) -> Location {
        let file = self.file.as_ref().or(self.table.as_ref());
        let file = file.map(|file| file.display().to_string()).unwrap_or_default();
        Location { file: file.into(), position: None }
    }
}

/// Whether a scenario sets or schedules any of a factor's parameters itself.
fn own(scenario: &Scenario, factor: &Factor) -> bool {
    factor.parameters.iter().any(|&parameter| scenario.changes(parameter))
}

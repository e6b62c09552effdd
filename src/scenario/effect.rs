//! Whether a scenario does in its run what its title says. Changes that come after the end, that the
//! end cuts short, or that leave a value as it was are named; a scenario of which nothing is left
//! would report its base under another title, and is refused.

use crate::scenario::names;
use crate::scenario::network;
use std::collections::BTreeSet;

use crate::model::parameters::Parameters;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::scenario::economics::Economics;
use crate::scenario::overlay::{Action, Change};
use crate::scenario::schedule::{Block, Times};
use crate::scenario::{Entry, Scenario};

impl Scenario {
    /// The parameters, other than the size of the run, that have another value than in the base in
    /// some week of the run.
    #[must_use]
    pub fn changed(&self) -> Vec<&'static str> {
        let weeks = self.weeks();
        let epochs = self.worlds().into_iter().flat_map(|world| world.timeline.epochs());
        let epochs: Vec<_> = epochs.filter(|epoch| epoch.from < weeks).collect();
        let differs = |at: usize| {
            epochs.iter().any(|epoch| epoch.values[at].to_bits() != self.base[at].to_bits())
        };
        let paths = Parameters::specs().iter().map(|spec| spec.path.as_str()).enumerate();
        paths.filter(|&(at, path)| !is_size(path) && differs(at)).map(|(_, path)| path).collect()
    }

    /// Adds a warning for each change of the schedule that the run does not see, or not whole. The
    /// length of the run must be settled before.
    ///
    /// # Errors
    /// If nothing that the scenario changes is left.
    pub fn check_effect(&mut self) -> Result<(), Diagnostics> {
        let weeks = self.weeks();
        let late = self.moves_after(weeks);
        if !late.is_empty() {
            return Err(Diagnostics::new(late));
        }
        self.warnings.extend(self.all_unseen());
        for network in &self.networks {
            let own = network::of_one(&network.name, &self.warnings, network.all_unseen());
            self.warnings.extend(own);
        }
        // Prices are no part of a run: a scenario of prices alone runs as its base does.
        let prices = self.economics.as_ref().is_some_and(Economics::changed);
        if !self.changed().is_empty()
            || self.size_alone
            || prices
            || self.budget.is_some()
            || !self.networks.is_empty()
        {
            return Ok(());
        }
        let [base, .., own] = self.files.as_slice() else { return Ok(()) };
        let base = base.stem();
        let place = Location { file: own.to_string().into(), position: None };
        let mut found = self.warnings.clone();
        found.push(
            Diagnostic::error(place, "this scenario changes nothing in its run")
                .found(format!("the values of `{base}` in each of {weeks} weeks"))
                .allowed(
                    "a change that the run sees: another value, an earlier week, or a longer run \
                     (`run.weeks`, `--weeks`)",
                ),
        );
        Err(Diagnostics::new(found))
    }

    /// A warning for each change of the schedule that the run does not see, or not whole.
    fn all_unseen(&self) -> Vec<Diagnostic> {
        let weeks = self.weeks();
        let effective = effective(&self.values(), &self.schedule, weeks);
        let mut found = Vec::new();
        for (number, block) in self.schedule.iter().enumerate() {
            for (at, changes) in by_place(&block.changes) {
                let acts = (at..at + changes.len()).any(|at| effective.contains(&(number, at)));
                found.extend(unseen(block.times, changes, weeks, acts));
            }
        }
        found
    }

    fn weeks(&self) -> i32 {
        self.start().run.weeks as i32
    }
}

/// Whether all that the files of a scenario ask for is another size of the run.
pub(crate) fn size_alone(entries: &[Entry], schedule: &[Block]) -> bool {
    let entries = entries.iter().zip(Parameters::specs());
    let mut set = entries.filter(|(entry, _)| entry.overridden_by.is_some()).peekable();
    schedule.is_empty() && set.peek().is_some() && set.all(|(_, spec)| is_size(&spec.path))
}

/// Whether a parameter says how large a run is, and nothing of what is simulated.
fn is_size(path: &str) -> bool {
    names::section(path) == "run"
}

/// Changes that one line of a file makes, with the place of the first in the list: one path can stand
/// for a parameter of each label of an axis.
fn by_place(changes: &[Change]) -> impl Iterator<Item = (usize, &[Change])> {
    changes.chunk_by(|one, next| one.place == next.place).scan(0, |at, together| {
        let first = *at;
        *at += together.len();
        Some((first, together))
    })
}

/// The changes of a schedule, by the numbers of their block and in it, that alter a value in some
/// week of the run.
fn effective(start: &[f64], schedule: &[Block], weeks: i32) -> BTreeSet<(usize, usize)> {
    let turns: BTreeSet<i32> = schedule.iter().flat_map(|block| block.times.turns()).collect();
    let mut effective = BTreeSet::new();
    for week in turns.into_iter().filter(|&week| week < weeks) {
        let mut values = start.to_vec();
        for (number, block) in schedule.iter().enumerate() {
            let Some(strength) = block.times.strength(week) else { continue };
            for (at, change) in block.changes.iter().enumerate() {
                let value = &mut values[change.parameter];
                let after = change.action.after(*value, strength);
                if after.to_bits() != value.to_bits() {
                    effective.insert((number, at));
                }
                *value = after;
            }
        }
    }
    effective
}

/// A warning on changes of one line that the run does not see, or not whole.
fn unseen(times: Times, changes: &[Change], weeks: i32, acts: bool) -> Option<Diagnostic> {
    let whole = times.from + times.over;
    let path = path_of(changes);
    let warning = |message: String| Diagnostic::warning(changes[0].place.clone(), message);
    if times.from >= weeks {
        let warning = warning(format!("`{path}` changes only after the end of the run"));
        let allowed = format!("a week before {weeks}, when the run ends");
        Some(warning.about(path).found(format!("week {} on", times.from)).allowed(allowed))
    } else if !acts {
        Some(unaltered(changes))
    } else if whole > weeks {
        let warning = warning(format!("the change of `{path}` is not whole when the run ends"));
        let allowed = format!("the end of the ramp by week {weeks}, when the run ends");
        Some(warning.about(path).found(format!("whole in week {whole}")).allowed(allowed))
    } else {
        None
    }
}

/// A warning on changes of one line that leave every value as it was.
fn unaltered(changes: &[Change]) -> Diagnostic {
    let path = path_of(changes);
    let message = format!("`{path}` has this value without the change");
    Diagnostic::warning(changes[0].place.clone(), message).about(path).allowed("another value")
}

/// Warnings on the lines of an overlay that scale nothing: zero stays zero whatever the factor. With
/// each change goes whether it altered the value. A `set` may pin the value that is there.
pub(crate) fn unscaled(changes: &[Change], altered: &[bool]) -> Vec<Diagnostic> {
    by_place(changes)
        .filter(|(at, together)| {
            let size = is_size(&Parameters::specs()[together[0].parameter].path);
            let scales = matches!(together[0].action, Action::Scale(_));
            scales && !size && !altered[*at..at + together.len()].contains(&true)
        })
        .map(|(_, together)| unaltered(together))
        .collect()
}

/// The path of changes of one line.
fn path_of(changes: &[Change]) -> &'static str {
    let path = Parameters::specs()[changes[0].parameter].path.as_str();
    match changes.len() {
        1 => path,
        _ => names::axis(path).map_or(path, |(all, _)| all),
    }
}

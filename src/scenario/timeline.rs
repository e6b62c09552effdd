//! The values of all parameters over time: epochs of constant values, from before the first week
//! to the end. Ramps of a schedule are cut into steps of four weeks, so that a run changes
//! parameters rarely and two runs can be compared up to their first difference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::parameters::Parameters;
use crate::scenario::base::possible;
use crate::scenario::diagnostic::{Diagnostic, Gravity};
use crate::scenario::schedule::Block;

/// A stretch of weeks in which no parameter changes.
#[derive(Clone, Debug)]
pub struct Epoch {
    /// First week; `i32::MIN` for the epoch that holds from the start of the warm-up.
    pub from: i32,
    /// One value for each declaration, in their order.
    pub values: Arc<[f64]>,
    /// The same values, by name.
    pub parameters: Arc<Parameters>,
}

impl Epoch {
    fn new(from: i32, values: Vec<f64>) -> Self {
        let parameters = Arc::new(Parameters::from_values(&values));
        Self { from, values: values.into(), parameters }
    }
}

/// The values of all parameters in every week.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// In order of weeks; the first is from `i32::MIN`, and neighbours differ.
    epochs: Vec<Epoch>,
}

impl Timeline {
    /// Values that never change.
    ///
    /// # Panics
    /// If there are fewer values than declarations.
    #[must_use]
    pub fn constant(values: Vec<f64>) -> Self {
        Self { epochs: vec![Epoch::new(i32::MIN, values)] }
    }

    /// The same weeks with other values: `of` gives the value of a parameter, by its number, for the
    /// one that is there.
    pub(crate) fn mapped(&self, of: impl Fn(usize, f64) -> f64) -> Self {
        let epoch = |epoch: &Epoch| {
            let values = epoch.values.iter().enumerate().map(|(number, &value)| of(number, value));
            Epoch::new(epoch.from, values.collect())
        };
        Self { epochs: self.epochs.iter().map(epoch).collect() }
    }

    /// The same weeks, with these values of some parameters in all of them.
    #[must_use]
    pub fn holding(&self, values: &[(usize, f64)]) -> Self {
        self.holding_from(i32::MIN, values)
    }

    /// The same weeks, with these values of some parameters in all of them from a week on. Epochs
    /// before it are shared.
    #[must_use]
    pub fn holding_from(&self, week: i32, values: &[(usize, f64)]) -> Self {
        let before = self.epochs.iter().take_while(|epoch| epoch.from < week);
        let mut epochs: Vec<Epoch> = before.cloned().collect();
        let after = self.epochs.iter().map(|epoch| epoch.from).filter(|&from| from > week);
        for from in [week].into_iter().chain(after) {
            let mut held = self.at(from).values.to_vec();
            for &(parameter, value) in values {
                // Adding zero turns a negative zero, which has bits of its own, into zero.
                held[parameter] = value + 0.0;
            }
            // What made the next epoch may be held now.
            if epochs.last().is_none_or(|before| !same(&before.values, &held)) {
                epochs.push(Epoch::new(from, held));
            }
        }
        Self { epochs }
    }

    /// The same weeks, with a change of what holds in each from a week to the week before another. Epochs before
    /// it are shared.
    #[must_use]
    pub fn during(&self, weeks: std::ops::Range<i32>, change: impl Fn(&mut [f64])) -> Self {
        let inside = |from: i32| weeks.contains(&from);
        let mut turns: BTreeSet<i32> = self.epochs.iter().map(|epoch| epoch.from).collect();
        turns.extend([weeks.start, weeks.end]);
        let mut epochs: Vec<Epoch> = Vec::new();
        for from in turns {
            let there = self.at(from);
            let mut values = there.values.to_vec();
            if inside(from) {
                change(&mut values);
            }
            if epochs.last().is_some_and(|before| same(&before.values, &values)) {
                continue;
            }
            let shared = same(&there.values, &values);
            epochs.push(if shared {
                Epoch { from, ..there.clone() }
            } else {
                Epoch::new(from, values)
            });
        }
        Self { epochs }
    }

    /// The value of one parameter from each week on in which it changes.
    pub(crate) fn course(&self, parameter: usize) -> Vec<(i32, f64)> {
        let mut course: Vec<(i32, f64)> = Vec::new();
        for epoch in &self.epochs {
            let value = epoch.values[parameter];
            if course.last().is_none_or(|(_, before)| before.to_bits() != value.to_bits()) {
                course.push((epoch.from, value));
            }
        }
        course
    }

    /// The epoch a week is in. Week 0 is the first that is measured; the warm-up is before it.
    #[must_use]
    pub fn at(&self, week: i32) -> &Epoch {
        let next = self.epochs.partition_point(|epoch| epoch.from <= week);
        &self.epochs[next.saturating_sub(1)]
    }

    /// The epochs, in order of weeks.
    #[must_use]
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// The first week in which any value differs, to the bit; nothing if none ever does.
    #[must_use]
    pub fn first_difference(&self, other: &Self) -> Option<i32> {
        let weeks: BTreeSet<i32> =
            self.epochs.iter().chain(&other.epochs).map(|epoch| epoch.from).collect();
        weeks.into_iter().find(|&week| !same(&self.at(week).values, &other.at(week).values))
    }

    /// A hash of every value in every epoch (64-bit FNV-1a), in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hash_after("")
    }

    /// The same after a text, on which it then depends as well.
    pub(crate) fn hash_after(&self, before: &str) -> String {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut eat = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        eat(before.as_bytes());
        for spec in Parameters::specs() {
            eat(spec.path.as_bytes());
            eat(&[0]);
        }
        for epoch in &self.epochs {
            eat(&epoch.from.to_le_bytes());
            for value in epoch.values.iter() {
                eat(&value.to_bits().to_le_bytes());
            }
        }
        format!("{hash:016x}")
    }
}

/// Whether two lists of values agree to the bit.
fn same(a: &[f64], b: &[f64]) -> bool {
    a.iter().map(|value| value.to_bits()).eq(b.iter().map(|value| value.to_bits()))
}

/// The plausible range of each parameter, in the order of the declarations.
pub(crate) type Ranges = Vec<(f64, f64)>;

/// Lays out the values of every week: each week starts from the values at the start of the run and
/// takes every entry of the schedule that holds, in order, each applied to what the earlier ones
/// left. Also says which changes lead outside what is possible (errors) or plausible (warnings).
pub(crate) fn build(
    start: &[f64],
    plausible: &Ranges,
    schedule: &[Block],
) -> (Timeline, Vec<Diagnostic>) {
    let weeks: BTreeSet<i32> = schedule.iter().flat_map(|block| block.times.turns()).collect();
    let mut epochs = vec![Epoch::new(i32::MIN, start.to_vec())];
    let mut found = BTreeMap::new();
    for week in weeks {
        let mut values = start.to_vec();
        let mut last = BTreeMap::new();
        for (number, block) in schedule.iter().enumerate() {
            let Some(strength) = block.times.strength(week) else { continue };
            for (place, change) in block.changes.iter().enumerate() {
                let value = &mut values[change.parameter];
                *value = change.action.after(*value, strength);
                last.insert(change.parameter, (number, place));
            }
        }
        let mut outside = false;
        for (parameter, (block, place)) in last {
            let problem = judge(parameter, values[parameter], plausible[parameter], week);
            if let Some(problem) = problem {
                outside |= problem.severity == Gravity::Error;
                let place = &schedule[block].changes[place].place;
                found
                    .entry((block, parameter, problem.severity))
                    .or_insert_with(|| Diagnostic { place: place.clone(), ..problem });
            }
        }
        let before = epochs.last().map(|epoch| Arc::clone(&epoch.values));
        if !outside && before.is_none_or(|before| !same(&before, &values)) {
            epochs.push(Epoch::new(week, values));
        }
    }
    (Timeline { epochs }, found.into_values().collect())
}

/// What is wrong with a value that a schedule leads to, without its place.
fn judge(parameter: usize, value: f64, plausible: (f64, f64), week: i32) -> Option<Diagnostic> {
    let spec = &Parameters::specs()[parameter];
    let nowhere = crate::scenario::Location { file: "".into(), position: None };
    let found = format!("{value} from week {week} on");
    if !(spec.min..=spec.max).contains(&value) {
        let message = format!("the schedule takes `{}` outside the possible range", spec.path);
        let error = Diagnostic::error(nowhere, message).about(&*spec.path);
        Some(error.found(found).allowed(possible(spec)))
    } else if !(plausible.0..=plausible.1).contains(&value) {
        let message = format!("the schedule takes `{}` outside its plausible range", spec.path);
        let warning = Diagnostic::warning(nowhere, message).about(&*spec.path);
        Some(warning.found(found).allowed(plausible_range(spec, plausible)))
    } else {
        None
    }
}

/// What a parameter is likely to be, in words.
pub(crate) fn plausible_range(spec: &crate::model::spec::Spec, (low, high): (f64, f64)) -> String {
    format!("{low} to {high} ({})", spec.unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Location;
    use crate::scenario::overlay::{Action, Change};
    use crate::scenario::schedule::Times;

    /// The middle of each parameter's possible range.
    fn middle() -> Vec<f64> {
        Parameters::specs().iter().map(|spec| f64::midpoint(spec.min, spec.max)).collect()
    }

    fn everything() -> Ranges {
        Parameters::specs().iter().map(|spec| (spec.min, spec.max)).collect()
    }

    /// An entry that changes the first parameter.
    fn entry(from: i32, over: i32, until: Option<i32>, action: Action) -> Block {
        let place = Location { file: "test".into(), position: None };
        let change = Change { parameter: 0, action, place, basis: None, source: None, note: None };
        Block { times: Times { from, over, until }, changes: vec![change] }
    }

    #[test]
    fn entries_apply_in_order_to_what_earlier_ones_left() {
        let top = Parameters::specs()[0].max;
        let schedule = [
            entry(10, 0, None, Action::Set(top)),
            entry(20, 0, Some(30), Action::Scale(0.5)),
            entry(25, 4, None, Action::Set(top / 4.0)),
        ];
        let (timeline, found) = build(&middle(), &everything(), &schedule);
        assert_eq!(found, []);
        let at = |week| timeline.at(week).values[0];
        assert_eq!(at(i32::MIN).to_bits(), middle()[0].to_bits());
        assert_eq!(at(9).to_bits(), middle()[0].to_bits());
        assert_eq!(at(10).to_bits(), top.to_bits());
        assert_eq!(at(20).to_bits(), (top / 2.0).to_bits());
        assert_eq!(at(25).to_bits(), (top * 0.375).to_bits(), "half way on the ramp");
        assert_eq!(at(29).to_bits(), (top / 4.0).to_bits());
        assert_eq!(at(30).to_bits(), (top / 4.0).to_bits());
        assert_eq!(at(i32::MAX).to_bits(), (top / 4.0).to_bits());
    }

    #[test]
    fn epochs_are_in_order_differ_and_carry_their_values_by_name() {
        let schedule = [entry(4, 10, Some(40), Action::Scale(0.5))];
        let (timeline, _) = build(&middle(), &everything(), &schedule);
        let weeks: Vec<_> = timeline.epochs().iter().map(|epoch| epoch.from).collect();
        assert_eq!(weeks, [i32::MIN, 4, 8, 12, 14, 40]);
        for pair in timeline.epochs().windows(2) {
            assert!(!same(&pair[0].values, &pair[1].values));
        }
        let constant = Timeline::constant(middle());
        assert_eq!(constant.first_difference(&timeline), Some(4));
        assert_eq!(timeline.first_difference(&constant), Some(4));
        assert_eq!(timeline.first_difference(&timeline.clone()), None);
        assert_ne!(timeline.hash(), constant.hash());
    }

    #[test]
    fn a_value_that_is_held_is_held_in_every_week_and_leaves_no_epoch_behind() {
        let (timeline, _) =
            build(&middle(), &everything(), &[entry(4, 10, None, Action::Scale(0.5))]);
        assert_eq!(timeline.course(0).len(), 5);
        let held = timeline.holding(&[(0, 3.0)]);
        assert_eq!(held.course(0), [(i32::MIN, 3.0)]);
        assert_eq!(held.epochs().len(), 1);
        let other = timeline.holding(&[(1, -0.0)]);
        assert_eq!((other.course(0), other.course(1)), (timeline.course(0), vec![(i32::MIN, 0.0)]));
        assert_eq!(other.epochs().len(), 5);
        // From a week on: what was before it stays, and is one with what it was.
        let later = timeline.holding_from(8, &[(0, 3.0)]);
        let first = timeline.course(0).into_iter().filter(|&(from, _)| from < 8);
        assert_eq!(later.course(0), first.chain([(8, 3.0)]).collect::<Vec<_>>());
        assert!(Arc::ptr_eq(&later.epochs()[0].values, &timeline.epochs()[0].values));
        assert_eq!(timeline.first_difference(&later), Some(8));
    }

    #[test]
    fn a_change_for_some_weeks_is_made_to_what_holds_in_each_and_ends() {
        let (timeline, _) =
            build(&middle(), &everything(), &[entry(20, 0, None, Action::Scale(0.5))]);
        let whole = middle()[0];
        let changed = timeline.during(10..30, |values| values[0] *= 4.0);
        let course = [(i32::MIN, whole), (10, whole * 4.0), (20, whole * 2.0), (30, whole * 0.5)];
        assert_eq!(changed.course(0), course);
        assert!(Arc::ptr_eq(&changed.epochs()[0].values, &timeline.epochs()[0].values));
        assert_eq!(timeline.during(10..30, |_| ()).course(0), timeline.course(0));
    }

    #[test]
    fn what_leads_too_far_is_said_once_for_each_entry() {
        let spec = &Parameters::specs()[0];
        let schedule = [
            entry(4, 52, None, Action::Scale(10.0)),
            entry(80, 0, Some(84), Action::Set(spec.max)),
        ];
        let narrow = everything().iter().map(|&(low, _)| (low, low + 1.0)).collect();
        let (_, found) = build(&middle(), &narrow, &schedule);
        let count = |severity| found.iter().filter(|found| found.severity == severity).count();
        assert_eq!(count(Gravity::Error), 1, "the ramp leads outside the possible");
        assert_eq!(count(Gravity::Warning), 2, "both lead outside the plausible");
    }
}

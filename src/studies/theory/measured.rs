//! What was read of every arm, and what it says of an effect of a claim: as it is, with its mechanism
//! severed, in another context, in the arms of another claim.

use std::collections::BTreeMap;

use crate::studies::theory::parts::{self, Part};
use crate::studies::theory::read::{Claim, Effect, Reading};

/// The arms of one claim, by number; with the mechanism severed, in the other contexts, and with the
/// mechanism severed in the arms of other claims.
#[derive(Default)]
pub(crate) struct Layout {
    pub(crate) main: Vec<usize>,
    pub(crate) severed: Vec<usize>,
    pub(crate) contexts: Vec<Vec<usize>>,
    pub(crate) swapped: BTreeMap<usize, Vec<usize>>,
}

/// What an effect reads: its span, the other one of a temporary or later effect, and what the size
/// that matters is scaled by.
pub(crate) fn readings(effect: &Effect) -> impl Iterator<Item = Reading> {
    [Some(effect.reading.clone()), other(effect), effect.scale()].into_iter().flatten()
}

fn other(effect: &Effect) -> Option<Reading> {
    effect.others.clone().map(|weeks| Reading { weeks, ..effect.reading.clone() })
}

/// What was read of every arm.
pub struct Measured {
    pub(crate) layouts: Vec<Layout>,
    pub(crate) readings: Vec<Vec<Reading>>,
    /// By arm, reading and replicate.
    pub(crate) values: Vec<Vec<Vec<Option<f64>>>>,
    /// Which arms have all their replicates.
    pub(crate) done: Vec<bool>,
}

/// The parts of an effect, and what was read in each arm.
#[derive(Clone, Debug, Default)]
pub struct Measure {
    /// The parts.
    pub parts: Vec<Part>,
    /// Mean of the reading in each arm, over the replicates that all arms have.
    pub arms: Vec<f64>,
}

impl Measured {
    /// Whether every arm of a claim has all its replicates.
    #[must_use]
    pub fn done(&self, number: usize) -> bool {
        let Layout { main, severed, contexts, .. } = &self.layouts[number];
        main.iter().chain(severed).chain(contexts.iter().flatten()).all(|&arm| self.done[arm])
    }

    /// Whether every arm of a claim that is judged in those of another one has all its replicates.
    #[must_use]
    pub fn swapped_done(&self, number: usize, arms_of: usize) -> bool {
        let severed = self.layouts[number].swapped.get(&arms_of);
        let main = &self.layouts[arms_of].main;
        main.iter().chain(severed.into_iter().flatten()).all(|&arm| self.done[arm])
    }

    /// What was measured of an effect of a claim, as it is.
    #[must_use]
    pub fn main(&self, claims: &[Claim], number: usize, effect: &Effect) -> Measure {
        self.measure(&claims[number], effect, &self.layouts[number].main, &[])
    }

    /// The same in the arms of another claim.
    #[must_use]
    pub fn swapped(&self, claim: &Claim, effect: &Effect, arms_of: usize) -> Measure {
        self.measure(claim, effect, &self.layouts[arms_of].main, &[])
    }

    /// An effect as it is and with the mechanism severed, in the replicates that have both.
    #[must_use]
    pub fn severed(&self, claims: &[Claim], number: usize, effect: &Effect) -> [Measure; 2] {
        let Layout { main, severed, .. } = &self.layouts[number];
        self.both(&claims[number], effect, main, severed)
    }

    /// The same in the arms of another claim.
    #[must_use]
    pub fn swapped_severed(
        &self,
        claims: &[Claim],
        (number, arms_of): (usize, usize),
        effect: &Effect,
    ) -> [Measure; 2] {
        let severed = self.layouts[number].swapped.get(&arms_of).map_or(&[][..], Vec::as_slice);
        self.both(&claims[number], effect, &self.layouts[arms_of].main, severed)
    }

    /// An effect as it is and in another context, by its place in the list.
    #[must_use]
    pub fn context(
        &self,
        claims: &[Claim],
        (number, context): (usize, usize),
        effect: &Effect,
    ) -> [Measure; 2] {
        let Layout { main, contexts, .. } = &self.layouts[number];
        self.both(&claims[number], effect, main, &contexts[context])
    }

    fn both(
        &self,
        claim: &Claim,
        effect: &Effect,
        main: &[usize],
        other: &[usize],
    ) -> [Measure; 2] {
        if other.is_empty() {
            return [Measure::default(), Measure::default()];
        }
        [self.measure(claim, effect, main, other), self.measure(claim, effect, other, main)]
    }

    /// What was measured in these arms, in the replicates in which the arms `beside` have a value too.
    fn measure(&self, claim: &Claim, effect: &Effect, arms: &[usize], beside: &[usize]) -> Measure {
        let Some(test) = claim.test() else { return Measure::default() };
        if arms.is_empty() || arms.iter().chain(beside).any(|&arm| !self.done[arm]) {
            return Measure::default();
        }
        let one = |reading: &Reading, arm: usize| -> Vec<Option<f64>> {
            let at = self.readings[arm].iter().position(|kept| kept == reading);
            at.map_or_else(Vec::new, |at| self.values[arm][at].clone())
        };
        let other = other(effect);
        // Where two measures are held against each other, a replicate counts if it has all of both.
        let all = arms.iter().chain(beside).filter(|_| !beside.is_empty());
        let needed: Vec<Vec<Option<f64>>> = all
            .flat_map(|&arm| {
                let spans = [Some(&effect.reading), other.as_ref()].into_iter().flatten();
                spans.map(move |reading| one(reading, arm)).collect::<Vec<_>>()
            })
            .collect();
        let read = |reading: &Reading| -> Vec<Vec<Option<f64>>> {
            let has = |at: usize| needed.iter().all(|of| of.get(at).is_some_and(Option::is_some));
            let kept = |(at, value): (usize, Option<f64>)| value.filter(|_| has(at));
            arms.iter()
                .map(|&arm| one(reading, arm).into_iter().enumerate().map(kept).collect())
                .collect()
        };
        let values = read(&effect.reading);
        let others = other.as_ref().map(read).unwrap_or_default();
        let scale = effect.scale().map_or(0.0, |reading| parts::scale(&read(&reading)));
        let smallest = effect.size.smallest.of(scale);
        Measure {
            parts: parts::parts(&test.contrast, effect, &values, &others, smallest),
            arms: parts::means(&values),
        }
    }
}

//! What troubles a person beside illness: the social needs they have, and whether they are in a
//! crisis. One word of bits, since everything about a person's week begins with it.

use crate::model::kinds::{Need, Phase};

/// How severe a need is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Not there.
    Absent,
    /// There.
    Present,
    /// There, and severe.
    Severe,
}

/// A person's needs, in rows of bits: those that are present, severe and hidden, those that help has
/// taken down and holds, and of these the ones whose cause is severe. Above them the phase of a crisis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs(u64);

impl Needs {
    const SEVERE: u32 = Need::COUNT as u32;
    const HIDDEN: u32 = 2 * Need::COUNT as u32;
    const HELD: u32 = 3 * Need::COUNT as u32;
    const CAUSE_SEVERE: u32 = 4 * Need::COUNT as u32;
    const CRISIS: u32 = 5 * Need::COUNT as u32;
    const ROW: u64 = (1 << Need::COUNT) - 1;

    #[inline]
    fn bit(self, row: u32, need: Need) -> bool {
        self.0 >> (row + need as u32) & 1 != 0
    }

    #[inline]
    fn put(&mut self, row: u32, need: Need, bit: bool) {
        let at = row + need as u32;
        self.0 = self.0 & !(1 << at) | u64::from(bit) << at;
    }

    #[inline]
    fn each(row: u64) -> impl Iterator<Item = Need> {
        let mut left = row & Self::ROW;
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| Need::at(left.trailing_zeros() as usize));
            left &= left.wrapping_sub(1);
            next
        })
    }

    /// How severe a need is.
    #[must_use]
    pub fn severity(self, need: Need) -> Severity {
        match (self.has(need), self.is_severe(need)) {
            (false, _) => Severity::Absent,
            (true, false) => Severity::Present,
            (true, true) => Severity::Severe,
        }
    }

    /// Whether the person has the need.
    #[must_use]
    #[inline]
    pub fn has(self, need: Need) -> bool {
        self.bit(0, need)
    }

    /// Whether the person has the need and it is severe.
    #[must_use]
    #[inline]
    pub fn is_severe(self, need: Need) -> bool {
        self.bit(Self::SEVERE, need)
    }

    /// Whether the person has the need and keeps it hidden.
    #[must_use]
    #[inline]
    pub fn hides(self, need: Need) -> bool {
        self.bit(Self::HIDDEN, need)
    }

    /// Whether there is any need at all.
    #[must_use]
    #[inline]
    pub fn any(self) -> bool {
        self.0 & Self::ROW != 0
    }

    /// The needs there are, in the order of the axis.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Need> {
        Self::each(self.0)
    }

    /// How many needs there are.
    #[must_use]
    pub fn count(self) -> usize {
        (self.0 & Self::ROW).count_ones() as usize
    }

    /// How many needs there are that the person does not hide.
    #[must_use]
    pub fn open(self) -> usize {
        (self.0 & !(self.0 >> Self::HIDDEN) & Self::ROW).count_ones() as usize
    }

    /// How many of the needs are severe.
    #[must_use]
    pub fn severe(self) -> usize {
        (self.0 >> Self::SEVERE & Self::ROW).count_ones() as usize
    }

    /// Whether help has taken the need down and its cause is still there.
    #[must_use]
    #[inline]
    pub fn is_held(self, need: Need) -> bool {
        self.bit(Self::HELD, need)
    }

    /// The needs that help has taken down and whose cause is still there.
    #[inline]
    pub fn held(self) -> impl Iterator<Item = Need> {
        Self::each(self.0 >> Self::HELD)
    }

    /// Whether help holds any need.
    #[must_use]
    #[inline]
    pub fn any_held(self) -> bool {
        self.0 >> Self::HELD & Self::ROW != 0
    }

    /// The needs whose cause is there, whether or not help holds them.
    #[inline]
    pub fn caused(self) -> impl Iterator<Item = Need> {
        Self::each(self.0 | self.0 >> Self::HELD)
    }

    /// How severe the need would be without any help: what brought it is there as long.
    #[must_use]
    #[inline]
    pub fn cause(self, need: Need) -> Severity {
        match (self.is_held(need), self.bit(Self::CAUSE_SEVERE, need)) {
            (false, _) => self.severity(need),
            (true, false) => Severity::Present,
            (true, true) => Severity::Severe,
        }
    }

    /// Sum of a weight over a person's needs. A severe need counts `severe_ratio` times.
    #[must_use]
    #[inline]
    pub fn weigh(self, weights: &[f64; Need::COUNT], severe_ratio: f64) -> f64 {
        let times = [1.0, severe_ratio];
        let (mut left, mut sum) = (self.0 & Self::ROW, 0.0);
        while left != 0 {
            let need = left.trailing_zeros();
            let severe = self.0 >> (Self::SEVERE + need) & 1;
            sum += weights[need as usize] * times[severe as usize];
            left &= left - 1;
        }
        sum
    }

    /// Starts a need.
    pub fn start(&mut self, need: Need, severity: Severity, hidden: bool) {
        self.end(need);
        if severity != Severity::Absent {
            self.put(0, need, true);
            self.put(Self::SEVERE, need, severity == Severity::Severe);
            self.put(Self::HIDDEN, need, hidden);
        }
    }

    /// Ends a need for good: its cause is over.
    pub fn end(&mut self, need: Need) {
        for row in [0, Self::SEVERE, Self::HIDDEN, Self::HELD, Self::CAUSE_SEVERE] {
            self.put(row, need, false);
        }
    }

    /// Help takes a need down one step, and holds it there while its cause lasts.
    pub fn help(&mut self, need: Need) {
        if !self.has(need) {
            return;
        }
        let cause = self.cause(need);
        if self.is_severe(need) {
            self.put(Self::SEVERE, need, false);
        } else {
            self.put(0, need, false);
            self.put(Self::HIDDEN, need, false);
        }
        self.put(Self::HELD, need, true);
        self.put(Self::CAUSE_SEVERE, need, cause == Severity::Severe);
    }

    /// A need that is held comes back up one step.
    pub fn come_back(&mut self, need: Need) {
        if !self.is_held(need) {
            return;
        }
        if self.has(need) {
            self.put(Self::SEVERE, need, true);
        } else {
            self.put(0, need, true);
        }
        if self.severity(need) == self.cause(need) {
            self.put(Self::HELD, need, false);
            self.put(Self::CAUSE_SEVERE, need, false);
        }
    }

    /// Brings a hidden need to light.
    pub fn disclose(&mut self, need: Need) {
        self.put(Self::HIDDEN, need, false);
    }

    /// The phase of the crisis that the person is in, if any.
    #[must_use]
    #[inline]
    pub fn crisis(self) -> Option<Phase> {
        match self.0 >> Self::CRISIS {
            0 => None,
            1 => Some(Phase::Building),
            _ => Some(Phase::Peak),
        }
    }

    /// Brings the person into a phase of a crisis, or out of it.
    pub fn set_crisis(&mut self, phase: Option<Phase>) {
        let bits = phase.map_or(0, |phase| 1 + phase as u64);
        self.0 = self.0 & !(u64::MAX << Self::CRISIS) | bits << Self::CRISIS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_keeps_its_severity_and_secrecy_apart_from_the_others() {
        let mut needs = Needs::default();
        needs.start(Need::Money, Severity::Severe, true);
        needs.start(Need::Practical, Severity::Present, false);
        assert_eq!(needs.severity(Need::Money), Severity::Severe);
        assert!(needs.hides(Need::Money) && !needs.hides(Need::Practical));
        assert_eq!((needs.open(), needs.count()), (1, 2));
        needs.disclose(Need::Money);
        assert!(needs.has(Need::Money) && !needs.hides(Need::Money));
        needs.end(Need::Money);
        assert_eq!(needs.iter().collect::<Vec<_>>(), [Need::Practical]);
    }

    #[test]
    fn a_crisis_and_needs_leave_one_another_alone() {
        let mut needs = Needs::default();
        needs.set_crisis(Some(Phase::Peak));
        assert!(!needs.any() && needs.count() == 0);
        needs.start(Need::Practical, Severity::Severe, true);
        assert_eq!(needs.crisis(), Some(Phase::Peak));
        needs.set_crisis(Some(Phase::Building));
        assert!(needs.is_severe(Need::Practical) && needs.hides(Need::Practical));
        needs.end(Need::Practical);
        assert_eq!(needs.crisis(), Some(Phase::Building));
        needs.set_crisis(None);
        assert_eq!(needs, Needs::default());
    }

    #[test]
    fn help_takes_a_need_down_step_by_step_and_it_comes_back_by_the_same_steps() {
        use Severity::{Absent, Present, Severe};
        let mut needs = Needs::default();
        needs.start(Need::Housing, Severe, true);
        let now = |needs: Needs| {
            (needs.severity(Need::Housing), needs.cause(Need::Housing), needs.any_held())
        };
        let mut course = vec![now(needs)];
        for help in [true, true, true, false, true, false, false, false] {
            if help {
                needs.help(Need::Housing);
            } else {
                needs.come_back(Need::Housing);
            }
            course.push(now(needs));
        }
        let wanted = [Severe, Present, Absent, Absent, Present, Absent, Present, Severe, Severe];
        assert_eq!(course, wanted.map(|severity| (severity, Severe, severity != Severe)));
        needs.help(Need::Housing);
        needs.end(Need::Housing);
        assert_eq!(needs, Needs::default());
    }
}

#[cfg(test)]
mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever happens to a person's needs: what is held has a cause that is worse than what is
        /// left of it, what is not held is as bad as its cause, and a need that is over leaves nothing.
        #[test]
        fn what_is_held_never_outlasts_its_cause(
            events in proptest::collection::vec((0..6_u8, 0..Need::COUNT), 0..60)
        ) {
            let mut needs = Needs::default();
            for (what, need) in events {
                let need = Need::at(need);
                match what {
                    0 if needs.cause(need) == Severity::Absent => {
                        needs.start(need, Severity::Present, true);
                    }
                    1 if needs.cause(need) == Severity::Absent => {
                        needs.start(need, Severity::Severe, false);
                    }
                    2 => needs.end(need),
                    3 => needs.come_back(need),
                    4 | 5 => needs.help(need),
                    _ => {}
                }
                for &need in Need::ALL {
                    let (is, cause) = (needs.severity(need), needs.cause(need));
                    prop_assert!(is <= cause);
                    prop_assert_eq!(needs.is_held(need), is < cause);
                    prop_assert!(!needs.hides(need) || needs.has(need));
                }
                prop_assert_eq!(needs.any_held(), needs.held().count() > 0);
            }
            for &need in Need::ALL {
                needs.end(need);
            }
            prop_assert_eq!(needs, Needs::default());
        }
    }
}

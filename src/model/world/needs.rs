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

/// A person's needs, three rows of bits for those that are present, severe and hidden; above them
/// two bits for the phase of a crisis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs(u32);

impl Needs {
    const SEVERE: u32 = Need::COUNT as u32;
    const HIDDEN: u32 = 2 * Need::COUNT as u32;
    const CRISIS: u32 = 3 * Need::COUNT as u32;
    const PRESENT: u32 = (1 << Need::COUNT) - 1;

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
        self.0 >> need as u32 & 1 != 0
    }

    /// Whether the person has the need and it is severe.
    #[must_use]
    #[inline]
    pub fn is_severe(self, need: Need) -> bool {
        self.0 >> (need as u32 + Self::SEVERE) & 1 != 0
    }

    /// Whether the person has the need and keeps it hidden.
    #[must_use]
    #[inline]
    pub fn hides(self, need: Need) -> bool {
        self.0 >> (need as u32 + Self::HIDDEN) & 1 != 0
    }

    /// Whether there is any need at all.
    #[must_use]
    #[inline]
    pub fn any(self) -> bool {
        self.0 & Self::PRESENT != 0
    }

    /// The needs there are, in the order of the axis.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Need> {
        let mut left = self.0 & Self::PRESENT;
        std::iter::from_fn(move || {
            let next = (left != 0).then(|| Need::at(left.trailing_zeros() as usize));
            left &= left.wrapping_sub(1);
            next
        })
    }

    /// How many needs there are.
    #[must_use]
    pub fn count(self) -> usize {
        (self.0 & Self::PRESENT).count_ones() as usize
    }

    /// How many of the needs are severe.
    #[must_use]
    pub fn severe(self) -> usize {
        (self.0 >> Self::SEVERE & Self::PRESENT).count_ones() as usize
    }

    /// Sum over the needs there are of a weight, severe ones counting so many times.
    #[must_use]
    #[inline]
    pub fn weigh(self, weights: &[f64; Need::COUNT], severe_ratio: f64) -> f64 {
        self.iter().fold(0.0, |sum, need| {
            let times = if self.is_severe(need) { severe_ratio } else { 1.0 };
            sum + weights[need as usize] * times
        })
    }

    /// Starts a need.
    pub fn start(&mut self, need: Need, severity: Severity, hidden: bool) {
        self.end(need);
        if severity == Severity::Absent {
            return;
        }
        let severe = u32::from(severity == Severity::Severe);
        self.0 |= (1 | severe << Self::SEVERE | u32::from(hidden) << Self::HIDDEN) << need as u32;
    }

    /// Ends a need.
    pub fn end(&mut self, need: Need) {
        self.0 &= !((1 | 1 << Self::SEVERE | 1 << Self::HIDDEN) << need as u32);
    }

    /// Brings a hidden need to light.
    pub fn disclose(&mut self, need: Need) {
        self.0 &= !(1 << (need as u32 + Self::HIDDEN));
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
        let bits = phase.map_or(0, |phase| 1 + phase as u32);
        self.0 = self.0 & !(u32::MAX << Self::CRISIS) | bits << Self::CRISIS;
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
}

//! The loops of the theory by name: as cycles of arrows, and how the gain of each is measured.
//!
//! A loop has a state s and a state f on it. In one arm s is pushed, in another f, each by a parameter
//! that acts on it and on nothing else of the loop; all arms share their draws. What f gives way to a
//! push of s is a = change of f / change of s; what s gives way to a push of f is b = change of s /
//! change of f. One turn round the loop multiplies a disturbance by the gain g = a x b, in no unit: both
//! changes have gone round the same loop, so that what returns cancels. With the weight of the loop cut,
//! the same gain is what other paths between the two states make; the difference is the loop's own.
//!
//! A gain above 0 compounds (at 1 it runs away), one below 0 holds back. It is the gain for small pushes
//! where the system stands, over the weeks that are read; slow states have not come to rest by then.

use std::collections::BTreeSet;

use crate::model::observe::M;
pub use crate::studies::theory::form::loop_list::LOOPS;
use crate::studies::theory::form::map::{Sign, map};

/// What the theory says of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It compounds.
    Reinforcing,
    /// It compounds, to the harm of those in it.
    Harmful,
    /// It holds back.
    Balancing,
}

impl Kind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Reinforcing => "reinforcing",
            Self::Harmful => "reinforcing, harmful",
            Self::Balancing => "balancing",
        }
    }
}

/// What is done to a parameter to push a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Push {
    /// It is set.
    Set(&'static str, f64),
    /// It is multiplied.
    Scale(&'static str, f64),
}

/// How the size of a push is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// It is read off the state, as its change is.
    Read,
    /// The push multiplies the state by this, as it stands in the equation; its change is then read
    /// as a logarithm wherever it is read.
    Log(f64),
}

/// A state of a loop: how it is read and pushed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// The metric.
    pub metric: M,
    /// What pushes it.
    pub push: Push,
    /// How far.
    pub size: Size,
}

/// How the gain of a loop is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// By two pushes, with and without a weight of the loop.
    Pushes {
        /// One state.
        state: End,
        /// The other.
        flow: End,
        /// The weights that are cut, each with the value at which it is nothing; none where the loop
        /// has none of its own.
        cut: &'static [(&'static str, f64)],
    },
    /// It stands in an equation: this weight over the sum of these, of which it is one.
    Share(&'static str, &'static [&'static str]),
    /// Not: for this reason.
    Not(&'static str),
}

/// A loop of the theory.
#[derive(Clone, Copy, Debug)]
pub struct Loop {
    /// Its short name.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What the theory says it does.
    pub kind: Kind,
    /// Its states, in order; from the last back to the first where it is closed in the model.
    pub path: &'static [&'static str],
    /// Whether it is closed in the model.
    pub closed: bool,
    /// The claims that it is made of.
    pub claims: &'static [&'static str],
    /// How its gain is known.
    pub measure: Measure,
}

impl Loop {
    /// Each state and the next.
    pub fn steps(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let path = self.path;
        let last = if self.closed { path.len() } else { path.len() - 1 };
        (0..last).map(move |at| (path[at], path[(at + 1) % path.len()]))
    }

    /// The sign of the loop by its arrows; nothing if it is open or an arrow has both signs.
    #[must_use]
    pub fn sign(&self) -> Option<Sign> {
        let map = map();
        let mut all = Sign::Plus;
        for (from, to) in self.steps() {
            let (from, to) = (map.state(from)?, map.state(to)?);
            let signs: BTreeSet<&str> = map.between(from, to).map(|it| it.sign.mark()).collect();
            let sign = map.between(from, to).next()?.sign;
            if signs.len() > 1 {
                return None;
            }
            all = all.then(sign);
        }
        self.closed.then_some(all)
    }

    /// The path in words.
    #[must_use]
    pub fn path_said(&self) -> String {
        let map = map();
        let label = |name: &&str| map.state(name).map_or("?", |at| map.states[at].label);
        let mut words: Vec<&str> = self.path.iter().map(label).collect();
        if self.closed {
            words.push(words[0]);
        }
        words.join(" → ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::names;

    #[test]
    fn every_loop_is_a_way_along_arrows() {
        let map = map();
        for it in LOOPS {
            for (from, to) in it.steps() {
                let ends =
                    [from, to].map(|name| map.state(name).unwrap_or_else(|| panic!("{name}")));
                let count = map.between(ends[0], ends[1]).count();
                assert!(count > 0, "{}: no arrow from {from} to {to}", it.id);
            }
            assert!(
                it.path.iter().all(|name| {
                    map.state(name).is_some_and(|at| map.states[at].in_loops.is_some())
                }),
                "{} is not all drawn",
                it.id
            );
        }
        assert_eq!(LOOPS.len(), 18);
    }

    #[test]
    fn pushes_and_cuts_are_parameters() {
        let path = |push: Push| match push {
            Push::Set(path, _) | Push::Scale(path, _) => path,
        };
        for it in LOOPS {
            let named: Vec<&str> = match it.measure {
                Measure::Pushes { state, flow, cut } => {
                    let cut = cut.iter().map(|(path, _)| *path);
                    cut.chain([path(state.push), path(flow.push)]).collect()
                }
                Measure::Share(weight, all) => all.iter().copied().chain([weight]).collect(),
                Measure::Not(reason) => {
                    assert!(reason.ends_with('.'));
                    Vec::new()
                }
            };
            for path in named {
                assert!(!names::parameters(path).is_empty(), "{}: {path}", it.id);
            }
        }
    }

    #[test]
    fn arrows_give_a_loop_its_sign() {
        let sign = |id: &str| LOOPS.iter().find(|it| it.id == id).expect("a loop").sign();
        assert_eq!(sign("R1"), Some(Sign::Plus));
        assert_eq!(sign("R10"), Some(Sign::Plus));
        assert_eq!(sign("B1"), Some(Sign::Minus));
        assert_eq!(sign("B2"), Some(Sign::Minus));
        assert_eq!(sign("B4"), Some(Sign::Minus));
        assert_eq!(sign("B5"), None);
    }
}

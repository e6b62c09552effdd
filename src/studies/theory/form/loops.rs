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

const BELIEF: End =
    End { metric: M::GpBelief, push: Push::Set("feedback.belief_prior", 0.55), size: Size::Read };
const STRESS: End =
    End { metric: M::Stress, push: Push::Set("workforce.stress_base", 0.3), size: Size::Read };
const STEPS: End = End {
    metric: M::StepsTaken,
    push: Push::Set("link_work.step_at_reference", 0.7),
    size: Size::Read,
};
const OFFERS: End =
    End { metric: M::Offered, push: Push::Scale("referral.offer_at_full", 1.3), size: Size::Read };

/// The loops.
pub const LOOPS: &[Loop] = &[
    Loop {
        id: "R1",
        name: "Feedback, trust and referral",
        kind: Kind::Reinforcing,
        path: &["gp_belief", "offers", "accepted", "reached", "steps", "news"],
        closed: true,
        claims: &["A100", "A099", "A101"],
        measure: Measure::Pushes {
            state: BELIEF,
            flow: End {
                metric: M::GoalsReached,
                push: Push::Scale("feedback.to_referrers", 1.5),
                size: Size::Log(1.5),
            },
            cut: &[("feedback.belief_gain", 0.0)],
        },
    },
    Loop {
        id: "R2",
        name: "Belief in the worker and in the service",
        kind: Kind::Reinforcing,
        path: &["gp_belief", "gp_buy_in", "offers", "accepted", "reached", "steps", "news"],
        closed: true,
        claims: &["A103"],
        measure: Measure::Pushes {
            state: BELIEF,
            flow: End {
                metric: M::GpBuyIn,
                push: Push::Set("practice.gp_buy_in", 0.8),
                size: Size::Read,
            },
            cut: &[("practice.belief_weight", 0.0)],
        },
    },
    Loop {
        id: "R3",
        name: "Small successes",
        kind: Kind::Reinforcing,
        path: &["steps", "motivation", "attending", "confidence"],
        closed: true,
        claims: &["A041", "A044", "A042"],
        measure: Measure::Pushes {
            state: STEPS,
            flow: End {
                metric: M::ClientMotivation,
                push: Push::Set("outlook.motivation_shift", 0.1),
                size: Size::Read,
            },
            cut: &[("outlook.motivation_per_step", 0.0)],
        },
    },
    Loop {
        id: "R4",
        name: "Capital, activation, capital",
        kind: Kind::Reinforcing,
        path: &["capital", "activation", "steps", "starts", "attending"],
        closed: true,
        claims: &["A051", "A070"],
        measure: Measure::Pushes {
            state: End {
                metric: M::CapitalGained,
                push: Push::Scale("participation.psychological_gain", 1.5),
                size: Size::Read,
            },
            flow: End {
                metric: M::ClientActivation,
                push: Push::Scale("link_work.activation_gain", 2.0),
                size: Size::Read,
            },
            cut: &[("capital.activation_points", 0.0)],
        },
    },
    Loop {
        id: "R5",
        name: "Trust, disclosure and fit",
        kind: Kind::Reinforcing,
        path: &["trust", "disclosure", "hidden", "starts"],
        closed: false,
        claims: &["A023", "A024", "A022"],
        measure: Measure::Pushes {
            state: End {
                metric: M::ClientTrust,
                push: Push::Set("trust.gain_per_session", 0.25),
                size: Size::Read,
            },
            flow: End {
                metric: M::Disclosures,
                push: Push::Set("link_work.disclosure_share", 0.7),
                size: Size::Read,
            },
            cut: &[],
        },
    },
    Loop {
        id: "R6",
        name: "Contagion by culture",
        kind: Kind::Reinforcing,
        path: &["gp_buy_in", "culture"],
        closed: true,
        claims: &["A105", "A106"],
        measure: Measure::Share(
            "practice.culture_weight",
            &[
                "practice.culture_weight",
                "practice.belief_weight",
                "practice.permanence_weight",
                "practice.own_weight",
            ],
        ),
    },
    Loop {
        id: "R7",
        name: "Knowledge that adds up",
        kind: Kind::Reinforcing,
        path: &["worker_knowledge", "fit", "starts"],
        closed: true,
        claims: &["A113", "A175", "A066"],
        measure: Measure::Pushes {
            state: End {
                metric: M::WorkerKnowledge,
                push: Push::Scale("brokerage.knowledge_per_hour", 1.5),
                size: Size::Read,
            },
            flow: End {
                metric: M::Connected,
                push: Push::Set("connection.taken_up_at_reference", 0.88),
                size: Size::Read,
            },
            cut: &[("brokerage.knowledge_per_start", 0.0)],
        },
    },
    Loop {
        id: "R8",
        name: "Success to the stressed",
        kind: Kind::Harmful,
        path: &["gp_belief", "complex", "stress", "exits"],
        closed: true,
        claims: &["A125", "A127", "A128"],
        measure: Measure::Pushes {
            state: BELIEF,
            flow: STRESS,
            cut: &[("complexity.belief_weight", 0.0)],
        },
    },
    Loop {
        id: "R9",
        name: "The spiral of turnover",
        kind: Kind::Harmful,
        path: &["stress", "exits", "load_hours"],
        closed: true,
        claims: &["A128", "A191", "A130"],
        measure: Measure::Pushes {
            state: STRESS,
            flow: End {
                metric: M::VacantPosts,
                push: Push::Scale("workforce.vacancy", 2.0),
                size: Size::Read,
            },
            cut: &[("workforce.stress_weight", 0.0)],
        },
    },
    Loop {
        id: "R10",
        name: "The trap of workload",
        kind: Kind::Harmful,
        path: &[
            "workload",
            "recognised",
            "offers",
            "accepted",
            "reached",
            "steps",
            "starts",
            "attending",
            "need_ended",
            "need",
            "gp_requests",
        ],
        closed: true,
        claims: &["A108", "A083"],
        measure: Measure::Pushes {
            state: End {
                metric: M::Workload,
                push: Push::Set("consulting.capacity_level", 0.94),
                size: Size::Read,
            },
            flow: End {
                metric: M::Recognised,
                push: Push::Set("referral.recognised_at_social_visit", 0.6),
                size: Size::Read,
            },
            cut: &[("referral.workload_weight", 0.0)],
        },
    },
    Loop {
        id: "R11",
        name: "The scissors of austerity",
        kind: Kind::Harmful,
        path: &["austerity", "hardship", "need", "gp_requests"],
        closed: false,
        claims: &["A202", "A203"],
        measure: Measure::Not(
            "A double blow from outside: supply falls and need rises, and neither acts on austerity.",
        ),
    },
    Loop {
        id: "R12",
        name: "Inequality",
        kind: Kind::Harmful,
        path: &["gap_by_place", "options", "starts", "attending"],
        closed: false,
        claims: &["A206", "A211", "A018"],
        measure: Measure::Not(
            "Open in the model: what people in a deprived place gain does not add to what the place has.",
        ),
    },
    Loop {
        id: "B1",
        name: "The queue",
        kind: Kind::Balancing,
        path: &["wait", "gp_buy_in", "offers", "accepted"],
        closed: true,
        claims: &["A013", "A014", "A117"],
        measure: Measure::Pushes {
            state: End {
                metric: M::WaitMedian,
                push: Push::Scale("link_workers.per_50k", 0.85),
                size: Size::Read,
            },
            flow: OFFERS,
            cut: &[("practice.wait_loss", 0.0)],
        },
    },
    Loop {
        id: "B2",
        name: "Congestion of organisations",
        kind: Kind::Balancing,
        path: &["starts", "vcs_queue", "strain", "vcs_buy_in", "options"],
        closed: true,
        claims: &["A166", "A169"],
        measure: Measure::Pushes {
            state: End {
                metric: M::VcsStrain,
                push: Push::Set("vcs.strain_base", 0.25),
                size: Size::Read,
            },
            flow: End {
                metric: M::Participants,
                push: Push::Set("connection.taken_up_at_reference", 0.88),
                size: Size::Read,
            },
            cut: &[("vcs.strain_queue", 0.0)],
        },
    },
    Loop {
        id: "B3",
        name: "Dilution of the caseload",
        kind: Kind::Balancing,
        path: &[
            "accepted",
            "caseload",
            "load_hours",
            "stress",
            "quality",
            "steps",
            "news",
            "gp_belief",
            "offers",
        ],
        closed: true,
        claims: &["A119", "A120"],
        measure: Measure::Pushes {
            state: OFFERS,
            flow: STRESS,
            cut: &[("link_work.stress_weight", 0.0)],
        },
    },
    Loop {
        id: "B4",
        name: "Holding",
        kind: Kind::Balancing,
        path: &["caseload", "load_hours", "wait", "momentum", "reached"],
        closed: true,
        claims: &["A144", "A208"],
        measure: Measure::Pushes {
            state: End {
                metric: M::Caseload,
                push: Push::Set("link_work.held_limit", 4.0),
                size: Size::Read,
            },
            flow: End {
                metric: M::WaitMedian,
                push: Push::Scale("link_workers.per_50k", 0.85),
                size: Size::Read,
            },
            cut: &[],
        },
    },
    Loop {
        id: "B5",
        name: "Dependency and ties",
        kind: Kind::Balancing,
        path: &["trust", "starts", "attending", "capital", "dependency"],
        closed: false,
        claims: &["A033", "A034", "A032"],
        measure: Measure::Not(
            "Two ways of opposite sign from trust to dependency, no loop: dependency acts on neither \
             trust nor ties.",
        ),
    },
    Loop {
        id: "B6",
        name: "Targets",
        kind: Kind::Balancing,
        path: &["pay_by_targets", "creaming"],
        closed: false,
        claims: &["A194", "A199", "A198"],
        measure: Measure::Not(
            "Open in the model: nobody who pays sees the true benefit and changes the targets.",
        ),
    },
];

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

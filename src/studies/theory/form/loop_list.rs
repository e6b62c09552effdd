//! The 18 loops of the theory, each with the way along arrows that it goes and how its gain is known.

use crate::model::observe::M;
use crate::studies::theory::form::loops::{End, Kind, Loop, Measure, Push, Size};

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

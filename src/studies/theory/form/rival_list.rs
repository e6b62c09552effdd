//! The rival readings of the theory: two worlds each, by their weights, and what is tried in both.

use crate::model::observe::{Group, M};
use crate::studies::theory::form::loops::Push;
use crate::studies::theory::form::rivals::{Rivals, Tried, World};
use crate::studies::theory::read::Whom;

const ALL: Whom = Whom::Group(Group::All);

/// The rivals.
pub const RIVALS: &[Rivals] = &[
    Rivals {
        name: "Independence or interdependence",
        worlds: [
            World {
                name: "independence: gains last by themselves, and those who gained need the GP less",
                claims: &["A074", "A051"],
                weights: &[
                    Push::Set("wellbeing.member_points", 0.1),
                    Push::Set("relapse.per_month", 0.03),
                    Push::Set("consulting.capital_relief", 5.0),
                    Push::Set("consulting.activation_relief", 0.3),
                    Push::Set("capital.half_life", 104.0),
                ],
            },
            World {
                name: "interdependence: gains last while ties and help do",
                claims: &["A240", "A079", "A080"],
                weights: &[
                    Push::Set("wellbeing.member_points", 0.5),
                    Push::Set("relapse.per_month", 0.2),
                    Push::Set("consulting.capital_relief", 0.0),
                    Push::Set("consulting.activation_relief", 0.0),
                    Push::Set("capital.half_life", 17.0),
                ],
            },
        ],
        tried: &[
            Tried {
                name: "three times as many link workers",
                pushes: &[Push::Scale("link_workers.per_50k", 3.0)],
            },
            Tried {
                name: "an open door after discharge",
                pushes: &[Push::Set("endings.open_door", 0.6)],
            },
            Tried {
                name: "most who complete stay on as members",
                pushes: &[Push::Set("participation.stays_on", 0.7)],
            },
        ],
        read: &[
            (M::ClientLifeSatisfaction, ALL),
            (M::CapitalGained, ALL),
            (M::GpRequestsSocialNeed, ALL),
            (M::GpRequestsReturnAfterEnding, ALL),
            (M::NeedsBack, ALL),
            (M::LifeSatisfaction, ALL),
        ],
    },
    Rivals {
        name: "Choice or care",
        worlds: [
            World {
                name: "choice: activation is what makes help work, and hardship bars nobody",
                claims: &["A051", "A044"],
                weights: &[
                    Push::Set("link_work.step_activation", 1.0),
                    Push::Set("link_work.step_trust", 0.3),
                    Push::Set("connection.hardship_weight", 0.3),
                    Push::Set("connection.deprivation_hardship", 0.2),
                    Push::Set("link_work.intensive_gain", 0.3),
                ],
            },
            World {
                name: "care: hardship bars the way, and trust and intensive help open it",
                claims: &["A209", "A210", "A212"],
                weights: &[
                    Push::Set("link_work.step_activation", 0.2),
                    Push::Set("link_work.step_trust", 2.0),
                    Push::Set("connection.hardship_weight", 2.0),
                    Push::Set("connection.deprivation_hardship", 1.0),
                    Push::Set("link_work.intensive_gain", 1.5),
                ],
            },
        ],
        tried: &[
            Tried {
                name: "help tailored to activation",
                pushes: &[Push::Set("link_work.tailoring", 1.0)],
            },
            Tried {
                name: "intensive help for the ill and deprived",
                pushes: &[
                    Push::Set("link_work.intensive_share", 1.0),
                    Push::Set("link_work.deprived_extra_sessions", 6.0),
                ],
            },
            Tried {
                name: "more meetings in a relational style",
                pushes: &[
                    Push::Set("link_work.relational_style", 1.0),
                    Push::Set("link_work.session_cap", 24.0),
                ],
            },
        ],
        read: &[
            (M::TrueSuccess, ALL),
            (M::TrueSuccess, Whom::Gap),
            (M::StepsTaken, ALL),
            (M::GoalsReached, Whom::Gap),
            (M::Uptake, ALL),
            (M::ClientActivation, ALL),
            (M::ClientLifeSatisfaction, Whom::Gap),
        ],
    },
    Rivals {
        name: "A profession or not",
        worlds: [
            World {
                name: "a profession: rules of entry make workers alike and cost little",
                claims: &["A148"],
                weights: &[
                    Push::Set("workforce.registration_spread", 0.8),
                    Push::Set("workforce.registration_empathy", 0.05),
                    Push::Set("workforce.registration_rigidity", 0.2),
                ],
            },
            World {
                name: "no profession: rules of entry cost empathy and freedom",
                claims: &["A149", "A150"],
                weights: &[
                    Push::Set("workforce.registration_spread", 0.2),
                    Push::Set("workforce.registration_empathy", 0.3),
                    Push::Set("workforce.registration_rigidity", 0.8),
                ],
            },
        ],
        tried: &[Tried {
            name: "registration",
            pushes: &[Push::Set("workforce.registration", 1.0)],
        }],
        read: &[
            (M::WorkerSkill, ALL),
            (M::ClientTrust, ALL),
            (M::Relationality, ALL),
            (M::GpBelief, ALL),
            (M::VacantPosts, ALL),
            (M::HoursNetworking, ALL),
            (M::TrueSuccess, ALL),
        ],
    },
];

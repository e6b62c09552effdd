//! Neutral values, end to end: while the switch of a mechanism stands at nothing, no other weight of that
//! mechanism moves any metric in any week, to the bit. Each row is run once more with the switch on, where
//! the same weights have to move something: a row of weights that nobody reads proves nothing.

use crate::common::{baseline_with, run, small};
use kith::model::observe::{Breakdown, Group, M, Observations};
use kith::scenario::Timeline;

/// A mechanism: what switches it off, what switches it on, and its other weights, moved.
struct Neutral {
    name: &'static str,
    off: &'static [(&'static str, f64)],
    on: &'static [(&'static str, f64)],
    moved: &'static [(&'static str, f64)],
    /// The metric of the mechanism's own state, which may move while nothing follows from it.
    state: Option<&'static str>,
}

/// Hands enough for a few clients among so few people in so few weeks, where a row says nothing else.
const STAFFED: &[(&str, f64)] = &[("link_workers.per_50k", 20.0)];

const EVERY: &[Neutral] = &[
    Neutral {
        name: "a commissioner who answers nothing",
        off: &[("commissioner.response", 0.0)],
        on: &[("commissioner.response", 2.0), ("commissioner.contract_years", 1.0)],
        moved: &[
            ("commissioner.least", 0.0),
            ("commissioner.most", 3.0),
            ("commissioner.grants_follow", 1.0),
            ("commissioner.renews_at", 0.6),
            ("commissioner.threat_known", 1.0),
            ("workforce.threat_weight", 4.0),
        ],
        state: None,
    },
    Neutral {
        name: "ways without trouble",
        off: &[("place.loss", 0.0)],
        on: &[("place.loss", 0.6)],
        moved: &[("place.by_car", 0.6), ("place.tied", 1.0), ("place.limited", 1.5)],
        state: None,
    },
    Neutral {
        name: "a scheme that takes no time of GPs",
        off: &[
            ("elsewhere.talk_hours", 0.0),
            ("elsewhere.news_hours", 0.0),
            ("elsewhere.meeting_hours", 0.0),
        ],
        on: &[("elsewhere.talk_hours", 0.1), ("elsewhere.meeting_hours", 0.5)],
        moved: &[("elsewhere.appointment_hours", 0.25)],
        state: None,
    },
    Neutral {
        name: "a scheme that takes no time of organisations",
        off: &[
            ("elsewhere.referral_hours", 0.0),
            ("elsewhere.report_hours", 0.0),
            ("elsewhere.say_hours", 0.0),
            ("elsewhere.contact_share", 0.0),
        ],
        on: &[("elsewhere.referral_hours", 1.0)],
        moved: &[("elsewhere.place_hours", 0.2), ("elsewhere.half_life", 4.0)],
        state: None,
    },
    Neutral {
        name: "people whom nothing suits better",
        off: &[("suits.taste_loss", 0.0), ("suits.company_loss", 0.0), ("suits.hour_loss", 0.0)],
        on: &[("suits.taste_loss", 0.6)],
        moved: &[
            ("suits.variety", 0.4),
            ("suits.telling.social", 0.5),
            ("suits.telling.activity", 0.5),
        ],
        state: None,
    },
    Neutral {
        name: "referrers who hear nothing",
        off: &[("feedback.to_referrers", 0.0), ("feedback.bad_news", 0.0)],
        on: &[("feedback.to_referrers", 0.9), ("feedback.bad_news", 0.5)],
        moved: &[
            ("feedback.belief_gain", 0.15),
            ("feedback.belief_loss", 0.15),
            ("feedback.told_on", 0.3),
            ("feedback.skill_gain", 0.12),
            ("feedback.vcs_trust_gain", 0.08),
        ],
        state: None,
    },
    Neutral {
        name: "no bad news",
        off: &[("feedback.bad_news", 0.0)],
        on: &[("feedback.bad_news", 0.5)],
        moved: &[("feedback.belief_loss", 0.15)],
        state: None,
    },
    Neutral {
        name: "organisations that hear nothing",
        off: &[("feedback.to_organisations", 0.0)],
        on: &[("feedback.to_organisations", 0.9)],
        moved: &[("feedback.reputation_gain", 0.1), ("feedback.valued_per_report", 0.12)],
        state: None,
    },
    Neutral {
        name: "a promise that nobody minds",
        off: &[("practice.expectation_loss", 0.0)],
        on: &[("practice.expectation_loss", 0.5)],
        moved: &[
            ("practice.promised", 0.8),
            ("practice.promised_unclear", 0.8),
            ("practice.promised_information", 0.6),
            ("practice.promise_kept", 0.8),
            ("practice.expects_half_life", 13.0),
        ],
        state: Some("gp_expectation"),
    },
    Neutral {
        name: "no pay by targets",
        off: &[("targets.pay_share", 0.0)],
        on: &[("targets.pay_share", 1.0)],
        moved: &[
            ("targets.results", 1.0),
            ("targets.creaming_at_full", 1.0),
            ("targets.forms", 0.8),
            ("targets.trust_pay", 0.5),
            ("targets.learning_crowded", 1.0),
        ],
        state: None,
    },
    Neutral {
        name: "no number of clients to reach",
        off: &[("targets.volume", 0.0)],
        on: &[("targets.volume", 400.0)],
        moved: &[
            ("workforce.stress_volume", 0.6),
            ("feelings.discrepancy_volume", 0.6),
            ("feelings.fulfilment_volume", 0.6),
        ],
        state: None,
    },
    Neutral {
        name: "no registration",
        off: &[("workforce.registration", 0.0)],
        on: &[("workforce.registration", 1.0)],
        moved: &[
            ("role.registration_pay", 0.3),
            ("role.registration_career", 0.6),
            ("role.registration_identity", 0.6),
            ("role.registration_fair", 0.6),
            ("role.registration_vacancy", 2.0),
            ("role.registration_clinical", 0.6),
            ("practice.standing_gain", 0.2),
        ],
        state: None,
    },
    Neutral {
        name: "no austerity",
        off: &[("policy.austerity", 0.0)],
        on: &[("policy.austerity", 1.0)],
        moved: &[
            ("policy.grants_cut_at_full", 0.6),
            ("policy.statutory_cut_at_full", 0.5),
            ("policy.hardship_at_full", 1.0),
            ("policy.cut_tilt", 0.6),
        ],
        state: None,
    },
    Neutral {
        name: "no champions",
        off: &[("practice.champion_share", 0.0)],
        on: &[("practice.champion_share", 1.0)],
        moved: &[
            ("practice.champion_credibility", 1.0),
            ("practice.champion_gain", 0.15),
            ("practice.champion_seat", 0.6),
        ],
        state: None,
    },
    Neutral {
        name: "nobody takes the intensive package",
        off: &[("link_work.intensive_share", 0.0)],
        on: &[("link_work.intensive_share", 1.0)],
        moved: &[("link_work.intensive_hours", 3.0), ("link_work.intensive_gain", 1.5)],
        state: None,
    },
    Neutral {
        name: "no scheme",
        off: &[("link_workers.per_50k", 0.0)],
        on: &[("link_workers.per_50k", 20.0)],
        moved: &[
            ("link_work.first_hours", 1.5),
            ("link_work.step_at_reference", 0.8),
            ("link_work.drop_out_per_session", 0.15),
            ("trust.gain_per_session", 0.3),
            ("waiting.momentum_loss_per_week", 0.2),
            ("endings.dependency_gain", 0.5),
            ("connection.fit_weight", 5.0),
            ("link_work.caseload_ceiling", 35.0),
        ],
        state: None,
    },
];

/// Everything counted, metric by metric, group by group, week by week, as bits.
fn bits(seen: &Observations) -> Vec<(&'static str, usize, Option<u64>)> {
    let mut all = Vec::new();
    for &metric in M::ALL {
        let groups = match metric.metric().by {
            Breakdown::Total => 1,
            Breakdown::Fifths => Group::EVERY.len(),
        };
        for &group in &Group::EVERY[..groups] {
            for week in seen.weeks_of(metric) {
                let value = seen.value(metric, group, week).map(f64::to_bits);
                all.push((metric.metric().name, week, value));
            }
        }
    }
    all
}

/// The first metric and week in which two worlds differ, but for the metric of a state.
fn parted(
    at: &[(&str, f64)],
    moved: &[(&str, f64)],
    state: Option<&str>,
) -> Option<(&'static str, usize)> {
    let usual = Timeline::constant(baseline_with(&[STAFFED, at].concat()));
    let other = Timeline::constant(baseline_with(&[STAFFED, at, moved].concat()));
    let replicates = run(&[&usual, &other], &small(2_000, 40, 1));
    let [usual, other] = [0, 1].map(|arm: usize| bits(&replicates[arm][0].observations));
    assert_eq!(usual.len(), other.len());
    let differ = usual.iter().zip(&other).find(|(a, b)| a != b && state != Some(a.0));
    differ.map(|((metric, week, _), _)| (*metric, *week))
}

#[test]
fn a_mechanism_at_its_neutral_values_moves_nothing_to_the_bit() {
    let mut wrong = Vec::new();
    for Neutral { name, off, on, moved, state } in EVERY {
        if let Some((metric, week)) = parted(off, moved, *state) {
            wrong.push(format!("{name}: {metric} in week {week} is moved all the same"));
        }
        if parted(on, moved, *state).is_none() {
            wrong.push(format!("{name}: nothing is moved with the switch on either"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

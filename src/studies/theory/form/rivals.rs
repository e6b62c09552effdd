//! Rival readings of the theory side by side: two worlds that differ in weights, the same interventions
//! tried in both, and which observation would tell the worlds apart, with how many people.
//!
//! **How many people.** Somebody tries an intervention in one place and not in another like it, n
//! registered people each, and reads a metric of both. The worlds expect differences that are D apart. In
//! places of the size that was run the difference spreads by s between replicates (arms drawn anew, as
//! no two real places share their draws). With n people the spread is s x sqrt(people / n), so that a test
//! at 5 % finds D with a chance of 80 % from n = people x (2.8 s / D)^2 on. This holds for chance alone: real
//! places differ besides, so that n is the least.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::observe::{Group, M};
use crate::report::number::{short, written_or_empty};
use crate::report::rows::Writer;
use crate::runs::{Replicate, RunSize, Watch};
use crate::scenario::{Diagnostics, Scenario, Timeline};
use crate::studies::theory::form::arms::{self, arm, late, mean, read, shift};
use crate::studies::theory::form::loops::Push;
use crate::studies::theory::read::Whom;
use crate::studies::theory::stats::Summary;

/// Standard normal deviates of 97.5 % and of 80 %, added: what a difference has to be, in standard errors,
/// to be found at 5 % with a chance of 80 %.
const FOUND: f64 = 1.959_964 + 0.841_621;

/// A world as one reading of the theory has it.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// What it holds.
    pub name: &'static str,
    /// The claims that speak for it.
    pub claims: &'static [&'static str],
    /// Its weights.
    pub weights: &'static [Push],
}

/// An intervention that is tried in both worlds.
#[derive(Clone, Copy, Debug)]
pub struct Tried {
    /// What is done.
    pub name: &'static str,
    /// By these changes, from the first measured week on.
    pub pushes: &'static [Push],
}

/// Two readings of the theory.
#[derive(Clone, Copy, Debug)]
pub struct Rivals {
    /// What they are about.
    pub name: &'static str,
    /// Both worlds.
    pub worlds: [World; 2],
    /// What is tried.
    pub tried: &'static [Tried],
    /// What is read, for whom.
    pub read: &'static [(M, Whom)],
}

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

/// What one observation would say.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The rivals.
    pub rivals: &'static str,
    /// What is tried.
    pub tried: &'static str,
    /// What is read.
    pub reading: String,
    /// Its unit.
    pub unit: &'static str,
    /// The difference that each world expects.
    pub expected: [f64; 2],
    /// How far they are apart, and the 95 % interval of it.
    pub apart: [f64; 3],
    /// Spread between places of the size that was run.
    pub spread: f64,
    /// Registered people in each of two places; nothing where the worlds cannot be told apart by it.
    pub people: Option<f64>,
}

/// The arms of a pair of rivals: in each world as it is, then with each intervention.
pub struct Planned {
    of: &'static Rivals,
    arms: [Vec<Timeline>; 2],
}

/// Lays out the arms of all rivals.
///
/// # Errors
/// If a weight leads outside what is possible on this scenario.
pub fn planned(scenario: &Scenario) -> Result<Vec<Planned>, Diagnostics> {
    let mut all = Vec::new();
    for of in RIVALS {
        let mut arms = [Vec::new(), Vec::new()];
        for (world, arms) in of.worlds.iter().zip(&mut arms) {
            let weights = shift(world.weights, None);
            arms.push(arm(scenario, &[&weights])?);
            for tried in of.tried {
                arms.push(arm(scenario, &[&weights, &shift(tried.pushes, Some(0))])?);
            }
        }
        all.push(Planned { of, arms });
    }
    Ok(all)
}

/// How many cells the rivals come to.
#[must_use]
pub fn work(planned: &[Planned], plan: &RunSize) -> u64 {
    2 * planned.len() as u64 * u64::from(plan.replicates)
}

/// Runs all worlds, and says which observation would tell them apart; rivals whose arms are not complete
/// are left out.
#[must_use]
pub fn measure(planned: &[Planned], plan: &RunSize, watch: &Watch<'_>) -> Vec<Told> {
    let mut told = Vec::new();
    for Planned { of, arms } in planned {
        let worlds = [0, 1].map(|world: usize| arms::run(&arms[world], plan, watch));
        let short = |arm: &Vec<Replicate>| arm.len() < plan.replicates as usize;
        if worlds.iter().flatten().any(short) {
            continue;
        }
        for (number, tried) in of.tried.iter().enumerate() {
            for &(metric, whom) in of.read {
                told.extend(one(of, tried, number, (metric, whom), &worlds, plan));
            }
        }
    }
    told
}

fn one(
    of: &Rivals,
    tried: &Tried,
    number: usize,
    (metric, whom): (M, Whom),
    worlds: &[Vec<Vec<Replicate>>; 2],
    plan: &RunSize,
) -> Option<Told> {
    let reading = late(metric, whom, plan);
    let read = |world: usize, arm: usize| read(&reading, &worlds[world][arm]);
    let mut differences: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut apart = Vec::new();
    let mut spreads = Vec::new();
    let arms: Vec<Vec<Option<f64>>> =
        [(0, 0), (0, number + 1), (1, 0), (1, number + 1)].map(|(w, a)| read(w, a)).to_vec();
    for replicate in 0..plan.replicates as usize {
        let value = |arm: usize| arms[arm][replicate];
        let (Some(a), Some(b), Some(c), Some(d)) = (value(0), value(1), value(2), value(3)) else {
            continue;
        };
        differences[0].push(b - a);
        differences[1].push(d - c);
        apart.push((d - c) - (b - a));
    }
    for arm in &arms {
        spreads.push(variance(&arm.iter().copied().flatten().collect::<Vec<_>>())?);
    }
    // Two places with draws of their own: their variances add; the two worlds' are pooled.
    let spread = (spreads.iter().sum::<f64>() / 2.0).sqrt();
    let summary = Summary::of(&apart)?;
    let (low, high) = summary.interval(0.95);
    let told = (low > 0.0 || high < 0.0) && spread > 0.0;
    let needed = FOUND * spread / summary.mean;
    let unit = metric.metric().unit;
    Some(Told {
        rivals: of.name,
        tried: tried.name,
        reading: reading.name(),
        unit,
        expected: [mean(&differences[0])?, mean(&differences[1])?],
        apart: [summary.mean, low, high],
        spread,
        people: told.then(|| f64::from(plan.people) * needed * needed),
    })
}

fn variance(values: &[f64]) -> Option<f64> {
    let middle = mean(values)?;
    let squares: f64 = values.iter().map(|it| (it - middle) * (it - middle)).sum();
    (values.len() > 1).then(|| squares / (values.len() as f64 - 1.0))
}

const COLUMNS: [&str; 11] = [
    "rivals",
    "tried",
    "reading",
    "unit",
    "expected_one",
    "expected_other",
    "apart",
    "apart_low",
    "apart_high",
    "spread",
    "people",
];

/// Writes what would tell rivals apart, as a table.
pub(crate) fn write(out: &mut dyn Write, told: &[Told]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for it in told {
        let number = |value: f64| written_or_empty(Some(value));
        rows.write_record([
            it.rivals.to_owned(),
            it.tried.to_owned(),
            it.reading.clone(),
            it.unit.to_owned(),
            number(it.expected[0]),
            number(it.expected[1]),
            number(it.apart[0]),
            number(it.apart[1]),
            number(it.apart[2]),
            number(it.spread),
            written_or_empty(it.people.map(rounded)),
        ])?;
    }
    rows.flush()
}

/// People to two digits, upwards: an estimate of so few replicates has no more.
#[must_use]
pub fn rounded(people: f64) -> f64 {
    let mut step = 1.0;
    while people / step > 100.0 {
        step *= 10.0;
    }
    (people / step).ceil() * step
}

/// What would tell rivals apart, the easiest first, for a terminal.
#[must_use]
pub fn said(told: &[Told]) -> String {
    let mut text = String::new();
    for of in RIVALS {
        let mut own: Vec<&Told> = told.iter().filter(|it| it.rivals == of.name).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by(|a, b| order(a).total_cmp(&order(b)));
        text.push_str(&format!("{}\n", of.name));
        for it in own {
            let people = it.people.map_or_else(
                || "cannot be told apart by it".to_owned(),
                |people| format!("{:.0} people in each place", rounded(people)),
            );
            text.push_str(&format!(
                "  {:<40} {:<36} {} or {}: {people}\n",
                it.tried,
                it.reading,
                short(it.expected[0]),
                short(it.expected[1])
            ));
        }
    }
    text
}

/// By what observations are put in order: the people that they need.
#[must_use]
pub fn order(told: &Told) -> f64 {
    told.people.unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rivals_lay_out_their_worlds_on_the_baseline() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let scenario = crate::scenario::load(&path).expect("the baseline");
        let planned = planned(&scenario).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(planned.len(), 3);
        for it in &planned {
            assert!(it.arms.iter().all(|arms| arms.len() == it.of.tried.len() + 1));
            let plan = RunSize {
                seed: 1,
                replicates: 2,
                neighbourhoods: 1,
                people: 400,
                weeks: 30,
                warm_up: 4,
            };
            for &(metric, whom) in it.of.read {
                assert!(late(metric, whom, &plan).is_taken(), "{metric:?} by fifths");
            }
        }
    }

    #[test]
    fn people_are_rounded_up_to_two_digits() {
        assert_eq!([3.2, 99.0, 101.0, 12_345.0].map(rounded), [4.0, 99.0, 110.0, 13_000.0]);
    }

    #[test]
    fn a_variance_needs_two_values() {
        assert_eq!(variance(&[1.0]), None);
        assert_eq!(variance(&[1.0, 3.0]), Some(2.0));
    }
}

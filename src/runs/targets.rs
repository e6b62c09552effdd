//! Published figures beside what the same study would find in a run. Calibration rows were used to
//! choose parameters; validation rows never are, and stay unseen until they are asked for.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::kinds::Score;
use crate::model::observe::{Group, M, Observations};
use crate::runs::studies::clients::Referral;
use crate::runs::studies::course::straightness;
use crate::runs::{Replicate, Shown, Studies};

/// What a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetUse {
    /// Parameters were chosen so that the run comes near.
    Calibrate,
    /// Kept apart to judge the model.
    Validate,
    /// The model has its slopes from the study: shown, and counted nowhere.
    Circular,
    /// A judgement or a figure worked back: shown beside what `kith compare` finds, judged nowhere.
    Prior,
}

/// How far the figure was known to those who chose the form of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Its value was looked at after each form that was tried: it shaped the form.
    Shaped,
    /// It was on the screen.
    HalfBlind,
    /// It was not looked at.
    Independent,
}

impl TargetUse {
    /// The purpose as result files write it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Calibrate => "calibrate",
            Self::Validate => "validate",
            Self::Circular => "circular",
            Self::Prior => "prior",
        }
    }
}

impl Shown {
    /// All of them where validation was asked for.
    #[must_use]
    pub fn asked(validation: bool) -> Self {
        if validation { Self::All } else { Self::Calibration }
    }

    /// Whether figures of this purpose are shown.
    #[must_use]
    pub fn shows(self, purpose: TargetUse) -> bool {
        self == Self::All || purpose == TargetUse::Calibrate
    }
}

/// The published figures.
const PUBLISHED: &str = include_str!("targets.csv");

/// A published figure and what a run gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Number of the target in the evidence.
    pub id: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: TargetUse,
    /// What is measured.
    pub name: String,
    /// Unit of the figures.
    pub unit: String,
    /// Published value.
    pub published: f64,
    /// Lowest value that agrees.
    pub low: f64,
    /// Highest value that agrees.
    pub high: f64,
    /// Where the figure is from.
    pub source: String,
    /// The scenario it is a figure of; empty for things as they are.
    pub scenario: String,
    /// How far it was known when the form of the model was chosen.
    pub seen: Option<Known>,
    /// By which estimator it is found again, in a sentence.
    pub estimator: String,
    /// What is known to disagree with it, or to weaken it.
    pub note: String,
    /// Value found, when the run was long enough to find one.
    #[serde(skip)]
    pub found: Option<f64>,
}

impl Target {
    /// Whether the value found lies in the published range.
    #[must_use]
    pub fn agrees(&self) -> Option<bool> {
        self.found.map(|found| self.low <= found && found <= self.high)
    }

    /// Whether it says anything of the model that the value lies in the range.
    #[must_use]
    pub fn judges(&self) -> bool {
        matches!(self.purpose, TargetUse::Calibrate | TargetUse::Validate)
    }

    /// Whether it is a figure of this scenario, or of things as they are.
    #[must_use]
    pub fn belongs_to(&self, scenario: &str) -> bool {
        self.scenario.is_empty() || self.scenario == scenario
    }
}

/// The published figures, with nothing found yet.
///
/// # Panics
/// Never: the table is part of the program and tested.
#[must_use]
pub fn published() -> Vec<Target> {
    csv::Reader::from_reader(PUBLISHED.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the embedded table of targets is sound")
}

/// Every target beside what these replicates, taken together, give.
///
/// # Panics
/// If there is no replicate, or the embedded table is broken: a test reads it.
#[must_use]
pub fn targets(replicates: &[Replicate]) -> Vec<Target> {
    let (first, others) = replicates.split_first().expect("results have a replicate");
    let (mut seen, mut studies) = (first.observations.clone(), first.studies.clone());
    for other in others {
        seen.add(&other.observations);
        studies.add(&other.studies);
    }
    let mut targets = published();
    for target in &mut targets {
        target.found = found(&target.id, &seen, &studies);
    }
    targets
}

/// The targets that parameters are chosen by, in the order of the table.
#[must_use]
pub fn calibrated() -> &'static [Target] {
    static ROWS: LazyLock<Vec<Target>> = LazyLock::new(|| {
        let mut rows = published();
        rows.retain(|row| row.purpose == TargetUse::Calibrate);
        rows
    });
    &ROWS
}

/// What a run gives for one target.
pub(crate) fn found(id: &str, seen: &Observations, studies: &Studies) -> Option<f64> {
    match id.split('-').next() {
        Some("T34") => of_hindcast(id, seen),
        _ => of_studies(id, studies).or_else(|| of_metrics(id, seen)),
    }
}

/// What follows from metrics over all weeks.
fn of_metrics(id: &str, seen: &Observations) -> Option<f64> {
    let weeks = seen.weeks();
    let mean = |metric: M| seen.value_over(metric, Group::All, 0..weeks);
    let by = |metric: M, group: usize| seen.value_over(metric, Group::EVERY[group], 0..weeks);
    let yearly = |metric: M| mean(metric).map(|weekly| weekly * 52.0);
    let percent =
        |above: Option<f64>, below: Option<f64>| ratio(above, below).map(|ratio| 100.0 * ratio);
    let ended = mean(M::Completed).zip(mean(M::LeftActivity)).map(|(a, b)| a + b);
    let per_worker = ratio(
        mean(M::FirstContacts).map(|weekly| weekly * 52.0 * 50.0),
        mean(M::FullTimeWorkers).filter(|&posts| posts > 0.0),
    );
    match id {
        "T03" => yearly(M::PracticeVisits).map(|n| n / 1_000.0),
        "T04" => percent(mean(M::GpVisits), mean(M::PracticeVisits)),
        "T06" => percent(mean(M::GpVisitsSocialNeed), mean(M::GpVisits)),
        "T07" => yearly(M::Accepted).filter(|&n| n > 0.0),
        "T08" => mean(M::DeclinedShare),
        "T09" => mean(M::ReachedShare),
        "T10" => percent(mean(M::FirstStarts), mean(M::FirstContacts)),
        "T11" => percent(mean(M::Completed), ended),
        "T15-most" => by(M::Lonely, 1),
        "T15-least" => by(M::Lonely, 5),
        "T29" => per_worker,
        "T30" => mean(M::WaitMedian),
        "T31" => mean(M::Exits),
        "T32-full" => mean(M::VcsFull),
        "T32-room" => mean(M::VcsRoom),
        _ => None,
    }
}

/// What studies of people find.
fn of_studies(id: &str, studies: &Studies) -> Option<f64> {
    let Studies { attenders, activation, referred, scores, clients, matched, panel, .. } = studies;
    let level = |k: usize| activation.levels().map(|levels| levels[k]);
    let highest = |k: usize| activation.highest_against_lowest()[k];
    match id {
        "T01" => attenders.half_less(),
        "T02" => attenders.year_persists(),
        "T05" => attenders.top_tenth(),
        "T12" => scores.first(Score::LifeSatisfaction),
        "T13-1" => level(0),
        "T13-2" => level(1),
        "T13-3" => level(2),
        "T13-4" => level(3),
        "T14" => activation.correlation(),
        "T16" => {
            let [cases, controls] = matched.gp()?;
            ratio(Some(cases.before), Some(controls.before))
        }
        "T17" => clients.gp(Referral::Left)?.percent(),
        "T17-visit" => clients.gp(Referral::Counted)?.percent(),
        "T18" => {
            let [cases, controls] = matched.gp()?;
            Some(cases.after - cases.before - (controls.after - controls.before))
        }
        "T20" => clients.urgent()?.percent(),
        "T21" => scores.gain(Score::LifeSatisfaction),
        "T23" => scores.gain(Score::Loneliness),
        "T24-gp" => highest(0),
        "T24-urgent" => highest(1),
        "T24-admission" => highest(2),
        "T25" => scores.paired_share(),
        "T26" => referred.women(),
        "T27" => referred.deprived(),
        "T28-lonely" => referred.odds().map(|[lonely, _]| lonely),
        "T28-poor" => referred.odds().map(|[_, poor]| poor),
        "T33" => attenders.deprivation_gap(),
        "T35-start" => panel.starting(),
        "T35-stop" => panel.stopping(),
        // Without a gain there is nothing that a loss could be larger than.
        "T35-ratio" => {
            let gain = panel.starting().filter(|&gain| gain > 0.0);
            ratio(panel.stopping().map(|loss| -loss), gain)
        }
        _ => None,
    }
}

/// What follows from the course of five years.
fn of_hindcast(id: &str, seen: &Observations) -> Option<f64> {
    const YEAR: usize = 52;
    const QUARTER: usize = 13;
    const YEARS: usize = 5;
    let year = |metric: M, year: usize| {
        seen.value_over(metric, Group::All, year * YEAR..(year + 1) * YEAR)
    };
    if seen.weeks() < YEARS * YEAR {
        return None;
    }
    match id {
        "T34-last" => year(M::Accepted, YEARS - 1).map(|weekly| weekly * YEAR as f64),
        "T34-growth" => ratio(year(M::Accepted, YEARS - 1), year(M::Accepted, 1)),
        "T34-straight" => {
            let quarter = |quarter: usize| {
                let weeks = quarter * QUARTER..(quarter + 1) * QUARTER;
                seen.value_over(M::Accepted, Group::All, weeks)
            };
            let quarters: Option<Vec<f64>> = (0..YEARS * YEAR / QUARTER).map(quarter).collect();
            straightness(&quarters?)
        }
        "T34-declined-first" => year(M::DeclinedShare, 0),
        "T34-declined-last" => year(M::DeclinedShare, YEARS - 1),
        _ => None,
    }
}

fn ratio(above: Option<f64>, below: Option<f64>) -> Option<f64> {
    Some(above? / below?).filter(|ratio| ratio.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_targets_reads_and_its_ranges_hold_the_published_value() {
        let nothing = Replicate {
            number: 0,
            observations: Observations::new(52),
            studies: Studies::default(),
        };
        let targets = targets(&[nothing]);
        assert!(targets.len() > 30);
        for target in targets {
            assert!(
                target.low <= target.published && target.published <= target.high,
                "{}",
                target.id
            );
            assert!(!target.estimator.is_empty(), "{} says nothing of how it is found", target.id);
            let known = target.purpose != TargetUse::Validate || target.seen.is_some();
            assert!(known, "{} does not say who had seen it", target.id);
        }
    }
}

//! One scenario of a finished folder: its runs, week by week, and what they rest on.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::observe::{Group, M};
use crate::report::page::record::Scenario;
use crate::report::page::source::{Source, number, whole};

/// What is read of `weekly.csv`, run by run; the rest of its hundreds of metrics stay where they are.
const READ: [M; 35] = [
    M::GpRequests,
    M::GpVisits,
    M::GpRequestsMedical,
    M::GpRequestsSocialNeed,
    M::GpRequestsDisclosure,
    M::GpRequestsSelfCareAdvice,
    M::GpRequestsReturnAfterEnding,
    M::GpRequestsRevisitAfterRefusal,
    M::GpRequestsReferralTalk,
    M::UnmetRequests,
    M::Recognised,
    M::Offered,
    M::Accepted,
    M::FirstContacts,
    M::Connected,
    M::Completed,
    M::LostWaiting,
    M::WaitMedian,
    M::WaitP90,
    M::LifeSatisfaction,
    M::LifeSatisfactionSummed,
    M::CostAll,
    M::CostLinkWorkers,
    M::CostSupport,
    M::CostVcs,
    M::CostPlaces,
    M::CostNavigators,
    M::FullTimeWorkers,
    M::VacantPosts,
    M::Stress,
    M::Utilisation,
    M::VcsUse,
    M::VcsFull,
    M::WaitingList,
    M::Participants,
];

/// A metric of everybody, run by run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// The weeks in which it was taken.
    weeks: Vec<usize>,
    /// By run and place in `weeks`.
    values: Vec<Vec<Option<f64>>>,
}

impl Rows {
    /// The mean over the weeks of a span in which there is a figure, of each run.
    pub(crate) fn mean(&self, span: &Range<usize>) -> Vec<Option<f64>> {
        let from = self.weeks.partition_point(|week| *week < span.start);
        let to = self.weeks.partition_point(|week| *week < span.end);
        let of_run = |run: &Vec<Option<f64>>| {
            let there = run.get(from..to)?.iter().flatten();
            let (sum, count) =
                there.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            (count > 0.0).then(|| sum / count)
        };
        self.values.iter().map(of_run).collect()
    }

    /// The weeks in which it was taken.
    pub(crate) fn weeks(&self) -> &[usize] {
        &self.weeks
    }
}

/// A parameter, as `parameters.csv` holds it.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) path: String,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) low: String,
    pub(crate) high: String,
    pub(crate) basis: String,
    pub(crate) source: String,
    pub(crate) meaning: String,
}

/// One scenario.
#[derive(Clone, Debug)]
pub(crate) struct Arm {
    pub(crate) name: String,
    pub(crate) title: String,
    rows: BTreeMap<M, Rows>,
    /// Life satisfaction of each fifth of deprivation: week, middle run.
    pub(crate) fifths: BTreeMap<String, Vec<(usize, f64)>>,
    /// People who joined the waiting list in all weeks, the mean over runs.
    pub(crate) joined: f64,
    pub(crate) parameters: Vec<Parameter>,
    /// Published figures by which parameters were chosen: how many agree, of how many.
    pub(crate) agree: (usize, usize),
}

impl Arm {
    /// Reads a scenario whose tables lie in a folder of the source, "" or with a slash at its end, and whose
    /// runs have these numbers.
    pub(crate) fn read(
        source: &Source<'_>,
        folder: &str,
        scenario: &Scenario,
        runs: &[u32],
    ) -> Self {
        let mut arm = Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            rows: BTreeMap::new(),
            fifths: BTreeMap::new(),
            joined: 0.0,
            parameters: Vec::new(),
            agree: (0, 0),
        };
        arm.weekly(source, &format!("{folder}weekly.csv"), runs);
        source.rows(&format!("{folder}funnel.csv"), ["to", "mean"], |[to, mean]| {
            if to == "waiting" {
                arm.joined += number(mean)?.unwrap_or(0.0);
            }
            Ok(())
        });
        source.rows(&format!("{folder}targets.csv"), ["use", "agrees"], |[purpose, agrees]| {
            if purpose == "calibrate" && matches!(agrees, "yes" | "no") {
                arm.agree.1 += 1;
                arm.agree.0 += usize::from(agrees == "yes");
            }
            Ok(())
        });
        let columns =
            ["path", "value", "unit", "low", "high", "basis", "source", "source_title", "meaning"];
        source.rows(&format!("{folder}parameters.csv"), columns, |cells| {
            let [path, value, unit, low, high, basis, key, title, meaning] =
                cells.map(str::to_owned);
            let source = if title.is_empty() { key } else { title };
            arm.parameters.push(Parameter { path, value, unit, low, high, basis, source, meaning });
            Ok(())
        });
        arm
    }

    fn weekly(&mut self, source: &Source<'_>, table: &str, runs: &[u32]) {
        let wanted: BTreeMap<&str, M> =
            READ.iter().map(|&metric| (metric.metric().name, metric)).collect();
        let columns = ["replicate", "week", "group", "metric", "value"];
        source.rows(table, columns, |[replicate, week, group, metric, value]| {
            let Some(&metric) = wanted.get(metric) else { return Ok(()) };
            if replicate == "summary" {
                if metric == M::LifeSatisfaction && group != Group::All.label() {
                    let series = self.fifths.entry(group.to_owned()).or_default();
                    series.extend(number(value)?.map(|value| (whole(week).unwrap_or(0), value)));
                }
                return Ok(());
            }
            let (run, week): (u32, usize) = (whole(replicate)?, whole(week)?);
            let place = runs.iter().position(|there| *there == run);
            let place = place.ok_or_else(|| format!("run.toml knows no replicate {run}"))?;
            let rows = self.rows.entry(metric).or_default();
            rows.values.resize(runs.len(), Vec::new());
            if place == 0 {
                rows.weeks.push(week);
            }
            let at = rows.values[place].len();
            if rows.weeks.get(at) != Some(&week) {
                return Err(format!("week {week} of replicate {run} is not where it belongs"));
            }
            rows.values[place].push(number(value)?);
            Ok(())
        });
        for metric in READ {
            let whole = self.rows.get(&metric).is_some_and(|rows| {
                !rows.weeks.is_empty()
                    && rows.values.iter().all(|run| run.len() == rows.weeks.len())
            });
            if !whole {
                source.wrong(format!("{table} has not every week of `{}`", metric.metric().name));
                return;
            }
        }
    }

    /// A metric, run by run. All that is read is there.
    pub(crate) fn rows(&self, metric: M) -> &Rows {
        &self.rows[&metric]
    }
}

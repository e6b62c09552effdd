//! Result files of a comparison: the tables of every arm in a folder of its own, and beside them
//! what differs, as means of paired differences with intervals.

pub mod beyond;
#[cfg(feature = "program")]
pub mod networks;
pub mod parting;
#[cfg(feature = "program")]
pub mod pictures;
#[cfg(feature = "program")]
pub mod pictures_of_clients;
pub mod pounds;
#[cfg(feature = "program")]
pub mod readings;
#[cfg(feature = "program")]
pub mod record;
pub mod sentences;
pub mod tables;
pub mod twins;
#[cfg(feature = "program")]
pub mod uncertainty;

pub use beyond::Beyond;
pub use parting::{Parting, unlike};
pub use pounds::DISCOUNT;
#[cfg(feature = "program")]
pub use record::ComparisonRecord;
pub(crate) use sentences::Sign;
pub use sentences::differences_said;
#[cfg(feature = "program")]
pub(crate) use sentences::{of_metric, signed, way};
#[cfg(feature = "program")]
pub(crate) use twins::{ClientGain, client_gains};

#[cfg(feature = "program")]
use std::collections::BTreeSet;
#[cfg(feature = "program")]
use std::io::Write;
use std::ops::Range;

use crate::model::observe::{Group, M, Observations, Period};
#[cfg(feature = "program")]
use crate::report::folder::Kind;
#[cfg(feature = "program")]
use crate::report::page;
use crate::report::results::Results;
#[cfg(feature = "program")]
use crate::report::{Error, ParameterRow, Pictures, Record, Staging};
use crate::runs::{Difference, Students, Twins, ratio};

/// Arms whose replicates share their draws, one by one.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The arm that the others are judged against.
    pub base: Results<'a>,
    /// The others.
    pub others: Vec<Results<'a>>,
    /// The twins of each other arm, for the same replicates.
    twins: Vec<&'a [Twins]>,
    /// From which week and in what each other arm differs.
    partings: Vec<Option<Parting>>,
    /// Rate at which gains and spending are discounted beside the undiscounted ones, in per cent a year.
    discount: f64,
    /// What each arm spends that the account does not know, the base first.
    beyond: Vec<Option<Beyond>>,
    students: Students,
}

/// One arm against the base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) base: &'a Results<'a>,
    pub(crate) other: &'a Results<'a>,
    pub(crate) twins: &'a [Twins],
    pub(crate) parting: Option<&'a Parting>,
    pub(crate) discount: f64,
    pub(crate) beyond: [Option<&'a Beyond>; 2],
    pub(crate) students: &'a Students,
}

impl<'a> Comparison<'a> {
    /// A comparison of arms that have the same replicates, in the same order; of each other arm
    /// the twins, or none at all.
    ///
    /// # Panics
    /// If they do not.
    #[must_use]
    pub fn new(base: Results<'a>, others: Vec<Results<'a>>, twins: Vec<&'a [Twins]>) -> Self {
        let numbers = |arm: &Results<'_>| -> Vec<u32> {
            arm.replicates.iter().map(|replicate| replicate.number).collect()
        };
        assert!(
            others.iter().all(|other| numbers(other) == numbers(&base)),
            "the arms of a comparison have the same replicates"
        );
        let students = Students::up_to(base.replicates.len());
        let (partings, beyond) = (Vec::new(), Vec::new());
        Self { base, others, twins, partings, discount: DISCOUNT, beyond, students }
    }

    /// The same, with where each other arm parts from the base, and with a discount rate in per cent a
    /// year.
    #[must_use]
    pub fn with(self, partings: Vec<Option<Parting>>, discount: f64) -> Self {
        Self { partings, discount, ..self }
    }

    /// The same, with what each arm spends that the account does not know, the base first.
    #[must_use]
    pub fn spending(self, beyond: Vec<Option<Beyond>>) -> Self {
        Self { beyond, ..self }
    }

    /// Every arm, the base first.
    #[cfg(feature = "program")]
    pub(crate) fn arms(&self) -> impl Iterator<Item = &Results<'a>> {
        std::iter::once(&self.base).chain(&self.others)
    }

    /// Each other arm against the base.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        let Self { base, others, twins, partings, students, beyond, .. } = self;
        let beyond_of = |arm: usize| beyond.get(arm).and_then(Option::as_ref);
        let twins = twins.iter().copied().chain(std::iter::repeat(&[] as &[Twins]));
        let partings = partings.iter().map(Option::as_ref).chain(std::iter::repeat(None));
        let others = others.iter().zip(twins).zip(partings).enumerate();
        others.map(move |(place, ((other, twins), parting))| Pair {
            base,
            other,
            twins,
            parting,
            discount: self.discount,
            beyond: [beyond_of(0), beyond_of(place + 1)],
            students,
        })
    }
}

impl Pair<'_> {
    /// First week of what persons gain: 0, or the first of the warm-up.
    pub(crate) fn from(&self) -> i32 {
        self.twins.first().map_or(0, Twins::from)
    }

    /// A figure of both arms in every replicate in which both have it: base, other.
    pub(crate) fn both(
        &self,
        figure: impl Fn(&Observations) -> Option<f64>,
    ) -> (Vec<f64>, Vec<f64>) {
        let twins = self.base.replicates.iter().zip(self.other.replicates);
        twins
            .filter_map(|(base, other)| {
                Some((figure(&base.observations)?, figure(&other.observations)?))
            })
            .unzip()
    }

    /// The difference of a figure in every replicate in which both arms have it.
    pub(crate) fn each(&self, figure: impl Fn(&Observations) -> Option<f64>) -> Vec<f64> {
        let (base, other) = self.both(figure);
        base.iter().zip(&other).map(|(base, other)| other - base).collect()
    }

    /// The difference of a metric over a span of weeks.
    pub(crate) fn over(&self, metric: M, group: Group, span: Range<usize>) -> Option<Difference> {
        Difference::of(&self.each(|seen| seen.value_over(metric, group, span.clone())))
    }

    /// The difference of a metric over a period.
    pub(crate) fn during(&self, metric: M, group: Group, period: Period) -> Option<Difference> {
        self.over(metric, group, period.span(self.base.weeks())?)
    }

    /// The difference of a metric over a period, relative to the base.
    pub(crate) fn relative(&self, metric: M, group: Group, period: Period) -> Option<Difference> {
        self.relative_over(metric, group, period.span(self.base.weeks())?)
    }

    /// The same over a span of weeks.
    pub(crate) fn relative_over(
        &self,
        metric: M,
        group: Group,
        span: Range<usize>,
    ) -> Option<Difference> {
        let (base, other) = self.both(|seen| seen.value_over(metric, group, span.clone()));
        let differences: Vec<f64> = base.iter().zip(&other).map(|(a, b)| b - a).collect();
        ratio(&differences, &base)
    }
}

/// One arm as it is written down: its record and its parameters.
#[cfg(feature = "program")]
pub type ArmRecord = (Record, Vec<ParameterRow>);

/// Writes everything a comparison leaves behind into a staging folder, the record last. The
/// records of the arms are in the order of the arms, the base first.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
#[cfg(feature = "program")]
pub fn write_comparison(
    staging: &Staging,
    record: &ComparisonRecord,
    arms: &[ArmRecord],
    comparison: &Comparison<'_>,
    pictures: Pictures,
) -> Result<(), Error> {
    for ((record, parameters), results) in arms.iter().zip(comparison.arms()) {
        let folder = format!("{}/", results.scenario);
        crate::report::write_tables(staging, &folder, parameters, results)?;
        staging.file(&format!("{folder}run.toml"), |out| record.write(None, out))?;
    }
    staging.file("differences.csv", |out| tables::differences(out, comparison))?;
    staging.file("differences_summary.csv", |out| tables::summary(out, comparison))?;
    staging.file("twins.csv", |out| twins::table(out, comparison))?;
    staging.file("readings.csv", |out| readings::table(out, comparison))?;
    if pictures == Pictures::Drawn {
        let record = |out: &mut dyn Write| record.write(&BTreeSet::new(), out);
        let page = page::ready(staging, Kind::Compare, record)?;
        pictures::write(staging, comparison, &page)?;
        page.write(staging)?;
    }
    staging.record(|files, out| record.write(files, out))
}

//! What designs find: study by study, one a replicate, and over all of them.

use rayon::prelude::*;
use std::sync::atomic::Ordering;

use crate::runs::evaluation::live;
use crate::runs::{Arm, Difference, Watch};
use crate::studies::evaluation::around::Around;
use crate::studies::evaluation::design::Design;
use crate::studies::evaluation::estimators::Estimate;
use crate::studies::evaluation::taken::{Sum, Taken, take};
use crate::studies::evaluation::worlds::rules;

/// One study: a replicate of a design.
#[derive(Clone, Debug)]
pub struct Study {
    /// Number of the replicate.
    pub replicate: u32,
    /// What it has.
    pub taken: Taken,
    /// What it finds, in a sample of the size of the published study; nothing where too few are there.
    pub estimate: Option<Estimate>,
    /// The truth of the design, among all who could be in the study.
    pub truth: Option<f64>,
    /// Everybody against nobody, less that truth.
    pub interference: Option<f64>,
}

/// A design and the studies of it that are complete.
#[derive(Clone, Debug)]
pub struct Evaluated<'a> {
    /// The design.
    pub design: &'a Design,
    /// The studies, in order.
    pub studies: Vec<Study>,
}

/// Runs every study of a design, in parallel over neighbourhoods, on the current thread pool. Studies whose
/// neighbourhoods did not all finish are left out.
#[must_use]
pub fn evaluate<'a>(design: &'a Design, watch: &Watch<'_>) -> Evaluated<'a> {
    let size = design.size();
    let arm = Arm::new(&design.scenario.timeline);
    let rules = rules(design);
    let cells: Vec<(u32, u32)> = (0..size.replicates)
        .flat_map(|replicate| (0..size.neighbourhoods).map(move |place| (replicate, place)))
        .collect();
    let one = |&(replicate, place): &(u32, u32)| {
        if watch.stop.load(Ordering::Relaxed) {
            return None;
        }
        let taken = watch.catch(|| {
            let worlds = live(&arm, &rules, &size, (replicate, place));
            take(design, &worlds, (replicate, place))
        });
        (watch.cell_done)();
        taken
    };
    let taken: Vec<Option<Taken>> = cells.par_iter().with_max_len(1).map(one).collect();
    let mut studies = Vec::new();
    let mut left = taken.into_iter();
    for replicate in 0..size.replicates {
        let own: Option<Vec<Taken>> = left.by_ref().take(size.neighbourhoods as usize).collect();
        let Some(own) = own else { continue };
        let mut own = own.into_iter();
        let Some(mut all) = own.next() else { continue };
        own.for_each(|more| all.join(more));
        studies.push(Study::of(design, replicate, all));
    }
    Evaluated { design, studies }
}

impl Study {
    pub(crate) fn of(design: &Design, replicate: u32, taken: Taken) -> Self {
        let unit = taken.rows.unit(design.measure);
        let over = |sum: &Sum| Some(sum.mean(design.measure)? / unit?);
        Self {
            replicate,
            estimate: taken.rows.estimate(design, design.who.number as usize),
            truth: over(&taken.own),
            interference: over(&taken.interference),
            taken,
        }
    }
}

impl Evaluated<'_> {
    /// The mean over studies of what is there.
    fn over(&self, figure: impl Fn(&Study) -> Option<f64>) -> Option<Difference> {
        let values: Vec<f64> = self.studies.iter().filter_map(figure).collect();
        Difference::of(&values)
    }

    /// What the design finds, as a mean over studies.
    #[must_use]
    pub fn found(&self) -> Option<Difference> {
        self.over(|study| study.estimate.map(|found| found.value))
    }

    /// The truth of the design.
    #[must_use]
    pub fn truth(&self) -> Option<Difference> {
        self.over(|study| study.truth)
    }

    /// Everybody against nobody, less that.
    #[must_use]
    pub fn interference(&self) -> Option<Difference> {
        self.over(|study| study.interference)
    }

    /// What the design finds less the truth of it, study by study.
    #[must_use]
    pub fn bias(&self) -> Option<Difference> {
        self.over(|study| Some(study.estimate?.value - study.truth?))
    }

    /// Visits around the referral over all studies.
    #[must_use]
    pub fn around(&self) -> Around {
        let mut all = Around::default();
        self.studies.iter().for_each(|study| all.add(&study.taken.around));
        all
    }

    /// Of the studies that found anything: how many intervals hold the mean truth, and how many leave zero out.
    #[must_use]
    pub fn held(&self) -> [usize; 3] {
        let truth = self.truth().map(|truth| truth.mean);
        let mut counts = [0; 3];
        for found in self.studies.iter().filter_map(|study| study.estimate) {
            let (low, high) = found.interval();
            counts[0] += 1;
            counts[1] += usize::from(truth.is_some_and(|truth| (low..=high).contains(&truth)));
            counts[2] += usize::from(low > 0.0 || high < 0.0);
        }
        counts
    }
}

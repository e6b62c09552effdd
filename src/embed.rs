//! Kith inside another program, such as a page in a browser. A scenario comes as text, runs on the
//! thread at hand, and leaves as numbers and as pictures in SVG: no file, no clock, no thread. This is
//! what the crate can do without its feature `program`, and it builds for `wasm32-unknown-unknown`.
//! The same texts, size and seed give the same bits everywhere, those of `kith run` among them.
//!
//! ```
//! use kith::embed;
//! use kith::model::observe::{Group, M};
//!
//! let mine = "title = \"More\"\nextends = \"baseline\"\nbecause = \"An example.\"\n\
//!             [set]\n\"link_workers.per_50k\" = 6\n";
//! let scenario = embed::load_text("mine", &[("mine", mine)])?;
//! let usual = embed::RunSize::of(scenario.start());
//! let small = embed::RunSize { people: 300, weeks: 8, warm_up: 4, ..usual };
//! let replicate = embed::replicate(&scenario.timeline, &small, 0);
//! let requests = embed::weekly(&replicate, M::GpRequests, Group::All);
//! assert_eq!(requests.len(), 8);
//! let pictures = embed::pictures(&scenario, &[replicate]);
//! assert!(pictures.iter().all(|picture| picture.svg.starts_with("<svg ")));
//! # Ok::<(), kith::scenario::Diagnostics>(())
//! ```

use crate::model::observe::{Group, M};
use crate::report::{Results, charts, run};
use crate::runs::Shown;
use crate::scenario::Scenario;

pub use crate::runs::{Replicate, RunSize, replicate};
pub use crate::scenario::load_text;

/// A picture of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its name, as that of its file in a folder of results.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub sentence: String,
    /// The picture as SVG, with a text alternative.
    pub svg: String,
}

/// A metric of one replicate for a group, in each week in which it is taken: the week, from 0, and
/// the value in the metric's own unit, or nothing where there was nobody to take it from.
#[must_use]
pub fn weekly(replicate: &Replicate, metric: M, group: Group) -> Vec<(usize, Option<f64>)> {
    let seen = &replicate.observations;
    seen.weeks_of(metric).map(|week| (week, seen.value(metric, group, week))).collect()
}

/// Every picture of a run, from one or more replicates of one length.
///
/// # Panics
/// If there is no replicate: nothing can be drawn of none.
#[must_use]
pub fn pictures(scenario: &Scenario, replicates: &[Replicate]) -> Vec<Picture> {
    let changed = scenario.changed();
    let (scenario, title) = (&*scenario.name, &*scenario.title);
    let shown = Shown::Calibration;
    let results = Results { scenario, title, changed: &changed, shown, replicates, second: &[] };
    let footer = run::footer(&results);
    let drawn = |chart: charts::Chart| Picture {
        name: chart.name,
        svg: charts::drawn(&chart, &footer),
        sentence: chart.sentence,
    };
    run::every(&results).into_iter().map(drawn).collect()
}

//! Claims of the theory as data: each is an experiment that a file declares before it is run.
//! A file holds the claims of one group. What the claims mean for arms, tests and verdicts stands
//! in `studies::theory`; here a file is read and judged, everything that is wrong at once.

pub mod arms;
pub mod effect;
pub mod expected;
pub mod file;
pub mod listed;
pub mod words;

pub use effect::{Contrast, Effect, Expect, Reading, Whom};
pub(crate) use expected::{whole, word};
pub use file::{built_in, files_of, load, load_from};
pub(crate) use file::{is_claim, nearest_claim, nearest_id};
pub use listed::{Basis, Cited, Configuration, Level, PAPERS, Setting};
pub use words::Words;

use crate::scenario::base;
use crate::scenario::timeline;
use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::model::parameters::Parameters;
use crate::scenario::checked::Scenario;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location};
use crate::scenario::overlay::{Action, Change};
use crate::scenario::schedule::{Block, Times};
use crate::scenario::timeline::Timeline;

/// How much of a claim the parameters say themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A parameter says so: the test shows that it does what it says.
    BuiltIn,
    /// One step from a parameter.
    OneStep,
    /// Through other people, or over time: nothing says so.
    Emergent,
}

impl Class {
    /// Every class.
    pub const ALL: &[Self] = &[Self::BuiltIn, Self::OneStep, Self::Emergent];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::OneStep => "one_step",
            Self::Emergent => "emergent",
        }
    }
}

/// What a piece of an arm changes, from the start or in some weeks.
#[derive(Clone, Debug, Default)]
pub struct Shift {
    pub(crate) changes: Vec<Change>,
    pub(crate) times: Option<Times>,
}

impl Shift {
    /// How many parameters the piece changes.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.changes.len()
    }
}

/// What should become of a claim in another context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InContext {
    /// The outcome has the same sign.
    Hold,
    /// It is nearer to nothing.
    Weaker,
    /// It is further from nothing.
    Stronger,
    /// There is none.
    Vanish,
    /// It has the other sign.
    Turn,
}

impl InContext {
    /// Every expectation.
    pub const ALL: &[Self] = &[Self::Hold, Self::Weaker, Self::Stronger, Self::Vanish, Self::Turn];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Weaker => "weaker",
            Self::Stronger => "stronger",
            Self::Vanish => "vanish",
            Self::Turn => "turn",
        }
    }
}

/// Another context of a claim.
#[derive(Clone, Debug)]
pub struct Context {
    /// For whom or where, in a few words.
    pub name: String,
    /// What is different there, in all arms.
    pub shift: Shift,
    /// What should become of the outcome.
    pub expect: InContext,
}

/// How it is known that the outcome comes by the mechanism.
#[derive(Clone, Debug)]
pub enum Cut {
    /// This cuts the mechanism, in all arms.
    By(Shift),
    /// Nothing in the model can cut it, for this reason.
    Nothing(String),
    /// It could not come otherwise, for this reason: a parameter states it, or it is a product of chances.
    Construction(String),
}

impl Cut {
    /// What cuts the mechanism, if something does.
    #[must_use]
    pub fn shift(&self) -> Option<&Shift> {
        match self {
            Self::By(shift) => Some(shift),
            Self::Nothing(_) | Self::Construction(_) => None,
        }
    }

    /// Why there is nothing that cuts it, where there is not.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::By(_) => None,
            Self::Nothing(reason) | Self::Construction(reason) => Some(reason),
        }
    }
}

/// Why a claim counts as fitted: it was looked at before something was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitted {
    /// The model was changed with it in view.
    Model,
    /// Its test was changed after a first look.
    Test,
    /// Its verdict was read and explained, and nothing was changed for it alone.
    Verdict,
}

impl Fitted {
    /// Every reason.
    pub const ALL: &[Self] = &[Self::Model, Self::Test, Self::Verdict];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Test => "test",
            Self::Verdict => "verdict",
        }
    }
}

/// How a claim is tested.
#[derive(Clone, Debug)]
pub struct Test {
    /// What all arms have in common, beside the baseline.
    pub base: Shift,
    /// How arms are compared.
    pub contrast: Contrast,
    /// What should move first.
    pub mechanism: Vec<Effect>,
    /// What should follow.
    pub outcome: Vec<Effect>,
    /// What cuts the mechanism, or why nothing does.
    pub cut: Cut,
    /// For whom and where else it is tried.
    pub contexts: Vec<Context>,
    /// Replicates, where the claim needs more than the others.
    pub replicates: Option<u32>,
    /// People, where the claim needs more than the others.
    pub people: Option<u32>,
}

impl Test {
    /// The first outcome that should change: what should go when the mechanism is cut.
    #[must_use]
    pub fn carried(&self) -> Option<&Effect> {
        self.outcome.iter().find(|effect| effect.expect != Expect::Same)
    }

    /// The parameters that the arms change, by their numbers.
    #[must_use]
    pub fn levers(&self) -> BTreeSet<usize> {
        let pieces = self.contrast.pieces();
        pieces.iter().flat_map(|(_, piece)| piece.changes.iter().map(|c| c.parameter)).collect()
    }
}

/// Whether and how a claim is tested.
#[derive(Clone, Debug)]
pub enum Tested {
    /// By an experiment.
    Yes(Box<Test>),
    /// Not yet, for this reason.
    No(String),
}

/// One claim of the theory.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its name, such as `A013`.
    pub id: String,
    /// Its group, such as `A1`.
    pub group: String,
    /// What its group is about.
    pub title: String,
    /// What it says, in our own words.
    pub claim: String,
    /// The same as a configuration of context, mechanism and outcome, from the list of claims.
    pub configuration: Configuration,
    /// The paper that says it, and where.
    pub source: String,
    /// How much of it the parameters say themselves.
    pub class: Class,
    /// What a reader should know of the test.
    pub note: Option<String>,
    /// Why the model gives something else than the claim says, where it does.
    pub finding: Option<String>,
    /// Whether it was looked at before something was changed.
    pub fitted: Option<Fitted>,
    /// How it is tested.
    pub tested: Tested,
    /// The file.
    pub file: PathBuf,
    /// Where the claim stands in its file.
    pub(crate) place: Location,
}

impl Claim {
    /// The experiment, if there is one.
    #[must_use]
    pub fn test(&self) -> Option<&Test> {
        match &self.tested {
            Tested::Yes(test) => Some(test),
            Tested::No(_) => None,
        }
    }
}

/// A checked scenario with further changes on top, in order.
///
/// # Errors
/// If a change leads outside what is possible.
pub fn timeline(scenario: &Scenario, shifts: &[&Shift]) -> Result<Timeline, Diagnostics> {
    timeline_from(scenario, &scenario.values(), shifts)
}

/// The same from other values at the start than the scenario's, one for each declaration.
///
/// # Errors
/// If a change leads outside what is possible.
pub fn timeline_from(
    scenario: &Scenario,
    values: &[f64],
    shifts: &[&Shift],
) -> Result<Timeline, Diagnostics> {
    let specs = Parameters::specs();
    let mut start = values.to_vec();
    let mut schedule: Vec<Block> = scenario.schedule.clone();
    let mut found = Vec::new();
    for shift in shifts {
        if let Some(times) = shift.times {
            schedule.push(Block { times, changes: shift.changes.clone() });
            continue;
        }
        for change in &shift.changes {
            let spec = &specs[change.parameter];
            let value = change.action.after(start[change.parameter], 1.0);
            let value = if base::is_whole(spec) { value.round() } else { value };
            if base::impossible(spec, value).is_none() {
                start[change.parameter] = value + 0.0;
            } else {
                let verb =
                    if matches!(change.action, Action::Scale(_)) { "scaling" } else { "this" };
                let message = format!("{verb} takes `{}` outside the possible range", spec.path);
                found.push(
                    Diagnostic::error(change.place.clone(), message)
                        .about(&*spec.path)
                        .found(value.to_string())
                        .allowed(base::possible(spec)),
                );
            }
        }
    }
    let plausible = scenario.entries.iter().map(|entry| (entry.low, entry.high)).collect();
    let (timeline, problems) = timeline::build(&start, &plausible, &schedule);
    found.extend(problems.into_iter().filter(|problem| problem.severity == Gravity::Error));
    if found.is_empty() { Ok(timeline) } else { Err(Diagnostics::new(found)) }
}

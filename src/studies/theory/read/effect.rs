//! What a claim expects: of which metric, for whom, when, which way, and how much matters.

use std::ops::Range;

use crate::model::observe::{Breakdown, Group, M, Observations};
use crate::studies::theory::read::Shift;
use crate::studies::theory::sizes::{Size, Smallest};

/// For whom a metric is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody, or one fifth.
    Group(Group),
    /// The most deprived fifth, less the least deprived one.
    Gap,
}

impl Whom {
    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Group(group) => group.label(),
            Self::Gap => "gap",
        }
    }
}

/// What is read off a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The metric.
    pub metric: M,
    /// A metric it is divided by.
    pub over: Option<M>,
    /// For whom.
    pub whom: Whom,
    /// In which measured weeks.
    pub weeks: Range<usize>,
}

impl Reading {
    /// The value in a run, or nothing when there was nobody to take it from.
    #[must_use]
    pub fn of(&self, seen: &Observations) -> Option<f64> {
        let one = |group: Group| {
            let value = seen.value_over(self.metric, group, self.weeks.clone())?;
            match self.over {
                None => Some(value),
                Some(over) => {
                    let over = seen.value_over(over, group, self.weeks.clone())?;
                    (over.abs() > 0.0).then(|| value / over)
                }
            }
        };
        match self.whom {
            Whom::Group(group) => one(group),
            Whom::Gap => Some(one(Group::EVERY[1])? - one(Group::EVERY[5])?),
        }
    }

    /// Whether all its metrics are taken for these people.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        let fifths = |metric: M| metric.metric().by == Breakdown::Fifths;
        self.whom == Whom::Group(Group::All)
            || (fifths(self.metric) && self.over.is_none_or(fifths))
    }

    /// What is read, in the words of pictures.
    #[must_use]
    pub fn label(&self) -> String {
        let over = self.over.map_or_else(String::new, |over| format!(" / {}", over.metric().label));
        let whom = match self.whom {
            Whom::Group(Group::All) => String::new(),
            Whom::Group(group) => format!(", {} fifth", group.label().replace('_', " ")),
            Whom::Gap => ", most less least deprived fifth".to_owned(),
        };
        format!("{}{over}{whom}", self.metric.metric().label)
    }

    /// A short name, for tables.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = self.metric.metric().name.to_owned();
        if let Some(over) = self.over {
            name = format!("{name} / {}", over.metric().name);
        }
        if self.whom != Whom::Group(Group::All) {
            name = format!("{name} [{}]", self.whom.label());
        }
        name
    }
}

/// Which way a reading should move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Up, or rising over the arms of an order.
    Up,
    /// Down, or falling.
    Down,
    /// Not by as much as matters.
    Same,
    /// Highest in an arm between the ends (orders only).
    Peak,
    /// Lowest in an arm between the ends (orders only).
    Dip,
}

impl Expect {
    /// Every expectation.
    pub const ALL: &[Self] = &[Self::Up, Self::Down, Self::Same, Self::Peak, Self::Dip];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Same => "same",
            Self::Peak => "peak",
            Self::Dip => "dip",
        }
    }

    /// The other way.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::Peak => Self::Dip,
            Self::Dip => Self::Peak,
            Self::Same => Self::Same,
        }
    }
}

/// One thing a claim expects.
#[derive(Clone, Debug)]
pub struct Effect {
    /// What is read.
    pub reading: Reading,
    /// Which way it should go.
    pub expect: Expect,
    /// How much matters, and why.
    pub size: Size,
    /// Whether the file says so itself, as an exception to the rule.
    pub own_size: bool,
    /// Other weeks that are read: those by which the difference should be gone (temporary claims),
    /// or the early ones (later claims).
    pub others: Option<Range<usize>>,
    /// The arm that this yardstick should put first, from 0 (rankings only).
    pub first: Option<usize>,
}

impl Effect {
    /// What tells how large the arms are, where the size that matters is scaled by it.
    #[must_use]
    pub(crate) fn scale(&self) -> Option<Reading> {
        let all = Whom::Group(Group::All);
        match self.size.smallest {
            Smallest::Units(_) => None,
            Smallest::Percent(_) if self.reading.whom == Whom::Gap => {
                Some(Reading { whom: all, ..self.reading.clone() })
            }
            Smallest::Percent(_) => Some(self.reading.clone()),
            Smallest::PerClient(_) => {
                let weeks = self.reading.weeks.clone();
                Some(Reading { metric: M::FirstContacts, over: None, whom: all, weeks })
            }
        }
    }
}

/// How arms are compared.
#[derive(Clone, Debug)]
pub enum Contrast {
    /// With the lever, less without.
    Difference {
        /// The lever.
        lever: Shift,
    },
    /// The same for the gap between the most and the least deprived fifth.
    Slope {
        /// The lever.
        lever: Shift,
    },
    /// Both levers together, less the sum of each.
    Interaction {
        /// One lever.
        lever: Shift,
        /// The other.
        with: Shift,
    },
    /// Arms in an order: rising, falling, or with an optimum between the ends.
    Order {
        /// At least three arms.
        arms: Vec<Shift>,
    },
    /// One step between arms in an order is larger than the others.
    Threshold {
        /// At least three arms.
        arms: Vec<Shift>,
        /// The step, from 1 for the one between the first two arms.
        step: usize,
    },
    /// The spread between replicates, with the lever against without.
    Variance {
        /// The lever.
        lever: Shift,
    },
    /// A difference that is there in one span of weeks and gone in a later one.
    Temporary {
        /// The lever.
        lever: Shift,
    },
    /// A difference that grows: in the weeks that are read, less in early ones.
    Later {
        /// The lever.
        lever: Shift,
    },
    /// All levers together, less the sum of each alone.
    Together {
        /// At least three levers.
        levers: Vec<Shift>,
    },
    /// The same arms ranked by yardsticks that do not agree: each says which arm it puts first.
    Ranking {
        /// At least two arms.
        arms: Vec<Shift>,
    },
    /// Two attractors: with the lever, replicates fall into two groups; more so than without.
    TwoPeaks {
        /// The lever.
        lever: Shift,
    },
    /// One way in one context, the other way in another.
    TwoSided {
        /// The lever.
        lever: Shift,
        /// The other context.
        other: Shift,
    },
}

impl Contrast {
    /// The words that files use.
    pub const LABELS: &[&str] = &[
        "difference",
        "slope",
        "interaction",
        "order",
        "threshold",
        "variance",
        "temporary",
        "two_sided",
        "later",
        "together",
        "ranking",
        "two_peaks",
    ];

    /// What the arms change, each with the key that files use for it.
    #[must_use]
    pub fn pieces(&self) -> Vec<(&'static str, &Shift)> {
        match self {
            Self::Difference { lever }
            | Self::Slope { lever }
            | Self::Variance { lever }
            | Self::Temporary { lever }
            | Self::Later { lever }
            | Self::TwoPeaks { lever } => vec![("lever", lever)],
            Self::Interaction { lever, with } => vec![("lever", lever), ("with", with)],
            Self::TwoSided { lever, other } => vec![("lever", lever), ("other_base", other)],
            Self::Together { levers } => levers.iter().map(|lever| ("lever", lever)).collect(),
            Self::Order { arms } | Self::Threshold { arms, .. } | Self::Ranking { arms } => {
                arms.iter().map(|arm| ("arm", arm)).collect()
            }
        }
    }

    /// How the arms are compared, in a sentence.
    #[must_use]
    pub fn about(&self) -> &'static str {
        match self {
            Self::Difference { .. } => "With the lever, less without.",
            Self::Slope { .. } => "With the lever, less without, for the gap between fifths.",
            Self::Interaction { .. } => "Both levers together, less the sum of each alone.",
            Self::Order { .. } => "Arms in an order: the last less the first, with no step back.",
            Self::Threshold { .. } => {
                "One step between arms in an order, less the mean of the others."
            }
            Self::Variance { .. } => "The spread between replicates, with the lever less without.",
            Self::Temporary { .. } => "With the lever, less without: there at first, gone later.",
            Self::Later { .. } => "With the lever, less without: late, less early.",
            Self::Together { .. } => "All levers together, less the sum of each alone.",
            Self::Ranking { .. } => {
                "The arm that each yardstick should put first, less each other arm."
            }
            Self::TwoPeaks { .. } => {
                "How far replicates fall into two groups, with the lever less without."
            }
            Self::TwoSided { .. } => "With the lever, less without: opposite signs on two bases.",
        }
    }

    /// The word that files use.
    #[must_use]
    pub fn label(&self) -> &'static str {
        Self::LABELS[match self {
            Self::Difference { .. } => 0,
            Self::Slope { .. } => 1,
            Self::Interaction { .. } => 2,
            Self::Order { .. } => 3,
            Self::Threshold { .. } => 4,
            Self::Variance { .. } => 5,
            Self::Temporary { .. } => 6,
            Self::TwoSided { .. } => 7,
            Self::Later { .. } => 8,
            Self::Together { .. } => 9,
            Self::Ranking { .. } => 10,
            Self::TwoPeaks { .. } => 11,
        }]
    }
}

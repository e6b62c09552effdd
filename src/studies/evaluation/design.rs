//! A design, as its file says it.

use crate::model::world::Form;
use crate::runs::records::Kind;
use crate::scenario::Origin;
use crate::scenario::Scenario;
use crate::studies::evaluation::estimators::before_after::Measure;

/// How an effect is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimator {
    /// The change of clients.
    BeforeAfter,
    /// The change of those clients whose record has a last form.
    Completers,
    /// The change of clients less that of matched controls.
    MatchedControl,
    /// Clients against people who are never referred, by calendar quarter, with effects of both.
    DifferenceInDifferences,
    /// Persons are allotted by lot, the others wait: all as allotted.
    Randomised,
    /// The same, those alone who did as allotted.
    PerProtocol,
    /// Practices are allotted by lot.
    ClusterRandomised,
    /// Practices begin in steps: two-way fixed effects.
    StaggeredTwoWay,
    /// The same by Callaway and Sant'Anna.
    StaggeredGroups,
    /// A survey taken twice of people drawn anew.
    Survey,
    /// A series of months, before and after all practices begin.
    TimeSeries,
}

impl Estimator {
    /// All of them, in their order.
    pub const ALL: [Self; 11] = [
        Self::BeforeAfter,
        Self::Completers,
        Self::MatchedControl,
        Self::DifferenceInDifferences,
        Self::Randomised,
        Self::PerProtocol,
        Self::ClusterRandomised,
        Self::StaggeredTwoWay,
        Self::StaggeredGroups,
        Self::Survey,
        Self::TimeSeries,
    ];

    /// The words of files, in the same order.
    pub const WORDS: [&str; 11] = [
        "before_after",
        "completers",
        "matched_control",
        "difference_in_differences",
        "randomised",
        "per_protocol",
        "cluster_randomised",
        "staggered_two_way",
        "staggered_groups",
        "survey",
        "time_series",
    ];

    /// The word of files.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// What it compares, in words.
    #[must_use]
    pub fn family(self) -> Family {
        match self {
            Self::BeforeAfter
            | Self::Completers
            | Self::MatchedControl
            | Self::DifferenceInDifferences => Family::Clients,
            Self::Randomised | Self::PerProtocol => Family::Persons,
            Self::ClusterRandomised | Self::Survey => Family::Practices,
            Self::StaggeredTwoWay | Self::StaggeredGroups => Family::Steps,
            Self::TimeSeries => Family::Everywhere,
        }
    }
}

/// Who decides who has the scheme, which says which worlds are lived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Nobody: whoever accepts has it.
    Clients,
    /// A lot for each person.
    Persons,
    /// A lot for each practice.
    Practices,
    /// A lot for each practice says when.
    Steps,
    /// All practices begin together.
    Everywhere,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Visits, as a rate a year.
    Visits(Kind),
    /// Life satisfaction as asked, 0 to 10.
    LifeSatisfaction,
    /// Loneliness as asked on the three-item UCLA scale, 3 to 9.
    Loneliness,
}

impl Outcome {
    /// The words of files.
    pub const WORDS: [&str; 5] =
        ["gp_visits", "practice_visits", "urgent_visits", "life_satisfaction", "loneliness"];

    /// By its place among the words.
    #[must_use]
    pub fn at(place: usize) -> Self {
        match (Kind::ALL.get(place), place == Kind::ALL.len()) {
            (Some(&kind), _) => Self::Visits(kind),
            (None, true) => Self::LifeSatisfaction,
            (None, false) => Self::Loneliness,
        }
    }

    /// The word of files.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Visits(kind) => kind.label(),
            Self::LifeSatisfaction => Self::WORDS[3],
            Self::Loneliness => Self::WORDS[4],
        }
    }

    /// Its unit, where it is not said in per cent.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Visits(_) => "visits a year",
            Self::LifeSatisfaction => "points of 10",
            Self::Loneliness => "points of 6",
        }
    }

    /// The visits that are counted.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Visits(kind) => Some(kind),
            Self::LifeSatisfaction | Self::Loneliness => None,
        }
    }

    /// The score on a form; none of visits.
    #[must_use]
    pub fn on(self, form: Form) -> Option<u8> {
        match self {
            Self::Visits(_) => None,
            Self::LifeSatisfaction => form.life_satisfaction,
            Self::Loneliness => form.loneliness,
        }
    }
}

/// Whose record a study of clients looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clients {
    /// Everybody who was taken on.
    Referred,
    /// Those who had a contact with a link worker.
    Contacted,
}

impl Clients {
    /// The words of files.
    pub const WORDS: [&str; 2] = ["referred", "contacted"];
}

/// What a client and a control are alike in, beside sex and fifth, which they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covariate {
    /// Age in years.
    Age,
    /// Long-term conditions.
    Conditions,
    /// Visits of the window before.
    Visits,
}

impl Covariate {
    /// The words of files.
    pub const WORDS: [&str; 3] = ["age", "conditions", "visits"];
    /// All of them, in the same order.
    pub const ALL: [Self; 3] = [Self::Age, Self::Conditions, Self::Visits];
}

/// Who is in the study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Whose record.
    pub clients: Clients,
    /// How many the study had; all there are where it is 0.
    pub number: u32,
    /// Youngest age.
    pub age_from: u32,
    /// Visits to the practice in the window before, at least.
    pub visits_from: u32,
    /// Share of people who can be followed to the end: by lot.
    pub followed: f64,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// First week of referral, of enrolment, or of the scheme.
    pub from: i32,
    /// The week after the last of referral or enrolment.
    pub until: i32,
    /// Weeks before that are looked at.
    pub before: i32,
    /// Weeks after.
    pub after: i32,
}

/// How a survey goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// Share of adults who are asked.
    pub asked: f64,
    /// Share of them who answer, in the middle fifth and at a life satisfaction of 7.
    pub answer: f64,
    /// Relative fall of that in the most deprived fifth, and rise in the least.
    pub deprived: f64,
    /// Relative rise of that for each point of life satisfaction.
    pub satisfied: f64,
}

/// What was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The effect, in the measure of the design.
    pub value: f64,
    /// Low end of its interval or range, if there is one.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
    /// Where it stands.
    pub source: String,
    /// Id of the row of published figures that it is, if it is one.
    pub id: Option<String>,
    /// Whether parameters were chosen by it.
    pub calibrated: bool,
}

/// A checked design.
#[derive(Clone, Debug)]
pub struct Design {
    /// The file's name without its ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it is to find out.
    pub because: String,
    /// The file.
    pub file: Origin,
    /// The scenario in which people live.
    pub scenario: Scenario,
    /// How the effect is estimated.
    pub estimator: Estimator,
    /// What is measured.
    pub outcome: Outcome,
    /// In which unit it is said.
    pub measure: Measure,
    /// Who.
    pub who: Sample,
    /// When.
    pub when: Weeks,
    /// What controls are like.
    pub covariates: Vec<Covariate>,
    /// How far a control may be, in standard deviations.
    pub caliper: f64,
    /// Weeks that controls of a trial of persons wait; for good without.
    pub wait: Option<i32>,
    /// Weeks in which practices begin, dealt in turn.
    pub starts: Vec<i32>,
    /// Practices of each deal that never begin.
    pub never: u32,
    /// Periods over which errors of a series hang together.
    pub lag: u32,
    /// How a survey goes.
    pub asked: Asked,
    /// What was published.
    pub published: Option<Published>,
}

impl Design {
    /// The unit of every number of it.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self.measure {
            Measure::Percent => "%",
            Measure::Difference => self.outcome.unit(),
            Measure::Deviations => "standard deviations",
        }
    }
}

//! Published figures beside what the same study would find in a run. Calibration rows were used to
//! choose parameters; validation rows never are.

use crate::experiment::{Estimates, Replicate, Studies};
use crate::observe::{Group, M, Observations};

/// What a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Parameters were chosen so that the run comes near.
    Calibrate,
    /// Kept apart to judge the model.
    Validate,
}

impl Purpose {
    /// The purpose as result files write it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Calibrate => "calibrate",
            Self::Validate => "validate",
        }
    }
}

/// A published figure and what a run gives.
#[derive(Clone, Debug)]
pub struct Target {
    /// Number of the target in the evidence.
    pub id: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// What is measured.
    pub name: &'static str,
    /// Unit of the figures.
    pub unit: &'static str,
    /// Published value.
    pub published: f64,
    /// Lowest value that agrees.
    pub low: f64,
    /// Highest value that agrees.
    pub high: f64,
    /// Value found, when the run was long enough to find one.
    pub found: Option<f64>,
    /// Where the figure is from.
    pub source: &'static str,
}

impl Target {
    /// Whether the value found lies in the published range.
    #[must_use]
    pub fn agrees(&self) -> Option<bool> {
        self.found.map(|found| self.low <= found && found <= self.high)
    }
}

/// Every target beside what these replicates, taken together, give.
///
/// # Panics
/// If there is no replicate.
#[must_use]
pub fn targets(replicates: &[Replicate]) -> Vec<Target> {
    let (first, others) = replicates.split_first().expect("results have a replicate");
    let (mut seen, mut studies) = (first.observations.clone(), first.studies.clone());
    for other in others {
        seen.add(&other.observations);
        studies.add(&other.studies);
    }
    list(&seen, &studies)
}

fn list(seen: &Observations, studies: &Studies) -> Vec<Target> {
    use Purpose::{Calibrate, Validate};
    let weeks = seen.weeks();
    let mean = |metric: M| seen.value_over(metric, Group::All, 0..weeks);
    let by = |metric: M, group: usize| seen.value_over(metric, Group::EVERY[group], 0..weeks);
    let yearly = |metric: M| mean(metric).map(|weekly| weekly * 52.0);
    let ratio = |above: Option<f64>, below: Option<f64>| {
        Some(above? / below?).filter(|ratio| ratio.is_finite())
    };
    let percent =
        |above: Option<f64>, below: Option<f64>| ratio(above, below).map(|ratio| 100.0 * ratio);
    let e: Estimates = studies.estimates();
    let level = |k: usize| e.levels.map(|levels| levels[k]);
    let odds = |k: usize| e.referred_odds.map(|odds| odds[k]);
    let ended = mean(M::Completed).zip(mean(M::LeftActivity)).map(|(a, b)| a + b);
    let per_worker = ratio(
        mean(M::FirstContacts).map(|weekly| weekly * 52.0 * 50.0),
        mean(M::WorkersFullTime).filter(|&posts| posts > 0.0),
    );
    let row = |id, purpose, name, unit, published, (low, high), found, source| Target {
        id,
        purpose,
        name,
        unit,
        published,
        low,
        high,
        found,
        source,
    };
    vec![
        row(
            "T01",
            Calibrate,
            "Top 3 % attenders of a half-year who attend less in the next",
            "%",
            79.0,
            (75.0, 85.0),
            e.frequent_half_less,
            "Bristol cohort, BJGP Open 4(5)",
        ),
        row(
            "T02",
            Calibrate,
            "Top-tenth attenders of a year who are so in both following years",
            "%",
            15.4,
            (10.0, 20.0),
            e.frequent_year_persists,
            "Smits 2009",
        ),
        row(
            "T03",
            Calibrate,
            "Appointments with all practice staff",
            "per person a year",
            5.8,
            (5.3, 6.1),
            yearly(M::PracticeVisits).map(|n| n / 1_000.0),
            "Institute for Government 2024",
        ),
        row(
            "T04",
            Calibrate,
            "GP share of appointments",
            "%",
            46.0,
            (40.0, 50.0),
            percent(mean(M::GpVisits), mean(M::PracticeVisits)),
            "Institute for Government 2024",
        ),
        row(
            "T05",
            Calibrate,
            "Share of consultations taken by the top tenth",
            "%",
            40.0,
            (36.0, 43.0),
            e.top_tenth_share,
            "Kontopantelis 2021",
        ),
        row(
            "T06",
            Calibrate,
            "GP consultations mainly for a social need",
            "%",
            19.0,
            (10.0, 25.0),
            percent(mean(M::GpVisitsSocialNeed), mean(M::GpVisits)),
            "Citizens Advice 2015",
        ),
        row(
            "T07",
            Calibrate,
            "Accepted referrals",
            "per 1,000 people a year",
            20.6,
            (15.0, 26.0),
            yearly(M::Accepted).filter(|&n| n > 0.0),
            "CPRD 2023",
        ),
        row(
            "T08",
            Calibrate,
            "Offers declined",
            "%",
            12.0,
            (12.0, 22.0),
            mean(M::DeclinedShare),
            "CPRD 2019-23",
        ),
        row(
            "T09",
            Calibrate,
            "Accepted referrals to a link worker that reach a first contact",
            "%",
            76.0,
            (50.0, 90.0),
            mean(M::ReachedShare),
            "Ways to Wellness; Bu 2024",
        ),
        row(
            "T10",
            Calibrate,
            "Clients contacted who start an activity or service",
            "%",
            42.0,
            (38.0, 75.0),
            percent(mean(M::FirstStarts), mean(M::FirstContacts)),
            "Bu 2024",
        ),
        row(
            "T11",
            Calibrate,
            "Activities started that are completed",
            "%",
            49.0,
            (43.0, 54.0),
            percent(mean(M::Completed), ended),
            "Pavey 2012; Artlift",
        ),
        row(
            "T12",
            Calibrate,
            "Life satisfaction of clients at entry",
            "points",
            4.7,
            (4.5, 6.0),
            e.first_score,
            "Green social prescribing",
        ),
        row(
            "T13-1",
            Calibrate,
            "Activation level 1 with a long-term condition",
            "%",
            22.0,
            (19.0, 25.0),
            level(0),
            "Barker 2018",
        ),
        row(
            "T13-2",
            Calibrate,
            "Activation level 2 with a long-term condition",
            "%",
            19.0,
            (16.0, 22.0),
            level(1),
            "Barker 2018",
        ),
        row(
            "T13-3",
            Calibrate,
            "Activation level 3 with a long-term condition",
            "%",
            46.0,
            (43.0, 49.0),
            level(2),
            "Barker 2018",
        ),
        row(
            "T13-4",
            Calibrate,
            "Activation level 4 with a long-term condition",
            "%",
            13.0,
            (11.0, 16.0),
            level(3),
            "Barker 2018",
        ),
        row(
            "T14",
            Calibrate,
            "Correlation of activation over six months",
            "r",
            0.43,
            (0.4, 0.6),
            e.activation_correlation,
            "Blakemore 2016",
        ),
        row(
            "T15-most",
            Calibrate,
            "Lonely often or always, most deprived fifth",
            "%",
            12.0,
            (9.0, 14.0),
            by(M::Lonely, 1),
            "DCMS, recalled",
        ),
        row(
            "T15-least",
            Calibrate,
            "Lonely often or always, least deprived fifth",
            "%",
            5.0,
            (4.0, 6.0),
            by(M::Lonely, 5),
            "DCMS, recalled",
        ),
        row(
            "T17",
            Validate,
            "Visits of clients, 12 months after against 12 before",
            "%",
            -21.0,
            (-42.0, -14.0),
            e.before_after,
            "Carnes 2017; Gloucestershire; Polley; Tameside",
        ),
        row(
            "T21",
            Validate,
            "Life satisfaction, first to last score among those with both",
            "points",
            2.1,
            (1.0, 2.3),
            e.score_gain,
            "Green social prescribing",
        ),
        row(
            "T25",
            Validate,
            "Clients with paired scores",
            "%",
            25.0,
            (20.0, 30.0),
            e.paired_share,
            "Foster 2021; Wakefield; Portsmouth",
        ),
        row(
            "T26",
            Calibrate,
            "Clients who are women",
            "%",
            60.0,
            (57.0, 64.0),
            e.women,
            "CPRD 2023",
        ),
        row(
            "T27",
            Calibrate,
            "Clients in the two most deprived fifths",
            "%",
            42.0,
            (38.0, 48.0),
            e.deprived,
            "CPRD 2023",
        ),
        row(
            "T28-lonely",
            Calibrate,
            "Odds of referral at 50 and over, lonely against not",
            "odds ratio",
            2.20,
            (1.63, 2.97),
            odds(0),
            "ELSA wave 10",
        ),
        row(
            "T28-poor",
            Calibrate,
            "Odds of referral at 50 and over, poorest fifth against others",
            "odds ratio",
            1.59,
            (1.17, 2.18),
            odds(1),
            "ELSA wave 10",
        ),
        row(
            "T29",
            Calibrate,
            "New clients per full-time link worker",
            "a year",
            225.0,
            (135.0, 394.0),
            per_worker,
            "Guidance; Wolverhampton; CPRD",
        ),
        row(
            "T30",
            Calibrate,
            "Median wait for a first contact",
            "weeks",
            3.0,
            (1.0, 12.0),
            mean(M::WaitMedian),
            "Assumed",
        ),
        row(
            "T31",
            Calibrate,
            "Link workers leaving their post",
            "% a year",
            20.0,
            (12.0, 30.0),
            mean(M::Exits),
            "Assumed; NALW 2020",
        ),
        row(
            "T32-full",
            Calibrate,
            "Organisations at full capacity",
            "%",
            50.0,
            (45.0, 55.0),
            mean(M::VcsFull),
            "CAF 2023",
        ),
        row(
            "T32-room",
            Calibrate,
            "Organisations with room",
            "%",
            31.0,
            (25.0, 37.0),
            mean(M::VcsRoom),
            "CAF 2023",
        ),
        row(
            "T33",
            Calibrate,
            "Consultations, most less least deprived fifth, same age and sex",
            "per person a year",
            0.18,
            (0.05, 0.36),
            e.deprivation_gap,
            "Vestesson 2023",
        ),
    ]
}

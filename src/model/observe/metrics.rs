//! The one list of what is observed. Each metric has a name (a column value that never
//! changes), a label for pictures, a unit, a meaning, and a rule by which it adds up. The CSV
//! files, the data dictionary, the charts and the golden files all read this list.

use crate::model::units;

/// Weeks by which a weekly figure is told for a year.
const A_YEAR: f64 = units::WEEKS_PER_YEAR;

/// What makes a weekly share a percentage a year.
const PERCENT_A_YEAR: f64 = 100.0 * A_YEAR;

/// People of a network of ordinary size, for whom posts are told.
const NETWORK: f64 = 50_000.0;

/// Share of people below the median.
const MEDIAN: f64 = 0.5;

/// Share of people below the ninetieth centile.
const NINE_TENTHS: f64 = 0.9;

/// How often a metric is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// A flow, counted every week.
    Weekly,
    /// A stock, from a census every four weeks.
    FourWeekly,
}

/// What the count or sum of a metric is divided by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Per {
    /// So many registered people.
    People(f64),
    /// The metric's own denominator, times so much.
    Own(f64),
    /// A quantile of a histogram of weeks waited.
    WaitQuantile(f64),
}

/// For whom a metric is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// The whole neighbourhood only.
    Total,
    /// The whole and each fifth of deprivation.
    Fifths,
}

/// One metric of the list.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Name in result files.
    pub name: &'static str,
    /// Label in pictures.
    pub label: &'static str,
    /// Unit of the value.
    pub unit: &'static str,
    /// Meaning, in a sentence.
    pub about: &'static str,
    /// How often it is taken.
    pub cadence: Cadence,
    /// What it is divided by.
    pub per: Per,
    /// For whom it is taken.
    pub by: Breakdown,
}

macro_rules! metrics {
    ($( $id:ident = $name:literal, $label:literal, $unit:literal, $cadence:ident, $per:expr, $by:ident, $about:literal; )+) => {
        /// A metric of the list, by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum M { $( #[doc = $about] $id ),+ }

        impl M {
            /// Every metric, in the order of the list.
            pub const ALL: &[Self] = &[$( Self::$id ),+];
        }

        /// The list itself.
        pub const METRICS: &[Metric] = &[$( Metric {
            name: $name, label: $label, unit: $unit, about: $about,
            cadence: Cadence::$cadence, per: $per, by: Breakdown::$by,
        } ),+];
    };
}

const THOUSAND: Per = Per::People(units::THOUSAND);
const SHARE: Per = Per::Own(1.0);
const PERCENT: Per = Per::Own(100.0);
const POUNDS: Per = Per::People(A_YEAR / units::PENCE_PER_POUND);

metrics! {
    // General practice: requests are demand, visits are what was met.
    GpRequests = "gp_requests", "Requests to see a GP", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Appointments asked for with a GP, met or not: the demand.";
    GpVisits = "gp_visits", "GP visits", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Appointments with a GP that took place.";
    PracticeRequests = "practice_requests", "Requests, all practice staff", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Appointments asked for with any member of practice staff, met or not.";
    PracticeVisits = "practice_visits", "Visits, all practice staff", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Appointments with any member of practice staff that took place.";
    GpRequestsMedical = "gp_requests_medical", "GP requests: medical", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for with a medical reason.";
    GpRequestsSocialNeed = "gp_requests_social_need", "GP requests: social need", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for mainly because of a social need.";
    GpRequestsDisclosure = "gp_requests_disclosure", "GP requests: disclosure", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for because a difficulty told to the link worker needs a clinician.";
    GpRequestsSelfCareAdvice = "gp_requests_self_care_advice", "GP requests: self-care advice", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for by people newly taking care of their own health.";
    GpRequestsReturnAfterEnding = "gp_requests_return_after_ending", "GP requests: return after ending", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for after support from a link worker ended.";
    GpRequestsRevisitAfterRefusal = "gp_requests_revisit_after_refusal", "GP requests: revisit after refusal", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for by people who turned a referral down.";
    GpRequestsReferralTalk = "gp_requests_referral_talk", "GP requests: referral talk", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments taken up by the referral talk itself.";
    GpVisitsMedical = "gp_visits_medical", "GP visits: medical", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits with a medical reason.";
    GpVisitsSocialNeed = "gp_visits_social_need", "GP visits: social need", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits mainly because of a social need.";
    GpVisitsDisclosure = "gp_visits_disclosure", "GP visits: disclosure", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits because a difficulty told to the link worker needs a clinician.";
    GpVisitsSelfCareAdvice = "gp_visits_self_care_advice", "GP visits: self-care advice", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits by people newly taking care of their own health.";
    GpVisitsReturnAfterEnding = "gp_visits_return_after_ending", "GP visits: return after ending", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits after support from a link worker ended.";
    GpVisitsRevisitAfterRefusal = "gp_visits_revisit_after_refusal", "GP visits: revisit after refusal", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits by people who turned a referral down.";
    GpVisitsReferralTalk = "gp_visits_referral_talk", "GP visits: referral talk", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP visits taken up by the referral talk itself.";
    GpRequestsComplex = "gp_requests_complex", "GP requests of clinically complex people", "per 1,000 people a week", Weekly, THOUSAND, Total, "GP appointments asked for, whatever the cause, by people whose clinical complexity makes their case complex.";
    RequestsDisplaced = "requests_displaced", "Requests displaced to the link worker", "per 1,000 people a week", Weekly, THOUSAND, Total, "Appointments not asked for because the link worker dealt with the matter.";
    UnmetRequests = "unmet_requests", "Unmet requests", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Appointments asked for, with any staff, that could not be given.";
    Workload = "workload", "Workload of practices", "share of capacity", Weekly, SHARE, Total, "Appointments asked for, over appointments there were.";
    UrgentVisits = "urgent_visits", "Urgent-care visits", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Visits to accident and emergency or other urgent care.";
    Admissions = "admissions", "Emergency admissions", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Emergency admissions to hospital.";

    // The funnel, as flows.
    Recognised = "recognised", "Social need recognised", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Visits at which a need that is not medical was recognised.";
    Offered = "offered", "Offers of the scheme", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Offers of social prescribing.";
    OfferedByOtherStaff = "offered_by_other_staff", "Offers by other staff", "per 1,000 people a week", Weekly, THOUSAND, Total, "Offers of social prescribing by nurses and other staff, not by GPs.";
    Accepted = "accepted", "Accepted referrals", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Offers that were accepted.";
    DeclinedShare = "declined_share", "Offers declined", "% of offers", Weekly, PERCENT, Fifths, "Share of offers that were declined.";
    InappropriateShare = "inappropriate_share", "Unfitting referrals", "% of accepted referrals", Weekly, PERCENT, Total, "Share of accepted referrals that did not fit what the scheme is for.";
    SelfReferred = "self_referred", "Self-referrals", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People who came to the link worker by themselves.";
    NavigatorContacts = "navigator_contacts", "Care-navigator contacts", "per 1,000 people a week", Weekly, THOUSAND, Total, "Brief contacts with a care navigator at reception.";
    NavigatorNeeds = "navigator_needs", "Needs known to navigators", "per 1,000 people a week", Weekly, THOUSAND, Total, "Needs that people show or tell in contacts with a care navigator.";
    NavigatorTold = "navigator_told", "Hidden needs told at reception", "% of contacts with somebody who hides a need", Weekly, PERCENT, Total, "Share of contacts with people who hide a need in which it is told to the care navigator.";
    NavigatorDeclined = "navigator_declined", "Navigators not heard out", "% of contacts", Weekly, PERCENT, Fifths, "Share of contacts in which the person turns down what a care navigator has to say.";
    NavigatorMismatch = "navigator_mismatch", "Mismatch felt at reception", "share", Weekly, SHARE, Total, "Mean mismatch felt between a medical place and help that is not medical.";
    NavigatorSignposts = "navigator_signposts", "Signposting by navigators", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Contacts in which a care navigator points to an organisation.";
    NavigatorSignpostsFollowed = "navigator_signposts_followed", "Signposting followed", "% of signposting to a place", Weekly, PERCENT, Fifths, "Share of signposting by care navigators to an organisation that the person followed.";
    Signposted = "signposted", "Signposted without the scheme", "per 1,000 people a week", Weekly, THOUSAND, Total, "People whom a professional told directly about an organisation.";
    SignpostedHelped = "signposted_helped", "Signposting that helps", "% of those signposted", Weekly, PERCENT, Total, "Share of people signposted by professionals whose need ends by it.";
    PointedNowhere = "pointed_nowhere", "Pointers that lead nowhere", "% of signposting", Weekly, PERCENT, Total, "Share of signposting, by professionals and navigators, for which they know of no organisation that is open, has room and suits.";
    PlacesFound = "places_found", "Places found, with help or by a pointer", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People who start at an organisation or service, through a link worker or by themselves after signposting.";
    PointerStarts = "pointer_starts", "Places found by a pointer", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People who go to an organisation by themselves after signposting by a professional or a navigator.";
    DirectReferrals = "direct_referrals", "Direct referrals to organisations", "per 1,000 people a week", Weekly, THOUSAND, Total, "People whom a professional referred to an organisation directly, without the scheme.";
    ReachedShare = "reached_share", "Accepted referrals reached", "% of those due", Weekly, PERCENT, Fifths, "Share of referrals ending their wait that reached a first contact.";
    NotReached = "not_reached", "Not reached or declined at first call", "per 1,000 people a week", Weekly, THOUSAND, Total, "People who could not be reached or declined at the first call.";
    LostWaiting = "lost_waiting", "Lost while waiting", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People lost from the waiting list.";
    FirstContacts = "first_contacts", "First contacts", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "First contacts with a link worker.";
    Sessions = "sessions", "Sessions", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Sessions held by link workers, first contacts included.";
    MissedShare = "missed_share", "Sessions missed", "% of sessions due", Weekly, PERCENT, Total, "Share of booked sessions that the person missed.";
    Disclosures = "disclosures", "Hidden needs disclosed", "per 1,000 people a week", Weekly, THOUSAND, Total, "Hidden needs told to a link worker.";
    GoalsReached = "goals_reached", "Goals reached", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals of the joint plan that were reached.";
    Connected = "connected", "Connected to an activity or service", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Clients who started at an organisation or service.";
    FirstStarts = "first_starts", "First activities or services started", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Clients who started their first activity or service of a spell.";
    Uptake = "uptake", "Clients who start an activity or service", "% of clients contacted", Weekly, PERCENT, Total, "Clients who start at an organisation or service, over first contacts.";
    UptakeNoCar = "uptake_no_car", "Uptake without a car", "% of clients contacted", Weekly, PERCENT, Total, "The same of clients without the use of a car.";
    UptakeTied = "uptake_tied", "Uptake of those tied down", "% of clients contacted", Weekly, PERCENT, Total, "The same of clients tied down by work or caring in the daytime.";
    UptakeMinority = "uptake_minority", "Uptake of cultural minorities", "% of clients contacted", Weekly, PERCENT, Total, "The same of clients of a cultural minority.";
    UptakeDisabled = "uptake_disabled", "Uptake of people with a disability", "% of clients contacted", Weekly, PERCENT, Total, "The same of clients with a disability that limits where they can go.";
    Completed = "completed", "Activities completed", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Participations that lasted to their planned end.";
    LeftActivity = "left_activity", "Activities left early", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Participations that ended before their planned end.";
    Closed = "closed", "Cases closed", "per 1,000 people a week", Weekly, THOUSAND, Total, "Cases closed by link workers, for whatever reason.";
    SessionsPerCase = "sessions_per_case", "Sessions per closed case", "sessions", Weekly, SHARE, Total, "Sessions a case had had when it closed.";
    DroppedOutShare = "dropped_out_share", "Cases dropped out", "% of closed cases", Weekly, PERCENT, Total, "Share of closed cases that the person left.";
    CompletionShare = "completion_share", "Activities lasting to their end", "% of those that ended", Weekly, PERCENT, Fifths, "Share of participations at organisations that ended as planned, not early.";
    TrustAtClosing = "trust_at_closing", "Trust at closing", "share", Weekly, SHARE, Total, "Mean trust in the link worker of people whose case closes.";
    StepsTaken = "steps_taken", "Steps taken", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Steps towards a goal that succeeded.";
    EntryReadiness = "entry_readiness", "Readiness at the first contact", "share", Weekly, SHARE, Fifths, "Mean readiness of people taken on.";
    EntryActivation = "entry_activation", "Activation at the first contact", "PAM points", Weekly, SHARE, Fifths, "Mean activation of people taken on.";
    EntryLifeSatisfaction = "entry_life_satisfaction", "Life satisfaction at the first contact", "points of 10", Weekly, SHARE, Fifths, "Mean life satisfaction of people taken on.";
    EntrySevereNeeds = "entry_severe_needs", "Severe needs at the first contact", "needs", Weekly, SHARE, Fifths, "Mean number of severe needs of people taken on.";
    EntryComplex = "entry_complex", "Complex cases taken on", "% of first contacts", Weekly, PERCENT, Fifths, "Share of people taken on who are clinically complex or have a severe need.";
    TurnedAway = "turned_away", "Asked to come later", "% of people reached", Weekly, PERCENT, Fifths, "Share of people reached at the first call whom the worker judged not ready or too complex.";
    TrueSuccess = "true_success", "Cases with a goal reached", "% of closed cases", Weekly, PERCENT, Fifths, "Share of cases closed by the worker in which a goal was reached.";
    ReportedSuccess = "reported_success", "Cases reported as successes", "% of closed cases", Weekly, PERCENT, Fifths, "Share of cases closed by the worker that figures show as a success.";
    NeedsTakenUp = "needs_taken_up", "Range of needs taken up", "% of needs known", Weekly, PERCENT, Total, "Share of needs known to the link worker, and not set aside, that come into the plan.";
    FamilyTiesRenewed = "family_ties_renewed", "Ties renewed with family and friends", "per 1,000 people a week", Weekly, THOUSAND, Total, "Ties with family and friends that people referred took up again.";
    HelpSought = "help_sought", "Help sought of one's own accord", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Contacts with organisations that people referred made by themselves, beyond usual care.";
    HealthierWays = "healthier_ways", "Lifestyle needs ended by healthier ways", "per 1,000 people a week", Weekly, THOUSAND, Total, "Lifestyle needs of people referred that ended because they live in healthier ways.";
    ContextAtVisit = "context_at_visit", "GPs' knowledge of context at visits", "share", Weekly, SHARE, Fifths, "What GPs know of the lives of people who come to them because of a social need.";
    GoalsReachedLoneliness = "goals_reached_loneliness", "Goals reached: loneliness", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedLowMood = "goals_reached_low_mood", "Goals reached: low mood", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedMoney = "goals_reached_money", "Goals reached: money", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedHousing = "goals_reached_housing", "Goals reached: housing", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedWork = "goals_reached_work", "Goals reached: work", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedFood = "goals_reached_food", "Goals reached: food", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedLifestyle = "goals_reached_lifestyle", "Goals reached: lifestyle", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedCaring = "goals_reached_caring", "Goals reached: caring", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedBereavement = "goals_reached_bereavement", "Goals reached: bereavement", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    GoalsReachedPractical = "goals_reached_practical", "Goals reached: practical help", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Goals about this need that were reached.";
    StartedLoneliness = "started_loneliness", "Started: loneliness", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedLowMood = "started_low_mood", "Started: low mood", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedMoney = "started_money", "Started: money", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedHousing = "started_housing", "Started: housing", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedWork = "started_work", "Started: work", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedFood = "started_food", "Started: food", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedLifestyle = "started_lifestyle", "Started: lifestyle", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedCaring = "started_caring", "Started: caring", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedBereavement = "started_bereavement", "Started: bereavement", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    StartedPractical = "started_practical", "Started: practical help", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Starts at an organisation or service because of this need.";
    UsualCareReferred = "usual_care_referred", "Referrals to services by practices", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Referrals to services by practices, without a link worker.";
    UsualCareStarts = "usual_care_starts", "Starts at services without a link worker", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People whom a service sees for the first time, without a link worker.";
    UsualCareHelped = "usual_care_helped", "Needs eased by services without a link worker", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Needs taken down a step by a service that was reached without a link worker.";
    Reopened = "reopened", "Cases reopened", "per 1,000 people a week", Weekly, THOUSAND, Total, "Former clients who came back through the open door.";

    // Complex cases apart from others: complex when they were referred.
    ComplexReferrals = "complex_referrals", "Complex cases among referrals", "% of accepted referrals", Weekly, PERCENT, Total, "Share of accepted referrals of people who are clinically complex or have a severe need.";
    DifficultReferrals = "difficult_referrals", "Difficult patients among referrals", "% of accepted referrals", Weekly, PERCENT, Total, "Share of accepted referrals of people who come to the practice very often.";
    ComplexSessionsPerCase = "complex_sessions_per_case", "Sessions per closed case, complex", "sessions", Weekly, SHARE, Total, "Sessions that a complex case had had when it closed.";
    OtherSessionsPerCase = "other_sessions_per_case", "Sessions per closed case, others", "sessions", Weekly, SHARE, Total, "Sessions that any other case had had when it closed.";
    ComplexGoalsPerCase = "complex_goals_per_case", "Goals per closed case, complex", "goals", Weekly, SHARE, Total, "Goals that a complex case had reached when it closed.";
    OtherGoalsPerCase = "other_goals_per_case", "Goals per closed case, others", "goals", Weekly, SHARE, Total, "Goals that any other case had reached when it closed.";
    AdverseEvents = "adverse_events", "Adverse events", "per link worker a year", Weekly, Per::Own(A_YEAR), Total, "Clinical or safeguarding events in cases that a link worker holds beyond training.";

    ConnectedCare = "connected_care", "Handovers without telling again", "% of handovers", Weekly, PERCENT, Total, "Share of steps from one carer to the next at which the person did not have to tell everything again.";

    // The flow budget.
    WaitMedian = "wait_median", "Median wait for first contact", "weeks", FourWeekly, Per::WaitQuantile(MEDIAN), Total, "Median wait, from accepted referral, of those whose first contact was in these four weeks.";
    WaitP90 = "wait_p90", "90th centile of the wait", "weeks", FourWeekly, Per::WaitQuantile(NINE_TENTHS), Total, "Nine in ten of those whose first contact was in these four weeks had waited no longer.";
    Utilisation = "utilisation", "Utilisation of patient hours", "share", Weekly, SHARE, Total, "Hours spent with and for patients, over the hours link workers had for patients.";
    HoursPatients = "hours_patients", "Hours with and for patients", "% of paid hours", Weekly, PERCENT, Total, "Share of link workers' paid hours spent with and for patients.";
    HoursNetworking = "hours_networking", "Hours networking", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent building ties with organisations.";
    HoursChecking = "hours_checking", "Hours checking assets", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent keeping knowledge of local provision current.";
    HoursDevelopment = "hours_development", "Hours founding groups", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent founding or adapting groups.";
    HoursPromotion = "hours_promotion", "Hours promoting", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent presenting the service to practices.";
    HoursAdministration = "hours_administration", "Hours of assessments and administration", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent on assessments, reporting and administration.";
    HoursFeedback = "hours_feedback", "Hours giving feedback", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent telling referrers and organisations how people fare.";
    HoursTraining = "hours_training", "Hours of training and supervision", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent in training, supervision and peer groups.";
    HoursTravel = "hours_travel", "Hours travelling", "% of paid hours", Weekly, PERCENT, Total, "Share of hours spent travelling between practices and to visits.";
    HoursIdle = "hours_idle", "Hours unused", "% of paid hours", Weekly, PERCENT, Total, "Share of hours kept for patients that no patient used.";

    // Needs, as flows.
    NeedsStarted = "needs_started", "Needs starting", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Social needs that started.";
    NeedsEnded = "needs_ended", "Needs ending by themselves", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Social needs that ended without the scheme.";
    NeedsBack = "needs_back", "Needs coming back", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Social needs that help had taken down and that came back up a step.";
    Births = "births", "Births", "per 1,000 people a week", Weekly, THOUSAND, Total, "Children born onto the list.";
    Deaths = "deaths", "Deaths", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "People of the list who died.";
    MovesIn = "moves_in", "Moves in", "per 1,000 people a week", Weekly, THOUSAND, Total, "People who moved in and came to the list.";
    MovesOut = "moves_out", "Moves away", "per 1,000 people a week", Weekly, THOUSAND, Total, "People who moved away and left the list.";
    Bereaved = "bereaved_by_list", "Left bereaved by deaths in the list", "per 1,000 people a week", Weekly, THOUSAND, Total, "People whom the death of somebody of the list left with the need of bereavement.";
    Crises = "crises", "Crises that come to a head", "per 1,000 people a week", Weekly, THOUSAND, Fifths, "Crises in people's lives that came to a head.";

    // People, by census.
    LifeSatisfaction = "life_satisfaction", "Life satisfaction", "points of 10", FourWeekly, SHARE, Fifths, "Mean life satisfaction of adults (ONS, 0 to 10).";
    MeanAge = "mean_age", "Mean age", "years", FourWeekly, SHARE, Fifths, "Mean age of registered people.";
    LifeSatisfactionAway = "life_satisfaction_away", "Life satisfaction moved away, for each person", "points of 10 for each registered person", FourWeekly, Per::People(1.0), Fifths, "Life satisfaction of adults who have moved away as they left, summed up and fading, over all registered people: what differs between scenarios in it is the gain that people took with them.";
    LifeSatisfactionSummed = "life_satisfaction_summed", "Life satisfaction, for each person", "points of 10 for each registered person", FourWeekly, Per::People(1.0), Fifths, "Life satisfaction of adults, summed up, over all registered people: what differs between scenarios in it, times years, are life-satisfaction years.";
    LifeSatisfactionComplex = "life_satisfaction_complex", "Life satisfaction, clinically complex", "points of 10", FourWeekly, SHARE, Total, "Mean life satisfaction of adults whose clinical complexity makes their case complex.";
    Worthwhile = "worthwhile", "Feeling that life is worthwhile", "points of 10", FourWeekly, SHARE, Total, "Mean of the ONS question on things being worthwhile, adults.";
    Happy = "happy", "Happiness yesterday", "points of 10", FourWeekly, SHARE, Total, "Mean of the ONS question on happiness, adults.";
    Anxious = "anxious", "Anxiety yesterday", "points of 10", FourWeekly, SHARE, Total, "Mean of the ONS question on anxiety, adults.";
    Lonely = "lonely", "Lonely often or always", "% of adults", FourWeekly, PERCENT, Fifths, "Share of adults who are lonely.";
    LonelinessLevel = "loneliness_level", "Loneliness", "points from 3 to 9", FourWeekly, SHARE, Fifths, "Mean level of loneliness of adults on the three-item UCLA scale.";
    Activation = "activation", "Activation", "PAM points", FourWeekly, SHARE, Fifths, "Mean Patient Activation Measure of adults.";
    ActivationLevel1 = "activation_level_1", "Activation level 1", "% of adults with a long-term condition", FourWeekly, PERCENT, Total, "Share of adults with a long-term condition at activation level 1.";
    ActivationLevel2 = "activation_level_2", "Activation level 2", "% of adults with a long-term condition", FourWeekly, PERCENT, Total, "Share of adults with a long-term condition at activation level 2.";
    ActivationLevel3 = "activation_level_3", "Activation level 3", "% of adults with a long-term condition", FourWeekly, PERCENT, Total, "Share of adults with a long-term condition at activation level 3.";
    ActivationLevel4 = "activation_level_4", "Activation level 4", "% of adults with a long-term condition", FourWeekly, PERCENT, Total, "Share of adults with a long-term condition at activation level 4.";
    Bonding = "bonding", "Bonding ties", "share", FourWeekly, SHARE, Fifths, "Mean bonding social capital of adults.";
    Bridging = "bridging", "Bridging ties", "share", FourWeekly, SHARE, Fifths, "Mean bridging social capital of adults.";
    Cognitive = "cognitive", "Cognitive resources", "share", FourWeekly, SHARE, Total, "Mean cognitive resources of adults: trusting others, valuing what is there.";
    Psychological = "psychological", "Psychological resources", "share", FourWeekly, SHARE, Total, "Mean psychological resources of adults: confidence, control, belonging.";
    Instrumental = "instrumental", "Instrumental resources", "share", FourWeekly, SHARE, Total, "Mean instrumental resources of adults: people to turn to for help and advice.";
    Isolation = "isolation", "Isolation", "share", FourWeekly, SHARE, Total, "Mean isolation of adults.";
    AnyNeed = "any_need", "People with a social need", "% of adults", FourWeekly, PERCENT, Fifths, "Share of adults with at least one social need.";
    NeedHeld = "need_held", "People with a need that help holds", "% of adults", FourWeekly, PERCENT, Fifths, "Share of adults with a social need that help has taken down and whose cause is still there.";
    InCrisis = "in_crisis", "People in a crisis", "% of adults", FourWeekly, PERCENT, Fifths, "Share of adults for whom a crisis builds up or has come to a head.";
    NeedLoneliness = "need_loneliness", "Need: loneliness", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedLowMood = "need_low_mood", "Need: low mood", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedMoney = "need_money", "Need: money", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedHousing = "need_housing", "Need: housing", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedWork = "need_work", "Need: work", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedFood = "need_food", "Need: food", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedLifestyle = "need_lifestyle", "Need: lifestyle", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedCaring = "need_caring", "Need: caring", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedBereavement = "need_bereavement", "Need: bereavement", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";
    NeedPractical = "need_practical", "Need: practical help", "% of adults", FourWeekly, PERCENT, Total, "Share of adults with the need.";

    // Clients, by census.
    ClientBuyIn = "client_buy_in", "Buy-in of people referred", "share", FourWeekly, SHARE, Total, "Mean buy-in to the service of people on the list or the caseload.";
    ClientTrust = "client_trust", "Trust in the link worker", "share", FourWeekly, SHARE, Total, "Mean trust in the link worker of people on the caseload.";
    FormerClientTrust = "former_client_trust", "Trust of former clients and those lost", "share", FourWeekly, SHARE, Total, "Mean trust in link workers of people whose case ended or who were lost.";
    Dependency = "dependency", "Dependency on the link worker", "share", FourWeekly, SHARE, Total, "Mean dependency of people on the caseload.";
    ClientLifeSatisfaction = "client_life_satisfaction", "Life satisfaction of clients", "points of 10", FourWeekly, SHARE, Fifths, "Mean life satisfaction of people whose first contact was in the last year.";
    ClientActivation = "client_activation", "Activation of clients", "PAM points", FourWeekly, SHARE, Fifths, "Mean activation of people whose first contact was in the last year.";
    CapitalGained = "capital_gained", "Capital gained by clients", "share", FourWeekly, SHARE, Fifths, "Social capital above what their lives support, mean over ties and resources, of people whose first contact was in the last year.";
    FamilyTies = "family_ties", "Family ties won back by clients", "share", FourWeekly, SHARE, Total, "Bonding ties won back with family and friends, people whose first contact was in the last year.";
    HealthBehaviour = "health_behaviour", "Health behaviour of clients", "share", FourWeekly, SHARE, Total, "Index of healthy behaviour of people whose first contact was in the last year.";
    SelfCareCondition = "self_care_condition", "Self-care with a long-term condition", "share", FourWeekly, SHARE, Total, "The index of healthy behaviour among those of them with a long-term condition.";
    SelfCareNoCondition = "self_care_no_condition", "Self-care without a long-term condition", "share", FourWeekly, SHARE, Total, "The index of healthy behaviour among those of them without.";
    ClientReadiness = "client_readiness", "Readiness of clients", "share", FourWeekly, SHARE, Fifths, "Mean readiness of people on the caseload.";
    ClientMotivation = "client_motivation", "Motivation of clients", "share", FourWeekly, SHARE, Fifths, "Mean motivation of people on the caseload.";
    ClientHope = "client_hope", "Hope of clients", "share", FourWeekly, SHARE, Total, "Mean outlook of people on the caseload.";
    MentalLoad = "mental_load", "Mental load of clients", "share", FourWeekly, SHARE, Total, "Mean mental load of people on the caseload.";
    HelpLegitimacy = "help_legitimacy", "Legitimacy of accepting help", "share", FourWeekly, SHARE, Total, "How legitimate people on the caseload find it to accept help, mean.";
    Rumination = "rumination", "Rumination of clients", "share", FourWeekly, SHARE, Total, "Mean rumination of people whose first contact was in the last year.";
    PeerLikeness = "peer_likeness", "Likeness of peers", "share", FourWeekly, SHARE, Total, "Share of others in a like situation, as met by clients who attend an organisation.";
    MatchQuality = "match_quality", "Fit of what is proposed", "share", Weekly, SHARE, Total, "Mean match of a person and the organisation proposed: how far it can be reached, and how well it suits.";
    WaitingList = "waiting_list", "People waiting for a link worker", "per 1,000 people", FourWeekly, THOUSAND, Total, "People on the waiting list.";
    Caseload = "caseload", "Caseload", "people per link worker in post", FourWeekly, SHARE, Total, "People on the caseload, over link workers in post.";
    HeldShare = "held_share", "Cases held", "% of caseload", FourWeekly, PERCENT, Total, "Share of the caseload held for want of an onward route.";
    ComplexCaseload = "complex_caseload", "Complex cases", "% of caseload", FourWeekly, PERCENT, Total, "Share of the caseload that is clinically complex or has a severe need.";
    DifficultCaseload = "difficult_caseload", "Difficult patients", "% of caseload", FourWeekly, PERCENT, Total, "Share of the caseload that the practice found difficult when it referred them.";
    Participants = "participants", "Participants through the scheme", "per 1,000 people", FourWeekly, THOUSAND, Fifths, "People attending an organisation through the scheme.";

    // Link workers, by census.
    Stress = "stress", "Stress of link workers", "share", FourWeekly, SHARE, Total, "Mean stress of link workers in post.";
    Fulfilment = "fulfilment", "Fulfilment of link workers", "share", FourWeekly, SHARE, Total, "Mean fulfilment of link workers in post.";
    WorkerConfidence = "worker_confidence", "Confidence of link workers", "share", FourWeekly, SHARE, Total, "Mean confidence of link workers in post.";
    WorkerSkill = "worker_skill", "Skill of link workers", "share", FourWeekly, SHARE, Total, "Mean of link workers' listening skill and empathy.";
    WorkerSkillSpread = "worker_skill_spread", "Difference of skill between link workers", "share", FourWeekly, SHARE, Total, "Mean distance of link workers' listening skill and empathy from the mean of their neighbourhood.";
    WorkerRisk = "worker_risk", "Risk carried by link workers", "share", FourWeekly, SHARE, Total, "Mean clinical or safeguarding risk that link workers carry beyond their training.";
    WorkerIdentity = "worker_identity", "Professional identity", "share", FourWeekly, SHARE, Total, "Mean professional identity of link workers in post.";
    WorkerResilience = "worker_resilience", "Resilience of link workers", "share", FourWeekly, SHARE, Total, "Mean resilience of link workers in post.";
    BoundariesKept = "boundaries_kept", "Limits kept in practice", "share", FourWeekly, SHARE, Total, "Mean strength of the limits that link workers keep in practice.";
    PayFairness = "pay_fairness", "Felt fairness of pay", "share", FourWeekly, SHARE, Total, "How fair link workers in post find their pay for load and risk, mean.";
    JobDiscrepancy = "job_discrepancy", "Job discrepancy", "share", FourWeekly, SHARE, Total, "Mean gap between the job as promised and as it is.";
    VolumeGap = "volume_gap", "Number expected and missed", "% of the number", FourWeekly, PERCENT, Total, "Share of the number of new clients expected of link workers that is missed.";
    WorkerKnowledge = "worker_knowledge", "Link workers' knowledge of organisations", "share", FourWeekly, SHARE, Total, "Mean knowledge that link workers hold of each open organisation; nobody's is counted for an empty post.";
    WorkerTies = "worker_ties", "Ties with organisations", "share", FourWeekly, SHARE, Total, "Mean strength of the tie between each post and each open organisation.";
    Visibility = "visibility", "Visibility at practices", "share", FourWeekly, SHARE, Total, "Mean visibility of the service at practices.";
    ScopeCreep = "scope_creep", "Scope creep", "share", FourWeekly, SHARE, Total, "Mean extent to which link workers step beyond their role.";
    VacantPosts = "vacant_posts", "Vacant posts", "% of posts", FourWeekly, PERCENT, Total, "Share of funded posts that stand empty.";
    Exits = "exits", "Link workers leaving", "% of workers in post a year", Weekly, Per::Own(PERCENT_A_YEAR), Total, "Link workers leaving, at a yearly rate.";
    FullTimeWorkers = "full_time_workers", "Link workers in post, full-time", "per 50,000 people", FourWeekly, Per::People(NETWORK), Total, "Full-time equivalents of link workers in post.";
    Posts = "posts", "Link-worker posts", "per 50,000 people", FourWeekly, Per::People(NETWORK), Total, "Posts that are funded.";

    // Practices, by census.
    GpHolism = "gp_holism", "Holism of GPs", "share", FourWeekly, SHARE, Total, "How far GPs see the whole person, mean.";
    GpBuyIn = "gp_buy_in", "GPs' buy-in", "share", FourWeekly, SHARE, Total, "Mean buy-in of GPs to the service.";
    GpBuyInSpread = "gp_buy_in_spread", "Spread of GPs' buy-in within practices", "share", FourWeekly, SHARE, Total, "Mean distance of GPs' buy-in from the mean of their practice.";
    ScepticsBuyIn = "sceptics_buy_in", "Buy-in of sceptical GPs", "share", FourWeekly, SHARE, Total, "Mean buy-in of GPs who by themselves think the service one more fad.";
    StaffBuyIn = "staff_buy_in", "Buy-in of other staff", "share", FourWeekly, SHARE, Total, "Mean buy-in of nurses, reception and other staff of practices.";
    RoleUnderstood = "role_understood", "Link worker's role understood", "share", FourWeekly, SHARE, Total, "What those who refer understand of the link worker's role, mean over practices.";
    GpTimeTaken = "gp_time_taken", "GPs' time taken by the scheme", "% of appointments", FourWeekly, PERCENT, Total, "Share of what GPs can give that talks about the scheme, news of clients and meetings take.";
    Framing = "framing", "Understood as a complement to medicine", "share", FourWeekly, SHARE, Total, "How far practices understand the service as a complement to medicine.";
    ReferralEase = "referral_ease", "Ease of the referral route", "share", FourWeekly, SHARE, Total, "Mean ease of the referral route at practices.";
    GpBelief = "gp_belief", "GPs' belief in link workers", "share", FourWeekly, SHARE, Total, "Mean belief of GPs in the link workers who serve their practice.";
    GpExpectation = "gp_expectation", "GPs' expectations of link workers", "share", FourWeekly, SHARE, Total, "Mean of what GPs expect of link workers, on the scale of their belief in them.";
    GpTrustVcs = "gp_trust_vcs", "GPs' trust in the voluntary sector", "share", FourWeekly, SHARE, Total, "Mean trust of GPs in voluntary and community organisations.";
    GpKnowledge = "gp_knowledge", "GPs' knowledge of local assets", "share", FourWeekly, SHARE, Total, "Mean knowledge that GPs have of local organisations.";
    GpFrustration = "gp_frustration", "GPs' frustration", "share", FourWeekly, SHARE, Total, "Mean frustration of GPs with cases that are not medical.";
    ReferralSkill = "referral_skill", "GPs' referral skill", "share", FourWeekly, SHARE, Total, "Mean skill of GPs in using the service well.";
    Integration = "integration", "Integration of the link worker", "share", FourWeekly, SHARE, Total, "Mean integration score of practices.";
    Accommodation = "accommodation", "Accommodation to the medical setting", "share", FourWeekly, SHARE, Total, "How far link workers suit what they do to the practice, mean of practices.";
    BoltedOn = "bolted_on", "Practices: bolted on", "% of practices", FourWeekly, PERCENT, Total, "Share of practices where the link worker is bolted on.";
    FittingIn = "fitting_in", "Practices: fitting in", "% of practices", FourWeekly, PERCENT, Total, "Share of practices where the link worker is fitting in.";
    Belonging = "belonging", "Practices: belonging", "% of practices", FourWeekly, PERCENT, Total, "Share of practices where the link worker belongs.";

    NavigatorClarity = "navigator_clarity", "Clarity of navigators' role", "share", FourWeekly, SHARE, Total, "How clear it is at practices in which role a care navigator speaks, mean.";

    // Voluntary and community sector.
    VcsPlaces = "vcs_places", "Places in organisations", "per 1,000 people", FourWeekly, THOUSAND, Fifths, "Places that organisations can offer at one time, by the fifth of the area they serve.";
    VcsUse = "vcs_use", "Use of places", "% of places", FourWeekly, PERCENT, Total, "Share of places in use.";
    VcsFull = "vcs_full", "Organisations at full capacity", "% of organisations", FourWeekly, PERCENT, Total, "Share of organisations with no place left.";
    VcsRoom = "vcs_room", "Organisations with room", "% of organisations", FourWeekly, PERCENT, Total, "Share of organisations with spare capacity.";
    VcsQueue = "vcs_queue", "Queue at organisations", "per 1,000 people", FourWeekly, THOUSAND, Total, "People queueing for a place, own visitors included.";
    VcsTimeTaken = "vcs_time_taken", "Organisations' time taken by the scheme", "% of places", FourWeekly, PERCENT, Total, "Share of full places that go short for what clients sent, reports and meetings take of organisations' time.";
    VcsStrain = "vcs_strain", "Strain of organisations", "share", FourWeekly, SHARE, Total, "Mean strain of organisations.";
    VcsDedication = "vcs_dedication", "Dedication of organisations' people", "share", FourWeekly, SHARE, Total, "Mean of what strain leaves of the vocation of the people of organisations.";
    VcsBuyIn = "vcs_buy_in", "Organisations' buy-in", "share", FourWeekly, SHARE, Total, "Mean buy-in of organisations to the scheme.";
    VcsTrustInPractices = "vcs_trust_in_practices", "Organisations' trust in practices", "share", FourWeekly, SHARE, Total, "Mean trust of organisations in the practices that send them people.";
    VcsReach = "vcs_reach", "Organisations' reach to clinicians", "share", FourWeekly, SHARE, Total, "How well organisations reach clinicians, on average.";
    Partnerships = "partnerships", "Partnerships", "% of possible", FourWeekly, PERCENT, Total, "Share of pairs of a post and an open organisation that are partners.";
    PartnershipsEnded = "partnerships_ended", "Partnerships ending", "% a year", Weekly, Per::Own(PERCENT_A_YEAR), Total, "Partnerships between a post and an organisation that end, at a yearly rate.";
    Variety = "variety", "Variety of offers", "effective kinds", FourWeekly, SHARE, Total, "Effective number of kinds of offer among open organisations.";
    VcsOpen = "vcs_open", "Organisations open", "per 1,000 people", FourWeekly, THOUSAND, Total, "Organisations that are open.";
    VcsValued = "vcs_valued", "Organisations feel valued", "share", FourWeekly, SHARE, Total, "Mean sense of organisations that they are valued partners.";
    VcsDisplaced = "vcs_displaced", "Own visitors displaced", "per 1,000 people a week", Weekly, THOUSAND, Total, "Own visitors of organisations who found a place taken by a client of the scheme.";
    VcsClosures = "vcs_closures", "Organisations closing", "per 1,000 people a week", Weekly, THOUSAND, Total, "Organisations that closed.";
    VcsFoundings = "vcs_foundings", "Organisations founded", "per 1,000 people a week", Weekly, THOUSAND, Total, "Organisations that were founded.";
    OnwardOptions = "onward_options", "Onward options", "organisations with room per need", FourWeekly, SHARE, Fifths, "Organisations with room that can meet a need, averaged over needs, as seen from each fifth.";
    StatutoryWait = "statutory_wait", "Wait for services", "weeks", FourWeekly, SHARE, Total, "Mean expected wait for mental-health, housing and social-care services and the practitioner of the practice.";
    ServiceUse = "service_use", "Places of services in use", "% of places", FourWeekly, PERCENT, Total, "Share of the places of these services in use, whoever referred people there.";

    CommissionerBuyIn = "commissioner_buy_in", "Commissioner's buy-in", "share", FourWeekly, SHARE, Total, "Buy-in to the scheme of those who pay for it.";
    FundingLevel = "funding_level", "Funding of posts", "% of what is scheduled", FourWeekly, PERCENT, Total, "Posts that the commissioner funds, against what the scenario schedules.";
    SectorTrust = "sector_trust", "Trust between the sectors", "share", FourWeekly, SHARE, Total, "Trust between commissioner, link workers and organisations.";
    ServiceLearning = "service_learning", "Learning from figures", "share", FourWeekly, SHARE, Total, "What the service has learnt from its figures.";

    // Emergent indicators of the three archetypes.
    Holism = "holism", "Holism of practices", "share", FourWeekly, SHARE, Total, "Referred people whose social context their usual GP still knows.";
    Relationality = "relationality", "Relationality of link work", "share", FourWeekly, SHARE, Total, "Mean closeness of the working relation: trust times the plan's fit to present needs.";
    Redistribution = "redistribution", "Redistribution of provision", "share", FourWeekly, SHARE, Total, "How far help follows need: slope over fifths of deprivation of people attending through the scheme on people with a need, each against its mean; 1 in proportion to need, 0 the same everywhere, below 0 against need.";

    // Money, in whole pence.
    CostLinkWorkers = "cost_link_workers", "Spending on link workers", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "Pay and overheads of link workers in post, by the fifth of the people on their caseloads.";
    CostSupport = "cost_support", "Spending on support of the scheme", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "Supervision and training of link workers, by the fifth of the people on their caseloads.";
    CostVcs = "cost_vcs", "Spending on organisations", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "Grants to organisations, by the fifth of the area they serve, and payments to them, by the client's.";
    CostPlaces = "cost_places", "Spending on places that clients hold", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "What places at organisations that clients hold cost beyond what grants and payments pay of them, whoever pays it, by the client's fifth.";
    CostNavigators = "cost_navigators", "Spending on care navigators", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "Reception staff's time in contacts as care navigators, by the fifth of the person.";
    CostAll = "cost_all", "Spending, all lines", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "All lines of the budget together: link workers, their support, organisations, places, navigators.";
    CostGp = "cost_gp", "Value of GP visits", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "GP visits at their unit cost: accounting, not a saving.";
    CostUrgent = "cost_urgent", "Value of urgent and hospital care", "pounds of 2023/24 per person a year", Weekly, POUNDS, Fifths, "Urgent-care visits and admissions at their unit cost: accounting, not a saving.";
}

impl M {
    /// What the list says of this metric.
    #[must_use]
    pub fn metric(self) -> &'static Metric {
        &METRICS[self as usize]
    }

    /// GP requests with this cause.
    #[must_use]
    pub fn gp_requests(cause: crate::model::kinds::Cause) -> Self {
        Self::ALL[Self::GpRequestsMedical as usize + cause as usize]
    }

    /// GP visits with this cause.
    #[must_use]
    pub fn gp_visits(cause: crate::model::kinds::Cause) -> Self {
        Self::ALL[Self::GpVisitsMedical as usize + cause as usize]
    }

    /// Goals about this need that were reached.
    #[must_use]
    pub fn goals_reached(need: crate::model::kinds::Need) -> Self {
        Self::ALL[Self::GoalsReachedLoneliness as usize + need as usize]
    }

    /// Starts because of this need.
    #[must_use]
    pub fn started(need: crate::model::kinds::Need) -> Self {
        Self::ALL[Self::StartedLoneliness as usize + need as usize]
    }

    /// Spending on this line of the budget.
    #[must_use]
    pub fn spending(line: crate::model::kinds::BudgetLine) -> Self {
        use crate::model::kinds::BudgetLine;
        match line {
            BudgetLine::Workers => Self::CostLinkWorkers,
            BudgetLine::Support => Self::CostSupport,
            BudgetLine::Organisations => Self::CostVcs,
            BudgetLine::Places => Self::CostPlaces,
            BudgetLine::Navigators => Self::CostNavigators,
        }
    }

    /// Prevalence of this need.
    #[must_use]
    pub fn need(need: crate::model::kinds::Need) -> Self {
        Self::ALL[Self::NeedLoneliness as usize + need as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Cause, Need};

    #[test]
    fn families_of_metrics_line_up_with_their_axis() {
        for &cause in Cause::ALL {
            assert_eq!(
                M::gp_requests(cause).metric().name,
                format!("gp_requests_{}", cause.label())
            );
            assert_eq!(M::gp_visits(cause).metric().name, format!("gp_visits_{}", cause.label()));
        }
        for &need in Need::ALL {
            assert_eq!(M::need(need).metric().name, format!("need_{}", need.label()));
            let reached = M::goals_reached(need).metric().name;
            assert_eq!(reached, format!("goals_reached_{}", need.label()));
            assert_eq!(M::started(need).metric().name, format!("started_{}", need.label()));
        }
    }

    #[test]
    fn every_figure_of_money_names_the_price_year() {
        let money = METRICS.iter().filter(|metric| metric.unit.contains("pounds"));
        assert!(money.clone().count() == 8);
        assert!(money.into_iter().all(|metric| metric.unit.contains(units::PRICE_YEAR)));
    }

    #[test]
    fn names_are_unique_slugs() {
        let mut names: Vec<_> = METRICS.iter().map(|metric| metric.name).collect();
        assert!(names.iter().all(|name| {
            name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
    }
}

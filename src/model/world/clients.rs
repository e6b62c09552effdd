//! Wide rows of people who were offered the scheme: what they think of it, where they stand on
//! the pathway, and what came of it.

use crate::model::kinds::{Need, Pathway, Service};

/// A week that has not come.
pub const NEVER: i32 = i32::MIN;

/// Who sent the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// A GP or other clinician of the practice.
    Clinician,
    /// A care navigator.
    Navigator,
    /// Nobody: the person came by themselves.
    Self_,
}

/// Whether the referral fits what the scheme is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Fitting,
    /// It does not.
    Unfitting,
}

/// Why somebody is referred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motive {
    /// So that they are helped.
    Help,
    /// So that the practice is rid of them.
    PassingOn,
}

/// Contact with the scheme this week, as the client lives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contact {
    /// None.
    None,
    /// A week on the waiting list.
    Waiting,
    /// A call by the link worker while waiting.
    Outreach,
    /// A session of this quality.
    Session {
        /// Quality, 0 to 1.
        quality: f64,
    },
    /// A follow-up call.
    FollowUp,
    /// A promise broken: the worker left, or a place was lost.
    LetDown,
}

/// A place at an organisation or service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// None.
    None,
    /// Queueing for one.
    Queue {
        /// Number of the organisation.
        organisation: u16,
        /// Week of joining the queue.
        since: i32,
    },
    /// Attending.
    Attend {
        /// Number of the organisation.
        organisation: u16,
        /// Week of the first attendance.
        since: i32,
    },
    /// Waiting for a statutory service.
    ServiceQueue {
        /// The service.
        service: Service,
        /// Week in which it is expected to start.
        until: i32,
    },
    /// Receiving a statutory service.
    ServiceUse {
        /// The service.
        service: Service,
        /// Week in which it ends.
        until: i32,
    },
}

/// How far somebody has come with a service that was reached without a link worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CareStage {
    /// Waits for a place.
    Waits,
    /// Is seen.
    Seen,
}

/// Somebody in the care of a service that was reached without a link worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Care {
    /// The need that the service answers for.
    pub need: Need,
    /// The service.
    pub service: Service,
    /// How far it has come.
    pub stage: CareStage,
    /// Week in which the wait, or the time with the service, is expected to be over.
    pub until: i32,
}

/// How far work on the goal at hand has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalStage {
    /// Steps are being taken.
    Preparing,
    /// It is time for an organisation or service.
    Ready,
}

/// Whether anything of the scheme still holds what help has achieved for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// No case and no place is open.
    None,
    /// A case with a link worker is, or a place at an organisation or service.
    Open,
}

/// How support ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It has not.
    Open,
    /// Prepared for.
    Planned,
    /// Abrupt.
    Unplanned,
}

/// How the last course at an organisation or service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// There was none in this spell, or it goes on.
    None,
    /// It was seen to its end.
    Completed,
    /// It was left early.
    Left,
}

/// Where the measuring of a spell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scoring {
    /// No spell has begun with a referral to a link worker.
    None,
    /// The spell goes on.
    Open,
    /// The spell is over.
    Closed,
}

/// Scores of one day, as a record holds them: none where nobody was asked, or the record has no such
/// measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Life satisfaction, 0 to 10.
    pub life_satisfaction: Option<u8>,
    /// Loneliness on the three-item UCLA scale, 3 to 9.
    pub loneliness: Option<u8>,
    /// Patient Activation Measure, 0 to 100.
    pub activation: Option<u8>,
    /// Short Warwick-Edinburgh scale of mental wellbeing, 7 to 35.
    pub wellbeing: Option<u8>,
}

/// Whether a plan was made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The person carries what is to be done alone.
    Alone,
    /// Worker and person made a plan together.
    Together,
}

/// What goes on in a client's mind, and what it leads to.
#[derive(Clone, Copy, Debug)]
pub struct Mind {
    /// Energy and room for change, as life now leaves them. Owner: `outlook`.
    pub readiness: f64,
    /// Motivation. Owner: `outlook`, `world`.
    pub motivation: f64,
    /// How far what is usual for the person has moved: hope, and with it readiness. Owner: `outlook`.
    pub own: f64,
    /// Mental load of what there is to be dealt with. Owner: `outlook`.
    pub load: f64,
    /// How legitimate it is to accept help and put one's own needs first. Owner: `outlook`,
    /// `world`.
    pub legitimacy: f64,
    /// Dwelling on one's troubles. Owner: `outlook`.
    pub rumination: f64,
    /// Bonding ties won by taking up again with family and friends, as apart from those of a group.
    /// Owner: `outlook`.
    pub family: f64,
    /// Whether there is a plan made together. Owner: `outlook`.
    pub plan: Plan,
    /// Week in which all this was last brought up to date. Owner: `outlook`.
    pub since: i32,
}

/// A person who was offered the scheme. Columns of the world change by the causes in `causes` and
/// `acts`: several mechanisms move them.
#[derive(Clone, Debug)]
pub struct Client {
    /// Row of the person: of whoever has it now, where this one has left the list.
    pub person: u32,
    /// Week in which the person left the list; never, while they are on it. Owner: `world`.
    pub left: i32,
    /// Place on the pathway where the person stood when they left the list. Owner: `world`.
    pub stood: Pathway,
    /// Place on the pathway. Owner: `world`.
    pub pathway: Pathway,
    /// Week of the last move. Owner: `world`.
    pub since: i32,
    /// Who sent them. Owner: `world`.
    pub route: Route,
    /// Referring GP. Owner: `world`.
    pub gp: u16,
    /// Post of the link worker. Owner: `world`.
    pub post: u8,
    /// Whether the referral fits. Owner: `world`.
    pub fit: Fit,
    /// What the link worker knows of the person from the referral. Owner: `world`.
    pub background: f64,
    /// Whether the case was complex when it was referred. Owner: `referral`.
    pub complex: bool,
    /// Whether the practice found the person difficult when it referred them. Owner: `referral`.
    pub difficult: bool,
    /// Why the practice referred them. Owner: `world`.
    pub motive: Motive,
    /// Week of the accepted referral. Owner: `world`.
    pub referred: i32,
    /// Week of the first contact. Owner: `sessions`.
    pub first_contact: i32,
    /// Week of the next session or call. Owner: `world`.
    pub due: i32,
    /// Sessions so far in this spell. Owner: `world`.
    pub sessions: u8,
    /// Follow-up calls so far in this spell. Owner: `world`.
    pub calls: u8,
    /// The goal being worked on. Owner: `world`.
    pub goal: Option<Need>,
    /// Needs given up on in this spell, one bit each. Owner: `world`.
    pub set_aside: u16,
    /// Steps taken towards the goal. Owner: `world`.
    pub steps: u8,
    /// How far it has come. Owner: `world`.
    pub stage: GoalStage,
    /// Goals reached in this spell. Owner: `world`.
    pub goals_reached: u8,
    /// Whether anything was ever started at an organisation or service in this spell. Owner:
    /// `world`.
    pub started: bool,
    /// Place at an organisation or service. Owner: `world`.
    pub place: Place,
    /// How the last spell ended. Owner: `world`.
    pub ending: Ending,
    /// Contact of this week. Owner: `world`.
    pub contact: Contact,
    /// Buy-in to the service. Owner: `world`.
    pub buy_in: f64,
    /// Trust in the GP. Owner: `referral`.
    pub trust_gp: f64,
    /// Trust in the link worker. Owner: `world`.
    pub trust_worker: f64,
    /// Trust in voluntary organisations. Owner: `participation`.
    pub trust_vcs: f64,
    /// Gap between what was hoped for and what the scheme does. Owner: `world`.
    pub expectation_gap: f64,
    /// Momentum since referral. Owner: `world`.
    pub momentum: f64,
    /// Outlook. Owner: `outlook`, `world`.
    pub hope: f64,
    /// Confidence in being able to change things. Owner: `world`.
    pub confidence: f64,
    /// Dependency on the link worker. Owner: `world`.
    pub dependency: f64,
    /// Fit of the plan to present needs. Owner: `connection`.
    pub plan_fit: f64,
    /// What goes on in the person's mind. Owner: `outlook`.
    pub mind: Mind,
    /// Likeness in need of the others at the place attended. Owner: `peers`.
    pub likeness: f64,
    /// Health behaviour now. Owner: `self_care`.
    pub behaviour: f64,
    /// Health behaviour at the first contact. Owner: `self_care`.
    pub entry_behaviour: f64,
    /// Activation at the first contact, in points. Owner: `sessions`.
    pub entry_activation: f64,
    /// Hope at the first contact. Owner: `sessions`.
    pub entry_hope: f64,
    /// How the last course of this spell ended. Owner: `world`.
    pub course: Course,
    /// Where the measuring of the spell stands. Owner: `scores`.
    pub scoring: Scoring,
    /// Scores at the last referral to a link worker. Owner: `scores`.
    pub first_form: Form,
    /// Scores at the end of the spell that began with it. Owner: `scores`.
    pub last_form: Form,
}

impl Client {
    /// A row for somebody who has not been offered anything yet.
    #[must_use]
    pub fn new(person: u32, trust: f64, readiness: f64) -> Self {
        Self {
            person,
            left: NEVER,
            stood: Pathway::NotReferred,
            pathway: Pathway::NotReferred,
            since: NEVER,
            route: Route::Clinician,
            gp: 0,
            post: 0,
            fit: Fit::Fitting,
            background: 0.0,
            complex: false,
            difficult: false,
            motive: Motive::Help,
            referred: NEVER,
            first_contact: NEVER,
            due: NEVER,
            sessions: 0,
            calls: 0,
            goal: None,
            set_aside: 0,
            steps: 0,
            stage: GoalStage::Preparing,
            goals_reached: 0,
            started: false,
            place: Place::None,
            ending: Ending::Open,
            contact: Contact::None,
            buy_in: 0.0,
            trust_gp: trust,
            trust_worker: 0.0,
            trust_vcs: trust,
            expectation_gap: 0.0,
            momentum: 0.0,
            hope: readiness,
            confidence: readiness,
            dependency: 0.0,
            plan_fit: 0.0,
            mind: Mind {
                readiness,
                motivation: readiness,
                own: 0.0,
                load: 0.0,
                legitimacy: 0.0,
                rumination: 0.0,
                family: 0.0,
                plan: Plan::Alone,
                since: NEVER,
            },
            likeness: 0.0,
            behaviour: f64::NAN,
            entry_behaviour: f64::NAN,
            entry_activation: f64::NAN,
            entry_hope: f64::NAN,
            course: Course::None,
            scoring: Scoring::None,
            first_form: Form::default(),
            last_form: Form::default(),
        }
    }

    /// Whether the person has left the list: the row is kept for studies, and nothing happens to it.
    #[must_use]
    pub fn gone(&self) -> bool {
        self.left != NEVER
    }

    /// Whether the scheme let go of the person this week, or as last week closed, with nothing reached.
    #[must_use]
    pub fn came_to_nothing(&self, week: i32) -> bool {
        let now = match self.pathway {
            Pathway::LostToWait | Pathway::DroppedOut | Pathway::SessionLimit => self.since == week,
            // Workers leave after clients were looked at.
            Pathway::WorkerLeft => self.since == week - 1,
            _ => false,
        };
        now && self.goals_reached == 0
    }

    /// Whether a case or a place is open.
    #[must_use]
    pub fn support(&self) -> Support {
        if self.pathway.on_caseload() || self.place != Place::None {
            Support::Open
        } else {
            Support::None
        }
    }

    /// Whether something is going on with the client in a week or the one after: a wait, a case, a
    /// place, a contact, a move, or a form to fill in.
    #[must_use]
    pub fn in_touch(&self, week: i32) -> bool {
        self.pathway == Pathway::Waiting
            || self.support() == Support::Open
            || self.contact != Contact::None
            || self.scoring == Scoring::Open
            || self.since >= week
    }

    /// Whether the case was complex from the start and is held for want of an onward route.
    #[must_use]
    pub fn held_complex(&self) -> bool {
        self.complex && self.pathway == Pathway::Held
    }
}

//! Wide rows of people who were offered the scheme: what they think of it, where they stand on
//! the pathway, and what came of it.

use crate::model::kinds::{Need, Pathway, Service};
use crate::model::world::people::BUCKETS;

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

/// Whether a plan was made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The person carries what is to be done alone.
    Alone,
    /// Worker and person made a plan together.
    Together,
}

/// What goes on in a client's mind, and what it leads to. Owner: `outlook`.
#[derive(Clone, Copy, Debug)]
pub struct Mind {
    /// Energy and room for change, as life now leaves them.
    pub readiness: f64,
    /// Motivation. Moved by `link_work` and `peers` too.
    pub motivation: f64,
    /// Mental load of what there is to be dealt with.
    pub load: f64,
    /// How legitimate it is to accept help and put one's own needs first. Raised by `link_work`.
    pub legitimacy: f64,
    /// Dwelling on one's troubles.
    pub rumination: f64,
    /// Bonding ties won by taking up again with family and friends, as apart from those of a group.
    pub family: f64,
    /// Whether there is a plan made together.
    pub plan: Plan,
    /// Week in which all this was last brought up to date.
    pub since: i32,
}

/// A person who was offered the scheme.
#[derive(Clone, Debug)]
pub struct Client {
    /// Row of the person.
    pub person: u32,
    /// Place on the pathway. Changed by `move_to` only.
    pub pathway: Pathway,
    /// Week of the last move.
    pub since: i32,
    /// Who sent them.
    pub route: Route,
    /// Referring GP.
    pub gp: u16,
    /// Post of the link worker.
    pub post: u8,
    /// Whether the referral fits.
    pub fit: Fit,
    /// What the link worker knows of the person from the referral. Owner: `handover`.
    pub background: f64,
    /// Whether the case was complex when it was referred.
    pub complex: bool,
    /// Whether the practice found the person difficult when it referred them.
    pub difficult: bool,
    /// Why the practice referred them.
    pub motive: Motive,
    /// Week of the accepted referral.
    pub referred: i32,
    /// Week of the first contact.
    pub first_contact: i32,
    /// Week of the next session or call.
    pub due: i32,
    /// Sessions so far in this spell.
    pub sessions: u8,
    /// Follow-up calls so far in this spell.
    pub calls: u8,
    /// The goal being worked on.
    pub goal: Option<Need>,
    /// Needs given up on in this spell, one bit each.
    pub set_aside: u16,
    /// Steps taken towards the goal.
    pub steps: u8,
    /// How far it has come.
    pub stage: GoalStage,
    /// Goals reached in this spell.
    pub goals_reached: u8,
    /// Whether anything was ever started at an organisation or service in this spell.
    pub started: bool,
    /// Place at an organisation or service.
    pub place: Place,
    /// How the last spell ended.
    pub ending: Ending,
    /// Contact of this week. Written by `waiting` and `link_work`, read by `trust`.
    pub contact: Contact,
    /// Buy-in to the service. Owner: `trust`.
    pub buy_in: f64,
    /// Trust in the GP. Owner: `referral`.
    pub trust_gp: f64,
    /// Trust in the link worker. Owner: `trust`.
    pub trust_worker: f64,
    /// Trust in voluntary organisations. Owner: `participation`.
    pub trust_vcs: f64,
    /// Gap between what was hoped for and what the scheme does. Owner: `referral`, `link_work`.
    pub expectation_gap: f64,
    /// Momentum since referral. Owner: `waiting`.
    pub momentum: f64,
    /// Outlook. Owner: `link_work`.
    pub hope: f64,
    /// Confidence in being able to change things. Owner: `link_work`.
    pub confidence: f64,
    /// Dependency on the link worker. Owner: `endings`.
    pub dependency: f64,
    /// Fit of the plan to present needs. Owner: `link_work`.
    pub plan_fit: f64,
    /// What goes on in the person's mind.
    pub mind: Mind,
    /// Likeness in need of the others at the place attended. Owner: `peers`.
    pub likeness: f64,
    /// Health behaviour now. Owner: `self_care`.
    pub behaviour: f64,
    /// Health behaviour at the first contact. Owner: `self_care`.
    pub entry_behaviour: f64,
    /// Activation at the first contact, in points.
    pub entry_activation: f64,
    /// Life satisfaction as measured at the first contact; NaN when not asked.
    pub first_score: f64,
    /// Life satisfaction as measured last; NaN when not asked.
    pub last_score: f64,
    /// Visits in the thirteen four-week buckets before the referral, oldest first.
    pub before: [u8; BUCKETS],
    /// Visits in the thirteen four-week buckets from the referral on.
    pub after: [u8; BUCKETS],
}

impl Client {
    /// A row for somebody who has not been offered anything yet.
    #[must_use]
    pub fn new(person: u32, trust: f64, readiness: f64) -> Self {
        Self {
            person,
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
            first_score: f64::NAN,
            last_score: f64::NAN,
            before: [0; BUCKETS],
            after: [0; BUCKETS],
        }
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

    /// Whether the case was complex from the start and is held for want of an onward route.
    #[must_use]
    pub fn held_complex(&self) -> bool {
        self.complex && self.pathway == Pathway::Held
    }

    /// Whether a need was given up on in this spell.
    #[must_use]
    pub fn set_aside(&self, need: Need) -> bool {
        self.set_aside >> need as u16 & 1 == 1
    }

    /// Gives up on a need for this spell.
    pub fn put_aside(&mut self, need: Need) {
        self.set_aside |= 1 << need as u16;
    }

    /// Clears what belongs to one spell with a link worker.
    pub fn begin_spell(&mut self) {
        self.sessions = 0;
        self.calls = 0;
        self.goal = None;
        self.set_aside = 0;
        self.steps = 0;
        self.stage = GoalStage::Preparing;
        self.goals_reached = 0;
        self.started = false;
        self.ending = Ending::Open;
    }
}

//! What befalls a client. Columns that more than one mechanism moves are changed here and nowhere
//! else: each cause has a name, and the mechanism that hands it in says how much.

use crate::model::arithmetic::{lowered, raised};
use crate::model::kinds::{Need, Pathway};
use crate::model::world::clients::{
    Client, Contact, Course, Ending, Fit, GoalStage, Motive, NEVER, Place, Route,
};

/// How somebody comes to the scheme, and with what in mind.
#[derive(Clone, Copy, Debug)]
pub struct Referral {
    /// Who sent them.
    pub route: Route,
    /// Their usual GP.
    pub gp: u16,
    /// Why the practice referred them.
    pub motive: Motive,
    /// Whether the referral fits.
    pub fit: Fit,
    /// What the link worker knows of the person from the referral, a share.
    pub background: f64,
    /// Buy-in to the service, a share.
    pub buy_in: f64,
    /// Gap between what is hoped for and what the scheme does, a share.
    pub expectation_gap: f64,
}

/// The pathway.
impl Client {
    /// Clears what belongs to one spell with a link worker.
    fn begin_spell(&mut self) {
        self.sessions = 0;
        self.calls = 0;
        self.goal = None;
        self.set_aside = 0;
        self.steps = 0;
        self.stage = GoalStage::Preparing;
        self.goals_reached = 0;
        self.started = false;
        self.ending = Ending::Open;
        self.course = Course::None;
    }

    /// Accepts a referral, or comes by themselves: a new spell begins.
    pub fn accept(&mut self, referral: Referral) {
        self.begin_spell();
        self.route = referral.route;
        self.gp = referral.gp;
        self.motive = referral.motive;
        self.fit = referral.fit;
        self.background = referral.background;
        self.buy_in = referral.buy_in;
        self.expectation_gap = referral.expectation_gap;
    }

    /// Is admitted in a week, with at least this trust in a link worker not yet met.
    pub fn admit(&mut self, week: i32, trust: f64) {
        self.referred = week;
        self.momentum = 1.0;
        // Trust is given in advance, so that a wait can take it away.
        self.trust_worker = self.trust_worker.max(trust);
        self.contact = Contact::None;
    }

    /// Comes back to a link worker's list through the open door.
    pub fn come_back(&mut self, post: usize) {
        self.begin_spell();
        self.assign(post);
        self.momentum = 1.0;
    }

    /// Belongs to this post from now on.
    pub fn assign(&mut self, post: usize) {
        self.post = post as u8;
    }

    /// Leaves the registered list: nothing happens to the row any more.
    pub fn leave_list(&mut self, week: i32) {
        self.stood = self.pathway;
        self.pathway = Pathway::OffList;
        self.since = week;
        self.left = week;
        self.due = NEVER;
        self.contact = Contact::None;
    }

    /// Support ends, and no session is due any more.
    pub fn end_support(&mut self, ending: Ending) {
        self.ending = ending;
        self.due = NEVER;
    }
}

/// Contacts with the link worker.
impl Client {
    /// Has this contact with the scheme this week; the last one counts.
    pub fn meets(&mut self, contact: Contact) {
        self.contact = contact;
    }

    /// A session or call is due in this week.
    pub fn meet_again(&mut self, week: i32) {
        self.due = week;
    }

    /// Has a session of this quality.
    pub fn have_session(&mut self, quality: f64) {
        self.sessions = self.sessions.saturating_add(1);
        self.contact = Contact::Session { quality };
    }

    /// Is called by the link worker at a place, or while queueing for one.
    pub fn have_call(&mut self) {
        self.calls = self.calls.saturating_add(1);
        self.contact = Contact::FollowUp;
    }

    /// The contact of the week has had its effect: this much trust in the worker and buy-in.
    pub fn take_contact(&mut self, trust: f64, buy_in: f64) {
        self.trust_worker = trust;
        self.buy_in = buy_in;
        self.contact = Contact::None;
    }

    /// Sees what the scheme does: a share of the gap to what was hoped for closes.
    pub fn see_what_it_is(&mut self, share: f64) {
        self.expectation_gap = lowered(self.expectation_gap, share);
    }

    /// Has to tell everything again: a share of buy-in and of confidence is lost.
    pub fn tell_again(&mut self, share: f64) {
        self.buy_in = lowered(self.buy_in, share);
        self.confidence = lowered(self.confidence, share);
    }

    /// Comes to depend on the link worker, by a share of what is missing.
    pub fn lean(&mut self, share: f64) {
        self.dependency = raised(self.dependency, share);
    }

    /// Depends on the link worker less, by a share of what there is.
    pub fn stand_alone(&mut self, share: f64) {
        self.dependency = lowered(self.dependency, share);
    }

    /// Loses a share of the momentum since the referral.
    pub fn lose_momentum(&mut self, share: f64) {
        self.momentum = lowered(self.momentum, share);
    }

    /// Wins back a share of the momentum that is missing.
    pub fn regain_momentum(&mut self, share: f64) {
        self.momentum = raised(self.momentum, share);
    }
}

/// Goals, and the way to them.
impl Client {
    /// Whether a need was given up on in this spell.
    #[must_use]
    pub fn set_aside(&self, need: Need) -> bool {
        self.set_aside >> need as u16 & 1 == 1
    }

    /// Takes up a goal from its first step, or has none.
    pub fn work_on(&mut self, goal: Option<Need>) {
        self.goal = goal;
        self.steps = 0;
        self.stage = GoalStage::Preparing;
    }

    /// Has no goal for now.
    pub fn drop_goal(&mut self) {
        self.goal = None;
    }

    /// Gives up on a need for this spell.
    pub fn put_aside(&mut self, need: Need) {
        self.set_aside |= 1 << need as u16;
    }

    /// Gives up on a goal for this spell; another may follow.
    pub fn give_up(&mut self, goal: Need) {
        self.put_aside(goal);
        self.goal = None;
        self.stage = GoalStage::Preparing;
    }

    /// It is time for an organisation or service.
    pub fn be_ready(&mut self) {
        self.stage = GoalStage::Ready;
    }

    /// A step succeeds: shares of missing confidence and hope, and of missing motivation, are won.
    pub fn make_step(&mut self, confidence: f64, motivation: f64) {
        self.confidence = raised(self.confidence, confidence);
        self.hope = raised(self.hope, confidence);
        self.mind.motivation = raised(self.mind.motivation, motivation);
        self.steps = self.steps.saturating_add(1);
    }

    /// A step fails: shares of confidence and of motivation are lost.
    pub fn fail_step(&mut self, confidence: f64, motivation: f64) {
        self.mind.motivation = lowered(self.mind.motivation, motivation);
        self.confidence = lowered(self.confidence, confidence);
    }

    /// Wins a share of the confidence that is missing.
    pub fn gain_confidence(&mut self, share: f64) {
        self.confidence = raised(self.confidence, share);
    }

    /// Loses a share of confidence.
    pub fn lose_confidence(&mut self, share: f64) {
        self.confidence = lowered(self.confidence, share);
    }

    /// Is encouraged by others: a share of missing motivation is won.
    pub fn be_encouraged(&mut self, share: f64) {
        self.mind.motivation = raised(self.mind.motivation, share);
    }

    /// Is kept at a distance by others: a share of motivation is lost.
    pub fn be_discouraged(&mut self, share: f64) {
        self.mind.motivation = lowered(self.mind.motivation, share);
    }

    /// Is told that it is legitimate to accept help: a share of what is missing is won.
    pub fn be_permitted(&mut self, share: f64) {
        self.mind.legitimacy = raised(self.mind.legitimacy, share);
    }
}

/// Places at organisations and services; what the other side has of them stands in `acts`.
impl Client {
    /// Starts somewhere; whether it is the first start of the spell.
    pub fn start(&mut self) -> bool {
        self.course = Course::None;
        !std::mem::replace(&mut self.started, true)
    }

    /// Is seen by a statutory service from now on, until a week.
    pub fn be_seen(&mut self, until: i32) {
        if let Place::ServiceQueue { service, .. } = self.place {
            self.place = Place::ServiceUse { service, until };
        }
    }

    /// The course is over: seen to its end, or left early.
    pub fn end_course(&mut self, course: Course) {
        self.course = course;
    }

    /// Comes back to the worker's list for the next goal.
    pub fn come_back_to_work(&mut self) {
        self.stage = GoalStage::Preparing;
    }

    /// Counts calls from the start again.
    pub fn forget_calls(&mut self) {
        self.calls = 0;
    }
}

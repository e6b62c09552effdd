//! Agents that deliver: GPs and practices, link workers in their posts, organisations and
//! statutory services.

use crate::model::kinds::{Fifth, Offer};

/// Most practices of a neighbourhood: a post keeps those it serves as bits of one word.
pub const MOST_PRACTICES: u32 = u32::BITS;

/// Professional standing of a GP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// An ordinary member of the practice.
    Member,
    /// Somebody whom colleagues follow.
    Leader,
}

/// What a GP thinks of the service by their own lights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Attitude {
    /// So much above or below what GPs think on average.
    Usual(f64),
    /// One more fad.
    Sceptic,
}

/// A GP.
#[derive(Clone, Debug)]
pub struct Gp {
    /// Practice, numbered within the neighbourhood.
    pub practice: u8,
    /// Standing among colleagues.
    pub standing: Standing,
    /// Own attitude to the service, apart from what others and experience make of it.
    pub attitude: Attitude,
    /// Buy-in to the service. Owner: `buy_in`.
    pub buy_in: f64,
    /// Belief in the worker of each post. Owner: `feedback`.
    pub belief: Vec<f64>,
    /// What is expected of link workers, as belief in them. Owner: `buy_in`.
    pub expects: f64,
    /// Trust in voluntary organisations. Owner: `brokerage`.
    pub trust_vcs: f64,
    /// Knowledge of local organisations. Owner: `brokerage`.
    pub knowledge: f64,
    /// Frustration with cases that are not medical. Owner: `buy_in`.
    pub frustration: f64,
    /// Skill in using the service. Owner: `feedback`.
    pub skill: f64,
    /// Leaning to see the whole person. Owner: `buy_in`.
    pub holism: f64,
}

/// The four parts of a link worker's integration in a practice.
#[derive(Clone, Copy, Debug)]
pub struct Integration {
    /// Power is diffused. Owner: `integration`.
    pub power: f64,
    /// The role is seen as legitimate. Owner: `integration`.
    pub identity: f64,
    /// Its effect is seen. Owner: `integration`.
    pub effect: f64,
    /// Rooms, records, supervision are there. Owner: `integration`.
    pub infrastructure: f64,
}

/// How far the link worker has come in a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationStage {
    /// Attached with little thought.
    BoltedOn,
    /// Shaping the work so as to be accommodating.
    FittingIn,
    /// Accepted as a legitimate source of support.
    Belonging,
}

impl Integration {
    /// The score: all four parts are needed, so their geometric mean.
    #[must_use]
    pub fn score(&self) -> f64 {
        (self.power * self.identity * self.effect * self.infrastructure).sqrt().sqrt()
    }
}

/// A practice.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Registered people.
    pub list: u32,
    /// Appointments a week that its GPs can give. Owner: `consulting`.
    pub gp_capacity: f64,
    /// Appointments a week that its other staff can give. Owner: `consulting`.
    pub other_capacity: f64,
    /// Appointments a week that the scheme takes of what its GPs can give. Owner: `elsewhere`.
    pub time_taken: f64,
    /// Requests over capacity, smoothed. Owner: `consulting`.
    pub workload: f64,
    /// Shared values towards the service. Owner: `buy_in`.
    pub culture: f64,
    /// The champion's credibility; 0 when there is none. Owner: `buy_in`.
    pub champion: f64,
    /// Lot that decides whether there is a champion: below the share of practices that have one.
    pub champion_lot: f64,
    /// How far the service is understood as a complement to medicine. Owner: `buy_in`.
    pub framing: f64,
    /// What those who refer understand of the link worker's role. Owner: `role`.
    pub role_understood: f64,
    /// Buy-in of nurses, reception and other staff. Owner: `buy_in`.
    pub staff_buy_in: f64,
    /// How visible the service is here. Owner: `brokerage`.
    pub visibility: f64,
    /// Integration of the link worker. Owner: `integration`.
    pub integration: Integration,
    /// How far the worker suits the work to the medical setting. Owner: `integration`.
    pub accommodation: f64,
    /// How clear it is in which role a navigator speaks. Owner: `navigator`.
    pub navigator_clarity: f64,
    /// Ease of the referral route as it now is. Owner: `buy_in`.
    pub ease: f64,
    /// News heard lately, smoothed, per GP and week. Owner: `feedback`.
    pub news: f64,
    /// Wait that referred people meet, smoothed, in weeks. Owner: `waiting`.
    pub wait: f64,
}

impl Practice {
    /// Appointments that its GPs have for patients in a week.
    #[must_use]
    pub fn gp_appointments(&self) -> f64 {
        self.gp_capacity - self.time_taken
    }
}

/// Hours of one week of a link worker, by task.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hours {
    /// With and for patients.
    pub patients: f64,
    /// Building ties.
    pub networking: f64,
    /// Checking what is there.
    pub checking: f64,
    /// Founding groups.
    pub development: f64,
    /// Presenting the service.
    pub promotion: f64,
    /// Assessments, reports, administration.
    pub administration: f64,
    /// Telling referrers and organisations.
    pub feedback: f64,
    /// Training, supervision, peers.
    pub training: f64,
    /// Travel.
    pub travel: f64,
}

impl Hours {
    /// All hours.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.patients
            + self.networking
            + self.checking
            + self.development
            + self.promotion
            + self.administration
            + self.feedback
            + self.training
            + self.travel
    }

    /// Takes hours from what can wait, from each in proportion; nothing falls below none.
    pub fn give_way(&mut self, hours: f64) {
        let parts =
            [&mut self.networking, &mut self.checking, &mut self.development, &mut self.promotion];
        let all: f64 = parts.iter().map(|part| **part).sum();
        if all > 0.0 {
            let left = (1.0 - hours / all).max(0.0);
            for part in parts {
                *part *= left;
            }
        }
    }
}

/// Who employs a link worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Employer {
    /// The primary care network.
    Network,
    /// A voluntary organisation, which keeps more of its workers' ties.
    Voluntary,
}

/// A link worker in post.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Week of arrival.
    pub since: i32,
    /// Week in which the contract ends, when it is fixed-term.
    pub contract_end: i32,
    /// Who employs them.
    pub employer: Employer,
    /// Gap between the job as promised and as it is. Owner: `feelings`.
    pub discrepancy: f64,
    /// Listening skill.
    pub skill: f64,
    /// Empathy.
    pub empathy: f64,
    /// Vocation.
    pub vocation: f64,
    /// Background in mental health.
    pub mental_health: f64,
    /// Knowledge of welfare rights.
    pub welfare: f64,
    /// Standing as a member of a registered profession, by the rules at hire.
    pub standing: f64,
    /// Proactivity.
    pub proactivity: f64,
    /// Strength of boundaries.
    pub boundary: f64,
    /// Confidence. Owner: `feelings`.
    pub confidence: f64,
    /// Stress. Owner: `workforce`.
    pub stress: f64,
    /// Fulfilment. Owner: `feelings`.
    pub fulfilment: f64,
    /// Felt fairness of pay. Owner: `feelings`.
    pub fairness: f64,
    /// Clarity of the role. Owner: `role`.
    pub clarity: f64,
    /// Stepping beyond the role. Owner: `workforce`.
    pub creep: f64,
    /// Risk carried beyond training. Owner: `workforce`.
    pub risk: f64,
    /// Limits kept in practice. Owner: `feelings`.
    pub limits: f64,
    /// Professional identity. Owner: `feelings`.
    pub identity: f64,
    /// Resilience. Owner: `feelings`.
    pub resilience: f64,
    /// Knowledge of each organisation. Owner: `brokerage`.
    pub knowledge: Vec<f64>,
}

/// Whether a post is filled.
#[derive(Clone, Debug)]
pub enum PostState {
    /// By this worker.
    Filled(Worker),
    /// Empty since this week.
    Vacant(i32),
}

/// A funded post. The worker in it is a tenure: ties and knowledge may leave with them.
#[derive(Clone, Debug)]
pub struct Post {
    /// Share of a full-time post. Owner: `posts`.
    pub full_time: f64,
    /// Who is in it. Owner: `workforce`.
    pub state: PostState,
    /// How many workers have held it. Owner: `workforce`.
    pub tenure: u32,
    /// Tie to each organisation. Owner: `brokerage`.
    pub ties: Vec<f64>,
    /// Whether there is a partnership with each. Owner: `partnership`.
    pub partners: Vec<bool>,
    /// Practices it serves, one bit each. Owner: `posts`.
    pub practices: u32,
    /// Knowledge kept in the directory for each organisation. Owner: `brokerage`.
    pub directory: Vec<f64>,
    /// Hours of this week. Owner: `hours`.
    pub hours: Hours,
    /// Hours used with and for patients this week. Owner: `sessions`.
    pub used: f64,
    /// Use of patient hours, smoothed. Owner: `sessions`.
    pub load: f64,
    /// People on the caseload. Owner: `sessions`.
    pub caseload: u32,
    /// Of these, held for want of an onward route. Owner: `sessions`.
    pub held: u32,
    /// Of these, clinically complex or severe. Owner: `sessions`.
    pub complex: u32,
    /// Of these, complex and held. Owner: `sessions`.
    pub complex_held: u32,
    /// Of these, found difficult by the practice. Owner: `sessions`.
    pub difficult: u32,
    /// People on its waiting list. Owner: `waiting`.
    pub waiting: u32,
    /// Hours of support already promised for next week. Owner: `sessions`.
    pub owed: f64,
    /// Successes lately, smoothed, per week. Owner: `sessions`.
    pub success: f64,
    /// People taken on this week. Owner: `sessions`.
    pub taken_on: u32,
    /// People taken on lately, smoothed, per week. Owner: `targets`.
    pub intake: f64,
    /// Share of the number expected that is missed. Owner: `targets`.
    pub volume_gap: f64,
    /// Whether the post is within the number funded now. Owner: `posts`.
    pub funded: bool,
}

impl Post {
    /// Whether the post is funded and serves this practice.
    #[must_use]
    pub fn serves(&self, practice: u8) -> bool {
        self.funded && self.practices >> practice & 1 == 1
    }

    /// The worker in the post, if it is filled.
    #[must_use]
    pub fn worker(&self) -> Option<&Worker> {
        match &self.state {
            PostState::Filled(worker) => Some(worker),
            PostState::Vacant(_) => None,
        }
    }

    /// The worker in the post, to change.
    pub fn worker_mut(&mut self) -> Option<&mut Worker> {
        match self.state {
            PostState::Filled(ref mut worker) => Some(worker),
            PostState::Vacant(_) => None,
        }
    }
}

/// Size of an organisation by income.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeClass {
    /// Below £25,000 a year.
    Small,
    /// £25,000 to £100,000.
    Middle,
    /// Above.
    Large,
}

/// What suits somebody, or what an organisation suits: a place on each of three circles, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leanings {
    /// What is done.
    pub taste: f64,
    /// Who comes.
    pub company: f64,
    /// When.
    pub hour: f64,
}

/// An organisation of the voluntary and community sector: a kind, a slot and a generation.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// What it offers.
    pub offer: Offer,
    /// How many organisations have held this slot.
    pub generation: u32,
    /// Open, or closed since this week. Owner: `vcs`.
    pub closed: Option<i32>,
    /// Size by income.
    pub size: SizeClass,
    /// Fifth of the area it serves.
    pub fifth: Fifth,
    /// Locality in which it is.
    pub locality: u8,
    /// Places at full funding.
    pub places: f64,
    /// Places now. Owner: `vcs`.
    pub capacity: u32,
    /// Own visitors a place would draw at full capacity.
    pub pull: f64,
    /// Own visitors now. Owner: `vcs`.
    pub visitors: u32,
    /// Own visitors queueing. Owner: `vcs`.
    pub queue: u32,
    /// Clients of the scheme attending. Owner: `world`.
    pub clients: u32,
    /// Clients of the scheme queueing. Owner: `world`.
    pub client_queue: u32,
    /// Fee a visit, in pounds.
    pub fee: f64,
    /// Distance or travel trouble, 0 to 1.
    pub travel: f64,
    /// Open outside working hours.
    pub evening: bool,
    /// Fit to people of a cultural minority, 0 to 1.
    pub cultural_fit: f64,
    /// Whom it suits by taste, company and hour. Owner: `suits`.
    pub leanings: Leanings,
    /// Obstacles taken away by adapting what is offered, 0 to 1. Owner: `development`.
    pub adapted: f64,
    /// How mixed its members are: 0 all alike, 1 from every circle.
    pub mixed: f64,
    /// Trust in the practices. Owner: `partnership`.
    pub trust_gp: f64,
    /// How well it reaches clinicians. Owner: `partnership`.
    pub reach: f64,
    /// Vocation of its people, 0 to 1.
    pub vocation: f64,
    /// What is left of that under strain. Owner: `vcs`.
    pub dedication: f64,
    /// Quality of the leader, 0 to 1.
    pub leader: f64,
    /// Training of the staff, 0 to 1. Owner: `vcs`.
    pub training: f64,
    /// Places that go short for time that the scheme takes. Owner: `elsewhere`.
    pub time_taken: f64,
    /// Strain. Owner: `vcs`.
    pub strain: f64,
    /// Buy-in to the scheme. Owner: `vcs`.
    pub buy_in: f64,
    /// Sense of being a valued partner. Owner: `vcs`.
    pub valued: f64,
    /// Unfitting referrals lately, smoothed share. Owner: `vcs`.
    pub unfitting: f64,
    /// Reputation with GPs and link workers. Owner: `feedback`.
    pub reputation: f64,
    /// Load of reports and administration. Owner: `vcs`.
    pub administration: f64,
    /// Week in which the grant ends, to be renewed or not. Owner: `vcs`.
    pub contract_end: i32,
}

impl Organisation {
    /// Whether it is open.
    #[must_use]
    pub fn open(&self) -> bool {
        self.closed.is_none()
    }

    /// Places not in use.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.visitors + self.clients)
    }
}

/// A statutory service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Weeks that somebody who joins now will wait. Owner: `statutory`.
    pub wait: f64,
    /// Clients of the scheme waiting or being seen. Owner: `world`.
    pub clients: u32,
    /// People being seen, clients among them. Owner: `world`.
    pub seen: u32,
    /// People who joined this week, clients among them. Owner: `world`.
    pub joined: u32,
    /// People who join in a week, smoothed. Owner: `world`.
    pub arrivals: f64,
    /// Places. Owner: `statutory`.
    pub places: u32,
}

impl Service {
    /// Places not in use.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.places.saturating_sub(self.seen)
    }
}

/// Who pays for the scheme in a neighbourhood.
#[derive(Clone, Copy, Debug)]
pub struct Commissioner {
    /// Buy-in to the scheme. Owner: `commissioner`.
    pub buy_in: f64,
    /// Posts that are funded, against what is scheduled. Owner: `commissioner`.
    pub funding: f64,
    /// Grants to organisations, against what policy gives. Owner: `commissioner`.
    pub grants: f64,
    /// Share of the funding that a cut would take, as far as it is known. Owner: `commissioner`.
    pub threat: f64,
    /// What the last report that was read says, 1 for what is expected. Owner: `commissioner`.
    pub known: f64,
    /// What the last report that was written says. Owner: `commissioner`.
    pub written: f64,
    /// Workload of practices when the contract began. Owner: `commissioner`.
    pub workload: f64,
    /// Spending on posts in a year, smoothed, in pounds. Owner: `commissioner`.
    pub pounds: f64,
    /// Week in which the next report is written. Owner: `commissioner`.
    pub report_due: i32,
    /// Week in which the contract ends. Owner: `commissioner`.
    pub contract_end: i32,
}

/// What the commissioner, the workers and the organisations have between them.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    /// Trust between the sectors. Owner: `targets`.
    pub trust: f64,
    /// What the service has learnt from its figures. Owner: `targets`.
    pub learning: f64,
    /// Share of failures reported as successes. Owner: `targets`.
    pub gaming: f64,
}

/// Mean integration score of the practices that a post serves.
#[must_use]
pub fn mean_integration(practices: &[Practice], served: u32) -> f64 {
    let scores = || {
        practices
            .iter()
            .enumerate()
            .filter(|(number, _)| served >> number & 1 == 1)
            .map(|(_, practice)| practice.integration.score())
    };
    scores().sum::<f64>() / scores().count().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_wait_gives_way_in_proportion_and_not_below_none() {
        let mut hours =
            Hours { networking: 3.0, promotion: 1.0, training: 2.0, ..Hours::default() };
        hours.give_way(1.0);
        assert!((hours.networking - 2.25).abs() < 1e-12, "{hours:?}");
        assert!((hours.promotion - 0.75).abs() < 1e-12, "{hours:?}");
        assert!((hours.training - 2.0).abs() < 1e-12, "training does not wait");
        hours.give_way(50.0);
        assert!(hours.networking.abs() < 1e-12 && hours.promotion.abs() < 1e-12, "{hours:?}");
    }
}

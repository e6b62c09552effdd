//! The world of one neighbourhood: people, clients, practices and their GPs, link workers,
//! organisations and statutory services, in columns and rows that the mechanisms change in the
//! order stated by the engine. Each column has one owner: the mechanism that moves it, or the world
//! where several do, by causes with a name (`causes`, `acts`). What one mechanism has for another lies
//! on the desk until the engine has the owner take it. `tests/borders.rs` holds this.

pub mod acts;
pub mod agents;
pub mod allocation;
pub mod birthdays;
pub mod causes;
pub mod clients;
pub mod ledger;
pub mod localities;
pub mod needs;
pub mod people;

pub use acts::{Founded, Founders, Step};
pub use agents::{
    Attitude, Commissioner, Employer, Gp, Hours, Integration, IntegrationStage, Leanings,
    MOST_PRACTICES, Organisation, Post, PostState, Practice, Scheme, Service, SizeClass, Standing,
    Worker, mean_integration,
};
pub use allocation::{Allocation, Assigned, Enrolled, Enrolment};
pub use birthdays::Birthdays;
pub use causes::Referral;
pub use clients::{
    Care, CareStage, Client, Contact, Course, Ending, Fit, Form, GoalStage, Mind, Motive, NEVER,
    Place, Plan, Route, Scoring, Support,
};
pub use ledger::{CategoryPence, Ledger, Pence, pence};
pub use localities::{Localities, MOST_LOCALITIES};
pub use needs::{Needs, Severity};
pub use people::{
    BUCKET_WEEKS, BUCKETS, Clocks, Fixed, Health, Level, Membership, Mobility, Moved, People, Slow,
    State, Traits,
};

use std::collections::BTreeMap;

use crate::model::characteristics::Weights;
use crate::model::kinds::{Cause, Fifth, Offer, Pathway, Service as ServiceKind};
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters;
use crate::model::random::WORDS;
use crate::model::units::THOUSAND;

/// Who in the practice is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staff {
    /// A GP.
    Gp,
    /// A nurse or another member of staff.
    Other,
}

impl Staff {
    /// How many groups there are.
    pub const COUNT: usize = 2;
}

/// One request for an appointment.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Who asks.
    pub person: u32,
    /// Why.
    pub cause: Cause,
    /// Of whom.
    pub staff: Staff,
}

impl Request {
    /// Whose draws decide about it, and on which occasion.
    #[must_use]
    pub fn occasion(&self) -> (u32, u8) {
        (self.person, self.cause as u8)
    }
}

/// What became of a visit to urgent care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// The person went home.
    Home,
    /// The person was admitted to hospital.
    Admitted,
}

/// Something that a client achieved this week, of which referrer and organisation may hear.
#[derive(Clone, Copy, Debug)]
pub struct News {
    /// Row of the client.
    pub client: usize,
    /// The organisation concerned, if one is.
    pub organisation: Option<usize>,
}

/// A client whom a link worker and an organisation now share.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// Row of the client.
    pub client: usize,
    /// The organisation.
    pub organisation: u16,
}

/// Somebody who left the list.
#[derive(Clone, Copy, Debug)]
pub struct Departed {
    /// The place.
    pub person: u32,
    /// Visits in the last thirteen four-week buckets.
    pub recent: [u8; BUCKETS],
}

/// A link worker who left.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// The post.
    pub post: usize,
    /// Share of the ties with organisations that stays with it.
    pub ties_kept: f64,
}

/// What passes between phases within a week, and from one week to the next.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// People whose clocks struck, with the draws of the four clocks.
    pub struck: Vec<(u32, [u32; WORDS])>,
    /// Requests of this week, capacity not yet applied.
    pub requests: Vec<Request>,
    /// Visits of this week.
    pub visits: Vec<Request>,
    /// Who went to urgent care this week, and what became of it.
    pub urgent: Vec<(u32, Stay)>,
    /// Requests that will come next week: retries, disclosures, returns, revisits, talks.
    pub pending: Vec<Request>,
    /// Practices whose GPs talked about the scheme this week, once for each offer.
    pub talked: Vec<u8>,
    /// Organisations that asked a resident what they want, once for each.
    pub asked: Vec<usize>,
    /// Whether the commissioner decided on funds this week, which posts have not yet followed.
    pub funds_decided: bool,
    /// News of this week.
    pub news: Vec<News>,
    /// Clients whose referral was accepted this week, not yet on a list.
    pub accepted: Vec<usize>,
    /// Clients who got a place this week.
    pub started: Vec<usize>,
    /// Organisations that closed or were founded, of which practices have not yet taken note.
    pub churned: u32,
    /// Organisations whose grant ended this week.
    pub renewed: Vec<usize>,
    /// Organisations made this week, of which the posts have not yet taken note.
    pub founded: Vec<Founded>,
    /// Goals for which nothing was found: the kinds of offer that could have served.
    pub unserved: Vec<&'static [Offer]>,
    /// Referrals to organisations, and whether each fits.
    pub referred_on: Vec<(usize, Fit)>,
    /// Organisations that heard of a client, once for each report.
    pub reports: Vec<usize>,
    /// GPs who heard that an organisation helped, by number, once for each piece of news.
    pub heard: Vec<u16>,
    /// Hours that link workers have promised beyond their sessions, by post.
    pub promised: Vec<(usize, f64)>,
    /// Link workers who left this week.
    pub left: Vec<Left>,
    /// People who left the list as this week began, with their visits up to now.
    pub departed: Vec<Departed>,
    /// People whom deaths of this week leave bereaved.
    pub bereaved: Vec<u32>,
    /// Adults who came to another stage of life this week, as they were before.
    pub turned: Vec<(u32, Fixed)>,
    /// Adverse events of this week, by post.
    pub adverse: Vec<(usize, u32)>,
    /// People who were brought to a group.
    pub joined: Vec<u32>,
    /// People whose illness is over sooner.
    pub recovered: Vec<u32>,
    /// Clients whom a service sees for the first time this week.
    pub seen_by_service: Vec<usize>,
    /// Clients who started at an organisation since the week before.
    pub shared: Vec<Shared>,
    /// Rows of clients who were settled this week, for a look at their minds and ways.
    pub settled: Vec<usize>,
    /// People whose needs or membership were changed by the scheme or by signposting, whose
    /// clocks must be set again.
    pub touched: Vec<u32>,
    /// People who are settled and for whom no clock struck but that of a medical request.
    pub consulted: Vec<u32>,
}

/// A neighbourhood: one primary care network with all that belongs to it.
#[derive(Clone, Debug)]
pub struct World {
    /// Everybody registered.
    pub people: People,
    /// Rows of those who were offered the scheme or came by themselves.
    pub clients: Vec<Client>,
    /// Rows of clients with whom something is going on, in order: what a week does with them it does
    /// without a look at all the others. Owner: `world`.
    pub in_touch: Vec<usize>,
    /// GPs.
    pub gps: Vec<Gp>,
    /// Practices.
    pub practices: Vec<Practice>,
    /// Posts for link workers.
    pub posts: Vec<Post>,
    /// Organisations, open or closed.
    pub organisations: Vec<Organisation>,
    /// Who is in the care of a service without a link worker. Owner: `world`.
    pub care: BTreeMap<u32, Care>,
    /// Statutory services.
    pub services: [Service; ServiceKind::COUNT],
    /// Mean of organisations' reach to clinicians times their trust. Owner: `partnership`.
    pub open_door: f64,
    /// Goals for which nothing was found, fading, by kind of offer. Owner: `development`.
    pub gaps: [f64; Offer::COUNT],
    /// Share of the entries of the practices' directory that are right. Owner: `brokerage`.
    pub directory: f64,
    /// Requests a week that are expected of each registered person, of GPs and of other staff, of the list as
    /// the run begins: capacity is a ratio to them.
    pub usual_requests: [f64; 2],
    /// Share of the registered people in each fifth and each category of a characteristic, as the run begins.
    pub shares: Weights,
    /// Where people of each fifth live.
    pub localities: Localities,
    /// Life satisfaction of adults who moved away, summed up and fading, by fifth. Owner: `turnover`.
    pub moved_away: [f64; Fifth::COUNT],
    /// Who pays for the scheme.
    pub commissioner: Commissioner,
    /// What the commissioner, the workers and the organisations have between them.
    pub scheme: Scheme,
    /// Who has the scheme, where an evaluation decides it.
    pub allocation: Allocation,
    /// What passes between phases.
    pub desk: Desk,
    /// Balances of the current week.
    pub ledger: Ledger,
}

impl World {
    /// Registered people, in thousands.
    #[must_use]
    pub fn thousands(&self) -> f64 {
        self.people.len() as f64 / THOUSAND
    }

    /// The funded post that serves the practice and has the shortest list for its hours; ties by
    /// lot, never by number.
    #[must_use]
    pub fn choose_post(&self, all: &Parameters, practice: u8, lot: f64) -> Option<usize> {
        let serving: Vec<usize> =
            (0..self.posts.len()).filter(|&post| self.posts[post].serves(practice)).collect();
        let start = (lot * serving.len() as f64) as usize;
        let order = (0..serving.len()).map(|k| serving[(start + k) % serving.len()]);
        let pressure = |post: usize| {
            let post = &self.posts[post];
            let absent = if post.worker().is_some() { 0.0 } else { all.referral.vacancy_counts_as };
            (f64::from(post.caseload) + f64::from(post.waiting) + absent) / post.full_time
        };
        order.min_by(|&a, &b| pressure(a).total_cmp(&pressure(b)))
    }

    /// Whether a case, a place or a service holds what help has achieved for a person.
    #[must_use]
    pub fn support(&self, person: usize) -> Support {
        if self.care.contains_key(&(person as u32)) {
            return Support::Open;
        }
        self.people.client_row(person).map_or(Support::None, |row| self.clients[row].support())
    }
}

impl Client {
    /// Moves to another place on the pathway and counts the move.
    pub fn move_to(&mut self, to: Pathway, week: i32, fifth: Fifth, seen: &mut Observations) {
        seen.moved(self.pathway, to);
        let closes = matches!(
            to,
            Pathway::GoalsMet | Pathway::SessionLimit | Pathway::DroppedOut | Pathway::WorkerLeft
        );
        if closes {
            seen.count(M::Closed, fifth);
            seen.add_for(M::SessionsPerCase, fifth, f64::from(self.sessions), 1.0);
            seen.add_for(M::TrustAtClosing, fifth, self.trust_worker, 1.0);
            let (sessions, goals) = if self.complex {
                (M::ComplexSessionsPerCase, M::ComplexGoalsPerCase)
            } else {
                (M::OtherSessionsPerCase, M::OtherGoalsPerCase)
            };
            seen.add_total(sessions, f64::from(self.sessions), 1.0);
            seen.add_total(goals, f64::from(self.goals_reached), 1.0);
            seen.add_for(
                M::DroppedOutShare,
                fifth,
                f64::from(u8::from(to == Pathway::DroppedOut)),
                1.0,
            );
        }
        self.pathway = to;
        self.since = week;
    }
}

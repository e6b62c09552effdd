//! Acts on two parties at once: a client and an organisation or service, one carer and the next, an
//! organisation and all who may know of it. Both sides change together here, so that no mechanism
//! reaches into the columns of another.

use crate::model::kinds::{Need, Pathway, Service};
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters;
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::world::{Care, CareStage, Client, Departed, News, Organisation, Place, World};

/// A step from one carer to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From the practice to the link worker.
    FirstContact,
    /// From the link worker to an organisation.
    Start,
    /// From one link worker to another.
    Successor,
}

/// Who makes an organisation, and so knows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Founders {
    /// Link workers with time for development.
    LinkWorkers,
    /// Others: nobody at the posts knows of it yet.
    Others,
}

/// An organisation that was made this week.
#[derive(Clone, Copy, Debug)]
pub struct Founded {
    /// Its number.
    pub organisation: usize,
    /// Who made it.
    pub by: Founders,
}

impl World {
    /// The person's row among the clients, opened at the first offer.
    pub fn open_row(&mut self, all: &Parameters, person: usize) -> usize {
        if let Some(row) = self.people.client_row(person) {
            return row;
        }
        let traits = self.people.fixed[person].traits();
        let trust =
            (all.referral.gp_trust_base + all.referral.gp_trust_gain * traits.trust).min(1.0);
        self.clients.push(Client::new(person as u32, trust, traits.readiness));
        self.people.client[person] = self.clients.len() as u32;
        self.clients.len() - 1
    }

    /// Puts a client on the list of those with whom something is going on.
    pub fn be_in_touch(&mut self, row: usize) {
        if let Err(at) = self.in_touch.binary_search(&row) {
            self.in_touch.insert(at, row);
        }
    }

    /// Takes clients off that list with whom nothing is going on, once a week has passed.
    pub fn lose_touch(&mut self, week: i32) {
        let clients = &self.clients;
        self.in_touch.retain(|&row| clients[row].in_touch(week));
    }

    /// Rows of clients with whom something is going on and of those settled this week, in order.
    #[must_use]
    pub fn looked_at(&self) -> Vec<usize> {
        let mut rows = [self.in_touch.as_slice(), &self.desk.settled].concat();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Somebody leaves the list, and somebody new has the place: the row among the clients is closed and
    /// kept, and whatever was open or waited for is free. Who comes is drawn elsewhere (`synthesis`).
    pub fn depart(&mut self, person: usize, week: i32, seen: &mut Observations) {
        self.desk
            .departed
            .push(Departed { person: person as u32, recent: self.people.recent[person] });
        let mut stood = Pathway::NotReferred;
        if let Some(row) = self.people.client_row(person) {
            match self.clients[row].place {
                Place::None => {}
                Place::Queue { organisation, .. } => self.leave_queue(row, organisation as usize),
                Place::Attend { organisation, .. } => self.leave_place(row, organisation as usize),
                Place::ServiceQueue { service, .. } | Place::ServiceUse { service, .. } => {
                    self.leave_service(row, service);
                }
            }
            stood = self.clients[row].pathway;
            self.clients[row].leave_list(week);
            self.be_in_touch(row);
        }
        self.end_care(person as u32);
        self.people.client[person] = 0;
        self.people.change_hands(person, week);
        seen.moved(stood, Pathway::OffList);
        seen.moved(Pathway::OffList, Pathway::NotReferred);
    }

    /// Moves a client to another place on the pathway and counts the move.
    pub fn move_client(&mut self, row: usize, to: Pathway, week: i32, seen: &mut Observations) {
        let client = &mut self.clients[row];
        let fifth = self.people.fixed[client.person as usize].fifth;
        client.move_to(to, week, fifth, seen);
        self.be_in_touch(row);
    }

    /// A client goes from one carer to the next: is the story told again? Returns the hours that this
    /// takes of a link worker. The equations stand in `handover`.
    pub fn hand_over(
        &mut self,
        row: usize,
        step: Step,
        all: &Parameters,
        draws: WeekDraws,
        seen: &mut Observations,
    ) -> f64 {
        let p = &all.handover;
        let client = &mut self.clients[row];
        let known = if step == Step::FirstContact { client.background } else { 0.0 };
        let chance = p.told_again(known);
        let tells = draws.happens(chance, Purpose::Handover, Who(client.person), step as u8);
        seen.add_total(M::ConnectedCare, f64::from(u8::from(!tells)), 1.0);
        if !tells {
            return 0.0;
        }
        client.tell_again(p.again_loss);
        if step == Step::Start { 0.0 } else { p.again_hours }
    }

    /// A client's goal is reached: the need is a step less, and referrer and organisation may hear of it.
    pub fn reach_goal(
        &mut self,
        row: usize,
        goal: Need,
        organisation: Option<usize>,
        seen: &mut Observations,
    ) {
        let client = &mut self.clients[row];
        let person = client.person as usize;
        client.goals_reached = client.goals_reached.saturating_add(1);
        client.work_on(None);
        self.people.needs[person].help(goal);
        self.desk.touched.push(person as u32);
        let fifth = self.people.fixed[person].fifth;
        seen.count(M::GoalsReached, fifth);
        seen.count(M::goals_reached(goal), fifth);
        self.desk.news.push(News { client: row, organisation });
    }

    /// A client joins an organisation's queue.
    pub fn join_queue(&mut self, row: usize, organisation: usize, week: i32) {
        self.organisations[organisation].client_queue += 1;
        self.clients[row].come_back_to_work();
        self.clients[row].place = Place::Queue { organisation: organisation as u16, since: week };
    }

    /// A client leaves an organisation's queue, and the goal with it.
    pub fn leave_queue(&mut self, row: usize, organisation: usize) {
        let host = &mut self.organisations[organisation];
        host.client_queue = host.client_queue.saturating_sub(1);
        self.clients[row].place = Place::None;
        self.clients[row].drop_goal();
    }

    /// A client in an organisation's queue gets a place there.
    pub fn take_place(&mut self, row: usize, organisation: usize, week: i32) {
        let host = &mut self.organisations[organisation];
        host.client_queue = host.client_queue.saturating_sub(1);
        host.clients += 1;
        self.clients[row].place = Place::Attend { organisation: organisation as u16, since: week };
        self.desk.started.push(row);
    }

    /// A client gives up the place at an organisation, and the goal with it.
    pub fn leave_place(&mut self, row: usize, organisation: usize) {
        let host = &mut self.organisations[organisation];
        host.clients = host.clients.saturating_sub(1);
        self.clients[row].place = Place::None;
        self.clients[row].drop_goal();
    }

    /// A client waits for a statutory service that is expected to start in a week.
    pub fn wait_for_service(&mut self, row: usize, service: Service, until: i32) {
        self.clients[row].place = Place::ServiceQueue { service, until };
        self.services[service as usize].clients += 1;
        self.services[service as usize].joined += 1;
    }

    /// A client no longer waits for a statutory service, or is seen by one.
    pub fn leave_service(&mut self, row: usize, service: Service) {
        let seen = matches!(self.clients[row].place, Place::ServiceUse { .. });
        let service = &mut self.services[service as usize];
        service.clients -= 1;
        service.seen -= u32::from(seen);
        self.clients[row].place = Place::None;
    }

    /// Takes those who joined a service this week into its arrivals.
    pub fn close_list(&mut self, service: Service, smooth: f64) {
        let service = &mut self.services[service as usize];
        let joined = f64::from(std::mem::take(&mut service.joined));
        service.arrivals += smooth * (joined - service.arrivals);
    }

    /// Somebody joins the list of a service without a link worker.
    pub fn refer_to_service(&mut self, person: u32, care: Care) {
        self.services[care.service as usize].joined += 1;
        self.care.insert(person, care);
        self.desk.touched.push(person);
    }

    /// A service sees somebody who waited for it from now on, until a week at most.
    pub fn be_seen_by_service(&mut self, person: u32, service: Service, until: i32) {
        self.services[service as usize].seen += 1;
        if let Some(care) = self.care.get_mut(&person) {
            *care = Care { stage: CareStage::Seen, until, ..*care };
        } else if let Some(row) = self.people.client_row(person as usize) {
            self.clients[row].be_seen(until);
            self.desk.seen_by_service.push(row);
        }
    }

    /// Somebody is no longer in the care of a service that was reached without a link worker.
    pub fn end_care(&mut self, person: u32) {
        if let Some(care) = self.care.remove(&person) {
            let service = &mut self.services[care.service as usize];
            service.seen -= u32::from(care.stage == CareStage::Seen);
            self.desk.touched.push(person);
        }
    }

    /// An organisation is made: it takes the place of a closed one, or a place of its own after the
    /// last. What the posts know of it is theirs to say (`brokerage`).
    pub fn found(&mut self, organisation: usize, young: Organisation, by: Founders) {
        if organisation < self.organisations.len() {
            self.organisations[organisation] = young;
        } else {
            self.organisations.push(young);
        }
        self.desk.founded.push(Founded { organisation, by });
        self.desk.churned += 1;
    }
}

//! Contacts between a link worker and people: whose turn it is, first contacts, sessions, calls, and
//! more. The equations stand in the opening of `link_work`.
use crate::model::kinds::{Pathway, Resource};
use crate::model::mechanisms::link_work::sessions::{occasion, time_tells};
use crate::model::mechanisms::link_work::targets;
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{SHORTEST_WAY, log_odds, logistic, raised};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::world::{Client, Ending, GoalStage, State, Step, Worker, World};

/// Long-term conditions from which somebody has several, as multimorbidity is defined.
const SEVERAL_CONDITIONS: u8 = 2;

/// Chance that somebody of this activation misses a session.
fn missed(all: &All, activation: f64) -> f64 {
    let p = &all.link_work;
    let above = activation - all.reference.activation_with_needs;
    p.missed_share * libm::exp(-p.missed_activation_slope * above / 10.0)
}

/// Whether a client is held, and nothing else is being worked on.
fn waits_for_a_way_on(client: &Client) -> bool {
    client.pathway == Pathway::Held && client.stage == GoalStage::Ready
}

/// Quality of a session with this worker, 0 to 1.
fn quality(all: &All, worker: &Worker) -> f64 {
    let p = &all.link_work;
    let room = (1.0 - p.boundary_optimum).max(SHORTEST_WAY);
    let above = (worker.boundary - p.boundary_optimum) / room;
    let quality = f64::midpoint(worker.skill, worker.empathy)
        * (1.0 - p.stress_weight * worker.stress)
        * factor(p.vocation_weight, worker.vocation, all.reference.vocation)
        * factor(p.relational_style_weight, p.relational_style, all.reference.relational_style)
        * (1.0 - p.boundary_cost * above.max(0.0))
        * time_tells(all, p.session_length_power);
    quality.clamp(0.0, 1.0)
}

impl Now<'_> {
    pub(crate) fn lot(&self, world: &World, row: usize) -> u32 {
        self.draws.words(Purpose::Triage, Who(world.clients[row].person), 0, 0)[0]
    }

    pub(crate) fn by_lot(
        &self,
        world: &World,
        rows: Vec<usize>,
        key: fn(&crate::model::world::Client) -> f64,
    ) -> Vec<usize> {
        let mut ranked: Vec<(f64, u32, usize)> = rows
            .into_iter()
            .map(|row| (key(&world.clients[row]), self.lot(world, row), row))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, _, row)| row).collect()
    }

    /// Weeks waited, severe needs counting as weeks; under pay for outcomes, the easy come first.
    pub(crate) fn urgency(&self, world: &World, row: usize) -> f64 {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let needs = world.people.needs[client.person as usize];
        let severe = needs.severe() as f64;
        let waited = f64::from(self.week - client.since);
        let activation = world.people.slow[client.person as usize].activation.share() * 100.0;
        let above = activation - self.all.reference.activation_with_needs;
        let easy = p.creaming_activation * above / 10.0 - p.creaming_severe * severe;
        let creaming = targets::creaming(self.all);
        waited + (1.0 - creaming) * p.urgency_weeks * severe + creaming * easy
    }

    pub(crate) fn first_contact(
        &self,
        world: &mut World,
        row: usize,
        worker: &Worker,
        seen: &mut Observations,
    ) -> f64 {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let person = client.person as usize;
        let fifth = world.people.fixed[person].fifth;
        let at = &self.all.reference;
        let reached = logistic(
            log_odds(p.reached_at_reference)
                + p.reached_momentum_weight * (client.momentum - at.momentum_first_call)
                + p.reached_buy_in_weight * (client.buy_in - at.buy_in),
        );
        let comes = self.draws.happens(reached, Purpose::FirstCall, Who(client.person), 0);
        if !comes {
            seen.add_for(M::ReachedShare, fifth, 0.0, 1.0);
            seen.count(M::NotReached, fifth);
            world.move_client(row, Pathway::NotReached, self.week, seen);
            return p.missed_hours;
        }
        let post = &mut world.posts[client.post as usize];
        let away =
            targets::turned_away(self.all, client, &world.people.fixed[person], post.volume_gap);
        seen.add_for(M::TurnedAway, fifth, f64::from(u8::from(away)), 1.0);
        seen.add_for(M::ReachedShare, fifth, f64::from(u8::from(!away)), 1.0);
        if away {
            world.move_client(row, Pathway::NotReached, self.week, seen);
            return p.missed_hours;
        }
        post.taken_on += 1;
        seen.waited(self.week - client.since);
        seen.count(M::FirstContacts, fifth);
        seen.taken_up(&world.people.fixed[person], 0.0, 1.0);
        world.move_client(row, Pathway::Active, self.week, seen);
        let activation = world.people.slow[person].activation.share() * 100.0;
        let wellbeing = world.people.slow[person].wellbeing.share() * 10.0;
        let needs = world.people.needs[person];
        let readiness = world.clients[row].mind.readiness;
        let clinical_from = self.all.complexity.clinical_from;
        let complex = complexity::is_complex(clinical_from, &world.people.fixed[person], needs);
        for (metric, value) in [
            (M::EntryReadiness, readiness),
            (M::EntryActivation, activation),
            (M::EntryLifeSatisfaction, wellbeing),
            (M::EntrySevereNeeds, needs.severe() as f64),
            (M::EntryComplex, f64::from(u8::from(complex))),
        ] {
            seen.add_for(metric, fifth, value, 1.0);
        }
        let client = &mut world.clients[row];
        client.first_contact = self.week;
        client.entry_activation = activation;
        client.entry_hope = client.hope;
        let again = world.hand_over(row, Step::FirstContact, self.all, self.draws, seen);
        let saved = self.all.handover.first_contact_saved * world.clients[row].background;
        self.session(world, row, worker, seen);
        p.first_hours * (1.0 - saved) + again + p.notes_hours
    }

    /// A session or call that is due; returns the hours it took.
    pub(crate) fn due_contact(
        &self,
        world: &mut World,
        row: usize,
        worker: &Worker,
        seen: &mut Observations,
    ) -> f64 {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let person = client.person as usize;
        if matches!(client.pathway, Pathway::Attending | Pathway::Queueing) {
            return self.call(world, row, seen);
        }
        let held = waits_for_a_way_on(client);
        let activation = world.people.slow[person].activation.share() * 100.0;
        let stays_away = self.draws.happens(
            missed(self.all, activation),
            Purpose::Attend,
            Who(client.person),
            0,
        );
        seen.add_total(M::MissedShare, f64::from(u8::from(stays_away)), 1.0);
        let client = &mut world.clients[row];
        client.meet_again(self.week + p.weeks_between_sessions as i32);
        if stays_away {
            client.lose_momentum(p.missed_momentum);
            return if held { p.missed_hours.min(p.held_hours) } else { p.missed_hours };
        }
        self.session(world, row, worker, seen);
        if held {
            return p.held_hours;
        }
        let intensive = if self.intensive(world, person) { p.intensive_hours } else { 1.0 };
        p.session_hours * intensive + p.notes_hours
    }

    fn call(&self, world: &mut World, row: usize, seen: &mut Observations) -> f64 {
        let p = &self.all.link_work;
        let client = &mut world.clients[row];
        client.have_call();
        client.meet_again(self.week + p.weeks_between_calls as i32);
        if f64::from(client.calls) >= p.follow_up_calls && client.pathway == Pathway::Attending {
            self.next_goal_or_close(world, row, seen);
        }
        p.call_hours
    }

    pub(crate) fn intensive(&self, world: &World, person: usize) -> bool {
        let who = &world.people.fixed[person];
        let meant = who.fifth.gradient() > 0.0 && who.conditions >= SEVERAL_CONDITIONS;
        let share = self.all.link_work.intensive_share;
        let (lasting, id) = (self.draws.lasting(), Who(person as u32));
        let generation = u32::from(world.people.generation[person]);
        meant && lasting.uniform(Purpose::Plan, id, occasion::INTENSIVE, generation) < share
    }

    fn session(&self, world: &mut World, row: usize, worker: &Worker, seen: &mut Observations) {
        let p = &self.all.link_work;
        let person = world.clients[row].person as usize;
        let who = world.people.fixed[person];
        let quality = quality(self.all, worker);
        seen.count(M::Sessions, who.fifth);
        let client = &mut world.clients[row];
        client.have_session(quality);
        client.meet_again(self.week + p.weeks_between_sessions as i32);
        client.see_what_it_is(p.expectation_closed);
        client.be_permitted(p.permission_giving * self.all.outlook.permission_gain * quality);
        let mut state = State::of(&world.people.slow[person]);
        let psychological = &mut state.capital[Resource::Psychological as usize];
        *psychological = raised(*psychological, p.care_gain * quality);
        world.people.keep(person, &state);
        world.desk.touched.push(person as u32);
        self.disclose(world, row, quality, seen);
        self.plan(world, row, seen);
        self.take_step(world, row, worker, quality, seen);
        if !world.clients[row].pathway.on_caseload() {
            return;
        }
        let cap = p.session_cap
            + if who.fifth.gradient() > 0.0 { p.deprived_extra_sessions } else { 0.0 };
        let held = waits_for_a_way_on(&world.clients[row]);
        if self.drops_out(world, row) {
            self.close(world, row, Pathway::DroppedOut, Ending::Unplanned, seen);
        } else if f64::from(world.clients[row].sessions) >= cap && !(held && p.held_past_limit) {
            let planned = self.all.endings.planned_share;
            let prepared = self.draws.happens(
                planned,
                Purpose::Session,
                Who(person as u32),
                occasion::SESSION_LIMIT,
            );
            let ending = if prepared { Ending::Planned } else { Ending::Unplanned };
            self.close(world, row, Pathway::SessionLimit, ending, seen);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::link_work::{posts, workforce};
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    #[test]
    fn sessions_are_missed_less_by_the_more_activated() {
        let all = baseline();
        let at = all.reference.activation_with_needs;
        assert!((missed(&all, at) - all.link_work.missed_share).abs() < 1e-12);
        let ten = missed(&all, at + 10.0) / missed(&all, at);
        assert!((ten - libm::exp(-all.link_work.missed_activation_slope)).abs() < 1e-12);
    }

    #[test]
    fn stress_and_boundaries_beyond_the_optimum_cost_quality() {
        let all = baseline();
        let post = posts::vacant(&all, 1.0, 0, 0);
        let mut worker = workforce::make(&all, &post, 0, 0, Draws::new(1, 0, 0));
        (worker.boundary, worker.stress) = (all.link_work.boundary_optimum, 0.0);
        let best = quality(&all, &worker);
        worker.stress = 1.0;
        let stressed = quality(&all, &worker);
        assert!((stressed / best - (1.0 - all.link_work.stress_weight)).abs() < 1e-12);
        (worker.boundary, worker.stress) = (1.0, 0.0);
        let strict = quality(&all, &worker);
        assert!((strict / best - (1.0 - all.link_work.boundary_cost)).abs() < 1e-12);
    }
}

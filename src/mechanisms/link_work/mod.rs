//! Link work: calls to new people, sessions, the joint plan, steps towards goals.
//!
//! due sessions come first, then calls, then new people by urgency, while hours last
//! quality    = (skill + empathy) / 2 x (1 - weight x stress) x (floor + relational style)
//!              x (1 + weight x (vocation - middle))
//! step       logit = base + confidence + trust + quality + plan - difficulty - overwhelm + activation / 10,
//!                    what is below its middle counting only as far as help is not tailored
//!                    - mental load beyond readiness (a plan made together eases the load)
//! success    confidence, hope and activation rise; failure: confidence falls
//! disclosure above a threshold of trust, higher for the ashamed
//! drop-out   rate x exp(weight x (middle - buy-in and trust) - motivation + expectation gap)
//!
//! **Claims.** A015, A016, A020-A028 (relation, disclosure, plan, support), A039-A046, A055 (order of
//! goals, tailoring, basic needs first), A061, A077 (disclosure and GP visits), A119, A122 (load),
//! A153, A157 (background), A154, A155 (dedication and skill), A179, A180 (open-ended work and caps), A194, A199 (selection under
//! targets), A212, A213 (intensive help).
//! **Evidence.** 6-12 contacts in guidance, many 1-3 in practice; first contact 60 minutes, later 30
//! (recalled); 10 % of sessions missed (analogues), fewer at high activation (Barker 2018). Weights
//! are assumed.

mod goals;

use crate::axes::{Pathway, Resource};
use crate::mechanisms::handover::{self, Step};
use crate::mechanisms::{
    complexity, log_odds, logistic, lowered, raised, self_care, targets, weekly,
};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Contact, Ending, State, Worker, World};

parameters! {
    /// Sessions and goals.
    Parameters {
        /// Length of a first contact.
        first_hours: Hours [0.05, 5.0] "A231 A235";
        /// Length of a later session.
        session_hours: Hours [0.05, 5.0] "A020 A022";
        /// Notes after each contact.
        notes_hours: Hours [0.0, 2.0] "";
        /// Length of a follow-up call.
        call_hours: Hours [0.0, 2.0] "A029";
        /// Hours lost with a missed session or a fruitless first call.
        missed_hours: Hours [0.0, 2.0] "";
        /// Weeks between sessions.
        weeks_between_sessions: Weeks [1.0, 26.0] "A023";
        /// Weeks between follow-up calls.
        weeks_between_calls: Weeks [1.0, 52.0] "A029";
        /// Follow-up calls to somebody who attends an organisation.
        follow_up_calls: Count [0.0, 24.0] "A029";
        /// Most sessions in one spell.
        session_cap: Sessions [1.0, 200.0] "A039 A040 A180";
        /// Further sessions for people in the two most deprived fifths.
        deprived_extra_sessions: Sessions [0.0, 200.0] "A040 A212";
        /// Share of people reached and willing at the first call, all else at its middle.
        reached_at_middle: Share [0.0, 1.0] "A016";
        /// Weight of momentum at the first call.
        reached_momentum_weight: LogOdds [0.0, 10.0] "A013";
        /// Weight of buy-in at the first call.
        reached_buy_in_weight: LogOdds [0.0, 10.0] "A016";
        /// Share of sessions missed, at 55 points of activation.
        missed_share: Share [0.0, 1.0] "";
        /// Fall of missed sessions for ten points of activation, on a logarithmic scale.
        missed_activation_slope: LogRatio [0.0, 1.0] "";
        /// Weight of severe needs in the order of new people, in weeks of waiting.
        urgency_weeks: Weeks [0.0, 52.0] "";
        /// Preference for people who are easy to help, under pay for outcomes.
        creaming: Share [0.0, 1.0] "A194";
        /// Relational style, against brisk.
        relational: Share [0.0, 1.0] "A031 A151 A177 A179";
        /// How much the length of a session tells on its quality, as a power.
        time_power: Ratio [0.0, 2.0] "A020 A022";
        /// Strength of boundaries above which they cost closeness.
        boundary_optimum: Share [0.0, 1.0] "A032";
        /// Loss of quality at full boundaries, from that point on.
        boundary_cost: Share [0.0, 1.0] "A032";
        /// How much more of a session somebody with full vocation makes, against none.
        vocation_weight: Ratio [0.0, 1.0] "A154";
        /// Vocation at which it neither adds nor takes.
        vocation_at_middle: Share [0.0, 1.0] "A154";
        /// Loss of quality with full stress.
        stress_weight: Share [0.0, 1.0] "A119 A198";
        /// Share of sessions that still hide needs at which trust opens a person up.
        disclosure_share: Share [0.0, 1.0] "A024 A061";
        /// Trust at which a person without shame discloses.
        disclosure_trust: Share [0.0, 1.0] "A024";
        /// How much shame raises that trust.
        disclosure_stigma: Share [0.0, 1.0] "A008 A024";
        /// GP visits that follow the disclosure of a need to somebody of full clinical complexity.
        visits_per_disclosure: Count [0.0, 20.0] "A077";
        /// Share of a step's log-odds, at the middle of everything.
        step_at_middle: Share [0.0, 1.0] "A041";
        /// Weight of confidence in a step.
        step_confidence: LogOdds [0.0, 10.0] "A041 A044";
        /// Weight of trust in a step.
        step_trust: LogOdds [0.0, 10.0] "A060";
        /// Weight of the quality of the session.
        step_quality: LogOdds [0.0, 10.0] "A119 A154 A155";
        /// Quality at which it neither helps nor hinders.
        quality_at_middle: Share [0.0, 1.0] "A155";
        /// Weight of the goal's difficulty.
        step_difficulty: LogOdds [0.0, 10.0] "A041 A042";
        /// Weight of ten points of activation, where help is not tailored to it.
        step_activation: LogOdds [0.0, 5.0] "A043 A044";
        /// Weight of being overwhelmed in a step.
        step_overwhelm: LogOdds [0.0, 10.0] "A011";
        /// Weight of a mental load beyond what the person is ready for.
        step_load: LogOdds [0.0, 10.0] "A026";
        /// Share of people with whom a plan is made together.
        plan_share: Share [0.0, 1.0] "A026";
        /// Share of sessions in which the worker gives leave to accept help.
        leave_giving: Share [0.0, 1.0] "A025";
        /// Extent to which help is tailored to activation.
        tailoring: Share [0.0, 1.0] "A044";
        /// Extent to which goals go from easy to hard.
        goal_ordering: Share [0.0, 1.0] "A041 A042";
        /// Extent to which basic needs come before lifestyle.
        basic_first: Share [0.0, 1.0] "A055 A209 A210";
        /// Extent to which lifestyle is put in front of everything.
        lifestyle_frame: Share [0.0, 1.0] "A215";
        /// Confidence won by a success.
        confidence_gain: Share [0.0, 1.0] "A041";
        /// Confidence lost by a failure.
        confidence_loss: Share [0.0, 1.0] "A042";
        /// Activation won by a success.
        activation_gain: PamPoints [0.0, 20.0] "A044 A045";
        /// Psychological resources won by a session of full quality: being cared for.
        care_gain: Share [0.0, 1.0] "A021 A031";
        /// Share of basic needs that the worker's own work ends once the steps are taken.
        direct_resolution: Share [0.0, 1.0] by Need "A055 A157";
        /// Rate of dropping out after a session, all else at its middle.
        drop_out_per_session: Share [0.0, 1.0] "A016";
        /// Weight of buy-in and trust in dropping out.
        drop_out_weight: LogRatio [0.0, 10.0] "A005 A016";
        /// Rise of dropping out with a goal of full difficulty, for somebody without confidence.
        drop_out_difficulty: LogRatio [0.0, 10.0] "A042";
        /// Weight of motivation in dropping out.
        drop_out_motivation: LogRatio [0.0, 10.0] "A042 A199";
        /// Rise of dropping out with unfitting referrals.
        drop_out_unfitting: LogRatio [0.0, 5.0] "A139";
        /// Share of people in the deprived fifths with several conditions who get the intensive package.
        intensive_share: Share [0.0, 1.0] "A212";
        /// Hours of an intensive session, against a plain one.
        intensive_hours: Ratio [1.0, 10.0] "A213";
        /// Rise in log-odds of a step with the intensive package.
        intensive_gain: LogOdds [0.0, 5.0] "A212";
        /// Sessions after which a case without onward route is set aside.
        held_limit: Sessions [1.0, 100.0] "A144 A208";
    }
}

/// The length of a session at which skill alone tells, in hours.
const HALF_AN_HOUR: f64 = 0.5;

/// How much the length of a session tells, by this power: one for half an hour.
#[must_use]
pub fn time_tells(all: &All, power: f64) -> f64 {
    libm::pow(all.link_work.session_hours / HALF_AN_HOUR, power)
}

/// What a week's work on one post needs at hand.
struct Desk<'a> {
    all: &'a All,
    hardship: &'a [f64],
    week: i32,
    draws: WeekDraws,
}

/// Every post's week with its patients.
pub fn step(
    world: &mut World,
    all: &All,
    hardship: &[f64],
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let desk = Desk { all, hardship, week, draws };
    let mut lists = vec![(Vec::new(), Vec::new()); world.posts.len()];
    for post in &mut world.posts {
        (post.caseload, post.held) = (0, 0);
        (post.complex, post.complex_held, post.difficult) = (0, 0, 0);
    }
    for (row, client) in world.clients.iter().enumerate() {
        let post = client.post as usize;
        if client.pathway == Pathway::Waiting && client.since < week {
            lists[post].1.push(row);
        } else if client.pathway.on_caseload() {
            let person = client.person as usize;
            let who = &world.people.fixed[person];
            let from = all.complexity.clinical_from;
            let complex = complexity::is_complex(from, who, world.people.needs[person]);
            let load = &mut world.posts[post];
            load.caseload += 1;
            load.held += u32::from(client.pathway == Pathway::Held);
            load.complex += u32::from(complex);
            load.complex_held += u32::from(client.held_complex());
            load.difficult += u32::from(client.difficult);
            if client.due <= week {
                lists[post].0.push(row);
            }
        }
    }
    let smooth = weekly(6.0);
    for (number, (due, new)) in lists.into_iter().enumerate() {
        let Some(worker) = world.posts[number].worker().cloned() else { continue };
        let available = world.posts[number].hours.patients;
        let owed = world.posts[number].owed;
        let mut left = available - owed;
        let mut successes = 0;
        for row in desk.by_lot(world, due, |client| f64::from(client.due)) {
            if left <= 0.0 {
                break;
            }
            let before = world.clients[row].goals_reached;
            left -= desk.due_contact(world, row, &worker, seen);
            successes += u32::from(world.clients[row].goals_reached > before);
        }
        let urgency = |world: &World, row: usize| desk.urgency(world, row);
        let mut ranked: Vec<(f64, u32, usize)> =
            new.into_iter().map(|row| (-urgency(world, row), desk.lot(world, row), row)).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, _, row) in ranked {
            if left <= 0.0 {
                break;
            }
            left -= desk.first_contact(world, row, &worker, seen);
        }
        let post = &mut world.posts[number];
        // Work started in the last hour of the week is finished in the next.
        post.owed = (-left).max(0.0);
        post.used = available - left.max(0.0);
        world.ledger.hours_owed_before += owed;
        world.ledger.hours_worked += available - owed - left;
        world.ledger.hours_used += post.used;
        world.ledger.hours_owed_after += post.owed;
        let ratio = if available > 0.0 { post.used / available } else { 0.0 };
        post.load += smooth * (ratio - post.load);
        post.success += smooth * (f64::from(successes) - post.success);
        let paid = post.hours.total();
        seen.add_total(M::Utilisation, post.used, available);
        seen.add_total(M::HoursPatients, post.used, paid);
        seen.add_total(M::HoursIdle, available - post.used, paid);
    }
}

impl Desk<'_> {
    fn lot(&self, world: &World, row: usize) -> u32 {
        self.draws.words(Purpose::Triage, Who(world.clients[row].person), 0, 0)[0]
    }

    fn by_lot(
        &self,
        world: &World,
        rows: Vec<usize>,
        key: fn(&crate::world::Client) -> f64,
    ) -> Vec<usize> {
        let mut ranked: Vec<(f64, u32, usize)> = rows
            .into_iter()
            .map(|row| (key(&world.clients[row]), self.lot(world, row), row))
            .collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, _, row)| row).collect()
    }

    /// Weeks waited, severe needs counting as weeks; under pay for outcomes, the easy come first.
    fn urgency(&self, world: &World, row: usize) -> f64 {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let needs = world.people.needs[client.person as usize];
        let severe = needs.severe() as f64;
        let waited = f64::from(self.week - client.since);
        let activation = world.people.slow[client.person as usize].activation.share();
        let easy = 12.0 * (activation - 0.55) - 3.0 * severe;
        let creaming = targets::creaming(self.all);
        waited + (1.0 - creaming) * p.urgency_weeks * severe + creaming * 4.0 * easy
    }

    fn first_contact(
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
        let reached = logistic(
            log_odds(p.reached_at_middle)
                + p.reached_momentum_weight * (client.momentum - 0.85)
                + p.reached_buy_in_weight * (client.buy_in - 0.75),
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
            (M::EntryWellbeing, wellbeing),
            (M::EntrySevere, needs.severe() as f64),
            (M::EntryComplex, f64::from(u8::from(complex))),
        ] {
            seen.add_for(metric, fifth, value, 1.0);
        }
        let conditions = world.people.fixed[person].conditions;
        let client = &mut world.clients[row];
        client.first_contact = self.week;
        self_care::begin(self.all, client, activation, conditions);
        client.entry_activation = activation;
        let score = self.score(client.person, wellbeing, 0);
        client.first_score = score;
        client.last_score = f64::NAN;
        let again = handover::pass_on(world, row, Step::FirstContact, self.all, self.draws, seen);
        let saved = self.all.handover.saved * world.clients[row].background;
        self.session(world, row, worker, seen);
        p.first_hours * (1.0 - saved) + again + p.notes_hours
    }

    /// A measured score, when it is asked for.
    pub(super) fn score(&self, person: u32, wellbeing: f64, occasion: u8) -> f64 {
        let p = &self.all.wellbeing;
        // Who is asked at the first contact and again at the last: the square root of the share.
        if self.draws.happens(libm::sqrt(p.scored_share), Purpose::Measure, Who(person), occasion) {
            let error =
                p.score_error * self.draws.normal(Purpose::Measure, Who(person), occasion + 1);
            (wellbeing + error).clamp(0.0, 10.0).round()
        } else {
            f64::NAN
        }
    }

    /// A session or call that is due; returns the hours it took.
    fn due_contact(
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
        let activation = world.people.slow[person].activation.share() * 100.0;
        let missed =
            p.missed_share * libm::exp(-p.missed_activation_slope * (activation - 55.0) / 10.0);
        let stays_away = self.draws.happens(missed, Purpose::Attend, Who(client.person), 0);
        seen.add_total(M::Missed, f64::from(u8::from(stays_away)), 1.0);
        let client = &mut world.clients[row];
        client.due = self.week + p.weeks_between_sessions as i32;
        if stays_away {
            client.momentum = lowered(client.momentum, 0.2);
            return p.missed_hours;
        }
        self.session(world, row, worker, seen);
        let intensive = if self.intensive(world, person) { p.intensive_hours } else { 1.0 };
        p.session_hours * intensive + p.notes_hours
    }

    fn call(&self, world: &mut World, row: usize, seen: &mut Observations) -> f64 {
        let p = &self.all.link_work;
        let client = &mut world.clients[row];
        client.calls = client.calls.saturating_add(1);
        client.contact = Contact::FollowUp;
        client.due = self.week + p.weeks_between_calls as i32;
        if f64::from(client.calls) >= p.follow_up_calls && client.pathway == Pathway::Attending {
            self.next_goal_or_close(world, row, seen);
        }
        p.call_hours
    }

    pub(super) fn intensive(&self, world: &World, person: usize) -> bool {
        let who = &world.people.fixed[person];
        let meant = who.fifth.gradient() > 0.0 && who.conditions >= 2;
        let share = self.all.link_work.intensive_share;
        meant && self.draws.lasting().happens(share, Purpose::Plan, Who(person as u32), 100)
    }

    fn session(&self, world: &mut World, row: usize, worker: &Worker, seen: &mut Observations) {
        let p = &self.all.link_work;
        let person = world.clients[row].person as usize;
        let who = world.people.fixed[person];
        let above = (worker.boundary - p.boundary_optimum) / (1.0 - p.boundary_optimum).max(0.01);
        let quality = f64::midpoint(worker.skill, worker.empathy)
            * (1.0 - p.stress_weight * worker.stress)
            * (1.0 + p.vocation_weight * (worker.vocation - p.vocation_at_middle))
            * (0.6 + 0.5 * p.relational)
            * (1.0 - p.boundary_cost * above.max(0.0))
            * time_tells(self.all, p.time_power);
        let quality = quality.clamp(0.0, 1.0);
        seen.count(M::Sessions, who.fifth);
        let client = &mut world.clients[row];
        client.sessions = client.sessions.saturating_add(1);
        client.contact = Contact::Session { quality };
        client.due = self.week + p.weeks_between_sessions as i32;
        client.expectation_gap = lowered(client.expectation_gap, 0.3);
        let leave = p.leave_giving * self.all.outlook.leave_gain * quality;
        client.mind.legitimacy = raised(client.mind.legitimacy, leave);
        let mut state = State::of(&world.people.slow[person]);
        let psychological = &mut state.capital[Resource::Psychological as usize];
        *psychological = raised(*psychological, p.care_gain * quality);
        world.people.slow[person] = state.stored();
        world.desk.touched.push(person as u32);
        self.disclose(world, row, quality, seen);
        self.plan(world, row, seen);
        self.take_step(world, row, worker, quality, seen);
        if !world.clients[row].pathway.on_caseload() {
            return;
        }
        let cap = p.session_cap
            + if who.fifth.gradient() > 0.0 { p.deprived_extra_sessions } else { 0.0 };
        if self.drops_out(world, row) {
            self.close(world, row, Pathway::DroppedOut, Ending::Unplanned, seen);
        } else if f64::from(world.clients[row].sessions) >= cap {
            let planned = self.all.endings.planned_share;
            let prepared = self.draws.happens(planned, Purpose::Session, Who(person as u32), 3);
            let ending = if prepared { Ending::Planned } else { Ending::Unplanned };
            self.close(world, row, Pathway::SessionLimit, ending, seen);
        }
    }
}

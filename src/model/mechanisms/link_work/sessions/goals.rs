//! What a session is about: disclosure, the joint plan, steps, goals, and how a case closes.

use crate::model::kinds::{Cause, Need, Pathway};
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::link_work::sessions::{Parameters, occasion};
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::practice::integration;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{log_odds, logistic, overwhelm};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::world::{Ending, Fit, GoalStage, Request, Severity, Staff, State, Worker, World};

/// Most visits that one disclosure leads to, so that a rare draw does not fill a practice.
const MOST_VISITS: u32 = 6;

/// Lead of lifestyle, put before everything: ease and basic needs together rank no goal higher than two.
const LIFESTYLE_LEAD: f64 = 2.0;

/// Highest chance of dropping out after one session: a chance must stay below one.
const MOST_DROP_OUT: f64 = 0.9;

/// How far help is tailored to a client's activation, by workers as free as their role is.
fn tailoring(all: &All) -> f64 {
    let p = &all.link_work;
    let free =
        factor(p.tailoring_flexibility, role::flexibility(all), all.reference.role_flexibility);
    (p.tailoring * free).min(1.0)
}

/// How much of what would be left out of a plan is left out by workers as free as their role is.
fn left_out_freely(all: &All) -> f64 {
    let weight = -all.link_work.range_flexibility;
    factor(weight, role::flexibility(all), all.reference.role_flexibility)
}

impl Parameters {
    /// Successes that a goal of this difficulty takes.
    fn steps_needed(&self, difficulty: f64) -> f64 {
        1.0 + (difficulty * self.steps_per_difficulty).floor()
    }
}

impl Now<'_> {
    pub(crate) fn disclose(
        &self,
        world: &mut World,
        row: usize,
        quality: f64,
        seen: &mut Observations,
    ) {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let person = client.person as usize;
        let needs = world.people.needs[person];
        let Some(hidden) = needs.iter().find(|&need| needs.hides(need)) else { return };
        let who = &world.people.fixed[person];
        let threshold = p.disclosure_trust
            + p.disclosure_stigma * who.traits().stigma * self.all.referral.stigma_level;
        let open = client.trust_worker > threshold;
        let [tells, visits, ..] = self.draws.uniforms(Purpose::Disclose, Who(client.person), 0, 0);
        if !open || tells >= p.disclosure_share * (p.disclosure_floor + quality) {
            return;
        }
        seen.count(M::Disclosures, who.fifth);
        world.people.needs[person].disclose(hidden);
        let visits = crate::model::mechanisms::poisson(
            visits,
            p.visits_per_disclosure * (p.visits_floor + who.complexity()),
        );
        for _ in 0..visits.min(MOST_VISITS) {
            world.desk.pending.push(Request {
                person: person as u32,
                cause: Cause::Disclosure,
                staff: Staff::Gp,
            });
        }
    }

    /// Chooses the goal to work on, when there is none.
    pub(crate) fn plan(&self, world: &mut World, row: usize, seen: &mut Observations) {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let person = client.person as usize;
        let needs = world.people.needs[person];
        if client.goal.is_some_and(|goal| needs.has(goal)) {
            return;
        }
        let basic_open = needs.iter().any(|need| {
            !needs.hides(need) && !client.set_aside(need) && self.all.need.basic[need as usize]
        });
        let rank = |need: Need| {
            let k = need as usize;
            let disorder = self.draws.uniform(Purpose::Plan, Who(client.person), need as u8, 0);
            let order =
                p.goal_ordering * self.all.need.difficulty[k] + (1.0 - p.goal_ordering) * disorder;
            let basic = if basic_open && self.all.need.basic[k] { p.basic_first } else { 0.0 };
            let lifestyle =
                if need == Need::Lifestyle { LIFESTYLE_LEAD * p.lifestyle_first } else { 0.0 };
            order - basic - lifestyle
        };
        let practice = &world.practices[world.people.fixed[person].practice as usize];
        let lasting = self.draws.lasting();
        let generation = u32::from(world.people.generation[person]);
        let taken_up = |need: Need| {
            let left_out =
                integration::left_out(self.all, practice, need) * left_out_freely(self.all);
            let occasion = occasion::LEFT_OUT + need as u8;
            lasting.uniform(Purpose::Plan, Who(client.person), occasion, generation) >= left_out
        };
        let open: Vec<Need> =
            needs.iter().filter(|&need| !needs.hides(need) && !client.set_aside(need)).collect();
        let within: Vec<Need> = open.iter().copied().filter(|&need| taken_up(need)).collect();
        seen.add_total(M::NeedsTakenUp, within.len() as f64, open.len() as f64);
        // Nobody is sent away with nothing: the first goal may be any.
        let choice = if within.is_empty() && client.goals_reached == 0 { open } else { within };
        let goal = choice.into_iter().min_by(|&a, &b| rank(a).total_cmp(&rank(b)));
        world.clients[row].work_on(goal);
    }

    pub(crate) fn take_step(
        &self,
        world: &mut World,
        row: usize,
        worker: &Worker,
        quality: f64,
        seen: &mut Observations,
    ) {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let person = client.person as usize;
        let Some(goal) = client.goal else {
            self.next_goal_or_close(world, row, seen);
            return;
        };
        if client.stage == GoalStage::Ready {
            return;
        }
        let who = world.people.fixed[person];
        let needs = world.people.needs[person];
        let severe = needs.severity(goal) == Severity::Severe;
        let difficulty = self.all.need.difficulty[goal as usize]
            + if severe { p.severe_difficulty } else { 0.0 };
        let background = match goal {
            Need::LowMood | Need::Bereavement => worker.mental_health,
            Need::Money | Need::Housing | Need::Work | Need::Food => worker.welfare,
            _ => worker.proactivity,
        };
        let state = State::of(&world.people.slow[person]);
        let overwhelm = overwhelm(
            self.all.referral.overwhelm_per_severe_need,
            self.all.referral.overwhelm_per_hardship,
            needs,
            means::hardship(self.all, &who, self.hardship),
        );
        // Help that is not tailored asks too much of the less activated; nobody loses by tailoring.
        let at = &self.all.reference;
        let tens = (state.activation - at.activation_with_needs) / 10.0;
        let untailored = tens.max(0.0) + (1.0 - tailoring(self.all)) * tens.min(0.0);
        let odds = log_odds(p.step_at_reference)
            + p.step_confidence * (client.confidence - at.confidence)
            + p.step_trust * (client.trust_worker - at.trust_worker)
            + p.step_quality * (quality - at.quality)
            + p.step_activation * untailored
            - p.step_difficulty * (difficulty - at.difficulty)
            - p.step_overwhelm * overwhelm
            - p.step_load * (client.mind.load - client.mind.readiness).max(0.0)
            + p.step_background * (background - at.background)
            + integration::shared_problems(
                self.all,
                &world.practices[who.practice as usize],
                (who.complexity() + f64::from(u8::from(severe))).min(1.0),
            )
            + if self.intensive(world, person) { p.intensive_gain } else { 0.0 }
            - if client.fit == Fit::Unfitting { p.step_unfitting } else { 0.0 };
        let [succeeds, resolves, ..] =
            self.draws.uniforms(Purpose::Session, Who(client.person), 0, 0);
        let client = &mut world.clients[row];
        let moved = self.all.outlook.motivation_per_step;
        if succeeds >= logistic(odds) {
            let lost = p.confidence_loss * factor(p.loss_difficulty, difficulty, at.difficulty);
            client.fail_step(lost, moved);
            return;
        }
        client.make_step(p.confidence_gain, moved);
        let steps = client.steps;
        seen.count(M::StepsTaken, who.fifth);
        let tailored = p.activation_floor + (1.0 - p.activation_floor) * tailoring(self.all);
        let gain = p.activation_gain * tailored * (100.0 - state.activation)
            / (100.0 - at.activation_with_needs);
        let raised_state = State { activation: (state.activation + gain).min(100.0), ..state };
        world.people.keep(person, &raised_state);
        if f64::from(steps) < p.steps_needed(difficulty) {
            return;
        }
        let able = factor(p.direct_background, background, at.background);
        let directly = p.direct_resolution[goal as usize] * able;
        if resolves < directly {
            world.reach_goal(row, goal, None, seen);
            self.plan(world, row, seen);
            if world.clients[row].goal.is_none() {
                self.next_goal_or_close(world, row, seen);
            }
        } else {
            world.clients[row].be_ready();
        }
    }

    pub(crate) fn drops_out(&self, world: &World, row: usize) -> bool {
        let p = &self.all.link_work;
        let client = &world.clients[row];
        let at = &self.all.reference;
        let difficulty = client.goal.map_or(0.0, |goal| self.all.need.difficulty[goal as usize]);
        let daunted = difficulty * (p.drop_out_confidence - client.confidence);
        let attached = f64::midpoint(client.buy_in, client.trust_worker);
        let rate = p.drop_out_per_session
            * libm::exp(
                p.drop_out_weight
                    * (at.attachment - attached + p.drop_out_expectation * client.expectation_gap)
                    + p.drop_out_difficulty * daunted
                    + p.drop_out_motivation * (at.motivation_in_support - client.mind.motivation)
                    + if client.fit == Fit::Unfitting { p.drop_out_unfitting } else { 0.0 },
            );
        self.draws.happens(rate.min(MOST_DROP_OUT), Purpose::DropOut, Who(client.person), 0)
    }

    /// Goes on with the next goal, or closes the case when there is none left.
    pub(crate) fn next_goal_or_close(
        &self,
        world: &mut World,
        row: usize,
        seen: &mut Observations,
    ) {
        world.clients[row].drop_goal();
        self.plan(world, row, seen);
        if world.clients[row].goal.is_some() && world.clients[row].pathway != Pathway::Active {
            world.move_client(row, Pathway::Active, self.week, seen);
            let next = self.week + self.all.link_work.weeks_between_sessions as i32;
            world.clients[row].meet_again(next);
        } else if world.clients[row].goal.is_none() {
            let person = world.clients[row].person;
            let prepared = self.draws.happens(
                self.all.endings.planned_share,
                Purpose::Session,
                Who(person),
                occasion::GOALS_MET,
            );
            let ending = if prepared { Ending::Planned } else { Ending::Unplanned };
            self.close(world, row, Pathway::GoalsMet, ending, seen);
        }
    }

    pub(crate) fn close(
        &self,
        world: &mut World,
        row: usize,
        to: Pathway,
        ending: Ending,
        seen: &mut Observations,
    ) {
        let person = world.clients[row].person;
        let success = world.clients[row].goals_reached > 0;
        let gaming = world.scheme.gaming;
        let gamed = self.draws.happens(gaming, Purpose::Measure, Who(person), occasion::REPORT);
        let fifth = world.people.fixed[person as usize].fifth;
        seen.add_for(M::TrueSuccess, fifth, f64::from(u8::from(success)), 1.0);
        seen.add_for(M::ReportedSuccess, fifth, f64::from(u8::from(success || gamed)), 1.0);
        world.clients[row].end_support(ending);
        world.move_client(row, to, self.week, seen);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn hard_goals_take_more_steps_than_easy_ones() {
        let mut p = baseline().link_work;
        p.steps_per_difficulty = 2.0;
        assert_eq!([0.2, 0.5, 0.9, 1.0].map(|d| p.steps_needed(d) as u32), [1, 2, 2, 3]);
    }
}

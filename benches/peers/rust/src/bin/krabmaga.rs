//! The small model in krABMaga, as its examples have it: each patient is an agent that is scheduled to repeat and
//! keeps its own state; what they share (queues, draws, counts) is the state of the simulation. The loop is that of
//! its `simulate!` without the terminal.

use std::any::Any;
use std::collections::VecDeque;
use std::time::Instant;

use krabmaga::engine::agent::Agent;
use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;
use peers::{CAPACITY, STAY, Status, Task, Week, activated, felt, poisson, rate, referred, tell};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

#[derive(Clone, Copy)]
struct Patient {
    number: usize,
    need: f32,
    activation: f32,
    wellbeing: f32,
    buyin: f32,
    status: Status,
    weeks_left: u8,
}

/// What patients share.
struct Practices {
    task: Task,
    rng: SmallRng,
    queues: Vec<VecDeque<usize>>,
    /// Whom a link worker has taken since their last week.
    taken: Vec<bool>,
    engaged: usize,
    consults: u64,
    referrals: u64,
    wellbeing: f64,
    rows: Vec<Week>,
}

impl Agent for Patient {
    fn step(&mut self, state: &mut dyn State) {
        let shared = state.as_any_mut().downcast_mut::<Practices>().expect("the state is ours");
        if shared.taken[self.number] {
            shared.taken[self.number] = false;
            self.status = Status::Engaged;
            self.weeks_left = STAY;
        }
        if self.status == Status::Engaged {
            self.activation = activated(self.activation);
            self.weeks_left -= 1;
            if self.weeks_left == 0 {
                self.status = Status::Idle;
                shared.engaged -= 1;
            }
        }
        let normal = shared.rng.sample(StandardNormal);
        self.wellbeing = felt(self.wellbeing, self.need, self.activation, normal);
        shared.wellbeing += f64::from(self.wellbeing);
        let count = poisson(rate(self.need, self.activation), shared.rng.random());
        shared.consults += u64::from(count);
        if count > 0
            && self.status == Status::Idle
            && shared.rng.random::<f32>() < referred(self.need, self.buyin)
        {
            self.status = Status::Waiting;
            let practice = shared.task.practice(self.number);
            shared.queues[practice].push_back(self.number);
            shared.referrals += 1;
        }
    }
}

impl State for Practices {
    fn init(&mut self, schedule: &mut Schedule) {
        for number in 0..self.task.patients {
            let [need, activation, wellbeing, buyin] = std::array::from_fn(|_| self.rng.random());
            let patient = Patient {
                number,
                need,
                activation,
                wellbeing,
                buyin,
                status: Status::Idle,
                weeks_left: 0,
            };
            schedule.schedule_repeating(Box::new(patient), 0.0, 0);
        }
    }

    /// The link workers take whom they can, and the week's row is kept.
    fn after_step(&mut self, _: &mut Schedule) {
        let mut served = 0;
        for queue in &mut self.queues {
            for number in queue.drain(..CAPACITY.min(queue.len())) {
                self.taken[number] = true;
                served += 1;
            }
        }
        self.engaged += served;
        self.rows.push(Week {
            consults: self.consults,
            referrals: self.referrals,
            served: served as u64,
            queue: self.queues.iter().map(VecDeque::len).sum(),
            engaged: self.engaged,
            wellbeing: self.wellbeing / self.task.patients as f64,
        });
        (self.consults, self.referrals, self.wellbeing) = (0, 0, 0.0);
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_state_mut(&mut self) -> &mut dyn State {
        self
    }
    fn as_state(&self) -> &dyn State {
        self
    }
    fn reset(&mut self) {}
    fn update(&mut self, _: u64) {}
}

fn main() {
    let task = Task::read();
    let began = Instant::now();
    let mut practices = Practices {
        task,
        rng: SmallRng::seed_from_u64(task.seed),
        queues: vec![VecDeque::new(); task.practices()],
        taken: vec![false; task.patients],
        engaged: 0,
        consults: 0,
        referrals: 0,
        wellbeing: 0.0,
        rows: Vec::new(),
    };
    let mut schedule = Schedule::new();
    practices.init(&mut schedule);
    let made = began.elapsed();
    let began = Instant::now();
    for _ in 0..task.weeks {
        schedule.step(&mut practices);
    }
    let ran = began.elapsed();
    let patients = schedule.get_all_events();
    let people = patients.iter().map(|agent| {
        let patient = agent.downcast_ref::<Patient>().expect("all agents are patients");
        (patient.activation, patient.wellbeing)
    });
    tell("krabmaga", task, [made, ran], &practices.rows, people);
}

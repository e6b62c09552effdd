//! The small model in plain Rust: one struct a patient, one loop a week, one thread, nothing clever.

use std::collections::VecDeque;
use std::time::Instant;

use peers::{CAPACITY, STAY, Status, Task, Week, activated, felt, poisson, rate, referred, tell};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;

struct Patient {
    need: f32,
    activation: f32,
    wellbeing: f32,
    buyin: f32,
    status: Status,
    weeks_left: u8,
}

fn week(
    task: &Task,
    patients: &mut [Patient],
    queues: &mut [VecDeque<usize>],
    rng: &mut SmallRng,
) -> Week {
    let (mut consults, mut referrals, mut served) = (0, 0, 0);
    for (number, patient) in patients.iter_mut().enumerate() {
        if patient.status == Status::Engaged {
            patient.activation = activated(patient.activation);
            patient.weeks_left -= 1;
            if patient.weeks_left == 0 {
                patient.status = Status::Idle;
            }
        }
        let normal = rng.sample(StandardNormal);
        patient.wellbeing = felt(patient.wellbeing, patient.need, patient.activation, normal);
        let count = poisson(rate(patient.need, patient.activation), rng.random());
        consults += u64::from(count);
        if count > 0
            && patient.status == Status::Idle
            && rng.random::<f32>() < referred(patient.need, patient.buyin)
        {
            patient.status = Status::Waiting;
            queues[task.practice(number)].push_back(number);
            referrals += 1;
        }
    }
    for queue in &mut *queues {
        for number in queue.drain(..CAPACITY.min(queue.len())) {
            patients[number].status = Status::Engaged;
            patients[number].weeks_left = STAY;
            served += 1;
        }
    }
    let engaged = patients.iter().filter(|patient| patient.status == Status::Engaged).count();
    let wellbeing: f64 = patients.iter().map(|patient| f64::from(patient.wellbeing)).sum();
    Week {
        consults,
        referrals,
        served,
        queue: queues.iter().map(VecDeque::len).sum(),
        engaged,
        wellbeing: wellbeing / patients.len() as f64,
    }
}

fn main() {
    let task = Task::read();
    let began = Instant::now();
    let mut rng = SmallRng::seed_from_u64(task.seed);
    let mut patient = || Patient {
        need: rng.random(),
        activation: rng.random(),
        wellbeing: rng.random(),
        buyin: rng.random(),
        status: Status::Idle,
        weeks_left: 0,
    };
    let mut patients: Vec<Patient> = (0..task.patients).map(|_| patient()).collect();
    let mut queues = vec![VecDeque::new(); task.practices()];
    let made = began.elapsed();
    let began = Instant::now();
    let weeks: Vec<Week> =
        (0..task.weeks).map(|_| week(&task, &mut patients, &mut queues, &mut rng)).collect();
    let ran = began.elapsed();
    let people = patients.iter().map(|patient| (patient.activation, patient.wellbeing));
    tell("plain", task, [made, ran], &weeks, people);
}

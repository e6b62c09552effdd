//! The small model in ixa, as its book has it: an entity with properties, a plan for each week that sets the
//! next, a data plugin for the queues, draws by the context. Properties that nobody asks for by value have no
//! index, as its page on performance advises.

use std::collections::VecDeque;
use std::time::Instant;

use ixa::prelude::*;
use peers::{CAPACITY, STAY, Task, activated, felt, poisson, rate, referred, tell};
use rand_distr::StandardNormal;
use serde::{Deserialize, Serialize};

define_rng!(StartRng);
define_rng!(WeekRng);
define_rng!(ReferralRng);

define_entity!(Patient);
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Need(f32);
impl_property!(Need, Patient);
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activation(f32);
impl_property!(Activation, Patient);
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wellbeing(f32);
impl_property!(Wellbeing, Patient);
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuyIn(f32);
impl_property!(BuyIn, Patient);
define_property!(
    enum Status {
        Idle,
        Waiting,
        Engaged,
    },
    Patient,
    default_const = Status::Idle
);
define_property!(struct WeeksLeft(u8), Patient, default_const = WeeksLeft(0));
define_property!(struct Practice(usize), Patient);

/// What is no property of a patient.
#[derive(Default)]
struct Practices {
    queues: Vec<VecDeque<PatientId>>,
    engaged: usize,
    rows: Vec<peers::Week>,
    weeks: usize,
}
define_data_plugin!(PracticesPlugin, Practices, Practices::default());

/// One week of one patient: the consultations, and whether there is a referral.
fn patient_week(context: &mut Context, patient: PatientId) -> (u32, bool) {
    let mut activation = context.get_property::<_, Activation>(patient).0;
    let mut status: Status = context.get_property(patient);
    if status == Status::Engaged {
        activation = activated(activation);
        context.set_property(patient, Activation(activation));
        let left = context.get_property::<_, WeeksLeft>(patient).0 - 1;
        context.set_property(patient, WeeksLeft(left));
        if left == 0 {
            status = Status::Idle;
            context.set_property(patient, status);
            context.get_data_mut(PracticesPlugin).engaged -= 1;
        }
    }
    let need = context.get_property::<_, Need>(patient).0;
    let wellbeing = context.get_property::<_, Wellbeing>(patient).0;
    let normal: f32 = context.sample_distr(WeekRng, StandardNormal);
    context.set_property(patient, Wellbeing(felt(wellbeing, need, activation, normal)));
    let uniform = context.sample_range(WeekRng, 0.0_f32..1.0);
    let count = poisson(rate(need, activation), uniform);
    if count == 0 || status != Status::Idle {
        return (count, false);
    }
    let buyin = context.get_property::<_, BuyIn>(patient).0;
    (count, context.sample_bool(ReferralRng, referred(need, buyin)))
}

fn week(context: &mut Context) {
    let (mut consults, mut referrals, mut served, mut wellbeing) = (0, 0, 0, 0.0);
    for patient in context.get_entity_iterator::<Patient>() {
        let (count, referral) = patient_week(context, patient);
        consults += u64::from(count);
        wellbeing += f64::from(context.get_property::<_, Wellbeing>(patient).0);
        if referral {
            context.set_property(patient, Status::Waiting);
            let practice = context.get_property::<_, Practice>(patient).0;
            context.get_data_mut(PracticesPlugin).queues[practice].push_back(patient);
            referrals += 1;
        }
    }
    for practice in 0..context.get_data(PracticesPlugin).queues.len() {
        for _ in 0..CAPACITY {
            let practices = context.get_data_mut(PracticesPlugin);
            let Some(patient) = practices.queues[practice].pop_front() else { break };
            practices.engaged += 1;
            context.set_property(patient, Status::Engaged);
            context.set_property(patient, WeeksLeft(STAY));
            served += 1;
        }
    }
    let patients = context.get_entity_count::<Patient>();
    let practices = context.get_data_mut(PracticesPlugin);
    let row = peers::Week {
        consults,
        referrals,
        served,
        queue: practices.queues.iter().map(VecDeque::len).sum(),
        engaged: practices.engaged,
        wellbeing: wellbeing / patients as f64,
    };
    practices.rows.push(row);
    if practices.rows.len() < practices.weeks {
        context.add_plan(context.get_current_time() + 1.0, week);
    }
}

fn main() {
    let task = Task::read();
    let began = Instant::now();
    let mut context = Context::new();
    context.init_random(task.seed);
    let practices = context.get_data_mut(PracticesPlugin);
    practices.queues = vec![VecDeque::new(); task.practices()];
    practices.weeks = task.weeks;
    for number in 0..task.patients {
        let [need, activation, wellbeing, buyin] =
            std::array::from_fn(|_| context.sample_range(StartRng, 0.0_f32..1.0));
        let patient = with!(
            Patient,
            Need(need),
            Activation(activation),
            Wellbeing(wellbeing),
            BuyIn(buyin),
            Practice(task.practice(number))
        );
        context.add_entity(patient).expect("a patient has all its properties");
    }
    context.add_plan(0.0, week);
    let made = began.elapsed();
    let began = Instant::now();
    context.execute();
    let ran = began.elapsed();
    let people = context.get_entity_iterator::<Patient>().map(|patient| {
        let activation = context.get_property::<_, Activation>(patient).0;
        (activation, context.get_property::<_, Wellbeing>(patient).0)
    });
    tell("ixa", task, [made, ran], &context.get_data(PracticesPlugin).rows, people);
}

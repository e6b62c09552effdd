//! What the three programs share: the arguments, the rules of a person, and the line that is printed.
//!
//! The model, in the words of `docs/peers.md`: patients with a need, an activation, a wellbeing and a
//! buy-in, all drawn from U(0, 1); practices with a queue; one link worker for each.

use std::fs;
use std::time::Duration;

/// Patients of one practice.
pub const LIST: usize = 10_000;
/// New patients that a link worker takes in a week.
pub const CAPACITY: usize = 7;
/// Weeks that a link worker stays with a patient.
pub const STAY: u8 = 12;

/// What is asked for: `N WEEKS SEED`.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    pub patients: usize,
    pub weeks: usize,
    pub seed: u64,
}

impl Task {
    /// From the command line; what is missing is that of the model's description.
    #[must_use]
    pub fn read() -> Self {
        let mut words = std::env::args().skip(1);
        let mut next = |usual: u64| {
            words.next().map_or(usual, |word| {
                word.parse()
                    .unwrap_or_else(|_| panic!("write N WEEKS SEED as whole numbers: {word}"))
            })
        };
        Self { patients: next(100_000) as usize, weeks: next(260) as usize, seed: next(1) }
    }

    #[must_use]
    pub fn practices(&self) -> usize {
        (self.patients / LIST).max(1)
    }

    /// The practice of a patient.
    #[must_use]
    pub fn practice(&self, patient: usize) -> usize {
        (patient / LIST).min(self.practices() - 1)
    }
}

/// Where a patient is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Idle,
    Waiting,
    Engaged,
}

/// A week of support.
#[must_use]
pub fn activated(activation: f32) -> f32 {
    activation + 0.05 * (1.0 - activation)
}

/// Wellbeing a week later, with a standard normal draw.
#[must_use]
pub fn felt(wellbeing: f32, need: f32, activation: f32, normal: f32) -> f32 {
    let base = 0.7 - 0.4 * need + 0.2 * activation;
    wellbeing + 0.1 * (base - wellbeing) + 0.05 * normal
}

/// Expected consultations in a week.
#[must_use]
pub fn rate(need: f32, activation: f32) -> f32 {
    0.115 * (0.5 + need) * (1.5 - activation)
}

/// A Poisson count by inversion of one uniform draw: rates here are below 0.26, so the loop is short.
#[must_use]
pub fn poisson(rate: f32, uniform: f32) -> u32 {
    let mut chance = (-rate).exp();
    let (mut below, mut count) = (chance, 0);
    // Single precision ends somewhere below 1: 16 is beyond what it can tell.
    while uniform >= below && count < 16 {
        count += 1;
        chance *= rate / count as f32;
        below += chance;
    }
    count
}

/// The chance that a patient who consults is referred.
#[must_use]
pub fn referred(need: f32, buyin: f32) -> f32 {
    0.02 * need * buyin
}

/// One row of the report.
#[derive(Clone, Copy, Debug)]
pub struct Week {
    pub consults: u64,
    pub referrals: u64,
    pub served: u64,
    pub queue: usize,
    pub engaged: usize,
    pub wellbeing: f64,
}

/// Prints what a run came to, as one line of JSON.
///
/// # Panics
/// If there is no week or no patient.
pub fn tell(
    name: &str,
    task: Task,
    [made, ran]: [Duration; 2],
    weeks: &[Week],
    people: impl Iterator<Item = (f32, f32)>,
) {
    let (mut count, mut activation, mut wellbeing, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for (active, well) in people {
        let (active, well) = (f64::from(active), f64::from(well));
        count += 1.0;
        activation += active;
        wellbeing += well;
        squares += well * well;
    }
    let (activation, wellbeing) = (activation / count, wellbeing / count);
    let spread = (squares / count - wellbeing * wellbeing).sqrt();
    let sum = |of: fn(&Week) -> u64| weeks.iter().map(of).sum::<u64>();
    let last = weeks.last().expect("a week");
    let (made, ran) = (made.as_secs_f64(), ran.as_secs_f64());
    let steps = task.patients as f64 * task.weeks as f64;
    println!(
        "{{\"impl\": \"{name}\", \"n\": {}, \"weeks\": {}, \"init_s\": {made:.6}, \"run_s\": {ran:.6}, \
         \"asps\": {:.1}, \"rss_mb\": {:.1}, \"consults\": {}, \"referrals\": {}, \"served\": {}, \
         \"queue_end\": {}, \"engaged_end\": {}, \"mean_act\": {activation:.9}, \"mean_wb\": {wellbeing:.9}, \
         \"sd_wb\": {spread:.9}}}",
        task.patients,
        task.weeks,
        steps / ran,
        peak(),
        sum(|week| week.consults),
        sum(|week| week.referrals),
        sum(|week| week.served),
        last.queue,
        last.engaged,
    );
}

/// The most memory that this process has held, in MB; 0 where the system does not say.
fn peak() -> f64 {
    let said = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

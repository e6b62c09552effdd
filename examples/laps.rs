//! Where a person-week goes: prints `docs/speed.md`.
//!
//! ```sh
//! cargo run --release --features laps --example laps >docs/speed.md
//! ```

#[path = "laps/counters.rs"]
mod counters;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use counters::{Counters, Reading};
use kith::model::engine::{self, Rules, laps};
use kith::model::observe::Observations;
use kith::model::random::Draws;
use kith::model::synthesis::{self, NeighbourhoodNumber};
use kith::runs::{RunSize, Studies};
use kith::scenario;

/// What is measured: the run of the baseline, one neighbourhood, with its warm-up.
const PLAN: RunSize =
    RunSize { seed: 1, replicates: 1, neighbourhoods: 1, people: 50_000, weeks: 156, warm_up: 52 };

/// How often it is measured; the least of each part is told, since nothing makes a part faster than it is.
const TIMES: u32 = 3;

/// What a part took: the time, and what was counted where anything is.
#[derive(Clone, Copy, Debug, Default)]
struct Lap {
    time: Duration,
    counted: Reading,
}

impl Lap {
    fn add(&mut self, more: Self) {
        self.time += more.time;
        self.counted.iter_mut().zip(more.counted).for_each(|(sum, count)| *sum += count);
    }

    /// The less of both, figure by figure.
    fn least(self, other: Self) -> Self {
        let mut counted = self.counted;
        counted.iter_mut().zip(other.counted).for_each(|(least, count)| *least = count.min(*least));
        Self { time: self.time.min(other.time), counted }
    }
}

/// The part at hand with its beginning, and what each has taken.
static CLOCK: Mutex<Option<(&'static str, Instant, Reading)>> = Mutex::new(None);
static TAKEN: Mutex<BTreeMap<&'static str, Lap>> = Mutex::new(BTreeMap::new());

/// The counters, or why there are none.
static COUNTERS: Mutex<Result<Counters, String>> = Mutex::new(Err(String::new()));

/// What has been counted so far; nothing any more once a reading has failed.
fn counted() -> Reading {
    let mut counters = COUNTERS.lock().expect("one thread");
    let read = counters.as_mut().map(Counters::read);
    match read {
        Ok(Ok(reading)) => reading,
        Ok(Err(why)) => {
            *counters = Err(why);
            Reading::default()
        }
        Err(_) => Reading::default(),
    }
}

fn begins(part: &'static str) {
    let (now, counts) = (Instant::now(), counted());
    let before = CLOCK.lock().expect("one thread").replace((part, now, counts));
    if let Some((part, since, from)) = before.filter(|(part, ..)| !part.is_empty()) {
        let mut lap = Lap { time: now - since, counted: counts };
        lap.counted
            .iter_mut()
            .zip(from)
            .for_each(|(count, from)| *count = count.saturating_sub(from));
        TAKEN.lock().expect("one thread").entry(part).or_default().add(lap);
    }
}

fn run(timeline: &scenario::Timeline) -> BTreeMap<&'static str, Lap> {
    TAKEN.lock().expect("one thread").clear();
    begins("making the world");
    let epoch = timeline.at(0);
    let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
    let (first, setup) = (-(PLAN.warm_up as i32), Draws::new(PLAN.seed, 0, 0));
    let place = NeighbourhoodNumber { number: 0, of: 1 };
    let mut world = synthesis::neighbourhood(&rules, place, PLAN.people, PLAN.weeks, first, setup);
    engine::begin(&mut world, &rules, first, setup);
    let mut seen = Observations::new(PLAN.weeks as usize);
    let mut studies = Studies::default();
    for week in first..PLAN.weeks as i32 {
        engine::week(&mut world, &rules, week, setup, &mut seen);
        begins("studies of the records");
        studies.week(&world, &rules, &PLAN, week, setup);
        begins("");
    }
    begins("studies of the records");
    studies.close(&world, &rules);
    begins("");
    TAKEN.lock().expect("one thread").clone()
}

/// The name of the processor, where the system says it.
fn processor() -> String {
    let said = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = said.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned())
}

fn main() {
    *COUNTERS.lock().expect("one thread") = Counters::hardware();
    laps::hear(begins);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let baseline = scenario::load(&file).unwrap_or_else(|found| panic!("{found}"));
    let mut least: BTreeMap<&'static str, Lap> = BTreeMap::new();
    for _ in 0..TIMES {
        for (part, lap) in run(&baseline.timeline) {
            let part = least.entry(part).or_insert(lap);
            *part = part.least(lap);
        }
    }
    tell(least, COUNTERS.lock().expect("one thread").as_ref().err());
}

/// Prints the page.
fn tell(least: BTreeMap<&'static str, Lap>, no_counters: Option<&String>) {
    let weeks = f64::from(PLAN.people) * f64::from(PLAN.weeks + PLAN.warm_up);
    let mut all = Lap::default();
    least.values().for_each(|lap| all.add(*lap));
    let mut parts: Vec<_> = least.into_iter().collect();
    parts.sort_by_key(|(_, lap)| std::cmp::Reverse(lap.time));
    println!("# Where a person-week goes\n");
    println!(
        "Made by `cargo run --release --features laps --example laps >docs/speed.md`; do not edit it.\n"
    );
    println!("<!-- model {} -->\n", env!("KITH_MODEL"));
    println!(
        "One neighbourhood of the baseline, {} people, {} weeks and {} of warm-up, on one thread, the least of \
         {TIMES} runs. The parts of a week are those of `src/model/engine/mod.rs`, in the order of their cost. \
         Shares tell more than times: the times are those of one machine ({}), whatever else it did.\n",
        PLAN.people,
        PLAN.weeks,
        PLAN.warm_up,
        processor()
    );
    let columns = |lap: Lap| match no_counters {
        None => counters::columns(lap.counted, weeks),
        Some(_) => String::new(),
    };
    let heads = if no_counters.is_none() { counters::HEADS } else { ["", ""] };
    println!("| Part | Nanoseconds a person-week | Share |{}", heads[0]);
    println!("|---|---:|---:|{}", heads[1]);
    for (part, lap) in parts {
        let taken = lap.time.as_secs_f64();
        let share = taken / all.time.as_secs_f64() * 100.0;
        println!("| {part} | {:.2} | {share:.1} % |{}", taken / weeks * 1e9, columns(lap));
    }
    println!("| **all** | {:.2} | 100 % |{}", all.time.as_secs_f64() / weeks * 1e9, columns(all));
    match no_counters {
        None => {
            println!("\nHardware counters are those of the thread, without the system's own work.")
        }
        Some(why) => println!("\nHardware counters are not available here ({why})."),
    }
    println!("\n{TRIED}");
}

/// What was tried for speed, as the page tells it: shares are of a whole week's time.
const TRIED: &str = "\
## What was tried

What pays is in, and keeps every bit:

- draws of many people side by side, eight or sixteen blocks of the generator in one step where the processor has AVX2 or
  AVX-512, found out when the program starts: the scan of the clocks takes half the time. `pulp` keeps `unsafe` out of
  the project; on an older processor, in a browser and on ARM the words are the same. Who asks, whose need is seen and who gets
  an appointment draw in this way too, and so does everything that makes a person;
- who consults and to whom nothing else happens: only the clocks of asking are set again, and nobody's twice;
- bounds before logarithms, exponentials and columns in memory: a lot that recognises nobody, whoever it is, is never
  looked at again;
- tables of what few things decide: levels of capital, onsets of needs by class, chances by the rate, all spans of
  weeks of the slow states in one row, edges of classes of proneness (these were worked out anew for every person made);
- sums of the census without branches; the columns of the next sixteen people read ahead, side by side.

What does not pay:

- the generator side by side without wider instructions; the whole program built for AVX2: 2 %;
- settling lightly those whose consulting clock alone strikes: 0.4 to 2.1 % of instructions;
- one packed row a person: 1 to 7 % slower; columns alone, and cached targets: nothing;
- reading ahead at birthdays and where visits are looked through as well: nothing at birthdays, and a seventh of the
  time of referral more; keeping practice and fifth of those who ask at hand: nothing.

`cargo build --profile dist` is 2 to 4 % faster than the usual build, which takes half as long to make.

One block of draws for the clocks of four weeks, and needs as clocks that are drawn once at their onset, would move bits, and
with them every figure that these pages hold. The first was to make the scan cheaper, and side by side it is as cheap as that
would have made it; the second would save 2 % at most. So neither is done. The
rest of a week goes into what a [small model](peers.md) does not have.";

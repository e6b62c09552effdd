//! Where a person-week goes: prints `docs/speed.md`.
//!
//! ```sh
//! cargo run --release --features laps --example laps >docs/speed.md
//! ```

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};

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

/// The part at hand with its beginning, and how long each has taken.
static CLOCK: Mutex<Option<(&'static str, Instant)>> = Mutex::new(None);
static TAKEN: Mutex<BTreeMap<&'static str, Duration>> = Mutex::new(BTreeMap::new());

fn begins(part: &'static str) {
    let now = Instant::now();
    let before = CLOCK.lock().expect("one thread").replace((part, now));
    if let Some((part, since)) = before.filter(|(part, _)| !part.is_empty()) {
        *TAKEN.lock().expect("one thread").entry(part).or_default() += now - since;
    }
}

fn run(timeline: &scenario::Timeline) -> BTreeMap<&'static str, Duration> {
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
    laps::hear(begins);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let baseline = scenario::load(&file).unwrap_or_else(|found| panic!("{found}"));
    let mut least: BTreeMap<&'static str, Duration> = BTreeMap::new();
    for _ in 0..TIMES {
        for (part, taken) in run(&baseline.timeline) {
            let part = least.entry(part).or_insert(taken);
            *part = taken.min(*part);
        }
    }
    let weeks = f64::from(PLAN.people) * f64::from(PLAN.weeks + PLAN.warm_up);
    let all: f64 = least.values().map(Duration::as_secs_f64).sum();
    let mut parts: Vec<_> = least.into_iter().collect();
    parts.sort_by_key(|(_, taken)| std::cmp::Reverse(*taken));
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
    println!("| Part | Nanoseconds a person-week | Share |\n|---|---:|---:|");
    for (part, taken) in parts {
        let taken = taken.as_secs_f64();
        println!("| {part} | {:.2} | {:.1} % |", taken / weeks * 1e9, taken / all * 100.0);
    }
    println!("| **all** | {:.2} | 100 % |", all / weeks * 1e9);
    println!("\nHardware counters are not read.");
}

//! What the tests of whole runs share: the shipped scenarios, overlays on them, and small runs.

#![allow(dead_code, reason = "each test file takes what it needs")]

use kith::runs;
use kith::scenario;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use kith::model::engine::{self, Rules};
use kith::model::random::Draws;
use kith::model::synthesis::{self, NeighbourhoodNumber};
use kith::model::world::World;
use kith::runs::{Begun, Kept, Replicate, RunSize, Watch};
use kith::scenario::{Scenario, Timeline, names};
use tempfile::TempDir;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the shipped scenarios.
pub(crate) fn scenarios() -> PathBuf {
    root().join("scenarios")
}

/// A temporary folder in memory, where the system has such a place.
pub(crate) fn in_memory() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    folder.expect("a temporary folder")
}

/// Says that a check was left out. On a machine that is there to check, that is a failed one.
pub(crate) fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "not checked: {why}");
    println!("SKIPPED: {why}");
}

/// A shipped scenario.
pub(crate) fn shipped(name: &str) -> Scenario {
    let path = scenarios().join(name).with_extension("toml");
    scenario::load_with_networks(&path).unwrap_or_else(|found| panic!("{found}"))
}

/// The baseline with these lines after the head of an overlay.
pub(crate) fn overlay(lines: &str) -> Scenario {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::copy(scenarios().join("baseline.toml"), folder.path().join("baseline.toml"))
        .expect("a copy of the baseline");
    let head = "title = \"Test\"\nextends = \"baseline\"\nbecause = \"A test.\"\n\n";
    let path = folder.path().join("test.toml");
    fs::write(&path, format!("{head}{lines}\n")).expect("a written overlay");
    scenario::load(&path).unwrap_or_else(|found| panic!("{found}"))
}

/// A run small enough for a test.
pub(crate) fn small(people: u32, weeks: u32, replicates: u32) -> RunSize {
    RunSize { seed: 1, replicates, neighbourhoods: 1, people, weeks, warm_up: 26 }
}

/// A run that stops after so many cells, and what is kept of its replicates then.
pub(crate) fn begun_after(
    cells: usize,
    there: BTreeMap<u32, Begun>,
    run: impl FnOnce(&Watch<'_>, Kept<'_>),
) -> BTreeMap<u32, Begun> {
    let kept = Mutex::new(BTreeMap::new());
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let cell_done = || {
        if done.fetch_add(1, Ordering::Relaxed) + 1 == cells {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let watch = Watch { cell_done: &cell_done, stop: &stop };
    let keep = |number: u32, begun: &Begun| {
        kept.lock().expect("a lock").insert(number, begun.clone());
    };
    run(&watch, Kept { there, keep: &keep });
    kept.into_inner().expect("a lock")
}

/// A neighbourhood as it is in week 0, without a warm-up, with these values of all parameters; the rules
/// it lives under, and its draws.
pub(crate) fn neighbourhood(values: Vec<f64>, people: u32, weeks: u32) -> (World, Rules, Draws) {
    let timeline = Timeline::constant(values);
    let epoch = timeline.at(0);
    let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
    let setup = Draws::new(1, 0, 0);
    let place = NeighbourhoodNumber { number: 0, of: 1 };
    let mut world = synthesis::neighbourhood(&rules, place, people, weeks, 0, setup);
    engine::begin(&mut world, &rules, 0, setup);
    (world, rules, setup)
}

/// The values of the baseline, with these in place of its own.
pub(crate) fn baseline_with(changes: &[(&str, f64)]) -> Vec<f64> {
    let mut values: Vec<f64> =
        shipped("baseline").entries.iter().map(|entry| entry.value).collect();
    for (path, value) in changes {
        values[names::parameter(path).expect("a parameter")] = *value;
    }
    values
}

/// Runs all arms to their end.
pub(crate) fn run(timelines: &[&Timeline], plan: &RunSize) -> Vec<Vec<Replicate>> {
    let watch = Watch { cell_done: &|| (), stop: &AtomicBool::new(false) };
    runs::run(timelines, plan, &watch)
}

/// Runs one arm to its end.
pub(crate) fn run_alone(scenario: &Scenario, plan: &RunSize) -> Vec<Replicate> {
    run(&[&scenario.timeline], plan).remove(0)
}

/// The rows of a table, by column.
pub(crate) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Every file of a folder but the record, which holds the clock.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for inside in [folder.to_owned(), folder.join("charts")] {
        for entry in fs::read_dir(inside).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_file() && name != "run.toml" {
                all.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    all
}

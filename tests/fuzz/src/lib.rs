//! Every reader of Kith, fed with bytes: what a fuzz target and the replay of the corpora
//! (`tests/corpora.rs`) have in common. A reader may refuse what it is given; it may not panic, hang,
//! refuse without a word, or take a thing for something else when it reads it again.

#![allow(unreachable_pub, reason = "a crate of its own for fuzzing, a module for the tests")]

use kith::scenario;
use kith::studies::sensitivity;
use kith::studies::sweep;
use kith::studies::theory;
use std::fs;
use std::path::{Path, PathBuf};

use kith::report::{Destination, Existing, Kind};
use kith::scenario::{Diagnostics, Gravity, Scenario};
use kith::studies::sweep::folder::SweepFolder;
use kith::studies::sweep::plan::{Key, SweepPlan};
use kith::studies::sweep::read::{Design, Study, Values};
use kith::studies::sweep::store::{Appender, Store};
use tempfile::TempDir;

/// A reader that is fed with bytes.
pub type Door = fn(&Desk, &[u8]);

/// Every reader, by the name of its fuzz target and of its corpus.
pub const DOORS: [(&str, Door); 6] = [
    ("scenario", Desk::scenario),
    ("study", Desk::study),
    ("claims", Desk::claims),
    ("design", Desk::design),
    ("record", Desk::record),
    ("part", Desk::part),
];

/// A folder with all that a file may name, where one file after another is laid.
pub struct Desk {
    folder: TempDir,
    baseline: Scenario,
}

/// The project's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|folder| folder.join("scenarios").is_dir()).unwrap_or(here).to_owned()
}

/// Lays files into a folder.
fn lay(folder: &Path, files: &[(&str, &[u8])]) {
    fs::create_dir_all(folder).expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("a written file");
    }
}

impl Desk {
    /// A desk in memory, where the system has such a place.
    pub fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let folder = folder.expect("a temporary folder");
        let from = |name: &str| fs::read(root().join(name)).expect(name);
        let [baseline, other] = ["scenarios/baseline.toml", "scenarios/austerity.toml"].map(from);
        let files = [("baseline.toml", &*baseline), ("austerity.toml", &*other)];
        lay(folder.path(), &files);
        lay(&folder.path().join("studies"), &[]);
        lay(&folder.path().join("theory"), &[("claims.csv", &from("scenarios/theory/claims.csv"))]);
        let plan = ["plan.csv", "points.csv"].map(|name| from(&format!("tests/fuzz/sweep/{name}")));
        lay(&folder.path().join("sweep"), &[("plan.csv", &plan[0]), ("points.csv", &plan[1])]);
        let baseline = scenario::load(&folder.path().join("baseline.toml"));
        Self { folder, baseline: baseline.expect("the baseline") }
    }

    /// The path of a file of the desk that now holds these bytes.
    fn with(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a written file");
        path
    }

    /// A scenario, beside the shipped baseline.
    pub fn scenario(&self, bytes: &[u8]) {
        let path = self.with("any.toml", bytes);
        let Some(read) = said(scenario::load(&path)) else { return };
        for warning in &read.warnings {
            assert!(!warning.to_string().trim().is_empty(), "a warning without a word");
        }
        let again = scenario::load(&path).expect("what was read is read again");
        assert_eq!(read.hash(), again.hash(), "two readings differ");
        let values = scenario::Timeline::constant(read.values());
        assert!(read.scheduled() > 0 || read.hash() == values.hash(), "the values are not it");
    }

    /// A study of either kind, below the shipped baseline.
    pub fn study(&self, bytes: &[u8]) {
        let path = self.with("studies/any.toml", bytes);
        let kind = scenario::Kind::at(&path);
        if let Some(study) = said(sweep::read::load(&path)) {
            assert!(kind.is_none_or(|kind| kind == scenario::Kind::Study), "read as {kind:?}");
            planned(&study);
        }
        if let Some(study) = said(sensitivity::read::load_sensitivity(&path)) {
            said(study.check_sizes());
            let walks = study.screening.map_or(0, |asked| u64::from(asked.trajectories));
            if walks * (study.study.factors.len() as u64 + 1) <= FEW as u64 {
                said(sensitivity::stage::screening(&study));
            }
        }
    }

    /// A file of claims, with the list of all claims beside it.
    pub fn claims(&self, bytes: &[u8]) {
        let path = self.with("theory/any.toml", bytes);
        let folder = path.parent().expect("the folder of the claims");
        let Some(read) = said(theory::read::load(folder)) else { return };
        for test in read.iter().take(3).filter_map(theory::read::Claim::test) {
            for (_, piece) in test.contrast.pieces() {
                said(theory::read::timeline(&self.baseline, &[&test.base, piece]));
            }
        }
    }

    /// A table of points.
    pub fn design(&self, bytes: &[u8]) {
        let path = self.with("points.csv", bytes);
        if let Some(study) = said(Study::of_design(&path, self.baseline.clone())) {
            planned(&study);
        }
    }

    /// A record, in the folder of a sweep and where results are to be replaced.
    pub fn record(&self, bytes: &[u8]) {
        let path = self.with("sweep/run.toml", bytes);
        let folder = path.parent().expect("the folder of the sweep");
        for kind in [Kind::Run, Kind::Compare, Kind::Theory, Kind::Sweep, Kind::Sensitivity] {
            if let Err(error) = Destination::try_out(folder, kind, Existing::Replace, 0) {
                assert!(!error.to_string().trim().is_empty(), "refused without a word");
            }
        }
        assert!(folder.join("plan.csv").is_file() && path.is_file(), "a file is gone");
        match SweepFolder::open(folder) {
            Ok(sweep) => assert!(sweep.record.unlike(&sweep.record).is_empty(), "unlike itself"),
            Err(error) => assert!(!error.to_string().trim().is_empty(), "refused without a word"),
        }
    }

    /// A part of a sweep. What is there stays there when results are added.
    pub fn part(&self, bytes: &[u8]) {
        let folder = TempDir::new_in(self.folder.path()).expect("a folder of parts");
        fs::write(folder.path().join("000001.part"), bytes).expect("a part");
        let Ok(mut store) = Store::open(folder.path()) else { return };
        let damaged: u64 = store.damage.iter().map(|damage| damage.bytes).sum();
        assert!(damaged <= bytes.len() as u64, "more damage than bytes");
        let (results, new) = (store.results(), Key(*b"a key of no cell"));
        assert!(store.read(&new).is_ok_and(|found| found.is_none() || results > 0));
        let was = store.has(&new);
        let added = Appender::new(folder.path()).append(&[(new, &[0.5, f64::NAN])]);
        added.expect("a result that is added");
        let Ok(mut store) = Store::open(folder.path()) else {
            assert!(was, "a new result contradicts none");
            return;
        };
        assert_eq!(store.results(), results + usize::from(!was), "results were lost");
        assert!(store.read(&new).is_ok_and(|found| found.is_some()), "the new result is not there");
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

/// Points and cells that are planned in passing.
const FEW: usize = 12;

/// Lays out a study's points, if they are few.
fn planned(study: &Study) {
    let levels = study.factors.iter().map(|factor| match &factor.values {
        Values::Levels(levels) => levels.len(),
        Values::Range { .. } => 1,
    });
    let points = match study.design {
        Design::Grid => levels.fold(1, usize::saturating_mul),
        Design::List | Design::Ladder => levels.max().unwrap_or(0),
        Design::LatinHypercube { points, .. } | Design::Sobol { points, .. } => points as usize,
    };
    if points * study.scenarios.len() > FEW {
        return;
    }
    if let Some(plan) = said(SweepPlan::new(study)) {
        assert_eq!(plan.points.len(), points, "points were lost");
        let again = SweepPlan::new(study).expect("what was planned is planned again");
        assert!(plan.keys == again.keys, "two plans differ");
    }
}

/// What was read; or nothing, if everything that is wrong was said.
fn said<T>(read: Result<T, Diagnostics>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(found) => {
            assert!(found.count(Gravity::Error) > 0, "refused for no error");
            assert!(!found.to_string().trim().is_empty(), "refused without a word");
            None
        }
    }
}

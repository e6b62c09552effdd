//! What becomes of results when the system fails a command, or kills it: at every system call that
//! touches them (with strace), and where a file may not grow. Whatever happens, what can be seen is
//! whole, the same command then does its work, and nothing is left beside it. Kills at any moment
//! are in `files.rs`.

#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::common::{in_memory, root, skipped};

/// A command that leaves results, small enough to be given a thousand times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Case {
    Run,
    /// A run with its pictures.
    Pictures,
    Compare,
    Theory,
    Sweep,
    Sensitivity,
}

/// What is there before the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    /// Results, of another seed where they may be replaced.
    Results,
}

const BEFORE: [Before; 2] = [Before::Nothing, Before::Results];

const SWEEP: &str = r#"
title = "Two posts"
because = "A test."
scenarios = ["baseline.toml"]
run = { people = 200, weeks = 8, warm_up_weeks = 2, replicates = 1 }
design = { kind = "list" }
parameters = { "link_workers.per_50k" = [1, 4] }
"#;

const SENSITIVITY: &str = r#"
title = "Two parameters"
because = "A test."
scenarios = ["baseline.toml"]
run = { people = 200, weeks = 53, warm_up_weeks = 2, replicates = 2 }
screening = { trajectories = 2 }
parameters = { include = ["link_workers.per_50k", "vcs.per_thousand"] }
[[outcome]]
metric = "gp_requests"
"#;

/// Files by their paths; a folder is a path that ends with `/`.
type Files = BTreeMap<String, Vec<u8>>;

/// A place where one command is tried, with what it makes when nothing disturbs it.
struct Site {
    case: Case,
    home: TempDir,
    old: Files,
    new: Files,
}

impl Site {
    fn new(case: Case) -> Self {
        let home = in_memory();
        for name in ["baseline.toml", "holistic.toml"] {
            let from = root().join("scenarios").join(name);
            fs::copy(from, home.path().join(name)).expect("a copy of a scenario");
        }
        fs::write(home.path().join("sweep.toml"), SWEEP).expect("a study");
        fs::write(home.path().join("sensitivity.toml"), SENSITIVITY).expect("a study");
        let mut site = Self { case, home, old: Files::new(), new: Files::new() };
        site.old = site.undisturbed(site.seed(Before::Results));
        copy(&site.out(), &site.home.path().join("old"));
        site.lay(Before::Nothing);
        site.new = site.undisturbed(1);
        site
    }

    /// What a command leaves that nothing disturbs.
    fn undisturbed(&self, seed: u32) -> Files {
        let output = self.command(&[], seed).output().expect("the program");
        assert!(output.status.success(), "{:?}: {}", self.case, said(&output));
        files(&self.out())
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("out")
    }

    /// The seed of results that are there: cells of another plan would refuse the command.
    fn seed(&self, before: Before) -> u32 {
        match (before, self.case) {
            (Before::Nothing, _) | (_, Case::Sweep | Case::Sensitivity) => 1,
            (Before::Results, _) => 9,
        }
    }

    /// Lays what is there before the command.
    fn lay(&self, before: Before) {
        let _ = fs::remove_dir_all(self.out());
        match before {
            Before::Nothing => fs::create_dir(self.out()).expect("a folder"),
            Before::Results => copy(&self.home.path().join("old"), &self.out()),
        }
    }

    /// The command, behind other words that start it.
    fn command(&self, through: &[&str], seed: u32) -> Command {
        let program = cargo_bin!("kith").to_str().expect("a plain path");
        let words = [through, &[program]].concat();
        let mut command = Command::new(words[0]);
        let words = words[1..].iter().copied();
        let words = words.chain(self.case.words().split(' '));
        command.args(words).arg("--output").arg(self.out().join("r"));
        command.args(["--quiet", "--threads", "1", "--seed", &seed.to_string()]);
        if self.case == Case::Theory {
            command.arg("--claims").arg(root().join("scenarios/theory"));
        }
        if self.case != Case::Sweep {
            command.arg("--force");
        }
        command.current_dir(self.home.path()).stdin(Stdio::null());
        command
    }

    /// Judges what a disturbed command left, and what the next one makes of it.
    fn judge(&self, before: Before, disturbed: &str) {
        let case = self.case;
        let found = files(&self.out());
        if let Some(torn) = self.torn(before, &found) {
            panic!("{case:?} over {before:?}, {disturbed}: {torn} is torn or lost");
        }
        let next = self.command(&[], 1).output().expect("the program");
        let all = said(&next);
        assert!(next.status.success(), "{case:?} over {before:?}, after {disturbed}: {all}");
        let made = files(&self.out());
        let strange: Vec<_> =
            made.iter().filter(|(path, bytes)| self.new.get(*path) != Some(bytes)).collect();
        let strange: Vec<&str> = strange.iter().map(|(path, _)| path.as_str()).collect();
        assert!(strange.is_empty(), "{case:?} over {before:?}, after {disturbed}: {strange:?}");
        assert_eq!(made.len(), self.new.len(), "{case:?} over {before:?}, after {disturbed}");
    }

    /// The first file in sight that is not whole, or is gone.
    fn torn(&self, before: Before, found: &Files) -> Option<String> {
        let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        let seen: Files = found.clone().into_iter().filter(|(path, _)| !hidden(path)).collect();
        let gradual = |path: &str| self.case == Case::Sweep || path.starts_with("r.cells/");
        // A folder of results is the old one, the new one or none.
        let whole = |of: &Files| -> Files {
            of.clone().into_iter().filter(|(path, _)| !gradual(path)).collect()
        };
        let results = whole(&seen);
        let none = before == Before::Nothing && results.is_empty();
        let old = before == Before::Results && results == whole(&self.old);
        if !none && !old && results != whole(&self.new) {
            return Some("the folder of results".to_owned());
        }
        // A sweep grows file by file; its plan appears at once.
        for (path, bytes) in seen.iter().filter(|(path, _)| gradual(path)) {
            if self.new.get(path) != Some(bytes) {
                return Some(path.clone());
            }
            let (folder, _) = path.trim_end_matches('/').rsplit_once('/').unwrap_or((path, ""));
            let plan = format!("{}/plan.csv", folder.trim_end_matches("/parts"));
            if self.new.contains_key(&plan) && !seen.contains_key(&plan) {
                return Some(plan);
            }
        }
        let lost = |path: &&String| before == Before::Results && !seen.contains_key(*path);
        self.old.keys().filter(|path| gradual(path)).find(lost).cloned()
    }
}

impl Case {
    fn words(self) -> &'static str {
        match self {
            Self::Run => "run baseline.toml --people 200 --weeks 8 --replicates 1 --no-charts",
            Self::Pictures => "run baseline.toml --people 200 --weeks 8 --replicates 1",
            Self::Compare => {
                "compare baseline.toml holistic.toml --people 200 --weeks 8 --replicates 1 \
                 --no-charts"
            }
            Self::Theory => {
                "theory A013 --baseline baseline.toml --people 200 --weeks 60 --replicates 2"
            }
            Self::Sweep => "sweep sweep.toml",
            Self::Sensitivity => "sensitivity sensitivity.toml",
        }
    }
}

/// What a program said.
fn said(output: &Output) -> String {
    format!("{}, {}", output.status, String::from_utf8_lossy(&output.stderr))
}

/// Copies a folder and all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a copy");
        }
    }
}

/// All that is in a folder, hidden or not. Of a record the table of the machine is left out, and
/// of parts what is in them, since their order is that in which cells were done.
fn files(folder: &Path) -> Files {
    fn collect(folder: &Path, below: &str, found: &mut Files) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_str().expect("a plain name");
            if path.is_dir() {
                found.insert(format!("{below}{name}/"), Vec::new());
                if name != "parts" {
                    collect(&path, &format!("{below}{name}/"), found);
                }
                continue;
            }
            let mut bytes = fs::read(&path).expect("a file");
            if name == "run.toml" {
                let text = String::from_utf8(bytes).expect("a record");
                // The machine differs; which cells are in the tables is told when they are written.
                let mut record: toml::Table = text.parse().expect("a record");
                record.remove("machine");
                record.remove("tables");
                bytes = record.to_string().into_bytes();
            }
            found.insert(format!("{below}{name}"), bytes);
        }
    }
    let mut found = Files::new();
    collect(folder, "", &mut found);
    found
}

/// The system calls that find, make, fill, name, sync, lock and remove files.
const CALLS: &str = "openat,read,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,\
                     unlinkat,rmdir,mkdir,mkdirat,ftruncate,fallocate,flock,copy_file_range,\
                     sendfile,statx,newfstatat,getdents64,chmod,fchmod,linkat,statfs,fstatfs";

/// What befalls a call.
const FAULTS: [&str; 3] = ["signal=SIGKILL", "error=ENOSPC", "error=EIO"];

/// Whether strace is here and may trace.
fn strace() -> bool {
    let mut command = Command::new("strace");
    command.args(["-f", "--seccomp-bpf", "-o", "/dev/null", "true"]).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Every call that touches results, by its name and its number among those of its name. Of many
/// writes to one file, one after another, the first two count.
fn calls(site: &Site, before: Before) -> Vec<(String, usize)> {
    site.lay(before);
    let log = site.home.path().join("calls");
    let trace = format!("trace={CALLS}");
    let through = ["strace", "-f", "-y", "--seccomp-bpf", "-e", &trace, "-o"];
    let through = [&through[..], &[log.to_str().expect("a plain path")]].concat();
    let output = site.command(&through, 1).output().expect("strace");
    assert!(output.status.success(), "{}", said(&output));
    let (place, mut numbers) = (site.out().display().to_string(), BTreeMap::new());
    let (mut found, mut last) = (BTreeSet::new(), (String::new(), 0));
    for line in fs::read_to_string(log).expect("a list of calls").lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, rest)) = call.trim_start().split_once('(') else { continue };
        if name.starts_with(['<', '+', '-']) {
            continue;
        }
        let number = numbers.entry((thread.to_owned(), name.to_owned())).or_insert(0);
        *number += 1;
        if !line.contains(&place) {
            continue;
        }
        // A write is like the one before if it goes to the same file.
        let same = format!("{name} {}", rest.split(',').next().unwrap_or_default());
        last = if name == "write" && last.0 == same { (same, last.1 + 1) } else { (same, 0) };
        if last.1 < 2 {
            found.insert((name.to_owned(), *number));
        }
    }
    found.into_iter().collect()
}

/// Tries so many calls of a command, spread over all of them, with every fault; all when `None`.
fn every_call(case: Case, most: Option<usize>) {
    if !strace() {
        return skipped("strace is not here, or may not trace");
    }
    let site = Site::new(case);
    let mut tried = 0;
    for before in BEFORE {
        let calls = calls(&site, before);
        assert!(calls.len() > 20, "{case:?} makes {} calls", calls.len());
        let step = most.map_or(1, |most| calls.len().div_ceil(most));
        for (at, (name, number)) in calls.iter().enumerate().step_by(step) {
            let faults = if most.is_some() { &FAULTS[at / step % 3..][..1] } else { &FAULTS[..] };
            for fault in faults {
                site.lay(before);
                let inject = format!("inject={name}:{fault}:when={number}");
                let trace = format!("trace={name}");
                let through =
                    ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", &trace, "-e"];
                let through = [&through[..], &[&inject]].concat();
                let output = site.command(&through, 1).output().expect("strace");
                let ended = said(&output);
                let code = output.status.code();
                let well = match code {
                    Some(0) => files(&site.out()).len() >= site.new.len(),
                    // The call of that number fails in every thread: that of the message, too.
                    Some(code) => {
                        let told = !output.stderr.is_empty() || name == "write";
                        [2, 65, 75].contains(&code) && told
                    }
                    None => *fault == FAULTS[0],
                };
                assert!(well, "{case:?} over {before:?}, {inject}: {ended}");
                site.judge(before, &format!("{inject} ({ended})"));
                tried += 1;
            }
        }
    }
    println!("{case:?}: {tried} faults of system calls, 0 results torn or lost, 0 files left");
}

/// Some calls of each command: `every_call_of_...` below are the long form.
const SOME: usize = 6;

#[test]
fn a_run_survives_calls_that_fail_or_kill() {
    every_call(Case::Run, Some(SOME));
}

#[test]
fn a_comparison_survives_calls_that_fail_or_kill() {
    every_call(Case::Compare, Some(SOME));
}

#[test]
fn a_test_of_the_theory_survives_calls_that_fail_or_kill() {
    every_call(Case::Theory, Some(SOME));
}

#[test]
fn a_sweep_survives_calls_that_fail_or_kill() {
    every_call(Case::Sweep, Some(SOME));
}

#[test]
fn a_study_of_sensitivity_survives_calls_that_fail_or_kill() {
    every_call(Case::Sensitivity, Some(SOME));
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_run_may_fail_or_kill() {
    every_call(Case::Run, None);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_run_with_pictures_may_fail_or_kill() {
    every_call(Case::Pictures, None);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_comparison_may_fail_or_kill() {
    every_call(Case::Compare, None);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_test_of_the_theory_may_fail_or_kill() {
    every_call(Case::Theory, None);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_sweep_may_fail_or_kill() {
    every_call(Case::Sweep, None);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn every_call_of_a_study_of_sensitivity_may_fail_or_kill() {
    every_call(Case::Sensitivity, None);
}

#[test]
fn a_file_that_may_not_grow_is_written_short_and_tears_nothing() {
    // A write over the limit is short, and the next one fails; blocks are of 512 bytes.
    let script = "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"";
    for case in [Case::Run, Case::Compare, Case::Theory, Case::Sweep, Case::Sensitivity] {
        let site = Site::new(case);
        for (blocks, before) in [("0", BEFORE[0]), ("3", BEFORE[1]), ("50", BEFORE[0])] {
            site.lay(before);
            let output = site.command(&["sh", "-c", script, blocks], 1).output().expect("sh");
            let ended = said(&output);
            let wrong = output.status.code().is_some_and(|code| [2, 65, 75].contains(&code));
            let small = output.status.success() && files(&site.out()) == site.new;
            assert!(small || wrong && !output.stderr.is_empty(), "{case:?}, {blocks}: {ended}");
            site.judge(before, &format!("files of at most {blocks} blocks ({ended})"));
        }
    }
}

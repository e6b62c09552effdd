//! What becomes of files: nothing that a user owns is lost, and whatever stops a run, what was
//! complete is there, once, and the next call leaves nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Plain, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

use crate::command_line::{kith, names, root, text, tiny_run};

/// A run of a size that nobody waits for: it must be refused before it starts.
const ENDLESS: [&str; 4] = ["--people", "300000", "--replicates", "500"];

fn refused(words: &[&str], output: &Path, within: &Path) -> String {
    let mut command = kith();
    command.current_dir(within).timeout(Duration::from_mins(1));
    command.arg(words[0]).arg(root().join(words[1])).args(&words[2..]).arg("--output").arg(output);
    text(&command.assert().code(2).get_output().stderr)
}

/// Every file of a folder and its bytes, but for the record, which holds the time.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = PathBuf::from(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(below, bytes)| (name.join(below), bytes)));
        } else if !path.ends_with("run.toml") {
            all.insert(name, fs::read(&path).expect("a file"));
        }
    }
    all
}

/// Waits until something is there.
fn wait(child: &mut Child, what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(child.try_wait().expect("the program").is_none(), "the program has ended");
        assert!(began.elapsed() < Duration::from_mins(2), "it never came");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn quiet(mut command: Plain) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

/// Runs of many small replicates on one thread.
fn many(output: &Path, replicates: &str, more: &[&str]) -> Plain {
    let mut command = Plain::new(cargo_bin!("kith"));
    command.current_dir(root()).args(["run", "scenarios/baseline.toml", "--no-charts"]);
    command.args([
        "--people",
        "500",
        "--weeks",
        "56",
        "--threads",
        "1",
        "--replicates",
        replicates,
    ]);
    command.arg("--output").arg(output).args(more);
    command
}

fn said(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// How many replicates are kept in a folder.
fn replicates(folder: &Path) -> usize {
    fs::read_dir(folder.join("replicates")).map_or(0, Iterator::count)
}

#[test]
fn what_kith_did_not_make_is_named_and_kept_whatever_the_force() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("tiny");
    tiny_run(&results, &["--no-charts", "--quiet"]).code(0);
    fs::write(results.join("notes.md"), "mine").expect("notes");
    fs::create_dir(results.join("letters")).expect("a folder");
    let before = files(home.path());
    let said = refused(
        &["run", "scenarios/baseline.toml", "--force", ENDLESS[0], ENDLESS[1]],
        &results,
        root(),
    );
    assert!(said.contains("not even with --force: letters/, notes.md."), "{said}");
    assert_eq!(files(home.path()), before);

    // A scenario that is called run.toml is no record, though its own results would go beside it.
    let study = home.path().join("study");
    fs::create_dir(&study).expect("a folder");
    let scenario = study.join("run.toml");
    fs::copy(root().join("scenarios/baseline.toml"), &scenario).expect("a scenario");
    let said = refused(&["run", &scenario.to_string_lossy(), "--force"], &study, root());
    assert!(said.contains("its run.toml is no record"), "{said}");
    assert!(scenario.is_file());
}

#[test]
fn a_sweep_is_never_replaced_by_a_run_nor_a_run_by_a_comparison() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (swept, run) = (home.path().join("swept"), home.path().join("run"));
    let sizes = ["--people", "400", "--weeks", "20", "--replicates", "1", "--quiet"];
    let mut sweep = kith();
    sweep.args(["sweep", "scenarios/studies/posts.toml"]).args(sizes).arg("--output").arg(&swept);
    sweep.assert().code(0);
    tiny_run(&run, &["--no-charts", "--quiet"]).code(0);
    let before = files(home.path());
    let said = refused(&["run", "scenarios/baseline.toml", "--force"], &swept, root());
    assert!(said.contains("holds results of `kith sweep`, which `kith run` does not"), "{said}");
    let compare = ["compare", "scenarios/baseline.toml", "scenarios/austerity.toml", "--force"];
    let said = refused(&compare, &run, root());
    assert!(said.contains("holds results of `kith run`, which `kith compare`"), "{said}");
    let said = refused(&["sweep", "scenarios/studies/posts.toml"], &run, root());
    assert!(said.contains("holds results of `kith run`"), "{said}");
    assert_eq!(files(home.path()), before);
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_hold_results_is_found_before_the_first_week() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| home.path().join(name);
    fs::create_dir(at("empty")).expect("a folder");
    fs::write(at("file"), "mine").expect("a file");
    std::os::unix::fs::symlink("nowhere", at("link")).expect("a link");
    let run = [&["run", "scenarios/baseline.toml", "--force"][..], &ENDLESS].concat();
    for (output, within, why) in [
        (PathBuf::from("."), at("empty"), "is the folder you are in"),
        (PathBuf::from(".."), at("empty"), "is the folder you are in, or around it"),
        (at("link"), at("empty"), "link is a link to nowhere, which is not there"),
        (at("file"), at("empty"), "file is a file, not a folder"),
        (at("file/below"), at("empty"), "file is a file, not a folder"),
        (PathBuf::from("/"), at("empty"), "is the folder you are in, or around it"),
        (PathBuf::from("/proc"), at("empty"), "is where a disk is mounted"),
        (at(&"x".repeat(256)), at("empty"), "File name too long"),
    ] {
        if cfg!(not(target_os = "linux")) && output == Path::new("/proc") {
            continue;
        }
        let said = refused(&run, &output, &within);
        assert!(said.contains(why), "{}: {said}", output.display());
    }
    assert_eq!(names(home.path()), ["empty", "file", "link"]);
    assert!(names(&at("empty")).is_empty());
}

#[test]
fn a_second_run_into_one_folder_ends_at_once_with_75() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (results, hidden) = (home.path().join("one"), home.path().join(".one.partial"));
    let mut first = quiet(many(&results, "5000", &[]));
    wait(&mut first, || hidden.join("lock").exists() && replicates(&hidden) > 0);
    let second = many(&results, "2", &["--quiet"]).output().expect("the second");
    first.kill().and_then(|()| first.wait()).expect("the first was there");
    assert_eq!(second.status.code(), Some(75), "{}", said(&second));
    assert!(said(&second).contains("another kith is at work"), "{}", said(&second));
    // It was killed: the next call has the folder, and leaves nothing of the first.
    tiny_run(&results, &["--no-charts", "--quiet"]).code(0);
    assert_eq!(names(home.path()), ["one"]);
}

#[cfg(target_os = "linux")]
#[test]
fn results_are_complete_though_the_summary_cannot_be_printed() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let results = home.path().join("one");
    let ended = many(&results, "1", &[]).stdout(full()).output().expect("the program");
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    assert!(said(&ended).contains("cannot print: No space left"), "{}", said(&ended));
    assert!(said(&ended).contains("The results are complete."), "{}", said(&ended));
    assert!(results.join("run.toml").is_file());
    // Where what is printed is all there is, it is missing.
    let mut explain = Plain::new(cargo_bin!("kith"));
    explain.current_dir(root()).args(["explain", "need"]);
    let ended = explain.stdout(full()).output().expect("the program");
    assert_eq!(ended.status.code(), Some(75), "{}", said(&ended));
}

#[test]
fn a_run_that_was_killed_goes_on_with_the_replicates_that_are_complete() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (whole, killed) = (home.path().join("whole"), home.path().join("killed"));
    let hidden = home.path().join(".killed.partial");
    let mut child = quiet(many(&killed, "40", &[]));
    wait(&mut child, || replicates(&hidden) > 2);
    child.kill().and_then(|()| child.wait()).expect("it was there");
    assert!(!killed.exists());
    let again = many(&killed, "40", &[]).output().expect("the program");
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("replicates were complete before"), "{}", said(&again));
    assert!(many(&whole, "40", &["--quiet"]).status().expect("the program").success());
    assert_eq!(files(&killed), files(&whole));
    assert_eq!(names(home.path()), ["killed", "whole"]);
}

#[cfg(unix)]
#[test]
fn a_run_that_was_stopped_goes_on_by_force_where_it_stopped() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (whole, stopped) = (home.path().join("whole"), home.path().join("stopped"));
    let hidden = home.path().join(".stopped.partial");
    let mut child = quiet(many(&stopped, "40", &[]));
    wait(&mut child, || replicates(&hidden) > 2);
    let sent = Plain::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
    assert_eq!(child.wait().expect("the program").code(), Some(75));
    assert_eq!(names(home.path()), ["stopped"]);
    assert!(replicates(&stopped) > 2, "the replicates are not with the results");
    let again = many(&stopped, "40", &["--force"]).output().expect("the program");
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("replicates were complete before"), "{}", said(&again));
    assert!(many(&whole, "40", &["--quiet"]).status().expect("the program").success());
    assert_eq!(files(&stopped), files(&whole));
    assert_eq!(names(home.path()), ["stopped", "whole"]);
}

/// Runs a command of a shell in which no file can be longer than a megabyte, which stops a table as
/// a full disk does.
#[cfg(unix)]
fn on_a_full_disk(command: &Plain) -> Output {
    let mut shell = Plain::new("bash");
    shell.current_dir(root()).args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$@\"", "bash"]);
    shell.arg(command.get_program()).args(command.get_args()).output().expect("a shell")
}

#[cfg(unix)]
#[test]
fn results_that_cannot_be_written_are_written_by_the_same_command_later() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (results, hidden) = (home.path().join("one"), home.path().join(".one.partial"));
    let ended = on_a_full_disk(&many(&results, "2", &[]));
    assert_eq!(ended.status.code(), Some(75), "{}", said(&ended));
    assert!(said(&ended).contains("weekly.csv"), "{}", said(&ended));
    assert!(said(&ended).contains("2 of 2 replicates are kept in"), "{}", said(&ended));
    assert!(!results.exists() && replicates(&hidden) == 2);
    let again = many(&results, "2", &[]).output().expect("the program");
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("2 replicates were complete before"), "{}", said(&again));
    assert!(!said(&again).contains("simulated"), "{}", said(&again));
    assert_eq!(names(home.path()), ["one"]);

    // The same of a comparison, which holds twins as well.
    let pair = home.path().join("pair");
    let mut compare = Plain::new(cargo_bin!("kith"));
    compare.current_dir(root()).args(["compare", "scenarios/baseline.toml"]);
    compare.args(["scenarios/austerity.toml", "--no-charts", "--people", "500", "--weeks", "56"]);
    compare.args(["--replicates", "2", "--output"]).arg(&pair);
    let ended = on_a_full_disk(&compare);
    assert!(said(&ended).contains("2 of 2 replicates are kept in"), "{}", said(&ended));
    let again = compare.output().expect("the program");
    assert!(said(&again).contains("2 replicates were complete before"), "{}", said(&again));
    let kept = files(&pair);
    let once = compare.arg("--force").output().expect("the program");
    assert_eq!(once.status.code(), Some(0), "{}", said(&once));
    assert!(!said(&once).contains("complete before"), "{}", said(&once));
    assert_eq!(files(&pair), kept);
    assert_eq!(names(home.path()), ["one", "pair"]);
}

/// A command whose results take the place of old ones, by its seed.
type Replacing<'a> = &'a dyn Fn(&Path, u32) -> Plain;

/// Kills a command again and again while it replaces results. Whenever that is, the old or the new
/// ones are there, whole; and the next call leaves its own and nothing else.
fn kills(times: u32, command: Replacing<'_>) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("results");
    let mut known = Vec::new();
    let mut took = Duration::ZERO;
    for seed in [1, 2] {
        let began = Instant::now();
        assert!(command(&results, seed).status().expect("the program").success());
        took = began.elapsed();
        known.push(files(&results));
    }
    let beside = names(home.path());
    assert!(known[0] != known[1], "seeds are no matter");
    for number in 0..times {
        let seed = |of: u32| 1 + of % 2;
        let mut child = quiet(command(&results, seed(number)));
        // Moments all over the run and a little beyond, in an order without a pattern.
        std::thread::sleep(took.mul_f64(f64::from(number) * 0.618_034 % 1.0 * 1.1));
        child.kill().and_then(|()| child.wait()).expect("it was started");
        assert!(known.contains(&files(&results)), "kill {number} left half of something");
        assert!(results.join("run.toml").is_file(), "kill {number} left no record");
        let next = command(&results, seed(number + 1)).output().expect("the program");
        assert!(next.status.success(), "after kill {number}: {}", said(&next));
        assert_eq!(files(&results), known[seed(number + 1) as usize - 1], "after kill {number}");
        assert_eq!(names(home.path()), beside, "after kill {number}");
    }
}

fn replacing(output: &Path, seed: u32) -> Plain {
    many(output, "2", &["--quiet", "--force", "--seed", &seed.to_string()])
}

#[test]
fn a_kill_at_any_moment_leaves_old_or_new_results_and_the_next_call_nothing_else() {
    kills(12, &replacing);
}

/// A small command that writes into a folder.
fn small(words: &[&str], output: &Path, seed: u32) -> Plain {
    let mut command = Plain::new(cargo_bin!("kith"));
    command.current_dir(root()).args(words).arg("--output").arg(output);
    command.args(["--people", "400", "--weeks", "56", "--replicates", "2", "--quiet"]);
    command.args(["--seed", &seed.to_string()]).stdout(Stdio::null());
    command
}

#[test]
#[ignore = "takes minutes: kills again and again"]
fn a_hundred_and_fifty_kills_of_a_run_lose_nothing() {
    kills(150, &replacing);
}

#[test]
#[ignore = "takes minutes: kills again and again"]
fn a_hundred_kills_of_a_comparison_lose_nothing() {
    let compare = ["compare", "scenarios/baseline.toml", "scenarios/austerity.toml", "--force"];
    kills(100, &|output, seed| small(&compare, output, seed));
}

#[test]
#[ignore = "takes minutes: kills again and again"]
fn a_hundred_kills_of_a_test_of_the_theory_lose_nothing() {
    kills(100, &|output, seed| small(&["theory", "A013", "A017", "--force"], output, seed));
}

#[test]
#[ignore = "takes minutes: kills again and again"]
fn seventy_five_kills_of_a_study_of_sensitivity_lose_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let study = folder.path().join("study.toml");
    let text = "title = \"Test\"\nbecause = \"A test.\"\nscenarios = [\"baseline.toml\"]\n\
                [screening]\ntrajectories = 2\n[[outcome]]\nmetric = \"gp_requests\"\n\
                [parameters]\ninclude = [\"link_workers.*\"]\n";
    fs::write(&study, text).expect("a study");
    let scenario = root().join("scenarios/baseline.toml");
    fs::copy(scenario, folder.path().join("baseline.toml")).expect("a scenario");
    let study = study.to_string_lossy().into_owned();
    // Cells of another seed are another study: each call begins with none.
    kills(75, &|output, seed| {
        let _ = fs::remove_dir_all(output.with_file_name("results.cells"));
        small(&["sensitivity", &study, "--force"], output, seed)
    });
}

#[test]
#[ignore = "takes minutes: kills again and again"]
fn seventy_five_kills_of_a_sweep_lose_nothing() {
    sweeps(75, &|output| small(&["sweep", "scenarios/studies/posts.toml"], output, 1));
}

/// Kills a sweep again and again: the same command goes on, and its tables are those of one that
/// was not killed.
fn sweeps(times: u32, command: &dyn Fn(&Path) -> Plain) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| home.path().join(name);
    let began = Instant::now();
    assert!(command(&at("whole")).status().expect("the program").success());
    let took = began.elapsed();
    let tables = |folder: &Path| {
        let mut files = files(folder);
        files.retain(|path, _| !path.starts_with("parts"));
        files
    };
    for number in 0..times {
        let mut child = quiet(command(&at("killed")));
        std::thread::sleep(took.mul_f64(f64::from(number) * 0.618_034 % 1.0 * 1.1));
        child.kill().and_then(|()| child.wait()).expect("it was started");
        let next = command(&at("killed")).output().expect("the program");
        assert!(next.status.success(), "after kill {number}: {}", said(&next));
        assert!(tables(&at("killed")) == tables(&at("whole")), "after kill {number}");
        assert_eq!(names(home.path()), ["killed", "whole"], "after kill {number}");
        fs::remove_dir_all(at("killed")).expect("a sweep");
    }
}

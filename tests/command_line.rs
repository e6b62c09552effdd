//! The program as a person meets it in a terminal: help, exit codes, files, signals and pipes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command as Plain, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in the project's own folder.
pub(crate) fn kith() -> Command {
    let mut command = Command::new(cargo_bin!("kith"));
    command.current_dir(root());
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("plain text")
}

/// The names in a folder, hidden ones too.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The tables in a folder.
fn tables(folder: &Path) -> Vec<String> {
    let table = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "csv");
    names(folder).into_iter().filter(table).collect()
}

/// Runs a tiny plan into a folder.
pub(crate) fn tiny_run(results: &Path, more: &[&str]) -> assert_cmd::assert::Assert {
    let sizes = ["--people", "500", "--weeks", "56", "--replicates", "2", "--threads", "2"];
    let mut command = kith();
    command.args(["run", "scenarios/baseline.toml", "--output"]).arg(results).args(sizes);
    command.args(more).assert()
}

#[test]
fn kith_alone_and_its_help_end_well() {
    let alone = kith().assert().code(0).get_output().clone();
    assert!(text(&alone.stdout).contains("kith run austerity"));
    let help = kith().arg("--help").assert().code(0).get_output().clone();
    for command in ["run", "check", "explain", "diff"] {
        let listed = text(&help.stdout).lines().any(|line| line.trim().starts_with(command));
        assert!(listed, "{command} is not in the help");
    }
}

#[test]
fn the_help_of_every_command_has_an_example_to_copy() {
    for command in ["run", "check", "explain", "diff"] {
        let help = kith().args([command, "--help"]).assert().code(0).get_output().clone();
        let help = text(&help.stdout);
        let (_, examples) = help.split_once("Example").unwrap_or_else(|| panic!("{help}"));
        assert!(examples.contains(&format!("kith {command} ")), "{help}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    for wrong in [vec!["simulate"], vec!["run"], vec!["run", "a.toml", "--people", "many"]] {
        let output = kith().args(&wrong).assert().code(2).get_output().clone();
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{wrong:?}");
    }
}

#[test]
fn check_finds_no_error_in_the_shipped_scenarios() {
    let shipped: Vec<PathBuf> = fs::read_dir(root().join("scenarios"))
        .expect("the scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    assert!(shipped.len() > 20);
    let output = kith().arg("check").args(&shipped).assert().code(0).get_output().clone();
    assert_eq!(text(&output.stdout).lines().count(), shipped.len());
    assert!(text(&output.stdout).lines().all(|line| line.contains(".toml: ok, ")));
    // Extreme scenarios lie outside plausible ranges on purpose: that is a warning.
    assert!(!text(&output.stderr).contains("error"), "{}", text(&output.stderr));
}

#[test]
fn a_run_writes_every_file_and_says_where() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("new/tiny");
    let output = tiny_run(&results, &[]).code(0).get_output().clone();
    assert!(text(&output.stdout).contains(&format!("Results: {}", results.display())));
    assert_eq!(
        names(&results),
        [
            "charts",
            "dictionary.csv",
            "funnel.csv",
            "inputs",
            "parameters.csv",
            "report.csv",
            "report.html",
            "run.toml",
            "summary.csv",
            "targets.csv",
            "weekly.csv",
        ]
    );
    assert_eq!(names(&home.path().join("new")), ["tiny"], "something is left beside the results");
    for table in &tables(&results) {
        let mut reader = csv::Reader::from_path(results.join(table)).expect("a table");
        let columns = reader.headers().expect("a header").len();
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row as the header")).collect();
        assert!(columns > 3 && !rows.is_empty(), "{table} is empty");
    }
    let record = fs::read_to_string(results.join("run.toml")).expect("the record");
    assert!(record.contains("replicates_done = 2"), "{record}");
    assert!(record.contains("reproduce = \"kith run inputs/baseline.toml --seed 1"), "{record}");
    let charts = names(&results.join("charts"));
    let ending = |ending: &str| charts.iter().filter(|name| name.ends_with(ending)).count();
    assert!(ending(".svg") > 4 && ending(".svg") == ending(".png"), "{charts:?}");
    assert_eq!(ending("index.csv"), 1);
}

#[test]
fn the_same_run_writes_the_same_tables_at_any_number_of_threads() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    tiny_run(&one, &["--no-charts", "--quiet"]).code(0);
    let sizes = ["--people", "500", "--weeks", "56", "--replicates", "2", "--threads", "1"];
    kith()
        .args(["run", "scenarios/baseline.toml", "--no-charts", "--quiet", "--output"])
        .arg(&two)
        .args(sizes)
        .assert()
        .code(0);
    for table in &tables(&one) {
        let read = |folder: &Path| fs::read(folder.join(table)).expect("a table");
        assert!(read(&one) == read(&two), "{table} differs");
    }
}

#[test]
fn results_are_replaced_only_by_force() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("tiny");
    tiny_run(&results, &["--no-charts", "--quiet"]).code(0);
    let weekly = || fs::read(results.join("weekly.csv")).expect("the weeks");
    let first = weekly();
    let refused = tiny_run(&results, &["--no-charts", "--seed", "9"]).code(2).get_output().clone();
    assert!(text(&refused.stderr).contains("--force"), "{}", text(&refused.stderr));
    assert!(weekly() == first, "refused results were changed");
    tiny_run(&results, &["--no-charts", "--seed", "9", "--force"]).code(0);
    assert!(weekly() != first, "the results were not replaced");
    assert_eq!(names(home.path()), ["tiny"]);
}

#[test]
fn a_folder_of_something_else_is_not_replaced_even_by_force() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let letters = home.path().join("letters");
    fs::create_dir(&letters).expect("a folder");
    fs::write(letters.join("to_a_friend.txt"), "Dear").expect("a letter");
    let refused = tiny_run(&letters, &["--force"]).code(2).get_output().clone();
    assert!(!refused.stderr.is_empty());
    assert_eq!(names(&letters), ["to_a_friend.txt"]);
}

#[test]
fn quiet_prints_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = tiny_run(&home.path().join("tiny"), &["--quiet", "--no-charts"]);
    let output = output.code(0).get_output().clone();
    assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), String::new()));
}

#[test]
fn a_wrong_or_missing_scenario_ends_with_65_and_leaves_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("results");
    let wrong = ["tests/bad_scenarios/missing_extends.toml", "scenarios/nowhere.toml"];
    for scenario in wrong {
        let mut command = kith();
        let output = command.args(["run", scenario, "--output"]).arg(&results).assert().code(65);
        assert!(!output.get_output().stderr.is_empty(), "{scenario}");
        assert!(!results.exists(), "{scenario}");
    }
    let sizes = ["run", "scenarios/baseline.toml", "--people", "3", "--output"];
    let output = kith().args(sizes).arg(&results).assert().code(65).get_output().clone();
    assert!(text(&output.stderr).contains("run.people"), "{}", text(&output.stderr));
}

/// Waits for the end of a program, which must come soon.
fn code_of(mut child: std::process::Child) -> Option<i32> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the program") {
            return status.code();
        }
        if started.elapsed() > Duration::from_mins(1) {
            child.kill().expect("the program was there");
            panic!("the program did not end within a minute");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let sent = Plain::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
}

/// A run of very many small cells, which says a line when a tenth of them is done.
#[cfg(unix)]
fn long_run(results: &Path, people: &str, replicates: &str) -> std::process::Child {
    Plain::new(cargo_bin!("kith"))
        .current_dir(root())
        .args(["run", "scenarios/baseline.toml", "--no-charts", "--threads", "1"])
        .args(["--people", people, "--replicates", replicates, "--weeks", "104", "--output"])
        .arg(results)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_75_and_keeps_what_is_complete() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("long");
    let mut child = long_run(&results, "2000", "400");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe"));
    // Whatever else is said first, a tenth of the run is done when a line says so.
    let mut line = String::new();
    while !line.contains("of 400 replicates simulated") {
        line.clear();
        assert!(lines.read_line(&mut line).expect("a line") > 0, "no line of progress");
    }
    interrupt(&child);
    let mut said = String::new();
    lines.read_to_string(&mut said).expect("the rest");
    assert_eq!(code_of(child), Some(75), "{said}");
    assert!(said.contains("of 400 replicates") && said.contains("kith run "), "{said}");
    assert_eq!(names(home.path()), ["long"], "half-written results are left");
    let record = fs::read_to_string(results.join("run.toml")).expect("the record");
    assert!(record.contains("replicates_asked = 400"), "{record}");
    assert!(!record.contains("replicates_done = 400"), "the run was over before the signal");
}

#[cfg(unix)]
#[test]
fn two_interrupts_end_a_run_at_once_and_the_next_leaves_nothing() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let results = home.path().join("long");
    let child = long_run(&results, "300000", "2");
    std::thread::sleep(Duration::from_millis(500));
    interrupt(&child);
    std::thread::sleep(Duration::from_millis(100));
    interrupt(&child);
    assert_eq!(code_of(child), Some(75));
    assert!(!results.exists());
    tiny_run(&results, &["--quiet", "--no-charts"]).code(0);
    assert_eq!(names(home.path()), ["long"], "something is left behind");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [&["explain", "need"][..], &["check", "--schema"]] {
        let mut child = Plain::new(cargo_bin!("kith"))
            .current_dir(root())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Reads one line and hangs up, as `head -1` does.
        let mut line = String::new();
        let mut lines = BufReader::with_capacity(64, child.stdout.take().expect("a pipe"));
        lines.read_line(&mut line).expect("a line");
        drop(lines);
        let mut said = String::new();
        let mut errors = child.stderr.take().expect("a pipe");
        errors.read_to_string(&mut said).expect("the errors");
        assert_eq!(said, "", "{arguments:?}");
        assert_eq!(code_of(child), Some(0), "{arguments:?}");
    }
}

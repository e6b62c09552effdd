//! `kith sweep summary`, and replicates added until a tolerance: what tables of a sweep say, summed up.

use crate::common::rows;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::studies::sweep::folder::SweepFolder;
use kith::studies::sweep::store::Store;

/// Two points, two scenarios, three replicates.
pub(crate) const STUDY: &str = r#"
title = "Test"
because = "A test."
scenarios = ["baseline", "austerity"]
[run]
replicates = 3
people = 500
weeks = 56
warm_up_weeks = 4
[design]
kind = "grid"
[parameters]
"vcs.per_thousand" = [1, 4]
[report]
metrics = ["gp_requests", "life_satisfaction"]
"#;

fn kith(home: &Path) -> Command {
    let mut command = Command::new(cargo_bin!("kith"));
    command.current_dir(home);
    command
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

/// A metric of `results.csv` in each replicate of a point in a scenario.
fn figures(results: &[BTreeMap<String, String>], point: &str, scenario: &str) -> Vec<f64> {
    let of = results.iter().filter(|row| row["point"] == point && row["scenario"] == scenario);
    of.map(|row| number(row, "gp_requests.all_weeks")).collect()
}

fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

#[test]
fn a_summary_says_what_the_results_say() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("study.toml"), STUDY).expect("a study");
    kith(home.path()).args(["sweep", "study.toml", "--quiet", "--output", "out"]).assert().code(0);
    let summary = ["sweep", "summary", "out", "--charts"];
    let said = kith(home.path()).args(summary).output().expect("a summary");
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("standard error of a difference between scenarios"), "{said}");
    let at = |name: &str| home.path().join("out").join(name);
    let results = rows(&at("results.csv"));
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-5 * (a.abs() + b.abs()) + 1e-9;
    let wanted = |row: &&BTreeMap<String, String>| {
        row["metric"] == "gp_requests" && row["period"] == "all_weeks"
    };
    let means = rows(&at("summary/means.csv"));
    assert_eq!(means.iter().filter(wanted).count(), 4);
    for row in means.iter().filter(wanted) {
        let (mean, error) = mean_and_error(&figures(&results, &row["point"], &row["scenario"]));
        assert!(near(number(row, "mean"), mean) && near(number(row, "standard_error"), error));
    }
    let differences = rows(&at("summary/differences.csv"));
    // Between scenarios at two points and over both; between points in two scenarios.
    assert_eq!(differences.iter().filter(wanted).count(), 5);
    for row in differences.iter().filter(wanted).filter(|row| !row["point"].is_empty()) {
        let (point, scenario) = match row["against"].as_str() {
            "scenario" => (row["point"].as_str(), row["base"].as_str()),
            _ => (row["base"].as_str(), row["scenario"].as_str()),
        };
        let base = figures(&results, point, scenario);
        let here = figures(&results, &row["point"], &row["scenario"]);
        let each: Vec<f64> = here.iter().zip(base).map(|(here, base)| here - base).collect();
        let (mean, error) = mean_and_error(&each);
        assert!((number(row, "difference") - mean).abs() < 1e-5 * mean.abs() + 1e-9, "{row:?}");
        assert!((number(row, "standard_error") - error).abs() < 1e-5 * error + 1e-9, "{row:?}");
    }
    let errors = rows(&at("summary/monte_carlo.csv"));
    assert_eq!(
        errors.iter().filter(wanted).count(),
        3,
        "of means, and of both kinds of differences"
    );
    assert!(at("summary/charts/gp_requests_differences.svg").is_file());
    // It takes the place of an earlier one, and the sweep is what it was.
    kith(home.path()).args(["sweep", "summary", "out", "--quiet"]).assert().code(0);
    assert!(!at("summary/charts").exists());
    kith(home.path()).args(["reproduce", "out", "--quiet"]).assert().code(0);
    let half = ["sweep", "summary", "out", "--metric", "gp_request"];
    let refused = kith(home.path()).args(half).output().expect("a refusal");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("the nearest is `gp_requests`"));
}

#[test]
fn replicates_are_added_until_the_tolerance_and_are_those_of_one_go() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("study.toml"), STUDY).expect("a study");
    let rounds = [
        "sweep",
        "study.toml",
        "--output",
        "out",
        "--tolerance",
        "life_satisfaction=1e-9",
        "--most",
        "5",
    ];
    let said = kith(home.path()).args(rounds).output().expect("rounds");
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("is not kept with 5 replicates"), "{said}");
    let once = ["sweep", "study.toml", "--output", "once", "--replicates", "5", "--quiet"];
    kith(home.path()).args(once).assert().code(0);
    let read = |name: &str| fs::read(home.path().join(name)).expect(name);
    assert!(read("out_5/results.csv") == read("once/results.csv"));
    // One that is loose is kept by the replicates of the study.
    let loose = [
        "sweep",
        "study.toml",
        "--output",
        "out",
        "--tolerance",
        "life_satisfaction=1000",
        "--most",
        "9",
    ];
    let said = kith(home.path()).args(loose).output().expect("rounds");
    assert!(String::from_utf8_lossy(&said.stdout).contains("is kept with 3 replicates"));
    assert!(!home.path().join("out_6").exists() && !home.path().join("out_9").exists());
}

/// The cells of a sweep that have a result.
fn done(folder: &Path) -> usize {
    let sweep = SweepFolder::open(folder).expect("a sweep");
    let store = Store::open(&sweep.parts()).expect("its parts");
    sweep.cells.len() - sweep.missing(&store)
}

/// Runs a shard of some rounds, and kills it for good once its part has a result, if it gets so far.
fn killed(home: &Path, flags: &[&str], shard: &str, round: &Path) {
    let before = if SweepFolder::is_there(round) { done(round) } else { 0 };
    let mut child = std::process::Command::new(cargo_bin!("kith"))
        .current_dir(home)
        .args(flags)
        .args(["--shard", shard, "--threads", "1"])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("a shard");
    while child.try_wait().expect("a child").is_none() {
        if SweepFolder::is_there(round) && done(round) > before {
            child.kill().expect("it can be killed");
        }
        sleep(Duration::from_millis(1));
    }
    child.wait().expect("an end");
}

#[test]
fn shards_add_replicates_until_the_tolerance_to_the_bit_of_one_machine() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("study.toml"), STUDY).expect("a study");
    let asked = ["--tolerance", "life_satisfaction=1e-9", "--most", "8"];
    let sweep = |output| [&["sweep", "study.toml", "--output", output], &asked[..]].concat();
    kith(home.path()).args(sweep("alone")).arg("--quiet").assert().code(0);
    let merge = || {
        let mut command = kith(home.path());
        command.args(["sweep", "merge", "shared"]).args(asked);
        command.output().expect("a merge")
    };
    for (round, code) in [("shared", 3), ("shared_6", 3), ("shared_8", 0)] {
        let folder = home.path().join(round);
        killed(home.path(), &sweep("shared"), "1/2", &folder);
        // Nothing is decided, nor is a later round begun, while cells of this one are missing.
        let early = merge();
        assert_eq!(early.status.code(), Some(65));
        assert!(String::from_utf8_lossy(&early.stderr).contains("have no result yet"));
        kith(home.path()).args(sweep("shared")).args(["--shard", "2/2"]).assert().code(0);
        let again = kith(home.path()).args(sweep("shared")).args(["--shard", "1/2"]).assert();
        let said = String::from_utf8_lossy(&again.code(0).get_output().stdout).into_owned();
        assert!(said.contains("kith sweep merge shared --tolerance life_satisfaction"), "{said}");
        // A shard that comes once more finds its part done and the round open.
        kith(home.path()).args(sweep("shared")).args(["--shard", "1/2"]).assert().code(0);
        let closed = merge();
        assert_eq!(closed.status.code(), Some(code), "{}", String::from_utf8_lossy(&closed.stderr));
    }
    for round in ["", "_6", "_8"] {
        for table in ["plan.csv", "points.csv", "results.csv", "results.parquet", "dictionary.csv"]
        {
            let read = |name: &str| fs::read(home.path().join(format!("{name}{round}/{table}")));
            assert!(read("shared").expect(table) == read("alone").expect(table), "{round} {table}");
        }
    }
    // Both ways end where they ended, and each takes over from the other.
    assert_eq!(merge().status.code(), Some(0));
    kith(home.path()).args(sweep("shared")).args(["--shard", "2/2"]).assert().code(0);
    let said = kith(home.path()).args(sweep("shared")).output().expect("one machine");
    assert!(String::from_utf8_lossy(&said.stdout).contains("is not kept with 8 replicates"));
    kith(home.path()).args(["reproduce", "shared_8", "--quiet"]).assert().code(0);
}

/// What plays the program in a script: two rounds are not enough, the third is.
const PLAYED: &str = r#"#!/bin/bash
echo "$@" >>calls
if [ "$2" = merge ]; then
    echo >>merges
    [ "$(wc -l <merges)" -ge 3 ] || exit 3
fi
"#;

#[test]
fn a_script_of_rounds_goes_on_until_the_merge_says_that_it_is_enough() {
    for manager in ["--slurm", "--hyperqueue", "--parallel"] {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("study.toml"), STUDY).expect("a study");
        fs::write(home.path().join("played"), PLAYED).expect("a program");
        let asked = ["--tolerance", "gp_requests=0.05", "--most", "40", "--parts", "2"];
        let mut script = kith(home.path());
        let script = script.args(["sweep", "script", manager, "study.toml"]).args(asked).assert();
        let text = String::from_utf8_lossy(&script.code(0).get_output().stdout).into_owned();
        fs::write(home.path().join("script.sh"), &text).expect("a script");
        let part = "chmod +x played; export SLURM_ARRAY_TASK_ID=1 HQ_TASK_ID=1 KITH=./played; \
                    sbatch() { bash -s; echo 7; }; hq() { shift 6; \"$@\"; }; \
                    parallel() { cat >/dev/null; shift 5; \"$@\"; }; scontrol() { :; }; \
                    export -f sbatch hq parallel scontrol; bash ./script.sh";
        let mut ran = Command::new("bash");
        ran.current_dir(home.path()).args(["-c", part]).assert().code(0);
        let calls = fs::read_to_string(home.path().join("calls")).expect("calls");
        let wanted = "--tolerance gp_requests=0.05 --most 40";
        assert_eq!(calls.lines().count(), 6, "{manager}: {calls}");
        assert!(calls.lines().all(|call| call.contains(wanted)), "{manager}: {calls}");
    }
}

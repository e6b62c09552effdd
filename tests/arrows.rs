//! What if an arrow of the theory were not there: the options that act on the weights of a claim, good and
//! bad, and that results made with them are made again from their record.

use std::fs;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::command_line::text;
use crate::common::{in_memory, root, rows};

fn kith(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(cargo_bin!("kith")).current_dir(root()).args(arguments).assert()
}

/// Runs a command into a folder, makes its results again, and gives the folder and what was said.
fn made(command: &str) -> (TempDir, String) {
    let home = in_memory();
    let output = home.path().join("results");
    let output = output.to_str().expect("a plain path");
    let words: Vec<&str> = command.split(' ').chain(["--output", output]).collect();
    let said = text(&kith(&words).success().get_output().stderr);
    kith(&["reproduce", output, "--quiet"]).success();
    (home, said)
}

fn read(home: &TempDir, file: &str) -> String {
    fs::read_to_string(home.path().join("results").join(file)).expect("a result")
}

/// The value of a parameter in the table of a run.
fn value(home: &TempDir, path: &str) -> String {
    let table = read(home, "parameters.csv");
    let row = table.lines().find(|row| row.starts_with(&format!("{path},"))).expect("a row");
    assert!(row.contains("command line"), "{row}");
    row.split(',').nth(1).expect("a value").to_owned()
}

const SIZES: &str = "--people 800 --weeks 30 --replicates 2 --no-charts";

#[test]
fn a_run_without_an_arrow_says_so_and_is_made_again() {
    let (home, said) =
        made(&format!("run baseline {SIZES} --without A033 --turn A009 --times A023=2"));
    for note in [
        "without A033: endings.dependency_gain is 0, not 0.25",
        "A009 turned: referral.attribution_weight is -1.5, not 1.5",
        "A023 times 2: trust.gain_per_session is 0.36, not 0.18",
    ] {
        assert!(said.contains(note), "{said}");
    }
    assert_eq!(value(&home, "endings.dependency_gain"), "0.0");
    assert_eq!(value(&home, "referral.attribution_weight"), "-1.5");
    let record = read(&home, "run.toml");
    assert!(record.contains("--without A033 --turn A009 --times A023=2"), "{record}");
}

#[test]
fn all_arms_of_a_comparison_are_without_it() {
    let (home, _) = made(&format!("compare baseline relational {SIZES} --turn A013"));
    for file in ["run.toml", "baseline/run.toml", "relational/run.toml"] {
        assert!(read(&home, file).contains("--turn A013"), "{file}");
    }
}

#[test]
fn claims_are_tested_in_a_world_without_it() {
    let sizes = "--people 1000 --replicates 2";
    let (home, said) = made(&format!("theory A034 {sizes} --without A033"));
    assert!(said.contains("endings.dependency_gain is 0"), "{said}");
    let effects = read(&home, "effects.csv");
    assert!(effects.contains("A034,"), "{effects}");
    assert!(read(&home, "run.toml").contains("--without A033"));
}

#[test]
fn supported_claims_are_run_with_their_weights_turned_and_made_again() {
    let command = "theory A103 A233 --people 3500 --replicates 3";
    let (home, _) = made(&format!("{command} --turned"));
    let table = rows(&home.path().join("results/turned.csv"));
    assert_eq!(table.len(), 2);
    for (row, other) in table.iter().zip(["A233", "A103"]) {
        assert_eq!(row["verdict"], "supported", "{row:?}");
        assert_ne!(row["turned_verdict"], "supported", "{row:?}");
        // Each is tried with the weights of the other, on which it does not rest.
        assert_eq!((&*row["other"], &*row["other_verdict"]), (other, "supported"), "{row:?}");
    }
    let acts: Vec<&str> = table.iter().map(|row| row["act"].as_str()).collect();
    assert_eq!(acts, ["taken out", "turned"]);
    let effect = |column: &str| table[0][column].parse::<f64>().expect("a number");
    assert!(effect("turned_effect").abs() < effect("effect").abs() / 2.0, "{:?}", table[0]);
    let record = read(&home, "run.toml");
    assert!(record.contains("turned_done = 2") && record.contains(" --turned"), "{record}");
    assert!(read(&home, "findings.md").contains("0 of 1 supported claims hold"));
    assert!(read(&home, "index.html").contains("With its own weights turned"));
    // What is tried besides changes nothing else.
    let (plain, _) = made(command);
    assert_eq!(read(&plain, "theory.csv"), read(&home, "theory.csv"));
    assert!(!plain.path().join("results/turned.csv").exists());
}

#[test]
fn a_lever_means_what_it_meant() {
    // The weight of A049 is the lever of no claim; that of A013 is cut by its own test.
    let args =
        ["theory", "A013", "--people", "800", "--weeks", "156", "--replicates", "2", "--json"];
    let run = |more: &[&str]| {
        let out = kith(&[&args[..], more, &["--quiet"]].concat());
        serde_json::from_slice::<serde_json::Value>(&out.success().get_output().stdout)
            .expect("JSON")
    };
    assert_ne!(run(&[])[0]["effects"], run(&["--turn", "A013"])[0]["effects"]);
}

#[test]
fn what_cannot_be_done_is_said_in_a_sentence() {
    let wrong = |flags: &[&str], wanted: &str| {
        let words = [&["run", "baseline", "--people", "400", "--weeks", "8"], flags].concat();
        let said = text(&kith(&words).code(65).get_output().stderr);
        assert!(said.contains(wanted), "{wanted} is missing from: {said}");
    };
    wrong(&["--without", "A079"], "no arrow of the model carries it");
    wrong(&["--without", "A056"], "has no weight");
    wrong(&["--turn", "A033"], "`endings.dependency_gain` (share), which can be taken out");
    wrong(&["--without", "A33"], "did you mean `A033`?");
    wrong(&["--times", "A033=9"], "would be 2.25, not 0.25; possible is 0 to 1 (share)");
    wrong(&["--without", "A034", "--times", "A035=2"], "carries another claim");
    let both = text(
        &kith(&["run", "baseline", "--without", "A079", "--turn", "A033"])
            .code(65)
            .get_output()
            .stderr,
    );
    assert!(both.contains("A079") && both.contains("A033"), "{both}");
    let usage = text(&kith(&["run", "baseline", "--times", "A033=-1"]).code(2).get_output().stderr);
    assert!(usage.contains("--turn A033"), "{usage}");
}

//! `kith sweep --draws`: draws of parameters under the points of a sweep, two replicates a draw.

use crate::common::rows;
use crate::sweep_summary::STUDY;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

/// Two points, two scenarios, six replicates.
fn study() -> String {
    STUDY.replace("replicates = 3", "replicates = 6")
}

/// Draws of two parameters that nobody says and of one that points sweep.
const DRAWS: &str = "weight,trust.at_start,vcs.per_thousand,consulting.rise_per_condition\n\
                     1,0.45,2,0.1\n1,0.75,3,0.2\n2,0.6,1,0.15\n";

fn kith(home: &Path, line: &str) -> Output {
    let mut command = Command::new(cargo_bin!("kith"));
    command.current_dir(home).args(line.split(' ')).output().expect("a run")
}

fn done(home: &Path, line: &str) -> String {
    let output = kith(home, line);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{line}: {said}");
    said + &String::from_utf8_lossy(&output.stdout)
}

/// Results by point, scenario and replicate, without what names them.
fn results(folder: &Path) -> BTreeMap<[String; 3], BTreeMap<String, String>> {
    let of = |row: BTreeMap<String, String>| {
        let key = ["point", "scenario", "replicate"].map(|name| row[name].clone());
        let figures = row.into_iter().filter(|(name, _)| name.contains("_weeks"));
        (key, figures.collect())
    };
    rows(&folder.join("results.csv")).into_iter().map(of).collect()
}

#[test]
fn two_replicates_live_under_each_draw_at_every_point() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path();
    fs::write(at.join("study.toml"), study()).expect("a study");
    fs::write(at.join("draws.csv"), DRAWS).expect("draws");
    let said = done(at, "sweep study.toml --draws draws.csv --output out");
    assert!(said.contains("not drawn") && said.contains("vcs.per_thousand"), "{said}");
    let listed = rows(&at.join("out/draws.csv"));
    let of = |row: &BTreeMap<String, String>| {
        let values = ["trust.at_start", "consulting.rise_per_condition"].map(|it| row[it].clone());
        (row["draw"].clone(), values.join(","))
    };
    let draws: Vec<_> = listed.iter().map(of).collect();
    assert_eq!(listed.len(), 6);
    assert!(draws.chunks(2).all(|pair| pair[0] == pair[1]) && draws[0] != draws[2], "{draws:?}");
    assert!(!listed[0].contains_key("vcs.per_thousand"), "points sweep it");
    // The same cell, with the values of its draw in a point of a design.
    let mut design =
        String::from("vcs.per_thousand,trust.at_start,consulting.rise_per_condition\n");
    for (_, values) in &draws {
        design.extend([format!("1,{values}\n"), format!("4,{values}\n")]);
    }
    fs::write(at.join("design.csv"), design).expect("a design");
    done(at, "sweep study.toml --design design.csv --quiet --output by_hand");
    let (found, by_hand) = (results(&at.join("out")), results(&at.join("by_hand")));
    assert_eq!(found.len(), 24);
    for ([point, scenario, replicate], figures) in &found {
        let row = 2 * replicate.parse::<usize>().expect("a number");
        let same = row + point.parse::<usize>().expect("a number");
        let there = &by_hand[&[same.to_string(), scenario.clone(), replicate.clone()]];
        assert_eq!(figures, there, "{point} {scenario} {replicate}");
    }
    // Any machine, any number of parts, from its copies alone.
    for part in ["1/2", "2/2"] {
        let output = part.replace('/', "_");
        let line = format!("sweep study.toml --draws draws.csv --shard {part} --output {output}");
        done(at, &line);
    }
    done(at, "sweep merge joined 1_2 2_2");
    for file in ["plan.csv", "draws.csv", "results.csv"] {
        let read = |folder: &str| fs::read(at.join(folder).join(file)).expect("a table");
        assert_eq!(read("out"), read("joined"), "{file}");
    }
    fs::remove_file(at.join("draws.csv")).expect("gone");
    done(at, "sweep verify joined --cells 24");
    done(at, "reproduce out --quiet");
}

#[test]
fn a_summary_keeps_chance_and_parameters_apart() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path();
    fs::write(at.join("study.toml"), study()).expect("a study");
    fs::write(at.join("draws.csv"), DRAWS).expect("draws");
    done(at, "sweep study.toml --draws draws.csv --quiet --output out");
    let said = done(at, "sweep summary out");
    assert!(said.contains("Chance and parameters apart"), "{said}");
    assert!(said.contains("austerity less baseline"), "{said}");
    let wanted = |row: &&BTreeMap<String, String>| {
        row["metric"] == "gp_requests" && row["period"] == "all_weeks" && row["point"] == "1"
    };
    let number = |row: &BTreeMap<String, String>, column: &str| -> f64 {
        row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
    };
    let results = results(&at.join("out"));
    let runs = |scenario: &str| -> Vec<f64> {
        let key = |replicate: usize| ["1".into(), scenario.into(), replicate.to_string()];
        (0..6).map(|it| number(&results[&key(it)], "gp_requests.all_weeks")).collect()
    };
    let (base, other) = (runs("baseline"), runs("austerity"));
    let less: Vec<f64> = other.iter().zip(&base).map(|(other, base)| other - base).collect();
    // By the definition, from the table of results alone.
    let square = |value: f64| value * value;
    let (means, variance): (Vec<f64>, f64) = (
        less.chunks(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect(),
        less.chunks(2).map(|pair| square(pair[0] - pair[1])).sum::<f64>() / 6.0,
    );
    let mean = means.iter().sum::<f64>() / 3.0;
    let between = means.iter().map(|value| square(value - mean)).sum::<f64>() / 2.0;
    let apart = rows(&at.join("out/summary/uncertainty.csv"));
    let of = |what: &str| {
        let found = apart.iter().filter(wanted).find(|row| row["of"] == what);
        found.unwrap_or_else(|| panic!("a row of {what}")).clone()
    };
    let near = |found: f64, wanted: f64| (found - wanted).abs() < 1e-5 * wanted.abs() + 1e-7;
    let row = of("scenario");
    assert!(near(number(&row, "mean"), mean), "{row:?}");
    assert!(near(number(&row, "sd_by_chance"), variance.sqrt()), "{row:?}");
    let parameters = (between - variance / 2.0).max(0.0).sqrt();
    assert!(near(number(&row, "sd_by_parameters"), parameters), "{row:?}");
    assert_eq!((&*row["draws"], &*of("mean")["draws"]), ("3", "3"));
    // The error of a mean is over draws, not over runs.
    let differences = rows(&at.join("out/summary/differences.csv"));
    let found = differences.iter().filter(wanted).find(|row| row["against"] == "scenario");
    let found = found.expect("the difference");
    assert!(near(number(found, "standard_error"), (between / 3.0).sqrt()), "{found:?}");
    assert_eq!(found["replicates"], "3");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let home = tempfile::tempdir().expect("a folder");
    let at = home.path();
    fs::write(at.join("study.toml"), study()).expect("a study");
    fs::write(at.join("draws.csv"), DRAWS).expect("draws");
    fs::write(at.join("swept.csv"), "vcs.per_thousand\n2\n3\n").expect("draws");
    fs::write(at.join("wrong.csv"), "trust.at_strat\n0.2\n").expect("draws");
    for (flags, about) in [
        ("--draws draws.csv --replicates 5", "5 replicates cannot be shared out"),
        ("--draws draws.csv --replicates 2", "an even number from 4"),
        ("--draws swept.csv", "nothing is left to be drawn"),
        ("--draws wrong.csv", "trust.at_start"),
        ("--draws draws.csv --hold trust.at_strat", "the nearest is `trust.at_start`"),
        ("--draws none.csv", "none.csv"),
    ] {
        let output = kith(at, &format!("sweep study.toml {flags} --output out"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_ne!(output.status.code(), Some(0), "{flags}");
        assert!(said.contains(about), "{flags}: {said}");
        assert!(!at.join("out").exists(), "{flags}");
    }
    // Another table makes another plan.
    done(at, "sweep study.toml --draws draws.csv --quiet --output out");
    let other = kith(at, "sweep study.toml --quiet --output out");
    let said = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(said.contains("parameters drawn under points"), "{said}");
}

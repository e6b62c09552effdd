//! What the user sees who writes a wrong study or a wrong table of points: the whole message, as a
//! snapshot. Renew the snapshots with `INSTA_UPDATE=always cargo test`.

use kith::scenario;
use kith::studies::sweep;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::scenario::Gravity;
use kith::studies::sweep::plan::SweepPlan;
use kith::studies::sweep::read::Study;
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/bad_studies")).expect("the catalogue");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// A folder with the baseline.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let baseline = root().join("scenarios/baseline.toml");
    fs::copy(baseline, folder.path().join("baseline.toml")).expect("a copy of the baseline");
    folder
}

#[test]
fn every_wrong_study_is_refused_with_its_message() {
    let files = catalogue();
    assert!(files.len() >= 11, "the catalogue has shrunk to {}", files.len());
    for file in files {
        let folder = folder();
        let name = file.file_name().expect("a file name").to_str().expect("a plain name");
        fs::copy(&file, folder.path().join(name)).expect("a copy of a wrong study");
        let found = sweep::read::load(&folder.path().join(name)).expect_err(name);
        assert!(found.count(Gravity::Error) > 0, "{name} has no error");
        let said = found.to_string().replace(&format!("{}/", folder.path().display()), "");
        insta::assert_snapshot!(name.strip_suffix(".toml").expect("a study"), said);
    }
}

#[test]
fn every_wrong_table_of_points_is_refused_with_its_message() {
    let tables = [
        ("table_empty", ""),
        ("table_header_only", "link_workers.per_50k\n"),
        ("table_of_no_parameter", "point\n0\n"),
        ("table_unknown_column", "point,link_workers.per_50,run.people\n0,1,2\n"),
        ("table_unnamed_column", "link_workers.per_50k,\n1,2\n"),
        ("table_odd_index", ",link_workers.per_50k\n0,1\n7,2\n"),
        ("table_semicolons", "link_workers.per_50k;referral.open\n1,5;0,5\n2,5;0,7\n"),
        (
            "table_of_a_spreadsheet",
            "link_workers.per_50k,referral.open\n\"1,5\",50%\n\"2,5\",0.7\n,\n3,70%\n,\n,\n",
        ),
        ("table_decimal_commas", "link_workers.per_50k,referral.open\n1,5,0,5\n2,5,0,7\n"),
        ("table_twice", "referral.open,referral.open\n1,1\n"),
        (
            "table_wrong_cells",
            "link_workers.per_50k,referral.open\n1,0.5\n\nmany,2\n-3,\nnan,1\n4\n5,1,1\n6,inf\n",
        ),
    ];
    let baseline = scenario::load(&root().join("scenarios/baseline.toml")).expect("the baseline");
    for (name, content) in tables {
        let folder = folder();
        let path = folder.path().join("points.csv");
        fs::write(&path, content).expect("a table");
        let found = Study::of_design(&path, baseline.clone()).expect_err(name);
        let said = found.to_string().replace(&format!("{}/", folder.path().display()), "");
        insta::assert_snapshot!(name, said);
    }
    let folder = folder();
    let path = folder.path().join("points.csv");
    let wide = "\u{feff}referral.open\n1\n".encode_utf16().flat_map(u16::to_le_bytes);
    fs::write(&path, wide.collect::<Vec<u8>>()).expect("a table");
    let found = Study::of_design(&path, baseline).expect_err("a table in UTF-16");
    let said = found.to_string().replace(&format!("{}/", folder.path().display()), "");
    insta::assert_snapshot!("table_utf_16", said);
}

#[test]
fn a_folder_a_pipe_and_an_endless_file_are_no_table_of_points() {
    let folder = folder();
    let mut wrong = vec![(folder.path().to_owned(), "found: a folder")];
    if cfg!(unix) {
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        let not_a_file = "found: a pipe or a device, not a file";
        wrong.extend([(pipe, not_a_file), (PathBuf::from("/dev/zero"), not_a_file)]);
    }
    for (table, found) in wrong {
        let mut command = Command::new(cargo_bin!("kith"));
        command.arg("sweep").arg("--design").arg(&table).arg("--scenario");
        command.arg(folder.path().join("baseline.toml")).timeout(Duration::from_secs(20));
        let said = command.assert().code(65).get_output().stderr.clone();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains("cannot be read") && said.contains(found), "{said}");
    }
}

#[test]
fn row_numbers_that_pandas_wrote_are_left_out() {
    let folder = folder();
    let path = folder.path().join("points.csv");
    let baseline = scenario::load(&root().join("scenarios/baseline.toml")).expect("the baseline");
    for name in ["", "Unnamed: 0"] {
        fs::write(&path, format!("{name},link_workers.per_50k\n0,3\n1,5.5\n")).expect("a table");
        let study = Study::of_design(&path, baseline.clone()).unwrap_or_else(|e| panic!("{e}"));
        let paths: Vec<&str> = study.factors.iter().map(|factor| factor.path.as_str()).collect();
        assert_eq!((paths, study.points()), (vec!["link_workers.per_50k"], 2));
    }
}

#[test]
fn values_beyond_what_is_plausible_are_run_and_said() {
    let folder = folder();
    let path = folder.path().join("points.csv");
    fs::write(&path, "link_workers.per_50k,vcs.per_thousand\n0.1,2\n5,2\n20,2\n").expect("a table");
    let baseline = scenario::load(&root().join("scenarios/baseline.toml")).expect("the baseline");
    let study = Study::of_design(&path, baseline).and_then(Study::judged).expect("a study");
    let said: Vec<String> = study.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("`link_workers.per_50k` is swept beyond its plausible range"));
    assert!(said[0].contains("2 of 3 values outside, from 0.1 to 20"), "{said:?}");
}

#[test]
fn a_study_of_a_hundred_thousand_points_is_checked_in_a_moment() {
    let folder = folder();
    let path = folder.path().join("study.toml");
    let study = "title = \"S\"\nbecause = \"S.\"\nscenarios = [\"baseline.toml\"]\n\
                 design = { kind = \"sobol\", points = 100000 }\n\
                 parameters = { link_workers = { per_50k = {} } }\n";
    fs::write(&path, study).expect("a study");
    let mut command = Command::new(cargo_bin!("kith"));
    command.arg("check").arg(&path).timeout(Duration::from_secs(20));
    let said = command.assert().code(0).get_output().stdout.clone();
    assert!(String::from_utf8_lossy(&said).contains("100000 points, 800000 cells"));
    // And its keys are made in seconds.
    let study = sweep::read::load(&path).and_then(Study::judged).expect("a study");
    let started = Instant::now();
    let plan = SweepPlan::new(&study).expect("a plan");
    assert!(started.elapsed() < Duration::from_mins(1));
    let keys: BTreeSet<_> = plan.keys.iter().collect();
    assert_eq!((keys.len(), plan.cells()), (800_000, 800_000));
}

#[test]
fn the_shipped_studies_are_sound() {
    let entries = fs::read_dir(root().join("scenarios/studies")).expect("the studies");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    assert!(files.len() >= 3);
    let output = Command::new(cargo_bin!("kith")).arg("check").args(&files).assert().code(0);
    let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert_eq!(said.matches(": ok, a study").count(), files.len(), "{said}");
}

//! What the user sees who writes a wrong study or a wrong table of points: the whole message, as a
//! snapshot. Renew the snapshots with `INSTA_UPDATE=always cargo test`.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::scenario::study::{self, Study};
use kith::scenario::{self, Severity};
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
        let found = study::load(&folder.path().join(name)).expect_err(name);
        assert!(found.count(Severity::Error) > 0, "{name} has no error");
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
fn a_point_that_a_schedule_takes_too_far_is_refused_before_anything_runs() {
    let folder = folder();
    let late = "title = \"Late\"\nextends = \"baseline\"\nbecause = \"Twice as many posts.\"\n\
                [[schedule]]\nfrom = 10\nscale.\"link_workers.per_50k\" = 2\n";
    fs::write(folder.path().join("late.toml"), late).expect("a scenario");
    let study = "title = \"S\"\nbecause = \"S.\"\nscenarios = [\"late.toml\"]\n\
                 design = { kind = \"list\" }\nparameters = { link_workers = { per_50k = [20, 40] } }\n";
    let path = folder.path().join("study.toml");
    fs::write(&path, study).expect("a study");
    let output = Command::new(cargo_bin!("kith")).arg("check").arg(&path).assert().code(65);
    let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(said.contains("outside the possible range") && said.contains("late.toml:6"), "{said}");
    fs::write(&path, study.replace("[20, 40]", "[20, 30]")).expect("a study");
    let output = Command::new(cargo_bin!("kith")).arg("check").arg(&path).assert().code(0);
    let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
    assert!(said.contains("ok, a study, list, 1 parameter, 1 scenario, 2 points"), "{said}");
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

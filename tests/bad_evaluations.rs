//! What the user sees who writes a wrong design: the whole message, as a snapshot. Renew the snapshots with
//! `INSTA_UPDATE=always cargo test`.

use std::fs;
use std::path::PathBuf;

use kith::scenario::Gravity;
use kith::studies::evaluation::read::load_design;

use crate::common::root;

#[test]
fn every_wrong_design_is_refused_with_its_message() {
    let entries = fs::read_dir(root().join("tests/bad_evaluations")).expect("the catalogue");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 9, "the catalogue has shrunk to {}", files.len());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for scenario in ["baseline.toml", "sham.toml"] {
        let from = root().join("scenarios").join(scenario);
        fs::copy(from, folder.path().join(scenario)).expect("a copy of a scenario");
    }
    for file in files {
        let name = file.file_name().expect("a file name").to_str().expect("a plain name");
        fs::copy(&file, folder.path().join(name)).expect("a copy of a wrong design");
        let found = load_design(&folder.path().join(name)).expect_err(name);
        assert!(found.count(Gravity::Error) > 0, "{name} has no error");
        let said = found.to_string().replace(&format!("{}/", folder.path().display()), "");
        insta::assert_snapshot!(name.strip_suffix(".toml").expect("a design"), said);
        fs::remove_file(folder.path().join(name)).expect("the copy");
    }
}

//! Every file that a reader was ever fed with, again: the corpora of the fuzz targets, the
//! catalogues of wrong files, and all shipped files. `.ci/long` makes new ones.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "fuzz/src/lib.rs"]
mod desk;

use desk::{DOORS, Desk, root};

/// Every file at or under some folders, by their names.
fn files(folders: &[&str]) -> Vec<PathBuf> {
    fn collect(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            let entries = fs::read_dir(path).expect("a folder");
            entries.for_each(|entry| collect(&entry.expect("an entry").path(), found));
        } else {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut found);
    }
    found.sort();
    found
}

/// What a reader is fed with beside its corpus.
fn shipped(door: &str) -> &'static [&'static str] {
    match door {
        "scenario" => &["tests/bad_scenarios", "scenarios/austerity.toml"],
        "study" => &["tests/bad_studies", "tests/bad_sensitivity", "scenarios/studies"],
        "claims" => &["scenarios/theory"],
        _ => &[],
    }
}

/// Feeds a reader with every file that is its own.
fn replay(name: &str) {
    let (_, door) = DOORS.iter().find(|(door, _)| *door == name).expect("a reader of this name");
    let desk = Desk::new();
    let mut count = 0;
    let corpus = format!("tests/fuzz/corpus/{name}");
    for file in files(&[&[corpus.as_str()], shipped(name)].concat()) {
        let bytes = fs::read(&file).expect("a file of the corpus");
        // A reader that panics says where; this says with what.
        let fed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| door(&desk, &bytes)));
        assert!(fed.is_ok(), "{}", file.display());
        count += 1;
    }
    assert!(count >= 3, "the corpus of {name} has {count} files");
}

#[test]
fn no_scenario_of_the_corpus_brings_the_reader_down() {
    replay("scenario");
}

#[test]
fn no_study_of_the_corpus_brings_the_reader_down() {
    replay("study");
}

#[test]
fn no_claims_of_the_corpus_bring_the_reader_down() {
    replay("claims");
}

#[test]
fn no_table_of_points_of_the_corpus_brings_the_reader_down() {
    replay("design");
}

#[test]
fn no_record_of_the_corpus_brings_the_reader_down() {
    replay("record");
}

#[test]
fn no_part_of_the_corpus_brings_the_reader_down_or_loses_a_result() {
    replay("part");
}

#[test]
fn every_corpus_and_every_fuzz_target_belongs_to_a_reader() {
    let mut names = DOORS.map(|(name, _)| name.to_owned());
    names.sort();
    let listed = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).expect("a folder");
        let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.map(|entry| stem(entry.expect("one").path())).collect();
        names.sort();
        names
    };
    assert_eq!(listed("tests/fuzz/corpus"), names);
    assert_eq!(listed("tests/fuzz/fuzz_targets"), names);
}

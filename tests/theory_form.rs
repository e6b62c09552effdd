//! The theory in its own form: what the page shows of it, and what is measured beside the claims.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::command_line::text;
use crate::common::{in_memory, root};

fn kith(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::new(cargo_bin!("kith")).current_dir(root()).args(arguments).assert()
}

/// The folder that `kith theory` makes with these words.
fn made(words: &str) -> (TempDir, String) {
    let home = in_memory();
    let output = home.path().join("theory");
    let path = output.to_str().expect("a plain path");
    let words: Vec<&str> =
        ["theory"].into_iter().chain(words.split(' ')).chain(["--output", path]).collect();
    let said = text(&kith(&words).success().get_output().stdout);
    (home, said)
}

fn rows(folder: &Path, file: &str) -> Vec<csv::StringRecord> {
    let path = folder.join("theory").join(file);
    let mut rows = csv::Reader::from_path(&path).expect("a table");
    rows.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_page_has_every_configuration_and_its_links_lead_somewhere() {
    let (home, _) = made("A001-A060 --people 400 --weeks 20 --replicates 2 --quiet");
    let page = fs::read_to_string(home.path().join("theory/index.html")).expect("the page");
    let ids: BTreeSet<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.iter().filter(|id| id.starts_with("row-A")).count(), 60);
    let links = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    for link in links {
        assert!(ids.contains(link), "{link} is nowhere");
    }
    assert_eq!(page.matches("class=\"diagram\" role=\"group\"").count(), 2);
    for word in
        ["Carpiano", "General practice", "R10 The trap of workload", "Not measured in this run."]
    {
        assert!(page.contains(word), "{word}");
    }
    let table = rows(home.path(), "configurations.csv");
    assert_eq!(table.len(), 60);
    assert!(table.iter().all(|row| row.iter().all(|cell| !cell.is_empty())));
}

#[test]
fn what_is_measured_beside_the_claims_is_made_again() {
    let sizes = "--people 600 --weeks 60 --replicates 3 --quiet";
    let (home, said) = made(&format!("--loops --rivals --archetypes {sizes} --threads 1"));
    let folder = home.path().join("theory");
    kith(&["reproduce", folder.to_str().expect("plain"), "--quiet"]).success();
    let loops = rows(home.path(), "loops.csv");
    assert_eq!(loops.len(), 18);
    let how: Vec<&str> = loops.iter().map(|row| &row[17]).collect();
    assert!(how.iter().all(|how| how.ends_with('.')), "{how:?}");
    let measured = loops.iter().filter(|row| !row[9].is_empty()).count();
    assert!(measured >= 5, "{measured} loops have a gain");
    let rivals = rows(home.path(), "rivals.csv");
    let names: BTreeSet<&str> = rivals.iter().map(|row| &row[0]).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let archetypes = rows(home.path(), "archetypes.csv");
    assert_eq!(archetypes.len(), 7 * 9);
    for word in ["own ", "A profession or not", "Archetypes"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    // No claim was named, and none was run.
    assert_eq!(rows(home.path(), "theory.csv").len(), 0);
    let page = fs::read_to_string(folder.join("index.html")).expect("the page");
    for word in ["Rival readings", "Archetypes of practice", "Redistribution of provision"] {
        assert!(page.contains(word), "{word}");
    }
}

#[test]
fn pushes_do_not_hang_on_threads_or_on_claims_beside_them() {
    let sizes = "--loops --people 500 --weeks 40 --replicates 2 --quiet";
    let (one, _) = made(&format!("{sizes} --threads 1"));
    let (two, _) = made(&format!("A049 {sizes} --threads 2"));
    assert_eq!(rows(one.path(), "loops.csv"), rows(two.path(), "loops.csv"));
}

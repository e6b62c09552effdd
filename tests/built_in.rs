//! The scenarios inside the program: all commands in a folder where nothing else is.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::command_line::{names, text};

/// An overlay on whatever is called so, without further ado.
const MINE: &str = "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n\
                    [set]\n\"link_workers.per_50k\" = 5\n";

const STUDY: &str = "title = \"S\"\nbecause = \"A test.\"\nscenarios = [\"baseline\", \"austerity\"]\n\
                     [run]\npeople = 200\nweeks = 60\nreplicates = 1\n[design]\nkind = \"list\"\n\
                     [parameters]\n\"vcs.per_thousand\" = [1, 3]\n";

const SENSITIVITY: &str = "title = \"D\"\nbecause = \"A test.\"\nscenarios = [\"baseline\"]\n\
                           [run]\npeople = 200\nweeks = 60\nreplicates = 2\n\
                           [screening]\ntrajectories = 2\n[[outcome]]\nmetric = \"gp_requests\"\n\
                           [parameters]\ninclude = [\"waiting.*\"]\n";

const TINY: [&str; 6] = ["--people", "200", "--weeks", "60", "--replicates", "2"];

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    folder
}

/// What a command says when it ends as it should: on standard output, and beside it.
fn said(folder: &Path, arguments: &[&str], code: i32) -> [String; 2] {
    let mut command = Command::new(cargo_bin!("kith"));
    let ended = command.current_dir(folder).args(arguments).assert();
    let output = ended.code(code).get_output().clone();
    [text(&output.stdout), text(&output.stderr)]
}

#[test]
fn scenarios_are_listed_and_written_down_to_start_from() {
    let home = folder(&[]);
    let [list, _] = said(home.path(), &["scenarios"], 0);
    assert!(list.lines().any(|line| line.starts_with("austerity ") && line.ends_with("Austerity")));
    let [printed, _] = said(home.path(), &["scenarios", "austerity"], 0);
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/austerity.toml");
    assert_eq!(printed, fs::read_to_string(shipped).expect("a scenario"));
    let write = ["scenarios", "austerity", "--output", "mine.toml"];
    said(home.path(), &write, 0);
    let [checked, _] = said(home.path(), &["check", "mine.toml"], 0);
    assert!(checked.starts_with("mine.toml: ok, on `baseline` (built in), "), "{checked}");
    fs::write(home.path().join("mine.toml"), MINE).expect("a file");
    let [_, refused] = said(home.path(), &write, 2);
    assert!(refused.contains("is there already"), "{refused}");
    assert_eq!(fs::read_to_string(home.path().join("mine.toml")).expect("a file"), MINE);
    let [_, wrong] = said(home.path(), &["scenarios", "austerty"], 65);
    assert!(wrong.contains("did you mean `austerity`?"), "{wrong}");
    let [_, wrong] = said(home.path(), &["run", "scenarios/austerity.toml"], 65);
    assert!(wrong.contains("did you mean `austerity`?"), "{wrong}");
}

#[test]
fn every_command_finds_them_in_any_folder() {
    let home = folder(&[("mine.toml", MINE)]);
    let [explained, _] = said(home.path(), &["explain", "waiting.loss_per_month"], 0);
    assert!(explained.contains("Loumidis"), "{explained}");
    let [checked, _] = said(home.path(), &["check", "austerity", "mine.toml"], 0);
    let [one, other] = [0, 1].map(|line| checked.lines().nth(line).expect("a line"));
    assert!(one.starts_with("austerity: ok, built in, "), "{one}");
    assert!(other.starts_with("mine.toml: ok, on `baseline` (built in), 1 of "), "{other}");
    let [differs, _] = said(home.path(), &["diff", "baseline", "mine.toml"], 0);
    assert!(differs.contains("link_workers.per_50k"), "{differs}");
    let [described, _] = said(home.path(), &["describe", "--scenario", "austerity"], 0);
    assert!(described.contains("| `waiting` |") || described.contains("`waiting.loss_per_month`"));
    let [listed, _] = said(home.path(), &["theory", "--list"], 0);
    assert_eq!(listed.lines().count(), 240);
    let [_, wrong] = said(home.path(), &["sweep", "austerity"], 65);
    assert!(wrong.contains("`kith run austerity`"), "{wrong}");
    assert_eq!(names(home.path()), ["mine.toml"]);
}

#[test]
fn a_file_of_the_name_comes_first_except_for_what_is_inside_itself() {
    let home = folder(&[("mine.toml", MINE)]);
    let [text, _] = said(home.path(), &["scenarios", "baseline"], 0);
    let other = text.replacen("weeks = { value = 260", "weeks = { value = 104", 1);
    assert_ne!(text, other);
    fs::write(home.path().join("baseline.toml"), other).expect("a file");
    let [checked, _] = said(home.path(), &["check", "baseline", "mine.toml", "austerity"], 0);
    let lines: Vec<&str> = checked.lines().collect();
    assert!(lines[0].starts_with("baseline.toml: ok, a base, "), "{checked}");
    assert!(lines[1].starts_with("mine.toml: ok, 1 of "), "{checked}");
    assert!(lines[2].starts_with("austerity: ok, built in, "), "{checked}");
    // Austerity lies on the baseline it was written for.
    let [differs, _] = said(home.path(), &["diff", "baseline", "austerity"], 0);
    assert!(differs.contains("run.weeks"), "{differs}");
    let explicit = MINE.replace("\"baseline\"", "\"elsewhere.toml\"");
    fs::write(home.path().join("explicit.toml"), explicit).expect("a file");
    let [_, wrong] = said(home.path(), &["check", "explicit.toml"], 65);
    assert!(wrong.contains("there is no file `elsewhere.toml`"), "{wrong}");
}

/// Makes results again from their folder alone, elsewhere.
fn again(home: &Path, results: &str) {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let results = home.join(results).display().to_string();
    let [out, _] = said(elsewhere.path(), &["reproduce", &results], 0);
    assert!(out.contains("the same to the bit"), "{out}");
}

#[test]
fn runs_and_comparisons_carry_the_texts_and_are_made_again_from_them() {
    let home = folder(&[("mine.toml", MINE)]);
    let run = ["run", "holistic", "--no-charts", "--output", "one"];
    let [_, noted] = said(home.path(), &[&run[..], &TINY].concat(), 0);
    assert!(noted.contains("built in: `baseline`, `holistic`"), "{noted}");
    assert_eq!(names(&home.path().join("one/inputs")), ["baseline.toml", "holistic.toml"]);
    let record = fs::read_to_string(home.path().join("one/run.toml")).expect("the record");
    assert!(record.contains("reproduce = \"kith run inputs/holistic.toml --seed 1 "), "{record}");
    assert!(record.contains("file = \"holistic (built in)\""), "{record}");
    again(home.path(), "one");
    let compare =
        ["compare", "baseline", "mine.toml", "--no-charts", "--quiet", "--output", "both"];
    said(home.path(), &[&compare[..], &TINY].concat(), 0);
    assert_eq!(names(&home.path().join("both/inputs")), ["baseline.toml", "mine.toml"]);
    again(home.path(), "both");
}

#[test]
fn studies_carry_the_texts_and_are_made_again_from_them() {
    let points = "waiting.loss_per_month\n0.05\n0.1\n";
    let home = folder(&[("s.toml", STUDY), ("points.csv", points), ("d.toml", SENSITIVITY)]);
    said(home.path(), &["sweep", "s.toml", "--quiet", "--output", "swept"], 0);
    let inputs = ["austerity.toml", "baseline.toml", "s.toml"];
    assert_eq!(names(&home.path().join("swept/inputs")), inputs);
    said(home.path(), &["sweep", "verify", "swept", "--cells", "1", "--quiet"], 0);
    again(home.path(), "swept");
    let table = ["sweep", "--design", "points.csv", "--quiet", "--output", "of_table"];
    said(home.path(), &[&table[..], &TINY].concat(), 0);
    again(home.path(), "of_table");
    said(home.path(), &["sensitivity", "d.toml", "--quiet", "--output", "found"], 0);
    assert_eq!(names(&home.path().join("found/inputs")), ["baseline.toml", "d.toml"]);
    again(home.path(), "found");
    let theory = ["theory", "A013", "--quiet", "--output", "claims"];
    said(home.path(), &[&theory[..], &TINY].concat(), 0);
    assert_eq!(names(&home.path().join("claims/inputs")), ["baseline.toml", "theory"]);
    again(home.path(), "claims");
}

//! `kith run` and `kith compare` on draws of parameters: chance and parameters are kept apart, draws that are all
//! alike change nothing, and the same command gives the same bits whatever stops it.

use crate::common::{rows, scenarios};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

const SIZE: &str = "--people 400 --weeks 26 --no-charts --seed 5";

/// A policy that says one parameter itself.
const POLICY: &str = r#"
title = "More appointments"
extends = "baseline"
because = "A test."
[set]
"consulting.gp_supply" = 1.04
"#;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::copy(scenarios().join("baseline.toml"), home.path().join("baseline.toml"))
            .expect("the baseline");
        let home = Self(home);
        home.write("policy.toml", POLICY);
        home
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("a file");
    }

    fn kith(&self, line: &str) -> Command {
        let mut command = Command::new(cargo_bin!("kith"));
        command.current_dir(self.0.path()).args(line.split(' '));
        command
    }

    /// Runs a command that ends well; what it said on both sides.
    fn done(&self, line: &str) -> (String, String) {
        let output = self.kith(line).output().expect("the program");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (said, told) = (text(&output.stderr), text(&output.stdout));
        assert_eq!(output.status.code(), Some(0), "{line}: {said}");
        (told, said)
    }

    fn reproduced(&self, folder: &str) {
        let (told, _) = self.done(&format!("reproduce {folder}"));
        assert!(told.contains("the same to the bit"), "{folder}: {told}");
    }
}

/// The tables of a folder, by their names.
fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let tables = entries.filter(|path| path.extension().is_some_and(|end| end == "csv"));
    tables.map(|path| (name(&path), fs::read(&path).expect("a table"))).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The row of everybody over all weeks.
fn row_of(folder: &Path, metric: &str, period: &str) -> BTreeMap<String, String> {
    let rows = rows(&folder.join("uncertainty.csv"));
    let is = |row: &BTreeMap<String, String>| {
        row["metric"] == metric && row["period"] == period && row["group"] == "all"
    };
    rows.into_iter().find(is).expect("a row")
}

#[test]
fn a_parameter_that_differs_strongly_is_most_of_the_variance_of_what_it_drives() {
    let home = Home::new();
    let draws = "weight,consulting.medical_per_year,consulting.gp_supply\n\
                 3,2.0,0.99\n1,5.0,0.99\n0,3.0,0.99\n2,4.0,0.99\n2,3.5,0.99\n";
    home.write("draws.csv", draws);
    let line = format!("run baseline.toml --draws draws.csv --replicates 8 {SIZE}");
    let (told, _) = home.done(&format!("{line} --output one --threads 1"));
    assert!(told.contains("draws of 2 parameters, each run 2 times"), "{told}");
    assert!(told.contains("  Luck: alone it leaves the mean from "), "{told}");
    assert!(told.contains("  Not known: the parameters spread it from "), "{told}");
    let asked = row_of(&home.at("one"), "gp_requests", "all_weeks");
    assert!(number(&asked, "share_by_parameters") > 0.8, "{asked:?}");
    assert!(number(&asked, "share_low95") > 0.5 && asked["floored"] == "no", "{asked:?}");
    assert_eq!(asked["draws"], "8");
    let (low, high) =
        (number(&asked, "low95_by_parameters"), number(&asked, "high95_by_parameters"));
    let luck = number(&asked, "mean_high95_by_chance") - number(&asked, "mean_low95_by_chance");
    assert!(high - low > 3.0 * luck, "{asked:?}");
    // Draws come as often as they weigh, and each replicate has the values of its own.
    let table = rows(&home.at("one").join("draws.csv"));
    let of = |draw: &str| table.iter().filter(|row| row["draw"] == draw).count();
    assert_eq!(["0", "1", "2", "3", "4"].map(of), [3, 1, 0, 2, 2]);
    for row in &table {
        let value = ["2.0", "5.0", "3.0", "4.0", "3.5"][row["draw"].parse::<usize>().unwrap()];
        assert_eq!(row["consulting.medical_per_year"], value);
    }
    // Threads are no matter, and the record is enough.
    home.done(&format!("{line} --output two --threads 2 --quiet"));
    assert_eq!(tables(&home.at("one")), tables(&home.at("two")));
    home.reproduced("one");
    // What draws a longer run adds, it adds behind these.
    home.done(
        &format!("{line} --replicates 10 --output more --quiet").replace("--replicates 8 ", ""),
    );
    assert_eq!(rows(&home.at("more").join("draws.csv"))[..8], table[..]);
}

#[test]
fn draws_that_are_all_alike_change_no_table_and_are_no_doubt() {
    let home = Home::new();
    home.write("draws.csv", "consulting.medical_per_year\n2.42\n2.42\n2.42\n");
    home.done(&format!("run baseline.toml --replicates 6 --quiet --output plain {SIZE}"));
    let line = format!("--replicates 6 --quiet {SIZE} --draws draws.csv");
    home.done(&format!("run baseline.toml {line} --output drawn"));
    let (plain, mut drawn) = (tables(&home.at("plain")), tables(&home.at("drawn")));
    for added in ["draws.csv", "uncertainty.csv", "targets_over_draws.csv"] {
        assert!(drawn.remove(added).is_some(), "{added} in {:?}", drawn.keys());
    }
    for (name, bytes) in &plain {
        assert!(drawn[name] == *bytes, "{name} differs");
    }
    assert_eq!(plain.len(), drawn.len());
    let doubts = rows(&home.at("drawn").join("uncertainty.csv"));
    let shares: Vec<(f64, f64)> = doubts
        .iter()
        .filter(|row| row["group"] == "all" && !row["share_by_parameters"].is_empty())
        .map(|row| (number(row, "share_by_parameters"), number(row, "share_low95")))
        .collect();
    let clear = shares.iter().filter(|(_, low)| *low > 0.0).count();
    assert!(shares.len() > 100 && clear * 10 < shares.len(), "{clear} of {}", shares.len());
    // The same of a comparison, with the same luck in both arms.
    home.done(&format!("compare baseline.toml policy.toml {line} --output drawn_pair"));
    home.done(&format!(
        "compare baseline.toml policy.toml --replicates 6 --quiet {SIZE} --output plain_pair"
    ));
    for table in ["differences.csv", "differences_summary.csv", "twins.csv", "policy/weekly.csv"] {
        let read = |folder: &str| fs::read(home.at(folder).join(table)).expect("a table");
        assert!(read("plain_pair") == read("drawn_pair"), "{table} differs");
    }
}

#[test]
fn arms_share_their_draws_and_what_one_says_is_drawn_in_none() {
    let home = Home::new();
    home.write(
        "draws.csv",
        "draw,weight,model,consulting.medical_per_year,consulting.gp_supply\n\
         0,1,another,2.0,0.95\n1,1,another,5.0,1.05\n",
    );
    let line = format!("baseline.toml policy.toml --draws draws.csv --replicates 4 {SIZE}");
    let (told, said) = home.done(&format!("compare {line} --output pair"));
    assert!(
        said.contains("warning: the draws of draws.csv are of model another, this is "),
        "{said}"
    );
    let held =
        "not drawn, since a scenario, a point or the command line says them: consulting.gp_supply";
    assert!(said.contains(held), "{said}");
    assert!(
        told.contains("draws of 1 parameter, each run 2 times with luck of its own; 1 more stay"),
        "{told}"
    );
    assert!(told.contains("  Not known: ") && told.contains("WELLBYs gained: "), "{told}");
    let pair = home.at("pair");
    let columns = fs::read_to_string(pair.join("draws.csv")).expect("a table");
    assert!(columns.starts_with("replicate,draw,consulting.medical_per_year\n"), "{columns}");
    row_of(&pair, "gp_requests", "all_weeks");
    row_of(&pair, "life_satisfaction_years_gained", "from_parting");
    let level = row_of(&pair.join("baseline"), "gp_requests", "all_weeks");
    assert!(number(&level, "share_by_parameters") > 0.5, "{level:?}");
    // The difference is of twins on one draw: less doubt than the level has.
    let difference = row_of(&pair, "gp_requests", "all_weeks");
    let (whole, paired) =
        (number(&level, "sd_by_parameters"), number(&difference, "sd_by_parameters"));
    assert!(paired < whole / 3.0, "{paired} {whole}");
    home.reproduced("pair");
    // An arm by itself holds what the comparison held.
    home.reproduced("pair/baseline");
    home.done("report pair --output page.html");
    let page = fs::read_to_string(home.at("page.html")).expect("a page");
    for words in ["Not known: ", "luck and the drawn numbers", "What is drawn"] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[test]
fn tables_that_cannot_be_drawn_from_are_refused_before_anything_is_run() {
    let home = Home::new();
    home.write("line.csv", "weight,consulting.gp_supply\n1,0.99\nmuch,1.0\n");
    home.write("value.csv", "consulting.gp_supply\n0.99\n-4\n");
    home.write("size.csv", "run.people\n400\n500\n");
    home.write("sound.csv", "consulting.gp_supply\n0.99\n1.0\n");
    for (line, wanted) in [
        ("run baseline.toml --draws line.csv", "line.csv:3:"),
        ("run baseline.toml --draws value.csv", "value.csv:3:"),
        ("compare baseline.toml policy.toml --draws size.csv", "`run.people` is a size of the run"),
        ("run baseline.toml --draws none.csv", "the table of points cannot be read"),
        ("run baseline.toml --draws sound.csv --replicates 1", "1 replicate has one draw"),
        ("run policy.toml --draws sound.csv", "nothing is left to be drawn from sound.csv"),
        ("run baseline.toml --draws sound.csv --hold consulting.gp_suply", "the nearest is"),
    ] {
        let output = home.kith(&format!("{line} {SIZE} --output out")).output().expect("it ran");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(wanted), "{line}: {said}");
        assert_eq!(output.status.code(), Some(65), "{line}: {said}");
        assert!(!home.at("out").exists(), "{line}");
    }
    let alone =
        home.kith("run baseline.toml --hold consulting.gp_supply").output().expect("it ran");
    assert_eq!(alone.status.code(), Some(2), "--hold without --draws");
}

#[test]
fn a_run_on_draws_that_was_killed_goes_on_to_the_same_bits() {
    let home = Home::new();
    home.write("draws.csv", "consulting.medical_per_year\n2.0\n3.0\n5.0\n");
    let line = format!("run baseline.toml --draws draws.csv --replicates 12 {SIZE} --threads 1");
    let kept = home.at(".killed.partial").join("replicates");
    let count = || fs::read_dir(&kept).map_or(0, Iterator::count);
    let mut command = std::process::Command::new(cargo_bin!("kith"));
    command
        .current_dir(home.0.path())
        .args(line.split(' '))
        .args(["--output", "killed", "--quiet"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    while count() < 5 && child.try_wait().expect("a child").is_none() {
        sleep(Duration::from_millis(2));
    }
    child.kill().and_then(|()| child.wait()).expect("it was there");
    let (_, said) = home.done(&format!("{line} --output killed"));
    assert!(said.contains("replicates were complete before"), "{said}");
    home.done(&format!("{line} --output whole --quiet"));
    assert_eq!(tables(&home.at("killed")), tables(&home.at("whole")));
}

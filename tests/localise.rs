//! One's own area: `kith new` and `kith localise`, from files to a scenario that runs. Every file is synthetic:
//! `tests/fixtures/localise.py` makes them.

use std::fs;
use std::path::Path;
use std::process::Command as Plain;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::command_line::{names, text};
use crate::common::{root, rows};
use kith::scenario::{self, Scenario};

/// The synthetic network.
const NETWORK: &str = "U99901";

/// A folder with the synthetic files.
fn home() -> TempDir {
    let home = tempfile::tempdir().expect("a temporary folder");
    let data = home.path().join("data");
    fs::create_dir(&data).expect("a folder of files");
    for entry in fs::read_dir(root().join("tests/fixtures/localise")).expect("the files") {
        let from = entry.expect("an entry").path();
        fs::copy(&from, data.join(from.file_name().expect("a name"))).expect("a copy");
    }
    home
}

/// Changes one of the synthetic files.
fn change(home: &Path, file: &str, to: impl Fn(&str) -> String) {
    let path = home.join("data").join(format!("synthetic-{file}"));
    let said = fs::read_to_string(&path).expect("a synthetic file");
    let changed = to(&said);
    assert_ne!(said, changed, "{file} is as it was");
    fs::write(path, changed).expect("a changed file");
}

fn remove(home: &Path, file: &str) {
    fs::remove_file(home.join("data").join(format!("synthetic-{file}"))).expect("a file");
}

/// What a command says, and how it ends.
fn said(home: &Path, code: i32, args: &[&str]) -> [String; 2] {
    let mut command = Command::new(cargo_bin!("kith"));
    let ended = command.current_dir(home).args(args).assert().code(code);
    let output = ended.get_output();
    [text(&output.stdout), text(&output.stderr)]
}

fn localise(home: &Path, code: i32) -> [String; 2] {
    said(home, code, &["localise", "--data", "data", "--pcn", NETWORK])
}

fn value(scenario: &Scenario, path: &str) -> f64 {
    scenario.entries[scenario::names::parameter(path).expect("a parameter")].value
}

fn near(a: f64, b: f64, by: f64) -> bool {
    (a - b).abs() <= by
}

#[test]
fn public_files_become_a_scenario_that_checks_and_runs() {
    let home = home();
    let [out, _] = localise(home.path(), 0);
    assert!(out.contains("synthetic-staff.csv: staff of primary care networks"), "{out}");
    let scenario = scenario::load(&home.path().join("u99901.toml")).expect("a scenario");
    // 192 rows of each practice, in the sizes 1, 0.6 and 1.5.
    let people = value(&scenario, "run.people");
    let lists = rows(&home.path().join("data/synthetic-ages-female.csv"));
    let women: f64 = lists
        .iter()
        .filter(|row| ["Z00001", "Z00002", "Z00003"].contains(&row["ORG_CODE"].as_str()))
        .map(|row| row["NUMBER_OF_PATIENTS"].parse::<f64>().expect("a number"))
        .sum();
    assert!(near(value(&scenario, "population.female"), women / people, 1e-6));
    assert!(near(value(&scenario, "population.list"), people / 3.0, 0.1));
    let ages: f64 = kith::scenario::names::parameters("population.age")
        .iter()
        .map(|&at| scenario.entries[at].value)
        .sum();
    assert!(near(ages, 1.0, 1e-5), "{ages}");
    // 1.5 full-time equivalents, contracted ones among them, by the tilt of a deprived place.
    let posts = value(&scenario, "link_workers.per_50k");
    let plain = 1.5 / people * 50_000.0;
    assert!(posts > plain && posts < 1.08 * plain, "{posts}, {plain}");
    assert!(value(&scenario, "population.area") > 0.3, "the places are poor");
    assert!(value(&scenario, "vcs.per_thousand") > 0.0);
    let [checked, warned] = said(home.path(), 0, &["check", "u99901.toml"]);
    assert!(checked.contains("ok, "), "{checked}{warned}");
    let sizes =
        ["--people", "1000", "--weeks", "52", "--replicates", "1", "--no-charts", "--quiet"];
    let mut run = vec!["run", "u99901.toml"];
    run.extend(sizes);
    said(home.path(), 0, &run);
    let found = names(home.path());
    assert_eq!(found, ["data", "output", "u99901.toml", "u99901_targets.csv"]);
}

#[test]
fn every_line_of_a_scenario_that_was_made_carries_a_comment_and_every_value_its_files() {
    let home = home();
    localise(home.path(), 0);
    let made = fs::read_to_string(home.path().join("u99901.toml")).expect("the scenario");
    for line in made.lines().filter(|line| !line.is_empty()) {
        assert!(line.contains('#'), "no comment: {line}");
        if line.contains("value = ") {
            assert!(line.contains("England: ") && line.contains("Unit: "), "{line}");
            assert!(line.contains("synthetic-") && line.contains("source = \"local_"), "{line}");
            let dated = line.contains("(2025-") || line.contains("(no date in the file)");
            assert!(line.contains(" rows") && dated, "{line}");
        }
    }
    said(home.path(), 0, &["new", "Moor", "--pcn-size", "41000", "--deprivation", "3"]);
    let made = fs::read_to_string(home.path().join("moor.toml")).expect("the scenario");
    for line in made.lines().filter(|line| !line.is_empty()) {
        assert!(line.contains('#'), "no comment: {line}");
    }
    said(home.path(), 0, &["check", "moor.toml"]);
}

#[test]
fn the_fifths_of_a_place_are_those_that_the_model_makes_of_it() {
    let home = home();
    let sizes = ["--pcn-size", "20000", "--deprivation", "35,25,20,12,8"];
    let mut args = vec!["new", "poor"];
    args.extend(sizes);
    said(home.path(), 0, &args);
    let scenario = scenario::load(&home.path().join("poor.toml")).expect("a scenario");
    let values: Vec<f64> = scenario.entries.iter().map(|entry| entry.value).collect();
    let (world, ..) = crate::common::neighbourhood(values, 20_000, 52);
    let shares = world.shares.fifths;
    for (made, wanted) in shares.iter().zip([0.35, 0.25, 0.20, 0.12, 0.08]) {
        assert!(near(*made, wanted, 0.04), "{shares:?}");
    }
}

#[test]
fn local_figures_have_the_columns_of_the_published_ones() {
    let home = home();
    localise(home.path(), 0);
    let figures = rows(&home.path().join("u99901_targets.csv"));
    let published = rows(&root().join("src/runs/targets.csv"));
    assert_eq!(figures[0].keys().collect::<Vec<_>>(), published[0].keys().collect::<Vec<_>>());
    let of = |id: &str| {
        let row = figures.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}"));
        row["published"].parse::<f64>().expect("a number")
    };
    let people =
        value(&scenario::load(&home.path().join("u99901.toml")).expect("a scenario"), "run.people");
    // The last of March is the twelfth month: 90, 54 and 135 people referred.
    assert!(near(of("T07"), 279.0 / people * 1_000.0, 1e-3));
    assert!(
        near(of("T08"), 100.0 * 27.0 / 252.0, 1e-3),
        "a practice that is suppressed is in neither"
    );
    assert!(near(of("T04"), 100.0 * 1_300.0 / 2_800.0, 0.1));
    assert!(near(of("T03"), 8_680.0 * 12.0 / people, 1e-3));
    assert!(figures.iter().any(|row| row["id"] == "L-PC02-count" && row["use"] == "prior"));
}

#[test]
fn a_calibration_takes_the_local_figures() {
    let home = home();
    localise(home.path(), 0);
    let study = |targets: &str| {
        format!(
            "title = \"A place\"\nbecause = \"A test.\"\nscenarios = [\"u99901\"]\ntargets = \"{targets}\"\n\
             [run]\nreplicates = 2\n[[target]]\nid = \"T07\"\nstandard_error = 1\ndiscrepancy = 2\n\
             [[target]]\nid = \"T09\"\nstandard_error = 1\ndiscrepancy = 2\n\
             [parameters]\ninclude = [\"consulting.medical_per_year\", \"consulting.gp_supply\", \
             \"activation.usual_level\"]\n"
        )
    };
    let path = home.path().join("place.toml");
    fs::write(&path, study("u99901_targets.csv")).expect("a study");
    let read = kith::studies::calibration::read::load_calibration(&path);
    let read = read.unwrap_or_else(|found| panic!("{found}"));
    assert!(near(read.figures[0].target.published, 9.09, 0.01), "that of the place");
    assert!(near(read.figures[1].target.published, 76.0, 0.01), "the published one");
    fs::write(&path, study("gone.csv")).expect("a study");
    let [_, wrong] = said(home.path(), 65, &["check", "place.toml"]);
    assert!(wrong.contains("gone.csv"), "{wrong}");
}

#[test]
fn what_is_not_in_the_folder_stays_englands_and_is_listed() {
    let home = home();
    for file in ["staff.csv", "charities.txt", "indicators.csv", "imd-2025.csv", "appointments.csv"]
    {
        remove(home.path(), file);
    }
    let [out, _] = localise(home.path(), 0);
    for line in [
        "link workers: no file of staff of networks",
        "organisations: no register of charities",
        "deprivation: no Indices of Deprivation",
        "the figure of referrals: no indicators",
        "the figure of appointments: no appointments by practice",
    ] {
        assert!(out.contains(line), "{line} is not in\n{out}");
    }
    let made = fs::read_to_string(home.path().join("u99901.toml")).expect("the scenario");
    assert!(
        !made.contains("\"link_workers.per_50k\" =") && !made.contains("\"population.area\" =")
    );
    assert!(made.contains("# Stays England's: link workers"), "{made}");
    assert!(!home.path().join("u99901_targets.csv").exists());
}

#[test]
fn wrong_files_are_refused_each_in_its_words_and_all_at_once() {
    let home = home();
    change(home.path(), "staff.csv", |said| said.replacen("FTE", "FTES", 1));
    change(home.path(), "ages-male.csv", |said| {
        said.replacen("01OCT2025", "01JUL2025", 96).replacen("MALE,7,", "MALE,seven,", 1)
    });
    change(home.path(), "ages-female.csv", |said| {
        said.replacen("FEMALE,3,63", "FEMALE,3,\"1,063\"", 1)
    });
    change(home.path(), "imd-2025.csv", |said| said.replace(",10\n", ",11\n"));
    change(home.path(), "areas.csv", |said| {
        said.replacen("E01990001,ALL,", "E01990001,ALL,many", 1)
    });
    let [_, wrong] = localise(home.path(), 65);
    for part in [
        "this looks like staff of primary care networks, but FTE is missing",
        "did you mean `FTES`?",
        "patients registered by age and sex of two dates",
        "not an age",
        "one date, as 2025-10-01 in synthetic-ages-female.csv",
        "did you mean `1063`?",
        "not a decile",
        "a whole number from 1, the most deprived, to 10",
        "not a count",
        "synthetic-areas.csv:2:",
        "found `many",
    ] {
        assert!(wrong.contains(part), "{part} is not in\n{wrong}");
    }
    assert_eq!(names(home.path()), ["data"], "nothing is written");
}

#[test]
fn areas_of_two_censuses_are_joined_by_a_lookup_or_refused() {
    let home = home();
    change(home.path(), "areas.csv", |said| said.replace("E01990012", "E01000012"));
    remove(home.path(), "charities.txt");
    let [_, wrong] = localise(home.path(), 65);
    assert!(wrong.contains("areas of 2011 are not those of 2021"), "{wrong}");
    assert!(wrong.contains("1 of 12 areas of the network, as E01000012"), "{wrong}");
    let lookup =
        "LSOA11CD,LSOA11NM,CHGIND,LSOA21CD\nE01000012,A,S,E01990012\nE01000012,A,S,E01990001\n";
    fs::write(home.path().join("data/lookup.csv"), lookup).expect("a lookup");
    localise(home.path(), 0);
    let made = fs::read_to_string(home.path().join("u99901.toml")).expect("the scenario");
    assert!(made.contains("1 areas by lookup.csv, evenly where one became several"), "{made}");
}

#[test]
fn a_network_without_practices_is_refused_with_the_nearest_code() {
    let home = home();
    let args = ["localise", "--data", "data", "--pcn", "U99903"];
    let [_, wrong] = said(home.path(), 65, &args);
    assert!(wrong.contains("no practice of the network U99903"), "{wrong}");
    assert!(wrong.contains("did you mean `U99901`?"), "{wrong}");
    remove(home.path(), "networks.csv");
    remove(home.path(), "appointments.csv");
    let [_, wrong] = localise(home.path(), 65);
    assert!(wrong.contains("no file says which practices U99901 has"), "{wrong}");
}

#[test]
fn one_sex_alone_is_no_list() {
    let home = home();
    remove(home.path(), "ages-male.csv");
    let [_, wrong] = localise(home.path(), 65);
    assert!(wrong.contains("women are in the folder, and men are not"), "{wrong}");
}

#[test]
fn an_old_form_and_a_file_twice_are_named() {
    let home = home();
    change(home.path(), "areas.csv", |_| {
        "PRACTICE_CODE,LSOA_CODE,MALE_PATIENTS,FEMALE_PATIENTS,ALL_PATIENTS\nZ00001,E01990001,1,1,2\n".to_owned()
    });
    let twice = home.path().join("data/again.csv");
    fs::copy(home.path().join("data/synthetic-ages-male.csv"), twice).expect("a copy");
    let [_, wrong] = localise(home.path(), 65);
    assert!(wrong.contains("an old form of patients registered by small area"), "{wrong}");
    assert!(wrong.contains("Z00001, MALE, 0 stands twice"), "{wrong}");
}

#[test]
fn files_that_are_there_are_kept_unless_they_may_be_replaced() {
    let home = home();
    let made = home.path().join("u99901.toml");
    fs::write(&made, "mine").expect("a file");
    let [_, wrong] = localise(home.path(), 2);
    assert!(wrong.contains("--force"), "{wrong}");
    assert_eq!(fs::read_to_string(&made).expect("the file"), "mine");
    assert_eq!(names(home.path()), ["data", "u99901.toml"]);
    said(home.path(), 0, &["localise", "--data", "data", "--pcn", NETWORK, "--force"]);
    assert!(fs::read_to_string(&made).expect("the file").starts_with("title ="));
    fs::write(home.path().join("moor.toml"), "mine").expect("a file");
    said(home.path(), 2, &["new", "moor"]);
    said(home.path(), 0, &["new", "moor", "--force"]);
}

#[test]
fn a_scenario_of_ones_own_takes_ages_and_other_parameters_and_asks_nobody() {
    let home = home();
    let ages = "age,female,male\n0-4,10,10\n5-14,20,20\n15-24,20,20\n25-44,60,60\n45-64,50,50\n65-74,20,20\n75-84,14,10\n85+,6,2\n";
    fs::write(home.path().join("ages.csv"), ages).expect("ages");
    let args = [
        "new",
        "North Moor",
        "--posts",
        "2",
        "--organisations",
        "60",
        "--pcn-size",
        "40000",
        "--ages",
        "ages.csv",
        "--over",
        "practice.mdt_seat=0.5",
    ];
    let [out, _] = said(home.path(), 0, &args);
    assert!(out.contains("kith run north_moor.toml"), "{out}");
    let scenario = scenario::load(&home.path().join("north_moor.toml")).expect("a scenario");
    assert_eq!(scenario.title, "North Moor");
    assert!(near(value(&scenario, "population.female"), 200.0 / 392.0, 1e-6));
    assert!(near(value(&scenario, "population.age.age_85_over"), 8.0 / 392.0, 1e-6));
    assert!(near(value(&scenario, "practice.mdt_seat"), 0.5, 1e-12));
    assert!(near(value(&scenario, "link_workers.per_50k"), 2.5, 0.01));
    assert!(near(value(&scenario, "vcs.per_thousand"), 1.5, 0.01));
    let wrong = ["new", "x", "--over", "practice.mdt_set=1"];
    let [_, message] = said(home.path(), 65, &wrong);
    assert!(message.contains("did you mean `practice.mdt_seat`?"), "{message}");
    let [_, message] = said(home.path(), 65, &["new", "x", "--pcn-size", "3"]);
    assert!(message.contains("run.people"), "{message}");
    said(home.path(), 2, &["new", "x", "--deprivation", "11"]);
    assert!(!home.path().join("x.toml").exists());
}

#[test]
fn a_file_of_many_rows_is_read_row_by_row() {
    // The whole of it is made by the script, where there is a Python to run it.
    let home = home();
    let big = home.path().join("data/big.csv");
    let script = root().join("tests/fixtures/localise.py");
    let made = Plain::new("python3").arg(script).arg(&big).arg("200000").status();
    if !made.is_ok_and(|ended| ended.success()) {
        crate::common::skipped("there is no python3");
        return;
    }
    remove(home.path(), "ages-female.csv");
    remove(home.path(), "ages-male.csv");
    let [out, _] = localise(home.path(), 0);
    assert!(out.contains("big.csv: patients registered by age and sex"), "{out}");
}

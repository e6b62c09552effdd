//! `kith calibrate`, as its user meets it: what it leaves, that stopping, kills and shards change nothing, and
//! that no figure that judges the model can enter.

use crate::common::{files, rows};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::studies::calibration::read::load_calibration;

/// A screening from four parameters to three, and two waves.
const STUDY: &str = r#"
title = "Test"
because = "A test."
scenarios = ["baseline"]
[run]
people = 600
weeks = 26
warm_up_weeks = 4
replicates = 2
[screening]
trajectories = 2
active = 3
[waves]
most = 2
points = 8
candidates = 400
[chain]
steps = 60
draws = 20
[parameters]
include = ["consulting.medical_per_year", "consulting.gp_supply", "activation.usual_level",
    "activation.condition_loss"]
[[target]]
id = "T03"
standard_error = 0.1
discrepancy = 0.3
[[target]]
id = "T04"
standard_error = 1
discrepancy = 2
[[target]]
id = "T13-1"
standard_error = 1
discrepancy = 3
n = 30000
group = "pam"
[[target]]
id = "T13-3"
standard_error = 1
discrepancy = 3
n = 30000
group = "pam"
"#;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("study.toml"), STUDY).expect("a study");
        Self(home)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn kith(&self, output: &str, more: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin!("kith"));
        command.arg("calibrate").arg(self.at("study.toml")).arg("--output");
        command.arg(self.at(output)).args(more);
        command
    }
}

#[test]
fn a_calibration_leaves_draws_tables_with_a_dictionary_words_and_pictures() {
    let home = Home::new();
    let done = home.kith("out", &[]).assert().code(0);
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    let out = home.at("out");
    let summary = fs::read_to_string(out.join("summary.txt")).unwrap();
    assert!(said.starts_with(&summary) && summary.contains("of the space is left"), "{said}");
    let dictionary = rows(&out.join("dictionary.csv"));
    for table in ["waves", "figures", "parameters"] {
        let mut file = csv::Reader::from_path(out.join(format!("{table}.csv"))).unwrap();
        let header: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
        let named = dictionary.iter().filter(|row| row["table"] == table);
        let named: Vec<String> = named.map(|row| row["column"].clone()).collect();
        assert_eq!(header, named);
        assert!(file.records().count() > 0, "{table} is empty");
    }
    let draws = rows(&out.join("posterior.csv"));
    assert_eq!(draws.len(), 20);
    let weight: f64 = draws.iter().map(|draw| draw["weight"].parse::<f64>().unwrap()).sum();
    assert!((weight - 1.0).abs() < 1e-9, "{weight}");
    let models: BTreeSet<&String> = draws.iter().map(|draw| &draw["model"]).collect();
    assert_eq!(models.len(), 1);
    // Three parameters went on, and requests are among them.
    assert_eq!(draws[0].len(), 3 + 3);
    assert!(draws[0].contains_key("consulting.medical_per_year"));
    let pictures = rows(&out.join("charts/index.csv"));
    assert_eq!(pictures.len(), 8);
    for picture in pictures {
        assert!(fs::metadata(out.join("charts").join(&picture["file"])).unwrap().len() > 500);
    }
    // The draws are points that a sweep takes.
    let mut sweep = Command::new(cargo_bin!("kith"));
    sweep.arg("sweep").arg("--design").arg(out.join("posterior.csv")).arg("--quiet");
    sweep.args(["--people", "500", "--weeks", "4", "--replicates", "1", "--output"]);
    sweep.arg(home.at("swept")).assert().code(0);
    assert_eq!(rows(&home.at("swept/points.csv")).len(), 20);
}

#[test]
fn shards_threads_and_kills_change_no_byte() {
    let home = Home::new();
    home.kith("whole", &["--quiet", "--threads", "1"]).assert().code(0);
    let whole = files(&home.at("whole"));
    let shard = |which: &str| {
        let done = home.kith("parts", &["--threads", "2", "--shard", which]).assert().code(0);
        String::from_utf8_lossy(&done.get_output().stdout).into_owned()
    };
    assert!(shard("1/2").contains("part of the screening is done"));
    assert!(shard("2/2").contains("part of the wave_1 is done"));
    home.kith("parts", &["--quiet"]).assert().code(0);
    assert_eq!(files(&home.at("parts")), whole);
    // Made again from its record.
    let mut again = Command::new(cargo_bin!("kith"));
    again.arg("reproduce").arg(home.at("parts")).args(["--threads", "2"]).assert().code(0);
    // Killed again and again, later each time.
    for moment in [15, 30, 60, 120, 240] {
        let mut child = std::process::Command::new(cargo_bin!("kith"));
        child.arg("calibrate").arg(home.at("study.toml")).arg("--output").arg(home.at("killed"));
        child.args(["--quiet", "--force"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().expect("a process");
        sleep(Duration::from_millis(moment));
        child.kill().ok();
        child.wait().expect("an end");
    }
    home.kith("killed", &["--quiet", "--force"]).assert().code(0);
    assert_eq!(files(&home.at("killed")), whole);
}

#[test]
fn no_figure_that_judges_the_model_may_choose_its_parameters() {
    let home = Home::new();
    let said = |from: &str, to: &str| {
        let path = home.at("wrong.toml");
        fs::write(&path, STUDY.replacen(from, to, 1)).expect("a study");
        load_calibration(&path).expect_err("a wrong study").to_string()
    };
    let text = said("id = \"T04\"", "id = \"T17\"");
    assert!(text.contains("`T17` is kept apart to judge the model"), "{text}");
    let text = said("id = \"T04\"", "id = \"E03\"");
    assert!(text.contains("`E03` is an effect that no run of one scenario shows"), "{text}");
    let text = said("id = \"T04\"", "id = \"T4\"");
    assert!(text.contains("unknown target `T4`"), "{text}");
    let text = said("discrepancy = 0.3", "discrepancy = 0");
    assert!(text.contains("`discrepancy` is not above 0"), "{text}");
    let text = said("discrepancy = 0.3", "");
    assert!(text.contains("missing `discrepancy`"), "{text}");
    let text = said("replicates = 2", "replicates = 1");
    assert!(text.contains("one replicate cannot tell chance"), "{text}");
}

#[test]
fn the_study_that_ships_can_be_run_and_its_priors_follow_from_how_ranges_are_known() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/studies/calibration.toml");
    let found = load_calibration(&path).unwrap_or_else(|found| panic!("{found}"));
    assert!(found.figures.len() >= 20 && found.study.factors.len() >= 20);
    for (factor, prior) in found.study.factors.iter().zip(&found.priors) {
        let ends = (prior.value(0.0), prior.value(1.0));
        assert!(ends.0 < ends.1, "{}: {ends:?}", factor.path);
    }
    let groups: BTreeSet<usize> = found.aims().iter().map(|aim| aim.group).collect();
    assert!(groups.len() < found.figures.len(), "some figures share a source");
}

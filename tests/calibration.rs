//! `kith calibrate`, as its user meets it: what it leaves, that stopping, kills and shards change nothing, and
//! that no figure that judges the model can enter.

use crate::common::{files, rows};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Instant;

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

/// A trial of everybody who accepts in a quarter, for draws to be lived in.
const TRIAL: &str = r#"
title = "Test"
because = "A test."
scenarios = ["baseline"]
estimator = "randomised"
outcome = "gp_visits"
measure = "deviations"
[run]
people = 1200
weeks = 26
warm_up_weeks = 4
[when]
from = 0
until = 14
before = 4
after = 8
[allocation]
wait = 12
[published]
value = -0.6
source = "nobody"
"#;

/// What a study says of its effect.
const EFFECT: &str = r#"
[[effect]]
id = "E02"
design = "trial.toml"
standard_error = 0.2
discrepancy = 0.3
"#;

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("study.toml"), STUDY).expect("a study");
        Self(home)
    }

    /// The same with an effect of a trial.
    fn with_effect() -> Self {
        let home = Self::new();
        fs::write(home.at("study.toml"), format!("{STUDY}{EFFECT}")).expect("a study");
        fs::write(home.at("trial.toml"), TRIAL).expect("a trial");
        home
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
}

/// Kills a calibration so many times at random moments. Whenever one comes to its end between two kills, it has the
/// results of one that was never killed, and the next begins with nothing.
fn killed_again_and_again(times: u32) {
    let home = Home::with_effect();
    let began = Instant::now();
    home.kith("whole", &["--quiet", "--threads", "1"]).assert().code(0);
    let took = began.elapsed();
    let whole = files(&home.at("whole"));
    let (mut lots, mut ends) = (7_u64, 0);
    for kill in 0..times {
        let mut child = std::process::Command::new(cargo_bin!("kith"));
        child.arg("calibrate").arg(home.at("study.toml")).arg("--output").arg(home.at("killed"));
        child.args(["--quiet", "--force"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.spawn().expect("a process");
        // Any times will do, and these are as good in every run: up to a half of what it takes.
        lots = lots.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sleep(took.mul_f64((lots >> 33) as f64 / f64::from(u32::MAX)));
        if let Some(status) = child.try_wait().expect("a child") {
            assert!(status.success(), "after kill {kill}: {status}");
            assert_eq!(files(&home.at("killed")), whole, "after kill {kill}");
            fs::remove_dir_all(home.at("killed")).expect("results");
            fs::remove_dir_all(home.at("killed.cells")).expect("cells");
            ends += 1;
        } else {
            child.kill().expect("a killed child");
            child.wait().expect("a dead child");
        }
    }
    home.kith("killed", &["--quiet", "--force"]).assert().code(0);
    assert_eq!(files(&home.at("killed")), whole);
    println!(
        "{times} kills, {ends} calibrations came to their end between them; one takes {took:?}"
    );
}

#[test]
fn a_calibration_that_is_killed_ten_times_leaves_the_same_bits() {
    killed_again_and_again(10);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn a_calibration_that_is_killed_a_hundred_times_leaves_the_same_bits() {
    killed_again_and_again(100);
}

#[test]
fn effects_of_trials_weigh_the_draws_once_more_and_an_old_table_alike() {
    let home = Home::with_effect();
    let done = home.kith("out", &["--threads", "1"]).assert().code(0);
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(said.contains("E02 gp_visits:") && said.contains("discrepancy"), "{said}");
    let out = home.at("out");
    let [without, with] =
        ["posterior", "posterior_with_effects"].map(|name| rows(&out.join(format!("{name}.csv"))));
    assert_eq!(without.len(), with.len());
    let weights = |rows: &[std::collections::BTreeMap<String, String>]| -> Vec<f64> {
        rows.iter().map(|row| row["weight"].parse().expect("a weight")).collect()
    };
    assert!((weights(&with).iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(weights(&without) != weights(&with), "the effect is no matter");
    let values = |row: &std::collections::BTreeMap<String, String>| {
        let mut row = row.clone();
        row.remove("weight");
        row
    };
    assert!(without.iter().map(values).eq(with.iter().map(values)), "draws are the same");
    let effect = rows(&out.join("effects.csv")).remove(0);
    assert_eq!(
        (effect["effect"].as_str(), effect["unit"].as_str()),
        ("E02", "standard deviations")
    );
    assert!(!effect["without_median"].is_empty() && !effect["with_median"].is_empty());
    let figures = rows(&out.join("figures.csv"));
    assert!(figures.iter().all(|row| !row["with_effects_inside"].is_empty()));
    // The draws by themselves, in shards and threads.
    let table = out.join("posterior.csv").to_string_lossy().into_owned();
    let again = |more: &[&str]| {
        home.kith("again", &[&["--draws", table.as_str()], more].concat()).assert().code(0);
    };
    again(&["--shard", "1/2", "--quiet"]);
    again(&["--shard", "2/2", "--quiet", "--threads", "2"]);
    again(&["--quiet"]);
    for name in ["effects.csv", "posterior_with_effects.csv", "parameters_with_effects.csv"] {
        let of = |folder: &str| fs::read(home.at(folder).join(name)).expect("a table");
        assert!(of("out") == of("again"), "{name} differs");
    }
    let mut reproduce = Command::new(cargo_bin!("kith"));
    reproduce.arg("reproduce").arg(home.at("again")).assert().code(0);
}

#[test]
fn what_is_no_trial_of_the_study_weighs_no_draw() {
    let home = Home::with_effect();
    let said = |study: &str, trial: &str| {
        fs::write(home.at("trial.toml"), trial).expect("a trial");
        fs::write(home.at("wrong.toml"), study).expect("a study");
        load_calibration(&home.at("wrong.toml")).expect_err("a wrong study").to_string()
    };
    let study = format!("{STUDY}{EFFECT}");
    let text = said(
        &study,
        &TRIAL.replace("randomised", "before_after").replace("deviations", "difference"),
    );
    assert!(text.contains("`trial` is no trial of persons"), "{text}");
    let text = said(&study, TRIAL.split("[published]").next().expect("a part"));
    assert!(text.contains("`trial` has no effect that was published"), "{text}");
    let text = said(&study, &TRIAL.replace("[\"baseline\"]", "[\"expansion\"]"));
    assert!(text.contains("another scenario than that of the study"), "{text}");
    let text = said(&study.replace("E02", "T03"), TRIAL);
    assert!(text.contains("`T03` is a figure of a run, and no effect"), "{text}");
    let text = said(&format!("{study}{EFFECT}"), TRIAL);
    assert!(text.contains("an effect twice"), "{text}");
    let text = said(&study, &TRIAL.replace("until = 14", "until = 24"));
    assert!(text.contains("trial.toml") && text.contains("does not fit the run"), "{text}");
    // Draws are weighed by effects or not at all.
    fs::write(home.at("study.toml"), STUDY).expect("a study");
    fs::write(home.at("draws.csv"), "consulting.gp_supply\n1\n2\n").expect("a table");
    let table = home.at("draws.csv").to_string_lossy().into_owned();
    let refused = home.kith("out", &["--draws", &table]).assert().code(65);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(told.contains("has no effect of a trial that could weigh draws"), "{told}");
    assert!(!home.at("out").exists() && !home.at("out.cells").exists());
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

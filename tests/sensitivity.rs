//! `kith sensitivity`, as its user meets it: what it leaves, that stopping and shards change
//! nothing, and that a check by another library is made on what this program makes.

use crate::common::{files, rows};
use kith::scenario::names;
use kith::studies::sensitivity;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::studies::sensitivity::morris::{ElementaryEffect, Trajectories};
use kith::studies::sensitivity::sobol::Rows;

/// Two stages over six parameters, against a scenario without the scheme.
const STUDY: &str = r#"
title = "Test"
because = "A test."
scenarios = ["baseline.toml", "no_social_prescribing.toml"]
points_win = false
[run]
people = 1500
weeks = 56
warm_up_weeks = 8
replicates = 2
[screening]
trajectories = 2
[indices]
rows = 4
strongest = 2
[[outcome]]
metric = "gp_requests"
[[outcome]]
metric = "sessions"
period = "all_weeks"
against = "no_social_prescribing"
[[outcome]]
metric = "wait_median"
period = "first_year"
[parameters]
include = ["consulting.medical_per_year", "link_workers.*", "trust.gain_per_session"]
[ranges]
"vcs.per_thousand" = { low = 1, high = 4, scale = "log" }
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        for name in ["baseline.toml", "no_social_prescribing.toml"] {
            let from = root().join("scenarios").join(name);
            fs::copy(from, home.path().join(name)).expect("a copy of a scenario");
        }
        fs::write(home.path().join("study.toml"), STUDY).expect("a study");
        Self(home)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn kith(&self, output: &str, more: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin!("kith"));
        command.arg("sensitivity").arg(self.at("study.toml")).arg("--output");
        command.arg(self.at(output)).args(more);
        command
    }
}

#[test]
fn a_study_leaves_tables_with_a_dictionary_words_and_pictures() {
    let home = Home::new();
    let done = home.kith("out", &[]).assert().code(0);
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(said.contains("most for requests to see a GP in the last year:"), "{said}");
    let out = home.at("out");
    let summary = fs::read_to_string(out.join("summary.txt")).unwrap();
    assert!(said.starts_with(&summary), "{said}");
    // Every column of every table has its line in the dictionary, and the other way round.
    let mut columns = BTreeSet::new();
    for table in ["effects", "indices", "noise", "outcomes", "parameters"] {
        let mut file = csv::Reader::from_path(out.join(format!("{table}.csv"))).unwrap();
        let header = file.headers().unwrap().clone();
        columns.extend(header.iter().map(|column| (table.to_owned(), column.to_owned())));
        assert!(file.records().count() > 0, "{table} is empty");
    }
    let dictionary = rows(&out.join("dictionary.csv"));
    assert!(dictionary.iter().all(|row| !row["meaning"].is_empty()));
    let named: BTreeSet<_> =
        dictionary.iter().map(|row| (row["table"].clone(), row["column"].clone())).collect();
    assert_eq!(columns, named);
    // Demand follows the medical rate, and both stages say so.
    for (table, measure) in [("effects", "mu"), ("indices", "slope")] {
        let all = rows(&out.join(format!("{table}.csv")));
        let first = all
            .iter()
            .find(|row| row["outcome"] == "gp_requests.last_year" && row["rank"] == "1")
            .expect("a first one");
        assert_eq!(first["parameter"], "consulting.medical_per_year", "{table}");
        assert!(first[measure].parse::<f64>().unwrap() > 10.0, "{table}: {first:?}");
    }
    let parameters = rows(&out.join("parameters.csv"));
    let range = parameters.iter().find(|row| row["parameter"] == "vcs.per_thousand").unwrap();
    assert_eq!((range["low"].as_str(), range["scale"].as_str()), ("1.0", "log"));
    let pictures = rows(&out.join("charts/index.csv"));
    assert!(pictures.len() >= 8 && pictures.iter().all(|row| !row["sentence"].is_empty()));
    for picture in pictures {
        assert!(fs::metadata(out.join("charts").join(&picture["file"])).unwrap().len() > 500);
    }
    // Results are never replaced unasked; asked, the cells that are there are not run again.
    home.kith("out", &["--quiet"]).assert().code(2);
    let before = files(&out);
    let again = home.kith("out", &["--force"]).assert().code(0);
    let said = String::from_utf8_lossy(&again.get_output().stderr).into_owned();
    assert!(said.contains("nothing left to run"), "{said}");
    assert_eq!(files(&out), before);
}

#[test]
fn shards_threads_and_a_stop_half_way_change_no_byte() {
    let home = Home::new();
    home.kith("whole", &["--quiet", "--threads", "1"]).assert().code(0);
    let whole = files(&home.at("whole"));
    // Each shard does its part of the screening, and only when both have, of the indices.
    let shard = |which: &str| {
        let done = home.kith("parts", &["--threads", "2", "--shard", which]).assert().code(0);
        String::from_utf8_lossy(&done.get_output().stdout).into_owned()
    };
    assert!(shard("1/2").contains("part of the screening is done"));
    assert!(!home.at("parts").exists() && home.at("parts.cells/screening/parts").is_dir());
    assert!(shard("2/2").contains("part of the indices is done"));
    // A call without shards goes on with what is missing and writes the results.
    home.kith("parts", &["--quiet"]).assert().code(0);
    assert_eq!(files(&home.at("parts")), whole);
    // Made again from its record.
    let mut again = Command::new(cargo_bin!("kith"));
    again.arg("reproduce").arg(home.at("parts")).args(["--threads", "2"]).assert().code(0);
    // Another plan in the same cells is refused.
    home.kith("parts", &["--quiet", "--force", "--seed", "9"]).assert().code(2);
}

#[test]
fn the_reference_keeps_what_it_changes_itself() {
    let home = Home::new();
    let study = sensitivity::read::load_sensitivity(&home.at("study.toml")).expect("a study");
    let (_, plan) = sensitivity::stage::screening(&study).expect("a plan").expect("a screening");
    let posts = names::parameter("link_workers.per_50k").expect("a parameter");
    let requests = names::parameter("consulting.medical_per_year").expect("a parameter");
    let value = |point: usize, scenario: usize, parameter: usize| {
        plan.timeline(plan.cell(plan.number(point, scenario, 0))).at(0).values[parameter]
    };
    let mut levels = BTreeSet::new();
    for point in 0..plan.points.len() {
        assert!(value(point, 0, posts) > 0.4 && value(point, 1, posts) <= 0.0, "point {point}");
        assert_eq!(value(point, 0, requests).to_bits(), value(point, 1, requests).to_bits());
        levels.insert(value(point, 0, posts).to_bits());
    }
    assert!(levels.len() > 1);
}

#[test]
fn paths_patterns_and_exclusions_choose_the_parameters() {
    let home = Home::new();
    let chosen = |lines: &str| -> Vec<String> {
        let study = STUDY.split("[parameters]").next().unwrap();
        let path = home.at("chosen.toml");
        fs::write(&path, format!("{study}{lines}\n")).expect("a study");
        let study =
            sensitivity::read::load_sensitivity(&path).unwrap_or_else(|found| panic!("{found}"));
        study.study.factors.into_iter().map(|factor| factor.path).collect()
    };
    let all = chosen("");
    assert!(all.len() > 500 && all.iter().all(|path| !path.starts_with("run.")));
    let some =
        chosen("[parameters]\ninclude = [\"link_workers.*\"]\nexclude = [\"link_workers.pooled\"]");
    assert!(some.contains(&"link_workers.per_50k".to_owned()));
    assert!(some.iter().all(|path| path.starts_with("link_workers.")));
    assert!(!some.contains(&"link_workers.pooled".to_owned()));
    let without = chosen("[parameters]\nexclude = [\"need.*\", \"population.age\"]");
    assert!(without.iter().all(|path| !path.starts_with("need.")));
    assert!(without.iter().all(|path| !path.starts_with("population.age.")));
    assert!(without.contains(&"population.trust".to_owned()) && without.len() < all.len());
    // A range for all labels of an axis makes one factor of them.
    let axis = chosen(
        "[parameters]\ninclude = [\"trust.*\"]\n[ranges]\n\"population.no_car\" = { low = 0.1, high = 0.3 }",
    );
    assert_eq!(axis.iter().filter(|path| path.starts_with("population.no_car")).count(), 1);
}

/// The function of Ishigami and Homma (1990), on the unit cube.
fn ishigami(x: &[f64]) -> f64 {
    let x: Vec<f64> = x.iter().map(|x| (2.0 * x - 1.0) * std::f64::consts::PI).collect();
    let (first, second) = (libm::sin(x[0]), libm::sin(x[1]));
    first + 7.0 * second * second + 0.1 * x[2] * x[2] * x[2] * x[2] * first
}

/// Lines, a product, a bend, and a parameter that nothing reads.
fn known(x: &[f64]) -> f64 {
    2.0 * x[0] - 3.0 * x[1] + 5.0 * x[2] * x[3] + (x[4] - 0.5) * (x[4] - 0.5)
}

/// A line of a table.
fn line(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\n"
}

fn table(points: &[Vec<f64>], outcomes: &[Option<f64>]) -> String {
    let names = (1..=points[0].len()).map(|number| format!("x{number}"));
    let mut text = line(names.chain(["y".to_owned()]));
    for (point, outcome) in points.iter().zip(outcomes) {
        text += &line(point.iter().chain(outcome).map(f64::to_string));
    }
    text
}

/// `docs/examples/check_sensitivity.py` holds these files against `SALib`. Renew them with
/// `KITH_RENEW=1 cargo test sensitivity`.
#[test]
fn the_files_that_another_library_checks_are_what_this_program_makes() {
    let walks = Trajectories::drawn(6, 20, 4, 1);
    let walked: Vec<_> = walks.points().iter().map(|point| Some(known(point))).collect();
    let design = Rows::drawn(3, 256, 1);
    let seen: Vec<_> = design.points().iter().map(|point| Some(ishigami(point))).collect();
    let mut effects = "parameter,mu,mu_star,sigma,mu_star_low,mu_star_high\n".to_owned();
    for (factor, all) in walks.elementary(&walked).iter().enumerate() {
        let ElementaryEffect { mu, mu_star, sigma, interval, .. } =
            ElementaryEffect::of(all, 1, factor).unwrap();
        let (low, high) = interval.unwrap();
        let figures = [mu, mu_star, sigma.unwrap(), low, high].map(|figure| figure.to_string());
        effects += &line([format!("x{}", factor + 1)].into_iter().chain(figures));
    }
    let found = design.indices(&seen, 1).expect("it varies");
    let mut indices =
        "parameter,first,first_low,first_high,total,total_low,total_high\n".to_owned();
    for (factor, (first, total)) in found.first.iter().zip(&found.total).enumerate() {
        let figures = [first.value, first.low, first.high, total.value, total.low, total.high];
        let figures = figures.map(|figure| figure.to_string());
        indices += &line([format!("x{}", factor + 1)].into_iter().chain(figures));
    }
    let folder = root().join("docs/examples/sensitivity");
    for (name, text) in [
        ("morris_points.csv", table(walks.points(), &walked)),
        ("morris_effects.csv", effects),
        ("sobol_points.csv", table(design.points(), &seen)),
        ("sobol_indices.csv", indices),
    ] {
        let path = folder.join(name);
        if std::env::var_os("KITH_RENEW").is_some() {
            fs::write(&path, &text).expect("a renewed file");
        }
        let there = fs::read_to_string(&path).expect("a committed file").replace("\r\n", "\n");
        assert!(there == text, "{name} is not what this program makes");
    }
}

//! `kith evaluate`: that a sham scheme has no truth and naive effects, that a randomised design holds the truth of
//! its own estimand as often as it says, that designs on the shelf can be used, and that folders hold to what
//! all others do.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::runs::Watch;
use kith::studies::evaluation::Design;
use kith::studies::evaluation::found::{Evaluated, evaluate};
use kith::studies::evaluation::read::load_design;

use crate::common::{files, root, rows, scenarios};

/// The head of a design of a scenario that is shipped.
fn design(scenario: &str, lines: &str) -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().expect("a temporary folder");
    // Beside the design, so that its folder of results can be made again wherever it lies.
    for name in ["baseline", scenario] {
        let file = format!("{name}.toml");
        fs::copy(scenarios().join(&file), home.path().join(&file)).expect("a copy");
    }
    let text = format!(
        "title = \"Test\"\nbecause = \"A test.\"\nscenarios = ['{scenario}.toml']\n{lines}"
    );
    let path = home.path().join("tried.toml");
    fs::write(&path, text).expect("a written design");
    (home, path)
}

fn read(path: &Path) -> Design {
    load_design(path).unwrap_or_else(|found| panic!("{found}"))
}

fn evaluated(design: &Design) -> Evaluated<'_> {
    let stop = AtomicBool::new(false);
    evaluate(design, &Watch { cell_done: &|| {}, stop: &stop })
}

/// A study of clients that looks at so many weeks before the referral.
fn clients(estimator: &str, outcome: &str, before: u32, people: u32, studies: u32) -> String {
    format!(
        "estimator = \"{estimator}\"\noutcome = \"{outcome}\"\n\
         [run]\npeople = {people}\nweeks = 118\nreplicates = {studies}\n\
         [when]\nfrom = 13\nuntil = 65\nbefore = {before}\nafter = 52\n"
    )
}

#[test]
fn a_sham_scheme_has_naive_effects_and_a_truth_of_zero() {
    // Scores are kept in steps: whoever is looked at more often is rounded more often.
    let designs = [
        ("before_after", "gp_visits", 12, 1e-9),
        ("matched_control", "gp_visits", 12, 1e-9),
        ("completers", "life_satisfaction", 52, 1e-3),
    ];
    for (estimator, outcome, before, rounding) in designs {
        let (_home, path) = design("sham", &clients(estimator, outcome, before, 16_000, 6));
        let design = read(&path);
        let all = evaluated(&design);
        let (found, truth) = (all.found().expect("an effect"), all.truth().expect("twins"));
        let error = found.standard_error.expect("several studies");
        // Completers are a handful in each study.
        let sure = estimator == "completers" || found.mean.abs() > 2.0 * error;
        assert!(sure, "{estimator} finds {} +- {error}", found.mean);
        // GPs who are won for a scheme that does nothing still see more need and signpost more: that leaves a few visits
        // in a hundred clients (`gp_holism` in a comparison with no scheme).
        let rounding = f64::max(rounding, 0.05);
        assert!(truth.mean.abs() < rounding, "{estimator}: the truth of nothing is {}", truth.mean);
        let interference = all.interference().expect("twins");
        assert!(interference.mean.abs() < rounding, "{estimator}: {}", interference.mean);
    }
}

/// A trial of this many people a neighbourhood in so many studies.
fn trial(people: u32, studies: u32) -> String {
    format!(
        "estimator = \"randomised\"\noutcome = \"life_satisfaction\"\n\
         [run]\npeople = {people}\nweeks = 74\nwarm_up_weeks = 26\nreplicates = {studies}\n\
         [when]\nfrom = 0\nuntil = 52\nbefore = 13\nafter = 17\n[allocation]\nwait = 26\n"
    )
}

/// How many of a thousand coins of this weight may fall so that chance alone is to blame in all but one of
/// ten thousand cases.
fn limits(studies: usize) -> (usize, usize) {
    let (count, share) = (studies as f64, 0.95);
    let reach = 3.9 * (count * share * (1.0 - share)).sqrt();
    (
        (count * share - reach).floor() as usize,
        ((count * share + reach).ceil() as usize).min(studies),
    )
}

#[test]
fn a_trial_holds_the_truth_of_its_own_estimand() {
    let (_home, path) = design("baseline", &trial(2_500, 80));
    let design = read(&path);
    let all = evaluated(&design);
    let [studies, held, clear] = all.held();
    assert!(studies > 70, "{studies} studies found anything");
    let (low, high) = limits(studies);
    assert!((low..=high).contains(&held), "{held} of {studies} hold {:?}", all.truth());
    assert!(clear < studies, "no small trial is always clear");
    let bias = all.bias().expect("both");
    let error = bias.standard_error.expect("several");
    assert!(bias.mean.abs() < 4.0 * error, "bias {} +- {error}", bias.mean);
}

#[test]
#[ignore = "a thousand trials: `.ci/long`"]
fn a_thousand_trials_hold_the_truth_as_often_as_they_say() {
    let (_home, path) = design("baseline", &trial(2_500, 1_000));
    let design = read(&path);
    let all = evaluated(&design);
    let [studies, held, _] = all.held();
    let share = held as f64 / studies as f64;
    println!("{held} of {studies} intervals hold the truth {:?}", all.truth());
    assert!((0.936..=0.964).contains(&share), "{held} of {studies}");
}

#[test]
fn every_design_on_the_shelf_can_be_used_and_every_estimator_has_one() {
    let shelf = scenarios().join("evaluations");
    let mut estimators: Vec<&str> = fs::read_dir(shelf)
        .expect("the shelf")
        .map(|entry| read(&entry.expect("a design").path()).estimator.label())
        .collect();
    estimators.sort_unstable();
    estimators.dedup();
    assert_eq!(estimators.len(), kith::studies::evaluation::Estimator::ALL.len(), "{estimators:?}");
}

fn kith(path: &Path, output: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(cargo_bin!("kith"));
    command.current_dir(root()).arg("evaluate").arg(path).arg("--output").arg(output).args(more);
    command
}

#[test]
fn threads_change_no_byte_and_a_folder_is_made_again_from_its_record() {
    let lines = clients("matched_control", "gp_visits", 52, 3_000, 2);
    let (home, path) = design("baseline", &lines);
    let (one, two) = (home.path().join("one"), home.path().join("two"));
    let more = ["--records", "--power", "--quiet", "--threads"];
    kith(&path, &one, &[more.as_slice(), &["1"]].concat()).assert().success();
    kith(&path, &two, &[more.as_slice(), &["2"]].concat()).assert().success();
    let one_files = files(&one);
    assert!(one_files == files(&two), "threads changed a file");
    for name in ["designs.csv", "studies.csv", "around.csv", "power.csv", "summary.txt"] {
        assert!(one_files.contains_key(name), "there is no {name}");
    }
    for name in ["people", "visits", "truth_visits", "truth_life"] {
        let of = |folder: &Path| fs::read(folder.join(format!("tried/{name}.parquet")));
        let bytes = of(&one).expect("records");
        assert!(bytes == of(&two).expect("records"), "threads changed {name}");
        let said = String::from_utf8_lossy(&bytes).contains("no real person");
        assert!(said, "{name} does not say that it is synthetic");
    }
    let studies = rows(&one.join("studies.csv"));
    assert_eq!(studies.len(), 2);
    assert!(
        studies.iter().all(|study| !study["estimate"].is_empty() && !study["truth"].is_empty())
    );
    let listed = rows(&one.join("dictionary.csv"));
    let header = fs::read_to_string(one.join("designs.csv")).expect("a table");
    let header = header.lines().next().expect("a header");
    let columns: Vec<&str> = listed
        .iter()
        .filter(|row| row["table"] == "designs")
        .map(|row| row["column"].as_str())
        .collect();
    assert_eq!(header, columns.join(","), "the dictionary has every column");
    let mut again = Command::new(cargo_bin!("kith"));
    again.arg("reproduce").arg(&one).assert().success();
}

#[test]
fn results_are_kept_and_those_of_other_commands_never_replaced() {
    let (home, path) = design("baseline", &clients("before_after", "gp_visits", 52, 1_500, 1));
    let out = home.path().join("out");
    kith(&path, &out, &["--quiet"]).assert().success();
    kith(&path, &out, &["--quiet"]).assert().code(2);
    kith(&path, &out, &["--quiet", "--force"]).assert().success();
    let mut run = Command::new(cargo_bin!("kith"));
    let small = ["run", "baseline", "--people", "400", "--weeks", "8", "--replicates", "1"];
    run.args(small).args(["--force", "--quiet", "--output"]).arg(&out).assert().code(2);
}

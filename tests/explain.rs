//! `kith explain`: parameters, metrics and claims, and what is said of names that nothing has. What is
//! printed is kept in `tests/snapshots/`; renew it with `INSTA_UPDATE=always cargo test explain`.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use tempfile::TempDir;

use crate::command_line::text;

/// What is printed in a folder, on whichever of the two ways out the code says.
fn explained(folder: &Path, arguments: &[&str], code: i32) -> String {
    let mut command = Command::new(cargo_bin!("kith"));
    let ended = command.current_dir(folder).arg("explain").args(arguments).assert().code(code);
    let output = ended.get_output();
    text(if code == 0 { &output.stdout } else { &output.stderr })
}

fn empty() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn parameters_metrics_and_claims_are_explained() {
    let home = empty();
    let said = |name: &str| explained(home.path(), &[name], 0);
    insta::assert_snapshot!("parameter", said("waiting.loss_per_month"));
    insta::assert_snapshot!("metric", said("lost_waiting"));
    insta::assert_snapshot!("claim", said("A100"));
    // A name may be that of a section and of a metric.
    let both = said("activation");
    assert!(both.contains("PAM") && both.contains("activation.half_life"), "{both}");
}

#[test]
fn words_are_found_in_names_and_meanings_whatever_their_case() {
    let home = empty();
    let find = |words: &[&str]| explained(home.path(), &[&["--find"], words].concat(), 0);
    insta::assert_snapshot!("find", find(&["waiting", "TRUST"]));
    // An axis is one line, unless the word is of one label.
    let axis = find(&["need.prevalence"]);
    assert!(axis.contains("Parameters (1)\n  need.prevalence  "), "{axis}");
    let label = find(&["need.prevalence.food"]);
    assert!(label.contains("Parameters (1)\n  need.prevalence.food  "), "{label}");
    let carried = find(&["A100"]);
    assert!(carried.contains("Claims") && carried.contains("feedback.belief_gain"), "{carried}");
}

#[test]
fn a_name_that_nothing_has_is_answered_with_the_nearest() {
    let home = empty();
    for (wrong, right) in [
        ("waiting.los_per_month", "`waiting.loss_per_month`"),
        ("gp_request", "`gp_requests`"),
        ("A10", "`A010`"),
        ("navigatr", "`navigator`"),
    ] {
        let said = explained(home.path(), &[wrong], 65);
        assert!(said.contains(&format!("did you mean {right}")), "{said}");
    }
    insta::assert_snapshot!("nothing", explained(home.path(), &["nothing of the kind"], 65));
    insta::assert_snapshot!("find_nothing", explained(home.path(), &["--find", "unobtainium"], 65));
}

#[test]
fn the_verdict_on_a_claim_is_that_of_the_last_run_and_says_of_which_model() {
    let home = empty();
    let results = home.path().join("output/theory");
    let model =
        |digest: &str| format!("model = \"{digest}\"\n[run]\npeople = 10000\nweeks = 156\n");
    fs::create_dir_all(&results).expect("a folder");
    fs::write(results.join("theory.csv"), "id,verdict\nA099,unclear\nA100,mechanism_only\n")
        .expect("a table");
    fs::write(results.join("run.toml"), model("0123456789abcdef")).expect("a record");
    let said = || explained(home.path(), &["a100"], 0);
    let other = "mechanism only (output/theory: 10000 people, 156 weeks, another model, 0123";
    assert!(said().contains(other), "{}", said());
    fs::write(results.join("run.toml"), model(&kith::report::Record::model())).expect("a record");
    assert!(said().contains("10000 people, 156 weeks, this model)"), "{}", said());
    let given = explained(home.path(), &["A103", "--theory", "output/theory"], 0);
    assert!(given.contains("none in output/theory; `kith theory A103 --output "), "{given}");
}

//! What a user concludes from results: a scenario that does nothing in its run is not reported under
//! its title, what is too little to say anything says so, and a scenario made to differ is not judged
//! by figures published of how things are.

use kith::scenario;
use std::fs;

use assert_cmd::Command;
use kith::scenario::{Diagnostics, Scenario};
use tempfile::TempDir;

use crate::common;
use crate::common::rows;

/// A folder with the baseline and an overlay of it with these lines.
fn folder(lines: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(common::scenarios().join("baseline.toml"), folder.path().join("baseline.toml"))
        .unwrap();
    let head = "title = \"A reform\"\nextends = \"baseline\"\nbecause = \"A test.\"\n\n";
    fs::write(folder.path().join("reform.toml"), format!("{head}{lines}\n")).unwrap();
    folder
}

/// The overlay as `kith check` judges it.
fn judged(lines: &str) -> Result<Scenario, Diagnostics> {
    let mut scenario = scenario::load(&folder(lines).path().join("reform.toml")).unwrap();
    scenario.check_effect()?;
    Ok(scenario)
}

/// The warnings on an overlay that does something.
fn warnings(lines: &str) -> Vec<String> {
    let scenario = judged(lines).unwrap_or_else(|found| panic!("{found}"));
    scenario.warnings.iter().map(|warning| warning.message.clone()).collect()
}

/// Runs the program and gives its code and all that it said.
fn kith(words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::cargo_bin("kith").unwrap();
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(words).output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code(), said.concat())
}

const NOTHING: &str = "this scenario changes nothing in its run";

#[test]
fn a_scenario_that_changes_nothing_in_its_run_is_refused() {
    for lines in [
        "[set]\n\"run.weeks\" = 60\n[[schedule]]\nfrom = 60\nset.\"policy.austerity\" = 0.5",
        "[[schedule]]\nfrom = \"6 years\"\nscale.\"link_workers.per_50k\" = 2",
        "",
        "[set]\n\"policy.austerity\" = 0",
        "[scale]\n\"policy.austerity\" = 3",
        "[[schedule]]\nfrom = 8\nscale.\"policy.austerity\" = 3",
    ] {
        let found = judged(lines).expect_err(lines).to_string();
        assert!(found.contains(NOTHING) && found.contains("the values of `baseline`"), "{found}");
        let named = lines.contains("schedule") || lines.contains("scale");
        assert_eq!(found.contains("warning: `"), named, "{found}");
    }
}

#[test]
fn a_change_that_the_run_does_not_see_is_named() {
    let early = "[set]\n\"run.weeks\" = 60\n\"link_workers.per_50k\" = 2\n";
    let said = |schedule: &str| warnings(&format!("{early}[[schedule]]\n{schedule}"));
    assert_eq!(
        said("from = 60\nset.\"policy.austerity\" = 0.5"),
        ["`policy.austerity` changes only after the end of the run"]
    );
    assert_eq!(
        said("from = 50\nover = 11\nset.\"policy.austerity\" = 0.5"),
        ["the change of `policy.austerity` is not whole when the run ends"]
    );
    for whole in ["from = 59", "from = 50\nover = 10", "from = 4\nuntil = 90"] {
        assert_eq!(said(&format!("{whole}\nset.\"policy.austerity\" = 0.5")), [""; 0], "{whole}");
    }
}

#[test]
fn a_change_that_leaves_a_value_as_it_was_is_named() {
    let early = "[set]\n\"link_workers.per_50k\" = 2\n";
    assert_eq!(
        warnings(&format!("{early}[scale]\n\"policy.austerity\" = 2")),
        ["`policy.austerity` has this value without the change"]
    );
    assert_eq!(
        warnings(&format!("{early}[[schedule]]\nfrom = 8\nset.\"link_workers.per_50k\" = 2")),
        ["`link_workers.per_50k` has this value without the change"]
    );
    // A scenario may be another size alone, whatever the command line makes of that.
    let mut size = judged("[set]\n\"run.people\" = 20000").unwrap();
    size.with_value("run.people", 50_000.0).unwrap();
    size.check_effect().unwrap();
    // A value may be pinned, and one label of an axis may have the value already.
    let pinned = "\"policy.austerity\" = 0\n\"run.seed\" = 1\n[scale]\n\"run.people\" = 1";
    assert_eq!(warnings(&format!("{early}{pinned}")), [""; 0]);
    let axis = "[scale]\n\"link_work.direct_resolution\" = 1.5";
    assert_eq!(warnings(&format!("{early}{axis}")), [""; 0]);
}

#[test]
fn shipped_scenarios_do_what_they_say_in_full() {
    for file in fs::read_dir(common::scenarios()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let mut scenario = scenario::load_with_networks(&path).unwrap();
        let before = scenario.warnings.len();
        scenario.check_effect().unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(scenario.warnings.len(), before, "{}", path.display());
        assert!(
            !scenario.warnings.iter().any(|warning| warning.message.contains("without the change"))
        );
        assert_eq!(
            scenario.changed().is_empty(),
            scenario.name == "baseline",
            "{}",
            path.display()
        );
    }
}

#[test]
fn weeks_on_the_command_line_that_end_before_the_change_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let output = home.path().join("out").display().to_string();
    let short = ["--weeks", "52", "--people", "500", "--output", &output];
    let run = ["run", "scenarios/austerity.toml"];
    let compare = ["compare", "scenarios/baseline.toml", "scenarios/austerity.toml"];
    for words in [&run[..], &compare[..]] {
        let (code, said) = kith(&[words, &short[..]].concat());
        assert_eq!(code, Some(65), "{said}");
        assert!(said.contains(NOTHING) && said.contains("week 52 on"), "{said}");
        assert!(!home.path().join("out").exists());
    }
    let reform =
        folder("[set]\n\"run.weeks\" = 60\n[[schedule]]\nfrom = 60\nset.\"policy.austerity\" = 1");
    let (code, said) = kith(&["check", &reform.path().join("reform.toml").display().to_string()]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains(NOTHING), "{said}");
}

#[test]
fn only_a_run_of_the_base_is_judged_by_published_figures() {
    let home = tempfile::tempdir().unwrap();
    let small = ["--weeks", "60", "--people", "600", "--replicates", "2", "--no-charts"];
    for (scenario, judged) in [("baseline", true), ("no_social_prescribing", false)] {
        let (file, output) = (format!("scenarios/{scenario}.toml"), home.path().join(scenario));
        let words = ["run", &file, "--output", &output.display().to_string()];
        let (code, said) = kith(&[&words[..], &small[..]].concat());
        assert_eq!(code, Some(0), "{said}");
        // Two cells of one neighbourhood each are replicates.
        assert!(said.contains("2 of 2 replicates simulated"), "{said}");
        let mut some = 0;
        for row in rows(&output.join("targets.csv")) {
            let note = &row["note"];
            match (row["agrees"].as_str(), judged) {
                ("", _) => assert!(row["found"].is_empty() && note.contains("nobody"), "{row:?}"),
                ("yes" | "no", true) => assert_eq!(note, ""),
                ("not judged", false) => {
                    some += 1;
                    let names = "the scenario changes referral.open, referral.self_referral_share, \
                                 navigator.coverage and 1 more";
                    assert_eq!(note, names);
                }
                _ => panic!("{row:?}"),
            }
        }
        assert!(judged || some > 5, "{some} rows");
    }
}

#[test]
fn figures_that_add_up_do_so_and_the_dictionary_says_which() {
    let home = tempfile::tempdir().unwrap();
    let output = home.path().join("out");
    let words = ["run", "scenarios/baseline.toml", "--output", &output.display().to_string()];
    let small =
        ["--weeks", "60", "--people", "2000", "--replicates", "3", "--no-charts", "--quiet"];
    assert_eq!(kith(&[&words[..], &small[..]].concat()).0, Some(0));
    let dictionary = rows(&output.join("dictionary.csv"));
    let of = |name: &str| dictionary.iter().find(|row| row["name"] == name).unwrap();
    assert!(of("declined_share")["over_weeks"].starts_with("pooled: "));
    assert_eq!(of("gp_requests")["over_weeks"], "mean of the weeks");
    assert!(of("median")["meaning"].contains("Medians do not add up"));
    assert!(of("low")["meaning"].contains("nine times in ten"));
    for row in rows(&output.join("funnel.csv")) {
        // Three replicates: thirds of whole numbers, to six digits.
        let thirds = row["mean"].parse::<f64>().unwrap() * 3.0;
        assert!((thirds - thirds.round()).abs() < 0.01, "{row:?}");
    }
}

//! `kith compare`, as its user meets it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const SMALL: [&str; 8] =
    ["--people", "600", "--weeks", "60", "--replicates", "3", "--no-charts", "--quiet"];

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn kith(words: &[&str], files: &[PathBuf], output: &Path) -> Command {
    let mut command = Command::cargo_bin("kith").unwrap();
    command.arg(words[0]).args(files).args(&words[1..]).arg("--output").arg(output);
    command
}

fn small(word: &str) -> Vec<&str> {
    std::iter::once(word).chain(SMALL).collect()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// Whether a figure is exactly zero, where there is one.
fn nothing(cell: &str) -> Option<bool> {
    (!cell.is_empty()).then(|| cell.parse::<f64>().expect("a figure").abs() <= 0.0)
}

#[test]
fn a_scenario_against_itself_differs_by_exactly_nothing() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("same");
    let files = [scenario("baseline.toml"), scenario("baseline.toml")];
    kith(&small("compare"), &files, &path).assert().success();
    for table in ["differences.csv", "differences_summary.csv"] {
        let rows = rows(&path.join(table));
        assert!(rows.len() > 300, "{table}");
        let mut figures = 0;
        for row in rows {
            for column in ["difference", "low50", "high50", "low95", "high95", "standard_error"] {
                assert!(nothing(&row[column]).unwrap_or(true), "{table} {row:?}");
            }
            figures += usize::from(nothing(&row["difference"]) == Some(true));
        }
        assert!(figures > 300, "{table}");
    }
    let twins = rows(&path.join("twins.csv"));
    assert!(twins.iter().any(|row| row["whose"] == "clients"));
    assert!(twins.iter().all(|row| nothing(&row["value"]).unwrap_or(true)));
    let weekly = |arm: &str| fs::read_to_string(path.join(arm).join("weekly.csv")).unwrap();
    assert_eq!(weekly("baseline"), weekly("baseline_2").replace("baseline_2,", "baseline,"));
}

#[test]
fn an_arm_of_a_comparison_is_what_a_run_of_its_own_would_be() {
    let home = tempfile::tempdir().unwrap();
    let (pair, alone) = (home.path().join("pair"), home.path().join("alone"));
    let files = [scenario("baseline.toml"), scenario("waiting_lists.toml")];
    kith(&small("compare"), &files, &pair).assert().success();
    kith(&small("run"), &files[1..], &alone).assert().success();
    for table in ["weekly.csv", "summary.csv", "funnel.csv", "parameters.csv"] {
        let read = |path: PathBuf| fs::read_to_string(path).unwrap();
        assert_eq!(
            read(pair.join("waiting_lists").join(table)),
            read(alone.join(table)),
            "{table}"
        );
    }
    // The arms part after a year: nothing differs before, something after.
    let before: Vec<_> = rows(&pair.join("differences.csv"));
    let differs = |row: &BTreeMap<String, String>| nothing(&row["difference"]) == Some(false);
    let week = |row: &BTreeMap<String, String>| row["week"].parse::<u32>().unwrap();
    assert!(before.iter().filter(|row| week(row) < 52).all(|row| !differs(row)));
    assert!(before.iter().any(differs));
}

#[test]
fn arms_of_other_people_are_refused_and_the_parameter_is_named() {
    let home = tempfile::tempdir().unwrap();
    let read = |name: &str| fs::read_to_string(scenario(name)).unwrap();
    fs::write(home.path().join("baseline.toml"), read("baseline.toml")).unwrap();
    let older = "title = \"Other\"\nextends = \"baseline\"\nbecause = \"To be refused.\"\n[set]\n\
                 \"run.people\" = 20000\n\"population.stigma\" = 0.5\n";
    fs::write(home.path().join("other.toml"), older).unwrap();
    let files = ["baseline.toml", "other.toml"].map(|name| home.path().join(name));
    let output = kith(&["compare"], &files, &home.path().join("out")).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(65), "{text}");
    assert!(text.contains("other: run.people is 20000, in the base 50000"), "{text}");
    assert!(text.contains("other: population.stigma is 0.5, in the base 0.4"), "{text}");
    assert!(!home.path().join("out").exists());
}

#[test]
fn direct_effect_and_spill_over_add_up_to_the_whole() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pair");
    let files = [scenario("baseline.toml"), scenario("no_social_prescribing.toml")];
    let mut words = small("compare");
    words.extend(["--threads", "2"]);
    kith(&words, &files, &path).assert().success();
    let twins = rows(&path.join("twins.csv"));
    let total = |whose: &str, measure: &str| -> f64 {
        let found = twins
            .iter()
            .find(|row| row["whose"] == whose && row["by"] == "all" && row["measure"] == measure);
        found.map_or(0.0, |row| {
            let of = |column: &str| row[column].parse::<f64>().unwrap();
            of("value") * of("people")
        })
    };
    for measure in ["life_satisfaction_years", "practice_visits", "share_gained"] {
        let parts: f64 = ["clients_all_weeks", "referred_in_warm_up", "others"]
            .iter()
            .map(|whose| total(whose, measure))
            .sum();
        let whole = total("everybody", measure);
        assert!((parts - whole).abs() <= 1e-3 * whole.abs().max(0.1), "{measure} {parts} {whole}");
    }
    let clients = twins.iter().filter(|row| row["by"] == "referral" && row["whose"] == "clients");
    assert!(clients.clone().count() > 0, "the scheme has clients in the base");
    assert!(clients.into_iter().all(|row| row["group"] == "base_only"));
}

#[test]
fn replicates_are_added_until_the_tolerance_or_the_most_and_are_those_of_one_go() {
    let home = tempfile::tempdir().unwrap();
    let (batches, one_go) = (home.path().join("batches"), home.path().join("one_go"));
    let files = [scenario("baseline.toml"), scenario("waiting_lists.toml")];
    let sizes = ["compare", "--people", "1500", "--weeks", "90", "--no-charts", "--quiet"];
    let with = |more: &[&'static str]| -> Vec<&'static str> { [&sizes[..], more].concat() };
    let most = ["--replicates", "2", "--tolerance", "life_satisfaction=0.000000001", "--most", "5"];
    kith(&with(&most), &files, &batches).assert().success();
    kith(&with(&["--replicates", "5"]), &files, &one_go).assert().success();
    for table in ["differences.csv", "twins.csv"] {
        let read = |path: &Path| fs::read_to_string(path.join(table)).unwrap();
        assert!(read(&batches) == read(&one_go), "{table}");
    }
    let soon = home.path().join("soon");
    let loose = ["--replicates", "2", "--tolerance", "gp_requests=1000", "--most", "5"];
    kith(&with(&loose), &files, &soon).assert().success();
    let record = fs::read_to_string(soon.join("run.toml")).unwrap();
    assert!(record.contains("replicates_done = 2"), "{record}");
}

#[test]
fn a_metric_that_does_not_exist_is_refused_with_the_nearest_name() {
    let home = tempfile::tempdir().unwrap();
    let files = [scenario("baseline.toml"), scenario("waiting_lists.toml")];
    let words = ["compare", "--tolerance", "gp_request=1", "--most", "5"];
    let output = kith(&words, &files, &home.path().join("out")).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("the nearest is `gp_requests`"), "{text}");
}

#[test]
fn headers_do_not_change_and_clients_have_their_pictures() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pair");
    let files = [scenario("no_social_prescribing.toml"), scenario("baseline.toml")];
    let sizes = ["compare", "--people", "4000", "--weeks", "90", "--replicates", "3", "--quiet"];
    kith(&sizes, &files, &path).assert().success();
    let headers = [
        (
            "differences.csv",
            "scenario,base,week,group,metric,difference,low50,high50,low90,high90,low95,high95,\
             standard_error,replicates",
        ),
        (
            "differences_summary.csv",
            "scenario,base,period,group,metric,base_value,scenario_value,difference,low50,high50,\
             low90,high90,low95,high95,standard_error,relative_percent,relative_low95,\
             relative_high95,replicates,replicates_higher,replicates_lower,replicates_equal",
        ),
        (
            "twins.csv",
            "scenario,base,whose,weeks,by,group,measure,threshold,value,low90,high90,\
             standard_error,people,replicates",
        ),
        ("charts/index.csv", "chart,file,sentence,data"),
    ];
    for (file, header) in headers {
        let text = fs::read_to_string(path.join(file)).unwrap();
        assert_eq!(text.lines().next(), Some(header), "{file}");
    }
    for name in ["clients_by_kind", "clients_by_need", "gp_requests_by_cause_difference"] {
        for ending in ["svg", "png"] {
            let file = path.join("charts").join(format!("{name}.{ending}"));
            assert!(fs::metadata(&file).unwrap().len() > 5_000, "{}", file.display());
        }
    }
}

//! `kith compare`, as its user meets it.

use crate::common::rows;
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
        let parts: f64 = ["clients_all_weeks", "referred_before", "others"]
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
    // The record is that of one go too, and so is what the command in it makes.
    let parameters =
        |path: &Path| fs::read_to_string(path.join("baseline/parameters.csv")).unwrap();
    assert!(parameters(&batches) == parameters(&one_go), "parameters.csv");
    Command::cargo_bin("kith").unwrap().arg("reproduce").arg(&batches).assert().success();
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
            "scenario,base,whose,from_week,weeks,discount_percent,by,group,measure,threshold,value,\
             low90,high90,standard_error,people,replicates",
        ),
        (
            "readings.csv",
            "scenario,without,reading,measure,value,low90,high90,standard_error,people,replicates",
        ),
        ("charts/index.csv", "chart,file,sentence,data"),
    ];
    for (file, header) in headers {
        let text = fs::read_to_string(path.join(file)).unwrap();
        assert_eq!(text.lines().next(), Some(header), "{file}");
    }
    // What naive and matched studies find judges the model, and is not there unless it is asked for.
    let readings: Vec<String> =
        rows(&path.join("readings.csv")).iter().map(|row| row["reading"].clone()).collect();
    for wanted in ["twins_year_1", "twins_month_3", "prior_T22"] {
        assert!(readings.iter().any(|reading| reading == wanted), "{wanted}: {readings:?}");
    }
    assert!(!readings.iter().any(|reading| reading.starts_with("naive")), "{readings:?}");
    for name in ["clients_by_kind", "clients_by_need", "gp_requests_by_cause_difference"] {
        for ending in ["svg", "png"] {
            let file = path.join("charts").join(format!("{name}.{ending}"));
            assert!(fs::metadata(&file).unwrap().len() > 5_000, "{}", file.display());
        }
    }
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// The value of a measure of money over the whole run.
fn money(twins: &[BTreeMap<String, String>], discount: &str, by: [&str; 3]) -> Option<f64> {
    let whole =
        twins.iter().filter(|row| row["measure"] == "pounds_spent").map(|row| number(row, "weeks"));
    let whole = whole.fold(0.0, f64::max);
    let row = twins.iter().find(|row| {
        row["whose"] == "everybody"
            && [&row["by"], &row["group"], &row["measure"]] == by
            && row["discount_percent"] == discount
            && (number(row, "weeks") - whole).abs() < 0.5
    });
    row.and_then(|row| row["value"].parse().ok())
}

#[test]
fn two_worlds_are_counted_from_the_warm_up_alike_and_said_to_be_no_change() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("worlds");
    let files = [scenario("no_social_prescribing.toml"), scenario("baseline.toml")];
    let sizes =
        ["compare", "--people", "4000", "--weeks", "60", "--replicates", "3", "--no-charts"];
    let output = kith(&sizes, &files, &path).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("two worlds that have been different since before the first week"),
        "{said}"
    );
    assert!(said.contains("link_workers.per_50k"), "{said}");
    assert!(said.contains("in the 112 weeks from week -52, prices of 2023/24"), "{said}");
    let record = fs::read_to_string(path.join("run.toml")).unwrap();
    for wanted in ["[[differs]]", "from_week = -52", "two worlds", "discount_percent = 3.5"] {
        assert!(record.contains(wanted), "{wanted}: {record}");
    }
    let twins = rows(&path.join("twins.csv"));
    assert!(twins.iter().all(|row| row["from_week"] == "-52"));
    assert!(twins.iter().all(|row| row["whose"] != "referred_before"), "nobody came before");
    // Whoever is told apart adds up, to the penny.
    let all = money(&twins, "0.0", ["all", "all", "pounds_spent"]).unwrap();
    let lines = ["link_workers", "support", "organisations", "places", "navigators"];
    let sum: f64 =
        lines.iter().filter_map(|line| money(&twins, "0.0", ["line", line, "pounds_spent"])).sum();
    assert!((all - sum).abs() < 1e-4 * all, "{all} and {sum}");
    let fifths = ["most_deprived", "second", "middle", "fourth", "least_deprived"];
    for measure in ["pounds_spent", "life_satisfaction_years_gained"] {
        let all = money(&twins, "0.0", ["all", "all", measure]).unwrap();
        let sum: f64 =
            fifths.iter().filter_map(|fifth| money(&twins, "0.0", ["fifth", fifth, measure])).sum();
        assert!((all - sum).abs() < 1e-3 * all.abs().max(1.0), "{measure}: {all} and {sum}");
    }
    // What everybody gains is the gain of all persons together.
    let each = twins.iter().find(|row| {
        row["whose"] == "everybody"
            && row["by"] == "all"
            && row["measure"] == "life_satisfaction_years"
    });
    let each = each.expect("everybody");
    let gained = money(&twins, "0.0", ["all", "all", "life_satisfaction_years_gained"]).unwrap();
    let sum = number(each, "value") * number(each, "people");
    assert!((gained - sum).abs() < 1e-3 * gained.abs().max(0.1), "{gained} and {sum}");
    // Discounted figures are nearer to nothing, and a cut is a part.
    let later = money(&twins, "3.5", ["all", "all", "pounds_spent"]).unwrap();
    assert!(later < all && later > 0.9 * all, "{later} of {all}");
    assert!(twins.iter().any(|row| row["weeks"] == "52" && row["measure"] == "pounds_spent"));
}

#[test]
fn a_change_is_counted_from_its_week_whatever_is_compared_beside_it() {
    let home = tempfile::tempdir().unwrap();
    let (pair, three) = (home.path().join("pair"), home.path().join("three"));
    let files = ["baseline.toml", "waiting_lists.toml", "no_social_prescribing.toml"].map(scenario);
    let mut words = small("compare");
    words.extend(["--discount", "0"]);
    kith(&words, &files[..2], &pair).assert().success();
    kith(&words, &files, &three).assert().success();
    let alone = rows(&pair.join("twins.csv"));
    let beside: Vec<_> = rows(&three.join("twins.csv"))
        .into_iter()
        .filter(|row| row["scenario"] == "waiting_lists")
        .collect();
    assert_eq!(alone, beside);
    let spent = alone.iter().find(|row| row["measure"] == "pounds_spent").unwrap();
    assert_eq!([&spent["from_week"], &spent["weeks"]], ["52", "8"]);
    assert!(alone.iter().all(|row| row["discount_percent"] == "0.0"), "none was asked for");
    let record = fs::read_to_string(pair.join("run.toml")).unwrap();
    assert!(
        record.contains("a change from then on") && record.contains("--discount 0"),
        "{record}"
    );
    let refused = kith(&["compare", "--discount", "-1"], &files[..2], &pair).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

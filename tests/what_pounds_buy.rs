//! `kith budget`, as its user meets it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::common::{root, rows, scenarios, skipped};

/// A sum, and the sizes of a small run.
const SUM: [&str; 9] =
    ["--pounds", "40000", "--per-year", "--years", "1", "--people", "800", "--weeks", "110"];

/// Small enough for a test, with enough people for grants and posts to be told from nothing.
const SMALL: [&str; 12] = [
    "--pounds",
    "40000",
    "--per-year",
    "--years",
    "1",
    "--people",
    "2000",
    "--weeks",
    "104",
    "--number",
    "6",
    "--quiet",
];

fn budget(scenario: &Path, words: &[&str], output: &Path) -> Command {
    let mut command = Command::cargo_bin("kith").expect("the program");
    command.arg("budget").arg(scenario).args(words).arg("--output").arg(output);
    command
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column}: {row:?}"))
}

fn refused(words: &[&str], parts: &[&str]) {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let done = budget(&scenarios().join("baseline.toml"), words, &output).assert().failure();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    for part in parts {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!output.exists());
}

#[test]
fn a_sum_that_cannot_be_spent_so_is_refused_in_a_sentence() {
    let sum = ["--pounds", "400000", "--per-year"];
    let with = |more: &[&'static str]| [&sum[..], more].concat();
    refused(&["--pounds", "-5"], &["a sum is above nought"]);
    refused(&["--pounds", "much"], &["is no sum of pounds"]);
    refused(&with(&["--split", "post=0.5,grants=0.6"]), &["the nearest is `posts`"]);
    refused(&with(&["--split", "posts=0.5,grants=0.6"]), &["add up to 1.1"]);
    refused(&with(&["--split", "places=1"]), &["buy grants", "posts, grants"]);
    refused(&with(&["--weeks", "100"]), &["the run ends in week 100", "--weeks"]);
    refused(&with(&["--draws", "nowhere.csv"]), &["nowhere.csv"]);
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let closed = scenarios().join("no_social_prescribing.toml");
    let done = budget(&closed, &sum, &output).assert().code(65);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("`referral.open = 1`"), "{said}");
    let table = home.path().join("draws.csv");
    fs::write(&table, "draw,weight,model,workforce.pay\n0,1,another,-4\n").expect("a table");
    let words = [&sum[..], &["--draws", table.to_str().expect("a path")]].concat();
    let done = budget(&scenarios().join("baseline.toml"), &words, &output).assert().code(65);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("draws.csv:2") && said.contains("`workforce.pay`"), "{said}");
}

#[test]
fn draws_of_another_model_are_taken_with_a_warning() {
    let home = tempfile::tempdir().expect("a folder");
    let (table, output) = (home.path().join("draws.csv"), home.path().join("out"));
    fs::write(&table, "draw,weight,model,workforce.pay\n0,1,another,1.1\n").expect("a table");
    let words = [&SMALL[..], &["--draws", table.to_str().expect("a path")]].concat();
    let done = budget(&scenarios().join("baseline.toml"), &words, &output).assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("are of model another") && said.contains("kith calibrate"), "{said}");
    assert!(rows(&output.join("drawn.csv")).iter().all(|row| row["workforce.pay"] == "1.1"));
}

#[test]
fn the_answer_is_that_of_its_draws_adds_up_and_is_made_again_to_the_bit() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    // Enough draws for the value of studies to be worked out.
    let words: Vec<&str> =
        SMALL.iter().map(|word| if *word == "6" { "10" } else { *word }).collect();
    let words =
        [&words[..], &["--split", "posts=0.7,support=0.1,transport=0.1,intensive=0.1"]].concat();
    budget(&scenarios().join("baseline.toml"), &words, &output).assert().success();
    let options = rows(&output.join("options.csv"));
    assert_eq!(options.len(), 3 * 6, "three lenses, nothing more and five ways to spend it");
    for lens in ["payer", "nhs", "treasury"] {
        let of = || options.iter().filter(|row| row["lens"] == lens);
        assert_eq!(of().filter(|row| row["best"] == "yes").count(), 1);
        let sure: f64 = of().map(|row| number(row, "probability_best")).sum();
        assert!((sure - 1.0).abs() < 1e-9);
        let effects: Vec<f64> = of().map(|row| number(row, "effect")).collect();
        assert!(effects.is_sorted());
    }
    // To the penny: fifths make the total.
    let fifths = rows(&output.join("fifths.csv"));
    for whole in fifths.iter().filter(|row| row["fifth"] == "all") {
        let same = |row: &&BTreeMap<String, String>| {
            row["lens"] == whole["lens"]
                && row["option"] == whole["option"]
                && row["fifth"] != "all"
        };
        let parts: f64 =
            fifths.iter().filter(same).map(|row| number(row, "pounds_undiscounted")).sum();
        assert!((parts - number(whole, "pounds_undiscounted")).abs() < 0.005, "{whole:?}");
    }
    // So do the groups of each characteristic, and somebody gains and somebody loses.
    let groups = rows(&output.join("groups.csv"));
    assert_eq!(groups.len(), 3 * 5 * 11, "ten groups and all, of five ways through three lenses");
    for whole in groups.iter().filter(|row| row["by"] == "all") {
        for by in ["age", "sex", "cultural_minority", "disability"] {
            let same = |row: &&BTreeMap<String, String>| {
                let of = |column: &str| row[column] == whole[column];
                of("lens") && of("option") && row["by"] == by
            };
            let sum = |column: &str| -> f64 {
                groups.iter().filter(same).map(|row| number(row, column)).sum()
            };
            let pennies = sum("pounds_undiscounted") - number(whole, "pounds_undiscounted");
            assert!(pennies.abs() < 0.005, "{by}: {whole:?}");
            assert!((sum("share_of_list") - 1.0).abs() < 1e-9, "{by}");
        }
        assert!(number(whole, "share_gaining") > 0.0 && number(whole, "share_losing") > 0.0);
    }
    let children = groups.iter().find(|row| row["group"] == "under_18").expect("a row");
    assert!(number(children, "effect").abs() < 1e-12, "their life satisfaction is not modelled");
    // What is planned on all grants is spent, whatever part of it opens places.
    let spent = rows(&output.join("spent.csv"));
    let paid = |name: &str| {
        let of = |row: &&BTreeMap<String, String>| row["option"] == name && row["line"] == "paid";
        number(spent.iter().find(of).expect("a row"), "share")
    };
    assert!((paid("grants") - 1.0).abs() < 0.1, "{}", paid("grants"));
    let support =
        |row: &&BTreeMap<String, String>| row["option"] == "support" && row["line"] == "support";
    let support = spent.iter().find(support).expect("a row");
    assert!(number(support, "refused_a_year") > 30_000.0, "support cannot take up so much");
    for row in rows(&output.join("studies.csv")) {
        let net = number(&row, "everywhere") - number(&row, "cost");
        assert!((net - number(&row, "net")).abs() < 1.0, "{row:?}");
        assert!(row["worth_it"] == "no" || net > 0.0, "{row:?}");
    }
    let summary = fs::read_to_string(output.join("summary.txt")).expect("words");
    let parts = [
        "prices of 2023/24",
        "it can absorb only",
        "no saving",
        "worth its cost",
        "For whom, by the payer's price",
        "not which one it is",
        "What this cannot tell",
    ];
    for part in parts {
        assert!(summary.contains(part), "{part}: {summary}");
    }
    for picture in ["plane", "acceptability", "expected_loss"] {
        assert!(output.join(format!("charts/{picture}.png")).is_file());
    }
    let mut again = Command::cargo_bin("kith").expect("the program");
    again.arg("reproduce").arg(&output).args(["--threads", "1"]).assert().success();
    the_page_says_what_the_tables_say(&output, &home.path().join("board.html"));
    the_script_finds_the_same(&output);
}

/// The independent script works all of it out again, where there is a Python.
fn the_script_finds_the_same(output: &Path) {
    let script = root().join("tests/python/economics.py");
    let Ok(python) =
        std::process::Command::new("python3").arg("-B").arg(script).arg(output).output()
    else {
        skipped("the economics again in Python, no python3 here");
        return;
    };
    let said = String::from_utf8_lossy(&python.stdout).into_owned();
    println!("{said}");
    assert!(python.status.success() && said.contains(" 0 wrong"), "{said}");
}

/// The page in a folder of results, held against its tables, and made again from its files.
fn the_page_says_what_the_tables_say(output: &Path, again: &Path) {
    let page = fs::read_to_string(output.join("report.html")).expect("a page");
    let mut report = Command::cargo_bin("kith").expect("the program");
    report.arg("report").arg(output).arg("-o").arg(again).arg("--quiet").assert().success();
    assert_eq!(fs::read_to_string(again).expect("the same page"), page);
    let summary = fs::read_to_string(output.join("summary.txt")).expect("words");
    let headline = summary.lines().next().expect("a headline").replace('\'', "&#39;");
    assert!(page.contains(&format!("-answer\">{headline}</h1>")), "{headline}");
    assert_eq!(page.matches("<th scope=\"row\"><span class=\"sign\">").count(), 5, "five ways");
    assert_eq!(page.matches("<th scope=\"row\">65 and over</th>").count(), 5, "five ways by age");
    assert!(!page.contains("<script") && !page.contains("//cdn"));
    let figures = fs::read(output.join("report.csv")).expect("figures");
    let mut figures = csv::Reader::from_reader(&figures[3..]);
    let figures: Vec<csv::StringRecord> =
        figures.records().map(|row| row.expect("a row")).collect();
    let near = |row: &csv::StringRecord, wanted: f64| {
        let found: f64 = row[4].parse().expect("a figure");
        (found - wanted).abs() <= 1e-5 * wanted.abs().max(1e-6)
    };
    let options = rows(&output.join("options.csv"));
    let payer = options.iter().filter(|row| row["lens"] == "payer");
    for row in payer.filter(|row| row["option"] != "nothing_more") {
        for (column, name) in [
            ("effect", "WELLBYs"),
            ("cost", "cost"),
            ("net_benefit", "net benefit at the payer's price"),
        ] {
            let wanted = number(row, column);
            let there = figures.iter().any(|figure| &figure[2] == name && near(figure, wanted));
            assert!(there, "{name} of {}: {wanted}", row["option"]);
        }
    }
}

#[test]
fn the_best_mix_is_sought_told_on_a_page_and_made_again() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let mut optimise = Command::cargo_bin("kith").expect("the program");
    optimise.arg("optimise").arg(scenarios().join("baseline.toml")).args(SUM).args([
        "--lines",
        "posts,grants",
        "--steps",
        "2",
        "--number",
        "3",
        "--rounds",
        "2",
        "--quiet",
    ]);
    optimise.arg("--output").arg(&output).assert().success();
    let mixes = rows(&output.join("splits.csv"));
    assert_eq!(mixes.len(), 3 + 1, "three mixes of two lines, and nothing more");
    let may: Vec<_> = mixes.iter().filter(|row| row["may_be_best"] == "yes").collect();
    let most = |row: &&BTreeMap<String, String>| number(row, "net_benefit");
    let best = mixes.iter().map(|row| most(&row)).fold(f64::NEG_INFINITY, f64::max);
    assert!(
        may.iter().any(|row| most(row) >= best),
        "the one with the highest mean is not dropped"
    );
    let points = rows(&output.join("frontier.csv"));
    let sums: Vec<f64> = points.iter().map(|row| number(row, "pounds_a_year")).collect();
    assert!(sums[0].abs() < 1e-9 && (sums[sums.len() - 1] - 80_000.0).abs() < 1e-6, "{sums:?}");
    assert_eq!(rows(&output.join("marginal.csv")).len(), 2);
    let page = fs::read_to_string(output.join("report.html")).expect("a page");
    let again = home.path().join("board.html");
    let mut report = Command::cargo_bin("kith").expect("the program");
    report.arg("report").arg(&output).arg("-o").arg(&again).arg("--quiet").assert().success();
    assert_eq!(fs::read_to_string(&again).expect("the same page"), page);
    let said = fs::read_to_string(output.join("summary.txt")).expect("words");
    assert!(page.contains(&format!("-answer\">{}</h1>", said.lines().next().expect("a line"))));
    let mut same = Command::cargo_bin("kith").expect("the program");
    same.arg("reproduce").arg(&output).assert().success();
}

#[test]
fn who_pays_and_what_is_ring_fenced_is_counted_by_their_own_prices() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let sum = ["--pounds", "40000", "--per-year", "--years", "1"];
    let with = |more: &[&'static str]| [&sum[..], more].concat();
    refused(&with(&["--payer", "grants=concil"]), &["the nearest is `council`"]);
    refused(&with(&["--ring-fence", "grants=50000"]), &["50000 pounds a year are ring-fenced"]);
    let fenced = ["--ring-fence", "grants=10000", "--split", "posts=0.9,grants=0.1"];
    refused(&with(&fenced), &["spends 0.1 of the sum", "0.25 is ring-fenced"]);
    let words = ["--payer", "grants=council,posts=board", "--ring-fence", "grants=10000"];
    let words = [&SMALL[..], &words].concat();
    budget(&scenarios().join("baseline.toml"), &words, &output).assert().success();
    let payers = rows(&output.join("payers.csv"));
    let of = |option: &str, payer: &str, year: &str| {
        let same = |row: &&BTreeMap<String, String>| {
            row["option"] == option && row["payer"] == payer && row["year"] == year
        };
        payers.iter().find(same).unwrap_or_else(|| panic!("{option} {payer} {year}"))
    };
    // All on posts has kept a quarter on grants, which nobody else could have spent.
    let council = of("posts_75_grants_25", "council", "all");
    let (cost, free) = (number(council, "cost"), number(council, "ring_fenced"));
    assert!(cost > 0.0 && (cost - free).abs() < 0.01 * cost, "{council:?}");
    assert!(number(of("posts_75_grants_25", "board", "1"), "pounds") > 0.0);
    let grants = of("grants", "council", "all");
    assert!(number(grants, "given_up") > 0.0, "three quarters of it could be spent elsewhere");
    let drawn = rows(&output.join("drawn.csv"));
    assert!(drawn[0].contains_key("economics.council_price"));
    assert!(!drawn[0].contains_key("economics.network_price"), "nobody named it");
    let page = fs::read_to_string(output.join("report.html")).expect("a page");
    assert!(page.contains("Who pays, over all years"), "the page has its table");
    let summary = fs::read_to_string(output.join("summary.txt")).expect("words");
    assert!(summary.contains("Who pays:") && summary.contains("ring-fenced"), "{summary}");
    let mut again = Command::cargo_bin("kith").expect("the program");
    again.arg("reproduce").arg(&output).assert().success();
    the_script_finds_the_same(&output);
}

#[test]
fn where_only_chance_differs_nothing_is_worth_knowing_beyond_its_error() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let words = [&SMALL[..], &["--certain", "--replicates", "2"]].concat();
    budget(&scenarios().join("baseline.toml"), &words, &output).assert().success();
    let known = rows(&output.join("information.csv"));
    assert_eq!(known.len(), 3, "there are no groups where nothing is drawn");
    for row in &known {
        let (value, luck, naive) =
            (number(row, "value"), number(row, "by_luck"), number(row, "at_most"));
        assert!(
            value <= luck.max(2.0 * number(row, "standard_error")) && value <= naive + 1e-9,
            "{row:?}"
        );
    }
}

/// An overlay with pounds.
fn wish(folder: &Path, lines: &str) -> std::path::PathBuf {
    let path = folder.join("wish.toml");
    let text = format!(
        "title = \"A wish\"\nextends = \"baseline\"\nbecause = \"A test.\"\n[budget]\nfrom = 10\nyears = 1\n\
         people = 50_000\n{lines}\n"
    );
    fs::write(&path, text).expect("a scenario");
    path
}

#[test]
fn pounds_in_a_scenario_are_spent_counted_and_made_again() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let lines = "grants = 800_000\ntransport = 20_000\n[budget.payer]\ngrants = \"council\"\n\
                 [budget.ring_fence]\ngrants = 200_000";
    let wish = wish(home.path(), lines);
    let mut compare = Command::cargo_bin("kith").expect("the program");
    compare.arg("compare").arg("baseline").arg(&wish).arg("--output").arg(&output);
    let sizes =
        ["--people", "2000", "--weeks", "80", "--replicates", "2", "--no-charts", "--quiet"];
    compare.args(sizes).assert().success();
    let bought = rows(&output.join("wish/budget.csv"));
    let year = bought.iter().find(|row| row["line"] == "all").expect("a year");
    // The 820,000 pounds for 50,000 people are 32,800 for 2,000.
    assert!((number(year, "planned") - 32_800.0).abs() < 1.0, "{year:?}");
    // Few organisations of so small a list differ by chance: the trial has other replicates than the pilot.
    assert!((number(year, "share") - 1.0).abs() < 0.3, "{year:?}");
    let payers = rows(&output.join("wish/payers.csv"));
    let council = payers.iter().find(|row| row["payer"] == "council").expect("a row");
    let fenced = number(council, "ring_fenced") / number(council, "pounds");
    assert!((fenced - 0.25).abs() < 1e-6, "{council:?}");
    // The comparison counts the places that would have been there, and the ways to them.
    let figures = rows(&output.join("twins.csv"));
    let spent = |group: &str| {
        let of = |row: &&BTreeMap<String, String>| {
            let plain = row["discount_percent"] == "0.0" || row["discount_percent"] == "0";
            row["measure"] == "pounds_spent" && row["group"] == group && plain
        };
        number(figures.iter().find(of).unwrap_or_else(|| panic!("{group}")), "value")
    };
    assert!((spent("no_price_in_the_model") - 800.0).abs() < 1.0);
    let granted = spent("organisations");
    assert!((granted - 32_000.0).abs() < 0.3 * 32_000.0, "{granted}");
    let mut again = Command::cargo_bin("kith").expect("the program");
    again.arg("reproduce").arg(&output).assert().success();
}

#[test]
fn pounds_that_cannot_be_spent_are_refused_and_other_commands_say_which_take_them() {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("out");
    let late = wish(home.path(), "posts = 100_000");
    let mut run = Command::cargo_bin("kith").expect("the program");
    run.arg("run").arg(&late).args(["--weeks", "8", "--people", "800"]);
    let done = run.arg("--output").arg(&output).assert().code(65);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("wish.toml:4") && said.contains("after the end of the run"), "{said}");
    assert!(!output.exists());
    let done = budget(&late, &["--pounds", "5"], &output).assert().code(65);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("`kith run` and `kith compare`"), "{said}");
    let mut check = Command::cargo_bin("kith").expect("the program");
    check.arg("check").arg(&late).assert().success();
}

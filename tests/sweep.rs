//! `kith sweep` and `kith reproduce`, as their user meets them: killed, torn, sharded, merged and
//! made again, the tables are the same to the bit.

use crate::common::rows;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Plain, Stdio};
use std::thread::sleep;
use std::time::Duration;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::studies::sweep::folder::SweepFolder;
use kith::studies::sweep::store::Store;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

/// The files that must be the same whatever happened on the way.
const TABLES: [&str; 9] = [
    "plan.csv",
    "points.csv",
    "results.csv",
    "results.parquet",
    "metrics.csv",
    "metrics.parquet",
    "weekly.csv",
    "weekly.parquet",
    "dictionary.csv",
];

/// Twenty-four cells: six points, two scenarios, two replicates.
const STUDY: &str = r#"
title = "Test"
because = "A test."
scenarios = ["baseline.toml", "austerity.toml"]
[run]
replicates = 2
people = 400
weeks = 56
warm_up_weeks = 4
[design]
kind = "sobol"
points = 6
[parameters]
"link_workers.per_50k" = {}
"vcs.per_thousand" = { low = 1, high = 4, scale = "log" }
"referral.open" = [0, 1]
[report]
fifths = true
weekly = ["waiting_list", "gp_requests"]
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn kith() -> Command {
    let mut command = Command::new(cargo_bin!("kith"));
    command.current_dir(root());
    command
}

/// A folder with the shipped scenarios that the study names, and the study.
struct Home(tempfile::TempDir);

impl Home {
    fn new(study: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        for name in ["baseline.toml", "austerity.toml", "no_social_prescribing.toml"] {
            let from = root().join("scenarios").join(name);
            fs::copy(from, home.path().join(name)).expect("a copy of a scenario");
        }
        fs::write(home.path().join("study.toml"), study).expect("a study");
        Self(home)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The sweep of the study into a folder of this home.
    fn sweep(&self, output: &str, more: &[&str]) -> Command {
        let mut command = kith();
        command.arg("sweep").arg(self.at("study.toml")).args(["--quiet", "--output"]);
        command.arg(self.at(output)).args(more);
        command
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What a Parquet file says under a key, beside its columns.
fn said_in(file: &SerializedFileReader<fs::File>, key: &str) -> String {
    let said = file.metadata().file_metadata().key_value_metadata().expect("something said");
    let found = said.iter().find(|said| said.key == key).expect(key);
    found.value.clone().expect("a text")
}

/// Asserts that two folders hold the same tables.
fn same(one: &Path, other: &Path) {
    for file in TABLES {
        let [a, b] = [one, other].map(|folder| fs::read(folder.join(file)).expect(file));
        assert!(!a.is_empty() && a == b, "{file} differs");
    }
}

fn parts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("parts")).expect("the parts");
    let mut parts: Vec<_> = entries.map(|entry| entry.expect("a part").path()).collect();
    parts.sort();
    parts
}

/// How many cells of a sweep are done.
fn done(folder: &Path) -> usize {
    let sweep = SweepFolder::open(folder).expect("a sweep");
    let store = Store::open(&sweep.parts()).expect("its parts");
    sweep.cells.len() - sweep.missing(&store)
}

/// Starts a sweep, and kills it for good once so many cells are done.
fn kill_after(home: &Home, output: &str, cells: usize) {
    let mut child = Plain::new(cargo_bin!("kith"))
        .current_dir(root())
        .arg("sweep")
        .arg(home.at("study.toml"))
        .args(["--quiet", "--threads", "2", "--output"])
        .arg(home.at(output))
        .stderr(Stdio::null())
        .spawn()
        .expect("a sweep");
    let folder = home.at(output);
    while child.try_wait().expect("a child").is_none() {
        if SweepFolder::is_there(&folder) && done(&folder) >= cells {
            break;
        }
        sleep(Duration::from_millis(1));
    }
    child.kill().expect("a killed child");
    child.wait().expect("a dead child");
}

#[test]
fn a_sweep_that_is_killed_again_and_again_ends_like_one_that_is_not() {
    let study = STUDY.replace("people = 400", "people = 3000").replace("points = 6", "points = 12");
    let home = Home::new(&study);
    home.sweep("unbroken", &["--threads", "1"]).assert().code(0);
    assert_eq!(done(&home.at("unbroken")), 48);
    for cells in [1, 6, 14] {
        kill_after(&home, "broken", cells);
        let there = done(&home.at("broken"));
        assert!(there >= cells && there < 48, "{there} cells are done");
    }
    let (before, old) = (done(&home.at("broken")), parts(&home.at("broken")));
    home.sweep("broken", &["--threads", "2"]).assert().code(0);
    same(&home.at("unbroken"), &home.at("broken"));
    // The last call ran what was left, and not a cell twice: its parts have a head and all pieces are as long.
    let head = 12;
    let inside = |parts: &[PathBuf]| -> u64 {
        parts.iter().map(|part| part.metadata().expect("a part").len() - head).sum()
    };
    let piece = inside(&parts(&home.at("unbroken"))) / 48;
    let new: Vec<PathBuf> =
        parts(&home.at("broken")).into_iter().filter(|part| !old.contains(part)).collect();
    assert!(before > 0 && !new.is_empty());
    assert_eq!(inside(&new), piece * (48 - before as u64));
}

/// The long form of the test above: `cargo test sweep -- --ignored`.
#[test]
#[ignore = "takes a minute; .ci/run kills a sweep once"]
fn a_sweep_that_is_killed_twenty_times_at_random_ends_like_one_that_is_not() {
    let study = STUDY.replace("people = 400", "people = 2000").replace("points = 6", "points = 60");
    let home = Home::new(&study);
    home.sweep("unbroken", &[]).assert().code(0);
    // Any times will do, and these are as good in every run.
    let mut lots = 7_u64;
    for kill in 0..20 {
        lots = lots.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut sweep = Plain::new(cargo_bin!("kith"))
            .current_dir(root())
            .arg("sweep")
            .arg(home.at("study.toml"))
            .args(["--quiet", "--threads", "2", "--output"])
            .arg(home.at("broken"))
            .stderr(Stdio::null())
            .spawn()
            .expect("a sweep");
        sleep(Duration::from_millis(30 + (lots >> 33) % 400));
        assert!(sweep.try_wait().expect("a child").is_none(), "kill {kill} came too late");
        sweep.kill().expect("a killed child");
        sweep.wait().expect("a dead child");
    }
    assert!(done(&home.at("broken")) < 240);
    home.sweep("broken", &[]).assert().code(0);
    same(&home.at("unbroken"), &home.at("broken"));
}

#[test]
fn torn_and_damaged_parts_are_noticed_and_their_cells_run_again() {
    let home = Home::new(STUDY);
    home.sweep("unbroken", &[]).assert().code(0);
    home.sweep("torn", &["--threads", "1"]).assert().code(0);
    let part = parts(&home.at("torn")).remove(0);
    let whole = fs::read(&part).unwrap();
    let cell = (whole.len() - 12) / 24;
    // A bit of the fourth cell flips, and the last two and a half cells are cut off.
    let mut bytes = whole[..whole.len() - 5 * cell / 2].to_vec();
    bytes[12 + 3 * cell + cell / 2] ^= 1;
    fs::write(&part, &bytes).unwrap();
    assert_eq!(done(&home.at("torn")), 20);
    let status = kith().args(["sweep", "status"]).arg(home.at("torn")).assert().code(0);
    let status = text(&status.get_output().stdout);
    assert!(status.contains("20 of 24 done"), "{status}");
    assert_eq!(status.matches("torn or damaged").count(), 2, "{status}");
    home.sweep("torn", &[]).assert().code(0);
    same(&home.at("unbroken"), &home.at("torn"));
}

#[test]
fn shards_join_into_what_one_machine_would_have_made() {
    let home = Home::new(STUDY);
    home.sweep("whole", &["--threads", "2"]).assert().code(0);
    home.sweep("one", &["--shard", "1/2", "--threads", "1"]).assert().code(0);
    home.sweep("two", &["--shard", "2/2"]).assert().code(0);
    assert_eq!((done(&home.at("one")), done(&home.at("two"))), (12, 12));
    assert!(!home.at("one").join("results.csv").exists());
    let merge = |folders: &[&str]| {
        let mut command = kith();
        command.args(["sweep", "merge", "--quiet"]);
        command.args(folders.iter().map(|folder| home.at(folder)));
        command.assert()
    };
    let missing = merge(&["half", "two"]).code(65);
    let said = text(&missing.get_output().stderr);
    assert!(said.contains("12 of 24 cells have no result yet"), "{said}");
    merge(&["joined", "two", "one"]).code(0);
    same(&home.at("whole"), &home.at("joined"));
    // Shards may also share a folder.
    for shard in ["2/3", "1/3", "3/3"] {
        home.sweep("shared", &["--shard", shard]).assert().code(0);
    }
    merge(&["shared"]).code(0);
    same(&home.at("whole"), &home.at("shared"));
}

#[test]
fn tables_of_what_is_done_can_be_had_before_the_end() {
    let home = Home::new(STUDY);
    home.sweep("part", &["--shard", "1/3"]).assert().code(0);
    let said_by = |words: &[&str], code: i32| {
        let assert = kith().args(words).arg(home.at("part")).assert().code(code);
        let output = assert.get_output();
        text(&output.stdout) + &text(&output.stderr)
    };
    let record = || fs::read_to_string(home.at("part/run.toml")).unwrap();
    assert!(!record().contains("[tables]"));
    let merged = said_by(&["sweep", "merge", "--incomplete"], 0);
    assert!(merged.contains("8 of 24 cells in the tables") && merged.contains("incomplete"));
    let early = rows(&home.at("part").join("results.csv"));
    assert_eq!(early.len(), 8);
    // Whoever reads the folder, its record or its tables is told, and so is who makes them again.
    let machine = record().split_once("[machine]").unwrap().1.to_owned();
    assert!(record().contains("[tables]\ncells = 8\nof = 24\n"), "{}", record());
    assert!(machine.contains("call = \"merge\""), "{machine}");
    let note = home.at("part/INCOMPLETE.txt");
    assert!(fs::read_to_string(&note).unwrap().contains("hold 8 of 24 cells of the plan"));
    let parquet =
        SerializedFileReader::new(fs::File::open(home.at("part/results.parquet")).unwrap());
    assert_eq!(said_in(&parquet.unwrap(), "kith.cells"), "8 of 24 cells");
    assert!(said_by(&["sweep", "status"], 0).contains("tables    written, of 8 of 24 cells"));
    let verified = said_by(&["sweep", "verify", "--quiet"], 0);
    assert!(verified.contains("and so are the tables; 8 of 24 cells are done"), "{verified}");
    assert!(said_by(&["reproduce"], 65).contains("holds 8 of 24 cells: what its command makes"));
    home.sweep("part", &["--shard", "2/3"]).assert().code(0);
    let older = said_by(&["sweep", "verify", "--quiet", "--cells", "2"], 0);
    assert!(older.contains("the tables are older: they hold 8 of the 16 cells"), "{older}");
    home.sweep("part", &[]).assert().code(0);
    assert!(!note.exists() && record().contains("[tables]\ncells = 24\nof = 24\n"));
    let all = rows(&home.at("part").join("results.csv"));
    assert_eq!(all.len(), 24);
    assert!(early.iter().all(|row| all.contains(row)));
}

#[test]
fn tables_say_what_runs_say_and_parquet_says_what_csv_says() {
    let home = Home::new(STUDY);
    home.sweep("swept", &[]).assert().code(0);
    let folder = home.at("swept");
    for name in ["results", "metrics", "weekly"] {
        let table = rows(&folder.join(format!("{name}.csv")));
        let file = fs::File::open(folder.join(format!("{name}.parquet"))).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let mut count = 0;
        for (row, csv) in reader.get_row_iter(None).unwrap().zip(&table) {
            count += 1;
            let row = row.unwrap();
            assert_eq!(row.len(), csv.len());
            for (column, field) in row.get_column_iter() {
                let cell = csv[column].as_str();
                match field {
                    Field::Null => assert_eq!(cell, "", "{column}"),
                    Field::Long(whole) => assert_eq!(cell, whole.to_string(), "{column}"),
                    Field::Str(text) => assert_eq!(cell, text, "{column}"),
                    Field::Double(number) => {
                        // No reader takes a column of numbers for one of whole numbers.
                        assert!(cell.contains('.'), "{column}: {cell}");
                        assert_eq!(cell.parse::<f64>().unwrap().to_bits(), number.to_bits());
                    }
                    other => panic!("{column} is {other:?}"),
                }
            }
        }
        assert_eq!((count, table.is_empty()), (table.len(), false), "{name}");
    }
    let units = |name: &str| -> BTreeMap<String, String> {
        let file = fs::File::open(folder.join(format!("{name}.parquet"))).unwrap();
        let said = said_in(&SerializedFileReader::new(file).unwrap(), "kith.units");
        serde_json::from_str(&said).unwrap()
    };
    for row in rows(&folder.join("dictionary.csv")) {
        if row["table"] == "results" {
            let unit = units("results").remove(&row["column"]).unwrap_or_default();
            assert_eq!(unit, row["unit"], "{}", row["column"]);
        }
    }
    assert_eq!(units("weekly").into_keys().collect::<Vec<_>>(), ["gp_requests", "waiting_list"]);
    // The second point, in austerity, as `kith run` finds it.
    let points = rows(&folder.join("points.csv"));
    let set = points[1].iter().filter(|(path, _)| *path != "point");
    let set: Vec<String> = set.map(|(path, value)| format!("\"{path}\" = {value}")).collect();
    let set = set.join("\n");
    let head = "title = \"P\"\nextends = \"austerity\"\nbecause = \"A point of the sweep.\"\n";
    let lines = format!("{head}[set]\n\"run.warm_up_weeks\" = 4\n{set}");
    fs::write(home.at("point.toml"), lines).unwrap();
    kith()
        .arg("run")
        .arg(home.at("point.toml"))
        .args(["--people", "400", "--weeks", "56", "--replicates", "2", "--quiet", "--no-charts"])
        .arg("--output")
        .arg(home.at("run"))
        .assert()
        .code(0);
    let mut compared = 0;
    let swept = rows(&folder.join("weekly.csv"));
    for row in rows(&home.at("run").join("weekly.csv")) {
        let wanted = ["gp_requests", "waiting_list"].contains(&row["metric"].as_str());
        if row["replicate"] == "summary" || !wanted {
            continue;
        }
        let twin = swept.iter().find(|swept| {
            swept["point"] == "1"
                && swept["scenario"] == "austerity"
                && ["replicate", "week", "metric"].iter().all(|key| swept[*key] == row[*key])
        });
        let [run, swept] = [&row["value"], &twin.expect("the same week")["value"]]
            .map(|value| value.parse::<f64>().expect("a number"));
        // Tables of a run hold six digits.
        assert!((run - swept).abs() <= 1e-5 * swept.abs(), "{row:?}: {swept}");
        compared += 1;
    }
    assert_eq!(compared, 2 * (56 + 14));
    // What the dictionary says is what the tables have.
    let dictionary = rows(&folder.join("dictionary.csv"));
    for name in ["results", "metrics", "weekly"] {
        let path = folder.join(format!("{name}.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let listed = dictionary.iter().filter(|row| row["table"] == name);
        assert_eq!(columns, listed.map(|row| row["column"].clone()).collect::<Vec<_>>());
    }
}

#[test]
fn points_share_their_draws_so_that_differences_are_paired() {
    // Behind a closed door nobody waits, so who is lost while waiting moves nothing: two such points
    // are equal to the bit where their draws are. An open door parts them.
    let study = STUDY
        .replace("people = 400", "people = 3000")
        .replace("kind = \"sobol\"\npoints = 6", "kind = \"list\"")
        .replace("\"vcs.per_thousand\" = { low = 1, high = 4, scale = \"log\" }\n", "")
        .replace("\"link_workers.per_50k\" = {}", "\"waiting.loss_per_month\" = [0.05, 0.2, 0.2]")
        .replace("\"referral.open\" = [0, 1]", "\"referral.open\" = [0, 0, 1]");
    let home = Home::new(&study);
    home.sweep("swept", &[]).assert().code(0);
    let rows = rows(&home.at("swept").join("results.csv"));
    assert_eq!(rows.len(), 12);
    for (replicate, scenario) in
        [("0", "baseline"), ("1", "baseline"), ("0", "austerity"), ("1", "austerity")]
    {
        let of = |point: &str, column: &str| {
            let there = |row: &&BTreeMap<String, String>| {
                row["point"] == point
                    && row["scenario"] == scenario
                    && row["replicate"] == replicate
            };
            rows.iter().find(there).expect("the point")[column].parse::<f64>().expect("a figure")
        };
        let column = "gp_requests.all_weeks";
        assert_eq!(of("0", column).to_bits(), of("1", column).to_bits());
        assert!(of("1", "accepted.all_weeks") <= 0.0 && of("2", "accepted.all_weeks") > 0.0);
    }
}

#[test]
fn what_a_scenario_sets_or_schedules_is_swept_only_by_a_study_that_says_so() {
    let scenarios = "scenarios = [\"baseline.toml\", \"austerity.toml\"]";
    let three =
        "scenarios = [\"baseline.toml\", \"no_social_prescribing.toml\", \"austerity.toml\"]";
    let study = STUDY
        .replace(scenarios, three)
        .replace("kind = \"sobol\"\npoints = 6", "kind = \"list\"")
        .replace("{ low = 1, high = 4, scale = \"log\" }", "[2]")
        .replace("\"referral.open\" = [0, 1]", "\"policy.austerity\" = [0.25]")
        .replace("\"link_workers.per_50k\" = {}", "\"link_workers.per_50k\" = [6]");
    let home = Home::new(&study);
    // Nothing said: refused, by `check` and by `sweep`, naming both.
    let check = kith().arg("check").arg(home.at("study.toml")).assert().code(65);
    let refused = home.sweep("swept", &[]).assert().code(65);
    for said in [check, refused].map(|assert| text(&assert.get_output().stderr)) {
        for clash in [
            "`no_social_prescribing` sets or schedules `link_workers.per_50k`, which the study sweeps",
            "`austerity` sets or schedules `policy.austerity`, which the study sweeps",
        ] {
            assert!(said.contains(clash), "{said}");
        }
    }
    let outcomes = |folder: &str| -> Vec<[String; 3]> {
        let rows = rows(&home.at(folder).join("results.csv"));
        let columns = ["link_workers.per_50k", "policy.austerity", "full_time_workers.all_weeks"];
        let first = rows.iter().filter(|row| row["replicate"] == "0");
        first.map(|row| columns.map(|column| row[column].clone())).collect()
    };
    let workers = |row: &[String; 3]| row[2].parse::<f64>().expect("a number");
    // The points win: everybody has six posts, and austerity is no harsher than the point.
    home.sweep("points", &["--points-win"]).assert().code(0);
    let won = outcomes("points");
    assert!(won.iter().all(|row| workers(row) > 0.0), "{won:?}");
    let record = fs::read_to_string(home.at("points/run.toml")).unwrap();
    assert!(record.contains(" --points-win ") && !record.contains("[sweep.kept]"), "{record}");
    let weekly = fs::read_to_string(home.at("points/weekly.csv")).unwrap();
    let of = |scenario: &str| -> Vec<String> {
        let rows = weekly.lines().filter(|line| line.contains(scenario));
        rows.map(|row| row.rsplit_once(scenario).unwrap().1.to_owned()).collect()
    };
    assert_eq!(of(",baseline,"), of(",austerity,"), "the schedule does not pull a point back");
    // The scenarios keep their own, and no row has a value that was not taken.
    fs::write(home.at("study.toml"), study.replace("[run]", "points_win = false\n[run]")).unwrap();
    let check = kith().arg("check").arg(home.at("study.toml")).assert().code(0);
    let said = text(&check.get_output().stderr);
    assert!(said.contains("`points_win = false`: `austerity` keeps its own"), "{said}");
    home.sweep("kept", &[]).assert().code(0);
    let kept = outcomes("kept");
    assert!(workers(&kept[0]) > 0.0 && workers(&kept[1]) <= 0.0 && workers(&kept[2]) > 0.0);
    assert_eq!((&*kept[1][0], &*kept[2][1]), ("", ""));
    assert_eq!(kept[0], won[0]);
}

#[test]
fn a_design_of_ones_own_is_run_and_its_points_can_be_fed_back() {
    let home = Home::new(STUDY);
    fs::write(home.at("mine.csv"), "vcs.per_thousand,link_workers.per_50k\n2.5,1\n2.5,8\n")
        .unwrap();
    let sizes = ["--people", "400", "--weeks", "20", "--replicates", "1", "--quiet"];
    let sweep = |design: &Path, output: &str| {
        kith()
            .args(["sweep", "--design"])
            .arg(design)
            .arg("--scenario")
            .arg(home.at("baseline.toml"))
            .args(sizes)
            .arg("--output")
            .arg(home.at(output))
            .assert()
            .code(0);
    };
    sweep(&home.at("mine.csv"), "mine");
    let rows = rows(&home.at("mine").join("results.csv"));
    assert_eq!(rows.len(), 2);
    assert_eq!((&*rows[1]["link_workers.per_50k"], &*rows[1]["vcs.per_thousand"]), ("8.0", "2.5"));
    assert_ne!(rows[0]["full_time_workers.all_weeks"], rows[1]["full_time_workers.all_weeks"]);
    sweep(&home.at("mine/points.csv"), "again");
    let read = |folder: &str| fs::read(home.at(folder).join("results.parquet")).unwrap();
    assert_eq!(read("mine"), read("again"));
}

#[test]
fn another_plan_or_an_altered_one_is_refused_and_nothing_is_lost() {
    let home = Home::new(STUDY);
    home.sweep("swept", &["--shard", "1/6"]).assert().code(0);
    for (flags, what) in
        [(["--seed", "2"], "seed: 1 there, 2 now"), (["--weeks", "60"], "weeks: 56")]
    {
        let refused = home.sweep("swept", &flags).assert().code(2);
        let said = text(&refused.get_output().stderr);
        assert!(said.contains("holds another plan") && said.contains(what), "{said}");
    }
    let baseline = fs::read_to_string(home.at("baseline.toml")).unwrap();
    let line = "[link_workers]\nper_50k = { value = ";
    let other = baseline.replacen("complexity = { value = 0.2", "complexity = { value = 0.21", 1);
    assert!(other != baseline, "{line}");
    fs::write(home.at("baseline.toml"), other).unwrap();
    let said = text(&home.sweep("swept", &[]).assert().code(2).get_output().stderr);
    assert!(said.contains("scenarios: baseline ("), "{said}");
    fs::write(home.at("baseline.toml"), baseline).unwrap();
    assert_eq!(done(&home.at("swept")), 4);
    let plan = home.at("swept/plan.csv");
    let text_of = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text_of.replacen(",0,baseline", ",1,baseline", 1)).unwrap();
    let said = text(&home.sweep("swept", &[]).assert().code(2).get_output().stderr);
    assert!(said.contains("plan.csv has been altered"), "{said}");
}

#[test]
fn verify_finds_a_result_that_the_model_does_not_make() {
    let home = Home::new(STUDY);
    home.sweep("swept", &["--threads", "1"]).assert().code(0);
    let verify = || {
        kith().args(["sweep", "verify", "--quiet", "--cells", "24"]).arg(home.at("swept")).assert()
    };
    assert!(text(&verify().code(0).get_output().stdout).contains("24 cells are the same"));
    // A table that somebody rounded.
    let table = home.at("swept/results.csv");
    let sound = fs::read_to_string(&table).unwrap();
    fs::write(&table, sound.replacen("austerity", "austerity ", 1)).unwrap();
    let said = text(&verify().code(65).get_output().stderr);
    assert!(said.contains("results.csv does not hold"), "{said}");
    fs::write(&table, sound).unwrap();
    // A result that was forged with its seal.
    let folder = SweepFolder::open(&home.at("swept")).unwrap();
    let key = folder.cells[5].key;
    let mut figures = Store::open(&folder.parts()).unwrap().read(&key).unwrap().unwrap();
    figures[0] += 1.0;
    let others: Vec<_> = folder.cells.iter().filter(|cell| cell.key != key).collect();
    let mut store = Store::open(&folder.parts()).unwrap();
    let kept: Vec<_> =
        others.iter().map(|c| (c.key, store.read(&c.key).unwrap().unwrap())).collect();
    fs::remove_dir_all(folder.parts()).unwrap();
    let mut appender = kith::studies::sweep::store::Appender::new(&folder.parts());
    for (key, figures) in kept.iter().chain([&(key, figures)]) {
        appender.append(&[(*key, figures)]).unwrap();
    }
    let said = text(&verify().code(65).get_output().stderr);
    assert!(said.contains("cell 5 is not what this program makes"), "{said}");
}

#[test]
fn verify_blames_the_parts_that_are_gone_and_not_the_tables() {
    let home = Home::new(STUDY);
    home.sweep("swept", &["--threads", "1", "--shard", "1/2"]).assert().code(0);
    home.sweep("swept", &["--threads", "1"]).assert().code(0);
    let parts = parts(&home.at("swept"));
    assert_eq!(parts.len(), 2);
    fs::remove_file(&parts[0]).unwrap();
    let verify = || kith().args(["sweep", "verify", "--quiet"]).arg(home.at("swept")).assert();
    let said = text(&verify().code(65).get_output().stderr);
    assert!(said.contains("the tables hold 24 cells, and parts/ has 12 of them"), "{said}");
    assert!(!said.contains("does not hold what the cells gave"), "{said}");
    home.sweep("swept", &[]).assert().code(0);
    verify().code(0);
    fs::remove_file(home.at("swept/weekly.csv")).unwrap();
    let said = text(&verify().code(65).get_output().stderr);
    assert!(said.contains("weekly.csv is missing"), "{said}");
}

#[test]
fn a_study_chooses_its_tables_and_metrics_and_none_is_written_twice_unasked() {
    let plain = STUDY.split("[report]").next().unwrap().replace("points = 6", "points = 1");
    let home = Home::new(&plain);
    let tables = |folder: &str| {
        let entries = fs::read_dir(home.at(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut tables: Vec<String> =
            names.filter_map(|name| name.strip_suffix(".parquet").map(str::to_owned)).collect();
        tables.sort();
        tables
    };
    home.sweep("plain", &[]).assert().code(0);
    assert_eq!(tables("plain"), ["results"]);
    let report =
        "[report]\ntables = [\"metrics\"]\nmetrics = [\"waiting_list\", \"gp_requests\"]\n";
    fs::write(home.at("study.toml"), format!("{plain}{report}")).unwrap();
    home.sweep("chosen", &[]).assert().code(0);
    assert_eq!(tables("chosen"), ["metrics"]);
    let of_plain = &rows(&home.at("plain/results.csv"))[1];
    let chosen = rows(&home.at("chosen/metrics.csv"));
    assert_eq!(chosen.len(), 4 * 2 * 3);
    for row in chosen.iter().filter(|row| row["cell"] == of_plain["cell"]) {
        assert_eq!(row["value"], of_plain[&format!("{}.{}", row["metric"], row["period"])]);
    }
    assert_eq!(rows(&home.at("chosen/dictionary.csv")).len(), 4 + 4);
}

#[test]
fn a_study_grows_and_runs_only_what_is_new() {
    let home = Home::new(STUDY);
    home.sweep("first", &[]).assert().code(0);
    // More replicates and points, and fewer weekly metrics: all that was run is taken over.
    let larger = STUDY
        .replace("replicates = 2", "replicates = 3")
        .replace("points = 6", "points = 8")
        .replace("weekly = [\"waiting_list\", \"gp_requests\"]", "weekly = [\"gp_requests\"]");
    fs::write(home.at("study.toml"), &larger).unwrap();
    let refused = home.sweep("first", &[]).assert().code(2);
    assert!(text(&refused.get_output().stderr).contains("--reuse"));
    home.sweep("afresh", &[]).assert().code(0);
    let grow = |output: &str, from: &str, more: &[&str]| {
        let mut command = kith();
        command.arg("sweep").arg(home.at("study.toml")).arg("--output").arg(home.at(output));
        command.arg("--reuse").arg(home.at(from)).args(more);
        text(&command.assert().code(0).get_output().stderr)
    };
    let said = grow("grown", "first", &[]);
    assert!(said.contains("24 cells are taken from"), "{said}");
    assert!(said.contains("24 done, 24 to run"), "{said}");
    same(&home.at("afresh"), &home.at("grown"));
    // A shard takes over its part.
    let said = grow("shared", "grown", &["--shard", "1/2"]);
    assert!(said.contains("24 cells are taken from"), "{said}");
    // Weeks that were not kept cannot be had without a run.
    let more = larger.replace("[\"gp_requests\"]", "[\"gp_requests\", \"sessions\"]");
    fs::write(home.at("study.toml"), more).unwrap();
    let said = grow("weeks", "grown", &[]);
    assert!(said.contains("48 cells are of"), "{said}");
    assert!(
        said.contains("run again: weeks that this study asks for are not kept there"),
        "{said}"
    );
    let read = |folder: &str| fs::read(home.at(folder).join("results.parquet")).unwrap();
    assert_eq!(read("weeks"), read("afresh"));
}

#[test]
fn points_from_the_start_share_a_world_and_are_what_each_is_alone() {
    // Forty-eight points in two scenarios and two replicates: six points in a job.
    let study = STUDY
        .replace("[run]", "from = \"start\"\n[run]")
        .replace("points = 6", "points = 48")
        .replace("fifths = true", "fifths = false");
    let home = Home::new(&study);
    home.sweep("shared", &[]).assert().code(0);
    let record = fs::read_to_string(home.at("shared/run.toml")).unwrap();
    assert!(record.contains("from = \"start\""), "{record}");
    // Verify runs each point in a job of its own.
    let mut verify = kith();
    verify.args(["sweep", "verify", "--quiet", "--cells", "40"]).arg(home.at("shared"));
    let said = text(&verify.assert().code(0).get_output().stdout);
    assert!(said.contains("40 cells are the same"), "{said}");
    // Shards agree on who does what, and the tables are the same.
    for shard in ["1/3", "2/3", "3/3"] {
        home.sweep("parts", &["--shard", shard]).assert().code(0);
    }
    kith().args(["sweep", "merge", "--quiet"]).arg(home.at("parts")).assert().code(0);
    let read = |folder: &str| fs::read(home.at(folder).join("results.csv")).unwrap();
    assert_eq!(read("parts"), read("shared"));

    // A point is what a scenario with the same change in week 0 is, to the bit, and not what another
    // world is.
    let mine = "extends = \"baseline.toml\"\ntitle = \"Mine\"\nbecause = \"A trial.\"\n\
                [[schedule]]\nfrom = 0\nset.\"link_workers.per_50k\" = 8.0\n";
    fs::write(home.at("mine.toml"), mine).unwrap();
    fs::write(home.at("points.csv"), "link_workers.per_50k\n8\n").unwrap();
    let sizes = ["--people", "3000", "--weeks", "40", "--replicates", "1", "--quiet"];
    let run = |more: &[&str], output: &str| {
        let mut command = kith();
        command.args(more).args(sizes).arg("--output").arg(home.at(output)).assert().code(0);
    };
    // What the baseline has anyway.
    fs::write(home.at("same.csv"), "referral.open\n1\n").unwrap();
    let paths = ["points.csv", "mine.toml", "same.csv"].map(|name| home.at(name));
    let [points, mine, same] = paths.each_ref().map(|path| path.to_str().unwrap());
    run(&["sweep", "--design", points, "--from", "start"], "start");
    run(&["sweep", "--design", points], "world");
    run(&["sweep", "--design", same, "--scenario", mine], "scenario");
    let found = |folder: &str| -> f64 {
        let rows = rows(&home.at(folder).join("results.csv"));
        rows[0]["sessions.all_weeks"].parse().expect("a figure")
    };
    let key = |folder: &str| rows(&home.at(folder).join("plan.csv"))[0]["key"].clone();
    assert_eq!(found("start").to_bits(), found("scenario").to_bits());
    assert_eq!(key("start"), key("scenario"), "one cell has one key");
    assert_ne!(found("world").to_bits(), found("scenario").to_bits());
}

#[cfg(unix)]
#[test]
fn a_script_is_sound_shell_whatever_a_study_is_called_and_holds_the_whole_command() {
    let hostile = r#"title = "$(touch gone) `touch gone` 'x' \"y\" ; touch gone""#;
    let home = Home::new(&STUDY.replace("title = \"Test\"", hostile));
    let study = home.at("it's; $(touch gone).toml");
    fs::rename(home.at("study.toml"), &study).unwrap();
    for manager in ["--slurm", "--hyperqueue", "--parallel"] {
        let mut script = kith();
        script.args(["sweep", "script", manager, "--parts", "3", "--cpus", "2"]).arg(&study);
        let text = text(&script.assert().code(0).get_output().stdout);
        assert!(text.contains("24 cells in 3 parts") && text.contains("/3 --threads 2 "), "{text}");
        fs::write(home.at("script.sh"), &text).unwrap();
        // The managers are played by the shell: what they are handed is run, the program too.
        let part = "export SLURM_ARRAY_TASK_ID=1 HQ_TASK_ID=1 KITH=true; sbatch() { bash -s; echo 7; }; \
                    hq() { shift 6; \"$@\"; }; parallel() { cat >/dev/null; shift 5; \"$@\"; }; scontrol() { :; }; \
                    export -f sbatch hq parallel scontrol; . ./script.sh";
        let ran = Command::new("bash").current_dir(home.0.path()).args(["-c", part]).assert();
        ran.code(0);
        assert!(!home.at("gone").exists(), "{manager}: a name was run");
    }
    let mut wrong = kith();
    wrong.args(["sweep", "script", "--slurm", "--parts", "3", "--shard", "1/2"]).arg(&study);
    let said = text(&wrong.assert().code(65).get_output().stderr);
    assert!(said.contains("--shard has no place here"), "{said}");
    let mut none = kith();
    none.args(["sweep", "script", "--parts", "3"]).arg(&study).assert().code(2);
}

#[test]
fn a_sweep_out_of_time_keeps_what_is_done_and_says_what_is_missing() {
    let home = Home::new(&STUDY.replace("people = 400", "people = 20000"));
    let said = text(
        &home
            .sweep("swept", &["--time-limit", "1s", "--threads", "1"])
            .assert()
            .code(75)
            .get_output()
            .stderr,
    );
    assert!(said.contains("cells are done. To go on:"), "{said}");
    let status = |more: &[&str]| {
        let mut status = kith();
        status.args(["sweep", "status"]).args(more).arg(home.at("swept"));
        text(&status.assert().code(0).get_output().stdout)
    };
    let found: serde_json::Value =
        serde_json::from_str(&status(&["--json", "--missing-as-array", "4"])).expect("JSON");
    let done = found["done"].as_u64().expect("a number");
    assert!(found["cells"] == 24 && done < 24 && found["this_model"] == true, "{found}");
    assert_eq!(found["missing_as_array"], status(&["--missing-as-array", "4"]).trim());
    // Jobs are done in turn: one shard of as many as there are jobs has each.
    let missing = status(&["--missing-as-array", "12"]);
    assert!(!missing.trim().is_empty(), "{missing}");
}

#[test]
fn what_makes_the_world_is_not_swept_from_the_start() {
    let study = STUDY
        .replace("[run]", "from = \"start\"\n[run]")
        .replace("\"referral.open\" = [0, 1]", "\"population.tied_young\" = [0.2, 0.3]");
    let home = Home::new(&study);
    let said = text(&home.sweep("swept", &[]).assert().code(65).get_output().stderr);
    for words in ["`population.tied_young` cannot change once the world is made", "warm_up"] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!home.at("swept").exists());
    home.sweep("swept", &["--from", "warm_up"]).assert().code(0);
    fs::write(home.at("study.toml"), study.replace("\"start\"", "\"warmup\"")).unwrap();
    let said = text(&home.sweep("other", &[]).assert().code(65).get_output().stderr);
    assert!(said.contains("`warm_up`") && said.contains("study.toml:5"), "{said}");
}

#[test]
fn sixteen_shards_that_start_together_on_a_new_folder_all_do_their_work() {
    let home = Home::new(&STUDY.replace("weeks = 56", "weeks = 54"));
    for round in ["one", "two"] {
        let shard = |number: usize| {
            Plain::new(cargo_bin!("kith"))
                .current_dir(root())
                .arg("sweep")
                .arg(home.at("study.toml"))
                .args(["--quiet", "--threads", "1", "--shard", &format!("{number}/16"), "--output"])
                .arg(home.at(round))
                .stderr(Stdio::piped())
                .spawn()
                .expect("a shard")
        };
        let shards: Vec<_> = (1..=16).map(shard).collect();
        for shard in shards {
            let output = shard.wait_with_output().expect("an end");
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        }
        assert_eq!(done(&home.at(round)), 24);
        kith().args(["sweep", "merge", "--quiet"]).arg(home.at(round)).assert().code(0);
    }
    same(&home.at("one"), &home.at("two"));
}

#[test]
fn two_calls_do_not_work_in_one_folder_unless_they_are_shards() {
    let home = Home::new(STUDY);
    home.sweep("swept", &["--shard", "1/6"]).assert().code(0);
    let held = fs::File::open(home.at("swept/plan.csv")).unwrap();
    held.lock().unwrap();
    let said = text(&home.sweep("swept", &[]).assert().code(75).get_output().stderr);
    assert!(said.contains("another kith is at work here"), "{said}");
    held.unlock().unwrap();
    held.lock_shared().unwrap();
    home.sweep("swept", &["--shard", "2/6"]).assert().code(0);
    home.sweep("swept", &[]).assert().code(75);
    held.unlock().unwrap();
    home.sweep("swept", &[]).assert().code(0);
}

#[cfg(unix)]
#[test]
fn a_signal_keeps_what_is_done_and_the_same_command_goes_on() {
    let home = Home::new(&STUDY.replace("people = 400", "people = 3000"));
    let child = Plain::new(cargo_bin!("kith"))
        .current_dir(root())
        .arg("sweep")
        .arg(home.at("study.toml"))
        .args(["--quiet", "--threads", "1", "--output"])
        .arg(home.at("swept"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("a sweep");
    while !SweepFolder::is_there(&home.at("swept")) || done(&home.at("swept")) == 0 {
        sleep(Duration::from_millis(2));
    }
    let kill = Plain::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("a signal").success());
    let output = child.wait_with_output().expect("an end");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(75), "{said}");
    assert!(said.contains("of 24 cells are done. To go on:\n  kith sweep "), "{said}");
    let there = done(&home.at("swept"));
    assert!(there > 0 && there < 24);
    home.sweep("swept", &[]).assert().code(0);
    assert_eq!(rows(&home.at("swept/results.csv")).len(), 24);
}

#[test]
fn a_run_is_made_again_from_its_record_and_a_forged_one_is_not() {
    let home = Home::new(STUDY);
    let sizes = ["--people", "400", "--weeks", "56", "--replicates", "2", "--quiet"];
    let run = |words: &[&str], files: &[&str], output: &str| {
        let mut command = kith();
        command.args(words).args(files.iter().map(|file| home.at(file))).args(sizes);
        command.arg("--output").arg(home.at(output)).assert().code(0);
    };
    run(&["run", "--no-charts"], &["austerity.toml"], "run");
    run(&["compare", "--no-charts"], &["baseline.toml", "austerity.toml"], "compared");
    home.sweep("swept", &["--weeks", "54"]).assert().code(0);
    fs::write(home.at("mine.csv"), "vcs.per_thousand\n2\n").unwrap();
    let mut of_table = kith();
    of_table.args(["sweep", "--design"]).arg(home.at("mine.csv")).arg("--scenario");
    of_table.arg(home.at("baseline.toml")).args(sizes).arg("--output").arg(home.at("of_table"));
    of_table.assert().code(0);
    // Wherever the folders are put and whoever asks, without the files that were read: the folders
    // hold copies. When a file is there and another by now, that is said.
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let again = |folder: &str, more: &[&str]| {
        let mut command = kith();
        command.current_dir(elsewhere.path()).arg("reproduce").arg(home.at(folder));
        command.args(more).assert()
    };
    for file in ["baseline.toml", "study.toml", "mine.csv"] {
        fs::remove_file(home.at(file)).unwrap();
    }
    fs::write(home.at("austerity.toml"), "title = \"Another\"\n").unwrap();
    let said = text(&again("run", &[]).code(0).get_output().stderr);
    assert!(said.contains("austerity.toml has changed since; the copy of then is used"), "{said}");
    let baseline = home.at("compared/inputs/baseline.toml");
    let sound = fs::read_to_string(&baseline).unwrap();
    fs::write(&baseline, sound.replacen("0.2", "0.3", 1)).unwrap();
    let said = text(&again("compared", &[]).code(65).get_output().stderr);
    let altered = "inputs/baseline.toml is not what was read: it has been altered";
    assert!(said.contains(altered) && !said.contains("differs"), "{said}");
    fs::write(&baseline, sound).unwrap();
    for folder in ["run", "compared", "compared/austerity", "swept", "of_table"] {
        let said = text(&again(folder, &["--threads", "1"]).code(0).get_output().stdout);
        assert!(said.contains("the same to the bit"), "{folder}: {said}");
    }
    let summary = home.at("run/summary.csv");
    let forged = fs::read_to_string(&summary).unwrap().replacen("0.", "1.", 1);
    fs::write(&summary, forged).unwrap();
    let said = text(&again("run", &[]).code(65).get_output().stderr);
    assert!(said.contains("summary.csv differs"), "{said}");
    let record = home.at("swept/run.toml");
    let older = fs::read_to_string(&record).unwrap();
    let line = older.lines().find(|line| line.starts_with("model = ")).unwrap().to_owned();
    fs::write(&record, older.replace(&line, "model = \"0000000000000000\"")).unwrap();
    let said = text(&again("swept", &[]).code(65).get_output().stderr);
    assert!(said.contains("made by another version of the model: 0000000000000000"), "{said}");
    fs::write(home.at("compared/run.toml"), "reproduce = \"rm -rf /\"\n").unwrap();
    let said = text(&again("compared", &["--anyway"]).code(65).get_output().stderr);
    assert!(said.contains("is none of this program"), "{said}");
}

/// A ladder of four assumptions, in a scheme that starts and one that is there all the time.
const LADDER: &str = r#"
title = "Ladder"
because = "A test."
scenarios = ["no_social_prescribing.toml", "begun.toml"]
[run]
replicates = 2
people = 8000
weeks = 60
warm_up_weeks = 4
[design]
kind = "ladder"
[[step]]
name = "as it is"
[[step]]
name = "points lower by half"
scale."wellbeing.need_points" = 0.5
[[step]]
name = "places charged to nobody"
set."vcs.places_charged" = 0
[[step]]
name = "posts for nothing"
scale."workforce.post_cost" = 0.25
set."workforce.support_cost" = 0
[report]
tables = ["results", "pounds"]
metrics = ["cost_all", "cost_places", "cost_link_workers", "life_satisfaction_summed"]
"#;

#[test]
fn a_ladder_changes_what_its_steps_say_and_prices_each() {
    let home = Home::new(LADDER);
    let begun = "title = \"Begun\"\nextends = \"no_social_prescribing\"\nbecause = \"A scheme that starts.\"\n\
                 [[schedule]]\nfrom = 0\nset.\"link_workers.per_50k\" = 40\nset.\"referral.open\" = 1\n\
                 set.\"workforce.vacancy\" = 1\n";
    fs::write(home.at("begun.toml"), begun).expect("a scenario");
    home.sweep("out", &[]).assert().success();
    let points = rows(&home.at("out/points.csv"));
    let of = |point: usize, path: &str| points[point][path].parse::<f64>().expect("a value");
    assert_eq!(points.len(), 4);
    let usual = of(0, "wellbeing.need_points.loneliness");
    assert!((of(1, "wellbeing.need_points.loneliness") - usual / 2.0).abs() < 1e-12);
    assert!((of(2, "wellbeing.need_points.loneliness") - usual).abs() < 1e-12);
    assert!(of(2, "vcs.places_charged").abs() < 1e-12 && of(3, "vcs.places_charged") > 0.99);
    let prices = rows(&home.at("out/pounds.csv"));
    let steps: Vec<&str> = prices.iter().map(|row| row["step"].as_str()).collect();
    assert_eq!(
        steps,
        ["as it is", "points lower by half", "places charged to nobody", "posts for nothing"]
    );
    assert!(prices.iter().all(|row| row["scenario"] == "begun" && row["replicates"] == "2"));
    assert!(prices.iter().all(|row| row["base"] == "no_social_prescribing"));
    let of = |row: usize, name: &str| prices[row][name].parse::<f64>().expect("a figure");
    let spent = |row| of(row, "pounds_per_person");
    assert!(spent(0) > spent(2) && spent(2) > spent(3), "{prices:?}");
    let gained = |row| of(row, "life_satisfaction_years_per_1000_people");
    assert!(gained(0) > gained(1), "{prices:?}");
    // The table is what the results say.
    let results = rows(&home.at("out/results.csv"));
    let mean = |scenario: &str, column: &str| {
        let of = results.iter().filter(|row| row["point"] == "0" && row["scenario"] == scenario);
        let values: Vec<f64> = of.map(|row| row[column].parse().expect("a figure")).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let differs = |column: &str| mean("begun", column) - mean("no_social_prescribing", column);
    let pounds = differs("cost_all.all_weeks") * 60.0 / 52.0;
    assert!((pounds - spent(0)).abs() < 1e-9, "{pounds} and {}", spent(0));
    let years = differs("life_satisfaction_summed.all_weeks") * 60.0 / 52.0 * 1_000.0;
    assert!((years - gained(0)).abs() < 1e-9, "{years} and {}", gained(0));
    kith().args(["sweep", "verify"]).arg(home.at("out")).args(["--cells", "2"]).assert().success();
    // A scheme that is there from the start has spent before week 0, unseen.
    let study = LADDER.replace("begun.toml", "baseline.toml");
    fs::write(home.at("study.toml"), study).expect("a study");
    let refused = home.sweep("before", &[]).output().expect("a refusal");
    assert_eq!(refused.status.code(), Some(65));
    assert!(text(&refused.stderr).contains("differs before week 0"), "{}", text(&refused.stderr));
}

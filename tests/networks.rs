//! Several networks in one scenario: how they are read, that posts move between them without loss, that each lives by
//! itself whatever stands beside it, and what commands make of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::model::observe::Observations;
use kith::runs::parallel::Courses;
use kith::runs::{self, Begun, Compared, Kept, Replicate, RunSize, Watch};
use kith::scenario::{self, Diagnostics, Scenario, names};
use tempfile::TempDir;

use crate::command_line::text;
use crate::common::{begun_after, rows, scenarios, shipped};

const HEAD: &str = "title = \"Test\"\nextends = \"baseline\"\nbecause = \"A test.\"\n";

/// Three small networks whose posts are those they say.
const THREE: &str = "\
[set]
\"link_workers.deprivation_tilt\" = 0
[network.port]
title = \"Port\"
[network.port.set]
\"run.people\" = 500
\"population.area\" = 1.5
\"link_workers.per_50k\" = 20
[network.green]
title = \"Green\"
[network.green.set]
\"run.people\" = 700
[network.hill]
title = \"Hill\"
[network.hill.set]
\"run.people\" = 603
\"link_workers.per_50k\" = 30
";

/// The last of some files, of which each may extend the ones before it.
fn read(files: &[(&str, &str)]) -> Result<Scenario, Diagnostics> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, lines) in files {
        let path = folder.path().join(name).with_extension("toml");
        let whole = lines.contains("extends = ");
        let text = if whole { (*lines).to_owned() } else { format!("{HEAD}{lines}") };
        fs::write(path, text).expect("a file");
    }
    let (last, _) = files.last().expect("a file");
    scenario::load_whole(&folder.path().join(last).with_extension("toml"))
}

fn test(lines: &str) -> Scenario {
    read(&[("test", lines)]).unwrap_or_else(|found| panic!("{found}"))
}

/// What is said of a file that is wrong.
fn wrong(lines: &str) -> String {
    read(&[("test", lines)]).expect_err("a wrong file").to_string()
}

fn value(scenario: &Scenario, path: &str, week: i32) -> f64 {
    scenario.timeline.at(week).values[names::parameter(path).expect("a parameter")]
}

/// Full-time posts of each network in a week.
fn posts(scenario: &Scenario, week: i32) -> Vec<f64> {
    let of = |network: &Scenario| {
        value(network, "run.people", week) * value(network, "link_workers.per_50k", week) / 50_000.0
    };
    scenario.networks.iter().map(of).collect()
}

#[test]
fn a_network_says_only_what_differs_and_files_have_their_say_from_the_base_out() {
    let inner = format!(
        "{THREE}[[schedule]]\nfrom = 10\nset.\"workforce.training\" = 0.9\n\
         [[network.hill.schedule]]\nfrom = 20\nset.\"workforce.training\" = 0.1\n"
    );
    let outer = "title = \"Outer\"\nextends = \"inner\"\nbecause = \"A test.\"\n\
                 [scale]\n\"link_workers.per_50k\" = 0.5\n\
                 [network.green.set]\n\"vcs.per_thousand\" = 3\n\
                 [network.alone]\ntitle = \"Alone\"\n";
    let read = read(&[("inner", &inner), ("outer", outer)]).expect("a scenario");
    let names: Vec<&str> = read.networks.iter().map(|network| network.name.as_str()).collect();
    assert_eq!(names, ["port", "green", "hill", "alone"], "in the order of their first lines");
    assert_eq!(read.networks[0].title, "Port");
    let of = |network: usize, path: &str, week: i32| value(&read.networks[network], path, week);
    let per_50k: Vec<f64> = (0..4).map(|at| of(at, "link_workers.per_50k", 0)).collect();
    assert_eq!(per_50k, [10.0, 1.3, 15.0, 1.3], "what is scaled for all is scaled in each");
    let held = [of(1, "vcs.per_thousand", 0), of(0, "vcs.per_thousand", 0)].map(f64::to_bits);
    assert_eq!(held, [3.0, 1.8].map(f64::to_bits));
    let trained: Vec<f64> = (0..4).map(|at| of(at, "workforce.training", 15)).collect();
    assert_eq!(trained, [0.9; 4], "timed changes reach every network");
    let own = [of(2, "workforce.training", 25), of(1, "workforce.training", 25)].map(f64::to_bits);
    assert_eq!(own, [0.1, 0.9].map(f64::to_bits));
    // The size of the run follows from the networks.
    let size = RunSize::of(read.start());
    assert_eq!((size.neighbourhoods, size.people), (4, (500 + 700 + 603 + 50_000 + 2) / 4));
    assert_eq!(of(3, "run.people", 0) as u32, 50_000);
}

#[test]
fn posts_that_move_are_neither_lost_nor_made() {
    let lines = format!(
        "{THREE}[[schedule]]\nfrom = 40\nscale.\"link_workers.per_50k\" = 0.9\n\
         [[move]]\nposts = 0.1\nfrom = \"hill\"\nto = \"port\"\nfrom_week = \"6 months\"\n\
         [[move]]\nposts = 0.0123\nfrom = \"port\"\nto = \"green\"\nfrom_week = 60\n"
    );
    let without = test(lines.split("[[move]]").next().expect("a part"));
    for people in [None, Some(50_000.0), Some(333.0)] {
        let [mut moved, mut without] = [test(&lines), without.clone()];
        for scenario in [&mut moved, &mut without] {
            if let Some(people) = people {
                scenario.with_value("run.people", people).expect("a size");
            }
        }
        let part = moved.networks.iter().map(|it| value(it, "run.people", 0)).sum::<f64>() / 1803.0;
        for week in [-10, 0, 25, 26, 39, 40, 59, 60, 200] {
            let (now, then) = (posts(&moved, week), posts(&without, week));
            let [all, before] = [&now, &then].map(|posts| posts.iter().sum::<f64>());
            assert!(
                (all - before).abs() < 1e-12 * before,
                "{people:?}, week {week}: {now:?} {then:?}"
            );
            let gone = if week < 26 { 0.0 } else { 0.1 * part };
            assert!((then[2] - now[2] - gone).abs() < 1e-9 * part, "week {week}: {now:?} {then:?}");
        }
    }
}

#[test]
fn all_posts_of_a_network_may_go_and_no_more() {
    let all = format!(
        "{THREE}[[move]]\nposts = 0.3618\nfrom = \"hill\"\nto = \"port\"\nfrom_week = 26\n"
    );
    let moved = test(&all);
    assert_eq!(posts(&moved, 26)[2].to_bits(), 0.0_f64.to_bits(), "none is left");
    let found = wrong(&all.replace("0.3618", "0.37"));
    for part in ["`hill` has not that many posts", "0.3700", "0.3618", "test.toml:"] {
        assert!(found.contains(part), "{part}: {found}");
    }
    // Nor in a later week, when there are fewer.
    let cut = "[[schedule]]\nfrom = 30\nscale.\"link_workers.per_50k\" = 0.5\n";
    assert!(wrong(&format!("{all}{cut}")).contains("0.1809"), "half of them in week 30");
}

#[test]
fn everything_that_is_wrong_with_networks_is_said_at_once() {
    let lines = format!(
        "{THREE}\"run.weeks\" = 60\n[network.hil.set]\n\"vcs.per_thousand\" = 2\n[network.\"=x\"]\n\
         title = \"X\"\n[[move]]\nposts = -1\nform = \"hill\"\nto = \"port\"\nfrom_week = \"1 yaer\"\n\
         [[move]]\nposts = 0.1\nfrom = \"hill\"\nto = \"prt\"\nfrom_week = 4\n"
    );
    let found = wrong(&lines);
    for part in [
        "`run.weeks` is the same for all networks",
        "the network `hil` has no title",
        "`hill`",
        "this is no name of a network",
        "`posts` is outside the possible range",
        "unknown key `form`",
        "`from_week` is not a time",
        "unknown network `prt`",
        "`port`",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let tilted = THREE.replace("deprivation_tilt\" = 0", "deprivation_tilt\" = -0.07");
    let one = "[[move]]\nposts = 0.1\nfrom = \"hill\"\nto = \"port\"\nfrom_week = 4\n";
    assert!(wrong(&format!("{tilted}{one}")).contains("`link_workers.deprivation_tilt` = -0.07"));
    assert!(wrong(one).contains("posts move between networks, and there is none"));
    let count = format!("[set]\n\"run.neighbourhoods\" = 5\n{}", &THREE["[set]\n".len()..]);
    assert!(wrong(&count).contains("`run.neighbourhoods` is not the number of networks"));
    let itself = one.replace("\"port\"", "\"hill\"");
    assert!(wrong(&format!("{THREE}{itself}")).contains("to itself"));
    let pounds = format!("{THREE}[budget]\nfrom = 0\npeople = 9\nposts = 1\n");
    assert!(wrong(&pounds).contains("pounds are spent for one list, not for several networks"));
    let many: Vec<String> =
        (0..101).map(|at| format!("[network.n{at}]\ntitle = \"N\"\n")).collect();
    let many = many.concat();
    assert!(wrong(&many).contains("a scenario has too many networks"));
    let mut late = test(&format!("{THREE}{}", one.replace("= 4", "= 300")));
    let found = late.check_effect().expect_err("week 300 of 260").to_string();
    assert!(found.contains("posts move only after the end of the run"), "{found}");
    let strict = scenario::load(&scenarios().join("three_networks.toml"));
    let found = strict.expect_err("networks").to_string();
    assert!(found.contains("`kith run` and `kith compare` run them"), "{found}");
}

/// A small plan of so many networks.
fn plan(networks: u32) -> RunSize {
    RunSize { seed: 5, replicates: 2, neighbourhoods: networks, people: 9, weeks: 20, warm_up: 6 }
}

/// Runs scenarios with networks side by side, with replicates that outlive the call.
fn run_kept(arms: &[&Scenario], plan: &RunSize, watch: &Watch, kept: Kept<'_>) -> Compared {
    runs::run_kept(&Courses::of(arms), plan, None, watch, kept)
}

fn run(scenario: &Scenario, threads: usize) -> Compared {
    let plan = plan(scenario.networks.len().max(1) as u32);
    let watch = Watch { cell_done: &|| (), stop: &AtomicBool::new(false) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| run_kept(&[scenario], &plan, &watch, Kept::none()))
}

/// What some replicates of one plan come to.
fn summed<'a>(all: impl IntoIterator<Item = &'a Replicate>) -> Observations {
    let mut sum = Observations::new(plan(1).weeks as usize);
    all.into_iter().for_each(|replicate| sum.add(&replicate.observations));
    sum
}

#[test]
fn a_network_is_the_same_whatever_stands_beside_it_and_their_sum_is_the_replicate() {
    let three = test(THREE);
    let (alone, many) = (run(&three, 1), run(&three, 3));
    assert!(alone.arms == many.arms && alone.networks == many.networks, "threads leave no trace");
    for replicate in 0..2 {
        let networks = alone.networks.iter().map(|network| &network[0][replicate]);
        assert!(summed(networks) == summed([&alone.arms[0][replicate]]), "networks add up");
    }
    let more = test(&format!("{THREE}[network.late]\ntitle = \"L\"\nset.\"run.people\" = 400\n"));
    let four = run(&more, 2);
    assert!(four.networks[..3] == alone.networks[..], "one more at the end moves none");
    assert!(four.networks[3] != alone.networks[2]);
    // The first lives as the only neighbourhood of a run with its values does.
    let values = "[set]\n\"link_workers.deprivation_tilt\" = 0\n\"population.area\" = 1.5\n\
                  \"link_workers.per_50k\" = 20\n\"run.people\" = 500\n";
    let plain = test(values);
    let size = RunSize { people: 500, ..plan(1) };
    let watch = Watch { cell_done: &|| (), stop: &AtomicBool::new(false) };
    let plain = run_kept(&[&plain], &size, &watch, Kept::none());
    for replicate in 0..2 {
        let network = summed([&alone.networks[0][0][replicate]]);
        assert!(network == summed([&plain.arms[0][replicate]]));
    }
}

#[test]
fn a_run_of_networks_that_stops_goes_on_to_the_same_bits() {
    let three = test(THREE);
    let until = |cells: usize, there: BTreeMap<u32, Begun>| {
        let plan = RunSize { replicates: 1, ..plan(3) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        begun_after(cells, there, |watch, kept| {
            pool.install(|| drop(run_kept(&[&three], &plan, watch, kept)));
        })
    };
    let whole = until(usize::MAX, BTreeMap::new());
    let part = until(1, BTreeMap::new());
    assert_eq!((whole[&0].done.len(), part[&0].done.len()), (3, 1));
    assert!(until(usize::MAX, part) == whole);
}

fn folder() -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("three.toml"), format!("{HEAD}{THREE}")).expect("a file");
    let moved = "title = \"Moved\"\nextends = \"three\"\nbecause = \"A test.\"\n\
                 [[move]]\nposts = 0.3\nfrom = \"hill\"\nto = \"port\"\nfrom_week = 10\n";
    fs::write(home.path().join("moved.toml"), moved).expect("a file");
    home
}

fn kith(home: &Path, line: &str, code: i32) -> [String; 2] {
    let mut command = Command::new(cargo_bin!("kith"));
    let ended = command.current_dir(home).args(line.split(' ')).assert().code(code);
    let output = ended.get_output().clone();
    [text(&output.stdout), text(&output.stderr)]
}

#[test]
fn commands_that_take_networks_tell_of_each_and_the_others_say_which_do() {
    let home = folder();
    let at = |name: &str| home.path().join(name);
    let [checked, _] = kith(home.path(), "check moved.toml", 0);
    assert!(checked.contains("3 networks, 1 move of posts, "), "{checked}");
    let [differs, _] = kith(home.path(), "diff --csv three.toml moved.toml", 0);
    assert!(differs.contains("hill,10,link_workers.per_50k,30,"), "{differs}");
    let explain = "explain link_workers.per_50k --scenario moved.toml";
    let [explained, _] = kith(home.path(), explain, 0);
    assert!(explained.contains("hill: 30 ") && explained.contains("from week 10"), "{explained}");
    let sizes = "--weeks 60 --replicates 2";
    let [said, _] = kith(home.path(), &format!("run three.toml {sizes} --output out"), 0);
    assert!(said.contains("Networks side by side, in year 1"), "{said}");
    let found = rows(&at("out/networks.csv"));
    let cell = |network: &str, period: &str| {
        let wanted = [("network", network), ("period", period), ("metric", "first_contacts")];
        let mut row = found.iter().filter(|row| wanted.iter().all(|(key, is)| row[*key] == *is));
        let found: f64 = row.next().expect("a row")["median"].parse().expect("a figure");
        found
    };
    assert!(
        cell("hill", "all_weeks") > cell("green", "year_1"),
        "thirty posts see more than three"
    );
    let values = rows(&at("out/network_values.csv"));
    let area = |row: &&BTreeMap<String, String>| row["path"] == "population.area";
    let areas: Vec<&str> = values.iter().filter(area).map(|row| row["at_start"].as_str()).collect();
    assert_eq!(areas, ["1.5", "0.0", "0.0"]);
    let record = fs::read_to_string(at("out/run.toml")).expect("a record");
    assert!(record.contains("[[networks]]\nname = \"port\"\ntitle = \"Port\"\npeople = 500\n"));
    let page = fs::read_to_string(at("out/report.html")).expect("a page");
    assert!(page.contains("Network by network") && page.contains("500 in Port"), "no sheet");
    let line = format!("compare three.toml moved.toml {sizes} --output beside");
    let [said, _] = kith(home.path(), &line, 0);
    assert!(said.contains("Moved against Test, network by network, in year 1"), "{said}");
    let posts = rows(&at("beside/networks.csv"));
    let of = |network: &str| -> f64 {
        let wanted =
            [("network", network), ("period", "all_weeks"), ("metric", "full_time_workers")];
        let row = posts.iter().find(|row| wanted.iter().all(|(key, is)| row[*key] == *is));
        row.expect("a row")["difference"].parse().expect("a figure")
    };
    assert!(of("port") > 0.0 && of("hill") < 0.0 && of("green") == 0.0);
    assert!(at("beside/moved/networks.csv").is_file());
    kith(home.path(), "reproduce out --threads 1", 0);
    fs::write(at("design.csv"), "trust.at_start\n0.5\n").expect("a design");
    for line in [
        "describe --scenario three.toml",
        "sweep --design design.csv --scenario three.toml",
        "budget three.toml --pounds 1000",
    ] {
        let [_, said] = kith(home.path(), line, 65);
        assert!(said.contains("takes no scenario of several networks"), "{line}: {said}");
    }
    let [_, said] = kith(home.path(), "run three.toml --sample 4", 65);
    assert!(said.contains("networks that a scenario names are all run"), "{said}");
    let [_, said] = kith(home.path(), "run three.toml --neighbourhoods 5", 65);
    assert!(said.contains("is not the number of networks"), "{said}");
    let [_, said] = kith(home.path(), "compare baseline three.toml", 65);
    assert!(said.contains("its networks are port, green, hill, in the base none"), "{said}");
}

#[test]
fn the_shipped_networks_keep_their_posts_when_one_moves() {
    let [before, after] = ["three_networks", "posts_to_the_poorest"].map(shipped);
    let sum = |scenario: &Scenario, week| posts(scenario, week).iter().sum::<f64>();
    for week in [0, 51, 52, 259] {
        assert!((sum(&before, week) - sum(&after, week)).abs() < 1e-12, "week {week}");
    }
    assert!((posts(&after, 52)[0] - posts(&before, 52)[0] - 1.0).abs() < 1e-12);
}

//! Kith inside another program gives what the program gives, to the bit.

use std::fs;

use kith::embed;
use kith::embed::RunSize;
use kith::model::observe::{Group, M};

use crate::command_line::kith;
use crate::common::{in_memory, run_alone, scenarios, shipped};

/// The texts of two shipped scenarios.
fn texts() -> [(&'static str, String); 2] {
    ["baseline", "austerity"].map(|name| {
        let file = scenarios().join(name).with_extension("toml");
        (name, fs::read_to_string(file).expect("a shipped scenario"))
    })
}

#[test]
fn a_scenario_as_text_gives_the_bits_that_files_and_threads_give() {
    let owned = texts();
    let texts = owned.each_ref().map(|(name, text)| (*name, text.as_str()));
    let scenario = embed::load_text("austerity", &texts).expect("a scenario");
    let from_file = shipped("austerity");
    assert_eq!(scenario.hash(), from_file.hash());
    let plan = RunSize {
        seed: 7,
        replicates: 2,
        neighbourhoods: 2,
        people: 1_200,
        weeks: 60,
        ..RunSize::of(scenario.start())
    };
    let usual = run_alone(&from_file, &plan);
    for (number, usual) in (0..).zip(&usual) {
        let here = embed::replicate(&scenario.timeline, &plan, number);
        assert!(here == *usual, "replicate {number} differs");
        for &metric in M::ALL {
            let weekly = embed::weekly(&here, metric, Group::All);
            assert!(weekly.iter().all(|&(week, value)| {
                value.map(f64::to_bits)
                    == usual.observations.value(metric, Group::All, week).map(f64::to_bits)
            }));
        }
    }
}

#[test]
fn its_pictures_are_those_of_a_folder_of_results() {
    let folder = in_memory();
    let file = scenarios().join("austerity.toml");
    let sizes = ["--people", "800", "--weeks", "60", "--replicates", "2", "--quiet"];
    let results = folder.path().join("results");
    kith().arg("run").arg(file).args(sizes).arg("--output").arg(&results).assert().code(0);
    let owned = texts();
    let texts = owned.each_ref().map(|(name, text)| (*name, text.as_str()));
    let scenario = embed::load_text("austerity", &texts).expect("a scenario");
    let plan = RunSize { people: 800, weeks: 60, replicates: 2, ..RunSize::of(scenario.start()) };
    let replicates = [0, 1].map(|number| embed::replicate(&scenario.timeline, &plan, number));
    let pictures = embed::pictures(&scenario, &replicates);
    assert!(pictures.len() > 5);
    for picture in pictures {
        let file = results.join("charts").join(picture.name).with_extension("svg");
        assert!(fs::read_to_string(file).expect("a picture") == picture.svg, "{}", picture.name);
    }
}

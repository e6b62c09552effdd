//! What a run leaves behind, as its reader finds it.

use crate::common::rows;
use kith::report;
use std::fs;
use std::path::Path;

use kith::model::observe::{METRICS, Observations};
use kith::report::{
    Destination, Existing, Kind, Machine, Pictures, Record, Results, RunMade, ScenarioRead,
};
use kith::runs::{Replicate, Shown, Studies};

fn record() -> Record {
    Record {
        program: Record::program(),
        commit: None,
        model: Record::model(),
        reproduce: "kith run empty.toml --seed 1".into(),
        scenario: ScenarioRead {
            name: "empty".into(),
            title: "Nobody there".into(),
            files: vec!["empty.toml".into()],
            hash: "0".into(),
        },
        run: RunMade {
            seed: 1,
            replicates_asked: 2,
            replicates_done: 2,
            replicates: vec![0, 1],
            neighbourhoods: 1,
            sampled: None,
            people: 0,
            weeks: 60,
            warm_up_weeks: 0,
        },
        draws: None,
        budget: None,
        networks: Vec::new(),
        inputs: Vec::new(),
        machine: Machine::here(1, 0, 0.0),
    }
}

/// Writes the results of runs in which nobody lives, where every figure is absent.
fn write_empty(path: &Path) {
    let empty = |number| Replicate {
        number,
        observations: Observations::new(60),
        studies: Studies::default(),
    };
    let replicates: Vec<_> = (0..2).map(empty).collect();
    let results = Results {
        scenario: "empty",
        title: "Nobody there",
        changed: &[],
        shown: Shown::All,
        replicates: &replicates,
        second: &[],
    };
    let target = Destination::try_out(path, Kind::Run, Existing::Keep, 1_000).unwrap();
    let staging = target.stage().unwrap();
    report::write(&staging, &record(), &[], &results, Pictures::Drawn).unwrap();
    staging.publish().unwrap();
}

#[test]
fn headers_do_not_change() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("empty");
    write_empty(&path);
    let headers = [
        ("weekly.csv", "scenario,replicate,week,group,metric,value,low,high"),
        ("summary.csv", "scenario,period,group,metric,median,low,high,replicates"),
        ("funnel.csv", "scenario,from,to,median,low,high,per_1000_people_a_year,mean"),
        ("dictionary.csv", "name,label,unit,cadence,breakdown,meaning,over_weeks"),
        ("targets.csv", "scenario,id,use,target,unit,published,low,high,found,agrees,note"),
        (
            "parameters.csv",
            "path,value,unit,low,high,basis,source,source_title,overridden_by,meaning",
        ),
        ("charts/index.csv", "chart,file,sentence,data"),
    ];
    for (file, header) in headers {
        let text = fs::read_to_string(path.join(file)).unwrap();
        assert_eq!(text.lines().next(), Some(header), "{file}");
    }
}

#[test]
fn a_figure_that_does_not_exist_is_empty_and_never_zero() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("empty");
    write_empty(&path);
    for row in rows(&path.join("weekly.csv")) {
        assert_eq!((row["value"].as_str(), row["low"].as_str()), ("", ""), "{row:?}");
    }
    for row in rows(&path.join("summary.csv")) {
        assert_eq!((row["median"].as_str(), row["replicates"].as_str()), ("", "0"), "{row:?}");
    }
    assert!(rows(&path.join("funnel.csv")).is_empty());
}

#[test]
fn the_dictionary_has_one_row_for_each_metric_of_the_tables() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("empty");
    write_empty(&path);
    let dictionary = rows(&path.join("dictionary.csv"));
    let metrics = dictionary.iter().filter(|row| !row["cadence"].is_empty());
    assert_eq!(metrics.count(), METRICS.len());
    for row in rows(&path.join("summary.csv")) {
        assert_eq!(dictionary.iter().filter(|entry| entry["name"] == row["metric"]).count(), 1);
    }
}

#[test]
fn every_picture_is_drawn_twice_and_says_what_it_shows() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("empty");
    write_empty(&path);
    let index = rows(&path.join("charts/index.csv"));
    assert_eq!(index.len(), 20);
    for row in index {
        let file = path.join("charts").join(&row["file"]);
        assert!(fs::metadata(&file).unwrap().len() > 1_000, "{}", file.display());
        assert!(!row["sentence"].is_empty() && !row["data"].is_empty());
        if file.extension().is_some_and(|ending| ending == "svg") {
            let svg = fs::read_to_string(&file).unwrap();
            assert!(svg.contains("<title id=\"title\">") && svg.contains("<desc id=\"desc\">"));
        }
    }
}

//! Many neighbourhoods: a sample of them finds what all of them give within its error, and a run that stops
//! in the middle of a replicate goes on to the same bits.

use std::collections::BTreeMap;
use std::fs;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;
use kith::model::kinds::Fifth;
use kith::model::observe::{Group, M, Observations};
use kith::report::Sampled;
use kith::runs::parallel::Courses;
use kith::runs::{self, Arm, Begun, Replicate, RunSize, Sample, Studies, run_cell};

use crate::common::{begun_after, shipped};

fn replicate(observations: Observations) -> Replicate {
    Replicate { number: 0, observations, studies: Studies::default() }
}

#[test]
fn a_sample_finds_what_all_neighbourhoods_give_within_its_error() {
    let scenario = shipped("england");
    let plan = RunSize {
        seed: 1,
        replicates: 1,
        neighbourhoods: 200,
        people: 1_000,
        weeks: 26,
        warm_up: 8,
    };
    let arms = [Arm::new(&scenario.timeline)];
    let cell = |place| run_cell(&arms, &plan, 0, place).remove(0).observations;
    let cells: Vec<Observations> = (0..plan.neighbourhoods).map(cell).collect();
    let sum = |places: &mut dyn Iterator<Item = u32>| {
        let mut sum = Observations::new(plan.weeks as usize);
        places.for_each(|place| sum.add(&cells[place as usize]));
        sum
    };
    let whole = sum(&mut (0..plan.neighbourhoods));
    let figures: [(M, Group); 5] = [
        (M::GpRequests, Group::All),
        (M::LifeSatisfaction, Group::All),
        (M::AnyNeed, Group::All),
        (M::Lonely, Group::Only(Fifth::Most)),
        (M::Accepted, Group::All),
    ];
    let (mut held, mut all, mut squares, mut errors) = (0, 0, 0.0, 0.0);
    for seed in 0..40 {
        let sample = Sample::new(&RunSize { seed, ..plan }, 20).unwrap();
        let places = sample.places(0);
        let half = |half| {
            let chosen = places.iter().enumerate().filter(|(at, _)| sample.in_half(*at, half));
            vec![replicate(sum(&mut chosen.map(|(_, &place)| place)))]
        };
        let halves: Vec<Vec<Replicate>> = (0..sample.halves()).map(half).collect();
        let found = [vec![replicate(sum(&mut places.iter().copied()))]];
        let sampled = Sampled { sample: &sample, arms: &found, halves: &halves };
        for (metric, group) in figures {
            let figure = |seen: &Observations| seen.value_over(metric, group, 0..26);
            let (value, error) = sampled.found((0, None), figure).expect("a figure");
            let (truth, error) = (figure(&whole).expect("a figure"), error.expect("an error"));
            let off = value - truth;
            // 97.5 % point of Student's t with ten degrees of freedom.
            held += usize::from(off.abs() <= 2.228 * error);
            all += 1;
            squares += off * off / (truth * truth);
            errors += error * error / (truth * truth);
        }
    }
    assert!(held * 100 >= all * 88, "{held} of {all} intervals hold the figure of all");
    let ratio = (squares / errors).sqrt();
    assert!(
        (0.7..1.4).contains(&ratio),
        "errors are {ratio} times as large as they are said to be"
    );
}

/// A run of one replicate of forty small neighbourhoods that stops after some of them, and what is kept then.
fn stopped_after(
    cells: usize,
    sample: Option<&Sample>,
    there: BTreeMap<u32, Begun>,
) -> BTreeMap<u32, Begun> {
    let timeline = &shipped("england").timeline;
    begun_after(cells, there, |watch, kept| {
        drop(runs::run_kept(&Courses::same(&[timeline]), &forty(), sample, watch, kept));
    })
}

fn forty() -> RunSize {
    RunSize { seed: 3, replicates: 1, neighbourhoods: 40, people: 200, weeks: 12, warm_up: 4 }
}

#[test]
fn a_run_that_stops_amid_a_replicate_goes_on_to_the_same_bits() {
    let sample = Sample::new(&forty(), 24).unwrap();
    for sample in [None, Some(&sample)] {
        let whole = stopped_after(usize::MAX, sample, BTreeMap::new());
        let each = sample.map_or(40, |sample| sample.take) as usize;
        assert_eq!(whole[&0].done.len(), each);
        let first = stopped_after(7, sample, BTreeMap::new());
        assert!((7..each).contains(&first[&0].done.len()), "{:?}", first[&0].done);
        let second = stopped_after(9, sample, first);
        assert!((16..each).contains(&second[&0].done.len()));
        assert!(stopped_after(usize::MAX, sample, second) == whole);
    }
}

#[test]
fn a_sample_is_run_written_and_made_again() {
    let home = tempfile::tempdir().expect("a folder");
    let kith = |line: &str| {
        let mut command = Command::new(cargo_bin!("kith"));
        command.current_dir(home.path()).args(line.split(' '));
        command.output().expect("kith runs")
    };
    let sizes = "--people 200 --neighbourhoods 40 --weeks 12 --no-charts";
    let ran = kith(&format!("run england {sizes} --sample 8 --output out"));
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let table = fs::read_to_string(home.path().join("out/sampling.csv")).expect("a table");
    let row = table.lines().find(|line| line.starts_with("england,all_weeks,all,gp_requests,"));
    let cells: Vec<&str> = row.expect("a row").split(',').collect();
    assert!(cells.ends_with(&["8", "40"]), "{cells:?}");
    let record = fs::read_to_string(home.path().join("out/run.toml")).expect("a record");
    assert!(record.contains("sampled = 8") && record.contains("--sample 8"), "{record}");
    let again = kith("reproduce out --quiet");
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    // A comparison has the error of differences, which is smaller than that of figures.
    let mine = "title = \"More\"\nextends = \"england\"\nbecause = \"A test.\"\n[[schedule]]\nfrom = 0\nset.\"vcs.per_thousand\" = 6\n";
    fs::write(home.path().join("more.toml"), mine).expect("a scenario");
    let ran = kith(&format!("compare england more.toml {sizes} --sample 8 --output both --quiet"));
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    let both = fs::read_to_string(home.path().join("both/sampling.csv")).expect("a table");
    let row = both.lines().find(|line| line.starts_with("more,england,all_weeks,all,gp_requests,"));
    let error = |row: &str| -> f64 {
        let cell = row.split(',').rev().nth(4).expect("an error");
        cell.parse().expect("a number")
    };
    assert!(error(row.expect("a row")) < error(&cells.join(",")), "{row:?}, {cells:?}");
    let again = kith("reproduce both --quiet");
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    let odd = kith(&format!("run england {sizes} --sample 9 --output odd"));
    assert_eq!(odd.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&odd.stderr).contains("an even number of neighbourhoods"));
}

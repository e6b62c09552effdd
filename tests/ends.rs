//! Numbers at the ends of what is possible, through every door by which numbers come in: the end
//! itself is taken, to the bit; the next number beyond it is refused, by name and at its line.

use kith::scenario;
use kith::scenario::names;
use kith::studies::sweep;
use std::fs;

use kith::model::parameters::Parameters;
use kith::model::spec::Spec;
use kith::model::units::Unit;
use kith::scenario::{Diagnostics, Gravity, Scenario};
use kith::studies::sweep::read::{Study, Values};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::common::{in_memory, scenarios, shipped};

/// So many parameters stand in one file: fewer than the errors that are said of one.
const MANY: usize = 40;

/// A folder with the baseline.
fn folder() -> TempDir {
    let folder = in_memory();
    fs::copy(scenarios().join("baseline.toml"), folder.path().join("baseline.toml"))
        .expect("a copy of the baseline");
    folder
}

/// An overlay that gives each parameter a number.
fn overlay(
    folder: &TempDir,
    specs: &[&Spec],
    number: impl Fn(&Spec) -> f64,
) -> Result<Scenario, Diagnostics> {
    let mut text =
        "title = \"Ends\"\nextends = \"baseline\"\nbecause = \"A test.\"\n[set]\n".to_owned();
    let line = |spec: &&Spec| format!("\"{}\" = {:?}\n", spec.path, number(spec));
    text.extend(specs.iter().map(line));
    fs::write(folder.path().join("ends.toml"), text).expect("an overlay");
    scenario::load(&folder.path().join("ends.toml"))
}

/// A study in which each parameter has one level.
fn levels(
    folder: &TempDir,
    specs: &[&Spec],
    number: impl Fn(&Spec) -> f64,
) -> Result<Study, Diagnostics> {
    let mut text = "title = \"Ends\"\nbecause = \"A test.\"\nscenarios = [\"baseline.toml\"]\n\
                    design = { kind = \"list\" }\n[parameters]\n"
        .to_owned();
    let line = |spec: &&Spec| format!("\"{}\" = [{:?}]\n", spec.path, number(spec));
    text.extend(specs.iter().map(line));
    fs::write(folder.path().join("study.toml"), text).expect("a study");
    sweep::read::load(&folder.path().join("study.toml"))
}

/// A table with one point.
fn point(
    folder: &TempDir,
    specs: &[&Spec],
    number: impl Fn(&Spec) -> f64,
) -> Result<Study, Diagnostics> {
    let row = |cell: &dyn Fn(&Spec) -> String| {
        specs.iter().map(|spec| cell(spec)).collect::<Vec<_>>().join(",")
    };
    let text =
        format!("{}\n{}\n", row(&|spec| spec.path.clone()), row(&|spec| number(spec).to_string()));
    fs::write(folder.path().join("points.csv"), text).expect("a table");
    Study::of_design(&folder.path().join("points.csv"), shipped("baseline"))
}

/// The numbers of a study of one point.
fn numbers(study: &Study) -> Vec<u64> {
    let level = |values: &Values| match values {
        Values::Levels(levels) => levels[0].to_bits(),
        Values::Range { .. } => panic!("levels were given"),
    };
    study.factors.iter().map(|factor| level(&factor.values)).collect()
}

/// The parameters that a point may have, in groups of a file each.
fn groups() -> Vec<Vec<&'static Spec>> {
    let specs: Vec<&Spec> =
        Parameters::specs().iter().filter(|spec| names::section(&spec.path) != "run").collect();
    specs.chunks(MANY).map(<[&Spec]>::to_vec).collect()
}

/// Asserts that every one of some parameters is refused by name.
fn refused<T>(read: Result<T, Diagnostics>, specs: &[&Spec], door: &str) {
    let Err(found) = read else { panic!("{door}: taken") };
    assert_eq!(found.count(Gravity::Error), specs.len(), "{door}: {found}");
    let text = found.to_string();
    for spec in specs {
        assert!(
            text.contains(&format!("`{}` is outside the possible range", spec.path)),
            "{door}: {text}"
        );
    }
}

#[test]
fn the_ends_of_the_possible_are_taken_and_the_next_number_is_refused() {
    let folder = folder();
    for specs in groups() {
        for end in [|spec: &Spec| spec.min, |spec: &Spec| spec.max] {
            let wanted: Vec<u64> = specs.iter().map(|spec| (end(spec) + 0.0).to_bits()).collect();
            let scenario = overlay(&folder, &specs, end).unwrap_or_else(|found| panic!("{found}"));
            let values = specs.iter().map(|spec| {
                scenario.entries[names::parameter(&spec.path).expect("one")].value.to_bits()
            });
            assert!(values.eq(wanted.iter().copied()), "an overlay changes an end");
            for study in [levels(&folder, &specs, end), point(&folder, &specs, end)] {
                let study = study.unwrap_or_else(|found| panic!("{found}"));
                assert_eq!(numbers(&study), wanted, "a study changes an end");
            }
        }
        for beyond in [|spec: &Spec| spec.min.next_down(), |spec: &Spec| spec.max.next_up()] {
            refused(overlay(&folder, &specs, beyond), &specs, "an overlay");
            refused(levels(&folder, &specs, beyond), &specs, "a study");
            refused(point(&folder, &specs, beyond), &specs, "a table of points");
        }
    }
}

#[test]
fn all_parameters_may_stand_at_one_end_together() {
    let folder = folder();
    let specs: Vec<&Spec> = Parameters::specs().iter().collect();
    for end in [|spec: &Spec| spec.min, |spec: &Spec| spec.max] {
        let scenario = overlay(&folder, &specs, end).unwrap_or_else(|found| panic!("{found}"));
        let values: Vec<u64> = scenario.values().into_iter().map(f64::to_bits).collect();
        let wanted: Vec<u64> = specs.iter().map(|spec| (end(spec) + 0.0).to_bits()).collect();
        assert_eq!(values, wanted);
    }
}

#[test]
fn the_command_line_takes_the_ends_and_refuses_what_is_beyond() {
    let mut scenario = shipped("baseline");
    for spec in Parameters::specs().iter().filter(|spec| spec.path.starts_with("run.")) {
        for end in [spec.min, spec.max] {
            scenario.with_value(&spec.path, end).unwrap_or_else(|found| panic!("{found}"));
        }
        for beyond in [spec.min.next_down(), spec.max.next_up(), f64::NAN, f64::INFINITY] {
            assert!(scenario.with_value(&spec.path, beyond).is_err(), "{} {beyond}", spec.path);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    /// A share of the way from end to end is possible, and so is none that leads beyond them.
    #[test]
    fn a_number_is_taken_if_and_only_if_it_is_between_the_ends(
        chosen in proptest::sample::subsequence((0..Parameters::specs().len()).collect::<Vec<_>>(), 1..20),
        share in prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64, -1e9..-1e-9_f64, 1.000_001..1e9_f64],
    ) {
        let folder = folder();
        let specs: Vec<&Spec> = chosen.iter().map(|&index| &Parameters::specs()[index]).collect();
        let number = |spec: &Spec| {
            let number = spec.min + share * (spec.max - spec.min);
            let whole = names::section(&spec.path) == "run" || spec.unit == Unit::Switch;
            if whole { number.round() } else { number }
        };
        let possible = specs.iter().all(|spec| (spec.min..=spec.max).contains(&number(spec)));
        prop_assert_eq!(overlay(&folder, &specs, number).is_ok(), possible);
    }
}

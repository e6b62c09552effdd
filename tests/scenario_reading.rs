//! What a right scenario file means: values, overlays upon overlays, schedules, and that no text,
//! however wrong, brings the reader down. Parameters are taken from the declarations, never by
//! name, apart from the size of a run.

use kith::scenario;
use kith::scenario::names;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use kith::model::parameters::Parameters;
use kith::model::spec::Spec;
use kith::scenario::{Basis, Gravity, Scenario, Timeline};
use proptest::prelude::*;
use tempfile::TempDir;

fn baseline() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    fs::read_to_string(path).expect("the baseline")
}

/// A folder with the baseline and these files.
fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("baseline.toml"), baseline()).expect("the baseline");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a written file");
    }
    folder
}

fn overlay(base: &str, rest: &str) -> String {
    format!("title = \"Over {base}\"\nextends = \"{base}\"\nbecause = \"A test.\"\n\n{rest}\n")
}

fn load(folder: &TempDir, name: &str) -> Scenario {
    scenario::load(&folder.path().join(name)).unwrap_or_else(|found| panic!("{found}"))
}

/// What is wrong with a scenario that cannot be used.
fn errors(folder: &TempDir, name: &str) -> String {
    scenario::load(&folder.path().join(name)).expect_err("a wrong scenario").to_string()
}

fn value(scenario: &Scenario, path: &str) -> f64 {
    scenario.entries[names::parameter(path).expect("a parameter")].value
}

/// Parameters that a schedule may change.
fn schedulable() -> impl Iterator<Item = (usize, &'static Spec)> {
    let specs = Parameters::specs().iter().enumerate();
    specs.filter(|(_, spec)| !names::FIXED_SECTIONS.contains(&names::section(&spec.path)))
}

#[test]
fn the_baseline_is_complete_and_says_what_it_is() {
    let folder = folder(&[]);
    let base = load(&folder, "baseline.toml");
    assert_eq!(base.name, "baseline");
    assert_eq!(base.entries.len(), Parameters::specs().len());
    assert_eq!((base.overridden(), base.timeline.epochs().len()), (0, 1));
    assert!(base.entries.iter().all(|entry| base.sources.contains_key(&entry.source)));
    assert!(base.entries.iter().all(|entry| entry.low <= entry.high));
    assert_eq!(base.start().run.weeks.to_bits(), value(&base, "run.weeks").to_bits());
}

#[test]
fn overlays_apply_from_the_base_out() {
    let folder = folder(&[
        ("one.toml", overlay("baseline", "[set]\n\"run.people\" = 20000\nrun.seed = 7")),
        ("two.toml", overlay("one.toml", "[scale]\n\"run.people\" = 1.5\n[set]\nrun.weeks = 104")),
    ]);
    let two = load(&folder, "two.toml");
    assert_eq!(value(&two, "run.people").to_bits(), 30_000.0_f64.to_bits());
    assert_eq!(value(&two, "run.seed").to_bits(), 7.0_f64.to_bits());
    let by = |path| two.entries[names::parameter(path).expect("one")].overridden_by.as_deref();
    assert_eq!(by("run.people"), Some("two"));
    assert_eq!(by("run.seed"), Some("one"));
    assert_eq!(by("run.replicates"), None);
    assert_eq!(two.overridden(), 3);
    assert_eq!(two.title, "Over one.toml");
    let stems: Vec<String> = two.files.iter().map(scenario::Origin::stem).collect();
    assert_eq!(stems, ["baseline", "one", "two"]);
}

#[test]
fn a_changed_value_is_assumed_unless_the_overlay_says_how_it_is_known() {
    let sources = "[sources]\nmine = { title = \"A count\", year = 2025 }";
    let set = "[set]\nrun.people = { value = 40000, basis = \"measured\", source = \"mine\", \
               note = \"One town.\" }\nrun.weeks = 300";
    let folder = folder(&[("town.toml", overlay("baseline", &format!("{set}\n{sources}")))]);
    let town = load(&folder, "town.toml");
    let people = &town.entries[names::parameter("run.people").expect("people")];
    assert_eq!((people.basis, people.source.as_str()), (Basis::Measured, "mine"));
    assert_eq!(people.note.as_deref(), Some("One town."));
    let weeks = &town.entries[names::parameter("run.weeks").expect("weeks")];
    assert_eq!(weeks.basis, Basis::Assumed);
    assert_eq!(town.sources["mine"].year, 2025);
}

#[test]
fn a_value_that_is_possible_but_not_plausible_is_used_with_a_warning() {
    let folder = folder(&[("small.toml", overlay("baseline", "[set]\nrun.people = 1000"))]);
    let small = load(&folder, "small.toml");
    assert_eq!(value(&small, "run.people").to_bits(), 1000.0_f64.to_bits());
    let warning = small.warnings.last().expect("a warning");
    assert_eq!(warning.severity, Gravity::Warning);
    assert_eq!(warning.message, "`run.people` is outside its plausible range");
    assert_eq!(warning.place.position.as_ref().expect("a position").line, 6);
}

#[test]
fn the_command_line_changes_a_value_or_nothing() {
    let folder = folder(&[]);
    let mut base = load(&folder, "baseline.toml");
    let hash = base.hash();
    base.with_value("run.people", 1000.0).expect("a possible value");
    assert_eq!(base.start().run.people.to_bits(), 1000.0_f64.to_bits());
    assert_ne!(base.hash(), hash);
    let changed = base.hash();
    for (path, value) in [("run.people", 1.0), ("run.people", f64::NAN), ("run.seed", 0.5)] {
        let found = base.with_value(path, value).expect_err("an impossible value");
        assert!(found.to_string().contains(path), "{found}");
    }
    let found = base.with_value("run.peeple", 1000.0).expect_err("an unknown parameter");
    assert!(found.to_string().contains("did you mean `run.people`?"), "{found}");
    assert_eq!(base.hash(), changed);
}

#[test]
fn the_same_values_have_the_same_hash_and_no_first_difference() {
    let same = overlay("baseline", "[scale]\nrun.people = 1");
    let other = overlay("baseline", "[set]\nrun.people = 2000");
    let folder = folder(&[("same.toml", same), ("other.toml", other)]);
    let base = load(&folder, "baseline.toml");
    let (same, other) = (load(&folder, "same.toml"), load(&folder, "other.toml"));
    assert_eq!(base.hash(), same.hash());
    assert_eq!(base.timeline.first_difference(&same.timeline), None);
    assert_ne!(base.hash(), other.hash());
    assert_eq!(base.timeline.first_difference(&other.timeline), Some(i32::MIN));
    let values = base.entries.iter().map(|entry| entry.value).collect();
    assert_eq!(Timeline::constant(values).hash(), base.hash());
}

#[test]
fn every_parameter_that_may_change_can_be_scheduled() {
    for (index, spec) in schedulable() {
        let pulse = format!(
            "[[schedule]]\nfrom = 10\nuntil = \"1 year\"\nset.\"{}\" = {:?}\n",
            spec.path, spec.max
        );
        let folder = folder(&[("pulse.toml", overlay("baseline", &pulse))]);
        let (base, pulse) = (load(&folder, "baseline.toml"), load(&folder, "pulse.toml"));
        let at = |week: i32| pulse.timeline.at(week).values[index];
        let before = base.entries[index].value;
        for (week, expected) in [(-1, before), (9, before), (10, spec.max), (51, spec.max)] {
            assert_eq!(at(week).to_bits(), expected.to_bits(), "{} in week {week}", spec.path);
        }
        assert_eq!(at(52).to_bits(), before.to_bits(), "{}", spec.path);
        let differs = before.to_bits() != spec.max.to_bits();
        let first = base.timeline.first_difference(&pulse.timeline);
        assert_eq!(first, differs.then_some(10), "{}", spec.path);
    }
}

#[test]
fn a_schedule_that_leads_outside_the_possible_is_refused_at_its_line() {
    for (_, spec) in schedulable().take(3) {
        let past = spec.max * 3.0 + 1.0;
        let text = format!(
            "[[schedule]]\nfrom = 4\nset.\"{0}\" = {1:?}\n[[schedule]]\nfrom = 8\nover = 8\n\
             scale.\"{0}\" = {past:?}\n",
            spec.path, spec.max
        );
        let folder = folder(&[("far.toml", overlay("baseline", &text))]);
        let message = errors(&folder, "far.toml");
        assert!(message.contains("the schedule takes"), "{message}");
        assert!(message.contains("far.toml:11:"), "{message}");
        assert!(message.contains("from week 8 on"), "{message}");
    }
}

#[test]
fn a_path_without_its_label_changes_every_label() {
    for (_, spec) in schedulable().filter(|(_, spec)| spec.path.matches('.').count() == 2) {
        let (all, label) = spec.path.rsplit_once('.').expect("a label");
        let set = format!("[set]\n\"{all}\" = {:?}\n", spec.max);
        let both = format!("{set}\"{all}.{label}\" = {:?}\n", spec.max);
        let folder = folder(&[
            ("all.toml", overlay("baseline", &set)),
            ("both.toml", overlay("baseline", &both)),
        ]);
        let changed = load(&folder, "all.toml");
        for index in names::parameters(all) {
            assert_eq!(changed.entries[index].value.to_bits(), spec.max.to_bits(), "{all}");
        }
        let message = errors(&folder, "both.toml");
        assert!(message.contains(&format!("`{all}.{label}` is given twice")), "{message}");
    }
}

fn kith(folder: &TempDir) -> Command {
    let mut command = Command::cargo_bin("kith").expect("the program");
    command.current_dir(folder.path());
    command
}

fn stdout(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn kith_alone_says_what_it_is_for_and_shows_three_commands() {
    let text = stdout(&mut kith(&folder(&[])), 0);
    assert!(text.starts_with("Kith simulates social prescribing"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("  kith ")).count(), 3);
    stdout(kith(&folder(&[])).arg("chekc"), 2);
}

#[test]
fn check_counts_what_an_overlay_overrides() {
    let folder = folder(&[("small.toml", overlay("baseline", "[set]\nrun.people = 1000"))]);
    let text = stdout(kith(&folder).args(["check", "small.toml"]), 0);
    assert!(text.starts_with("small.toml: ok, 1 of "), "{text}");
    assert!(text.contains("0 scheduled changes"), "{text}");
    let schema = stdout(kith(&folder).args(["check", "--schema"]), 0);
    assert!(schema.starts_with('{') && schema.contains("draft/2020-12"), "{schema}");
}

#[test]
fn explain_says_what_a_value_means_and_rests_on() {
    let folder = folder(&[("small.toml", overlay("baseline", "[set]\nrun.people = 1000"))]);
    let arguments = ["explain", "run.people", "--scenario", "small.toml"];
    let text = stdout(kith(&folder).args(arguments), 0);
    for part in ["1000 people", "possible  200 to 300000", "basis     assumed", "set by    small"] {
        assert!(text.contains(part), "no `{part}` in {text}");
    }
    let sections = stdout(kith(&folder).arg("explain"), 0);
    assert!(sections.lines().any(|line| line.starts_with("run ")), "{sections}");
    let unknown =
        kith(&folder).args(["explain", "run.peeple"]).assert().code(65).get_output().clone();
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `run.people`?"));
}

#[test]
fn diff_lists_what_differs() {
    let folder = folder(&[("small.toml", overlay("baseline", "[set]\nrun.people = 1000"))]);
    let text = stdout(kith(&folder).args(["diff", "baseline.toml", "small.toml"]), 0);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.ends_with("start  run.people     50000   1000  people\n"), "{text}");
    let csv = stdout(kith(&folder).args(["diff", "--csv", "baseline.toml", "small.toml"]), 0);
    assert_eq!(csv, "from_week,parameter,first,second,unit\n,run.people,50000,1000,people\n");
    let none = stdout(kith(&folder).args(["diff", "small.toml", "small.toml"]), 0);
    assert_eq!(none, "no value differs between small and small\n");
}

/// Reads a text as a scenario and shows what is said, so that showing cannot fail either.
fn read(bytes: &[u8]) -> String {
    let folder = folder(&[]);
    let path = folder.path().join("any.toml");
    fs::write(&path, bytes).expect("a written file");
    match scenario::load(&path) {
        Ok(scenario) => scenario.hash(),
        Err(found) => found.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!read(&bytes).is_empty());
    }

    #[test]
    fn no_overlay_like_text_brings_the_reader_down(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "extends", "\"baseline\"", "title", "set", "scale", "[", "]", "[[", "]]", "schedule",
                "=", "\n", "\n", "{", "}", ",", ".", "run", "\"run.weeks\"", "weeks", "1", "-0.0",
                "1e308", "nan", "\"\"", "from", "over", "until", "\"2 years\"", "sources", "\"\"\"", "é",
            ]),
            0..60,
        ),
        spaced in any::<bool>(),
    ) {
        let text = words.join(if spaced { " " } else { "" });
        prop_assert!(!read(text.as_bytes()).is_empty());
    }

    #[test]
    fn no_slip_in_the_baseline_brings_the_reader_down(
        slips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..8),
    ) {
        let mut bytes = baseline().into_bytes();
        for (at, byte, kind) in slips {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte & 0x7f,
                1 => bytes.insert(at, byte & 0x7f),
                _ => { bytes.drain(at..(at + usize::from(byte)).min(bytes.len() - 1)); }
            }
        }
        prop_assert!(!read(&bytes).is_empty());
    }
}

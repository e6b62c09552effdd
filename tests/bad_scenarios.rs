//! What the user sees who writes a wrong scenario file: a catalogue of wrong files, and for each
//! the whole message as a snapshot. The files speak only of `run.*`, so that a baseline that grows
//! changes no message. Renew the snapshots with `INSTA_UPDATE=always cargo test`.

use kith::scenario;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use kith::scenario::Gravity;
use tempfile::TempDir;

/// A folder of scenarios: the baseline, and every wrong file beside it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("baseline.toml"), baseline()).expect("a copy of the baseline");
    for file in catalogue() {
        let name = file.file_name().expect("a file name");
        fs::copy(&file, folder.path().join(name)).expect("a copy of a wrong file");
    }
    folder
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn baseline() -> String {
    fs::read_to_string(root().join("scenarios/baseline.toml")).expect("the baseline")
}

/// The wrong files, in order of their names.
fn catalogue() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/bad_scenarios"))
        .expect("the catalogue")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files
}

/// Everything that is said of a file, with the folder taken out of the names.
fn said(folder: &Path, name: &str) -> String {
    let found = scenario::load(&folder.join(name)).expect_err(name);
    assert!(found.count(Gravity::Error) > 0, "{name} has no error");
    found.to_string().replace(&format!("{}/", folder.display()), "")
}

/// What is said of a file with this content.
fn said_of(name: &str, content: impl AsRef<[u8]>) -> String {
    let folder = folder();
    fs::write(folder.path().join(name), content).expect("a written file");
    said(folder.path(), name)
}

fn fixture(name: &str) -> String {
    fs::read_to_string(root().join("tests/bad_scenarios").join(name)).expect("a wrong file")
}

#[test]
fn every_wrong_file_is_refused_with_its_message() {
    let folder = folder();
    let files = catalogue();
    assert!(files.len() >= 45, "the catalogue has shrunk to {}", files.len());
    for file in files {
        let name = file.file_name().expect("a file name").to_str().expect("a plain name");
        let stem = name.strip_suffix(".toml").expect("a scenario file");
        insta::assert_snapshot!(stem, said(folder.path(), name));
    }
}

#[test]
fn every_wrong_line_of_a_base_is_refused_with_its_message() {
    let weeks = "weeks = { value = 260, unit = \"weeks\"";
    let seed = "seed = { value = 1, unit = \"count\", low = 0, high = 4294967295, \
                basis = \"assumed\", source = \"design\" }";
    let cases = [
        ("wrong_unit", weeks, "weeks = { value = 260, unit = \"years\""),
        ("unit_is_a_number", weeks, "weeks = { value = 260, unit = 7"),
        ("value_above_possible", weeks, "weeks = { value = 2601, unit = \"weeks\""),
        ("value_is_nan", weeks, "weeks = { value = nan, unit = \"weeks\""),
        ("value_is_text", weeks, "weeks = { value = \"260\", unit = \"weeks\""),
        ("typo_in_field", weeks, "weeks = { valeu = 260, unit = \"weeks\""),
        ("missing_field", weeks, "weeks = { value = 260"),
        ("unknown_field", weeks, "weeks = { colour = \"red\", value = 260, unit = \"weeks\""),
        ("typo_in_name", weeks, "weaks = { value = 260, unit = \"weeks\""),
        ("low_above_high", "low = 52, high = 520", "low = 521, high = 520"),
        ("low_below_possible", "low = 52, high = 520", "low = -52, high = 520"),
        ("high_is_infinite", "low = 52, high = 520", "low = 52, high = inf"),
        ("missing_parameter", seed, ""),
        ("parameter_is_a_number", seed, "seed = 1"),
        ("given_twice", "[run]\n", "\"run.seed\" = 1\n\n[run]\n"),
        ("table_given_twice", "[run]\n", "[run]\n[run]\n"),
        ("brace_missing", "basis = \"assumed\", source = \"design\" }", "source = \"design\""),
    ];
    for (name, from, to) in cases {
        let text = baseline();
        assert!(text.contains(from), "{name}: the baseline has no `{from}`");
        let message = said_of("base.toml", text.replacen(from, to, 1));
        insta::assert_snapshot!(format!("base_{name}"), message);
    }
}

#[test]
fn every_wrong_row_of_an_axis_is_refused_with_its_message() {
    let low = "low_ratio = 0.5, high_ratio = 2";
    let cases = [
        ("typo_in_label", "housing = 26", "hosing = 26"),
        ("missing_label", "housing = 26, ", ""),
        ("label_is_text", "housing = 26", "housing = \"26\""),
        ("label_above_possible", "housing = 26", "housing = 2600"),
        ("wrong_unit", "unit = \"weeks\", low_ratio", "unit = \"years\", low_ratio"),
        ("missing_ratio", low, "low_ratio = 0.5"),
        ("high_above_possible", low, "low_ratio = 0.5, high_ratio = 2000"),
        ("low_above_high", low, "low_ratio = 2, high_ratio = 0.5"),
        ("typo_in_field", low, "low_ratio = 0.5, hihg_ratio = 2"),
        ("value_is_a_number", "value = { mental_health = 18", "value = 18, none = { a = 1"),
    ];
    for (name, from, to) in cases {
        let text = baseline();
        // The section comes first, so that a baseline that grows changes no message.
        let (before, after) = text.split_once("\n[statutory]\n").expect("services");
        let (section, rest) = after.split_once("\n[").expect("another section");
        assert!(section.contains(from), "{name}: no `{from}`");
        let section = format!("\n[statutory]\n{}\n[run]\n", section.replacen(from, to, 1));
        let text = format!("{before}\n[{rest}").replacen("\n[run]\n", &section, 1);
        let message = said_of("base.toml", text);
        insta::assert_snapshot!(format!("row_{name}"), message);
    }
}

#[test]
fn a_base_may_have_lines_or_rows_and_says_each_parameter_once() {
    let text = baseline();
    let lines = "\n[statutory.wait]\nhousing = { value = 26, unit = \"weeks\", low = 13, high = 52, \
                 basis = \"assumed\", source = \"design\" }\n";
    let both = text.replacen("\n[handover]\n", &format!("{lines}\n[handover]\n"), 1);
    let message = said_of("base.toml", both);
    assert!(message.contains("a key is given twice") || message.contains("duplicate"), "{message}");
    // As tables of lines they say the same.
    let folder = folder();
    let row =
        text.lines().find(|line| line.starts_with("wait = { value = {")).expect("the row of waits");
    let line = |(label, value, low, high): (&str, u32, f64, u32)| {
        format!(
            "{label} = {{ value = {value}, unit = \"weeks\", low = {low}, high = {high}, basis = \
             \"assumed\", source = \"design\" }}\n"
        )
    };
    let old = [
        ("mental_health", 18, 9.0, 36),
        ("housing", 26, 13.0, 52),
        ("social_care", 12, 6.0, 24),
        ("mental_health_practitioner", 3, 1.5, 6),
    ];
    let old: String = old.into_iter().map(line).collect();
    let without = text.replacen(&format!("{row}\n"), "", 1);
    let old =
        without.replacen("\n[handover]\n", &format!("\n[statutory.wait]\n{old}\n[handover]\n"), 1);
    fs::write(folder.path().join("lines.toml"), old).expect("a written file");
    let load =
        |name: &str| scenario::load(&folder.path().join(name)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(load("lines.toml").entries, load("baseline.toml").entries);
}

#[test]
fn a_base_with_an_unknown_basis_or_source_is_refused() {
    let text = baseline();
    let with = |from: &str, to: &str| said_of("base.toml", text.replacen(from, to, 1));
    insta::assert_snapshot!(
        "base_unknown_basis",
        with("basis = \"assumed\"", "basis = \"asumed\"")
    );
    insta::assert_snapshot!(
        "base_unknown_source",
        with("source = \"design\"", "source = \"desing\"")
    );
}

#[test]
fn files_that_are_no_text_are_refused() {
    insta::assert_snapshot!("generated_empty", said_of("wrong.toml", ""));
    insta::assert_snapshot!("generated_blank", said_of("wrong.toml", "\u{feff} \n\n"));
    insta::assert_snapshot!("generated_comment_only", said_of("wrong.toml", "# nothing else\n"));
    let large = "# a long comment\n".repeat(1 << 16);
    insta::assert_snapshot!("generated_huge", said_of("wrong.toml", large));
    let latin = [b"title = \"Caf".as_slice(), &[0xe9], b"\"\n"].concat();
    insta::assert_snapshot!("generated_latin_1", said_of("wrong.toml", latin));
    insta::assert_snapshot!("generated_cut_off", said_of("wrong.toml", b"title = \"Caf\xc3"));
    let wide: Vec<u8> = [0xfffe_u16.swap_bytes(), u16::from(b't'), u16::from(b'i')]
        .iter()
        .flat_map(|unit| unit.to_be_bytes())
        .collect();
    insta::assert_snapshot!("generated_utf_16", said_of("wrong.toml", &wide));
    assert_eq!(said_of("wrong.toml", &wide[2..]), said_of("wrong.toml", wide), "without a mark");
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_move_no_position() {
    let plain = fixture("typo_in_parameter.toml");
    let message = said_of("wrong.toml", &plain);
    assert!(message.contains("wrong.toml:6:1"), "{message}");
    assert_eq!(said_of("wrong.toml", format!("\u{feff}{plain}")), message);
    assert_eq!(said_of("wrong.toml", plain.replace('\n', "\r\n")), message);
}

#[test]
fn nesting_and_keys_without_end_are_refused() {
    let head = "title = \"Wrong\"\nextends = \"baseline\"\nbecause = \"Depth.\"\n[set]\n";
    let nested = format!("{head}\"run.weeks\" = {}1{}\n", "[".repeat(200), "]".repeat(200));
    let message = said_of("wrong.toml", nested);
    assert!(message.contains("max recursion depth"), "{message}");
    let key = format!("{head}{}a = 1\n", "a.".repeat(200_000));
    insta::assert_snapshot!("generated_key_of_many_parts", said_of("wrong.toml", key));
}

#[test]
fn a_folder_and_a_missing_file_are_refused() {
    let folder = folder();
    fs::create_dir(folder.path().join("inside.toml")).expect("a folder");
    insta::assert_snapshot!("generated_folder", said(folder.path(), "inside.toml"));
    insta::assert_snapshot!("generated_missing", said(folder.path(), "baselin.toml"));
    let extends = fixture("extends_near_miss.toml").replace("basline", "inside");
    fs::write(folder.path().join("wrong.toml"), extends).expect("a written file");
    insta::assert_snapshot!("generated_extends_folder", said(folder.path(), "wrong.toml"));
}

#[test]
fn a_file_of_another_kind_is_refused_with_the_command_that_takes_it() {
    for (command, file, kind, takes) in [
        ("run", "scenarios/studies/first.toml", "a study of a parameter space", "kith sweep"),
        ("run", "scenarios/studies/sensitivity.toml", "a study of sensitivity", "kith sensitivity"),
        ("run", "scenarios/theory/a01.toml", "claims", "kith theory --claims scenarios/theory"),
        ("check", "scenarios/theory/a01.toml", "claims", "kith theory --claims scenarios/theory"),
        ("run", "scenarios/theory", "a folder", "kith theory --claims scenarios/theory"),
        ("run", "scenarios/studies", "a folder", "calibration.toml"),
        ("run", "scenarios/studies/calibration.toml", "a study of calibration", "kith calibrate"),
        ("sweep", "scenarios/austerity.toml", "a scenario", "kith run"),
        ("sweep", "scenarios/studies/sensitivity.toml", "sensitivity", "kith sensitivity"),
        ("sensitivity", "scenarios/baseline.toml", "a scenario", "kith run"),
        ("sensitivity", "scenarios/studies/first.toml", "a parameter space", "kith sweep"),
    ] {
        let output = kith(root()).args([command, file]).assert().code(65).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(err.matches("error:").count(), 1, "{command} {file}: {err}");
        assert!(err.contains(kind) && err.contains(takes), "{command} {file}: {err}");
    }
    let folder = folder();
    let study = "title = \"S\"\nbecause = \"S.\"\nscenarios = [\"baseline.toml\"]\n[desing]\n";
    fs::write(folder.path().join("study.toml"), study).expect("a study");
    let output = kith(folder.path()).args(["check", "study.toml"]).assert().code(65);
    let err = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(err.contains("did you mean `design`?") && !err.contains("extends"), "{err}");
    let record = "program = \"kith\"\nreproduce = \"kith run baseline.toml\"\n";
    fs::create_dir(folder.path().join("results")).expect("a folder");
    fs::write(folder.path().join("results/run.toml"), record).expect("a record");
    for given in ["results", "results/run.toml"] {
        let output =
            kith(folder.path()).args(["run", given]).assert().code(65).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains("`kith reproduce results`"), "{given}: {err}");
    }
}

#[test]
fn a_name_finds_its_scenario_and_a_wrong_name_the_nearest() {
    for (name, means) in [
        ("austerity", "scenarios/austerity.toml: ok"),
        ("austerity.toml", "scenarios/austerity.toml: ok"),
        ("scenarios/austerity", "scenarios/austerity.toml: ok"),
        ("first", "scenarios/studies/first.toml: ok"),
    ] {
        let output = kith(root()).args(["check", name]).assert().code(0).get_output().clone();
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.starts_with(means), "{name}: {out}");
    }
    for (arguments, nearest) in [
        (["check", "austerty"], "austerity"),
        (["run", "basline"], "baseline"),
        (["sweep", "frist"], "first"),
    ] {
        let output = kith(root()).args(arguments).assert().code(65).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains(&format!("did you mean `{nearest}`?")), "{arguments:?}: {err}");
    }
}

#[test]
fn no_more_than_fifty_complaints_are_shown_and_the_errors_first() {
    let head = "title = \"Wrong\"\nextends = \"baseline\"\nbecause = \"Much.\"\n[set]\n";
    let wrong: Vec<String> = (0..70).map(|number| format!("\"run.x{number}\" = 1\n")).collect();
    let wrong = wrong.concat();
    let text = format!("{head}\"run.people\" = 500\n{wrong}\"run.weaks\" = 1\n");
    let message = said_of("wrong.toml", text);
    assert_eq!(message.matches("error: ").count(), 50, "{message}");
    assert!(!message.contains("warning: "), "{message}");
    assert!(message.ends_with("Shown are 50 of 71 errors and 1 warning."), "{message}");
}

#[test]
fn texts_without_end_are_refused() {
    let with = |title: &str, because: &str| {
        format!("title = \"{title}\"\nextends = \"baseline\"\nbecause = \"{because}\"\n")
    };
    let long = with(&"ab ".repeat(70_000), &"why ".repeat(2_000));
    insta::assert_snapshot!("generated_long_texts", said_of("wrong.toml", long));
    let folder = folder();
    let most = with(&"é".repeat(300), &"é".repeat(4_000));
    fs::write(folder.path().join("long.toml"), most).expect("a written file");
    scenario::load(&folder.path().join("long.toml")).expect("texts of the longest length");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let (folder, elsewhere) = (folder(), folder());
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
    };
    link(&elsewhere.path().join("baseline.toml"), "away.toml");
    link(Path::new("baseline.toml"), "near.toml");
    let over = |name: &str| {
        format!("title = \"Link\"\nextends = \"{name}\"\nbecause = \"To see where it goes.\"\n")
    };
    fs::write(folder.path().join("out.toml"), over("away")).expect("a written file");
    fs::write(folder.path().join("in.toml"), over("near")).expect("a written file");
    let message = said(folder.path(), "out.toml");
    assert!(message.contains("leaves the folder of the scenario through a link"), "{message}");
    assert!(message.contains("out.toml:2:11"), "{message}");
    scenario::load(&folder.path().join("in.toml")).expect("a link within the folder");
    // A scenario may itself be reached by a link: its folder is then where it is named.
    link(&elsewhere.path().join("in.toml"), "linked.toml");
    fs::write(elsewhere.path().join("in.toml"), over("baseline")).expect("a written file");
    scenario::load(&folder.path().join("linked.toml")).expect("beside the link");
}

#[cfg(unix)]
#[test]
fn no_name_of_a_file_steers_the_terminal() {
    let folder = folder();
    let name = "red\u{1b}[31m\u{202e}.toml";
    let text = "title = \"Red\"\nextends = \"baseline\"\nbecause = \"To see its name.\"\n";
    for arguments in [vec!["run", name], vec!["run", "baseline.toml", "--people", name]] {
        // Once without the file, once with it.
        for code in [65, 65] {
            let code = if arguments.len() > 2 { 2 } else { code };
            let output = kith(folder.path()).args(&arguments).assert().code(code);
            let err = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
            assert!(!err.contains(['\u{1b}', '\u{202e}']) && err.contains("red"), "{err:?}");
            fs::write(folder.path().join(name), text).expect("a written file");
        }
    }
}

#[test]
fn a_chain_may_have_sixteen_files_and_no_more() {
    let folder = folder();
    let link = |name: &str, base: &str| {
        let text = format!("title = \"Link\"\nextends = \"{base}\"\nbecause = \"A chain.\"\n");
        fs::write(folder.path().join(name), text).expect("a written file");
    };
    link("link_01.toml", "baseline");
    for number in 2..=16 {
        link(&format!("link_{number:02}.toml"), &format!("link_{:02}", number - 1));
    }
    let sixteen = scenario::load(&folder.path().join("link_15.toml")).expect("a long chain");
    assert_eq!(sixteen.files.len(), 16);
    let message = said(folder.path(), "link_16.toml");
    assert!(message.contains("`extends` makes too long a chain"), "{message}");
    assert!(message.contains("link_01.toml:2:11"), "{message}");
}

fn kith(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("kith").expect("the program");
    command.current_dir(folder);
    command
}

#[test]
fn check_names_every_wrong_file_and_ends_with_65() {
    let folder = folder();
    let output = kith(folder.path())
        .args(["check", "not_whole.toml", "baseline.toml", "infinity.toml"])
        .assert()
        .code(65)
        .get_output()
        .clone();
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(out.starts_with("baseline.toml: ok, a base, "), "{out}");
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(err.contains("--> not_whole.toml:6:20"), "{err}");
    assert!(err.contains("--> infinity.toml:6:15"), "{err}");
}

#[test]
fn every_command_refuses_a_wrong_scenario_alike() {
    let folder = folder();
    for arguments in [
        vec!["run", "typo_in_parameter.toml"],
        vec!["diff", "baseline.toml", "typo_in_parameter.toml"],
        vec!["explain", "run.weeks", "--scenario", "typo_in_parameter.toml"],
    ] {
        let output = kith(folder.path()).args(&arguments).assert().code(65).get_output().clone();
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains("did you mean `run.weeks`?"), "{arguments:?}: {err}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

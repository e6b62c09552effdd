//! What gives the model another name, and what does not.

use std::fs;
use std::path::Path;

#[path = "../src/digest.rs"]
mod source;

use source::{LIBRARIES, MODEL, bare, of_model};

/// A copy of all that the name follows from.
fn copied() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        if from.is_file() {
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::copy(from, to).expect("a copy");
            return;
        }
        for entry in fs::read_dir(from).expect("a folder of the model") {
            let path = entry.expect("an entry").path();
            copy(&path, &to.join(path.file_name().expect("a name")));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    for part in MODEL.iter().chain(&["Cargo.lock"]) {
        copy(&root.join(part), &folder.path().join(part));
    }
    folder
}

/// Changes every file of the model that has the first text, or one file.
fn with(change: impl Fn(&str) -> String, path: &str) -> String {
    let folder = copied();
    let file = folder.path().join(path);
    let text = fs::read_to_string(&file).expect("a file of the model");
    let changed = change(&text);
    assert_ne!(text, changed, "{path} did not change");
    fs::write(&file, changed).expect("a changed file");
    of_model(folder.path())
}

const RULES: &str = "src/model/arithmetic.rs";

#[test]
fn the_name_is_that_of_the_build() {
    assert_eq!(of_model(copied().path()), kith::report::Record::model());
}

#[test]
fn a_comment_a_description_a_test_and_the_layout_leave_the_name() {
    let now = of_model(copied().path());
    assert_eq!(
        with(|text| format!("// A remark.\n{text}\n/* and /* another */ one */\n"), RULES),
        now
    );
    assert_eq!(with(|text| text.replace("/// The logistic function.", "/// S."), RULES), now);
    assert_eq!(
        with(|text| text.replace("Mean life satisfaction", "Life"), "src/model/observe/metrics.rs"),
        now
    );
    assert_eq!(
        with(|text| text.replace("for rate in [0.0, 1e-6", "for rate in [0.1, 1e-6"), RULES),
        now
    );
    assert_eq!(with(|text| text.replace("\n\n", "\n\n\n"), RULES), now);
}

#[test]
fn a_number_a_sign_a_library_and_a_file_more_change_the_name() {
    let now = of_model(copied().path());
    assert_ne!(
        with(|text| text.replace("SERIES_BELOW: f64 = 0.2", "SERIES_BELOW: f64 = 0.3"), RULES),
        now
    );
    assert_ne!(with(|text| text.replace("x - by.clamp", "x + by.clamp"), RULES), now);
    // What a cell of a comparison keeps of twins is a figure of the cell.
    let horizon = |text: &str| text.replace("HORIZON: i32 = 52", "HORIZON: i32 = 53");
    assert_ne!(with(horizon, "src/runs/twins.rs"), now);
    for library in LIBRARIES {
        let version = format!("name = \"{library}\"\nversion = \"");
        assert_ne!(with(|lock| lock.replace(&version, &format!("{version}9")), "Cargo.lock"), now);
    }
    let folder = copied();
    fs::write(folder.path().join("src/model/mechanisms/zeal.rs"), "").expect("a new file");
    assert_ne!(of_model(folder.path()), now);
}

#[test]
fn strings_characters_and_lifetimes_are_told_apart() {
    let source =
        "fn f<'a>(x: &'a str) -> char { g(\"a // b \\\" c\", r#\"x \" y\"#, '\"', '\\'', 'z') }";
    let expected = "fn f<'a>(x: &'a str) -> char { g(\"\", \"\", '\"', '\\'', 'z') }";
    assert_eq!(bare(source), expected);
    assert_eq!(bare("let tower = 3; // 4\n"), "let tower = 3;");
}

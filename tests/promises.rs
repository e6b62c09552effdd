//! `docs/promises.md`: every promise has a test, and every test that is named there is one.

use std::fs;

use crate::common::root;

/// The rows of the page's tables: a promise, and what holds it.
fn rows() -> Vec<(String, String)> {
    let page = fs::read_to_string(root().join("docs/promises.md")).expect("the page");
    let row = |line: &str| {
        let (promise, held) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        (promise != "Promise").then(|| (promise.to_owned(), held.to_owned()))
    };
    page.lines().filter_map(row).collect()
}

/// Whether a name, such as `sweep::a_test` or `.ci/run a_check`, is that of a test.
fn is_there(name: &str) -> bool {
    if let Some((script, check)) = name.split_once(' ') {
        let script = fs::read_to_string(root().join(script)).unwrap_or_default();
        return script.lines().any(|line| line == format!("check {check}"));
    }
    let Some((module, test)) = name.rsplit_once("::") else { return false };
    let path = module.replace("::", "/");
    let files = match path.strip_suffix("/tests") {
        Some(path) => ["", "/mod", "/tests"].map(|end| format!("src/{path}{end}.rs")).to_vec(),
        None => vec![format!("tests/{path}.rs")],
    };
    let read = |file: &String| fs::read_to_string(root().join(file)).unwrap_or_default();
    let source: String = files.iter().map(read).collect();
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let mut attributes = lines[..at].iter().rev().take_while(|line| line.starts_with('#'));
        line.starts_with(&format!("fn {test}(")) && attributes.any(|line| *line == "#[test]")
    })
}

#[test]
fn every_promise_has_a_test_that_is_there() {
    let rows = rows();
    assert!(rows.len() >= 50, "the list has shrunk to {}", rows.len());
    for (promise, held) in rows {
        for name in held.split(", ") {
            let name = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
            let name = name.unwrap_or_else(|| panic!("{promise}: {held}"));
            assert!(is_there(name), "{promise}: there is no test `{name}`");
        }
    }
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    assert!(is_there("promises::a_test_that_is_not_there_is_noticed"));
    assert!(is_there("report::folder::tests::results_appear_whole_and_leave_nothing_beside_them"));
    assert!(is_there("cli::tests::every_command_shows_an_example_in_its_help"));
    for name in
        ["promises::rows", "promises::is_there", "sweep::nothing", "nowhere::a", ".ci/run a"]
    {
        assert!(!is_there(name), "{name}");
    }
}

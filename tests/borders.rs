//! The borders of the house, read off the `use` lines and paths of its sources. A border that does
//! not hold is no border.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the house, from the ground up: a folder may use those before it, and itself.
const FLOORS: [&str; 8] =
    ["model", "scenario", "localise", "runs", "report", "studies", "page", "cli"];

/// Files that use a floor above their own, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// What the model may use beside itself and the core of the language. `serde` lets what was observed be
/// kept while a run goes on.
const LIBRARIES: &[&str] =
    &["libm", "pulp", "rand", "rand_distr", "rand_philox", "serde", "special"];

/// What no file of the model may speak of.
const FORBIDDEN: &[&str] = &[
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "SystemTime",
    "Instant::now",
    "println!",
    "eprintln!",
    "static mut",
    "thread_local!",
    "rayon",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source below a folder of `src`, by its path there, without comments and tests.
pub(crate) fn sources(folder: &str) -> BTreeMap<String, String> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                into.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    below(&root().join("src").join(folder), &mut paths);
    let code = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a source");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let name = |path: &PathBuf| {
        let inside = path.strip_prefix(root().join("src")).expect("a source");
        inside.to_string_lossy().replace('\\', "/")
    };
    paths.iter().map(|path| (name(path), code(path))).collect()
}

/// Every path from the root of the crate that a source names, as its parts.
pub(crate) fn paths(code: &str) -> Vec<Vec<&str>> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.split("crate::")
        .skip(1)
        .map(|rest| {
            let end = rest.find(|c: char| !part(c) && c != ':').unwrap_or(rest.len());
            rest[..end].split("::").filter(|part| !part.is_empty()).collect()
        })
        .collect()
}

#[test]
fn every_folder_uses_only_the_floors_below_it() {
    let mut wrong = Vec::new();
    for (height, floor) in FLOORS.iter().enumerate() {
        for (file, code) in sources(floor) {
            for path in paths(&code) {
                let up = FLOORS.iter().position(|other| path.first() == Some(other));
                let allowed = EXCEPTIONS
                    .iter()
                    .any(|(from, to, _)| *from == file && path.first() == Some(to));
                if up.is_some_and(|up| up > height) && !allowed {
                    wrong.push(format!("{file} uses {}", path.join("::")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_model_uses_nothing_but_itself_and_its_libraries() {
    let mut wrong = Vec::new();
    for (file, code) in sources("model") {
        for path in paths(&code) {
            if path.first() != Some(&"model") {
                wrong.push(format!("{file} uses crate::{}", path.join("::")));
            }
        }
        for line in code.lines().map(str::trim) {
            let used = line.strip_prefix("use ").and_then(|path| path.split("::").next());
            let inside = ["crate", "std", "core", "self", "super"];
            let child = |name: &str| code.contains(&format!("mod {name};"));
            if let Some(name) = used
                && !inside.contains(&name)
                && !LIBRARIES.contains(&name)
                && !child(name)
            {
                wrong.push(format!("{file}: {line}"));
            }
        }
        for word in FORBIDDEN.iter().filter(|word| code.contains(*word)) {
            wrong.push(format!("{file} speaks of {word}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_readers_know_toml_and_only_commands_print() {
    let mut wrong = Vec::new();
    for floor in FLOORS {
        for (file, code) in sources(floor) {
            let reads = file.starts_with("scenario/")
                || file.contains("/read")
                || file.contains("/record.rs")
                || file.starts_with("report/folder")
                || file.starts_with("cli/");
            if code.contains("toml_parser") || (code.contains("toml::de") && !reads) {
                let inside = file.starts_with("scenario/");
                if !inside {
                    wrong.push(format!("{file} reads TOML"));
                }
            }
            let prints = ["println!", "print!(", "io::stdout", "io::stderr"];
            if floor != "cli" && prints.iter().any(|word| code.contains(word)) {
                wrong.push(format!("{file} prints"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The mechanism of a path: the room and the file or folder in it.
pub(crate) fn mechanism<'a>(path: &[&'a str]) -> Option<(&'a str, &'a str)> {
    match path {
        ["model", "mechanisms", room, name, ..] => Some((room, name)),
        _ => None,
    }
}

/// Which mechanism uses which.
fn uses() -> BTreeMap<String, BTreeSet<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in sources("model/mechanisms") {
        let parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
        let Some((_, here)) = mechanism(&parts) else { continue };
        for path in paths(&code) {
            if let Some((_, there)) = mechanism(&path)
                && there != here
            {
                uses.entry(here.to_owned()).or_default().insert(there.to_owned());
            }
        }
    }
    uses
}

#[test]
fn no_mechanism_asks_another_in_a_circle() {
    let uses = uses();
    let reached = |from: &String| {
        let mut seen = BTreeSet::new();
        let mut ahead: Vec<&String> = uses.get(from).into_iter().flatten().collect();
        while let Some(next) = ahead.pop() {
            if seen.insert(next.clone()) {
                ahead.extend(uses.get(next).into_iter().flatten());
            }
        }
        seen
    };
    let circles: Vec<&String> = uses.keys().filter(|name| reached(name).contains(*name)).collect();
    assert!(circles.is_empty(), "circles through {circles:?}");
}

#[test]
fn every_mechanism_tests_its_rule() {
    let mut untested = Vec::new();
    for (file, code) in sources("model/mechanisms") {
        let whole = fs::read_to_string(root().join("src").join(&file)).expect("a source");
        if code.contains("fn ") && !whole.contains("#[test]") {
            untested.push(file);
        }
    }
    assert!(untested.is_empty(), "no unit test in {untested:?}");
}

//! Names the model by its source: a digest of everything that a result follows from, beside the
//! scenario's own values. Results of two models are never taken for results of one.

use std::fs;
use std::path::{Path, PathBuf};

/// Sources that results follow from. What reads scenarios is not among them, since every value
/// that was read has a hash of its own; neither is what writes files and talks to people.
const MODEL: [&str; 13] = [
    "src/axes.rs",
    "src/engine",
    "src/experiment/cell.rs",
    "src/experiment/mod.rs",
    "src/experiment/studies.rs",
    "src/experiment/sweep/figures.rs",
    "src/mechanisms",
    "src/observe",
    "src/random.rs",
    "src/scenario/parameters.rs",
    "src/synthesis",
    "src/units.rs",
    "src/world",
];

/// Libraries that numbers come from.
const LIBRARIES: [&str; 7] =
    ["libm", "num-traits", "rand", "rand_core", "rand_distr", "rand_philox", "special"];

fn main() {
    let mut digest = blake3::Hasher::new();
    for root in MODEL {
        println!("cargo::rerun-if-changed={root}");
        for file in files(Path::new(root)) {
            eat(&mut digest, &file.to_string_lossy().replace('\\', "/"));
            // Line ends differ between checkouts of one source.
            let text = fs::read_to_string(&file).expect("a source of the model");
            eat(&mut digest, &text.replace("\r\n", "\n"));
        }
    }
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock").expect("the lock file").replace("\r\n", "\n");
    for library in lock.split("[[package]]\n") {
        let name = library.lines().find_map(|line| line.strip_prefix("name = "));
        if name.is_some_and(|name| LIBRARIES.contains(&name.trim_matches('"'))) {
            let version = |line: &&str| line.starts_with("version") || line.starts_with("name");
            library.lines().filter(version).for_each(|line| eat(&mut digest, line));
        }
    }
    println!("cargo::rustc-env=KITH_MODEL={}", &digest.finalize().to_hex()[..16]);
}

/// Every file at or under a path, in order of their names.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut inside: Vec<PathBuf> = fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    inside.sort();
    inside.iter().flat_map(|path| files(path)).collect()
}

/// Takes a text with its length, so that no two lists of texts look alike.
fn eat(digest: &mut blake3::Hasher, text: &str) {
    digest.update(&(text.len() as u64).to_le_bytes());
    digest.update(text.as_bytes());
}

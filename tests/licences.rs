//! What Kith is built from may be given on: every package comes from crates.io, as the lock file has
//! it, and has a licence that asks for no more than to be named.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::common::root;

/// Licences that let anybody use, change and give on what they cover.
const PERMISSIVE: [&str; 10] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Whether a licence lets people choose permissive terms.
fn permissive(licence: &str) -> bool {
    let terms = Expression::parse_mode(licence, ParseMode::LAX);
    terms.is_ok_and(|terms| {
        terms.evaluate(|asked| {
            asked.license.id().is_some_and(|id| PERMISSIVE.contains(&id.name))
                && asked.addition.is_none()
        })
    })
}

#[test]
fn permissive_is_what_leaves_a_choice_that_is() {
    for licence in
        ["MIT", "MIT/Apache-2.0", "(MIT OR GPL-3.0) AND Zlib", "MPL-2.0 OR Unlicense/MIT"]
    {
        assert!(permissive(licence), "{licence}");
    }
    for licence in ["GPL-3.0", "MIT AND MPL-2.0", "(MIT OR Zlib) AND LGPL-2.1", "Mine", ""] {
        assert!(!permissive(licence), "{licence}");
    }
}

#[test]
fn every_package_that_is_built_here_has_a_permissive_licence() {
    // Cargo has downloaded what this machine builds, so no network is needed; other systems'
    // packages are in the lock file, and in the test below.
    let rustc = Command::new("rustc").arg("-vV").output().expect("rustc");
    let rustc = String::from_utf8(rustc.stdout).expect("text");
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(["--filter-platform", host])
        .output()
        .expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("what cargo says");
    let packages = found["packages"].as_array().expect("packages");
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let licence = |package: &Value| package["license"].as_str().unwrap_or_default().to_owned();
    let wrong: Vec<String> = packages
        .iter()
        .filter(|package| !permissive(&licence(package)))
        .map(|package| format!("{}: `{}`", package["name"], licence(package)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_package_on_any_system_comes_from_crates_io_with_a_checksum() {
    for lock in ["Cargo.lock", "tests/fuzz/Cargo.lock", "tests/wasm/Cargo.lock"] {
        let text = std::fs::read_to_string(root().join(lock)).expect("a lock file");
        let lock: toml::Table = text.parse().expect("a lock file");
        let packages = lock["package"].as_array().expect("packages");
        for package in packages {
            let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
            let own =
                text("name").is_some_and(|name| ["kith", "kith-fuzz", "kith-wasm"].contains(&name));
            let known = text("source") == Some(CRATES_IO) && text("checksum").is_some();
            assert!(own || known, "{package}");
        }
    }
}

#[test]
fn the_fuzz_targets_are_built_from_what_kith_is_built_from() {
    let read = |file: &str| -> toml::Table {
        std::fs::read_to_string(root().join(file)).expect(file).parse().expect(file)
    };
    let (manifest, lock) = (read("Cargo.toml"), read("tests/fuzz/Cargo.lock"));
    let systems = manifest["target"].as_table().expect("systems").values();
    let tables = ["dependencies", "build-dependencies"].map(|table| &manifest[table]);
    let tables = tables.into_iter().chain(systems.filter_map(|system| system.get("dependencies")));
    let wanted: BTreeSet<&str> = tables
        .flat_map(|table| table.as_table().expect("dependencies").keys().map(String::as_str))
        .collect();
    let mut packages = lock["package"].as_array().expect("packages").iter();
    let kith = packages.find(|package| package["name"].as_str() == Some("kith")).expect("kith");
    let names = kith["dependencies"].as_array().expect("names").iter();
    let found: BTreeSet<&str> = names.filter_map(|name| name.as_str()?.split(' ').next()).collect();
    assert_eq!(found, wanted, "renew it: cd tests/fuzz && cargo update --workspace");
}

//! The name of the model: a digest over all that a cell's figures follow from, those of twins among
//! them. What only names, describes or tests is left out: comments, the text of strings, spaces and tests. So a better
//! sentence leaves the name as it is, and another number or another order of two terms does not.
//!
//! This file belongs to the build (`build.rs`); the tests read it too.

use std::fs;
use std::path::{Path, PathBuf};

/// Sources that results follow from. Twins are among them: a cell of a comparison keeps their sums, and
/// goes on from them; so is which neighbourhoods a sample has. What reads scenarios is not, since every
/// value that was read has a hash of its own; neither is what runs cells side by side, which changes no
/// figure, nor what is made of figures afterwards: it is made again whenever it is asked for. Nor is what
/// writes files and talks to people.
pub(crate) const MODEL: &[&str] = &[
    "src/model",
    "src/runs/account.rs",
    "src/runs/cell.rs",
    "src/runs/mod.rs",
    "src/runs/sample.rs",
    "src/runs/studies",
    "src/runs/targets.rs",
    "src/runs/twins",
    "src/runs/twins.rs",
    "src/studies/sweep/figures.rs",
];

/// Libraries that numbers come from.
pub(crate) const LIBRARIES: &[&str] =
    &["libm", "num-traits", "pulp", "rand", "rand_core", "rand_distr", "rand_philox", "special"];

/// The digest of the model in a folder that holds the project.
///
/// # Panics
/// If a source or the lock file cannot be read.
pub(crate) fn of_model(root: &Path) -> String {
    let mut digest = blake3::Hasher::new();
    for part in MODEL {
        for file in files(&root.join(part)) {
            let name = file.strip_prefix(root).expect("a file of the project");
            eat(&mut digest, &name.to_string_lossy().replace('\\', "/"));
            eat(&mut digest, &bare(&fs::read_to_string(&file).expect("a source of the model")));
        }
    }
    let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the lock file");
    for library in lock.replace("\r\n", "\n").split("[[package]]\n") {
        let name = library.lines().find_map(|line| line.strip_prefix("name = "));
        if name.is_some_and(|name| LIBRARIES.contains(&name.trim_matches('"'))) {
            let version = |line: &&str| line.starts_with("version") || line.starts_with("name");
            library.lines().filter(version).for_each(|line| eat(&mut digest, line));
        }
    }
    digest.finalize().to_hex()[..16].to_owned()
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

/// The source without what cannot change a result: comments, the text of strings, tests at its
/// end, and spaces that only lay it out.
pub(crate) fn bare(source: &str) -> String {
    // By the custom of the house tests are the last thing in a file.
    let tests = ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub(crate) mod tests {"];
    let end = tests.iter().filter_map(|head| source.find(head)).min();
    let source = &source[..end.unwrap_or(source.len())];
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block(rest),
            'r' if raw(rest).is_some() && !ends_in_word(&out) => {
                out.push_str("\"\"");
                raw(rest).expect("just seen")
            }
            '"' => {
                out.push_str("\"\"");
                quoted(rest, '"')
            }
            // A character, and not a lifetime.
            '\'' if rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\'') => {
                let length = quoted(rest, '\'');
                out.push_str(&rest[..length]);
                length
            }
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                c.len_utf8()
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out.trim().to_owned()
}

fn ends_in_word(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Bytes of a block comment, those inside it included.
fn block(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (at, depth) = (at + 2, depth + 1);
        } else if here.starts_with(b"*/") {
            (at, depth) = (at + 2, depth - 1);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Bytes of a string or character between two marks.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Bytes of a raw string, if one begins here.
fn raw(text: &str) -> Option<usize> {
    let hashes = text[1..].bytes().take_while(|&byte| byte == b'#').count();
    let inside = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(2 + hashes + length)
}

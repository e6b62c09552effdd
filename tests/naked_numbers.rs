//! No number of the model stands naked in an equation. It is a parameter with a range and a source, or
//! a constant with a line of reason above the equation. 0, 1, 2, 10 and 100 may stay, and so may places
//! in a list and the addresses of draws.

use std::fs;
use std::path::{Path, PathBuf};

/// Files and folders that hold to it.
const COVERED: &[&str] = &[
    "src/model/engine",
    "src/model/mechanisms",
    "src/model/observe",
    "src/model/synthesis",
    "src/model/world",
];

/// Numbers that say nothing of the model: nothing, one, both, and scales of ten.
const PLAIN: &[f64] = &[0.0, 1.0, 2.0, 10.0, 100.0];

/// The Rust files at a path or under it.
pub(crate) fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).expect("a folder of the model");
    let mut found: Vec<PathBuf> =
        entries.flat_map(|entry| files(&entry.expect("an entry").path())).collect();
    found.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    found.sort();
    found
}

/// A source with everything blanked that may hold numbers, line by line as it was.
fn bare(source: &str) -> String {
    let source = source.split("\n#[cfg(test)]").next().unwrap_or_default();
    let mut text = String::new();
    let mut declared = false;
    let mut constant = false;
    for line in source.lines() {
        let line = without_strings(line.split("//").next().unwrap_or_default());
        let item = line.trim_start().trim_start_matches("pub").trim_start();
        let item = item.strip_prefix("(crate) ").or(item.strip_prefix("(super) ")).unwrap_or(item);
        let named = item.strip_prefix("const ").or(item.strip_prefix("static "));
        // The number of a variant is the place of a draw.
        let variant = item.starts_with(|c: char| c.is_ascii_uppercase()) && item.contains(" = ");
        constant |= named.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
        declared |= line.starts_with("parameters! {");
        if !declared && !constant && !variant {
            text.push_str(&line);
        }
        text.push('\n');
        declared &= line != "}";
        constant &= !line.trim_end().ends_with(';');
    }
    without_addresses(&text)
}

fn without_strings(line: &str) -> String {
    line.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// Blanks what follows the purpose of a draw, up to the end of the call: whose draw it is, and when.
fn without_addresses(text: &str) -> String {
    let (mut left, mut depth) = (String::new(), None::<i32>);
    for (at, c) in text.char_indices() {
        if depth.is_none() && text[at..].starts_with("Purpose::") {
            depth = Some(0);
        }
        depth = match (depth, c) {
            (Some(0), ')' | ';') => None,
            (Some(depth), '(') => Some(depth + 1),
            (Some(depth), ')') => Some(depth - 1),
            (depth, _) => depth,
        };
        left.push(if depth.is_none() || c == '\n' { c } else { ' ' });
    }
    left
}

/// The numbers in a line that may not stand there.
fn naked(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find(is_word).map(|start| at + start) {
        at = start + length(&line[start..]);
        let (before, word, after) = (&line[..start], &line[start..at], &line[at..]);
        let field = before.ends_with('.') && !before.ends_with("..");
        let place = after.starts_with(']')
            && before
                .strip_suffix('[')
                .is_some_and(|list| list.ends_with(|c| is_word(c) || c == ']'));
        if word.starts_with(|c: char| c.is_ascii_digit()) && !field && !place && !is_plain(word) {
            found.push(word);
        }
    }
    found
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// How long the name or number is that a text begins with.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let goes_on = |at: usize| {
        is_word(bytes[at].into())
            || digit(0) && (bytes[at] == b'.' && digit(at + 1) || text[..at].ends_with('e'))
    };
    (0..text.len()).find(|&at| !goes_on(at)).unwrap_or(text.len())
}

/// Whether a number says nothing of the model.
fn is_plain(number: &str) -> bool {
    let digits = number.replace('_', "");
    let digits = digits.split(['f', 'i', 'u']).next().unwrap_or_default();
    digits.parse().is_ok_and(|number: f64| PLAIN.contains(&number))
}

#[test]
fn no_number_of_the_model_stands_naked_in_an_equation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for file in COVERED.iter().flat_map(|path| files(&root.join(path))) {
        let source = fs::read_to_string(&file).expect("a source");
        let name = file.strip_prefix(root).expect("a file of the project").display().to_string();
        for (number, line) in bare(&source).lines().enumerate() {
            for literal in naked(line) {
                wrong.push(format!("{name}:{}: {literal} in `{}`", number + 1, line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "declare a parameter, or a constant with its reason above the equation:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn literals_are_told_from_places_names_and_addresses() {
    let source = "const A: f64 = 0.7; // 3\nlet x = 0.25 * y2 + pair.0 - list[3] + 1e-9;\n\
                  let z = draws.uniform(Purpose::Offer, Who(3), 7, 0) + 60.0;\n\
                  parameters! {\n  a: Share [0.0, 0.3] \"\";\n}\nfor k in 0..12 {}\nlet w = [0; 5];\n";
    let bare = bare(source);
    let found: Vec<Vec<&str>> = bare.lines().map(naked).collect();
    let wanted: [&[&str]; 8] = [&[], &["0.25", "1e-9"], &["60.0"], &[], &[], &[], &["12"], &["5"]];
    assert_eq!(found, wanted);
}

//! The pages of the project: every block of TOML in them is what its reader takes, and figures of results
//! say of which model they are.

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin;

use crate::command_line::text;
use crate::common::root;
use kith::report::Record;
use kith::scenario::{self, Diagnostics, Kind};
use kith::studies::sweep::read::Study;
use kith::studies::{calibration, evaluation, sensitivity, sweep, theory};

/// Pages that people write. What the program writes is held against it elsewhere.
fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).expect("the docs");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    let ours = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "scenarios/theory/README.md"];
    let mut pages: Vec<PathBuf> = docs
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| !path.ends_with("model.md"))
        .chain(ours.map(|page| root().join(page)))
        .collect();
    pages.sort();
    pages
}

/// A fenced block: the line it begins in, what stands beside the fence, and its lines.
type Block = (usize, String, String);

/// Every fenced block of a page, and the lines outside of them.
fn blocks(page: &str) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut outside): (Vec<Block>, Vec<String>) = Default::default();
    let mut open = false;
    for (number, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(info), false) => blocks.push((number + 1, info.trim().to_owned(), String::new())),
            (Some(_), true) => {}
            (None, true) => {
                let (.., block) = blocks.last_mut().expect("a block that is open");
                block.push_str(line);
                block.push('\n');
            }
            (None, false) => outside.push(line.to_owned()),
        }
        open ^= line.starts_with("```");
    }
    assert!(!open, "a fence is not closed");
    (blocks, outside)
}

/// The head of an overlay, for a block that shows a part of one.
const HEAD: &str = "title = \"A part\"\nextends = \"baseline\"\nbecause = \"A page shows it.\"\n";

/// What a reader says of a block, which lies in a folder with nothing beside it.
fn read(block: &str) -> Result<&'static str, Diagnostics> {
    let home = tempfile::tempdir().expect("a temporary folder");
    let whole = block.lines().any(|line| line.starts_with("title = "));
    let block = if whole { block.to_owned() } else { format!("{HEAD}{block}") };
    let path = home.path().join("a01.toml");
    fs::write(&path, block).expect("a written block");
    match Kind::at(&path) {
        Some(Kind::Study) => sweep::read::load(&path).and_then(Study::judged).map(|_| "study"),
        Some(Kind::Sensitivity) => {
            sensitivity::read::load_sensitivity(&path).map(|_| "sensitivity")
        }
        Some(Kind::Calibration) => {
            calibration::read::load_calibration(&path).map(|_| "calibration")
        }
        Some(Kind::Evaluation) => evaluation::read::load_design(&path).map(|_| "evaluation"),
        Some(Kind::Theory) => {
            let list = root().join("scenarios/theory/claims.csv");
            fs::copy(list, home.path().join("claims.csv")).expect("a copy of the list");
            theory::read::load(home.path()).map(|_| "claims")
        }
        _ => scenario::load_whole(&path)
            .and_then(|mut read| read.check_effect())
            .map(|()| "scenario"),
    }
}

#[test]
fn every_block_of_toml_in_a_page_is_what_its_reader_takes() {
    let mut kinds = Vec::new();
    for page in pages() {
        let said = fs::read_to_string(&page).expect("a page");
        for (line, info, block) in blocks(&said).0 {
            if info.split(' ').next() != Some("toml") {
                continue;
            }
            match read(&block) {
                Ok(kind) => kinds.push(kind),
                Err(found) => panic!("{}, the block of line {line}:\n{found}", page.display()),
            }
        }
    }
    for kind in ["scenario", "study", "sensitivity", "calibration", "claims"] {
        assert!(kinds.contains(&kind), "no page shows a {kind}");
    }
}

/// Whether a line has a number with decimals that stands by itself.
fn has_figure(line: &str) -> bool {
    let apart = |c: char| c.is_whitespace() || "|(),;:%`*".contains(c);
    line.split(apart).any(|word| {
        let number = word.trim_end_matches('.').trim_start_matches(['+', '-', '−']);
        number.contains('.') && number.parse::<f64>().is_ok()
    })
}

/// Lines with figures from which on a page reports results.
const MANY: usize = 10;

#[test]
fn a_page_with_figures_of_results_says_of_which_model_they_are() {
    let mut reports = 0;
    for page in pages() {
        let said = fs::read_to_string(&page).expect("a page");
        let (blocks, outside) = blocks(&said);
        let shown = blocks.iter().filter(|(_, info, _)| info.starts_with("text"));
        let lines = outside.iter().map(String::as_str).chain(shown.flat_map(|(.., b)| b.lines()));
        let figures = lines.filter(|line| has_figure(line)).count();
        if figures < MANY {
            continue;
        }
        reports += 1;
        let labels: Vec<&str> = said
            .split("<!-- model ")
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(" -->")?.0))
            .collect();
        let digest =
            |label: &&str| label.len() == 16 && label.bytes().all(|b| b.is_ascii_hexdigit());
        assert!(
            !labels.is_empty() && labels.iter().all(digest),
            "{} has {figures} lines with figures: say of which model, `<!-- model DIGEST -->`, as \
             `run.toml` of the results names it",
            page.display()
        );
    }
    assert!(reports >= 3, "the pages with results are gone, or are not seen");
}

#[test]
fn the_page_on_validation_names_every_row_and_its_estimator() {
    let page = fs::read_to_string(root().join("docs/validation.md")).expect("the page");
    for row in kith::runs::published() {
        let head = format!("| {} | {} | {} |", row.id, row.purpose.label(), row.name);
        assert!(page.contains(&head), "docs/validation.md does not list {}: make it anew", row.id);
        assert!(page.contains(&row.estimator), "docs/validation.md says otherwise of {}", row.id);
    }
}

#[test]
fn check_warns_of_figures_of_another_model() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let check = |name: &str, label: &str| {
        let page = format!("# Results\n\n<!-- model {label} -->\n\n| 1.5 |\n");
        fs::write(home.path().join(name), page).expect("a page");
        let mut command = Command::new(cargo_bin!("kith"));
        let ended = command.current_dir(home.path()).args(["check", name]).assert().code(0);
        let output = ended.get_output();
        [text(&output.stdout), text(&output.stderr)]
    };
    let [out, warned] = check("new.md", &Record::model());
    assert_eq!(
        (&*out, &*warned),
        ("new.md: ok, a page, 1 label of a model, 0 of another than this\n", "")
    );
    let [out, warned] = check("old.md", "0123456789abcdef");
    assert!(out.ends_with("1 of another than this\n"), "{out}");
    assert!(warned.contains("these figures are of another model"), "{warned}");
    assert!(warned.contains("old.md:3:12") && warned.contains("found model 0123"), "{warned}");
    let mut gone = Command::new(cargo_bin!("kith"));
    gone.current_dir(home.path()).args(["check", "gone.md"]).assert().code(65);
}

/// The name that a heading has in links.
fn anchor(heading: &str) -> String {
    let plain = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = plain.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_item_of_a_checklist_is_answered_or_says_why_not() {
    let page = fs::read_to_string(root().join("docs/checklists.md")).expect("the page");
    let mut items = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Item")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [item, answer, place] = cells[..] else { panic!("{row}") };
        items += 1;
        let links: Vec<&str> = place
            .split("](")
            .skip(1)
            .map(|rest| &rest[..rest.find(')').expect("a link")])
            .collect();
        if links.is_empty() {
            assert!(
                place == "–" && answer.starts_with("Cannot be answered"),
                "{item} has no answer"
            );
        }
        for link in links {
            let (file, wanted) = link
                .split_once('#')
                .unwrap_or_else(|| panic!("{item}: {link} leads to no heading"));
            let target = root().join("docs").join(file);
            let text =
                fs::read_to_string(&target).unwrap_or_else(|_| panic!("{item}: no file {file}"));
            let there = text
                .lines()
                .filter(|line| line.starts_with('#'))
                .any(|line| anchor(line) == wanted);
            assert!(there, "{item}: {file} has no heading {wanted}");
        }
    }
    assert_eq!(items, 20 + 17 + 23, "an item is missing");
}

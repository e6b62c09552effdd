//! The page on validation: every published figure, what was found, by which estimator, what it is used
//! for, who had seen it, and what is known to disagree.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::report::number::written;
use crate::report::record::Record;
use crate::runs::{Known, Target, TargetUse, published};

/// What a run found of a target, as its table has it: the value, and whether it agrees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The value, as written.
    pub value: String,
    /// `yes`, `no` or `not judged`.
    pub agrees: String,
}

/// What runs found, by the id of the target.
pub type AllFound = BTreeMap<String, Found>;

const HEAD: &str = "\
# Validation

Made by the program: `kith validation RUN...` takes what was found from the `targets.csv` of runs; what no run
shows was not looked at. Rows of use `validate` are written by `kith run --validate` alone, and whoever
chooses parameters leaves them unseen.
";

const USES: &str = "\
- `calibrate`: parameters were chosen so that the run comes near. That it does is no evidence.
- `validate`: kept apart to judge the model.
- `circular`: the model has its slopes from the study itself. Shown, and counted nowhere.
- `prior`: a judgement, or a figure worked back from another. Beside it stands what twins find
  (`readings.csv` of `kith compare`); judged nowhere.
";

/// The page, with what these runs found; each run by its folder, scenario and model.
///
/// # Panics
/// Never: writing to a string does not fail.
#[must_use]
pub fn page(found: &AllFound, runs: &[[String; 3]]) -> String {
    let rows = published();
    let mut text = HEAD.to_owned();
    let mut models: Vec<String> = runs.iter().map(|[_, _, model]| model.clone()).collect();
    if models.is_empty() {
        models.push(Record::model());
    }
    models.dedup();
    for model in models {
        write!(text, "\n<!-- model {model} -->\n").expect("writing to a string");
    }
    for [folder, scenario, model] in runs {
        write!(text, "\nFound in `{folder}`, scenario `{scenario}`, model `{model}`.\n")
            .expect("writing to a string");
    }
    write!(text, "\n## Uses\n\n{USES}\n## Who had seen what\n\n{}", seen(&rows))
        .expect("writing to a string");
    text.push_str("\n## Published and found\n\n");
    text.push_str("| Id | Use | What | Unit | Published | Agrees from, to | Found | Agrees |\n");
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for row in &rows {
        let nothing = Found { value: "not looked at yet".to_owned(), agrees: String::new() };
        let there = found.get(&row.id).filter(|found| !found.value.is_empty());
        let Found { value, agrees } = if row.purpose == TargetUse::Prior {
            &Found { value: "see `readings.csv`".to_owned(), agrees: String::new() }
        } else {
            there.unwrap_or(&nothing)
        };
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} to {} | {value} | {agrees} |",
            row.id,
            row.purpose.label(),
            cell(&row.name),
            cell(&row.unit),
            written(row.published),
            written(row.low),
            written(row.high),
        )
        .expect("writing to a string");
    }
    text.push_str("\n## By which estimator\n\n");
    for row in &rows {
        let of = if row.scenario.is_empty() {
            String::new()
        } else {
            format!(" (scenario `{}`)", row.scenario)
        };
        writeln!(text, "- **{}**{of} {} Source: {}.", row.id, row.estimator, row.source)
            .expect("writing to a string");
    }
    text.push_str("\n## What is known to disagree, or to weaken a figure\n\n");
    for row in rows.iter().filter(|row| !row.note.is_empty()) {
        writeln!(text, "- **{}** {}", row.id, row.note).expect("writing to a string");
    }
    text
}

/// When rows of use `validate` were looked at for the first time, and of which parameters.
const FIRST_LOOK: &str = "Rows of use `validate` were looked at for the first time on 28 November 2026, when every \
                          parameter stood as it stands: whatever is chosen from then on is chosen with them in \
                          sight. A row that came out wrong is left so, with its reason below.";

/// Which rows were known when the form of the model was chosen.
fn seen(rows: &[Target]) -> String {
    let of = |known: Known| {
        let mut ids: Vec<&str> = rows
            .iter()
            .filter(|row| row.seen == Some(known))
            .map(|row| row.id.split('-').next().unwrap_or(&row.id))
            .collect();
        ids.dedup();
        ids.join(", ")
    };
    format!(
        "- {} shaped the form of the model: their values were looked at after each form that was tried. No \
         parameter was chosen by them, and yet they are no independent test.\n\
         - {} were on the screen at the time: half-blind.\n\
         - {} are independent: neither form nor parameter was chosen with a look at them.\n\n{FIRST_LOOK}\n",
        of(Known::Shaped),
        of(Known::HalfBlind),
        of(Known::Independent)
    )
}

/// Text that may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_row_and_shows_what_was_found_and_nothing_else() {
        let bare = page(&AllFound::new(), &[]);
        for row in published() {
            assert!(
                bare.contains(&format!("| {} | {} |", row.id, row.purpose.label())),
                "{}",
                row.id
            );
            assert!(bare.contains(&row.estimator), "{}", row.id);
        }
        assert!(bare.contains("T17, T20, T21, T25, T35 shaped"), "{bare}");
        assert!(bare.contains("T16, T18, T22 were on the screen"), "{bare}");
        assert!(bare.contains("T23, T34 are independent"), "{bare}");
        assert!(bare.contains(&format!("<!-- model {} -->", Record::model())));
        let found = Found { value: "78.5".to_owned(), agrees: "yes".to_owned() };
        let found = AllFound::from([("T01".to_owned(), found)]);
        let runs = [["out".to_owned(), "baseline".to_owned(), "abc".to_owned()]];
        let page = page(&found, &runs);
        assert!(page.contains("| 78.5 | yes |") && page.contains("<!-- model abc -->"));
        assert_eq!(
            page.matches("not looked at yet").count(),
            bare.matches("not looked at yet").count() - 1
        );
    }
}

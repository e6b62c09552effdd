//! The report on a comparison.

use crate::report::Error;
use crate::report::networks::MOST_SAID;
use crate::report::number::full;
use crate::report::page::arm::Arm;
use crate::report::page::board::{Board, Grid};
use crate::report::page::compared::Compared;
use crate::report::page::doubt;
use crate::report::page::record::Record;
use crate::report::page::source::Source;
use crate::report::page::{compare_first, compare_sheets};

/// Where the numbers of a run or a comparison stand.
pub(crate) const IN_FULL: &str = "Every number with its value, range, basis and source stands in parameters.csv beside \
                                  this page; every figure above in the tables named below it.";

/// Makes the board of a comparison.
pub(crate) fn board(source: Source<'_>, text: &str) -> Result<Board, Error> {
    let record = match Record::read(text) {
        Ok(record) => record,
        Err(what) => {
            source.wrong(what);
            return source.sound(Board::default());
        }
    };
    let all = Compared::read(source, record)?;
    let mut board = Board::default();
    compare_first::fill(&mut board, &all);
    board.sheets = compare_sheets::sheets(&all);
    board.assumptions = vec![differing(&all)];
    board.assumptions.extend(doubt::drawn(&all.record, &all.base));
    board.assumptions.extend([by_basis(&all.base), by_source(&all.base)]);
    board.full = IN_FULL;
    board.record = lines(&all.record);
    board.command.clone_from(&all.record.reproduce);
    Ok(board)
}

/// The record, as a page shows it: what changes nothing of the results, such as the machine, stays in the folder.
pub(crate) fn lines(record: &Record) -> Vec<(&'static str, String)> {
    let size = &record.run;
    let mut lines = vec![
        ("Program", record.program.clone()),
        ("Model", record.model.clone()),
        ("Seed", size.seed.to_string()),
        ("Runs", format!("{} of {} asked for", size.replicates.len(), size.replicates_asked)),
        ("People", people(record)),
        ("Weeks", format!("{}, after {} of warm-up", size.weeks, size.warm_up_weeks)),
    ];
    if let Some(commit) = &record.commit {
        lines.insert(1, ("Commit", commit.clone()));
    }
    if let Some(sampled) = size.sampled {
        lines.push(("Sample", format!("{sampled} neighbourhoods were simulated")));
    }
    if let Some(draws) = &record.draws {
        lines.push(("Draws", format!("{}: {}", draws.table, draws.said())));
    }
    if let Some(discount) = record.discount_percent {
        lines.push(("Discount", format!("{} % a year", full(discount))));
    }
    let scenarios = record.scenario.iter().chain(&record.base).chain(&record.others);
    for scenario in scenarios {
        lines.push((
            "Scenario",
            format!("{} ({}), {}", scenario.title, scenario.name, scenario.hash),
        ));
    }
    lines
}

/// How many people there are, and where.
fn people(record: &Record) -> String {
    let size = &record.run;
    if record.networks.is_empty() {
        return format!("{} in each of {} neighbourhoods", size.people, size.neighbourhoods);
    }
    if record.networks.len() > MOST_SAID {
        let all: u32 = record.networks.iter().map(|network| network.people).sum();
        return format!("{all} in {} networks", record.networks.len());
    }
    let each =
        record.networks.iter().map(|network| format!("{} in {}", network.people, network.title));
    each.collect::<Vec<_>>().join(", ")
}

/// What differs between options and the base.
fn differing(all: &Compared) -> Grid {
    let mut rows = Vec::new();
    for option in &all.options {
        let Some(differs) = &option.differs else { continue };
        for path in &differs.parameters {
            let find = |arm: &Arm| arm.parameters.iter().find(|it| it.path == *path).cloned();
            let (ours, theirs) = (find(&all.base), find(&option.arm));
            let meaning = ours.as_ref().map_or_else(String::new, |it| it.meaning.clone());
            let value = |it: &Option<super::arm::Parameter>| {
                it.as_ref().map_or("\u{2013}".to_owned(), |it| format!("{} {}", it.value, it.unit))
            };
            rows.push(vec![
                option.arm.title.clone(),
                path.clone(),
                meaning,
                ours.as_ref().map_or_else(String::new, |it| format!("{} to {}", it.low, it.high)),
                value(&ours),
                if value(&ours) == value(&theirs) {
                    format!("changes from week {}", differs.from_week)
                } else {
                    value(&theirs)
                },
            ]);
        }
    }
    Grid {
        caption: "What differs when the options part from the base".to_owned(),
        head: ["Option", "Number", "Meaning", "Plausible", "Base", "Option has"]
            .map(str::to_owned)
            .into(),
        rows,
    }
}

/// How many numbers have which basis.
pub(crate) fn by_basis(arm: &Arm) -> Grid {
    let says = [
        ("measured", "taken from a source as it stands"),
        ("derived", "worked out from sources"),
        ("calibrated", "chosen so that published figures are met"),
        ("assumed", "nobody has measured it: a judgement with a range"),
    ];
    let rows = says.map(|(basis, says)| {
        let count = arm.parameters.iter().filter(|it| it.basis == basis).count();
        vec![basis.to_owned(), says.to_owned(), count.to_string()]
    });
    Grid {
        caption: "On what the numbers of the base rest".to_owned(),
        head: ["Basis", "That is", "Numbers"].map(str::to_owned).into(),
        rows: rows.into(),
    }
}

/// Every source, and how many numbers rest on it.
pub(crate) fn by_source(arm: &Arm) -> Grid {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for parameter in &arm.parameters {
        *counts.entry(parameter.source.as_str()).or_default() += 1;
    }
    let mut rows: Vec<(&str, usize)> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    Grid {
        caption: "Sources of the numbers of the base".to_owned(),
        head: ["Source", "Numbers"].map(str::to_owned).into(),
        rows: rows
            .into_iter()
            .map(|(source, count)| vec![source.to_owned(), count.to_string()])
            .collect(),
    }
}

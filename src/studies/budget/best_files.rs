//! Result files of a search for the best mix: tables, words, pictures and record.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::units::PRICE_YEAR;
use crate::report::error::Error;
use crate::report::folder::{Kind, Staging};
use crate::report::inputs::Input;
use crate::report::number::{full, years};
use crate::report::page::words::capital;
use crate::report::record::{Machine, ScenarioRead};
use crate::report::rows::Writer;
use crate::runs::RunSize;
use crate::scenario::economics::Lens;
use crate::scenario::line::Line;
use crate::scenario::payer::Payer;
use crate::studies::budget::best::{Mixed, NEXT, Next, Point, STEP, Sure};
use crate::studies::budget::payers;
use crate::studies::budget::record::with_page;
use crate::studies::budget::sentences::two;
use crate::studies::economics::search::End;

/// A column: its name, unit and meaning.
type Column = (&'static str, &'static str, &'static str);

const POUNDS: &str = "pounds of 2023/24";

const SPLITS: [Column; 14] = [
    ("split", "", "How the money is spent"),
    ("posts", "share", "Share of the sum on link-worker posts"),
    ("grants", "share", "On grants to organisations"),
    ("support", "share", "On supervision and training"),
    ("navigators", "share", "On navigators at reception"),
    ("transport", "share", "On ways to organisations"),
    ("fees", "share", "On fees of organisations"),
    ("promotion", "share", "On promotion in practices"),
    ("intensive", "share", "On the intensive package"),
    ("draws", "count", "Draws in which it was run: more, the longer it might be best"),
    ("cost", POUNDS, "Mean cost beyond nothing more, payer's lens"),
    ("effect", "WELLBYs", "Mean gain beyond nothing more"),
    ("net_benefit", POUNDS, "Mean net benefit at the payer's price of each draw"),
    ("may_be_best", "", "yes if the search did not drop it"),
];

const FRONTIER: [Column; 7] = [
    ("pounds_a_year", POUNDS, "The sum in each year, split as is best at the budget"),
    ("cost", POUNDS, "Mean cost in all, payer's lens"),
    ("cost_low90", POUNDS, "Of its 90 % interval over draws"),
    ("cost_high90", POUNDS, "The same from above"),
    ("effect", "WELLBYs", "Mean gain"),
    ("effect_low90", "WELLBYs", "Of its 90 % interval over draws"),
    ("effect_high90", "WELLBYs", "The same from above"),
];

const MARGINAL: [Column; 5] = [
    ("line", "", "Line of the budget"),
    (
        "wellbys_of_next_10000",
        "WELLBYs",
        "What the next 10,000 pounds a year on it bring over all years of spending, at the best split",
    ),
    ("low90", "WELLBYs", "Of its 90 % interval over draws"),
    ("high90", "WELLBYs", "The same from above"),
    ("refused_a_year", POUNDS, "What the line could not take up of the step by which it was tried"),
];

/// The record of a search, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct MixRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// What was asked and how it ended.
    pub optimise: MixRead,
    /// The size of every cell; replicates are those of each draw.
    pub run: RunSize,
    /// The scenario.
    pub scenario: ScenarioRead,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// What was asked, and how the search ended.
#[derive(Clone, Debug, Serialize)]
pub struct MixRead {
    /// Pounds a year, in prices of the price year.
    pub pounds_a_year: f64,
    /// The first week of spending.
    pub from_week: u32,
    /// Years of spending.
    pub years: u32,
    /// Splits that were searched.
    pub splits: usize,
    /// Rounds.
    pub rounds: usize,
    /// How it ended.
    pub end: &'static str,
    /// Those that may be best, the one ahead first.
    pub may_be_best: Vec<String>,
}

/// A word for how a search ended.
#[must_use]
pub fn ended(end: End) -> &'static str {
    match end {
        End::Clear => "clear",
        End::NoMatter => "as good as each other",
        End::Undecided => "cannot tell apart",
        End::Stopped => "stopped",
    }
}

/// Writes everything a search leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_mix(
    staging: &Staging<'_>,
    record: &MixRecord,
    mixed: &Mixed<'_>,
) -> Result<(), Error> {
    let said = said(mixed);
    let (points, next) = (mixed.frontier(), mixed.next());
    staging.file("summary.txt", |out| out.write_all(said.as_bytes()))?;
    staging.file("splits.csv", |out| splits(out, mixed))?;
    staging.file("frontier.csv", |out| frontier(out, &points))?;
    staging.file("marginal.csv", |out| marginal(out, &next))?;
    staging.file("dictionary.csv", dictionary)?;
    let says = "How the best mix was sought, and how to do it again";
    let cells = (mixed.draws.len(), mixed.replicates as usize);
    with_page(staging, Kind::Optimise, cells, (says, record))
}

fn dictionary(out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let tables: [(&str, &[Column]); 3] =
        [("splits", &SPLITS), ("frontier", &FRONTIER), ("marginal", &MARGINAL)];
    for (table, columns) in tables {
        for (column, unit, meaning) in columns {
            rows.write_record([table, column, unit, meaning])?;
        }
    }
    rows.flush()
}

fn splits(out: &mut dyn Write, mixed: &Mixed<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(SPLITS.map(|(name, ..)| name))?;
    for (at, split) in mixed.splits.iter().enumerate() {
        let pairs = &mixed.pairs[at];
        let count = pairs.len().max(1) as f64;
        let cost = pairs.iter().map(|pair| pair.0).sum::<f64>() / count;
        let effect = pairs.iter().map(|pair| pair.1).sum::<f64>() / count;
        let benefit = mixed.searched.samples[at].iter().sum::<f64>() / count;
        let mut row = vec![split.label()];
        row.extend(Line::ALL.map(|line| full(split.share(line))));
        row.push(pairs.len().to_string());
        row.extend([cost, effect, benefit].map(full));
        row.push(if mixed.searched.left.contains(&at) { "yes" } else { "no" }.to_owned());
        rows.write_record(row)?;
    }
    rows.flush()
}

/// Mean and ends of an interval; empty where there is none.
fn cells(sure: Sure) -> [String; 3] {
    let (low, high) = sure.between.unzip();
    [Some(sure.mean), low, high].map(|value| value.map_or_else(String::new, full))
}

fn frontier(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(FRONTIER.map(|(name, ..)| name))?;
    for point in points {
        let first = std::iter::once(full(point.a_year));
        rows.write_record(first.chain(cells(point.cost)).chain(cells(point.effect)))?;
    }
    rows.flush()
}

fn marginal(out: &mut dyn Write, next: &[Next]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(MARGINAL.map(|(name, ..)| name))?;
    for next in next {
        let first = std::iter::once(next.line.label().to_owned());
        let last = std::iter::once(full(next.refused));
        rows.write_record(first.chain(cells(next.effect)).chain(last))?;
    }
    rows.flush()
}

/// Mixes that may be best and are named in words.
const NAMED: usize = 4;

fn between(sure: Sure) -> String {
    sure.between.map_or_else(String::new, |(low, high)| format!(" ({} to {})", two(low), two(high)))
}

/// What was found, in words.
#[must_use]
pub fn said(mixed: &Mixed<'_>) -> String {
    let found = mixed.searched;
    let phrase = |at: usize| mixed.splits[at].phrase();
    let price = mixed.economics.price(Lens::Payer);
    let whose = format!("at {} pounds a WELLBY, prices of {PRICE_YEAR}", two(price));
    let ahead = phrase(found.left[0]);
    let mut text = match found.end {
        End::Clear => format!("Best of {} mixes {whose}: {ahead}.\n", mixed.splits.len()),
        End::NoMatter => format!(
            "{} of {} mixes are as good as each other {whose}, within {} pounds of net benefit; ahead is {ahead}.\n",
            found.left.len(),
            mixed.splits.len(),
            two(mixed.no_matter)
        ),
        End::Undecided | End::Stopped => format!(
            "These runs cannot tell apart {} of {} mixes {whose}; ahead is {ahead}.\n",
            found.left.len(),
            mixed.splits.len()
        ),
    };
    let draws = found.samples.iter().map(Vec::len).max().unwrap_or(0);
    writeln!(
        text,
        "{} pounds a year for {}, for {} registered people. {} rounds, the last on {draws} draws of {} runs \
         each; the chance that the best mix was dropped on the way is at most {} in 100.",
        two(mixed.budget.a_year),
        years(mixed.budget.years),
        two(mixed.budget.people),
        found.rounds,
        mixed.replicates,
        two(mixed.error * 100.0)
    )
    .expect("writing to a string");
    if found.left.len() > 1 {
        let named: Vec<String> = found.left.iter().take(NAMED).map(|&at| phrase(at)).collect();
        let more = match found.left.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more (`splits.csv`)"),
        };
        writeln!(text, "May be best: {}{more}.", named.join("; ")).expect("writing to a string");
    }
    if mixed.left_out > 0 {
        writeln!(
            text,
            "Mixes left out, since they spend less on a line than is ring-fenced for it: {}.",
            mixed.left_out
        )
        .expect("writing to a string");
    }
    let price_of = |payer: Payer| mixed.economics.value(payer.price());
    for line in payers::asked_for(mixed.purse, price_of) {
        writeln!(text, "{}.", capital(&line)).expect("writing to a string");
    }
    if !mixed.purse.is_plain() {
        writeln!(text, "Costs below are what is given up, told in pounds of the usual payer.")
            .expect("writing to a string");
    }
    writeln!(text, "\nThe mix that is ahead, with more or less money (90 % intervals over draws):")
        .expect("writing to a string");
    for point in mixed.frontier().iter().skip(1) {
        writeln!(
            text,
            "  {} pounds a year: {} WELLBYs{} for {} pounds in all{}",
            two(point.a_year),
            two(point.effect.mean),
            between(point.effect),
            two(point.cost.mean),
            between(point.cost)
        )
        .expect("writing to a string");
    }
    writeln!(
        text,
        "\nThe next {} pounds a year on each line, as a part of a step of {} % of the budget:",
        two(NEXT),
        STEP * 100.0
    )
    .expect("writing to a string");
    for next in mixed.next() {
        let refused = if next.refused > 0.02 * STEP * mixed.budget.a_year {
            format!("; it takes up all but {} pounds a year of the step", two(next.refused))
        } else {
            String::new()
        };
        let unclear = next.effect.between.is_none_or(|(low, high)| low <= 0.0 && high >= 0.0);
        writeln!(
            text,
            "  {}: {} WELLBYs{}{}{refused}",
            next.line.phrase(),
            two(next.effect.mean),
            between(next.effect),
            if unclear { ", which is unclear" } else { "" }
        )
        .expect("writing to a string");
    }
    text
}

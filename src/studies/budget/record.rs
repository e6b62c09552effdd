//! Result files of a budget, and its record: what was asked, on what it rests, and how to do it again.

use serde::Serialize;

use crate::model::units::PRICE_YEAR;
use crate::report::charts::publish::publish;
use crate::report::error::Error;
use crate::report::folder::{Kind, Staging};
use crate::report::inputs::Input;
use crate::report::page;
use crate::report::record::{Machine, ScenarioRead, write_record};
use crate::runs::RunSize;
use crate::studies::budget::answer::{Answer, Asked};
use crate::studies::budget::{columns, groups, payers, sentences, tables};

/// The record of a budget, as `run.toml` holds it.
#[derive(Clone, Debug, Serialize)]
pub struct BudgetRecord {
    /// Program and version.
    pub program: String,
    /// Commit of the source, when the program was built in a git tree that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Digest of the model's source: results of one digest can be made again to the bit.
    pub model: String,
    /// The command that makes these results again, in the folder of the record.
    pub reproduce: String,
    /// What was asked.
    pub budget: BudgetRead,
    /// The size of every cell; replicates are those of each draw.
    pub run: RunSize,
    /// The scenario.
    pub scenario: ScenarioRead,
    /// The files that results came from, and their copies in the folder.
    pub inputs: Vec<Input>,
    /// The machine and the clock.
    pub machine: Machine,
}

/// What was asked.
#[derive(Clone, Debug, Serialize)]
pub struct BudgetRead {
    /// Pounds a year, in prices of the price year.
    pub pounds_a_year: f64,
    /// The first week of spending.
    pub from_week: u32,
    /// Years of spending.
    pub years: u32,
    /// Ways to spend it, nothing more first.
    pub ways: Vec<WayRead>,
    /// What intervals hold.
    pub held: String,
    /// Draws of what is not known.
    pub draws: usize,
    /// Things that are drawn.
    pub drawn: usize,
    /// Where draws come from.
    pub source: &'static str,
    /// How much more money moves with the lever of each line than the price list says, by a pilot run.
    pub spent_over_list: Vec<f64>,
}

/// A way to spend it, by its names.
#[derive(Clone, Debug, Serialize)]
pub struct WayRead {
    /// In tables.
    pub name: String,
    /// Beside a line.
    pub label: String,
    /// In a sentence.
    pub phrase: String,
}

/// Writes everything a budget leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write_budget(
    staging: &Staging<'_>,
    record: &BudgetRecord,
    asked: &Asked<'_>,
    answer: &Answer,
) -> Result<(), Error> {
    let said = sentences::said(asked, answer);
    staging.file("summary.txt", |out| out.write_all(said.as_bytes()))?;
    staging.file("options.csv", |out| tables::options(out, asked, answer))?;
    staging.file("draws.csv", |out| tables::draws(out, asked, answer))?;
    staging.file("cells.csv", |out| tables::cells(out, asked, answer))?;
    staging.file("drawn.csv", |out| tables::drawn(out, asked))?;
    staging.file("ceac.csv", |out| tables::ceac(out, asked, answer))?;
    staging.file("fifths.csv", |out| tables::fifths(out, asked, answer))?;
    staging.file("groups.csv", |out| groups::table(out, asked, answer))?;
    staging.file("information.csv", |out| tables::known(out, asked, answer))?;
    staging.file("studies.csv", |out| tables::studies(out, answer))?;
    staging.file("spent.csv", |out| tables::spent(out, asked, answer))?;
    staging.file("dictionary.csv", |out| columns::dictionary(out, asked.purse))?;
    staging.file("beside.csv", |out| tables::beside(out, answer))?;
    if !asked.purse.is_plain() {
        staging.file("payers.csv", |out| payers::table(out, asked, answer))?;
        staging.file("payers_cells.csv", |out| payers::cells(out, asked, answer))?;
    }
    let says = "How a sum was spent, and how to do it again";
    let cells = (asked.draws.len(), asked.draws[0].cells.len());
    with_page(staging, Kind::Budget, cells, (says, record))
}

/// Writes the page of a folder whose tables are there, its pictures, and the record last. Cells are so many draws
/// with so many runs each.
pub(crate) fn with_page(
    staging: &Staging<'_>,
    kind: Kind,
    (draws, runs): (usize, usize),
    (says, record): (&str, &impl Serialize),
) -> Result<(), Error> {
    let page = page::ready(staging, kind, |out| write_record(out, says, None, record))?;
    let footer = format!(
        "{draws} draws \u{b7} {runs} runs each \u{b7} prices of {PRICE_YEAR} \u{b7} simulated by Kith {}, not observed",
        env!("CARGO_PKG_VERSION")
    );
    publish(staging, &page.sets(&footer))?;
    page.write(staging)?;
    staging.record(|files, out| write_record(out, says, Some(files), record))
}

//! The report: a finished folder as one page that needs no network, no script and no program, with the answer for a
//! board first and what it rests on last; and the figures of its first page as a table beside it.
//!
//! It is made from the files of the folder alone, so that a page that was lost, or one of a folder that somebody
//! sent, is made again without a run, and is the same page to the byte. Each kind of results has a file here that
//! makes a board of its folder; what follows knows boards only.

pub(crate) mod arm;
pub(crate) mod board;
pub(crate) mod book;
pub(crate) mod budget;
pub(crate) mod budget_first;
pub(crate) mod budget_pictures;
pub(crate) mod compare;
pub(crate) mod compare_first;
pub(crate) mod compare_sheets;
pub(crate) mod compare_time;
pub(crate) mod compared;
pub(crate) mod doubt;
pub(crate) mod estimate;
pub(crate) mod evaluation;
pub(crate) mod evaluation_read;
pub(crate) mod fifths;
pub(crate) mod groups;
pub(crate) mod html;
pub(crate) mod mix;
pub(crate) mod networks;
pub(crate) mod payers;
pub(crate) mod prices;
pub(crate) mod record;
pub(crate) mod run;
pub(crate) mod run_sheets;
pub(crate) mod signs;
pub(crate) mod source;
pub(crate) mod sum;
pub(crate) mod time;
pub(crate) mod words;

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::report::Error;
use crate::report::charts::Set;
use crate::report::folder::place::{self, Found, RECORD};
use crate::report::folder::{Kind, Staging};
use crate::report::page::board::{Board, Pictured};
use crate::report::page::source::Source;

pub use book::Book;

/// The name of the page in a folder of results, and of the table beside it.
pub const PAGE: &str = "report.html";
/// The table of its first page.
pub const TABLE: &str = "report.csv";

/// Bytes that no page may have: it is sent by mail.
pub const MOST: usize = 1_500_000;

/// A report on one or several folders of results.
#[derive(Debug)]
pub struct Page {
    boards: Vec<Board>,
}

impl Page {
    /// Reads finished folders of results.
    ///
    /// # Errors
    /// If one holds no results, results of a kind that has no report, or files that are damaged: all that is wrong
    /// with it at once.
    pub fn of(folders: &[&Path]) -> Result<Self, Error> {
        let board = |folder: &&Path| {
            let kind = match place::look(folder)? {
                Found::Results(results) => results.kind,
                Found::Nothing => return Err(refused(folder, "is not there, or holds nothing")),
                Found::Other(what) => return Err(refused(folder, what)),
            };
            let path = folder.join(RECORD);
            let record =
                fs::read_to_string(&path).map_err(|cause| Error::failed("read", &path, cause))?;
            read(folder, kind, &record)
        };
        Ok(Self { boards: folders.iter().map(board).collect::<Result<_, _>>()? })
    }

    /// Writes the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn html(&self, out: &mut dyn Write) -> io::Result<()> {
        html::page(&self.boards, out)
    }

    /// Writes the page and its table into a folder of results.
    pub(crate) fn write(&self, staging: &Staging<'_>) -> Result<(), Error> {
        staging.file(PAGE, |out| self.html(out))?;
        staging.file(TABLE, |out| self.table(out))
    }

    /// Its pictures, to stand beside others of the results as files.
    pub(crate) fn sets(&self, footer: &str) -> Vec<Set> {
        let pictures = self.boards.iter().flat_map(|board| {
            board.panels.iter().chain(board.sheets.iter().flat_map(|sheet| &sheet.pictures))
        });
        let set = |picture: &Pictured| Set {
            prefix: picture.whose.as_ref().map_or_else(String::new, |whose| format!("{whose}_")),
            charts: vec![picture.chart()],
            footer: footer.to_owned(),
        };
        pictures.map(set).collect()
    }

    /// Writes the figures of the first pages as a table for spreadsheets: it begins with the mark by which they know
    /// that it is Unicode, and no text in it is taken for a formula.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        html::table(&self.boards, out)
    }
}

/// The page on a folder of results whose tables are written and whose record will be this one.
///
/// # Errors
/// If what was just written cannot be read back.
pub(crate) fn ready(
    staging: &Staging<'_>,
    kind: Kind,
    record: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Page, Error> {
    let mut text = Vec::new();
    record(&mut text).map_err(|cause| Error::failed("write", Path::new(RECORD), cause))?;
    Ok(Page { boards: vec![read(staging.path(), kind, &String::from_utf8_lossy(&text))?] })
}

fn refused(folder: &Path, what: &str) -> Error {
    Error::Refused(format!("{} {what}", folder.display()))
}

/// Makes the board of a folder, by its kind.
fn read(folder: &Path, kind: Kind, record: &str) -> Result<Board, Error> {
    let source = Source::new(folder);
    match kind {
        Kind::Run => run::board(source, record),
        Kind::Compare => compare::board(source, record),
        Kind::Budget => budget::board(source, record),
        Kind::Optimise => mix::board(source, record),
        Kind::Evaluation => evaluation::board(source, record),
        Kind::Theory | Kind::Sweep | Kind::Sensitivity | Kind::Summary | Kind::Calibration => {
            Err(refused(
                folder,
                &format!(
                    "holds results of `{}`, of which there is no report: `kith report` takes those of `kith run`, \
                 `kith compare`, `kith budget`, `kith optimise` and `kith evaluate`",
                    kind.command()
                ),
            ))
        }
    }
}

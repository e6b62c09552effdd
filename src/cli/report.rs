//! `kith report`: the page on finished results, made from their files alone.

use std::path::{Path, PathBuf};

use crate::cli::whole;
use crate::cli::{Exit, Failure, Result, complain, tell};
use crate::report::page::{Book, MOST, PAGE, Page};

/// Arguments of `kith report`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith report output/baseline_vs_austerity
  kith report output/baseline_vs_austerity output/expansion -o board.html
  kith report output/baseline_budget -o board.xlsx

The page is one file that opens in any browser, without a network and without scripts, and prints on A4.
The figures of its first page are written beside it as a table for spreadsheets. With a name that ends in .xlsx it is a
workbook: these figures, every assumption with its basis, its source and who decides on it, and the tables.")]
pub struct Report {
    /// Folders of results of `kith run`, `compare`, `budget`, `optimise` or `evaluate`.
    #[arg(required = true)]
    pub results: Vec<PathBuf>,
    /// The page, with a table beside it that has its name and ends in .csv; or a workbook, which ends in .xlsx.
    #[arg(long, short, value_name = "FILE", default_value = PAGE)]
    pub output: PathBuf,
    /// Replace a page that is there.
    #[arg(long)]
    force: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// Makes the page.
///
/// # Errors
/// If a folder cannot be reported, or a file cannot be written.
pub fn execute(args: &Report) -> Result<Exit> {
    let folders: Vec<&Path> = args.results.iter().map(PathBuf::as_path).collect();
    let page = Page::of(&folders).map_err(|error| Failure::Input(error.to_string()))?;
    if args.output.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        return workbook(args, &page, &folders);
    }
    let table = args.output.with_extension("csv");
    if table == args.output {
        return Err(Failure::Input(format!(
            "{} would be the page and the table beside it: give the page another ending, such as .html",
            args.output.display()
        )));
    }
    for file in [&args.output, &table] {
        args.free(file)?;
    }
    let mut html = Vec::new();
    page.html(&mut html)?;
    let mut rows = Vec::new();
    page.table(&mut rows)?;
    whole::write(&[(&args.output, &html), (&table, &rows)], args.force)?;
    if html.len() > MOST {
        complain(&format!(
            "note: the page has {} kB, more than some mail takes: report fewer folders in one page",
            html.len() / 1_000
        ));
    }
    if !args.quiet {
        tell(&format!("Report: {}\nIts figures: {}\n", args.output.display(), table.display()));
    }
    Ok(Exit::Done)
}

impl Report {
    /// Refuses to replace a file unasked.
    fn free(&self, file: &Path) -> Result<()> {
        if self.force || !file.exists() {
            return Ok(());
        }
        Err(Failure::Input(format!(
            "{} is there already; give another file with -o, or replace it with --force",
            file.display()
        )))
    }
}

/// Makes the workbook.
fn workbook(args: &Report, page: &Page, folders: &[&Path]) -> Result<Exit> {
    args.free(&args.output)?;
    let book = Book::of(page, folders).map_err(|error| Failure::Input(error.to_string()))?;
    let mut bytes = Vec::new();
    book.write(&mut bytes)?;
    whole::write(&[(&args.output, &bytes)], args.force)?;
    if !args.quiet {
        tell(&format!("Workbook: {}\n", args.output.display()));
    }
    Ok(Exit::Done)
}

//! What a page says, whatever kind of results it is made of: the first page for a board, then sheets of
//! pictures, each with its sentence and its numbers, then what all rests on. Each kind of results has a file that
//! makes a `Board` of a finished folder; the template and the table beside the page are made of this alone.

use crate::report::charts::marks::Size;
use crate::report::charts::{Body, Chart, embedded};
use crate::report::page::estimate::{Estimate, Verdict};

/// A report on one folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Board {
    /// What was asked, in a line.
    pub(crate) question: String,
    /// What came of it.
    pub(crate) headline: String,
    /// Short answers to what boards ask.
    pub(crate) answers: Vec<Answer>,
    /// What the first column of the table of options holds.
    pub(crate) first: &'static str,
    /// What its other columns are.
    pub(crate) columns: Vec<Column>,
    /// The options, then what they are judged against.
    pub(crate) options: Vec<OptionRow>,
    /// What is to be known of the table.
    pub(crate) notes: String,
    /// The picture of the first page: its title, and panels side by side.
    pub(crate) picture: String,
    /// How it is read.
    pub(crate) how: String,
    pub(crate) panels: Vec<Pictured>,
    pub(crate) rests_on: Vec<String>,
    pub(crate) cannot_tell: Vec<String>,
    /// Sheets of pictures.
    pub(crate) sheets: Vec<Sheet>,
    /// What is assumed, and where from: tables.
    pub(crate) assumptions: Vec<Grid>,
    /// Where all of it stands in full.
    pub(crate) full: &'static str,
    /// The record: what, and its value.
    pub(crate) record: Vec<(&'static str, String)>,
    /// The command that makes the results again.
    pub(crate) command: String,
    /// Figures that sentences of the first page name beside those of the table.
    pub(crate) named: Vec<Figure>,
}

/// A question and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) asks: &'static str,
    pub(crate) says: String,
}

/// A column of the table of options.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) about: String,
}

/// An option.
#[derive(Clone, Debug)]
pub(crate) struct OptionRow {
    /// Its place among options, with `=` where it cannot be told apart.
    pub(crate) rank: String,
    /// Its sign, as SVG.
    pub(crate) sign: String,
    pub(crate) name: String,
    /// What it is.
    pub(crate) about: String,
    pub(crate) cells: Vec<Cell>,
    /// Whether the others are judged against it.
    pub(crate) is_base: bool,
}

/// A cell of the table of options.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) verdict: Verdict,
    /// What is read first.
    pub(crate) text: String,
    /// What is read next: an interval.
    pub(crate) small: String,
    /// A picture in place of words.
    pub(crate) svg: Option<String>,
    /// The figures behind it.
    pub(crate) figures: Vec<Figure>,
}

/// A figure, as the table beside the page holds it.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) option: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) found: Estimate,
    /// Table and rows that it is taken from.
    pub(crate) source: &'static str,
}

/// A sheet of pictures.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// A word for its place, and for links.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) pictures: Vec<Pictured>,
    /// What is told without a picture.
    pub(crate) tables: Vec<Grid>,
}

/// A picture with what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Pictured {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whose it is, where there is one for each of several: the name of a scenario.
    pub(crate) whose: Option<String>,
    /// What it shows.
    pub(crate) title: String,
    /// How it is read.
    pub(crate) how: String,
    /// What is drawn, how large within the page, and what is heard of it.
    pub(crate) body: Body,
    pub(crate) size: Size,
    pub(crate) label: String,
    /// Its numbers.
    pub(crate) grid: Grid,
    /// The table behind it.
    pub(crate) source: &'static str,
    /// Over the whole width, or half of it.
    pub(crate) wide: bool,
}

/// A table of texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    pub(crate) caption: String,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Pictured {
    /// The picture within the page.
    pub(crate) fn svg(&self) -> String {
        embedded(&self.body, self.size, &self.label)
    }

    /// The same as a file of its own.
    pub(crate) fn chart(&self) -> Chart {
        Chart {
            name: self.name,
            sentence: self.title.clone(),
            subtitle: self.how.clone(),
            data: self.source,
            body: self.body.clone(),
        }
    }
}

impl Cell {
    /// Words without a verdict.
    pub(crate) fn plain(text: String, small: String) -> Self {
        Self { verdict: Verdict::Plain, text, small, svg: None, figures: Vec::new() }
    }
}

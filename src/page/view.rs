//! What the page shows of the runs that are done: a headline, figures, pictures with their tables, and the
//! tables that can be taken away.

use std::io;

use serde::Serialize;

use crate::page::figures::{Figure, Worth, figures, levels_of};
use crate::page::kept::Curve;
use crate::page::pictures::{Picture, curves, pictures};
use crate::report::results::Results;
use crate::report::tables;
use crate::runs::{Replicate, Shown, Twins};
use crate::scenario::Scenario;
use crate::studies::compare::{Comparison, differences_said, tables as differences, twins};

/// What is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// Runs that are done.
    pub runs: usize,
    /// The title of the scenario.
    pub title: String,
    /// The most telling of what was found.
    pub headline: String,
    /// Whether something is compared with the area as it is.
    pub compared: bool,
    /// The figures: differences, or levels where there is nothing to compare.
    pub figures: Vec<Figure>,
    /// The pictures.
    pub pictures: Vec<Picture>,
    /// The figures over time, for a page that keeps the run.
    pub curves: Vec<Curve>,
}

/// The runs of one or two scenarios.
pub(crate) struct Seen<'a> {
    /// The scenarios: the area, and what is to be.
    pub(crate) arms: &'a [&'a Scenario],
    /// Their runs.
    pub(crate) replicates: &'a [Vec<Replicate>],
    /// The twins of each arm after the first.
    pub(crate) twins: &'a [Vec<Twins>],
}

impl Seen<'_> {
    fn with<T>(&self, of: impl FnOnce(&Comparison<'_>) -> T) -> T {
        let changed: Vec<_> = self.arms.iter().map(|arm| arm.changed()).collect();
        let arms = self.arms.iter().zip(&changed).zip(self.replicates);
        let mut results = arms.map(|((arm, changed), replicates)| Results {
            scenario: &arm.name,
            title: &arm.title,
            changed,
            shown: Shown::Calibration,
            replicates,
            second: &[],
        });
        let base = results.next().expect("the area");
        let twins = self.twins.iter().map(Vec::as_slice).collect();
        of(&Comparison::new(base, results.collect(), twins))
    }

    /// What is shown.
    pub(crate) fn view(&self) -> View {
        self.with(|compared| {
            let pair = compared.pairs().next();
            let found = pair.as_ref().map_or_else(|| levels_of(&compared.base), figures);
            let title = &self.arms.last().expect("an arm").title;
            let runs = compared.base.replicates.len();
            let headline = match pair {
                Some(_) => headline(title, &found, runs),
                None => today(&found),
            };
            let pictures = pictures(&compared.base, pair.as_ref(), &found);
            let curves = curves(&compared.base, pair.as_ref());
            let (title, compared) = (title.clone(), pair.is_some());
            View { runs, title, headline, compared, figures: found, pictures, curves }
        })
    }

    /// A table as text, byte for byte as `kith run` or `kith compare` writes it.
    ///
    /// # Errors
    /// If there is no such table.
    pub(crate) fn table(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        let written: io::Result<()> = self.with(|compared| {
            let last = compared.others.last().unwrap_or(&compared.base);
            match name {
                "weekly" => tables::weekly(&mut out, last),
                "summary" => tables::summary(&mut out, last),
                "funnel" => tables::funnel(&mut out, last),
                "differences_summary" => differences::summary(&mut out, compared),
                "twins" => twins::table(&mut out, compared),
                "sentences" => {
                    io::Write::write_all(&mut out, differences_said(compared).as_bytes())
                }
                _ => Err(io::Error::other(format!("there is no table `{name}`"))),
            }
        });
        written.map(|()| out).map_err(|error| error.to_string())
    }
}

/// The figures that a headline may speak of, the most telling first.
const TELLING: [&str; 4] = ["requests", "wait", "wellbeing", "helped"];

/// How the area is, in a line.
fn today(found: &[Figure]) -> String {
    let said = |id: &str| found.iter().find(|it| it.id == id).map_or("no figure", |it| &*it.said);
    format!(
        "Today: {} GP appointments asked for a year, a wait of {}, {} people seen by a link worker",
        said("requests"),
        said("wait"),
        said("helped")
    )
}

/// What is clear, in a line; or that nothing is.
fn headline(title: &str, found: &[Figure], runs: usize) -> String {
    let clear = TELLING.iter().filter_map(|id| found.iter().find(|figure| figure.id == *id));
    let clear = clear.filter(|it| matches!(it.worth, Worth::Better | Worth::Worse));
    let said: Vec<String> = clear
        .take(2)
        .map(|figure| match figure.id {
            "requests" => format!("{} GP appointments asked for a year", figure.said),
            "wait" => format!("a wait {}", figure.said),
            "wellbeing" => format!("{} a year", figure.said),
            _ => format!("{} people seen a year", figure.said),
        })
        .collect();
    match (runs, said.is_empty()) {
        (1, _) => format!("{title}: one run, which cannot tell luck from effect"),
        (_, true) => format!("{title}: {runs} runs cannot tell it from nothing more"),
        (_, false) => format!("{title}: {}", said.join(", and ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(id: &'static str, said: &str, worth: Worth) -> Figure {
        let nothing = String::new;
        let (said, interval, beside, sentence) = (said.to_owned(), nothing(), nothing(), nothing());
        Figure { id, label: id, said, worth, interval, beside, sentence, numbers: None }
    }

    #[test]
    fn a_headline_speaks_of_what_is_clear_and_of_nothing_else() {
        let found = [
            figure("requests", "1,100 fewer", Worth::Better),
            figure("wait", "no clear difference", Worth::Unclear),
            figure("wellbeing", "140 WELLBYs more", Worth::Better),
            figure("helped", "680 more", Worth::Better),
        ];
        assert_eq!(
            headline("Mine", &found, 8),
            "Mine: 1,100 fewer GP appointments asked for a year, and 140 WELLBYs more a year"
        );
        assert_eq!(
            headline("Mine", &found[1..2], 8),
            "Mine: 8 runs cannot tell it from nothing more"
        );
        assert!(headline("Mine", &found, 1).contains("cannot tell luck from effect"));
    }
}

//! Networks side by side: a sheet of pictures of a run, or of what a comparison finds network by network.

use std::collections::BTreeMap;

use crate::model::observe::M;
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::charts::Body;
use crate::report::charts::lettering::text_width;
use crate::report::charts::options::{Entry, Options, Scale};
use crate::report::networks::{TABLE, in_words, latest};
use crate::report::number::{brief, short};
use crate::report::page::board::{Grid, Pictured, Sheet};
use crate::report::page::compared::{Compared, fitted};
use crate::report::page::estimate::{Estimate, Verdict, signed};
use crate::report::page::record::Record;
use crate::report::page::signs::SIGNS;
use crate::report::page::source::{Source, number};
use crate::report::sense::Sense;

/// Most rows of a picture; the table below it has all.
const MOST_DRAWN: usize = 24;

/// Width of a picture, height of its axis and of each row, in points; and the size of its text.
const WIDTH: f64 = 470.0;
const AROUND: f64 = 62.0;
const ROW: f64 = 36.0;
const TEXT: f64 = 12.5;

/// What is told of a network.
struct Told {
    name: &'static str,
    metric: M,
    title: &'static str,
    unit: &'static str,
    /// From the unit of the metric to that of the picture.
    factor: f64,
    sense: Sense,
    /// As a page shows a level.
    say: fn(f64) -> String,
}

const TOLD: [Told; 5] = [
    Told {
        name: "networks_seen",
        metric: M::FirstContacts,
        title: "People first seen by a link worker",
        unit: "for 1,000 people, a year",
        factor: WEEKS_PER_YEAR,
        sense: Sense::More,
        say: brief,
    },
    Told {
        name: "networks_wait",
        metric: M::WaitMedian,
        title: "Wait for a link worker",
        unit: "weeks, median of those first seen",
        factor: 1.0,
        sense: Sense::Less,
        say: brief,
    },
    Told {
        name: "networks_workers",
        metric: M::FullTimeWorkers,
        title: "Link workers in post",
        unit: "full-time, for 50,000 people",
        factor: 1.0,
        sense: Sense::Neither,
        say: brief,
    },
    Told {
        name: "networks_requests",
        metric: M::GpRequests,
        title: "GP appointments asked for",
        unit: "for 1,000 people, a week",
        factor: 1.0,
        sense: Sense::Less,
        say: brief,
    },
    Told {
        name: "networks_life",
        metric: M::LifeSatisfaction,
        title: "Life satisfaction",
        unit: "points of 10, adults",
        factor: 1.0,
        sense: Sense::More,
        say: short,
    },
];

/// The figures of one scenario: by network and metric.
type Figures = BTreeMap<(String, String), Estimate>;

/// What the table says of networks, by scenario.
#[derive(Debug, Default)]
pub(crate) struct Networks {
    all: BTreeMap<String, Figures>,
}

/// Reads the table of a run or of a comparison, where the record names networks.
pub(crate) fn read(source: &Source<'_>, record: &Record) -> Networks {
    let mut all: BTreeMap<String, Figures> = BTreeMap::new();
    if record.networks.is_empty() {
        return Networks { all };
    }
    let (period, _) = latest(record.run.weeks as usize);
    let figures = match record.base {
        Some(_) => ["difference", "low90", "high90"],
        None => ["median", "low", "high"],
    };
    let [value, low, high] = figures;
    let columns = ["scenario", "network", "period", "metric", value, low, high];
    source.rows(TABLE, columns, |[scenario, network, when, metric, value, low, high]| {
        let wanted = TOLD.iter().any(|told| told.metric.metric().name == metric);
        if when == period && wanted {
            let interval = number(low)?.zip(number(high)?);
            if let Some(value) = number(value)? {
                let figures = all.entry(scenario.to_owned()).or_default();
                let place = (network.to_owned(), metric.to_owned());
                figures.insert(place, Estimate { value, interval });
            }
        }
        Ok(())
    });
    Networks { all }
}

impl Networks {
    fn of(&self, scenario: &str, network: &str, told: &Told) -> Option<Estimate> {
        let place = (network.to_owned(), told.metric.metric().name.to_owned());
        self.all.get(scenario)?.get(&place).map(|found| found.times(told.factor))
    }

    /// The sheet of a run: levels.
    pub(crate) fn of_run(&self, record: &Record, scenario: &str, held: &str) -> Option<Sheet> {
        let picture = |told: &Told| {
            let rows = record.networks.iter().enumerate().map(|(place, network)| {
                let found = self.of(scenario, &network.name, told);
                let text = found.map_or("no figure".to_owned(), |found| (told.say)(found.value));
                let between = found.map_or_else(String::new, |found| found.between(told.say));
                Row {
                    label: network.title.clone(),
                    sign: place,
                    found,
                    clear: true,
                    text,
                    cells: vec![brief(f64::from(network.people)), between],
                }
            });
            let ends = (String::new(), told.unit.to_owned());
            pictured(told, rows.collect(), ["Network", "Value", "People", "Interval"], ends)
        };
        let lead = format!("Each network by itself, {}. Band: {held}.", when(record));
        sheet(record, &lead, TOLD.iter().map(picture).collect())
    }

    /// The sheet of a comparison: what each option does in each network.
    pub(crate) fn of_comparison(&self, all: &Compared) -> Option<Sheet> {
        let record = &all.record;
        let picture = |told: &Told| {
            let rows = all.options.iter().flat_map(|option| {
                record.networks.iter().map(move |network| {
                    let found = self.of(&option.arm.name, &network.name, told);
                    let clear = found.is_some_and(|found| found.clear());
                    let text = match found {
                        Some(found) if clear => signed(found.value),
                        Some(found) if found.verdict(told.sense) == Verdict::Same => {
                            "the same".to_owned()
                        }
                        Some(_) => "unclear".to_owned(),
                        None => "no figure".to_owned(),
                    };
                    let value = found.map_or_else(String::new, |found| signed(found.value));
                    let between = found.map_or_else(String::new, |found| found.between(signed));
                    let label = match all.options.len() {
                        1 => network.title.clone(),
                        _ => format!("{} {}", option.letter, network.title),
                    };
                    Row {
                        label,
                        sign: option.letter as usize - 'A' as usize,
                        found,
                        clear,
                        text,
                        cells: vec![value, between],
                    }
                })
            });
            let (fewer, more) = ("\u{2190} fewer is better", "more is better \u{2192}");
            let ends = match told.sense {
                Sense::More => (told.unit.to_owned(), more.to_owned()),
                Sense::Less => (fewer.to_owned(), told.unit.to_owned()),
                Sense::Neither => (String::new(), told.unit.to_owned()),
            };
            let head = ["Network", "Verdict", "Difference", "Interval"];
            pictured(told, rows.collect(), head, ends)
        };
        let lead = format!(
            "Against {}, {}, run by run on the same people and the same luck: who gains and who loses. Band: nine in \
             ten by {}. Hollow: unclear.",
            all.base.title,
            when(record),
            record.luck()
        );
        sheet(record, &lead, TOLD.iter().map(picture).collect())
    }
}

/// The sheet, where there are networks.
fn sheet(record: &Record, lead: &str, pictures: Vec<Pictured>) -> Option<Sheet> {
    (!record.networks.is_empty()).then(|| Sheet {
        name: "networks",
        title: "Network by network".to_owned(),
        lead: format!("{lead} Nothing crosses the borders of networks."),
        pictures,
        tables: Vec::new(),
    })
}

fn when(record: &Record) -> String {
    in_words(&latest(record.run.weeks as usize).0)
}

/// A row of a picture and of its table.
struct Row {
    label: String,
    /// The place of its sign.
    sign: usize,
    found: Option<Estimate>,
    clear: bool,
    text: String,
    /// What else the table has.
    cells: Vec<String>,
}

fn pictured(told: &Told, rows: Vec<Row>, head: [&str; 4], ends: (String, String)) -> Pictured {
    let entry = |row: &Row| {
        let (colour, marker) = SIGNS[row.sign % SIGNS.len()];
        Entry {
            label: fitted(&row.label, WIDTH - 20.0 - text_width(&row.text, TEXT), TEXT),
            text: row.text.clone(),
            value: row.found.map(|found| found.value),
            interval: row.found.and_then(|found| found.interval),
            clear: row.clear,
            marker,
            colour,
        }
    };
    let entries: Vec<Entry> = rows.iter().take(MOST_DRAWN).map(entry).collect();
    let left_out = match rows.len() {
        all if all > MOST_DRAWN => format!(" The first {MOST_DRAWN} of {all}; all in the table."),
        _ => String::new(),
    };
    let size = (WIDTH, AROUND + ROW * entries.len() as f64);
    let title = format!("{}, network by network", told.title);
    let said: Vec<String> = rows.iter().map(|row| format!("{} {}", row.label, row.text)).collect();
    let grid_row = |row: Row| [row.label, row.text].into_iter().chain(row.cells).collect();
    Pictured {
        name: told.name,
        whose: None,
        how: format!("{}.{left_out}", told.unit),
        body: Body::Options(Options { entries, scale: Scale::Linear, lines: Vec::new(), ends }),
        size,
        label: format!("{title}. {}", said.join("; ")),
        grid: Grid {
            caption: format!("{}, {}", told.title, told.unit),
            head: head.map(str::to_owned).into(),
            rows: rows.into_iter().map(grid_row).collect(),
        },
        title,
        source: TABLE,
        wide: false,
    }
}

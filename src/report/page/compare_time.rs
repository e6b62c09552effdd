//! The sheet of a comparison over time: every picture has all options, the base as a grey dashed line, the years in
//! which the options differ from it, and the band of the first option.

use crate::model::observe::M;
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::charts::Body;
use crate::report::charts::marks::{Colour, Dash};
use crate::report::charts::panel::{Axis, Label, Layer, Marker, Panel};
use crate::report::number::brief;
use crate::report::page::arm::Arm;
use crate::report::page::board::{Grid, Pictured, Sheet};
use crate::report::page::compared::{Choice, Compared, fitted};
use crate::report::page::estimate::{Estimate, money_signed, signed};
use crate::report::page::time::{self, mean, moments, pieces, up_to, window, year};

/// Size of a picture of half the width, in points.
const HALF: (f64, f64) = (470.0, 290.0);

/// Room for the names at the ends of lines.
const NAMES: f64 = 112.0;

/// The colour of what all are held against: always grey, always dashed.
pub(crate) const BASE: Colour = Colour(0x65, 0x6d, 0x77);

/// What is drawn of a metric.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// As it is, of the base as well.
    Levels,
    /// Against the base, which is the zero line.
    Differences,
}

/// One picture over time.
pub(crate) struct OverTime {
    pub(crate) name: &'static str,
    pub(crate) metric: M,
    pub(crate) drawn: Drawn,
    pub(crate) factor: f64,
    pub(crate) subject: &'static str,
    pub(crate) unit: String,
    pub(crate) money: bool,
}

/// The sheet of what happens over time.
pub(crate) fn sheet(all: &Compared) -> Sheet {
    let (yearly, list) = (all.a_year(), all.list());
    let pictures = [
        OverTime {
            name: "wellbeing_over_time",
            metric: M::LifeSatisfactionSummed,
            drawn: Drawn::Differences,
            factor: list,
            subject: "Wellbeing",
            unit: "WELLBYs a year, against the base".into(),
            money: false,
        },
        OverTime {
            name: "waits_over_time",
            metric: M::WaitMedian,
            drawn: Drawn::Levels,
            factor: 1.0,
            subject: "Wait",
            unit: "weeks, median of those first seen".into(),
            money: false,
        },
        OverTime {
            name: "seen_over_time",
            metric: M::FirstContacts,
            drawn: Drawn::Levels,
            factor: yearly,
            subject: "People first seen",
            unit: "people, at a yearly rate".into(),
            money: false,
        },
        OverTime {
            name: "appointments_over_time",
            metric: M::GpRequests,
            drawn: Drawn::Differences,
            factor: yearly,
            subject: "GP appointments asked for",
            unit: "at a yearly rate, against the base".into(),
            money: false,
        },
        OverTime {
            name: "spending_over_time",
            metric: M::CostAll,
            drawn: Drawn::Levels,
            factor: list,
            subject: "Spending",
            unit: format!("pounds of {PRICE_YEAR}, at a yearly rate"),
            money: true,
        },
        OverTime {
            name: "workers_over_time",
            metric: M::FullTimeWorkers,
            drawn: Drawn::Levels,
            // Posts are told for 50,000 people.
            factor: list / 50_000.0,
            subject: "Link workers in post",
            unit: "full-time, for this list".into(),
            money: false,
        },
    ];
    Sheet {
        name: "over-time",
        title: "What happens over time".to_owned(),
        lead: format!(
            "The strip marks when the scenarios differ. Grey and dashed: {}. Band, of {} only: nine in ten by {} \
             of its mean difference.",
            all.base.title,
            all.options.first().map_or("the first option", |top| top.arm.title.as_str()),
            all.record.luck()
        ),
        pictures: pictures.iter().map(|picture| timed(all, picture)).collect(),
        tables: Vec::new(),
    }
}

/// The strip of the years in which options differ from the base, if they part within the run.
fn strip(all: &Compared) -> Option<Layer> {
    let differ: Vec<_> = all.options.iter().filter_map(|option| option.differs.as_ref()).collect();
    let from = differ.iter().map(|it| it.from_week).min().filter(|from| *from >= 0)?;
    let weeks = all.record.run.weeks as i32;
    let until = differ.iter().map(|it| it.until_week.unwrap_or(weeks)).max()?;
    let years = |week: i32| f64::from(week) / WEEKS_PER_YEAR;
    Some(Layer::Strip { from: years(from), to: years(until), text: "in force".to_owned() })
}

/// The layers, labels and ends of one metric.
pub(crate) fn layers(all: &Compared, picture: &OverTime) -> (Vec<Layer>, Vec<Label>, (f64, f64)) {
    let OverTime { metric, drawn, factor, .. } = *picture;
    let base = all.base.rows(metric);
    let weeks = moments(&all.base, metric);
    let level = |arm: &Arm, week: usize| arm.rows(metric).mean(&up_to(metric, week));
    let mut layers: Vec<Layer> = strip(all).into_iter().collect();
    let mut labels = Vec::new();
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut reach = |value: f64| {
        low = low.min(value);
        high = high.max(value);
    };
    let against = |option: &Choice, week: usize| {
        let (ours, theirs) = (base.mean(&up_to(metric, week)), level(&option.arm, week));
        let found = Estimate::paired(&ours, &theirs, &all.students)?.times(factor);
        let floor = match drawn {
            Drawn::Differences => 0.0,
            Drawn::Levels => mean(&ours)? * factor,
        };
        let interval = found.interval.map(|(low, high)| (floor + low, floor + high));
        Some(Estimate { value: floor + found.value, interval })
    };
    if let Some(top) = all.options.first() {
        let edges = weeks.iter().filter_map(|&week| {
            let (low, high) = against(top, week)?.interval?;
            Some(((year(week), low), (year(week), high)))
        });
        let (below, above): (Vec<_>, Vec<_>) = edges.unzip();
        below.iter().chain(&above).for_each(|(_, value)| reach(*value));
        layers.push(Layer::Band { low: below, high: above, colour: top.colour, opacity: 0.18 });
    }
    let zero =
        match drawn {
            Drawn::Differences => {
                vec![vec![(0.0, 0.0), (f64::from(all.record.run.weeks) / WEEKS_PER_YEAR, 0.0)]]
            }
            Drawn::Levels => pieces(weeks.iter().map(|&week| {
                (year(week), mean(&level(&all.base, week)).map(|value| value * factor))
            })),
        };
    zero.iter().flatten().for_each(|(_, value)| reach(*value));
    let end = zero.last().and_then(|piece| piece.last()).map_or(0.0, |point| point.1);
    labels.push(Label { value: end, text: fitted(&all.base.title, NAMES, 13.0), colour: BASE });
    layers.push(Layer::Line {
        pieces: zero,
        colour: BASE,
        width: 1.8,
        dash: Dash::Short,
        marker: Marker::None,
    });
    for (place, option) in all.options.iter().enumerate().rev() {
        let line = pieces(
            weeks.iter().map(|&week| (year(week), against(option, week).map(|found| found.value))),
        );
        line.iter().flatten().for_each(|(_, value)| reach(*value));
        if let Some(value) = line.last().and_then(|piece| piece.last()).map(|point| point.1) {
            labels.push(Label { value, text: option.short(NAMES, 13.0), colour: option.colour });
        }
        layers.push(Layer::Line {
            pieces: line,
            colour: option.colour,
            width: if place == 0 { 2.4 } else { 1.8 },
            dash: Dash::Solid,
            marker: option.marker,
        });
    }
    (layers, labels, (low, high))
}

/// What is said of an option over the last year: its amount where it is clear.
fn last_year(all: &Compared, option: &Choice, picture: &OverTime) -> Option<Estimate> {
    let weeks = all.record.run.weeks as usize;
    let span = weeks.saturating_sub(WEEKS_PER_YEAR as usize)..weeks;
    let (base, other) = (all.base.rows(picture.metric), option.arm.rows(picture.metric));
    let found = Estimate::paired(&base.mean(&span), &other.mean(&span), &all.students)?;
    Some(found.times(picture.factor))
}

fn timed(all: &Compared, picture: &OverTime) -> Pictured {
    let say = |value: f64| if picture.money { money_signed(value) } else { signed(value) };
    let found: Vec<(&Choice, Option<Estimate>)> =
        all.options.iter().map(|option| (option, last_year(all, option, picture))).collect();
    let clear: Vec<String> = found
        .iter()
        .filter_map(|(option, found)| {
            let found = found.filter(Estimate::clear)?;
            Some(format!("{}\u{a0}{}", option.letter, say(found.value)))
        })
        .collect();
    let subject = picture.subject;
    let title = match (clear.len(), found.len()) {
        (0, _) => format!("{subject}: no clear difference in the last year"),
        (some, all) if some == all => format!("{subject} in the last year: {}", clear.join(", ")),
        _ => format!("{subject} in the last year: {}; others unclear", clear.join(", ")),
    };
    let (layers, labels, (low, high)) = layers(all, picture);
    let axis = match picture.drawn {
        Drawn::Differences => Axis::around(low.min(0.0), high.max(0.0), 1e-6),
        Drawn::Levels => Axis::from_zero(high.max(0.0), 1e-6),
    };
    let years = f64::from(all.record.run.weeks) / WEEKS_PER_YEAR;
    let panel = Panel { heading: picture.unit.clone(), years, axis, layers, labels };
    let mut grid = Grid {
        caption: format!("{subject}, {}, mean of the runs", picture.unit),
        head: vec!["Year".into(), all.base.title.clone()],
        rows: Vec::new(),
    };
    grid.head.extend(all.options.iter().map(|option| option.arm.title.clone()));
    let factor = picture.factor;
    for (number, span) in time::years(all.record.run.weeks as usize) {
        let of = |arm: &Arm| {
            let each = arm.rows(picture.metric).mean(&span);
            mean(&each).map_or("\u{2013}".to_owned(), |value| brief(value * factor))
        };
        let mut row = vec![number.to_string()];
        if picture.drawn == Drawn::Levels {
            row.push(of(&all.base));
            row.extend(all.options.iter().map(|option| of(&option.arm)));
        } else {
            let base = all.base.rows(picture.metric).mean(&span);
            row.push("0".to_owned());
            row.extend(all.options.iter().map(|option| {
                let other = option.arm.rows(picture.metric).mean(&span);
                let found = Estimate::paired(&base, &other, &all.students);
                found.map_or("\u{2013}".to_owned(), |found| {
                    let found = found.times(factor);
                    format!("{} ({})", signed(found.value), found.between(signed))
                })
            }));
        }
        grid.rows.push(row);
    }
    let label = format!("{title}. {}", picture.unit);
    Pictured {
        name: picture.name,
        whose: None,
        title,
        how: window(picture.metric).to_owned(),
        body: Body::Panels(vec![panel]),
        size: HALF,
        label: label.clone(),
        grid,
        source: "weekly.csv of each scenario",
        wide: false,
    }
}

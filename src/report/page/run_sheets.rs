//! The pictures of the report on one run.

use crate::model::observe::M;
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::charts::Body;
use crate::report::charts::bars::Bar;
use crate::report::charts::marks::{BLUE, Colour, Dash, GREY, ORANGE, SKY, VERMILLION};
use crate::report::charts::panel::{Axis, Label, Layer, Marker, Panel};
use crate::report::funnel::Stage;
use crate::report::number::{brief, short};
use crate::report::page::board::{Grid, Pictured, Sheet};
use crate::report::page::compare_sheets::{CAUSES, LINES, line_name, reach};
use crate::report::page::estimate::pounds;
use crate::report::page::run::Ran;
use crate::report::page::time::{moments, pieces, up_to, window, year, years};
use crate::report::page::words;

/// People for whom posts are told.
pub(crate) const NETWORK: f64 = 50_000.0;

/// Sizes of pictures, in points.
const THIRD: (f64, f64) = (330.0, 210.0);
const HALF: (f64, f64) = (470.0, 270.0);
const WHOLE: (f64, f64) = (960.0, 400.0);

/// A metric that is drawn over time.
struct Drawn {
    name: &'static str,
    title: &'static str,
    unit: String,
    metric: M,
    factor: f64,
    say: fn(f64) -> String,
    /// How much the axis spans at least, and whether it begins at zero.
    axis: (f64, bool),
}

/// The line through the middle of the runs, and the band.
fn layers(ran: &Ran, metric: M, factor: f64, colour: Colour) -> (Vec<Layer>, (f64, f64)) {
    let weeks = moments(&ran.arm, metric);
    let found: Vec<_> = weeks
        .iter()
        .map(|&week| (year(week), ran.over(metric, &up_to(metric, week), factor)))
        .collect();
    let edges = found.iter().filter_map(|(at, found)| {
        let (low, high) = found.as_ref()?.interval?;
        Some(((*at, low), (*at, high)))
    });
    let (low, high): (Vec<_>, Vec<_>) = edges.unzip();
    let line = pieces(found.iter().map(|(at, found)| (*at, found.map(|found| found.value))));
    let points = low.iter().chain(&high).chain(line.iter().flatten());
    let ends = points.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), point| {
        (least.min(point.1), most.max(point.1))
    });
    let band = Layer::Band { low, high, colour, opacity: 0.2 };
    let line =
        Layer::Line { pieces: line, colour, width: 2.2, dash: Dash::Solid, marker: Marker::None };
    (vec![band, line], ends)
}

fn panel(ran: &Ran, drawn: &Drawn, colour: Colour) -> Panel {
    let (layers, (low, high)) = layers(ran, drawn.metric, drawn.factor, colour);
    let (least, from_zero) = drawn.axis;
    let axis = if from_zero {
        Axis::from_zero(high.max(0.0), least)
    } else {
        Axis::around(low, high, least)
    };
    let years = ran.weeks() as f64 / WEEKS_PER_YEAR;
    Panel { heading: drawn.unit.clone(), years, axis, layers, labels: Vec::new() }
}

/// Year by year: the middle of the runs, and the interval.
fn grid(ran: &Ran, drawn: &Drawn) -> Grid {
    let row = |(number, span): (usize, std::ops::Range<usize>)| {
        let found = ran.over(drawn.metric, &span, drawn.factor);
        let text = found.map_or("\u{2013}".to_owned(), |found| (drawn.say)(found.value));
        vec![
            number.to_string(),
            text,
            found.map_or_else(String::new, |found| found.between(drawn.say)),
        ]
    };
    Grid {
        caption: format!("{}, {}", drawn.title, drawn.unit),
        head: vec!["Year".into(), "Middle run".into(), "Interval".into()],
        rows: years(ran.weeks()).map(row).collect(),
    }
}

fn pictured(ran: &Ran, drawn: &Drawn, size: (f64, f64)) -> Pictured {
    let last = ran.over(drawn.metric, &ran.last(), drawn.factor);
    let title = match last {
        Some(found) => format!("{}: {} in the last year", drawn.title, (drawn.say)(found.value)),
        None => format!("{}: nothing was observed", drawn.title),
    };
    Pictured {
        name: drawn.name,
        whose: None,
        how: window(drawn.metric).to_owned(),
        body: Body::Panels(vec![panel(ran, drawn, BLUE)]),
        size,
        label: format!("{title}. {}", drawn.unit),
        title,
        grid: grid(ran, drawn),
        source: "weekly.csv",
        wide: false,
    }
}

fn waits(_: &Ran) -> Drawn {
    Drawn {
        name: "waits",
        title: "Wait",
        unit: "weeks, median of those first seen".into(),
        metric: M::WaitMedian,
        factor: 1.0,
        say: words::weeks,
        axis: (1.0, true),
    }
}

fn seen(ran: &Ran) -> Drawn {
    Drawn {
        name: "seen",
        title: "People first seen",
        unit: "people, at a yearly rate".into(),
        metric: M::FirstContacts,
        factor: ran.a_year(),
        say: brief,
        axis: (1.0, true),
    }
}

fn spending(ran: &Ran) -> Drawn {
    Drawn {
        name: "spending",
        title: "Spending",
        unit: format!("pounds of {PRICE_YEAR}, at a yearly rate"),
        metric: M::CostAll,
        factor: ran.list(),
        say: pounds,
        axis: (1.0, true),
    }
}

/// The panels of the first page.
pub(crate) fn panels(ran: &Ran) -> Vec<Pictured> {
    let first = |drawn: Drawn| {
        let mut picture = pictured(ran, &drawn, THIRD);
        picture.whose = Some("first".to_owned());
        picture
    };
    [waits(ran), seen(ran), spending(ran)].map(first).into()
}

/// The sheets, in their order.
pub(crate) fn sheets(ran: &Ran) -> Vec<Sheet> {
    vec![over_time(ran), pathway(ran)]
}

fn over_time(ran: &Ran) -> Sheet {
    let of = |name, title, unit: &str, metric, factor, axis, say| Drawn {
        name,
        title,
        unit: unit.to_owned(),
        metric,
        factor,
        say,
        axis,
    };
    let drawn = [
        of(
            "gp_appointments",
            "GP appointments asked for",
            "at a yearly rate",
            M::GpRequests,
            ran.a_year(),
            (1.0, true),
            brief,
        ),
        of(
            "life",
            "Life satisfaction",
            "points of 10, adults",
            M::LifeSatisfaction,
            1.0,
            (0.4, false),
            short,
        ),
        waits(ran),
        seen(ran),
        of(
            "workers",
            "Link workers in post",
            "full-time, for this list",
            M::FullTimeWorkers,
            ran.list() / NETWORK,
            (1.0, true),
            brief,
        ),
        of("stress", "Stress of link workers", "from 0 to 1", M::Stress, 1.0, (1.0, true), short),
        spending(ran),
        of(
            "places",
            "Places in use",
            "% of places of organisations",
            M::VcsUse,
            1.0,
            (100.0, true),
            brief,
        ),
    ];
    let mut pictures: Vec<Pictured> =
        drawn.iter().map(|drawn| pictured(ran, drawn, HALF)).collect();
    pictures.insert(2, fifths(ran));
    Sheet {
        name: "over-time",
        title: "What happens over time".to_owned(),
        lead: format!("Line: the middle of the runs. Band: {}.", ran.held()),
        pictures,
        tables: Vec::new(),
    }
}

/// How fifths are told apart, with and without colour.
const FIFTHS: [(&str, &str, Colour, Dash, Marker); 5] = [
    ("most_deprived", "most deprived", VERMILLION, Dash::Solid, Marker::Up),
    ("second", "second", ORANGE, Dash::Long, Marker::Square),
    ("middle", "middle", GREY, Dash::Short, Marker::Disc),
    ("fourth", "fourth", SKY, Dash::Mixed, Marker::Diamond),
    ("least_deprived", "least deprived", BLUE, Dash::Solid, Marker::Down),
];

fn fifths(ran: &Ran) -> Pictured {
    let (mut layers, mut labels) = (Vec::new(), Vec::new());
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut rows = Vec::new();
    for (key, text, colour, dash, marker) in FIFTHS {
        let Some(series) = ran.arm.fifths.get(key) else { continue };
        let line: Vec<_> = series.iter().map(|(week, value)| (year(*week), *value)).collect();
        low = line.iter().map(|point| point.1).fold(low, f64::min);
        high = line.iter().map(|point| point.1).fold(high, f64::max);
        if let (Some(first), Some(last)) = (line.first(), line.last()) {
            labels.push(Label { value: last.1, text: text.to_owned(), colour });
            rows.push(vec![text.to_owned(), short(first.1), short(last.1)]);
        }
        layers.push(Layer::Line { pieces: vec![line], colour, width: 2.0, dash, marker });
    }
    let panel = Panel {
        heading: "points of 10, adults".to_owned(),
        years: ran.weeks() as f64 / WEEKS_PER_YEAR,
        axis: Axis::around(low, high, 0.4),
        layers,
        labels,
    };
    let title = "Life satisfaction, by fifth of deprivation".to_owned();
    Pictured {
        name: "fifths",
        whose: None,
        how: "From a census every four weeks; the middle of the runs.".to_owned(),
        body: Body::Panels(vec![panel]),
        size: HALF,
        label: title.clone(),
        title,
        grid: Grid {
            caption: "Life satisfaction at the first and the last census".to_owned(),
            head: vec!["Fifth".into(), "First".into(), "Last".into()],
            rows,
        },
        source: "weekly.csv: life_satisfaction by group",
        wide: false,
    }
}

fn pathway(ran: &Ran) -> Sheet {
    Sheet {
        name: "pathway",
        title: "From the offer down, why people see their GP, and what the money goes on"
            .to_owned(),
        lead: format!(
            "For this list of {} people, a year on average over all weeks.",
            brief(ran.list())
        ),
        pictures: vec![funnel(ran), causes(ran), money(ran)],
        tables: Vec::new(),
    }
}

fn funnel(ran: &Ran) -> Pictured {
    let mut before: Option<f64> = None;
    let mut bars = Vec::new();
    let mut rows = Vec::new();
    let of = |stage| reach(&ran.arm, stage, ran.weeks(), ran.a_year()).unwrap_or(0.0);
    for &stage in &Stage::EVERY[1..] {
        let here = of(stage);
        let fewer = before.map_or(0.0, |before| before - here);
        let loss = match fewer {
            fewer if fewer > 0.0 => {
                Some((fewer, format!("\u{2212}{} {}", brief(fewer), stage.loss())))
            }
            fewer if fewer < 0.0 => Some((0.0, format!("+{} {}", brief(-fewer), stage.gain()))),
            _ => None,
        };
        let words = loss.as_ref().map_or_else(String::new, |(_, words)| words.clone());
        rows.push(vec![stage.label().to_owned(), brief(here), words]);
        let (label, text) = (stage.label().to_owned(), brief(here));
        bars.push(Bar {
            label,
            value: here,
            text,
            spread: None,
            loss,
            outline: None,
            colour: BLUE,
        });
        before = Some(here);
    }
    let offered = of(Stage::Offered);
    let title = if offered > 0.0 {
        let share = of(Stage::FirstContact) / offered * 100.0;
        format!("Of 100 offers, {share:.0} end in a first contact with a link worker")
    } else {
        "The scheme was offered to nobody".to_owned()
    };
    Pictured {
        name: "funnel",
        whose: None,
        how: "Pale: lost on the way. All runs together.".to_owned(),
        body: Body::Rows(bars),
        size: (WHOLE.0, 300.0),
        label: title.clone(),
        title,
        grid: Grid {
            caption: "A year at each stage".to_owned(),
            head: vec!["Stage".into(), "A year".into(), "Lost since".into()],
            rows,
        },
        source: "weekly.csv: offered to completed; funnel.csv: moves to waiting",
        wide: true,
    }
}

fn causes(ran: &Ran) -> Pictured {
    let drawn = CAUSES.map(|(metric, heading)| Drawn {
        name: "",
        title: heading,
        unit: heading.to_owned(),
        metric,
        factor: ran.a_year(),
        say: brief,
        axis: (1.0, true),
    });
    let all = 0..ran.weeks();
    let rows = drawn.iter().map(|drawn| {
        let found = ran.over(drawn.metric, &all, drawn.factor);
        let text = found.map_or("\u{2013}".to_owned(), |found| brief(found.value));
        vec![
            drawn.title.to_owned(),
            text,
            found.map_or_else(String::new, |found| found.between(brief)),
        ]
    });
    let title = "GP appointments that are not medical, cause by cause".to_owned();
    let panels = drawn.iter().map(|drawn| panel(ran, drawn, BLUE)).collect();
    Pictured {
        name: "causes",
        whose: None,
        how: "Appointments at a yearly rate, means of the 13 weeks up to then; each panel has its own axis.".to_owned(),
        body: Body::Panels(panels),
            size: WHOLE,
            label: title.clone(),
        title,
        grid: Grid {
            caption: "GP appointments asked for a year, by cause".to_owned(),
            head: vec!["Cause".into(), "Middle run".into(), "Interval".into()],
            rows: rows.collect(),
        },
        source: "weekly.csv: gp_requests_social_need to gp_requests_referral_talk",
        wide: true,
    }
}

fn money(ran: &Ran) -> Pictured {
    let all = 0..ran.weeks();
    let mut bars = Vec::new();
    let mut rows = Vec::new();
    for (metric, label) in LINES {
        let found = ran.over(metric, &all, ran.list());
        let (value, name) = (found.map_or(0.0, |found| found.value), line_name(label));
        let between = found.map_or_else(String::new, |found| found.between(pounds));
        rows.push(vec![name.clone(), pounds(value), between]);
        bars.push(Bar {
            label: name,
            value,
            text: pounds(value),
            spread: None,
            loss: None,
            outline: None,
            colour: BLUE,
        });
    }
    let whole = ran.over(M::CostAll, &all, ran.list());
    let title = whole.map_or("Nothing was spent".to_owned(), |whole| {
        format!("{} a year is spent", pounds(whole.value))
    });
    Pictured {
        name: "money",
        whose: None,
        how: format!("Pounds of {PRICE_YEAR} a year on average; GP appointments are not in it."),
        body: Body::Rows(bars),
        size: (WHOLE.0, 220.0),
        label: title.clone(),
        title,
        grid: Grid {
            caption: format!("Pounds of {PRICE_YEAR} a year"),
            head: vec!["Line".into(), "Middle run".into(), "Interval".into()],
            rows,
        },
        source: "weekly.csv: cost_link_workers to cost_navigators",
        wide: true,
    }
}

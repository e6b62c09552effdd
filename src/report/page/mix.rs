//! The report on a search for the best mix: its folder, read back, and the board that is made of it. Words that
//! `summary.txt` has are taken from there, so that they stand in one place.

use serde::Deserialize;

use crate::model::units::PRICE_YEAR;
use crate::report::Error;
use crate::report::charts::Body;
use crate::report::charts::marks::{BLUE, Dash, INK};
use crate::report::charts::options::{Entry, Options, Scale};
use crate::report::charts::panel::{Axis, Marker};
use crate::report::charts::plot::{Across, Cloud, Line, Plot};
use crate::report::number::{brief, years};
use crate::report::page::board::{
    Answer, Board, Cell, Column, Figure, Grid, OptionRow, Pictured, Sheet,
};
use crate::report::page::estimate::{Estimate, pounds, signed};
use crate::report::page::prices;
use crate::report::page::signs::{SIGNS, letter, sign};
use crate::report::page::source::{Source, number, there};
use crate::report::page::sum::{Made, Sum};
use crate::report::page::words::{capital, listed};
use crate::report::sense::Sense;

/// What `run.toml` says of a search.
#[derive(Clone, Debug, Deserialize)]
struct Record {
    #[serde(flatten)]
    made: Made,
    optimise: Asked,
}

/// What was asked, and how it ended.
#[derive(Clone, Debug, Deserialize)]
struct Asked {
    #[serde(flatten)]
    sum: Sum,
    splits: usize,
    rounds: usize,
    end: String,
}

/// A mix.
struct Mix {
    name: String,
    /// Shares of the lines, in the order of `LINES`.
    shares: [f64; LINES.len()],
    draws: f64,
    cost: f64,
    effect: f64,
    benefit: f64,
    may_be_best: bool,
}

/// What one sum brings, at the mix that is ahead.
struct Point {
    pounds: f64,
    effect: Estimate,
}

/// Lines as tables name them, and in words.
const LINES: [(&str, &str); 8] = [
    ("posts", "link-worker posts"),
    ("grants", "grants to organisations"),
    ("support", "supervision and training"),
    ("navigators", "navigators"),
    ("transport", "ways to organisations"),
    ("fees", "fees of organisations"),
    ("promotion", "promotion in practices"),
    ("intensive", "the intensive package"),
];

/// Mixes on the first page, at most: those that may be best, then the next.
const SHOWN: usize = 6;

/// Width of a panel of the picture, in points; height of an option in it, and of what is around them.
const PANEL: f64 = 430.0;
const OPTION: f64 = 38.0;
const AROUND: f64 = 66.0;

/// All that was read.
struct Read {
    record: Record,
    mixes: Vec<Mix>,
    points: Vec<Point>,
    /// What the next 10,000 pounds a year bring on each line.
    next: Vec<(String, Estimate)>,
    said: Vec<Vec<String>>,
    prices: Vec<prices::Price>,
}

/// Makes the board of a search.
pub(crate) fn board(source: Source<'_>, text: &str) -> Result<Board, Error> {
    let record: Record = match toml::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            source.wrong(format!("run.toml is no record of a search: {}", error.message()));
            return source.sound(Board::default());
        }
    };
    let all = read(source, record)?;
    let (asked, made) = (&all.record.optimise, &all.record.made);
    let list = made.list();
    let shown: Vec<&Mix> = all.mixes.iter().take(SHOWN).collect();
    Ok(Board {
        question: format!(
            "{} a year more for {}, for {} people ({}): which mix of {} buys most?",
            pounds(asked.sum.pounds_a_year),
            years(asked.sum.years),
            brief(list),
            made.scenario.title,
            listed(&searched(&all.mixes))
        ),
        headline: all.said[0][0].clone(),
        answers: answers(&all, shown[0]),
        first: "Mix",
        columns: vec![
            column("Worth, less its cost", "at the payer\u{2019}s price of each draw"),
            column("WELLBYs", "all years, discounted"),
            column("Cost", "discounted, with places"),
            column("Draws", "longer run, the nearer to best"),
        ],
        options: shown
            .iter()
            .enumerate()
            .map(|(place, mix)| row(place, mix))
            .chain(std::iter::once(nothing(&made.scenario.title)))
            .collect(),
        notes: format!(
            "Beyond nothing more, means over the draws that each mix was run in; {} mixes were tried, and {} may be \
             best. A full mark may be best, a hollow one was dropped. A WELLBY is one point of life satisfaction (0 to \
             10) for one person for one year. Pounds in prices of {PRICE_YEAR}.",
            asked.splits,
            all.mixes.iter().filter(|mix| mix.may_be_best).count()
        ),
        picture: "What each mix is worth, and what a little more on each line brings".to_owned(),
        how: "Pale bar: 90 % interval over draws.".to_owned(),
        panels: panels(&all, &shown),
        rests_on: vec![
            all.said[0].get(1).cloned().unwrap_or_default(),
            format!(
                "The search ended: {}. Each draw of what is not known has {} runs of every mix, which differ by \
                 chance alone.",
                asked.end, made.run.replicates
            ),
        ],
        cannot_tell: vec![
            "What lies outside of the ranges of parameters, or in the form of the model, counts as known.".to_owned(),
            "Mixes between the steps of the search were not tried.".to_owned(),
            "Pay that rises and redundancy at the end of the money are counted as the scenario assumes.".to_owned(),
        ],
        sheets: vec![more_or_less(&all)],
        assumptions: vec![prices::grid(&all.prices)],
        full: "Every price, with its range, basis and source, stands in the scenario (inputs/); every figure above in the \
               tables named below it.",
        record: made.lines(
            &asked.sum,
            [
                (
                    "Search",
                    format!("{} mixes, {} rounds, {}", asked.splits, asked.rounds, asked.end),
                ),
                ("Runs", format!("{} of each mix in each draw", made.run.replicates)),
            ],
        ),
        command: made.reproduce.clone(),
        named: named(&all, list),
    })
}

/// Short answers to what boards ask.
fn answers(all: &Read, ahead: &Mix) -> Vec<Answer> {
    let asked = all.record.optimise.sum.pounds_a_year;
    let sum = |times: f64| {
        let near = |point: &&Point| (point.pounds - times * asked).abs() <= 1e-6 * asked;
        all.points.iter().find(near).map(|point| {
            format!(
                "{} a year: {} WELLBYs ({}).",
                pounds(point.pounds),
                signed(point.effect.value),
                point.effect.between(signed)
            )
        })
    };
    let next = |(line, found): &(String, Estimate)| {
        let amount = if found.clear() { signed(found.value) } else { "unclear".to_owned() };
        format!("{}: {amount} ({}).", capital(line_words(line)), found.between(signed))
    };
    let several = all.said[0].iter().find(|line| line.starts_with("May be best")).cloned();
    vec![
        Answer {
            asks: "What may be best?",
            says: several.unwrap_or_else(|| format!("{}, and no other.", capital(&words(ahead)))),
        },
        Answer {
            asks: "What would more or less money bring?",
            says: [0.5, 1.0, 2.0].into_iter().filter_map(sum).collect::<Vec<_>>().join(" "),
        },
        Answer {
            asks: "What do the next \u{a3}10,000 a year bring?",
            says: format!(
                "WELLBYs, by line. {}",
                all.next.iter().map(next).collect::<Vec<_>>().join(" ")
            ),
        },
        Answer { asks: "How sure is this?", says: all.said[0].get(1).cloned().unwrap_or_default() },
    ]
}

/// The two panels: what mixes are worth, and what a little more on each line brings.
fn panels(all: &Read, shown: &[&Mix]) -> Vec<Pictured> {
    let worth = shown.iter().enumerate().map(|(place, mix)| Entry {
        label: format!("{} {}", letter(place), short(mix)),
        text: pounds(mix.benefit),
        value: Some(mix.benefit),
        interval: None,
        clear: mix.may_be_best,
        marker: SIGNS[place].1,
        colour: SIGNS[place].0,
    });
    let next = all.next.iter().map(|(line, found)| Entry {
        label: line_words(line).to_owned(),
        text: if found.clear() { signed(found.value) } else { "unclear".to_owned() },
        value: Some(found.value),
        interval: found.interval,
        clear: found.clear(),
        marker: Marker::Disc,
        colour: BLUE,
    });
    vec![
        panel("mixes", "Worth, less its cost", "pounds", worth.collect()),
        panel("next_pounds", "The next \u{a3}10,000 a year", "WELLBYs, by line", next.collect()),
    ]
}

fn read(source: Source<'_>, mut record: Record) -> Result<Read, Error> {
    record.made.clean();
    let mut mixes = Vec::new();
    let columns = [
        "split",
        "posts",
        "grants",
        "support",
        "navigators",
        "transport",
        "fees",
        "promotion",
        "intensive",
        "draws",
        "cost",
        "effect",
        "net_benefit",
        "may_be_best",
    ];
    source.rows("splits.csv", columns, |cells| {
        let mut shares = [0.0; LINES.len()];
        for (share, cell) in shares.iter_mut().zip(&cells[1..=LINES.len()]) {
            *share = there(cell)?;
        }
        mixes.push(Mix {
            name: crate::scenario::clean(cells[0]).into_owned(),
            shares,
            draws: there(cells[LINES.len() + 1])?,
            cost: there(cells[LINES.len() + 2])?,
            effect: there(cells[LINES.len() + 3])?,
            benefit: there(cells[LINES.len() + 4])?,
            may_be_best: cells[LINES.len() + 5] == "yes",
        });
        Ok(())
    });
    // Nothing more is the yardstick, and has no row on the page.
    mixes.retain(|mix| mix.shares.iter().sum::<f64>() > 0.0);
    mixes.sort_by(|a, b| b.may_be_best.cmp(&a.may_be_best).then(b.benefit.total_cmp(&a.benefit)));
    if mixes.is_empty() {
        source.wrong("splits.csv has no mix".to_owned());
    }
    let mut points = Vec::new();
    source.rows(
        "frontier.csv",
        ["pounds_a_year", "effect", "effect_low90", "effect_high90"],
        |cells| {
            let [sum, effect, low, high] = cells;
            let interval = number(low)?.zip(number(high)?);
            points.push(Point {
                pounds: there(sum)?,
                effect: Estimate { value: there(effect)?, interval },
            });
            Ok(())
        },
    );
    let mut next = Vec::new();
    source.rows("marginal.csv", ["line", "wellbys_of_next_10000", "low90", "high90"], |cells| {
        let [line, effect, low, high] = cells;
        let interval = number(low)?.zip(number(high)?);
        next.push((line.to_owned(), Estimate { value: there(effect)?, interval }));
        Ok(())
    });
    let said = source.paragraphs("summary.txt");
    let prices = prices::read(&source, &record.made.scenario.files);
    source.sound(Read { record, mixes, points, next, said, prices })
}

fn column(name: &'static str, about: &str) -> Column {
    Column { name, about: about.to_owned() }
}

/// A line in words.
fn line_words(name: &str) -> &str {
    LINES.iter().find(|(line, _)| *line == name).map_or(name, |(_, words)| words)
}

/// The lines on which any mix spends.
fn searched(mixes: &[Mix]) -> Vec<&'static str> {
    let any = |line: &usize| mixes.iter().any(|mix| mix.shares[*line] > 0.0);
    (0..LINES.len()).filter(any).map(|line| LINES[line].1).collect()
}

/// A mix in words.
fn words(mix: &Mix) -> String {
    let parts = mix.shares.iter().zip(LINES).filter(|(share, _)| **share > 0.0);
    let parts: Vec<String> =
        parts.map(|(share, (_, words))| format!("{:.0} % on {words}", share * 100.0)).collect();
    parts.join(", ")
}

/// A mix beside a line.
fn short(mix: &Mix) -> String {
    let parts = mix.shares.iter().zip(LINES).filter(|(share, _)| **share > 0.0);
    let parts: Vec<String> =
        parts.map(|(share, (name, _))| format!("{name} {:.0}", share * 100.0)).collect();
    parts.join(", ")
}

fn figure(option: &str, name: &str, unit: &str, found: Estimate, source: &'static str) -> Figure {
    let unit = unit.replace("pounds", &format!("pounds of {PRICE_YEAR}"));
    Figure { option: option.to_owned(), name: name.to_owned(), unit, found, source }
}

fn row(place: usize, mix: &Mix) -> OptionRow {
    let cell = |text: String, small: &str, name: &str, unit: &str, value: f64| Cell {
        figures: vec![figure(&mix.name, name, unit, Estimate::level(value), "splits.csv")],
        ..Cell::plain(text, small.to_owned())
    };
    let said = if mix.may_be_best { "may be best" } else { "dropped by the search" };
    OptionRow {
        rank: (place + 1).to_string(),
        sign: sign(SIGNS[place].0, SIGNS[place].1),
        name: format!("{} {}", letter(place), capital(&words(mix))),
        about: said.to_owned(),
        cells: vec![
            cell(pounds(mix.benefit), said, "net benefit", "pounds", mix.benefit),
            cell(signed(mix.effect), "", "WELLBYs", "WELLBYs, discounted", mix.effect),
            cell(pounds(mix.cost), "", "cost", "pounds, discounted", mix.cost),
            cell(brief(mix.draws), "", "draws", "draws", mix.draws),
        ],
        is_base: false,
    }
}

fn nothing(title: &str) -> OptionRow {
    let dash = || Cell::plain("\u{2013}".into(), String::new());
    OptionRow {
        rank: "\u{2013}".into(),
        sign: String::new(),
        name: "Nothing more".to_owned(),
        about: format!("{title}, as it is"),
        cells: vec![
            Cell::plain("\u{a3}0".into(), "the yardstick".into()),
            Cell::plain("0".into(), String::new()),
            dash(),
            dash(),
        ],
        is_base: true,
    }
}

fn panel(name: &'static str, title: &str, how: &str, entries: Vec<Entry>) -> Pictured {
    let said: Vec<String> =
        entries.iter().map(|entry| format!("{} {}", entry.label, entry.text)).collect();
    Pictured {
        name,
        whose: None,
        title: title.to_owned(),
        how: how.to_owned(),
        size: (PANEL, AROUND + OPTION * entries.len() as f64),
        label: format!("{title}. {}", said.join("; ")),
        body: Body::Options(Options {
            entries,
            scale: Scale::Linear,
            lines: Vec::new(),
            ends: (String::new(), "more is better \u{2192}".into()),
        }),
        grid: Grid::default(),
        source: "report.csv",
        wide: false,
    }
}

/// What more or less money would bring.
fn more_or_less(all: &Read) -> Sheet {
    const THOUSAND: f64 = 1_000.0;
    let low = |point: &Point| point.effect.interval.map_or(point.effect.value, |(low, _)| low);
    let high = |point: &Point| point.effect.interval.map_or(point.effect.value, |(_, high)| high);
    let line = |label: &str, of: &dyn Fn(&Point) -> f64, width, dash| Line {
        label: label.to_owned(),
        points: all.points.iter().map(|point| (point.pounds / THOUSAND, of(point))).collect(),
        colour: BLUE,
        width,
        dash,
    };
    let (least, most) = all.points.iter().fold((0.0_f64, 0.0_f64), |(least, most), point| {
        (least.min(low(point)), most.max(high(point)))
    });
    let asked = all.record.optimise.sum.pounds_a_year;
    let widest = all.points.last().map_or(1.0, |point| point.pounds / THOUSAND);
    let here = all.points.iter().find(|point| (point.pounds - asked).abs() <= 1e-6 * asked);
    let clouds = here.map(|point| Cloud {
        label: "this budget".to_owned(),
        dots: Vec::new(),
        middle: (point.pounds / THOUSAND, point.effect.value),
        colour: INK,
        marker: Marker::Diamond,
    });
    let twice = all.points.last().map_or(0.0, |point| point.effect.value);
    let title = match here.map(|point| point.effect) {
        Some(once)
            if once.verdict(Sense::More) != crate::report::page::estimate::Verdict::Unclear =>
        {
            format!("Twice the budget brings {} times as much", brief(twice / once.value))
        }
        _ => "What this budget brings is unclear".to_owned(),
    };
    let row = |point: &Point| {
        vec![pounds(point.pounds), signed(point.effect.value), point.effect.between(signed)]
    };
    Sheet {
        name: "more-or-less",
        title: "With more or less money".to_owned(),
        lead: format!("Split as is best at the budget: {}.", words(&all.mixes[0])),
        pictures: vec![Pictured {
            name: "frontier",
            whose: None,
            how: "WELLBYs gained by pounds a year, payer\u{2019}s discount rates. Broken lines: 90 % interval of the mean \
                  over draws."
                .to_owned(),
            body: Body::Plot(Plot {
                heading: "WELLBYs gained".to_owned(),
                foot: format!("thousand pounds a year, prices of {PRICE_YEAR}"),
                across: Across::Even(Axis::around(0.0, widest, 1e-6)),
                up: Axis::around(least, most, 1e-6),
                lines: vec![
                    line("mean", &|point| point.effect.value, 2.4, Dash::Solid),
                    line("90 %, high", &high, 1.2, Dash::Short),
                    line("90 %, low", &low, 1.2, Dash::Short),
                ],
                frontier: None,
                clouds: clouds.into_iter().collect(),
                rules: Vec::new(),
                rays: Vec::new(),
            }),
            size: (960.0, 430.0),
            label: title.clone(),
            title,
            grid: Grid {
                caption: "What each sum brings".to_owned(),
                head: ["Pounds a year", "WELLBYs", "90 % interval"].map(str::to_owned).into(),
                rows: all.points.iter().map(row).collect(),
            },
            source: "frontier.csv: effect",
            wide: true,
        }],
        tables: Vec::new(),
    }
}

/// Figures that sentences name and the table does not hold.
fn named(all: &Read, list: f64) -> Vec<Figure> {
    let asked = &all.record.optimise;
    let level = |name: &str, unit: &str, value: f64| {
        figure("", name, unit, Estimate::level(value), "run.toml")
    };
    let mut named = vec![
        level("people on the list", "people", list),
        level("sum", "pounds a year", asked.sum.pounds_a_year),
        level("years of spending", "years", f64::from(asked.sum.years)),
        level("mixes", "mixes", asked.splits as f64),
    ];
    for (line, found) in &all.next {
        let name = format!("the next 10,000 pounds a year on {}", line_words(line));
        named.push(figure("", &name, "WELLBYs", *found, "marginal.csv"));
    }
    for point in &all.points {
        let name = format!("{} pounds a year", brief(point.pounds));
        named.push(figure("", &name, "WELLBYs", point.effect, "frontier.csv"));
    }
    named
}

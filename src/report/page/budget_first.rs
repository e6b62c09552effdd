//! The first page of a budget: what was asked, what came of it, the ways to spend the money side by side in one table
//! and one picture, what it rests on, and what it cannot tell.

use crate::model::kinds::Fifth;
use crate::model::units::PRICE_YEAR;
use crate::report::charts::Body;
use crate::report::charts::options::{Entry, Options, Scale};
use crate::report::number::{brief, years};
use crate::report::page::board::{Answer, Board, Cell, Column, Figure, Grid, OptionRow, Pictured};
use crate::report::page::budget::{Budgeted, NOTHING, Way};
use crate::report::page::compared::fitted;
use crate::report::page::estimate::{Estimate, Verdict, pounds, signed};
use crate::report::page::fifths;
use crate::report::page::signs::sign;
use crate::report::page::words::capital;
use crate::report::sense::Sense;

/// Width of a panel of the picture, in points.
const PANEL: f64 = 280.0;
/// Height of an option in it, and of what is around them.
const OPTION: f64 = 38.0;
const AROUND: f64 = 66.0;

/// Fills the first page.
pub(crate) fn fill(board: &mut Board, all: &Budgeted) {
    let asked = &all.record.budget;
    let phrases: Vec<&str> = all.spending().iter().map(|way| way.named.phrase.as_str()).collect();
    board.question = format!(
        "{} a year more for {}, for {} people ({}): {}; or nothing more?",
        pounds(asked.sum.pounds_a_year),
        years(asked.sum.years),
        brief(all.record.made.list()),
        all.record.made.scenario.title,
        phrases.join("; ")
    );
    board.headline = all.said[0].join(" ");
    board.answers = vec![
        Answer { asks: "Is it worth it?", says: worth(all) },
        Answer { asks: "Does it free GP time?", says: gp_time(all) },
        Answer { asks: "Who gains?", says: who(all) },
        Answer { asks: "How sure is this?", says: sure(all) },
    ];
    board.first = "Way to spend it";
    board.columns = columns(all);
    board.options = all.spending().iter().enumerate().map(|(at, way)| row(all, at, way)).collect();
    board.options.push(nothing(all));
    board.notes = notes(all);
    "What each way brings beyond nothing more".clone_into(&mut board.picture);
    board.how =
        format!("Pale bar: {}. Full mark: its bar is clear of nought; hollow: not.", asked.held);
    board.panels = panels(all);
    board.rests_on.clone_from(&all.said[1]);
    board.cannot_tell = cannot_tell(all);
    board.named = named(all);
}

/// The lines of the paragraph that begins with these words, without its head.
fn paragraph<'a>(all: &'a Budgeted, begins: &str) -> &'a [String] {
    let found =
        all.said.iter().find(|lines| lines.first().is_some_and(|it| it.starts_with(begins)));
    found.map_or(&[], |lines| &lines[1..])
}

fn cannot_tell(all: &Budgeted) -> Vec<String> {
    const BEGINS: &str = "What this cannot tell: ";
    let said = all.said.iter().flatten().find_map(|line| line.strip_prefix(BEGINS));
    let mut sentences: Vec<String> = said
        .unwrap_or_default()
        .split_inclusive(". ")
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| !sentence.is_empty())
        .collect();
    let short = paragraph(all, "GP time").iter().filter(|line| line.contains("runs are too short"));
    sentences.extend(short.map(|line| line.trim().to_owned()));
    sentences
}

/// What is best beside each price.
fn worth(all: &Budgeted) -> String {
    let by = |(at, (lens, price)): (usize, &(String, f64))| {
        let best = all.best(at);
        let whose = match lens.as_str() {
            "nhs" => "NHS money buys elsewhere",
            "treasury" => "the Treasury holds it to be worth",
            _ => "the payer\u{2019}s money buys elsewhere",
        };
        let what = if best.named.name == NOTHING {
            "none is worth its cost".to_owned()
        } else {
            best.named.phrase.clone()
        };
        format!("At what {whose} ({} a WELLBY): {what}.", pounds(*price))
    };
    all.lenses.iter().enumerate().map(by).collect::<Vec<_>>().join(" ")
}

fn gp_time(all: &Budgeted) -> String {
    let best = &all.spending()[0];
    let Some(freed) = best.freed else { return "No figure.".to_owned() };
    let years = f64::from(all.record.budget.sum.years);
    let wait = best.wait.map_or_else(String::new, |wait| match wait.verdict(Sense::Less) {
        Verdict::Better => {
            format!(" The median wait is {} weeks shorter.", brief(wait.value.abs()))
        }
        Verdict::Worse => format!(" The median wait is {} weeks longer.", brief(wait.value)),
        _ => " What becomes of the wait is unclear.".to_owned(),
    });
    let each = freed.times(1.0 / years);
    let appointments = match freed.verdict(Sense::More) {
        Verdict::Better => format!(
            "{} frees {} GP appointments for each year of spending ({}).",
            capital(&best.named.phrase),
            brief(each.value),
            each.between(brief)
        ),
        Verdict::Worse => format!(
            "{} takes up {} more GP appointments for each year of spending ({}).",
            capital(&best.named.phrase),
            brief(-each.value),
            each.times(-1.0).between(brief)
        ),
        _ => format!(
            "Unclear for {}: {} appointments freed for each year of spending.",
            best.named.phrase,
            each.between(signed)
        ),
    };
    format!("{appointments}{wait} That is capacity, and not a saving.")
}

fn who(all: &Budgeted) -> String {
    let best = &all.spending()[0];
    let Some(found) = best.nets.iter().copied().collect::<Option<Vec<f64>>>() else {
        return "No figure.".to_owned();
    };
    let gain: Vec<f64> = best.fifths.iter().map(|it| it.unwrap_or(0.0)).collect();
    let sum: f64 = gain.iter().sum();
    let lose = found.iter().filter(|net| **net < 0.0).count();
    let share = if sum > 0.0 {
        format!(
            "{:.0} of 100 WELLBYs that {} brings are gained in the most deprived fifth. ",
            gain[0] / sum * 100.0,
            best.named.phrase
        )
    } else {
        String::new()
    };
    let net = match lose {
        0 => "Every fifth gains more than it gives up".to_owned(),
        5 => "Every fifth gives up more than it gains".to_owned(),
        some => format!("{some} of 5 fifths give up more than they gain"),
    };
    format!(
        "{share}{net}, at the payer\u{2019}s price. By deprivation people differ as was assumed."
    )
}

fn sure(all: &Budgeted) -> String {
    let best = all.best(0);
    let known = all.worth.iter().find(|(what, ..)| what == "all");
    let known = known.map_or_else(String::new, |(_, value, error)| {
        if *value > 2.0 * error {
            format!(" Knowing all of it first would be worth {} at most.", pounds(*value))
        } else {
            " That more study would pay cannot be shown.".to_owned()
        }
    });
    format!(
        "{} is best in {:.0} of 100 draws of what is not known, with chance taken out; {} draws, {} runs each.{known}",
        capital(&best.named.phrase),
        best.payer().sure,
        all.record.budget.draws,
        all.record.made.run.replicates
    )
}

fn columns(all: &Budgeted) -> Vec<Column> {
    let column = |name, about: String| Column { name, about };
    let price = pounds(all.lenses[0].1);
    vec![
        column("Worth, less its cost", format!("at the payer\u{2019}s {price} a WELLBY")),
        column("WELLBYs", "all years, discounted".into()),
        column("\u{a3} per further WELLBY", "on the frontier".into()),
        column("Cost", "discounted, with places".into()),
        column("GP appointments", "freed, all years".into()),
        column("Wait", "weeks, median".into()),
        column("People first seen", "by a link worker, all years".into()),
        column("Gain by fifth", "most to least deprived".into()),
    ]
}

/// A figure of the table beside the page.
fn figure(way: &Way, name: &str, unit: &str, found: Estimate, source: &'static str) -> Figure {
    let unit = unit.replace("pounds", &format!("pounds of {PRICE_YEAR}"));
    Figure { option: way.named.phrase.clone(), name: name.to_owned(), unit, found, source }
}

/// A difference in a cell: how it stands, its amount in words, its interval below.
fn cell(
    found: Option<Estimate>,
    sense: Sense,
    say: impl Fn(f64) -> String,
    of: impl Fn(Estimate) -> Figure,
) -> Cell {
    let Some(found) = found else { return Cell::plain("\u{2013}".into(), "no figure".into()) };
    let verdict = found.verdict(sense);
    let text = match verdict {
        Verdict::Unclear => "unclear".to_owned(),
        Verdict::Same => "no difference".to_owned(),
        _ => say(found.value),
    };
    Cell { verdict, text, small: found.between(&say), svg: None, figures: vec![of(found)] }
}

fn row(all: &Budgeted, at: usize, way: &Way) -> OptionRow {
    let through = way.payer();
    let table = "options.csv: lens = payer";
    let ratio = match (through.standing.as_str(), through.ratio) {
        ("frontier", Some(ratio)) => Cell {
            figures: vec![figure(
                way,
                "pounds for each further WELLBY",
                "pounds per WELLBY",
                Estimate::level(ratio),
                table,
            )],
            ..Cell::plain(pounds(ratio), "on the frontier".to_owned())
        },
        ("frontier", None) => Cell::plain("\u{2013}".into(), "least costly on the frontier".into()),
        ("dominated", _) => {
            let by =
                all.way(&through.beaten_by).map_or(String::new(), |by| by.named.phrase.clone());
            Cell::plain("no price".into(), format!("beaten by {by}"))
        }
        _ => Cell::plain("no price".into(), "beaten by a mixture of two others".into()),
    };
    let mut worth = cell(Some(through.benefit), Sense::More, pounds, |found| {
        figure(way, "net benefit at the payer's price", "pounds", found, table)
    });
    if worth.verdict == Verdict::Unclear {
        worth.text = pounds(through.benefit.value);
    }
    worth.small = format!("{}; best in {:.0} of 100", worth.small, through.sure);
    worth.figures.push(figure(
        way,
        "draws in which it is best, chance taken out",
        "of 100",
        Estimate::level(through.sure),
        table,
    ));
    let mut cost = cell(Some(through.cost), Sense::Neither, pounds, |found| {
        figure(way, "cost", "pounds, discounted", found, table)
    });
    if cost.verdict == Verdict::Unclear {
        cost.text = pounds(through.cost.value);
    }
    let planned = way.shares.iter().sum::<f64>() / way.shares.len().max(1) as f64;
    let about = match way.planned {
        Some(planned_pounds) if !way.shares.is_empty() => {
            format!("{} a year planned, {:.0} % spent", pounds(planned_pounds), planned * 100.0)
        }
        _ => String::new(),
    };
    let beside = "beside.csv";
    OptionRow {
        rank: (at + 1).to_string(),
        sign: sign(way.colour, way.marker),
        name: format!("{} {}", way.letter.unwrap_or(' '), capital(&way.named.phrase)),
        about,
        cells: vec![
            worth,
            cell(Some(through.effect), Sense::More, signed, |found| {
                figure(way, "WELLBYs", "WELLBYs, discounted", found, table)
            }),
            ratio,
            cost,
            cell(way.freed, Sense::More, signed, |found| {
                figure(way, "GP appointments freed", "appointments", found, beside)
            }),
            cell(way.wait, Sense::Less, signed, |found| {
                figure(way, "median wait", "weeks", found, beside)
            }),
            cell(way.seen, Sense::More, signed, |found| {
                figure(way, "people first seen by a link worker", "people", found, beside)
            }),
            by_fifth(way),
        ],
        is_base: false,
    }
}

fn by_fifth(way: &Way) -> Cell {
    let Some(found) = way.fifths.iter().copied().collect::<Option<Vec<f64>>>() else {
        return Cell::plain("\u{2013}".into(), "no figure".into());
    };
    let found: Vec<Estimate> = found.into_iter().map(Estimate::level).collect();
    let figures = Fifth::ALL.iter().zip(&found).map(|(fifth, found)| {
        let what = format!("WELLBYs, {} fifth", fifth.label().replace('_', " "));
        figure(way, &what, "WELLBYs, discounted", *found, "fifths.csv: lens = payer")
    });
    Cell { figures: figures.collect(), ..fifths::cell(&found, "WELLBYs", "means".to_owned()) }
}

fn nothing(all: &Budgeted) -> OptionRow {
    let way = &all.ways[0];
    let sure = way.payer().sure;
    let dash = || Cell::plain("\u{2013}".into(), String::new());
    let mut cells = vec![Cell {
        figures: vec![figure(
            way,
            "draws in which it is best, chance taken out",
            "of 100",
            Estimate::level(sure),
            "options.csv: lens = payer",
        )],
        ..Cell::plain("\u{a3}0".into(), format!("best in {sure:.0} of 100"))
    }];
    cells.push(Cell::plain("0".into(), "the yardstick".into()));
    cells.extend(std::iter::repeat_with(dash).take(6));
    OptionRow {
        rank: "\u{2013}".into(),
        sign: String::new(),
        name: capital(&way.named.phrase),
        about: format!("{}, as it is", all.record.made.scenario.title),
        cells,
        is_base: true,
    }
}

fn notes(all: &Budgeted) -> String {
    format!(
        "Beyond nothing more, on the same people and the same luck, over all {} weeks; means over draws. Below each \
         number: {}, chance in it. \u{2713} better, \u{2717} worse, ? unclear: the interval holds nought. A WELLBY is \
         one point of life satisfaction (0 to 10) for one person for one year. Pounds in prices of {PRICE_YEAR}. A \
         further WELLBY is priced against the next cheaper way that no other beats. Bars by fifth are means without \
         an interval.",
        all.record.made.run.weeks, all.record.budget.held
    )
}

fn entries(
    all: &Budgeted,
    found: impl Fn(&Way) -> Option<Estimate>,
    say: impl Fn(f64) -> String,
) -> Vec<Entry> {
    let entry = |way: &Way| {
        let found = found(way);
        let text = match found {
            None => "no figure".to_owned(),
            Some(found) => say(found.value),
        };
        let room = PANEL - 20.0 - crate::report::charts::lettering::text_width(&text, 12.5);
        Entry {
            label: fitted(&way.label(), room, 12.5),
            text,
            value: found.map(|found| found.value),
            interval: found.and_then(|found| found.interval),
            clear: found.is_some_and(|found| found.clear()),
            marker: way.marker,
            colour: way.colour,
        }
    };
    all.spending().iter().map(entry).collect()
}

fn panels(all: &Budgeted) -> Vec<Pictured> {
    let size = (PANEL, AROUND + OPTION * all.spending().len() as f64);
    let panel = |name: &'static str, title: &str, how: String, entries: Vec<Entry>, ends: &str| {
        let rows: Vec<Vec<String>> = entries
            .iter()
            .map(|entry| {
                let between = entry.interval.map_or_else(String::new, |(low, high)| {
                    format!("{} to {}", signed(low), signed(high))
                });
                vec![entry.label.clone(), entry.text.clone(), between]
            })
            .collect();
        let said: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
        Pictured {
            name,
            whose: None,
            title: title.to_owned(),
            how,
            label: format!("{title}. {}", said.join("; ")),
            body: Body::Options(Options {
                entries,
                scale: Scale::Linear,
                lines: Vec::new(),
                ends: (String::new(), format!("{ends} \u{2192}")),
            }),
            size,
            grid: Grid::default(),
            source: "report.csv",
            wide: false,
        }
    };
    vec![
        panel(
            "ways_net_benefit",
            "Worth, less its cost",
            format!("pounds, at the payer\u{2019}s {} a WELLBY", pounds(all.lenses[0].1)),
            entries(all, |way| Some(way.payer().benefit), pounds),
            "more is better",
        ),
        panel(
            "ways_wellbeing",
            "Wellbeing",
            "WELLBYs, all years".to_owned(),
            entries(all, |way| Some(way.payer().effect), signed),
            "more is better",
        ),
        panel(
            "ways_appointments",
            "GP appointments freed",
            "all years".to_owned(),
            entries(all, |way| way.freed, signed),
            "more freed",
        ),
    ]
}

/// Figures that sentences name and the table does not hold.
fn named(all: &Budgeted) -> Vec<Figure> {
    let asked = &all.record.budget;
    let level = |name: &str, unit: &str, value: f64, source| Figure {
        option: String::new(),
        name: name.to_owned(),
        unit: unit.replace("pounds", &format!("pounds of {PRICE_YEAR}")),
        found: Estimate::level(value),
        source,
    };
    let mut named = vec![
        level("people on the list", "people", all.record.made.list(), "run.toml"),
        level("sum", "pounds a year", asked.sum.pounds_a_year, "run.toml"),
        level("years of spending", "years", f64::from(asked.sum.years), "run.toml"),
        level("draws", "draws", asked.draws as f64, "run.toml"),
    ];
    for (lens, price) in &all.lenses {
        let name = format!("price of a WELLBY, {lens}");
        named.push(level(&name, "pounds per WELLBY", *price, "options.csv: price"));
    }
    for (what, value, _) in all.worth.iter().filter(|(what, ..)| what == "all") {
        let name = format!("worth of knowing {what} that is drawn");
        named.push(level(&name, "pounds", *value, "information.csv: lens = payer"));
    }
    named
}

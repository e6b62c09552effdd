//! The first page of a comparison: the question, what came of it, the options side by side in one table and one
//! picture, what it rests on, and what it cannot tell.

use crate::model::kinds::Fifth;
use crate::model::observe::M;
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::charts::Body;
use crate::report::charts::options::{Entry, Options, Scale};
use crate::report::number::brief;
use crate::report::page::board::{Answer, Board, Cell, Column, Figure, Grid, OptionRow, Pictured};
use crate::report::page::compared::{Choice, Compared};
use crate::report::page::estimate::{Estimate, Verdict, pounds, signed};
use crate::report::page::fifths;
use crate::report::page::signs::sign;
use crate::report::page::words;
use crate::report::sense::Sense;

/// Size of a panel of the picture, in points.
const PANEL: (f64, f64) = (280.0, 0.0);
/// Height of an option in it, and of what is around them.
const OPTION: f64 = 38.0;
const AROUND: f64 = 66.0;

/// Fills the first page.
pub(crate) fn fill(board: &mut Board, all: &Compared) {
    let titles: Vec<&str> = all.options.iter().map(|option| option.arm.title.as_str()).collect();
    board.question = format!(
        "{} people, {}: {} against {}?",
        brief(all.list()),
        words::years(all.record.run.weeks),
        words::listed(&titles),
        all.base.title
    );
    board.headline = words::headline(all);
    board.answers = vec![
        Answer { asks: "Is it worth it?", says: words::worth(all) },
        Answer { asks: "Does it free GP time?", says: words::gp_time(all) },
        Answer { asks: "Who gains?", says: words::who(all) },
        Answer { asks: "How sure is this?", says: words::sure(all) },
    ];
    board.first = "Option";
    board.columns = columns();
    board.options = all.options.iter().enumerate().map(|(at, it)| row(all, at, it)).collect();
    board.options.push(base(all));
    board.notes = notes(all);
    board.picture = words::picture(all);
    board.how = format!(
        "Pale bar: the interval of the mean, nine times in ten as far as {}. Full mark: clear of chance; hollow: \
         not.",
        all.record.as_far_as()
    );
    board.panels = panels(all);
    board.rests_on = words::rests_on(&all.base, &all.record);
    board.cannot_tell = words::cannot_tell(all);
    board.named = named(all);
}

fn columns() -> Vec<Column> {
    let column = |name, about: &str| Column { name, about: about.to_owned() };
    vec![
        column("WELLBYs a year", ""),
        column("\u{a3} per WELLBY", "discounted"),
        column("Spending a year", "against the base"),
        column("GP appointments", "asked for, a year"),
        column("Wait", "weeks, median"),
        column("People first seen", "by a link worker, a year"),
        column("Gain by fifth", "most to least deprived"),
    ]
}

/// A figure of the table beside the page. Money is in prices of the price year.
fn figure(name: &str, unit: &str, option: &str, found: Estimate, source: &'static str) -> Figure {
    let unit = unit.replace("pounds", &format!("pounds of {PRICE_YEAR}"));
    Figure { option: option.to_owned(), name: name.to_owned(), unit, found, source }
}

/// A difference in a cell: how it stands, its amount in words, its interval below.
fn cell(
    found: Option<Estimate>,
    sense: Sense,
    say: impl Fn(f64) -> String,
    figure: Option<Figure>,
) -> Cell {
    let Some(found) = found else { return Cell::plain("\u{2013}".into(), "no figure".into()) };
    let verdict = found.verdict(sense);
    let (text, small) = match verdict {
        Verdict::Unclear if found.interval.is_some() => {
            ("unclear".to_owned(), found.between(signed))
        }
        Verdict::Unclear => (say(found.value), "one run".to_owned()),
        Verdict::Same => ("no difference".to_owned(), String::new()),
        _ => (say(found.value), found.between(signed)),
    };
    Cell { verdict, text, small, svg: None, figures: figure.into_iter().collect() }
}

fn row(all: &Compared, at: usize, option: &Choice) -> OptionRow {
    let name = option.arm.title.as_str();
    let of = |found: Option<Estimate>, what: &str, unit, source| {
        found.map(|found| figure(what, unit, name, found, source))
    };
    let fewer = |value: f64| {
        format!("{} {}", brief(value.abs()), if value < 0.0 { "fewer" } else { "more" })
    };
    let shorter = |value: f64| {
        format!("{} {}", brief(value.abs()), if value < 0.0 { "shorter" } else { "longer" })
    };
    let spent = |value: f64| {
        format!("{} {}", pounds(value.abs()), if value < 0.0 { "less" } else { "more" })
    };
    let with_pounds = |found: Option<Estimate>, figure| {
        let mut cell = cell(found, Sense::Neither, spent, figure);
        if let Some(found) = found.filter(|_| cell.verdict != Verdict::Same) {
            // The words say whether it is more or less.
            cell.small = match found.interval {
                Some((low, high)) if high < 0.0 => format!("{} to {}", pounds(-high), pounds(-low)),
                _ => found.between(pounds),
            };
        }
        cell
    };
    let twins = "twins.csv: whose = everybody";
    let weekly = "weekly.csv of both, run by run";
    let cells = vec![
        cell(
            option.gain,
            Sense::More,
            signed,
            of(option.gain, "WELLBYs a year", "WELLBYs a year", twins),
        ),
        price(
            option,
            of(option.price, "pounds per WELLBY", "pounds per WELLBY, discounted", twins),
        ),
        with_pounds(option.pounds, of(option.pounds, "spending a year", "pounds a year", twins)),
        cell(
            option.requests,
            Sense::Less,
            fewer,
            of(option.requests, "GP appointments asked for", "appointments a year", weekly),
        ),
        cell(option.wait, Sense::Less, shorter, of(option.wait, "median wait", "weeks", weekly)),
        cell(
            option.seen,
            Sense::More,
            signed,
            of(option.seen, "people first seen by a link worker", "people a year", weekly),
        ),
        fifths(option),
    ];
    let tied = option.tied || all.options.get(at + 1).is_some_and(|next| next.tied);
    let mut place = at;
    while place > 0 && all.options[place].tied {
        place -= 1;
    }
    OptionRow {
        rank: format!("{}{}", place + 1, if tied { "=" } else { "" }),
        sign: sign(option.colour, option.marker),
        name: format!("{} {name}", option.letter),
        about: words::about(option),
        cells,
        is_base: false,
    }
}

/// Pounds for a WELLBY, or why there is no price.
fn price(option: &Choice, figure: Option<Figure>) -> Cell {
    let (Some(gain), Some(spent)) = (option.gain, option.pounds) else {
        return Cell::plain("\u{2013}".into(), "no figure".into());
    };
    let words = |text: &str| Cell::plain("no price".into(), text.to_owned());
    if !gain.clear() {
        return words("no clear gain or loss");
    }
    match (option.price, spent.value > 0.0) {
        (None, true) => words("costs more, gains less"),
        (None, false) => words("costs less, gains more"),
        (Some(price), more) => {
            let small = match price.interval {
                Some((low, high)) if low > 0.0 => format!("{} to {}", pounds(low), pounds(high)),
                Some((_, high)) => format!("up to {}", pounds(high)),
                None => "one run".to_owned(),
            };
            let text = format!("{}{}", pounds(price.value), if more { "" } else { " saved" });
            Cell {
                text,
                figures: figure.into_iter().collect(),
                ..Cell::plain(String::new(), small)
            }
        }
    }
}

/// What is gained in each fifth, as small bars, and the part of the most deprived one where it is clear.
fn fifths(option: &Choice) -> Cell {
    let Some(found) = option.fifths.iter().copied().collect::<Option<Vec<Estimate>>>() else {
        return Cell::plain("\u{2013}".into(), "no figure".into());
    };
    let figures = Fifth::ALL.iter().zip(&found).map(|(fifth, found)| {
        let what = format!("WELLBYs a year, {} fifth", fifth.label().replace('_', " "));
        figure(&what, "WELLBYs a year", &option.arm.title, *found, "twins.csv: by = fifth")
    });
    let small = match words::share_of_most(option) {
        Some(share) => format!("{share} % most deprived"),
        None => "hollow: unclear".to_owned(),
    };
    Cell { figures: figures.collect(), ..fifths::cell(&found, "WELLBYs a year", small) }
}

fn base(all: &Compared) -> OptionRow {
    let span = all.span(all.options.iter().map(|it| it.from).min().unwrap_or(0));
    let level = |metric: M, factor: f64| {
        let each: Vec<f64> = all.base.rows(metric).mean(&span).into_iter().flatten().collect();
        let mean = each.iter().sum::<f64>() / each.len().max(1) as f64 * factor;
        (!each.is_empty()).then(|| Estimate::level(mean))
    };
    let cell = |found: Option<Estimate>, what: &str, unit, money: bool| {
        let Some(found) = found else { return Cell::plain("\u{2013}".into(), String::new()) };
        let text = if money { pounds(found.value) } else { brief(found.value) };
        Cell {
            figures: vec![figure(
                what,
                unit,
                &all.base.title,
                found,
                "weekly.csv, the mean of all runs",
            )],
            ..Cell::plain(text, "a year".to_owned())
        }
    };
    let dash = || Cell::plain("\u{2013}".into(), String::new());
    let yearly = all.a_year();
    let mut wait = cell(level(M::WaitMedian, 1.0), "median wait", "weeks", false);
    "weeks".clone_into(&mut wait.small);
    OptionRow {
        rank: "\u{2013}".into(),
        sign: String::new(),
        name: all.base.title.clone(),
        about: "what the others are held against".to_owned(),
        cells: vec![
            Cell::plain("0".into(), "the yardstick".into()),
            dash(),
            cell(level(M::CostAll, all.list()), "spending a year", "pounds a year", true),
            cell(
                level(M::GpRequests, yearly),
                "GP appointments asked for",
                "appointments a year",
                false,
            ),
            wait,
            cell(
                level(M::FirstContacts, yearly),
                "people first seen by a link worker",
                "people a year",
                false,
            ),
            dash(),
        ],
        is_base: true,
    }
}

fn notes(all: &Compared) -> String {
    let from: Vec<i32> = all.options.iter().map(|option| option.from).collect();
    let end = all.record.run.weeks;
    let when = match (from.iter().min(), from.iter().max()) {
        (Some(first), Some(last)) if first == last => format!("from week {first} to week {end}"),
        _ => format!("from the week in which each parts from the base to week {end}"),
    };
    let discount = if all.discount > 0.0 {
        format!("; in pounds per WELLBY both are discounted at {} % a year", brief(all.discount))
    } else {
        String::new()
    };
    format!(
        "A year on average, {when}, against {}, run by run on the same people and the same luck. Below each \
         number: the interval of its mean, right nine times in ten as far as {}, over {}. \u{2713} better, \
         \u{2717} worse, ? unclear: the interval holds zero. 1= and the like: cannot be told apart. A WELLBY is one \
         point of life satisfaction (0 to 10) for one person for one year. Pounds in prices of \
         {PRICE_YEAR}{discount}.",
        all.base.title,
        all.record.as_far_as(),
        words::runs(all.runs())
    )
}

/// Options in a panel.
fn entries(
    all: &Compared,
    found: impl Fn(&Choice) -> Option<Estimate>,
    say: impl Fn(&Estimate) -> String,
    clear: impl Fn(&Choice, &Estimate) -> bool,
) -> Vec<Entry> {
    let entry = |option: &Choice| {
        let found = found(option);
        let text = found.as_ref().map_or("no price".to_owned(), &say);
        let room = PANEL.0 - 20.0 - crate::report::charts::lettering::text_width(&text, 12.5);
        Entry {
            label: option.short(room, 12.5),
            text,
            value: found.map(|found| found.value),
            interval: found.and_then(|found| found.interval),
            clear: found.is_some_and(|found| clear(option, &found)),
            marker: option.marker,
            colour: option.colour,
        }
    };
    all.options.iter().map(entry).collect()
}

/// The three panels: wellbeing, GP appointments, pounds for a WELLBY.
fn panels(all: &Compared) -> Vec<Pictured> {
    let size = (PANEL.0, AROUND + OPTION * all.options.len() as f64);
    let unclear =
        |found: &Estimate| if found.clear() { signed(found.value) } else { "unclear".into() };
    let wellbeing = Options {
        entries: entries(all, |it| it.gain, unclear, |_, found| found.clear()),
        scale: Scale::Linear,
        lines: Vec::new(),
        ends: (String::new(), "more is better \u{2192}".into()),
    };
    let requests = Options {
        entries: entries(all, |it| it.requests, unclear, |_, found| found.clear()),
        scale: Scale::Linear,
        lines: Vec::new(),
        ends: ("\u{2190} fewer is better".into(), String::new()),
    };
    let dear = |found: &Estimate| pounds(found.value);
    let prices = Options {
        entries: entries(
            all,
            |it| it.price.filter(|_| it.gain.is_some_and(|gain| gain.value > 0.0 && gain.clear())),
            dear,
            |_, found| found.clear(),
        ),
        scale: Scale::Ratio,
        lines: all
            .prices
            .iter()
            .map(|price| (price.pounds, format!("{} {}", price.name, pounds(price.pounds))))
            .collect(),
        ends: ("\u{2190} cheaper".into(), "dearer \u{2192}".into()),
    };
    let panel = |name: &'static str, title: &str, how: &str, options: Options| {
        let of = |entry: &Entry| {
            let between = entry.interval.map_or_else(String::new, |(low, high)| {
                format!("{} to {}", signed(low), signed(high))
            });
            vec![entry.label.clone(), entry.text.clone(), between]
        };
        let rows: Vec<Vec<String>> = options.entries.iter().map(of).collect();
        let said: Vec<String> = rows.iter().map(|row| row.join(" ")).collect();
        Pictured {
            name,
            whose: None,
            title: title.to_owned(),
            how: how.to_owned(),
            body: Body::Options(options),
            size,
            label: format!("{title}. {}", said.join("; ")),
            grid: Grid::default(),
            source: "report.csv",
            wide: false,
        }
    };
    vec![
        panel("options_wellbeing", "Wellbeing", "WELLBYs a year", wellbeing),
        panel("options_appointments", "GP appointments", "asked for, a year", requests),
        panel("options_pounds_per_wellby", "Pounds per WELLBY", "scale by ratio", prices),
    ]
}

/// Figures that sentences name and the table does not hold.
fn named(all: &Compared) -> Vec<Figure> {
    let record = "run.toml";
    let level = |name: &str, unit, value: f64, source| {
        figure(name, unit, "", Estimate::level(value), source)
    };
    let mut named = vec![
        level("people on the list", "people", all.list(), record),
        level("runs", "runs", all.runs() as f64, record),
        level("years", "years", f64::from(all.record.run.weeks) / WEEKS_PER_YEAR, record),
        level("weeks", "weeks", f64::from(all.record.run.weeks), record),
        level("discount rate", "% a year", all.discount, record),
    ];
    for price in &all.prices {
        let name = format!("price of a WELLBY, {}", price.name);
        named.push(level(&name, "pounds per WELLBY", price.pounds, "[economics] of the scenario"));
    }
    for option in &all.options {
        for (found, asked) in words::doubted(all, option) {
            named.extend(found.figures(&option.arm.title, &asked));
        }
        if let Some((gain, lose)) = option.clients {
            for (name, share) in [("clients who gain", gain), ("clients who lose", lose)] {
                let found = Estimate::level(share * 100.0);
                named.push(figure(
                    name,
                    "% of clients",
                    &option.arm.title,
                    found,
                    "twins.csv: whose = clients",
                ));
            }
        }
        if let Some(share) = words::share_of_most(option) {
            let found = Estimate::level(share.parse().unwrap_or(0.0));
            let what = "gain in the most deprived fifth";
            named.push(figure(
                what,
                "% of the gain",
                &option.arm.title,
                found,
                "twins.csv: by = fifth",
            ));
        }
    }
    named
}

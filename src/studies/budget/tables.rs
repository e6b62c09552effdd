//! The tables of a budget. Each column is declared once, with its unit and meaning: header and dictionary come
//! from that. Figures that are worked on are in full, so that another program finds the same.

use std::io::{self, Write};

use crate::model::kinds::{BudgetLine, Fifth};
use crate::report::number::{full, written};
use crate::report::rows::Writer;
use crate::scenario::economics::Lens;
use crate::studies::budget::answer::{Answer, Asked, Spread};
use crate::studies::budget::line::Line;
use crate::studies::economics::Standing;

/// A column: its name, unit and meaning.
type Column = (&'static str, &'static str, &'static str);

const POUNDS: &str = "pounds of 2023/24";
const YEARS: &str = "WELLBYs";

const OPTIONS: [Column; 26] = [
    ("lens", "", "Whose price and discount rates"),
    ("price", "pounds of 2023/24 per WELLBY", "The price of the lens, a mean where it is drawn"),
    ("costs_rate", "% a year", "Rate at which costs are discounted"),
    ("effects_rate", "% a year", "Rate at which effects are discounted"),
    ("option", "", "How the money is spent"),
    ("place_by_effect", "", "Place by mean effect, 1 for the least"),
    ("cost", POUNDS, "Mean cost beyond nothing more, all lines of the account"),
    (
        "cost_low",
        POUNDS,
        "Nine in ten draws lie above its 5 %; the least of fewer than twenty draws",
    ),
    ("cost_high", POUNDS, "The same from above"),
    ("effect", YEARS, "Mean gain beyond nothing more, of everybody on the list"),
    ("effect_low", YEARS, "As of the cost"),
    ("effect_high", YEARS, "As of the cost"),
    (
        "standing",
        "",
        "frontier, dominated (another costs no more and brings no less) or extended (a mixture of two does)",
    ),
    ("beaten_by", "", "The option that dominates it"),
    (
        "pounds_per_wellby",
        POUNDS,
        "On the frontier only: what each further WELLBY costs against the option before it there",
    ),
    (
        "break_even",
        POUNDS,
        "Mean cost over mean effect: above this price it is worth more than nothing more",
    ),
    ("net_benefit", POUNDS, "Mean of price x effect - cost"),
    ("net_benefit_low", POUNDS, "As of the cost"),
    ("net_benefit_high", POUNDS, "As of the cost"),
    ("best", "", "yes for the option with the highest mean net benefit"),
    ("probability_best", "share", "Draws in which it is best among all options"),
    ("probability_best_without_chance", "share", "The same with chance taken out of the draws"),
    ("expected_loss", POUNDS, "Mean of what is lost against the best option of the draw"),
    (
        "share_of_chance",
        "share",
        "Share of the variance of draws' net benefit that is chance; nothing of one replicate",
    ),
    (
        "dearest_post",
        "pounds of 2023/24 per year",
        "The dearest full-time post, as the list has it, at which the option is best, with as many posts; inf where it is best at any",
    ),
    (
        "weight_turns",
        "ratio",
        "Of the best option: the weight on the most deprived fifth nearest to 1 at which another is best",
    ),
];

const DRAWS: [Column; 7] = [
    ("draw", "", "Number of the draw, from 0"),
    ("option", "", "How the money is spent"),
    ("replicates", "count", "Replicates over which it is a mean"),
    ("cost_undiscounted", POUNDS, "Cost beyond nothing more, all lines and weeks"),
    ("effect_undiscounted", YEARS, "Gain beyond nothing more"),
    ("freed_gp_appointments", "count", "GP appointments fewer than with nothing more"),
    ("first_contacts", "count", "First contacts with a link worker more than with nothing more"),
];

const CELLS: [Column; 3] = [
    ("draw", "", "Number of the draw, from 0"),
    ("replicate", "", "Replicate of the draw, from 0"),
    ("option", "", "How the money is spent"),
];

const CEAC: [Column; 8] = [
    ("lens", "", "Whose discount rates"),
    ("price", "pounds of 2023/24 per WELLBY", "A price of a WELLBY"),
    ("price_of", "", "The lens whose price it is, if one's"),
    ("option", "", "How the money is spent"),
    ("net_benefit", POUNDS, "Mean net benefit at the price"),
    ("probability_best", "share", "Draws in which it is best among all options"),
    ("frontier", "", "yes where it has the highest mean net benefit"),
    ("expected_loss", POUNDS, "Mean of what is lost against the best option of the draw"),
];

const FIFTHS: [Column; 11] = [
    ("lens", "", "Whose price and discount rates"),
    ("option", "", "How the money is spent"),
    ("fifth", "", "Fifth of deprivation; all for everybody"),
    (
        "pounds_undiscounted",
        POUNDS,
        "What is spent on the fifth, to the penny: fifths add up to all",
    ),
    ("cost", POUNDS, "The same, discounted"),
    ("effect", YEARS, "What the fifth gains"),
    (
        "given_up",
        YEARS,
        "What the fifth would have had of the money elsewhere, the same for each fifth: cost / price / 5",
    ),
    ("net", YEARS, "Gain less what is given up"),
    ("net_benefit", POUNDS, "The same at the price"),
    (
        "net_in_gradient",
        YEARS,
        "Gain less what is given up, where that falls on fifths by the named gradient",
    ),
    ("freed_gp_appointments", "count", "GP appointments of the fifth fewer than with nothing more"),
];

const INFORMATION: [Column; 9] = [
    ("lens", "", "Whose price and discount rates"),
    ("what", "", "all that is drawn, or a group of it: a section of the scenario"),
    ("columns", "count", "How many things are drawn in the group"),
    (
        "value",
        POUNDS,
        "What knowing it before choosing is worth, for this budget and list; below nought by luck where it is worth nothing",
    ),
    ("standard_error", POUNDS, "Of the value, over draws"),
    (
        "by_luck",
        POUNDS,
        "Of all: what nineteen in twenty such studies would find at most if only chance differed; what is not above it may be nought",
    ),
    ("at_least", POUNDS, "Of all: what choosing by half of the replicates gains in the other half"),
    ("at_most", POUNDS, "Of all: what draws with their chance would say"),
    (
        "method",
        "",
        "matched: draws with chance taken out; held_out: a regression that never saw the draw",
    ),
];

const SPENT: [Column; 9] = [
    ("option", "", "How the money is spent"),
    ("line", "", "Line of the budget, or of the account; paid: all lines that the payer pays"),
    ("year", "", "Year of spending, from 1; all for all"),
    ("planned_a_year", POUNDS, "Planned in each year"),
    ("spent", POUNDS, "Spent beyond nothing more, undiscounted"),
    ("share", "share", "Spent over planned"),
    ("refused_a_year", POUNDS, "What no lever of the line can take up, in each year"),
    ("lever", "", "Parameters that are moved"),
    (
        "moved_by",
        "",
        "By how much, a mean over draws; of support the share of what is missing to 1",
    ),
];

/// Every column of every table.
pub(crate) fn dictionary(out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let tables: [(&str, &[Column]); 7] = [
        ("options", &OPTIONS),
        ("draws", &DRAWS),
        ("cells", &CELLS),
        ("ceac", &CEAC),
        ("fifths", &FIFTHS),
        ("information", &INFORMATION),
        ("spent", &SPENT),
    ];
    for (table, columns) in tables {
        for (column, unit, meaning) in columns {
            rows.write_record([table, column, unit, meaning])?;
        }
        let lenses = Lens::ALL.iter().filter(|_| ["draws", "cells"].contains(&table));
        for lens in lenses {
            let (name, phrase) = (lens.label(), lens.phrase());
            let cost = format!("Cost beyond nothing more, discounted beside {phrase}");
            let effect = format!("Gain beyond nothing more, discounted beside {phrase}");
            rows.write_record([table, &format!("cost_{name}"), POUNDS, &cost])?;
            rows.write_record([table, &format!("effect_{name}"), YEARS, &effect])?;
            if table == "draws" {
                let price = format!("Price of a WELLBY in the draw: {phrase}");
                let unit = "pounds of 2023/24 per WELLBY";
                rows.write_record([table, &format!("price_{name}"), unit, &price])?;
            }
        }
    }
    let drawn = "One column for each thing that is drawn, by its path";
    rows.write_record(["drawn", "draw", "", "Number of the draw, from 0"])?;
    rows.write_record(["drawn", "(paths)", "that of the parameter", drawn])?;
    rows.flush()
}

fn header<W: Write>(rows: &mut Writer<W>, columns: &[Column], more: &[String]) -> io::Result<()> {
    let names = columns.iter().map(|(name, ..)| (*name).to_owned());
    Ok(rows.write_record(names.chain(more.iter().cloned()))?)
}

/// A figure in full; empty where there is none.
fn cell(value: Option<f64>) -> String {
    match value {
        Some(value) if value.is_infinite() => "inf".to_owned(),
        Some(value) if !value.is_nan() => full(value + 0.0),
        _ => String::new(),
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// Options through every lens.
pub(crate) fn options(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &OPTIONS, &[])?;
    for view in &answer.views {
        let (costs, effects) = asked.economics.rates(view.lens);
        let price = view.prices.iter().sum::<f64>() / view.prices.len() as f64;
        let mut order: Vec<usize> = (0..view.options.len()).collect();
        order.sort_by(|&a, &b| {
            view.options[a].effect.mean.total_cmp(&view.options[b].effect.mean).then(a.cmp(&b))
        });
        for (place, &at) in order.iter().enumerate() {
            let (option, decision) = (&view.options[at], &view.decision);
            let (standing, by, ratio) = match option.standing {
                Standing::Frontier(ratio) => ("frontier", "", ratio),
                Standing::Dominated(by) => ("dominated", answer.names[by].as_str(), None),
                Standing::Extended => ("extended", "", None),
            };
            let three =
                |spread: Spread| [spread.mean, spread.low, spread.high].map(|x| cell(Some(x)));
            let mut row = vec![view.lens.label().to_owned(), cell(Some(price))];
            row.extend([costs, effects].map(|rate| written(rate * 100.0)));
            row.extend([answer.names[at].clone(), (place + 1).to_string()]);
            row.extend(three(option.cost));
            row.extend(three(option.effect));
            row.extend([standing.to_owned(), by.to_owned(), cell(ratio), cell(option.break_even)]);
            row.extend(three(option.benefit));
            row.push(yes(decision.best == at));
            row.push(cell(Some(decision.probability[at])));
            row.push(cell(Some(option.best_without_chance)));
            row.push(cell(Some(decision.loss[at])));
            row.push(cell(option.chance));
            row.push(cell(view.dearest[at]));
            let weight = view.weight.filter(|_| decision.best == at);
            row.push(cell(weight.map(|(weight, _)| weight)));
            rows.write_record(row)?;
        }
    }
    rows.flush()
}

fn by_lens(names: &[&str]) -> Vec<String> {
    let of = |lens: Lens| names.iter().map(move |name| format!("{name}_{}", lens.label()));
    Lens::ALL.into_iter().flat_map(of).collect()
}

/// One row for each draw and option.
pub(crate) fn draws(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &DRAWS, &by_lens(&["cost", "effect", "price"]))?;
    for (number, draw) in asked.draws.iter().enumerate() {
        for (option, name) in answer.names.iter().enumerate() {
            let mean = |figure: &dyn Fn(&crate::studies::budget::figures::Figures) -> f64| {
                let each = draw.cells.iter();
                let of = |cell: &Vec<_>| option.checked_sub(1).map_or(0.0, |at| figure(&cell[at]));
                each.map(of).sum::<f64>() / draw.cells.len() as f64
            };
            let pounds = mean(&|f| {
                let pence: i64 = (0..Fifth::COUNT).map(|fifth| f.fifth(fifth)).sum();
                pence as f64 / 100.0
            });
            let mut row = vec![number.to_string(), name.clone(), draw.cells.len().to_string()];
            row.push(cell(Some(pounds)));
            row.push(cell(Some(mean(&|f| f.undiscounted.iter().sum()))));
            row.push(cell(Some(mean(&|f| -f.visits.iter().sum::<f64>()))));
            row.push(cell(Some(mean(&|f| f.helped))));
            for view in &answer.views {
                let (cost, effect) = view.sample.of_draw(number, option);
                row.extend([cost, effect, view.prices[number]].map(|value| cell(Some(value))));
            }
            rows.write_record(row)?;
        }
    }
    rows.flush()
}

/// One row for each draw, replicate and option.
pub(crate) fn cells(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &CELLS, &by_lens(&["cost", "effect"]))?;
    for (number, draw) in asked.draws.iter().enumerate() {
        for replicate in 0..draw.cells.len() {
            for (option, name) in answer.names.iter().enumerate() {
                let mut row = vec![number.to_string(), replicate.to_string(), name.clone()];
                for view in &answer.views {
                    let (cost, effect) = view.sample.cell(number, replicate, option);
                    row.extend([cost, effect].map(|value| cell(Some(value))));
                }
                rows.write_record(row)?;
            }
        }
    }
    rows.flush()
}

/// What was drawn.
pub(crate) fn drawn(out: &mut dyn Write, asked: &Asked<'_>) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    let paths = asked.drawn.columns.iter().map(|column| column.path.clone());
    rows.write_record(std::iter::once("draw".to_owned()).chain(paths))?;
    for (number, row) in asked.drawn.rows.iter().take(asked.draws.len()).enumerate() {
        let values = row.iter().map(|&value| full(value));
        rows.write_record(std::iter::once(number.to_string()).chain(values))?;
    }
    rows.flush()
}

/// Acceptability, with its frontier.
pub(crate) fn ceac(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &CEAC, &[])?;
    for (view, curve) in answer.views.iter().zip(&answer.curves) {
        for (&price, decision) in curve.prices.iter().zip(&curve.decisions) {
            let whose = Lens::ALL
                .iter()
                .find(|&&lens| asked.economics.price(lens).to_bits() == price.to_bits());
            for (at, name) in answer.names.iter().enumerate() {
                rows.write_record([
                    view.lens.label().to_owned(),
                    full(price),
                    whose.map_or_else(String::new, |lens| lens.label().to_owned()),
                    name.clone(),
                    cell(Some(decision.benefit[at])),
                    cell(Some(decision.probability[at])),
                    yes(decision.best == at),
                    cell(Some(decision.loss[at])),
                ])?;
            }
        }
    }
    rows.flush()
}

/// For whom.
pub(crate) fn fifths(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &FIFTHS, &[])?;
    for (place, view) in answer.views.iter().enumerate() {
        let price = view.prices.iter().sum::<f64>() / view.prices.len() as f64;
        for option in 0..asked.options.len() {
            let mean = |figure: &dyn Fn(&crate::studies::budget::figures::Figures) -> f64| {
                let all: Vec<f64> = asked
                    .draws
                    .iter()
                    .flat_map(|draw| &draw.cells)
                    .map(|cell| figure(&cell[option]))
                    .collect();
                all.iter().sum::<f64>() / all.len() as f64
            };
            // Whole pence of all cells: fifths add up to everybody without a rest.
            let pence = |fifth: usize| -> i64 {
                let cells = asked.draws.iter().flat_map(|draw| &draw.cells);
                cells.map(|cell| cell[option].fifth(fifth)).sum()
            };
            let count = asked.draws.iter().map(|draw| draw.cells.len()).sum::<usize>() as f64;
            let cost = view.sample.mean(option + 1).0;
            let given_up = cost / price / Fifth::COUNT as f64;
            let (mut sums, mut whole) = ([0.0; 8], 0);
            for (fifth, &named) in Fifth::ALL.iter().enumerate() {
                let (net, tilted) =
                    (view.nets[0][option + 1][fifth], view.nets[1][option + 1][fifth]);
                let figures = [
                    pence(fifth) as f64 / 100.0 / count,
                    mean(&|f| f.costs[place][fifth]),
                    mean(&|f| f.effects[place][fifth]),
                    given_up,
                    net,
                    net * price,
                    tilted,
                    mean(&|f| -f.visits[fifth]),
                ];
                whole += pence(fifth);
                sums.iter_mut().zip(figures).for_each(|(sum, one)| *sum += one);
                let names = [view.lens.label(), &answer.names[option + 1], named.label()];
                let figures = figures.map(|figure| cell(Some(figure)));
                rows.write_record(names.map(str::to_owned).into_iter().chain(figures))?;
            }
            sums[0] = whole as f64 / 100.0 / count;
            let names = [view.lens.label(), &answer.names[option + 1], "all"];
            let figures = sums.map(|figure| cell(Some(figure)));
            rows.write_record(names.map(str::to_owned).into_iter().chain(figures))?;
        }
    }
    rows.flush()
}

/// What knowing more would be worth.
pub(crate) fn known(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &INFORMATION, &[])?;
    for view in &answer.views {
        let lens = view.lens.label();
        if let Some(found) = view.information {
            rows.write_record([
                lens.to_owned(),
                "all".to_owned(),
                asked.drawn.columns.len().to_string(),
                cell(Some(found.value)),
                cell(Some(found.standard_error)),
                cell(found.by_luck),
                cell(found.at_least),
                cell(Some(found.at_most)),
                "matched".to_owned(),
            ])?;
        }
        for (name, columns, found) in &view.groups {
            rows.write_record([
                lens.to_owned(),
                name.clone(),
                columns.to_string(),
                cell(Some(found.value)),
                cell(Some(found.standard_error)),
                String::new(),
                String::new(),
                String::new(),
                "held_out".to_owned(),
            ])?;
        }
    }
    rows.flush()
}

/// What was planned and what was spent.
pub(crate) fn spent(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &SPENT, &[])?;
    for (option, beside) in answer.beside.iter().enumerate() {
        let name = &answer.names[option + 1];
        for line in Line::ALL.into_iter().filter(|&l| asked.options[option].split.share(l) > 0.0) {
            let planned = beside.planned[line as usize];
            let wanted = asked.options[option].split.share(line) * asked.options[option].a_year;
            let moved: f64 =
                asked.draws.iter().map(|draw| draw.spending[option].extents[line as usize]).sum();
            rows.write_record([
                name.clone(),
                line.label().to_owned(),
                "all".to_owned(),
                cell(Some(planned)),
                String::new(),
                String::new(),
                cell(Some((wanted - planned).max(0.0))),
                line.levers().join(" "),
                cell(Some(moved / asked.draws.len() as f64)),
            ])?;
        }
        let planned: f64 = beside.planned.iter().sum();
        for (year, &paid) in beside.paid.iter().enumerate() {
            let share = (planned > 0.0).then(|| paid / planned);
            rows.write_record([
                name.clone(),
                "paid".to_owned(),
                (year + 1).to_string(),
                cell(Some(planned)),
                cell(Some(paid)),
                cell(share),
                cell(Some(beside.refused)),
                String::new(),
                String::new(),
            ])?;
        }
        for &line in BudgetLine::ALL {
            rows.write_record([
                name.clone(),
                format!("account_{}", line.label()),
                "all".to_owned(),
                String::new(),
                cell(Some(beside.lines[line as usize])),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ])?;
        }
    }
    rows.flush()
}

//! The tables of a budget, row by row; their columns are declared in `columns`. Figures that are worked on are in full, so that another program finds the same.

use std::io::{self, Write};

use crate::model::kinds::{BudgetLine, Fifth};
use crate::report::number::{full, written};
use crate::report::rows::Writer;
use crate::scenario::economics::Lens;
use crate::scenario::line::Line;
use crate::studies::budget::answer::{Answer, Asked, Spread};
use crate::studies::budget::columns::{
    BESIDE, CEAC, CELLS, Column, DRAWS, FIFTHS, INFORMATION, OPTIONS, SPENT, STUDIES,
};
use crate::studies::budget::figures::Figures;
use crate::studies::economics::Standing;

pub(super) fn header<W: Write>(
    rows: &mut Writer<W>,
    columns: &[Column],
    more: &[String],
) -> io::Result<()> {
    let names = columns.iter().map(|(name, ..)| (*name).to_owned());
    Ok(rows.write_record(names.chain(more.iter().cloned()))?)
}

/// A figure in full; empty where there is none.
pub(super) fn cell(value: Option<f64>) -> String {
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
        let price = view.price();
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
            let mean = |figure: &dyn Fn(&Figures) -> f64| {
                let each = draw.cells.iter();
                let of = |cell: &Vec<_>| option.checked_sub(1).map_or(0.0, |at| figure(&cell[at]));
                each.map(of).sum::<f64>() / draw.cells.len() as f64
            };
            let pounds = mean(&|f| f.whole() as f64 / 100.0);
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
        let price = view.price();
        for option in 0..asked.options.len() {
            let mean = |figure: &dyn Fn(&Figures) -> f64| {
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
    let reach = asked.decision().reach(0.0);
    for view in &answer.views {
        let lens = view.lens.label();
        if let Some(found) = view.information {
            rows.write_record([
                lens.to_owned(),
                "all".to_owned(),
                asked.drawn.columns.len().to_string(),
                cell(Some(found.value)),
                cell(Some(found.standard_error)),
                cell(Some(found.value * reach)),
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
                cell(Some(found.value * reach)),
                String::new(),
                String::new(),
                String::new(),
                "held_out".to_owned(),
            ])?;
        }
    }
    rows.flush()
}

/// What studies would be worth.
pub(crate) fn studies(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &STUDIES, &[])?;
    for studied in &answer.studied {
        for study in &studied.studies {
            let value = study.value;
            let figures =
                [value.value, value.standard_error, study.everywhere, study.cost, study.net()];
            let names = [studied.group.clone(), study.people.to_string()].into_iter();
            let figures = figures.map(|figure| cell(Some(figure)));
            rows.write_record(names.chain(figures).chain([yes(study.is_worth_it())]))?;
        }
    }
    rows.flush()
}

/// What options come to beside money.
pub(crate) fn beside(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &BESIDE, &[])?;
    for (name, beside) in answer.names[1..].iter().zip(&answer.beside) {
        let figures = [
            ("freed_gp_appointments", Some(beside.freed)),
            ("first_contacts", Some(beside.helped)),
            ("wait", beside.wait),
            ("wellbys_undiscounted", Some(beside.undiscounted[0])),
            ("wellbys_with_movers", Some(beside.undiscounted[1])),
        ];
        for (what, found) in figures {
            let Some(Spread { mean, low, high }) = found else { continue };
            let [mean, low, high] = [mean, low, high].map(|value| cell(Some(value)));
            rows.write_record([name.clone(), what.to_owned(), mean, low, high])?;
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
        let lines = BudgetLine::ALL.iter().map(|line| (line.label(), beside.lines[*line as usize]));
        for (label, pounds) in lines.chain([("no_price_in_the_model", beside.bought)]) {
            rows.write_record([
                name.clone(),
                format!("account_{label}"),
                "all".to_owned(),
                String::new(),
                cell(Some(pounds)),
                String::new(),
                String::new(),
                String::new(),
                String::new(),
            ])?;
        }
    }
    rows.flush()
}

//! Who pays: what each payer spends on an option year by year, what of it is ring-fenced, and what is given up for it
//! elsewhere; as tables and in words.

use std::io::{self, Write};

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::units::PENCE_PER_POUND;
use crate::report::number::full;
use crate::report::rows::Writer;
use crate::scenario::economics::Lens;
use crate::scenario::line::Line;
use crate::scenario::payer::{Payer, Purse};
use crate::studies::budget::answer::{Answer, Asked};
use crate::studies::budget::columns::{PAYERS as COLUMNS, PAYERS_CELLS};
use crate::studies::budget::figures::{Paid, YEAR};
use crate::studies::budget::sentences::two;
use crate::studies::budget::tables::{cell, header};
use crate::studies::budget::worth::{ACCOUNTS, PAYERS, Worth};

/// What one payer pays for an option in one cell, beyond nothing more.
#[derive(Clone, Debug, PartialEq)]
pub struct PaidBy {
    /// Pounds in each year of spending and, last, after it; undiscounted.
    pub years: Vec<f64>,
    /// Pounds of all years, discounted by the payer's lens.
    pub cost: f64,
    /// What of that is ring-fenced.
    pub fenced: f64,
    /// What a pound of it counts for that is not.
    pub counts: f64,
}

impl PaidBy {
    /// What each payer pays, the usual one first; nothing where none is named and nothing is ring-fenced.
    pub(super) fn each(money: &Paid<'_>, rate: f64) -> Vec<Self> {
        let worth = &money.spending.worth;
        if *worth == Worth::PLAIN {
            return Vec::new();
        }
        let accounts: Vec<(Vec<f64>, f64)> =
            (0..ACCOUNTS).map(|at| (of_years(money, at), discounted(money, at, rate))).collect();
        let payer = |slot: usize| {
            let mut paid = Self {
                years: vec![0.0; money.years as usize + 1],
                cost: 0.0,
                fenced: 0.0,
                counts: worth.counts[slot],
            };
            for (account, (years, cost)) in accounts.iter().enumerate() {
                let share = worth.paid[account][slot];
                paid.years.iter_mut().zip(years).for_each(|(sum, pounds)| *sum += share * pounds);
                paid.cost += share * cost;
                paid.fenced += worth.fenced[account][slot] * cost;
            }
            paid
        };
        (0..PAYERS).map(payer).collect()
    }

    /// Pounds of the usual payer that would buy as much elsewhere.
    fn counted(&self) -> f64 {
        (self.cost - self.fenced) * self.counts
    }
}

/// Pounds on a line of the account in each year of spending and after it.
fn of_years(money: &Paid<'_>, account: usize) -> Vec<f64> {
    let years = money.years as usize;
    let Some(&line) = BudgetLine::ALL.get(account) else {
        let a_year = (0..Fifth::COUNT).map(|fifth| money.bought(fifth, 0.0)).sum::<f64>();
        let mut each = vec![a_year / years as f64; years];
        each.push(0.0);
        return each;
    };
    let pounds = |weeks: std::ops::Range<usize>| {
        let pence = Fifth::ALL.iter().map(|&fifth| money.pence(line, fifth, weeks.clone()));
        pence.sum::<i64>() as f64 / PENCE_PER_POUND
    };
    let mut each: Vec<f64> =
        (0..years).map(|year| pounds(year * YEAR..(year + 1) * YEAR)).collect();
    let ends = if line == BudgetLine::Workers { money.redundancy().iter().sum() } else { 0.0 };
    each.push(pounds(years * YEAR..money.account.weeks()) + ends);
    each
}

/// Pounds on a line of the account, discounted.
fn discounted(money: &Paid<'_>, account: usize, rate: f64) -> f64 {
    let Some(&line) = BudgetLine::ALL.get(account) else {
        return (0..Fifth::COUNT).map(|fifth| money.bought(fifth, rate)).sum();
    };
    let weeks = money.account.weeks();
    let paid: f64 = Fifth::ALL.iter().map(|&fifth| money.pounds(line, fifth, weeks, rate)).sum();
    let ends = if line == BudgetLine::Workers { money.redundancy().iter().sum() } else { 0.0 };
    paid + ends * money.at_the_end(rate)
}

/// The name of a payer by its place, the usual one first.
fn label(slot: usize) -> &'static str {
    if slot == 0 { "payer" } else { Payer::ALL[slot - 1].label() }
}

/// The line of `[economics]` of its price.
fn price(asked: &Asked<'_>, slot: usize) -> f64 {
    let term = if slot == 0 { Lens::Payer.price() } else { Payer::ALL[slot - 1].price() };
    let each = (0..asked.draws.len())
        .map(|draw| asked.drawn.term(term, draw).unwrap_or_else(|| asked.economics.value(term)));
    each.sum::<f64>() / asked.draws.len() as f64
}

/// A mean over all cells of what a payer pays for an option.
fn mean(asked: &Asked<'_>, (option, slot): (usize, usize), of: impl Fn(&PaidBy) -> f64) -> f64 {
    let cells = asked.draws.iter().flat_map(|draw| &draw.cells);
    let each: Vec<f64> = cells.map(|cell| of(&cell[option].payers[slot])).collect();
    each.iter().sum::<f64>() / each.len() as f64
}

/// Payers who pay anything, by their places.
fn there(asked: &Asked<'_>) -> Vec<usize> {
    let pays = |slot: &usize| {
        let mut all = asked.draws.iter().flat_map(|draw| &draw.cells).flatten();
        all.any(|figures| figures.payers[*slot].years.iter().any(|pounds| pounds.abs() > 0.0))
    };
    (0..PAYERS).filter(pays).collect()
}

/// Who pays what, by option and year.
pub(crate) fn table(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &COLUMNS, &[])?;
    let years = asked.budget.years as usize;
    for option in 0..asked.options.len() {
        for slot in there(asked) {
            let name = [answer.names[option + 1].clone(), label(slot).to_owned()];
            for year in 0..=years {
                let of = |paid: &PaidBy| paid.years[year];
                let pounds = mean(asked, (option, slot), of);
                let when = if year < years { (year + 1).to_string() } else { "after".to_owned() };
                let mut row = name.to_vec();
                row.extend([when, cell(Some(pounds))]);
                row.extend(std::iter::repeat_n(String::new(), COLUMNS.len() - row.len()));
                rows.write_record(row)?;
            }
            let of = |figure: fn(&PaidBy) -> f64| mean(asked, (option, slot), figure);
            let mut row = name.to_vec();
            row.push("all".to_owned());
            let figures = [
                of(|paid| paid.years.iter().sum()),
                of(|paid| paid.cost),
                of(|paid| paid.fenced),
                price(asked, slot),
                of(PaidBy::counted) / answer.views[0].price(),
            ];
            row.extend(figures.map(full));
            rows.write_record(row)?;
        }
    }
    rows.flush()
}

/// What each payer pays in each draw and replicate: the payer's lens follows from it.
pub(crate) fn cells(out: &mut dyn Write, asked: &Asked<'_>, answer: &Answer) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    header(&mut rows, &PAYERS_CELLS, &[])?;
    for (number, draw) in asked.draws.iter().enumerate() {
        for (replicate, cell) in draw.cells.iter().enumerate() {
            for (figures, name) in cell.iter().zip(&answer.names[1..]) {
                for slot in there(asked) {
                    let paid = &figures.payers[slot];
                    rows.write_record([
                        number.to_string(),
                        replicate.to_string(),
                        name.clone(),
                        label(slot).to_owned(),
                        full(paid.cost),
                        full(paid.fenced),
                    ])?;
                }
            }
        }
    }
    rows.flush()
}

/// Who pays the pounds that a scenario asks for, by line and year.
///
/// # Errors
/// If it cannot be written.
pub fn of_wish(out: &mut dyn Write, lines: &[[String; 7]]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["line", "payer", "year", "pounds", "ring_fenced", "price", "given_up"])?;
    lines.iter().try_for_each(|row| rows.write_record(row))?;
    rows.flush()
}

/// Who pays which line and what is ring-fenced, in sentences.
#[must_use]
pub fn asked_for(purse: &Purse, price: impl Fn(Payer) -> f64) -> Vec<String> {
    let mut lines = Vec::new();
    for payer in purse.named() {
        let theirs =
            Line::ALL.into_iter().filter(|&line| purse.payers[line as usize] == Some(payer));
        let theirs: Vec<&str> = theirs.map(Line::phrase).collect();
        lines.push(format!(
            "{} paid by {}, whose money buys a WELLBY elsewhere for {} pounds (assumed)",
            theirs.join(", "),
            payer.phrase(),
            two(price(payer))
        ));
    }
    for line in Line::ALL {
        let fenced = purse.fences[line as usize];
        if fenced > 0.0 {
            lines.push(format!(
                "{} pounds a year ring-fenced for {}: they go back where they are not spent so, buy nothing else, and \
                 count as no cost to the payer",
                two(fenced),
                line.phrase()
            ));
        }
    }
    lines
}

/// The same of a budget, with what is given up for each option.
pub(crate) fn said(asked: &Asked<'_>, answer: &Answer) -> Vec<String> {
    if asked.purse.is_plain() {
        return Vec::new();
    }
    let mut lines = vec!["Who pays:".to_owned()];
    let price_of = |payer: Payer| price(asked, 1 + payer as usize);
    lines.extend(asked_for(asked.purse, price_of).into_iter().map(|line| format!("  {line}.")));
    for option in 0..asked.options.len() {
        let each = there(asked).into_iter().map(|slot| {
            let of = |figure: fn(&PaidBy) -> f64| mean(asked, (option, slot), figure);
            let name = if slot == 0 { "the usual payer" } else { Payer::ALL[slot - 1].phrase() };
            format!(
                "{name} {} pounds, for which {} WELLBYs are given up",
                two(of(|paid| paid.years.iter().sum())),
                two(of(PaidBy::counted) / answer.views[0].price())
            )
        });
        let each: Vec<String> = each.collect();
        lines.push(format!("  {}: {}.", answer.splits[option + 1].phrase(), each.join("; ")));
    }
    lines.push(
        "  By the payer's lens a cost is what is given up, told in pounds of the usual payer; beside the NHS's price and \
         the Treasury's value every pound counts in full."
            .to_owned(),
    );
    lines
}

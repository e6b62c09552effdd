//! Who pays for each way to spend a sum, and what is given up for it, as a table of the report.

use crate::model::units::PRICE_YEAR;
use crate::report::number::brief;
use crate::report::page::board::Grid;
use crate::report::page::budget::Way;
use crate::report::page::estimate::{pounds, signed};
use crate::report::page::source::{Source, there};

/// The table of who pays over all years; nothing where nobody was named and nothing is ring-fenced.
pub(crate) fn read(source: &Source<'_>, ways: &[Way]) -> Option<Grid> {
    source.text("payers.csv")?;
    let mut rows = Vec::new();
    let columns = ["option", "payer", "year", "pounds", "cost", "ring_fenced", "price", "given_up"];
    source.rows("payers.csv", columns, |cells| {
        let [option, payer, year, spent, cost, fenced, price, given_up] = cells;
        if year != "all" {
            return Ok(());
        }
        let way = ways.iter().find(|way| way.named.name == option);
        let way = way.ok_or_else(|| {
            format!("`{}` is no way that run.toml names", crate::scenario::clean(option))
        })?;
        let (cost, fenced) = (there(cost)?, there(fenced)?);
        let share = if cost.abs() > 0.0 { fenced / cost * 100.0 } else { 0.0 };
        let payer = if payer == "payer" { "the usual payer" } else { payer };
        rows.push(vec![
            way.named.label.clone(),
            crate::scenario::clean(payer).into_owned(),
            pounds(there(spent)?),
            brief(share),
            pounds(there(price)?),
            signed(-there(given_up)?),
        ]);
        Ok(())
    });
    let head =
        ["Way", "Who pays", "Pays", "Ring-fenced, of 100", "Pounds a WELLBY elsewhere", "Given up"];
    Some(Grid {
        caption: format!(
            "Who pays, over all years, pounds of {PRICE_YEAR}. By the payer\u{2019}s lens a cost is what is given up, told in \
             pounds of the usual payer; for what is ring-fenced nothing is. From payers.csv"
        ),
        head: head.map(str::to_owned).into(),
        rows,
    })
}

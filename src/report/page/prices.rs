//! What a WELLBY is held against: the prices that the scenario names in `[economics]`. They are read from the
//! copies of its files in the folder; a scenario without them is reported without prices, and says so.

use toml::{Table, Value};

use crate::model::units::PRICE_YEAR;
use crate::report::number::brief;
use crate::report::page::board::Grid;
use crate::report::page::source::Source;

/// A price of a WELLBY in pounds of the price year.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Price {
    /// Whose it is, as an axis names it.
    pub(crate) name: &'static str,
    /// The same in a sentence.
    pub(crate) says: &'static str,
    /// Pounds.
    pub(crate) pounds: f64,
    /// Measured, derived, calibrated or assumed.
    pub(crate) basis: String,
    /// Title of the source, or its key.
    pub(crate) source: String,
}

/// The payer's price and the Treasury's, the first first; those that a scenario with these files names, the
/// later file over the earlier.
pub(crate) fn read(source: &Source<'_>, files: &[String]) -> Vec<Price> {
    let mut lines = Table::new();
    let mut sources = Table::new();
    for file in files {
        let Some(mut table) = source.text(file).and_then(|text| text.parse::<Table>().ok()) else {
            continue;
        };
        for (section, into) in [("economics", &mut lines), ("sources", &mut sources)] {
            if let Some(Value::Table(found)) = table.remove(section) {
                into.extend(found);
            }
        }
    }
    let line = |name: &str| lines.get(name).and_then(Value::as_table);
    let value = |name: &str| {
        let value = line(name)?.get("value")?;
        value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
    };
    let words = |name: &str, key: &str| {
        let found = line(name).and_then(|line| line.get(key)).and_then(Value::as_str);
        found.unwrap_or_default().to_owned()
    };
    let price = |name, (label, says), factor: Option<f64>| {
        let key = words(name, "source");
        let title =
            sources.get(&key).and_then(|source| source.get("title")).and_then(Value::as_str);
        Some(Price {
            name: label,
            says,
            pounds: value(name)? * factor?,
            basis: words(name, "basis"),
            source: title.map_or(key.clone(), str::to_owned),
        })
    };
    let later = format!("deflator_{}", PRICE_YEAR.replace('/', "_"));
    let growth = value(&later).zip(value("deflator_2019")).map(|(now, then)| now / then);
    let payer = ("payer", "what the payer\u{2019}s money buys elsewhere");
    let treasury = ("Treasury", "the Treasury\u{2019}s value");
    [price("payer_price", payer, Some(1.0)), price("treasury_price_2019", treasury, growth)]
        .into_iter()
        .flatten()
        .filter(|price| price.pounds > 0.0)
        .collect()
}

/// Prices that the scenario names.
pub(crate) fn grid(prices: &[Price]) -> Grid {
    let rows = prices.iter().map(|price| {
        vec![
            format!("Price of a WELLBY: {}", price.says),
            format!("{} pounds", brief(price.pounds)),
            price.basis.clone(),
            price.source.clone(),
        ]
    });
    Grid {
        caption: "Prices that the scenario names".to_owned(),
        head: ["What", "Value", "Basis", "Source"].map(str::to_owned).into(),
        rows: rows.collect(),
    }
}

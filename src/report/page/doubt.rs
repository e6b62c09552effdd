//! Chance and what is not known, kept apart, as a page tells them: read back from `uncertainty.csv`, where the
//! replicates of a folder have draws of parameters.

use crate::report::doubt::TABLE;
use crate::report::page::arm::Arm;
use crate::report::page::board::{Figure, Grid};
use crate::report::page::estimate::Estimate;
use crate::report::page::record::Record;
use crate::report::page::source::{Source, number};

/// The two doubts of a figure of everybody.
#[derive(Clone, Debug)]
pub(crate) struct Doubted {
    scenario: String,
    period: String,
    metric: String,
    /// The 95 % interval of the mean over chance alone.
    luck: (f64, f64),
    /// Where 95 of 100 draws lie, chance taken out.
    known: (f64, f64),
    /// Part of the variance of a run that is by parameters, in per cent; nothing where no run differs.
    share: Option<f64>,
}

/// What sentences say of a figure.
pub(crate) struct Asked<'a> {
    pub(crate) name: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) factor: f64,
    pub(crate) say: fn(f64) -> String,
}

/// Reads the doubts of everybody's figures; none where nothing is drawn.
pub(crate) fn read(source: &Source<'_>, record: &Record) -> Vec<Doubted> {
    let mut all = Vec::new();
    if record.draws.is_none() {
        return all;
    }
    let columns = [
        "scenario",
        "period",
        "group",
        "metric",
        "mean_low95_by_chance",
        "mean_high95_by_chance",
        "low95_by_parameters",
        "high95_by_parameters",
        "share_by_parameters",
    ];
    source.rows(TABLE, columns, |cells| {
        let [scenario, period, group, metric, low, high, least, most, share] = cells;
        let luck = number(low)?.zip(number(high)?);
        let known = number(least)?.zip(number(most)?);
        let share = number(share)?.map(|share| share * 100.0);
        if let (Some(luck), Some(known), "all") = (luck, known, group) {
            let [scenario, period, metric] = [scenario, period, metric].map(str::to_owned);
            all.push(Doubted { scenario, period, metric, luck, known, share });
        }
        Ok(())
    });
    all
}

/// The doubts of a metric over a period.
pub(crate) fn find<'a>(
    all: &'a [Doubted],
    scenario: &str,
    metric: &str,
    period: &str,
) -> Option<&'a Doubted> {
    all.iter().find(|it| it.scenario == scenario && it.metric == metric && it.period == period)
}

impl Doubted {
    /// A sentence on luck, and one on what is not known.
    pub(crate) fn said(&self, asked: &Asked<'_>) -> String {
        let Asked { name, unit, factor, say } = asked;
        let between = |(low, high): (f64, f64)| {
            let (low, high) = (say(low * factor), say(high * factor));
            if low == high { format!("at {low}") } else { format!("from {low} to {high}") }
        };
        let share = self.share.map_or_else(String::new, |share| {
            format!("; that is {share:.0} % of the variance of a run")
        });
        let known = if self.known.0 < self.known.1 {
            let known = between(self.known);
            format!("with other parameters, {known} {unit} (95 % of draws){share}")
        } else {
            "the parameters add nothing that can be told from luck".to_owned()
        };
        let luck = between(self.luck);
        format!("Luck: {name}, {luck} {unit} (95 % interval of the mean). Not known: {known}.")
    }

    /// The figures that these sentences name.
    pub(crate) fn figures(&self, option: &str, asked: &Asked<'_>) -> Vec<Figure> {
        let Asked { name, unit, factor, .. } = asked;
        let figure = |what: &str, unit: &str, value: f64| Figure {
            option: option.to_owned(),
            name: format!("{name}: {what}"),
            unit: unit.to_owned(),
            found: Estimate::level(value),
            source: "uncertainty.csv",
        };
        let mut figures = vec![
            figure("mean, low end of 95 % by luck", unit, self.luck.0 * factor),
            figure("mean, high end of 95 % by luck", unit, self.luck.1 * factor),
            figure("low end of 95 % of draws", unit, self.known.0 * factor),
            figure("high end of 95 % of draws", unit, self.known.1 * factor),
        ];
        figures.extend(
            self.share.map(|share| figure("part of the variance by parameters", "%", share)),
        );
        figures
    }
}

/// What is drawn, and what of the table of draws is not.
pub(crate) fn drawn(record: &Record, arm: &Arm) -> Option<Grid> {
    let draws = record.draws.as_ref()?;
    let row = |drawn: &str, path: &String| {
        let found = arm.parameters.iter().find(|it| it.path == *path);
        let text = |of: fn(&super::arm::Parameter) -> String| found.map_or_else(String::new, of);
        vec![
            path.clone(),
            text(|it| it.meaning.clone()),
            text(|it| format!("{} {}", it.value, it.unit)),
            text(|it| format!("{} to {}", it.low, it.high)),
            drawn.to_owned(),
        ]
    };
    let rows = draws.parameters.iter().map(|path| row("yes (draws.csv)", path));
    let held =
        draws.held.iter().map(|path| row("no: a scenario or the command line says it", path));
    Some(Grid {
        caption: "What is drawn".to_owned(),
        head: ["Number", "Meaning", "Base", "Plausible", "Drawn"].map(str::to_owned).into(),
        rows: rows.chain(held).collect(),
    })
}

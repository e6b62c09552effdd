//! The folder of an evaluation, read back.

use serde::Deserialize;

use crate::report::Error;
use crate::report::page::estimate::Estimate;
use crate::report::page::source::{Source, number, there, whole};
use crate::report::page::sum::Size;
use crate::runs::paired::students_t;
use crate::scenario::clean;

/// What `run.toml` says of an evaluation.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    pub(crate) program: String,
    pub(crate) commit: Option<String>,
    pub(crate) model: String,
    pub(crate) reproduce: String,
    pub(crate) designs: Vec<Read>,
}

/// A design, as the record has it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Read {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) run: Size,
}

/// A design, with what its studies found.
#[derive(Clone, Debug)]
pub(crate) struct Design {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) estimator: String,
    pub(crate) outcome: String,
    pub(crate) unit: String,
    pub(crate) studies: usize,
    pub(crate) published: Option<Estimate>,
    pub(crate) calibrated: bool,
    pub(crate) found: Option<Estimate>,
    pub(crate) truth: Option<Estimate>,
    pub(crate) bias: Option<Estimate>,
    pub(crate) interference: Option<Estimate>,
    /// Studies with an interval and a truth, those whose interval holds it, and those whose interval leaves zero out.
    pub(crate) held: [usize; 3],
}

/// Studies of one size.
pub(crate) struct Power {
    pub(crate) design: String,
    pub(crate) people: f64,
    pub(crate) seen: f64,
    pub(crate) coverage: f64,
}

/// All that was read.
pub(crate) struct All {
    pub(crate) record: Record,
    pub(crate) designs: Vec<Design>,
    pub(crate) powers: Vec<Power>,
}

/// The share of interval that pages tell.
const NINE_IN_TEN: f64 = 0.9;

/// Reads the tables of an evaluation beside its record.
pub(crate) fn read(source: Source<'_>, mut record: Record) -> Result<All, Error> {
    record.designs.iter_mut().for_each(|design| design.title = clean(&design.title).into_owned());
    let mut designs = Vec::new();
    let columns = [
        "design",
        "estimator",
        "outcome",
        "unit",
        "studies",
        "published",
        "published_low",
        "published_high",
        "calibrated",
        "found",
        "found_error",
        "truth",
        "truth_error",
        "bias",
        "bias_error",
        "interference",
        "interference_error",
    ];
    source.rows("designs.csv", columns, |cells| {
        let studies: usize = whole(cells[4])?;
        let published = number(cells[5])?;
        let interval = number(cells[6])?.zip(number(cells[7])?);
        let mean = |at: usize| -> Result<Option<Estimate>, String> {
            let Some(value) = number(cells[at])? else { return Ok(None) };
            let error = number(cells[at + 1])?;
            let reach = |error: f64| error * students_t(NINE_IN_TEN, studies.saturating_sub(1));
            let interval = error
                .filter(|_| studies > 1)
                .map(|error| (value - reach(error), value + reach(error)));
            Ok(Some(Estimate { value, interval }))
        };
        let name = clean(cells[0]).into_owned();
        // The title is that of the record, as in every report.
        let title = record.designs.iter().find(|design| design.name == name);
        designs.push(Design {
            title: title.map_or_else(|| name.clone(), |design| design.title.clone()),
            name,
            estimator: clean(cells[1]).into_owned(),
            outcome: clean(cells[2]).into_owned(),
            unit: clean(cells[3]).into_owned(),
            studies,
            published: published.map(|value| Estimate { value, interval }),
            calibrated: cells[8] == "yes",
            found: mean(9)?,
            truth: mean(11)?,
            bias: mean(13)?,
            interference: mean(15)?,
            held: [0; 3],
        });
        Ok(())
    });
    if designs.is_empty() {
        source.wrong("designs.csv has no design".to_owned());
    }
    source.rows("studies.csv", ["design", "low", "high", "truth"], |[design, low, high, truth]| {
        let bounds = number(low)?.zip(number(high)?).zip(number(truth)?);
        let known = designs.iter_mut().find(|known| known.name == clean(design));
        let Some(known) = known else {
            return Err(format!("no design is called `{}`", clean(design)));
        };
        if let Some(((low, high), truth)) = bounds {
            let holds = (low..=high).contains(&truth);
            let clear = low > 0.0 || high < 0.0;
            for (count, is) in known.held.iter_mut().zip([true, holds, clear]) {
                *count += usize::from(is);
            }
        }
        Ok(())
    });
    let mut powers = Vec::new();
    if source.text("power.csv").is_some() {
        source.rows("power.csv", ["design", "people", "power", "coverage"], |cells| {
            let [design, people, power, coverage] = cells;
            powers.push(Power {
                design: clean(design).into_owned(),
                people: there(people)?,
                seen: there(power)?,
                coverage: there(coverage)?,
            });
            Ok(())
        });
    }
    source.sound(All { record, designs, powers })
}

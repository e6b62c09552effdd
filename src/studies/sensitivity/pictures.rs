//! The pictures of a study of sensitivity: for each outcome the parameters by rank, and what the
//! ends of their ranges do.

use crate::report::charts::Set;
use crate::report::charts::bars::Bar;
use crate::report::charts::marks::{BLUE, SKY};
use crate::report::charts::publish::publish;
use crate::report::charts::tornado::Swing;
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{in_a_hundred, short};
use crate::studies::sensitivity::findings::{Measure, Rank, Ranking};
use crate::studies::sensitivity::read::Outcome;
use crate::studies::sensitivity::results::SensitivityResults;
use crate::studies::sensitivity::sentences::{of_outcome, unit_of};
use crate::studies::sensitivity::stage::Statistic;
use crate::studies::sweep::read::{Scale, Values};

/// Draws the pictures of a study of sensitivity; names begin with the outcome's.
pub(crate) fn write(staging: &Staging<'_>, results: &SensitivityResults<'_>) -> Result<(), Error> {
    let study = results.study;
    let run = &study.study.scenarios[0].start().run;
    let footer = format!(
        "Study: {} \u{b7} {} parameters \u{b7} {} replicates a point \u{b7} simulated by Kith {}, not observed",
        study.study.title,
        study.study.factors.len(),
        run.replicates,
        env!("CARGO_PKG_VERSION")
    );
    let set = |(number, outcome)| Set {
        prefix: format!("{}_", study.name(outcome).replace('.', "_")),
        charts: every(results, number),
        footer: footer.clone(),
    };
    let sets: Vec<Set> = study.outcomes.iter().enumerate().map(set).collect();
    publish(staging, &sets)
}

/// The pictures of one outcome; none when it does not vary.
pub(crate) fn every(results: &SensitivityResults<'_>, number: usize) -> Vec<Chart> {
    let outcome = &results.study.outcomes[number];
    match results.ranking(number, Statistic::Mean) {
        Some(ranking) if !ranking.ranks.is_empty() => {
            vec![ranked(results, outcome, &ranking), tornado(results, outcome, &ranking)]
        }
        _ => Vec::new(),
    }
}

/// The first letter of a sentence.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters.as_str().chars()).collect()
    })
}

fn ranked(results: &SensitivityResults<'_>, outcome: &Outcome, ranking: &Ranking) -> Chart {
    let factors = &results.study.study.factors;
    let number = |value| ranking.measure.text(value);
    let bar = |rank: &Rank| {
        let clear = rank.is_clear(ranking.floor);
        let alone =
            rank.first.map_or_else(String::new, |first| format!(", alone {}", number(first.value)));
        let mark = if clear { "" } else { " ?" };
        Bar {
            label: factors[rank.factor].path.clone(),
            value: rank.strength,
            text: format!("{}{alone}{mark}", number(rank.strength)),
            spread: rank.interval,
            loss: None,
            outline: None,
            colour: if clear { BLUE } else { SKY },
        }
    };
    let name = of_outcome(results.study, outcome);
    let (what, data) = match ranking.measure {
        Measure::Total => (
            "Share of the variance that each parameter makes with its interactions (total index of Sobol)",
            "indices.csv",
        ),
        Measure::MuStar => {
            ("Mean absolute effect of each parameter's range (mu* of Morris)", "effects.csv")
        }
    };
    let unit = match ranking.measure {
        Measure::Total => String::new(),
        Measure::MuStar => format!(", {}", unit_of(outcome)),
    };
    let chance = ranking.noise.and_then(|noise| noise.share()).map_or_else(String::new, |share| {
        format!(" Chance makes {} % of the variance over single runs.", in_a_hundred(share * 100.0))
    });
    Chart {
        name: "ranked",
        sentence: format!(
            "{}: {} matters most",
            capital(&name),
            factors[ranking.ranks[0].factor].path
        ),
        subtitle: format!(
            "{what}{unit}, whiskers: 90 % interval. Pale and with a question mark: chance in the \
             runs could show as much ({}), and the mean change may be nothing.{chance}",
            number(ranking.floor)
        ),
        data,
        body: Body::Rows(ranking.named().iter().map(bar).collect()),
    }
}

fn tornado(results: &SensitivityResults<'_>, outcome: &Outcome, ranking: &Ranking) -> Chart {
    let study = &results.study.study;
    let swing = |rank: &Rank| {
        let factor = &study.factors[rank.factor];
        let slope = rank.slope?.value;
        let Values::Range { low, high, scale } = factor.values else { return None };
        let value = study.scenarios[0].entries[factor.parameters[0]].value.clamp(low, high);
        let share = match scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Log => libm::log(value / low) / libm::log(high / low),
        };
        Some(Swing {
            label: factor.path.clone(),
            low: -slope * share,
            high: slope * (1.0 - share),
            text: format!("{} to {}", short(low), short(high)),
        })
    };
    let mut swings: Vec<Swing> = ranking.named().iter().filter_map(swing).collect();
    let size = |swing: &Swing| (swing.high - swing.low).abs();
    swings.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let name = of_outcome(results.study, outcome);
    let sentence = swings.first().map_or_else(
        || format!("{}: no effect", capital(&name)),
        |first| {
            format!(
                "{}: {} makes a difference of {} {} from one end of its range to the other",
                capital(&name),
                first.label,
                short(size(first)),
                unit_of(outcome)
            )
        },
    );
    Chart {
        name: "tornado",
        sentence,
        subtitle: format!(
            "What the ends of a parameter's range do to the outcome, from the value in {}, all else \
             varying: the straight line through the differences of neighbouring points.",
            study.scenarios[0].title
        ),
        data: match ranking.measure {
            Measure::Total => "indices.csv: slope; parameters.csv",
            Measure::MuStar => "effects.csv: mu; parameters.csv",
        },
        body: Body::Tornado { swings, unit: format!("difference, {}", unit_of(outcome)) },
    }
}

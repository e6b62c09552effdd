//! What a study of sensitivity found, in plain words.

use std::fmt::Write as _;

use crate::model::observe::Group;
use crate::model::parameters::Parameters;
use crate::report::number::{in_a_hundred, short};
use crate::studies::compare::signed;
use crate::studies::sensitivity::findings::{Measure, Rank, Ranking};
use crate::studies::sensitivity::noise::Noise;
use crate::studies::sensitivity::read::{Outcome, Sensitivity};
use crate::studies::sensitivity::results::{NAMED, SensitivityResults};
use crate::studies::sensitivity::stage::Statistic;

const COUNTS: [&str; NAMED] =
    ["", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// An outcome in the middle of a sentence.
pub(crate) fn of_outcome(study: &Sensitivity, outcome: &Outcome) -> String {
    let label = outcome.metric.metric().label;
    let mut text = small(label);
    if outcome.group != Group::All {
        write!(text, " of the fifth `{}`", outcome.group.label()).expect("writing to a string");
    }
    write!(text, " {}", outcome.period.phrase()).expect("writing to a string");
    if let Some(against) = outcome.against {
        let (this, other) = (&study.study.scenarios[0], &study.study.scenarios[against]);
        write!(text, ", {} less {}", this.title, other.title).expect("writing to a string");
    }
    text
}

impl Measure {
    /// A figure of this measure, in words: shares with two decimals.
    pub(crate) fn text(self, value: f64) -> String {
        match self {
            Self::Total if value < -0.005 => format!("\u{2212}{:.2}", value.abs()),
            Self::Total if value > 0.0 && value < 0.005 => "under 0.01".to_owned(),
            Self::Total => format!("{:.2}", value.abs()),
            Self::MuStar => short(value),
        }
    }
}

/// A label as it stands in a sentence: `GP visits` stays, `Life satisfaction` does not.
fn small(label: &str) -> String {
    let mut letters = label.chars();
    let (Some(first), rest) = (letters.next(), letters.as_str()) else { return String::new() };
    if rest.starts_with(char::is_uppercase) {
        return label.to_owned();
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

/// The unit of an outcome.
pub(crate) fn unit_of(outcome: &Outcome) -> &'static str {
    outcome.metric.metric().unit
}

/// Everything that is said of a study.
#[must_use]
pub fn sensitivity_said(results: &SensitivityResults<'_>) -> String {
    let study = results.study;
    let mut text = format!("{}\n\n", study.study.title);
    text.push_str(&how(results));
    for (number, outcome) in study.outcomes.iter().enumerate() {
        text.push('\n');
        text.push_str(&most(results, number, outcome));
    }
    text.push('\n');
    text.push_str(LEGEND);
    text
}

const LEGEND: &str = "\
Share of variance: the total index of Sobol, with interactions; alone: the first-order index.
ElementaryEffect: the mean of absolute effects over the whole range (mu* of Morris). Low to high: the mean
change of the outcome over the range of the parameter. Ranges in brackets are 90 % intervals. A
question mark: chance in the runs could show as much, and the mean change may be nothing.
";

/// What was done.
fn how(results: &SensitivityResults<'_>) -> String {
    let study = results.study;
    let many = study.study.factors.len();
    let mut text = String::new();
    if let Some(screening) = study.screening {
        let walks = screening.trajectories;
        let _ = writeln!(text, "Screened: {many} parameters, {walks} trajectories (Morris).");
    }
    if let Some(indices) = study.indices {
        let chosen = results.findings.chosen.len();
        let _ = writeln!(
            text,
            "Shares of variance: {chosen} parameters, {} rows (Sobol); the others as in the scenario.",
            indices.rows
        );
    }
    let run = &study.study.scenarios[0].start().run;
    let _ = writeln!(
        text,
        "Each point: {} people, {} weeks, {} replicates on the same draws.",
        short(run.people * run.neighbourhoods),
        run.weeks,
        run.replicates
    );
    text
}

/// The parameters that matter most for an outcome.
fn most(results: &SensitivityResults<'_>, number: usize, outcome: &Outcome) -> String {
    let name = of_outcome(results.study, outcome);
    let Some(ranking) = results.ranking(number, Statistic::Mean) else {
        return format!(
            "No parameter matters for {name}: it does not vary, or was not observed.\n"
        );
    };
    let shown = ranking.named().len();
    let heading = match shown {
        0 => return format!("No parameter matters for {name}: it does not vary.\n"),
        1 => format!("The parameter that matters most for {name}:"),
        _ => format!("The {} parameters that matter most for {name}:", COUNTS[shown - 1]),
    };
    let mut text = format!("{heading}\n");
    for (place, rank) in ranking.named().iter().enumerate() {
        let factor = &results.study.study.factors[rank.factor];
        let about = &Parameters::specs()[factor.parameters[0]].about;
        let _ = writeln!(
            text,
            "{:>3}. {}{}: {}\n     {}",
            place + 1,
            factor.path,
            if rank.is_clear(ranking.floor) { "" } else { " (?)" },
            strength(rank, &ranking, outcome),
            about
        );
    }
    if let Some(noise) = ranking.noise {
        text.push_str(&chance(&noise, &ranking));
    }
    text.push_str(&spread(results, number));
    text
}

/// How strong a parameter is.
fn strength(rank: &Rank, ranking: &Ranking, outcome: &Outcome) -> String {
    let number = |value| ranking.measure.text(value);
    let range = rank
        .interval
        .filter(|&(low, high)| number(low) != number(high))
        .map_or_else(String::new, |(low, high)| format!(" ({} to {})", number(low), number(high)));
    let mut text = match ranking.measure {
        Measure::Total => format!("{} of the variance{range}", number(rank.strength)),
        Measure::MuStar => format!("effect {}{range} {}", number(rank.strength), unit_of(outcome)),
    };
    if let Some(first) = rank.first {
        let _ = write!(text, ", {} alone", number(first.value));
    }
    if let Some(slope) = rank.slope {
        let _ = write!(
            text,
            "; low to high: {} ({} to {})",
            signed(slope.value),
            signed(slope.low),
            signed(slope.high)
        );
    }
    text
}

/// How much of the variance is chance.
fn chance(noise: &Noise, ranking: &Ranking) -> String {
    let (Some(share), Some(left)) = (noise.share(), noise.floor()) else { return String::new() };
    let measure = match ranking.measure {
        Measure::Total => "a share of variance",
        Measure::MuStar => "an effect",
    };
    format!(
        "Chance makes {} % of the variance over single runs, and {} % of that over these points; a \
         parameter without any effect would show {measure} of {}.\n",
        in_a_hundred(share * 100.0),
        in_a_hundred(left * 100.0),
        ranking.measure.text(ranking.floor)
    )
}

/// On what the spread between replicates depends.
fn spread(results: &SensitivityResults<'_>, number: usize) -> String {
    let Some(ranking) = results.ranking(number, Statistic::Variance) else {
        return String::new();
    };
    let factors = &results.study.study.factors;
    let clear: Vec<&str> = ranking
        .ranks
        .iter()
        .filter(|rank| rank.stands_out(ranking.floor))
        .take(3)
        .map(|rank| factors[rank.factor].path.as_str())
        .collect();
    if clear.is_empty() {
        return "The spread between replicates depends on no parameter more than chance would show.\n"
            .to_owned();
    }
    format!("The spread between replicates depends most on {}.\n", clear.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_in_sentences() {
        assert_eq!(small("GP visits"), "GP visits");
        assert_eq!(small("Life satisfaction"), "life satisfaction");
        assert_eq!(small(""), "");
    }

    #[test]
    fn shares_have_two_decimals_and_zero_no_sign() {
        let shares = [0.314, 0.004, -0.004, -0.02, 1.0].map(|value| Measure::Total.text(value));
        assert_eq!(shares, ["0.31", "under 0.01", "0.00", "\u{2212}0.02", "1.00"]);
    }
}

//! The dictionary of a run: what each metric is, how it is taken over several weeks, and what columns
//! of the tables mean where their names do not say it.

use std::io::{self, Write};

use crate::report::rows::Writer;

use crate::model::observe::{Breakdown, Cadence, METRICS, Metric, Per};

const DICTIONARY: [&str; 7] =
    ["name", "label", "unit", "cadence", "breakdown", "meaning", "over_weeks"];

/// Columns that say more than their names do: name, label, meaning.
const COLUMNS: [(&str, &str, &str); 24] = [
    (
        "replicate",
        "Number of a replicate",
        "weekly.csv: `summary` is over all replicates; a number is one of them, for everybody. \
         Neighbourhoods of a replicate are taken together as its weeks are: see `over_weeks`.",
    ),
    (
        "median",
        "Middle of the replicates",
        "summary.csv and funnel.csv; `value` in rows of `summary` of weekly.csv. Medians do not add \
         up: the parts of a whole may come to more or less than the median of the whole.",
    ),
    (
        "low",
        "Low end of where replicates lie",
        "weekly.csv, summary.csv and funnel.csv. A further replicate lies from `low` to `high` nine \
         times in ten: with 19 replicates or more by ranks, whatever their shape; with 5 to 18 by \
         Student's interval for a further one, which takes them to be spread like a bell, within \
         what is possible. With 2 to 4 it is the least of them, with 1 empty. Replicates without \
         the figure do not count. parameters.csv: low end of the plausible range. targets.csv: \
         lowest value that agrees.",
    ),
    ("high", "High end of where replicates lie", "As `low`, at the other end."),
    (
        "replicates",
        "Replicates that have the figure",
        "summary.csv. A figure of nobody, such as the wait where nobody was seen, does not exist.",
    ),
    (
        "per_1000_people_a_year",
        "Moves per 1,000 people a year",
        "funnel.csv: middle of the replicates, as `median` is.",
    ),
    (
        "mean",
        "Mean of the replicates",
        "funnel.csv. Means add up, as the moves of one replicate do. uncertainty.csv: of both runs of every draw.",
    ),
    (
        "found",
        "Found by the study in this run",
        "targets.csv: from all replicates taken together as one large run. Rows of use `validate` judge \
         the model; rows of use `circular` have their slopes from the study itself and judge nothing; rows \
         of use `prior` are a judgement, beside which stands what `kith compare` finds. All but those of \
         use `calibrate` are written with `kith run --validate` only, so that nobody chooses parameters \
         by them. docs/validation.md says by which estimator each is found.",
    ),
    (
        "from_week",
        "First week from the referral",
        "visits_around_referral.csv, which `kith run --validate` writes: weeks counted from that of a client's \
         first accepted referral, 0, which lies in none of the stretches of four weeks to `to_week`.",
    ),
    (
        "visits_a_year",
        "Visits of a client, at a yearly rate",
        "visits_around_referral.csv: of `clients` whose record holds the stretch and who were registered from it \
         to the referral; `kind` is gp, practice (all staff, those to GPs among them) or urgent.",
    ),
    (
        "sampling_error",
        "Standard error that sampling gives",
        "sampling.csv, which `kith run --sample` writes: of `value` as that of all neighbourhoods of the same \
         replicates, which lies from `low95` to `high95` 95 times in a hundred. `sampled` of `neighbourhoods` \
         were simulated; figures of the other tables are those of the sample.",
    ),
    (
        "draw",
        "Row of the table of draws",
        "draws.csv, which `--draws` writes: the draw that a replicate has, counted from 0, and the values in it. Every \
         figure of a replicate is of that draw.",
    ),
    (
        "sd_by_chance",
        "Standard deviation of one run by chance",
        "uncertainty.csv, which `--draws` writes: from half the mean squared difference between the two runs of a draw.",
    ),
    (
        "sd_by_parameters",
        "Standard deviation by parameters",
        "uncertainty.csv: of what draws would give without chance; its square is the variance of the means of draws, \
         less half of that by chance of one run.",
    ),
    (
        "share_by_parameters",
        "Part of the variance of a run that is by parameters",
        "uncertainty.csv: from `share_low95` to `share_high95` with 95 % confidence, by Fisher's F; empty where no run \
         differs.",
    ),
    (
        "mean_low95_by_chance",
        "Low end of the mean over chance alone",
        "uncertainty.csv: with other luck and the same draws, the mean lies from here to `mean_high95_by_chance` 95 \
         times in a hundred.",
    ),
    (
        "low95_by_parameters",
        "Low end of what draws would give without chance",
        "uncertainty.csv: a further draw lies from here to `high95_by_parameters` 95 times in a hundred, if draws are \
         spread like a bell, within what is possible; fewer where luck is most of the variance.",
    ),
    (
        "floored",
        "Whether the variance by parameters came out below 0",
        "uncertainty.csv: yes or no. It does by luck where parameters matter little, and is 0 then.",
    ),
    (
        "draws",
        "Replicates that have the figure in both runs",
        "uncertainty.csv, targets_over_draws.csv: each on a draw of its own; a draw of great weight may be among them more \
         than once.",
    ),
    (
        "run_low",
        "Low end of single runs over draws",
        "targets_over_draws.csv, which `kith run --draws` writes: nine single runs in ten lie from here to `run_high`, \
         chance and parameters together; `run_median` is their middle. Both runs of each draw count.",
    ),
    (
        "inside",
        "Share of draws that agree",
        "targets_over_draws.csv: of draws whose mean of both runs lies from `low` to `high`; `runs_inside` of single \
         runs. Empty where the figure does not judge the scenario.",
    ),
    (
        "network",
        "Name of a network",
        "networks.csv, which scenarios with networks have: everybody of one network, over all weeks and in each whole \
         year (`year_1` is the first 52 weeks). `median`, `low` and `high` are as in summary.csv; what differs between \
         arms of `kith compare` is as in differences_summary.csv.",
    ),
    (
        "at_end",
        "Value in the last week of the run",
        "network_values.csv: of a parameter in which networks differ; `at_start` is that of the first week of the warm-up.",
    ),
    (
        "agrees",
        "Whether it lies from `low` to `high`",
        "targets.csv: yes, no, or `not judged` in a scenario that changes parameters other than the \
         size of the run, since figures published of how things are do not say what a change should \
         lead to. `note` says what is changed, or why nothing was found.",
    ),
];

/// What each metric is, then what columns of the tables mean.
pub(crate) fn write(out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(DICTIONARY)?;
    for metric in METRICS {
        let cadence = match metric.cadence {
            Cadence::Weekly => "weekly",
            Cadence::FourWeekly => "four_weekly",
        };
        let breakdown = match metric.by {
            Breakdown::Total => "total",
            Breakdown::Fifths => "fifths",
        };
        rows.write_record([
            metric.name,
            metric.label,
            metric.unit,
            cadence,
            breakdown,
            metric.about,
            over_weeks(metric),
        ])?;
    }
    for (name, label, meaning) in COLUMNS {
        rows.write_record([name, label, "", "", "", meaning, ""])?;
    }
    rows.flush()
}

/// How a metric is taken over several weeks, and over the neighbourhoods of a replicate.
fn over_weeks(metric: &Metric) -> &'static str {
    match (metric.per, metric.cadence) {
        (Per::People(_), Cadence::Weekly) => "mean of the weeks",
        (Per::People(_), Cadence::FourWeekly) => "mean of the censuses",
        (Per::Own(_), _) => {
            "pooled: what is counted, summed up, over what it is a part of, summed up; not the mean of \
             the weekly figures"
        }
        (Per::WaitQuantile(_), _) => {
            "pooled: of all waits together; not the mean of the figures of single weeks"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_has_the_name_of_a_metric() {
        for (name, ..) in COLUMNS {
            assert!(METRICS.iter().all(|metric| metric.name != name), "{name}");
        }
    }
}

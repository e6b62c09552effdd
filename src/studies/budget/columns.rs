//! The columns of a budget's tables, each with its unit and meaning: headers and the dictionary come from these.

use std::io::{self, Write};

use crate::report::rows::Writer;
use crate::scenario::economics::Lens;
use crate::scenario::payer::Purse;

/// A column: its name, unit and meaning.
pub(crate) type Column = (&'static str, &'static str, &'static str);

const POUNDS: &str = "pounds of 2023/24";
const YEARS: &str = "WELLBYs";

pub(crate) const OPTIONS: [Column; 26] = [
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

pub(crate) const DRAWS: [Column; 7] = [
    ("draw", "", "Number of the draw, from 0"),
    ("option", "", "How the money is spent"),
    ("replicates", "count", "Replicates over which it is a mean"),
    ("cost_undiscounted", POUNDS, "Cost beyond nothing more, all lines and weeks"),
    ("effect_undiscounted", YEARS, "Gain beyond nothing more"),
    ("freed_gp_appointments", "count", "GP appointments fewer than with nothing more"),
    ("first_contacts", "count", "First contacts with a link worker more than with nothing more"),
];

pub(crate) const BESIDE: [Column; 5] = [
    ("option", "", "How the money is spent"),
    (
        "what",
        "",
        "freed_gp_appointments and first_contacts (counts beyond nothing more, over all weeks), wait (weeks that the \
         median wait is longer), wellbys_undiscounted (of people on the list), wellbys_with_movers (with what those \
         who moved away took along)",
    ),
    ("mean", "that of `what`", "Mean over draws"),
    (
        "low",
        "that of `what`",
        "Nine in ten draws lie above its 5 %; the least of fewer than twenty draws",
    ),
    ("high", "that of `what`", "The same from above"),
];

pub(crate) const CELLS: [Column; 3] = [
    ("draw", "", "Number of the draw, from 0"),
    ("replicate", "", "Replicate of the draw, from 0"),
    ("option", "", "How the money is spent"),
];

pub(crate) const CEAC: [Column; 8] = [
    ("lens", "", "Whose discount rates"),
    ("price", "pounds of 2023/24 per WELLBY", "A price of a WELLBY"),
    ("price_of", "", "The lens whose price it is, if one's"),
    ("option", "", "How the money is spent"),
    ("net_benefit", POUNDS, "Mean net benefit at the price"),
    ("probability_best", "share", "Draws in which it is best among all options"),
    ("frontier", "", "yes where it has the highest mean net benefit"),
    ("expected_loss", POUNDS, "Mean of what is lost against the best option of the draw"),
];

pub(crate) const FIFTHS: [Column; 11] = [
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

pub(crate) const GROUPS: [Column; 13] = [
    ("lens", "", "Whose price and discount rates"),
    ("option", "", "How the money is spent"),
    (
        "by",
        "",
        "age, sex, cultural_minority (belonging to one; which is not told) or disability; all",
    ),
    ("group", "", "Group of that; the groups of each `by` add up to all"),
    ("share_of_list", "share", "People of the group on the list, as the money begins to be spent"),
    (
        "pounds_undiscounted",
        POUNDS,
        "What is spent on the group, to the penny; what is for nobody in particular is spread over the list",
    ),
    ("cost", POUNDS, "The same, discounted"),
    ("effect", YEARS, "What the group gains; of children nothing is known"),
    (
        "given_up",
        YEARS,
        "What the group would have had of the money elsewhere, the same for everybody: cost of all / price x share_of_list",
    ),
    ("net", YEARS, "Gain less what is given up"),
    ("net_benefit", POUNDS, "The same at the price"),
    (
        "share_gaining",
        "share",
        "People of the group in both worlds who gain more than 0.05 WELLBYs over all weeks, undiscounted; chance is in it",
    ),
    ("share_losing", "share", "The same of those who lose more than that"),
];

pub(crate) const PAYERS: [Column; 8] = [
    ("option", "", "How the money is spent"),
    (
        "payer",
        "",
        "Who pays: payer for the usual one, by whom all is paid of which nothing is said",
    ),
    ("year", "", "Year of spending, from 1; after for what is paid later; all for all"),
    (
        "pounds",
        POUNDS,
        "Spent beyond nothing more, undiscounted, with the places that clients hold",
    ),
    ("cost", POUNDS, "The same of all years, discounted by the payer's lens"),
    ("ring_fenced", POUNDS, "What of that is ring-fenced, for which nothing is given up"),
    (
        "price",
        "pounds of 2023/24 per WELLBY",
        "What a WELLBY costs where this payer's money would go, a mean where it is drawn",
    ),
    (
        "given_up",
        YEARS,
        "What the rest would buy elsewhere, at the payer's price of each draw: payers add up to the cost of the lens over its price",
    ),
];

pub(crate) const PAYERS_CELLS: [Column; 6] = [
    ("draw", "", "Number of the draw, from 0"),
    ("replicate", "", "Replicate of the draw, from 0"),
    ("option", "", "How the money is spent"),
    ("payer", "", "Who pays"),
    ("cost", POUNDS, "Cost beyond nothing more, discounted by the payer's lens"),
    ("ring_fenced", POUNDS, "What of that is ring-fenced"),
];

pub(crate) const INFORMATION: [Column; 10] = [
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
        "everywhere",
        POUNDS,
        "The value for all people to whom such a decision applies, over the years for which it holds, discounted",
    ),
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

pub(crate) const STUDIES: [Column; 8] = [
    (
        "what",
        "",
        "The group that is studied: a section of the scenario that is worth knowing at all",
    ),
    ("people", "people", "People in the study"),
    (
        "value",
        POUNDS,
        "What choosing by such a study gains, for this budget and list, payer's lens; below nought by luck",
    ),
    ("standard_error", POUNDS, "Of the value, over draws"),
    (
        "everywhere",
        POUNDS,
        "The value for all people to whom such a decision applies, over the years after the study, discounted",
    ),
    ("cost", POUNDS, "What the study costs"),
    ("net", POUNDS, "What it is worth everywhere less its cost"),
    ("worth_it", "", "yes where that is above nought and the value above twice its error"),
];

pub(crate) const SPENT: [Column; 9] = [
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
pub(crate) fn dictionary(out: &mut dyn Write, purse: &Purse) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(["table", "column", "unit", "meaning"])?;
    let mut tables: Vec<(&str, &[Column])> = vec![
        ("options", &OPTIONS),
        ("draws", &DRAWS),
        ("cells", &CELLS),
        ("beside", &BESIDE),
        ("ceac", &CEAC),
        ("fifths", &FIFTHS),
        ("groups", &GROUPS),
        ("information", &INFORMATION),
        ("studies", &STUDIES),
        ("spent", &SPENT),
    ];
    if !purse.is_plain() {
        tables.extend([("payers", &PAYERS[..]), ("payers_cells", &PAYERS_CELLS)]);
    }
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

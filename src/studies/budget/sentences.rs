//! The answer in plain sentences: what is best by the payer's price and beside the others', what the money frees,
//! for whom, how sure that is, and what it cannot tell.

use std::fmt::Write as _;

use crate::model::units::PRICE_YEAR;
use crate::report::number::years;
use crate::report::page::words::capital;
use crate::scenario::economics::{Lens, Term};
use crate::scenario::line::Line;
use crate::studies::budget::answer::{Answer, Asked, NINE_IN_TEN, Spread, View};
use crate::studies::budget::draws::Source;
use crate::studies::budget::split::Split;
use crate::studies::budget::{groups, payers};
use crate::studies::economics::Standing;

/// Share of what was planned beyond which spending counts as amiss.
const AMISS: f64 = 0.02;

/// A number in two significant digits, thousands set apart.
#[must_use]
pub fn two(value: f64) -> String {
    let text = format!("{value:.1e}");
    let rounded: f64 = text.parse().unwrap_or(value);
    let decimals = match rounded.abs() {
        0.0 | 10.0.. => 0,
        1.0..10.0 => 1,
        0.1..1.0 => 2,
        _ => 3,
    };
    let digits = format!("{:.decimals$}", rounded.abs());
    let (whole, fraction) =
        digits.split_once('.').map_or((digits.as_str(), None), |(a, b)| (a, Some(b)));
    let mut said = String::from(if rounded < 0.0 { "\u{2212}" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    if let Some(fraction) = fraction {
        write!(said, ".{fraction}").expect("writing to a string");
    }
    said
}

/// The same with its sign.
#[must_use]
pub(crate) fn signed_two(value: f64) -> String {
    let text = two(value);
    if value > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// From low to high.
fn between(spread: &Spread) -> String {
    format!("{} to {}", two(spread.low), two(spread.high))
}

/// A word for how often.
fn often(share: f64) -> &'static str {
    match share {
        0.95.. => "almost surely",
        0.8..0.95 => "very likely",
        0.6..0.8 => "likely",
        0.4..0.6 => "perhaps",
        _ => "unlikely",
    }
}

/// What intervals hold.
pub(crate) fn held(draws: usize) -> String {
    match draws {
        few if few < NINE_IN_TEN => format!("all {few} draws"),
        many => format!("nine in ten of {many} draws"),
    }
}

/// The answer, in words.
#[must_use]
pub fn said(asked: &Asked<'_>, answer: &Answer) -> String {
    let mut text = String::new();
    let mut line = |said: String| writeln!(text, "{said}").expect("writing to a string");
    let payer = &answer.views[0];
    line(headline(asked, answer, payer));
    line(String::new());
    line(format!(
        "{} pounds a year for {} from week {}, for {} registered people; all money in prices of {PRICE_YEAR}. \
         A WELLBY is a year of one more point of life satisfaction of one person.",
        two(asked.budget.a_year),
        years(asked.budget.years),
        asked.budget.from,
        two(asked.budget.people),
    ));
    line(rests_on(asked));
    for view in &answer.views {
        line(String::new());
        for said in of_view(asked, answer, view) {
            line(said);
        }
    }
    line(String::new());
    for said in beside(asked, answer) {
        line(said);
    }
    line(String::new());
    for said in spent(asked, answer) {
        line(said);
    }
    let paid = payers::said(asked, answer);
    if !paid.is_empty() {
        line(String::new());
        paid.into_iter().for_each(&mut line);
    }
    line(String::new());
    for said in groups::said(asked, answer) {
        line(said);
    }
    line(String::new());
    for said in turns(asked, answer) {
        line(said);
    }
    line(String::new());
    line(cannot_tell(asked));
    text
}

fn headline(asked: &Asked<'_>, answer: &Answer, payer: &View) -> String {
    let best = payer.decision.best;
    let term = Lens::Payer.price();
    let entry = asked.economics.entry(term);
    let price = match asked.drawn.term(term, 0) {
        Some(_) => format!("{} to {} pounds a WELLBY", two(entry.low), two(entry.high)),
        None => format!("{} pounds a WELLBY", two(entry.value)),
    };
    let sure = payer.options[best].best_without_chance;
    let whose =
        format!("at what the payer's money buys elsewhere ({price}, prices of {PRICE_YEAR})");
    if best == 0 {
        return format!(
            "None of these ways is worth its cost on average {whose}; nothing more is best in {:.0} of 100 draws.",
            sure * 100.0
        );
    }
    format!(
        "{} is best on average, and {}, in {:.0} of 100 draws, {whose}.",
        capital(&answer.splits[best].phrase()),
        often(sure),
        sure * 100.0
    )
}

fn rests_on(asked: &Asked<'_>) -> String {
    let (draws, each) = (asked.draws.len(), asked.draws[0].cells.len());
    let columns = asked.drawn.columns.len();
    let near = match asked.nearness {
        Some(near) if near.candidates > draws => format!(
            ", held to what is published: of {} candidates those nearest to the {} rows by which parameters are \
             chosen ({:.0} of them inside their ranges on average, {:.0} before)",
            near.candidates, near.rows, near.after, near.before
        ),
        _ => String::new(),
    };
    let source = match asked.drawn.source {
        Source::Table => format!("{columns} parameters and prices from the draws that were given"),
        Source::Ranges => {
            format!("{columns} parameters and prices over their plausible ranges{near}")
        }
        Source::Nothing => "nothing: only chance differs between them".to_owned(),
    };
    format!(
        "It rests on {draws} draws of {source}; each with {each} runs of every option, which differ by chance \
         alone, and on {} more runs with everything at its middle. Intervals hold {}.",
        asked.centre.cells.len(),
        held(draws)
    )
}

fn of_view(asked: &Asked<'_>, answer: &Answer, view: &View) -> Vec<String> {
    let (costs, effects) = asked.economics.rates(view.lens);
    let price = view.price();
    let mut lines = vec![format!(
        "Beside {} ({} pounds a WELLBY; costs discounted at {} %, effects at {} %):",
        view.lens.phrase(),
        two(price),
        two(costs * 100.0),
        two(effects * 100.0)
    )];
    let mut order: Vec<usize> = (1..view.options.len()).collect();
    order.sort_by(|&a, &b| {
        view.decision.benefit[b].total_cmp(&view.decision.benefit[a]).then(a.cmp(&b))
    });
    for at in order {
        let option = &view.options[at];
        let standing = match option.standing {
            Standing::Frontier(Some(ratio)) => {
                format!("{} pounds for each further WELLBY", two(ratio))
            }
            Standing::Frontier(None) => "the least costly on the frontier".to_owned(),
            Standing::Dominated(by) => format!("beaten by {}", answer.splits[by].phrase()),
            Standing::Extended => "beaten by a mixture of two others".to_owned(),
        };
        lines.push(format!(
            "  {}: {} WELLBYs ({}) for {} pounds ({}); {standing}; net benefit {} pounds ({}), best in {:.0} of \
             100 draws ({:.0} with chance taken out).",
            answer.splits[at].phrase(),
            two(option.effect.mean),
            between(&option.effect),
            two(option.cost.mean),
            between(&option.cost),
            two(option.benefit.mean),
            between(&option.benefit),
            view.decision.probability[at] * 100.0,
            option.best_without_chance * 100.0,
        ));
    }
    let nothing = view.decision.probability[0];
    lines.push(format!("  Nothing more is best in {:.0} of 100 draws.", nothing * 100.0));
    if let Some(found) = view.information {
        let least = found.at_least.map_or_else(String::new, |least| {
            format!(
                "; between {} and {} by cruder reckoning",
                two(least.max(0.0)),
                two(found.at_most)
            )
        });
        let luck = found.by_luck.filter(|luck| found.value <= *luck);
        let luck = luck.map_or_else(String::new, |luck| {
            format!(
                ", and nought within its error: where only chance differs up to {} is found",
                two(luck)
            )
        });
        lines.push(format!(
            "  Knowing everything that is drawn before choosing would be worth {} pounds for this budget \
             (standard error {}{least}), a ceiling for the worth of any study{luck}.",
            two(found.value),
            two(found.standard_error),
        ));
    }
    let telling = view.groups.iter().filter(|(.., found)| found.value > 2.0 * found.standard_error);
    let named: Vec<String> = telling
        .take(3)
        .map(|(name, _, found)| format!("{name} {} pounds", two(found.value)))
        .collect();
    if !view.groups.is_empty() {
        lines.push(if named.is_empty() {
            "  Of no group of parameters can these draws show that knowing it would change the choice.".to_owned()
        } else {
            format!("  Of single groups most is worth knowing: {}.", named.join(", "))
        });
    }
    if view.lens == Lens::Payer && !view.groups.is_empty() {
        lines.push(studies(asked, answer));
    }
    lines
}

/// What a study would be worth, after its cost.
fn studies(asked: &Asked<'_>, answer: &Answer) -> String {
    let value = |term| asked.economics.value(term);
    let whom = format!(
        "for {} people in {} years, told after {}",
        two(value(Term::DecisionPeople)),
        two(value(Term::DecisionYears)),
        two(value(Term::StudyYears))
    );
    let best = answer.studied.iter().filter_map(|studied| Some((studied, studied.best()?)));
    let worth = best.filter(|(_, study)| study.is_worth_it());
    match worth.max_by(|a, b| a.1.net().total_cmp(&b.1.net())) {
        Some((studied, study)) => format!(
            "  A study of {} people on {} would be worth {} pounds {whom} ({} for this budget, standard error {}), and \
             costs {}: it is worth its cost, if {} people tell as much as is known now.",
            two(f64::from(study.people)),
            studied.group,
            two(study.everywhere),
            two(study.value.value),
            two(study.value.standard_error),
            two(study.cost),
            two(value(Term::StudyKnown)),
        ),
        None => format!(
            "  No study of a single group is shown to be worth its cost {whom}: `studies.csv` has what each size would \
             gain and cost."
        ),
    }
}

fn beside(asked: &Asked<'_>, answer: &Answer) -> Vec<String> {
    let years = f64::from(asked.budget.years);
    let mut lines = vec![
        "GP time is capacity that is freed or taken up, no saving; undiscounted, over all weeks:"
            .to_owned(),
    ];
    for (option, beside) in answer.beside.iter().enumerate() {
        let freed = &beside.freed;
        let unclear = freed.low < 0.0 && freed.high > 0.0;
        let word = if freed.mean < 0.0 { "more are taken up" } else { "are freed" };
        let doubt = if unclear { ", which is unclear" } else { "" };
        let wait = beside.wait.map_or_else(String::new, |wait| {
            let way = if wait.mean < 0.0 { "shorter" } else { "longer" };
            format!(
                "; the median wait is {} weeks {way} ({})",
                two(wait.mean.abs()),
                between(&wait)
            )
        });
        lines.push(format!(
            "  {}: {} GP appointments {word} ({}){doubt}, worth {} pounds at {} each; {} first contacts with a link \
             worker ({}), {} a year of spending{wait}.",
            answer.splits[option + 1].phrase(),
            two(freed.mean.abs()),
            between(freed),
            two(freed.mean * asked.visit),
            two(asked.visit),
            two(beside.helped.mean),
            between(&beside.helped),
            two(beside.helped.mean / years),
        ));
    }
    let left = answer.beside.iter().filter_map(|beside| beside.to_come).fold(0.0, f64::max);
    let allowed = asked.economics.value(crate::scenario::economics::Term::GainLeft);
    if left > allowed {
        lines.push(format!(
            "  The runs are too short: up to {:.0} % of a gain is still to come when they end. Give more --weeks.",
            left * 100.0
        ));
    }
    lines
}

fn spent(asked: &Asked<'_>, answer: &Answer) -> Vec<String> {
    let mut lines = vec!["What was spent:".to_owned()];
    for (option, beside) in answer.beside.iter().enumerate() {
        let choice = &asked.options[option];
        let planned: f64 = beside.planned.iter().sum();
        let all: f64 = beside.paid.iter().sum();
        let whole = planned * f64::from(asked.budget.years);
        let share = if whole > 0.0 { all / whole } else { 0.0 };
        let mut said = format!(
            "  {}: {} of {} pounds planned ({:.1} %)",
            answer.splits[option + 1].phrase(),
            two(all),
            two(whole),
            share * 100.0
        );
        if (share - 1.0).abs() > AMISS {
            let first = beside.paid.first().map_or(0.0, |first| first / planned);
            write!(said, ", further off than 2 %: {:.0} % in the first year", first * 100.0)
                .expect("writing to a string");
            if choice.split.lines().into_iter().any(Line::is_posts) {
                said.push_str(", while posts are filled");
            }
            if asked.budget.years > 1 {
                let later = beside.paid.iter().skip(1).sum::<f64>()
                    / (planned * f64::from(asked.budget.years - 1));
                write!(said, ", {:.0} % after it", later * 100.0).expect("writing to a string");
            }
        }
        if choice.split.share(Line::Posts) > 0.0 {
            let posts =
                asked.draws.iter().map(|d| d.spending[option].extents[Line::Posts as usize]);
            let posts =
                posts.sum::<f64>() / asked.draws.len() as f64 * asked.budget.people / 50_000.0;
            write!(
                said,
                "; {} more full-time posts for this list, or {} people of the usual hours",
                two(posts * asked.full_time_share),
                two(posts)
            )
            .expect("writing to a string");
        }
        if beside.refused > AMISS * choice.a_year {
            write!(
                said,
                "; it can absorb only {} pounds a year of {}",
                two(planned),
                two(choice.a_year)
            )
            .expect("writing to a string");
        }
        lines.push(said + ".");
    }
    lines
}

fn turns(asked: &Asked<'_>, answer: &Answer) -> Vec<String> {
    let mut lines = vec!["What would turn the ranking, by the payer's price:".to_owned()];
    let view = &answer.views[0];
    let best = view.decision.best;
    for &turn in &view.additionality {
        lines.push(format!(
            "  Grants and the best option without them are worth the same where {} net places open for each that \
             grants pay (taken: {}, {} to {}).",
            two(turn),
            two(asked.economics.value(crate::scenario::economics::Term::Additionality)),
            asked.economics.entry(crate::scenario::economics::Term::Additionality).low,
            asked.economics.entry(crate::scenario::economics::Term::Additionality).high,
        ));
    }
    if view.additionality.is_empty() {
        let on_grants = answer.splits.contains(&Split::all(Line::Grants));
        lines.push(
            if on_grants {
                "  No additionality of grants within its range turns grants against posts, at the middle of everything."
            } else {
                "  No way has everything on grants, so nothing is said of the additionality at which grants turn."
            }
            .to_owned(),
        );
    }
    if let Some(price) = view.options[best].break_even.filter(|_| best > 0) {
        lines.push(format!(
            "  Below {} pounds a WELLBY, {} is worth less than nothing more.",
            two(price),
            answer.splits[best].phrase()
        ));
    }
    // What a post may cost, and what a client has to gain, says nothing of money that goes on no post.
    if answer.splits[best].share(Line::Posts) > 0.0 {
        lines.extend(view.dearest[best].map(|dearest| {
            if dearest.is_finite() {
                format!(
                    "  It is best up to {} pounds a year for a full-time post (taken: {}), with as many posts.",
                    two(dearest),
                    two(asked.post)
                )
            } else {
                "  It is best however dear a post is.".to_owned()
            }
        }));
        let (cost, helped) = (view.options[best].cost.mean, answer.beside[best - 1].helped.mean);
        let price = asked.economics.price(Lens::Payer);
        let needed = crate::studies::economics::breaks::gain_per_client(cost, price, helped);
        lines.extend(needed.map(|needed| {
            format!(
                "  Each of its further clients has to gain {} WELLBYs for it to be worth its cost; {} for each are \
                 found, other people's gains and losses with them.",
                two(needed),
                two(view.options[best].effect.mean / helped)
            )
        }));
    }
    lines.push(match view.weight {
        Some((weight, other)) => format!(
            "  With a weight of {} on the most deprived fifth, {} would be best (1 in the base case).",
            two(weight),
            answer.splits[other].phrase()
        ),
        None => "  No weight on the most deprived fifth up to 100 turns the ranking.".to_owned(),
    });
    lines
}

fn cannot_tell(asked: &Asked<'_>) -> String {
    let ranges = match asked.drawn.source {
        Source::Ranges => {
            "What was drawn is what the parameters' ranges say; most are assumed, and what lies outside of them, or \
             in the form of the model, is not counted. "
        }
        Source::Table | Source::Nothing => {
            "What was not drawn, and the form of the model, count as known here. "
        }
    };
    format!(
        "What this cannot tell: {ranges}The payer's price is recalled from work on other programmes: put your own into \
         [economics]. Pay that rises and redundancy at the end of the money are counted as [economics] assumes. By deprivation people \
         differ as assumed, so that differences between fifths are weak. Benefit income won is a transfer and not \
         counted."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_told_in_two_digits() {
        let told = [2_437.0, 0.0, -17.6, 0.1234, 1_998_000.0, 9.96, 1.25e-3].map(two);
        assert_eq!(told, ["2,400", "0", "\u{2212}18", "0.12", "2,000,000", "10", "0.001"]);
    }
}

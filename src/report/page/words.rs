//! What the first page of a comparison says in sentences. None goes beyond the interval beside it: what is not
//! clear of chance is said to be so, and gets no number in a headline.

use crate::model::units::WEEKS_PER_YEAR;
use crate::report::number::brief;
use crate::report::page::arm::Arm;
use crate::report::page::compared::{Choice, Compared};
use crate::report::page::doubt::{Asked, Doubted, find};
use crate::report::page::estimate::{Estimate, Verdict, pounds, signed};
use crate::report::page::record::Record;
use crate::report::sense::Sense;

/// A few things in a row.
pub(crate) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// How many runs, in words.
pub(crate) fn runs(count: usize) -> String {
    if count == 1 { "one run".to_owned() } else { format!("{count} runs") }
}

/// What can be said of the gain of an option.
fn verdict(option: &Choice) -> Verdict {
    option.gain.map_or(Verdict::Plain, |gain| gain.verdict(Sense::More))
}

/// The headline.
pub(crate) fn headline(all: &Compared) -> String {
    let Some(top) = all.options.first() else { return String::new() };
    if all.runs() == 1 {
        return "One run says nothing of luck: run more before deciding".to_owned();
    }
    if all.options.len() == 1 {
        return alone(all, top);
    }
    let best: Vec<&Choice> = leaders(all);
    let names: Vec<&str> = best.iter().map(|option| option.arm.title.as_str()).collect();
    let rest = all.options.get(best.len());
    match verdict(top) {
        Verdict::Better if best.len() > 1 => format!(
            "{} gain the most wellbeing; {} cannot tell which of them gains more",
            listed(&names),
            runs(all.runs())
        ),
        Verdict::Better => {
            let then = rest.map_or_else(String::new, |next| format!(". {}", beside(top, next)));
            format!("{} gains the most wellbeing{then}", top.arm.title)
        }
        Verdict::Worse => {
            format!("Every option lowers wellbeing; {} lowers it least", top.arm.title)
        }
        Verdict::Same => format!("No option differs from {} in wellbeing", all.base.title),
        Verdict::Unclear | Verdict::Plain => format!(
            "{} cannot show that any option gains wellbeing against {}",
            capital(&runs(all.runs())),
            all.base.title
        ),
    }
}

/// The options that gain clearly and cannot be told apart from the first.
fn leaders(all: &Compared) -> Vec<&Choice> {
    let mut best = Vec::new();
    for option in &all.options {
        if !best.is_empty() && (!option.tied || verdict(option) != Verdict::Better) {
            break;
        }
        best.push(option);
    }
    best
}

/// A sentence's beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

/// What the next option gains beside the first.
fn beside(top: &Choice, next: &Choice) -> String {
    let name = &next.arm.title;
    let (Some(most), Some(gain)) = (top.gain, next.gain) else { return name.clone() };
    match verdict(next) {
        Verdict::Better => {
            let share = gain.value / most.value;
            let words = match share {
                0.85.. => "nearly as much",
                0.6..0.85 => "about three quarters as much",
                0.42..0.6 => "about half as much",
                0.29..0.42 => "about a third as much",
                0.2..0.29 => "about a quarter as much",
                _ => "far less",
            };
            format!("{name} gains {words}")
        }
        Verdict::Worse => format!("{name} lowers it"),
        _ => format!("{name} shows no clear gain"),
    }
}

/// The headline of one option against the base.
fn alone(all: &Compared, only: &Choice) -> String {
    let (name, base) = (&only.arm.title, &all.base.title);
    let spent = only.pounds.filter(Estimate::clear).map(|spent| spent.value);
    let Some(gain) = only.gain else { return format!("{name} against {base}") };
    let size = brief(gain.value.abs());
    match (verdict(only), spent) {
        (Verdict::Better, Some(more)) if more > 0.0 => {
            format!("{name} gains about {size} WELLBYs a year, for {} a year more", pounds(more))
        }
        (Verdict::Better, Some(less)) => {
            format!(
                "{name} gains about {size} WELLBYs a year, and costs {} a year less",
                pounds(-less)
            )
        }
        (Verdict::Better, None) => format!("{name} gains about {size} WELLBYs a year"),
        (Verdict::Worse, Some(less)) if less < 0.0 => {
            format!("{name} loses about {size} WELLBYs a year, and saves {} a year", pounds(-less))
        }
        (Verdict::Worse, Some(more)) => {
            format!(
                "{name} loses about {size} WELLBYs a year, and costs {} a year more",
                pounds(more)
            )
        }
        (Verdict::Worse, None) => format!("{name} loses about {size} WELLBYs a year"),
        (Verdict::Same, _) => format!("{name} does not differ from {base} in wellbeing"),
        (Verdict::Unclear | Verdict::Plain, _) => {
            format!("{} cannot tell {name} from {base} in wellbeing", capital(&runs(all.runs())))
        }
    }
}

/// Whether the best option is worth its pounds, at each price.
pub(crate) fn worth(all: &Compared) -> String {
    let Some(top) = all.options.first() else { return String::new() };
    let name = &top.arm.title;
    let (Some(gain), Some(spent)) = (top.gain, top.pounds) else {
        return "Pounds and gains were not counted.".to_owned();
    };
    if !gain.clear() {
        return format!("{name}: not to be said, since no gain or loss is clear.");
    }
    let Some(price) = top.price else {
        return if spent.value > 0.0 {
            format!("No: {name} costs more and wellbeing falls.")
        } else {
            format!("Yes, by itself: {name} costs less and wellbeing rises.")
        };
    };
    let bought = spent.value > 0.0;
    let mut lines = vec![if bought {
        format!("{name}: {} for a WELLBY.", pounds(price.value))
    } else {
        format!("{name} saves {} for each WELLBY lost.", pounds(price.value))
    }];
    for held in &all.prices {
        let says = match price.interval {
            Some((low, high)) if low < held.pounds && held.pounds < high => "too close to say",
            Some((_, high)) if high <= held.pounds && bought => "worth it",
            Some((low, _)) if low >= held.pounds && !bought => "worth it",
            Some(_) => "not worth it",
            None => "not to be said of one run",
        };
        lines.push(format!("Against {} ({}): {says}.", held.says, pounds(held.pounds)));
    }
    if all.prices.is_empty() {
        lines.push("The scenario names no price of a WELLBY: hold it against what your money buys elsewhere.".into());
    }
    lines.join(" ")
}

/// What becomes of GP appointments.
pub(crate) fn gp_time(all: &Compared) -> String {
    let Some(top) = all.options.first() else { return String::new() };
    let name = &top.arm.title;
    let Some(found) = top.requests else { return "Not counted.".to_owned() };
    let amount = brief(found.value.abs());
    match found.verdict(Sense::Less) {
        Verdict::Better => format!(
            "{name}: about {amount} appointments a year fewer are asked for. That is capacity, not a saving."
        ),
        Verdict::Worse => {
            format!("No. {name}: about {amount} appointments a year more are asked for.")
        }
        Verdict::Same => format!("{name}: no difference."),
        _ => format!(
            "{name}: not clear, {} a year. A freed appointment is capacity, not a saving.",
            found.between(signed)
        ),
    }
}

/// The part of the gain, or of the loss, that falls to the most deprived fifth, in per cent: where that fifth and the
/// whole both clearly gain, or both lose.
pub(crate) fn share_of_most(option: &Choice) -> Option<String> {
    let whole = option.gain.filter(Estimate::clear)?;
    let most = option.fifths[0].filter(Estimate::clear)?;
    let share = most.value / whole.value * 100.0;
    (0.0..=100.0).contains(&share).then(|| format!("{share:.0}"))
}

/// Who gains.
pub(crate) fn who(all: &Compared) -> String {
    let Some(top) = all.options.first() else { return String::new() };
    let name = &top.arm.title;
    let text = match share_of_most(top) {
        Some(share) if top.gain.is_some_and(|gain| gain.value < 0.0) => {
            format!("{name}: {share} % of the loss falls on the most deprived fifth.")
        }
        Some(share) => format!("{name}: {share} % of the gain goes to the most deprived fifth."),
        None => format!("{name}: how much the most deprived fifth gains is not clear."),
    };
    let clients = top.clients.map_or_else(String::new, |(gain, lose)| {
        format!(
            " Of its clients, {} % gain and {} % lose against their twins, some by luck.",
            brief(gain * 100.0),
            brief(lose * 100.0)
        )
    });
    text + &clients
}

/// The figures of an option of which both doubts are told, where the replicates have draws.
pub(crate) fn doubted<'a>(
    all: &'a Compared,
    option: &Choice,
) -> Vec<(&'a Doubted, Asked<'static>)> {
    let weeks = (i64::from(all.record.run.weeks) - i64::from(option.from)).max(1) as f64;
    let gain =
        Asked { name: "WELLBYs", unit: "a year", factor: WEEKS_PER_YEAR / weeks, say: signed };
    let of = |metric: &str, period: &str| find(&all.doubts, &option.arm.name, metric, period);
    of("life_satisfaction_years_gained", "from_parting")
        .map(|found| (found, gain))
        .into_iter()
        .collect()
}

/// How sure.
pub(crate) fn sure(all: &Compared) -> String {
    let top = all.options.first().map(|top| (top, doubted(all, top)));
    match all.runs() {
        _ if all.record.draws.is_some() => {
            let said = top.map_or_else(String::new, |(top, doubts)| {
                let said = doubts.iter().map(|(found, asked)| found.said(asked));
                format!("{}: {}", top.arm.title, said.collect::<Vec<_>>().join(" "))
            });
            format!("{said} What the drawn numbers leave out of the model's doubt is in neither.")
        }
        1 => "Not at all: one run has no interval.".to_owned(),
        count => format!(
            "The intervals are luck alone, from {}. How far the model may be wrong is not in them.",
            runs(count)
        ),
    }
}

/// What the picture shows.
pub(crate) fn picture(all: &Compared) -> String {
    let clear = all.options.iter().filter(|option| option.gain.is_some_and(|gain| gain.clear()));
    let (count, whole) = (clear.count(), all.options.len());
    match (count, whole) {
        (_, 1) => "What it changes, and what that costs".to_owned(),
        (0, _) => "No option differs clearly in wellbeing".to_owned(),
        (count, whole) if count == whole => {
            "Every option differs in wellbeing by more than luck".to_owned()
        }
        (count, whole) => {
            format!("{count} of {whole} options differ in wellbeing by more than luck")
        }
    }
}

/// What an option is, in a line: from when, and in how much.
pub(crate) fn about(option: &Choice) -> String {
    let Some(differs) = &option.differs else { return "differs in nothing".to_owned() };
    let when = match (differs.from_week < 0, differs.until_week) {
        (true, None) => "all along".to_owned(),
        (true, Some(until)) => format!("until week {until}"),
        (false, None) => format!("from week {}", differs.from_week),
        (false, Some(until)) => format!("weeks {} to {until}", differs.from_week),
    };
    match differs.parameters.len() {
        0 => when,
        1 => format!("{when}, in one number (last page)"),
        many => format!("{when}, in {many} numbers (last page)"),
    }
}

/// A whole number, thousands set apart.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Weeks of wait.
pub(crate) fn weeks(value: f64) -> String {
    format!("{} weeks", brief(value))
}

/// So many weeks in years.
pub(crate) fn years(weeks: u32) -> String {
    let length = WEEKS_PER_YEAR as u32;
    match (weeks / length, weeks % length) {
        (1, 0) => "1 year".to_owned(),
        (years, 0) => format!("{years} years"),
        _ => format!("{weeks} weeks"),
    }
}

/// What the answer rests on.
pub(crate) fn rests_on(arm: &Arm, record: &Record) -> Vec<String> {
    let of = |basis: &str| count(arm.parameters.iter().filter(|it| it.basis == basis).count());
    let (agree, judged) = arm.agree;
    let mut lines = vec![
        format!(
            "{}{} of {} people over {}{}.",
            capital(&runs(record.run.replicates.len())),
            if record.draws.is_some() { ", each on a draw of numbers," } else { "" },
            brief(record.run.list()),
            years(record.run.weeks),
            if record.others.is_empty() {
                ""
            } else {
                "; in every scenario the same people with the same luck"
            }
        ),
        format!(
            "{} numbers: {} measured, {} derived, {} calibrated, {} assumed (last page).",
            count(arm.parameters.len()),
            of("measured"),
            of("derived"),
            of("calibrated"),
            of("assumed")
        ),
    ];
    if judged > 0 {
        lines.push(format!(
            "It agrees with {agree} of the {judged} published figures by which its numbers were chosen."
        ));
    }
    lines
}

/// What it cannot tell, the most weighty first.
pub(crate) fn cannot_tell(all: &Compared) -> Vec<String> {
    let assumed = all.base.parameters.iter().filter(|it| it.basis == "assumed").count();
    let drawn = all.record.draws.as_ref().map_or_else(
        || "the intervals are luck alone".to_owned(),
        |draws| {
            format!("but for the {} that are drawn, they stay as they are", draws.parameters.len())
        },
    );
    vec![
        format!(
            "How far the {} assumed numbers move this: {drawn}. kith sensitivity asks.",
            count(assumed)
        ),
        format!(
            "What comes after {}: a gain that lasts longer than the run is not counted, what was spent is.",
            years(all.record.run.weeks)
        ),
        "What happens in one practice, or to carers, or in hospital budgets: not in the model."
            .to_owned(),
    ]
}

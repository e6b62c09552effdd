//! The sheets of a comparison after the first page: what happens over time, on the way from the offer down, for
//! whom, and for how much money; each picture with all options in it.

use crate::model::kinds::Fifth;
use crate::model::observe::M;
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::charts::Body;
use crate::report::charts::bars::Bar;
use crate::report::charts::panel::{Axis, Label, Panel};
use crate::report::charts::steps::{Step, Tone};
use crate::report::funnel::Stage;
use crate::report::number::brief;
use crate::report::page::arm::Arm;
use crate::report::page::board::{Grid, Pictured, Sheet};
use crate::report::page::compare_time::{self, BASE, Drawn, OverTime, layers};
use crate::report::page::compared::{Choice, Compared};
use crate::report::page::estimate::{Estimate, Verdict, money_signed, pounds, signed};
use crate::report::page::groups;
use crate::report::page::time::mean;
use crate::report::sense::Sense;
use crate::runs::LIFE_CHANGED;

/// Size of a picture of many panels, in points.
const WHOLE: (f64, f64) = (960.0, 400.0);

/// The sheets, in their order.
pub(crate) fn sheets(all: &Compared) -> Vec<Sheet> {
    let mut sheets = vec![compare_time::sheet(all), pathway(all), for_whom(all), money(all)];
    sheets.extend(all.networks.of_comparison(all));
    sheets
}

/// Causes of GP appointments other than medical ones, as panels name them.
pub(crate) const CAUSES: [(M, &str); 6] = [
    (M::GpRequestsSocialNeed, "social need"),
    (M::GpRequestsDisclosure, "need told to the link worker"),
    (M::GpRequestsSelfCareAdvice, "self-care advice"),
    (M::GpRequestsReturnAfterEnding, "return after support ended"),
    (M::GpRequestsRevisitAfterRefusal, "revisit after refusal"),
    (M::GpRequestsReferralTalk, "the referral talk itself"),
];

fn pathway(all: &Compared) -> Sheet {
    let mut pictures: Vec<Pictured> = Vec::new();
    if let Some(top) = all.options.first() {
        pictures.push(funnel(all, top));
        pictures.push(waterfall(all, top));
    }
    pictures.push(causes(all));
    Sheet {
        name: "pathway",
        title: "From the offer down, and what it does to GP appointments".to_owned(),
        lead: format!(
            "For this list of {} people, a year on average over all weeks.",
            brief(all.list())
        ),
        pictures,
        tables: Vec::new(),
    }
}

/// How many reach a stage in a year, in a run of so many weeks; a rate per 1,000 people a week times `factor` is a
/// number a year.
pub(crate) fn reach(arm: &Arm, stage: Stage, weeks: usize, factor: f64) -> Option<f64> {
    let metric = match stage {
        Stage::Joined => return Some(arm.joined * WEEKS_PER_YEAR / weeks as f64),
        Stage::Recognised => M::Recognised,
        Stage::Offered => M::Offered,
        Stage::Accepted => M::Accepted,
        Stage::FirstContact => M::FirstContacts,
        Stage::Connected => M::Connected,
        Stage::Completed => M::Completed,
    };
    mean(&arm.rows(metric).mean(&(0..weeks))).map(|rate| rate * factor)
}

/// The funnel of an option from the offer down, beside the base.
fn funnel(all: &Compared, option: &Choice) -> Pictured {
    let stages = &Stage::EVERY[1..];
    let weeks = all.record.run.weeks as usize;
    let of = |arm: &Arm, stage: &Stage| reach(arm, *stage, weeks, all.a_year()).unwrap_or(0.0);
    let mut before: Option<f64> = None;
    let mut bars = Vec::new();
    let mut grid = Grid {
        caption: "People a year at each stage".to_owned(),
        head: vec![
            "Stage".into(),
            option.arm.title.clone(),
            all.base.title.clone(),
            "Lost since".into(),
        ],
        rows: Vec::new(),
    };
    for stage in stages {
        let (ours, base) = (of(&option.arm, stage), of(&all.base, stage));
        let fewer = before.map_or(0.0, |before| before - ours);
        let loss = match fewer {
            fewer if fewer > 0.0 => {
                Some((fewer, format!("\u{2212}{} {}", brief(fewer), stage.loss())))
            }
            fewer if fewer < 0.0 => Some((0.0, format!("+{} {}", brief(-fewer), stage.gain()))),
            _ => None,
        };
        grid.rows.push(vec![
            stage.label().to_owned(),
            brief(ours),
            brief(base),
            loss.as_ref().map_or_else(String::new, |(_, words)| words.clone()),
        ]);
        bars.push(Bar {
            label: stage.label().to_owned(),
            value: ours,
            text: brief(ours),
            spread: None,
            loss,
            outline: Some((base, brief(base))),
            colour: option.colour,
        });
        before = Some(ours);
    }
    let share = |arm: &Arm| {
        let offered = of(arm, &Stage::Offered);
        (offered > 0.0).then(|| of(arm, &Stage::FirstContact) / offered * 100.0)
    };
    let told = |share: Option<f64>| share.map_or("none".to_owned(), |share| format!("{share:.0}"));
    let (recognised, offered) =
        (of(&option.arm, &Stage::Recognised), of(&option.arm, &Stage::Offered));
    let unseen = if recognised > 0.0 { offered / recognised * 100.0 } else { 0.0 };
    let title = format!(
        "Of 100 offers, {} end in a first contact; with {}, {}",
        told(share(&option.arm)),
        all.base.title,
        told(share(&all.base))
    );
    Pictured {
        name: "funnel",
        whose: None,
        how: format!(
            "Filled: {}. Outline: {}. Pale: lost on the way. A social need is seen at {} visits a year; in {} % of \
             them the scheme is offered.",
            option.arm.title,
            all.base.title,
            brief(recognised),
            brief(unseen)
        ),
        body: Body::Rows(bars),
        size: (960.0, 330.0),
        label: title.clone(),
        title,
        grid,
        source: "weekly.csv: offered to completed; funnel.csv: moves to waiting",
        wide: true,
    }
}

/// The difference in GP appointments of an option, cause by cause.
fn waterfall(all: &Compared, option: &Choice) -> Pictured {
    let span = all.span(option.from);
    let of = |metric: M| {
        let (base, other) = (all.base.rows(metric), option.arm.rows(metric));
        let found = Estimate::paired(&base.mean(&span), &other.mean(&span), &all.students);
        found.map(|found| found.times(all.a_year()))
    };
    let medical = [(M::GpRequestsMedical, "medical")];
    let mut from = 0.0;
    let mut steps = Vec::new();
    for &(metric, label) in medical.iter().chain(&CAUSES) {
        let found = of(metric);
        steps.push(step(label, from, found, Sense::Less));
        from += found.map_or(0.0, |found| found.value);
    }
    let whole = of(M::GpRequests);
    steps.push(step("all GP appointments", 0.0, whole, Sense::Less));
    let title = match whole {
        Some(found) if found.clear() => format!(
            "{}: {} GP appointments a year {} are asked for",
            option.arm.title,
            brief(found.value.abs()),
            if found.value < 0.0 { "fewer" } else { "more" }
        ),
        _ => format!("{}: no clear difference in GP appointments", option.arm.title),
    };
    let grid = Grid {
        caption: "GP appointments asked for a year, against the base".to_owned(),
        head: vec!["Cause".into(), "Difference, with nine in ten by luck".into()],
        rows: steps.iter().map(|step| vec![step.label.clone(), step.text.clone()]).collect(),
    };
    let body = Body::Steps { steps, unit: "appointments a year".into() };
    Pictured {
        name: "causes_difference",
        whose: None,
        how: format!(
            "Each step begins where the one above ends. Whiskers: nine in ten by {}. Hollow: unclear. All \
             together are {} per 1,000 people a week.",
            all.record.luck(),
            whole.map_or("\u{2013}".to_owned(), |found| signed(found.value / all.a_year()))
        ),
        body,
        size: (960.0, 270.0),
        label: title.clone(),
        title,
        grid,
        source: "weekly.csv: gp_requests and its causes",
        wide: true,
    }
}

fn step(label: &str, from: f64, found: Option<Estimate>, sense: Sense) -> Step {
    let Some(found) = found else {
        let text = "no figure".to_owned();
        return Step {
            label: label.to_owned(),
            from,
            by: 0.0,
            interval: None,
            text,
            tone: Tone::Unclear,
        };
    };
    let verdict = found.verdict(sense);
    let (tone, word) = match verdict {
        Verdict::Better => (Tone::Better, ", better"),
        Verdict::Worse => (Tone::Worse, ", worse"),
        Verdict::Plain => (Tone::Direction, ""),
        Verdict::Unclear | Verdict::Same => (Tone::Unclear, ""),
    };
    let between =
        found.interval.map_or_else(String::new, |_| format!(" ({})", found.between(signed)));
    Step {
        label: label.to_owned(),
        from,
        by: found.value,
        interval: found.interval,
        text: format!("{}{between}{word}", signed(found.value)),
        tone,
    }
}

/// GP appointments by cause, a panel for each, all scenarios in it.
fn causes(all: &Compared) -> Pictured {
    let years = f64::from(all.record.run.weeks) / WEEKS_PER_YEAR;
    let mut grid = Grid {
        caption: "GP appointments asked for a year, by cause, mean over all weeks".to_owned(),
        head: vec!["Cause".into(), all.base.title.clone()],
        rows: Vec::new(),
    };
    grid.head.extend(all.options.iter().map(|option| option.arm.title.clone()));
    let panels = CAUSES.iter().map(|&(metric, heading)| {
        let picture = OverTime {
            name: "",
            metric,
            drawn: Drawn::Levels,
            factor: all.a_year(),
            subject: heading,
            unit: String::new(),
            money: false,
        };
        let (layers, labels, (_, high)) = layers(all, &picture);
        // The letters are enough beside each of many small panels.
        let letter = |label: Label| {
            let mut words = label.text.split(' ');
            let first = words.next().unwrap_or_default().to_owned();
            let text = if label.colour == BASE { "base".to_owned() } else { first };
            Label { text, ..label }
        };
        let weeks = 0..all.record.run.weeks as usize;
        let of = |arm: &Arm| {
            let found = mean(&arm.rows(metric).mean(&weeks));
            found.map_or("\u{2013}".to_owned(), |rate| brief(rate * all.a_year()))
        };
        let mut row = vec![heading.to_owned(), of(&all.base)];
        row.extend(all.options.iter().map(|option| of(&option.arm)));
        grid.rows.push(row);
        Panel {
            heading: heading.to_owned(),
            years,
            axis: Axis::from_zero(high.max(0.0), 1e-6),
            layers,
            labels: labels.into_iter().map(letter).collect(),
        }
    });
    let body = Body::Panels(panels.collect());
    let title = "GP appointments that are not medical, cause by cause".to_owned();
    Pictured {
        name: "causes_over_time",
        whose: None,
        how: "Appointments at a yearly rate, means of the 13 weeks up to then; each panel has its own axis. Medical \
              ones would hide the rest."
            .to_owned(),
        body,
            size: WHOLE,
            label: title.clone(),
        title,
        grid,
        source: "weekly.csv: gp_requests_social_need to gp_requests_referral_talk",
        wide: true,
    }
}

/// Fifths as pictures name them.
pub(crate) const FIFTHS: [&str; 5] =
    ["most deprived fifth", "second", "middle", "fourth", "least deprived fifth"];

fn for_whom(all: &Compared) -> Sheet {
    let picture = |option: &Choice| {
        let mut steps: Vec<Step> = Fifth::ALL
            .iter()
            .zip(&option.fifths)
            .map(|(fifth, found)| step(FIFTHS[*fifth as usize], 0.0, *found, Sense::More))
            .collect();
        steps.push(step("everybody", 0.0, option.gain, Sense::More));
        let grid = Grid {
            caption: format!("WELLBYs a year by fifth of deprivation, {}", option.arm.title),
            head: vec!["Fifth".into(), "WELLBYs a year, with nine in ten by luck".into()],
            rows: steps.iter().map(|step| vec![step.label.clone(), step.text.clone()]).collect(),
        };
        let most = option.fifths[0].map(|found| found.verdict(Sense::More));
        let finding = match most {
            Some(Verdict::Better) => "the most deprived fifth gains",
            Some(Verdict::Worse) => "the most deprived fifth loses",
            _ => "unclear for the most deprived fifth",
        };
        let title = format!("{} {}: {finding}", option.letter, option.arm.title);
        let body = Body::Steps { steps, unit: "WELLBYs a year".into() };
        Pictured {
            name: "wellbeing_by_fifth",
            whose: Some(option.arm.name.clone()),
            how: "WELLBYs a year against the base; fifths add up to everybody.".to_owned(),
            body,
            size: (470.0, 250.0),
            label: title.clone(),
            title,
            grid,
            source: "twins.csv: by = fifth",
            wide: false,
        }
    };
    let table = |option: &Choice| {
        let caption = format!(
            "{} {}, by group, over all weeks. Who gains and who loses more than {LIFE_CHANGED} WELLBYs, chance in it. \
             From twins.csv, whose = everybody",
            option.letter, option.arm.title
        );
        groups::grid(caption, "WELLBYs, with nine in ten by luck", &option.groups)
    };
    let tables: Vec<_> = all.options.iter().filter_map(table).collect();
    Sheet {
        name: "for-whom",
        title: "Who gains and who loses".to_owned(),
        lead: groups::lead("By fifth of deprivation of where people live.", &tables),
        pictures: all.options.iter().map(picture).collect(),
        tables,
    }
}

/// Lines of the budget.
pub(crate) const LINES: [(M, &str); 5] = [
    (M::CostLinkWorkers, "link_workers"),
    (M::CostSupport, "support"),
    (M::CostVcs, "organisations"),
    (M::CostPlaces, "places"),
    (M::CostNavigators, "navigators"),
];

/// A line of the budget as tables name it.
pub(crate) fn line_name(label: &str) -> String {
    match label {
        "link_workers" => "Link workers".to_owned(),
        "support" => "Supervision and training".to_owned(),
        "organisations" => "Grants and payments to organisations".to_owned(),
        "places" => "Places that clients hold".to_owned(),
        "navigators" => "Care navigators".to_owned(),
        other => other.replace('_', " "),
    }
}

fn money(all: &Compared) -> Sheet {
    let picture = |option: &Choice| {
        let spent = |label: &str, found: Option<Estimate>| {
            let mut step = step(label, 0.0, found, Sense::Neither);
            if let Some(found) = found {
                step.text = money_signed(found.value);
                step.tone = Tone::Theirs(option.colour);
            }
            step
        };
        let mut steps: Vec<Step> = option
            .lines
            .iter()
            .map(|(label, found)| spent(&line_name(label), Some(*found)))
            .collect();
        steps.push(spent("All lines", option.pounds));
        let grid = Grid {
            caption: format!(
                "Pounds of {PRICE_YEAR} a year against the base, {}",
                option.arm.title
            ),
            head: vec!["Line".into(), "Pounds a year, with nine in ten by luck".into()],
            rows: steps
                .iter()
                .map(|step| {
                    let ends = step.interval.map_or_else(String::new, |(low, high)| {
                        format!(" ({} to {})", pounds(low), pounds(high))
                    });
                    vec![step.label.clone(), format!("{}{ends}", step.text)]
                })
                .collect(),
        };
        let title = match option.pounds {
            Some(found) if found.clear() => format!(
                "{} {} spends {} a year {}",
                option.letter,
                option.arm.title,
                pounds(found.value.abs()),
                if found.value > 0.0 { "more" } else { "less" }
            ),
            _ => format!("{} {}: no clear difference in spending", option.letter, option.arm.title),
        };
        let body = Body::Steps { steps, unit: format!("pounds of {PRICE_YEAR} a year") };
        Pictured {
            name: "spending_by_line",
            whose: Some(option.arm.name.clone()),
            how: "Against the base. Freed GP appointments are not counted as money.".to_owned(),
            body,
            size: (470.0, 250.0),
            label: title.clone(),
            title,
            grid,
            source: "twins.csv: by = line",
            wide: false,
        }
    };
    Sheet {
        name: "money",
        title: "What the money goes on".to_owned(),
        lead: format!("Undiscounted, in prices of {PRICE_YEAR}, a year on average."),
        pictures: all.options.iter().map(picture).collect(),
        tables: Vec::new(),
    }
}

//! The pictures of a budget: all options in one plane, how likely each is best at which price, and what is lost
//! on average if one is chosen.

use crate::model::units::PRICE_YEAR;
use crate::report::charts::Set;
use crate::report::charts::marks::{
    BLUE, Colour, Dash, GREY, INK, ORANGE, PALE, PURPLE, SKY, VERMILLION,
};
use crate::report::charts::panel::{Axis, Marker};
use crate::report::charts::plot::{Across, Cloud, Line, Plot};
use crate::report::charts::publish::publish;
use crate::report::charts::{Body, Chart};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::scenario::economics::Lens;
use crate::studies::budget::answer::{Answer, Asked};
use crate::studies::budget::sentences::two;

/// Colours of options, nothing more first; those beyond begin again with another sign.
const COLOURS: [Colour; 7] = [GREY, INK, PURPLE, BLUE, ORANGE, SKY, VERMILLION];

/// Signs of options, nothing more first.
const MARKERS: [Marker; 5] =
    [Marker::Disc, Marker::Diamond, Marker::Square, Marker::Up, Marker::Down];

/// Ways in which lines are broken up.
const DASHES: [Dash; 4] = [Dash::Long, Dash::Solid, Dash::Mixed, Dash::Short];

fn colour(option: usize) -> Colour {
    COLOURS[if option == 0 { 0 } else { 1 + (option - 1) % (COLOURS.len() - 1) }]
}

fn marker(option: usize) -> Marker {
    MARKERS[if option == 0 { 0 } else { 1 + (option - 1) % (MARKERS.len() - 1) }]
}

fn dash(option: usize) -> Dash {
    DASHES[if option == 0 { 0 } else { 1 + (option - 1) % (DASHES.len() - 1) }]
}

/// A name that fits beside a line.
fn name(answer: &Answer, option: usize) -> String {
    let split = &answer.splits[option];
    let part = |line: crate::studies::budget::Line| match split.lines().len() {
        1 => line.label().to_owned(),
        _ => format!("{} {:.0}", line.label(), split.share(line) * 100.0),
    };
    let parts: Vec<String> = split.lines().into_iter().map(part).collect();
    if parts.is_empty() { "nothing more".to_owned() } else { parts.join(", ") }
}

/// Draws the pictures of a budget.
pub(crate) fn write(
    staging: &Staging<'_>,
    asked: &Asked<'_>,
    answer: &Answer,
) -> Result<(), Error> {
    let footer = format!(
        "{} draws \u{b7} {} runs each \u{b7} prices of {PRICE_YEAR} \u{b7} simulated by Kith {}, not observed",
        asked.draws.len(),
        asked.draws[0].cells.len(),
        env!("CARGO_PKG_VERSION")
    );
    let charts = vec![plane(asked, answer), acceptability(asked, answer), loss(asked, answer)];
    publish(staging, &[Set { prefix: String::new(), charts, footer }])
}

/// Ends of an axis that hold all values and nought.
fn around(values: impl Iterator<Item = f64>) -> Axis {
    let (low, high) =
        values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    Axis::around(low, high, 1e-6)
}

fn plane(asked: &Asked<'_>, answer: &Answer) -> Chart {
    const THOUSAND: f64 = 1_000.0;
    let view = &answer.views[0];
    let draws = view.sample.draws();
    let point = |(cost, effect): (f64, f64)| (effect, cost / THOUSAND);
    let clouds: Vec<Cloud> = (1..answer.names.len())
        .map(|option| Cloud {
            label: name(answer, option),
            dots: (0..draws).map(|draw| point(view.sample.of_draw(draw, option))).collect(),
            middle: point(view.sample.mean(option)),
            colour: colour(option),
            marker: marker(option),
        })
        .collect();
    let all = || clouds.iter().flat_map(|cloud| &cloud.dots);
    let rays = Lens::ALL.map(|lens| {
        let price = asked.economics.price(lens);
        (price / THOUSAND, format!("{}: {}", lens.label(), two(price)))
    });
    let most = (1..answer.names.len())
        .max_by(|&a, &b| view.options[a].effect.mean.total_cmp(&view.options[b].effect.mean))
        .unwrap_or(0);
    let (across, up) = (around(all().map(|point| point.0)), around(all().map(|point| point.1)));
    Chart {
        name: "plane",
        sentence: format!("On average most wellbeing comes of {}", answer.splits[most].phrase()),
        subtitle: "What each way to spend the money costs and brings beyond nothing more: every dot is a draw of the \
                   parameters, every large sign the mean. Costs of places that clients hold are in it. Dotted: the \
                   prices of a WELLBY; below and to the right of one is worth its cost. Payer's discount rates."
            .to_owned(),
        data: "draws.csv: cost_payer, effect_payer",
        body: Body::Plot(Plot {
            heading: format!("thousand pounds of {PRICE_YEAR}"),
            foot: "WELLBYs gained".to_owned(),
            across: Across::Even(across),
            up,
            lines: Vec::new(),
            frontier: None,
            clouds,
            rules: Vec::new(),
            rays: rays.into(),
        }),
    }
}

/// A rule at each price.
fn rules(asked: &Asked<'_>) -> Vec<(f64, String)> {
    let of = |lens: Lens| {
        let price = asked.economics.price(lens);
        (price, format!("{}: {}", lens.label(), two(price)))
    };
    Lens::ALL.map(of).into()
}

fn acceptability(asked: &Asked<'_>, answer: &Answer) -> Chart {
    let curve = &answer.curves[0];
    let lines = (0..answer.names.len()).map(|option| Line {
        label: name(answer, option),
        points: curve
            .prices
            .iter()
            .zip(&curve.decisions)
            .map(|(&price, at)| (price, at.probability[option] * 100.0))
            .collect(),
        colour: colour(option),
        width: 2.2,
        dash: dash(option),
    });
    let frontier = curve
        .prices
        .iter()
        .zip(&curve.decisions)
        .map(|(&price, at)| (price, at.probability[at.best] * 100.0));
    let (low, high) = (curve.prices[0], curve.prices[curve.prices.len() - 1]);
    let payer = &answer.views[0];
    Chart {
        name: "acceptability",
        sentence: format!(
            "At the payer's price, {} is best in {:.0} of 100 draws",
            answer.splits[payer.decision.best].phrase(),
            payer.decision.probability[payer.decision.best] * 100.0
        ),
        subtitle: "Draws in which each way to spend the money is best of all, by the price of a WELLBY; together 100. Wide \
                   and pale: the way with the highest expected net benefit. Dotted: prices. Payer's discount rates. \
                   In the sentence the payer's price is drawn, in the picture it is one."
            .to_owned(),
        data: "ceac.csv: probability_best, frontier",
        body: Body::Plot(Plot {
            heading: "of 100 draws".to_owned(),
            foot: format!("price of a WELLBY, pounds of {PRICE_YEAR}"),
            across: Across::Log(low, high),
            up: Axis { low: 0.0, high: 100.0, step: 20.0 },
            lines: lines.collect(),
            frontier: Some(Line {
                label: String::new(),
                points: frontier.collect(),
                colour: PALE,
                width: 11.0,
                dash: Dash::Solid,
            }),
            clouds: Vec::new(),
            rules: rules(asked),
            rays: Vec::new(),
        }),
    }
}

fn loss(asked: &Asked<'_>, answer: &Answer) -> Chart {
    const THOUSAND: f64 = 1_000.0;
    let curve = &answer.curves[0];
    let kept: Vec<usize> = (0..curve.prices.len())
        .filter(|&at| curve.prices[at] <= asked.economics.price(Lens::Nhs) * 2.0)
        .collect();
    let lines: Vec<Line> = (0..answer.names.len())
        .map(|option| Line {
            label: name(answer, option),
            points: kept
                .iter()
                .map(|&at| (curve.prices[at], curve.decisions[at].loss[option] / THOUSAND))
                .collect(),
            colour: colour(option),
            width: 2.2,
            dash: dash(option),
        })
        .collect();
    let values = lines.iter().flat_map(|line| &line.points).map(|point| point.1);
    let up = around(values);
    let payer = &answer.views[0];
    let best = payer.decision.best;
    let (low, high) = (curve.prices[0], kept.last().map_or(1.0, |&at| curve.prices[at]));
    Chart {
        name: "expected_loss",
        sentence: format!(
            "Choosing {} loses {} pounds on average for not knowing better",
            answer.splits[best].phrase(),
            two(payer.decision.loss[best])
        ),
        subtitle: "Mean over draws of what is lost against the best way of the draw, by the price of a WELLBY; the lowest \
                   line is the best choice, and its height what knowing all would be worth, with what draws differ by \
                   chance in it. Dotted: prices. Payer's discount rates."
            .to_owned(),
        data: "ceac.csv: expected_loss",
        body: Body::Plot(Plot {
            heading: format!("thousand pounds of {PRICE_YEAR}"),
            foot: format!("price of a WELLBY, pounds of {PRICE_YEAR}"),
            across: Across::Log(low, high),
            up,
            lines,
            frontier: None,
            clouds: Vec::new(),
            rules: rules(asked).into_iter().filter(|(price, _)| *price <= high).collect(),
            rays: Vec::new(),
        }),
    }
}

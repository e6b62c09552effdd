//! The pictures of a budget: all ways in one plane, how likely each is best at which price, what is lost on average if
//! one is chosen, for whom it is, and what was spent.

use crate::model::kinds::Fifth;
use crate::model::units::PRICE_YEAR;
use crate::report::charts::Body;
use crate::report::charts::marks::{Dash, PALE};
use crate::report::charts::panel::Axis;
use crate::report::charts::plot::{Across, Cloud, Line, Plot};
use crate::report::charts::steps::{Step, Tone};
use crate::report::number::brief;
use crate::report::page::board::{Grid, Pictured, Sheet};
use crate::report::page::budget::{Budgeted, NOTHING, Priced, Way};
use crate::report::page::compare_sheets::FIFTHS;
use crate::report::page::estimate::{Estimate, pounds, signed};
use crate::report::page::groups;

/// Size of a picture over the whole width, in points, and of one over half of it.
const WHOLE: (f64, f64) = (960.0, 430.0);
const HALF: (f64, f64) = (470.0, 250.0);

const THOUSAND: f64 = 1_000.0;

/// Ways in which lines are broken up, nothing more first.
const DASHES: [Dash; 4] = [Dash::Long, Dash::Solid, Dash::Mixed, Dash::Short];

fn dash(place: usize) -> Dash {
    DASHES[if place == 0 { 0 } else { 1 + (place - 1) % (DASHES.len() - 1) }]
}

/// Ends of an axis that hold all values and nought.
fn around(values: impl Iterator<Item = f64>) -> Axis {
    let (low, high) =
        values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    Axis::around(low, high, 1e-6)
}

/// Prices of lenses as axes name them: those of the scenario, where the first page has means of what is drawn.
fn named_prices(all: &Budgeted) -> impl Iterator<Item = (f64, String)> {
    let named = |lens: &String| {
        let at = all.curve.iter().find(|at| at.price_of == *lens)?;
        Some((at.price, format!("{lens}: {}", brief(at.price))))
    };
    all.lenses.iter().filter_map(move |(lens, _)| named(lens))
}

/// What each way costs and brings, and how sure the choice is at which price.
pub(crate) fn prices(all: &Budgeted) -> Sheet {
    Sheet {
        name: "prices",
        title: "What it costs, what it brings, and at which price".to_owned(),
        lead: format!(
            "Every draw of what is not known is a world of its own; {} of them were run. Discounted as the payer does.",
            all.record.budget.draws
        ),
        pictures: vec![plane(all), acceptability(all), loss(all)],
        tables: Vec::new(),
    }
}

fn plane(all: &Budgeted) -> Pictured {
    let point = |(cost, effect): (f64, f64)| (effect, cost / THOUSAND);
    let cloud = |way: &Way| Cloud {
        label: way.label(),
        dots: way.dots.iter().copied().map(point).collect(),
        middle: point((way.payer().cost.value, way.payer().effect.value)),
        colour: way.colour,
        marker: way.marker,
    };
    let clouds: Vec<Cloud> = all.spending().iter().map(cloud).collect();
    let dots = || clouds.iter().flat_map(|cloud| &cloud.dots);
    let (across, up) = (around(dots().map(|dot| dot.0)), around(dots().map(|dot| dot.1)));
    let most = all
        .spending()
        .iter()
        .max_by(|a, b| a.payer().effect.value.total_cmp(&b.payer().effect.value))
        .unwrap_or(&all.ways[0]);
    let title = format!("On average most wellbeing comes of {}", most.named.phrase);
    let row = |way: &Way| {
        let through = way.payer();
        let told = |found: Estimate, say: fn(f64) -> String| {
            format!("{} ({})", say(found.value), found.between(say))
        };
        vec![
            way.label(),
            told(through.cost, pounds),
            told(through.effect, signed),
            told(through.benefit, pounds),
            format!("{:.0}", through.sure),
        ]
    };
    let head =
        ["Way", "Cost", "WELLBYs", "Net benefit at the payer\u{2019}s price", "Best, of 100"];
    Pictured {
        name: "plane",
        whose: None,
        label: title.clone(),
        title,
        how: "What each way costs and brings beyond nothing more: every dot is a draw, every large sign the mean. Costs \
              of places that clients hold are in it. Dotted: prices of a WELLBY; below and to the right of one is \
              worth its cost."
            .to_owned(),
        body: Body::Plot(Plot {
            heading: format!("thousand pounds of {PRICE_YEAR}"),
            foot: "WELLBYs gained".to_owned(),
            across: Across::Even(across),
            up,
            lines: Vec::new(),
            frontier: None,
            clouds,
            rules: Vec::new(),
            rays: named_prices(all).map(|(price, name)| (price / THOUSAND, name)).collect(),
        }),
        size: WHOLE,
        grid: Grid {
            caption: format!("Means, and {}", all.record.budget.held),
            head: head.map(str::to_owned).into(),
            rows: all.spending().iter().map(row).collect(),
        },
        source: "draws.csv: cost_payer, effect_payer",
        wide: true,
    }
}

/// A line for each way over prices.
fn lines(all: &Budgeted, most: f64, height: impl Fn(&Priced) -> f64) -> Vec<Line> {
    let line = |(place, way): (usize, &Way)| {
        let mine = all.curve.iter().filter(|at| at.option == way.named.name && at.price <= most);
        Line {
            label: way.label(),
            points: mine.map(|at| (at.price, height(at))).collect(),
            colour: way.colour,
            width: 2.2,
            dash: dash(place),
        }
    };
    all.ways.iter().enumerate().map(line).collect()
}

/// Numbers of a curve at the prices of the lenses.
fn at_prices(all: &Budgeted, say: impl Fn(&Priced) -> String) -> Grid {
    let mut head = vec!["Way".to_owned()];
    head.extend(named_prices(all).map(|(_, name)| name));
    let row = |way: &Way| {
        let of = |(price, _): (f64, String)| {
            let at =
                |at: &&Priced| at.option == way.named.name && at.price.to_bits() == price.to_bits();
            all.curve.iter().find(at).map_or_else(String::new, &say)
        };
        let mut row = vec![way.label()];
        row.extend(named_prices(all).map(of));
        row
    };
    let caption = "At the prices of the lenses, pounds a WELLBY".to_owned();
    Grid { caption, head, rows: all.ways.iter().map(row).collect() }
}

fn ends(all: &Budgeted) -> (f64, f64) {
    let prices = || all.curve.iter().map(|at| at.price);
    (prices().fold(f64::INFINITY, f64::min).min(100.0), prices().fold(1_000.0, f64::max))
}

fn acceptability(all: &Budgeted) -> Pictured {
    let (low, high) = ends(all);
    let frontier = all.curve.iter().filter(|at| at.is_best).map(|at| (at.price, at.probability));
    let best = all.best(0);
    let title = format!(
        "At the payer\u{2019}s price, {} is best in {:.0} of 100 draws",
        best.named.phrase,
        best.payer().probability
    );
    Pictured {
        name: "acceptability",
        whose: None,
        label: title.clone(),
        title,
        how: "Draws in which each way is best of all, by the price of a WELLBY; together 100, with chance in them. Wide \
              and pale: the way with the highest mean net benefit. Dotted: prices. In the sentence the payer\u{2019}s \
              price is drawn, in the picture it is one."
            .to_owned(),
        body: Body::Plot(Plot {
            heading: "of 100 draws".to_owned(),
            foot: format!("price of a WELLBY, pounds of {PRICE_YEAR}"),
            across: Across::Log(low, high),
            up: Axis { low: 0.0, high: 100.0, step: 20.0 },
            lines: lines(all, high, |at| at.probability),
            frontier: Some(Line {
                label: String::new(),
                points: frontier.collect(),
                colour: PALE,
                width: 11.0,
                dash: Dash::Solid,
            }),
            clouds: Vec::new(),
            rules: named_prices(all).collect(),
            rays: Vec::new(),
        }),
        size: WHOLE,
        grid: at_prices(all, |at| format!("{:.0} of 100", at.probability)),
        source: "ceac.csv: probability_best, frontier",
        wide: true,
    }
}

fn loss(all: &Budgeted) -> Pictured {
    // Beyond that all is lost that is not the best, and the rest is not seen.
    let most = named_prices(all).map(|(price, _)| price).nth(1).unwrap_or(1_000.0) * 2.0;
    let lines = lines(all, most, |at| at.loss / THOUSAND);
    let up = around(lines.iter().flat_map(|line| &line.points).map(|point| point.1));
    let low = ends(all).0;
    let high = all
        .curve
        .iter()
        .map(|at| at.price)
        .filter(|price| *price <= most)
        .fold(low * 10.0, f64::max);
    let best = all.best(0);
    let grid = at_prices(all, |at| pounds(at.loss));
    let title = format!(
        "Choosing {} loses {} on average for not knowing better",
        best.named.phrase,
        pounds(best.payer().loss)
    );
    Pictured {
        name: "expected_loss",
        whose: None,
        label: title.clone(),
        title,
        how: "Mean over draws of what is lost against the best way of the draw, by the price of a WELLBY; the lowest line \
              is the best choice, and its height what knowing all would be worth, with what draws differ by chance in \
              it. Dotted: prices."
            .to_owned(),
        body: Body::Plot(Plot {
            heading: format!("thousand pounds of {PRICE_YEAR}"),
            foot: format!("price of a WELLBY, pounds of {PRICE_YEAR}"),
            across: Across::Log(low, high),
            up,
            lines,
            frontier: None,
            clouds: Vec::new(),
            rules: named_prices(all).filter(|(price, _)| *price <= high).collect(),
            rays: Vec::new(),
        }),
        size: WHOLE,
        grid,
        source: "ceac.csv: expected_loss",
        wide: true,
    }
}

/// What each fifth gains and gives up.
pub(crate) fn for_whom(all: &Budgeted) -> Sheet {
    let picture = |way: &Way| {
        let step = |label: &str, net: Option<f64>| {
            let by = net.unwrap_or(0.0);
            Step {
                label: label.to_owned(),
                from: 0.0,
                by,
                interval: None,
                text: net.map_or("no figure".to_owned(), signed),
                tone: Tone::Theirs(way.colour),
            }
        };
        let mut steps: Vec<Step> =
            FIFTHS.iter().zip(way.nets).map(|(label, net)| step(label, net)).collect();
        let sum = way.nets.iter().copied().sum::<Option<f64>>();
        steps.push(step("everybody", sum));
        let row = |fifth: Fifth| {
            let told = |found: Option<f64>| found.map_or_else(String::new, signed);
            let (gain, net) = (way.fifths[fifth as usize], way.nets[fifth as usize]);
            let given_up = gain.zip(net).map(|(gain, net)| net - gain);
            vec![FIFTHS[fifth as usize].to_owned(), told(gain), told(given_up), told(net)]
        };
        let most = way.nets[0].unwrap_or(0.0);
        let finding =
            if most > 0.0 { "gains more than it gives up" } else { "gives up more than it gains" };
        let title = format!("{}: the most deprived fifth {finding}", way.label());
        Pictured {
            name: "net_by_fifth",
            whose: Some(way.named.name.clone()),
            how: "WELLBYs gained, less what the fifth would have had of the same money elsewhere, at the payer\u{2019}s \
                  price; means over draws."
                .to_owned(),
            body: Body::Steps { steps, unit: "WELLBYs".into() },
            size: HALF,
            label: title.clone(),
            title,
            grid: Grid {
                caption: format!("WELLBYs by fifth of deprivation, {}", way.named.phrase),
                head: ["Fifth", "Gained", "Given up elsewhere", "Net"].map(str::to_owned).into(),
                rows: Fifth::ALL.iter().map(|&fifth| row(fifth)).collect(),
            },
            source: "fifths.csv: net, lens = payer",
            wide: false,
        }
    };
    let table = |way: &Way| {
        let caption = format!(
            "{}, by group: net of what is given up, which is the same for everybody. From groups.csv, lens = \
             payer",
            way.label()
        );
        groups::grid(caption, "WELLBYs, net", &way.groups)
    };
    let tables: Vec<_> = all.spending().iter().filter_map(table).collect();
    Sheet {
        name: "for-whom",
        title: "Who gains, and who pays for it".to_owned(),
        lead: groups::lead(
            "By fifth of deprivation of where people live. What is given up falls on all fifths alike (the base case of \
             NICE). By deprivation people differ in the model as was assumed.",
            &tables,
        ),
        pictures: all.spending().iter().map(picture).collect(),
        tables,
    }
}

/// What was planned and what was spent.
pub(crate) fn spent(all: &Budgeted) -> Sheet {
    let picture = |way: &Way| {
        let planned = way.planned.unwrap_or(0.0);
        let step = |(year, share): (usize, &f64)| Step {
            label: format!("year {}", year + 1),
            from: 0.0,
            by: share * planned / THOUSAND,
            interval: None,
            text: format!("{} ({:.0} %)", pounds(share * planned), share * 100.0),
            tone: Tone::Theirs(way.colour),
        };
        let steps: Vec<Step> = way.shares.iter().enumerate().map(step).collect();
        let mean = way.shares.iter().sum::<f64>() / way.shares.len().max(1) as f64;
        let title = format!("{}: {:.0} % of what was planned is spent", way.label(), mean * 100.0);
        Pictured {
            name: "spent_by_year",
            whose: Some(way.named.name.clone()),
            how: format!(
                "Beyond nothing more, undiscounted; {} a year were planned.",
                pounds(planned)
            ),
            size: HALF,
            label: title.clone(),
            title,
            grid: Grid {
                caption: format!("Spent by year, {}", way.named.phrase),
                head: vec!["Year".into(), "Pounds, and share of what was planned".into()],
                rows: steps
                    .iter()
                    .map(|step| vec![step.label.clone(), step.text.clone()])
                    .collect(),
            },
            body: Body::Steps { steps, unit: format!("thousand pounds of {PRICE_YEAR}") },
            source: "spent.csv: line = paid",
            wide: false,
        }
    };
    let lead = all
        .said
        .iter()
        .find(|lines| lines.first().is_some_and(|line| line.starts_with("What was spent")))
        .map_or_else(String::new, |lines| {
            lines[1..].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
        });
    let spends =
        all.spending().iter().filter(|way| way.named.name != NOTHING && !way.shares.is_empty());
    Sheet {
        name: "spent",
        title: "Whether the money was spent".to_owned(),
        lead,
        pictures: spends.map(picture).collect(),
        tables: all.payers.iter().cloned().collect(),
    }
}

//! The picture of the two doubts of a run on draws of parameters: what luck does to the mean, and what is not known.

use crate::model::observe::{Group, M};
use crate::report::charts::curves::Window;
use crate::report::charts::marks::{BLUE, Dash, ORANGE, Point};
use crate::report::charts::panel::{Axis, Label, Layer, Marker, Panel};
use crate::report::charts::{Body, Chart};
use crate::report::doubt::{self, Doubt};
use crate::report::results::{Results, possible};

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// What is drawn: a metric, what is on its axis, and the least that the axis spans.
const DRAWN: [(M, &str, f64); 2] = [
    (M::GpRequests, "GP requests per 1,000 people a week", 5.0),
    (M::LifeSatisfaction, "life satisfaction, points of 10", 0.4),
];

/// Two bands over time around the mean; none where the replicates have no draws, or too few.
pub(crate) fn chance_and_parameters(results: &Results<'_>) -> Option<Chart> {
    let panels: Vec<Panel> = DRAWN.iter().filter_map(|drawn| panel(results, *drawn)).collect();
    (!panels.is_empty()).then(|| Chart {
        name: "chance_and_parameters",
        sentence: sentence(results),
        subtitle: format!(
            "Line: the mean of {} draws, each run twice. Narrow band: 95 % interval of that mean, over luck alone. Wide \
             band: where 95 draws in 100 lie, luck taken out. GP requests: centred 13-week means. The axes may not \
             start at 0.",
            results.second.len()
        ),
        data: "uncertainty.csv has the same over whole years",
        body: Body::Panels(panels),
    })
}

/// How much of what moves a run is which doubt.
fn sentence(results: &Results<'_>) -> String {
    let found = doubt::during(results, M::GpRequests, Group::All, doubt::period(results));
    match found.and_then(|found| found.share()) {
        Some(share) => format!(
            "{:.0} % of what moves the GP requests of a run is not known of the parameters, the rest is luck",
            share * 100.0
        ),
        None => "Neither luck nor the parameters move the GP requests of a run".to_owned(),
    }
}

fn panel(results: &Results<'_>, (metric, heading, room): (M, &str, f64)) -> Option<Panel> {
    let weeks = results.second.first()?.observations.weeks_of(metric);
    let at = |week: usize| {
        let span = Window::Around.span(metric.metric().cadence, week);
        Some((week as f64 / YEAR, doubt::over(results, metric, Group::All, span)?))
    };
    let moments: Vec<(f64, Doubt)> = weeks.filter_map(at).collect();
    let known = |found: &Doubt| found.range_by_parameters(possible(metric));
    let of = |value: &dyn Fn(&Doubt) -> f64| -> Vec<Point> {
        moments.iter().map(|(year, found)| (*year, value(found))).collect()
    };
    let band = |ends: &dyn Fn(&Doubt) -> (f64, f64), colour, opacity| Layer::Band {
        low: of(&|found| ends(found).0),
        high: of(&|found| ends(found).1),
        colour,
        opacity,
    };
    let line = Layer::Line {
        pieces: vec![of(&|found| found.mean)],
        colour: BLUE,
        width: 2.0,
        dash: Dash::Solid,
        marker: Marker::None,
    };
    let (_, last) = moments.last()?;
    let ends = moments.iter().flat_map(|(_, found)| {
        [known(found), found.mean_by_chance()].map(|(low, high)| [low, high]).concat()
    });
    let (low, high) = ends
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let label = |value: f64, text: &str, colour| Label { value, text: text.to_owned(), colour };
    Some(Panel {
        heading: heading.to_owned(),
        years: results.weeks() as f64 / YEAR,
        axis: Axis::around(low, high, room),
        layers: vec![band(&known, ORANGE, 0.22), band(&Doubt::mean_by_chance, BLUE, 0.35), line],
        labels: vec![
            label(known(last).1, "not known", ORANGE),
            label(last.mean, "mean, and luck", BLUE),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{replicates, results};

    #[test]
    fn there_is_a_picture_where_there_are_second_runs() {
        let (first, all) = (replicates(6, 60), replicates(12, 60));
        assert!(chance_and_parameters(&results(&first)).is_none());
        let second = &all[6..];
        let chart = chance_and_parameters(&Results { second, ..results(&first) });
        let Body::Panels(panels) = chart.expect("a picture").body else { panic!("panels") };
        assert_eq!(panels.len(), 2);
        assert!(panels.iter().all(|panel| panel.layers.len() == 3));
    }
}

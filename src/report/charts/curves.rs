//! Figures over time, over replicates: what fans, lines and small multiples are drawn from.

use std::ops::Range;

use crate::model::observe::{Cadence, Group, M};
use crate::report::charts::marks::{Colour, Dash, Point};
use crate::report::charts::panel::{Label, Layer, Marker};
use crate::report::results::{Holds, Results, Spread};
use crate::report::sentences::held;

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

/// A figure over time.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    /// At each moment, in years, its spread over replicates.
    moments: Vec<(f64, Spread)>,
    /// What bands hold. Where too few runs have the figure for that there is no band.
    holds: Holds,
    /// The same in words.
    held: Option<String>,
}

/// What is taken at each moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// The week itself.
    Week,
    /// The 13 weeks around it, which takes the week-to-week noise of small counts away.
    /// For a census there is no such noise: the census itself.
    Around,
    /// The year around it, for events so rare that a quarter has none or one.
    Year,
}

impl Window {
    /// The weeks taken for a week.
    pub(crate) fn span(self, cadence: Cadence, week: usize) -> Range<usize> {
        let either_side = match (self, cadence) {
            (Self::Week, _) | (_, Cadence::FourWeekly) => 0,
            (Self::Around, Cadence::Weekly) => 6,
            (Self::Year, Cadence::Weekly) => 26,
        };
        week.saturating_sub(either_side)..week + either_side + 1
    }
}

impl Curve {
    /// A metric over the run, each value times a factor.
    pub(crate) fn of(
        results: &Results<'_>,
        metric: M,
        group: Group,
        factor: f64,
        window: Window,
    ) -> Self {
        let weeks = results.replicates.first().map(|first| first.observations.weeks_of(metric));
        let spread = |week: usize| {
            let span = window.span(metric.metric().cadence, week);
            results.over(metric, group, span).times(factor)
        };
        let moments = weeks.into_iter().flatten();
        Self {
            moments: moments.map(|week| (week as f64 / YEAR, spread(week))).collect(),
            holds: results.holds(),
            held: held(results),
        }
    }

    /// Where the runs lie at a moment, if that can be said in the sense of the whole curve.
    fn edges(&self, spread: &Spread) -> Option<(f64, f64)> {
        spread.range().filter(|_| spread.holds() == self.holds)
    }

    /// The line through the middle, in pieces where figures are missing.
    pub(crate) fn median(&self) -> Vec<Vec<Point>> {
        let mut pieces = vec![Vec::new()];
        for (year, spread) in &self.moments {
            match (spread.median(), pieces.last_mut()) {
                (Some(value), Some(piece)) => piece.push((*year, value)),
                _ => pieces.push(Vec::new()),
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    /// A band, in pieces.
    pub(crate) fn bands(&self, colour: Colour, opacity: f64) -> Vec<Layer> {
        let mut bands = Vec::new();
        let (mut low, mut high) = (Vec::new(), Vec::new());
        let mut close = |low: &mut Vec<Point>, high: &mut Vec<Point>| {
            let (low, high) = (std::mem::take(low), std::mem::take(high));
            if low.len() > 1 {
                bands.push(Layer::Band { low, high, colour, opacity });
            }
        };
        for (year, spread) in &self.moments {
            if let Some((below, above)) = self.edges(spread) {
                low.push((*year, below));
                high.push((*year, above));
            } else {
                close(&mut low, &mut high);
            }
        }
        close(&mut low, &mut high);
        bands
    }

    /// The line through the middle as a layer.
    pub(crate) fn line(&self, colour: Colour, width: f64, dash: Dash, marker: Marker) -> Layer {
        Layer::Line { pieces: self.median(), colour, width, dash, marker }
    }

    /// A fan: the band, and the line in the middle.
    pub(crate) fn fan(&self, colour: Colour) -> Vec<Layer> {
        let mut layers = self.bands(colour, 0.2);
        layers.push(self.line(colour, 2.4, Dash::Solid, Marker::None));
        layers
    }

    /// A label beside the end of the line, if there is a line.
    pub(crate) fn label(&self, text: impl Into<String>, colour: Colour) -> Option<Label> {
        let value = self.moments.iter().rev().find_map(|(_, spread)| spread.median())?;
        Some(Label { value, text: text.into(), colour })
    }

    /// Labels for the line and, where there is one, for the edge of the band.
    pub(crate) fn fan_labels(&self, colour: Colour) -> Vec<Label> {
        let mut labels: Vec<_> = self.label("median run", colour).into_iter().collect();
        let Some((_, last)) = self.moments.last() else { return labels };
        if let (Some((_, high)), Some(held)) = (self.edges(last), &self.held) {
            labels.push(Label { value: high, text: held.clone(), colour });
        }
        labels
    }

    /// The smallest and the largest figure that is drawn.
    pub(crate) fn extent(&self) -> (f64, f64) {
        let edges = self.moments.iter().flat_map(|(_, spread)| {
            let (low, high) = self.edges(spread).unzip();
            [spread.median(), low, high].into_iter().flatten()
        });
        edges.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
    }
}

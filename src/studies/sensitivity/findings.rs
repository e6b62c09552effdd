//! What a study finds, and which parameters matter most by it: by total index where shares of
//! variance were taken, by the mean of absolute effects where they were not.

use crate::studies::sensitivity::interval::Slope;
use crate::studies::sensitivity::noise::Noise;
use crate::studies::sensitivity::sobol::Index;
use crate::studies::sensitivity::stage::{Screened, Shared, Statistic};

/// Everything a study of sensitivity finds.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The screening, of means and then of variances; empty when there was none.
    pub screened: Vec<Screened>,
    /// The parameters whose shares of variance were taken, by their place in the study.
    pub chosen: Vec<usize>,
    /// Shares of variance, of means and then of variances; empty when they were not taken.
    pub shared: Vec<Shared>,
}

/// What a ranking goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The total index of Sobol.
    Total,
    /// mu* of Morris.
    MuStar,
}

/// Parameters by how much they matter for one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// What it goes by.
    pub measure: Measure,
    /// How much is chance.
    pub noise: Option<Noise>,
    /// What the measure would be for a parameter without any effect.
    pub floor: f64,
    /// The parameters that have any of it, the strongest first.
    pub ranks: Vec<Rank>,
}

/// One parameter in a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    /// The parameter, by its place in the study.
    pub factor: usize,
    /// The measure.
    pub strength: f64,
    /// Its interval.
    pub interval: Option<(f64, f64)>,
    /// The first-order index.
    pub first: Option<Index>,
    /// What it does over its range.
    pub slope: Option<Slope>,
}

impl Rank {
    /// Whether the interval of the measure lies above what chance would show.
    #[must_use]
    pub fn stands_out(&self, floor: f64) -> bool {
        self.interval.is_some_and(|(low, _)| low > floor)
    }

    /// Whether that is so, or the mean change over the range has a sign.
    #[must_use]
    pub fn is_clear(&self, floor: f64) -> bool {
        let signed = |slope: Slope| slope.low > 0.0 || slope.high < 0.0;
        self.stands_out(floor) || self.slope.is_some_and(signed)
    }
}

impl Findings {
    /// The ranking of parameters for an outcome; nothing when it does not vary or was not seen.
    #[must_use]
    pub fn ranking(&self, outcome: usize, statistic: Statistic, step: f64) -> Option<Ranking> {
        let shared = self.shared.iter().find(|f| f.outcome == outcome && f.statistic == statistic);
        if let Some(found) = shared {
            let indices = found.indices.as_ref()?;
            let rank = |place: usize| Rank {
                factor: self.chosen[place],
                strength: indices.total[place].value,
                interval: Some((indices.total[place].low, indices.total[place].high)),
                first: Some(indices.first[place]),
                slope: found.slopes[place],
            };
            return Some(Ranking {
                measure: Measure::Total,
                noise: found.noise,
                floor: found.noise.and_then(|noise| noise.floor()).unwrap_or(0.0),
                ranks: found.ranked().into_iter().map(rank).collect(),
            });
        }
        let found =
            self.screened.iter().find(|f| f.outcome == outcome && f.statistic == statistic)?;
        let rank = |factor: usize| {
            let effect = found.effects[factor]?;
            Some(Rank {
                factor,
                strength: effect.mu_star,
                interval: effect.interval,
                first: None,
                slope: effect.slope(),
            })
        };
        Some(Ranking {
            measure: Measure::MuStar,
            noise: found.noise,
            floor: found.noise.map_or(0.0, |noise| noise.floor_of_effects(step)),
            ranks: found.ranked().into_iter().filter_map(rank).collect(),
        })
    }
}

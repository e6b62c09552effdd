//! Morris screening: which of many parameters matter at all, from few runs.
//!
//! A trajectory is a walk through the unit cube on a grid of `p` levels. It begins anywhere and
//! moves each parameter once, by `p / (2 (p - 1))` of its range, in a drawn order, up or down. The
//! change of the outcome over a step, per range of the parameter, is its *elementary effect* there.
//! Over trajectories, the mean effect says which way (mu), the mean of absolute effects how much
//! (mu*), and the standard deviation (sigma) how far that depends on the others, or bends.
//!
//! **Sources.** Morris 1991, Technometrics 33:161; mu* of Campolongo, Cariboni and Saltelli 2007,
//! Environmental Modelling & Software 22:1509. Steps lead up as well as down: with hundreds of
//! parameters, walks that only lead up would all be one walk, from the corner in which everything is
//! low to the one in which everything is high.

use crate::model::random::{Draws, Purpose, Who};
use crate::studies::sensitivity::interval::{BOOTSTRAPS, INTERVAL, Slope, percentile};

/// No neighbourhood has this number, so no world shares these draws.
const NOWHERE: u32 = u32::MAX - 1;

/// Walks through the unit cube.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    factors: usize,
    points: Vec<Vec<f64>>,
}

/// What the elementary effects of one parameter come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ElementaryEffect {
    /// Elementary effects there are: one for each trajectory on which both ends have the outcome.
    pub count: usize,
    /// Mean effect of the whole range: mu.
    pub mu: f64,
    /// Mean absolute effect: mu*.
    pub mu_star: f64,
    /// Standard deviation of the effects: sigma. Nothing for a single one.
    pub sigma: Option<f64>,
    /// Interval of mu*, by drawing effects again. Nothing for a single one.
    pub interval: Option<(f64, f64)>,
}

impl Trajectories {
    /// So many drawn trajectories.
    ///
    /// # Panics
    /// If the number of levels is odd or below two: a reader refuses it.
    #[must_use]
    pub fn drawn(factors: usize, trajectories: u32, levels: u32, seed: u32) -> Self {
        assert!(levels >= 2 && levels.is_multiple_of(2), "an even number of levels");
        let step = f64::from(levels) / (2.0 * f64::from(levels - 1));
        let mut points = Vec::with_capacity(trajectories as usize * (factors + 1));
        for trajectory in 0..trajectories {
            let lots = Draws::new(seed, trajectory, NOWHERE).week(0);
            let lots = |factor: usize| lots.uniforms(Purpose::Range, Who(factor as u32), 0, 0);
            let mut moves = Vec::with_capacity(factors);
            let mut order: Vec<(f64, usize)> = Vec::with_capacity(factors);
            let mut point = Vec::with_capacity(factors);
            for factor in 0..factors {
                let [level, way, turn, _] = lots(factor);
                let low = (level * f64::from(levels / 2)).floor() / f64::from(levels - 1);
                let (from, to) = if way < 0.5 { (low, low + step) } else { (low + step, low) };
                point.push(from);
                moves.push(to);
                order.push((turn, factor));
            }
            order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            points.push(point.clone());
            for (_, factor) in order {
                point[factor] = moves[factor];
                points.push(point.clone());
            }
        }
        Self { factors, points }
    }

    /// The points, trajectory after trajectory: one more on each than there are parameters.
    #[must_use]
    pub fn points(&self) -> &[Vec<f64>] {
        &self.points
    }

    /// The elementary effects of each parameter, from the outcome at each point.
    ///
    /// # Panics
    /// If there is not one outcome, or its absence, for each point.
    #[must_use]
    pub fn elementary(&self, outcomes: &[Option<f64>]) -> Vec<Vec<f64>> {
        assert_eq!(outcomes.len(), self.points.len(), "one outcome for each point");
        let mut effects = vec![Vec::new(); self.factors];
        let length = self.factors + 1;
        for (walk, seen) in self.points.chunks(length).zip(outcomes.chunks(length)) {
            for (ends, seen) in walk.windows(2).zip(seen.windows(2)) {
                let moved = ends[0].iter().zip(&ends[1]).position(|(a, b)| (a - b).abs() > 0.0);
                if let (Some(factor), [Some(before), Some(after)]) = (moved, seen) {
                    let run = ends[1][factor] - ends[0][factor];
                    effects[factor].push((after - before) / run);
                }
            }
        }
        effects
    }
}

impl ElementaryEffect {
    /// The effect of a parameter from its elementary effects, if there are any. The seed and the
    /// number of the parameter draw the interval.
    #[must_use]
    pub fn of(elementary: &[f64], seed: u32, factor: usize) -> Option<Self> {
        let count = elementary.len();
        if count == 0 {
            return None;
        }
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count as f64;
        let mu = mean(&mut elementary.iter().copied());
        let mu_star = mean(&mut elementary.iter().map(|effect| effect.abs()));
        let (mut sigma, mut interval) = (None, None);
        if count > 1 {
            let squares: f64 = elementary.iter().map(|effect| (effect - mu) * (effect - mu)).sum();
            sigma = Some((squares / (count as f64 - 1.0)).sqrt());
            let mut again: Vec<f64> = (0..BOOTSTRAPS)
                .map(|round| {
                    let lots = Draws::new(seed, round, NOWHERE).week(1);
                    mean(&mut (0..count).map(|draw| {
                        let who = Who(factor as u32);
                        let lot = lots.uniform(Purpose::Range, who, 0, draw as u32);
                        elementary[(lot * count as f64) as usize].abs()
                    }))
                })
                .collect();
            again.sort_by(f64::total_cmp);
            let side = (1.0 - INTERVAL) / 2.0;
            interval = Some((percentile(&again, side), percentile(&again, 1.0 - side)));
        }
        Some(Self { count, mu, mu_star, sigma, interval })
    }

    /// The mean effect with its interval, if there is more than one.
    #[must_use]
    pub fn slope(&self) -> Option<Slope> {
        let error = self.sigma? / (self.count as f64).sqrt();
        Some(Slope::new(self.mu, error, self.count - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(design: &Trajectories, model: impl Fn(&[f64]) -> f64) -> Vec<ElementaryEffect> {
        let outcomes: Vec<_> = design.points().iter().map(|point| Some(model(point))).collect();
        let all = design.elementary(&outcomes);
        let effect = |(factor, one): (usize, &Vec<f64>)| ElementaryEffect::of(one, 1, factor);
        all.iter().enumerate().map(|one| effect(one).expect("an effect")).collect()
    }

    #[test]
    fn a_trajectory_moves_every_parameter_once_between_levels_of_the_grid() {
        let design = Trajectories::drawn(5, 40, 4, 7);
        assert_eq!(design.points().len(), 40 * 6);
        let mut ups = 0;
        for walk in design.points().chunks(6) {
            let mut moved: Vec<usize> = Vec::new();
            for ends in walk.windows(2) {
                let steps: Vec<usize> =
                    (0..5).filter(|&i| (ends[0][i] - ends[1][i]).abs() > 0.0).collect();
                assert_eq!(steps.len(), 1);
                let step = ends[1][steps[0]] - ends[0][steps[0]];
                assert!((step.abs() - 2.0 / 3.0).abs() < 1e-12, "{step}");
                ups += usize::from(step > 0.0);
                moved.push(steps[0]);
            }
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
            for value in walk.iter().flatten() {
                let level = value * 3.0;
                assert!((level - level.round()).abs() < 1e-9 && (0.0..=1.0).contains(value));
            }
        }
        assert!((70..130).contains(&ups), "{ups} of 200 steps go up");
    }

    /// `2 a - 3 b + 5 c d + (e - 1/2)^2`, and a parameter that nothing reads.
    fn known(x: &[f64]) -> f64 {
        2.0 * x[0] - 3.0 * x[1] + 5.0 * x[2] * x[3] + (x[4] - 0.5) * (x[4] - 0.5)
    }

    #[test]
    fn known_effects_are_found() {
        let found = effects(&Trajectories::drawn(6, 400, 4, 3), known);
        let near = |found: f64, right: f64, by: f64| {
            assert!((found - right).abs() <= by, "{found} instead of {right}");
        };
        // Straight lines: the same effect everywhere.
        near(found[0].mu, 2.0, 1e-9);
        near(found[1].mu, -3.0, 1e-9);
        near(found[1].mu_star, 3.0, 1e-9);
        near(found[0].sigma.expect("many"), 0.0, 1e-9);
        // A product: 5 times the other, which is on one of four levels.
        for product in [2, 3] {
            near(found[product].mu, 2.5, 0.3);
            near(found[product].sigma.expect("many"), 5.0 * (5.0_f64 / 36.0).sqrt(), 0.15);
        }
        // Up as often as down: only the mean of absolute effects sees it.
        near(found[4].mu, 0.0, 0.06);
        near(found[4].mu_star, 1.0 / 3.0, 1e-9);
        // Nothing reads it.
        near(found[5].mu_star, 0.0, 0.0);
        let (low, high) = found[2].interval.expect("many");
        assert!(low < 2.5 && 2.5 < high && high - low < 0.5, "{low} to {high}");
    }

    #[test]
    fn an_absent_outcome_takes_away_only_the_steps_it_ends() {
        let design = Trajectories::drawn(2, 3, 4, 3);
        let mut outcomes: Vec<_> = design.points().iter().map(|x| Some(x[0] + x[1])).collect();
        outcomes[2] = None;
        let counts: Vec<_> = design.elementary(&outcomes).iter().map(Vec::len).collect();
        assert_eq!(counts.iter().sum::<usize>(), 5);
        assert_eq!(ElementaryEffect::of(&[], 1, 0), None);
        let one = ElementaryEffect::of(&[-2.0], 1, 0).expect("one");
        assert_eq!((one.mu_star, one.sigma, one.interval), (2.0, None, None));
    }

    #[test]
    fn the_same_seed_draws_the_same_trajectories() {
        let design = |seed| Trajectories::drawn(9, 4, 6, seed);
        assert_eq!(design(1), design(1));
        assert_ne!(design(1), design(2));
    }
}

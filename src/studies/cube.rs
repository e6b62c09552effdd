//! Points that fill a unit cube evenly, as whole numbers of 32 binary digits.

use sobol::Sobol;
use sobol::params::JoeKuoD6;

use crate::model::random::{Purpose, WeekDraws, Who};

/// Most columns of a sequence: the table of direction numbers ends there.
pub const MOST_COLUMNS: usize = 1_000;

/// The first points of the sequence of Sobol, with the direction numbers of Joe and Kuo (2008, SIAM
/// Journal on Scientific Computing 30:2635). The first point is the corner of the cube.
///
/// # Panics
/// If there are more columns than [`MOST_COLUMNS`]: readers refuse it.
#[must_use]
pub fn sobol(columns: usize, points: u32) -> Vec<Vec<u32>> {
    Sobol::<u32>::new(columns, &JoeKuoD6::standard()).take(points as usize).collect()
}

/// A number of 32 binary digits as a share, in the middle of its smallest slice, so that it is
/// never 0 or 1.
#[must_use]
pub fn share(digits: u32) -> f64 {
    (f64::from(digits) + 0.5) / 4_294_967_296.0
}

/// A Latin hypercube: every column has one point in each of as many slices as points, in a drawn
/// order, at a drawn place of its slice.
#[must_use]
pub fn latin(columns: usize, points: u32, lots: WeekDraws) -> Vec<Vec<f64>> {
    let column = |column: usize| {
        let lots = |point: u32| lots.uniforms(Purpose::Range, Who(column as u32), 2, point);
        let mut order: Vec<(f64, u32)> = (0..points).map(|point| (lots(point)[0], point)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut places = vec![0.0; points as usize];
        for (slice, (_, point)) in order.into_iter().enumerate() {
            places[point as usize] = (slice as f64 + lots(point)[1]) / f64::from(points);
        }
        places
    };
    let columns: Vec<Vec<f64>> = (0..columns).map(column).collect();
    let point = |point: usize| columns.iter().map(|places| places[point]).collect();
    (0..points as usize).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_begins_as_published() {
        // The first eight points of three columns, in eighths.
        let eighths: Vec<Vec<u32>> = sobol(3, 8)
            .iter()
            .map(|point| point.iter().map(|digits| digits >> 29).collect())
            .collect();
        let published = [
            [0, 0, 0],
            [4, 4, 4],
            [6, 2, 2],
            [2, 6, 6],
            [3, 3, 5],
            [7, 7, 1],
            [5, 1, 7],
            [1, 5, 3],
        ];
        assert_eq!(eighths, published);
        assert_eq!(sobol(MOST_COLUMNS, 2)[1], vec![1 << 31; MOST_COLUMNS]);
    }

    #[test]
    fn a_share_is_never_an_end() {
        assert!(share(0) > 0.0 && share(u32::MAX) < 1.0);
        assert!((share(1 << 31) - 0.5).abs() < 1e-9);
    }
}

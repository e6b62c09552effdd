//! A time course: how straight a line the figures of equal stretches of time lie on.

/// Share of the variance of figures at equal distances that a straight line takes up; nothing for fewer than
/// three, or where all are equal. Below zero on a line that falls, so that only growth is straight growth.
#[must_use]
pub fn straightness(figures: &[f64]) -> Option<f64> {
    const FEWEST: usize = 3;
    let count = figures.len() as f64;
    let (middle, mean) = ((count - 1.0) / 2.0, figures.iter().sum::<f64>() / count);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (place, figure) in figures.iter().enumerate() {
        let (x, y) = (place as f64 - middle, figure - mean);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    (figures.len() >= FEWEST && yy > 0.0).then(|| xy.signum() * xy * xy / (xx * yy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_rises_is_straight_one_that_falls_is_not_and_a_hump_is_neither() {
        let line: Vec<f64> = (0..20).map(|n| 3.0 + 0.5 * f64::from(n)).collect();
        let fall: Vec<f64> = line.iter().rev().copied().collect();
        assert!((straightness(&line).unwrap() - 1.0).abs() < 1e-12);
        assert!((straightness(&fall).unwrap() + 1.0).abs() < 1e-12);
        assert!(straightness(&[0.0, 1.0, 2.0, 1.0, 0.0]).unwrap().abs() < 1e-12);
        assert_eq!(straightness(&[1.0, 2.0]), None);
        assert_eq!(straightness(&[4.0; 9]), None);
    }
}

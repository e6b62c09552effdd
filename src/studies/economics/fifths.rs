//! For whom: what each fifth gains, and what it gives up. Money that is spent here is not spent elsewhere, and
//! what it would have bought there belongs to somebody: the opportunity cost, `cost / price`, falls on fifths in
//! shares. In the base case these are equal, and nobody's year counts more than another's.
//!
//! ```text
//! net of a fifth    effect of the fifth - share of the fifth x whole cost / price    WELLBYs
//! in pounds         x price
//! weight            of the most deprived fifth at which an option that is best without weights is so no more:
//!                   net(w) = sum of nets + (w - 1) x net of the most deprived fifth
//! ```

use crate::model::kinds::Fifth;

/// Shares that are equal.
pub const EQUAL: [f64; Fifth::COUNT] = [1.0 / Fifth::COUNT as f64; Fifth::COUNT];

/// WELLBYs that each fifth gains less those it gives up, for an option of this cost.
#[must_use]
pub fn nets(
    effects: &[f64; Fifth::COUNT],
    cost: f64,
    price: f64,
    shares: &[f64; Fifth::COUNT],
) -> [f64; Fifth::COUNT] {
    std::array::from_fn(|fifth| effects[fifth] - shares[fifth] * cost / price)
}

/// The weight on the most deprived fifth nearest to 1 at which another option takes the place of this one, with
/// that option; nothing if no weight from 0 up to `most` does.
#[must_use]
pub fn turning_weight(
    nets: &[[f64; Fifth::COUNT]],
    best: usize,
    most: f64,
) -> Option<(f64, usize)> {
    let deprived = Fifth::Most as usize;
    let whole = |option: usize| nets[option].iter().sum::<f64>();
    let mut found: Option<(f64, usize)> = None;
    for other in (0..nets.len()).filter(|&other| other != best) {
        let ahead = whole(best) - whole(other);
        let apart = nets[other][deprived] - nets[best][deprived];
        if apart.abs() <= 0.0 {
            continue;
        }
        let weight = 1.0 + ahead / apart;
        let nearer = |(nearest, _): (f64, usize)| (weight - 1.0).abs() < (nearest - 1.0).abs();
        if (0.0..=most).contains(&weight) && found.is_none_or(nearer) {
            found = Some((weight, other));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nets_add_up_to_effect_less_cost_over_price_whatever_the_shares() {
        let effects = [5.0, 4.0, 3.0, 2.0, 1.0];
        for shares in [EQUAL, [0.26, 0.22, 0.22, 0.16, 0.14]] {
            let net = nets(&effects, 10_000.0, 2_500.0, &shares);
            assert!((net.iter().sum::<f64>() - 11.0).abs() < 1e-12);
        }
        let net = nets(&effects, 10_000.0, 2_500.0, &EQUAL);
        assert!((net[0] - 4.2).abs() < 1e-12);
    }

    #[test]
    fn a_weight_turns_the_ranking_where_both_are_worth_the_same() {
        // The first gains 10 in all and 1 of them where need is; the second 8 and 3.
        let nets = [[1.0, 2.0, 2.0, 2.0, 3.0], [3.0, 2.0, 1.0, 1.0, 1.0]];
        let (weight, other) = turning_weight(&nets, 0, 10.0).expect("it turns");
        assert!((weight - 2.0).abs() < 1e-12 && other == 1);
        // From the other side: at less weight the first is ahead again.
        assert_eq!(turning_weight(&nets, 0, 1.5), None);
        assert_eq!(turning_weight(&nets[..1], 0, 10.0), None);
    }
}

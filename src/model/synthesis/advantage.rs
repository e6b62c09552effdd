//! People of one fifth differ: one latent advantage of a person over others of the fifth, which tells on
//! many things at once. The equations stand in the opening of `synthesis`.

use crate::model::arithmetic::Rising;
use crate::model::kinds::Favoured;
use crate::model::random::normal_quantile;
use crate::model::synthesis::{FURTHEST, Parameters};

/// A person's advantage over others of the fifth, in standard deviations, with how far it tells.
#[derive(Clone, Copy)]
pub(crate) struct Advantage<'a> {
    pub(crate) deviations: f64,
    pub(crate) p: &'a Parameters,
}

impl Advantage<'_> {
    /// A standard normal draw of something good, moved by the advantage: still a standard normal one.
    pub(crate) fn normal(self, what: Favoured, z: f64) -> f64 {
        let r = self.p.advantage[what as usize];
        r * self.deviations + libm::sqrt(1.0 - r * r) * z
    }

    /// Whether a uniform draw of which more is better, moved by the advantage, is below a share: still a
    /// uniform one, so that shares stay what they are. The table is that of `normal_share`.
    pub(crate) fn is_below(self, what: Favoured, lot: f64, share: f64, table: &Rising) -> bool {
        if self.p.advantage[what as usize] == 0.0 {
            return lot < share;
        }
        let z = self.normal(what, normal_quantile(lot.clamp(FURTHEST, 1.0 - FURTHEST)));
        !table.is_above(z, share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::normal_share;

    #[test]
    fn what_advantage_does_not_tell_on_stays_to_the_bit() {
        let table = Rising::new(normal_share);
        let mut p = baseline().population;
        p.advantage = [0.0; Favoured::COUNT];
        let advantage = Advantage { deviations: 1.7, p: &p };
        for lot in [0.0, 0.1, 0.37, 0.999] {
            for share in [0.0, lot, lot + 1e-12, 0.5, 1.0] {
                let below = advantage.is_below(Favoured::Car, lot, share, &table);
                assert_eq!(below, lot < share);
            }
            assert_eq!(advantage.normal(Favoured::Trust, lot).to_bits(), lot.to_bits());
        }
    }

    #[test]
    fn advantage_moves_the_draws_of_some_and_the_shares_of_none() {
        let table = Rising::new(normal_share);
        let mut p = baseline().population;
        p.advantage = [0.6; Favoured::COUNT];
        let middle = |k: usize| (k as f64 + 0.5) / 200.0;
        let with = |deviations: f64, share: f64| {
            let advantage = Advantage { deviations, p: &p };
            let below = |k: &usize| advantage.is_below(Favoured::Car, middle(*k), share, &table);
            (0..200).filter(below).count() as f64 / 200.0
        };
        for share in [0.12, 0.4, 0.8] {
            let every = (0..200).map(|k| with(normal_quantile(middle(k)), share)).sum::<f64>();
            assert!((every / 200.0 - share).abs() < 0.005, "{every} of {share}");
            assert!(with(1.0, share) < with(0.0, share) && with(0.0, share) < with(-1.0, share));
        }
    }
}

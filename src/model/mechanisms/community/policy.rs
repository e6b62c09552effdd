//! Policy, money and the state of the country: what is given to a neighbourhood from outside.
//!
//! ```text
//! hardship     of a fifth H = (cost_of_living + austerity x hardship_at_full - income_support)
//!              x (1 + hardship_tilt x d)
//! cut          of a fifth k = austerity x grants_cut_at_full x (1 + cut_tilt x d), between 0 and 1
//! grants       of a fifth G = vcs.grants_level x (1 - k) x (1 + vcs.redistribution x d), not below 0
//! public       share of income s = vcs.small_share x vcs.grant_share_small + (1 - vcs.small_share) x
//!              vcs.grant_share_large
//! supply       of organisations 1 - s + s x G, with their other income; of statutory services
//!              statutory.capacity x (1 - austerity x statutory_cut_at_full), LEAST_SUPPLY at least
//! ```
//!
//! d runs from 1 in the most deprived fifth to -1 in the least; H is an index with 0 for the
//! years from which the prevalence of needs was taken and 1 for a shock like that of 2022-23.
//!
//! **Claims.** A200 (income policy), A202 and A203 (both blades of austerity), A214 (cuts where
//! need is), A181 and A182 (redistributive and inverse provision), A187 (deficits cut capacity).
//! **Evidence.** Cuts to council spending per person of 18-33 %, deeper in deprived places (IFS
//! 2015, Alexiou 2021); heavy bill burden 11 % to 21 % from 2020 to 2023 (FCA). The split of an
//! austerity level into its three parts is assumed and swept.

use crate::model::kinds::Fifth;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;

parameters! {
    /// Hardship, cuts and income policy.
    Parameters {
        /// Level of austerity: 0 for none, 1 for cuts like those of 2010-2018 at their deepest.
        austerity: Share [0.0, 1.0] "A202 A203 A218";
        /// Share of grants to organisations cut at full austerity.
        grants_cut_at_full: Share [0.0, 1.0] "A187 A202";
        /// Share of statutory capacity cut at full austerity.
        statutory_cut_at_full: Share [0.0, 1.0] "A202";
        /// Index of hardship that full austerity brings.
        hardship_at_full: Ratio [0.0, 5.0] "A203";
        /// How much deeper cuts to grants are in the most deprived fifth (and shallower in the least).
        cut_tilt: LogRatio [-1.0, 1.0] "A214";
        /// Index of hardship that a shock to the cost of living brings; 1 is a shock like that of
        /// 2022-23.
        cost_of_living: Ratio [0.0, 5.0] "A011 A012";
        /// Index of hardship that income and housing policy takes away.
        income_support: Ratio [0.0, 5.0] "A200";
        /// How much more hardship falls on the most deprived fifth (and less on the least).
        hardship_tilt: LogRatio [-1.0, 1.0] "A012 A211";
    }
}

/// Least supply of services that is left, as a share of the baseline's: waits are divided by it.
pub const LEAST_SUPPLY: f64 = 0.05;

/// What policy gives each fifth, for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Index of hardship.
    pub hardship: [f64; Fifth::COUNT],
    /// Grants to organisations, 1 for the level of the baseline.
    pub grants: [f64; Fifth::COUNT],
    /// What organisations can do for people of each fifth, with their other income.
    pub organisations: [f64; Fifth::COUNT],
    /// Statutory capacity, 1 for the level of the baseline.
    pub statutory: f64,
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let p = &all.policy;
        let shock = p.cost_of_living + p.austerity * p.hardship_at_full - p.income_support;
        let hardship = Fifth::each(|f| shock * (1.0 + p.hardship_tilt * f.gradient()));
        let grants = Fifth::each(|f| {
            let cut = p.austerity * p.grants_cut_at_full * (1.0 + p.cut_tilt * f.gradient());
            let tilt = 1.0 + all.vcs.redistribution * f.gradient();
            all.vcs.grants_level * (1.0 - cut).clamp(0.0, 1.0) * tilt.max(0.0)
        });
        let public = all.vcs.small_share * all.vcs.grant_share_small
            + (1.0 - all.vcs.small_share) * all.vcs.grant_share_large;
        let organisations = grants.map(|grants| 1.0 - public + public * grants);
        let statutory = all.statutory.capacity * (1.0 - p.austerity * p.statutory_cut_at_full);
        Self { hardship, grants, organisations, statutory: statutory.max(LEAST_SUPPLY) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn austerity_cuts_most_and_brings_most_hardship_where_need_is() {
        let calm = Tables::new(&baseline());
        assert!(calm.hardship.iter().all(|&hardship| hardship.abs() < 1e-12));
        assert!(calm.organisations.iter().all(|&there| (there - 1.0).abs() < 1e-12));
        let mut all = baseline();
        all.policy.austerity = 1.0;
        let cut = Tables::new(&all);
        assert!(cut.grants.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(cut.hardship.windows(2).all(|pair| pair[0] > pair[1]));
        assert!((cut.statutory - (1.0 - all.policy.statutory_cut_at_full)).abs() < 1e-12);
    }

    #[test]
    fn some_statutory_capacity_is_left_whatever_is_cut() {
        let mut all = baseline();
        all.statutory.capacity = 0.05;
        all.policy.austerity = 1.0;
        assert!(Tables::new(&all).statutory >= LEAST_SUPPLY);
    }
}

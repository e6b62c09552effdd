//! What practices can give, as a ratio to what is expected to be asked of them. The equations stand in the
//! opening of `consulting`.

use crate::model::kinds::Cause;
use crate::model::parameters::Parameters as All;
use crate::model::random::WORD_VALUES;
use crate::model::world::{Clocks, World};

/// Requests a week that are expected of each registered person, of GPs and of other staff, by these
/// clocks of all of them: medical ones are counts of a rate, others come once or not.
#[must_use]
pub fn usual_requests(all: &All, clocks: &[Clocks]) -> [f64; 2] {
    let chance = |threshold: u32| f64::from(threshold) / WORD_VALUES;
    let (mut medical, mut social) = (0.0, 0.0);
    for clocks in clocks {
        medical -= libm::log(1.0 - chance(clocks.consult));
        social += chance(clocks.social);
    }
    let share = |cause: Cause| all.consulting.gp_share[cause as usize];
    let gp = medical * share(Cause::Medical) + social * share(Cause::SocialNeed);
    [gp, medical + social - gp].map(|requests| requests / clocks.len().max(1) as f64)
}

/// Sets what each practice can give in a week, one appointment at least.
pub fn set(world: &mut World, all: &All) {
    let p = &all.consulting;
    let [gp, other] = world.usual_requests;
    for practice in &mut world.practices {
        let list = f64::from(practice.list) * p.capacity_level;
        practice.gp_capacity = (list * gp * p.gp_supply).max(1.0);
        practice.other_capacity = (list * other * p.other_supply).max(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::threshold;

    #[test]
    fn what_is_expected_is_the_mean_of_the_rates_by_staff() {
        let mut all = baseline();
        all.consulting.gp_share[Cause::Medical as usize] = 0.4;
        all.consulting.gp_share[Cause::SocialNeed as usize] = 0.75;
        let often = Clocks {
            consult: threshold(1.0 - libm::exp(-0.5)),
            social: threshold(0.2),
            ..Clocks::default()
        };
        let [gp, other] = usual_requests(&all, &[often, Clocks::default()]);
        assert!((gp - 0.175).abs() < 1e-8, "{gp}");
        assert!((gp + other - 0.7 / 2.0).abs() < 1e-8, "{other}");
    }
}

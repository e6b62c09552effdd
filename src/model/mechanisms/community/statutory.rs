//! Statutory services: capacity and waits given from outside. When they are long, cases stay with
//! the link worker and GPs send harder ones.
//!
//! ```text
//! wait   W -> wait x (exp(demand_per_hardship x H) / S) ^ wait_power, wait_per_week of the distance a week;
//!        H = mean hardship of the fifths, S = statutory capacity (both `policy`); at the start W = wait;
//!        at most a century
//! ```
//!
//! **Claims.** A126, A144, A204 (waits push cases onto the worker), A202, A205 (cuts, closures).
//! **Evidence.** No national figures read: waits assumed (mental health 18 weeks, housing 26, social
//! care 12) and swept.

use crate::model::kinds::Service as Kind;
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::towards;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::World;

parameters! {
    /// Statutory services.
    Parameters {
        /// Wait for a statutory service at the capacity of the baseline and without hardship.
        wait: Weeks [0.0, 520.0] by Service "A126 A204";
        /// Capacity of statutory services, against the baseline.
        capacity: Ratio [0.05, 5.0] "A202";
        /// Power of demand over capacity in the wait for a statutory service.
        wait_power: Ratio [0.0, 10.0] "A204";
        /// Share of the distance to the wait that demand and capacity lead to which is covered in a week.
        wait_per_week: Share [0.0, 1.0] "A204";
        /// Rise of the demand for statutory services for a unit of hardship.
        demand_per_hardship: LogRatio [0.0, 3.0] "A203";
    }
}

/// Longest wait in weeks: a century, which is never for everybody. Possible values of the parts
/// multiply to far more, which no calendar holds.
const LONGEST_WAIT: f64 = 5_200.0;

impl Parameters {
    /// How many times as long waits become, at this hardship and capacity.
    fn longer(&self, hardship: f64, capacity: f64) -> f64 {
        libm::pow(libm::exp(self.demand_per_hardship * hardship) / capacity, self.wait_power)
    }
}

/// A week of waits.
pub fn step(world: &mut World, all: &All, policy: &policy::Tables) {
    let p = &all.statutory;
    let hardship: f64 = policy.hardship.iter().sum::<f64>() / policy.hardship.len() as f64;
    let longer = p.longer(hardship, policy.statutory);
    for &kind in Kind::ALL {
        let service = &mut world.services[kind as usize];
        let target = (p.wait[kind as usize] * longer).min(LONGEST_WAIT);
        service.wait = towards(service.wait, target, p.wait_per_week);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn waits_grow_with_hardship_and_by_a_power_of_lost_capacity() {
        let mut p = baseline().statutory;
        p.wait_power = 2.0;
        assert!((p.longer(0.0, 1.0) - 1.0).abs() < 1e-12);
        assert!((p.longer(0.0, 0.5) - 4.0).abs() < 1e-12);
        let hard = libm::exp(2.0 * p.demand_per_hardship);
        assert!((p.longer(1.0, 1.0) - hard).abs() < 1e-12);
    }
}

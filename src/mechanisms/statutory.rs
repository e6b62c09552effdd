//! Statutory services: capacity and waits given from outside. When they are long, cases stay with
//! the link worker and GPs send harder ones.
//!
//! wait = wait at the baseline x (demand / capacity) ^ power, demand growing with hardship; at most
//!        a century
//!
//! **Claims.** A126, A144, A204 (waits push cases onto the worker), A202, A205 (cuts, closures).
//! **Evidence.** No national figures read: waits assumed (mental health 18 weeks, housing 26, social
//! care 12) and swept.

use crate::axes::Service as Kind;
use crate::mechanisms::{policy, towards};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::World;

parameters! {
    /// Statutory services.
    Parameters {
        /// Wait at the capacity of the baseline.
        wait: Weeks [0.0, 520.0] by Service "A126 A204";
        /// Capacity, against the baseline.
        capacity: Ratio [0.05, 5.0] "A202";
        /// Rise of the wait for each unit of capacity lost, as a power.
        wait_power: Ratio [0.0, 10.0] "A204";
        /// Rise of demand for a unit of hardship, on a logarithmic scale.
        demand_per_hardship: LogRatio [0.0, 3.0] "A203";
    }
}

/// Longest wait in weeks: a century, which is never for everybody. Possible values of the parts
/// multiply to far more, which no calendar holds.
const LONGEST_WAIT: f64 = 5_200.0;

/// A week of waits.
pub fn step(world: &mut World, all: &All, policy: &policy::Tables) {
    let p = &all.statutory;
    let hardship: f64 = policy.hardship.iter().sum::<f64>() / policy.hardship.len() as f64;
    let pressure = libm::exp(p.demand_per_hardship * hardship) / policy.statutory;
    let longer = libm::pow(pressure, p.wait_power);
    for &kind in Kind::ALL {
        let service = &mut world.services[kind as usize];
        let target = (p.wait[kind as usize] * longer).min(LONGEST_WAIT);
        service.wait = towards(service.wait, target, 0.05);
    }
}

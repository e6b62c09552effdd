//! Statutory services and the practitioner of the practice: places and waits that clients of link workers
//! share with everybody else whom practices send (`usual_care`). When waits are long, cases stay with the
//! link worker and GPs send harder ones.
//!
//! ```text
//! places   n = places x thousands of people x S, rounded, one at least
//! load     r = arrivals x stay / (places x thousands of people); arrivals = people who join in a week, smoothed
//!          by arrivals_half_life, at the start as many as make r = 1; stay = mean weeks with a service = (1 - (1 -
//!          p) ^ participation.service_weeks) / p, p = participation.service_resolution_per_week
//! wait     W -> wait x (r x exp(demand_per_hardship x H) / S) ^ wait_power, wait_per_week of the distance a
//!          week; H = mean hardship of the fifths, S = statutory capacity (both `policy`); at the start W = wait;
//!          at most a century
//! ```
//!
//! The load at which the waits are as given is not a full one: those who give up waiting take no place.
//!
//! **Claims.** A126, A144, A204 (waits push cases onto the worker), A202, A205 (cuts, closures).
//! **Evidence.** No national figures read: waits assumed (mental health 18 weeks, housing 26, social
//! care 12) and swept.

use crate::model::kinds::Service as Kind;
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::{towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Service, World};

parameters! {
    /// Statutory services.
    Parameters {
        /// Wait for a statutory service at the capacity of the baseline and without hardship.
        wait: Weeks [0.0, 520.0] by Service "A126 A204";
        /// Places of a service at the capacity of the baseline, for each 1,000 registered people.
        places: PerThousand [0.001, 100.0] by Service "A126 A204";
        /// Half-life of the number of people who join in a week, as waits follow it.
        arrivals_half_life: Weeks [1.0, 260.0] "";
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

/// Mean weeks that a service sees somebody.
#[must_use]
fn stay(all: &All) -> f64 {
    let p = &all.participation;
    let kept = 1.0 - p.service_resolution_per_week;
    let weeks = if p.service_resolution_per_week > 0.0 {
        (1.0 - libm::pow(kept, p.service_weeks)) / p.service_resolution_per_week
    } else {
        p.service_weeks
    };
    weeks.max(SHORTEST_STAY)
}

/// A service as a run begins, for so many thousands of people.
#[must_use]
pub fn at_start(all: &All, kind: Kind, thousands: f64) -> Service {
    let p = &all.statutory;
    let places = p.places[kind as usize] * thousands;
    Service {
        wait: p.wait[kind as usize],
        clients: 0,
        seen: 0,
        joined: 0,
        arrivals: places / stay(all),
        places: (places * p.capacity).round().max(1.0) as u32,
    }
}

/// Shortest mean stay, in weeks, that a number of places is divided by.
const SHORTEST_STAY: f64 = 1.0;

impl Parameters {
    /// How many times as long waits become, at this load, hardship and capacity.
    fn longer(&self, load: f64, hardship: f64, capacity: f64) -> f64 {
        let demand = load * libm::exp(self.demand_per_hardship * hardship);
        libm::pow(demand / capacity, self.wait_power)
    }
}

/// A week of waits.
pub fn step(world: &mut World, all: &All, policy: &policy::Tables) {
    let p = &all.statutory;
    let hardship: f64 = policy.hardship.iter().sum::<f64>() / policy.hardship.len() as f64;
    let smooth = weekly(p.arrivals_half_life);
    let (stay, thousands) = (stay(all), world.thousands());
    for &kind in Kind::ALL {
        let places = p.places[kind as usize] * thousands;
        world.close_list(kind, smooth);
        let service = &mut world.services[kind as usize];
        service.places = (places * policy.statutory).round().max(1.0) as u32;
        let load = service.arrivals * stay / places;
        let longer = p.longer(load, hardship, policy.statutory);
        let target = (p.wait[kind as usize] * longer).min(LONGEST_WAIT);
        service.wait = towards(service.wait, target, p.wait_per_week);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn a_service_begins_with_as_many_arrivals_as_its_places_were_made_for() {
        let all = baseline();
        let service = at_start(&all, Kind::MentalHealth, 50.0);
        let places = all.statutory.places[Kind::MentalHealth as usize] * 50.0;
        assert!((service.arrivals * stay(&all) - places).abs() < 1e-9);
        assert_eq!(service.free(), places.round() as u32);
        let mut endless = all.clone();
        endless.participation.service_resolution_per_week = 0.0;
        assert!((stay(&endless) - endless.participation.service_weeks).abs() < 1e-12);
        assert!(stay(&all) < stay(&endless));
    }

    #[test]
    fn waits_grow_with_hardship_and_by_a_power_of_lost_capacity() {
        let mut p = baseline().statutory;
        p.wait_power = 2.0;
        assert!((p.longer(1.0, 0.0, 1.0) - 1.0).abs() < 1e-12);
        assert!((p.longer(1.0, 0.0, 0.5) - 4.0).abs() < 1e-12);
        let hard = libm::exp(2.0 * p.demand_per_hardship);
        assert!((p.longer(0.5, 1.0, 0.5) - hard).abs() < 1e-12);
    }
}
